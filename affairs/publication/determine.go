package publication

import (
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Determination is the attribute given to a document at its source, with what
// must be said for it.
type Determination struct {
	Attribute Attribute
	Ground    string // refusal ground code; required for Withheld
	Reason    string // required unless Proactive
	// ReexamineOn is required unless Proactive (art. 18).
	ReexamineOn calendar.Day
}

// Determine sets the attribute (公文类政府信息公开属性源头认定). knownGround
// says whether the edition in force has the ground. Errors: [ErrState],
// [ErrAttribute], [ErrGround], [ErrReason], [ErrReexamine].
func Determine(d Draft, t Determination, knownGround func(string) bool, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftDetermine); err != nil {
		return d, journal.Entry{}, err
	}
	t.Reason = strings.TrimSpace(t.Reason)
	switch {
	case t.Attribute.Name() == "":
		return d, journal.Entry{}, ErrAttribute
	case t.Attribute == Proactive:
		t = Determination{Attribute: Proactive, ReexamineOn: calendar.NoDay}
	case t.Attribute == Withheld && !knownGround(t.Ground):
		return d, journal.Entry{}, ErrGround
	case t.Reason == "":
		return d, journal.Entry{}, ErrReason
	case t.ReexamineOn == calendar.NoDay || t.ReexamineOn <= calendar.On(at):
		return d, journal.Entry{}, ErrReexamine
	}
	if t.Attribute == OnRequest {
		t.Ground = ""
	}
	d.Attribute, d.Ground, d.Reason, d.ReexamineOn = t.Attribute, t.Ground, t.Reason, t.ReexamineOn
	return d, d.entry(journal.DraftDetermine, by, at, t.Attribute.Name()), nil
}

// Reexamine looks again at a withheld draft (art. 18): it stays withheld until
// next, or, with open, goes back to drafting as proactive. Errors: [ErrState],
// [ErrNote], [ErrReexamine].
func Reexamine(d Draft, open bool, next calendar.Day, why string, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftReexamine); err != nil {
		return d, journal.Entry{}, err
	}
	why = strings.TrimSpace(why)
	if why == "" {
		return d, journal.Entry{}, ErrNote
	}
	if open {
		d.State, d.Attribute, d.Ground, d.Reason, d.ReexamineOn = Drafting, Proactive, "", "", calendar.NoDay
		d.Cleared, d.Signer = "", ""
		return d, d.entry(journal.DraftReexamine, by, at, "转为主动公开："+why), nil
	}
	if next == calendar.NoDay || next <= calendar.On(at) {
		return d, journal.Entry{}, ErrReexamine
	}
	d.ReexamineOn = next
	return d, d.entry(journal.DraftReexamine, by, at, "继续不公开："+why), nil
}

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

// ReexamineYears is within how many years what is kept is looked at again; a
// city may set another number. The Regulation says only 定期 (art. 18).
const ReexamineYears = 2

// Latest is the last day of re-examination that may be set on a day.
func Latest(today calendar.Day, years int) calendar.Day {
	return calendar.On(today.Start().AddDate(years, 0, 0))
}

// sound is the determination with what its attribute does not need left out.
// knownGround says whether the edition in force has the ground; latest is the
// last day of re-examination there may be.
func (t Determination) sound(knownGround func(string) bool, latest calendar.Day, at time.Time) (Determination, error) {
	t.Reason = strings.TrimSpace(t.Reason)
	switch {
	case t.Attribute.Name() == "":
		return t, ErrAttribute
	case t.Attribute == Proactive:
		return Determination{Attribute: Proactive, ReexamineOn: calendar.NoDay}, nil
	case t.Attribute == Withheld && !knownGround(t.Ground):
		return t, ErrGround
	case t.Reason == "":
		return t, ErrReason
	}
	if t.Attribute == OnRequest {
		t.Ground = ""
	}
	return t, within(t.ReexamineOn, latest, at)
}

// Determine sets the attribute (公文类政府信息公开属性源头认定). It may open a
// document further than its source was opened; then the source's agency must
// agree before it goes on. Errors: [ErrState], [ErrAttribute], [ErrGround],
// [ErrReason], [ErrReexamine], [ErrReexamineFar], [ErrBound].
func Determine(d Draft, t Determination, knownGround func(string) bool, latest calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftDetermine); err != nil {
		return d, journal.Entry{}, err
	}
	t, err := t.sound(knownGround, latest, at)
	if err == nil {
		err = d.withinAnswer(t.Attribute)
	}
	if err != nil {
		return d, journal.Entry{}, err
	}
	d.Attribute, d.Ground, d.Reason, d.ReexamineOn = t.Attribute, t.Ground, t.Reason, t.ReexamineOn
	return d, d.entry(journal.DraftDetermine, by, at, t.Attribute.Name()), nil
}

// Reexamine looks again at a withheld draft (art. 18): it stays withheld until
// next, latest at the farthest, or, with open, goes back to drafting as
// proactive. Errors: [ErrState], [ErrNote], [ErrReexamine], [ErrReexamineFar],
// [ErrBound].
func Reexamine(d Draft, open bool, next calendar.Day, why string, latest calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftReexamine); err != nil {
		return d, journal.Entry{}, err
	}
	why = strings.TrimSpace(why)
	if why == "" {
		return d, journal.Entry{}, ErrNote
	}
	if open {
		if err := d.withinAnswer(Proactive); err != nil {
			return d, journal.Entry{}, err
		}
		d = d.opened(at)
		return d, d.entry(journal.DraftReexamine, by, at, "转为主动公开："+why), nil
	}
	if err := within(next, latest, at); err != nil {
		return d, journal.Entry{}, err
	}
	d.ReexamineOn = next
	return d, d.entry(journal.DraftReexamine, by, at, "继续不公开："+why), nil
}

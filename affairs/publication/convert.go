package publication

import (
	"errors"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Conversion is the fact that something kept was opened further.
type Conversion struct {
	Draft    int64
	Agency   agency.Code
	Title    string
	From, To Attribute
	Reason   string
	By       account.Login
	At       time.Time
	// State is where the draft stands now.
	State State
}

// ErrConvert refuses a conversion that opens nothing.
var ErrConvert = errors.New("转换只能提高公开程度：依申请公开转为主动公开，不予公开转为依申请公开或者主动公开")

// Convert opens what is kept further than it is: to 主动公开 it goes back to
// drafting and through review and signature again, to 依申请公开 it stays kept
// until next. Errors: [ErrState], [ErrConvert], [ErrNote], [ErrReexamine],
// [ErrReexamineFar], [ErrBound].
func Convert(d Draft, to Attribute, next calendar.Day, why string, latest calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftConvert); err != nil {
		return d, journal.Entry{}, err
	}
	if why = strings.TrimSpace(why); why == "" {
		return d, journal.Entry{}, ErrNote
	}
	if to.Name() == "" || !to.Opener(d.Attribute) {
		return d, journal.Entry{}, ErrConvert
	}
	if err := d.withinAnswer(to); err != nil {
		return d, journal.Entry{}, err
	}
	note := d.Attribute.Name() + " → " + to.Name() + "：" + why
	if to == Proactive {
		d = d.opened(at)
		return d, d.entry(journal.DraftConvert, by, at, note), nil
	}
	if err := within(next, latest, at); err != nil {
		return d, journal.Entry{}, err
	}
	d.Attribute, d.Ground, d.Reason, d.ReexamineOn = to, "", why, next
	return d, d.entry(journal.DraftConvert, by, at, note), nil
}

// opened is the draft back at its beginning as 主动公开: what was reviewed and
// signed was that it is not. Its twenty working days run from then.
func (d Draft) opened(at time.Time) Draft {
	d.State, d.Attribute, d.Ground, d.Reason, d.ReexamineOn = Drafting, Proactive, "", "", calendar.NoDay
	d.Cleared, d.Signer, d.OpenedAt = "", "", at
	return d
}

// within refuses a day of re-examination that has come, or lies too far ahead.
func within(next, latest calendar.Day, at time.Time) error {
	switch {
	case next == calendar.NoDay || next <= calendar.On(at):
		return ErrReexamine
	case next > latest:
		return ErrReexamineFar
	}
	return nil
}

// Conversion is the row of an act that opened the draft before: [Convert], and
// [Reexamine] when it opens.
func (d Draft) Conversion(before Draft, why string, by account.Login, at time.Time) Conversion {
	return Conversion{Draft: d.ID, Agency: d.Agency, Title: d.Content.Title, From: before.Attribute, To: d.Attribute,
		Reason: strings.TrimSpace(why), By: by, At: at, State: d.State}
}

package publication

import (
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Moved is one date of an open draft that a later holiday notice moved.
type Moved struct {
	// Agency is the agency consulted; "" for the draft's own twenty working
	// days.
	Agency   agency.Code
	Old, New calendar.Day
}

// Reckon counts an open draft's dates again under another calendar: its own
// limit of days working days, see [Draft.ClockFrom], and the answers other
// agencies owe. Old and new dates stand in the entry; the entry is nil when
// nothing moved. Drafts that are closed keep their dates. Errors: [ErrState].
func Reckon(d Draft, before, after *calendar.Calendar, days int, at time.Time) (Draft, *journal.Entry, error) {
	if _, err := d.State.after(journal.DraftReckon); err != nil {
		return d, nil, err
	}
	var moved []Moved
	if from := d.ClockFrom(); from != calendar.NoDay {
		was, is := before.Add(from, days), after.Add(from, days)
		if was != is {
			moved = append(moved, Moved{Old: was, New: is})
		}
	}
	cs := slices.Clone(d.Consultations)
	for i := range cs {
		if cs[i].Answer != "" {
			continue
		}
		if due := after.Add(cs[i].AskedOn, ConsultDays); due != cs[i].DueOn {
			moved = append(moved, Moved{cs[i].Agency, cs[i].DueOn, due})
			cs[i].DueOn = due
		}
	}
	if moved == nil {
		return d, nil, nil
	}
	d.Consultations = cs
	var words []string
	for _, m := range moved {
		words = append(words, strings.TrimSpace(string(m.Agency)+" "+m.Old.String()+" → "+m.New.String()))
	}
	e := d.entry(journal.DraftReckon, account.Clock.Login, at, strings.Join(words, "；"))
	return d, &e, nil
}

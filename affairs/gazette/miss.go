package gazette

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Miss says why an issue cannot be read here. known is the others of its year.
// Errors: [ErrState], [ErrReason], and those of [Add].
func Miss(i Issue, why string, known []Issue, by account.Login, at time.Time) (Issue, journal.Entry, error) {
	to, err := i.move(journal.IssueMissing)
	if err == nil {
		err = i.place(known, calendar.On(at))
	}
	if err == nil {
		why, err = reasoned(why, ErrReason)
	}
	if err != nil {
		return i, journal.Entry{}, err
	}
	i.State, i.Reason = to, why
	return i, i.entry(journal.IssueMissing, by, at, why), nil
}

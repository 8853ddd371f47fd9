package gazette

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Add registers an issue as it was printed. known is the others of its year.
// Errors: [ErrState], [ErrYear], [ErrNumber], [ErrTaken], [ErrWhole],
// [ErrDated], [ErrPages].
func Add(i Issue, known []Issue, by account.Login, at time.Time) (Issue, journal.Entry, error) {
	to, err := i.move(journal.IssueAdd)
	if err == nil {
		err = i.place(known, calendar.On(at))
	}
	if err != nil {
		return i, journal.Entry{}, err
	}
	i.State = to
	return i, i.entry(journal.IssueAdd, by, at, i.Name()), nil
}

package gazette

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// Retract takes an issue back to where it was registered: it is not that issue
// that is read here, or it has been found after all. The serials of its articles
// are not given again. Errors: [ErrState], [ErrWhy].
func Retract(i Issue, why string, by account.Login, at time.Time) (Issue, journal.Entry, error) {
	to, err := i.move(journal.IssueRetract)
	if err == nil {
		why, err = reasoned(why, ErrWhy)
	}
	if err != nil {
		return i, journal.Entry{}, err
	}
	i.State, i.Reason = to, ""
	i.Publication, i.Index, i.Before, i.Gone = 0, "", 0, false
	i.Articles, i.Count = nil, 0
	return i, i.entry(journal.IssueRetract, by, at, why), nil
}

// Strike removes an issue that never was. Errors: [ErrState], [ErrWhy].
func Strike(i Issue, why string, by account.Login, at time.Time) (journal.Entry, error) {
	_, err := i.move(journal.IssueStrike)
	if err == nil {
		why, err = reasoned(why, ErrWhy)
	}
	return i.entry(journal.IssueStrike, by, at, why), err
}

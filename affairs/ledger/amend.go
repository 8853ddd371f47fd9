package ledger

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Amend changes what an entry says; the store keeps what it said before. The
// public goes on reading the version that was released until the new one is.
// What the public has read is not changed without a reason. Errors: [ErrState],
// [Faults], [ErrSame], [ErrWhy].
func Amend(e Entry, typed Values, why string, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	to, err := e.after(journal.LedgerAmend)
	if err != nil {
		return e, journal.Entry{}, err
	}
	v, faults := e.book().Read(typed, calendar.On(at))
	if faults != nil {
		return e, journal.Entry{}, faults
	}
	if faults := e.book().undecided(e.Values, v); faults != nil {
		return e, journal.Entry{}, faults
	}
	if v.Equal(e.Values) {
		return e, journal.Entry{}, ErrSame
	}
	if e.State == Released {
		why, err = reason(why)
	} else {
		why, err = text.Block(why, 2000)
	}
	if err != nil {
		return e, journal.Entry{}, err
	}
	e.State, e.Values, e.Version, e.Why = to, v, e.Version+1, why
	return e, e.entry(journal.LedgerAmend, by, at, why), nil
}

package ledger

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Release puts what an entry says now before the public, after its secrecy
// review (art. 17), by whom secrecy says. Errors: [ErrInternal], [ErrState],
// [ErrShown], [ErrNotProactive], [ErrSecrecy].
func Release(e Entry, secrecy string, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	if !e.book().Public {
		return e, journal.Entry{}, ErrInternal
	}
	to, err := e.after(journal.LedgerRelease)
	if err != nil {
		return e, journal.Entry{}, err
	}
	if e.Shown == e.Version {
		return e, journal.Entry{}, ErrShown
	}
	if e.keptBack() {
		return e, journal.Entry{}, ErrNotProactive
	}
	if secrecy, err = text.Line(secrecy, 50); err != nil {
		return e, journal.Entry{}, err
	}
	if secrecy == "" {
		return e, journal.Entry{}, ErrSecrecy
	}
	e.State, e.Shown, e.ReleasedAt, e.ReleasedBy, e.Secrecy, e.Taken = to, e.Version, at, by, secrecy, nil
	if e.PublicOn == calendar.NoDay && e.Due() == calendar.NoDay {
		e.PublicOn = calendar.On(at)
	}
	return e, e.entry(journal.LedgerRelease, by, at, "保密审查："+secrecy), nil
}

// Retract takes an entry back from the public, which is told why. Errors:
// [ErrState], [ErrWhy].
func Retract(e Entry, why string, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	to, err := e.after(journal.LedgerRetract)
	if err != nil {
		return e, journal.Entry{}, err
	}
	if why, err = reason(why); err != nil {
		return e, journal.Entry{}, err
	}
	e = e.hidden()
	e.State, e.Why, e.Taken = to, why, &Taken{On: calendar.On(at), Why: why}
	return e, e.entry(journal.LedgerRetract, by, at, why), nil
}

// hidden is the entry with nothing before the public.
func (e Entry) hidden() Entry {
	e.Shown, e.ReleasedAt, e.ReleasedBy, e.Secrecy, e.PublicOn = 0, time.Time{}, "", "", calendar.NoDay
	return e
}

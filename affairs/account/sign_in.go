package account

import (
	"time"

	"gongkai/affairs/journal"
)

// The rules of signing in. After MaxFailures wrong tries in a row an account
// is locked for LockFor; a session ends after IdleEnd without a page and after
// AbsoluteEnd in any case.
const (
	MaxFailures = 5
	LockFor     = 15 * time.Minute
	IdleEnd     = 30 * time.Minute
	AbsoluteEnd = 10 * time.Hour
)

// SignIn decides one try. right says that name, password and code all match.
// The account returned is to be saved in every case. A failure has an entry as
// long as it counts towards the lock, so whoever tries without end writes
// MaxFailures of them for each lock; the entry is nil for a try at an account
// that is locked or ended. Errors: [ErrSignIn], [ErrLocked].
func SignIn(a Account, right bool, at time.Time) (Account, *journal.Entry, error) {
	counted := a.Active() && !at.Before(a.LockedUntil)
	a, e, err := Check(a, right, at)
	if err != nil && e == nil && counted {
		failed := a.entry(journal.AccountFail, "", a.Login, at, "")
		e = &failed
	}
	if err != nil {
		return a, e, err
	}
	in := a.entry(journal.AccountSignIn, "", a.Login, at, "")
	return a, &in, nil
}

// Check counts one try of the password, at the door or before a change of
// one's own account, so that a borrowed session cannot guess it: while the
// account is locked even the right one is refused. The account returned is to
// be saved in every case; the entry is nil unless the try locks. Errors:
// [ErrSignIn], [ErrLocked].
func Check(a Account, right bool, at time.Time) (Account, *journal.Entry, error) {
	if !a.Active() {
		return a, nil, ErrSignIn
	}
	if at.Before(a.LockedUntil) {
		return a, nil, ErrLocked
	}
	if right {
		a.Failures, a.LockedUntil = 0, time.Time{}
		return a, nil, nil
	}
	a.Failures++
	if a.Failures < MaxFailures {
		return a, nil, ErrSignIn
	}
	a.Failures, a.LockedUntil = 0, at.Add(LockFor)
	e := a.entry(journal.AccountLock, "", a.Login, at, "")
	return a, &e, ErrLocked
}

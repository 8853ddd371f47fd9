package citizen

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// SignIn decides one try. right says that the password matches. The reader
// returned is to be saved in every case; the entry is nil for a failure that
// does not lock. A success begins a visit. Errors: [ErrSignIn].
func SignIn(c Citizen, right bool, at time.Time) (Citizen, *journal.Entry, error) {
	c, e, err := Check(c, right, at)
	if err != nil {
		return c, e, err
	}
	c.PreviousAt, c.VisitAt = c.VisitAt, at
	in := c.entry(journal.CitizenSignIn, at)
	return c, &in, nil
}

// Check counts one try of the password, at the door or before a change, so
// that a borrowed session cannot guess it: after account.MaxFailures wrong
// ones in a row even the right one is refused for account.LockFor. The entry
// is nil unless the try locks. Errors: [ErrSignIn].
func Check(c Citizen, right bool, at time.Time) (Citizen, *journal.Entry, error) {
	if at.Before(c.LockedUntil) {
		return c, nil, ErrSignIn
	}
	if right {
		c.Failures, c.LockedUntil = 0, time.Time{}
		return c, nil, nil
	}
	c.Failures++
	if c.Failures < account.MaxFailures {
		return c, nil, ErrSignIn
	}
	c.Failures, c.LockedUntil = 0, at.Add(account.LockFor)
	e := c.entry(journal.CitizenLock, at)
	return c, &e, ErrSignIn
}

package account

import (
	"time"

	"gongkai/affairs/journal"
)

// HandOver records that all open work of from went to to. The drafts move in
// the same transaction (publication.HandOver). Errors: [ErrSelf], [ErrEnded]
// when the successor has left.
func HandOver(from, to Account, by Login, at time.Time) (Account, journal.Entry, error) {
	if from.Login == to.Login {
		return from, journal.Entry{}, ErrSelf
	}
	if !to.Active() {
		return from, journal.Entry{}, ErrEnded
	}
	e := from.entry(journal.AccountHandOver, "", by, at, string(from.Login)+" → "+string(to.Login))
	if len(from.Grants) > 0 {
		e.Agency = string(from.Grants[0].Agency)
	}
	return from, e, nil
}

// End closes an account for good. openWork is how many drafts it still holds.
// Errors: [ErrEnded], [ErrOpenWork], [ErrSelfGrant] for one's own account.
func End(a Account, openWork int, by Login, at time.Time) (Account, journal.Entry, error) {
	switch {
	case !a.Active():
		return a, journal.Entry{}, ErrEnded
	case a.Login == by:
		return a, journal.Entry{}, ErrSelfGrant
	case openWork > 0:
		return a, journal.Entry{}, ErrOpenWork
	}
	a.EndedAt, a.Grants, a.PasswordHash, a.FirstPassword, a.TOTPSecret, a.Subject, a.Email = at, nil, "", false, "", "", ""
	return a, a.entry(journal.AccountEnd, "", by, at, ""), nil
}

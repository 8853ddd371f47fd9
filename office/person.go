package office

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/store"
)

// AddAccount opens an account and grants its first roles in one act. hash is
// the encoded password hash, "" for sign-in by OIDC only. Errors:
// [account.ErrExists] and those of the acts. Opening is the system
// administrator's, granting the security administrator's: an actor who may
// only open passes no grants.
func (o *Office) AddAccount(ctx context.Context, by account.Actor, a account.Account, grants []account.Grant) (account.Account, error) {
	at := o.Now()
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		if _, err := tx.Account(ctx, a.Login); err == nil {
			return account.ErrExists
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		added, e, err := account.Add(a, by.Login, at)
		if err != nil {
			return err
		}
		if err := tx.SaveAccount(ctx, added, e); err != nil {
			return err
		}
		a = added
		a.Stamp++
		for _, g := range grants {
			if g.Agency != "" {
				if _, err := tx.Agency(ctx, g.Agency); errors.Is(err, store.ErrNotFound) {
					return fmt.Errorf("%w：%s", agency.ErrNotFound, g.Agency)
				} else if err != nil {
					return err
				}
			}
			granted, e, err := account.GrantRole(a, g, by.Login, at)
			if err != nil {
				return err
			}
			if err := tx.SaveAccount(ctx, granted, e); err != nil {
				return err
			}
			a = granted
			a.Stamp++
		}
		return nil
	})
	return a, err
}

// ChangeAccount reads an account, runs one act of package account on it and
// saves the result. Every session of the person ends when roles, password or
// second factor change.
func (o *Office) ChangeAccount(ctx context.Context, by account.Actor, login account.Login,
	act func(account.Account, time.Time) (account.Account, journal.Entry, error)) (account.Account, error) {
	at := o.Now()
	var a account.Account
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if a, err = tx.Account(ctx, login); err != nil {
			return err
		}
		var e journal.Entry
		if a, e, err = act(a, at); err != nil {
			return err
		}
		return tx.SaveAccount(ctx, a, e)
	})
	if err != nil {
		return a, err
	}
	return a, o.Store.DropSessionsOf(ctx, login)
}

// HandOver gives to another the open drafts, requests and remedies a person
// holds in the
// agencies for which the actor may hand over, in one act, and says how many.
// What the person holds elsewhere stays. Errors: [account.ErrForbidden] when
// everything is elsewhere, [ErrNothingHeld], [ErrHeir],
// [account.ErrSelf], [account.ErrEnded].
func (o *Office) HandOver(ctx context.Context, by account.Actor, from, to account.Login) (int, error) {
	at := o.Now()
	moved := 0
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		leaver, err := tx.Account(ctx, from)
		if err != nil {
			return err
		}
		heir, err := tx.Account(ctx, to)
		if err != nil {
			return err
		}
		held, err := tx.DraftsHeldBy(ctx, from)
		if err != nil {
			return err
		}
		all := len(held)
		held = slices.DeleteFunc(held, func(d publication.Draft) bool { return !by.May(journal.AccountHandOver, d.Agency) })
		cases, err := tx.RequestsHeldBy(ctx, from)
		if err != nil {
			return err
		}
		all += len(cases)
		cases = slices.DeleteFunc(cases, func(r request.Request) bool { return !by.May(journal.AccountHandOver, r.Agency) })
		contested, err := tx.RemediesHeldBy(ctx, from)
		if err != nil {
			return err
		}
		all += len(contested)
		contested = slices.DeleteFunc(contested, func(v remedy.Remedy) bool { return !by.May(journal.AccountHandOver, v.Handler) })
		if len(held)+len(cases)+len(contested) == 0 && all > 0 {
			return account.ErrForbidden
		}
		_, e, err := account.HandOver(leaver, heir, by.Login, at)
		if err != nil {
			return err
		}
		if len(held)+len(cases)+len(contested) == 0 {
			return ErrNothingHeld
		}
		for _, d := range held {
			if !account.May(heir.Grants, account.LookDrafts, d.Agency) {
				return ErrHeir
			}
			e.Agency = string(d.Agency)
		}
		for _, r := range cases {
			if !account.May(heir.Grants, account.LookRequests, r.Agency) {
				return ErrHeir
			}
			e.Agency = string(r.Agency)
		}
		for _, v := range contested {
			if !account.May(heir.Grants, account.LookRemedies, v.Handler) {
				return ErrHeir
			}
			e.Agency = string(v.Handler)
		}
		if err := tx.SaveAccount(ctx, leaver, e); err != nil {
			return err
		}
		moved = len(held) + len(cases) + len(contested)
		if err := tx.FollowDrafts(ctx, held, func(d publication.Draft) (publication.Draft, journal.Entry, error) {
			return publication.HandOver(d, to, d.Agency, by.Login, at)
		}); err != nil {
			return err
		}
		h := o.hand(ctx, by)
		if _, err = tx.FollowRequests(ctx, cases, func(r request.Request) (request.Request, *journal.Entry, error) {
			r, e, err := request.MoveTo(r, to, r.Agency, h)
			return r, &e, err
		}); err != nil {
			return err
		}
		return followRemedies(ctx, tx, contested, func(v remedy.Remedy) (remedy.Remedy, journal.Entry, error) {
			return remedy.HandOver(v, to, by.Login, at)
		})
	})
	return moved, err
}

// ErrHeir refuses a successor who could not see the work handed over.
var ErrHeir = errors.New("接手人在该机关没有职责，请先授予职责")

// EndAccount closes an account whose work is handed over.
func (o *Office) EndAccount(ctx context.Context, by account.Actor, login account.Login) error {
	at := o.Now()
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		a, err := tx.Account(ctx, login)
		if err != nil {
			return err
		}
		held, err := tx.DraftsHeldBy(ctx, login)
		if err != nil {
			return err
		}
		cases, err := tx.RequestsHeldBy(ctx, login)
		if err != nil {
			return err
		}
		contested, err := tx.RemediesHeldBy(ctx, login)
		if err != nil {
			return err
		}
		a, e, err := account.End(a, len(held)+len(cases)+len(contested), by.Login, at)
		if err != nil {
			return err
		}
		return tx.SaveAccount(ctx, a, e)
	})
	if err != nil {
		return err
	}
	return o.Store.DropSessionsOf(ctx, login)
}

// SignIn decides a try to sign in and counts it. check compares the password
// and the code with the account's; it is slow on purpose and runs outside the
// act, and its error is no try. For a name nobody has, check runs on an empty
// account, so that the time it takes does not tell. The account returned is the
// one that was let in: a session vouches for it as it was then. Errors:
// [account.ErrSignIn], [account.ErrLocked].
func (o *Office) SignIn(ctx context.Context, login account.Login,
	check func(account.Account) (right bool, totpUsed int64, err error)) (account.Account, error) {
	a, err := o.Store.Account(ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		if _, _, err := check(account.Account{}); err != nil {
			return account.Account{}, err
		}
		return account.Account{}, account.ErrSignIn
	}
	if err != nil {
		return account.Account{}, err
	}
	right, used, err := check(a)
	if err != nil {
		return account.Account{}, err
	}
	return o.try(ctx, a, right, used, account.SignIn)
}

// CheckPassword decides a try of the password by somebody signed in, before
// their own account changes, and counts it as a try to sign in. Errors:
// [account.ErrSignIn], [account.ErrLocked], also for the right password,
// [ErrBusy], [store.ErrNotFound].
func (o *Office) CheckPassword(ctx context.Context, login account.Login, password string) (account.Account, error) {
	a, err := o.Store.Account(ctx, login)
	if err != nil {
		return a, err
	}
	right, err := PasswordMatches(ctx, password, a.PasswordHash)
	if err != nil {
		return a, err
	}
	return o.try(ctx, a, right, 0, account.Check)
}

// try counts one try at the account that was compared. What changed meanwhile
// was not compared: the try is a wrong one.
func (o *Office) try(ctx context.Context, compared account.Account, right bool, used int64,
	rule func(account.Account, bool, time.Time) (account.Account, *journal.Entry, error)) (account.Account, error) {
	at := o.Now()
	var tried account.Account
	var outcome error
	err := o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
		a, err := tx.Account(ctx, compared.Login)
		if err != nil {
			return err
		}
		same := a.PasswordHash == compared.PasswordHash && a.TOTPSecret == compared.TOTPSecret && a.Subject == compared.Subject
		again := used != 0 && used <= a.TOTPUsed // the code was used before
		var e *journal.Entry
		a, e, outcome = rule(a, right && same && !again, at)
		if outcome == nil && used != 0 {
			a.TOTPUsed = used
		}
		tried = a
		return tx.SaveFailure(ctx, a, e)
	})
	if err != nil {
		return account.Account{}, err
	}
	tried.Stamp++
	return tried, outcome
}

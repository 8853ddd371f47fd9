package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

const accountColumns = `login, name, roles, password_hash, totp_secret, totp_used, subject, failures, locked_until, ended_at, stamp, email, first_password`

func (r Reader) accounts(ctx context.Context, where string, args ...any) ([]account.Account, error) {
	var list []account.Account
	err := r.each(ctx, `select `+accountColumns+` from account `+where, args, func(rows *sql.Rows) error {
		var a account.Account
		var roles string
		var locked, ended int64
		err := rows.Scan(&a.Login, &a.Name, &roles, &a.PasswordHash, &a.TOTPSecret, &a.TOTPUsed, &a.Subject,
			&a.Failures, &locked, &ended, &a.Stamp, &a.Email, &a.FirstPassword)
		if err != nil {
			return err
		}
		a.LockedUntil, a.EndedAt = instant(locked), instant(ended)
		list = append(list, a)
		return unpack(roles, &list[len(list)-1].Grants)
	})
	return list, err
}

// Accounts is every account, those who left included, by login.
func (r Reader) Accounts(ctx context.Context) ([]account.Account, error) {
	return r.accounts(ctx, `order by login`)
}

// Account is one account. Errors: [ErrNotFound].
func (r Reader) Account(ctx context.Context, login account.Login) (account.Account, error) {
	return only(r.accounts(ctx, `where login = $1`, string(login)))
}

// AccountBySubject is the account of an OIDC identity, "issuer|subject".
// Errors: [ErrNotFound].
func (r Reader) AccountBySubject(ctx context.Context, subject string) (account.Account, error) {
	if subject == "" {
		return account.Account{}, ErrNotFound
	}
	return only(r.accounts(ctx, `where subject = $1 and subject <> ''`, subject))
}

func only[T any](list []T, err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if len(list) == 0 {
		return none, ErrNotFound
	}
	return list[0], nil
}

// SaveAccount saves the account as it was read, or new. Errors: [ErrChanged],
// account.ErrExists.
func (tx *Tx) SaveAccount(ctx context.Context, a account.Account, e journal.Entry) error {
	if err := tx.saveAccount(ctx, a); err != nil {
		return err
	}
	return tx.enter(ctx, e)
}

// SaveFailure saves a try of a password, which is counted but is no act; e is
// nil unless there is something to tell of it.
func (tx *Tx) SaveFailure(ctx context.Context, a account.Account, e *journal.Entry) error {
	if err := tx.saveAccount(ctx, a); err != nil || e == nil {
		return err
	}
	return tx.enter(ctx, *e)
}

func (tx *Tx) saveAccount(ctx context.Context, a account.Account) error {
	roles, err := pack(a.Grants)
	if err != nil {
		return tx.fail(err)
	}
	args := []any{string(a.Login), a.Name, roles, a.PasswordHash, a.TOTPSecret, a.TOTPUsed, a.Subject,
		a.Failures, micros(a.LockedUntil), micros(a.EndedAt), a.Stamp + 1, a.Email, a.FirstPassword}
	if a.Stamp == 0 {
		_, err = tx.exec(ctx, `insert into account (`+accountColumns+`) values `+holes(1, 13), args...)
		if err != nil && tx.store.engine.duplicate(err) {
			err = account.ErrExists
		}
	} else {
		err = saved(tx.exec(ctx, `update account set
				name = $2, roles = $3, password_hash = $4, totp_secret = $5, totp_used = $6, subject = $7,
				failures = $8, locked_until = $9, ended_at = $10, stamp = $11,
				email = $12, first_password = $13
			where login = $1 and stamp = $14`, append(args, a.Stamp)...))
	}
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", a.Login.Thing(), err))
	}
	return nil
}

// Session is what a signed-in browser carries, under a token only it knows.
// It is a trace, not an act.
type Session struct {
	Token  string
	Login  account.Login
	Data   string
	Expiry time.Time
}

// Session is an unexpired session. Errors: [ErrNotFound].
func (r Reader) Session(ctx context.Context, token string, now time.Time) (Session, error) {
	s := Session{Token: token}
	var expiry int64
	err := r.one(ctx, `select login, data, expiry from session where token = $1 and expiry > $2`,
		[]any{token, micros(now)}, &s.Login, &s.Data, &expiry)
	s.Expiry = instant(expiry)
	return s, err
}

// SaveSession keeps a new session.
func (s *Store) SaveSession(ctx context.Context, v Session) error {
	return s.trace(ctx, `insert into session (token, login, data, expiry) values ($1, $2, $3, $4)
		on conflict (token) do update set login = excluded.login, data = excluded.data, expiry = excluded.expiry`,
		v.Token, string(v.Login), v.Data, micros(v.Expiry))
}

// RenewSession moves a session's end and data. One that was ended meanwhile
// stays ended.
func (s *Store) RenewSession(ctx context.Context, v Session) error {
	return s.trace(ctx, `update session set data = $2, expiry = $3 where token = $1`, v.Token, v.Data, micros(v.Expiry))
}

// DropSession ends a session; no error when there is none.
func (s *Store) DropSession(ctx context.Context, token string) error {
	return s.trace(ctx, `delete from session where token = $1`, token)
}

// DropSessionsOf ends every session of a person: roles changed, password
// changed, or the person left.
func (s *Store) DropSessionsOf(ctx context.Context, login account.Login) error {
	return s.trace(ctx, `delete from session where login = $1`, string(login))
}

// DropExpiredSessions clears what has ended.
func (s *Store) DropExpiredSessions(ctx context.Context, now time.Time) error {
	return s.trace(ctx, `delete from session where expiry <= $1`, micros(now))
}

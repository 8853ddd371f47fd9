package office_test

import (
	"errors"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/office"
	"gongkai/office/officetest"
)

// What was compared is what lets one in: an account that changed while the
// password was being compared does not.
func TestSignInWhileTheAccountChanges(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		for _, c := range []struct {
			name   string
			change func(account.Account, time.Time) (account.Account, journal.Entry, error)
			want   error
		}{
			{"nothing", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
				return account.Unlock(a, "console", at)
			}, nil},
			{"the password", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
				return account.SetPassword(a, "another hash", "console", at)
			}, account.ErrSignIn},
			{"the second factor", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
				return account.SetTOTP(a, "another secret", "console", at)
			}, account.ErrSignIn},
		} {
			a, err := o.SignIn(ctx, "clerk-fgw", func(account.Account) (bool, int64, error) {
				_, err := o.ChangeAccount(ctx, account.Console, "clerk-fgw", c.change)
				return true, 0, err
			})
			if !errors.Is(err, c.want) {
				t.Errorf("%s changed: %v, want %v", c.name, err, c.want)
			}
			if saved, e := o.Store.Account(ctx, "clerk-fgw"); e != nil || err == nil && saved.Stamp != a.Stamp {
				t.Errorf("%s changed: stamp %d, saved as %d, %v", c.name, a.Stamp, saved.Stamp, e)
			}
		}
		if _, err := o.SignIn(ctx, "clerk-jyj", func(account.Account) (bool, int64, error) { return false, 0, office.ErrBusy }); !errors.Is(err, office.ErrBusy) {
			t.Errorf("not compared: %v", err)
		}
		if a, err := o.Store.Account(ctx, "clerk-jyj"); err != nil || a.Failures != 0 {
			t.Errorf("not compared, but counted: %d, %v", a.Failures, err)
		}
	})
}

// A borrowed session guesses no better than a stranger.
func TestCheckPassword(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		const password = "correct horse battery"
		hash, err := office.HashPassword(ctx, password)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.ChangeAccount(ctx, account.Console, "clerk-fgw", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
			return account.SetPassword(a, hash, "console", at)
		}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name, password string
			want           error
		}{
			{"right", password, nil},
			{"wrong", "x", account.ErrSignIn},
			{"wrong", "x", account.ErrSignIn},
			{"wrong", "x", account.ErrSignIn},
			{"wrong", "x", account.ErrSignIn},
			{"wrong the fifth time", "x", account.ErrLocked},
			{"right, but locked", password, account.ErrLocked},
		} {
			if _, err := o.CheckPassword(ctx, "clerk-fgw", c.password); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		o.Clock.Add(account.LockFor)
		if _, err := o.CheckPassword(ctx, "clerk-fgw", password); err != nil {
			t.Errorf("after the lock: %v", err)
		}
	})
}

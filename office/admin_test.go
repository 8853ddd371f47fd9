package office_test

import (
	"errors"
	"testing"

	"gongkai/affairs/account"
	"gongkai/office"
	"gongkai/office/officetest"
)

// No administrator opens the account of one of another kind.
func TestAdministratorsAreNotReset(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		for _, c := range []struct {
			by    account.Actor
			login account.Login
			want  error
		}{
			{o.As(t, "system"), "clerk-fgw", nil},
			{o.As(t, "system"), "system", office.ErrOwnAccount},
			{o.As(t, "system"), "security", office.ErrAdministrator},
			{o.As(t, "system"), "audit", office.ErrAdministrator},
			{account.Console, "security", nil},
		} {
			if _, err := o.NewPasswordFor(ctx, c.by, c.login); !errors.Is(err, c.want) {
				t.Errorf("%s, password of %s: %v, want %v", c.by.Login, c.login, err, c.want)
			}
			if err := o.RemoveCode(ctx, c.by, c.login); !errors.Is(err, c.want) {
				t.Errorf("%s, code of %s: %v, want %v", c.by.Login, c.login, err, c.want)
			}
		}
		if err := o.Unlock(ctx, o.As(t, "system"), "audit"); err != nil {
			t.Errorf("unlock: %v", err)
		}
	})
}

package desk

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"gongkai/affairs/account"
	"gongkai/office"
	"gongkai/web/page"
)

// signInPage asks who is there.
type signInPage struct {
	Form     *page.Form
	Back     string // where to go afterwards
	Provider string // name of the identity provider; "" for none
}

// backTo is where to go after signing in: a page of the desk, nothing else.
func backTo(address string) string {
	back := page.Back(address)
	if back != "/desk" && !strings.HasPrefix(back, "/desk/") && !strings.HasPrefix(back, "/desk?") ||
		strings.HasPrefix(back, "/desk/sign-") {
		return "/desk"
	}
	return back
}

func (d *Desk) signInPage(form *page.Form) signInPage {
	return signInPage{Form: form, Back: backTo(form.Get("back")), Provider: d.OIDC.Name}
}

func (d *Desk) signInShow(w http.ResponseWriter, r *http.Request) error {
	form := page.QueryForm(r)
	form.Errors = nil
	if officialOf(r.Context()) != nil {
		http.Redirect(w, r, backTo(form.Get("back")), http.StatusSeeOther)
		return nil
	}
	w.Header().Set("Cache-Control", "no-store")
	return page.Show(w, r, form, d.signInView(d.signInPage(&page.Form{Values: map[string][]string{"back": {form.Get("back")}}})))
}

func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	form.Errors = nil // a password may hold what a title may not
	form.Require("login", "请填写账号名", "password", "请填写口令")
	if len(form.Values.Get("password")) > 1024 || len(form.Get("login")) > 64 || len(form.Get("code")) > 16 {
		form.Fail("", account.ErrSignIn.Error())
	}
	if !form.OK() {
		return page.Show(w, r, form, d.signInView(d.signInPage(form)))
	}
	if !d.tries.Pass(d.Office.Now()) {
		form.Fail("", page.ErrTooMany.Error())
		return page.Render(w, r, http.StatusTooManyRequests, d.signInView(d.signInPage(form)))
	}
	login := account.Login(strings.ToLower(form.Get("login")))
	password, code := r.PostForm.Get("password"), form.Get("code")
	a, err := d.Office.SignIn(r.Context(), login, func(a account.Account) (bool, int64, error) {
		right, err := office.PasswordMatches(r.Context(), password, a.PasswordHash)
		if err != nil || a.TOTPSecret == "" {
			return right, 0, err
		}
		step := codeStep(a.TOTPSecret, code, d.Office.Now())
		return right && step != 0, step, nil
	})
	if errors.Is(err, account.ErrLocked) {
		err = account.ErrSignIn // or strangers learn which names there are
	}
	if err != nil {
		form.Set("code", "")
		if form.Refuse(r.Context(), err) {
			return page.Show(w, r, form, d.signInView(d.signInPage(form)))
		}
		return err
	}
	if err := d.beginSession(w, r, a, false); err != nil {
		return err
	}
	http.Redirect(w, r, backTo(form.Get("back")), http.StatusSeeOther)
	return nil
}

// codePeriod is the seconds of a time step, and codeSkew how many steps a clock
// may be off, either way: what authenticator apps expect (RFC 6238).
const (
	codePeriod = 30
	codeSkew   = 1
)

// codeStep is the time step of which code is the code; 0 if it is of none near
// the instant. The step is remembered, so that a code works once; the
// library's own check does not say which it was.
func codeStep(secret, code string, at time.Time) int64 {
	code = strings.ReplaceAll(code, " ", "")
	now, found := at.Unix()/codePeriod, int64(0)
	for step := now - codeSkew; step <= now+codeSkew; step++ {
		want, err := totp.GenerateCode(secret, time.Unix(step*codePeriod, 0))
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = step
		}
	}
	return found
}

package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// ownPage is one's own account: who one is, the password, the second factor.
type ownPage struct {
	Form   *page.Form
	Person account.Account
	Roles  []string // "经办（市教育局）"
	First  bool     // nothing else is open before the password is changed
}

// ownCodePage sets up the second factor.
type ownCodePage struct {
	Form    *page.Form
	Secret  string // base32, in groups of four for typing
	Address string // otpauth://…, what the QR code says
	Again   bool   // one is set up already and will be replaced
}

func (d *Desk) ownPage(ctx context.Context, o *Official, form *page.Form) (ownPage, error) {
	names, err := d.agencyNames(ctx)
	if err != nil {
		return ownPage{}, err
	}
	p := ownPage{Form: form, Person: o.Person, First: o.First}
	for _, g := range o.Person.Grants {
		role := page.T(ctx, g.Role.Name())
		if g.Agency != "" {
			role = page.Tf(ctx, "%s（%s）", role, names.of(g.Agency))
		}
		p.Roles = append(p.Roles, role)
	}
	return p, nil
}

func (d *Desk) ownShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := &page.Form{Values: url.Values{"email": {o.Person.Email}}}
	p, err := d.ownPage(r.Context(), o, form)
	if err != nil {
		return err
	}
	return page.Show(w, r, p.Form, d.ownView(p))
}

// isMe checks one's own password again before one's account changes; a wrong
// one counts as a wrong try to sign in, so a borrowed session cannot guess.
// What it says of the password stands in the form.
func (d *Desk) isMe(ctx context.Context, o *Official, form *page.Form, password string) error {
	if o.Person.PasswordHash == "" {
		form.Fail("password", "您的账号没有口令，只能用统一身份认证登录；需要口令时请联系系统管理员")
		return nil
	}
	_, err := d.Office.CheckPassword(ctx, o.Person.Login, password)
	switch {
	case errors.Is(err, account.ErrSignIn):
		form.Fail("password", "现在的口令不正确")
	case errors.Is(err, account.ErrLocked):
		form.Fail("password", account.ErrLocked.Error())
	default:
		return err
	}
	return nil
}

func (d *Desk) ownPassword(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	form.Errors = nil
	again := r.PostForm.Get("again")
	fresh := r.PostForm.Get("new")
	switch {
	case len(fresh) > 1024:
		form.Fail("new", "口令太长")
	case account.CheckPassword(fresh) != nil:
		form.Fail("new", account.ErrPassword.Error())
	case fresh == r.PostForm.Get("password"):
		form.Fail("new", "新口令不能与现在的口令相同")
	case fresh != again:
		form.Fail("again", "两次输入的新口令不一致")
	}
	if form.OK() {
		if err := d.isMe(ctx, o, form, r.PostForm.Get("password")); err != nil {
			return err
		}
	}
	if !form.OK() {
		p, err := d.ownPage(ctx, o, form)
		if err != nil {
			return err
		}
		return page.Show(w, r, form, d.ownView(p))
	}
	hash, err := office.HashPassword(ctx, fresh)
	if err != nil {
		return err
	}
	if err := d.ownChange(w, r, o, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.SetPassword(a, hash, a.Login, at)
	}); err != nil {
		return err
	}
	page.LeaveNotice(w, r, "口令已更改，其他地方的登录已退出")
	to := "/desk/me"
	if o.First {
		to = "/desk"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// ownChange changes one's own account. The table gives these acts to the
// system administrator for everybody; for one's own account the platform does
// them, and the journal names the person. Every session ends; this browser
// gets a new one. Errors: [store.ErrChanged] when the password is no longer the
// one [Desk.isMe] has checked.
func (d *Desk) ownChange(w http.ResponseWriter, r *http.Request, o *Official,
	act func(account.Account, time.Time) (account.Account, journal.Entry, error)) error {
	a, err := d.Office.ChangeAccount(r.Context(), account.Clock, o.Person.Login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		if a.PasswordHash != o.Person.PasswordHash {
			return a, journal.Entry{}, store.ErrChanged
		}
		return act(a, at)
	})
	if err != nil {
		return err
	}
	return d.beginSession(w, r, a, o.vouched)
}

// ownEmail says where one's daily list goes.
func (d *Desk) ownEmail(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	email, err := account.ParseEmail(form.Get("email"))
	if err == nil {
		err = d.ownChange(w, r, o, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
			return account.SetEmail(a, email, a.Login, at)
		})
	}
	if err != nil {
		if !form.Refuse(r.Context(), err) {
			return err
		}
		p, err := d.ownPage(r.Context(), o, form)
		if err != nil {
			return err
		}
		return page.Show(w, r, form, d.ownView(p))
	}
	notice := "邮箱已登记，有待办时每个工作日早上收到一封邮件"
	if email == "" {
		notice = "邮箱已删去，不再发送待办邮件"
	}
	page.LeaveNotice(w, r, page.T(r.Context(), notice))
	http.Redirect(w, r, "/desk/me", http.StatusSeeOther)
	return nil
}

const codeIssuer = "政务公开"

func (d *Desk) ownCodePage(form *page.Form, o *Official) (ownCodePage, error) {
	p := ownCodePage{Form: form, Again: o.Person.TOTPSecret != ""}
	if p.Secret = form.Get("secret"); !validSecret(p.Secret) {
		key, err := totp.Generate(totp.GenerateOpts{Issuer: codeIssuer, AccountName: o.Account()})
		if err != nil {
			return p, err
		}
		p.Secret = key.Secret()
	}
	p.Address = "otpauth://totp/" + escape(codeIssuer) + ":" + escape(o.Account()) +
		"?issuer=" + escape(codeIssuer) + "&secret=" + p.Secret
	return p, nil
}

// validSecret is a secret as this page gives out: 160 bits in base32.
func validSecret(s string) bool {
	return len(s) == 32 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

func (d *Desk) ownCodeShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	p, err := d.ownCodePage(&page.Form{}, o)
	if err != nil {
		return err
	}
	return page.Show(w, r, p.Form, d.ownCodeView(p))
}

func (d *Desk) ownCode(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	form.Errors = nil
	secret := form.Get("secret")
	form.Require("password", "请填写现在的口令", "code", "请填写手机上显示的 6 位数字")
	if form.OK() {
		if err := d.isMe(r.Context(), o, form, r.PostForm.Get("password")); err != nil {
			return err
		}
	}
	step := codeStep(secret, form.Get("code"), d.Office.Now())
	if form.OK() && (!validSecret(secret) || step == 0) {
		form.Fail("code", "动态口令不正确，请核对手机的时间后填写最新显示的 6 位数字")
	}
	if !form.OK() {
		p, err := d.ownCodePage(form, o)
		if err != nil {
			return err
		}
		return page.Show(w, r, form, d.ownCodeView(p))
	}
	if err := d.ownChange(w, r, o, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		a, e, err := account.SetTOTP(a, secret, a.Login, at)
		a.TOTPUsed = step
		return a, e, err
	}); err != nil {
		return err
	}
	page.LeaveNotice(w, r, "动态口令已设置，下次登录时使用")
	http.Redirect(w, r, "/desk/me", http.StatusSeeOther)
	return nil
}

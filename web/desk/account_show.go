package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/store"
	"gongkai/web/page"
)

// accountShowPage is one account, with the acts the administrator who looks
// may do to it. What one administrator is offered, the other two are not.
type accountShowPage struct {
	Form     *page.Form
	Person   account.Account
	State    string
	Colour   string
	Grants   []grantRow
	Held     int // open drafts, requests and remedies in hand
	Locked   bool
	Own      bool // it is the account of whoever looks
	Keep     bool // password, lock, second factor, end: the system administrator
	Reset    bool // of Keep, password and second factor: not of another administrator
	Grant    bool // roles: the security administrator
	HandOver bool
	Roles    []page.Choice
	Agencies []page.Choice
	History  []deedLine
}

type grantRow struct {
	Grant account.Grant
	Name  string
}

// accountOf is the account of the request's address. Errors: page.ErrNotFound.
func (d *Desk) accountOf(r *http.Request) (account.Account, error) {
	a, err := d.Office.Store.Account(r.Context(), account.Login(r.PathValue("login")))
	if errors.Is(err, store.ErrNotFound) {
		err = page.ErrNotFound
	}
	return a, err
}

func (d *Desk) accountShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.accountAgain(w, r, o, &page.Form{})
}

func (d *Desk) accountAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	a, err := d.accountOf(r)
	if err != nil {
		return err
	}
	p, err := d.accountShowPage(r.Context(), o, a, form)
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.accountShowView(p))
}

func (d *Desk) accountShowPage(ctx context.Context, o *Official, a account.Account, form *page.Form) (accountShowPage, error) {
	p := accountShowPage{Form: form, Person: a, Own: a.Login == o.Person.Login,
		Keep: o.May(string(journal.AccountEnd)), Reset: o.Actor.MayReset(a), Grant: o.May(string(journal.AccountGrant)), HandOver: o.May(string(journal.AccountHandOver)),
		Locked: d.Office.Now().Before(a.LockedUntil)}
	p.State, p.Colour = d.accountState(a)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return p, err
	}
	for _, g := range a.Grants {
		p.Grants = append(p.Grants, grantRow{g, grantName(ctx, agencies, g)})
	}
	held, err := d.heldBy(ctx, a.Login, func(agency.Code) bool { return true })
	if err != nil {
		return p, err
	}
	p.Held = held.n()
	p.Roles = withBlank("请选择", roleChoices())
	var open []agency.Code
	for _, v := range agencies.inOrder() {
		if v.Open(d.Office.Today()) {
			open = append(open, v.Code)
		}
	}
	p.Agencies = withBlank("全市（市级职责和管理员）", agencies.choicesOf(open))
	if p.History, err = d.history(ctx, a.Login.Thing()); err != nil {
		return p, err
	}
	for i, l := range p.History {
		if name := account.Role(l.Note).Name(); name != l.Note {
			p.History[i].Note = name
		}
	}
	slices.Reverse(p.History)
	if len(p.History) > accountHistory {
		p.History = p.History[:accountHistory]
	}
	return p, nil
}

// accountHistory is how many acts of an account its page shows, newest first;
// every sign-in is one.
const accountHistory = 50

// accountDo runs one act on the account of the address and comes back to its
// page, with the refusal if there was one.
func (d *Desk) accountDo(w http.ResponseWriter, r *http.Request, o *Official, notice string,
	act func(ctx context.Context, a account.Account, form *page.Form) error) error {
	a, err := d.accountOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if form.OK() {
		err := act(r.Context(), a, form)
		if err != nil && !form.Refuse(r.Context(), err) {
			return err
		}
	}
	if !form.OK() {
		return d.accountAgain(w, r, o, form)
	}
	return done(w, r, "/desk/account/"+escape(string(a.Login)), notice)
}

func (d *Desk) accountPassword(w http.ResponseWriter, r *http.Request, o *Official) error {
	a, err := d.accountOf(r)
	if err != nil {
		return err
	}
	password, err := d.Office.NewPasswordFor(r.Context(), o.Actor, a.Login)
	if err != nil {
		form := &page.Form{}
		if form.Refuse(r.Context(), err) {
			return d.accountAgain(w, r, o, form)
		}
		return err
	}
	return d.showPassword(r.Context(), w, r, accountPasswordPage{Title: "口令已重新设置", Login: a.Login, Name: a.Name, Password: password})
}

func (d *Desk) accountUnlock(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.accountDo(w, r, o, "已解除锁定", func(ctx context.Context, a account.Account, _ *page.Form) error {
		return d.Office.Unlock(ctx, o.Actor, a.Login)
	})
}

func (d *Desk) accountCode(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.accountDo(w, r, o, "动态口令已取消，本人登录后可以重新设置", func(ctx context.Context, a account.Account, _ *page.Form) error {
		return d.Office.RemoveCode(ctx, o.Actor, a.Login)
	})
}

func (d *Desk) accountEnd(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.accountDo(w, r, o, "账号已停用", func(ctx context.Context, a account.Account, form *page.Form) error {
		if !form.Has("sure", "yes") {
			form.Fail("sure", "停用后不能恢复，请勾选确认")
			return nil
		}
		return d.Office.EndAccount(ctx, o.Actor, a.Login)
	})
}

func (d *Desk) accountGrant(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.accountDo(w, r, o, "职责已授予，本人须重新登录", func(ctx context.Context, a account.Account, form *page.Form) error {
		form.Require("role", "请选择职责")
		if !form.OK() {
			return nil
		}
		err := d.Office.GrantRole(ctx, o.Actor, a.Login, account.Grant{Role: account.Role(form.Get("role")), Agency: agency.Code(form.Get("agency"))})
		if errors.Is(err, store.ErrNotFound) {
			form.Fail("agency", "请选择机关")
			return nil
		}
		return err
	})
}

func (d *Desk) accountRevoke(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.accountDo(w, r, o, "职责已收回，本人须重新登录", func(ctx context.Context, a account.Account, form *page.Form) error {
		return d.Office.RevokeRole(ctx, o.Actor, a.Login, account.Grant{Role: account.Role(form.Get("role")), Agency: agency.Code(form.Get("agency"))})
	})
}

package desk

import (
	"context"
	"net/http"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/office"
	"gongkai/web/page"
)

// accountListPage is who may sign in, and as what. The three administrators
// read it; what each may change stands on the page of the account.
type accountListPage struct {
	Form     *page.Form // the search
	Agencies []page.Choice
	Roles    []page.Choice
	Rows     []accountRow
	Found    int // of the accounts searched for; Rows is the first accountListSize
	Add      bool
}

const accountListSize = 300

type accountRow struct {
	Person account.Account
	Roles  []string
	State  string
	Colour string
}

// accountState says in a word how an account stands.
func (d *Desk) accountState(a account.Account) (word, colour string) {
	switch {
	case !a.Active():
		return "已停用", "grey"
	case d.Office.Now().Before(a.LockedUntil):
		return "已锁定", "red"
	case len(a.Grants) == 0:
		return "没有职责", "yellow"
	}
	return "在用", "green"
}

func (d *Desk) accountList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	all, err := d.Office.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	p := accountListPage{Form: form, Add: o.May(string(journal.AccountAdd)), Roles: withBlank("全部职责", roleChoices())}
	p.Agencies = withBlank("全部机关", agencies.choicesOf(d.everyAgency(agencies)))
	q, in, role := strings.ToLower(form.Get("q")), agency.Code(form.Get("agency")), account.Role(form.Get("role"))
	for _, a := range all {
		if q != "" && !strings.Contains(string(a.Login), q) && !strings.Contains(strings.ToLower(a.Name), q) {
			continue
		}
		if (in != "" || role != "") && !holds(a, in, role) {
			continue
		}
		if p.Found++; p.Found > accountListSize {
			continue
		}
		row := accountRow{Person: a}
		row.State, row.Colour = d.accountState(a)
		for _, g := range a.Grants {
			row.Roles = append(row.Roles, grantName(ctx, agencies, g))
		}
		p.Rows = append(p.Rows, row)
	}
	return page.Show(w, r, form, d.accountListView(p))
}

// holds says whether one of the account's grants has the role, in the agency,
// each only if asked for.
func holds(a account.Account, in agency.Code, role account.Role) bool {
	for _, g := range a.Grants {
		if (in == "" || g.Agency == in) && (role == "" || g.Role == role) {
			return true
		}
	}
	return false
}

func roleChoices() []page.Choice {
	var list []page.Choice
	for _, row := range account.Roles {
		list = append(list, page.Choice{Value: string(row.Role), Text: row.Name})
	}
	return list
}

// everyAgency is all agencies in their order, those that ceased included.
func (d *Desk) everyAgency(agencies names) []agency.Code {
	var codes []agency.Code
	for _, a := range agencies.inOrder() {
		codes = append(codes, a.Code)
	}
	return codes
}

// accountNewPage opens an account.
type accountNewPage struct{ Form *page.Form }

// accountPasswordPage shows a password that nobody will see again.
type accountPasswordPage struct {
	Title    string
	Login    account.Login
	Name     string
	Password string
	First    bool // the account is new: it has no roles yet
}

func (d *Desk) accountNew(w http.ResponseWriter, r *http.Request, _ *Official) error {
	form := &page.Form{}
	return page.Show(w, r, form, d.accountNewView(accountNewPage{form}))
}

func (d *Desk) accountAdd(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	login, name := line(form, "login", 32), line(form, "name", maxName)
	form.Require("login", "请填写账号名", "name", "请填写姓名")
	if !form.OK() {
		return page.Show(w, r, form, d.accountNewView(accountNewPage{form}))
	}
	password := office.NewPassword()
	hash, err := office.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	a, err := d.Office.AddAccount(ctx, o.Actor, account.Account{Login: account.Login(login), Name: name, PasswordHash: hash, FirstPassword: true}, nil)
	if err != nil {
		if form.Refuse(ctx, err) {
			return page.Show(w, r, form, d.accountNewView(accountNewPage{form}))
		}
		return err
	}
	return d.showPassword(ctx, w, r, accountPasswordPage{Title: "账号已开设", Login: a.Login, Name: a.Name, Password: password, First: true})
}

// maxName bounds a name of a person, an agency or a category, in characters.
const maxName = 100

// showPassword answers with the password itself instead of a redirect: nothing
// keeps it.
func (d *Desk) showPassword(_ context.Context, w http.ResponseWriter, r *http.Request, p accountPasswordPage) error {
	return page.Render(w, r, http.StatusOK, d.accountPasswordView(p))
}

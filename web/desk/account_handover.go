package desk

import (
	"context"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// handoverListPage is who holds open work within the official's reach.
type handoverListPage struct{ Rows []holderRow }

type holderRow struct {
	Person account.Account
	N      int // drafts within reach
	Where  []string
}

// handoverPage hands the work of one person over: first the successor, then,
// with what will move before one's eyes, the confirmation.
type handoverPage struct {
	Form   *page.Form
	Person account.Account
	Heirs  []page.Choice
	Heir   *account.Account // chosen; nil in the first step
	N      int
	// Moves is what will move, by agency. Titles stand there for those who see
	// the drafts at their own desk anyway; others see how many.
	Moves []moving
}

type moving struct {
	Agency string
	N      int
	Seen   []task
}

func (d *Desk) handoverList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	held, err := d.Office.Store.DraftsHeld(ctx)
	if err != nil {
		return err
	}
	people, err := d.people(ctx)
	if err != nil {
		return err
	}
	var p handoverListPage
	for _, h := range held {
		if !o.MayIn(journal.AccountHandOver, h.Agency) {
			continue
		}
		if n := len(p.Rows); n == 0 || p.Rows[n-1].Person.Login != h.Login {
			p.Rows = append(p.Rows, holderRow{Person: people[h.Login]})
		}
		row := &p.Rows[len(p.Rows)-1]
		row.N += h.N
		row.Where = append(row.Where, agencies.of(h.Agency))
	}
	p.Rows = slices.DeleteFunc(p.Rows, func(h holderRow) bool { return h.Person.Login == "" })
	return page.Render(w, r, http.StatusOK, d.handoverListView(p))
}

func (d *Desk) people(ctx context.Context) (map[account.Login]account.Account, error) {
	all, err := d.Office.Store.Accounts(ctx)
	m := make(map[account.Login]account.Account, len(all))
	for _, a := range all {
		m[a.Login] = a
	}
	return m, err
}

func (d *Desk) handoverShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.handoverAgain(w, r, o, page.QueryForm(r))
}

// handoverAgain draws the first step, or the second when the form names a
// successor. Somebody without work within reach is not there: 404.
func (d *Desk) handoverAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	a, err := d.accountOf(r)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	drafts, err := d.Office.Store.DraftsHeldBy(ctx, a.Login)
	if err != nil {
		return err
	}
	drafts = slices.DeleteFunc(drafts, func(v publication.Draft) bool { return !o.MayIn(journal.AccountHandOver, v.Agency) })
	if len(drafts) == 0 && !o.May(string(account.LookAccounts)) {
		return page.ErrNotFound
	}
	people, err := d.people(ctx)
	if err != nil {
		return err
	}
	p := handoverPage{Form: form, Person: a, N: len(drafts), Moves: d.movings(o, drafts, agencies)}
	var where []agency.Code
	for _, v := range drafts {
		if !slices.Contains(where, v.Agency) {
			where = append(where, v.Agency)
		}
	}
	for _, heir := range people {
		if heir.Login == a.Login || !heir.Active() {
			continue
		}
		fits := len(where) > 0
		for _, in := range where {
			fits = fits && account.May(heir.Grants, account.LookDrafts, in)
		}
		if !fits {
			continue
		}
		p.Heirs = append(p.Heirs, page.Choice{Value: string(heir.Login), Text: heir.Name + "（" + string(heir.Login) + "）"})
		if form.Get("to") == string(heir.Login) {
			p.Heir = &heir
		}
	}
	slices.SortFunc(p.Heirs, func(a, b page.Choice) int {
		if a.Value < b.Value {
			return -1
		}
		return 1
	})
	p.Heirs = withBlank("请选择", p.Heirs)
	if form.Get("to") != "" && p.Heir == nil && form.Error("to") == "" {
		form.Fail("to", "请选择接手人")
	}
	return page.Show(w, r, form, d.handoverView(p))
}

// movings lists drafts by agency.
func (d *Desk) movings(o *Official, drafts []publication.Draft, agencies names) []moving {
	var list []moving
	at := map[agency.Code]int{}
	for _, v := range drafts {
		i, ok := at[v.Agency]
		if !ok {
			i = len(list)
			at[v.Agency] = i
			list = append(list, moving{Agency: agencies.of(v.Agency)})
		}
		list[i].N++
		if publication.VisibleDraft(o.Actor, v) {
			list[i].Seen = append(list[i].Seen, d.task(v, agencies))
		}
	}
	return list
}

func (d *Desk) handover(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	a, err := d.accountOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	form.Require("to", "请选择接手人")
	if !form.OK() {
		return d.handoverAgain(w, r, o, form)
	}
	held, err := d.Office.Store.DraftsHeldBy(ctx, a.Login)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(held, func(v publication.Draft) bool { return o.MayIn(journal.AccountHandOver, v.Agency) }) {
		return page.ErrNotFound
	}
	heir, err := d.Office.Store.Account(ctx, account.Login(form.Get("to")))
	if err != nil {
		form.Fail("to", "请选择接手人")
		return d.handoverAgain(w, r, o, form)
	}
	n, err := d.Office.HandOver(ctx, o.Actor, a.Login, heir.Login)
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.handoverAgain(w, r, o, form)
		}
		return err
	}
	return done(w, r, "/desk/handover", page.Tf(ctx, "%s的 %d 件在办信息已移交%s", a.Name, n, heir.Name))
}

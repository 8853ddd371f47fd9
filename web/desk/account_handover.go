package desk

import (
	"context"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/web/page"
)

// handoverListPage is who holds open work within the official's reach.
type handoverListPage struct{ Rows []holderRow }

type holderRow struct {
	Person account.Account
	N      int // drafts, requests and remedies within reach
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
	// the work at their own desk anyway; others see how many.
	Moves []moving
}

type moving struct {
	Agency string
	N      int
	Seen   []task
	Cases  []requestLine
	Others []page.Link // remedies
}

// hidden is how many the official does not see.
func (m moving) hidden() int { return m.N - len(m.Seen) - len(m.Cases) - len(m.Others) }

// holding is what a person holds in the agencies for which the official may
// hand over.
type holding struct {
	Drafts   []publication.Draft
	Requests []request.Request
	Remedies []remedy.Remedy
}

func (h holding) n() int { return len(h.Drafts) + len(h.Requests) + len(h.Remedies) }

// fits says whether a successor could see all of it.
func (h holding) fits(heir account.Account) bool {
	return !slices.ContainsFunc(h.Drafts, func(v publication.Draft) bool { return !account.May(heir.Grants, account.LookDrafts, v.Agency) }) &&
		!slices.ContainsFunc(h.Requests, func(q request.Request) bool { return !account.May(heir.Grants, account.LookRequests, q.Agency) }) &&
		!slices.ContainsFunc(h.Remedies, func(v remedy.Remedy) bool { return !account.May(heir.Grants, account.LookRemedies, v.Handler) })
}

// heldBy is what a person holds, in the agencies that are within reach.
func (d *Desk) heldBy(ctx context.Context, login account.Login, within func(agency.Code) bool) (h holding, err error) {
	if h.Drafts, err = d.Office.Store.DraftsHeldBy(ctx, login); err != nil {
		return h, err
	}
	if h.Requests, err = d.Office.Store.RequestsHeldBy(ctx, login); err != nil {
		return h, err
	}
	if h.Remedies, err = d.Office.Store.RemediesHeldBy(ctx, login); err != nil {
		return h, err
	}
	h.Drafts = slices.DeleteFunc(h.Drafts, func(v publication.Draft) bool { return !within(v.Agency) })
	h.Requests = slices.DeleteFunc(h.Requests, func(q request.Request) bool { return !within(q.Agency) })
	h.Remedies = slices.DeleteFunc(h.Remedies, func(v remedy.Remedy) bool { return !within(v.Handler) })
	return h, nil
}

// reaches is the agencies for which the official may hand work over.
func reaches(o *Official) func(agency.Code) bool {
	return func(in agency.Code) bool { return o.MayIn(journal.AccountHandOver, in) }
}

func (d *Desk) handoverList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	held, err := d.Office.Store.WorkHeld(ctx)
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
	held, err := d.heldBy(ctx, a.Login, reaches(o))
	if err != nil {
		return err
	}
	if held.n() == 0 && !o.May(string(account.LookAccounts)) {
		return page.ErrNotFound
	}
	people, err := d.people(ctx)
	if err != nil {
		return err
	}
	p := handoverPage{Form: form, Person: a, N: held.n(), Moves: d.movings(o, held, agencies)}
	for _, heir := range people {
		if heir.Login == a.Login || !heir.Active() {
			continue
		}
		if held.n() == 0 || !held.fits(heir) {
			continue
		}
		p.Heirs = append(p.Heirs, page.Choice{Value: string(heir.Login), Text: heir.Name + page.Tf(ctx, "（%s）", heir.Login)})
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

// movings lists what is held by agency.
func (d *Desk) movings(o *Official, h holding, agencies names) []moving {
	var list []moving
	at := map[agency.Code]int{}
	in := func(code agency.Code) *moving {
		i, ok := at[code]
		if !ok {
			i = len(list)
			at[code] = i
			list = append(list, moving{Agency: agencies.of(code)})
		}
		list[i].N++
		return &list[i]
	}
	for _, v := range h.Drafts {
		if m := in(v.Agency); publication.VisibleDraft(o.Actor, v) {
			m.Seen = append(m.Seen, d.task(v, agencies))
		}
	}
	for _, q := range h.Requests {
		if m := in(q.Agency); request.Visible(o.Actor, q, request.Case) {
			m.Cases = append(m.Cases, d.lineOf(q, agencies))
		}
	}
	for _, v := range h.Remedies {
		if m := in(v.Handler); remedy.Visible(o.Actor, v) {
			m.Others = append(m.Others, page.Link{Text: v.Number() + " " + v.Subject, Href: "/desk/remedy/" + v.Thing()})
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
	held, err := d.heldBy(ctx, a.Login, reaches(o))
	if err != nil {
		return err
	}
	if held.n() == 0 {
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
	return done(w, r, "/desk/handover", page.Tf(ctx, "%s的 %d 件在办工作已移交%s", a.Name, n, heir.Name))
}

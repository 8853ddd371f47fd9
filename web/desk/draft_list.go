package desk

import (
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// draftListPage is an agency's drafts in one state.
type draftListPage struct {
	Form     *page.Form // the filter
	Agencies []page.Choice
	States   []page.Link // each with its count
	Here     string      // the link of the state shown
	Title    string
	Rows     []task
	More     bool // there are older ones that are not shown
}

const draftListSize = 200

func (d *Desk) draftList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	form.Errors = nil
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	codes := d.desked(o)
	code := agency.Code(form.Get("agency"))
	if code == "" && len(codes) > 0 {
		code = codes[0]
		form.Set("agency", string(code))
	}
	if !o.MayIn(account.LookDrafts, code) {
		return page.ErrNotFound
	}
	state := publication.State(form.Get("state"))
	if state == "" {
		state = publication.Drafting
	}
	if !slices.ContainsFunc(publication.States, func(s struct {
		State publication.State
		Name  string
	}) bool {
		return s.State == state
	}) {
		return page.ErrNotFound
	}
	counts, err := d.Office.Store.DraftCount(ctx, code)
	if err != nil {
		return err
	}
	p := draftListPage{Form: form, Agencies: agencies.choicesOf(codes), Title: agencies.of(code)}
	for _, s := range publication.States {
		href := "/desk/drafts?agency=" + escape(string(code)) + "&state=" + string(s.State)
		p.States = append(p.States, page.Link{Text: s.Name, Href: href, Count: page.Number(int64(counts[s.State]))})
		if s.State == state {
			p.Here = href
		}
	}
	drafts, err := d.Office.Store.DraftsOf(ctx, code, state, draftListSize+1)
	if err != nil {
		return err
	}
	if p.More = len(drafts) > draftListSize; p.More {
		drafts = drafts[:draftListSize]
	}
	for _, v := range drafts {
		p.Rows = append(p.Rows, d.task(v, agencies))
	}
	if state.Open() {
		slices.SortFunc(p.Rows, byUrgency)
	}
	return page.Render(w, r, http.StatusOK, d.draftListView(p))
}

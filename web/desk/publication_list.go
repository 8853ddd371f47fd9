package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/store"
	"gongkai/web/page"
)

// publicationListPage is what an agency has made public, newest first, or what
// was looked up.
type publicationListPage struct {
	Form     *page.Form
	Agencies []page.Choice
	Agency   agency.Code
	Name     string
	Rows     []publicationRow
	Paging   page.Paging
	Looked   bool // Rows are what was looked up
	Lost     bool // nothing was found
}

type publicationRow struct {
	store.Line
	Withdrawn bool
}

const publicationPage = 30

// seesPublished says whether the official works on what the agency has made
// public.
func seesPublished(o *Official, in agency.Code) bool {
	return o.MayIn(account.LookDrafts, in) || o.MayIn(journal.Withdraw, in)
}

func (d *Desk) publicationList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := publicationListPage{Form: form}
	for _, a := range agencies.inOrder() {
		if seesPublished(o, a.Code) {
			p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)})
		}
	}
	if p.Agency = agency.Code(form.Get("agency")); p.Agency == "" && len(p.Agencies) > 0 {
		p.Agency = agency.Code(p.Agencies[0].Value)
		form.Set("agency", string(p.Agency))
	}
	if _, there := agencies[p.Agency]; !there || !seesPublished(o, p.Agency) {
		return page.ErrNotFound
	}
	p.Name = agencies.of(p.Agency)
	if q := form.Get("q"); q != "" && form.OK() {
		p.Looked = true
		if p.Rows, err = d.lookUp(ctx, o, q); err != nil {
			return err
		}
		p.Lost = len(p.Rows) == 0
		return page.Render(w, r, http.StatusOK, d.publicationListView(p))
	}
	s := store.Selection{Agency: p.Agency}
	list, err := d.Office.Store.List(ctx, s, store.ParseCursor(form.Get("at")), publicationPage)
	if err != nil {
		return err
	}
	for _, l := range list.Lines {
		p.Rows = append(p.Rows, publicationRow{Line: l})
	}
	n, err := d.Office.Store.Count(ctx, s)
	if err != nil {
		return err
	}
	p.Paging.Info = page.Tf(ctx, "公开中的信息共 %s 条", page.Number(n.N))
	at := func(c store.Cursor) string {
		return "/desk/publications?agency=" + escape(string(p.Agency)) + "&at=" + escape(c.String())
	}
	if len(list.Lines) > 0 {
		if list.Newer {
			p.Paging.Newer = at(list.Lines[0].Cursor(true))
		}
		if list.Older {
			p.Paging.Older = at(list.Lines[len(list.Lines)-1].Cursor(false))
		}
	}
	return page.Show(w, r, form, d.publicationListView(p))
}

// lookUp finds by index number, withdrawn ones too, or by document number in
// any spelling of its brackets. Only what the official works on is found.
func (d *Desk) lookUp(ctx context.Context, o *Official, q string) ([]publicationRow, error) {
	if index, err := publication.ParseIndex(q); err == nil {
		p, err := d.Office.Store.PublicationAt(ctx, index)
		if errors.Is(err, store.ErrNotFound) || err == nil && !seesPublished(o, p.Agency) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if !publication.Visible(o.Actor, p, publication.Full, d.Office.Now()) {
			p.Content = publication.Content{Title: p.Index} // as on its page
		}
		return []publicationRow{{Withdrawn: !p.WithdrawnAt.IsZero(), Line: store.Line{ID: p.ID, Index: p.Index, Agency: p.Agency,
			Category: p.Content.Category, Title: p.Content.Title, Number: p.Content.Number, IssuedOn: p.Content.IssuedOn, PublishedAt: p.PublishedAt}}}, nil
	}
	key, ok := text.NumberKey(q)
	if !ok || key == "" {
		return nil, nil
	}
	lines, err := d.Office.Store.ByNumber(ctx, key, 100)
	if err != nil {
		return nil, err
	}
	lines = slices.DeleteFunc(lines, func(l store.Line) bool { return !seesPublished(o, l.Agency) })
	var rows []publicationRow
	for _, l := range lines {
		rows = append(rows, publicationRow{Line: l})
	}
	return rows, nil
}

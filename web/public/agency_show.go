package public

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/store"
	"gongkai/web/page"
)

// agencyPage is an agency's column (信息公开专栏).
type agencyPage struct {
	agency agency.Agency
	name   words
	kind   string // a key of the catalogue
	parent *figure
	total  figure
	card   agency.Card
	byMail string // where its news can be had by e-mail; "" for nowhere
	// closed says what became of it; nil while it works.
	closed       *closing
	former       []formerName
	predecessors []figure // those whose work it took over
	children     []figure // townships and what else belongs to it
	roots        []figure // its categories, those with something in them
	years        []figure
	newest       []entry
	documents    []entry  // its newest normative documents
	ledgers      []figure // its registers, those with something in them
	matters      string   // the list of its matters; "" if it has none
	reports      []reportLink
	head         templ.Component // metadata for programs
}

// closing is the end of an agency.
type closing struct {
	on         string // 2017-06-30
	successors []figure
}

// formerName is a name it bore until a day.
type formerName struct{ name, until string }

const (
	columnNewest    = 10
	columnDocuments = 5
)

// agencyAt finds the agency an address names. Codes have one spelling.
func (w *Window) agencyAt(ctx context.Context, code string) (agency.Agency, *city, error) {
	c, err := w.readCity(ctx)
	if err != nil {
		return agency.Agency{}, nil, err
	}
	a, ok := c.byCode[agency.Code(code)]
	if !ok {
		return agency.Agency{}, nil, page.ErrNotFound
	}
	return a, c, nil
}

func (w *Window) showAgency(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	a, c, err := w.agencyAt(ctx, r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	t.On("list/" + string(a.Code))
	t.On("reports")
	p := agencyPage{agency: a, name: fullName(a), kind: kindName(a.Kind), card: a.Card, byMail: w.byMail("agency=" + url.QueryEscape(string(a.Code)))}
	if parent, ok := c.byCode[a.Parent]; ok {
		p.parent = &figure{label: shortName(parent), href: agencyHref(parent.Code)}
	}
	if p.reports, err = w.agencyReports(ctx, a); err != nil {
		return nil, err
	}
	s := store.Selection{Agency: a.Code}
	byYear, err := w.store.CountBy(ctx, s, store.ByYear)
	if err != nil {
		return nil, err
	}
	byCategory, err := w.store.CountBy(ctx, s, store.ByCategory)
	if err != nil {
		return nil, err
	}
	p.years = yearFigures(byYear, s, func(y int) string { return filter{agency: a.Code, year: y}.href() })
	p.total = figure{href: filter{agency: a.Code}.href()}
	var normative int64
	for _, n := range byYear {
		p.total.count += n.N
		normative += n.Normative
	}
	for _, k := range c.below[""] {
		if n := c.sum(k.Code, byCategory, s); n > 0 {
			p.roots = append(p.roots, figure{label: categoryName(k), count: n, href: filter{agency: a.Code, category: k.Code}.href()})
		}
	}
	newest, err := w.store.List(ctx, s, store.Cursor{}, columnNewest)
	if err != nil {
		return nil, err
	}
	p.newest = w.entries(c, newest.Lines, t)
	if normative > 0 {
		s.Normative = true
		documents, err := w.store.List(ctx, s, store.Cursor{}, columnDocuments)
		if err != nil {
			return nil, err
		}
		p.documents = w.entries(c, documents.Lines, t)
	}

	t.On("ledger")
	registers, err := w.store.PublicEntriesByBook(ctx, store.LedgerSelection{Agency: a.Code})
	if err != nil {
		return nil, err
	}
	p.ledgers = bookFigures(registers, "?agency="+url.QueryEscape(string(a.Code)))

	matters, err := w.store.Matters(ctx, a.Code, store.Matter{}, 1)
	if err != nil {
		return nil, err
	}
	if len(matters) > 0 {
		p.matters = mattersHref(a.Code, store.Matter{})
	}
	if p.head, err = jsonLD(structuredAgency(c, a)); err != nil {
		return nil, err
	}
	today := w.office.Today()
	if !a.Open(today) {
		p.closed = c.closing(a)
	}
	for _, f := range a.Former {
		p.former = append(p.former, formerName{f.Name, f.Until.String()})
	}
	for _, b := range c.agencies {
		if b.Parent == a.Code && a.Kind != agency.Government && b.Open(today) {
			p.children = append(p.children, figure{label: shortName(b), href: agencyHref(b.Code)})
		}
		for _, s := range b.Successors {
			if s == a.Code {
				p.predecessors = append(p.predecessors, figure{label: fullName(b), href: agencyHref(b.Code)})
			}
		}
	}
	return agencyView(p), nil
}

func (c *city) closing(a agency.Agency) *closing {
	end := &closing{on: a.ClosedOn.String()}
	for _, code := range a.Successors {
		if s, ok := c.byCode[code]; ok {
			end.successors = append(end.successors, figure{label: fullName(s), href: agencyHref(code)})
		}
	}
	return end
}

func kindName(k agency.Kind) string {
	for _, row := range agency.Kinds {
		if row.Kind == k {
			return row.Name
		}
	}
	return string(k)
}

// cityAddress is where a path of ours is found from outside: the address the
// city gave, or else the one this request came to. Never in a cached page,
// where the next visitor would read it.
func cityAddress(c *city, r *http.Request, path string) string {
	if c.address != "" {
		return c.address + path
	}
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host + path
}

// yearFigures is the numbers by year, newest first.
func yearFigures(counts map[string]store.Counts, s store.Selection, href func(year int) string) []figure {
	var years []int
	for key := range counts {
		if y, err := strconv.Atoi(key); err == nil && counts[key].In(s) > 0 {
			years = append(years, y)
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	var list []figure
	for _, y := range years {
		key := strconv.Itoa(y)
		list = append(list, figure{label: words{zh: key}, count: counts[key].In(s), href: href(y)})
	}
	return list
}

package public

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// reportRecords is how many records a page of a figure shows.
const reportRecords = 50

// figurePage is what stands behind one number of a report.
type figurePage struct {
	edition annual.Edition
	base    string
	figure  annual.Figure
	words   string
	parts   []annual.Figure
	sum     bool
	counted bool
	now     string // as the record gives it now; "" if it is the same
	columns []string
	rows    []figureRow
	next    string // address of the following page
	first   string // address of the first page, on later ones
}

type figureRow struct {
	number, href, title string
	agency              words
	day                 string
	adds                string // "" for one
	marks               []annual.Mark
}

func (w *Window) showFigure(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("reports")
	t.On("publications")
	t.On("facts")
	in, year, err := w.askedReport(r)
	if err != nil {
		return nil, err
	}
	_, _, e, err := w.publicReport(ctx, in, year)
	if err != nil {
		return nil, err
	}
	name := r.PathValue("name")
	// A text may print a sum or a share of figures: what stands behind it is
	// the first of them, and the others are among its parts.
	names := strings.FieldsFunc(strings.ReplaceAll(name, " share ", "+"), func(c rune) bool { return c == '+' })
	fig, ok := e.Figure(name)
	p := figurePage{edition: e, base: reportHref(year, in)}
	f := form.ByCode(e.Form)
	switch {
	case ok:
		p.figure, p.words, p.parts = fig, fig.Words(f, year), fig.Parts(f, &e)
	case len(names) > 1:
		p.figure = annual.Figure{Name: name, Label: name, From: annual.Counted{Fact: form.Sum}}
		p.words = "由下列数字算出。"
		for _, n := range names {
			part, known := e.Figure(n)
			if !known {
				return nil, page.ErrNotFound
			}
			p.parts = append(p.parts, part)
		}
	default:
		return nil, page.ErrNotFound
	}
	p.sum = len(p.parts) > 0
	if !p.sum && p.figure.From.Fact != form.Declared && p.figure.From.Fact != annual.Ratio && p.figure.From.Fact != form.Sum {
		if err := w.figureRecords(ctx, r, &p, in, year); err != nil {
			return nil, err
		}
	}
	return figureView(p), nil
}

// figureRecords reads a page of the records behind the figure as they are now,
// and says when they are not those that were signed.
func (w *Window) figureRecords(ctx context.Context, r *http.Request, p *figurePage, in agency.Code, year int) error {
	scope, err := w.office.ReportScope(ctx, in, year)
	if err != nil {
		if errors.Is(err, office.ErrReportNone) {
			return page.ErrNotFound
		}
		return err
	}
	within := scope.Within(p.figure.Own)
	cursor := r.URL.Query().Get("from")
	list, next, err := w.store.Records(ctx, year, within, p.figure.From.Source(), cursor, reportRecords)
	if errors.Is(err, store.ErrNotFound) {
		if cursor != "" {
			return page.ErrNotFound
		}
		return nil // counted, but of no single records
	}
	if err != nil {
		return err
	}
	p.counted = true
	c, err := w.readCity(ctx)
	if err != nil {
		return err
	}
	for _, record := range list {
		row := figureRow{number: record.Number, title: record.Title, agency: c.nameOn(record.Agency, record.Day), day: record.Day.String(), marks: record.Marks}
		if record.Adds.String() != "1" {
			row.adds = record.Adds.String()
		}
		if record.Open {
			row.href = recordHref(record, year)
		}
		p.rows = append(p.rows, row)
		for _, m := range record.Marks {
			known := false
			for _, have := range p.columns {
				known = known || have == m.Name
			}
			if !known {
				p.columns = append(p.columns, m.Name)
			}
		}
	}
	at := p.base + "/figure/" + url.PathEscape(p.figure.Name)
	if next != "" {
		p.next = at + "?from=" + url.QueryEscape(next)
	}
	if cursor != "" {
		p.first = at
		return nil
	}
	facts, err := w.store.Facts(ctx, year, within)
	if err != nil {
		return err
	}
	now, ok := facts.Count(p.figure.From.Source())
	if p.figure.Stated != nil {
		now += p.figure.Stated.Value
	}
	if ok && now != p.figure.Value {
		p.now = now.String()
	}
	return nil
}

// recordHref is the page of a record that everybody may read.
func recordHref(r annual.Record, year int) string {
	kind, _, _ := strings.Cut(r.Thing, "/")
	switch kind {
	case "publication":
		return itemHref(r.Number)
	case "ledger":
		return "/" + r.Thing
	case "report":
		return reportHref(year, r.Agency)
	}
	return ""
}

// mark is what is counted of a row under a name; "" for nothing.
func (r figureRow) mark(name string) string {
	for _, m := range r.marks {
		if m.Name == name {
			return m.Value
		}
	}
	return ""
}

// printedReport is the report as it was printed, if the city has it.
func (w *Window) printedReport(ctx context.Context, in agency.Code, year int) (p annual.Printed, ok bool, err error) {
	text, err := w.store.City(ctx, office.PrintedKey(in, year))
	if err != nil || text == "" {
		return p, false, err
	}
	return p, true, json.Unmarshal([]byte(text), &p)
}

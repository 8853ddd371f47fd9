package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/figures/annual"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// reportFigurePage is what stands behind one number of a report being made:
// the records as the public would see them, with the cases themselves open to
// those who may see them.
type reportFigurePage struct {
	Key     reportKey
	Title   string
	Figure  annual.Figure
	Words   string
	Sum     []annual.Figure // of which it is computed
	Declare string          // where a number is stated for it; "" where none can be
	Counted bool
	Columns []string
	Rows    []figureRecord
	Next    string // address of the following records
	First   string // address of the first records, on later pages
}

type figureRecord struct {
	Name, Href, Agency, Adds string
	On                       calendar.Day
	marks                    []annual.Mark
}

const figureRecords = 50

func (d *Desk) reportFigure(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, scope, err := d.reportOf(r, o, account.LookReport)
	if err != nil {
		return err
	}
	c, err := d.Office.CompileReport(ctx, k.Agency, k.Year, office.CompileOptions{Figures: true})
	if err != nil {
		return err
	}
	e := c.Edition
	p := reportFigurePage{Key: k, Title: e.Title}
	name := r.PathValue("name")
	fig, known := e.Figure(name)
	// A text may print a sum or a share of figures.
	names := strings.FieldsFunc(strings.ReplaceAll(name, " share ", "+"), func(c rune) bool { return c == '+' })
	switch {
	case known:
		p.Figure, p.Words, p.Sum = fig, fig.Words(c.Form, k.Year), fig.Parts(c.Form, &e)
	case len(names) > 1:
		p.Figure, p.Words = annual.Figure{Name: name, Label: strings.Join(names, "＋"), From: annual.Counted{Fact: form.Sum}}, "由下列数字算出。"
		for _, n := range names {
			part, ok := e.Figure(n)
			if !ok {
				return page.ErrNotFound
			}
			p.Sum = append(p.Sum, part)
		}
	default:
		return page.ErrNotFound
	}
	if cell, ok := c.Form.Cell(p.Figure.Name); ok && c.Report.May(journal.ReportDeclare) && o.MayIn(journal.ReportDeclare, k.Agency) {
		if col, _ := c.Form.Column(cell); col.From.Fact != form.Sum {
			p.Declare = k.number(p.Figure.Name)
		}
	}
	switch p.Figure.From.Fact {
	case form.Sum, form.Declared, annual.Ratio:
	default:
		if err := d.figureRecords(ctx, o, &p, scope, r.URL.Query().Get("from")); err != nil {
			return err
		}
	}
	return page.Render(w, r, http.StatusOK, d.reportFigureView(p))
}

// figureRecords reads a page of the records behind the figure.
func (d *Desk) figureRecords(ctx context.Context, o *Official, p *reportFigurePage, scope office.ReportScope, from string) error {
	list, next, err := d.Office.Store.Records(ctx, p.Key.Year, scope.Within(p.Figure.Own), p.Figure.From.Source(), from, figureRecords)
	if errors.Is(err, store.ErrNotFound) {
		return nil // counted, but of no single records
	}
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p.Counted = true
	for _, record := range list {
		row := figureRecord{Name: record.Title, Agency: agencies.of(record.Agency), On: record.Day, Adds: record.Adds.String(), marks: record.Marks,
			Href: recordAt(o, record.Thing, record.Number, record.Agency, record.Open)}
		if row.Name == "" {
			row.Name = record.Number
		}
		if row.Name == "" {
			row.Name = row.Agency
		}
		p.Rows = append(p.Rows, row)
		for _, m := range record.Marks {
			if !slices.Contains(p.Columns, m.Name) {
				p.Columns = append(p.Columns, m.Name)
			}
		}
	}
	at := p.Key.figure(p.Figure.Name)
	if next != "" {
		p.Next = at + "?from=" + url.QueryEscape(next)
	}
	if from != "" {
		p.First = at
	}
	return nil
}

// mark is what is counted of a record under a name; "" for nothing.
func (v figureRecord) mark(name string) string {
	for _, m := range v.marks {
		if m.Name == name {
			return m.Value
		}
	}
	return ""
}

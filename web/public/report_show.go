package public

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/paper/chart"
	"gongkai/store"
	"gongkai/web/page"
)

// reportPage is a published annual report, in the edition for reading: the
// accessible one.
type reportPage struct {
	edition  annual.Edition
	form     *form.Form
	agency   words
	base     string // /reports/2017/CC
	place    string // where the agency's column is
	hash     string
	on       string // published
	preamble []annual.Paragraph
	parts    []reportPart
	errata   []annual.Erratum
	files    []reportFile
	level    bool
	printed  string // the page that checks it against the printed report; "" if there is none
	reopened bool   // a new edition is being made
	members  []reportMember
}

type reportPart struct {
	id         string
	heading    string
	paragraphs []annual.Paragraph
	charts     []annual.Chart
	tables     []reportTable
}

// reportTable is rows of the same columns.
type reportTable struct {
	caption string
	columns []form.Column
	units   bool // a column for the unit
	rows    []reportTableRow
}

type reportTableRow struct {
	name    string
	english string
	unit    string
	heading bool
	deep    int
	cells   []annual.Figure
}

type reportFile struct {
	name, href, note string
}

type reportMember struct {
	name   words
	href   string // "" while it is not public
	state  string
	differ bool // its edition is no longer the one summed up
}

func reportHref(year int, in agency.Code) string {
	return "/reports/" + strconv.Itoa(year) + "/" + string(in)
}

// publicReport is the edition of a report that everybody may read. Errors:
// [page.ErrNotFound] for one that was never published.
func (w *Window) publicReport(ctx context.Context, in agency.Code, year int) (report.Report, report.Signature, annual.Edition, error) {
	r, err := w.store.Report(ctx, in, year)
	if errors.Is(err, store.ErrNotFound) {
		return r, report.Signature{}, annual.Edition{}, page.ErrNotFound
	}
	if err != nil {
		return r, report.Signature{}, annual.Edition{}, err
	}
	s, ok := r.PublicSignature()
	if !ok {
		return r, s, annual.Edition{}, page.ErrNotFound
	}
	e, err := w.office.ReadEdition(ctx, s.Hash)
	return r, s, e, err
}

// askedReport is the report that an address names; without an agency the
// city's.
func (w *Window) askedReport(r *http.Request) (agency.Code, int, error) {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 1000 || year > 9999 {
		return "", 0, page.ErrNotFound
	}
	if code := r.PathValue("code"); code != "" {
		return agency.Code(code), year, nil
	}
	city, err := w.office.City(r.Context())
	return city.Government, year, err
}

func (w *Window) showReport(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("reports")
	in, year, err := w.askedReport(r)
	if err != nil {
		return nil, err
	}
	kept, s, e, err := w.publicReport(ctx, in, year)
	if err != nil {
		return nil, err
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	p := reportPage{
		edition: e, form: form.ByCode(e.Form), agency: words{zh: e.Name, en: c.byCode[in].English}, base: reportHref(year, in), place: agencyHref(in),
		hash: s.Hash, on: calendar.On(kept.PublishedAt).String(), preamble: e.Preamble, level: kept.Level, reopened: kept.State != report.Published,
		errata: errata(kept),
	}
	p.parts = reportParts(p.form, &e)
	for i, f := range e.Attachments {
		p.files = append(p.files, reportFile{f.Name, p.base + "/file/" + strconv.Itoa(i+1) + "/" + url.PathEscape(f.Name), fileSize(f.Size)})
	}
	if len(e.Members) > 0 {
		if p.members, err = w.reportMembers(ctx, c, e); err != nil {
			return nil, err
		}
	}
	_, checked, err := w.printedReport(ctx, in, year)
	if err != nil {
		return nil, err
	}
	if checked {
		p.printed = p.base + "/printed"
	}
	return reportView(p), nil
}

// errata are the corrections of the edition in sight, the names of their
// authors left out: an agency corrects.
func errata(r report.Report) []annual.Erratum {
	var list []annual.Erratum
	for _, x := range r.ErrataOf(r.Public) {
		list = append(list, annual.Erratum{On: x.On.String(), Where: x.Where, Was: x.Was, Is: x.Is, Why: x.Why})
	}
	return list
}

// DrawReport draws an edition as its readers will see it, without the frame:
// the desk's preview. Its figures open under base + "/figure/".
func DrawReport(e annual.Edition, base string) templ.Component {
	return reportText(base, e.Preamble, reportParts(form.ByCode(e.Form), &e))
}

func reportParts(f *form.Form, e *annual.Edition) []reportPart {
	var list []reportPart
	for i, p := range e.Parts {
		part := reportPart{id: "part-" + strconv.Itoa(i+1), heading: p.Heading, paragraphs: p.Paragraphs}
		for _, n := range p.Charts {
			if n >= 1 && n <= len(e.Charts) {
				part.charts = append(part.charts, e.Charts[n-1])
			}
		}
		for _, code := range p.Tables {
			part.tables = append(part.tables, reportTables(f, e, code)...)
		}
		list = append(list, part)
	}
	return list
}

// reportTables is one table of the form, cut where its columns change: cells
// under a head that is theirs are read aloud rightly.
func reportTables(f *form.Form, e *annual.Edition, code string) []reportTable {
	figures := map[string]annual.Figure{}
	for _, fig := range e.Figures {
		figures[fig.Name] = fig
	}
	i := slices.IndexFunc(f.Tables, func(t form.Table) bool { return t.Code == code })
	if i < 0 {
		return nil
	}
	var list []reportTable
	var waiting []reportTableRow // headings before the table they head is known
	depth := map[string]int{}
	for _, r := range f.Rows {
		if r.Table != code {
			continue
		}
		if r.Parent != "" {
			depth[r.Code] = depth[r.Parent] + 1
		}
		row := reportTableRow{name: r.Name, english: r.English, unit: r.Unit, deep: min(depth[r.Code], 4), heading: len(r.Columns) == 0}
		if row.heading {
			if r.Name != f.Tables[i].Name {
				waiting = append(waiting, row)
			}
			continue
		}
		for _, col := range r.Columns {
			row.cells = append(row.cells, figures[form.Cell{Row: r.Code, Column: col.Code}.String()])
		}
		sameColumns := func(t reportTable) bool {
			return slices.EqualFunc(t.columns, r.Columns, func(a, b form.Column) bool { return a.Code == b.Code })
		}
		if len(list) == 0 || !sameColumns(list[len(list)-1]) {
			caption := f.Tables[i].Name
			if len(list) > 0 || len(waiting) > 0 && len(r.Columns) > 1 && f.Code != "2014" && code == "A" {
				caption = r.Name
				if len(waiting) > 0 {
					caption = waiting[len(waiting)-1].name
					waiting = nil
				}
			}
			list = append(list, reportTable{caption: caption, columns: r.Columns, units: len(r.Columns) == 1})
		}
		t := &list[len(list)-1]
		t.rows = append(append(t.rows, waiting...), row)
		waiting = nil
	}
	return list
}

func (w *Window) reportMembers(ctx context.Context, c *city, e annual.Edition) ([]reportMember, error) {
	now, err := w.store.ReportsOfYear(ctx, e.Year)
	if err != nil {
		return nil, err
	}
	var list []reportMember
	for _, m := range e.Members {
		code := agency.Code(m.Agency)
		row := reportMember{name: words{zh: m.Name, en: c.byCode[code].English}, state: "未公布", differ: true}
		for _, r := range now {
			if r.Agency != code {
				continue
			}
			s, ok := r.Signature()
			row.differ = !ok || s.Hash != m.Hash
			if _, out := r.PublicSignature(); out {
				row.state, row.href = "已公布", reportHref(e.Year, code)
			}
		}
		list = append(list, row)
	}
	return list, nil
}

// chartPicture is the chart as it stands in a page.
func chartPicture(c annual.Chart) templ.Component { return page.HTML(chart.SVG(c, "")) }

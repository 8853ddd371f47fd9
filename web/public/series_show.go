package public

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"gongkai/affairs/numbering"
	"gongkai/figures/series"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// seriesPage is the numbers of one series in order, each a document or missing.
type seriesPage struct {
	series.Series
	show  string // which rows; "" for all
	rows  []seriesRow
	found int // rows of the kind shown, missing numbers counted singly
	links []seriesLink
	older string
	newer string
}

// seriesRow is a document, or numbers that are missing.
type seriesRow struct {
	gap    *series.Gap
	number string // as printed; of a gap the first, and the last
	last   string
	item   series.Item
	twice  bool
	days   string // working days from issue to publication
	late   bool
}

// listHref is the list in which the series stands.
func (p seriesPage) listHref() string {
	if p.Form == numbering.Running {
		return "/series#running"
	}
	return "/series?year=" + strconv.Itoa(p.Year)
}

// seriesLink is a count that opens the list of what it counts.
type seriesLink struct {
	label string
	n     int
	href  string
	here  bool
}

// seriesShown is the lists of a series, by how they are called in addresses.
var seriesShown = []struct{ code, label string }{
	{"", "全部编号"}, {"missing", "从未公开的编号"}, {"unexplained", "其中没有说明原因的"}, {"twice", "重号的文件"},
	{"late", "超过法定期限公开的文件"}, {"undated", "没有成文日期的文件"}, {"reversed", "成文日期晚于公开日期的文件"},
}

func (r seriesRow) is(show string) bool {
	switch show {
	case "":
		return true
	case "missing":
		return r.gap != nil
	case "unexplained":
		return r.gap != nil && r.gap.Why == nil
	case "twice":
		return r.gap == nil && r.twice
	case "late":
		return r.gap == nil && r.late
	case "undated":
		return r.gap == nil && r.item.Issued == calendar.NoDay
	case "reversed":
		return r.gap == nil && r.item.Issued != calendar.NoDay && r.item.Issued > r.item.Published
	}
	return false
}

// count is how many the row counts for: a gap for its numbers.
func (r seriesRow) count() int {
	if r.gap != nil {
		return r.gap.Count()
	}
	return 1
}

// seriesOf is the series of the address. Errors: page.ErrNotFound.
func (w *Window) seriesOf(r *http.Request) (series.Series, error) {
	s, ok := numbering.Parse(r.PathValue("prefix"), r.PathValue("year"))
	if !ok {
		return series.Series{}, page.ErrNotFound
	}
	v, err := w.office.Series(r.Context(), s)
	if errors.Is(err, store.ErrNotFound) {
		err = page.ErrNotFound
	}
	return v, err
}

func (w *Window) showSeries(r *http.Request, t *page.Topics) (templ.Component, error) {
	t.On("publications")
	t.On("series")
	v, err := w.seriesOf(r)
	if err != nil {
		return nil, err
	}
	p := seriesPage{Series: v, show: r.URL.Query().Get("show")}
	rows := rowsOf(w.office, v)
	known := false
	at := seriesHref(v.Series)
	for _, s := range seriesShown {
		l := seriesLink{label: s.label, href: at, here: s.code == p.show}
		if s.code != "" {
			l.href += "?show=" + s.code
		}
		for _, row := range rows {
			if row.is(s.code) {
				l.n += row.count()
			}
		}
		if known = known || l.here; l.here {
			p.found = l.n
		}
		if l.n > 0 || l.here {
			p.links = append(p.links, l)
		}
	}
	if !known {
		return nil, page.ErrNotFound
	}
	rows = slices.DeleteFunc(rows, func(row seriesRow) bool { return !row.is(p.show) })
	from := 0
	if typed := r.URL.Query().Get("from"); typed != "" {
		if from, err = strconv.Atoi(typed); err != nil || from < 1 || from >= len(rows) {
			return nil, page.ErrNotFound
		}
	}
	place := func(n int) string {
		q := url.Values{}
		if p.show != "" {
			q.Set("show", p.show)
		}
		if n > 0 {
			q.Set("from", strconv.Itoa(n))
		}
		if len(q) == 0 {
			return at
		}
		return at + "?" + q.Encode()
	}
	if from > 0 {
		p.newer = place(max(0, from-seriesRows))
	}
	if from+seriesRows < len(rows) {
		p.older = place(from + seriesRows)
	}
	p.rows = rows[from:min(from+seriesRows, len(rows))]
	return seriesView(p), nil
}

// rowsOf is the numbers from 1 to the highest in order.
func rowsOf(o *office.Office, v series.Series) []seriesRow {
	var rows []seriesRow
	gaps := v.Gaps
	missing := func(before int) {
		for len(gaps) > 0 && gaps[0].First < before {
			g := gaps[0]
			rows = append(rows, seriesRow{gap: &g, number: v.Number(g.First), last: v.Number(g.Last)})
			gaps = gaps[1:]
		}
	}
	cal := o.Calendar()
	for _, it := range v.Items {
		missing(it.Serial)
		row := seriesRow{item: it, number: it.Number}
		_, row.twice = slices.BinarySearch(v.Twice, it.Serial)
		row.twice = row.twice && !it.Withdrawn
		if it.Issued != calendar.NoDay && it.Issued <= it.Published {
			row.days = strconv.Itoa(cal.WorkingDaysBetween(it.Issued, it.Published))
			row.late = o.DueOn(it.Issued).Late(it.Published)
		}
		rows = append(rows, row)
	}
	return rows
}

// whyMissing is the reason of a gap in words; "" without one.
func whyMissing(g *series.Gap) string {
	e := g.Why
	if e == nil {
		return ""
	}
	text := e.Why.Name()
	if e.Ground != "" {
		for _, edition := range regulation.Editions() {
			if ground, ok := edition.Ground(e.Ground); ok {
				text += "：" + ground.Name + "（" + ground.Article + "）"
				break
			}
		}
	}
	if e.Note != "" {
		text += "。" + e.Note
	}
	return text
}

// serveSeries is the numbers of a series as a table.
func (w *Window) serveSeries(rw http.ResponseWriter, r *http.Request) error {
	v, err := w.seriesOf(r)
	if err != nil {
		return err
	}
	rows := [][]string{{"文号", "至", "索引号", "名称", "成文日期", "公开日期", "工作日", "情况"}}
	for _, row := range rowsOf(w.office, v) {
		if g := row.gap; g != nil {
			state := "从未公开"
			if why := whyMissing(g); why != "" {
				state += "：" + why
			}
			rows = append(rows, []string{row.number, row.last, "", "", "", "", "", state})
			continue
		}
		state := "已公开"
		if row.item.Withdrawn {
			state = "公开后撤下"
		}
		rows = append(rows, []string{row.number, row.number, row.item.Index, row.item.Title, row.item.Issued.String(), row.item.Published.String(), row.days, state})
	}
	return sendTable(rw, "numbers.csv", rows)
}

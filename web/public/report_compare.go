package public

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/web/page"
)

// compared are the figures that agencies and years are compared by; all of them
// are counted the same way whatever the form.
var compared = []string{
	"主动公开政府信息总数", "主动公开规范性文件总数", "政策解读稿件数", "新闻发布会次数", "回应关切事项数",
	"收到申请总数", "其中政府信息公开申请数", "延期办结总数", "逾期办结总数", "答复用时中位数",
	"投诉举报总数", "复议审结数", "复议纠错率", "诉讼审结数", "诉讼纠错率", "收取费用",
}

// comparePage sets agencies of one year, or years of one agency, side by side.
type comparePage struct {
	title   string
	caption string
	year    int // 0 when years are compared
	agency  agency.Code
	by      int // the measure in force, of compared
	choices []measureChoice
	chart   *annual.Chart
	lines   []compareLine
	heads   []string // of the columns of a table of years
	table   [][]compareCell
	note    bool // several forms are among them
}

type measureChoice struct {
	name string
	unit string
	href string
	here bool
}

type compareLine struct {
	name  words
	href  string
	cells []compareCell
}

type compareCell struct {
	text string
	href string
}

// measure is the one asked for, by its place in compared.
func measure(r *http.Request, otherwise int) (int, error) {
	asked := r.URL.Query().Get("by")
	if asked == "" {
		return otherwise, nil
	}
	if i := slices.Index(compared, asked); i >= 0 {
		return i, nil
	}
	return 0, page.ErrNotFound
}

func choices(by int, address func(name string) string) []measureChoice {
	var list []measureChoice
	for i, name := range compared {
		n, _ := annual.Named(name)
		list = append(list, measureChoice{name, n.Unit, address(name), i == by})
	}
	return list
}

// compareAgencies sets the agencies' public reports of a year side by side.
func (w *Window) compareAgencies(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("reports")
	_, year, err := w.askedReport(r)
	if err != nil {
		return nil, err
	}
	by, err := measure(r, slices.Index(compared, "复议纠错率"))
	if err != nil {
		return nil, err
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	all, err := w.store.ReportsOfYear(ctx, year)
	if err != nil {
		return nil, err
	}
	p := comparePage{title: "机关之间比较", year: year, by: by, caption: strconv.Itoa(year)}
	address := "/reports/" + strconv.Itoa(year) + "/compare"
	p.choices = choices(by, func(name string) string { return address + "?by=" + url.QueryEscape(name) })
	type row struct {
		compareLine
		figure annual.Figure
	}
	var rows []row
	forms := map[string]bool{}
	for _, k := range all {
		s, ok := k.PublicSignature()
		if !ok || k.Level {
			continue
		}
		e, err := w.office.ReadEdition(ctx, s.Hash)
		if err != nil {
			return nil, err
		}
		forms[e.Form] = true
		base := reportHref(year, k.Agency)
		line := row{compareLine: compareLine{name: shortName(c.byCode[k.Agency]), href: base}}
		for i, name := range compared {
			f, _ := e.Figure(name)
			line.cells = append(line.cells, compareCell{f.Text, base + "/figure/" + url.PathEscape(name)})
			if i == by {
				line.figure = f
			}
		}
		rows = append(rows, line)
	}
	if len(rows) == 0 {
		return nil, page.ErrNotFound
	}
	p.note = len(forms) > 1
	slices.SortStableFunc(rows, func(a, b row) int {
		if (a.figure.Text == "") != (b.figure.Text == "") {
			return cmp.Compare(len(b.figure.Text), len(a.figure.Text)) // blanks last
		}
		return cmp.Compare(b.figure.Value, a.figure.Value)
	})
	chart := annual.Chart{Number: 1, Title: compared[by], Kind: annual.Rows, Unit: p.choices[by].unit, Series: []annual.Series{{Name: compared[by]}}}
	for _, r := range rows {
		p.lines = append(p.lines, r.compareLine)
		if r.figure.Text != "" && len(chart.Labels) < 20 {
			chart.Labels = append(chart.Labels, r.name.zh)
			chart.Series[0].Values = append(chart.Series[0].Values, r.figure.Value)
		}
	}
	if len(chart.Labels) > 1 {
		p.chart = &chart
	}
	return compareView(p), nil
}

// compareYears sets the public reports of an agency side by side, year by year.
func (w *Window) compareYears(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("reports")
	by, err := measure(r, slices.Index(compared, "主动公开政府信息总数"))
	if err != nil {
		return nil, err
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	code := agency.Code(r.URL.Query().Get("agency"))
	if code == "" {
		city, err := w.office.City(ctx)
		if err != nil {
			return nil, err
		}
		code = city.Government
	}
	a, known := c.byCode[code]
	if !known {
		return nil, page.ErrNotFound
	}
	kept, err := w.store.ReportsOf(ctx, code)
	if err != nil {
		return nil, err
	}
	p := comparePage{title: "年度之间比较", agency: code, by: by, caption: a.Name}
	p.choices = choices(by, func(name string) string {
		return "/reports/compare?agency=" + url.QueryEscape(string(code)) + "&by=" + url.QueryEscape(name)
	})
	chart := annual.Chart{Number: 1, Title: compared[by], Kind: annual.Courses, Unit: p.choices[by].unit, Series: []annual.Series{{Name: compared[by]}}}
	p.table = make([][]compareCell, len(compared))
	forms := map[string]bool{}
	for _, k := range slices.Backward(kept) {
		s, ok := k.PublicSignature()
		if !ok {
			continue
		}
		e, err := w.office.ReadEdition(ctx, s.Hash)
		if err != nil {
			return nil, err
		}
		forms[e.Form] = true
		p.heads = append(p.heads, strconv.Itoa(k.Year))
		for i, name := range compared {
			f, _ := e.Figure(name)
			p.table[i] = append(p.table[i], compareCell{f.Text, reportHref(k.Year, code) + "/figure/" + url.PathEscape(name)})
			if i == by && f.Text != "" {
				chart.Labels = append(chart.Labels, strconv.Itoa(k.Year))
				chart.Series[0].Values = append(chart.Series[0].Values, f.Value)
			}
		}
	}
	p.note = len(forms) > 1
	if len(chart.Labels) > 1 {
		p.chart = &chart
	}
	return compareView(p), nil
}

package public

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/numbering"
	"gongkai/figures/series"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

// seriesRows is how many rows a page of one series shows.
const seriesRows = 200

func (w *Window) openSeries(site *page.Site) {
	all := page.Anyone()
	site.Handle("GET /series", all, w.cache.Page(w.listSeries))
	site.Handle("GET /series.csv", all, w.serveSeriesList)
	site.Handle("GET /series/other", all, w.cache.Page(w.showOdd))
	site.Handle("GET /series/unnumbered/{year}", all, w.cache.Page(w.showUnnumbered))
	site.Handle("GET /series/{prefix}/{year}", all, w.cache.Page(w.showSeries))
	site.Handle("GET /series/{prefix}/{year}/numbers.csv", all, w.serveSeries)
}

func seriesHref(s numbering.Series) string {
	name, _, _ := strings.Cut(s.Path(), "/")
	return "/series/" + url.PathEscape(name) + "/" + strconv.Itoa(s.Year)
}

// seriesTitle is what a series is called: 长府办发〔2017〕, 省政府令.
func seriesTitle(ctx context.Context, s numbering.Series) string {
	switch {
	case s.Form == numbering.Announced:
		return s.Prefix + strconv.Itoa(s.Year) + "年"
	case s.Form == numbering.Running:
		return s.Prefix
	case s.Prefix == "":
		return page.T(ctx, "（没有机关代字）") + "〔" + strconv.Itoa(s.Year) + "〕"
	}
	return s.Prefix + "〔" + strconv.Itoa(s.Year) + "〕"
}

// spanOf is the years of a count.
func spanOf(s series.Series) string {
	if s.Until == s.Year {
		return strconv.Itoa(s.Year)
	}
	return strconv.Itoa(s.Year) + "—" + strconv.Itoa(s.Until)
}

// seriesListPage is the series of one year.
type seriesListPage struct {
	year       int
	years      []int // newest first
	rows       []seriesLine
	running    []seriesLine // counted on through the years
	odd        int          // public under a number of no series
	missing    int          // numbers never published, in all series
	explained  int
	unnumbered int
}

// seriesLine is a series with the agency that publishes most of it.
type seriesLine struct {
	series.Series
	agency words
}

// seriesLinesOf is series in the order in which the city lists its agencies.
func (c *city) seriesLinesOf(list []series.Series) []seriesLine {
	at := make(map[agency.Code]int, len(c.agencies))
	for i, a := range c.agencies {
		at[a.Code] = i
	}
	rows := make([]seriesLine, len(list))
	for i, s := range list {
		rows[i] = seriesLine{s, c.agencyName(s.Issuer())}
	}
	slices.SortStableFunc(rows, func(a, b seriesLine) int { return cmp.Compare(at[a.Issuer()], at[b.Issuer()]) })
	return rows
}

// askedYear is the year of the address among those there are, the newest
// without one. Errors: page.ErrNotFound.
func askedYear(r *http.Request, years []int) (int, error) {
	if typed := r.URL.Query().Get("year"); typed != "" {
		year, err := strconv.Atoi(typed)
		if err != nil || !slices.Contains(years, year) {
			return 0, page.ErrNotFound
		}
		return year, nil
	}
	if len(years) == 0 {
		return 0, nil
	}
	return years[0], nil
}

func (w *Window) listSeries(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	t.On("series")
	year := 0
	if typed := r.URL.Query().Get("year"); typed != "" {
		var err error
		if year, err = strconv.Atoi(typed); err != nil || year == 0 {
			return nil, page.ErrNotFound
		}
	}
	v, err := w.office.Numbered(ctx, year)
	if notFound(err) {
		return nil, page.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	p := seriesListPage{years: v.Years, year: v.Year, rows: c.seriesLinesOf(v.Yearly), running: c.seriesLinesOf(v.Running), odd: len(v.Odd)}
	if p.year == 0 {
		return seriesListView(p), nil
	}
	for _, s := range p.rows {
		p.missing += s.Missing
		p.explained += s.Explained
	}
	none, err := w.store.Unnumbered(ctx, p.year)
	p.unnumbered = len(none)
	return seriesListView(p), err
}

// middle is the median of a delay, half days included.
func middle(d series.Delay) string {
	text := strconv.Itoa(d.Middle / 2)
	if d.Middle%2 != 0 {
		text += ".5"
	}
	return text
}

// lateShare is how many of a hundred were published late, to a tenth.
func lateShare(d series.Delay) string {
	if d.N == 0 {
		return ""
	}
	return strconv.FormatFloat(100*float64(d.Late)/float64(d.N), 'f', 1, 64) + "%"
}

// seriesHeads are the columns of the table of a year.
var seriesHeads = []string{"机关代字", "年份", "已公开最大编号", "已公开编号", "从未公开编号", "其中已说明", "重号", "计算时效件数", "中位数（工作日）",
	"九成不超过（工作日）", "最长（工作日）", "超过法定期限件数", "超过法定期限比例", "未标成文日期", "成文日期晚于公开日期"}

func seriesCells(s series.Series) []string {
	d := s.Delay
	cells := []string{s.Name()}
	for _, n := range []int{s.Year, s.Highest, s.Numbers, s.Missing, s.Explained, len(s.Twice), d.N} {
		cells = append(cells, strconv.Itoa(n))
	}
	if d.N == 0 {
		cells = append(cells, "", "", "")
	} else {
		cells = append(cells, middle(d), strconv.Itoa(d.Ninety), strconv.Itoa(d.Worst))
	}
	return append(cells, strconv.Itoa(d.Late), lateShare(d), strconv.Itoa(d.Undated), strconv.Itoa(d.Reversed))
}

// serveSeriesList is the table of a year; of all years without one.
func (w *Window) serveSeriesList(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	years, err := w.office.NumberYears(ctx)
	if err != nil {
		return err
	}
	running, _, err := w.office.RunningSeries(ctx)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("year") != "" {
		year, err := askedYear(r, years)
		if err != nil {
			return err
		}
		years, running = []int{year}, nil
	}
	rows := [][]string{seriesHeads}
	for _, year := range years {
		list, err := w.office.AllSeries(ctx, year)
		if err != nil {
			return err
		}
		for _, s := range list {
			rows = append(rows, seriesCells(s))
		}
	}
	for _, s := range running {
		rows = append(rows, seriesCells(s))
	}
	return sendTable(rw, "series.csv", rows)
}

func sendTable(rw http.ResponseWriter, name string, rows [][]string) error {
	h := rw.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	out, err := sheet.NewWriter(rw, true)
	for i := 0; err == nil && i < len(rows); i++ {
		err = out.Write(rows[i]...)
	}
	if err == nil {
		_ = out.Flush() // a visitor who hangs up is no fault of ours
	}
	return nil
}

// unnumberedPage is the documents of a year without a number.
type unnumberedPage struct {
	year  int
	lines []store.Line
	list  []entry
}

func (w *Window) showUnnumbered(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 1900 || year > 2099 {
		return nil, page.ErrNotFound
	}
	lines, err := w.store.Unnumbered(ctx, year)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, page.ErrNotFound
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	return unnumberedView(unnumberedPage{year: year, lines: lines, list: w.entries(c, lines, t)}), nil
}

// oddMost is how many numbers of no series a page shows.
const oddMost = 500

// oddPage is what is public under a number of no series.
type oddPage struct {
	all   int
	lines []store.Line
}

func (w *Window) showOdd(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	_, odd, err := w.office.RunningSeries(ctx)
	if err != nil {
		return nil, err
	}
	if len(odd) == 0 {
		return nil, page.ErrNotFound
	}
	lines, err := w.store.LinesAt(ctx, odd[:min(len(odd), oddMost)])
	return oddView(oddPage{len(odd), lines}), err
}

package public

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"gongkai/affairs/gazette"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/web/page"
)

// gazetteTopic names pages that show issues of the gazette.
const gazetteTopic = "gazette"

func (w *Window) openGazette(site *page.Site) {
	all := page.Anyone()
	site.Handle("GET /gazette", all, w.cache.Page(w.listGazette))
	site.Handle("GET /gazette.csv", all, w.serveGazette)
	site.Handle("GET /gazette.json", all, w.serveGazetteJSON)
	site.Handle("GET /gazette/{year}", all, w.cache.Page(w.showGazetteYear))
	site.Handle("GET /gazette/{year}/{no}", all, w.cache.Page(w.showIssue))
	site.Handle("GET /gazette/{year}/{no}/{article}", all, w.cache.Page(w.showIssueArticle))
}

// shelfHeads are the columns of numbers of a year.
var shelfHeads = []string{"期数", "可以阅读", "缺期", "尚缺"}

func gazetteYearHref(year int) string { return "/gazette/" + strconv.Itoa(year) }

func issueHref(i gazette.Issue) string {
	return gazetteYearHref(i.Year) + "/" + strconv.Itoa(i.No)
}

func issueArticleHref(i gazette.Issue, serial int) string {
	return issueHref(i) + "/" + strconv.Itoa(serial)
}

// gazettePage is the whole gazette: each year with its issues, and what is
// missing.
type gazettePage struct {
	name                 string
	shelves              []gazette.Shelf // newest first
	here, absent, wanted int
	unknown              int // years of which nobody said how many issues they have
}

// shelves is every year, the first first. The page they are read for grows stale
// with any act on an issue or on what carries one.
func (w *Window) shelves(ctx context.Context, t *page.Topics) ([]gazette.Shelf, error) {
	t.On(gazetteTopic)
	list, err := w.office.Shelves(ctx)
	for _, s := range list {
		for _, slot := range s.Slots {
			if slot.Issue.Publication != 0 {
				t.On(publication.Thing(slot.Issue.Publication))
			}
		}
	}
	return list, err
}

func (w *Window) listGazette(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	var p gazettePage
	var err error
	if p.name, err = w.office.GazetteName(ctx); err != nil {
		return nil, err
	}
	if p.shelves, err = w.shelves(ctx, t); err != nil {
		return nil, err
	}
	for _, s := range p.shelves {
		p.here, p.absent, p.wanted = p.here+s.Here, p.absent+s.Absent, p.wanted+s.Wanted
		if !s.Known {
			p.unknown++
		}
	}
	slices.Reverse(p.shelves)
	return gazetteView(p), nil
}

// gazetteYearPage is one year.
type gazetteYearPage struct {
	name         string
	shelf        gazette.Shelf
	older, newer int // neighbouring years; 0 for none
}

// numberOf is a number of an address without anything about it: no sign, no
// leading nought.
func numberOf(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || strconv.Itoa(n) != s {
		return 0, page.ErrNotFound
	}
	return n, nil
}

func (w *Window) showGazetteYear(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	year, err := numberOf(r.PathValue("year"))
	if err != nil {
		return nil, err
	}
	p := gazetteYearPage{}
	if p.name, err = w.office.GazetteName(ctx); err != nil {
		return nil, err
	}
	shelves, err := w.shelves(ctx, t)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(shelves, func(s gazette.Shelf) bool { return s.Year == year })
	if at < 0 {
		return nil, page.ErrNotFound
	}
	p.shelf = shelves[at]
	if at > 0 {
		p.older = year - 1
	}
	if at+1 < len(shelves) {
		p.newer = year + 1
	}
	return gazetteYearView(p), nil
}

// slotColour is the tag of each standing.
var slotColour = map[gazette.Standing]string{gazette.Here: "green", gazette.Absent: "grey", gazette.Wanted: "orange"}

// datedOn is when an issue came out; "" if nobody knows.
func datedOn(i gazette.Issue) string {
	if i.State == "" || i.DatedOn == calendar.NoDay {
		return ""
	}
	return i.DatedOn.String()
}

// countText is a count; "" for none.
func countText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// gazetteAsked is the gazette as open data, of the year in the address.
func (w *Window) gazetteAsked(r *http.Request) ([]office.GazetteYear, error) {
	year := 0
	if typed := r.URL.Query().Get("year"); typed != "" {
		var err error
		if year, err = numberOf(typed); err != nil {
			return nil, err
		}
	}
	list, err := w.office.GazetteData(r.Context(), year)
	if err == nil && year != 0 && len(list) == 0 {
		err = page.ErrNotFound
	}
	return list, err
}

// gazetteHeads are the columns of the table: an article each, and a line for an
// issue without any.
var gazetteHeads = []string{"年份", "期号", "末期号", "总期号", "出版日期", "页数", "状态", "缺期原因", "索引号", "序号", "栏目", "题目", "文号", "起始页", "结束页"}

func (w *Window) serveGazette(rw http.ResponseWriter, r *http.Request) error {
	list, err := w.gazetteAsked(r)
	if err != nil {
		return err
	}
	rows := [][]string{gazetteHeads}
	for _, y := range list {
		for _, i := range y.List {
			issue := []string{strconv.Itoa(y.Year), strconv.Itoa(i.No), strconv.Itoa(i.Through), countText(i.Whole), i.Date, countText(i.Pages), i.Standing.Name(), i.Reason, i.Publication}
			for _, a := range i.Articles {
				rows = append(rows, append(slices.Clone(issue), strconv.Itoa(a.Serial), a.Section, a.Title, a.Number, countText(a.First), countText(a.Last)))
			}
			if len(i.Articles) == 0 {
				rows = append(rows, append(issue, make([]string, len(gazetteHeads)-len(issue))...))
			}
		}
	}
	return sendTable(rw, "gazette.csv", rows)
}

func (w *Window) serveGazetteJSON(rw http.ResponseWriter, r *http.Request) error {
	list, err := w.gazetteAsked(r)
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-cache")
	_ = json.NewEncoder(rw).Encode(list) // a visitor who hangs up is no fault of ours
	return nil
}

package public

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// openNorms opens the library of norms.
func (w *Window) openNorms(site *page.Site) {
	all := page.Anyone()
	site.Handle("GET /norms", all, w.cache.Handler(w.listNorms))
	site.Handle("GET /norms/campaigns", all, w.cache.Page(w.listCampaigns))
	site.Handle("GET /norms/campaigns/{id}", all, w.cache.Page(w.showCampaign))
	site.Handle("GET /norms/{code}/{serial}", all, w.cache.Handler(w.showNorm))
	site.Handle("GET /norms/{code}/{serial}/article/{n}", all, w.cache.Handler(w.showArticle))
	site.Handle("GET /norms/{code}/{serial}/file/{name}", all, w.cache.Handler(w.drawNormFile))
}

func normHref(index string) string { return "/norms/" + index }

// normFilter is what the address of the library asks for.
type normFilter struct {
	on       calendar.Day // NoDay for today
	unread   string       // what was typed as the day and is none; ""
	status   string       // "" for what is in force, "all", or a status
	agency   agency.Code
	category string
	year     int
	subject  string // 主题词
	words    string
}

const everyStatus = "all"

func (f normFilter) href() string { return f.hrefAt("") }

func (f normFilter) hrefAt(at string) string {
	var q []string
	add := func(key, value string) {
		if value != "" {
			q = append(q, key+"="+url.QueryEscape(value))
		}
	}
	add("on", f.on.String())
	add("status", f.status)
	add("agency", string(f.agency))
	add("category", f.category)
	if f.year != 0 {
		add("year", strconv.Itoa(f.year))
	}
	add("subject", f.subject)
	add("q", f.words)
	add("at", at)
	if len(q) == 0 {
		return "/norms"
	}
	return "/norms?" + strings.Join(q, "&")
}

// fits says whether a cell is of the filter, for one who leaves out a filter of
// the name given.
func (f normFilter) fits(c store.NormCell, leaves map[string]bool, but string) bool {
	switch {
	case but != "status" && f.status == "" && !c.Status.Binds():
	case but != "status" && f.status != "" && f.status != everyStatus && c.Status != norm.Status(f.status):
	case but != "agency" && f.agency != "" && c.Agency != f.agency:
	case but != "category" && f.category != "" && !leaves[c.Category]:
	case but != "year" && f.year != 0 && c.Year != f.year:
	case but != "subject" && f.subject != "" && !slices.Contains(strings.Fields(c.Keywords), f.subject):
	default:
		return true
	}
	return false
}

// typedDay is the day the address asks for, NoDay for none; what was typed if
// that is no day.
func typedDay(q url.Values) (on calendar.Day, unread string) {
	typed := strings.TrimSpace(q.Get("on"))
	on, err := calendar.ParseDay(typed)
	if err != nil {
		return calendar.NoDay, typed
	}
	return on, ""
}

// onForm is the field of a day, with what is wrong where no day was typed.
func onForm(on, unread string) *page.Form {
	form := page.Filled("on", on)
	if unread != "" {
		form.Fail("on", "没有这一天：请写日历上有的日期，写成 2017-06-30 的形式。这里显示的是今天的效力。")
	}
	return form
}

func (f normFilter) form() *page.Form {
	form := onForm(f.on.String(), f.unread)
	form.Set("q", f.words)
	return form
}

// readNormFilter reads the address of the library. What names nothing there is
// is [page.ErrNotFound].
func readNormFilter(q url.Values, c *city) (normFilter, error) {
	f := normFilter{on: calendar.NoDay, status: q.Get("status"), agency: agency.Code(q.Get("agency")), category: q.Get("category"),
		subject: strings.TrimSpace(q.Get("subject")), words: strings.Join(strings.Fields(q.Get("q")), " ")}
	f.on, f.unread = typedDay(q)
	if _, ok := c.byCode[f.agency]; f.agency != "" && !ok {
		return f, page.ErrNotFound
	}
	if _, ok := c.byCategory[f.category]; f.category != "" && !ok {
		return f, page.ErrNotFound
	}
	if f.status != "" && f.status != everyStatus && norm.Status(f.status).Name() == "" {
		return f, page.ErrNotFound
	}
	if strings.Contains(f.subject, " ") || page.CheckText(f.subject) != nil || len(f.subject) > publication.MaxKeywords*4 {
		return f, page.ErrNotFound
	}
	if page.CheckText(f.words) != nil || len(f.words) > 300 {
		return f, page.ErrBadRequest
	}
	if s := q.Get("year"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1900 || n > 2999 {
			return f, page.ErrNotFound
		}
		f.year = n
	}
	return f, nil
}

// normsPage is the library on a day.
type normsPage struct {
	filter    normFilter
	on        string
	today     bool
	later     bool // the day is yet to come
	total     int64
	rules     int64 // of them
	chosen    []chosen
	lines     []normLine
	paging    page.Paging
	statuses  []figure
	years     []figure
	subjects  []figure
	keywords  []figure
	agencies  []kindGroup
	campaigns bool
	// named says that words are looked for in titles and numbers only, because
	// there is no index yet; capped that more have the words than are followed.
	named, capped bool
}

// normLine is a norm in a list.
type normLine struct {
	href, title, number, date string
	agency                    words
	status                    norm.Status
	until                     string // the last day of its term, or the day it ended; ""
}

const normSize = 20

func statusColour(s norm.Status) string {
	switch s {
	case norm.InForce:
		return "green"
	case norm.Amended:
		return "blue"
	case norm.Pending:
		return "yellow"
	}
	return "grey"
}

// listNorms draws the library; a day that is none gets status 400 and the
// library of today.
func (w *Window) listNorms(r *http.Request, t *page.Topics) (page.Drawn, error) {
	view, unread, err := w.viewNorms(r, t)
	if err != nil {
		return page.Drawn{}, err
	}
	drawn, err := draw(r.Context(), view)
	if unread {
		drawn.Status = http.StatusBadRequest
	}
	return drawn, err
}

func (w *Window) viewNorms(r *http.Request, t *page.Topics) (view templ.Component, unread bool, err error) {
	ctx := r.Context()
	t.On("norms", "publications")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, false, err
	}
	f, err := readNormFilter(r.URL.Query(), c)
	if err != nil {
		return nil, false, err
	}
	on := f.on
	if on == calendar.NoDay {
		on = w.office.Today()
	}
	p := normsPage{filter: f, on: on.String(), today: f.on == calendar.NoDay, later: on > w.office.Today(), chosen: f.chosen(c)}
	s, err := w.normsWith(ctx, f.words, &p, t)
	if err != nil {
		return nil, false, err
	}
	s.On = on
	cells, err := w.store.NormCounts(ctx, s)
	if err != nil {
		return nil, false, err
	}
	s.Agency, s.Year, s.Subject, s.Binding = f.agency, f.year, f.subject, f.status == ""
	if f.status != everyStatus {
		s.Status = norm.Status(f.status)
	}
	leaves := map[string]bool{}
	if f.category != "" {
		s.Categories = c.leaves(f.category)
		for _, code := range s.Categories {
			leaves[code] = true
		}
	}
	byWord := map[string]int64{}
	byStatus, byYear, byCategory, byAgency := map[norm.Status]int64{}, map[int]int64{}, map[string]int64{}, map[agency.Code]int64{}
	for _, cell := range cells {
		if f.fits(cell, leaves, "") {
			p.total += cell.Count
			if cell.Category == publication.Rules {
				p.rules += cell.Count
			}
		}
		if f.fits(cell, leaves, "status") {
			byStatus[cell.Status] += cell.Count
		}
		if f.fits(cell, leaves, "year") {
			byYear[cell.Year] += cell.Count
		}
		if f.fits(cell, leaves, "category") {
			byCategory[cell.Category] += cell.Count
		}
		if f.fits(cell, leaves, "agency") {
			byAgency[cell.Agency] += cell.Count
		}
		if f.fits(cell, leaves, "subject") {
			for _, word := range keywords(cell.Keywords) {
				byWord[word] += cell.Count
			}
		}
	}
	p.keywords = f.keywords(byWord, p.total)
	p.facets(c, f, byStatus, byYear, byCategory, byAgency)

	after := normPlace(r.URL.Query().Get("at"))
	list, err := w.store.Norms(ctx, s, after, normSize+1)
	if err != nil {
		return nil, false, err
	}
	if after.ID != 0 {
		p.paging.Newer = f.href()
	}
	if len(list) > normSize {
		list = list[:normSize]
		last := list[normSize-1]
		p.paging.Older = f.hrefAt(last.IssuedOn.String() + "." + strconv.FormatInt(last.ID, 36))
	}
	p.paging.Info = page.Tf(ctx, "共 %s 件", page.Number(p.total))
	for _, l := range list {
		t.On(publication.Thing(l.ID))
		line := c.normLine(l)
		if f.on != calendar.NoDay { // it is read as of that day too
			line.href += "?on=" + f.on.String()
		}
		p.lines = append(p.lines, line)
	}
	campaigns, err := w.store.Campaigns(ctx)
	p.campaigns = len(campaigns) > 0
	t.On("campaigns")
	return normsView(p), f.unread != "", err
}

// foundMost bounds how many norms words may find: the last published.
const foundMost = 2000

// normsWith is the norms that have all the words in title, number or text, as
// the index finds them; while there is none, in title or number.
func (w *Window) normsWith(ctx context.Context, words string, p *normsPage, t *page.Topics) (store.NormSelection, error) {
	s := store.NormSelection{}
	if words == "" {
		return s, nil
	}
	t.On(searchTopic)
	q := search.Query{Words: words, Kinds: []search.Kind{search.Norm}, From: calendar.NoDay, To: calendar.NoDay, Order: search.ByDate, Size: 100}
	for found := []int64{}; ; {
		r, err := search.Result{}, search.ErrBuilding
		if w.Search != nil {
			r, err = w.Search.Search(ctx, q)
		}
		if errors.Is(err, search.ErrBuilding) {
			p.named = true
			return store.NormSelection{Words: words}, nil
		}
		if err != nil {
			return s, err
		}
		if !r.Nearest { // else nothing has all of them
			for _, h := range r.Hits {
				found = append(found, h.ID)
			}
		}
		if q.After = r.Next; r.Nearest || q.After == "" || len(found) >= foundMost {
			p.capped = q.After != "" && !r.Nearest
			s.Found = found
			return s, nil
		}
	}
}

func (c *city) normLine(l store.NormLine) normLine {
	n := normLine{href: normHref(l.Index), title: l.Title, number: l.Number, date: l.IssuedOn.String(), agency: c.nameOn(l.Agency, l.PublishedOn()), status: l.Standing}
	switch {
	case l.Standing.Ended() && l.EndsOn > calendar.NoDay:
		n.until = l.EndsOn.String()
	case l.Standing.Binds() && l.LastOn != calendar.NoDay:
		n.until = l.LastOn.String()
	}
	return n
}

// normPlace reads where a page of the library begins; anything else is the
// beginning.
func normPlace(s string) store.NormPlace {
	on, digits, _ := strings.Cut(s, ".")
	day, err := calendar.ParseDay(on)
	id, err2 := strconv.ParseInt(digits, 36, 64)
	if err != nil || err2 != nil || id <= 0 {
		return store.NormPlace{}
	}
	return store.NormPlace{Day: day, ID: id}
}

func (p *normsPage) facets(c *city, f normFilter, byStatus map[norm.Status]int64, byYear map[int]int64, byCategory map[string]int64, byAgency map[agency.Code]int64) {
	var binding, every int64
	for s, n := range byStatus {
		if every += n; s.Binds() {
			binding += n
		}
	}
	status := func(value, name string, n int64) {
		if g := f; n > 0 || value == f.status {
			g.status = value
			p.statuses = append(p.statuses, figure{label: words{zh: name}, count: n, href: g.href(), here: value == f.status})
		}
	}
	current := "现行有效"
	if f.on != calendar.NoDay {
		current = "当日有效"
	}
	status("", current, binding)
	for _, row := range norm.Statuses {
		if row.Status != norm.InForce {
			status(string(row.Status), row.Name, byStatus[row.Status])
		} else if byStatus[norm.Amended] > 0 {
			status(string(row.Status), "有效，未修改", byStatus[row.Status])
		}
	}
	status(everyStatus, "全部", every)
	for year, n := range byYear {
		if year == 0 {
			continue
		}
		g := f
		g.year = year
		p.years = append(p.years, figure{label: words{zh: strconv.Itoa(year)}, count: n, href: g.href(), here: year == f.year})
	}
	slices.SortFunc(p.years, func(a, b figure) int { return strings.Compare(b.label.zh, a.label.zh) })
	for _, k := range c.categories {
		if n := byCategory[k.Code]; n > 0 {
			g := f
			g.category = k.Code
			p.subjects = append(p.subjects, figure{label: categoryName(k), count: n, href: g.href(), here: k.Code == f.category})
		}
	}
	for _, k := range agency.Kinds {
		group := kindGroup{name: k.Name}
		for _, a := range c.agencies {
			if n := byAgency[a.Code]; a.Kind == k.Kind && n > 0 {
				g := f
				g.agency = a.Code
				group.agencies = append(group.agencies, figure{label: shortName(a), count: n, href: g.href(), here: a.Code == f.agency})
			}
		}
		if len(group.agencies) > 0 {
			p.agencies = append(p.agencies, group)
		}
	}
}

// mostKeywords is how many subject words are offered.
const mostKeywords = 30

// keywords is the subject words that narrow the list, those of the most norms
// first: a word that all of them have narrows nothing.
func (f normFilter) keywords(by map[string]int64, total int64) []figure {
	var list []figure
	for word, n := range by {
		if word == f.subject || f.subject != "" || n < total {
			g := f
			g.subject = word
			list = append(list, figure{label: words{zh: word}, count: n, href: g.href(), here: word == f.subject})
		}
	}
	slices.SortFunc(list, func(a, b figure) int {
		if a.here != b.here {
			return map[bool]int{true: -1, false: 1}[a.here]
		}
		return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.label.zh, b.label.zh))
	})
	return list[:min(len(list), mostKeywords)]
}

// chosen is the filters in force, each with the address without it.
func (f normFilter) chosen(c *city) []chosen {
	var list []chosen
	without := func(key string, value words, g normFilter) { list = append(list, chosen{key, value, g.href()}) }
	if g := f; f.on != calendar.NoDay {
		g.on = calendar.NoDay
		without("日期", words{zh: f.on.String()}, g)
	}
	if g := f; f.status != "" {
		g.status = ""
		name := "全部"
		if f.status != everyStatus {
			name = norm.Status(f.status).Name()
		}
		without("效力", words{zh: name}, g)
	}
	if g := f; f.agency != "" {
		g.agency = ""
		without("制定机关", c.agencyName(f.agency), g)
	}
	if g := f; f.category != "" {
		g.category = ""
		without("分类", categoryName(c.byCategory[f.category]), g)
	}
	if g := f; f.year != 0 {
		g.year = 0
		without("成文年份", words{zh: strconv.Itoa(f.year)}, g)
	}
	if g := f; f.subject != "" {
		g.subject = ""
		without("主题词", words{zh: f.subject}, g)
	}
	if g := f; f.words != "" {
		g.words = ""
		without("文字", words{zh: f.words}, g)
	}
	return list
}

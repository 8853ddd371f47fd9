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
	"gongkai/affairs/publication"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// filter is what a browse address asks for. The tallies count channels or the
// normative kind; both together are counted by the index, and while there is
// none the kind alone is taken.
type filter struct {
	agency    agency.Code
	category  string // "none" for what stands in no category of the tree
	year      int
	channel   publication.Channel
	normative bool
}

// uncategorised is the category of what was imported without one.
const uncategorised = "none"

// href is the list's address. The order of its parts is fixed, so that one
// list has one address.
func (f filter) href() string { return f.hrefAt(store.Cursor{}) }

func (f filter) hrefAt(at store.Cursor) string {
	q := ""
	add := func(key, value string) {
		if value == "" {
			return
		}
		if q != "" {
			q += "&"
		}
		q += key + "=" + url.QueryEscape(value)
	}
	add("agency", string(f.agency))
	add("category", f.category)
	if f.year != 0 {
		add("year", strconv.Itoa(f.year))
	}
	for _, ch := range publication.Channels {
		if ch.Channel == f.channel {
			add("channel", ch.Code)
		}
	}
	if f.normative {
		add("kind", "normative")
	}
	add("at", at.String())
	if q == "" {
		return "/browse"
	}
	return "/browse?" + q
}

// readFilter reads a browse address. What names nothing there is is
// [page.ErrNotFound]; empty parts are as if they were not there.
func readFilter(q url.Values, c *city) (filter, error) {
	var f filter
	if s := q.Get("agency"); s != "" {
		f.agency = agency.Code(s)
		if _, ok := c.byCode[f.agency]; !ok {
			return f, page.ErrNotFound
		}
	}
	if s := q.Get("category"); s != "" {
		f.category = s
		if _, ok := c.byCategory[s]; !ok && s != uncategorised {
			return f, page.ErrNotFound
		}
	}
	if s := q.Get("year"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1900 || n > 2999 {
			return f, page.ErrNotFound
		}
		f.year = n
	}
	if s := q.Get("channel"); s != "" {
		for _, ch := range publication.Channels {
			if ch.Code == s {
				f.channel = ch.Channel
			}
		}
		if f.channel == 0 {
			return f, page.ErrNotFound
		}
	}
	switch q.Get("kind") {
	case "":
	case "normative":
		f.normative = true
	default:
		return f, page.ErrNotFound
	}
	return f, nil
}

// browsePage is the catalogue (目录) with what can be asked of it.
type browsePage struct {
	total   int64
	chosen  []chosen
	entries []entry
	paging  page.Paging
	// The facets, each counted without its own filter.
	categories []figure // below the one chosen, or the roots
	agencies   []kindGroup
	years      []figure // newest first
	channels   []figure
	normative  figure
	// either says that a channel and the kind exclude each other for now.
	either bool
	// category is the one chosen, which a reader may follow; "" for none.
	category string
	byMail   string // where it can be followed by e-mail; "" for nowhere
	here     string // the address of this list from its beginning
	feed     string // the address of its feed; "" where it has none
}

// chosen is a filter in force and the address without it.
type chosen struct {
	key    string // a key of the catalogue
	value  words
	remove string
}

const browseSize = 20

// browse reads one list and three break-downs, whatever is asked.
func (w *Window) browse(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	f, err := readFilter(q, c)
	if err != nil {
		return nil, err
	}
	s := store.Selection{Agency: f.agency, Year: f.year}
	byCategory, err := w.store.CountBy(ctx, s, store.ByCategory)
	if err != nil {
		return nil, err
	}
	var loose []string // categories the tree does not know
	for code := range byCategory {
		if _, ok := c.byCategory[code]; !ok {
			loose = append(loose, code)
		}
	}
	slices.Sort(loose)
	switch f.category {
	case "":
	case uncategorised:
		if s.Categories = loose; len(loose) == 0 {
			s.Categories = []string{""}
		}
	default:
		s.Categories = c.leaves(f.category)
	}
	across, err := w.across(ctx, f, s, byCategory, t)
	if err != nil {
		return nil, err
	}
	if across == nil && f.normative {
		f.channel = 0
	}
	s.Channel, s.Normative = f.channel, f.normative
	anyAgency, anyYear := s, s
	anyAgency.Agency, anyYear.Year = "", 0
	byAgency, err := w.store.CountBy(ctx, anyAgency, store.ByAgency)
	if err != nil {
		return nil, err
	}
	byYear, err := w.store.CountBy(ctx, anyYear, store.ByYear)
	if err != nil {
		return nil, err
	}
	if across != nil && f.channel != 0 && f.normative {
		byCategory, byAgency, byYear = across.byCategory, across.byAgency, across.byYear
	}
	list, err := w.store.List(ctx, s, store.ParseCursor(q.Get("at")), browseSize)
	if err != nil {
		return nil, err
	}

	// All of this selection, by channel: from the years, which were read anyway.
	var here store.Counts
	for year, n := range byYear {
		if f.year == 0 || year == strconv.Itoa(f.year) {
			here.Add(n)
		}
	}
	p := browsePage{total: here.In(s), here: f.href(), feed: f.feed(), byMail: w.byMail(f.followed())}
	if f.category != uncategorised {
		p.category = f.category
	}
	p.entries = w.entries(c, list.Lines, t)
	if n := len(list.Lines); n > 0 {
		if list.Newer {
			p.paging.Newer = f.hrefAt(list.Lines[0].Cursor(true))
		}
		if list.Older {
			p.paging.Older = f.hrefAt(list.Lines[n-1].Cursor(false))
		}
	}
	p.paging.Info = page.Tf(ctx, "共 %s 条", page.Number(p.total))

	p.chosen = f.chosen(c)

	below := ""
	if f.category != uncategorised {
		below = f.category
	}
	for _, k := range c.below[below] {
		if n := c.sum(k.Code, byCategory, s); n > 0 {
			g := f
			g.category = k.Code
			p.categories = append(p.categories, figure{label: categoryName(k), count: n, href: g.href()})
		}
	}
	if below == "" {
		var n int64
		for _, code := range loose {
			n += byCategory[code].In(s)
		}
		if n > 0 {
			g := f
			g.category = uncategorised
			p.categories = append(p.categories, figure{label: words{zh: "未分类"}, count: n, href: g.href(), here: f.category == uncategorised})
		}
	}
	for _, k := range agency.Kinds {
		group := kindGroup{name: k.Name}
		for _, a := range c.agencies {
			if n := byAgency[string(a.Code)].In(s); a.Kind == k.Kind && n > 0 {
				g := f
				g.agency = a.Code
				group.agencies = append(group.agencies, figure{label: shortName(a), count: n, href: g.href(), here: a.Code == f.agency})
			}
		}
		if len(group.agencies) > 0 {
			p.agencies = append(p.agencies, group)
		}
	}
	p.years = yearFigures(byYear, s, func(year int) string {
		g := f
		g.year = year
		return g.href()
	})
	for i := range p.years {
		p.years[i].here = p.years[i].label.zh == strconv.Itoa(f.year)
	}
	p.either = w.Search == nil || across == nil && (f.normative || f.channel != 0)
	for _, ch := range publication.Channels {
		g, n := f, here.Of(ch.Channel)
		g.channel = ch.Channel
		if f.normative && across == nil {
			g.normative = false
		} else if f.normative {
			n = across.byChannel[ch.Channel]
		}
		p.channels = append(p.channels, figure{label: words{zh: ch.Name}, count: n, href: g.href(), here: ch.Channel == f.channel})
	}
	g, n := f, here.Normative
	g.normative = true
	if across == nil {
		g.channel = 0
	} else {
		n = across.total
	}
	p.normative = figure{label: words{zh: "规范性文件"}, count: n, href: g.href(), here: f.normative}
	return browseView(p), nil
}

// chosen is the filters in force, in the order of the facets.
func (f filter) chosen(c *city) []chosen {
	var list []chosen
	add := func(key string, value words, without filter) {
		list = append(list, chosen{key, value, without.href()})
	}
	if f.category == uncategorised {
		g := f
		g.category = ""
		add("分类", words{zh: "未分类"}, g)
	} else {
		for _, k := range c.path(f.category) {
			g := f
			g.category = k.Parent
			add("分类", categoryName(k), g)
		}
	}
	if f.agency != "" {
		g := f
		g.agency = ""
		add("公开机关", c.agencyName(f.agency), g)
	}
	if f.year != 0 {
		g := f
		g.year = 0
		add("年份", words{zh: strconv.Itoa(f.year)}, g)
	}
	for _, ch := range publication.Channels {
		if ch.Channel == f.channel {
			g := f
			g.channel = 0
			add("渠道", words{zh: ch.Name}, g)
		}
	}
	if f.normative {
		g := f
		g.normative = false
		add("种类", words{zh: "规范性文件"}, g)
	}
	return list
}

// across is numbers of normative documents by channel, under the other filters
// of a list; each but the total is counted without its own filter.
type across struct {
	total                        int64
	byCategory, byAgency, byYear map[string]store.Counts
	byChannel                    map[publication.Channel]int64
}

// across asks the index for them. It is nil where the tallies say it all, and
// while there is no index. counts is all categories that have anything.
func (w *Window) across(ctx context.Context, f filter, s store.Selection, counts map[string]store.Counts, t *page.Topics) (*across, error) {
	if w.Search == nil || !f.normative && f.channel == 0 {
		return nil, nil
	}
	t.On(searchTopic)
	x := &across{byCategory: map[string]store.Counts{}, byAgency: map[string]store.Counts{}, byYear: map[string]store.Counts{}, byChannel: map[publication.Channel]int64{}}
	q := search.Query{From: calendar.NoDay, To: calendar.NoDay, Kinds: []search.Kind{search.Norm}, Categories: s.Categories, Size: 1, Facets: true}
	if len(q.Categories) == 0 {
		for code := range counts {
			q.Categories = append(q.Categories, code)
		}
		slices.Sort(q.Categories)
	}
	// The index takes rules for norms, as the law does, whether or not the
	// record calls them normative documents besides, which the tallies count.
	rules, err := w.store.Count(ctx, store.Selection{Categories: []string{publication.Rules}})
	if err != nil {
		return nil, err
	}
	without := func(code string) bool { return code == publication.Rules && rules.Normative == 0 }
	if rules.Normative != 0 && rules.Normative != rules.N {
		return nil, nil // some are and some are not, and the index does not tell
	}
	q.Categories = slices.DeleteFunc(slices.Clone(q.Categories), without)
	if len(q.Categories) == 0 {
		return x, nil
	}
	if f.agency != "" {
		q.Agencies = []agency.Code{f.agency}
	}
	if f.year != 0 {
		q.Years = []int{f.year}
	}
	if f.channel != 0 {
		q.Channels = []publication.Channel{f.channel}
	}
	found, err := w.Search.Search(ctx, q)
	if errors.Is(err, search.ErrBuilding) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x.total = int64(found.Total)
	for code, n := range found.Facets.Category {
		if !without(code) {
			x.byCategory[code] = store.Counts{Normative: int64(n)}
		}
	}
	for code, n := range found.Facets.Agency {
		x.byAgency[string(code)] = store.Counts{Normative: int64(n)}
	}
	for year, n := range found.Facets.Year {
		x.byYear[strconv.Itoa(year)] = store.Counts{Normative: int64(n)}
	}
	for ch, n := range found.Facets.Channel {
		x.byChannel[ch] = int64(n)
	}
	return x, nil
}

package public

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// searchPage is what was asked, what was found, and the ways on.
type searchPage struct {
	form   *page.Form
	q      question
	asked  bool        // false: nothing was asked, and the page explains
	hidden [][2]string // what the box sends beside the words
	days   [][2]string // what the form of days sends beside them

	total, shown   int
	about, nearest bool
	capped         bool // a word of one character stood for too many
	unborne        unborne
	meant          []page.Link
	hits           []hit
	tags           []chosen
	clear          string // address without filters
	facets         []searchFacet
	byFit, byDate  string // addresses of the two orders
	next, first    string // addresses; ""
	deep           bool   // there are more than can be paged to
	byMail         string // where it can be followed by e-mail; "" for nowhere

	// names are agencies, categories and topics whose names hold all the words.
	agencies, categories, topics []figure

	// While there is no index: how far it is, and the publications of the
	// number asked for; more is set when there are others besides.
	building    bool
	done, count int64
	found       []entry
	more        bool
}

// hit is a publication found.
type hit struct {
	href     string
	title    []search.Mark
	agency   words
	date     string
	number   string
	index    string
	validity string // "" where the question does not arise; a key of the catalogue
	colour   string
	text     []search.Mark
	// file is the attachment in which the words stand; no href if they stand in
	// the publication itself.
	file     fileHit
	document publication.Publication
}

type fileHit struct {
	name, href string
	page       int
	text       []search.Mark
}

const (
	longestQuery = 200 // characters
	searchLines  = 50
	searchNames  = 30
	// namesTell is how many names may hold the words for them to be offered
	// beside what was found: 市 leads nowhere.
	namesTell  = 10
	searchSize = 20
	// searchBytes is about what a page weighs.
	searchBytes = 64 << 10
	// deepest is how many hits can be paged to.
	deepest = 10000
)

// searchTopic names pages that ask the index. They grow stale when it has
// changed, which is after the act that changed it.
const searchTopic = "search"

// Indexed makes stale whatever was drawn from the index: to be called when it
// has changed.
func (w *Window) Indexed() { w.cache.Drop(searchTopic) }

// screened is the topic of pages that say of a file what is served of it, which
// may be known only after they were drawn.
const screened = "screened"

// openSearch adds the pages of the search to the site.
func (w *Window) openSearch(site *page.Site) {
	all := page.Anyone()
	cached := w.cache.Handler(w.drawSearch)
	site.Handle("GET "+searchPath, all, func(rw http.ResponseWriter, r *http.Request) error {
		to, err := w.goesTo(r)
		if err != nil {
			return err
		}
		if to != "" {
			return see(rw, r, to)
		}
		if w.Search == nil {
			return w.lookUp(rw, r)
		}
		if err := cached(rw, r); !errors.Is(err, search.ErrBuilding) {
			return err
		}
		return w.lookUp(rw, r)
	})
	site.Handle("GET /search.json", all, w.serveSearchJSON())
	site.Handle("GET /search/suggest", all, w.serveSuggestions())
	site.Handle("GET /search/help", all, w.cache.Page(w.showSearchHelp))
}

// goesTo is the address of the one document whose number or index number was
// typed, in any spelling; "" when it is not exactly one, and where filters or
// stay=1 say that a list is wanted.
func (w *Window) goesTo(r *http.Request) (string, error) {
	if r.URL.RawQuery == "" || len(r.URL.RawQuery) > 2000 {
		return "", nil
	}
	q := r.URL.Query()
	for key, values := range q {
		if key != "q" && strings.Join(values, "") != "" {
			return "", nil
		}
	}
	ctx := r.Context()
	typed, err := text.Line(q.Get("q"), longestQuery)
	if err != nil || !strings.ContainsFunc(typed, isDigit) {
		return "", nil // the page says what is wrong
	}
	if index, err := publication.ParseIndex(typed); err == nil {
		p, err := w.store.PublicationAt(ctx, index)
		if err != nil && !notFound(err) {
			return "", err
		}
		if err == nil && (w.visible(p, publication.Full) || w.visible(p, publication.Tombstone)) {
			return itemHref(p.Index), nil
		}
	}
	lines, err := w.numbered(ctx, typed, 2)
	if err != nil || len(lines) != 1 || !w.visible(publication.Publication{PublishedAt: lines[0].PublishedAt}, publication.Listed) {
		return "", err
	}
	return itemHref(lines[0].Index), nil
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// numbered is the publications of a document number; none for what is no
// number.
func (w *Window) numbered(ctx context.Context, typed string, most int) ([]store.Line, error) {
	key, ok := text.NumberKey(typed)
	if key == "" || !ok && strings.HasSuffix(key, "|") {
		return nil, nil
	}
	return w.store.ByNumber(ctx, key, most)
}

func see(rw http.ResponseWriter, r *http.Request, address string) error {
	rw.Header().Set("Cache-Control", "no-cache")
	http.Redirect(rw, r, address, http.StatusSeeOther)
	return nil
}

// lookUp answers without the index: numbers, and names of agencies, categories
// and topics.
func (w *Window) lookUp(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, err := w.readCity(ctx)
	if err != nil {
		return err
	}
	form := page.QueryForm(r)
	v := searchPage{form: form}
	if v.q, err = readQuestion(form, r.URL.Query(), c); err != nil {
		return err
	}
	v.asked = !v.q.empty()
	if v.building = w.Search != nil; v.building {
		s := w.Search.Status()
		v.done, v.count = s.Done, s.Total
	}
	if form.OK() && v.q.words != "" {
		lines, err := w.numbered(ctx, v.q.words, searchLines+1)
		if err != nil {
			return err
		}
		v.found = w.entries(c, lines, nil)
		if v.more = len(v.found) > searchLines; v.more {
			v.found = v.found[:searchLines]
		}
		if len(v.found) == 0 {
			v.named(c, v.q.words)
		}
	}
	return page.Show(rw, r, form, lookUpView(v))
}

// drawSearch answers from the index.
func (w *Window) drawSearch(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	t.On(searchTopic)
	c, err := w.readCity(ctx)
	if err != nil {
		return page.Drawn{}, err
	}
	form := page.QueryForm(r)
	v := searchPage{form: form}
	if v.q, err = readQuestion(form, r.URL.Query(), c); err != nil {
		return page.Drawn{}, err
	}
	v.asked = form.OK() && !v.q.empty()
	v.hidden, v.days = v.q.carried(false), v.q.carried(true)
	if v.asked {
		if err := w.find(ctx, c, &v, t); err != nil {
			return page.Drawn{}, err
		}
	}
	var b bytes.Buffer
	b.Grow(searchBytes)
	err = searchView(v).Render(ctx, &b)
	drawn := page.Drawn{Body: b.Bytes()}
	if !form.OK() {
		drawn.Status = http.StatusUnprocessableEntity
	}
	return drawn, err
}

// carried is what a form on the page sends on: all but the words for the box,
// all but the days for the form of days.
func (a question) carried(days bool) [][2]string {
	a = a.begin()
	if days {
		a.from, a.to = calendar.NoDay, calendar.NoDay
	} else {
		a.words = ""
	}
	params, _ := a.params(-1)
	var list [][2]string
	for part := range strings.SplitSeq(params, "&") {
		if key, value, ok := strings.Cut(part, "="); ok {
			if value, err := url.QueryUnescape(value); err == nil {
				list = append(list, [2]string{key, value})
			}
		}
	}
	return list
}

// answer is what the index says, with what the record says of each hit.
func (w *Window) answer(ctx context.Context, c *city, a question, facets bool, t *page.Topics) (search.Result, []hit, error) {
	var loose []string
	if slices.Contains(a.chosen[byCategory], uncategorised) {
		t.On("publications")
		counts, err := w.store.CountBy(ctx, store.Selection{}, store.ByCategory)
		if err != nil {
			return search.Result{}, nil, err
		}
		for code := range counts {
			if _, ok := c.byCategory[code]; !ok {
				loose = append(loose, code)
			}
		}
		if len(loose) == 0 {
			loose = []string{""}
		}
	}
	q := a.query(c, loose)
	q.Facets, q.Size = facets, searchSize
	result, err := w.Search.Search(ctx, q)
	if err != nil {
		return result, nil, err
	}
	hits, err := w.hits(ctx, c, q, result.Hits, t)
	return result, hits, err
}

// find fills the page from the index.
func (w *Window) find(ctx context.Context, c *city, v *searchPage, t *page.Topics) error {
	result, hits, err := w.answer(ctx, c, v.q, true, t)
	if err != nil {
		return err
	}
	v.hits, v.shown = hits, len(result.Hits)
	v.total, v.about, v.nearest, v.capped = result.Total, result.About, result.Nearest, result.Capped
	a := v.q.begin()
	for _, meant := range result.Meant {
		b := a
		b.words = meant
		v.meant = append(v.meant, page.Link{Text: meant, Href: b.href()})
	}
	v.tags = c.tags(a)
	v.clear = a.unfiltered().href()
	v.byMail = w.byMail(a.followed())
	v.facets = c.facets(ctx, a, result.Facets)
	a.order = search.ByRelevance
	v.byFit = a.href()
	a.order = search.ByDate
	v.byDate = a.href()
	if v.q.after != "" {
		v.first = v.q.begin().href()
	}
	if result.Next != "" {
		b := v.q
		b.after = result.Next
		v.next = b.href()
	}
	if result.Number != "" && !v.q.filtered() {
		if v.unborne, err = w.unborneOf(ctx, result.Number, v.q.words); err != nil {
			return err
		}
	}
	v.deep = result.Next == "" && len(result.Hits) == searchSize && result.Total > deepest
	if v.q.words != "" && v.q.after == "" && !v.q.filtered() {
		v.named(c, v.q.words)
		for _, list := range []*[]figure{&v.agencies, &v.categories, &v.topics} {
			if len(*list) > namesTell {
				*list = nil
			}
		}
	}
	return nil
}

// hits reads what the reader sees of each, in the order found. What the record
// does not show to a stranger any more is left out, though the index may not
// know it yet.
func (w *Window) hits(ctx context.Context, c *city, q search.Query, found []search.Hit, t *page.Topics) ([]hit, error) {
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	list, err := w.publications(ctx, ids)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(p publication.Publication) bool { return !w.visible(p, publication.Listed) })
	documents, err := w.documents(ctx, q, list)
	if err != nil {
		return nil, err
	}
	hits := make([]hit, 0, len(list))
	for i, e := range w.Search.Excerpts(q, documents) {
		p := list[i]
		t.On(p.Thing())
		h := hit{
			href: itemHref(p.Index), title: e.Title, agency: c.nameOn(p.Agency, p.PublishedOn()), date: p.PublishedOn().String(),
			number: p.Content.Number, index: p.Index, validity: p.Content.Validity.Name(), colour: "green", text: e.Text, document: p,
		}
		if p.Content.Validity.Ceased() {
			h.colour = "grey"
		}
		if len(h.title) == 0 {
			h.title = []search.Mark{{Text: p.Content.Title}}
		}
		if e.File >= 0 && e.File < len(p.Content.Attachments) {
			a := p.Content.Attachments[e.File]
			h.file = fileHit{name: a.Name, page: e.Page, text: e.FileText,
				href: filesOf(itemHref(p.Index)+"/file/"+strconv.Itoa(p.Version)+"/", p.Content.Attachments)[e.File].href}
			if e.Page > 0 && a.Type == "application/pdf" {
				h.file.href += "#page=" + strconv.Itoa(e.Page)
			}
		}
		hits = append(hits, h)
	}
	return hits, nil
}

// tags is the filters in force, each with the address without it.
func (c *city) tags(a question) []chosen {
	var list []chosen
	for i, f := range filterNames {
		for _, value := range a.chosen[i] {
			list = append(list, chosen{f.title, c.label(i, value), a.without(i, value).href()})
		}
	}
	if a.from != calendar.NoDay {
		b := a
		b.from = calendar.NoDay
		list = append(list, chosen{"开始日期", words{zh: a.from.String()}, b.href()})
	}
	if a.to != calendar.NoDay {
		b := a
		b.to = calendar.NoDay
		list = append(list, chosen{"结束日期", words{zh: a.to.String()}, b.href()})
	}
	return list
}

// named finds the names that hold every word of the query.
func (v *searchPage) named(c *city, query string) {
	asked := strings.Fields(strings.ToLower(query))
	holds := func(names ...string) bool {
		all := strings.ToLower(strings.Join(names, "\n"))
		for _, word := range asked {
			if !strings.Contains(all, word) {
				return false
			}
		}
		return len(asked) > 0
	}
	for _, a := range c.agencies {
		var former []string
		for _, f := range a.Former {
			former = append(former, f.Name)
		}
		if len(v.agencies) < searchNames && holds(append(former, a.Name, a.Short, a.English, string(a.Code))...) {
			v.agencies = append(v.agencies, figure{label: fullName(a), href: agencyHref(a.Code)})
		}
	}
	for _, k := range c.categories {
		if len(v.categories) < searchNames && holds(k.Name, k.English) {
			v.categories = append(v.categories, figure{label: categoryName(k), href: filter{category: k.Code}.href()})
		}
	}
	for _, t := range c.topics {
		if len(v.topics) < searchNames && holds(t.Name, t.English) {
			v.topics = append(v.topics, figure{label: words{t.Name, t.English}, href: "/topic/" + t.Code})
		}
	}
}

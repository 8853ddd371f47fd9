package public

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// foundJSON is an answer for programs. Names are Chinese in every language: they
// are content here.
type foundJSON struct {
	Total   int        `json:"total"`
	About   bool       `json:"about"`
	Nearest bool       `json:"nearest"`
	Meant   []string   `json:"meant"`
	Hits    []hitJSON  `json:"hits"`
	Facets  facetsJSON `json:"facets"`
	Next    string     `json:"next"` // "" at the end
	// Position is up to which entry of the journal the answer knows.
	Position int64 `json:"position"`
}

type hitJSON struct {
	Index     string               `json:"index"`
	Title     string               `json:"title"`
	Number    string               `json:"number"`
	Agency    namedJSON            `json:"agency"` // with the name on the day of publication
	Category  string               `json:"category"`
	Issued    string               `json:"issued"` // "" if unknown
	Published string               `json:"published"`
	Kind      search.Kind          `json:"kind"`
	Validity  publication.Validity `json:"validity"`
	Channels  []string             `json:"channels"`
	URL       string               `json:"url"`
	Excerpt   string               `json:"excerpt"`
	File      *fileJSON            `json:"file,omitempty"`
}

type namedJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type fileJSON struct {
	Name string `json:"name"`
	Page int    `json:"page"`
	URL  string `json:"url"`
}

type facetsJSON map[string][]valueJSON

type valueJSON struct {
	Value string `json:"value"`
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// A program of one address may ask so many times a minute; more is answered
// 429. Answers from the cache count too: they are sent all the same.
const (
	searchesAMinute    = 600
	suggestionsAMinute = 1200
)

// suggested is how many titles are offered while typing.
const suggested = 8

var errSearchValue = errors.New("筛选条件中有不存在的值")

// serveSearchJSON answers programs, of any site.
func (w *Window) serveSearchJSON() page.Handler {
	return w.forPrograms(newPaces(searchesAMinute), w.cache.Handler(w.drawSearchJSON))
}

// serveSuggestions offers titles for what is being typed.
func (w *Window) serveSuggestions() page.Handler {
	return w.forPrograms(newPaces(suggestionsAMinute), w.cache.Handler(w.drawSuggestions))
}

// forPrograms answers scripts of every site, keeps their pace, and tells them
// errors as they can read them.
func (w *Window) forPrograms(pace *paces, h page.Handler) page.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		header := rw.Header()
		header["Access-Control-Allow-Origin"] = []string{"*"}
		header["Cross-Origin-Resource-Policy"] = []string{"cross-origin"}
		if !pace.pass(from(r), w.office.Now()) {
			header.Set("Retry-After", "60")
			return sayJSON(rw, http.StatusTooManyRequests, page.ErrTooMany)
		}
		if w.Search == nil {
			return sayJSON(rw, http.StatusServiceUnavailable, search.ErrBuilding)
		}
		err := h(rw, r)
		switch {
		case errors.Is(err, search.ErrBuilding):
			header.Set("Retry-After", "10")
			return sayJSON(rw, http.StatusServiceUnavailable, search.ErrBuilding)
		case errors.Is(err, page.ErrNotFound):
			return sayJSON(rw, http.StatusBadRequest, errSearchValue)
		}
		return err
	}
}

func sayJSON(rw http.ResponseWriter, status int, err error) error {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	return json.NewEncoder(rw).Encode(map[string]string{"error": err.Error()})
}

func drawJSON(status int, v any) (page.Drawn, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return page.Drawn{Status: status, ContentType: "application/json; charset=utf-8", Body: b.Bytes()}, err
}

func (w *Window) drawSearchJSON(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	t.On(searchTopic)
	c, err := w.readCity(ctx)
	if err != nil {
		return page.Drawn{}, err
	}
	form := page.QueryForm(r)
	a, err := readQuestion(form, r.URL.Query(), c)
	if err != nil {
		return page.Drawn{}, err
	}
	if !form.OK() {
		return drawJSON(http.StatusBadRequest, map[string]string{"error": form.Errors[0].Text})
	}
	result, hits, err := w.answer(ctx, c, a, true, t)
	if err != nil {
		return page.Drawn{}, err
	}
	out := foundJSON{
		Total: result.Total, About: result.About, Nearest: result.Nearest, Meant: result.Meant, Position: result.Position,
		Hits: make([]hitJSON, 0, len(hits)), Facets: c.facetsJSON(result.Facets),
	}
	if out.Meant == nil {
		out.Meant = []string{}
	}
	for _, h := range hits {
		p := h.document
		j := hitJSON{
			Index: p.Index, Title: p.Content.Title, Number: p.Content.Number, Agency: namedJSON{string(p.Agency), c.fullNameOn(p.Agency, p.PublishedOn())},
			Category: p.Content.Category, Issued: p.Content.IssuedOn.String(), Published: h.date, Kind: kindOf(p.Content),
			Validity: p.Content.Validity, Channels: []string{}, URL: c.address + h.href, Excerpt: unmarked(h.text),
		}
		for _, ch := range publication.Channels {
			if p.Content.Channels.Has(ch.Channel) {
				j.Channels = append(j.Channels, ch.Code)
			}
		}
		if h.file.href != "" {
			j.File = &fileJSON{h.file.name, h.file.page, c.address + h.file.href}
			j.Excerpt = unmarked(h.file.text)
		}
		out.Hits = append(out.Hits, j)
	}
	if result.Next != "" {
		a.after = result.Next
		out.Next = c.address + a.hrefAt("/search.json")
	}
	return drawJSON(http.StatusOK, out)
}

// fullNameOn is the name the agency bore on the day.
func (c *city) fullNameOn(code agency.Code, on calendar.Day) string {
	a, ok := c.byCode[code]
	if !ok {
		return string(code)
	}
	return a.NameOn(on)
}

func kindOf(c publication.Content) search.Kind {
	switch {
	case c.Document():
		return search.Norm
	case c.Interprets != "":
		return search.Explanation
	}
	return search.Other
}

func unmarked(list []search.Mark) string {
	var b strings.Builder
	for _, m := range list {
		b.WriteString(m.Text)
	}
	return b.String()
}

// facetsJSON is every value with something behind it, branches of the trees
// among them, in the order of the city's own lists.
func (c *city) facetsJSON(f search.Facets) facetsJSON {
	t := c.tally(f)
	out := facetsJSON{}
	for i, name := range filterNames {
		list := []valueJSON{}
		for _, v := range c.values(i, t[i]) {
			list = append(list, valueJSON{v, c.label(i, v).zh, t[i][v]})
		}
		out[name.param] = list
	}
	return out
}

// values is the values of a filter that are counted, in order.
func (c *city) values(filter int, counts map[string]int) []string {
	var all []string
	switch filter {
	case byAgency:
		for _, k := range agency.Kinds {
			all = append(all, string(k.Kind))
			for _, a := range c.agencies {
				if a.Kind == k.Kind {
					all = append(all, string(a.Code))
				}
			}
		}
	case byCategory:
		for _, k := range c.categories {
			all = append(all, k.Code)
		}
		all = append(all, uncategorised)
	case byYear:
		for year := 2999; year >= 1900 && len(all) < len(counts); year-- {
			if v := strconv.Itoa(year); counts[v] > 0 {
				all = append(all, v)
			}
		}
	case byKind:
		for _, k := range search.Kinds {
			all = append(all, string(k.Kind))
		}
	case byValidity:
		for _, v := range publication.Validities {
			all = append(all, string(v.Validity))
		}
		all = append(all, undetermined)
	case byChannel:
		for _, ch := range publication.Channels {
			all = append(all, ch.Code)
		}
	}
	there := all[:0]
	for _, v := range all {
		if counts[v] > 0 {
			there = append(there, v)
		}
	}
	return there
}

// drawSuggestions is up to eight titles with the words typed so far.
func (w *Window) drawSuggestions(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	t.On(searchTopic)
	type title struct {
		Title string `json:"title"`
		URL   string `json:"url"`
	}
	titles := []title{}
	typed, err := text.Line(r.URL.Query().Get("q"), longestQuery)
	if err != nil || typed == "" {
		return drawJSON(http.StatusOK, map[string]any{"titles": titles})
	}
	result, err := w.Search.Search(ctx, search.Query{Words: typed, From: calendar.NoDay, To: calendar.NoDay, Size: 3 * suggested})
	if err != nil {
		return page.Drawn{}, err
	}
	var ids []int64
	for _, h := range result.Hits {
		if h.Tier <= search.InTitle {
			ids = append(ids, h.ID)
		}
	}
	list, err := w.publications(ctx, ids)
	if err != nil {
		return page.Drawn{}, err
	}
	seen := map[string]bool{}
	for _, p := range list {
		if len(titles) == suggested || seen[p.Content.Title] || !w.visible(p, publication.Listed) {
			continue
		}
		t.On(p.Thing())
		seen[p.Content.Title] = true
		titles = append(titles, title{p.Content.Title, itemHref(p.Index)})
	}
	return drawJSON(http.StatusOK, map[string]any{"titles": titles})
}

// helpPage is what can be typed, and the address for programs.
type helpPage struct {
	example string // an address for programs
	params  []paramHelp
}

// paramHelp is a part of an address; values is finished text.
type paramHelp struct {
	name, what string
	values     []string
}

func (w *Window) showSearchHelp(r *http.Request, t *page.Topics) (templ.Component, error) {
	t.On("city")
	c, err := w.readCity(r.Context())
	if err != nil {
		return nil, err
	}
	example := question{words: "公租房", from: calendar.NoDay, to: calendar.NoDay}
	example.chosen[byYear], example.chosen[byChannel] = []string{"2017"}, []string{"website"}
	p := helpPage{example: c.address + example.hrefAt("/search.json")}
	codes := func(filter int) []string {
		all := map[string]int{}
		for _, k := range search.Kinds {
			all[string(k.Kind)] = 1
		}
		for _, v := range publication.Validities {
			all[string(v.Validity)] = 1
		}
		all[undetermined] = 1
		for _, ch := range publication.Channels {
			all[ch.Code] = 1
		}
		var list []string
		for _, v := range c.values(filter, all) {
			list = append(list, v+" "+c.label(filter, v).in(r.Context()))
		}
		return list
	}
	var kinds []string
	for _, k := range agency.Kinds {
		kinds = append(kinds, string(k.Kind)+" "+page.T(r.Context(), k.Name))
	}
	p.params = []paramHelp{
		{"q", "字词、文号或者索引号，最多 200 个字", nil},
		{"agency", "机关代码，或者一类机关；上级机关连同下级", kinds},
		{"category", "分类代码，连同它的下级", []string{uncategorised + " " + page.T(r.Context(), "未分类")}},
		{"year", "发布年份", []string{"2017"}},
		{"kind", "种类", codes(byKind)},
		{"validity", "有效性", codes(byValidity)},
		{"channel", "渠道", codes(byChannel)},
		{"from", "发布日期从哪天起", []string{"2017-01-01"}},
		{"to", "发布日期到哪天止", []string{"2017-12-31"}},
		{"sort", "排序；不写按相关度", []string{"date " + page.T(r.Context(), "按时间")}},
		{"after", "下一页的位置，照抄 next 中的", nil},
	}
	return searchHelpView(p), nil
}

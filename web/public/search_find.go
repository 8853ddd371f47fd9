package public

import (
	"net/http"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/web/page"
)

// searchPage is what a look-up found when it was not exactly one thing.
type searchPage struct {
	form  *page.Form
	query string // "" when nothing was asked
	// found is the publications of the document number asked for; more is set
	// when there are others besides.
	found []entry
	more  bool
	// names are agencies, categories and topics whose names hold all the words.
	agencies, categories, topics []figure
}

const (
	longestQuery = 200 // characters
	searchLines  = 50
	searchNames  = 30
)

// search looks up a document number in any spelling, or an index number, and
// goes there when it is exactly one. For anything else it says what can be
// done: full text is not searched here.
func (w *Window) search(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	query, err := text.Line(form.Get("q"), longestQuery)
	if err != nil {
		form.Fail("q", err.Error())
	}
	v := searchPage{form: form, query: query}
	if !form.OK() || query == "" {
		return page.Show(rw, r, form, searchView(v))
	}
	if index, err := publication.ParseIndex(query); err == nil {
		p, err := w.store.PublicationAt(ctx, index)
		if err != nil && !notFound(err) {
			return err
		}
		if err == nil && (w.visible(p, publication.Full) || w.visible(p, publication.Tombstone)) {
			return see(rw, r, itemHref(p.Index))
		}
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return err
	}
	if key, ok := text.NumberKey(query); key != "" && (ok || !strings.HasSuffix(key, "|")) {
		lines, err := w.store.ByNumber(ctx, key, searchLines+1)
		if err != nil {
			return err
		}
		v.found = w.entries(c, lines, nil)
		if len(v.found) == 1 {
			return see(rw, r, v.found[0].href)
		}
		if v.more = len(v.found) > searchLines; v.more {
			v.found = v.found[:searchLines]
		}
	}
	if len(v.found) == 0 {
		v.named(c, query)
	}
	return page.Show(rw, r, form, searchView(v))
}

func see(rw http.ResponseWriter, r *http.Request, address string) error {
	rw.Header().Set("Cache-Control", "no-cache")
	http.Redirect(rw, r, address, http.StatusSeeOther)
	return nil
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

package public

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/web/page"
)

const (
	feedEntries   = 50  // of the page a reader asks for again and again
	feedOlder     = 200 // of the pages behind it
	summaryLength = 200 // characters
	feedAll       = "/feed.atom"
	feedNorms     = "/feed/norms.atom"
	feedBehind    = "/feed.atom" // behind the address of an agency, a category, a topic, a book
)

// follows serves the feed of a selection, page by page back to the beginning.
// what finds it from the address: its name, its address, the page beside it,
// and the topics its pages depend on.
func (w *Window) follows(what func(r *http.Request, c *city) (followed, error)) page.Handler {
	return w.feed(func(r *http.Request, c *city, t *page.Topics) (page.Drawn, error) {
		f, err := what(r, c)
		if err != nil {
			return page.Drawn{}, err
		}
		t.On(f.topic)
		at := store.ParseCursor(r.URL.Query().Get("before"))
		size := feedEntries
		if at.ID != 0 {
			size = feedOlder
		}
		var list []store.Harvested
		if !f.nothing {
			if list, err = w.store.Feed(r.Context(), f.selection, at, size+1); err != nil {
				return page.Drawn{}, err
			}
		}
		next := ""
		if len(list) > size {
			list = list[:size]
			next = list[size-1].Cursor().String()
		}
		return w.drawFeed(r, c, t, f, at.String(), next, list)
	})
}

// followed is what a feed tells of.
type followed struct {
	name      string // content, after the city's name
	self      string // path of the feed, with what belongs to it of the query
	page      string // path of the page beside it
	selection store.Selection
	nothing   bool   // the selection holds nothing: a topic without categories
	topic     string // of the cache
}

// drawFeed writes one page of a feed: before is its own place, next that of
// the page behind it; "" for the first and after the last.
func (w *Window) drawFeed(r *http.Request, c *city, t *page.Topics, f followed, before, next string, list []store.Harvested) (page.Drawn, error) {
	feed := newFeed(c, r, strings.TrimSpace(c.name.zh+" "+f.name), f.self, f.page)
	place := func(before string) string {
		mark := "?"
		if strings.Contains(f.self, "?") {
			mark = "&"
		}
		return cityAddress(c, r, f.self+mark+"before="+url.QueryEscape(before))
	}
	if before != "" {
		feed.Links[0].Href = place(before)
	}
	feed.Links = append(feed.Links, atomLink{Rel: "first", Type: atomType, Href: feed.ID})
	if next != "" {
		feed.Links = append(feed.Links, atomLink{Rel: "next", Type: atomType, Href: place(next)})
	}
	carried := make([]office.Carried, len(list))
	for i, h := range list {
		carried[i] = office.Carried{Agency: h.Agency, Files: h.Content.Attachments}
	}
	served, err := w.office.ServedNow(r.Context(), carried)
	if err != nil {
		return page.Drawn{}, err
	}
	t.On(screened)
	var modified time.Time
	for i, h := range list {
		what := publication.Full
		if h.Gone() {
			what = publication.Tombstone
		}
		if !w.visible(h.Publication, what) {
			continue
		}
		t.On(h.Thing())
		if h.ChangedAt.After(modified) {
			modified = h.ChangedAt
		}
		if h.Gone() {
			feed.Deleted = append(feed.Deleted, deletedItem(c, r, h))
		} else {
			feed.Entries = append(feed.Entries, itemOf(c, r, h, served[i]))
		}
	}
	return feed.draw(modified)
}

func deletedItem(c *city, r *http.Request, h store.Harvested) atomDeleted {
	by, _, _ := c.publisher(h.Publication)
	return atomDeleted{Ref: cityAddress(c, r, itemHref(h.Index)), When: stamp(h.WithdrawnAt), By: atomPerson{Name: by.zh}, Comment: h.WithdrawnReason}
}

func itemOf(c *city, r *http.Request, h store.Harvested, served []office.Served) atomEntry {
	here := cityAddress(c, r, itemHref(h.Index))
	by, column, _ := c.publisher(h.Publication)
	e := atomEntry{ID: here, Title: h.Content.Title, Published: stamp(h.PublishedAt), Updated: stamp(h.VersionAt),
		Author: atomPerson{Name: by.zh}, Links: []atomLink{{Rel: "alternate", Type: htmlType, Href: here}}, Summary: digest(h)}
	if column != "" {
		e.Author.URI = cityAddress(c, r, column)
	}
	list, held := asServed(h.Content.Attachments, served)
	for i, f := range filesOf(itemHref(h.Index)+"/file/"+strconv.Itoa(h.Version)+"/", list) {
		if held[i] {
			continue
		}
		e.Links = append(e.Links, atomLink{Rel: "enclosure", Type: f.media, Href: cityAddress(c, r, f.href), Title: f.name, Length: f.bytes})
	}
	for _, k := range c.path(h.Content.Category) {
		e.Categories = append(e.Categories, atomCategory{Term: k.Code, Scheme: cityAddress(c, r, "/browse"), Label: k.Name})
	}
	if h.Content.Normative {
		e.Categories = append(e.Categories, atomCategory{Term: "normative", Scheme: cityAddress(c, r, feedNorms), Label: "规范性文件"})
	}
	return e
}

// digest is what a reader sees of an item before opening it.
func digest(h store.Harvested) string {
	var parts []string
	if h.Version > 1 && h.Change != "" {
		parts = append(parts, "更新："+h.Change)
	}
	if h.Content.Number != "" {
		parts = append(parts, h.Content.Number)
	}
	if h.Content.Validity == publication.Repealed || h.Content.Validity == publication.Expired {
		parts = append(parts, h.Content.Validity.Name())
	}
	if text := cut(richtext.Plain(h.Content.Body), summaryLength); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n")
}

func (w *Window) followAll(*http.Request, *city) (followed, error) {
	return followed{name: "政府信息公开", self: feedAll, page: "/browse", topic: "publications"}, nil
}

func (w *Window) followNorms(*http.Request, *city) (followed, error) {
	return followed{name: "规范性文件", self: feedNorms, page: "/browse?kind=normative", selection: store.Selection{Normative: true}, topic: "publications"}, nil
}

func (w *Window) followAgency(r *http.Request, c *city) (followed, error) {
	a, _, err := w.agencyAt(r.Context(), r.PathValue("code"))
	if err != nil {
		return followed{}, err
	}
	href := agencyHref(a.Code)
	return followed{name: a.Name, self: href + feedBehind, page: href, selection: store.Selection{Agency: a.Code}, topic: "list/" + string(a.Code)}, nil
}

// followCategory tells of a category with everything below it.
func (w *Window) followCategory(r *http.Request, c *city) (followed, error) {
	k, ok := c.byCategory[r.PathValue("code")]
	if !ok {
		return followed{}, page.ErrNotFound
	}
	return followed{name: k.Name, self: categoryFeed(k.Code), page: filter{category: k.Code}.href(),
		selection: store.Selection{Categories: c.leaves(k.Code)}, topic: "publications"}, nil
}

func categoryFeed(code string) string { return "/category/" + url.PathEscape(code) + feedBehind }

func (w *Window) followTopic(r *http.Request, c *city) (followed, error) {
	i := slices.IndexFunc(c.topics, func(t store.Topic) bool { return t.Code == r.PathValue("code") })
	if i < 0 {
		return followed{}, page.ErrNotFound
	}
	s := store.Selection{Categories: c.topicLeaves(c.topics[i])}
	return followed{name: c.topics[i].Name, self: topicHref(c.topics[i].Code) + feedBehind, page: topicHref(c.topics[i].Code),
		selection: s, nothing: len(s.Categories) == 0, topic: "publications"}, nil
}

func topicHref(code string) string { return "/topic/" + url.PathEscape(code) }

// feedOf is the address of the feed of a list, "" where it has none: a list
// narrowed by one thing has one.
func (f filter) feed() string {
	switch f {
	case filter{}:
		return feedAll
	case filter{normative: true}:
		return feedNorms
	case filter{agency: f.agency}:
		return agencyHref(f.agency) + feedBehind
	case filter{category: f.category}:
		if f.category != uncategorised {
			return categoryFeed(f.category)
		}
	}
	return ""
}

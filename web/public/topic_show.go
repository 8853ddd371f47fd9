package public

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"gongkai/store"
	"gongkai/web/page"
)

// topicPage gathers what all agencies publish in the topic's categories.
type topicPage struct {
	name       words
	total      int64
	categories []figure
	agencies   []figure // those with something in it, most first; the link leads to the agency's column, for no list is narrowed by both
	entries    []entry
	paging     page.Paging
	feed       string // its address
	byMail     string // where it can be followed by e-mail; "" for nowhere
}

func (w *Window) showTopic(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.topics, func(t store.Topic) bool { return t.Code == r.PathValue("code") })
	if i < 0 {
		return nil, page.ErrNotFound
	}
	topic := c.topics[i]
	p := topicPage{name: words{topic.Name, topic.English}, feed: topicHref(topic.Code) + feedBehind, byMail: w.byMail(topicParam + "=" + url.QueryEscape(topic.Code))}
	s := store.Selection{Categories: c.topicLeaves(topic)}
	if len(s.Categories) == 0 {
		return topicView(p), nil // no category would select everything
	}
	byCategory, err := w.store.CountBy(ctx, s, store.ByCategory)
	if err != nil {
		return nil, err
	}
	for _, code := range topic.Categories {
		if k, ok := c.byCategory[code]; ok {
			p.categories = append(p.categories, figure{label: categoryName(k), count: c.sum(code, byCategory, s), href: filter{category: code}.href()})
		}
	}
	for _, n := range byCategory {
		p.total += n.N
	}
	byAgency, err := w.store.CountBy(ctx, s, store.ByAgency)
	if err != nil {
		return nil, err
	}
	for _, a := range c.agencies {
		if n := byAgency[string(a.Code)].N; n > 0 {
			p.agencies = append(p.agencies, figure{label: shortName(a), count: n, href: agencyHref(a.Code)})
		}
	}
	slices.SortStableFunc(p.agencies, func(a, b figure) int { return cmp.Compare(b.count, a.count) })
	list, err := w.store.List(ctx, s, store.ParseCursor(r.URL.Query().Get("at")), browseSize)
	if err != nil {
		return nil, err
	}
	p.entries = w.entries(c, list.Lines, t)
	at := func(cur store.Cursor) string {
		return "/topic/" + topic.Code + "?at=" + url.QueryEscape(cur.String())
	}
	if n := len(list.Lines); n > 0 {
		if list.Newer {
			p.paging.Newer = at(list.Lines[0].Cursor(true))
		}
		if list.Older {
			p.paging.Older = at(list.Lines[n-1].Cursor(false))
		}
	}
	p.paging.Info = page.Tf(ctx, "共 %s 条", page.Number(p.total))
	return topicView(p), nil
}

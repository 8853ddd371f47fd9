package public

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/citizen"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// myPage is what a reader keeps and what is new there.
type myPage struct {
	name  string
	since string // when the visit before began, in words
	// news is what the places followed published since, the newest first; more
	// says that there is more than is shown.
	news     []entry
	more     bool
	followed []followedPlace
	saved    []savedItem
	total    int // of saved
	paging   page.Paging
	back     string // this page, for its buttons
}

// followedPlace is a place with its list.
type followedPlace struct {
	figure
	kind, code string
}

// savedItem is a saved publication, or of a withdrawn one no more than that it
// was there.
type savedItem struct {
	entry
	index     string
	withdrawn string // 2017-06-30; "" for what is public
}

const (
	newsLines  = 50
	savedLines = 50
)

var myCrumbs = []page.Link{{Text: "首页", Href: "/"}, {Text: "我的", Href: "/my"}}

func (m *my) show(rw http.ResponseWriter, r *http.Request, who reader) error {
	ctx := r.Context()
	c, err := m.readCity(ctx)
	if err != nil {
		return err
	}
	shelf, err := m.store.Shelf(ctx, who.ID)
	if err != nil {
		return err
	}
	p := myPage{name: who.Name, since: page.Moment(ctx, who.PreviousAt.In(calendar.Beijing))}
	for _, f := range shelf.Followed {
		if place, ok := c.place(f.Place); ok {
			p.followed = append(p.followed, followedPlace{place, string(f.Place.Kind), f.Place.Code})
		}
	}
	if p.news, p.more, err = m.news(ctx, c, shelf.Followed, who.PreviousAt); err != nil {
		return err
	}
	if err := m.savedPage(ctx, c, who.ID, r.URL.Query(), &p); err != nil {
		return err
	}
	return page.Render(rw, r, http.StatusOK, myView(p))
}

// news is what the places published after the instant. Each is read from its
// own list, newest first, so it costs the same however much there is.
func (m *my) news(ctx context.Context, c *city, followed []citizen.Followed, since time.Time) ([]entry, bool, error) {
	var lines []store.Line
	seen := map[int64]bool{}
	for _, f := range followed {
		if _, ok := c.place(f.Place); !ok {
			continue
		}
		s := store.Selection{Agency: agency.Code(f.Place.Code)}
		if f.Place.Kind == citizen.Category {
			s = store.Selection{Categories: c.leaves(f.Place.Code)}
		}
		list, err := m.store.List(ctx, s, store.Cursor{}, newsLines+1)
		if err != nil {
			return nil, false, err
		}
		for _, l := range list.Lines {
			if l.PublishedAt.After(since) && !seen[l.ID] {
				seen[l.ID] = true
				lines = append(lines, l)
			}
		}
	}
	slices.SortFunc(lines, func(a, b store.Line) int {
		if by := b.PublishedAt.Compare(a.PublishedAt); by != 0 {
			return by
		}
		return int(b.ID - a.ID)
	})
	more := len(lines) > newsLines
	if more {
		lines = lines[:newsLines]
	}
	return m.entries(c, lines, nil), more, nil
}

// savedPage reads the part of the saved list that ?from=50 asks for; anything
// else asks for the beginning.
func (m *my) savedPage(ctx context.Context, c *city, of citizen.ID, q url.Values, p *myPage) error {
	list, err := m.store.SavedBy(ctx, of)
	if err != nil {
		return err
	}
	var items []savedItem
	for _, s := range list {
		item := savedItem{index: s.Index, entry: entry{href: itemHref(s.Index)}}
		switch {
		case m.visible(s, publication.Listed):
			line := store.Line{
				ID: s.ID, Index: s.Index, Agency: s.Agency, Title: s.Content.Title, Number: s.Content.Number,
				PublishedAt: s.PublishedAt, Validity: s.Content.Validity,
			}
			item.entry = m.entries(c, []store.Line{line}, nil)[0]
		case m.visible(s, publication.Tombstone):
			item.withdrawn = calendar.On(s.WithdrawnAt).String()
		default:
			continue
		}
		items = append(items, item)
	}
	p.total = len(items)
	from, err := strconv.Atoi(q.Get("from"))
	if err != nil || from < 0 || from >= p.total {
		from = 0
	}
	to := min(from+savedLines, p.total)
	p.saved = items[from:to]
	p.back = savedHref(from)
	if from > 0 {
		p.paging.Newer = savedHref(max(from-savedLines, 0))
	}
	if to < p.total {
		p.paging.Older = savedHref(to)
	}
	if from > 0 || to < p.total {
		p.paging.Info = page.Tf(ctx, "第 %d 至 %d 条，共 %d 条", from+1, to, p.total)
	}
	return nil
}

func savedHref(from int) string {
	if from == 0 {
		return "/my"
	}
	return "/my?from=" + strconv.Itoa(from)
}

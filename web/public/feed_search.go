package public

import (
	"errors"
	"net/http"

	"gongkai/follow/search"
	"gongkai/store"
	"gongkai/web/page"
)

const feedSearch = searchPath + "/feed.atom"

// feed is the address of a search's feed; "" where nothing is asked.
func (a question) feed() string {
	if a.empty() {
		return ""
	}
	a.order, a.stay = search.ByRelevance, false
	return a.begin().hrefAt(feedSearch)
}

// searchFeed tells what is newest of a search: its address has the parameters
// of the search page. What has not all the words is left out. While there is no
// index it answers 503.
func (w *Window) searchFeed() page.Handler {
	feed := w.feed(func(r *http.Request, c *city, t *page.Topics) (page.Drawn, error) {
		ctx := r.Context()
		form := page.QueryForm(r)
		a, err := readQuestion(form, r.URL.Query(), c)
		if err != nil {
			return page.Drawn{}, err
		}
		if !form.OK() {
			return page.Drawn{}, page.ErrBadRequest
		}
		if a.empty() {
			return page.Drawn{}, page.ErrNotFound
		}
		t.On(searchTopic)
		before := r.URL.Query().Get("before")
		a.order, a.after, a.stay = search.ByDate, before, false
		found, _, err := w.answer(ctx, c, a, false, t)
		if err != nil {
			return page.Drawn{}, err
		}
		var list []store.Harvested
		if !found.Nearest {
			ids := make([]int64, len(found.Hits))
			for i, h := range found.Hits {
				ids[i] = h.ID
			}
			if list, err = w.store.Harvest(ctx, ids); err != nil {
				return page.Drawn{}, err
			}
		} else {
			found.Next = ""
		}
		a.order = search.ByRelevance
		a = a.begin()
		self := a.feed()
		name := a.words
		if name == "" {
			name = "查找结果"
		}
		return w.drawFeed(r, c, t, followed{name: name, self: self, page: a.href()}, before, found.Next, list)
	})
	return func(rw http.ResponseWriter, r *http.Request) error {
		err := error(search.ErrBuilding)
		if w.Search != nil {
			err = feed(rw, r)
		}
		if errors.Is(err, search.ErrBuilding) {
			rw.Header().Set("Retry-After", "10")
			return page.ErrUnavailable
		}
		return err
	}
}

package public

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// flushEvery is how long a visit may wait in memory before it is saved. Every
// page visited is drawn anew after that, to show its count; at two seconds this
// took a tenth of the time of a busy portal.
var flushEvery = 10 * time.Second

// visits counts visits of items until they are saved, by index number: a page
// from the cache knows no more.
type visits struct {
	mu      sync.Mutex
	waiting map[string]int64
}

func (v *visits) add(index string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.waiting == nil {
		v.waiting = map[string]int64{}
	}
	v.waiting[index]++
}

func (v *visits) take() map[string]int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	taken := v.waiting
	v.waiting = nil
	return taken
}

func (v *visits) putBack(taken map[string]int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.waiting == nil {
		v.waiting = map[string]int64{}
	}
	for index, n := range taken {
		v.waiting[index] += n
	}
}

func hitsTopic(id int64) string { return "hits/" + strconv.FormatInt(id, 10) }

// flushShares is in how many shares the pages with old numbers go until visits
// are saved again. All at once they would all be drawn anew at once, and who
// asked for any page then waited for it.
const flushShares = 20

// flushVisits saves the visits in memory and gives the topics of the pages with
// the old numbers. What could not be saved is kept for the next time.
func (w *Window) flushVisits(ctx context.Context) (topics []string, err error) {
	taken := w.visits.take()
	if len(taken) == 0 {
		return nil, nil
	}
	hits := map[int64]int64{}
	for index, n := range taken {
		id := int64(0)
		if k, ok := w.known.Get(index); ok {
			id = k.id
		} else {
			p, err := w.store.PublicationAt(ctx, index)
			if notFound(err) {
				continue
			}
			if err != nil {
				w.visits.putBack(taken)
				return nil, err
			}
			id = p.ID
		}
		hits[id] += n
		topics = append(topics, hitsTopic(id))
	}
	if err := w.store.AddHits(ctx, hits); err != nil {
		w.visits.putBack(taken)
		return nil, err
	}
	return topics, nil
}

// visited counts those who were shown the item, and says when it last changed.
func (w *Window) visited(next page.Handler) page.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		index := r.PathValue("code") + "/" + r.PathValue("serial")
		if !w.known.Contains(index) {
			if canonical, err := publication.ParseIndex(index); err == nil && canonical != index {
				http.Redirect(rw, r, itemHref(canonical), http.StatusMovedPermanently)
				return nil
			}
		}
		watch := &itemWriter{ResponseWriter: rw, window: w, index: index}
		if err := next(watch, r); err != nil {
			return err
		}
		if (watch.status == http.StatusOK || watch.status == http.StatusNotModified) && person(r) {
			w.visits.add(index)
		}
		return nil
	}
}

// itemWriter sees the status and adds Last-Modified, which is known only once
// the page has been drawn.
type itemWriter struct {
	http.ResponseWriter
	window *Window
	index  string
	status int
}

func (i *itemWriter) WriteHeader(status int) {
	i.status = status
	if status == http.StatusOK || status == http.StatusNotModified {
		if k, ok := i.window.known.Get(i.index); ok {
			i.Header().Set("Last-Modified", k.modified)
		}
	}
	i.ResponseWriter.WriteHeader(status)
}

// robotWords stand in the names programs give themselves. It remains to be
// seen which others turn up in the logs.
var robotWords = []string{
	"bot", "spider", "crawl", "slurp", "archiver", "wget", "curl", "python", "java/", "go-http", "okhttp", "httpclient",
	"libwww", "scrapy", "headless", "monitor", "preview", "fetch", "scan", "lighthouse", "pingdom", "zabbix", "nagios",
}

// person says whether a request looks like somebody reading: not a program by
// its own name, not a look ahead of the browser.
func person(r *http.Request) bool {
	if r.Method != http.MethodGet {
		return false
	}
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if s := strings.ToLower(r.Header.Get(name)); strings.Contains(s, "prefetch") || strings.Contains(s, "preview") || strings.Contains(s, "prerender") {
			return false
		}
	}
	agent := strings.ToLower(r.UserAgent())
	if agent == "" {
		return false
	}
	for _, word := range robotWords {
		if strings.Contains(agent, word) {
			return false
		}
	}
	return true
}

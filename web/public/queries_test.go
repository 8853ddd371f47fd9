package public_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/store"
)

// statements is how many a page runs that no cache answers, the city's names
// being known.
func (h *house) statements(path string) int64 {
	h.t.Helper()
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	var n atomic.Int64
	site := h.server.Config.Handler
	defer func() { h.server.Config.Handler = site }()
	h.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site.ServeHTTP(w, r.WithContext(store.Counting(r.Context(), &n)))
	})
	for fresh := range 2 {
		n.Store(0)
		h.page(path + sign + "fresh=" + strconv.Itoa(fresh))
	}
	return n.Load()
}

// A page runs a bounded number of statements, and as many in a city of ten
// thousand publications as in one of a few.
func TestAPageCostsNoMoreInALargerCity(t *testing.T) {
	agencies := []agency.Code{"JYJ", "ZFBGT", "CYQ"}
	city := func(n int) *house {
		h := newHouse(t)
		for _, in := range agencies {
			var list []publication.Imported
			for i := range n {
				c := content("第" + strconv.Itoa(i) + "号关于教育的通知")
				c.Category = []string{"A0206", "A0101", "A1102", "B0101", "A1304"}[i%5]
				if i%10 == 1 {
					c.Normative, c.Validity, c.Number = true, publication.InForce, fmt.Sprintf("长府发〔2016〕%d号", i)
				}
				list = append(list, publication.Imported{Content: c, PublishedAt: at("2016-09-01 09:00").Add(time.Duration(i) * time.Minute)})
			}
			h.old(in, list...)
		}
		h.reach()
		return h
	}
	// A dozen publications, so many that every list goes over several pages, and
	// ten times as many.
	dozen, thousand, many := city(4), city(340), city(3400)
	for _, c := range []struct {
		path string
		most int64
	}{
		{"/", 9},
		{"/browse", 7},
		{"/browse?agency=JYJ&year=2016", 7},
		{"/browse?category=A11&channel=website", 7},
		{"/browse?kind=normative", 7},
		{"/agency/JYJ", 7},
		{"/agency/JYJ/guide", 1},
		{"/topics", 2},
		{"/topic/JY", 4},
		{"/obligations", 8},
		{"/item/JYJ/2016-000003", 7},
		{"/norms", 4},
		{"/norms?q=%E6%95%99%E8%82%B2&year=2017", 4},
		{"/norms/JYJ/2016-000002", 8},
		{"/norms/JYJ/2016-000002?on=2017-07-30", 8},
		{"/series", 7},
		{"/series/%E9%95%BF%E5%BA%9C%E5%8F%91/2016", 3},
		{"/interpretations", 6},
		{"/search?q=%E6%95%99%E8%82%B2", 5},
		{"/search?q=%E9%80%9A%E7%9F%A5&agency=JYJ&sort=date", 5},
		{"/search?q=%E6%97%A0%E6%AD%A4%E4%BA%8B", 5},
		{"/feed.atom", 6},
		{"/agency/JYJ/feed.atom", 4},
		{"/topic/JY/feed.atom", 4},
		{"/sitemap.xml", 5},
	} {
		least, a, b := dozen.statements(c.path), thousand.statements(c.path), many.statements(c.path)
		if max(least, a, b) > c.most {
			t.Errorf("%s runs up to %d statements, more than %d", c.path, max(least, a, b), c.most)
		}
		// The index remembers some of the texts it has looked at.
		if a != b && !strings.HasPrefix(c.path, "/search") {
			t.Errorf("%s runs %d statements in a city of a thousand and %d in one of ten thousand", c.path, a, b)
		}
	}
}

// While every agency publishes and withdraws and people read, whatever is kept
// of pages is let go in time: two seconds after the last act each page tells
// what the record holds.
func TestPagesTellTheTruthAfterAStorm(t *testing.T) {
	h := newHouse(t)
	h.run()
	agencies := []agency.Code{"JYJ", "ZFBGT", "CYQ", "FGW", "CZJ", "MZJ", "GAJ", "HBJ"}
	const each = 12
	title := func(in agency.Code, n int) string { return fmt.Sprintf("风暴中的通知%s第%d件", in, n) }
	drafts := map[agency.Code][]publication.Draft{}
	for _, in := range agencies {
		for n := range each {
			drafts[in] = append(drafts[in], h.draft(in, content(title(in, n))))
		}
	}
	paths := []string{"/", "/browse", "/topic/JY", "/feed.atom", "/search?q=" + url.QueryEscape("风暴")}
	for _, in := range agencies {
		paths = append(paths, "/agency/"+string(in), "/browse?agency="+string(in), "/search?q="+url.QueryEscape("风暴")+"&agency="+string(in))
	}
	reading, read := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for r := range 4 {
		readers.Go(func() {
			for i := r; reading.Err() == nil; i++ {
				// What comes back does not matter yet: it fills the cache.
				if res, err := http.Get(h.server.URL + paths[i%len(paths)]); err == nil {
					_, _ = io.Copy(io.Discard, res.Body)
					res.Body.Close()
				}
			}
		})
	}
	var writers sync.WaitGroup
	failed := make([]error, len(agencies))
	for i, in := range agencies {
		writers.Go(func() {
			for n, d := range drafts[in] {
				p, err := h.office.Publish(t.Context(), person("signer", account.Signer, in), d.ID, d.Stamp)
				if err == nil && n%4 == 2 {
					_, err = h.office.Withdraw(t.Context(), person("head", account.Head, in), p.ID, "重复", "")
				}
				if err != nil {
					failed[i] = err
					return
				}
			}
		})
	}
	writers.Wait()
	last := time.Now()
	h.must(errors.Join(failed...))
	const left = each - each/4
	in := string(agencies[len(agencies)-1])
	truths := []struct {
		path string
		want func(answer) string // "" when it tells the truth
	}{
		{"/browse", counts(left * len(agencies))},
		{"/browse?agency=" + in, counts(left)},
		{"/agency/" + in, shows(title("HBJ", each-1), title("HBJ", 2))},
		{"/browse?agency=" + in + "&year=2017", counts(left)},
		{"/search?q=" + url.QueryEscape("风暴") + "&agency=" + in, shows("HBJ第11件", "HBJ第2件")},
		{"/search?q=" + url.QueryEscape("风暴"), shows(strconv.Itoa(left*len(agencies)), "HBJ第2件")},
		{"/feed.atom", shows("HBJ第11件", "HBJ第2件")},
	}
	for _, c := range truths {
		for {
			problem := c.want(h.page(c.path))
			if problem == "" {
				break
			}
			if time.Since(last) > 2*time.Second {
				t.Errorf("%s two seconds after the last act: %s", c.path, problem)
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	read()
	readers.Wait()
}

// counts wants a list of so many.
func counts(n int) func(answer) string {
	return func(a answer) string {
		if got := digits.FindString(a.text("h2")); got != strconv.Itoa(n) {
			return "it counts " + got + " and not " + strconv.Itoa(n)
		}
		return ""
	}
}

// shows wants the one text and not the other.
func shows(text, gone string) func(answer) string {
	return func(a answer) string {
		switch {
		case !strings.Contains(a.body, text):
			return "it lacks " + text
		case strings.Contains(a.body, gone):
			return "it still has " + gone
		}
		return ""
	}
}

package page

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// counting is a site with one cached page that counts its drawings.
func counting(c *Cache, drawn *atomic.Int64, during func()) *Site {
	s := NewSite(Frame{})
	s.SessionCookie = "session"
	s.Handle("GET /item/{n}", Anyone(), c.Handler(func(r *http.Request, t *Topics) (Drawn, error) {
		n := drawn.Add(1)
		if during != nil {
			during()
		}
		t.On("item/"+r.PathValue("n"), "items")
		if r.PathValue("n") == "0" {
			return Drawn{}, ErrNotFound
		}
		return Drawn{Body: []byte(fmt.Sprintf("drawing %d %s", n, strings.Repeat("文", 1000)))}, nil
	}))
	return s
}

func get(s *Site, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestCacheDrawsOnceUntilDropped(t *testing.T) {
	c := NewCache(1 << 20)
	var drawn atomic.Int64
	s := counting(c, &drawn, nil)
	for _, step := range []struct {
		name    string
		do      func()
		path    string
		headers []string
		want    int64
	}{
		{name: "first", path: "/item/1", want: 1},
		{name: "hit", path: "/item/1", want: 1},
		{name: "compressed hit", path: "/item/1", headers: []string{"Accept-Encoding", "gzip"}, want: 1},
		{name: "other query", path: "/item/1?p=2", want: 2},
		{name: "other language", path: "/item/1", headers: []string{"Cookie", "lang=en"}, want: 3},
		{name: "with a session", path: "/item/1", headers: []string{"Cookie", "session=x"}, want: 4},
		{name: "other topic dropped", do: func() { c.Drop("item/2") }, path: "/item/1", want: 4},
		{name: "own topic dropped", do: func() { c.Drop("item/1") }, path: "/item/1", want: 5},
		{name: "hit again", path: "/item/1", want: 5},
		{name: "shared topic dropped", do: func() { c.Drop("items") }, path: "/item/1", want: 6},
		{name: "all dropped", do: c.DropAll, path: "/item/1", want: 7},
		{name: "missing", path: "/item/0", want: 8},
		{name: "missing is not kept", path: "/item/0", want: 9},
		{name: "overlong query", path: "/item/1?" + strings.Repeat("a", 600), want: 10},
		{name: "overlong query again", path: "/item/1?" + strings.Repeat("a", 600), want: 11},
	} {
		if step.do != nil {
			step.do()
		}
		get(s, step.path, step.headers...)
		if drawn.Load() != step.want {
			t.Fatalf("%s: %d drawings, want %d", step.name, drawn.Load(), step.want)
		}
	}
	tag := get(s, "/item/1").Header().Get("Etag")
	if w := get(s, "/item/1", "If-None-Match", tag); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("known tag: %d, %d bytes", w.Code, w.Body.Len())
	}
}

// A change committed while the page is being drawn, after its rows were read, must not be lost.
func TestCacheDropDuringDrawing(t *testing.T) {
	c := NewCache(1 << 20)
	var drawn atomic.Int64
	s := counting(c, &drawn, func() {
		if drawn.Load() == 1 {
			c.Drop("item/1")
		}
	})
	get(s, "/item/1")
	get(s, "/item/1")
	get(s, "/item/1")
	if drawn.Load() != 2 {
		t.Errorf("%d drawings, want 2", drawn.Load())
	}
}

func TestCacheDrawsOnceForMany(t *testing.T) {
	var drawn atomic.Int64
	s := counting(NewCache(1<<20), &drawn, func() { time.Sleep(50 * time.Millisecond) })
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { get(s, "/item/1") })
	}
	all.Wait()
	if drawn.Load() != 1 {
		t.Errorf("%d drawings, want 1", drawn.Load())
	}
}

func TestCacheKeepsItsBound(t *testing.T) {
	c := NewCache(1 << 20)
	var drawn atomic.Int64
	s := counting(c, &drawn, nil)
	for i := range 2000 {
		get(s, fmt.Sprintf("/item/%d", i+1))
	}
	var held int64
	for i := range c.shards {
		var sum int64
		for _, e := range c.shards[i].lru.Values() {
			sum += e.size()
		}
		if sum != c.shards[i].bytes {
			t.Errorf("shard %d counts %d bytes and holds %d", i, c.shards[i].bytes, sum)
		}
		held += sum
	}
	if held > 1<<20 || held < 1<<19 {
		t.Errorf("%d bytes held of %d allowed", held, 1<<20)
	}
}

// sink is a response writer that costs nothing.
type sink struct{ h http.Header }

func (s *sink) Header() http.Header         { return s.h }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(int)             {}

func BenchmarkCacheHit(b *testing.B) {
	var drawn atomic.Int64
	c := NewCache(64 << 20)
	h := c.Handler(func(r *http.Request, t *Topics) (Drawn, error) {
		drawn.Add(1)
		t.On("a", "b", "c")
		return Drawn{Body: make([]byte, 20000)}, nil
	})
	r := httptest.NewRequest("GET", "/item/1", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := &sink{h: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		if err := h(w, r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSiteHit is the same with middleware and routing around it.
func BenchmarkSiteHit(b *testing.B) {
	var drawn atomic.Int64
	s := counting(NewCache(1<<20), &drawn, nil)
	r := httptest.NewRequest("GET", "/item/1", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := &sink{h: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.h)
		s.ServeHTTP(w, r)
	}
}

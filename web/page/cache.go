package page

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash/maphash"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sync/singleflight"
)

// Cache keeps pages drawn for strangers until a topic they were drawn from is dropped.
//
// Every Drop takes the next number of one sequence and writes it on its topics. A page remembers the number that
// stood when its drawing began; it is good as long as none of its topics carries a later one. So a topic may be
// named at any moment of the drawing, before or after its rows were read, and a change that arrives meanwhile
// still makes the page stale. Drop must come after the change is committed.
//
// Topics share 65,536 counters; two with the same counter only cost a drawing too many.
type Cache struct {
	sequence atomic.Uint64
	topics   [topicCounters]atomic.Uint64
	shards   [cacheShards]cacheShard
	flights  singleflight.Group
	seed     maphash.Seed
	limit    int64 // bytes of one shard
}

const (
	topicCounters  = 1 << 16
	cacheShards    = 16
	longestQuery   = 512 // bytes; a longer query is answered uncached
	entryOverhead  = 512 // bytes of bookkeeping of an entry, about
	cacheGzipFloor = 1024
)

type cacheShard struct {
	mu    sync.Mutex
	lru   *simplelru.LRU[cacheKey, *cacheEntry]
	bytes int64
}

type cacheKey struct {
	path, query string
	mode        uint8 // language, type size, and whether a reader's cookie is there
}

type cacheEntry struct {
	began         uint64
	topics        []uint16
	status        int
	body, gzipped []byte // gzipped is nil for a body not worth it
	tag           string
	tagHeader     []string
	kind          []string
	length        []string
	gzipLength    []string
	modified      []string // nil if not known
}

func (e *cacheEntry) size() int64 {
	return int64(len(e.body) + len(e.gzipped) + 2*len(e.topics) + entryOverhead)
}

// NewCache makes a cache that holds about so many bytes of pages, compressed copies included.
func NewCache(bytes int64) *Cache {
	c := &Cache{seed: maphash.MakeSeed(), limit: bytes / cacheShards}
	for i := range c.shards {
		shard := &c.shards[i]
		lru, err := simplelru.NewLRU(1<<30, func(_ cacheKey, e *cacheEntry) { shard.bytes -= e.size() })
		if err != nil {
			panic(err) // the size is a constant
		}
		shard.lru = lru
	}
	return c
}

// Topics are what a page is being drawn from.
type Topics struct {
	cache *Cache
	used  []uint16
}

// On names topics of the page, such as "publication/17" or "agency/FGW".
func (t *Topics) On(topics ...string) {
	if t.cache == nil {
		return
	}
	for _, topic := range topics {
		i := t.cache.counter(topic)
		if !slices.Contains(t.used, i) {
			t.used = append(t.used, i)
		}
	}
}

func (c *Cache) counter(topic string) uint16 { return uint16(maphash.String(c.seed, topic)) }

// Drop makes every page drawn from one of the topics stale. Call it after the change is committed.
func (c *Cache) Drop(topics ...string) {
	number := c.sequence.Add(1)
	for _, topic := range topics {
		counter := &c.topics[c.counter(topic)]
		for {
			before := counter.Load()
			if before >= number || counter.CompareAndSwap(before, number) {
				break
			}
		}
	}
}

// DropAll makes every page stale, as after a bulk import.
func (c *Cache) DropAll() {
	number := c.sequence.Add(1)
	for i := range c.topics {
		if c.topics[i].Load() < number {
			c.topics[i].Store(number)
		}
	}
}

// Draw makes one page, naming the topics it is drawn from. An error is answered as a Handler's and kept nowhere.
type Draw func(r *http.Request, t *Topics) (Drawn, error)

// marked is the page with what stays Chinese in it marked, if it is an English one.
func (draw Draw) marked(r *http.Request, t *Topics) (Drawn, error) {
	d, err := draw(r, t)
	if err == nil && (d.ContentType == "" || strings.HasPrefix(d.ContentType, "text/html")) {
		d.Body = markedFor(r.Context(), d.Body)
	}
	return d, err
}

// Drawn is a finished answer. Status 0 means 200, ContentType "" an HTML page. Modified is when the content last
// changed; zero if that is not known, as of pages drawn from many things.
type Drawn struct {
	Status      int
	ContentType string
	Body        []byte
	Modified    time.Time
}

// Page is Handler for a component.
func (c *Cache) Page(draw func(r *http.Request, t *Topics) (templ.Component, error)) Handler {
	return c.Handler(func(r *http.Request, t *Topics) (Drawn, error) {
		component, err := draw(r, t)
		if err != nil {
			return Drawn{}, err
		}
		var body bytes.Buffer
		if err := component.Render(r.Context(), &body); err != nil {
			return Drawn{}, err
		}
		return Drawn{Body: body.Bytes()}, nil
	})
}

// Handler answers from the cache, drawing what is not there. Path, query, language and type size make the key, and
// whether there is a reader's cookie, which the masthead shows; who the reader is stands on no cached page. An
// account's visit, a visit with a notice waiting and an overlong query are drawn for themselves.
func (c *Cache) Handler(draw Draw) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v := visitOf(r.Context())
		if v.session || v.viewer != nil || v.notice != "" || len(r.URL.RawQuery) > longestQuery ||
			r.Method != http.MethodGet && r.Method != http.MethodHead {
			return drawUncached(w, r, draw)
		}
		key := cacheKey{path: r.URL.Path, query: r.URL.RawQuery, mode: v.mode()}
		shard := &c.shards[maphash.Comparable(c.seed, key)%cacheShards]
		if entry := c.find(shard, key); entry != nil {
			entry.serve(w, r)
			return nil
		}
		entry, err := c.draw(shard, key, r, draw)
		if err != nil {
			return err
		}
		entry.serve(w, r)
		return nil
	}
}

func (v *visit) mode() uint8 {
	var mode uint8
	if v.language == English {
		mode |= 1
	}
	if v.large {
		mode |= 2
	}
	if v.reader {
		mode |= 4
	}
	return mode
}

func (c *Cache) find(shard *cacheShard, key cacheKey) *cacheEntry {
	shard.mu.Lock()
	entry, ok := shard.lru.Get(key)
	shard.mu.Unlock()
	if !ok || !c.good(entry) {
		return nil
	}
	return entry
}

func (c *Cache) good(e *cacheEntry) bool {
	for _, topic := range e.topics {
		if c.topics[topic].Load() > e.began {
			return false
		}
	}
	return true
}

// draw draws a missing page once however many ask for it. Those who ask after a Drop do not join a drawing begun
// before it: the sequence is part of the flight's name.
func (c *Cache) draw(shard *cacheShard, key cacheKey, r *http.Request, draw Draw) (*cacheEntry, error) {
	began := c.sequence.Load()
	name := strconv.FormatUint(began, 36) + string('0'+rune(key.mode)) + url.QueryEscape(key.path) + "?" + key.query
	result, err, _ := c.flights.Do(name, func() (any, error) {
		topics := Topics{cache: c}
		// Others may be waiting for this page: it is finished even if its first visitor hangs up. They differ from
		// the first only in what no cached page shows, their request number.
		drawn, err := draw.marked(r.WithContext(context.WithoutCancel(r.Context())), &topics)
		if err != nil {
			return nil, err
		}
		entry := newEntry(drawn, began, topics.used)
		c.keep(shard, key, entry)
		return entry, nil
	})
	if err != nil {
		return nil, err
	}
	return result.(*cacheEntry), nil
}

// keep stores an entry, unless one begun later is there, and lets the least used go until the shard fits.
func (c *Cache) keep(shard *cacheShard, key cacheKey, entry *cacheEntry) {
	if entry.size() > c.limit/4 {
		return
	}
	// The key must not hold on to the request's buffer.
	key.path, key.query = strings.Clone(key.path), strings.Clone(key.query)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if before, ok := shard.lru.Peek(key); ok {
		if before.began > entry.began {
			return
		}
		shard.lru.Remove(key)
	}
	shard.lru.Add(key, entry)
	shard.bytes += entry.size()
	for shard.bytes > c.limit {
		shard.lru.RemoveOldest()
	}
}

func newEntry(d Drawn, began uint64, topics []uint16) *cacheEntry {
	if d.Status == 0 {
		d.Status = http.StatusOK
	}
	if d.ContentType == "" {
		d.ContentType = "text/html; charset=utf-8"
	}
	sum := sha256.Sum256(d.Body)
	e := &cacheEntry{began: began, topics: topics, status: d.Status, body: d.Body}
	// Weak: the plain and the compressed bytes share it.
	e.tag = `W/"` + hex.EncodeToString(sum[:10]) + `"`
	e.tagHeader = []string{e.tag}
	e.kind = []string{d.ContentType}
	e.length = []string{strconv.Itoa(len(d.Body))}
	if !d.Modified.IsZero() {
		e.modified = []string{d.Modified.UTC().Format(http.TimeFormat)}
	}
	if len(d.Body) > cacheGzipFloor && compressible(d.ContentType) {
		e.gzipped = gzipPage(d.Body)
		e.gzipLength = []string{strconv.Itoa(len(e.gzipped))}
	}
	return e
}

// gzipPage compresses a drawn page. Many are drawn once and read once, such as what was searched for, so it takes a
// third of the time of the best compression, for a twelfth more bytes.
func gzipPage(body []byte) []byte {
	var out bytes.Buffer
	z := gzips.Get().(*gzip.Writer)
	z.Reset(&out)
	// A bytes.Buffer does not fail.
	_, _ = z.Write(body)
	_ = z.Close()
	z.Reset(io.Discard)
	gzips.Put(z)
	return out.Bytes()
}

var (
	headerNoCache    = []string{"no-cache"}
	headerVaryCookie = []string{"Accept-Encoding, Cookie"}
)

// serve is the hot path: it sets shared header values and writes bytes.
func (e *cacheEntry) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["Cache-Control"], h["Etag"], h["Vary"] = headerNoCache, e.tagHeader, headerVaryCookie
	if e.modified != nil {
		h["Last-Modified"] = e.modified
	}
	if e.unchanged(r) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h["Content-Type"] = e.kind
	body, length := e.body, e.length
	if e.gzipped != nil && acceptsGzip(r.Header) {
		h["Content-Encoding"] = headerGzip
		body, length = e.gzipped, e.gzipLength
	}
	h["Content-Length"] = length
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		// A visitor who hangs up midway is no fault of ours.
		visitOf(r.Context()).line.whole(func() { _, _ = w.Write(body) })
	}
}

// unchanged says whether the visitor has this already: by its tag or, from those who keep none, by its time.
func (e *cacheEntry) unchanged(r *http.Request) bool {
	if e.status != http.StatusOK {
		return false
	}
	if match := r.Header["If-None-Match"]; len(match) > 0 {
		return strings.Contains(match[0], e.tag[2:])
	}
	since := r.Header["If-Modified-Since"]
	if e.modified == nil || len(since) == 0 {
		return false
	}
	had, err := http.ParseTime(since[0])
	if err != nil {
		return false
	}
	modified, err := http.ParseTime(e.modified[0])
	return err == nil && !modified.After(had)
}

// drawUncached sends a page of its own: for an account, or with the notice waiting for this visitor.
func drawUncached(w http.ResponseWriter, r *http.Request, draw Draw) error {
	drawn, err := draw.marked(r, &Topics{})
	if err != nil {
		return err
	}
	if drawn.ContentType != "" {
		w.Header().Set("Content-Type", drawn.ContentType)
	}
	if !drawn.Modified.IsZero() {
		w.Header().Set("Last-Modified", drawn.Modified.UTC().Format(http.TimeFormat))
	}
	return send(w, r, cmp.Or(drawn.Status, http.StatusOK), drawn.Body)
}

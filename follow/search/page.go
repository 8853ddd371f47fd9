package search

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongkai/follow/search/segment"
	"gongkai/follow/search/word"
)

// cursor is a place among the hits. Each tier begins with a window: its newest
// hits, weighed and put in order once more; after it the hits stand by date. A
// window is named by its newest hit, so that what comes in later does not shift
// it, and a place in it by the last hit shown.
type cursor struct {
	tier   Tier // byDate for hits that are ordered by date alone
	window bool // within a window
	// at and id name the newest hit of the window, or the last hit shown.
	at, id int64
	last   int64 // id of the last hit shown of the window
	place  int   // how many of the window were shown, if that one is gone
	seen   int   // how many hits were shown in all
}

// byDate is the tier of a cursor without tiers.
const byDate Tier = 9

func (c cursor) String() string {
	b := strconv.AppendInt(nil, int64(c.tier), 10)
	kind := byte('d')
	if c.window {
		kind = 'w'
	}
	b = append(b, kind)
	for i, n := range []int64{c.at, c.id, c.last, int64(c.place), int64(c.seen)} {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, n, 36)
	}
	return string(b)
}

// parseCursor reads [cursor.String]; ok is false for what is none.
func parseCursor(s string) (c cursor, ok bool) {
	if len(s) < 2 || len(s) > 100 || s[0] < '0' || s[0] > '9' || s[1] != 'd' && s[1] != 'w' {
		return c, false
	}
	c.tier, c.window = Tier(s[0]-'0'), s[1] == 'w'
	fields := strings.Split(s[2:], ".")
	if len(fields) != 5 {
		return c, false
	}
	var n [5]int64
	for i, f := range fields {
		var err error
		if n[i], err = strconv.ParseInt(f, 36, 64); err != nil {
			return c, false
		}
	}
	if n[3] < 0 || n[3] > reachMost || n[4] < 0 || n[4] > reachMost {
		return c, false
	}
	c.at, c.id, c.last, c.place, c.seen = n[0], n[1], n[2], int(n[3]), int(n[4])
	return c, c.tier == byDate && !c.window || c.tier >= ExactNumber && c.tier <= Anywhere
}

// shown is a hit with the cursor that continues after it.
type shown struct {
	Hit
	next cursor
}

// page fills in the hits.
func (f *finding) page(r *Result) error {
	c, ok := parseCursor(f.q.After)
	plain := f.q.Order == ByDate || len(f.words.List) == 0
	if ok && plain != (c.tier == byDate) {
		ok = false
	}
	if !ok {
		c = cursor{tier: ExactNumber, window: true}
		if plain {
			c = cursor{tier: byDate}
		}
	}
	size := min(f.q.Size, reachMost-c.seen)
	if size <= 0 {
		return nil
	}
	p := &pager{finding: f, want: size + 1, at: c, fresh: !ok, titles: titleChecks, texts: textChecks}
	var err error
	if plain {
		err = p.dated(byDate, !ok)
	} else {
		for t := c.tier; t <= Anywhere && err == nil && !p.full(); t++ {
			err = p.tier(t, ok && t == c.tier)
		}
	}
	if err != nil {
		return err
	}
	list := p.list
	more := p.spent != nil
	var next cursor
	if more {
		next = *p.spent
	}
	if len(list) > size {
		list, more = list[:size], true
		next = list[size-1].next
	}
	for _, h := range list {
		r.Hits = append(r.Hits, h.Hit)
	}
	next.seen = c.seen + len(list)
	if more && next.seen < reachMost {
		r.Next = next.String()
	}
	return nil
}

// pager collects the hits of a page.
type pager struct {
	*finding
	want   int
	at     cursor
	fresh  bool
	list   []shown
	titles int // titles that may still be looked at
	texts  int // texts that may still be looked at
	// spent is where to go on when it was looked at too much for one page; nil
	// otherwise.
	spent *cursor
}

func (p *pager) full() bool { return len(p.list) >= p.want || p.spent != nil }

// tier collects the hits of a tier, from the cursor on or from its beginning.
func (p *pager) tier(t Tier, from bool) error {
	if from && !p.at.window {
		return p.dated(t, false)
	}
	// The window: the newest hits, or those that were so on the first page.
	w := p.walk(t)
	if from && p.at.id != 0 {
		w.below(p.at.at, p.at.id+1)
	}
	window, err := w.take(p.x.opt.Window)
	if err != nil || len(window) == 0 {
		return err
	}
	top := window[0]
	bottom := window[len(window)-1]
	ordered, err := p.weigh(t, window)
	if err != nil {
		return err
	}
	begin := 0
	if from && p.at.id != 0 {
		begin = min(p.at.place, len(ordered))
		for i, h := range ordered {
			if h.ID(h.doc) == p.at.last {
				begin = i + 1
				break
			}
		}
	}
	after := cursor{tier: t, at: bottom.At(bottom.doc), id: bottom.ID(bottom.doc)}
	for i := begin; i < len(ordered) && len(p.list) < p.want; i++ {
		h := ordered[i]
		next := after
		if i+1 < len(ordered) {
			next = cursor{tier: t, window: true, at: top.At(top.doc), id: top.ID(top.doc), last: h.ID(h.doc), place: i + 1}
		}
		p.list = append(p.list, shown{Hit{h.ID(h.doc), h.At(h.doc), t}, next})
	}
	if p.full() {
		return nil
	}
	return p.collect(w, t)
}

// dated collects hits by date, from the cursor on or from the beginning.
func (p *pager) dated(t Tier, begin bool) error {
	w := p.walk(t)
	if !begin {
		w.below(p.at.at, p.at.id)
	}
	return p.collect(w, t)
}

// collect takes hits as the walker gives them until the page is full.
func (p *pager) collect(w *walker, t Tier) error {
	for !p.full() {
		list, err := w.take(p.want - len(p.list))
		if err != nil {
			return err
		}
		for _, h := range list {
			tier := t
			if t == byDate {
				tier = p.tierOf(h)
			}
			at, id := h.At(h.doc), h.ID(h.doc)
			p.list = append(p.list, shown{Hit{id, at, tier}, cursor{tier: t, at: at, id: id}})
		}
		if len(list) == 0 {
			return nil
		}
	}
	return nil
}

// tierOf is the tier of a hit found by date.
func (f *finding) tierOf(h place) Tier {
	switch {
	case h.number.Contains(h.doc):
		return ExactNumber
	case h.exact.Contains(h.doc):
		return ExactTitle
	case len(f.words.List) > 0 && h.title.Contains(h.doc) && f.inTitle(h.view, h.doc):
		return InTitle
	}
	return Anywhere
}

// weigh puts the window of a tier in order, the best first and of equals the
// newest.
func (p *pager) weigh(t Tier, window []place) ([]place, error) {
	if len(window) < 2 || t == ExactNumber || t == ExactTitle {
		return window, nil
	}
	leads := make([]string, len(window))
	if t == Anywhere && p.texts > 0 {
		p.texts -= len(window)
		texts, err := p.finding.texts(window)
		if err != nil {
			return nil, err
		}
		for i, s := range texts {
			if s != gone {
				leads[i] = word.Lead(s)
			}
		}
	}
	weigh := word.Weigh(p.words, p.idf)
	weights := make([]float64, len(window))
	order := make([]int, len(window))
	for i, h := range window {
		title, _, _ := strings.Cut(h.Title(h.doc), "\n")
		weights[i], order[i] = weigh(title, leads[i]), i
	}
	sort.SliceStable(order, func(i, j int) bool { return weights[order[i]] > weights[order[j]] })
	ordered := make([]place, len(window))
	for i, k := range order {
		ordered[i] = window[k]
	}
	return ordered, nil
}

// idf is how rare a term is.
func (f *finding) idf(term string) float64 {
	return math.Log(1 + float64(f.snap.live)/float64(1+f.snap.having(term)))
}

// having is how many documents have a term: those that are gone do not count,
// or what was withdrawn would still show in the order of the rest.
func (s *snapshot) having(term string) int {
	n := 0
	for _, p := range s.pieces {
		list := p.Postings(segment.All, term)
		n += list.Len()
		if p.dead != nil && list.Len() > 0 {
			n -= int(list.Bitmap().AndCardinality(p.dead))
		}
	}
	return n
}

// walker goes through the hits of a tier, the newest first, over all segments.
type walker struct {
	*pager
	tier  Tier
	heads []head
	ready []place // looked at and not yet taken
}

// head is how far the walk has come in one segment.
type head struct {
	*view
	set *roaring.Bitmap
	it  roaring.IntIterable
	doc uint32
	ok  bool
}

func (h *head) next() {
	if h.ok = h.it.HasNext(); h.ok {
		h.doc = h.it.Next()
	}
}

// walk begins at the newest candidate of the tier.
func (p *pager) walk(t Tier) *walker {
	w := &walker{pager: p, tier: t}
	for _, v := range p.views {
		set := v.sel
		switch t {
		case ExactNumber:
			set = v.number
		case ExactTitle:
			set = v.exact
		case InTitle:
			set = v.title
		case Anywhere:
			if !v.number.IsEmpty() || !v.exact.IsEmpty() {
				set = roaring.AndNot(roaring.AndNot(set, v.number), v.exact)
			}
			if p.termsTell() {
				set = roaring.AndNot(set, v.title)
			}
		}
		if set == nil || set.IsEmpty() {
			continue
		}
		w.heads = append(w.heads, head{view: v, set: set})
	}
	w.start()
	return w
}

func (w *walker) start() {
	for i := range w.heads {
		h := &w.heads[i]
		h.it = h.set.ReverseIterator()
		h.next()
	}
}

// below leaves out what is not ordered before (at, id).
func (w *walker) below(at, id int64) {
	for i := range w.heads {
		h := &w.heads[i]
		n := h.After(at, id-1)
		if int(n) >= h.Len() {
			continue
		}
		older := roaring.New()
		older.AddRange(0, uint64(n))
		h.set = roaring.And(h.set, older)
	}
	w.start()
}

// candidate is the newest one left, and goes on.
func (w *walker) candidate() (place, bool) {
	best := -1
	var at, id int64
	for i := range w.heads {
		h := &w.heads[i]
		if !h.ok {
			continue
		}
		a, n := h.At(h.doc), h.ID(h.doc)
		if best < 0 || a > at || a == at && n > id {
			best, at, id = i, a, n
		}
	}
	if best < 0 {
		return place{}, false
	}
	h := &w.heads[best]
	p := place{h.view, h.doc}
	h.next()
	return p, true
}

// take is the next n hits, fewer at the end or when enough was looked at.
func (w *walker) take(n int) ([]place, error) {
	var list []place
	for len(list) < n {
		if len(w.ready) > 0 {
			k := min(n-len(list), len(w.ready))
			list = append(list, w.ready[:k]...)
			w.ready = w.ready[k:]
			continue
		}
		if w.spent != nil {
			break
		}
		more, err := w.look(n - len(list))
		if err != nil || !more {
			return list, err
		}
	}
	return list, nil
}

// look finds out which of the next candidates are hits.
func (w *walker) look(n int) (more bool, err error) {
	if err := w.ctx.Err(); err != nil {
		return false, err
	}
	tell := w.termsTell()
	var unknown []place
	for len(unknown) < min(max(n, pageUsual), textBatch) && len(w.ready) < n {
		c, ok := w.candidate()
		if !ok {
			break
		}
		more = true
		if w.tier == ExactNumber || w.tier == ExactTitle || tell {
			w.ready = append(w.ready, c)
			continue
		}
		in := c.title.Contains(c.doc)
		if in {
			w.titles--
			in = w.inTitle(c.view, c.doc)
		}
		switch {
		case w.tier == InTitle && in:
			w.ready = append(w.ready, c)
		case w.tier == InTitle:
		case w.tier == Anywhere && in: // stands in the tier before
		case w.decided, w.tier == byDate && (in || c.number.Contains(c.doc) || c.exact.Contains(c.doc)):
			if len(unknown) > 0 {
				unknown = append(unknown, c) // in its turn
				break
			}
			w.ready = append(w.ready, c)
		default:
			w.texts--
			unknown = append(unknown, c)
		}
		if w.titles < 0 || w.texts < 0 {
			w.spent = &cursor{tier: w.tier, at: c.At(c.doc), id: c.ID(c.doc)}
			break
		}
	}
	if len(unknown) == 0 {
		return more, nil
	}
	found, err := w.inText(unknown)
	if err != nil {
		return false, err
	}
	for i, ok := range found {
		c := unknown[i]
		if ok || w.decided || c.number.Contains(c.doc) || c.exact.Contains(c.doc) {
			w.ready = append(w.ready, c)
		}
	}
	return more, nil
}

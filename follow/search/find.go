package search

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/follow/search/segment"
	"gongkai/follow/search/word"
	"gongkai/law/calendar"
)

const (
	pageUsual   = 20
	pageMost    = 100
	reachMost   = 10_000 // hits that pages lead to
	oneMost     = 4096   // terms that a word of one character stands for
	titleChecks = 20_000 // titles looked at for a page
	textChecks  = 1_000  // texts looked at for a page
	textBatch   = 200
	fruitless   = 1 // more times as many, if they have no hit among them
)

// Search is a page of what the query finds. Errors: [ErrBuilding].
func (x *Index) Search(ctx context.Context, q Query) (Result, error) {
	select {
	case x.busy <- struct{}{}:
		defer func() { <-x.busy }()
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	if !x.ready.Load() {
		return Result{}, ErrBuilding
	}
	snap := x.hold()
	if snap == nil {
		return Result{}, ErrBuilding
	}
	defer snap.release()
	if q.Size <= 0 {
		q.Size = pageUsual
	}
	q.Size = min(q.Size, pageMost)
	key := ""
	if x.kept != nil {
		// Not %+v, to which [""] and [] are the same.
		key = fmt.Sprintf("%d %#v", snap.number, q)
		if r, ok := x.kept.Get(key); ok {
			return r.clone(), nil
		}
	}
	f := &finding{x: x, ctx: ctx, snap: snap, q: q, words: word.Parse(q.Words)}
	r, err := f.find()
	if err != nil {
		return Result{}, err
	}
	r.Position = snap.position
	if x.kept != nil && f.looked {
		x.kept.Add(key, r.clone())
	}
	return r, nil
}

// clone shares nothing with r that a caller might change.
func (r Result) clone() Result {
	r.Hits = slices.Clone(r.Hits)
	r.Meant = slices.Clone(r.Meant)
	r.Facets = r.Facets.clone()
	return r
}

// finding is one search.
type finding struct {
	x     *Index
	ctx   context.Context
	snap  *snapshot
	q     Query
	words word.Words
	views []*view
	// beside are the segments in which nothing is under two of the filters, so
	// that neither hits nor facets are in them.
	beside []*view

	// decided says that every document in the selections is a hit: the terms
	// tell, or each was looked at.
	decided bool
	capped  bool
	looked  bool // at texts: worth remembering
}

// view is a segment as the query sees it. No set is changed once it is here:
// some belong to the segment.
type view struct {
	piece
	// words is, of each word, what has it in the title tier and anywhere, as far
	// as terms tell, and what has it by its number.
	words []wordSets
	// base is the candidates under no filter but the days; nil for none.
	base *roaring.Bitmap
	// entitled is what the query is the title of, whatever filters say.
	entitled *roaring.Bitmap
	filter   [segment.Facets]*roaring.Bitmap // nil for no filter
	sel      *roaring.Bitmap                 // candidates under all filters
	number   *roaring.Bitmap                 // of sel, those that the query numbers
	exact    *roaring.Bitmap                 // of sel, those that the query entitles, the former left out
	title    *roaring.Bitmap                 // of sel, those with all words in the title, as far as terms tell, the former left out
}

type wordSets struct {
	numbers    *roaring.Bitmap // nil for none
	title, all *roaring.Bitmap // with the numbers
}

var empty = roaring.New()

func (f *finding) find() (Result, error) {
	f.decided = f.termsTell()
	for _, p := range f.snap.pieces {
		if p.live == 0 {
			continue
		}
		if err := f.ctx.Err(); err != nil {
			return Result{}, err
		}
		if v := f.view(p); v != nil {
			f.views = append(f.views, v)
		}
	}
	r := Result{Capped: f.capped}
	total := 0
	for _, v := range f.views {
		total += count(v.sel)
	}
	if !f.decided {
		if total <= f.x.opt.Verified {
			total = 0
			for _, v := range f.views {
				sel, err := f.verified(v, v.sel)
				if err != nil {
					return Result{}, err
				}
				v.sel = sel
				v.number, v.exact, v.title = roaring.And(v.number, sel), roaring.And(v.exact, sel), roaring.And(v.title, sel)
				total += count(sel)
			}
			if err := f.facets(&r); err != nil {
				return Result{}, err
			}
			f.decided = true
		} else {
			r.About = true
		}
	}
	r.Total = total
	if r.Facets.Agency == nil {
		if err := f.facets(&r); err != nil {
			return Result{}, err
		}
	}
	if total == 0 && len(f.words.List) > 0 {
		if f.q.Facets {
			// The words are right: what to do without, the facets tell.
			if there, err := f.elsewhere(); there || err != nil {
				return r, err
			}
		}
		return f.nothing(r)
	}
	if err := f.page(&r); err != nil || f.decided || f.q.After != "" {
		return r, err
	}
	// A sentence whose pairs stand together in many documents, and itself in
	// none: what was looked at for the page was in vain. A little more is looked
	// at before it is said that there is nothing.
	for range fruitless {
		if len(r.Hits) > 0 || r.Next == "" {
			break
		}
		f.q.After, r.Next = r.Next, ""
		if err := f.page(&r); err != nil {
			return r, err
		}
	}
	if len(r.Hits) > 0 {
		return r, nil
	}
	f.q.After, r.Next, r.Total, r.About = "", "", 0, false
	return f.nothing(r)
}

// elsewhere says whether something has all the words that the filters leave out.
func (f *finding) elsewhere() (bool, error) {
	left := f.x.opt.Verified
	for _, v := range f.beside {
		f.spread(v)
	}
	for _, v := range slices.Concat(f.views, f.beside) {
		base := v.base
		if base == nil {
			continue
		}
		if !f.termsTell() {
			if left -= count(base); left < 0 {
				return true, nil
			}
			var err error
			if base, err = f.verified(v, base); err != nil {
				return false, err
			}
		}
		if !base.IsEmpty() {
			return true, nil
		}
	}
	return false, nil
}

// termsTell says that terms alone tell what has the words.
func (f *finding) termsTell() bool {
	for _, w := range f.words.List {
		if !w.Exact {
			return false
		}
	}
	return true
}

func count(b *roaring.Bitmap) int {
	if b == nil {
		return 0
	}
	return int(b.GetCardinality())
}

// meet is the intersection of sets, the smallest first. A single one is given
// as it is; nil for no sets.
func meet(sets ...*roaring.Bitmap) *roaring.Bitmap {
	var list []*roaring.Bitmap
	for _, s := range sets {
		if s != nil {
			list = append(list, s)
		}
	}
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	size := make(map[*roaring.Bitmap]uint64, len(list))
	for _, s := range list {
		size[s] = s.GetCardinality()
	}
	sort.SliceStable(list, func(i, j int) bool { return size[list[i]] < size[list[j]] })
	out := roaring.And(list[0], list[1])
	for _, s := range list[2:] {
		if out.IsEmpty() {
			break
		}
		out.And(s)
	}
	return out
}

// view is what the query selects of a segment, as far as terms tell; nil for
// nothing under any filter.
func (f *finding) view(p piece) *view {
	v := &view{piece: p}
	if first, last := f.days(p); first >= last {
		return nil
	}
	f.filters(v)
	set := 0
	for _, b := range v.filter {
		if b != nil && b.IsEmpty() {
			set++ // nothing under this filter; others may count without it
		}
	}
	if set > 0 && !f.q.Facets {
		return nil
	}
	if set > 1 {
		f.beside = append(f.beside, v)
		return nil
	}
	f.spread(v)
	if v.base == nil {
		return nil
	}
	v.sel = meet(append([]*roaring.Bitmap{v.base}, v.filter[:]...)...)
	if len(f.words.List) > 0 {
		if len(v.words) == 1 && v.words[0].numbers != nil {
			v.number = roaring.And(v.words[0].numbers, v.sel)
		}
		if !v.entitled.IsEmpty() {
			v.exact = roaring.AndNot(roaring.And(v.entitled, v.sel), v.number)
		}
		titles := []*roaring.Bitmap{v.sel}
		for _, s := range v.words {
			titles = append(titles, s.title)
		}
		v.title = meet(titles...)
		if !v.number.IsEmpty() || !v.exact.IsEmpty() {
			v.title = roaring.AndNot(roaring.AndNot(v.title, v.number), v.exact)
		}
	}
	return v
}

// days are the first document of a segment within the days of the query, and
// the one after the last.
func (f *finding) days(p piece) (first, last uint32) {
	last = uint32(p.Len())
	if !open(f.q.From) {
		first = before(p.Segment, f.q.From.Start().UnixMicro())
	}
	if !open(f.q.To) {
		last = before(p.Segment, (f.q.To + 1).Start().UnixMicro())
	}
	return first, last
}

// spread looks up the words and gives the view its base, if it has any.
func (f *finding) spread(v *view) {
	v.entitled, v.number, v.exact, v.title = empty, empty, empty, empty
	var sets []*roaring.Bitmap
	for _, w := range f.words.List {
		s := f.word(v.Segment, w)
		v.words = append(v.words, s)
		sets = append(sets, s.all)
	}
	base := meet(sets...)
	if f.words.Title != "" {
		if b := v.Postings(segment.Title, f.words.Title).Bitmap(); b != nil {
			v.entitled = b
		}
	}
	first, last := f.days(v.piece)
	switch {
	case len(f.words.List) == 0 && strings.TrimSpace(f.q.Words) != "":
		return // nothing that could be looked for
	case base == nil:
		base = roaring.New()
		base.AddRange(uint64(first), uint64(last))
	default:
		if !v.entitled.IsEmpty() {
			base = roaring.Or(base, v.entitled)
		}
		if first > 0 || int(last) < v.Len() {
			days := roaring.New()
			days.AddRange(uint64(first), uint64(last))
			base = roaring.And(base, days)
		}
	}
	if v.dead != nil {
		base = roaring.AndNot(base, v.dead)
	}
	if !base.IsEmpty() {
		v.base = base
	}
}

// open says that a day is no bound.
func open(d calendar.Day) bool { return d == calendar.NoDay || d == 0 }

// word is the documents that have a word, as far as terms tell.
func (f *finding) word(s *segment.Segment, w word.Word) wordSets {
	var out wordSets
	for _, n := range w.Numbers {
		if b := s.Postings(segment.Title, n).Bitmap(); b != nil && !b.IsEmpty() {
			if out.numbers == nil {
				out.numbers = b
			} else {
				out.numbers = roaring.Or(out.numbers, b)
			}
		}
	}
	switch {
	case w.One:
		out.title, out.all = f.one(s, w.Literal)
	case len(w.Terms) == 0:
		all := roaring.New()
		all.AddRange(0, uint64(s.Len()))
		out.title, out.all = all, all
	default:
		out.title, out.all = all(s, segment.Title, w.Terms), all(s, segment.All, w.Terms)
	}
	if out.numbers != nil {
		out.title, out.all = roaring.Or(out.title, out.numbers), roaring.Or(out.all, out.numbers)
	}
	return out
}

// all is the documents that have all terms in the tier.
func all(s *segment.Segment, t segment.Tier, terms []string) *roaring.Bitmap {
	posts := make([]segment.Postings, 0, len(terms))
	for _, term := range terms {
		p := s.Postings(t, term)
		if p.Len() == 0 {
			return empty
		}
		posts = append(posts, p)
	}
	sort.SliceStable(posts, func(i, j int) bool { return posts[i].Len() < posts[j].Len() })
	sets := make([]*roaring.Bitmap, len(posts))
	for i, p := range posts {
		sets[i] = p.Bitmap()
	}
	return meet(sets...)
}

// one is the documents that have a character: a term that begins with it.
func (f *finding) one(s *segment.Segment, char string) (title, all *roaring.Bitmap) {
	var terms []string
	s.Terms(char, func(term string, _, _ int) bool {
		if !strings.HasPrefix(term, char) {
			return false
		}
		if len(terms) == oneMost {
			f.capped = true
			return false
		}
		terms = append(terms, strings.Clone(term))
		return true
	})
	title, all = roaring.New(), roaring.New()
	for _, t := range terms {
		s.Postings(segment.Title, t).AddTo(title)
		s.Postings(segment.All, t).AddTo(all)
	}
	return title, all
}

// filters sets, of each facet with a filter, the documents it leaves.
func (f *finding) filters(v *view) {
	one := func(facet segment.Facet, names []string) {
		if len(names) == 0 {
			return
		}
		var sets []*roaring.Bitmap
		for code, value := range v.Values(facet) {
			if slices.Contains(names, value.Name) {
				sets = append(sets, v.ValueSet(facet, code))
			}
		}
		v.filter[facet] = join(sets)
	}
	q := &f.q
	one(segment.Agency, stringsOf(q.Agencies))
	one(segment.Category, q.Categories)
	years := make([]string, len(q.Years))
	for i, y := range q.Years {
		years[i] = strconv.Itoa(y)
	}
	one(segment.Year, years)
	one(segment.Kind, stringsOf(q.Kinds))
	one(segment.Validity, stringsOf(q.Validities))
	if len(q.Channels) > 0 {
		sets := map[string]*roaring.Bitmap{}
		for code, value := range v.Values(segment.Channel) {
			sets[value.Name] = v.ValueSet(segment.Channel, code)
		}
		var any []*roaring.Bitmap
		for _, c := range q.Channels {
			var need []*roaring.Bitmap
			for bit := 0; bit < 8; bit++ {
				if c&(1<<bit) == 0 {
					continue
				}
				b := sets[channelBit(bit)]
				if b == nil {
					b = empty
				}
				need = append(need, b)
			}
			if b := meet(need...); b != nil && c>>8 == 0 {
				any = append(any, b)
			}
		}
		v.filter[segment.Channel] = join(any)
	}
}

func join(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return empty
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

func stringsOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// inTitle says whether the document's title, or its number, has all words.
func (f *finding) inTitle(v *view, doc uint32) bool {
	title := ""
	for i, w := range f.words.List {
		if w.Exact || v.words[i].numbers != nil && v.words[i].numbers.Contains(doc) {
			continue
		}
		if title == "" {
			title = v.Title(doc)
		}
		if !word.Match(title, w) {
			return false
		}
	}
	return true
}

// verified is the documents of the set that are hits: of each whose terms and
// title do not tell, the text is looked at.
func (f *finding) verified(v *view, set *roaring.Bitmap) (*roaring.Bitmap, error) {
	out := roaring.New()
	var unknown []uint32
	for it := set.Iterator(); it.HasNext(); {
		doc := it.Next()
		if f.told(v, doc) {
			out.Add(doc)
		} else {
			unknown = append(unknown, doc)
		}
	}
	for len(unknown) > 0 {
		n := min(len(unknown), textBatch)
		places := make([]place, n)
		for i, doc := range unknown[:n] {
			places[i] = place{view: v, doc: doc}
		}
		found, err := f.inText(places)
		if err != nil {
			return nil, err
		}
		for i, ok := range found {
			if ok {
				out.Add(unknown[i])
			}
		}
		unknown = unknown[n:]
	}
	return out, nil
}

// told says whether it is known without its text that a candidate is a hit.
func (f *finding) told(v *view, doc uint32) bool {
	return v.number.Contains(doc) || v.entitled.Contains(doc) || v.title.Contains(doc) && f.inTitle(v, doc)
}

// place is a document of a segment.
type place struct {
	*view
	doc uint32
}

// inText says of each whether its title, text and attachments have all words.
func (f *finding) inText(places []place) ([]bool, error) {
	texts, err := f.texts(places)
	if err != nil {
		return nil, err
	}
	found := make([]bool, len(places))
	for i, p := range places {
		if texts[i] == gone {
			continue
		}
		found[i] = true
		for j, w := range f.words.List {
			if w.Exact || p.words[j].numbers != nil && p.words[j].numbers.Contains(p.doc) {
				continue
			}
			if !word.Match(p.Title(p.doc), w) && !word.Match(texts[i], w) {
				found[i] = false
				break
			}
		}
	}
	return found, nil
}

// gone stands for the text of what is no longer public. No folded text is it.
const gone = "\x00"

// texts is the folded body and attachments of documents; [gone] for those that
// the record no longer shows.
func (f *finding) texts(places []place) ([]string, error) {
	f.looked = true
	out := make([]string, len(places))
	var ids []int64
	missing := map[int64]int{}
	for i, p := range places {
		k := textKey{p.ID(p.doc), p.Sum(p.doc)}
		text, ok := f.x.texts.get(k)
		if out[i] = text; !ok {
			out[i] = gone
			missing[k.id] = i
			ids = append(ids, k.id)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	list, err := f.x.opt.Record.Documents(f.ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		if i, ok := missing[d.ID]; ok {
			out[i] = bodyLines(d)
			f.x.texts.add(textKey{d.ID, places[i].Sum(places[i].doc)}, out[i])
		}
	}
	return out, nil
}

// facets counts each facet without its own filter.
func (f *finding) facets(r *Result) error {
	if !f.q.Facets {
		return nil
	}
	r.Facets = newFacets()
	for facet := segment.Agency; facet < segment.Facets; facet++ {
		filtered, undecided := false, 0
		sets := make([]*roaring.Bitmap, len(f.views))
		for i, v := range f.views {
			sets[i] = v.sel
			if v.filter[facet] == nil {
				continue
			}
			filtered = true
			list := []*roaring.Bitmap{v.base}
			for other, b := range v.filter {
				if segment.Facet(other) != facet {
					list = append(list, b)
				}
			}
			sets[i] = meet(list...)
			undecided += count(sets[i])
		}
		for i, v := range f.views {
			set := sets[i]
			if filtered && !f.decided && undecided <= f.x.opt.Verified {
				var err error
				if set, err = f.verified(v, set); err != nil {
					return err
				}
			}
			if set.IsEmpty() {
				continue
			}
			values := v.Values(facet)
			counts := make([]int, len(values))
			v.CountFacet(facet, set, counts)
			for code, n := range counts {
				if n > 0 {
					r.Facets.add(facet, values[code].Name, n)
				}
			}
		}
	}
	return nil
}

func newFacets() Facets {
	return Facets{
		Agency: map[agency.Code]int{}, Category: map[string]int{}, Year: map[int]int{},
		Kind: map[Kind]int{}, Validity: map[publication.Validity]int{}, Channel: map[publication.Channel]int{},
	}
}

func (c Facets) clone() Facets {
	if c.Agency == nil {
		return c
	}
	d := newFacets()
	for k, n := range c.Agency {
		d.Agency[k] = n
	}
	for k, n := range c.Category {
		d.Category[k] = n
	}
	for k, n := range c.Year {
		d.Year[k] = n
	}
	for k, n := range c.Kind {
		d.Kind[k] = n
	}
	for k, n := range c.Validity {
		d.Validity[k] = n
	}
	for k, n := range c.Channel {
		d.Channel[k] = n
	}
	return d
}

// add counts n documents under a value of a facet.
func (c Facets) add(facet segment.Facet, name string, n int) {
	switch facet {
	case segment.Agency:
		c.Agency[agency.Code(name)] += n
	case segment.Category:
		c.Category[name] += n
	case segment.Year:
		if y, err := strconv.Atoi(name); err == nil {
			c.Year[y] += n
		}
	case segment.Kind:
		c.Kind[Kind(name)] += n
	case segment.Validity:
		c.Validity[publication.Validity(name)] += n
	case segment.Channel:
		for _, row := range publication.Channels {
			// The bit that a channel has and none before it.
			if channelBit(bits.Len(uint(row.Channel))-1) == name {
				c.Channel[row.Channel] += n
			}
		}
	}
}

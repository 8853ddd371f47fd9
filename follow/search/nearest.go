package search

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongkai/follow/search/segment"
	"gongkai/follow/search/word"
)

const (
	// nearestPostings is how many places of the rarest terms are followed when
	// nothing has all words; more common terms are only asked for.
	nearestPostings = 5_000
	nearestLeast    = 0.34 // of the weight of the query that the nearest must have
)

// nothing answers a query that nothing has all words of: with what has most of
// them, the rarer counting more, and in the title more than elsewhere. A number
// is that of a document or of none: whatever shares its digits is another.
func (f *finding) nothing(r Result) (Result, error) {
	if f.q.After != "" || len(f.words.Numbers()) > 0 {
		r.Number = f.words.NumberKey()
		return r, nil
	}
	near, err := f.nearest()
	if err != nil {
		return r, err
	}
	for _, h := range near {
		r.Hits = append(r.Hits, Hit{ID: h.ID(h.doc), PublishedAt: h.At(h.doc), Tier: Nearest})
	}
	r.Meant = f.meant()
	r.Nearest, r.Total, r.About = len(r.Hits) > 0, len(r.Hits), false
	if f.q.Facets && r.Nearest {
		// None are counted: a number would be of these few, and the list behind
		// it, which looks anew for what is nearest there, of another length.
		r.Facets = newFacets()
	}
	return r, nil
}

// rare is a term of the query with its weight.
type rare struct {
	term   string
	weight float64
	n      int // documents that have it
}

func (f *finding) nearest() ([]place, error) {
	var terms []rare
	total := 0.0
	add := func(t string) {
		n := f.snap.having(t)
		w := math.Log(1 + float64(f.snap.live)/float64(1+n))
		total += w
		if n > 0 {
			terms = append(terms, rare{t, w, n})
		}
	}
	for _, t := range f.words.Terms() {
		add(t)
	}
	if len(terms) == 0 {
		return nil, nil
	}
	sort.SliceStable(terms, func(i, j int) bool { return terms[i].n < terms[j].n })
	// The rarest are followed; at least one, whatever it costs.
	followed, budget := 0, nearestPostings
	for followed < len(terms) && (followed == 0 || terms[followed].n <= budget) {
		budget -= terms[followed].n
		followed++
	}
	best := topmost{most: f.x.opt.Window}
	for _, p := range f.snap.pieces {
		if err := f.ctx.Err(); err != nil {
			return nil, err
		}
		v := &view{piece: p}
		f.filters(v)
		found := f.candidates(v, terms[:followed])
		if found.IsEmpty() {
			continue
		}
		docs := found.ToArray()
		scores := make([]float64, len(docs))
		for _, t := range terms {
			for _, tier := range []segment.Tier{segment.All, segment.Title} {
				list := p.Postings(tier, t.term)
				if list.Len() == 0 {
					break // nothing in the title that is nowhere
				}
				i := 0
				for it := roaring.And(found, list.Bitmap()).Iterator(); it.HasNext(); i++ {
					for doc := it.Next(); docs[i] != doc; i++ {
					}
					scores[i] += t.weight
				}
			}
		}
		for i, s := range scores {
			if s >= nearestLeast*total {
				best.add(near{place{v, docs[i]}, s})
			}
		}
	}
	list := best.take()
	weigh := word.Weigh(f.words, f.idf)
	for i := range list {
		title, _, _ := strings.Cut(list[i].Title(list[i].doc), "\n")
		list[i].score += weigh(title, "")
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].score > list[j].score })
	out := make([]place, 0, f.q.Size)
	for _, h := range list[:min(len(list), f.q.Size)] {
		out = append(out, h.place)
	}
	return out, nil
}

// candidates is the documents, under the filters, that have one of the terms:
// the newest of them, as many as are followed.
func (f *finding) candidates(v *view, terms []rare) *roaring.Bitmap {
	found := roaring.New()
	left := nearestPostings
	for _, t := range terms {
		list := v.Postings(segment.All, t.term)
		if list.Len() <= left {
			list.AddTo(found)
			left -= list.Len()
			continue
		}
		newest := make([]uint32, 0, left)
		for it := list.Bitmap().ReverseIterator(); it.HasNext() && left > 0; left-- {
			newest = append(newest, it.Next())
		}
		slices.Reverse(newest) // a set grows fastest at its end
		found.AddMany(newest)
	}
	if v.dead != nil {
		found.AndNot(v.dead)
	}
	for _, b := range v.filter {
		if b != nil {
			found.And(b)
		}
	}
	if !open(f.q.From) {
		found.RemoveRange(0, uint64(before(v.Segment, f.q.From.Start().UnixMicro())))
	}
	if !open(f.q.To) {
		found.RemoveRange(uint64(before(v.Segment, (f.q.To+1).Start().UnixMicro())), uint64(v.Len()))
	}
	return found
}

// near is a document with how much of the query it has.
type near struct {
	place
	score float64
}

func (a near) compare(b near) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.At(b.doc), a.At(a.doc)), cmp.Compare(b.ID(b.doc), a.ID(a.doc)))
}

// topmost keeps the best of many without sorting them all.
type topmost struct {
	most int
	list []near
	// floor is the score of the last one kept, once there are enough.
	floor float64
}

func (t *topmost) add(n near) {
	if n.score < t.floor {
		return
	}
	if t.list = append(t.list, n); len(t.list) >= 4*t.most {
		t.take()
		t.floor = t.list[len(t.list)-1].score
	}
}

func (t *topmost) take() []near {
	slices.SortFunc(t.list, near.compare)
	t.list = t.list[:min(len(t.list), t.most)]
	return t.list
}

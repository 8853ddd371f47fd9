package search

import (
	"math"
	"sort"
	"strings"

	"gongkai/follow/search/segment"
	"gongkai/follow/search/word"
)

const (
	// nearestPostings is how many places of the rarest terms are followed when
	// nothing has all words; more common terms are only asked for.
	nearestPostings = 50_000
	nearestLeast    = 0.34 // of the weight of the query that the nearest must have
)

// nothing answers a query that nothing has all words of: with what has most of
// them, the rarer counting more, and in the title more than elsewhere.
func (f *finding) nothing(r Result) (Result, error) {
	if f.q.After != "" {
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
	if f.q.Facets {
		r.Facets = newFacets()
		for _, h := range near {
			for facet := segment.Agency; facet < segment.Channel; facet++ {
				r.Facets.add(facet, h.Values(facet)[h.Code(facet, h.doc)].Name, 1)
			}
			for bit := 0; bit < 8; bit++ {
				if h.Channels(h.doc)&(1<<bit) != 0 {
					r.Facets.add(segment.Channel, channelBit(bit), 1)
				}
			}
		}
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
	type scored struct {
		place
		score float64
	}
	var list []scored
	for _, p := range f.snap.pieces {
		if err := f.ctx.Err(); err != nil {
			return nil, err
		}
		v := &view{piece: p}
		f.filters(v)
		first, last := uint32(0), uint32(p.Len())
		if !open(f.q.From) {
			first = before(p.Segment, f.q.From.Start().UnixMicro())
		}
		if !open(f.q.To) {
			last = before(p.Segment, (f.q.To + 1).Start().UnixMicro())
		}
		allowed := func(doc uint32) bool {
			if doc < first || doc >= last || !p.alive(doc) {
				return false
			}
			for _, b := range v.filter {
				if b != nil && !b.Contains(doc) {
					return false
				}
			}
			return true
		}
		scores := map[uint32]float64{}
		left := nearestPostings
		for i, t := range terms {
			anywhere, title := p.Postings(segment.All, t.term), p.Postings(segment.Title, t.term)
			if anywhere.Len() == 0 {
				continue
			}
			all, inTitle := anywhere.Bitmap(), title.Bitmap()
			if i < followed {
				for it := all.ReverseIterator(); it.HasNext() && left > 0; left-- {
					if doc := it.Next(); allowed(doc) {
						scores[doc] += t.weight
					}
				}
			} else {
				for doc := range scores {
					if all.Contains(doc) {
						scores[doc] += t.weight
					}
				}
			}
			if inTitle != nil && !inTitle.IsEmpty() {
				for doc := range scores {
					if inTitle.Contains(doc) {
						scores[doc] += t.weight
					}
				}
			}
		}
		for doc, s := range scores {
			if s >= nearestLeast*total {
				list = append(list, scored{place{v, doc}, s})
			}
		}
	}
	newer := func(a, b place) bool {
		if x, y := a.At(a.doc), b.At(b.doc); x != y {
			return x > y
		}
		return a.ID(a.doc) > b.ID(b.doc)
	}
	sort.Slice(list, func(i, j int) bool {
		if list[i].score != list[j].score {
			return list[i].score > list[j].score
		}
		return newer(list[i].place, list[j].place)
	})
	list = list[:min(len(list), f.x.opt.Window)]
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

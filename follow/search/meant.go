package search

import (
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongkai/follow/search/segment"
	"gongkai/follow/search/word"
)

const (
	meantMost  = 3
	meantTerms = 5_000 // terms with one beginning that are gone through
)

// meant proposes other words for those of the query that nothing has. What it
// proposes stands in documents that are public now.
func (f *finding) meant() []string {
	var list []string
	for i, w := range f.words.List {
		if len(w.Numbers) > 0 || f.occurs(word.Words{List: []word.Word{w}}) {
			continue
		}
		for _, other := range word.Alike(w.Literal, f.snap.having, f.terms) {
			var q []string
			for j, x := range f.words.List {
				if j == i {
					q = append(q, other)
				} else {
					q = append(q, x.Literal)
				}
			}
			s := strings.Join(q, " ")
			if !slices.Contains(list, s) && f.occurs(word.Parse(s)) {
				list = append(list, s)
			}
		}
	}
	if len(list) == 0 && len(f.words.List) > 1 {
		// Not together with the other words; perhaps alone.
		for _, w := range f.words.List {
			if len(w.Numbers) > 0 || f.occurs(word.Words{List: []word.Word{w}}) {
				continue
			}
			for _, other := range word.Alike(w.Literal, f.snap.having, f.terms) {
				if !slices.Contains(list, other) && f.occurs(word.Parse(other)) {
					list = append(list, other)
				}
			}
		}
	}
	return list[:min(len(list), meantMost)]
}

// occurs says whether some document has all the words, as far as terms tell.
func (f *finding) occurs(words word.Words) bool {
	for _, p := range f.snap.pieces {
		sets := make([]*roaring.Bitmap, 0, len(words.List))
		for _, w := range words.List {
			sets = append(sets, f.word(p.Segment, w).all)
		}
		b := meet(sets...)
		if b != nil && p.dead != nil {
			b = roaring.AndNot(b, p.dead)
		}
		if count(b) > 0 {
			return true
		}
	}
	return false
}

// terms goes through the terms that begin so, with how many documents have
// each, ascending; those that only documents have that are gone are left out.
func (f *finding) terms(prefix string, fn func(term string, df int) bool) {
	counts := map[string]*int{} // a key written again would be one that dies with the call
	for _, p := range f.snap.pieces {
		n := 0
		p.Terms(prefix, func(term string, _, all int) bool {
			if n++; n > meantTerms || !strings.HasPrefix(term, prefix) {
				return false
			}
			if p.dead != nil {
				all -= int(p.Postings(segment.All, term).Bitmap().AndCardinality(p.dead))
			}
			if all > 0 {
				c := counts[term]
				if c == nil {
					c = new(int)
					counts[strings.Clone(term)] = c
				}
				*c += all
			}
			return true
		})
	}
	list := make([]string, 0, len(counts))
	for t := range counts {
		list = append(list, t)
	}
	sort.Strings(list)
	for _, t := range list {
		if !fn(t, *counts[t]) {
			return
		}
	}
}

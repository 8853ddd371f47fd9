package segment

import (
	"encoding/binary"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Values is the values of a facet, ascending, each with how many documents have
// it. The position is the value's code in this segment. It must not be changed.
func (s *Segment) Values(f Facet) []Value { return s.values[f] }

// ValueSet is the documents that have a value. It must not be changed.
func (s *Segment) ValueSet(f Facet, code int) *roaring.Bitmap {
	v := &s.sets[f][code]
	if b := v.bitmap.Load(); b != nil {
		return b
	}
	b := roaring.New()
	if sets := s.part[setsSection]; v.at <= uint64(len(sets)) && v.length <= uint64(len(sets))-v.at {
		if _, err := b.FromBuffer(sets[v.at : v.at+v.length : v.at+v.length]); err != nil {
			// Damage; Check tells.
			b = roaring.New()
		}
	}
	v.bitmap.Store(b)
	return b
}

// Code is the code of the value that the document has; not for Channel, see
// [Segment.Channels].
func (s *Segment) Code(f Facet, doc uint32) int {
	codes := s.part[codesSection+int(f)]
	switch s.width[f] {
	case 1:
		return int(codes[doc])
	case 2:
		return int(binary.LittleEndian.Uint16(codes[int(doc)*2:]))
	}
	return int(binary.LittleEndian.Uint32(codes[int(doc)*4:]))
}

// CountFacet adds to each place of into how many documents of the set have the
// value of that code; into is as long as [Segment.Values]. It takes the cheapest
// of these ways:
//
//  1. The set is everything: the stored counts.
//  2. Most values are few and large, or runs: the cardinality of the set with
//     that of each value.
//  3. The set is small: a pass over its documents' codes.
//  4. The set is nearly everything: the stored counts less a pass over the rest.
func (s *Segment) CountFacet(f Facet, set *roaring.Bitmap, into []int) {
	n, all := int(set.GetCardinality()), s.docs
	if n == 0 {
		return
	}
	if n < all && s.priceOfSets(f, n) < min(n, all-n)*priceOfCode {
		for code := range s.values[f] {
			into[code] += int(s.ValueSet(f, code).AndCardinality(set))
		}
		return
	}
	if n <= all-n {
		s.countCodes(f, set, into, 1)
		return
	}
	for code, v := range s.values[f] {
		into[code] += v.Count
	}
	if n < all {
		s.countCodes(f, roaring.Flip(set, 0, uint64(all)), into, -1)
	}
}

// What things cost, in hundredths of a nanosecond, as measured on the demo city's
// million documents. Only their proportions matter.
const (
	priceOfCode   = 130   // to read and count a code
	priceOfValue  = 75    // to look a document of a value up in a set of bits
	priceOfBitmap = 25000 // to intersect 65,536 bits with as many
	priceOfRuns   = 5000  // to count what of 65,536 bits is within runs
	priceOfMerge  = 100   // of a document when two lists are merged
)

// shape is of what the sets of a facet's values are made.
type shape struct {
	arrays, values, bitmaps, runs int
}

// shapeOf looks at the sets once.
func (s *Segment) shapeOf(f Facet) shape {
	if known := s.shapes[f].Load(); known != nil {
		return *known
	}
	var sh shape
	for code := range s.values[f] {
		st := s.ValueSet(f, code).Stats()
		sh.arrays += int(st.ArrayContainers)
		sh.values += int(st.ArrayContainerValues)
		sh.bitmaps += int(st.BitmapContainers)
		sh.runs += int(st.RunContainers)
	}
	s.shapes[f].Store(&sh)
	return sh
}

// priceOfSets is about what it costs to intersect a set of n documents with that
// of each value.
func (s *Segment) priceOfSets(f Facet, n int) int {
	const (
		container = 1 << 16 // documents to one
		sparse    = 1 << 12 // documents of one, up to which it is a list
	)
	sh := s.shapeOf(f)
	each := n / (s.docs/container + 1)
	if each > sparse {
		return sh.values*priceOfValue + sh.bitmaps*priceOfBitmap + sh.runs*priceOfRuns
	}
	return (sh.values+sh.arrays*each)*priceOfMerge + sh.bitmaps*each*priceOfValue + sh.runs*min(each*priceOfValue, priceOfRuns)
}

// room is what a pass over codes works in.
type room struct {
	docs   [1 << 12]uint32
	counts [2][256]int
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// countCodes adds sign for each document of the set to the place of its code.
func (s *Segment) countCodes(f Facet, set *roaring.Bitmap, into []int, sign int) {
	r := rooms.Get().(*room)
	defer rooms.Put(r)
	many := set.ManyIterator()
	if f != Channel && s.width[f] > 1 {
		for n := many.NextMany(r.docs[:]); n > 0; n = many.NextMany(r.docs[:]) {
			for _, doc := range r.docs[:n] {
				if code := s.Code(f, doc); code < len(into) { // else damaged
					into[code] += sign
				}
			}
		}
		return
	}
	codes := s.part[channelsSection]
	if f != Channel {
		codes = s.part[codesSection+int(f)]
	}
	// Two rows of counters, because neighbours often have the same code, and
	// would wait for each other.
	r.counts = [2][256]int{}
	for n := many.NextMany(r.docs[:]); n > 0; n = many.NextMany(r.docs[:]) {
		docs := r.docs[:n]
		for len(docs) > 1 {
			r.counts[0][codes[docs[0]]]++
			r.counts[1][codes[docs[1]]]++
			docs = docs[2:]
		}
		for _, doc := range docs {
			r.counts[0][codes[doc]]++
		}
	}
	for code := range r.counts[0] {
		n := sign * (r.counts[0][code] + r.counts[1][code])
		switch {
		case n == 0:
		case f != Channel:
			if code < len(into) { // else damaged
				into[code] += n
			}
		default:
			for channel := range 8 {
				if code>>channel&1 != 0 {
					into[channel] += n
				}
			}
		}
	}
}

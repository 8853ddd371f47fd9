package segment

import (
	"encoding/binary"

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
// value of that code; into is as long as [Segment.Values].
func (s *Segment) CountFacet(f Facet, set *roaring.Bitmap, into []int) {
	if set.GetCardinality() == uint64(s.docs) {
		for code, v := range s.values[f] {
			into[code] += v.Count
		}
		return
	}
	for code := range s.values[f] {
		into[code] += int(s.ValueSet(f, code).AndCardinality(set))
	}
}

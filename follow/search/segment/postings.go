package segment

import (
	"encoding/binary"

	"github.com/RoaringBitmap/roaring/v2"
)

// Postings is the set of the documents that hold a term. The zero Postings is
// the empty set.
type Postings struct {
	count int
	data  []byte
}

// Len is how many documents hold the term.
func (p Postings) Len() int { return p.count }

// Bitmap is the set. It must not be changed, nor outlive the segment.
func (p Postings) Bitmap() *roaring.Bitmap {
	b := roaring.New()
	if p.count > gapsUpTo {
		if _, err := b.FromBuffer(p.data); err != nil {
			// Damage; Check tells.
			return roaring.New()
		}
		return b
	}
	var list [gapsUpTo]uint32
	b.AddMany(p.AppendTo(list[:0]))
	return b
}

// AddTo adds the set to one of the caller's, which must not outlive the segment
// either, because it may share parts of it.
func (p Postings) AddTo(b *roaring.Bitmap) {
	if p.count > gapsUpTo {
		b.Or(p.Bitmap())
		return
	}
	var list [gapsUpTo]uint32
	b.AddMany(p.AppendTo(list[:0]))
}

// AppendTo appends the documents, ascending.
func (p Postings) AppendTo(list []uint32) []uint32 {
	if p.count > gapsUpTo {
		many := p.Bitmap().ManyIterator()
		for {
			if len(list) == cap(list) {
				list = append(list, 0)[:len(list)]
			}
			n := many.NextMany(list[len(list):cap(list)])
			if n == 0 {
				return list
			}
			list = list[:len(list)+n]
		}
	}
	c := scan{b: p.data}
	doc := uint32(0)
	for range p.count {
		doc += uint32(c.number())
		list = append(list, doc)
	}
	return list
}

// encoder writes sets.
type encoder struct {
	bitmap *roaring.Bitmap
}

// put writes an ascending list and returns its length in bytes without what
// aligns it.
func (e *encoder) put(s *sink, docs []uint32) (uint64, error) {
	if len(docs) <= gapsUpTo {
		from := s.at()
		last := uint32(0)
		for _, d := range docs {
			s.buf = binary.AppendUvarint(s.buf, uint64(d-last))
			last = d
		}
		return s.at() - from, s.spill()
	}
	s.align()
	from := s.at()
	if e.bitmap == nil {
		e.bitmap = roaring.New()
	}
	e.bitmap.Clear()
	e.bitmap.AddMany(docs)
	e.bitmap.RunOptimize()
	if _, err := e.bitmap.WriteTo(s); err != nil {
		return 0, err
	}
	return s.at() - from, s.spill()
}

func aligned(at uint64) uint64 { return (at + 7) &^ 7 }

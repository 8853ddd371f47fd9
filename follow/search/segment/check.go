package segment

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/RoaringBitmap/roaring/v2"
)

// Check reads the whole segment and says whether it is what was written, and
// whether that was sound: [ErrDamaged], with what is wrong.
func (s *Segment) Check() error {
	if err := s.checkSums(); err != nil {
		return err
	}
	if err := s.checkDocuments(); err != nil {
		return err
	}
	for f := range Facets {
		if err := s.checkFacet(f); err != nil {
			return err
		}
	}
	return s.checkTerms()
}

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, args...)...)
}

// checkSums compares the bytes of each section, with what fills it up to the
// next, with the contents.
func (s *Segment) checkSums() error {
	if from := s.whole[0].from; from != headerSize {
		return damaged("sections begin at %d", from)
	}
	for i, e := range s.whole {
		if crc32.Checksum(s.bytes[e.from:e.to], castagnoli) != e.crc {
			return damaged("section %d", i)
		}
	}
	return nil
}

func (s *Segment) checkDocuments() error {
	for i := 1; i < s.docs; i++ {
		doc := uint32(i)
		if s.At(doc) < s.At(doc-1) || s.At(doc) == s.At(doc-1) && s.ID(doc) <= s.ID(doc-1) {
			return damaged("document %d is out of order", doc)
		}
	}
	end := uint32(0)
	for i := range s.docs {
		id := s.ID(uint32(i))
		if doc, ok := s.Find(id); !ok || doc != uint32(i) {
			return damaged("document %d is not found by its id %d", i, id)
		}
		next := binary.LittleEndian.Uint32(s.part[titleEndsSection][i*4:])
		if next < end || int(next) > len(s.part[titlesSection]) {
			return damaged("title of document %d", i)
		}
		end = next
	}
	if int(end) != len(s.part[titlesSection]) {
		return damaged("titles end at %d", end)
	}
	return nil
}

func (s *Segment) checkFacet(f Facet) error {
	sets := make([]*roaring.Bitmap, len(s.values[f]))
	for i := range sets {
		sets[i] = roaring.New()
	}
	for doc := range uint32(s.docs) {
		if f == Channel {
			for i := range sets {
				if s.Channels(doc)>>i&1 != 0 {
					sets[i].Add(doc)
				}
			}
			continue
		}
		code := s.Code(f, doc)
		if code >= len(sets) {
			return damaged("facet %d of document %d", f, doc)
		}
		sets[code].Add(doc)
	}
	for i, v := range s.values[f] {
		if i > 0 && s.values[f][i-1].Name >= v.Name {
			return damaged("values of facet %d", f)
		}
		if !sets[i].Equals(s.ValueSet(f, i)) || sets[i].GetCardinality() != uint64(v.Count) {
			return damaged("facet %d, value %q", f, v.Name)
		}
	}
	return nil
}

func (s *Segment) checkTerms() error {
	c := s.cursor(0)
	last := ""
	for i := 0; c.next(); i++ {
		term := string(c.term)
		if i > 0 && term <= last {
			return damaged("term %q is out of order", term)
		}
		last = term
		var sets [2]*roaring.Bitmap
		for t, n := range []int{Title: c.title, All: c.all} {
			p := c.postings(Tier(t))
			sets[t] = p.Bitmap()
			if p.Len() != n || sets[t].GetCardinality() != uint64(n) || n > 0 && int(sets[t].Maximum()) >= s.docs {
				return damaged("postings of %q", term)
			}
		}
		if c.all == 0 || sets[Title].AndCardinality(sets[All]) != uint64(c.title) {
			return damaged("tiers of %q", term)
		}
	}
	if c.at != s.terms {
		return damaged("%d terms of %d", c.at, s.terms)
	}
	return nil
}

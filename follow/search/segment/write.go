package segment

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// plan is what a segment is written from: its documents in their order and its
// terms.
type plan interface {
	len() int
	at(doc int) int64
	id(doc int) int64
	sum(doc int) uint64
	channels(doc int) uint8
	title(doc int) string
	values(f Facet) []string // that occur, ascending; not asked for Channel
	code(f Facet, doc int) int
	// terms are yielded ascending, each with its documents ascending, of which
	// there is one at least. The slices are valid during the call.
	terms(yield func(term []byte, title, all []uint32) error) error
}

// write writes a segment.
func write(w io.Writer, p plan) (int64, error) {
	s := &sink{w: w}
	s.buf = append(s.buf, magic...)
	s.buf = binary.LittleEndian.AppendUint32(s.buf, Format)
	s.buf = binary.LittleEndian.AppendUint32(s.buf, 0)
	header := bytes.Clone(s.buf)

	n := p.len()
	if n > math.MaxInt32 {
		return 0, ErrTooLarge
	}
	var places [sections]extent
	section := func(i int, body func() error) error {
		s.align()
		if err := s.flush(); err != nil {
			return err
		}
		if i > 0 {
			places[i-1].crc = s.crc
		}
		s.crc = 0
		places[i].from = s.at()
		err := body()
		places[i].length = s.at() - places[i].from
		return err
	}
	column := func(i int, put func(b []byte, doc int) []byte) error {
		return section(i, func() error {
			for doc := range n {
				s.buf = put(s.buf, doc)
				if err := s.spill(); err != nil {
					return err
				}
			}
			return nil
		})
	}

	var t table
	var e encoder
	err := section(postingsSection, func() error {
		start := s.at()
		return p.terms(func(term []byte, title, all []uint32) error {
			at := s.at() - start
			allLength, err := e.put(s, all)
			if err != nil {
				return err
			}
			var titleLength uint64
			if len(title) > 0 && len(title) < len(all) {
				if titleLength, err = e.put(s, title); err != nil {
					return err
				}
			}
			t.put(term, at, len(title), len(all), titleLength, allLength)
			return nil
		})
	})
	if err != nil {
		return 0, err
	}

	long := binary.LittleEndian.AppendUint64
	if err := column(atSection, func(b []byte, doc int) []byte { return long(b, uint64(p.at(doc))) }); err != nil {
		return 0, err
	}
	if err := column(idSection, func(b []byte, doc int) []byte { return long(b, uint64(p.id(doc))) }); err != nil {
		return 0, err
	}
	byID, err := orderByID(p)
	if err != nil {
		return 0, err
	}
	if err := column(byIDSection, func(b []byte, i int) []byte { return binary.LittleEndian.AppendUint32(b, byID[i]) }); err != nil {
		return 0, err
	}
	byID = nil
	if err := column(sumSection, func(b []byte, doc int) []byte { return long(b, p.sum(doc)) }); err != nil {
		return 0, err
	}
	if err := column(channelsSection, func(b []byte, doc int) []byte { return append(b, p.channels(doc)) }); err != nil {
		return 0, err
	}
	var values [Facets][]string
	for f := range Channel {
		values[f] = p.values(f)
		width := width(len(values[f]))
		if err := column(codesSection+int(f), func(b []byte, doc int) []byte {
			code := binary.LittleEndian.AppendUint32(b, uint32(p.code(f, doc)))
			return code[:len(b)+width]
		}); err != nil {
			return 0, err
		}
	}
	values[Channel] = channelValues
	end := uint64(0)
	if err := column(titleEndsSection, func(b []byte, doc int) []byte {
		end += uint64(len(p.title(doc)))
		return binary.LittleEndian.AppendUint32(b, uint32(end))
	}); err != nil {
		return 0, err
	}
	if end > math.MaxUint32 {
		return 0, ErrTooLarge
	}
	if err := column(titlesSection, func(b []byte, doc int) []byte { return append(b, p.title(doc)...) }); err != nil {
		return 0, err
	}

	var facets []byte
	if err := section(setsSection, func() error {
		start := s.at()
		for f := range Facets {
			facets = binary.AppendUvarint(facets, uint64(len(values[f])))
			for code, set := range setsOf(p, f, len(values[f])) {
				set.RunOptimize()
				s.align()
				at := s.at()
				if _, err := set.WriteTo(s); err != nil {
					return err
				}
				if err := s.spill(); err != nil {
					return err
				}
				facets = binary.AppendUvarint(facets, uint64(len(values[f][code])))
				facets = append(facets, values[f][code]...)
				facets = binary.AppendUvarint(facets, set.GetCardinality())
				facets = binary.AppendUvarint(facets, at-start)
				facets = binary.AppendUvarint(facets, s.at()-at)
			}
		}
		return nil
	}); err != nil {
		return 0, err
	}
	if err := section(termsSection, func() error { _, err := s.Write(t.terms); return err }); err != nil {
		return 0, err
	}
	if err := section(blocksSection, func() error { _, err := s.Write(t.blocks); return err }); err != nil {
		return 0, err
	}
	s.align()
	if err := s.flush(); err != nil {
		return 0, err
	}
	places[sections-1].crc = s.crc

	at := s.at()
	var c []byte
	c = binary.AppendUvarint(c, uint64(n))
	c = binary.AppendUvarint(c, uint64(t.count))
	for _, e := range places {
		c = binary.AppendUvarint(c, e.from)
		c = binary.AppendUvarint(c, e.length)
		c = binary.AppendUvarint(c, uint64(e.crc))
	}
	c = append(c, facets...)
	if len(c) > math.MaxUint32 {
		return 0, ErrTooLarge
	}
	sum := crc32.Update(crc32.Checksum(header, castagnoli), castagnoli, c)
	s.buf = append(s.buf, c...)
	s.buf = binary.LittleEndian.AppendUint64(s.buf, at)
	s.buf = binary.LittleEndian.AppendUint32(s.buf, uint32(len(c)))
	s.buf = binary.LittleEndian.AppendUint32(s.buf, sum)
	s.buf = append(s.buf, magic...)
	err = s.flush()
	return int64(s.done), err
}

// orderByID is the documents by ascending ID.
func orderByID(p plan) ([]uint32, error) {
	list := make([]uint32, p.len())
	for i := range list {
		list[i] = uint32(i)
	}
	slices.SortFunc(list, func(a, b uint32) int {
		x, y := p.id(int(a)), p.id(int(b))
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	for i := 1; i < len(list); i++ {
		if id := p.id(int(list[i])); id == p.id(int(list[i-1])) {
			return nil, fmt.Errorf("document %d: %w", id, ErrTwice)
		}
	}
	return list, nil
}

// setsOf is the documents of each value.
func setsOf(p plan, f Facet, values int) []*roaring.Bitmap {
	sets := make([]*roaring.Bitmap, values)
	for i := range sets {
		sets[i] = roaring.New()
	}
	for doc := range p.len() {
		if f != Channel {
			sets[p.code(f, doc)].Add(uint32(doc))
			continue
		}
		for i, c := 0, p.channels(doc); c != 0; i, c = i+1, c>>1 {
			if c&1 != 0 {
				sets[i].Add(uint32(doc))
			}
		}
	}
	return sets
}

// sink buffers what is written and sums it up.
type sink struct {
	w    io.Writer
	buf  []byte
	done uint64
	crc  uint32
}

// full is when the buffer goes out.
const full = 1 << 18

func (s *sink) at() uint64 { return s.done + uint64(len(s.buf)) }

func (s *sink) align() {
	for s.at()%8 != 0 {
		s.buf = append(s.buf, 0)
	}
}

func (s *sink) Write(b []byte) (int, error) {
	s.buf = append(s.buf, b...)
	return len(b), s.spill()
}

func (s *sink) spill() error {
	if len(s.buf) < full {
		return nil
	}
	return s.flush()
}

func (s *sink) flush() error {
	s.crc = crc32.Update(s.crc, castagnoli, s.buf)
	n, err := s.w.Write(s.buf)
	s.done += uint64(n)
	s.buf = s.buf[:0]
	return err
}

// Unfinished ends the name of a file that [WriteFile] has not finished.
const Unfinished = ".part"

// WriteFile writes a file such that after a power cut it is whole or not there.
// It writes beside the path, with the ending [Unfinished]; what is left of a
// process that died may be removed.
func WriteFile(path string, write func(io.Writer) error) (err error) {
	part := path + Unfinished
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			// The first error says more than one of tidying up.
			f.Close()
			os.Remove(part)
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

package segment

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"sort"
	"strconv"
	"sync/atomic"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/edsrzf/mmap-go"
)

// Format is the layout of the bytes. A segment of another format is thrown away
// and built anew.
const Format = 1

var (
	// ErrDamaged: the bytes are not what was written.
	ErrDamaged = errors.New("检索段已损坏")
	// ErrFormat: the segment was written by another edition of the program.
	ErrFormat = errors.New("检索段的格式不同")
	// ErrTwice: two documents of one build or merge have the same ID.
	ErrTwice = errors.New("同一文档在检索段中出现两次")
	// ErrTooLarge: more documents, titles or words than a segment can number.
	ErrTooLarge = errors.New("检索段过大")
)

// Tier says where a term stands.
type Tier int

const (
	Title Tier = iota // in the title, or as one of the numbers
	All               // anywhere
)

// Facet is what documents are counted by.
type Facet int

const (
	Agency Facet = iota
	Category
	Year
	Kind
	Validity
	Channel // of which a document has any number
	Facets  // how many there are
)

// Doc is a document as it goes into a segment.
type Doc struct {
	At, ID int64  // of publication, in microseconds; the order is (At, ID)
	Title  string // folded, for literal checks
	// Values has one value of each facet but Channel; "" is a value too.
	Values   [Channel]string
	Channels uint8 // a set, as bits; the values of the facet are "0" to "7"
	// TitleTerms and AllTerms are the terms of the two tiers in any order,
	// doubles allowed. A term of the title belongs to both, listed or not. They
	// are copied when kept, so they may be parts of larger texts.
	TitleTerms, AllTerms []string
	Sum                  uint64 // fingerprint of the content
}

// Value is one value of a facet and how many documents have it.
type Value struct {
	Name  string
	Count int
}

// The sections, in the order of the file.
const (
	postingsSection = iota
	atSection
	idSection
	byIDSection
	sumSection
	channelsSection
	codesSection                                   // one for each facet but Channel
	titleEndsSection = codesSection + int(Channel) // end of each title
	titlesSection    = titleEndsSection + 1
	setsSection      = titlesSection + 1
	termsSection     = setsSection + 1
	blocksSection    = termsSection + 1
	sections         = blocksSection + 1
)

const (
	magic      = "gksegmt\n"
	headerSize = 16
	tailSize   = 24
	blockSize  = 64  // terms
	gapsUpTo   = 128 // documents; more are a bitmap
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Segment is open for reading, by any number of readers at once.
type Segment struct {
	bytes  []byte
	mapped mmap.MMap // nil when in memory

	part  [sections][]byte
	whole [sections]extent
	docs  int
	terms int

	width  [Channel]int // of a code, in bytes
	values [Facets][]Value
	sets   [Facets][]valueSet
	shapes [Facets]atomic.Pointer[shape] // see [Segment.CountFacet]
}

// extent is a section with what stands until the next begins.
type extent struct {
	from, length, to uint64
	crc              uint32
}

type valueSet struct {
	at, length uint64
	bitmap     atomic.Pointer[roaring.Bitmap]
}

// Open maps a file. Only its table of contents is read. Errors: [ErrDamaged],
// [ErrFormat].
func Open(path string) (*Segment, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < headerSize+tailSize {
		return nil, fmt.Errorf("open segment %s: %w", path, ErrDamaged)
	}
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("open segment %s: %w", path, err)
	}
	s, err := FromBytes(m)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open segment %s: %w", path, err), m.Unmap())
	}
	s.mapped = m
	return s, nil
}

// FromBytes opens what [Build] made. The bytes must not change afterwards.
func FromBytes(b []byte) (*Segment, error) {
	if len(b) < headerSize+tailSize || string(b[:8]) != magic {
		return nil, ErrDamaged
	}
	if binary.LittleEndian.Uint32(b[8:]) != Format {
		return nil, ErrFormat
	}
	tail := b[len(b)-tailSize:]
	at, length := binary.LittleEndian.Uint64(tail), uint64(binary.LittleEndian.Uint32(tail[8:]))
	end := uint64(len(b) - tailSize)
	if string(tail[16:]) != magic || at < headerSize || at > end || length != end-at {
		return nil, ErrDamaged
	}
	sum := crc32.Update(crc32.Checksum(b[:headerSize], castagnoli), castagnoli, b[at:end])
	if sum != binary.LittleEndian.Uint32(tail[12:]) {
		return nil, ErrDamaged
	}
	s := &Segment{bytes: b}
	if !s.contents(scan{b: b[at:end]}, at) {
		return nil, ErrDamaged
	}
	return s, nil
}

// contents reads the table of contents, which ends the sections at end.
func (s *Segment) contents(c scan, end uint64) bool {
	docs, terms := c.number(), c.number()
	if docs > math.MaxInt32 || terms > end {
		return false
	}
	s.docs, s.terms = int(docs), int(terms)
	for i := range s.whole {
		e := extent{from: c.number(), length: c.number(), crc: uint32(c.number())}
		if i > 0 {
			s.whole[i-1].to = e.from
		}
		if e.from%8 != 0 || e.from < headerSize || e.from > end || e.length > end-e.from {
			return false
		}
		s.whole[i] = e
		s.part[i] = s.bytes[e.from : e.from+e.length : e.from+e.length]
	}
	s.whole[sections-1].to = end
	for _, e := range s.whole {
		if e.to < e.from+e.length {
			return false
		}
	}
	for f := range Facets {
		n := c.number()
		if n > uint64(len(c.b)) {
			return false
		}
		s.values[f] = make([]Value, n)
		s.sets[f] = make([]valueSet, n)
		for i := range s.values[f] {
			s.values[f][i] = Value{Name: string(c.take(c.number())), Count: int(c.number())}
			s.sets[f][i].at, s.sets[f][i].length = c.number(), c.number()
		}
	}
	if c.bad || len(c.b) != 0 || len(s.values[Channel]) != 8 {
		return false
	}
	fits := func(section int, width uint64) bool { return s.whole[section].length == docs*width }
	for f := range Channel {
		s.width[f] = width(len(s.values[f]))
		if !fits(codesSection+int(f), uint64(s.width[f])) {
			return false
		}
	}
	return fits(atSection, 8) && fits(idSection, 8) && fits(byIDSection, 4) && fits(sumSection, 8) &&
		fits(channelsSection, 1) && fits(titleEndsSection, 4) &&
		s.whole[blocksSection].length == (terms+blockSize-1)/blockSize*16
}

// width is how many bytes tell n values apart.
func width(n int) int {
	switch {
	case n <= 1<<8:
		return 1
	case n <= 1<<16:
		return 2
	}
	return 4
}

// channelValues are the values of the facet Channel.
var channelValues = func() []string {
	var list []string
	for i := range 8 {
		list = append(list, strconv.Itoa(i))
	}
	return list
}()

// Close gives the map back. Nothing that was read from the segment may be in
// use any more.
func (s *Segment) Close() error {
	if s.mapped == nil {
		return nil
	}
	m := s.mapped
	s.mapped, s.bytes, s.part = nil, nil, [sections][]byte{}
	return m.Unmap()
}

// Len is how many documents it has; they are numbered from 0.
func (s *Segment) Len() int { return s.docs }

// Bytes is its size.
func (s *Segment) Bytes() int64 { return int64(len(s.bytes)) }

// Bounds is when the first and the last document were published; 0 and 0 when
// there is none.
func (s *Segment) Bounds() (first, last int64) {
	if s.docs == 0 {
		return 0, 0
	}
	return s.At(0), s.At(uint32(s.docs - 1))
}

// At is when the document was published, in microseconds.
func (s *Segment) At(doc uint32) int64 {
	return int64(binary.LittleEndian.Uint64(s.part[atSection][int(doc)*8:]))
}

// ID is the document's number in the record.
func (s *Segment) ID(doc uint32) int64 {
	return int64(binary.LittleEndian.Uint64(s.part[idSection][int(doc)*8:]))
}

// Sum is the fingerprint of the document's content.
func (s *Segment) Sum(doc uint32) uint64 {
	return binary.LittleEndian.Uint64(s.part[sumSection][int(doc)*8:])
}

// Channels is the set of the document's channels.
func (s *Segment) Channels(doc uint32) uint8 { return s.part[channelsSection][doc] }

// Title is the document's folded title. It is not copied: it ends with Close.
func (s *Segment) Title(doc uint32) string {
	ends, titles := s.part[titleEndsSection], s.part[titlesSection]
	var from uint32
	if doc > 0 {
		from = binary.LittleEndian.Uint32(ends[int(doc-1)*4:])
	}
	to := binary.LittleEndian.Uint32(ends[int(doc)*4:])
	if from >= to || int(to) > len(titles) {
		return ""
	}
	return unsafe.String(&titles[from], int(to-from))
}

// Find is the document of an ID.
func (s *Segment) Find(id int64) (doc uint32, ok bool) {
	place := func(i int) uint32 { return binary.LittleEndian.Uint32(s.part[byIDSection][i*4:]) }
	i := sort.Search(s.docs, func(i int) bool {
		doc := place(i)
		return int(doc) >= s.docs || s.ID(doc) >= id
	})
	if i == s.docs {
		return 0, false
	}
	doc = place(i)
	return doc, int(doc) < s.docs && s.ID(doc) == id
}

// After is how many documents come no later than (at, id): the number of the
// first after it.
func (s *Segment) After(at, id int64) uint32 {
	return uint32(sort.Search(s.docs, func(i int) bool {
		doc := uint32(i)
		return cmp.Or(cmp.Compare(s.At(doc), at), cmp.Compare(s.ID(doc), id)) > 0
	}))
}

// scan reads numbers and bytes one after the other. Once bad it yields nothing.
type scan struct {
	b   []byte
	bad bool
}

func (c *scan) number() uint64 {
	// Most numbers in a segment are small.
	if len(c.b) > 0 && c.b[0] < 0x80 {
		v := uint64(c.b[0])
		c.b = c.b[1:]
		return v
	}
	v, n := binary.Uvarint(c.b)
	if n <= 0 {
		c.b, c.bad = nil, true
		return 0
	}
	c.b = c.b[n:]
	return v
}

func (c *scan) take(n uint64) []byte {
	if n > uint64(len(c.b)) {
		c.b, c.bad = nil, true
		return nil
	}
	taken := c.b[:n]
	c.b = c.b[n:]
	return taken
}

package segment

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
)

// Build makes a segment of some documents, in any order. Errors: [ErrTwice],
// [ErrTooLarge].
func Build(docs []Doc) ([]byte, error) {
	b := NewBuilder()
	for i := range docs {
		b.Add(docs[i])
	}
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Builder makes a segment of many documents. It keeps no text but the titles,
// and of a posting one or two bytes.
type Builder struct {
	docs   []built
	titles []byte
	lists  []list
	short  map[uint64]uint32 // which list, by packed term
	long   map[string]uint32 // of those that cannot be packed
	spelt  int               // bytes of the long terms
	arena  arena

	names [Channel][]string // values of the facets
	codes [Channel]map[string]uint32

	order []uint32 // the documents as they will stand
	place []uint32 // of each document in order; nil when they came in order
}

// built is a document without its title, which ends at titleEnd.
type built struct {
	at, id   int64
	sum      uint64
	titleEnd int
	codes    [Channel]uint32
	channels uint8
}

// list is the postings of a term: the gap to the document before, doubled, plus
// one where the term stands in the title.
type list struct {
	chain
	last, titled uint32 // one more than the last document, and than the last titled
}

// NewBuilder is a builder without documents.
func NewBuilder() *Builder {
	b := &Builder{short: map[uint64]uint32{}, long: map[string]uint32{}}
	for f := range b.codes {
		b.codes[f] = map[string]uint32{}
	}
	return b
}

// Len is how many documents were added.
func (b *Builder) Len() int { return len(b.docs) }

// Size is about how many bytes of memory the builder holds.
func (b *Builder) Size() int {
	const term = 64 // its list and its place in the map
	return len(b.docs)*80 + len(b.titles) + len(b.lists)*term + b.spelt + b.arena.size()
}

// Add adds a document.
func (b *Builder) Add(d Doc) {
	b.titles = append(b.titles, d.Title...)
	doc := built{at: d.At, id: d.ID, sum: d.Sum, titleEnd: len(b.titles), channels: d.Channels}
	for f, v := range d.Values {
		code, known := b.codes[f][v]
		if !known {
			v = strings.Clone(v)
			code = uint32(len(b.names[f]))
			b.names[f] = append(b.names[f], v)
			b.codes[f][v] = code
		}
		doc.codes[f] = code
	}
	b.docs = append(b.docs, doc)
	number := uint32(len(b.docs)) // one more
	for _, t := range d.TitleTerms {
		l := b.list(t)
		if l.titled != number {
			l.titled = number
			b.post(l, number)
		}
	}
	for _, t := range d.AllTerms {
		if l := b.list(t); l.last != number {
			b.post(l, number)
		}
	}
}

func (b *Builder) post(l *list, number uint32) {
	gap := uint64(number-l.last) << 1
	if l.titled == number {
		gap |= 1
	}
	l.last = number
	var v [binary.MaxVarintLen64]byte
	for _, c := range v[:binary.PutUvarint(v[:], gap)] {
		b.arena.put(&l.chain, c)
	}
}

func (b *Builder) list(term string) *list {
	i := uint32(len(b.lists))
	if key, ok := pack(term); ok {
		if known, ok := b.short[key]; ok {
			return &b.lists[known]
		}
		b.short[key] = i
	} else {
		if known, ok := b.long[term]; ok {
			return &b.lists[known]
		}
		b.long[strings.Clone(term)] = i
		b.spelt += len(term)
	}
	b.lists = append(b.lists, list{})
	return &b.lists[i]
}

// pack makes a number of a term of up to seven bytes, as are pairs of characters.
// Numbers sort as their terms do; in a map they are found in half the time.
func pack(term string) (key uint64, ok bool) {
	if len(term) > 7 {
		return 0, false
	}
	for i := range len(term) {
		key |= uint64(term[i]) << (56 - 8*i)
	}
	return key | uint64(len(term)), true
}

func unpack(key uint64, room []byte) []byte {
	return binary.BigEndian.AppendUint64(room[:0], key)[:key&7]
}

// WriteTo writes the segment; the builder may not be used afterwards. Errors:
// [ErrTwice], [ErrTooLarge].
func (b *Builder) WriteTo(w io.Writer) (int64, error) {
	if b.arena.full {
		return 0, ErrTooLarge
	}
	b.order = make([]uint32, len(b.docs))
	for i := range b.order {
		b.order[i] = uint32(i)
	}
	byTime := func(x, y uint32) int {
		return cmp.Or(cmp.Compare(b.docs[x].at, b.docs[y].at), cmp.Compare(b.docs[x].id, b.docs[y].id))
	}
	if !slices.IsSortedFunc(b.order, byTime) {
		slices.SortFunc(b.order, byTime)
		b.place = make([]uint32, len(b.docs))
		for i, doc := range b.order {
			b.place[doc] = uint32(i)
		}
	}
	for f := range b.names {
		b.names[f] = slices.Clone(b.names[f])
		slices.Sort(b.names[f])
		code := make([]uint32, len(b.names[f]))
		for i, v := range b.names[f] {
			code[b.codes[f][v]] = uint32(i)
		}
		for i := range b.docs {
			b.docs[i].codes[f] = code[b.docs[i].codes[f]]
		}
	}
	return write(w, b)
}

func (b *Builder) len() int                  { return len(b.docs) }
func (b *Builder) at(doc int) int64          { return b.docs[b.order[doc]].at }
func (b *Builder) id(doc int) int64          { return b.docs[b.order[doc]].id }
func (b *Builder) sum(doc int) uint64        { return b.docs[b.order[doc]].sum }
func (b *Builder) channels(doc int) uint8    { return b.docs[b.order[doc]].channels }
func (b *Builder) values(f Facet) []string   { return b.names[f] }
func (b *Builder) code(f Facet, doc int) int { return int(b.docs[b.order[doc]].codes[f]) }

func (b *Builder) title(doc int) string {
	i := b.order[doc]
	from := 0
	if i > 0 {
		from = b.docs[i-1].titleEnd
	}
	return string(b.titles[from:b.docs[i].titleEnd])
}

func (b *Builder) terms(yield func(term []byte, title, all []uint32) error) error {
	short := slices.Sorted(maps.Keys(b.short))
	long := slices.Sorted(maps.Keys(b.long))
	var term, raw []byte
	var title, all []uint32
	for len(short)+len(long) > 0 {
		var from uint32
		if len(short) > 0 {
			term = unpack(short[0], term)
		}
		if len(long) == 0 || len(short) > 0 && string(term) < long[0] {
			from, short = b.short[short[0]], short[1:]
		} else {
			term = append(term[:0], long[0]...)
			from, long = b.long[long[0]], long[1:]
		}
		raw = b.arena.appendTo(raw[:0], b.lists[from].chain)
		title, all = title[:0], all[:0]
		number := uint32(0)
		for c := (scan{b: raw}); len(c.b) > 0; {
			gap := c.number()
			number += uint32(gap >> 1)
			doc := number - 1
			if b.place != nil {
				doc = b.place[doc]
			}
			all = append(all, doc)
			if gap&1 != 0 {
				title = append(title, doc)
			}
		}
		if b.place != nil {
			slices.Sort(all)
			slices.Sort(title)
		}
		if err := yield(term, title, all); err != nil {
			return err
		}
	}
	return nil
}

// arena holds many growing lists of bytes without moving them: each is a chain
// of pieces, every piece twice as large as the one before and ending with where
// the next begins.
type arena struct {
	pages [][]byte
	used  int  // of the last page
	full  bool // beyond what places can name
}

// chain is one list.
type chain struct {
	first, at, end uint32
	level          uint8 // of the last piece, 0 before there is one
}

const (
	pageBits   = 15
	pageSize   = 1 << pageBits
	link       = 4
	firstPiece = 8
	levels     = 9 // the largest piece is 2,048 bytes
)

func pieceSize(level uint8) uint32 { return firstPiece << (level - 1) }

func (a *arena) size() int { return len(a.pages) * pageSize }

func (a *arena) piece(size uint32) uint32 {
	if len(a.pages) == 0 || a.used+int(size) > pageSize {
		if len(a.pages) > math.MaxUint32>>pageBits {
			a.full = true
			a.used = 0
			return uint32(len(a.pages)-1) << pageBits
		}
		a.pages = append(a.pages, make([]byte, pageSize))
		a.used = 0
	}
	at := uint32(len(a.pages)-1)<<pageBits | uint32(a.used)
	a.used += int(size)
	return at
}

func (a *arena) put(c *chain, b byte) {
	if c.at == c.end {
		level := min(c.level+1, levels)
		size := pieceSize(level)
		next := a.piece(size)
		if c.level == 0 {
			c.first = next
		} else {
			binary.LittleEndian.PutUint32(a.pages[c.end>>pageBits][c.end&(pageSize-1):], next)
		}
		c.at, c.end, c.level = next, next+size-link, level
	}
	a.pages[c.at>>pageBits][c.at&(pageSize-1)] = b
	c.at++
}

func (a *arena) appendTo(b []byte, c chain) []byte {
	if c.level == 0 {
		return b
	}
	at := c.first
	for level := uint8(1); ; level = min(level+1, levels) {
		page := a.pages[at>>pageBits][at&(pageSize-1):]
		length := pieceSize(level) - link
		if at+length == c.end {
			return append(b, page[:c.at-at]...)
		}
		b = append(b, page[:length]...)
		at = binary.LittleEndian.Uint32(page[length:])
	}
}

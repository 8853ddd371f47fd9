package segment

import (
	"encoding/binary"
	"sort"
	"unsafe"
)

// entry is what the table says about a term after its name.
type entry struct {
	title, all             int
	titleAt, titleLength   uint64 // among the postings
	allAt, allLength, next uint64
}

// read takes an entry whose postings begin at the given place at the earliest.
// Where a term stands only in titles, the two sets are one.
func (e *entry) read(c *scan, at uint64) {
	e.all, e.title = int(c.number()), int(c.number())
	if e.all > gapsUpTo {
		at = aligned(at)
	}
	e.allAt, e.allLength = at, c.number()
	at += e.allLength
	switch e.title {
	case 0:
		e.titleAt, e.titleLength = at, 0
	case e.all:
		e.titleAt, e.titleLength = e.allAt, e.allLength
	default:
		if e.title > gapsUpTo {
			at = aligned(at)
		}
		e.titleAt, e.titleLength = at, c.number()
		at += e.titleLength
	}
	e.next = at
}

func (s *Segment) postings(e *entry, t Tier) Postings {
	n, at, length := e.all, e.allAt, e.allLength
	if t == Title {
		n, at, length = e.title, e.titleAt, e.titleLength
	}
	b := s.part[postingsSection]
	if n <= 0 || at > uint64(len(b)) || length > uint64(len(b))-at {
		return Postings{}
	}
	return Postings{count: n, data: b[at : at+length : at+length]}
}

// block is where a block of terms stands and where its postings begin.
func (s *Segment) block(i int) (c scan, postings uint64) {
	b := s.part[blocksSection][i*16:]
	at := binary.LittleEndian.Uint64(b)
	terms := s.part[termsSection]
	if at > uint64(len(terms)) {
		return scan{bad: true}, 0
	}
	return scan{b: terms[at:]}, binary.LittleEndian.Uint64(b[8:])
}

func (s *Segment) blocks() int { return len(s.part[blocksSection]) / 16 }

// blockOf is the last block whose first term is not after the given one; -1 if
// there is none.
func (s *Segment) blockOf(term string) int {
	return sort.Search(s.blocks(), func(i int) bool {
		c, _ := s.block(i)
		c.number() // shares nothing
		return string(c.take(c.number())) > term
	}) - 1
}

// Postings is the set of the documents that hold the term in that tier.
func (s *Segment) Postings(t Tier, term string) Postings {
	i := s.blockOf(term)
	if i < 0 {
		return Postings{}
	}
	c, at := s.block(i)
	left := min(blockSize, s.terms-i*blockSize)
	var e entry
	// same is how much of the wanted term the last one shared. All before the
	// wanted one are smaller, so one that shares more with its predecessor than
	// that is smaller too, and one that shares less is larger.
	same := 0
	for range left {
		shared := int(c.number())
		rest := c.take(c.number())
		e.read(&c, at)
		if c.bad || shared < same {
			return Postings{}
		}
		if shared == same {
			k := 0
			for k < len(rest) && same+k < len(term) && rest[k] == term[same+k] {
				k++
			}
			switch {
			case same+k == len(term):
				if k < len(rest) {
					return Postings{}
				}
				return s.postings(&e, t)
			case k < len(rest) && rest[k] > term[same+k]:
				return Postings{}
			}
			same += k
		}
		at = e.next
	}
	return Postings{}
}

// Terms calls fn for the terms from the given one on, ascending, with how many
// documents hold it in the title and at all, until it returns false. The term
// may not be kept; clone it.
func (s *Segment) Terms(from string, fn func(term string, title, all int) bool) {
	c := s.cursor(max(s.blockOf(from), 0))
	for c.next() {
		if term := unsafe.String(unsafe.SliceData(c.term), len(c.term)); term >= from && !fn(term, c.title, c.all) {
			return
		}
	}
}

// cursor walks the terms of a segment.
type cursor struct {
	segment *Segment
	scan    scan
	at      int // of the next term
	term    []byte
	entry
}

// cursor stands before the first term of a block.
func (s *Segment) cursor(block int) *cursor { return &cursor{segment: s, at: block * blockSize} }

// next goes to the next term; false at the end.
func (c *cursor) next() bool {
	if c.at >= c.segment.terms {
		return false
	}
	if c.at%blockSize == 0 {
		c.scan, c.entry.next = c.segment.block(c.at / blockSize)
		c.term = c.term[:0]
	}
	shared := c.scan.number()
	rest := c.scan.take(c.scan.number())
	if c.scan.bad || shared > uint64(len(c.term)) {
		return false
	}
	c.term = append(c.term[:shared], rest...)
	c.entry.read(&c.scan, c.entry.next)
	c.at++
	return !c.scan.bad
}

func (c *cursor) postings(t Tier) Postings { return c.segment.postings(&c.entry, t) }

// table writes the terms.
type table struct {
	terms  []byte
	blocks []byte
	count  int
	last   []byte
}

func (t *table) put(term []byte, at uint64, title, all int, titleLength, allLength uint64) {
	shared := 0
	if t.count%blockSize == 0 {
		t.blocks = binary.LittleEndian.AppendUint64(t.blocks, uint64(len(t.terms)))
		t.blocks = binary.LittleEndian.AppendUint64(t.blocks, at)
	} else {
		for shared < len(term) && shared < len(t.last) && term[shared] == t.last[shared] {
			shared++
		}
	}
	t.count++
	t.last = append(t.last[:0], term...)
	t.terms = binary.AppendUvarint(t.terms, uint64(shared))
	t.terms = binary.AppendUvarint(t.terms, uint64(len(term)-shared))
	t.terms = append(t.terms, term[shared:]...)
	t.terms = binary.AppendUvarint(t.terms, uint64(all))
	t.terms = binary.AppendUvarint(t.terms, uint64(title))
	t.terms = binary.AppendUvarint(t.terms, allLength)
	if title > 0 && title < all {
		t.terms = binary.AppendUvarint(t.terms, titleLength)
	}
}

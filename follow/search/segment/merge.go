package segment

import (
	"bytes"
	"cmp"
	"container/heap"
	"io"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Merge writes one segment of several, without the documents that are dead.
// What it answers is what a segment built of the living documents answers. The
// list dead, or any of it, may be nil; it must not change meanwhile. Of its
// progress it tells in terms of the parts. Errors: [ErrTwice], [ErrTooLarge],
// [ErrDamaged].
func Merge(w io.Writer, parts []*Segment, dead []*roaring.Bitmap, progress func(done, total int)) error {
	m := &merger{parts: parts, progress: progress, place: make([][]uint32, len(parts))}
	for i, s := range parts {
		// A merge must not give damage a clean bill.
		if err := s.checkSums(); err != nil {
			return err
		}
		s.Rest()
		var gone *roaring.Bitmap
		if i < len(dead) {
			gone = dead[i]
		}
		m.place[i] = make([]uint32, s.docs)
		for doc := range uint32(s.docs) {
			if m.place[i][doc] = nowhere; gone == nil || !gone.Contains(doc) {
				m.order = append(m.order, origin{uint32(i), doc})
			}
		}
	}
	byTime := func(x, y origin) int {
		a, b := parts[x.part], parts[y.part]
		return cmp.Or(cmp.Compare(a.At(x.doc), b.At(y.doc)), cmp.Compare(a.ID(x.doc), b.ID(y.doc)))
	}
	if !slices.IsSortedFunc(m.order, byTime) {
		slices.SortFunc(m.order, byTime)
	}
	for i, o := range m.order {
		m.place[o.part][o.doc] = uint32(i)
	}
	if err := m.unite(); err != nil {
		return err
	}
	_, err := write(w, m)
	return err
}

// nowhere is where the dead go.
const nowhere = math.MaxUint32

type origin struct{ part, doc uint32 }

type merger struct {
	parts    []*Segment
	order    []origin   // of the new documents
	place    [][]uint32 // new number of each document of each part
	progress func(done, total int)

	names [Channel][]string
	codes [Channel][][]int // new code of each code of each part
}

// unite makes one list of values of those that the living have.
func (m *merger) unite() error {
	for f := range Channel {
		used := make([][]bool, len(m.parts))
		for i, s := range m.parts {
			used[i] = make([]bool, len(s.values[f]))
		}
		for _, o := range m.order {
			code := m.parts[o.part].Code(f, o.doc)
			if code >= len(used[o.part]) {
				return ErrDamaged
			}
			used[o.part][code] = true
		}
		for i, s := range m.parts {
			for code, v := range s.values[f] {
				if used[i][code] {
					m.names[f] = append(m.names[f], v.Name)
				}
			}
		}
		slices.Sort(m.names[f])
		m.names[f] = slices.Compact(m.names[f])
		m.codes[f] = make([][]int, len(m.parts))
		for i, s := range m.parts {
			m.codes[f][i] = make([]int, len(s.values[f]))
			for code, v := range s.values[f] {
				m.codes[f][i][code], _ = slices.BinarySearch(m.names[f], v.Name)
			}
		}
	}
	return nil
}

func (m *merger) len() int { return len(m.order) }

func (m *merger) from(doc int) (*Segment, uint32) {
	o := m.order[doc]
	return m.parts[o.part], o.doc
}

func (m *merger) at(doc int) int64        { s, d := m.from(doc); return s.At(d) }
func (m *merger) id(doc int) int64        { s, d := m.from(doc); return s.ID(d) }
func (m *merger) sum(doc int) uint64      { s, d := m.from(doc); return s.Sum(d) }
func (m *merger) channels(doc int) uint8  { s, d := m.from(doc); return s.Channels(d) }
func (m *merger) title(doc int) string    { s, d := m.from(doc); return s.Title(d) }
func (m *merger) values(f Facet) []string { return m.names[f] }
func (m *merger) code(f Facet, doc int) int {
	o := m.order[doc]
	return m.codes[f][o.part][m.parts[o.part].Code(f, o.doc)]
}

func (m *merger) terms(yield func(term []byte, title, all []uint32) error) error {
	var front cursors
	done, total := 0, 0
	for i, s := range m.parts {
		total += s.terms
		if c := s.cursor(0); c.next() {
			front = append(front, part{c, m.place[i]})
		}
	}
	heap.Init(&front)
	step := max(total/1000, 1)
	var term []byte
	var title, all, old []uint32
	for len(front) > 0 {
		term = append(term[:0], front[0].term...)
		title, all = title[:0], all[:0]
		for len(front) > 0 && bytes.Equal(front[0].term, term) {
			c := front[0]
			var err error
			if old, all, err = c.move(All, old, all); err != nil {
				return err
			}
			if old, title, err = c.move(Title, old, title); err != nil {
				return err
			}
			if c.next() {
				heap.Fix(&front, 0)
			} else {
				heap.Pop(&front)
			}
			if done++; m.progress != nil && (done%step == 0 || done == total) {
				m.progress(done, total)
			}
		}
		if len(all) == 0 {
			continue
		}
		if err := yield(term, m.arrange(title), m.arrange(all)); err != nil {
			return err
		}
	}
	if done != total {
		return ErrDamaged
	}
	return nil
}

// arrange sorts a list, which is mostly sorted already, as parts mostly follow
// each other in time.
func (m *merger) arrange(list []uint32) []uint32 {
	if !slices.IsSorted(list) {
		slices.Sort(list)
	}
	return list
}

// part is a cursor with the new numbers of its documents.
type part struct {
	*cursor
	place []uint32
}

// move appends the new numbers of the documents that hold the term; old is
// room to work in.
func (p part) move(t Tier, old, list []uint32) (room, moved []uint32, err error) {
	old = p.postings(t).AppendTo(old[:0])
	for _, doc := range old {
		if int(doc) >= len(p.place) {
			return old, list, ErrDamaged
		}
		if doc = p.place[doc]; doc != nowhere {
			list = append(list, doc)
		}
	}
	return old, list, nil
}

// cursors is a heap by the term they stand at.
type cursors []part

func (c cursors) Len() int           { return len(c) }
func (c cursors) Less(i, j int) bool { return bytes.Compare(c[i].term, c[j].term) < 0 }
func (c cursors) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *cursors) Push(x any)        { *c = append(*c, x.(part)) }
func (c *cursors) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

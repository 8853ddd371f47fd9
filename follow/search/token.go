package search

import (
	"encoding/binary"
	"strconv"
	"strings"
	"sync"

	"gongkai/follow/search/segment"
	"gongkai/follow/search/word"
)

// tokenizer is the version of what is made of a document; segments made with
// another are of no use.
const tokenizer = word.Version<<8 | 1

// titleLine is what is kept of a title for literal checks: the title and the
// document number, each folded. No word of a query holds a line end.
func titleLine(d Document) string {
	title := word.Fold(d.Title)
	if d.Number == "" {
		return title
	}
	return title + "\n" + word.Fold(d.Number)
}

// bodyLines is the rest of what is searched: text and attachments, folded.
func bodyLines(d Document) string {
	text := word.Fold(d.Text)
	if len(d.Files) == 0 {
		return text
	}
	var b strings.Builder
	b.WriteString(text)
	for _, p := range d.Files {
		b.WriteByte('\n')
		b.WriteString(word.Fold(p.Text))
	}
	return b.String()
}

// segmentDoc is the document as a segment takes it.
func segmentDoc(d Document) segment.Doc {
	title, body := titleLine(d), bodyLines(d)
	out := segment.Doc{
		At: d.PublishedAt, ID: d.ID, Title: title, Channels: uint8(d.Channels),
		Values: [segment.Channel]string{
			segment.Agency: string(d.Agency), segment.Category: d.Category, segment.Year: strconv.Itoa(yearOf(d.PublishedAt)),
			segment.Kind: string(d.Kind), segment.Validity: string(d.Validity),
		},
	}
	out.TitleTerms = make([]string, 0, len(title)/3+4)
	word.Terms(title, func(t string) { out.TitleTerms = append(out.TitleTerms, t) })
	out.TitleTerms = append(out.TitleTerms, word.NumberTerms(d.Number)...)
	for _, t := range []string{word.IndexTerm(d.Index), word.TitleTerm(word.Fold(d.Title))} {
		if t != "" {
			out.TitleTerms = append(out.TitleTerms, t)
		}
	}
	out.AllTerms = make([]string, 0, len(body)/3+4)
	word.Terms(body, func(t string) { out.AllTerms = append(out.AllTerms, t) })
	out.Sum = sumOf(&out)
	return out
}

// tokenise is the documents as segments take them, by two goroutines where it
// is worth it.
func tokenise(list []Document) []segment.Doc {
	docs := make([]segment.Doc, len(list))
	part := func(from, to int) {
		for i := from; i < to; i++ {
			docs[i] = segmentDoc(list[i])
		}
	}
	half := len(list) / 2
	if half < 64 {
		part(0, len(list))
		return docs
	}
	var other sync.WaitGroup
	other.Go(func() { part(0, half) })
	part(half, len(list))
	other.Wait()
	return docs
}

// The fingerprint of a document is a sum over its terms and its columns, so
// that it can be added up from the postings of a segment too, in any order.
// See [Index.Verify].

// hash64 is FNV-1a with the bits mixed once more, so that sums of it do not
// cancel.
func hash64(s string, seed uint64) uint64 {
	h := 14695981039346656037 ^ seed*0x9e3779b97f4a7c15
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return h
}

func termSum(t segment.Tier, term string) uint64 { return hash64(term, uint64(t)+1) }

// columnSum is of what is no term.
func columnSum(at, id int64, title string, values [segment.Channel]string, channels uint8) uint64 {
	b := make([]byte, 0, 128+len(title))
	b = binary.BigEndian.AppendUint64(b, uint64(at))
	b = binary.BigEndian.AppendUint64(b, uint64(id))
	b = append(b, channels)
	for _, v := range values {
		b = append(append(b, v...), 0)
	}
	b = append(b, title...)
	return hash64(string(b), 3)
}

func sumOf(d *segment.Doc) uint64 {
	sum := columnSum(d.At, d.ID, d.Title, d.Values, d.Channels)
	s := seenPool.Get().(*seen)
	s.reset()
	for _, t := range d.TitleTerms {
		if h := termSum(segment.Title, t); s.first(h) {
			sum += h
		}
	}
	for _, list := range [2][]string{d.TitleTerms, d.AllTerms} {
		for _, t := range list {
			if h := termSum(segment.All, t); s.first(h) {
				sum += h
			}
		}
	}
	seenPool.Put(s)
	return sum
}

var seenPool = sync.Pool{New: func() any { return new(seen) }}

// seen is a set of hashes, emptied without being given away.
type seen struct {
	slots []uint64
	used  []int32
}

func (s *seen) reset() {
	for _, i := range s.used {
		s.slots[i] = 0
	}
	s.used = s.used[:0]
}

// first says whether h is new, and remembers it.
func (s *seen) first(h uint64) bool {
	if h == 0 {
		h = 1
	}
	if len(s.slots) < 2*(len(s.used)+1) {
		s.grow()
	}
	mask := uint64(len(s.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		switch s.slots[i] {
		case h:
			return false
		case 0:
			s.slots[i] = h
			s.used = append(s.used, int32(i))
			return true
		}
	}
}

func (s *seen) grow() {
	old := make([]uint64, 0, len(s.used))
	for _, i := range s.used {
		old = append(old, s.slots[i])
	}
	s.slots = make([]uint64, max(1024, 2*len(s.slots)))
	s.used = s.used[:0]
	for _, h := range old {
		s.first(h)
	}
}

// textMemory keeps the folded text of documents that were looked at, the last
// used ones, so that a next page or a corrected query does not read them again.
type textMemory struct {
	mu    sync.Mutex
	most  int
	bytes int
	kept  map[textKey]*textEntry
	first *textEntry // last used
	last  *textEntry
}

// textKey names a text by its content: a changed document has another sum.
type textKey struct {
	id  int64
	sum uint64
}

type textEntry struct {
	key        textKey
	text       string
	prev, next *textEntry
}

// textMemoryBytes is what the folded texts may hold.
const textMemoryBytes = 16 << 20

func newTextMemory(most int) *textMemory {
	return &textMemory{most: most, kept: map[textKey]*textEntry{}}
}

func (m *textMemory) get(k textKey) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.kept[k]
	if e == nil {
		return "", false
	}
	m.take(e)
	m.put(e)
	return e.text, true
}

func (m *textMemory) add(k textKey, text string) {
	if len(text) > m.most/16 {
		return // one book must not drive out everything else
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept[k] != nil {
		return
	}
	e := &textEntry{key: k, text: text}
	m.kept[k] = e
	m.bytes += len(text) + textOverhead
	m.put(e)
	for m.bytes > m.most && m.last != nil {
		old := m.last
		m.take(old)
		delete(m.kept, old.key)
		m.bytes -= len(old.text) + textOverhead
	}
}

const textOverhead = 150

func (m *textMemory) take(e *textEntry) {
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		m.first = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		m.last = e.prev
	}
	e.prev, e.next = nil, nil
}

func (m *textMemory) put(e *textEntry) {
	e.next = m.first
	if m.first != nil {
		m.first.prev = e
	}
	m.first = e
	if m.last == nil {
		m.last = e
	}
}

// channelBit is the facet value of a bit of [publication.Channel].
func channelBit(bit int) string { return strconv.Itoa(bit) }

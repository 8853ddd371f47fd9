package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"gongkai/follow/search/segment"
	"gongkai/law/calendar"
)

// state is one generation of the index: the segments searched now, and how
// they change. Readers take a snapshot and never wait.
type state struct {
	opt Options
	dir string // of the generation; "" to keep all in memory

	mu   sync.Mutex // held by who changes now, for as long as it takes to copy a list
	now  atomic.Pointer[snapshot]
	next int // number of the next file
	// upto is the position that the manifest names, to which the files reach.
	upto int64
	// writes says that this process may change files.
	writes bool

	// tidying keeps merges one at a time; life ends those of a generation that
	// is replaced.
	tidying sync.Mutex
	life    context.Context
	end     context.CancelFunc
}

func newState(opt Options, dir string, pieces []piece, m manifest, writes bool) *state {
	st := &state{opt: opt, dir: dir, next: m.Next, upto: m.Upto, writes: writes}
	st.life, st.end = context.WithCancel(context.Background())
	st.now.Store(newSnapshot(pieces, m.Upto, m.Mark))
	return st
}

// openState opens a generation as its manifest says, without what the journal
// brought since. Errors: [errOther].
func openState(opt Options, dir string, writes bool) (*state, manifest, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, m, err
	}
	pieces, err := openParts(dir, m)
	if err != nil {
		return nil, m, err
	}
	if writes {
		sweep(dir, m)
	}
	return newState(opt, dir, pieces, m, writes), m, nil
}

// hold is the snapshot of this moment; the caller releases it.
func (st *state) hold() *snapshot {
	for {
		if s := st.now.Load(); s.hold() {
			return s
		}
	}
}

// swap makes the pieces the present ones. st.mu is held.
func (st *state) swap(pieces []piece, position, mark int64) {
	old := st.now.Swap(newSnapshot(pieces, position, mark))
	old.release()
}

// retire lets go of a generation nobody will read any more; remove also takes
// its files away, once the last reader has left.
func (st *state) retire(remove bool) {
	st.end()
	st.tidying.Lock() // a merge under way is cut off first
	defer st.tidying.Unlock()
	st.mu.Lock()
	defer st.mu.Unlock()
	s := st.now.Load()
	if remove {
		for _, p := range s.pieces {
			p.doomed.Store(true)
		}
	}
	st.writes = false
	s.release()
}

// apply takes the documents as they stand now: of each id what was there is no
// longer found, and what is in docs is. It is told whole publications and not
// changes, so what was applied once may be applied again. It may be called by
// one goroutine only.
func (st *state) apply(ids []int64, docs []segment.Doc, position, mark int64) (changed bool, err error) {
	s := st.hold()
	defer s.release()
	same := map[int64]bool{}
	fresh := docs[:0:0]
	for _, d := range docs {
		if p, at, ok := s.find(d.ID); ok && p.Sum(at) == d.Sum && p.At(at) == d.At {
			same[d.ID] = true
			continue
		}
		fresh = append(fresh, d)
	}
	var gone []int64
	for _, id := range ids {
		if same[id] {
			continue
		}
		if _, _, ok := s.find(id); ok {
			gone = append(gone, id)
		}
	}
	var added *part
	if len(fresh) > 0 {
		if added, err = inMemory(fresh); err != nil {
			return false, err
		}
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	s2 := st.now.Load()
	if added == nil && len(gone) == 0 {
		if position == s2.position && mark == s2.mark {
			return false, nil
		}
		st.swap(s2.pieces, position, mark)
		return false, nil
	}
	pieces := kill(s2.pieces, gone)
	if added != nil {
		pieces = append(pieces, newPiece(added, nil))
	}
	st.swap(pieces, position, mark)
	return true, nil
}

func inMemory(docs []segment.Doc) (*part, error) {
	b, err := segment.Build(docs)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	return fromBytes(b)
}

func fromBytes(b []byte) (*part, error) {
	s, err := segment.FromBytes(b)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	return &part{Segment: s}, nil
}

// kill is the pieces without the documents. What of a piece is gone is copied
// before it grows: snapshots share it.
func kill(pieces []piece, ids []int64) []piece {
	list := make([]piece, 0, len(pieces)+1)
	for _, p := range pieces {
		var dead *roaring.Bitmap
		for _, id := range ids {
			doc, ok := p.Find(id)
			if !ok || !p.alive(doc) {
				continue
			}
			if dead == nil {
				if dead = roaring.New(); p.dead != nil {
					dead = p.dead.Clone()
				}
			}
			dead.Add(doc)
		}
		if dead != nil {
			p = newPiece(p.part, dead)
		}
		if p.live == 0 && p.path == "" {
			continue // nothing is left of it; a file is named by the manifest
		}
		list = append(list, p)
	}
	return list
}

// replace puts merged segments in the place of those they were made of. What
// was taken out of these meanwhile is taken out of the merged ones.
// commit is told the new list before it counts, and may refuse.
func (st *state) replace(old []piece, merged []*part, commit func([]piece) error) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	s := st.now.Load()
	then := map[*part]*roaring.Bitmap{}
	for _, p := range old {
		then[p.part] = p.dead
	}
	var list []piece
	var gone []int64
	still := make(map[*part]bool, len(old))
	for _, p := range s.pieces {
		dead, ours := then[p.part]
		if !ours {
			list = append(list, p)
			continue
		}
		still[p.part] = true
		if p.dead == nil {
			continue
		}
		late := p.dead
		if dead != nil {
			late = roaring.AndNot(p.dead, dead)
		}
		for it := late.Iterator(); it.HasNext(); {
			gone = append(gone, p.ID(it.Next()))
		}
	}
	// Of a segment in memory that is no longer listed everything was taken out:
	// see kill.
	for _, p := range old {
		if still[p.part] {
			continue
		}
		for doc := range uint32(p.Len()) {
			if p.alive(doc) {
				gone = append(gone, p.ID(doc))
			}
		}
	}
	fresh := make([]piece, 0, len(merged))
	for _, p := range merged {
		fresh = append(fresh, newPiece(p, nil))
	}
	list = append(kill(fresh, gone), list...)
	if commit != nil {
		if err := commit(list); err != nil {
			return err
		}
	}
	for _, p := range old {
		if p.path != "" {
			p.doomed.Store(true)
		}
	}
	st.swap(list, s.position, s.mark)
	return nil
}

// tidy merges and writes until nothing is left to do, one job after another.
// Readers and the follower go on meanwhile.
func (st *state) tidy(ctx context.Context) error {
	st.tidying.Lock()
	defer st.tidying.Unlock()
	if st.life.Err() != nil {
		return errRetired // there is no snapshot to be held any more
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(st.life, cancel)()
	for ctx.Err() == nil {
		s := st.hold()
		did, err := st.tidyOnce(ctx, s)
		s.release()
		if err != nil || !did {
			return err
		}
	}
	return ctx.Err()
}

// due says whether there is enough in memory to be written.
func (st *state) due(s *snapshot) bool {
	if st.dir == "" || !st.writes {
		return false
	}
	n := 0
	for _, p := range s.pieces {
		if p.path == "" {
			n += p.Len()
		}
	}
	return n >= st.opt.Flush || s.position-st.upto >= int64(st.opt.Flush)*flushEntries
}

// flushEntries is after how many entries of the journal, as a multiple of
// [Options.Flush], the position is written even if little of them is found by a
// search: what has been written need not be read again at the next start.
const flushEntries = 5

func (st *state) tidyOnce(ctx context.Context, s *snapshot) (bool, error) {
	if st.due(s) {
		return true, st.flush(ctx, s)
	}
	var memory, files []piece
	for _, p := range s.pieces {
		if p.path == "" {
			memory = append(memory, p)
		} else {
			files = append(files, p)
		}
	}
	if group := crowded(memory, st.opt.MemoryFan, func(p piece) int { return 0 }); group != nil {
		var b bytes.Buffer
		if err := merge(ctx, &b, group, nil); err != nil {
			return false, err
		}
		p, err := fromBytes(b.Bytes())
		if err != nil {
			return false, err
		}
		return true, st.replace(group, []*part{p}, nil)
	}
	if !st.writes {
		return false, nil
	}
	var growing []piece
	for _, p := range files {
		if p.Len() < st.opt.Largest/2 {
			growing = append(growing, p)
		}
	}
	group := crowded(growing, st.opt.FileFan, func(p piece) int {
		if p.Len() < st.opt.scarce()/st.opt.FileFan {
			return 0 // of whatever years
		}
		return p.year
	})
	if group == nil {
		// What is mostly gone is written anew, so that deletions give back space.
		for _, p := range files {
			if p.live*2 < p.Len() {
				group = []piece{p}
				break
			}
		}
	}
	if group == nil {
		return false, nil
	}
	merged, err := st.write(ctx, group, group[0].year)
	if err != nil {
		return false, err
	}
	return true, st.replaceFiles(ctx, group, merged, st.upto, -1)
}

// crowded is the segments of one size and kind of which there are fan or more;
// nil if there are none. A size is a power of the fan, so that each document is
// written again a few times only, however many come in.
func crowded(list []piece, fan int, kind func(piece) int) []piece {
	type class struct{ kind, size int }
	groups := map[class][]piece{}
	for _, p := range list {
		size := 0
		for n := p.Len(); n >= fan; n /= fan {
			size++
		}
		c := class{kind(p), size}
		groups[c] = append(groups[c], p)
		if len(groups[c]) >= fan {
			return groups[c]
		}
	}
	return nil
}

func merge(ctx context.Context, w io.Writer, list []piece, without []*roaring.Bitmap) error {
	parts := make([]*segment.Segment, len(list))
	dead := make([]*roaring.Bitmap, len(list))
	for i, p := range list {
		parts[i], dead[i] = p.Segment, p.dead
		if without != nil {
			dead[i] = without[i]
		}
	}
	rested := 0
	progress := func(done, total int) {
		if done-rested >= total/restAfter {
			rested = done
			rest(parts)
		}
	}
	err := segment.Merge(watched{ctx, w}, parts, dead, progress)
	rest(parts)
	if err != nil {
		return fmt.Errorf("merge: %w", err)
	}
	return nil
}

// restAfter is how often in a merge the memory is given back that holds what
// was read of the files: they are read from beginning to end, once.
const restAfter = 16

func rest(list []*segment.Segment) {
	for _, s := range list {
		s.Rest()
	}
}

// watched is a writer that ends when its work is no longer wanted.
type watched struct {
	ctx context.Context
	w   io.Writer
}

func (w watched) Write(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(b)
}

// write merges pieces into a new file of the year; no part if nothing of them
// is left.
func (st *state) write(ctx context.Context, list []piece, year int) ([]*part, error) {
	dead := make([]*roaring.Bitmap, len(list))
	left := 0
	for i, p := range list {
		dead[i] = p.dead
		if p.path == "" {
			first, last := yearDocs(p.Segment, year)
			out := roaring.New()
			if p.dead != nil {
				out = p.dead.Clone()
			}
			out.AddRange(0, uint64(first))
			out.AddRange(uint64(last), uint64(p.Len()))
			dead[i] = out
		}
		left += p.Len()
		if dead[i] != nil {
			left -= int(dead[i].GetCardinality())
		}
	}
	if left == 0 {
		return nil, nil
	}
	st.mu.Lock()
	st.next++
	path := filepath.Join(st.dir, fileName(st.next))
	st.mu.Unlock()
	if err := segment.WriteFile(path, func(w io.Writer) error { return merge(ctx, w, list, dead) }); err != nil {
		return nil, fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	s, err := segment.Open(path)
	if err != nil {
		return nil, err
	}
	return []*part{{Segment: s, path: path, year: year}}, nil
}

func fileName(n int) string { return fmt.Sprintf("%06d.seg", n) }

// yearDocs is the documents of a calendar year in Beijing, the first included,
// the last not.
func yearDocs(s *segment.Segment, year int) (first, last uint32) {
	from := calendar.Date(year, time.January, 1).Start().UnixMicro()
	to := calendar.Date(year+1, time.January, 1).Start().UnixMicro()
	return before(s, from), before(s, to)
}

// before is how many documents were published before the instant.
func before(s *segment.Segment, at int64) uint32 { return s.After(at-1, 1<<63-1) }

func yearOf(at int64) int { return calendar.On(time.UnixMicro(at)).Year() }

// flush writes what lies in memory to files, one a year, and the position with
// them.
func (st *state) flush(ctx context.Context, s *snapshot) error {
	var memory []piece
	years := map[int]bool{}
	for _, p := range s.pieces {
		if p.path == "" {
			memory = append(memory, p)
			first, last := p.Bounds()
			for y := yearOf(first); y <= yearOf(last); y++ {
				if a, b := yearDocs(p.Segment, y); a < b {
					years[y] = true
				}
			}
		}
	}
	var merged []*part
	order := make([]int, 0, len(years))
	for y := range years {
		order = append(order, y)
	}
	sort.Ints(order)
	for _, y := range order {
		p, err := st.write(ctx, memory, y)
		if err != nil {
			closeAll(merged)
			return err
		}
		merged = append(merged, p...)
	}
	return st.replaceFiles(ctx, memory, merged, s.position, s.mark)
}

func closeAll(list []*part) {
	for _, p := range list {
		p.doomed.Store(true)
		p.refs.Store(1)
		p.release()
	}
}

// replaceFiles replaces segments and the manifest, in this order of safety:
// the files are there, the manifest names them, readers see them. What came
// into memory after position is in no file, and is read again from there at
// the next start; what it took out of the files already may be so.
func (st *state) replaceFiles(ctx context.Context, old []piece, merged []*part, position, mark int64) error {
	entry, err := st.entry(ctx, position)
	if err != nil {
		closeAll(merged)
		return err
	}
	if mark < 0 {
		m, err := readManifest(st.dir)
		if err != nil {
			closeAll(merged)
			return err
		}
		mark = m.Mark
	}
	err = st.replace(old, merged, func(list []piece) error {
		if !st.writes {
			return errRetired
		}
		m := manifest{Format: segment.Format, Tokenizer: tokenizer, Upto: position, Entry: entry, Mark: mark, Next: st.next}
		for _, p := range list {
			if p.path == "" {
				continue
			}
			l := manifestPart{File: filepath.Base(p.path), Year: p.year, Docs: p.Len()}
			if p.dead != nil {
				b, err := p.dead.ToBytes()
				if err != nil {
					return err
				}
				l.Dead = b
			}
			m.Segments = append(m.Segments, l)
		}
		if err := writeManifest(st.dir, m); err != nil {
			return err
		}
		st.upto = position
		return nil
	})
	if err != nil {
		closeAll(merged)
		if errors.Is(err, fs.ErrNotExist) {
			return errRetired // another process took the generation away
		}
	}
	return err
}

var errRetired = errors.New("this generation of the index was replaced")

func (st *state) entry(ctx context.Context, number int64) (string, error) {
	if number == 0 {
		return "", nil
	}
	list, err := st.opt.Record.JournalAfter(ctx, number-1, 1)
	if err != nil {
		return "", err
	}
	return fingerprint(list, number), nil
}

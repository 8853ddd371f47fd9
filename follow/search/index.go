package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/golang-lru/v2"

	"gongkai/follow/search/segment"
)

var (
	// ErrBuilding says that there is nothing to search yet: the first build
	// runs, or what happened since the last stop is being read.
	ErrBuilding = errors.New("检索正在准备，请稍后再试")
	// ErrNone refuses to search where no index was ever built.
	ErrNone = errors.New("这里还没有检索索引")
	// ErrBusy refuses a second build beside one that runs.
	ErrBusy = errors.New("检索索引正在由另一个进程建立")
)

// Options say where an index lies and what it is made of. The sizes are for
// tests; 0 is the usual.
type Options struct {
	// Dir is the folder of the index; "" keeps it in memory, for tests and small
	// records.
	Dir    string
	Record Record
	Log    *slog.Logger // nil for none
	// ReadOnly writes nothing: what the files lack is kept in memory.
	ReadOnly bool
	// Now measures the rate of a build; nil for no rate.
	Now func() time.Time

	Flush     int // documents in memory from which on they are written; 20,000
	MemoryFan int // segments of a size in memory that are merged; 4
	FileFan   int // files of a size and year that are merged; 8
	Largest   int // documents in a file; 1,200,000
	Chunk     int // documents of a build's segment before merging; 10,000
	Verified  int // candidates up to which each is looked at for an exact count; 500
	Window    int // newest hits of a tier that are weighed once more; 200
	Answers   int // answers kept; 256; negative for none
}

func (o Options) usual() Options {
	for _, d := range []struct {
		n     *int
		usual int
	}{{&o.Flush, 20_000}, {&o.MemoryFan, 4}, {&o.FileFan, 8}, {&o.Largest, 1_200_000}, {&o.Chunk, 10_000},
		{&o.Verified, 500}, {&o.Window, 200}, {&o.Answers, 256}} {
		if *d.n == 0 {
			*d.n = d.usual
		}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// scarce is how many documents a year must have for files of its own.
func (o Options) scarce() int { return o.Largest / 12 }

// Index finds what is public. It is safe for many goroutines.
type Index struct {
	opt   Options
	busy  chan struct{} // one for each search under way
	texts *textMemory
	kept  *lru.Cache[string, Result] // nil for none

	state   atomic.Pointer[state] // nil before the first build
	ready   atomic.Bool           // what happened before the start is known
	closed  atomic.Bool
	written atomic.Pointer[lock] // held while this process writes the files

	following sync.Mutex // one goroutine applies at a time
	wake      chan struct{}
	untidy    chan struct{}

	mu        sync.Mutex
	moved     chan struct{} // closed when the position moves
	listeners []func()
	building  progress
	end       int64 // of the journal, as last seen
}

// progress is how far a build has come.
type progress struct {
	on          bool
	done, total int64
	since       time.Time
}

// Open opens the index of a folder and makes the folder if need be. Without an
// index, or with one that is of no use, [Index.Run] builds it; a read-only one
// is then refused with [ErrNone].
//
// The first process to open a folder writes it; those after it read it and
// keep in memory what it lacks.
func Open(ctx context.Context, opt Options) (*Index, error) {
	opt = opt.usual()
	x := &Index{opt: opt, busy: make(chan struct{}, runtime.GOMAXPROCS(0)), texts: newTextMemory(textMemoryBytes),
		wake: make(chan struct{}, 1), untidy: make(chan struct{}, 1), moved: make(chan struct{})}
	if opt.Answers > 0 {
		kept, err := lru.New[string, Result](opt.Answers)
		if err != nil {
			return nil, err
		}
		x.kept = kept
	}
	if opt.Dir == "" {
		return x, nil
	}
	if !opt.ReadOnly {
		if err := os.MkdirAll(opt.Dir, 0o750); err != nil {
			return nil, fmt.Errorf("open index: %w", err)
		}
		if err := x.takeLock(); err != nil {
			return nil, fmt.Errorf("open index: %w", err)
		}
	}
	st, err := x.load(ctx)
	switch {
	case err == nil:
		x.state.Store(st)
	case errors.Is(err, errOther) || errors.Is(err, ErrNone):
		if opt.ReadOnly {
			return nil, ErrNone
		}
		opt.Log.Info("the index is built anew", "reason", err)
	default:
		x.Close()
		return nil, fmt.Errorf("open index: %w", err)
	}
	return x, nil
}

// takeLock makes this process the one that writes, if no other is, and removes
// what was left lying about.
func (x *Index) takeLock() error {
	l, err := tryLock(filepath.Join(x.opt.Dir, "LOCK"))
	if err != nil || l == nil {
		return err
	}
	x.written.Store(l)
	return cleanUp(x.opt.Dir)
}

// cleanUp removes generations that are not current: of builds that were
// interrupted, and of those replaced. It leaves them while a build runs.
func cleanUp(dir string) error {
	b, err := tryLock(filepath.Join(dir, "LOCK.build"))
	if err != nil || b == nil {
		return err
	}
	defer b.release()
	now, err := current(dir)
	if err != nil {
		return err
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range list {
		if isGeneration(e.Name()) && e.Name() != now {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// load opens the current generation, if it is of this record. Errors:
// [ErrNone], [errOther].
func (x *Index) load(ctx context.Context) (*state, error) {
	for try := 0; ; try++ {
		name, err := current(x.opt.Dir)
		if err != nil {
			return nil, err
		}
		if name == "" {
			return nil, ErrNone
		}
		st, m, err := openState(x.opt, filepath.Join(x.opt.Dir, name), x.written.Load() != nil)
		if err != nil {
			// Who reads beside a writer may come between a manifest and a merge.
			if x.written.Load() == nil && try < 5 && ctx.Err() == nil {
				time.Sleep(20 * time.Millisecond)
				continue
			}
			return nil, err
		}
		entry, err := st.entry(ctx, m.Upto)
		if err == nil && entry != m.Entry {
			err = fmt.Errorf("%w: entry %d of the journal is another", errOther, m.Upto)
		}
		if err != nil {
			st.retire(false)
			return nil, err
		}
		return st, nil
	}
}

// Close lets go of the index. Searches under way end first.
func (x *Index) Close() error {
	if x.closed.Swap(true) {
		return nil
	}
	x.following.Lock()
	defer x.following.Unlock()
	if st := x.state.Swap(nil); st != nil {
		st.retire(false)
	}
	x.written.Load().release()
	return nil
}

// Wake says that there is something new in the journal. It costs nothing: call
// it after every commit.
func (x *Index) Wake() { signal(x.wake) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// OnChange asks for a call after something became searchable or ceased to be.
func (x *Index) OnChange(f func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.listeners = append(x.listeners, f)
}

// told tells that the position moved, and whether anything is found otherwise
// than before.
func (x *Index) told(changed bool) {
	x.mu.Lock()
	close(x.moved)
	x.moved = make(chan struct{})
	listeners := x.listeners
	x.mu.Unlock()
	if changed {
		for _, f := range listeners {
			f()
		}
	}
}

// Reach waits until the index knows the entry of the journal, or ctx ends.
func (x *Index) Reach(ctx context.Context, position int64) error {
	x.Wake()
	for {
		x.mu.Lock()
		moved := x.moved
		x.mu.Unlock()
		if s := x.hold(); s != nil {
			known := s.position
			s.release()
			if known >= position && x.ready.Load() {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-moved:
		}
	}
}

// hold is the snapshot of this moment; nil before there is one.
func (x *Index) hold() *snapshot {
	for {
		st := x.state.Load()
		if st == nil {
			return nil
		}
		if s := st.now.Load(); s.hold() {
			return s
		}
	}
}

// Status is how the index stands.
type Status struct {
	Position  int64 `json:"position"`  // last entry of the journal it knows
	Behind    int64 `json:"behind"`    // entries it has still to read, as last seen
	Documents int   `json:"documents"` // to be found
	Segments  int   `json:"segments"`
	Memory    int   `json:"memory"` // documents that are in no file yet
	Bytes     int64 `json:"bytes"`  // of the segments
	// Generation is the name of the folder in use; "" for none.
	Generation string `json:"generation"`
	ReadOnly   bool   `json:"read_only"`

	// Building says that a build runs in this process, of which Done of about
	// Total documents are read; Rate is documents a second.
	Building bool    `json:"building"`
	Done     int64   `json:"done"`
	Total    int64   `json:"total"`
	Rate     float64 `json:"rate"`
	// Ready says that searches are answered.
	Ready bool `json:"ready"`
}

// Status is how the index stands now.
func (x *Index) Status() Status {
	var t Status
	if s := x.hold(); s != nil {
		t.Position, t.Documents, t.Segments = s.position, s.live, len(s.pieces)
		for _, p := range s.pieces {
			t.Bytes += p.Bytes()
			if p.path == "" {
				t.Memory += p.live
			}
		}
		s.release()
		if st := x.state.Load(); st != nil && st.dir != "" {
			t.Generation = filepath.Base(st.dir)
		}
		t.Ready = x.ready.Load()
	}
	t.ReadOnly = x.written.Load() == nil
	x.mu.Lock()
	defer x.mu.Unlock()
	t.Behind = max(0, x.end-t.Position)
	t.Building, t.Done, t.Total = x.building.on, x.building.done, x.building.total
	if x.opt.Now != nil && t.Building {
		if s := x.opt.Now().Sub(x.building.since).Seconds(); s > 0 {
			t.Rate = float64(t.Done) / s
		}
	}
	return t
}

// Documents is the documents of the ids in their order; those that are not
// public, or no longer, are left out.
func (x *Index) Documents(ctx context.Context, ids []int64) ([]Document, error) {
	found, err := x.opt.Record.Documents(ctx, ids)
	if err != nil {
		return nil, err
	}
	by := make(map[int64]int, len(found))
	for i, d := range found {
		by[d.ID] = i
	}
	list := make([]Document, 0, len(found))
	for _, id := range ids {
		if i, ok := by[id]; ok {
			list = append(list, found[i])
		}
	}
	return list, nil
}

// pollEvery is how often the journal is looked at for what other nodes did.
const pollEvery = 300 * time.Millisecond

// lookEvery is how many polls pass between looks at the folder, for what other
// processes did to it.
const lookEvery = 4

// Run builds the index if there is none and follows the journal until ctx ends.
func (x *Index) Run(ctx context.Context) {
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { x.keepTidy(ctx) })
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	rest := time.NewTicker(restEvery)
	defer rest.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		if err := x.round(ctx, n%lookEvery == 0); err != nil && ctx.Err() == nil {
			x.opt.Log.Error("index", "error", err)
			pause(ctx, 2*time.Second)
		}
		select {
		case <-ctx.Done():
		case <-x.wake:
		case <-poll.C:
		case <-rest.C:
			x.rest()
		}
	}
}

// restEvery is how often the pages of files that searches touched are given
// back to the system's cache: what is used is there again at once, and what was
// used once does not count as ours for ever.
const restEvery = 20 * time.Second

func (x *Index) rest() {
	if s := x.hold(); s != nil {
		defer s.release()
		for _, p := range s.pieces {
			p.Rest()
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (x *Index) round(ctx context.Context, look bool) error {
	if look && x.opt.Dir != "" {
		if err := x.look(ctx); err != nil {
			return err
		}
	}
	if x.state.Load() == nil {
		err := x.Rebuild(ctx, nil)
		if errors.Is(err, ErrBusy) {
			return nil // another process builds; its work is looked for
		}
		if err != nil {
			return err
		}
	}
	return x.CatchUp(ctx)
}

// look sees whether another process built a generation, or left this one to us.
func (x *Index) look(ctx context.Context) error {
	if !x.opt.ReadOnly && x.written.Load() == nil {
		if err := x.takeLock(); err != nil {
			return err
		}
		if x.written.Load() != nil && x.state.Load() != nil {
			return x.adopt(ctx) // its files may be ahead of what we had opened
		}
	}
	name, err := current(x.opt.Dir)
	if err != nil || name == "" {
		return err
	}
	st := x.state.Load()
	if st == nil || filepath.Base(st.dir) != name {
		err := x.adopt(ctx)
		if errors.Is(err, errOther) {
			return nil // of no use to this program, or not of this record
		}
		return err
	}
	if x.written.Load() == nil && st.heavy() {
		return x.adopt(ctx) // what is in memory here is in a file there, perhaps
	}
	return nil
}

// heavy says that a reader holds so much in memory that its files should be
// looked at again.
func (st *state) heavy() bool {
	s := st.hold()
	defer s.release()
	n := 0
	for _, p := range s.pieces {
		if p.path == "" {
			n += p.Len()
		}
	}
	if n < st.opt.Flush {
		return false
	}
	m, err := readManifest(st.dir)
	return err == nil && m.Upto > st.upto
}

// adopt opens the current generation, brings it up to date and searches it from
// then on.
func (x *Index) adopt(ctx context.Context) error {
	x.following.Lock()
	defer x.following.Unlock()
	if x.closed.Load() {
		return nil
	}
	st, err := x.load(ctx)
	if err != nil {
		return err
	}
	for more := true; more; {
		if more, _, err = x.step(ctx, st); err != nil {
			st.retire(false)
			return err
		}
	}
	old := x.state.Swap(st)
	x.ready.Store(true)
	if old != nil {
		replaced := old.dir != st.dir && x.written.Load() != nil
		old.retire(replaced)
		if replaced {
			// Readers that are still there keep their files open.
			if err := os.RemoveAll(old.dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	x.told(true)
	signal(x.untidy)
	return nil
}

// CatchUp reads the journal to its end, as it stands now, and answers
// from what it says. Run does so all the time.
func (x *Index) CatchUp(ctx context.Context) error {
	x.following.Lock()
	defer x.following.Unlock()
	st := x.state.Load()
	if st == nil {
		if x.closed.Load() {
			return nil
		}
		return ErrBuilding
	}
	for {
		more, changed, err := x.step(ctx, st)
		if err != nil {
			return err
		}
		if !more {
			x.ready.Store(true)
		}
		x.told(changed)
		if changed {
			signal(x.untidy)
		}
		if !more {
			return nil
		}
	}
}

const (
	// stepEntries and stepIDs bound what is read at once.
	stepEntries = 5000
	stepIDs     = 1000
)

// step applies the next entries of the journal; more says that there may be
// further ones. following is held.
func (x *Index) step(ctx context.Context, st *state) (more, changed bool, err error) {
	s := st.hold()
	position, mark := s.position, s.mark
	s.release()
	entries, err := x.opt.Record.JournalAfter(ctx, position, stepEntries)
	if err != nil {
		return false, false, err
	}
	seen := map[int64]bool{}
	var ids []int64
	add := func(id int64) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, e := range entries {
		if digits, ok := strings.CutPrefix(e.Thing, "publication/"); ok {
			if id, err := strconv.ParseInt(digits, 10, 64); err == nil {
				add(id)
			}
		}
		position = e.Number
	}
	read, next, err := x.opt.Record.ReadAfter(ctx, mark, stepIDs)
	if err != nil {
		return false, false, err
	}
	for _, id := range read {
		add(id)
	}
	end := position
	if more = len(entries) == stepEntries || next != mark && len(read) >= stepIDs; more {
		if end, err = x.opt.Record.JournalEnd(ctx); err != nil {
			return false, false, err
		}
	}
	x.mu.Lock()
	x.end = end
	x.mu.Unlock()
	docs, err := x.read(ctx, ids)
	if err != nil {
		return false, false, err
	}
	changed, err = st.apply(ids, docs, position, next)
	return more, changed, err
}

// read is the documents of the ids as the segments take them.
func (x *Index) read(ctx context.Context, ids []int64) ([]segment.Doc, error) {
	var docs []segment.Doc
	for len(ids) > 0 {
		n := min(len(ids), stepIDs)
		list, err := x.opt.Record.Documents(ctx, ids[:n])
		if err != nil {
			return nil, err
		}
		docs = append(docs, tokenise(list)...)
		ids = ids[n:]
	}
	return docs, nil
}

// keepTidy merges and writes beside the follower.
func (x *Index) keepTidy(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-x.untidy:
		}
		st := x.state.Load()
		if st == nil {
			continue
		}
		if err := st.tidy(ctx); err != nil && ctx.Err() == nil && st.life.Err() == nil && !errors.Is(err, errRetired) {
			x.opt.Log.Error("index: merge", "error", err)
			pause(ctx, 5*time.Second)
			signal(x.untidy)
		}
	}
}

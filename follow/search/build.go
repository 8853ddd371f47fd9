package search

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"sync"

	"gongkai/follow/search/segment"
)

// Rebuild makes the whole index anew and searches it once it knows everything;
// until then what was there answers. tell, which may be nil, is told how far it
// has come. If ctx ends, nothing has changed. Errors: [ErrBusy].
func (x *Index) Rebuild(ctx context.Context, tell func(done, total int64)) error {
	x.mu.Lock()
	if x.building.on {
		x.mu.Unlock()
		return ErrBusy
	}
	x.building = progress{on: true}
	if x.opt.Now != nil {
		x.building.since = x.opt.Now()
	}
	x.mu.Unlock()
	defer func() {
		x.mu.Lock()
		x.building = progress{}
		x.mu.Unlock()
	}()
	told := func(done, total int64) {
		x.mu.Lock()
		x.building.done, x.building.total = done, total
		x.mu.Unlock()
		if tell != nil {
			tell(done, total)
		}
	}
	if x.opt.Dir == "" {
		return x.rebuildInMemory(ctx, told)
	}
	if err := build(ctx, x.opt, told); err != nil {
		return err
	}
	return x.adopt(ctx)
}

// Build makes the index of a folder anew, whether or not another process
// searches or writes it: that one goes over to the new one by itself. Errors:
// [ErrBusy].
func Build(ctx context.Context, opt Options, tell func(done, total int64)) error {
	opt = opt.usual()
	if err := os.MkdirAll(opt.Dir, 0o750); err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	if tell == nil {
		tell = func(int64, int64) {}
	}
	if err := build(ctx, opt, tell); err != nil {
		return err
	}
	// What was replaced goes, unless a process still writes it: then it does so.
	l, err := tryLock(filepath.Join(opt.Dir, "LOCK"))
	if err != nil || l == nil {
		return err
	}
	defer l.release()
	return cleanUp(opt.Dir)
}

func (x *Index) rebuildInMemory(ctx context.Context, tell func(done, total int64)) error {
	st := newState(x.opt, "", nil, manifest{}, false)
	end, err := x.opt.Record.JournalEnd(ctx)
	if err != nil {
		return err
	}
	mark, err := readEnd(ctx, x.opt.Record)
	if err != nil {
		return err
	}
	total, err := x.opt.Record.Count(ctx)
	if err != nil {
		return err
	}
	done := int64(0)
	for at, id := int64(0), int64(0); ; {
		list, err := x.opt.Record.Scan(ctx, at, id, scanChunk)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		last := list[len(list)-1]
		at, id = last.PublishedAt, last.ID
		if _, err := st.apply(idsOf(list), tokenise(list), 0, 0); err != nil {
			return err
		}
		if err := st.tidy(ctx); err != nil {
			return err
		}
		done += int64(len(list))
		tell(done, max(done, total))
	}
	if _, err := st.apply(nil, nil, end, mark); err != nil {
		return err
	}
	x.following.Lock()
	defer x.following.Unlock()
	for more := true; more; {
		if more, _, err = x.step(ctx, st); err != nil {
			return err
		}
	}
	if old := x.state.Swap(st); old != nil {
		old.retire(false)
	}
	x.ready.Store(true)
	x.told(true)
	return nil
}

func idsOf(list []Document) []int64 {
	ids := make([]int64, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	return ids
}

const (
	scanChunk = 1000
	// buildBytes is what a goroutine of a build holds before it writes.
	buildBytes = 40 << 20
	tokenisers = 2
)

// build makes a generation and names it the current one.
func build(ctx context.Context, opt Options, tell func(done, total int64)) (err error) {
	l, err := tryLock(filepath.Join(opt.Dir, "LOCK.build"))
	if err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	if l == nil {
		return ErrBusy
	}
	defer l.release()
	name, err := newGeneration(opt.Dir)
	if err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	dir := filepath.Join(opt.Dir, name)
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	b := &builder{opt: opt, dir: dir, files: map[int][]string{}}
	// What happens from here on is read from the journal afterwards.
	end, err := opt.Record.JournalEnd(ctx)
	if err != nil {
		return err
	}
	mark, err := readEnd(ctx, opt.Record)
	if err != nil {
		return err
	}
	if err := b.scan(ctx, tell); err != nil {
		return err
	}
	m := manifest{Format: segment.Format, Tokenizer: tokenizer, Upto: end, Mark: mark}
	if m.Segments, err = b.merge(ctx); err != nil {
		return err
	}
	m.Next = b.next
	if end > 0 {
		list, err := opt.Record.JournalAfter(ctx, end-1, 1)
		if err != nil {
			return err
		}
		m.Entry = fingerprint(list, end)
	}
	if err := writeManifest(dir, m); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return makeCurrent(opt.Dir, name)
}

// readEnd is the mark of the attachments read by now.
func readEnd(ctx context.Context, r Record) (int64, error) {
	for mark := int64(0); ; {
		_, next, err := r.ReadAfter(ctx, mark, 10*stepIDs)
		if err != nil || next == mark {
			return mark, err
		}
		mark = next
	}
}

// builder reads the record into files of one year each.
type builder struct {
	opt Options
	dir string

	mu    sync.Mutex
	next  int
	files map[int][]string // of a year
}

// file is the path of the next file.
func (b *builder) file() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	return filepath.Join(b.dir, fileName(b.next))
}

// scan reads every document into small files, by one goroutine that reads and
// two that cut words.
func (b *builder) scan(ctx context.Context, tell func(done, total int64)) error {
	total, err := b.opt.Record.Count(ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	chunks := make(chan []Document, 2)
	var work sync.WaitGroup
	for range tokenisers {
		work.Go(func() {
			if err := b.cut(ctx, chunks); err != nil {
				stop(err)
			}
		})
	}
	done := int64(0)
	err = func() error {
		for at, id := int64(0), int64(0); ; {
			list, err := b.opt.Record.Scan(ctx, at, id, scanChunk)
			if err != nil || len(list) == 0 {
				return err
			}
			last := list[len(list)-1]
			at, id = last.PublishedAt, last.ID
			select {
			case chunks <- list:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			done += int64(len(list))
			tell(done, max(total, done))
		}
	}()
	close(chunks)
	work.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}

// cut takes chunks and writes a file whenever it holds enough of a year.
func (b *builder) cut(ctx context.Context, chunks <-chan []Document) error {
	held := map[int]*segment.Builder{}
	write := func(year int) error {
		s := held[year]
		delete(held, year)
		path := b.file()
		err := segment.WriteFile(path, func(w io.Writer) error {
			_, err := s.WriteTo(w)
			return err
		})
		if err != nil {
			return err
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.files[year] = append(b.files[year], path)
		return nil
	}
	for list := range chunks {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, d := range list {
			year := yearOf(d.PublishedAt)
			s := held[year]
			if s == nil {
				if s = segment.NewBuilder(); len(held) > 0 {
					// Documents come in the order of years: the one before is done.
					for other := range held {
						if err := write(other); err != nil {
							return err
						}
					}
				}
				held[year] = s
			}
			s.Add(segmentDoc(d))
			if s.Size() >= buildBytes || s.Len() >= b.opt.Chunk {
				if err := write(year); err != nil {
					return err
				}
			}
		}
	}
	for year := range held {
		if err := write(year); err != nil {
			return err
		}
	}
	return nil
}

// merge makes of the small files of each year as few as may be. Years of which
// there is little share a file: every search looks into every file.
func (b *builder) merge(ctx context.Context) ([]manifestPart, error) {
	years := make([]int, 0, len(b.files))
	for y := range b.files {
		years = append(years, y)
	}
	sort.Ints(years)
	var list []manifestPart
	var few []piece
	held := 0
	for _, y := range years {
		parts, docs, err := b.open(y)
		if err != nil {
			return nil, err
		}
		defer closePieces(parts)
		if docs < b.opt.scarce() {
			few = append(few, parts...)
			if held += docs; held < b.opt.scarce() {
				continue
			}
			parts, few, held = few, nil, 0
		}
		more, err := b.join(ctx, parts)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	more, err := b.join(ctx, few)
	return append(list, more...), err
}

func closePieces(list []piece) {
	for _, p := range list {
		p.Close()
	}
}

// open is the small files of a year in the order of publication, and how many
// documents they hold.
func (b *builder) open(year int) (parts []piece, docs int, err error) {
	for _, path := range b.files[year] {
		s, err := segment.Open(path)
		if err != nil {
			closePieces(parts)
			return nil, 0, err
		}
		docs += s.Len()
		parts = append(parts, newPiece(&part{Segment: s, path: path, year: year}, nil))
	}
	sort.Slice(parts, func(i, j int) bool {
		a, _ := parts[i].Bounds()
		b, _ := parts[j].Bounds()
		return a < b
	})
	return parts, docs, nil
}

// join merges small files into larger ones, and removes them.
func (b *builder) join(ctx context.Context, parts []piece) (list []manifestPart, err error) {
	for len(parts) > 0 {
		n, docs := 0, 0
		for n < len(parts) && (n == 0 || docs+parts[n].Len() <= b.opt.Largest) {
			docs += parts[n].Len()
			n++
		}
		path := parts[0].path
		if n > 1 {
			path = b.file()
			err := segment.WriteFile(path, func(w io.Writer) error { return merge(ctx, w, parts[:n], nil) })
			if err != nil {
				return nil, err
			}
			for _, p := range parts[:n] {
				if err := os.Remove(p.path); err != nil {
					return nil, err
				}
			}
		}
		list = append(list, manifestPart{File: filepath.Base(path), Year: parts[0].year, Docs: docs})
		parts = parts[n:]
	}
	return list, nil
}

package reading

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/paper/plain"
	"gongkai/store"
)

// Why a file was given up, beside the notes of package plain.
const (
	Lost  plain.Note = "附件取不出来，文字没有读取"
	Held  plain.Note = "附件暂停下载，文字没有读取"
	Fatal plain.Note = "读取时平台多次中断，文字没有读取"
)

// Follower reads for one node. It is made by [New].
type Follower struct {
	Office *office.Office
	Limits plain.Limits // of one file; a zero field is plain.Usual's
	reader plain.Reader
	wake   chan struct{}
}

// New is a follower of the office's journal, woken by its own commits.
func New(o *office.Office) *Follower {
	f := &Follower{Office: o, wake: make(chan struct{}, 1)}
	o.Store.OnCommit(func(entries []journal.Entry) {
		for _, e := range entries {
			if _, ok := publicationOf(e); ok {
				select {
				case f.wake <- struct{}{}:
				default: // it is awake
				}
				return
			}
		}
	})
	return f
}

const (
	often = 2 * time.Second  // between looks for what other nodes did
	idle  = 10 * time.Minute // after which the readers' memory is given back

	atOnce = 1000 // entries of the journal
)

// Run follows and reads until ctx ends.
func (f *Follower) Run(ctx context.Context, log *slog.Logger) {
	var both sync.WaitGroup
	defer both.Wait()
	queued := make(chan struct{}, 1)
	both.Go(func() {
		f.forever(ctx, log, f.wake, func() (bool, error) {
			n, err := f.Follow(ctx)
			if n > 0 {
				select {
				case queued <- struct{}{}:
				default:
				}
			}
			return false, err
		})
	})
	last := f.Office.Now()
	f.forever(ctx, log, queued, func() (bool, error) {
		began := f.Office.Now()
		read, err := f.ReadOne(ctx)
		if read {
			last = f.Office.Now()
			pause(ctx, min(f.Office.Now().Sub(began), 10*time.Second))
		} else if f.Office.Now().Sub(last) > idle {
			last = f.Office.Now()
			return false, errors.Join(err, f.reader.Rest())
		}
		return read, err
	})
	if err := f.reader.Rest(); err != nil {
		log.Error("reading attachments", "err", err)
	}
}

// forever does a step until ctx ends: again at once while there is more, and
// otherwise when woken or after a while. What fails is tried less and less
// often.
func (f *Follower) forever(ctx context.Context, log *slog.Logger, wake <-chan struct{}, step func() (more bool, err error)) {
	wait := often
	for ctx.Err() == nil {
		more, err := step()
		switch {
		case err != nil && ctx.Err() == nil:
			log.Error("reading attachments", "err", err, "again in", wait)
			pause(ctx, wait)
			wait = min(2*wait, time.Minute)
			continue
		case more:
			continue
		}
		wait = often
		select {
		case <-ctx.Done():
		case <-wake:
		case <-time.After(often):
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func publicationOf(e journal.Entry) (int64, bool) {
	text, ok := strings.CutPrefix(e.Thing, "publication/")
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil
}

// Follow reads to the end of the journal, noting which files public
// publications carry, and says how many entries there were.
func (f *Follower) Follow(ctx context.Context) (n int, err error) {
	for ctx.Err() == nil {
		from, err := f.Office.Store.Position(ctx, store.ReadingFollower)
		if err != nil {
			return n, err
		}
		entries, err := f.Office.Store.JournalAfter(ctx, from, atOnce)
		if err != nil || len(entries) == 0 {
			return n, err
		}
		var ids []int64
		seen := map[int64]bool{}
		for _, e := range entries {
			if id, ok := publicationOf(e); ok && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
		err = f.Office.Store.QueueReadings(ctx, store.ReadingFollower, from, entries[len(entries)-1].Number, ids)
		if err != nil && !errors.Is(err, store.ErrChanged) { // another node was faster
			return n, err
		}
		n += len(entries)
	}
	return n, ctx.Err()
}

// maxTries is how often a file is begun before it is given up.
const maxTries = 5

// ReadOne reads the file whose turn it is, and says whether there was one. An
// error is one of the record.
func (f *Follower) ReadOne(ctx context.Context) (bool, error) {
	limit := f.Limits.Time
	if limit == 0 {
		limit = plain.Usual.Time
	}
	// What is fetched from afar, and PDFium's start, take time too.
	ctx, cancel := context.WithTimeout(ctx, limit+5*time.Minute)
	defer cancel()
	g, err := f.Office.Store.ClaimReading(ctx, f.Office.Now(), limit+10*time.Minute)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var pages []store.PageText
	if g.Attempts > maxTries {
		// It was begun as often, and nobody lived to say how it ended.
		g.State, g.Note = store.ReadingFailed, string(Fatal)
	} else {
		list, note, err := f.read(ctx, g)
		for _, p := range list {
			pages = append(pages, store.PageText{Page: p.Number, Name: p.Name, Text: p.Text})
		}
		g = outcome(g, len(list), note, err, errors.Is(ctx.Err(), context.Canceled), f.Office.Now())
	}
	if g.State == store.ReadingWaiting {
		pages = nil // they come whole or not at all
	} else {
		g.ReadAt = f.Office.Now()
	}
	// The outcome is written even while the server is being stopped. Whoever
	// has the file by now knows better, and one that is gone needs none.
	err = f.Office.Store.SettleReading(context.WithoutCancel(ctx), g, pages)
	if err != nil && !errors.Is(err, store.ErrChanged) {
		return false, err
	}
	return true, nil
}

// outcome is what becomes of a file after a try.
func outcome(g store.Reading, pages int, note plain.Note, err error, stopped bool, now time.Time) store.Reading {
	switch {
	case err != nil && stopped:
		g.Attempts-- // it was not the file's fault
	case err != nil && g.Attempts >= maxTries:
		g.State, g.Note = store.ReadingFailed, string(Lost)
	case err != nil:
		g.NextAt, g.Note = now.Add(time.Minute<<(2*(g.Attempts-1))), string(Lost)
	case note == plain.Slow && g.Attempts == 1:
		// Perhaps it was the machine that was busy.
		g.NextAt, g.Note = now.Add(10*time.Minute), string(note)
	case pages == 0 && spoilt[note]:
		g.State, g.Note = store.ReadingFailed, string(note)
	default:
		g.State, g.Note = store.ReadingDone, string(note)
	}
	return g
}

// spoilt are the notes of files that should have had words.
var spoilt = map[plain.Note]bool{plain.Locked: true, plain.Broken: true, plain.Large: true, plain.Swollen: true, plain.Slow: true, Held: true}

func (f *Follower) read(ctx context.Context, g store.Reading) (pages []plain.Page, note plain.Note, err error) {
	// Readers find the words of what they can download: of the served copy.
	served, err := f.Office.ServedFile(ctx, publication.Attachment{Name: g.Name, Type: g.Type, Size: g.Size, SHA256: g.SHA256})
	if err != nil {
		return nil, "", err
	}
	if errors.Is(served.Err, office.ErrHeldFile) {
		return nil, Held, nil
	}
	if served.Err != nil {
		return nil, "", served.Err
	}
	blob, err := f.Office.Blobs.Open(ctx, served.SHA256)
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, blob.Close()) }()
	size, err := blob.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, "", fmt.Errorf("file %s: %w", g.SHA256, err)
	}
	var at io.ReaderAt
	if local, ok := blob.(*os.File); ok {
		at = local
	} else {
		near, done, err := fetched(blob, min(size, plain.Usual.Bytes+1))
		if err != nil {
			return nil, "", fmt.Errorf("file %s: %w", g.SHA256, err)
		}
		defer done()
		at = near
	}
	return f.reader.Read(ctx, g.Name, g.Type, at, size, f.Limits)
}

// fetched is a copy of a blob that lies elsewhere: reading one means thousands
// of looks into it, each of which would go over the network.
func fetched(blob store.Blob, size int64) (*os.File, func(), error) {
	file, err := os.CreateTemp("", "reading-")
	if err != nil {
		return nil, nil, err
	}
	done := func() {
		// The system clears what is left of it.
		_ = errors.Join(file.Close(), os.Remove(file.Name()))
	}
	if _, err = blob.Seek(0, io.SeekStart); err == nil {
		_, err = io.CopyN(file, blob, size)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return file, done, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gongkai/follow/search"
)

// opened is an index that follows its record until it is let go.
type opened struct {
	*search.Index
	stop func() error
}

// openIndex opens the index and lets it follow. It keeps no answers: each
// question is answered anew.
func openIndex(ctx context.Context, record search.Record, dir string) (*opened, error) {
	ctx, cancel := context.WithCancel(ctx)
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	x, err := search.Open(ctx, search.Options{Dir: dir, Record: record, Log: log, Now: time.Now, Answers: -1})
	if err != nil {
		cancel()
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		x.Run(ctx)
		close(ended)
	}()
	return &opened{x, func() error {
		cancel()
		<-ended
		return x.Close()
	}}, nil
}

// reach waits until the index knows all of the corpus.
func (o *opened) reach(ctx context.Context, c *corpus) error {
	return o.Reach(ctx, c.visible.Load())
}

// buildIndex builds the index of the corpus anew, without what comes later.
func buildIndex(ctx context.Context, c *corpus, dir string) (b built, err error) {
	if err := os.RemoveAll(dir); err != nil {
		return b, err
	}
	c.visible.Add(-later)
	start := time.Now()
	o, err := openIndex(ctx, c, dir)
	if err != nil {
		return b, err
	}
	telling, told := context.WithCancel(ctx)
	go func() {
		for {
			select {
			case <-telling.Done():
				return
			case <-time.After(10 * time.Second):
				s := o.Status()
				fmt.Fprintf(os.Stderr, "        index %d/%d, %.0f/s\n", s.Done, s.Total, s.Rate)
			}
		}
	}()
	err = o.reach(ctx, c)
	told()
	b.Documents, b.Seconds = c.visible.Load(), time.Since(start).Seconds()
	if err = errors.Join(err, o.stop()); err != nil {
		return b, err
	}
	b.Bytes, err = folderBytes(dir)
	return b, err
}

func folderBytes(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	return n, err
}

// caughtUp documents come while the index is away, and as many more as are
// inserted singly while it follows: the index is built without them.
const (
	caughtUp = 20_000
	later    = caughtUp + singleInserts
)

// askIndex measures a copy of the index, which is there again next time.
func askIndex(ctx context.Context, t task) (s searched, err error) {
	list, err := queries()
	if err != nil {
		return s, err
	}
	c, err := sizes[t.Size].newCorpus()
	if err != nil {
		return s, err
	}
	all := c.visible.Load()
	c.visible.Store(all - later)
	dir := t.Path + "-asked"
	if err := os.RemoveAll(dir); err != nil {
		return s, err
	}
	if err := os.CopyFS(dir, os.DirFS(t.Path)); err != nil {
		return s, err
	}
	defer os.RemoveAll(dir)

	start := time.Now()
	o, err := openIndex(ctx, c, dir)
	if err != nil {
		return s, err
	}
	if err = o.reach(ctx, c); err == nil {
		_, err = o.Search(ctx, list[0].query(search.ByRelevance, false))
	}
	opened := time.Since(start)
	if err = errors.Join(err, o.stop()); err != nil {
		return s, err
	}

	c.visible.Store(all - singleInserts)
	start = time.Now()
	if o, err = openIndex(ctx, c, dir); err != nil {
		return s, err
	}
	err = o.reach(ctx, c)
	caught := time.Since(start)
	var single []time.Duration
	if err == nil {
		single, err = o.insertSingly(ctx, c, filepath.Join(filepath.Dir(dir), "record.db"))
	}
	if err != nil {
		return s, errors.Join(err, o.stop())
	}

	ask := func(a asked, m mode) (int, error) { return o.ask(ctx, a, m) }
	if s, err = askAll(list, t.Records, ask); err == nil {
		s.AtOnce, s.Lasted, err = askAtOnce(common(list), 20*time.Second, ask)
	}
	if err == nil {
		s.Memory, err = status(os.Getpid(), "VmRSS")
	}
	s.Opened, s.Caught, s.Single = opened, caught, single
	return s, errors.Join(err, o.stop())
}

// ask asks one page. The nearest, which are told when nothing has all the
// words, are no hits.
func (o *opened) ask(ctx context.Context, a asked, m mode) (int, error) {
	r, err := o.Search(ctx, a.query(m.Order, m.Facets))
	if r.Nearest {
		return 0, err
	}
	return r.Total, err
}

// errFound says that the index told of a document too early or too late.
var errFound = errors.New("found before its commit, or not after it")

// insertSingly commits the last documents one by one into a record without an
// index, and waits each time until the index has it.
func (o *opened) insertSingly(ctx context.Context, c *corpus, path string) (took []time.Duration, err error) {
	f, err := openFTS(path, 1)
	if err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, f.db.Close())
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(path + suffix) // a rest is written over
		}
	}()
	if _, err := f.db.ExecContext(ctx, ftsTables); err != nil {
		return nil, err
	}
	w, err := f.writer(ctx)
	if err != nil {
		return nil, err
	}
	found := func(d search.Document) (bool, error) {
		r, err := o.Search(ctx, search.Query{Words: d.Index})
		return err == nil && len(r.Hits) > 0 && r.Hits[0].ID == d.ID, err
	}
	for range singleInserts {
		d := c.document(c.visible.Load() + 1)
		before, err := found(d)
		if err != nil {
			return nil, err
		}
		start := time.Now()
		tx, err := f.db.BeginTx(ctx, nil)
		if err != nil {
			return nil, err
		}
		if err := w.keep(ctx, tx, d); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return nil, err
		}
		c.visible.Add(1)
		o.Wake()
		if err := o.reach(ctx, c); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
		after, err := found(d)
		if err != nil {
			return nil, err
		}
		if before || !after {
			return nil, fmt.Errorf("%s: %w", d.Index, errFound)
		}
	}
	return took, nil
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"gongkai/follow/search"
)

// building builds the index of every size, and the peers' of those they are
// measured at, or finds them there from the run before.
func (b *bench) building(ctx context.Context, e *engine) error {
	if e.server != nil {
		return nil
	}
	l, err := b.luceneIfThere(ctx)
	if err != nil {
		return err
	}
	for which := range b.searchSizes() {
		if err := b.buildSize(ctx, l, which); err != nil {
			return err
		}
	}
	return nil
}

// luceneIfThere is nil where Lucene is not.
func (b *bench) luceneIfThere(ctx context.Context) (*lucene, error) {
	l, err := b.lucene(ctx)
	if errors.Is(err, errNoLucene) {
		b.say("search: %v; measured without", err)
		return nil, nil
	}
	return l, err
}

// searching measures the index beside FTS5 and Lucene on the same documents,
// in three sizes: a tenth of the city's year, the year, ten years. The index
// does not know which engine the record is kept on, so it is measured once.
func (b *bench) searching(ctx context.Context, e *engine) error {
	if e.server != nil {
		b.say("search: the index is the same on both engines, it was measured with the first")
		return nil
	}
	list, err := queries()
	if err != nil {
		return err
	}
	l, err := b.luceneIfThere(ctx)
	if err != nil {
		return err
	}
	var sides []*side
	for which := range b.searchSizes() {
		s, err := b.measureSize(ctx, l, list, which)
		if err != nil {
			return err
		}
		sides = append(sides, s)
	}
	e.addSearch(sides)
	return nil
}

// searchSizes are the sizes measured, the smallest first.
func (b *bench) searchSizes() []size {
	switch {
	case b.quick:
		return sizes[:1]
	case b.large:
		return sizes
	}
	return sizes[:2]
}

// side is everything measured of one size. Peers are not measured at the
// largest.
type side struct {
	documents             int64
	built, builtP, builtL built
	ours, theirs, lucenes searched
	peered, withLucene    bool
	differ                []string // queries whose totals are not those of FTS5
	compared              int
}

// paths are where the three indexes of a size lie.
type paths struct{ dir, index, fts, lucene string }

func (b *bench) pathsOf(which int) paths {
	dir := filepath.Join(b.dir, "search", sizes[which].name())
	return paths{dir, filepath.Join(dir, "index"), filepath.Join(dir, "fts.db"), filepath.Join(dir, "lucene")}
}

func (b *bench) buildSize(ctx context.Context, l *lucene, which int) error {
	size, at := sizes[which], b.pathsOf(which)
	if err := os.MkdirAll(at.dir, 0o755); err != nil {
		return err
	}
	var m built
	err := b.once(at.index+".json", &m, func() error {
		b.say("the index of %s", size.name())
		return b.inChild(ctx, task{Do: "index", Size: which, Path: at.index}, &m)
	})
	if err != nil || size.years > 1 {
		return err
	}
	err = b.once(at.fts+".json", &m, func() error {
		b.say("FTS5 of %s", size.name())
		return b.inChild(ctx, task{Do: "fts", Size: which, Path: at.fts}, &m)
	})
	if err != nil || l == nil {
		return err
	}
	return b.once(at.lucene+".json", &m, func() error {
		b.say("Lucene of %s", size.name())
		c, err := size.newCorpus()
		if err == nil {
			m, err = l.build(ctx, c, at.lucene)
		}
		return err
	})
}

func (b *bench) measureSize(ctx context.Context, l *lucene, list []asked, which int) (*side, error) {
	size, at := sizes[which], b.pathsOf(which)
	s := &side{peered: size.years == 1, withLucene: l != nil && size.years == 1}
	there := func() error { return fmt.Errorf("%s was not built", size.name()) }
	if err := b.once(at.index+".json", &s.built, there); err != nil {
		return nil, err
	}
	s.documents = s.built.Documents + later
	b.say("ask the index of %s", size.name())
	if err := b.inChild(ctx, task{Do: "ask index", Size: which, Path: at.index, Records: pick(b, 60, 20)}, &s.ours); err != nil {
		return nil, err
	}
	if s.peered {
		if err := b.once(at.fts+".json", &s.builtP, there); err != nil {
			return nil, err
		}
		b.say("ask FTS5 of %s", size.name())
		if err := b.inChild(ctx, task{Do: "ask fts", Size: which, Path: at.fts, Records: pick(b, 20, 5)}, &s.theirs); err != nil {
			return nil, err
		}
		s.compare(list)
	}
	if s.withLucene {
		err := b.once(at.lucene+".json", &s.builtL, there)
		if err != nil {
			return nil, err
		}
		b.say("ask Lucene of %s", size.name())
		if s.lucenes, err = l.measure(ctx, list, at.lucene, pick(b, 30, 10), pick(b, 15*time.Second, 3*time.Second)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// once does what has left no note yet; what it measured is in the note.
func (b *bench) once(note string, measured any, do func() error) error {
	if text, err := os.ReadFile(note); err == nil {
		return json.Unmarshal(text, measured)
	}
	if err := do(); err != nil {
		return err
	}
	text, err := json.Marshal(measured)
	if err != nil {
		return err
	}
	return os.WriteFile(note, text, 0o644)
}

// buildAlone builds on one core, and tells its time and memory.
func buildAlone(ctx context.Context, t task, build func(context.Context, *corpus, string) (built, error)) (built, error) {
	runtime.GOMAXPROCS(1)
	c, err := sizes[t.Size].newCorpus()
	if err != nil {
		return built{}, err
	}
	before, err := processorTime()
	if err != nil {
		return built{}, err
	}
	m, err := build(ctx, c, t.Path)
	if err != nil {
		return m, err
	}
	after, err := processorTime()
	if err != nil {
		return m, err
	}
	m.CPU = (after - before).Seconds()
	m.Peak, err = status(os.Getpid(), "VmHWM")
	return m, err
}

// processorTime is how long this process has kept a core busy.
func processorTime() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

// askFTS measures the peer.
func askFTS(ctx context.Context, t task) (searched, error) {
	list, err := queries()
	if err != nil {
		return searched{}, err
	}
	f, err := openFTS(t.Path, clientsAtOnce)
	if err != nil {
		return searched{}, err
	}
	defer f.db.Close()
	ask := func(a asked, m mode) (int, error) { return f.ask(ctx, a, m) }
	s, err := askAll(list, t.Records, ask)
	if err != nil {
		return s, err
	}
	if s.AtOnce, s.Lasted, err = askAtOnce(common(list), 20*time.Second, ask); err != nil {
		return s, err
	}
	if s.Memory, err = status(os.Getpid(), "VmRSS"); err != nil {
		return s, err
	}
	c, err := sizes[t.Size].newCorpus()
	if err != nil {
		return s, err
	}
	s.Single, err = f.insertSingly(ctx, c)
	return s, err
}

const singleInserts = 500

// insertSingly commits documents one by one with their words, and takes them
// out again.
func (f *fts) insertSingly(ctx context.Context, c *corpus) (took []time.Duration, err error) {
	w, err := f.writer(ctx)
	if err != nil {
		return nil, err
	}
	more := func(i int) search.Document {
		d := c.document(c.visible.Load() - int64(i))
		d.ID = c.visible.Load() + 1 + int64(i)
		return d
	}
	for i := range singleInserts {
		d := more(i)
		start := time.Now()
		tx, err := f.db.BeginTx(ctx, nil)
		if err != nil {
			return nil, err
		}
		if err = w.keep(ctx, tx, d); err == nil {
			err = w.add(ctx, tx, d)
		}
		if err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
	// A contentless table forgets a document only when told its words.
	for i := range singleInserts {
		d := more(i)
		var title, body strings.Builder
		pairs(&title, d.Title+"\n"+d.Number+"\n"+d.Index)
		pairs(&body, d.Text)
		for _, step := range []struct {
			text string
			args []any
		}{
			{`insert into fts (fts, rowid, title, body) values ('delete', ?, ?, ?)`, []any{d.ID, title.String(), body.String()}},
			{`delete from doc where id = ?`, []any{d.ID}}, {`delete from record where id = ?`, []any{d.ID}},
		} {
			if _, err := f.db.ExecContext(ctx, step.text, step.args...); err != nil {
				return nil, err
			}
		}
	}
	return took, nil
}

// onlyHan tells whether the words hold nothing the sides could read apart.
func onlyHan(words string) bool {
	for _, r := range words {
		if r < 0x2e80 && r != ' ' {
			return false
		}
	}
	return true
}

// fewHits is up to where every hit is looked at, so that the total is exact.
const fewHits = 500

// compare holds the totals of all Chinese queries with few hits against those
// of FTS5.
func (s *side) compare(list []asked) {
	for _, a := range list {
		theirs := s.theirs.Totals[a.key()]
		if !onlyHan(a.words) || theirs > fewHits {
			continue
		}
		s.compared++
		if ours := s.ours.Totals[a.key()]; ours != theirs {
			s.differ = append(s.differ, fmt.Sprintf("%s: %d, FTS5 %d", a.words, ours, theirs))
		}
	}
}

// of is all that was taken in a mode, of some classes.
func (s searched) of(mode string, some ...string) []time.Duration {
	var list []time.Duration
	for class, took := range s.Took[mode] {
		if len(some) == 0 || slices.Contains(some, class) {
			list = append(list, took...)
		}
	}
	return list
}

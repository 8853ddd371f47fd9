package main

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/journal"
	"gongkai/follow/search"
)

// thinned is a corpus of which some documents were withdrawn after all had
// been published.
type thinned struct {
	*corpus
	gone []int64
}

func (t *thinned) left(list []search.Document) []search.Document {
	if t.visible.Load() < int64(t.archive.Len()) {
		return list // the withdrawals come last
	}
	return slices.DeleteFunc(list, func(d search.Document) bool { return slices.Contains(t.gone, d.ID) })
}

func (t *thinned) Documents(ctx context.Context, ids []int64) ([]search.Document, error) {
	list, err := t.corpus.Documents(ctx, ids)
	return t.left(list), err
}

func (t *thinned) Scan(ctx context.Context, at, id int64, limit int) ([]search.Document, error) {
	for {
		list, err := t.corpus.Scan(ctx, at, id, limit)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		last := list[len(list)-1]
		if left := t.left(list); len(left) > 0 {
			return left, nil
		}
		at, id = last.PublishedAt, last.ID
	}
}

func (t *thinned) JournalEnd(ctx context.Context) (int64, error) {
	end, err := t.corpus.JournalEnd(ctx)
	if end == int64(t.archive.Len()) {
		end += int64(len(t.gone))
	}
	return end, err
}

func (t *thinned) JournalAfter(ctx context.Context, number int64, limit int) ([]journal.Entry, error) {
	list, err := t.corpus.JournalAfter(ctx, number, limit)
	end, errEnd := t.JournalEnd(ctx)
	if err != nil || errEnd != nil {
		return nil, err
	}
	for n := max(number+1, int64(t.archive.Len())+1); n <= end && len(list) < limit; n++ {
		e := journal.Entry{Number: n, At: t.archive.At(t.archive.Len() - 1), Act: journal.Withdraw, Actor: "bench"}
		e.Thing = thing(t.gone[n-int64(t.archive.Len())-1])
		list = append(list, e)
	}
	return list, nil
}

// The goals that a small city can show, with half their margin, beside FTS5 on
// the same documents. With GONGKAI_LONG a tenth of the year, else a fortieth.
func TestSearchBesideFTS5(t *testing.T) {
	scale := 40
	if os.Getenv("GONGKAI_LONG") != "" {
		scale = 10
	}
	ctx := t.Context()
	c, err := size{scale, 1}.newCorpus()
	if err != nil {
		t.Fatal(err)
	}
	list, err := queries()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "fts.db")
	peer, err := buildFTS(ctx, c, file)
	if err != nil {
		t.Fatal(err)
	}
	all := c.visible.Load()
	ours, err := buildIndex(ctx, c, filepath.Join(dir, "index"))
	if err != nil {
		t.Fatal(err)
	}
	c.visible.Store(all)
	if got := ours.perDocument() / peer.perDocument(); got > bytesOfFTS {
		t.Errorf("%.0f bytes a document, FTS5 %.0f", ours.perDocument(), peer.perDocument())
	}
	o, err := openIndex(ctx, c, filepath.Join(dir, "index"))
	if err != nil {
		t.Fatal(err)
	}
	defer o.stop()
	if err := o.reach(ctx, c); err != nil {
		t.Fatal(err)
	}
	f, err := openFTS(file, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer f.db.Close()
	s := side{}
	// The medians of a few rounds: tests of other packages run beside this one.
	if s.ours, err = askAll(list, 15, func(a asked, m mode) (int, error) { return o.ask(ctx, a, m) }); err != nil {
		t.Fatal(err)
	}
	if s.theirs, err = askAll(list, 3, func(a asked, m mode) (int, error) { return f.ask(ctx, a, m) }); err != nil {
		t.Fatal(err)
	}
	if s.compare(list); len(s.differ) > 0 || s.compared < 20 {
		t.Errorf("%d of %d totals are not those of FTS5: %v", len(s.differ), s.compared, s.differ)
	}
	const margin = 2
	for _, g := range []struct {
		mode, class string
		most        float64
	}{{"facets", "common", tailOfFTS}, {"relevance", "common", tailOfFTS}, {"date", "common", dateOfFTS}} {
		a, b := percentile(s.ours.of(g.mode, g.class), 50), percentile(s.theirs.of(g.mode, g.class), 50)
		t.Logf("%s, %s: %v, FTS5 %v", g.class, g.mode, a, b)
		if ratio(a, b) > margin*g.most {
			t.Errorf("%s, %s: %v, FTS5 %v", g.class, g.mode, a, b)
		}
	}
	for _, class := range classes[1:] {
		a, b := percentile(s.ours.of("date", class), 50), percentile(s.theirs.of("date", class), 50)
		if a > max(time.Duration(margin*dateOfFTS*float64(b)), b+margin*fewWordsGrace) {
			t.Errorf("%s by date: %v, FTS5 %v", class, a, b)
		}
	}
}

// An index that followed act by act answers as one built anew: the same hits in
// the same order, the same numbers in every facet.
func TestFollowingIsRebuilding(t *testing.T) {
	ctx := t.Context()
	c, err := size{100, 1}.newCorpus()
	if err != nil {
		t.Fatal(err)
	}
	record := &thinned{corpus: c}
	all := c.visible.Load()
	for id := int64(3); id <= all; id += 7 {
		record.gone = append(record.gone, id)
	}
	list, err := queries()
	if err != nil {
		t.Fatal(err)
	}
	open := func(name string) *opened {
		o, err := openIndex(ctx, record, filepath.Join(t.TempDir(), name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := o.stop(); err != nil {
				t.Error(err)
			}
		})
		return o
	}
	reach := func(o *opened) {
		end, err := record.JournalEnd(ctx)
		if err == nil {
			err = o.Reach(ctx, end)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	c.visible.Store(all / 3)
	followed := open("followed")
	reach(followed)
	for n := all / 3; n < all; n += 997 {
		c.visible.Store(n)
		followed.Wake()
		reach(followed)
	}
	c.visible.Store(all)
	followed.Wake()
	reach(followed)
	rebuilt := open("rebuilt")
	reach(rebuilt)
	found := 0
	for _, a := range list {
		for _, m := range append(modes, mode{"newest with facets", search.ByDate, true}) {
			q := a.query(m.Order, m.Facets)
			for range 5 {
				x, err1 := followed.Search(ctx, q)
				y, err2 := rebuilt.Search(ctx, q)
				if err1 != nil || err2 != nil {
					t.Fatal(err1, err2)
				}
				found += len(x.Hits)
				if !reflect.DeepEqual(x.Hits, y.Hits) || x.Total != y.Total || x.Nearest != y.Nearest || !reflect.DeepEqual(x.Facets, y.Facets) {
					t.Errorf("%s, %s after %q: followed %d %v %+v, rebuilt %d %v %+v", a.words, m.Name, q.After, x.Total, x.Hits, x.Facets, y.Total, y.Hits, y.Facets)
				}
				if (x.Next == "") != (y.Next == "") {
					t.Errorf("%s: one ends and the other goes on", a.words)
				}
				if x.Next == "" {
					break
				}
				q.After = x.Next
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d hits compared", found)
	}
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

// hash is the name of the blob of a file called so in these cases.
func hash(file string) string { return fmt.Sprintf("%064x", file) }

func attached(files ...string) []publication.Attachment {
	var list []publication.Attachment
	for _, f := range files {
		list = append(list, publication.Attachment{Name: f + ".pdf", Type: "application/pdf", Size: 9, SHA256: hash(f)})
	}
	return list
}

// hang publishes something with files.
func hang(t testing.TB, s *store.Store, at time.Time, files ...string) publication.Publication {
	t.Helper()
	p := publish(t, s, seed{Agency: "FGW", At: at})
	next := p
	next.Content.Attachments = attached(files...)
	return change(t, s, p, next, journal.Revise, at)
}

func change(t testing.TB, s *store.Store, old, next publication.Publication, what journal.Act, at time.Time) publication.Publication {
	t.Helper()
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		return tx.SavePublication(ctx, old, next, entry(what, next.Thing(), next.Agency, at))
	})
	next.Stamp++
	return next
}

// queue follows the journal to its end.
func queue(t testing.TB, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	from, err := s.Position(ctx, store.ReadingFollower)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := s.JournalAfter(ctx, from, 1000)
	if err != nil || len(entries) == 0 {
		t.Fatal(err, len(entries))
	}
	var ids []int64
	for _, e := range entries {
		var id int64
		if _, err := fmt.Sscanf(e.Thing, "publication/%d", &id); err == nil {
			ids = append(ids, id)
		}
	}
	if err := s.QueueReadings(ctx, store.ReadingFollower, from, entries[len(entries)-1].Number, ids); err != nil {
		t.Fatal(err)
	}
}

// readAll reads what waits: a file's words are its hash and the page.
func readAll(t testing.TB, s *store.Store, at time.Time) (order []string) {
	t.Helper()
	for {
		g, err := s.ClaimReading(t.Context(), at, time.Minute)
		if errors.Is(err, store.ErrNotFound) {
			return order
		}
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, strings.TrimSuffix(g.Name, ".pdf"))
		g.State, g.ReadAt = store.ReadingDone, at
		if err := s.SettleReading(t.Context(), g, []store.PageText{{Page: 1, Text: g.Name + rare}, {Page: 3, Name: "表" + rare, Text: strings.Repeat("长春市"+rare, 200)}}); err != nil {
			t.Fatal(err)
		}
	}
}

func audited(t testing.TB, s *store.Store) []store.Difference {
	t.Helper()
	var list []store.Difference
	if err := s.Audit(t.Context(), func(d store.Difference) {
		if d.What == "附件文字" {
			list = append(list, d)
		}
	}, map[string]publication.Attachment{}, nil); err != nil {
		t.Fatal(err)
	}
	return list
}

// The words of a file come once, for whoever carries it, in the order of
// publication's freshness; they go when nothing public carries it any more.
func TestWordsOfFiles(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		a := hang(t, s, at, "甲", "乙", "甲")
		b := hang(t, s, at.Add(time.Hour), "甲", "丙")
		c := hang(t, s, at.Add(2*time.Hour))
		queue(t, s)
		if d := audited(t, s); len(d) != 0 {
			t.Errorf("queued: %+v", d)
		}
		if texts, err := s.FileTexts(ctx, []int64{a.ID, b.ID, c.ID}); err != nil || len(texts) != 0 {
			t.Errorf("words before anything was read: %v, %v", texts, err)
		}
		if n, err := s.ReadingCount(ctx); err != nil || n[store.ReadingWaiting] != 3 || len(n) != 1 {
			t.Errorf("%v, %v; want three waiting", n, err)
		}
		order := readAll(t, s, at)
		if len(order) != 3 || order[2] != "乙" {
			t.Errorf("read %v; want what came out last first", order)
		}
		texts, err := s.FileTexts(ctx, []int64{a.ID, b.ID, c.ID, 999})
		if err != nil || len(texts) != 2 {
			t.Fatalf("%v, %v", texts, err)
		}
		long := strings.Repeat("长春市"+rare, 200)
		page := func(file int, name string) []store.FileText {
			return []store.FileText{
				{File: file, FileName: name, PageText: store.PageText{Page: 1, Text: name + rare}},
				{File: file, FileName: name, PageText: store.PageText{Page: 3, Name: "表" + rare, Text: long}},
			}
		}
		want := append(append(page(0, "甲.pdf"), page(1, "乙.pdf")...), page(2, "甲.pdf")...)
		if diff := cmp.Diff(want, texts[a.ID]); diff != "" {
			t.Errorf("want - got +\n%s", diff)
		}

		// Marks come one by one and every publication is told.
		told := map[int64]bool{}
		var mark int64
		for range 10 {
			ids, next, err := s.ReadAfter(ctx, mark, 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(ids) == 0 {
				break
			}
			if len(ids) != 1 || next <= mark {
				t.Fatalf("after %d: %v, %d", mark, ids, next)
			}
			told[ids[0]] = true
			mark = next
		}
		if !told[a.ID] || !told[b.ID] || told[c.ID] {
			t.Errorf("told of %v", told)
		}

		// A known file is not read again, and who carries it is told.
		d := hang(t, s, at.Add(3*time.Hour), "丙")
		queue(t, s)
		if ids, next, err := s.ReadAfter(ctx, mark, 10); err != nil || len(ids) != 1 || ids[0] != d.ID || next <= mark {
			t.Errorf("a known file on another: %v, %d, %v", ids, next, err)
		}
		if order := readAll(t, s, at); len(order) != 0 {
			t.Errorf("read again: %v", order)
		}

		// A new version carries something else: 乙 is nobody's now, 甲 is b's.
		next := a
		next.Content.Attachments = attached("丁")
		a = change(t, s, a, next, journal.Revise, at)
		if texts, err := s.FileTexts(ctx, []int64{a.ID}); err != nil || len(texts) != 0 {
			t.Errorf("words of an earlier version: %v, %v", texts, err)
		}
		if d := audited(t, s); len(d) != 0 {
			t.Errorf("what is still to come is a difference: %+v", d)
		}
		queue(t, s)
		for _, gone := range []publication.Publication{b, d} {
			next := gone
			next.WithdrawnAt, next.WithdrawnReason = at.Add(4*time.Hour), "有误"
			change(t, s, gone, next, journal.Withdraw, at)
			if texts, err := s.FileTexts(ctx, []int64{gone.ID}); err != nil || len(texts) != 0 {
				t.Errorf("words of what was withdrawn: %v, %v", texts, err)
			}
		}
		if known, err := s.Readings(ctx, []string{hash("乙")}); err != nil || len(known) != 0 {
			t.Errorf("乙 is still there: %v, %v", known, err)
		}
		queue(t, s)
		known, err := s.Readings(ctx, []string{hash("甲"), hash("乙"), hash("丙"), hash("丁")})
		if err != nil || len(known) != 1 || known[hash("丁")].State != store.ReadingWaiting {
			t.Errorf("%v, %v; want only 丁, waiting", known, err)
		}
		if d := audited(t, s); len(d) != 0 {
			t.Errorf("after all: %+v", d)
		}
	})
}

// What is left over, and what nobody noted, is found.
func TestLeftoverWordsAreFound(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		p := hang(t, s, at, "甲")
		queue(t, s)
		readAll(t, s, at)
		next := p
		next.WithdrawnAt = at.Add(time.Hour)
		change(t, s, p, next, journal.Withdraw, at)
		hang(t, s, at, "乙")
		// A follower that passes over both.
		from, err := s.Position(ctx, store.ReadingFollower)
		if err != nil {
			t.Fatal(err)
		}
		end, err := s.JournalEnd(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.QueueReadings(ctx, store.ReadingFollower, from, end, nil); err != nil {
			t.Fatal(err)
		}
		if d := audited(t, s); len(d) != 2 || d[0].Found != "file/"+hash("甲") || d[1].Want != "file/"+hash("乙") {
			t.Errorf("%+v; want 甲 left over and 乙 missing", d)
		}
	})
}

// Nodes share the work: each file is in one hand, and a hand that dies lets go;
// what it says afterwards comes too late.
func TestAFileIsInOneHand(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.EachAddress(t, func(t *testing.T, address string) {
		nodes := []*store.Store{storetest.Open(t, address), storetest.Open(t, address)}
		ctx := context.Background()
		var files []string
		for n := range 40 {
			files = append(files, fmt.Sprint("file", n))
		}
		p := hang(t, nodes[0], at, files...)
		queue(t, nodes[0])
		if err := nodes[1].QueueReadings(ctx, store.ReadingFollower, 0, 1, nil); !errors.Is(err, store.ErrChanged) {
			t.Errorf("a follower behind the others: %v", err)
		}
		dead, err := nodes[0].ClaimReading(ctx, at, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		got := map[string]int{}
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				for {
					g, err := nodes[w%2].ClaimReading(ctx, at, time.Minute)
					if errors.Is(err, store.ErrNotFound) {
						return
					}
					g.State, g.ReadAt = store.ReadingDone, at
					if err == nil {
						err = nodes[w%2].SettleReading(ctx, g, []store.PageText{{Page: 1, Text: g.Name}})
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					got[g.SHA256]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for sum, n := range got {
			if n != 1 || sum == dead.SHA256 {
				t.Errorf("%s read %d times", sum, n)
			}
		}
		if len(got) != 39 {
			t.Errorf("%d files read, want 39", len(got))
		}
		again, err := nodes[1].ClaimReading(ctx, at.Add(time.Minute), time.Minute)
		if err != nil || again.SHA256 != dead.SHA256 || again.Attempts != 2 {
			t.Fatalf("after the hand let go: %+v, %v", again, err)
		}
		dead.State = store.ReadingFailed
		if err := nodes[0].SettleReading(ctx, dead, nil); !errors.Is(err, store.ErrChanged) {
			t.Errorf("too late: %v", err)
		}
		again.State, again.Note, again.ReadAt = store.ReadingFailed, "打不开"+rare, at
		if err := nodes[1].SettleReading(ctx, again, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := nodes[1].ClaimReading(ctx, at.Add(100*time.Hour), time.Minute); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("given up and tried again: %v", err)
		}
		known, err := nodes[0].Readings(ctx, []string{dead.SHA256})
		if g := known[dead.SHA256]; err != nil || g.State != store.ReadingFailed || g.Note != "打不开"+rare || !g.ReadAt.Equal(at) {
			t.Errorf("%+v, %v", g, err)
		}
		ids, _, err := nodes[1].ReadAfter(ctx, 0, 1000)
		if err != nil || len(ids) != 39 || ids[0] != p.ID {
			t.Errorf("%d marks, %v", len(ids), err)
		}
	})
}

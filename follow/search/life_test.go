package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
)

func published(title, text string, days int) Document {
	return Document{Agency: "FGW", Category: "notice", Title: title, Text: text, Kind: Other, Channels: publication.Website,
		PublishedAt: time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).UnixMicro()}
}

func random(n int) Document {
	pick := func(most int) string {
		var b strings.Builder
		for range rand.IntN(most) {
			b.WriteString(syllables[rand.IntN(len(syllables))])
		}
		return b.String()
	}
	d := published("关于"+pick(4), pick(8), n%800)
	d.Agency = []agency.Code{"FGW", "JYJ"}[rand.IntN(2)]
	d.Number = numbers[rand.IntN(len(numbers))]
	return d
}

func find(t testing.TB, x *Index, q Query) Result {
	t.Helper()
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Searches go on and are right while the record changes, segments are merged,
// files replaced, and the whole index built anew.
func TestReadersDuringChanges(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	r := newTown()
	// This one stays as it is, so a search for it has one answer at all times.
	r.publish(published("永远不变的标题", "", 1))
	for i := range 30 {
		r.publish(random(i))
	}
	x := opened(t, small(r, t.TempDir()))
	var told atomic.Int64
	x.OnChange(func() { told.Add(1) })
	var beside sync.WaitGroup
	beside.Go(func() { x.Run(ctx) })
	acting, acted := context.WithCancel(ctx)
	for range 3 {
		beside.Go(func() {
			for acting.Err() == nil {
				q := Query{Words: queries[rand.IntN(len(queries))], Facets: true, Size: 5}
				if _, err := everything2(x, q); err != nil {
					t.Errorf("%s: %v", q.Words, err)
					return
				}
				if res := find(t, x, Query{Words: "永远不变的标题"}); res.Total != 1 || len(res.Hits) != 1 || res.Hits[0].Tier != ExactTitle {
					t.Errorf("what never changes: %+v", res)
					return
				}
				x.Status()
			}
		})
	}
	for i := range 400 {
		ids := r.ids()
		id := ids[rand.IntN(len(ids))]
		switch {
		case i%3 == 0 && id != 1:
			r.withdraw(id)
		case i%5 == 0 && id != 1:
			r.change(id, journal.Revise, func(d *Document) { d.Title += "之二" })
		default:
			r.publish(random(i))
		}
		x.Wake()
		if i%97 == 0 {
			if err := x.Rebuild(ctx, nil); err != nil {
				t.Error(err)
			}
		}
		if i%10 == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	end, _ := r.JournalEnd(ctx)
	if err := x.Reach(ctx, end); err != nil {
		t.Fatal(err)
	}
	acted()
	for _, words := range queries {
		agrees(t, x, r, Query{Words: words, Facets: true})
	}
	if told.Load() == 0 {
		t.Error("nobody was told of a change")
	}
	stop()
	beside.Wait()
	if list, err := x.Verify(context.Background(), nil); err != nil || len(list) > 0 {
		t.Errorf("verify: %v %v", list, err)
	}
}

// everything2 reads all pages, whose total may change between them.
func everything2(x *Index, q Query) ([]Hit, error) {
	var hits []Hit
	for range 50 {
		r, err := x.Search(context.Background(), q)
		if err != nil || r.Next == "" {
			return hits, err
		}
		hits, q.After = append(hits, r.Hits...), r.Next
	}
	return hits, nil
}

// A cursor leads on from where it was while documents come in: no hit twice,
// none of those that were there left out.
func TestCursorsStayRight(t *testing.T) {
	for _, order := range []Order{ByRelevance, ByDate} {
		r := newTown()
		for i := range 40 {
			r.publish(published(fmt.Sprintf("公租房%d", i), "", i))
			r.publish(published("其他", "公租房", i))
		}
		x := opened(t, small(r, ""))
		seen := map[int64]bool{}
		q := Query{Words: "公租房", Size: 7, Order: order}
		for page := 0; ; page++ {
			res := find(t, x, q)
			for _, h := range res.Hits {
				if seen[h.ID] {
					t.Fatalf("%q page %d: %d again", order, page, h.ID)
				}
				seen[h.ID] = true
			}
			if q.After = res.Next; q.After == "" {
				break
			}
			r.publish(published("公租房新", "", 100+page))
			if err := x.CatchUp(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		for id := int64(1); id <= 80; id++ {
			if !seen[id] {
				t.Errorf("%q: %d was left out", order, id)
			}
		}
	}
}

func TestCursorIsReadBack(t *testing.T) {
	for _, c := range []cursor{{}, {tier: InTitle, window: true, at: -5, id: 1 << 60, last: 3, place: 199, seen: 20}, {tier: byDate, at: 1, id: 2, seen: 9999}} {
		if got, ok := parseCursor(c.String()); !ok || got != c {
			t.Errorf("%+v is %q, read as %+v", c, c.String(), got)
		}
		if strings.ContainsAny(c.String(), "/?&=+% ") {
			t.Errorf("%q does not stand in an address", c.String())
		}
	}
	for _, s := range []string{"", "x", "9w1.1.1.1.1", "7d1.1.1.1.1", "2d1.1.1.1", "2d1.1.1.1.-1", "2d1.1.1.1.zzzz", "２d1.1.1.1.1"} {
		if c, ok := parseCursor(s); ok {
			t.Errorf("%q is read as %+v", s, c)
		}
	}
}

// What was withdrawn is in no total, no facet, no suggestion and no order, and
// neither is it after merges and a restart.
func TestWithdrawnLeavesNoTrace(t *testing.T) {
	r := newTown()
	dir := t.TempDir()
	for i := range 30 {
		r.publish(published("公租房管理办法", "说明", i))
	}
	only := published("低保标准", "城市低保", 3)
	only.Agency, only.Category, only.Kind = "JYJ", "secret", Norm
	id := r.publish(only)
	x := opened(t, small(r, dir))
	if res := find(t, x, Query{Words: "底保"}); !slices.Contains(res.Meant, "低保") {
		t.Fatalf("before: %+v", res)
	}
	r.withdraw(id)
	for _, when := range []string{"at once", "after merges", "after a restart"} {
		switch when {
		case "after merges":
			if err := x.state.Load().tidy(context.Background()); err != nil {
				t.Fatal(err)
			}
		case "after a restart":
			x.Close()
			x = opened(t, small(r, dir))
		}
		if err := x.CatchUp(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"", "低保", "低保标准", "底保", "低", "dibao"} {
			res := find(t, x, Query{Words: words, Facets: true})
			for _, h := range res.Hits {
				if h.ID == id {
					t.Errorf("%s: %q finds it", when, words)
				}
			}
			if res.Facets.Agency["JYJ"] != 0 || res.Facets.Category["secret"] != 0 || res.Facets.Kind[Norm] != 0 {
				t.Errorf("%s: %q counts it: %+v", when, words, res.Facets)
			}
			if strings.Contains(strings.Join(res.Meant, " "), "低") {
				t.Errorf("%s: %q suggests %q", when, words, res.Meant)
			}
			if words == "" && res.Total != 30 {
				t.Errorf("%s: total %d", when, res.Total)
			}
		}
	}
}

// Another process builds the index anew while this one searches: it goes over,
// and what was replaced goes away.
func TestBuiltBeside(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	r := newTown()
	for i := range 40 {
		r.publish(random(i))
	}
	dir := t.TempDir()
	x := opened(t, small(r, dir))
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	beside.Go(func() { x.Run(ctx) })
	before := x.Status().Generation
	if err := Build(ctx, small(r, dir), nil); err != nil {
		t.Fatal(err)
	}
	r.publish(random(7))
	for x.Status().Generation == before {
		find(t, x, Query{Words: "长春市"})
		time.Sleep(5 * time.Millisecond)
	}
	end, _ := r.JournalEnd(ctx)
	if err := x.Reach(ctx, end); err != nil {
		t.Fatal(err)
	}
	agrees(t, x, r, Query{Words: "长春市", Facets: true})
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, before)); errors.Is(err, os.ErrNotExist) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the generation that was replaced is still there")
		}
	}
}

// A build that is cancelled or killed changes nothing and leaves nothing.
func TestBuildCancelled(t *testing.T) {
	r := newTown()
	for i := range 3000 {
		r.publish(random(i))
	}
	dir := t.TempDir()
	x := opened(t, small(r, dir))
	before := x.Status()
	ctx, stop := context.WithCancel(context.Background())
	if err := x.Rebuild(ctx, func(done, total int64) { stop() }); !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
	if after := x.Status(); after != before {
		t.Errorf("before %+v, after %+v", before, after)
	}
	agrees(t, x, r, Query{Words: "公租房 九台区", Facets: true})
	x.Close()
	torn(t, dir) // as if killed
	x = opened(t, small(r, dir))
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range list {
		if e.IsDir() {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d generations are left", n)
	}
	agrees(t, x, r, Query{Words: "低保", Facets: true})
}

// What is damaged, of another form or of another record is built anew; a reader
// is told that there is no index.
func TestOfNoUse(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, dir string, r *town) *town
	}{
		{"another record", func(t *testing.T, dir string, r *town) *town {
			other := newTown()
			for i := range 60 {
				other.publish(random(i + 1))
			}
			for i := range other.entries {
				other.entries[i].Actor = "wang"
			}
			return other
		}},
		{"a record restored to an earlier day", func(t *testing.T, dir string, r *town) *town {
			r.entries = r.entries[:len(r.entries)-10]
			for id := int64(41); id <= 50; id++ {
				delete(r.docs, id)
			}
			r.last = 40
			return r
		}},
		{"no manifest", func(t *testing.T, dir string, r *town) *town {
			name, _ := current(dir)
			if err := os.Remove(filepath.Join(dir, name, manifestName)); err != nil {
				t.Fatal(err)
			}
			return r
		}},
		{"a manifest cut off", func(t *testing.T, dir string, r *town) *town {
			name, _ := current(dir)
			if err := os.Truncate(filepath.Join(dir, name, manifestName), 40); err != nil {
				t.Fatal(err)
			}
			return r
		}},
		{"a segment cut off", func(t *testing.T, dir string, r *town) *town {
			name, _ := current(dir)
			list, _ := filepath.Glob(filepath.Join(dir, name, "*.seg"))
			if err := os.Truncate(list[0], 100); err != nil {
				t.Fatal(err)
			}
			return r
		}},
		{"a tokenizer of another version", func(t *testing.T, dir string, r *town) *town {
			name, _ := current(dir)
			path := filepath.Join(dir, name, manifestName)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			b = []byte(strings.Replace(string(b), fmt.Sprintf(`"tokenizer": %d`, tokenizer), `"tokenizer": 1`, 1))
			if err := os.WriteFile(path, b, 0o640); err != nil {
				t.Fatal(err)
			}
			return r
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newTown()
			for i := range 50 {
				r.publish(random(i))
			}
			dir := t.TempDir()
			opened(t, small(r, dir)).Close()
			r = c.spoil(t, dir, r)
			opt := small(r, dir)
			opt.ReadOnly = true
			if x, err := Open(context.Background(), opt); !errors.Is(err, ErrNone) {
				if err == nil {
					x.Close()
				}
				t.Errorf("a reader is given %v", err)
			}
			x, err := Open(context.Background(), small(r, dir))
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			if _, err := x.Search(context.Background(), Query{}); !errors.Is(err, ErrBuilding) {
				t.Errorf("before it is built: %v", err)
			}
			if err := x.Rebuild(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
			agrees(t, x, r, Query{Words: "公租房", Facets: true})
			agrees(t, x, r, Query{Facets: true})
		})
	}
}

// A reader beside a writer sees all that the record says and writes nothing.
func TestReadOnly(t *testing.T) {
	ctx := context.Background()
	r := newTown()
	for i := range 30 {
		r.publish(random(i))
	}
	dir := t.TempDir()
	x := opened(t, small(r, dir))
	for i := range 5 {
		r.publish(random(i))
	}
	r.withdraw(3)
	opt := small(r, dir)
	opt.ReadOnly = true
	before := listing(t, dir)
	reader := opened(t, opt)
	for _, words := range queries {
		agrees(t, reader, r, Query{Words: words, Facets: true})
	}
	if list, err := reader.Verify(ctx, nil); err != nil || len(list) > 0 {
		t.Errorf("verify: %v %v", list, err)
	}
	if after := listing(t, dir); !slices.Equal(before, after) {
		t.Errorf("a reader changed %v to %v", before, after)
	}
	// A second one that would write waits its turn, and has it once the first is gone.
	second := opened(t, small(r, dir))
	if !second.Status().ReadOnly || x.Status().ReadOnly {
		t.Error("two write")
	}
	x.Close()
	if err := second.look(ctx); err != nil {
		t.Fatal(err)
	}
	if second.Status().ReadOnly {
		t.Error("nobody writes")
	}
	agrees(t, second, r, Query{Facets: true})
}

func listing(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil {
			list = append(list, fmt.Sprint(path, " ", info.Size(), " ", info.ModTime()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Verify names what the index has wrong.
func TestVerifyNames(t *testing.T) {
	ctx := context.Background()
	r := newTown()
	for i := range 20 {
		r.publish(random(i))
	}
	for _, dir := range []string{"", t.TempDir()} {
		x := opened(t, small(r, dir))
		if list, err := x.Verify(ctx, nil); err != nil || len(list) > 0 {
			t.Fatalf("a good one: %v %v", list, err)
		}
		// Changes that no entry tells of.
		kept := map[int64]Document{3: r.docs[3], 5: r.docs[5], 7: r.docs[7]}
		changed, moved := r.docs[3], r.docs[7]
		changed.Text += "改"
		moved.Agency = "ZF"
		delete(r.docs, 5)
		r.docs[3], r.docs[7] = changed, moved
		fresh := random(9)
		fresh.ID = 900
		r.docs[900] = fresh
		list, err := x.Verify(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := []Difference{{ID: 3, What: Differs}, {ID: 5, What: TooMany}, {ID: 7, What: Differs}, {ID: 900, What: Missing}}
		if !slices.Equal(list, want) {
			t.Errorf("%v, want %v", list, want)
		}
		for id, d := range kept {
			r.docs[id] = d
		}
		delete(r.docs, 900)
		x.Close()
	}
}

// Of many candidates not each is looked at: the total is about, the hits are
// right all the same.
func TestManyCandidates(t *testing.T) {
	r := newTown()
	for i := range 60 {
		r.publish(published("公租与租房", "", i))  // both pairs of 公租房, not the word
		r.publish(published("说明", "公租房一", i)) // the word
	}
	opt := small(r, "")
	opt.Verified = 10
	x := opened(t, opt)
	q := Query{Words: "公租房", Size: 9}
	first := find(t, x, q)
	if !first.About || first.Total != 120 {
		t.Errorf("about %v, total %d", first.About, first.Total)
	}
	for _, order := range []Order{ByRelevance, ByDate} {
		q.Order = order
		whole, err := everything(x, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(whole.Hits) != 60 {
			t.Errorf("%q: %d hits", order, len(whole.Hits))
		}
		for _, h := range whole.Hits {
			if h.ID%2 == 1 {
				t.Errorf("%q: %d is no hit", order, h.ID)
			}
		}
	}
}

func TestExcerpts(t *testing.T) {
	x := opened(t, small(newTown(), ""))
	long := strings.Repeat("前面的话。", 100) + "城市低保标准提高。" + strings.Repeat("后面的话。", 100)
	d := Document{Title: "关于低保的通知", Text: long, Files: []FilePage{
		{File: 0, Name: "一.pdf", Page: 1, Text: "与此无关"}, {File: 1, Name: "二.pdf", Page: 3, Text: "公租房分配方案"}}}
	joined := func(list []Mark) (all, hit string) {
		for _, m := range list {
			if all += m.Text; m.Hit {
				hit += m.Text + "|"
			}
		}
		return all, hit
	}
	e := x.Excerpts(Query{Words: "低保"}, []Document{d})[0]
	if _, hit := joined(e.Title); hit != "低保|" || e.File != -1 {
		t.Errorf("%+v", e)
	}
	if all, hit := joined(e.Text); hit != "低保|" || !strings.Contains(all, "城市低保标准提高") || len(all) > 1000 {
		t.Errorf("text %q", all)
	}
	e = x.Excerpts(Query{Words: "低保 公租房"}, []Document{d})[0]
	if _, hit := joined(e.FileText); e.File != 1 || e.Page != 3 || e.FileName != "二.pdf" || hit != "公租房|" {
		t.Errorf("%+v", e)
	}
	if e = x.Excerpts(Query{}, []Document{d})[0]; e.File != -1 || len(e.Title) == 0 {
		t.Errorf("no words: %+v", e)
	}
}

// Whatever is asked, there is an answer.
func FuzzSearch(f *testing.F) {
	r := newTown()
	for i := range 80 {
		r.publish(random(i))
	}
	x := opened(f, small(r, ""))
	for _, w := range queries {
		f.Add(w, "", "", 0, 0)
	}
	f.Add("公租房", "2w0.0.0.0.0", "FGW", -5, 1<<30)
	f.Add("\xff\x00#d:", "2d-zz.zz.0.0.0", "", 16000, -16000)
	f.Fuzz(func(t *testing.T, words, after, in string, from, size int) {
		for _, order := range []Order{ByRelevance, ByDate} {
			q := Query{Words: words, After: after, Size: size, Order: order, Facets: true}
			if in != "" {
				q.Agencies = []agency.Code{agency.Code(in)}
			}
			res, err := x.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Hits) > pageMost || !res.Nearest && len(res.Hits) > res.Total {
				t.Errorf("%d hits of %d", len(res.Hits), res.Total)
			}
		}
	})
}

// What is withdrawn or changed while the segment that holds it is merged or
// written is not found in what comes of it, even if nothing else was in it.
func TestWithdrawnDuringMerge(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name  string
		rows  int // documents in the segment
		write bool
	}{{"one, in memory", 1, false}, {"several, in memory", 3, false}, {"one, written", 1, true}, {"several, written", 3, true}} {
		for _, withdrawn := range []bool{true, false} {
			r := newTown()
			r.publish(published("别的事", "", 1))
			x := opened(t, small(r, t.TempDir()))
			first := r.publish(published("公租房管理办法", "", 2))
			for i := range c.rows - 1 {
				r.publish(published("低保标准", "", 3+i))
			}
			if err := x.CatchUp(ctx); err != nil {
				t.Fatal(err)
			}
			st := x.state.Load()
			s := st.hold()
			var memory []piece
			for _, p := range s.pieces {
				if p.path == "" {
					memory = append(memory, p)
				}
			}
			meanwhile := func() {
				if withdrawn {
					r.withdraw(first)
				} else {
					r.change(first, journal.Revise, func(d *Document) { d.Title += "之二" })
				}
				if err := x.CatchUp(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if c.write {
				merged, err := st.write(ctx, memory, 2017)
				if err != nil {
					t.Fatal(err)
				}
				meanwhile()
				err = st.replaceFiles(ctx, memory, merged, s.position, s.mark)
				if err != nil {
					t.Fatal(err)
				}
			} else {
				var b bytes.Buffer
				if err := merge(ctx, &b, memory, nil); err != nil {
					t.Fatal(err)
				}
				p, err := fromBytes(b.Bytes())
				if err != nil {
					t.Fatal(err)
				}
				meanwhile()
				if err := st.replace(memory, []*part{p}, nil); err != nil {
					t.Fatal(err)
				}
			}
			s.release()
			want := 1
			if withdrawn {
				want = 0
			}
			if res := find(t, x, Query{Words: "租房管理"}); res.Total != want {
				t.Errorf("%s, withdrawn %v: %d found, want %d", c.name, withdrawn, res.Total, want)
			}
			if res := find(t, x, Query{}); res.Total != len(r.docs) {
				t.Errorf("%s, withdrawn %v: %d in all, want %d", c.name, withdrawn, res.Total, len(r.docs))
			}
		}
	}
}

// A merge that was asked for of a generation just replaced ends.
func TestTidyAfterRetiring(t *testing.T) {
	r := newTown()
	r.publish(published("别的事", "", 1))
	x := opened(t, small(r, t.TempDir()))
	for range 20 {
		st := x.state.Load()
		if err := x.Rebuild(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- st.tidy(context.Background()) }()
		select {
		case err := <-done:
			if !errors.Is(err, errRetired) {
				t.Fatalf("tidy: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("tidying a generation that was replaced does not end")
		}
	}
}

// A filter for what has no value is not no filter, to what remembers answers
// either.
func TestAnswersAreKeptApart(t *testing.T) {
	r := newTown()
	for i, v := range []publication.Validity{"", "", publication.InForce} {
		d := published("通告", "公共租赁住房", i)
		d.Validity = v
		r.publish(d)
	}
	x := opened(t, small(r, t.TempDir()))
	for range 2 {
		for _, c := range []struct {
			list []publication.Validity
			want int
		}{{nil, 3}, {[]publication.Validity{""}, 2}, {[]publication.Validity{publication.InForce}, 1}, {[]publication.Validity{"", publication.InForce}, 3}} {
			if res := find(t, x, Query{Words: "公共租赁住房", Validities: c.list}); res.Total != c.want {
				t.Errorf("%q: %d, want %d", c.list, res.Total, c.want)
			}
		}
	}
}

// What only the filters leave out is not answered with something like it: the
// facets say where it is.
func TestFiltersLeaveOut(t *testing.T) {
	r := newTown()
	for i := range 5 {
		r.publish(published("公租房管理办法", "", i))
	}
	other := published("公租房公示", "", 9)
	other.Agency = "JYJ"
	r.publish(other)
	x := opened(t, small(r, t.TempDir()))
	res := find(t, x, Query{Words: "公租房 管理", Agencies: []agency.Code{"JYJ"}, Facets: true})
	if res.Nearest || res.Total != 0 || res.Facets.Agency["FGW"] != 5 {
		t.Errorf("words that another agency has: %+v", res)
	}
	res = find(t, x, Query{Words: "公租房 食堂", Agencies: []agency.Code{"JYJ"}, Facets: true})
	// Numbers of the nearest would be of no list.
	if !res.Nearest || res.Total != 1 || len(res.Facets.Agency) != 0 {
		t.Errorf("words that nobody has: %+v", res)
	}
}

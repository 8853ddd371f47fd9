package search

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/affairs/journal"
)

// small makes a few documents do what twenty thousand do elsewhere.
func small(r Record, dir string) Options {
	return Options{Dir: dir, Record: r, Flush: 7, MemoryFan: 2, FileFan: 2, Largest: 24, Chunk: 5, Window: 3}
}

func opened(t testing.TB, opt Options) *Index {
	t.Helper()
	x, err := Open(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	if x.state.Load() == nil {
		if err := x.Rebuild(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	return x
}

// agrees compares an answer, all its pages, with a look at every document.
func agrees(t interface{ Fatalf(string, ...any) }, x *Index, r *town, q Query) {
	got, err := everything(x, q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	want := r.answer(q, x.opt.Window)
	if want.Total == 0 {
		if !got.Nearest && (got.Total != 0 || len(got.Hits) != 0) || got.Nearest && got.Total != len(got.Hits) {
			t.Fatalf("%+v: %+v, nothing has all words", q, got)
		}
		if d := cmp.Diff(want.Facets, got.Facets); q.Facets && !got.Nearest && d != "" {
			t.Fatalf("%+v: facets of what the filters leave out (-want +got):\n%s", q, d)
		}
		for _, h := range got.Hits {
			if d, ok := r.docs[h.ID]; !ok || !q.lets(d, -1) {
				t.Fatalf("%+v: nearest is %d, which is not there", q, h.ID)
			}
		}
		return
	}
	if got.About || got.Nearest || got.Capped {
		t.Fatalf("%+v: %+v is not exact", q, got)
	}
	if got.Total != want.Total {
		t.Fatalf("%+v: total %d, want %d", q, got.Total, want.Total)
	}
	if d := cmp.Diff(want.Hits, got.Hits); d != "" {
		t.Fatalf("%+v: hits (-want +got):\n%s", q, d)
	}
	if d := cmp.Diff(want.Facets, got.Facets); d != "" {
		t.Fatalf("%+v: facets (-want +got):\n%s", q, d)
	}
}

// An index that followed act by act, was merged, written, closed and opened,
// answers as a look at every document does, and as one built anew.
func TestFollowsTheRecord(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		r := newTown()
		for range rapid.IntRange(0, 12).Draw(rt, "before") {
			r.publish(someDocument(rt))
		}
		dir := ""
		if rapid.IntRange(0, 3).Draw(rt, "files") > 0 {
			dir = t.TempDir()
		}
		x := opened(t, small(r, dir))
		pick := func() int64 {
			ids := r.ids()
			if len(ids) == 0 {
				return 0
			}
			return rapid.SampledFrom(ids).Draw(rt, "which")
		}
		acts := map[string]func(*rapid.T){
			"publish": func(rt *rapid.T) {
				for range rapid.IntRange(1, 6).Draw(rt, "how many") {
					r.publish(someDocument(rt))
				}
			},
			"revise": func(rt *rapid.T) {
				if id := pick(); id != 0 {
					n := someDocument(rt)
					r.change(id, journal.Revise, func(d *Document) { d.Title, d.Text, d.Files = n.Title, n.Text, n.Files })
				}
			},
			"move": func(rt *rapid.T) {
				if id := pick(); id != 0 {
					r.change(id, journal.Move, func(d *Document) { d.Agency = "JYJ" })
				}
			},
			"read a file": func(rt *rapid.T) {
				if id := pick(); id != 0 {
					r.change(id, "", func(d *Document) { d.Files = []FilePage{{Name: "表.xlsx", Page: 1, Text: someText(rt, 5, "sheet")}} })
				}
			},
			"withdraw": func(rt *rapid.T) {
				if id := pick(); id != 0 {
					r.withdraw(id)
				}
			},
			"other acts": func(rt *rapid.T) {
				r.enter(journal.RequestSubmit, "request/7")
			},
			"tidy": func(rt *rapid.T) {
				if err := x.state.Load().tidy(ctx); err != nil {
					rt.Fatal(err)
				}
			},
			"open again": func(rt *rapid.T) {
				if dir != "" {
					x.Close()
					x = opened(t, small(r, dir))
				}
			},
			"crash": func(rt *rapid.T) {
				if dir == "" {
					return
				}
				// What lies in the folder now, with what a write that was cut off leaves.
				dir = copied(t, dir)
				torn(t, dir)
				x.Close()
				x = opened(t, small(r, dir))
			},
			"build anew": func(rt *rapid.T) {
				if err := x.Rebuild(ctx, nil); err != nil {
					rt.Fatal(err)
				}
			},
			"": func(rt *rapid.T) {
				if err := x.CatchUp(ctx); err != nil {
					rt.Fatal(err)
				}
				agrees(rt, x, r, someQuery(rt))
			},
		}
		rt.Repeat(acts)
		anew := opened(t, small(r, ""))
		defer anew.Close()
		defer x.Close()
		for range 5 {
			q := someQuery(rt)
			a, err := everything(x, q)
			if err != nil {
				rt.Fatal(err)
			}
			b, err := everything(anew, q)
			if err != nil {
				rt.Fatal(err)
			}
			a.Position, b.Position = 0, 0
			if d := cmp.Diff(b, a); d != "" {
				rt.Fatalf("%+v: built anew, followed:\n%s", q, d)
			}
		}
	})
}

func copied(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// torn leaves the beginnings of files and of a build in the folder.
func torn(t *testing.T, dir string) {
	t.Helper()
	name, err := current(dir)
	if err != nil {
		t.Fatal(err)
	}
	next, err := newGeneration(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(name, "000900.seg"), filepath.Join(name, "000901.seg.part"), filepath.Join(name, "manifest.json.part"),
		filepath.Join(next, "000001.seg"), "CURRENT.part"} {
		if err := os.WriteFile(filepath.Join(dir, path), []byte("GONGKAI, cut o"), 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

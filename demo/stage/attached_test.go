package stage_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/follow/reading"
	"gongkai/office"
	"gongkai/store"
)

// Dozens of items of the year have a file of words that stand nowhere else,
// each of which can be read.
func TestFilesOfTheYear(t *testing.T) {
	ctx := t.Context()
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "g.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o, err := office.New(ctx, s, blobs, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	p, err := demo.New(100)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := stage.Found(ctx, o); err != nil {
			t.Fatal(err)
		}
		if err := stage.Year(ctx, o, p, func(int64, int64) {}); err != nil {
			t.Fatal(err)
		}
	}
	f := reading.New(o)
	if _, err := f.Follow(ctx); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = f.ReadOne(ctx); err != nil {
			t.Fatal(err)
		}
	}
	ids, _, err := s.ReadAfter(ctx, 0, 1000)
	if err != nil || len(ids) < 36 {
		t.Fatalf("%d items with words in files, %v; want dozens", len(ids), err)
	}
	texts, err := s.FileTexts(ctx, ids)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, id := range ids {
		item, err := s.Publication(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		a := item.Content.Attachments[0]
		kinds[filepath.Ext(a.Name)]++
		words := ""
		for _, page := range texts[id] {
			words += page.Text
		}
		code := string(item.Agency) + "-" + item.Content.IssuedOn.String()[:4] + "-1"
		if !strings.Contains(words, code) || strings.Contains(item.Content.Body, code) {
			t.Errorf("%s: %s is not in %s alone: %q", item.Index, code, a.Name, words)
		}
		known, err := s.Readings(ctx, []string{a.SHA256})
		if g := known[a.SHA256]; err != nil || g.State != store.ReadingDone || g.Note != "" {
			t.Errorf("%s: %+v, %v", a.Name, g, err)
		}
	}
	for _, kind := range []string{".pdf", ".docx", ".xlsx"} {
		if kinds[kind] < 12 {
			t.Errorf("%d of %s, want a dozen", kinds[kind], kind)
		}
	}
}

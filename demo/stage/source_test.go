package stage_test

import (
	"context"
	"testing"
	"time"

	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/store"
)

// What shows where attributes come from is there on a working day and on a
// holiday, once, and costs next to nothing.
func TestSources(t *testing.T) {
	for _, now := range []string{"2026-11-23T10:00:00+08:00", "2026-10-02T23:30:00+08:00"} {
		t.Run(now, func(t *testing.T) {
			ctx := t.Context()
			o := opened(t, now)
			s, at := o.Store, o.Now()
			if err := stage.Found(ctx, o); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			for range 2 {
				if err := stage.Sources(ctx, o); err != nil {
					t.Fatal(err)
				}
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %v", took)
			} else {
				t.Logf("%v", took)
			}
			count, err := s.DraftCount(ctx, "ZFBGT")
			// forwarded, joint, disputed and what was opened; the part and the others kept
			if err != nil || count[publication.Drafting] != 4 || count[publication.Reviewing] != 2 || count[publication.Kept] != 5 {
				t.Errorf("drafts %v, %v", count, err)
			}
			told := demo.Sources()
			found := map[string]publication.Draft{}
			for _, d := range all(ctx, t, s) {
				found[d.Content.Title] = d
			}
			if d := found[told.Forwarded.Title]; d.Attribute != publication.OnRequest || d.Origin.From != told.From {
				t.Errorf("forwarded: %+v", d)
			}
			if d := found[told.Joint.Title]; len(d.Consultations) != 2 || d.Consultations[0].Answer != "concur" || d.Consultations[1].Answer != "" {
				t.Errorf("joint: %+v", d.Consultations)
			}
			if d := found[told.Mixed.Title]; len(d.Parts.Into) != 1 {
				t.Errorf("split: %+v", d.Parts)
			}
			if d := found[told.Asked.Title]; !d.Inquiring() || d.Inquiries[0].PDF == "" {
				t.Errorf("asked: %+v", d.Inquiries)
			}
			if list, err := s.DraftsDisputed(ctx); err != nil || len(list) != 1 {
				t.Errorf("disputed: %v, %v", list, err)
			}
			if n, err := s.ConversionCounts(ctx, at.AddDate(-1, 0, 0), at); err != nil || len(n) != 2 {
				t.Errorf("opened: %v, %v", n, err)
			}
		})
	}
}

func all(ctx context.Context, t *testing.T, s *store.Store) []publication.Draft {
	t.Helper()
	var list []publication.Draft
	for _, state := range publication.States {
		drafts, err := s.DraftsOf(ctx, "ZFBGT", state.State, 100)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, drafts...)
	}
	return list
}

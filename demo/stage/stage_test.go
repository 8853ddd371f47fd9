package stage_test

import (
	"path/filepath"
	"testing"
	"time"

	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/office"
	"gongkai/store"
)

// opened is an office on an empty record at the instant.
func opened(t *testing.T, now string) *office.Office {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "g.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o, err := office.New(t.Context(), s, blobs, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Every story ends in the state it tells, on a working day and on a holiday,
// and is told once.
func TestStories(t *testing.T) {
	for _, now := range []string{"2026-11-23T10:00:00+08:00", "2026-10-02T23:30:00+08:00"} {
		t.Run(now, func(t *testing.T) {
			ctx := t.Context()
			o := opened(t, now)
			for range 2 {
				if err := stage.Found(ctx, o); err != nil {
					t.Fatal(err)
				}
				if err := stage.Stories(ctx, o); err != nil {
					t.Fatal(err)
				}
			}
			// Letters name whom to turn to.
			for _, key := range []string{"reconsideration", "court", "pay"} {
				if value, err := o.Setting(ctx, key); err != nil || value == "" {
					t.Errorf("%s is not set: %v", key, err)
				}
			}
			want := map[publication.State]int{}
			for _, story := range demo.Life() {
				if story.Agency != "ZFBGT" {
					continue
				}
				switch story.State {
				case demo.Drafting, demo.Returned, demo.Consulting:
					want[publication.Drafting]++
				case demo.Reviewing:
					want[publication.Reviewing]++
				case demo.Signing:
					want[publication.Signing]++
				case demo.Scheduled:
					want[publication.Scheduled]++
				case demo.Withheld, demo.OnRequest:
					want[publication.Kept]++
				case demo.Published, demo.Withdrawn:
					want[publication.Done] += 1 + len(story.Revisions)
				}
			}
			got, err := o.Store.DraftCount(ctx, "ZFBGT")
			if err != nil {
				t.Fatal(err)
			}
			for state, n := range want {
				if got[state] != n {
					t.Errorf("%s: %d drafts, want %d", state, got[state], n)
				}
			}
		})
	}
}

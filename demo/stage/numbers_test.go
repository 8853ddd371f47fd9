package stage_test

import (
	"path/filepath"
	"testing"
	"time"

	"gongkai/affairs/numbering"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/office"
	"gongkai/store"
)

// In a part of the city every missing number of its own series has its reason,
// said once.
func TestNumbersHaveTheirReason(t *testing.T) {
	ctx := t.Context()
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "g.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("", 8*3600))
	o, err := office.New(ctx, s, blobs, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if err := stage.Found(ctx, o); err != nil {
		t.Fatal(err)
	}
	plan, err := demo.New(400)
	if err != nil {
		t.Fatal(err)
	}
	if err := stage.Year(ctx, o, plan, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := stage.Numbers(ctx, o, plan); err != nil {
			t.Fatal(err)
		}
		v, err := o.Series(ctx, numbering.Series{Prefix: "长府办发", Year: 2017, Form: numbering.Yearly})
		if err != nil {
			t.Fatal(err)
		}
		if v.Missing == 0 || v.Explained != v.Missing {
			t.Errorf("%d of %d missing numbers have a reason", v.Explained, v.Missing)
		}
	}
}

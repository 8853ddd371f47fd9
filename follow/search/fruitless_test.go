package search

import (
	"context"
	"testing"
)

// Pairs of characters that stand together in many documents make no sentence:
// when none of those looked at has it, there is nothing, and no "about so many".
func TestASentenceNobodyWrote(t *testing.T) {
	const words = "征收土地补偿"
	near := func(r *town, n int) {
		for i := range n {
			r.publish(published("征收土地的公告", "土地补偿标准", 100+i%600))
		}
	}
	for _, c := range []struct {
		name   string
		before int // near misses older than the one that has it
		has    bool
		after  int // and newer
	}{
		{"nobody wrote it", 0, false, 700},
		{"nobody wrote it, and more than one look", 0, false, 2300},
		{"it stands behind many", 20, true, 1700},
		{"it stands first", 700, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newTown()
			for range c.before {
				r.publish(published("征收土地的公告", "土地补偿标准", 10))
			}
			want := int64(0)
			if c.has {
				want = r.publish(published("公告", "征收土地补偿的说明", 50))
			}
			near(r, c.after)
			x := opened(t, Options{Record: r, Answers: -1})
			for _, order := range []Order{ByRelevance, ByDate} {
				got, err := x.Search(context.Background(), Query{Words: words, Order: order, Facets: true})
				if err != nil {
					t.Fatal(err)
				}
				switch {
				case want == 0 && !got.Nearest:
					t.Errorf("order %q: %d hits of about %d, next %q; nobody wrote it", order, len(got.Hits), got.Total, got.Next)
				case want != 0 && (got.Nearest || len(got.Hits) == 0 || got.Hits[0].ID != want):
					t.Errorf("order %q: %+v, want %d", order, got.Hits, want)
				}
			}
		})
	}
}

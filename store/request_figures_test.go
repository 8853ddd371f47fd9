package store_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Any figure of a tally is the number of the list of the same selection; what
// no tally knows it does not pretend to count.
func TestTallyCountsLists(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := seedRequests(t, s, 300)
		for _, in := range []agency.Code{"", "FGW", "NONE"} {
			tally, err := s.TallyRequests(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if some := slices.ContainsFunc(all, func(q request.Request) bool { return in == "" || q.Agency == in }); some != slices.Equal(tally.Years(), []int{2026, 2025}) {
				t.Errorf("years of %q: %v", in, tally.Years())
			}
			rapid.Check(t, func(r *rapid.T) {
				sel := someRequestSelection(r)
				n, ok := tally.Count(sel)
				if want := sel.Agency == in && sel.Handler == "" && sel.Due == "" && sel.Words == ""; ok != want {
					r.Fatalf("%+v counted by the tally of %q: %v", sel, in, ok)
				}
				var want int64
				for _, q := range all {
					if requestSelected(sel, q) {
						want++
					}
				}
				if ok && n != want {
					r.Fatalf("%+v: %d, want %d", sel, n, want)
				}
			})
		}
	})
}

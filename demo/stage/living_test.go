package stage_test

import (
	"testing"

	"gongkai/affairs/request"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/law/calendar"
	"gongkai/office/keep"
	"gongkai/store"
)

// Around any day there are cases in every state, some late, some due today and
// soon, and the printed codes open what they name.
func TestLiving(t *testing.T) {
	for _, now := range []string{"2026-11-23T10:00:00+08:00", "2026-10-03T00:30:00+08:00", "2027-02-25T23:00:00+08:00"} {
		t.Run(now, func(t *testing.T) {
			o := open(t, now)
			if err := stage.Found(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			p, err := demo.New(1000)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range []int{stage.Tried, stage.Tried, stage.Cases(), stage.Cases()} {
				if err := stage.Living(t.Context(), o, p, n); err != nil {
					t.Fatal(err)
				}
			}
			h := store.Horizon{Today: o.Today(), Soon: o.Calendar().Add(o.Today(), 5)}
			if n, err := o.Store.CountRequests(t.Context(), store.RequestSelection{}, h); err != nil || n != int64(stage.Cases()) {
				t.Errorf("%d cases, %v; want %d", n, err, stage.Cases())
			}
			facets, err := o.Store.RequestFacets(t.Context(), store.RequestSelection{Agency: "ZFBGT"}, h)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range request.States {
				if facets[store.ByState][string(s.State)] == 0 {
					t.Errorf("no case is %s", s.Name)
				}
			}
			windows, err := o.Store.RequestBuckets(t.Context(), "ZFBGT", "", h)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range store.Windows {
				// On a holiday nothing is due.
				if windows[w] == 0 && (w != store.WindowToday || calendar.China().Working(o.Today())) {
					t.Errorf("nothing is %s", w)
				}
			}
			examples, err := stage.Examples(t.Context(), o)
			if err != nil || len(examples) != stage.Tried {
				t.Fatalf("%v, %v", examples, err)
			}
			for _, e := range examples {
				r, err := o.Ask(t.Context(), e.Number, e.Code)
				if err != nil || r.State.Name() != e.State || len(r.Letters) == 0 {
					t.Errorf("%+v: %+v, %v", e, r, err)
				}
			}
			f, err := keep.Verify(t.Context(), o, nil)
			if err != nil || len(f.Differences) > 0 || f.Files < 50 {
				t.Errorf("verify: %+v, %v", f, err)
			}
		})
	}
}

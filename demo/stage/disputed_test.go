package stage_test

import (
	"testing"

	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/law/calendar"
	"gongkai/office/keep"
	"gongkai/store"
)

// Around any day there are complaints, reconsiderations, suits and orders in every
// state and every window, some ended in each way, and two answered anew by order;
// those of 2017 do not become more.
func TestDisputed(t *testing.T) {
	for _, now := range []string{"2026-11-23T10:00:00+08:00", "2026-10-03T00:30:00+08:00", "2027-01-04T09:00:00+08:00"} {
		t.Run(now, func(t *testing.T) {
			ctx := t.Context()
			o := open(t, now)
			if err := stage.Found(ctx, o); err != nil {
				t.Fatal(err)
			}
			p, err := demo.New(1000)
			if err != nil {
				t.Fatal(err)
			}
			if err := stage.Living(ctx, o, p, stage.Cases()); err != nil {
				t.Fatal(err)
			}
			var told int64
			for i := range 2 { // the second time nothing is told
				if err := stage.Disputed(ctx, o, p); err != nil {
					t.Fatal(err)
				}
				n, err := o.Store.CountRemedies(ctx, store.RemedySelection{Seat: remedy.Seat{All: true}})
				if err != nil || i == 1 && n != told || n < 50 {
					t.Fatalf("%d told, then %d: %v", told, n, err)
				}
				told = n
			}
			today := o.Today()
			all := store.RemedySelection{Seat: remedy.Seat{All: true}, Today: today, Soon: today + 7}
			for _, s := range remedy.States {
				sel := all
				sel.Kind, sel.State = s.Kind, s.State
				if n, err := o.Store.CountRemedies(ctx, sel); err != nil || n == 0 {
					t.Errorf("none is %s: %v", s.Name, err)
				}
			}
			for _, row := range remedy.Outcomes {
				sel := all
				sel.Kind, sel.Outcome = row.Kind, row.Outcome
				if n, err := o.Store.CountRemedies(ctx, sel); err != nil || n == 0 {
					t.Errorf("no %s ended as %s: %v", row.Kind, row.Name, err)
				}
			}
			for _, in := range []remedy.Kind{"", remedy.Complaint, remedy.Order} {
				sel := all
				sel.Kind = in
				dues, err := o.Store.RemedyDues(ctx, sel)
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range []store.Window{store.WindowOverdue, store.WindowToday, store.WindowSoon, store.WindowLater} {
					if dues[w] == 0 {
						t.Errorf("%q: nothing is %s", in, w)
					}
				}
			}
			again := all
			again.Again = true
			if n, err := o.Store.CountRemedies(ctx, again); err != nil || n != 2 {
				t.Errorf("%d wait to be answered anew: %v", n, err)
			}
			list, err := o.Store.Remedies(ctx, all, store.RemedyPlace{}, 200)
			if err != nil {
				t.Fatal(err)
			}
			anew, about := 0, 0
			for _, v := range list {
				if v.ReceivedOn > today || v.ReceivedOn.Year() <= 2017 || !o.Calendar().Working(v.ReceivedOn) && v.ReceivedOn != today {
					t.Errorf("%s of %s", v.Thing(), v.ReceivedOn)
				}
				if v.About != "" {
					about++
				}
				if v.Reopened == "" {
					continue
				}
				anew++
				id, _ := request.ParseThing(v.Reopened)
				if q, err := o.Store.Request(ctx, id); err != nil || !q.Open() || q.OrderedOn() == calendar.NoDay || q.OrderedOn() < today {
					t.Errorf("%s is answered anew as %+v: %v", v.Thing(), q, err)
				}
			}
			if anew != 2 || about < 10 {
				t.Errorf("%d answered anew, %d about an answer", anew, about)
			}
			if n, err := o.Store.CountRemedies(ctx, store.RemedySelection{Seat: remedy.Seat{All: true}, Year: 2017}); err != nil || n != 0 {
				t.Errorf("%d of 2017: %v", n, err)
			}
			if f, err := keep.Verify(ctx, o, nil); err != nil || len(f.Differences) > 0 {
				t.Errorf("verify: %+v, %v", f, err)
			}
		})
	}
}

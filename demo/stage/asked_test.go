package stage_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/office/keep"
	"gongkai/store"
)

// open is an empty record with a clock that stands.
func open(t *testing.T, now string) *office.Office {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "g.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
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

// The year's requests stand in the record as the report counts them, all
// closed in time; interrupted, it goes on where it stopped.
func TestAsked(t *testing.T) {
	o := open(t, "2026-11-23T10:00:00+08:00")
	if err := stage.Found(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	p, err := demo.New(20)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	err = stage.Asked(ctx, o, p, func(at, total int64) {
		if at > 0 {
			stop()
		}
	})
	if err == nil {
		t.Fatal("was not interrupted")
	}
	for range 2 {
		if err := stage.Asked(t.Context(), o, p, func(at, total int64) {}); err != nil {
			t.Fatal(err)
		}
	}
	yes, no := true, false
	for _, c := range []struct {
		name string
		sel  store.RequestSelection
		want int
	}{
		{"all", store.RequestSelection{Year: 2017}, p.Asked.Requests()},
		{"closed", store.RequestSelection{State: request.Closed}, p.Asked.Requests()},
		{"online", store.RequestSelection{Channel: regulation.Online}, p.Asked.Online},
		{"counter", store.RequestSelection{Channel: regulation.Counter}, p.Asked.Counter},
		{"statutory", store.RequestSelection{Kind: request.Statutory}, p.Asked.Statutory},
		{"complaints", store.RequestSelection{Kind: request.Complaint}, p.Asked.Grievances},
		{"late", store.RequestSelection{Late: &yes}, 0},
		{"in time", store.RequestSelection{Extended: &no}, p.Asked.Requests() - p.Asked.Longer},
		{"extended", store.RequestSelection{Extended: &yes}, p.Asked.Longer},
		{"public", store.RequestSelection{Outcome: "2008-1"}, p.Asked.Answers[0]},
		{"disclosed", store.RequestSelection{Outcome: "2008-2"}, p.Asked.Answers[1]},
		{"refused", store.RequestSelection{Outcome: "2008-4"}, p.Asked.Answers[3]},
		{"another route", store.RequestSelection{Outcome: "2008-8"}, p.Asked.Answers[7]},
	} {
		if n, err := o.Store.CountRequests(t.Context(), c.sel, store.Horizon{}); err != nil || n != int64(c.want) {
			t.Errorf("%s: %d, %v; want %d", c.name, n, err, c.want)
		}
	}
	for range 2 {
		if err := stage.Contested(t.Context(), o, p, func(at, total int64) {
			if total != int64(p.Asked.Remedies()) || at > total {
				t.Errorf("%d of %d", at, total)
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		sel  store.RemedySelection
		want int
	}{
		{"complaints", store.RemedySelection{Kind: remedy.Complaint}, p.Asked.Complaints},
		{"upheld", store.RemedySelection{Kind: remedy.Reconsideration, Outcome: remedy.Upheld}, p.Asked.Reconsiderations[0]},
		{"corrected", store.RemedySelection{Kind: remedy.Reconsideration, Outcome: remedy.Corrected}, p.Asked.Reconsiderations[1]},
		{"other", store.RemedySelection{Kind: remedy.Reconsideration, Outcome: remedy.Other}, p.Asked.Reconsiderations[2]},
		{"suits upheld", store.RemedySelection{Kind: remedy.Suit, Outcome: remedy.Upheld}, p.Asked.Suits[0]},
		{"suits corrected", store.RemedySelection{Kind: remedy.Suit, Outcome: remedy.Corrected}, p.Asked.Suits[1]},
		{"suits other", store.RemedySelection{Kind: remedy.Suit, Outcome: remedy.Other}, p.Asked.Suits[2]},
		{"open", store.RemedySelection{Open: true}, 0},
		{"of the year", store.RemedySelection{Year: 2017}, p.Asked.Remedies()},
	} {
		c.sel.Seat.All = true
		if n, err := o.Store.CountRemedies(t.Context(), c.sel); err != nil || n != int64(c.want) {
			t.Errorf("%s: %d, %v; want %d", c.name, n, err, c.want)
		}
	}
	for _, by := range []store.RemedyDimension{store.RemedyByDrafter, store.RemedyByReviewer, store.RemedyBySigner} {
		for _, kind := range []remedy.Kind{remedy.Reconsideration, remedy.Suit} {
			known := int64(0)
			figures, err := o.Store.RemedyFigures(t.Context(), store.RemedySelection{Seat: remedy.Seat{All: true}, Kind: kind}, by)
			for _, f := range figures {
				if f.Key != "" {
					known += f.N()
				}
			}
			if err != nil || known == 0 {
				t.Errorf("%s by %s: nobody is known, %v", kind, by, err)
			}
		}
	}
	f, err := keep.Verify(t.Context(), o, nil)
	if err != nil || len(f.Differences) > 0 {
		t.Errorf("verify: %+v, %v", f, err)
	}
	rows, _, _, err := o.Store.ListRequests(t.Context(), store.RequestSelection{Outcome: "2008-4"}, store.Horizon{}, "", 1)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	r, err := o.Store.Request(t.Context(), rows[0].ID)
	if err != nil || r.Decision == nil || r.Decision.Parts[0].Ground == "" || r.Late || r.ClosedOn > r.DueOn || len(r.Letters) != 1 || r.Edition != "2008" {
		t.Errorf("%+v, %v", r, err)
	}
	t.Log(r.Letters[0].Number, r.Letters[0].Text)
}

package office_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store"
)

// A correction of the registration is kept with the case on both engines, moves
// the tallies with the year and does not make two open cases one.
func TestAmendRequest(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		clerk := o.As(t, "clerk-fgw")
		o.Clock.Set(time.Date(2026, 9, 18, 2, 0, 0, 0, time.UTC))
		first, _, err := o.File(ctx, clerk, filing("王一"))
		if err != nil {
			t.Fatal(err)
		}
		second := filing("王二")
		second.Applicant.PaperNumber = filing("王一").Applicant.PaperNumber
		r, _, err := o.File(ctx, clerk, second)
		if err != nil {
			t.Fatal(err)
		}
		g := r.Registered()
		g.Name = first.Applicant.Name
		if _, err := o.AmendRequest(ctx, clerk, r.ID, r.Stamp, g, "写错了"); !errors.Is(err, office.ErrSameOpen) {
			t.Errorf("made the same as another: %v", err)
		}
		g = r.Registered()
		g.Name, g.SubmittedOn = "王三", calendar.MustDay("2026-09-16")
		if r, err = o.AmendRequest(ctx, clerk, r.ID, r.Stamp, g, "日期和姓名写错了"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.AmendRequest(ctx, clerk, r.ID, r.Stamp-1, g, "x"); !errors.Is(err, store.ErrChanged) {
			t.Errorf("by an old page: %v", err)
		}
		kept, err := o.Store.Request(ctx, r.ID)
		if err != nil || kept.ReceivedOn != g.SubmittedOn || kept.Applicant.Name != "王三" || len(kept.Amendments) != 1 || len(kept.Amendments[0].Changes) != 2 || kept.DueOn != r.DueOn {
			t.Errorf("%+v, %v", kept.Amendments, err)
		}
		if _, err := o.Store.OpenRequestLike(ctx, request.Fingerprint(kept.Agency, kept.Applicant, kept.Asked)); err != nil {
			t.Errorf("not found by its new words: %v", err)
		}
	})
}

package office_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/office/officetest"
)

// What the city decides changes what follows, is the disclosure office's, and
// is on record.
func TestSettings(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		o.Clock.Set(time.Date(2026, 9, 18, 2, 0, 0, 0, time.UTC))
		online := filing("王")
		online.Channel = regulation.Online
		r, _, err := o.File(ctx, account.Applicant(""), online)
		if err != nil || r.State != request.Confirming {
			t.Fatalf("%s, %v", r.State, err)
		}
		city := o.As(t, "city")
		for _, c := range []struct {
			by         account.Actor
			key, value string
			want       error
		}{
			{o.As(t, "head-fgw"), "confirm", "submit", account.ErrForbidden},
			{city, "colour", "red", office.ErrSetting},
			{city, "secret/query_code", "", office.ErrSetting},
			{city, "confirm", "never", office.ErrSettingValue},
			{city, "confirm", "submit", nil},
			{city, "confirm", "submit", nil}, // again: nothing changes
			{city, "draft_lead", "2", nil},
		} {
			if err := o.Set(ctx, c.by, c.key, c.value); !errors.Is(err, c.want) {
				t.Errorf("%s = %s: %v, want %v", c.key, c.value, err, c.want)
			}
		}
		online.Applicant.Name, online.Applicant.PaperNumber = "李", "E7654321"
		r, _, err = o.File(ctx, account.Applicant(""), online)
		if err != nil || r.State != request.Handling || r.ConfirmedOn != calendar.MustDay("2026-09-18") || r.DueOn != calendar.MustDay("2026-10-22") || r.DraftDueOn != calendar.MustDay("2026-10-20") {
			t.Errorf("%s confirmed %s due %s draft %s, %v", r.State, r.ConfirmedOn, r.DueOn, r.DraftDueOn, err)
		}
		if entries, err := o.Store.JournalOf(ctx, "setting/confirm"); err != nil || len(entries) != 1 {
			t.Errorf("%d entries, %v", len(entries), err)
		}
	})
}

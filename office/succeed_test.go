package office_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/office/officetest"
	"gongkai/store"
)

// The agency that took over answers for what the closed one answered: its people
// see the case and act on it, remedies are registered against it, and what is
// answered anew is answered there. Nothing kept beside the cases is left behind.
func TestClosedCasesAreInherited(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		o.Clock.Set(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC))
		charged, _, err := o.File(ctx, o.As(t, "clerk-fgw"), filing("李"))
		if err != nil {
			t.Fatal(err)
		}
		for _, do := range []func(request.Request, request.Hand) (request.Request, journal.Entry, error){
			func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				f, err := request.Price(0, 40)
				if err != nil {
					return r, journal.Entry{}, err
				}
				return request.Charge(r, f, request.Letter{Title: "缴费通知书"}, h)
			},
			func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Pay(r, "No.1", o.Today(), h)
			},
			func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Withdraw(r, "不需要了", h)
			},
		} {
			if charged, err = o.OnRequest(ctx, o.As(t, "clerk-fgw"), charged.ID, 0, do); err != nil {
				t.Fatal(err)
			}
		}
		r := answered(t, o)
		clerk, head, city := o.As(t, "clerk-jyj"), o.As(t, "head-jyj"), o.As(t, "city")
		m := remedy.Matter{About: r.Thing(), On: o.Today(), Subject: "不服", Parties: []remedy.Party{{Name: "王"}}}
		ordered, err := o.RegisterReconsideration(ctx, o.As(t, "clerk-fgw"), m, "市政府", "")
		for _, act := range []func(remedy.Remedy, *calendar.Calendar, time.Time) (remedy.Remedy, journal.Entry, error){
			func(v remedy.Remedy, cal *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AcceptReconsideration(v, o.Today(), o.Today(), false, "", cal, "clerk-fgw", at)
			},
			func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.DecideReconsideration(v, remedy.Decision{On: o.Today(), Result: "annulled", Again: true, AgainBy: calendar.NoDay}, "clerk-fgw", at)
			},
		} {
			if err == nil {
				ordered, err = o.OnRemedy(ctx, o.As(t, "clerk-fgw"), ordered.Kind, ordered.ID, 0, act)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		note := func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Note(r, "卷宗已移交", h)
		}
		if _, err := o.OnRequest(ctx, clerk, r.ID, 0, note); !errors.Is(err, account.ErrForbidden) {
			t.Fatalf("before the merger another agency acts: %v", err)
		}
		if err := o.MergeAgency(ctx, city, "FGW", "JYJ"); err != nil {
			t.Fatal(err)
		}

		for _, id := range []request.ID{r.ID, charged.ID} {
			q, err := o.Store.Request(ctx, id)
			if err != nil || q.Agency != "JYJ" || q.Former != "FGW" || q.State != request.Closed || q.Outcome == "" {
				t.Fatalf("%s: %s, once %s, %v", id.Number(), q.Agency, q.Former, err)
			}
			if !request.Visible(clerk, q, request.Case) {
				t.Errorf("%s is not seen by the successor", id.Number())
			}
		}
		if _, err := o.OnRequest(ctx, clerk, r.ID, 0, note); err != nil {
			t.Errorf("the successor's note: %v", err)
		}
		if n, err := o.Store.CountRequests(ctx, store.RequestSelection{Agency: "JYJ", Year: 2026}, store.Horizon{}); err != nil || n != 2 {
			t.Errorf("counted under the successor: %d, %v", n, err)
		}
		for _, in := range []agency.Code{"", "FGW", "JYJ"} {
			m.Agency = in
			if v, err := o.RegisterReconsideration(ctx, clerk, m, "市政府", ""); err != nil || v.Agency != "JYJ" {
				t.Errorf("registered against %q: %s, %v", in, v.Agency, err)
			}
		}
		m.About, m.Agency = ordered.Thing(), "FGW"
		filing := remedy.Filing{Route: remedy.Further, Court: "法院", ServedOn: calendar.NoDay}
		if v, err := o.RegisterSuit(ctx, clerk, m, filing); err != nil || v.Agency != "JYJ" {
			t.Errorf("sued after a reconsideration of the closed one: %s, %v", v.Agency, err)
		}
		v, anew, err := o.ReopenByRemedy(ctx, head, ordered.Kind, ordered.ID, 0, o.Today())
		if err != nil || anew.Agency != "JYJ" || v.Agency != "JYJ" || v.Former != "FGW" {
			t.Errorf("answered anew by %s: %v", anew.Agency, err)
		}
		files := map[string]publication.Attachment{}
		if err := o.Store.Audit(ctx, func(d store.Difference) { t.Errorf("audit: %+v", d) }, files, nil); err != nil {
			t.Error(err)
		}
	})
}

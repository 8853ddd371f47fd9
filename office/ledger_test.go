package office_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/affairs/publication"
	"gongkai/law/form"
	"gongkai/office/officetest"
	"gongkai/store"
)

func meetingOf(title string) ledger.Values {
	return ledger.Values{Row: ledger.Row{"title": title, "kind": "work", "held_on": "2017-06-01", "disclosure": "yes", "minutes": "内部", "decision": "proactive"}}
}

// One affair from its entry to its end, each step by whom the table lets.
func TestLedgerEntry(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		clerk, head, signer, city := o.As(t, "clerk-fgw"), o.As(t, "head-fgw"), o.As(t, "signer-fgw"), o.As(t, "city")
		refused := func(what string, err, want error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", what, err, want)
			}
		}
		_, err := o.EnterEntry(ctx, o.As(t, "clerk-jyj"), "FGW", "meeting", meetingOf("会议"))
		refused("another agency's clerk", err, account.ErrForbidden)
		_, err = o.EnterEntry(ctx, clerk, "FGW", "novel", meetingOf("会议"))
		refused("no such book", err, ledger.ErrNoBook)
		_, err = o.EnterEntry(ctx, clerk, "FGW", "meeting", ledger.Values{})
		var faults ledger.Faults
		if !errors.As(err, &faults) || !errors.Is(faults.Of("title"), ledger.ErrRequired) {
			t.Errorf("an empty form: %v", err)
		}
		e, err := o.EnterEntry(ctx, clerk, "FGW", "meeting", meetingOf("会议"))
		if err != nil || e.Number() != "2017-000001" || e.Stamp != 1 {
			t.Fatalf("entered: %+v, %v", e, err)
		}
		_, err = o.ReleaseEntry(ctx, clerk, e.Book, e.ID, 0, "钱")
		refused("a clerk releases", err, account.ErrForbidden)
		if e, err = o.ReleaseEntry(ctx, signer, e.Book, e.ID, e.Stamp, "钱"); err != nil {
			t.Fatal(err)
		}
		_, err = o.AmendEntry(ctx, clerk, e.Book, e.ID, e.Stamp-1, meetingOf("改"), "有误")
		refused("over another's change", err, store.ErrChanged)
		if e, err = o.AmendEntry(ctx, clerk, e.Book, e.ID, e.Stamp, meetingOf("改"), "有误"); err != nil || !e.Waits() {
			t.Fatalf("amended: %+v, %v", e, err)
		}
		p, err := o.Store.PublicEntry(ctx, e.Book, e.ID)
		if err != nil || p.Title != "会议" {
			t.Errorf("the public reads %q, %v", p.Title, err)
		}
		if n, err := o.ReleaseEntries(ctx, head, e.Book, []int64{e.ID}, "钱"); err != nil || n != 1 {
			t.Errorf("released %d, %v", n, err)
		}
		_, err = o.ReleaseEntries(ctx, head, e.Book, []int64{e.ID, ledger.ID(2017, 9)}, "钱")
		refused("what is not there", err, ledger.ErrNoEntry)
		_, err = o.StrikeEntry(ctx, clerk, e.Book, e.ID, 0, "重复")
		refused("struck out before the public", err, ledger.ErrState)
		if _, err = o.RetractEntry(ctx, city, e.Book, e.ID, 0, "有误"); err != nil {
			t.Error(err)
		}
		if e, err = o.StrikeEntry(ctx, clerk, e.Book, e.ID, 0, "重复"); err != nil || e.State != ledger.Struck {
			t.Errorf("struck out: %+v, %v", e, err)
		}
		_, err = o.AmendEntry(ctx, clerk, "meeting", ledger.ID(2017, 9), 0, meetingOf("改"), "")
		refused("what is not there", err, ledger.ErrNoEntry)

		staff := ledger.Values{Row: ledger.Row{"year": "2016", "bodies": "1", "full_time": "1", "part_time": "2", "budget": "0.5"}}
		if _, err = o.EnterEntry(ctx, clerk, "FGW", "staffing", staff); err != nil {
			t.Fatal(err)
		}
		_, err = o.EnterEntry(ctx, clerk, "FGW", "staffing", staff)
		refused("a year twice", err, ledger.ErrTwice)
		if err == nil || err.Error() != "本机关这一年度的机构人员经费已经登记，请更正原来的登记" {
			t.Errorf("a year twice: %v", err)
		}
	})
}

// An entry names publications, and the page of one finds the entry again.
func TestLedgerLinks(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		policy := o.Public(t, "FGW", "实施意见")
		clerk, head := o.As(t, "clerk-fgw"), o.As(t, "head-fgw")
		v := ledger.Values{Row: ledger.Row{"title": "座谈会", "held_on": "2017-06-01", "kind": "forum", "policy_title": "实施意见", "policy": "FGW/2017-999999"}}
		_, err := o.EnterEntry(ctx, clerk, "FGW", "explanation", v)
		var faults ledger.Faults
		if !errors.As(err, &faults) || err.Error() != "政策文件：没有这个索引号的公开信息" {
			t.Errorf("a link to nothing: %v", err)
		}
		v.Row["policy"] = policy.Index
		e, err := o.EnterEntry(ctx, clerk, "FGW", "explanation", v)
		if err != nil {
			t.Fatal(err)
		}
		if about, err := o.Store.EntriesAbout(ctx, policy.Index); err != nil || len(about) != 0 {
			t.Errorf("the policy's page shows what is not released: %+v, %v", about, err)
		}
		if _, err = o.ReleaseEntry(ctx, head, e.Book, e.ID, 0, "钱"); err != nil {
			t.Fatal(err)
		}
		if about, err := o.Store.EntriesAbout(ctx, policy.Index); err != nil || len(about) != 1 || about[0].Title != "座谈会" {
			t.Errorf("the policy's page shows %+v, %v", about, err)
		}
		v.Row["policy"] = "JYJ/2017-000001"
		if _, err = o.AmendEntry(ctx, clerk, e.Book, e.ID, 0, v, "改"); !errors.Is(err, ledger.ErrNoLink) {
			t.Errorf("amended to a link to nothing: %v", err)
		}
	})
}

// What stands or is to be done goes to the agency that takes over; what is past
// stays, and so does what the other entered itself.
func TestLedgersOfAMergedAgency(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		enter := func(login account.Login, in agency.Code, book ledger.Code, r ledger.Row) ledger.Entry {
			t.Helper()
			e, err := o.EnterEntry(ctx, o.As(t, login), in, book, ledger.Values{Row: r})
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		point := func(name, closed string) ledger.Row {
			return ledger.Row{"name": name, "kind": "hall", "address": "街", "hours": "全天", "opened_on": "2010-01-01", "closed_on": closed}
		}
		proposal := func(n int, replied string) ledger.Row {
			r := ledger.Row{"kind": "motion", "level": "municipal", "session": "一次会议", "number": fmt.Sprint(n), "title": "议案", "received_on": "2017-05-01"}
			if replied != "" {
				r["replied_on"], r["class"], r["decision"] = replied, "A", "proactive"
			}
			return r
		}
		staff := ledger.Row{"year": "2017", "bodies": "1", "full_time": "1", "part_time": "2", "budget": "0.5"}
		open := enter("clerk-jyj", "JYJ", "reading_point", point("在用", ""))
		if _, err := o.ReleaseEntry(ctx, o.As(t, "head-jyj"), open.Book, open.ID, 0, "钱"); err != nil {
			t.Fatal(err)
		}
		moves := []ledger.Entry{open, enter("clerk-jyj", "JYJ", "proposal", proposal(1, ""))}
		stays := []ledger.Entry{
			enter("clerk-jyj", "JYJ", "reading_point", point("停用", "2017-01-01")),
			enter("clerk-jyj", "JYJ", "proposal", proposal(2, "2017-06-01")),
			enter("clerk-jyj", "JYJ", "proposal", proposal(3, "")), // FGW has entered it too
			enter("clerk-jyj", "JYJ", "staffing", staff),
		}
		enter("clerk-fgw", "FGW", "proposal", proposal(3, ""))
		enter("clerk-fgw", "FGW", "staffing", staff)
		if err := o.MergeAgency(ctx, account.Console, "JYJ", "FGW"); err != nil {
			t.Fatal(err)
		}
		for _, list := range []struct {
			in      agency.Code
			entries []ledger.Entry
		}{{"FGW", moves}, {"JYJ", stays}} {
			for _, e := range list.entries {
				if now, err := o.Store.Entry(ctx, e.Book, e.ID); err != nil || now.Agency != list.in {
					t.Errorf("%s, %s is with %s, %v; want %s", e.Thing(), e.Title(), now.Agency, err, list.in)
				}
			}
		}
		if p, err := o.Store.PublicEntry(ctx, open.Book, open.ID); err != nil || p.Agency != "FGW" {
			t.Errorf("the public reads it of %s, %v", p.Agency, err)
		}
		f, err := o.Store.Facts(ctx, 2017, []agency.Code{"FGW"})
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := f.Count(form.Source{Fact: form.ReadingPoints}); n.String() != "1" {
			t.Errorf("the successor has %s reading points", n)
		}
		_, err = o.EnterEntry(ctx, account.Console, "JYJ", "staffing", ledger.Values{Row: ledger.Row{"year": "2015", "bodies": "1", "full_time": "1", "part_time": "2", "budget": "0.5"}})
		if !errors.Is(err, agency.ErrClosed) {
			t.Errorf("entered for a closed agency: %v", err)
		}
		if err := o.Store.Audit(ctx, func(d store.Difference) { t.Errorf("audit: %+v", d) }, map[string]publication.Attachment{}, nil); err != nil {
			t.Error(err)
		}
	})
}

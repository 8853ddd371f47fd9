package office_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store"
)

func acts(t *testing.T, o *officetest.Office, thing string) string {
	t.Helper()
	list, err := o.Store.JournalOf(t.Context(), thing)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, e := range list {
		text += fmt.Sprintf("%s by %s; ", e.Act, e.Actor)
	}
	return text
}

// One thing from its first line to its tombstone, and what the journal says of
// it.
func TestAWholeLife(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk, reviewer, signer := o.As(t, "clerk-fgw"), o.As(t, "secrecy-fgw"), o.As(t, "signer-fgw")
		must := func(_ any, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		d, err := o.Start(ctx, clerk, "FGW", o.Content("供水通知"))
		must(d, err)
		must(o.Determine(ctx, clerk, d.ID, d.Stamp, publication.Determination{Attribute: publication.Proactive}))
		if _, err := o.Edit(ctx, clerk, d.ID, d.Stamp, o.Content("别的"), ""); !errors.Is(err, store.ErrChanged) {
			t.Errorf("an edit of what was seen before: %v", err)
		}
		must(o.Submit(ctx, clerk, d.ID, 0))
		must(o.Return(ctx, reviewer, d.ID, 0, "有错字"))
		must(o.Edit(ctx, clerk, d.ID, 0, o.Content("供水通知（二）"), ""))
		must(o.Submit(ctx, clerk, d.ID, 0))
		must(o.Clear(ctx, reviewer, d.ID, 0, "可以公开"))
		for _, who := range []account.Login{"clerk-fgw", "secrecy-fgw", "signer-jyj", "city", "system"} {
			if _, err := o.Publish(ctx, o.As(t, who), d.ID, 0); !errors.Is(err, account.ErrForbidden) && !errors.Is(err, publication.ErrSamePerson) {
				t.Errorf("%s signed: %v", who, err)
			}
		}
		must(o.Publish(ctx, signer, d.ID, 0))
		p := o.Read(t, d.ID)
		if p.Index != "FGW/2017-000001" || p.Content.Title != "供水通知（二）" || p.Version != 1 {
			t.Errorf("published %+v", p)
		}

		o.Clock.Add(24 * time.Hour)
		rev, err := o.StartRevision(ctx, clerk, p.ID)
		must(rev, err)
		if _, err := o.StartRevision(ctx, clerk, p.ID); !errors.Is(err, store.ErrRevising) {
			t.Errorf("a second revision: %v", err)
		}
		must(o.Edit(ctx, clerk, rev.ID, 0, o.Content("供水通知（三）"), "更正电话"))
		must(o.Submit(ctx, clerk, rev.ID, 0))
		must(o.Clear(ctx, reviewer, rev.ID, 0, ""))
		must(o.Publish(ctx, signer, rev.ID, 0))
		now := o.Read(t, rev.ID)
		if now.ID != p.ID || now.Index != p.Index || now.Version != 2 || !now.PublishedAt.Equal(p.PublishedAt) {
			t.Errorf("revised %+v", now)
		}
		if old, err := o.Store.Versions(ctx, p.ID); err != nil || len(old) != 1 || old[0].Content.Title != "供水通知（二）" {
			t.Errorf("versions before: %+v, %v", old, err)
		}
		if _, err := o.Withdraw(ctx, signer, p.ID, "有误", "FGW/2017-000099"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("withdrawn for something that is not public: %v", err)
		}
		must(o.Withdraw(ctx, signer, p.ID, "有误", ""))
		if _, err := o.StartRevision(ctx, clerk, p.ID); !errors.Is(err, publication.ErrWithdrawn) {
			t.Errorf("a revision of what is withdrawn: %v", err)
		}
		if page, err := o.Store.List(ctx, store.Selection{}, store.Cursor{}, 9); err != nil || len(page.Lines) != 0 {
			t.Errorf("listed after withdrawal: %v, %v", page.Lines, err)
		}
		for thing, want := range map[string]string{
			d.Thing(): "draft.start by clerk-fgw; draft.determine by clerk-fgw; draft.submit by clerk-fgw; draft.return by secrecy-fgw; draft.edit by clerk-fgw; draft.submit by clerk-fgw; draft.clear by secrecy-fgw; ",
			p.Thing(): "publication.publish by signer-fgw; publication.revise by signer-fgw; publication.withdraw by signer-fgw; ",
		} {
			if got := acts(t, o, thing); got != want {
				t.Errorf("%s:\n%s, want\n%s", thing, got, want)
			}
		}
	})
}

// Nothing is public before the set minute, and two nodes that release at once
// publish each draft once.
func TestEmbargoAndRelease(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		signer := o.As(t, "signer-fgw")
		when := o.Clock.Now().Add(time.Hour)
		var drafts []int64
		for n := range 5 {
			d := o.ToSign(t, "FGW", fmt.Sprintf("定时公开之%d", n))
			if _, err := o.Schedule(ctx, signer, d.ID, 0, when); err != nil {
				t.Fatal(err)
			}
			drafts = append(drafts, d.ID)
		}
		if _, err := o.Unschedule(ctx, signer, drafts[4], 0); err != nil {
			t.Fatal(err)
		}
		public := func() int {
			t.Helper()
			page, err := o.Store.List(ctx, store.Selection{}, store.Cursor{}, 99)
			if err != nil {
				t.Fatal(err)
			}
			n, err := o.Store.Count(ctx, store.Selection{})
			if err != nil || n.N != int64(len(page.Lines)) {
				t.Fatalf("count %d, %v; the list has %d", n.N, err, len(page.Lines))
			}
			return len(page.Lines)
		}
		o.Clock.Set(when.Add(-time.Microsecond))
		if n, err := o.Release(ctx); n != 0 || err != nil || public() != 0 {
			t.Fatalf("before the minute: %d released, %v, %d public", n, err, public())
		}
		if _, err := o.Store.PublicationAt(ctx, "FGW/2017-000001"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an index number was given before the minute: %v", err)
		}
		o.Clock.Set(when)
		other := officetest.Node(t, o.Address, o.Clock)
		var wg sync.WaitGroup
		var released [4]int
		for i := range released {
			wg.Go(func() {
				var err error
				if released[i], err = []*officetest.Office{o, other}[i%2].Release(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if total := released[0] + released[1] + released[2] + released[3]; total != 4 || public() != 4 {
			t.Errorf("released %v, %d public; want 4 and 4", released, public())
		}
		if n, err := o.Release(ctx); n != 0 || err != nil {
			t.Errorf("released again: %d, %v", n, err)
		}
		for _, id := range drafts[:4] {
			p := o.Read(t, id)
			if p.Signer != "signer-fgw" || !p.PublishedAt.Equal(when) {
				t.Errorf("%s: signed by %s, public at %v", p.Index, p.Signer, p.PublishedAt)
			}
			if got, want := acts(t, o, p.Thing()), "publication.publish by clock; "; got != want {
				t.Errorf("%s: %s, want %s", p.Index, got, want)
			}
		}
	})
}

// A revision on its way comes back to its drafter when what it revises is
// withdrawn, with the reason; it does not go out at its minute, holds up no
// other, and cannot be sent again.
func TestReleaseOfWhatWasWithdrawn(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk, signer := o.As(t, "clerk-fgw"), o.As(t, "signer-fgw")
		p := o.Public(t, "FGW", "通知")
		when := o.Clock.Now().Add(time.Hour)
		rev, err := o.StartRevision(ctx, clerk, p.ID)
		for _, step := range []func() (publication.Draft, error){
			func() (publication.Draft, error) { return rev, err },
			func() (publication.Draft, error) {
				return o.Edit(ctx, clerk, rev.ID, 0, o.Content("新通知"), "更正")
			},
			func() (publication.Draft, error) { return o.Submit(ctx, clerk, rev.ID, 0) },
			func() (publication.Draft, error) { return o.Clear(ctx, o.As(t, "secrecy-fgw"), rev.ID, 0, "") },
			func() (publication.Draft, error) { return o.Schedule(ctx, signer, rev.ID, 0, when) },
		} {
			if _, err := step(); err != nil {
				t.Fatal(err)
			}
		}
		next := o.ToSign(t, "FGW", "另一件")
		if _, err := o.Schedule(ctx, signer, next.ID, 0, when.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Withdraw(ctx, signer, p.ID, "有误", ""); err != nil {
			t.Fatal(err)
		}
		back := func() {
			t.Helper()
			d, err := o.Store.Draft(ctx, rev.ID)
			if err != nil || d.State != publication.Drafting || d.Returned != "所更新的信息已撤下：有误" || d.Signer != "" || !d.PublishAt.IsZero() {
				t.Errorf("the revision: %+v, %v", d, err)
			}
		}
		back()
		if got := acts(t, o, rev.Thing()); !strings.HasSuffix(got, "draft.schedule by signer-fgw; draft.go_back by clock; ") {
			t.Errorf("the revision's acts: %s", got)
		}
		if _, err := o.Submit(ctx, clerk, rev.ID, 0); !errors.Is(err, publication.ErrWithdrawn) {
			t.Errorf("sent again: %v", err)
		}
		// As withdrawals before this one left it.
		for _, c := range []struct {
			state publication.State
			do    func() error
		}{
			{publication.Signing, func() error {
				_, err := o.Schedule(ctx, signer, rev.ID, 0, when)
				if !errors.Is(err, publication.ErrWithdrawn) {
					t.Errorf("scheduled: %v", err)
				}
				return nil
			}},
			{publication.Scheduled, func() error { o.Clock.Set(when.Add(time.Hour)); return nil }},
		} {
			left(t, o.Address, rev.ID, c.state, when)
			if err := c.do(); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := o.Release(ctx); n != 1 || err != nil {
			t.Errorf("released %d, %v; want the other one", n, err)
		}
		back()
		if got := o.Read(t, next.ID); got.Content.Title != "另一件" {
			t.Errorf("the other is %q", got.Content.Title)
		}
	})
}

// left puts a draft into a state no act leads to any more, cleared by the secrecy
// reviewer and signed by the signer.
func left(t *testing.T, address string, id int64, state publication.State, when time.Time) {
	t.Helper()
	record(t, address, `update draft set state = $2, cleared = 'secrecy-fgw', signer = 'signer-fgw', publish_at = $3, returned = '' where id = $1`,
		id, string(state), when.UnixMicro())
}

// Two officers sign the same draft at the same moment, on two nodes: one
// publication comes of it, and the other officer is told.
func TestTwoOfficersSignAtOnce(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		nodes := []*officetest.Office{o, officetest.Node(t, o.Address, o.Clock)}
		officers := []account.Actor{o.As(t, "signer-fgw"), o.As(t, "head-fgw")}
		for n := range 5 {
			d := o.ToSign(t, "FGW", fmt.Sprintf("通知之%d", n))
			var wg sync.WaitGroup
			var errs [2]error
			for i := range errs {
				wg.Go(func() { _, errs[i] = nodes[i].Publish(ctx, officers[i], d.ID, d.Stamp) })
			}
			wg.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				} else if !errors.Is(err, store.ErrChanged) && !errors.Is(err, publication.ErrState) {
					t.Errorf("the slower officer is told: %v", err)
				}
			}
			if p := o.Read(t, d.ID); won != 1 || p.Index != publication.IndexNumber("FGW", 2017, int64(n+1)) {
				t.Errorf("%d signatures took; the publication is %s", won, p.Index)
			}
		}
	})
}

func TestHandOverMovesAllOpenWork(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk, head := o.As(t, "clerk-fgw"), o.As(t, "head-fgw")
		drafting, err := o.Start(ctx, clerk, "FGW", o.Content("起草中"))
		if err != nil {
			t.Fatal(err)
		}
		signing := o.ToSign(t, "FGW", "待签发")
		scheduled := o.ToSign(t, "FGW", "定时")
		if _, err := o.Schedule(ctx, o.As(t, "signer-fgw"), scheduled.ID, 0, o.Clock.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		done := o.Public(t, "FGW", "已公开")
		if err := o.EndAccount(ctx, o.As(t, "system"), "clerk-fgw"); !errors.Is(err, account.ErrOpenWork) {
			t.Errorf("left with open work: %v", err)
		}
		for _, c := range []struct {
			name string
			by   account.Actor
			to   account.Login
			want error
		}{
			{"another agency's head", o.As(t, "head-jyj"), "reviewer-fgw", account.ErrForbidden},
			{"a clerk", clerk, "reviewer-fgw", account.ErrForbidden},
			{"to one without a role there", head, "clerk-jyj", office.ErrHeir},
			{"to oneself", head, "clerk-fgw", account.ErrSelf},
			{"to nobody", head, "none", store.ErrNotFound},
		} {
			if _, err := o.HandOver(ctx, c.by, "clerk-fgw", c.to); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		if n, err := o.HandOver(ctx, head, "clerk-fgw", "reviewer-fgw"); n != 3 || err != nil {
			t.Fatalf("handed over %d, %v; want 3", n, err)
		}
		for _, id := range []int64{drafting.ID, signing.ID, scheduled.ID} {
			if d, err := o.Store.Draft(ctx, id); err != nil || d.Drafter != "reviewer-fgw" || d.Author != "clerk-fgw" {
				t.Errorf("draft %d: drafter %s, author %s, %v", id, d.Drafter, d.Author, err)
			}
		}
		if p, err := o.Store.Publication(ctx, done.ID); err != nil || p.Drafter != "clerk-fgw" {
			t.Errorf("what is public names %s, %v", p.Drafter, err)
		}
		if err := o.EndAccount(ctx, o.As(t, "system"), "clerk-fgw"); err != nil {
			t.Errorf("left with nothing open: %v", err)
		}
		if _, err := o.Start(ctx, o.As(t, "clerk-fgw"), "FGW", o.Content("又一件")); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("one who left starts a draft: %v", err)
		}
	})
}

// A head hands over the work of the own agency only, also when the leaver
// works in two.
func TestHandOverStaysInTheAgency(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		for _, login := range []account.Login{"clerk-fgw", "reviewer-fgw"} {
			_, err := o.ChangeAccount(ctx, account.Console, login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
				return account.GrantRole(a, account.Grant{Role: account.Clerk, Agency: "JYJ"}, "console", at)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		d, err := o.Start(ctx, o.As(t, "clerk-fgw"), "JYJ", o.Content("教育局的"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.HandOver(ctx, o.As(t, "head-fgw"), "clerk-fgw", "reviewer-fgw"); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("the head of FGW handed over a draft of JYJ: %v", err)
		}
		if got, err := o.Store.Draft(ctx, d.ID); err != nil || got.Drafter != "clerk-fgw" {
			t.Errorf("the draft went to %s, %v", got.Drafter, err)
		}
		if n, err := o.HandOver(ctx, o.As(t, "city"), "clerk-fgw", "reviewer-fgw"); n != 1 || err != nil {
			t.Errorf("the city office hands over %d, %v", n, err)
		}
	})
}

// The successor takes over everything; index numbers stay, and what was
// published keeps the name of its day.
func TestMerge(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		city := o.As(t, "city")
		kept := o.Public(t, "JYJ", "教育局的通知")
		gone := o.Public(t, "JYJ", "撤下的通知")
		if _, err := o.Withdraw(ctx, o.As(t, "signer-jyj"), gone.ID, "有误", ""); err != nil {
			t.Fatal(err)
		}
		open := o.ToSign(t, "JYJ", "未办结")
		// More open drafts than a page of the desk shows.
		err := o.Store.Act(ctx, account.Console, o.Clock.Now(), func(tx *store.Tx) error {
			for range 510 {
				id, err := tx.NextDraft(ctx)
				if err != nil {
					return err
				}
				d, e, err := publication.Start(id, "JYJ", o.Content("积压"), "clerk-jyj", o.Clock.Now())
				if err != nil {
					return err
				}
				if err := tx.SaveDraft(ctx, d, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.RenameAgency(ctx, city, "FGW", "发展改革和教育委员会"); err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(48 * time.Hour)
		if err := o.MergeAgency(ctx, o.As(t, "head-jyj"), "JYJ", "FGW"); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("the head merged the agency: %v", err)
		}
		for range 2 { // taken up again after an interruption, it does no harm
			if err := o.MergeAgency(ctx, city, "JYJ", "FGW"); err != nil {
				t.Fatal(err)
			}
			if left, err := o.Store.OpenDrafts(ctx, "JYJ"); err != nil || len(left) != 0 {
				t.Errorf("%d drafts stayed behind, %v", len(left), err)
			}
		}
		for _, before := range []publication.Publication{kept, gone} {
			p, err := o.Store.PublicationAt(ctx, before.Index)
			if err != nil || p.Agency != "FGW" || p.ID != before.ID || !p.PublishedAt.Equal(before.PublishedAt) {
				t.Errorf("%s: %+v, %v", before.Index, p, err)
			}
		}
		if d, err := o.Store.Draft(ctx, open.ID); err != nil || d.Agency != "FGW" || d.Cleared != "secrecy-jyj" {
			t.Errorf("the open draft: %+v, %v", d, err)
		}
		if by, err := o.Store.CountBy(ctx, store.Selection{}, store.ByAgency); err != nil || by["FGW"].N != 1 || len(by) != 1 {
			t.Errorf("counts: %v, %v", by, err)
		}
		old, err := o.Store.Agency(ctx, "JYJ")
		if err != nil || old.Open(o.Today()) || old.NameOn(kept.PublishedOn()) != "教育局" {
			t.Errorf("the old agency: %+v, %v", old, err)
		}
		if _, err := o.Start(ctx, o.As(t, "clerk-jyj"), "JYJ", o.Content("新的")); !errors.Is(err, agency.ErrClosed) {
			t.Errorf("a draft of a closed agency: %v", err)
		}
		if !o.As(t, "clerk-jyj").May(journal.DraftEdit, "FGW") || o.As(t, "clerk-jyj").May(journal.DraftEdit, "JYJ") {
			t.Error("the clerk's role did not follow the work")
		}
		if _, err := o.Publish(ctx, o.As(t, "signer-jyj"), open.ID, 0); err != nil {
			t.Fatal(err)
		}
		if p := o.Read(t, open.ID); p.Index != "FGW/2017-000001" {
			t.Errorf("the taken over draft became %s", p.Index)
		}
	})
}

// A consulted agency has five working days; its silence then lets the draft go
// on, its objection does not.
func TestConsultation(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		d, err := o.Start(ctx, clerk, "FGW", o.Content("联合通知"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive}); err != nil {
			t.Fatal(err)
		}
		if d, err = o.Consult(ctx, clerk, d.ID, 0, "JYJ"); err != nil || d.Consultations[0].DueOn != calendar.MustDay("2017-07-07") {
			t.Fatalf("asked on Friday 2017-06-30: %+v, %v", d.Consultations, err)
		}
		if _, err := o.Concur(ctx, clerk, d.ID, 0, "JYJ", true, ""); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("the asking agency answered for the other: %v", err)
		}
		o.Clock.Set(calendar.MustDay("2017-07-08").Start().Add(-time.Second))
		if n, err := o.LapseAll(ctx); n != 0 || err != nil {
			t.Errorf("on the last day: %d lapsed, %v", n, err)
		}
		if _, err := o.Submit(ctx, clerk, d.ID, 0); !errors.Is(err, publication.ErrConsulting) {
			t.Errorf("on the last day: %v", err)
		}
		o.Clock.Add(time.Second)
		if n, err := o.LapseAll(ctx); n != 1 || err != nil {
			t.Errorf("on the day after: %d lapsed, %v", n, err)
		}
		if _, err := o.Submit(ctx, clerk, d.ID, 0); err != nil {
			t.Errorf("after silence: %v", err)
		}
	})
}

// Who sends a draft to the review has seen what is in it; that a silence is
// counted in the same act is no change.
func TestSubmitWhatWasSeen(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		d, err := o.Start(ctx, clerk, "FGW", o.Content("联合通知"))
		if err != nil {
			t.Fatal(err)
		}
		if d, err = o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive}); err != nil {
			t.Fatal(err)
		}
		seen, err := o.Consult(ctx, clerk, d.ID, 0, "JYJ")
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(30 * 24 * time.Hour)
		c := o.Content("联合通知")
		c.Keywords = "供水"
		now, err := o.Edit(ctx, clerk, d.ID, 0, c, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Submit(ctx, clerk, d.ID, seen.Stamp); !errors.Is(err, store.ErrChanged) {
			t.Errorf("a draft changed since it was seen: %v", err)
		}
		if kept, err := o.Store.Draft(ctx, d.ID); err != nil || kept.Stamp != now.Stamp {
			t.Errorf("the refusal wrote: %+v, %v", kept, err)
		}
		sent, err := o.Submit(ctx, clerk, d.ID, now.Stamp)
		if err != nil || sent.State != publication.Reviewing || sent.Consultations[0].Answer != "lapsed" {
			t.Fatalf("after silence: %+v, %v", sent, err)
		}
		if kept, err := o.Store.Draft(ctx, d.ID); err != nil || kept.Stamp != sent.Stamp {
			t.Errorf("the stamp given is %d, the record's %d, %v", sent.Stamp, kept.Stamp, err)
		}
		if got := acts(t, o, d.Thing()); !strings.HasSuffix(got, "draft.lapse by clock; draft.submit by clerk-fgw; ") {
			t.Errorf("the journal: %s", got)
		}
	})
}

// What a closed agency was asked its successor answers; its silence is no
// consent, for nobody is there. A question to the successor itself falls away.
func TestMergeOfTheConsulted(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk, city := o.As(t, "clerk-fgw"), o.As(t, "city")
		must := func(d publication.Draft, err error) publication.Draft {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		if _, err := o.AddAgency(ctx, account.Console, agency.Agency{Code: "WJW", Name: "卫生健康委员会", Kind: agency.Department, Position: 9}); err != nil {
			t.Fatal(err)
		}
		asked := func(title string) publication.Draft {
			d := must(o.Start(ctx, clerk, "FGW", o.Content(title)))
			must(o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive}))
			return must(o.Consult(ctx, clerk, d.ID, 0, "JYJ"))
		}
		open, answered := asked("等待答复"), asked("已答复")
		must(o.Concur(ctx, o.As(t, "clerk-jyj"), answered.ID, 0, "JYJ", false, "数字有误"))
		if err := o.MergeAgency(ctx, city, "JYJ", "WJW"); err != nil {
			t.Fatal(err)
		}
		heir := o.As(t, "clerk-jyj") // followed the work
		list, err := o.Store.DraftsAsking(ctx, "WJW")
		if err != nil || len(list) != 1 || list[0].ID != open.ID || list[0].Consultations[0].DueOn != open.Consultations[0].DueOn {
			t.Errorf("the successor is asked %+v, %v", list, err)
		}
		if !strings.Contains(acts(t, o, open.Thing()), string(journal.DraftReaddress)+" by clock") {
			t.Errorf("the journal: %s", acts(t, o, open.Thing()))
		}
		must(o.Concur(ctx, heir, open.ID, 0, "WJW", true, ""))

		d := must(o.Edit(ctx, clerk, answered.ID, 0, o.Content("已答复（二）"), ""))
		if c := d.Consultations[0]; c.Agency != "WJW" || c.Answer != "" {
			t.Errorf("asked again: %+v", c)
		}
		must(o.Concur(ctx, heir, answered.ID, 0, "WJW", true, ""))

		last := must(o.Edit(ctx, clerk, open.ID, 0, o.Content("等待答复（二）"), ""))
		if err := o.MergeAgency(ctx, city, "WJW", "FGW"); err != nil {
			t.Fatal(err)
		}
		if list, err := o.Store.DraftsAsking(ctx, "WJW"); err != nil || len(list) != 0 {
			t.Errorf("the closed agency is asked still: %+v, %v", list, err)
		}
		if _, err := o.Submit(ctx, clerk, last.ID, 0); err != nil {
			t.Errorf("nobody is left to ask: %v", err)
		}
	})
}

// Asked again because the text changed, an agency has five working days once
// more, however many days off lie between.
func TestConsultationAgain(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		d, err := o.Start(ctx, clerk, "FGW", o.Content("联合通知"))
		if err != nil {
			t.Fatal(err)
		}
		if d, err = o.Consult(ctx, clerk, d.ID, 0, "JYJ"); err != nil {
			t.Fatal(err)
		}
		if d, err = o.Concur(ctx, o.As(t, "clerk-jyj"), d.ID, 0, "JYJ", false, "数字有误"); err != nil {
			t.Fatal(err)
		}
		o.Clock.Set(calendar.MustDay("2017-09-26").Start()) // before the National Day holiday
		if d, err = o.Edit(ctx, clerk, d.ID, 0, o.Content("联合通知（二）"), ""); err != nil {
			t.Fatal(err)
		}
		if c := d.Consultations[0]; c.Answer != "" || c.DueOn != calendar.MustDay("2017-10-09") {
			t.Errorf("asked again on 2017-09-26: %+v", c)
		}
	})
}

// What is not published is kept under a ground of the edition in force, and
// looked at again.
func TestWithhold(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk, signer := o.As(t, "clerk-fgw"), o.As(t, "signer-fgw")
		edition, ok := regulation.EditionOn(o.Today())
		if !ok {
			t.Fatal("no edition in force")
		}
		d, err := o.Start(ctx, clerk, "FGW", o.Content("内部纪要"))
		if err != nil {
			t.Fatal(err)
		}
		what := publication.Determination{Attribute: publication.Withheld, Ground: "2019-16-1", Reason: "内部管理", ReexamineOn: o.Today() + 365}
		if _, err := o.Determine(ctx, clerk, d.ID, 0, what); !errors.Is(err, publication.ErrGround) {
			t.Errorf("a ground of 2019 in 2017: %v", err)
		}
		what.Ground = edition.Grounds[0].Code
		for _, step := range []func() (publication.Draft, error){
			func() (publication.Draft, error) { return o.Determine(ctx, clerk, d.ID, 0, what) },
			func() (publication.Draft, error) { return o.Submit(ctx, clerk, d.ID, 0) },
			func() (publication.Draft, error) { return o.Clear(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, "") },
		} {
			if _, err := step(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := o.Publish(ctx, signer, d.ID, 0); !errors.Is(err, publication.ErrNotProactive) {
			t.Errorf("published what is withheld: %v", err)
		}
		if d, err = o.Withhold(ctx, signer, d.ID, 0); err != nil || d.State != publication.Kept {
			t.Fatalf("withheld: %s, %v", d.State, err)
		}
		if d, err = o.Reexamine(ctx, signer, d.ID, 0, true, calendar.NoDay, "事项已结束"); err != nil || d.State != publication.Drafting {
			t.Errorf("opened: %s, %v", d.State, err)
		}
		if page, err := o.Store.List(ctx, store.Selection{}, store.Cursor{}, 9); err != nil || len(page.Lines) != 0 {
			t.Errorf("public: %v, %v", page.Lines, err)
		}
	})
}

func TestSignIn(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		try := func(login account.Login, right bool, step int64) error {
			_, err := o.SignIn(ctx, login, func(account.Account) (bool, int64, error) { return right, step, nil })
			return err
		}
		for _, c := range []struct {
			name  string
			login account.Login
			right bool
			step  int64
			want  error
		}{
			{"right", "clerk-fgw", true, 100, nil},
			{"the same code again", "clerk-fgw", true, 100, account.ErrSignIn},
			{"the next code", "clerk-fgw", true, 101, nil},
			{"nobody of that name", "nobody", true, 0, account.ErrSignIn},
			{"wrong", "clerk-fgw", false, 0, account.ErrSignIn},
			{"wrong", "clerk-fgw", false, 0, account.ErrSignIn},
			{"wrong", "clerk-fgw", false, 0, account.ErrSignIn},
			{"wrong", "clerk-fgw", false, 0, account.ErrSignIn},
			{"wrong the fifth time", "clerk-fgw", false, 0, account.ErrLocked},
			{"right, but locked", "clerk-fgw", true, 102, account.ErrLocked},
		} {
			if err := try(c.login, c.right, c.step); !errors.Is(err, c.want) {
				t.Fatalf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		o.Clock.Add(account.LockFor)
		if err := try("clerk-fgw", true, 103); err != nil {
			t.Errorf("after the lock: %v", err)
		}
	})
}

// The record is written through acts only: what the table forbids leaves
// nothing, whoever tries.
func TestForbiddenLeavesNothing(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		before, err := o.Store.JournalEnd(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, login := range []account.Login{"clerk-jyj", "secrecy-fgw", "signer-fgw", "city", "leader", "assessor", "system", "security", "audit"} {
			if _, err := o.Start(ctx, o.As(t, login), "FGW", o.Content("越权")); !errors.Is(err, account.ErrForbidden) {
				t.Errorf("%s starts a draft of FGW: %v", login, err)
			}
		}
		if after, err := o.Store.JournalEnd(ctx); err != nil || after != before {
			t.Errorf("journal end %d, %v; want %d", after, err, before)
		}
		if drafts, err := o.Store.OpenDrafts(ctx, "FGW"); err != nil || len(drafts) != 0 {
			t.Errorf("drafts: %v, %v", drafts, err)
		}
	})
}

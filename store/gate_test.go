package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

var foundSheet = publication.Found{Kind: "hidden_sheet", Name: "隐藏的工作表", Class: "hidden", Stops: true, Key: "k", Words: "附件“甲.pdf”的工作表“底稿”是隐藏的",
	Part: "file", Page: 2, Box: [4]int{1, 2, 3, 4}}

// A file is looked into once for each version of the gate, by one node at a
// time, and what was found comes back as it was.
func TestFilesAreScreenedOnce(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		want := func(version int, files ...string) {
			t.Helper()
			if err := s.WantScreened(ctx, attached(files...), version, at); err != nil {
				t.Fatal(err)
			}
		}
		want(1, "甲", "乙")
		want(1, "甲")
		a, err := s.ClaimScreened(ctx, hash("甲"), at, time.Minute)
		if err != nil || a.Name != "甲.pdf" || a.Attempts != 1 {
			t.Fatalf("%+v, %v", a, err)
		}
		if _, err := s.ClaimScreened(ctx, hash("甲"), at, time.Minute); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("two have it in hand: %v", err)
		}
		// The holder died; the next one has it, and the first comes too late.
		later, err := s.ClaimScreened(ctx, hash("甲"), at.Add(2*time.Minute), time.Minute)
		if err != nil || later.Attempts != 2 {
			t.Fatalf("%+v, %v", later, err)
		}
		if err := s.SettleScreened(ctx, a); !errors.Is(err, store.ErrChanged) {
			t.Errorf("who came too late wrote: %v", err)
		}
		later.Done, later.Found, later.Served, later.ServedSize, later.ScreenedAt = true, []publication.Found{foundSheet}, hash("清"), 7, at
		if err := s.SettleScreened(ctx, later); err != nil {
			t.Fatal(err)
		}
		known, err := s.Screened(ctx, []string{hash("甲"), hash("乙"), hash("丙")})
		later.HeldUntil = time.Time{}
		if err != nil || len(known) != 2 || known[hash("乙")].Done {
			t.Fatalf("%+v, %v", known, err)
		}
		if diff := cmp.Diff(later, known[hash("甲")]); diff != "" {
			t.Error(diff)
		}
		want(1, "甲")
		if b, err := s.ClaimScreened(ctx, "", at, time.Minute); err != nil || b.SHA256 != hash("乙") {
			t.Errorf("next is %+v, %v; want 乙", b, err)
		}
		want(2, "甲")
		if again, err := s.ClaimScreened(ctx, "", at, time.Minute); err != nil || again.SHA256 != hash("甲") || again.Version != 2 {
			t.Errorf("a better gate looks again: %+v, %v", again, err)
		}
	})
}

// The served copies are blobs that must not be lost, and so are originals.
func TestAuditKnowsTheCopies(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		p := hang(t, s, at, "甲", "乙")
		next := p
		next.Content.Attachments = attached("甲", "乙")
		next.Content.Attachments[1].Original = hash("原")
		change(t, s, p, next, journal.Revise, at)
		files, id, err := s.UnscreenedPublic(ctx, 1, 0, 10)
		if err != nil || len(files) != 2 || id != p.ID {
			t.Fatalf("%+v, %d, %v", files, id, err)
		}
		if err := s.WantScreened(ctx, files, 1, at); err != nil {
			t.Fatal(err)
		}
		for range files {
			f, err := s.ClaimScreened(ctx, "", at, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			f.Done, f.Served, f.ServedSize = true, hash("清"+f.Name), 5
			if err := s.SettleScreened(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		if files, id, err := s.UnscreenedPublic(ctx, 1, p.ID, 10); err != nil || len(files) != 0 || id != 0 {
			t.Errorf("at the end: %+v, %d, %v", files, id, err)
		}
		named := map[string]publication.Attachment{}
		if err := s.Audit(ctx, func(store.Difference) {}, named, nil); err != nil {
			t.Fatal(err)
		}
		for _, sum := range []string{hash("甲"), hash("乙"), hash("原"), hash("清甲.pdf"), hash("清乙.pdf")} {
			if _, ok := named[sum]; !ok {
				t.Errorf("nothing names %s", sum)
			}
		}
		if named[hash("原")].Size != store.UnknownSize || named[hash("清甲.pdf")].Size != 5 {
			t.Errorf("%+v, %+v", named[hash("原")], named[hash("清甲.pdf")])
		}
	})
}

func TestAllowedLists(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		a := publication.Allowed{Agency: "FGW", Kind: "mobile", Name: "手机号码", Key: "k", Masked: "138****5678", Reason: "值班电话", By: "tian", At: at}
		save := func(a publication.Allowed) error {
			return s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
				return tx.SaveAllowed(ctx, a, entry(journal.GateAllow, a.Thing(), "FGW", at))
			})
		}
		if err := save(a); err != nil {
			t.Fatal(err)
		}
		if err := save(a); !errors.Is(err, store.ErrChanged) {
			t.Errorf("saved over another's: %v", err)
		}
		a.Stamp = 1
		a.EndedAt, a.EndedBy, a.Ended = at.Add(time.Hour), "tian", "停用"
		if err := save(a); err != nil {
			t.Fatal(err)
		}
		a.Stamp = 2
		list, err := s.Allowed(ctx, "FGW")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]publication.Allowed{a}, list); diff != "" {
			t.Error(diff)
		}
		if list, err := s.Allowed(ctx, "JYJ"); err != nil || len(list) != 0 {
			t.Errorf("another's list: %+v, %v", list, err)
		}
	})
}

func TestStandingsAreOfOpenDrafts(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for id, state := range map[int64]publication.State{1: publication.Drafting, 2: publication.Done, 3: publication.Signing, 4: publication.Drafting} {
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				d := seed{Agency: "FGW", At: at}.signed(id)
				d.State = state
				d.Overrides = []publication.Override{{Kind: "mobile", Key: "k", Reason: "值班电话", By: "zhang", At: at}}
				return tx.SaveDraft(ctx, d, entry(journal.DraftStart, d.Thing(), "FGW", at))
			})
			v := store.Standing{Draft: id, Agency: "FGW", Stopping: 1}
			if id == 3 {
				v = store.Standing{Draft: id, Agency: "FGW", Waiting: 1, Asked: 2}
			}
			if id == 4 {
				v.Stopping = 0
			}
			for range 2 {
				if err := s.NoteStanding(ctx, v); err != nil {
					t.Fatal(err)
				}
			}
		}
		got, err := s.Standings(ctx, "FGW")
		want := map[int64]store.Standing{1: {Draft: 1, Agency: "FGW", Stopping: 1}, 3: {Draft: 3, Agency: "FGW", Waiting: 1, Asked: 2}}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Error(err, diff)
		}
		if ids, err := s.DraftsScreening(ctx); err != nil || len(ids) != 1 || ids[0] != 3 {
			t.Errorf("%v, %v", ids, err)
		}
		d, err := s.Draft(ctx, 1)
		if err != nil || len(d.Overrides) != 1 || d.Overrides[0].Reason != "值班电话" || !d.Overrides[0].At.Equal(at) {
			t.Errorf("%+v, %v", d.Overrides, err)
		}
	})
}

package store_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// The gazette on both engines: an issue with its contents comes back as it was
// saved, under each of its numbers; an old stamp, a publication that is another
// issue already and a role that may not are refused.
func TestGazette(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 5, 2)
		carrier := publish(t, s, seed{Agency: "FGW", At: at, Title: "政报 2016年第3—4期"})
		v := gazette.Volume{Year: 2016, Issues: 12, Source: "馆藏目录" + rare, Agency: "FGW"}
		entry := func(a journal.Act, thing string) journal.Entry {
			return journal.Entry{At: at, Act: a, Thing: thing, Agency: "FGW", Actor: "console"}
		}
		saveYear := func(v gazette.Volume) error {
			return s.Act(ctx, account.Console, at, func(tx *store.Tx) error { return tx.SaveGazetteYear(ctx, v, entry(journal.GazetteYear, v.Thing())) })
		}
		if err := saveYear(v); err != nil {
			t.Fatal(err)
		}
		if err := saveYear(v); !errors.Is(err, store.ErrChanged) {
			t.Errorf("a year twice: %v", err)
		}
		v.Stamp++
		v.Issues = 13
		if err := saveYear(v); err != nil {
			t.Error(err)
		}
		v.Stamp++
		if got, err := s.GazetteYear(ctx, 2016); err != nil || got != v {
			t.Errorf("%+v %v, want %+v", got, err, v)
		}

		i := gazette.Issue{Year: 2016, No: 3, Print: gazette.Print{Through: 4, Whole: 150, DatedOn: calendar.MustDay("2016-04-30"), Pages: 48}, State: gazette.Readable, Agency: "FGW",
			Publication: carrier.ID, Index: carrier.Index, Before: 2, Count: 2, Last: 5, Articles: []gazette.Article{
				{Serial: 5, Section: "市政府文件", Title: "关于甲的通知" + rare, Number: "长府发〔2016〕1号", First: 1, Last: 3},
				{Serial: 2, Title: "大事记", First: 4, Last: 4, Index: "FGW/2017-000001"}}}
		save := func(i gazette.Issue) error {
			return s.Act(ctx, account.Console, at, func(tx *store.Tx) error { return tx.SaveIssue(ctx, i, entry(journal.IssuePublish, i.Thing())) })
		}
		if err := save(i); err != nil {
			t.Fatal(err)
		}
		i.Stamp++
		for _, no := range []int{3, 4} {
			if got, err := s.Issue(ctx, 2016, no); err != nil || !sameIssue(got, i) {
				t.Errorf("%d: %+v %v, want %+v", no, got, err, i)
			}
		}
		for _, no := range []int{2, 5} {
			if _, err := s.Issue(ctx, 2016, no); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%d: %v", no, err)
			}
		}
		stale := i
		stale.Stamp--
		if err := save(stale); !errors.Is(err, store.ErrChanged) {
			t.Errorf("an old stamp: %v", err)
		}
		other := gazette.Issue{Year: 2016, No: 5, Print: gazette.Print{Through: 5, DatedOn: calendar.NoDay}, State: gazette.Readable, Agency: "FGW", Publication: carrier.ID}
		if err := save(other); !errors.Is(err, gazette.ErrCarried) {
			t.Errorf("two issues in one publication: %v", err)
		}
		if got, err := s.IssueOf(ctx, carrier.ID); err != nil || got.No != 3 || got.Count != 2 {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := s.IssueOf(ctx, 0); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the issue of no publication: %v", err)
		}
		missing := gazette.Issue{Year: 2016, No: 1, Print: gazette.Print{Through: 1, DatedOn: calendar.NoDay}, State: gazette.Missing, Agency: "FGW", Reason: "没有出版"}
		if err := save(missing); err != nil {
			t.Error(err)
		}
		if list, err := s.Issues(ctx, 2016); err != nil || len(list) != 2 || list[0].Reason != "没有出版" || list[1].Articles != nil || list[1].Index != carrier.Index {
			t.Errorf("%+v %v", list, err)
		}
		if list, err := s.Issues(ctx, 2015); err != nil || len(list) != 0 {
			t.Errorf("of another year: %v %v", list, err)
		}
		if list, err := s.AllPrinted(ctx, 0); err != nil || len(list) != 2 || list[0].Name() != "2016年第3—4期" || list[0].Serial != 5 {
			t.Errorf("%+v %v", list, err)
		}
		clerk := account.Actor{Login: "zhao", Grants: []account.Grant{{Role: account.Clerk, Agency: "FGW"}}}
		head := account.Actor{Login: "qian", Grants: []account.Grant{{Role: account.Head, Agency: "JYJ"}}}
		for _, by := range []account.Actor{clerk, head} {
			e := entry(journal.IssueStrike, missing.Thing())
			e.Actor = string(by.Login)
			if err := s.Act(ctx, by, at, func(tx *store.Tx) error { return tx.StrikeIssue(ctx, missing, e) }); !errors.Is(err, store.ErrChanged) && !errors.Is(err, account.ErrForbidden) {
				t.Errorf("%s strikes: %v", by.Login, err)
			}
		}
		missing.Stamp++
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.StrikeIssue(ctx, missing, entry(journal.IssueStrike, missing.Thing()))
		})
		if _, err := s.Issue(ctx, 2016, 1); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("struck: %v", err)
		}
		i.Articles = i.Articles[:1]
		if err := save(i); err != nil {
			t.Error(err)
		}
		if got, err := s.Issue(ctx, 2016, 3); err != nil || len(got.Articles) != 1 || got.Count != 1 || got.Last != 5 {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func sameIssue(a, b gazette.Issue) bool {
	same := slices.Equal(a.Articles, b.Articles)
	return same && a.Year == b.Year && a.No == b.No && a.Print == b.Print && a.State == b.State && a.Agency == b.Agency && a.Publication == b.Publication && a.Index == b.Index &&
		a.Gone == b.Gone && a.Before == b.Before && a.Count == b.Count && a.Last == b.Last && a.Reason == b.Reason && a.Stamp == b.Stamp
}

// An article and the document it prints find each other alike from both sides:
// by what was said, by the number, by the title where there is no number.
func TestPrinted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 5, 2)
		carrier := publish(t, s, seed{Agency: "FGW", At: at, Title: "政报 2016年第3期"})
		one := publish(t, s, seed{Agency: "FGW", At: at, Title: "关于甲的通知", Number: "某发〔2016〕1号", Normative: true})
		publish(t, s, seed{Agency: "JYJ", At: at, Title: "转发关于乙的通知", Number: "某发〔2016〕2号"})
		second := publish(t, s, seed{Agency: "FGW", At: at, Title: "关于乙的通知", Number: "某发〔2016〕2号", Normative: true})
		titled := publish(t, s, seed{Agency: "FGW", At: at, Title: "关于丙的办法", Normative: true})
		news := publish(t, s, seed{Agency: "FGW", At: at, Title: "大事记"})
		said := publish(t, s, seed{Agency: "FGW", At: at, Title: "人事任免"})
		gone := publish(t, s, seed{Agency: "FGW", At: at, Title: "关于丁的通知", Number: "某发〔2016〕4号", Normative: true})
		away, e, err := publication.Withdraw(gone, "有误", "", "console", at)
		if err != nil {
			t.Fatal(err)
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, gone, away, e) })
		i := gazette.Issue{Year: 2016, No: 3, Print: gazette.Print{Through: 3, DatedOn: calendar.NoDay}, State: gazette.Readable, Agency: "FGW", Publication: carrier.ID, Articles: []gazette.Article{
			{Serial: 1, Title: "关于甲的通知（排版不同）", Number: "某发[2016]第001号", First: 1, Last: 2},
			{Serial: 2, Title: "关于乙的通知", Number: "某发〔2016〕2号", First: 3, Last: 3},
			{Serial: 3, Title: "关于丙的办法", First: 4, Last: 4},
			{Serial: 4, Title: "大事记", First: 5, Last: 5},
			{Serial: 5, Title: "任免通知", Number: "某发〔2016〕1号", First: 6, Last: 6, Index: said.Index},
			{Serial: 6, Title: "关于丁的通知", Number: "某发〔2016〕4号", First: 7, Last: 7},
			{Serial: 7, Title: "政报 2016年第3期", First: 8, Last: 8},
		}}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveIssue(ctx, i, journal.Entry{At: at, Act: journal.IssuePublish, Thing: i.Thing(), Agency: "FGW", Actor: "console"})
		})
		of, err := s.PrintedOf(ctx, i.Articles, carrier.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := map[int]string{1: one.Index, 2: second.Index, 3: titled.Index, 5: said.Index}
		for n := 1; n <= 7; n++ {
			if of[n].Index != want[n] {
				t.Errorf("article %d prints %q, want %q", n, of[n].Index, want[n])
			}
		}
		for _, c := range []struct {
			p    publication.Publication
			want []int
		}{{one, []int{1}}, {second, []int{2}}, {titled, []int{3}}, {news, nil}, {said, []int{5}}, {carrier, nil}} {
			list, err := s.PrintedIn(ctx, c.p)
			var got []int
			for _, f := range list {
				got = append(got, f.Serial)
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s is printed in %v %v, want %v", c.p.Content.Title, got, err, c.want)
			}
		}
		// What is withdrawn carries nothing.
		noIssue, e, err := publication.Withdraw(carrier, "有误", "", "console", at)
		if err != nil {
			t.Fatal(err)
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, carrier, noIssue, e) })
		if list, err := s.PrintedIn(ctx, one); err != nil || len(list) != 0 {
			t.Errorf("in an issue withdrawn: %v %v", list, err)
		}
		if got, err := s.Issue(ctx, 2016, 3); err != nil || !got.Gone || got.Here() {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// What is kept beside the gazette is held against what it follows from: each
// damage is reported, and nothing else.
func TestAuditOfTheGazette(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		s := storetest.Open(t, address)
		ctx := t.Context()
		at := noon(2017, 5, 2)
		carrier := publish(t, s, seed{Agency: "FGW", At: at, Title: "政报"})
		entry := func(a journal.Act, thing string) journal.Entry {
			return journal.Entry{At: at, Act: a, Thing: thing, Agency: "FGW", Actor: "console"}
		}
		v := gazette.Volume{Year: 2016, Issues: 3, Source: "馆藏目录", Agency: "FGW"}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SaveGazetteYear(ctx, v, entry(journal.GazetteYear, v.Thing())); err != nil {
				return err
			}
			for no := 1; no <= 2; no++ {
				i := gazette.Issue{Year: 2016, No: no, Print: gazette.Print{Through: no, DatedOn: calendar.NoDay}, State: gazette.Missing, Agency: "FGW", Reason: "没有出版"}
				if no == 2 {
					i.State, i.Reason, i.Publication, i.Last = gazette.Readable, "", carrier.ID, 1
					i.Articles = []gazette.Article{{Serial: 1, Title: "关于甲的通知", Number: "某发〔2016〕1号", First: 1, Last: 1}}
				}
				if err := tx.SaveIssue(ctx, i, entry(journal.IssueAdd, i.Thing())); err != nil {
					return err
				}
			}
			return nil
		})
		driver := "sqlite"
		if strings.HasPrefix(address, "postgres") {
			driver = "pgx"
		}
		db, err := sql.Open(driver, address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		found := func() (list []string) {
			t.Helper()
			if err := s.Audit(ctx, func(d store.Difference) { list = append(list, d.What) }, map[string]publication.Attachment{}, nil); err != nil {
				t.Fatal(err)
			}
			slices.Sort(list)
			return list
		}
		if list := found(); list != nil {
			t.Errorf("undamaged: %v", list)
		}
		for _, c := range []struct{ damage, repair, want string }{
			{`update gazette_article set number_key = 'x'`, `update gazette_article set number_key = '2016|1|某发'`, "文号"},
			{`update gazette_issue set articles = 2 where no = 2`, `update gazette_issue set articles = 1 where no = 2`, "目录篇数"},
			{`update gazette_issue set last = 0 where no = 2`, `update gazette_issue set last = 1 where no = 2`, "末篇序号"},
			{`update gazette_issue set state = 'missing' where no = 2`, `update gazette_issue set state = 'readable' where no = 2`, "刊载的公开信息"},
			{`update gazette_issue set through = 2 where no = 1`, `update gazette_issue set through = 1 where no = 1`, "期号"},
			{`update gazette_year set issues = 1`, `update gazette_year set issues = 3`, "全年期数"},
			{`update gazette_article set no = 3`, `update gazette_article set no = 2`, "目录篇数 目录篇数"},
		} {
			if _, err := db.ExecContext(ctx, c.damage); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(found(), " "); got != c.want {
				t.Errorf("%s: %s, want %s", c.damage, got, c.want)
			}
			if _, err := db.ExecContext(ctx, c.repair); err != nil {
				t.Fatal(err)
			}
		}
		if list := found(); list != nil {
			t.Errorf("repaired: %v", list)
		}
	})
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// fullContent has every field set, and characters that break records.
var fullContent = publication.Content{
	Title: "关于" + rare + "的通知", Number: rare + "发〔2017〕54号", Category: "notice", IssuedOn: day("2017-06-30"),
	Body: "<p>" + rare + "\n第二行 ' \" \\ % _ &amp;</p>", Keywords: rare + " 土地", Stage: "决策", Matter: rare, Normative: true,
	Validity: publication.Repealed, EndedOn: day("2017-07-31"), Interprets: rare + "发〔2016〕1号", Channels: publication.Website | publication.WeChat | publication.Other,
	Attachments: []publication.Attachment{{Name: rare + ".pdf", Type: "application/pdf", Size: 1 << 40, SHA256: "ab"}, {Name: "二.xlsx"}},
}

// Every kind of thing comes back as it was saved, with every field set and
// with none set.
func TestWhatIsSavedComesBack(t *testing.T) {
	at := time.Date(2017, 6, 30, 1, 2, 3, 456789000, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		same := func(name string, got any, err error, want any) {
			t.Helper()
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: saved - read +\n%s", name, diff)
			}
		}

		for _, a := range []agency.Agency{
			{Code: "FGW", Name: rare + "市发展和改革委员会", Short: "发改委" + rare, English: "Development and Reform", Kind: agency.Department,
				Parent: "ZF", Prefix: rare + "发改", Card: agency.Card{Office: rare, Address: "人民大街", Hours: "8:30", Phone: "0431", Fax: "1", Email: "a@b", Postcode: "130022"},
				Guide: "<p>" + rare + "</p>", GuideAt: at, Former: []agency.FormerName{{Name: "计委" + rare, Until: day("2003-03-10")}},
				Position: 7, ClosedOn: day("2019-01-01"), Successors: []agency.Code{"ZF", "JYJ"}},
			{Code: "ZF", Name: "市政府", ClosedOn: calendar.NoDay},
		} {
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveAgency(ctx, a, entry(journal.AgencyAdd, a.Code.Thing(), a.Code, at))
			})
			a.Stamp = 1
			got, err := s.Agency(ctx, a.Code)
			same("agency "+string(a.Code), got, err, a)
		}
		for _, a := range []account.Account{
			{Login: "li.na-2", Name: "李" + rare, Grants: []account.Grant{{Role: account.Clerk, Agency: "FGW"}, {Role: account.Leader}},
				PasswordHash: "$argon2id$v=19$m=65536", TOTPSecret: "ABC", TOTPUsed: 1 << 40, Subject: "https://id.example|" + rare,
				FirstPassword: true, Failures: 4, LockedUntil: at, EndedAt: at.Add(time.Hour)},
			{Login: "wang", Name: "王"},
			{Login: "zhao", Name: "赵"}, // a second one without a subject
		} {
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveAccount(ctx, a, entry(journal.AccountAdd, a.Login.Thing(), "", at))
			})
			a.Stamp = 1
			got, err := s.Account(ctx, a.Login)
			same("account "+string(a.Login), got, err, a)
			if a.Subject != "" {
				got, err := s.AccountBySubject(ctx, a.Subject)
				same("account by subject", got, err, a)
			}
		}
		for _, d := range []publication.Draft{
			{ID: 1, Agency: "FGW", Publication: 9, Content: fullContent, State: publication.Drafting, Attribute: publication.Withheld,
				Ground: "internal", Reason: rare, ReexamineOn: day("2018-06-30"),
				Consultations: []publication.Consultation{
					{Agency: "JYJ", AskedOn: day("2017-06-30"), DueOn: day("2017-07-07"), AnsweredOn: calendar.NoDay},
					{Agency: "ZF", AskedOn: day("2017-06-30"), DueOn: day("2017-07-07"), Answer: "object", AnsweredOn: day("2017-07-01"), By: "zhao", Words: rare},
				},
				Drafter: "li", Author: "zhang", Cleared: "wang", Signer: "zhao", Returned: rare, PublishAt: at, Change: rare, StartedAt: at.Add(-time.Hour)},
			{ID: 2, Agency: "FGW", Content: publication.Content{Title: "名称", IssuedOn: calendar.NoDay, EndedOn: calendar.NoDay}, State: publication.Drafting,
				Drafter: "li", Author: "li", StartedAt: at, ReexamineOn: calendar.NoDay},
		} {
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveDraft(ctx, d, entry(journal.DraftStart, d.Thing(), d.Agency, at))
			})
			d.Stamp = 1
			got, err := s.Draft(ctx, d.ID)
			same(d.Thing(), got, err, d)
		}
		asked, err := s.DraftsAsking(ctx, "JYJ")
		if err != nil || len(asked) != 1 || asked[0].ID != 1 {
			t.Errorf("drafts asking JYJ: %v, %v", asked, err)
		}
		if answered, err := s.DraftsAsking(ctx, "ZF"); err != nil || len(answered) != 0 {
			t.Errorf("drafts asking ZF, which has answered: %v, %v", answered, err)
		}

		first := publication.Publication{ID: 1, Index: "FGW/2017-000001", Agency: "FGW", Content: fullContent, PublishedAt: at,
			Version: 1, VersionAt: at, Drafter: "li", Cleared: "wang", Signer: "zhao", Source: "http://old.example/" + rare, Run: 3, Voucher: rare}
		bare := publication.Publication{ID: 2, Index: "FGW/2017-000002", Agency: "FGW", Content: publication.Content{Title: "名称", IssuedOn: calendar.NoDay, EndedOn: calendar.NoDay},
			PublishedAt: at, Version: 1, VersionAt: at}
		for _, p := range []publication.Publication{first, bare} {
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				return tx.ImportPublications(ctx, []publication.Publication{p}, []string{""}, []journal.Entry{entry(journal.Import, p.Thing(), p.Agency, at)})
			})
			p.Stamp = 1
			got, err := s.Publication(ctx, p.ID)
			same(p.Thing(), got, err, p)
			got, err = s.PublicationAt(ctx, p.Index)
			same(p.Index, got, err, p)
		}
		first.Stamp = 1
		got, err := s.PublicationFrom(ctx, first.Source)
		same("from its old address", got, err, first)

		next := first
		next.Content.Title, next.Version, next.VersionAt, next.Change = "新名称", 2, at.Add(time.Hour), rare
		next.WithdrawnAt, next.WithdrawnReason, next.Successor = at.Add(2*time.Hour), rare, bare.Index
		d := seed{Agency: "FGW", At: at}.signed(3)
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.Publish(ctx, d, &first, next, entry(journal.Revise, next.Thing(), "FGW", at))
		})
		next.Stamp = 2
		got, err = s.Publication(ctx, 1)
		same("revised", got, err, next)
		versions, err := s.Versions(ctx, 1)
		same("versions", versions, err, []publication.Version{{Number: 1, At: at, Content: fullContent}})

		rec := publication.ChannelRecord{Channel: publication.Gazette, At: at, Address: "https://gb.example/" + rare, By: "li"}
		bare.Stamp = 1
		withGazette := bare
		withGazette.Content.Channels = publication.Gazette
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.RecordChannel(ctx, bare, withGazette, rec, entry(journal.RecordChannel, bare.Thing(), "FGW", at))
		})
		records, err := s.ChannelRecords(ctx, 2)
		same("channel records", records, err, []publication.ChannelRecord{rec})

		category := store.Category{Code: "notice", Parent: "", Name: "通知" + rare, English: "Notices", Article: "第二十条", Owner: "FGW", Position: 3}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveCategory(ctx, category, entry(journal.CategoryAdd, "category/notice", "FGW", at))
		})
		tree, err := s.Categories(ctx)
		same("categories", tree, err, []store.Category{category})

		topics := []store.Topic{{Code: "land", Name: rare, English: "Land", Categories: []string{"notice", rare}, Position: 1}}
		duties := []store.Obligation{{Code: "budget", Area: "财政" + rare, Name: rare, English: "Budget", Category: "notice", Kinds: []agency.Kind{agency.County, agency.Department}, Period: "year", Position: 1}}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveCity(ctx, map[string]string{"name": rare, "site": "x"}, topics, duties, entry(journal.CityFound, "city/1", "", at))
		})
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { // only one value changes
			return tx.SaveCity(ctx, map[string]string{"site": "y"}, nil, nil, entry(journal.CityFound, "city/1", "", at))
		})
		gotTopics, err := s.Topics(ctx)
		same("topics", gotTopics, err, topics)
		gotDuties, err := s.Obligations(ctx)
		same("obligations", gotDuties, err, duties)
		for key, want := range map[string]string{"name": rare, "site": "y", "none": ""} {
			value, err := s.City(ctx, key)
			same("city "+key, value, err, want)
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveNotice(ctx, 2027, day("2026-11-01"), `{"year":2027,"name":"`+rare+`"}`, entry(journal.NoticeAdd, "notice/2027", "", at))
		})
		notices, err := s.Notices(ctx)
		same("notices", notices, err, []store.Notice{{PublishedOn: day("2026-11-01"), Text: `{"year":2027,"name":"` + rare + `"}`}})
	})
}

func TestImportsAndTheirRefusals(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		run := store.Run{Agency: "FGW", File: rare + ".xlsx", SHA256: "ab", Mapping: `{"标题":"title"}`, Voucher: rare, Actor: "li", StartedAt: at, Total: 5}
		start := entry(journal.ImportStart, "import/1", "FGW", at)
		act(t, s, at, func(ctx context.Context, tx *store.Tx) (err error) {
			if run.ID, err = tx.NextRun(ctx); err != nil {
				return err
			}
			return tx.SaveRun(ctx, run, nil, &start)
		})
		if got, err := s.InterruptedRun(ctx, "FGW", "ab"); err != nil || got != run {
			t.Errorf("interrupted: %+v, %v; want %+v", got, err, run)
		}
		refusals := []store.Refusal{{Row: 2, Field: "标题" + rare, Reason: "请填写名称", Value: ""}, {Row: 4, Reason: rare, Value: rare}}
		run.Position, run.Read, run.Imported, run.Already, run.Refused, run.Undated, run.Late = 5, 5, 2, 1, 2, 1, 1
		for range 2 { // a batch done again after a crash refuses a row once
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SaveRun(ctx, run, refusals, nil) })
		}
		got, err := s.Refusals(ctx, run.ID, 0, 10)
		if diff := cmp.Diff(refusals, got); err != nil || diff != "" {
			t.Errorf("refusals: %v %s", err, diff)
		}
		if got, err := s.Refusals(ctx, run.ID, 2, 10); err != nil || len(got) != 1 || got[0].Row != 4 {
			t.Errorf("refusals after row 2: %v, %v", got, err)
		}
		run.FinishedAt, run.UndoneAt = at.Add(time.Hour), at.Add(2*time.Hour)
		finish := entry(journal.ImportFinish, "import/1", "FGW", at)
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SaveRun(ctx, run, nil, &finish) })
		if got, err := s.Run(ctx, run.ID); err != nil || got != run {
			t.Errorf("run: %+v, %v; want %+v", got, err, run)
		}
		if _, err := s.InterruptedRun(ctx, "FGW", "ab"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a finished import is still interrupted: %v", err)
		}
		for in, want := range map[agency.Code]int{"": 1, "FGW": 1, "JYJ": 0} {
			if list, err := s.Runs(ctx, in, 10); err != nil || len(list) != want {
				t.Errorf("runs of %q: %v, %v", in, list, err)
			}
		}
		for _, mapping := range []string{"", `{"a":1}`, `{"a":2}`} {
			if mapping != "" {
				if err := s.SaveMapping(ctx, "FGW", "标题"+rare, mapping); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := s.Mapping(ctx, "FGW", "标题"+rare); err != nil || got != mapping {
				t.Errorf("mapping: %q, %v; want %q", got, err, mapping)
			}
		}
	})
}

// A record imported once is known by its key, and a whole batch is refused
// with it.
func TestARecordIsImportedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 6, 30)
		var seeds []seed
		var keys []string
		for n := range 120 { // two full inserts and some single ones
			seeds = append(seeds, seed{At: at, Title: fmt.Sprint(n)})
			keys = append(keys, store.SourceKey("FGW", "http://old.example/"+fmt.Sprint(n), fmt.Sprint(n), ""))
		}
		if _, err := importAll(ctx, s, "FGW", seeds[:110], keys[:110]); err != nil {
			t.Fatal(err)
		}
		known, err := s.Known(ctx, keys)
		if err != nil || len(known) != 110 || !known[keys[0]] || !known[keys[109]] || known[keys[110]] {
			t.Errorf("%d known, %v; want the first 110", len(known), err)
		}
		if _, err := importAll(ctx, s, "FGW", seeds[109:], keys[109:]); !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("a batch with one record again: %v, want ErrDuplicate", err)
		}
		if n := len(wholeJournal(t, s)); n != 110 {
			t.Errorf("%d entries, want 110: the refused batch left some", n)
		}
		if _, err := importAll(ctx, s, "FGW", seeds[110:], keys[110:]); err != nil {
			t.Errorf("the rest alone: %v", err)
		}
		if err := recount(t, s, "FGW"); err != nil {
			t.Error(err)
		}
	})
}

// A key is the record's as it came: a new title, or a new agency, does not make
// it another record, and two agencies that both held it can still be merged.
func TestTheKeyOfAnImportStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		at := noon(2017, 6, 30)
		const source = "http://old.example/1"
		var moved []publication.Publication
		for _, code := range []agency.Code{"FGW", "JYJ"} {
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				id, index, err := tx.NextPublication(ctx, code, 2017)
				if err != nil {
					return err
				}
				p, e, err := publication.Import(publication.Imported{Content: seed{At: at, Title: "通知"}.content(), PublishedAt: at, Source: source}, code, id, index, 1, "办公室", "console", at)
				if err != nil {
					return err
				}
				key := store.SourceKey(code, source, "通知", "")
				err = tx.ImportPublications(ctx, []publication.Publication{p}, []string{key}, []journal.Entry{e})
				p.Stamp = 1
				moved = append(moved, p)
				return err
			})
		}
		for _, change := range []func(publication.Publication) publication.Publication{
			func(p publication.Publication) publication.Publication { p.Content.Title = "新通知"; return p },
			func(p publication.Publication) publication.Publication { p.Agency = "FGW"; return p },
		} {
			for i, p := range moved {
				act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
					return tx.SavePublication(ctx, p, change(p), entry(journal.Move, p.Thing(), p.Agency, at))
				})
				moved[i] = change(p)
				moved[i].Stamp++
			}
		}
		keys := []string{store.SourceKey("FGW", source, "通知", ""), store.SourceKey("JYJ", source, "通知", "")}
		if known, err := s.Known(t.Context(), keys); err != nil || len(known) != 2 {
			t.Errorf("known after a new title and a merger: %v, %v; want both", known, err)
		}
		undone, e, err := publication.UndoImport(moved[1], "console", at)
		if err != nil {
			t.Fatal(err)
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.UndoPublications(ctx, moved[1:], []publication.Publication{undone}, []journal.Entry{e})
		})
		if known, err := s.Known(t.Context(), keys); err != nil || known[keys[1]] || !known[keys[0]] {
			t.Errorf("known after the second import was undone: %v, %v; want only the first", known, err)
		}
	})
}

func TestTraces(t *testing.T) {
	now := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for _, hits := range []map[int64]int64{{1: 2, 2: 1}, {1: 3}, {}} {
			if err := s.AddHits(ctx, hits); err != nil {
				t.Fatal(err)
			}
		}
		for id, want := range map[int64]int64{1: 5, 2: 1, 3: 0} {
			if n, err := s.Hits(ctx, id); err != nil || n != want {
				t.Errorf("hits of %d: %d, %v; want %d", id, n, err, want)
			}
		}
		for _, v := range []store.Session{
			{Token: "a", Login: "li", Data: "{}", Expiry: now.Add(time.Minute)},
			{Token: "b", Login: "li", Data: rare, Expiry: now.Add(time.Hour)},
			{Token: "a", Login: "li", Data: rare, Expiry: now.Add(2 * time.Minute)},
			{Token: "c", Login: "wang", Data: "", Expiry: now},
		} {
			if err := s.SaveSession(ctx, v); err != nil {
				t.Fatal(err)
			}
		}
		there := func(when time.Time, want string) {
			t.Helper()
			got := ""
			for _, token := range []string{"a", "b", "c", "d"} {
				v, err := s.Session(ctx, token, when)
				if err == nil {
					got += token
				} else if !errors.Is(err, store.ErrNotFound) {
					t.Errorf("session %s: %v", token, err)
				}
				if err == nil && v.Data != rare {
					t.Errorf("session %s carries %q", token, v.Data)
				}
			}
			if got != want {
				t.Errorf("sessions: %q, want %q", got, want)
			}
		}
		there(now, "ab")
		there(now.Add(2*time.Minute), "b")
		if err := s.DropExpiredSessions(ctx, now.Add(2*time.Minute)); err != nil {
			t.Fatal(err)
		}
		there(now, "b")
		if err := s.DropSessionsOf(ctx, "li"); err != nil {
			t.Fatal(err)
		}
		there(now, "")
		for _, n := range []int64{0, 7, 1 << 40} {
			if n != 0 {
				if err := s.Advance(ctx, "search", n); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := s.Position(ctx, "search"); err != nil || got != n {
				t.Errorf("position %d, %v; want %d", got, err, n)
			}
		}
		if list := wholeJournal(t, s); len(list) != 0 {
			t.Errorf("traces left entries: %v", list)
		}
	})
}

// A number nobody has, however large, is "not found" and no error of the
// machine.
func TestWhatIsNotThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for _, id := range []int64{0, -1, 9, 1 << 40, 1<<63 - 1} {
			_, err1 := s.Publication(ctx, id)
			_, err2 := s.Draft(ctx, id)
			_, err3 := s.Run(ctx, id)
			_, err4 := s.RevisionOf(ctx, id)
			for _, err := range []error{err1, err2, err3, err4} {
				if !errors.Is(err, store.ErrNotFound) {
					t.Errorf("id %d: %v", id, err)
				}
			}
		}
		_, err1 := s.Agency(ctx, "NONE")
		_, err2 := s.Account(ctx, "none")
		_, err3 := s.AccountBySubject(ctx, "")
		_, err4 := s.PublicationAt(ctx, rare)
		_, err5 := s.PublicationFrom(ctx, "")
		_, err6 := s.Session(ctx, rare, noon(2017, 1, 1))
		for i, err := range []error{err1, err2, err3, err4, err5, err6} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("case %d: %v", i, err)
			}
		}
		for _, year := range []int{1, 99999, 1 << 40} {
			if page, err := s.List(ctx, store.Selection{Year: year}, store.Cursor{}, 5); err != nil || len(page.Lines) != 0 {
				t.Errorf("list of %d: %v, %v", year, page, err)
			}
			if n, err := s.Count(ctx, store.Selection{Year: year}); err != nil || n.N != 0 {
				t.Errorf("count of %d: %v, %v", year, n, err)
			}
		}
	})
}

// Visits that could not be saved are all saved the next time; none of them may
// be in the record already.
func TestHitsAreAddedTogether(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		s := storetest.Open(t, address)
		hits := map[int64]int64{}
		for id := range int64(200) {
			hits[id+1] = id
		}
		accept := storetest.Refuse(t, address, "hit", "new.publication = 200")
		if err := s.AddHits(t.Context(), hits); err == nil {
			t.Fatal("the case needs a save that fails")
		}
		accept()
		if err := s.AddHits(t.Context(), hits); err != nil {
			t.Fatal(err)
		}
		for id, want := range hits {
			if n, err := s.Hits(t.Context(), id); err != nil || n != want {
				t.Errorf("hits of %d: %d, %v; want %d", id, n, err, want)
			}
		}
	})
}

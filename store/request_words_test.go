package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/store/storetest"
)

// What a row of the index says is read as it was written, and a place taken
// out of it is not found across two others.
func TestPlacesAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		requests := rapid.SliceOfN(rapid.IntRange(0, 4095), 1, 30).Draw(t, "requests")
		letters := rapid.SliceOfN(rapid.IntRange(0, 1<<17-1), len(requests), len(requests)).Draw(t, "letters")
		row, parts, read, err := store.Places(493_900, requests, letters)
		if err != nil || len(read) != len(requests) {
			t.Fatal(read, err)
		}
		for i := range requests {
			if want := fmt.Sprint(requests[i], " ", letters[i]); read[i] != want {
				t.Fatalf("%q: %s, want %s", parts[i], read[i], want)
			}
		}
		without := strings.Join(slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == parts[0] }), "")
		if got := strings.ReplaceAll(row, parts[0], ""); got != without {
			t.Fatalf("%q without %q: %q, want %q", row, parts[0], got, without)
		}
	})
}

// asked is an open request in the hands of FGW.
func asked(id request.ID, subject string) request.Request {
	return request.Request{ID: id, Agency: "FGW", Kind: request.Statutory, Edition: "2019", State: request.Handling,
		Applicant: request.Applicant{Kind: request.Natural, Name: "王"}, Asked: request.Asked{Subject: subject}, Fingerprint: fmt.Sprint(id),
		SubmittedAt: noon(2026, 3, 1), ConfirmedOn: calendar.NoDay, ReceivedOn: day("2026-03-01"), DueOn: day("2026-03-29"),
		DraftDueOn: calendar.NoDay, SubDueOn: calendar.NoDay, ClosedOn: calendar.NoDay}
}

// file files a request as a window does: it waits for the index of words.
func file(ctx context.Context, s *store.Store, subject string) (q request.Request, err error) {
	at := noon(2026, 3, 1)
	err = s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
		id, err := tx.NextRequests(ctx, 2026, 1)
		if err != nil {
			return err
		}
		q = asked(id, subject)
		return tx.FileRequests(ctx, []store.Filed{{By: account.Console, Request: q, Entry: entry(journal.RequestSubmit, q.Thing(), q.Agency, at)}})
	})
	q.Stamp = 1
	return q, err
}

// wordsDiffer is what an audit says of the index of words.
func wordsDiffer(t testing.TB, s *store.Store) (found []string) {
	t.Helper()
	err := s.Audit(t.Context(), func(d store.Difference) {
		if d.What == "检索索引" {
			found = append(found, d.Thing)
		}
	}, map[string]publication.Attachment{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A request is found from the instant it is filed, before the index has it and
// after, whatever was done to it in between, and by a process that found the
// record so.
func TestFoundBeforeAndAfterTheIndex(t *testing.T) {
	for _, engine := range []struct {
		name    string
		address func(testing.TB) string
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(engine.name, func(t *testing.T) {
			ctx := t.Context()
			address := engine.address(t)
			s := storetest.Open(t, address)
			looks := func(when string, s *store.Store, want map[string]int64) {
				t.Helper()
				for words, n := range want {
					in, words, _ := strings.Cut(words, " ")
					sel := store.RequestSelection{Words: words}
					sel.Agency = agencies[slices.Index([]string{"0", "1"}, in)]
					if got, err := s.CountRequests(ctx, sel, horizon); err != nil || got != n {
						t.Errorf("%s: %s in %s: %d, %v; want %d", when, words, sel.Agency, got, err, n)
					}
					if page, _, _, err := s.ListRequests(ctx, sel, horizon, "", 5); err != nil || int64(len(page)) != n {
						t.Errorf("%s: list of %s in %s: %d, %v; want %d", when, words, sel.Agency, len(page), err, n)
					}
				}
				if wrong := wordsDiffer(t, s); wrong != nil {
					t.Errorf("%s: %v", when, wrong)
				}
			}
			home := fmt.Sprint(slices.Index(agencies, "FGW"))
			away := map[string]string{"0": "1", "1": "0"}[home]
			q, err := file(ctx, s, "城市排水规划")
			if err != nil {
				t.Fatal(err)
			}
			looks("filed", s, map[string]int64{home + " 排水": 1, home + " 市排水规": 1, away + " 排水": 0, home + " 水排": 0})
			change := func(old, now request.Request) request.Request {
				act(t, s, noon(2026, 3, 2), func(ctx context.Context, tx *store.Tx) error {
					return tx.SaveRequest(ctx, old, now, entry(journal.RequestMove, now.Thing(), now.Agency, noon(2026, 3, 2)))
				})
				now.Stamp++
				return now
			}
			other := q
			other.Agency = agencies[slices.Index([]string{"0", "1"}, away)]
			q = change(q, other)
			looks("moved before", s, map[string]int64{home + " 排水": 0, away + " 排水": 1})

			// As though the process was killed here.
			next := storetest.Open(t, address)
			looks("opened again", next, map[string]int64{home + " 排水": 0, away + " 市排水规划": 1})
			if n, err := next.IndexRequests(ctx); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			looks("in the index", s, map[string]int64{home + " 排水": 0, away + " 市排水规划": 1, away + " 划市": 0})
			if n, err := next.IndexRequests(ctx); n != 0 || err != nil {
				t.Errorf("read twice: %d, %v", n, err)
			}
			other = q
			other.Agency, other.Asked.Subject = "FGW", "城市供水规划水规"
			change(q, other)
			looks("changed after", s, map[string]int64{home + " 排水": 0, away + " 水规": 0, home + " 供水": 1, home + " 规划水规": 1, home + " 划规": 0})
		})
	}
}

// What one node does to a case, another counts right in its searches, and so
// does an act in what it has not committed.
func TestSearchCountsWhatOthersDid(t *testing.T) {
	for _, engine := range []struct {
		name    string
		address func(testing.TB) string
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(engine.name, func(t *testing.T) {
			defer store.FewAtOnce()()
			address := engine.address(t)
			s := storetest.Open(t, address)
			all := seedRequests(t, s, 60)
			other := storetest.Open(t, address)
			const words = "公交票价"
			numbers := func(r interface {
				RequestFacets(context.Context, store.RequestSelection, store.Horizon) (map[store.Dimension]map[string]int64, error)
			}) string {
				t.Helper()
				facets, err := r.RequestFacets(t.Context(), store.RequestSelection{Words: words}, horizon)
				if err != nil {
					t.Fatal(err)
				}
				return fmt.Sprint(facets[store.ByChannel])
			}
			want := func() string {
				found := map[string]int64{}
				for _, q := range all {
					if strings.HasPrefix(q.Asked.Subject, words) {
						found[string(q.Channel)]++
					}
				}
				return fmt.Sprint(found)
			}
			before := want()
			if a, b := numbers(s), numbers(other); a != before || b != before {
				t.Fatalf("%s and %s, want %s", a, b, before)
			}
			for i, old := range all {
				if !strings.HasPrefix(old.Asked.Subject, words) || old.Channel == regulation.Fax {
					continue
				}
				now := old
				now.Channel = regulation.Fax
				all[i] = now
				before := before
				act(t, s, noon(2030, 1, 2), func(ctx context.Context, tx *store.Tx) error {
					if err := tx.SaveRequest(ctx, old, now, entry(journal.RequestMove, now.Thing(), now.Agency, noon(2030, 1, 2))); err != nil {
						return err
					}
					if got := numbers(tx); got != want() {
						t.Errorf("in the act: %s, want %s", got, want())
					}
					if got := numbers(other); got != before {
						t.Errorf("before the commit: %s, want %s", got, before)
					}
					return nil
				})
				if a, b := numbers(s), numbers(other); a != want() || b != want() {
					t.Fatalf("%s and %s, want %s", a, b, want())
				}
				break
			}
			if want() == before {
				t.Fatal("no such request: nothing was tried")
			}
		})
	}
}

// An act whose entry tells of another case than it saves is refused: the others
// would not learn of it.
func TestEntryTellsOfTheCaseThatIsSaved(t *testing.T) {
	s := storetest.Open(t, storetest.SQLite(t))
	q, err := file(t.Context(), s, "城市排水规划")
	if err != nil {
		t.Fatal(err)
	}
	at := noon(2026, 3, 2)
	wrong := entry(journal.RequestMove, (q.ID + 1).Thing(), q.Agency, at)
	for name, save := range map[string]func(*store.Tx) error{
		"saved": func(tx *store.Tx) error { return tx.SaveRequest(t.Context(), q, q, wrong) },
		"follows": func(tx *store.Tx) error {
			_, err := tx.FollowRequests(t.Context(), []request.Request{q}, func(q request.Request) (request.Request, *journal.Entry, error) { return q, &wrong, nil })
			return err
		},
	} {
		if err := s.Act(t.Context(), account.Console, at, save); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

// A pair that stands in the words several times is where it is each time.
func TestWordsOfOneLetterManyTimes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, subject := range []string{"哈哈哈哈", "哈哈哈哈哈哈哈", "哈哈哈、哈哈哈哈"} {
			if _, err := file(t.Context(), s, subject); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.IndexRequests(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer store.FewAtOnce()()
		for letters, want := range map[int]int64{2: 3, 3: 3, 4: 3, 5: 1, 6: 1, 7: 1, 8: 0} {
			sel := store.RequestSelection{Words: strings.Repeat("哈", letters)}
			if got, err := s.CountRequests(t.Context(), sel, horizon); err != nil || got != want {
				t.Errorf("%s: %d, %v; want %d", sel.Words, got, err, want)
			}
		}
	})
}

// While requests are filed and read into the index at once, a search counts
// each that was acknowledged and none twice.
func TestSearchWhileTheIndexIsRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		const n = 60
		var filed atomic.Int64
		var all sync.WaitGroup
		all.Go(func() {
			for i := range n {
				if _, err := file(ctx, s, fmt.Sprint("城市排水规划", i)); err != nil {
					t.Error(err)
				}
				filed.Add(1)
			}
		})
		all.Go(func() {
			for filed.Load() < n && !t.Failed() {
				if _, err := s.IndexRequests(ctx); err != nil {
					t.Error(err)
				}
			}
		})
		for last := false; !last && !t.Failed(); {
			last = filed.Load() == n
			least := filed.Load()
			got, err := s.CountRequests(ctx, store.RequestSelection{Words: "排水规划"}, horizon)
			if most := filed.Load() + 1; err != nil || got < least || got > most {
				t.Errorf("%d found, %v; want %d to %d", got, err, least, most)
			}
		}
		all.Wait()
		if wrong := wordsDiffer(t, s); wrong != nil {
			t.Error(wrong)
		}
	})
}

// An audit finds a place too few, one too many, and a request that waits for
// the index twice or is not there.
func TestAuditOfTheIndexOfWords(t *testing.T) {
	for name, text := range map[string]string{
		"lost":    `update request_pair set places = substr(places, 6) where pair = '排水'`,
		"doubled": `update request_pair set places = places || places where pair = '排水'`,
		"moved":   `update request_pair set pair = '水排' where pair = '排水'`,
		"broken":  `update request_pair set places = substr(places, 2) where pair = '排水'`,
		"waiting": `insert into request_unread select id from request`,
		"nowhere": `insert into request_unread values (1)`,
	} {
		address := storetest.SQLite(t)
		s := storetest.Open(t, address)
		if _, err := file(t.Context(), s, "排水"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.IndexRequests(t.Context()); err != nil {
			t.Fatal(err)
		}
		if wrong := wordsDiffer(t, s); wrong != nil {
			t.Errorf("before %s: %v", name, wrong)
		}
		db, err := sql.Open("sqlite", address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
		if wrong := wordsDiffer(t, s); wrong == nil {
			t.Errorf("%s: not found", name)
		}
	}
}

// A record of before the index in blocks is searched as soon as it is opened,
// and read into it then if it is large.
func TestWordsOfAnEarlierRecord(t *testing.T) {
	for _, engine := range []struct {
		name    string
		address func(testing.TB) string
		more    string
	}{
		{"sqlite", storetest.EmptySQLite, `with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)`},
		{"postgres", storetest.EmptyPostgres, `with n as (select generate_series(1, %d) as i)`},
	} {
		for _, size := range []int64{3, store.IndexedAtOnce + 3} {
			t.Run(fmt.Sprint(engine.name, " ", size), func(t *testing.T) {
				address := engine.address(t)
				if err := store.EarlierRecord(t.Context(), address, 14, fmt.Sprintf(engine.more, size)+`
					insert into request (id, agency, kind, edition, state, channel, applicant_kind, applicant_key, applicant_name,
						subject, fingerprint, submitted_at, received_on, due_on, draft_due_on, sub_due_on, handler, closed_on, outcome, late,
						extended, published_as, previous, ordered, citizen, class, words, stamp, dossier)
					select 2026000000 + i, 'FGW', 'statutory', '2019', 'closed', 'online', 'natural', 'k', '王某', '票价', '', 0, 1, 1, 1, 1,
						'', 1, '', false, false, '', 0, false, 0, 0, '王某' || char_ || '票价', 1,
						'{"applicant":{"name":"王某"},"asked":{"subject":"票价"}}' from n, (select '`+"\n"+`' as char_) as line`,
					`insert into request_gram select 1, id from request`); err != nil {
					t.Fatal(err)
				}
				s := storetest.Open(t, address)
				for words, want := range map[string]int64{"票价": size, "王某": size, "某票": 0} {
					if n, err := s.CountRequests(t.Context(), store.RequestSelection{Agency: "FGW", Words: words}, horizon); err != nil || n != want {
						t.Errorf("%s: %d, %v; want %d", words, n, err, want)
					}
				}
				left, err := s.IndexRequests(t.Context())
				if err != nil || size > store.IndexedAtOnce && int64(left) >= size {
					t.Errorf("%d left, %v", left, err)
				}
				if wrong := wordsDiffer(t, s); wrong != nil {
					t.Error(wrong)
				}
			})
		}
	}
}

// How common a pair is need be asked once only; but of one that was nowhere it is
// asked each time.
func TestSizesOfPairsAreRemembered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fileAndIndex := func(subject string) {
			t.Helper()
			if _, err := file(t.Context(), s, subject); err != nil {
				t.Fatal(err)
			}
			if _, err := s.IndexRequests(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		search := func(words string, want int64) (statements int64) {
			t.Helper()
			var n atomic.Int64
			got, err := s.CountRequests(store.Counting(t.Context(), &n), store.RequestSelection{Words: words}, store.Horizon{})
			if err != nil || got != want {
				t.Errorf("%s: %d, %v, want %d", words, got, err, want)
			}
			return n.Load()
		}
		fileAndIndex("票价听证")
		first := search("票价听证", 1)
		if again := search("票价听证", 1); again >= first {
			t.Errorf("%d statements, then %d", first, again)
		}
		search("水价听证", 0)
		fileAndIndex("水价听证")
		fileAndIndex("水价听证")
		search("水价听证", 2)
		search("价听证", 3)
	})
}

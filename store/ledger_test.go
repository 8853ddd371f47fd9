package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

func ledgerBook(t testing.TB, code ledger.Code) *ledger.Book {
	t.Helper()
	b, ok := ledger.BookOf(code)
	if !ok {
		t.Fatalf("no book %s", code)
	}
	return b
}

// newEntry enters one affair, and gives it as it is kept.
func newEntry(t testing.TB, s *store.Store, code ledger.Code, in agency.Code, at time.Time, v ledger.Values) ledger.Entry {
	t.Helper()
	v = v.Clone()
	if ledgerBook(t, code).Lacks(v) {
		v.Row["decision"] = "proactive"
	}
	var e ledger.Entry
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.NextEntries(ctx, code, at.Year(), 1)
		if err != nil {
			return err
		}
		var j journal.Entry
		if e, j, err = ledger.Enter(ledgerBook(t, code), id, in, v, account.Console.Login, at); err != nil {
			return err
		}
		return tx.SaveEntry(ctx, e, j)
	})
	e.Stamp++
	return e
}

// onEntry does an act on an entry and gives it as it is kept.
func onEntry(t testing.TB, s *store.Store, e ledger.Entry, at time.Time, do func(ledger.Entry) (ledger.Entry, journal.Entry, error)) ledger.Entry {
	t.Helper()
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		now, j, err := do(e)
		if err != nil {
			return err
		}
		e = now
		return tx.SaveEntry(ctx, now, j)
	})
	e.Stamp++
	return e
}

func noLedgerDifferences(t testing.TB, s *store.Store) {
	t.Helper()
	err := s.Audit(t.Context(), func(d store.Difference) { t.Errorf("audit: %+v", d) }, map[string]publication.Attachment{}, nil)
	if err != nil {
		t.Error(err)
	}
}

func releaseOf(at time.Time) func(ledger.Entry) (ledger.Entry, journal.Entry, error) {
	return func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
		return ledger.Release(e, "钱科长", account.Console.Login, at)
	}
}

func TestLedgerEntriesComeBack(t *testing.T) {
	at := time.Date(2017, 6, 30, 1, 2, 3, 456789000, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		v := ledger.Values{Row: ledger.Row{"title": rare, "held_on": "2017-06-01", "part": "hosted", "principal": "yes", "follow_up": "内部" + rare,
			"transcript": "FGW/2017-000001"},
			Rows: map[string][]ledger.Row{"speakers": {{"name": rare, "post": "主任"}, {"name": "李"}}}}
		e := newEntry(t, s, "conference", "FGW", at, v)
		same := func(what string) {
			t.Helper()
			got, err := s.Entry(ctx, e.Book, e.ID)
			if diff := cmp.Diff(e, got); err != nil || diff != "" {
				t.Errorf("%s: %v\n%s", what, err, diff)
			}
			noLedgerDifferences(t, s)
		}
		same("entered")
		if _, err := s.PublicEntry(ctx, e.Book, e.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the public reads what was only entered: %v", err)
		}
		e = onEntry(t, s, e, at, releaseOf(at))
		same("released")
		p, err := s.PublicEntry(ctx, e.Book, e.ID)
		if err != nil || !cmp.Equal(p, ledger.PublicOf(e)) {
			t.Errorf("the public reads %+v, %v", p, err)
		}
		if p.Values.Has("follow_up") {
			t.Error("the public reads an internal field")
		}
		about, err := s.EntriesAbout(ctx, "FGW/2017-000001")
		if err != nil || len(about) != 1 || about[0].ID != e.ID {
			t.Errorf("about the transcript: %+v, %v", about, err)
		}
		changed := v.Clone()
		changed.Row["title"], changed.Row["transcript"] = "改过的题目", ""
		e = onEntry(t, s, e, at, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
			return ledger.Amend(e, changed, "题目有误", account.Console.Login, at)
		})
		same("amended")
		if q, err := s.PublicEntry(ctx, e.Book, e.ID); err != nil || !cmp.Equal(p, q) {
			t.Errorf("the public reads an amendment that was not released: %+v, %v", q, err)
		}
		old := e
		e = onEntry(t, s, e, at, releaseOf(at))
		same("released again")
		if q, err := s.PublicEntry(ctx, e.Book, e.ID); err != nil || q.Title != "改过的题目" || q.Version != 2 {
			t.Errorf("the public reads %+v, %v", q, err)
		}
		if about, err := s.EntriesAbout(ctx, "FGW/2017-000001"); err != nil || len(about) != 0 {
			t.Errorf("about the transcript it no longer names: %+v, %v", about, err)
		}
		err = s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
			now, j, err := releaseOf(at)(old)
			if err != nil {
				return err
			}
			return tx.SaveEntry(ctx, now, j)
		})
		if !errors.Is(err, store.ErrChanged) {
			t.Errorf("saved over another's change: %v", err)
		}
		versions, err := s.EntryVersions(ctx, e.Book, e.ID)
		if err != nil || len(versions) != 2 || versions[0].Values.Text("title") != rare || versions[1].Why != "题目有误" || versions[1].By != "console" {
			t.Errorf("versions: %+v, %v", versions, err)
		}
		e = onEntry(t, s, e, at, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
			return ledger.Retract(e, "有误", account.Console.Login, at)
		})
		same("retracted")
		if _, err := s.PublicEntry(ctx, e.Book, e.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the public reads what was retracted: %v", err)
		}
		e = onEntry(t, s, e, at, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
			return ledger.Strike(e, "重复", account.Console.Login, at)
		})
		same("struck out")
	})
}

// An entry may be made and released in one save, but nothing is saved without
// its journal entry, and no version is passed over.
func TestLedgerSaves(t *testing.T) {
	at := noon(2017, 7, 1)
	b := ledgerBook(t, "conference")
	v := func(title string) ledger.Values {
		return ledger.Values{Row: ledger.Row{"title": title, "held_on": "2017-06-01", "part": "hosted", "principal": "yes"}}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, c := range []struct {
			name string
			do   func(ctx context.Context, tx *store.Tx, e ledger.Entry, made journal.Entry) error
			ok   bool
		}{
			{"entered and released", func(ctx context.Context, tx *store.Tx, e ledger.Entry, made journal.Entry) error {
				e, released, err := ledger.Release(e, "钱", "console", at)
				return errors.Join(err, tx.SaveEntries(ctx, []ledger.Entry{e}, []journal.Entry{made, released}))
			}, true},
			{"without its journal entry", func(ctx context.Context, tx *store.Tx, e ledger.Entry, made journal.Entry) error {
				return tx.SaveEntries(ctx, []ledger.Entry{e}, nil)
			}, false},
			{"with that of another", func(ctx context.Context, tx *store.Tx, e ledger.Entry, made journal.Entry) error {
				made.Thing = "ledger/conference-2017-000009"
				return tx.SaveEntries(ctx, []ledger.Entry{e}, []journal.Entry{made})
			}, false},
			{"amended before it was saved", func(ctx context.Context, tx *store.Tx, e ledger.Entry, made journal.Entry) error {
				e, amended, err := ledger.Amend(e, v("改"), "", "console", at)
				return errors.Join(err, tx.SaveEntries(ctx, []ledger.Entry{e}, []journal.Entry{made, amended}))
			}, false},
		} {
			err := s.Act(t.Context(), account.Console, at, func(tx *store.Tx) error {
				id, err := tx.NextEntries(t.Context(), b.Code, 2017, 1)
				if err != nil {
					return err
				}
				e, made, err := ledger.Enter(b, id, "FGW", v(c.name), "console", at)
				if err != nil {
					return err
				}
				return c.do(t.Context(), tx, e, made)
			})
			if (err == nil) != c.ok {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if n, err := s.CountPublicEntries(t.Context(), store.LedgerSelection{}); err != nil || n != 1 {
			t.Errorf("%d before the public, %v", n, err)
		}
		noLedgerDifferences(t, s)
	})
}

// Books that have but one entry for its identity.
func TestLedgerSoleEntries(t *testing.T) {
	at := noon(2017, 7, 1)
	for _, c := range []struct {
		book  ledger.Code
		v     ledger.Row
		other ledger.Row
	}{
		{"staffing", ledger.Row{"year": "2016", "bodies": "1", "full_time": "2", "part_time": "3", "budget": "4.5"}, ledger.Row{"year": "2017"}},
		{"decisions", ledger.Row{"year": "2017", "month": "3", "licences": "7"}, ledger.Row{"month": "4"}},
		{"proposal", ledger.Row{"kind": "motion", "level": "municipal", "session": "十五届人大一次会议", "number": "1", "title": "课后托管", "received_on": "2017-03-01"}, ledger.Row{"number": "2"}},
	} {
		t.Run(string(c.book), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				enter := func(in agency.Code, v ledger.Row) error {
					return s.Act(t.Context(), account.Console, at, func(tx *store.Tx) error {
						id, err := tx.NextEntries(t.Context(), c.book, 2017, 1)
						if err != nil {
							return err
						}
						e, j, err := ledger.Enter(ledgerBook(t, c.book), id, in, ledger.Values{Row: v}, "console", at)
						if err != nil {
							return err
						}
						return tx.SaveEntry(t.Context(), e, j)
					})
				}
				if err := enter("FGW", c.v); err != nil {
					t.Fatal(err)
				}
				if err := enter("FGW", c.v); !errors.Is(err, ledger.ErrTwice) {
					t.Errorf("entered twice: %v", err)
				}
				if err := enter("JYJ", c.v); err != nil {
					t.Errorf("another agency's: %v", err)
				}
				other := ledger.Values{Row: c.v}.Clone().Row
				for k, v := range c.other {
					other[k] = v
				}
				if err := enter("FGW", other); err != nil {
					t.Errorf("another one: %v", err)
				}
				e, err := s.Entry(t.Context(), c.book, ledger.ID(2017, 1))
				if err != nil {
					t.Fatal(err)
				}
				onEntry(t, s, e, at, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
					return ledger.Strike(e, "重复", "console", at)
				})
				if err := enter("FGW", c.v); err != nil {
					t.Errorf("entered again after it was struck out: %v", err)
				}
				noLedgerDifferences(t, s)
			})
		})
	}
}

func TestLedgerSelections(t *testing.T) {
	at := noon(2017, 12, 31)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		all := ledger.Seat{All: true}
		for i := range 9 {
			in := []agency.Code{"FGW", "JYJ", "CC"}[i%3]
			row := ledger.Row{"kind": "suggestion", "level": "municipal", "session": "一次会议", "number": fmt.Sprint(i), "title": fmt.Sprintf("关于第%d号100%%的建议", i),
				"received_on": fmt.Sprintf("201%d-03-0%d", 6+i%2, i+1), "body": "Ａ_b 学校"}
			if i%3 == 0 {
				row["replied_on"], row["class"] = "2017-06-01", "A"
			}
			e := newEntry(t, s, "proposal", in, at, ledger.Values{Row: row})
			if i > 5 {
				e = onEntry(t, s, e, at, releaseOf(at))
			}
			if i == 7 {
				onEntry(t, s, e, at, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
					v := e.Values.Clone()
					v.Row["body"] = "未公开的文字"
					return ledger.Amend(e, v, "补充", "console", at)
				})
			}
			if i == 5 {
				onEntry(t, s, e, at, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
					return ledger.Strike(e, "错", "console", at)
				})
			}
		}
		newEntry(t, s, "reading_point", "CC", at, ledger.Values{Row: ledger.Row{"name": "图书馆", "kind": "library", "address": "人民大街", "hours": "全天", "opened_on": "2009-01-01"}})
		numbers := func(s store.LedgerSelection, list []ledger.Entry) string {
			var got []string
			for _, e := range list {
				got = append(got, e.Values.Text("number")+e.Values.Text("name"))
			}
			return strings.Join(got, " ")
		}
		for _, c := range []struct {
			name string
			s    store.LedgerSelection
			want string
		}{
			{"nothing is seen", store.LedgerSelection{Book: "proposal"}, ""},
			{"a book", store.LedgerSelection{Seat: all, Book: "proposal"}, "7 5 3 1 8 6 4 2 0"},
			{"every book", store.LedgerSelection{Seat: all, Agency: "CC"}, "5 8 2 图书馆"},
			{"own", store.LedgerSelection{Seat: ledger.Seat{Agencies: []agency.Code{"FGW"}}, Book: "proposal"}, "3 6 0"},
			{"own of another", store.LedgerSelection{Seat: ledger.Seat{Agencies: []agency.Code{"FGW"}}, Agency: "JYJ"}, ""},
			{"several", store.LedgerSelection{Seat: all, Book: "proposal", In: []agency.Code{"FGW", "JYJ"}}, "7 3 1 6 4 0"},
			{"none of several", store.LedgerSelection{Seat: all, In: []agency.Code{}}, ""},
			{"a year", store.LedgerSelection{Seat: all, Book: "proposal", Year: 2017}, "7 5 3 1"},
			{"a state", store.LedgerSelection{Seat: all, Book: "proposal", State: ledger.Struck}, "5"},
			{"waiting", store.LedgerSelection{Seat: all, Waiting: true}, "7"},
			{"open", store.LedgerSelection{Seat: all, Book: "proposal", Open: true}, "2 4 8 1 7"},
			{"overdue", store.LedgerSelection{Seat: all, Book: "proposal", Overdue: true, Today: day("2017-06-03")}, "2 4 8 1"},
			{"words", store.LedgerSelection{Seat: all, Words: "a_b 第3号"}, "3"},
			{"a percent sign", store.LedgerSelection{Seat: all, Words: "号100%的", Agency: "JYJ"}, "7 1 4"},
			{"no pattern", store.LedgerSelection{Seat: all, Words: "第%号"}, ""},
			{"a number", store.LedgerSelection{Seat: all, Words: "2017-000004", Book: "proposal"}, "3"},
			{"an import", store.LedgerSelection{Seat: all, Run: 3}, ""},
		} {
			var pages []ledger.Entry
			var after store.LedgerPlace
			for {
				list, err := s.Entries(ctx, c.s, after, 2)
				if err != nil {
					t.Fatal(err)
				}
				if len(list) == 0 {
					break
				}
				pages = append(pages, list...)
				after = c.s.Place(list[len(list)-1])
			}
			if got := numbers(c.s, pages); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			if n, err := s.CountEntries(ctx, c.s); err != nil || n != int64(len(pages)) {
				t.Errorf("%s: counted %d, %v; listed %d", c.name, n, err, len(pages))
			}
		}
		for _, c := range []struct {
			name string
			s    store.LedgerSelection
			want int
		}{
			{"all that is released", store.LedgerSelection{}, 3}, {"an agency", store.LedgerSelection{Agency: "FGW"}, 1},
			{"a year", store.LedgerSelection{Book: "proposal", Year: 2016}, 2}, {"words", store.LedgerSelection{Words: "学校"}, 3},
			{"words of an amendment that waits", store.LedgerSelection{Words: "未公开的文字"}, 0}, {"open", store.LedgerSelection{Open: true}, 2},
			{"what was struck out", store.LedgerSelection{Words: "第5号"}, 0},
		} {
			list, err := s.PublicEntries(ctx, c.s, store.LedgerPlace{}, 10)
			n, err2 := s.CountPublicEntries(ctx, c.s)
			if err != nil || err2 != nil || len(list) != c.want || n != int64(c.want) {
				t.Errorf("public, %s: %d, counted %d, %v %v; want %d", c.name, len(list), n, err, err2, c.want)
			}
		}
		counts, err := s.LedgerCounts(ctx, store.LedgerSelection{Seat: all, Today: day("2017-06-03")})
		want := map[ledger.Code]store.LedgerCount{"proposal": {Entered: 5, Released: 3, Struck: 1, Waiting: 1, Open: 5, Overdue: 4}, "reading_point": {Entered: 1}}
		if err != nil || !cmp.Equal(counts, want) {
			t.Errorf("counts: %+v, %v", counts, err)
		}
		years, err := s.LedgerYears(ctx, "proposal", false)
		public, err2 := s.LedgerYears(ctx, "proposal", true)
		if err != nil || err2 != nil || !slices.Equal(years, []int{2017, 2016}) || !slices.Equal(public, []int{2017, 2016}) {
			t.Errorf("years: %v %v, %v %v", years, public, err, err2)
		}
		like, err := s.EntriesLike(ctx, ledgerBook(t, "proposal"), "CC", []string{"suggestion|一次会议|2", "suggestion|一次会议|5", "suggestion|一次会议|1"})
		if err != nil || len(like) != 1 || like["suggestion|一次会议|2"].Values.Text("number") != "2" {
			t.Errorf("known: %+v, %v", like, err)
		}
		noLedgerDifferences(t, s)
	})
}

// What is kept beside the entries is recomputed, and every way in which it may
// be wrong is found.
func TestAuditOfLedgers(t *testing.T) {
	at := noon(2017, 7, 1)
	for _, c := range []struct{ name, text, want string }{
		{"an index column", `update ledger_entry set day = day - 1`, "检索列"},
		{"the words", `update ledger_entry set words = ''`, "检索列"},
		{"a version", `update ledger_version set content = '{}' where version = 1`, "公开内容"},
		{"a lost version", `delete from ledger_version where version = 2`, "历次内容"},
		{"what the public reads", `update ledger_public set title = '别的'`, "公开内容"},
		{"what the public should not read", `insert into ledger_public select book, 2017000009, agency, day, due_on, title, words, content, version, released_at, public_on from ledger_public`, "公开内容"},
		{"a link", `delete from ledger_link`, "公开内容"},
		{"a fact", `update ledger_fact set amount = amount + 1`, "计入年度报告"},
		{"a lost fact", `delete from ledger_fact`, "计入年度报告"},
		{"the tally", `update ledger_tally set amount = amount + 1 where agency = ''`, "台账计数"},
		{"a lost tally", `delete from ledger_tally where agency <> ''`, "台账计数"},
		{"the series", `update counter set value = 7 where name = 'ledger/explanation/2017'`, "编号连续"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storetest.Open(t, storetest.SQLite(t))
			e := newEntry(t, s, "explanation", "FGW", at, ledger.Values{Row: ledger.Row{"title": "解读会", "held_on": "2017-06-01", "kind": "forum",
				"policy_title": "实施意见", "policy": "FGW/2017-000001"}})
			e = onEntry(t, s, e, at, releaseOf(at))
			onEntry(t, s, e, at, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
				v := e.Values.Clone()
				v.Row["place"] = "市民广场"
				return ledger.Amend(e, v, "补地点", "console", at)
			})
			noLedgerDifferences(t, s)
			if err := store.Tamper(t.Context(), s, c.text); err != nil {
				t.Fatal(err)
			}
			var found []string
			err := s.Audit(t.Context(), func(d store.Difference) { found = append(found, d.What) }, map[string]publication.Attachment{}, nil)
			if err != nil || !slices.Contains(found, c.want) {
				t.Errorf("found %v, %v; want %s", found, err, c.want)
			}
		})
	}
}

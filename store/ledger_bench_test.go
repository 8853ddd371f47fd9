package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/law/form"
	"gongkai/store"
	"gongkai/store/storetest"
)

// seedLedgers fills the books with years as large as the city's of 2017: some
// twelve thousand entries each, 202,000 person-times in six thousand answers.
func seedLedgers(t testing.TB, s *store.Store, years ...int) {
	t.Helper()
	at := noon(2026, 12, 31)
	codes := make([]agency.Code, 63)
	for i := range codes {
		codes[i] = agency.Code(fmt.Sprintf("A%02d", i))
	}
	enter := func(book ledger.Code, n int, v func(i int) (agency.Code, ledger.Values)) {
		b := ledgerBook(t, book)
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			first, err := tx.NextEntries(ctx, book, 2026, n)
			if err != nil {
				return err
			}
			list, entries := make([]ledger.Entry, n), make([]journal.Entry, n)
			for i := range n {
				in, values := v(i)
				if list[i], entries[i], err = ledger.Enter(b, first+int64(i), in, values, "console", at); err != nil {
					return fmt.Errorf("%s %d: %w", book, i, err)
				}
			}
			return tx.SaveEntries(ctx, list, entries)
		})
	}
	for _, y := range years {
		on := func(i int) string {
			return time.Date(y, 1, 1+i%360, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		}
		enter("matter", 1200, func(i int) (agency.Code, ledger.Values) {
			v := ledger.Values{Row: ledger.Row{"title": fmt.Sprintf("关于%d号线施工的关切", i), "kind": "hot", "found_on": on(i), "found_at": "09:30"}, Rows: map[string][]ledger.Row{}}
			for k := range 5 {
				v.Rows["responses"] = append(v.Rows["responses"], ledger.Row{"day": on(i), "time": "10:00", "channel": []string{"weibo", "wechat", "website", "hotline", "other"}[(i+k)%5],
					"person_times": "33", "words": "已经安排处理，请关注后续通知"})
			}
			return codes[i%63], v
		})
		enter("proposal", 842, func(i int) (agency.Code, ledger.Values) {
			return codes[i%63], ledger.Values{Row: ledger.Row{"kind": []string{"suggestion", "proposal"}[i%2], "level": "municipal", "session": fmt.Sprint(y), "number": fmt.Sprint(i),
				"title": fmt.Sprintf("关于加强%d号街区管理的建议", i), "received_on": on(0), "replied_on": on(100), "class": "A", "published_on": on(150), "decision": "proactive"}}
		})
		enter("decisions", 63*12, func(i int) (agency.Code, ledger.Values) {
			return codes[i%63], ledger.Values{Row: ledger.Row{"year": fmt.Sprint(y), "month": fmt.Sprint(i/63 + 1), "licences": "100", "services": "5", "penalties": "9", "compulsions": "1", "levied": "1.5"}}
		})
		enter("staffing", 63, func(i int) (agency.Code, ledger.Values) {
			return codes[i], ledger.Values{Row: ledger.Row{"year": fmt.Sprint(y), "bodies": "1", "full_time": "2", "part_time": "30", "budget": "52.15"}}
		})
		for _, book := range []ledger.Code{"conference", "interview"} {
			enter(book, 110, func(i int) (agency.Code, ledger.Values) {
				v := ledger.Values{Row: ledger.Row{"title": fmt.Sprint("第", i, "次"), "held_on": on(3 * i), "principal": []string{"yes", "no"}[i%2]}}
				if book == "conference" {
					v.Row["part"] = "hosted"
				}
				return codes[i%63], v
			})
		}
		enter("reading_point", 9000-1200-842, func(i int) (agency.Code, ledger.Values) {
			return codes[i%63], ledger.Values{Row: ledger.Row{"name": fmt.Sprintf("第%d查阅点", i), "kind": "community", "address": fmt.Sprintf("人民大街%d号", i), "hours": "周一至周五",
				"opened_on": on(i)}}
		})
	}
}

// BenchmarkLedgers measures what a reader and a report wait for, with ten years
// in the record.
func BenchmarkLedgers(b *testing.B) {
	for _, engine := range []struct {
		name    string
		address func(testing.TB) string
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			s := storetest.Open(b, engine.address(b))
			seedLedgers(b, s, 2008, 2009, 2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017)
			ctx, all := b.Context(), ledger.Seat{All: true}
			half := []agency.Code{"A00", "A07", "A11", "A30"}
			for _, m := range []struct {
				name string
				do   func() error
			}{
				{"count the city", func() error { _, err := store.TallyLedger(ctx, s, 2017, nil); return err }},
				{"count four agencies", func() error { _, err := store.TallyLedger(ctx, s, 2017, half); return err }},
				{"recount the city", func() error { _, err := store.RecountLedger(ctx, s, 2017, nil); return err }},
				{"records of answers", func() error {
					_, _, err := store.LedgerRecords(ctx, s, 2017, nil, form.Source{Fact: form.Responses, Of: []string{"weibo", "wechat"}}, "", 50)
					return err
				}},
				{"records of four agencies", func() error {
					_, _, err := store.LedgerRecords(ctx, s, 2017, half, form.Source{Fact: form.Responses}, "", 50)
					return err
				}},
				{"records of a stock", func() error {
					_, _, err := store.LedgerRecords(ctx, s, 2009, nil, form.Source{Fact: form.ReadingPoints}, "", 50)
					return err
				}},
				{"list of a book", func() error {
					_, err := s.Entries(ctx, store.LedgerSelection{Seat: all, Book: "matter", Year: 2012}, store.LedgerPlace{}, 50)
					return err
				}},
				{"list of an agency", func() error {
					_, err := s.Entries(ctx, store.LedgerSelection{Seat: all, Book: "matter", Agency: "A07"}, store.LedgerPlace{}, 50)
					return err
				}},
				{"count of a book", func() error {
					_, err := s.CountEntries(ctx, store.LedgerSelection{Seat: all, Book: "reading_point"})
					return err
				}},
				{"words that are nowhere", func() error {
					_, err := s.Entries(ctx, store.LedgerSelection{Seat: all, Book: "proposal", Words: "没有这样的词"}, store.LedgerPlace{}, 50)
					return err
				}},
				{"counts of all books", func() error {
					_, err := s.LedgerCounts(ctx, store.LedgerSelection{Seat: all})
					return err
				}},
			} {
				b.Run(m.name, func(b *testing.B) {
					for b.Loop() {
						if err := m.do(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

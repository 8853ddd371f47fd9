package store_test

import (
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/store"
	"gongkai/store/storetest"
)

// What is broken down adds up to what is counted, of released entries only.
func TestPublicEntriesBrokenDown(t *testing.T) {
	at := time.Date(2017, 6, 30, 1, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		meeting := func(title, on string) ledger.Values {
			return ledger.Values{Row: ledger.Row{"title": title, "kind": "work", "held_on": on, "disclosure": "yes"}}
		}
		for i, in := range []agency.Code{"FGW", "FGW", "JYJ"} {
			e := newEntry(t, s, "meeting", in, at, meeting("会"+string([]rune("甲乙丙")[i]), "2017-06-01"))
			onEntry(t, s, e, at.Add(time.Duration(3-i)*time.Hour), releaseOf(at.Add(time.Duration(3-i)*time.Hour)))
		}
		newEntry(t, s, "meeting", "FGW", at, meeting("没有公开", "2017-06-01"))
		e := newEntry(t, s, "training", "FGW", at, ledger.Values{Row: ledger.Row{"title": "班", "started_on": "2016-06-01", "days": "1", "persons": "2", "person_times": "2"}})
		onEntry(t, s, e, at, releaseOf(at))
		for _, c := range []struct {
			name   string
			s      store.LedgerSelection
			books  map[ledger.Code]int64
			agency map[agency.Code]int64
		}{
			{"everything", store.LedgerSelection{}, map[ledger.Code]int64{"meeting": 3, "training": 1}, map[agency.Code]int64{"FGW": 3, "JYJ": 1}},
			{"a year", store.LedgerSelection{Year: 2017}, map[ledger.Code]int64{"meeting": 3}, map[agency.Code]int64{"FGW": 2, "JYJ": 1}},
			{"an agency", store.LedgerSelection{Agency: "JYJ"}, map[ledger.Code]int64{"meeting": 1}, map[agency.Code]int64{"JYJ": 1}},
			{"words", store.LedgerSelection{Words: "会丙"}, map[ledger.Code]int64{"meeting": 1}, map[agency.Code]int64{"JYJ": 1}},
			{"nothing", store.LedgerSelection{Year: 2015}, map[ledger.Code]int64{}, map[agency.Code]int64{}},
		} {
			books, err := s.PublicEntriesByBook(ctx, c.s)
			same(t, c.name+" by book", books, err, c.books)
			agencies, err := s.PublicEntriesByAgency(ctx, c.s)
			same(t, c.name+" by agency", agencies, err, c.agency)
		}
		list, err := s.PublicEntriesReleased(ctx, "meeting", 2)
		if err != nil || len(list) != 2 || list[0].Title != "会甲" || list[1].Title != "会乙" {
			t.Errorf("released last: %v %v", list, err)
		}
	})
}

func same[K comparable](t *testing.T, name string, got map[K]int64, err error, want map[K]int64) {
	t.Helper()
	if err != nil || len(got) != len(want) {
		t.Errorf("%s: %v, want %v (%v)", name, got, want, err)
	}
	for k, n := range want {
		if got[k] != n {
			t.Errorf("%s: %v has %d, want %d", name, k, got[k], n)
		}
	}
}

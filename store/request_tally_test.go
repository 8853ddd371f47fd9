package store_test

import (
	"context"
	"reflect"
	"strconv"
	"sync/atomic"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Numbers beside a list are kept from one list to the next. What one node does
// to cases, the lists of another count right, and so does an act in what it has
// not committed.
func TestListCountsWhatOthersDid(t *testing.T) {
	for _, engine := range []struct {
		name    string
		address func(testing.TB) string
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(engine.name, func(t *testing.T) {
			address := engine.address(t)
			s := storetest.Open(t, address)
			all := seedRequests(t, s, 60)
			other := storetest.Open(t, address)
			selections := []store.RequestSelection{{}, {Agency: "FGW"}, {Agency: "JYJ"}, {Year: 2026}, {Agency: "JYJ", State: request.Closed},
				{Handler: "li"}, {Handler: "li", Agency: "JYJ", State: request.Handling}}
			type reader interface {
				RequestFacets(context.Context, store.RequestSelection, store.Horizon) (map[store.Dimension]map[string]int64, error)
				CountRequests(context.Context, store.RequestSelection, store.Horizon) (int64, error)
			}
			looks := func(when string, of reader, among []request.Request) {
				t.Helper()
				for _, selection := range selections {
					years, channels, n := map[string]int64{}, map[string]int64{}, int64(0)
					for _, q := range among {
						anyYear := selection
						anyYear.Year = 0
						if requestSelected(anyYear, q) {
							years[strconv.Itoa(q.ID.Year())]++
						}
						if requestSelected(selection, q) {
							channels[string(q.Channel)]++
							n++
						}
					}
					facets, err := of.RequestFacets(t.Context(), selection, horizon)
					if err != nil {
						t.Fatal(err)
					}
					count, err := of.CountRequests(t.Context(), selection, horizon)
					if err != nil {
						t.Fatal(err)
					}
					if !reflect.DeepEqual(facets[store.ByYear], years) || !reflect.DeepEqual(facets[store.ByChannel], channels) || count != n {
						t.Fatalf("%s, %+v: %v %v %d, want %v %v %d", when, selection, facets[store.ByYear], facets[store.ByChannel], count, years, channels, n)
					}
				}
			}
			looks("at first", s, all)
			looks("at first, elsewhere", other, all)
			of := func(code agency.Code, year int) int {
				for i, q := range all {
					if q.Agency == code && q.ID.Year() == year && q.Open() {
						return i
					}
				}
				t.Fatalf("no open case of %s in %d: nothing is tried", code, year)
				return 0
			}
			for _, change := range []struct {
				name string
				at   int
				do   func(*request.Request)
			}{
				{"another channel", of("FGW", 2025), func(q *request.Request) { q.Channel = regulation.SignedPost }},
				{"another agency", of("FGW", 2026), func(q *request.Request) { q.Agency = "JYJ" }},
				{"in other hands", of("FGW", 2025), func(q *request.Request) {
					q.Handler = map[bool]account.Login{true: "zhang", false: "li"}[q.Handler == "li"]
				}},
				{"closed", of("JYJ", 2025), func(q *request.Request) { q.State, q.Outcome, q.ClosedOn = request.Closed, "2019-B3.2", horizon.Today }},
			} {
				before := append([]request.Request{}, all...)
				now := all[change.at]
				change.do(&now)
				all[change.at] = now
				act(t, s, noon(2030, 1, 2), func(ctx context.Context, tx *store.Tx) error {
					if err := tx.SaveRequest(ctx, before[change.at], now, entry(journal.RequestMove, now.Thing(), now.Agency, noon(2030, 1, 2))); err != nil {
						return err
					}
					looks(change.name+", in the act", tx, all)
					looks(change.name+", before the commit", other, before)
					return nil
				})
				looks(change.name, s, all)
				looks(change.name+", elsewhere", other, all)
				all[change.at].Stamp++
			}
		})
	}
}

// A list after another asks for the numbers of no year again, and after a change
// for those of its year alone.
func TestNumbersOfYearsAreKept(t *testing.T) {
	s := storetest.Open(t, storetest.SQLite(t))
	all := seedRequests(t, s, 60)
	statements := func() int64 {
		var n atomic.Int64
		if _, err := s.RequestPage(store.Counting(t.Context(), &n), store.RequestSelection{Agency: "FGW"}, horizon, "", 50); err != nil {
			t.Fatal(err)
		}
		return n.Load()
	}
	first, again := statements(), statements()
	if again != 2 { // what the journal has since, and the rows
		t.Errorf("%d statements at first, then %d", first, again)
	}
	now := all[0]
	now.Channel = regulation.SignedPost
	act(t, s, noon(2030, 1, 2), func(ctx context.Context, tx *store.Tx) error {
		return tx.SaveRequest(ctx, all[0], now, entry(journal.RequestMove, now.Thing(), now.Agency, noon(2030, 1, 2)))
	})
	if changed := statements(); changed != again+1 {
		t.Errorf("%d statements after a change, %d without", changed, again)
	}
	if quiet := statements(); quiet != again {
		t.Errorf("%d statements again, %d before", quiet, again)
	}
}

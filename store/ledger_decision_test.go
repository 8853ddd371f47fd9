package store_test

import (
	"context"
	"testing"

	"gongkai/affairs/ledger"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Entries that say nothing of disclosure yet are found, whatever their words.
func TestUndecidedEntries(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		at := noon(2017, 7, 1)
		v := func(title string) ledger.Values {
			return ledger.Values{Row: ledger.Row{"title": title, "kind": "audit", "subject": "某单位", "started_on": "2017-06-01"}}
		}
		decided := v("已决定")
		decided.Row["decision"] = "proactive"
		newEntry(t, s, "supervision", "FGW", at, decided) // newEntry decides what lacks it
		b := ledgerBook(t, "supervision")
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			id, err := tx.NextEntries(ctx, b.Code, 2017, 1)
			if err != nil {
				return err
			}
			e, j, err := ledger.Enter(b, id, "FGW", v(`在办 "decision":`), "console", at)
			if err != nil {
				return err
			}
			return tx.SaveEntry(ctx, e, j)
		})
		sel := store.LedgerSelection{Seat: ledger.Seat{All: true}, Book: b.Code}
		for undecided, want := range map[bool]int64{false: 2, true: 1} {
			sel.Undecided = undecided
			n, err := s.CountEntries(t.Context(), sel)
			list, listed := s.Entries(t.Context(), sel, store.LedgerPlace{}, 10)
			if err != nil || listed != nil || n != want || int64(len(list)) != want {
				t.Errorf("undecided %v: %d counted, %d listed, %v, %v", undecided, n, len(list), err, listed)
			}
			for _, e := range list {
				if undecided && !b.Lacks(e.Values) {
					t.Errorf("%s has a decision", e.Title())
				}
			}
		}
	})
}

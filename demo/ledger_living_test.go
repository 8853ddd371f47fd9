package demo_test

import (
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/demo"
	"gongkai/law/calendar"
)

// Whatever the day, what the living ledgers hold can be entered on it.
func TestLivingLedgersOnAnyDay(t *testing.T) {
	for _, today := range []string{"2026-11-23", "2026-01-02", "2026-02-28", "2024-02-29", "2026-12-31"} {
		day := calendar.MustDay(today)
		for _, b := range demo.LivingLedgers(day) {
			book, ok := ledger.BookOf(b.Book)
			if !ok {
				t.Fatalf("no book %q", b.Book)
			}
			n := int64(0)
			for r := range b.Tell {
				n++
				if r.EnteredOn > day {
					t.Errorf("%s: %s %d entered on %s", today, b.Book, n, r.EnteredOn)
				}
				if _, _, err := ledger.Enter(book, n, agency.Code(r.Agency), r.Values, "clerk", r.EnteredOn.Start().Add(9*time.Hour)); err != nil {
					t.Errorf("%s: %s %d: %v", today, b.Book, n, err)
				}
			}
		}
	}
}

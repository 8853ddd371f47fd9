package demo_test

import (
	"slices"
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/demo"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
)

// The ledgers of the whole city count what the report of 2017 prints.
func TestLedgersCountWhatIsPrinted(t *testing.T) {
	p, err := demo.New(1)
	if err != nil {
		t.Fatal(err)
	}
	end := calendar.Date(2017, 12, 31)
	sum := map[string]int64{}
	for _, b := range p.Ledgers() {
		book, ok := ledger.BookOf(b.Book)
		if !ok {
			t.Fatalf("no book %q", b.Book)
		}
		n := int64(0)
		for r := range b.Tell {
			n++
			at := r.EnteredOn.Start().Add(9 * time.Hour)
			e, _, err := ledger.Enter(book, n, agency.Code(r.Agency), r.Values, "clerk", at)
			if err != nil {
				t.Fatalf("%s %d: %v\n%v", b.Book, n, err, r.Values)
			}
			if r.ReleasedOn != calendar.NoDay {
				if e, _, err = ledger.Release(e, "保密", "head", max(r.ReleasedOn, r.EnteredOn).Start().Add(10*time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			for _, f := range ledger.Facts(e) {
				if f.Day > end || f.Day.Year() != 2017 && f.Fact != form.ReadingPoints {
					t.Errorf("%s %d counts on %s", b.Book, n, f.Day)
				}
				if f.Fact == form.ReadingPoints && f.Until != calendar.NoDay && f.Until <= end {
					continue
				}
				amount := int64(f.Amount) / int64(printed.Whole(1))
				sum[string(f.Fact)] += amount
				for _, m := range f.Marks {
					sum[string(f.Fact)+":"+m] += amount
				}
				if r.Agency == "CC" {
					sum[string(f.Fact)+"/own"] += amount
				}
				if f.Fact == form.Responses && (slices.Contains(f.Marks, "weibo") || slices.Contains(f.Marks, "wechat")) {
					sum["social"] += amount
				}
			}
		}
		if int(n) != b.Entries {
			t.Errorf("%s tells %d entries and says %d", b.Book, n, b.Entries)
		}
	}
	for what, want := range map[string]int64{
		"conference.held": 110, "conference.held:principal": 74, "conference.held/own": 36,
		"interview.held": 99, "interview.held:principal": 55, "interpretation.event/own": 13,
		"meeting.with_experts/own": 11, "meeting.held": 110, "training.held": 116, "training.attended": 6667,
		"response.person_times": 201_361, "social": 3923, "proposal.published": 842, "reading_point.open": 1575,
		"proposal.published:motion": 2,
	} {
		if sum[what] != want {
			t.Errorf("%s: %d, want %d", what, sum[what], want)
		}
	}
}

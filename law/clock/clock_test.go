package clock_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/law/calendar"
	"gongkai/law/clock"
	"gongkai/law/regulation"
)

func day(s string) calendar.Day { return calendar.MustDay(s) }

func edition(t interface{ Fatalf(string, ...any) }, code string) *regulation.Edition {
	e, ok := regulation.ByCode(code)
	if !ok {
		t.Fatalf("no edition %s", code)
	}
	return e
}

// start is the clock of a request under the edition of its day of receipt.
func start(t *testing.T, received string) clock.Clock {
	t.Helper()
	e, ok := regulation.EditionOn(day(received))
	if !ok {
		t.Fatalf("%s: no edition", received)
	}
	c, err := clock.New(day(received), e, calendar.China())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDueDays(t *testing.T) {
	for _, c := range []struct {
		received string
		limit    int // 0: the edition's
		pauses   string
		extend   int
		want     string
	}{
		{"2024-01-22", 0, "", 0, "2024-02-22"},
		{"2024-01-22", 0, "2024-01-29..2024-02-19", 0, "2024-03-11"},
		{"2024-01-22", 0, "2024-01-29..2024-02-08 2024-02-05..2024-02-19", 0, "2024-03-11"},
		{"2024-01-22", 0, "2024-02-05..2024-02-19 2024-01-29..2024-02-05", 0, "2024-03-11"},
		{"2024-01-22", 0, "2024-02-22..2024-03-22", 0, "2024-02-22"}, // begins when it has run out
		{"2024-01-22", 0, "2024-02-21..2024-02-21", 0, "2024-02-22"}, // empty
		{"2024-01-22", 0, "2024-02-21..2024-02-22", 0, "2024-02-23"}, // the last day
		{"2024-01-22", 0, "2024-02-09..2024-02-17", 0, "2024-02-22"}, // holidays only
		{"2025-01-20", 0, "", 0, "2025-02-21"},
		{"2026-01-30", 0, "", 0, "2026-03-05"},
		{"2026-01-30", 15, "", 0, "2026-02-27"},
		{"2024-02-04", 0, "", 0, "2024-03-07"}, // a Sunday that is a working day
		{"2024-02-12", 0, "", 0, "2024-03-14"}, // a Monday that is a holiday
		{"2017-01-20", 0, "", 0, "2017-02-15"},
		{"2017-01-20", 0, "", 15, "2017-03-08"},
		{"2017-09-22", 0, "", 0, "2017-10-19"},
		{"2019-05-14", 0, "", 0, "2019-06-04"}, // the last day of the first edition
		{"2019-05-15", 0, "", 0, "2019-06-13"}, // the first day of the second
		{"2020-01-20", 0, "", 0, "2020-02-25"},
		{"2026-02-10", 0, "", 0, "2026-03-16"},
		{"2026-09-18", 0, "", 0, "2026-10-22"},
		{"2026-09-18", 0, "", 20, "2026-11-19"},
		{"2026-02-13", 7, "", 0, "2026-03-02"},
	} {
		k := start(t, c.received)
		var err error
		if c.limit != 0 {
			if k, err = k.WithLimit(c.limit); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range strings.Fields(c.pauses) {
			from, to, _ := strings.Cut(p, "..")
			if k, err = k.Pause(day(from), day(to)); err != nil {
				t.Fatal(err)
			}
		}
		if c.extend != 0 {
			if k, err = k.Extend(c.extend); err != nil {
				t.Fatal(err)
			}
		}
		if due, provisional := k.Due(); due != day(c.want) || provisional {
			t.Errorf("%+v: due %s, provisional %v", c, due, provisional)
		}
	}
}

func TestSupplementRunsTheFullLimitAgain(t *testing.T) {
	for _, c := range []struct{ received, supplement, want string }{
		{"2024-01-15", "2024-01-22", "2024-02-22"}, // as if received on that day
		{"2024-01-22", "2024-01-22", "2024-02-22"},
		{"2017-01-10", "2017-01-20", "2017-02-15"},
	} {
		k, err := start(t, c.received).Extend(5) // falls away
		if err != nil {
			t.Fatal(err)
		}
		if k, err = k.Restart(day(c.supplement)); err != nil {
			t.Fatal(err)
		}
		if due, _ := k.Due(); due != day(c.want) {
			t.Errorf("%s, supplement %s: due %s", c.received, c.supplement, due)
		}
		numbers := 0
		for _, l := range k.Ledger() {
			if l.Counted {
				numbers++
				if l.Day <= day(c.supplement) || l.Number != numbers {
					t.Errorf("%s counted as %d", l.Day, l.Number)
				}
			}
		}
		if numbers != k.Edition().Reply().Days {
			t.Errorf("%d days counted", numbers)
		}
		if _, err := k.Restart(day(c.supplement) + 3); !errors.Is(err, clock.ErrRestartTwice) {
			t.Errorf("a second supplement: %v", err)
		}
	}
}

// The limit runs anew from the day after the fee was paid, as if received then.
func TestPaymentRunsTheFullLimitAgain(t *testing.T) {
	for _, c := range []struct{ received, supplement, paid, want string }{
		{"2024-01-15", "", "2024-01-22", "2024-02-22"},
		{"2024-01-08", "2024-01-15", "2024-01-22", "2024-02-22"},
		{"2024-01-15", "2024-01-22", "2024-01-22", "2024-02-22"},
		{"2026-01-05", "", "2026-01-30", "2026-03-05"},
	} {
		k := start(t, c.received)
		var err error
		if c.supplement != "" {
			if k, err = k.Restart(day(c.supplement)); err != nil {
				t.Fatal(err)
			}
		}
		if k, err = k.Extend(5); err != nil { // falls away
			t.Fatal(err)
		}
		if k, err = k.Settle(day(c.paid)); err != nil {
			t.Fatal(err)
		}
		report := k.Report()
		if report.Due != day(c.want) || report.Paid != c.paid || report.Restarted != c.supplement || report.Extended != 0 {
			t.Errorf("%+v: due %s, %+v", c, report.Due, report)
		}
		line := report.Ledger[day(c.paid)-day(c.received)]
		before := report.Ledger[day(c.paid)-day(c.received)-3]
		last := report.Ledger[len(report.Ledger)-1]
		if line.Counted || line.Why != "缴费之日，不计入" || before.Counted || last.Number != 20 || last.Day != day(c.want) {
			t.Errorf("%+v: %+v, %+v, %+v", c, before, line, last)
		}
	}
}

// The extension's dates, in one and in two halves, and after it was undone.
func TestExtensionsAndTheirUndoing(t *testing.T) {
	for _, c := range []struct {
		received, pause string
		extend          []int
		want, undone    string
	}{
		{"2026-09-18", "", []int{20}, "2026-11-19", "2026-10-22"},
		{"2026-09-18", "", []int{10, 10}, "2026-11-19", "2026-10-22"},
		{"2026-09-18", "", []int{1, 19}, "2026-11-19", "2026-10-22"},
		{"2017-01-20", "", []int{15}, "2017-03-08", "2017-02-15"},
		{"2017-01-20", "", []int{7, 8}, "2017-03-08", "2017-02-15"},
		// A pause inside the extension counts for the extended limit only.
		{"2024-01-22", "2024-02-26..2024-02-28", []int{5}, "2024-03-04", "2024-02-22"},
		{"2024-01-22", "2024-02-26..2024-02-28", []int{2, 3}, "2024-03-04", "2024-02-22"},
	} {
		k := start(t, c.received)
		var err error
		if from, to, ok := strings.Cut(c.pause, ".."); ok {
			if k, err = k.Pause(day(from), day(to)); err != nil {
				t.Fatal(err)
			}
		}
		for _, n := range c.extend {
			if k, err = k.Extend(n); err != nil {
				t.Fatal(err)
			}
		}
		if due(k) != day(c.want) || due(k.WithoutExtension()) != day(c.undone) {
			t.Errorf("%+v: %s, undone %s", c, due(k), due(k.WithoutExtension()))
		}
	}
}

// Two editions side by side: a case keeps the one it was received under,
// whatever the day it is looked at.
func TestEditionsSideBySide(t *testing.T) {
	for _, c := range []struct {
		received, edition string
		limit, most       int
		want, extended    string
	}{
		{"2019-05-14", "2008", 15, 15, "2019-06-04", "2019-06-26"},
		{"2019-05-15", "2019", 20, 20, "2019-06-13", "2019-07-11"},
	} {
		k := start(t, c.received)
		longer, err := k.Extend(c.most)
		if err != nil {
			t.Fatal(err)
		}
		if k.Edition().Code != c.edition || k.Report().Limit != c.limit || due(k) != day(c.want) || due(longer) != day(c.extended) {
			t.Errorf("%s: edition %s, %d days, due %s, extended %s", c.received, k.Edition().Code, k.Report().Limit, due(k), due(longer))
		}
		if _, err := longer.Extend(1); !errors.Is(err, clock.ErrExtendLong) {
			t.Errorf("%s: %v", c.received, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	k := start(t, "2024-01-22")
	for _, c := range []struct {
		name string
		act  func() (clock.Clock, error)
		want error
		says string
	}{
		{"extension beyond the edition", func() (clock.Clock, error) { return k.Extend(21) }, clock.ErrExtendLong, "最长不得超过 20 个工作日（第三十三条第二款）"},
		{"two extensions beyond it", func() (clock.Clock, error) { a, _ := k.Extend(15); return a.Extend(6) }, clock.ErrExtendLong, "20"},
		{"extension of the older edition", func() (clock.Clock, error) { return start(t, "2017-01-20").Extend(16) }, clock.ErrExtendLong, "最长不得超过 15 个工作日（第二十四条第二款）"},
		{"extension of nothing", func() (clock.Clock, error) { return k.Extend(0) }, clock.ErrExtendNothing, ""},
		{"negative extension", func() (clock.Clock, error) { return k.Extend(-1 << 63) }, clock.ErrExtendNothing, ""},
		{"huge extension", func() (clock.Clock, error) { a, _ := k.Extend(1); return a.Extend(1<<63 - 1) }, clock.ErrExtendLong, ""},
		{"pause backwards", func() (clock.Clock, error) { return k.Pause(day("2024-02-02"), day("2024-02-01")) }, clock.ErrPauseOrder, ""},
		{"pause before receipt", func() (clock.Clock, error) { return k.Pause(day("2024-01-21"), day("2024-02-01")) }, clock.ErrPauseEarly, ""},
		{"pause without a beginning", func() (clock.Clock, error) { return k.Pause(calendar.NoDay, day("2024-02-01")) }, clock.ErrPauseEarly, ""},
		{"pause without an end", func() (clock.Clock, error) { return k.Pause(day("2024-02-01"), calendar.NoDay) }, clock.ErrPauseOrder, ""},
		{"endless pause", func() (clock.Clock, error) { return k.Pause(day("2024-02-01"), day("9999-12-31")) }, clock.ErrPauseLong, ""},
		{"supplement before receipt", func() (clock.Clock, error) { return k.Restart(day("2024-01-19")) }, clock.ErrRestartEarly, ""},
		{"no limit", func() (clock.Clock, error) { return k.WithLimit(0) }, clock.ErrLimit, ""},
		{"paid before receipt", func() (clock.Clock, error) { return k.Settle(day("2024-01-19")) }, clock.ErrPaidEarly, ""},
		{"paid before the supplement", func() (clock.Clock, error) { a, _ := k.Restart(day("2024-01-29")); return a.Settle(day("2024-01-26")) }, clock.ErrPaidEarly, ""},
		{"paid twice", func() (clock.Clock, error) { a, _ := k.Settle(day("2024-01-29")); return a.Settle(day("2024-01-30")) }, clock.ErrPaidTwice, ""},
		{"paid in another age", func() (clock.Clock, error) { return k.Settle(day("9999-01-01")) }, clock.ErrReceived, ""},
		{"huge limit", func() (clock.Clock, error) { return k.WithLimit(1 << 40) }, clock.ErrLimit, ""},
		{"no day of receipt", func() (clock.Clock, error) {
			return clock.New(calendar.NoDay, k.Edition(), calendar.China())
		}, clock.ErrReceived, ""},
		{"receipt in another age", func() (clock.Clock, error) {
			return clock.New(day("9999-01-01"), k.Edition(), calendar.China())
		}, clock.ErrReceived, ""},
		{"a duty the edition does not have", func() (clock.Clock, error) {
			return clock.ForDuty(regulation.Clarify, day("2017-01-20"), edition(t, "2008"), calendar.China())
		}, clock.ErrNoRule, ""},
	} {
		if _, err := c.act(); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestOtherDuties(t *testing.T) {
	for _, c := range []struct {
		duty       regulation.Duty
		from, want string
	}{
		{regulation.Publish, "2024-01-22", "2024-02-22"},
		{regulation.Clarify, "2026-02-13", "2026-03-02"},
		{regulation.ThirdParty, "2026-01-30", "2026-02-27"},
	} {
		k, err := clock.ForDuty(c.duty, day(c.from), edition(t, "2019"), calendar.China())
		if err != nil {
			t.Fatal(err)
		}
		if due, _ := k.Due(); due != day(c.want) {
			t.Errorf("%s from %s: due %s", c.duty, c.from, due)
		}
		if _, err := k.Extend(1); !errors.Is(err, clock.ErrExtendLong) {
			t.Errorf("%s extended: %v", c.duty, err)
		}
	}
}

func TestLedgerSaysWhy(t *testing.T) {
	k, err := start(t, "2024-02-02").Pause(day("2024-02-05"), day("2024-02-07"))
	if err != nil {
		t.Fatal(err)
	}
	ledger := k.Ledger()
	for _, c := range []struct {
		day, weekday string
		number       int
		why          string
	}{
		{"2024-02-02", "星期五", 0, "收到之日，不计入"},
		{"2024-02-03", "星期六", 0, "周末"},
		{"2024-02-04", "星期日", 1, "春节调休上班"},
		{"2024-02-05", "星期一", 2, "工作日"}, // the day the pause is from still counts
		{"2024-02-06", "星期二", 0, "暂停"},
		{"2024-02-07", "星期三", 0, "暂停"},
		{"2024-02-08", "星期四", 3, "工作日"},
		{"2024-02-12", "星期一", 0, "春节放假"},
		{"2024-02-18", "星期日", 5, "春节调休上班"},
		{"2024-03-08", "星期五", 20, "工作日"},
	} {
		l := ledger[day(c.day)-day("2024-02-02")]
		if l.Day != day(c.day) || l.Weekday != c.weekday || l.Number != c.number || l.Counted != (c.number > 0) || l.Why != c.why {
			t.Errorf("%s: %+v", c.day, l)
		}
	}
	if last := ledger[len(ledger)-1]; last.Day != day("2024-03-08") {
		t.Errorf("the ledger ends on %s", last.Day)
	}
}

func TestReportAsJSON(t *testing.T) {
	k, err := start(t, "2024-02-02").WithLimit(1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(k.Report())
	const want = `{"received":"2024-02-02","edition":"2019","article":"第三十三条第二款","limit":1,"extended":0,"pauses":[],` +
		`"due":"2024-02-04","provisional":false,"ledger":[` +
		`{"day":"2024-02-02","weekday":"星期五","counted":false,"number":0,"why":"收到之日，不计入"},` +
		`{"day":"2024-02-03","weekday":"星期六","counted":false,"number":0,"why":"周末"},` +
		`{"day":"2024-02-04","weekday":"星期日","counted":true,"number":1,"why":"春节调休上班"}]}`
	if err != nil || string(got) != want {
		t.Errorf("%s (%v)", got, err)
	}
}

// On its due day a case is due, the next day it is late, on a weekend too.
func TestDueDayBoundary(t *testing.T) {
	k := start(t, "2024-01-19") // due on Wednesday 2024-02-21
	for _, c := range []struct {
		today string
		late  bool
		left  int
	}{
		{"2024-01-19", false, 20},
		{"2024-01-18", false, 20},
		{"2024-02-18", false, 3},
		{"2024-02-20", false, 1},
		{"2024-02-21", false, 0},
		{"2024-02-22", true, -1},
		{"2024-02-24", true, -2},
		{"2024-02-25", true, -2},
	} {
		if late, left := k.Overdue(day(c.today)), k.Left(day(c.today)); late != c.late || left != c.left {
			t.Errorf("%s: late %v, %d days left", c.today, late, left)
		}
	}
}

// The Spring Festival of 2020 was prolonged while cases were open.
func TestNoticeOf2020MovesOpenClocks(t *testing.T) {
	before := calendar.China().AsOf(day("2020-01-26"))
	for _, c := range []struct{ received, before, after string }{
		{"2019-12-20", "2020-01-19", "2020-01-19"}, // ended before the change
		{"2019-12-30", "2020-02-01", "2020-02-04"}, // was due on the make-up Saturday
		{"2020-01-20", "2020-02-21", "2020-02-25"},
		{"2020-02-03", "2020-03-02", "2020-03-02"}, // begun after it
	} {
		now := start(t, c.received)
		then := now.With(before)
		a, _ := then.Due()
		b, _ := now.Due()
		if a != day(c.before) || b != day(c.after) {
			t.Errorf("%s: due %s, by the later notice %s", c.received, a, b)
		}
	}
}

func TestYearWithoutNoticeIsProvisional(t *testing.T) {
	k := start(t, "2026-12-21")
	if due, provisional := k.Due(); due != day("2027-01-19") || !provisional {
		t.Fatalf("due %s, provisional %v", due, provisional)
	}
	n, err := calendar.ParseNotice([]byte(`{"year":2027,"published":"2026-11-05","days":[
		{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-04","isOffDay":true}]}`), calendar.NoDay)
	if err != nil {
		t.Fatal(err)
	}
	later, err := calendar.China().With(n)
	if err != nil {
		t.Fatal(err)
	}
	if due, provisional := k.With(later).Due(); due != day("2027-01-20") || provisional {
		t.Errorf("with the notice: due %s, provisional %v", due, provisional)
	}
	if due, _ := k.Due(); due != day("2027-01-19") {
		t.Errorf("the old clock moved to %s", due)
	}
	provisional := 0
	for _, l := range k.Ledger() {
		if l.Day == day("2027-01-01") && (l.Counted || l.Provisional || l.Why != "元旦：法定节日（放假办法第二条）") {
			t.Errorf("New Year's Day: %+v", l)
		}
		if l.Provisional {
			provisional++
		}
	}
	if provisional != 18 {
		t.Errorf("%d provisional days in the ledger", provisional)
	}
	if _, provisional := start(t, "2026-11-02").Due(); provisional {
		t.Error("a date inside 2026 is provisional")
	}
}

// drawn is a clock with some events, and the pauses as they were given.
func drawn(t *rapid.T) (clock.Clock, []clock.Pause) {
	received := day("2008-05-01") + calendar.Day(rapid.IntRange(0, 6900).Draw(t, "received"))
	e, _ := regulation.EditionOn(received)
	k, err := clock.New(received, e, calendar.China())
	if err != nil {
		t.Fatal(err)
	}
	var pauses []clock.Pause
	for range rapid.IntRange(0, 4).Draw(t, "pauses") {
		from := received + calendar.Day(rapid.IntRange(0, 50).Draw(t, "from"))
		p := clock.Pause{From: from, To: from + calendar.Day(rapid.IntRange(0, 25).Draw(t, "length"))}
		pauses = append(pauses, p)
		if k, err = k.Pause(p.From, p.To); err != nil {
			t.Fatal(err)
		}
	}
	return k, pauses
}

func due(k clock.Clock) calendar.Day { d, _ := k.Due(); return d }

// The due day is the one found by walking the days, each asked by itself.
func TestDueByWalking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, pauses := drawn(t)
		d := k.Received()
		for left := k.Edition().Reply().Days; left > 0; {
			d++
			stopped := slices.ContainsFunc(pauses, func(p clock.Pause) bool { return d > p.From && d <= p.To })
			if calendar.China().Working(d) && !stopped {
				left--
			}
		}
		if due(k) != d {
			t.Fatalf("due %s, by walking %s", due(k), d)
		}
		ledger := k.Ledger()
		last := ledger[len(ledger)-1]
		if last.Day != d || last.Number != k.Edition().Reply().Days || ledger[0].Day != k.Received() || ledger[0].Counted {
			t.Fatalf("ledger from %+v to %+v", ledger[0], last)
		}
		if got := k.Left(k.Received()); got != last.Number {
			t.Fatalf("%d days left on day 0", got)
		}
	})
}

func TestDueIsMonotoneInTheLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, _ := drawn(t)
		n := rapid.IntRange(1, 100).Draw(t, "limit")
		a, _ := k.WithLimit(n)
		b, err := k.WithLimit(n + 1)
		if err != nil || due(b) <= due(a) {
			t.Fatalf("%d days: %s, one more: %s (%v)", n, due(a), due(b), err)
		}
	})
}

func TestPausesAreTheirUnion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, pauses := drawn(t)
		other, err := clock.New(k.Received(), k.Edition(), calendar.China())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range rapid.Permutation(append(pauses, pauses...)).Draw(t, "order") {
			if other, err = other.Pause(p.From, p.To); err != nil {
				t.Fatal(err)
			}
		}
		if due(other) != due(k) || !slices.Equal(other.Pauses(), k.Pauses()) {
			t.Fatalf("given twice in another order: %v %s, %v %s", other.Pauses(), due(other), k.Pauses(), due(k))
		}
		merged := k.Pauses()
		for i := 1; i < len(merged); i++ {
			if merged[i].From <= merged[i-1].To {
				t.Fatalf("not merged: %v", merged)
			}
		}
	})
}

func TestTwoHalfExtensionsAreOneWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, _ := drawn(t)
		most := k.Edition().Extension().Days
		whole := rapid.IntRange(2, most).Draw(t, "whole")
		half := rapid.IntRange(1, whole-1).Draw(t, "half")
		one, err := k.Extend(whole)
		if err != nil {
			t.Fatal(err)
		}
		two, err := k.Extend(half)
		if err != nil {
			t.Fatal(err)
		}
		if two, err = two.Extend(whole - half); err != nil {
			t.Fatal(err)
		}
		if due(one) != due(two) || due(one) <= due(k) {
			t.Fatalf("%s, in two parts %s, without %s", due(one), due(two), due(k))
		}
		if due(one.WithoutExtension()) != due(k) {
			t.Fatalf("undone: %s, before %s", due(one.WithoutExtension()), due(k))
		}
	})
}

// A case that is late stays exactly as late, however it is paused now.
func TestPausingALateCaseGainsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, _ := drawn(t)
		today := due(k) + calendar.Day(rapid.IntRange(0, 60).Draw(t, "late"))
		paused, err := k.Pause(today, today+calendar.Day(rapid.IntRange(0, 60).Draw(t, "length")))
		if err != nil {
			t.Fatal(err)
		}
		for d := today; d <= today+60; d++ {
			if paused.Left(d) != k.Left(d) || paused.Left(d) > 0 || paused.Overdue(d) != k.Overdue(d) {
				t.Fatalf("%s: %d days left, unpaused %d", d, paused.Left(d), k.Left(d))
			}
		}
	})
}

package calendar_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/law/calendar"
)

func day(s string) calendar.Day { return calendar.MustDay(s) }

func TestStandingOfDays(t *testing.T) {
	for _, c := range []struct {
		day         string
		working     bool
		reason      string
		source      bool
		provisional bool
	}{
		{"2024-01-22", true, "工作日", false, false},
		{"2024-01-27", false, "周末", false, false},
		{"2024-02-04", true, "春节调休上班", true, false},
		{"2024-02-12", false, "春节放假", true, false},
		{"2023-10-01", false, "中秋节、国庆节放假", true, false},
		{"2007-05-01", false, "“五一”放假", true, false},
		{"2022-12-31", false, "元旦放假", true, false},  // by the notice for 2023
		{"2006-12-31", true, "元旦调休上班", true, false}, // 2006 has no notice, this day has
		{"2006-12-29", true, "工作日", false, true},
		{"2027-10-01", false, "国庆节：法定节日（放假办法第二条）", false, false},
		{"2027-10-02", false, "国庆节：法定节日（放假办法第二条）", false, false}, // a Saturday
		{"2027-10-04", true, "工作日", false, true},                 // what is made up for the Saturday is never guessed
		{"2027-10-09", false, "周末", false, true},
		{"2027-01-01", false, "元旦：法定节日（放假办法第二条）", false, false},
		{"2027-01-04", true, "工作日", false, true},
		{"2027-02-05", false, "春节：法定节日（放假办法第二条）", false, false}, // 除夕
		{"2027-02-08", false, "春节：法定节日（放假办法第二条）", false, false}, // 初三
		{"2027-02-09", true, "工作日", false, true},
		{"2031-10-01", false, "中秋节、国庆节：法定节日（放假办法第二条）", false, false},
		{"2051-10-01", false, "周末", false, true}, // a Sunday behind the table
		{"1981-05-01", true, "工作日", false, true},
		{"2020-02-03", true, "工作日", true, false},  // a Monday: nothing made up for
		{"2014-04-06", false, "周末", false, false}, // a Sunday inside 清明节, not named
	} {
		s := calendar.China().Look(day(c.day))
		if s.Working != c.working || s.Reason != c.reason || (s.Notice != nil) != c.source || s.Provisional != c.provisional {
			t.Errorf("%s: %+v", c.day, s)
		}
		if got := calendar.China().Working(day(c.day)); got != c.working {
			t.Errorf("%s: Working = %v", c.day, got)
		}
	}
}

func TestWorkingDaysOfYears(t *testing.T) {
	want := map[int]int{
		2014: 250, 2015: 249, 2016: 250, 2017: 249, 2018: 250, 2019: 250, 2020: 249,
		2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248,
	}
	for year, n := range want {
		last := calendar.Date(year-1, time.December, 31)
		if got := calendar.China().WorkingDaysBetween(last, calendar.Date(year, time.December, 31)); got != n {
			t.Errorf("%d has %d working days, want %d", year, got, n)
		}
	}
}

func TestNoticesAgreeWithThePublicCollection(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/holidays/2*.json")
	if len(files) == 0 {
		t.Skip("the public collection of notices is not beside the repository")
	}
	named := map[calendar.Day]calendar.Named{}
	years, papers := map[int]bool{}, map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var empty struct{ Days []any }
		if err := json.Unmarshal(text, &empty); err != nil {
			t.Fatal(err)
		}
		n, err := calendar.ParseNotice(text, day("2000-01-01"))
		if len(empty.Days) == 0 {
			if !errors.Is(err, calendar.ErrNoticeEmpty) {
				t.Errorf("%s: %v", file, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		years[n.Year] = true
		for _, p := range n.Sources {
			papers[p] = true
		}
		for _, d := range n.Days {
			named[d.Day] = d
		}
	}
	for d := day("2006-01-01"); d <= day("2027-12-31"); d++ {
		s, n := calendar.China().Look(d), named[d]
		week := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		working, reason := week, "周末"
		if week {
			reason = "工作日"
		}
		_, ok := named[d]
		switch {
		case ok && n.Off:
			working, reason = false, n.Name+"放假"
		case ok && !week:
			working, reason = true, n.Name+"调休上班"
		case ok:
			working = true
		}
		if !ok && s.Law != "" && d.Year() == 2027 {
			continue // by the law alone
		}
		if s.Working != working || s.Reason != reason || s.Provisional != (!ok && !years[d.Year()]) || (s.Notice != nil) != ok {
			t.Errorf("%s: %+v, the collection says %v %s", d, s, working, reason)
		}
	}
	for _, n := range calendar.Notices() {
		for _, p := range n.Sources {
			if !papers[p] {
				t.Errorf("%d cites %s, unknown to the collection", n.Year, p)
			}
			delete(papers, p)
		}
	}
	if len(papers) != 0 {
		t.Errorf("papers not cited: %v", papers)
	}
}

func TestEveryYearFrom2007To2026HasItsNotice(t *testing.T) {
	for year := 2006; year <= 2027; year++ {
		if got, want := calendar.China().Covers(year), year >= 2007 && year <= 2026; got != want {
			t.Errorf("Covers(%d) = %v", year, got)
		}
	}
	if n := len(calendar.Notices()); n != 23 {
		t.Errorf("%d notices, want 20 and three later ones", n)
	}
}

func TestLaterNoticesChangeSingleDays(t *testing.T) {
	for _, c := range []struct {
		day, before, then, published string
	}{
		{"2015-09-03", "工作日", "抗日战争暨世界反法西斯战争胜利70周年纪念日放假", "2015-05-13"},
		{"2015-09-06", "周末", "抗日战争暨世界反法西斯战争胜利70周年纪念日调休上班", "2015-05-13"},
		{"2019-05-01", "劳动节放假", "劳动节放假", "2019-03-22"},
		{"2019-05-02", "工作日", "劳动节放假", "2019-03-22"},
		{"2019-05-05", "周末", "劳动节调休上班", "2019-03-22"},
		{"2020-01-31", "工作日", "春节放假", "2020-01-27"},
		{"2020-02-01", "春节调休上班", "春节放假", "2020-01-27"},
		{"2020-02-02", "周末", "春节放假", "2020-01-27"},
		{"2020-01-30", "春节放假", "春节放假", "2020-01-27"},
	} {
		before := calendar.China().AsOf(day(c.published) - 1).Look(day(c.day))
		then := calendar.China().AsOf(day(c.published)).Look(day(c.day))
		if before.Reason != c.before || then.Reason != c.then {
			t.Errorf("%s: %q, then %q", c.day, before.Reason, then.Reason)
		}
	}
	// The state before the notice for 2024: 2024 is provisional but for the law.
	before := calendar.China().AsOf(day("2023-10-24"))
	if s := before.Look(day("2024-02-13")); !s.Provisional || !s.Working {
		t.Errorf("2024-02-13 seen from 2023-10-24: %+v", s)
	}
	if s := before.Look(day("2024-02-12")); s.Provisional || s.Working || s.Law != calendar.Statute {
		t.Errorf("2024-02-12 seen from 2023-10-24: %+v", s)
	}
}

func TestCityAddsANotice(t *testing.T) {
	const text = `{"year": 2027, "published": "2026-11-03", "papers": ["https://example.gov.cn/2027"],
		"days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true},
		         {"name": "元旦", "date": "2026-12-27", "isOffDay": false}]}`
	n, err := calendar.ParseNotice([]byte(text), calendar.NoDay)
	if err != nil {
		t.Fatal(err)
	}
	old := calendar.China()
	later, err := old.With(n)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day         string
		old, later  bool
		provisional bool
	}{
		{"2027-01-01", false, false, false},
		{"2027-05-03", true, true, false},   // what the notice is silent of
		{"2027-05-01", false, false, false}, // it does not take away
		{"2026-12-27", false, true, false},  // a Sunday of a year already announced
		{"2027-01-04", true, true, false},
		{"2028-01-04", true, true, true},
	} {
		o, l := old.Look(day(c.day)), later.Look(day(c.day))
		if o.Working != c.old || l.Working != c.later || l.Provisional != c.provisional {
			t.Errorf("%s: %+v, then %+v", c.day, o, l)
		}
	}
	if got := later.Look(day("2027-01-01")).Notice.Sources[0]; got != "https://example.gov.cn/2027" {
		t.Errorf("cites %s", got)
	}
	if got := later.AsOf(day("2026-11-02")).Covers(2027); got {
		t.Error("the notice is known before it was published")
	}
}

// The days of the law, year by year, against the notices that came and against
// days that almanacs print.
func TestStatutoryDays(t *testing.T) {
	var all []string
	years := map[int]int{}
	for _, d := range calendar.Statutory(day("2050-12-31")) {
		all = append(all, d.Day.String()+" "+d.Name)
		years[d.Day.Year()]++
		// A later notice may bring 除夕 in where the law did not; none took a day away.
		if s := calendar.China().Look(d.Day); s.Working || d.Day.Year() <= 2026 && (s.Notice == nil || s.Law != "") {
			t.Errorf("%s %s: %+v", d.Day, d.Name, s)
		}
		if !d.Off || d.Day.Year() < 2008 {
			t.Errorf("%+v", d)
		}
	}
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("not in order, or a day twice")
	}
	for year := 2008; year <= 2050; year++ {
		want := 11
		if year >= 2025 {
			want = 13
		}
		switch year { // the moon of autumn on a National Day
		case 2009, 2020, 2028, 2031, 2039:
			want--
		}
		if years[year] != want {
			t.Errorf("%d has %d days, want %d", year, years[year], want)
		}
	}
	for _, c := range []string{
		"2013-02-09 春节", "2013-02-11 春节", "2014-01-31 春节", "2014-02-02 春节", "2024-02-10 春节", "2024-02-12 春节",
		"2027-01-01 元旦", "2027-02-05 春节", "2027-02-06 春节", "2027-02-07 春节", "2027-02-08 春节", "2027-04-05 清明节", "2027-05-01 劳动节",
		"2027-05-02 劳动节", "2027-06-09 端午节", "2027-09-15 中秋节", "2027-10-01 国庆节", "2027-10-03 国庆节",
		"2028-01-25 春节", "2028-04-04 清明节", "2028-05-28 端午节", "2028-10-03 中秋节、国庆节", "2029-02-12 春节", "2029-09-22 中秋节",
		"2030-02-02 春节", "2033-01-30 春节", "2033-09-08 中秋节", "2034-02-18 春节", "2036-10-04 中秋节", "2050-01-22 春节",
	} {
		if !slices.Contains(all, c) {
			t.Errorf("%s is not among them", c)
		}
	}
	for _, c := range []string{"2013-02-12 春节", "2014-01-30 春节", "2024-05-02 劳动节", "2027-02-09 春节", "2027-05-03 劳动节", "2027-10-04 国庆节"} {
		if slices.Contains(all, c) {
			t.Errorf("%s is among them", c)
		}
	}
	// Before the revision of 10 November 2024 was known, 2025 had what 2013 gave.
	old := calendar.China().AsOf(day("2024-11-09"))
	for _, c := range []struct {
		day string
		off bool
	}{{"2025-01-28", false}, {"2025-01-29", true}, {"2025-05-01", true}, {"2025-05-02", false}} {
		if s := old.Look(day(c.day)); s.Working == c.off {
			t.Errorf("%s seen from 2024-11-09: %+v", c.day, s)
		}
	}
	// A limit steps over them, and the answer stays provisional.
	if got := calendar.China().Add(day("2026-12-31"), 1); got != day("2027-01-04") || !calendar.China().Provisional(day("2026-12-31"), got) {
		t.Errorf("the day after New Year's Eve is %s", got)
	}
	if calendar.China().Provisional(day("2026-12-31"), day("2027-01-01")) {
		t.Error("New Year's Day itself is certain")
	}
}

func TestNoticesRefused(t *testing.T) {
	const one = `{"name": "元旦", "date": "2027-01-01", "isOffDay": true}`
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"not JSON", `2027`, calendar.ErrNotice},
		{"no year", `{"days": [` + one + `]}`, calendar.ErrNoticeYear},
		{"year of another world", `{"year": 20270, "days": [` + one + `]}`, calendar.ErrNoticeYear},
		{"no days", `{"year": 2027, "days": []}`, calendar.ErrNoticeEmpty},
		{"a day of another year", `{"year": 2029, "days": [` + one + `]}`, calendar.ErrNoticeDay},
		{"a day twice", `{"year": 2027, "days": [` + one + `,` + one + `]}`, calendar.ErrNoticeTwice},
		{"no name", `{"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": true}]}`, calendar.ErrNoticeName},
		{"no such day", `{"year": 2027, "days": [{"name": "春节", "date": "2027-02-30", "isOffDay": true}]}`, calendar.ErrDay},
		{"off or not?", `{"year": 2027, "days": [{"name": "春节", "date": "2027-02-03"}]}`, calendar.ErrNotice},
	} {
		if _, err := calendar.ParseNotice([]byte(c.text), day("2026-11-03")); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := calendar.ParseNotice([]byte(`{"year": 2027, "days": [`+one+`]}`), calendar.NoDay); !errors.Is(err, calendar.ErrPublished) {
		t.Errorf("without a day of publication: %v", err)
	}
	if _, err := calendar.China().With(calendar.Notice{}); err == nil {
		t.Error("an empty notice was taken")
	}
}

func TestAddCountsFromTheDayAfter(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2019-05-14", 15, "2019-06-04"},
		{"2019-05-15", 20, "2019-06-13"},
		{"2020-01-20", 20, "2020-02-25"},
		{"2026-02-10", 20, "2026-03-16"},
		{"2026-09-18", 20, "2026-10-22"},
		{"2026-09-18", 40, "2026-11-19"},
		{"2026-02-13", 7, "2026-03-02"},
		{"2026-01-30", 15, "2026-02-27"},
		{"2024-02-12", 0, "2024-02-12"},
		{"2024-02-19", -1, "2024-02-18"}, // the Sunday made up for
		{"2024-02-18", -1, "2024-02-09"},
		{"2024-02-12", -2, "2024-02-08"},
	} {
		if got := calendar.China().Add(day(c.from), c.n); got != day(c.want) {
			t.Errorf("Add(%s, %d) = %s, want %s", c.from, c.n, got, c.want)
		}
	}
	if got := calendar.China().Add(calendar.NoDay, 5); got != calendar.NoDay {
		t.Errorf("Add(NoDay, 5) = %s", got)
	}
	if got := calendar.China().Add(day("2024-01-01"), 1<<60); got != day("9999-12-31") {
		t.Errorf("far ahead: %s", got)
	}
	if got := calendar.China().Add(day("2024-01-01"), -1<<60); got != day("0001-01-01") {
		t.Errorf("far back: %s", got)
	}
}

// Whatever the range, the fast count is the slow count, and Add undoes it.
func TestCountsAgree(t *testing.T) {
	c := calendar.China()
	rapid.Check(t, func(t *rapid.T) {
		from := calendar.Day(rapid.Int32Range(int32(day("1949-10-01")), int32(day("2040-12-31"))).Draw(t, "from"))
		to := from + calendar.Day(rapid.Int32Range(0, 3000).Draw(t, "length"))
		n, provisional := 0, false
		for d := from + 1; d <= to; d++ {
			s := c.Look(d)
			if s.Working {
				n++
			}
			provisional = provisional || s.Provisional
		}
		if got := c.WorkingDaysBetween(from, to); got != n {
			t.Fatalf("%s..%s: %d, one by one %d", from, to, got, n)
		}
		if got := c.WorkingDaysBetween(to, from); got != -n {
			t.Fatalf("%s..%s: %d, backwards %d", from, to, n, got)
		}
		if got := c.Provisional(from, to); got != provisional {
			t.Fatalf("%s..%s: provisional %v", from, to, got)
		}
		if n > 0 {
			last := c.Add(from, n)
			if last > to || !c.Working(last) || c.WorkingDaysBetween(from, last) != n {
				t.Fatalf("Add(%s, %d) = %s", from, n, last)
			}
			if first := c.Add(to+1, -n); c.WorkingDaysBetween(first-1, to) != n || !c.Working(first) {
				t.Fatalf("Add(%s, -%d) = %s", to+1, n, first)
			}
		}
	})
}

// The legal day ends at midnight in Beijing wherever the machine stands.
func TestLegalDayIsBeijings(t *testing.T) {
	for _, c := range []struct{ instant, want string }{
		{"2024-01-22T23:59:59+08:00", "2024-01-22"},
		{"2024-01-23T00:00:01+08:00", "2024-01-23"},
		{"2024-01-22T15:59:59Z", "2024-01-22"},
		{"2024-01-22T16:00:01Z", "2024-01-23"},
		{"2024-01-22T08:00:01-08:00", "2024-01-23"},
		{"2024-01-22T07:59:59-08:00", "2024-01-22"},
	} {
		at, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.On(at); got != day(c.want) {
			t.Errorf("%s is %s, want %s", c.instant, got, c.want)
		}
		if got := calendar.On(calendar.On(at).Start()); got != day(c.want) {
			t.Errorf("%s starts on %s", c.want, got)
		}
	}
}

func BenchmarkLook(b *testing.B) {
	c, from := calendar.China(), day("2005-01-01")
	for i := 0; b.Loop(); i++ {
		c.Look(from + calendar.Day(i%9000))
	}
}

func BenchmarkWorkingDaysBetween(b *testing.B) {
	c, from := calendar.China(), day("2005-01-01")
	for i := 0; b.Loop(); i++ {
		c.WorkingDaysBetween(from+calendar.Day(i%9000), from+9000)
	}
}

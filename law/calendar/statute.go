package calendar

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Statute is the law that makes holidays by itself, before any notice.
const Statute = "全国年节及纪念日放假办法第二条"

// forever is later than every day, and so is never known too early.
const forever Day = math.MaxInt32

// revision is the holidays of everybody (全体公民放假的节日) under one revision of
// the 办法: known from its publication, counted from the year on.
type revision struct {
	published string
	year      int
	eve       bool // 春节 begins with 除夕, else with 正月初一
	spring    int  // how many days it has
	labour    int
}

// The New Year has one day, Qingming, the Dragon Boat and the Mid-Autumn festival
// have one, the National Day three in all of them. Before 2008 every year has its
// notice or lies before the Regulation.
var revisions = []revision{
	{"2007-12-14", 2008, true, 3, 1},
	{"2013-12-11", 2014, false, 3, 1},
	{"2024-11-10", 2025, true, 4, 2},
}

// moons are the days of the lunisolar calendar and of the solar term that the 办法
// names: 正月初一, 清明, 五月初五, 八月十五. The calendar is drawn up by GB/T 33661-2017;
// these days were computed by new moons and solar longitudes at 120°E in two ways
// that agree. Up to 2026 the notices confirm them. Nobody's limit runs beyond.
var moons = strings.Split(strings.TrimSpace(`
2008 02-07 04-04 06-08 09-14
2009 01-26 04-04 05-28 10-03
2010 02-14 04-05 06-16 09-22
2011 02-03 04-05 06-06 09-12
2012 01-23 04-04 06-23 09-30
2013 02-10 04-04 06-12 09-19
2014 01-31 04-05 06-02 09-08
2015 02-19 04-05 06-20 09-27
2016 02-08 04-04 06-09 09-15
2017 01-28 04-04 05-30 10-04
2018 02-16 04-05 06-18 09-24
2019 02-05 04-05 06-07 09-13
2020 01-25 04-04 06-25 10-01
2021 02-12 04-04 06-14 09-21
2022 02-01 04-05 06-03 09-10
2023 01-22 04-05 06-22 09-29
2024 02-10 04-04 06-10 09-17
2025 01-29 04-04 05-31 10-06
2026 02-17 04-05 06-19 09-25
2027 02-06 04-05 06-09 09-15
2028 01-26 04-04 05-28 10-03
2029 02-13 04-04 06-16 09-22
2030 02-03 04-05 06-05 09-12
2031 01-23 04-05 06-24 10-01
2032 02-11 04-04 06-12 09-19
2033 01-31 04-04 06-01 09-08
2034 02-19 04-05 06-20 09-27
2035 02-08 04-05 06-10 09-16
2036 01-28 04-04 05-30 10-04
2037 02-15 04-04 06-18 09-24
2038 02-04 04-05 06-07 09-13
2039 01-24 04-05 05-27 10-02
2040 02-12 04-04 06-14 09-20
2041 02-01 04-04 06-03 09-10
2042 01-22 04-04 06-22 09-28
2043 02-10 04-05 06-11 09-17
2044 01-30 04-04 05-31 10-05
2045 02-17 04-04 06-19 09-25
2046 02-06 04-04 06-08 09-15
2047 01-26 04-05 05-29 10-04
2048 02-14 04-04 06-15 09-22
2049 02-02 04-04 06-04 09-11
2050 01-23 04-04 06-23 09-30
`), "\n")

// Statutory is the days that the 办法 alone gives off in the years 2008 to 2050, in
// order of date, as it stood at the end of the day known. A day that two festivals
// share has both names. Days made up for weekends (第六条) are not among them: which
// they are only the notice says.
func Statutory(known Day) []Named {
	var list []Named
	for _, line := range moons {
		f := strings.Fields(line)
		year, err := strconv.Atoi(f[0])
		if err != nil {
			panic(err) // a test walks the table
		}
		r, ok := revisionOf(year, known)
		if !ok {
			continue
		}
		day := func(i int) Day { return MustDay(f[0] + "-" + f[i]) }
		spring := day(1)
		if r.eve {
			spring--
		}
		for _, h := range []struct {
			name  string
			first Day
			days  int
		}{
			{"元旦", Date(year, time.January, 1), 1}, {"春节", spring, r.spring}, {"清明节", day(2), 1},
			{"劳动节", Date(year, time.May, 1), r.labour}, {"端午节", day(3), 1}, {"中秋节", day(4), 1},
			{"国庆节", Date(year, time.October, 1), 3},
		} {
			for d := h.first; d < h.first+Day(h.days); d++ {
				list = put(list, Named{Day: d, Name: h.name, Off: true})
			}
		}
	}
	return list
}

// put adds a day in its place, to the one that is there where there is one.
func put(list []Named, n Named) []Named {
	at := len(list)
	for at > 0 && list[at-1].Day > n.Day {
		at--
	}
	if at > 0 && list[at-1].Day == n.Day {
		list[at-1].Name += "、" + n.Name
		return list
	}
	list = append(list, Named{})
	copy(list[at+1:], list[at:])
	list[at] = n
	return list
}

// revisionOf is the revision that holds for a year, as far as it was known.
func revisionOf(year int, known Day) (revision, bool) {
	for i := len(revisions) - 1; i >= 0; i-- {
		if r := revisions[i]; r.year <= year && MustDay(r.published) <= known {
			return r, true
		}
	}
	return revision{}, false
}

package series_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/affairs/numbering"
	"gongkai/figures/series"
	"gongkai/law/calendar"
)

var ours = numbering.Series{Prefix: "长府办发", Year: 2017}

var measure = series.Measure{
	Days: calendar.China().WorkingDaysBetween,
	Due:  func(d calendar.Day) (calendar.Day, bool) { return calendar.China().Add(d, 20), false },
}

func items(serials ...int) []series.Item {
	var list []series.Item
	for i, n := range serials {
		list = append(list, series.Item{Index: fmt.Sprint("X/2017-", i), Serial: n, Agency: "X", Issued: calendar.NoDay, Published: calendar.MustDay("2017-06-30")})
	}
	return list
}

func said(first, last int) numbering.Explanation {
	return numbering.Explanation{Series: ours, First: first, Last: last, Why: numbering.Unused}
}

// told writes the gaps as 3-5, those with a reason as 3-5!.
func told(v series.Series) string {
	var parts []string
	for _, g := range v.Gaps {
		s := fmt.Sprint(g.First)
		if g.Last > g.First {
			s += fmt.Sprint("-", g.Last)
		}
		if g.Why != nil {
			s += "!"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

func TestGaps(t *testing.T) {
	for _, c := range []struct {
		name      string
		serials   []int
		said      []numbering.Explanation
		gaps      string
		highest   int
		missing   int
		explained int
		twice     []int
		unused    int
	}{
		{"whole", []int{1, 2, 3}, nil, "", 3, 0, 0, nil, 0},
		{"in any order", []int{3, 1, 2}, nil, "", 3, 0, 0, nil, 0},
		{"the first are missing", []int{4}, nil, "1-3", 4, 3, 0, nil, 0},
		{"holes", []int{1, 3, 7}, nil, "2 4-6", 7, 4, 0, nil, 0},
		{"one number twice", []int{1, 2, 2, 2}, nil, "", 2, 0, 0, []int{2}, 0},
		{"a reason for all", []int{1, 5}, []numbering.Explanation{said(2, 4)}, "2-4!", 5, 3, 3, nil, 0},
		{"a reason within", []int{1, 9}, []numbering.Explanation{said(4, 5)}, "2-3 4-5! 6-8", 9, 7, 2, nil, 0},
		{"two reasons beside each other", []int{1, 6}, []numbering.Explanation{said(4, 5), said(2, 3)}, "2-3! 4-5!", 6, 4, 4, nil, 0},
		{"published after all", []int{1, 2, 3}, []numbering.Explanation{said(2, 2)}, "", 3, 0, 0, nil, 1},
		{"some of them published after all", []int{1, 3, 5}, []numbering.Explanation{said(2, 4)}, "2! 4!", 5, 2, 2, nil, 0},
		{"number nought", []int{0, 2}, nil, "1", 2, 1, 0, nil, 0},
		{"nothing", nil, nil, "", 0, 0, 0, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := series.Of(ours, items(c.serials...), c.said, measure)
			if told(v) != c.gaps || v.Highest != c.highest || v.Missing != c.missing || v.Explained != c.explained || !slices.Equal(v.Twice, c.twice) || len(v.Unused) != c.unused {
				t.Errorf("gaps %q highest %d missing %d explained %d twice %v unused %d", told(v), v.Highest, v.Missing, v.Explained, v.Twice, len(v.Unused))
			}
		})
	}
}

// Withdrawn documents were public: their numbers are not missing, and are not
// borne twice.
func TestWithdrawn(t *testing.T) {
	list := items(1, 2, 2)
	list[1].Withdrawn = true
	v := series.Of(ours, list, nil, measure)
	if v.Missing != 0 || v.Numbers != 2 || len(v.Twice) != 0 {
		t.Errorf("%+v", v)
	}
}

// Where a running count begins anew.
func TestCounts(t *testing.T) {
	for _, c := range []struct{ name, items, want string }{
		{"one", "2010:1 2010:2 2011:3", "2010-2011: 1 2 3"},
		{"none", "", ""},
		{"a new term", "1989:5 1992:37 1993:1 1993:4 1997:29 1997:28", "1989-1992: 5 37; 1993-1997: 1 4 28 29"},
		{"out of order", "2007:107 2007:108 2008:106 2008:111", "2007-2008: 107 108 106 111"},
		{"a wrong year", "2009:130 2010:134 2011:5 2011:135 2012:136", "2009-2012: 130 134 5 135 136"},
		{"dated by its revision", "2009:130 2010:134 2012:42", "2009-2012: 130 134 42"},
		{"by the year", "2015:1 2015:30 2016:1 2016:25 2017:2", "2015-2015: 1 30; 2016-2016: 1 25; 2017-2017: 2"},
		{"the first of a new term, the last of all", "2009:12 2010:1", "2009-2009: 12; 2010-2010: 1"},
		{"within a year", "2009:12 2009:1 2009:2", "2009-2009: 1 2 12"},
		{"small numbers", "2009:2 2010:1 2011:3", "2009-2011: 2 1 3"},
		{"three terms", "1990:1 1991:20 1995:1 1996:15 2000:2 2001:5", "1990-1991: 1 20; 1995-1996: 1 15; 2000-2001: 2 5"},
	} {
		var list []series.Item
		for _, typed := range strings.Fields(c.items) {
			var year, serial int
			if _, err := fmt.Sscanf(typed, "%d:%d", &year, &serial); err != nil {
				t.Fatal(err)
			}
			list = append(list, series.Item{Serial: serial, Issued: calendar.Date(year, 5, 1), Published: calendar.MustDay("2017-06-30")})
		}
		slices.Reverse(list)
		counts := series.Counts(numbering.Series{Prefix: "省政府令", Form: numbering.Running}, list)
		var parts []string
		for i, n := range counts {
			part := fmt.Sprintf("%d-%d:", n.Year, n.Until)
			for _, it := range n.Items {
				part += fmt.Sprint(" ", it.Serial)
			}
			parts = append(parts, part)
			for year := n.Year; year <= n.Until; year++ {
				for k := range counts {
					if series.Has(counts, k, year) != (k == i) {
						t.Errorf("%s: %d is of count %d", c.name, year, k)
					}
				}
			}
		}
		if got := strings.Join(parts, "; "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	undated := series.Counts(ours, []series.Item{{Serial: 1, Issued: calendar.NoDay, Published: calendar.MustDay("2017-06-30")}})
	if len(undated) != 1 || undated[0].Year != 2017 || !series.Has(undated, 0, 1990) {
		t.Errorf("%+v", undated)
	}
}

// Published and missing numbers make up all below the highest, whatever was
// published and said.
func TestBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		serials := rapid.SliceOf(rapid.IntRange(1, 40)).Draw(t, "serials")
		var notes []numbering.Explanation
		for at := 1; at < 40; {
			first := at + rapid.IntRange(0, 9).Draw(t, "skip")
			last := first + rapid.IntRange(0, 5).Draw(t, "more")
			notes = append(notes, said(first, last))
			at = last + 1
		}
		v := series.Of(ours, items(serials...), notes, measure)
		seen := map[int]bool{}
		for _, n := range serials {
			seen[n] = true
		}
		missing, next := 0, 1
		for _, g := range v.Gaps {
			if g.First < next || g.Last < g.First {
				t.Fatalf("gaps %s", told(v))
			}
			next = g.Last + 1
			for n := g.First; n <= g.Last; n++ {
				covered := slices.ContainsFunc(notes, func(e numbering.Explanation) bool { return e.First <= n && n <= e.Last })
				if seen[n] || covered != (g.Why != nil) {
					t.Fatalf("%d in %s", n, told(v))
				}
				missing++
			}
		}
		if missing != v.Missing || v.Numbers != len(seen) || v.Numbers+v.Missing != v.Highest {
			t.Fatalf("missing %d of %d, published %d of %d", v.Missing, missing, v.Numbers, v.Highest)
		}
		for n := 1; n <= 42; n++ {
			if v.Lacks(n, n) != (n <= v.Highest && !seen[n]) {
				t.Fatalf("lacks %d in %s", n, told(v))
			}
		}
		if v.Highest > 0 && v.Lacks(1, v.Highest) {
			t.Fatal("the highest is said to be missing")
		}
	})
}

func TestDelay(t *testing.T) {
	day := calendar.MustDay
	item := func(issued, published string) series.Item {
		it := series.Item{Index: published, Issued: calendar.NoDay, Published: day(published)}
		if issued != "" {
			it.Issued = day(issued)
		}
		return it
	}
	for _, c := range []struct {
		name string
		list []series.Item
		want series.Delay
	}{
		{"none", nil, series.Delay{}},
		{"the same day", []series.Item{item("2017-06-01", "2017-06-01")}, series.Delay{N: 1, Longest: "2017-06-01"}},
		{"over a week end", []series.Item{item("2017-06-02", "2017-06-05")}, series.Delay{N: 1, Middle: 2, Ninety: 1, Worst: 1, Longest: "2017-06-05"}},
		{"two", []series.Item{item("2017-06-01", "2017-06-01"), item("2017-06-01", "2017-06-02")}, series.Delay{N: 2, Middle: 1, Ninety: 1, Worst: 1, Longest: "2017-06-02"}},
		{"the twentieth day", []series.Item{item("2017-06-01", "2017-06-29")}, series.Delay{N: 1, Middle: 40, Ninety: 20, Worst: 20, Longest: "2017-06-29"}},
		{"the day after", []series.Item{item("2017-06-01", "2017-06-30")}, series.Delay{N: 1, Late: 1, Middle: 42, Ninety: 21, Worst: 21, Longest: "2017-06-30"}},
		{"undated and reversed", []series.Item{item("", "2017-06-01"), item("2017-06-02", "2017-06-01")}, series.Delay{Undated: 1, Reversed: 1}},
	} {
		if got := series.DelayOf(c.list, measure); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	var ten []series.Item
	for n := range 10 {
		it := item("2017-06-01", "2017-06-01")
		it.Published = calendar.China().Add(it.Issued, n)
		ten = append(ten, it)
	}
	if d := series.DelayOf(ten, measure); d.Middle != 9 || d.Ninety != 8 || d.Worst != 9 {
		t.Errorf("ten: %+v", d)
	}
}

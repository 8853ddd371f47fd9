package series

import (
	"cmp"
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/numbering"
	"gongkai/law/calendar"
)

// Item is a publication with a number of the series.
type Item struct {
	Index, Title string
	Number       string // as printed
	Agency       agency.Code
	Serial       int
	Issued       calendar.Day // NoDay if unknown
	Published    calendar.Day // of the first version
	Withdrawn    bool         // was public once
}

// Gap is numbers that follow each other and were never published, all for the
// same reason or all for none.
type Gap struct {
	First, Last int
	Why         *numbering.Explanation // nil while nobody said
}

// Count is how many numbers the gap has.
func (g Gap) Count() int { return g.Last - g.First + 1 }

// Series is what is known of the numbers of one prefix and year.
type Series struct {
	numbering.Series
	Until     int    // of a running series, the year of the last of its count; 0 of others
	Items     []Item // by number, then by day of publication
	Highest   int    // the highest number seen
	Numbers   int    // numbers published, each once
	Missing   int    // numbers below the highest never published
	Explained int    // of these, with a reason
	Gaps      []Gap
	// Twice is the numbers that more than one document bears which is public
	// now.
	Twice []int
	Delay Delay
	// Unused is what was said of numbers that are no longer missing.
	Unused []numbering.Explanation
}

// Of makes the series of its items and of what was said of its numbers.
func Of(s numbering.Series, items []Item, said []numbering.Explanation, measure Measure) Series {
	v := Series{Series: s, Items: items}
	slices.SortStableFunc(v.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Serial, b.Serial), cmp.Compare(a.Published, b.Published), cmp.Compare(a.Index, b.Index))
	})
	said = slices.Clone(said)
	slices.SortFunc(said, func(a, b numbering.Explanation) int { return cmp.Compare(a.First, b.First) })
	used := make([]bool, len(said))
	for i := 0; i < len(v.Items); {
		serial, public := v.Items[i].Serial, 0
		for ; i < len(v.Items) && v.Items[i].Serial == serial; i++ {
			if !v.Items[i].Withdrawn {
				public++
			}
		}
		if public > 1 {
			v.Twice = append(v.Twice, serial)
		}
		if serial > v.Highest+1 {
			v.gap(v.Highest+1, serial-1, said, used)
		}
		if serial > 0 {
			v.Numbers++
		}
		v.Highest = max(v.Highest, serial)
	}
	for i, e := range said {
		if !used[i] {
			v.Unused = append(v.Unused, e)
		}
	}
	v.Delay = DelayOf(v.Items, measure)
	return v
}

// gap adds a range of missing numbers, cut where reasons begin and end.
func (v *Series) gap(first, last int, said []numbering.Explanation, used []bool) {
	v.Missing += last - first + 1
	for i := range said {
		e := &said[i]
		if e.Last < first || e.First > last {
			continue
		}
		from, to := max(first, e.First), min(last, e.Last)
		if from > to {
			continue
		}
		if from > first {
			v.Gaps = append(v.Gaps, Gap{First: first, Last: from - 1})
		}
		used[i] = true
		v.Gaps = append(v.Gaps, Gap{from, to, e})
		v.Explained += to - from + 1
		first = to + 1
	}
	if first <= last {
		v.Gaps = append(v.Gaps, Gap{First: first, Last: last})
	}
}

const (
	endedAt   = 10  // how far a count must have come before it may begin anew
	beginsBy  = 10  // with which number at the latest a count begins
	overtakes = 180 // how many days after its beginning no higher number comes
)

// Counts parts the items of a running series where the count began anew, in
// order; the first year of each is its own. A new count begins with a number
//
//  1. of a later year than the one issued before it,
//  2. up to ten, and at most half as high as the highest of the count before,
//     if that came to ten, and
//  3. after which for half a year none is higher than that: an order that is
//     dated wrongly, or by its last revision, begins nothing while the count
//     goes on.
func Counts(s numbering.Series, items []Item) []Count {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.day(), b.day()), cmp.Compare(a.Serial, b.Serial), cmp.Compare(a.Index, b.Index))
	})
	var list []Count
	highest := 0
	for i, it := range items {
		if i == 0 || anew(items[i-1], items[i:], highest) {
			of := s
			of.Year = it.day().Year()
			list, highest = append(list, Count{Series: of}), 0
		}
		last := &list[len(list)-1]
		last.Items = append(last.Items, it)
		last.Until = it.day().Year()
		highest = max(highest, it.Serial)
	}
	return list
}

// anew says whether a count begins with the first of the items that follow one.
func anew(before Item, items []Item, highest int) bool {
	first := items[0]
	if highest < endedAt || first.Serial > beginsBy || 2*first.Serial > highest || first.day().Year() <= before.day().Year() {
		return false
	}
	for _, it := range items {
		if it.day() > first.day()+overtakes {
			break
		}
		if it.Serial > highest {
			return false
		}
	}
	return true
}

// Count is the items of a running series from the beginning of a count to its
// end.
type Count struct {
	numbering.Series
	Until int // the year of the last
	Items []Item
}

// Has says whether a year is of the i-th count: what was said of its numbers is
// kept under the year in which it began as far as was known then.
func Has(list []Count, i, year int) bool {
	return (i == 0 || list[i].Year <= year) && (i+1 == len(list) || year < list[i+1].Year)
}

// day is when it was issued, as far as anybody knows.
func (it Item) day() calendar.Day {
	if it.Issued != calendar.NoDay {
		return it.Issued
	}
	return it.Published
}

// Lacks says whether all numbers from first to last are missing.
func (v Series) Lacks(first, last int) bool {
	for _, g := range v.Gaps {
		if g.First <= first && first <= g.Last {
			if last <= g.Last {
				return true
			}
			first = g.Last + 1
		}
	}
	return false
}

// Issuer is the agency that published most of the series, the first in the
// order of codes among equals; "" for an empty series.
func (v Series) Issuer() agency.Code {
	count := map[agency.Code]int{}
	var most agency.Code
	for _, it := range v.Items {
		count[it.Agency]++
	}
	for code, n := range count {
		if n > count[most] || n == count[most] && code < most {
			most = code
		}
	}
	return most
}

// Measure says how time is counted between issue and publication.
type Measure struct {
	// Days is the working days after the first day up to the second.
	Days func(issued, published calendar.Day) int
	// Due is the last day on which what was issued on a day was to be public,
	// and whether it rests on holidays not announced yet.
	Due func(issued calendar.Day) (due calendar.Day, provisional bool)
}

// Delay is how long publication took, in working days; day 0 is the day of
// issue.
type Delay struct {
	N           int // measured
	Undated     int // without a day of issue, and not measured
	Reversed    int // dated after their publication, and not measured
	Late        int // published after the due day
	Provisional int // of the late, whose due day rests on holidays not announced
	// Middle is twice the median, which may lie between two days.
	Middle int
	Ninety int // nine of ten took no longer
	Worst  int
	// Longest is the index number of what took longest; "" if N is 0.
	Longest string
}

// DelayOf measures the items.
func DelayOf(items []Item, measure Measure) Delay {
	var d Delay
	days := make([]int, 0, len(items))
	for _, it := range items {
		switch {
		case it.Issued == calendar.NoDay:
			d.Undated++
			continue
		case it.Issued > it.Published:
			d.Reversed++
			continue
		}
		n := measure.Days(it.Issued, it.Published)
		if d.Longest == "" || n > d.Worst {
			d.Worst, d.Longest = n, it.Index
		}
		if due, provisional := measure.Due(it.Issued); it.Published > due {
			d.Late++
			if provisional {
				d.Provisional++
			}
		}
		days = append(days, n)
	}
	d.N = len(days)
	if d.N == 0 {
		return d
	}
	slices.Sort(days)
	d.Middle = days[(d.N-1)/2] + days[d.N/2]
	d.Ninety = days[(9*d.N+9)/10-1]
	return d
}

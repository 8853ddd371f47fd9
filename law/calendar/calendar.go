package calendar

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"sync"
	"time"
)

// Calendar knows the standing of every day under a set of notices. It is
// immutable and safe for use by many goroutines.
type Calendar struct {
	notices []Notice // by day of publication

	// From first on, one element for each day up to the last that a notice or
	// the law names. standing is an index into the kinds below, 0 where neither
	// names the day; more[i] is how many working days they have added
	// to (or taken from) plain weeks from first up to and including that day.
	first    Day
	standing []uint16
	more     []int32
	kinds    []Standing

	years map[int]bool // the years with a notice
	known Day          // what was published later is not in it
}

// Standing is what the law says about one day.
type Standing struct {
	Working bool
	// Reason is what people call it: 工作日, 周末, 国庆节放假, 春节调休上班.
	Reason string
	// Notice is the paper that decides; nil when the day follows from the
	// law or the week alone. It must not be changed.
	Notice *Notice
	// Law is [Statute] where it gives the day off and no notice names it; else "".
	Law string
	// Provisional is set when the day's year has no notice yet (or, before
	// 2007, none is compiled in) and neither another notice nor the law names
	// the day.
	Provisional bool
}

var china = sync.OnceValue(func() *Calendar { return build(Notices(), forever) })

// China is the calendar of all notices compiled in, 2007 to 2026.
func China() *Calendar { return china() }

// With is the calendar in which the notice n applies too. Where n names a day
// that an older notice names, n decides. The refusals are those of
// [Notice.Check]. c itself does not change.
func (c *Calendar) With(n Notice) (*Calendar, error) {
	if err := n.Check(); err != nil {
		return nil, err
	}
	n.Days = slices.Clone(n.Days)
	n.Sources = slices.Clone(n.Sources)
	n.sort()
	return build(append(slices.Clone(c.notices), n), c.known), nil
}

// AsOf is the calendar as it was known at the end of the given day: only the
// notices and revisions of the law published by then.
func (c *Calendar) AsOf(day Day) *Calendar {
	var known []Notice
	for _, n := range c.notices {
		if n.PublishedOn <= day {
			known = append(known, n)
		}
	}
	if len(known) == len(c.notices) && (day >= c.known || day >= MustDay(revisions[len(revisions)-1].published)) {
		return c
	}
	return build(known, min(day, c.known))
}

// Notices are the notices the calendar rests on, by day of publication. They
// must not be changed.
func (c *Calendar) Notices() []Notice { return slices.Clone(c.notices) }

// Covers tells whether the year has a notice.
func (c *Calendar) Covers(year int) bool { return c.years[year] }

// build is the calendar of the notices, over the law as it was known on a day.
// What a notice names it decides; it does not take away by silence what the law
// gives.
func build(list []Notice, asOf Day) *Calendar {
	slices.SortStableFunc(list, func(a, b Notice) int { return cmp.Compare(a.PublishedOn, b.PublishedOn) })
	c := &Calendar{notices: list, years: map[int]bool{}, kinds: make([]Standing, 1), known: asOf}
	first, last := Day(math.MaxInt32), Day(math.MinInt32)
	for _, n := range list {
		c.years[n.Year] = true
		for _, d := range n.Days {
			first, last = min(first, d.Day), max(last, d.Day)
		}
	}
	statutory := Statutory(asOf)
	for _, d := range statutory {
		first, last = min(first, d.Day), max(last, d.Day)
	}
	if first > last {
		return c
	}
	c.first = first
	c.standing = make([]uint16, last-first+1)
	c.more = make([]int32, last-first+1)

	type kind struct {
		notice int
		name   string
		off    bool
		week   bool // whether it is a day of the working week
	}
	known := map[kind]uint16{}
	name := func(d Day, k kind, s Standing) {
		at, ok := known[k]
		if !ok {
			at = uint16(len(c.kinds))
			known[k] = at
			c.kinds = append(c.kinds, s)
		}
		c.standing[d-first] = at
	}
	for _, d := range statutory {
		name(d.Day, kind{-1, d.Name, true, false}, Standing{Reason: d.Name + "：法定节日（放假办法第二条）", Law: Statute})
	}
	for i := range list {
		for _, d := range list[i].Days {
			k := kind{i, d.Name, d.Off, plainWorking(d.Day)}
			name(d.Day, k, Standing{Working: !d.Off, Reason: reason(d.Name, d.Off, k.week), Notice: &list[i]})
		}
	}
	var more int32
	for i, at := range c.standing {
		if at != 0 {
			switch week := plainWorking(first + Day(i)); {
			case c.kinds[at].Working && !week:
				more++
			case !c.kinds[at].Working && week:
				more--
			}
		}
		c.more[i] = more
	}
	return c
}

func reason(name string, off, week bool) string {
	switch {
	case off:
		return name + "放假"
	case week:
		// The notice says work is resumed on a Monday (2020-02-03): nothing
		// is made up for.
		return "工作日"
	default:
		return name + "调休上班"
	}
}

// Look is the standing of the day.
func (c *Calendar) Look(d Day) Standing {
	if i := int64(d) - int64(c.first); i >= 0 && i < int64(len(c.standing)) {
		if at := c.standing[i]; at != 0 {
			return c.kinds[at]
		}
	}
	s := Standing{Working: plainWorking(d), Reason: "周末", Provisional: !c.years[d.Year()]}
	if s.Working {
		s.Reason = "工作日"
	}
	return s
}

// Working tells whether the day is a working day.
func (c *Calendar) Working(d Day) bool {
	if i := int64(d) - int64(c.first); i >= 0 && i < int64(len(c.standing)) {
		if at := c.standing[i]; at != 0 {
			return c.kinds[at].Working
		}
	}
	return plainWorking(d)
}

// WorkingDaysBetween is the number of working days after from up to and
// including to: the way a limit is counted, the first day being day 0. It is
// negative when to is before from, and 0 when either is [NoDay]. It takes the
// same short time whatever the distance.
func (c *Calendar) WorkingDaysBetween(from, to Day) int {
	if from == NoDay || to == NoDay {
		return 0
	}
	return int(c.upTo(int64(to)) - c.upTo(int64(from)))
}

// Add is the n-th working day after from, from itself not being counted; with
// n negative, the n-th working day before from. Add(from, 0) is from. The
// result never leaves the years 1 to 9999; [NoDay] stays [NoDay].
func (c *Calendar) Add(from Day, n int) Day {
	if from == NoDay || n == 0 {
		return from
	}
	first, last := Date(1, time.January, 1), Date(9999, time.December, 31)
	if far := int(last-first) + 1; n > far || n < -far {
		n = max(-far, min(far, n))
	}
	// The n-th working day is the first day up to which there are `want`.
	want := c.upTo(int64(from)) + int64(n)
	if n < 0 {
		want = c.upTo(int64(from)-1) + int64(n) + 1
	}
	i := sort.Search(int(last-first), func(i int) bool { return c.upTo(int64(first)+int64(i)) >= want })
	return first + Day(i)
}

// Provisional tells whether any day after from up to and including to is of a
// year without a notice.
func (c *Calendar) Provisional(from, to Day) bool {
	if from == NoDay || to <= from {
		return false
	}
	for year := (from + 1).Year(); year <= to.Year(); year++ {
		if c.years[year] {
			continue
		}
		start := max(from+1, Date(year, time.January, 1))
		end := min(to, Date(year, time.December, 31))
		for d := start; d <= end; d++ {
			if c.Look(d).Provisional {
				return true
			}
		}
	}
	return false
}

// upTo is the number of working days up to and including d, from an origin
// that is the same for all days.
func (c *Calendar) upTo(d int64) int64 {
	n := plainUpTo(d)
	if len(c.more) == 0 {
		return n
	}
	if i := d - int64(c.first); i >= int64(len(c.more)) {
		n += int64(c.more[len(c.more)-1])
	} else if i >= 0 {
		n += int64(c.more[i])
	}
	return n
}

// plainWorking tells whether d is one of Monday to Friday. Day 0, 1970-01-01,
// was a Thursday.
func plainWorking(d Day) bool { return weekdayFromMonday(int64(d)) < 5 }

func weekdayFromMonday(d int64) int64 { return ((d+3)%7 + 7) % 7 }

// plainUpTo counts the days Monday to Friday up to and including d, from an
// origin of its own.
func plainUpTo(d int64) int64 {
	w := weekdayFromMonday(d)
	week := (d + 3 - w) / 7
	return week*5 + min(w+1, 5)
}

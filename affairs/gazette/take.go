package gazette

import (
	"cmp"
	"slices"
)

// Standing is how a number of a year stands in the library.
type Standing string

const (
	Here   Standing = "here"   // can be read
	Absent Standing = "absent" // missing, with a reason
	Wanted Standing = "wanted" // neither
)

// Standings lists them with their printed names.
var Standings = []struct {
	Standing Standing
	Name     string
}{
	{Here, "可以阅读"}, {Absent, "缺期，已说明原因"}, {Wanted, "尚缺"},
}

// Name is the printed name.
func (s Standing) Name() string {
	for _, row := range Standings {
		if row.Standing == s {
			return row.Name
		}
	}
	return string(s)
}

// Slot is a number of a year, or the numbers of a combined issue.
type Slot struct {
	Issue    Issue // only Year, No and Through where nothing is registered
	Standing Standing
}

// Shelf is a year in the library. Counts are of numbers: a combined issue of two
// counts twice.
type Shelf struct {
	Volume
	// Known says that somebody said how many issues the year has; else Issues is
	// the highest number registered, and 0 for a year of which nothing is known.
	Known                bool
	Slots                []Slot // by number
	Here, Absent, Wanted int
}

// Complete says that the year is known and that every number is here or missing
// for a reason.
func (s Shelf) Complete() bool { return s.Known && s.Wanted == 0 }

// Take takes stock: every year from the first to the last of which anything is
// known, in order.
func Take(volumes []Volume, issues []Issue) []Shelf {
	known := map[int]Volume{}
	of := map[int][]Issue{}
	var years []int
	for _, v := range volumes {
		known[v.Year] = v
		years = append(years, v.Year)
	}
	for _, i := range issues {
		of[i.Year] = append(of[i.Year], i)
		years = append(years, i.Year)
	}
	if len(years) == 0 {
		return nil
	}
	var list []Shelf
	for year := slices.Min(years); year <= slices.Max(years); year++ {
		v, ok := known[year]
		v.Year = year
		list = append(list, shelf(v, ok, of[year]))
	}
	return list
}

func shelf(v Volume, known bool, issues []Issue) Shelf {
	s := Shelf{Volume: v, Known: known}
	slices.SortFunc(issues, func(a, b Issue) int { return cmp.Compare(a.No, b.No) })
	next := 1
	want := func(before int) {
		for ; next < before; next++ {
			s.Slots = append(s.Slots, Slot{Issue{Year: v.Year, No: next, Print: Print{Through: next}}, Wanted})
			s.Wanted++
		}
	}
	for _, i := range issues {
		want(i.No)
		slot, n := Slot{i, Wanted}, i.Through-i.No+1
		switch {
		case i.Here():
			slot.Standing = Here
			s.Here += n
		case i.State == Missing:
			slot.Standing = Absent
			s.Absent += n
		default:
			s.Wanted += n
		}
		s.Slots = append(s.Slots, slot)
		next = i.Through + 1
	}
	want(s.Issues + 1)
	s.Issues = max(s.Issues, next-1)
	return s
}

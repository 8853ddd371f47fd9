package annual

import (
	"gongkai/affairs/agency"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
)

// Record is one of the records behind a figure, as anybody may see it: nothing
// in it tells who asked for what.
type Record struct {
	Thing  string // in the journal: "publication/17"
	Number string // as people know it: JYJ/2017-000123; "" if it has none
	Agency agency.Code
	Day    calendar.Day // the day that places it in the year
	// Title is what it is called; "" where that is not public, as of requests.
	Title string
	// Adds is what it adds to the figure: one, or person-times, or money.
	Adds printed.Number
	// Marks say what else is counted of it: 渠道 当面.
	Marks []Mark
	// Open says that it has a page of its own that everybody may read.
	Open bool
	// Stamp counts its saves: a record changed since has another.
	Stamp int64
}

// Mark is one thing counted of a record.
type Mark struct{ Name, Value string }

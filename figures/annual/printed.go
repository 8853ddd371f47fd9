package annual

import (
	"strings"

	"gongkai/figures/printed"
)

// Printed is a report that was once printed on paper, figure by figure, to be
// held against the one compiled: a city keeps it as data.
type Printed struct {
	Agency string        `json:"agency"`
	Year   int           `json:"year"`
	Title  string        `json:"title"`
	On     string        `json:"on"` // published, 2018-03-19
	Lines  []PrintedLine `json:"lines"`
}

// PrintedLine is one printed figure, or one place where the print is loose.
type PrintedLine struct {
	Where   string `json:"where"`   // the part: 二
	Label   string `json:"label"`   // what it is called there
	Printed string `json:"printed"` // as printed: 约113万余
	// Figure is the name of ours; "" where the platform does not count such a
	// thing.
	Figure string `json:"figure"`
	// Reading says how the print is read where it may be read otherwise; "" else.
	Reading string `json:"reading"`
}

// Agreement is how a printed figure and ours compare.
type Agreement string

// The agreements.
const (
	Agrees  Agreement = "agrees"  // the same
	Rounded Agreement = "rounded" // the same but for 约, 余, 万
	Differs Agreement = "differs"
	Lacking Agreement = "lacking" // ours is not counted
)

// Compare holds a line against the edition.
func (l PrintedLine) Compare(e *Edition) (Figure, Agreement) {
	f, ok := e.Figure(l.Figure)
	if !ok || f.Text == "" {
		return f, Lacking
	}
	c, err := printed.Read(strings.TrimSuffix(l.Printed, "%"))
	switch {
	case err != nil:
		return f, Differs
	case c.Exact() && c.Value == f.Value:
		return f, Agrees
	case c.Exact() || c.Kind != printed.Figure:
		return f, Differs
	}
	// 约 and 余 round to the last digit that is not a nought.
	step := printed.Whole(1)
	for v := c.Value; v != 0 && v%(step*10) == 0; {
		step *= 10
	}
	low, high := c.Value, c.Value+step
	if c.About {
		low = c.Value - step/2
	}
	if f.Value >= low && f.Value < high {
		return f, Rounded
	}
	return f, Differs
}

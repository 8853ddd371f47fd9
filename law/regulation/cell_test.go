package regulation_test

import (
	"strings"
	"testing"

	"gongkai/law/form"
	"gongkai/law/regulation"
)

// Who asked before 15 May 2019 and was answered after it stands in a table that
// knows the second edition alone.
func TestOutcomesInTheFormOfAnotherTime(t *testing.T) {
	for _, c := range []struct{ outcome, ground, in2014, in2021 string }{
		{"2008-2", "", "3.3.2", "B3.1"},
		{"2008-3", "2008-14-2", "3.3.3", "B3.2"},
		{"2008-4", "2008-14-1", "3.3.4.1", "B3.3.1"},
		{"2008-4", "2008-14-3", "3.3.4.3", "B3.3.4"},
		{"2008-4", "2008-02-1", "3.3.4.5", "B3.3.5"},
		{"2008-4", "2008-02-2", "3.3.4.5", "B3.3.6"},
		{"2008-4", "2008-13-1", "3.3.4.6", "B3.6.3"},
		{"2008-4", "", "3.3.4.6", "B3.3.2"},
		{"2008-7", "", "3.3.7", "B3.6.3"},
		{"2008-withdrawn", "", "", "B3.6.3"},
		{"2008-25-corrected", "", "", ""},
		{"2019-B3.1-given", "", "3.3.2", "B3.1"},
		{"2019-B3.3.4", "2019-15-1", "3.3.4.2", "B3.3.4"},
		{"2019-B3.3.4", "2019-15-3", "3.3.4.6", "B3.3.4"},
		{"2019-B3.6.2", "", "", "B3.6.2"},
		{"2019-B3.6.3-withdrawn", "", "", "B3.6.3"},
		{"nonsense", "", "", "B3.6.3"},
	} {
		o, _ := regulation.OutcomeByCode(c.outcome)
		if got := o.CellIn("2014", c.ground); got != c.in2014 {
			t.Errorf("%s %s in the form of 2014: %q, want %q", c.outcome, c.ground, got, c.in2014)
		}
		for _, f := range []string{"2019", "2021"} {
			if got := o.CellIn(f, c.ground); got != c.in2021 {
				t.Errorf("%s %s in the form of %s: %q, want %q", c.outcome, c.ground, f, got, c.in2021)
			}
		}
	}
}

// Whatever becomes of a request stands in a line of every form that sums up
// all there are, and in its own edition's where it always stood.
func TestEveryOutcomeHasItsLeaf(t *testing.T) {
	for _, e := range regulation.Editions() {
		for _, o := range e.Outcomes {
			for _, ground := range append([]string{""}, o.Grounds...) {
				for _, f := range form.Forms {
					cell := o.CellIn(f.Code, ground)
					if cell == "" && f.Code == "2014" {
						if o.Class != regulation.ClassOther {
							t.Errorf("%s has no line in the form of 2014", o.Code)
						}
						continue
					}
					row, ok := f.Row(cell)
					if !ok && f.Code == "2019" && strings.HasPrefix(cell, "B3.6.") {
						row, ok = f.Row("B3.6")
					}
					if !ok || len(row.Columns) == 0 || row.Sum {
						t.Errorf("%s %s: %q is no leaf of the form of %s", o.Code, ground, cell, f.Code)
					}
				}
				own := map[string]string{"2008": "2014", "2019": "2021"}[e.Code]
				if cell := o.CellIn(own, ground); ground != "" && cell != o.CellFor(ground) {
					t.Errorf("%s %s: %q, and %q by its own edition", o.Code, ground, cell, o.CellFor(ground))
				}
			}
		}
	}
}

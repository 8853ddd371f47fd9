package check

import (
	"strings"

	"gongkai/figures/printed"
	"gongkai/law/form"
)

// Table is a filled table, whole or in part.
type Table struct {
	Form   *form.Form
	Year   int    // reported on; 0 if it is not known
	Agency string // as printed; "" if it is not
	// Cells are those that are printed, blank ones included.
	Cells map[form.Cell]printed.Cell
	// Joint are numbers printed for several cells at once.
	Joint []Joint
	// Told are figures of the report's text by the places of the form's
	// narrative identity, "received", and others, "fee_cases".
	Told  map[string]printed.Number
	State State
	// Remarks are what its reader noticed.
	Remarks []Remark
}

// Joint is one number for several cells.
type Joint struct {
	Cells []form.Cell
	Cell  printed.Cell
}

// State is whether the whole table is at hand.
type State int

// The states.
const (
	Unstated State = iota // judged by the rows and numbers that are missing
	Complete
	Partial
)

// Remark is something to look at that breaks no identity.
type Remark struct {
	Place    string `json:"place"` // a cell, a row, a line of the file; "" for the whole table
	Sentence string `json:"sentence"`
}

// Beside is what lies beside the table. The zero Beside is nothing.
type Beside struct {
	LastYear *Table
	Members  []*Table
	Power    Power
	// Same is another edition of the same table: the one printed, or the one
	// computed.
	Same *Table
}

// Power is whether the agency may make rules (规章).
type Power int

// The answers.
const (
	PowerUnknown Power = iota
	MakesRules
	MakesNone
)

// Number is what a cell says, in the unit of the form: 251000元 where ten
// thousands of yuan are asked for is 25.1; a stroke is zero. ok is false where
// nothing is printed, and exact where what is printed is no exact number.
func (t *Table) Number(cell form.Cell) (n printed.Number, ok, exact bool) {
	c := t.Cells[cell]
	unit := t.Form.Unit(cell)
	switch {
	case c.Kind == printed.Blank:
		return 0, false, true
	case c.Kind == printed.NotApplicable:
		return 0, true, true
	case !c.Exact():
		return 0, true, false
	case c.Unit != unit && strings.HasSuffix(c.Unit, "元"):
		n, exact = c.In(unit)
		return n, true, exact
	}
	return c.Value, true, true
}

// missing are the rows of which nothing is printed.
func (t *Table) missing() []string {
	var list []string
rows:
	for _, r := range t.Form.Rows {
		if len(r.Columns) == 0 {
			continue
		}
		for _, c := range r.Columns {
			if _, ok := t.Cells[form.Cell{Row: r.Code, Column: c.Code}]; ok {
				continue rows
			}
		}
		for _, j := range t.Joint {
			for _, c := range j.Cells {
				if c.Row == r.Code {
					continue rows
				}
			}
		}
		list = append(list, r.Code)
	}
	return list
}

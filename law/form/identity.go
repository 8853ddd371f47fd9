package form

// Identity is a rule between cells.
type Identity struct {
	ID    string // "F1", "K3": as the forms' rules are known everywhere
	Level Level
	Span  Span
	// Sentence is the rule for people, without its end mark.
	Sentence string
	// Note says when the rule may rightly be broken; "" when never.
	Note string
	// Rules are the places where the identity applies, each judged for itself.
	Rules []Rule
}

// Level is what follows when an identity does not hold.
type Level string

// The levels.
const (
	Hard Level = "hard" // the table is wrong and cannot be signed
	Soft Level = "soft" // an explanation is wanted
)

// Span is what an identity needs beside the table itself.
type Span string

// The spans.
const (
	Within    Span = "within"    // nothing
	Years     Span = "years"     // the table of the year before
	Members   Span = "members"   // the tables of the agencies summed up
	Narrative Span = "narrative" // figures of the report's text
	Power     Span = "power"     // whether the agency may make rules (规章)
)

// Rule is an identity at one place.
type Rule struct {
	// Place is the column or row it applies to, "natural" or "B3.1"; for
	// [Narrative] the figure of the text; "" where there is only one.
	Place string
	// Relations must all hold. The rule with none is about each of Cells.
	Relations []Relation
	// Cells is for rules about single cells: that they are numbers of their
	// kind ([Within]), that they are the sum of the members' ([Members]), that
	// together they are a figure of the text ([Narrative]), or that they are 0
	// without the power to make rules ([Power]).
	Cells []Cell
	// Name is a figure of the text as people call it; "" elsewhere.
	Name string
}

// Relation compares two sums.
type Relation struct {
	Left  []Term
	Op    Op
	Right []Term
	// Doubt is the question to ask when an [AtMost] is met to the last one; ""
	// for none.
	Doubt string
}

// Op is how two sums compare.
type Op string

// The comparisons.
const (
	Equal  Op = "="
	AtMost Op = "≤"
)

// Term is a cell in a sum.
type Term struct {
	Cell  Cell
	Minus bool
	// LastYear takes the cell from the table of the year before.
	LastYear bool
	// Part says that the term is an unknown part of the cell, between nothing
	// and all of it.
	Part bool
	// Open names a quantity that no form prints, at least 0; "" for a cell.
	Open string
}

// Key is the identity at a place as lists name it: "F1:natural", "K3".
func (i Identity) Key(r Rule) string {
	if r.Place == "" {
		return i.ID
	}
	return i.ID + ":" + r.Place
}

// All are the terms of a relation.
func (r Relation) All() []Term { return append(append([]Term(nil), r.Left...), r.Right...) }

// Identity is the identity of that id; false if the form has none.
func (f *Form) Identity(id string) (Identity, bool) {
	for _, i := range f.Identities {
		if i.ID == id {
			return i, true
		}
	}
	return Identity{}, false
}

// terms is a sum of cells of one column.
func terms(column string, rows ...string) []Term {
	var list []Term
	for _, r := range rows {
		list = append(list, Term{Cell: Cell{r, column}})
	}
	return list
}

// across is a sum of cells of one row.
func across(row string, columns ...string) []Term {
	var list []Term
	for _, c := range columns {
		list = append(list, Term{Cell: Cell{row, c}})
	}
	return list
}

func equal(left, right []Term) []Relation  { return []Relation{{Left: left, Op: Equal, Right: right}} }
func atMost(left, right []Term) []Relation { return []Relation{{Left: left, Op: AtMost, Right: right}} }

// wholeNumbers is F5, which every form has: each cell holds a number of its
// kind.
func wholeNumbers(rows []Row) Identity {
	i := Identity{ID: "F5", Level: Hard, Span: Within, Sentence: "件数、次数等应为不小于零的整数，金额应为不小于零的数"}
	for _, r := range rows {
		if cells := cellsOf(r); len(cells) > 0 {
			i.Rules = append(i.Rules, Rule{Place: r.Code, Cells: cells})
		}
	}
	return i
}

// rolledUp is X3: a level's table is the sum of its members' tables, but for
// the rows of which several members report the same thing.
func rolledUp(rows []Row, note string, except ...string) Identity {
	i := Identity{ID: "X3", Level: Hard, Span: Members, Sentence: "汇总表各项等于所辖各机关之和", Note: note}
rows:
	for _, r := range rows {
		for _, e := range except {
			if r.Code == e {
				continue rows
			}
		}
		if cells := cellsOf(r); len(cells) > 0 {
			i.Rules = append(i.Rules, Rule{Place: r.Code, Cells: cells})
		}
	}
	return i
}

func cellsOf(r Row) []Cell {
	var cells []Cell
	for _, c := range r.Columns {
		cells = append(cells, Cell{r.Code, c.Code})
	}
	return cells
}

package page

import (
	"context"

	"github.com/a-h/templ"
)

// Column heads a Table.
type Column struct {
	Text    string // a key of the catalogue
	Numeric bool   // set right, digits aligned
	Whole   bool   // its cells stay on one line: moments, serial numbers
	Words   bool   // its cells keep room for a few words beside wider ones: names
}

// Cell of a Table: Text as it is, a link when Href is set, or anything at all in Content.
type Cell struct {
	Text, Href string
	Content    templ.Component
}

// Table is drawn whole; it belongs to a page's worth of rows. The first cell of a row is its heading when
// RowHeads is set.
type Table struct {
	Caption  string // a key of the catalogue; required: a screen reader announces it
	Quiet    bool   // the caption is read but not shown, when a heading says the same
	Columns  []Column
	Rows     [][]Cell
	RowHeads bool
	Empty    string // shown instead of a table without rows
	// Fold is how many rows a long table shows before the rest, which is folded away
	// beneath it; 0 shows all. A few more than that are not worth folding.
	Fold int
	rest bool // these are the rows folded away
}

// folds says whether there are rows to fold away.
func (t Table) folds() bool { return t.Fold > 0 && len(t.Rows) > t.Fold+2 }

// head is the rows before the fold, beneath those behind it.
func (t Table) head() Table {
	t.Rows = t.Rows[:t.Fold]
	return t
}

func (t Table) beneath() Table {
	t.Rows, t.rest, t.Quiet = t.Rows[t.Fold:], true, true
	return t
}

// name is the caption in the reader's language; the rows folded away are announced
// as such.
func (t Table) name(ctx context.Context) string {
	if t.rest {
		return Tf(ctx, "%s（其余）", T(ctx, t.Caption))
	}
	return T(ctx, t.Caption)
}

// Cells makes a row of plain texts.
func Cells(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, text := range texts {
		row[i].Text = text
	}
	return row
}

// Row of a SummaryList. Key is a key of the catalogue, Value content; Content stands instead of Value if set.
type Row struct {
	Key, Value string
	Content    templ.Component
	Actions    []Link
}

// Paging of a list by cursor: addresses of the newer and older page, "" at an end. Info says where one is,
// "第 1–50 条，共 1,130,070 条", finished text.
type Paging struct {
	Newer, Older, Info string
}

// cards says that a phone shows each row as a card of its own: a list of things
// with words about them. A table of numbers stays a table and is moved aside.
func (t Table) cards() bool {
	words := 0
	for _, c := range t.Columns {
		if !c.Numeric {
			words++
		}
	}
	return words > 2 && 2*words >= len(t.Columns)
}

// label names a cell on a card, where the head of its column is out of sight.
func (t Table) label(i int) string {
	if i >= len(t.Columns) {
		return ""
	}
	return t.Columns[i].Text
}

func numeric(columns []Column, i int) bool { return i < len(columns) && columns[i].Numeric }

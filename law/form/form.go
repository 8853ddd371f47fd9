package form

import (
	"slices"
	"strings"
)

// Form is one format of the statutory tables. The forms are constants of the
// program: what they point to must not be changed.
type Form struct {
	Code     string // "2014", "2019", "2021": the year it was issued for
	Name     string
	Document string // what prescribed it, 国办公开办函〔2021〕30号
	// From is the first year reported on with it; Until the last, 0 while it
	// is in use.
	From, Until int
	Parts       []string // the parts of the report's text, in order
	Tables      []Table
	Rows        []Row // in the order of print, headings included
	Identities  []Identity
}

// Table is one of the tables of a form.
type Table struct {
	Code string // "A": the rows of the table name it
	Name string
}

// Row is one line of a table.
type Row struct {
	Code    string // "B3.1", "3.1.2": as the form's rows are known everywhere
	Table   string
	Parent  string // the heading or sum above it; "" at the top
	Name    string // as printed
	English string
	Unit    string // 件, 条, 万元; "" for a heading, and where the form prints none
	Article string // the article it rests on; "" where none is known
	Note    string // how to count, for the person who fills it in; "" when plain
	// Columns are the cells of the row. A heading has none.
	Columns []Column
	// Also are other names seen in print for the same row.
	Also []string
	// Sum says that the row is the sum of others and that many reports leave it
	// out; when it is absent it may be computed.
	Sum bool
}

// Column is one cell of a row.
type Column struct {
	Code    string // "natural", "total"; "value" where a row has one
	Name    string
	English string
	Kind    Kind
	Unit    string // where it differs from the row's; "" else
	From    Source
}

// Kind is what numbers a cell may hold.
type Kind int

// The kinds of number.
const (
	Count  Kind = iota // a whole number, not negative
	Change             // a whole number with a sign: 本年增/减
	Amount             // money, decimals allowed, not negative
)

// Cell names a cell of a form.
type Cell struct {
	Row    string
	Column string
}

// Value is the column of rows that have one.
const Value = "value"

// String is the cell as lists name it: "B3.1.natural", or the row alone where
// it has one cell named "value".
func (c Cell) String() string {
	if c.Column == Value {
		return c.Row
	}
	return c.Row + "." + c.Column
}

// MarshalText writes the cell as [Cell.String].
func (c Cell) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Forms are all forms, the oldest first. A new form is a file and a line here.
var Forms = []*Form{&form2014, &form2019, &form2021}

// Of is the form for a year reported on; nil for years before the first, whose
// tables differed from place to place.
func Of(year int) *Form {
	for _, f := range Forms {
		if year >= f.From && (f.Until == 0 || year <= f.Until) {
			return f
		}
	}
	return nil
}

// ByCode is the form of that code; nil if there is none.
func ByCode(code string) *Form {
	for _, f := range Forms {
		if f.Code == code {
			return f
		}
	}
	return nil
}

// Row is the row of that code; false if the form has none.
func (f *Form) Row(code string) (Row, bool) {
	i := slices.IndexFunc(f.Rows, func(r Row) bool { return r.Code == code })
	if i < 0 {
		return Row{}, false
	}
	return f.Rows[i], true
}

// Column is the description of a cell; false if the form has no such cell.
func (f *Form) Column(c Cell) (Column, bool) {
	r, ok := f.Row(c.Row)
	if !ok {
		return Column{}, false
	}
	return r.Column(c.Column)
}

// Column is the column of that code; false if the row has none.
func (r Row) Column(code string) (Column, bool) {
	i := slices.IndexFunc(r.Columns, func(c Column) bool { return c.Code == code })
	if i < 0 {
		return Column{}, false
	}
	return r.Columns[i], true
}

// Cells are all cells in the order of print.
func (f *Form) Cells() []Cell {
	var list []Cell
	for _, r := range f.Rows {
		for _, c := range r.Columns {
			list = append(list, Cell{r.Code, c.Code})
		}
	}
	return list
}

// Cell reads what [Cell.String] wrote; false if the form has no such cell.
func (f *Form) Cell(s string) (Cell, bool) {
	if r, ok := f.Row(s); ok {
		_, ok := r.Column(Value)
		return Cell{s, Value}, ok
	}
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return Cell{}, false
	}
	c := Cell{s[:i], s[i+1:]}
	_, ok := f.Column(c)
	return c, ok
}

// Unit is the unit of a cell; "" where the form prints none.
func (f *Form) Unit(c Cell) string {
	r, _ := f.Row(c.Row)
	if col, ok := r.Column(c.Column); ok && col.Unit != "" {
		return col.Unit
	}
	return r.Unit
}

// Label is the cell as people call it: the row, and the column where there are
// several.
func (f *Form) Label(c Cell) string {
	r, ok := f.Row(c.Row)
	if !ok {
		return c.String()
	}
	if col, ok := r.Column(c.Column); ok && len(r.Columns) > 1 {
		return r.Name + "，" + col.Name
	}
	return r.Name
}

// PlaceName is the name of the column or row that stands after the colon of an
// identity: 自然人 of F1:natural; "" for none.
func (f *Form) PlaceName(place string) string {
	if r, ok := f.Row(place); ok {
		return r.Name
	}
	for _, r := range f.Rows {
		if c, ok := r.Column(place); ok {
			return c.Name
		}
	}
	return place
}

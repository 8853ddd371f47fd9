package ledger

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// What may be wrong with a field. A [Fault] says with which.
var (
	ErrRequired = errors.New("请填写")
	ErrNumber   = errors.New("请填写整数，如 57")
	ErrMoney    = errors.New("请填写数字，最多六位小数，如 52.15")
	ErrSmall    = errors.New("数字太小")
	ErrLarge    = errors.New("数字太大，请核对")
	ErrDay      = calendar.ErrDay
	ErrFuture   = errors.New("不能晚于今天")
	ErrTime     = errors.New("时间应写成 14:05 的形式")
	ErrChoice   = errors.New("请从选项中选择")
	ErrYesNo    = errors.New("请填写“是”或者“否”")
	ErrLink     = errors.New("请填写公开信息的索引号，如 JYJ/2017-000123")
	ErrNoLink   = errors.New("没有这个索引号的公开信息")
	ErrAddress  = errors.New("网址应以 http:// 或者 https:// 开头")
	ErrMany     = errors.New("行数太多")
	ErrField    = errors.New("这本台账没有这个项目")
)

// Fault is one thing wrong with what was entered.
type Fault struct {
	Field string // name of the field
	Label string
	Row   int // of [Rows], from 1; 0 otherwise
	// Column is the field within the row, ColumnLabel its label; "" for the
	// whole row and for fields that are not rows.
	Column, ColumnLabel string
	Err                 error
}

func (f Fault) Error() string { return f.Where() + "：" + f.Err.Error() }

func (f Fault) Unwrap() error { return f.Err }

// Where names the field for people: 发言人第 2 行姓名.
func (f Fault) Where() string {
	if f.Row == 0 {
		return f.Label
	}
	return fmt.Sprintf("%s第 %d 行%s", f.Label, f.Row, f.ColumnLabel)
}

// Faults is everything wrong with what was entered, in the order of the book.
type Faults []Fault

func (f Faults) Error() string {
	said := make([]string, len(f))
	for i, one := range f {
		said[i] = one.Error()
	}
	return strings.Join(said, "；")
}

// Unwrap lets errors.Is find each.
func (f Faults) Unwrap() []error {
	list := make([]error, len(f))
	for i, one := range f {
		list[i] = one
	}
	return list
}

// Of is what is wrong with a field that is not rows; nil if nothing is.
func (f Faults) Of(field string) error { return f.At(field, 0, "") }

// At is what is wrong with a place: a field, or row n of a field of rows and
// its column; nil if nothing is.
func (f Faults) At(field string, n int, column string) error {
	for _, one := range f {
		if one.Field == field && one.Row == n && one.Column == column {
			return one.Err
		}
	}
	return nil
}

// reading is one entry being read.
type reading struct {
	book  *Book
	today calendar.Day
	Values
	faults Faults
}

// Read is what was typed, in the one way the record writes it: blanks at the
// ends gone, rows without any value left out, choices by their code. today
// bounds the days that must not lie ahead. faults is nil if the entry can be
// made.
func (b *Book) Read(typed Values, today calendar.Day) (v Values, faults Faults) {
	r := &reading{book: b, today: today, Values: Values{Row: Row{}}}
	for _, name := range sortedKeys(typed.Row) {
		if f, ok := b.Field(name); !ok || f.Type == Rows {
			r.faults = append(r.faults, Fault{Field: name, Label: name, Err: ErrField})
		}
	}
	for _, name := range sortedKeys(typed.Rows) {
		if f, ok := b.Field(name); !ok || f.Type != Rows {
			r.faults = append(r.faults, Fault{Field: name, Label: name, Err: ErrField})
		}
	}
	for _, f := range b.Fields {
		if f.Type == Rows {
			r.rows(f, typed.Rows[f.Name])
			continue
		}
		value, err := f.read(typed.Row[f.Name], today)
		if err != nil {
			r.refuse(f.Name, err)
		} else if value != "" {
			r.Row[f.Name] = value
		}
	}
	if len(r.faults) == 0 && b.check != nil {
		b.check(r)
	}
	return r.Values, r.faults
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (r *reading) rows(f Field, typed []Row) {
	kept := 0
	for _, row := range typed {
		if blank(row) {
			continue
		}
		if kept++; kept > rowsMost {
			r.refuse(f.Name, ErrMany)
			return
		}
		read := Row{}
		for _, name := range sortedKeys(row) {
			if _, ok := fieldOf(f.Fields, name); !ok {
				r.faults = append(r.faults, Fault{Field: f.Name, Label: f.Label, Row: kept, Column: name, ColumnLabel: name, Err: ErrField})
			}
		}
		for _, c := range f.Fields {
			value, err := c.read(row[c.Name], r.today)
			if err != nil {
				r.refuseRow(f.Name, kept, c.Name, err)
			} else if value != "" {
				read[c.Name] = value
			}
		}
		r.add(f.Name, read)
	}
	if f.Required && kept == 0 {
		r.refuse(f.Name, ErrRequired)
	}
}

func blank(row Row) bool {
	for _, v := range row {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return true
}

var linkForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,15}/[0-9]{4}-[0-9]{6,}$`)

// read is the value of one field as the record writes it.
func (f Field) read(typed string, today calendar.Day) (string, error) {
	most := func(usual int) int {
		if f.Max > 0 {
			return int(f.Max)
		}
		return usual
	}
	var s string
	var err error
	if f.Type == Long {
		s, err = text.Block(typed, most(longMost))
	} else if f.Type == Text {
		s, err = text.Line(typed, most(lineMost))
	} else {
		s, err = text.Line(typed, lineMost)
	}
	if err != nil {
		return "", err
	}
	if s == "" {
		if f.Required {
			return "", ErrRequired
		}
		return "", nil
	}
	switch f.Type {
	case Day:
		d, err := calendar.ParseDay(s)
		if err != nil {
			return "", ErrDay
		}
		if f.Past && d > today {
			return "", ErrFuture
		}
		return d.String(), nil
	case Time:
		if _, ok := minute(s); !ok {
			return "", ErrTime
		}
	case Number:
		n, plain, err := decimal(s, 0)
		if err != nil {
			return "", ErrNumber
		}
		return plain, f.bound(n / unit)
	case Money:
		n, plain, err := decimal(s, 6)
		if err != nil {
			return "", ErrMoney
		}
		return plain, f.bound(n / unit)
	case Choice:
		for _, o := range f.Choices {
			if s == o.Code || s == o.Name {
				return o.Code, nil
			}
		}
		return "", fmt.Errorf("%w：%s", ErrChoice, f.optionNames())
	case YesNo:
		switch s {
		case yes, "是", "有":
			return yes, nil
		case no, "否", "无":
			return no, nil
		}
		return "", ErrYesNo
	case Link:
		s = strings.ToUpper(s)
		if !linkForm.MatchString(s) {
			return "", ErrLink
		}
	}
	return s, nil
}

func (f Field) bound(n int64) error {
	if n < f.Min {
		return fmt.Errorf("%w，至少 %d", ErrSmall, f.Min)
	}
	if f.Max > 0 && n > f.Max {
		return fmt.Errorf("%w，最多 %d", ErrLarge, f.Max)
	}
	return nil
}

func (f Field) optionNames() string {
	names := make([]string, len(f.Choices))
	for i, o := range f.Choices {
		names[i] = o.Name
	}
	return strings.Join(names, "、")
}

// refuse notes what is wrong with a field.
func (r *reading) refuse(field string, err error) { r.refuseRow(field, 0, "", err) }

// refuseRow notes what is wrong with a column of row n, from 1.
func (r *reading) refuseRow(field string, n int, column string, err error) {
	f, _ := r.book.Field(field)
	c, _ := fieldOf(f.Fields, column)
	r.faults = append(r.faults, Fault{Field: field, Label: f.Label, Row: n, Column: column, ColumnLabel: c.Label, Err: err})
}

// notBefore refuses a day that lies before another, where both are known.
func (r *reading) notBefore(field, earlier string) {
	a, b := r.Row.Day(field), r.Row.Day(earlier)
	if a != calendar.NoDay && b != calendar.NoDay && a < b {
		f, _ := r.book.Field(earlier)
		r.refuse(field, fmt.Errorf("%w“%s”", ErrBefore, f.Label))
	}
}

// ErrBefore refuses a day that lies before the one named after it.
var ErrBefore = errors.New("不能早于")

// rowsNotBefore does so for a column of rows.
func (r *reading) rowsNotBefore(field, column, earlier string) {
	from := r.Row.Day(earlier)
	f, _ := r.book.Field(earlier)
	for i, row := range r.List(field) {
		if d := row.Day(column); d != calendar.NoDay && from != calendar.NoDay && d < from {
			r.refuseRow(field, i+1, column, fmt.Errorf("%w“%s”", ErrBefore, f.Label))
		}
	}
}

// address refuses what is no address of the web.
func (r *reading) address(field string) {
	s := r.Row.Text(field)
	if s != "" && !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") {
		r.refuse(field, ErrAddress)
	}
}

// Links is the index numbers an entry names, each once, in the order of the
// book.
func (b *Book) Links(v Values) []Linked {
	var list []Linked
	for _, f := range b.Fields {
		switch f.Type {
		case Link:
			if v.Has(f.Name) {
				list = append(list, Linked{Field: f.Name, Index: v.Text(f.Name), Public: f.Public})
			}
		case Rows:
			for i, row := range v.List(f.Name) {
				for _, c := range f.Fields {
					if c.Type == Link && row.Has(c.Name) {
						list = append(list, Linked{Field: f.Name, Row: i + 1, Column: c.Name, Index: row.Text(c.Name), Public: f.Public && c.Public})
					}
				}
			}
		}
	}
	return list
}

// Linked is a place in an entry that names a publication.
type Linked struct {
	Field  string
	Row    int // from 1; 0 if the field is not rows
	Column string
	Index  string
	Public bool
}

// Fault is the fault of a link, for whoever finds that there is no such
// publication.
func (b *Book) Fault(l Linked, err error) Fault {
	r := &reading{book: b}
	r.refuseRow(l.Field, l.Row, l.Column, err)
	return r.faults[0]
}

// Shown is how a value is read by people: choices and yes or no by their names,
// numbers with their unit. "" if blank.
func (f Field) Shown(value string) string {
	if value == "" {
		return ""
	}
	switch f.Type {
	case Choice:
		return f.OptionName(value)
	case YesNo:
		if value == yes {
			return "是"
		}
		return "否"
	case Number, Money:
		if f.Unit != "" {
			return value + " " + f.Unit
		}
	}
	return value
}

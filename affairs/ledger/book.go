package ledger

import (
	"gongkai/law/calendar"
	"gongkai/law/form"
)

// Code names a book for ever; it stands in the numbers of its entries.
type Code string

// Type is what a field holds, and how it is written in [Values].
type Type string

const (
	Text   Type = "text"   // one line
	Long   Type = "long"   // several lines
	Day    Type = "day"    // 2017-06-30
	Time   Type = "time"   // of day, in Beijing: 14:05
	Number Type = "number" // whole, not negative: 57
	Money  Type = "money"  // decimal, up to six places: 52.15; the unit is the field's
	Choice Type = "choice" // the code of one of the field's choices
	YesNo  Type = "yes_no" // yes, no
	Link   Type = "link"   // index number of a publication: JYJ/2017-000123
	Rows   Type = "rows"   // any number of rows of the field's own fields
)

// Field is one thing an entry says.
type Field struct {
	Name     string // its key in [Values]
	Label    string // as printed
	Type     Type
	Required bool
	// Public fields are shown to everybody once the entry is released.
	Public  bool
	Choices []Option // of a [Choice]
	Fields  []Field  // of [Rows]; none of them rows
	Unit    string   // of numbers and money; "" for none
	Help    string   // one sentence for whoever fills it in; "" if the label says it all
	// Past days must not lie after today.
	Past bool
	// Max bounds the characters of a text (0: the type's own bound) or a
	// number; Min a number.
	Min, Max int64
}

// Option is one of the values of a [Choice].
type Option struct{ Code, Name string }

// OptionName is the printed name of a choice's code; the code if unknown.
func (f Field) OptionName(code string) string {
	for _, o := range f.Choices {
		if o.Code == code {
			return o.Name
		}
	}
	return code
}

// Book is a register.
type Book struct {
	Code    Code
	Name    string
	Measure string // counter word of its entries: 场
	Help    string // what belongs in it
	Article string // of the Regulation (2019 unless it says otherwise)
	// Public books' entries can be released.
	Public bool
	Fields []Field
	// Counts is what entries count in reports; nothing for some books.
	Counts []form.Fact
	// Sole says in a sentence why there is but one entry with the same
	// identity in an agency; "" for books in which the same may come twice.
	Sole string

	// check judges what the fields alone cannot.
	check    func(*reading)
	title    func(Values) string
	day      func(Values) calendar.Day
	due      func(Values) calendar.Day // nil for books without a limit
	closed   func(Values) bool         // whether the matter is at its end; nil for books without a decision on disclosure
	identity func(Values) string
	facts    func(Entry) []Fact
}

// Books is every book, in the order in which people list them.
var Books = []*Book{
	conference, interview, explanation, matter, proposal, meeting, supervision, training, readingPoint, handout, staffing, decisions,
}

// BookOf is the book of that code; false if there is none.
func BookOf(c Code) (*Book, bool) {
	for _, b := range Books {
		if b.Code == c {
			return b, true
		}
	}
	return nil, false
}

// Name is the book's printed name; the code if there is none.
func (c Code) Name() string {
	if b, ok := BookOf(c); ok {
		return b.Name
	}
	return string(c)
}

// Field is the book's field of that name; false if it has none.
func (b *Book) Field(name string) (Field, bool) { return fieldOf(b.Fields, name) }

func fieldOf(fields []Field, name string) (Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Title is what an entry of these values is called in lists.
func (b *Book) Title(v Values) string { return b.title(v) }

// Day is the day that places an entry of these values in a year.
func (b *Book) Day(v Values) calendar.Day { return b.day(v) }

// Due is the day by which something is still to be done; NoDay if nothing is.
func (b *Book) Due(v Values) calendar.Day {
	if b.due == nil {
		return calendar.NoDay
	}
	return b.due(v)
}

// HasDue says whether entries of the book have something to be done by a day.
func (b *Book) HasDue() bool { return b.due != nil }

// Identity tells entries of one agency apart: two with the same are the same
// affair, entered twice.
func (b *Book) Identity(v Values) string { return b.identity(v) }

// bounds of texts, in characters.
const (
	lineMost = 200
	longMost = 20_000
	rowsMost = 2_000
)

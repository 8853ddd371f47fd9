package ledger

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/law/calendar"
)

// Public is what everybody may read of an entry: the public fields of the
// version that was released, and nothing else.
type Public struct {
	Book       Code
	ID         int64
	Agency     agency.Code
	Title      string
	Day        calendar.Day
	Due        calendar.Day // NoDay if nothing is to be done
	Values     Values
	Version    int
	ReleasedAt time.Time
	// First is the day on which it first came before the public as it counts;
	// NoDay for what is not yet done.
	First calendar.Day
}

// Number is as [Entry.Number].
func (p Public) Number() string { return NumberOf(p.ID) }

// PublicOf is what the public reads of an entry that has just been released,
// or would if it were.
func PublicOf(e Entry) Public {
	b := e.book()
	return Public{Book: e.Book, ID: e.ID, Agency: e.Agency, Title: b.Title(e.Values), Day: b.Day(e.Values), Due: b.Due(e.Values),
		Values: b.public(e.Values), Version: e.Version, ReleasedAt: e.ReleasedAt, First: e.PublicOn}
}

// public is the values of the public fields.
func (b *Book) public(v Values) Values {
	shown := Values{Row: publicRow(b.Fields, v.Row)}
	for _, f := range b.Fields {
		if f.Type != Rows || !f.Public {
			continue
		}
		for _, row := range v.List(f.Name) {
			shown.add(f.Name, publicRow(f.Fields, row))
		}
	}
	return shown
}

func publicRow(fields []Field, r Row) Row {
	shown := Row{}
	for _, f := range fields {
		if f.Public && f.Type != Rows && r.Has(f.Name) {
			shown[f.Name] = r.Text(f.Name)
		}
	}
	return shown
}

// Words is the text by which an entry of these values is found: its texts and
// the names of its choices, in the order of the book.
func (b *Book) Words(v Values) []string {
	var words []string
	collect := func(fields []Field, r Row) {
		for _, f := range fields {
			switch f.Type {
			case Text, Long:
				if s := r.Text(f.Name); s != "" {
					words = append(words, s)
				}
			case Choice:
				if s := r.Text(f.Name); s != "" {
					words = append(words, f.OptionName(s))
				}
			}
		}
	}
	collect(b.Fields, v.Row)
	for _, f := range b.Fields {
		for _, row := range v.List(f.Name) {
			collect(f.Fields, row)
		}
	}
	return words
}

// Seat is what an official may see of the ledgers. The zero Seat sees nothing.
type Seat struct {
	All      bool // the whole city
	Agencies []agency.Code
}

// SeatOf is what the actor sees: the city's offices everything, others the
// books of their agencies.
func SeatOf(viewer account.Actor, codes []agency.Code) Seat {
	s := Seat{All: viewer.May(account.LookLedger, everywhere)}
	if s.All {
		return s
	}
	for _, c := range codes {
		if viewer.May(account.LookLedger, c) {
			s.Agencies = append(s.Agencies, c)
		}
	}
	return s
}

// everywhere is no agency's code, so only a role that reaches the whole city
// may look there.
const everywhere agency.Code = "*"

// Visible says who sees an entry with all its fields and versions: officials of
// its agency, and the city's offices. Everybody else reads [Public], if there
// is one.
func Visible(viewer account.Actor, e Entry) bool { return viewer.May(account.LookLedger, e.Agency) }

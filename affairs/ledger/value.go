package ledger

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongkai/law/calendar"
)

// Row is fields with their values as text, each in the one way its [Type] is
// written; a blank one is absent.
type Row map[string]string

// Values is what an entry says.
type Values struct {
	Row  `json:"fields"`
	Rows map[string][]Row `json:"rows,omitempty"`
}

// Text is the value as it is written; "" if blank.
func (r Row) Text(name string) string { return r[name] }

// Day is the value of a day; NoDay if blank.
func (r Row) Day(name string) calendar.Day {
	d, err := calendar.ParseDay(r[name])
	if err != nil {
		return calendar.NoDay
	}
	return d
}

// Whole is the value of a number; 0 if blank, see [Row.Has].
func (r Row) Whole(name string) int64 {
	n, err := strconv.ParseInt(r[name], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Amount is the value of a number or of money in millionths; 0 if blank.
func (r Row) Amount(name string) int64 {
	n, _, err := decimal(r[name], 6)
	if err != nil {
		return 0
	}
	return n
}

// Minute is the value of a time of day in minutes after midnight; -1 if blank.
func (r Row) Minute(name string) int {
	n, ok := minute(r[name])
	if !ok {
		return -1
	}
	return n
}

// Is says whether a yes or no is yes.
func (r Row) Is(name string) bool { return r[name] == yes }

// Has says whether the field is filled.
func (r Row) Has(name string) bool { return r[name] != "" }

// List is the rows of a field of [Rows].
func (v Values) List(name string) []Row { return v.Rows[name] }

// Clone is a copy that shares nothing.
func (v Values) Clone() Values {
	c := Values{Row: maps.Clone(v.Row)}
	if c.Row == nil {
		c.Row = Row{}
	}
	for name, list := range v.Rows {
		for _, r := range list {
			c.add(name, maps.Clone(r))
		}
	}
	return c
}

func (v *Values) add(name string, r Row) {
	if v.Rows == nil {
		v.Rows = map[string][]Row{}
	}
	v.Rows[name] = append(v.Rows[name], r)
}

// Equal says whether two entries say the same.
func (v Values) Equal(w Values) bool {
	return maps.Equal(v.Row, w.Row) && maps.EqualFunc(v.Rows, w.Rows, func(a, b []Row) bool {
		return slices.EqualFunc(a, b, func(x, y Row) bool { return maps.Equal(x, y) })
	})
}

// Canonical is the values as JSON, the same bytes for the same values.
func (v Values) Canonical() ([]byte, error) { return json.Marshal(v) }

const yes, no = "yes", "no"

// minute reads 14:05.
func minute(s string) (int, bool) {
	h, m, ok := strings.Cut(s, ":")
	if !ok || len(h) != 2 || len(m) != 2 {
		return 0, false
	}
	hour, err := strconv.ParseUint(h, 10, 8)
	if err != nil || hour > 23 {
		return 0, false
	}
	min, err := strconv.ParseUint(m, 10, 8)
	if err != nil || min > 59 {
		return 0, false
	}
	return int(hour*60 + min), true
}

const unit = 1_000_000

// decimal reads digits with at most so many decimals, in millionths, and gives
// them as they are written in the record. More than eleven digits before the
// point are a typing error.
func decimal(s string, places int) (n int64, plain string, err error) {
	whole, part, point := strings.Cut(s, ".")
	if whole == "" || point && part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return 0, "", ErrMoney
	}
	part = strings.TrimRight(part, "0")
	whole = strings.TrimLeft(whole, "0")
	if len(part) > places || len(whole) > 11 {
		return 0, "", ErrMoney
	}
	n, err = strconv.ParseInt("0"+whole+part+strings.Repeat("0", 6-len(part)), 10, 64)
	if err != nil {
		return 0, "", ErrMoney
	}
	if plain = whole; plain == "" {
		plain = "0"
	}
	if part != "" {
		plain += "." + part
	}
	return n, plain, nil
}

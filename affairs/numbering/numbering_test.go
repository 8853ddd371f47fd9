package numbering_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/journal"
	"gongkai/affairs/numbering"
	"gongkai/affairs/text"
)

func TestRange(t *testing.T) {
	for typed, want := range map[string][2]int{"12": {12, 12}, "12-15": {12, 15}, "12—15号": {12, 15}, "１２ 至 １５": {12, 15}, " 7 ": {7, 7},
		"": {}, "0": {}, "15-12": {}, "x": {}, "1-": {}, "-3": {}, "1-2-3": {}} {
		first, last, err := numbering.ParseRange(typed)
		if [2]int{first, last} != want || (err == nil) != (want[0] > 0) || err != nil && !errors.Is(err, numbering.ErrRange) {
			t.Errorf("%q: %d-%d %v, want %v", typed, first, last, err, want)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		number string
		series numbering.Series
		serial int
		ok     bool
	}{
		{"长府办发〔2017〕54号", numbering.Series{Prefix: "长府办发", Year: 2017}, 54, true},
		{"长府办发[2017]第054号", numbering.Series{Prefix: "长府办发", Year: 2017}, 54, true},
		{"〔2017〕54号", numbering.Series{Year: 2017}, 54, true},
		{"昆明市人民政府2015年第88号", numbering.Series{Prefix: "昆明市人民政府", Year: 2015, Form: numbering.Announced}, 88, true},
		{"某局公告2017年第003号", numbering.Series{Prefix: "某局公告", Year: 2017, Form: numbering.Announced}, 3, true},
		{"省政府令第5号", numbering.Series{Prefix: "省政府令", Form: numbering.Running}, 5, true},
		{"省政府令 第０５号", numbering.Series{Prefix: "省政府令", Form: numbering.Running}, 5, true},
		{"海关总署第4号令", numbering.Series{Prefix: "海关总署令", Form: numbering.Running}, 4, true},
		{"第4号令", numbering.Series{}, 0, false},
		{"某局2017年第4号公告", numbering.Series{Prefix: "某局公告", Year: 2017, Form: numbering.Announced}, 4, true},
		{"某局通告第12号", numbering.Series{Prefix: "某局通告", Form: numbering.Running}, 12, true},
		{"省政府令第0号", numbering.Series{}, 0, false},
		{"豫政第24号", numbering.Series{}, 0, false},
		{"某字20170630", numbering.Series{}, 0, false},
		{"54号", numbering.Series{}, 0, false},
		{"", numbering.Series{}, 0, false},
	} {
		key, _ := text.NumberKey(c.number)
		s, serial, ok := numbering.Split(key)
		if ok != c.ok || s != c.series || serial != c.serial {
			t.Errorf("%s: %+v %d %v", c.number, s, serial, ok)
		}
		if !ok {
			continue
		}
		again, _ := text.NumberKey(s.Number(serial))
		if t2, n, _ := numbering.Split(again); t2 != s || n != serial {
			t.Errorf("%s is printed %s", c.number, s.Number(serial))
		}
		if s.Form == numbering.Running {
			s.Year = 1993
		}
		prefix, year, _ := strings.Cut(s.Path(), "/")
		if parsed, ok := numbering.Parse(prefix, year); !ok || parsed != s || numbering.Named(s.Name(), s.Year) != s {
			t.Errorf("%s is not read again: %+v", s.Path(), parsed)
		}
	}
	for _, year := range []string{"", "17", "20x7", "3017", "02017", "-017"} {
		if _, ok := numbering.Parse("长府办发", year); ok {
			t.Errorf("%q passes for a year", year)
		}
	}
}

func TestExplain(t *testing.T) {
	at := time.Date(2017, 7, 3, 9, 0, 0, 0, time.UTC)
	base := numbering.Explanation{Series: numbering.Series{Prefix: "长府办发", Year: 2017}, First: 3, Last: 5, Why: numbering.Unused, Agency: "ZFBGT"}
	known := []numbering.Explanation{{First: 8, Last: 9}}
	missing := func(first, last int) bool { return first >= 2 && last <= 9 }
	ground := func(code string) bool { return code == "secret" }
	for _, c := range []struct {
		name string
		edit func(*numbering.Explanation)
		err  error
	}{
		{"unused", func(*numbering.Explanation) {}, nil},
		{"no number", func(e *numbering.Explanation) { e.First = 0 }, numbering.ErrRange},
		{"backwards", func(e *numbering.Explanation) { e.Last = 2 }, numbering.ErrRange},
		{"published", func(e *numbering.Explanation) { e.First = 1 }, numbering.ErrPublished},
		{"explained before", func(e *numbering.Explanation) { e.Last = 8 }, numbering.ErrTwice},
		{"no reason", func(e *numbering.Explanation) { e.Why = "" }, numbering.ErrWhy},
		{"another reason", func(e *numbering.Explanation) { e.Why = "x" }, numbering.ErrWhy},
		{"withheld", func(e *numbering.Explanation) { e.Why, e.Ground = numbering.Withheld, "secret" }, nil},
		{"withheld on no ground", func(e *numbering.Explanation) { e.Why = numbering.Withheld }, numbering.ErrGround},
		{"elsewhere", func(e *numbering.Explanation) { e.Why, e.Note = numbering.Elsewhere, "与市发改委联合行文" }, nil},
		{"elsewhere, nobody says where", func(e *numbering.Explanation) { e.Why = numbering.Elsewhere }, numbering.ErrElsewhere},
		{"a ground where none belongs", func(e *numbering.Explanation) { e.Ground = "secret" }, nil},
	} {
		e := base
		c.edit(&e)
		got, entry, err := numbering.Explain(e, missing, known, ground, "wang", at)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err != nil {
			continue
		}
		if got.By != "wang" || !got.At.Equal(at) || (got.Ground != "") != (got.Why == numbering.Withheld) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if entry.Act != journal.SeriesExplain || entry.Thing != "series/长府办发/2017" || entry.Agency != "ZFBGT" || !strings.HasPrefix(entry.Note, "3-5 ") || entry.Check() != nil {
			t.Errorf("%s: %+v", c.name, entry)
		}
		if back := numbering.Retract(got, "wang", at); back.Act != journal.SeriesRetract || back.Thing != entry.Thing || back.Check() != nil {
			t.Errorf("%s: %+v", c.name, back)
		}
	}
}

package agency

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gongkai/law/calendar"
)

var now = time.Date(2017, 6, 30, 2, 0, 0, 0, time.UTC)

func day(s string) calendar.Day { return calendar.MustDay(s) }

func TestParseCode(t *testing.T) {
	for typed, want := range map[string]Code{
		"FGW": "FGW", " fgw ": "FGW", "A1": "A1", "ABCDEFGHIJKLMNOP": "ABCDEFGHIJKLMNOP",
		"A": "", "ABCDEFGHIJKLMNOPQ": "", "1A": "", "F-W": "", "发改委": "", "": "", "F/W": "",
	} {
		got, err := ParseCode(typed)
		if got != want || errors.Is(err, ErrCode) != (want == "") {
			t.Errorf("ParseCode(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

// An agency bears each of its names until the day before the next, and what it
// published keeps the name of its day.
func TestNameOn(t *testing.T) {
	a := Agency{Code: "FGW", Name: "计划委员会", ClosedOn: calendar.NoDay}
	for _, step := range []struct{ name, on string }{{"发展计划委员会", "1998-03-10"}, {"发展和改革委员会", "2003-03-10"}} {
		before := slices.Clone(a.Former)
		next, _, err := Rename(a, step.name, day(step.on), "city", now)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(a.Former, before) {
			t.Error("renaming wrote into the agency it was given")
		}
		a = next
	}
	for on, want := range map[string]string{
		"1990-01-01": "计划委员会", "1998-03-09": "计划委员会", "1998-03-10": "发展计划委员会",
		"2003-03-09": "发展计划委员会", "2003-03-10": "发展和改革委员会", "2026-01-01": "发展和改革委员会", "": "发展和改革委员会",
	} {
		d, err := calendar.ParseDay(on)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.NameOn(d); got != want {
			t.Errorf("on %q it was called %s, want %s", on, got, want)
		}
	}
	closed := a
	closed.ClosedOn = day("2010-01-01")
	for _, c := range []struct {
		name string
		a    Agency
		new  string
		err  error
	}{
		{"the same name", a, " 发展和改革委员会 ", ErrSameName},
		{"no name", a, " ", ErrName},
		{"closed before", closed, "新委员会", ErrClosed},
	} {
		if _, _, err := Rename(c.a, c.new, day("2017-06-30"), "city", now); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
	}
}

func TestMergeAndSplit(t *testing.T) {
	on := day("2018-10-01")
	open := func(c Code) Agency { return Agency{Code: c, Name: string(c), ClosedOn: calendar.NoDay} }
	closed := open("OLD")
	closed.ClosedOn = day("2010-01-01")
	for _, c := range []struct {
		name       string
		a          Agency
		into       []Agency
		err1, err2 error // of Merge (into the first) and Split
	}{
		{"into one", open("A"), []Agency{open("B")}, nil, nil},
		{"into two", open("A"), []Agency{open("B"), open("C")}, nil, nil},
		{"into itself", open("A"), []Agency{open("A")}, ErrSelf, ErrSelf},
		{"partly into itself", open("A"), []Agency{open("B"), open("A")}, nil, ErrSelf},
		{"into a closed one", open("A"), []Agency{closed}, ErrClosed, ErrClosed},
		{"of a closed one", closed, []Agency{open("B")}, ErrClosed, ErrClosed},
	} {
		merged, _, err := Merge(c.a, c.into[0], on, "city", now)
		if !errors.Is(err, c.err1) {
			t.Errorf("merge %s: %v, want %v", c.name, err, c.err1)
		}
		if err == nil && (merged.Open(on) || !merged.Open(on-1) || !slices.Equal(merged.Successors, []Code{c.into[0].Code})) {
			t.Errorf("merge %s: %+v", c.name, merged)
		}
		split, _, err := Split(c.a, c.into, on, "city", now)
		if !errors.Is(err, c.err2) {
			t.Errorf("split %s: %v, want %v", c.name, err, c.err2)
		}
		if err == nil && (split.Open(on) || len(split.Successors) != len(c.into)) {
			t.Errorf("split %s: %+v", c.name, split)
		}
	}
	if _, _, err := Split(open("A"), nil, on, "city", now); !errors.Is(err, ErrSplitNone) {
		t.Errorf("split into none: %v", err)
	}
}

func TestAdd(t *testing.T) {
	for _, c := range []struct {
		name string
		a    Agency
		err  error
	}{
		{"complete", Agency{Code: "fgw", Name: " 发改委 ", Kind: Department}, nil},
		{"code", Agency{Code: "发", Name: "发改委", Kind: Department}, ErrCode},
		{"name", Agency{Code: "FGW", Name: " ", Kind: Department}, ErrName},
		{"kind", Agency{Code: "FGW", Name: "发改委", Kind: "club"}, ErrKind},
	} {
		a, e, err := Add(c.a, "city", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err == nil && (a.Code != "FGW" || a.Name != "发改委" || !a.Open(calendar.On(now)) || e.Thing != "agency/FGW") {
			t.Errorf("%s: %+v, %+v", c.name, a, e)
		}
	}
}

// Article 12 orders name, address and telephone of the office to be published.
func TestEditCard(t *testing.T) {
	full := Card{Office: " 办公室 ", Address: "人民大街 1 号", Phone: "0431-1"}
	for _, c := range []struct {
		name  string
		spoil func(*Agency, *Card)
		err   error
	}{
		{"complete", func(*Agency, *Card) {}, nil},
		{"no office", func(_ *Agency, c *Card) { c.Office = " " }, ErrNoOffice},
		{"no address", func(_ *Agency, c *Card) { c.Address = "" }, ErrNoAddress},
		{"no telephone", func(_ *Agency, c *Card) { c.Phone = "" }, ErrNoPhone},
		{"merged", func(a *Agency, _ *Card) { a.Successors = []Code{"B"} }, ErrClosed},
	} {
		a, card := Agency{Code: "FGW", Name: "发改委"}, full
		c.spoil(&a, &card)
		got, _, err := EditCard(a, card, "li", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err == nil && got.Card.Office != "办公室" {
			t.Errorf("%s: %+v", c.name, got.Card)
		}
	}
	if a, _, err := EditGuide(Agency{Code: "FGW"}, "<p>指南</p>", "li", now); err != nil || a.Guide == "" || !a.GuideAt.Equal(now) {
		t.Errorf("guide: %+v, %v", a, err)
	}
}

package block

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/law/calendar"
)

func TestDate(t *testing.T) {
	for day, want := range map[calendar.Day]string{calendar.MustDay("2026-03-05"): "2026年3月5日", calendar.MustDay("2017-12-31"): "2017年12月31日", calendar.NoDay: ""} {
		if got := Date(day); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
}

func TestPlace(t *testing.T) {
	type place struct {
		Text                      string
		Row, Column, Across, Down int
	}
	for _, c := range []struct {
		name  string
		rows  [][]Cell
		width int
		want  []place
	}{
		{"plain", [][]Cell{{{Text: "a"}, {Text: "b"}}}, 2, []place{{"a", 0, 0, 1, 1}, {"b", 0, 1, 1, 1}}},
		{"a field goes down", [][]Cell{{{Text: "a", Down: 2}, {Text: "b"}}, {{Text: "c"}}}, 2, []place{{"a", 0, 0, 1, 2}, {"b", 0, 1, 1, 1}, {"c", 1, 1, 1, 1}}},
		{"across and down", [][]Cell{{{Text: "a"}, {Text: "b", Across: 2, Down: 2}, {Text: "c"}}, {{Text: "d"}, {Text: "e"}}}, 4,
			[]place{{"a", 0, 0, 1, 1}, {"b", 0, 1, 2, 2}, {"c", 0, 3, 1, 1}, {"d", 1, 0, 1, 1}, {"e", 1, 3, 1, 1}}},
		{"what would stand outside is cut", [][]Cell{{{Text: "a", Across: 9, Down: 9}, {Text: "b"}}}, 2, []place{{"a", 0, 0, 2, 1}}},
		{"nothing", nil, 2, nil},
	} {
		var got []place
		for _, p := range Place(c.rows, c.width) {
			got = append(got, place{p.Text, p.Row, p.Column, p.Across, p.Down})
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestWidthAndAlignment(t *testing.T) {
	table := Table{Head: [][]Cell{{{Text: "a", Across: 2}, {Text: "b"}}}}
	if table.Width() != 3 || (Table{}).Width() != 0 {
		t.Errorf("widths %d, %d", table.Width(), Table{}.Width())
	}
	table.Columns = []Column{{Share: 2}, {Number: true}, {Align: Center}}
	if diff := cmp.Diff([]float64{0.5, 0.25, 0.25}, table.Shares()); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		cell Placed
		head bool
		want Align
	}{{Placed{}, false, Left}, {Placed{}, true, Center}, {Placed{Column: 1}, false, Right}, {Placed{Column: 2}, false, Center}, {Placed{Cell: Cell{Align: Left}, Column: 1}, false, Left}} {
		if got := table.AlignOf(c.cell, c.head); got != c.want {
			t.Errorf("%+v: %v, want %v", c.cell, got, c.want)
		}
	}
}

func TestDated(t *testing.T) {
	for _, c := range []struct {
		s    Signature
		want string
	}{
		{Signature{On: calendar.MustDay("2018-03-19"), Chinese: true}, "二〇一八年三月十九日"},
		{Signature{On: calendar.MustDay("2010-10-10"), Chinese: true}, "二〇一〇年十月十日"},
		{Signature{On: calendar.MustDay("2021-12-31"), Chinese: true}, "二〇二一年十二月三十一日"},
		{Signature{On: calendar.MustDay("2022-01-20"), Chinese: true}, "二〇二二年一月二十日"},
		{Signature{On: calendar.MustDay("2018-03-19")}, "2018年3月19日"},
		{Signature{On: calendar.NoDay, Chinese: true}, "    年    月    日"},
	} {
		if got := c.s.Dated(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.s, got, c.want)
		}
	}
	if got := ChineseDate(calendar.NoDay); got != "" {
		t.Errorf("no day: %q", got)
	}
}

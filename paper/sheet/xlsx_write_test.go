package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func written(t interface{ Fatal(...any) }, pages ...Page) []byte {
	var b bytes.Buffer
	if err := WriteXLSX(&b, pages...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Another program reads what we write.
func TestWriteXLSXForOthers(t *testing.T) {
	text := written(t,
		Page{Name: "统计表", Widths: []float64{8, 40.5}, Frozen: 1, Rows: [][]Cell{
			{{Text: "代码", Style: Heading}, {Text: "项目", Style: Heading}},
			{{Text: "=1+1"}, {Figure: "59237.2449", Style: Number}, {Text: "a<b>&\"c\"\n_x0041_"}},
			{},
			{{Style: Number}, {Figure: "-4"}},
		}},
		Page{Name: "说明", Rows: [][]Cell{{{Text: "𠮷"}}}})
	f, err := excelize.OpenReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("统计表")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"代码", "项目"}, {"=1+1", "59237.2449", "a<b>&\"c\"\n_x0041_"}, nil, {"", "-4"}}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	if formula, err := f.GetCellFormula("统计表", "A2"); err != nil || formula != "" {
		t.Errorf("A2 computes %q, %v", formula, err)
	}
	if kind, err := f.GetCellType("统计表", "B2"); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("B2 is of type %v, %v", kind, err)
	}
	if v, err := f.GetCellValue("说明", "A1"); err != nil || v != "𠮷" {
		t.Errorf("the second page has %q, %v", v, err)
	}
}

func TestWriteXLSXIsTheSameTwice(t *testing.T) {
	p := Page{Name: "表", Rows: [][]Cell{{{Text: "甲"}, {Figure: "1"}}}}
	if !bytes.Equal(written(t, p), written(t, p)) {
		t.Error("the same page gives other bytes")
	}
}

func TestWriteXLSXRefuses(t *testing.T) {
	for _, c := range []struct {
		page Page
		want error
	}{
		{Page{}, ErrPageName},
		{Page{Name: "a/b"}, ErrPageName},
		{Page{Name: strings.Repeat("表", 32)}, ErrPageName},
		{Page{Name: "表", Rows: [][]Cell{{{Figure: "1e5"}}}}, ErrFigure},
		{Page{Name: "表", Rows: [][]Cell{{{Figure: "1."}}}}, ErrFigure},
		{Page{Name: "表", Rows: [][]Cell{{{Figure: "-"}}}}, ErrFigure},
	} {
		if err := WriteXLSX(io.Discard, c.page); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.page, err, c.want)
		}
	}
}

// What is written is read again by our own reader, whatever the texts hold.
func TestWriteXLSXThenGrid(t *testing.T) {
	alphabet := []rune("aZ0 _x0041_&<>\"'\t\n\r=+-@，表𠮷")
	rapid.Check(t, func(t *rapid.T) {
		var want []Line
		p := Page{Name: "表"}
		for i := range rapid.IntRange(1, 5).Draw(t, "rows") {
			var cells []Cell
			line := Line{Number: i + 1}
			for range rapid.IntRange(1, 4).Draw(t, "cells") {
				s := string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 1, 9).Draw(t, "text")) + "。"
				cells, line.Cells = append(cells, Cell{Text: s}), append(line.Cells, s)
			}
			p.Rows, want = append(p.Rows, cells), append(want, line)
		}
		b := written(t, p)
		got, format, err := Grid("a.xlsx", bytes.NewReader(b), int64(len(b)), Limits{})
		if err != nil || format != "XLSX" {
			t.Fatal(format, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestGrid(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Line
		err  error
	}{
		{"标题\n\na,b,c\n1,2\n", []Line{{1, []string{"标题"}}, {3, []string{"a", "b", "c"}}, {4, []string{"1", "2"}}}, nil},
		{"\n\n", nil, nil},
		{"", nil, ErrEmpty},
		{"a,b\n\"c\n", nil, ErrQuote},
	} {
		got, _, err := Grid("a.csv", strings.NewReader(c.text), int64(len(c.text)), Limits{})
		if d := cmp.Diff(c.want, got); d != "" || !errors.Is(err, c.err) {
			t.Errorf("%q: %v, want %v\n%s", c.text, err, c.err, d)
		}
	}
	if _, _, err := Grid("a.csv", strings.NewReader("a\nb\nc\n"), 6, Limits{Rows: 2}); !errors.Is(err, ErrTooManyRows) {
		t.Errorf("too many rows: %v", err)
	}
}

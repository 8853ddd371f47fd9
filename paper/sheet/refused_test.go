package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// What was refused, written and read again, is the table it came from: every
// cell as it stood, also what a program would compute, and one that stood with
// an apostrophe of its own.
func TestRefusedRowsComeBack(t *testing.T) {
	header := []string{"名称", "", "发布日期", "名称"}
	rows := [][]string{
		{"关于招生的通知", "甲", "昨天", "x"},
		{"=1+1", "-5", "'=1", "''=1"},
		{"@今天", "'’", "'", "+86 431"},
		{" 前后有空格 ", "两\n行", `"引号",逗号`, "㐀𠮷"},
		{"", "", "", "末"},
	}
	for _, format := range []string{"csv", "xlsx"} {
		var b bytes.Buffer
		w := RefusedXLSX(&b, header)
		if format == "csv" {
			var err error
			if w, err = RefusedCSV(&b, header); err != nil {
				t.Fatal(err)
			}
		}
		for _, row := range rows {
			if err := w.Write(row, "第 4 行：日期应写成 2017-06-30 的形式"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if first := strings.SplitN(b.String(), "\n", 2)[0]; format == "csv" && first != "\ufeff名称,,发布日期,名称,拒收原因" {
			t.Errorf("headings %q", first)
		}
		r, err := Open("table."+format, bytes.NewReader(b.Bytes()), int64(b.Len()), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(r.Header(), header) {
			t.Errorf("%s: headings %q", format, r.Header())
		}
		for i := 0; ; i++ {
			row, err := r.Next()
			if err == io.EOF {
				if i != len(rows) {
					t.Errorf("%s: %d rows", format, i)
				}
				break
			}
			if err != nil || row.Err != nil || !slices.Equal(row.Cells, rows[i]) {
				t.Errorf("%s: row %d is %q, %v %v; want %q", format, i, row.Cells, err, row.Err, rows[i])
			}
		}
		r.Close()
	}
	// A table with nothing but reasons is one of its own.
	r, err := Open("a.csv", strings.NewReader("拒收原因\n甲\n"), 20, Limits{})
	if err != nil || !slices.Equal(r.Header(), []string{WhyRefused}) {
		t.Errorf("%v", err)
	}
	// What stands behind the reasons is refused as ever.
	const more = "名称,拒收原因\n甲,乙,丙\n"
	if r, err = Open("a.csv", strings.NewReader(more), int64(len(more)), Limits{}); err != nil {
		t.Fatal(err)
	}
	if row, err := r.Next(); err != nil || !errors.Is(row.Err, ErrExtra) {
		t.Errorf("%+v, %v", row, err)
	}
	long := strings.Repeat("字", bookCell)
	w := RefusedXLSX(io.Discard, header)
	if err := w.Write([]string{long, "", "", ""}, ""); err != nil {
		t.Error(err)
	}
	if err := w.Write([]string{long + "字", "", "", ""}, ""); !errors.Is(err, ErrCellForBook) {
		t.Errorf("a cell too long for programs: %v", err)
	}
}

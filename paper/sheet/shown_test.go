package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// What is hidden is not shown: sheets, rows, columns.
func TestShown(t *testing.T) {
	f := excelize.NewFile()
	for _, name := range []string{"隐藏表", "深藏表", "第二张"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStr(name, "A1", name+"的字"); err != nil {
			t.Fatal(err)
		}
	}
	cells := map[string]any{"A1": "项目", "B1": "列密", "C1": 3.5, "A2": "行密", "A4": "末行", "D4": true}
	for at, v := range cells {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{
		f.SetColVisible("Sheet1", "B", false), f.SetRowVisible("Sheet1", 2, false), f.SetSheetVisible("隐藏表", false), f.SetSheetVisible("深藏表", false, true),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = Shown(bytes.NewReader(b.Bytes()), int64(b.Len()), Limits{},
		func(name string) error { got = append(got, "#"+name); return nil },
		func(cells []string) error { got = append(got, strings.Join(cells, "|")); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"#Sheet1", "项目|3.5", "末行|TRUE", "#第二张", "第二张的字"}, got); diff != "" {
		t.Error(diff)
	}
	stop := errors.New("enough")
	if err := Shown(bytes.NewReader(b.Bytes()), int64(b.Len()), Limits{}, func(string) error { return stop }, nil); err != stop {
		t.Errorf("stopped: %v", err)
	}
}

// Elements within elements without end take no memory.
func TestDeepXML(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for name, text := range map[string]string{
		"_rels/.rels":         `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     `<workbook><sheets><sheet name="s" id="b"/></sheets></workbook>`,
		"xl/worksheets/s.xml": `<worksheet><sheetData><row><c>` + strings.Repeat("<a>", 1<<20),
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="b" Type="x/worksheet" Target="worksheets/s.xml"/>
			</Relationships>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	err := Shown(bytes.NewReader(b.Bytes()), int64(b.Len()), Limits{}, func(string) error { return nil }, func([]string) error { return nil })
	if !errors.Is(err, ErrBroken) {
		t.Errorf("%v, want ErrBroken", err)
	}
}

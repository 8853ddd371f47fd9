package declared

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
	"gongkai/paper/sheet"
)

func readText(name, text string) (*check.Table, error) {
	return Read(name, strings.NewReader(text), int64(len(text)))
}

func TestReadRefuses(t *testing.T) {
	values := func(s string) string { return `{"format": "2021", "values_as_printed": ` + s + `}` }
	for _, c := range []struct {
		name, file, text string
		want             error
		place            string
	}{
		{"another kind of file", "a.pdf", "%PDF", ErrKind, ""},
		{"no name", "", "{}", ErrKind, ""},
		{"half a file", "a.json", "{\n\"values_as_printed\":", ErrJSON, "第 2 行"},
		{"two things", "a.json", "{}\n{}", ErrJSON, "第 2 行"},
		{"empty", "a.json", "", ErrJSON, "第 1 行"},
		{"a list", "a.json", "[]", ErrShape, ""},
		{"something else", "a.json", `{"name": 1}`, ErrNoTable, ""},
		{"values are no object", "a.json", values(`3`), ErrShape, "values_as_printed"},
		{"a cell is an object", "a.json", values(`{"B1": {"natural": {}}}`), ErrShape, "values_as_printed.B1.natural"},
		{"a cell is true", "a.json", values(`{"B1": {"natural": true}}`), ErrShape, "values_as_printed.B1.natural"},
		{"a row is a list", "a.json", values(`{"B1": [1]}`), ErrShape, "values_as_printed.B1"},
		{"a row twice", "a.json", values(`{"B1": {"natural": 1}, "B1": {"natural": 2}}`), ErrTwice, "第 1 行"},
		{"a row under two names", "a.json", values(`{"B1": {"natural": 1}, "一、本年新收政府信息公开申请数量": {"natural": 2}}`), ErrTwice, "values_as_printed.一、本年新收政府信息公开申请数量.natural"},
		{"a number in a heading", "a.json", values(`{"B3.3": {"natural": 8}}`), ErrShifted, "values_as_printed.B3.3.natural"},
		{"figures of a report are no list", "a.json", `{"form": "2014", "figures": {}}`, ErrShape, "figures"},
		{"figures of a report are numbers", "a.json", `{"form": "2014", "figures": [3]}`, ErrShape, "figures.0"},
		{"a report without a cell", "a.json", `{"form": "2014", "figures": []}`, ErrNoRows, "figures"},
		{"a report of an unknown form", "a.json", `{"form": "2033", "figures": []}`, ErrUnknown, "form"},
		{"a cell of a report twice", "a.json", `{"form": "2014", "figures": [{"name": "7", "text": "1"}, {"name": "7", "text": "2"}]}`, ErrTwice, "figures.1"},
		{"a cell of a list twice", "a.csv", "代码,数值\n3.1.1,3\n3.1.2,3\n3.1.1,4\n", ErrTwice, "第 4 行第 2 列（B）"},
		{"figures of the text are no object", "a.json", `{"format": "2021", "values_as_printed": {}, "narrative_figures": 3}`, ErrShape, "narrative_figures"},
		{"no form and no year", "a.json", `{"values_as_printed": {}}`, ErrForm, "format"},
		{"before the first form", "a.json", `{"report_year": 2009, "values_as_printed": {}}`, ErrForm, "format"},
		{"an unknown form", "a.json", `{"format": "2033", "values_as_printed": {}}`, ErrUnknown, "format"},
		{"deep", "a.json", strings.Repeat("[", 5000), ErrShape, "第 1 行"},
		{"no bytes", "a.csv", "", sheet.ErrEmpty, ""},
		{"no rows of any form", "a.csv", "甲,乙\n1,2\n", ErrNoRows, ""},
		{"no workbook", "a.xlsx", "PK\x03\x04....", sheet.ErrBroken, ""},
		{"an open quote", "a.csv", "项目,自然人\n\"B1,3\n", sheet.ErrQuote, "第 2 行第 1 列（A）"},
		{"an unknown form in a table", "a.csv", "格式,2033\n", ErrUnknown, "格式"},
		{"a number in the headings", "a.csv", "格式,2021\n信息内容,本年处理决定数量,8\n", ErrShifted, "第 2 行第 3 列（C）"},
		{"a number beside a heading of the law", "a.csv", "格式,2021\n第二十条第（六）项,8\n", ErrShifted, "第 2 行第 2 列（B）"},
		{"a number beside a heading of rows", "a.csv", "格式,2021\n（三）不予公开,8\n", ErrShifted, "第 2 行第 2 列（B）"},
		{"a cell twice", "a.csv", "格式,2021\n代码,项目,自然人\nB1,,3\nB1,,4\n", ErrTwice, "第 4 行第 3 列（C）"},
	} {
		_, err := readText(c.file, c.text)
		var at *Error
		if !errors.Is(err, c.want) || !errors.As(err, &at) || at.Place != c.place {
			t.Errorf("%s: %v, want %v at %q", c.name, err, c.want, c.place)
		}
	}
	if _, err := Read("a.json", bytes.NewReader(nil), most+1); !errors.Is(err, ErrLarge) {
		t.Errorf("a large file: %v", err)
	}
}

func TestReadJSON(t *testing.T) {
	table, err := readText("a.json", "\ufeff"+`{
		"agency": "某市 ", "report_year": "2017年度", "completeness": "complete",
		"values_as_printed": {
			"1.1": 1130070, "1.2.3+1.2.4": {"value": "39,516"}, "2.1 (人/次)": {"value": 3},
			"3.1.2（传真等）": {"value": "约20件"}, "一、主动公开情况": {}, "六、舉報投訴數量": {"value": null},
			"7": {"value": "251000元"}, "其他": {"value": 1}, "9.1": {"another": 1}, "9.2": {"value": "无"}, "9.3": {"value": 6.667e3}
		},
		"narrative_figures": {"received": 9, "words": "some", "list": [1]}
	}`)
	if err != nil {
		t.Fatal(err)
	}
	if table.Form.Code != "2014" || table.Year != 2017 || table.Agency != "某市" || table.State != check.Complete {
		t.Errorf("head: %s %d %q %v", table.Form.Code, table.Year, table.Agency, table.State)
	}
	for name, want := range map[string]string{"1.1": "1130070", "2.1": "3", "3.1.2": "20", "9.3": "6667", "7": "251000"} {
		c, _ := table.Form.Cell(name)
		if got := table.Cells[c]; got.Kind != printed.Figure || got.Value.String() != want {
			t.Errorf("%s is %+v, want %s", name, got, want)
		}
	}
	if c := table.Cells[form.Cell{Row: "6", Column: form.Value}]; c.Kind != printed.Blank || len(table.Cells) != 7 {
		t.Errorf("%d cells, 6 is %+v", len(table.Cells), c)
	}
	if len(table.Joint) != 1 || len(table.Joint[0].Cells) != 2 || table.Joint[0].Cell.Value != printed.Whole(39516) {
		t.Errorf("joint: %+v", table.Joint)
	}
	if len(table.Told) != 1 || table.Told["received"] != printed.Whole(9) {
		t.Errorf("told: %v", table.Told)
	}
	var places []string
	for _, r := range table.Remarks {
		places = append(places, r.Place)
	}
	if want := []string{"2.1", "3.1.2", "其他", "9.1.another", "9.2"}; !slices.Equal(places, want) {
		t.Errorf("remarks at %v, want %v", places, want)
	}
}

// A table as the national form prints it: blocks of different width, headings
// of two lines, three cases side by side, traditional characters.
func TestReadPrintedLayout(t *testing.T) {
	text, err := os.ReadFile("testdata/printed-2021.csv")
	if err != nil {
		t.Fatal(err)
	}
	table, err := readText("a.csv", string(text))
	if err != nil {
		t.Fatal(err)
	}
	if table.Form.Code != "2021" || table.Year != 2023 {
		t.Fatalf("%s of %d", table.Form.Code, table.Year)
	}
	for name, want := range map[string]string{
		"A01.in_force": "0", "A02.in_force": "25", "A05.decisions": "1234", "A06a.decisions": "8", "A08.amount": "52.15",
		"B1.natural": "58", "B1.org_legal": "1", "B1.total": "66", "B3.1.org_legal": "1", "B3.3.1.natural": "0", "B3.3.5.org_business": "1",
		"B3.7.total": "68", "B4.total": "0", "C1.maintained": "1", "C1.total": "3", "C2.pending": "1", "C3.total": "0",
	} {
		c, _ := table.Form.Cell(name)
		if got := table.Cells[c]; got.Kind != printed.Figure || got.Value.String() != want {
			t.Errorf("%s is %+v, want %s", name, got, want)
		}
	}
	for name, want := range map[string]printed.Kind{"A06b.decisions": printed.NotApplicable, "B1.org_research": printed.Blank, "C3.corrected": printed.Blank} {
		c, _ := table.Form.Cell(name)
		if got, ok := table.Cells[c]; !ok || got.Kind != want {
			t.Errorf("%s is %+v, want kind %v", name, got, want)
		}
	}
	if r := check.Check(table, check.Beside{}); r.Broken() || !r.Partial || len(table.Remarks) > 0 {
		t.Errorf("partial %v, %+v, %+v", r.Partial, r.Findings, table.Remarks)
	}
}

// The template of every form is read back as that form, empty; filled, as
// filled. The form is recognised also when nobody named it.
func TestTemplates(t *testing.T) {
	for _, f := range form.Forms {
		table := &check.Table{Form: f, Year: 2022, Agency: "某市某局", Cells: map[form.Cell]printed.Cell{}}
		got := openTable(t, save(t, "blank.xlsx", table))
		if got.Form != f || got.Year != 2022 || got.Agency != "某市某局" || len(got.Remarks) > 0 {
			t.Errorf("%s: the template is read as %s of %d by %q, %v", f.Code, got.Form.Code, got.Year, got.Agency, got.Remarks)
		}
		if len(got.Cells) != len(f.Cells()) {
			t.Errorf("%s: the template has %d cells, want %d", f.Code, len(got.Cells), len(f.Cells()))
		}
		if r := check.Check(got, check.Beside{}); r.Broken() || !r.Partial || r.Unknown != len(f.Cells()) {
			t.Errorf("%s: the template is judged %+v", f.Code, r)
		}
		for i, c := range f.Cells() {
			if table.Cells[c] = printed.Figured(printed.Whole(int64(i + 1000))); i%7 == 3 {
				table.Cells[c] = printed.Cell{Text: "/", Kind: printed.NotApplicable}
			}
		}
		name := save(t, "filled.xlsx", table)
		got = openTable(t, name)
		for _, c := range f.Cells() {
			if got.Cells[c].Value != table.Cells[c].Value || got.Cells[c].Kind != table.Cells[c].Kind {
				t.Errorf("%s: %s is %+v, want %+v", f.Code, c, got.Cells[c], table.Cells[c])
			}
		}
		// Without its second line nothing names the form.
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines, _, err := sheet.Grid(name, bytes.NewReader(text), int64(len(text)), sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if found, err := recognised(slices.Delete(lines, 1, 2), 0); err != nil || found != f {
			t.Errorf("%s is recognised as %+v, %v", f.Code, found, err)
		}
		if got := openTable(t, save(t, "blank.json", Blank(&check.Table{Form: f, Year: 2022}))); got.Form != f || len(got.Cells) != len(f.Cells()) {
			t.Errorf("%s: the template as JSON has %d cells", f.Code, len(got.Cells))
		}
	}
}

// A file at the limits of a table takes no longer than a person waits.
func TestReadLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	line := strings.Repeat("甲，", limits.Columns-1) + "\n"
	text := "格式,2021\n" + strings.Repeat(strings.ReplaceAll(line, "，", ","), limits.Rows-1)
	start := time.Now()
	if _, err := readText("a.csv", text); !errors.Is(err, ErrNoRows) {
		t.Error(err)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("%v for %d cells", took, limits.Columns*limits.Rows)
	}
	joint := `{"format":"2014","values_as_printed":{`
	for i := range mostRows + 1 {
		joint += fmt.Sprintf(`"%d": 1,`, i)
	}
	if _, err := readText("a.json", strings.TrimSuffix(joint, ",")+"}}"); !errors.Is(err, ErrLarge) {
		t.Error(err)
	}
}

func TestShown(t *testing.T) {
	for in, want := range map[string]string{
		"59237.2449": "59237.2449", "59237.244899999998": "59237.2449", "1.13007E6": "1130070", "0.1": "0.1", "": "",
		"减4": "减4", "E": "E", "0.30000000000000004": "0.3", "18446744073709551615": "18446744073709600000",
	} {
		if got := shown(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	text, err := os.ReadFile("testdata/printed-2021.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a.csv", string(text))
	f.Add("a.json", `{"format":"2014","values_as_printed":{"1.2.3+1.2.4":{"value":"约9"},"4":{"value":null}}}`)
	f.Fuzz(func(t *testing.T, name, text string) {
		table, err := readText(filepath.Base(name), text)
		if err != nil {
			var at *Error
			if !errors.As(err, &at) {
				t.Fatal(err)
			}
			return
		}
		check.Check(table, check.Beside{LastYear: table, Members: []*check.Table{table}, Same: table})
	})
}

// A report as it is published, JSON or CSV, is read like the table it holds.
func TestReadPublished(t *testing.T) {
	for _, c := range []struct{ file, text string }{
		{"report.json", `{"name": "某市", "year": 2017, "form": "2014", "figures": [
			{"name": "3.1", "unit": "件", "text": "12", "value": 12},
			{"name": "3.1.1", "unit": "件", "text": "", "value": 0},
			{"name": "培训人次", "unit": "人次", "text": "5", "value": 5},
			{"name": "乙", "unit": "件", "text": "7", "value": 7}]}`},
		{"report.csv", "代码,项目,栏目,单位,数值,怎样计得,说明\n" +
			"3.1,（一）收到申请数,,件,12,收到日期在2017年的申请。,说了 3 句\n" +
			"3.1.1,1.当面申请数,,件,,只计：当面提交。,\n" +
			"培训人次,培训人次,,人次,5,,\n乙,乙,,件,7,,\n"},
	} {
		t.Run(c.file, func(t *testing.T) {
			table, err := readText(c.file, c.text)
			if err != nil {
				t.Fatal(err)
			}
			if table.Form.Code != "2014" {
				t.Errorf("form %s", table.Form.Code)
			}
			if got := table.Cells[form.Cell{Row: "3.1", Column: form.Value}]; got.Kind != printed.Figure || got.Value != printed.Whole(12) {
				t.Errorf("3.1 is %+v", got)
			}
			if got := table.Cells[form.Cell{Row: "3.1.1", Column: form.Value}]; got.Kind != printed.Blank {
				t.Errorf("3.1.1 is %+v", got)
			}
			if len(table.Cells) != 2 || len(table.Remarks) != 1 || !strings.Contains(table.Remarks[0].Sentence, "“乙”") {
				t.Errorf("cells %d, remarks %v", len(table.Cells), table.Remarks)
			}
		})
	}
}

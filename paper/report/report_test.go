package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
	"gongkai/paper/block"
	"gongkai/paper/declared"
	"gongkai/paper/docx"
	"gongkai/paper/pdf"
	"gongkai/paper/sheet"
)

// editions is a report of each form.
func editions(t testing.TB) map[string]annual.Edition {
	return map[string]annual.Edition{"2014": city(t), "2019": modern(t, "2019"), "2021": modern(t, "2021")}
}

func read(t *testing.T, name string, data []byte) *check.Table {
	t.Helper()
	table, err := declared.Read(name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// sameFigures compares the figures of the edition with what a format prints;
// false for those that it has no place for.
func sameFigures(t *testing.T, format string, e annual.Edition, text func(annual.Figure) (string, bool)) {
	t.Helper()
	n := 0
	for _, f := range e.Figures {
		got, ok := text(f)
		if !ok {
			continue
		}
		n++
		if got != f.Text {
			t.Errorf("%s: %s is %q, want %q", format, f.Name, got, f.Text)
		}
	}
	if n == 0 {
		t.Errorf("%s: no figure compared", format)
	}
}

// Whatever is handed out holds the numbers of the edition, each in its place.
func TestTheSameNumbersInEveryFormat(t *testing.T) {
	for code, e := range editions(t) {
		t.Run(code, func(t *testing.T) {
			f := form.ByCode(code)
			ofTable := func(table *check.Table) func(annual.Figure) (string, bool) {
				return func(fig annual.Figure) (string, bool) {
					c, ok := f.Cell(fig.Name)
					if !ok {
						return "", false
					}
					if got := table.Cells[c]; got.Kind == printed.Figure {
						return got.Value.String(), true
					}
					return table.Cells[c].Text, true
				}
			}
			book, err := XLSX(e)
			if err != nil {
				t.Fatal(err)
			}
			save(t, code+".xlsx", book)
			sameFigures(t, "XLSX", e, ofTable(read(t, "a.xlsx", book)))

			table, err := Declared(e)
			if err != nil {
				t.Fatal(err)
			}
			sameFigures(t, "declared", e, ofTable(read(t, "a.json", table)))

			lines, err := CSV(e)
			if err != nil {
				t.Fatal(err)
			}
			save(t, code+".csv", lines)
			rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(lines, []byte("\ufeff")))).ReadAll()
			if err != nil || !bytes.HasPrefix(lines, []byte("\ufeff")) {
				t.Fatalf("CSV: %v", err)
			}
			sameFigures(t, "CSV", e, func(fig annual.Figure) (string, bool) {
				i := slices.IndexFunc(rows, func(r []string) bool { return r[0] == fig.Name })
				return strings.TrimPrefix(rows[max(i, 0)][4], "'"), true
			})

			text, err := JSON(e)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			sameFigures(t, "JSON", e, func(fig annual.Figure) (string, bool) {
				got, ok := again.Figure(fig.Name)
				if ok && fig.Text != "" && got.Value != fig.Value {
					t.Errorf("JSON: %s is %v, want %v", fig.Name, got.Value, fig.Value)
				}
				return got.Text, true
			})

			d, err := Document(e, errata())
			if err != nil {
				t.Fatal(err)
			}
			word, err := docx.Bytes(d)
			if err != nil {
				t.Fatal(err)
			}
			save(t, code+".docx", word)
			tables, read := wordTables(t, word)
			cells := statutoryCells(f, tables)
			sameFigures(t, "DOCX", e, func(fig annual.Figure) (string, bool) {
				if _, ok := f.Cell(fig.Name); !ok {
					return "", false
				}
				got, ok := cells[fig.Name]
				if !ok {
					t.Errorf("DOCX: %s is in no table", fig.Name)
				}
				return got, ok
			})
			for _, c := range e.Charts {
				for _, s := range c.Series {
					for i, v := range s.Values {
						if !strings.Contains(read, v.String()) {
							t.Errorf("DOCX: 图%d %s %s is nowhere", c.Number, c.Labels[i], v)
						}
					}
				}
			}

			paper, err := pdf.Bytes(d)
			if err != nil {
				t.Fatal(err)
			}
			save(t, code+".pdf", paper)
			if _, err := exec.LookPath("pdftotext"); err != nil {
				t.Skip("poppler is not installed: the numbers of the PDF are not compared")
			}
			out := exec.Command("pdftotext", "-", "-")
			out.Stdin = bytes.NewReader(paper)
			printedText, err := out.Output()
			if err != nil {
				t.Fatal(err)
			}
			have := count(string(printedText))
			for n, times := range count(read) {
				if have[n] < times {
					t.Errorf("PDF: %s stands there %d times, in the Word paper %d", n, have[n], times)
				}
			}
		})
	}
}

var (
	digits = regexp.MustCompile(`\d+(\.\d+)?`)
	hashes = regexp.MustCompile(`[0-9a-f]{20,}`)
)

// count is how often each number of two digits and more stands in a text; one
// digit may be cut off where a line ends.
func count(text string) map[string]int {
	found := map[string]int{}
	for _, n := range digits.FindAllString(hashes.ReplaceAllString(text, ""), -1) {
		if len(n) > 1 {
			found[n]++
		}
	}
	return found
}

// wordTables are the tables of a Word paper as they are printed, merged fields
// once, and all its text.
func wordTables(t *testing.T, file []byte) (tables [][][]string, all string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var text, cell strings.Builder
	merged, inText := false, false
	for x := xml.NewDecoder(r); ; {
		token, err := x.Token()
		if err == io.EOF {
			return tables, text.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "tbl":
				tables = append(tables, nil)
			case "tr":
				tables[len(tables)-1] = append(tables[len(tables)-1], nil)
			case "tc":
				cell.Reset()
				merged = false
			case "vMerge":
				merged = len(token.Attr) == 0
			case "t":
				inText = true
			}
		case xml.CharData:
			if inText {
				cell.Write(token)
				text.Write(token)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "t":
				inText = false
			case "p":
				text.WriteString("\n")
			case "tc":
				rows := tables[len(tables)-1]
				if !merged {
					rows[len(rows)-1] = append(rows[len(rows)-1], cell.String())
				}
			}
		}
	}
}

// statutoryCells finds the numbers of the form in printed tables, by the names
// of their rows.
func statutoryCells(f *form.Form, tables [][][]string) map[string]string {
	found := map[string]string{}
	remedies := [][]string{}
	for _, table := range tables {
		next := 0 // rows of the form stand in their order; names repeat
		for _, row := range table {
			for i, r := range f.Rows[next:] {
				name := r.Name
				if r.Note != "" {
					name += "（" + r.Note + "）"
				}
				at := slices.IndexFunc(row, func(c string) bool { c = strings.TrimLeft(c, "　"); return c == name || c == r.Name })
				numbers := len(row) - len(r.Columns)
				if at < 0 || r.Table == "C" || len(r.Columns) == 0 || numbers <= at {
					continue
				}
				next += i + 1
				for j, c := range r.Columns {
					found[form.Cell{Row: r.Code, Column: c.Code}.String()] = row[numbers+j]
				}
				break
			}
		}
		if len(table) == 4 && len(table[3]) == 15 {
			remedies = append(remedies, table[3])
		}
	}
	if len(remedies) == 1 {
		i := 0
		for _, r := range f.Rows {
			for _, c := range r.Columns {
				if r.Table == "C" {
					found[form.Cell{Row: r.Code, Column: c.Code}.String()] = remedies[0][i]
					i++
				}
			}
		}
	}
	return found
}

// What is handed out can be handed in: the table comes back as it went, byte
// for byte, and the check judges it as it judges the edition.
func TestWhatIsHandedOutIsHandedIn(t *testing.T) {
	for code, e := range editions(t) {
		first, err := Declared(e)
		if err != nil {
			t.Fatal(err)
		}
		table := read(t, "report.json", first)
		var second bytes.Buffer
		if err := declared.WriteJSON(&second, table); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(first), second.String()); diff != "" {
			t.Errorf("%s: another table after it was read: %s", code, diff)
		}
		if table.Agency != e.Name || table.Year != e.Year || table.Form.Code != code || len(table.Remarks) > 0 {
			t.Errorf("%s: read as %s of %d by %s, %v", code, table.Form.Code, table.Year, table.Agency, table.Remarks)
		}
		book, err := XLSX(e)
		if err != nil {
			t.Fatal(err)
		}
		again := read(t, "report.xlsx", book)
		again.State = table.State // a workbook does not say
		var third bytes.Buffer
		if err := declared.WriteJSON(&third, again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(first), third.String()); diff != "" {
			t.Errorf("%s: another table through the workbook: %s", code, diff)
		}
		own, err := Table(e)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(check.Check(own, check.Beside{}).Fails, check.Check(again, check.Beside{}).Fails); diff != "" {
			t.Errorf("%s: judged otherwise: %s", code, diff)
		}
	}
}

// The same edition gives the same bytes, also when it was read from its own.
func TestSameBytes(t *testing.T) {
	for code, e := range editions(t) {
		text, err := JSON(e)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for name, write := range map[string]func(annual.Edition) ([]byte, error){
			"JSON": JSON, "declared": Declared, "CSV": CSV, "XLSX": XLSX,
			"PDF":  func(e annual.Edition) ([]byte, error) { return PDF(e, errata()) },
			"DOCX": func(e annual.Edition) ([]byte, error) { return DOCX(e, errata()) },
		} {
			a, err := write(e)
			if err != nil {
				t.Fatal(err)
			}
			b, err := write(again)
			if err != nil || !bytes.Equal(a, b) {
				t.Errorf("%s: %s differs, %v", code, name, err)
			}
		}
	}
}

func TestHash(t *testing.T) {
	hash := func(e annual.Edition) string {
		h, err := Hash(e)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	e := city(t)
	first := hash(e)
	e.Figures = slices.Clone(e.Figures)
	e.Figures[0].Value++
	if second := hash(e); len(first) != 64 || first == second {
		t.Errorf("%s and, with another number, %s", first, second)
	}
	d, err := Document(city(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, b := range d.Blocks {
		if k, ok := b.(block.KeyValue); ok {
			found = slices.ContainsFunc(k.Pairs, func(p block.Pair) bool { return strings.ReplaceAll(p.Value, "\n", "") == first })
		}
	}
	if !found {
		t.Error("the hash is not on the last page")
	}
}

// Every place of a printed table is covered once: merged fields leave no holes.
func TestTablesHaveNoHoles(t *testing.T) {
	for code, e := range editions(t) {
		f, err := fill(e)
		if err != nil {
			t.Fatal(err)
		}
		for _, of := range f.form.Tables {
			table, ok := f.statutory(of.Code)
			if !ok {
				t.Fatalf("%s has no table %s", code, of.Code)
			}
			for _, rows := range [][][]block.Cell{table.Head, table.Rows} {
				places := 0
				for _, c := range block.Place(rows, table.Width()) {
					places += c.Across * c.Down
				}
				if places != len(rows)*table.Width() {
					t.Errorf("%s %s: %d places of %d", code, of.Code, places, len(rows)*table.Width())
				}
			}
		}
	}
	f, err := fill(modern(t, "2021"))
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string][3]int{"A": {0, 14, 7}, "B": {3, 25, 10}, "C": {3, 1, 15}} {
		table, _ := f.statutory(code)
		if got := [3]int{len(table.Head), len(table.Rows), table.Width()}; got != want {
			t.Errorf("table %s has %v rows of headings, rows and columns, want %v", code, got, want)
		}
	}
	if _, ok := f.statutory("D"); ok {
		t.Error("a table D")
	}
}

// Each chart stands once, after the paragraph that names it; nothing is lost
// that no part names.
func TestChartsAndTablesAreAllThere(t *testing.T) {
	e := city(t)
	if len(e.Charts) != 16 {
		t.Errorf("%d charts", len(e.Charts))
	}
	captions := func(e annual.Edition) (list []string) {
		d, err := Document(e, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range d.Blocks {
			switch b := b.(type) {
			case block.Image:
				list = append(list, strings.Split(b.Caption, "　")[0])
				if b.Alt == "" {
					t.Errorf("%s says nothing to those who cannot see it", b.Caption)
				}
			case block.Table:
				if b.Caption != "" {
					list = append(list, b.Caption)
				}
			}
		}
		return list
	}
	want := []string{}
	for i := range e.Charts {
		want = append(want, "图"+strconv.Itoa(i+1))
	}
	want = append(want, "政府信息公开情况统计表（2017年度）", "校核情况的说明", "机关补报的数字", "汇总的报告", "附件")
	if diff := cmp.Diff(want, captions(e)); diff != "" {
		t.Error(diff)
	}
	e.Parts = []annual.Part{{Heading: "一、", Paragraphs: []annual.Paragraph{{{Text: "见图2和图1。"}}}, Charts: []int{1, 2, 99}}}
	if got := captions(e); len(got) != len(want) || got[0] != "图2" || got[1] != "图1" || got[2] != "政府信息公开情况统计表（2017年度）" || got[3] != "图3" {
		t.Errorf("charts in no part: %v", got)
	}
}

// Sixty-three labels, months and long names all have their numbers in a table
// under the chart.
func TestNumbersUnderEveryChart(t *testing.T) {
	e := city(t)
	e.Parts, e.Charts = e.Parts[:1], nil
	add := func(kind annual.Shape, labels []string, series ...annual.Series) {
		e.Charts = append(e.Charts, annual.Chart{Number: len(e.Charts) + 1, Title: "试图", Kind: kind, Unit: "件", Labels: labels, Series: series})
	}
	series := func(name string, n, from int) annual.Series {
		s := annual.Series{Name: name}
		for i := range n {
			s.Values = append(s.Values, printed.Whole(int64(from+i*i*31)))
		}
		return s
	}
	var names, months []string
	for i, p := range peers() {
		names = append(names, p.Name)
		if i < 12 {
			months = append(months, strconv.Itoa(i+1)+"月")
		}
	}
	add(annual.Rows, names, series("数量", 63, 1001))
	add(annual.Rows, names, series("收到", 63, 2001), series("办结", 63, 3001))
	add(annual.Courses, months, series("县（市、区）", 12, 4001), series("市政府工作部门", 12, 5001), series("开发区", 12, 6001))
	add(annual.Courses, months, series("件数", 12, 7001))
	add(annual.Shares, []string{"驳回、终止、撤销等其他情形以及名称很长的其他各种情形", "乙"}, series("件数", 2, 8001))
	e.Parts[0].Charts = []int{1, 2, 3, 4, 5}
	d, err := Document(e, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range d.Blocks {
		if b, ok := b.(block.Image); ok && !b.Keep {
			t.Errorf("%s does not stay with its numbers", b.Caption)
		} else if _, table := d.Blocks[min(i+1, len(d.Blocks)-1)].(block.Table); ok && !table {
			t.Errorf("no numbers under %s", b.Caption)
		}
	}
	for _, c := range e.Charts {
		table, ok := numbersOf(c)
		if !ok {
			t.Fatalf("图%d has no numbers", c.Number)
		}
		var found []string
		for _, row := range slices.Concat(table.Head, table.Rows) {
			if len(row) != table.Width() {
				t.Errorf("图%d: a row of %d fields in %d columns", c.Number, len(row), table.Width())
			}
			for _, cell := range row {
				found = append(found, cell.Text)
			}
		}
		for _, s := range c.Series {
			for i, v := range s.Values {
				if !slices.Contains(found, v.String()) || !slices.Contains(found, c.Labels[i]) {
					t.Errorf("图%d: %s %s is not in the table", c.Number, c.Labels[i], v)
				}
			}
		}
	}
	file, err := pdf.Bytes(d)
	if err != nil {
		t.Fatal(err)
	}
	save(t, "shapes.pdf", file)
}

// A number that is not known is a blank everywhere, not a zero.
func TestUnknownIsBlank(t *testing.T) {
	e := modern(t, "2021")
	for i := range e.Figures {
		e.Figures[i].Text, e.Figures[i].Value = "", 0
	}
	f, err := fill(e)
	if err != nil {
		t.Fatal(err)
	}
	table, _ := f.statutory("B")
	for _, row := range table.Rows {
		if last := row[len(row)-1]; last.Text != "" {
			t.Errorf("%q in %v", last.Text, row)
		}
	}
	book, err := XLSX(e)
	if err != nil {
		t.Fatal(err)
	}
	for c, cell := range read(t, "a.xlsx", book).Cells {
		if cell.Kind != printed.Blank {
			t.Errorf("%s is %+v", c, cell)
		}
	}
	lines, err := CSV(e)
	if err != nil {
		t.Fatal(err)
	}
	rows, format, err := sheet.Grid("a.csv", bytes.NewReader(lines), int64(len(lines)), sheet.Limits{})
	if err != nil || format == "XLSX" {
		t.Fatal(format, err)
	}
	for _, r := range rows[1:] {
		if r.Cells[4] != "" {
			t.Errorf("CSV: %v", r.Cells)
		}
	}
}

func TestUnknownForm(t *testing.T) {
	e := city(t)
	e.Form = "1999"
	if _, err := PDF(e, nil); !errors.Is(err, ErrForm) {
		t.Error(err)
	}
	if _, err := XLSX(e); !errors.Is(err, ErrForm) {
		t.Error(err)
	}
	if _, err := CSV(e); !errors.Is(err, ErrForm) {
		t.Error(err)
	}
	if _, err := Declared(e); !errors.Is(err, ErrForm) {
		t.Error(err)
	}
}

func TestTitled(t *testing.T) {
	for _, c := range []struct{ name, title, want string }{
		{"长春市人民政府", "2017年度长春市政府信息公开工作报告", "2017年度长春市政府信息公开工作报告"},
		{"长春市教育局", "长春市教育局2023年政府信息公开工作年度报告", "长春市教育局\n2023年政府信息公开工作年度报告"},
		{"长春市教育局", "一个与机关的名称没有任何关系而且写得很长的标题", "一个与机关的名称没有任何关系而且写得很长的标题"},
	} {
		if got := titled(annual.Edition{Name: c.name, Title: c.title}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// The Word paper opens in LibreOffice with as many pages as a reader expects.
func TestLibreOfficeOpensIt(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	dir := t.TempDir()
	file, err := DOCX(city(t), errata())
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "report.docx")
	if err := os.WriteFile(name, file, 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "txt:Text", "--outdir", dir, name)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "report.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2017年度长春市政府信息公开工作报告", "图16", "二〇一八年三月十九日", "附：更正", "附：本报告的版本"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("“%s” is not in it", want)
		}
	}
}

// files writes everything that is handed out of an edition.
func files(b *testing.B, e annual.Edition) {
	b.Helper()
	d, err := Document(e, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := pdf.Bytes(d); err != nil {
		b.Fatal(err)
	}
	if _, err := docx.Bytes(d); err != nil {
		b.Fatal(err)
	}
	for _, write := range []func(annual.Edition) ([]byte, error){XLSX, CSV, JSON, Declared} {
		if _, err := write(e); err != nil {
			b.Fatal(err)
		}
	}
}

// A city's report with sixteen charts: charts, PDF, Word, workbook, CSV, JSON.
func BenchmarkCity(b *testing.B) {
	e := city(b)
	for b.Loop() {
		files(b, e)
	}
}

// The reports of the sixty-three agencies of a city, with as many charts each.
func BenchmarkAgencies(b *testing.B) {
	e := city(b)
	e.Members = nil
	for b.Loop() {
		for range 63 {
			files(b, e)
		}
	}
}

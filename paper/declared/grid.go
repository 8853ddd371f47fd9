package declared

import (
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
	"gongkai/paper/sheet"
)

// Labels of the head of a template, each before its value.
const (
	labelForm   = "格式"
	labelYear   = "报告年度"
	labelAgency = "填报机关"
	labelCode   = "代码"
	labelRow    = "项目"
	labelUnit   = "单位"
	labelNumber = "数值" // of a list of figures
)

var limits = sheet.Limits{Bytes: most, Unpacked: 64 << 20, Rows: 2000, Columns: 200, Cell: 64 << 10}

func readGrid(name string, r io.ReaderAt, size int64) (*check.Table, string, error) {
	lines, format, err := sheet.Grid(path.Base(name), r, size, limits)
	if err != nil {
		var at *sheet.CellError
		if errors.As(err, &at) {
			return nil, place(at.Row, at.Column), at.Err
		}
		return nil, "", err
	}
	if format == "XLSX" {
		for _, l := range lines {
			for i, c := range l.Cells {
				l.Cells[i] = shown(c)
			}
		}
	}
	said := func(label string) string {
		for _, l := range lines[:min(len(lines), 10)] {
			for i, c := range l.Cells {
				if plain(c) == label && i+1 < len(l.Cells) {
					return strings.TrimSpace(l.Cells[i+1])
				}
			}
		}
		return ""
	}
	year, remark := reportYear(said(labelYear))
	if year == 0 && remark == "" {
		year = titleYear(lines)
	}
	var f *form.Form
	if code := said(labelForm); code != "" {
		if f, err = formOf(strings.TrimSuffix(code, "年"), year); err != nil {
			return nil, labelForm, err
		}
	} else if f, err = recognised(lines, year); err != nil {
		return nil, "", err
	}
	t := newFilling(f)
	t.Year, t.Agency = year, said(labelAgency)
	if remark != "" {
		t.remark(labelYear, "%s", remark)
	}
	if at := listed(lines); at >= 0 {
		if where, err := t.list(lines[at:]); err != nil {
			return nil, where, err
		}
		if len(t.Cells) == 0 {
			return nil, "", ErrNoRows
		}
		return t.Table, "", nil
	}
	g := &gridReader{filling: t, last: -1}
	for _, l := range lines {
		if col, err := g.line(l); err != nil {
			return nil, place(l.Number, col), err
		}
	}
	if len(t.Cells) == 0 {
		return nil, "", ErrNoRows
	}
	return t.Table, "", nil
}

// listed is the line that heads a list of figures, one a line, as we publish
// them (report.CSV); -1 if there is none.
func listed(lines []sheet.Line) int {
	return slices.IndexFunc(lines[:min(len(lines), 10)], func(l sheet.Line) bool {
		heads := headed(l)
		_, code := heads[labelCode]
		_, number := heads[labelNumber]
		return code && number
	})
}

// headed are the places of the headings of a line.
func headed(l sheet.Line) map[string]int {
	heads := map[string]int{}
	for i, c := range l.Cells {
		heads[plain(c)] = i
	}
	return heads
}

// list reads a list of figures under its heading: each names its cell by the
// code.
func (f *filling) list(lines []sheet.Line) (string, error) {
	heads := headed(lines[0])
	for _, l := range lines[1:] {
		of := func(label string) string {
			if i := heads[label]; i < len(l.Cells) {
				return strings.TrimSpace(l.Cells[i])
			}
			return ""
		}
		if err := f.figure(place(l.Number, 0), of(labelCode), of(labelNumber)); err != nil {
			return place(l.Number, heads[labelNumber]+1), err
		}
	}
	return "", nil
}

// ofYear finds the year in the title of a report.
var ofYear = regexp.MustCompile(`(20\d\d)年度?.*政府信息公开.*(?:报告|统计表)`)

// titleYear is the year that a title names; 0 if none does.
func titleYear(lines []sheet.Line) int {
	for _, l := range lines[:min(len(lines), 5)] {
		for _, c := range l.Cells {
			if found := ofYear.FindStringSubmatch(plain(c)); found != nil {
				year, _ := reportYear(found[1])
				return year
			}
		}
	}
	return 0
}

func place(row, column int) string {
	if column == 0 {
		return fmt.Sprintf("第 %d 行", row)
	}
	return fmt.Sprintf("第 %d 行第 %d 列（%s）", row, column, sheet.Letters(column))
}

// shown is a number of a spreadsheet as the program shows it: with 15 digits,
// and without an exponent.
func shown(s string) string {
	if len(s) < 16 && !strings.ContainsAny(s, "eE") || strings.Trim(s, "0123456789.eE+-") != "" {
		return s
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	if n, err = strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64); err != nil {
		return s
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// recognised is the form most of whose rows and headings stand in the lines. A
// tie, which a table without its first and last part may give, goes to the form
// of the year.
func recognised(lines []sheet.Line, year int) (*form.Form, error) {
	found := map[string]bool{}
	for _, l := range lines {
		for _, c := range l.Cells {
			found[plain(c)] = true
		}
	}
	var best []*form.Form
	most := 1
	for _, f := range form.Forms {
		said := map[string]bool{}
		for _, r := range f.Rows {
			said[plain(r.Name)] = true
			if len(r.Code) > 2 {
				said[plain(r.Code)] = true // shorter ones are numbers too
			}
			for _, c := range r.Columns {
				if c.Code != form.Value {
					said[plain(c.Name)] = true
				}
			}
		}
		n := 0
		for name := range said {
			if found[name] {
				n++
			}
		}
		if n > most {
			best, most = nil, n
		}
		if n == most {
			best = append(best, f)
		}
	}
	switch right := form.Of(year); {
	case len(best) == 1:
		return best[0], nil
	case slices.Contains(best, right):
		return right, nil
	case len(best) == 0:
		return nil, ErrNoRows
	}
	return nil, ErrForm
}

// gridReader walks the lines of a table.
type gridReader struct {
	*filling
	// columns are the headings in force: the code of a column by its place.
	columns map[int]string
	// blocks is set for a heading that names its columns several times over, as
	// the table of remedies does when printed: the row of each block.
	blocks  []int
	heading bool // the line before was one
	last    int  // where in the form the last row read stands
}

// line reads a line. The column of an error counts from 1; 0 is the whole line.
func (g *gridReader) line(l sheet.Line) (int, error) {
	row, at := g.rowOf(l)
	heads := g.headings(l)
	if len(heads) > 1 || len(heads) == 1 && (g.heading || at < 0 && len(filled(l)) <= 3 || hasLabel(l)) {
		return g.head(l, heads)
	}
	g.heading = false
	if at < 0 {
		return g.other(l)
	}
	if len(row.Columns) == 0 {
		for i := at + 1; i < len(l.Cells); i++ {
			if c, err := printed.Read(l.Cells[i]); err == nil && c.Kind == printed.Figure {
				return i + 1, ErrShifted
			}
		}
		return 0, nil
	}
	used := 0
	for i, code := range g.columns {
		if _, ok := row.Column(code); !ok || i <= at {
			continue
		}
		used++
		text := ""
		if i < len(l.Cells) {
			text = l.Cells[i]
		}
		if err := g.put(form.Cell{Row: row.Code, Column: code}, text); err != nil {
			return i + 1, err
		}
	}
	if used == 0 {
		// A row of one number needs no heading: the number stands last.
		if len(row.Columns) == 1 {
			for i := len(l.Cells) - 1; i > at; i-- {
				if strings.TrimSpace(l.Cells[i]) != "" && plain(l.Cells[i]) != plain(row.Unit) {
					return i + 1, g.put(form.Cell{Row: row.Code, Column: row.Columns[0].Code}, l.Cells[i])
				}
			}
			return 0, nil
		}
		for i := at + 1; i < len(l.Cells); i++ {
			if c, err := printed.Read(l.Cells[i]); err == nil && c.Kind == printed.Figure {
				g.remark(row.Code, "第 %d 行的数字上方没有可以辨认的表头，未计入", l.Number)
				break
			}
		}
	}
	return 0, nil
}

// rowOf is the row that the line names, the rightmost one: in print a heading
// stands before the first of its rows. at is -1 if it names none.
func (g *gridReader) rowOf(l sheet.Line) (row form.Row, at int) {
	at = -1
	for i, c := range l.Cells {
		if i > 0 && isNumber(c) {
			continue // 1 and 4 are codes of the older form, and counts
		}
		r, ok := g.named(c)
		if !ok || at >= 0 && len(r.Columns) == 0 {
			continue
		}
		if at >= 0 && row.Code == strings.TrimSpace(l.Cells[at]) && strings.Trim(row.Code, "0123456789") != "" {
			if plain(row.Name) == plain(c) {
				at = i
			}
			continue // the code decides, unless it may be a running number
		}
		row, at = r, i
	}
	if at >= 0 {
		g.last = names(g.Form).order[row.Code]
	}
	return row, at
}

// named is the row that a cell names; of several of the same name the next one.
func (g *gridReader) named(c string) (form.Row, bool) {
	if r, ok := named(g.Form, c); ok {
		return r, true
	}
	found := names(g.Form).rows[plain(c)]
	for _, r := range found {
		if names(g.Form).order[r.Code] > g.last {
			return r, true
		}
	}
	if len(found) > 0 {
		return found[0], true
	}
	return form.Row{}, false
}

func isNumber(s string) bool {
	c, err := printed.Read(s)
	return err == nil && c.Kind == printed.Figure
}

func filled(l sheet.Line) []string {
	var list []string
	for _, c := range l.Cells {
		if strings.TrimSpace(c) != "" {
			list = append(list, c)
		}
	}
	return list
}

func hasLabel(l sheet.Line) bool {
	return slices.ContainsFunc(l.Cells, func(c string) bool { return plain(c) == labelRow || plain(c) == labelCode })
}

// headings are the columns that the line names.
func (g *gridReader) headings(l sheet.Line) map[int]string {
	found := map[int]string{}
	for i, c := range l.Cells {
		if code := names(g.Form).columns[plain(c)]; code != "" {
			found[i] = code
		}
	}
	return found
}

// head takes the headings of a line; those of two lines that follow each other
// belong together.
func (g *gridReader) head(l sheet.Line, heads map[int]string) (int, error) {
	for i, c := range l.Cells {
		if isNumber(c) {
			return i + 1, ErrShifted
		}
	}
	if !g.heading {
		g.columns = map[int]string{}
	}
	for i, code := range heads {
		g.columns[i] = code
	}
	g.heading = true
	g.blocks = nil
	seen := map[string]int{}
	for i := range l.Cells {
		if code := g.columns[i]; code != "" {
			seen[code]++
			if code == "maintained" {
				g.blocks = append(g.blocks, i)
			}
		}
	}
	return 0, nil
}

// other reads a line that names no row: the remedies as they are printed, or
// something to be noticed.
func (g *gridReader) other(l sheet.Line) (int, error) {
	if len(g.blocks) == 3 {
		return g.remedies(l)
	}
	if slices.ContainsFunc(l.Cells, func(c string) bool {
		p := plain(c)
		return p == labelForm || p == labelYear || p == labelAgency
	}) {
		return 0, nil
	}
	for i, c := range l.Cells {
		if !isNumber(c) {
			continue
		}
		if slices.ContainsFunc(l.Cells, func(c string) bool { return strings.Contains(plain(c), "第二十条第") }) {
			return i + 1, ErrShifted
		}
		g.remark(place(l.Number, 0), "这一行有数字，但不是格式中的行，未计入")
		break
	}
	return 0, nil
}

// remedies reads the one line of the table of remedies as it is printed: three
// blocks of the same columns side by side.
func (g *gridReader) remedies(l sheet.Line) (int, error) {
	block := -1
	for i := range max(len(l.Cells), g.blocks[2]+5) {
		if slices.Contains(g.blocks, i) {
			block++
		}
		code := g.columns[i]
		if block < 0 || code == "" {
			continue
		}
		text := ""
		if i < len(l.Cells) {
			text = l.Cells[i]
		}
		if err := g.put(form.Cell{Row: []string{"C1", "C2", "C3"}[block], Column: code}, text); err != nil {
			return i + 1, err
		}
	}
	g.blocks = nil
	return 0, nil
}

package declared

import (
	"io"
	"strconv"
	"strings"

	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
	"gongkai/paper/sheet"
)

// WriteXLSX writes a table as a workbook that [Read] reads as the same table.
// A table without cells is the template to fill.
func WriteXLSX(w io.Writer, t *check.Table) error { return sheet.WriteXLSX(w, Page(t)) }

// Page is the table as the first sheet of a workbook; [Read] reads no other.
func Page(t *check.Table) sheet.Page {
	f := t.Form
	text := func(s string, style sheet.Style) sheet.Cell { return sheet.Cell{Text: s, Style: style} }
	year := ""
	if t.Year > 0 {
		year = strconv.Itoa(t.Year)
	}
	rows := [][]sheet.Cell{
		{text("政府信息公开工作年度报告统计表", sheet.Title)},
		{
			text(labelForm, sheet.Label), text(f.Code, sheet.Label),
			text(labelYear, sheet.Label), text(year, sheet.Label),
			text(labelAgency, sheet.Label), text(t.Agency, sheet.Label),
			text("依据", sheet.Label), text(f.Document, sheet.Label),
		},
	}
	widest, headed := 0, ""
	for _, r := range f.Rows {
		widest = max(widest, len(r.Columns))
		if len(r.Columns) == 0 {
			rows = append(rows, []sheet.Cell{text(r.Code, sheet.Heading), text(r.Name, sheet.Heading)})
			if r.Parent == "" {
				headed = ""
			}
			continue
		}
		var names []string
		for _, c := range r.Columns {
			names = append(names, c.Name)
		}
		if names := strings.Join(names, "|"); names != headed {
			headed = names
			head := []sheet.Cell{text(labelCode, sheet.Heading), text(labelRow, sheet.Heading), text(labelUnit, sheet.Heading)}
			for _, c := range r.Columns {
				head = append(head, text(c.Name, sheet.Heading))
			}
			rows = append(rows, head)
		}
		line := []sheet.Cell{text(r.Code, sheet.Label), text(r.Name, sheet.Label), text(units(r), sheet.Label)}
		for _, c := range r.Columns {
			line = append(line, written(t.Cells[form.Cell{Row: r.Code, Column: c.Code}]))
		}
		rows = append(rows, line)
	}
	widths := []float64{9, 44, 10}
	for range widest {
		widths = append(widths, 14)
	}
	return sheet.Page{Name: "统计表", Widths: widths, Frozen: 2, Rows: rows}
}

// units are the units of a row's columns, each once.
func units(r form.Row) string {
	if r.Unit != "" {
		return r.Unit
	}
	var list []string
	for _, c := range r.Columns {
		if c.Unit != "" && (len(list) == 0 || list[len(list)-1] != c.Unit) {
			list = append(list, c.Unit)
		}
	}
	return strings.Join(list, "、")
}

// written is a cell as it stands: a plain number as a number, anything else as
// it was printed.
func written(c printed.Cell) sheet.Cell {
	if c.Exact() && !c.Signed && c.Unit == "" {
		return sheet.Cell{Figure: c.Value.String(), Style: sheet.Number}
	}
	return sheet.Cell{Text: c.Text, Style: sheet.Number}
}

// Blank is the table with every cell of its form that it lacks as a blank.
func Blank(t *check.Table) *check.Table {
	full := *t
	full.Cells = map[form.Cell]printed.Cell{}
	for _, c := range t.Form.Cells() {
		full.Cells[c] = t.Cells[c]
	}
	return &full
}

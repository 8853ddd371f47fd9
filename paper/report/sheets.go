package report

import (
	"bytes"
	"strconv"

	"gongkai/figures/annual"
	"gongkai/law/form"
	"gongkai/paper/chart"
	"gongkai/paper/declared"
	"gongkai/paper/sheet"
)

// XLSX is the report as a workbook: the statutory table in the shape that
// paper/declared reads, all figures with how they were counted, the numbers of
// the charts, and which edition it is.
func XLSX(e annual.Edition) ([]byte, error) {
	t, err := Table(e)
	if err != nil {
		return nil, err
	}
	f, err := fill(e)
	if err != nil {
		return nil, err
	}
	about, err := f.about()
	if err != nil {
		return nil, err
	}
	pages := []sheet.Page{declared.Page(t), f.all(), f.charts(), about}
	var b bytes.Buffer
	if err := sheet.WriteXLSX(&b, pages...); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func heads(names ...string) []sheet.Cell {
	row := make([]sheet.Cell, len(names))
	for i, n := range names {
		row[i] = sheet.Cell{Text: n, Style: sheet.Heading}
	}
	return row
}

func label(text string) sheet.Cell { return sheet.Cell{Text: text, Style: sheet.Label} }

func whole(n int64) sheet.Cell {
	return sheet.Cell{Figure: strconv.FormatInt(n, 10), Style: sheet.Number}
}

// all is the sheet of figures.
func (f filled) all() sheet.Page {
	p := sheet.Page{
		Name: "全部数字", Frozen: 1, Widths: []float64{20, 44, 10, 14, 60, 12, 14, 24, 30, 40},
		Rows: [][]sheet.Cell{heads("名称", "项目", "单位", "数值", "怎样计得", "其中补报", "补报人", "补报时间", "补报来源", "说明")},
	}
	for _, fig := range f.Figures {
		number, stated := sheet.Cell{Style: sheet.Number}, sheet.Cell{Style: sheet.Number}
		if fig.Text != "" {
			number.Figure = fig.Value.String()
		}
		by, at, basis := "", "", ""
		if fig.Stated != nil {
			stated.Figure, by, at, basis = fig.Stated.Value.String(), fig.Stated.By, fig.Stated.At, fig.Stated.Basis
		}
		p.Rows = append(p.Rows, []sheet.Cell{
			label(fig.Name), label(fig.Label), label(fig.Unit), number, label(fig.Words(f.form, f.Year)),
			stated, label(by), label(at), label(basis), label(fig.Note),
		})
	}
	return p
}

// charts is the sheet of what the charts draw.
func (f filled) charts() sheet.Page {
	p := sheet.Page{
		Name: "图表数据", Frozen: 1, Widths: []float64{8, 40, 40, 20, 12, 14, 20},
		Rows: [][]sheet.Cell{heads("图", "图名", "项目", "系列", "单位", "数值", "数字的名称")},
	}
	for _, c := range f.Charts {
		for _, s := range c.Series {
			for i, l := range c.Labels {
				number, name := sheet.Cell{Style: sheet.Number}, ""
				if i < len(s.Values) {
					number.Figure = s.Values[i].String()
				}
				if i < len(s.Figures) {
					name = s.Figures[i]
				}
				p.Rows = append(p.Rows, []sheet.Cell{whole(int64(c.Number)), label(c.Title), label(l), label(s.Name), label(c.Unit), number, label(name)})
			}
		}
	}
	return p
}

// about is the sheet that says which edition it is.
func (f filled) about() (sheet.Page, error) {
	hash, err := Hash(f.Edition)
	if err != nil {
		return sheet.Page{}, err
	}
	p := sheet.Page{Name: "版本", Widths: []float64{22, 80}}
	for _, row := range [][2]string{
		{"报告", f.Title}, {"编制机关", f.Name}, {"机关代码", f.Agency}, {"报告年度", strconv.Itoa(f.Year)},
		{"统计表格式", f.form.Name + "（" + f.form.Document + "）"}, {"签发人", f.Signer}, {"签发时间", f.Signed}, {"落款日期", f.Dated},
		{"统计截至记录号", strconv.FormatInt(f.Journal, 10)}, {"版本摘要（SHA-256）", hash},
	} {
		p.Rows = append(p.Rows, []sheet.Cell{{Text: row[0], Style: sheet.Heading}, label(row[1])})
	}
	for _, c := range f.Charts {
		p.Rows = append(p.Rows, []sheet.Cell{{Text: chart.Name(c), Style: sheet.Heading}, label(chart.Alt(c))})
	}
	return p, nil
}

// CSV is every figure of the report, one a line, in UTF-8 with a byte order
// mark: code, row, column, unit, value, what is counted, note. The code is the
// cell of the form or the figure's name; a blank value is a number that is not
// known.
func CSV(e annual.Edition) ([]byte, error) {
	f, err := fill(e)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, true)
	if err != nil {
		return nil, err
	}
	write := func(cells ...string) {
		if err == nil {
			err = w.Write(cells...)
		}
	}
	write("代码", "项目", "栏目", "单位", "数值", "怎样计得", "说明")
	for _, fig := range f.Figures {
		row, column := f.place(fig)
		write(fig.Name, row, column, fig.Unit, fig.Text, fig.Words(f.form, f.Year), fig.Note)
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// place is the row and the column of a figure; its label where it has no cell.
func (f filled) place(fig annual.Figure) (row, column string) {
	cell, ok := f.form.Cell(fig.Name)
	if !ok {
		return fig.Label, ""
	}
	r, _ := f.form.Row(cell.Row)
	c, _ := r.Column(cell.Column)
	if cell.Column == form.Value {
		return r.Name, ""
	}
	return r.Name, c.Name
}

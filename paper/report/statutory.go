package report

import (
	"strings"

	"gongkai/figures/annual"
	"gongkai/law/form"
	"gongkai/paper/block"
)

// filled is an edition with its form, its figures at hand by name.
type filled struct {
	annual.Edition
	form *form.Form
	by   map[string]annual.Figure
}

func fill(e annual.Edition) (filled, error) {
	t, err := Table(e)
	if err != nil {
		return filled{}, err
	}
	f := filled{e, t.Form, make(map[string]annual.Figure, len(e.Figures))}
	for _, fig := range e.Figures {
		if _, ok := f.by[fig.Name]; !ok {
			f.by[fig.Name] = fig
		}
	}
	return f, nil
}

func (f filled) text(row, column string) string {
	return f.by[form.Cell{Row: row, Column: column}.String()].Text
}

// children are the rows below a row, in the order of print; of a table with
// parent "".
func (f filled) children(table, parent string) []form.Row {
	var list []form.Row
	for _, r := range f.form.Rows {
		if r.Table == table && r.Parent == parent && r.Code != parent {
			list = append(list, r)
		}
	}
	return list
}

// statutory is a table of the form as the national form prints it; false if the
// form has no such table.
func (f filled) statutory(code string) (block.Table, bool) {
	switch code {
	case "A":
		return f.disclosed(), f.form.Code != "2014"
	case "B":
		return f.requested(), f.form.Code != "2014"
	case "C":
		return f.remedied(), f.form.Code != "2014"
	}
	for _, t := range f.form.Tables {
		if t.Code == code {
			return f.long(t), true
		}
	}
	return block.Table{}, false
}

// long is a table of one number a row, as the form of 2014 is printed.
func (f filled) long(t form.Table) block.Table {
	b := block.Table{
		Columns: []block.Column{{Share: 0.68}, {Share: 0.12, Align: block.Center}, {Share: 0.2, Number: true}},
		Head:    [][]block.Cell{{{Text: "统计指标"}, {Text: "单位"}, {Text: "统计数"}}},
		Note:    "填报机关：" + f.Name,
	}
	depth := map[string]int{}
	for _, r := range f.form.Rows {
		if r.Table != t.Code {
			continue
		}
		if r.Parent != "" {
			depth[r.Code] = depth[r.Parent] + 1
		}
		name := strings.Repeat("　", depth[r.Code]) + r.Name
		if r.Note != "" {
			name += "（" + r.Note + "）"
		}
		if len(r.Columns) == 0 {
			b.Rows = append(b.Rows, []block.Cell{{Text: name, Bold: true}, {Text: "——"}, {Text: "——", Align: block.Center}})
			continue
		}
		b.Rows = append(b.Rows, []block.Cell{{Text: name, Bold: r.Parent == ""}, {Text: r.Unit}, {Text: f.text(r.Code, r.Columns[0].Code)}})
	}
	return b
}

// disclosed is the table of proactive disclosure: a block for each item of
// article 20, with headings of its own.
func (f filled) disclosed() block.Table {
	// Six columns hold one, two or three numbers.
	const six = 6
	t := block.Table{Columns: []block.Column{{Share: 2.6, Align: block.Center}}, Whole: true}
	for range six {
		t.Columns = append(t.Columns, block.Column{Align: block.Center})
	}
	article, heads := "", ""
	for _, r := range f.form.Rows {
		if r.Table != "A" || len(r.Columns) == 0 {
			continue
		}
		if r.Article != article {
			article, heads = r.Article, ""
			_, item, _ := strings.Cut(article, "》")
			t.Rows = append(t.Rows, []block.Cell{{Text: item, Across: 1 + six, Align: block.Center, Bold: true}})
		}
		across := six / len(r.Columns)
		head, row, names := []block.Cell{{Text: "信息内容", Align: block.Center}}, []block.Cell{{Text: r.Name}}, ""
		for _, c := range r.Columns {
			head = append(head, block.Cell{Text: c.Name, Across: across, Align: block.Center})
			row = append(row, block.Cell{Text: f.text(r.Code, c.Code), Across: across})
			names += c.Name + "|"
		}
		if names != heads {
			heads = names
			t.Rows = append(t.Rows, head)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// requested is the table of requests: three columns of names, the applicants
// under three rows of headings.
func (f filled) requested() block.Table {
	t := block.Table{Dense: true, Whole: true, Columns: []block.Column{{Share: 0.7, Align: block.Center}, {Share: 1.25, Align: block.Center}, {Share: 3.8}}}
	first, ok := f.form.Row("B1")
	if !ok {
		return t
	}
	organisations := []block.Cell{}
	for _, c := range first.Columns[1 : len(first.Columns)-1] {
		organisations = append(organisations, block.Cell{Text: halved(c.Name)})
	}
	for range first.Columns {
		t.Columns = append(t.Columns, block.Column{Align: block.Center})
	}
	t.Head = [][]block.Cell{
		{
			{Text: "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", Across: 3, Down: 3},
			{Text: "申请人情况", Across: len(first.Columns)},
		},
		{
			{Text: halved(first.Columns[0].Name), Down: 2},
			{Text: "法人或其他组织", Across: len(organisations)},
			{Text: first.Columns[len(first.Columns)-1].Name, Down: 2},
		},
		organisations,
	}
	numbers := func(r form.Row, names ...block.Cell) {
		for _, c := range r.Columns {
			names = append(names, block.Cell{Text: f.text(r.Code, c.Code)})
		}
		t.Rows = append(t.Rows, names)
	}
	for _, top := range f.children("B", "B") {
		groups := f.children("B", top.Code)
		if len(groups) == 0 {
			numbers(top, block.Cell{Text: top.Name, Across: 3, Align: block.Left})
			continue
		}
		down := 0
		for _, g := range groups {
			down += max(1, len(f.children("B", g.Code)))
		}
		// The name of a group stands before the first of its rows.
		before := []block.Cell{{Text: top.Name, Down: down}}
		for _, g := range groups {
			leaves := f.children("B", g.Code)
			if len(leaves) == 0 {
				numbers(g, append(before, block.Cell{Text: g.Name, Across: 2, Align: block.Left})...)
				before = nil
				continue
			}
			before = append(before, block.Cell{Text: g.Name, Down: len(leaves)})
			for _, leaf := range leaves {
				numbers(leaf, append(before, block.Cell{Text: leaf.Name})...)
				before = nil
			}
		}
	}
	return t
}

// remedied is the table of remedies: one row, the cases side by side.
func (f filled) remedied() block.Table {
	t := block.Table{Dense: true, Whole: true}
	cases := f.children("C", "C")
	upper, lower, heads, row := []block.Cell{}, []block.Cell{}, []block.Cell{}, []block.Cell{}
	for i, r := range cases {
		name, under, suit := strings.Cut(r.Name, "：")
		switch {
		case !suit:
			upper = append(upper, block.Cell{Text: name, Across: len(r.Columns), Down: 2})
		case i == 0 || !strings.HasPrefix(cases[i-1].Name, name+"："):
			across := 0
			for _, s := range cases[i:] {
				if strings.HasPrefix(s.Name, name+"：") {
					across += len(s.Columns)
				}
			}
			upper = append(upper, block.Cell{Text: name, Across: across})
		}
		if suit {
			lower = append(lower, block.Cell{Text: under, Across: len(r.Columns)})
		}
		for _, c := range r.Columns {
			t.Columns = append(t.Columns, block.Column{Align: block.Center})
			heads = append(heads, block.Cell{Text: halved(c.Name)})
			row = append(row, block.Cell{Text: f.text(r.Code, c.Code)})
		}
	}
	t.Head, t.Rows = [][]block.Cell{upper, lower, heads}, [][]block.Cell{row}
	return t
}

// halved is a heading of a narrow column in two lines.
func halved(name string) string {
	r := []rune(name)
	if len(r) < 3 {
		return name
	}
	half := (len(r) + 1) / 2
	return string(r[:half]) + "\n" + string(r[half:])
}

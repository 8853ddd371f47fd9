package check

import (
	"fmt"
	"slices"
	"strings"

	"gongkai/figures/printed"
	"gongkai/law/form"
)

// suspect finds the cells that explain the failures, and puts every failure
// into words.
func (c *checker) suspect() {
	explains := map[string][]form.Cell{} // by key of the failure
	for _, group := range c.groups() {
		for _, s := range c.explain(group) {
			c.result.Suspects = append(c.result.Suspects, s)
			for _, f := range group {
				explains[f.key] = append(explains[f.key], s.Cell)
			}
		}
	}
	for _, f := range c.failed {
		if s := explains[f.key]; len(s) == 1 && slices.Contains(f.cells, s[0]) && f.relation.Op != "" {
			f.cell = s[0]
		}
		c.result.Findings = append(c.result.Findings, c.finding(f))
	}
}

// groups are the failures of hard sums, those that share a cell together.
func (c *checker) groups() [][]failure {
	var groups [][]failure
	for _, f := range c.failed {
		if f.identity.Level != form.Hard || f.identity.Span != form.Within || f.relation.Op == "" {
			continue
		}
		joined := []failure{f}
		var others [][]failure
		for _, g := range groups {
			if slices.ContainsFunc(g, func(o failure) bool {
				return slices.ContainsFunc(o.cells, func(cell form.Cell) bool { return slices.Contains(f.cells, cell) })
			}) {
				joined = append(g, joined...)
			} else {
				others = append(others, g)
			}
		}
		groups = append(others, joined)
	}
	return groups
}

// mostSuspects is how many cells it is of use to name.
const mostSuspects = 6

// explain are the cells that lie in the most failures of the group and in no
// sum that holds; nil if there are too many.
func (c *checker) explain(group []failure) []Suspect {
	var cells []form.Cell
	in := map[form.Cell][]string{}
	most := 0
	for _, f := range group {
		for _, cell := range f.cells {
			if c.sound[cell] || c.computed[cell] {
				continue
			}
			if in[cell] == nil {
				cells = append(cells, cell)
			}
			in[cell] = append(in[cell], f.key)
			most = max(most, len(in[cell]))
		}
	}
	cells = slices.DeleteFunc(cells, func(cell form.Cell) bool { return len(in[cell]) < most })
	if len(cells) > mostSuspects {
		return nil
	}
	var list []Suspect
	for _, cell := range cells {
		s := Suspect{Cell: cell, Found: c.found(cell), IDs: in[cell]}
		for i, f := range group {
			want := ""
			if slices.Contains(f.cells, cell) {
				want = c.mends(f, cell)
			}
			if i > 0 && want != s.Expected {
				s.Expected = ""
				break
			}
			s.Expected = want
		}
		list = append(list, s)
	}
	return list
}

// mends is the number of the cell with which the failure would hold; "" if it
// is not one number, or could be no count.
func (c *checker) mends(f failure, cell form.Cell) string {
	n, ok := c.values[cell]
	if !ok || f.relation.Op != form.Equal || !f.l.exact() || !f.r.exact() {
		return ""
	}
	difference := f.r.lo - f.l.lo
	for i, t := range f.relation.All() {
		if t.Cell == cell && !t.LastYear && !t.Part {
			if (i < len(f.relation.Left)) == t.Minus {
				difference = -difference
			}
			if n+difference < 0 {
				return ""
			}
			return (n + difference).String()
		}
	}
	return ""
}

// found is what the table says of a cell.
func (c *checker) found(cell form.Cell) string {
	if p, ok := c.Cells[cell]; ok && p.Kind != printed.Figure {
		if p.Kind == printed.Blank {
			return "空白"
		}
		return p.Text
	}
	if n, ok := c.values[cell]; ok {
		return n.String()
	}
	return "未填"
}

func (c *checker) finding(f failure) Finding {
	if f.relation.Op != "" {
		if f.found = c.found(f.cell); f.expected == "" {
			f.expected = c.mends(f, f.cell)
		}
		if f.expected == "" {
			// The left side against the bounds of the right one.
			f.expected = bound(f.l, f.relation.Op, f.r)
			if len(f.relation.Left) > 0 {
				f.cell = f.relation.Left[0].Cell
				f.found = c.found(f.cell)
			}
			if len(f.relation.Left) > 1 {
				f.expected = "与其他各项合计" + f.expected
			}
		}
	}
	should := "应为 " + f.expected
	if strings.HasPrefix(f.expected, "不") || strings.HasPrefix(f.expected, "与") {
		should = "应" + f.expected
	}
	sentence := fmt.Sprintf("%s（%s）%s，表中为 %s。规则：%s", c.Form.Label(f.cell), f.cell, should, f.found, f.identity.Sentence)
	if f.told != "" {
		sentence = fmt.Sprintf("正文“%s”为 %s，表中%s为 %s。规则：%s", f.told, f.found, names(f.cells), f.expected, f.identity.Sentence)
	}
	return Finding{
		ID: f.key, Level: f.identity.Level, Rule: f.identity.Sentence,
		Cell: f.cell, Cells: f.cells, Expected: f.expected, Found: f.found, Sentence: sentence,
	}
}

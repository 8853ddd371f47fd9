package report

import (
	"strings"

	"gongkai/figures/annual"
	"gongkai/paper/block"
)

// What fits a dense table, in 小五 characters of 9 points.
const (
	room  = block.TextWidth*72/25.4/9 - 1
	air   = 0.5  // of a cell
	wide  = 2.5  // lines of a label in a narrow column
	tall  = 14   // labels up to here may stand in one row
	half  = 0.52 // of a digit
	least = 2.2  // of a column
)

// em is the width of a text in characters.
func em(text string) float64 {
	w := 0.0
	for _, r := range text {
		if r < 0x2000 {
			w += half
		} else {
			w++
		}
	}
	return w
}

// numbersOf is the table under a chart with the numbers it draws; false for a
// chart of nothing. Few labels stand side by side; many below each other, in as
// many blocks as have room.
func numbersOf(c annual.Chart) (block.Table, bool) {
	n, k := len(c.Labels), len(c.Series)
	if n == 0 || k == 0 {
		return block.Table{}, false
	}
	t := block.Table{Dense: true, Whole: true}
	name := func(s annual.Series) string {
		text := orElse(s.Name, "数量")
		if c.Unit != "" && !strings.HasPrefix(text, c.Unit) { // 件数 says it
			text += "（" + c.Unit + "）"
		}
		return text
	}
	value := func(s annual.Series, i int) string {
		if i < len(s.Values) {
			return s.Values[i].String()
		}
		return ""
	}
	first, widest, label := 4.0, least, 0.0
	for _, s := range c.Series {
		first = max(first, min(em(name(s)), 9))
		for i := range n {
			widest = max(widest, em(value(s, i)))
		}
	}
	for _, l := range c.Labels {
		label = max(label, em(l))
	}
	if each := (room - first - air) / float64(n); n <= tall && each >= widest+air && (each-air)*wide >= label {
		t.Columns = []block.Column{{Share: first + air, Align: block.Center}}
		head := []block.Cell{{Text: "项目"}}
		for _, l := range c.Labels {
			t.Columns = append(t.Columns, block.Column{Share: each, Align: block.Center})
			head = append(head, block.Cell{Text: l})
		}
		t.Head = [][]block.Cell{head}
		for _, s := range c.Series {
			row := []block.Cell{{Text: name(s)}}
			for i := range n {
				row = append(row, block.Cell{Text: value(s, i)})
			}
			t.Rows = append(t.Rows, row)
		}
		return t, true
	}
	one := min(label, 16) + air
	for _, s := range c.Series {
		one += max(widest, min(em(name(s)), 6)) + air
	}
	blocks := min(max(int(room/one), 1), 3, (n+5)/6)
	per := (n + blocks - 1) / blocks
	var head []block.Cell
	for range blocks {
		t.Columns = append(t.Columns, block.Column{Share: min(label, 16) + air})
		head = append(head, block.Cell{Text: "项目"})
		for _, s := range c.Series {
			t.Columns = append(t.Columns, block.Column{Share: max(widest, min(em(name(s)), 6)) + air, Align: block.Center})
			head = append(head, block.Cell{Text: name(s)})
		}
	}
	t.Head = [][]block.Cell{head}
	for i := range per {
		var row []block.Cell
		for b := range blocks {
			at := b*per + i
			if at >= n {
				row = append(row, block.Cell{})
				for range k {
					row = append(row, block.Cell{})
				}
				continue
			}
			row = append(row, block.Cell{Text: c.Labels[at]})
			for _, s := range c.Series {
				row = append(row, block.Cell{Text: value(s, at)})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, true
}

package page

import (
	"context"
	"strconv"
	"strings"
	"testing"
)

// A long table shows its first rows and folds away the rest, which are announced as
// such; a little more than that is not folded.
func TestLongTablesAreFolded(t *testing.T) {
	for _, c := range []struct{ rows, fold, folded int }{{9, 0, 0}, {9, 10, 0}, {12, 10, 0}, {13, 10, 3}, {40, 10, 30}, {0, 10, 0}} {
		table := Table{Caption: "按机关", Columns: []Column{{Text: "机关"}, {Text: "总计", Numeric: true}}, Fold: c.fold, RowHeads: true, Empty: "没有记录"}
		for i := range c.rows {
			table.Rows = append(table.Rows, Cells("机关"+strconv.Itoa(i), strconv.Itoa(i)))
		}
		var b strings.Builder
		if err := DrawTable(table).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		shown, rest, folds := strings.Cut(b.String(), "<details")
		row := `scope="row"`
		if folds != (c.folded > 0) || strings.Count(rest, row) != c.folded || strings.Count(shown, row) != c.rows-c.folded {
			t.Errorf("%d rows folded at %d: %d shown, %d folded", c.rows, c.fold, strings.Count(shown, row), strings.Count(rest, row))
		}
		if folds && (!strings.Contains(rest, "显示其余 "+strconv.Itoa(c.folded)+" 行") || !strings.Contains(rest, "按机关（其余）") || strings.Contains(shown, "（其余）")) {
			t.Errorf("%s", rest)
		}
	}
}

// Lists of things are cards on a phone, tables of numbers stay tables.
func TestCards(t *testing.T) {
	word, number := Column{Text: "机关"}, Column{Text: "读取", Numeric: true}
	for _, c := range []struct {
		columns []Column
		want    bool
	}{
		{[]Column{word, word, word}, true},
		{[]Column{word, word, word, word, number, number, number, number}, true}, // imports
		{[]Column{word, word, number, number, number}, false},
		{[]Column{word, word, number}, false},
		{[]Column{word, number, number}, false},
	} {
		if got := (Table{Columns: c.columns}).cards(); got != c.want {
			t.Errorf("%v: %v", c.columns, got)
		}
	}
}

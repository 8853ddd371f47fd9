package page

import "testing"

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

package declared

import (
	"sync"

	"gongkai/law/form"
)

// index finds the rows and columns of a form by what people write.
type index struct {
	codes map[string]form.Row
	// rows by their names in [plain] writing; the form of 2014 prints some names
	// twice, under reconsideration and under litigation.
	rows map[string][]form.Row
	// order is where in the form a row stands.
	order map[string]int
	// columns are codes by heading, of all rows together.
	columns map[string]string
}

var indexes = sync.OnceValue(func() map[*form.Form]*index {
	all := map[*form.Form]*index{}
	for _, f := range form.Forms {
		x := &index{codes: map[string]form.Row{}, rows: map[string][]form.Row{}, order: map[string]int{}, columns: map[string]string{}}
		for i, r := range f.Rows {
			x.codes[r.Code], x.order[r.Code] = r, i
			for _, name := range append([]string{r.Name}, r.Also...) {
				x.rows[plain(name)] = append(x.rows[plain(name)], r)
			}
			for _, c := range r.Columns {
				for _, h := range append(headings(c), plain(c.Code)) {
					x.columns[h] = c.Code
				}
			}
		}
		all[f] = x
	}
	return all
})

func names(f *form.Form) *index { return indexes()[f] }

package annual

import (
	"math/big"
	"slices"

	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// Counter counts what a source selects in one scope; false where it has no
// such fact, and the figure stays blank.
type Counter interface {
	Count(form.Source) (printed.Number, bool)
}

// Counts is what a report is compiled from. Own counts the agency alone; nil
// where no body stands below it, which is then the same as All.
type Counts struct{ All, Own Counter }

func (c Counts) count(s form.Source, own bool) (printed.Number, bool) {
	if own && c.Own != nil {
		return c.Own.Count(s)
	}
	return c.All.Count(s)
}

// Declared are the numbers stated beside the record, by the name of the figure.
type Declared map[string]Stated

// Compile fills the form from the record and what was declared, and computes
// the named figures. Figures stand in the order of the form, then of [Names].
//
// What is declared for a figure that is counted adds to it: it is what happened
// outside the platform. Sums are computed of their parts by the identities of
// the form, never counted, so that a table that adds up by accident does not
// pass for one that does.
func Compile(f *form.Form, counts Counts, declared Declared) []Figure {
	var list []Figure
	at := map[form.Cell]int{}
	for _, cell := range f.Cells() {
		col, _ := f.Column(cell)
		r, _ := f.Row(cell.Row)
		fig := Figure{Name: cell.String(), Label: f.Label(cell), Unit: f.Unit(cell), From: counted(col.From), Note: r.Note}
		if col.From.Fact != form.Sum {
			fig = fig.filled(counts, declared, col.From, false)
		}
		at[cell] = len(list)
		list = append(list, fig)
	}
	for again := true; again; {
		again = false
		for _, rule := range sums(f) {
			i := at[rule.total]
			if list[i].Text != "" {
				continue
			}
			var n printed.Number
			known := true
			for _, c := range rule.parts {
				part := list[at[c]]
				known = known && part.Text != ""
				n += part.Value
			}
			if known {
				list[i].Value, list[i].Text, again = n, n.String(), true
			}
		}
	}
	for _, n := range Names {
		fig := Figure{Name: n.Name, Label: n.Name, Unit: n.Unit, From: counted(n.From), Own: n.Own, Note: n.Note}
		if n.From.Fact == Ratio {
			fig = fig.quotient(n, list)
		} else {
			fig = fig.filled(counts, declared.of(f, n), n.From, n.Own)
		}
		list = append(list, fig)
	}
	return list
}

func counted(s form.Source) Counted { return Counted{Fact: s.Fact, Of: s.Of, Applicant: s.Applicant} }

func (fig Figure) filled(counts Counts, declared Declared, s form.Source, own bool) Figure {
	n, ok := counts.count(s, own)
	if stated, yes := declared[fig.Name]; yes {
		n, ok = n+stated.Value, true
		fig.Stated = &stated
	}
	if ok {
		fig.Value, fig.Text = n, n.String()
	}
	return fig
}

// quotient is Of divided by Over, to one decimal; blank where there is nothing
// to divide by.
func (fig Figure) quotient(n Name, list []Figure) Figure {
	value := func(name string) (printed.Number, bool) {
		i := slices.IndexFunc(list, func(f Figure) bool { return f.Name == name })
		return list[max(i, 0)].Value, i >= 0 && list[i].Text != ""
	}
	of, ok := value(n.Of)
	over, known := value(n.Over)
	if !ok || !known || over <= 0 {
		return fig
	}
	scale := int64(10)
	if n.Percent {
		scale = 1000
	}
	// Rounded half up, exactly, however large or small the two are.
	tenths, twice := big.NewInt(2*scale), big.NewInt(2*int64(over))
	tenths.Mul(tenths, big.NewInt(int64(of))).Add(tenths, big.NewInt(int64(over))).Quo(tenths, twice)
	if !tenths.IsInt64() || tenths.Int64() > most {
		return fig // nobody means such a share
	}
	fig.Value = printed.Whole(tenths.Int64()) / 10
	fig.Text = fig.Value.String()
	fig.Note = n.Of + "÷" + n.Over
	return fig
}

// most is more tenths than any share has.
const most = 1_000_000_000_000

// of is what was declared for cells that count the very same as a named figure:
// what was stated in the form holds for the text too.
func (d Declared) of(f *form.Form, n Name) Declared {
	if len(d) == 0 || n.Own {
		return nil
	}
	var sum Stated
	found := false
	for _, cell := range f.Cells() {
		col, _ := f.Column(cell)
		stated, yes := d[cell.String()]
		if !yes || !covers(n.From, col.From) {
			continue
		}
		sum, found = Stated{By: stated.By, At: stated.At, Basis: stated.Basis, Value: sum.Value + stated.Value}, true
	}
	if !found {
		return nil
	}
	return Declared{n.Name: sum}
}

// Same says whether two sources count the same records.
func Same(a, b form.Source) bool {
	return a.Fact == b.Fact && a.Applicant == b.Applicant && slices.Equal(a.Of, b.Of)
}

// covers says whether all that b selects is selected by a too, so that parts
// declared for b belong to a. A part of a narrower selection is nothing to a
// where items may lie in several parts.
func covers(a, b form.Source) bool {
	if Same(a, b) {
		return true
	}
	// In the forms since 2019 requests are told apart by kind, and what was
	// closed is told by outcome alone.
	if pure := slices.Contains(b.Of, Pure); pure {
		switch {
		case a.Fact == form.Statutory && b.Fact == form.Received:
			a.Fact = form.Received
		case a.Fact == form.Closed && len(a.Of) == 0 && b.Fact == form.Answered:
			return a.Applicant == ""
		}
	}
	switch a.Fact {
	case form.Published, form.Conferences, form.Interviews, form.Matters:
		return false
	}
	if a.Fact != b.Fact || a.Applicant != "" && a.Applicant != b.Applicant {
		return false
	}
	// Of each sort of marks, all that b may be must be among what a may be.
	for _, sort := range [][]string{{"direct", "after_reconsideration"}, {Pure}, nil} {
		of := func(list []string) []string {
			return slices.DeleteFunc(slices.Clone(list), func(m string) bool {
				if sort != nil {
					return !slices.Contains(sort, m)
				}
				return m == Pure || m == "direct" || m == "after_reconsideration"
			})
		}
		wide, narrow := of(a.Of), of(b.Of)
		if len(wide) > 0 && (len(narrow) == 0 || slices.ContainsFunc(narrow, func(m string) bool { return !slices.Contains(wide, m) })) {
			return false
		}
	}
	return true
}

// sum is a total with its parts.
type sum struct {
	total form.Cell
	parts []form.Cell
}

// sums are the totals that the hard identities of the form define.
func sums(f *form.Form) []sum {
	var list []sum
	for _, i := range f.Identities {
		if i.Level != form.Hard || i.Span != form.Within {
			continue
		}
		for _, rule := range i.Rules {
			for _, r := range rule.Relations {
				if r.Op != form.Equal || len(r.Left) != 1 {
					continue
				}
				s := sum{total: r.Left[0].Cell}
				col, _ := f.Column(s.total)
				plain := col.From.Fact == form.Sum
				for _, t := range r.Right {
					plain = plain && !t.Minus && !t.LastYear && !t.Part && t.Open == ""
					s.parts = append(s.parts, t.Cell)
				}
				if plain {
					list = append(list, s)
				}
			}
		}
	}
	return list
}

// Table is the figures of the form as a table to be checked.
func Table(f *form.Form, year int, name string, figures []Figure) *check.Table {
	t := &check.Table{Form: f, Year: year, Agency: name, Cells: map[form.Cell]printed.Cell{}, State: check.Complete}
	for _, fig := range figures {
		cell, ok := f.Cell(fig.Name)
		switch {
		case !ok:
		case fig.Text == "":
			t.Cells[cell] = printed.Cell{Kind: printed.Blank}
			t.State = check.Partial
		default:
			t.Cells[cell] = printed.Figured(fig.Value)
		}
	}
	return t
}

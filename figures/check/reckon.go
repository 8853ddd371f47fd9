package check

import (
	"slices"

	"gongkai/figures/printed"
	"gongkai/law/form"
)

// span is what is known of a number: it lies from lo to hi.
type span struct {
	lo, hi       printed.Number
	below, above bool // no bound on that side
}

func exactly(n printed.Number) span { return span{lo: n, hi: n} }

func (s span) exact() bool { return !s.below && !s.above && s.lo == s.hi }

func (s span) plus(t span) span {
	return span{s.lo + t.lo, s.hi + t.hi, s.below || t.below, s.above || t.above}
}

func (s span) minus(t span) span {
	return span{s.lo - t.hi, s.hi - t.lo, s.below || t.above, s.above || t.below}
}

// reckoning is what a table says of its cells once its blanks are understood.
type reckoning struct {
	*Table
	values map[form.Cell]printed.Number
	// computed are sums whose row is missing.
	computed map[form.Cell]bool
	// totals are blank sums with all parts known: good enough to ask about the
	// text, not to prove the table.
	totals map[form.Cell]printed.Number
	// told are cells that only the text names.
	told  map[form.Cell]bool
	joint []Joint
}

func reckon(t *Table) *reckoning {
	r := &reckoning{
		Table: t, values: map[form.Cell]printed.Number{}, computed: map[form.Cell]bool{},
		totals: map[form.Cell]printed.Number{}, told: map[form.Cell]bool{}, joint: slices.Clone(t.Joint),
	}
	for cell, c := range t.Cells {
		switch c.Kind {
		case printed.Figure:
			r.values[cell] = inUnit(c, t.Form.Unit(cell))
		case printed.NotApplicable:
			r.values[cell] = 0
		}
	}
	r.listen()
	for r.fill() {
	}
	for _, rule := range r.sums() {
		left := rule.Left[0].Cell
		if _, known := r.values[left]; !known {
			if s := r.sum(rule.Right, false, false); s.exact() {
				r.totals[left] = s.lo
			}
		}
	}
	return r
}

// inUnit is the value in the unit of the form where the cell prints another of
// money.
func inUnit(c printed.Cell, unit string) printed.Number {
	if n, ok := c.In(unit); ok {
		return n
	}
	return c.Value
}

// listen takes figures of the text for cells that the table lacks.
func (r *reckoning) listen() {
	for _, i := range r.Form.Identities {
		if i.Span != form.Narrative {
			continue
		}
		for _, rule := range i.Rules {
			n, ok := r.Told[rule.Place]
			if !ok || rule.Place == "" || slices.ContainsFunc(rule.Cells, r.printed) {
				continue
			}
			for _, c := range rule.Cells {
				r.told[c] = true
			}
			if len(rule.Cells) == 1 {
				r.values[rule.Cells[0]] = n
			} else {
				r.joint = append(r.joint, Joint{rule.Cells, printed.Figured(n)})
			}
		}
	}
}

// printed says whether the table prints the cell, be it as a blank.
func (r *reckoning) printed(c form.Cell) bool {
	if _, ok := r.Cells[c]; ok {
		return true
	}
	return slices.ContainsFunc(r.Table.Joint, func(j Joint) bool { return slices.Contains(j.Cells, c) })
}

// sums are the relations that make one cell of others.
func (r *reckoning) sums() []form.Relation {
	var list []form.Relation
	for _, i := range r.Form.Identities {
		if i.Span != form.Within || i.Level != form.Hard {
			continue
		}
		for _, rule := range i.Rules {
			for _, rel := range rule.Relations {
				if rel.Op == form.Equal && len(rel.Left) == 1 {
					list = append(list, rel)
				}
			}
		}
	}
	return list
}

// fill understands blanks and missing sums; it says whether it learned
// anything.
func (r *reckoning) fill() bool {
	learned := false
	for _, rel := range r.sums() {
		total := rel.Left[0].Cell
		n, known := r.values[total]
		if !known {
			row, _ := r.Form.Row(total.Row)
			if s := r.sum(rel.Right, false, false); row.Sum && !r.printed(total) && s.exact() {
				r.values[total], r.computed[total], learned = s.lo, true, true
			}
			continue
		}
		if c := r.Cells[total]; c.Kind == printed.NotApplicable || c.Kind == printed.Figure && !c.Exact() || r.told[total] {
			continue
		}
		var unknown []form.Cell
		stands, joined := false, false
		for _, t := range rel.Right {
			stands = stands || r.printed(t.Cell)
			if _, ok := r.values[t.Cell]; !ok {
				if slices.ContainsFunc(r.joint, func(j Joint) bool { return slices.Contains(j.Cells, t.Cell) }) {
					joined = true
					continue
				}
				if r.Cells[t.Cell].Kind != printed.Unreadable {
					unknown = append(unknown, t.Cell)
				}
			}
		}
		s := r.sum(rel.Right, false, false)
		if len(unknown) == 0 || !stands || s.below || s.lo != n || joined && s.hi != s.lo {
			continue
		}
		for _, c := range unknown {
			r.values[c], learned = 0, true
		}
	}
	return learned
}

// sum is what is known of a sum. vague takes rounded numbers at their word;
// soft takes blank totals for the sums of their parts.
func (r *reckoning) sum(terms []form.Term, vague, soft bool) span {
	var s span
	add := func(t form.Term, v span) {
		if t.Minus {
			s = s.minus(v)
		} else {
			s = s.plus(v)
		}
	}
	left := slices.Clone(terms)
	for _, j := range r.joint {
		at := make([]int, 0, len(j.Cells))
		known := 0
		for _, c := range j.Cells {
			i := slices.IndexFunc(left, func(t form.Term) bool { return t.Cell == c && !t.LastYear && !t.Part && t.Open == "" && !t.Minus })
			if i >= 0 {
				at = append(at, i)
			}
			if _, ok := r.values[c]; ok {
				known++
			}
		}
		if len(at) < len(j.Cells) || known == len(j.Cells) || j.Cell.Kind != printed.Figure {
			continue
		}
		add(form.Term{}, rounded(j.Cell, j.Cell.Value, vague))
		slices.Sort(at)
		for _, i := range slices.Backward(at) {
			left = slices.Delete(left, i, i+1)
		}
	}
	for _, t := range left {
		v := r.value(t.Cell, vague, soft)
		switch {
		case t.Open != "":
			v = span{above: true}
		case t.Part:
			v.lo, v.below = 0, false
		}
		add(t, v)
	}
	return s
}

func (r *reckoning) value(c form.Cell, vague, soft bool) span {
	if n, ok := r.values[c]; ok {
		return rounded(r.Cells[c], n, vague)
	}
	if n, ok := r.totals[c]; ok && soft {
		return exactly(n)
	}
	s := span{above: true}
	for _, j := range r.joint {
		if slices.Contains(j.Cells, c) && j.Cell.Exact() && (s.above || j.Cell.Value < s.hi) {
			s = span{hi: j.Cell.Value}
		}
	}
	return s
}

// rounded is what a printed number says.
func rounded(c printed.Cell, n printed.Number, vague bool) span {
	switch {
	case vague || c.Kind != printed.Figure || c.Exact():
		return exactly(n)
	case c.AtLeast && !c.About:
		return span{lo: n, above: true}
	}
	return span{above: true}
}

// verdict is what is known of an identity at a place.
type verdict int

const (
	unjudged verdict = iota
	holds
	fails
)

// compare judges a relation between two spans.
func compare(l span, op form.Op, r span) verdict {
	over := !l.below && !r.above && l.lo > r.hi
	under := !l.above && !r.below && l.hi < r.lo
	switch {
	case op == form.Equal && (over || under), op == form.AtMost && over:
		return fails
	case op == form.Equal && l.exact() && r.exact(), op == form.AtMost && !l.above && !r.below && l.hi <= r.lo:
		return holds
	}
	return unjudged
}

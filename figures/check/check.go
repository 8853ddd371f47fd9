package check

import (
	"fmt"
	"slices"
	"strings"

	"gongkai/figures/printed"
	"gongkai/law/form"
)

// Result is what is known of a table. Lists are never nil.
type Result struct {
	Form    string `json:"form"`
	Year    int    `json:"year,omitempty"`
	Agency  string `json:"agency,omitempty"`
	Partial bool   `json:"partial"`
	// Missing are the rows of the form of which nothing is printed.
	Missing []string `json:"missing"`
	// Unknown counts the cells of which no number is known exactly.
	Unknown int `json:"unknown"`
	// Holds, Fails and Unjudged have every identity at every place, "F1:natural",
	// in the order of the form. Soft ones are among them. An identity that needs
	// what is not at hand stands once, "X1".
	Holds    []string `json:"holds"`
	Fails    []string `json:"fails"`
	Unjudged []string `json:"unjudged"`
	// Findings has one entry for each of Fails.
	Findings []Finding `json:"findings"`
	// Suspects are the cells that explain the failures.
	Suspects []Suspect `json:"suspects"`
	// Reasons says of each of Unjudged what it lacks.
	Reasons []Reason `json:"reasons"`
	Remarks []Remark `json:"remarks"`
	// Differences are the cells that differ from Beside.Same; nil if there is
	// none to compare with.
	Differences []Difference `json:"differences,omitempty"`
}

// Difference is a cell that two editions of a table give differently.
type Difference struct {
	Cell  form.Cell `json:"cell"`
	Here  string    `json:"here"`
	There string    `json:"there"`
}

// Finding is an identity that fails.
type Finding struct {
	ID       string      `json:"id"`
	Level    form.Level  `json:"level"`
	Rule     string      `json:"rule"`     // the identity for people
	Cell     form.Cell   `json:"cell"`     // the cell to look at first
	Cells    []form.Cell `json:"cells"`    // all cells of the rule
	Expected string      `json:"expected"` // of Cell by this rule: "1191", "不小于 11"
	Found    string      `json:"found"`    // in Cell
	Sentence string      `json:"sentence"`
}

// Suspect is a cell that lies in every one of a group of failures.
type Suspect struct {
	Cell  form.Cell `json:"cell"`
	Found string    `json:"found"`
	// Expected is the number that mends all of them; "" if none does.
	Expected string   `json:"expected"`
	IDs      []string `json:"ids"`
}

// Reason says what an identity lacks to be judged.
type Reason struct {
	ID       string `json:"id"`
	Sentence string `json:"sentence"`
}

// Broken says whether a hard identity fails, or a cell differs from the edition
// it was to be the same as.
func (r Result) Broken() bool {
	return len(r.Differences) > 0 || slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Level == form.Hard })
}

// checker gathers the result of one table.
type checker struct {
	*reckoning
	beside  Beside
	last    *reckoning
	members []*reckoning
	result  *Result
	failed  []failure
	// sound are the cells of hard identities within the table that hold.
	sound map[form.Cell]bool
}

// failure is a finding whose words are not yet chosen.
type failure struct {
	identity form.Identity
	key      string
	relation form.Relation // of a comparison
	l, r     span
	cell     form.Cell
	cells    []form.Cell
	expected string // where there is no comparison
	found    string
	told     string // the figure of the text, where that was found
}

// Check judges every identity of the table's form.
func Check(t *Table, b Beside) Result {
	result := Result{
		Form: t.Form.Code, Year: t.Year, Agency: t.Agency, Missing: []string{},
		Holds: []string{}, Fails: []string{}, Unjudged: []string{},
		Findings: []Finding{}, Suspects: []Suspect{}, Reasons: []Reason{}, Remarks: []Remark{},
	}
	result.Missing = append(result.Missing, t.missing()...)
	result.Remarks = append(result.Remarks, t.Remarks...)
	c := &checker{reckoning: reckon(t), beside: b, result: &result, sound: map[form.Cell]bool{}}
	for _, cell := range t.Form.Cells() {
		if s := c.value(cell, false, false); !s.exact() {
			result.Unknown++
		}
	}
	result.Partial = t.State == Partial || t.State == Unstated && len(result.Missing)+result.Unknown > 0
	if b.LastYear != nil {
		c.last = reckon(b.LastYear)
	}
	for _, m := range b.Members {
		c.members = append(c.members, reckon(m))
	}
	c.remark()
	for _, i := range t.Form.Identities {
		if i.Span == form.Narrative && i.Rules[0].Place != "" {
			c.narrative(i)
			continue
		}
		if why := c.lacks(i.Span); why != "" {
			c.skip(i.ID, why)
			continue
		}
		for _, rule := range i.Rules {
			c.rule(i, rule)
		}
	}
	c.suspect()
	if b.Same != nil {
		c.differ(reckon(b.Same))
	}
	return result
}

// differ names the cells that another edition of the table gives differently.
// What a blank stands for counts, not how it is printed.
func (c *checker) differ(other *reckoning) {
	c.result.Differences = []Difference{}
	for _, cell := range c.Form.Cells() {
		here, known := c.values[cell]
		there, same := other.values[cell]
		if here != there || known != same {
			c.result.Differences = append(c.result.Differences, Difference{cell, c.found(cell), (&checker{reckoning: other}).found(cell)})
		}
	}
}

// remark says what is to be noticed about single cells.
func (c *checker) remark() {
	say := func(place, format string, args ...any) {
		c.result.Remarks = append(c.result.Remarks, Remark{place, fmt.Sprintf(format, args...)})
	}
	if right := form.Of(c.Year); c.Year != 0 && right != c.Form {
		want := "当时没有全国统一的格式"
		if right != nil {
			want = "应使用" + right.Code + "年的格式"
		}
		say("", "%d年度的报告%s，此表为%s年的格式", c.Year, want, c.Form.Code)
	}
	if n := len(c.result.Missing); c.State == Complete && n > 0 {
		say("", "此表标为完整，但缺 %d 行：%s", n, strings.Join(c.result.Missing, "、"))
	}
	for _, cell := range c.Form.Cells() {
		p, ok := c.Cells[cell]
		if !ok || p.Kind != printed.Figure {
			continue
		}
		unit, col := c.Form.Unit(cell), kind(c.Form, cell)
		switch {
		case !p.Exact():
			say(cell.String(), "“%s”是约数，不能当作准确的数字", p.Text)
		case col == form.Amount && unit == "" && p.Unit == "" && p.Value != 0:
			say(cell.String(), "金额 %s 没有写明单位，不作推测", p.Text)
		}
		if p.Unit != "" && unit != "" && p.Unit != unit {
			if _, money := p.In(unit); !money {
				say(cell.String(), "单位写作“%s”，表中应为“%s”", p.Unit, unit)
			}
		}
		if p.Signed && col != form.Change {
			say(cell.String(), "“%s”带有增减号，此格应填数量", p.Text)
		}
	}
}

func kind(f *form.Form, cell form.Cell) form.Kind {
	col, _ := f.Column(cell)
	return col.Kind
}

// lacks says what an identity needs that is not at hand; "" if nothing. It then
// stands once, without its places.
func (c *checker) lacks(s form.Span) string {
	switch {
	case s == form.Years && c.last == nil:
		return "没有上年度的表"
	case s == form.Members && len(c.members) == 0:
		return "没有所辖各机关的表"
	}
	return ""
}

func (c *checker) rule(i form.Identity, rule form.Rule) {
	key := i.Key(rule)
	switch {
	case i.Span == form.Members:
		c.rollUp(i, rule, key)
	case i.Span == form.Power:
		c.power(i, rule, key)
	case i.Span == form.Narrative:
		c.fees(rule, key)
	case len(rule.Relations) == 0:
		c.single(i, rule, key)
	default:
		c.relations(i, rule, key)
	}
}

func (c *checker) hold(key string) { c.result.Holds = append(c.result.Holds, key) }

func (c *checker) skip(key, why string) {
	c.result.Unjudged = append(c.result.Unjudged, key)
	c.result.Reasons = append(c.result.Reasons, Reason{key, why})
}

func (c *checker) fail(f failure) {
	if !slices.Contains(c.result.Fails, f.key) {
		c.result.Fails = append(c.result.Fails, f.key)
	}
	c.failed = append(c.failed, f)
}

// relations judges an identity of sums.
func (c *checker) relations(i form.Identity, rule form.Rule, key string) {
	soft := i.Level == form.Soft
	if !slices.ContainsFunc(rule.Relations, func(rel form.Relation) bool {
		return slices.ContainsFunc(rel.All(), func(t form.Term) bool {
			return !t.LastYear && (c.printed(t.Cell) || c.told[t.Cell] || c.computed[t.Cell])
		})
	}) {
		c.skip(key, "表中没有这些格")
		return
	}
	var open []form.Cell
	var worst *failure
	told := false
	for _, rel := range rule.Relations {
		l, r := c.side(rel.Left, true, soft), c.side(rel.Right, true, soft)
		v := compare(l, rel.Op, r)
		if v == fails {
			l, r = c.side(rel.Left, false, soft), c.side(rel.Right, false, soft)
			v = compare(l, rel.Op, r)
		}
		switch v {
		case fails:
			if slices.ContainsFunc(rel.All(), func(t form.Term) bool { return c.told[t.Cell] && !t.LastYear }) {
				told = true
				continue
			}
			if worst == nil {
				worst = &failure{identity: i, key: key, relation: rel, l: l, r: r, cell: rel.Left[0].Cell}
				for _, t := range rel.All() {
					if t.Open == "" && !t.LastYear {
						worst.cells = append(worst.cells, t.Cell)
					}
				}
			}
		case unjudged:
			for _, t := range rel.All() {
				if _, ok := c.values[t.Cell]; t.LastYear {
					if _, ok := c.last.values[t.Cell]; !ok {
						open = append(open, t.Cell)
					}
				} else if p := c.Cells[t.Cell]; t.Open == "" && (!ok || p.Kind == printed.Figure && !p.Exact()) {
					open = append(open, t.Cell)
				}
			}
			if len(open) == 0 {
				open = append(open, rel.Left[0].Cell)
			}
		case holds:
			if rel.Doubt != "" && l.exact() && r.exact() && l.lo == r.lo && l.lo != 0 {
				c.result.Remarks = append(c.result.Remarks, Remark{rel.Left[0].Cell.String(), rel.Doubt})
			}
		}
	}
	switch {
	case worst != nil:
		c.fail(*worst)
	case told:
		c.skip(key, "正文所述的数字不平，而表中没有这些格")
	case len(open) > 0:
		c.skip(key, c.unknown(open))
	default:
		c.hold(key)
		if i.Level == form.Hard && i.Span == form.Within {
			for _, rel := range rule.Relations {
				for _, t := range rel.All() {
					c.sound[t.Cell] = rel.Op == form.Equal || c.sound[t.Cell]
				}
			}
		}
	}
}

// unknown says which cells are not known.
func (c *checker) unknown(cells []form.Cell) string {
	slices.SortFunc(cells, func(a, b form.Cell) int { return strings.Compare(a.String(), b.String()) })
	cells = slices.Compact(cells)
	return names(cells) + " 空白、缺失或者不是准确的数字"
}

// names are the first of the cells, and how many there are.
func names(cells []form.Cell) string {
	var list []string
	for _, cell := range cells[:min(len(cells), 4)] {
		list = append(list, cell.String())
	}
	s := strings.Join(list, "、")
	if len(cells) > 4 {
		s += fmt.Sprintf("等 %d 格", len(cells))
	}
	return s
}

// side is one side of a relation, the cells of last year among it.
func (c *checker) side(terms []form.Term, vague, soft bool) span {
	var now, then []form.Term
	for _, t := range terms {
		if t.LastYear {
			t.LastYear = false
			then = append(then, t)
		} else {
			now = append(now, t)
		}
	}
	s := c.sum(now, vague, soft)
	if len(then) > 0 {
		s = s.plus(c.last.sum(then, vague, soft))
	}
	return s
}

// single judges whether cells are numbers of their kind.
func (c *checker) single(i form.Identity, rule form.Rule, key string) {
	numbers := 0
	bad := false
	for _, cell := range rule.Cells {
		p, ok := c.Cells[cell]
		if !ok {
			continue
		}
		want := ""
		k := kind(c.Form, cell)
		switch {
		case p.Kind == printed.Unreadable:
			want = "数字"
		case p.Kind != printed.Figure:
			continue
		case k != form.Change && p.Value < 0:
			want = "不小于零"
		case k != form.Amount && !p.Value.IsWhole():
			want = "整数"
		}
		numbers++
		if want != "" {
			bad = true
			c.fail(failure{identity: i, key: key, cell: cell, cells: []form.Cell{cell}, expected: want, found: p.Text})
		}
	}
	for _, j := range c.Table.Joint {
		if slices.Contains(rule.Cells, j.Cells[0]) && (j.Cell.Kind == printed.Unreadable || j.Cell.Kind == printed.Figure && (j.Cell.Value < 0 || !j.Cell.Value.IsWhole())) {
			bad = true
			c.fail(failure{identity: i, key: key, cell: j.Cells[0], cells: j.Cells, expected: "整数，不小于零", found: j.Cell.Text})
		}
	}
	switch {
	case bad:
	case numbers == 0:
		c.skip(key, "没有填写数字")
	default:
		c.hold(key)
	}
}

// rollUp judges whether cells are the sums of the members'.
func (c *checker) rollUp(i form.Identity, rule form.Rule, key string) {
	var open []form.Cell
	bad := false
	for _, cell := range rule.Cells {
		var sum span
		for _, m := range c.members {
			sum = sum.plus(m.value(cell, false, false))
		}
		own := c.value(cell, false, false)
		switch compare(own, form.Equal, sum) {
		case fails:
			bad = true
			c.fail(failure{identity: i, key: key, relation: form.Relation{Op: form.Equal}, l: own, r: sum, cell: cell, cells: []form.Cell{cell}})
		case unjudged:
			open = append(open, cell)
		}
	}
	switch {
	case bad:
	case len(open) > 0:
		c.skip(key, c.unknown(open))
	default:
		c.hold(key)
	}
}

// power judges cells that are 0 for whoever may not make rules.
func (c *checker) power(i form.Identity, rule form.Rule, key string) {
	known := 0
	var first *form.Cell
	for _, cell := range rule.Cells {
		n, ok := c.values[cell]
		if ok {
			known++
		}
		if n != 0 && first == nil {
			first = &cell
		}
	}
	switch {
	case first != nil && c.beside.Power == MakesNone:
		c.fail(failure{identity: i, key: key, cell: *first, cells: rule.Cells, expected: "0", found: c.values[*first].String()})
	case first != nil && c.beside.Power == PowerUnknown:
		c.skip(key, "不知道该机关有没有规章制定权")
	case known < len(rule.Cells) && c.beside.Power != MakesRules:
		c.skip(key, c.unknown(slices.Clone(rule.Cells)))
	default:
		c.hold(key)
	}
}

// narrative judges figures of the text against the cells they name. Without any
// figure it stands once, without its places.
func (c *checker) narrative(i form.Identity) {
	asked := false
	for _, rule := range i.Rules {
		n, ok := c.Told[rule.Place]
		if !ok {
			continue
		}
		asked = true
		key := i.Key(rule)
		var sum []form.Term
		for _, cell := range rule.Cells {
			sum = append(sum, form.Term{Cell: cell})
		}
		if !slices.ContainsFunc(rule.Cells, c.printed) {
			c.skip(key, "表中没有“"+rule.Name+"”所指的格")
			continue
		}
		s := c.sum(sum, true, true)
		switch compare(exactly(n), form.Equal, s) {
		case holds:
			c.hold(key)
		case unjudged:
			c.skip(key, c.unknown(slices.Clone(rule.Cells)))
		case fails:
			c.fail(failure{identity: i, key: key, cell: rule.Cells[0], cells: rule.Cells, expected: bound(exactly(n), form.Equal, s), found: n.String(), told: rule.Name})
		}
	}
	if !asked {
		c.skip(i.ID, "没有正文的数字")
	}
}

// fees judges whether the text tells of fees where requests ended by them.
func (c *checker) fees(rule form.Rule, key string) {
	n, ok := c.values[rule.Cells[0]]
	_, cases := c.Told["fee_cases"]
	_, yuan := c.Told["fee_yuan"]
	switch {
	case !ok:
		c.skip(key, c.unknown(slices.Clone(rule.Cells)))
	case n != 0 && !cases && !yuan:
		c.skip(key, "没有正文第六部分的收费情况")
	default:
		c.hold(key)
	}
}

// bound is what the left side may be, given the right one.
func bound(l span, op form.Op, r span) string {
	switch {
	case op == form.Equal && r.exact():
		return r.lo.String()
	case !l.above && !r.below && l.hi < r.lo:
		return "不小于 " + r.lo.String()
	}
	return "不大于 " + r.hi.String()
}

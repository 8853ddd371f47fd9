package check

import (
	"slices"
	"strings"
	"testing"

	"gongkai/affairs/request"
	"gongkai/figures/printed"
	"gongkai/law/form"

	"pgregory.net/rapid"
)

// filled is a table of the form with the cells given, as printed.
func filled(t testing.TB, code string, cells map[string]string) *Table {
	t.Helper()
	table := &Table{Form: form.ByCode(code), Cells: map[form.Cell]printed.Cell{}}
	for name, text := range cells {
		cell, ok := table.Form.Cell(name)
		if !ok {
			t.Fatalf("%s has no cell %s", code, name)
		}
		c, err := printed.Read(text)
		if err != nil && c.Kind != printed.Unreadable {
			t.Fatal(err)
		}
		table.Cells[cell] = c
	}
	return table
}

func verdictOf(r Result, key string) string {
	switch {
	case slices.Contains(r.Holds, key):
		return "holds"
	case slices.Contains(r.Fails, key):
		return "fails"
	case slices.Contains(r.Unjudged, key):
		return "unjudged"
	}
	return "absent"
}

func TestIdentities(t *testing.T) {
	type cells = map[string]string
	for _, c := range []struct {
		name, form string
		cells      cells
		key, want  string
		sentence   string // part of the finding, if it fails
	}{
		{"a sum", "2014", cells{"4": "6", "4.1": "1", "4.2": "2", "4.3": "3"}, "K7", "holds", ""},
		{"a sum too large", "2014", cells{"4": "7", "4.1": "1", "4.2": "2", "4.3": "3"}, "K7", "fails", "四、行政复议数量（4）应为 6，表中为 7"},
		{"a blank where the rest make the total", "2014", cells{"4": "3", "4.1": "1", "4.2": "2", "4.3": ""}, "K7", "holds", ""},
		{"a cell missing where the rest make the total", "2014", cells{"4": "3", "4.1": "1", "4.2": "2"}, "K7", "holds", ""},
		{"a blank where they do not", "2014", cells{"4": "5", "4.1": "1", "4.2": "2", "4.3": ""}, "K7", "unjudged", ""},
		{"parts beyond the total, one blank", "2014", cells{"4": "2", "4.1": "1", "4.2": "2", "4.3": ""}, "K7", "fails", "应不小于 3，表中为 2"},
		{"a stroke is nothing", "2014", cells{"4": "3", "4.1": "1", "4.2": "2", "4.3": "/"}, "K7", "holds", ""},
		{"a stroke is nothing, so the total is wrong", "2014", cells{"4": "5", "4.1": "1", "4.2": "2", "4.3": "/"}, "K7", "fails", "应为 3，表中为 5"},
		{"a blank total is not filled in", "2014", cells{"4": "", "4.1": "1", "4.2": "2", "4.3": "3"}, "K7", "unjudged", ""},
		{"a total whose row is left out is computed", "2014", cells{"4.1": "1", "4.2": "2", "4.3": "3"}, "K7", "holds", ""},
		{"only a total", "2014", cells{"4": "0"}, "K7", "unjudged", ""},
		{"nothing at all", "2014", cells{}, "K7", "unjudged", ""},
		{"computed totals are compared", "2014", cells{"3.2.1": "5", "3.2.2": "1", "3.3.1": "1", "3.3.2": "2", "3.3.3": "0", "3.3.4": "0", "3.3.5": "0", "3.3.6": "0", "3.3.7": "0", "3.3.8": "0"}, "K5", "fails", "应为 3，表中为 6"},
		{"about is no number to prove by", "2014", cells{"4": "约10", "4.1": "1", "4.2": "2", "4.3": "3"}, "K7", "unjudged", ""},
		{"about that fits", "2014", cells{"4": "约6", "4.1": "1", "4.2": "2", "4.3": "3"}, "K7", "holds", ""},
		{"more than, beyond the total", "2014", cells{"4": "6", "4.1": "10余", "4.2": "2", "4.3": "3"}, "K7", "fails", "应不小于 15，表中为 6"},
		{"closed within received", "2014", cells{"3.1": "5", "3.2": "5"}, "K6", "holds", ""},
		{"closed beyond received may be carried over", "2014", cells{"3.1": "5", "3.2": "6"}, "K6", "unjudged", ""},
		{"one channel beyond the total", "2014", cells{"1.1": "5", "1.2.1": "1", "1.2.2": "6", "1.2.3": "0", "1.2.4": "0", "1.2.5": "0"}, "K9", "fails", "应不大于 5，表中为 6"},
		{"the total beyond all channels", "2014", cells{"1.1": "9", "1.2.1": "1", "1.2.2": "6", "1.2.3": "0", "1.2.4": "0", "1.2.5": "0"}, "K9", "fails", "应不大于 7，表中为 9"},
		{"deduplicated", "2014", cells{"1.1": "6", "1.2.1": "1", "1.2.2": "6", "1.2.3": "0", "1.2.4": "0", "1.2.5": "0"}, "K9", "holds", ""},
		{"the principal oftener than all", "2014", cells{"2.2.1": "3", "2.2.1.a": "4", "2.2.2": "1", "2.2.2.a": "0"}, "K12", "fails", "2.2.1.a"},
		{"half of the rule unknown", "2014", cells{"2.2.1": "3", "2.2.1.a": "2"}, "K12", "unjudged", ""},
		{"balance", "2021", cells{"B1.natural": "3", "B2.natural": "1", "B3.7.natural": "3", "B4.natural": "1"}, "F1:natural", "holds", ""},
		{"no balance", "2021", cells{"B1.natural": "3", "B2.natural": "1", "B3.7.natural": "3", "B4.natural": "2"}, "F1:natural", "fails", "F1"},
		{"a count below zero", "2021", cells{"A05.decisions": "-4"}, "F5:A05", "fails", "行政许可（A05.decisions）应不小于零，表中为 -4"},
		{"half a case", "2021", cells{"A05.decisions": "1.5"}, "F5:A05", "fails", "整数"},
		{"no number", "2021", cells{"A05.decisions": "无"}, "F5:A05", "fails", "数字"},
		{"money has decimals", "2021", cells{"A08.amount": "59237.2449"}, "F5:A08", "holds", ""},
		{"a change has a sign", "2019", cells{"A05.prev_items": "6", "A05.delta": "减4", "A05.decisions": "2"}, "F5:A05", "holds", ""},
		{"money below zero", "2019", cells{"A09.items": "1", "A09.amount": "-1元"}, "F5:A09", "fails", "A09.amount"},
		{"in force at least those issued and not repealed", "2021", cells{"A02.issued": "5", "A02.repealed": "2", "A02.in_force": "2"}, "S2", "fails", "A02"},
		{"some of the issued may be repealed", "2021", cells{"A02.issued": "5", "A02.repealed": "2", "A02.in_force": "4"}, "S2", "unjudged", ""},
		{"rules of whoever has the power or not", "2021", cells{"A01.issued": "0", "A01.in_force": "6"}, "S1", "unjudged", ""},
		{"no rules", "2021", cells{"A01.issued": "0", "A01.in_force": "0"}, "S1", "holds", ""},
		{"nobody failed to pay", "2021", cells{"B3.6.2.total": "0"}, "S4", "holds", ""},
		{"somebody did", "2021", cells{"B3.6.2.total": "2"}, "S4", "unjudged", ""},
		{"last year is not at hand", "2021", cells{"B2.natural": "1"}, "X1", "unjudged", ""},
		{"the members are not at hand", "2021", cells{"B2.natural": "1"}, "X3", "unjudged", ""},
	} {
		r := Check(filled(t, c.form, c.cells), Beside{})
		if got := verdictOf(r, c.key); got != c.want {
			t.Errorf("%s: %s %s, want %s: %+v %+v", c.name, c.key, got, c.want, r.Findings, r.Reasons)
			continue
		}
		if c.want == "fails" {
			i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.ID == c.key })
			if f := r.Findings[i]; !strings.Contains(f.Sentence+f.ID, c.sentence) || f.Expected == "" || f.Found == "" || f.Rule == "" || len(f.Cells) == 0 {
				t.Errorf("%s: %+v, want %q", c.name, f, c.sentence)
			}
		}
	}
}

func TestLastYear(t *testing.T) {
	last := filled(t, "2021", map[string]string{"B4.natural": "5", "A02.in_force": "10"})
	for _, c := range []struct {
		cells     map[string]string
		key, want string
	}{
		{map[string]string{"B2.natural": "5"}, "X1:natural", "holds"},
		{map[string]string{"B2.natural": "4"}, "X1:natural", "fails"},
		{map[string]string{"B2.total": "4"}, "X1:total", "unjudged"},
		{map[string]string{"A02.in_force": "11", "A02.issued": "3", "A02.repealed": "2"}, "X2:A02", "holds"},
		{map[string]string{"A02.in_force": "12", "A02.issued": "3", "A02.repealed": "2"}, "X2:A02", "fails"},
		{map[string]string{"A01.in_force": "12"}, "X2:A01", "unjudged"},
	} {
		r := Check(filled(t, "2021", c.cells), Beside{LastYear: last})
		if got := verdictOf(r, c.key); got != c.want {
			t.Errorf("%v: %s %s, want %s", c.cells, c.key, got, c.want)
		}
		if hard := c.want == "fails" && c.key[:2] == "X1"; r.Broken() != hard {
			t.Errorf("%v: broken %v, want %v", c.cells, r.Broken(), hard)
		}
	}
	// The form of 2019 has the same table of requests, but counts other documents.
	before := filled(t, "2019", map[string]string{"B4.natural": "5"})
	r := Check(filled(t, "2021", map[string]string{"B2.natural": "6", "A02.in_force": "1"}), Beside{LastYear: before})
	if verdictOf(r, "X1:natural") != "fails" || verdictOf(r, "X2:A02") != "unjudged" {
		t.Errorf("across the forms: %+v", r.Fails)
	}
	if i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.ID == "X1:natural" }); r.Findings[i].Expected != "5" || r.Findings[i].Found != "6" {
		t.Errorf("across the forms: %+v", r.Findings[i])
	}
}

// What is taken from a table stands in the unit of the form; what is no exact
// number is not taken for one.
func TestNumbersOfATable(t *testing.T) {
	for _, c := range []struct {
		form, cell, text string
		want             string // "" where nothing is printed, "?" where no exact number is
	}{
		{"2021", "A08.amount", "251000元", "25.1"}, {"2021", "A08.amount", "52.15", "52.15"}, {"2021", "A08.amount", "52.15万元", "52.15"},
		{"2021", "A08.amount", "2亿元", "20000"}, {"2021", "A08.amount", "0.001元", "?"}, {"2014", "7", "12000元", "1.2"},
		{"2021", "B1.natural", "12件", "12"}, {"2021", "B1.natural", "约12", "?"}, {"2021", "B1.natural", "12余件", "?"}, {"2021", "B1.natural", "12元", "?"},
		{"2021", "B1.natural", "/", "0"}, {"2021", "B1.natural", "", ""}, {"2021", "B1.natural", "十二", "?"}, {"2019", "A05.delta", "减4", "-4"},
	} {
		f := form.ByCode(c.form)
		cell, ok := f.Cell(c.cell)
		if !ok {
			t.Fatalf("form %s has no %s", c.form, c.cell)
		}
		p, err := printed.Read(c.text)
		if err != nil && c.want != "?" {
			t.Fatal(err)
		}
		table := &Table{Form: f, Cells: map[form.Cell]printed.Cell{cell: p}}
		n, filled, exact := table.Number(cell)
		got := n.String()
		switch {
		case !filled:
			got = ""
		case !exact:
			got = "?"
		}
		if got != c.want {
			t.Errorf("%s %s %q: %s, want %s", c.form, c.cell, c.text, got, c.want)
		}
	}
}

func TestMembers(t *testing.T) {
	member := func(natural, cases string) *Table {
		return filled(t, "2021", map[string]string{"B1.natural": natural, "B1.org_business": "0", "B1.org_research": "0", "B1.org_welfare": "0", "B1.org_legal": "0", "B1.org_other": "0", "B1.total": natural, "C1.total": cases, "A05.decisions": ""})
	}
	sum := member("5", "1")
	for _, c := range []struct {
		members   []*Table
		key, want string
	}{
		{[]*Table{member("2", "1"), member("3", "1")}, "X3:B1", "holds"},
		{[]*Table{member("2", "1"), member("4", "1")}, "X3:B1", "fails"},
		{[]*Table{member("2", "1"), member("4", "1")}, "X3:A05", "unjudged"},
		{[]*Table{member("2", "1"), member("3", "1")}, "X3:C1", "absent"}, // joint cases count once
	} {
		r := Check(sum, Beside{Members: c.members})
		if got := verdictOf(r, c.key); got != c.want {
			t.Errorf("%s %s, want %s: %+v", c.key, got, c.want, r.Findings)
		}
		for _, f := range r.Findings {
			if f.Cell.String() != "B1.natural" && f.Cell.String() != "B1.total" || f.Expected != "6" || f.Found != "5" {
				t.Errorf("%+v", f)
			}
		}
	}
}

func TestPower(t *testing.T) {
	for name, want := range map[string]Power{
		"尼勒克县某镇": MakesNone, "西珍镇人民政府": MakesNone, "某某街道办事处": MakesNone, "湖里区人民政府": MakesNone, "宁安县人民政府办公室": MakesNone,
		"宿迁市人民政府 (municipal level)": PowerUnknown, "内蒙古自治区人民政府": PowerUnknown, "某市公安局": PowerUnknown, "": PowerUnknown,
	} {
		if got := PowerOf(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
	cells := map[string]string{"A01.issued": "0", "A01.in_force": "6"}
	for power, want := range map[Power]string{MakesRules: "holds", MakesNone: "fails", PowerUnknown: "unjudged"} {
		r := Check(filled(t, "2021", cells), Beside{Power: power})
		if got := verdictOf(r, "S1"); got != want || r.Broken() {
			t.Errorf("power %v: %s, want %s; broken %v", power, got, want, r.Broken())
		}
	}
}

func TestTold(t *testing.T) {
	tell := func(table *Table, told map[string]int64) *Table {
		table.Told = map[string]printed.Number{}
		for k, n := range told {
			table.Told[k] = printed.Whole(n)
		}
		return table
	}
	for _, c := range []struct {
		name      string
		cells     map[string]string
		told      map[string]int64
		key, want string
	}{
		{"the text agrees", map[string]string{"B1.total": "5"}, map[string]int64{"received": 5}, "S3:received", "holds"},
		{"the text says another", map[string]string{"B1.total": "5"}, map[string]int64{"received": 6}, "S3:received", "fails"},
		{"the table lacks it", map[string]string{"B2.total": "5"}, map[string]int64{"received": 6}, "S3:received", "unjudged"},
		{"no figures told", map[string]string{"B1.total": "5"}, nil, "S3", "unjudged"},
		{"the text alone balances", nil, map[string]int64{"received": 42, "carried_in": 1, "replied": 38, "carried_forward": 5}, "F1:total", "holds"},
		{"the text alone does not", nil, map[string]int64{"received": 42, "carried_in": 1, "replied": 38, "carried_forward": 4}, "F1:total", "unjudged"},
		{"several cells told at once", nil, map[string]int64{"received_incl_carried_in": 43, "carried_in": 1, "replied": 38, "carried_forward": 5}, "F1:total", "holds"},
		{"fees told", map[string]string{"B3.6.2.total": "2"}, map[string]int64{"fee_yuan": 100}, "S4", "holds"},
	} {
		r := Check(tell(filled(t, "2021", c.cells), c.told), Beside{})
		if got := verdictOf(r, c.key); got != c.want || r.Broken() {
			t.Errorf("%s: %s %s, want %s; broken %v", c.name, c.key, got, c.want, r.Broken())
		}
	}
}

func TestJoint(t *testing.T) {
	base := map[string]string{"1.1": "100", "1.2.1": "10", "1.2.2": "60", "1.2.5": "20"}
	for _, c := range []struct{ joint, want string }{{"30", "holds"}, {"9", "fails"}, {"110", "unjudged"}} {
		table := filled(t, "2014", base)
		cell, err := printed.Read(c.joint)
		if err != nil {
			t.Fatal(err)
		}
		table.Joint = []Joint{{[]form.Cell{{Row: "1.2.3", Column: form.Value}, {Row: "1.2.4", Column: form.Value}}, cell}}
		if got := verdictOf(Check(table, Beside{}), "K9"); got != c.want {
			t.Errorf("%s on two channels: %s, want %s", c.joint, got, c.want)
		}
	}
}

// A table that is made to balance holds throughout; made wrong in one cell of
// the requests, it names that cell and what it was; left blank in any cells
// whose totals stay, it claims no error.
func TestAnyTable(t *testing.T) {
	f := form.ByCode("2021")
	rapid.Check(t, func(t *rapid.T) {
		table := balanced(t, f)
		if r := Check(table, Beside{}); r.Broken() || r.Partial || r.Unknown > 0 {
			t.Fatalf("%+v", r.Findings)
		}
		var cells []form.Cell
		for _, c := range f.Cells() {
			if c.Row[0] == 'B' {
				cells = append(cells, c)
			}
		}
		cell := rapid.SampledFrom(cells).Draw(t, "cell")
		was := table.Cells[cell].Value
		by := rapid.Int64Range(-50, 50).Filter(func(n int64) bool { return n != 0 && was+printed.Whole(n) >= 0 }).Draw(t, "by")
		table.Cells[cell] = printed.Figured(was + printed.Whole(by))
		r := Check(table, Beside{})
		if !r.Broken() || len(r.Suspects) != 1 || r.Suspects[0].Cell != cell || r.Suspects[0].Expected != was.String() {
			t.Fatalf("%s was %s, is %s: suspects %+v", cell, was, table.Cells[cell].Text, r.Suspects)
		}
		table.Cells[cell] = printed.Figured(was)
		for range rapid.IntRange(1, 60).Draw(t, "blanks") {
			c := rapid.SampledFrom(cells).Draw(t, "blank")
			if rapid.Bool().Draw(t, "missing") {
				delete(table.Cells, c)
			} else {
				table.Cells[c] = printed.Cell{}
			}
		}
		if r := Check(table, Beside{}); r.Broken() {
			t.Fatalf("blanks are called wrong: %+v", r.Findings)
		}
	})
}

// balanced is a whole table of the form in which every hard identity holds.
func balanced(t *rapid.T, f *form.Form) *Table {
	table := &Table{Form: f, Cells: map[form.Cell]printed.Cell{}}
	n := rapid.Int64Range(0, 40)
	set := func(row, column string, n int64) {
		table.Cells[form.Cell{Row: row, Column: column}] = printed.Figured(printed.Whole(n))
	}
	for _, r := range f.Rows {
		if r.Table == "A" {
			for _, c := range r.Columns {
				set(r.Code, c.Code, n.Draw(t, r.Code))
			}
		}
	}
	for _, row := range []string{"C1", "C2", "C3"} {
		var sum int64
		for _, c := range []string{"maintained", "corrected", "other", "pending"} {
			k := n.Draw(t, row)
			set(row, c, k)
			sum += k
		}
		set(row, "total", sum)
	}
	total := map[string]int64{}
	for _, c := range []string{"natural", "org_business", "org_research", "org_welfare", "org_legal", "org_other"} {
		var closed int64
		put := func(row string, k int64) { set(row, c, k); total[row] += k }
		for _, r := range f.Rows {
			if r.Table == "B" && len(r.Columns) > 0 && r.Columns[0].From.Fact == form.Answered {
				k := n.Draw(t, r.Code)
				put(r.Code, k)
				closed += k
			}
		}
		left := n.Draw(t, "left")
		in := rapid.Int64Range(0, closed+left).Draw(t, "in")
		put("B3.7", closed)
		put("B4", left)
		put("B2", in)
		put("B1", closed+left-in)
	}
	for row, k := range total {
		set(row, "total", k)
	}
	return table
}

// The kinds of applicant that the forms count are those of the cases.
func TestApplicantsAreThoseOfTheCases(t *testing.T) {
	for _, f := range form.Forms {
		for _, r := range f.Rows {
			for _, c := range r.Columns {
				if k := c.From.Applicant; k != "" && request.ApplicantKind(k).Name() == "" {
					t.Errorf("%s: %s counts applicants of kind %q", f.Code, r.Code, k)
				}
			}
		}
	}
}

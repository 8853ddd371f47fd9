package form

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestFormFollowsTheReportYear(t *testing.T) {
	for _, c := range []struct {
		year int
		code string
	}{
		{2008, ""}, {2013, ""}, {2014, "2014"}, {2017, "2014"}, {2018, "2014"},
		{2019, "2019"}, {2020, "2019"}, {2021, "2021"}, {2025, "2021"}, {2040, "2021"},
	} {
		got := ""
		if f := Of(c.year); f != nil {
			got = f.Code
		}
		if got != c.code {
			t.Errorf("the form of %d is %q, want %q", c.year, got, c.code)
		}
	}
}

func TestFormsAreWhole(t *testing.T) {
	for _, f := range Forms {
		if ByCode(f.Code) != f || f.Name == "" || f.Document == "" || len(f.Parts) != 6 {
			t.Errorf("%s: head incomplete", f.Code)
		}
		rows, tables := map[string]bool{}, map[string]bool{}
		for _, table := range f.Tables {
			tables[table.Code] = true
		}
		for _, r := range f.Rows {
			if rows[r.Code] {
				t.Errorf("%s: %s stands twice", f.Code, r.Code)
			}
			rows[r.Code] = true
			if !tables[r.Table] || r.Name == "" || r.English == "" {
				t.Errorf("%s: %s lacks its table or a name", f.Code, r.Code)
			}
			if r.Parent != "" && !rows[r.Parent] {
				t.Errorf("%s: %s stands before its parent %q", f.Code, r.Code, r.Parent)
			}
			for _, c := range r.Columns {
				cell := Cell{r.Code, c.Code}
				if back, ok := f.Cell(cell.String()); !ok || back != cell {
					t.Errorf("%s: %s reads back as %v, %v", f.Code, cell, back, ok)
				}
				if c.From.Fact == "" {
					t.Errorf("%s: %s says not where it comes from", f.Code, cell)
				}
				if f.Unit(cell) == "" && cell.String() != "A09.amount" {
					t.Errorf("%s: %s has no unit", f.Code, cell)
				}
			}
		}
		ids := map[string]bool{}
		for _, i := range f.Identities {
			if i.Sentence == "" || len(i.Rules) == 0 || ids[i.ID] {
				t.Errorf("%s: %s has no sentence or no rule, or stands twice", f.Code, i.ID)
			}
			ids[i.ID] = true
			for _, r := range i.Rules {
				for _, rel := range r.Relations {
					for _, term := range rel.All() {
						if _, ok := f.Column(term.Cell); !ok && term.Open == "" {
							t.Errorf("%s: %s speaks of %s, which the form lacks", f.Code, i.Key(r), term.Cell)
						}
					}
				}
				for _, c := range r.Cells {
					if _, ok := f.Column(c); !ok {
						t.Errorf("%s: %s speaks of %s, which the form lacks", f.Code, i.Key(r), c)
					}
				}
				if len(r.Relations) == 0 && len(r.Cells) == 0 {
					t.Errorf("%s: %s says nothing", f.Code, i.Key(r))
				}
			}
		}
	}
}

// Every sum of the form has an identity that makes it.
func TestFormSumsAreMade(t *testing.T) {
	for _, f := range Forms {
		made := map[Cell]bool{}
		for _, i := range f.Identities {
			for _, r := range i.Rules {
				for _, rel := range r.Relations {
					if i.Level == Hard && rel.Op == Equal && len(rel.Left) == 1 {
						made[rel.Left[0].Cell] = true
					}
				}
			}
		}
		for _, r := range f.Rows {
			for _, c := range r.Columns {
				if cell := (Cell{r.Code, c.Code}); c.From.Fact == Sum && !made[cell] {
					t.Errorf("%s: no identity makes %s", f.Code, cell)
				}
			}
		}
	}
}

func TestFormCounts(t *testing.T) {
	for _, c := range []struct {
		code               string
		requests, remedies int
		places             map[string]int
	}{
		{"2021", 175, 15, map[string]int{"F1": 7, "F2": 7, "F3": 25, "F4": 3}},
		{"2019", 23 * 7, 15, map[string]int{"F1": 7, "F2": 7, "F3": 23, "F4": 3}},
	} {
		f := ByCode(c.code)
		n := map[string]int{}
		for _, cell := range f.Cells() {
			n[cell.Row[:1]]++
		}
		if n["B"] != c.requests || n["C"] != c.remedies {
			t.Errorf("%s has %d cells of requests, %d of remedies; want %d, %d", c.code, n["B"], n["C"], c.requests, c.remedies)
		}
		for id, want := range c.places {
			if i, _ := f.Identity(id); len(i.Rules) != want {
				t.Errorf("%s: %s applies at %d places, want %d", c.code, id, len(i.Rules), want)
			}
		}
	}
}

func TestFormLabels(t *testing.T) {
	f := ByCode("2021")
	for _, c := range []struct{ cell, label, unit string }{
		{"B3.1.total", "（一）予以公开，总计", "件"},
		{"A08.amount", "行政事业性收费", "万元"},
	} {
		cell, ok := f.Cell(c.cell)
		if !ok || f.Label(cell) != c.label || f.Unit(cell) != c.unit {
			t.Errorf("%s: %q in %q, want %q in %q", c.cell, f.Label(cell), f.Unit(cell), c.label, c.unit)
		}
	}
	for _, c := range []string{"B3.9.total", "B3.3.natural", "B3.1", "B3.1.value", ""} {
		if cell, ok := f.Cell(c); ok {
			t.Errorf("%q is no cell, read as %v", c, cell)
		}
	}
	if got := f.PlaceName("natural") + f.PlaceName("B4"); got != "自然人四、结转下年度继续办理" {
		t.Errorf("places are called %q", got)
	}
}

// The rows are those of the description of the forms, where it is at hand.
func TestFormsAgreeWithTheirDescription(t *testing.T) {
	for _, code := range []string{"2014", "2021"} {
		text, err := os.ReadFile("../../../shared/domain/indicators-" + code + ".json")
		if err != nil {
			t.Skip("the description of the forms is not at hand:", err)
		}
		var said struct {
			Indicators []struct {
				Code, Name_zh, Parent string
				Unit                  *string
				Columns               []string
				Input                 bool
			}
			Identities []struct{ ID, Level string }
		}
		if err := json.Unmarshal(text, &said); err != nil {
			t.Fatal(err)
		}
		f := ByCode(code)
		if len(said.Indicators) != len(f.Rows) {
			t.Errorf("%s has %d rows, described are %d", code, len(f.Rows), len(said.Indicators))
		}
		for _, want := range said.Indicators {
			r, ok := f.Row(want.Code)
			if !ok {
				t.Errorf("%s lacks %s", code, want.Code)
				continue
			}
			same := func(s string) string { return strings.NewReplacer("-", ":").Replace(norm.NFKC.String(s)) }
			if same(r.Name) != same(want.Name_zh) || r.Parent != want.Parent {
				t.Errorf("%s is %q under %q, described as %q under %q", r.Code, r.Name, r.Parent, want.Name_zh, want.Parent)
			}
			heading := want.Unit == nil || code == "2021" && !want.Input && want.Code != "B3.7"
			if heading != (len(r.Columns) == 0) {
				t.Errorf("%s: heading %v, with %d columns", r.Code, heading, len(r.Columns))
			}
			if heading {
				continue
			}
			var columns []string
			for _, c := range r.Columns {
				columns = append(columns, c.Code)
			}
			if r.Unit != *want.Unit || !slices.Equal(columns, want.Columns) {
				t.Errorf("%s counts %v in %q, described as %v in %q", r.Code, columns, r.Unit, want.Columns, *want.Unit)
			}
			if code == "2014" && (r.Columns[0].From.Fact == Sum) == want.Input {
				t.Errorf("%s: a sum %v, typed %v", r.Code, r.Sum, want.Input)
			}
		}
		for _, want := range said.Identities {
			if i, ok := f.Identity(want.ID); !ok || !strings.HasPrefix(want.Level, string(i.Level)) {
				t.Errorf("%s: %s is %q, described as %q", code, want.ID, i.Level, want.Level)
			}
		}
	}
}

package declared

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

const realTables = "../../../shared/data/annual-reports"

// openTable reads a table from the file system.
func openTable(t testing.TB, name string) *check.Table {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	table, err := Read(name, f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func realFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(realTables + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the real tables are not at hand in", realTables)
	}
	return files
}

// identityOf finds F1:natural, and the K1 in "N K1: 69152 = …".
var identityOf = regexp.MustCompile(`\b[FK]\d+(?::[A-Za-z0-9._]+)?`)

// What published tables were found to hold, holds; the errors found in them are
// found; nothing else is called wrong.
func TestRealTables(t *testing.T) {
	held, broken := 0, 0
	for _, file := range realFiles(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			var said struct {
				Format, Completeness string
				Report_year          json.RawMessage
				Identities           struct {
					Hold     []string
					Violated []struct{ ID, Kind, Text, Cell string }
				}
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &said); err != nil {
				t.Fatal(err)
			}
			table := openTable(t, file)
			got := check.Check(table, check.Beside{Power: check.PowerOf(table.Agency)})
			if got.Form != said.Format {
				t.Errorf("form %s, want %s", got.Form, said.Format)
			}
			if partial := strings.HasPrefix(said.Completeness, "partial"); got.Partial != partial {
				t.Errorf("partial %v, want %v", got.Partial, partial)
			}
			for _, entry := range said.Identities.Hold {
				for _, want := range identityOf.FindAllString(entry, -1) {
					// "N F1: …" was reckoned with figures of the text: the totals.
					if !slices.Contains(got.Holds, want) && !slices.Contains(got.Holds, want+":total") {
						t.Errorf("%s does not hold (%s)", want, entry)
					}
					held++
				}
			}
			wrong := map[string]bool{}
			for _, v := range said.Identities.Violated {
				id := identityOf.FindString(v.Text)
				if v.Kind == "arithmetic" && id != "" {
					wrong[id] = true
					broken++
				}
				if v.Kind == "blank" && !slices.Contains(got.Unjudged, v.ID+":"+v.Cell) {
					t.Errorf("%s:%s should be left open, its total is blank", v.ID, v.Cell)
				}
			}
			for _, f := range got.Findings {
				if f.Level == form.Hard && !wrong[f.ID] {
					t.Errorf("called wrong: %s", f.Sentence)
				}
				delete(wrong, f.ID)
			}
			for id := range wrong {
				t.Errorf("%s is not found to fail", id)
			}
		})
	}
	if held < 100 || broken == 0 {
		t.Errorf("%d identities held and %d broken: the tables were not read", held, broken)
	}
}

// The softer findings of the real tables.
func TestRealTablesSoft(t *testing.T) {
	realFiles(t)
	for _, c := range []struct {
		file, id, sentence string
	}{
		{"nilka-township-2023", "S1", "没有规章制定权"},
		{"shanghai-general-office-2019", "S3:granted_and_partial", "正文“予以公开和部分公开”为 258，表中B3.1.total、B3.2.total为 275"},
		{"shanghai-general-office-2019", "S3:unable", "265"},
	} {
		table := openTable(t, filepath.Join(realTables, c.file+".json"))
		got := check.Check(table, check.Beside{Power: check.PowerOf(table.Agency)})
		i := slices.IndexFunc(got.Findings, func(f check.Finding) bool { return f.ID == c.id })
		if i < 0 || !strings.Contains(got.Findings[i].Sentence, c.sentence) || got.Findings[i].Level != form.Soft {
			t.Errorf("%s: %s is not found to say %q: %+v", c.file, c.id, c.sentence, got.Findings)
		}
	}
	for _, c := range []struct{ file, place, words string }{
		{"xizhen-2022", "", "应使用2021年的格式"},
		{"changchun-2017", "1.1", "是否已经去重"},
		{"changchun-2017", "2.1", "人/次"},
		{"bureau-owenbabies-2019fmt", "A09.amount", "没有写明单位"},
		{"bureau-owenbabies-2019fmt", "report_year", "不是一个年份"},
		{"culture-bureau-2017", "content unclear", "未计入"},
	} {
		got := check.Check(openTable(t, filepath.Join(realTables, c.file+".json")), check.Beside{})
		if !slices.ContainsFunc(got.Remarks, func(r check.Remark) bool { return r.Place == c.place && strings.Contains(r.Sentence, c.words) }) {
			t.Errorf("%s: %s is not remarked on (%s): %+v", c.file, c.place, c.words, got.Remarks)
		}
	}
}

// Any single number of a complete table, made one more or one less, is caught,
// and the cell is named. Of the numbers that no other number of the table
// depends on, the printed edition beside tells.
func TestAnySingleCell(t *testing.T) {
	realFiles(t)
	table := openTable(t, filepath.Join(realTables, "suqian-2023.json"))
	if r := check.Check(table, check.Beside{}); r.Broken() || r.Partial {
		t.Fatalf("the table is not whole: %+v", r.Findings)
	}
	cells := table.Form.Cells()
	if len(cells) != 175+15+10 {
		t.Fatalf("%d cells", len(cells))
	}
	for _, cell := range cells {
		for _, by := range []int64{1, -1, 1000} {
			changed := *table
			changed.Cells = map[form.Cell]printed.Cell{}
			for c, p := range table.Cells {
				changed.Cells[c] = p
			}
			old := table.Cells[cell].Value
			changed.Cells[cell] = printed.Figured(old + printed.Whole(by))
			alone := check.Check(&changed, check.Beside{})
			if cell.Row[0] == 'A' {
				if old+printed.Whole(by) < 0 != alone.Broken() {
					t.Errorf("%s %+d: broken %v", cell, by, alone.Broken())
				}
			} else {
				named := slices.ContainsFunc(alone.Suspects, func(s check.Suspect) bool {
					return s.Cell == cell && (s.Expected == old.String())
				})
				if !alone.Broken() || !named {
					t.Errorf("%s %+d: broken %v, suspects %+v", cell, by, alone.Broken(), alone.Suspects)
				}
				if cell.Row[0] == 'B' && len(alone.Suspects) != 1 {
					t.Errorf("%s %+d: %d suspects", cell, by, len(alone.Suspects))
				}
				for _, f := range alone.Findings {
					if f.Level == form.Hard && !slices.Contains(f.Cells, cell) {
						t.Errorf("%s %+d: %s fails too", cell, by, f.ID)
					}
				}
			}
			beside := check.Check(&changed, check.Beside{Same: table})
			if len(beside.Differences) != 1 || beside.Differences[0].Cell != cell || !beside.Broken() {
				t.Errorf("%s %+d: differences %+v", cell, by, beside.Differences)
			}
		}
	}
}

// Written and read again, every real table is the same, in every format.
func TestRealTablesGoRound(t *testing.T) {
	for _, file := range realFiles(t) {
		table := openTable(t, file)
		if len(table.Cells) == 0 {
			continue
		}
		for _, ext := range []string{".json", ".xlsx"} {
			again := openTable(t, save(t, "table"+ext, table))
			if again.Form != table.Form || again.Year != table.Year || again.Agency != table.Agency {
				t.Errorf("%s%s: head %v %d %q", file, ext, again.Form.Code, again.Year, again.Agency)
			}
			for _, c := range table.Form.Cells() {
				was, now := table.Cells[c], again.Cells[c]
				if was.Kind != now.Kind || was.Value != now.Value || was.Unit != now.Unit || was.Signed != now.Signed && was.Text[0] == '+' {
					t.Errorf("%s%s: %s was %+v, is %+v", filepath.Base(file), ext, c, was, now)
				}
			}
			if ext == ".json" {
				a, b := check.Check(table, check.Beside{}), check.Check(again, check.Beside{})
				if !slices.Equal(a.Holds, b.Holds) || !slices.Equal(a.Fails, b.Fails) || a.Partial != b.Partial {
					t.Errorf("%s: other results after writing", file)
				}
			}
		}
	}
}

// save writes a table into a file of the test.
func save(t testing.TB, name string, table *check.Table) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".json") {
		err = WriteJSON(f, table)
	} else {
		err = WriteXLSX(f, table)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		t.Fatal(err)
	}
	return name
}

package journal

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Every constant of type Act has a row in Acts, in the same order.
func TestActsAreTheConstants(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "act.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var constants []Act
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Act" {
				text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				constants = append(constants, Act(text))
			}
		}
		return true
	})
	if len(constants) < 40 || len(constants) != len(Acts) {
		t.Fatalf("%d constants, %d rows", len(constants), len(Acts))
	}
	names := map[string]bool{}
	for i, row := range Acts {
		if row.Act != constants[i] {
			t.Errorf("row %d is %s, the constant %s", i, row.Act, constants[i])
		}
		noun, verb, ok := strings.Cut(string(row.Act), ".")
		if !ok || noun == "" || verb == "" {
			t.Errorf("%s is not noun.verb", row.Act)
		}
		if row.Name == "" || names[row.Name] {
			t.Errorf("%s is called %q, as is another act or none", row.Act, row.Name)
		}
		names[row.Name] = true
		if row.Act.Meaning() != row {
			t.Errorf("the meaning of %s is %+v", row.Act, row.Act.Meaning())
		}
	}
	if m := Act("draft.unheard_of").Meaning(); m.Name != "draft.unheard_of" || m.Article != "" {
		t.Errorf("the meaning of an unknown act is %+v", m)
	}
}

func TestEntryCheck(t *testing.T) {
	whole := Entry{At: time.Unix(1, 0), Act: Publish, Thing: "draft/1", Actor: "li"}
	if err := whole.Check(); err != nil {
		t.Errorf("a whole entry: %v", err)
	}
	for name, spoil := range map[string]func(*Entry){
		"act": func(e *Entry) { e.Act = "" }, "thing": func(e *Entry) { e.Thing = "" },
		"actor": func(e *Entry) { e.Actor = "" }, "time": func(e *Entry) { e.At = time.Time{} },
	} {
		e := whole
		spoil(&e)
		if err := e.Check(); !errors.Is(err, ErrEntry) {
			t.Errorf("an entry without %s: %v", name, err)
		}
	}
}

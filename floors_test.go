package gongkai_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// program is the source of this program.
var program = os.DirFS(".")

// floors, the lowest first. A package imports lower floors, and its own floor
// where the rules below let it. cities, demo, scripts and docs stand beside:
// they may import any floor, and no floor imports them but cmd.
var floors = []string{"law", "affairs", "figures", "paper", "store", "office", "follow", "web", "cmd"}

// every affair may know these siblings.
var sharedAffairs = []string{"affairs/journal", "affairs/agency", "affairs/account", "affairs/text"}

// only says where a package of the standard library may be imported; tests and
// scripts, which measure, may import it anywhere.
var only = map[string][]string{
	"database/sql":        {"store"},
	"database/sql/driver": {"store"},
}

func floorOf(dir string) int {
	first, _, _ := strings.Cut(dir, "/")
	return slices.Index(floors, first)
}

// source is a Go file of this program.
type source struct {
	name    string // office/clock.go
	dir     string // office
	test    bool   // a test, or a package that only tests import
	imports []string
	tree    *ast.File
	fset    *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	err := fs.WalkDir(program, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := fs.ReadFile(program, name)
		if err != nil {
			return err
		}
		s := source{name: name, dir: path.Dir(name), fset: token.NewFileSet()}
		s.test = strings.HasSuffix(name, "_test.go") || strings.HasSuffix(path.Base(s.dir), "test") || s.dir == "web/browser"
		if s.tree, err = parser.ParseFile(s.fset, name, text, 0); err != nil {
			return err
		}
		for _, i := range s.tree.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 50 {
		t.Fatalf("only %d files found", len(list))
	}
	return list
}

// refused says why a package may not import another of ours; "" if it may.
func refused(dir, imported string, test bool) string {
	from, to := floorOf(dir), floorOf(imported)
	within := func(parent string) bool { return imported == parent || strings.HasPrefix(imported, parent+"/") }
	switch {
	case test && (path.Base(imported) == "storetest" || path.Base(imported) == "officetest" || path.Base(imported) == "gatetest" || imported == "web/browser"):
		return ""
	case imported == "paper/gate/gatetest" && strings.HasPrefix(dir, "scripts/"):
		return "" // the corpus that scripts measure with
	case strings.HasSuffix(imported, "test") || imported == "web/browser":
		return "only tests import it"
	case from < 0:
		return ""
	case to < 0 && floors[from] == "cmd":
		return ""
	case to < 0 && test:
		return ""
	case to < 0:
		return "it stands beside the floors"
	case to > from:
		return "it lies on a higher floor"
	case to < from:
		return ""
	case within(dir) || strings.HasPrefix(dir+"/", imported+"/"):
		return "" // a package and those inside it
	case floors[from] == "law":
		return ""
	case floors[from] == "affairs" && !slices.Contains(sharedAffairs, imported):
		return "an affair knows of its siblings only " + strings.Join(sharedAffairs, ", ")
	case floors[from] == "web" && !test && imported != "web/page" && !strings.HasPrefix(imported, "web/page/"):
		return "windows share only web/page"
	}
	return ""
}

func TestFloorsImportOnlyLowerFloors(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports {
			if ours, ok := strings.CutPrefix(imported, "gongkai/"); ok {
				if why := refused(s.dir, ours, s.test); why != "" {
					t.Errorf("%s imports %s: %s", s.name, imported, why)
				}
			}
			if where, bound := only[imported]; bound && !s.test && !strings.HasPrefix(s.dir, "scripts/") && !slices.Contains(where, strings.Split(s.dir, "/")[0]) {
				t.Errorf("%s imports %s, which only %v may", s.name, imported, where)
			}
		}
	}
}

// The rule itself is put to the test: what it must refuse, it refuses.
func TestFloorsRule(t *testing.T) {
	for _, c := range []struct {
		dir, imported string
		test, ok      bool
	}{
		{"law/clock", "law/calendar", false, true},
		{"law/clock", "affairs/text", false, false},
		{"affairs/publication", "law/clock", false, true},
		{"affairs/publication", "affairs/account", false, true},
		{"affairs/account", "affairs/publication", false, false},
		{"affairs/agency", "store", false, false},
		{"paper/sheet", "store", false, false},
		{"store", "office", false, false},
		{"store", "store/storetest", true, true},
		{"store", "store/storetest", false, false},
		{"paper/gate", "paper/gate/gatetest", true, true},
		{"paper/gate", "paper/gate/gatetest", false, false},
		{"scripts/bench", "paper/gate/gatetest", false, true},
		{"cmd/gongkai", "paper/gate/gatetest", false, false},
		{"office/intake", "office", false, true},
		{"office", "office/intake", false, true},
		{"office", "web/page", false, false},
		{"web/public", "web/page", false, true},
		{"web/public", "web/desk", false, false},
		{"web/public", "demo", false, false},
		{"web/public", "demo", true, true},
		{"cmd/gongkai", "demo", false, true},
		{"cmd/gongkai", "web/public", false, true},
		{"demo", "office", false, true},
	} {
		if why := refused(c.dir, c.imported, c.test); (why == "") != c.ok {
			t.Errorf("%s imports %s (test %v): %q, want allowed %v", c.dir, c.imported, c.test, why, c.ok)
		}
	}
}

// serving are the names of net/http that answer requests; only windows, and
// cmd which opens the door, may use them.
var serving = []string{"Handler", "HandlerFunc", "Handle", "HandleFunc", "ListenAndServe", "ListenAndServeTLS", "NewServeMux", "ResponseWriter", "Serve", "Server", "ServeMux", "ServeContent", "FileServer"}

// Time is an argument everywhere but where the program begins, and only
// windows answer HTTP.
func TestFloorsOfTimeAndHTTP(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || floorOf(s.dir) < 0 {
			continue
		}
		floor := floors[floorOf(s.dir)]
		ast.Inspect(s.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			place := s.fset.Position(sel.Pos())
			if pkg.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Until") && floor != "cmd" && slices.Contains(s.imports, "time") {
				t.Errorf("%s: time.%s: the time of an act is an argument; only cmd asks the machine", place, sel.Sel.Name)
			}
			if pkg.Name == "http" && slices.Contains(serving, sel.Sel.Name) && floor != "web" && floor != "cmd" && slices.Contains(s.imports, "net/http") {
				t.Errorf("%s: http.%s: only windows answer HTTP", place, sel.Sel.Name)
			}
			return true
		})
	}
}

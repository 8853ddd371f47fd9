package browser

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// Words are the Chinese phrases the program itself says, read from its sources. On an English page none of them may
// be left: what is Chinese there is content, and marked as such.
type Words struct {
	exact  map[string]string // by file
	shapes []worded
}

type worded struct {
	*regexp.Regexp
	phrase, file string
}

var (
	verb = regexp.MustCompile(`%(?:\[\d\])?[sdvqwx]`)
	// A document's number is quoted as it stands on the document.
	number = regexp.MustCompile(`^\p{Han}+(〔\d{4}〕|令第)\d+号$`)
	tag    = regexp.MustCompile(`<[^>]*>?`)
)

// fewestOwn is how many Chinese characters of its own a phrase with verbs needs to be told from content.
const fewestOwn = 5

// ProgramWords reads the phrases of the folders below root. Whatever is there, the parts of these addresses are content
// wherever they are shown: papers, the forms of the annual report, what people write in files to be imported.
func ProgramWords(t testing.TB, root string) *Words {
	t.Helper()
	w := &Words{exact: map[string]string{}}
	for _, folder := range []string{"law/calendar", "law/clock", "law/fee", "affairs", "figures/check", "office", "web"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (strings.HasSuffix(d.Name(), "test") || d.Name() == "norm" || d.Name() == "intake" || d.Name() == "keep") {
				return filepath.SkipDir
			}
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || slices.Contains(papers, d.Name()) {
				return nil
			}
			return w.read(path)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(w.exact) < 1000 || len(w.shapes) < 100 {
		t.Fatalf("only %d phrases and %d with verbs found: the program is no longer where it was", len(w.exact), len(w.shapes))
	}
	return w
}

// papers are files whose words stand on papers or in files, which are content.
var papers = []string{"evidence.go", "letter.go", "source.go", "search_words.go", "search_json.go", "harvest_data.go", "feed_item.go", "notices.go", "statute.go", "ledger_template.go", "hours.go"}

func (w *Words) read(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil || !hasHan(text) {
			return true
		}
		for _, phrase := range tag.Split(text, -1) {
			w.add(strings.TrimSpace(phrase), path)
		}
		return true
	})
	return nil
}

func (w *Words) add(phrase, file string) {
	own := verb.ReplaceAllString(phrase, "")
	switch {
	case !hasHan(phrase), number.MatchString(phrase):
	case own == phrase:
		w.exact[phrase] = file
	case len([]rune(own)) >= fewestOwn:
		pieces := verb.Split(phrase, -1)
		for i := range pieces {
			pieces[i] = regexp.QuoteMeta(pieces[i])
		}
		w.shapes = append(w.shapes, worded{regexp.MustCompile(`(?s)^` + strings.Join(pieces, `.+`) + `$`), phrase, file})
	}
}

// said is where the program says a text, "" if it does not or if it, or the phrase it was made from, is content.
func (w *Words) said(text string, content []string) (file string) {
	if slices.Contains(content, text) {
		return ""
	}
	if file, ok := w.exact[text]; ok {
		return filepath.Base(file)
	}
	for _, s := range w.shapes {
		if s.MatchString(text) && !slices.Contains(content, s.phrase) {
			return filepath.Base(s.file)
		}
	}
	return ""
}

// contents are classes of elements that hold a document, or something somebody typed.
var contents = []string{"app-document", "app-draft", "app-editor__page", "app-chart"}

// Left says what an English page still says in Chinese that is not content: unmarked words, and phrases of the
// program. Words of content are phrases that stand on the page as content too, such as the name of a category.
func (w *Words) Left(page *html.Node, content ...string) []string {
	var left []string
	var walk func(n *html.Node, lang string)
	walk = func(n *html.Node, lang string) {
		if n.Type == html.TextNode && hasHan(n.Data) {
			text := strings.TrimSpace(n.Data)
			if !strings.HasPrefix(lang, "zh") {
				left = append(left, "not marked: "+text)
			}
			if file := w.said(text, content); file != "" {
				left = append(left, "not in English: "+text+" ("+file+")")
			}
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "script", "style", "meta", "link", "textarea", "title":
				return
			}
			for _, a := range n.Attr {
				switch a.Key {
				case "lang":
					lang = a.Val
				case "class":
					for _, class := range strings.Fields(a.Val) {
						if slices.Contains(contents, class) {
							return
						}
					}
				case "aria-label", "alt", "placeholder", "title":
					if file := w.said(strings.TrimSpace(a.Val), content); file != "" {
						left = append(left, "not in English: "+a.Key+"="+a.Val+" ("+file+")")
					}
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, lang)
		}
	}
	walk(page, "")
	slices.Sort(left)
	return slices.Compact(left)
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

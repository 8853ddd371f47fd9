package richtext

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Under is what stands in a clean body under the heading of that title, up to
// the next heading that ends it; false if no heading reads so. Blanks do not
// count. Headings that do not end it belong to it.
func Under(body, title string, ends func(title string) bool) (string, bool) {
	var b strings.Builder
	found, within := false, false
	for _, n := range fragment(body) {
		if heading := headingOf(n); heading != "" && !found && heading == squeezed(title) {
			found, within = true, true
			continue
		} else if heading != "" && within && ends(heading) {
			break
		}
		if within && html.Render(&b, n) != nil { // a builder takes everything
			return "", false
		}
	}
	return strings.TrimSpace(b.String()), found
}

// Headings is the titles of the headings in a clean body, without blanks, in
// their order.
func Headings(body string) []string {
	var list []string
	for _, n := range fragment(body) {
		if heading := headingOf(n); heading != "" {
			list = append(list, heading)
		}
	}
	return list
}

// SameHeading says whether a title is what a heading of [Headings] reads.
func SameHeading(heading, title string) bool { return heading == squeezed(title) }

func fragment(body string) []*html.Node {
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return nil // what reads a string cannot fail
	}
	return nodes
}

// headingOf is the words of a heading without blanks; "" for anything else.
func headingOf(n *html.Node) string {
	if n.Type != html.ElementNode || n.DataAtom != atom.H2 && n.DataAtom != atom.H3 && n.DataAtom != atom.H4 {
		return ""
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return squeezed(b.String())
}

func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

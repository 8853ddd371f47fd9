package richtext

import (
	"strings"

	"golang.org/x/net/html"
)

// Plain is the words of a body that [Clean] gave, for search and comparison:
// one line per paragraph, heading, list item, line break and table row, the
// cells of a row parted by tabs, an image being its alternative text.
func Plain(body string) string {
	if isClean(body) {
		if len(body) == 0 {
			return ""
		}
		return strings.ReplaceAll(body[len("<p>"):len(body)-len("</p>")], "</p><p>", "\n")
	}
	var b strings.Builder
	b.Grow(len(body))
	var last byte = '\n'
	write := func(s string) {
		if s != "" {
			b.WriteString(s)
			last = s[len(s)-1]
		}
	}
	line := func() {
		if last != '\n' {
			write("\n")
		}
	}
	first := true // cell of its row
	hidden := ""
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimRight(b.String(), "\n\t ")
		case html.TextToken:
			if hidden == "" {
				write(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			switch t := z.Token(); t.Data {
			case "script", "style":
				hidden = t.Data
			case "td", "th":
				if !first {
					write("\t")
				}
				first = false
			case "tr":
				line()
				first = true
			case "img":
				alt, _ := value(t, "alt")
				write(alt)
			case "p", "h2", "h3", "h4", "li", "br", "table", "ul", "ol", "blockquote":
				line()
			}
		case html.EndTagToken:
			switch name, _ := z.TagName(); string(name) {
			case hidden:
				hidden = ""
			case "p", "h2", "h3", "h4", "li", "tr", "table", "ul", "ol", "blockquote":
				line()
			}
		}
	}
}

package richtext

import (
	"strings"

	"golang.org/x/net/html"
)

// Blocks is the paragraphs, headings, lists, tables and quotations of a body
// that [Clean] gave, one after the other; joined, they are the body.
func Blocks(body string) []string {
	var list []string
	var block strings.Builder
	depth := 0
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if block.Len() > 0 {
				list = append(list, block.String())
			}
			return list
		case html.StartTagToken:
			block.Write(z.Raw())
			if name, _ := z.TagName(); string(name) != "br" && string(name) != "img" {
				depth++
			}
		case html.EndTagToken:
			block.Write(z.Raw())
			if depth--; depth == 0 {
				list = append(list, block.String())
				block.Reset()
			}
		default:
			block.Write(z.Raw())
		}
	}
}

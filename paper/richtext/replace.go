package richtext

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Edit is a stretch of a body's [Plain] text and what is to stand there.
type Edit struct {
	Start, End int // bytes of the plain text
	With       string
}

// Replace is the body with stretches of its plain text replaced, its format
// kept. A stretch that begins in one piece of format and ends in another is
// replaced in the first. Stretches that overlap an earlier one are left out.
// The body must be one this package made. Errors are those of [Clean].
func Replace(body string, edits []Edit) (string, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Start - b.Start })
	var out strings.Builder
	var last byte = '\n'
	at := 0 // in the plain text
	next, told := 0, false
	write := func(s string) {
		if s != "" {
			at += len(s)
			last = s[len(s)-1]
		}
	}
	line := func() {
		if last != '\n' {
			write("\n")
		}
	}
	// changed is a piece of text as it is to stand.
	changed := func(s string) string {
		var b strings.Builder
		from, to := at, at+len(s)
		for i := from; i < to; {
			for next < len(edits) && edits[next].End <= i {
				next, told = next+1, false
			}
			if next == len(edits) || edits[next].Start >= to {
				b.WriteString(s[i-from:])
				break
			}
			e := edits[next]
			if e.Start > i {
				b.WriteString(s[i-from : e.Start-from])
			}
			if !told {
				b.WriteString(e.With)
				told = true
			}
			i = min(max(e.End, i), to)
		}
		write(s)
		return b.String()
	}
	first := true // cell of its row
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		kind := z.Next()
		raw := string(z.Raw())
		switch kind {
		case html.ErrorToken:
			return Clean(out.String())
		case html.TextToken:
			out.WriteString(html.EscapeString(changed(string(z.Text()))))
			continue
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.Data {
			case "td", "th":
				if !first {
					write("\t")
				}
				first = false
			case "tr":
				line()
				first = true
			case "img":
				for i, a := range t.Attr {
					if a.Key == "alt" {
						t.Attr[i].Val = changed(a.Val)
					}
				}
				raw = t.String()
			case "p", "h2", "h3", "h4", "li", "br", "table", "ul", "ol", "blockquote":
				line()
			}
		case html.EndTagToken:
			switch name, _ := z.TagName(); string(name) {
			case "p", "h2", "h3", "h4", "li", "tr", "table", "ul", "ol", "blockquote":
				line()
			}
		}
		out.WriteString(raw)
	}
}

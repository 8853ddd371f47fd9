package page

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// What stays Chinese on an English page is content: titles, names, bodies, file names. markRemains says so of every
// such piece (WCAG 2.2, 3.1.2), so that a screen reader speaks it right wherever it comes to stand; a component need
// mark only what is Chinese as a whole, such as a document.

// remain is Chinese as it stands among other words, with the figures and letters that belong to it.
var remain = regexp.MustCompile(`[0-9A-Za-z]*[` + han + `](?:[` + han + `0-9A-Za-z/.:%+\-“”‘’·—…]*[` + han + `]| [0-9]*[` + han + `])*`)

const han = `\p{Han}々〇、。，；：？！《》〈〉【】〔〕（）「」『』～`

// marked are elements that can hold no other: they carry the mark themselves.
var marked = map[string]bool{"title": true, "option": true, "textarea": true, "text": true, "tspan": true, "desc": true}

var unclosed = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true,
	"img": true, "input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}

const chineseMark = ` lang="zh-CN"`

// markedFor gives a drawn page as the visitor is to have it.
func markedFor(ctx context.Context, page []byte) []byte {
	if LanguageOf(ctx) != English {
		return page
	}
	return markRemains(page)
}

// open is an element around what is being read.
type open struct {
	name string
	zh   bool // within it Chinese needs no mark
	bare bool // its words are no text for people
}

func markRemains(page []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(page) + len(page)/16)
	z := html.NewTokenizer(bytes.NewReader(page))
	around := []open{{}}
	var held []byte // the start of an element of marked, until its text is known
	for {
		kind := z.Next()
		here := around[len(around)-1]
		if kind != html.TextToken && held != nil {
			out.Write(held)
			held = nil
		}
		switch kind {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return page
			}
			return out.Bytes()
		case html.TextToken:
			text := z.Raw()
			chinese := !here.zh && !here.bare && hasHan(string(text))
			if held != nil {
				if chinese {
					held = withMark(held)
				}
				out.Write(held)
				held = nil
				chinese = false
			}
			if chinese {
				text = remain.ReplaceAllFunc(text, func(piece []byte) []byte {
					if !hasHan(string(piece)) {
						return piece
					}
					return []byte("<span" + chineseMark + ">" + string(piece) + "</span>")
				})
			}
			out.Write(text)
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := bytes.Clone(z.Raw())
			name, lang, shown := startOf(z)
			zh := here.zh
			if lang != "" {
				zh = strings.HasPrefix(lang, "zh")
			}
			switch {
			case unclosed[name] || kind == html.SelfClosingTagToken:
				if lang == "" && !zh && hasHan(shown) {
					raw = withMark(raw)
				}
				out.Write(raw)
				continue
			case lang == "" && !zh && name == "optgroup" && hasHan(shown):
				raw, zh = withMark(raw), true
			}
			around = append(around, open{name, zh, name == "script" || name == "style"})
			if marked[name] && lang == "" && !zh {
				held = raw
			} else {
				out.Write(raw)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			for i := len(around) - 1; i > 0; i-- {
				if around[i].name == string(name) {
					around = around[:i]
					break
				}
			}
			out.Write(z.Raw())
		default:
			out.Write(z.Raw())
		}
	}
}

// startOf is an element's name, its language, and the words of it that people are shown: what a field holds, what
// stands for a picture.
func startOf(z *html.Tokenizer) (name, lang, shown string) {
	raw, more := z.TagName()
	name = string(raw)
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "lang":
			lang = string(value)
		case "alt", "label":
			shown += string(value)
		case "value":
			if name == "input" {
				shown += string(value)
			}
		}
	}
	return name, lang, shown
}

// withMark puts the mark behind the element's name.
func withMark(start []byte) []byte {
	end := bytes.IndexAny(start, " \t\n/>")
	if end < 0 {
		return start
	}
	return append(append(bytes.Clone(start[:end]), chineseMark...), start[end:]...)
}

package plain

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"gongkai/paper/sheet"
)

// text reads plain text in any encoding; a form feed begins a page.
func text(s *sink, file *source, size int64) (Note, error) {
	r, _, err := sheet.Text(file, size)
	if err != nil {
		return "", err
	}
	// Twice the characters leave room for what is tidied away.
	b, err := io.ReadAll(io.LimitReader(r, 8*int64(s.limits.Characters)))
	if err != nil {
		return "", err
	}
	if zero := bytes.Count(b[:min(len(b), 4096)], []byte{0}); zero > 8 {
		return Kind, nil // no text, whatever it is called
	}
	number := 1
	for page := range strings.SplitSeq(string(b), "\f") {
		if err := s.page(number, "", page); err != nil {
			return "", err
		}
		number++
	}
	return "", nil
}

func isHTML(head []byte) bool {
	h := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")))
	return strings.HasPrefix(h, "<!doctype html") || strings.HasPrefix(h, "<html")
}

// mostMarkup is how much of a page is read, in bytes.
const mostMarkup = 32 << 20

// markup reads an HTML page: its title and its words.
func markup(s *sink, file *source, size int64) error {
	head := make([]byte, min(size, 4096))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	var r io.Reader
	if e, _, certain := charset.DetermineEncoding(head, ""); certain {
		r = e.NewDecoder().Reader(io.NewSectionReader(file, 0, size))
	} else {
		var err error
		if r, _, err = sheet.Text(file, size); err != nil {
			return err
		}
	}
	z := html.NewTokenizer(io.LimitReader(r, mostMarkup))
	z.SetMaxBuf(1 << 20)
	var b strings.Builder
	hidden := "" // the element whose text is none
	for b.Len() < 8*s.limits.Characters {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); err != io.EOF && err != html.ErrBufferExceeded {
				return err
			}
			return s.page(1, "", b.String())
		case html.TextToken:
			if hidden == "" {
				b.Write(bytes.ToValidUTF8(z.Text(), []byte(string(utf8.RuneError))))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			switch n := string(name); n {
			case "script", "style", "template", "noscript", "textarea", "select", "iframe":
				if hidden == "" {
					hidden = n
				}
			case "td", "th":
				b.WriteByte('\t')
			default:
				if !inline[n] {
					b.WriteByte('\n')
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch n := string(name); {
			case n == hidden:
				hidden = ""
			case !inline[n] && n != "td" && n != "th":
				b.WriteByte('\n')
			}
		case html.SelfClosingTagToken:
			if name, _ := z.TagName(); !inline[string(name)] {
				b.WriteByte('\n')
			}
		}
	}
	return s.page(1, "", b.String())
}

// inline are the elements within which a word may go on.
var inline = map[string]bool{"a": true, "b": true, "i": true, "u": true, "s": true, "em": true, "strong": true, "span": true, "font": true,
	"small": true, "big": true, "sub": true, "sup": true, "mark": true, "abbr": true, "code": true, "wbr": true, "ruby": true, "ins": true, "label": true, "o:p": true}

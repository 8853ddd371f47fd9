package gate

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Bounds of one member's XML.
const (
	mostXMLToken = 16 << 20 // bytes of one piece
	mostXMLDepth = 1000     // elements within each other
)

type tokenKind byte

const (
	beginning tokenKind = iota // of an element
	ending                     // of an element; also comes after one that is empty
	letters                    // text
	aside                      // a comment, an instruction, the declaration
)

// token is a piece of XML with its bytes as they stand in the member, so that
// what is not changed is copied and not written anew; encoding/xml keeps
// neither them nor the prefixes that the programs expect, and reads a large
// workbook for longer than its publisher waits. It is good until the next one.
type token struct {
	kind  tokenKind
	raw   []byte
	name  []byte // of an element, without its prefix
	cdata bool
	empty bool // a beginning that is its own ending
}

// xmlReader reads the tokens of a member. There is no entity but the five of
// XML itself: a document type is refused.
type xmlReader struct {
	r       io.Reader
	buf     []byte
	at, end int // what is not read yet
	eof     bool
	closes  bool // the ending of an empty element is due
	failed  error
	open    []byte // names of the elements that are open, with prefixes
	starts  []int
	begun   bool // past the first bytes
	root    bool // a root has begun
}

func newXMLReader(r io.Reader) *xmlReader { return &xmlReader{r: r, buf: make([]byte, 64<<10)} }

func (x *xmlReader) depth() int { return len(x.starts) }

// fill reads more behind what is there; false at the end.
func (x *xmlReader) fill() (bool, error) {
	if x.eof {
		return false, nil
	}
	if x.at > 0 {
		copy(x.buf, x.buf[x.at:x.end])
		x.end -= x.at
		x.at = 0
	}
	if x.end == len(x.buf) {
		if len(x.buf) >= mostXMLToken {
			return false, ErrTooLong
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	for range 100 {
		n, err := x.r.Read(x.buf[x.end:])
		x.end += n
		if err == io.EOF {
			x.eof = true
			return n > 0, nil
		}
		if err != nil {
			return false, err
		}
		if n > 0 {
			return true, nil
		}
	}
	return false, io.ErrNoProgress
}

// upTo makes the bytes through the mark stand together, and is their length;
// from is where to look from.
func (x *xmlReader) upTo(from int, mark string) (int, error) {
	for {
		if b := x.buf[x.at:x.end]; len(b) >= from {
			if i := bytes.Index(b[from:], []byte(mark)); i >= 0 {
				return from + i + len(mark), nil
			}
			from = max(from, len(b)-len(mark)+1)
		}
		more, err := x.fill()
		if err != nil {
			return 0, err
		}
		if !more {
			return 0, ErrUnread
		}
	}
}

// turning are the bytes that say something within a tag.
var turning = [256]bool{'<': true, '>': true, '"': true, '\'': true}

// tag is the length of the tag that begins here.
func (x *xmlReader) tag() (int, error) {
	var quote byte
	i := 1
	for {
		b := x.buf[x.at:x.end]
		for ; i < len(b); i++ {
			c := b[i]
			if !turning[c] {
				continue
			}
			switch {
			case c == '<':
				return 0, ErrUnread
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				return i + 1, nil
			}
		}
		more, err := x.fill()
		if err != nil {
			return 0, err
		}
		if !more {
			return 0, ErrUnread
		}
	}
}

// start sees what the member is written in.
func (x *xmlReader) start() error {
	x.begun = true
	for x.end-x.at < 4 {
		more, err := x.fill()
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	b := x.buf[x.at:x.end]
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		x.at += 3
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		rest := io.MultiReader(bytes.NewReader(bytes.Clone(b)), x.r)
		x.r = transform.NewReader(rest, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
		x.at, x.end, x.eof = 0, 0, false
	}
	return nil
}

// next is the next token; io.EOF at the proper end. Errors: [ErrUnread] for
// what is no XML, [ErrTooLong] beyond the bounds, and those of reading.
func (x *xmlReader) next() (token, error) {
	if x.failed != nil {
		return token{}, x.failed
	}
	t, err := x.read()
	if err != nil {
		x.failed = err
	}
	return t, err
}

func (x *xmlReader) read() (token, error) {
	if x.closes {
		x.closes = false
		name := x.pop()
		return token{kind: ending, name: local(name)}, nil
	}
	if !x.begun {
		if err := x.start(); err != nil {
			return token{}, err
		}
	}
	for x.end-x.at < 2 {
		more, err := x.fill()
		if err != nil {
			return token{}, err
		}
		if !more {
			break
		}
	}
	if x.at == x.end {
		if len(x.starts) > 0 || !x.root {
			return token{}, ErrUnread
		}
		return token{}, io.EOF
	}
	take := func(n int) []byte {
		raw := x.buf[x.at : x.at+n]
		x.at += n
		return raw
	}
	if x.buf[x.at] != '<' {
		n, from := -1, 0
		for n < 0 {
			b := x.buf[x.at:x.end]
			if i := bytes.IndexByte(b[from:], '<'); i >= 0 {
				n = from + i
				break
			}
			from = len(b)
			more, err := x.fill()
			if err != nil {
				return token{}, err
			}
			if !more {
				n = len(b)
			}
		}
		raw := take(n)
		if len(x.starts) == 0 && len(bytes.Trim(raw, " \t\r\n\x00")) > 0 {
			return token{}, ErrUnread
		}
		return token{kind: letters, raw: raw}, nil
	}
	has := func(mark string) (bool, error) {
		for x.end-x.at < len(mark) {
			more, err := x.fill()
			if err != nil {
				return false, err
			}
			if !more {
				return false, nil
			}
		}
		return string(x.buf[x.at:x.at+len(mark)]) == mark, nil
	}
	switch x.buf[x.at+min(1, x.end-x.at-1)] {
	case '?':
		n, err := x.upTo(2, "?>")
		if err != nil {
			return token{}, err
		}
		raw := take(n)
		if bytes.HasPrefix(raw, []byte("<?xml ")) {
			if i := bytes.Index(raw, []byte("encoding")); i >= 0 {
				low := bytes.ToLower(raw[i:])
				if !bytes.Contains(low, []byte("utf-8")) && !bytes.Contains(low, []byte("utf-16")) && !bytes.Contains(low, []byte("ascii")) {
					return token{}, ErrUnread
				}
			}
		}
		return token{kind: aside, raw: raw}, nil
	case '!':
		if is, err := has("<!--"); err != nil {
			return token{}, err
		} else if is {
			n, err := x.upTo(4, "-->")
			if err != nil {
				return token{}, err
			}
			return token{kind: aside, raw: take(n)}, nil
		}
		is, err := has("<![CDATA[")
		if err != nil {
			return token{}, err
		}
		if !is || len(x.starts) == 0 {
			return token{}, ErrUnread
		}
		n, err := x.upTo(9, "]]>")
		if err != nil {
			return token{}, err
		}
		return token{kind: letters, raw: take(n), cdata: true}, nil
	}
	n, err := x.tag()
	if err != nil {
		return token{}, err
	}
	raw := take(n)
	if raw[1] == '/' {
		name := bytes.TrimRight(raw[2:len(raw)-1], " \t\r\n")
		if len(x.starts) == 0 || !bytes.Equal(name, x.open[x.starts[len(x.starts)-1]:]) {
			return token{}, ErrUnread
		}
		x.pop()
		return token{kind: ending, raw: raw, name: local(name)}, nil
	}
	end := 1
	for end < len(raw) && !blank(raw[end]) && raw[end] != '/' && raw[end] != '>' {
		end++
	}
	if end == 1 || len(x.starts) >= mostXMLDepth || len(x.starts) == 0 && x.root {
		return token{}, ErrUnread
	}
	x.root = true
	name := raw[1:end]
	x.starts = append(x.starts, len(x.open))
	x.open = append(x.open, name...)
	x.closes = raw[len(raw)-2] == '/'
	return token{kind: beginning, raw: raw, name: local(name), empty: x.closes}, nil
}

func (x *xmlReader) pop() []byte {
	last := len(x.starts) - 1
	name := x.open[x.starts[last]:]
	x.open = x.open[:x.starts[last]]
	x.starts = x.starts[:last]
	return name
}

// skip reads to the end of the element that has just begun.
func (x *xmlReader) skip() error {
	for within := x.depth(); x.depth() >= within; {
		if _, err := x.next(); err != nil {
			return cutShort(err)
		}
	}
	return nil
}

// cutShort is the error of a document that ends within an element.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return ErrUnread
	}
	return err
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// is says whether an element is called so.
func (t *token) is(name string) bool { return string(t.name) == name }

// text is the characters of a token of letters.
func (t *token) text() string {
	if t.cdata {
		return string(t.raw[9 : len(t.raw)-3])
	}
	return unescape(t.raw)
}

// attributes calls f with each attribute of a beginning: its bytes with the
// blanks before them, its name with prefix, and its value as written.
func attributes(raw []byte, f func(whole, name, value []byte) bool) {
	if len(raw) == 0 || raw[0] != '<' {
		return
	}
	i := 1
	for i < len(raw) && !blank(raw[i]) && raw[i] != '/' && raw[i] != '>' {
		i++
	}
	for {
		from := i
		for i < len(raw) && blank(raw[i]) {
			i++
		}
		at := i
		for i < len(raw) && raw[i] != '=' && !blank(raw[i]) && raw[i] != '>' && raw[i] != '/' {
			i++
		}
		name := raw[at:i]
		for i < len(raw) && blank(raw[i]) {
			i++
		}
		if len(name) == 0 || i >= len(raw) || raw[i] != '=' {
			return
		}
		for i++; i < len(raw) && blank(raw[i]); i++ {
		}
		if i >= len(raw) || raw[i] != '"' && raw[i] != '\'' {
			return
		}
		end := bytes.IndexByte(raw[i+1:], raw[i])
		if end < 0 {
			return
		}
		value := raw[i+1 : i+1+end]
		i += end + 2
		if !f(raw[from:i], name, value) {
			return
		}
	}
}

// attr is the value of the attribute of that local name, "" without it.
func (t *token) attr(name string) string { return attribute(t.raw, name, false) }

// far is that of an attribute with a prefix, such as the r:id of a relation
// beside a plain id.
func (t *token) far(name string) string { return attribute(t.raw, name, true) }

func attribute(raw []byte, name string, prefixed bool) (value string) {
	attributes(raw, func(_, key, v []byte) bool {
		l := local(key)
		if string(l) != name || prefixed && len(l) == len(key) {
			return true
		}
		value = unescape(v)
		return false
	})
	return value
}

// on says whether a yes-no attribute says yes.
func (t *token) on(name string) bool {
	v := t.attr(name)
	return v == "1" || v == "true" || v == "on"
}

// off says whether a property that is there says that it is not.
func (t *token) off() bool {
	v := t.attr("val")
	return v == "0" || v == "false" || v == "off" || v == "none"
}

// unescape replaces the entities of XML and references of characters.
func unescape(b []byte) string {
	i := bytes.IndexByte(b, '&')
	if i < 0 {
		return string(b)
	}
	var out strings.Builder
	for i >= 0 {
		out.Write(b[:i])
		b = b[i:]
		end := bytes.IndexByte(b[:min(len(b), 16)], ';')
		r := rune(-1)
		if end > 0 {
			switch name := string(b[1:end]); name {
			case "lt":
				r = '<'
			case "gt":
				r = '>'
			case "amp":
				r = '&'
			case "quot":
				r = '"'
			case "apos":
				r = '\''
			default:
				var n uint64
				err := strconv.ErrSyntax
				if strings.HasPrefix(name, "#x") {
					n, err = strconv.ParseUint(name[2:], 16, 32)
				} else if strings.HasPrefix(name, "#") {
					n, err = strconv.ParseUint(name[1:], 10, 32)
				}
				if err == nil && n <= utf8.MaxRune {
					r = rune(n)
				}
			}
		}
		if r < 0 {
			out.WriteByte('&')
			b = b[1:]
		} else {
			out.WriteRune(r)
			b = b[end+1:]
		}
		i = bytes.IndexByte(b, '&')
	}
	out.Write(b)
	return out.String()
}

// escape writes text as XML holds it.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

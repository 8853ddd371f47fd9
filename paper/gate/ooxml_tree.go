package gate

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// mostTree is how large a part may be that is held whole to be changed, in
// bytes.
const mostTree = 64 << 20

// node is an element of a part that is changed, or its text, with the bytes as
// they stood.
type node struct {
	name string // without prefix; "" for what is no element
	raw  []byte // the tag, or text
	shut []byte // the closing tag; empty when raw is empty or closes itself
	kids []*node
}

// declaration is how a part that was written anew begins.
const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`

// readTree reads a part; the node it gives is around the root.
func readTree(b []byte) (*node, error) {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		plain, _, err := transform.Bytes(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder(), b)
		if err != nil {
			return nil, ErrUnread
		}
		b = plain
	}
	x := &xmlReader{r: strings.NewReader(""), buf: b, end: len(b), eof: true}
	top := &node{}
	open := []*node{top}
	names := map[string]string{}
	for {
		t, err := x.next()
		if err == io.EOF {
			return top, nil
		}
		if err != nil {
			return nil, err
		}
		last := open[len(open)-1]
		switch t.kind {
		case beginning:
			name, ok := names[string(t.name)]
			if !ok {
				name = string(t.name)
				names[name] = name
			}
			n := &node{name: name, raw: t.raw}
			last.kids = append(last.kids, n)
			open = append(open, n)
		case ending:
			last.shut = t.raw
			open = open[:len(open)-1]
		case aside:
			if bytes.HasPrefix(t.raw, []byte("<?xml ")) {
				last.kids = append(last.kids, &node{raw: []byte(declaration)})
			} else if bytes.HasPrefix(t.raw, []byte("<?")) {
				last.kids = append(last.kids, &node{raw: t.raw})
			} // comments say nothing to a program
		case letters:
			last.kids = append(last.kids, &node{raw: t.raw})
		}
	}
}

func (n *node) write(b *bytes.Buffer) {
	b.Write(n.raw)
	for _, kid := range n.kids {
		kid.write(b)
	}
	b.Write(n.shut)
}

func (n *node) attr(name string) string { return attribute(n.raw, name, false) }
func (n *node) far(name string) string  { return attribute(n.raw, name, true) }

func (n *node) token() *token { return &token{kind: beginning, raw: n.raw, name: []byte(n.name)} }

func (n *node) on(name string) bool { return n.token().on(name) }

// without drops the attributes that f names, by their names with prefix.
func without(raw []byte, f func(name, value []byte) bool) []byte {
	var out []byte
	last := 0
	at := 0
	attributes(raw, func(whole, name, value []byte) bool {
		i := at + bytes.Index(raw[at:], whole)
		at = i + len(whole)
		if f(name, value) {
			out = append(out, raw[last:i]...)
			last = at
		}
		return true
	})
	if last == 0 {
		return raw
	}
	return append(out, raw[last:]...)
}

func (n *node) drop(f func(name, value []byte) bool) { n.raw = without(n.raw, f) }

// set gives the attribute of that name, as it is written, another value.
func (n *node) set(name, value string) {
	n.drop(func(key, _ []byte) bool { return string(key) == name })
	end := len(n.raw) - 1
	if n.raw[end-1] == '/' {
		end--
	}
	n.raw = append(append(append([]byte{}, n.raw[:end]...), ` `+name+`="`+escape(value)+`"`...), n.raw[end:]...)
}

// prefix is the prefix of the element with its colon.
func (n *node) prefix() string {
	name := n.raw[1:]
	for i, c := range name {
		if c == ':' {
			return string(name[:i+1])
		}
		if blank(c) || c == '/' || c == '>' {
			break
		}
	}
	return ""
}

// rename gives the element another name of the same prefix.
func (n *node) rename(name string) {
	p := n.prefix()
	n.raw = append([]byte("<"+p+name), n.raw[1+len(p)+len(n.name):]...)
	if len(n.shut) > 0 {
		n.shut = []byte("</" + p + name + ">")
	}
	n.name = name
}

// edit puts what f makes of each element in its place, the inner ones first.
func (n *node) edit(f func(kid *node) []*node) {
	kids := n.kids[:0:0]
	for _, kid := range n.kids {
		if kid.name == "" {
			kids = append(kids, kid)
			continue
		}
		kid.edit(f)
		kids = append(kids, f(kid)...)
	}
	n.kids = kids
}

// find calls f with every element below, outer ones first.
func (n *node) find(f func(kid *node)) {
	for _, kid := range n.kids {
		if kid.name != "" {
			f(kid)
			kid.find(f)
		}
	}
}

// child is the first child of that name, nil without.
func (n *node) child(name string) *node {
	for _, kid := range n.kids {
		if kid.name == name {
			return kid
		}
	}
	return nil
}

// has says whether an element of that name is below.
func (n *node) has(name string) bool {
	for _, kid := range n.kids {
		if kid.name == name || kid.name != "" && kid.has(name) {
			return true
		}
	}
	return false
}

// bare says whether nothing but blanks is in the element.
func (n *node) bare() bool {
	for _, kid := range n.kids {
		if kid.name != "" || len(bytes.TrimSpace(kid.raw)) > 0 {
			return false
		}
	}
	return true
}

// words is the text in the element.
func (n *node) words() string {
	var b strings.Builder
	var walk func(n *node)
	walk = func(n *node) {
		for _, kid := range n.kids {
			if kid.name != "" {
				walk(kid)
			} else if t := (token{kind: letters, raw: kid.raw, cdata: bytes.HasPrefix(kid.raw, []byte("<![CDATA["))}); !bytes.HasPrefix(kid.raw, []byte("<?")) {
				b.WriteString(t.text())
			}
		}
	}
	walk(n)
	return b.String()
}

// remade copies a member token by token, with what f makes of each: what f
// writes itself it says with done.
func remade(x *xmlReader, w io.Writer, f func(t *token) (done bool, err error)) error {
	var t token
	for {
		var err error
		if t, err = x.next(); err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if t.kind == aside {
			if bytes.HasPrefix(t.raw, []byte("<?xml ")) {
				if _, err := io.WriteString(w, declaration); err != nil {
					return err
				}
			}
			continue
		}
		done, err := f(&t)
		if err != nil {
			return err
		}
		if !done {
			if _, err := w.Write(t.raw); err != nil {
				return err
			}
		}
	}
}

// whole reads to the end of the element that has begun with the token, and
// gives all its bytes.
func (x *xmlReader) whole(t *token) ([]byte, error) {
	b := bytes.Clone(t.raw)
	for within := x.depth(); x.depth() >= within; {
		next, err := x.next()
		if err != nil {
			return nil, cutShort(err)
		}
		if b = append(b, next.raw...); len(b) > mostTree {
			return nil, ErrTooLong
		}
	}
	return b, nil
}

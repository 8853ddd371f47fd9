package norm

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// markup writes XML. The first error is kept, and nothing is written after it.
type markup struct {
	w    io.Writer
	open []string
	err  error
}

func (m *markup) raw(s string) {
	if m.err == nil {
		_, m.err = io.WriteString(m.w, s)
	}
}

func (m *markup) text(s string) {
	if m.err == nil {
		m.err = xml.EscapeText(m.w, []byte(s))
	}
}

func (m *markup) tag(name string, attributes []string, end string) {
	m.raw("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue // no attribute is written empty
		}
		m.raw(" " + attributes[i] + `="`)
		m.text(attributes[i+1])
		m.raw(`"`)
	}
	m.raw(end)
}

// start opens an element with attributes, name and value in turn.
func (m *markup) start(name string, attributes ...string) {
	m.open = append(m.open, name)
	m.tag(name, attributes, ">")
}

func (m *markup) end() {
	n := len(m.open) - 1
	m.raw("</" + m.open[n] + ">")
	m.open = m.open[:n]
}

func (m *markup) empty(name string, attributes ...string) { m.tag(name, attributes, "/>") }

// element is an element of text alone.
func (m *markup) element(name, text string, attributes ...string) {
	m.start(name, attributes...)
	m.text(text)
	m.end()
}

func (m *markup) line() { m.raw("\n") }

// close says how the writing went.
func (m *markup) close(what string) error {
	if m.err != nil {
		return fmt.Errorf("write %s: %w", what, m.err)
	}
	return nil
}

// unspaced is s as an address without blanks.
func unspaced(s string) string { return strings.Join(strings.Fields(s), "%20") }

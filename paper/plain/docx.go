package plain

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
)

// docx reads a Word document: its body by pages, each with the notes that
// belong to it; headers and footers on the first.
func (a *archive) docx() error {
	const main = "word/document.xml"
	_, margins, err := a.related(main, "header", "footer")
	if err != nil {
		return err
	}
	w := &word{a: a, number: 1, notes: map[string]string{}}
	// Word breaks each page where its writer left marks of how it did; they
	// are believed only if there are any, so look first.
	if err := a.each(main, func(e xml.StartElement) {
		w.laidOut = w.laidOut || e.Name.Local == "lastRenderedPageBreak"
	}); err != nil && !isBroken(err) {
		return err
	}
	for _, part := range []string{"footnotes", "endnotes"} {
		if err := w.readNotes(part); err != nil {
			return err
		}
	}
	var heads []string
	slices.Sort(margins)
	for _, m := range slices.Compact(margins) {
		text, err := w.margin(m)
		if err != nil {
			return err
		}
		// The same stands on first, odd and even pages; page numbers say nothing.
		if text = tidy(text); strings.ContainsFunc(text, unicode.IsLetter) && !slices.Contains(heads, text) {
			heads = append(heads, text)
		}
	}
	w.tail = heads
	err = w.part(main, w)
	if err != nil && !isBroken(err) {
		return err
	}
	return errors.Join(w.turn(), err) // what stands before the damage counts
}

func isBroken(err error) bool { return errors.Is(err, errBroken) }

// word is the reading of a Word document.
type word struct {
	a       *archive
	laidOut bool
	number  int
	text    strings.Builder
	tail    []string          // what goes below the present page
	notes   map[string]string // by part and id
}

// turn ends the page.
func (w *word) turn() error {
	text := strings.Join(append([]string{w.text.String()}, w.tail...), "\n")
	w.text.Reset()
	w.tail = nil
	n := w.number
	w.number++
	return w.a.sink.page(n, "", text)
}

func (w *word) margin(member string) (string, error) {
	if w.a.files[member] == nil {
		return "", nil
	}
	m := &word{a: w.a, number: 1, laidOut: w.laidOut, notes: w.notes}
	if err := w.part(member, m); err != nil && !isBroken(err) {
		return "", err
	}
	return m.text.String(), nil
}

// readNotes reads footnotes or endnotes.
func (w *word) readNotes(part string) error {
	member := "word/" + part + ".xml"
	if w.a.files[member] == nil {
		return nil
	}
	sc, err := w.a.open(member)
	if err != nil {
		return err
	}
	defer sc.body.Close() // only read
	kept := 0
	for {
		t, err := sc.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if isBroken(err) {
				return nil
			}
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "footnote" && e.Name.Local != "endnote" {
			continue
		}
		one := &word{a: w.a, number: 1, notes: map[string]string{}}
		if err := one.element(sc, nil); err != nil {
			if isBroken(err) {
				return nil
			}
			return err
		}
		if kept += one.text.Len(); kept > 4*w.a.sink.limits.Characters {
			return nil
		}
		w.notes[e.Name.Local+attr(e, "id")] = one.text.String()
	}
}

// part reads a member into a word.
func (w *word) part(member string, into *word) error {
	sc, err := w.a.open(member)
	if err != nil {
		return err
	}
	defer sc.body.Close() // only read
	for {
		t, err := sc.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if _, ok := t.(xml.StartElement); ok {
			if err := into.element(sc, into.pages(w)); err != nil {
				return err
			}
		}
	}
}

// pages is how pages are turned: only in the body.
func (w *word) pages(body *word) func() error {
	if w == body {
		return w.turn
	}
	return nil
}

// element reads to the end of the element that has begun.
func (w *word) element(sc *scanner, turn func() error) error {
	within := sc.depth
	inText := false
	var runs []int // how deep those stand that have begun
	hidden := 0    // how deep the run stands that is not shown
	for sc.depth >= within {
		t, err := sc.next()
		if err != nil {
			return unfinished(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			if inText && hidden == 0 && w.text.Len() < 4*w.a.sink.limits.Characters {
				w.text.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "p", "tr":
				w.text.WriteByte('\n')
			case "tc":
				w.text.WriteByte('\t')
			}
			if n := len(runs); n > 0 && sc.depth < runs[n-1] {
				runs = runs[:n-1]
			}
			if sc.depth < hidden {
				hidden = 0
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "r":
				runs = append(runs, sc.depth)
			case "vanish":
				if n := len(runs); n > 0 && hidden == 0 && !off(t) {
					hidden = runs[n-1]
				}
			case "t":
				inText = true
			case "tab", "ptab":
				w.text.WriteByte('\t')
			case "noBreakHyphen":
				w.text.WriteByte('-')
			case "del", "moveFrom", "delText", "instrText", "Fallback", "pPrChange", "rPrChange", "tblPrChange":
				// Deleted, moved away, a field's command, or said a second time.
				err = sc.skip()
			case "footnoteReference", "endnoteReference":
				if note := w.notes[strings.TrimSuffix(t.Name.Local, "Reference")+attr(t, "id")]; note != "" {
					w.tail = append(w.tail, note)
				}
			case "br", "cr":
				if attr(t, "type") == "page" {
					err = w.broken(turn)
				} else {
					w.text.WriteByte('\n')
				}
			case "lastRenderedPageBreak":
				if w.begun() {
					err = w.broken(turn)
				}
			case "pageBreakBefore":
				if !w.laidOut && !off(t) && w.begun() {
					err = w.broken(turn)
				}
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// off says whether a property that is there says that it is not.
func off(e xml.StartElement) bool {
	v := attr(e, "val")
	return v == "0" || v == "false" || v == "off"
}

// begun says whether anything stands on the page.
func (w *word) begun() bool { return strings.TrimSpace(w.text.String()) != "" }

func (w *word) broken(turn func() error) error {
	if turn == nil {
		w.text.WriteByte('\n')
		return nil
	}
	return turn()
}

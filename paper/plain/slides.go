package plain

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"gongkai/paper/sheet"
)

// pptx reads the slides that are shown.
func (a *archive) pptx() error {
	const main = "ppt/presentation.xml"
	byID, _, err := a.related(main)
	if err != nil {
		return err
	}
	var slides []string
	err = a.each(main, func(e xml.StartElement) {
		if e.Name.Local != "sldId" {
			return
		}
		for _, at := range e.Attr { // the plain id is another number
			if at.Name.Local == "id" && byID[at.Value] != "" {
				slides = append(slides, byID[at.Value])
			}
		}
	})
	if err != nil {
		return err
	}
	var damage error
	for i, member := range slides {
		if a.files[member] == nil {
			damage = errBroken
			continue
		}
		text, err := a.letters(member, "t", "p", func(e xml.StartElement) bool {
			return e.Name.Local != "sld" || attr(e, "show") != "0" && attr(e, "show") != "false"
		})
		if err != nil && !isBroken(err) {
			return err
		}
		if err := a.sink.page(i+1, "", text); err != nil {
			return err
		}
		if err != nil {
			damage = err
		}
	}
	return damage
}

// letters is the text of the elements called so, a line ending with those
// called line; shown may refuse a whole element.
func (a *archive) letters(member, text, line string, shown func(xml.StartElement) bool) (string, error) {
	sc, err := a.open(member)
	if err != nil {
		return "", err
	}
	defer sc.body.Close() // only read
	var b strings.Builder
	within := false
	for {
		t, err := sc.next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "Fallback" || !shown(t) {
				if err := sc.skip(); err != nil {
					return b.String(), err
				}
				continue
			}
			switch t.Name.Local {
			case text:
				within = true
			case "br":
				b.WriteByte('\n')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case text:
				within = false
			case "tc":
				b.WriteByte('\t')
			}
			if t.Name.Local == line {
				b.WriteByte('\n')
			}
		case xml.CharData:
			if within && b.Len() < 4*a.sink.limits.Characters {
				b.Write(t)
			}
		}
	}
}

// ofd reads the pages of an OFD file (GB/T 33190).
func (a *archive) ofd() error {
	var body string
	if err := a.texts("OFD.xml", "DocRoot", func(s string) {
		if body == "" {
			body = strings.TrimPrefix(strings.TrimSpace(s), "/")
		}
	}); err != nil {
		return err
	}
	var pages []string
	err := a.each(body, func(e xml.StartElement) {
		if e.Name.Local != "Page" {
			return
		}
		at := attr(e, "BaseLoc")
		if strings.HasPrefix(at, "/") {
			pages = append(pages, at[1:])
		} else if at != "" {
			pages = append(pages, path.Join(path.Dir(body), at))
		}
	})
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		return errBroken
	}
	var damage error
	for i, member := range pages {
		if a.files[member] == nil {
			damage = errBroken
			continue
		}
		text, err := a.letters(member, "TextCode", "TextCode", func(e xml.StartElement) bool {
			return attr(e, "Visible") != "false"
		})
		if err != nil && !isBroken(err) {
			return err
		}
		if err := a.sink.page(i+1, "", unbroken(text)); err != nil {
			return err
		}
		if err != nil {
			damage = err
		}
	}
	return damage
}

// texts calls f with the text of each element called so.
func (a *archive) texts(member, name string, f func(string)) error {
	sc, err := a.open(member)
	if err != nil {
		return err
	}
	defer sc.body.Close() // only read
	within := false
	for {
		t, err := sc.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			within = t.Name.Local == name
		case xml.EndElement:
			within = false
		case xml.CharData:
			if within {
				f(string(t))
			}
		}
	}
}

// xlsx reads the visible sheets of a workbook, a line for each row.
func xlsx(s *sink, file *source, size int64) error {
	number, name := 0, ""
	var b strings.Builder
	turn := func() error {
		if number == 0 {
			return nil
		}
		text := b.String()
		b.Reset()
		return s.page(number, name, text)
	}
	err := sheet.Shown(file, size, sheet.Limits{Bytes: s.limits.Bytes, Unpacked: s.limits.Unpacked, Columns: 1 << 14},
		func(next string) error {
			if err := turn(); err != nil {
				return err
			}
			number, name = number+1, strings.ReplaceAll(tidy(next), "\n", " ")
			return nil
		},
		func(cells []string) error {
			if err := s.ctx.Err(); err != nil {
				return err
			}
			for _, c := range cells {
				b.WriteString(c)
				b.WriteByte('\t')
			}
			b.WriteByte('\n')
			if b.Len() > 4*s.left()+4096 {
				return errors.Join(turn(), errFull)
			}
			return nil
		})
	switch {
	case errors.Is(err, errFull) || s.ctx.Err() != nil:
		return err
	case errors.Is(err, sheet.ErrEncrypted):
		return errLocked
	case errors.Is(err, sheet.ErrBomb), errors.Is(err, sheet.ErrTooLarge), errors.Is(err, sheet.ErrTooWide):
		err = errSwollen
	case err != nil:
		err = errBroken
	}
	if full := turn(); full != nil { // what stands before the damage counts
		return full
	}
	return err
}

package sheet

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
)

// Text is the text of a file in UTF-8, whatever it is written in, and the name
// of its encoding. Bytes that are no characters become U+FFFD.
func Text(r io.ReaderAt, size int64) (text io.Reader, encoding string, err error) {
	text, encoding, _, err = decoded(r, size)
	return text, encoding, err
}

// Shown reads an XLSX workbook as it is shown: its visible sheets in their
// order, each begun with a call of sheet, and their visible rows, in which the
// cells of hidden columns are left out. What a cell cannot say, such as a
// formula without its result, is "" in it. An error of sheet or row ends the
// reading and is passed on; others are the refusals of a whole file.
//
// Unlike [Open] it is for finding words, not for exactness: a sheet that ends
// early has given its rows by then.
func Shown(r io.ReaderAt, size int64, limits Limits, sheet func(name string) error, row func(cells []string) error) error {
	rows := &Rows{limits: limits.filled()}
	x, err := openBook(rows.limits, r, size)
	if err != nil {
		return err
	}
	sheets, err := x.sheets()
	if err != nil {
		return err
	}
	if err := x.styles(); err != nil {
		return err
	}
	if err := x.strings(); err != nil {
		return err
	}
	for _, s := range sheets {
		if x.files[s.member] == nil {
			continue // a chart
		}
		if err := sheet(s.name); err != nil {
			return err
		}
		if err := x.shown(s.member, row); err != nil {
			return err
		}
	}
	return nil
}

// openBook opens the file and looks at what its directory says of it.
func openBook(limits Limits, file io.ReaderAt, size int64) (*xlsxReader, error) {
	if err := checkDirectory(file, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, ErrBroken
	}
	x := &xlsxReader{files: map[string]*zip.File{}, limits: limits}
	var total uint64
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, ErrEncrypted
		}
		// What the directory says is held to when reading: archive/zip stops
		// at a member that is longer.
		total += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(limits.Unpacked) || total > uint64(limits.Unpacked) ||
			total > 100<<20 && total/mostRatio > uint64(size) {
			return nil, ErrBomb
		}
		x.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	return x, nil
}

type shownSheet struct{ name, member string }

// sheets are the visible sheets of the book; charts among them, without a
// member.
func (x *xlsxReader) sheets() ([]shownSheet, error) {
	book := ""
	err := x.each("_rels/.rels", func(e xml.StartElement) {
		if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
			book = target("", attr(e, "Target"))
		}
	})
	if err != nil {
		return nil, err
	}
	if x.files[book] == nil {
		return nil, ErrKind
	}
	var list []shownSheet
	var ids []string
	err = x.each(book, func(e xml.StartElement) {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			x.from1904 = v == "1" || v == "true"
		case "sheet":
			if state := attr(e, "state"); state == "" || state == "visible" {
				// The plain attribute sheetId has another local name.
				list, ids = append(list, shownSheet{name: attr(e, "name")}), append(ids, attr(e, "id"))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	members := map[string]string{}
	err = x.each(path.Join(path.Dir(book), "_rels", path.Base(book)+".rels"), func(e xml.StartElement) {
		if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/worksheet") {
			members[attr(e, "Id")] = target(book, attr(e, "Target"))
		}
	})
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		list[i].member = members[id]
	}
	return list, nil
}

// hiddenColumns are the spans of columns that are not shown.
type hiddenColumns []struct{ from, to int }

func (h hiddenColumns) has(column int) bool {
	for _, span := range h {
		if column >= span.from && column <= span.to {
			return true
		}
	}
	return false
}

func isOn(e xml.StartElement, name string) bool {
	v := attr(e, name)
	return v == "1" || v == "true"
}

// shown reads the rows of a sheet that are not hidden.
func (x *xlsxReader) shown(member string, row func(cells []string) error) error {
	s, err := x.open(member)
	if err != nil {
		return err
	}
	defer s.Close()
	x.xml, x.number = s, 0
	var hidden hiddenColumns
	var asDefault bool // rows are hidden unless they say otherwise
	for {
		t, err := s.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "sheetFormatPr":
			asDefault = isOn(e, "zeroHeight")
		case "col":
			from, err1 := strconv.Atoi(attr(e, "min"))
			to, err2 := strconv.Atoi(attr(e, "max"))
			if err1 == nil && err2 == nil && isOn(e, "hidden") && len(hidden) < 1000 {
				hidden = append(hidden, struct{ from, to int }{from, to})
			}
		case "row":
			if isOn(e, "hidden") || asDefault && attr(e, "hidden") == "" {
				if err := s.Skip(); err != nil {
					return err
				}
				continue
			}
			got, err := x.cells()
			if err != nil {
				return err
			}
			cells := got.cells[:0]
			for i, c := range got.cells {
				if c != "" && !hidden.has(i+1) {
					cells = append(cells, c)
				}
			}
			if len(cells) == 0 {
				continue
			}
			if err := row(cells); err != nil {
				return err
			}
		}
	}
}

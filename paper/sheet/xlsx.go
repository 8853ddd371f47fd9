package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	mostMembers = 1000
	mostStrings = 256 << 20 // bytes of shared strings, which are kept
	mostToken   = 16 << 20  // bytes of one piece of XML
	mostDepth   = 256       // elements within each other
	mostRatio   = 100       // of unpacked to packed, from 100 MB on
)

// xlsxReader streams the rows of the first visible sheet.
type xlsxReader struct {
	files    map[string]*zip.File
	limits   Limits
	shared   []byte // the shared strings, on end
	ends     []uint32
	dates    []bool // by cell style: shown as a date
	from1904 bool
	xml      *scanner
	number   int
	column   int
}

func (r *Rows) openXLSX(file io.ReaderAt, size int64) error {
	x, err := openBook(r.limits, file, size)
	if err != nil {
		return err
	}
	sheet, err := x.workbook()
	if err != nil {
		return err
	}
	if err := x.styles(); err != nil {
		return err
	}
	if err := x.strings(); err != nil {
		return err
	}
	if x.xml, err = x.open(sheet); err != nil {
		return err
	}
	if err := x.toRows(); err != nil {
		return errors.Join(err, x.xml.Close())
	}
	r.format, r.next, r.close = "XLSX", x.row, x.xml.Close
	return nil
}

// checkDirectory reads the end record before archive/zip reads, and keeps,
// every entry of the directory.
func checkDirectory(file io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 66<<10))
	if _, err := file.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return fmt.Errorf("read xlsx: %w", err)
	}
	i := strings.LastIndex(string(tail), "PK\x05\x06")
	if i < 0 || i+22 > len(tail) {
		return ErrBroken
	}
	e := tail[i:]
	length := int64(e[12]) | int64(e[13])<<8 | int64(e[14])<<16 | int64(e[15])<<24
	offset := int64(e[16]) | int64(e[17])<<8 | int64(e[18])<<16 | int64(e[19])<<24
	if n := int(e[10]) | int(e[11])<<8; n > mostMembers || length > 1<<20 {
		return ErrBomb
	}
	if end := size - int64(len(tail)) + int64(i); end-offset > 2<<20 {
		return ErrBomb
	}
	return nil
}

// scanner is an XML decoder that gives up on a piece of XML without end, and on
// elements within elements without end: the decoder remembers all of them.
type scanner struct {
	*xml.Decoder
	body  io.ReadCloser
	left  *leash
	depth int
}

type leash struct {
	r    io.Reader
	left int
}

func (l *leash) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, ErrBomb
	}
	n, err := l.r.Read(b)
	l.left -= n
	return n, err
}

func (s *scanner) Close() error { return s.body.Close() }

// token skips everything but elements and text. io.EOF is the proper end of
// the document.
func (s *scanner) token() (xml.Token, error) {
	for {
		s.left.left = mostToken
		t, err := s.Decoder.Token()
		if err == io.EOF {
			return nil, io.EOF
		}
		if errors.Is(err, ErrBomb) {
			return nil, ErrBomb
		}
		if err != nil {
			return nil, fmt.Errorf("%w(%v)", ErrBroken, err)
		}
		switch t.(type) {
		case xml.StartElement:
			if s.depth++; s.depth > mostDepth {
				return nil, ErrBroken
			}
			return t, nil
		case xml.EndElement:
			s.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		}
	}
}

// Skip reads to the end of the element that has begun.
func (s *scanner) Skip() error {
	for within := s.depth; s.depth >= within; {
		if _, err := s.token(); err != nil {
			return unfinished(err)
		}
	}
	return nil
}

func (x *xlsxReader) open(name string) (*scanner, error) {
	f := x.files[name]
	if f == nil {
		return nil, ErrBroken
	}
	body, err := f.Open()
	if err != nil {
		return nil, ErrBroken
	}
	l := &leash{r: body}
	return &scanner{Decoder: xml.NewDecoder(l), body: body, left: l}, nil
}

// each calls start for every element of the part; a part that is missing has
// none.
func (x *xlsxReader) each(name string, start func(xml.StartElement)) error {
	if x.files[name] == nil {
		return nil
	}
	s, err := x.open(name)
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		t, err := s.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			start(e)
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// target is the member a relationship of the part at base points to.
func target(base, to string) string {
	if strings.HasPrefix(to, "/") {
		return to[1:]
	}
	return path.Join(path.Dir(base), to)
}

// workbook is the member of the first sheet that is not hidden.
func (x *xlsxReader) workbook() (string, error) {
	sheets, err := x.sheets()
	if err != nil {
		return "", err
	}
	if len(sheets) == 0 || x.files[sheets[0].member] == nil {
		return "", ErrKind
	}
	return sheets[0].member, nil
}

func (x *xlsxReader) styles() error {
	custom := map[string]bool{}
	inCells := false
	return x.each("xl/styles.xml", func(e xml.StartElement) {
		switch e.Name.Local {
		case "numFmt":
			custom[attr(e, "numFmtId")] = isDateFormat(attr(e, "formatCode"))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				id := attr(e, "numFmtId")
				date, ok := custom[id]
				if n, err := strconv.Atoi(id); !ok && err == nil {
					// ECMA-376 part 1, 18.8.30, the East Asian formats included.
					date = n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
				}
				x.dates = append(x.dates, date)
			}
		}
	})
}

// isDateFormat says whether the number format shows a date or a time: whether
// y, m, d, h or s stands outside quotes and brackets.
func isDateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				return false
			}
			i += n + 1
		case '\\', '_', '*':
			i++
		case '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				return false
			}
			switch strings.ToLower(code[i+1 : i+n]) {
			case "h", "hh", "m", "mm", "s", "ss":
				return true
			}
			i += n
		case 'y', 'Y', 'm', 'M', 'd', 'D', 'h', 'H', 's', 'S':
			return true
		case ';':
			return false
		}
	}
	return false
}

func (x *xlsxReader) strings() error {
	if x.files["xl/sharedStrings.xml"] == nil {
		return nil
	}
	s, err := x.open("xl/sharedStrings.xml")
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		t, err := s.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "si" {
			text, err := s.rich("si")
			if err != nil {
				return err
			}
			x.shared = append(x.shared, text...)
			x.ends = append(x.ends, uint32(len(x.shared)))
			if len(x.shared)+4*len(x.ends) > mostStrings {
				return ErrTooLarge
			}
		}
	}
}

// rich is the text of all t up to the end of the element, the phonetic
// readings (rPh) left out.
func (s *scanner) rich(end string) (string, error) {
	var b []byte
	inText, phonetic := false, 0
	for {
		t, err := s.token()
		if err != nil {
			return "", unfinished(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				inText = true
			case "rPh":
				phonetic++
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "rPh":
				phonetic--
			case end:
				return unescaped(string(b)), nil
			}
		case xml.CharData:
			if inText && phonetic == 0 {
				b = append(b, t...)
				if len(b) > mostToken {
					return "", ErrBomb
				}
			}
		}
	}
}

func (s *scanner) plain() (string, error) {
	var b []byte
	for {
		t, err := s.token()
		if err != nil {
			return "", unfinished(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			return "", ErrBroken
		case xml.EndElement:
			return string(b), nil
		case xml.CharData:
			b = append(b, t...)
			if len(b) > mostToken {
				return "", ErrBomb
			}
		}
	}
}

func unfinished(err error) error {
	if err == io.EOF {
		return ErrBroken
	}
	return err
}

// unescaped turns _x000D_ into the character, ECMA-376 part 1, 22.9.2.19.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil && (n < 0xd800 || n > 0xdfff) {
				b.WriteRune(rune(n))
				i += 7
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

func (x *xlsxReader) toRows() error {
	for {
		t, err := x.xml.token()
		if err != nil {
			return unfinished(err)
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "sheetData" {
			return nil
		}
	}
}

func (x *xlsxReader) row() (raw, error) {
	for {
		t, err := x.xml.token()
		if err == io.EOF {
			return raw{}, io.EOF
		}
		if err != nil {
			return raw{}, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "row" {
				if err := x.xml.Skip(); err != nil {
					return raw{}, ErrBroken
				}
				continue
			}
			x.number++
			if r := attr(e, "r"); r != "" {
				n, err := strconv.Atoi(r)
				if err != nil || n < x.number || n > 1<<20 {
					return raw{}, ErrBroken
				}
				x.number = n
			}
			return x.cells()
		}
		// After the rows the rest of the sheet is read to its end, so that a
		// damaged file is noticed: its check sum stands at the end.
	}
}

func (x *xlsxReader) cells() (raw, error) {
	got := raw{number: x.number}
	x.column = 0
	for {
		t, err := x.xml.token()
		if err != nil {
			return raw{}, unfinished(err)
		}
		switch e := t.(type) {
		case xml.EndElement:
			return got, nil
		case xml.StartElement:
			if e.Name.Local != "c" {
				if err := x.xml.Skip(); err != nil {
					return raw{}, ErrBroken
				}
				continue
			}
			x.column++
			if ref := attr(e, "r"); ref != "" {
				n := column(ref)
				if n < x.column {
					return raw{}, ErrBroken
				}
				x.column = n
			}
			if x.column > x.limits.Columns {
				return raw{}, &CellError{x.number, x.column, ErrTooWide}
			}
			text, refusal, err := x.cell(e)
			if err != nil {
				return raw{}, err
			}
			if refusal == nil && len(text) > x.limits.Cell {
				refusal = ErrCell
			}
			if refusal == nil && !utf8.ValidString(text) {
				refusal = ErrBytes
			}
			if refusal != nil && got.err == nil {
				got.err = &CellError{x.number, x.column, refusal}
			}
			if text != "" {
				for len(got.cells) < x.column-1 {
					got.cells = append(got.cells, "")
				}
				got.cells = append(got.cells, text)
			}
		}
	}
}

// column is the number of the column in a reference: AA7 is 27.
func column(ref string) int {
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		n = n*26 + int(c-'a') + 1
	}
	return n
}

func (x *xlsxReader) cell(c xml.StartElement) (text string, refusal, err error) {
	kind, style := attr(c, "t"), attr(c, "s")
	value, formula, valued := "", false, false
	for {
		t, err := x.xml.token()
		if err != nil {
			return "", nil, unfinished(err)
		}
		if _, ok := t.(xml.EndElement); ok {
			break
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "v":
			valued = true
			value, err = x.xml.plain()
		case "is":
			valued = true
			value, err = x.xml.rich("is")
		default:
			formula = formula || e.Name.Local == "f"
			if x.xml.Skip() != nil {
				err = ErrBroken
			}
		}
		if err != nil {
			return "", nil, err
		}
	}
	if value == "" && kind != "s" {
		// A text that was computed to be empty has a value, an empty one.
		if formula && !(valued && kind == "str") {
			return "", ErrFormula, nil
		}
		return "", nil, nil
	}
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(x.ends) {
			return "", nil, ErrBroken
		}
		from := uint32(0)
		if i > 0 {
			from = x.ends[i-1]
		}
		return string(x.shared[from:x.ends[i]]), nil, nil
	case "inlineStr":
		return value, nil, nil
	case "str":
		return unescaped(value), nil, nil
	case "b":
		if value == "1" {
			return "TRUE", nil, nil
		}
		return "FALSE", nil, nil
	case "e":
		return value, ErrFault, nil
	case "d":
		return strings.TrimSuffix(strings.Replace(value, "T", " ", 1), " 00:00:00"), nil, nil
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return "", nil, ErrBroken
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(x.dates) && x.dates[i] {
		return x.date(f), nil, nil
	}
	if digits(value) >= 0 && len(value) < 18 {
		return value, nil, nil
	}
	return strconv.FormatFloat(f, 'f', -1, 64), nil, nil
}

// date is the serial number as 2017-06-30, 2017-06-30 09:30:00 or 09:30:00.
func (x *xlsxReader) date(serial float64) string {
	if !(serial >= 0 && serial < 2958466) { // 10000-01-01
		return strconv.FormatFloat(serial, 'f', -1, 64)
	}
	seconds := int64(math.Round(serial * 86400))
	days, clock := seconds/86400, seconds%86400
	at := time.Unix(clock, 0).UTC()
	if days == 0 && !x.from1904 {
		return at.Format("15:04:05")
	}
	switch {
	case x.from1904:
		days += 1462
	case days < 60:
		days++ // Excel counts a 29 February 1900, serial 60, that never was
	}
	at = at.AddDate(0, 0, int(days-25569))
	if clock == 0 {
		return at.Format("2006-01-02")
	}
	return at.Format("2006-01-02 15:04:05")
}

package gatetest

import (
	"bytes"
	"encoding/csv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// concealments are what is hidden in files of each kind, by the names the
// functions that write them know.
var concealments = map[string][]string{}

// encoded is a text in one of the encodings that offices' programs write.
func (w *writer) encoded(s string) ([]byte, error) {
	var e encoding.Encoding
	switch w.r.IntN(5) {
	case 0:
		return append([]byte("\xef\xbb\xbf"), s...), nil
	case 1:
		e = simplifiedchinese.GBK
		if strings.ContainsAny(s, "\u200b\ufeff\u200d\u00ad\u2060\u00a0") {
			e = simplifiedchinese.GB18030
		}
	case 2:
		e = simplifiedchinese.GB18030
	case 3:
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	default:
		return []byte(s), nil
	}
	return e.NewEncoder().Bytes([]byte(s))
}

// csv is the table alone, as a program wrote it or a spreadsheet saved it.
func (w *writer) csv(f *File, p *paper) (err error) {
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.UseCRLF = w.r.IntN(2) == 0
	rows := p.table
	if p.corner != "" {
		rows = append([][]string{{p.corner}}, rows...)
	}
	for _, row := range rows {
		var cells []string
		for _, s := range row {
			s = uncut(s)
			// A tab or an apostrophe keeps spreadsheets from rounding numbers.
			if len(s) > 11 && strings.Trim(s, "0123456789X") == "" {
				s = w.one("", "\t", "'") + s
			}
			cells = append(cells, s)
		}
		if err := c.Write(cells); err != nil {
			return err
		}
	}
	// What is said beside the table stands below it.
	if len(f.Leaks) > 0 {
		for _, s := range p.paragraphs {
			if err := c.Write([]string{uncut(s)}); err != nil {
				return err
			}
		}
	}
	c.Flush()
	f.Bytes, err = w.encoded(b.String())
	return err
}

// plain is a text, its table set with blanks.
func (w *writer) plain(f *File, p *paper) (err error) {
	var b strings.Builder
	end := w.one("\n", "\r\n")
	line := func(s string) { b.WriteString(strings.ReplaceAll(uncut(s), "\n", end) + end) }
	if p.corner != "" {
		line(p.corner)
	}
	line(p.title)
	line(p.number)
	for _, s := range p.paragraphs {
		line("　　" + s)
	}
	for _, row := range p.table {
		line(strings.Join(row, w.one("\t", "  ", "    ")))
	}
	line(p.day)
	f.Bytes, err = w.encoded(b.String())
	return err
}

package sheet

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"
)

// Writer writes a CSV file that spreadsheet programs open without computing
// anything in it.
type Writer struct {
	w   *csv.Writer
	row []string
}

// NewWriter writes to w; with mark, a UTF-8 byte order mark stands at the
// beginning, without which Excel takes the file for GBK.
func NewWriter(w io.Writer, mark bool) (*Writer, error) {
	if mark {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &Writer{w: c}, nil
}

// Write writes one row, each cell made [Inert].
func (w *Writer) Write(cells ...string) error {
	w.row = w.row[:0]
	for _, c := range cells {
		w.row = append(w.row, Inert(c))
	}
	return w.w.Write(w.row)
}

// Flush writes what is held back, and reports any earlier error.
func (w *Writer) Flush() error {
	w.w.Flush()
	return w.w.Error()
}

// Inert is the cell with an apostrophe before it if a spreadsheet program
// might take it for a formula: if it begins with a tab or a line end, or,
// blanks aside, with = + - @ or their full-width forms. Negative numbers are
// marked too; -2+3 cannot be told from them by all programs.
func Inert(cell string) string {
	if cell == "" {
		return cell
	}
	if c := cell[0]; c == '\t' || c == '\r' || c == '\n' {
		return "'" + cell
	}
	s := strings.TrimLeftFunc(cell, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' || r == 0
	})
	if s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s[:min(len(s), 4)])[0]) {
		return "'" + cell
	}
	return cell
}

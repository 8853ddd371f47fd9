package sheet

import (
	"errors"
	"fmt"
	"io"
)

// Line is one row of a table that has no single heading row.
type Line struct {
	Number int      // as [Row.Number]
	Cells  []string // as long as the row happens to be
}

// Grid reads a whole table without taking its first row for a heading: printed
// forms have titles, several headings and blocks of different width. Blank rows
// are left out. Nothing is read in part: a row that cannot be read refuses the
// file with a *[CellError]. It also says what was read, as [Rows.Format].
func Grid(name string, r io.ReaderAt, size int64, limits Limits) (lines []Line, format string, err error) {
	rows, err := start(name, r, size, limits)
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		got, err := rows.next()
		if err == io.EOF {
			return lines, rows.format, nil
		}
		if err == nil {
			err = got.err
		}
		if err == nil && got.number > rows.limits.Rows {
			err = fmt.Errorf("%w（最多 %d 行）", ErrTooManyRows, rows.limits.Rows)
		}
		if err != nil {
			return nil, "", err
		}
		if !got.blank() {
			lines = append(lines, Line{got.number, got.cells})
		}
	}
}

package sheet

import (
	"errors"
	"io"
	"strings"
	"unicode/utf16"
)

// WhyRefused heads the last column of a table of refused rows. [Open] takes it
// for no column of the table.
const WhyRefused = "拒收原因"

// The refusals of refused rows as a workbook.
var (
	ErrCellForBook = errors.New("有的单元格超过 32767 个字符，电子表格放不下，请下载 CSV")
	ErrRowsForBook = errors.New("行数太多，请下载 CSV")
)

const (
	bookCell = 32_767 // UTF-16 units in a cell, of spreadsheet programs
	bookRows = 50_000 // kept in memory until they are written
)

// Refused writes the rows of a table that were refused, each cell as it stood,
// with the reason in a last column. Mended, the file is read again as the table
// it came from: [Open] leaves the reasons out.
type Refused struct {
	csv  *Writer
	to   io.Writer // of a workbook
	page Page
}

// RefusedCSV begins a CSV file with the headings of the table.
func RefusedCSV(w io.Writer, header []string) (*Refused, error) {
	c, err := NewWriter(w, true)
	if err != nil {
		return nil, err
	}
	c.w.UseCRLF = false // or lines within cells would not stay as they stood
	r := &Refused{csv: c}
	return r, r.Write(header, WhyRefused)
}

// RefusedXLSX begins a workbook with the headings of the table. Nothing is
// written before [Refused.Close].
func RefusedXLSX(w io.Writer, header []string) *Refused {
	r := &Refused{to: w, page: Page{Name: "未收的行", Frozen: 1}}
	var heads []Cell
	for _, h := range append(header[:len(header):len(header)], WhyRefused) {
		heads = append(heads, Cell{Text: h, Style: Heading})
	}
	r.page.Rows = append(r.page.Rows, heads)
	return r
}

// Write writes one row, as many cells as there are headings. Errors of a
// workbook: [ErrCellForBook], [ErrRowsForBook].
func (r *Refused) Write(cells []string, why string) error {
	if r.csv != nil {
		line := make([]string, 0, len(cells)+1)
		for _, c := range cells {
			if bare(c) != c {
				c = "'" + c // one that stood with an apostrophe keeps it
			}
			line = append(line, c)
		}
		return r.csv.Write(append(line, why)...)
	}
	if len(r.page.Rows) > bookRows {
		return ErrRowsForBook
	}
	line := make([]Cell, 0, len(cells)+1)
	for _, c := range cells {
		if len(c) > bookCell && len(utf16.Encode([]rune(c))) > bookCell {
			return ErrCellForBook
		}
		line = append(line, Cell{Text: c})
	}
	r.page.Rows = append(r.page.Rows, append(line, Cell{Text: why}))
	return nil
}

// Close writes what is held back.
func (r *Refused) Close() error {
	if r.csv != nil {
		return r.csv.Flush()
	}
	return WriteXLSX(r.to, r.page)
}

// bare is a cell as it was before [Refused.Write] had it made [Inert].
func bare(cell string) string {
	rest, ok := strings.CutPrefix(cell, "'")
	if ok && (Inert(rest) == cell || bare(rest) != rest) {
		return rest
	}
	return cell
}

// mended takes a table of refused rows for the table it came from.
func (r *Rows) mended() {
	last := len(r.header) - 1
	if last < 1 || r.header[last] != WhyRefused {
		return
	}
	r.header = r.header[:last]
	next, marked := r.next, strings.HasPrefix(r.format, "CSV")
	r.next = func() (raw, error) {
		got, err := next()
		if len(got.cells) > last {
			got.cells[last] = ""
		}
		if marked {
			for i, c := range got.cells {
				got.cells[i] = bare(c)
			}
		}
		return got, err
	}
}

package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// csvReader reads RFC 4180 and what spreadsheet programs make of it: any mix
// of line ends, the old lone CR among them, and quotes inside an unquoted
// cell as plain text. encoding/csv is not used because it counts lines where
// people count rows, skips blank rows uncounted, and joins the rows of files
// with lone CRs.
type csvReader struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	comma    byte
	replaced bool
	number   int
	limits   Limits
	text     []byte // of the row, unquoted, cells on end
	ends     []int  // where each cell ends in text
}

func (r *Rows) openCSV(file io.ReaderAt, size int64) error {
	text, name, replaced, err := decoded(file, size)
	if err != nil {
		return fmt.Errorf("read csv: %w", err)
	}
	c := &csvReader{r: text, buf: make([]byte, 256<<10), replaced: replaced, limits: r.limits}
	if err := c.sniff(); err != nil {
		return err
	}
	r.format = "CSV " + name
	r.next = c.row
	return nil
}

// more reads on, keeping what is not yet used.
func (c *csvReader) more() error {
	if c.eof {
		return io.EOF
	}
	if c.pos > 0 {
		c.end = copy(c.buf, c.buf[c.pos:c.end])
		c.pos = 0
	}
	n, err := c.r.Read(c.buf[c.end:])
	c.end += n
	if err == io.EOF {
		c.eof = true
	} else if err != nil {
		return fmt.Errorf("read csv: %w", err)
	}
	return nil
}

// sniff takes for separator what stands most often outside quotes in the
// first row that is not blank.
func (c *csvReader) sniff() error {
	for c.end < 64<<10 && !c.eof {
		if err := c.more(); err != nil {
			return err
		}
	}
	line := bytes.TrimLeft(c.buf[:c.end], "\r\n \t")
	var count [3]int
	quoted := false
	for _, b := range line {
		if b == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if b == '\n' || b == '\r' {
			break
		}
		if i := strings.IndexByte(",;\t", b); i >= 0 {
			count[i]++
		}
	}
	c.comma = ','
	if count[1] > count[0] && count[1] >= count[2] {
		c.comma = ';'
	} else if count[2] > count[0] {
		c.comma = '\t'
	}
	return nil
}

// peek is the next byte, or false at the end of the file.
func (c *csvReader) peek() (byte, bool, error) {
	for c.pos == c.end {
		if c.eof {
			return 0, false, nil
		}
		if err := c.more(); err != nil {
			return 0, false, err
		}
	}
	return c.buf[c.pos], true, nil
}

func (c *csvReader) row() (raw, error) {
	if _, ok, err := c.peek(); err != nil {
		return raw{}, err
	} else if !ok {
		return raw{}, io.EOF
	}
	c.number++
	c.text, c.ends = c.text[:0], c.ends[:0]
	for {
		last, err := c.cell()
		if err != nil {
			return raw{}, err
		}
		c.ends = append(c.ends, len(c.text))
		if len(c.ends) > c.limits.Columns {
			return raw{}, &CellError{c.number, len(c.ends), ErrTooWide}
		}
		if last {
			break
		}
	}
	all := string(c.text)
	got := raw{number: c.number, cells: make([]string, len(c.ends))}
	from := 0
	for i, to := range c.ends {
		got.cells[i] = all[from:to]
		from = to
	}
	if !utf8.ValidString(all) || c.replaced && strings.ContainsRune(all, utf8.RuneError) {
		for i, s := range got.cells {
			if !utf8.ValidString(s) || c.replaced && strings.ContainsRune(s, utf8.RuneError) {
				got.err = &CellError{c.number, i + 1, ErrBytes}
				break
			}
		}
	}
	return got, nil
}

// cell reads one cell and the separator or line end after it; last says that
// the row ends with it.
func (c *csvReader) cell() (last bool, err error) {
	start := len(c.text)
	b, ok, err := c.peek()
	if err != nil {
		return false, err
	}
	if ok && b == '"' {
		c.pos++
		if err := c.quoted(start); err != nil {
			return false, err
		}
	} else {
		for {
			b := c.buf[c.pos:c.end]
			i := 0
			for i < len(b) && b[i] != c.comma && b[i] != '\n' && b[i] != '\r' {
				i++
			}
			c.text = append(c.text, b[:i]...)
			c.pos += i
			if len(c.text)-start > c.limits.Cell {
				return false, &CellError{c.number, len(c.ends) + 1, ErrCell}
			}
			if i < len(b) {
				break
			}
			if _, ok, err := c.peek(); err != nil {
				return false, err
			} else if !ok {
				return true, nil
			}
		}
	}
	b, ok, err = c.peek()
	if err != nil || !ok {
		return true, err
	}
	c.pos++
	switch b {
	case c.comma:
		return false, nil
	case '\n':
		return true, nil
	case '\r':
		if b, ok, err := c.peek(); err != nil {
			return false, err
		} else if ok && b == '\n' {
			c.pos++
		}
		return true, nil
	}
	return false, &CellError{c.number, len(c.ends) + 1, ErrQuote}
}

// quoted reads to the closing quote. Line ends within the cell stay as they
// are.
func (c *csvReader) quoted(start int) error {
	for {
		i := bytes.IndexByte(c.buf[c.pos:c.end], '"')
		if i < 0 {
			i = c.end - c.pos
		}
		c.text = append(c.text, c.buf[c.pos:c.pos+i]...)
		c.pos += i
		if len(c.text)-start > c.limits.Cell {
			return &CellError{c.number, len(c.ends) + 1, ErrQuote}
		}
		if _, ok, err := c.peek(); err != nil {
			return err
		} else if !ok {
			return &CellError{c.number, len(c.ends) + 1, ErrQuote}
		}
		if c.buf[c.pos] != '"' {
			continue
		}
		c.pos++
		if b, ok, err := c.peek(); err != nil {
			return err
		} else if !ok || b != '"' {
			return nil
		}
		c.text = append(c.text, '"')
		c.pos++
	}
}

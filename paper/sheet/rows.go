package sheet

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// The refusals of a whole file.
var (
	ErrKind        = errors.New("只能导入 CSV 或 XLSX 文件")
	ErrOldExcel    = errors.New("旧版 Excel 文件（.xls）请先另存为 .xlsx 再导入")
	ErrEmpty       = errors.New("文件中没有内容")
	ErrHeader      = errors.New("没有找到表头行")
	ErrTooLarge    = errors.New("文件太大，请分成几个文件导入")
	ErrBomb        = errors.New("文件解压后过大或条目过多，不能导入")
	ErrEncrypted   = errors.New("文件设有密码，请取消密码后再导入")
	ErrBroken      = errors.New("文件已损坏，不能完整读取")
	ErrQuote       = errors.New("引号没有成对，以后的内容无法辨认")
	ErrTooWide     = errors.New("列数太多")
	ErrTooManyRows = errors.New("行数太多，请分成几个文件导入")
)

// The refusals of one row.
var (
	ErrBytes   = errors.New("有不能辨认的字节，文件编码有误")
	ErrExtra   = errors.New("内容超出了表头的列")
	ErrCell    = errors.New("单元格内容太长")
	ErrFormula = errors.New("公式没有计算结果")
	ErrFault   = errors.New("公式的计算结果是错误值")
)

// Limits bound what reading a file may cost. A zero field takes the value of
// [Usual].
type Limits struct {
	Bytes    int64 // size of the file
	Unpacked int64 // bytes of an XLSX file when unpacked
	Rows     int   // rows, the header included
	Columns  int
	Cell     int // bytes of one cell
}

// Usual are the limits of a city's import.
var Usual = Limits{Bytes: 1 << 30, Unpacked: 2 << 30, Rows: 2_000_000, Columns: 1000, Cell: 4 << 20}

func (l Limits) filled() Limits {
	if l.Bytes == 0 {
		l.Bytes = Usual.Bytes
	}
	if l.Unpacked == 0 {
		l.Unpacked = Usual.Unpacked
	}
	if l.Rows == 0 {
		l.Rows = Usual.Rows
	}
	if l.Columns == 0 {
		l.Columns = Usual.Columns
	}
	if l.Cell == 0 {
		l.Cell = Usual.Cell
	}
	return l
}

// CellError places a refusal in its file.
type CellError struct {
	Row    int // from 1, as a spreadsheet program numbers them
	Column int // from 1; 0 if the whole row is meant
	Err    error
}

func (e *CellError) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("第 %d 行：%v", e.Row, e.Err)
	}
	return fmt.Sprintf("第 %d 行第 %d 列（%s）：%v", e.Row, e.Column, Letters(e.Column), e.Err)
}

func (e *CellError) Unwrap() error { return e.Err }

// Letters is the name of a column in a spreadsheet: 1 is A, 27 is AA.
func Letters(column int) string {
	s := ""
	for ; column > 0; column = (column - 1) / 26 {
		s = string(rune('A'+(column-1)%26)) + s
	}
	return s
}

// Row is one row below the header.
type Row struct {
	// Number counts from 1 the rows a spreadsheet program shows for the file,
	// header and blank rows included. A CSV cell of several lines is still
	// within one row.
	Number int
	// Cells has exactly as many cells as the header; those missing at the end
	// of the row are "". It is the caller's to keep. On a refused row it holds
	// what could be read.
	Cells []string
	// Err is a *[CellError] if the row is refused, otherwise nil.
	Err error
}

// Rows reads a table from its first row to its last, once.
type Rows struct {
	header []string
	format string
	limits Limits
	next   func() (raw, error)
	close  func() error
	failed error
}

// raw is a row before it is held against the header.
type raw struct {
	number int
	cells  []string
	err    error // of the row
}

func (r raw) blank() bool {
	for _, c := range r.cells {
		if !isBlank(c) {
			return false
		}
	}
	return r.err == nil
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// Open begins to read the file of that name and size. The name only tells
// apart kinds of file that look alike; the content decides. The first row
// that is not blank is the header; a last heading [WhyRefused] is left out, with
// its column. r must stay readable until the last row is
// read. Close what was opened.
func Open(name string, r io.ReaderAt, size int64, limits Limits) (*Rows, error) {
	rows, err := start(name, r, size, limits)
	if err != nil {
		return nil, err
	}
	for {
		first, err := rows.next()
		if err == io.EOF {
			err = ErrHeader
		}
		if err == nil {
			err = first.err
		}
		if err != nil {
			return nil, errors.Join(err, rows.close())
		}
		if first.blank() {
			continue
		}
		for len(first.cells) > 0 && isBlank(first.cells[len(first.cells)-1]) {
			first.cells = first.cells[:len(first.cells)-1]
		}
		for _, c := range first.cells {
			rows.header = append(rows.header, strings.TrimSpace(c))
		}
		rows.mended()
		return rows, nil
	}
}

// start finds out what the file is, and reads nothing of its rows.
func start(name string, r io.ReaderAt, size int64, limits Limits) (*Rows, error) {
	limits = limits.filled()
	if size == 0 {
		return nil, ErrEmpty
	}
	if size > limits.Bytes {
		return nil, fmt.Errorf("%w（最大 %d MB）", ErrTooLarge, limits.Bytes>>20)
	}
	head := make([]byte, min(size, 8))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read %s: %w", path.Base(name), err)
	}
	rows := &Rows{limits: limits, close: func() error { return nil }}
	var err error
	switch ext := strings.ToLower(path.Ext(name)); {
	case strings.HasPrefix(string(head), "PK\x03\x04"):
		err = rows.openXLSX(r, size)
	case string(head) == "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
		// An XLSX file with a password is wrapped in the old container too.
		if err = ErrOldExcel; ext == ".xlsx" {
			err = ErrEncrypted
		}
	case strings.HasPrefix(string(head), "%PDF"), strings.HasPrefix(string(head), "PK"), ext != ".csv" && ext != ".txt" && ext != ".tsv" && ext != "":
		err = ErrKind
	default:
		err = rows.openCSV(r, size)
	}
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// Header are the headings without the blanks around them. A heading may be ""
// and may occur twice; whoever maps columns decides about both.
func (r *Rows) Header() []string { return r.header }

// Format says what was read, for the person who chose the file: "XLSX", or
// "CSV" with its encoding, as "CSV GB18030".
func (r *Rows) Format() string { return r.format }

// Next is the next row that is not blank. The error is io.EOF after the last
// row; any other error ends the reading, because what follows could not be
// told apart. A row that is merely refused carries its own Err, and the rows
// after it can be read.
func (r *Rows) Next() (Row, error) {
	for r.failed == nil {
		got, err := r.next()
		if err != nil {
			r.failed = err
			break
		}
		if got.number > r.limits.Rows {
			r.failed = fmt.Errorf("%w（最多 %d 行）", ErrTooManyRows, r.limits.Rows)
			break
		}
		if got.blank() {
			continue
		}
		width := len(r.header)
		for i := width; i < len(got.cells) && got.err == nil; i++ {
			if !isBlank(got.cells[i]) {
				got.err = &CellError{got.number, i + 1, ErrExtra}
			}
		}
		for len(got.cells) < width {
			got.cells = append(got.cells, "")
		}
		return Row{got.number, got.cells[:width:width], got.err}, nil
	}
	return Row{}, r.failed
}

// Close ends the reading. It does not close the file.
func (r *Rows) Close() error {
	r.failed = io.EOF
	return r.close()
}

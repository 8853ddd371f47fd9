package declared

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// The refusals of a table.
var (
	ErrKind    = errors.New("填报表应为 JSON、XLSX 或 CSV 文件")
	ErrLarge   = errors.New("文件太大，不像一张统计表")
	ErrJSON    = errors.New("不是完整的 JSON")
	ErrShape   = errors.New("内容的形式不符")
	ErrNoTable = errors.New("没有 values_as_printed，也没有 figures，不像一张填报表")
	ErrForm    = errors.New("不知道是哪一年的格式：应写明格式或报告年度")
	ErrUnknown = errors.New("没有这种格式")
	ErrTwice   = errors.New("同一格填了两次，数值不同")
	ErrShifted = errors.New("表头或小标题的格内填了数字，表格可能错位")
	ErrNoRows  = errors.New("没有找到统计表的任何一行")
)

// most is the size beyond which a file is no statutory table.
const most = 16 << 20

// Error places a refusal in its file.
type Error struct {
	File  string
	Place string // "第 3 行", "values_as_printed.B1.natural"; "" for the whole file
	Err   error
}

func (e *Error) Error() string {
	if e.Place == "" {
		return fmt.Sprintf("%s：%v", e.File, e.Err)
	}
	return fmt.Sprintf("%s，%s：%v", e.File, e.Place, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Read reads the table in the file of that name and size. Any refusal is an
// *[Error].
func Read(name string, r io.ReaderAt, size int64) (*check.Table, error) {
	t, place, err := read(name, r, size)
	if err != nil {
		return nil, &Error{File: path.Base(name), Place: place, Err: err}
	}
	return t, nil
}

func read(name string, r io.ReaderAt, size int64) (t *check.Table, place string, err error) {
	if size > most {
		return nil, "", ErrLarge
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".json":
		text := make([]byte, size)
		if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), text); err != nil {
			return nil, "", err
		}
		return readJSON(text)
	case ".xlsx", ".csv", ".tsv", ".txt":
		return readGrid(name, r, size)
	}
	return nil, "", ErrKind
}

// filling is a table while it is read.
type filling struct {
	*check.Table
}

func newFilling(f *form.Form) *filling {
	return &filling{&check.Table{Form: f, Cells: map[form.Cell]printed.Cell{}}}
}

func (f *filling) remark(place, format string, args ...any) {
	f.Remarks = append(f.Remarks, check.Remark{Place: place, Sentence: fmt.Sprintf(format, args...)})
}

// put places a text in a cell.
func (f *filling) put(c form.Cell, text string) error {
	cell, err := printed.Read(text)
	if err != nil {
		f.remark(c.String(), "%v", err)
	}
	if old, ok := f.Cells[c]; ok {
		if cell.Kind == printed.Blank {
			return nil
		}
		if old.Kind != printed.Blank && old != cell {
			return ErrTwice
		}
	}
	f.Cells[c] = cell
	return nil
}

// rows are the rows that a name or code means: one, several for a number
// printed for them together ("1.2.3+1.2.4"), or none. note is what stands in
// brackets behind a code.
func rows(f *form.Form, key string) (found []form.Row, note string) {
	key = strings.TrimSuffix(strings.TrimSpace(key), "_as_printed")
	if r, ok := named(f, key); ok {
		return []form.Row{r}, ""
	}
	if i := strings.IndexAny(key, "(（"); i > 0 {
		if r, ok := f.Row(strings.TrimSpace(key[:i])); ok {
			return []form.Row{r}, strings.Trim(key[i:], "()（） ")
		}
	}
	if parts := strings.Split(key, "+"); len(parts) > 1 {
		for _, p := range parts {
			r, ok := f.Row(strings.TrimSpace(p))
			if !ok {
				return nil, ""
			}
			found = append(found, r)
		}
		return found, ""
	}
	return nil, ""
}

// named is the row of a code or of a name as printed.
func named(f *form.Form, key string) (form.Row, bool) {
	if r, ok := names(f).codes[strings.TrimSpace(key)]; ok {
		return r, true
	}
	// A name that the form prints twice names no row by itself.
	if found := names(f).rows[plain(key)]; len(found) == 1 {
		return found[0], true
	}
	return form.Row{}, false
}

// column is the code of the column that a heading names among some; "" for
// none.
func column(columns []form.Column, heading string) string {
	want := plain(heading)
	bare := plain(strings.TrimSuffix(strings.TrimSpace(heading), "_as_printed"))
	for _, c := range columns {
		if slices.Contains(headings(c), want) || bare == plain(c.Code) {
			return c.Code
		}
	}
	return ""
}

// headings are the names of a column, in [plain] writing: with what stands in
// brackets and without.
func headings(c form.Column) []string {
	short, _, _ := strings.Cut(c.Name, "（")
	return []string{plain(c.Name), plain(short)}
}

// state reads what a file says of its completeness.
func state(s string) check.State {
	switch s = strings.ToLower(strings.TrimSpace(s)); {
	case strings.HasPrefix(s, "complete"), strings.HasPrefix(s, "完整"):
		return check.Complete
	case strings.HasPrefix(s, "partial"), strings.HasPrefix(s, "不完整"), strings.HasPrefix(s, "部分"):
		return check.Partial
	}
	return check.Unstated
}

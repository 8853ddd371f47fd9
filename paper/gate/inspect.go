package gate

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/paper/sheet"
	"gongkai/paper/upload"
)

// File is a file to be looked at.
type File struct {
	Name string
	R    io.ReaderAt
	Size int64 // bytes
}

// Limits bound one look. A zero field takes the value of [Usual].
type Limits struct {
	Bytes    int64         // size of the file
	Unpacked int64         // bytes of all that is in it, unpacked
	Members  int           // files in an archive, those of inner archives included
	Depth    int           // archives within each other
	Pages    int           // of a PDF, sheets and slides
	Words    int           // bytes of text looked at
	Findings int           // told; the rest is counted
	Time     time.Duration // of the whole look
}

// Usual are the limits of a portal.
var Usual = Limits{Bytes: 200 << 20, Unpacked: 512 << 20, Members: 1000, Depth: 2, Pages: 2000, Words: 32 << 20, Findings: 500, Time: 60 * time.Second}

func (l Limits) filled() Limits {
	for _, f := range []struct {
		to   *int
		from int
	}{{&l.Members, Usual.Members}, {&l.Depth, Usual.Depth}, {&l.Pages, Usual.Pages}, {&l.Words, Usual.Words}, {&l.Findings, Usual.Findings}} {
		if *f.to == 0 {
			*f.to = f.from
		}
	}
	if l.Bytes == 0 {
		l.Bytes = Usual.Bytes
	}
	if l.Unpacked == 0 {
		l.Unpacked = Usual.Unpacked
	}
	if l.Time == 0 {
		l.Time = Usual.Time
	}
	return l
}

// Why a file is held: it could not be looked into whole, and what nobody looked
// into is not published.
var (
	ErrLegacy    = errors.New("这种旧格式查不出隐藏内容，请另存为新格式（DOCX、XLSX、PPTX 或 PDF）后再上传")
	ErrTooLong   = errors.New("文件内容太多，无法全部检查，请分成几个文件")
	ErrTooSlow   = errors.New("文件太复杂，检查超时，请另存或重新打印成 PDF 后再上传")
	ErrUnread    = errors.New("文件打不开，无法检查，请重新保存后再上传")
	ErrEncrypted = errors.New("文件设有密码，无法检查，请取消密码后再上传")
)

// look is the work on one file, whose members share the bounds.
type look struct {
	ctx     context.Context
	sc      Scanner
	limits  Limits
	report  Report
	words   int
	members int
	// unpacked is bytes taken out of archives so far.
	unpacked int64
}

// Inspect looks into a file, by what it is and not by what it is called. What
// is hostile or cannot be read is [Report.Held]; an error means that the file's
// bytes could not be had, or that ctx ended, and nothing was decided.
func (sc Scanner) Inspect(ctx context.Context, f File, limits Limits) (Report, error) {
	limits = limits.filled()
	bounded, cancel := context.WithTimeout(ctx, limits.Time)
	defer cancel()
	l := &look{ctx: bounded, sc: sc, limits: limits}
	for _, found := range sc.Text(Place{Part: "name", File: f.Name}, "", strings.TrimSuffix(f.Name, path.Ext(f.Name))) {
		l.add(found)
	}
	if err := l.file(f, f.Name, 0); err != nil {
		if ctx.Err() != nil {
			return Report{}, ctx.Err()
		}
		if !l.hold(f.Name, err) {
			return Report{}, fmt.Errorf("inspect %s: %w", f.Name, err)
		}
	}
	return l.report, nil
}

// hold keeps the sentence of a verdict on the file; false for a fault in
// reading it.
func (l *look) hold(name string, err error) bool {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		err = ErrTooSlow
	case upload.Refused(err):
	default:
		known := false
		for _, verdict := range []error{ErrLegacy, ErrTooLong, ErrTooSlow, ErrUnread, ErrEncrypted} {
			known = known || errors.Is(err, verdict)
		}
		if !known {
			return false
		}
	}
	if l.report.Held == "" {
		l.report.Held = fmt.Sprintf("附件“%s”：%v", name, err)
	}
	return true
}

// file looks into one file. shown is its name for people, with the path of the
// archives around it.
func (l *look) file(f File, shown string, depth int) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	if f.Size == 0 {
		return nil
	}
	v, err := upload.Inspect(f.Name, f.R, f.Size, upload.Limits{Bytes: l.limits.Bytes, Unpacked: l.limits.Unpacked,
		Members: l.limits.Members, Depth: l.limits.Depth, Pages: l.limits.Pages, Web: true})
	if err != nil {
		return err
	}
	switch v.Kind {
	case "docx", "xlsx", "pptx":
		return l.office(f, shown, v.Kind)
	case "ofd":
		return l.ofd(f, shown)
	case "pdf":
		return l.pdf(f, shown)
	case "jpg", "png", "gif":
		return l.picture(f, shown, v.Kind)
	case "txt", "csv":
		return l.plain(f, shown, v.Kind)
	case "html":
		return l.html(f, shown)
	case "zip":
		return l.archive(f, shown, depth)
	case "doc", "xls", "ppt":
		return ErrLegacy
	}
	return ErrUnread
}

// text looks at words of the file. Errors: [ErrTooLong] beyond the bound, or
// that ctx ended.
func (l *look) text(at Place, before, s string) error {
	if l.words += len(s); l.words > l.limits.Words {
		return ErrTooLong
	}
	for _, found := range l.sc.Text(at, before, s) {
		l.add(found)
	}
	return l.ctx.Err()
}

// tell adds a finding that is no words. what is the sentence's end, after the
// place: "是隐藏的，里面有 120 行".
func (l *look) tell(kind Kind, at Place, plain, what string) {
	key := l.sc.Key(kind, plain)
	if l.sc.Allowed[key] {
		return
	}
	l.add(Finding{Kind: kind, Place: at, Match: plain, Key: key, Words: at.Words() + what})
}

func (l *look) add(f Finding) {
	if len(l.report.Findings) >= l.limits.Findings {
		l.report.More++
		return
	}
	l.report.Findings = append(l.report.Findings, f)
}

// plain looks at a text or CSV file in whatever encoding.
func (l *look) plain(f File, shown string, kind string) error {
	if f.Size > int64(l.limits.Words) {
		return ErrTooLong
	}
	at := Place{Part: "file", File: shown}
	if kind == "csv" {
		if lines, _, err := sheet.Grid(f.Name, f.R, f.Size, sheet.Limits{}); err == nil {
			return l.table(at, lines)
		}
		// What is no table is looked at as text.
	}
	r, _, err := sheet.Text(f.R, f.Size)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := l.text(at, "", string(b)); err != nil {
		return err
	}
	return l.setTable(at, string(b))
}

// table looks at the cells of a table, each under its heading.
func (l *look) table(at Place, lines []sheet.Line) error {
	var heading []string
	for _, line := range lines {
		for i, cell := range line.Cells {
			before := ""
			if i < len(heading) {
				before = heading[i] + " "
			}
			at.Cell = sheet.Letters(i+1) + strconv.Itoa(line.Number)
			if err := l.text(at, before, cell); err != nil {
				return err
			}
		}
		if err := l.boxes(at, line.Cells, line.Number); err != nil {
			return err
		}
		if len(heading) < len(line.Cells) && headed(line.Cells) {
			heading = line.Cells
		}
	}
	return nil
}

// boxes looks at numbers that stand one digit to a cell.
func (l *look) boxes(at Place, cells []string, row int) error {
	for i := 0; i < len(cells); i++ {
		k := i
		for k < len(cells) && single(cells[k]) {
			k++
		}
		if k-i >= 11 {
			var b strings.Builder
			for _, c := range cells[i:k] {
				b.WriteString(strings.TrimSpace(c))
			}
			before := ""
			if i > 0 {
				before = cells[i-1]
			}
			at := at
			if row > 0 {
				at.Cell = sheet.Letters(i+1) + strconv.Itoa(row)
			}
			if err := l.text(at, before, b.String()); err != nil {
				return err
			}
		}
		if k > i {
			i = k
		}
	}
	return nil
}

// setTable looks at the cells of tables that are set in lines of a text, parted
// by tabs or blanks, each under its heading: what stands under no heading was
// looked at with the text.
func (l *look) setTable(at Place, s string) error {
	var heading []string
	gap := ""
	number := 0
	for line := range strings.Lines(s) {
		number++
		line = strings.TrimRight(line, "\r\n")
		cells := columnGap.Split(strings.TrimSpace(line), -1)
		if len(cells) < 2 {
			continue
		}
		if headed(cells) && (len(heading) < len(cells) || personal(cells)) {
			heading, gap = cells, columnGap.FindString(strings.TrimSpace(line))
			continue
		}
		if len(cells) != len(heading) && gap != "" {
			// A cell with nothing in it leaves two gaps in a row.
			if cells = strings.Split(line, gap); len(cells) != len(heading) {
				continue
			}
		}
		at.Line = number
		for i, cell := range cells {
			if i >= len(heading) || len(cell) < fewestOfDay {
				continue
			}
			if err := l.anew(at, heading[i]+" ", strings.TrimSpace(cell)); err != nil {
				return err
			}
		}
	}
	return nil
}

// rows looks at the cells of a table whose text has been looked at, each under
// its heading.
func (l *look) rows(at Place, rows [][]string) error {
	var heading []string
	for _, cells := range rows {
		if headed(cells) && (len(heading) < len(cells) || personal(cells)) {
			heading = cells
			continue
		}
		for i, cell := range cells {
			if i < len(heading) && len(cell) >= fewestOfDay {
				if err := l.anew(at, heading[i]+" ", cell); err != nil {
					return err
				}
			}
		}
		if err := l.boxes(at, cells, 0); err != nil {
			return err
		}
	}
	return nil
}

// columnGap parts the cells of a table that is set in lines.
var columnGap = regexp.MustCompile(`\t+|[ \x{3000}]{2,}`)

// personal says whether headings name what is looked for.
func personal(headings []string) bool {
	for _, h := range headings {
		for _, word := range []string{"姓名", "身份证", "证件", "电话", "手机", "联系", "住址", "地址", "邮箱", "卡号", "账号", "帐号", "护照", "通行证", "出生"} {
			if strings.Contains(h, word) {
				return true
			}
		}
	}
	return false
}

// anew looks at words of the file that have been looked at with what is around
// them, and adds what was not found then.
func (l *look) anew(at Place, before, s string) error {
	for _, found := range l.sc.Text(at, before, s) {
		known := slices.ContainsFunc(l.report.Findings, func(f Finding) bool {
			return f.Key == found.Key && f.Place.File == found.Place.File && f.Place.Page == found.Place.Page
		})
		if !known {
			l.add(found)
		}
	}
	return l.ctx.Err()
}

// headed says whether a row is the headings of a table: short words in most of
// its cells, and no number.
func headed(cells []string) bool {
	named := 0
	for _, c := range cells {
		switch c = strings.TrimSpace(c); {
		case c == "":
		case len(c) > 60 || strings.ContainsAny(c, "0123456789"):
			return false
		default:
			named++
		}
	}
	return named >= 2
}

// archive walks a ZIP and those within it. That it is no bomb has been seen.
func (l *look) archive(f File, shown string, depth int) error {
	z, err := zip.NewReader(f.R, f.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return ErrUnread
	}
	for _, member := range z.File {
		name, err := upload.MemberName(member)
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/") {
			continue
		}
		if l.members++; l.members > l.limits.Members {
			return upload.ErrMembers
		}
		body, err := member.Open()
		if err != nil {
			return ErrUnread
		}
		b, err := io.ReadAll(io.LimitReader(body, l.limits.Unpacked-l.unpacked+1))
		body.Close()
		if err != nil {
			return ErrUnread
		}
		if l.unpacked += int64(len(b)); l.unpacked > l.limits.Unpacked {
			return upload.ErrBomb
		}
		inner := shown + "!/" + name
		for _, found := range l.sc.Text(Place{Part: "name", File: inner}, "", strings.TrimSuffix(path.Base(name), path.Ext(name))) {
			l.add(found)
		}
		err = l.file(File{Name: path.Base(name), R: bytes.NewReader(b), Size: int64(len(b))}, inner, depth+1)
		if err != nil && !l.hold(inner, err) {
			return err
		}
	}
	return nil
}

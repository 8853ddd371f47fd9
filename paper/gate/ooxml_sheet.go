package gate

import (
	"bytes"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/paper/sheet"
)

// book is what is known of a workbook before its sheets are read.
type book struct {
	part     string
	sheets   []bookSheet
	from1904 bool
	styles   []cellStyle // by the number that cells name
	strings  []string
	asked    []uint64 // the strings that some cell shows
}

type bookSheet struct {
	name, part string
	index      int // among all sheets, from 0
	hidden     bool
	very       bool
}

// cellStyle is what of a style matters to who looks for what is not seen.
type cellStyle struct {
	unseen bool // ;;; or white on white
	white  bool // it is unseen for its colour
	day    bool // numbers are days
}

// maskedFormat says whether a number format shows nothing.
func maskedFormat(code string) bool {
	code = strings.ReplaceAll(strings.ReplaceAll(code, `"`, ""), " ", "")
	return code == ";;;" || code == ";;" || code == "**;**;**;**"
}

// dayFormat says whether a number format shows a day.
func dayFormat(code string) bool {
	var b strings.Builder
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\':
			i++
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case !bracket:
			b.WriteByte(c | 0x20)
		}
	}
	return strings.Contains(b.String(), "y")
}

// readBook reads what stands before the sheets: the list of them, styles and
// strings.
func readBook(p *pack, main string) (*book, error) {
	b := &book{part: main}
	err := p.each(main, func(x *xmlReader, t *token) error {
		if t.kind != beginning {
			return nil
		}
		switch {
		case t.is("workbookPr"):
			b.from1904 = t.on("date1904")
		case t.is("sheet") && x.depth() == 3:
			state := t.attr("state")
			b.sheets = append(b.sheets, bookSheet{name: t.attr("name"), part: p.by(main, t.far("id")).to, index: len(b.sheets),
				hidden: state == "hidden" || state == "veryHidden", very: state == "veryHidden"})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, part := range p.to(main, "styles") {
		if err := b.readStyles(p, part); err != nil {
			return nil, err
		}
	}
	for _, part := range p.to(main, "sharedStrings") {
		if err := b.readStrings(p, part); err != nil {
			return nil, err
		}
	}
	b.asked = make([]uint64, len(b.strings)/64+1)
	return b, nil
}

func (b *book) readStyles(p *pack, part string) error {
	formats := map[string]string{}
	var whiteFont, whiteFill []bool // whiteFill: a cell filled so looks white or is not filled
	section := ""
	white := func(t *token) bool {
		rgb := strings.ToUpper(t.attr("rgb"))
		return rgb == "FFFFFFFF" || rgb == "00FFFFFF" || rgb == "FFFFFF" || t.attr("theme") == "0" && t.attr("tint") == "" || t.attr("indexed") == "9" || t.attr("indexed") == "1"
	}
	return p.each(part, func(x *xmlReader, t *token) error {
		if t.kind != beginning {
			return nil
		}
		if x.depth() == 2 {
			section = string(t.name)
			return nil
		}
		switch {
		case section == "numFmts" && t.is("numFmt"):
			formats[t.attr("numFmtId")] = t.attr("formatCode")
		case section == "fonts" && t.is("font"):
			whiteFont = append(whiteFont, false)
		case section == "fonts" && t.is("color") && len(whiteFont) > 0:
			whiteFont[len(whiteFont)-1] = white(t)
		case section == "fills" && t.is("fill"):
			whiteFill = append(whiteFill, true)
		case section == "fills" && t.is("patternFill") && len(whiteFill) > 0:
			kind := t.attr("patternType")
			whiteFill[len(whiteFill)-1] = kind == "" || kind == "none"
		case section == "fills" && t.is("gradientFill") && len(whiteFill) > 0:
			whiteFill[len(whiteFill)-1] = false
		case section == "fills" && t.is("fgColor") && len(whiteFill) > 0:
			if white(t) {
				whiteFill[len(whiteFill)-1] = true
			}
		case section == "cellXfs" && t.is("xf"):
			var s cellStyle
			id := t.attr("numFmtId")
			if code, ok := formats[id]; ok {
				s.unseen, s.day = maskedFormat(code), dayFormat(code)
			} else if n, err := strconv.Atoi(id); err == nil {
				s.day = n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 58
			}
			font, err1 := strconv.Atoi(t.attr("fontId"))
			fill, err2 := strconv.Atoi(t.attr("fillId"))
			if err1 == nil && font >= 0 && font < len(whiteFont) && whiteFont[font] {
				s.white = err2 != nil || fill < 0 || fill >= len(whiteFill) || whiteFill[fill]
				s.unseen = s.unseen || s.white
			}
			b.styles = append(b.styles, s)
		}
		return nil
	})
}

func (b *book) readStrings(p *pack, part string) error {
	var s strings.Builder
	inText, size := false, 0
	return p.each(part, func(x *xmlReader, t *token) error {
		switch t.kind {
		case beginning:
			switch {
			case t.is("t"):
				inText = true
			case t.is("rPh"): // how it is read
				s.WriteByte(' ')
			}
		case letters:
			if inText {
				if s.Len() == 0 && !t.cdata {
					s.WriteString(cellText(t.raw))
				} else {
					s.WriteString(t.text())
				}
			}
		case ending:
			switch {
			case t.is("t"):
				inText = false
			case t.is("si"):
				if size += s.Len() + 16; size > 256<<20 {
					return ErrTooLong
				}
				b.strings = append(b.strings, s.String())
				s.Reset()
			}
		}
		return nil
	})
}

// cellText is the text of a cell, in which characters may stand as _x0041_.
func cellText(raw []byte) string {
	s := unescape(raw)
	for at := 0; ; {
		i := strings.Index(s[at:], "_x")
		if i < 0 || at+i+7 > len(s) {
			return s
		}
		i += at
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 32)
		if err == nil && s[i+6] == '_' {
			s = s[:i] + string(rune(n)) + s[i+7:]
		}
		at = i + 1
	}
}

// workbook looks into an XLSX.
func (o *officeLook) workbook(main string) error {
	o.seen[main] = true
	b, err := readBook(o.p, main)
	if err != nil {
		return err
	}
	if len(b.sheets) > o.limits.Pages {
		return ErrTooLong
	}
	for _, part := range o.p.to(main, "styles") {
		if err := o.wordsOf(part, o.at, "的样式"); err != nil {
			return err
		}
	}
	for _, part := range o.p.to(main, "sharedStrings") {
		o.seen[part] = true
	}
	if err := o.bookPart(main); err != nil {
		return err
	}
	names := map[string]string{} // of persons, by their ids
	for _, part := range o.p.to(main, "person") {
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			if t.kind == beginning && t.is("person") {
				names[t.attr("id")] = t.attr("displayName")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, s := range b.sheets {
		if err := o.sheet(b, s, names); err != nil {
			return err
		}
	}
	for i, s := range b.strings {
		if b.asked[i/64]&(1<<(i%64)) == 0 {
			if err := o.say(o.at, "里没有单元格使用的文字", "", s); err != nil {
				return err
			}
		}
	}
	for _, part := range o.p.to(main, "externalLink") {
		target := ""
		for _, r := range o.p.rels[part] {
			if r.out != "" {
				target = r.out
			}
		}
		base := path.Base(strings.ReplaceAll(target, `\`, "/"))
		o.tell(ExternalLink, o.at, part+target, "链接着外部工作簿“"+o.excerpt(base)+"”，并存有其中的数据")
		if err := o.wordsOf(part, o.at, "的外部链接缓存"); err != nil {
			return err
		}
	}
	for _, part := range o.p.to(main, "connections") {
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			if t.kind == beginning && t.is("connection") {
				o.tell(ExternalLink, o.at, t.attr("name"), "有外部数据连接“"+o.excerpt(t.attr("name"))+"”")
			}
			if t.kind == beginning && (t.is("dbPr") || t.is("olapPr") || t.is("textPr") || t.is("webPr")) {
				for _, name := range []string{"connection", "command", "sourceFile", "url"} {
					if err := o.say(o.at, "的数据连接", "", t.attr(name)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		o.seen[part] = true
	}
	if err := o.pivots(main); err != nil {
		return err
	}
	for _, part := range o.p.to(main, "revisionHeaders", "usernames") {
		if err := o.revisions(part); err != nil {
			return err
		}
	}
	return nil
}

// bookPart looks at what the workbook itself says: names and its path.
func (o *officeLook) bookPart(main string) error {
	var name, value strings.Builder
	var hidden, within bool
	return o.p.each(main, func(x *xmlReader, t *token) error {
		switch t.kind {
		case beginning:
			switch {
			case t.is("definedName"):
				name.Reset()
				value.Reset()
				name.WriteString(t.attr("name"))
				hidden, within = t.on("hidden"), true
				if c := t.attr("comment"); c != "" {
					if err := o.say(o.at, "的名称定义", "", c); err != nil {
						return err
					}
				}
			case t.is("absPath"):
				o.once(Machine, o.at, t.attr("url"), "带有原来的保存位置")
			case t.is("fileSharing") && t.attr("userName") != "":
				o.once(Author, o.at, t.attr("userName"), "带有使用者姓名")
			case t.is("customWorkbookView"):
				o.once(Author, o.at, t.attr("name"), "带有个人视图")
			case t.is("sheet"):
				return o.text(o.at, "", t.attr("name"))
			}
		case letters:
			if within {
				value.WriteString(t.text())
			}
		case ending:
			if !t.is("definedName") {
				return nil
			}
			within = false
			n, v := name.String(), value.String()
			builtin := strings.HasPrefix(n, "_xl")
			switch {
			case hidden && !builtin:
				o.tell(DefinedName, o.at, n, "有隐藏的名称“"+o.excerpt(n)+"”")
			case outsideFormula(v):
				o.tell(DefinedName, o.at, n, "的名称“"+o.excerpt(n)+"”指向外部文件")
			case strings.Contains(v, "#REF!") && !builtin:
				o.tell(DefinedName, o.at, n, "的名称“"+o.excerpt(n)+"”指向已不存在的单元格")
			}
			if err := o.say(o.at, "的名称定义", "", n); err != nil {
				return err
			}
			return o.say(o.at, "的名称“"+o.excerpt(n)+"”", "", v)
		}
		return nil
	})
}

// outsideFormula says whether a formula names another file: [1]Sheet1!A1 or
// 'C:\[a.xlsx]Sheet1'!A1. The brackets of a table's columns have no ! behind.
func outsideFormula(f string) bool {
	for at := 0; ; {
		i := strings.IndexByte(f[at:], '[')
		if i < 0 {
			return strings.Contains(f, `:\`) || strings.Contains(f, `\\`)
		}
		i += at
		k := strings.IndexByte(f[i:], ']')
		if k < 0 {
			return false
		}
		inner, rest := f[i+1:i+k], f[i+k+1:]
		number, err := strconv.Atoi(inner)
		// [0] is the book itself
		if err == nil && number > 0 && (i == 0 || !isNamed(f[i-1])) || strings.Contains(strings.ToLower(inner), ".xls") && strings.Contains(rest, "!") {
			return true
		}
		at = i + 1
	}
}

// isNamed says whether the byte may end the name of a table.
func isNamed(c byte) bool {
	return c >= 0x80 || c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// pivots looks at the caches of pivot tables.
func (o *officeLook) pivots(main string) error {
	for _, part := range o.p.to(main, "pivotCacheDefinition") {
		source, items, records := "", 0, 0
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			if t.kind != beginning {
				return nil
			}
			switch {
			case t.is("pivotCacheDefinition"):
				if by := t.attr("refreshedBy"); by != "" {
					o.once(Author, o.at, by, "的数据透视表里有刷新者姓名")
				}
			case t.is("worksheetSource"):
				source = t.attr("sheet")
			case t.is("s"), t.is("n"), t.is("d"):
				items++
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := o.wordsOf(part, o.at, "的数据透视表缓存"); err != nil {
			return err
		}
		for _, cache := range o.p.to(part, "pivotCacheRecords") {
			err := o.p.each(cache, func(x *xmlReader, t *token) error {
				if t.kind == beginning && t.is("r") && x.depth() == 2 {
					records++
				}
				return nil
			})
			if err != nil {
				return err
			}
			if err := o.wordsOf(cache, o.at, "的数据透视表缓存"); err != nil {
				return err
			}
		}
		if source != "" {
			source = "（来自工作表“" + o.excerpt(source) + "”）"
		}
		switch {
		case records > 0:
			o.tell(PivotCache, o.at, part, fmt.Sprintf("的数据透视表缓存%s里有 %d 条原始记录", source, records))
		case items > 0:
			o.tell(PivotCache, o.at, part, fmt.Sprintf("的数据透视表缓存%s里有 %d 个原始数据项", source, items))
		}
	}
	return nil
}

// revisions looks at the log of a workbook that was shared.
func (o *officeLook) revisions(part string) error {
	if o.seen[part] {
		return nil
	}
	if err := o.wordsOf(part, o.at, "的修订日志"); err != nil {
		return err
	}
	o.once(EarlierVersion, o.at, "revisions", "带有共享工作簿的修订日志，里面有以前的内容")
	for _, r := range o.p.rels[part] {
		if o.p.files[r.to] != nil && !o.seen[r.to] {
			if err := o.revisions(r.to); err != nil {
				return err
			}
		}
	}
	return nil
}

// columns are spans of columns, from 1.
type columns []struct{ from, to int }

func (c columns) has(column int) bool {
	for _, span := range c {
		if column >= span.from && column <= span.to {
			return true
		}
	}
	return false
}

// cellAt takes "C12" apart: column and row from 1; 0 for what is none.
func cellAt(ref string) (column, row int) {
	i := 0
	for ; i < len(ref) && (ref[i] >= 'A' && ref[i] <= 'Z' || ref[i] >= 'a' && ref[i] <= 'z' || ref[i] == '$'); i++ {
		if ref[i] != '$' {
			column = column*26 + int(ref[i]&^0x20-'A') + 1
		}
		if column > 1<<14 {
			return 0, 0
		}
	}
	row, err := strconv.Atoi(strings.Trim(ref[i:], "$"))
	if err != nil || row < 0 || row > 1<<20 {
		return 0, 0
	}
	return column, row
}

// area takes "A1:C5" apart.
func area(ref string) (left, top, right, bottom int) {
	from, to, ok := strings.Cut(ref, ":")
	left, top = cellAt(from)
	if !ok {
		return left, top, left, top
	}
	right, bottom = cellAt(to)
	return
}

// grid is the reading of one sheet's cells, for who looks and who cleans.
type grid struct {
	hiddenColumns columns
	zeroHeight    bool // rows are hidden unless they say otherwise
	row, column   int  // where the reading is
	rowHidden     bool
}

// begin follows the elements that say what is shown.
func (g *grid) begin(t *token) {
	switch {
	case t.is("sheetFormatPr"):
		g.zeroHeight = t.on("zeroHeight")
	case t.is("col"):
		from, err1 := strconv.Atoi(t.attr("min"))
		to, err2 := strconv.Atoi(t.attr("max"))
		if err1 != nil || err2 != nil || len(g.hiddenColumns) >= 1<<14 {
			return
		}
		width, err := strconv.ParseFloat(t.attr("width"), 64)
		if t.on("hidden") || err == nil && width < 0.3 {
			g.hiddenColumns = append(g.hiddenColumns, struct{ from, to int }{from, to})
		}
	case t.is("row"):
		g.row++
		g.column = 0
		g.rowHidden = g.zeroHeight
		attributes(t.raw, func(_, name, value []byte) bool {
			switch string(name) {
			case "r":
				if n, err := strconv.Atoi(string(value)); err == nil {
					g.row = n
				}
			case "hidden":
				g.rowHidden = string(value) == "1" || string(value) == "true"
			case "ht":
				if height, err := strconv.ParseFloat(string(value), 64); err == nil && height < 1 {
					g.rowHidden = true
				}
			}
			return true
		})
	}
}

// cell follows the beginning of a cell, and says of what type and style it is.
func (g *grid) cell(t *token) (kind string, style int) {
	g.column++
	attributes(t.raw, func(_, name, value []byte) bool {
		switch string(name) {
		case "r":
			column := 0
			for _, c := range value {
				if c < 'A' || c > 'Z' || column > 1<<14 {
					break
				}
				column = column*26 + int(c-'A') + 1
			}
			if column > 0 {
				g.column = column
			}
		case "t":
			switch string(value) { // without an allocation
			case "s":
				kind = "s"
			case "n":
				kind = ""
			default:
				kind = string(value)
			}
		case "s":
			style = 0
			for _, c := range value {
				if c < '0' || c > '9' || style > 1<<20 {
					break
				}
				style = style*10 + int(c-'0')
			}
		}
		return true
	})
	return kind, style
}

func (g *grid) hidden() bool { return g.rowHidden || g.hiddenColumns.has(g.column) }

// key is a cell as one number.
func key(column, row int) int64 { return int64(row)<<20 | int64(column) }

// telltale are words of headings and labels that say what a value is.
var telltale = []string{"证", "电话", "手机", "联系", "住址", "地址", "出生", "生日", "卡号", "账号", "帐号", "护照", "邮箱", "号码", "密级", "姓名", "住所", "户籍"}

// label is a cell that may say what stands to its right; "" for another.
func label(s string) string {
	if len(s) > 45 || len(s) < 3 || !holds(s, telltale) {
		return ""
	}
	return s
}

// sheet looks at the cells of a sheet, shown and hidden.
func (o *officeLook) sheet(b *book, s bookSheet, names map[string]string) error {
	at := o.at
	at.Sheet = s.name
	if o.p.files[s.part] == nil {
		return nil
	}
	if o.seen[s.part] {
		return ErrUnread // two sheets of one part
	}
	o.seen[s.part] = true
	for _, table := range o.p.to(s.part, "table") {
		if err := o.wordsOf(table, at, ""); err != nil {
			return err
		}
	}
	tables, err := tableHeadings(o.p, s.part)
	if err != nil {
		return err
	}
	var (
		g                        grid
		heading                  []string
		cells                    []string // of the row that is read, by column
		rows                     int      // with data
		hiddenRows               []int    // with data
		allHidden                []int
		hiddenCells              = map[int]int{} // in hidden columns, by column
		hiddenAt                 = map[int64]bool{}
		unseen                   int
		unseenFirst, unseenWords string
		kind                     string
		tag                      byte   // of the value that is read
		value, other, formula    []byte // of the cell that is read
		style                    int
		inCell, inValue          bool
		rowData                  bool
		merged                   map[int64]bool // masters that are hidden but shown in their span
		validation               strings.Builder
		sound                    = soundCells{}
	)
	look := func(text string, index int) error {
		before := ""
		if g.column <= len(heading) {
			before = heading[g.column-1]
		}
		left := ""
		if g.column > 1 && len(cells) >= g.column {
			left = label(cells[g.column-2])
		}
		if left == "" && index >= 0 && sound.known(before, index, len(b.strings)) {
			return nil
		}
		if before != "" {
			before += " "
		}
		if left != "" {
			before += left + " "
		}
		at := at
		at.Cell = sheet.Letters(g.column) + strconv.Itoa(g.row)
		count := len(o.report.Findings) + o.report.More
		if err := o.text(at, before, text); err != nil {
			return err
		}
		if left == "" && index >= 0 && count == len(o.report.Findings)+o.report.More {
			sound.keep(index)
		}
		return nil
	}
	// fill keeps what a cell shows, for what stands beside and below it.
	fill := func(text string) {
		for len(cells) < g.column {
			cells = append(cells, "")
		}
		cells[g.column-1] = text
	}
	closeCell := func() error {
		text, index := "", -1
		number := false
		switch kind {
		case "s":
			n := 0
			for _, c := range bytes.TrimSpace(value) {
				if c < '0' || c > '9' || n > 1<<30 {
					return nil
				}
				n = n*10 + int(c-'0')
			}
			if len(value) == 0 || n >= len(b.strings) {
				return nil
			}
			b.asked[n/64] |= 1 << (n % 64)
			text, index = b.strings[n], n
		case "inlineStr":
			text = cellText(other)
		case "b", "e":
		case "str", "d":
			text = cellText(value)
		default:
			number = len(value) > 0
		}
		if text == "" && !number {
			return nil
		}
		rowData = true
		st := cellStyle{}
		if style < len(b.styles) {
			st = b.styles[style]
		}
		short := false
		if number {
			switch {
			case !st.day && len(value) < 7 && !bytes.ContainsAny(value, "eE&"):
				// most cells of most books: too few digits for anything
				short, text = true, "00"
				if len(value) == 1 && value[0] >= '0' && value[0] <= '9' {
					text = "0123456789"[value[0]-'0':][:1]
				}
			default:
				text, short = shownNumber(unescape(value), st.day, b.from1904)
			}
		}
		if g.hidden() && !s.hidden {
			if !g.rowHidden {
				hiddenCells[g.column]++
			}
			if len(hiddenAt) < 100_000 {
				hiddenAt[key(g.column, g.row)] = true
			}
		} else if st.unseen && !s.hidden && visible(text) && !(st.white && tables[key(g.column, g.row)]) {
			if unseen++; unseen == 1 {
				unseenFirst, unseenWords = sheet.Letters(g.column)+strconv.Itoa(g.row), text
			}
		}
		fill(text)
		if short {
			return nil
		}
		return look(text, index)
	}
	closeRow := func() error {
		if rowData {
			rows++
			if g.rowHidden && !s.hidden {
				hiddenRows = append(hiddenRows, g.row)
			}
		}
		if err := o.boxes(at, cells, g.row); err != nil {
			return err
		}
		if len(heading) < len(cells) && headed(cells) {
			heading = slices.Clone(cells)
		}
		return nil
	}
	err = o.p.each(s.part, func(x *xmlReader, t *token) error {
		switch t.kind {
		case beginning:
			switch {
			case t.is("c") && x.depth() == 4:
				kind, style = g.cell(t)
				value, other, formula, inCell = value[:0], other[:0], formula[:0], true
			case inCell:
				if inValue = t.is("v") || t.is("t") || t.is("f"); inValue {
					tag = t.name[0]
				}
			case t.is("row"):
				g.begin(t)
				if g.rowHidden && len(allHidden) < 1<<20 {
					allHidden = append(allHidden, g.row)
				}
				clear(cells)
				cells, rowData = cells[:0], false
			case t.is("mergeCell"):
				left, top, right, bottom := area(t.attr("ref"))
				if hiddenAt[key(left, top)] && g.shownSpan(left, top, right, bottom, allHidden) {
					if merged == nil {
						merged = map[int64]bool{}
					}
					merged[key(left, top)] = true
				}
			case t.is("oleObject"):
				if part := o.p.by(s.part, t.far("id")).to; part != "" && o.p.files[part] != nil {
					return o.embedded(part, at, t.attr("progId"))
				}
			default:
				g.begin(t)
				var err error
				attributes(t.raw, func(_, name, v []byte) bool {
					if len(v) >= 6 && spoken[string(local(name))] {
						err = o.say(at, "", "", unescape(v))
					}
					return err == nil
				})
				return err
			}
		case letters:
			switch {
			case inValue:
				raw := t.raw
				if t.cdata {
					raw = []byte(escape(t.text()))
				}
				switch tag {
				case 'v':
					value = append(value, raw...)
				case 't':
					other = append(other, raw...)
				case 'f':
					formula = append(formula, raw...)
				}
			case !inCell && x.depth() > 1:
				validation.WriteString(t.text())
			}
		case ending:
			switch {
			case t.is("c") && inCell && x.depth() == 3:
				inCell = false
				if f := unescape(formula); len(f) > 6 && (strings.IndexByte(f, '"') >= 0 || outsideFormula(f)) {
					cell := at
					cell.Cell = sheet.Letters(g.column) + strconv.Itoa(g.row)
					if err := o.say(cell, "的公式", "", f); err != nil {
						return err
					}
				}
				return closeCell()
			case inCell:
				inValue = false
			case t.is("row"):
				return closeRow()
			case validation.Len() > 0:
				s := validation.String()
				validation.Reset()
				if visible(s) {
					return o.say(at, "", "", s)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch {
	case s.very:
		o.tell(HiddenSheet, at, s.name, fmt.Sprintf("是深度隐藏的（菜单里也看不到），里面有 %d 行数据", rows))
	case s.hidden:
		o.tell(HiddenSheet, at, s.name, fmt.Sprintf("是隐藏的，里面有 %d 行数据", rows))
	}
	var list []int
	for _, row := range hiddenRows {
		data := len(hiddenAt) >= 100_000 || len(merged) == 0
		if !data {
			for k := range hiddenAt {
				data = data || int(k>>20) == row && !merged[k]
			}
		}
		if data {
			list = append(list, row)
		}
	}
	if len(list) > 0 {
		o.tell(HiddenRow, at, fmt.Sprint(s.name, list), fmt.Sprintf("第%s行是隐藏的，里面有 %d 行数据", spans(list, strconv.Itoa), len(list)))
	}
	for k := range merged {
		hiddenCells[int(k&(1<<20-1))]--
	}
	list = nil
	count := 0
	for column, n := range hiddenCells {
		if n > 0 {
			list = append(list, column)
			count += n
		}
	}
	if slices.Sort(list); len(list) > 0 {
		o.tell(HiddenColumn, at, fmt.Sprint(s.name, list), fmt.Sprintf("第%s列是隐藏的，里面有 %d 个单元格有数据",
			spans(list, sheet.Letters), count))
	}
	if unseen > 0 {
		cell := at
		cell.Cell = unseenFirst
		o.tell(HiddenText, cell, unseenWords, fmt.Sprintf("等 %d 个单元格的文字与底色相同或被格式隐藏", unseen))
	}
	return o.sheetParts(s, at, names)
}

// shownSpan says whether some of a merged area is shown.
func (g *grid) shownSpan(left, top, right, bottom int, hiddenRows []int) bool {
	column, row := false, false
	for c := left; c <= right && c-left < 1<<14 && !column; c++ {
		column = !g.hiddenColumns.has(c)
	}
	for r := top; r <= bottom && r-top < 1<<20 && !row; r++ {
		_, hidden := slices.BinarySearch(hiddenRows, r)
		row = !hidden
	}
	return column && row
}

// shownNumber is a number as a cell shows it; short when no number that is
// looked for can be in it.
func shownNumber(s string, day, from1904 bool) (string, bool) {
	if day {
		f, err := strconv.ParseFloat(s, 64)
		if err == nil && f >= 1 && f < 2958466 {
			from := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
			if from1904 {
				from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
			}
			return from.AddDate(0, 0, int(f)).Format("2006-01-02"), false
		}
	}
	if strings.ContainsAny(s, "eE") {
		if f, err := strconv.ParseFloat(s, 64); err == nil && math.Abs(f) < 1e30 {
			s = strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	return s, len(s) < 7
}

// soundCells remembers which strings are sound under which heading, because a
// column says the same again and again.
type soundCells struct {
	before string
	bits   []uint64
	all    map[string][]uint64
}

func (s *soundCells) known(before string, index, size int) bool {
	if s.all == nil {
		s.all = map[string][]uint64{}
	}
	if s.bits == nil || s.before != before {
		s.before, s.bits = before, s.all[before]
		if s.bits == nil {
			if len(s.all) >= 64 {
				s.bits = nil
				return false
			}
			s.bits = make([]uint64, size/64+1)
			s.all[before] = s.bits
		}
	}
	return s.bits[index/64]&(1<<(index%64)) != 0
}

func (s *soundCells) keep(index int) {
	if s.bits != nil {
		s.bits[index/64] |= 1 << (index % 64)
	}
}

// tableHeadings are the headings of the tables on a sheet, whose style may be
// dark.
func tableHeadings(p *pack, part string) (map[int64]bool, error) {
	headings := map[int64]bool{}
	for _, table := range p.to(part, "table") {
		err := p.each(table, func(x *xmlReader, t *token) error {
			if t.kind == beginning && t.is("table") {
				left, top, right, _ := area(t.attr("ref"))
				for c := left; c > 0 && c <= right; c++ {
					headings[key(c, top)] = true
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return headings, nil
}

// sheetParts looks at what hangs on a sheet.
func (o *officeLook) sheetParts(s bookSheet, at Place, names map[string]string) error {
	threaded := map[string]bool{}
	for _, part := range o.p.to(s.part, "threadedComment") {
		o.seen[part] = true
		var ref, who string
		var b strings.Builder
		inText := false
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			switch t.kind {
			case beginning:
				if t.is("threadedComment") {
					ref, who = t.attr("ref"), names[t.attr("personId")]
					threaded[ref] = true
					b.Reset()
				}
				inText = t.is("text")
			case letters:
				if inText {
					b.WriteString(t.text())
				}
			case ending:
				inText = false
				if t.is("threadedComment") {
					return o.comment(at, ref, who, b.String())
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, part := range o.p.to(s.part, "comments") {
		o.seen[part] = true
		var authors []string
		var ref, who string
		var b strings.Builder
		inText := false
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			switch t.kind {
			case beginning:
				switch {
				case t.is("comment"):
					ref, who = t.attr("ref"), ""
					if n, err := strconv.Atoi(t.attr("authorId")); err == nil && n >= 0 && n < len(authors) {
						who = authors[n]
					}
					b.Reset()
				case t.is("author"):
					authors = append(authors, "")
					inText = true
				case t.is("t"):
					inText = true
				}
			case letters:
				if inText && ref == "" && len(authors) > 0 {
					authors[len(authors)-1] += t.text()
				} else if inText {
					b.WriteString(t.text())
				}
			case ending:
				inText = inText && !t.is("t") && !t.is("author")
				if t.is("comment") && !threaded[ref] {
					return o.comment(at, ref, who, b.String())
				}
				if t.is("comment") { // kept for older programs beside the thread
					return o.say(at, ref+"的批注", "", b.String())
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, part := range o.p.to(s.part, "queryTable") {
		o.tell(ExternalLink, at, part, "有外部数据查询")
		if err := o.wordsOf(part, at, "的外部数据查询"); err != nil {
			return err
		}
	}
	for _, part := range o.p.to(s.part, "table") {
		for _, query := range o.p.to(part, "queryTable") {
			o.tell(ExternalLink, at, query, "有外部数据查询")
			if err := o.wordsOf(query, at, "的外部数据查询"); err != nil {
				return err
			}
		}
	}
	for _, part := range o.p.to(s.part, "drawing") {
		if err := o.drawing(part, at); err != nil {
			return err
		}
		for _, chart := range o.p.to(part, "chart", "chartEx") {
			if err := o.wordsOf(chart, at, "的图表"); err != nil {
				return err
			}
		}
	}
	for _, part := range o.p.to(s.part, "oleObject", "package") {
		if err := o.embedded(part, at, ""); err != nil {
			return err
		}
	}
	for _, part := range o.p.to(s.part, "pivotTable") {
		if err := o.wordsOf(part, at, "的数据透视表"); err != nil {
			return err
		}
	}
	for _, part := range o.p.to(s.part, "vmlDrawing") {
		if err := o.drawn(part, at, ""); err != nil {
			return err
		}
	}
	return nil
}

func (o *officeLook) comment(at Place, ref, who, text string) error {
	at.Cell = ref
	o.tell(Comment, at, text, "有批注"+byWhom([]string{who})+"："+"“"+o.excerpt(text)+"”")
	return o.say(at, "的批注", "", text)
}

// drawing looks at the shapes of a sheet; one that is switched off is hidden
// text.
func (o *officeLook) drawing(part string, at Place) error {
	err := o.p.each(part, func(x *xmlReader, t *token) error {
		if t.kind == beginning && t.is("cNvPr") && t.on("hidden") {
			o.once(HiddenText, at, t.attr("name"), "有隐藏的图形“"+o.excerpt(t.attr("name"))+"”")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return o.wordsOf(part, at, "的图形")
}

package norm

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	headingLine = regexp.MustCompile(`^(第(` + numerals + `)(编|篇|分编|章|节))(.*)$`)
	articleLine = regexp.MustCompile(`^(第(` + numerals + `)条(?:之(` + numerals + `))?)(.*)$`)
	markLine    = regexp.MustCompile(`^(?:([一二三四五六七八九十]+)、|[（(]\s*([一二三四五六七八九十]+)\s*[）)]|([0-9０-９]{1,2})(?:[、．.])|[（(]\s*([0-9０-９]{1,2})\s*[）)]|([①-⑳]))`)
	annexLine   = regexp.MustCompile(`^(附(?:件|录|表|图|)[ 　]*(` + numerals + `|))[ 　]*([:：]?)(.*)$`)
	dateLine    = regexp.MustCompile(`^[（(]?[0-9０-９一二三四五六七八九〇零○Ｏ]{4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月\s*[0-9０-９一二三四五六七八九十]{1,3}\s*日[）)]?$`)
	dateStart   = regexp.MustCompile(`^[（(]?(?:根据)?[0-9]{4}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日`)
	numberLine  = regexp.MustCompile(`^[（(]?\p{Han}{1,12}[〔\[（(【［﹝]\s*(?:19|20)[0-9]{2}\s*[〕\])）】］﹞]\s*第?\s*[0-9]{1,5}\s*号[)）]?$`)
	publicLine  = regexp.MustCompile(`^[（(]此件.{2,12}[)）]$`)
)

// Parse reads a text of one paragraph a line. It always succeeds: what it does
// not know is a paragraph. A text whose first line is no title (it ends in a
// stop, or is numbered) has none.
func Parse(plain string) Document {
	lines := split(plain)
	var d Document
	lines = d.title(lines)
	lines = d.notes(lines)
	lines = d.contents(lines)

	main, annexes := cutAnnexes(lines)
	main, d.Closing = cutClosing(main)
	b := newBuilder("", main)
	start := 0
	for start < len(main) && !b.begins(main, start) {
		start++
	}
	if start < len(main) {
		d.Preamble = main[:start:start]
		b.read(main[start:])
	} else {
		b.read(main) // a text without any number
	}
	d.Body = b.root.Parts
	d.annexes(annexes)
	return d
}

func stopped(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("。；：，、？！;:,?!”", r)
}

func runes(s string) int { return utf8.RuneCountInString(s) }

func (d *Document) title(lines []string) []string {
	if len(lines) < 2 || stopped(lines[0]) || runes(lines[0]) > 120 ||
		headingLine.MatchString(lines[0]) || articleLine.MatchString(lines[0]) || markLine.MatchString(lines[0]) ||
		dateStart.MatchString(lines[0]) || isContents(lines[0]) {
		return lines
	}
	d.Title = lines[0]
	return lines[1:]
}

// notes takes 2007年4月5日…公布 below the title, in lines of their own or in a
// bracket of several lines, and the number of the document.
func (d *Document) notes(lines []string) []string {
	open := false
	n := 0
	for ; n < len(lines); n++ {
		l := lines[n]
		bracket := strings.HasPrefix(l, "（") || strings.HasPrefix(l, "(")
		dated := dateStart.MatchString(l) && !strings.HasSuffix(l, "。") && !strings.Contains(l, "日，") && runes(l) < 200
		if !open && !dated && !numberLine.MatchString(l) && !(bracket && !markLine.MatchString(l) && dateStart.MatchString(l)) {
			break
		}
		if bracket {
			open = true
		}
		if r, _ := utf8.DecodeLastRuneInString(l); r == '）' || r == ')' {
			open = false
		}
		if open && n > 12 {
			break
		}
	}
	d.Notes = lines[:n:n]
	return lines[n:]
}

func isContents(l string) bool {
	l = strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, l)
	return l == "目录" || l == "目次"
}

// contents takes the line 目录 with the headings below it, until one of them
// comes again.
func (d *Document) contents(lines []string) []string {
	if len(lines) == 0 || !isContents(lines[0]) {
		return lines
	}
	n := 1
	seen := map[string]bool{}
	for ; n < len(lines); n++ {
		m := headingLine.FindStringSubmatch(lines[n])
		if m == nil && !(n+1 < len(lines) && isBare(lines[n])) {
			break
		}
		if m != nil {
			// Under each book the chapters may be counted from one again.
			key := m[1] + strings.TrimRight(strings.Join(strings.Fields(m[4]), ""), ".…·0123456789")
			if seen[key] {
				break
			}
			seen[key] = true
		}
	}
	d.Contents = lines[:n:n]
	return lines[n:]
}

// isBare says whether a line is a heading that has no number.
func isBare(l string) bool {
	l = strings.Join(strings.Fields(l), "")
	return l == "总则" || l == "附则" || l == "罚则"
}

// annexStart says whether a line heads an annex, and does not only name one.
func annexStart(lines []string, i int) bool {
	m := annexLine.FindStringSubmatch(lines[i])
	if m == nil || runes(lines[i]) > 60 || strings.HasSuffix(lines[i], "。") {
		return false
	}
	gap, rest := lead(m[4])
	if m[3] == "" && rest != "" && (gap == "" || strings.TrimSpace(m[1]) == "附") {
		return false
	}
	if m[3] == "" && rest == "" && i+1 == len(lines) {
		return false
	}
	// The list of annexes above the signature.
	if rest != "" {
		for _, l := range lines[i+1 : min(len(lines), i+16)] {
			if dateLine.MatchString(l) {
				return false
			}
			if strings.HasSuffix(l, "。") {
				break
			}
		}
	}
	return true
}

func cutAnnexes(lines []string) (main []string, annexes [][]string) {
	var starts []int
	for i := range lines {
		if i > 0 && annexStart(lines, i) {
			starts = append(starts, i)
		}
	}
	if len(starts) == 0 {
		return lines, nil
	}
	for n, from := range starts {
		to := len(lines)
		if n+1 < len(starts) {
			to = starts[n+1]
		}
		annexes = append(annexes, lines[from:to])
	}
	return lines[:starts[0]:starts[0]], annexes
}

// cutClosing takes from the end the signature, its day and the list of annexes
// above it. Without a day there is no closing.
func cutClosing(lines []string) (main, closing []string) {
	end := len(lines)
	for end > 0 && publicLine.MatchString(lines[end-1]) {
		end--
	}
	if end < 2 || !dateLine.MatchString(lines[end-1]) {
		return lines, nil
	}
	end--
	numbered := func(l string) bool {
		return headingLine.MatchString(l) || articleLine.MatchString(l) || markLine.MatchString(l)
	}
	for n := 0; n < 6 && end > 1 && runes(lines[end-1]) <= 30 && !stopped(lines[end-1]) && !numbered(lines[end-1]) && !annexLine.MatchString(lines[end-1]); n++ {
		end--
	}
	for i := end - 1; i > 0 && i >= end-20 && !stopped(lines[i]); i-- {
		if m := annexLine.FindStringSubmatch(lines[i]); m != nil && m[3] != "" {
			end = i
			break
		}
	}
	return lines[:end:end], lines[end:]
}

func (d *Document) annexes(list [][]string) {
	for n, lines := range list {
		m := annexLine.FindStringSubmatch(lines[0])
		a := &Part{Kind: Annex, ID: "att_" + strconv.Itoa(n+1), Number: strconv.Itoa(n + 1)}
		a.Num = strings.TrimRightFunc(lines[0][:len(lines[0])-len(m[4])], blank)
		a.gap, a.Heading = lead(lines[0][len(a.Num):])
		lines = lines[1:]
		b := newBuilder(a.ID+"__", lines)
		if a.Heading == "" && len(lines) > 1 && !stopped(lines[0]) && runes(lines[0]) <= 60 && !b.begins(lines, 0) && !markLine.MatchString(lines[0]) {
			a.gap, a.Heading, lines = "\n", lines[0], lines[1:]
		}
		b.read(lines)
		a.Parts = b.root.Parts
		d.Annexes = append(d.Annexes, a)
	}
}

// builder reads numbered lines into a tree.
type builder struct {
	prefix   string
	articles bool // the text has articles; else its 一、 are points
	root     *Part
	above    []*Part // books, chapters and sections that are open
	unit     *Part   // the article or point that is open
	unitNo   int
	para     *Part // its last paragraph
	list     []mark
	seen     map[string]int
	paras    map[*Part]int // how many paragraphs it has
}

// mark is an open item with the style of its number: 0 for 一、, 1 for （一）,
// 2 for 1., 3 for (1), 4 for ①.
type mark struct {
	style, number int
	part          *Part
}

func newBuilder(prefix string, lines []string) *builder {
	b := &builder{prefix: prefix, root: &Part{}, seen: map[string]int{}, paras: map[*Part]int{}}
	for _, l := range lines {
		if m := articleLine.FindStringSubmatch(l); m != nil {
			if gap, _ := lead(m[4]); gap != "" || m[4] == "" || m[2] == "一" && !refers(m[4]) {
				b.articles = true
				break
			}
		}
	}
	return b
}

// refers says whether what follows a number at the beginning of a line shows
// that the line speaks of that article or chapter and is not it.
func refers(rest string) bool {
	for _, w := range []string{"第", "、", "，", "。", "；", "和", "与", "及", "至", "或", "的", "中", "所", "规定", "以", "到", "修改", "删", "增加", "作为", "改为", "已", "”", "》", "〉"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

func (b *builder) heading(l string) []string {
	m := headingLine.FindStringSubmatch(l)
	if m == nil {
		return nil
	}
	gap, rest := lead(m[4])
	switch {
	case rest == "":
	case stopped(rest) || runes(rest) > 50:
		return nil
	case gap == "" && (refers(rest) || runes(rest) > 25):
		return nil
	}
	return []string{m[1], m[2], m[3], gap, rest}
}

func (b *builder) article(l string) []string {
	m := articleLine.FindStringSubmatch(l)
	if m == nil || !b.articles {
		return nil
	}
	gap, rest := lead(m[4])
	if gap == "" && rest != "" {
		if n, _ := count(m[2]); refers(rest) || n != b.unitNo && n != b.unitNo+1 {
			return nil
		}
	}
	return []string{m[1], m[2], m[3], gap, rest}
}

// marked is the number before an item, its style and its length; 0 for none.
func marked(l string) (style, number, length int) {
	m := markLine.FindStringSubmatchIndex(l)
	if m == nil {
		return 0, 0, 0
	}
	for style = range 5 {
		from, to := m[2+2*style], m[3+2*style]
		if from < 0 {
			continue
		}
		if style == 4 {
			r, _ := utf8.DecodeRuneInString(l[from:])
			return style, int(r-'①') + 1, m[1]
		}
		number, _ = count(l[from:to])
		rest := l[m[1]:]
		if r, _ := utf8.DecodeRuneInString(rest); style == 2 && (r >= '0' && r <= '9' || r >= '０' && r <= '９') {
			return 0, 0, 0 // 1.5 times
		}
		if style == 0 && strings.ContainsAny(first(rest), "一二三四五六七八九十") && !strings.HasPrefix(rest, "一是") {
			return 0, 0, 0 // 一、二级
		}
		return style, number, m[1]
	}
	return 0, 0, 0
}

func first(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// begins says whether the body begins with line i, what came before being
// preamble.
func (b *builder) begins(lines []string, i int) bool {
	if b.heading(lines[i]) != nil || b.article(lines[i]) != nil {
		return true
	}
	if b.articles {
		return isBare(lines[i]) && strings.Join(strings.Fields(lines[i]), "") == "总则"
	}
	_, number, _ := marked(lines[i])
	return number == 1
}

func (b *builder) read(lines []string) {
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		if m := b.heading(l); m != nil {
			// 第一章 with its words on the next line.
			if m[4] == "" && i+1 < len(lines) && !stopped(lines[i+1]) && runes(lines[i+1]) <= 30 && b.heading(lines[i+1]) == nil && b.article(lines[i+1]) == nil {
				m[3], m[4] = "\n", lines[i+1]
				i++
			}
			b.open(m)
			continue
		}
		if b.articles && isBare(l) {
			b.open([]string{"", "", "章", "", l})
			continue
		}
		if m := b.article(l); m != nil {
			b.begin(Article, m[0], m[1], m[2], m[3], m[4])
			continue
		}
		if style, number, n := marked(l); number > 0 && b.item(l, style, number, n) {
			continue
		}
		b.words(l)
	}
}

func (b *builder) name(parent, kind, number string) string {
	id := parent + kind + "_" + number
	b.seen[id]++
	if n := b.seen[id]; n > 1 {
		// The same number twice: a text with parts that each count from one.
		return id + "." + strconv.Itoa(n)
	}
	return id
}

func (b *builder) top() *Part {
	if len(b.above) == 0 {
		return b.root
	}
	return b.above[len(b.above)-1]
}

func (b *builder) open(m []string) {
	kind := map[string]Kind{"编": Book, "篇": Book, "分编": Subbook, "章": Chapter, "节": Section}[m[2]]
	levels := []Kind{Book, Subbook, Chapter, Section}
	level := slices.Index(levels, kind)
	for len(b.above) > 0 && slices.Index(levels, b.top().Kind) >= level {
		b.above = b.above[:len(b.above)-1]
	}
	p := &Part{Kind: kind, Num: m[0], gap: m[3], Heading: m[4]}
	if n, ok := count(m[1]); ok {
		p.Number = strconv.Itoa(n)
	}
	number := p.Number
	if number == "" {
		number = strings.Join(strings.Fields(m[4]), "") // 附则
	}
	parent := b.prefix
	if up := b.top(); up != b.root {
		parent = up.ID + "__"
	}
	p.ID = b.name(parent, short[kind], number)
	b.top().Parts = append(b.top().Parts, p)
	b.above = append(b.above, p)
	b.unit, b.para, b.list = nil, nil, nil
}

var bracketed = regexp.MustCompile(`^(?:【[^】]{1,40}】|[（(][^）()（]{1,30}[）)]$)`)

// begin opens an article or a point.
func (b *builder) begin(kind Kind, num, number, of, gap, rest string) {
	p := &Part{Kind: kind, Num: num, gap: gap}
	p.Number, _ = joined(number, of)
	p.ID = b.name(b.prefix, short[kind], p.Number)
	if n, ok := count(number); ok {
		b.unitNo = n
	}
	b.top().Parts = append(b.top().Parts, p)
	b.unit, b.para, b.list = p, nil, nil
	if kind == Article {
		p.Heading = bracketed.FindString(rest)
		rest = rest[len(p.Heading):]
	} else if !stopped(rest) && !strings.Contains(rest, "。") && runes(rest) <= 40 {
		p.Heading, rest = rest, ""
	}
	if rest != "" {
		b.paragraph(rest).inline = true
	}
}

// paragraph opens a paragraph of the unit; outside of any unit, of the chapter
// or of the text.
func (b *builder) paragraph(text string) *Part {
	up := b.unit
	if up == nil {
		up = b.top()
	}
	b.paras[up]++
	n := b.paras[up]
	parent := b.prefix
	if up != b.root {
		parent = up.ID + "__"
	}
	p := &Part{Kind: Paragraph, Number: strconv.Itoa(n), Text: text}
	p.ID = b.name(parent, "para", p.Number)
	up.Parts = append(up.Parts, p)
	b.para, b.list = p, nil
	return p
}

// item reads a numbered line; false if its number does not go on with a list
// nor begins one, so that it is none.
func (b *builder) item(l string, style, number, n int) bool {
	num := l[:n]
	gap, rest := lead(l[n:])
	if style == 0 && !b.articles && (b.unit == nil && number == 1 || b.unit != nil && b.unit.Kind == Point && (number == b.unitNo+1 || number == 1)) {
		digits, _, _ := strings.Cut(num, "、")
		b.begin(Point, num, digits, "", gap, rest)
		return true
	}
	at := slices.IndexFunc(b.list, func(m mark) bool { return m.style == style })
	if at < 0 && number > 1 && b.resume(style, number) {
		at = 0
	}
	if at < 0 && number != 1 && style != 1 {
		return false
	}
	if at >= 0 && (style == 0 || style == 2) && number != 1 && (number <= b.list[at].number || number > b.list[at].number+3) {
		return false
	}
	up := b.para
	switch {
	case at >= 0:
		if at > 0 {
			up = b.list[at-1].part
		}
		b.list = b.list[:at]
	case len(b.list) > 0:
		up = b.list[len(b.list)-1].part
	case up == nil:
		up = b.paragraph("")
		up.inline = b.unit != nil // its first item begins a line of its own
	}
	p := &Part{Kind: Item, Num: num, gap: gap, Text: rest, Number: strconv.Itoa(number)}
	if len(b.list) > 0 {
		p.Kind = Subitem
	}
	p.ID = b.name(up.ID+"__", "item", p.Number)
	if up.Kind == Paragraph && up.Text == "" && len(up.Parts) == 0 && b.unit == nil {
		p.inline = true // nothing stands on the line above
	}
	up.Parts = append(up.Parts, p)
	b.list = append(b.list, mark{style, number, p})
	return true
}

// resume finds that the list of the paragraph before goes on: the last
// paragraph was a second one of its last item, and becomes that.
func (b *builder) resume(style, number int) bool {
	if b.unit == nil || b.para == nil || len(b.para.Parts) > 0 || b.para.inline || strings.HasSuffix(b.para.Text, "：") || strings.HasSuffix(b.para.Text, ":") {
		return false
	}
	all := b.unit.Parts
	if len(all) < 2 || all[len(all)-1] != b.para {
		return false
	}
	before := all[len(all)-2]
	if len(before.Parts) == 0 {
		return false
	}
	last := before.Parts[len(before.Parts)-1]
	if s, n, _ := marked(last.Num); s != style || n != number-1 {
		return false
	}
	delete(b.seen, b.para.ID)
	b.unit.Parts = all[:len(all)-1]
	b.paras[b.unit]--
	b.paras[last]++
	b.para.Number = strconv.Itoa(b.paras[last])
	b.para.ID = b.name(last.ID+"__", "para", b.para.Number)
	last.Parts = append(last.Parts, b.para)
	b.para, b.list = before, []mark{{style, number - 1, last}}
	return true
}

// words reads a line without a number: the next paragraph of an article, or
// more of the point or item that is open.
func (b *builder) words(l string) {
	if b.unit == nil || b.unit.Kind == Article || len(b.list) == 0 {
		b.paragraph(l)
		return
	}
	up := b.list[0].part
	b.paras[up]++
	p := &Part{Kind: Paragraph, Number: strconv.Itoa(b.paras[up]), Text: l}
	p.ID = b.name(up.ID+"__", "para", p.Number)
	up.Parts = append(up.Parts, p)
	b.list = b.list[:1]
}

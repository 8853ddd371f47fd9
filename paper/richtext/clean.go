package richtext

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"

	"gongkai/affairs/text"
)

// MostCharacters bounds a body, its tags included.
const MostCharacters = 2_000_000

// The refusals. Those of package text are given too, for characters no text
// may hold.
var (
	ErrLong    = fmt.Errorf("正文太长，最多 %d 万字，请把长表格或全文作为附件上传", MostCharacters/10_000)
	ErrNesting = errors.New("正文中表格或列表的嵌套层次太多，请简化后再粘贴")
	ErrImage   = errors.New("正文中的图片须先作为附件上传，再从附件插入")
	ErrAlt     = errors.New("正文中的图片缺少替代文字，装饰图片可填写空的替代文字")
	ErrStruck  = errors.New("正文中有带删除线的文字，请先确定去留")
)

// Clean is the body as HTML of a safe subset: p, h2 to h4, ul, ol, li, table
// with thead, tbody, tr, th and td (colspan, rowspan), blockquote, strong,
// em, u, sub, sup, br, a with href (http, https, mailto or relative) and img
// with src and alt. The first-level heading belongs to the page, so h1
// becomes h2. The src of an image must begin with /file/.
//
// Clean(Clean(s)) is Clean(s). The body "" is "". On refusal the body is "".
func Clean(s string) (string, error) {
	if len(s) > MostCharacters && utf8.RuneCountInString(s) > MostCharacters {
		return "", ErrLong
	}
	if isClean(s) {
		return s, nil
	}
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return "", text.Sound(s)
	}
	root, err := read(s)
	if err != nil {
		return "", err
	}
	var w writer
	w.blocks(root.kids, true)
	out := safe.Sanitize(w.String())
	if len(out) > MostCharacters && utf8.RuneCountInString(out) > MostCharacters {
		return "", ErrLong
	}
	return out, nil
}

// FromPlain is plain text as a body: every line that is not blank becomes a
// paragraph.
func FromPlain(s string) (string, error) {
	if len(s) > MostCharacters && utf8.RuneCountInString(s) > MostCharacters {
		return "", ErrLong
	}
	if err := text.Sound(s); err != nil {
		return "", err
	}
	var b strings.Builder
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		b.WriteString("<p>")
		b.WriteString(html.EscapeString(line))
		b.WriteString("</p>")
	}
	return Clean(b.String())
}

// isClean recognises, without false positives, bodies of paragraphs without
// any mark-up in them, which is what imports bring by the million.
func isClean(s string) bool {
	if text.Sound(s) != nil {
		return false
	}
	for len(s) > 0 {
		if !strings.HasPrefix(s, "<p>") {
			return false
		}
		s = s[3:]
		n := strings.IndexByte(s, '<')
		if n <= 0 || !strings.HasPrefix(s[n:], "</p>") {
			return false
		}
		p := s[:n]
		if strings.HasPrefix(p, "\u3000") || strings.HasSuffix(p, "\u3000") || p[0] == ' ' || p[n-1] == ' ' {
			return false
		}
		for i := 0; i < n; i++ {
			switch p[i] {
			case '&', '>', '"', '\'', '\n', '\r', '\t':
				return false
			case ' ':
				if p[i+1] == ' ' { // a last blank has been excluded
					return false
				}
			case 0xc2, 0xe1, 0xe2:
				if r, _ := utf8.DecodeRuneInString(p[i:]); unicode.IsSpace(r) {
					return false
				}
			}
		}
		s = s[n+4:]
	}
	return true
}

// safe is the gate at the end. The writer must produce nothing it changes.
var safe = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h2", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
		"strong", "em", "u", "br", "blockquote", "sub", "sup")
	number := regexp.MustCompile(`^[1-9][0-9]{0,3}$`)
	p.AllowAttrs("colspan", "rowspan").Matching(number).OnElements("td", "th")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener$`)).OnElements("a")
	p.AllowAttrs("src").Matching(ourFile).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto")
	return p
}()

var ourFile = regexp.MustCompile(`^/file/(?:[A-Za-z0-9_~-][A-Za-z0-9._~%-]*/)*[A-Za-z0-9_~-][A-Za-z0-9._~%-]*$`)

// look is a set of ways a piece of text is shown.
type look uint8

const (
	strong look = 1 << iota
	em
	underline
	sub
	sup
)

var looks = []struct {
	look look
	tag  string
}{{strong, "strong"}, {em, "em"}, {underline, "u"}, {sub, "sub"}, {sup, "sup"}}

var lookOf = map[string]look{"strong": strong, "b": strong, "em": em, "i": em, "u": underline, "ins": underline, "sub": sub, "sup": sup}

// run is a piece of a paragraph: text, an image, or a line break if it has
// neither.
type run struct {
	text      string
	look      look
	href      string
	image     string
	imageText string
}

func (r run) isBreak() bool { return r.text == "" && r.image == "" }

// block is a paragraph or heading, which has runs, or holds other blocks.
type block struct {
	tag              string
	runs             []run
	kids             []*block
	colspan, rowspan int
	head             bool // of a row: in thead
}

// frame is an element that is open.
type frame struct {
	*block
	cur   []run // the paragraph being read, where the element holds text
	count [8]int
	href  string
	head  bool // of a table: rows go into thead
}

func (f *frame) flows() bool {
	switch f.tag {
	case "ul", "ol", "table", "tr":
		return false
	}
	return true
}

func (f *frame) heading() bool { return f.tag == "h2" || f.tag == "h3" || f.tag == "h4" }

// mostDepth bounds open elements; Word does not reach 20.
const mostDepth = 100

// reader follows the tokens. Formatting reaches over the ends of paragraphs,
// as in a browser, but not out of list items and cells.
type reader struct {
	stack []*frame
	count [8]int // of open formatting elements, by index in looks
	href  string
}

// read is the body as blocks.
func read(s string) (*block, error) {
	r := &reader{stack: []*frame{{block: &block{tag: "body"}}}}
	z := html.NewTokenizer(strings.NewReader(s))
	hidden, depth := "", 0 // the element whose content is not shown
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return nil, fmt.Errorf("clean body: %w", z.Err())
			}
			for len(r.stack) > 1 {
				r.pop()
			}
			r.flush()
			return r.stack[0].block, nil
		case html.TextToken:
			if hidden != "" {
				continue
			}
			t := string(z.Text())
			if err := text.Sound(t); err != nil {
				return nil, err
			}
			r.text(t)
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if hidden != "" {
				if t.Data == hidden && kind == html.StartTagToken {
					depth++
				}
				continue
			}
			if isHidden(t) {
				if !isVoid(t.Data) && kind == html.StartTagToken {
					hidden, depth = t.Data, 1
				}
				continue
			}
			if err := r.open(t); err != nil {
				return nil, err
			}
		case html.EndTagToken:
			t := z.Token()
			if hidden != "" {
				if t.Data == hidden {
					if depth--; depth == 0 {
						hidden = ""
					}
				}
				continue
			}
			r.end(t.Data)
		}
	}
}

func value(t html.Token, name string) (string, bool) {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func isVoid(tag string) bool {
	switch tag {
	case "br", "hr", "img", "input", "meta", "link", "base", "col", "area", "embed", "source", "track", "wbr", "param":
		return true
	}
	return false
}

// isHidden says whether what stands in the element was never to be seen.
func isHidden(t html.Token) bool {
	switch t.Data {
	case "script", "style", "head", "title", "xml", "template", "noscript", "iframe", "noframes", "noembed", "object",
		"svg", "math", "audio", "video", "canvas", "select", "textarea", "button", "map", "xmp", "plaintext":
		return true
	}
	if style, ok := value(t, "style"); ok && strings.ContainsAny(style, "dDmM") {
		style = strings.ToLower(strings.Join(strings.Fields(style), ""))
		return strings.Contains(style, "display:none") || strings.Contains(style, "mso-hide:all")
	}
	_, ok := value(t, "hidden")
	return ok
}

func (r *reader) top() *frame { return r.stack[len(r.stack)-1] }

func (r *reader) push(tag string) *frame {
	f := &frame{block: &block{tag: tag}, count: r.count, href: r.href}
	r.stack = append(r.stack, f)
	return f
}

func (r *reader) pop() {
	f := r.top()
	if f.flows() {
		r.flush()
	}
	r.stack = r.stack[:len(r.stack)-1]
	parent := r.top()
	if f.tag == "table" {
		r.flush() // text that stood in it outside its cells
	}
	if !f.heading() {
		r.count, r.href = f.count, f.href
	}
	switch f.tag {
	case "td", "th":
	default:
		if len(f.kids) == 0 && len(f.runs) == 0 {
			return
		}
	}
	parent.kids = append(parent.kids, f.block)
}

// popTo closes what is open within the nearest of the tags, and with it the
// element itself if through. Elements are not sought beyond a wall. It
// reports whether there was one.
func (r *reader) popTo(through bool, wall func(string) bool, tags ...string) bool {
	for i := len(r.stack) - 1; i > 0; i-- {
		for _, tag := range tags {
			if r.stack[i].tag == tag {
				if !through {
					i++
				}
				for len(r.stack) > i {
					r.pop()
				}
				return true
			}
		}
		if wall(r.stack[i].tag) {
			return false
		}
	}
	return false
}

func cells(tag string) bool  { return tag == "td" || tag == "th" }
func quotes(tag string) bool { return cells(tag) || tag == "blockquote" || tag == "table" }
func tables(tag string) bool { return tag == "table" }

// flow is the innermost element that can hold text; text directly in a list
// opens an item, text directly in a table stands before it.
func (r *reader) flow() *frame {
	if t := r.top().tag; t == "ul" || t == "ol" {
		return r.push("li")
	}
	for i := len(r.stack) - 1; ; i-- {
		if f := r.stack[i]; f.flows() {
			return f
		}
	}
}

func (r *reader) text(s string) {
	if !r.top().flows() && strings.TrimSpace(s) == "" {
		return
	}
	f := r.flow()
	f.cur = append(f.cur, run{text: s, look: r.look(), href: r.href})
}

func (r *reader) look() look {
	var l look
	for i, n := range r.count[:len(looks)] {
		if n > 0 {
			l |= looks[i].look
		}
	}
	return l
}

// flush ends the paragraph being read.
func (r *reader) flush() {
	i := len(r.stack) - 1
	for !r.stack[i].flows() {
		i--
	}
	f := r.stack[i]
	if len(f.cur) == 0 {
		return
	}
	if f.heading() {
		for _, p := range paragraphs(f.cur, false) {
			f.runs = p
		}
	} else {
		for _, p := range paragraphs(f.cur, true) {
			f.kids = append(f.kids, &block{tag: "p", runs: p})
		}
	}
	f.cur = nil
}

// between ends the paragraph; within a heading, which has only one, it is a
// line break.
func (r *reader) between() {
	if f := r.top(); f.heading() {
		f.cur = append(f.cur, run{})
		return
	}
	r.flush()
}

// place makes ready for an element that cannot stand in a paragraph.
func (r *reader) place() {
	if r.top().heading() {
		r.pop()
	}
	r.flow()
	r.flush()
}

func (r *reader) open(t html.Token) error {
	if l, ok := lookOf[t.Data]; ok {
		for i := range looks {
			if looks[i].look == l {
				r.count[i]++
			}
		}
		return nil
	}
	switch t.Data {
	case "a":
		r.href = ""
		if to, ok := value(t, "href"); ok {
			r.href = link(to)
		}
	case "br":
		if r.top().flows() {
			f := r.top()
			f.cur = append(f.cur, run{})
		}
	case "img":
		return r.image(t)
	case "s", "strike", "del":
		return ErrStruck
	case "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "center", "figure",
		"figcaption", "dl", "dt", "dd", "form", "fieldset", "legend", "hr", "pre", "details", "summary", "caption", "body", "html":
		r.between()
	case "h1", "h2", "h3", "h4", "h5", "h6":
		r.place()
		if !r.top().flows() {
			return nil // in a table, outside its cells
		}
		r.push(map[string]string{"h1": "h2", "h2": "h2", "h3": "h3"}[t.Data])
		if r.top().tag == "" {
			r.top().tag = "h4"
		}
	case "ul", "ol", "blockquote":
		r.place()
		if !r.top().flows() {
			return nil
		}
		r.push(t.Data)
	case "li":
		if r.popTo(false, quotes, "ul", "ol") {
			r.push("li")
		} else {
			r.between()
		}
	case "table":
		if tag := r.top().tag; tag == "table" || tag == "tr" {
			r.popTo(true, tables, "table")
		}
		r.place()
		r.push("table")
	case "thead", "tbody", "tfoot":
		if r.popTo(false, tables, "table") {
			r.top().head = t.Data == "thead"
		}
	case "tr":
		if r.popTo(false, tables, "table") {
			head := r.top().head
			r.push("tr").block.head = head
		} else {
			r.between()
		}
	case "td", "th":
		if !r.popTo(false, tables, "tr", "table") {
			r.between()
			break
		}
		if table := r.top(); table.tag == "table" {
			r.push("tr").block.head = table.head
		}
		c := r.push(t.Data)
		c.colspan, c.rowspan = span(t, "colspan"), span(t, "rowspan")
	}
	if len(r.stack) > mostDepth {
		return ErrNesting
	}
	return nil
}

func span(t html.Token, name string) int {
	s, _ := value(t, name)
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 2 || n > 1000 {
		return 1
	}
	return n
}

func (r *reader) image(t html.Token) error {
	src, _ := value(t, "src")
	if !ourFile.MatchString(src) {
		return ErrImage
	}
	if _, err := url.Parse(src); err != nil {
		return ErrImage
	}
	alt, ok := value(t, "alt")
	if !ok {
		return ErrAlt
	}
	alt, err := text.Line(strings.Join(strings.Fields(alt), " "), 1000)
	if err != nil {
		return err
	}
	f := r.flow()
	f.cur = append(f.cur, run{image: src, imageText: alt, href: r.href, look: r.look()})
	return nil
}

// link is the address in its normal form, or "" if it may not be followed.
func link(to string) string {
	to = strings.TrimSpace(to)
	u, err := url.Parse(to)
	if err != nil || to == "" || len(to) > 2000 || text.Sound(to) != nil || strings.ContainsAny(to, "\\ \t\n\r") {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" || u.User != nil {
			return ""
		}
	case "mailto":
	case "":
		if strings.HasPrefix(to, "//") {
			return ""
		}
	default:
		return ""
	}
	// Written twice, because the normal form of a strange address can itself
	// have another.
	once := u.String()
	if u, err = url.Parse(once); err != nil || u.String() != once {
		return ""
	}
	return once
}

func (r *reader) end(tag string) {
	if l, ok := lookOf[tag]; ok {
		for i := range looks {
			if looks[i].look == l && r.count[i] > 0 {
				r.count[i]--
			}
		}
		return
	}
	switch tag {
	case "a":
		r.href = ""
	case "br":
		if r.top().flows() {
			f := r.top()
			f.cur = append(f.cur, run{})
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		if r.top().heading() {
			r.pop()
		}
	case "ul", "ol":
		r.popTo(true, quotes, tag)
	case "li":
		r.popTo(true, func(t string) bool { return quotes(t) || t == "ul" || t == "ol" }, tag)
	case "blockquote":
		r.popTo(true, func(t string) bool { return cells(t) || t == "table" }, tag)
	case "table", "tr", "td", "th":
		r.popTo(true, tables, tag)
	case "thead", "tbody", "tfoot":
		if r.popTo(false, tables, "table") {
			r.top().head = false
		}
	case "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "center", "figure",
		"figcaption", "dl", "dt", "dd", "form", "fieldset", "legend", "pre", "details", "summary", "caption":
		r.between()
	}
}

// paragraphs puts the blanks of the runs in order: runs of blanks become one,
// those at the ends of lines go, ideographic ones (first-line indents) too,
// and so does the line end that Word puts between two Chinese characters. Two
// or more line breaks on end part paragraphs if split, and are otherwise one.
func paragraphs(runs []run, split bool) [][]run {
	var done [][]run
	var line []run    // of the paragraph, up to now
	breaks := 0       // not yet written
	start := true     // of a line
	var blank *run    // a blank not yet written
	newline := false  // it holds a line end
	var previous rune // the last character written
	var b []byte
	var at run // how b is shown
	put := func() {
		if len(b) == 0 {
			return
		}
		if n := len(line); n > 0 && line[n-1].text != "" && line[n-1].look == at.look && line[n-1].href == at.href {
			line[n-1].text += string(b)
		} else {
			line = append(line, run{text: string(b), look: at.look, href: at.href})
		}
		b = b[:0]
	}
	write := func(r run, c rune) {
		if len(b) > 0 && (at.look != r.look || at.href != r.href) {
			put()
		}
		at = r
		b = utf8.AppendRune(b, c)
	}
	// endLine trims what was written at the end of the line.
	endLine := func() {
		put()
		for n := len(line); n > 0 && !line[n-1].isBreak() && line[n-1].text != ""; n = len(line) {
			line[n-1].text = strings.TrimRight(line[n-1].text, " \u3000")
			if line[n-1].text != "" {
				break
			}
			line = line[:n-1]
		}
		start, blank = true, nil
	}
	// begin is called before anything visible is written.
	begin := func() {
		if breaks > 0 && len(line) > 0 {
			if breaks > 1 && split {
				done, line = append(done, line), nil
			} else {
				line = append(line, run{})
			}
		}
		breaks = 0
	}
	for _, r := range runs {
		if r.isBreak() {
			endLine()
			breaks++
			continue
		}
		if r.image != "" {
			begin()
			if blank != nil && !start {
				write(*blank, ' ')
			}
			put()
			line = append(line, r)
			start, blank, previous = false, nil, 0
			continue
		}
		for _, c := range r.text {
			if c != '\u3000' && unicode.IsSpace(c) {
				if blank == nil {
					r := r
					blank, newline = &r, false
				}
				newline = newline || c == '\n'
				continue
			}
			if start && c == '\u3000' {
				continue
			}
			begin()
			if blank != nil {
				if !start && !(newline && isHan(previous) && isHan(c)) {
					write(*blank, ' ')
				}
				blank = nil
			}
			write(r, c)
			start, previous = false, c
		}
	}
	endLine()
	if len(line) > 0 {
		done = append(done, line)
	}
	return done
}

func isHan(r rune) bool {
	return r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef || r >= 0x2e80 && unicode.Is(unicode.Han, r)
}

// writer writes blocks in the one form they have.
type writer struct{ strings.Builder }

// blocks writes paragraphs without their tags where list items and cells have
// no two of them next to each other.
func (w *writer) blocks(blocks []*block, tags bool) {
	for i, b := range blocks {
		if b.tag == "p" && !tags && (i == 0 || blocks[i-1].tag != "p") && (i+1 == len(blocks) || blocks[i+1].tag != "p") {
			w.runs(b.runs)
			continue
		}
		w.block(b)
	}
}

func (w *writer) block(b *block) {
	w.WriteByte('<')
	w.WriteString(b.tag)
	for _, a := range []struct {
		name string
		n    int
	}{{"colspan", b.colspan}, {"rowspan", b.rowspan}} {
		if a.n > 1 {
			fmt.Fprintf(w, ` %s="%d"`, a.name, a.n)
		}
	}
	w.WriteByte('>')
	switch b.tag {
	case "p", "h2", "h3", "h4":
		w.runs(b.runs)
	case "table":
		w.rows(b.kids, true, "thead")
		w.rows(b.kids, false, "tbody")
	case "li", "td", "th":
		w.blocks(b.kids, false)
	default:
		w.blocks(b.kids, true)
	}
	w.WriteString("</" + b.tag + ">")
}

func (w *writer) rows(rows []*block, head bool, tag string) {
	any := false
	for _, row := range rows {
		if row.head != head {
			continue
		}
		if !any {
			w.WriteString("<" + tag + ">")
			any = true
		}
		w.block(row)
	}
	if any {
		w.WriteString("</" + tag + ">")
	}
}

// runs nests formatting always in the same order, a outermost.
func (w *writer) runs(runs []run) {
	var open []string
	href := ""
	closeTo := func(n int) {
		for len(open) > n {
			w.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		}
	}
	for _, r := range runs {
		if r.href != href {
			closeTo(0)
			if href = r.href; href != "" {
				w.WriteString(`<a href="` + html.EscapeString(href) + `" rel="noopener">`)
				open = append(open, "a")
			}
		}
		want := make([]string, 0, 6)
		if href != "" {
			want = append(want, "a")
		}
		for _, l := range looks {
			if r.look&l.look != 0 {
				want = append(want, l.tag)
			}
		}
		same := 0
		for same < len(open) && same < len(want) && open[same] == want[same] {
			same++
		}
		closeTo(same)
		for _, tag := range want[same:] {
			w.WriteString("<" + tag + ">")
			open = append(open, tag)
		}
		switch {
		case r.isBreak():
			w.WriteString("<br>")
		case r.image != "":
			w.WriteString(`<img src="` + html.EscapeString(r.image) + `" alt="` + html.EscapeString(r.imageText) + `">`)
		default:
			w.WriteString(html.EscapeString(r.text))
		}
	}
	closeTo(0)
}

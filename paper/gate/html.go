package gate

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/paper/richtext"
	"gongkai/paper/sheet"
)

// A web page is taken apart into what its reader sees and what not. The copy
// that is served is written anew from what is seen, in the safe subset of
// paper/richtext: so it has no script, no form, no comment, no hidden element
// and nothing that is fetched from elsewhere, whatever the page had. What is
// dropped in any case is therefore a trace, told and not asked about, unless
// words stand in it that must not go out: then somebody was about to hand them
// on, and is told.

// webPage is a page taken apart.
type webPage struct {
	root  *html.Node
	rules []styleRule
	// styled says that a style sheet may give things a ground.
	styled bool
}

const (
	mostPage  = 16 << 20 // bytes of a web page
	mostRules = 2_000    // of its style sheets, those beyond hide nothing
)

func readPage(f File) (*webPage, error) {
	if f.Size > mostPage {
		return nil, ErrTooLong
	}
	r, _, err := sheet.Text(f.R, f.Size)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	p := &webPage{}
	err = safely(func() (err error) {
		p.root, err = html.ParseWithOptions(bytes.NewReader(b), html.ParseOptionEnableScripting(false))
		return err
	})
	if err != nil {
		return nil, ErrUnread
	}
	each(p.root, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Style:
			if len(p.rules) < mostRules {
				p.rules = append(p.rules, styleRules(inner(n))...)
			}
			p.styled = p.styled || strings.Contains(inner(n), "background")
		case atom.Link:
			p.styled = true
		}
		return true
	})
	return p, nil
}

// each walks a tree; do says whether to go into a node.
func each(n *html.Node, do func(*html.Node) bool) {
	if !do(n) {
		return
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		each(k, do)
	}
}

// inner is the text in an element, tags aside.
func inner(n *html.Node) string {
	var b strings.Builder
	each(n, func(k *html.Node) bool {
		if k.Type == html.TextNode {
			b.WriteString(k.Data)
		}
		return true
	})
	return b.String()
}

func webAttribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// styleRule is what a rule of a style sheet hides: the last simple selector of
// it. Rules for a state, such as :hover, are left out: what they hide is seen.
type styleRule struct {
	tag, id, class string
	style          map[string]string
}

var (
	styleComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	styleBlock   = regexp.MustCompile(`([^{}]+)\{([^{}]*)\}`)
	simple       = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9]*)?(?:#([\w-]+))?(?:\.([\w-]+))?$`)
)

func styleRules(s string) []styleRule {
	var list []styleRule
	for _, m := range styleBlock.FindAllStringSubmatch(styleComment.ReplaceAllString(s, ""), mostRules) {
		style := declarations(m[2])
		if _, hides := conceals(style); !hides {
			continue
		}
		for selector := range strings.SplitSeq(m[1], ",") {
			parts := strings.Fields(selector)
			if len(parts) == 0 {
				continue
			}
			if k := simple.FindStringSubmatch(parts[len(parts)-1]); k != nil && k[0] != "" {
				list = append(list, styleRule{strings.ToLower(k[1]), k[2], k[3], style})
			}
		}
	}
	return list
}

func declarations(s string) map[string]string {
	list := map[string]string{}
	for d := range strings.SplitSeq(s, ";") {
		name, value, ok := strings.Cut(d, ":")
		if ok {
			value, _, _ = strings.Cut(strings.ToLower(value), "!")
			list[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
		}
	}
	return list
}

func (r styleRule) fits(n *html.Node) bool {
	if r.tag != "" && r.tag != n.Data {
		return false
	}
	if id, _ := webAttribute(n, "id"); r.id != "" && r.id != id {
		return false
	}
	if r.class == "" {
		return true
	}
	class, _ := webAttribute(n, "class")
	return slices.Contains(strings.Fields(class), r.class)
}

// conceals says how a style hides what it is of.
func conceals(style map[string]string) (how string, hidden bool) {
	zero := func(name string, most float64) bool {
		v := strings.TrimRight(style[name], "pxemrt%vhwc ")
		n, err := strconv.ParseFloat(v, 64)
		return style[name] != "" && err == nil && n >= 0 && n <= most
	}
	far := func(name string) bool {
		v, ok := strings.CutPrefix(style[name], "-")
		n, err := strconv.ParseFloat(strings.TrimRight(v, "pxemrt%"), 64)
		return ok && err == nil && n >= 500
	}
	switch {
	case style["display"] == "none":
		return "不显示", true
	case style["visibility"] == "hidden" || style["visibility"] == "collapse" || zero("opacity", 0.05):
		return "不显示", true
	case zero("font-size", 2) || (zero("height", 1) || zero("max-height", 1) || zero("width", 1) || zero("max-width", 1)) && style["overflow"] == "hidden":
		return "小得看不见", true
	case far("left") || far("top") || far("text-indent") || far("margin-left"):
		return "在页面之外", true
	}
	ink, ground := tone(style["color"]), tone(first(style["background-color"], style["background"]))
	return "与底色相同", ink != "" && ink == ground
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

var tones = regexp.MustCompile(`^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)`)

// tone is a colour in six digits; "" for one that is not plain.
func tone(s string) string {
	s = strings.TrimSpace(s)
	if name, ok := map[string]string{"white": "ffffff", "black": "000000", "transparent": ""}[s]; ok {
		return name
	}
	if m := tones.FindStringSubmatch(s); m != nil {
		whole := ""
		for _, part := range m[1:] {
			n, _ := strconv.Atoi(part)
			whole += fmt.Sprintf("%02x", min(n, 255))
		}
		return whole
	}
	if h, ok := strings.CutPrefix(s, "#"); ok {
		switch len(h) {
		case 3:
			return string([]byte{h[0], h[0], h[1], h[1], h[2], h[2]})
		case 6:
			return h
		}
	}
	return ""
}

// hidden says whether an element is not seen, and how.
func (p *webPage) hidden(n *html.Node) (string, bool) {
	if n.Type != html.ElementNode {
		return "", false
	}
	if _, ok := webAttribute(n, "hidden"); ok {
		return "不显示", true
	}
	if n.DataAtom == atom.Template {
		return "不显示", true
	}
	own := styleOf(n)
	if how, ok := conceals(own); ok {
		return how, true
	}
	if ink := tone(own["color"]); ink != "" && ink == p.ground(n) {
		return "与底色相同", true
	}
	for _, r := range p.rules {
		if r.fits(n) && own["display"] == "" {
			return conceals(r.style)
		}
	}
	return "", false
}

// styleOf is how an element says itself that it looks.
func styleOf(n *html.Node) map[string]string {
	style, _ := webAttribute(n, "style")
	own := declarations(style)
	if c, ok := webAttribute(n, "color"); ok {
		own["color"] = strings.ToLower(c)
	}
	if c, ok := webAttribute(n, "bgcolor"); ok {
		own["background-color"] = strings.ToLower(c)
	}
	return own
}

// ground is the colour behind an element; "" where a style sheet may have set
// one, or a picture lies there.
func (p *webPage) ground(n *html.Node) string {
	for ; n != nil && n.Type == html.ElementNode; n = n.Parent {
		if style := styleOf(n); style["background-color"] != "" || style["background"] != "" || style["background-image"] != "" {
			return tone(first(style["background-color"], style["background"]))
		}
		if _, ok := webAttribute(n, "background"); ok {
			return ""
		}
	}
	if p.styled {
		return ""
	}
	return "ffffff"
}

// apart are elements whose text no reader sees, and how they are called.
var apart = map[atom.Atom]string{atom.Script: "脚本", atom.Style: "样式", atom.Noscript: "", atom.Object: "嵌入的程序", atom.Embed: "嵌入的程序", atom.Applet: "嵌入的程序",
	atom.Iframe: "嵌入的网页", atom.Frame: "嵌入的网页", atom.Link: "外部资源", atom.Base: "", atom.Svg: "图形"}

// block are elements that begin a line.
var blockElements = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Br: true, atom.Tr: true, atom.Li: true, atom.H1: true, atom.H2: true, atom.H3: true,
	atom.H4: true, atom.H5: true, atom.H6: true, atom.Table: true, atom.Ul: true, atom.Ol: true, atom.Pre: true, atom.Section: true, atom.Article: true,
	atom.Header: true, atom.Footer: true, atom.Blockquote: true, atom.Dt: true, atom.Dd: true, atom.Option: true, atom.Title: true, atom.Caption: true, atom.Hr: true}

// html looks into a web page.
func (l *look) html(f File, shown string) error {
	p, err := readPage(f)
	if err != nil {
		return err
	}
	at := Place{Part: "file", File: shown}
	var seen strings.Builder
	told := map[string]bool{}
	trace := func(kind Kind, plain, words string) {
		if !told[words] {
			told[words] = true
			l.tell(kind, at, plain, words)
		}
	}
	// aside looks at words that the reader does not see and the copy has not.
	aside := func(where, s string) error {
		if s = strings.TrimSpace(s); len(s) < fewestOfDay {
			return nil
		}
		if l.words += len(s); l.words > l.limits.Words {
			return ErrTooLong
		}
		here := at
		here.File = shown
		for _, found := range l.sc.Text(here, "", s) {
			found.Words = at.Words() + "的" + where + "里有" + found.Kind.Row().Name + "“" + first(found.Masked, found.Match) + "”"
			l.add(found)
		}
		return l.ctx.Err()
	}
	var walk func(n *html.Node) error
	walk = func(n *html.Node) error {
		switch n.Type {
		case html.TextNode:
			seen.WriteString(n.Data)
			return nil
		case html.CommentNode:
			trace(Machine, "comment", "带有网页注释")
			return aside("网页注释", n.Data)
		case html.ElementNode:
			if err := l.ctx.Err(); err != nil {
				return err
			}
			if err := l.webElement(n, at, trace, aside); err != nil {
				return err
			}
			if how, ok := p.hidden(n); ok {
				if s := strings.Join(strings.Fields(inner(n)), " "); s != "" && n.DataAtom != atom.Script && n.DataAtom != atom.Style {
					l.tell(HiddenText, at, s, "有"+how+"的文字“"+l.veiled(s)+"”")
					return aside("隐藏的文字", s)
				}
				return nil
			}
			if name, ok := apart[n.DataAtom]; ok {
				if name != "" && n.DataAtom != atom.Style {
					trace(Machine, name, "带有"+name)
				}
				return aside(first(name, "看不见的部分"), inner(n))
			}
		}
		if blockElements[n.DataAtom] && seen.Len() > 0 {
			seen.WriteByte('\n')
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			if err := walk(k); err != nil {
				return err
			}
		}
		if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
			seen.WriteByte('\t')
		}
		return nil
	}
	if err := walk(p.root); err != nil {
		return err
	}
	text := blankLines.ReplaceAllString(seen.String(), "\n")
	if err := l.text(at, "", text); err != nil {
		return err
	}
	return p.tables(p.root, func(rows [][]string) error { return l.rows(at, rows) })
}

// tables hands out the tables of a page as they are seen, each with the cells of
// its rows.
func (p *webPage) tables(n *html.Node, do func(rows [][]string) error) error {
	if _, hidden := p.hidden(n); hidden {
		return nil
	}
	if n.DataAtom == atom.Table {
		var rows [][]string
		each(n, func(k *html.Node) bool {
			_, hidden := p.hidden(k)
			switch {
			case hidden, k != n && k.DataAtom == atom.Table: // one within comes by itself
				return false
			case k.DataAtom == atom.Tr:
				rows = append(rows, nil)
			case k.DataAtom == atom.Td || k.DataAtom == atom.Th:
				if len(rows) > 0 {
					rows[len(rows)-1] = append(rows[len(rows)-1], strings.TrimSpace(p.shown(k)))
				}
				return false
			}
			return true
		})
		if err := do(rows); err != nil {
			return err
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if err := p.tables(k, do); err != nil {
			return err
		}
	}
	return nil
}

// shown is the text of an element as it is seen.
func (p *webPage) shown(n *html.Node) string {
	var b strings.Builder
	each(n, func(k *html.Node) bool {
		_, hidden := p.hidden(k)
		_, out := apart[k.DataAtom]
		switch {
		case hidden, out:
			return false
		case k.Type == html.TextNode:
			b.WriteString(k.Data)
		case blockElements[k.DataAtom]:
			b.WriteByte('\n')
		}
		return true
	})
	return b.String()
}

var blankLines = regexp.MustCompile(`[ \t]*(?:\r?\n[ \t]*)+`)

// element looks at what the attributes of an element say and bring along.
func (l *look) webElement(n *html.Node, at Place, trace func(Kind, string, string), aside func(where, s string) error) error {
	switch n.DataAtom {
	case atom.Meta:
		name, _ := webAttribute(n, "name")
		content, _ := webAttribute(n, "content")
		switch name = strings.ToLower(name); {
		case content == "":
		case name == "author" || name == "owner" || name == "copyright":
			trace(Author, content, "的网页信息里有作者“"+person(content)+"”")
		case name == "generator" || name == "progid" || name == "originator":
			trace(Machine, content, "的网页信息里有软件信息")
		}
	case atom.Form, atom.Input, atom.Textarea, atom.Select, atom.Button:
		trace(Machine, "form", "带有表单")
	}
	for _, a := range n.Attr {
		key := strings.ToLower(a.Key)
		switch value := strings.TrimSpace(a.Val); {
		case strings.HasPrefix(key, "on") && len(key) > 2 || strings.HasPrefix(strings.ToLower(value), "javascript:"):
			trace(Machine, "script", "带有脚本")
		case (key == "src" || key == "href" || key == "data" || key == "srcset" || key == "poster" || key == "background") && strings.HasPrefix(strings.ToLower(value), "data:"):
			if err := l.dataURI(value, at); err != nil {
				return err
			}
			continue
		case (key == "src" || key == "srcset" || key == "background" || key == "poster") && value != "" || key == "style" && strings.Contains(value, "url("):
			trace(Machine, "resource", "引用了别处的资源")
			continue
		case key == "class" || key == "id" || key == "style":
			continue
		}
		where := "“" + key + "”属性"
		if n.DataAtom == atom.Input && key == "value" {
			where = "表单"
		}
		if n.DataAtom == atom.A && key == "href" {
			where = "链接"
		}
		if err := aside(where, a.Val); err != nil {
			return err
		}
	}
	return nil
}

// decoded is the bytes of a data: address, and the name they go by here.
func decoded(uri string) (name string, b []byte, ok bool) {
	head, body, ok := strings.Cut(uri[len("data:"):], ",")
	if !ok {
		return "", nil, false
	}
	kind, _, _ := strings.Cut(head, ";")
	var err error
	if strings.HasSuffix(strings.ToLower(head), ";base64") {
		b, err = base64.StdEncoding.DecodeString(strings.Map(func(r rune) rune {
			if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
				return -1
			}
			return r
		}, body))
	} else if body, err = url.PathUnescape(body); err == nil {
		b = []byte(body)
	}
	_, ext, _ := strings.Cut(strings.ToLower(kind), "/")
	if ext = strings.ReplaceAll(ext, "jpeg", "jpg"); ext == "plain" || ext == "" {
		ext = "txt"
	}
	return "内嵌数据." + ext, b, err == nil
}

// dataURI looks into a file that a page carries in itself.
func (l *look) dataURI(uri string, at Place) error {
	name, b, ok := decoded(uri)
	if !ok || len(b) == 0 {
		return nil // no browser shows it, and the copy has not got it
	}
	if l.unpacked += int64(len(b)); l.unpacked > l.limits.Unpacked {
		return ErrTooLong
	}
	shown := at.File + "!/" + name
	file := File{Name: name, R: bytes.NewReader(b), Size: int64(len(b))}
	if kind := pictureKind(b); kind != "" {
		return l.picture(file, shown, kind)
	}
	l.tell(EmbeddedFile, at, name, "里嵌有文件“"+name+"”")
	if err := l.file(file, shown, l.limits.Depth-1); err != nil && !l.hold(shown, err) {
		return err
	}
	return nil
}

// html writes the copy of a web page that is served.
func (c *cleaning) html(f File, w io.Writer) error {
	p, err := readPage(f)
	if err != nil {
		return err
	}
	title := ""
	var pictures []string
	var drop, images []*html.Node
	each(p.root, func(n *html.Node) bool {
		_, hidden := p.hidden(n)
		_, out := apart[n.DataAtom]
		switch {
		case n.Type == html.CommentNode, n.Type == html.ElementNode && (hidden || out || n.DataAtom == atom.Input || n.DataAtom == atom.Meta):
			drop = append(drop, n)
			return false
		case n.DataAtom == atom.Title:
			title = strings.TrimSpace(inner(n))
			drop = append(drop, n)
			return false
		case n.DataAtom == atom.Img:
			images = append(images, n)
		}
		return true
	})
	for _, n := range images {
		c.pictured(n, &pictures)
	}
	for _, n := range drop {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
	var b bytes.Buffer
	if err := html.Render(&b, p.root); err != nil {
		return fmt.Errorf("clean %s: %w", f.Name, err)
	}
	body, err := richtext.Clean(b.String())
	if err != nil {
		return ErrNotCleaned
	}
	for i, picture := range pictures {
		body = strings.Replace(body, placeholder(i), picture, 1)
	}
	_, err = fmt.Fprintf(w, `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>%s</title>
<style>body{max-width:50em;margin:2em auto;padding:0 1em;line-height:1.8}table{border-collapse:collapse}th,td{border:1px solid;padding:.3em .6em}img{max-width:100%%}</style>
</head>
<body>
%s
</body>
</html>
`, html.EscapeString(title), body)
	return err
}

// placeholder stands for a picture while the text is made safe.
func placeholder(i int) string { return "@@picture-" + strconv.Itoa(i) + "@@" }

// pictured puts a place for a picture where it was: one the page carries in
// itself is carried on without its traces, one from elsewhere is named.
func (c *cleaning) pictured(n *html.Node, pictures *[]string) {
	alt, _ := webAttribute(n, "alt")
	src, _ := webAttribute(n, "src")
	stands := "［图片" + alt + "］"
	if strings.HasPrefix(strings.ToLower(src), "data:") {
		if name, b, ok := decoded(src); ok {
			if kind := pictureKind(b); kind == "png" || kind == "jpg" || kind == "gif" {
				var clean bytes.Buffer
				if err := c.picture(File{Name: name, R: bytes.NewReader(b), Size: int64(len(b))}, &clean, kind); err == nil {
					media := "image/" + strings.ReplaceAll(kind, "jpg", "jpeg")
					*pictures = append(*pictures, `<img alt="`+html.EscapeString(alt)+`" src="data:`+media+`;base64,`+base64.StdEncoding.EncodeToString(clean.Bytes())+`">`)
					stands = placeholder(len(*pictures) - 1)
				}
			}
		}
	} else if alt == "" {
		stands = ""
	}
	text := &html.Node{Type: html.TextNode, Data: stands}
	if n.Parent != nil {
		n.Parent.InsertBefore(text, n)
		n.Parent.RemoveChild(n)
	}
}

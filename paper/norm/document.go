package norm

import "strings"

// Kind is what a part of a text is.
type Kind string

const (
	Book      Kind = "part"      // 编
	Subbook   Kind = "subpart"   // 分编
	Chapter   Kind = "chapter"   // 章
	Section   Kind = "section"   // 节
	Article   Kind = "article"   // 条
	Point     Kind = "point"     // 一、 of a text without articles
	Paragraph Kind = "paragraph" // 款
	Item      Kind = "item"      // 项
	Subitem   Kind = "subitem"   // 目
	Annex     Kind = "annex"     // 附件
)

// short is how a kind is written in addresses.
var short = map[Kind]string{
	Book: "part", Subbook: "subpart", Chapter: "chp", Section: "sec", Article: "art", Point: "point",
	Paragraph: "para", Item: "item", Subitem: "item", Annex: "att",
}

// Part is a part of a text. The words of an article stand in its paragraphs,
// of which the first begins on its line; the items of a list in the paragraph
// that introduces it.
type Part struct {
	Kind Kind `json:"kind"`
	// ID is its address, unique in the document: art_12__para_2.
	ID string `json:"id"`
	// Num is its number as it is printed, 第十二条之一 or (三); "" for
	// paragraphs and headings without one. Number is the same in digits, 12-1
	// or 3; of paragraphs their place.
	Num     string  `json:"num,omitempty"`
	Number  string  `json:"number,omitempty"`
	Heading string  `json:"heading,omitempty"`
	Text    string  `json:"text,omitempty"`
	Parts   []*Part `json:"parts,omitempty"`

	gap    string // between Num and what follows it
	inline bool   // it begins on the line of its parent
}

// Document is a text in its parts, in the order of its fields. Parts of a
// text that it has not are empty.
type Document struct {
	Title    string   // "" if the text begins without one
	Notes    []string // how it was adopted and amended, or its number
	Contents []string // the printed contents, with the line 目录
	Preamble []string // paragraphs before the first numbered part
	Body     []*Part  // never empty unless the text is, or is all preamble
	Closing  []string // the list of annexes, the signature and its day
	Annexes  []*Part
}

// Plain is the text, one line a paragraph, without blank lines and without the
// blanks around lines.
func (d Document) Plain() string {
	var lines []string
	if d.Title != "" {
		lines = append(lines, d.Title)
	}
	lines = append(lines, d.Notes...)
	lines = append(lines, d.Contents...)
	lines = append(lines, d.Preamble...)
	for _, p := range d.Body {
		lines = append(lines, p.Plain())
	}
	lines = append(lines, d.Closing...)
	for _, p := range d.Annexes {
		lines = append(lines, p.Plain())
	}
	return strings.Join(lines, "\n")
}

// Plain is the text of the part with all it holds, as it is printed.
func (p *Part) Plain() string {
	var b strings.Builder
	p.write(&b)
	return b.String()
}

func (p *Part) write(b *strings.Builder) {
	b.WriteString(p.Num)
	b.WriteString(p.gap)
	b.WriteString(p.Heading)
	b.WriteString(p.Text)
	for _, c := range p.Parts {
		if !c.inline {
			b.WriteByte('\n')
		}
		c.write(b)
	}
}

// Label is what the part is called above its words: 第一章 总则, 第十二条.
func (p *Part) Label() string {
	if p.Num != "" && p.Heading != "" {
		return p.Num + " " + p.Heading
	}
	return p.Num + p.Heading
}

// Walk calls fn for every part under list, parents first, until it says false.
func Walk(list []*Part, fn func(*Part) bool) bool {
	for _, p := range list {
		if !fn(p) || !Walk(p.Parts, fn) {
			return false
		}
	}
	return true
}

// Articles are all articles of the body in order; of a text without articles
// its points. Those of annexes are not among them.
func (d Document) Articles() []*Part {
	var list []*Part
	Walk(d.Body, func(p *Part) bool {
		if p.Kind == Article || p.Kind == Point {
			list = append(list, p)
		}
		return true
	})
	return list
}

// Article is the article of a number in digits or as it is printed: 12, 12-1,
// 第十二条, 第十二条之一. nil if there is none.
func (d Document) Article(number string) *Part {
	if n, ok := articleNumber(number); ok {
		number = n
	}
	for _, a := range d.Articles() {
		if a.Number == number {
			return a
		}
	}
	return nil
}

// Find is the part at an address, in the body or in an annex; nil if there is
// none.
func (d Document) Find(id string) *Part {
	var found *Part
	look := func(p *Part) bool {
		if p.ID == id {
			found = p
		}
		return found == nil
	}
	if Walk(d.Body, look) {
		Walk(d.Annexes, look)
	}
	return found
}

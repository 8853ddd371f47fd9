package gatetest

import (
	"fmt"
	"html"
	"strings"

	"gongkai/paper/gate"
)

func init() {
	concealments["html"] = []string{"not displayed", "by a rule", "attribute", "white", "outside", "comment", "data"}
}

// html is a page as a content system or a word processor writes it.
func (w *writer) html(f *File, p *paper, hidden string) (err error) {
	var b strings.Builder
	person, phone := w.name(), w.mobile()
	secret := Leak{Kind: gate.Mobile, Plain: phone, Form: "in what is hidden"}
	said := person + "，手机" + phone
	leak := func(kind gate.Kind, more ...Leak) {
		f.Leaks = append(append(f.Leaks, Leak{Kind: kind, Form: hidden}), more...)
	}
	// set is text, its cuts where one run ends and the next begins.
	set := func(s string) string {
		s = html.EscapeString(s)
		s = strings.ReplaceAll(s, "\n", w.one("<br>", "<br/>\r\n"))
		parts := strings.Split(s, cut)
		for i := 1; i < len(parts); i += 2 {
			parts[i] = w.one("<b>", "<span lang=EN-US style='font-size:12pt'>", "<font face=仿宋>") + parts[i]
			parts[i] += map[byte]string{'b': "</b>", 's': "</span>", 'f': "</font>"}[parts[i][1]]
		}
		return strings.Join(parts, "")
	}
	b.WriteString("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>" + html.EscapeString(p.title) + "</title>\n")
	if w.r.IntN(2) == 0 {
		fmt.Fprintf(&b, "<meta name=\"Generator\" content=\"Microsoft Word 15\"><meta name=\"Author\" content=\"%s\">", w.name())
		f.Leaks = append(f.Leaks, Leak{Kind: gate.Author, Form: "properties"}, Leak{Kind: gate.Machine, Form: "properties"})
	}
	b.WriteString("<style>h1{text-align:center;color:#c00}.nav a:hover ul{display:block}")
	if hidden == "by a rule" {
		b.WriteString("@media screen{.wrap .draft{display:none}}")
	}
	b.WriteString("</style></head><body><!-- 正文开始 --><div class=wrap>\n")
	if p.corner != "" {
		b.WriteString("<p>" + set(p.corner) + "</p>")
	}
	b.WriteString("<h1>" + set(p.title) + "</h1><p align=center>" + set(p.number) + "</p>\n")
	for _, s := range p.paragraphs {
		b.WriteString("<p>　　" + set(s) + "</p>\n")
	}
	b.WriteString("<table border=1>")
	for _, row := range p.table {
		b.WriteString("<tr>")
		for _, cell := range row {
			b.WriteString("<td>" + set(cell) + w.one("</td>", ""))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>")
	switch hidden {
	case "not displayed":
		b.WriteString("<div style=\"display: none\">" + said + "</div>")
		leak(gate.HiddenText, secret)
	case "by a rule":
		b.WriteString("<p class='draft'>" + said + "</p>")
		leak(gate.HiddenText, secret)
	case "attribute":
		b.WriteString("<p hidden>" + said + "</p>")
		leak(gate.HiddenText, secret)
	case "white":
		b.WriteString("<p><font color=\"" + w.one("white", "#FFF", "#ffffff") + "\">" + said + "</font></p>")
		leak(gate.HiddenText, secret)
	case "outside":
		b.WriteString("<span style='position:absolute;left:-10000px'>" + said + "</span>")
		leak(gate.HiddenText, secret)
	case "comment":
		b.WriteString("<!-- 待核：" + said + " -->")
		f.Leaks = append(f.Leaks, secret)
	case "data":
		b.WriteString("<a href=\"data:text/csv;charset=utf-8,%E5%A7%93%E5%90%8D%2C%E6%89%8B%E6%9C%BA%0AA%2C" + phone + "\">.</a>")
		leak(gate.EmbeddedFile, secret)
	}
	b.WriteString("<p align=right>" + set(p.day) + "</p></div></body></html>\n")
	f.Bytes = []byte(b.String())
	return nil
}

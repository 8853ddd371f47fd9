package gatetest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"gongkai/paper/block"
	"gongkai/paper/gate"
	"gongkai/paper/pdf"
)

func init() {
	concealments["pdf"] = []string{"black box", "white box", "square", "no ink", "white", "beyond the crop", "one point", "note", "file", "revision", "layer"}
}

// objects are a PDF written by hand, the first the catalog and the second the
// pages.
type objects struct {
	list    []string
	pages   []int
	catalog string
	trailer string
}

func (o *objects) add(body string) int {
	o.list = append(o.list, body)
	return len(o.list)
}

func (o *objects) stream(dict, data string) int {
	return o.add(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data))
}

func (o *objects) bytes() []byte {
	var kids strings.Builder
	for _, p := range o.pages {
		fmt.Fprintf(&kids, "%d 0 R ", p)
	}
	o.list[0] = "<</Type/Catalog/Pages 2 0 R" + o.catalog + ">>"
	o.list[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(o.pages), kids.String())
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, body := range o.list {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	begin := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, o.trailer, begin)
	return b.Bytes()
}

// revised is a file with another body of one object appended.
func revised(b []byte, trailer string, object int, body string) []byte {
	before := strings.Fields(string(b[bytes.LastIndex(b, []byte("startxref")):]))[1]
	out := bytes.NewBuffer(slices.Clone(b))
	at := out.Len()
	fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", object, body)
	begin := out.Len()
	fmt.Fprintf(out, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 1000/Root 1 0 R%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n", object, at, trailer, before, begin)
	return out.Bytes()
}

// set is a line of text in Song and Courier of 12 points, as programs set mixed
// text: a stretch for each font, and for each cut.
func set(x, y float64, s string) (content string, width float64) {
	var b strings.Builder
	begin := x
	for _, part := range strings.Split(s, cut) {
		run := []rune(part)
		for len(run) > 0 {
			n := 1
			for n < len(run) && (run[n] < 0x80) == (run[0] < 0x80) {
				n++
			}
			if run[0] < 0x80 {
				fmt.Fprintf(&b, "BT /F 12 Tf 1 0 0 1 %.2f %.2f Tm (%s) Tj ET\n", x, y, strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(string(run[:n])))
				x += 7.2 * float64(n)
			} else {
				fmt.Fprintf(&b, "BT /C 12 Tf 1 0 0 1 %.2f %.2f Tm <", x, y)
				for _, u := range utf16.Encode(run[:n]) {
					fmt.Fprintf(&b, "%04X", u)
				}
				b.WriteString("> Tj ET\n")
				x += 12 * float64(n)
			}
			run = run[n:]
		}
	}
	return b.String(), x - begin
}

// wrapped is a text in lines of so many half characters. Some programs break
// numbers and foreign words where the line ends, others keep them whole unless
// they are longer than a line.
func wrapped(s string, most int, whole bool) []string {
	var lines []string
	line, wide := "", 0
	end := func() { lines, line, wide = append(lines, line), "", 0 }
	for len(s) > 0 {
		word, n := "", 0
		for i, r := range s {
			one := 2
			if string(r) == cut {
				one = 0
			} else if r < 0x80 {
				one = 1
			}
			if i > 0 && (!whole || r >= 0x80 && one > 0 || r <= ' ' || s[0] >= 0x80 || s[0] <= ' ') || n+one > most {
				break
			}
			word += string(r)
			n += one
		}
		s = s[len(word):]
		if word == "\n" {
			end()
			continue
		}
		if wide+n > most {
			end()
		}
		line += word
		wide += n
	}
	return append(lines, line)
}

// pdf writes a PDF: an official paper of our own, or one as another program
// makes it.
func (w *writer) pdf(f *File, p *paper, hidden string) (err error) {
	f.Leaks = append(f.Leaks, Leak{Kind: gate.Author, Form: "properties"})
	if hidden == "" && w.r.IntN(3) == 0 {
		d := block.Document{Title: p.title, Author: w.one(offices...)}
		if p.corner != "" {
			d.Blocks = append(d.Blocks, block.Paragraph{Text: uncut(p.corner)})
		}
		d.Blocks = append(d.Blocks, block.Title{Text: p.title})
		for _, s := range p.paragraphs {
			for _, line := range strings.Split(uncut(s), "\n") {
				d.Blocks = append(d.Blocks, block.Paragraph{Text: line})
			}
		}
		if len(p.table[0]) < 9 {
			t := block.Table{Columns: make([]block.Column, len(p.table[0]))}
			for i, row := range p.table {
				var cells []block.Cell
				for _, s := range row {
					cells = append(cells, block.Cell{Text: strings.ReplaceAll(uncut(s), "\n", "")})
				}
				for len(cells) < len(t.Columns) {
					cells = append(cells, block.Cell{})
				}
				if i == 0 {
					t.Head = append(t.Head, cells)
				} else {
					t.Rows = append(t.Rows, cells)
				}
			}
			d.Blocks = append(d.Blocks, t)
		}
		f.Bytes, err = pdf.Bytes(d)
		return err
	}
	o := &objects{list: []string{"", ""}}
	courier := o.add("<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>")
	song := o.add("<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>")
	info := o.add(fmt.Sprintf("<</Author(%s)/Creator(Microsoft\xae Word 2010)/Producer(Microsoft\xae Word 2010)/CreationDate(D:20170601092000+08'00')>>", w.one("Administrator", "user", "lenovo", "zhangwei")))
	o.trailer = fmt.Sprintf("/Info %d 0 R", info)
	f.Leaks = append(f.Leaks, Leak{Kind: gate.Machine, Form: "properties"})

	var pages []string
	var page strings.Builder
	whole := w.r.IntN(2) == 0
	y := 780.0
	feed := func(height float64) {
		if y -= height; y < 80 {
			pages = append(pages, page.String())
			page.Reset()
			y = 780
		}
	}
	line := func(s string) {
		content, _ := set(70, y, s)
		page.WriteString(content)
		feed(20)
	}
	if p.corner != "" {
		line(p.corner)
	}
	line(p.title)
	line(p.number)
	for _, s := range p.paragraphs {
		for _, l := range wrapped("　　"+s, 76, whole) {
			line(l)
		}
		// A rule or a shade under a heading is nothing hidden.
		if w.r.IntN(12) == 0 {
			fmt.Fprintf(&page, "q 0.85 g 70 %.2f 400 14 re f Q 0 g\n", y-3)
			line("二、具体情况")
		}
	}
	// A table whose narrow cells wrap, each in its own column.
	columns := len(p.table[0])
	each := 460 / float64(columns)
	for _, row := range p.table {
		deepest := 1
		for i, cell := range row {
			if i >= columns {
				break
			}
			lines := wrapped(cell, max(4, int(each/6)-2), whole)
			for j, l := range lines {
				content, _ := set(70+float64(i)*each, y-14*float64(j), l)
				page.WriteString(content)
			}
			deepest = max(deepest, len(lines))
		}
		fmt.Fprintf(&page, "q 0.5 w 68 %.2f m 530 %.2f l S Q\n", y+13, y+13)
		feed(14*float64(deepest) + 6)
	}
	line(p.day)

	leak := func(kind gate.Kind, more ...Leak) {
		f.Leaks = append(append(f.Leaks, Leak{Kind: kind, Form: hidden}), more...)
	}
	person, phone := w.name(), w.mobile()
	secret := Leak{Kind: gate.Mobile, Plain: phone, Form: "in what is hidden"}
	said := person + "，手机" + phone
	resources := fmt.Sprintf("/Font<</F %d 0 R/C %d 0 R>>", courier, song)
	media, more := "/MediaBox[0 0 595 842]", ""
	content, width := set(70, 40, said)
	switch hidden {
	case "black box", "white box":
		tone := map[string]string{"black box": "0", "white box": "1"}[hidden]
		page.WriteString(content + fmt.Sprintf("q %s g 68 36 %.2f 16 re f Q 0 g\n", tone, width+4))
		leak(gate.CoveredText, secret)
	case "square":
		page.WriteString(content)
		more = fmt.Sprintf("/Annots[<</Type/Annot/Subtype/Square/Rect[66 34 %.2f 54]/C[0 0 0]/IC[0 0 0]/F 4>>]", 74+width)
		leak(gate.CoveredText, secret)
		leak(gate.Annotation)
	case "no ink":
		page.WriteString("3 Tr " + content + "0 Tr\n")
		leak(gate.InvisibleText, secret)
	case "white":
		page.WriteString("1 g " + content + "0 g\n")
		leak(gate.InvisibleText, secret)
	case "beyond the crop":
		media += "/CropBox[0 60 595 842]"
		page.WriteString(content)
		leak(gate.InvisibleText, secret)
	case "one point":
		page.WriteString(strings.NewReplacer("/F 12 Tf", "/F 0.5 Tf", "/C 12 Tf", "/C 0.5 Tf").Replace(content))
		leak(gate.InvisibleText)
	case "note":
		more = "/Annots[<</Type/Annot/Subtype/Text/Rect[300 690 320 710]/Contents(ask Zhang, tel. " + phone + ")/T(Li)/M(D:20170601)>>]"
		leak(gate.Annotation, secret)
	case "file":
		file := o.stream("/Type/EmbeddedFile", "name,mobile\nLi,"+phone+"\n")
		o.catalog = fmt.Sprintf("/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(list.csv)/UF(list.csv)/EF<</F %d 0 R>>>>]>>>>", file)
		leak(gate.EmbeddedFile, secret)
	case "layer":
		off := o.add("<</Type/OCG/Name(draft)>>")
		o.catalog = fmt.Sprintf("/OCProperties<</OCGs[%d 0 R]/D<</OFF[%d 0 R]>>>>", off, off)
		resources += fmt.Sprintf("/Properties<</L %d 0 R>>", off)
		page.WriteString("/OC /L BDC " + content + "EMC\n")
		f.Leaks = append(f.Leaks, Leak{Kind: gate.InvisibleText, Form: hidden, Also: []gate.Kind{gate.HiddenText}}, secret)
	}
	pages = append(pages, page.String())
	if hidden == "" && w.r.IntN(4) == 0 {
		more = "/Annots[<</Type/Annot/Subtype/Link/Rect[70 690 200 710]/Border[0 0 0]/A<</S/URI/URI(http://www.changchun.gov.cn/)>>>>]"
	}
	last := 0
	for i, content := range pages {
		last = o.stream("", content)
		annotations := ""
		if i == len(pages)-1 {
			annotations = more
		}
		o.pages = append(o.pages, o.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R%s/Resources<<%s>>%s/Contents %d 0 R>>", media, resources, annotations, last)))
	}
	if hidden == "revision" {
		now := pages[len(pages)-1]
		before := now + content
		o.list[last-1] = fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(before), before)
		f.Bytes = revised(o.bytes(), o.trailer, last, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(now), now))
		leak(gate.EarlierVersion)
		return nil
	}
	f.Bytes = o.bytes()
	return nil
}

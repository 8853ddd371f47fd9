package gatetest

import (
	"fmt"
	"html"
	"strings"

	"gongkai/paper/gate"
)

func init() {
	concealments["docx"] = []string{"deleted", "inserted", "moved", "comment", "vanish", "vanish style", "white", "one point", "embedded", "included", "deleted row"}
}

const wordSpaces = ` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"`

const runLooks = `<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="宋体" w:hint="eastAsia"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr>`

// runs are the runs of a text. Word begins another one where digits follow
// characters, and now and then for its own reasons.
func (w *writer) runs(s string) string {
	var b strings.Builder
	put := func(s string) {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				b.WriteString(`<w:r><w:br/></w:r>`)
			}
			if line != "" {
				fmt.Fprintf(&b, `<w:r w:rsidR="00%s">%s<w:t xml:space="preserve">%s</w:t></w:r>`, w.digits(6), runLooks, html.EscapeString(line))
			}
		}
	}
	for i, part := range strings.Split(s, cut) {
		if i > 0 && w.r.IntN(3) == 0 {
			b.WriteString(w.one(`<w:proofErr w:type="gramStart"/>`, `<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>`, `<w:lastRenderedPageBreak/>`))
		}
		from := 0
		for j, r := range part {
			if j > from && (r < 0x80) != (part[j-1] < 0x80) && w.r.IntN(4) == 0 {
				put(part[from:j])
				from = j
			}
		}
		put(part[from:])
	}
	return strings.ReplaceAll(b.String(), `<w:lastRenderedPageBreak/>`, `<w:r><w:lastRenderedPageBreak/></w:r>`)
}

func (w *writer) paragraph(s string) string {
	return fmt.Sprintf(`<w:p w:rsidR="00%s" w:rsidRDefault="00%s"><w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:rPr><w:rFonts w:eastAsia="仿宋_GB2312" w:hint="eastAsia"/></w:rPr></w:pPr>%s</w:p>`, w.digits(6), w.digits(6), w.runs(s))
}

func (w *writer) wordTable(rows [][]string, after string) string {
	var b strings.Builder
	wide := 1
	for _, row := range rows {
		wide = max(wide, len(row))
	}
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>` + strings.Repeat(`<w:gridCol w:w="900"/>`, wide) + `</w:tblGrid>`)
	for _, row := range rows {
		b.WriteString(`<w:tr w:rsidR="00AB12CD">`)
		for _, cell := range row {
			b.WriteString(`<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:jc w:val="center"/></w:pPr>` + w.runs(cell) + `</w:p></w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	return b.String() + after + `</w:tbl>`
}

// small is a DOCX of one paragraph.
func (w *writer) small(s string) ([]byte, error) {
	parts := map[string]string{"word/document.xml": xmlHead + `<w:document` + wordSpaces + `><w:body>` + w.paragraph(s) + `<w:sectPr/></w:body></w:document>`}
	w.relate(parts, "", officeRelation+"officeDocument", "word/document.xml")
	return packed(parts)
}

// properties are what Word and WPS tell of who wrote a file and on what.
func (w *writer) properties(f *File, parts map[string]string, p *paper) {
	parts["docProps/core.xml"] = xmlHead + fmt.Sprintf(`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>%s</dc:title><dc:creator>%s</dc:creator><cp:lastModifiedBy>%s</cp:lastModifiedBy><cp:revision>%d</cp:revision><dcterms:created xsi:type="dcterms:W3CDTF">2017-06-01T01:20:00Z</dcterms:created></cp:coreProperties>`, html.EscapeString(p.title), w.name(), w.one(w.name(), "Administrator", "User", "lenovo"), w.between(1, 40))
	parts["docProps/app.xml"] = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Template>Normal.dotm</Template><TotalTime>35</TotalTime><Pages>3</Pages><Application>` + w.one("Microsoft Office Word", "WPS Office_11.1.0.9339_F1E327BC-269C-435d-A152-05C5408002CA") + `</Application><Company>` + w.one(offices...) + `</Company><AppVersion>14.0000</AppVersion></Properties>`
	w.relate(parts, "", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml")
	w.relate(parts, "", officeRelation+"extended-properties", "docProps/app.xml")
	if w.r.IntN(2) == 0 {
		parts["docProps/custom.xml"] = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-11.1.0.9339</vt:lpwstr></property></Properties>`
		w.relate(parts, "", officeRelation+"custom-properties", "docProps/custom.xml")
	}
	for _, k := range []gate.Kind{gate.Author, gate.Company, gate.Machine} {
		f.Leaks = append(f.Leaks, Leak{Kind: k, Form: "properties"})
	}
}

// text writes a text as Word and WPS write it.
func (w *writer) text(f *File, p *paper, hidden string) (err error) {
	parts := map[string]string{}
	const main = "word/document.xml"
	w.relate(parts, "", officeRelation+"officeDocument", main)
	w.properties(f, parts, p)
	w.relate(parts, main, officeRelation+"styles", "styles.xml")
	w.relate(parts, main, officeRelation+"settings", "settings.xml")
	w.relate(parts, main, officeRelation+"fontTable", "fontTable.xml")
	header := w.relate(parts, main, officeRelation+"header", "header1.xml")
	footer := w.relate(parts, main, officeRelation+"footer", "footer1.xml")
	corner := ""
	switch {
	case p.corner == "":
	case w.r.IntN(3) == 0:
		corner = `<w:p><w:r><w:pict><v:shape id="t1" type="#_x0000_t202" style="position:absolute;width:120pt;height:30pt"><v:textbox><w:txbxContent>` + w.paragraph(p.corner) + `</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`
	case w.r.IntN(2) == 0:
		parts["word/header1.xml"] = xmlHead + `<w:hdr` + wordSpaces + `>` + w.paragraph(p.corner) + `</w:hdr>`
	default:
		corner = w.paragraph(p.corner)
	}
	if parts["word/header1.xml"] == "" {
		parts["word/header1.xml"] = xmlHead + `<w:hdr` + wordSpaces + `><w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr></w:p></w:hdr>`
	}
	parts["word/footer1.xml"] = xmlHead + `<w:ftr` + wordSpaces + `><w:p><w:r><w:t>— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE   \* MERGEFORMAT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
	parts["word/fontTable.xml"] = xmlHead + `<w:fonts` + wordSpaces + `><w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/></w:font></w:fonts>`
	parts["word/styles.xml"] = xmlHead + `<w:styles` + wordSpaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="a3"><w:name w:val="header"/></w:style><w:style w:type="character" w:styleId="z0"><w:name w:val="WW8Num1z0"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="z"><w:name w:val="z-窗体顶端"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>`
	variables := ""
	if w.r.IntN(3) == 0 {
		variables = `<w:docVars><w:docVar w:name="commondata" w:val="eyJoZGlkIjoiNzE1ZTY3In0="/></w:docVars>`
	}
	parts["word/settings.xml"] = xmlHead + `<w:settings` + wordSpaces + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:compat/>` + variables + `<w:rsids><w:rsidRoot w:val="00A77427"/><w:rsid w:val="00AB12CD"/></w:rsids></w:settings>`

	var body []string
	body = append(body, w.paragraph(p.title), w.paragraph(p.number))
	if w.r.IntN(4) == 0 {
		// A table of contents; Word hides its numbers from pages for the web.
		body = append(body, `<w:p><w:hyperlink w:anchor="_Toc1" w:history="1"><w:r><w:t>一、总体情况</w:t></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:tab/></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:instrText xml:space="preserve"> PAGEREF _Toc1 \h </w:instrText></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:t>1</w:t></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink></w:p>`)
	}
	for _, s := range p.paragraphs {
		body = append(body, w.paragraph(s))
	}
	leak := func(kind gate.Kind, more ...Leak) {
		f.Leaks = append(append(f.Leaks, Leak{Kind: kind, Form: hidden}), more...)
	}
	person, phone := w.name(), w.mobile()
	secret := Leak{Kind: gate.Mobile, Plain: phone, Form: "in what is hidden"}
	said := fmt.Sprintf("%s（电话%s）", person, phone)
	by := fmt.Sprintf(`w:id="%d" w:author="%s" w:date="2017-05-%02dT09:30:00Z"`, w.between(1, 90), w.name(), w.between(1, 28))
	added, tableEnd := "", ""
	run := func(looks, s string) string { return `<w:r><w:rPr>` + looks + `</w:rPr><w:t>` + s + `</w:t></w:r>` }
	switch hidden {
	case "deleted":
		added = `<w:p>` + w.runs("经研究，同意") + `<w:del ` + by + `><w:r><w:delText>` + said + `</w:delText></w:r></w:del>` + w.runs("上述意见。") + `</w:p>`
		leak(gate.TrackedChange, secret)
	case "inserted":
		added = `<w:p>` + w.runs("经研究，") + `<w:ins ` + by + `><w:r><w:t>原则上</w:t></w:r></w:ins>` + w.runs("同意。") + `</w:p>`
		leak(gate.TrackedChange)
	case "moved":
		added = `<w:p><w:moveFrom ` + by + `><w:r><w:t>此段移走</w:t></w:r></w:moveFrom></w:p><w:p><w:moveTo ` + by + `><w:r><w:t>此段移走</w:t></w:r></w:moveTo></w:p>`
		leak(gate.TrackedChange)
	case "deleted row":
		tableEnd = `<w:tr><w:trPr><w:del ` + by + `/></w:trPr><w:tc><w:p><w:del ` + by + `><w:r><w:delText>` + said + `</w:delText></w:r></w:del></w:p></w:tc></w:tr>`
		leak(gate.TrackedChange, secret)
	case "comment":
		w.relate(parts, main, officeRelation+"comments", "comments.xml")
		parts["word/comments.xml"] = xmlHead + `<w:comments` + wordSpaces + `><w:comment ` + by + ` w:initials="Z"><w:p><w:r><w:annotationRef/></w:r><w:r><w:t>请与` + said + `核实</w:t></w:r></w:p></w:comment></w:comments>`
		id := strings.SplitN(by, `"`, 3)[1]
		added = `<w:p><w:commentRangeStart w:id="` + id + `"/>` + w.runs("情况属实。") + `<w:commentRangeEnd w:id="` + id + `"/><w:r><w:commentReference w:id="` + id + `"/></w:r></w:p>`
		leak(gate.Comment, secret)
	case "vanish":
		added = `<w:p>` + w.runs("公示如下：") + run(`<w:vanish/>`, said) + `</w:p>`
		leak(gate.HiddenText, secret)
	case "vanish style":
		added = `<w:p>` + w.runs("公示如下：") + run(`<w:rStyle w:val="z0"/>`, said) + `</w:p>`
		leak(gate.HiddenText, secret)
	case "white":
		added = `<w:p>` + w.runs("公示如下：") + run(`<w:color w:val="FFFFFF"/>`, said) + `</w:p>`
		leak(gate.HiddenText, secret)
	case "one point":
		added = `<w:p>` + w.runs("公示如下：") + run(`<w:sz w:val="2"/>`, said) + `</w:p>`
		leak(gate.HiddenText, secret)
	case "embedded":
		inner, err := w.smallBook(person, phone)
		if err != nil {
			return err
		}
		parts["word/embeddings/Microsoft_Excel____1.xlsx"] = string(inner)
		id := w.relate(parts, main, officeRelation+"package", "embeddings/Microsoft_Excel____1.xlsx")
		added = `<w:p><w:r><w:object w:dxaOrig="2000" w:dyaOrig="800"><v:shape id="s9" style="width:100pt;height:40pt"/><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="s9" DrawAspect="Content" ObjectID="_1" r:id="` + id + `"/></w:object></w:r></w:p>`
		leak(gate.EmbeddedFile, secret)
	case "included":
		added = `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> LINK Excel.Sheet.12 "D:\\工作\\底册.xlsx" "Sheet1!R1C1" \a \f 5 \h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>128</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
		leak(gate.ExternalLink)
	}
	if added != "" {
		at := 2 + w.r.IntN(len(body)-1)
		body = append(body[:at:at], append([]string{added}, body[at:]...)...)
	}
	parts[main] = xmlHead + `<w:document` + wordSpaces + `><w:body>` + corner + strings.Join(body, "") + w.wordTable(p.table, tableEnd) + w.paragraph(p.day) +
		`<w:sectPr w:rsidR="00AB12CD"><w:headerReference w:type="default" r:id="` + header + `"/><w:footerReference w:type="default" r:id="` + footer + `"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`
	f.Bytes, err = packed(parts)
	return err
}

package gatetest

import (
	"fmt"
	"html"
	"strings"

	"gongkai/paper/gate"
)

func init() {
	concealments["pptx"] = []string{"slide", "notes", "comment", "beside", "switched off"}
	concealments["ofd"] = []string{"invisible", "transparent", "attachment", "annotation", "version"}
}

const slideSpaces = ` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`

const noShapes = `<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/></p:spTree></p:cSld>`

// frame is a text box at so many English Metric Units from the left and top.
func (w *writer) frame(s, more string, x, y int) string {
	var b strings.Builder
	for _, line := range strings.Split(s, "\n") {
		if b.Len() > 0 {
			b.WriteString(`<a:br/>`)
		}
		for _, part := range strings.Split(line, cut) {
			b.WriteString(`<a:r><a:rPr lang="zh-CN" altLang="en-US" dirty="0"/><a:t>` + html.EscapeString(part) + `</a:t></a:r>`)
		}
	}
	return fmt.Sprintf(`<p:sp><p:nvSpPr><p:cNvPr id="%d" name="文本框 %d"%s/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="%d" y="%d"/><a:ext cx="8000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p>%s</a:p></p:txBody></p:sp>`, w.between(2, 90000), w.between(2, 99), more, x, y, b.String())
}

func (w *writer) slideTable(rows [][]string) string {
	var b strings.Builder
	b.WriteString(`<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="表格"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="500000" y="1500000"/><a:ext cx="8000000" cy="3000000"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblPr/><a:tblGrid>` + strings.Repeat(`<a:gridCol w="1000000"/>`, len(rows[0])) + `</a:tblGrid>`)
	for _, row := range rows {
		b.WriteString(`<a:tr h="370000">`)
		for _, cell := range row {
			b.WriteString(`<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p>`)
			for _, part := range strings.Split(strings.ReplaceAll(cell, "\n", cut), cut) {
				b.WriteString(`<a:r><a:rPr lang="zh-CN"/><a:t>` + html.EscapeString(part) + `</a:t></a:r>`)
			}
			b.WriteString(`</a:p></a:txBody><a:tcPr/></a:tc>`)
		}
		b.WriteString(`</a:tr>`)
	}
	return b.String() + `</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`
}

// slides writes a presentation.
func (w *writer) slides(f *File, p *paper, hidden string) (err error) {
	parts := map[string]string{}
	const main = "ppt/presentation.xml"
	w.relate(parts, "", officeRelation+"officeDocument", main)
	w.properties(f, parts, p)
	master := w.relate(parts, main, officeRelation+"slideMaster", "slideMasters/slideMaster1.xml")
	parts["ppt/slideMasters/slideMaster1.xml"] = xmlHead + `<p:sldMaster` + slideSpaces + `>` + noShapes + `<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>`
	w.relate(parts, "ppt/slideMasters/slideMaster1.xml", officeRelation+"slideLayout", "../slideLayouts/slideLayout1.xml")
	parts["ppt/slideLayouts/slideLayout1.xml"] = xmlHead + `<p:sldLayout` + slideSpaces + ` type="blank">` + noShapes + `</p:sldLayout>`
	w.relate(parts, "ppt/slideLayouts/slideLayout1.xml", officeRelation+"slideMaster", "../slideMasters/slideMaster1.xml")
	var ids strings.Builder
	count := 0
	slide := func(attributes, shapes string) string {
		count++
		part := fmt.Sprintf("ppt/slides/slide%d.xml", count)
		fmt.Fprintf(&ids, `<p:sldId id="%d" r:id="%s"/>`, 255+count, w.relate(parts, main, officeRelation+"slide", fmt.Sprintf("slides/slide%d.xml", count)))
		w.relate(parts, part, officeRelation+"slideLayout", "../slideLayouts/slideLayout1.xml")
		parts[part] = xmlHead + `<p:sld` + slideSpaces + attributes + `>` + strings.Replace(noShapes, `</p:spTree>`, shapes+`</p:spTree>`, 1) + `<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>`
		return part
	}
	leak := func(kind gate.Kind, more ...Leak) {
		f.Leaks = append(append(f.Leaks, Leak{Kind: kind, Form: hidden}), more...)
	}
	person, phone := w.name(), w.mobile()
	secret := Leak{Kind: gate.Mobile, Plain: phone, Form: "in what is hidden"}
	said := person + "，手机" + phone
	extra := ""
	switch hidden {
	case "beside":
		extra = w.frame(said, "", 12500000, 300000)
		leak(gate.HiddenText, secret)
	case "switched off":
		extra = w.frame(said, ` hidden="1"`, 500000, 5500000)
		leak(gate.HiddenText, secret)
	}
	if p.corner != "" {
		extra += w.frame(p.corner, "", 200000, 50000)
	}
	first := slide("", extra+w.frame(p.title, "", 500000, 600000))
	for i, s := range p.paragraphs {
		if i%3 == 0 {
			slide("", w.frame(s, "", 500000, 800000))
			continue
		}
		at := fmt.Sprintf("ppt/slides/slide%d.xml", count)
		parts[at] = strings.Replace(parts[at], `</p:spTree>`, w.frame(s, "", 500000, 800000+i%3*1500000)+`</p:spTree>`, 1)
	}
	slide("", w.slideTable(p.table))
	switch hidden {
	case "slide":
		slide(` show="0"`, w.frame(said, "", 500000, 300000))
		leak(gate.HiddenSlide, secret)
	case "notes":
		w.relate(parts, first, officeRelation+"notesSlide", "../notesSlides/notesSlide1.xml")
		parts["ppt/notesSlides/notesSlide1.xml"] = xmlHead + `<p:notes` + slideSpaces + `>` + strings.Replace(noShapes, `</p:spTree>`, w.frame("此处口头说明："+said, "", 0, 0)+`</p:spTree>`, 1) + `</p:notes>`
		w.relate(parts, "ppt/notesSlides/notesSlide1.xml", officeRelation+"slide", "../slides/slide1.xml")
		leak(gate.Comment, secret)
	case "comment":
		w.relate(parts, main, officeRelation+"commentAuthors", "commentAuthors.xml")
		parts["ppt/commentAuthors.xml"] = xmlHead + `<p:cmAuthorLst` + slideSpaces + `><p:cmAuthor id="0" name="` + person + `" initials="Z" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>`
		w.relate(parts, first, officeRelation+"comments", "../comments/comment1.xml")
		parts["ppt/comments/comment1.xml"] = xmlHead + `<p:cmLst` + slideSpaces + `><p:cm authorId="0" dt="2017-06-01T09:00:00.000" idx="1"><p:pos x="10" y="10"/><p:text>数字请再核</p:text></p:cm></p:cmLst>`
		leak(gate.Comment)
	}
	parts[main] = xmlHead + `<p:presentation` + slideSpaces + `><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="` + master + `"/></p:sldMasterIdLst><p:sldIdLst>` + ids.String() + `</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`
	f.Bytes, err = packed(parts)
	return err
}

const ofdSpace = ` xmlns:ofd="http://www.ofdspec.org/2016"`

// ofd writes an OFD, GB/T 33190: a line of text is an object for each stretch.
func (w *writer) ofd(f *File, p *paper, hidden string) (err error) {
	var page strings.Builder
	id := 10
	y := 15.0
	line := func(s string) {
		for _, s := range strings.Split(s, "\n") {
			x := 20.0
			for _, part := range strings.Split(s, cut) {
				width := 0.0
				for _, r := range part {
					if r < 0x80 {
						width += 2.2
					} else {
						width += 4.4
					}
				}
				id++
				fmt.Fprintf(&page, `<ofd:TextObject ID="%d" Boundary="%.2f %.2f %.2f 6" Font="3" Size="4.4"><ofd:TextCode X="0" Y="4.4">%s</ofd:TextCode></ofd:TextObject>`, id, x, y, width, html.EscapeString(part))
				x += width
			}
			y += 7
		}
	}
	if p.corner != "" {
		line(p.corner)
	}
	line(p.title)
	for _, s := range p.paragraphs {
		line(s)
	}
	for _, row := range p.table {
		line(strings.ReplaceAll(strings.Join(row, "  "), "\n", ""))
	}
	leak := func(kind gate.Kind, more ...Leak) {
		f.Leaks = append(append(f.Leaks, Leak{Kind: kind, Form: hidden}), more...)
	}
	person, phone := w.name(), w.mobile()
	secret := Leak{Kind: gate.Mobile, Plain: phone, Form: "in what is hidden"}
	said := person + "，手机" + phone
	parts := map[string]string{}
	document, body := "", ""
	switch hidden {
	case "invisible":
		fmt.Fprintf(&page, `<ofd:TextObject ID="5" Boundary="20 250 80 6" Font="3" Size="4.4" Visible="false"><ofd:TextCode X="0" Y="4">%s</ofd:TextCode></ofd:TextObject>`, said)
		leak(gate.InvisibleText, secret)
	case "transparent":
		fmt.Fprintf(&page, `<ofd:TextObject ID="5" Boundary="20 250 80 6" Font="3" Size="4.4" Alpha="0"><ofd:TextCode X="0" Y="4">%s</ofd:TextCode></ofd:TextObject>`, said)
		leak(gate.InvisibleText, secret)
	case "attachment":
		inner, err := w.small(said)
		if err != nil {
			return err
		}
		document = `<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>`
		parts["Doc_0/Attachs/Attachments.xml"] = xmlHead + `<ofd:Attachments` + ofdSpace + `><ofd:Attachment ID="a1" Name="底稿" Format="docx"><ofd:FileLoc>底稿.docx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>`
		parts["Doc_0/Attachs/底稿.docx"] = string(inner)
		leak(gate.EmbeddedFile, secret)
	case "annotation":
		document = `<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>`
		parts["Doc_0/Annots/Annotations.xml"] = xmlHead + `<ofd:Annotations` + ofdSpace + `><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`
		parts["Doc_0/Annots/Page_0/Annotation.xml"] = xmlHead + `<ofd:PageAnnot` + ofdSpace + `><ofd:Annot ID="6" Type="Highlight" Creator="` + person + `" LastModDate="2017-06-01"><ofd:Remark>待核，` + said + `</ofd:Remark></ofd:Annot></ofd:PageAnnot>`
		leak(gate.Annotation, secret)
	case "version":
		body = `<ofd:Versions><ofd:Version ID="1" Index="0" BaseLoc="Doc_0/Versions/v0.xml"/><ofd:Version ID="2" Index="1" Current="true" BaseLoc="Doc_0/Versions/v1.xml"/></ofd:Versions>`
		parts["Doc_0/Versions/v0.xml"] = xmlHead + `<ofd:DocVersion` + ofdSpace + `><ofd:FileList><ofd:File ID="1">../Pages/Page_0/Old.xml</ofd:File></ofd:FileList></ofd:DocVersion>`
		parts["Doc_0/Versions/v1.xml"] = xmlHead + `<ofd:DocVersion` + ofdSpace + `/>`
		parts["Doc_0/Pages/Page_0/Old.xml"] = xmlHead + `<ofd:Page` + ofdSpace + `><ofd:Content><ofd:Layer ID="3"><ofd:TextObject ID="4" Boundary="20 20 80 6" Size="4"><ofd:TextCode X="0" Y="4">` + said + `</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>`
		leak(gate.EarlierVersion, secret)
	}
	parts["OFD.xml"] = xmlHead + `<ofd:OFD` + ofdSpace + ` Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>` + w.digits(32) + `</ofd:DocID><ofd:Title>` + html.EscapeString(p.title) + `</ofd:Title><ofd:Author>` + w.name() + `</ofd:Author><ofd:Creator>数科OFD文档处理软件</ofd:Creator></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>` + body + `</ofd:DocBody></ofd:OFD>`
	parts["Doc_0/Document.xml"] = xmlHead + `<ofd:Document` + ofdSpace + `><ofd:CommonData><ofd:MaxUnitID>9000</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 ` + fmt.Sprint(int(y)+20) + `</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>` + document + `</ofd:Document>`
	parts["Doc_0/PublicRes.xml"] = xmlHead + `<ofd:Res` + ofdSpace + ` BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="仿宋_GB2312"/></ofd:Fonts></ofd:Res>`
	parts["Doc_0/Pages/Page_0/Content.xml"] = xmlHead + `<ofd:Page` + ofdSpace + `><ofd:Content><ofd:Layer ID="2" Type="Body">` + page.String() + `</ofd:Layer></ofd:Content></ofd:Page>`
	f.Leaks = append(f.Leaks, Leak{Kind: gate.Author, Form: "properties"}, Leak{Kind: gate.Machine, Form: "properties"})
	f.Bytes, err = packed(parts)
	return err
}

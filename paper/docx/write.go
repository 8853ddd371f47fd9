package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"gongkai/law/calendar"
	"gongkai/paper/block"
)

// Write writes the document. It fails on a picture that cannot be read, a code
// that says too much, and when w does.
func Write(w io.Writer, d block.Document) error {
	file, err := Bytes(d)
	if err != nil {
		return err
	}
	_, err = w.Write(file)
	return err
}

// Bytes is the document as a file; see [Write].
func Bytes(d block.Document) ([]byte, error) {
	b := &body{}
	if err := b.blocks(d.Blocks, textWidth); err != nil {
		return nil, err
	}
	for _, x := range d.Blocks {
		if x, ok := x.(block.Imprint); ok && len(x.Lines) > 0 {
			b.imprint(x)
		}
	}
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for _, part := range b.parts(d) {
		// Without a time of its own, an entry is the same every day.
		method := zip.Deflate
		if strings.HasPrefix(part.name, "word/media/") {
			method = zip.Store // compressed already
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: method})
		if err == nil {
			_, err = w.Write(part.data)
		}
		if err != nil {
			return nil, fmt.Errorf("docx: %s: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("docx: %w", err)
	}
	return file.Bytes(), nil
}

type part struct {
	name string
	data []byte
}

const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// The namespaces of WordprocessingML.
const namespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
	` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
	` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
	` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
	` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`

const (
	relOffice  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	relPackage = "http://schemas.openxmlformats.org/package/2006/relationships"
	typeWord   = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// parts are the files of the package.
func (b *body) parts(d block.Document) []part {
	var list []part
	add := func(name, text string) { list = append(list, part{name, []byte(declaration + text)}) }

	add("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Default Extension="xml" ContentType="application/xml"/>`+
		`<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>`+
		override("/word/document.xml", typeWord+"document.main+xml")+
		override("/word/styles.xml", typeWord+"styles+xml")+
		override("/word/settings.xml", typeWord+"settings+xml")+
		override("/word/fontTable.xml", typeWord+"fontTable+xml")+
		override("/word/footer1.xml", typeWord+"footer+xml")+
		override("/word/footer2.xml", typeWord+"footer+xml")+
		override("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")+
		override("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")+
		`</Types>`)
	add("_rels/.rels", `<Relationships xmlns="`+relPackage+`">`+
		relation("rId1", relOffice+"officeDocument", "word/document.xml")+
		relation("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml")+
		relation("rId3", relOffice+"extended-properties", "docProps/app.xml")+`</Relationships>`)
	add("docProps/core.xml", core(d))
	add("docProps/app.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Gongkai</Application></Properties>`)

	rels := relation("rId1", relOffice+"styles", "styles.xml") + relation("rId2", relOffice+"settings", "settings.xml") +
		relation("rId3", relOffice+"fontTable", "fontTable.xml") + relation("rId4", relOffice+"footer", "footer1.xml") + relation("rId5", relOffice+"footer", "footer2.xml")
	for i, p := range b.pictures {
		rels += relation(pictureID(i), relOffice+"image", "media/"+p.name)
	}
	add("word/_rels/document.xml.rels", `<Relationships xmlns="`+relPackage+`">`+rels+`</Relationships>`)
	footers := `<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>`
	if d.Plain {
		footers = ""
	}
	add("word/document.xml", `<w:document `+namespaces+`><w:body>`+b.text.String()+`<w:sectPr>`+footers+section+`</w:sectPr></w:body></w:document>`)
	add("word/styles.xml", styles)
	add("word/settings.xml", settings)
	add("word/fontTable.xml", fontTable)
	add("word/footer1.xml", footer("right"))
	add("word/footer2.xml", footer("left"))
	for _, p := range b.pictures {
		list = append(list, part{"word/media/" + p.name, p.data})
	}
	return list
}

func override(name, kind string) string {
	return `<Override PartName="` + name + `" ContentType="` + kind + `"/>`
}

func relation(id, kind, target string) string {
	return `<Relationship Id="` + id + `" Type="` + kind + `" Target="` + target + `"/>`
}

func core(d block.Document) string {
	dated := ""
	if d.On != calendar.NoDay {
		at := d.On.Start().UTC().Format("2006-01-02T15:04:05Z")
		dated = `<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified>`
	}
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(d.Title) + `</dc:title><dc:creator>` + escape(d.Author) + `</dc:creator><dc:language>zh-CN</dc:language>` + dated + `</cp:coreProperties>`
}

// escape makes text fit for XML; characters that XML 1.0 has no place for are
// left out.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\t', r == '\n', r == '\r':
			b.WriteByte(' ')
		case r < ' ', r == 0xFFFE, r == 0xFFFF, r == '\uFFFD':
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

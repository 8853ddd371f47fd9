package gate

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/law/calendar"
	"gongkai/paper/block"
	"gongkai/paper/docx"
	"gongkai/paper/sheet"
)

const (
	citizen = "110105194912310011"
	mobile  = "13812345678"
	relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	spaces  = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"`
	wspaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`
	pspaces = ` xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`
)

// zipped packs parts, by their names, with a list of their types.
func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	types := map[string]string{"xl/workbook.xml": "spreadsheetml.sheet.main", "xl/styles.xml": "spreadsheetml.styles", "xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
		"word/document.xml": "wordprocessingml.document.main", "word/styles.xml": "wordprocessingml.styles", "word/settings.xml": "wordprocessingml.settings",
		"word/comments.xml": "wordprocessingml.comments", "word/footnotes.xml": "wordprocessingml.footnotes", "word/header1.xml": "wordprocessingml.header",
		"ppt/presentation.xml": "presentationml.presentation.main", "ppt/slideMasters/m.xml": "presentationml.slideMaster", "ppt/slideLayouts/l.xml": "presentationml.slideLayout"}
	var list strings.Builder
	names := slices.Sorted(maps.Keys(parts))
	for _, name := range names {
		kind := types[name]
		switch {
		case strings.HasPrefix(name, "xl/worksheets/sheet"):
			kind = "spreadsheetml.worksheet"
		case strings.HasPrefix(name, "xl/comments"):
			kind = "spreadsheetml.comments"
		case strings.HasPrefix(name, "ppt/slides/slide"):
			kind = "presentationml.slide"
		case strings.HasPrefix(name, "ppt/notesSlides/"):
			kind = "presentationml.notesSlide"
		}
		if kind != "" {
			fmt.Fprintf(&list, `<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.%s+xml"/>`, name, kind)
		}
	}
	if parts["OFD.xml"] == "" {
		parts = maps.Clone(parts)
		parts["[Content_Types].xml"] = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/><Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Default Extension="docx" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document"/><Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>` + list.String() + `</Types>`
		names = append([]string{"[Content_Types].xml"}, names...)
	}
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		body := parts[name]
		if (strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")) && !strings.HasPrefix(body, "<?") {
			body = declaration + body
		}
		if _, err := io.WriteString(w, body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// links are relations: id, kind, target and so on; a target that begins with !
// is outside.
func links(list ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := 0; i < len(list); i += 3 {
		kind := relType + list[i+1]
		if list[i+1] == "core-properties" {
			kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
		}
		target, mode := list[i+2], ""
		if out, ok := strings.CutPrefix(target, "!"); ok {
			target, mode = out, ` TargetMode="External"`
		}
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s" Target="%s"%s/>`, list[i], kind, target, mode)
	}
	return b.String() + `</Relationships>`
}

// with is parts with others on top.
func with(base map[string]string, more ...string) map[string]string {
	parts := maps.Clone(base)
	for i := 0; i < len(more); i += 2 {
		parts[more[i]] = more[i+1]
	}
	return parts
}

// sound is a workbook with nothing to find: rows is its sheet's content after
// <worksheet>, extra goes into the workbook.
func soundBook(rows, sheets, extra string) map[string]string {
	return map[string]string{
		"_rels/.rels":                links("r1", "officeDocument", "xl/workbook.xml"),
		"xl/workbook.xml":            `<workbook` + spaces + `><sheets><sheet name="公示" sheetId="1" r:id="r1"/>` + sheets + `</sheets>` + extra + `</workbook>`,
		"xl/_rels/workbook.xml.rels": links("r1", "worksheet", "worksheets/sheet1.xml", "r2", "worksheet", "worksheets/sheet2.xml", "rs", "styles", "styles.xml", "rt", "sharedStrings", "sharedStrings.xml"),
		"xl/worksheets/sheet1.xml":   `<worksheet` + spaces + `>` + rows + `</worksheet>`,
		"xl/sharedStrings.xml":       `<sst` + spaces[:len(` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`)] + `><si><t>项目</t></si><si><r><t>金</t></r><r><t>额</t></r></si><si><t>绿化</t></si><si><t>藏着的话</t></si></sst>`,
		"xl/styles.xml": `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="170" formatCode=";;;"/><numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><fonts count="2"><font><sz val="11"/></font><font><sz val="11"/><color rgb="FFFFFFFF"/></font></fonts>` +
			`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF1F4E78"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
			`<cellXfs count="5"><xf/><xf fontId="1" fillId="0"/><xf fontId="1" fillId="2"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>`,
	}
}

const soundRows = `<sheetData><row r="1"><c r="A1" t="s" s="2"><v>0</v></c><c r="B1" t="s" s="2"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>12.5</v></c></row></sheetData>`

// soundText is a text with nothing to find.
func soundText(body string) map[string]string {
	return map[string]string{
		"_rels/.rels":                  links("r1", "officeDocument", "word/document.xml"),
		"word/document.xml":            `<w:document` + wspaces + `><w:body>` + body + `<w:sectPr/></w:body></w:document>`,
		"word/_rels/document.xml.rels": links("rs", "styles", "styles.xml", "rt", "settings", "settings.xml"),
		"word/styles.xml":              `<w:styles` + wspaces + `><w:style w:type="character" w:styleId="Secret"><w:name w:val="s"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="table" w:styleId="Dark"><w:name w:val="d"/><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="1F4E78"/></w:tcPr></w:tblStylePr></w:style></w:styles>`,
		"word/settings.xml":            `<w:settings` + wspaces + `/>`,
	}
}

func para(text string) string {
	return `<w:p><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

const master = `<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/></p:spTree></p:cSld>`

// soundSlides is a presentation of two slides.
func soundSlides(one, two string) map[string]string {
	return map[string]string{
		"_rels/.rels": links("r1", "officeDocument", "ppt/presentation.xml"),
		"ppt/presentation.xml": `<p:presentation` + pspaces + `><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rm"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="r1"/><p:sldId id="257" r:id="r2"/></p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>` +
			`<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="节" id="{0}"><p14:sldIdLst><p14:sldId id="256"/><p14:sldId id="257"/></p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels":   links("rm", "slideMaster", "slideMasters/m.xml", "r1", "slide", "slides/slide1.xml", "r2", "slide", "slides/slide2.xml"),
		"ppt/slideMasters/m.xml":            `<p:sldMaster` + pspaces + `>` + master + `<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="r1"/></p:sldLayoutIdLst></p:sldMaster>`,
		"ppt/slideMasters/_rels/m.xml.rels": links("r1", "slideLayout", "../slideLayouts/l.xml"),
		"ppt/slideLayouts/l.xml":            `<p:sldLayout` + pspaces + `>` + master + `</p:sldLayout>`,
		"ppt/slideLayouts/_rels/l.xml.rels": links("r1", "slideMaster", "../slideMasters/m.xml"),
		"ppt/slides/slide1.xml":             `<p:sld` + pspaces + `>` + strings.Replace(master, `</p:spTree>`, one+`</p:spTree>`, 1) + `</p:sld>`,
		"ppt/slides/_rels/slide1.xml.rels":  links("rl", "slideLayout", "../slideLayouts/l.xml"),
		"ppt/slides/slide2.xml":             two,
		"ppt/slides/_rels/slide2.xml.rels":  links("rl", "slideLayout", "../slideLayouts/l.xml"),
	}
}

func textFrame(text string, x int) string {
	return fmt.Sprintf(`<p:sp><p:nvSpPr><p:cNvPr id="5" name="框"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="%d" y="100000"/><a:ext cx="3000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="zh-CN"/><a:t>%s</a:t></a:r></a:p></p:txBody></p:sp>`, x, text)
}

func slideOf(attributes, content string) string {
	return `<p:sld` + pspaces + attributes + `>` + strings.Replace(master, `</p:spTree>`, content+`</p:spTree>`, 1) + `</p:sld>`
}

func soundOFD(page, more string) map[string]string {
	const ofd = ` xmlns:ofd="http://www.ofdspec.org/2016"`
	return map[string]string{
		"OFD.xml":                        `<ofd:OFD` + ofd + ` DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID><ofd:Title>通知</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
		"Doc_0/Document.xml":             `<ofd:Document` + ofd + `><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>` + more + `</ofd:Document>`,
		"Doc_0/Pages/Page_0/Content.xml": `<ofd:Page` + ofd + `><ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="3" Boundary="10 10 100 5" Size="4"><ofd:TextCode X="0" Y="4">关于绿化的通知</ofd:TextCode></ofd:TextObject>` + page + `</ofd:Layer></ofd:Content></ofd:Page>`,
	}
}

// samples are files with one thing each that a reader does not see.
type sampleFile struct {
	name  string // of the case; its extension is that of the file
	parts map[string]string
	bytes []byte // in place of parts
	kinds string // kinds found that stop, each once, in the order of the alphabet
	says  string // in one of the sentences
	shown []string
	// uncleaned says that no clean copy can be made.
	uncleaned bool
}

func (s sampleFile) file(t testing.TB) []byte {
	if s.bytes != nil {
		return s.bytes
	}
	return zipped(t, s.parts)
}

func pngBytes(t testing.TB) string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func excel(t testing.TB, make func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for _, c := range [][2]string{{"A1", "项目"}, {"B1", "金额"}, {"A2", "绿化"}, {"B2", "12.5"}} {
		if err := f.SetCellStr("Sheet1", c[0], c[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := make(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sampleFiles(t testing.TB) []sampleFile {
	inline := func(ref, text string, more string) string {
		return `<c r="` + ref + `" t="inlineStr"` + more + `><is><t>` + text + `</t></is></c>`
	}
	data := func(rows string) string { return `<sheetData>` + rows + `</sheetData>` }
	hiddenSheet := `<worksheet` + spaces + `><sheetData><row r="1">` + inline("A1", "姓名", "") + inline("B1", "身份证号", "") + `</row><row r="2">` + inline("A2", "张三", "") + inline("B2", citizen, "") + `</row></sheetData></worksheet>`
	inner := zipped(t, soundText(para("手机"+mobile)))
	slides := soundSlides(textFrame("年度工作", 100000), slideOf("", textFrame("第二页内容", 100000)))
	seen := []string{"绿化", "12.5"}
	list := []sampleFile{
		{name: "sound.xlsx", parts: soundBook(soundRows, "", ""), shown: seen},
		{name: "hidden sheet.xlsx", parts: with(soundBook(soundRows, `<sheet name="Sheet2" sheetId="2" state="hidden" r:id="r2"/>`, ""), "xl/worksheets/sheet2.xml", hiddenSheet),
			kinds: "citizen_id hidden_sheet", says: "工作表“Sheet2”是隐藏的，里面有 2 行数据", shown: seen},
		{name: "very hidden sheet.xlsx", parts: with(soundBook(soundRows, `<sheet name="Sheet2" sheetId="2" state="veryHidden" r:id="r2"/>`,
			`<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">公示!$A$1:$B$2</definedName></definedNames>`), "xl/worksheets/sheet2.xml", hiddenSheet),
			kinds: "citizen_id hidden_sheet", says: "深度隐藏", shown: seen},
		{name: "formula of hidden sheet.xlsx", parts: with(soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+`<c r="B1"><f>Sheet2!B2*2</f><v>12.5</v></c></row>`)+
			`<dataValidations count="1"><dataValidation type="list" sqref="A1"><formula1>Sheet2!$A$1:$A$2</formula1></dataValidation></dataValidations>`,
			`<sheet name="Sheet2" sheetId="2" state="hidden" r:id="r2"/>`, `<definedNames><definedName name="基数">Sheet2!$B$2</definedName></definedNames>`), "xl/worksheets/sheet2.xml", hiddenSheet),
			kinds: "citizen_id hidden_sheet", shown: seen},
		{name: "picture in a cell.xlsx", parts: with(soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+inline("B1", "12.5", "")+`<c r="C1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c></row>`),
			`<sheet name="Sheet2" sheetId="2" state="hidden" r:id="r2"/>`, ""), "xl/worksheets/sheet2.xml", hiddenSheet), kinds: "citizen_id hidden_sheet", shown: []string{"绿化"}},
		{name: "formulas without values.xlsx", parts: with(soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+`<c r="B1"><f>5*2.5</f></c></row>`), `<sheet name="Sheet2" sheetId="2" state="hidden" r:id="r2"/>`, ""), "xl/worksheets/sheet2.xml", hiddenSheet),
			kinds: "citizen_id hidden_sheet", shown: seen},
		{name: "formula of what is hidden.xlsx", parts: with(soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+`<c r="B1"><f>Sheet2!C2</f></c></row>`), `<sheet name="Sheet2" sheetId="2" state="hidden" r:id="r2"/>`, ""), "xl/worksheets/sheet2.xml", hiddenSheet),
			kinds: "citizen_id hidden_sheet", uncleaned: true},
		{name: "hidden row.xlsx", parts: soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+`<c r="B1"><v>12.5</v></c></row><row r="3" hidden="1">`+inline("A3", "藏", "")+`</row><row r="4" ht="0" customHeight="1"><c r="A4" t="s"><v>3</v></c></row>`), "", ""),
			kinds: "hidden_row", says: "工作表“公示”第3-4行是隐藏的，里面有 2 行数据", shown: seen},
		{name: "filtered row.xlsx", parts: soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+inline("B1", "12.5", "")+`</row><row r="2" hidden="1">`+inline("A2", citizen, "")+`</row>`)+`<autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="甲"/></filters></filterColumn></autoFilter>`, "", ""),
			kinds: "citizen_id hidden_row", says: "第2行", shown: seen},
		{name: "hidden column.xlsx", parts: soundBook(`<cols><col min="3" max="3" width="9" hidden="1"/><col min="5" max="6" width="0" customWidth="1"/></cols>`+
			data(`<row r="1">`+inline("A1", "绿化", "")+inline("B1", "12.5", "")+inline("C1", "藏", "")+`<c r="E1"><v>7</v></c></row>`), "", ""),
			kinds: "hidden_column", says: "第C、E列是隐藏的，里面有 2 个单元格有数据", shown: seen},
		{name: "span of hidden column.xlsx", parts: soundBook(`<cols><col min="1" max="1" width="9" hidden="1"/></cols>`+
			data(`<row r="1">`+inline("A1", "绿化", "")+`</row><row r="2">`+inline("B2", "12.5", "")+`</row>`)+`<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>`, "", ""), shown: seen},
		{name: "empty hidden rows.xlsx", parts: soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+inline("B1", "12.5", "")+`</row><row r="2" hidden="1"><c r="A2" s="0"/></row>`), "", ""), shown: seen},
		{name: "white on white.xlsx", parts: soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+inline("B1", "12.5", ` s="2"`)+inline("C1", "看不见", ` s="1"`)+`<c r="D1" s="3"><v>5</v></c></row>`), "", ""),
			kinds: "hidden_text", says: "工作表“公示”C1单元格等 2 个单元格", shown: seen},
		{name: "strings nobody shows.xlsx", parts: with(soundBook(soundRows, "", ""), "xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>项目</t></si><si><t>金额</t></si><si><t>绿化</t></si><si><t>`+citizen+`</t></si></sst>`),
			kinds: "citizen_id", says: "没有单元格使用的文字", shown: seen},
		{name: "days of birth.xlsx", parts: soundBook(data(`<row r="1">`+inline("A1", "姓名", "")+inline("B1", "出生日期", "")+`</row><row r="2">`+inline("A2", "张三", "")+`<c r="B2" s="4"><v>31118</v></c></row>`), "", ""), kinds: "birth", says: "B2单元格"},
		{name: "boxes.xlsx", parts: soundBook(data(`<row r="1">`+inline("A1", "身份证号", "")+func() (s string) {
			for i, c := range citizen {
				s += inline(sheet.Letters(i+2)+"1", string(c), "")
			}
			return
		}()+`</row>`), "", ""), kinds: "citizen_id", says: "B1单元格"},
		{name: "label beside.xlsx", parts: soundBook(data(`<row r="1">`+inline("A1", "户籍地址", "")+inline("B1", "人民大街10111号", "")+`</row>`), "", ""), kinds: "address"},
		{name: "a number of a telephone.xlsx", parts: soundBook(data(`<row r="1"><c r="A1"><v>1.3812345678E10</v></c></row>`), "", ""), kinds: "mobile", says: "A1单元格"},
		{name: "comment.xlsx", parts: with(soundBook(soundRows+`<legacyDrawing r:id="v"/>`, "", ""),
			"xl/worksheets/_rels/sheet1.xml.rels", links("c", "comments", "../comments1.xml", "v", "vmlDrawing", "../drawings/vml1.vml"),
			"xl/comments1.xml", `<comments`+spaces+`><authors><author>张三</author></authors><commentList><comment ref="B2" authorId="0"><text><r><t>电话`+mobile+`</t></r></text></comment></commentList></comments>`,
			"xl/drawings/vml1.vml", `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="s1" style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>`),
			kinds: "comment mobile", says: "B2单元格有批注（张*）：“电话138****5678”", shown: seen},
		{name: "threaded comment.xlsx", parts: with(with(soundBook(soundRows, "", ""), "xl/_rels/workbook.xml.rels", links("r1", "worksheet", "worksheets/sheet1.xml", "rs", "styles", "styles.xml", "rt", "sharedStrings", "sharedStrings.xml", "rp", "person", "persons/person.xml")),
			"xl/worksheets/_rels/sheet1.xml.rels", links("c", "threadedComment", "../threadedComments/threadedComment1.xml"),
			"xl/persons/person.xml", `<personList><person displayName="李四光" id="{1}" userId="S::lisi@example.com" providerId="AD"/></personList>`,
			"xl/threadedComments/threadedComment1.xml", `<ThreadedComments><threadedComment ref="A2" personId="{1}" id="{2}"><text>请再核</text></threadedComment></ThreadedComments>`),
			kinds: "comment", says: "A2单元格有批注（李**）：“请再核”", shown: seen},
		{name: "names.xlsx", parts: soundBook(soundRows, "", `<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">公示!$A$1</definedName><definedName name="底稿" hidden="1">公示!$A$1</definedName><definedName name="旧表">#REF!</definedName><definedName name="外表">[1]甲!$A$1</definedName></definedNames>`),
			kinds: "defined_name", says: "有隐藏的名称“底稿”", shown: seen},
		{name: "external link.xlsx", parts: with(soundBook(data(`<row r="1">`+inline("A1", "绿化", "")+`<c r="B1"><f>[1]甲!A1</f><v>12.5</v></c></row>`), "", `<externalReferences><externalReference r:id="re"/></externalReferences>`),
			"xl/_rels/workbook.xml.rels", links("r1", "worksheet", "worksheets/sheet1.xml", "rs", "styles", "styles.xml", "rt", "sharedStrings", "sharedStrings.xml", "re", "externalLink", "externalLinks/externalLink1.xml"),
			"xl/externalLinks/externalLink1.xml", `<externalLink`+spaces+`><externalBook r:id="rId1"><sheetNames><sheetName val="甲"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>`+citizen+`</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>`,
			"xl/externalLinks/_rels/externalLink1.xml.rels", links("rId1", "externalLinkPath", "!file:///C:\\Users\\wang\\底稿.xlsx")),
			kinds: "citizen_id external_link", says: "外部工作簿“底稿.xlsx”", shown: seen},
		{name: "connection.xlsx", parts: with(soundBook(soundRows, "", ""), "xl/_rels/workbook.xml.rels", links("r1", "worksheet", "worksheets/sheet1.xml", "rs", "styles", "styles.xml", "rt", "sharedStrings", "sharedStrings.xml", "rc", "connections", "connections.xml"),
			"xl/connections.xml", `<connections`+spaces+`><connection id="1" name="人事库" type="1"><dbPr connection="Provider=SQL;Data Source=10.0.0.1" command="select"/></connection></connections>`),
			kinds: "external_link", says: "外部数据连接“人事库”", shown: seen},
		{name: "pivot cache.xlsx", parts: with(soundBook(soundRows, "", `<pivotCaches><pivotCache cacheId="1" r:id="rp"/></pivotCaches>`), "xl/_rels/workbook.xml.rels", links("r1", "worksheet", "worksheets/sheet1.xml", "rs", "styles", "styles.xml", "rt", "sharedStrings", "sharedStrings.xml", "rp", "pivotCacheDefinition", "pivotCache/d.xml"),
			"xl/pivotCache/d.xml", `<pivotCacheDefinition`+spaces+` r:id="r1" refreshedBy="王五"><cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="底稿"/></cacheSource><cacheFields count="1"><cacheField name="号"><sharedItems count="1"><s v="`+citizen+`"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>`,
			"xl/pivotCache/_rels/d.xml.rels", links("r1", "pivotCacheRecords", "r.xml"), "xl/pivotCache/r.xml", `<pivotCacheRecords`+spaces+`><r><x v="0"/></r><r><s v="甲"/></r></pivotCacheRecords>`),
			kinds: "citizen_id pivot_cache", says: "（来自工作表“底稿”）里有 2 条原始记录", shown: seen},
		{name: "revision log.xlsx", parts: with(soundBook(soundRows, "", ""), "xl/_rels/workbook.xml.rels", links("r1", "worksheet", "worksheets/sheet1.xml", "rs", "styles", "styles.xml", "rt", "sharedStrings", "sharedStrings.xml", "rv", "revisionHeaders", "revisions/h.xml"),
			"xl/revisions/h.xml", `<headers`+spaces+`><header r:id="r1" userName="王五"/></headers>`, "xl/revisions/_rels/h.xml.rels", links("r1", "revisionLog", "l.xml"),
			"xl/revisions/l.xml", `<revisions`+spaces+`><rcc><oc><is><t>`+citizen+`</t></is></oc></rcc></revisions>`), kinds: "citizen_id earlier_version", shown: seen},
		{name: "embedded text.xlsx", parts: with(soundBook(soundRows+`<oleObjects><oleObject progId="Word.Document.12" shapeId="1" r:id="e"/></oleObjects>`, "", ""),
			"xl/worksheets/_rels/sheet1.xml.rels", links("e", "package", "../embeddings/oleObject1.docx"), "xl/embeddings/oleObject1.docx", string(inner)),
			kinds: "embedded_file mobile", says: "工作表“公示”里嵌入了文件“oleObject1.docx”（Word.Document.12）", shown: seen},
		{name: "traces.xlsx", parts: with(soundBook(soundRows+`<pageSetup paperSize="9" r:id="p"/><customProperties><customPr name="n" r:id="cp"/></customProperties>`, "",
			`<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\Users\wang\"/></mc:Choice></mc:AlternateContent>`),
			"_rels/.rels", links("r1", "officeDocument", "xl/workbook.xml", "r2", "core-properties", "docProps/core.xml", "r3", "extended-properties", "docProps/app.xml", "r4", "custom-properties", "docProps/custom.xml"),
			"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>公示 &amp; 说明</dc:title><dc:creator>王五</dc:creator><cp:lastModifiedBy>赵六</cp:lastModifiedBy></cp:coreProperties>`,
			"docProps/app.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>WPS 表格</Application><Company>某局</Company></Properties>`,
			"docProps/custom.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><v>2052-11.1.0.1</v></property></Properties>`,
			"xl/worksheets/_rels/sheet1.xml.rels", links("p", "printerSettings", "../printerSettings/p.bin", "cp", "customProperty", "../customProperty1.bin"), "xl/printerSettings/p.bin", "\\\\SERVER\\HP", "xl/customProperty1.bin", "x"), shown: seen},
		{name: "excelize hidden.xlsx", bytes: excel(t, func(f *excelize.File) error {
			if _, err := f.NewSheet("底稿"); err != nil {
				return err
			}
			return errors.Join(f.SetCellStr("底稿", "A1", citizen), f.SetSheetVisible("底稿", false, true), f.SetColVisible("Sheet1", "D", false), f.SetCellStr("Sheet1", "D2", "藏"),
				f.SetRowVisible("Sheet1", 9, false), f.SetCellStr("Sheet1", "A9", "藏"),
				f.AddComment("Sheet1", excelize.Comment{Cell: "B2", Author: "王五", Text: "核"}))
		}), kinds: "citizen_id comment hidden_column hidden_row hidden_sheet", shown: seen},
		{name: "excelize chart.xlsx", bytes: excel(t, func(f *excelize.File) error {
			if _, err := f.NewSheet("底 稿"); err != nil {
				return err
			}
			return errors.Join(f.SetCellStr("底 稿", "A1", "甲"), f.SetCellInt("底 稿", "B1", 4), f.SetSheetVisible("底 稿", false),
				f.AddChart("Sheet1", "E1", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Name: "'底 稿'!$A$1", Categories: "'底 稿'!$A$1:$A$1", Values: "'底 稿'!$B$1:$B$1"}}}))
		}), kinds: "hidden_sheet", shown: seen},

		{name: "sound.docx", parts: soundText(para("关于绿化的通知") + `<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>正文</w:t></w:r></w:p>` +
			`<w:tbl><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr><w:tblGrid><w:gridCol w:w="100"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>表头</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` + para("")), shown: []string{"绿化", "正文", "表头"}},
		{name: "tracked.docx", parts: soundText(para("第一段") + `<w:p><w:r><w:t>留下</w:t></w:r><w:del w:id="1" w:author="张三" w:date="2017-01-01T00:00:00Z"><w:r><w:delText>` + mobile + `</w:delText></w:r></w:del><w:ins w:id="2" w:author="李四"><w:r><w:t>插入</w:t></w:r></w:ins></w:p>` +
			`<w:p><w:pPr><w:rPr><w:del w:id="3" w:author="张三"/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>` + `<w:p><w:pPr><w:rPr><w:b/><w:rPrChange w:id="4" w:author="张三"><w:rPr/></w:rPrChange></w:rPr></w:pPr><w:r><w:t>后半</w:t></w:r></w:p>` +
			`<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="100"/></w:tblGrid><w:tr><w:trPr><w:del w:id="7" w:author="张三"/></w:trPr><w:tc>` + `<w:p><w:del w:id="8" w:author="张三"><w:r><w:delText>删行</w:delText></w:r></w:del></w:p>` + `</w:tc></w:tr><w:tr><w:tc>` + para("留行") + `</w:tc></w:tr></w:tbl>` +
			`<w:moveFromRangeStart w:id="9" w:author="张三" w:name="m"/><w:p><w:moveFrom w:id="5" w:author="张三"><w:r><w:t>搬走</w:t></w:r></w:moveFrom></w:p><w:moveFromRangeEnd w:id="9"/><w:p><w:moveTo w:id="6" w:author="张三"><w:r><w:t>搬来</w:t></w:r></w:moveTo></w:p>`),
			kinds: "mobile tracked_change", says: "第2段起有 8 处修订痕迹（张*、李*）：删去“138****5678”", shown: []string{"留下插入", "前半后半", "留行", "搬来"}},
		{name: "comment.docx", parts: with(soundText(para("第一段")+`<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>正文</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`),
			"word/_rels/document.xml.rels", links("rs", "styles", "styles.xml", "rt", "settings", "settings.xml", "c", "comments", "comments.xml", "p", "people", "people.xml"), "word/comments.xml", `<w:comments`+wspaces+`><w:comment w:id="0" w:author="张三" w:initials="z">`+para("请核"+mobile)+`</w:comment></w:comments>`,
			"word/people.xml", `<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="张三"/></w15:people>`),
			kinds: "comment mobile", says: "第2段有批注（张*）：“请核138****5678”", shown: []string{"正文"}},
		{name: "hidden text.docx", parts: soundText(para("第一段") + `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏一</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>藏二` + citizen + `</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r></w:p>` +
			`<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>白字</w:t></w:r></w:p><w:p><w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>一磅字</w:t></w:r></w:p>`),
			kinds: "citizen_id hidden_text", says: "第2段有隐藏文字“藏一藏二110***********0011”", shown: []string{"第一段", "显"}},
		{name: "half hidden number.docx", parts: soundText(`<w:p><w:r><w:t>1101051949</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>12310011</w:t></w:r></w:p>`), kinds: "citizen_id hidden_text"},
		{name: "split number.docx", parts: soundText(`<w:p><w:r><w:t>1101051949</w:t></w:r><w:proofErr w:type="x"/><w:r><w:t>12310011</w:t></w:r></w:p>`), kinds: "citizen_id", says: "第1段"},
		{name: "table.docx", parts: soundText(`<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>` + para("姓名") + `</w:tc><w:tc>` + para("出生日期") + `</w:tc></w:tr><w:tr><w:tc>` + para("张三") + `</w:tc><w:tc>` + para("1985-03-12") + `</w:tc></w:tr></w:tbl>` + para("")), kinds: "birth", says: "第4段"},
		{name: "margins and notes.docx", parts: with(soundText(para("正文")), "word/_rels/document.xml.rels", links("rs", "styles", "styles.xml", "rt", "settings", "settings.xml", "h", "header", "header1.xml", "f", "footnotes", "footnotes.xml"),
			"word/header1.xml", `<w:hdr`+wspaces+`>`+para("机密★1年")+`</w:hdr>`, "word/footnotes.xml", `<w:footnotes`+wspaces+`><w:footnote w:id="2">`+para("电话"+mobile)+`</w:footnote></w:footnotes>`),
			kinds: "classification mobile", says: "脚注有手机号码", shown: []string{"正文"}},
		{name: "text box.docx", parts: soundText(`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>` + para("框里"+mobile) + `</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>` + para("框里"+mobile) + `</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`), kinds: "mobile"},
		{name: "another fallback.docx", parts: soundText(`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:t>甲</w:t></mc:Choice><mc:Fallback><w:t>` + citizen + `</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`), kinds: "citizen_id"},
		{name: "links.docx", parts: with(soundText(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "D:\\底稿\\名单.docx"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>所引的话</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:p><w:fldSimple w:instr=" AUTHOR "><w:r><w:t>某办</w:t></w:r></w:fldSimple><w:hyperlink r:id="h"><w:r><w:t>链接字</w:t></w:r></w:hyperlink></w:p>`),
			"word/_rels/document.xml.rels", links("rs", "styles", "styles.xml", "rt", "settings", "settings.xml", "h", "hyperlink", "!file:///C:\\名单.xls"),
			"word/settings.xml", `<w:settings`+wspaces+`><w:attachedTemplate r:id="t"/><w:rsids><w:rsidRoot w:val="00A"/></w:rsids></w:settings>`, "word/_rels/settings.xml.rels", links("t", "attachedTemplate", "!file:///D:\\模板\\某局.dotx")),
			kinds: "external_link", says: "有链接外部文件的域“名单.docx”", shown: []string{"所引的话", "某办", "链接字"}},
		{name: "kept in settings.docx", parts: with(soundText(para("正文")), "word/settings.xml", `<w:settings`+wspaces+`><w:docVars><w:docVar w:name="commondata" w:val="eyJoZGlkIjoiMTIzIn0="/><w:docVar w:name="底数" w:val="藏"/></w:docVars></w:settings>`),
			kinds: "hidden_text", says: "文档变量“底数”", shown: []string{"正文"}},
		{name: "object.docx", parts: with(soundText(`<w:p w:rsidR="00AA"><w:r><w:t>前</w:t></w:r><w:r><w:object w:dxaOrig="1"><v:shape id="s" style="width:20pt;height:20pt"><v:imagedata r:id="i"/></v:shape><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="s" r:id="e"/></w:object></w:r></w:p>`),
			"word/_rels/document.xml.rels", links("rs", "styles", "styles.xml", "rt", "settings", "settings.xml", "i", "image", "media/image1.png", "e", "package", "embeddings/a.xlsx"), "word/media/image1.png", pngBytes(t),
			"word/embeddings/a.xlsx", string(zipped(t, soundBook(data(`<row r="1">`+inline("A1", citizen, "")+`</row>`), "", "")))),
			kinds: "citizen_id embedded_file", says: "里嵌入了文件“a.xlsx”（Excel.Sheet.12）", shown: []string{"前"}},
		{name: "loose part.docx", parts: with(soundText(para("正文")), "word/old.xml", `<w:old`+wspaces+`>`+para(citizen)+`</w:old>`), kinds: "citizen_id embedded_file", says: "没有用到的部件", shown: []string{"正文"}},
		{name: "another file inside.docx", parts: with(soundText(para("正文")+`<w:altChunk r:id="a"/>`), "word/_rels/document.xml.rels", links("rs", "styles", "styles.xml", "rt", "settings", "settings.xml", "a", "aFChunk", "afchunk.htm"), "word/afchunk.htm", "<html>"+mobile+"</html>"), kinds: "embedded_file mobile", uncleaned: true},

		{name: "sound.pptx", parts: slides, shown: []string{"年度工作", "第二页内容"}},
		{name: "hidden slide.pptx", parts: with(slides, "ppt/slides/slide2.xml", slideOf(` show="0"`, textFrame("藏"+mobile, 1))), kinds: "hidden_slide mobile", says: "第2页是隐藏的幻灯片", shown: []string{"年度工作"}},
		{name: "notes.pptx", parts: with(slides, "ppt/slides/_rels/slide1.xml.rels", links("rl", "slideLayout", "../slideLayouts/l.xml", "n", "notesSlide", "../notesSlides/n1.xml"),
			"ppt/notesSlides/n1.xml", `<p:notes`+pspaces+`>`+strings.Replace(master, `</p:spTree>`, textFrame("讲时说", 1)+`</p:spTree>`, 1)+`</p:notes>`, "ppt/notesSlides/_rels/n1.xml.rels", links("s", "slide", "../slides/slide1.xml")),
			kinds: "comment", says: "第1页有备注：“讲时说”", shown: []string{"年度工作"}},
		{name: "comment.pptx", parts: with(slides, "ppt/_rels/presentation.xml.rels", links("rm", "slideMaster", "slideMasters/m.xml", "r1", "slide", "slides/slide1.xml", "r2", "slide", "slides/slide2.xml", "ca", "commentAuthors", "commentAuthors.xml"),
			"ppt/commentAuthors.xml", `<p:cmAuthorLst`+pspaces+`><p:cmAuthor id="0" name="张三" initials="z" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>`,
			"ppt/slides/_rels/slide2.xml.rels", links("rl", "slideLayout", "../slideLayouts/l.xml", "c", "comments", "../comments/c1.xml"),
			"ppt/comments/c1.xml", `<p:cmLst`+pspaces+`><p:cm authorId="0" idx="1"><p:pos x="1" y="1"/><p:text>改一改</p:text></p:cm></p:cmLst>`), kinds: "comment", says: "第2页有批注（张*）：“改一改”", shown: []string{"年度工作"}},
		{name: "beside the slide.pptx", parts: with(slides, "ppt/slides/slide1.xml", slideOf("", textFrame("年度工作", 100000)+textFrame("页外", 13000000)+strings.Replace(textFrame("关着", 5), `name="框"`, `name="框" hidden="1"`, 1))),
			kinds: "hidden_text", says: "第1页页面之外有看不见的内容：“页外”", shown: []string{"年度工作"}},
		{name: "table.pptx", parts: with(slides, "ppt/slides/slide1.xml", slideOf("", textFrame("年度工作", 100000)+`<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="t"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="100000" cy="100000"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblPr/><a:tblGrid><a:gridCol w="1000"/></a:tblGrid><a:tr h="10"><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>电话</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>`+mobile+`</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>`)),
			kinds: "mobile", says: "第1页有手机号码", shown: []string{"年度工作"}},

		{name: "sound.ofd", parts: soundOFD("", "")},
		{name: "split number.ofd", parts: soundOFD(`<ofd:TextObject ID="4" Boundary="10 20 20 5" Size="4"><ofd:TextCode X="0" Y="4">1101051949</ofd:TextCode></ofd:TextObject><ofd:TextObject ID="5" Boundary="34 20 20 5" Size="4"><ofd:TextCode X="0" Y="4">12310011</ofd:TextCode></ofd:TextObject>`, ""), kinds: "citizen_id", says: "第1页"},
		{name: "unseen.ofd", parts: soundOFD(`<ofd:TextObject ID="4" Boundary="10 20 20 5" Size="4" Visible="false"><ofd:TextCode X="0" Y="4">`+citizen+`</ofd:TextCode></ofd:TextObject><ofd:TextObject ID="6" Boundary="10 30 20 5" Size="4" Alpha="0"><ofd:TextCode X="0" Y="4">藏</ofd:TextCode></ofd:TextObject>`, ""), kinds: "citizen_id invisible_text"},
		{name: "attached.ofd", parts: with(soundOFD("", `<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>`), "Doc_0/Attachs/Attachments.xml", `<ofd:Attachments xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Attachment ID="a" Name="底稿"><ofd:FileLoc>a.docx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>`, "Doc_0/Attachs/a.docx", string(inner)), kinds: "embedded_file mobile", says: "里嵌入了文件“a.docx”"},
		{name: "annotated.ofd", parts: with(soundOFD("", `<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>`), "Doc_0/Annots/Annotations.xml", `<ofd:Annotations xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`,
			"Doc_0/Annots/Page_0/Annotation.xml", `<ofd:PageAnnot xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Annot ID="7" Type="Highlight" Creator="张三" LastModDate="2017-01-01"><ofd:Remark>待核`+mobile+`</ofd:Remark></ofd:Annot></ofd:PageAnnot>`), kinds: "annotation mobile", says: "第1页有注释（张*）“待核138****5678”"},
		{name: "versions.ofd", parts: with(soundOFD("", ""), "OFD.xml", `<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID><ofd:Author>王五</ofd:Author><ofd:Creator>某软件</ofd:Creator></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Versions><ofd:Version ID="1" Index="0" BaseLoc="Doc_0/Versions/v0.xml"/><ofd:Version ID="2" Index="1" Current="true" BaseLoc="Doc_0/Versions/v1.xml"/></ofd:Versions></ofd:DocBody></ofd:OFD>`,
			"Doc_0/Versions/v0.xml", `<ofd:DocVersion xmlns:ofd="http://www.ofdspec.org/2016"><ofd:FileList><ofd:File ID="1">../Pages/Page_0/Old.xml</ofd:File></ofd:FileList></ofd:DocVersion>`, "Doc_0/Versions/v1.xml", `<ofd:DocVersion xmlns:ofd="http://www.ofdspec.org/2016"/>`,
			"Doc_0/Pages/Page_0/Old.xml", `<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:TextCode>`+citizen+`</ofd:TextCode></ofd:Content></ofd:Page>`), kinds: "citizen_id earlier_version"},
	}
	return list
}

func inspected(t testing.TB, name string, b []byte) Report {
	t.Helper()
	report, err := Scanner{}.Inspect(context.Background(), File{Name: name, R: bytes.NewReader(b), Size: int64(len(b))}, Limits{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return report
}

func (s sampleFile) fileName() string { return "名单" + path.Ext(s.name) }

func TestWhatIsHiddenIsFound(t *testing.T) {
	for _, c := range sampleFiles(t) {
		report := inspected(t, c.fileName(), c.file(t))
		kinds := map[string]bool{}
		var said []string
		for _, f := range report.Findings {
			if f.Kind.Row().Stops {
				kinds[string(f.Kind)] = true
			}
			said = append(said, f.Words)
			if f.Masked != "" && strings.Contains(f.Words, f.Match) || strings.Contains(f.Words, citizen) || strings.Contains(f.Words, mobile) {
				t.Errorf("%s: %q tells what it hides", c.name, f.Words)
			}
			if !strings.HasPrefix(f.Words, "附件“名单."+path.Ext(c.name)[1:]) {
				t.Errorf("%s: %q does not say where", c.name, f.Words)
			}
		}
		if got := strings.Join(slices.Sorted(maps.Keys(kinds)), " "); got != c.kinds || report.Held != "" {
			t.Errorf("%s: found %q %s, want %q: %s", c.name, got, report.Held, c.kinds, strings.Join(said, "\n\t"))
		}
		if c.says != "" && !strings.Contains(strings.Join(said, "\n"), c.says) {
			t.Errorf("%s: nothing says %q: %s", c.name, c.says, strings.Join(said, "\n\t"))
		}
	}
}

// TestCleanedIsClean is the property of the copy that is served: nothing hidden
// and no trace is left in it, and nothing that was shown is gone.
func TestCleanedIsClean(t *testing.T) {
	for _, c := range sampleFiles(t) {
		for _, remedy := range []Remedy{{}, {Hidden: true}} {
			b := c.file(t)
			var out bytes.Buffer
			err := Clean(context.Background(), File{Name: c.fileName(), R: bytes.NewReader(b), Size: int64(len(b))}, &out, remedy, Limits{})
			if c.uncleaned && remedy.Hidden {
				if !errors.Is(err, ErrNotCleaned) {
					t.Errorf("%s: cleaned, %v", c.name, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s %v: %v", c.name, remedy, err)
				continue
			}
			before, after := inspected(t, c.fileName(), b), inspected(t, c.fileName(), out.Bytes())
			if after.Held != "" {
				t.Errorf("%s %v: held %s", c.name, remedy, after.Held)
			}
			for _, f := range after.Findings {
				class := f.Kind.Row().Class
				if remedy.Hidden && class == Hidden || class == Trace {
					t.Errorf("%s %v: still %s", c.name, remedy, f.Words)
				}
			}
			if !remedy.Hidden {
				count := func(r Report) (n int) {
					for _, f := range r.Findings {
						if f.Kind.Row().Class == Hidden && !strings.Contains(f.Words, "没有用到") && !strings.Contains(f.Words, "文档变量") {
							n++
						}
					}
					return
				}
				if count(before) != count(after) {
					t.Errorf("%s: %d hidden things before, %d after only traces were taken out", c.name, count(before), count(after))
				}
			}
		}
	}
}

func TestCleaningKeepsAndCloses(t *testing.T) {
	for _, c := range []struct {
		name, part  string
		holds, gone []string
	}{
		{"picture in a cell.xlsx", "xl/worksheets/sheet1.xml", []string{"DISPIMG("}, nil},
		{"formula of hidden sheet.xlsx", "xl/worksheets/sheet1.xml", []string{"<v>12.5</v>"}, []string{"<f>", "dataValidation"}},
		{"formula of hidden sheet.xlsx", "xl/workbook.xml", nil, []string{"基数", "Sheet2"}},
		{"very hidden sheet.xlsx", "xl/workbook.xml", []string{`localSheetId="0"`}, nil},
		{"hidden row.xlsx", "xl/sharedStrings.xml", nil, []string{"藏着的话"}},
		{"traces.xlsx", "xl/worksheets/sheet1.xml", []string{`paperSize="9"`}, []string{"r:id", "customPr"}},
		{"traces.xlsx", "docProps/core.xml", []string{"公示 &amp; 说明"}, []string{"王五", "赵六"}},
		{"excelize chart.xlsx", "xl/charts/chart1.xml", nil, []string{"底 稿"}},
		{"object.docx", "word/document.xml", []string{"<w:pict>", "imagedata"}, []string{"OLEObject", "rsid"}},
		{"links.docx", "word/document.xml", []string{"所引的话", "链接字"}, []string{"INCLUDETEXT", "fldChar", "hyperlink"}},
		{"hidden slide.pptx", "ppt/presentation.xml", []string{`id="256"`}, []string{`id="257"`}},
		{"hidden slide.pptx", "[Content_Types].xml", []string{"slide1.xml"}, []string{"slide2.xml"}},
		{"versions.ofd", "OFD.xml", []string{"DocRoot"}, []string{"Versions", "王五"}},
	} {
		for _, s := range sampleFiles(t) {
			if s.name != c.name {
				continue
			}
			b := s.file(t)
			var out bytes.Buffer
			if err := Clean(context.Background(), File{Name: s.fileName(), R: bytes.NewReader(b), Size: int64(len(b))}, &out, Remedy{Hidden: true}, Limits{}); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
			if err != nil {
				t.Fatal(err)
			}
			body, err := fs.ReadFile(z, c.part)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			for _, want := range c.holds {
				if !strings.Contains(string(body), want) {
					t.Errorf("%s: %q is not in %s: %s", c.name, want, c.part, body)
				}
			}
			for _, other := range c.gone {
				if strings.Contains(string(body), other) {
					t.Errorf("%s: %q is still in %s: %s", c.name, other, c.part, body)
				}
			}
		}
	}
}

func TestOurOwnPapersAreClean(t *testing.T) {
	var book bytes.Buffer
	if err := sheet.WriteXLSX(&book, sheet.Page{Name: "目录", Rows: [][]sheet.Cell{{{Text: "项目", Style: sheet.Heading}, {Text: "金额", Style: sheet.Heading}}, {{Text: "绿化"}, {Figure: "12.5"}}}}); err != nil {
		t.Fatal(err)
	}
	text, err := docx.Bytes(block.Document{Title: "通知", Author: "某局", On: calendar.MustDay("2017-06-01"), Blocks: []block.Block{
		block.Masthead{Agency: "某局", Number: "某发〔2017〕1号"}, block.Title{Text: "关于绿化的通知"}, block.Paragraph{Text: "正文。"},
		block.Table{Columns: []block.Column{{}, {}}, Head: [][]block.Cell{{{Text: "项目"}, {Text: "金额"}}}, Rows: [][]block.Cell{{{Text: "绿化"}, {Text: "12.5"}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"目录.xlsx": book.Bytes(), "通知.docx": text} {
		if report := inspected(t, name, b); report.Stops() {
			t.Errorf("%s: %v", name, report)
		}
	}
}

func TestHostileOfficeFiles(t *testing.T) {
	long := strings.Repeat(`<w:a>`, 2000) + strings.Repeat(`</w:a>`, 2000)
	for name, parts := range map[string]map[string]string{
		"entities.docx":  with(soundText(""), "word/document.xml", `<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document`+wspaces+`><w:body>&a;</w:body></w:document>`),
		"deep.docx":      soundText(long),
		"torn.docx":      with(soundText(""), "word/document.xml", `<w:document`+wspaces+`><w:body>`),
		"crossed.docx":   with(soundText(""), "word/document.xml", `<w:document`+wspaces+`><w:body></w:document></w:body>`),
		"two roots.docx": with(soundText(""), "word/document.xml", `<a/><b/>`),
		"gbk.docx":       with(soundText(""), "word/document.xml", `<?xml version="1.0" encoding="GBK"?><a/>`),
		"no main.docx":   with(soundText(""), "_rels/.rels", links()),
		"one part twice.xlsx": with(soundBook(soundRows, `<sheet name="二" sheetId="2" r:id="r2"/>`, ""), "xl/_rels/workbook.xml.rels",
			links("r1", "worksheet", "worksheets/sheet1.xml", "r2", "worksheet", "worksheets/sheet1.xml")),
	} {
		if report := inspected(t, name, zipped(t, parts)); report.Held == "" {
			t.Errorf("%s: not held, %v", name, report.Findings)
		}
	}
	body := zipped(t, soundText(para(strings.Repeat("绿化", 1000))))
	report, err := Scanner{}.Inspect(context.Background(), File{Name: "a.docx", R: bytes.NewReader(body), Size: int64(len(body))}, Limits{Words: 1000})
	if err != nil || !strings.Contains(report.Held, ErrTooLong.Error()) {
		t.Errorf("beyond the words: %v %v", report, err)
	}
	wide := []byte{0xFF, 0xFE}
	for _, r := range `<?xml version="1.0" encoding="UTF-16"?><w:document` + wspaces + `><w:body>` + para(citizen) + `<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins></w:p></w:body></w:document>` {
		wide = append(wide, byte(r), byte(r>>8))
	}
	body = zipped(t, with(soundText(""), "word/document.xml", "<?"))
	body = bytes.Clone(zippedRaw(t, body, "word/document.xml", wide))
	if report = inspected(t, "a.docx", body); len(report.Findings) != 2 || report.Findings[0].Kind != CitizenID {
		t.Errorf("in UTF-16: %v", report)
	}
	var out bytes.Buffer
	if err := Clean(context.Background(), File{Name: "a.docx", R: bytes.NewReader(body), Size: int64(len(body))}, &out, Remedy{Hidden: true}, Limits{}); err != nil {
		t.Fatal(err)
	}
	if report = inspected(t, "a.docx", out.Bytes()); len(report.Findings) != 1 {
		t.Errorf("in UTF-16, cleaned: %v", report)
	}
}

// TestDamagedOfficeFiles damages a part of each sample here and there: it is
// looked into or held, and cleaned or refused, but nothing breaks.
func TestDamagedOfficeFiles(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, c := range sampleFiles(t) {
		if c.parts == nil {
			continue
		}
		names := slices.Sorted(maps.Keys(c.parts))
		for range 6 {
			parts := maps.Clone(c.parts)
			name := names[random.IntN(len(names))]
			b := []byte(parts[name])
			for range 1 + random.IntN(3) {
				if len(b) < 2 {
					break
				}
				i := random.IntN(len(b))
				switch random.IntN(4) {
				case 0:
					b = b[:i]
				case 1:
					b[i] = `<>/="' &`[random.IntN(8)]
				case 2:
					b = slices.Delete(b, i, min(len(b), i+1+random.IntN(20)))
				case 3:
					b = slices.Insert(b, i, []byte([]string{"<a>", "</a>", "-1", "99999999999999999999", "<![CDATA[x]]>", "<!-- -->", "\x00", "&#xFFFFFFFF;"}[random.IntN(8)])...)
				}
			}
			parts[name] = string(b)
			file := zipped(t, parts)
			f := File{Name: c.fileName(), R: bytes.NewReader(file), Size: int64(len(file))}
			if _, err := (Scanner{}).Inspect(context.Background(), f, Limits{}); err != nil {
				t.Errorf("%s with %s damaged: %v", c.name, name, err)
			}
			for _, remedy := range []Remedy{{}, {Hidden: true}} {
				var out bytes.Buffer
				if err := Clean(context.Background(), f, &out, remedy, Limits{}); err == nil && remedy.Hidden {
					for _, found := range inspected(t, c.fileName(), out.Bytes()).Findings {
						if found.Kind.Row().Class == Hidden {
							t.Errorf("%s with %s damaged: cleaned, but still %s", c.name, name, found.Words)
						}
					}
				}
			}
		}
	}
}

// zippedRaw is a ZIP with the bytes of one part in place of what it had.
func zippedRaw(t *testing.T, b []byte, name string, body []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		if f.Name != name {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		to, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// converted is what LibreOffice makes of files, by their names.
func converted(t *testing.T, to, ext string, files map[string][]byte) map[string]string {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice is not installed (libreoffice-calc-nogui)")
	}
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", to, "--outdir", filepath.Join(dir, "out")}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, filepath.Join(dir, name))
	}
	if out, err := exec.Command(office, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if made, err := os.ReadDir(filepath.Join(dir, "out")); err != nil || len(made) == 0 {
		t.Skip("this soffice has no program for such files (libreoffice-calc-nogui, -writer-nogui, -impress-nogui)")
	}
	texts := map[string]string{}
	for name := range files {
		b, err := os.ReadFile(filepath.Join(dir, "out", strings.TrimSuffix(name, path.Ext(name))+ext))
		if err != nil {
			t.Errorf("%s is not opened: %v", name, err)
			continue
		}
		texts[name] = string(b)
	}
	return texts
}

func TestLibreOfficeOpensWhatIsCleaned(t *testing.T) {
	if testing.Short() {
		t.Skip("LibreOffice takes some seconds")
	}
	for _, kind := range []struct{ ext, to, out string }{
		{".xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1", ".csv"},
		{".docx", "txt:Text (encoded):UTF8", ".txt"},
		{".pptx", "pdf", ".pdf"},
	} {
		t.Run(kind.ext[1:], func(t *testing.T) { opensInLibreOffice(t, kind.ext, kind.to, kind.out) })
	}
}

func opensInLibreOffice(t *testing.T, ext, to, outExt string) {
	files, shown := map[string][]byte{}, map[string]sampleFile{}
	for i, c := range sampleFiles(t) {
		if path.Ext(c.name) != ext || c.uncleaned || len(c.shown) == 0 {
			continue
		}
		b := c.file(t)
		var out bytes.Buffer
		if err := Clean(context.Background(), File{Name: c.fileName(), R: bytes.NewReader(b), Size: int64(len(b))}, &out, Remedy{Hidden: true}, Limits{}); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		name := fmt.Sprintf("c%d%s", i, ext)
		files[name], shown[name] = out.Bytes(), c
		if ext == ".xlsx" {
			files["b"+name], shown["b"+name] = b, c
		}
	}
	texts := converted(t, to, outExt, files)
	for name, c := range shown {
		text := texts[name]
		if ext == ".pptx" {
			if !strings.HasPrefix(text, "%PDF-") {
				t.Errorf("%s (%s) is no PDF", c.name, name)
			}
			continue
		}
		for _, want := range c.shown {
			if !strings.Contains(text, want) {
				t.Errorf("%s (%s): %q is not in %q", c.name, name, want, text)
			}
		}
		if strings.Contains(text, citizen) && name[0] == 'c' {
			t.Errorf("%s: %q", c.name, text)
		}
		if before, ok := texts["b"+name]; ok && ext == ".xlsx" && !strings.Contains(c.kinds, "hidden_row") && !strings.Contains(c.kinds, "hidden_column") && !strings.Contains(c.kinds, "hidden_text") && before != text {
			t.Errorf("%s: shows %q, showed %q", c.name, text, before)
		}
	}
}

// bigBook is a workbook of about 20 MB.
func bigBook(t testing.TB) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	surnames, given := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉红文建国志")
	var rows, list strings.Builder
	count := 0
	for r := 2; rows.Len() < 110<<20; r++ {
		fmt.Fprintf(&rows, `<row r="%d" spans="1:8">`, r)
		fmt.Fprintf(&rows, `<c r="A%d"><v>%d</v></c>`, r, r-1)
		for _, column := range "BCD" {
			fmt.Fprintf(&rows, `<c r="%c%d" s="0" t="s"><v>%d</v></c>`, column, r, random.IntN(count/2+40))
		}
		fmt.Fprintf(&rows, `<c r="E%d" t="s"><v>%d</v></c>`, r, count)
		fmt.Fprintf(&list, `<si><t>%c%c%c第%d号公共租赁住房保障家庭</t></si>`, surnames[random.IntN(20)], given[random.IntN(30)], given[random.IntN(30)], random.IntN(1e6))
		count++
		for _, column := range "FGH" {
			fmt.Fprintf(&rows, `<c r="%c%d"><v>%.2f</v></c>`, column, r, random.Float64()*1e5)
		}
		rows.WriteString(`</row>`)
	}
	return zipped(t, with(soundBook(`<sheetData>`+rows.String()+`</sheetData>`, "", ""), "xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`+list.String()+strings.Repeat(`<si><t>甲</t></si>`, 40)+`</sst>`))
}

// BenchmarkBigBook: a publisher waits at most 2 seconds.
func BenchmarkBigBook(b *testing.B) {
	book := bigBook(b)
	b.Run("inspect", func(b *testing.B) {
		b.SetBytes(int64(len(book)))
		for b.Loop() {
			if report := inspected(b, "a.xlsx", book); report.Held != "" {
				b.Fatal(report)
			}
		}
	})
	b.Run("clean", func(b *testing.B) {
		b.SetBytes(int64(len(book)))
		for b.Loop() {
			if err := Clean(context.Background(), File{Name: "a.xlsx", R: bytes.NewReader(book), Size: int64(len(book))}, io.Discard, Remedy{Hidden: true}, Limits{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

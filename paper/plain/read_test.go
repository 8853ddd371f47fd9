package plain

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/signintech/gopdf"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai/paper/block"
	"gongkai/paper/docx"
	"gongkai/paper/fonts"
	"gongkai/paper/pdf"
)

// reader is one for all, for starting PDFium takes seconds.
var reader Reader

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// zipped makes an archive of names and texts.
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for i := 0; i < len(parts); i += 2 {
		w := must[io.Writer](t)(z.Create(parts[i]))
		must[int](t)(io.WriteString(w, parts[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const types = "[Content_Types].xml"

func word1(t testing.TB, body string, more ...string) []byte {
	return zipped(t, append([]string{types, "<Types/>", "word/document.xml", `<w:document xmlns:w="w" xmlns:mc="mc"><w:body>` + body + `</w:body></w:document>`}, more...)...)
}

func para(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }

// paper is a document of two pages by our own writers.
var twoPages = block.Document{Title: "住房保障实施细则", Blocks: []block.Block{
	block.Title{Text: "住房保障实施细则"},
	block.Paragraph{Text: "第一条　为了规范公共租赁住房的管理，保障住房困难家庭的基本需求，根据有关规定，结合本市实际，制定本细则。申请人应当如实申报家庭收入，𠮷林路街道办事处受理后二十个工作日内完成初审。"},
	block.PageBreak{},
	block.Paragraph{Text: "附表：轮候序号与配租房源一览"},
}}

func book(t testing.TB, password string) []byte {
	t.Helper()
	f := excelize.NewFile()
	must[int](t)(f.NewSheet("不公开"))
	must[int](t)(f.NewSheet("二〇一七年"))
	for at, v := range map[string]string{"Sheet1!A1": "单位", "Sheet1!B1": "金额", "Sheet1!A2": "净月潭林场", "不公开!A1": "底稿", "二〇一七年!C3": "预算"} {
		sheet, cell, _ := strings.Cut(at, "!")
		if err := f.SetCellStr(sheet, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetSheetVisible("不公开", false); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: password}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func lockedPDF(t testing.TB) []byte {
	t.Helper()
	g := &gopdf.GoPdf{}
	g.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4, Protection: gopdf.PDFProtectionConfig{UseProtection: true, OwnerPass: []byte("a"), UserPass: []byte("b")}})
	g.AddPage()
	if err := g.AddTTFFontData("f", must[[]byte](t)(fonts.Serif.TTF())); err != nil {
		t.Fatal(err)
	}
	if err := g.SetFont("f", "", 12); err != nil {
		t.Fatal(err)
	}
	if err := g.Cell(nil, "密"); err != nil {
		t.Fatal(err)
	}
	return must[[]byte](t)(g.GetBytesPdfReturnErr())
}

func read(t testing.TB, r *Reader, name, media string, b []byte, limits Limits) ([]Page, Note) {
	t.Helper()
	pages, note, err := r.Read(t.Context(), name, media, bytes.NewReader(b), int64(len(b)), limits)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return pages, note
}

func TestPages(t *testing.T) {
	r := &reader
	gbk := must[[]byte](t)(simplifiedchinese.GBK.NewEncoder().Bytes([]byte("名称,数量\r\n低保金,5\r\n")))
	gb := must[[]byte](t)(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("𠮷林路低保")))
	little := must[[]byte](t)(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("低保\n金")))
	big := must[[]byte](t)(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte("a,低保\n1,2\n3,4\n")))
	for _, c := range []struct {
		name, media string
		file        []byte
		want        []Page
		note        Note
	}{
		{"跟踪修订.docx", "", word1(t, para("保留")+
			`<w:p><w:ins><w:r><w:t xml:space="preserve">增加 </w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText><w:t>也删去</w:t></w:r></w:del><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>`+
			`<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显示</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>`),
			[]Page{{1, "", "保留\n增加\n显示"}}, ""},
		{"分页.docx", "", word1(t, para("甲")+`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`+para("乙")+`<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>丙</w:t><w:br/><w:t>丁</w:t></w:r></w:p>`),
			[]Page{{1, "", "甲"}, {2, "", "乙"}, {3, "", "丙\n丁"}}, ""},
		{"排过版.docx", "", word1(t, para("甲")+`<w:p><w:r><w:t>上半</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>下半</w:t></w:r></w:p>`+
			`<w:p><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>丙</w:t></w:r></w:p>`),
			[]Page{{1, "", "甲\n上半"}, {2, "", "下半"}, {3, "", "丙"}}, ""},
		{"表格与脚注.docx", "", word1(t, `<w:tbl><w:tr><w:tc>`+para("项目")+`</w:tc><w:tc>`+para("金额")+`</w:tc></w:tr></w:tbl><w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/></w:r></w:p>`+
			`<mc:AlternateContent><mc:Choice>`+para("文本框")+`</mc:Choice><mc:Fallback>`+para("文本框")+`</mc:Fallback></mc:AlternateContent>`,
			"word/footnotes.xml", `<w:footnotes xmlns:w="w"><w:footnote w:id="2">`+para("见附件三")+`</w:footnote><w:footnote w:id="3">`+para("无人提及")+`</w:footnote></w:footnotes>`,
			"word/_rels/document.xml.rels", `<Relationships><Relationship Id="a" Type="x/header" Target="header1.xml"/></Relationships>`,
			"word/header1.xml", `<w:hdr xmlns:w="w">`+para("长春市财政局文件")+`</w:hdr>`),
			[]Page{{1, "", "项目\n金额\n正文\n文本框\n长春市财政局文件\n见附件三"}}, ""},
		{"断了.docx", "", zipped(t, types, "<Types/>", "word/document.xml", `<w:document xmlns:w="w"><w:body>`+para("开头")+`<w:p>`), []Page{{1, "", "开头"}}, Broken},
		{"表.xlsx", "", book(t, ""), []Page{{1, "Sheet1", "单位 金额\n净月潭林场"}, {2, "二〇一七年", "预算"}}, ""},
		{"改名.txt", "text/plain", book(t, ""), []Page{{1, "Sheet1", "单位 金额\n净月潭林场"}, {2, "二〇一七年", "预算"}}, ""},
		{"锁.xlsx", "", book(t, "abc"), nil, Locked},
		{"锁.pdf", "application/pdf", lockedPDF(t), nil, Locked},
		{"演示.pptx", "", zipped(t, types, "<Types/>", "ppt/presentation.xml", `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/><p:sldId id="258" r:id="r3"/></p:sldIdLst></p:presentation>`,
			"ppt/_rels/presentation.xml.rels", `<Relationships><Relationship Id="r1" Type="x/slide" Target="slides/slide1.xml"/><Relationship Id="r2" Type="x/slide" Target="slides/slide2.xml"/><Relationship Id="r3" Type="x/slide" Target="slides/slide3.xml"/></Relationships>`,
			"ppt/slides/slide1.xml", `<p:sld xmlns:p="p" xmlns:a="a" show="0"><a:p><a:r><a:t>藏</a:t></a:r></a:p></p:sld>`,
			"ppt/slides/slide2.xml", `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>标</a:t></a:r><a:r><a:t>题</a:t></a:r></a:p><a:p><a:r><a:t>第二段</a:t></a:r></a:p></p:sld>`,
			"ppt/slides/slide3.xml", `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>末页</a:t></a:r></a:p></p:sld>`),
			[]Page{{1, "", "标题\n第二段"}, {3, "", "末页"}}, ""},
		{"版式.ofd", "", zipped(t, "OFD.xml", `<ofd:OFD xmlns:ofd="o"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
			"Doc_0/Document.xml", `<ofd:Document xmlns:ofd="o"><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page ID="2" BaseLoc="/Doc_0/Pages/Page_1/Content.xml"/></ofd:Pages></ofd:Document>`,
			"Doc_0/Pages/Page_0/Content.xml", `<ofd:Page xmlns:ofd="o"><ofd:TextObject><ofd:TextCode>关于印发</ofd:TextCode></ofd:TextObject></ofd:Page>`,
			"Doc_0/Pages/Page_1/Content.xml", `<ofd:Page xmlns:ofd="o"><ofd:TextObject Visible="false"><ofd:TextCode>看不见</ofd:TextCode></ofd:TextObject><ofd:TextObject><ofd:TextCode>附件</ofd:TextCode></ofd:TextObject></ofd:Page>`),
			[]Page{{1, "", "关于印发"}, {2, "", "附件"}}, ""},
		{"a.csv", "", gbk, []Page{{1, "", "名称,数量\n低保金,5"}}, ""},
		{"a.txt", "", gb, []Page{{1, "", "𠮷林路低保"}}, ""},
		{"u8.txt", "", []byte("\xef\xbb\xbf一  二\r\n\r\n\r三\f四\u200b五"), []Page{{1, "", "一 二\n三"}, {2, "", "四五"}}, ""},
		{"u16.txt", "", little, []Page{{1, "", "低保\n金"}}, ""},
		{"u16be.csv", "", big, []Page{{1, "", "a,低保\n1,2\n3,4"}}, ""},
		{"零.txt", "", append([]byte("a"), make([]byte, 400)...), nil, Kind},
		{"页.html", "text/html", append([]byte(`<html><head><meta charset="gbk"><title>`), append(must[[]byte](t)(simplifiedchinese.GBK.NewEncoder().Bytes([]byte(`题</title><script>var 脚本=1</script></head><body><p>低<b>保</b>&amp;</p><div>甲<br>乙</div><table><tr><td>一</td><td>二</td></tr></table>`))), "</body>"...)...),
			[]Page{{1, "", "题\n低保&\n甲\n乙\n一 二"}}, ""},
		{"无字符集.htm", "", []byte(`<p>低保<style>p{}</style>`), []Page{{1, "", "低保"}}, ""},
		{"空.txt", "", nil, nil, Wordless},
		{"图.png", "image/png", []byte("\x89PNG\r\n\x1a\n0000"), nil, Picture},
		{"图.pdf", "application/pdf", []byte("\xff\xd8\xff\xe0 不是 PDF"), nil, Picture},
		{"旧.doc", "", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600<<10)...), nil, Old},
		{"包.zip", "", zipped(t, "a.txt", "字"), nil, Archive},
		{"程序.bin", "", []byte("\x7fELF"), nil, Kind},
		{"坏.pdf", "", []byte("%PDF-1.4\nnothing of the kind\n%%EOF"), nil, Broken},
		{"坏.zip", "", []byte("PK\x03\x04 broken"), nil, Broken},
	} {
		got, note := read(t, r, c.name, c.media, c.file, Limits{})
		if diff := cmp.Diff(c.want, got); diff != "" || note != c.note {
			t.Errorf("%s: %q, want %q; want - got +\n%s", c.name, note, c.note, diff)
		}
	}
}

// What our own writers print is read again, words broken over lines too.
func TestOwnPapers(t *testing.T) {
	r := &reader
	for name, file := range map[string][]byte{
		"细则.pdf":  must[[]byte](t)(pdf.Bytes(twoPages)),
		"细则.docx": must[[]byte](t)(docx.Bytes(twoPages)),
	} {
		pages, note := read(t, r, name, "", file, Limits{})
		if note != "" || len(pages) != 2 || pages[1].Number != 2 {
			t.Errorf("%s: %d pages, %q", name, len(pages), note)
			continue
		}
		for page, words := range []string{"公共租赁住房的管理，保障住房困难家庭的基本需求，根据有关规定，结合本市实际，制定本细则。申请人应当如实申报家庭收入，𠮷林路街道办事处受理后二十个工作日内完成初审", "轮候序号与配租房源一览"} {
			if !strings.Contains(pages[page].Text, words) {
				t.Errorf("%s, page %d: %q is not in %q", name, page+1, words, pages[page].Text)
			}
		}
		// Cut off anywhere, it gives a note or less, and never panics.
		for _, part := range []int{1, 3, 10, 50, 80, 95, 99} {
			cut := file[:len(file)*part/100]
			if _, note := read(t, r, name, "", cut, Limits{}); note == "" && part < 95 {
				t.Errorf("%s, cut to %d %%: no note", name, part)
			}
		}
		// And with bytes changed.
		for i := 0; i < 12; i++ {
			hurt := bytes.Clone(file)
			for k := range 40 {
				hurt[(i*7919+k*104729)%len(hurt)] ^= byte(1 << (k % 8))
			}
			read(t, r, name, "", hurt, Limits{})
		}
	}
}

func TestBounds(t *testing.T) {
	r := &reader
	pages := func(n int) string { return strings.TrimSuffix(strings.Repeat("页\f", n), "\f") }
	bomb := word1(t, strings.Repeat(" ", 120<<20))
	deep := word1(t, strings.Repeat("<w:p>", 1<<20))
	long := word1(t, `<w:p a="`+strings.Repeat("a", 6<<20)+`"/>`)
	var many []string
	for i := range 300 {
		many = append(many, fmt.Sprint(i), "")
	}
	lots := must[[]byte](t)(pdf.Bytes(block.Document{Title: "长文", Blocks: []block.Block{block.Paragraph{Text: strings.Repeat("保障性住房", 4000)}}}))
	for _, c := range []struct {
		name   string
		file   []byte
		limits Limits
		pages  int
		note   Note
	}{
		{"大.txt", []byte("一二三四五六"), Limits{Bytes: 10}, 0, Large},
		{"页.txt", []byte(pages(9)), Limits{Pages: 5}, 5, ManyPages},
		{"正好.txt", []byte(pages(5)), Limits{Pages: 5}, 5, ""},
		{"字.txt", []byte("一二三\f四五六\f七八九"), Limits{Characters: 5}, 2, ManyCharacters},
		{"炸弹.docx", bomb, Limits{}, 0, Swollen},
		{"深.docx", deep, Limits{}, 0, Swollen},
		{"长.docx", long, Limits{}, 0, Swollen},
		{"多.docx", zipped(t, many...), Limits{Members: 299}, 0, Swollen},
		{"多字.docx", word1(t, strings.Repeat(para("一二三四五六七八九十"), 1000)), Limits{Characters: 100}, 1, ManyCharacters},
		{"展开.docx", word1(t, strings.Repeat(para("一二三四五六七八九十"), 1000)), Limits{Unpacked: 9000}, 0, Swollen},
		{"多字.xlsx", book(t, ""), Limits{Characters: 3}, 1, ManyCharacters},
		{"多页.pdf", lots, Limits{Pages: 3}, 3, ManyPages},
		{"多字.pdf", lots, Limits{Characters: 100}, 1, ManyCharacters},
		{"慢.pdf", lots, Limits{Time: time.Nanosecond}, 0, Slow},
	} {
		began := time.Now()
		got, note := read(t, r, c.name, "", c.file, c.limits)
		characters := 0
		for _, p := range got {
			characters += len([]rune(p.Text))
		}
		if note != c.note || len(got) != c.pages || c.limits.Characters > 0 && characters > c.limits.Characters {
			t.Errorf("%s: %d pages, %d characters, %q; want %d, %q", c.name, len(got), characters, note, c.pages, c.note)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s took %v", c.name, took)
		}
	}
}

// A PDF that keeps its reader busy is let go of when its time is over.
func TestSlowPDF(t *testing.T) {
	r := &reader
	body := strings.Repeat("BT /F 1 Tf (a) Tj ET\n", 3_000_000)
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(at)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>")
	object("<</Length %d>>stream\n%s\nendstream", len(body)+1, body)
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF", len(at)+1, start)
	read(t, r, "先.pdf", "", must[[]byte](t)(pdf.Bytes(twoPages)), Limits{}) // started
	began := time.Now()
	_, note := read(t, r, "忙.pdf", "", b.Bytes(), Limits{Time: 700 * time.Millisecond})
	if took := time.Since(began); note != Slow && note != Broken || took > 20*time.Second {
		t.Errorf("%q after %v", note, took)
	}
	if pages, note := read(t, r, "后.pdf", "", must[[]byte](t)(pdf.Bytes(twoPages)), Limits{}); len(pages) != 2 || note != "" {
		t.Errorf("the next file: %d pages, %q", len(pages), note)
	}
}

// failing is a file whose disk fails.
type failing struct{ io.ReaderAt }

var errDisk = errors.New("disk")

func (f failing) ReadAt(b []byte, at int64) (int, error) {
	if at > 100 {
		return 0, errDisk
	}
	return f.ReaderAt.ReadAt(b, at)
}

// What keeps a file from being fetched says nothing of the file.
func TestFaultsOfTheDisk(t *testing.T) {
	r := &reader
	for name, file := range map[string][]byte{"a.docx": word1(t, para(strings.Repeat("字", 999))), "a.pdf": must[[]byte](t)(pdf.Bytes(twoPages)), "a.txt": bytes.Repeat([]byte("字"), 9999)} {
		if _, _, err := r.Read(t.Context(), name, "", failing{bytes.NewReader(file)}, int64(len(file)), Limits{}); !errors.Is(err, errDisk) {
			t.Errorf("%s: %v", name, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := r.Read(ctx, name, "", bytes.NewReader(file), int64(len(file)), Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, stopped: %v", name, err)
		}
	}
}

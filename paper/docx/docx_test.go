package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/law/calendar"
	"gongkai/paper/block"
)

func sample(t testing.TB) block.Document {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	return block.Document{Title: "答复<告知>书", Author: "某局 & 某办", On: calendar.MustDay("2026-11-22"), Blocks: []block.Block{
		block.Masthead{Agency: "某市人民政府办公厅", English: "General Office", Number: "某府办公开〔2026〕12号"}, block.Title{Text: "政府信息\n部分公开告知书"},
		block.Paragraph{Text: "𠮷㐀𬌗鿏：", Flush: true, Keep: true}, block.Paragraph{Text: "正文 <b>&\"'\x00\x0b"}, block.Paragraph{Text: "小字", Small: true},
		block.Heading{Level: 1, Text: "一、标题"}, block.Heading{Level: 2, Text: "（一）标题"}, block.Heading{Level: 9, Text: "深标题"}, block.List{Items: []string{"甲", "乙"}},
		block.Table{Caption: "表一", Columns: []block.Column{{}, {Number: true}, {}}, Head: [][]block.Cell{{{Text: "类别", Across: 2}, {Text: "备注", Down: 2}}, {{Text: "甲头"}, {Text: "乙头"}}},
			Rows: [][]block.Cell{{{Text: "合并", Down: 2}, {Text: "1,024"}, {}}, {{Text: "3"}, {Text: "末格"}}}, Note: "表注"},
		block.KeyValue{Pairs: []block.Pair{{Name: "签收", Lines: 3}}},
		block.Image{Data: picture.Bytes(), Width: 40, Caption: "图注", Alt: "图\"样"}, block.Box{Title: "提示", Blocks: []block.Block{block.KeyValue{Pairs: []block.Pair{{Name: "内", Value: "里"}}}}}, block.Box{},
		block.Beside{Left: []block.Block{block.QR{Text: "https://example.gov.cn/1", Caption: "扫码"}}, Right: []block.Block{block.Signature{Agency: "某局", On: calendar.MustDay("2026-11-22"), Seal: true}}},
		block.Signature{Agency: "名称相当长的某市某某管理局政府信息公开办公室", On: calendar.NoDay},
		block.PageBreak{}, block.Space{Lines: 2}, block.Paragraph{Text: "附页", Align: block.Center}, block.Imprint{Lines: []string{"抄送：某局。", "某局办公室印发"}},
	}}
}

func open(t *testing.T, d block.Document) (map[string][]byte, []string) {
	t.Helper()
	file, err := Bytes(d)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts, names := map[string][]byte{}, []string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = data
		names = append(names, f.Name)
	}
	return parts, names
}

// order is that of the children which the schema fixes; Word calls a file
// damaged that breaks it. Of ISO/IEC 29500-1, those that we write.
var order = map[string][]string{
	"pPr":   {"pStyle", "keepNext", "keepLines", "framePr", "pBdr", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"},
	"rPr":   {"rFonts", "b", "color", "spacing", "sz", "szCs", "lang"},
	"tblPr": {"tblW", "jc", "tblBorders", "tblLayout", "tblCellMar"},
	"tcPr":  {"tcW", "gridSpan", "vMerge", "vAlign"},
	"style": {"name", "basedOn", "qFormat", "pPr", "rPr"},
	"font":  {"altName", "charset", "family", "pitch"},
}

func TestPartsAreWellFormedAndInOrder(t *testing.T) {
	parts, names := open(t, sample(t))
	if names[0] != "[Content_Types].xml" {
		t.Errorf("the first part is %s", names[0])
	}
	for name, data := range parts {
		if strings.HasPrefix(name, "word/media/") {
			continue
		}
		type element struct {
			name string
			last int
			seen map[string]bool
		}
		var stack []*element
		decoder := xml.NewDecoder(bytes.NewReader(data))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch x := token.(type) {
			case xml.StartElement:
				if len(stack) > 0 && strings.HasSuffix(x.Name.Space, "/wordprocessingml/2006/main") {
					in := stack[len(stack)-1]
					if list, ok := order[in.name]; ok {
						at := slices.Index(list, x.Name.Local)
						if at < in.last || in.seen[x.Name.Local] {
							t.Errorf("%s: <%s> in <%s> is out of order or twice", name, x.Name.Local, in.name)
						}
						in.last = at
						in.seen[x.Name.Local] = true
					}
				}
				stack = append(stack, &element{x.Name.Local, 0, map[string]bool{}})
			case xml.EndElement:
				stack = stack[:len(stack)-1]
			}
		}
	}
}

func TestRelationsLeadToParts(t *testing.T) {
	parts, _ := open(t, sample(t))
	count := 0
	for name, data := range parts {
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		var rels struct {
			Relationship []struct {
				ID     string `xml:"Id,attr"`
				Target string `xml:",attr"`
			}
		}
		if err := xml.Unmarshal(data, &rels); err != nil {
			t.Fatal(err)
		}
		for _, r := range rels.Relationship {
			count++
			target := path.Join(path.Dir(path.Dir(name)), r.Target)
			if parts[target] == nil {
				t.Errorf("%s: %s leads to no part %s", name, r.ID, target)
			}
			if strings.Contains(name, "document") && strings.HasPrefix(r.ID, "rId10") && !bytes.Contains(parts["word/document.xml"], []byte(`r:embed="`+r.ID+`"`)) {
				t.Errorf("picture %s is not used", r.ID)
			}
		}
	}
	if count < 10 {
		t.Errorf("%d relations", count)
	}
	document := string(parts["word/document.xml"])
	for _, m := range strings.Split(document, `<w:pStyle w:val="`)[1:] {
		id, _, _ := strings.Cut(m, `"`)
		if !bytes.Contains(parts["word/styles.xml"], []byte(`w:styleId="`+id+`"`)) {
			t.Errorf("style %s is not declared", id)
		}
	}
	if n := strings.Count(document, "<w:tblHeader/>"); n != 2 {
		t.Errorf("%d rows are repeated, want 2", n)
	}
	for _, want := range []string{"正文 &lt;b&gt;&amp;&quot;'</w:t>", "𠮷㐀𬌗鿏：", `<w:vMerge w:val="restart"/>`, `<w:gridSpan w:val="2"/>`, "2026年11月22日", `w:top="2098"`, `w:bottom="1984"`, `w:left="1587"`, `w:right="1474"`} {
		if !strings.Contains(document, want) {
			t.Errorf("no %s in the document", want)
		}
	}
	for _, want := range []string{"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"} {
		if !bytes.Contains(parts["word/fontTable.xml"], []byte(want)) {
			t.Errorf("font %s is not in the table", want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	a, err := Bytes(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Bytes(sample(t))
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("another file (%v)", err)
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	for name, b := range map[string]block.Block{
		"picture":   block.Image{Data: []byte("no picture")},
		"code":      block.QR{Text: strings.Repeat("长", 4000)},
		"in box":    block.Box{Blocks: []block.Block{block.Image{}}},
		"in column": block.Beside{Right: []block.Block{block.Image{}}},
	} {
		if _, err := Bytes(block.Document{Blocks: []block.Block{b}}); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

func TestLibreOfficeReadsIt(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice is not installed (libreoffice-writer-nogui)")
	}
	dir := t.TempDir()
	file, err := Bytes(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.docx"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, filepath.Join(dir, "a.docx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "a.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"某市人民政府办公厅", "某府办公开〔2026〕12号", "𠮷㐀𬌗鿏：", "一、标题", "1,024", "末格", "里", "扫码", "2026年11月22日", "抄送：某局。"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in what LibreOffice read: %s", want, text)
		}
	}
}

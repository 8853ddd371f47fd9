package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"gongkai/law/calendar"
	"gongkai/paper/block"
	"gongkai/paper/fonts"
)

func file(t *testing.T, blocks ...block.Block) []byte {
	t.Helper()
	b, err := Bytes(block.Document{Title: "试件", Author: "某市人民政府", On: calendar.MustDay("2026-11-22"), Blocks: blocks})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	objects   = regexp.MustCompile(`(?s)\n(\d+) 0 obj\n(.*?)\nendobj`)
	fontNames = regexp.MustCompile(`/F(\d+) (\d+) 0 R`)
	toUnicode = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	mapping   = regexp.MustCompile(`<([0-9A-F]{4})><[0-9A-F]{4}><([0-9A-F]{4}|[0-9A-F]{8})>`)
	shown     = regexp.MustCompile(`/F(\d+) [\d.]+ Tf|<([0-9A-F]+)>\] TJ`)
)

// words are what the pages show, read from the file alone, one string a page.
func words(t *testing.T, file []byte) []string {
	t.Helper()
	content := map[string][]byte{}
	for _, m := range objects.FindAllSubmatch(file, -1) {
		content[string(m[1])] = m[2]
	}
	fonts := map[string]map[string]string{} // of the font, of the glyph, its characters
	var pages []string
	for _, o := range content {
		for _, m := range fontNames.FindAllSubmatch(o, -1) {
			glyphs := map[string]string{}
			if u := toUnicode.FindSubmatch(content[string(m[2])]); u != nil {
				for _, g := range mapping.FindAllSubmatch(content[string(u[1])], -1) {
					raw, err := hex.DecodeString(string(g[2]))
					if err != nil {
						t.Fatal(err)
					}
					var units []uint16
					for i := 0; i < len(raw); i += 2 {
						units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
					}
					glyphs[string(g[1])] = string(utf16.Decode(units))
				}
			}
			fonts[string(m[1])] = glyphs
		}
	}
	for id := 1; id <= len(content); id++ {
		o := content[strconv.Itoa(id)]
		_, stream, found := bytes.Cut(o, []byte("stream\n"))
		if !found {
			continue
		}
		z, err := zlib.NewReader(bytes.NewReader(stream))
		if err != nil {
			continue
		}
		text, err := io.ReadAll(z)
		if err != nil || !bytes.Contains(text, []byte(" Tf ")) {
			continue
		}
		var page strings.Builder
		font := ""
		for _, m := range shown.FindAllSubmatch(text, -1) {
			if m[1] != nil {
				font = string(m[1])
				continue
			}
			for i := 0; i+4 <= len(m[2]); i += 4 {
				c, ok := fonts[font][string(m[2][i:i+4])]
				if !ok {
					t.Fatalf("glyph %s of font %s has no character", m[2][i:i+4], font)
				}
				page.WriteString(c)
			}
		}
		pages = append(pages, page.String())
	}
	return pages
}

func TestRareCharactersDoNotVanish(t *testing.T) {
	var added strings.Builder
	for r := rune(0x9FA6); r <= 0x9FEF; r++ {
		added.WriteRune(r)
	}
	text := "㐀𠮷𬌗龦鿏鿯" + added.String() + "𫖯𬀩䶮"
	for _, b := range []block.Block{block.Paragraph{Text: text}, block.Title{Text: text}, block.Heading{Level: 1, Text: text},
		block.KeyValue{Pairs: []block.Pair{{Name: "申请人", Value: text}}}} {
		got := strings.Join(words(t, file(t, b)), "")
		if !strings.Contains(got, text) {
			t.Errorf("%T prints %q", b, got)
		}
		if missing, err := Missing(block.Document{Blocks: []block.Block{b}}); err != nil || len(missing) > 0 {
			t.Errorf("%T lacks %U (%v)", b, missing, err)
		}
	}
}

func TestWhatNoFontHasIsNamed(t *testing.T) {
	blocks := []block.Block{block.Paragraph{Text: "张\U000323AF、李\U0003FFFD、王\U000323AF"}}
	got := strings.Join(words(t, file(t, blocks...)), "")
	for _, want := range []string{"张〓、李〓、王〓", "依次为 U+323AF、U+3FFFD。"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	if missing, err := Missing(block.Document{Blocks: blocks}); err != nil || len(missing) != 2 {
		t.Errorf("missing %U (%v)", missing, err)
	}
	// What has no shape needs no stand-in.
	if got := strings.Join(words(t, file(t, block.Paragraph{Text: "张\u200b\ufe00\U000E0100三\u0007"})), ""); got != "张三— 1 —" {
		t.Errorf("%q", got)
	}
}

func TestPopplerReadsIt(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (poppler-utils)")
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, file(t, block.Masthead{Agency: "某市人民政府", Number: "某府公开〔2026〕12号"}, block.Paragraph{Text: "𠮷㐀𬌗鿏：申请公开。"}), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, name, "-")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil || complaint.Len() > 0 {
		t.Fatalf("%v %s", err, complaint.String())
	}
	for _, want := range []string{"某市人民政府", "某府公开〔2026〕12号", "𠮷㐀𬌗鿏：申请公开。", "—1—"} {
		if !strings.Contains(strings.ReplaceAll(string(out), "— 1 —", "—1—"), want) {
			t.Errorf("%q is not in %q", want, out)
		}
	}
}

func TestLinesBreakAsChineseDoes(t *testing.T) {
	cases, err := typeCase()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		characters float64 // of a line
		want       []string
	}{
		{"at the width", "一二三四五六七八", 4, []string{"一二三四", "五六七八"}},
		{"a stop is pressed into half its width", "一二三四。五六", 4.5, []string{"一二三四。", "五六"}},
		{"but not into nothing", "一二三四。五六", 4, []string{"一二三", "四。五六"}},
		{"two stops are not", "一二三四。”五六", 4, []string{"一二三", "四。”五", "六"}},
		{"no line begins with a mark that cannot be pressed in", "一二三四？五", 4, []string{"一二三", "四？五"}},
		{"no line ends with an opening bracket", "一二三（四五）", 4, []string{"一二三", "（四五）"}},
		{"a number is not cut", "第一二2026号", 4, []string{"第一二", "2026号"}},
		{"a word is not cut, its spaces go", "一二 open government", 6, []string{"一二 open", "government"}},
		{"an address is cut at its parts", "http://www.gov.cn/zhengce", 10, []string{"http://www.gov.cn/", "zhengce"}},
		{"what is longer than a line is cut", strings.Repeat("a", 25), 6, []string{"aaaaaaaaaa", "aaaaaaaaaa", "aaaaa"}},
		{"dashes stay together", "一二三——四", 4, []string{"一二", "三——四"}},
		{"nothing", "", 4, []string{""}},
	} {
		s := &setter{types: cases}
		var got []string
		for _, l := range breakLines(s.glyphs(c.text, fonts.Serif, 10, 0), c.characters*10, 0, 10) {
			line := ""
			for _, g := range l.glyphs {
				line += string(g.r)
			}
			got = append(got, line)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTwentyEightCharactersALineTwentyTwoLinesAPage(t *testing.T) {
	cases, err := typeCase()
	if err != nil {
		t.Fatal(err)
	}
	s := &setter{types: cases}
	lines := s.lines(strings.Repeat("公", 28*2), body, across)
	if len(lines) != 2 || len(lines[0].glyphs) != 28 {
		t.Errorf("%d lines, %d characters", len(lines), len(lines[0].glyphs))
	}
	var text []string
	for i := range 23 {
		text = append(text, fmt.Sprintf("第%d行", i+1))
	}
	pages := words(t, file(t, block.Paragraph{Text: strings.Join(text, "\n")}))
	if len(pages) != 2 || !strings.Contains(pages[0], "第22行") || !strings.Contains(pages[1], "第23行") {
		t.Errorf("%q", pages)
	}
}

func TestTablesRepeatTheirHead(t *testing.T) {
	table := block.Table{Columns: []block.Column{{Share: 2}, {Number: true}, {}}, Head: [][]block.Cell{{{Text: "类别头"}, {Text: "件数头"}, {Text: "备注头"}}}}
	for i := range 80 {
		row := []block.Cell{{Text: fmt.Sprintf("第%d类", i+1)}, {Text: "1,024"}}
		if i%20 == 0 {
			row = append(row, block.Cell{Text: "合并栏", Down: 20})
		}
		table.Rows = append(table.Rows, row)
	}
	pages := words(t, file(t, table))
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	all := strings.Join(pages, "")
	for i, p := range pages {
		if strings.Count(p, "类别头") != 1 {
			t.Errorf("page %d: %q", i+1, p)
		}
	}
	for i := range 80 {
		if n := strings.Count(all, fmt.Sprintf("第%d类", i+1)); n != 1 {
			t.Errorf("row %d is printed %d times", i+1, n)
		}
	}
	if strings.Count(all, "合并栏") < 4 {
		t.Errorf("a field that goes down is not printed: %q", all)
	}
}

// A table kept whole stands on one page, with the picture over it; one that
// fits none is cut between rows, and nothing runs over the foot of a page.
func TestTablesKeptWhole(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 10))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lines, rows int
		dense       bool
		pages       int // that the table touches
	}{{0, 5, false, 1}, {14, 5, false, 1}, {20, 5, false, 1}, {8, 30, true, 1}, {0, 60, false, 3}, {20, 60, true, 2}} {
		table := block.Table{Whole: true, Dense: c.dense, Head: [][]block.Cell{{{Text: "类别头"}, {Text: "件数头"}}}}
		for i := range c.rows {
			table.Rows = append(table.Rows, []block.Cell{{Text: fmt.Sprintf("第%d类", i+1)}, {Text: "1024"}})
		}
		cases, err := typeCase()
		if err != nil {
			t.Fatal(err)
		}
		s := &setter{types: cases, strips: map[[2]float64][]strip{}}
		pages, err := s.pages(block.Document{Plain: true, Blocks: []block.Block{
			block.Paragraph{Text: strings.TrimSuffix(strings.Repeat("行\n", c.lines), "\n")},
			block.Image{Data: picture.Bytes(), Width: 100, Caption: "图题", Keep: true}, table,
		}})
		if err != nil {
			t.Fatal(err)
		}
		touched, titled, first := 0, -1, -1
		for i, p := range pages {
			rows := 0
			for _, d := range p.drawn {
				r, ok := d.(run)
				if !ok {
					continue
				}
				if r.y > bottom {
					t.Errorf("%+v: “%s” stands under the foot of page %d", c, r.text, i+1)
				}
				if strings.HasPrefix(r.text, "第") {
					rows++
					if first < 0 {
						first = i
					}
				}
				if r.text == "图题" {
					titled = i
				}
			}
			if rows > 0 {
				touched++
			}
		}
		if touched != c.pages {
			t.Errorf("%+v: the table touches %d pages", c, touched)
		}
		if c.pages == 1 && c.rows < 30 && titled != first {
			t.Errorf("%+v: the picture is on page %d, its table on page %d", c, titled+1, first+1)
		}
	}
}

// A cell longer than a page is cut, and nothing of it is lost.
func TestLongCells(t *testing.T) {
	var long strings.Builder
	for i := range 400 {
		fmt.Fprintf(&long, "〔%d〕理由很长，", i)
	}
	pages := words(t, file(t, block.Table{Rows: [][]block.Cell{{{Text: "一"}, {Text: long.String()}}}}))
	if all := strings.Join(pages, ""); len(pages) < 2 || !strings.Contains(all, "〔399〕") || strings.Count(all, "理由很长") < 390 {
		t.Errorf("%d pages", len(pages))
	}
}

func TestSignatureIsNotAlone(t *testing.T) {
	for n := 10; n < 24; n++ {
		text := strings.TrimSuffix(strings.Repeat("行\n", n), "\n")
		pages := words(t, file(t, block.Paragraph{Text: text}, block.Signature{Agency: "某局", On: calendar.MustDay("2026-03-05"), Seal: true}))
		last := pages[len(pages)-1]
		if !strings.Contains(last, "行") || !strings.Contains(last, "某局2026年3月5日") {
			t.Errorf("%d lines: the last page is %q", n, last)
		}
	}
}

func TestHeadingsStayWithTheirText(t *testing.T) {
	for n := 15; n < 24; n++ {
		pages := words(t, file(t, block.Paragraph{Text: strings.TrimSuffix(strings.Repeat("行\n", n), "\n")}, block.Heading{Level: 1, Text: "一、标题"}, block.Paragraph{Text: "正文"}))
		for i, p := range pages {
			if strings.Contains(p, "一、标题") != strings.Contains(p, "正文") {
				t.Errorf("%d lines, page %d: %q", n, i+1, p)
			}
		}
	}
}

func sample(t testing.TB) block.Document {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("本机关收到政府信息公开申请，经审查，根据《中华人民共和国政府信息公开条例》第三十七条，现答复如下。", 3)
	return block.Document{Title: "答复告知书", Author: "某局", On: calendar.MustDay("2026-11-22"), Blocks: []block.Block{
		block.Masthead{Agency: "某市人民政府办公厅", Number: "某府办公开〔2026〕12号"}, block.Title{Text: "政府信息部分公开告知书"},
		block.Paragraph{Text: "𠮷某：", Flush: true}, block.Paragraph{Text: long}, block.Heading{Level: 1, Text: "一、不予公开的内容"}, block.List{Numbered: true, Items: []string{"甲", "乙"}},
		block.Table{Caption: "表", Head: [][]block.Cell{{{Text: "甲", Across: 2}}}, Rows: [][]block.Cell{{{Text: "乙"}, {Text: "3"}}}, Note: "注"},
		block.Image{Data: picture.Bytes(), Width: 40, Caption: "图"}, block.Box{Title: "提示", Blocks: []block.Block{block.Paragraph{Text: long, Small: true}}},
		block.Beside{Left: []block.Block{block.QR{Text: "https://example.gov.cn/1"}}, Right: []block.Block{block.Signature{Agency: "某局", On: calendar.MustDay("2026-11-22")}}},
		block.PageBreak{}, block.Space{Lines: 2}, block.Paragraph{Text: "附页"}, block.Imprint{Lines: []string{"抄送：某局。", "某局办公室印发"}},
	}}
}

func TestSameBytes(t *testing.T) {
	want, err := Bytes(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if got, err := Bytes(sample(t)); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another file (%v)", err)
			}
		})
	}
	all.Wait()
	other := sample(t)
	other.On++
	if got, err := Bytes(other); err != nil || bytes.Equal(got, want) {
		t.Errorf("the day is not in the file (%v)", err)
	}
}

// The table of objects leads to every object, also after the maps of rare
// characters grew.
func TestObjectsAreWhereTheTableSays(t *testing.T) {
	for _, text := range []string{"张三", "𠮷"} {
		f := file(t, block.Paragraph{Text: text})
		at, err := strconv.Atoi(strings.Split(string(f[bytes.LastIndex(f, []byte("startxref\n")):]), "\n")[1])
		if err != nil || !bytes.HasPrefix(f[at:], []byte("xref\n")) {
			t.Fatalf("%s: table at %d (%v)", text, at, err)
		}
		rows := strings.Split(string(f[at:]), "\n")
		var count int
		if _, err := fmt.Sscanf(rows[1], "0 %d", &count); err != nil {
			t.Fatal(err)
		}
		for id := 1; id < count; id++ {
			place, err := strconv.Atoi(rows[2+id][:10])
			if err != nil || !bytes.HasPrefix(f[place:], fmt.Appendf(nil, "%d 0 obj\n", id)) {
				t.Errorf("%s: object %d is not at %d (%v)", text, id, place, err)
			}
		}
		for _, m := range regexp.MustCompile(`(?s)/Length (\d+)\n.*?>>\nstream\n(.*?)endstream`).FindAllSubmatch(f, -1) {
			if n, err := strconv.Atoi(string(m[1])); err != nil || n != len(m[2]) && n != len(m[2])-1 {
				t.Errorf("%s: a stream of %d says %d (%v)", text, len(m[2]), n, err)
			}
		}
	}
}

func TestWhatCannotBePrinted(t *testing.T) {
	for name, b := range map[string]block.Block{
		"picture": block.Image{Data: []byte("no picture"), Alt: "图"},
		"code":    block.QR{Text: strings.Repeat("长", 4000)},
		"in box":  block.Box{Blocks: []block.Block{block.Image{Alt: "图"}}},
	} {
		if _, err := Bytes(block.Document{Blocks: []block.Block{b}}); err == nil {
			t.Errorf("%s: printed", name)
		}
	}
	if pages := words(t, file(t)); len(pages) != 1 {
		t.Errorf("an empty paper has %d pages", len(pages))
	}
}

// A letter is to take at most 100 ms.
func BenchmarkWrite(b *testing.B) {
	if err := Warm(); err != nil {
		b.Fatal(err)
	}
	d := sample(b)
	for b.Loop() {
		if err := Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}

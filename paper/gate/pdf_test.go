package gate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"gongkai/paper/block"
	"gongkai/paper/pdf"
)

// pdfSample writes PDFs with more in them than is seen.
type pdfSample struct {
	objects []string // the first is the catalog, the second the pages
	pages   []int
	catalog string // more of the catalog
	trailer string // more of the trailer
}

func newPDF() *pdfSample { return &pdfSample{objects: []string{"", ""}} }

// add adds an object and gives its number.
func (s *pdfSample) add(body string) int {
	s.objects = append(s.objects, body)
	return len(s.objects)
}

func (s *pdfSample) stream(dict, data string) int {
	return s.add(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data))
}

// page adds a page with more in its dictionary, such as /Rotate 90. Fonts are
// /F, Helvetica, and /C, a Chinese one; pictures /I and /G, a photo.
func (s *pdfSample) page(more, content string) *pdfSample {
	helvetica := s.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	song := s.add("<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>")
	if !strings.Contains(more, "/MediaBox") {
		more += "/MediaBox[0 0 595 842]"
	}
	if !strings.Contains(more, "/Resources") {
		more += fmt.Sprintf("/Resources<</Font<</F %d 0 R/C %d 0 R>>>>", helvetica, song)
	} else {
		more = strings.Replace(more, "/Resources<<", fmt.Sprintf("/Resources<</Font<</F %d 0 R/C %d 0 R>>", helvetica, song), 1)
	}
	s.pages = append(s.pages, s.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R%s/Contents %d 0 R>>", more, s.stream("", content))))
	return s
}

func (s *pdfSample) bytes() []byte {
	var kids strings.Builder
	for _, p := range s.pages {
		fmt.Fprintf(&kids, "%d 0 R ", p)
	}
	s.objects[0] = "<</Type/Catalog/Pages 2 0 R" + s.catalog + ">>"
	s.objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(s.pages), kids.String())
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(s.objects))
	for i, o := range s.objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	begin := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, s.trailer, begin)
	return b.Bytes()
}

// revise appends a revision with other objects of these numbers.
func revise(b []byte, objects map[int]string) []byte {
	prev := bytes.LastIndex(b, []byte("startxref\n"))
	before := strings.Fields(string(b[prev:]))[1]
	out := bytes.NewBuffer(slices.Clone(b))
	var index strings.Builder
	size := 0
	for n, o := range objects {
		fmt.Fprintf(&index, "%d 1\n%010d 00000 n \n", n, out.Len())
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", n, o)
		size = max(size, n)
	}
	begin := out.Len()
	fmt.Fprintf(out, "xref\n0 1\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n", index.String(), max(size+1, 100), before, begin)
	return out.Bytes()
}

// latin sets a line of Latin text in Helvetica of 20 points.
func latin(x, y float64, words string) string {
	return fmt.Sprintf("BT /F 20 Tf 1 0 0 1 %.2f %.2f Tm (%s) Tj ET\n", x, y, words)
}

// hanzi sets a line of Chinese text of 20 points.
func hanzi(x, y float64, words string) string {
	var h strings.Builder
	for _, u := range utf16.Encode([]rune(words)) {
		fmt.Fprintf(&h, "%04X", u)
	}
	return fmt.Sprintf("BT /C 20 Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj ET\n", x, y, h.String())
}

// bar fills a bar with a tone of gray, 0 for black.
func bar(gray, x, y, w, h float64) string {
	return fmt.Sprintf("q %.2f g %.2f %.2f %.2f %.2f re f Q\n", gray, x, y, w, h)
}

const (
	aCitizen = "110105194912310011"
	aMobile  = "13812345678"
)

// scanned is a page that is a picture with bars where lines are, and a layer of
// text. The picture has the bars at the lines that are inked, and black boxes at
// those that are not.
func scanned(lines []string, inked func(i int) byte) *pdfSample {
	const w, h = 595, 842
	pix := bytes.Repeat([]byte{250}, w*h)
	var layer strings.Builder
	for i, line := range lines {
		y := 780 - i*40
		for v := h - y - 18; v < h-y+4; v++ {
			for u := 50; u < 50+len(line)*11; u++ {
				switch how := inked(i); {
				case how == 'i' && u%5 < 2:
					pix[v*w+u] = 20
				case how == 'b':
					pix[v*w+u] = 0
				}
			}
		}
		layer.WriteString("3 Tr " + latin(50, float64(y), line))
	}
	s := newPDF()
	picture := s.stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8", w, h), string(pix))
	return s.page(fmt.Sprintf("/Resources<</XObject<</I %d 0 R>>>>", picture), fmt.Sprintf("q %d 0 0 %d 0 0 cm /I Do Q\n", w, h)+layer.String())
}

func inspectPDF(t *testing.T, b []byte) Report {
	t.Helper()
	r, err := Scanner{}.Inspect(context.Background(), File{Name: "a.pdf", R: bytes.NewReader(b), Size: int64(len(b))}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// kindsOf are the kinds that stop or not, each once, in the order of their
// names.
func kindsOf(r Report, traces bool) string {
	var list []string
	for _, f := range r.Findings {
		if (f.Kind.Row().Class == Trace) == traces {
			list = append(list, string(f.Kind))
		}
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

func letterPDF(t testing.TB) []byte {
	t.Helper()
	var d block.Document
	d.Blocks = append(d.Blocks, block.Title{Text: "关于公共租赁住房保障对象的公示"})
	for range 40 {
		d.Blocks = append(d.Blocks, block.Paragraph{Text: "为加强住房保障，根据《公共租赁住房管理办法》，结合我市实际，现将2017年保障对象名单予以公示，公示期为2017年6月1日至6月10日。"})
	}
	b, err := pdf.Bytes(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// hiddenCases are PDFs, each with what is found in it and whether a copy without
// what is hidden can be made.
func hiddenCases(t *testing.T) []struct {
	name string
	pdf  []byte
	want string // kinds, traces aside
	gone string // text that the cleaned copy has not
	kept string // text that poppler finds in the cleaned copy
} {
	link := newPDF()
	link.page("/Annots["+fmt.Sprint(link.add("<</Type/Annot/Subtype/Link/Rect[50 690 200 720]/A<</S/URI/URI(http://www.example.gov.cn/)>>>>"))+" 0 R]", latin(50, 700, "See the list"))
	local := newPDF().page("/Annots[<</Type/Annot/Subtype/Link/Rect[50 690 200 720]/A<</S/URI/URI(file:///C:/Users/zhang/list.xls)>>>>]", latin(50, 700, "See the list"))
	note := newPDF()
	n := note.add("<</Type/Annot/Subtype/Text/Rect[300 690 320 710]/Contents(ask Li about this)/T(Zhang)/M(D:20170101)>>")
	note.page(fmt.Sprintf("/Annots[%d 0 R<</Type/Annot/Subtype/Popup/Rect[0 0 9 9]/Parent %d 0 R>>]", n, n), latin(50, 700, "Public list"))
	note.catalog = fmt.Sprintf("/StructTreeRoot<</Type/StructTreeRoot/K<</S/Annot/K<</Type/OBJR/Obj %d 0 R>>>>>>", n)
	square := newPDF().page("/Annots[<</Type/Annot/Subtype/Square/Rect[45 690 400 725]/C[0 0 0]/IC[0 0 0]>>]", latin(50, 700, "Withheld name")+latin(50, 600, "Public list"))
	marked := newPDF().page("/Annots[<</Type/Annot/Subtype/Redact/Rect[45 690 400 725]/IC[0 0 0]>>]", latin(50, 700, "Withheld name")+latin(50, 600, "Public list"))
	embedded := newPDF()
	f := embedded.stream("/Type/EmbeddedFile", "name,mobile\nLi,"+aMobile+"\n")
	embedded.catalog = fmt.Sprintf("/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(list.csv)/UF(list.csv)/EF<</F %d 0 R>>>>]>>>>", f)
	embedded.page("", latin(50, 700, "Public list"))
	layers := newPDF()
	off := layers.add("<</Type/OCG/Name(draft)>>")
	layers.catalog = fmt.Sprintf("/OCProperties<</OCGs[%d 0 R]/D<</OFF[%d 0 R]>>>>", off, off)
	layers.page(fmt.Sprintf("/Resources<</Properties<</L %d 0 R>>>>", off), "/OC /L BDC "+latin(50, 700, "Withheld layer")+" EMC "+latin(50, 600, "Public list"))
	field := newPDF()
	k := field.add("<</Type/Annot/Subtype/Widget/FT/Tx/T(mobile)/V(Withheld value)/F 2/Rect[50 50 100 70]>>")
	field.catalog = fmt.Sprintf("/AcroForm<</Fields[%d 0 R]>>", k)
	field.page(fmt.Sprintf("/Annots[%d 0 R]", k), latin(50, 700, "Public list"))
	first := newPDF().page("", latin(50, 700, "Withheld draft"))
	second := newPDF().page("", latin(50, 700, "Public list")).page("", latin(50, 700, "Withheld page"))
	title := newPDF().page("", latin(50, 700, "Public list"))
	title.catalog = "/Outlines<</First 40 0 R/Last 40 0 R/Count 1>>"
	for len(title.objects) < 40 {
		title.add("<</Title(Mobile " + aMobile + ")>>")
	}
	form := newPDF()
	secret := form.stream("/Type/XObject/Subtype/Form/BBox[0 0 400 50]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>", latin(5, 10, "Withheld name"))
	form.page(fmt.Sprintf("/Resources<</XObject<</X %d 0 R>>>>", secret), "q 1 0 0 1 50 690 cm /X Do Q "+bar(0, 45, 690, 300, 35)+latin(50, 600, "Public list"))
	signed := newPDF()
	seal := signed.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>", latin(5, 5, "Seal"))
	signature := signed.add("<</Type/Sig/Filter/Adobe.PPKLite/Name(Withheld signer)/ByteRange[0 1 2 3]/Contents<3080>>>")
	widget := signed.add(fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(seal)/V %d 0 R/DV %d 0 R/F 4/Rect[300 100 400 120]/AP<</N %d 0 R>>>>", signature, signature, seal))
	signed.catalog = fmt.Sprintf("/AcroForm<</Fields[%d 0 R]/SigFlags 3>>", widget)
	signed.page(fmt.Sprintf("/Annots[%d 0 R]", widget), latin(50, 700, "Public list"))
	twice := newPDF().page("", latin(50, 700, "Public list"))
	twice.pages = append(twice.pages, twice.pages[0])
	// A picture on half a page, striped where a program has read words in it.
	part := newPDF()
	striped := part.stream("/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8", strings.Repeat(strings.Repeat("\xfa\x14", 50), 100))
	part.page(fmt.Sprintf("/Resources<</XObject<</I %d 0 R>>>>", striped), "q 500 0 0 300 40 500 cm /I Do Q 3 Tr "+latin(50, 700, "Words in a figure")+"0 Tr "+latin(50, 400, "Public list"))
	return []struct {
		name string
		pdf  []byte
		want string
		gone string
		kept string
	}{
		{"a seal", signed.bytes(), "", "Withheld", "Seal"},
		{"a page that is two", twice.bytes(), "", "", "Public list"},
		{"a letter", letterPDF(t), "", "", "公示"},
		{"an identifier", newPDF().page("", hanzi(50, 700, "身份证号"+aCitizen)).bytes(), "citizen_id", "", "身份证号"},
		{"over two runs", newPDF().page("", latin(50, 700, aCitizen[:9])+latin(50+9*11.12, 700, aCitizen[9:])).bytes(), "citizen_id", "", ""},
		{"over two lines", newPDF().page("", latin(50, 700, "Call the person at the number 13812")+latin(50, 676, "345678 in the morning or by noon")).bytes(), "mobile", "", ""},
		{"a black box", newPDF().page("", latin(50, 700, "Withheld name")+bar(0, 45, 690, 300, 35)+latin(50, 600, "Public list")).bytes(), "covered_text", "Withheld", "Public list"},
		{"a black box on half a line", newPDF().page("", latin(50, 700, "Public then Withheld")+bar(0, 162, 690, 300, 35)).bytes(), "covered_text", "Withheld", "Public"},
		{"a white box", newPDF().page("", latin(50, 700, "Withheld name")+bar(1, 45, 690, 300, 35)+latin(50, 600, "Public list")).bytes(), "covered_text", "Withheld", "Public list"},
		{"a box on a page turned", newPDF().page("/Rotate 90", latin(50, 700, "Withheld name")+bar(0, 45, 690, 300, 35)+latin(50, 600, "Public list")).bytes(), "covered_text", "Withheld", "Public list"},
		{"a box over a form", form.bytes(), "covered_text", "Withheld", "Public list"},
		{"a shade under text", newPDF().page("", bar(0.8, 45, 690, 300, 35)+latin(50, 700, "Public list")).bytes(), "", "", "Public list"},
		{"white on blue", newPDF().page("", "q 0 0 0.6 rg 45 690 300 35 re f Q 1 g "+latin(50, 700, "Public list")).bytes(), "", "", "Public list"},
		{"a frame around text", newPDF().page("", latin(50, 700, "Public list")+"q 45 690 300 35 re S Q").bytes(), "", "", "Public list"},
		{"a line through text", newPDF().page("", latin(50, 700, "Public list")+bar(0, 45, 706, 300, 1)).bytes(), "", "", "Public list"},
		{"black on black", newPDF().page("", bar(0, 45, 690, 300, 35)+latin(50, 700, "Withheld name")+latin(50, 600, "Public list")).bytes(), "invisible_text", "Withheld", "Public list"},
		{"white on white", newPDF().page("", "1 g "+latin(50, 700, "Withheld name")+"0 g "+latin(50, 600, "Public list")).bytes(), "invisible_text", "Withheld", "Public list"},
		{"mode 3", newPDF().page("", "3 Tr "+latin(50, 700, "Withheld name")+"0 Tr "+latin(50, 600, "Public list")).bytes(), "invisible_text", "Withheld", "Public list"},
		{"outside the crop", newPDF().page("/CropBox[0 0 595 650]", latin(50, 700, "Withheld name")+latin(50, 600, "Public list")).bytes(), "invisible_text", "Withheld", "Public list"},
		{"of one point", newPDF().page("", "BT /F 1 Tf 50 700 Td (Withheld name) Tj ET "+latin(50, 600, "Public list")).bytes(), "invisible_text", "Withheld", "Public list"},
		{"a scan", scanned([]string{"Public list of persons", "second line of it"}, func(int) byte { return 'i' }).bytes(), "", "", "Public list"},
		{"a scan with an identifier", scanned([]string{"Public list of persons", "id " + aCitizen}, func(int) byte { return 'i' }).bytes(), "citizen_id", "", "Public list"},
		{"a scan with a box in it", scanned([]string{"Public list of persons", "Withheld name here"}, func(i int) byte { return "ib"[i] }).bytes(), "covered_text", "Withheld", "Public list"},
		{"a scan with words nowhere", scanned([]string{"Public list of persons", "Withheld name here"}, func(i int) byte { return "i "[i] }).bytes(), "invisible_text", "Withheld", "Public list"},
		{"a figure with words", part.bytes(), "", "", "Public list"},
		{"a link", link.bytes(), "", "", "See the list"},
		{"a local link", local.bytes(), "external_link", "zhang", "See the list"},
		{"a note", note.bytes(), "annotation", "ask Li", "Public list"},
		{"a box of comments", square.bytes(), "annotation covered_text", "Withheld", "Public list"},
		{"a mark to redact", marked.bytes(), "annotation covered_text", "Withheld", "Public list"},
		{"a file in it", embedded.bytes(), "embedded_file mobile", aMobile, "Public list"},
		{"a layer off", layers.bytes(), "hidden_text invisible_text", "Withheld", "Public list"},
		{"a field hidden", field.bytes(), "hidden_text", "Withheld", "Public list"},
		{"a revision", revise(first.bytes(), map[int]string{5: fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(latin(50, 700, "Public list")), latin(50, 700, "Public list"))}), "earlier_version", "Withheld", "Public list"},
		{"a page taken out", revise(second.bytes(), map[int]string{2: fmt.Sprintf("<</Type/Pages/Count 1/Kids[%d 0 R]>>", second.pages[0])}), "earlier_version", "Withheld", "Public list"},
		{"a revision that adds", revise(link.bytes(), map[int]string{90: "<</Title(more)>>"}), "", "", "See the list"},
		{"a bookmark", title.bytes(), "mobile", "", "Public list"},
		{"data after the end", append(newPDF().page("", latin(50, 700, "Public list")).bytes(), "Withheld: the names of all who asked\n%%EOF not"...), "embedded_file", "Withheld", "Public list"},
	}
}

func TestPDFHidden(t *testing.T) {
	for _, c := range hiddenCases(t) {
		t.Run(c.name, func(t *testing.T) {
			r := inspectPDF(t, c.pdf)
			if r.Held != "" {
				t.Fatalf("held: %s", r.Held)
			}
			if got := kindsOf(r, false); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
			for _, f := range r.Findings {
				switch f.Kind {
				case CoveredText, InvisibleText, CitizenID, Mobile:
					if strings.Contains(f.Words, "Withheld") || strings.Contains(f.Words, aCitizen) || strings.Contains(f.Words, aMobile) {
						t.Errorf("the sentence %q tells what it hides", f.Words)
					}
				}
				if (f.Kind == CoveredText || f.Kind == CitizenID) && (f.Place.Page != 1 || f.Place.Box == [4]int{}) {
					t.Errorf("%s has no place: %+v", f.Kind, f.Place)
				}
			}
			cleanPDF(t, c.pdf, c.gone, c.kept)
		})
	}
}

// cleanPDF makes the copy without what is hidden and holds it against the
// original.
func cleanPDF(t *testing.T, b []byte, gone, kept string) []byte {
	t.Helper()
	var out bytes.Buffer
	f := File{Name: "a.pdf", R: bytes.NewReader(b), Size: int64(len(b))}
	if err := Clean(context.Background(), f, &out, Remedy{Hidden: true}, Limits{}); err != nil {
		t.Fatalf("clean: %v", err)
	}
	r := inspectPDF(t, out.Bytes())
	if got := kindsOf(r, true); got != "" || r.Held != "" {
		t.Errorf("the copy has traces: %s %s", got, r.Held)
	}
	for _, f := range r.Findings {
		if f.Kind.Row().Class == Hidden {
			t.Errorf("the copy has still: %s", f.Words)
		}
	}
	if gone != "" {
		if bytes.Contains(out.Bytes(), []byte(gone)) {
			t.Errorf("%q stands in the copy", gone)
		}
		p, err := openPDF(out.Bytes(), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		for n := range p.spots {
			if s, ok := p.at(n).(*pdfStream); ok {
				if b, err := p.unpack(s); err == nil && bytes.Contains(b, []byte(gone)) {
					t.Errorf("%q stands in a stream of the copy", gone)
				}
			}
		}
	}
	was, now := poppler(t, b), poppler(t, out.Bytes())
	if was.pages != now.pages {
		t.Errorf("%s pages have become %s", was.pages, now.pages)
	}
	if !strings.Contains(now.text, kept) {
		t.Errorf("%q is not in the copy: %q", kept, now.text)
	}
	if gone != "" && strings.Contains(now.text, gone) {
		t.Errorf("poppler finds %q in the copy", gone)
	}
	if gone == "" && was.text != now.text {
		t.Errorf("%q has become %q", was.text, now.text)
	}
	return out.Bytes()
}

type popplerView struct{ pages, text string }

func poppler(t *testing.T, b []byte) popplerView {
	t.Helper()
	for _, tool := range []string{"pdftotext", "pdfinfo"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("poppler is not here to open the copy")
		}
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	var v popplerView
	info, err := exec.Command("pdfinfo", name).CombinedOutput()
	if err != nil || bytes.Contains(info, []byte("Syntax Error")) {
		t.Fatalf("pdfinfo: %v\n%s", err, info)
	}
	for line := range strings.Lines(string(info)) {
		if n, ok := strings.CutPrefix(line, "Pages:"); ok {
			v.pages = strings.TrimSpace(n)
		}
	}
	text, err := exec.Command("pdftotext", "-q", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	v.text = string(text)
	return v
}

func TestPDFBox(t *testing.T) {
	// 50 to 172 of 595 and 700 of 842 upwards, whichever way it is turned.
	for turn, want := range map[int][4]int{0: {84, 150, 420, 170}, 90: {830, 84, 850, 420}, 180: {580, 830, 916, 850}, 270: {150, 580, 170, 916}} {
		r := inspectPDF(t, newPDF().page(fmt.Sprintf("/Rotate %d", turn), latin(50, 700, aCitizen)).bytes())
		if len(r.Findings) == 0 {
			t.Fatal("nothing found")
		}
		got := r.Findings[0].Place.Box
		for i := range got {
			if d := got[i] - want[i]; d < -12 || d > 12 {
				t.Errorf("turned by %d: %v, want about %v", turn, got, want)
				break
			}
		}
	}
}

func TestPDFTraces(t *testing.T) {
	s := newPDF()
	xmp := s.stream("/Type/Metadata/Subtype/XML", `<x:xmpmeta><rdf:Description><dc:creator>zhang</dc:creator><xmp:CreatorTool>W</xmp:CreatorTool></rdf:Description></x:xmpmeta>`)
	photo := jpegWith(t, exifBlock(t, true))
	picture := s.stream("/Type/XObject/Subtype/Image/Width 16/Height 12/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", string(photo))
	info := s.add("<</Author(Zhang San)/Company(Some Office)/Producer(Word 2016)/Title(Microsoft Word - C:\\\\Users\\\\zhang\\\\list.doc)>>")
	s.catalog = fmt.Sprintf("/Metadata %d 0 R", xmp)
	s.trailer = fmt.Sprintf("/Info %d 0 R/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]", info)
	s.page(fmt.Sprintf("/PieceInfo<</Word<</Private(zhang)>>>>/Resources<</XObject<</P %d 0 R>>>>", picture), "q 160 0 0 120 50 300 cm /P Do Q "+latin(50, 700, "Public list"))
	r := inspectPDF(t, s.bytes())
	if got, want := kindsOf(r, true), "author company location machine"; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
	if r.Stops() {
		t.Errorf("traces stop: %+v", r.Findings)
	}
	out := cleanPDF(t, s.bytes(), "", "Public list")
	for _, gone := range []string{"hang", "Word", "Some Office", "GPS", "/ID", "/Info", "PieceInfo", "Metadata"} {
		if bytes.Contains(out, []byte(gone)) {
			t.Errorf("%q stands in the copy", gone)
		}
	}
}

// What only the traces are taken from has its comments and files still.
func TestPDFTracesOnly(t *testing.T) {
	for _, c := range hiddenCases(t) {
		var out bytes.Buffer
		if err := Clean(context.Background(), File{Name: "a.pdf", R: bytes.NewReader(c.pdf), Size: int64(len(c.pdf))}, &out, Remedy{}, Limits{}); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		want := strings.TrimSpace(strings.ReplaceAll(c.want, "earlier_version", ""))
		if c.name == "data after the end" {
			want = ""
		}
		if got := kindsOf(inspectPDF(t, out.Bytes()), false); got != want {
			t.Errorf("%s: the copy has %q, want %q", c.name, got, want)
		}
	}
}

func TestPDFHeld(t *testing.T) {
	whole := newPDF().page("", latin(50, 700, "Public list")).bytes()
	many := newPDF()
	for range 5 {
		many.page("", latin(50, 700, "Public list"))
	}
	for _, c := range []struct {
		name   string
		pdf    []byte
		limits Limits
		held   bool
	}{
		{"whole", whole, Limits{}, false},
		{"its index is wrong", bytes.Replace(whole, []byte("0000000009 00000 n"), []byte("0000000019 00000 n"), 1), Limits{}, false},
		{"cut off", whole[:len(whole)/2], Limits{}, true},
		{"no pdf", []byte("%PDF-1.4\nnothing at all\nstartxref\n9\n%%EOF\n"), Limits{}, true},
		{"indexes in a ring", bytes.Replace(whole, []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Prev 9"), 1), Limits{}, false},
		{"objects in a ring", []byte("%PDF-1.4\n1 0 obj\n1 0 R\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"), Limits{}, true},
		{"deep", []byte("%PDF-1.4\n1 0 obj\n" + strings.Repeat("[", 1_000_000) + "\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"), Limits{}, true},
		{"too many pages", many.bytes(), Limits{Pages: 4}, true},
		{"too many words", whole, Limits{Words: 5}, true},
		{"no time", many.bytes(), Limits{Time: time.Nanosecond}, true},
	} {
		r, err := Scanner{}.Inspect(context.Background(), File{Name: "a.pdf", R: bytes.NewReader(c.pdf), Size: int64(len(c.pdf))}, c.limits)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if (r.Held != "") != c.held {
			t.Errorf("%s: held %q", c.name, r.Held)
		}
	}
	locked := newPDF().page("", latin(50, 700, "Public list"))
	locked.trailer = fmt.Sprintf("/Encrypt %d 0 R", locked.add("<</Filter/Standard/V 1/R 2/P -4/O<00>/U<00>>>"))
	b := locked.bytes()
	l := &look{ctx: context.Background(), limits: Limits{}.filled()}
	if err := l.pdf(File{R: bytes.NewReader(b), Size: int64(len(b))}, "a.pdf"); !errors.Is(err, ErrEncrypted) {
		t.Errorf("locked: %v", err)
	}
}

// What the index says wrongly, or a byte that has changed, ends in a verdict and
// never in a fault.
func TestPDFBytesChanged(t *testing.T) {
	whole := hiddenCases(t)[29].pdf
	for i := 0; i < len(whole); i += 7 {
		b := slices.Clone(whole)
		b[i] ^= 0x11
		p, err := openPDF(b, 1<<20)
		if err != nil {
			continue
		}
		pages, err := p.pages(10)
		if err != nil {
			continue
		}
		l := &look{ctx: context.Background(), limits: Limits{}.filled()}
		if err := l.pdfBehind(p, pages, p.layersOff(), Place{Part: "file"}); err != nil && !l.hold("a.pdf", err) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
}

func TestPDFPacked(t *testing.T) {
	// The same file with its objects packed says the same.
	for _, c := range hiddenCases(t)[:14] {
		p, err := openPDF(c.pdf, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		w := pdfPrint{p: p, edit: func(_ pdfRef, d pdfDict) pdfDict { return d }, packs: true}
		b, err := w.file(p.trailer["Root"].(pdfRef))
		if err != nil {
			t.Fatal(err)
		}
		if got := kindsOf(inspectPDF(t, b), false); got != c.want {
			t.Errorf("%s, packed: %q, want %q", c.name, got, c.want)
		}
		if was, now := poppler(t, c.pdf), poppler(t, b); was != now {
			t.Errorf("%s, packed: %v, want %v", c.name, now, was)
		}
	}
}

func BenchmarkPDF(b *testing.B) {
	letter := letterPDF(b)
	boxed := newPDF()
	for range 30 {
		var content strings.Builder
		for line := range 35 {
			content.WriteString(strings.ReplaceAll(hanzi(60, float64(780-line*20), "宁波市人民政府关于政府信息公开申请的答复第三方意见电话地址"), "/C 20 Tf", "/C 12 Tf"))
		}
		boxed.page("", content.String())
	}
	plain := boxed.bytes()
	boxed.page("", latin(50, 700, "Withheld name")+bar(0, 45, 690, 300, 35))
	scan := scanned([]string{"Public list of persons", "second line of it"}, func(int) byte { return 'i' })
	for _, c := range []struct {
		name string
		pdf  []byte
	}{{"letter", letter}, {"30 pages", plain}, {"30 pages and a box", boxed.bytes()}, {"scan", scan.bytes()}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := (Scanner{}).Inspect(context.Background(), File{Name: "a.pdf", R: bytes.NewReader(c.pdf), Size: int64(len(c.pdf))}, Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func smallPicture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 16, 12))
	for y := range 12 {
		for x := range 16 {
			m.Set(x, y, color.RGBA{byte(x * 16), byte(y * 20), 90, 255})
		}
	}
	return m
}

// jpegWith is a picture with these segments after its beginning.
func jpegWith(t testing.TB, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, smallPicture(), nil); err != nil {
		t.Fatal(err)
	}
	out := slices.Clone(b.Bytes()[:2])
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, b.Bytes()[2:]...)
}

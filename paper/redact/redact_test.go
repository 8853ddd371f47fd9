package redact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

var engine = &Engine{Workers: 2}

func TestMain(m *testing.M) {
	engine.Warm()
	code := m.Run()
	if err := engine.Close(); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func open(t testing.TB, b []byte) *Document {
	t.Helper()
	d, err := engine.Open(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// boxAt is a box around all places of a word that is there.
func boxAt(t testing.TB, d *Document, word, label string) []Box {
	t.Helper()
	boxes, err := d.Find(context.Background(), word)
	if err != nil {
		t.Fatal(err)
	}
	if len(boxes) == 0 {
		t.Fatalf("%s is not found", word)
	}
	for i := range boxes {
		boxes[i].Ground, boxes[i].Label = "2019-15-2", label
	}
	return boxes
}

// paintedAs is the boxes as they are painted.
func paintedAs(t testing.TB, d *Document, boxes []Box) []Box {
	t.Helper()
	list := make([]Box, 0, len(boxes))
	for n := range d.Pages() {
		if err := engine.with(context.Background(), d.pdf, func(s *session) error {
			r, err := s.read(n+1, d.pages[n])
			if err == nil {
				list = append(list, r.grown(onPage(boxes, n+1))...)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// textOf is what a reader gets out of all pages, blanks left out.
func textOf(t testing.TB, pdf []byte) string {
	t.Helper()
	d := open(t, pdf)
	var b strings.Builder
	for n := range d.Pages() {
		chars, err := d.chars(context.Background(), n+1)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range chars {
			if !c.added {
				b.WriteRune(c.r)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func pictureOf(t testing.TB, pdf []byte, n, dpi int) *raster {
	t.Helper()
	b, err := open(t, pdf).Page(context.Background(), n, dpi)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return fromImage(m)
}

const secretWord = "Zhangsan"

func TestApplyHides(t *testing.T) {
	plain := text(100, 700, "Applicant Zhangsan lives here") + text(100, 600, "Second line remains")
	for _, c := range []struct {
		name   string
		sample *sample
		word   string // what is boxed
		gone   string // what must not be read
		stays  string // what must be read, without blanks
	}{
		{"plain", newSample().page("", plain), secretWord, secretWord, "Applicant【个人隐私】liveshereSecondlineremains"},
		{"turned 90", newSample().page("/Rotate 90", plain), secretWord, secretWord, "SecondlineremainsApplicant【个人隐私】liveshere"},
		{"turned 180", newSample().page("/Rotate 180", plain), secretWord, secretWord, "Applicant【个人隐私】liveshereSecondlineremains"},
		{"turned 270", newSample().page("/Rotate 270", plain), secretWord, secretWord, "Applicant【个人隐私】liveshereSecondlineremains"},
		{"turned -90", newSample().page("/Rotate -90", plain), secretWord, secretWord, "Secondlineremains"},
		{"cropped", newSample().page("/CropBox[80 550 500 750]", plain), secretWord, secretWord, "Applicant【个人隐私】liveshereSecondlineremains"},
		{"cropped and turned", newSample().page("/Rotate 90/CropBox[80 550 500 750]", plain), secretWord, secretWord, "Secondlineremains"},
		{"media box off the corner", newSample().page("/MediaBox[-200 300 395 1100]", plain), secretWord, secretWord, "Secondlineremains"},
		{"beyond the crop", newSample().page("/CropBox[80 650 500 750]", plain+text(100, 500, "Lisi")), secretWord, "Lisi", "Applicant"},
		{"half a word", newSample().page("", plain), "Zhang", "san", "Applicant【个人隐私】liveshere"},
		{"white on white", newSample().page("", plain+"1 1 1 rg "+text(100, 400, "Lisi")), secretWord, "Lisi", "Secondlineremains"},
		{"under a picture", newSample().page("", plain+text(100, 400, "Lisi")+"0 0 0 rg 90 390 200 40 re f "), secretWord, "Lisi", "Secondlineremains"},
		{"invisible over other text", newSample().page("", plain+"BT 3 Tr /F 20 Tf 1 0 0 1 100 600 Tm (Lisi Lisi Lisi) Tj ET"), secretWord, "Lisi", ""},
		{"Chinese the file has no font for", newSample().page("", hanzi(100, 700, "申请人张三丰住在宁波")), "张三丰", "张三", "申请人【个人隐私】住在宁波"},
		{"Chinese of which one character", newSample().page("", hanzi(100, 700, "申请人张三丰住在宁波")), "三", "三", "申请人张【个人隐私】丰住在宁波"},
		{"in a switched-off layer", func() *sample {
			s := newSample()
			s.add("<</Type/OCG/Name(off)>>")
			s.catalog = "/OCProperties<</OCGs[3 0 R]/D<</OFF[3 0 R]>>>>"
			return s.page("", plain+"/OC /off BDC "+text(100, 400, "Lisi")+"EMC ")
		}(), secretWord, "Lisi", "Secondlineremains"},
		{"in a comment", func() *sample {
			s := newSample().page("/Annots[<</Type/Annot/Subtype/Text/Rect[100 400 120 420]/Contents(Lisi)/T(Lisi)>><</Type/Annot/Subtype/FreeText/DA(/Helv 12 Tf)/Rect[100 300 220 320]/Contents(Lisi)/F 2>>]", plain)
			return s
		}(), secretWord, "Lisi", "Secondlineremains"},
		{"in a field", func() *sample {
			s := newSample()
			field := s.add("<</Type/Annot/Subtype/Widget/FT/Tx/T(Lisi)/V(Lisi)/Rect[100 400 220 420]/DA(/Helv 12 Tf)>>")
			s.catalog = "/AcroForm<</Fields[3 0 R]/DA(/Helv 12 Tf)>>"
			if field != 3 {
				t.Fatal(field)
			}
			return s.page("/Annots[3 0 R]", plain)
		}(), secretWord, "Lisi", "Secondlineremains"},
		{"in what stands for other text", newSample().page("", plain+"/Span<</ActualText(Lisi)>>BDC "+text(100, 400, "x")+"EMC "), secretWord, "Lisi", "Secondlineremains"},
		{"a character that stands for its radical", newSample().page("", hanzi(100, 700, "申请张三丰")+"/Span<</ActualText<FEFF4EBA>>>BDC "+hanzi(200, 700, "⼈")+"EMC "+hanzi(220, 700, "住")), "张三丰", "张三", "申请【个人隐私】人住"},
		{"many characters in the place of one", newSample().page("", plain+"/Span<</ActualText<FEFF674E56DB53F7>>>BDC "+hanzi(200, 400, "人")+"EMC "), secretWord, "李四", "Secondlineremains"},
		{"a field that is filled in", func() *sample {
			s := newSample()
			s.add("<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Lisi)/Rect[100 400 220 420]/F 4/DA(/Helv 12 Tf)/AP<</N 4 0 R>>>>")
			s.stream("/Type/XObject/Subtype/Form/BBox[0 0 120 20]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>", "BT /F 12 Tf 2 5 Td (Lisi) Tj ET")
			s.catalog = "/AcroForm<</Fields[3 0 R]/DA(/Helv 12 Tf)>>"
			return s.page("/Annots[3 0 R]", plain)
		}(), secretWord, "Lisi", "Secondlineremains"},
		{"in names of the document", func() *sample {
			s := newSample()
			s.trailer = "/Info<</Title(Zhangsan)/Author(Lisi)>>"
			s.catalog = "/Outlines<</First 4 0 R/Last 4 0 R/Count 1>>/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Names<</EmbeddedFiles<</Names[(Lisi)3 0 R]>>>>"
			s.stream("/Type/EmbeddedFile", "Lisi")
			s.add("<</Title(Zhangsan)/Parent 1 0 R>>")
			return s.page("", plain)
		}(), secretWord, "Lisi", "Secondlineremains"},
	} {
		t.Run(c.name, func(t *testing.T) {
			original := c.sample.bytes()
			d := open(t, original)
			boxes := boxAt(t, d, c.word, "个人隐私")
			got, err := engine.Apply(context.Background(), d, boxes, nil)
			if err != nil {
				t.Fatal(err)
			}
			all := textOf(t, got.PDF)
			if strings.Contains(all, c.gone) || strings.Contains(all, c.word) {
				t.Errorf("still there: %s", all)
			}
			for _, secret := range []string{c.gone, c.word} {
				if len(secret) > 3 && bytes.Contains(got.PDF, []byte(secret)) {
					t.Errorf("%s stands in the bytes", secret)
				}
			}
			if !strings.Contains(all, c.stays) {
				t.Errorf("lost: %q has no %q", all, c.stays)
			}
			if p := got.Proof; p.Boxes != len(boxes) || p.Covered == 0 || p.Kept == 0 {
				t.Errorf("proof %+v", p)
			}
			r := pictureOf(t, got.PDF, boxes[0].Page, 200)
			if err := burnt(r, paintedAs(t, d, boxes)); err != nil {
				t.Error(err)
			}
		})
	}
}

// A box lies over what is seen there: the picture of the original has ink in
// it, whatever way the page is turned and cropped.
func TestFindIsWhereItIsSeen(t *testing.T) {
	for _, more := range []string{"", "/Rotate 90", "/Rotate 180", "/Rotate 270", "/CropBox[80 550 500 750]", "/Rotate 270/CropBox[80 550 500 750]", "/MediaBox[-200 300 395 1100]/Rotate 90"} {
		original := newSample().page(more, text(100, 700, "Zhangsan")).bytes()
		boxes := boxAt(t, open(t, original), secretWord, "")
		r := pictureOf(t, original, 1, 200)
		if len(boxes) != 1 || !r.inked(rect{boxes[0].X, boxes[0].Y, boxes[0].X + boxes[0].W, boxes[0].Y + boxes[0].H}, seen) {
			t.Errorf("%s: nothing in %v", more, boxes)
		}
		cover(r, boxes)
		for y := range r.h {
			for x := range r.w {
				if r.pix[y*r.w+x] < 200 && !image.Pt(x, y).In(boxes[0].points(r.w, r.h).Inset(-2)) {
					t.Fatalf("%s: ink outside of the box at %d, %d", more, x, y)
				}
			}
		}
	}
}

// What is filled into a field is seen, as on paper, though it is not text.
func TestFieldsAreSeen(t *testing.T) {
	s := newSample()
	s.add("<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Lisi)/Rect[100 400 220 420]/F 4/DA(/Helv 12 Tf)/AP<</N 4 0 R>>>>")
	s.stream("/Type/XObject/Subtype/Form/BBox[0 0 120 20]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>", "BT /F 12 Tf 2 5 Td (Lisi) Tj ET")
	s.catalog = "/AcroForm<</Fields[3 0 R]/DA(/Helv 12 Tf)>>"
	r := pictureOf(t, s.page("/Annots[3 0 R]", "").bytes(), 1, 100)
	if !r.inked(rect{100 / 595.28, 1 - 420/841.89, 220 / 595.28, 1 - 400/841.89}, seen) {
		t.Error("an empty field")
	}
}

// A file without end is ended, and the engine goes on.
func TestEndless(t *testing.T) {
	// Each form draws the one before it ten times.
	s := newSample()
	s.stream("/Type/XObject/Subtype/Form/BBox[0 0 600 850]", strings.Repeat("0 0 500 800 re f ", 50))
	for range 12 {
		n := len(s.objects)
		s.stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 600 850]/Group<</S/Transparency>>/Resources<</XObject<</X %d 0 R>>>>", n), strings.Repeat("/X Do ", 10))
	}
	last := len(s.objects)
	body := s.page("", "/X Do").bytes()
	body = bytes.Replace(body, []byte("/Properties<</off 3 0 R>>"), fmt.Appendf(nil, "/XObject<</X %d 0 R>>", last), 1)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	d, err := engine.Open(ctx, body)
	if err == nil {
		_, err = d.Page(ctx, 1, 100)
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it ended by itself: %v", err)
	}
	for range 3 {
		open(t, newSample().page("", text(100, 700, "x")).bytes())
	}
}

func TestApplyTwiceIsTheSame(t *testing.T) {
	d := open(t, newSample().page("", text(100, 700, "Applicant Zhangsan")).page("/Rotate 90", text(100, 700, "Zhangsan again")).bytes())
	boxes := boxAt(t, d, secretWord, "个人隐私")
	first, err := engine.Apply(context.Background(), d, boxes, nil)
	if err != nil {
		t.Fatal(err)
	}
	second, err := engine.Apply(context.Background(), d, boxes, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.PDF, second.PDF) {
		t.Error("two files of one original and the same boxes")
	}
	// Apply reads the original once; who reads it anew finds the same.
	if proof, err := engine.Prove(context.Background(), d.pdf, boxes, first.PDF); err != nil || proof != first.Proof {
		t.Errorf("proven anew: %+v, %v; by Apply: %+v", proof, err, first.Proof)
	}
	if len(first.Index) != 2 || first.Index[1].Page != 2 || first.Index[1].Number != 2 || first.Index[0].Ground != "2019-15-2" {
		t.Errorf("index %+v", first.Index)
	}
	// What was given out may be an original itself.
	again := open(t, first.PDF)
	third, err := engine.Apply(context.Background(), again, boxAt(t, again, "Applicant", ""), nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := textOf(t, third.PDF); strings.Contains(s, "Applicant") || !strings.Contains(s, "again") {
		t.Errorf("the second time: %s", s)
	}
}

func TestOpenRefuses(t *testing.T) {
	good := newSample().page("", text(100, 700, "x")).bytes()
	locked := newSample().page("", text(100, 700, "x"))
	locked.trailer = "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O(" + strings.Repeat("a", 32) + ")/U(" + strings.Repeat("b", 32) + ")>>/ID[(aaaaaaaaaaaaaaaa)(aaaaaaaaaaaaaaaa)]"
	many := newSample()
	for range MostPages + 1 {
		many.page("", "")
	}
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"Word", []byte("PK\x03\x04\x14\x00\x06\x00"), ErrKind},
		{"nothing", nil, ErrKind},
		{"half a PDF", good[:len(good)/4], ErrBroken},
		{"no PDF", []byte("%PDF-1.7\nhello"), ErrBroken},
		{"locked", locked.bytes(), ErrEncrypted},
		{"too many pages", many.bytes(), ErrPages},
		{"a page of a kilometre", newSample().page("/MediaBox[0 0 3000000 3000000]", "").bytes(), ErrPixels},
		{"half a PNG", []byte("\x89PNG\r\n\x1a\n\x00\x00"), ErrBroken},
		{"half a JPEG", []byte("\xff\xd8\xff\xe0"), ErrBroken},
		{"too long", make([]byte, MostBytes+1), ErrLarge},
	} {
		if _, err := engine.Open(context.Background(), c.file); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestApplyRefuses(t *testing.T) {
	d := open(t, newSample().page("", text(100, 700, "x")).bytes())
	ok := Box{Page: 1, X: 0.1, Y: 0.1, W: 0.2, H: 0.1, Ground: "2019-15-2"}
	with := func(change func(*Box)) []Box {
		b := ok
		change(&b)
		return []Box{b}
	}
	nan := 0.0
	nan /= nan
	for _, c := range []struct {
		name  string
		boxes []Box
		want  error
	}{
		{"none", nil, ErrNoBox},
		{"no such page", with(func(b *Box) { b.Page = 2 }), ErrNoPage},
		{"page 0", with(func(b *Box) { b.Page = 0 }), ErrNoPage},
		{"no ground", with(func(b *Box) { b.Ground = "" }), ErrGround},
		{"no width", with(func(b *Box) { b.W = 0 }), ErrBox},
		{"backwards", with(func(b *Box) { b.H = -0.1 }), ErrBox},
		{"beside the page", with(func(b *Box) { b.X = 1.2 }), ErrBox},
		{"no number", with(func(b *Box) { b.Y = nan }), ErrBox},
		{"a long label", with(func(b *Box) { b.Label = strings.Repeat("长", 31) }), ErrLabel},
		{"two lines", with(func(b *Box) { b.Label = "a\nb" }), ErrLabel},
		{"too many", make([]Box, MostBoxes+1), ErrBoxes},
	} {
		if _, err := engine.Apply(context.Background(), d, c.boxes, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := d.Page(context.Background(), 2, 100); !errors.Is(err, ErrNoPage) {
		t.Errorf("page 2: %v", err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := engine.Apply(gone, d, []Box{ok}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
}

func TestText(t *testing.T) {
	const line = "申请人张三,电话 13812345678。\n"
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(line)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"UTF-8": strings.Repeat(line, 90), "with a mark": "\ufeff" + line, "GB 18030": encoded} {
		d := open(t, []byte(file))
		got, err := engine.Apply(context.Background(), d, boxAt(t, d, "张三", "个人隐私"), nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s := textOf(t, got.PDF); strings.Contains(s, "三") || !strings.Contains(s, "申请人【个人隐私】,电话13812345678。") {
			t.Errorf("%s: %s", name, s)
		}
	}
}

func TestPreview(t *testing.T) {
	original := newSample().page("", text(100, 700, "Zhangsan")).bytes()
	d := open(t, original)
	got, err := engine.Apply(context.Background(), d, boxAt(t, d, secretWord, ""), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Preview(got.PDF, 1, 200)
	if err != nil {
		t.Fatal(err)
	}
	c, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil || c.Width != 200 || c.Height != 282 {
		t.Errorf("%d by %d, %v", c.Width, c.Height, err)
	}
	if _, err := Preview(got.PDF, 2, 200); !errors.Is(err, ErrNoPage) {
		t.Errorf("page 2: %v", err)
	}
	for name, other := range map[string][]byte{"an original": original, "more behind": append(bytes.Clone(got.PDF), ' '), "a file changed within": bytes.Replace(got.PDF, []byte("/Lang(zh-CN)"), []byte("/Lang(zh-TW)"), 1)} {
		if _, err := Preview(other, 1, 200); !errors.Is(err, ErrNotOurs) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

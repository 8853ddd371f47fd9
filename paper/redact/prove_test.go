package redact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// photograph is a picture that is not smooth, with a bar of black text-like
// strokes in the middle.
func photograph(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			v := uint8(150 + r.IntN(60))
			c := color.RGBA{v, v - 40, uint8(200 + x%50), 255}
			if y > h/2-20 && y < h/2+20 && x/6%2 == 0 {
				c = color.RGBA{0, 0, 0, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func encoded(t testing.TB, m image.Image, asJPEG bool) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	if asJPEG {
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 90})
	} else {
		err = png.Encode(&b, m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPictures(t *testing.T) {
	m := photograph(600, 400)
	held := encoded(t, m, true)
	// Held upright, as most telephones are: EXIF, orientation 6.
	held = slices.Concat(held[:2], []byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"), held[2:])
	flat := image.NewGray(image.Rect(0, 0, 300, 200))
	for _, c := range []struct {
		name   string
		file   []byte
		w, h   float64
		filter string
	}{
		{"JPEG", encoded(t, m, true), 216, 144, dct},
		{"JPEG held upright", held, 144, 216, dct},
		{"PNG of a photograph", encoded(t, m, false), 216, 144, dct},
		{"PNG in gray", encoded(t, flat, false), 108, 72, flate},
	} {
		d := open(t, c.file)
		if p := d.Pages(); len(p) != 1 || p[0].Width < c.w-0.01 || p[0].Width > c.w+0.01 || p[0].Height < c.h-0.01 || p[0].Height > c.h+0.01 {
			t.Errorf("%s: %+v", c.name, p)
		}
		got, err := engine.Apply(context.Background(), d, []Box{{Page: 1, X: 0.3, Y: 0.3, W: 0.35, H: 0.4, Ground: "2019-15-2", Label: "个人隐私"}}, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !bytes.Contains(got.PDF, []byte("/Filter/"+c.filter)) {
			t.Errorf("%s: not %s", c.name, c.filter)
		}
		if bytes.Contains(got.PDF, []byte("Exif")) {
			t.Errorf("%s: what the camera wrote is still there", c.name)
		}
	}
}

// What is turned is turned as a viewer turns it: a mark in the upper left
// corner of the scene is there.
func TestTurned(t *testing.T) {
	// Where the upper left corner of the scene lies in the stored picture.
	corners := map[int]image.Point{1: {0, 0}, 2: {3, 0}, 3: {3, 1}, 4: {0, 1}, 5: {0, 0}, 6: {0, 1}, 7: {3, 1}, 8: {3, 0}}
	for how, at := range corners {
		r := &raster{4, 2, 1, make([]byte, 8)}
		r.pix[at.Y*4+at.X] = 255
		if got := r.turned(how); got.pix[0] != 255 {
			t.Errorf("orientation %d: %v of %d by %d", how, got.pix, got.w, got.h)
		}
	}
}

// The test of the test: redactors with a mistake. The proof must refuse each.
func TestProveRefuses(t *testing.T) {
	ctx := context.Background()
	originals := map[string][]byte{
		"text": newSample().page("", text(100, 700, "Applicant Zhangsan lives here")+text(100, 600, "Second line")).page("", text(100, 300, "Zhangsan")).bytes(),
		"scan": encoded(t, photograph(600, 400), true),
	}
	boxes := map[string][]Box{
		"text": boxAt(t, open(t, originals["text"]), secretWord, "个人隐私"),
		"scan": {{Page: 1, X: 0.3, Y: 0.3, W: 0.35, H: 0.4, Ground: "2019-15-2"}},
	}
	painting := map[string][]Box{}
	for kind, list := range boxes {
		painting[kind] = paintedAs(t, open(t, originals[kind]), list)
	}
	// made is what the redactor makes of it, before it is written.
	made := func(kind string) paper {
		p, _, err := open(t, originals[kind]).redacted(ctx, boxes[kind])
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	// painted makes it with boxes of its own, and the text that should remain.
	painted := func(kind string, change func(*raster)) []byte {
		p := made(kind)
		clear, _, err := open(t, originals[kind]).redacted(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := clear.Pages[0].Picture.decode()
		if err != nil {
			t.Fatal(err)
		}
		change(r)
		if p.Pages[0].Picture, err = r.encode(); err != nil {
			t.Fatal(err)
		}
		return p.write()
	}
	clear := func(kind string) paper {
		p, _, err := open(t, originals[kind]).redacted(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	box := func(kind string, r *raster) image.Rectangle { return painting[kind][0].points(r.w, r.h) }
	shade := func(kind string, keep int) func(*raster) {
		return func(r *raster) {
			p := box(kind, r)
			for y := p.Min.Y; y < p.Max.Y; y++ {
				for i := (y*r.w + p.Min.X) * r.n; i < (y*r.w+p.Max.X)*r.n; i++ {
					r.pix[i] = byte(int(r.pix[i]) * keep / 100)
				}
			}
			r.label(painting[kind][:1])
		}
	}
	replace := func(kind, old, new string) []byte {
		b := made(kind).write()
		if !bytes.Contains(b, []byte(old)) {
			t.Fatalf("%q is not there to be replaced", old)
		}
		return bytes.Replace(b, []byte(old), []byte(new), 1)
	}
	changed := func(kind string, change func(*paper)) []byte {
		p := made(kind)
		change(&p)
		return p.write()
	}
	for _, c := range []struct {
		name, kind string
		output     []byte
	}{
		{"the original", "text", originals["text"]},
		{"a black box drawn over the text", "text", newSample().page("", text(100, 700, "Applicant Zhangsan lives here")+"0 g 180 690 120 40 re f").page("", "0 g 90 290 200 40 re f").bytes()},
		{"nothing painted", "text", clear("text").write()},
		{"nothing painted, text left out", "text", changed("text", func(p *paper) { p.Pages[0].Picture = clear("text").Pages[0].Picture })},
		{"painted, text left in", "text", changed("text", func(p *paper) { p.Pages[0].Runs = clear("text").Pages[0].Runs })},
		{"painted on the first page only", "text", changed("text", func(p *paper) { p.Pages[1] = clear("text").Pages[1] })},
		{"painted in gray", "text", painted("text", func(r *raster) { r.fill(box("text", r), 90) })},
		{"painted in white", "text", painted("text", func(r *raster) { r.fill(box("text", r), 255) })},
		{"shining through", "text", painted("text", shade("text", 10))},
		{"hardly shining through", "text", painted("text", shade("text", 1))},
		{"one row short", "text", painted("text", func(r *raster) {
			p := box("text", r)
			p.Max.Y--
			p.Min.Y += 4
			r.fill(p, 0)
			r.label(painting["text"][:1])
		})},
		{"a scan not painted", "scan", clear("scan").write()},
		{"a scan shining through", "scan", painted("scan", shade("scan", 30))},
		{"a scan hardly shining through", "scan", painted("scan", shade("scan", 4))},
		{"a scan one row short", "scan", painted("scan", func(r *raster) {
			p := box("scan", r)
			p.Max.Y--
			r.fill(p, 0)
		})},
		{"the word elsewhere in the layer", "text", changed("text", func(p *paper) {
			r := clear("text").Pages[0].Runs[0]
			p.Pages[0].Runs = append(p.Pages[0].Runs, run{X: 10, Y: 10, Size: 10, Stretch: 100, Text: []rune("Zhangsan"), Back: make([]int, 7)}, r)
		})},
		{"the word in letters that stand there", "text", changed("text", func(p *paper) {
			p.Pages[0].Runs = append(p.Pages[0].Runs, run{X: 100, Y: 700, Size: 0.01, Stretch: 1, Text: []rune("Zh"), Back: []int{0}})
		})},
		{"a label of its own words", "text", changed("text", func(p *paper) {
			for i, r := range p.Pages[0].Runs {
				if strings.HasPrefix(string(r.Text), "【") {
					p.Pages[0].Runs[i].Text = []rune("【Zhangsan】")
					p.Pages[0].Runs[i].Back = make([]int, 9)
				}
			}
		})},
		{"a page less", "text", changed("text", func(p *paper) { p.Pages = p.Pages[:1] })},
		{"a page twice", "text", changed("text", func(p *paper) { p.Pages[1] = p.Pages[0] })},
		{"another size of page", "text", changed("text", func(p *paper) { p.Pages[0].Width++ })},
		{"bytes before", "text", slices.Concat([]byte("Zhangsan\n"), made("text").write())},
		{"bytes behind", "text", slices.Concat(made("text").write(), []byte("Zhangsan"))},
		{"a later revision", "text", slices.Concat(made("text").write(), []byte("9 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<</Prev 1>>\nstartxref\n1\n%%EOF\n"))},
		{"a remark", "text", replace("text", "%%EOF", "%Zhangsan\n%%EOF")},
		{"an author", "text", replace("text", "/Root 1 0 R", "/Root 1 0 R/Info<</Author(Zhangsan)>>")},
		{"bookmarks", "text", replace("text", "/Lang(zh-CN)", "/Lang(zh-CN)/Outlines<</Title(Zhangsan)>>")},
		{"a script", "text", replace("text", "/Lang(zh-CN)", "/Lang(zh-CN)/OpenAction<</S/JavaScript/JS(x)>>")},
		{"an attachment", "text", replace("text", "/Lang(zh-CN)", "/Lang(zh-CN)/Names<</EmbeddedFiles<<>>>>")},
		{"a comment", "text", replace("text", "/MediaBox", "/Annots[<</Type/Annot/Subtype/Text/Contents(Zhangsan)>>]/MediaBox")},
		{"a thumbnail", "text", replace("text", "/MediaBox", "/Thumb 9 0 R/MediaBox")},
		{"a page turned", "text", replace("text", "/MediaBox", "/Rotate 90/MediaBox")},
		{"bytes after the points", "text", changed("text", func(p *paper) { p.Pages[0].Picture.Data = slices.Concat(p.Pages[0].Picture.Data, []byte("Zhangsan")) })},
		{"a remark in the JPEG", "scan", changed("scan", func(p *paper) {
			d := p.Pages[0].Picture.Data
			p.Pages[0].Picture.Data = slices.Concat(d[:2], []byte("\xff\xfe\x00\x0aZhangsan"), d[2:])
		})},
		{"bytes after the JPEG", "scan", changed("scan", func(p *paper) { p.Pages[0].Picture.Data = slices.Concat(p.Pages[0].Picture.Data, []byte("Zhangsan")) })},
		{"nothing at all", "text", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := engine.Prove(ctx, originals[c.kind], boxes[c.kind], c.output); !errors.Is(err, ErrProof) {
				t.Errorf("passed: %v", err)
			}
		})
	}
	for kind := range originals {
		if _, err := engine.Prove(ctx, originals[kind], boxes[kind], made(kind).write()); err != nil {
			t.Errorf("%s without a mistake: %v", kind, err)
		}
	}
}

// The reader that knows nothing of the form is a second lock, tried alone:
// what it must find, it finds.
func TestReread(t *testing.T) {
	ctx := context.Background()
	original := newSample().page("", text(100, 700, "Applicant Zhangsan lives here")).bytes()
	d := open(t, original)
	boxes := boxAt(t, d, secretWord, "")
	made, _, err := d.redacted(ctx, boxes)
	if err != nil {
		t.Fatal(err)
	}
	clear, _, err := d.redacted(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	unpainted := paper{[]leaf{made.Pages[0]}}
	unpainted.Pages[0].Picture = clear.Pages[0].Picture
	spoken := paper{[]leaf{made.Pages[0]}}
	spoken.Pages[0].Runs = clear.Pages[0].Runs
	with := func(more string) []byte {
		s := newSample()
		s.catalog = more
		return s.page("/MediaBox[0 0 595.28 841.89]", "").bytes()
	}
	for _, c := range []struct {
		name   string
		output []byte
		made   paper
		ok     bool
	}{
		{"as it should be", made.write(), made, true},
		{"not painted", unpainted.write(), unpainted, false},
		{"the word in the layer", spoken.write(), spoken, false},
		{"more text than was written", clear.write(), made, false},
		{"a script", with("/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>"), made, false},
		{"an attachment", with("/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)>>]>>>>"), made, false},
		{"fields", with("/AcroForm<</Fields[]>>"), made, false},
		{"the original", original, made, false},
	} {
		err := engine.reread(ctx, c.output, c.made, boxes, secret{secretWord}, func() {})
		if (err == nil) != c.ok || (!c.ok && !errors.Is(err, ErrProof)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Whatever is drawn over whatever: no word that a box touches can be read
// afterwards, and every other can.
func TestNoCoveredWordIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rotation := rapid.SampledFrom([]int{0, 90, 180, 270}).Draw(t, "rotation")
		more := fmt.Sprintf("/Rotate %d/MediaBox[0 0 240 200]", rotation)
		if rapid.Bool().Draw(t, "cropped") {
			more += "/CropBox[10 20 230 190]"
		}
		var content strings.Builder
		lines := rapid.IntRange(1, 6).Draw(t, "lines")
		n := 0
		for line := range lines {
			for x := 15.0; x < 190; {
				// No word is part of another.
				word := fmt.Sprintf("%c%sQ", 'A'+n%26, rapid.StringMatching(`[a-z0-9]{0,5}`).Draw(t, "word"))
				if n >= 26 {
					break
				}
				n++
				fmt.Fprintf(&content, "BT /F 10 Tf 1 0 0 1 %.1f %d Tm (%s) Tj ET\n", x, 30+line*25, word)
				x += float64(len(word))*8 + 10
			}
		}
		original := newSample().page(more, content.String()).bytes()
		ctx := context.Background()
		d, err := engine.Open(ctx, original)
		if err != nil {
			t.Fatal(err)
		}
		boxes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Box {
			return Box{
				Page: 1, Ground: "2019-15-2", Label: rapid.SampledFrom([]string{"", "个人隐私"}).Draw(t, "label"),
				X: rapid.Float64Range(0, 0.9).Draw(t, "x"), Y: rapid.Float64Range(0, 0.9).Draw(t, "y"),
				W: rapid.Float64Range(0.01, 0.6).Draw(t, "w"), H: rapid.Float64Range(0.01, 0.3).Draw(t, "h"),
			}
		}), 1, 5).Draw(t, "boxes")
		words, err := d.Words(ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		got, err := engine.Apply(ctx, d, boxes, nil)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		again, err := engine.Open(ctx, got.PDF)
		if err != nil {
			t.Fatal(err)
		}
		left, err := again.Words(ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range left {
			all = append(all, w.Text)
		}
		joined := strings.Join(all, " ")
		// A point of the picture, and the space the ink leaves in its line.
		const point, line = 0.004, 0.03
		for _, w := range words {
			// Of a word that runs off the page only what is on it can be read.
			hit, near := false, w.X <= 0 || w.Y <= 0 || w.X+w.W >= 1 || w.Y+w.H >= 1
			for _, b := range boxes {
				a := rect{b.X, b.Y, b.X + b.W, b.Y + b.H}
				in := rect{w.X, w.Y, w.X + w.W, w.Y + w.H}
				hit = hit || a.touches(rect{in.x0 + line, in.y0 + line, in.x1 - line, in.y1 - line}.sound())
				near = near || a.touches(rect{in.x0 - point, in.y0 - point, in.x1 + point, in.y1 + point})
			}
			if has := strings.Contains(joined, w.Text); hit && has {
				t.Fatalf("%s is covered and can be read: %s", w.Text, joined)
			} else if !near && !has {
				t.Fatalf("%s is not covered and is lost: %s", w.Text, joined)
			}
		}
	})
}

// sound is the middle line of a part that was shrunk to less than nothing.
func (r rect) sound() rect {
	if r.x1 < r.x0 {
		r.x0, r.x1 = (r.x0+r.x1)/2, (r.x0+r.x1)/2+1e-9
	}
	if r.y1 < r.y0 {
		r.y0, r.y1 = (r.y0+r.y1)/2, (r.y0+r.y1)/2+1e-9
	}
	return r
}

// What read takes apart, write puts together; and one changed byte is noticed
// wherever it is.
func TestFormIsTheOnlyOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := paper{Pages: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) leaf {
			l := leaf{Width: cents(rapid.Float64Range(1, 2000).Draw(t, "w")), Height: cents(rapid.Float64Range(1, 2000).Draw(t, "h"))}
			l.Picture = picture{W: 2, H: 1, Gray: true, Filter: flate, Data: rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "data")}
			l.Runs = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) run {
				r := run{X: cents(rapid.Float64Range(-10, 2000).Draw(t, "x")), Y: cents(rapid.Float64Range(-10, 2000).Draw(t, "y")), Size: cents(rapid.Float64Range(0.1, 100).Draw(t, "size")),
					Turn: rapid.IntRange(0, 3).Draw(t, "turn"), Stretch: rapid.IntRange(1, 1000).Draw(t, "stretch")}
				r.Text = rapid.SliceOfN(rapid.SampledFrom([]rune("aB 张三𠮷,。")), 1, 12).Draw(t, "text")
				for range len(r.Text) - 1 {
					r.Back = append(r.Back, rapid.SampledFrom([]int{0, 0, 31, -400}).Draw(t, "back"))
				}
				return r
			}), 0, 4).Draw(t, "runs")
			return l
		}), 1, 3).Draw(t, "pages")}
		b := p.write()
		again, err := read(b)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.write(), b) {
			t.Fatal("another file")
		}
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		if changed, err := read(b); err == nil && bytes.Equal(changed.write(), p.write()) {
			t.Fatalf("byte %d is not looked at", at)
		}
	})
}

// redacted is what Apply makes, not proven.
func (d *Document) redacted(ctx context.Context, boxes []Box) (paper, []Entry, error) {
	boxes, err := check(boxes, len(d.pages))
	if err != nil {
		return paper{}, nil, err
	}
	boxes, index := indexed(boxes)
	p := paper{Pages: make([]leaf, len(d.pages))}
	err = d.engine.each(ctx, d.pdf, len(d.pages), func(s *session, n int) error {
		r, err := s.read(n, d.pages[n-1])
		if err == nil {
			p.Pages[n-1], err = r.redacted(d.pages[n-1], r.grown(onPage(boxes, n)))
		}
		return err
	})
	return p, index, err
}

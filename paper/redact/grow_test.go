package redact

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"math"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/math/fixed"
)

// carried adds a font that the file carries, low as some programs say their
// fonts are: no higher than a flat digit.
func (s *sample) carried(t *testing.T, ttf []byte, widths int) int {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write(ttf); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	file := s.stream(fmt.Sprintf("/Filter/FlateDecode/Length1 %d", len(ttf)), b.String())
	descriptor := s.add(fmt.Sprintf("<</Type/FontDescriptor/FontName/Test/Flags 32/FontBBox[0 -10 600 660]/ItalicAngle 0/Ascent 660/Descent 0/CapHeight 660/StemV 80/FontFile2 %d 0 R>>", file))
	return s.add(fmt.Sprintf("<</Type/Font/Subtype/TrueType/BaseFont/Test/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 126/Widths[%s]/FontDescriptor %d 0 R>>",
		strings.Repeat(fmt.Sprint(widths, " "), 95), descriptor))
}

// A page with nothing on it but what is hidden is white around the boxes,
// whatever the font, the size, and the way the boxes came.
func TestNoInkIsLeft(t *testing.T) {
	const digits = "0123456789"
	ways := map[string]func(testing.TB, *Document) []Box{
		"by its words": func(t testing.TB, d *Document) []Box { return boxAt(t, d, digits, "个人隐私") },
		"ticked": func(t testing.TB, d *Document) []Box {
			words, err := d.Words(context.Background(), 1)
			if err != nil {
				t.Fatal(err)
			}
			var list []Box
			for _, w := range words {
				list = append(list, Box{Page: 1, X: w.X, Y: w.Y, W: w.W, H: w.H, Ground: "2019-15-2"})
			}
			return list
		},
		"half as high": func(t testing.TB, d *Document) []Box {
			list := boxAt(t, d, digits, "")
			for i := range list {
				if p := list[i].points(1000, 1000); p.Dy() > p.Dx() {
					list[i].X, list[i].W = list[i].X+list[i].W/4, list[i].W/2
				} else {
					list[i].Y, list[i].H = list[i].Y+list[i].H/4, list[i].H/2
				}
			}
			return list
		},
		"short of its sides": func(t testing.TB, d *Document) []Box {
			list := boxAt(t, d, digits, "")
			for i := range list {
				list[i].X, list[i].W = list[i].X+list[i].W*0.03, list[i].W*0.94
			}
			return list
		},
	}
	for _, c := range []struct {
		name, base string
		ttf        []byte
		more       string
		matrix     string // of the text
	}{
		{name: "Times", base: "Times-Roman"},
		{name: "Times italic", base: "Times-Italic"},
		{name: "Times bold", base: "Times-Bold"},
		{name: "Helvetica", base: "Helvetica"},
		{name: "Helvetica bold oblique", base: "Helvetica-BoldOblique"},
		{name: "Courier", base: "Courier"},
		{name: "carried, sans", ttf: goregular.TTF},
		{name: "carried, italic", ttf: goitalic.TTF},
		{name: "turned page", base: "Times-Roman", more: "/Rotate 90"},
		{name: "downwards", base: "Times-Roman", matrix: "0 -1 1 0"},
		{name: "aslant", base: "Times-Roman", matrix: "0.9 0.43 -0.43 0.9"},
		{name: "a large page, painted coarser", base: "Times-Roman", more: "/MediaBox[0 0 4000 2800]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSample()
			name := "F"
			if !strings.Contains(c.more, "/MediaBox") {
				c.more += "/MediaBox[80 300 480 730]"
			}
			if c.matrix == "" {
				c.matrix = "1 0 0 1"
			}
			var body strings.Builder
			for i, size := range []float64{8, 9, 10.5, 12, 14, 16} {
				fmt.Fprintf(&body, "BT /%s %.1f Tf %s %.2f %.2f Tm (%s) Tj ET\n", name, size, c.matrix, 100+float64(i)*40.13, 700-float64(i)*60.37, digits)
			}
			var b []byte
			if c.ttf != nil {
				n := s.carried(t, c.ttf, 560)
				b = s.page(c.more, body.String()).bytes()
				// The font takes the place of the one all samples have.
				b = bytes.Replace(b, fmt.Appendf(nil, "/F %d 0 R/C", n+1), fmt.Appendf(nil, "/F %d 0 R/C", n), 1)
			} else {
				b = s.page(c.more, body.String()).bytes()
				padded := fmt.Sprintf("/BaseFont/%s", c.base)
				b = bytes.Replace(b, []byte("/BaseFont/Helvetica"), []byte(padded), 1)
			}
			d := open(t, b)
			for way, boxesOf := range ways {
				if strings.Contains(c.name, "large") && way != "half as high" {
					continue // it takes seconds
				}
				boxes := boxesOf(t, d)
				got, err := engine.Apply(context.Background(), d, boxes, nil)
				if err != nil {
					t.Errorf("%s: %v", way, err)
					continue
				}
				whiteAround(t, way, got.PDF, paintedAs(t, d, boxes))
			}
			if strings.Contains(c.name, "large") {
				return
			}
			// The second look notices what the first would leave.
			boxes := ways["half as high"](t, d)
			for _, painted := range [][]Box{boxes, paintedAs(t, d, boxes)} {
				err := engine.with(context.Background(), d.pdf, func(s *session) error {
					r, err := s.read(1, d.pages[0])
					if err != nil {
						return err
					}
					return s.remains(1, d.pages[0], boxes, painted, r.picture)
				})
				if left := errors.Is(err, ErrLeft); left != (painted[0] == boxes[0]) {
					t.Errorf("%v painted for %v: %v", painted[0], boxes[0], err)
				}
			}
		})
	}
}

// whiteAround fails unless nothing but the boxes is on the first page.
func whiteAround(t *testing.T, way string, pdf []byte, painted []Box) {
	t.Helper()
	made, err := read(pdf)
	if err != nil {
		t.Fatal(err)
	}
	r, err := made.Pages[0].Picture.decode()
	if err != nil {
		t.Fatal(err)
	}
	var black []image.Rectangle
	for _, b := range painted {
		black = append(black, b.points(r.w, r.h))
	}
	left := 0
	for y := range r.h {
		for x := range r.w {
			if r.gray(x, y) != 255 && !in(image.Pt(x, y), black) {
				if left++; left == 1 {
					t.Errorf("%s: ink of %d at %d, %d", way, r.gray(x, y), x, y)
				}
			}
		}
	}
	if left > 0 {
		t.Errorf("%s: %d points of ink are left", way, left)
	}
}

// Numbers of as many digits have boxes of one size, whichever digits they are;
// and two lengths that are near have one.
func TestBoxesTellNoDigits(t *testing.T) {
	var sizes []image.Point
	for _, number := range []string{"1111111111", "1717171717", "8888888888", "0369036903", "88888888888"} {
		b := newSample().page("", "BT /F 12 Tf 1 0 0 1 100 700 Tm ("+number+") Tj ET\n").bytes()
		b = bytes.Replace(b, []byte("/BaseFont/Helvetica"), []byte("/BaseFont/Times-Roman"), 1)
		d := open(t, b)
		sizes = append(sizes, paintedAs(t, d, boxAt(t, d, number, ""))[0].points(1654, 2339).Size())
	}
	for _, size := range sizes {
		if size != sizes[0] {
			t.Errorf("boxes of %v", sizes)
			break
		}
	}
}

// What follows at once, and the line of a table, are left as they are.
func TestBoxesLeaveTheOthers(t *testing.T) {
	const rule = "0.5 w 90 690 m 400 690 l S 90 690 m 90 760 l S\n"
	rest := hanzi(100, 700, "申请人") + hanzi(200, 700, "住宁波") + hanzi(100, 725, "上面一行的文字口口口") + hanzi(100, 675, "下面一行的文字国国国") + rule
	full := pictureOf(t, newSample().page("", rest+hanzi(160, 700, "张三")).bytes(), 1, DPI)
	d := open(t, newSample().page("", rest+hanzi(160, 700, "张三")).bytes())
	boxes := boxAt(t, d, "张三", "")
	got, err := engine.Apply(context.Background(), d, boxes, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := textOf(t, got.PDF); !strings.Contains(s, "申请人住宁波") || !strings.Contains(s, "上面一行的文字口口口") || !strings.Contains(s, "下面一行的文字国国国") {
		t.Errorf("lost: %s", s)
	}
	others := pictureOf(t, newSample().page("", rest).bytes(), 1, DPI)
	black := paintedAs(t, d, boxes)[0].points(full.w, full.h)
	gone := 0
	for y := black.Min.Y; y < black.Max.Y; y++ {
		for x := black.Min.X; x < black.Max.X; x++ {
			if others.gray(x, y) < pale {
				gone++
			}
		}
	}
	if gone > 0 {
		t.Errorf("%d points of other characters are black", gone)
	}
}

// A scan has no characters: what a hand cuts there is covered all the same.
func TestScansAreCovered(t *testing.T) {
	f, err := plainFont()
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := face(f, 34)
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(image.Rect(0, 0, 900, 300))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	pen := &font.Drawer{Dst: m, Src: image.Black, Face: drawn, Dot: fixed.P(100, 150)}
	pen.DrawString("6217009876543210987")
	for x := 50; x < 850; x++ {
		m.Pix[170*m.Stride+x] = 0 // the line of a table
	}
	d := open(t, encoded(t, m, false))
	top := 150
	for y := 150; y > 100; y-- {
		for x := range 900 {
			if m.Pix[y*m.Stride+x] < 250 {
				top = y
			}
		}
	}
	for _, cut := range []int{1, 3, 8} {
		boxes := []Box{{Page: 1, X: 80.0 / 900, Y: float64(top+cut) / 300, W: 500.0 / 900, H: float64(155-top-cut) / 300, Ground: "2019-15-2"}}
		got, err := engine.Apply(context.Background(), d, boxes, nil)
		if err != nil {
			t.Fatal(err)
		}
		made, err := read(got.PDF)
		if err != nil {
			t.Fatal(err)
		}
		r, err := made.Pages[0].Picture.decode()
		if err != nil {
			t.Fatal(err)
		}
		p := paintedAs(t, d, boxes)[0].points(r.w, r.h)
		for y := top - 5; y < p.Min.Y; y++ {
			for x := 80; x < 560; x++ {
				if r.gray(x, y) < 250 {
					t.Fatalf("cut by %d: ink at %d, %d above %v", cut, x, y, p)
				}
			}
		}
		if p.Max.Y > 170 || math.Abs(float64(r.gray(60, 170))) > 60 {
			t.Errorf("cut by %d: %v takes the line too", cut, p)
		}
	}
}

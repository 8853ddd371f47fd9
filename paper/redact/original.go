package redact

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// asPages makes the pages of an original that is not a PDF.
func asPages(b []byte) (paper, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return picturePage(b, png.DecodeConfig, png.Decode)
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return picturePage(b, jpeg.DecodeConfig, jpeg.Decode)
	}
	if text, ok := plainText(b); ok {
		return textPages(text)
	}
	return paper{}, ErrKind
}

// picturePage is a picture as a page of the same points.
func picturePage(b []byte, config func(io.Reader) (image.Config, error), decode func(io.Reader) (image.Image, error)) (paper, error) {
	c, err := config(bytes.NewReader(b))
	if err != nil {
		return paper{}, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > MostPixels || c.Height > MostPixels || c.Width*c.Height > MostPixels {
		return paper{}, ErrPixels
	}
	m, err := decode(bytes.NewReader(b))
	if err != nil {
		return paper{}, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	r := fromImage(m).turned(orientation(b))
	l, err := leafOf(r, nil)
	return paper{[]leaf{l}}, err
}

// leafOf is a page of the picture, at the dots per inch of what is given out.
func leafOf(r *raster, runs []run) (leaf, error) {
	p, err := r.encode()
	return leaf{cents(float64(r.w) * 72 / DPI), cents(float64(r.h) * 72 / DPI), p, runs}, err
}

// turned is the picture as a camera says it was held: 1 to 8 of EXIF.
func (r *raster) turned(how int) *raster {
	if how < 2 || how > 8 {
		return r
	}
	t := &raster{r.w, r.h, r.n, make([]byte, len(r.pix))}
	if how >= 5 {
		t.w, t.h = r.h, r.w
	}
	for y := range r.h {
		for x := range r.w {
			u, v := x, y
			switch how {
			case 2:
				u = r.w - 1 - x
			case 3:
				u, v = r.w-1-x, r.h-1-y
			case 4:
				v = r.h - 1 - y
			case 5:
				u, v = y, x
			case 6:
				u, v = r.h-1-y, x
			case 7:
				u, v = r.h-1-y, r.w-1-x
			case 8:
				u, v = y, r.w-1-x
			}
			copy(t.pix[(v*t.w+u)*t.n:(v*t.w+u+1)*t.n], r.pix[(y*r.w+x)*r.n:])
		}
	}
	return t
}

// orientation is what the EXIF of a JPEG says; 1 when it says nothing.
func orientation(b []byte) int {
	for i := 2; i+4 <= len(b) && b[i] == 0xff && b[i+1] != 0xda; {
		n := int(b[i+2])<<8 | int(b[i+3])
		if i+2+n > len(b) || n < 2 {
			return 1
		}
		if body, ok := bytes.CutPrefix(b[i+4:i+2+n], []byte("Exif\x00\x00")); ok && b[i+1] == 0xe1 {
			return exifOrientation(body)
		}
		i += 2 + n
	}
	return 1
}

func exifOrientation(b []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(b, []byte("MM")) {
		order = binary.BigEndian
	}
	if len(b) < 8 {
		return 1
	}
	at := int(order.Uint32(b[4:]))
	if at < 8 || at+2 > len(b) {
		return 1
	}
	for i := range int(order.Uint16(b[at:])) {
		field := at + 2 + 12*i
		if field+12 > len(b) {
			return 1
		}
		const tag = 0x0112
		if order.Uint16(b[field:]) == tag {
			return int(order.Uint16(b[field+8:]))
		}
	}
	return 1
}

// plainText is the text of a file that is nothing but text.
func plainText(b []byte) (string, bool) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		var err error
		if b, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b); err != nil {
			return "", false
		}
	}
	s := strings.ReplaceAll(strings.ReplaceAll(string(b), "\r\n", "\n"), "\r", "\n")
	for _, r := range s {
		if r == utf8.RuneError || (unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\f') {
			return "", false
		}
	}
	return s, strings.TrimSpace(s) != ""
}

// The page of a text, A4, in points of the picture.
const (
	sheetW, sheetH = 1654, 2339
	margin         = 220
	letter         = 34
	lineHeight     = 56
	tab            = "        "
)

// textPages sets a text as it is, line by line.
func textPages(text string) (paper, error) {
	f, err := plainFont()
	if err != nil {
		return paper{}, err
	}
	drawn, err := face(f, letter)
	if err != nil {
		return paper{}, err
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\t", tab), "\n"), "\n") {
		from, x := 0, fixed.Int26_6(0)
		for i, r := range line {
			if r == '\f' {
				continue
			}
			w, ok := drawn.GlyphAdvance(r)
			if !ok {
				w = fixed.I(letter)
			}
			if x+w > fixed.I(sheetW-2*margin) && i > from {
				lines = append(lines, line[from:i])
				from, x = i, 0
			}
			x += w
		}
		lines = append(lines, line[from:])
		if len(lines) > MostPages*((sheetH-2*margin)/lineHeight) {
			return paper{}, fmt.Errorf("%w，最多 %d 页", ErrPages, MostPages)
		}
	}
	var p paper
	for part := range slices.Chunk(lines, (sheetH-2*margin)/lineHeight) {
		l, err := textPage(part, drawn)
		if err != nil {
			return paper{}, err
		}
		p.Pages = append(p.Pages, l)
	}
	return p, nil
}

func textPage(lines []string, drawn font.Face) (leaf, error) {
	img := image.NewGray(image.Rect(0, 0, sheetW, sheetH))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	pen := &font.Drawer{Dst: img, Src: image.Black, Face: drawn}
	var chars []char
	for i, line := range lines {
		pen.Dot = fixed.P(margin, margin+i*lineHeight+letter)
		for _, r := range line {
			x0 := pen.Dot.X
			pen.DrawString(string(r))
			if unicode.IsSpace(r) {
				chars = append(chars, char{r: ' ', added: true})
				continue
			}
			y := float64(margin + i*lineHeight)
			chars = append(chars, char{r: r, room: rect{
				float64(x0) / 64 / sheetW, (y + 0.1*letter) / sheetH,
				float64(pen.Dot.X) / 64 / sheetW, (y + 1.25*letter) / sheetH,
			}})
		}
		chars = append(chars, char{r: '\n', added: true})
	}
	r := fromImage(img)
	size := Page{Width: sheetW * 72.0 / DPI, Height: sheetH * 72.0 / DPI}
	return leafOf(r, layer(chars, sort(chars, nil, r, seen), nil, nil, size))
}

package redact

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
)

// raster is a picture of a page: one byte a point when it has no colour,
// otherwise three, red, green, blue; no gaps.
type raster struct {
	w, h, n int
	pix     []byte
}

// size is the size of the picture of a page. A page so large that it would
// burst the limit is painted coarser.
func size(p Page, dpi float64) (w, h int, err error) {
	if !(p.Width >= 1 && p.Height >= 1 && p.Width < 1e6 && p.Height < 1e6) {
		return 0, 0, ErrPixels
	}
	if most := math.Sqrt(MostPixels/p.Width/p.Height) * 72 * 0.999; dpi > most {
		if dpi = most; dpi < leastDPI {
			return 0, 0, ErrPixels
		}
	}
	return max(1, int(math.Round(p.Width*dpi/72))), max(1, int(math.Round(p.Height*dpi/72))), nil
}

// tinge is by how much the parts of a colour may differ and still be gray:
// scanners are not exact.
const tinge = 8

func fromRGBX(b []byte, w, h int) *raster {
	for i := 0; i+4 <= len(b); i += 4 {
		lo, hi := min(b[i], b[i+1], b[i+2]), max(b[i], b[i+1], b[i+2])
		if hi-lo > tinge {
			r := &raster{w, h, 3, make([]byte, w*h*3)}
			for i, k := 0, 0; i+4 <= len(b); i, k = i+4, k+3 {
				copy(r.pix[k:k+3], b[i:i+3])
			}
			return r
		}
	}
	r := &raster{w, h, 1, make([]byte, w*h)}
	for i := range r.pix {
		p := b[i*4 : i*4+3 : i*4+3]
		if p[0] == p[1] && p[1] == p[2] {
			r.pix[i] = p[0]
		} else {
			r.pix[i] = byte((int(p[0])*299 + int(p[1])*587 + int(p[2])*114 + 500) / 1000)
		}
	}
	return r
}

func fromImage(m image.Image) *raster {
	b := m.Bounds()
	if g, ok := m.(*image.Gray); ok {
		r := &raster{b.Dx(), b.Dy(), 1, make([]byte, b.Dx()*b.Dy())}
		for y := range r.h {
			copy(r.pix[y*r.w:(y+1)*r.w], g.Pix[y*g.Stride:])
		}
		return r
	}
	rgbx := make([]byte, b.Dx()*b.Dy()*4)
	i := 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			// What shines through is the paper, which is white.
			r, g, bl, a := m.At(x, y).RGBA()
			rgbx[i], rgbx[i+1], rgbx[i+2] = byte((r+0xffff-a)>>8), byte((g+0xffff-a)>>8), byte((bl+0xffff-a)>>8)
			i += 4
		}
	}
	return fromRGBX(rgbx, b.Dx(), b.Dy())
}

func (r *raster) image() image.Image {
	if r.n == 1 {
		return &image.Gray{Pix: r.pix, Stride: r.w, Rect: image.Rect(0, 0, r.w, r.h)}
	}
	m := image.NewRGBA(image.Rect(0, 0, r.w, r.h))
	for i, k := 0, 0; i < len(r.pix); i, k = i+3, k+4 {
		m.Pix[k], m.Pix[k+1], m.Pix[k+2], m.Pix[k+3] = r.pix[i], r.pix[i+1], r.pix[i+2], 255
	}
	return m
}

// fill paints a part of the picture.
func (r *raster) fill(p image.Rectangle, v byte) {
	p = p.Intersect(image.Rect(0, 0, r.w, r.h))
	for y := p.Min.Y; y < p.Max.Y; y++ {
		row := r.pix[(y*r.w+p.Min.X)*r.n : (y*r.w+p.Max.X)*r.n]
		for i := range row {
			row[i] = v
		}
	}
}

// By how much, of 255, ink differs from its ground to be seen, and by how much
// it still does when JPEG has blurred it.
const (
	seen    = 32
	blurred = 12
	faint   = 8 // from which on it may be ink at all
)

// inked tells whether there is something to be seen at a part of the page:
// text of the colour of its ground leaves no trace.
func (r *raster) inked(part rect, least byte) bool {
	p := part.within(whole)
	x0, x1 := int(p.x0*float64(r.w)), min(r.w, int(math.Ceil(p.x1*float64(r.w)))+1)
	y0, y1 := int(p.y0*float64(r.h)), min(r.h, int(math.Ceil(p.y1*float64(r.h)))+1)
	var hi [3]byte
	lo := [3]byte{255, 255, 255}
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			for c, v := range r.pix[(y*r.w+x)*r.n : (y*r.w+x+1)*r.n] {
				lo[c], hi[c] = min(lo[c], v), max(hi[c], v)
				if hi[c] > lo[c] && hi[c]-lo[c] >= least {
					return true
				}
			}
		}
	}
	return false
}

// The codes of pictures in a PDF.
const (
	flate = "FlateDecode"
	dct   = "DCTDecode"
)

// smooth tells whether most points are like their neighbours, as on a page of
// text and unlike a photograph, where JPEG is far smaller.
func (r *raster) smooth() bool {
	same, all := 0, 0
	for y := 0; y < r.h; y += 4 {
		row := r.pix[y*r.w*r.n : (y+1)*r.w*r.n]
		for i := r.n; i < len(row); i += r.n {
			all++
			if bytes.Equal(row[i-r.n:i], row[i:i+r.n]) {
				same++
			}
		}
	}
	return same*100 >= all*60
}

// quality of photographs and scans.
const quality = 85

func (r *raster) encode() (picture, error) {
	p := picture{W: r.w, H: r.h, Gray: r.n == 1, Filter: flate}
	if !r.smooth() {
		p.Filter = dct
	}
	var b bytes.Buffer
	var err error
	if p.Filter == dct {
		err = jpeg.Encode(&b, r.image(), &jpeg.Options{Quality: quality})
	} else {
		var z *zlib.Writer
		if z, err = zlib.NewWriterLevel(&b, 4); err == nil {
			if _, err = z.Write(r.pix); err == nil {
				err = z.Close()
			}
		}
	}
	if err != nil {
		return picture{}, fmt.Errorf("encode a page: %w", err)
	}
	p.Data = b.Bytes()
	return p, nil
}

// decode is the picture, if there is nothing in its data but the picture.
func (p picture) decode() (*raster, error) {
	r := &raster{w: p.W, h: p.H, n: 3}
	if p.Gray {
		r.n = 1
	}
	if p.W < 1 || p.H < 1 || p.W > MostPixels || p.H > MostPixels || p.W*p.H > MostPixels {
		return nil, ErrPixels
	}
	if p.Filter == dct {
		if err := onlyPicture(p.Data); err != nil {
			return nil, err
		}
		m, err := jpeg.Decode(bytes.NewReader(p.Data))
		if err != nil {
			return nil, err
		}
		b := m.Bounds()
		if b.Dx() != p.W || b.Dy() != p.H || (m.ColorModel() == color.GrayModel) != p.Gray {
			return nil, fmt.Errorf("the picture is not of the kind it is said to be")
		}
		if g, ok := m.(*image.Gray); ok {
			return fromImage(g), nil
		}
		r.pix = make([]byte, 0, p.W*p.H*3)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				cr, cg, cb, _ := m.At(x, y).RGBA()
				r.pix = append(r.pix, byte(cr>>8), byte(cg>>8), byte(cb>>8))
			}
		}
		return r, nil
	}
	in := bytes.NewReader(p.Data)
	z, err := zlib.NewReader(in)
	if err != nil {
		return nil, err
	}
	r.pix = make([]byte, p.W*p.H*r.n)
	if _, err := io.ReadFull(z, r.pix); err != nil {
		return nil, err
	}
	if n, err := z.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return nil, fmt.Errorf("more points than the picture has")
	}
	if in.Len() > 0 {
		return nil, fmt.Errorf("%d bytes after the picture", in.Len())
	}
	return r, nil
}

// onlyPicture tells whether a JPEG is made of nothing but tables and points:
// no comments, no application segments such as EXIF with its own thumbnail,
// nothing after the end.
func onlyPicture(b []byte) error {
	if !bytes.HasPrefix(b, []byte{0xff, 0xd8}) {
		return fmt.Errorf("not a JPEG")
	}
	i := 2
	for i+4 <= len(b) && b[i] == 0xff {
		switch b[i+1] {
		case 0xdb, 0xc0, 0xc4: // tables and the size
		case 0xda:
			end := bytes.Index(b[i:], []byte{0xff, 0xd9})
			if end < 0 || i+end+2 != len(b) {
				return fmt.Errorf("bytes after the picture")
			}
			return nil
		default:
			return fmt.Errorf("segment %x in the picture", b[i+1])
		}
		i += 2 + int(b[i+2])<<8 + int(b[i+3])
	}
	return fmt.Errorf("a picture without points")
}

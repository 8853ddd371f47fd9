package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"gongkai/figures/annual"
	"gongkai/paper/fonts"
)

// density is how many dots a unit of the drawing has: 234 to an inch in a paper.
const density = 2

// PNG is the chart as a picture of a paper, 1,440 dots wide. It fails only if a
// font of the program cannot be read.
func PNG(c annual.Chart) ([]byte, error) {
	d := lay(c)
	p, err := newCanvas(int(width*density), int(math.Ceil(d.height*density)))
	if err != nil {
		return nil, err
	}
	for _, item := range d.items {
		switch q := item.(type) {
		case rect:
			p.rect(q)
		case line:
			for _, dash := range q.dashes() {
				p.fill(stroked(dash, q.width), ink{q.colour, solid})
			}
		case wedge:
			p.fill([][]point{q.outline()}, q.ink)
		case dot:
			p.fill([][]point{q.outline()}, ink{q.colour, solid})
		case words:
			if err := p.write(q); err != nil {
				return nil, err
			}
		}
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed} // a fifth larger, thrice as fast
	if err := e.Encode(&b, p.paletted()); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return b.Bytes(), nil
}

var (
	sans  = sync.OnceValues(func() (*sfnt.Font, error) { return parsed(fonts.Sans) })
	serif = sync.OnceValues(func() (*sfnt.Font, error) { return parsed(fonts.Serif) })
)

func parsed(f fonts.Face) (*sfnt.Font, error) {
	ttf, err := f.TTF()
	if err != nil {
		return nil, err
	}
	return opentype.Parse(ttf)
}

// canvas is a picture in the making; it is white.
type canvas struct {
	w, h  int
	dots  []rgb
	faces map[float64]font.Face // of the sans, by size
	rare  map[float64]font.Face // of the serif, for what the sans lacks
	sans  *sfnt.Font
	buf   sfnt.Buffer
	cover vector.Rasterizer
}

type rgb [3]uint8

func (c colour) rgb() rgb {
	var v rgb
	for i := range v {
		for _, digit := range []byte(c[1+2*i : 3+2*i]) {
			n := digit - '0'
			if digit >= 'a' {
				n = digit - 'a' + 10
			}
			v[i] = v[i]<<4 | n
		}
	}
	return v
}

func newCanvas(w, h int) (*canvas, error) {
	f, err := sans()
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	p := &canvas{w: w, h: h, dots: make([]rgb, w*h), faces: map[float64]font.Face{}, rare: map[float64]font.Face{}, sans: f}
	for i := range p.dots {
		p.dots[i] = rgb{255, 255, 255}
	}
	return p, nil
}

// blend lays a colour on a dot; cover is of 255.
func (p *canvas) blend(x, y int, c rgb, cover uint8) {
	if cover == 0 || x < 0 || y < 0 || x >= p.w || y >= p.h {
		return
	}
	at := &p.dots[y*p.w+x]
	for i := range c {
		at[i] = uint8((int(at[i])*(255-int(cover)) + int(c[i])*int(cover) + 127) / 255)
	}
}

// lay lays an ink on a dot: its colour, and what its pattern leaves white.
func (p *canvas) lay(x, y int, c rgb, how pattern, cover uint8) {
	p.blend(x, y, c, cover)
	if how != solid {
		p.blend(x, y, rgb{255, 255, 255}, uint8(int(cover)*int(how.white(x, y))/255))
	}
}

// white is how much of a dot the pattern leaves white, of 255; see [hatching].
func (how pattern) white(x, y int) uint8 {
	const tile = 8 * density
	// The distance from the middle of the nearest line, in dots.
	line := func(at, thickness float64) float64 {
		d := math.Abs(math.Mod(at+tile, tile) - tile/2)
		return math.Min(1, math.Max(0, thickness*density/2+0.5-d))
	}
	fx, fy := float64(x%tile)+0.5, float64(y%tile)+0.5
	cover := 0.0
	switch how {
	case rising, falling:
		at := fx + fy
		if how == falling {
			at = fx - fy + tile
		}
		// Lines of x+y = 0 modulo the tile; distances shrink by the slant.
		d := math.Mod(at, tile)
		d = math.Min(d, tile-d) / math.Sqrt2
		cover = math.Min(1, math.Max(0, 1.8*density/2+0.5-d))
	case dotted:
		cover = math.Min(1, math.Max(0, 1.7*density+0.5-math.Hypot(fx-tile/2, fy-tile/2)))
	case level:
		cover = line(fy, 1.8)
	case crossed:
		cover = math.Max(line(fx, 1.3), line(fy, 1.3))
	}
	return uint8(cover*255 + 0.5)
}

// rect fills whole dots, so that edges are sharp.
func (p *canvas) rect(r rect) {
	x0, x1 := dotOf(r.x), max(dotOf(r.x+r.w), dotOf(r.x)+1)
	y0, y1 := dotOf(r.y), max(dotOf(r.y+r.h), dotOf(r.y)+1)
	c := r.ink.colour.rgb()
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			p.lay(x, y, c, r.ink.pattern, 255)
		}
	}
}

func dotOf(n float64) int { return int(math.Round(n * density)) }

// fill fills closed outlines.
func (p *canvas) fill(outlines [][]point, with ink) {
	for _, outline := range outlines {
		low, high := point{math.MaxFloat64, math.MaxFloat64}, point{-math.MaxFloat64, -math.MaxFloat64}
		for _, q := range outline {
			low = point{math.Min(low.x, q.x), math.Min(low.y, q.y)}
			high = point{math.Max(high.x, q.x), math.Max(high.y, q.y)}
		}
		x0, y0 := int(low.x*density)-1, int(low.y*density)-1
		w, h := int(high.x*density)+2-x0, int(high.y*density)+2-y0
		p.cover.Reset(w, h)
		for i, q := range outline {
			x, y := float32(q.x*density-float64(x0)), float32(q.y*density-float64(y0))
			if i == 0 {
				p.cover.MoveTo(x, y)
			} else {
				p.cover.LineTo(x, y)
			}
		}
		p.cover.ClosePath()
		mask := image.NewAlpha(image.Rect(0, 0, w, h))
		p.cover.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
		c := with.colour.rgb()
		for y := range h {
			for x, a := range mask.Pix[y*mask.Stride : y*mask.Stride+w] {
				if a > 0 {
					p.lay(x0+x, y0+y, c, with.pattern, a)
				}
			}
		}
	}
}

// outline is the wedge as a polygon; a full ring is closed through a cut of no
// width.
func (w wedge) outline() []point {
	n := max(2, int(math.Ceil((w.to-w.from)*360)))
	list := make([]point, 0, 2*n+2)
	for i := range n + 1 {
		list = append(list, on(w.at, w.outer, w.from+(w.to-w.from)*float64(i)/float64(n)))
	}
	for i := n; i >= 0; i-- {
		list = append(list, on(w.at, w.inner, w.from+(w.to-w.from)*float64(i)/float64(n)))
	}
	return list
}

// stroked is a line as outlines: an oblong for each part of it. A line that is
// level or upright fills whole dots.
func stroked(points []point, wide float64) [][]point {
	var list [][]point
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if a.x == b.x || a.y == b.y {
			thick := math.Max(1, math.Round(wide*density))
			snap := func(n float64) float64 { return (math.Round(n*density-thick/2) + thick/2) / density }
			if a.x == b.x {
				a.x, b.x = snap(a.x), snap(a.x)
			} else {
				a.y, b.y = snap(a.y), snap(a.y)
			}
			wide = thick / density
		}
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		nx, ny := (b.y-a.y)/length*wide/2, -(b.x-a.x)/length*wide/2
		list = append(list, []point{{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}})
	}
	return list
}

// dashes are the parts of the line that are drawn.
func (l line) dashes() [][]point {
	if len(l.dash) == 0 {
		return [][]point{l.points}
	}
	var list [][]point
	part, left := 0, l.dash[0]
	current := []point{l.points[0]}
	for i := 1; i < len(l.points); i++ {
		a, b := l.points[i-1], l.points[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		for at := 0.0; at < length; {
			run := math.Min(left, length-at)
			at += run
			left -= run
			p := point{a.x + (b.x-a.x)*at/length, a.y + (b.y-a.y)*at/length}
			if part%2 == 0 {
				current = append(current, p)
			}
			if left > 0 {
				continue
			}
			if part%2 == 0 {
				list = append(list, current)
			}
			part = (part + 1) % len(l.dash)
			left, current = l.dash[part], []point{p}
		}
	}
	if part%2 == 0 && len(current) > 1 {
		list = append(list, current)
	}
	return list
}

// face is the face of a size that has the character.
func (p *canvas) face(r rune, size float64) (font.Face, error) {
	kept, from := p.faces, sans
	if g, err := p.sans.GlyphIndex(&p.buf, r); err != nil || g == 0 {
		kept, from = p.rare, serif
	}
	if f := kept[size]; f != nil {
		return f, nil
	}
	parsed, err := from()
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	f, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size * density, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	kept[size] = f
	return f, nil
}

func (p *canvas) write(t words) error {
	var wide fixed.Int26_6
	for _, r := range t.text {
		f, err := p.face(r, t.size)
		if err != nil {
			return err
		}
		w, _ := f.GlyphAdvance(r)
		wide += w
	}
	at := fixed.Point26_6{X: fixed.Int26_6(t.at.x * density * 64), Y: fixed.Int26_6(math.Round(t.at.y*density) * 64)}
	switch t.anchor {
	case middle:
		at.X -= wide / 2
	case end:
		at.X -= wide
	}
	c := t.colour.rgb()
	for _, r := range t.text {
		f, err := p.face(r, t.size)
		if err != nil {
			return err
		}
		box, mask, from, w, ok := f.Glyph(at, r)
		if cover, is := mask.(*image.Alpha); ok && is {
			for y := box.Min.Y; y < box.Max.Y; y++ {
				for x := box.Min.X; x < box.Max.X; x++ {
					p.blend(x, y, c, cover.AlphaAt(from.X+x-box.Min.X, from.Y+y-box.Min.Y).A)
				}
			}
		}
		at.X += w
	}
	return nil
}

// paletted is the picture in at most 256 colours: those of the drawing as they
// are, and those of its edges in steps that nobody sees. It is a third of the
// size, and is written three times as fast.
func (p *canvas) paletted() *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, p.w, p.h), nil)
	index := map[rgb]uint8{}
	add := func(c rgb) (uint8, bool) {
		if i, ok := index[c]; ok {
			return i, true
		}
		if len(img.Palette) == 256 {
			return 0, false
		}
		index[c] = uint8(len(img.Palette))
		img.Palette = append(img.Palette, color.RGBA{c[0], c[1], c[2], 255})
		return index[c], true
	}
	exact := []colour{white, dark, soft, faint}
	exact = append(exact, colours[:]...)
	for _, c := range exact {
		add(c.rgb())
	}
	var last rgb
	var lastAt uint8
	known := map[rgb]uint8{}
	for i, c := range p.dots {
		if c != last || i == 0 {
			at, ok := known[c]
			if !ok {
				if at, ok = index[c]; !ok {
					step := c
					for j := range step {
						step[j] = step[j]&0xf0 | step[j]>>4
					}
					if at, ok = add(step); !ok {
						at = uint8(img.Palette.Index(color.RGBA{c[0], c[1], c[2], 255}))
					}
				}
				known[c] = at
			}
			last, lastAt = c, at
		}
		img.Pix[i] = lastAt
	}
	return img
}

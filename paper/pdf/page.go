package pdf

import (
	"fmt"
	"strings"

	"gongkai/paper/block"
	"gongkai/paper/fonts"
)

// Lengths are points, y grows downwards from the top of the page.
const (
	mm = 72 / 25.4

	left   = block.LeftMargin * mm
	top    = block.Top * mm
	across = block.TextWidth * mm
	down   = block.TextHeight * mm
	bottom = top + down

	pitch = down / block.Lines // of lines: 29 pt
	// spacing presses 28 characters of 三号 into the line.
	spacing = across/block.Characters - block.Size3
)

// rgb is a colour.
type rgb [3]uint8

var (
	black = rgb{}
	grey  = rgb{0x8c, 0x8c, 0x8c}
	red   = colour(block.Red)
)

// colour reads "C8161D"; what is none is black.
func colour(hex string) rgb {
	var c rgb
	if n, err := fmt.Sscanf(hex, "%02x%02x%02x", &c[0], &c[1], &c[2]); n != 3 || err != nil {
		return rgb{}
	}
	return c
}

// What is drawn on a page.
type (
	run struct { // a text in one face; y is the base line
		x, y, size, spacing float64
		face                fonts.Face
		colour              rgb
		text                string
	}
	stroke struct {
		x1, y1, x2, y2, width float64
		colour                rgb
	}
	fill    struct{ x, y, w, h float64 }
	circle  struct{ x, y, radius float64 }
	picture struct {
		x, y, w, h float64
		data       []byte
	}
)

// page is a page in the making.
type page struct{ drawn []any }

func (p *page) draw(what any) { p.drawn = append(p.drawn, what) }

// write sets glyphs from x on the base line y. Stretch is added after each of
// them, but within words.
func (p *page) write(line []glyph, x, y, size, spacing, stretch float64, colour rgb) {
	for len(line) > 0 {
		n, wide := 1, stretch
		if joined(line, 0) {
			wide = 0
		}
		for n < len(line) && line[n].face == line[0].face && (stretch == 0 || joined(line, n) == (wide == 0)) {
			n++
		}
		var b strings.Builder
		for _, g := range line[:n] {
			b.WriteRune(g.r)
		}
		p.draw(run{x, y, size, spacing + wide, line[0].face, colour, b.String()})
		x += width(line[:n]) + float64(n)*wide
		line = line[n:]
	}
}

// joined tells whether the glyph i and the one after it are of one word.
func joined(line []glyph, i int) bool {
	return i+1 < len(line) && word(line[i].r) && word(line[i+1].r)
}

// parted is between how many glyphs of a line a stretch goes.
func parted(line []glyph) int {
	n := 0
	for i := range max(0, len(line)-1) {
		if !joined(line, i) {
			n++
		}
	}
	return n
}

// frame draws a rectangle.
func (p *page) frame(x, y, w, h, thickness float64) {
	half := thickness / 2
	p.draw(stroke{x - half, y, x + w + half, y, thickness, black})
	p.draw(stroke{x - half, y + h, x + w + half, y + h, thickness, black})
	p.draw(stroke{x, y, x, y + h, thickness, black})
	p.draw(stroke{x + w, y, x + w, y + h, thickness, black})
}

// baseline is where the base line of a line of the given height stands below
// its top: an em box has 0.88 of its height above the base line.
func baseline(height, size float64) float64 { return (height-size)/2 + 0.88*size }

// piece is a strip of the paper that is not cut.
type piece struct {
	height float64
	draw   func(p *page, y float64)
	keep   bool // on the page of the next piece
	gap    bool // empty: left out at the top of a page
	eject  bool // begins a new page
	head   *piece
}

// paginate puts the pieces on pages and tells where the last ends.
func paginate(pieces []piece) (pages []*page, y float64) {
	current := &page{}
	pages, y = append(pages, current), top
	next := func() {
		current = &page{}
		pages, y = append(pages, current), top
	}
	const hair = 0.1
	var head *piece // of the table that the page is in
	for i := 0; i < len(pieces); {
		n, height := 1, pieces[i].height
		for ; pieces[i+n-1].keep && i+n < len(pieces) && !pieces[i+n].eject; n++ {
			height += pieces[i+n].height
		}
		if height > down {
			n, height = 1, pieces[i].height
		}
		if y > top && (pieces[i].eject || y+height > bottom+hair) {
			next()
			if h := pieces[i].head; h != nil && h == head {
				h.draw(current, y)
				y += h.height
				if y+height > bottom+hair {
					n = 1 // what was kept together has no room under the head
				}
			}
		}
		for _, s := range pieces[i : i+n] {
			if s.gap && y == top {
				continue
			}
			if s.draw != nil {
				s.draw(current, y)
			}
			y += s.height
			head = s.head
		}
		i += n
	}
	return pages, y
}

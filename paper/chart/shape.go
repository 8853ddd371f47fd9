package chart

import "math"

// Lengths are units of the drawing: CSS pixels of a page, and in a paper 156 mm
// by 720.
const (
	width  = 720.0
	usual  = 16.0 // size of letters
	little = 14.0 // of ticks and of what is many
)

// colour is "#0b4f9c".
type colour string

const (
	dark  colour = "#1d1d1f" // words
	soft  colour = "#4a4f55" // ticks and units
	faint colour = "#d9dce0" // lines behind
	white colour = "#ffffff"
)

// ink is a colour with the pattern of white lines that lies on it.
type ink struct {
	colour  colour
	pattern pattern
}

type pattern int

const (
	solid pattern = iota
	rising
	dotted
	falling
	level
	crossed
	patterns // how many there are
)

// Each has a contrast of at least 4.5 with white, and their greys differ.
var colours = [...]colour{"#0b4f9c", "#b4470f", "#23744c", "#5f3a93", "#7d5c00", "#a61b4b"}

// inkOf is the ink of the i-th of several things; the first is solid.
func inkOf(i int) ink {
	n := len(colours)
	return ink{colours[i%n], pattern((i + i/n) % int(patterns))}
}

type point struct{ x, y float64 }

// What a drawing consists of.
type (
	rect struct {
		x, y, w, h float64
		ink        ink
	}
	line struct {
		points []point
		width  float64
		colour colour
		dash   []float64 // lengths drawn and left out; nil for none
	}
	// wedge is a part of a ring, from one angle to the other: turns from the
	// top, clockwise.
	wedge struct {
		at           point
		inner, outer float64
		from, to     float64
		ink          ink
	}
	// dot is a point of a line over time.
	dot struct {
		at     point
		shape  int
		colour colour
	}
	words struct {
		at     point // on the base line
		anchor anchor
		size   float64
		colour colour
		text   string
	}
)

type anchor int

const (
	start anchor = iota
	middle
	end
)

// drawing is a chart laid out.
type drawing struct {
	height float64
	items  []any
}

func (d *drawing) add(item any) { d.items = append(d.items, item) }

func (d *drawing) write(x, y float64, a anchor, size float64, c colour, text string) {
	if text != "" {
		d.add(words{point{x, y}, a, size, c, text})
	}
}

func (d *drawing) stroke(x1, y1, x2, y2, w float64, c colour) {
	d.add(line{points: []point{{x1, y1}, {x2, y2}}, width: w, colour: c})
}

// on is the point of a circle at a part of a turn.
func on(at point, radius, turn float64) point {
	return point{at.x + radius*math.Sin(2*math.Pi*turn), at.y - radius*math.Cos(2*math.Pi*turn)}
}

const shapes = 4

// outline is the shape of a dot: a circle, a square, a triangle, a rhombus.
func (d dot) outline() []point {
	const r = 5.0
	at := d.at
	switch d.shape % shapes {
	case 1:
		const h = r * 0.9
		return []point{{at.x - h, at.y - h}, {at.x + h, at.y - h}, {at.x + h, at.y + h}, {at.x - h, at.y + h}}
	case 2:
		return []point{{at.x, at.y - r*1.2}, {at.x + r*1.1, at.y + r*0.8}, {at.x - r*1.1, at.y + r*0.8}}
	case 3:
		return []point{{at.x, at.y - r*1.3}, {at.x + r*1.3, at.y}, {at.x, at.y + r*1.3}, {at.x - r*1.3, at.y}}
	}
	const n = 24
	list := make([]point, n)
	for i := range list {
		list[i] = on(at, r, float64(i)/n)
	}
	return list
}

package redact

import (
	"image"
	"math"
	"slices"
	"unicode"
)

// taken is the part of its ink from which on a character is hidden by a box.
// What a box nicks less can be read as before, and deceives nobody.
const taken = 1.0 / 8

// under tells whether one of the areas hides a part of the page.
func under(part rect, areas []rect) bool {
	for _, a := range areas {
		if part.within(a).area() > taken*part.area() {
			return true
		}
	}
	return false
}

// hidden tells which characters the areas hide. An accent of its own goes with
// the letter below it.
func hidden(chars []char, areas []rect) []bool {
	list := make([]bool, len(chars))
	for i, c := range chars {
		list[i] = !c.added && (under(c.body(), areas) || i > 0 && list[i-1] && unicode.Is(unicode.M, c.r))
	}
	return list
}

// How far a box goes beyond the ink, in points of the picture.
const (
	fringe = 2 // the paler points that smooth an edge, and hinting
	step   = 4 // of the height of a bar, lest it tell round digits from flat ones
)

// spot is what must be black to hide a character: its ink with the fringe, and
// its room, lest the side of the first digit tell which one it is. Across its
// line it is a tenth higher than the ink.
func (c char) spot(r *raster) image.Rectangle {
	ink, room := outward(c.body(), r), outward(c.room, r)
	at := ink.Inset(-fringe).Union(room)
	if c.turn%2 == 0 {
		more := max(fringe, at.Dy()/10)
		at.Min.Y, at.Max.Y = down(at.Min.Y-more), -down(-at.Max.Y-more)
	} else {
		more := max(fringe, at.Dx()/10)
		at.Min.X, at.Max.X = down(at.Min.X-more), -down(-at.Max.X-more)
	}
	return at
}

func down(v int) int { return int(math.Floor(float64(v)/step)) * step }

// outward are the points of the picture that a part of the page touches.
func outward(p rect, r *raster) image.Rectangle {
	p = p.within(rect{-1, -1, 2, 2})
	w, h := float64(r.w), float64(r.h)
	return image.Rect(int(math.Floor(p.x0*w)), int(math.Floor(p.y0*h)), int(math.Ceil(p.x1*w)), int(math.Ceil(p.y1*h)))
}

// grown is the boxes as they are painted, and behind them the bars that some
// need besides: all the ink of what a box hides is black, whichever way the box
// came. A font says where its letters are, but not to the point where their ink
// ends; and a hand does not either. A line gets one bar: a ragged one would show
// the shapes below it.
func (r reading) grown(boxes []Box) []Box {
	list := slices.Clone(boxes)
	sheet := image.Rect(0, 0, r.picture.w, r.picture.h)
	for k, b := range boxes {
		drawn := b.points(sheet.Max.X, sheet.Max.Y)
		bars, others := r.bars(drawn, areasOf(boxes[k:k+1], r.picture))
		at := drawn.Union(r.picture.strokes(drawn, others, bars)).Intersect(sheet)
		for _, bar := range bars {
			if bar = bar.Intersect(sheet); at.In(bar) {
				at = r.picture.padded(bar)
			} else if !bar.In(at) {
				more := b.over(bar, sheet.Max)
				more.Label = ""
				list = append(list, more)
			}
		}
		list[k] = b.over(at, sheet.Max)
	}
	return list
}

// bars is what must be black of each line of which the area hides characters;
// others is the ink near the box that it does not hide.
func (r reading) bars(drawn image.Rectangle, area []rect) (bars, others []image.Rectangle) {
	hides := hidden(r.chars, area)
	near := drawn.Inset(-largestStroke)
	last := -1
	for i, c := range r.chars {
		ink := outward(c.body(), r.picture)
		if c.added || !hides[i] && !ink.Overlaps(near) || !r.picture.inked(c.body(), faint) {
			continue
		}
		switch {
		case !hides[i]:
			others = append(others, ink)
			continue
		case last >= 0 && c.inLineOf(r.chars[last]):
			bars[len(bars)-1] = bars[len(bars)-1].Union(c.spot(r.picture))
		default:
			bars = append(bars, c.spot(r.picture))
		}
		last = i
	}
	return bars, others
}

// inLineOf tells whether a character stands in the line of another.
func (c char) inLineOf(o char) bool {
	p, q := along(o.room.union(o.body()), o.turn), along(c.room.union(c.body()), c.turn)
	middle := (q.y0 + q.y1) / 2
	return c.turn == o.turn && middle > p.y0 && middle < p.y1
}

// over is the box at those points of a picture of that size.
func (b Box) over(p image.Rectangle, size image.Point) Box {
	w, h := float64(size.X), float64(size.Y)
	b.X, b.Y = float64(p.Min.X)/w, float64(p.Min.Y)/h
	b.W, b.H = float64(p.Dx())/w, float64(p.Dy())/h
	return b
}

// The strokes of what is not text, as in a scan, in points of the picture.
const (
	largestStroke = 100 // what is larger is a table, a frame or a ground
	longRule      = 40  // what is longer and thin is a rule
	thinRule      = 4
	pale          = 200 // from 0 to 255; what is lighter is no ink
)

// gray is how light a point is.
func (r *raster) gray(x, y int) int {
	p := r.pix[(y*r.w+x)*r.n:]
	if r.n == 1 {
		return int(p[0])
	}
	return (int(p[0])*299 + int(p[1])*587 + int(p[2])*114) / 1000
}

// strokes is what the box must be to hold all strokes of which it holds a good
// part. It follows the ink from the side of the box outwards; others are
// characters that are not hidden, whose ink it leaves alone; what a bar covers
// needs no larger box, which might take the beginning of another line with it.
func (r *raster) strokes(drawn image.Rectangle, others, bars []image.Rectangle) image.Rectangle {
	at, sheet := drawn, image.Rect(0, 0, r.w, r.h)
	ink := func(p image.Point) bool {
		return p.In(sheet) && r.gray(p.X, p.Y) < pale && !slices.ContainsFunc(others, func(o image.Rectangle) bool { return p.In(o) })
	}
	seen := map[image.Point]int{}
	follow := func(from image.Point, number int) {
		whole := image.Rectangle{from, from.Add(image.Pt(1, 1))}
		inside, all := 0, 0
		seen[from] = number
		for next := []image.Point{from}; len(next) > 0; {
			p := next[len(next)-1]
			next = next[:len(next)-1]
			if all++; p.In(drawn) {
				inside++
			}
			whole = whole.Union(image.Rectangle{p, p.Add(image.Pt(1, 1))})
			if whole.Dx() > largestStroke || whole.Dy() > largestStroke {
				return
			}
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					q := p.Add(image.Pt(dx, dy))
					if was, ok := seen[q]; ok {
						if was != number {
							return // part of something that was too large
						}
						continue
					}
					if ink(q) {
						seen[q] = number
						next = append(next, q)
					}
				}
			}
		}
		rule := min(whole.Dx(), whole.Dy()) <= thinRule && max(whole.Dx(), whole.Dy()) >= longRule
		covered := whole.In(drawn) || slices.ContainsFunc(bars, func(b image.Rectangle) bool { return whole.In(b) })
		if !rule && float64(inside) > taken*float64(all) && !covered {
			at = at.Union(whole.Inset(-fringe))
		}
	}
	number := 0
	start := func(x, y int) {
		p := image.Pt(x, y)
		if _, ok := seen[p]; !ok && ink(p) {
			number++
			follow(p, number)
		}
	}
	for x := drawn.Min.X; x < drawn.Max.X; x++ {
		start(x, drawn.Min.Y)
		start(x, drawn.Max.Y-1)
	}
	for y := drawn.Min.Y; y < drawn.Max.Y; y++ {
		start(drawn.Min.X, y)
		start(drawn.Max.X-1, y)
	}
	return at
}

// padding is the most by which a bar grows in steps, in points of the picture.
const padding = 48

// padded is the bar with its length rounded up where the paper behind it is
// blank: its exact length would tell how many characters it hides. Where words
// follow at once, their place tells it, with a longer bar or without.
func (r *raster) padded(p image.Rectangle) image.Rectangle {
	upright := p.Dy() > p.Dx()
	length, height := p.Dx(), p.Dy()
	if upright {
		length, height = height, length
	}
	for _, unit := range []int{min(2*height, padding), min(height, padding)} {
		if unit < 1 {
			return p
		}
		more := (length+unit-1)/unit*unit - length
		longer, strip := p, p
		if upright {
			longer.Max.Y += more
			strip.Min.Y, strip.Max.Y = p.Max.Y, longer.Max.Y+step
		} else {
			longer.Max.X += more
			strip.Min.X, strip.Max.X = p.Max.X, longer.Max.X+step
		}
		if strip.In(image.Rect(0, 0, r.w, r.h)) && r.blank(strip) {
			return longer
		}
	}
	return p
}

// blank tells whether nothing is to be seen at the points.
func (r *raster) blank(p image.Rectangle) bool {
	lo, hi := 255, 0
	for y := p.Min.Y; y < p.Max.Y; y++ {
		for x := p.Min.X; x < p.Max.X; x++ {
			v := r.gray(x, y)
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return hi-lo < faint
}

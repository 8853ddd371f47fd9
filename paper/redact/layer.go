package redact

import (
	"image"
	"math"
	"slices"

	"gongkai/law/regulation"
)

// layer is the invisible text of a page: what is kept, in the order of the
// file, and the label of each box where it hides the first character.
func layer(chars []char, fates []fate, boxes []Box, areas []rect, p Page) []run {
	var list []run
	var line []char // rooms are along the line, in points
	flush := func() {
		if len(line) > 0 {
			list = append(list, runOf(line, p))
		}
		line = nil
	}
	told := make([]bool, len(boxes))
	tell := func(i int) {
		if told[i] = true; boxes[i].Label != "" {
			flush()
			list = append(list, labelRun(boxes[i].Label, areas[i].scaled(p), p))
		}
	}
	gap := false
	for i, c := range chars {
		switch fates[i] {
		case space:
			gap = true
			continue
		case kept:
			c.room = along(c.room.scaled(p), c.turn)
			if len(line) > 0 && !follows(line[len(line)-1], c) {
				flush()
			}
			if gap && len(line) > 0 {
				last := line[len(line)-1]
				line = append(line, char{r: ' ', turn: c.turn, room: rect{last.room.x1, last.room.y0, max(last.room.x1, c.room.x0), last.room.y1}})
			}
			line = append(line, c)
		case covered:
			flush()
			for k := range areas {
				if !told[k] && under(c.body(), areas[k:k+1]) {
					tell(k)
				}
			}
		default:
			flush()
		}
		gap = false
	}
	flush()
	for k := range boxes {
		if !told[k] {
			tell(k)
		}
	}
	return list
}

// follows tells whether b goes on with the line of a; rooms are along it.
func follows(a, b char) bool {
	size := a.room.y1 - a.room.y0
	middle := (b.room.y0 + b.room.y1) / 2
	return a.turn == b.turn && middle > a.room.y0 && middle < a.room.y1 &&
		math.Abs(b.room.y1-b.room.y0-size) < 0.3*size &&
		b.room.x0 > a.room.x0 && b.room.x0-a.room.x1 < 2*size
}

func runOf(line []char, p Page) run {
	first, last := line[0].room, line[len(line)-1].room
	r := run{Turn: line[0].turn, Size: cents(min(max(first.y1-first.y0, 1), 5000))}
	natural := 0.0
	for _, c := range line {
		r.Text = append(r.Text, c.r)
		natural += wide(c.r) / 1000 * r.Size
	}
	r.Stretch = 100
	if w := last.x1 - first.x0; w > 0 {
		r.Stretch = int(min(max(math.Round(100*w/natural), 1), 1000))
	}
	unit := r.Size * float64(r.Stretch) / 100
	x := first.x0
	for i := range len(line) - 1 {
		x += wide(line[i].r) / 1000 * unit
		back := int(math.Round((x - line[i+1].room.x0) / unit * 1000))
		if back > -30 && back < 30 {
			back = 0 // nobody sees a thirtieth of a character
		}
		r.Back = append(r.Back, back)
		x -= float64(back) / 1000 * unit
	}
	base := first.y1 - below*r.Size
	at := across(rect{first.x0, base, first.x0, base}, r.Turn)
	r.X, r.Y = cents(at.x0), cents(p.Height-at.y0)
	return r
}

// labelText is how the label of a box stands in the layer.
func labelText(label string) string { return "【" + label + "】" }

// GroundLabel tells whether a text is the label of a box that names a ground of
// the Regulation, as it stands in the layer of a copy. It lies under a black box
// and hides nothing.
func GroundLabel(text string) bool {
	for _, e := range regulation.Editions() {
		if slices.ContainsFunc(e.Grounds, func(g regulation.Ground) bool { return labelText(g.Name) == text }) {
			return true
		}
	}
	return false
}

func labelRun(label string, area rect, p Page) run {
	r := run{Text: []rune(labelText(label)), Size: cents(max(min(area.y1-area.y0, 12), 0.1)), Stretch: 100}
	r.Back = make([]int, len(r.Text)-1)
	natural := 0.0
	for _, c := range r.Text {
		natural += wide(c) / 1000 * r.Size
	}
	if w := area.x1 - area.x0; w < natural {
		r.Stretch = max(1, int(100*w/natural))
	}
	middle := (area.y0 + area.y1) / 2
	r.X, r.Y = cents(area.x0), cents(p.Height-(middle+(0.5-below)*r.Size))
	return r
}

// cents rounds to what the file says.
func cents(v float64) float64 { return math.Round(v*100)/100 + 0 }

// cover paints the boxes of a page and their labels.
func cover(r *raster, boxes []Box) {
	for _, b := range boxes {
		r.fill(b.points(r.w, r.h), 0)
	}
	r.label(boxes)
}

// label writes the labels of boxes.
func (r *raster) label(boxes []Box) {
	for _, b := range boxes {
		p := b.points(r.w, r.h)
		words := lettering(b.Label, p.Dx(), p.Dy())
		if words == nil {
			continue
		}
		at := image.Pt(p.Min.X+(p.Dx()-words.Rect.Dx())/2, p.Min.Y+(p.Dy()-words.Rect.Dy())/2)
		for y := range words.Rect.Dy() {
			for x := range words.Rect.Dx() {
				v := words.Pix[y*words.Stride+x]
				i := ((at.Y+y)*r.w + at.X + x) * r.n
				for c := range r.n {
					r.pix[i+c] = v
				}
			}
		}
	}
}

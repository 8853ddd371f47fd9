package pdf

import (
	"math"

	"gongkai/paper/block"
	"gongkai/paper/fonts"
)

const (
	padX, padY       = 4.0, 3.5
	narrowX, narrowY = 2.0, 2.0 // of a dense table
	thin             = 0.6
	// longRow is the most lines that a row is kept together with; a longer one
	// is cut between lines.
	longRow = 12
	// size5Small is 小五.
	size5Small = 9.0
)

// field is a cell that has been set.
type field struct {
	block.Placed
	lines []textLine
	style style
	at    column
	x, y  float64 // of the air around the text
}

func (f field) height() float64 { return float64(len(f.lines))*f.style.height + 2*f.y }

// put draws the text of the field in the middle of its strip.
func (f field) put(p *page, y, height float64) {
	y += (height - f.height()) / 2
	for i, l := range f.lines {
		f.style.put(p, l, false, column{f.at.x + f.x, f.at.width - 2*f.x}, y+f.y+float64(i)*f.style.height)
	}
}

// fields sets the cells of rows in the column.
func (s *setter) fields(t block.Table, rows [][]block.Cell, head bool, c column) []field {
	shares := t.Shares()
	base := style{face: fonts.Serif, size: block.SizeSmall4, height: 18.5}
	if len(shares) > 5 {
		base = style{face: fonts.Serif, size: block.Size5, height: 16}
	}
	airX, airY := padX, padY
	if t.Dense {
		base = style{face: fonts.Serif, size: size5Small, height: 13}
		airX, airY = narrowX, narrowY
	}
	var list []field
	for _, cell := range block.Place(rows, len(shares)) {
		x, w := c.x, 0.0
		for i, share := range shares {
			switch {
			case i < cell.Column:
				x += share * c.width
			case i < cell.Column+cell.Across:
				w += share * c.width
			}
		}
		st := base.at(t.AlignOf(cell, head))
		if head {
			st.face = fonts.Sans
		} else if cell.Bold {
			st.face = fonts.Bold
		}
		list = append(list, field{cell, s.lines(cell.Text, st, w-2*airX), st, column{x, w}, airX, airY})
	}
	return list
}

// heights are those of the rows: of their own fields, the last row of a field
// that goes down making up for what that one lacks.
func heights(rows int, list []field, lines []int) []float64 {
	h := make([]float64, rows)
	for i := range h {
		h[i] = 2 * narrowY
		if i < len(lines) {
			h[i] = 2*padY + float64(max(lines[i], 1))*18.5
		}
	}
	for _, f := range list {
		if f.Down == 1 {
			h[f.Row] = math.Max(h[f.Row], f.height())
		}
	}
	for _, f := range list {
		if f.Down == 1 {
			continue
		}
		sum := 0.0
		for _, v := range h[f.Row : f.Row+f.Down] {
			sum += v
		}
		if lack := f.height() - sum; lack > 0 && f.height() < down/2 {
			h[f.Row+f.Down-1] += lack
		}
	}
	return h
}

// strip is where a field that goes down stands on a page.
type strip struct {
	page        *page
	top, bottom float64
}

// table is one piece for each row, or more for a long one. lines are the least
// lines of each row; nil if a row is as high as its text.
func (s *setter) table(t block.Table, lines []int, c column) []piece {
	if t.Width() == 0 {
		return nil
	}
	var pieces []piece
	if t.Caption != "" {
		pieces = append(pieces, s.paragraph(t.Caption, small.in(fonts.Sans).at(block.Center), c, true)...)
	}
	var head *piece
	if len(t.Head) > 0 {
		list := s.fields(t, t.Head, true, c)
		h := heights(len(t.Head), list, nil)
		sum := 0.0
		for _, v := range h {
			sum += v
		}
		head = &piece{height: sum, keep: true, draw: func(p *page, y float64) {
			for _, f := range list {
				from, high := y, 0.0
				for i, v := range h {
					switch {
					case i < f.Row:
						from += v
					case i < f.Row+f.Down:
						high += v
					}
				}
				p.frame(f.at.x, from, f.at.width, high, thin)
				f.put(p, from, high)
			}
		}}
		first := *head
		first.head = nil
		pieces = append(pieces, first)
	}
	list := s.fields(t, t.Rows, false, c)
	h := heights(len(t.Rows), list, lines)
	for r := range t.Rows {
		pieces = append(pieces, s.row(t, list, r, h[r], head, c)...)
	}
	sum := 0.0
	for _, p := range pieces {
		sum += p.height
	}
	if t.Whole && sum <= down {
		for i := range len(pieces) - 1 {
			pieces[i].keep = true
		}
	}
	if t.Note != "" {
		if len(pieces) > 0 {
			pieces[len(pieces)-1].keep = true
		}
		pieces = append(pieces, s.paragraph(t.Note, small.of(block.Size5, 16), c, false)...)
	}
	return pieces
}

// row is a row of a table. A field that goes down is drawn when its last row
// has been, once on each page that it touches.
func (s *setter) row(t block.Table, list []field, r int, height float64, head *piece, c column) []piece {
	var own, through []field
	for _, f := range list {
		switch {
		case f.Row == r && f.Down == 1:
			own = append(own, f)
		case f.Row <= r && r < f.Row+f.Down:
			through = append(through, f)
		}
	}
	most := 0
	for _, f := range own {
		most = max(most, len(f.lines))
	}
	if len(through) == 0 && most > longRow {
		return cut(own, most, head)
	}
	return []piece{{height: height, head: head, draw: func(p *page, y float64) {
		for _, f := range own {
			p.frame(f.at.x, y, f.at.width, height, thin)
			f.put(p, y, height)
		}
		for _, f := range through {
			s.downwards(f, r, p, y, height)
		}
	}}}
}

// downwards adds a row to a field that goes down, and draws it with its last.
func (s *setter) downwards(f field, r int, p *page, y, height float64) {
	key := [2]float64{float64(f.Row), f.at.x}
	if r == f.Row {
		s.strips[key] = nil
	}
	strips := s.strips[key]
	if n := len(strips); n > 0 && strips[n-1].page == p {
		strips[n-1].bottom = y + height
	} else {
		strips = append(strips, strip{p, y, y + height})
	}
	s.strips[key] = strips
	if r != f.Row+f.Down-1 {
		return
	}
	delete(s.strips, key)
	tallest, written := strips[0], false
	for _, q := range strips {
		q.page.frame(f.at.x, q.top, f.at.width, q.bottom-q.top, thin)
		if q.bottom-q.top > tallest.bottom-tallest.top {
			tallest = q
		}
		if q.bottom-q.top >= f.height() {
			f.put(q.page, q.top, q.bottom-q.top)
			written = true
		}
	}
	if !written {
		f.put(tallest.page, tallest.top, tallest.bottom-tallest.top)
	}
}

// cut is a row too high to be kept together: a strip for every few lines.
func cut(own []field, most int, head *piece) []piece {
	const step = 3
	var pieces []piece
	for from := 0; from < most; from += step {
		last := from+step >= most
		high := 0.0
		for _, f := range own {
			high = math.Max(high, float64(min(step, max(len(f.lines)-from, 0)))*f.style.height)
		}
		height := high
		if from == 0 {
			height += padY
		}
		if last {
			height += padY
		}
		pieces = append(pieces, piece{height: height, head: head, keep: from == 0, draw: func(p *page, y float64) {
			for _, f := range own {
				p.draw(stroke{f.at.x, y, f.at.x, y + height, thin, black})
				p.draw(stroke{f.at.x + f.at.width, y, f.at.x + f.at.width, y + height, thin, black})
				if from == 0 || y == top || head != nil && y == top+head.height {
					p.draw(stroke{f.at.x, y, f.at.x + f.at.width, y, thin, black})
				}
				if last || y+height > bottom-step*f.style.height {
					p.draw(stroke{f.at.x, y + height, f.at.x + f.at.width, y + height, thin, black})
				}
				part := f
				part.lines = f.lines[min(from, len(f.lines)):min(from+step, len(f.lines))]
				at := y
				if from > 0 {
					at -= padY
				}
				part.put(p, at, part.height())
			}
		}})
	}
	return pieces
}

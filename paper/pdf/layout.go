package pdf

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // the pictures a paper may hold
	_ "image/png"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"gongkai/paper/block"
	"gongkai/paper/fonts"
)

// column is the room that blocks are set in.
type column struct{ x, width float64 }

// style is how a paragraph is set.
type style struct {
	face         fonts.Face
	size, height float64 // of the letters, of the line
	spacing      float64
	indent       float64
	align        block.Align
	colour       rgb
}

var (
	body  = style{face: fonts.Serif, size: block.Size3, height: pitch, spacing: spacing}
	small = style{face: fonts.Serif, size: block.SizeSmall4, height: 19}
)

func (st style) in(face fonts.Face) style { st.face = face; return st }
func (st style) at(a block.Align) style   { st.align = a; return st }
func (st style) of(size, height float64) style {
	st.size, st.height, st.spacing = size, height, 0
	return st
}
func (st style) indented() style { st.indent = 2 * (st.size + st.spacing); return st }

// lines breaks the text; each line break in it ends a paragraph.
func (s *setter) lines(text string, st style, width float64) []textLine {
	var list []textLine
	for _, paragraph := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n") {
		list = append(list, breakLines(s.glyphs(paragraph, st.face, st.size, st.spacing), width, st.indent, st.size)...)
	}
	return list
}

// put draws a line whose strip begins at y.
func (st style) put(p *page, l textLine, first bool, c column, y float64) {
	x, room := c.x, c.width
	if first {
		x, room = x+st.indent, room-st.indent
	}
	w := width(l.glyphs) - st.spacing
	stretch := 0.0
	switch st.align {
	case block.Center:
		x += (room - w) / 2
	case block.Right:
		x += room - w
	case block.Justified:
		// A line that a long word left short is not torn apart, and no word is.
		if gaps := float64(parted(l.glyphs)); !l.last && gaps > 0 && room-w < st.size/3*gaps {
			stretch = (room - w) / gaps
		}
	}
	p.write(l.glyphs, x, y+baseline(st.height, st.size), st.size, st.spacing, stretch, st.colour)
}

// paragraph is one piece for each line; neither its first nor its last line
// stands alone on a page.
func (s *setter) paragraph(text string, st style, c column, keep bool) []piece {
	var list []piece
	for _, part := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n") {
		lines := s.lines(part, st, c.width)
		for i, l := range lines {
			list = append(list, piece{
				height: st.height,
				keep:   i+1 < len(lines) && (i == 0 || i+2 == len(lines)) || i+1 == len(lines) && keep,
				draw:   func(p *page, y float64) { st.put(p, l, i == 0, c, y) },
			})
		}
	}
	return list
}

func gap(height float64) piece { return piece{height: height, gap: true} }

// blocks sets blocks in the column.
func (s *setter) blocks(list []block.Block, c column) ([]piece, error) {
	var pieces []piece
	add := func(more ...piece) { pieces = append(pieces, more...) }
	for at, b := range list {
		if closing(b) {
			// A signature is never alone on a page: the line before goes with it. More
			// of them would leave half of the page before empty.
			if n := len(pieces); n > 0 {
				pieces[n-1].keep = true
			}
		}
		switch b := b.(type) {
		case block.Masthead:
			add(s.masthead(b, c))
		case block.Title:
			st := style{face: fonts.Bold, size: block.Size2, height: 36, align: block.Center}
			add(gap(pitch / 2))
			for _, part := range strings.Split(b.Text, "\n") {
				for _, l := range balanced(s.glyphs(part, st.face, st.size, 0), c.width-2*block.Size2, st.size) {
					add(piece{height: st.height, keep: true, draw: func(p *page, y float64) { st.put(p, l, false, c, y) }})
				}
			}
			add(piece{height: pitch / 2, keep: true})
		case block.Heading:
			st := body.indented()
			switch b.Level {
			case 1:
				st.face = fonts.Sans
			case 2:
				st.face = fonts.Bold
			}
			add(s.paragraph(b.Text, st, c, true)...)
		case block.Paragraph:
			st := body
			if b.Small {
				st = small
			}
			if st.align = b.Align; !b.Flush && b.Align < block.Center {
				st = st.indented()
			}
			if n := len(pieces); b.Small && at > 0 && n > 0 && closing(list[at-1]) {
				pieces[n-1].keep = true // whom to ask stands below who signed
			}
			add(s.paragraph(b.Text, st, c, b.Keep)...)
		case block.List:
			for i, item := range b.Items {
				mark := "· "
				if b.Numbered {
					mark = strconv.Itoa(i+1) + ". "
				}
				add(s.paragraph(mark+item, body.indented(), c, false)...)
			}
		case block.Table:
			before := gap(pitch / 4)
			before.keep = b.Whole
			add(before)
			add(s.table(b, nil, c)...)
			add(gap(pitch / 4))
		case block.KeyValue:
			lines := make([]int, len(b.Pairs))
			for i, p := range b.Pairs {
				lines[i] = p.Lines
			}
			add(gap(pitch / 4))
			add(s.table(b.Table(), lines, c)...)
			add(gap(pitch / 4))
		case block.PageBreak:
			add(piece{eject: true})
		case block.Space:
			add(gap(b.Lines * pitch))
		case block.Signature:
			add(s.signature(b, c))
		case block.Image:
			list, err := s.image(b, c)
			if err != nil {
				return nil, err
			}
			list.keep = b.Keep
			add(list)
		case block.QR:
			code, err := s.code(b, c)
			if err != nil {
				return nil, err
			}
			add(code)
		case block.Box:
			list, err := s.box(b, c)
			if err != nil {
				return nil, err
			}
			add(list...)
		case block.Beside:
			both, err := s.beside(b, c)
			if err != nil {
				return nil, err
			}
			add(both)
		case block.Imprint:
			// Set at the foot of the last page by the caller.
		default:
			return nil, fmt.Errorf("pdf: no layout for %T", b)
		}
	}
	return pieces, nil
}

// closing tells whether a block is a signature, or has one in it.
func closing(b block.Block) bool {
	switch b := b.(type) {
	case block.Signature:
		return true
	case block.Beside:
		return slices.ContainsFunc(b.Left, closing) || slices.ContainsFunc(b.Right, closing)
	}
	return false
}

// masthead is the red head: the agency as large as the width lets it be, the
// number, and the red line 4 mm below.
func (s *setter) masthead(b block.Masthead, c column) piece {
	const most, least = 38.0, 16.0
	size := most
	if w := width(s.glyphs(b.Agency, fonts.Bold, 1, 0)); w > 0 {
		size = math.Max(least, math.Min(most, c.width/(w*1.06)))
	}
	name := style{face: fonts.Bold, size: size, height: size * 1.4, spacing: 0, align: block.Center, colour: red}
	lines := s.lines(b.Agency, name, c.width)
	english := style{face: fonts.Serif, size: block.Size5, height: 18, align: block.Center, colour: red}
	var under []textLine
	if b.English != "" {
		under = s.lines(b.English, english, c.width)
	}
	number := body.at(block.Center)
	numbered := s.lines(b.Number, number, c.width)
	height := float64(len(lines))*name.height + float64(len(under))*english.height + pitch/2
	if b.Number != "" {
		height += pitch
	}
	height += 4*mm + pitch/2
	return piece{height: height, keep: true, draw: func(p *page, y float64) {
		for _, l := range lines {
			w := width(l.glyphs)
			stretch := 0.0
			// Few characters are set wider apart, as heads are.
			if n := float64(len(l.glyphs)); n > 1 && w < 0.8*c.width {
				stretch = math.Min(0.35*size, (0.8*c.width-w)/n)
			}
			p.write(l.glyphs, c.x+(c.width-w-stretch*float64(len(l.glyphs)-1))/2, y+baseline(name.height, size), size, 0, stretch, red)
			y += name.height
		}
		for _, l := range under {
			english.put(p, l, false, c, y)
			y += english.height
		}
		y += pitch / 2
		if b.Number != "" {
			number.put(p, numbered[0], false, c, y)
			y += pitch
		}
		y += 4 * mm
		p.draw(stroke{c.x, y, c.x + c.width, y, 1.4, red})
	}}
}

// signature is the agency above the date, whose right edge is four characters
// from the margin; a long name moves both (7.3.5.1).
func (s *setter) signature(b block.Signature, c column) piece {
	const seal = 42 * mm / 2
	st := body.at(block.Left)
	agency := s.glyphs(b.Agency, st.face, st.size, st.spacing)
	room := c.width - 2*st.size
	lines := balanced(agency, room, st.size)
	wide := 0.0
	for _, l := range lines {
		wide = math.Max(wide, width(l.glyphs))
	}
	date := s.glyphs(b.Dated(), st.face, st.size, st.spacing)
	centre := c.x + c.width - 4*st.size - width(date)/2
	if edge := c.x + c.width - 2*st.size; centre+wide/2 > edge {
		centre = edge - wide/2
	}
	above, below := 1.5*pitch, 0.0
	if b.Seal {
		below = pitch * 0.9
	}
	n := float64(len(lines) + 1)
	return piece{height: above + n*pitch + below, draw: func(p *page, y float64) {
		y += above
		if b.Seal {
			p.draw(circle{centre, y + (n-1)*pitch, seal})
			mark := style{face: fonts.Serif, size: 9, height: 12, align: block.Center, colour: grey}
			at := column{centre - seal, 2 * seal}
			mark.put(p, s.lines("（盖章处）", mark, at.width)[0], false, at, y+n*pitch+4)
		}
		for _, l := range lines {
			p.write(l.glyphs, centre-width(l.glyphs)/2, y+baseline(pitch, st.size), st.size, st.spacing, 0, black)
			y += pitch
		}
		p.write(date, centre-width(date)/2, y+baseline(pitch, st.size), st.size, st.spacing, 0, black)
	}}
}

// stand is the left edge of something of width w.
func (c column) stand(a block.Align, w float64) float64 {
	switch a {
	case block.Left:
		return c.x
	case block.Right:
		return c.x + c.width - w
	}
	return c.x + (c.width-w)/2
}

// captioned is a drawing of w by h with words below.
func (s *setter) captioned(caption string, a block.Align, w, h float64, c column, draw func(p *page, x, y float64)) piece {
	x := c.stand(a, w)
	st := small.at(block.Center)
	at := column{x, w}
	var words []textLine
	if caption != "" {
		// A caption wider than what it names keeps to its side of the page.
		if at.width = math.Max(w, math.Min(width(s.glyphs(caption, st.face, st.size, 0)), c.width)); at.width > w {
			at.x = math.Min(math.Max(c.x, x-(at.width-w)/2), c.x+c.width-at.width)
		}
		words = s.lines(caption, st, at.width+0.1)
	}
	const air = 6.0
	return piece{height: air + h + air + float64(len(words))*st.height, draw: func(p *page, y float64) {
		y += air
		draw(p, x, y)
		y += h + air/2
		for _, l := range words {
			st.put(p, l, false, at, y)
			y += st.height
		}
	}}
}

func (s *setter) image(b block.Image, c column) (piece, error) {
	size, _, err := image.DecodeConfig(bytes.NewReader(b.Data))
	if err != nil {
		return piece{}, fmt.Errorf("pdf: picture %q: %w", b.Alt, err)
	}
	if size.Width == 0 || size.Height == 0 {
		return piece{}, fmt.Errorf("pdf: picture %q: %w", b.Alt, image.ErrFormat)
	}
	w := b.Width * mm
	if w <= 0 || w > c.width {
		w = c.width
	}
	h := w * float64(size.Height) / float64(size.Width)
	if most := down - 4*pitch; h > most {
		w, h = w*most/h, most
	}
	return s.captioned(b.Caption, b.Align, w, h, c, func(p *page, x, y float64) { p.draw(picture{x, y, w, h, b.Data}) }), nil
}

func (s *setter) code(b block.QR, c column) (piece, error) {
	code, err := qrcode.New(b.Text, qrcode.Medium)
	if err != nil {
		return piece{}, fmt.Errorf("pdf: code: %w", err)
	}
	code.DisableBorder = true
	dots := code.Bitmap()
	w := b.Width * mm
	if w <= 0 {
		w = 30 * mm
	}
	dot := w / float64(len(dots))
	return s.captioned(b.Caption, b.Align, w, w, c, func(p *page, x, y float64) {
		for i, row := range dots {
			for j := 0; j < len(row); {
				n := 0
				for ; j+n < len(row) && row[j+n]; n++ {
				}
				if n > 0 {
					p.draw(fill{x + float64(j)*dot, y + float64(i)*dot, float64(n) * dot, dot + 0.05})
				}
				j += n + 1
			}
		}
	}), nil
}

// box frames blocks that fit one page; longer ones stand between two lines.
func (s *setter) box(b block.Box, c column) ([]piece, error) {
	const pad, thickness = 8.0, 0.8
	inner := column{c.x + pad, c.width - 2*pad}
	var pieces []piece
	if b.Title != "" {
		pieces = s.paragraph(b.Title, body.in(fonts.Sans).at(block.Left), inner, true)
	}
	list, err := s.blocks(b.Blocks, inner)
	if err != nil {
		return nil, err
	}
	pieces = append(pieces, list...)
	height := 2 * pad
	for _, p := range pieces {
		height += p.height
	}
	if height > down {
		rule := piece{height: pad, keep: true, draw: func(p *page, y float64) {
			p.draw(stroke{c.x, y + pad/2, c.x + c.width, y + pad/2, thickness, black})
		}}
		pieces = append([]piece{rule}, pieces...)
		pieces[len(pieces)-1].keep = true
		rule.keep = false
		return append(pieces, rule), nil
	}
	return []piece{gap(pad / 2), {height: height, draw: func(p *page, y float64) {
		p.frame(c.x, y, c.width, height, thickness)
		y += pad
		for _, q := range pieces {
			if q.draw != nil {
				q.draw(p, y)
			}
			y += q.height
		}
	}}, gap(pad / 2)}, nil
}

// beside sets two columns.
func (s *setter) beside(b block.Beside, c column) (piece, error) {
	share := b.Share
	if share <= 0 || share >= 1 {
		share = 0.5
	}
	halves := [2]column{{c.x, share * c.width}, {c.x + share*c.width, (1 - share) * c.width}}
	var pieces [2][]piece
	height := 0.0
	for i, list := range [2][]block.Block{b.Left, b.Right} {
		var err error
		if pieces[i], err = s.blocks(list, halves[i]); err != nil {
			return piece{}, err
		}
		sum := 0.0
		for _, p := range pieces[i] {
			sum += p.height
		}
		height = math.Max(height, sum)
	}
	return piece{height: height, draw: func(p *page, top float64) {
		for _, half := range pieces {
			y := top
			for _, q := range half {
				if q.draw != nil {
					q.draw(p, y)
				}
				y += q.height
			}
		}
	}}, nil
}

// imprint is the foot of the last page, between two lines.
func (s *setter) imprint(b block.Imprint, c column) piece {
	st := style{face: fonts.Serif, size: block.Size4, height: 25, align: block.Left}
	in := column{c.x + st.size, c.width - 2*st.size}
	lines := make([][]textLine, len(b.Lines))
	height := 4.0
	for i, text := range b.Lines {
		lines[i] = s.lines(text, st, in.width)
		height += float64(len(lines[i])) * st.height
	}
	return piece{height: height, draw: func(p *page, y float64) {
		p.draw(stroke{c.x, y, c.x + c.width, y, 1, black})
		for i, part := range lines {
			for _, l := range part {
				st.put(p, l, false, in, y)
				y += st.height
			}
			if i+1 < len(lines) {
				p.draw(stroke{c.x, y + 1, c.x + c.width, y + 1, 0.7, black})
			}
		}
		p.draw(stroke{c.x, y + 4, c.x + c.width, y + 4, 1, black})
	}}
}

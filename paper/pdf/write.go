package pdf

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/signintech/gopdf"

	"gongkai/law/calendar"
	"gongkai/paper/block"
	"gongkai/paper/fonts"
)

// Write sets the document and writes it. It fails on a picture that cannot be
// read, a code that says too much, and when w does.
func Write(w io.Writer, d block.Document) error {
	file, err := Bytes(d)
	if err != nil {
		return err
	}
	_, err = w.Write(file)
	return err
}

// Bytes is the document as a file; see [Write].
func Bytes(d block.Document) ([]byte, error) {
	cases, err := typeCase()
	if err != nil {
		return nil, err
	}
	s := &setter{types: cases, strips: map[[2]float64][]strip{}}
	pages, err := s.pages(d)
	if err != nil {
		return nil, err
	}
	return s.print(pages, d)
}

// Missing are the characters of the document that no face has, for which 〓 is
// printed.
func Missing(d block.Document) ([]rune, error) {
	cases, err := typeCase()
	if err != nil {
		return nil, err
	}
	s := &setter{types: cases, strips: map[[2]float64][]strip{}}
	_, err = s.pages(d)
	return s.absent(), err
}

// pages sets the document.
func (s *setter) pages(d block.Document) ([]*page, error) {
	all := column{left, across}
	pieces, err := s.blocks(d.Blocks, all)
	if err != nil {
		return nil, err
	}
	var foot *piece
	for _, b := range d.Blocks {
		if b, ok := b.(block.Imprint); ok && len(b.Lines) > 0 {
			p := s.imprint(b, all)
			foot = &p
		}
	}
	if missing := s.absent(); len(missing) > 0 {
		names := make([]string, len(missing))
		for i, r := range missing {
			names[i] = fmt.Sprintf("U+%04X", r)
		}
		pieces = append(pieces, s.paragraph("注：〓 处为字库未收的字，依次为 "+strings.Join(names, "、")+"。", small.indented(), all, false)...)
	}
	pages, y := paginate(pieces)
	if foot != nil {
		if y+foot.height > bottom {
			pages = append(pages, &page{})
		}
		foot.draw(pages[len(pages)-1], bottom-foot.height)
	}
	if !d.Plain {
		for i, p := range pages {
			s.number(p, i+1)
		}
	}
	return pages, nil
}

// number prints — 1 — 7 mm below the text, outside, one character in (7.5).
func (s *setter) number(p *page, n int) {
	st := style{face: fonts.Serif, size: block.Size4, height: block.Size4, align: block.Right}
	if n%2 == 0 {
		st.align = block.Left
	}
	at := column{left + st.size, across - 2*st.size}
	st.put(p, s.lines(fmt.Sprintf("— %d —", n), st, at.width)[0], false, at, bottom+7*mm)
}

// print writes the pages as a file.
func (s *setter) print(pages []*page, d block.Document) ([]byte, error) {
	g := &gopdf.GoPdf{}
	g.Start(gopdf.Config{PageSize: gopdf.Rect{W: block.PageWidth * mm, H: block.PageHeight * mm}})
	info := gopdf.PdfInfo{Title: d.Title, Author: d.Author, Producer: "Gongkai", Creator: "Gongkai"}
	if d.On != calendar.NoDay {
		info.CreationDate = d.On.Start()
	} else {
		info.CreationDate = time.Time{}
	}
	g.SetInfo(info)
	used, beyond := map[fonts.Face]bool{}, false
	for _, p := range pages {
		for _, what := range p.drawn {
			if r, ok := what.(run); ok {
				used[r.face] = true
				beyond = beyond || strings.IndexFunc(r.text, func(c rune) bool { return c > 0xFFFF }) >= 0
			}
		}
	}
	for _, id := range fonts.Faces {
		if used[id] {
			if err := g.AddTTFFontFromFontContainer(id.Name(), &s.container); err != nil {
				return nil, fmt.Errorf("pdf: font %s: %w", id.Name(), err)
			}
		}
	}
	for _, p := range pages {
		g.AddPage()
		for _, what := range p.drawn {
			if err := put(g, what); err != nil {
				return nil, err
			}
		}
	}
	var b bytes.Buffer
	if _, err := g.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	if beyond {
		return surrogates(b.Bytes())
	}
	return b.Bytes(), nil
}

func put(g *gopdf.GoPdf, what any) error {
	switch q := what.(type) {
	case run:
		if err := g.SetFont(q.face.Name(), "", q.size); err != nil {
			return fmt.Errorf("pdf: %w", err)
		}
		if err := g.SetCharSpacing(q.spacing); err != nil {
			return fmt.Errorf("pdf: %w", err)
		}
		g.SetTextColor(q.colour[0], q.colour[1], q.colour[2])
		g.SetXY(q.x, q.y)
		if err := g.Text(q.text); err != nil {
			return fmt.Errorf("pdf: %w", err)
		}
	case stroke:
		g.SetStrokeColor(q.colour[0], q.colour[1], q.colour[2])
		g.SetLineWidth(q.width)
		g.Line(q.x1, q.y1, q.x2, q.y2)
	case fill:
		g.SetFillColor(0, 0, 0)
		g.RectFromUpperLeftWithStyle(q.x, q.y, q.w, q.h, "F")
	case circle:
		g.SetStrokeColor(grey[0], grey[1], grey[2])
		g.SetLineWidth(0.5)
		g.SetLineType("dashed")
		g.Oval(q.x-q.radius, q.y-q.radius, q.x+q.radius, q.y+q.radius)
		g.SetLineType("")
	case picture:
		holder, err := gopdf.ImageHolderByBytes(q.data)
		if err != nil {
			return fmt.Errorf("pdf: picture: %w", err)
		}
		if err := g.ImageByHolder(holder, q.x, q.y, &gopdf.Rect{W: q.w, H: q.h}); err != nil {
			return fmt.Errorf("pdf: picture: %w", err)
		}
	}
	return nil
}

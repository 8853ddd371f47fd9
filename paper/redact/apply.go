package redact

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"slices"
)

// Apply makes the PDF of what may be given out, and proves it: nothing comes
// back that has not passed [Engine.Prove]. The engine is the one that opened
// the document. A page takes some tenths of a second; ctx ends it at any time.
func (e *Engine) Apply(ctx context.Context, d *Document, boxes []Box) (Result, error) {
	if len(boxes) == 0 {
		return Result{}, ErrNoBox
	}
	made, index, err := d.redacted(ctx, boxes)
	if err != nil {
		return Result{}, err
	}
	pdf := made.write()
	proof, err := d.prove(ctx, boxes, pdf)
	if err != nil {
		return Result{}, err
	}
	return Result{PDF: pdf, Index: index, Proof: proof}, nil
}

func (d *Document) redacted(ctx context.Context, boxes []Box) (paper, []Entry, error) {
	boxes, err := check(boxes, len(d.pages))
	if err != nil {
		return paper{}, nil, err
	}
	boxes, index := indexed(boxes)
	p := paper{Pages: make([]leaf, len(d.pages))}
	err = d.engine.each(ctx, d.pdf, len(d.pages), func(s *session, n int) error {
		chars, err := s.chars(n)
		if err != nil {
			return err
		}
		r, err := s.paint(n, d.pages[n-1], DPI)
		if err != nil {
			return err
		}
		here := onPage(boxes, n)
		areas := areasOf(here, r)
		size := sheet(d.pages[n-1])
		runs := layer(chars, sort(chars, areas, r, seen), here, areas, size)
		cover(r, here)
		drawn, err := r.encode()
		if err != nil {
			return fmt.Errorf("page %d: %w", n, err)
		}
		p.Pages[n-1] = leaf{size.Width, size.Height, drawn, runs}
		return nil
	})
	return p, index, err
}

// sheet is the page with the size that the new file gives it.
func sheet(p Page) Page { return Page{Width: cents(p.Width), Height: cents(p.Height)} }

// areasOf is what is painted for the boxes, in fractions.
func areasOf(boxes []Box, r *raster) []rect {
	list := make([]rect, len(boxes))
	for i, b := range boxes {
		list[i] = painted(b.points(r.w, r.h), r.w, r.h)
	}
	return list
}

// indexed puts the boxes in the order of reading and numbers them.
func indexed(boxes []Box) ([]Box, []Entry) {
	list := slices.Clone(boxes)
	slices.SortStableFunc(list, func(a, b Box) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X))
	})
	index := make([]Entry, len(list))
	for i, b := range list {
		index[i] = Entry{Number: i + 1, Page: b.Page, Box: b, Ground: b.Ground}
	}
	return list, index
}

// Preview is page n, from 1, of a file that [Engine.Apply] made, as a PNG of
// that width in points, at most that of the page. Of any other file, an
// original above all, there is none.
func Preview(output []byte, n, width int) ([]byte, error) {
	p, err := read(output)
	if err != nil {
		return nil, ErrNotOurs
	}
	if n < 1 || n > len(p.Pages) {
		return nil, ErrNoPage
	}
	r, err := p.Pages[n-1].Picture.decode()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotOurs, err)
	}
	return r.shrunk(width).png()
}

// shrunk is the picture at a smaller width; a point is the mean of those it
// stands for.
func (r *raster) shrunk(width int) *raster {
	if width < 1 || width >= r.w {
		return r
	}
	s := &raster{w: width, h: max(1, r.h*width/r.w), n: r.n}
	s.pix = make([]byte, s.w*s.h*s.n)
	for y := range s.h {
		for x := range s.w {
			p := image.Rect(x*r.w/s.w, y*r.h/s.h, (x+1)*r.w/s.w, (y+1)*r.h/s.h)
			var sum [3]int
			for v := p.Min.Y; v < p.Max.Y; v++ {
				row := r.pix[(v*r.w+p.Min.X)*r.n : (v*r.w+p.Max.X)*r.n]
				for i := 0; i < len(row); i += r.n {
					for c := range r.n {
						sum[c] += int(row[i+c])
					}
				}
			}
			for c := range r.n {
				s.pix[(y*s.w+x)*s.n+c] = byte(sum[c] / max(1, p.Dx()*p.Dy()))
			}
		}
	}
	return s
}

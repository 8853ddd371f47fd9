package redact

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"reflect"
	"slices"
	"sync/atomic"
)

// Apply makes the PDF of what may be given out, and proves it: nothing comes
// back that has not passed what [Engine.Prove] asks. The original is read and
// painted once for both. The engine is the one that opened the document. tell,
// if not nil, is told how much of the work is done, by several at once; ctx
// ends it at any time.
func (e *Engine) Apply(ctx context.Context, d *Document, boxes []Box, tell func(done, total int)) (Result, error) {
	if len(boxes) == 0 {
		return Result{}, ErrNoBox
	}
	return e.apply(ctx, d, boxes, tell)
}

func (e *Engine) apply(ctx context.Context, d *Document, boxes []Box, tell func(done, total int)) (Result, error) {
	boxes, err := check(boxes, len(d.pages))
	if err != nil {
		return Result{}, err
	}
	boxes, index := indexed(boxes)
	var done atomic.Int64
	tick := func() {
		if n := done.Add(1); tell != nil {
			tell(int(n), 2*len(d.pages))
		}
	}
	p := paper{Pages: make([]leaf, len(d.pages))}
	found := make([]evidence, len(d.pages))
	err = d.engine.each(ctx, d.pdf, len(d.pages), func(s *session, n int) error {
		here := onPage(boxes, n)
		r, err := s.read(n, d.pages[n-1])
		if err != nil {
			return err
		}
		l, err := r.redacted(d.pages[n-1], r.grown(here))
		if err != nil {
			return fmt.Errorf("page %d: %w", n, err)
		}
		// What is compared is what can be read, not what was meant.
		one, err := read(paper{[]leaf{l}}.write())
		if err != nil {
			return wrong("page %d: %w", n, err)
		}
		p.Pages[n-1] = one.Pages[0]
		found[n-1], err = s.compare(n, d.pages[n-1], p.Pages[n-1], here, &r)
		tick()
		return err
	})
	if err != nil {
		return Result{}, err
	}
	pdf := p.write()
	made, err := form(pdf)
	if err != nil {
		return Result{}, err
	}
	// The pages that were compared are the pages of the file.
	if !slices.EqualFunc(made.Pages, p.Pages, leaf.same) {
		return Result{}, wrong("the file does not have the pages that were made")
	}
	proof, err := d.conclude(ctx, boxes, pdf, made, found, tick)
	if err != nil {
		return Result{}, err
	}
	return Result{PDF: pdf, Index: index, Proof: proof}, nil
}

// same tells whether two pages would be written alike.
func (l leaf) same(o leaf) bool {
	return l.Width == o.Width && l.Height == o.Height && reflect.DeepEqual(l.Picture, o.Picture) &&
		slices.EqualFunc(l.Runs, o.Runs, func(a, b run) bool { return reflect.DeepEqual(a, b) })
}

// reading is a page of the original as it was read.
type reading struct {
	chars   []char
	picture *raster
}

func (s *session) read(n int, p Page) (reading, error) {
	chars, err := s.chars(n)
	if err != nil {
		return reading{}, err
	}
	picture, err := s.paint(n, p, DPI)
	return reading{chars, picture}, err
}

// redacted is the page without what the boxes hide, as they are painted. It
// changes nothing of the reading.
func (r reading) redacted(p Page, boxes []Box) (leaf, error) {
	picture := &raster{r.picture.w, r.picture.h, r.picture.n, slices.Clone(r.picture.pix)}
	chars := slices.Clone(r.chars)
	areas := areasOf(boxes, picture)
	size := sheet(p)
	runs := layer(chars, sort(chars, areas, picture, seen), boxes, areas, size)
	cover(picture, boxes)
	drawn, err := picture.encode()
	return leaf{size.Width, size.Height, drawn, runs}, err
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

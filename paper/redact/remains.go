package redact

import (
	"fmt"
	"image"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// remains is the second look at what boxes leave: the page is painted once more
// without the lines of text that hold a hidden character. Where the two
// pictures differ there is ink of these lines. Outside of what is painted, none
// of it may be nearer to a hidden character than to one that is not. It asks no
// font where its letters end, and follows no ink.
func (s *session) remains(n int, p Page, drawn, painted []Box, full *raster) error {
	if len(drawn) == 0 {
		return nil
	}
	return s.page(n, func(page requests.Page) error {
		g, err := s.geometry(page)
		if err != nil {
			return err
		}
		loaded, err := s.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
		if err != nil {
			return err
		}
		chars, err := s.charsOf(loaded.TextPage, g)
		if err != nil {
			return err
		}
		hides := hidden(chars, areasOf(drawn, full))
		if err := s.vanish(loaded.TextPage, hides); err != nil {
			return err
		}
		bare, err := s.paintLoaded(page, full.w, full.h)
		if err != nil {
			return err
		}
		if at, found := leftOver(chars, hides, painted, full, bare); found {
			return fmt.Errorf("ink at %v: %w", at, ErrLeft)
		}
		_, err = s.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage})
		return err
	})
}

// vanish makes the lines of text that hold one of the characters invisible, on
// the page that is loaded.
func (s *session) vanish(text references.FPDF_TEXTPAGE, which []bool) error {
	for i, gone := range which {
		if !gone {
			continue
		}
		drawn, err := s.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: text, Index: i})
		if err != nil {
			continue // of nothing that is drawn
		}
		if _, err := s.FPDFTextObj_SetTextRenderMode(&requests.FPDFTextObj_SetTextRenderMode{
			PageObject: drawn.TextObject, TextRenderMode: enums.FPDF_TEXTRENDERMODE_INVISIBLE,
		}); err != nil {
			return err
		}
	}
	return nil
}

// leftOver is a point outside of the painted boxes that is ink of a hidden
// character.
func leftOver(chars []char, hides []bool, painted []Box, full, bare *raster) (image.Point, bool) {
	sheet := image.Rect(0, 0, full.w, full.h)
	black := make([]image.Rectangle, len(painted))
	for k, b := range painted {
		black[k] = b.points(full.w, full.h)
	}
	for k := range black {
		around := black[k].Inset(-largestStroke).Intersect(sheet)
		// Those to whom a point at the edge belongs stand beyond it.
		near := around.Inset(-largestStroke)
		var ours, others []image.Rectangle
		for i, c := range chars {
			if at := outward(c.body(), full); !c.added && at.Overlaps(near) {
				if hides[i] {
					ours = append(ours, at)
				} else {
					others = append(others, at)
				}
			}
		}
		if len(ours) == 0 {
			continue
		}
		for y := around.Min.Y; y < around.Max.Y; y++ {
			for x := around.Min.X; x < around.Max.X; x++ {
				p := image.Pt(x, y)
				if abs(full.gray(x, y)-bare.gray(x, y)) > blurred && !in(p, black) && away(p, ours) < away(p, others) {
					return p, true
				}
			}
		}
	}
	return image.Point{}, false
}

func in(p image.Point, list []image.Rectangle) bool {
	for _, r := range list {
		if p.In(r) {
			return true
		}
	}
	return false
}

// away is how far a point is from the nearest of the parts, squared.
func away(p image.Point, list []image.Rectangle) int {
	least := 1 << 40
	for _, r := range list {
		dx := max(r.Min.X-p.X, 0, p.X-r.Max.X+1)
		dy := max(r.Min.Y-p.Y, 0, p.Y-r.Max.Y+1)
		least = min(least, dx*dx+dy*dy)
	}
	return least
}

func abs(v int) int { return max(v, -v) }

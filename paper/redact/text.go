package redact

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// char is a character of a page where it is shown.
type char struct {
	r    rune
	ink  rect // of its drawing
	room rect // of the line it stands in, never empty; holds what the ink leaves out
	turn int  // quarter turns clockwise of its line: 0 from left to right, 1 downwards

	added  bool // by the reader, or the file, to separate words; without a place
	stands bool // for what is drawn there, whatever that is
}

// body is where a character leaves a trace: its drawing. The room itself would
// reach into its neighbours and the lines above and below.
func (c char) body() rect {
	if c.ink.empty() || c.ink.x1-c.ink.x0 < hair || c.ink.y1-c.ink.y0 < hair {
		return c.room
	}
	return c.ink
}

// place is the body over the whole height of its line, so that a row of them
// makes one bar.
func (c char) place() rect {
	r := c.body()
	if c.turn%2 == 0 {
		r.y0, r.y1 = min(r.y0, c.room.y0), max(r.y1, c.room.y1)
	} else {
		r.x0, r.x1 = min(r.x0, c.room.x0), max(r.x1, c.room.x1)
	}
	return r
}

// hair is what no ink is thinner than: an empty sign has a box too, of no
// height.
const hair = 1e-4

// standsForOther tells whether the file says that the drawing a character
// belongs to stands for other text (ActualText), which nobody sees. The reader
// then shares out the place of the drawing, and knows no line of text; it does
// not either where it took apart a character that is two, or put the common
// one in the place of a rare twin.
func (s *session) standsForOther(text references.FPDF_TEXTPAGE, i int) (bool, error) {
	drawn, err := s.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: text, Index: i})
	if err != nil {
		return true, nil // of nothing that is drawn
	}
	marks, err := s.FPDFPageObj_CountMarks(&requests.FPDFPageObj_CountMarks{PageObject: drawn.TextObject})
	if err != nil {
		return true, nil
	}
	for k := range marks.Count {
		mark, err := s.FPDFPageObj_GetMark(&requests.FPDFPageObj_GetMark{PageObject: drawn.TextObject, Index: uint64(k)})
		if err != nil {
			return false, err
		}
		params, err := s.FPDFPageObjMark_CountParams(&requests.FPDFPageObjMark_CountParams{PageObjectMark: mark.Mark})
		if err != nil {
			continue // a mark without any
		}
		for p := range params.Count {
			key, err := s.FPDFPageObjMark_GetParamKey(&requests.FPDFPageObjMark_GetParamKey{PageObjectMark: mark.Mark, Index: uint64(p)})
			if err != nil || key.Key == "ActualText" {
				return true, nil
			}
		}
	}
	return false, nil
}

// besideOf is the room of a character of which only the ink is known: as high
// as that of the character before it in its line.
func besideOf(list []char, c char) rect {
	for i := len(list) - 1; i >= 0 && i >= len(list)-3; i-- {
		if list[i].added || list[i].turn != c.turn {
			continue
		}
		p, q := along(list[i].room, c.turn), along(c.ink, c.turn)
		if m := (q.y0 + q.y1) / 2; m > p.y0 && m < p.y1 {
			q.y0, q.y1 = p.y0, p.y1
			return across(q, c.turn)
		}
	}
	return c.ink
}

// geometry turns places of the file into places as shown.
type geometry struct {
	left, bottom, right, top float64
	turn                     int
}

func (g geometry) page() Page {
	w, h := g.right-g.left, g.top-g.bottom
	if g.turn%2 == 1 {
		w, h = h, w
	}
	return Page{Width: w, Height: h, Rotation: g.turn * 90}
}

func (g geometry) point(x, y float64) (float64, float64) {
	u, v := (x-g.left)/(g.right-g.left), (g.top-y)/(g.top-g.bottom)
	switch g.turn {
	case 1:
		return 1 - v, u
	case 2:
		return 1 - u, 1 - v
	case 3:
		return v, 1 - u
	}
	return u, v
}

func (g geometry) rect(left, bottom, right, top float64) rect {
	x0, y0 := g.point(left, bottom)
	x1, y1 := g.point(right, top)
	return rect{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

func (s *session) geometry(p requests.Page) (geometry, error) {
	box, err := s.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: p})
	if err != nil {
		return geometry{}, err
	}
	turned, err := s.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: p})
	if err != nil {
		return geometry{}, err
	}
	r := box.Rect
	g := geometry{float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top), int(turned.PageRotation) & 3}
	if turned.PageRotation == enums.FPDF_PAGE_ROTATION_NONE {
		g.turn = 0
	}
	if !(g.right > g.left && g.top > g.bottom) {
		return geometry{}, fmt.Errorf("a page without size")
	}
	return g, nil
}

// mostChars of one page.
const mostChars = 100_000

// chars are the characters of page n in the order of the file, also those that
// are not shown.
func (s *session) chars(n int) ([]char, error) {
	var list []char
	err := s.page(n, func(p requests.Page) error {
		g, err := s.geometry(p)
		if err != nil {
			return err
		}
		loaded, err := s.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: p})
		if err != nil {
			return err
		}
		if list, err = s.charsOf(loaded.TextPage, g); err != nil {
			return err
		}
		_, err = s.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%w: text of page %d: %w", ErrBroken, n, err)
	}
	return list, nil
}

// charsOf are the characters of the page that is loaded.
func (s *session) charsOf(text references.FPDF_TEXTPAGE, g geometry) ([]char, error) {
	count, err := s.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil {
		return nil, err
	}
	if count.Count > mostChars {
		return nil, ErrLarge
	}
	list := make([]char, 0, max(0, count.Count))
	for i := range count.Count {
		c, err := s.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
		if err != nil {
			return nil, err
		}
		// The reader adds blanks, line ends and soft hyphens.
		if r := rune(c.Unicode); unicode.IsSpace(r) || unicode.IsControl(r) {
			list = append(list, char{r: r, added: true})
			continue
		}
		ink, err := s.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: text, Index: i})
		if err != nil {
			return nil, err
		}
		// A character in a line of no size has neither room nor angle.
		one := char{r: rune(c.Unicode), ink: g.rect(ink.Left, ink.Bottom, ink.Right, ink.Top), turn: g.turn}
		one.room = one.ink
		if room, err := s.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i}); err == nil {
			one.room = g.rect(float64(room.Rect.Left), float64(room.Rect.Bottom), float64(room.Rect.Right), float64(room.Rect.Top))
		}
		if a, err := s.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: text, Index: i}); err == nil {
			one.turn = (g.turn + int(math.Round(float64(a.CharAngle)/(math.Pi/2)))) & 3
		}
		if one.ink == one.room {
			if one.stands, err = s.standsForOther(text, i); err != nil {
				return nil, err
			}
			// Browsers say so of one Chinese character for each sign when a
			// font has one sign for the character and its radical, 人 and ⼈.
			if q := along(one.ink.scaled(g.page()), one.turn); unicode.Is(unicode.Han, one.r) && q.x1-q.x0 > 0.7*(q.y1-q.y0) {
				one.stands = false
			}
			one.room = besideOf(list, one)
		}
		list = append(list, one)
	}
	return list, nil
}

// fate is what becomes of a character in the layer.
type fate uint8

const (
	kept    fate = iota
	space        // separates words
	covered      // a box touches it, or the word it belongs to
	unseen       // it is not to be seen where it says it is
)

// sort says what becomes of each character. areas are what is painted; r is
// the picture of the page, with or without the boxes; least is by how much the
// ink of a character differs from its ground.
func sort(chars []char, areas []rect, r *raster, least byte) []fate {
	fates := make([]fate, len(chars))
	twice := doubtful(chars)
	for i, c := range chars {
		switch {
		case c.added:
			fates[i] = space
		case under(c.body(), areas):
			fates[i] = covered
		case !shown(c.r), c.room.empty(), c.stands, twice[i], !c.within(), !r.inked(c.body(), least):
			fates[i] = unseen
		}
	}
	// Half a name tells the other half.
	for _, w := range words(chars) {
		for i := w[0]; i < w[1]; i++ {
			if fates[i] != covered {
				continue
			}
			for k := w[0]; k < w[1]; k++ {
				fates[k] = covered
			}
			break
		}
	}
	return fates
}

// within tells whether the character is on the page, but for a hair.
func (c char) within() bool {
	b := c.body()
	return b.x0 > -0.01 && b.y0 > -0.01 && b.x1 < 1.01 && b.y1 < 1.01
}

// doubtful are the characters of which several claim one place. Of those that
// are different, at most one can be seen, and nobody can say which: text under
// a picture of other text, layers that are switched off, and signs to which a
// hostile file gives long meanings look so. Of those that are the same, as
// when bold is made by printing twice, the first is good.
func doubtful(chars []char) map[int]bool {
	const cells = 128
	grid := map[[2]int][]int{}
	bad := map[int]bool{}
	for i, c := range chars {
		b := c.body()
		if c.added || b.empty() || !b.touches(whole) {
			continue
		}
		b = b.within(whole)
		seen := map[int]bool{}
		for x := int(b.x0 * cells); x <= int(b.x1*cells); x++ {
			for y := int(b.y0 * cells); y <= int(b.y1*cells); y++ {
				at := [2]int{x, y}
				for _, k := range grid[at] {
					if seen[k] {
						continue
					}
					seen[k] = true
					o := chars[k].body()
					if b.within(o).area() > 0.5*min(b.area(), o.area()) {
						bad[i] = true
						if chars[k].r != c.r {
							bad[k] = true
						}
					}
				}
				// A page that piles up its text would take for ever.
				if len(grid[at]) < 64 {
					grid[at] = append(grid[at], i)
				} else {
					bad[i] = true
				}
			}
		}
	}
	return bad
}

// words are the first and the end of each word: a run of letters and digits of
// one line, with what joins them, or one Chinese character.
func words(chars []char) [][2]int {
	var list [][2]int
	for i := 0; i < len(chars); {
		if chars[i].added || !shown(chars[i].r) {
			i++
			continue
		}
		k := i + 1
		if joins(chars[i].r) {
			for k < len(chars) && !chars[k].added && (joins(chars[k].r) || joint(chars, k)) && beside(chars[k-1], chars[k]) {
				k++
			}
		}
		list = append(list, [2]int{i, k})
		i = k
	}
	return list
}

// joins tells whether a character is part of a longer word.
func joins(r rune) bool {
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '*')
}

// joint is a sign between two parts of a word, as in 0574-8718 or a@b.cn.
func joint(chars []char, i int) bool {
	return strings.ContainsRune("-_.@+/'", chars[i].r) && i+1 < len(chars) && !chars[i+1].added && joins(chars[i+1].r)
}

// beside tells whether b follows a in its line without a gap.
func beside(a, b char) bool {
	if a.turn != b.turn {
		return false
	}
	p, q := along(a.room, a.turn), along(b.room, b.turn)
	size := max(p.y1-p.y0, q.y1-q.y0)
	middle := (q.y0 + q.y1) / 2
	return q.x0-p.x1 < 0.5*size && q.x0 > p.x0-0.5*size && middle > p.y0 && middle < p.y1
}

// along is a part of the page as a line of the turn sees it: x in the
// direction of reading, y downwards from line to line. It is exact only where
// both axes have one unit.
func along(r rect, turn int) rect {
	switch turn {
	case 1:
		return rect{r.y0, -r.x1, r.y1, -r.x0}
	case 2:
		return rect{-r.x1, -r.y1, -r.x0, -r.y0}
	case 3:
		return rect{-r.y1, r.x0, -r.y0, r.x1}
	}
	return r
}

// across undoes along.
func across(r rect, turn int) rect { return along(r, (4-turn)%4) }

// scaled is the part in points of the page.
func (r rect) scaled(p Page) rect {
	return rect{r.x0 * p.Width, r.y0 * p.Height, r.x1 * p.Width, r.y1 * p.Height}
}

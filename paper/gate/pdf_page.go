package gate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"gongkai/paper/redact"
)

// engine is the one PDFium of this package, for looking and for painting. It
// starts with the first file.
var engine = redact.Engine{Workers: 2}

// Warm starts what looks into PDFs, in the background, so that the first file
// does not wait for it.
func Warm() { engine.Warm() }

// pdfArea is a part of a page as it is shown, in fractions, y downwards.
type pdfArea struct{ x0, y0, x1, y1 float64 }

func (a pdfArea) empty() bool { return !(a.x1 > a.x0 && a.y1 > a.y0) }

func (a pdfArea) within(o pdfArea) pdfArea {
	return pdfArea{max(a.x0, o.x0), max(a.y0, o.y0), min(a.x1, o.x1), min(a.y1, o.y1)}
}

func (a pdfArea) union(o pdfArea) pdfArea {
	return pdfArea{min(a.x0, o.x0), min(a.y0, o.y0), max(a.x1, o.x1), max(a.y1, o.y1)}
}

func (a pdfArea) size() float64 {
	if a.empty() {
		return 0
	}
	return (a.x1 - a.x0) * (a.y1 - a.y0)
}

func (a pdfArea) holds(o pdfArea) bool {
	x, y := (o.x0+o.x1)/2, (o.y0+o.y1)/2
	return x > a.x0 && x < a.x1 && y > a.y0 && y < a.y1
}

// core is the middle of an area.
func (a pdfArea) core() pdfArea {
	x, y := (a.x1-a.x0)/10, (a.y1-a.y0)/4
	return pdfArea{a.x0 + x, a.y0 + y, a.x1 - x, a.y1 - y}
}

var wholePage = pdfArea{0, 0, 1, 1}

// box is the area as a [Place] has it.
func (a pdfArea) box() [4]int {
	a = a.within(wholePage)
	if a.empty() {
		return [4]int{}
	}
	return [4]int{int(math.Floor(a.x0 * 1000)), int(math.Floor(a.y0 * 1000)), int(math.Ceil(a.x1 * 1000)), int(math.Ceil(a.y1 * 1000))}
}

// pdfShape turns places of the file into places as shown.
type pdfShape struct {
	left, bottom, right, top float64
	turn                     int // quarter turns clockwise
}

func (g pdfShape) area(left, bottom, right, top float64) pdfArea {
	at := func(x, y float64) (float64, float64) {
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
	x0, y0 := at(left, bottom)
	x1, y1 := at(right, top)
	return pdfArea{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

// size is of the page as shown, in points.
func (g pdfShape) size() (w, h float64) {
	w, h = g.right-g.left, g.top-g.bottom
	if g.turn%2 == 1 {
		w, h = h, w
	}
	return w, h
}

// pdfMark is an annotation that may lie over text.
type pdfMark struct {
	rect    [4]float64 // of the file
	subtype pdfName
}

// pdfSheet is what one page shows and hides.
type pdfSheet struct {
	shape  pdfShape
	text   string
	found  []Finding // without [Place.Box] where it is not known
	hidden []pdfHidden
}

// pdfHidden is text that is on the page and not seen there.
type pdfHidden struct {
	kind  Kind // CoveredText or InvisibleText
	why   string
	text  string
	areas []pdfArea // a line each
	black []bool    // of each line: what covers it is not of the paper's tone
}

const (
	pdfMostChars  = 200_000 // of one page
	pdfMostThings = 5_000   // of one page; beyond, the whole page is looked at as it is painted
)

// pdfSight is a session with one file.
type pdfSight struct {
	pdfium.Pdfium
	doc     references.FPDF_DOCUMENT
	heading *pdfHeading // of the table that goes on from page to page
}

// pdfLook finds things in words of page n; before is what stands before them for
// a reader.
type pdfLook func(n int, before, s string) []Finding

// sheets calls each for every page. marks are what lies over the pages; layered
// says of a page whether something on it is switched off. look may be nil.
func sheets(ctx context.Context, b []byte, most int, marks func(n int) []pdfMark, layered func(n int) bool,
	look pdfLook, each func(n int, sheet pdfSheet) error) error {
	err := engine.Lend(ctx, b, func(w pdfium.Pdfium, doc references.FPDF_DOCUMENT) error {
		s := pdfSight{w, doc, &pdfHeading{}}
		count, err := s.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
		switch {
		case err != nil || count.PageCount < 1:
			return ErrUnread
		case count.PageCount > most:
			return ErrTooLong
		}
		for n := 1; n <= count.PageCount; n++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			sheet, err := s.sheet(n, marks(n), layered(n), look)
			if err != nil {
				return err
			}
			if err := each(n, sheet); err != nil {
				return err
			}
		}
		return nil
	})
	return pdfVerdict(err)
}

// pdfVerdict is the sentence of this package for what stopped the engine.
func pdfVerdict(err error) error {
	switch {
	case errors.Is(err, redact.ErrEncrypted):
		return ErrEncrypted
	case errors.Is(err, redact.ErrBroken):
		return ErrUnread
	case errors.Is(err, redact.ErrSlow):
		return ErrTooSlow
	case errors.Is(err, redact.ErrPages), errors.Is(err, redact.ErrLarge), errors.Is(err, redact.ErrPixels):
		return ErrTooLong
	}
	return err
}

func (s pdfSight) sheet(n int, marks []pdfMark, layered bool, look pdfLook) (sheet pdfSheet, err error) {
	loaded, err := s.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: s.doc, Index: n - 1})
	if err != nil {
		return sheet, fmt.Errorf("%w: page %d: %w", redact.ErrBroken, n, err)
	}
	page := requests.Page{ByReference: &loaded.Page}
	if sheet, err = s.read(n, page, marks, layered, look); err != nil {
		if errors.Is(err, ErrTooLong) {
			return sheet, err
		}
		return sheet, fmt.Errorf("%w: page %d: %w", redact.ErrBroken, n, err)
	}
	if _, err := s.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}); err != nil {
		return sheet, fmt.Errorf("%w: page %d: %w", redact.ErrBroken, n, err)
	}
	return sheet, nil
}

func (s pdfSight) shape(page requests.Page) (pdfShape, error) {
	box, err := s.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page})
	if err != nil {
		return pdfShape{}, err
	}
	turned, err := s.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: page})
	if err != nil {
		return pdfShape{}, err
	}
	r := box.Rect
	g := pdfShape{float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top), max(0, int(turned.PageRotation)) & 3}
	if !(g.right > g.left && g.top > g.bottom) {
		return pdfShape{}, errPDF
	}
	return g, nil
}

func (s pdfSight) read(n int, page requests.Page, marks []pdfMark, layered bool, look pdfLook) (pdfSheet, error) {
	g, err := s.shape(page)
	if err != nil {
		return pdfSheet{}, err
	}
	sheet := pdfSheet{shape: g}
	opened, err := s.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return sheet, err
	}
	text := opened.TextPage
	w, err := s.words(text)
	if err != nil {
		return sheet, err
	}
	sheet.text = w.text
	if strings.TrimSpace(w.text) != "" {
		things, whole, err := s.things(page, g)
		if err != nil {
			return sheet, err
		}
		if look != nil {
			sheet.found = s.found(n, text, g, w, things, look)
		}
		if sheet.hidden, err = s.hidden(page, text, g, w, things, marks, layered || !whole); err != nil {
			return sheet, err
		}
	}
	_, err = s.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text})
	return sheet, err
}

// found is what is found on a page, read line by line and cell by cell.
func (s pdfSight) found(n int, text references.FPDF_TEXTPAGE, g pdfShape, w pdfWords, things []pdfThing, look pdfLook) []Finding {
	list := append(look(n, "", w.text), w.broken(n, look)...)
	defer func() { s.heading.tail = lastLine(w.text) }()
	for _, f := range look(n, "", s.heading.tail+firstLine(w.text)) {
		// What goes on from the page before.
		if past := f.Place.End - len(s.heading.tail); f.Place.Start < len(s.heading.tail) && past > 0 {
			at := strings.Index(w.text, firstLine(w.text))
			f.Place.Start, f.Place.End = at, at+past
			list = append(list, f)
		}
	}
	if !worthLayout(w.text) {
		for i := range list {
			list[i].Place.Box = s.boxOf(text, g, w, list[i].Place.Start, list[i].Place.End)
		}
		return list
	}
	p := s.layout(text, g, w, things, s.heading)
	list = slices.DeleteFunc(list, func(f Finding) bool {
		first, end := w.span(f)
		return f.Kind.Row().Class == Personal && p.apart(first, end)
	})
	for i := range list {
		list[i].Place.Box = s.boxOf(text, g, w, list[i].Place.Start, list[i].Place.End)
	}
	return append(list, p.found(n, list, look)...)
}

// pageNumber is a line that is no text of the page: — 3 —, 第3页.
var pageNumber = regexp.MustCompile(`^[\s\x{3000}]*(?:[-—－·][\s\x{3000}]*)?第?[\s\x{3000}]*[0-9]{1,4}[\s\x{3000}]*页?(?:[\s\x{3000}]*[-—－·])?[\s\x{3000}]*(?:共[\s\x{3000}]*[0-9]+[\s\x{3000}]*页)?[\s\x{3000}]*$`)

// lastLine is the last line of a page that is no number of it.
func lastLine(s string) string {
	for s = strings.TrimSpace(s); s != ""; {
		i := strings.LastIndexByte(s, '\n')
		if line := s[i+1:]; !pageNumber.MatchString(line) {
			return line
		}
		s = strings.TrimSpace(s[:max(i, 0)])
	}
	return ""
}

// firstLine is the first line of a page.
func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// span is the characters of a finding in the page's text.
func (w pdfWords) span(f Finding) (first, end int) {
	first, _ = slices.BinarySearch(w.start, f.Place.Start)
	end, _ = slices.BinarySearch(w.start, f.Place.End)
	return first, end
}

// pdfWords are the characters of a page as a text.
type pdfWords struct {
	text  string
	start []int  // byte of text at which each character begins
	char  []int  // its number in the file
	runes []rune // it
}

// words are the characters of the page in the order of the file, those that are
// not seen among them. PDFium separates words and lines.
func (s pdfSight) words(text references.FPDF_TEXTPAGE) (w pdfWords, err error) {
	count, err := s.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil {
		return w, err
	}
	if count.Count > pdfMostChars {
		return w, ErrTooLong
	}
	for i := range count.Count {
		got, err := s.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
		if err != nil {
			return w, err
		}
		r := rune(got.Unicode)
		if k := len(w.runes); k > 0 && utf16.IsSurrogate(w.runes[k-1]) && utf16.IsSurrogate(r) {
			w.runes[k-1] = utf16.DecodeRune(w.runes[k-1], r)
			continue
		}
		switch r {
		case 0, '\r', '\ufffe', 2: // the last two stand for the hyphen at the end of a line
			continue
		}
		w.char, w.runes = append(w.char, i), append(w.runes, r)
	}
	var b strings.Builder
	for _, r := range w.runes {
		w.start = append(w.start, b.Len())
		b.WriteRune(r)
	}
	w.text = b.String()
	return w, nil
}

// broken looks at the numbers that a line's end has broken: two lines are read
// as one where the first is full and a digit stands on either side.
func (w pdfWords) broken(n int, look pdfLook) []Finding {
	longest, at := 0, 0
	for i, r := range w.runes {
		if r == '\n' {
			longest, at = max(longest, i-at), i+1
		}
	}
	longest = max(longest, len(w.runes)-at)
	var list []Finding
	at = 0
	for i, r := range w.runes {
		if r != '\n' {
			continue
		}
		full := i-at >= 12 && (i-at)*10 >= longest*8
		at = i + 1
		if !full || i == 0 || i+1 >= len(w.runes) || !unicode.IsDigit(w.runes[i-1]) || !unicode.IsDigit(w.runes[i+1]) {
			continue
		}
		from, to := max(0, i-40), min(len(w.runes), i+41)
		for k := i - 1; k >= from; k-- {
			if w.runes[k] == '\n' {
				from = k + 1
			}
		}
		for k := i + 1; k < to; k++ {
			if w.runes[k] == '\n' {
				to = k
			}
		}
		before, after := string(w.runes[from:i]), string(w.runes[i+1:to])
		for _, f := range look(n, "", before+after) {
			if f.Place.Start < len(before) && f.Place.End > len(before) {
				f.Place.Start += w.start[from]
				f.Place.End += w.start[from] + 1 // the line's end
				list = append(list, f)
			}
		}
	}
	return list
}

// boxOf is where the bytes of the page's text stand on it.
func (s pdfSight) boxOf(text references.FPDF_TEXTPAGE, g pdfShape, w pdfWords, from, to int) [4]int {
	first, _ := slices.BinarySearch(w.start, from)
	end, _ := slices.BinarySearch(w.start, to)
	if first >= end || end > len(w.char) {
		return [4]int{}
	}
	a, n := w.char[first], w.char[end-1]-w.char[first]+1
	count, err := s.FPDFText_CountRects(&requests.FPDFText_CountRects{TextPage: text, StartIndex: a, Count: n})
	if err != nil {
		return [4]int{}
	}
	var all pdfArea
	for i := range min(count.Count, 100) {
		r, err := s.FPDFText_GetRect(&requests.FPDFText_GetRect{TextPage: text, Index: i})
		if err != nil {
			break
		}
		if one := g.area(r.Left, r.Bottom, r.Right, r.Top); all.empty() {
			all = one
		} else {
			all = all.union(one)
		}
	}
	return all.box()
}

// pdfThing is something drawn on a page.
type pdfThing struct {
	kind enums.FPDF_PAGEOBJ
	ref  references.FPDF_PAGEOBJECT
	area pdfArea
	tone [3]int // what it is filled with; -1 for a picture
	lit  int    // opacity, of 255
	mode enums.FPDF_TEXT_RENDERMODE
}

type pdfMatrix struct{ a, b, c, d, e, f float64 }

func (m pdfMatrix) then(o pdfMatrix) pdfMatrix {
	return pdfMatrix{m.a*o.a + m.b*o.c, m.a*o.b + m.b*o.d, m.c*o.a + m.d*o.c, m.c*o.b + m.d*o.d,
		m.e*o.a + m.f*o.c + o.e, m.e*o.b + m.f*o.d + o.f}
}

func (m pdfMatrix) rect(l, b, r, t float64) (float64, float64, float64, float64) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range [][2]float64{{l, b}, {l, t}, {r, b}, {r, t}} {
		x, y := p[0]*m.a+p[1]*m.c+m.e, p[0]*m.b+p[1]*m.d+m.f
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	return x0, y0, x1, y1
}

// things are what is drawn on the page, from the lowest to the topmost; whole
// is false when there is more than is looked at.
func (s pdfSight) things(page requests.Page, g pdfShape) (list []pdfThing, whole bool, err error) {
	count, err := s.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return nil, false, err
	}
	one := pdfMatrix{1, 0, 0, 1, 0, 0}
	for i := range count.Count {
		if len(list) > pdfMostThings {
			return list, false, nil
		}
		got, err := s.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			return nil, false, err
		}
		if list, err = s.thing(list, got.PageObject, one, g, 0); err != nil {
			return nil, false, err
		}
	}
	return list, len(list) <= pdfMostThings, nil
}

func (s pdfSight) thing(list []pdfThing, ref references.FPDF_PAGEOBJECT, m pdfMatrix, g pdfShape, depth int) ([]pdfThing, error) {
	kind, err := s.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: ref})
	if err != nil {
		return list, err
	}
	if kind.Type == enums.FPDF_PAGEOBJ_FORM {
		got, err := s.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: ref})
		if err != nil || depth > 8 {
			return list, nil
		}
		k := got.Matrix
		m = pdfMatrix{float64(k.A), float64(k.B), float64(k.C), float64(k.D), float64(k.E), float64(k.F)}.then(m)
		count, err := s.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: ref})
		if err != nil {
			return list, nil // an empty one
		}
		for i := range count.Count {
			if len(list) > pdfMostThings {
				return list, nil
			}
			inner, err := s.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: ref, Index: uint64(i)})
			if err != nil {
				return list, err
			}
			if list, err = s.thing(list, inner.PageObject, m, g, depth+1); err != nil {
				return list, err
			}
		}
		return list, nil
	}
	r, err := s.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: ref})
	if err != nil {
		return list, nil // of no size
	}
	t := pdfThing{kind: kind.Type, ref: ref, area: g.area(m.rect(float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top))), tone: [3]int{-1, -1, -1}, lit: 255}
	w, h := g.size()
	if kind.Type == enums.FPDF_PAGEOBJ_PATH && min((t.area.x1-t.area.x0)*w, (t.area.y1-t.area.y0)*h) < 2 {
		return append(list, t), nil // a line
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_PATH:
		how, err := s.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: ref})
		if err != nil || how.FillMode == enums.FPDF_FILLMODE_NONE {
			t.lit = 0
			return append(list, t), nil
		}
	case enums.FPDF_PAGEOBJ_TEXT:
		mode, err := s.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: ref})
		if err != nil {
			return list, err
		}
		t.mode = mode.TextRenderMode
	default:
		return append(list, t), nil
	}
	if c, err := s.FPDFPageObj_GetFillColor(&requests.FPDFPageObj_GetFillColor{PageObject: ref}); err == nil {
		t.tone = [3]int{int(c.FillColor.R), int(c.FillColor.G), int(c.FillColor.B)}
		t.lit = int(c.FillColor.A)
	}
	return append(list, t), nil
}

// seenAs is by how much, of 255, ink differs from its ground to be seen.
const seenAs = 24

func sameTone(a, b [3]int) bool {
	for i := range a {
		if d := a[i] - b[i]; a[i] < 0 || b[i] < 0 || d >= seenAs || d <= -seenAs {
			return false
		}
	}
	return true
}

// unseeable tells of text that is not painted at all.
func (t pdfThing) unseeable() bool {
	return t.mode == enums.FPDF_TEXTRENDERMODE_INVISIBLE || t.mode == enums.FPDF_TEXTRENDERMODE_CLIP || t.lit < 13
}

// hidden finds the text of a page that is not seen on it. What is drawn says
// where that may be so; whether it is so is told by painting the page with and
// without its text: where that makes no difference, nothing is seen.
//
// A page that is a picture with text that is not painted is a scan with what a
// program read in it. That is usual and not told: its words are looked at like
// others. But where a box has been drawn over it, in the picture or above it, or
// where the picture is blank, the words are of what somebody wanted gone.
//
// all says that everything on the page is in doubt.
func (s pdfSight) hidden(page requests.Page, text references.FPDF_TEXTPAGE, g pdfShape, w pdfWords, things []pdfThing, marks []pdfMark, all bool) ([]pdfHidden, error) {
	d := pdfDoubt{things: things, shape: g}
	d.doubt(marks, all)
	if len(d.areas) == 0 {
		return nil, nil
	}
	with, err := s.paint(page, g)
	if err != nil {
		return nil, err
	}
	without := with
	if !d.scan { // the words of a scan are held against its picture
		for _, t := range things {
			if t.kind == enums.FPDF_PAGEOBJ_TEXT {
				if _, err := s.FPDFPageObj_SetIsActive(&requests.FPDFPageObj_SetIsActive{PageObject: t.ref}); err != nil {
					return nil, err
				}
			}
		}
		if without, err = s.paint(page, g); err != nil {
			return nil, err
		}
	}
	return s.unseen(text, g, w, d, with, without)
}

// pdfLayer is a part of a page at a height above the paper.
type pdfLayer struct {
	pdfArea
	height int
}

// pdfDoubt is where text may not be seen.
type pdfDoubt struct {
	things []pdfThing
	shape  pdfShape
	areas  []pdfLayer // of text that may be hidden
	covers []pdfLayer // that may lie over text; not the picture of a scan
	solid  []pdfArea  // of covers, those that let nothing through
	called []pdfArea  // said by the file to be blacked out, whatever is painted
	scan   bool       // the page is a picture, with text that is not seen
}

func (d *pdfDoubt) doubt(marks []pdfMark, all bool) {
	pageW, pageH := d.shape.size()
	var pictures float64
	texts, unpainted, under := 0, 0, 0
	largest := -1 // the topmost large picture
	for i, t := range d.things {
		if t.kind == enums.FPDF_PAGEOBJ_IMAGE {
			size := t.area.within(wholePage).size()
			if pictures += size; size > 0.3 {
				largest = i
			}
		}
	}
	for i, t := range d.things {
		if t.kind != enums.FPDF_PAGEOBJ_TEXT {
			continue
		}
		texts++
		if t.unseeable() {
			unpainted++
		} else if i < largest {
			under++
		}
	}
	d.scan = pictures > 0.6 && texts > 0 && (unpainted*10 >= texts*8 || (unpainted+under)*10 >= texts*9)
	for _, m := range marks {
		a := d.shape.area(m.rect[0], m.rect[1], m.rect[2], m.rect[3])
		switch m.subtype {
		case "Redact":
			d.called = append(d.called, a)
			d.covers = append(d.covers, pdfLayer{a, len(d.things)})
		case "Square", "Circle", "Polygon", "Ink", "Stamp", "FreeText", "Highlight", "Line", "PolyLine", "Underline", "StrikeOut", "Squiggly", "Screen", "Watermark":
			d.covers = append(d.covers, pdfLayer{a, len(d.things)})
		}
	}
	for i, t := range d.things {
		if d.covering(t) {
			d.covers = append(d.covers, pdfLayer{t.area, i})
			if t.kind == enums.FPDF_PAGEOBJ_PATH && t.lit >= 230 && i > largest {
				d.solid = append(d.solid, t.area)
			}
		}
	}
	if d.scan || all {
		d.areas = append(d.areas, pdfLayer{pdfArea{-10, -10, 11, 11}, -1})
		return
	}
	for i, t := range d.things {
		if t.kind != enums.FPDF_PAGEOBJ_TEXT {
			continue
		}
		high := min(t.area.y1-t.area.y0, 1) * pageH
		wide := (t.area.x1 - t.area.x0) * pageW
		line := min(high, wide)
		over := func(c pdfArea) bool {
			c = c.within(t.area)
			return (c.x1-c.x0)*pageW >= 0.35*line && (c.y1-c.y0)*pageH >= 0.35*line && !c.empty()
		}
		light := t.tone[0] >= 225 && t.tone[1] >= 225 && t.tone[2] >= 225
		doubt := t.unseeable() || light || line < 2.2 || t.area.x0 < -0.01 || t.area.y0 < -0.01 || t.area.x1 > 1.01 || t.area.y1 > 1.01
		for k := 0; k < len(d.things) && !doubt; k++ {
			c := d.things[k]
			doubt = over(c.area) && (k > i && d.covering(c) || k < i && c.kind == enums.FPDF_PAGEOBJ_PATH && c.lit >= 100 && sameTone(c.tone, t.tone))
		}
		for k := 0; k < len(marks) && !doubt; k++ {
			m := marks[k].rect
			doubt = over(d.shape.area(m[0], m[1], m[2], m[3]))
		}
		if doubt {
			d.areas = append(d.areas, pdfLayer{t.area, i})
		}
	}
}

// covering tells of a thing that hides what is under it.
func (d *pdfDoubt) covering(t pdfThing) bool {
	switch t.kind {
	case enums.FPDF_PAGEOBJ_PATH, enums.FPDF_PAGEOBJ_SHADING:
		w, h := d.shape.size()
		return t.lit >= 100 && min((t.area.x1-t.area.x0)*w, (t.area.y1-t.area.y0)*h) >= 2
	case enums.FPDF_PAGEOBJ_IMAGE:
		return !d.scan || t.area.within(wholePage).size() < 0.3
	}
	return false
}

// readIn tells of a character that is not painted and lies on a picture: what a
// program has read in it, as on a page that is a scan in part.
func (d *pdfDoubt) readIn(lies int, a pdfArea) bool {
	i := d.areas[lies].height
	return i >= 0 && d.things[i].mode == enums.FPDF_TEXTRENDERMODE_INVISIBLE && slices.ContainsFunc(d.things, func(t pdfThing) bool {
		return t.kind == enums.FPDF_PAGEOBJ_IMAGE && t.area.holds(a)
	})
}

// pdfPaint is a page as it is seen, four bytes a point.
type pdfPaint struct {
	w, h int
	pix  []byte
}

const pdfMostPoints = 4_000_000

func (s pdfSight) paint(page requests.Page, g pdfShape) (*pdfPaint, error) {
	pw, ph := g.size()
	scale := 1.2 // 86 dots an inch
	if most := math.Sqrt(pdfMostPoints / pw / ph); scale > most {
		scale = most
	}
	w, h := max(1, int(math.Round(pw*scale))), max(1, int(math.Round(ph*scale)))
	if w > pdfMostPoints || h > pdfMostPoints || w*h > 2*pdfMostPoints {
		return nil, ErrTooLong
	}
	made, err := s.FPDFBitmap_Create(&requests.FPDFBitmap_Create{Width: w, Height: h})
	if err != nil {
		return nil, err
	}
	b := made.Bitmap
	if _, err := s.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{Bitmap: b, Width: w, Height: h, Color: 0xFFFFFFFF}); err != nil {
		return nil, err
	}
	if _, err := s.FPDF_RenderPageBitmap(&requests.FPDF_RenderPageBitmap{Bitmap: b, Page: page, SizeX: w, SizeY: h, Flags: enums.FPDF_RENDER_FLAG_ANNOT}); err != nil {
		return nil, err
	}
	buf, err := s.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: b})
	if err != nil {
		return nil, err
	}
	if len(buf.Buffer) != w*h*4 {
		return nil, errPDF
	}
	p := &pdfPaint{w, h, slices.Clone(buf.Buffer)}
	_, err = s.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: b})
	return p, err
}

// points are the points of the picture that the area touches.
func (p *pdfPaint) points(a pdfArea) (x0, y0, x1, y1 int) {
	a = a.within(wholePage)
	if a.empty() {
		return 0, 0, 0, 0
	}
	return int(a.x0 * float64(p.w)), int(a.y0 * float64(p.h)),
		min(p.w, int(math.Ceil(a.x1*float64(p.w)))), min(p.h, int(math.Ceil(a.y1*float64(p.h))))
}

// differs tells whether two pictures of a page differ in the area.
func (p *pdfPaint) differs(o *pdfPaint, a pdfArea) bool {
	x0, y0, x1, y1 := p.points(a)
	for y := y0; y < y1; y++ {
		for i := (y*p.w + x0) * 4; i < (y*p.w+x1)*4; i++ {
			if d := int(p.pix[i]) - int(o.pix[i]); d >= seenAs || d <= -seenAs {
				return true
			}
		}
	}
	return false
}

// blank tells whether there is nothing in the area but one tone, and whether
// that is dark.
func (p *pdfPaint) blank(a pdfArea) (blank, dark bool) {
	x0, y0, x1, y1 := p.points(a)
	if x0 >= x1 || y0 >= y1 {
		return false, false
	}
	lo, hi, sum := [3]int{255, 255, 255}, [3]int{}, 0
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			for c := range 3 {
				v := int(p.pix[(y*p.w+x)*4+c])
				lo[c], hi[c] = min(lo[c], v), max(hi[c], v)
				sum += v
			}
		}
	}
	for c := range 3 {
		if hi[c]-lo[c] >= seenAs {
			return false, false
		}
	}
	return true, sum < 90*3*(x1-x0)*(y1-y0)
}

// fewBlank is how many characters in a row a scan must have on blank paper
// until they are told: what a program reads stands never quite where it was
// read.
const fewBlank = 6

// unseen is the text that is not seen, where it was in doubt.
func (s pdfSight) unseen(text references.FPDF_TEXTPAGE, g pdfShape, w pdfWords, d pdfDoubt, with, without *pdfPaint) ([]pdfHidden, error) {
	pageW, pageH := g.size()
	const (
		none = iota
		covered
		called
		blank
		outside
		tiny
		paper // in a scan, where nothing is
	)
	verdict := make([]int, len(w.runes))
	areas := make([]pdfArea, len(w.runes))
	own := groundLabels(w.runes)
	for i, r := range w.runes {
		if unicode.IsSpace(r) || unicode.IsControl(r) || own[i] {
			continue
		}
		var a, loose pdfArea
		if room, err := s.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: w.char[i]}); err == nil {
			loose = g.area(float64(room.Rect.Left), float64(room.Rect.Bottom), float64(room.Rect.Right), float64(room.Rect.Top))
			if high := max((loose.y1-loose.y0)*pageH, (loose.x1-loose.x0)*pageW); high > 0 && high < 2 && !loose.empty() {
				verdict[i] = tiny
			}
		}
		// What a program read into a scan has a place and no drawing.
		if a = loose; !d.scan || a.empty() {
			got, err := s.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: text, Index: w.char[i]})
			if err != nil {
				return nil, err
			}
			if ink := g.area(got.Left, got.Bottom, got.Right, got.Top); !ink.empty() {
				a = ink
			}
		}
		areas[i] = a
		lies := slices.IndexFunc(d.areas, func(o pdfLayer) bool { return o.holds(a) })
		if a.empty() || lies < 0 {
			verdict[i] = none
			continue
		}
		over := slices.ContainsFunc(d.covers, func(o pdfLayer) bool { return o.height > d.areas[lies].height && o.holds(a) })
		switch {
		case slices.ContainsFunc(d.called, func(o pdfArea) bool { return o.holds(a) }):
			verdict[i] = called
		case verdict[i] == tiny:
		case !wholePage.holds(a):
			verdict[i] = outside
		case d.scan:
			empty, dark := with.blank(a.core())
			bare, _ := with.blank(a)
			switch {
			case empty && (dark || over):
				verdict[i] = covered
			case bare:
				verdict[i] = paper
			case slices.ContainsFunc(d.solid, func(o pdfArea) bool { return o.holds(a) }):
				verdict[i] = covered // by a box with words on it
			}
		case !with.differs(without, a):
			if verdict[i] = blank; over {
				verdict[i] = covered
			} else if bare, _ := with.blank(a); !bare && d.readIn(lies, a) {
				verdict[i] = none
			}
		}
	}
	why := map[int]pdfHidden{
		covered: {kind: CoveredText, why: "的遮盖框下还有文字"},
		called:  {kind: CoveredText, why: "标为密文的地方文字还在"},
		blank:   {kind: InvisibleText, why: "有看不见的文字"},
		outside: {kind: InvisibleText, why: "的页面之外还有文字"},
		tiny:    {kind: InvisibleText, why: "有小得看不见的文字"},
		paper:   {kind: InvisibleText, why: "的空白处藏有文字"},
	}
	var list []pdfHidden
	for i := 0; i < len(w.runes); {
		if verdict[i] == none {
			i++
			continue
		}
		one, count, last := why[verdict[i]], 0, i
		k := i
		for ; k < len(w.runes); k++ {
			if r := w.runes[k]; unicode.IsSpace(r) || unicode.IsControl(r) {
				continue
			}
			if verdict[k] != verdict[i] {
				break
			}
			if r := w.runes[k]; unicode.IsLetter(r) || unicode.IsDigit(r) {
				count++
			}
			a := areas[k]
			light := false
			if verdict[k] == covered {
				empty, dark := with.blank(a.core())
				light = empty && !dark
			}
			// What is too small to be read is painted over: it can be seen.
			black := one.kind == CoveredText && !light || verdict[k] == tiny
			if n := len(one.areas); n > 0 && besides(one.areas[n-1], areas[last], a) {
				one.areas[n-1] = one.areas[n-1].union(a)
				one.black[n-1] = one.black[n-1] || black
			} else {
				one.areas, one.black = append(one.areas, a), append(one.black, black)
			}
			last = k
		}
		one.text = strings.TrimSpace(string(w.runes[i : last+1]))
		if count >= 2 && (verdict[i] != paper || count >= fewBlank) {
			list = append(list, one)
		}
		i = k
	}
	slices.SortStableFunc(list, func(a, b pdfHidden) int { return cmp.Compare(a.areas[0].y0, b.areas[0].y0) })
	return list, nil
}

// groundLabels are the characters of the labels that boxes of copies redacted
// here have, which are the law's own words.
func groundLabels(text []rune) map[int]bool {
	own := map[int]bool{}
	for i, r := range text {
		if r != '【' {
			continue
		}
		label := []rune{r}
		for k := i + 1; k < len(text) && len(label) < 40; k++ {
			if unicode.IsSpace(text[k]) || unicode.IsControl(text[k]) {
				continue
			}
			if label = append(label, text[k]); text[k] == '】' {
				if redact.GroundLabel(string(label)) {
					for n := i; n <= k; n++ {
						own[n] = true
					}
				}
				break
			}
		}
	}
	return own
}

// besides tells whether a character goes on with a line, whose last it follows.
func besides(line, last, a pdfArea) bool {
	y, x := (a.y0+a.y1)/2, (a.x0+a.x1)/2
	return y > last.y0-0.002 && y < last.y1+0.002 && a.x0 >= last.x0 && a.x0-last.x1 < 0.05 ||
		x > last.x0-0.002 && x < last.x1+0.002 && a.y0 >= last.y0 && a.y0-last.y1 < 0.05
}

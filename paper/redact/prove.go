package redact

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"math"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Prove holds a file that is to be given out against its original and the
// boxes. An error that is [ErrProof] says what is wrong in a way a programmer
// understands; the file must then be given to nobody.
func (e *Engine) Prove(ctx context.Context, original []byte, boxes []Box, output []byte) (Proof, error) {
	d, err := e.Open(ctx, original)
	if err != nil {
		return Proof{}, err
	}
	return d.prove(ctx, boxes, output)
}

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrProof, fmt.Errorf(format, args...))
}

func (d *Document) prove(ctx context.Context, boxes []Box, output []byte) (Proof, error) {
	boxes, err := check(boxes, len(d.pages))
	if err != nil {
		return Proof{}, err
	}
	boxes, _ = indexed(boxes)
	made, err := form(output)
	if err != nil {
		return Proof{}, err
	}
	if len(made.Pages) != len(d.pages) {
		return Proof{}, wrong("%d pages of %d", len(made.Pages), len(d.pages))
	}
	found := make([]evidence, len(d.pages))
	if err := d.engine.each(ctx, d.pdf, len(d.pages), func(s *session, n int) (err error) {
		found[n-1], err = s.compare(n, d.pages[n-1], made.Pages[n-1], onPage(boxes, n), nil)
		return err
	}); err != nil {
		return Proof{}, err
	}
	return d.conclude(ctx, boxes, output, made, found, func() {})
}

// conclude is what can be asked only when all pages are there.
func (d *Document) conclude(ctx context.Context, boxes []Box, output []byte, made paper, found []evidence, tick func()) (Proof, error) {
	secret, err := secrets(ctx, found)
	if err != nil {
		return Proof{}, err
	}
	if err := secret.tell(output); err != nil {
		return Proof{}, err
	}
	if err := d.engine.reread(ctx, output, made, boxes, secret, tick); err != nil {
		return Proof{}, err
	}
	sum := sha256.Sum256(output)
	proof := Proof{Original: d.original, Output: hex.EncodeToString(sum[:]), Pages: len(d.pages), Boxes: len(boxes)}
	for _, e := range found {
		proof.Covered += e.covered
		proof.Unseen += e.unseen
		proof.Kept += e.kept
	}
	return proof, nil
}

// noPlace are the names under which a PDF carries what is not seen.
var noPlace = []string{
	"/AA", "/AcroForm", "/ActualText", "/Alt", "/Annots", "/Author", "/Collection", "/CreationDate", "/Creator", "/EmbeddedFile",
	"/Encrypt", "/Filespec", "/ID", "/Info", "/JS", "/JavaScript", "/Keywords", "/Launch", "/Metadata", "/ModDate", "/Names", "/OCG",
	"/OCProperties", "/ObjStm", "/OpenAction", "/Outlines", "/PieceInfo", "/Prev", "/Producer", "/RichMedia", "/StructTreeRoot",
	"/Thumb", "/Title", "/URI", "/XFA", "/XRef",
}

// form is the file taken apart, when it is of the one form, and when its
// pictures are pictures and no more.
func form(output []byte) (paper, error) {
	made, err := read(output)
	if err != nil {
		return paper{}, wrong("%w", err)
	}
	// The form leaves no room for any of this; it is looked for all the same,
	// lest one day the form does.
	without := paper{Pages: slices.Clone(made.Pages)}
	for i := range without.Pages {
		without.Pages[i].Picture.Data = nil
	}
	bare := without.write()
	for _, once := range []string{"%PDF-", "%%EOF", "startxref", "trailer", "\nxref\n"} {
		if n := bytes.Count(bare, []byte(once)); n != 1 {
			return paper{}, wrong("%q is there %d times", once, n)
		}
	}
	for _, name := range noPlace {
		if i := bytes.Index(bare, []byte(name)); i >= 0 && !letters(bare[i+len(name):]) {
			return paper{}, wrong("%s is there", name)
		}
	}
	return made, nil
}

func letters(b []byte) bool {
	return len(b) > 0 && (b[0] >= 'a' && b[0] <= 'z' || b[0] >= 'A' && b[0] <= 'Z')
}

// evidence is what a page of the original has to say.
type evidence struct {
	covered, unseen, kept int

	hidden []string // what was hidden, in one piece each
	open   string   // what was not
}

// compare holds a page against its original, which is read unless it was.
func (s *session) compare(n int, p Page, l leaf, boxes []Box, original *reading) (evidence, error) {
	var e evidence
	if size := sheet(p); l.Width != size.Width || l.Height != size.Height {
		return e, wrong("page %d has another size", n)
	}
	w, h, err := size(p, DPI)
	if err != nil {
		return e, err
	}
	r, err := l.Picture.decode()
	if err != nil {
		return e, wrong("picture of page %d: %w", n, err)
	}
	if r.w != w || r.h != h {
		return e, wrong("picture of page %d has %d by %d points", n, r.w, r.h)
	}
	if original == nil {
		found, err := s.read(n, p)
		if err != nil {
			return e, err
		}
		original = &found
	}
	drawn := boxes
	boxes = original.grown(drawn)
	if err := s.remains(n, p, drawn, boxes, original.picture); err != nil {
		return e, wrong("page %d: %w", n, err)
	}
	if l.Picture.Filter == flate {
		if err := burnt(r, boxes); err != nil {
			return e, wrong("page %d: %w", n, err)
		}
	} else if len(boxes) > 0 {
		// What JPEG has blurred cannot be told from what shines through a
		// box; so the picture must be the very one that follows from the
		// original.
		again := original.picture
		cover(again, boxes)
		if err := burnt(again, boxes); err != nil {
			return e, wrong("page %d: %w", n, err)
		}
		twin, err := again.encode()
		if err != nil {
			return e, err
		}
		if !bytes.Equal(twin.Data, l.Picture.Data) {
			return e, wrong("page %d is not painted from the original", n)
		}
	}
	chars := original.chars
	areas := areasOf(boxes, r)
	fates := sort(chars, areas, r, blurred)
	if err := spoken(l, boxes, chars, fates); err != nil {
		return e, wrong("page %d: %w", n, err)
	}
	e.tell(chars, fates)
	return e, nil
}

// burnt tells whether every point in the boxes is black, or belongs to a
// label. Painting the boxes once more must change nothing; and without their
// labels they must be black.
func burnt(r *raster, boxes []Box) error {
	again := &raster{r.w, r.h, r.n, slices.Clone(r.pix)}
	cover(again, boxes)
	if !bytes.Equal(again.pix, r.pix) {
		return fmt.Errorf("a box is not painted over")
	}
	for _, b := range boxes {
		p := b.points(r.w, r.h)
		words := lettering(b.Label, p.Dx(), p.Dy())
		rest := image.Rectangle{}
		if words != nil {
			rest = image.Rect(0, 0, words.Rect.Dx(), words.Rect.Dy()).Add(p.Min).Add(image.Pt((p.Dx()-words.Rect.Dx())/2, (p.Dy()-words.Rect.Dy())/2))
		}
		for y := p.Min.Y; y < p.Max.Y; y++ {
			for x := p.Min.X; x < p.Max.X; x++ {
				if image.Pt(x, y).In(rest) || overlaps(boxes, b, x, y, r) {
					continue
				}
				for _, v := range r.pix[(y*r.w+x)*r.n : (y*r.w+x+1)*r.n] {
					if v != 0 {
						return fmt.Errorf("a box is not black")
					}
				}
			}
		}
	}
	return nil
}

// overlaps tells whether a point may hold the label of another box.
func overlaps(boxes []Box, b Box, x, y int, r *raster) bool {
	for _, o := range boxes {
		if o != b && o.Label != "" && image.Pt(x, y).In(o.points(r.w, r.h)) {
			return true
		}
	}
	return false
}

// spoken tells whether each character of the layer was seen in the original
// where the layer says, or belongs to the label of a box that is there.
func spoken(l leaf, boxes []Box, chars []char, fates []fate) error {
	page := Page{Width: l.Width, Height: l.Height}
	at := map[rune][]rect{}
	for i, c := range chars {
		if fates[i] == kept {
			at[c.r] = append(at[c.r], c.room.scaled(page))
		}
	}
	labels := 0
	for _, run := range l.Runs {
		places := run.places(l.Height)
		x, y := middle(places[0])
		// Boxes may lie over each other and have one label.
		if slices.ContainsFunc(boxes, func(b Box) bool {
			a := painted(b.points(l.Picture.W, l.Picture.H), l.Picture.W, l.Picture.H).scaled(page)
			return b.Label != "" && string(run.Text) == labelText(b.Label) && math.Abs(x-a.x0) <= run.Size && y >= a.y0-1 && y <= a.y1+1
		}) {
			if labels++; labels > len(boxes) {
				return fmt.Errorf("more labels than boxes")
			}
			continue
		}
		for i, c := range run.Text {
			if c == ' ' {
				continue
			}
			x, y := middle(places[i])
			if !slices.ContainsFunc(at[c], func(o rect) bool {
				u, v := middle(o)
				near := 0.6 * max(o.x1-o.x0, o.y1-o.y0)
				return math.Abs(x-u) <= near && math.Abs(y-v) <= near
			}) {
				return fmt.Errorf("%q of the layer was not seen there", c)
			}
		}
	}
	return nil
}

func middle(r rect) (x, y float64) { return (r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2 }

func (e *evidence) tell(chars []char, fates []fate) {
	var open, hidden strings.Builder
	end := func() {
		if hidden.Len() > 0 {
			e.hidden = append(e.hidden, hidden.String())
			hidden.Reset()
		}
	}
	for i, c := range chars {
		switch fates[i] {
		case kept:
			e.kept++
			end()
			open.WriteRune(c.r)
		case space:
			end()
		default:
			if fates[i] == covered {
				e.covered++
			} else {
				e.unseen++
			}
			if shown(c.r) {
				hidden.WriteRune(c.r)
			}
		}
	}
	end()
	e.open = open.String()
}

// secret is what stood only where it must not be read. Half of a piece is not
// a secret by itself: it may stand elsewhere with every right.
type secret []string

func secrets(ctx context.Context, found []evidence) (secret, error) {
	var open strings.Builder
	for _, e := range found {
		open.WriteString(e.open)
		open.WriteByte(0)
	}
	all := open.String()
	seen := map[string]bool{}
	var s secret
	for _, e := range found {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, h := range e.hidden {
			if !seen[h] && !strings.Contains(all, h) {
				s = append(s, h)
			}
			seen[h] = true
		}
	}
	return s, nil
}

// in is the first secret in the text; "" if there is none.
func (s secret) in(text string) string {
	for _, one := range s {
		if strings.Contains(text, one) {
			return one
		}
	}
	return ""
}

// tell looks for the secrets in the bytes of the file, as UTF-8, UTF-16 and
// GB 18030. Only Chinese ones: the file has its own words in Latin letters.
func (s secret) tell(output []byte) error {
	for _, one := range s {
		if len([]rune(one)) < 3 || strings.IndexFunc(one, func(r rune) bool { return r < 0x2e80 }) >= 0 {
			continue
		}
		var wide []byte
		for _, u := range utf16.Encode([]rune(one)) {
			wide = append(wide, byte(u>>8), byte(u))
		}
		national, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(one))
		if err != nil {
			return fmt.Errorf("look for a secret: %w", err)
		}
		for _, b := range [][]byte{[]byte(one), wide, national} {
			if bytes.Contains(output, b) {
				return wrong("what was hidden stands in the bytes")
			}
		}
	}
	return nil
}

// reread reads the file with a reader that does not know its form.
func (e *Engine) reread(ctx context.Context, output []byte, made paper, boxes []Box, s secret, tick func()) error {
	if err := e.timed(ctx, output, func(f *session, _ func()) error { return f.empty(len(made.Pages)) }); err != nil {
		return err
	}
	return e.each(ctx, output, len(made.Pages), func(f *session, n int) error {
		defer tick()
		l := made.Pages[n-1]
		here := onPage(boxes, n)
		chars, err := f.chars(n)
		if err != nil {
			return err
		}
		said := map[rune]int{}
		for _, r := range l.Runs {
			for _, c := range r.Text {
				said[c]++
			}
		}
		var text strings.Builder
		for _, c := range chars {
			if c.added {
				continue
			}
			if said[c.r]--; said[c.r] < 0 {
				return wrong("page %d: %q is read that was not written", n, c.r)
			}
			text.WriteRune(c.r)
		}
		read := text.String()
		for _, b := range here {
			if b.Label != "" {
				read = strings.Replace(read, strings.ReplaceAll(labelText(b.Label), " ", ""), "", 1)
			}
		}
		if s.in(read) != "" {
			return wrong("page %d: what was hidden can be read", n)
		}
		if err := f.page(n, func(p requests.Page) error { return f.nothingOn(p, l) }); err != nil {
			return err
		}
		if len(here) == 0 {
			return nil
		}
		r, err := f.paint(n, Page{Width: l.Width, Height: l.Height}, 72)
		if err != nil {
			return err
		}
		for _, b := range here {
			p := b.points(r.w, r.h)
			labelled := slices.ContainsFunc(here, func(o Box) bool { return o.Label != "" && p.Overlaps(o.points(r.w, r.h)) })
			if !dark(r, p.Inset(2), labelled) {
				return wrong("page %d: a box is not black when painted", n)
			}
		}
		return nil
	})
}

// dark tells whether a part of the picture is black, but for a label.
func dark(r *raster, p image.Rectangle, label bool) bool {
	sum, most := 0, byte(0)
	for y := p.Min.Y; y < p.Max.Y; y++ {
		for _, v := range r.pix[(y*r.w+p.Min.X)*r.n : (y*r.w+p.Max.X)*r.n] {
			sum += int(v)
			most = max(most, v)
		}
	}
	if label {
		return p.Empty() || sum/(p.Dx()*p.Dy()*r.n) < 140
	}
	return most < 64
}

// empty tells whether a file has nothing but its pages.
func (s *session) empty(pages int) error {
	count, err := s.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: s.doc})
	if err != nil || count.PageCount != pages {
		return wrong("another number of pages: %v", err)
	}
	attached, err := s.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: s.doc})
	if err != nil || attached.AttachmentCount != 0 {
		return wrong("attachments: %v", err)
	}
	scripts, err := s.FPDFDoc_GetJavaScriptActionCount(&requests.FPDFDoc_GetJavaScriptActionCount{Document: s.doc})
	if err != nil || scripts.JavaScriptActionCount != 0 {
		return wrong("scripts: %v", err)
	}
	signed, err := s.FPDF_GetSignatureCount(&requests.FPDF_GetSignatureCount{Document: s.doc})
	if err != nil || signed.Count != 0 {
		return wrong("signatures: %v", err)
	}
	fields, err := s.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: s.doc})
	if err != nil || fields.FormType != enums.FPDF_FORMTYPE_NONE {
		return wrong("fields: %v", err)
	}
	marks, err := s.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: s.doc})
	if err != nil || marks.Bookmark != nil {
		return wrong("bookmarks: %v", err)
	}
	for _, tag := range []string{"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate"} {
		meta, err := s.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: s.doc, Tag: tag})
		if err == nil && meta.Value != "" {
			return wrong("%s: %s", tag, meta.Value)
		}
	}
	return nil
}

// nothingOn tells whether a page has its size, is not turned, and nothing is
// fastened to it.
func (s *session) nothingOn(p requests.Page, l leaf) error {
	g, err := s.geometry(p)
	if err != nil || g.turn != 0 || math.Abs(g.page().Width-l.Width) > 0.02 || math.Abs(g.page().Height-l.Height) > 0.02 {
		return wrong("a page of another shape: %v", err)
	}
	notes, err := s.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: p})
	if err != nil || notes.Count != 0 {
		return wrong("comments: %v", err)
	}
	return nil
}

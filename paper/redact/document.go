package redact

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/png"
	"slices"
	"time"

	"github.com/klippa-app/go-pdfium/requests"
)

// Document is an original that boxes may be drawn on. It holds no worker; it
// may be kept, dropped, and used by many at once. What it shows is secret: a
// page is for those who may see the original.
type Document struct {
	engine   *Engine
	pdf      []byte // the original, or the pages made of it
	original string
	pages    []Page
}

// Open looks at a file: PDF, PNG, JPEG, or plain text in UTF-8 or GB 18030,
// whatever its name. b must not be changed afterwards.
func (e *Engine) Open(ctx context.Context, b []byte) (*Document, error) {
	if len(b) > MostBytes {
		return nil, ErrLarge
	}
	sum := sha256.Sum256(b)
	d := &Document{engine: e, pdf: b, original: hex.EncodeToString(sum[:])}
	if !bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")) {
		pages, err := asPages(b)
		if err != nil {
			return nil, err
		}
		d.pdf = pages.write()
	}
	err := e.timed(ctx, d.pdf, func(s *session, tick func()) error {
		secured, err := s.FPDF_GetSecurityHandlerRevision(&requests.FPDF_GetSecurityHandlerRevision{Document: s.doc})
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBroken, err)
		}
		if secured.SecurityHandlerRevision >= 0 {
			return ErrEncrypted
		}
		count, err := s.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: s.doc})
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBroken, err)
		}
		switch {
		case count.PageCount < 1:
			return ErrBroken
		case count.PageCount > MostPages:
			return fmt.Errorf("%w，最多 %d 页", ErrPages, MostPages)
		}
		for n := 1; n <= count.PageCount; n++ {
			tick()
			if err := s.page(n, func(p requests.Page) error {
				g, err := s.geometry(p)
				if err != nil {
					return fmt.Errorf("%w: page %d: %w", ErrBroken, n, err)
				}
				d.pages = append(d.pages, g.page())
				return nil
			}); err != nil {
				return err
			}
			if _, _, err := size(d.pages[n-1], DPI); err != nil {
				return fmt.Errorf("第 %d 页：%w", n, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Pages are the pages as they are shown.
func (d *Document) Pages() []Page { return slices.Clone(d.pages) }

// Page is page n, from 1, as a PNG at dpi dots per inch, of which there are at
// least 36 and at most 200.
func (d *Document) Page(ctx context.Context, n, dpi int) ([]byte, error) {
	if n < 1 || n > len(d.pages) {
		return nil, ErrNoPage
	}
	var r *raster
	err := d.engine.timed(ctx, d.pdf, func(s *session, _ func()) (err error) {
		r, err = s.paint(n, d.pages[n-1], float64(min(max(dpi, leastDPI), DPI)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.png()
}

func (r *raster) png() ([]byte, error) {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, r.image()); err != nil {
		return nil, fmt.Errorf("encode a page: %w", err)
	}
	return b.Bytes(), nil
}

// Words are the words of page n, from 1, that lie on the page, in the order of
// the file. A scanned page has none.
func (d *Document) Words(ctx context.Context, n int) ([]Word, error) {
	chars, err := d.chars(ctx, n)
	if err != nil {
		return nil, err
	}
	var list []Word
	for _, w := range words(chars) {
		if one := (wordOf(chars[w[0]:w[1]])); one.W > 0 && one.H > 0 {
			list = append(list, one)
		}
	}
	return list, nil
}

func wordOf(chars []char) Word {
	var text []rune
	at := chars[0].place()
	for _, c := range chars {
		text = append(text, c.r)
		at = at.union(c.place())
	}
	at = at.within(whole)
	return Word{string(text), at.x0, at.y0, at.x1 - at.x0, at.y1 - at.y0}
}

func (d *Document) chars(ctx context.Context, n int) (chars []char, err error) {
	if n < 1 || n > len(d.pages) {
		return nil, ErrNoPage
	}
	err = d.engine.timed(ctx, d.pdf, func(s *session, _ func()) (err error) {
		chars, err = s.chars(n)
		return err
	})
	return chars, err
}

// Find is a box around each place where the text stands, on all pages, without
// ground or label, so that a name can be hidden everywhere at once. Blanks do
// not count, and what breaks over two lines makes two boxes. It does not find
// what is only in a picture: somebody must still look at each page.
func (d *Document) Find(ctx context.Context, what string) ([]Box, error) {
	var wanted []rune
	for _, r := range what {
		if shown(r) {
			wanted = append(wanted, r)
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	found := make([][]Box, len(d.pages))
	err := d.engine.each(ctx, d.pdf, len(d.pages), func(s *session, n int) error {
		chars, err := s.chars(n)
		if err != nil {
			return err
		}
		chars = slices.DeleteFunc(chars, func(c char) bool { return !shown(c.r) })
		for i := 0; i+len(wanted) <= len(chars); i++ {
			if !slices.EqualFunc(chars[i:i+len(wanted)], wanted, func(c char, r rune) bool { return c.r == r }) {
				continue
			}
			from := i
			for k := i + 1; k <= i+len(wanted); k++ {
				if k < i+len(wanted) && follows(upright(chars[k-1]), upright(chars[k])) {
					continue
				}
				if w := wordOf(chars[from:k]); w.W > 0 && w.H > 0 {
					found[n-1] = append(found[n-1], Box{Page: n, X: w.X, Y: w.Y, W: w.W, H: w.H})
				}
				from = k
			}
			i += len(wanted) - 1
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return slices.Concat(found...), nil
}

// upright is the character with its room along its line.
func upright(c char) char {
	c.room = along(c.room, c.turn)
	return c
}

// timed is with, ended when do has not called tick for the time of a page.
func (e *Engine) timed(ctx context.Context, pdf []byte, do func(s *session, tick func()) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// Waiting for a worker does not count.
	return e.with(ctx, pdf, func(s *session) error {
		clock := time.AfterFunc(pageTime, func() { cancel(ErrSlow) })
		defer clock.Stop()
		return do(s, func() { clock.Reset(pageTime) })
	})
}

// each calls do for the pages 1 to n, with all workers but one: that is left to
// those who look at a page meanwhile.
func (e *Engine) each(ctx context.Context, pdf []byte, n int, do func(s *session, page int) error) error {
	hands := min(max(1, e.workers()-1), n)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan error, hands)
	for hand := range hands {
		go func() {
			err := e.timed(ctx, pdf, func(s *session, tick func()) error {
				for page := hand + 1; page <= n; page += hands {
					tick()
					if err := do(s, page); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				cancel(err)
			}
			done <- err
		}()
	}
	var first error
	for range hands {
		// The others end because the first did.
		if err := <-done; err != nil && (first == nil || first == context.Canceled) {
			first = err
		}
	}
	return first
}

package redact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Engine reads and paints files. It is started by the first who needs it,
// which takes some seconds, or by [Engine.Warm] in the background. The zero
// Engine is ready, with one file at a time; it may be used by many at once.
type Engine struct {
	// Workers is how many pages may be worked on at once; 0 is 1. Each may
	// take some hundred megabytes while it works on a large page.
	Workers int

	start  sync.Mutex
	pool   pdfium.Pool
	closed bool
}

// compiled is PDFium as machine code. To make it takes some seconds of both
// processors, so that all engines of a program share it.
var compiled = wazero.NewCompilationCache()

// Warm starts the engine in the background.
func (e *Engine) Warm() {
	go func() {
		// Whoever needs the engine next tries again, and is told.
		if _, err := e.started(); err != nil {
			return
		}
	}()
}

// Close ends the engine and whatever it is working on.
func (e *Engine) Close() error {
	e.start.Lock()
	defer e.start.Unlock()
	e.closed = true
	if e.pool == nil {
		return nil
	}
	pool := e.pool
	e.pool = nil
	if err := pool.Close(); err != nil {
		return fmt.Errorf("end pdfium: %w", err)
	}
	return nil
}

var errClosed = errors.New("redact: the engine is closed")

func (e *Engine) started() (pdfium.Pool, error) {
	e.start.Lock()
	defer e.start.Unlock()
	if e.closed {
		return nil, errClosed
	}
	if e.pool != nil {
		return e.pool, nil
	}
	lent, err := lentFonts()
	if err != nil {
		return nil, err
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxTotal: e.workers(),
		MaxIdle:  1,
		MinIdle:  1,
		Stdout:   io.Discard,
		Stderr:   io.Discard,
		// Without this, the whole disk of the machine would be within reach.
		FSConfig: wazero.NewFSConfig().WithFSMount(lent, "/"),
		// To be stopped at any point makes it take more than twice as long,
		// and is what keeps a file without end from holding a worker for ever.
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(memory).
			WithCloseOnContextDone(true).
			WithCompilationCache(compiled),
	})
	if err != nil {
		return nil, fmt.Errorf("start pdfium: %w", err)
	}
	e.pool = pool
	return pool, nil
}

func (e *Engine) workers() int { return max(1, e.Workers) }

// session is one file open in a worker of its own, so that what a hostile
// file does to the worker ends with it.
type session struct {
	pdfium.Pdfium
	doc references.FPDF_DOCUMENT
}

// with opens a PDF and calls do. When ctx ends, the worker is taken away from
// under do, whose calls fail from then on.
func (e *Engine) with(ctx context.Context, pdf []byte, do func(*session) error) error {
	pool, err := e.started()
	if err != nil {
		return err
	}
	worker, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return ended(ctx)
		}
		return fmt.Errorf("pdfium: %w", err)
	}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("%w: %v", ErrBroken, p)
			}
		}()
		opened, err := worker.OpenDocument(&requests.OpenDocument{File: &pdf})
		switch {
		case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
			done <- ErrEncrypted
		case err != nil:
			done <- fmt.Errorf("%w: %w", ErrBroken, err)
		default:
			done <- do(&session{worker, opened.Document})
		}
	}()
	select {
	case err = <-done:
		// A worker that has failed may fail to close; it is thrown away.
		if e := worker.Close(); e != nil && err == nil {
			err = fmt.Errorf("%w: %w", ErrBroken, e)
		}
		if err != nil && ctx.Err() != nil {
			return ended(ctx)
		}
		return err
	case <-ctx.Done():
		if err := worker.Kill(); err != nil {
			return fmt.Errorf("%w: %w", ended(ctx), err)
		}
		<-done
		return ended(ctx)
	}
}

// ended says why ctx did: somebody lost interest, or the file took too long.
func ended(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != nil && errors.Is(cause, ErrSlow) {
		return ErrSlow
	}
	return ctx.Err()
}

// page loads page n, from 1, which do may use.
func (s *session) page(n int, do func(requests.Page) error) error {
	loaded, err := s.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: s.doc, Index: n - 1})
	if err != nil {
		return fmt.Errorf("%w: page %d: %w", ErrBroken, n, err)
	}
	if err := do(requests.Page{ByReference: &loaded.Page}); err != nil {
		return err
	}
	if _, err := s.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}); err != nil {
		return fmt.Errorf("%w: page %d: %w", ErrBroken, n, err)
	}
	return nil
}

// paint paints page n at dpi, comments and fields as a reader would see them.
func (s *session) paint(n int, shown Page, dpi float64) (*raster, error) {
	w, h, err := size(shown, dpi)
	if err != nil {
		return nil, err
	}
	form, err := s.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: s.doc})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if form.FormType != enums.FPDF_FORMTYPE_NONE {
		// Fields are drawn only when they have become part of the page.
		if err := s.page(n, func(p requests.Page) error {
			_, err := s.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: p, Usage: requests.FPDFPage_FlattenUsageNormalDisplay})
			return err
		}); err != nil {
			return nil, fmt.Errorf("%w: fields of page %d: %w", ErrBroken, n, err)
		}
	}
	var r *raster
	err = s.page(n, func(p requests.Page) (err error) {
		r, err = s.paintLoaded(p, w, h)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%w: paint page %d: %w", ErrBroken, n, err)
	}
	return r, nil
}

// paintLoaded paints a page that is loaded, w by h points.
func (s *session) paintLoaded(p requests.Page, w, h int) (*raster, error) {
	made, err := s.FPDFBitmap_Create(&requests.FPDFBitmap_Create{Width: w, Height: h})
	if err != nil {
		return nil, err
	}
	b := made.Bitmap
	if _, err := s.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{Bitmap: b, Width: w, Height: h, Color: 0xFFFFFFFF}); err != nil {
		return nil, err
	}
	if _, err := s.FPDF_RenderPageBitmap(&requests.FPDF_RenderPageBitmap{
		Bitmap: b, Page: p, SizeX: w, SizeY: h,
		Flags: enums.FPDF_RENDER_FLAG_ANNOT | enums.FPDF_RENDER_FLAG_REVERSE_BYTE_ORDER,
	}); err != nil {
		return nil, err
	}
	buf, err := s.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: b})
	if err != nil {
		return nil, err
	}
	if len(buf.Buffer) != w*h*4 {
		return nil, fmt.Errorf("a picture of %d bytes for %d by %d", len(buf.Buffer), w, h)
	}
	r := fromRGBX(buf.Buffer, w, h)
	_, err = s.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: b})
	return r, err
}

package plain

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// pdfMemory is the most that PDFium may take for one file, in the pages of
// WebAssembly, which have 64 KiB. The file itself is fetched piece by piece.
const pdfMemory = 128 << 20 >> 16

// mostChars of one page.
const mostChars = 200_000

// nothing is the disk that a file finds.
var nothing embed.FS

// engine is PDFium, one file at a time, each in a worker of its own, so that
// what a hostile file does to the worker ends with it.
type engine struct {
	mu   sync.Mutex
	pool pdfium.Pool // nil until it is needed
}

func (e *engine) started() (pdfium.Pool, error) {
	if e.pool != nil {
		return e.pool, nil
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxTotal: 1,
		Stdout:   io.Discard,
		Stderr:   io.Discard,
		// Without this, the whole disk of the machine would be within reach.
		FSConfig: wazero.NewFSConfig().WithFSMount(nothing, "/"),
		// To be stopped at any point takes longer, and is what keeps a file
		// without end from holding the worker, and Go's scheduler, for ever.
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(pdfMemory).
			WithCloseOnContextDone(true),
	})
	if err != nil {
		return nil, fmt.Errorf("start pdfium: %w", err)
	}
	e.pool = pool
	return pool, nil
}

// warm starts PDFium if it is not started.
func (e *engine) warm() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, err := e.started()
	return err
}

func (e *engine) rest() error {
	e.mu.Lock()
	defer e.mu.Unlock()
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

func (e *engine) read(s *sink, file *source, size int64) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	pool, err := e.started()
	if err != nil {
		file.failed = err // none of the file's
		return err
	}
	worker, err := pool.GetInstanceWithContext(s.ctx)
	if err != nil {
		if s.ctx.Err() == nil {
			file.failed = err
		}
		return err
	}
	// When the time is over, the worker is taken away from under the reading,
	// whose calls fail from then on.
	killed := make(chan struct{})
	stop := context.AfterFunc(s.ctx, func() {
		defer close(killed)
		if err := worker.Kill(); err != nil {
			return // it has gone by itself
		}
	})
	defer func() {
		if !stop() {
			<-killed
			return
		}
		// A worker that has failed may fail to close; it is thrown away.
		if err := worker.Close(); err != nil {
			return
		}
	}()
	return pdfPages(s, worker, io.NewSectionReader(file, 0, size), size)
}

func pdfPages(s *sink, worker pdfium.Pdfium, file io.ReadSeeker, size int64) error {
	opened, err := worker.OpenDocument(&requests.OpenDocument{FileReader: file, FileReaderSize: size})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return errLocked
	case err != nil:
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	count, err := worker.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	broken := 0
	for n := 1; n <= count.PageCount; n++ {
		text := ""
		if n <= s.limits.Pages {
			text, err = pdfPage(worker, opened.Document, n)
			if err != nil && s.ctx.Err() != nil {
				return err
			}
			if err != nil {
				// The others may be sound; but a worker that is gone has none.
				if broken++; broken > 20 {
					return fmt.Errorf("%w: %w", errBroken, err)
				}
				continue
			}
		}
		if err := s.page(n, "", unbroken(text)); err != nil {
			return err
		}
	}
	if broken > 0 {
		return errBroken
	}
	return nil
}

// pdfPage is the text of page n, from 1.
func pdfPage(worker pdfium.Pdfium, doc references.FPDF_DOCUMENT, n int) (string, error) {
	loaded, err := worker.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: n - 1})
	if err != nil {
		return "", err
	}
	page := requests.Page{ByReference: &loaded.Page}
	text, err := pdfText(worker, page)
	if _, err2 := worker.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}); err == nil {
		err = err2
	}
	return text, err
}

func pdfText(worker pdfium.Pdfium, page requests.Page) (string, error) {
	loaded, err := worker.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return "", err
	}
	count, err := worker.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: loaded.TextPage})
	if err != nil {
		return "", err
	}
	// Sign by sign: asked for all at once, PDFium gives more of the signs of
	// later planes than it was given room for.
	runes := make([]rune, 0, max(0, min(count.Count, mostChars)))
	for i := range min(count.Count, mostChars) {
		got, err := worker.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: loaded.TextPage, Index: i})
		if err != nil {
			return "", err
		}
		r := rune(got.Unicode)
		if n := len(runes); n > 0 && utf16.IsSurrogate(runes[n-1]) && utf16.IsSurrogate(r) {
			runes[n-1] = utf16.DecodeRune(runes[n-1], r)
			continue
		}
		runes = append(runes, r)
	}
	_, err = worker.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage})
	return string(runes), err
}

// unbroken joins the lines of a page where a word of Chinese may have been
// broken between them: after a line as long as the others, between two Chinese
// characters. A Latin word that was hyphenated is joined too.
func unbroken(page string) string {
	// PDFium says \ufffe, or the control character it stands for, for the
	// hyphen at the end of a line.
	for _, hyphen := range []string{"\ufffe", "\u0002"} {
		page = strings.ReplaceAll(strings.ReplaceAll(page, hyphen+"\r\n", ""), hyphen, "")
	}
	lines := strings.FieldsFunc(page, func(r rune) bool { return r == '\n' || r == '\r' })
	if n := len(lines); n > 1 && folio.MatchString(lines[n-1]) {
		lines = lines[:n-1]
	}
	longest := 0
	for i, l := range lines {
		lines[i] = strings.TrimRightFunc(l, unicode.IsSpace)
		longest = max(longest, utf8.RuneCountInString(lines[i]))
	}
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			before, _ := utf8.DecodeLastRuneInString(lines[i-1])
			after, _ := utf8.DecodeRuneInString(l)
			full := utf8.RuneCountInString(lines[i-1])*10 >= longest*7
			if !full || !(unicode.Is(unicode.Han, before) && joins(after) || unicode.Is(unicode.Han, after) && joins(before)) {
				b.WriteByte('\n')
			}
		}
		b.WriteString(l)
	}
	return b.String()
}

// folio is the number of a page, — 3 —, as papers have it at their foot.
var folio = regexp.MustCompile(`^\s*[-–—－]\s*\d+\s*[-–—－]\s*$`)

// joins says whether nothing stands between such a character and a Chinese one
// of the same sentence.
func joins(r rune) bool {
	return unicode.Is(unicode.Han, r) || unicode.IsDigit(r) || strings.ContainsRune("，、；：（）《》〈〉“”‘’〔〕【】", r)
}

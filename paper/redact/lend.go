package redact

import (
	"context"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
)

// Lend opens a PDF in a worker of its own and lends it to do, for those who
// look at files in another way. The worker is taken away when ctx ends or do
// returns. It has the bounds of the engine, not those of [Engine.Open]. Errors:
// [ErrEncrypted], [ErrBroken], that ctx ended, and those of do.
func (e *Engine) Lend(ctx context.Context, pdf []byte, do func(pdfium.Pdfium, references.FPDF_DOCUMENT) error) error {
	return e.with(ctx, pdf, func(s *session) error { return do(s.Pdfium, s.doc) })
}

// Seen makes the PDF of what can be seen, like [Engine.Apply] with no box: what
// lies under something else, has no colour or stands beyond the edge is left
// out. It is proved in the same way.
func (e *Engine) Seen(ctx context.Context, d *Document, tell func(done, total int)) (Result, error) {
	return e.apply(ctx, d, nil, tell)
}

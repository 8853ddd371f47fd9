package public

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"gongkai/affairs/publication"
	"gongkai/figures/annual"
	paper "gongkai/paper/report"
	"gongkai/paper/upload"
	"gongkai/web/page"
)

// reportFormats are the editions of a report to take away. All print the same
// figures of the same signed edition.
var reportFormats = []struct {
	ext, name, media string
	write            func(annual.Edition, []annual.Erratum) ([]byte, error)
}{
	{"docx", "Word 文档（DOCX）", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", paper.DOCX},
	{"pdf", "PDF 文档", "application/pdf", paper.PDF},
	{"xlsx", "统计表（XLSX）", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", plain(paper.XLSX)},
	{"csv", "全部数字（CSV）", "text/csv; charset=utf-8", plain(paper.CSV)},
	{"json", "签发的原文（JSON）", "application/json", nil}, // the bytes that were signed, not written anew
}

// plain is a writer that prints no errata.
func plain(write func(annual.Edition) ([]byte, error)) func(annual.Edition, []annual.Erratum) ([]byte, error) {
	return func(e annual.Edition, _ []annual.Erratum) ([]byte, error) { return write(e) }
}

// drawReport draws an edition in a format. It is kept with the pages, so that
// many readers cost one drawing.
func (w *Window) drawReport(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	t.On("reports")
	i := slices.IndexFunc(reportFormats, func(f struct {
		ext, name, media string
		write            func(annual.Edition, []annual.Erratum) ([]byte, error)
	}) bool {
		return "report."+f.ext == r.PathValue("file")
	})
	if i < 0 {
		return page.Drawn{}, page.ErrNotFound
	}
	in, year, err := w.askedReport(r)
	if err != nil {
		return page.Drawn{}, err
	}
	kept, s, e, err := w.publicReport(ctx, in, year)
	if err != nil {
		return page.Drawn{}, err
	}
	var b []byte
	if f := reportFormats[i]; f.write == nil {
		b, err = w.office.EditionBytes(ctx, s.Hash)
	} else {
		b, err = f.write(e, errata(kept))
	}
	if err != nil {
		return page.Drawn{}, fmt.Errorf("%s as %s: %w", kept.Thing(), reportFormats[i].ext, err)
	}
	return page.Drawn{Status: http.StatusOK, ContentType: reportFormats[i].media, Body: b}, nil
}

// nameReport gives the file to be saved a name people recognise.
func (w *Window) nameReport(next page.Handler) page.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		in, year, err := w.askedReport(r)
		if err != nil {
			return err
		}
		c, err := w.readCity(r.Context())
		if err != nil {
			return err
		}
		if a, ok := c.byCode[in]; ok {
			_, ext, _ := bytes.Cut([]byte(r.PathValue("file")), []byte("."))
			rw.Header().Set("Content-Disposition", upload.Disposition(annual.Title(a.Name, year)+"."+string(ext), false))
		}
		return next(rw, r)
	}
}

// serveReportFile hands out an attachment of the public edition.
func (w *Window) serveReportFile(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, year, err := w.askedReport(r)
	if err != nil {
		return err
	}
	kept, s, e, err := w.publicReport(ctx, in, year)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(e.Attachments) || e.Attachments[n-1].Name != r.PathValue("name") {
		return page.ErrNotFound
	}
	a := e.Attachments[n-1]
	return w.serveClean(rw, r, in, kept.Thing(), publication.Attachment{Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256}, s.At)
}

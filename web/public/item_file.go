package public

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// serveFile hands out an attachment of one version under its real name, whole
// or in ranges. It asks the record each time: a file of a withdrawn item is
// its tombstone at once.
func (w *Window) serveFile(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p, err := w.itemAt(ctx, r)
	if err != nil {
		return err
	}
	if !w.visible(p, publication.Full) {
		return w.answerTombstone(rw, r, p)
	}
	version, err1 := strconv.Atoi(r.PathValue("version"))
	n, err2 := strconv.Atoi(r.PathValue("n"))
	if err1 != nil || err2 != nil {
		return page.ErrNotFound
	}
	content, at := p.Content, p.VersionAt
	if version != p.Version {
		old, err := w.store.Versions(ctx, p.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(old, func(v publication.Version) bool { return v.Number == version })
		if i < 0 {
			return page.ErrNotFound
		}
		content, at = old[i].Content, old[i].At
	}
	if n < 1 || n > len(content.Attachments) || content.Attachments[n-1].Name != r.PathValue("name") {
		return page.ErrNotFound
	}
	a := content.Attachments[n-1]
	return w.serveClean(rw, r, p.Agency, p.Index, a, at)
}

// serveClean hands out what readers get of a public file: its copy without the
// traces of who made it. One that is held, or still looked into, is refused
// with its sentence.
func (w *Window) serveClean(rw http.ResponseWriter, r *http.Request, in agency.Code, of string, a publication.Attachment, at time.Time) error {
	ctx := r.Context()
	served, err := w.office.Served(ctx, in, []publication.Attachment{a})
	if err != nil {
		return err
	}
	if served[0].Err != nil {
		return served[0].Err
	}
	blob, err := w.office.Blobs.Open(ctx, served[0].SHA256)
	if err != nil {
		// Public, and its bytes are missing: a fault to be logged, not an
		// address nobody knows.
		return fmt.Errorf("file %s of %s: %v", served[0].SHA256, of, err)
	}
	defer blob.Close()
	serveBlob(rw, r, a.Name, a.Type, served[0].SHA256, at, blob)
	return nil
}

// asServed is attachments with the size and the hash of the copies that are
// served, and which of them are held.
func asServed(list []publication.Attachment, served []office.Served) (files []publication.Attachment, held []bool) {
	for i, a := range list {
		a.SHA256, a.Size, a.Original = served[i].SHA256, served[i].Size, ""
		files, held = append(files, a), append(held, errors.Is(served[i].Err, office.ErrHeldFile))
	}
	return files, held
}

// serveBlob hands out a kept file under its name. It is asked again each time,
// for it may be withdrawn.
func serveBlob(rw http.ResponseWriter, r *http.Request, name, media, hash string, at time.Time, blob store.Blob) {
	h := rw.Header()
	h.Set("Content-Type", servedType(media))
	kind, _, _ := strings.Cut(media, ";")
	h.Set("Content-Disposition", upload.Disposition(name, slices.Contains(shownTypes, kind)))
	h.Set("Etag", `"`+hash+`"`)
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", policyOf(kind))
	http.ServeContent(rw, r, "", at, blob)
}

// shownTypes may open in the window; everything else is saved to disk. None of
// them runs script.
var shownTypes = []string{"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}

// policyOf is what a file opened in the window may do: nothing. A PDF is not
// put in a sandbox besides, for there the browsers' own viewers do not start;
// it brings no script of the page's origin.
func policyOf(kind string) string {
	if kind == "application/pdf" {
		return "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
	}
	return "default-src 'none'; sandbox"
}

// servedType is the type as it was found at the upload, with its charset; text
// of none is UTF-8.
func servedType(mediaType string) string {
	kind, with, err := mime.ParseMediaType(mediaType)
	switch {
	case err != nil || kind == "":
		return "application/octet-stream"
	case kind == "text/html": // the clean copy, whatever the original was written in
		return "text/html; charset=utf-8"
	case kind == "text/plain" && with["charset"] == "":
		return "text/plain; charset=utf-8"
	}
	return mediaType
}

// bodyImage is an image in a body, by the name of its blob.
var bodyImage = regexp.MustCompile(`src="/file/([0-9a-f]{64})(?:/[^"]*)?"`)

// withImages points the images of a body at the attachments that hold them, so
// that they are seen by who sees the item and by nobody else.
func withImages(c publication.Content, files []file) string {
	if !strings.Contains(c.Body, `src="/file/`) {
		return c.Body
	}
	return bodyImage.ReplaceAllStringFunc(c.Body, func(s string) string {
		sum := bodyImage.FindStringSubmatch(s)[1]
		for i, a := range c.Attachments {
			if a.SHA256 == sum {
				return `src="` + files[i].href + `"`
			}
		}
		return s
	})
}

// serveItemQR draws the QR code of an item's address.
func (w *Window) serveItemQR(rw http.ResponseWriter, r *http.Request) error {
	p, err := w.itemAt(r.Context(), r)
	if err != nil {
		return err
	}
	if !w.visible(p, publication.Full) {
		return w.answerTombstone(rw, r, p)
	}
	c, err := w.readCity(r.Context())
	if err != nil {
		return err
	}
	return serveQR(rw, cityAddress(c, r, itemHref(p.Index)))
}

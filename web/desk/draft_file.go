package desk

import (
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// fileRow is an attachment in the form.
type fileRow struct {
	Name, Size string
	Token      string // what the form carries for it
}

func (d *Desk) fileRows(ctx context.Context, files []publication.Attachment) ([]fileRow, error) {
	var rows []fileRow
	for _, a := range files {
		token, err := d.Office.FileToken(ctx, office.DeskForm, a)
		if err != nil {
			return nil, err
		}
		rows = append(rows, fileRow{Name: a.Name, Size: fileSize(a.Size), Token: token})
	}
	return rows, nil
}

func fileSize(n int64) string {
	switch {
	case n < 1024:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1024*1024:
		return strconv.FormatInt((n+512)/1024, 10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1024*1024), 'f', 1, 64) + " MB"
}

func fileHref(base string, i int, name string) templ.SafeURL {
	return templ.SafeURL(base + strconv.Itoa(i+1) + "/" + strings.ReplaceAll(escape(name), "+", "%20"))
}

// readFiles is the attachments of a posted form: those it carries, without the
// ones to be removed, and those just uploaded. An uploaded file is looked at
// and kept even when something else in the form is wrong; one that is refused
// fails the field with its name.
func (d *Desk) readFiles(ctx context.Context, r *http.Request, form *page.Form, v publication.Draft) ([]publication.Attachment, error) {
	had, err := d.fileRows(ctx, v.Content.Attachments)
	if err != nil {
		return nil, err
	}
	var list []publication.Attachment
	for _, token := range form.Values["file"] {
		if form.Has("remove", token) || len(list) >= 2*publication.MaxFiles {
			continue
		}
		i := slices.IndexFunc(had, func(f fileRow) bool { return f.Token == token })
		if i >= 0 {
			list = append(list, v.Content.Attachments[i])
			continue
		}
		a, err := d.Office.CarriedFile(ctx, office.DeskForm, token, draftLimits)
		if errors.Is(err, store.ErrNotFound) {
			continue // no file of ours
		}
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	form.Set("remove")
	if r.MultipartForm == nil {
		return list, nil
	}
	for _, header := range r.MultipartForm.File["files"] {
		a, err := d.keepUpTo(ctx, header, draftLimits)
		if upload.Refused(err) {
			form.Fail("files", upload.Name(header.Filename)+page.T(ctx, "：")+page.T(ctx, err.Error()))
			continue
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	if len(list) > publication.MaxFiles {
		form.Fail("files", publication.ErrFiles.Error())
	}
	return list, nil
}

// draftLimits are of what is published past the gate: of a web page readers get
// the copy without its scripts.
var draftLimits = upload.Limits{Web: true}

func (d *Desk) keepFile(ctx context.Context, header *multipart.FileHeader) (publication.Attachment, error) {
	return d.keepUpTo(ctx, header, upload.Limits{})
}

func (d *Desk) keepUpTo(ctx context.Context, header *multipart.FileHeader, limits upload.Limits) (publication.Attachment, error) {
	f, err := header.Open()
	if err != nil {
		return publication.Attachment{}, fmt.Errorf("uploaded file: %w", err)
	}
	defer f.Close()
	return d.Office.KeepFile(ctx, header.Filename, f, header.Size, limits)
}

func (d *Desk) draftFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	return d.serveFile(w, r, v.Content.Attachments)
}

// serveFile hands out the n-th attachment of a list to one who may see it.
func (d *Desk) serveFile(w http.ResponseWriter, r *http.Request, list []publication.Attachment) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(list) || list[n-1].Name != r.PathValue("name") {
		return page.ErrNotFound
	}
	a := list[n-1]
	blob, err := d.Office.Blobs.Open(r.Context(), a.SHA256)
	if err != nil {
		return fmt.Errorf("attachment %s: %v", a.SHA256, err) // a fault, though the blob store says "not found"
	}
	defer blob.Close()
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Content-Disposition", upload.Disposition(a.Name, strings.HasPrefix(a.Type, "image/")))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", d.Office.Now(), blob)
	return nil
}

// bodyImage is an image in a body, by the name of its blob.
var bodyImage = regexp.MustCompile(`src="/file/([0-9a-f]{64})(?:/[^"]*)?"`)

// withImages points the images of a body at the attachments that hold them.
func withImages(c publication.Content, files string) string {
	if !strings.Contains(c.Body, `src="/file/`) {
		return c.Body
	}
	return bodyImage.ReplaceAllStringFunc(c.Body, func(s string) string {
		sum := bodyImage.FindStringSubmatch(s)[1]
		for i, a := range c.Attachments {
			if a.SHA256 == sum {
				return `src="` + string(fileHref(files, i, a.Name)) + `"`
			}
		}
		return s
	})
}

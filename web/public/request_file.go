package public

import (
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/web/page"
)

const (
	// requestBytes is what a posted form may bring, files and all.
	requestBytes = 64 << 20
	// requestFiles is how many files go with one form, of each sort.
	requestFiles = 5
)

// requestLimits bound what strangers may hand in.
var requestLimits = upload.Limits{Bytes: 20 << 20, Unpacked: 200 << 20, Members: 200, Depth: 1, Pages: 2000, Pixels: 100_000_000}

// errFiles refuses too many files.
var errFiles = errors.New("每处最多上传 5 个文件")

// keptFile is a file an earlier step of the form left with us.
type keptFile struct {
	Name, Size string
	Token      string // what the form carries for it
}

// keptFiles is the files that readFiles found under the field, as the form
// carries them on. Nothing that is handed in can be fetched again by whoever
// handed it in.
func keptFiles(form *page.Form, field string, files []request.File) []keptFile {
	var list []keptFile
	for i, token := range form.Values[field+"-kept"] {
		list = append(list, keptFile{files[i].Name, fileSize(files[i].Size), token})
	}
	return list
}

// readFiles is the files of one field of a posted form: those it carries under
// field-kept, without the ones to be removed, and those just uploaded. One that
// is accepted is kept even when something else in the form is wrong; one that
// is refused fails the field with its name.
func (a *asking) readFiles(r *http.Request, form *page.Form, field, of string) ([]request.File, error) {
	ctx := r.Context()
	var list []request.File
	for _, token := range form.Values[field+"-kept"] {
		if form.Has(field+"-remove", token) || len(list) >= requestFiles {
			continue
		}
		f, err := a.office.CarriedFile(ctx, office.PublicForm, token, requestLimits)
		if notFound(err) {
			continue // no file of ours
		}
		if err != nil {
			return nil, err
		}
		list = append(list, request.File{Name: f.Name, Type: f.Type, Size: f.Size, Hash: f.SHA256})
	}
	form.Set(field + "-remove")
	if r.MultipartForm != nil {
		for _, header := range r.MultipartForm.File[field] {
			if header.Filename == "" && header.Size == 0 {
				continue
			}
			if len(list) >= requestFiles {
				form.Fail(field, errFiles.Error())
				break
			}
			if !a.uploads.pass(from(r), a.office.Now()) {
				form.Fail(field, page.ErrTooMany.Error())
				break
			}
			f, err := a.keepFile(ctx, header)
			if upload.Refused(err) {
				form.Fail(field, page.Tf(ctx, "%s：%s", upload.Name(header.Filename), page.T(ctx, err.Error())))
				continue
			}
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(list, func(g request.File) bool { return g.Hash == f.Hash }) {
				list = append(list, f)
			}
		}
	}
	var tokens []string
	for i := range list {
		list[i].Of, list[i].On, list[i].By = of, a.office.Today(), "applicant"
		token, err := a.office.FileToken(ctx, office.PublicForm, publication.Attachment{Name: list[i].Name, SHA256: list[i].Hash})
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	form.Set(field+"-kept", tokens...)
	return list, nil
}

func (a *asking) keepFile(ctx context.Context, header *multipart.FileHeader) (request.File, error) {
	f, err := header.Open()
	if err != nil {
		return request.File{}, fmt.Errorf("uploaded file: %w", err)
	}
	defer f.Close()
	k, err := a.office.KeepFile(ctx, header.Filename, f, header.Size, requestLimits)
	return request.File{Name: k.Name, Type: k.Type, Size: k.Size, Hash: k.SHA256}, err
}

// serveBlob hands out a paper of a case to its applicant, to be saved or, where
// it is a PDF or an image, to be read in the window.
func (a *asking) serveBlob(rw http.ResponseWriter, r *http.Request, name, media, sum string) error {
	blob, err := a.office.Blobs.Open(r.Context(), sum)
	if err != nil {
		return fmt.Errorf("file %s of a request: %v", sum, err) // a fault, though the blob store says "not found"
	}
	defer blob.Close()
	kind, _, _ := strings.Cut(media, ";")
	h := rw.Header()
	h.Set("Content-Type", servedType(media))
	h.Set("Content-Disposition", upload.Disposition(name, slices.Contains(shownTypes, kind)))
	h.Set("Content-Security-Policy", policyOf(kind))
	http.ServeContent(rw, r, "", a.office.Now(), blob)
	return nil
}

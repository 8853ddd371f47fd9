package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// maxRequestFiles is how many files one form may bring.
const maxRequestFiles = 20

// ofNames is what the files of a case are, in the order in which they are
// listed.
var ofNames = []struct{ Of, Name string }{
	{"evidence", "身份证明"},
	{"request", "申请附件"},
	{"supplement", "补正材料"},
	{"opinion", "征求意见材料"},
	{"material", "可提供的材料"},
	{"redacted", "遮盖后的材料"},
	{"replaced", "已被替换的遮盖件（不得提供）"},
	{"original", "原件（不得提供）"},
	{"proof", "送达凭证"},
}

func ofName(of string) string {
	for _, row := range ofNames {
		if row.Of == of {
			return row.Name
		}
	}
	return of
}

// postedFiles is the files of a posted form: those an earlier try left with
// us, without the ones to be removed, and those just uploaded. An uploaded file
// is looked at and kept even when something else is wrong, so that nothing has
// to be chosen again; one that is refused fails the field with its name.
func (d *Desk) postedFiles(ctx context.Context, r *http.Request, form *page.Form, o *Official, of string) ([]request.File, []fileRow, error) {
	var list []publication.Attachment
	for _, token := range form.Values["file"] {
		if form.Has("remove", token) || len(list) >= 2*maxRequestFiles {
			continue
		}
		a, err := d.Office.CarriedFile(ctx, office.DeskForm, token, upload.Limits{})
		if errors.Is(err, store.ErrNotFound) {
			continue // no file of ours
		}
		if err != nil {
			return nil, nil, err
		}
		list = append(list, a)
	}
	form.Set("remove")
	if r.MultipartForm != nil {
		for _, header := range r.MultipartForm.File["files"] {
			a, err := d.keepFile(ctx, header)
			if upload.Refused(err) {
				form.Fail("files", upload.Name(header.Filename)+page.T(ctx, "：")+page.T(ctx, err.Error()))
				continue
			}
			if err != nil {
				return nil, nil, err
			}
			if !slices.Contains(list, a) {
				list = append(list, a)
			}
		}
	}
	if len(list) > maxRequestFiles {
		form.Fail("files", publication.ErrFiles.Error())
	}
	files := make([]request.File, len(list))
	for i, a := range list {
		files[i] = request.File{Name: a.Name, Type: a.Type, Size: a.Size, Hash: a.SHA256, Of: of, On: d.Office.Today(), By: string(o.Person.Login)}
	}
	rows, err := d.fileRows(ctx, list)
	return files, rows, err
}

// requestFile hands out a file or a letter of a case by its hash.
func (d *Desk) requestFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestOf(r, o)
	if err != nil {
		return err
	}
	name, media, ok := fileOf(q, r.PathValue("hash"))
	if !ok {
		return page.ErrNotFound
	}
	blob, err := d.Office.Blobs.Open(r.Context(), r.PathValue("hash"))
	if err != nil {
		return fmt.Errorf("%s: file %s: %v", q.Thing(), r.PathValue("hash"), err) // a fault, though the blob store says "not found"
	}
	defer blob.Close()
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", upload.Disposition(name, strings.HasPrefix(media, "image/") || media == "application/pdf"))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", d.Office.Now(), blob)
	return nil
}

const mediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// fileOf finds a file or a letter of the case by its hash.
func fileOf(q request.Request, hash string) (name, media string, ok bool) {
	for _, f := range q.Files {
		if f.Hash == hash {
			return f.Name, f.Type, true
		}
	}
	for _, l := range q.Letters {
		name := strings.TrimSpace(l.Title + " " + l.Number)
		switch hash {
		case "":
		case l.PDF:
			return name + ".pdf", "application/pdf", true
		case l.DOCX:
			return name + ".docx", mediaDOCX, true
		}
	}
	return "", "", false
}

// requestFilesPage is where what may be handed over, and what never may, is
// put with a case.
type requestFilesPage struct {
	Form  *page.Form
	R     request.Request
	Files []fileRow
}

// requestFilesShow and requestFilesKeep put materials with a case. They belong
// to the work on the answer: who may draft it may do it. The record has a note
// of how many, never a name: a file's name may tell who asks what.
func (d *Desk) requestFilesShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestFor(r, o, journal.RequestDraft)
	if err != nil {
		return err
	}
	form := &page.Form{}
	form.Set("of", "material")
	form.Set("back", page.QueryForm(r).Get("back"))
	return page.Show(w, r, form, d.requestFilesView(requestFilesPage{Form: form, R: q}))
}

func (d *Desk) requestFilesKeep(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	q, err := d.requestFor(r, o, journal.RequestDraft)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	of := form.Get("of")
	if !slices.Contains([]string{"material", "original", "evidence", "opinion"}, of) {
		form.Fail("of", "请选择材料的性质")
	}
	files, rows, err := d.postedFiles(ctx, r, form, o, of)
	if err != nil {
		return err
	}
	if len(files) == 0 && form.OK() {
		form.Fail("files", "请选择文件")
	}
	if form.OK() {
		_, err = d.Office.OnRequest(ctx, o.Actor, q.ID, 0, func(q request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			if !o.MayIn(journal.RequestDraft, q.Agency) {
				return q, journal.Entry{}, account.ErrForbidden
			}
			return request.Note(request.Attach(q, files...), fmt.Sprintf("存入%s %d 份", ofName(of), len(files)), h)
		})
		if err == nil {
			page.LeaveNotice(w, r, page.T(ctx, "材料已保存"))
			to := requestHref(q.ID)
			if form.Get("back") == "draft" {
				to += "/draft"
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
			return nil
		}
		if !form.Refuse(ctx, err) {
			return err
		}
	}
	return page.Render(w, r, http.StatusUnprocessableEntity, d.requestFilesView(requestFilesPage{Form: form, R: q, Files: rows}))
}

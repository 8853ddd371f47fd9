package desk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

// redirectMost is how many rows a table may have that is handed in at the desk:
// it is taken over while the official waits. Larger ones come by the command
// line.
const (
	redirectMost  = 20_000
	redirectShown = 2000 // rows held against the record in a preview
	redirectRows  = 50   // of those shown that come in
)

// redirectListPage begins an import of old addresses, with those there were.
type redirectListPage struct {
	Form *page.Form
	Rows []importRow
}

// redirectPreviewPage is a table as it would come in.
type redirectPreviewPage struct {
	Form       *page.Form
	File, Name string
	Read       int
	More       bool // the table goes on behind what is shown
	Refused    []store.Refusal
	Taken      []intake.Redirect // redirectRows at most
	Comes      int               // how many come in, of those read
}

func (d *Desk) redirectRoutes(s *page.Site) {
	s.Refusals = append(s.Refusals, page.Refusal{Err: intake.ErrRedirectColumns, Status: http.StatusUnprocessableEntity, Field: "file"})
	take, undo := may(journal.RedirectImport), may(journal.RedirectUndo)
	s.Handle("GET /desk/redirects", take, d.seat(d.redirectList))
	s.Handle("POST /desk/redirects", take, d.seat(d.redirectUpload), page.Body(uploadLimit))
	s.Handle("GET /desk/redirects/preview", take, d.seat(d.redirectPreview))
	s.Handle("POST /desk/redirects/preview", take, d.seat(d.redirectTake))
	s.Handle("GET /desk/redirects/{run}", take, d.seat(d.redirectShow))
	s.Handle("POST /desk/redirects/{run}/undo", undo, d.seat(d.redirectUndo))
}

func (d *Desk) redirectList(w http.ResponseWriter, r *http.Request, _ *Official) error {
	return d.redirectListAgain(w, r, &page.Form{})
}

func (d *Desk) redirectListAgain(w http.ResponseWriter, r *http.Request, form *page.Form) error {
	runs, err := d.Office.Store.Runs(r.Context(), "", importListSize)
	if err != nil {
		return err
	}
	p := redirectListPage{Form: form}
	for _, run := range runs {
		if intake.RedirectsOf(run) {
			p.Rows = append(p.Rows, importRow{Run: run, State: d.stateOfRun(run, nil)})
		}
	}
	return page.Show(w, r, form, d.redirectListView(p))
}

// redirectUpload keeps the table handed in, once it is known to be one, and
// goes on to its preview.
func (d *Desk) redirectUpload(w http.ResponseWriter, r *http.Request, _ *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 || r.MultipartForm.File["file"][0].Size == 0 {
		form.Fail("file", "请选择要导入的文件")
		return d.redirectListAgain(w, r, form)
	}
	head := r.MultipartForm.File["file"][0]
	name := tableName(head.Filename)
	if name == "" {
		form.Fail("file", page.ErrControlChars.Error())
		return d.redirectListAgain(w, r, form)
	}
	f, err := head.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := sheet.Open(name, f, head.Size, sheet.Limits{Bytes: uploadLimit})
	if err == nil {
		err = rows.Close()
	}
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.redirectListAgain(w, r, form)
		}
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum, _, err := d.Office.Blobs.Put(ctx, f)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/desk/redirects/preview?"+url.Values{"file": {sum}, "name": {name}}.Encode(), http.StatusSeeOther)
	return nil
}

// redirectFile is the table a form is about. Errors: page.ErrNotFound.
func (d *Desk) redirectFile(ctx context.Context, form *page.Form) (job intake.RedirectJob, dir string, err error) {
	sum, name := form.Get("file"), tableName(form.Get("name"))
	if len(sum) != 64 || strings.Trim(sum, "0123456789abcdef") != "" || name == "" {
		return job, "", page.ErrNotFound
	}
	file, dir, err := d.fetch(ctx, sum, name)
	return intake.RedirectJob{File: file, Name: name, Most: redirectMost}, dir, err
}

func (d *Desk) redirectPreview(w http.ResponseWriter, r *http.Request, _ *Official) error {
	return d.redirectPreviewAgain(w, r, page.QueryForm(r))
}

func (d *Desk) redirectPreviewAgain(w http.ResponseWriter, r *http.Request, form *page.Form) error {
	ctx := r.Context()
	job, dir, err := d.redirectFile(ctx, form)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	list, more, err := intake.PreviewRedirects(ctx, d.Office, job, redirectShown)
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.redirectListAgain(w, r, form)
		}
		return err
	}
	p := redirectPreviewPage{Form: form, File: form.Get("file"), Name: job.Name, Read: len(list), More: more}
	for _, v := range list {
		if v.Refused != nil {
			p.Refused = append(p.Refused, *v.Refused)
			continue
		}
		p.Comes++
		if len(p.Taken) < redirectRows {
			p.Taken = append(p.Taken, v)
		}
	}
	return page.Show(w, r, form, d.redirectPreviewView(p))
}

// redirectTake takes over the table that was looked at.
func (d *Desk) redirectTake(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	job, dir, err := d.redirectFile(ctx, form)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	run, err := intake.ImportRedirects(ctx, d.Office, o.Actor, job, nil)
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.redirectPreviewAgain(w, r, form)
		}
		return err
	}
	return done(w, r, "/desk/redirects/"+number(run.ID), "旧网址已经导入")
}

// redirectRun is the import of the address. Errors: page.ErrNotFound.
func (d *Desk) redirectRun(r *http.Request) (store.Run, error) {
	id, err := strconv.ParseInt(r.PathValue("run"), 10, 64)
	if err != nil || id <= 0 {
		return store.Run{}, page.ErrNotFound
	}
	run, err := d.Office.Store.Run(r.Context(), id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !intake.RedirectsOf(run) {
		return run, page.ErrNotFound
	}
	return run, err
}

// redirectShowPage is one import of old addresses.
type redirectShowPage struct {
	importShowPage
	Some []store.OldAddress // the first it brought
}

func (d *Desk) redirectShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.redirectShowAgain(w, r, o, &page.Form{})
}

func (d *Desk) redirectShowAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	run, err := d.redirectRun(r)
	if err != nil {
		return err
	}
	p := redirectShowPage{importShowPage: importShowPage{Form: form, Run: run, State: d.stateOfRun(run, nil), Undo: run.UndoneAt.IsZero() && o.MayIn(journal.RedirectUndo, "")}}
	if p.Who, err = d.personName(ctx, run.Actor); err != nil {
		return err
	}
	if p.Refusals, err = d.Office.Store.Refusals(ctx, run.ID, 0, refusalsSize); err != nil {
		return err
	}
	if p.Some, err = d.Office.Store.OldAddressesOfRun(ctx, run.ID, "", redirectRows); err != nil {
		return err
	}
	if p.History, err = d.history(ctx, run.Thing()); err != nil {
		return err
	}
	return page.Show(w, r, form, d.redirectShowView(p))
}

func (d *Desk) redirectUndo(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	run, err := d.redirectRun(r)
	if err != nil {
		return err
	}
	if !form.Has("sure", "yes") {
		form.Fail("sure", "撤销不能反悔，请勾选确认")
	} else if _, err := intake.UndoRedirects(r.Context(), d.Office, o.Actor, run.ID); err != nil && !form.Refuse(r.Context(), err) {
		return err
	}
	if !form.OK() {
		return d.redirectShowAgain(w, r, o, form)
	}
	return done(w, r, "/desk/redirects/"+number(run.ID), "这次导入已经撤销")
}

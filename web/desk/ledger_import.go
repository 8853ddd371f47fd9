package desk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

// ledgerImportPage begins an import into a book, with those there were.
type ledgerImportPage struct {
	Form     *page.Form
	Book     *ledger.Book
	Agencies []page.Choice
	Rows     []importRow
}

// ledgerPreviewPage is a file as it would come in: what would be refused, row
// by row, and the first of the others.
type ledgerPreviewPage struct {
	Form    *page.Form
	Book    *ledger.Book
	Agency  agency.Agency
	File    string // SHA-256 of the blob
	Name    string
	Sample  intake.LedgerSample
	Refused []store.Refusal // refusedShown at most
	Taken   []intake.LedgerSampleRow
	Fields  []ledger.Field // shown of the rows that come in
}

const (
	refusedShown = 200
	takenShown   = 10
	previewAll   = 1 << 20 // rows: the file is in memory anyway
)

// ledgerTemplate hands out the empty table of a book.
func (d *Desk) ledgerTemplate(w http.ResponseWriter, r *http.Request, _ *Official) error {
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="`+string(b.Code)+`.xlsx"`)
	return intake.LedgerTemplate(w, b)
}

func (d *Desk) ledgerImportShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	return d.ledgerImportAgain(w, r, o, b, &page.Form{})
}

func (d *Desk) ledgerImportAgain(w http.ResponseWriter, r *http.Request, o *Official, b *ledger.Book, form *page.Form) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := ledgerImportPage{Form: form, Book: b, Agencies: agencies.choicesOf(d.reach(o, agencies, journal.LedgerImport, true))}
	if len(p.Agencies) == 0 {
		return account.ErrForbidden
	}
	if len(p.Agencies) > 1 {
		p.Agencies = withBlank("请选择", p.Agencies)
	}
	var runs []store.Run
	if cityWide(o, journal.LedgerImport) {
		runs, err = d.Office.Store.Runs(ctx, "", importListSize)
	} else {
		for _, code := range o.Where(journal.LedgerImport) {
			some, failed := d.Office.Store.Runs(ctx, code, importListSize)
			runs, err = append(runs, some...), errors.Join(err, failed)
		}
	}
	if err != nil {
		return err
	}
	leases, err := d.atWork(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(runs, func(a, b store.Run) int { return int(b.ID - a.ID) })
	again := mended(runs)
	for _, run := range runs {
		if of, ok := intake.LedgerOf(run); ok && of == b.Code {
			p.Rows = append(p.Rows, importRow{run, agencies.of(run.Agency), d.stateOfRun(run, leases), again[run.ID]})
		}
	}
	return page.Show(w, r, form, d.ledgerImportView(p))
}

// ledgerUpload keeps the file handed in as a blob, once it is known to be a
// table, and goes on to its preview.
func (d *Desk) ledgerUpload(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	in := agency.Code(form.Get("agency"))
	if !slices.Contains(d.reach(o, agencies, journal.LedgerImport, true), in) {
		form.Fail("agency", "请选择机关")
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 || r.MultipartForm.File["file"][0].Size == 0 {
		form.Fail("file", "请选择要导入的文件")
	}
	if !form.OK() {
		return d.ledgerImportAgain(w, r, o, b, form)
	}
	head := r.MultipartForm.File["file"][0]
	name := tableName(head.Filename)
	if name == "" {
		form.Fail("file", page.ErrControlChars.Error())
		return d.ledgerImportAgain(w, r, o, b, form)
	}
	f, err := head.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := sheet.Open(name, f, head.Size, sheet.Limits{Bytes: uploadLimit})
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.ledgerImportAgain(w, r, o, b, form)
		}
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum, _, err := d.Office.Blobs.Put(ctx, f)
	if err != nil {
		return err
	}
	query := url.Values{"agency": {string(in)}, "file": {sum}, "name": {name}}
	http.Redirect(w, r, bookHref(b)+"/import/preview?"+query.Encode(), http.StatusSeeOther)
	return nil
}

// ledgerFileOf reads which file a form is about. Errors: page.ErrNotFound for an
// agency that is not the official's and for a name that is none.
func (d *Desk) ledgerFileOf(ctx context.Context, o *Official, form *page.Form) (handedIn, error) {
	u := handedIn{File: form.Get("file"), Name: tableName(form.Get("name"))}
	in := agency.Code(form.Get("agency"))
	a, err := d.Office.Store.Agency(ctx, in)
	if errors.Is(err, store.ErrNotFound) || err == nil && (!o.MayIn(journal.LedgerImport, in) || !a.Open(d.Office.Today())) {
		return u, page.ErrNotFound
	}
	if len(u.File) != 64 || strings.Trim(u.File, "0123456789abcdef") != "" || u.Name == "" {
		return u, page.ErrNotFound
	}
	u.Agency = a
	return u, err
}

func (d *Desk) ledgerPreview(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	form := page.QueryForm(r)
	u, err := d.ledgerFileOf(r.Context(), o, form)
	if err != nil {
		return err
	}
	return d.ledgerPreviewAgain(w, r, o, b, u, form)
}

func (d *Desk) ledgerPreviewAgain(w http.ResponseWriter, r *http.Request, o *Official, b *ledger.Book, u handedIn, form *page.Form) error {
	ctx := r.Context()
	file, dir, err := d.fetch(ctx, u.File, u.Name)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p := ledgerPreviewPage{Form: form, Book: b, Agency: u.Agency, File: u.File, Name: u.Name}
	p.Sample, err = intake.PreviewLedger(d.Office, intake.LedgerJob{Agency: u.Agency.Code, Book: b.Code, File: file, Name: u.Name}, previewAll)
	if err != nil {
		if refusal, known := page.Explain(ctx, err); known && refusal.Status == http.StatusUnprocessableEntity {
			form.Fail("file", saidOf(ctx, err)) // with the column's name
			return d.ledgerImportAgain(w, r, o, b, form)
		}
		return err
	}
	for _, row := range p.Sample.Rows {
		switch {
		case row.Refused != nil && len(p.Refused) < refusedShown:
			p.Refused = append(p.Refused, *row.Refused)
		case row.Refused == nil && len(p.Taken) < takenShown:
			p.Taken = append(p.Taken, row)
		}
	}
	for _, f := range b.Fields {
		if len(p.Fields) < 6 && slices.ContainsFunc(p.Taken, func(t intake.LedgerSampleRow) bool { return cellOf(ctx, f, t.Values) != "" }) {
			p.Fields = append(p.Fields, f)
		}
	}
	return page.Show(w, r, form, d.ledgerPreviewView(p))
}

func (p ledgerPreviewPage) table(ctx context.Context) ([]page.Column, [][]page.Cell) {
	columns := []page.Column{{Text: "行"}}
	for _, f := range p.Fields {
		columns = append(columns, page.Column{Text: f.Label})
	}
	var rows [][]page.Cell
	for _, t := range p.Taken {
		row := []page.Cell{{Text: strconv.Itoa(t.Number)}}
		for _, f := range p.Fields {
			row = append(row, page.Cell{Content: wordsOf(cut(cellOf(ctx, f, t.Values), 80))})
		}
		rows = append(rows, row)
	}
	return columns, rows
}

// ledgerSum is the name of a file's import into a book: the same file may be
// read into two.
func ledgerSum(b *ledger.Book, file string) string { return string(b.Code) + " " + file }

// ledgerTake imports the file that was looked at.
func (d *Desk) ledgerTake(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	u, err := d.ledgerFileOf(ctx, o, form)
	if err != nil {
		return err
	}
	at := &importJob{}
	err = d.imports.start(ctx, importKey{u.Agency.Code, ledgerSum(b, u.File)}, at, func(ctx context.Context) error {
		file, dir, err := d.fetch(ctx, u.File, u.Name)
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		_, err = intake.ImportLedger(ctx, d.Office, o.Actor, intake.LedgerJob{Agency: u.Agency.Code, Book: b.Code, File: file, Name: u.Name},
			func(done, total int64) { at.tell(d.Office.Now(), done, total) })
		return err
	})
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.ledgerPreviewAgain(w, r, o, b, u, form)
		}
		return err
	}
	query := url.Values{"agency": {string(u.Agency.Code)}, "file": {u.File}, "name": {u.Name}}
	http.Redirect(w, r, bookHref(b)+"/import/begun?"+query.Encode(), http.StatusSeeOther)
	return nil
}

// ledgerBegun waits for an import whose file is still being read.
func (d *Desk) ledgerBegun(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	u, err := d.ledgerFileOf(ctx, o, page.QueryForm(r))
	if err != nil {
		return err
	}
	sum := ledgerSum(b, u.File)
	job := d.imports.last(importKey{u.Agency.Code, sum})
	runs, err := d.Office.Store.Runs(ctx, u.Agency.Code, importListSize)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(runs, func(run store.Run) bool { return run.SHA256 == sum })
	switch {
	case job != nil && job.over() && job.outcome() != nil && (i < 0 || !runs[i].FinishedAt.IsZero()):
		return page.Render(w, r, http.StatusOK, d.ledgerBegunView(b, failure(ctx, job.outcome())))
	case i >= 0 && (job == nil || job.over() || runs[i].FinishedAt.IsZero() && runs[i].UndoneAt.IsZero()):
		http.Redirect(w, r, bookHref(b)+"/import/"+number(runs[i].ID), http.StatusSeeOther)
		return nil
	case job == nil:
		return page.ErrNotFound
	}
	refreshEvery(w)
	return page.Render(w, r, http.StatusOK, d.ledgerBegunView(b, ""))
}

// ledgerRunOf is the import of the address, if it went into the book and is of
// an agency of the official's for the act. Errors: page.ErrNotFound.
func (d *Desk) ledgerRunOf(r *http.Request, o *Official, act journal.Act) (*ledger.Book, store.Run, error) {
	b, err := bookOf(r)
	if err != nil {
		return nil, store.Run{}, err
	}
	id, err := strconv.ParseInt(r.PathValue("run"), 10, 64)
	if err != nil || id <= 0 {
		return nil, store.Run{}, page.ErrNotFound
	}
	run, err := d.Office.Store.Run(r.Context(), id)
	if of, ok := intake.LedgerOf(run); errors.Is(err, store.ErrNotFound) || err == nil && (!ok || of != b.Code || !o.MayIn(act, run.Agency)) {
		return nil, run, page.ErrNotFound
	}
	return b, run, err
}

// ledgerRunPage is one import into a book.
type ledgerRunPage struct {
	Book *ledger.Book
	Blob string // SHA-256 of the file; to take it up again
	importShowPage
}

func (p ledgerRunPage) base() string { return bookHref(p.Book) + "/import/" + number(p.Run.ID) }

func (d *Desk) ledgerRun(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	b, run, err := d.ledgerRunOf(r, o, journal.LedgerImport)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	_, blob, _ := strings.Cut(run.SHA256, " ")
	leases, err := d.atWork(ctx)
	if err != nil {
		return err
	}
	pace, run, err := d.paceShown(ctx, run, leases)
	if err != nil {
		return err
	}
	p := ledgerRunPage{b, blob, importShowPage{Form: &page.Form{}, Run: run, Agency: agencies.of(run.Agency), State: d.stateOfRun(run, leases), Pace: pace}}
	if p.Mended, err = d.mendedOf(ctx, run); err != nil {
		return err
	}
	if p.Who, err = d.personName(ctx, run.Actor); err != nil {
		return err
	}
	if p.Pace != nil {
		refreshEvery(w)
		return page.Render(w, r, http.StatusOK, d.ledgerRunView(p))
	}
	p.Failed = d.failed(ctx, run)
	p.Resume = run.FinishedAt.IsZero() && run.UndoneAt.IsZero()
	if p.Awaited = awaited(leases, run); p.Awaited != "" {
		refreshEvery(w)
	}
	p.Undo = run.UndoneAt.IsZero() && o.MayIn(journal.LedgerImportUndo, run.Agency)
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil || after < 0 {
		after = 0
	}
	if p.Refusals, err = d.Office.Store.Refusals(ctx, run.ID, after, refusalsSize+1); err != nil {
		return err
	}
	if len(p.Refusals) > refusalsSize {
		p.Refusals = p.Refusals[:refusalsSize]
		p.Older = p.base() + "?after=" + number(p.Refusals[refusalsSize-1].Row)
	}
	if p.History, err = d.history(ctx, run.Thing()); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.ledgerRunView(p))
}

func (d *Desk) ledgerRefused(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, run, err := d.ledgerRunOf(r, o, journal.LedgerImport)
	if err != nil {
		return err
	}
	_, blob, _ := strings.Cut(run.SHA256, " ")
	return d.serveRefused(w, r, run, blob, bookHref(b)+"/import/"+number(run.ID))
}

func (d *Desk) ledgerStop(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, run, err := d.ledgerRunOf(r, o, journal.LedgerImport)
	if err != nil {
		return err
	}
	at := ledgerRunPage{Book: b, importShowPage: importShowPage{Run: run}}.base()
	said, err := d.stopImport(r.Context(), run)
	if err != nil {
		return err
	}
	if said != "" {
		return done(w, r, at, said)
	}
	return undone(w, r, at, "这次导入没有在进行")
}

func (d *Desk) ledgerUndoShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.ledgerUndoAgain(w, r, o, &page.Form{})
}

func (d *Desk) ledgerUndoAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	b, run, err := d.ledgerRunOf(r, o, journal.LedgerImportUndo)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	p := ledgerRunPage{b, "", importShowPage{Form: form, Run: run, Agency: agencies.of(run.Agency)}}
	if !run.UndoneAt.IsZero() {
		http.Redirect(w, r, p.base(), http.StatusSeeOther)
		return nil
	}
	return page.Show(w, r, form, d.ledgerUndoView(p))
}

func (d *Desk) ledgerUndo(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, run, err := d.ledgerRunOf(r, o, journal.LedgerImportUndo)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if !form.Has("sure", "yes") {
		form.Fail("sure", "撤销不能反悔，请勾选确认")
	} else if !run.UndoneAt.IsZero() {
		form.Fail("", intake.ErrUndone.Error())
	} else if err := d.beginUndo(r.Context(), o.Actor, run); err != nil && !form.Refuse(r.Context(), err) {
		return err
	}
	if !form.OK() {
		return d.ledgerUndoAgain(w, r, o, form)
	}
	http.Redirect(w, r, ledgerRunPage{Book: b, importShowPage: importShowPage{Run: run}}.base(), http.StatusSeeOther)
	return nil
}

// runHref is the page of an import: those into a ledger have their own.
func runHref(run store.Run) string {
	if code, ok := intake.LedgerOf(run); ok {
		return "/desk/ledger/" + string(code) + "/import/" + number(run.ID)
	}
	if intake.RedirectsOf(run) {
		return "/desk/redirects/" + number(run.ID)
	}
	return "/desk/import/" + number(run.ID)
}

package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/journal"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

// importShowPage is one import: while it is under way how far it has come,
// afterwards its balance sheet and what was refused.
type importShowPage struct {
	Form     *page.Form
	Run      store.Run
	Agency   string
	Who      string
	State    importState
	Pace     *importPace // nil unless a server works on it
	Mended   int64       // of the rows refused, those that came in since
	Failed   string      // why it ended before its end; ""
	Resume   bool
	Awaited  string // what waits for another server, see awaited
	Undo     bool
	Refusals []store.Refusal
	Older    string // the next refusals
	History  []deedLine
}

// refusedCell is how many rows were refused, and how many of them came in since.
func (p importShowPage) refusedCell() page.Cell {
	if p.Mended == 0 {
		return page.Cell{Text: page.Number(p.Run.Refused)}
	}
	return page.Cell{Content: refusedCount(importRow{Run: p.Run, Mended: p.Mended})}
}

const refusalsSize = 100

// refreshEvery has the browser ask again while an import is under way.
func refreshEvery(w http.ResponseWriter) { w.Header().Set("Refresh", "2") }

// importBegunPage waits for an import whose file is still being counted.
type importBegunPage struct {
	Failed string // why it came to nothing
}

func (d *Desk) importBegun(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	form.Set("name", "table.csv")
	u, err := d.uploadOf(ctx, o, form)
	if err != nil {
		return err
	}
	run, err := d.lastRun(ctx, o, u)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	job := d.imports.last(importKey{u.Agency.Code, u.File})
	begun := err == nil && (job == nil || job.over() || run.FinishedAt.IsZero() && run.UndoneAt.IsZero())
	switch {
	case job != nil && job.over() && job.outcome() != nil && (!begun || !run.FinishedAt.IsZero()):
		return page.Render(w, r, http.StatusOK, d.importBegunView(importBegunPage{Failed: failure(ctx, job.outcome())}))
	case begun:
		http.Redirect(w, r, "/desk/import/"+number(run.ID), http.StatusSeeOther)
		return nil
	case job == nil:
		return page.ErrNotFound
	}
	refreshEvery(w)
	return page.Render(w, r, http.StatusOK, d.importBegunView(importBegunPage{}))
}

// lastRun is the newest run of the file. Errors: [store.ErrNotFound].
func (d *Desk) lastRun(ctx context.Context, o *Official, u handedIn) (store.Run, error) {
	runs, err := d.Office.Store.Runs(ctx, u.Agency.Code, importListSize)
	if err != nil {
		return store.Run{}, err
	}
	for _, run := range runs {
		if run.SHA256 == u.File {
			return run, nil
		}
	}
	return store.Run{}, store.ErrNotFound
}

// failure is why an import ended, in words for whoever began it.
func failure(ctx context.Context, err error) string {
	if errors.Is(err, context.Canceled) {
		return ""
	}
	if refusal, ok := page.Explain(ctx, err); ok {
		return refusal.Err.Error()
	}
	return "系统出了问题，导入没有完成；已经导入的都在，可以接着导入"
}

func (d *Desk) importShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.importShowAgain(w, r, o, &page.Form{})
}

func (d *Desk) importShowAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	run, err := d.runOf(r, o, journal.ImportStart)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	leases, err := d.atWork(ctx)
	if err != nil {
		return err
	}
	pace, run, err := d.paceShown(ctx, run, leases)
	if err != nil {
		return err
	}
	p := importShowPage{Form: form, Run: run, Agency: agencies.of(run.Agency), State: d.stateOfRun(run, leases), Pace: pace}
	if p.Mended, err = d.mendedOf(ctx, run); err != nil {
		return err
	}
	if p.Who, err = d.personName(ctx, run.Actor); err != nil {
		return err
	}
	if p.Pace != nil {
		refreshEvery(w)
		return page.Show(w, r, form, d.importShowView(p))
	}
	p.Failed = d.failed(ctx, run)
	if p.Awaited = awaited(leases, run); p.Awaited != "" {
		refreshEvery(w)
	}
	p.Resume = run.FinishedAt.IsZero() && run.UndoneAt.IsZero()
	p.Undo = run.UndoneAt.IsZero() && o.MayIn(journal.ImportUndo, run.Agency)
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil || after < 0 {
		after = 0
	}
	if p.Refusals, err = d.Office.Store.Refusals(ctx, run.ID, after, refusalsSize+1); err != nil {
		return err
	}
	if len(p.Refusals) > refusalsSize {
		p.Refusals = p.Refusals[:refusalsSize]
		p.Older = "/desk/import/" + number(run.ID) + "?after=" + number(p.Refusals[refusalsSize-1].Row)
	}
	if p.History, err = d.history(ctx, run.Thing()); err != nil {
		return err
	}
	return page.Show(w, r, form, d.importShowView(p))
}

func (d *Desk) importStop(w http.ResponseWriter, r *http.Request, o *Official) error {
	run, err := d.runOf(r, o, journal.ImportStart)
	if err != nil {
		return err
	}
	said, err := d.stopImport(r.Context(), run)
	if err != nil {
		return err
	}
	if said != "" {
		return done(w, r, "/desk/import/"+number(run.ID), said)
	}
	return undone(w, r, "/desk/import/"+number(run.ID), "这次导入没有在进行")
}

// failed is why the last work of this server on a run came to nothing; "" for
// none, and where another server went on with it.
func (d *Desk) failed(ctx context.Context, run store.Run) string {
	job := d.imports.last(importKey{run.Agency, run.SHA256})
	if job == nil || job.outcome() == nil || !run.UndoneAt.IsZero() || !job.undo && !run.FinishedAt.IsZero() {
		return ""
	}
	return failure(ctx, job.outcome())
}

func (d *Desk) importResume(w http.ResponseWriter, r *http.Request, o *Official) error {
	run, err := d.runOf(r, o, journal.ImportStart)
	if err != nil {
		return err
	}
	form := &page.Form{}
	if !run.FinishedAt.IsZero() || !run.UndoneAt.IsZero() {
		form.Fail("", "这次导入已经结束")
		return d.importShowAgain(w, r, o, form)
	}
	blob, err := d.Office.Blobs.Open(r.Context(), run.SHA256)
	if errors.Is(err, store.ErrNotFound) {
		form.Fail("", "原来的文件不在这里，请重新上传同一个文件，会接着导入")
		return d.importShowAgain(w, r, o, form)
	}
	if err != nil {
		return err
	}
	if err := blob.Close(); err != nil {
		return err
	}
	err = d.beginImport(r.Context(), o, run.SHA256, intake.Job{Agency: run.Agency, Name: run.File, Voucher: run.Voucher})
	if err != nil {
		if !form.Refuse(r.Context(), err) {
			return err
		}
		return d.importShowAgain(w, r, o, form)
	}
	http.Redirect(w, r, "/desk/import/"+number(run.ID), http.StatusSeeOther)
	return nil
}

func (d *Desk) importUndoShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.importUndoAgain(w, r, o, &page.Form{})
}

func (d *Desk) importUndoAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	run, err := d.runOf(r, o, journal.ImportUndo)
	if err != nil {
		return err
	}
	if !run.UndoneAt.IsZero() {
		http.Redirect(w, r, "/desk/import/"+number(run.ID), http.StatusSeeOther)
		return nil
	}
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.importUndoView(importShowPage{Form: form, Run: run, Agency: agencies.of(run.Agency)}))
}

func (d *Desk) importUndo(w http.ResponseWriter, r *http.Request, o *Official) error {
	run, err := d.runOf(r, o, journal.ImportUndo)
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
		return d.importUndoAgain(w, r, o, form)
	}
	http.Redirect(w, r, "/desk/import/"+number(run.ID), http.StatusSeeOther)
	return nil
}

// importRefused is every refused row as a table that computes nothing: its
// cells as in the file it came from, then where and why it was refused, so that
// it can be mended and handed in again. Of a file that was not kept, as from
// the command line, there is only the cell refused.
func (d *Desk) importRefused(w http.ResponseWriter, r *http.Request, o *Official) error {
	run, err := d.runOf(r, o, journal.ImportStart)
	if err != nil {
		return err
	}
	return d.serveRefused(w, r, run, run.SHA256, "/desk/import/"+number(run.ID))
}

// serveRefused writes the refused rows of a run whose file is the blob; page is
// where the run is shown.
func (d *Desk) serveRefused(w http.ResponseWriter, r *http.Request, run store.Run, blob, shown string) error {
	ctx := r.Context()
	var table *sheet.Rows
	switch file, dir, err := d.fetch(ctx, blob, run.File); {
	case errors.Is(err, page.ErrNotFound):
	case err != nil:
		return err
	default:
		defer os.RemoveAll(dir)
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		if table, err = sheet.Open(file, f, info.Size(), sheet.Limits{}); err != nil {
			return err
		}
		defer table.Close()
	}
	name, say := refusedName(run), func(s string) string { return page.T(ctx, s) }
	if strings.HasSuffix(r.URL.Path, ".xlsx") {
		var b bytes.Buffer
		err := intake.WriteRefused(ctx, d.Office.Store, run, table, intake.RefusedTo{Say: say,
			Begin: func(header []string) (*sheet.Refused, error) { return sheet.RefusedXLSX(&b, header), nil }})
		if errors.Is(err, sheet.ErrRowsForBook) || errors.Is(err, sheet.ErrCellForBook) {
			return undone(w, r, shown, err.Error())
		}
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
		_, _ = w.Write(b.Bytes()) // a visitor who hangs up is no fault of ours
		return nil
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	err := intake.WriteRefused(ctx, d.Office.Store, run, table, intake.RefusedTo{Say: say,
		Begin: func(header []string) (*sheet.Refused, error) { return sheet.RefusedCSV(w, header) }})
	if err != nil {
		panic(http.ErrAbortHandler) // half a file is out: cut the line, so nobody takes it for whole
	}
	return nil
}

// mappingWords is the mapping a run was begun with, in words.
func mappingWords(ctx context.Context, run store.Run) string {
	var kept struct {
		Columns []intake.Field `json:"columns"`
	}
	if json.Unmarshal([]byte(run.Mapping), &kept) != nil {
		return ""
	}
	s := ""
	for i, f := range kept.Columns {
		if f == intake.Ignored {
			continue
		}
		if s != "" {
			s += page.T(ctx, "；")
		}
		s += sheet.Letters(i+1) + " " + page.T(ctx, f.Name())
	}
	return s
}

// leftWords says how long something will still take.
func leftWords(ctx context.Context, left time.Duration) string {
	switch {
	case left < time.Minute:
		return page.Tf(ctx, "%d 秒", int(left.Seconds()))
	case left < time.Hour:
		return page.Tf(ctx, "%d 分钟", int(left.Minutes())+1)
	}
	return page.Tf(ctx, "%d 小时以上", int(left.Hours()))
}

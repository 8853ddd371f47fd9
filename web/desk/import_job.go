package desk

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/office/intake"
	"gongkai/store"
)

// importKey is one file of one agency: it is worked on once at a time.
type importKey struct {
	agency agency.Code
	file   string // SHA-256
}

// importJob is an import, or an undoing of one, at work.
type importJob struct {
	job
	undo bool

	from  int64 // done when it began
	begun time.Time
	done  int64
	total int64 // 0 while the file is counted
}

// importPace is how an import goes.
type importPace struct {
	Done, Total int64
	Rate        int64 // rows a second; 0 while unknown
	Left        time.Duration
	Undo        bool
	// Elsewhere says that another server is at work.
	Elsewhere bool
}

// mostImports is how many imports one server works on at once: they wait for
// one writer anyway.
const mostImports = 4

var errImportsFull = errors.New("正在进行的导入太多，请稍后再开始")

type importJobs = jobs[importKey, *importJob]

func newImportJobs(log *slog.Logger) *importJobs {
	return &importJobs{name: "import", log: log, most: mostImports, busy: intake.ErrRunning, full: errImportsFull,
		told: func(key importKey, job *importJob) []any {
			return []any{"agency", key.agency, "file", key.file, "undo", job.undo}
		}}
}

// importing is the job at work on the file; nil for none.
func (d *Desk) importing(in agency.Code, sum string) *importJob {
	if job := d.imports.last(importKey{in, sum}); job != nil && !job.over() {
		return job
	}
	return nil
}

func (job *importJob) tell(now time.Time, done, total int64) {
	job.mu.Lock()
	defer job.mu.Unlock()
	if job.begun.IsZero() {
		job.begun, job.from = now, done
	}
	job.done, job.total = done, total
}

func (job *importJob) pace(now time.Time) importPace {
	job.mu.Lock()
	defer job.mu.Unlock()
	p := importPace{Done: job.done, Total: job.total, Undo: job.undo}
	if job.begun.IsZero() {
		return p
	}
	return p.at(job.done-job.from, now.Sub(job.begun))
}

// at reckons the rate from so many rows in such a time.
func (p importPace) at(rows int64, took time.Duration) importPace {
	if rows > 0 && took > 0 {
		p.Rate = max(int64(float64(rows)/took.Seconds()), 1)
		p.Left = time.Duration(float64(took) * float64(max(p.Total-p.Done, 0)) / float64(rows)).Round(time.Second)
	}
	return p
}

// leasedRun is what some server works on, or is to go on with: an import, or
// its undoing.
type leasedRun struct {
	store.Lease
	undo bool
}

// leases are those of imports and of undoings, whoever holds them.
func (d *Desk) leases(ctx context.Context) ([]store.Lease, error) {
	imports, err := d.Office.Store.Leases(ctx, "import/")
	if err != nil {
		return nil, err
	}
	undoings, err := d.Office.Store.Leases(ctx, intake.UndoLease)
	return append(imports, undoings...), err
}

// atWork is the imports that some server works on or undoes, or is to go on
// with, by their thing.
func (d *Desk) atWork(ctx context.Context) (map[string]leasedRun, error) {
	list, err := d.leases(ctx)
	leases := make(map[string]leasedRun, len(list))
	for _, l := range list {
		if l.Holder == "" && !l.Live(d.Office.Now()) {
			continue
		}
		thing := l.Name
		id, _, undo := intake.Undoing(l)
		if undo {
			thing = store.Run{ID: id}.Thing()
		}
		leases[thing] = leasedRun{l, undo}
	}
	return leases, err
}

// paceOf is how a run goes: as this server knows, or as the record tells of
// another's; nil while nobody works on it.
func (d *Desk) paceOf(run store.Run, leases map[string]leasedRun) *importPace {
	if !run.UndoneAt.IsZero() {
		return nil
	}
	now := d.Office.Now()
	if job := d.importing(run.Agency, run.SHA256); job != nil {
		pace := job.pace(now)
		return &pace
	}
	l, ok := leases[run.Thing()]
	switch {
	case !ok || !l.Live(now):
		return nil
	case l.undo:
		return &importPace{Undo: true, Total: run.Imported, Elsewhere: true}
	case !run.FinishedAt.IsZero():
		return nil
	}
	pace := importPace{Done: run.Position, Total: run.Total, Elsewhere: true}.at(run.Position-l.Origin, now.Sub(l.Since))
	return &pace
}

// paceShown is paceOf for the page of the run: how far another server is with
// undoing is counted in the record. Of a run nobody works on it reads the last
// word, which was perhaps written since.
func (d *Desk) paceShown(ctx context.Context, run store.Run, leases map[string]leasedRun) (*importPace, store.Run, error) {
	p := d.paceOf(run, leases)
	if p == nil {
		run, err := d.Office.Store.Run(ctx, run.ID)
		return nil, run, err
	}
	if !p.Undo || !p.Elsewhere {
		return p, run, nil
	}
	left, err := intake.Left(ctx, d.Office, run)
	if err != nil {
		return nil, run, err
	}
	l := leases[run.Thing()]
	p.Done = max(p.Total-left, 0)
	pace := p.at(p.Done-l.Origin, d.Office.Now().Sub(l.Since))
	return &pace, run, nil
}

// awaited is what another server is to go on with: "import", "undo", or "" where
// nothing waits for one.
func awaited(leases map[string]leasedRun, run store.Run) string {
	l, ok := leases[run.Thing()]
	switch {
	case !ok:
		return ""
	case l.undo:
		return "undo"
	}
	return "import"
}

// stopImport ends the work on a run, on whichever server it is, and says so; ""
// where there was none.
func (d *Desk) stopImport(ctx context.Context, run store.Run) (string, error) {
	said := func(undo bool) string {
		if undo {
			return "正在停下，已经撤下的不再恢复，以后可以接着撤销"
		}
		return "正在停下，已经导入的保留，以后可以接着做"
	}
	if job := d.importing(run.Agency, run.SHA256); job != nil {
		job.stop()
		return said(job.undo), nil
	}
	leases, err := d.atWork(ctx)
	l, ok := leases[run.Thing()]
	if !ok || err != nil {
		return "", err
	}
	return said(l.undo), d.Office.Store.AskToStop(ctx, l.Name)
}

// beginImport starts a job on the blob, or goes on with one that was
// interrupted. Errors: [intake.ErrRunning], [errImportsFull].
func (d *Desk) beginImport(ctx context.Context, o *Official, sum string, job intake.Job) error {
	at := &importJob{}
	return d.imports.start(ctx, importKey{job.Agency, sum}, at, func(ctx context.Context) error {
		file, dir, err := d.fetch(ctx, sum, job.Name)
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		job.File = file
		_, err = intake.Import(ctx, d.Office, o.Actor, job, func(done, total int64) { at.tell(d.Office.Now(), done, total) })
		return err
	})
}

// beginUndo starts to undo a run, or goes on with that. Errors: as of
// beginImport.
func (d *Desk) beginUndo(ctx context.Context, by account.Actor, run store.Run) error {
	at := &importJob{undo: true}
	return d.imports.start(ctx, importKey{run.Agency, run.SHA256}, at, func(ctx context.Context) error {
		at.tell(d.Office.Now(), 0, run.Imported)
		_, err := intake.Undo(ctx, d.Office, by, run.ID, func(done, total int64) { at.tell(d.Office.Now(), done, total) })
		return err
	})
}

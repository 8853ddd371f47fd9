package desk

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

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
	took := now.Sub(job.begun)
	if rows := job.done - job.from; rows > 0 && took > 0 && !job.begun.IsZero() {
		p.Rate = max(int64(float64(rows)/took.Seconds()), 1)
		p.Left = time.Duration(float64(took) * float64(max(job.total-job.done, 0)) / float64(rows)).Round(time.Second)
	}
	return p
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

// beginUndo starts to undo a run. Errors: as of beginImport.
func (d *Desk) beginUndo(ctx context.Context, o *Official, run store.Run) error {
	at := &importJob{undo: true}
	return d.imports.start(ctx, importKey{run.Agency, run.SHA256}, at, func(ctx context.Context) error {
		at.tell(d.Office.Now(), 0, run.Imported)
		_, err := intake.Undo(ctx, d.Office, o.Actor, run.ID, func(done, total int64) { at.tell(d.Office.Now(), done, total) })
		return err
	})
}

package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"gongkai/affairs/agency"
	"gongkai/office/intake"
	"gongkai/store"
	"gongkai/web/page"
)

// importJobs is the imports and undoings this server works on. What they have
// done stands in the record, batch by batch; here is only how fast they go and
// how to stop them. The zero value is empty.
type importJobs struct {
	log *slog.Logger // nil: silent

	mu     sync.Mutex
	list   map[importKey]*importJob
	closed bool
	work   sync.WaitGroup
}

// importKey is one file of one agency: it is worked on once at a time.
type importKey struct {
	agency agency.Code
	file   string // SHA-256
}

type importJob struct {
	stop context.CancelFunc
	undo bool

	mu    sync.Mutex
	from  int64 // done when it began
	begun time.Time
	done  int64
	total int64 // 0 while the file is counted
	ended bool
	err   error
}

// importPace is how an import goes.
type importPace struct {
	Done, Total int64
	Rate        int64 // rows a second; 0 while unknown
	Left        time.Duration
	Undo        bool
}

// find is the job at work on the file; nil for none.
func (j *importJobs) find(in agency.Code, sum string) *importJob {
	j.mu.Lock()
	defer j.mu.Unlock()
	job := j.list[importKey{in, sum}]
	if job == nil || job.over() {
		return nil
	}
	return job
}

// last is the job that was at work on the file last, ended or not; nil for
// none on this server.
func (j *importJobs) last(in agency.Code, sum string) *importJob {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.list[importKey{in, sum}]
}

// mostImports is how many imports one server works on at once: they wait for
// one writer anyway.
const mostImports = 4

var errImportsFull = errors.New("正在进行的导入太多，请稍后再开始")

// start runs work in the background, apart from the request that began it.
// Errors: [intake.ErrRunning], [errImportsFull].
func (j *importJobs) start(ctx context.Context, key importKey, undo bool, work func(context.Context, *importJob) error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return errImportsFull
	}
	running := 0
	for k, job := range j.list {
		switch {
		case !job.over():
			running++
			if k == key {
				return intake.ErrRunning
			}
		case len(j.list) > 100:
			delete(j.list, k)
		}
	}
	if running >= mostImports {
		return errImportsFull
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	job := &importJob{stop: stop, undo: undo}
	if j.list == nil {
		j.list = map[importKey]*importJob{}
	}
	j.list[key] = job
	j.work.Go(func() {
		defer stop()
		err := guarded(func() error { return work(ctx, job) })
		j.report(ctx, key, undo, err)
		job.mu.Lock()
		defer job.mu.Unlock()
		job.ended, job.err = true, err
	})
	return nil
}

// guarded runs a job; a panic in it must not end the server, and is its error.
// The error says where, and not over which values: they may be somebody's.
func guarded(work func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic of %T in a job\n%s", v, debug.Stack())
		}
	}()
	return work()
}

// report logs a job that failed. What its official is told in words of their
// own, a refusal or the stop they asked for, is none of the keeper's matters.
func (j *importJobs) report(ctx context.Context, key importKey, undo bool, err error) {
	if err == nil || j.log == nil || errors.Is(err, context.Canceled) {
		return
	}
	if _, known := page.Explain(ctx, err); known {
		return
	}
	j.log.ErrorContext(ctx, "import", "agency", key.agency, "file", key.file, "undo", undo, "error", err)
}

// close stops every job behind the batch it is at, waits for them, and lets no
// other begin.
func (j *importJobs) close() {
	j.mu.Lock()
	j.closed = true
	for _, job := range j.list {
		job.stop()
	}
	j.mu.Unlock()
	j.work.Wait()
}

// Stop ends the imports under way behind the batch each is at, and the copies
// of originals being made, and returns when they have ended and their files are
// removed; what is missing goes on when somebody resumes it. Call it when the
// site serves no more.
func (d *Desk) Stop() {
	d.redactions.close()
	d.imports.close()
}

func (job *importJob) over() bool {
	job.mu.Lock()
	defer job.mu.Unlock()
	return job.ended
}

// outcome is why a job ended; nil for one at work or well done.
func (job *importJob) outcome() error {
	job.mu.Lock()
	defer job.mu.Unlock()
	return job.err
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
// interrupted. Errors: as of [importJobs.start].
func (d *Desk) beginImport(ctx context.Context, o *Official, sum string, job intake.Job) error {
	return d.imports.start(ctx, importKey{job.Agency, sum}, false, func(ctx context.Context, at *importJob) error {
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

// beginUndo starts to undo a run.
func (d *Desk) beginUndo(ctx context.Context, o *Official, run store.Run) error {
	return d.imports.start(ctx, importKey{run.Agency, run.SHA256}, true, func(ctx context.Context, at *importJob) error {
		at.tell(d.Office.Now(), 0, run.Imported)
		_, err := intake.Undo(ctx, d.Office, o.Actor, run.ID, func(done, total int64) { at.tell(d.Office.Now(), done, total) })
		return err
	})
}

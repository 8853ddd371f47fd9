package desk

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"gongkai/affairs/request"
	"gongkai/paper/redact"
	"gongkai/web/page"
)

// redactJobs is the originals this server makes copies of. The zero value is
// empty. What a job leaves stands in the case; here is only how far it is, how
// to stop it, and why the last one came to nothing.
type redactJobs struct {
	log *slog.Logger // nil: silent

	mu     sync.Mutex
	list   map[redactKey]*redactJob
	closed bool
	work   sync.WaitGroup
}

// redactKey is one original of one case: one copy is made of it at a time.
type redactKey struct {
	id   request.ID
	hash string
}

type redactJob struct {
	stop context.CancelFunc

	mu          sync.Mutex
	done, total int
	ended       bool
	err         error
}

// mostRedactions is how many copies are made at once.
const mostRedactions = 2

var (
	errRedacting      = errors.New("这份原件正在遮盖，请等它完成")
	errRedactionsFull = errors.New("现在有其他文件正在遮盖，请稍后再试")
)

// find is the last job on the original; nil for none.
func (j *redactJobs) find(key redactKey) *redactJob {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.list[key]
}

// start runs work in the background. Errors: [errRedacting],
// [errRedactionsFull].
func (j *redactJobs) start(ctx context.Context, key redactKey, work func(context.Context, *redactJob) error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	running := 0
	for k, job := range j.list {
		switch at := job.at(); {
		case !at.Ended && k == key:
			return errRedacting
		case !at.Ended:
			running++
		case len(j.list) > 100:
			delete(j.list, k)
		}
	}
	if j.closed || running >= mostRedactions {
		return errRedactionsFull
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	job := &redactJob{stop: stop}
	if j.list == nil {
		j.list = map[redactKey]*redactJob{}
	}
	j.list[key] = job
	j.work.Go(func() {
		defer stop()
		err := guarded(func() error { return work(ctx, job) })
		_, known := page.Explain(ctx, err)
		known = known && !errors.Is(err, redact.ErrProof) // that is an alarm
		if err != nil && !known && !errors.Is(err, context.Canceled) && j.log != nil {
			j.log.ErrorContext(ctx, "redact", "request", key.id.Number(), "file", key.hash, "error", err)
		}
		job.mu.Lock()
		defer job.mu.Unlock()
		job.ended, job.err = true, err
	})
	return nil
}

// close stops every job, waits for them, and lets no other begin.
func (j *redactJobs) close() {
	j.mu.Lock()
	j.closed = true
	for _, job := range j.list {
		job.stop()
	}
	j.mu.Unlock()
	j.work.Wait()
}

// redactPace is how far a job is.
type redactPace struct {
	Done, Total int
	Ended       bool
	Err         error
}

func (job *redactJob) at() redactPace {
	job.mu.Lock()
	defer job.mu.Unlock()
	return redactPace{job.done, job.total, job.ended, job.err}
}

func (job *redactJob) tell(done, total int) {
	job.mu.Lock()
	defer job.mu.Unlock()
	job.done, job.total = max(job.done, done), total
}

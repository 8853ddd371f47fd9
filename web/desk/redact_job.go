package desk

import (
	"errors"
	"log/slog"

	"gongkai/affairs/request"
)

// redactKey is one original of one case: one copy is made of it at a time.
type redactKey struct {
	id   request.ID
	hash string
}

// redactJob is a copy being made.
type redactJob struct {
	job
	done, total int
}

// mostRedactions is how many copies are made at once.
const mostRedactions = 2

var (
	errRedacting      = errors.New("这份原件正在遮盖，请等它完成")
	errRedactionsFull = errors.New("现在有其他文件正在遮盖，请稍后再试")
)

type redactJobs = jobs[redactKey, *redactJob]

func newRedactJobs(log *slog.Logger) *redactJobs {
	return &redactJobs{name: "redact", log: log, most: mostRedactions, busy: errRedacting, full: errRedactionsFull,
		told: func(key redactKey, _ *redactJob) []any { return []any{"request", key.id.Number(), "file", key.hash} }}
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

package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"gongkai/office"
	"gongkai/paper/redact"
	"gongkai/web/page"
)

// jobs is the work of one sort that this server does in the background, each on
// a thing K. What it has done stands in the record; here is only how far it is,
// how to stop it, and why the last one on the thing came to nothing.
type jobs[K comparable, J worker] struct {
	name string           // in the log
	log  *slog.Logger     // nil: silent
	told func(K, J) []any // what the log says of one that failed
	most int              // at once
	busy error            // refuses a second one on the same thing
	full error            // refuses one more than most

	mu     sync.Mutex
	list   map[K]J
	closed bool
	work   sync.WaitGroup
}

// worker is a job of some sort.
type worker interface{ worked() *job }

// job is what every sort of them has.
type job struct {
	stop  context.CancelFunc
	leave func() // stops because this server does

	mu    sync.Mutex
	ended bool
	err   error
}

func (b *job) worked() *job { return b }

func (b *job) over() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended
}

// outcome is why a job ended; nil for one at work or well done.
func (b *job) outcome() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// last is the job that was at work on the thing last, ended or not; nil for
// none on this server.
func (j *jobs[K, J]) last(key K) J {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.list[key]
}

// keptJobs is how many jobs are remembered at least, for who asks how the last
// one ended.
const keptJobs = 100

// start runs the work of a new job in the background, apart from the request
// that began it. Errors: busy and full.
func (j *jobs[K, J]) start(ctx context.Context, key K, fresh J, work func(context.Context) error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	running := 0
	for k, old := range j.list {
		switch {
		case !old.worked().over():
			running++
			if k == key {
				return j.busy
			}
		case len(j.list) > keptJobs:
			delete(j.list, k)
		}
	}
	if j.closed || running >= j.most {
		return j.full
	}
	at := fresh.worked()
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	at.stop, at.leave = func() { cancel(nil) }, func() { cancel(office.ErrLeft) }
	if j.list == nil {
		j.list = map[K]J{}
	}
	j.list[key] = fresh
	j.work.Go(func() {
		defer at.stop()
		err := guarded(func() error { return work(ctx) })
		j.report(ctx, key, fresh, err)
		at.mu.Lock()
		defer at.mu.Unlock()
		at.ended, at.err = true, err
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
// own, a refusal or the stop they asked for, is none of the keeper's matters; a
// copy that could not be proven is.
func (j *jobs[K, J]) report(ctx context.Context, key K, failed J, err error) {
	if err == nil || j.log == nil || errors.Is(err, context.Canceled) {
		return
	}
	if _, known := page.Explain(ctx, err); known && !errors.Is(err, redact.ErrProof) {
		return
	}
	j.log.ErrorContext(ctx, j.name, append(j.told(key, failed), "error", err)...)
}

// close stops every job, waits for them, and lets no other begin.
func (j *jobs[K, J]) close() {
	j.mu.Lock()
	j.closed = true
	for _, at := range j.list {
		at.worked().leave()
	}
	j.mu.Unlock()
	j.work.Wait()
}

// Stop ends the imports under way behind the batch each is at, and the copies
// of originals being made, and returns when they have ended and their files are
// removed; imports go on at another node, or at this one when it starts again
// ([Desk.Run]). Call it when the
// site serves no more.
func (d *Desk) Stop() {
	d.redactions.close()
	d.imports.close()
}

package office

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gongkai/store"
)

// leaseTime is how long a node that died still counts as at work; leaseBeat is
// how often one at work says that it is.
const (
	leaseTime = time.Minute
	leaseBeat = 15 * time.Second
)

var (
	// ErrHeld means that somebody is at work on the same.
	ErrHeld = errors.New("同样的工作正在进行")
	// ErrLeft is the cause with which work is ended that another node, or this
	// one when it starts again, is to go on with.
	ErrLeft = errors.New("本机停止服务，稍后继续")
)

// holder names this process in what it holds: the machine, the process there,
// and what tells it from an earlier one with the same number.
var holder = func() string {
	host, _ := os.Hostname() // without a name nobody is known to be gone
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text())
}()

// gone says that who holds a lease was a process of this machine that runs no
// more, killed perhaps; what other machines do is told by their leases alone.
func gone(by string) bool {
	mine, his := strings.Split(holder, "/"), strings.Split(by, "/")
	if len(his) < len(mine) || his[0] == "" || his[0] != mine[0] || his[2] == mine[2] {
		return false
	}
	pid, err := strconv.Atoi(his[1])
	if err != nil || pid == os.Getpid() {
		return err == nil // its number is ours now
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		return true
	}
	defer process.Release()
	return errors.Is(process.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// take takes a lease, also from a process of this machine that is gone.
func (o *Office) take(ctx context.Context, l store.Lease, now time.Time, seize bool) (bool, error) {
	ok, err := o.Store.Hold(ctx, l, now, seize)
	if ok || err != nil {
		return ok, err
	}
	held, err := o.Store.Leases(ctx, l.Name)
	if err != nil {
		return false, err
	}
	for _, other := range held {
		if other.Name == l.Name && gone(other.Holder) {
			return o.Store.Hold(ctx, l, now, true)
		}
	}
	return false, nil
}

// Hold takes the lease of a work that has come as far as origin, so that no
// other node begins it; seize takes it from whoever has it. One held by a
// process of this machine that was killed is free at once, others when they were
// not renewed for a minute. The context ends
// when somebody else takes it or asks to stop. release ends the work: for good,
// or, when the context's cause is [ErrLeft], for others to go on. Errors:
// [ErrHeld].
func (o *Office) Hold(ctx context.Context, name string, origin int64, seize bool) (held context.Context, release func() error, err error) {
	now := o.Now()
	l := store.Lease{Name: name, Holder: holder + "/" + rand.Text(), Since: now, Until: now.Add(leaseTime), Origin: origin}
	ok, err := o.take(ctx, l, now, seize)
	if err != nil {
		return nil, nil, err
	}
	if !ok {
		return nil, nil, ErrHeld
	}
	held, stop := context.WithCancelCause(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		beat := time.NewTicker(leaseBeat)
		defer beat.Stop()
		for {
			select {
			case <-held.Done():
				return
			case <-beat.C:
			}
			// A record that cannot be reached now may be at the next beat.
			if errors.Is(o.Store.Renew(held, name, l.Holder, o.Now().Add(leaseTime)), store.ErrChanged) {
				stop(context.Canceled)
				return
			}
		}
	}()
	return held, func() error {
		left := errors.Is(context.Cause(held), ErrLeft)
		stop(nil)
		<-ended
		whole := context.WithoutCancel(ctx)
		if left {
			return o.Store.Abandon(whole, name, l.Holder)
		}
		return o.Store.Release(whole, name, l.Holder)
	}, nil
}

// Record names the record apart from others that keep their files in the same
// place; a copy of it has the same name.
func (o *Office) Record(ctx context.Context) (string, error) {
	secret, err := o.secret(ctx)
	return keyed(secret, "record", ""), err
}

// Try counts one try to guess a secret, by each of the paces, and says whether
// it may be made: as many in a minute as they say, on all nodes together. What
// is counted by is kept as a keyed hash.
func (o *Office) Try(ctx context.Context, paces ...store.Pace) (bool, error) {
	kept, err := o.pacesKept(ctx, paces)
	if err != nil {
		return false, err
	}
	return o.Store.Try(ctx, o.Now(), TrySpan, kept...)
}

// TrySpan is in which time tries are counted together.
const TrySpan = time.Minute

// Forgive takes a try back that proved to be no guess, because the secret was
// right.
func (o *Office) Forgive(ctx context.Context, paces ...store.Pace) error {
	kept, err := o.pacesKept(ctx, paces)
	if err != nil {
		return err
	}
	return o.Store.Forgive(ctx, kept...)
}

// pacesKept is paces as the record counts them.
func (o *Office) pacesKept(ctx context.Context, paces []store.Pace) ([]store.Pace, error) {
	secret, err := o.secret(ctx)
	if err != nil {
		return nil, err
	}
	kept := make([]store.Pace, len(paces))
	for i, p := range paces {
		kept[i] = store.Pace{Who: keyed(secret, "try", p.Who), Most: p.Most}
	}
	return kept, nil
}

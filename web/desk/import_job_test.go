package desk

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gongkai/web/page"
)

// ended waits for the end of a job.
func ended(t *testing.T, j *importJobs, key importKey) error {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if job := j.last(key.agency, key.file); job != nil && job.over() {
			return job.outcome()
		}
	}
	t.Fatal("the job does not end")
	return nil
}

// What goes wrong behind the page is the job's error and the keeper's to read;
// the server goes on, and nobody's data stand in the log.
func TestImportJobsFail(t *testing.T) {
	broken := errors.New("disk full")
	for _, c := range []struct {
		name   string
		work   func() error
		err    error  // nil: any
		logged string // "" for nothing
	}{
		{"a fault", func() error { return broken }, broken, "disk full"},
		{"a panic", func() error { panic("张三 13800000000") }, nil, "panic of string"},
		{"a refusal", func() error { return page.ErrNotFound }, page.ErrNotFound, ""},
		{"stopped", func() error { return context.Canceled }, context.Canceled, ""},
	} {
		var out bytes.Buffer
		j := importJobs{log: slog.New(slog.NewTextHandler(&out, nil))}
		key := importKey{"JYJ", "abc"}
		if err := j.start(t.Context(), key, false, func(context.Context, *importJob) error { return c.work() }); err != nil {
			t.Fatal(err)
		}
		if err := ended(t, &j, key); err == nil || c.err != nil && !errors.Is(err, c.err) {
			t.Errorf("%s: %v", c.name, err)
		}
		j.close()
		text := out.String()
		if (text == "") != (c.logged == "") || !strings.Contains(text, c.logged) || strings.Contains(text, "张三") {
			t.Errorf("%s is logged as %q", c.name, text)
		}
	}
}

// A server that stops waits for its jobs, and begins none.
func TestImportJobsStop(t *testing.T) {
	var j importJobs
	at, cleaned := make(chan bool), false
	err := j.start(t.Context(), importKey{"JYJ", "abc"}, false, func(ctx context.Context, _ *importJob) error {
		close(at)
		<-ctx.Done()
		time.Sleep(20 * time.Millisecond) // the batch under way
		cleaned = true
		return ctx.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	<-at
	j.close()
	if !cleaned {
		t.Error("a job was left behind")
	}
	if err := j.start(t.Context(), importKey{"JYJ", "def"}, false, func(context.Context, *importJob) error { return nil }); !errors.Is(err, errImportsFull) {
		t.Errorf("a job after the end: %v", err)
	}
}

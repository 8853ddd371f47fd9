package desk

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gongkai/office/intake"
	"gongkai/web/page"
)

// ended waits for the end of a job.
func ended(t *testing.T, j *importJobs, key importKey) error {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if job := j.last(key); job != nil && job.over() {
			return job.outcome()
		}
	}
	t.Fatal("the job does not end")
	return nil
}

// A thing is worked on once at a time, and so many are at all.
func TestImportJobsAreFew(t *testing.T) {
	j, ready := newImportJobs(nil), make(chan bool)
	wait := func(context.Context) error { <-ready; return nil }
	for i, want := range []error{nil, nil, nil, nil, errImportsFull} {
		if err := j.start(t.Context(), importKey{"JYJ", string(rune('a' + i))}, &importJob{}, wait); !errors.Is(err, want) {
			t.Errorf("job %d: %v, want %v", i, err, want)
		}
	}
	if err := j.start(t.Context(), importKey{"JYJ", "b"}, &importJob{}, wait); !errors.Is(err, intake.ErrRunning) {
		t.Errorf("a second job on a file: %v", err)
	}
	close(ready)
	if err := ended(t, j, importKey{"JYJ", "b"}); err != nil {
		t.Error(err)
	}
	if err := j.start(t.Context(), importKey{"JYJ", "b"}, &importJob{}, wait); err != nil {
		t.Errorf("again after the end: %v", err)
	}
	j.close()
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
		j := newImportJobs(slog.New(slog.NewTextHandler(&out, nil)))
		key := importKey{"JYJ", "abc"}
		if err := j.start(t.Context(), key, &importJob{}, func(context.Context) error { return c.work() }); err != nil {
			t.Fatal(err)
		}
		if err := ended(t, j, key); err == nil || c.err != nil && !errors.Is(err, c.err) {
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
	j := newImportJobs(nil)
	at, cleaned := make(chan bool), false
	err := j.start(t.Context(), importKey{"JYJ", "abc"}, &importJob{}, func(ctx context.Context) error {
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
	if err := j.start(t.Context(), importKey{"JYJ", "def"}, &importJob{}, func(context.Context) error { return nil }); !errors.Is(err, errImportsFull) {
		t.Errorf("a job after the end: %v", err)
	}
}

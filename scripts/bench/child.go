package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// childWord is the first argument of this program when it is a measurement in
// a process of its own, whose memory can be told from the rest.
const childWord = "child"

// task is what a child is to do.
type task struct {
	Do    string // "load", "import", "stage", "recount", "plain", "by agency", "index", "fts", "ask index" or "ask fts"
	Scale int
	// load
	Address, Data string
	// import
	Records        int
	Products, Bare []string // addresses of empty databases, one a round
	// search
	Size int    // which of sizes
	Path string // of the index
	Cold bool   // only open and ask once
}

// imported is what a child measured. Rates are records a second.
type imported struct {
	Records  int64
	Seconds  float64
	Peak     int64     // bytes of memory at the highest
	Products []float64 // import: one a round
	Bare     []float64 // import: one a round
}

// inChild runs a task in a process of its own, which fills in what it measured.
func (b *bench) inChild(ctx context.Context, t task, measured any) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	cmd := exec.Command(b.binary, childWord, string(text))
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	p, err := b.start(cmd, syscall.SIGTERM)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		p.stop()
		return ctx.Err()
	case <-p.done:
	}
	if p.err != nil {
		return fmt.Errorf("%s: %w", t.Do, p.err)
	}
	return json.Unmarshal(out.Bytes(), measured)
}

func child(text string) error {
	var t task
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	var m any
	var err error
	switch t.Do {
	case "load":
		m, err = withPeak(load(ctx, t))
	case "import":
		m, err = withPeak(importBesideBare(ctx, t))
	case "stage":
		m, err = stageCity(ctx, t)
	case "recount":
		m, err = recount(ctx, t)
	case "plain":
		m, err = countPlainly(ctx, t, plain)
	case "by agency":
		m, err = countPlainly(ctx, t, byAgency)
	case "index":
		m, err = buildAlone(ctx, t, buildIndex)
	case "fts":
		m, err = buildAlone(ctx, t, buildFTS)
	case "ask index":
		m, err = askIndex(ctx, t)
	case "ask fts":
		m, err = askFTS(ctx, t)
	default:
		err = fmt.Errorf("no task %q", t.Do)
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(m)
}

func withPeak(m imported, err error) (imported, error) {
	if err == nil {
		m.Peak, err = status(os.Getpid(), "VmHWM")
	}
	return m, err
}

// every calls f at most once in so long.
func every(d time.Duration, f func(done, total int64)) func(done, total int64) {
	last := time.Now()
	return func(done, total int64) {
		if now := time.Now(); now.Sub(last) >= d {
			last = now
			f(done, total)
		}
	}
}

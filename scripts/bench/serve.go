package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	startGoal  = time.Second
	memoryGoal = 300 << 20 // bytes
	atRest     = 10 * time.Second
)

// browser is the name requests give themselves, so that visits are counted as
// people's are.
const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// portal is a running `gongkai serve`.
type portal struct {
	*process
	address string        // host:port
	took    time.Duration // from its start to the first page
}

// serve starts the portal of a city and waits for its first page.
func (b *bench) serve(ctx context.Context, p place) (*portal, error) {
	address, err := freePort()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(p.data, "serve.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	program, err := b.program(ctx)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, append([]string{"serve", "--listen", address}, p.flags...)...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Dir = p.data
	begun := time.Now()
	s := &portal{address: address}
	if s.process, err = b.start(cmd, syscall.SIGTERM); err != nil {
		return nil, err
	}
	err = s.until(ctx, func() error {
		_, _, err := s.get(ctx, "/", false)
		return err
	})
	s.took = time.Since(begun)
	if err != nil {
		text, _ := os.ReadFile(log.Name()) // what there is of it only helps
		return nil, fmt.Errorf("%w: %s", err, text)
	}
	return s, nil
}

var client = &http.Client{
	Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16},
	Timeout:   30 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	},
}

// get reads a page; any answer but 200 is an error.
func (s *portal) get(ctx context.Context, path string, compressed bool) ([]byte, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+path, nil)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("User-Agent", browser)
	if compressed {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("GET %s: %s", path, answer.Status)
	}
	return body, answer.Header, nil
}

// indexed builds the search index of a city that has none: what rests has one.
func (b *bench) indexed(ctx context.Context, p place) error {
	if _, err := os.Stat(filepath.Join(p.data, "search", "CURRENT")); err == nil {
		return nil
	}
	program, err := b.program(ctx)
	if err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, program, append([]string{"index", "rebuild"}, p.flags...)...).CombinedOutput(); err != nil {
		return fmt.Errorf("index of the city: %w: %s", err, out)
	}
	return nil
}

// starting measures how soon the loaded city answers, and what it holds in
// memory when it does nothing and after a thousand pages.
func (b *bench) starting(ctx context.Context, e *engine) error {
	p, err := e.city(ctx, b.whole())
	if err != nil {
		return err
	}
	if err := b.indexed(ctx, p); err != nil {
		return err
	}
	var took []time.Duration
	var s *portal
	for range 5 {
		if s != nil {
			s.stop()
		}
		if s, err = b.serve(ctx, p); err != nil {
			return err
		}
		took = append(took, s.took)
	}
	defer s.stop()
	worst := percentile(took, 100)
	e.add(row{what: "start with the city loaded: from exec to the first page, slowest of 5", product: micro(worst), goal: "≤ 1 s", ok: worst <= startGoal})
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(atRest):
	}
	rest, err := s.resident()
	if err != nil {
		return err
	}
	e.add(row{what: "memory 10 s after the start", product: megabytes(rest), goal: "≤ 300 MB", ok: rest <= memoryGoal})
	k, err := e.addresses(ctx, b.whole(), 900)
	if err != nil {
		return err
	}
	var all []string
	for _, kind := range k {
		all = append(all, kind.paths...)
	}
	for i := range 1000 {
		if _, _, err := s.get(ctx, all[i%len(all)], i%2 == 0); err != nil {
			return err
		}
	}
	if rest, err = s.resident(); err != nil {
		return err
	}
	e.add(row{what: "memory after 1,000 pages", product: megabytes(rest), goal: "≤ 300 MB", ok: rest <= memoryGoal})
	return nil
}

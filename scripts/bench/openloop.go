package main

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

// looped is what an open loop measured: requests go out on time whether or not
// the earlier ones are answered, and each is timed from when it was due, so a
// server that stalls is charged for all who would have waited.
type looped struct {
	took   []time.Duration
	failed int
	first  string // what the first failure was
	again  int    // requests for an address asked for before
}

// openLoop asks so many times a second for so long. next gives the addresses in
// turn; an answer of 200, 303 or 304 is good.
func openLoop(ctx context.Context, address string, perSecond int, lasts time.Duration, next func(int) string) looped {
	client := &http.Client{
		Transport: &http.Transport{DisableCompression: true, MaxIdleConns: 512, MaxIdleConnsPerHost: 512},
		Timeout:   30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
	defer client.CloseIdleConnections()
	var l looped
	var mu sync.Mutex
	var all sync.WaitGroup
	seen := map[string]bool{}
	gap := time.Second / time.Duration(perSecond)
	start := time.Now()
	for i := 0; time.Duration(i)*gap < lasts && ctx.Err() == nil; i++ {
		path := next(i)
		if seen[path] {
			l.again++
		}
		seen[path] = true
		due := start.Add(time.Duration(i) * gap)
		time.Sleep(time.Until(due))
		all.Go(func() {
			problem := ask(ctx, client, "http://"+address+path)
			took := time.Since(due)
			mu.Lock()
			defer mu.Unlock()
			l.took = append(l.took, took)
			if problem != "" {
				if l.failed++; l.first == "" {
					l.first = path + ": " + problem
				}
			}
		})
	}
	all.Wait()
	return l
}

// ask is "" for a good answer.
func ask(ctx context.Context, client *http.Client, address string) string {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err.Error()
	}
	r.Header.Set("User-Agent", browser)
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := client.Do(r)
	if err != nil {
		return err.Error()
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err.Error()
	}
	switch answer.StatusCode {
	case http.StatusOK, http.StatusSeeOther, http.StatusNotModified:
		return ""
	}
	return answer.Status
}

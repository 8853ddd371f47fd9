package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/intake"
)

const (
	findRate      = 300 // searches a second
	findTail      = 50 * time.Millisecond
	rebuildGoal   = 4 * time.Minute
	catchUpActs   = 20_000
	catchUpGoal   = 5 * time.Second
	runningMemory = 600 << 20
	stormEach     = 20 // publications of each agency
	freshGoal     = 2 * time.Second
)

// finding measures the search of a portal with the city loaded: its first build
// while people read, searches in an open loop, a storm of publications, and
// what came while it was away.
func (b *bench) finding(ctx context.Context, e *engine) error {
	p, err := e.copied(ctx, b.whole())
	if err != nil {
		return err
	}
	s, err := b.rebuilding(ctx, e, p)
	if err != nil {
		return err
	}
	defer func() { s.stop() }()
	list, err := queries()
	if err != nil {
		return err
	}
	agencies, err := codesOf(ctx, p)
	if err != nil {
		return err
	}
	b.say("searches in an open loop")
	next := searches(list, agencies)
	openLoop(ctx, s.address, findRate, 5*time.Second, func(i int) string { return next(1_000_000 + i) })
	l := openLoop(ctx, s.address, findRate, pick(b, time.Minute, 10*time.Second), next)
	p99 := percentile(l.took, 99)
	e.add(row{what: fmt.Sprintf("search page over HTTP, %d a second in an open loop, p99 (p50 %s; %d of 100 asked for an address that had been asked before)",
		findRate, micro(percentile(l.took, 50)), l.again*100/max(1, len(l.took))), product: micro(p99), goal: "≤ 50 ms", ok: p99 <= findTail})
	e.add(row{what: "the same, slowest", product: micro(percentile(l.took, 100)), ok: true})
	failures := fmt.Sprintf("%d of %s", l.failed, thousands(int64(len(l.took))))
	if l.failed > 0 {
		failures += " (" + l.first + ")"
	}
	e.add(row{what: "the same, errors", product: failures, goal: "0", ok: l.failed == 0})
	if err := e.addMemory(s, "memory of the portal after the searches"); err != nil {
		return err
	}
	if err := b.storming(ctx, e, p, s, list, agencies); err != nil {
		return err
	}
	if err := e.addMemory(s, "memory of the portal after all of that"); err != nil {
		return err
	}
	s.stop()
	return b.catchingUp(ctx, e, p, s)
}

// addMemory tells what the portal holds resident now, how much of it is files
// that are mapped and can be given up at any time, and the most it ever held.
func (e *engine) addMemory(s *portal, what string) error {
	now, err1 := s.resident()
	mapped, err2 := status(s.cmd.Process.Pid, "RssFile")
	peak, err3 := s.peak()
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	e.add(row{what: what + fmt.Sprintf(" (%s of it mapped files; at its peak %s)", megabytes(mapped), megabytes(peak)), product: megabytes(now),
		goal: "≤ 600 MB", ok: now <= runningMemory})
	return nil
}

// codesOf is the agencies that publish.
func codesOf(ctx context.Context, p place) ([]agency.Code, error) {
	o, err := openOffice(ctx, p.db, p.data)
	if err != nil {
		return nil, err
	}
	defer o.Store.Close()
	return (&desk{Office: o}).columns(ctx)
}

// searches are addresses of searches: the queries alone or with a common word,
// with filters and orders, so many that few come twice.
func searches(list []asked, agencies []agency.Code) func(int) string {
	often := common(list)
	return func(i int) string {
		dice := rand.New(rand.NewPCG(2017, uint64(i)))
		a := list[dice.IntN(len(list))]
		v := url.Values{}
		for name, values := range a.filters {
			v[name] = values
		}
		words := a.words
		if dice.IntN(3) == 0 {
			words += " " + often[dice.IntN(len(often))].words
		}
		v.Set("q", words)
		if dice.IntN(2) == 0 {
			v.Set("agency", string(agencies[dice.IntN(len(agencies))]))
		}
		if dice.IntN(4) == 0 {
			v.Set("year", "2017")
		}
		if dice.IntN(4) == 0 {
			v.Set("sort", string(search.ByDate))
		}
		if dice.IntN(8) == 0 {
			v.Set("channel", publication.Channels[dice.IntN(len(publication.Channels))].Code)
		}
		return "/search?" + v.Encode()
	}
}

// rebuilding starts the portal without its index and reads pages until it is
// built.
func (b *bench) rebuilding(ctx context.Context, e *engine, p place) (*portal, error) {
	folder := filepath.Join(p.data, "search")
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	kinds, err := e.addresses(ctx, b.whole(), 200)
	if err != nil {
		return nil, err
	}
	s, err := b.serve(ctx, p)
	if err != nil {
		return nil, err
	}
	b.say("the index is built while pages are read")
	begun := time.Now()
	reading, read := context.WithCancel(ctx)
	var l looped
	var all sync.WaitGroup
	all.Go(func() {
		l = openLoop(reading, s.address, 20, time.Hour, func(i int) string {
			k := kinds[i%len(kinds)]
			return uncached(k.paths[i/len(kinds)%len(k.paths)], i)
		})
	})
	var took time.Duration
	for took == 0 && err == nil {
		select {
		case <-ctx.Done():
			err = ctx.Err()
		case <-time.After(500 * time.Millisecond):
			answer, asked := client.Get("http://" + s.address + "/search.json?q=" + url.QueryEscape("长春市"))
			if err = asked; err != nil {
				break
			}
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				took = time.Since(begun)
			} else if time.Since(begun) > 30*time.Minute {
				err = errors.New("the index is not built")
			}
		}
	}
	read()
	all.Wait()
	if err != nil {
		s.stop()
		return nil, err
	}
	// Those still under way were let go, and are no failures.
	l.failed = 0
	n, err := folderBytes(folder)
	if err != nil {
		s.stop()
		return nil, err
	}
	e.add(row{what: "index of the city built by the portal while pages are read", product: tenths(took.Seconds()), goal: "≤ 240 s", ok: took <= rebuildGoal})
	e.add(row{what: fmt.Sprintf("pages drawn anew meanwhile, 20 a second in an open loop, p99 of %s", thousands(int64(len(l.took)))), product: micro(percentile(l.took, 99)), ok: true})
	e.add(row{what: "size of that index", product: megabytes(n), ok: true})
	if err := e.addMemory(s, "memory of the portal when it is built"); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// storming lets every agency publish at once, from another node over the same
// record, while people read and search.
func (b *bench) storming(ctx context.Context, e *engine, p place, s *portal, list []asked, agencies []agency.Code) error {
	b.say("%d agencies publish at once", len(agencies))
	o, err := openOffice(ctx, p.db, p.data)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	d := &desk{Office: o}
	run := strconv.FormatInt(time.Now().UnixMilli()%1_000_000_000, 10)
	title := func(i int) string { return fmt.Sprintf("风暴测量%s第%d件", run, i) }
	each := pick(b, stormEach, 4)
	if err := d.prepareTitled(ctx, each*len(agencies), title); err != nil {
		return err
	}
	kinds, err := e.addresses(ctx, b.whole(), 200)
	if err != nil {
		return err
	}
	next := searches(list, agencies)
	reading, read := context.WithCancel(ctx)
	var l looped
	var reads sync.WaitGroup
	reads.Go(func() {
		l = openLoop(reading, s.address, 200, time.Hour, func(i int) string {
			switch i % 4 {
			case 0:
				return "/"
			case 1:
				return next(2_000_000 + i)
			}
			k := kinds[i%len(kinds)]
			return k.paths[i/len(kinds)%len(k.paths)]
		})
	})
	var mu sync.Mutex
	var acts, column, found []time.Duration
	var failed error
	begun := time.Now()
	var all sync.WaitGroup
	for a, code := range agencies {
		all.Go(func() {
			var last time.Time
			at := a
			for n := range each {
				at = a + n*len(agencies)
				time.Sleep(time.Until(begun.Add(time.Duration(n) * 500 * time.Millisecond)))
				draft := d.drafts[at]
				start := time.Now()
				_, err := d.Publish(ctx, signer(draft.Agency), draft.ID, draft.Stamp)
				last = time.Now()
				mu.Lock()
				acts, failed = append(acts, last.Sub(start)), errors.Join(failed, err)
				mu.Unlock()
				if err != nil {
					return
				}
			}
			inColumn, err1 := s.shows(ctx, "/agency/"+string(code), title(at), last)
			inSearch, err2 := s.shows(ctx, "/search?q="+url.QueryEscape(title(at)), "/item/", last)
			mu.Lock()
			column, found = append(column, inColumn), append(found, inSearch)
			failed = errors.Join(failed, err1, err2)
			mu.Unlock()
		})
	}
	all.Wait()
	took := time.Since(begun)
	read()
	reads.Wait()
	if failed != nil {
		return failed
	}
	what := fmt.Sprintf("%d agencies publish %s at once on another node, in %s: ", len(agencies), thousands(int64(len(acts))), tenths(took.Seconds()))
	e.add(row{what: what + "pages read meanwhile, 200 a second in an open loop, p99 (p50 " + micro(percentile(l.took, 50)) + ")", product: micro(percentile(l.took, 99)), ok: true})
	e.add(row{what: "the same, publish act, p99 (p50 " + micro(percentile(acts, 50)) + ")", product: micro(percentile(acts, 99)), ok: true})
	worst := percentile(column, 100)
	e.add(row{what: "the same, the last of each agency stands in its column, slowest", product: micro(worst), goal: "≤ 2 s", ok: worst <= freshGoal})
	worst = percentile(found, 100)
	e.add(row{what: "the same, it is found by its title, slowest", product: micro(worst), goal: "≤ 2 s", ok: worst <= freshGoal})
	return nil
}

// shows is how long after an instant the page shows the text.
func (s *portal) shows(ctx context.Context, path, text string, since time.Time) (time.Duration, error) {
	for {
		body, _, err := s.get(ctx, path, false)
		took := time.Since(since)
		if err != nil {
			return took, err
		}
		if strings.Contains(string(body), text) {
			return took, nil
		}
		if took > 30*time.Second {
			return took, fmt.Errorf("%s does not show %s after %s", path, text, took)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// catchingUp imports acts while the portal is away, and starts it again.
func (b *bench) catchingUp(ctx context.Context, e *engine, p place, s *portal) error {
	b.say("%d acts while the portal is away", catchUpActs)
	o, err := openOffice(ctx, p.db, p.data)
	if err != nil {
		return err
	}
	err = importMore(ctx, o, catchUpActs)
	var end int64
	if err == nil {
		end, err = o.Store.JournalEnd(ctx)
	}
	if err = errors.Join(err, o.Store.Close()); err != nil {
		return err
	}
	begun := time.Now()
	again, err := b.serve(ctx, p)
	if err != nil {
		return err
	}
	*s = *again
	position := ""
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		answer, err := client.Get("http://" + s.address + "/search.json?q=" + url.QueryEscape("测量"+strconv.FormatInt(time.Now().UnixMicro(), 36)))
		if err != nil {
			return err
		}
		body, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil {
			return err
		}
		if answer.StatusCode == http.StatusOK {
			_, rest, _ := strings.Cut(string(body), `"position":`)
			position, _, _ = strings.Cut(rest, "}")
			if n, err := strconv.ParseInt(strings.TrimSpace(position), 10, 64); err == nil && n >= end {
				break
			}
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the index is at %s of %d", position, end)
		}
	}
	took := time.Since(begun)
	e.add(row{what: thousands(catchUpActs) + " acts while the portal was away are searchable, from its start", product: micro(took), goal: "≤ 5 s", ok: took <= catchUpGoal})
	return nil
}

// importMore publishes records as an import of another system's does.
func importMore(ctx context.Context, o *office.Office, n int) error {
	plan, err := demo.New(40)
	if err != nil {
		return err
	}
	var list []intake.Record
	for r := range records(plan) {
		if r.PublishedAt.Year() != 2017 {
			continue
		}
		r.Content.Interprets = ""
		if list = append(list, r); len(list) == n {
			break
		}
	}
	name := "bench/more-" + strconv.FormatInt(time.Now().UnixMilli(), 36)
	_, _, err = intake.ImportStream(ctx, o, account.Console, intake.Stream{Name: name, Voucher: voucher, Total: int64(len(list)), Records: slices.Values(list)}, nil)
	return err
}

// prepareTitled is prepare with titles of their own.
func (d *desk) prepareTitled(ctx context.Context, n int, title func(int) string) error {
	agencies, err := d.columns(ctx)
	if err != nil {
		return err
	}
	for i := range n {
		in := agencies[i%len(agencies)]
		clerk, secrecy := person(account.Clerk, in), person(account.SecrecyReviewer, in)
		c := publication.Content{Title: title(i), Category: "A0206", IssuedOn: d.Today(), Body: "<p>供测量用。</p>", Keywords: "测量", Channels: publication.Website}
		draft, err := d.Start(ctx, clerk, in, c)
		if err == nil {
			draft, err = d.Determine(ctx, clerk, draft.ID, draft.Stamp, publication.Determination{Attribute: publication.Proactive, ReexamineOn: calendar.NoDay})
		}
		if err == nil {
			draft, err = d.Submit(ctx, clerk, draft.ID, draft.Stamp)
		}
		if err == nil {
			draft, err = d.Clear(ctx, secrecy, draft.ID, draft.Stamp, "")
		}
		if err != nil {
			return fmt.Errorf("prepare a draft of %s: %w", in, err)
		}
		d.drafts = append(d.drafts, draft)
	}
	return nil
}

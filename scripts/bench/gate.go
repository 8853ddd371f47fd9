package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"gongkai/demo"
	"gongkai/paper/gate"
	"gongkai/paper/gate/gatetest"
)

// The corpus is made from one seed while the gate is worked on, and from
// another, which nobody looks into, when it is measured.
const (
	workSeed  = 2017
	checkSeed = 20190515
)

// The goals of the gate.
const (
	recallOfPersons = 0.99
	recallOfHidden  = 0.98
	falseHoldsGoal  = 0.03
	gateFileGoal    = 2 * time.Second
	gateItemsGoal   = 20_000
)

// gateCount is how much of what is there was found.
type gateCount struct{ found, there int }

func (c gateCount) share() float64 {
	if c.there == 0 {
		return 0
	}
	return float64(c.found) / float64(c.there)
}

func (c gateCount) text() string {
	return fmt.Sprintf("%d of %d, %.1f %%", c.found, c.there, 100*c.share())
}

// gateFiles is what the gate made of the corpus.
type gateFiles struct {
	kinds   map[gate.Kind]gateCount
	classes map[gate.Class]gateCount
	// formats counts what stops, by kinds of files.
	formats map[string]gateCount
	held    gateCount // clean files held
	took    []time.Duration
	bytes   int64
	missed  []string
}

func (b *bench) gateCorpus(ctx context.Context, seed uint64, files int) (gateFiles, error) {
	g := gateFiles{kinds: map[gate.Kind]gateCount{}, classes: map[gate.Class]gateCount{}, formats: map[string]gateCount{}}
	for n := -1; n < files; n++ {
		f, err := gatetest.Make(seed, max(n, 2)) // a PDF first, which starts its reader
		if err != nil {
			return g, err
		}
		begun := time.Now()
		r, err := gate.Scanner{}.Inspect(ctx, gate.File{Name: f.Name, R: bytes.NewReader(f.Bytes), Size: int64(len(f.Bytes))}, gate.Limits{})
		if err != nil {
			return g, err
		}
		if n < 0 {
			continue
		}
		g.took = append(g.took, time.Since(begun))
		g.bytes += int64(len(f.Bytes))
		if f.Clean() {
			g.held.there++
			if r.Stops() {
				g.held.found++
				g.missed = append(g.missed, fmt.Sprintf("%d %s is clean, but %s %s", n, f.Name, r.Held, stopping(r)))
			}
		}
		for _, l := range f.Leaks {
			// A file that could not be looked into is no find.
			found := r.Held == "" && l.Found(r.Findings)
			if !found {
				g.missed = append(g.missed, fmt.Sprintf("%d %s: %s %q (%s) %s", n, f.Name, l.Kind, l.Plain, l.Form, r.Held))
			}
			add(g.kinds, l.Kind, found)
			add(g.classes, l.Kind.Row().Class, found)
			if l.Kind.Row().Stops {
				add(g.formats, f.Kind, found)
			}
		}
	}
	return g, nil
}

func add[K comparable](to map[K]gateCount, key K, found bool) {
	c := to[key]
	c.there++
	if found {
		c.found++
	}
	to[key] = c
}

// stopping is what stops in a report, for who works on the gate.
func stopping(r gate.Report) string {
	var list []string
	for _, f := range r.Findings {
		if f.Kind.Row().Stops {
			list = append(list, string(f.Kind)+" "+f.Match)
		}
	}
	return strings.Join(list, "; ")
}

// gate measures what is found and what is held without cause.
func (b *bench) gate(ctx context.Context, e *engine) error {
	if e.server != nil {
		return nil // no database has a part in it
	}
	seed := uint64(pick(b, checkSeed, workSeed))
	files := pick(b, 960, 480)
	g, err := b.gateCorpus(ctx, seed, files)
	if err != nil {
		return err
	}
	if b.quick {
		for _, line := range g.missed {
			fmt.Fprintln(os.Stderr, "       ", line)
		}
	}
	for _, c := range []struct {
		class gate.Class
		what  string
		goal  float64
	}{{gate.Personal, "identifiers", recallOfPersons}, {gate.Secret, "marks of secrecy", recallOfPersons}, {gate.Hidden, "hidden content", recallOfHidden}, {gate.Trace, "traces", recallOfHidden}} {
		n := g.classes[c.class]
		e.add(row{what: fmt.Sprintf("%s in %s files made up (%s), found", c.what, thousands(int64(files)), megabytes(g.bytes)), product: n.text(), goal: fmt.Sprintf("≥ %.0f %%", 100*c.goal), ok: n.share() >= c.goal})
		for _, k := range gate.Kinds {
			if k.Class == c.class && g.kinds[k.Kind].there > 0 {
				e.add(row{what: "of these, " + strings.ReplaceAll(string(k.Kind), "_", " "), product: g.kinds[k.Kind].text()})
			}
		}
	}
	for _, format := range []string{"xlsx", "docx", "pptx", "ofd", "pdf", "csv", "txt", "html", "zip", "jpg", "png"} {
		if n := g.formats[format]; n.there > 0 {
			e.add(row{what: "all that stops, in " + strings.ToUpper(format), product: n.text()})
		}
	}
	e.addHolds("clean files", g.held)
	if err := b.gateReal(e); err != nil {
		return err
	}
	p95 := percentile(g.took, 95)
	e.add(row{what: fmt.Sprintf("one file looked into, p95 (p50 %s, slowest %s)", micro(percentile(g.took, 50)), micro(percentile(g.took, 100))), product: micro(p95), goal: "≤ 2 s", ok: p95 <= gateFileGoal})
	return b.gateItems(ctx, e)
}

func (e *engine) addHolds(what string, n gateCount) {
	e.add(row{what: what + ", held without cause", product: n.text(), goal: fmt.Sprintf("≤ %.0f %%", 100*falseHoldsGoal), ok: n.share() <= falseHoldsGoal})
}

// gateReal looks at real laws and the titles of real catalogues, in which there
// is nothing to hold.
func (b *bench) gateReal(e *engine) error {
	l, err := readLibrary(realTexts)
	if errors.Is(err, os.ErrNotExist) {
		b.say("gate: the real texts are not there; not measured")
		return nil
	}
	if err != nil {
		return err
	}
	var laws, titles gateCount
	for _, d := range l {
		found := append(gate.Text("title", d.Title), gate.Text("number", d.Number)...)
		n := &titles
		if d.Text != "" {
			n = &laws
			found = append(found, gate.Text("body", d.Text)...)
		}
		n.there++
		if r := (gate.Report{Findings: found}); r.Stops() {
			n.found++
			if b.quick {
				fmt.Fprintln(os.Stderr, "       ", d.Title, stopping(r))
			}
		}
	}
	e.addHolds("real laws of the nation, with their text", laws)
	e.addHolds("titles and numbers of three real catalogues", titles)
	return nil
}

// gateItems is how fast plain items go through, on one core and on two.
func (b *bench) gateItems(ctx context.Context, e *engine) error {
	plan, err := demo.New(pick(b, 1, 10))
	if err != nil {
		return err
	}
	archive := demo.NewArchive(plan, 1)
	const batch = 5000
	all := min(archive.Len(), pick(b, 200_000, 20_000))
	// Items from the whole of the city, as they lie.
	step := archive.Len() / all
	var one, two time.Duration
	held, done, bytes := 0, 0, int64(0)
	for from := 0; from+batch <= all; from += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		list := make([]demo.Item, 0, batch)
		for i := range batch {
			it := archive.Item((from + i) * step)
			it.Body = noTags.Replace(it.Body)
			bytes += int64(len(it.Title) + len(it.Number) + len(it.Keywords) + len(it.Body))
			list = append(list, it)
		}
		done += batch
		alone := func() {
			begun := time.Now()
			held += scanItems(list)
			one += time.Since(begun)
		}
		both := func() {
			begun := time.Now()
			var all sync.WaitGroup
			for half := range slices.Chunk(list, batch/2) {
				all.Go(func() { scanItems(half) })
			}
			all.Wait()
			two += time.Since(begun)
		}
		if from/batch%2 == 0 {
			alone()
			both()
		} else {
			both()
			alone()
		}
	}
	for _, c := range []struct {
		cores int
		took  time.Duration
	}{{1, one}, {min(2, runtime.NumCPU()), two}} {
		rate := float64(done) / c.took.Seconds()
		e.add(row{what: fmt.Sprintf("plain items looked at, title, number, keywords and text, %d of the city's %s, %d bytes each, on %d core(s)", done, thousands(int64(archive.Len())), bytes/int64(done), c.cores),
			product: thousands(int64(rate)) + "/s", goal: "≥ 20,000/s", ok: rate >= gateItemsGoal})
	}
	e.addHolds("those items", gateCount{held, done})
	return nil
}

// scanItems counts the items that something in them stops.
func scanItems(list []demo.Item) int {
	held := 0
	for _, it := range list {
		found := append(gate.Text("title", it.Title), gate.Text("number", it.Number)...)
		found = append(found, gate.Text("keywords", it.Keywords)...)
		found = append(found, gate.Text("body", it.Body)...)
		if (gate.Report{Findings: found}).Stops() {
			held++
		}
	}
	return held
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// longest is how long a whole run may take before it is given up.
const longest = 90 * time.Minute

// options are what the command line says.
type options struct {
	quick   bool
	keep    string
	out     string
	date    string
	only    string
	engines string
	large   bool
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == childWord {
		if err := child(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	var opt options
	flag.BoolVar(&opt.quick, "quick", false, "a tenth of the city and short runs, for development; writes nothing unless -out is given")
	flag.StringVar(&opt.keep, "keep", "", "keep the loaded cities in this `folder` and use those that are there")
	flag.StringVar(&opt.out, "out", "", "write the table to this `file` (default docs/benchmarks.md, or nothing with -quick, -only or -engines)")
	flag.StringVar(&opt.date, "date", time.Now().Format(time.DateOnly), "`date` of the table")
	flag.StringVar(&opt.only, "only", "", "measure only these, of "+strings.Join(partNames(), ","))
	flag.StringVar(&opt.engines, "engines", "sqlite,postgres", "measure on these engines")
	flag.BoolVar(&opt.large, "large", false, "search in ten years too; their index takes half an hour to build and some gigabytes")
	flag.Parse()
	if opt.out == "" && !opt.quick && opt.only == "" && opt.engines == "sqlite,postgres" {
		opt.out = filepath.Join("docs", "benchmarks.md")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	if err := run(ctx, opt); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, opt options) (err error) {
	if _, err := os.Stat(filepath.Join("cmd", "gongkai")); err != nil {
		return errors.New("run it from the root of the repository")
	}
	b := &bench{options: opt, dir: opt.keep, begun: time.Now()}
	if opt.keep == "" {
		if b.dir, err = os.MkdirTemp("", "gongkai-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	}
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	// Open for PostgreSQL's own account, which the server runs as.
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return err
	}
	if err := os.Chmod(b.dir, 0o755); err != nil {
		return err
	}
	if b.binary, err = os.Executable(); err != nil {
		return err
	}
	defer b.stopAll()
	var engines []*engine
	for _, name := range strings.Split(opt.engines, ",") {
		e, err := b.engine(ctx, name)
		if err != nil {
			return err
		}
		engines = append(engines, e)
	}
	if err := b.measure(ctx, engines); err != nil {
		return err
	}
	text := b.report(ctx, engines)
	fmt.Print(text)
	if opt.out == "" {
		return nil
	}
	return os.WriteFile(opt.out, []byte(text), 0o644)
}

// bench is one run.
type bench struct {
	options
	dir     string // everything lies under it
	binary  string // this program, for measurements in a process of their own
	gongkai string // the portal's program; "" until it is first needed
	begun   time.Time
	running []*process
	parts   []part
	at      int
}

// program builds the portal's program the first time it is asked for.
func (b *bench) program(ctx context.Context) (string, error) {
	if b.gongkai == "" {
		path := filepath.Join(b.dir, "gongkai")
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "./cmd/gongkai").CombinedOutput(); err != nil {
			return "", fmt.Errorf("build: %w\n%s", err, out)
		}
		b.gongkai = path
	}
	return b.gongkai, nil
}

// part is one measurement on one engine.
type part struct {
	name  string
	about time.Duration // what it takes, for the time left
	run   func(context.Context, *engine) error
	on    *engine
}

// scales are the cities measured, smallest first: a tenth and the whole.
func (b *bench) scales() []int {
	if b.quick {
		return []int{10}
	}
	return []int{10, 1}
}

// whole is the scale of the largest city loaded.
func (b *bench) whole() int { return b.scales()[len(b.scales())-1] }

// pick is the first for a full run and the second for a quick one.
func pick[T any](b *bench, full, quick T) T {
	if b.quick {
		return quick
	}
	return full
}

func (b *bench) allParts() []part {
	return []part{
		{name: "import", about: pick(b, 70*time.Second, 20*time.Second), run: b.importing},
		{name: "load", about: pick(b, 3*time.Minute, 15*time.Second), run: b.loading},
		{name: "start", about: pick(b, 30*time.Second, 15*time.Second), run: b.starting},
		{name: "pages", about: pick(b, 4*time.Minute, time.Minute), run: b.serving},
		{name: "publish", about: pick(b, 90*time.Second, 15*time.Second), run: b.publishing},
		{name: "request", about: pick(b, 3*time.Minute, time.Minute), run: b.asking},
		{name: "report", about: pick(b, 4*time.Minute, time.Minute), run: b.accounting},
		{name: "build", about: pick(b, 20*time.Minute, 2*time.Minute), run: b.building},
		{name: "search", about: pick(b, 4*time.Minute, time.Minute), run: b.searching},
		{name: "relevance", about: pick(b, 4*time.Minute, time.Minute), run: b.relevance},
		{name: "gate", about: pick(b, 3*time.Minute, time.Minute), run: b.gate},
		{name: "growth", about: time.Minute, run: b.growing},
		{name: "find", about: pick(b, 8*time.Minute, 2*time.Minute), run: b.finding},
	}
}

func partNames() []string {
	var names []string
	for _, p := range (&bench{}).allParts() {
		names = append(names, p.name)
	}
	return names
}

func (b *bench) measure(ctx context.Context, engines []*engine) error {
	var only []string
	if b.only != "" {
		only = strings.Split(b.only, ",")
		// Requests, reports and the index are measured in cities of their own, and
		// the gate in none.
		own := []string{"request", "report", "build", "search", "relevance", "gate"}
		if slices.ContainsFunc(only, func(name string) bool { return !slices.Contains(own, name) }) {
			only = append(only, "load")
		}
		if slices.Contains(only, "search") {
			only = append(only, "build")
		}
	}
	for _, name := range only {
		if !slices.Contains(partNames(), name) {
			return fmt.Errorf("-only %s: there are %s", name, strings.Join(partNames(), ", "))
		}
	}
	for _, e := range engines {
		for _, p := range b.allParts() {
			if len(only) > 0 && !slices.Contains(only, p.name) || p.name == "growth" && b.quick {
				continue
			}
			p.on = e
			b.parts = append(b.parts, p)
		}
	}
	for i, p := range b.parts {
		b.at = i
		b.say("%s", p.name)
		if err := p.run(ctx, p.on); err != nil {
			return fmt.Errorf("%s on %s: %w", p.name, p.on.title, err)
		}
	}
	return nil
}

// say prints a line of progress with the time left, as far as it is known.
func (b *bench) say(format string, args ...any) {
	if len(b.parts) == 0 {
		fmt.Fprintf(os.Stderr, "%6s  "+format+"\n", append([]any{time.Since(b.begun).Round(time.Second)}, args...)...)
		return
	}
	var left time.Duration
	for _, p := range b.parts[b.at:] {
		left += p.about
	}
	fmt.Fprintf(os.Stderr, "%6s  [%d/%d, about %s left] %s: "+format+"\n", append([]any{time.Since(b.begun).Round(time.Second),
		b.at + 1, len(b.parts), left.Round(10 * time.Second), b.parts[b.at].on.title}, args...)...)
}

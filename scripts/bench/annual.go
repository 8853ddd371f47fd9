package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"gongkai/affairs/agency"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/figures/annual"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/store"
)

const (
	recountRatio  = 1.5
	recountGoal   = 2 * time.Second
	compileCity   = 50 * time.Millisecond
	compileAgency = 20 * time.Millisecond
	recordsGoal   = 30 * time.Millisecond
	editionsGoal  = 3 * time.Second
	membersGoal   = 30 * time.Second
	stagingGoal   = 12 * time.Second
	reported      = 2017 // the year of the reports
	recordsAPage  = 50   // as the page of a figure shows them
)

// staged is what a child measured while it made the demonstration's city.
type staged struct {
	Parts map[string]float64 // seconds
	Peak  int64              // bytes
}

// counted is what a child measured in a record it had just opened.
type counted struct{ Seconds float64 }

// accounting measures annual reports in the whole demonstration: its year of
// publications, requests, remedies and ledgers, and the reports made of them.
func (b *bench) accounting(ctx context.Context, e *engine) error {
	p, err := e.place(ctx, "demo-"+strconv.Itoa(b.whole()))
	if err != nil {
		return err
	}
	s, err := b.staging(ctx, e, p)
	if err != nil {
		return err
	}
	e.add(row{what: "64 annual reports of the demonstration written, signed, submitted, accepted and published",
		product: tenths(s.Parts["reports"]), goal: "≤ 12 s", ok: s.Parts["reports"] <= stagingGoal.Seconds()})
	if err := b.recounting(ctx, e, p); err != nil {
		return err
	}
	o, err := openOffice(ctx, p.db, p.data)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	city, err := o.City(ctx)
	if err != nil {
		return err
	}
	scope, err := o.ReportScope(ctx, city.Government, reported)
	if err != nil {
		return err
	}
	b.say("report: compile with tallies")
	if err := b.compiling(ctx, e, o, scope); err != nil {
		return err
	}
	b.say("report: open every figure")
	if err := b.opening(ctx, e, o, scope); err != nil {
		return err
	}
	b.say("report: editions")
	return b.printing(ctx, e, o, p, scope)
}

func tenths(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 1, 64) + " s" }

// staging makes the city, or finds it there from the run before.
func (b *bench) staging(ctx context.Context, e *engine, p place) (s staged, err error) {
	note := filepath.Join(p.data, "stage.json")
	if text, err := os.ReadFile(note); err == nil {
		b.say("the demonstration is there")
		return s, json.Unmarshal(text, &s)
	}
	if err := b.inChild(ctx, task{Do: "stage", Scale: b.whole(), Address: p.db, Data: p.data}, &s); err != nil {
		return s, err
	}
	if err := e.settled(ctx, p.db); err != nil {
		return s, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	return s, os.WriteFile(note, text, 0o644)
}

// stageCity makes the demonstration in this process.
func stageCity(ctx context.Context, t task) (staged, error) {
	s := staged{Parts: map[string]float64{}}
	o, err := openOffice(ctx, t.Address, t.Data)
	if err != nil {
		return s, err
	}
	defer o.Store.Close()
	plan, err := demo.New(t.Scale)
	if err != nil {
		return s, err
	}
	for _, part := range []struct {
		name string
		run  func(context.Context, *office.Office, *demo.Plan, func(at, total int64)) error
	}{
		{"city", func(ctx context.Context, o *office.Office, _ *demo.Plan, _ func(at, total int64)) error {
			return stage.Found(ctx, o)
		}},
		{"publications", stage.Year}, {"requests", stage.Asked}, {"remedies", stage.Contested}, {"ledgers", stage.Ledgers}, {"reports", stage.Reports},
	} {
		start := time.Now()
		if err := part.run(ctx, o, plan, func(int64, int64) {}); err != nil {
			return s, fmt.Errorf("%s: %w", part.name, err)
		}
		s.Parts[part.name] = time.Since(start).Seconds()
		fmt.Fprintf(os.Stderr, "        %s in %s\n", part.name, tenths(s.Parts[part.name]))
	}
	s.Peak, err = status(os.Getpid(), "VmHWM")
	return s, err
}

// recounting counts the city's year from its records, and the same tables
// plainly, in turn, each in a process that has just opened the record.
func (b *bench) recounting(ctx context.Context, e *engine, p place) error {
	b.say("report: counted from the records")
	times := map[string][]float64{}
	for range pick(b, 5, 3) {
		for _, do := range []string{"recount", "plain", "by agency"} {
			var c counted
			if err := b.inChild(ctx, task{Do: do, Address: p.db, Data: p.data}, &c); err != nil {
				return err
			}
			times[do] = append(times[do], c.Seconds)
		}
	}
	product, peer := median(times["recount"]), median(times["plain"])
	e.add(row{what: "figures of the city's year counted from its records, cold, beside plain counts of the same tables",
		product: micro(seconds(product)), peer: micro(seconds(peer)), ratio: product / peer,
		goal: "≤ 1.5 and ≤ 2 s", ok: product/peer <= recountRatio && product <= recountGoal.Seconds()})
	e.add(row{what: "the same beside plain counts by agency, which indexes serve", product: micro(seconds(product)), peer: micro(seconds(median(times["by agency"]))),
		ratio: product / median(times["by agency"]), ok: true})
	return nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// recount compiles the city's figures from the records alone.
func recount(ctx context.Context, t task) (counted, error) {
	o, err := openOffice(ctx, t.Address, t.Data)
	if err != nil {
		return counted{}, err
	}
	defer o.Store.Close()
	city, err := o.City(ctx)
	if err != nil {
		return counted{}, err
	}
	start := time.Now()
	_, err = o.CompileReport(ctx, city.Government, reported, office.CompileOptions{Recount: true, Figures: true})
	return counted{time.Since(start).Seconds()}, err
}

// plain is what anybody would type to count the same tables by what the report
// tells apart, and byAgency what an index serves.
var (
	plain = []string{
		"select channels, count(*) from publication where withdrawn_at = 0 group by channels",
		"select kind, channel, outcome, count(*) from request group by kind, channel, outcome",
		"select kind, outcome, count(*) from remedy group by kind, outcome",
		"select fact, marks, count(*) from ledger_fact group by fact, marks",
		"select kind, count(*) from fee_line group by kind",
	}
	byAgency = []string{
		"select agency, count(*) from publication where withdrawn_at = 0 group by agency",
		"select agency, count(*) from request group by agency",
		"select agency, count(*) from remedy group by agency",
		"select agency, count(*) from ledger_fact group by agency",
		"select agency, count(*) from fee_line group by agency",
	}
)

func countPlainly(ctx context.Context, t task, texts []string) (counted, error) {
	db, err := openBare(t.Address)
	if err != nil {
		return counted{}, err
	}
	defer db.Close()
	if err := db.PingContext(ctx); err != nil {
		return counted{}, err
	}
	start := time.Now()
	for _, text := range texts {
		rows, err := db.QueryContext(ctx, text)
		if err != nil {
			return counted{}, err
		}
		for rows.Next() {
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return counted{}, err
		}
	}
	return counted{time.Since(start).Seconds()}, nil
}

// compiling compiles the figures of the city and of each agency from what is
// kept tallied, and holds them against the records.
func (b *bench) compiling(ctx context.Context, e *engine, o *office.Office, scope office.ReportScope) error {
	compile := func(code agency.Code) (time.Duration, annual.Edition, error) {
		start := time.Now()
		c, err := o.CompileReport(ctx, code, reported, office.CompileOptions{Figures: true})
		return time.Since(start), c.Edition, err
	}
	var ofCity, ofAgencies []time.Duration
	for i := range 41 {
		took, _, err := compile(scope.Agency.Code)
		if err != nil {
			return err
		}
		if i > 0 { // the first fills the caches of the connections
			ofCity = append(ofCity, took)
		}
	}
	differ, figures := 0, 0
	for _, a := range append(scope.Members, scope.Agency) {
		for i := range 4 {
			took, edition, err := compile(a.Code)
			if err != nil {
				return err
			}
			if i > 0 && a.Code != scope.Agency.Code {
				ofAgencies = append(ofAgencies, took)
				continue
			}
			drift, err := o.ReportDrift(ctx, edition, true)
			if err != nil {
				return err
			}
			figures, differ = figures+len(edition.Figures), differ+len(drift)
			if i > 0 {
				break
			}
		}
	}
	p95 := percentile(ofCity, 95)
	e.add(row{what: "the same with tallies, the city, p95 (p50 " + micro(percentile(ofCity, 50)) + ")", product: micro(p95), goal: "≤ 50 ms", ok: p95 <= compileCity})
	p95 = percentile(ofAgencies, 95)
	e.add(row{what: "the same, one agency, p95 of all (p50 " + micro(percentile(ofAgencies, 50)) + ")", product: micro(p95), goal: "≤ 20 ms", ok: p95 <= compileAgency})
	e.add(row{what: thousands(int64(figures)) + " figures of all reports with tallies and counted from the records, that differ", product: strconv.Itoa(differ), goal: "0", ok: differ == 0})
	return nil
}

// opening reads the first page of the records behind every figure of the
// city's report.
func (b *bench) opening(ctx context.Context, e *engine, o *office.Office, scope office.ReportScope) error {
	c, err := o.CompileReport(ctx, scope.Agency.Code, reported, office.CompileOptions{Figures: true})
	if err != nil {
		return err
	}
	var first, again []time.Duration
	slowest, name := time.Duration(0), ""
	for _, f := range c.Edition.Figures {
		switch f.From.Fact {
		case form.Sum, form.Declared, annual.Ratio, annual.Members, annual.Median:
			continue // of no records of their own
		}
		for i := range 6 {
			start := time.Now()
			_, _, err := o.Store.Records(ctx, reported, scope.Within(f.Own), f.From.Source(), "", recordsAPage)
			took := time.Since(start)
			switch {
			case errors.Is(err, store.ErrNotFound):
				return fmt.Errorf("%s opens no records", f.Name)
			case err != nil:
				return err
			case i == 0:
				first = append(first, took)
				if took > slowest {
					slowest, name = took, f.Name
				}
			default:
				again = append(again, took)
			}
		}
	}
	p95 := percentile(again, 95)
	e.add(row{what: fmt.Sprintf("first page of the records behind each of %d figures of the city, p95", len(first)), product: micro(p95), goal: "≤ 30 ms", ok: p95 <= recordsGoal})
	p95 = percentile(first, 95)
	e.add(row{what: "the same, asked for the first time, p95 (slowest " + micro(slowest) + ", " + name + ")", product: micro(p95), goal: "≤ 30 ms", ok: p95 <= recordsGoal})
	return nil
}

// printing asks the portal for the editions of the reports, drawn anew, and
// compiles the reports of all agencies once more.
func (b *bench) printing(ctx context.Context, e *engine, o *office.Office, p place, scope office.ReportScope) error {
	s, err := b.serve(ctx, p)
	if err != nil {
		return err
	}
	defer s.stop()
	draw := func(code agency.Code) (time.Duration, error) {
		start := time.Now()
		base := "/reports/" + strconv.Itoa(reported) + "/" + string(code)
		for _, path := range []string{base, base + "/report.docx", base + "/report.pdf", base + "/report.xlsx"} {
			if _, _, err := s.get(ctx, path, false); err != nil {
				return 0, err
			}
		}
		return time.Since(start), nil
	}
	took, err := draw(scope.Agency.Code)
	if err != nil {
		return err
	}
	peak, err := s.peak()
	if err != nil {
		return err
	}
	signed, err := o.Store.Report(ctx, scope.Agency.Code, reported)
	if err != nil {
		return err
	}
	signature, _ := signed.PublicSignature()
	edition, err := o.ReadEdition(ctx, signature.Hash)
	if err != nil {
		return err
	}
	e.add(row{what: fmt.Sprintf("HTML, DOCX, PDF and XLSX of the city's report with %d charts", len(edition.Charts)), product: micro(took), goal: "≤ 3 s", ok: took <= editionsGoal})
	e.add(row{what: "memory of the portal at its peak meanwhile", product: megabytes(peak), goal: "< 300 MB", ok: peak < memoryGoal})
	var compiled, drawn time.Duration
	for _, a := range scope.Members {
		start := time.Now()
		if _, err := o.CompileReport(ctx, a.Code, reported, office.CompileOptions{}); err != nil {
			return err
		}
		compiled += time.Since(start)
		took, err := draw(a.Code)
		if err != nil {
			return err
		}
		drawn += took
	}
	all := compiled + drawn
	e.add(row{what: fmt.Sprintf("reports of all %d agencies compiled with text and checks (%s), and the four editions of each", len(scope.Members), micro(compiled)),
		product: tenths(all.Seconds()), goal: "≤ 30 s", ok: all <= membersGoal})
	return nil
}

package stage_test

import (
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/web/browser"
	"gongkai/web/page"
	"gongkai/web/public"
)

// reportedCity is a small city whose reports of 2017 are all public.
func reportedCity(t *testing.T) *office.Office {
	t.Helper()
	o := open(t, "2026-11-23T10:00:00+08:00")
	if err := stage.Found(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	p, err := demo.New(500)
	if err != nil {
		t.Fatal(err)
	}
	quiet := func(at, total int64) {}
	for i, part := range []func() error{
		func() error { return stage.LivingLedgers(t.Context(), o) },
		func() error { return stage.LivingLedgers(t.Context(), o) },
		func() error { return stage.Year(t.Context(), o, p, quiet) },
		func() error { return stage.Asked(t.Context(), o, p, quiet) },
		func() error { return stage.Contested(t.Context(), o, p, quiet) },
		func() error { return stage.Ledgers(t.Context(), o, p, quiet) },
		func() error { return stage.Ledgers(t.Context(), o, p, quiet) }, // again: nothing twice
		func() error { return stage.Reports(t.Context(), o, p, quiet) },
		func() error { return stage.Reports(t.Context(), o, p, quiet) },
	} {
		if err := part(); err != nil {
			t.Fatalf("part %d: %v", i, err)
		}
	}
	return o
}

// Every number of the published report opens the records it counts, and they
// add up to it; the page of the printed report agrees with itself; no page
// breaks axe or a narrow screen.
func TestReports(t *testing.T) {
	o := reportedCity(t)
	ctx := t.Context()
	r, err := o.Store.Report(ctx, "CC", 2017)
	if err != nil || r.State != report.Published {
		t.Fatalf("%s, %v", r.State, err)
	}
	s, _ := r.PublicSignature()
	e, err := o.ReadEdition(ctx, s.Hash)
	if err != nil {
		t.Fatal(err)
	}
	// The chart of the rates of correction wants agencies with ten cases, which
	// so small a city has not.
	if len(e.Parts) != 7 || len(e.Charts) != 15 || len(e.Members) != 63 {
		t.Errorf("%d parts, %d charts, %d members", len(e.Parts), len(e.Charts), len(e.Members))
	}
	scope, err := o.ReportScope(ctx, "CC", 2017)
	if err != nil {
		t.Fatal(err)
	}
	f := form.ByCode(e.Form)
	opened := 0
	for _, fig := range e.Figures {
		switch fig.From.Fact {
		case form.Sum, annual.Ratio:
			if parts := fig.Parts(f, &e); len(parts) < 2 && fig.Text != "" {
				t.Errorf("%s is computed of %d figures", fig.Name, len(parts))
			}
			continue
		case form.Declared, annual.Members, annual.Median:
			continue
		}
		var sum printed.Number
		for cursor, pages := "", 0; ; pages++ {
			list, next, err := o.Store.Records(ctx, 2017, scope.Within(fig.Own), fig.From.Source(), cursor, 200)
			if err != nil {
				t.Fatalf("%s: %v", fig.Name, err)
			}
			for _, record := range list {
				sum += record.Adds
			}
			if cursor = next; next == "" || pages > 200 {
				break
			}
		}
		if sum != fig.Value {
			t.Errorf("%s is %s, its records add up to %s", fig.Name, fig.Text, sum)
		}
		opened++
	}
	if opened < 60 {
		t.Errorf("only %d figures have records", opened)
	}
	// What a chart says of an agency is what the agency's own report says.
	linked := 0
	for _, c := range e.Charts {
		for _, series := range c.Series {
			for i, code := range series.Agencies {
				if code == "" {
					continue
				}
				m, err := o.Store.Report(ctx, agency.Code(code), 2017)
				if err != nil {
					t.Fatal(err)
				}
				s, _ := m.PublicSignature()
				own, err := o.ReadEdition(ctx, s.Hash)
				if err != nil {
					t.Fatal(err)
				}
				if fig, ok := own.Figure(series.Figure); !ok || fig.Value != series.Values[i] {
					t.Errorf("图%d says %s of %s, its report says %s of %s", c.Number, series.Values[i], code, fig.Text, series.Figure)
				}
				linked++
			}
		}
	}
	if linked < 20 {
		t.Errorf("%d numbers of agencies in charts", linked)
	}
	if drift, err := o.ReportDrift(ctx, e, true); err != nil || len(drift) > 0 {
		t.Errorf("counted anew: %v, %v", drift, err)
	}

	frame, err := public.Frame(ctx, o.Store)
	if err != nil {
		t.Fatal(err)
	}
	site := page.NewSite(frame)
	site.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	public.Routes(site, o)
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	get := func(path string) string {
		t.Helper()
		answer, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %d, %v", path, answer.StatusCode, err)
		}
		return string(body)
	}
	text := get("/reports/2017")
	links := map[string]bool{}
	for _, m := range regexp.MustCompile(`href="(/reports/2017/CC/figure/[^"]+)"`).FindAllStringSubmatch(text, -1) {
		links[html.UnescapeString(m[1])] = true
	}
	for link := range links {
		get(link)
	}
	if len(links) < 60 {
		t.Errorf("%d numbers of the page can be opened", len(links))
	}
	for _, kind := range []string{"docx", "pdf", "xlsx", "csv", "json"} {
		get("/reports/2017/CC/report." + kind)
	}
	if b, err := o.EditionBytes(ctx, s.Hash); err != nil || get("/reports/2017/CC/report.json") != string(b) {
		t.Errorf("what is downloaded as signed is not what was signed: %v", err)
	}
	for _, code := range []agency.Code{"JYJ", "YSS"} {
		if !strings.Contains(get("/reports/2017/"+string(code)), "figure/3.1.1") {
			t.Errorf("the report of %s has no figures", code)
		}
	}
	for _, path := range []string{"/reports/2016", "/reports/2017/XX", "/reports/0", "/reports/2017/CC/figure/no", "/reports/2017/CC/report.exe", "/reports/2017/JYJ/printed", "/reports?year=1999", "/reports/2017/compare?by=x"} {
		answer, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}

	b := browser.Start(t)
	for _, path := range []string{"/", "/reports", "/reports/2017", "/reports/2017/JYJ", "/reports/2017/CC/figure/3.1.1", "/reports/2017/CC/figure/3.1", "/reports/2017/CC/figure/1.1",
		"/reports/2017/CC/printed", "/reports/2017/compare", "/reports/compare"} {
		for _, size := range []browser.Size{browser.Desktop, {Width: 320, Height: 700}} {
			p := b.Open(t, server.URL+path, size)
			if over := p.Overflow(t); over > 0 {
				t.Errorf("%s at %d: %d px too wide", path, size.Width, over)
			}
			p.Axe(t)
		}
	}
}

// What stands in the printed report and is counted is all counted by figures
// that there are.
func TestPrintedFiguresAreKnown(t *testing.T) {
	o := open(t, "2026-11-23T10:00:00+08:00")
	if err := stage.Found(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	text, err := o.Store.City(t.Context(), office.PrintedKey("CC", 2017))
	if err != nil || text == "" {
		t.Fatalf("no printed report: %v", err)
	}
	f := form.ByCode("2014")
	for _, m := range regexp.MustCompile(`"figure":"([^"]+)"`).FindAllStringSubmatch(text, -1) {
		_, cell := f.Cell(m[1])
		if _, named := annual.Named(m[1]); !cell && !named {
			t.Errorf("no figure %q", m[1])
		}
	}
}

package browser

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed axe.min.js
var axe string

// Size of the window in CSS pixels.
type Size struct{ Width, Height int64 }

// The two windows every page is looked at in.
var (
	Desktop = Size{1280, 900}
	Phone   = Size{360, 740}
)

// patience is how long one step may take on a busy machine.
const patience = 30 * time.Second

// Browser is Chromium as one test sees it: with cookies and a tab of its own.
type Browser struct {
	ctx   context.Context // of Chromium
	tab   context.Context // nil until the first page is opened
	close context.CancelFunc
}

var running struct {
	sync.Mutex
	ctx context.Context // of Chromium; nil until it runs
}

// Start gives the test a window of the one Chromium that serves the whole test binary, starting it for the first, or
// again when it has died. Without Chromium the test is skipped, or fails where GONGKAI_NEED_ALL=1.
func Start(t testing.TB) *Browser {
	t.Helper()
	running.Lock()
	defer running.Unlock()
	if running.ctx == nil || running.ctx.Err() != nil {
		ctx, why := launch()
		if ctx == nil && os.Getenv("GONGKAI_NEED_ALL") == "1" {
			t.Fatal(why)
		}
		if ctx == nil {
			t.Skip(why)
		}
		running.ctx = ctx
	}
	b := &Browser{ctx: running.ctx, close: func() {}}
	t.Cleanup(func() { b.close() })
	return b
}

// names of Chromium; the first is Debian's without the frame of a window, which takes half the time to open a page.
var names = []string{"/usr/lib/chromium/chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"}

// launch starts Chromium or says why not.
func launch() (context.Context, string) {
	path := ""
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, "no Chromium is installed: pages were not looked at in a browser"
	}
	dir, err := os.MkdirTemp("", "gongkai-browser-")
	if err != nil {
		return nil, "no folder for Chromium: " + err.Error()
	}
	if err := sweep(dir); err != nil {
		return nil, "nobody to remove the folder of Chromium: " + err.Error()
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.WSURLReadTimeout(patience))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocated)
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, "Chromium did not start: " + err.Error()
	}
	return ctx, ""
}

// sweeper removes the folder when the test binary closes its end of the pipe by ending, which also ends Chromium; some
// of its processes write there for a moment longer.
const sweeper = `cat >/dev/null
for i in 1 2 3 4 5 6 7 8 9; do rm -rf "$1" 2>/dev/null && sleep 0.3 && [ ! -e "$1" ] && break; sleep 0.3; done`

// pipes stay open as long as the test binary lives.
var pipes []*os.File

func sweep(dir string) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	cmd := exec.Command("/bin/sh", "-c", sweeper, "sweeper", dir)
	cmd.Dir, cmd.Stdin, cmd.SysProcAttr = "/", read, &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return errors.Join(err, write.Close())
	}
	pipes = append(pipes, write)
	return nil
}

// Page is what the tab shows.
type Page struct {
	ctx context.Context
	URL string
}

// Open opens an address in the test's tab, in a window of the size; the page that was open there before is gone.
// Cookies last as long as the test.
func (b *Browser) Open(t testing.TB, url string, size Size) *Page {
	t.Helper()
	p := &Page{ctx: b.tab, URL: url}
	if b.tab == nil {
		p.ctx, b.close = chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
		// The first call makes the tab and owns it: under a time limit of its own the tab would end with that limit.
		if err := chromedp.Do(p.ctx); err != nil {
			t.Fatalf("%s: no tab: %v", url, err)
		}
		b.tab = p.ctx
		// A tab behind another draws no frames, and a screenshot of it never comes.
		p.Run(t, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, page.BringToFront, cdp.Empty{})
			return err
		}))
	}
	p.Run(t, script(true), chromedp.EmulateViewport(size.Width, size.Height), chromedp.Navigate(url))
	return p
}

// script lets the pages that are loaded from now on run theirs, or not.
func script(run bool) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !run})
		return err
	})
}

// Run performs chromedp steps on the page; a failing one fails the test.
func (p *Page) Run(t testing.TB, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	Ask(t, p, chromedp.Steps(steps...))
}

// Ask performs one chromedp action and gives its answer, as Ask(t, p, chromedp.Title()).
func Ask[T any](t testing.TB, p *Page, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatalf("%s: %v", p.URL, err)
	}
	return answer
}

// WithoutScript switches page script off and loads the page again.
func (p *Page) WithoutScript(t testing.TB) {
	t.Helper()
	p.Run(t, script(false), chromedp.Reload())
}

// Text is what a person reads in the first element the selector matches.
func (p *Page) Text(t testing.TB, selector string) string {
	t.Helper()
	return strings.TrimSpace(Ask(t, p, chromedp.Text(chromedp.CSS(selector))))
}

// Violation is one thing axe-core found.
type Violation struct {
	ID, Impact, Help string
	Targets          []string
}

// Violations runs axe-core with all its WCAG and best-practice rules.
func (p *Page) Violations(t testing.TB) []Violation {
	t.Helper()
	Ask(t, p, chromedp.Evaluate[bool](axe+";true"))
	return Ask(t, p, chromedp.Evaluate[[]Violation](`axe.run().then(r => r.violations.map(v => ({
		ID: v.id, Impact: v.impact || "", Help: v.help,
		Targets: v.nodes.map(n => n.target.join(" ") + " | " + n.html.slice(0, 160))})))`, chromedp.EvalAwaitPromise))
}

// Axe fails the test on every violation.
func (p *Page) Axe(t testing.TB) {
	t.Helper()
	for _, v := range p.Violations(t) {
		t.Errorf("%s: axe %s (%s): %s\n\t%s", p.URL, v.ID, v.Impact, v.Help, strings.Join(v.Targets, "\n\t"))
	}
}

// Overflow is by how many CSS pixels the page is wider than its window: 0 on a page that fits.
func (p *Page) Overflow(t testing.TB) int {
	t.Helper()
	return Ask(t, p, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
}

// Screenshot writes the whole page as PNG, making folders on the way.
func (p *Page) Screenshot(t testing.TB, file string) {
	t.Helper()
	p.write(t, file, Ask(t, p, chromedp.FullScreenshot(100)))
}

// Print writes the page as it comes out on paper, PDF.
func (p *Page) Print(t testing.TB, file string) {
	t.Helper()
	p.write(t, file, Ask(t, p, chromedp.PrintToPDF(func(o *page.PrintToPDFParams) {
		css := true
		o.PreferCSSPageSize = &css
	})))
}

func (p *Page) write(t testing.TB, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Eval gives what a script expression comes to, a string.
func (p *Page) Eval(t testing.TB, expression string) string {
	t.Helper()
	return Ask(t, p, chromedp.Evaluate[string](expression))
}

// Command screenshots takes the pictures in docs/screenshots from a running
// demonstration (make demo), at desktop and phone width:
//
//	go run ./scripts/screenshots --at http://127.0.0.1:8080 --to docs/screenshots
package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/demo"
)

// pages is what is shown: the public ones to a stranger, the others to the
// sign-in named. first, if any, is a link on the page at path whose target is
// shown instead.
var pages = []struct{ as, name, path, first string }{
	{"", "home", "/", ""},
	{"", "home-english", "/language?to=en&back=%2F", ""},
	{"", "browse", "/browse?year=2017", ""},
	{"", "item", "/search?q=" + url.QueryEscape("长府办发[2017]54号"), ""},
	{"", "search", "/search?q=" + url.QueryEscape("公租房 九台区"), ""},
	{"", "search-many", "/search?q=" + url.QueryEscape("长春市"), ""},
	{"", "search-help", "/search/help", ""},
	{"", "data", "/data", ""},
	{"", "norms", "/norms", ""},
	{"", "norm", "/norms", `main a[href^="/norms/"]:not([href*="?"]):not([href*="campaign"])`},
	{"", "norm-campaigns", "/norms/campaigns", ""},
	{"", "series", "/series", ""},
	{"", "series-numbers", "/series/" + url.PathEscape("长府办发") + "/2017", ""},
	{"", "gazette", "/gazette", ""},
	{"", "gazette-issue", "/gazette", `main a[href^="/gazette/2016/"]`},
	{"", "interpretations", "/interpretations", ""},
	{"", "matters", "/matters", ""},
	{"", "matter", "/matters", `main a[href^="/matter/"]`},
	{"", "agencies", "/agencies", ""},
	{"", "agency", "/agency/JYJ", ""},
	{"", "guide", "/agency/JYJ/guide", ""},
	{"", "card", "/agency/JYJ/card", ""},
	{"", "topic", "/topic/SPAQ", ""},
	{"", "obligations", "/obligations", ""},
	{"", "register", "/my/register", ""},
	{"", "request", "/request", ""},
	{"", "request-new", "/request/new?agency=ZFBGT", ""},
	{"", "request-find", "/request/find", ""},
	{"", "reports", "/reports", ""},
	{"", "report", "/reports/2017", ""},
	{"", "report-figure", "/reports/2017/CC/figure/3.1.1", ""},
	{"", "report-printed", "/reports/2017/CC/printed", ""},
	{"", "report-compare", "/reports/2017/compare", ""},
	{"", "ledgers", "/ledger", ""},
	{"", "ledger", "/ledger/conference", ""},
	{"clerk", "desk-clerk", "/desk", ""},
	{"clerk", "desk-draft-new", "/desk/draft/new", ""},
	{"clerk", "desk-find", "/desk/find?q=" + url.QueryEscape("公开"), ""},
	{"clerk", "desk-requests", "/desk/requests", ""},
	{"clerk", "desk-request-new", "/desk/requests/new", ""},
	{"clerk", "desk-request", "/desk/requests", `table a[href^="/desk/request/"]`},
	{"clerk", "desk-mail", "/desk/mail", ""},
	{"secrecy", "desk-secrecy", "/desk", ""},
	{"signer", "desk-signer", "/desk", ""},
	{"head", "desk-imports", "/desk/imports", ""},
	{"cityoffice", "desk-city", "/desk/city", ""},
	{"cityoffice", "desk-remedies", "/desk/remedies", ""},
	{"cityoffice", "desk-remedy-figures", "/desk/remedies/figures?year=2017", ""},
	{"cityoffice", "desk-request-figures", "/desk/requests/figures?year=2017", ""},
	{"cityoffice", "desk-reports", "/desk/reports?year=2017", ""},
	{"cityoffice", "desk-report", "/desk/reports/2017/CC", ""},
	{"clerk", "desk-ledgers", "/desk/ledger", ""},
	{"clerk", "desk-ledger-new", "/desk/ledger/conference/new", ""},
	{"cityoffice", "desk-settings", "/desk/settings", ""},
	{"auditadmin", "desk-journal", "/desk/journal", ""},
}

var sizes = []struct {
	name          string
	width, height int64
	tall          int64 // longer pages are cut here
}{
	{"desktop", 1280, 900, 2000},
	{"phone", 360, 740, 2200},
}

func main() {
	at := flag.String("at", "http://127.0.0.1:8080", "where the demonstration is served")
	to := flag.String("to", "docs/screenshots", "folder for the pictures")
	flag.Parse()
	if err := run(*at, *to); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(at, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-quic", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	ctx, stop = chromedp.NewContext(ctx)
	defer stop()
	ctx, stop = context.WithTimeout(ctx, 10*time.Minute)
	defer stop()
	as := ""
	for _, p := range pages {
		if p.as != as {
			if as != "" {
				if err := chromedp.Do(ctx, chromedp.Navigate(at+"/desk"), chromedp.Submit(chromedp.CSS(`form[action="/desk/sign-out"] button`)), chromedp.Sleep(time.Second)); err != nil {
					return err
				}
			}
			if err := signIn(ctx, at, p.as); err != nil {
				return fmt.Errorf("sign in as %s: %w", p.as, err)
			}
			as = p.as
		}
		if p.first != "" {
			found, err := linked(ctx, at+p.path, p.first)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			p.path = found
		}
		for _, s := range sizes {
			file := filepath.Join(to, p.name+"-"+s.name+".png")
			if err := shoot(ctx, at+p.path, file, s.width, s.height, s.tall); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			fmt.Fprintln(os.Stderr, file)
		}
		if p.name == "home-english" {
			if err := chromedp.Do(ctx, chromedp.Navigate(at+"/language?to=zh&back=%2F")); err != nil {
				return err
			}
		}
	}
	return nil
}

func signIn(ctx context.Context, at, login string) error {
	for _, a := range demo.Accounts() {
		if a.Login != login {
			continue
		}
		return chromedp.Do(ctx,
			chromedp.Navigate(at+"/desk/sign-in"),
			fill("login", a.Login), fill("password", a.Password),
			chromedp.Submit(chromedp.CSS(`input[name="password"]`)),
			chromedp.Sleep(2*time.Second),
		)
	}
	return fmt.Errorf("no such demo account")
}

// linked is the address of the first such link on the page.
func linked(ctx context.Context, address, selector string) (string, error) {
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address)); err != nil {
		return "", err
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(document.querySelector(`+strconv.Quote(selector)+`) || {getAttribute: () => ""}).getAttribute("href")`))
	if err == nil && found == "" {
		err = fmt.Errorf("no link %s at %s", selector, address)
	}
	return found, err
}

func fill(name, value string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(`input[name="`+name+`"]`), value)
}

func shoot(ctx context.Context, address, file string, width, height, tall int64) error {
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(address)); err != nil {
		return err
	}
	full, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollHeight`))
	if err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, min(max(full, height), tall))); err != nil {
		return err
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return os.WriteFile(file, png, 0o644)
}

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
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/demo"
)

// pages is what is shown: the public ones to a stranger, the others to the
// sign-in named.
var pages = []struct{ as, name, path string }{
	{"", "home", "/"},
	{"", "home-english", "/language?to=en&back=%2F"},
	{"", "browse", "/browse?year=2017"},
	{"", "item", "/search?q=" + url.QueryEscape("长府办发[2017]54号")},
	{"", "agencies", "/agencies"},
	{"", "agency", "/agency/JYJ"},
	{"", "guide", "/agency/JYJ/guide"},
	{"", "card", "/agency/JYJ/card"},
	{"", "topic", "/topic/SPAQ"},
	{"", "obligations", "/obligations"},
	{"", "register", "/my/register"},
	{"clerk", "desk-clerk", "/desk"},
	{"clerk", "desk-draft-new", "/desk/draft/new"},
	{"secrecy", "desk-secrecy", "/desk"},
	{"signer", "desk-signer", "/desk"},
	{"head", "desk-imports", "/desk/imports"},
	{"cityoffice", "desk-city", "/desk/city"},
	{"auditadmin", "desk-journal", "/desk/journal"},
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

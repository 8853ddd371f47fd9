package public_test

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"gongkai/web/browser"
)

var notName = regexp.MustCompile(`[^A-Za-z0-9]+`)

// Every kind of page, wide and narrow, has no violation axe-core knows and
// does not scroll sideways. SCREENSHOTS names a folder for pictures of them.
func TestPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := newHouse(t)
	h.fill()
	for _, path := range append(pageKinds, "/item/ZFBGT/2017-000005", "/nowhere", "/search?q=%E2%80%AE") {
		for name, size := range map[string]browser.Size{"wide": browser.Desktop, "phone": browser.Phone, "narrow": {Width: 320, Height: 700}} {
			if name == "phone" && os.Getenv("SCREENSHOTS") == "" {
				continue // between the two that are checked
			}
			p := b.Open(t, h.server.URL+path, size)
			if over := p.Overflow(t); over > 0 {
				t.Errorf("%s, %s: %d px too wide", path, name, over)
			}
			if name != "phone" {
				p.Axe(t)
			}
			if folder := os.Getenv("SCREENSHOTS"); folder != "" && name != "narrow" {
				p.Screenshot(t, filepath.Join(folder, notName.ReplaceAllString(path, "_")+"-"+name+".png"))
			}
		}
	}
}

// Without script every path of a reader works: the menu, the facets, the
// look-up.
func TestPagesWithoutScript(t *testing.T) {
	b := browser.Start(t)
	h := newHouse(t)
	h.fill()
	for _, path := range []string{"/", "/browse", "/item/ZFBGT/2017-000004"} {
		p := b.Open(t, h.server.URL+path, browser.Phone)
		p.WithoutScript(t)
		if over := p.Overflow(t); over > 0 {
			t.Errorf("%s: %d px too wide", path, over)
		}
		if p.Text(t, "nav ul#navigation") == "" {
			t.Errorf("%s: no menu", path)
		}
	}
}

// English words are longer: what fits in Chinese may not in English.
func TestEnglishPagesOnANarrowScreen(t *testing.T) {
	b := browser.Start(t)
	h := newHouse(t)
	h.fill()
	for _, path := range append(pageKinds, "/item/ZFBGT/2017-000005", "/nowhere") {
		p := b.Open(t, h.server.URL+"/language?to=en&back="+url.QueryEscape(path), browser.Size{Width: 320, Height: 700})
		if got := p.Eval(t, `document.documentElement.lang`); got != "en" {
			t.Fatalf("%s: lang %v", path, got)
		}
		if over := p.Overflow(t); over > 0 {
			t.Errorf("%s: %d px too wide", path, over)
		}
	}
}

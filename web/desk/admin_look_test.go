package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/publication"
	"gongkai/web/browser"
)

// The pages at which the house is run, wide and narrow, as in
// TestPagesInABrowser.
func TestAdminPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := hall(t)
	w.draft("JYJ", publication.Done, publication.Proactive)
	w.draft("JYJ", publication.Drafting, publication.Proactive)
	head := w.as("head.jyj")
	head.table("JYJ", "目录.csv", "标题,发布日期,备注\n关于招生的通知,2017-03-01,甲\n关于安全的通知,昨天,乙\n")
	preview := head.url.RequestURI()
	head.fill("voucher", "李明").submit(importForm, "start").settle()
	run := runAddress.FindString(head.url.Path)
	pictures := os.Getenv("DESK_PICTURES")
	pages := []struct{ login, addresses string }{
		{"system", "/desk/accounts /desk/accounts/new /desk/account/clerk.jyj /desk/handover"},
		{"security", "/desk/account/clerk.jyj"},
		{"audit", "/desk/journal"},
		{"city", "/desk/city /desk/city/late/JYJ /desk/agencies /desk/agencies/new /desk/agency/JYJ /desk/agency/JYJ/card /desk/agency/JYJ/guide" +
			" /desk/agency/JYJ/merge /desk/agency/JYJ/merge?into=HBJ /desk/agency/JYJ/split /desk/categories /desk/notices"},
		{"head.jyj", "/desk/imports /desk/categories " + preview + " " + run + " " + run + "/undo /desk/handover/clerk.jyj"},
	}
	for _, size := range []struct {
		name string
		browser.Size
	}{{"1280", browser.Desktop}, {"360", browser.Phone}} {
		p := b.Open(t, w.server.URL+"/desk/sign-in", size.Size)
		for _, c := range pages {
			p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
			p.Eval(t, `document.querySelector("#login").value = "`+c.login+`", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
			p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
			for _, address := range strings.Fields(c.addresses) {
				p.URL = w.server.URL + address
				p.Run(t, chromedp.Navigate(p.URL))
				p.Axe(t)
				if wider := p.Overflow(t); wider > 0 {
					t.Errorf("%s at %s is %d px too wide", address, size.name, wider)
				}
				if cut := p.Eval(t, `String([...document.querySelectorAll(".app-scroll")].filter(e => e.scrollWidth > e.clientWidth + 1).length)`); size.name == "1280" && cut != "0" {
					t.Errorf("%s: %v tables are cut off at the right", address, cut)
				}
				if pictures != "" {
					name := strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-").Replace(strings.TrimPrefix(address, "/desk/"))
					p.Screenshot(t, filepath.Join(pictures, c.login+"-"+name[:min(len(name), 60)]+"-"+size.name+".png"))
				}
			}
			p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
		}
	}
}

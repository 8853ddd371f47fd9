package desk

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/web/browser"
)

// The city's disclosure office hands in a table of old addresses, sees what
// would be refused, takes the rest over, and can undo it.
func TestRedirects(t *testing.T) {
	w := registry(t)
	const at = "/desk/redirects"
	if head := w.as("head.jyj").get(at); head.status != http.StatusForbidden {
		t.Errorf("a head: %d", head.status)
	}
	city := w.as("city")
	city.get("/desk/imports").says("导入旧网址")
	city.get(at).says("还没有导入过")
	if city.upload(at, "旧.csv", "名称,新网址\nx,/topics\n"); city.status != http.StatusSeeOther && city.status != 422 && city.status != 200 {
		t.Errorf("%d", city.status)
	}
	city.says("表头应有“旧网址”一列")
	city.upload(at, "旧.csv", "旧网址,新网址\n/zwgk/1.html,/topics\n/zwgk/2.html,https://evil.example/\n/zwgk/3.html,/zwgk/1.html\n")
	city.says("读取3 行", "不能导入2 行", "新网址不在本平台", "请直接写最后的网址", "/zwgk/1.html", "/topics")
	city.submit(`form[action="/desk/redirects/preview"]`, "")
	city.says("旧网址已经导入", "读取3", "＝ 导入1", "＋ 未收2", "/topics")
	run := city.url.Path
	city.get("/desk/imports").says("旧.csv")
	if href, _ := city.doc.Find("main th a").First().Attr("href"); href != run {
		t.Errorf("the list of imports leads to %s, want %s", href, run)
	}
	if city.get("/desk/import/1"); city.status != http.StatusNotFound {
		t.Errorf("as an import of publications: %d", city.status)
	}
	city.get(run).submit(`form[action$="/undo"]`, "").says("撤销不能反悔，请勾选确认")
	city.get(run).fill("sure", "yes").submit(`form[action$="/undo"]`, "").says("这次导入已经撤销", "已撤销")
	if city.doc.Find(`form[action$="/undo"]`).Length() != 0 {
		t.Error("it can be undone twice")
	}
	for _, path := range []string{at + "/preview?file=x&name=a.csv", at + "/99", at + "/x"} {
		if city.get(path); city.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, city.status)
		}
	}
}

func TestRedirectPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := registry(t)
	city := w.as("city")
	city.upload("/desk/redirects", "旧.csv", "旧网址,新网址\n/zwgk/1.html,/topics\n/zwgk/2.html,https://evil.example/\n")
	preview := city.url.RequestURI()
	city.submit(`form[action="/desk/redirects/preview"]`, "")
	for name, size := range map[string]browser.Size{"1280": browser.Desktop, "320": {Width: 320, Height: 700}} {
		p := b.Open(t, w.server.URL+"/desk/sign-in", size)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		p.Eval(t, `document.querySelector("#login").value = "city", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
		for _, address := range []string{"/desk/redirects", preview, city.url.Path} {
			p.URL = w.server.URL + address
			p.Run(t, chromedp.Navigate(p.URL))
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s at %s px is %d px too wide", address, name, wider)
			}
		}
		p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
	}
}

package desk

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/web/browser"
)

// Every page of requests as a person sees it, wide and narrow: nothing axe
// knows to be wrong, nothing wider than the window. With DESK_PICTURES set to a
// folder, the pages are kept there to be looked at.
func TestRequestPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := newTownIn(t, "2026-03-02")
	var cases []request.Request
	for i, s := range request.States {
		cases = append(cases, w.requestIn(string([]rune("甲乙丙丁戊己庚辛")[i]), s.State))
	}
	confirming, handling, clarifying, paying, reviewing, signing, delivering, closed := cases[0], cases[1], cases[2], cases[3], cases[4], cases[5], cases[6], cases[7]
	w.run("clerk.jyj", handling, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Consult(r, request.Opinion{Party: request.ThirdParty, Name: "某教育公司", About: "与公司的合同"}, request.Letter{Title: "征求意见书", PDF: "0"}, h)
	})
	objected := w.requestIn("壬", request.Handling)
	w.run("clerk.jyj", objected, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Consult(r, request.Opinion{Party: request.ThirdParty, Name: "某建材公司", About: "投标报价"}, request.Letter{Title: "征求意见书", PDF: "0"}, h)
	})
	if _, err := w.office.AnswerAsParty(t.Context(), objected.ID, 1, false, "投标报价是本公司的商业秘密。", nil); err != nil {
		t.Fatal(err)
	}
	clerk := w.as("clerk.jyj")
	for _, use := range []string{"items", "reason"} {
		clerk.post("/desk/phrases", "agency", "JYJ", "use", use, "title", "年份", "words", "请写明年份。")
	}
	clerk.open(handling, "files").fill("of", "original").attach("底稿.pdf", pdf).act("")
	w.now = calendar.MustDay("2026-03-27").Start().Add(10 * time.Hour)

	pages := []struct{ name, login, address string }{
		{"home", "clerk.jyj", "/desk"},
		{"requests", "clerk.jyj", "/desk/requests"},
		{"requests-soon", "clerk.jyj", "/desk/requests?due=soon"},
		{"new", "clerk.jyj", "/desk/requests/new"},
		{"receipt", "clerk.jyj", requestHref(handling.ID) + "/receipt"},
		{"case-handling", "clerk.jyj", requestHref(handling.ID)},
		{"case-paying", "clerk.jyj", requestHref(paying.ID)},
		{"case-closed", "clerk.jyj", requestHref(closed.ID)},
		{"case-reviewing", "clerk.jyj", requestHref(reviewing.ID)},
		{"confirm", "clerk.jyj", requestHref(confirming.ID) + "/confirm"},
		{"assign", "clerk.jyj", requestHref(handling.ID) + "/assign"},
		{"sort", "clerk.jyj", requestHref(handling.ID) + "/sort"},
		{"clarify", "clerk.jyj", requestHref(handling.ID) + "/clarify"},
		{"consult", "clerk.jyj", requestHref(handling.ID) + "/consult"},
		{"hear", "clerk.jyj", requestHref(handling.ID) + "/hear"},
		{"case-objected", "clerk.jyj", requestHref(objected.ID)},
		{"weigh", "clerk.jyj", requestHref(objected.ID) + "/weigh"},
		{"supplement", "clerk.jyj", requestHref(clarifying.ID) + "/supplement"},
		{"phrases", "clerk.jyj", "/desk/phrases"},
		{"phrase", "clerk.jyj", "/desk/phrase/1"},
		{"charge", "clerk.jyj", requestHref(handling.ID) + "/charge"},
		{"pay", "clerk.jyj", requestHref(paying.ID) + "/pay"},
		{"files", "clerk.jyj", requestHref(handling.ID) + "/files"},
		{"draft", "clerk.jyj", requestHref(handling.ID) + "/draft"},
		{"deliver", "clerk.jyj", requestHref(delivering.ID) + "/deliver"},
		{"publish", "clerk.jyj", requestHref(closed.ID) + "/publish"},
		{"review", "head.jyj", requestHref(reviewing.ID) + "/review"},
		{"sign", "head.jyj", requestHref(signing.ID) + "/sign"},
		{"extend", "head.jyj", requestHref(handling.ID) + "/extend"},
		{"reopen", "head.jyj", requestHref(closed.ID) + "/reopen"},
		{"requests-city", "city", "/desk/requests"},
	}
	pictures := os.Getenv("DESK_PICTURES")
	keep := func(p *browser.Page, name string) {
		if pictures != "" {
			p.Screenshot(t, filepath.Join(pictures, "request-"+name+".png"))
		}
	}
	for _, size := range []struct {
		name string
		browser.Size
	}{{"1280", browser.Desktop}, {"360", browser.Phone}} {
		p, who := b.Open(t, w.server.URL+"/desk/sign-in", size.Size), ""
		look := func(name string) {
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s at %s px is %d px too wide", name, size.name, wider)
			}
			keep(p, name+"-"+size.name)
		}
		signOut := func() { p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`) }
		for _, c := range pages {
			if c.login != who {
				if who != "" {
					signOut()
				}
				who = c.login
				p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
				p.Eval(t, `document.querySelector("#login").value = "`+who+`", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
				p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
			}
			p.URL = w.server.URL + c.address
			p.Run(t, chromedp.Navigate(p.URL))
			look(c.name)
			switch c.name {
			case "new":
				p.Run(t, chromedp.Click(chromedp.CSS("form[enctype] .govuk-button")), chromedp.WaitVisible(chromedp.CSS(".govuk-error-summary")))
				look("new-errors")
			case "draft":
				p.Eval(t, `document.querySelector("input[name='outcome-1'][value='2019-B3.2']").click(), ""`)
				p.Run(t, chromedp.Click(chromedp.CSS("button[value=next]")), chromedp.WaitVisible(chromedp.CSS("#ground-1")))
				look("draft-part")
				p.Eval(t, `document.querySelector("#ground-1").value = "2019-15-1", document.querySelector("#reason-1").value = "合同价款属于第三方的商业秘密，公开会损害其竞争地位", ""`)
				p.Run(t, chromedp.Click(chromedp.CSS("button[value=compose]")), chromedp.WaitVisible(chromedp.CSS("#letter")))
				look("draft-letter")
			}
		}
		signOut()
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
	}
}

package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/numbering"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/browser"
)

// Every page of the desk as a person sees it, wide and narrow: nothing axe
// knows to be wrong, nothing wider than the window. With DESK_PICTURES set to
// a folder, the pages are kept there to be looked at.
func TestPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := newTown(t)
	w.draft("JYJ", publication.Done, publication.Proactive)
	kept := w.kept("JYJ", w.office.Today()+1)
	disputed := w.disputed()
	w.person("city", "孙主任", account.Grant{Role: account.CityOffice})
	reviewing := w.draft("JYJ", publication.Reviewing, publication.Proactive)
	signing := w.draft("JYJ", publication.Signing, publication.Proactive)
	drafting := w.draft("JYJ", publication.Drafting, publication.Proactive)
	if _, err := w.office.AskSecrecy(t.Context(), w.actor("clerk.jyj"), drafting.ID, 0, "市国家保密局", "附图有坐标"); err != nil {
		t.Fatal(err)
	}
	asking := w.draft("HBJ", publication.Drafting, publication.Proactive)
	if _, err := w.office.Consult(t.Context(), w.actor("clerk.hbj"), asking.ID, 0, "JYJ"); err != nil {
		t.Fatal(err)
	}
	w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	w.enacted("校车管理办法")
	w.numbered("JYJ", "长教发〔2017〕1号", "长教发〔2017〕5号", "长教发〔2017〕9号")
	if _, err := w.office.ExplainNumbers(t.Context(), w.actor("head.jyj"), numbering.Explanation{Series: numbering.Series{Prefix: "长教发", Year: 2017}, First: 2, Last: 3, Why: numbering.Unused}); err != nil {
		t.Fatal(err)
	}
	planned := w.policy("校服管理办法")
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/draft/new").fillDraft("关于值班的通知，手机13912345670").attach("名单.csv", "姓名,手机\n张三,13812345678\n").submit(`form[enctype]`, "draft")
	stopped := strings.TrimSuffix(clerk.at(), "/edit")
	letter := w.came(store.Incoming{Agency: "JYJ", Sender: "wang@example.com", Subject: "请问何时答复", Body: "您好"})
	w.posted("JYJ")
	clerk.post("/desk/publication/JYJ/2017-000001/revise")
	revision := clerk.at()
	clerk.get(revision+"/edit").fill("body", "各区教育局和市直学校：", "change", "补充主送单位").attach("招生计划.pdf", pdf).submit("form[enctype]", "draft")

	w.pass(24 * time.Hour) // what is kept is due
	pages := []struct{ name, login, address string }{
		{"sign-in", "", "/desk/sign-in"},
		{"home-clerk", "clerk.jyj", "/desk"},
		{"home-signer", "signer.jyj", "/desk"},
		{"draft-new", "clerk.jyj", "/desk/draft/new"},
		{"draft-edit", "clerk.jyj", revision + "/edit"},
		{"draft-show", "clerk.jyj", "/desk/draft/" + number(drafting.ID)},
		{"draft-revision", "clerk.jyj", revision},
		{"draft-preview", "clerk.jyj", revision + "/preview"},
		{"draft-review", "secrecy.jyj", "/desk/draft/" + number(reviewing.ID)},
		{"draft-sign", "signer.jyj", "/desk/draft/" + number(signing.ID)},
		{"draft-gate", "clerk.jyj", stopped},
		{"draft-gate-edit", "head.jyj", stopped + "/edit"},
		{"draft-gate-file", "clerk.jyj", stopped + "/gate/1"},
		{"allowed", "head.jyj", "/desk/allowed"},
		{"drafts", "clerk.jyj", "/desk/drafts"},
		{"consultations", "clerk.jyj", "/desk/consultations"},
		{"consultation", "clerk.jyj", "/desk/draft/" + number(asking.ID)},
		{"withheld", "signer.jyj", "/desk/withheld"},
		{"withheld-examine", "signer.jyj", "/desk/withheld/examine"},
		{"kept", "signer.jyj", "/desk/draft/" + number(kept.ID)},
		{"conversions", "signer.jyj", "/desk/conversions"},
		{"split", "clerk.jyj", "/desk/draft/" + number(drafting.ID) + "/split"},
		{"inquiry", "clerk.jyj", "/desk/draft/" + number(drafting.ID)},
		{"withheld-city", "city", "/desk/withheld"},
		{"disputes", "city", "/desk/consultations"},
		{"decide", "city", "/desk/draft/" + number(disputed.ID)},
		{"publications", "clerk.jyj", "/desk/publications"},
		{"interpretations", "clerk.jyj", "/desk/interpretations"},
		{"draft-plan", "head.jyj", planned},
		{"series-list", "head.jyj", "/desk/series"},
		{"series", "head.jyj", "/desk/series/%E9%95%BF%E6%95%99%E5%8F%91/2017"},
		{"publication", "signer.jyj", "/desk/publication/JYJ/2017-000001"},
		{"mail", "clerk.jyj", "/desk/mail?out=bounced"},
		{"mail-in", "clerk.jyj", "/desk/mail/in/" + number(letter.ID)},
		{"mail-out", "clerk.jyj", "/desk/mail/out/1"},
		{"me", "clerk.jyj", "/desk/me"},
		{"me-code", "clerk.jyj", "/desk/me/code"},
		{"not-found", "clerk.jyj", "/desk/draft/999"},
	}
	pictures := os.Getenv("DESK_PICTURES")
	keep := func(p *browser.Page, name string) {
		if pictures != "" {
			p.Screenshot(t, filepath.Join(pictures, name+".png"))
		}
	}
	for _, size := range []struct {
		name string
		browser.Size
	}{{"1280", browser.Desktop}, {"360", browser.Phone}} {
		p, who := b.Open(t, w.server.URL+"/desk/sign-in", size.Size), ""
		for _, c := range pages {
			if c.login != who {
				if who != "" {
					p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
				}
				who = c.login
				p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
				p.Eval(t, `document.querySelector("#login").value = "`+who+`", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
				p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
			}
			p.URL = w.server.URL + c.address
			p.Run(t, chromedp.Navigate(p.URL))
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s at %s px is %d px too wide", c.name, size.name, wider)
			}
			keep(p, c.name+"-"+size.name)
		}
		// A form with errors, and the fields that appear with a choice.
		p.URL = w.server.URL + "/desk/draft/new"
		p.Run(t, chromedp.Navigate(p.URL), chromedp.Click(chromedp.CSS("#attribute-3")), chromedp.WaitVisible(chromedp.CSS("#ground")),
			chromedp.Click(chromedp.CSS("button[value=submit]")), chromedp.WaitVisible(chromedp.CSS(".govuk-error-summary")))
		p.Axe(t)
		if got := p.Text(t, ".govuk-error-summary"); !strings.Contains(got, "请填写名称") {
			t.Errorf("the summary says %q", got)
		}
		keep(p, "draft-errors-"+size.name)
		p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
	}
}

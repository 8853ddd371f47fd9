package desk

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/numbering"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/store"
	"gongkai/web/browser"
)

// contentWords are phrases of the program that stand on pages as content too.
var contentWords = []string{
	"中文",              // the switch, in its own language
	"（此件公开发布）",        // printed at the end of a document
	"行政许可", "行政事业性收费", // categories
	"附件",          // a file without a name
	"编号未使用", "邮寄", // in what the record notes of an act
	"发布日期", "索引号", "文号", "旧网址", "休", "班", // columns and words of files to be imported
}

var singled = regexp.MustCompile(`[0-9A-Z]*[0-9][0-9A-Z-]*|%[0-9A-F]{2}[^/]*`)

// kindOf is an address without what it names, so that two of a kind are read and not two hundred.
func kindOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	var names []string
	for name := range u.Query() {
		names = append(names, name)
	}
	return singled.ReplaceAllString(u.EscapedPath(), "*") + "?" + strings.Join(names, "&")
}

// walkInEnglish reads two pages of each kind that the login finds links to, beginning at its desk.
func (w *town) walkInEnglish(words *browser.Words, login string, more ...string) (addresses []string) {
	w.t.Helper()
	v := w.as(login)
	v.get("/language?to=en&back=/desk")
	queue, asked := append([]string{"/desk"}, more...), map[string]int{}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		if asked[address] > 0 || asked[kindOf(address)] >= 2 {
			continue
		}
		asked[address]++
		asked[kindOf(address)]++
		if v.get(address); v.doc.Find("html[lang]").Length() == 0 {
			continue // a file
		}
		addresses = append(addresses, address)
		if lang, _ := v.doc.Find("html").Attr("lang"); lang != "en" {
			w.t.Fatalf("%s, %s: lang %q", login, address, lang)
		}
		for _, left := range words.Left(v.doc.Nodes[0], contentWords...) {
			w.t.Errorf("%s, %s: %s", login, address, left)
		}
		v.doc.Find(`a[href^="/desk"]`).Each(func(_ int, a *goquery.Selection) {
			href, _ := a.Attr("href")
			href, _, _ = strings.Cut(href, "#")
			queue = append(queue, href)
		})
	}
	return addresses
}

// wide names what reaches beyond the window.
const wide = `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".app-scroll")).slice(0, 3).map(e => e.tagName + "." + e.className + ": " + e.textContent.trim().slice(0, 40)).join("; ")`

// Whoever sits at the desk and reads English finds no Chinese but content, and nothing wider than a narrow screen.
func TestEnglishDesk(t *testing.T) {
	b := browser.Start(t)
	words := browser.ProgramWords(t, "../..")
	w := newTownIn(t, "2026-03-02")
	w.draft("JYJ", publication.Done, publication.Proactive)
	w.disputed()
	for _, state := range []publication.State{publication.Drafting, publication.Reviewing, publication.Signing} {
		w.draft("JYJ", state, publication.Proactive)
	}
	for _, p := range []struct {
		login account.Login
		role  account.Role
	}{{"leader", account.Leader}, {"assessor", account.Assessor}, {"system", account.SystemAdmin}, {"security", account.SecurityAdmin}, {"audit", account.AuditAdmin}} {
		w.person(p.login, "孙某", account.Grant{Role: p.role})
	}
	w.numbered("JYJ", "长教发〔2026〕1号", "长教发〔2026〕5号", "长教发〔2026〕9号")
	if _, err := w.office.ExplainNumbers(t.Context(), w.actor("head.jyj"), numbering.Explanation{Series: numbering.Series{Prefix: "长教发", Year: 2026}, First: 2, Last: 3, Why: numbering.Unused}); err != nil {
		t.Fatal(err)
	}
	var cases []string
	for i, s := range request.States {
		cases = append(cases, requestHref(w.requestIn(string([]rune("甲乙丙丁戊己庚辛")[i]), s.State).ID))
	}
	w.came(store.Incoming{Agency: "JYJ", Sender: "wang@example.com", Subject: "请问何时答复", Body: "您好"})
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/draft/new").fillDraft("关于值班的通知，手机13912345670").attach("名单.csv", "姓名,手机\n张三,13812345678\n").submit(`form[enctype]`, "draft")
	stopped := strings.TrimSuffix(clerk.at(), "/edit")
	w.pass(24 * time.Hour)

	narrow := b.Open(t, w.server.URL+"/desk/sign-in", browser.Size{Width: 320, Height: 700})
	read, seen := 0, map[string]bool{}
	for _, login := range []string{"clerk.jyj", "secrecy.jyj", "signer.jyj", "head.jyj", "city", "leader", "assessor", "system", "security", "audit"} {
		addresses := w.walkInEnglish(words, login, append(cases, stopped, stopped+"/edit", stopped+"/gate/1")...)
		read += len(addresses)
		narrow.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		narrow.Eval(t, `document.querySelector("#login").value = "`+login+`", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
		narrow.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")), chromedp.Navigate(w.server.URL+"/language?to=en&back=/desk"))
		for _, address := range addresses {
			if seen[kindOf(address)] {
				continue
			}
			seen[kindOf(address)] = true
			narrow.URL = w.server.URL + address
			narrow.Run(t, chromedp.Navigate(narrow.URL))
			if over := narrow.Overflow(t); over > 0 {
				t.Errorf("%s, %s: %d px too wide: %v", login, address, over, narrow.Eval(t, wide))
			}
		}
		narrow.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
	}
	if read < 200 {
		t.Errorf("only %d pages were read", read)
	}
}

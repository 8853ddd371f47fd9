package public_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/agency"
	"gongkai/affairs/subscription"
	"gongkai/law/calendar"
	"gongkai/web/browser"
)

// newFollowed is a city that sends mail.
func newFollowed(t *testing.T) *house {
	h := newHouse(t)
	h.window.Following = true
	return h
}

// links is the two addresses that mails to a subscription carry.
func (h *house) links(id int) (confirm, key string) {
	h.t.Helper()
	s, err := h.office.Store.Subscription(h.t.Context(), subscription.ID(id))
	h.must(err)
	confirm, key, err = h.office.SubscriptionLinks(h.t.Context(), s)
	h.must(err)
	return "/subscription/" + confirm + "/confirm", "/subscription/" + key
}

func (h *house) subscriptions() map[subscription.State]int64 {
	h.t.Helper()
	counts, err := h.office.Store.SubscriptionCount(h.t.Context())
	h.must(err)
	return counts
}

const housing = "q=%E5%85%AC%E7%A7%9F%E6%88%BF&agency=JYJ&year=2017"

// From the form to the end, as somebody without an account goes.
func TestFollowingASearch(t *testing.T) {
	h := newFollowed(t)
	v := h.visitor()
	a := v.read("/search/follow?sort=date&after=x&" + housing)
	if a.StatusCode != 200 || !strings.Contains(a.text("main"), "“公租房”，市教育局，2017") || a.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d\n%s", a.StatusCode, a.text("main"))
	}
	kept, _ := a.doc.Find(`input[name="search"]`).Attr("value")
	if kept != housing {
		t.Errorf("keeps %q", kept)
	}
	for _, c := range []struct {
		email, often, field string
	}{{"", "daily", "email"}, {"wang", "daily", "email"}, {"a@b.cn, c@d.cn", "daily", "email"}, {"wang@example.com", "", "often"}, {"wang@example.com", "hourly", "often"}} {
		a := v.post("/search/follow", "search", kept, "email", c.email, "often", c.often)
		if a.StatusCode != 422 || a.text("#"+c.field+"-error") == "" {
			t.Errorf("%q, %q: %d\n%s", c.email, c.often, a.StatusCode, a.text("main"))
		}
		if value, _ := a.doc.Find("#email").Attr("value"); value != c.email {
			t.Errorf("typed %q, shown %q", c.email, value)
		}
	}
	v.goes(v.post("/search/follow", "search", kept, "email", "wang@example.com", "often", "daily"), "/search/follow/sent")
	if h.subscriptions()[subscription.Waiting] != 1 {
		t.Fatal("nothing asked")
	}
	confirm, key := h.links(1)
	// Programs that look through mail open links: nothing is confirmed by it.
	for range 2 {
		if a := v.read(confirm); a.StatusCode != 200 || !strings.Contains(a.text("main"), "w…@example.com") || strings.Contains(a.body, "wang@") {
			t.Errorf("%d\n%s", a.StatusCode, a.text("main"))
		}
	}
	if v.do(http.MethodHead, confirm, nil); h.subscriptions()[subscription.Active] != 0 {
		t.Error("confirmed by looking")
	}
	v.goes(v.post(confirm), key)
	if a := v.read(confirm); a.StatusCode != http.StatusGone {
		t.Errorf("the link opens twice: %d", a.StatusCode)
	}
	if a := v.post(confirm); a.StatusCode != http.StatusGone {
		t.Errorf("the link confirms twice: %d", a.StatusCode)
	}
	a = v.read(key)
	if a.StatusCode != 200 || a.fact("邮箱") != "w…@example.com" || a.fact("订阅起始") != "2017-08-01" || a.fact("多久发一次") != "每天一封" {
		t.Errorf("%d\n%s", a.StatusCode, a.text("main"))
	}
	href, _ := a.doc.Find(".govuk-inset-text a").Attr("href")
	if !strings.HasPrefix(href, "/search?"+housing) {
		t.Errorf("leads to %q", href)
	}
	if a := v.post(key, "often", "never"); a.StatusCode != 422 {
		t.Errorf("told never: %d", a.StatusCode)
	}
	v.goes(v.post(key, "often", "weekly"), key)
	if a := v.read(key); a.fact("多久发一次") != "每周一封" {
		t.Errorf("not changed\n%s", a.text("main"))
	}
	// One press in a mail program ends it, without cookies and without being
	// sent elsewhere; looking at the address does not.
	if a := h.visitor().read(key + "/end"); a.StatusCode != 200 || h.subscriptions()[subscription.Active] != 1 {
		t.Errorf("%d, ended by looking", a.StatusCode)
	}
	for range 2 {
		if a := h.visitor().post(key+"/end", "List-Unsubscribe", "One-Click"); a.StatusCode != 200 || !strings.Contains(a.text("main"), "已经退订") {
			t.Errorf("%d\n%s", a.StatusCode, a.text("main"))
		}
	}
	if n := len(h.subscriptions()); n != 0 {
		t.Errorf("%d kept after the end", n)
	}
	if a := v.read(key); a.StatusCode != http.StatusGone {
		t.Errorf("open after the end: %d", a.StatusCode)
	}
}

var requestNumber = regexp.MustCompile(`[0-9a-f]{8,}`)

// The answer says nothing about an address: new, known, confirmed, with too
// many subscriptions or asked too often, it is one and the same.
func TestFollowTellsNothingOfAnAddress(t *testing.T) {
	h := newFollowed(t)
	v := h.visitor()
	post := func(email, kept string) string {
		a := v.post("/search/follow", "search", kept, "email", email, "often", "daily")
		return fmt.Sprint(a.StatusCode, a.Header.Get("Location"), a.Header.Values("Set-Cookie"), requestNumber.ReplaceAllString(a.body, ""))
	}
	want := post("new@example.com", "q=a")
	if h.subscriptions()[subscription.Waiting] != 1 {
		t.Fatal("nothing asked")
	}
	confirm, _ := h.links(1)
	v.post(confirm)
	for name, c := range map[string]struct{ email, kept string }{
		"confirmed": {"new@example.com", "q=a"}, "known": {"new@example.com", "q=b"}, "another spelling": {"new@EXAMPLE.com", "q=b"}, "unknown": {"other@example.com", "q=a"},
	} {
		if got := post(c.email, c.kept); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	for n := range 5 { // from some point on nothing is sent any more
		h.setClock(fmt.Sprintf("2017-08-01 09:%02d", n+2))
		if got := post("new@example.com", fmt.Sprint("q=", n)); got != want {
			t.Errorf("asked often: %s", got)
		}
	}
	mails := 0
	for id := range 20 {
		list, err := h.office.Store.MailOf(t.Context(), subscription.ID(id).Thing())
		h.must(err)
		mails += len(list)
	}
	if mails != subscription.MostAsked+1 { // five to the one, one to the other
		t.Errorf("%d mails", mails)
	}
	// One client that asks too often is told so, whatever the address.
	answers := map[int]int{}
	for n := range 60 {
		h.setClock(fmt.Sprintf("2017-08-01 1%d:%02d", n/30, n%30))
		a := v.post("/search/follow", "search", "q=x", "email", fmt.Sprintf("w%d@example.com", n), "often", "daily")
		answers[a.StatusCode]++
	}
	if answers[303] == 0 || answers[303] > subscription.MostAsking || answers[303]+answers[429] != 60 {
		t.Errorf("%v", answers)
	}
}

// Another site can do nothing in a reader's name.
func TestFollowFromAnotherSite(t *testing.T) {
	h := newFollowed(t)
	h.visitor().post("/search/follow", "search", "q=a", "email", "wang@example.com", "often", "daily")
	confirm, key := h.links(1)
	evil := h.visitor("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	for _, path := range []string{"/search/follow", confirm, key, key + "/end", "/my/subscriptions"} {
		if a := evil.post(path, "search", "q=b", "email", "li@example.com", "often", "daily"); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	if n := h.subscriptions(); n[subscription.Waiting] != 1 || n[subscription.Active] != 0 {
		t.Errorf("%v", n)
	}
}

func TestWhatCanBeFollowed(t *testing.T) {
	h := newFollowed(t)
	v := h.visitor()
	for path, want := range map[string]struct {
		status int
		words  string // or where it leads
	}{
		"?agency=JYJ":                        {200, "市教育局"},
		"?category=A02":                      {200, ""},
		"?topic=JY":                          {200, "专题 教育"},
		"?topic=JY&q=a":                      {200, "专题 教育"},
		"?q=a&from=2017-01-01&to=2017-06-30": {200, "“a”，2017-01-01 至 2017-06-30"},
		"?q=a&from=2017-01-01":               {200, "“a”，2017-01-01 以后"},
		"?q=a&agency=JYJ&agency=CC":          {200, "、"},
		"":                                   {303, "/search"},
		"?sort=date":                         {303, "/search?sort=date"},
		"?q=a&from=x":                        {303, "/search?q=a&from=x"},
		"?agency=NONE":                       {404, ""},
		"?topic=NONE":                        {404, ""},
		"?q=a&sort=x":                        {404, ""},
	} {
		a := v.read("/search/follow" + path)
		got := a.text("main")
		if want.status == 303 {
			got = a.Header.Get("Location")
		}
		if a.StatusCode != want.status || !strings.Contains(got, want.words) {
			t.Errorf("%s: %d, %s", path, a.StatusCode, got)
		}
	}
	for kept, want := range map[string]int{"": 400, "sort=date": 400, "agency=NONE": 404, "q=%zz": 400} {
		if a := v.post("/search/follow", "search", kept, "email", "wang@example.com", "often", "daily"); a.StatusCode != want {
			t.Errorf("posted %q: %d", kept, a.StatusCode)
		}
	}
	if n := len(h.subscriptions()); n != 0 {
		t.Errorf("%d asked", n)
	}
	// What is kept becomes what the index is asked.
	ctx := t.Context()
	for kept, check := range map[string]func(name, path string, agencies []agency.Code, categories []string, from calendar.Day) bool{
		"agency=JYJ": func(name, path string, agencies []agency.Code, categories []string, from calendar.Day) bool {
			return slices.Contains(agencies, "JYJ") && categories == nil && name == "市教育局" && path == "/search?agency=JYJ&sort=date&stay=1"
		},
		"topic=JY": func(name, path string, agencies []agency.Code, categories []string, from calendar.Day) bool {
			return agencies == nil && slices.Contains(categories, "A1102") && name == "专题 教育" && path == "/topic/JY" && from == calendar.NoDay
		},
		"from=2017-01-01&q=a": func(name, path string, agencies []agency.Code, categories []string, from calendar.Day) bool {
			return agencies == nil && categories == nil && from == day("2017-01-01")
		},
		"category=none": func(_, _ string, agencies []agency.Code, categories []string, _ calendar.Day) bool {
			return len(categories) > 0 // never everything
		},
		"agency=NONE": func(name, path string, _ []agency.Code, categories []string, _ calendar.Day) bool {
			return len(categories) == 1 && path == "/search" && strings.Contains(name, "不存在")
		},
		"topic=NONE": func(_, _ string, _ []agency.Code, categories []string, _ calendar.Day) bool {
			return len(categories) == 1
		},
		"%zz": func(_, _ string, _ []agency.Code, categories []string, _ calendar.Day) bool {
			return len(categories) == 1
		},
		"": func(_, _ string, _ []agency.Code, categories []string, _ calendar.Day) bool {
			return len(categories) == 1
		},
	} {
		s, err := h.window.Subscribed(ctx, kept)
		if err != nil || !check(s.Name, s.Path, s.Query.Agencies, s.Query.Categories, s.Query.From) {
			t.Errorf("%q: %+v, %v", kept, s, err)
		}
	}
}

// Who has an account sees theirs there, once confirmed, and nobody else's.
func TestOwnSubscriptions(t *testing.T) {
	h := newFollowed(t)
	li, zhao := h.visitor(), h.visitor()
	li.register("li4")
	zhao.register("zhao")
	if a := h.visitor().read("/my/subscriptions"); a.StatusCode != 303 {
		t.Errorf("a stranger: %d", a.StatusCode)
	}
	li.goes(li.post("/search/follow", "search", "q=a", "email", "li@example.com", "often", "daily"), "/search/follow/sent")
	if a := li.read("/my/subscriptions"); a.StatusCode != 200 || a.doc.Find("main form").Length() != 0 {
		t.Errorf("what nobody confirmed is told: %d\n%s", a.StatusCode, a.text("main"))
	}
	confirm, key := h.links(1)
	h.visitor().post(confirm)
	a := li.read("/my/subscriptions")
	if a.doc.Find("main section").Length() != 1 || a.fact("邮箱") != "l…@example.com" || !strings.Contains(a.text("main"), "“a”") || strings.Contains(a.body, key) {
		t.Errorf("%s", a.text("main"))
	}
	if href := li.read("/my").doc.Find(`a[href="/my/subscriptions"]`).Length(); href != 1 {
		t.Error("no way there")
	}
	for _, act := range []string{"change", "end"} {
		if a := zhao.post("/my/subscriptions", "id", "1", "often", "weekly", "act", act); a.StatusCode != 404 {
			t.Errorf("another reader may %s: %d", act, a.StatusCode)
		}
	}
	for _, id := range []string{"", "x", "0", "-1", "2"} {
		if a := li.post("/my/subscriptions", "id", id, "act", "end"); a.StatusCode != 404 {
			t.Errorf("%q: %d", id, a.StatusCode)
		}
	}
	li.goes(li.post("/my/subscriptions", "id", "1", "often", "weekly", "act", "change"), "/my/subscriptions")
	if a := li.read("/my/subscriptions"); a.fact("多久发一次") != "每周一封" {
		t.Errorf("%s", a.text("main"))
	}
	if a := li.post("/my/subscriptions", "id", "1", "often", "daily", "act", "ended"); a.StatusCode != 400 {
		t.Errorf("a button nobody has: %d", a.StatusCode)
	}
	li.goes(li.post("/my/subscriptions", "id", "1", "act", "end"), "/my/subscriptions")
	if n := len(h.subscriptions()); n != 0 {
		t.Errorf("%d left", n)
	}
	// Closing the account ends what it follows.
	li.post("/search/follow", "search", "q=a", "email", "li@example.com", "often", "daily")
	confirm, key = h.links(2)
	h.visitor().post(confirm)
	li.post("/my/close", "password", readerPassword)
	if n := len(h.subscriptions()); n != 0 {
		t.Errorf("%d left after the account", n)
	}
	if a := h.visitor().read(key); a.StatusCode != http.StatusGone {
		t.Errorf("open after the account: %d", a.StatusCode)
	}
}

// A link in a mail opens nothing after seven days.
func TestALinkExpires(t *testing.T) {
	h := newFollowed(t)
	v := h.visitor()
	v.post("/search/follow", "search", "q=a", "email", "wang@example.com", "often", "daily")
	confirm, key := h.links(1)
	h.setClock("2017-08-08 09:00")
	for _, path := range []string{confirm, key} {
		if a := v.read(path); a.StatusCode != http.StatusGone {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	if a := v.post(confirm); a.StatusCode != http.StatusGone {
		t.Errorf("confirmed late: %d", a.StatusCode)
	}
	for _, path := range []string{"/subscription/x", "/subscription/x/confirm", "/subscription/" + url.PathEscape("' or 1=1 --")} {
		if a := v.read(path); a.StatusCode != http.StatusGone {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
}

// Where no mail goes out nothing is offered.
func TestNoMailNoSubscription(t *testing.T) {
	h := newHouse(t)
	h.fill()
	for _, following := range []bool{false, true} {
		h.window.Following = following
		h.window.Refresh()
		want := map[bool]int{false: 404, true: 200}[following]
		if a := h.visitor().read("/search/follow?q=a"); a.StatusCode != want {
			t.Errorf("%d", a.StatusCode)
		}
		for path, to := range followedFrom {
			a := h.page(path)
			found := a.doc.Find(`main a[href="`+to+`"]`).Length() > 0
			if found != following {
				t.Errorf("%s offers %s: %v", path, to, found)
			}
		}
	}
}

// followedFrom is where one can follow from, and what.
var followedFrom = map[string]string{
	"/search?q=%E6%95%99%E8%82%B2": "/search/follow?q=%E6%95%99%E8%82%B2",
	"/agency/JYJ":                  "/search/follow?agency=JYJ",
	"/browse?category=A02":         "/search/follow?category=A02",
	"/topic/JY":                    "/search/follow?topic=JY",
}

// subscriptionKinds is every kind of page, for somebody who has confirmed one
// and been asked about another.
func (h *house) subscriptionKinds(v *visitor) []string {
	h.t.Helper()
	v.register("读者")
	v.post("/search/follow", "search", housing, "email", "wang@example.com", "often", "daily")
	v.post("/search/follow", "search", "topic=JY", "email", "wang@example.com", "often", "weekly")
	v.post("/search/follow", "search", "agency=JYJ", "email", "wang@example.com", "often", "weekly")
	first, key := h.links(1)
	v.post(first)
	second, _ := h.links(2)
	v.post(second)
	confirm, _ := h.links(3)
	v.read(key) // the notice is read
	return []string{"/search/follow?" + housing, "/search/follow/sent", confirm, key, key + "/end", "/subscription/x/end", "/subscription/x", "/my/subscriptions"}
}

func TestSubscriptionPagesInEnglish(t *testing.T) {
	words := browser.ProgramWords(t, "../..")
	h := newFollowed(t)
	v := h.visitor("Cookie", "lang=en")
	v.headers = nil
	kinds := h.subscriptionKinds(v)
	v.cookies["lang"] = &http.Cookie{Name: "lang", Value: "en"}
	for _, path := range kinds {
		a := v.read(path)
		for _, left := range words.Left(a.doc.Nodes[0], contentWords...) {
			t.Errorf("%s: %s", path, left)
		}
	}
}

func TestSubscriptionPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := newFollowed(t)
	kinds := h.subscriptionKinds(h.visitor())
	for i, path := range kinds[:len(kinds)-1] { // the last is for who is signed in
		for size, window := range map[string]browser.Size{"wide": {Width: 1280, Height: 900}, "phone": browser.Phone, "narrow": {Width: 320, Height: 700}} {
			p := b.Open(t, h.server.URL+path, window)
			if over := p.Overflow(t); over > 0 {
				t.Errorf("%s, %s: %d px too wide", path, size, over)
			}
			p.Axe(t)
			if folder := os.Getenv("SCREENSHOTS"); folder != "" && size != "narrow" {
				p.Screenshot(t, filepath.Join(folder, fmt.Sprintf("subscription_%d-%s.png", i, size)))
			}
		}
	}
	// By keyboard, without script: from the search to the mail that is asked for.
	p := b.Open(t, h.server.URL+"/search/follow?q=a", browser.Phone)
	p.WithoutScript(t)
	if p.Text(t, "#email-hint") == "" {
		t.Error("no form without script")
	}
	// By keyboard.
	p = b.Open(t, h.server.URL+"/search/follow?q=a", browser.Phone)
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#email"), "wang\r"))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS(".govuk-error-summary")))
	p.Axe(t)
	p.Eval(t, `document.querySelector("#email").value = ""`)
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#email"), "li@example.com\r"))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS(`main a[href="/search"]`)))
	if h.subscriptions()[subscription.Waiting] != 2 {
		t.Errorf("%v asked by keyboard", h.subscriptions())
	}
	p = b.Open(t, h.server.URL+"/my/sign-in?back=/my/subscriptions", browser.Phone)
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#name"), "读者"))
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#password"), readerPassword+"\r"))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS("main section")))
	for size, window := range map[string]browser.Size{"wide": {Width: 1280, Height: 900}, "phone": browser.Phone, "narrow": {Width: 320, Height: 700}} {
		p := b.Open(t, h.server.URL+"/my/subscriptions", window)
		if over := p.Overflow(t); over > 0 {
			t.Errorf("%s: %d px too wide", size, over)
		}
		p.Axe(t)
		if folder := os.Getenv("SCREENSHOTS"); folder != "" && size != "narrow" {
			p.Screenshot(t, filepath.Join(folder, "subscription_own-"+size+".png"))
		}
	}
}

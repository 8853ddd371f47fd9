package public_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/citizen"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/browser"
)

const readerPassword = "一个不好猜的长口令 12"

// visitor is a browser with its cookies. It follows nothing by itself.
type visitor struct {
	*house
	cookies map[string]*http.Cookie
	headers []string
}

func (h *house) visitor(headers ...string) *visitor {
	return &visitor{h, map[string]*http.Cookie{}, headers}
}

func (v *visitor) do(method, path string, form url.Values) answer {
	v.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, v.server.URL+path, body)
	v.must(err)
	r.Header.Set("User-Agent", userAgent)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(v.headers); i += 2 {
		r.Header.Set(v.headers[i], v.headers[i+1])
	}
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	v.must(err)
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		} else {
			v.cookies[c.Name] = c
		}
	}
	return v.answerOf(res)
}

func (v *visitor) read(path string) answer { v.t.Helper(); return v.do(http.MethodGet, path, nil) }

// post sends pairs of fields.
func (v *visitor) post(path string, fields ...string) answer {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return v.do(http.MethodPost, path, form)
}

// goes expects to be sent to the address.
func (v *visitor) goes(a answer, to string) {
	v.t.Helper()
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != to {
		v.t.Errorf("%s: %d to %q, want %q\n%s", a.Request.URL, a.StatusCode, a.Header.Get("Location"), to, a.text("main"))
	}
}

func (v *visitor) register(name string) {
	v.t.Helper()
	v.goes(v.post("/my/register", "name", name, "new", readerPassword, "again", readerPassword), "/my")
}

func (v *visitor) signIn(name, password string) answer {
	v.t.Helper()
	return v.post("/my/sign-in", "name", name, "password", password)
}

// The life of a reader's account, from registering to closing.
func TestAReadersAccount(t *testing.T) {
	h := newHouse(t)
	p := h.publish("JYJ", content("要收藏的信息"))
	item := "/item/" + p.Index
	v := h.visitor()
	if a := v.read(item); !strings.Contains(a.text(".app-masthead"), "登录注册") {
		t.Errorf("a stranger's masthead: %q", a.text(".app-masthead"))
	}
	// A button pressed by a stranger leads to the door, and back.
	a := v.post("/my/save", "index", p.Index, "back", item)
	v.goes(a, "/my/sign-in?back="+url.QueryEscape(item))
	a = v.read(a.Header.Get("Location"))
	register, _ := a.doc.Find(`main a[href^="/my/register"]`).Attr("href")
	a = v.read(register)
	back, _ := a.doc.Find(`input[name="back"]`).Attr("value")
	v.goes(v.post("/my/register", "name", " 爱读书的人 ", "new", readerPassword, "again", readerPassword, "back", back), item)

	if a := v.read(item); !strings.Contains(a.text(".moj-alert, .govuk-notification-banner"), "注册成功") || !strings.Contains(a.text(".app-masthead"), "我的") || strings.Contains(a.text(".app-masthead"), "注册") {
		t.Errorf("after registering: %q, %q", a.text(".app-masthead"), a.text(".govuk-notification-banner"))
	}
	for range 2 { // twice is once
		v.goes(v.post("/my/save", "index", p.Index, "back", item), item)
		v.goes(v.post("/my/follow", "kind", "agency", "code", "JYJ", "back", "/agency/JYJ"), "/agency/JYJ")
		v.goes(v.post("/my/follow", "kind", "category", "code", "A02", "back", "//evil.example"), "/my")
	}
	a = v.read("/my")
	if a.StatusCode != 200 || a.Header.Get("Cache-Control") != "no-store" || !strings.Contains(a.text("main"), "要收藏的信息") {
		t.Errorf("mine: %d %q\n%s", a.StatusCode, a.Header.Get("Cache-Control"), a.text("main"))
	}
	if n := a.doc.Find(`form[action="/my/unfollow"]`).Length(); n != 2 || a.doc.Find(`form[action="/my/unsave"]`).Length() != 1 {
		t.Errorf("%d followed\n%s", n, a.text("main"))
	}

	// What is new is what came after the visit before this one.
	h.setClock("2017-08-02 09:00")
	h.publish("JYJ", content("第二天的信息"))
	c := content("别的类别")
	c.Category = "B0101"
	h.publish("ZFBGT", c)
	h.setClock("2017-08-03 09:00")
	if a := v.read("/my"); a.StatusCode != http.StatusSeeOther || v.cookies["my"] != nil {
		t.Errorf("two days later: %d, cookie %v", a.StatusCode, v.cookies["my"])
	}
	v.goes(v.signIn("爱读书的人", readerPassword), "/my")
	for range 2 { // as often as one looks
		a = v.read("/my")
		if news := a.text("section[aria-labelledby=news]"); !strings.Contains(news, "第二天的信息") || strings.Contains(news, "要收藏的信息") || strings.Contains(news, "别的类别") {
			t.Errorf("new: %q", news)
		}
	}
	v.goes(v.post("/my/sign-out"), "/")
	v.goes(v.signIn("爱读书的人", readerPassword), "/my")
	if news := v.read("/my").text("section[aria-labelledby=news]"); strings.Contains(news, "第二天的信息") {
		t.Errorf("still new: %q", news)
	}

	// Withdrawn, no word of the content is left.
	h.withdraw(p, "个人信息", "")
	a = v.read("/my")
	if saved := a.text("section[aria-labelledby=saved]"); !strings.Contains(saved, "索引号 "+p.Index+" 的信息已于 2017-08-03 撤下") || strings.Contains(a.body, "要收藏的信息") {
		t.Errorf("saved: %q", saved)
	}
	if a := h.visitor().read("/"); strings.Contains(a.text(".app-masthead"), "我的") {
		t.Error("a stranger is taken for a reader")
	}
	v.goes(v.post("/my/unsave", "index", p.Index, "back", "/my"), "/my")
	v.goes(v.post("/my/unfollow", "kind", "agency", "code", "JYJ", "back", "/my"), "/my")
	if a := v.read("/my"); a.doc.Find(`form[action="/my/unsave"]`).Length() != 0 || a.doc.Find(`form[action="/my/unfollow"]`).Length() != 1 {
		t.Errorf("after letting go: %s", a.text("main"))
	}

	// Another password ends the sessions elsewhere, and only those.
	other := h.visitor()
	other.goes(other.signIn("爱读书的人", readerPassword), "/my")
	next := "另外一个更长的口令 34"
	if a := v.post("/my/password", "password", "x", "new", "short", "again", "short2"); a.StatusCode != 422 || a.doc.Find("#new-error").Length() != 1 {
		t.Errorf("a short password: %d", a.StatusCode)
	}
	if a := v.post("/my/password", "password", "wrong", "new", next, "again", next); a.StatusCode != 422 || a.doc.Find("#password-error").Length() != 1 {
		t.Errorf("a wrong password: %d", a.StatusCode)
	}
	v.goes(v.post("/my/password", "password", readerPassword, "new", next, "again", next), "/my")
	if a := v.read("/my"); a.StatusCode != 200 {
		t.Errorf("this browser was signed out: %d", a.StatusCode)
	}
	other.goes(other.read("/my/close"), "/my/sign-in?back=%2Fmy%2Fclose")
	if a := other.signIn("爱读书的人", readerPassword); a.StatusCode != 422 {
		t.Errorf("the old password: %d", a.StatusCode)
	}

	// Closed, nothing of the reader is left but a number.
	if a := v.post("/my/close", "password", readerPassword); a.StatusCode != 422 || a.doc.Find("#password-error").Length() != 1 {
		t.Errorf("closing with the old password: %d", a.StatusCode)
	}
	v.goes(v.post("/my/close", "password", next), "/")
	if v.cookies["my"] != nil {
		t.Error("the cookie outlives the account")
	}
	if a := v.signIn("爱读书的人", next); a.StatusCode != 422 {
		t.Errorf("a closed account: %d", a.StatusCode)
	}
	entries, err := h.office.Store.JournalOf(t.Context(), "citizen/1")
	h.must(err)
	var acts []string
	for _, e := range entries {
		acts = append(acts, string(e.Act))
		if e.Actor != "citizen/1" || e.Note != "" || e.Detail != "" || e.Agency != "" {
			t.Errorf("entry %+v", e)
		}
	}
	if want := "citizen.register citizen.sign_in citizen.sign_in citizen.sign_in citizen.password citizen.close"; strings.Join(acts, " ") != want {
		t.Errorf("journal: %v", acts)
	}
	v.register("爱读书的人") // the name is free again, the shelf is not inherited
	if a := v.read("/my"); a.doc.Find(`form[action="/my/unfollow"]`).Length() != 0 {
		t.Error("the name brought a shelf with it")
	}
}

// A name nobody has, a wrong password and a locked account get one answer.
func TestReadersSignInTellsNothing(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	v.register("reader")
	v.post("/my/sign-out")
	answers := map[string]int{}
	try := func(name, password string) {
		a := v.signIn(name, password)
		if v.cookies["my"] != nil {
			t.Fatalf("signed in as %s", name)
		}
		answers[strconv.Itoa(a.StatusCode)+a.text(".govuk-error-summary")]++
	}
	begun := time.Now()
	try("nobody", readerPassword)
	try("no body!", readerPassword) // no name at all
	unknown := time.Since(begun) / 2
	begun = time.Now()
	for range account.MaxFailures {
		try("Ｒeader", "wrong password")
	}
	wrong := time.Since(begun) / account.MaxFailures
	try("reader", readerPassword) // locked
	try("reader", "wrong password")
	if len(answers) != 1 {
		t.Errorf("answers: %v", answers)
	}
	if unknown < wrong/3 || wrong < unknown/3 {
		t.Errorf("a name nobody has takes %v, a wrong password %v", unknown, wrong)
	}
	h.setClock("2017-08-01 09:16")
	v.goes(v.signIn("reader", readerPassword), "/my")
}

// What one reader does shows on no other's page.
func TestReadersAreApart(t *testing.T) {
	h := newHouse(t)
	p := h.publish("JYJ", content("甲收藏的信息"))
	a, b := h.visitor(), h.visitor()
	a.register("reader1")
	b.register("reader2")
	a.post("/my/save", "index", p.Index)
	a.post("/my/follow", "kind", "agency", "code", "JYJ")
	b.post("/my/unsave", "index", p.Index)
	b.post("/my/unfollow", "kind", "agency", "code", "JYJ")
	if mine := a.read("/my"); !strings.Contains(mine.text("main"), "甲收藏的信息") || mine.doc.Find(`form[action="/my/unfollow"]`).Length() != 1 || !strings.Contains(mine.text("h1"), "reader1") {
		t.Errorf("the first: %s", mine.text("main"))
	}
	if mine := b.read("/my"); strings.Contains(mine.text("main"), "甲收藏的信息") || strings.Contains(mine.body, "reader1") {
		t.Errorf("the second: %s", mine.text("main"))
	}
	b.goes(b.post("/my/close", "password", readerPassword), "/")
	if mine := a.read("/my"); !strings.Contains(mine.text("main"), "甲收藏的信息") {
		t.Error("closing the second took from the first")
	}
	// A session that is not a reader's opens nothing here.
	for _, login := range []account.Login{"li", "citizen/99", "citizen/2", "citizen/01", "account/li"} {
		token := strings.Repeat("A", 43)
		for _, salt := range []string{"", "reader "} {
			sum := sha256.Sum256([]byte(salt + token))
			h.must(h.office.Store.SaveSession(t.Context(), store.Session{Token: hex.EncodeToString(sum[:]), Login: login, Data: `{"proof":""}`, Expiry: h.clock().Add(time.Hour)}))
		}
		v := h.visitor()
		v.cookies["my"] = &http.Cookie{Name: "my", Value: token}
		v.goes(v.read("/my"), "/my/sign-in?back=%2Fmy")
	}
}

// The pages of strangers are the same before and after readers came by, and a
// cached page never says who asked for it.
func TestReadersDoNotPoisonTheCache(t *testing.T) {
	h := newHouse(t)
	p := h.publish("JYJ", content("一条信息"))
	paths := []string{"/", "/browse?category=A02", "/agency/JYJ", "/item/" + p.Index, "/obligations"}
	before := map[string]string{}
	v := h.visitor()
	v.register("秘密的名字")
	for i, path := range paths {
		if i%2 == 0 {
			before[path] = h.page(path).body
		}
		for range 2 { // drawn, and from the cache
			a := v.read(path)
			if !strings.Contains(a.text(".app-masthead"), "我的") || strings.Contains(a.body, "秘密的名字") {
				t.Errorf("%s: a reader's masthead is %q", path, a.text(".app-masthead"))
			}
		}
		after := h.page(path)
		if strings.Contains(after.text(".app-masthead"), "我的") || !strings.Contains(after.text(".app-masthead"), "注册") || strings.Contains(after.body, "注册成功") {
			t.Errorf("%s: a stranger's masthead is %q", path, after.text(".app-masthead"))
		}
		if before[path] != "" && before[path] != after.body {
			t.Errorf("%s: changed for strangers", path)
		}
		if !strings.Contains(after.Header.Get("Vary"), "Cookie") {
			t.Errorf("%s: Vary %q", path, after.Header.Get("Vary"))
		}
		// The browser's own copy of the stranger's page is not taken for good.
		v.headers = []string{"If-None-Match", after.Header.Get("Etag")}
		if a := v.read(path); a.StatusCode != 200 {
			t.Errorf("%s: %d for a reader with a stranger's copy", path, a.StatusCode)
		}
		v.headers = nil
	}
	for _, path := range []string{"/my", "/my/password", "/my/close"} {
		if a := v.read(path); a.StatusCode != 200 || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Etag") != "" {
			t.Errorf("%s: %d %q %q", path, a.StatusCode, a.Header.Get("Cache-Control"), a.Header.Get("Etag"))
		}
		if a := h.get(path); a.StatusCode != http.StatusSeeOther || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s for a stranger: %d", path, a.StatusCode)
		}
	}
}

func TestReadersCookie(t *testing.T) {
	h := newHouse(t)
	v := h.visitor("X-Forwarded-Proto", "https")
	a := v.post("/my/register", "name", "reader", "new", readerPassword, "again", readerPassword)
	var set *http.Cookie
	for _, c := range a.Cookies() {
		if c.Name == "my" {
			set = c
		}
	}
	if set == nil || !set.HttpOnly || !set.Secure || set.SameSite != http.SameSiteLaxMode || set.Path != "/" || set.MaxAge != 0 || len(set.Value) != 43 {
		t.Fatalf("cookie %+v", set)
	}
	// The record knows only a sum of it.
	if _, err := h.office.Store.Session(t.Context(), set.Value, h.clock()); err == nil {
		t.Error("the record has the token itself")
	}
	// Every sign-in has a token of its own, and ends the one before.
	first := set.Value
	v.signIn("reader", readerPassword)
	if v.cookies["my"].Value == first {
		t.Error("one token twice")
	}
	old := h.visitor()
	old.cookies["my"] = &http.Cookie{Name: "my", Value: first}
	old.goes(old.read("/my"), "/my/sign-in?back=%2Fmy")
	// In use it lasts, but not for more than ten hours; unused not for long.
	for minute := 20; minute < 600; minute += 20 {
		h.setClock(at("2017-08-01 09:00").Add(time.Duration(minute) * time.Minute).Format("2006-01-02 15:04"))
		if a := v.read("/my"); a.StatusCode != 200 {
			t.Fatalf("signed out after %d minutes", minute)
		}
	}
	h.setClock("2017-08-01 19:00")
	v.goes(v.read("/my"), "/my/sign-in?back=%2Fmy")
	v.signIn("reader", readerPassword)
	h.setClock("2017-08-01 19:31")
	v.goes(v.read("/my/password"), "/my/sign-in?back=%2Fmy%2Fpassword")
	// Signed out, the token is worth nothing.
	v.signIn("reader", readerPassword)
	kept := v.cookies["my"]
	v.goes(v.post("/my/sign-out"), "/")
	v.cookies["my"] = kept
	v.goes(v.read("/my"), "/my/sign-in?back=%2Fmy")
	// Another site's form is refused.
	w := h.visitor("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	w.cookies["my"] = kept
	for _, path := range []string{"/my/sign-out", "/my/close", "/my/sign-in", "/my/save"} {
		if a := w.post(path, "password", readerPassword); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s from another site: %d", path, a.StatusCode)
		}
	}
}

func TestBackStaysHere(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	v.register("reader")
	for address, want := range map[string]string{
		"": "/my", "/": "/", "/item/JYJ/2017-000001": "/item/JYJ/2017-000001", "/my/password": "/my/password", "/my?from=50": "/my?from=50",
		"https://evil.example": "/my", "//evil.example": "/my", "/\\evil.example": "/my", "javascript:alert(1)": "/my", "/a\r\nSet-Cookie: x=1": "/my",
		"/my/sign-out": "/my", "/my/sign-in?back=/": "/my", "/my/save": "/my", "/\t/evil.example": "/my", "/" + strings.Repeat("x", 3000): "/my",
		"/.//evil.example": "/evil.example",
	} {
		for _, path := range []string{"/my/sign-in", "/my/register"} {
			got := v.read(path + "?back=" + url.QueryEscape(address)).Header.Get("Location")
			if got != want {
				t.Errorf("%s back to %q goes to %q, want %q", path, address, got, want)
			}
		}
	}
}

// Nothing typed is the machine's fault.
func TestHostileReaders(t *testing.T) {
	h := newHouse(t)
	h.publish("JYJ", content("一条信息"))
	inside, outside := h.visitor(), h.visitor()
	inside.register("reader")
	long := strings.Repeat("长", 5000)
	values := []string{"", "x", "\x00", "\xff\xfe", "\u202eab", long, "' or 1=1--", "<script>alert(1)</script>", "JYJ/2017-000099", "JYJ/2017-000001", "../../etc", "𠮷𠮷", "Ⅻ㍿", "agency", "ﷺ"}
	fields := []string{"name", "password", "new", "again", "back", "index", "kind", "code"}
	for _, path := range []string{"/my/register", "/my/sign-in", "/my/save", "/my/unsave", "/my/follow", "/my/unfollow", "/my/password", "/my/close"} {
		for i, value := range values {
			var pairs []string
			for _, f := range fields {
				if f == "kind" && i%2 == 1 {
					pairs = append(pairs, f, "agency")
					continue
				}
				pairs = append(pairs, f, value)
			}
			for _, v := range []*visitor{inside, outside} {
				a := v.post(path, pairs...)
				if a.StatusCode >= 500 {
					t.Errorf("%s with %.20q: %d", path, value, a.StatusCode)
				}
				if strings.Contains(a.body, "<script>alert") {
					t.Errorf("%s repeats a script", path)
				}
				if a.StatusCode == 422 && strings.HasPrefix(a.text("title"), "错误：") && a.doc.Find(".govuk-error-summary").Length() != 1 {
					t.Errorf("%s with %.20q: no summary", path, value)
				}
			}
			if inside.cookies["my"] == nil {
				t.Fatalf("%s with %.20q signed out", path, value)
			}
		}
	}
	for _, q := range []string{"/my?from=-1", "/my?from=x", "/my?from=99999999999999999999", "/my?from=1", "/my/sign-in?back=%00", "/my/sign-in?back=%ff"} {
		for _, v := range []*visitor{inside, outside} {
			if a := v.read(q); a.StatusCode >= 500 {
				t.Errorf("%s: %d", q, a.StatusCode)
			}
		}
	}
	for _, cookie := range []string{"x", strings.Repeat("A", 43), strings.Repeat("A", 3000), "../../.."} {
		v := h.visitor()
		v.cookies["my"] = &http.Cookie{Name: "my", Value: cookie}
		v.goes(v.read("/my"), "/my/sign-in?back=%2Fmy")
	}
	if a := inside.post("/my/follow", "kind", "topic", "code", "JY"); a.StatusCode != http.StatusNotFound {
		t.Errorf("a kind there is not: %d", a.StatusCode)
	}
}

// Both lists have a bound, and so has registering.
func TestReadersBounds(t *testing.T) {
	h := newHouse(t)
	var records []int64
	p := h.publish("JYJ", content("第五百零一条"))
	gone := h.publish("JYJ", content("撤下的"))
	h.withdraw(gone, "有误", "")
	v := h.visitor()
	v.register("reader")
	for n := range citizen.MaxSaved {
		records = append(records, int64(n+1000))
	}
	h.must(h.office.Keep(t.Context(), 1, func(s citizen.Shelf, at time.Time) (citizen.Shelf, error) {
		var err error
		for _, id := range records {
			if s, err = citizen.Save(s, id, at); err != nil {
				return s, err
			}
		}
		for n := range citizen.MaxFollowed {
			if s, err = citizen.Follow(s, citizen.Place{Kind: citizen.Category, Code: "gone" + strconv.Itoa(n)}, at); err != nil {
				return s, err
			}
		}
		return s, nil
	}))
	if a := v.post("/my/save", "index", p.Index); a.StatusCode != 422 || !strings.Contains(a.text("main"), "最多收藏 500 条") {
		t.Errorf("one too many: %d %s", a.StatusCode, a.text("main"))
	}
	if a := v.post("/my/follow", "kind", "agency", "code", "JYJ"); a.StatusCode != 422 || !strings.Contains(a.text("main"), "最多关注 50") {
		t.Errorf("one too many: %d %s", a.StatusCode, a.text("main"))
	}
	if a := v.post("/my/save", "index", gone.Index); a.StatusCode != http.StatusGone {
		t.Errorf("a withdrawn one: %d", a.StatusCode)
	}
	if a := v.read("/my"); a.StatusCode != 200 { // of places and things that are no more
		t.Errorf("mine: %d", a.StatusCode)
	}
	statuses := map[int]int{}
	for range 25 {
		a := h.visitor().post("/my/register", "name", "reader", "new", readerPassword, "again", readerPassword)
		statuses[a.StatusCode]++
		if a.StatusCode == 429 && !strings.Contains(a.text(".govuk-error-summary"), "操作太频繁") {
			t.Errorf("429 says %s", a.text("main"))
		}
	}
	if statuses[422] != 19 || statuses[429] != 6 {
		t.Errorf("registering in one minute: %v", statuses)
	}
	h.setClock("2017-08-01 09:02")
	h.visitor().register("reader3")
}

// fillShelf is a reader with something of everything.
func (h *house) fillShelf(v *visitor) {
	h.t.Helper()
	v.register("爱读书的人")
	var indexes []string
	for n := range 60 {
		c := content("第" + strconv.Itoa(n) + "条收藏的信息，" + strings.Repeat("标题很长", n%7))
		p := h.old("JYJ", publication.Imported{Content: c, PublishedAt: at("2017-07-20 09:00").Add(time.Duration(n) * time.Minute)})[0]
		indexes = append(indexes, p.Index)
	}
	gone := h.publish("ZFBGT", content("将要撤下的信息"))
	indexes = append(indexes, gone.Index)
	for n, index := range indexes {
		h.setClock(at("2017-08-01 09:00").Add(time.Duration(n) * time.Second).Format("2006-01-02 15:04"))
		v.goes(v.post("/my/save", "index", index), "/my")
	}
	h.withdraw(gone, "重复", "")
	v.post("/my/follow", "kind", "agency", "code", "JYJ")
	v.post("/my/follow", "kind", "category", "code", "A02")
	h.setClock("2017-08-02 09:00")
	h.publish("JYJ", content("关于二〇一七年秋季学期中小学招生工作的通知"))
	v.goes(v.signIn("爱读书的人", readerPassword), "/my")
}

// The saved list is paged, each item once.
func TestMyPages(t *testing.T) {
	words := browser.ProgramWords(t, "../..")
	h := newHouse(t)
	v := h.visitor()
	h.fillShelf(v)
	var seen []string
	for next := "/my"; next != ""; {
		a := v.read(next)
		a.doc.Find(`form[action="/my/unsave"] input[name="index"]`).Each(func(_ int, s *goquery.Selection) {
			index, _ := s.Attr("value")
			seen = append(seen, index)
		})
		if a.text("section[aria-labelledby=saved] h2") != "我的收藏 61" {
			t.Errorf("%s says %s", next, a.text("section[aria-labelledby=saved] h2"))
		}
		next, _ = a.doc.Find(`a[rel="next"]`).Attr("href")
	}
	slices.Sort(seen)
	if len(seen) != 61 || len(slices.Compact(seen)) != 61 {
		t.Errorf("%d saved listed", len(seen))
	}
	// English leaves no Chinese words.
	v.cookies["lang"] = &http.Cookie{Name: "lang", Value: "en"}
	stranger := h.visitor()
	stranger.cookies["lang"] = v.cookies["lang"]
	for path, who := range map[string]*visitor{"/my": v, "/my/password": v, "/my/close": v, "/my/sign-in": stranger, "/my/register": stranger} {
		a := who.read(path)
		if a.StatusCode != 200 {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
		for _, left := range words.Left(a.doc.Nodes[0], contentWords...) {
			t.Errorf("%s: %s", path, left)
		}
	}
}

func TestMyPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := newHouse(t)
	v := h.visitor()
	h.fillShelf(v)
	look := func(name, path string) {
		for size, window := range map[string]browser.Size{"wide": browser.Desktop, "phone": browser.Phone, "narrow": {Width: 320, Height: 700}} {
			p := b.Open(t, h.server.URL+path, window)
			if over := p.Overflow(t); over > 0 {
				t.Errorf("%s, %s: %d px too wide", path, size, over)
			}
			if size != "narrow" {
				p.Axe(t)
			}
			if folder := os.Getenv("SCREENSHOTS"); folder != "" && size != "narrow" {
				p.Screenshot(t, filepath.Join(folder, "my_"+name+"-"+size+".png"))
			}
		}
	}
	look("sign_in", "/my/sign-in?back=/agencies")
	look("register", "/my/register")

	// Registering badly with the keyboard alone: the errors stand at the fields.
	p := b.Open(t, h.server.URL+"/my/register", browser.Phone)
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#name"), "13800138000\tshort\r"))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS(".govuk-error-summary")))
	if p.Text(t, "#name-error") == "" || p.Text(t, "#new-error") == "" {
		t.Error("no errors at the fields")
	}
	p.Axe(t)
	if folder := os.Getenv("SCREENSHOTS"); folder != "" {
		p.Screenshot(t, filepath.Join(folder, "my_register_errors-phone.png"))
	}

	p = b.Open(t, h.server.URL+"/my/sign-in", browser.Desktop)
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#name"), "爱读书的人"))
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#password"), readerPassword+"\r"))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS("#saved")))
	for name, path := range map[string]string{"mine": "/my", "mine2": "/my?from=50", "password": "/my/password", "close": "/my/close", "agency": "/agency/JYJ", "item": "/item/JYJ/2017-000001"} {
		look(name, path)
	}
	p = b.Open(t, h.server.URL+"/my", browser.Phone)
	p.WithoutScript(t)
	if over := p.Overflow(t); over > 0 || p.Text(t, "#saved") == "" {
		t.Errorf("without script: %d px too wide", over)
	}
}

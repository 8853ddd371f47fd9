package desk

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/regulation"
	paper "gongkai/paper/block"
	paperpdf "gongkai/paper/pdf"
	"gongkai/paper/redact"
	"gongkai/web/browser"
	"gongkai/web/page"
	"gongkai/web/public"
)

// What the original tells and nobody may learn.
const (
	witness = "欧阳震华"
	mobile  = "13904318877"
	author  = "司马青衫"
)

// secretFile is an original of two pages whose secrets stand in its text, its
// title and its author.
func secretFile(t *testing.T) []byte {
	t.Helper()
	b, err := paperpdf.Bytes(paper.Document{Title: witness + "的证言", Author: author, Blocks: []paper.Block{
		paper.Title{Text: "听证会笔录"},
		paper.Paragraph{Text: "证人" + witness + "到场，联系电话" + mobile + "，陈述对票价方案的意见。"},
		paper.Paragraph{Text: strings.Repeat("会议讨论了票价方案的各项内容。", 45)},
		paper.Paragraph{Text: "笔录经" + witness + "核对无误后签名。"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// original puts a file with a case as its original.
func (w *town) original(r request.Request, name string, b []byte) request.File {
	w.t.Helper()
	hash, size, err := w.office.Blobs.Put(context.Background(), bytes.NewReader(b))
	if err != nil {
		w.t.Fatal(err)
	}
	f := request.File{Name: name, Type: "application/pdf", Size: size, Hash: hash, Of: "original", On: w.office.Today(), By: "clerk.jyj"}
	w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Note(request.Attach(r, f), "存入原件", h)
	})
	return f
}

// made waits for the copy that is being made.
func (v *visitor) made(address string) *visitor {
	v.t.Helper()
	for range 600 {
		if v.get(address + "/made"); v.doc.Find("progress").Length() == 0 {
			return v
		}
		time.Sleep(100 * time.Millisecond)
	}
	v.t.Fatal("the copy is never made")
	return v
}

// redactForm is one of the forms of the page.
func (v *visitor) redact(form, act string) *visitor {
	v.t.Helper()
	return v.submit("#redact-"+form, act)
}

// From the original to the applicant: redacted at the desk without script,
// answered, delivered, fetched with the code; and nothing remains of what was
// covered. On the way the original is nobody's but the officials'.
func TestRedactedAndDelivered(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	t.Cleanup(func() {
		w.desk.Stop()
		if err := w.office.Close(); err != nil {
			t.Error(err)
		}
	})
	r := w.requestIn("甲", request.Handling)
	secret := secretFile(t)
	f := w.original(r, witness+"案卷.pdf", secret)
	address := redactHref(r.ID, f.Hash)
	clerk := w.as("clerk.jyj")
	clerk.get(requestHref(r.ID))
	if clerk.doc.Find(`a[href="`+address+`"]`).Length() == 0 {
		t.Error("the case does not lead to the page")
	}

	clerk.get(address).says("还没有画遮盖框", "听证会笔录")
	clerk.fill("what", "查无此字").redact("add", "find").says("没有找到")
	if clerk.status != http.StatusUnprocessableEntity {
		t.Errorf("not found: %d", clerk.status)
	}
	clerk.get(address).fill("what", witness).redact("add", "find").says("找到 2 处，新遮盖 2 处", "2 处没有依据")
	clerk.redact("apply", "apply").says("请逐页看过以后勾选确认")
	clerk.fill("sure", "yes").redact("apply", "apply").says("每处遮盖都须选择不予公开的依据")
	clerk.get(address+"?page=2").says("第 2 页，共 2 页", "这一页遮盖 1 处")

	// A colleague goes on with what is drawn.
	two := w.as("two.jyj")
	two.get(address).fill("ground", "2019-15-2", "what", mobile).redact("add", "find").says("新遮盖 1 处", "最近由 赵经办")
	two.fill("left", "5", "top", "101", "width", "10", "height", "2").redact("add", "box").says("请填写 0 到 100 之间的数")
	two.get(address).fill("left", "90", "top", "5", "width", "50", "height", "2").redact("add", "box").says("遮盖框超出了页面", "距左加宽、距上加高都不能超过 100")
	two.get(address).fill("left", "5", "top", "99", "width", "10", "height", "2").redact("add", "box").says("遮盖框超出了页面")
	two.get(address).fill("ground", "2019-15-2", "left", "5", "top", "95", "width", "10", "height", "2").redact("add", "box").says("这一页遮盖 3 处")
	gone := two.doc.Find(`button[value^="remove_"]`).Last().AttrOr("value", "")
	two.redact("list", gone).says("这一页遮盖 2 处")
	for _, at := range []string{address, address + "?page=2"} {
		two.get(at)
		name := two.doc.Find(`select[name^="ground-"]`).FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find("option[selected]").AttrOr("value", "") == "" }).AttrOr("name", "")
		two.fill(name, "2019-15-2").redact("list", "save")
	}
	before := w.entries()
	two.fill("sure", "yes").redact("apply", "apply")
	two.made(address).says("遮盖完成，已对照原件检查", "共遮盖 3 处", "个人隐私（第十五条）", "区分处理后的材料1.pdf")
	if n := w.entries() - before; n != 1 {
		t.Errorf("%d entries", n)
	}
	if two.get(address + "/made/1.png"); two.status != http.StatusOK {
		t.Errorf("preview: %d", two.status)
	}

	// Answered with the copy; the original is refused.
	r, err := w.office.Store.Request(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	copied, ok := r.CopyOf(f.Hash)
	if !ok || len(r.Redactions) != 1 || len(r.Redactions[0].Boxes) != 3 || r.Redactions[0].By != "two.jyj" {
		t.Fatalf("%+v, %+v", copied, r.Redactions)
	}
	parts := []request.Part{{Outcome: "2019-B3.2", Ground: "2019-15-2", Reason: "证人不同意公开"}}
	if _, err := w.office.OnRequest(t.Context(), w.actor("clerk.jyj"), r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Draft(r, parts, "# 政府信息部分公开告知书", []string{f.Hash}, h)
	}); err == nil {
		t.Error("the original can be handed over")
	}
	for _, step := range []struct {
		by  account.Login
		act func(request.Request, request.Hand) (request.Request, journal.Entry, error)
	}{
		{"clerk.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Draft(r, parts, "# 政府信息部分公开告知书", []string{copied.Hash}, h)
		}},
		{"clerk.jyj", request.Propose},
		{"reviewer.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Review(r, "", h)
		}},
		{"head.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Sign(r, request.Letter{Title: "告知书", PDF: copied.Hash}, h)
		}},
		{"clerk.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Deliver(r, request.Delivery{Route: "online", On: w.office.Today(), Proof: "网上领取"}, h)
		}},
	} {
		r = w.run(step.by, r, step.act)
	}

	// The applicant.
	code, err := w.office.QueryCode(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	site := page.NewSite(page.Frame{City: "长春市"})
	public.Routes(site, w.office)
	server := httptest.NewServer(site)
	defer server.Close()
	v := w.visitor()
	v.take(v.client.Get(server.URL + "/request/find"))
	v.take(v.client.PostForm(server.URL+"/request/find", url.Values{"number": {r.ID.Number()}, "code": {code}}))
	v.take(v.client.Get(server.URL + "/request/case")).says("区分处理后的材料1.pdf")
	got := fetched(t, v, server.URL+"/request/case/file/1")
	nothing(t, got)

	// Every address of both windows, as the applicant: neither the original nor
	// a word of what it hides. Only what was delivered is a file.
	walked := 0
	for _, s := range []struct {
		base string
		site *page.Site
	}{{server.URL, site}, {w.server.URL, w.site}} {
		for _, route := range s.site.Routes() {
			method, pattern, _ := strings.Cut(route.Pattern, " ")
			if method != "GET" || strings.Contains(pattern, "events") {
				continue
			}
			for _, n := range []string{"0", "1", "2", "3", "1.png", f.Hash} {
				at := strings.NewReplacer("{number}", r.ID.Number(), "{hash}", f.Hash, "{sha256}", f.Hash, "{n}", n, "{i}", n, "{id}", n, "{code}", "JYJ", "{name}", f.Name,
					"{which}", n, "{kind}", "pdf", "{format}", "pdf", "{serial}", "1", "{$}", "", "{path...}", "x", "{file}", n).Replace(pattern)
				b := fetched(t, v, s.base+at)
				walked++
				if bytes.Equal(b, secret) || bytes.Contains(b, []byte(witness)) || bytes.Contains(b, []byte(mobile)) || bytes.Contains(b, []byte(f.Hash)) && !strings.Contains(at, f.Hash) {
					t.Errorf("%s tells the applicant", at)
				}
				if !strings.Contains(pattern, "{") {
					break
				}
			}
		}
	}
	if walked < 300 {
		t.Errorf("only %d addresses were walked", walked)
	}
}

// fetched is what an address gives to a visitor, whatever its kind.
func fetched(t *testing.T, v *visitor, address string) []byte {
	t.Helper()
	client := *v.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Timeout = 20 * time.Second
	res, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// nothing remains of the secrets, by the bytes and by a reader; the rest does.
func nothing(t *testing.T, file []byte) {
	t.Helper()
	engine := redact.Engine{}
	defer engine.Close()
	doc, err := engine.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for n := range doc.Pages() {
		words, err := doc.Words(t.Context(), n+1)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			text.WriteString(w.Text)
		}
	}
	for _, s := range []string{witness, mobile, author, "欧阳", "904318"} {
		if strings.Contains(text.String(), s) || bytes.Contains(file, []byte(s)) {
			t.Errorf("%q is still there", s)
		}
		if found, err := doc.Find(t.Context(), s); err != nil || len(found) > 0 {
			t.Errorf("%q is found: %v, %v", s, found, err)
		}
	}
	for _, s := range []string{"听证会笔录", "到场，联系电话", "核对无误后签名"} {
		if !strings.Contains(text.String(), s) {
			t.Errorf("%q is lost", s)
		}
	}
}

// What cannot be redacted says so; who may not draw sees nothing of an
// original here; a copy that is being made can be stopped.
func TestRedactRefuses(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	t.Cleanup(func() {
		w.desk.Stop()
		if err := w.office.Close(); err != nil {
			t.Error(err)
		}
	})
	r := w.requestIn("甲", request.Handling)
	word := w.original(r, "a.docx", []byte("PK\x03\x04 no pdf"))
	f := w.original(r, "a.pdf", secretFile(t))
	clerk := w.as("clerk.jyj")
	clerk.get(redactHref(r.ID, word.Hash)).says("只能遮盖 PDF、PNG、JPG 和 TXT 文件")
	if clerk.status != http.StatusUnprocessableEntity {
		t.Errorf("a Word file: %d", clerk.status)
	}
	address := redactHref(r.ID, f.Hash)
	for path, want := range map[string]int{"/page/1.png": 200, "/page/3.png": 404, "/page/0.png": 404, "/page/1": 404, "/page/x.png": 404, "/made": 200, "/made/1.png": 404} {
		if clerk.get(address + path); clerk.status != want {
			t.Errorf("%s: %d, want %d", path, clerk.status, want)
		}
	}
	for _, login := range []string{"signer.jyj", "secrecy.jyj", "clerk.hbj", "city"} {
		v := w.as(login)
		for _, path := range []string{"", "/page/1.png", "/made/1.png"} {
			if v.get(address + path); v.status != http.StatusForbidden && v.status != http.StatusNotFound {
				t.Errorf("%s at %s: %d", login, path, v.status)
			}
		}
	}
	if v := w.visitor().get(address + "/page/1.png"); strings.Contains(v.url.Path, "page") {
		t.Errorf("a stranger: %d at %s", v.status, v.url.Path)
	}
	// A box nobody can draw by hand.
	clerk.get(address)
	clerk.post(address, "page", "1", "act", "draw", "drawn", "NaN,0,0.1,0.1")
	if clerk.status != http.StatusUnprocessableEntity {
		t.Errorf("a box of nothing: %d", clerk.status)
	}
	clerk.post(address, "page", "1", "act", "draw", "drawn", "no box")
	if clerk.status != http.StatusBadRequest {
		t.Errorf("no box: %d", clerk.status)
	}
	clerk.post(address, "page", "1", "act", "draw", "drawn", "0.1,0.1,0.2,0.1", "ground", "2019-15-1")
	d, err := w.office.Store.Redaction(t.Context(), r.ID, f.Hash)
	if err != nil || len(d.Boxes) != 1 || d.Boxes[0].Ground != "2019-15-1" {
		t.Fatalf("%+v, %v", d, err)
	}
	// Drawn on while the copy is made: the copy is of no use.
	if _, err := w.office.Redact(t.Context(), w.actor("clerk.jyj"), d, func(done, _ int) {
		if done == 1 {
			clerk.post(address, "page", "2", "act", "draw", "drawn", "0.1,0.1,0.2,0.1", "ground", "2019-15-1")
		}
	}); err == nil || redactFailure(t.Context(), err) != "遮盖期间有人改动了遮盖框，请核对后重新遮盖" {
		t.Errorf("changed meanwhile: %v", err)
	}
	gone, stop := context.WithCancel(t.Context())
	d, _ = w.office.Store.Redaction(t.Context(), r.ID, f.Hash)
	if _, err := w.office.Redact(gone, w.actor("clerk.jyj"), d, func(int, int) { stop() }); redactFailure(t.Context(), err) != "遮盖已停下，画好的框都在" {
		t.Errorf("stopped: %v", err)
	}
	if q, err := w.office.Store.Request(t.Context(), r.ID); err != nil || len(q.Redactions) != 0 {
		t.Errorf("%d redactions, %v", len(q.Redactions), err)
	}
	if _, err := w.office.Redact(t.Context(), w.actor("signer.jyj"), d, nil); err == nil {
		t.Error("a signer redacts")
	}
}

func TestPhrases(t *testing.T) {
	at := func(text string, x, y float64) redact.Word {
		return redact.Word{Text: text, X: x, Y: y, W: 0.02 * float64(len([]rune(text))), H: 0.02}
	}
	got := ""
	for _, p := range phrases(1, []redact.Word{at("张", 0.1, 0.1), at("三", 0.12, 0.1), at("，", 0.14, 0.1), at("李", 0.16, 0.1), at("四", 0.1, 0.2), at("Li", 0.5, 0.2), at("Si", 0.55, 0.2)}) {
		got += fmt.Sprintf("%s@%.2f+%.2f ", p.Text, p.Boxes[0].X, p.Boxes[0].W)
	}
	if want := "张三@0.10+0.04 李@0.16+0.02 四@0.10+0.02 Li Si@0.50+0.09 "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	e, _ := regulation.ByCode("2019")
	if n := len(redactGrounds(e)); n != len(e.Grounds)+1 {
		t.Errorf("%d grounds", n)
	}
}

// Drawn with mouse and keyboard, looked at wide and narrow.
func TestRedactInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := newTownIn(t, "2026-03-02")
	t.Cleanup(func() {
		w.desk.Stop()
		if err := w.office.Close(); err != nil {
			t.Error(err)
		}
	})
	r := w.requestIn("甲", request.Handling)
	f := w.original(r, "听证会笔录原件.pdf", secretFile(t))
	address := redactHref(r.ID, f.Hash)
	pictures := os.Getenv("DESK_PICTURES")
	for _, size := range []struct {
		name string
		browser.Size
	}{{"1280", browser.Desktop}, {"360", browser.Phone}} {
		p := b.Open(t, w.server.URL+"/desk/sign-in", size.Size)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		p.Eval(t, `document.querySelector("#login").value = "clerk.jyj", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
		look := func(name, at string) {
			if at != "" {
				p.URL = w.server.URL + at
				p.Run(t, chromedp.Navigate(p.URL))
			}
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s at %s is %d px too wide: %s", name, size.name, wider, p.Eval(t, `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.tagName + "." + e.className + "#" + e.id).slice(0, 8).join(" ")`))
			}
			if pictures != "" {
				p.Screenshot(t, filepath.Join(pictures, "redact-"+name+"-"+size.name+".png"))
			}
		}
		boxes := func(n int) {
			t.Helper()
			for range 100 {
				if d, err := w.office.Store.Redaction(t.Context(), r.ID, f.Hash); err != nil || len(d.Boxes) == n && p.Eval(t, `String(document.querySelectorAll("svg[data-redact-part] rect").length)`) == fmt.Sprint(n) {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Fatalf("never %d boxes: %s", n, p.Eval(t, `document.querySelector("[data-redact-part=list]").textContent`))
		}
		p.URL = w.server.URL + address
		p.Run(t, chromedp.Navigate(p.URL), chromedp.WaitVisible(chromedp.CSS(".app-redact__pen")))
		if size.name == "1280" {
			p.Eval(t, `document.querySelector("#ground").value = "2019-15-2", ""`)
			// By keyboard: from the middle, ten steps each way.
			keys := `const s = document.querySelector("[data-redact-stage]"), key = (k) => s.dispatchEvent(new KeyboardEvent("keydown", {key: k, bubbles: true, cancelable: true}));
				s.focus(); key("Enter"); for (let i = 0; i < 10; i++) { key("ArrowRight"); key("ArrowDown") } key("Enter"); ""`
			p.Eval(t, `(() => { `+strings.Replace(keys, `""`, `return ""`, 1)+` })()`)
			boxes(1)
			// By pointer.
			p.Eval(t, `(() => { const s = document.querySelector("[data-redact-stage]"), r = s.querySelector("img").getBoundingClientRect();
				s.setPointerCapture = () => {}; s.hasPointerCapture = () => true;
				const at = (type, x, y) => s.dispatchEvent(new PointerEvent(type, {bubbles: true, cancelable: true, button: 0, pointerId: 1, clientX: r.left + x * r.width, clientY: r.top + y * r.height}));
				at("pointerdown", 0.1, 0.8); at("pointermove", 0.2, 0.82); at("pointerup", 0.3, 0.83); return "" })()`)
			boxes(2)
			d, err := w.office.Store.Redaction(t.Context(), r.ID, f.Hash)
			if err != nil || d.Boxes[0].Ground != "2019-15-2" || d.Boxes[0].X < 0.49 || d.Boxes[0].W < 0.09 || d.Boxes[1].Y < 0.79 || d.Boxes[1].H > 0.04 {
				t.Errorf("%+v, %v", d.Boxes, err)
			}
			p.Eval(t, `document.querySelector("button[value^=remove_]").click(), ""`)
			boxes(1)
			// Nothing of it left the page.
			if p.Eval(t, `document.querySelector("#ground").value`) != "2019-15-2" {
				t.Error("the ground is forgotten")
			}
		}
		look("draw", address)
		if size.name == "1280" {
			clerk := w.as("clerk.jyj")
			clerk.get(address).fill("ground", "2019-15-2", "what", witness).redact("add", "find")
			clerk.fill("sure", "yes").redact("apply", "apply")
			clerk.made(address)
		}
		look("made", address+"/made")
		p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
	}
}

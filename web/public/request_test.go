package public_test

import (
	"bytes"
	"database/sql"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/store/storetest"
	"gongkai/web/browser"
)

// asked is a whole form of a person, as pairs of fields.
var asked = []string{
	"agency", "JYJ", "matter", "statutory", "who", "natural", "name", "王𠮷", "paper", "护照", "paper_number", "E12345678",
	"phone", "0431-88779005", "email", "", "address", "", "subject", "2016年公交票价调整听证会的笔录", "text", "听证会在市政府礼堂举行，㐀字号。",
	"number", "", "form", "electronic", "route", "online",
}

// with is the form with other values for some fields; "-" drops a field.
func with(fields []string, change ...string) []string {
	out := append([]string(nil), fields...)
	for i := 0; i+1 < len(change); i += 2 {
		found := false
		for j := 0; j+1 < len(out); j += 2 {
			if out[j] == change[i] {
				out[j+1], found = change[i+1], true
			}
		}
		if !found {
			out = append(out, change[i], change[i+1])
		}
	}
	return out
}

var shown = regexp.MustCompile(`[A-Z2-9]{5}-[A-Z2-9]{5}`)

// file sends the form and gives number and code of the receipt.
func (v *visitor) file(fields ...string) (number, code string) {
	v.t.Helper()
	v.goes(v.post("/request/new", append(fields, "act", "send")...), "/request/receipt")
	a := v.read("/request/receipt")
	return a.fact("受理编号"), shown.FindString(a.fact("查询码"))
}

// open opens a case by its number and code.
func (v *visitor) open(number, code string) {
	v.t.Helper()
	v.goes(v.post("/request/find", "number", number, "code", code), "/request/case")
}

func (h *house) request(number string) request.Request {
	h.t.Helper()
	id, ok := request.ParseNumber(number)
	if !ok {
		h.t.Fatalf("number %q", number)
	}
	q, err := h.office.Store.Request(h.t.Context(), id)
	h.must(err)
	return q
}

func house2026(t testing.TB) *house {
	address := storetest.SQLite(t)
	h := openHouse(t, storetest.Open(t, address), true)
	h.address = address
	h.setClock("2026-09-18 09:00")
	return h
}

// on does an act of the agency's clerk.
func (h *house) on(number string, by account.Actor, act func(request.Request, request.Hand) (request.Request, journal.Entry, error)) {
	h.t.Helper()
	_, err := h.office.OnRequest(h.t.Context(), by, h.request(number).ID, 0, act)
	h.must(err)
}

func (h *house) confirm(number string) {
	h.t.Helper()
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Confirm(q, h.office.Today(), "电话", hand)
	})
}

// From the guidance to the receipt, and back to the case by number and code.
func TestARequestOnline(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		h := openHouse(t, storetest.Open(t, address), true)
		h.setClock("2026-09-18 09:00")
		v := h.visitor()
		guide := v.read("/request?agency=JYJ")
		if start, _ := guide.doc.Find(`a.govuk-button[href^="/request/new"]`).Attr("href"); start != "/request/new?agency=JYJ" {
			t.Fatalf("the guidance leads to %q", start)
		}
		form := v.read("/request/new?agency=JYJ")
		if code, _ := form.doc.Find("#agency option[selected]").Attr("value"); code != "JYJ" {
			t.Errorf("chosen: %q", code)
		}
		if n := form.doc.Find("#agency option").Length(); n < 60 {
			t.Errorf("%d agencies", n)
		}
		if strings.Contains(form.body, "用途") && form.doc.Find(`[name*="purpose"]`).Length() > 0 {
			t.Error("asks for a purpose")
		}
		check := v.post("/request/new", asked...)
		if check.StatusCode != 200 || check.fact("需要的信息") != "2016年公交票价调整听证会的笔录" || check.fact("姓名或者名称") != "王𠮷" || check.fact("身份证明") != "护照 E12345678" {
			t.Fatalf("%d: %s", check.StatusCode, check.text("main"))
		}
		// What is checked carries all that was typed.
		var again []string
		check.doc.Find(`form[action="/request/new"] input[type=hidden]`).Each(func(_ int, s *goquery.Selection) {
			name, _ := s.Attr("name")
			value, _ := s.Attr("value")
			again = append(again, name, value)
		})
		if a := v.post("/request/new", append(again, "act", "sent")...); a.StatusCode != http.StatusBadRequest {
			t.Errorf("a button nobody has: %d", a.StatusCode)
		}
		edit := v.post("/request/new", append(again, "act", "edit")...)
		if name, _ := edit.doc.Find("#name").Attr("value"); name != "王𠮷" || edit.text("#text") != "听证会在市政府礼堂举行，㐀字号。" || edit.doc.Find(".govuk-error-summary").Length() != 0 {
			t.Errorf("back in the form: %q %q", name, edit.text("#text"))
		}
		number, code := v.file(again...)
		if number != "2026-000001" || len(code) != 11 {
			t.Fatalf("receipt: %q %q", number, code)
		}
		// Sent again, in other widths and spaces, in another tab: one case, the same
		// receipt. So too where the first answer never came, and with it its cookie.
		for _, lost := range []bool{false, true} {
			if lost {
				delete(v.cookies, "case")
			}
			if n, c := v.file(with(asked, "subject", " ２０１６年公交票价调整听证会的笔录 ")...); n != number || c != code {
				t.Errorf("sent twice: %s %s", n, c)
			}
			if text := v.read("/request/receipt").text("main"); !strings.Contains(text, "没有另外立案") {
				t.Error("the second receipt does not say so")
			}
		}
		// Whoever retypes it elsewhere gets neither another case nor the code.
		h.setClock("2026-09-19 10:00")
		stranger := h.visitor()
		if a := stranger.post("/request/new", append(asked[:len(asked):len(asked)], "act", "send")...); a.StatusCode != 422 ||
			!strings.Contains(a.text(".govuk-error-summary"), "没有另外立案") || stranger.cookies["case"] != nil || strings.Contains(a.body, code) {
			t.Errorf("retyped by a stranger: %d %s", a.StatusCode, a.text(".govuk-error-summary"))
		}
		// Another citizen with the same words is another case.
		if n, _ := h.visitor().file(with(asked, "paper_number", "E87654321")...); n != "2026-000002" {
			t.Errorf("another citizen: %s", n)
		}
		v.open(number, code)
		v.goes(v.read("/request/receipt"), "/request/case")
		// The case shows; then the receipt does not show the code any more.
		page := v.read("/request/case")
		if page.StatusCode != 200 || !strings.Contains(page.text("h1"), number) {
			t.Fatalf("case: %d to %s", page.StatusCode, page.Header.Get("Location"))
		}
		v.goes(v.read("/request/receipt"), "/request/case")
		// By number and code, however typed.
		for _, typed := range [][2]string{{number, code}, {"２０２６－１", strings.ToLower(code)}, {" 2026—000001 ", strings.ReplaceAll(code, "-", " ")}} {
			w := h.visitor()
			w.goes(w.post("/request/find", "number", typed[0], "code", typed[1]), "/request/case")
			if got := w.read("/request/case"); !strings.Contains(got.text("main"), "2016年公交票价调整听证会的笔录") {
				t.Errorf("%v: %s", typed, got.text("main"))
			}
		}
	})
}

// Confirmed, the due day is explained day by day; then a supplement, a
// withdrawal. Nothing of an official's name shows.
func TestTheCaseOfARequest(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	number, code := v.file(asked...)
	if main := v.read("/request/case").text("main"); !strings.Contains(main, "确认以后开始计算") || strings.Contains(main, "前答复") {
		t.Errorf("before it is confirmed: %s", main)
	}
	h.confirm(number)
	a := v.read("/request/case")
	main := a.text("main")
	for _, want := range []string{"应当在 2026-10-22 前答复", "最后一天是 2026-10-22", "2026-09-18，不计入期限", "期限是 20 个工作日（第三十三条第二款）"} {
		if !strings.Contains(main, want) {
			t.Errorf("no %q in %s", want, main)
		}
	}
	days, counted := 0, 0
	a.doc.Find(`section[aria-labelledby="why"] tbody tr`).Each(func(_ int, s *goquery.Selection) {
		days++
		if strings.TrimSpace(s.Find("td").Eq(1).Text()) != "" {
			counted++
		}
	})
	if days != 35 || counted != 20 {
		t.Errorf("%d days, %d of them count", days, counted)
	}
	if strings.Contains(a.body, "clerk") {
		t.Error("an official's login shows")
	}
	// Asked to supplement, within the limit; answered with a file.
	h.setClock("2026-09-21 09:00")
	v.open(number, code)
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Clarify(q, "请写明哪一次听证会", 15, request.Letter{Title: "补正告知书", PDF: "ab"}, hand)
	})
	if a = v.read("/request/case"); !strings.Contains(a.text(".govuk-notification-banner"), "请写明哪一次听证会") || !strings.Contains(a.text(`section[aria-labelledby="papers"]`), "补正告知书") {
		t.Errorf("asked to supplement: %s", a.text("main"))
	}
	stamp, _ := a.doc.Find(`form[action="/request/case/add"] input[name="stamp"]`).Attr("value")
	if a := v.upload("/request/case/add", []string{"stamp", stamp, "words", ""}, "files", "a.exe", "MZ\x90\x00"); a.StatusCode != 422 || a.doc.Find("#files-error").Length() != 1 {
		t.Errorf("a program: %d", a.StatusCode)
	}
	if a := v.post("/request/case/add", "stamp", stamp, "words", "  "); a.StatusCode != 422 || a.doc.Find("#words-error").Length() != 1 {
		t.Errorf("nothing said: %d", a.StatusCode)
	}
	h.setClock("2026-09-25 09:00")
	v.open(number, code)
	for range 2 { // a button pressed twice
		v.goes(v.upload("/request/case/add", []string{"stamp", stamp, "words", "2016年3月的那一次"}, "files", "说明.txt", "那一次"), "/request/case")
	}
	q := h.request(number)
	if q.Clarification.Answer != "2016年3月的那一次" || len(q.Files) != 1 || q.Files[0].Of != "supplement" || q.Files[0].Name != "说明.txt" || len(q.Additions) != 0 {
		t.Errorf("%+v %+v %+v", q.Clarification, q.Files, q.Additions)
	}
	if main := v.read("/request/case").text("main"); !strings.Contains(main, "收到补正之日是 2026-09-25，期限从次日重新起算") ||
		!strings.Contains(main, "2016年3月的那一次") || !strings.Contains(main, "说明.txt") {
		t.Errorf("supplemented: %s", main)
	}
	// Of one's own accord, once.
	a = v.read("/request/case")
	stamp, _ = a.doc.Find(`form[action="/request/case/add"] input[name="stamp"]`).Attr("value")
	for range 2 {
		v.goes(v.post("/request/case/add", "stamp", stamp, "words", "电话改为 0431-88770000"), "/request/case")
	}
	if q := h.request(number); len(q.Additions) != 1 {
		t.Errorf("%d additions", len(q.Additions))
	}
	// Withdrawn, after a page that asks.
	if a := v.read("/request/case/withdraw"); a.StatusCode != 200 || h.request(number).State == request.Closed {
		t.Fatalf("asked: %d", a.StatusCode)
	}
	v.goes(v.post("/request/case/withdraw", "stamp", "0", "why", "不需要了"), "/request/case")
	if q := h.request(number); q.State != request.Closed {
		t.Fatalf("state %s", q.State)
	}
	v.goes(v.read("/request/case/withdraw"), "/request/case")
	if a := v.post("/request/case/withdraw", "stamp", "0"); a.StatusCode != 422 {
		t.Errorf("withdrawn twice: %d", a.StatusCode)
	}
	v.goes(v.post("/request/case/rate", "stars", "4", "opinion", "快"), "/request/case")
	if q := h.request(number); q.Rating != 4 || q.RatingWords != "快" {
		t.Errorf("%d %q", q.Rating, q.RatingWords)
	}
	if a := v.post("/request/case/rate", "opinion", "x"); a.StatusCode != 422 || a.doc.Find("#stars-error").Length() != 1 {
		t.Errorf("no stars: %d", a.StatusCode)
	}
	for range 2 {
		v.goes(v.post("/request/case/complain", "words", "办得太慢"), "/request/case")
	}
	if n := v.read("/request/case").doc.Find(`section[aria-labelledby="complaints"] li`).Length(); n != 1 {
		t.Errorf("%d complaints", n)
	}
}

// answered closes the case with a part given and a part withheld.
func (h *house) answered(number string) {
	h.t.Helper()
	ctx := h.t.Context()
	blob := func(text string) string {
		sum, _, err := h.office.Blobs.Put(ctx, strings.NewReader(text))
		h.must(err)
		return sum
	}
	original, redacted := blob("原件：证人电话"), blob("遮盖件")
	clerk, reviewer, signer := person("clerk", account.Clerk, "JYJ"), person("reviewer", account.Reviewer, "JYJ"), person("signer", account.Signer, "JYJ")
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		q = request.Attach(q, request.File{Name: "原件.txt", Type: "text/plain", Size: 9, Hash: original, Of: "original"},
			request.File{Name: "笔录.txt", Type: "text/plain", Size: 9, Hash: redacted, Of: "redacted", From: original})
		return request.Draft(q, []request.Part{
			{Outcome: "2019-B3.1-given", What: "笔录"},
			{Outcome: "2019-B3.3.4", What: "证人电话", Ground: "2019-15-2", Reason: "个人隐私，权利人不同意"},
		}, "告知书正文", []string{redacted}, hand)
	})
	h.on(number, clerk, request.Propose)
	h.on(number, reviewer, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Review(q, "同意", hand)
	})
	h.on(number, signer, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Sign(q, request.Letter{Title: "政府信息部分公开告知书", Number: "1号", PDF: blob("%PDF-1.4 告知书"), DOCX: blob("PK")}, hand)
	})
}

// Signed is not delivered: nothing can be fetched before; after, what was
// redacted and never the original. Letters to others stay others'.
func TestTheAnswerOfARequest(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	number, _ := v.file(asked...)
	h.confirm(number)
	clerk := person("clerk", account.Clerk, "JYJ")
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Consult(q, request.Opinion{Party: request.ThirdParty, Name: "证人李某", About: "证人电话"}, request.Letter{Title: "征求意见书", PDF: strings.Repeat("a", 64)}, hand)
	})
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Hear(q, 1, false, "不同意", false, h.office.Today(), hand)
	})
	h.answered(number)
	fetch := []string{"/request/case/letter/1/pdf", "/request/case/letter/2/pdf", "/request/case/letter/2/docx", "/request/case/file/1", "/request/case/file/2"}
	for _, path := range fetch {
		if a := v.read(path); a.StatusCode != 404 {
			t.Errorf("%s before delivery: %d", path, a.StatusCode)
		}
	}
	if a := v.read("/request/case"); strings.Contains(a.body, "李某") || strings.Contains(a.body, "征求意见书") || strings.Contains(a.body, "部分公开告知书") {
		t.Errorf("it shows %s", a.text("main"))
	}
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Deliver(q, request.Delivery{Route: "online", On: h.office.Today(), Proof: "网上领取"}, hand)
	})
	// A link says what it fetches, in which form and how long it is.
	paper := v.read("/request/case").doc
	for path, form := range map[string]string{fetch[1]: "PDF，", fetch[2]: "Word，"} {
		link := paper.Find(`a[href="` + path + `"]`)
		if said := link.Parent().Text(); !strings.Contains(link.Text(), "政府信息部分公开告知书") || !strings.Contains(said, form) || !strings.Contains(said, "B") {
			t.Errorf("the link to %s says %q", path, said)
		}
	}
	// What each part ends in, and on which ground; the reason stands in the letter.
	if said := paper.Find(`section[aria-labelledby="parts"]`).Text(); !strings.Contains(said, "保护第三方合法权益") || !strings.Contains(said, "个人隐私（第十五条）") || strings.Contains(said, "权利人不同意") {
		t.Errorf("the parts: %s", said)
	}
	v.cookies["lang"] = &http.Cookie{Name: "lang", Value: "en"}
	if said := v.read("/request/case").text("main"); !strings.Contains(said, "Personal privacy (article 15)") || !strings.Contains(said, "Administrative Reconsideration Law (as revised in 2023)") || strings.Count(said, "the Chinese text is authentic") != 1 {
		t.Errorf("in English: %s", said)
	}
	delete(v.cookies, "lang")
	for i, want := range []int{404, 200, 200, 200, 404} {
		a := v.read(fetch[i])
		if a.StatusCode != want || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", fetch[i], a.StatusCode, a.Header.Get("Cache-Control"))
		}
		if strings.Contains(a.body, "证人电话") {
			t.Errorf("%s hands out the original", fetch[i])
		}
		if a := h.get(fetch[i]); a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s for a stranger: %d", fetch[i], a.StatusCode)
		}
	}
	// A refusal of 2026 must first go to reconsideration: 60 days.
	a := v.read("/request/case")
	rights := a.text(`section[aria-labelledby="rights"]`)
	if !strings.Contains(rights, "必须先申请行政复议") || !strings.Contains(rights, "2026-11-17") {
		t.Errorf("rights: %s", rights)
	}
	ics := v.read("/request/case/calendar.ics").body
	if !strings.Contains(ics, "DTSTART;VALUE=DATE:20261117\r\n") || strings.Contains(ics, "公交") {
		t.Errorf("calendar:\n%s", ics)
	}
	for _, line := range strings.Split(ics, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

// The limit of a remedy counts from the day the answer is received. When the
// post brings it only the applicant knows that day: none is printed.
func TestThePeriodForRemediesRunsFromReceipt(t *testing.T) {
	for _, c := range []struct {
		route    request.Route
		proof    string
		back     bool          // it came back
		again    request.Route // it was sent once more so, eight days later; "" if not
		says     string
		mentions bool // a last day
	}{
		{"online", "网上领取", false, "", "最后一天是 2026-11-17", true},
		{"counter", "签收", false, "", "最后一天是 2026-11-17", true},
		{"post", "EMS 1", false, "", "从您收到答复的那一天起 60 日内", false},
		{"post", "EMS 1", true, "", "从您收到答复的那一天起 60 日内", false},
		{"post", "EMS 1", true, "counter", "最后一天是 2026-11-25", true},
		{"post", "EMS 1", true, "post", "从您收到答复的那一天起 60 日内", false},
	} {
		h := house2026(t)
		v := h.visitor()
		number, code := v.file(asked...)
		h.confirm(number)
		h.answered(number)
		clerk := person("clerk", account.Clerk, "JYJ")
		deliver := func(t request.Route, proof string) request.Delivery {
			return request.Delivery{Route: t, On: h.office.Today(), Proof: proof}
		}
		h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
			return request.Deliver(q, deliver(c.route, c.proof), hand)
		})
		if c.back {
			h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
				return request.Bounce(q, "查无此人", hand)
			})
		}
		if c.again != "" {
			h.setClock("2026-09-26 10:00")
			h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
				return request.Redeliver(q, deliver(c.again, "再次"), hand)
			})
			v.goes(v.post("/request/find", "number", number, "code", code), "/request/case")
		}
		rights := v.read("/request/case").text(`section[aria-labelledby="rights"]`)
		if !strings.Contains(rights, c.says) || strings.Contains(rights, "最后一天是") != c.mentions {
			t.Errorf("%+v: %s", c, rights)
		}
		if offered := v.read("/request/case").doc.Find(`a[href="/request/case/calendar.ics"]`).Length() == 1; offered != c.mentions {
			t.Errorf("%+v: the calendar is offered: %v", c, offered)
		}
		if ics := v.read("/request/case/calendar.ics").body; strings.Contains(ics, "行政复议") != c.mentions {
			t.Errorf("%+v: the calendar: %s", c, ics)
		}
	}
}

// A case answered anew by order opens from the one before it, for the same
// applicant.
func TestTheCaseAnsweredAnew(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	number, _ := v.file(asked...)
	if a := v.post("/request/case/other"); a.StatusCode != 404 {
		t.Errorf("there is no other: %d", a.StatusCode)
	}
	h.confirm(number)
	h.answered(number)
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Deliver(q, request.Delivery{Route: "online", On: h.office.Today(), Proof: "网上领取"}, hand)
	})
	anew, err := h.office.ReopenRequest(t.Context(), person("head", account.Head, "JYJ"), h.request(number).ID, "复议决定责令重新答复", h.office.Today(), h.office.Today()+9)
	h.must(err)
	if main := v.read("/request/case").text("main"); !strings.Contains(main, "另立的申请是 "+anew.ID.Number()) {
		t.Errorf("the old one: %s", main)
	}
	v.goes(v.post("/request/case/other"), "/request/case")
	if a := v.read("/request/case"); !strings.Contains(a.text("h1"), anew.ID.Number()) || !strings.Contains(a.text("main"), "对 "+number+" 的重新答复") {
		t.Errorf("the new one: %s", a.text("main"))
	}
	on := h.office.Today() + 9
	if main := v.read("/request/case").text("main"); !strings.Contains(main, "决定要求在 "+on.String()+" 前重新答复") || strings.Contains(main, "应当在") {
		t.Errorf("the headline names the later day: %s", main)
	}
	if main := v.read("/request/case").text("main"); !strings.Contains(main, "决定要求机关在 "+on.String()+" 前重新答复") {
		t.Errorf("the ordered day: %s", main)
	}
	if ics := v.read("/request/case/calendar.ics").body; !strings.Contains(ics, "责令答复的期限") || !strings.Contains(ics, strings.ReplaceAll(on.String(), "-", "")) {
		t.Errorf("the ordered day in the calendar:\n%s", ics)
	}
}

// Every fault stands beside its field, and nothing typed is lost.
func TestFaultsOfTheForm(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	for _, c := range []struct {
		name   string
		change []string
		fields string
	}{
		{"nothing chosen", []string{"agency", "", "matter", "", "who", ""}, "matter agency who"},
		{"an agency there is not", []string{"agency", "NIX"}, "agency"},
		{"a petition", []string{"matter", "petition"}, "matter"},
		{"a complaint", []string{"matter", "complaint"}, "matter"},
		{"an inquiry", []string{"matter", "consultation"}, ""},
		{"no name", []string{"name", "　"}, "name"},
		{"a wrong identity card", []string{"paper", "居民身份证", "paper_number", "220101199001010011"}, "paper_number"},
		{"a paper of one's own", []string{"paper", "会员卡"}, "paper"},
		{"no contact", []string{"phone", ""}, "phone"},
		{"by post without address", []string{"route", "post"}, "address"},
		{"a body without its fields", []string{"who", "body"}, "body_kind body_name body_number"},
		{"a body", []string{"who", "body", "body_kind", "research", "body_name", "研究所", "body_number", "91350100M000100Y43"}, ""},
		{"a representative without phone", []string{"representative", "李"}, "representative_phone"},
		{"bidi", []string{"text", "a\u202eb"}, "text"},
		{"NUL", []string{"name", "王\x00"}, "name"},
		{"not UTF-8", []string{"subject", "\xff\xfe"}, "subject"},
		{"zero width", []string{"subject", "公\u200b开"}, "subject"},
		{"two lines", []string{"subject", "一\n二"}, "subject"},
		{"too long", []string{"text", strings.Repeat("长", 5001)}, "text"},
		{"neither text nor number", []string{"text", ""}, "text"},
	} {
		a := v.post("/request/new", with(asked, c.change...)...)
		var got []string
		a.doc.Find(".govuk-error-summary__list a").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			got = append(got, strings.TrimPrefix(href, "#"))
			if a.doc.Find(href).Length() != 1 {
				t.Errorf("%s: the summary leads to %s, which is not there", c.name, href)
			}
		})
		if strings.Join(got, " ") != c.fields || (a.StatusCode == 422) != (c.fields != "") {
			t.Errorf("%s: %d, faults %q, want %q", c.name, a.StatusCode, got, c.fields)
		}
		if c.fields != "" && !strings.HasPrefix(c.fields, "text") {
			if !strings.Contains(a.text("#text"), "听证会在市政府礼堂举行，㐀字号。") {
				t.Errorf("%s: the text is lost", c.name)
			}
		}
	}
}

// upload sends a form with one file.
func (v *visitor) upload(path string, fields []string, field, name, content string) answer {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		v.must(w.WriteField(fields[i], fields[i+1]))
	}
	part, err := w.CreateFormFile(field, name)
	v.must(err)
	_, err = io.WriteString(part, content)
	v.must(err)
	v.must(w.Close())
	r, err := http.NewRequest(http.MethodPost, v.server.URL+path, &b)
	v.must(err)
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("Content-Type", w.FormDataContentType())
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	v.must(err)
	return v.answerOf(res)
}

// A file is kept through a form that is wrong and the step before sending; a
// hostile one is refused by name and the rest of the form stays.
func TestFilesOfARequest(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	a := v.upload("/request/new", with(asked, "name", ""), "evidence", "..\\护照.txt", "号码 E12345678")
	token, _ := a.doc.Find(`input[name="evidence-kept"]`).Attr("value")
	if a.StatusCode != 422 || token == "" || !strings.Contains(a.text("main"), "移除 护照.txt") {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	for name, content := range map[string]string{"a.exe": "MZ\x90\x00\x03", "b.pdf": "#!/bin/sh\nrm", "c.svg": "<svg onload=alert(1)>", "leer.txt": ""} {
		a := v.upload("/request/new", with(asked, "evidence-kept", token), "files", name, content)
		if a.StatusCode != 422 || !strings.Contains(a.text("#files-error"), name) || a.doc.Find(`input[name="evidence-kept"]`).Length() != 1 {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text("#files-error"))
		}
	}
	// A token nobody was given names no file.
	forged := strings.Repeat("0", 64) + ".YS50eHQ"
	number, _ := v.file(append(append([]string(nil), asked...), "evidence-kept", token, "evidence-kept", forged, "evidence-kept", "../../etc.YQ")...)
	q := h.request(number)
	if len(q.Files) != 1 || q.Files[0].Name != "护照.txt" || q.Files[0].Of != "evidence" {
		t.Errorf("%+v", q.Files)
	}
	// What was handed in is not handed out.
	if a := v.read("/request/case/file/1"); a.StatusCode != 404 {
		t.Errorf("evidence: %d", a.StatusCode)
	}
}

// A wrong number and a wrong code get one answer; too many tries another.
func TestCodesAreNotGuessed(t *testing.T) {
	h := house2026(t)
	number, code := h.visitor().file(asked...)
	answers := map[string]int{}
	v := h.visitor()
	for _, try := range [][2]string{{number, "ABCDE-FGHIJ"}, {"2026-000009", code}, {"2026-000009", "ABCDE-FGHIJ"}, {"2017-000001", code}, {"keine", code},
		{number, "\u202e"}, {"\x00", "x"}, {number, strings.Repeat("A", 1000)}} {
		a := v.post("/request/find", "number", try[0], "code", try[1])
		if v.cookies["case"] != nil {
			t.Fatalf("%v opened something", try)
		}
		a.doc.Find("#number").Remove()
		answers[a.Status+a.text("main")+a.text(".govuk-error-summary")]++
	}
	if len(answers) != 1 {
		t.Errorf("answers: %v", answers)
	}
	last := 0
	for range 12 {
		last = v.post("/request/find", "number", number, "code", "ABCDE-FGHIJ").StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("after many tries: %d", last)
	}
	if a := v.post("/request/find", "number", number, "code", code); a.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the right one among them: %d", a.StatusCode)
	}
	if said := v.post("/request/find", "number", number, "code", code).text(".govuk-error-summary"); !strings.Contains(said, "1 分钟以后") {
		t.Errorf("for how long is not said: %s", said)
	}
	// Nobody else is locked out by them, and who knows the code is never counted.
	other := h.visitor("X-Forwarded-For", "203.0.113.9")
	for range 40 {
		other.goes(other.post("/request/find", "number", number, "code", code), "/request/case")
	}
	h.setClock("2026-09-18 09:02")
	v.goes(v.post("/request/find", "number", number, "code", code), "/request/case")
	if a := v.post("/request/find", "number", "", "code", ""); a.StatusCode != 422 || a.doc.Find("#number-error, #code-error").Length() != 2 {
		t.Errorf("nothing typed: %d", a.StatusCode)
	}
}

// A guesser who goes from node to node has no more tries than at one of them.
func TestNodesCountGuessesTogether(t *testing.T) {
	h := house2026(t)
	number, code := h.visitor().file(asked...)
	other := openHouse(t, h.office.Store, false)
	other.now = h.now
	tried := 0
	for i := range 24 {
		v := []*house{h, other}[i%2].visitor("X-Forwarded-For", "203.0.113.9")
		if a := v.post("/request/find", "number", number, "code", "ABCDE-FGHIJ"); a.StatusCode != http.StatusTooManyRequests {
			tried++
		}
	}
	if tried != 10 {
		t.Errorf("%d tries of one about one number at two nodes, want 10", tried)
	}
	other.now = other.now.Add(time.Minute)
	other.visitor().goes(other.visitor().post("/request/find", "number", number, "code", code), "/request/case")
}

// The case's session is its own: HttpOnly, half an hour, one case, and no other
// cookie opens it.
func TestTheSessionOfACase(t *testing.T) {
	h := house2026(t)
	v := h.visitor("X-Forwarded-Proto", "https")
	a := v.post("/request/new", append(asked[:len(asked):len(asked)], "act", "send")...)
	var set *http.Cookie
	for _, c := range a.Cookies() {
		if c.Name == "case" && c.MaxAge >= 0 {
			set = c
		}
	}
	if set == nil || !set.HttpOnly || !set.Secure || set.SameSite != http.SameSiteLaxMode || len(set.Value) != 43 {
		t.Fatalf("cookie %+v", set)
	}
	paths := []string{"/request/case", "/request/receipt", "/request/case/withdraw", "/request/case/complain", "/request/case/calendar.ics", "/request/case/file/1", "/request/case/letter/1/pdf"}
	for _, value := range []string{"", "x", strings.Repeat("A", 43)} {
		w := h.visitor()
		w.cookies["case"] = &http.Cookie{Name: "case", Value: value}
		for _, path := range paths {
			w.goes(w.read(path), "/request/find")
		}
		for _, path := range []string{"/request/case/add", "/request/case/withdraw", "/request/case/rate", "/request/case/complain"} {
			w.goes(w.post(path, "words", "x"), "/request/find")
		}
	}
	// It is no reader's session, and a reader's is none of it.
	w := h.visitor()
	w.cookies["my"] = &http.Cookie{Name: "my", Value: set.Value}
	w.goes(w.read("/my"), "/my/sign-in?back=%2Fmy")
	reader := h.visitor()
	reader.register("reader")
	reader.cookies["case"] = &http.Cookie{Name: "case", Value: reader.cookies["my"].Value}
	reader.goes(reader.read("/request/case"), "/request/find")
	// In use it lasts; unused for half an hour it does not.
	h.setClock("2026-09-18 09:20")
	if a := v.read("/request/case"); a.StatusCode != 200 {
		t.Errorf("after 20 minutes: %d", a.StatusCode)
	}
	h.setClock("2026-09-18 09:49")
	if a := v.read("/request/case"); a.StatusCode != 200 {
		t.Errorf("29 minutes later: %d", a.StatusCode)
	}
	h.setClock("2026-09-18 10:20")
	v.goes(v.read("/request/case"), "/request/find")
	// Left, it is closed for good.
	w = h.visitor()
	w.file(with(asked, "paper_number", "E87654321")...)
	kept := w.cookies["case"]
	w.goes(w.post("/request/leave"), "/request")
	w.cookies["case"] = kept
	w.goes(w.read("/request/case"), "/request/find")
	// Another site cannot press the buttons.
	x := h.visitor("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	for _, path := range []string{"/request/new", "/request/case/withdraw", "/request/find", "/request/enough"} {
		if a := x.post(path, "act", "send"); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s from another site: %d", path, a.StatusCode)
		}
	}
}

// Nothing of a case is in an address, a title or a cache, and robots stay away.
func TestRequestsLeaveNoTrace(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	number, code := v.file(asked...)
	for _, path := range []string{"/request/receipt", "/request/case", "/request/case/withdraw", "/request/case/complain", "/request/new", "/request/find", "/request/enough"} {
		a := v.read(path)
		robots, _ := a.doc.Find(`meta[name="robots"]`).Attr("content")
		if a.StatusCode != 200 || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Etag") != "" || robots != "none" {
			t.Errorf("%s: %d %q %q", path, a.StatusCode, a.Header.Get("Cache-Control"), robots)
		}
		if title := a.text("title"); strings.Contains(title, number) || strings.Contains(title, "王") {
			t.Errorf("%s: title %s", path, title)
		}
		a.doc.Find("[href], [action], [src]").Each(func(_ int, s *goquery.Selection) {
			for _, name := range []string{"href", "action", "src"} {
				if to, _ := s.Attr(name); strings.Contains(to, number) || strings.Contains(to, code) {
					t.Errorf("%s: %s=%s", path, name, to)
				}
			}
		})
		if path != "/request/receipt" && strings.Contains(a.body, code) {
			t.Errorf("%s shows the code", path)
		}
	}
	if a := h.get("/robots.txt"); !strings.Contains(a.body, "Disallow: /request/") {
		t.Error("robots are let in")
	}
}

// What is public is offered by number and by words, and counted; nothing of a
// withdrawn item is.
func TestOffers(t *testing.T) {
	h := house2026(t)
	c := content("2016年公交票价调整听证会笔录")
	c.Number = "长教发〔2016〕12号"
	p := h.publish("JYJ", c)
	h.publish("JYJ", content("关于秋季招生工作的通知"))
	gone := h.publish("JYJ", content("公交票价调整听证会笔录（作废）"))
	h.withdraw(gone, "重复", "")
	h.reach()
	v := h.visitor()
	check := v.post("/request/new", asked...)
	offers := check.text(`section[aria-labelledby="offered"]`)
	if !strings.Contains(offers, "2016年公交票价调整听证会笔录") || strings.Contains(offers, "招生") || strings.Contains(offers, "作废") {
		t.Errorf("offered: %q", offers)
	}
	if got := v.post("/request/offers", "agency", "JYJ", "number", "长教发[2016]12", "subject", "").text("a"); !strings.Contains(got, "听证会笔录") {
		t.Errorf("by number: %q", got)
	}
	for _, nothing := range [][]string{{"agency", "NIX", "subject", "公交票价调整听证会"}, {"agency", "JYJ", "subject", "\u202e公交票价调整听证会"}, {"agency", "JYJ"}} {
		if a := v.post("/request/offers", nothing...); a.StatusCode != 200 || a.text("a") != "" {
			t.Errorf("%q: %d %q", nothing, a.StatusCode, a.text("a"))
		}
	}
	link, _ := check.doc.Find(`section[aria-labelledby="offered"] a`).Attr("href")
	v.goes(v.read(link), "/item/"+p.Index)
	h.expect("/request/offer/JYJ/"+gone.Index, 404)
	h.expect("/request/offer/NIX/"+p.Index, 404)
	v.goes(v.post("/request/enough", "agency", "JYJ"), "/request/enough")
	if a := v.post("/request/enough", "agency", "NIX"); a.StatusCode != 404 {
		t.Errorf("enough of nobody: %d", a.StatusCode)
	}
	// Carried on, it is not counted as shown again.
	v.post("/request/new", with(asked, "offered", "1")...)
	if got := h.offers("JYJ"); got != [3]int{2, 1, 1} {
		t.Errorf("shown, opened, enough: %v", got)
	}
	if a := h.get("/my/requests"); a.StatusCode != http.StatusSeeOther {
		t.Error("no request was to be made")
	}
}

// Nobody fills the counts of what was offered: past the pace of the form what
// is public still opens, and nothing more is counted.
func TestOffersAreNotCountedWithoutEnd(t *testing.T) {
	const sends = 60 // a minute, of one address
	for _, kind := range []string{"open", "enough"} {
		h := house2026(t)
		p := h.publish("JYJ", content("公交票价调整听证会笔录"))
		v := h.visitor()
		last := 0
		for range sends + 5 {
			if kind == "open" {
				last = v.read("/request/offer/JYJ/" + p.Index).StatusCode
			} else {
				last = v.post("/request/enough", "agency", "JYJ").StatusCode
			}
		}
		want, counts := http.StatusSeeOther, [3]int{0, sends, 0}
		if kind == "enough" {
			want, counts = http.StatusTooManyRequests, [3]int{0, 0, sends}
		}
		if got := h.offers("JYJ"); last != want || got != counts {
			t.Errorf("%s: %d, counted %v", kind, last, got)
		}
	}
}

// Filed by a registered reader it is listed under the account, and opens
// without its code; to other readers it is nowhere.
func TestMyRequests(t *testing.T) {
	h := house2026(t)
	v, other := h.visitor(), h.visitor()
	v.register("reader1")
	other.register("reader2")
	number, _ := v.file(asked...)
	if q := h.request(number); q.Citizen != 1 {
		t.Errorf("filed under %d", q.Citizen)
	}
	v.goes(v.post("/request/leave"), "/request")
	if a := v.read("/my/requests"); !strings.Contains(a.text("main"), "2016年公交票价调整听证会的笔录") {
		t.Errorf("mine: %s", a.text("main"))
	}
	v.goes(v.post("/my/requests", "number", number), "/request/case")
	if a := other.read("/my/requests"); strings.Contains(a.body, number) {
		t.Error("another's list has it")
	}
	stranger, _ := h.visitor().file(with(asked, "paper_number", "E99999999")...)
	for _, n := range []string{number, stranger, "2026-000999", "x", ""} {
		if a := other.post("/my/requests", "number", n); a.StatusCode != 404 || other.cookies["case"] != nil {
			t.Errorf("%q for another: %d", n, a.StatusCode)
		}
	}
	// Answered, the same words again are a case of their own, and the reader is
	// told before sending; a stranger with the same name is not.
	h.confirm(number)
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Withdraw(q, "来电撤回", hand)
	})
	if main := v.post("/request/new", asked...).text("main"); !strings.Contains(main, "那件申请是 "+number) {
		t.Errorf("a repeat: %s", main)
	}
	if main := h.visitor().post("/request/new", asked...).text("main"); strings.Contains(main, number) {
		t.Errorf("a stranger is told: %s", main)
	}
	repeat, _ := v.file(asked...)
	if q := h.request(repeat); repeat == number || q.Previous != h.request(number).ID {
		t.Errorf("%s repeats %d", repeat, q.Previous)
	}
	if main := v.read("/request/case").text("main"); !strings.Contains(main, "您曾以 "+number+" 申请过") {
		t.Errorf("the repeat: %s", main)
	}
	// Signing out closes the case as well.
	v.goes(v.post("/my/sign-out"), "/")
	v.goes(v.read("/request/case"), "/request/find")
}

// English leaves no Chinese words but content.
func TestRequestsInEnglish(t *testing.T) {
	words := browser.ProgramWords(t, "../..")
	h := house2026(t)
	v := h.visitor()
	v.cookies["lang"] = &http.Cookie{Name: "lang", Value: "en"}
	look := func(name string, a answer) {
		for _, left := range words.Left(a.doc.Nodes[0], contentWords...) {
			t.Errorf("%s: %s", name, left)
		}
	}
	for _, path := range []string{"/request", "/request?agency=JYJ", "/request/new", "/request/find", "/request/enough"} {
		look(path, v.read(path))
	}
	h.publish("JYJ", content("2016年公交票价调整听证会笔录"))
	look("faults", v.post("/request/new", "agency", "x"))
	look("check", v.post("/request/new", asked...))
	v.goes(v.post("/request/new", append(asked[:len(asked):len(asked)], "act", "send")...), "/request/receipt")
	look("receipt", v.read("/request/receipt"))
	look("unconfirmed", v.read("/request/case"))
	h.confirm("2026-000001")
	look("case", v.read("/request/case"))
	h.answered("2026-000001")
	h.on("2026-000001", person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Deliver(q, request.Delivery{Route: "online", On: h.office.Today(), Proof: "网上领取"}, hand)
	})
	look("answered", v.read("/request/case"))
	look("complain", v.read("/request/case/complain"))
}

// Wide and narrow, the pages have no violation axe-core knows and do not scroll
// sideways; while typing, what is public is offered; without script all is
// there too.
func TestRequestsInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := house2026(t)
	c := content("2016年公交票价调整听证会笔录")
	h.publish("JYJ", c)
	look := func(name, path string) {
		for size, window := range map[string]browser.Size{"wide": browser.Desktop, "phone": browser.Phone, "narrow": {Width: 320, Height: 700}} {
			p := b.Open(t, h.server.URL+path, window)
			if over := p.Overflow(t); over > 0 {
				t.Errorf("%s, %s: %d px too wide", name, size, over)
			}
			if size != "narrow" {
				p.Axe(t)
				picture(t, p, name+"-"+size)
			}
		}
	}
	for name, path := range map[string]string{"guide": "/request", "guide_agency": "/request?agency=JYJ", "new": "/request/new?agency=JYJ", "find": "/request/find", "enough": "/request/enough"} {
		look(name, path)
	}
	p := b.Open(t, h.server.URL+"/request/new?agency=JYJ", browser.Phone)
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#subject"), "公交票价调整听证会的笔录"))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS("#offers a")))
	p.Axe(t)
	picture(t, p, "offers-phone")
	if got := h.offers("JYJ"); got[0] != 1 {
		t.Errorf("shown %d times", got[0])
	}
	// Enter in a field goes to the next step, not to “enough”.
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#subject"), "\r"))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS(".govuk-error-summary")))
	p.Axe(t)
	picture(t, p, "faults-phone")
	fill := func(p *browser.Page) {
		for _, f := range [][2]string{{"text", "听证会在市政府礼堂举行"}, {"name", "王𠮷"}, {"paper_number", "220101199001010014"}, {"phone", "0431-88779005"}} {
			p.Run(t, chromedp.SendKeys(chromedp.CSS("#"+f[0]), f[1]))
		}
	}
	_ = p.Eval(t, `document.querySelector("#paper").value = "护照"`)
	fill(p)
	p.Run(t, chromedp.Click(chromedp.CSS("main form[data-offers] .govuk-button-group button")))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS(`button[value="send"]`)))
	p.Axe(t)
	picture(t, p, "check-phone")
	p.Run(t, chromedp.Click(chromedp.CSS(`button[value="send"]`)))
	p.Run(t, chromedp.WaitVisible(chromedp.CSS(".govuk-panel")))
	if p.Text(t, ".govuk-panel__title") == "" {
		t.Error("no receipt")
	}
	look("receipt", "/request/receipt")
	if folder := os.Getenv("SCREENSHOTS"); folder != "" {
		p.Print(t, filepath.Join(folder, "request_receipt.pdf"))
	}
	number := h.latest("JYJ")
	look("unconfirmed", "/request/case")
	h.confirm(number)
	look("case", "/request/case")
	h.setClock("2026-09-18 09:10")
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Clarify(q, "请写明哪一次听证会", 15, request.Letter{Title: "补正告知书", PDF: strings.Repeat("a", 64)}, hand)
	})
	look("clarify", "/request/case")
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Supplement(q, "2016年3月的", nil, h.office.Today(), hand)
	})
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		f, err := request.Price(10, 0)
		if err != nil {
			return q, journal.Entry{}, err
		}
		return request.Charge(q, f, request.Letter{Title: "收费通知书", PDF: strings.Repeat("a", 64)}, hand)
	})
	look("fee", "/request/case")
	h.on(number, person("head", account.Head, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Waive(q, "生活困难", hand)
	})
	h.answered(number)
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Deliver(q, request.Delivery{Route: "online", On: h.office.Today(), Proof: "网上领取"}, hand)
	})
	look("answered", "/request/case")
	look("complain", "/request/case/complain")
	for _, path := range []string{"/request/case", "/request/receipt", "/request/case/complain"} {
		p = b.Open(t, h.server.URL+"/language?to=en&back="+path, browser.Size{Width: 320, Height: 700})
		if over := p.Overflow(t); over > 0 {
			t.Errorf("%s in English: %d px too wide: %v", path, over, p.Eval(t, `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".app-scroll")).slice(0, 3).map(e => e.tagName + "." + e.className + ": " + e.textContent.trim().slice(0, 40)).join("; ")`))
		}
	}
	b.Open(t, h.server.URL+"/language?to=zh&back=/", browser.Phone)

	p = b.Open(t, h.server.URL+"/request/new?agency=JYJ", browser.Phone)
	p.WithoutScript(t)
	if over := p.Overflow(t); over > 0 || p.Text(t, "h1") == "" {
		t.Errorf("without script: %d px too wide", over)
	}
	if p.Eval(t, `String(getComputedStyle(document.querySelector("#body_name")).display !== "none" && document.querySelector("#body_name").offsetParent !== null)`) != "false" {
		t.Error("the fields of an organisation show before it is chosen")
	}
}

func picture(t *testing.T, p *browser.Page, name string) {
	if folder := os.Getenv("SCREENSHOTS"); folder != "" {
		p.Screenshot(t, filepath.Join(folder, "request_"+name+".png"))
	}
}

// latest is the number of the newest open request of an agency.
func (h *house) latest(in agency.Code) string {
	h.t.Helper()
	list, err := h.office.Store.OpenRequestsOf(h.t.Context(), in, 1000)
	h.must(err)
	if len(list) == 0 {
		h.t.Fatal("no request was filed")
	}
	return list[len(list)-1].ID.Number()
}

// offers is how often something was shown, opened and enough.
func (h *house) offers(in agency.Code) (counts [3]int) {
	h.t.Helper()
	db, err := sql.Open("sqlite", h.address)
	h.must(err)
	defer db.Close()
	h.must(db.QueryRow("select sum(shown), sum(opened), sum(enough) from offer where agency = ?", string(in)).Scan(&counts[0], &counts[1], &counts[2]))
	return counts
}

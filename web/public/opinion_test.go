package public_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/web/browser"
)

// consult asks somebody for an opinion, and gives the number and the code that
// stand in the letter.
func (h *house) consult(number, name string, party request.Party) (opinion, code string) {
	h.t.Helper()
	clerk := person("clerk", account.Clerk, "JYJ")
	q := h.request(number)
	n := len(q.Opinions) + 1
	code, err := h.office.PartyCode(h.t.Context(), q.ID, n)
	h.must(err)
	sum, _, err := h.office.Blobs.Put(h.t.Context(), strings.NewReader("%PDF-1.4 "+name))
	h.must(err)
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Consult(q, request.Opinion{Party: party, Name: name, About: "投标报价"},
			request.Letter{Title: "政府信息公开征求第三方意见书", Number: "1号", PDF: sum, Text: "# 政府信息公开征求第三方意见书\n\n@ " + name + "：\n\n申请公开“投标报价”。\n\n也可以在网上提出意见：填写意见编号" + request.PartyNumber(q.ID, n) + "和查询码" + code + "。\n\n===\n\n# 回执\n\n| 签名 | |"}, hand)
	})
	return request.PartyNumber(q.ID, n), code
}

const opinionForm = `form[action="/opinion/answer"]`

// A party reads its letter with number and code and answers, once: the act an
// official would have recorded. Of the applicant, of the request's own words and of
// other parties it learns nothing.
func TestAPartyAnswers(t *testing.T) {
	h := house2026(t)
	number, _ := h.visitor().file(asked...)
	h.confirm(number)
	first, code := h.consult(number, "某建材公司", request.ThirdParty)
	second, other := h.consult(number, "另一公司", request.ThirdParty)
	v := h.visitor()
	v.goes(v.read("/opinion/answer"), "/opinion")
	v.goes(v.post("/opinion", "number", first, "code", strings.ToLower(code[:5]+" "+code[5:])), "/opinion/answer")
	a := v.read("/opinion/answer")
	for _, want := range []string{"某建材公司", "投标报价", "征求意见书", "15 个工作日"} {
		if !strings.Contains(a.text("main"), want) {
			t.Errorf("no %q in %s", want, a.text("main"))
		}
	}
	nothing := func(a answer) {
		t.Helper()
		for _, never := range []string{"王𠮷", "听证会", "E12345678", "另一公司", "回执", code} {
			if strings.Contains(a.body, never) {
				t.Errorf("tells %q", never)
			}
		}
	}
	nothing(a)
	for _, name := range []string{"Cache-Control"} {
		if a.Header.Get(name) != "no-store" {
			t.Errorf("%s %q", name, a.Header.Get(name))
		}
	}
	if b := v.read("/opinion/letter/1/pdf"); b.StatusCode != 200 || !strings.Contains(b.body, "某建材公司") {
		t.Errorf("its letter: %d %s", b.StatusCode, b.body)
	}
	for _, path := range []string{"/opinion/letter/2/pdf", "/opinion/letter/0/pdf", "/opinion/letter/1/docx", "/opinion/letter/1/txt"} {
		if b := v.read(path); b.StatusCode != 404 {
			t.Errorf("%s: %d", path, b.StatusCode)
		}
	}
	v.goes(v.read("/request/case"), "/request/find")

	for _, c := range []struct {
		name, answer, words, field string
	}{
		{"nothing chosen", "", "", "#answer-error"}, {"an answer there is not", "silent", "x", "#answer-error"},
		{"an objection without its reason", "object", " ", "#words-error"},
		{"too long", "object", strings.Repeat("长", request.MaxText+1), "#words-error"},
	} {
		if a := v.post("/opinion/answer", "answer", c.answer, "words", c.words); a.StatusCode != 422 || a.doc.Find(c.field).Length() != 1 {
			t.Errorf("%s: %d %s", c.name, a.StatusCode, a.text(".govuk-error-summary"))
		}
	}
	for range 2 { // a button pressed twice
		v.goes(v.upload("/opinion/answer", []string{"answer", "object", "words", "含有商业秘密，㐀"}, "files", "证明.txt", "报价单"), "/opinion/answer")
	}
	a = v.read("/opinion/answer")
	if a.fact("您的意见") != "不同意公开" || a.fact("理由") != "含有商业秘密，㐀" || a.fact("附件") != "证明.txt" || a.doc.Find(opinionForm).Length() != 0 {
		t.Errorf("afterwards: %s", a.text("main"))
	}
	nothing(a)
	q := h.request(number)
	o := q.Opinions[0]
	if o.Answer != request.Object || !o.Online || !o.ToWeigh || o.Late() || o.AnsweredOn != h.office.Today() || q.Opinions[1].Answer != "" {
		t.Errorf("recorded %+v", q.Opinions)
	}
	files := 0
	for _, f := range q.Files {
		if f.Of == "opinion" {
			files++
			if f.Party != 1 || f.By != "party" || f.Name != "证明.txt" {
				t.Errorf("%+v", f)
			}
		}
	}
	entries, err := h.office.Store.JournalOf(t.Context(), q.Thing())
	h.must(err)
	if e := entries[len(entries)-1]; files != 1 || e.Act != journal.RequestHear || e.Actor != "party" || strings.Contains(e.Note, "某建材公司") {
		t.Errorf("%d files, %+v", files, e)
	}
	if a := v.post("/opinion/answer", "answer", "agree"); a.StatusCode != 422 || h.request(number).Opinions[0].Answer != request.Object {
		t.Errorf("answered anew: %d", a.StatusCode)
	}
	// Each has its own: the code of one opens nothing of another, nor of the case.
	w := h.visitor()
	for _, try := range [][2]string{{second, code}, {first, other}, {number, code}, {number + "-3", code}} {
		if a := w.post("/opinion", "number", try[0], "code", try[1]); a.StatusCode != 422 || w.cookies["opinion"] != nil {
			t.Errorf("%v: %d", try, a.StatusCode)
		}
	}
	if a := w.post("/request/find", "number", number, "code", code); a.StatusCode != 422 {
		t.Errorf("a party's code opens the case: %d", a.StatusCode)
	}
	w.goes(w.post("/opinion", "number", second, "code", other), "/opinion/answer")
	w.goes(w.post("/opinion/answer", "answer", "agree", "words", ""), "/opinion/answer")
	if q := h.request(number); q.Opinions[1].Answer != request.Agrees || request.Asks(q) || q.DueOn == calendar.NoDay {
		t.Errorf("%+v", q.Opinions)
	}
	// Closed, it is closed on this device, and no other cookie opens it.
	kept := v.cookies["opinion"]
	v.goes(v.post("/opinion/leave"), "/opinion")
	v.cookies["opinion"] = kept
	v.goes(v.read("/opinion/answer"), "/opinion")
	v.cookies["opinion"] = &http.Cookie{Name: "opinion", Value: w.cookies["opinion"].Value[:42] + "x"}
	v.goes(v.read("/opinion/answer"), "/opinion")
	x := h.visitor("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	for _, path := range []string{"/opinion", "/opinion/answer", "/opinion/leave"} {
		if a := x.post(path, "answer", "agree"); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s from another site: %d", path, a.StatusCode)
		}
	}
}

// What comes after the last day is taken and recorded as late; once the answer is
// signed, or the agency has stopped asking, nothing is.
func TestAPartyAnswersLate(t *testing.T) {
	h := house2026(t)
	number, _ := h.visitor().file(asked...)
	h.confirm(number)
	clerk := person("clerk", account.Clerk, "JYJ")
	opinion, code := h.consult(number, "某建材公司", request.ThirdParty)
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Got(q, request.Outstanding{Act: journal.RequestConsult, Opinion: 1}, h.office.Today(), hand)
	})
	v := h.visitor()
	v.goes(v.post("/opinion", "number", opinion, "code", code), "/opinion/answer")
	last := h.request(number).Opinions[0].DueOn
	if a := v.read("/opinion/answer"); !strings.Contains(a.text("main"), "请在 "+last.String()+" 前提出意见") {
		t.Errorf("in time: %s", a.text("main"))
	}
	h.setClock((last + 2).String() + " 09:00")
	if n, err := h.office.SilenceAll(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	due := h.request(number).DueOn
	v = h.visitor()
	v.goes(v.post("/opinion", "number", opinion, "code", code), "/opinion/answer")
	if a := v.read("/opinion/answer"); !strings.Contains(a.text("main"), "最后一天是 "+last.String()+"，已经过了") {
		t.Errorf("too late: %s", a.text("main"))
	}
	v.goes(v.post("/opinion/answer", "answer", "object", "words", "商业秘密"), "/opinion/answer")
	if a := v.read("/opinion/answer"); a.fact("提出的日期") != (last+2).String()+"（逾期）" {
		t.Errorf("late: %s", a.text("main"))
	}
	q := h.request(number)
	if o := q.Opinions[0]; !o.Late() || o.AnsweredOn != last || q.DueOn != due {
		t.Errorf("%+v, due %s and before %s", o, q.DueOn, due)
	}
	// Stopped, and decided.
	stopped, code := h.consult(number, "停止公司", request.ThirdParty)
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.ConsultEnd(q, 2, "不再需要", hand)
	})
	v.goes(v.post("/opinion", "number", stopped, "code", code), "/opinion/answer")
	if a := v.read("/opinion/answer"); !strings.Contains(a.text("main"), "不必再答复") || a.doc.Find(opinionForm).Length() != 0 {
		t.Errorf("stopped: %s", a.text("main"))
	}
	if a := v.post("/opinion/answer", "answer", "agree"); a.StatusCode != 422 {
		t.Errorf("answered after it was stopped: %d", a.StatusCode)
	}
	silent, code := h.consult(number, "迟到公司", request.CoAuthor)
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Got(q, request.Outstanding{Act: journal.RequestConsult, Opinion: 3}, h.office.Today(), hand)
	})
	h.setClock((h.request(number).Opinions[2].DueOn + 1).String() + " 09:00")
	if n, err := h.office.SilenceAll(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Weigh(q, 1, false, hand)
	})
	h.answered(number)
	v = h.visitor()
	v.goes(v.post("/opinion", "number", silent, "code", code), "/opinion/answer")
	a := v.read("/opinion/answer")
	if !strings.Contains(a.text("main"), "现在不能在网上提出意见") || a.doc.Find(opinionForm).Length() != 0 || strings.Contains(a.body, "告知书正文") {
		t.Errorf("decided: %s", a.text("main"))
	}
	if a := v.post("/opinion/answer", "answer", "agree"); a.StatusCode != 422 || h.request(number).Opinions[2].Answer != request.Silent {
		t.Errorf("answered after it was decided: %d", a.StatusCode)
	}
}

// Numbers and codes of parties are guessed no better than those of requests.
func TestPartyCodesAreNotGuessed(t *testing.T) {
	h := house2026(t)
	number, theirs := h.visitor().file(asked...)
	h.confirm(number)
	opinion, code := h.consult(number, "某建材公司", request.ThirdParty)
	answers := map[string]int{}
	v := h.visitor()
	for _, try := range [][2]string{{opinion, "ABCDE-FGHIJ"}, {opinion, theirs}, {number + "-2", code}, {"2026-000009-1", code}, {number, code}, {"keine", code},
		{opinion, "\u202e"}, {opinion, strings.Repeat("A", 1000)}} {
		a := v.post("/opinion", "number", try[0], "code", try[1])
		a.doc.Find("#number").Remove()
		answers[a.Status+a.text("main")+a.text(".govuk-error-summary")]++
	}
	if len(answers) != 1 || v.cookies["opinion"] != nil {
		t.Errorf("answers: %v", answers)
	}
	last := 0
	for range 12 {
		last = v.post("/opinion", "number", opinion, "code", "ABCDE-FGHIJ").StatusCode
	}
	if a := v.post("/opinion", "number", opinion, "code", code); last != http.StatusTooManyRequests || a.StatusCode != http.StatusTooManyRequests {
		t.Errorf("after many tries: %d, the right one among them: %d", last, a.StatusCode)
	}
	h.setClock("2026-09-18 09:02")
	v.goes(v.post("/opinion", "number", opinion, "code", code), "/opinion/answer")
	for _, path := range []string{"/opinion", "/opinion/answer"} {
		a := v.read(path)
		if robots := a.doc.Find(`meta[name="robots"]`).AttrOr("content", ""); a.Header.Get("Cache-Control") != "no-store" || robots != "none" {
			t.Errorf("%s: %q %q", path, a.Header.Get("Cache-Control"), robots)
		}
		for _, attribute := range []string{"href", "action", "src"} {
			if n := a.doc.Find("[" + attribute + "*='" + number + "'], [" + attribute + "*='" + code + "']").Length(); n != 0 {
				t.Errorf("%s: %d addresses name the request", path, n)
			}
		}
	}
	if a := h.get("/robots.txt"); !strings.Contains(a.body, "Disallow: /opinion") {
		t.Error("robots are let in")
	}
}

// The pages of a party, in both languages, wide and narrow.
func TestOpinionPagesInABrowser(t *testing.T) {
	b, words := browser.Start(t), browser.ProgramWords(t, "../..")
	h := house2026(t)
	number, _ := h.visitor().file(asked...)
	h.confirm(number)
	opinion, code := h.consult(number, "某建材公司", request.ThirdParty)
	look := func(name, path string) {
		for _, size := range []struct {
			name string
			browser.Size
		}{{"1280", browser.Desktop}, {"390", browser.Size{Width: 390, Height: 844}}, {"320", browser.Size{Width: 320, Height: 700}}} {
			p := b.Open(t, h.server.URL+path, size.Size)
			p.Axe(t)
			picture(t, p, "opinion_"+name+"-"+size.name)
			if over := p.Overflow(t); over > 0 {
				t.Errorf("%s at %s: %d px too wide", name, size.name, over)
			}
		}
	}
	look("find", "/opinion")
	p := b.Open(t, h.server.URL+"/opinion", browser.Phone)
	p.Run(t, chromedp.SendKeys(chromedp.CSS("#number"), opinion), chromedp.SendKeys(chromedp.CSS("#code"), code+"\r"), chromedp.WaitVisible(chromedp.CSS("#answer-head")))
	look("answer", "/opinion/answer")
	look("answer-en", "/language?to=en&back=/opinion/answer")
	p = b.Open(t, h.server.URL+"/language?to=zh&back=/opinion/answer", browser.Phone)
	p.Run(t, chromedp.Click(chromedp.CSS(opinionForm+" .govuk-button")), chromedp.WaitVisible(chromedp.CSS(".govuk-error-summary")))
	p.Axe(t)
	p.Run(t, chromedp.Click(chromedp.CSS("#answer")), chromedp.Click(chromedp.CSS(opinionForm+" .govuk-button")), chromedp.WaitVisible(chromedp.CSS("#answered")))
	look("answered", "/opinion/answer")

	opinion, code = h.consult(number, "另一公司", request.ThirdParty)
	v := h.visitor()
	v.cookies["lang"] = &http.Cookie{Name: "lang", Value: "en"}
	english := func(name string, a answer) {
		t.Helper()
		for _, left := range words.Left(a.doc.Nodes[0], contentWords...) {
			t.Errorf("%s: %s", name, left)
		}
	}
	english("find", v.read("/opinion"))
	english("refused", v.post("/opinion", "number", opinion, "code", "x"))
	v.goes(v.post("/opinion", "number", opinion, "code", code), "/opinion/answer")
	english("answer", v.read("/opinion/answer"))
	english("nothing chosen", v.post("/opinion/answer"))
	english("no reason", v.post("/opinion/answer", "answer", "object"))
	v.goes(v.post("/opinion/answer", "answer", "object", "words", "商业秘密"), "/opinion/answer")
	english("answered", v.read("/opinion/answer"))
}

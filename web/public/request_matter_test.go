package public_test

import (
	"net/http"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/paper/letter"
	"gongkai/web/page"
)

// A consultation is told nowhere that a limit of the Regulation runs, that it may
// have to be supplemented, or how to contest its answer.
func TestAConsultationOnline(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	never := func(where, said string) {
		t.Helper()
		for _, word := range []string{"答复期限从收到", "一次性请您补正", "怎样救济", "计算答复期限", "应当在", "行政复议", "行政诉讼", "不服怎么办"} {
			if strings.Contains(said, word) {
				t.Errorf("%s speaks of %s: %s", where, word, said)
			}
		}
	}
	number, _ := v.file(with(asked, "matter", "consultation", "subject", "购房补贴怎么申领")...)
	receipt := v.read("/request/receipt")
	never("the receipt", receipt.text("main"))
	if !strings.Contains(receipt.text(".govuk-panel"), "咨询已提交") || !strings.Contains(receipt.text("main"), "不适用申请的答复期限") {
		t.Errorf("the receipt: %s", receipt.text("main"))
	}
	never("the page before it is confirmed", v.read("/request/case").text("main"))
	h.confirm(number)
	page1 := v.read("/request/case")
	never("the page", page1.text("main"))
	if page1.fact("所提事项") != "购房补贴怎么申领" {
		t.Errorf("%s", page1.text("main"))
	}
	clerk := person("clerk", account.Clerk, "JYJ")
	parts := []request.Part{{Outcome: "2019-39-answered", Reason: "持身份证到政务大厅二楼申领"}}
	text, err := h.office.LetterText(t.Context(), h.request(number), journal.RequestDraft, office.LetterFacts{Parts: parts})
	h.must(err)
	if !strings.HasPrefix(text, "# 关于咨询事项的答复\n") || !strings.Contains(text, "到政务大厅二楼申领") {
		t.Errorf("the letter: %s", text)
	}
	never("the letter", text)
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Draft(q, parts, text, nil, hand)
	})
	h.on(number, clerk, request.Propose)
	h.on(number, person("reviewer", account.Reviewer, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Review(q, "同意", hand)
	})
	_, err = h.office.SignAnswer(t.Context(), person("signer", account.Signer, "JYJ"), h.request(number).ID, 0)
	h.must(err)
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Deliver(q, request.Delivery{Route: "online", On: h.office.Today(), Proof: "网上领取"}, hand)
	})
	done := v.read("/request/case")
	never("the page of the answer", done.text("main"))
	if !strings.Contains(done.fact("结果"), "直接答复") {
		t.Errorf("%s", done.text("main"))
	}
	v.cookies["lang"] = &http.Cookie{Name: "lang", Value: "en"}
	if said := v.read("/request/case").text(`section[aria-labelledby="papers"]`); !strings.Contains(said, "Answer to the inquiry") || !strings.Contains(said, "关于咨询事项的答复") {
		t.Errorf("in English: %s", said)
	}
}

// Every letter an applicant may have has an English name.
func TestLettersHaveEnglishNames(t *testing.T) {
	en := page.Speaking(t.Context(), page.English)
	titles := []string{}
	for _, f := range letter.Forms {
		switch f.Kind {
		case letter.ThirdParty, letter.Consult, letter.Overriding, letter.Service, "order":
			continue // not the applicant's
		}
		titles = append(titles, f.Title)
	}
	for _, e := range regulation.Editions() {
		for _, o := range e.Ends() {
			titles = append(titles, o.Letter)
		}
	}
	for _, k := range []string{"咨询", "投诉举报", "信访"} {
		titles = append(titles, "关于"+k+"事项的答复", "撤回"+k+"确认书")
	}
	for _, title := range titles {
		if title != "" && page.T(en, title) == title {
			t.Errorf("%s has no English name", title)
		}
	}
}

// The applicant sees how their own reconsideration and suit stand, and nothing of
// what a third party brought about the same case.
func TestTheContestsOfACase(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	number, _ := v.file(asked...)
	h.confirm(number)
	h.answered(number)
	clerk := person("clerk", account.Clerk, "JYJ")
	h.on(number, clerk, func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Deliver(q, request.Delivery{Route: "online", On: h.office.Today(), Proof: "网上领取"}, hand)
	})
	before := v.read("/request/case")
	if strings.Contains(before.text("main"), "您的行政复议和行政诉讼") {
		t.Errorf("%s", before.text("main"))
	}
	if rights := before.text(`section[aria-labelledby="rights"]`); !strings.Contains(rights, "向谁提出：有管辖权的行政复议机关") {
		t.Errorf("who decides is not named: %s", rights)
	}
	matter := func(name string) remedy.Matter {
		return remedy.Matter{Agency: "JYJ", About: h.request(number).Thing(), Decision: "2019-B3.2", On: h.office.Today(), Subject: "不服答复",
			Parties: []remedy.Party{{Part: "applicant", Name: name}}}
	}
	h.setClock("2026-09-18 09:20")
	_, err := h.office.RegisterReconsideration(t.Context(), clerk, matter("证人李某"), "长春市人民政府", "长复〔2026〕8号")
	h.must(err)
	if main := v.read("/request/case").text("main"); strings.Contains(main, "长复") || strings.Contains(main, "李某") {
		t.Errorf("another's shows: %s", main)
	}
	_, err = h.office.RegisterReconsideration(t.Context(), clerk, matter("王𠮷"), "长春市人民政府", "长复〔2026〕9号")
	h.must(err)
	a := v.read("/request/case")
	if said := a.text(`section[aria-labelledby="contests"]`); !strings.Contains(said, "行政复议") || !strings.Contains(said, "待受理") ||
		!strings.Contains(said, "长复〔2026〕9号") || !strings.Contains(said, "2026-09-18") || strings.Contains(said, "8号") {
		t.Errorf("%s", said)
	}
	if main := a.text("main"); !strings.Contains(main, "您申请行政复议") || !strings.Contains(a.text(`section[aria-labelledby="rights"]`), "已经申请行政复议") {
		t.Errorf("%s", main)
	}
}

// What one handed in is listed on the page: attachments lead to the file, a proof
// of identity does not, and nobody else has them.
func TestWhatOneHandedIn(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	number, _ := v.file(asked...)
	h.confirm(number)
	sum, _, err := h.office.Blobs.Put(t.Context(), strings.NewReader("附件的内容"))
	h.must(err)
	h.on(number, person("clerk", account.Clerk, "JYJ"), func(q request.Request, hand request.Hand) (request.Request, journal.Entry, error) {
		return request.Add(q, "补充", []request.File{{Name: "身份证.jpg", Type: "image/jpeg", Hash: sum, Of: "evidence"}, {Name: "附件.txt", Type: "text/plain", Hash: sum, Of: "request"},
			{Name: "原件.txt", Type: "text/plain", Hash: sum, Of: "original"}}, hand)
	})
	a := v.read("/request/case")
	if said := a.fact("您交来的材料"); !strings.Contains(said, "附件.txt") || !strings.Contains(said, "身份证.jpg") || strings.Contains(said, "原件") {
		t.Errorf("%s", said)
	}
	if a.fact("获取形式") != "电子文本" || a.fact("领取方式") != "平台网上领取" {
		t.Errorf("%s, %s", a.fact("获取形式"), a.fact("领取方式"))
	}
	for path, want := range map[string]int{"1": 404, "2": 200, "3": 404, "4": 404, "0": 404, "x": 404} {
		if got := v.read("/request/case/own/" + path); got.StatusCode != want || want == 200 && !strings.Contains(got.body, "附件的内容") {
			t.Errorf("file %s: %d", path, got.StatusCode)
		}
	}
	if a := h.get("/request/case/own/2"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a stranger: %d", a.StatusCode)
	}
}

// While no agency is chosen the whole city is offered, and a paper that cannot be
// is refused beside its field.
func TestSmallThingsOfTheForm(t *testing.T) {
	h := house2026(t)
	c := content("2016年公交票价调整听证会笔录")
	p := h.publish("JYJ", c)
	h.reach()
	v := h.visitor()
	a := v.post("/request/offers", "agency", "", "subject", "公交票价调整听证会")
	if href := a.doc.Find("a").AttrOr("href", ""); href != "/item/"+p.Index || a.doc.Find("button").Length() != 0 {
		t.Errorf("offered: %s", a.body)
	}
	for _, w := range []struct {
		fields []string
		field  string
	}{
		{with(asked, "paper_number", "!!"), "#paper_number-error"},
		{with(asked, "who", "body", "body_kind", "commercial", "body_name", "某公司", "body_number", "123"), "#body_number-error"},
	} {
		if a := v.post("/request/new", w.fields...); a.StatusCode != 422 || a.doc.Find(w.field).Length() != 1 {
			t.Errorf("%s: %d %s", w.field, a.StatusCode, a.text(".govuk-error-summary"))
		}
	}
	if a := v.post("/request/new", with(asked, "who", "body", "body_kind", "commercial", "body_name", "某公司", "body_number", "91350100M000100Y43")...); a.StatusCode != 200 {
		t.Errorf("a good code: %d", a.StatusCode)
	}
}

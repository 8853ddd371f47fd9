package public_test

import (
	"net/http"
	"strings"
	"testing"

	"gongkai/affairs/request"
	"gongkai/web/browser"
)

// Without a gateway the form asks for no number and keeps none; with one, the
// number is checked, kept as eleven digits, and masked from then on.
func TestNewsBySMSIsOffered(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	if v.read("/request/new").doc.Find("#mobile").Length() != 0 {
		t.Error("asked for although nothing can be sent")
	}
	number, _ := v.file(with(asked, "mobile", "13812345678")...)
	if q := h.request(number); q.Applicant.Mobile != "" || q.Applicant.Language != "" {
		t.Errorf("%+v", q.Applicant)
	}

	h.window.Texting = true
	if v.read("/request/new").doc.Find("#mobile").Length() != 1 {
		t.Error("not asked for")
	}
	only := with(asked, "phone", "", "subject", "另一件", "mobile", "0431-88779005")
	wrong := v.post("/request/new", only...)
	if text := wrong.doc.Find(`.govuk-error-summary a[href="#mobile"]`).Text(); wrong.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "手机号码应是中国大陆的 11 位号码") {
		t.Errorf("%d: %q", wrong.StatusCode, text)
	}
	only = with(only, "mobile", "＋86 138-1234-5678")
	check := v.post("/request/new", only...)
	if !strings.Contains(check.doc.Find("main").Text(), "13812345678") {
		t.Error("the number is not shown to be checked")
	}
	number, code := v.file(only...)
	if q := h.request(number); q.Applicant.Mobile != "13812345678" || q.Applicant.Phone != "" {
		t.Errorf("%+v", q.Applicant)
	}
	for _, page := range []string{"/request/receipt", "/request/case"} {
		if body := v.read(page).body; !strings.Contains(body, "短信（138****5678）") && page == "/request/case" || strings.Contains(body, "13812345678") {
			t.Errorf("%s does not mask the number", page)
		}
	}
	other := h.visitor()
	other.open(number, code)
	if body := other.read("/request/case").body; strings.Contains(body, "13812345678") || !strings.Contains(body, "138****5678") {
		t.Error("the case tells the number")
	}
}

// Who fills in the English form is written to in English.
func TestNewsInTheLanguageOfTheForm(t *testing.T) {
	h := house2026(t)
	v := h.visitor()
	v.cookies["lang"] = &http.Cookie{Name: "lang", Value: "en"}
	v.goes(v.post("/request/new", append(asked[:len(asked):len(asked)], "act", "send")...), "/request/receipt")
	if q := h.request(h.latest("JYJ")); q.Applicant.Language != request.English {
		t.Errorf("in %q", q.Applicant.Language)
	}
}

func TestTheNumberForSMSInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := house2026(t)
	h.window.Texting = true
	for name, window := range map[string]browser.Size{"wide": browser.Desktop, "phone": browser.Phone, "narrow": {Width: 320, Height: 700}} {
		p := b.Open(t, h.server.URL+"/request/new?agency=JYJ", window)
		if over := p.Overflow(t); over > 0 {
			t.Errorf("%s: %d px too wide", name, over)
		}
		p.Axe(t)
		picture(t, p, "sms-"+name)
	}
}

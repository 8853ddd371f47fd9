package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
)

// failed is the fields the summary of errors leads to, in its order.
func (v *visitor) failed() string {
	var fields []string
	v.doc.Find(".govuk-error-summary__list a").Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		name := strings.TrimPrefix(href, "#")
		fields = append(fields, name)
		if v.doc.Find("[id='"+name+"']").Length() != 1 {
			v.t.Errorf("%s: the summary leads to %s, which is not there", v.url, name)
		}
	})
	return strings.Join(fields, " ")
}

// scribble types something into every control of the form: a day that is to come
// into dates, the first choice of radios, words of its own into each line.
func (v *visitor) scribble(form *goquery.Selection) url.Values {
	typed := url.Values{}
	form.Find("input, textarea, select").Each(func(i int, c *goquery.Selection) {
		name, _ := c.Attr("name")
		kind, _ := c.Attr("type")
		switch node := goquery.NodeName(c); {
		case name == "" || kind == "hidden" || kind == "file" || kind == "submit":
		case node == "select":
			if o := c.Find("option").Last(); o.Length() == 1 {
				value, _ := o.Attr("value")
				typed.Set(name, value)
			}
		case kind == "radio" || kind == "checkbox":
			if value, _ := c.Attr("value"); !typed.Has(name) {
				typed.Set(name, value)
			}
		case strings.HasSuffix(name, "-year"):
			typed.Set(name, "2031")
		case strings.HasSuffix(name, "-month"), strings.HasSuffix(name, "-day"):
			typed.Set(name, "7")
		case name == "days" || name == "yuan" || name == "pages":
			typed.Set(name, "9999")
		default:
			typed.Set(name, "写下的第"+strconv.Itoa(i)+"句")
		}
	})
	for name, list := range typed {
		v.fill(name, list[0])
	}
	return typed
}

// lost is what was typed and does not stand in the form that came back.
func (v *visitor) lost(form string, typed url.Values) []string {
	var list []string
	back := formValues(v.doc.Find(form))
	for name, values := range typed {
		if back.Get(name) != values[0] {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// Whatever is refused on whichever form of a case comes back as it was typed.
func TestNothingTypedIntoACaseIsLost(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	form := `main form[method="post"]:not([action="/desk/sign-out"])`
	refused := 0
	for i, s := range request.States {
		for j, deed := range requestDeeds {
			if !s.State.Allows(deed.Act) {
				continue
			}
			r := w.requestIn("申请人"+strconv.Itoa(i)+"之"+strconv.Itoa(j), s.State)
			if s.State == request.Handling && deed.Group == "征求意见" && deed.Act != journal.RequestConsult {
				r = w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
					return request.Consult(r, request.Opinion{Party: request.ThirdParty, Name: "某公司", About: "报价"}, request.Letter{Title: "征求意见书", PDF: "0"}, h)
				})
			}
			for _, login := range []string{"clerk.jyj", "head.jyj", "reviewer.jyj", "city"} {
				v := w.as(login).open(r, deed.path())
				if v.status != http.StatusOK || !strings.HasSuffix(v.url.Path, "/"+deed.path()) || v.doc.Find(form).Length() != 1 {
					continue
				}
				act := ""
				if deed.Letter != nil {
					act = "compose"
				}
				if deed.Own {
					// Another outcome is chosen than the one for which things were typed.
					v.fill("outcome-1", "2019-B3.3.4").act("next").fill("reason-1", "写过的理由").fill("outcome-1", "2019-B3.3.3").act("next")
					act = "compose"
				}
				typed := v.scribble(v.doc.Find(form))
				v.submit(form, act)
				if v.status != http.StatusUnprocessableEntity && v.status != http.StatusConflict {
					break
				}
				refused++
				if list := v.lost(form, typed); len(list) > 0 {
					t.Errorf("%s, %s: lost %v of %v", s.State, deed.path(), list, typed)
				}
				break
			}
		}
	}
	if refused < 15 {
		t.Errorf("only %d forms were refused", refused)
	}
}

// An outcome that asks no reason keeps the one that was written for another, and
// so do all the parts.
func TestChoosingAgainKeepsWhatWasWritten(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王五", request.Handling)
	v := w.as("clerk.jyj").open(r, "draft")
	v.fill("outcome-1", "2019-B3.3.4").act("add").fill("outcome-2", "2019-B3.3.4").act("next")
	v.fill("what-1", "报价", "reason-1", "公司不同意", "what-2", "批复", "ground-2", "2019-15-1", "reason-2", "第二个理由").act("compose")
	if v.failed() != "ground-1" {
		t.Fatalf("%d: %s", v.status, v.failed())
	}
	v.fill("outcome-1", "2019-B3.1-public").act("compose")
	if v.status != http.StatusUnprocessableEntity || v.failed() != "place-1" {
		t.Fatalf("%d: %s", v.status, v.failed())
	}
	v.fill("outcome-1", "2019-B3.3.4").act("next")
	back := formValues(v.doc.Find(`form[enctype]`))
	for name, want := range map[string]string{"what-1": "报价", "reason-1": "公司不同意", "what-2": "批复", "ground-2": "2019-15-1", "reason-2": "第二个理由"} {
		if back.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, back.Get(name), want)
		}
	}
}

// A form of a case in which several things are wrong names each beside its
// field, from top to bottom.
func TestDeedsNameEveryFault(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	consulted := func(name string) request.Request {
		return w.run("clerk.jyj", w.requestIn(name, request.Handling), func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Consult(r, request.Opinion{Party: request.ThirdParty, Name: "某公司", About: "报价"}, request.Letter{Title: "征求意见书", PDF: "0"}, h)
		})
	}
	paid := w.run("head.jyj", w.requestIn("付费", request.Paying), func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Pay(r, "票据1", calendar.On(h.At), h)
	})
	late := []string{"on-year", "2031", "on-month", "1", "on-day", "1"}
	none := []string{"on-year", "今年", "on-month", "", "on-day", ""}
	for _, c := range []struct {
		login string
		r     request.Request
		path  string
		typed []string
		want  string
	}{
		{"clerk.jyj", w.requestIn("甲", request.Handling), "clarify", []string{"days", "很久"}, "items days"},
		{"clerk.jyj", w.requestIn("甲二", request.Handling), "clarify", []string{"days", "61"}, "items days"},
		{"clerk.jyj", w.requestIn("乙", request.Clarifying), "supplement", late, "on-year words"},
		{"clerk.jyj", w.requestIn("乙二", request.Clarifying), "supplement", none, "on-year words"},
		{"clerk.jyj", w.requestIn("乙三", request.Clarifying), "prolong", []string{"days", "0"}, "days why"},
		{"clerk.jyj", w.requestIn("丙", request.Handling), "extend_ask", []string{"days", "99"}, "days why"},
		{"head.jyj", w.requestIn("丙二", request.Handling), "extend", []string{"days", "x"}, "days why"},
		{"clerk.jyj", w.requestIn("丁", request.Handling), "consult", nil, "party name about"},
		{"clerk.jyj", consulted("戊"), "hear", append([]string{"answer", "object", "n", ""}, late...), "n on-year words"},
		{"clerk.jyj", consulted("戊二"), "hear", append([]string{"n", "1"}, none...), "on-year answer"},
		{"clerk.jyj", consulted("戊三"), "consult_end", []string{"n", "7"}, "n why"},
		{"clerk.jyj", consulted("戊四"), "got", append([]string{"which", ""}, none...), "which on-year"},
		{"clerk.jyj", w.requestIn("己", request.Delivering), "deliver", append([]string{"route", "post"}, late...), "on-year proof"},
		{"clerk.jyj", w.requestIn("己二", request.Delivering), "deliver", append([]string{"route", ""}, late...), "route on-year"},
		{"clerk.jyj", w.requestIn("庚", request.Paying), "pay", late, "receipt on-year"},
		{"head.jyj", paid, "refund", []string{"yuan", "100000"}, "yuan why"},
		{"clerk.jyj", w.requestIn("辛", request.Handling), "sort", []string{"kind", "?"}, "kind why"},
		{"head.jyj", w.requestIn("壬", request.Closed), "reopen", append([]string{"by-year", "2020", "by-month", "1", "by-day", "1"}, late...), "on-year by-year words"},
		{"head.jyj", w.requestIn("壬二", request.Closed), "reopen", none, "on-year words"},
	} {
		v := w.as(c.login).open(c.r, c.path)
		if v.status != http.StatusOK {
			t.Errorf("%s: %d", c.path, v.status)
			continue
		}
		act := ""
		if deed, _ := requestDeedOf(journal.Act("request." + c.path)); deed.Letter != nil {
			act = "compose"
		}
		if v.fill(c.typed...).act(act); v.status != http.StatusUnprocessableEntity || v.failed() != c.want {
			t.Errorf("%s %v: %d %q, want %q: %s", c.path, c.typed, v.status, v.failed(), c.want, v.errors())
		}
	}
}

// So do the forms of complaints, reconsiderations, suits and orders, and what was
// typed comes back, also when a colleague was quicker.
func TestNothingTypedIntoARemedyIsLost(t *testing.T) {
	w := court(t)
	all := w.remedies()
	complaint := all[remedy.Complaint]
	head := w.as("head.zf").get("/desk/remedy/" + complaint.Thing())
	head.fill("redirect_result", "referred", "redirect_on-year", "2031", "redirect_words", "").remedyDo(complaint, "redirect")
	if head.status != http.StatusUnprocessableEntity || head.failed() != "redirect_body redirect_words redirect_on-year" {
		t.Errorf("%d %s", head.status, head.failed())
	}
	for kind, c := range map[remedy.Kind]struct {
		login, path string
		typed       []string
		want        string
	}{
		remedy.Complaint:       {"head.zf", "redirect", []string{"redirect_on-year", "", "redirect_on-month", "", "redirect_on-day", ""}, "redirect_result redirect_words redirect_on-year"},
		remedy.Reconsideration: {"head.jyj", "accept", []string{"accept_on-year", "2031", "accept_notified-year", "2031"}, "accept_on-year accept_notified-year"},
		remedy.Suit:            {"head.jyj", "judge", []string{"judge_on-year", "2031", "judge_given-year", "2016", "judge_given-month", "1", "judge_given-day", "1"}, "judge_result judge_on-year judge_given-year"},
		remedy.Order:           {"head.zf", "sanction", []string{"sanction_on-year", "今年"}, "sanction_measure sanction_whom sanction_on-year"},
	} {
		v := w.as(c.login).get("/desk/remedy/" + all[kind].Thing())
		if !v.offered()[c.path] {
			t.Errorf("%s: %s is not offered", kind, c.path)
			continue
		}
		form := `form[action="/desk/remedy/` + all[kind].Thing() + "/" + c.path + `"]`
		typed := url.Values{}
		for i := 0; i < len(c.typed); i += 2 {
			typed.Set(c.typed[i], c.typed[i+1])
		}
		v.fill(c.typed...).submit(form, "")
		if v.status != http.StatusUnprocessableEntity || v.failed() != c.want {
			t.Errorf("%s %s: %d %q, want %q", kind, c.path, v.status, v.failed(), c.want)
		}
		if list := v.lost(form, typed); len(list) > 0 {
			t.Errorf("%s %s: lost %v", kind, c.path, list)
		}
	}

	slow := w.as("head.zf").get("/desk/remedy/" + complaint.Thing())
	w.as("clerk.zf").get("/desk/remedy/"+complaint.Thing()).remedyDo(complaint, "accept").says("已办理：受理")
	slow.remedyDo(complaint, "accept")
	if slow.status != http.StatusConflict || slow.doc.Find("main #accept_on-year").Length() != 1 {
		t.Errorf("%d: what was typed is gone: %s", slow.status, slow.text())
	}
	slow.says("现在不能再这样办理")
}

// An agency keeps its own texts: they are offered when asking for a supplement
// and when giving a reason, put behind what was typed, changed and retired; no
// other agency sees them.
func TestTextsOfAnAgency(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王五", request.Handling)
	v := w.as("clerk.jyj").get("/desk/phrases").says("还没有保存过用语。")
	form := `form[action="/desk/phrases"]`
	if v.submit(form, ""); v.status != http.StatusUnprocessableEntity || v.failed() != "use title words" {
		t.Errorf("%d %s", v.status, v.failed())
	}
	v.fill("use", "items", "title", "年份", "words", "请写明年份。").submit(form, "").says("用语已保存", "请写明年份。")
	v.fill("use", "reason", "title", "商业秘密", "words", "公司书面不同意公开。").submit(form, "").says("商业秘密")
	if v.post("/desk/phrases", "agency", "HBJ", "use", "items", "title", "名", "words", "文"); v.status != http.StatusForbidden {
		t.Errorf("a text for another agency: %d", v.status)
	}

	v.open(r, "clarify").fill("items", "请写明学校。").act("phrase")
	if v.status != http.StatusUnprocessableEntity || v.failed() != "phrase" {
		t.Errorf("nothing chosen: %d %s", v.status, v.failed())
	}
	v.fill("phrase", "1").act("phrase")
	if got := v.doc.Find("#items").Text(); v.status != http.StatusOK || got != "请写明学校。\n请写明年份。" {
		t.Errorf("%d %q", v.status, got)
	}
	if v.fill("phrase", "2").act("phrase"); v.status != http.StatusUnprocessableEntity {
		t.Errorf("a reason among what to supplement: %d", v.status)
	}
	v.open(r, "draft").fill("outcome-1", "2019-B3.3.4").act("next").fill("phrase-1", "2").act("phrase-1")
	if got := v.doc.Find("#reason-1").Text(); v.status != http.StatusOK || got != "公司书面不同意公开。" {
		t.Errorf("%d %q", v.status, got)
	}

	other := w.requestIn("赵六", request.Handling)
	v.post("/desk/requests/bulk", "case", r.ID.Number()+":"+number(r.Stamp), "case", other.ID.Number()+":"+number(other.Stamp)).
		fill("outcome-1", "2019-B3.3.4").submit(`form[action="/desk/requests/bulk"]`, "next")
	if v.submit(`form[action="/desk/requests/bulk"]`, "phrase-1"); v.status != http.StatusUnprocessableEntity || v.failed() != "phrase-1" {
		t.Errorf("nothing chosen for many: %d %s", v.status, v.failed())
	}
	v.fill("reason-1", "经研究，", "phrase-1", "2").submit(`form[action="/desk/requests/bulk"]`, "phrase-1")
	if got := v.doc.Find("#reason-1").Text(); v.status != http.StatusOK || got != "经研究，\n公司书面不同意公开。" || v.doc.Find("input[name=case]").Length() != 2 {
		t.Errorf("for many: %d %q", v.status, got)
	}
	if v.doc.Find("#phrase-1 option[value='1']").Length() != 0 {
		t.Error("what to supplement is offered among reasons")
	}

	two := w.as("two.jyj").get("/desk/phrase/1")
	v.get("/desk/phrase/1").fill("words", "请写明年份和学校。").submit(`form[action="/desk/phrase/1"]`, "").says("用语已修改", "请写明年份和学校。")
	if two.fill("title", "别的名称").submit(`form[action="/desk/phrase/1"]`, ""); two.status != http.StatusConflict || two.doc.Find("#title").AttrOr("value", "") != "别的名称" {
		t.Errorf("over a colleague's change: %d", two.status)
	}
	v.get("/desk/phrase/1").submit(`form[action="/desk/phrase/1/retire"]`, "").says("用语已停用")
	if v.open(r, "clarify"); v.doc.Find("#phrase").Length() != 0 {
		t.Error("a retired text is offered")
	}
	for login, want := range map[string]int{"clerk.hbj": http.StatusNotFound, "city": http.StatusForbidden, "clerk.jyj": http.StatusOK} {
		if other := w.as(login).get("/desk/phrase/2"); other.status != want {
			t.Errorf("%s: %d, want %d", login, other.status, want)
		}
	}
}

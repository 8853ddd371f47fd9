package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
)

type pageSelection = goquery.Selection

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		t.Errorf("not a number: %q", s)
	}
	return n
}

func day0(s string) calendar.Day { return calendar.MustDay(s) }

// Every field answers bad input with a sentence, never with a fault, and
// characters that are only rare pass (hard cases 16, 25).
func TestBadInput(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")
	for _, c := range []struct{ name, field, value, says string }{
		{"NUL", "title", "名\x00称", "控制字符"},
		{"not UTF-8", "title", "名\xff称", "文字编码有误"},
		{"bidi", "title", "名\u202e称", "控制字符"},
		{"zero width", "keywords", "教\u200b育", "控制字符"},
		{"joiner", "number", "长\u200d教", "看不见的字符"},
		{"long title", "title", strings.Repeat("长", 301), "文字太长"},
		{"newline in title", "title", "一\n二", "删去换行"},
		{"no such day", "issued-day", "31", "请填写正确的日期"},
		{"letters for a day", "issued-year", "今年", "请填写正确的日期"},
		{"future", "issued-year", "2027", "成文日期不能晚于今天"},
		{"no such category", "category", "Z99", "请选择目录类别"},
		{"no such stage", "stage", "其他", "“五公开”阶段只能是"},
		{"no such validity", "validity", "maybe", "有效性只能是"},
		{"no such attribute", "attribute", "secret", "请先认定公开属性"},
		{"agency", "agency", "HBJ", "请选择机关"},
		{"no agency at all", "agency", "'; drop table draft", "请选择机关"},
		{"consulted nobody", "consult", "NOBODY", "请选择要征求意见的机关"},
		{"a body too long", "body", strings.Repeat("长", 500_001), "太长"},
		{"NUL in the body", "body", "正\x00文", "控制字符"},
		{"struck text", "body", "<p>旧<s>文</s></p>", "删除线"},
		{"image from elsewhere", "body", `<p><img src="https://example.org/x.png" alt=""></p>`, "图片须先作为附件上传"},
		{"nesting", "body", strings.Repeat("<table><tr><td>", 5000), "嵌套层次太多"},
	} {
		clerk.get("/desk/draft/new").fillDraft("名称")
		clerk.filled[c.field] = []string{c.value}
		clerk.submit("form[enctype]", "draft")
		if clerk.status != http.StatusUnprocessableEntity || !strings.Contains(clerk.errors(), c.says) {
			t.Errorf("%s: %d, %s", c.name, clerk.status, clerk.errors())
		}
	}

	rare := "㐀𠮷𬌗鿫〔2017〕"
	clerk.get("/desk/draft/new").fillDraft(rare).submit("form[enctype]", "draft").says("草稿已保存")
	address := clerk.at()
	clerk.get(address).says(rare)

	var macro bytes.Buffer
	z := zip.NewWriter(&macro)
	if _, err := z.Create("../../etc/passwd"); err != nil {
		t.Fatal(err)
	}
	z.Close()
	for _, c := range []struct{ name, content, says string }{
		{"空.pdf", "", "文件是空的"},
		{"程序.exe", "MZ\x90\x00", "程序.exe：不接受"},
		{"改名.pdf", "MZ\x90\x00" + strings.Repeat("x", 1000), "改名.pdf："},
		{"压缩.zip", macro.String(), "压缩.zip："},
		{"图.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`, "图.svg：不接受"},
		{`..\..\坏.pdf`, "<html>", "坏.pdf："},
	} {
		clerk.get(address+"/edit").fill("keywords", "教育").attach(c.name, c.content).submit("form[enctype]", "draft")
		if clerk.status != http.StatusUnprocessableEntity || !strings.Contains(clerk.errors(), c.says) {
			t.Errorf("%s: %d, %s", c.name, clerk.status, clerk.errors())
		}
		if got := formValues(clerk.doc.Find("form[enctype]")).Get("keywords"); got != "教育" {
			t.Errorf("%s: the rest of the form is lost: %q", c.name, got)
		}
	}

	if w.log.Len() == 0 || strings.Contains(w.log.String(), "fault") || strings.Contains(w.log.String(), "status=5") {
		t.Errorf("bad input became a fault:\n%s", w.log)
	}
	for _, person := range []string{"clerk.jyj", "张经办", rare} {
		if strings.Contains(w.log.String(), person) {
			t.Errorf("the log names %s", person)
		}
	}
}

// A form in which everything is wrong says all of it at once, from top to
// bottom, and keeps what was typed and uploaded.
func TestAllErrorsAtOnce(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")
	summary := func(v *visitor) string {
		var fields []string
		v.doc.Find(".govuk-error-summary__list a").Each(func(_ int, a *pageSelection) {
			href, _ := a.Attr("href")
			fields = append(fields, strings.TrimPrefix(href, "#")+"="+strings.TrimSpace(a.Text()))
		})
		return strings.Join(fields, "\n")
	}
	const badDate = "请填写正确的日期，例如 2017 年 6 月 30 日"
	for _, c := range []struct {
		name   string
		act    string
		fields []string
		want   []string
	}{
		{"nothing filled in", "submit", []string{"channels", ""}, []string{
			"title=" + publication.ErrTitle.Error(), "category=" + publication.ErrCategory.Error(), "issued-year=" + publication.ErrIssued.Error(),
			"body=" + publication.ErrEmpty.Error(), "attribute=" + publication.ErrAttribute.Error(), "channels=" + publication.ErrChannel.Error()}},
		{"everything wrong", "submit", []string{"number", "长\u200d教", "issued-year", "今年", "keywords", "教\u200b育", "attribute", "withheld",
			"stage", "其他", "validity", "maybe", "channels", ""}, []string{
			"title=" + publication.ErrTitle.Error(), "number=", "category=" + publication.ErrCategory.Error(), "issued-year=" + badDate,
			"body=" + publication.ErrEmpty.Error(), "ground=" + publication.ErrGround.Error(), "withheld_reason=" + publication.ErrReason.Error(),
			"withheld_reexamine-year=" + publication.ErrReexamine.Error(), "channels=" + publication.ErrChannel.Error(), "keywords=",
			"stage=" + publication.ErrStage.Error(), "validity=" + publication.ErrValidity.Error()}},
		{"a document that ceased", "submit", []string{"title", "名称", "validity", "repealed", "interprets", "〔2017〕54号"}, []string{
			"category=" + publication.ErrCategory.Error(), "issued-year=" + publication.ErrIssued.Error(), "body=" + publication.ErrEmpty.Error(),
			"attribute=" + publication.ErrAttribute.Error(), "ended-year=" + publication.ErrEnded.Error(), "interprets=" + publication.ErrInterprets.Error(),
			"piece=" + publication.ErrPiece.Error()}},
		{"in force, with the day it ceased", "draft", []string{"title", "名称", "validity", "in_force", "ended-year", "2017", "ended-month", "3", "ended-day", "1"}, []string{
			"ended-year=" + publication.ErrEndedFor.Error()}},
		{"a draft may lack what the review asks for", "draft", []string{"issued-year", "今年", "attribute", "on_request"}, []string{
			"title=" + publication.ErrTitle.Error(), "issued-year=" + badDate, "on_request_reason=" + publication.ErrReason.Error(),
			"on_request_reexamine-year=" + publication.ErrReexamine.Error()}},
		{"saved, but not to be reviewed", "submit", []string{"title", "名称", "attribute", "withheld", "withheld_reason", "理由"}, []string{
			"category=" + publication.ErrCategory.Error(), "issued-year=" + publication.ErrIssued.Error(), "body=" + publication.ErrEmpty.Error(),
			"ground=" + publication.ErrGround.Error(), "withheld_reexamine-year=" + publication.ErrReexamine.Error()}},
	} {
		clerk.get("/desk/draft/new").fill(c.fields...).submit("form[enctype]", c.act)
		got := strings.Split(summary(clerk), "\n")
		ok := clerk.status == http.StatusUnprocessableEntity && len(got) == len(c.want)
		for i := range min(len(got), len(c.want)) {
			// A sentence that does not name its field has the field's label before it.
			field, sentence, _ := strings.Cut(c.want[i], "=")
			ok = ok && strings.HasPrefix(got[i], field+"=") && strings.Contains(got[i], sentence)
		}
		if !ok {
			t.Errorf("%s: %d\n%s\nwant\n%s", c.name, clerk.status, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if saved := strings.Contains(clerk.text(), "其余内容已存为草稿"); saved != (c.name == "saved, but not to be reviewed") {
			t.Errorf("%s: saved: %t", c.name, saved)
		}
	}

	clerk.get("/desk/draft/new").fill("number", "长教发〔2017〕9号", "attribute", "withheld", "withheld_reason", "涉及第三方").
		attach("计划.pdf", pdf).submit("form[enctype]", "submit")
	kept := formValues(clerk.doc.Find("form[enctype]"))
	if kept.Get("number") != "长教发〔2017〕9号" || kept.Get("withheld_reason") != "涉及第三方" || kept.Get("file") == "" {
		t.Errorf("the form lost what was typed or uploaded: %v", kept)
	}
	if strings.Contains(summary(clerk), publication.ErrEmpty.Error()) {
		t.Errorf("an attached file is something to read: %s", summary(clerk))
	}

	city := hall(t).as("city")
	city.get("/desk/agencies/new").fill("english", "Bureau").submit(`form[action="/desk/agencies/new"]`, "")
	if got, want := summary(city), "name=机关全称："+agency.ErrName.Error()+"\ncode="+agency.ErrCode.Error()+"\nkind="+agency.ErrKind.Error(); got != want {
		t.Errorf("agency: %d\n%s\nwant\n%s", city.status, got, want)
	}
	city.fill("name", "新设局", "code", "jyj", "kind", "department").submit(`form[action="/desk/agencies/new"]`, "")
	if got, want := summary(city), "code=机关代码："+agency.ErrExists.Error(); got != want {
		t.Errorf("agency code taken: %d %s", city.status, got)
	}
}

// On whom no draft ever waits is led to the pages that are theirs.
func TestHomeLeadsToOwnPages(t *testing.T) {
	w := hall(t)
	for _, c := range []struct{ login, want string }{
		{"system", "/desk/handover /desk/accounts"},
		{"security", "/desk/accounts"},
		{"audit", "/desk/accounts /desk/journal"},
		{"leader", "/desk/norms /desk/withheld /desk/ledger /desk/reports /desk/city"},
		{"assessor", "/desk/city"},
		{"clerk.jyj", ""},
		{"signer.jyj", ""},
	} {
		var got []string
		w.as(c.login).get("/desk").doc.Find("main h2#pages + ul a").Each(func(_ int, a *pageSelection) {
			href, _ := a.Attr("href")
			got = append(got, href)
		})
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.login, got, c.want)
		}
	}
}

// Every route of the desk, asked for with nonsense, answers with a sentence.
func TestNonsense(t *testing.T) {
	w := newTown(t)
	d := w.draft("JYJ", publication.Signing, publication.Proactive)
	p := w.draft("JYJ", publication.Done, publication.Proactive)
	item, err := w.office.Store.Publication(context.Background(), p.Publication)
	if err != nil {
		t.Fatal(err)
	}
	code, serial, _ := strings.Cut(item.Index, "/")
	for _, login := range []string{"", "clerk.jyj", "secrecy.jyj", "signer.jyj"} {
		v := w.visitor()
		if login != "" {
			v = w.as(login)
		}
		before := w.entries()
		for _, route := range w.site.Routes() {
			method, pattern, _ := strings.Cut(route.Pattern, " ")
			if !strings.HasPrefix(pattern, "/desk") || strings.HasSuffix(pattern, "sign-out") || strings.HasSuffix(pattern, "/revise") {
				continue
			}
			for _, id := range []string{number(d.ID), "0", "-1", "99999999999999999999", "a%00b", "%FF", "..%2f", strings.Repeat("9", 2000)} {
				address := strings.NewReplacer("{id}", id, "{code}", code, "{serial}", serial, "{n}", id, "{name}", id, "{number}", id, "{hash}", id).Replace(pattern)
				for _, fields := range [][]string{nil, {"stamp", "x", "act", "submit", "agency", "\x00", "why", "\xff", "at-year", "-1", "successor", "…", "login", "\x00", "password", "\x00"},
					{"stamp", "-5", "title", "", "result", "?", "answer", "?", "consult", "?", "channel", "?", "secret", "?", "code", "?", "new", "?", "file", "..", "file", "zz.zz"}} {
					if method == "GET" {
						v.get(address + "?agency=%F0%9F%92%A9&at=-1.-1&q=%27&back=//x&state=?&code=1")
					} else {
						v.post(address, fields...)
					}
					if v.status >= 500 {
						t.Errorf("%q: %s %.80s: %d %s", login, method, address, v.status, v.text())
					}
					if method == "GET" {
						break // it has no fields
					}
				}
				if !strings.Contains(pattern, "{") {
					break
				}
			}
		}
		allowed := int64(0)
		if login != "" {
			// Three wrong passwords each at two forms lock the account: one entry.
			allowed = 1
		}
		if n := w.entries() - before; n > allowed {
			t.Errorf("%q: nonsense left %d entries", login, n)
		}
	}
}

package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
)

const pdf = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n"

// fillDraft types a whole draft.
func (v *visitor) fillDraft(title string) *visitor {
	return v.fill("title", title, "number", "长教发[2017]12号", "category", category, "issued-year", "2017", "issued-month", "6", "issued-day", "20",
		"body", "各县（市）区教育局：\n\n现将有关事项通知如下。", "keywords", "教育　招生", "attribute", "proactive", "channels", "website")
}

// One item's whole life through three pairs of hands, by forms only.
func TestLifeOfAPublication(t *testing.T) {
	w := newTown(t)
	clerk, secrecy, signer := w.as("clerk.jyj"), w.as("secrecy.jyj"), w.as("signer.jyj")

	clerk.get("/desk/draft/new").fillDraft("关于做好招生工作的通知").attach("招生计划.pdf", pdf).submit(`form[enctype]`, "draft").says("草稿已保存", "招生计划.pdf")
	draft := clerk.at()
	clerk.submit(`form[enctype]`, "preview").says("这是公众将要看到的样子", "关于做好招生工作的通知", "现将有关事项通知如下", "招生计划.pdf")
	if href, _ := clerk.doc.Find(`a[href*="/file/1/"]`).Attr("href"); href == "" {
		t.Fatal("the preview does not link the file")
	} else if res, err := clerk.client.Get(w.server.URL + href); err != nil || res.StatusCode != 200 ||
		!strings.Contains(res.Header.Get("Content-Disposition"), "filename*=UTF-8''%E6%8B%9B") || res.Header.Get("Content-Type") != "application/pdf" {
		t.Fatalf("file: %v %v", err, res)
	}
	clerk.get(draft+"/edit").submit(`form[enctype]`, "submit").says("已送保密审查", "保密审查")

	secrecy.get("/desk").says("待我保密审查 1")
	secrecy.get(draft).fill("return_why", "请补充附件说明").do("return").says("已退回")
	clerk.get("/desk").says("退回修改 1", "请补充附件说明")
	clerk.get(draft+"/edit").says("退回理由", "请补充附件说明").fill("body", "第一段。\n第二段。").submit(`form[enctype]`, "submit").says("已送保密审查")
	secrecy.get(draft).fill("words", "未发现不得公开的内容").do("clear").says("保密审查通过")
	signer.get("/desk").says("待我签发 1")
	signer.get(draft).says("未发现不得公开的内容").do("publish").says("已公开，索引号 JYJ/2017-000001")

	item := "/desk/publication/JYJ/2017-000001"
	clerk.get("/desk/publications").says("关于做好招生工作的通知", "公开中")
	clerk.get("/desk/publications?q=" + "长教发【2017】12号").says("关于做好招生工作的通知")
	clerk.get(item).fill("channel", "weibo", "address", "https://weibo.example/1", "at-year", "2017", "at-month", "6", "at-day", "30", "at_time", "9:05").
		submit(`form[action$="/channel"]`, "").says("发布渠道已登记", "政务微博", "https://weibo.example/1", "2017年6月30日 09:05")

	clerk.get(item).submit(`form[action$="/revise"]`, "").says("更新")
	revision := clerk.at()
	clerk.fill("body", "第一段。\n第二段改了。").submit(`form[enctype]`, "submit").says("请说明这次更新改了什么")
	clerk.fill("change", "更正第二段").submit(`form[enctype]`, "submit").says("已送保密审查", "与已公开版本的差异")
	if got := clerk.doc.Find("ins").Text(); got != "改了" {
		t.Errorf("the difference shows %q inserted", got)
	}
	secrecy.get(revision).do("clear")
	w.pass(20 * time.Minute)
	signer.get(revision).do("publish").says("已公开，索引号 JYJ/2017-000001")
	signer.get(item).says("第 2 版", "更正第二段")
	signer.submit(`form[action$="/withdraw"]`, "").says("请说明理由")
	signer.fill("withdraw_why", "内容有误", "successor", "JYJ/2017-000009").submit(`form[action$="/withdraw"]`, "").says("没有找到公开中的这条信息")
	signer.fill("withdraw_why", "内容有误", "successor", "").submit(`form[action$="/withdraw"]`, "").says("已撤下", "内容有误")
	clerk.get(item).says("已撤下", "第二段改了")
	if clerk.offered()["revise"] || clerk.offered()["channel"] {
		t.Error("a withdrawn item still offers to be revised")
	}

	p, err := w.office.Store.PublicationAt(context.Background(), "JYJ/2017-000001")
	if err != nil || p.Drafter != "clerk.jyj" || p.Cleared != "secrecy.jyj" || p.Signer != "signer.jyj" || p.Version != 2 || p.WithdrawnReason != "内容有误" {
		t.Errorf("in the record: %+v, %v", p, err)
	}
}

func TestScheduleAndWithhold(t *testing.T) {
	w := newTown(t)
	signer := w.as("signer.jyj")
	d := w.draft("JYJ", publication.Signing, publication.Proactive)
	address := "/desk/draft/" + number(d.ID)

	signer.get(address).fill("when-year", "2017", "when-month", "6", "when-day", "30", "when_time", "25:00").do("schedule").says("请填写时间")
	signer.fill("when-year", "2017", "when-month", "6", "when-day", "29", "when_time", "9:30").do("schedule").says("定时公开的时间须晚于现在")
	signer.fill("when-year", "2017", "when-month", "7", "when-day", "1", "when_time", "9：30").do("schedule").says("将于 2017年7月1日 09:30 公开", "定时待发")
	signer.do("unschedule").says("已取消定时")
	signer.fill("when-year", "2017", "when-month", "7", "when-day", "1", "when_time", "9:30").do("schedule")
	w.pass(23*time.Hour + 30*time.Minute)
	if n, err := w.office.Release(context.Background()); n != 1 || err != nil {
		t.Fatalf("released %d, %v", n, err)
	}
	w.pass(time.Minute)
	signer = w.as("signer.jyj")
	signer.get(address).says("已公开")

	kept := w.draft("JYJ", publication.Signing, publication.Withheld)
	signer.get("/desk/draft/" + number(kept.ID))
	if signer.offered()["publish"] || signer.offered()["schedule"] {
		t.Error("what is withheld may be published")
	}
	signer.do("withhold").says("已决定不主动公开")
	signer.get("/desk/withheld").says("关于JYJ的通知", "2018年6月30日")
	signer.get("/desk").says("到期重新评估 0")
	w.pass(366 * 24 * time.Hour)
	signer = w.as("signer.jyj")
	signer.get("/desk").says("到期重新评估 1")
	signer.get("/desk/draft/"+number(kept.ID)).fill("result", "keep").do("reexamine").says("请说明理由")
	signer.fill("result", "keep", "reexamine_why", "仍在保密期限内").do("reexamine").says("请填写重新评估日期")
	signer.fill("result", "open", "reexamine_why", "已解密").do("reexamine").says("评估结果已记录", "起草")
}

// edit saves another text in a draft.
func (w *town) edit(id int64, login account.Login, title string) {
	w.t.Helper()
	if _, err := w.office.Edit(w.t.Context(), w.actor(login), id, 0, content(title), ""); err != nil {
		w.t.Fatal(err)
	}
}

func TestConsultation(t *testing.T) {
	w := newTown(t)
	asker, asked := w.as("clerk.jyj"), w.as("clerk.hbj")
	d := w.draft("JYJ", publication.Drafting, publication.Proactive)
	address := "/desk/draft/" + number(d.ID)

	if asked.get(address); asked.status != http.StatusNotFound {
		t.Fatalf("before it is asked another agency sees the draft: %d", asked.status)
	}
	asker.get(address).fill("consult", "HBJ").do("consult").says("已征求意见", "市环保局", "等待回复")
	asker.do("submit").says("还有机关未回复意见")
	asked.get("/desk").says("征求我机关意见 1", "请在 2017年7月7日 前回复")
	asked.get("/desk/consultations").says("市教育局")
	asked.get(address)
	if strings.Contains(asked.text(), "办理经过") || len(asked.offered()) != 2 { // sign-out and concur
		t.Errorf("the agency asked sees or may do more than answer: %v", asked.offered())
	}
	asked.fill("answer", "object").do("concur").says("请说明理由")
	// Consent is to the text that was read, not to the one written meanwhile.
	w.edit(d.ID, "clerk.jyj", "改过的文件")
	asked.fill("answer", "concur").do("concur").says("其他人刚刚修改过", "改过的文件", "等待回复")
	if asked.status != http.StatusConflict {
		t.Errorf("an answer to a text never seen: %d", asked.status)
	}
	asked.fill("answer", "object", "concur_words", "数据尚未核定").do("concur").says("意见已回复")
	asker.get(address).says("不同意", "数据尚未核定").do("submit").says("有机关不同意公开")
	asker.get(address+"/edit").fill("body", "已经核定。").submit("form[enctype]", "draft").says("等待回复")
	asked.get(address).fill("answer", "concur").do("concur").says("意见已回复")
	asker.get(address).do("submit").says("已送保密审查")
	if asked.get(address); asked.status != http.StatusNotFound {
		t.Errorf("after the answer is used the draft is no matter of theirs: %d", asked.status)
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")

	clerk.get("/desk/draft/new").fillDraft("").attach("计划.pdf", pdf).submit("form[enctype]", "draft").says("请填写名称", "计划.pdf")
	if clerk.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", clerk.status)
	}
	if got := formValues(clerk.doc.Find("form[enctype]")); got.Get("number") != "长教发[2017]12号" || !strings.Contains(got.Get("body"), "现将") ||
		got.Get("issued-day") != "20" || got.Get("attribute") != "proactive" || got.Get("category") != category {
		t.Errorf("lost: %v", got)
	}
	clerk.fill("title", "有了名称", "attribute", "withheld", "ground", "").submit("form[enctype]", "draft").
		says("不予公开须选择法定依据", "其余内容已存为草稿", "计划.pdf")
	action, _ := clerk.doc.Find("form[enctype]").Attr("action")
	address := strings.TrimSuffix(action, "/edit")
	clerk.get(address).says("有了名称", "计划.pdf", "尚未认定")

	// Another clerk saves while the first is typing.
	w.person("clerk2.jyj", "赵同事", w.actor("clerk.jyj").Grants...)
	other := w.as("clerk2.jyj")
	clerk.get(address + "/edit")
	other.get(address+"/edit").fill("title", "同事改的名称").submit("form[enctype]", "draft").says("草稿已保存")
	clerk.fill("title", "我改的名称", "body", "我写的正文").submit("form[enctype]", "draft").
		says("其他人刚刚修改过", "赵同事 在您填写期间保存了这份草稿", "同事改的名称", "我改的名称")
	if clerk.status != http.StatusConflict {
		t.Errorf("status %d", clerk.status)
	}
	clerk.submit("form[enctype]", "draft").says("草稿已保存")
	clerk.get(address).says("我改的名称", "我写的正文")

	// A file is removed by its box.
	clerk.get(address + "/edit")
	token, _ := clerk.doc.Find("input[name=remove]").Attr("value")
	clerk.fill("remove", token).submit("form[enctype]", "draft")
	clerk.get(address).says("没有附件")
}

func TestPastedText(t *testing.T) {
	word := `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><p class=MsoNormal style='text-indent:2em'><span lang=ZH-CN>第一条<o:p></o:p></span></p><script>alert(1)</script></body></html>`
	for _, c := range []struct{ typed, want string }{
		{"", ""},
		{"第一段\n\n第二段", "<p>第一段</p>\n<p>第二段</p>"},
		{"数值 <5 且 >3", "<p>数值 &lt;5 且 &gt;3</p>"},
		{word, "<p>第一条</p>"},
	} {
		got, err := bodyOf(c.typed)
		if err != nil || strings.ReplaceAll(got, "\n", "") != strings.ReplaceAll(c.want, "\n", "") {
			t.Errorf("bodyOf(%.40q) = %q, %v; want %q", c.typed, got, err, c.want)
		}
		if back, err := bodyOf(typedOf(got)); err != nil || back != got {
			t.Errorf("%q does not survive its form: %q, %v", got, back, err)
		}
	}
}

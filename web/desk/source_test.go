package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
)

// kept is something of the agency that is looked at again on a day.
func (w *town) kept(in agency.Code, on calendar.Day) publication.Draft {
	w.t.Helper()
	d := w.draft(in, publication.Kept, publication.Withheld)
	low := strings.ToLower(string(in))
	d, err := w.office.Reexamine(w.t.Context(), w.actor(account.Login("signer."+low)), d.ID, 0, false, on, "仍不宜公开")
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// disputed is a draft of HBJ to which JYJ objects, before the city's office.
func (w *town) disputed() publication.Draft {
	w.t.Helper()
	ctx, clerk := w.t.Context(), w.actor("clerk.hbj")
	d := w.draft("HBJ", publication.Drafting, publication.Proactive)
	_, err := w.office.Consult(ctx, clerk, d.ID, 0, "JYJ")
	if err == nil {
		_, err = w.office.Concur(ctx, w.actor("clerk.jyj"), d.ID, 0, "JYJ", false, "数字有误")
	}
	if err == nil {
		d, err = w.office.Refer(ctx, clerk, d.ID, 0, "JYJ", "数字以本机关监测为准")
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

const wholeForm = "form[enctype]"

// A clerk forwards another agency's document: the attribute comes with it, and
// to open it further that agency's word is needed.
func TestForwardingAtTheDesk(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.hbj")
	w.draft("JYJ", publication.Kept, publication.Withheld) // bears 长教发〔2017〕9号
	clerk.get("/desk/draft/new").fillDraft("转发校车办法").fill("number", "长环发〔2017〕3号", "origin", "forwarded").submit(wholeForm, "draft").
		says("转发的文件，请写明来源文件的索引号、文号或者名称")
	clerk.get("/desk/draft/new").fill("title", "转发校车办法", "category", category, "issued-year", "2017", "issued-month", "6", "issued-day", "20",
		"body", "现转发给你们。", "channels", "website", "origin", "forwarded", "source_name", "长教发[2017]9号").submit(wholeForm, "draft").
		says("草稿已保存", "在本平台办理", "不予公开")
	draft := clerk.at()
	clerk.get(draft).says("转发 · 长教发〔2017〕9号 · 市教育局 · 来源文件的属性：不予公开", "（此件不予公开）", "随来源文件")
	clerk.get(draft+"/preview").says("公众看不到", "（此件不予公开）")
	clerk.get(draft+"/edit").fill("attribute", "proactive").submit(wholeForm, "submit").says("还有机关未回复意见")
	clerk.get(draft).says("公开程度高于来源文件，须经来源机关同意", "等待回复", "还有 5 个工作日")
	clerk.get("/desk/consultations").says("我机关征求的", "转发校车办法", "市教育局")

	asked := w.as("clerk.jyj").get("/desk/consultations").says("等我机关回复的", "转发校车办法", "从次日起算 5 个工作日，其间休息的 2 天不计，最后一天是 2017年7月7日")
	asked.get(draft).fill("answer", "concur").submit(`form[action="`+draft+`/concur"]`, "").says("意见已回复")
	clerk.get(draft).do("submit").says("已送保密审查")
}

// Our own document that is kept is found by its exact title too, whatever is
// said of it, and is opened by its conversion; what the platform has not got is
// said so.
func TestForwardingOurOwnAtTheDesk(t *testing.T) {
	w := newTown(t)
	own := w.draft("HBJ", publication.Kept, publication.Withheld)
	clerk := w.as("clerk.hbj")
	clerk.get("/desk/draft/new").fillDraft("转发内部规定").fill("number", "长环发〔2017〕31号", "origin", "forwarded", "source_name", "《关于 ＨＢＪ的通知》",
		"source_agency", "HBJ", "source_attribute", "proactive", "attribute", "proactive").submit(wholeForm, "submit").
		says("来源文件是本机关的，须先在来源文件的页面办理“转换公开属性”")
	clerk.get("/desk/drafts").says("转发内部规定")
	href, _ := clerk.doc.Find(`a:contains("转发内部规定")`).Attr("href")
	clerk.get(href).says("来源文件是本机关的，须先转换其公开属性", "来源文件的属性：不予公开")
	if clerk.doc.Find(`.govuk-summary-list a[href="/desk/draft/`+number(own.ID)+`"]`).Length() != 1 {
		t.Error("nothing leads to the source")
	}
	w.as("signer.hbj").get("/desk/draft/"+number(own.ID)).fill("convert_to", "proactive", "convert_why", "社会关注").do("convert").says("公开属性已转换")
	clerk.get(href).do("submit").says("已送保密审查")

	clerk.get("/desk/draft/new").fillDraft("转发不明文件").fill("number", "长环发〔2017〕32号", "origin", "forwarded", "source_name", "长教发〔2017〕999号").submit(wholeForm, "draft").
		says("本平台没有找到这份文件，请核对索引号、文号或者名称", "请选择或者写明来源机关")
	clerk.fill("source_name", "长教发〔2017〕999号", "source_agency", "JYJ", "source_attribute", "proactive").submit(wholeForm, "draft").
		says("草稿已保存", "本平台没有找到“长教发〔2017〕999号”")
}

// The clock of what was opened on re-examination runs from that day, and says so.
func TestClockOfWhatWasOpened(t *testing.T) {
	w := newTown(t)
	d := w.kept("JYJ", w.office.Today()+30)
	w.pass(35 * 24 * time.Hour)
	page := `form[action="/desk/withheld/examine"]`
	w.as("signer.jyj").get("/desk/withheld/examine").fill("result_"+number(d.ID), "open", "why_"+number(d.ID), "方案已定").submit(page, "").says("已记录 1 件的评估结果")
	clerk := w.as("clerk.jyj").get("/desk/draft/"+number(d.ID)).says("还有 20 个工作日", "自 2017年8月4日 决定转为主动公开之日起算")
	if strings.Contains(clerk.text(), "逾期") {
		t.Errorf("late on the day it was opened: %.400s", clerk.text())
	}
}

// A form that is sent again, by a second press or a page loaded anew, is the
// draft it became the first time.
func TestAFormSentTwiceIsOneDraft(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")
	count := func(want int) {
		t.Helper()
		list, err := w.office.Store.OpenDrafts(t.Context(), "JYJ")
		if err != nil || len(list) != want {
			t.Fatalf("%d drafts, want %d: %v", len(list), want, err)
		}
	}
	blank := *clerk.get("/desk/draft/new")
	send := func(title, act string) *visitor {
		again := blank
		again.filled = nil
		return again.fill("title", title, "number", "长教发[2017]77号", "category", category, "issued-year", "2017", "issued-month", "6", "issued-day", "20",
			"attribute", "proactive", "channels", "website").submit(wholeForm, act)
	}
	send("两次送审", "submit").says("其余内容已存为草稿")
	count(1)
	refused := send("两次送审", "submit").says("其余内容已存为草稿")
	count(1)
	refused.fill("body", "正文").submit(wholeForm, "draft").says("草稿已保存")
	count(1)
	send("另一个名称", "draft").says("有人先保存了", "另一个名称")
	count(1)
	clerk.get(refused.at()).do("submit").says("已送保密审查")
	send("两次送审", "draft").says("这份草稿先前已经保存", "保密审查")
	count(1)
	clerk.get("/desk/draft/new").fillDraft("另一份").submit(wholeForm, "draft").says("草稿已保存")
	count(2)
}

// A joint document asks its partners by itself; who does not lead does not
// publish it.
func TestJointDocumentAtTheDesk(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/draft/new").fillDraft("联合通知").fill("origin", "joint").submit(wholeForm, "draft").says("联合发文，请选择其他发文机关", "其余内容已存为草稿")
	clerk.fill("partners", "HBJ").submit(wholeForm, "draft").says("草稿已保存")
	draft := clerk.at()
	clerk.get(draft).says("联合发文 · 牵头：市教育局 · 市环保局", "等待回复", "联合发文 市教育局 市环保局")
	clerk.do("submit").says("还有机关未回复意见")
	w.as("clerk.hbj").get("/desk").says("征求我机关意见 1")

	other := w.as("clerk.hbj")
	other.get("/desk/draft/new").fillDraft("联合通知").fill("number", "长环发〔2017〕8号", "origin", "joint", "source_lead", "JYJ").submit(wholeForm, "submit").
		says("联合发文由牵头机关公开，本机关不重复公开")
}

// What cannot be opened is taken out and kept; both drafts name each other.
func TestSplitAtTheDesk(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/draft/new").fillDraft("校园安全预案").attach("部署.pdf", pdf).submit(wholeForm, "draft").says("草稿已保存")
	draft := clerk.at()
	if clerk.get(draft); clerk.doc.Find(`a[href="`+draft+`/split"]`).Length() != 1 {
		t.Fatal("nothing leads to the page that takes something out")
	}
	split := `form[action="` + draft + `/split"]`
	clerk.get(draft+"/split").says("现将有关事项通知如下。", "部署.pdf").fill("attribute", "withheld").submit(split, "").says("请选择不予公开的段落或者附件")
	file, _ := clerk.doc.Find("input[name=files]").Attr("value")
	clerk.fill("blocks", "1", "files", file, "attribute", "withheld", "reason", "危及校园安全", "reexamine-year", "2018", "reexamine-month", "6", "reexamine-day", "1").
		submit(split, "").says("不予公开须选择法定依据")
	ground, _ := clerk.doc.Find("#ground option").Eq(1).Attr("value")
	clerk.fill("ground", ground).submit(split, "").says("已拆出“校园安全预案（不予公开部分）”，已送保密审查", "（此处内容不予公开）", "拆出的部分")
	if text := clerk.text(); strings.Contains(text, "现将有关事项通知如下。") || strings.Contains(text, "部署.pdf") {
		t.Errorf("what was taken out is still there: %.600s", text)
	}
	href, _ := clerk.doc.Find(`.govuk-summary-list a[href^="/desk/draft/"]`).Attr("href")
	clerk.get(href).says("现将有关事项通知如下。", "部署.pdf", "区分处理自", "校园安全预案", "危及校园安全", "（此件不予公开）")
	secrecy := w.as("secrecy.jyj").get(href).do("clear").says("保密审查通过")
	w.as("signer.jyj").get(secrecy.at()).do("withhold").says("已决定不主动公开")
	w.as("signer.jyj").get("/desk/withheld").says("校园安全预案（不予公开部分）")
}

// The question goes out as a letter; while it is open the reviewer cannot pass
// the draft, and the answer decides.
func TestSecrecyInquiryAtTheDesk(t *testing.T) {
	w := newTown(t)
	d := w.draft("JYJ", publication.Reviewing, publication.Proactive)
	draft := "/desk/draft/" + number(d.ID)
	secrecy := w.as("secrecy.jyj")
	secrecy.get(draft).do("ask_secrecy").says("请写明请哪个机关确定", "请写明不能确定的内容和理由")
	secrecy.fill("authority", "市国家保密局", "question", "附图有坐标").do("ask_secrecy").says("请示已记录", "等待答复", "请示.pdf", "请示.docx")
	for _, name := range []string{"请示.pdf", "请示.docx"} {
		link, _ := secrecy.doc.Find(`a:contains("` + name + `")`).Attr("href")
		res, err := secrecy.client.Get(w.server.URL + link)
		if err != nil || res.StatusCode != http.StatusOK || res.ContentLength < 1000 {
			t.Errorf("%s at %s: %v %+v", name, link, err, res)
		}
	}
	secrecy.do("clear").says("答复之前不能继续")
	answer := `form[action="` + draft + `/answer_secrecy"]`
	secrecy.get(draft).submit(answer, "").says("请填写答复日期")
	secrecy.fill("answer_on-year", "2017", "answer_on-month", "6", "answer_on-day", "30", "answer_reply", "长保函〔2017〕3号", "answer_attribute", "on_request",
		"answer_words", "限申请人", "answer_reexamine-year", "2018", "answer_reexamine-month", "6", "answer_reexamine-day", "1").submit(answer, "").says("请附上答复的文件")
	secrecy.fill("answer_on-year", "2017", "answer_on-month", "6", "answer_on-day", "30", "answer_reply", "长保函〔2017〕3号", "answer_attribute", "on_request",
		"answer_words", "限申请人", "answer_reexamine-year", "2018", "answer_reexamine-month", "6", "answer_reexamine-day", "1").attach("复函.pdf", pdf).submit(answer, "").
		says("答复已登记", "长保函〔2017〕3号", "复函.pdf", "（此件依申请公开）")
	secrecy.do("clear").says("保密审查通过")
	if v := w.as("clerk.hbj").get(draft + "/inquiry/1/请示.pdf"); v.status != http.StatusNotFound {
		t.Errorf("another agency reads the letter: %d", v.status)
	}
}

// An objection goes to the city's office; both sides read what it decides.
func TestDisputeAtTheDesk(t *testing.T) {
	w := newTown(t)
	w.person("city", "孙主任", account.Grant{Role: account.CityOffice})
	ctx := t.Context()
	d := w.draft("HBJ", publication.Drafting, publication.Proactive)
	draft := "/desk/draft/" + number(d.ID)
	if _, err := w.office.Consult(ctx, w.actor("clerk.hbj"), d.ID, 0, "JYJ"); err != nil {
		t.Fatal(err)
	}
	w.as("clerk.jyj").get(draft).fill("answer", "object", "concur_words", "数字有误").submit(`form[action="`+draft+`/concur"]`, "").says("意见已回复")
	city := w.as("city")
	if city.get(draft); city.status != http.StatusNotFound {
		t.Errorf("the city's office sees what nobody brought to it: %d", city.status)
	}
	clerk := w.as("clerk.hbj").get(draft).do("submit").says("有机关不同意公开")
	clerk.get(draft).do("refer").says("请说明理由")
	clerk.fill("refer_why", "数字以监测为准").do("refer").says("已提请协调，等待决定")
	city.get("/desk").says("等待协调决定的争议 1", "市教育局不同意公开")
	city.get("/desk/consultations").says("关于HBJ的通知", "数字有误")
	decide := `form[action="` + draft + `/decide"]`
	city.get(draft).says("数字有误", "数字以监测为准").submit(decide, "").says("请选择协调决定")
	city.fill("decision", "open").submit(decide, "").says("请说明理由")
	city.fill("decision", "open", "decision_words", "监测数字准确").submit(decide, "").says("协调决定已记录", "没有等待协调决定的争议")
	if city.get(draft); city.status != http.StatusNotFound {
		t.Errorf("the city's office still sees it: %d", city.status)
	}
	clerk.get(draft).says("协调决定：可以公开", "监测数字准确", "市教育局，可以公开：监测数字准确").do("submit").says("已送保密审查")
}

// What is kept stands on four piles that add up; those due are decided one by
// one, and what is opened is counted.
func TestReexamineOneByOne(t *testing.T) {
	w := newTown(t)
	w.person("city", "孙主任", account.Grant{Role: account.CityOffice})
	today := w.office.Today()
	one, two, three := w.kept("JYJ", today+1), w.kept("JYJ", today+3), w.kept("JYJ", today+3)
	w.kept("JYJ", today+4)
	w.kept("JYJ", today+200)
	w.kept("HBJ", today+100)
	w.pass(3 * 24 * time.Hour) // from a Friday to a Monday
	signer := w.as("signer.jyj")
	signer.get("/desk/withheld").says("已过评估日 1 件", "今天评估 2 件", "三个工作日内评估 1 件", "以后评估 1 件")
	if rows := signer.get("/desk/withheld?when=today").doc.Find("tbody tr").Length(); rows != 2 {
		t.Errorf("two are due today, %d are listed", rows)
	}
	if signer.get("/desk/withheld?when=never"); signer.status != http.StatusNotFound {
		t.Errorf("a pile there is not: %d", signer.status)
	}
	page := `form[action="/desk/withheld/examine"]`
	signer.get("/desk/withheld/examine").submit(page, "").says("请至少对一件作出评估")
	signer.fill("result_"+number(one.ID), "keep", "result_"+number(two.ID), "open", "why_"+number(two.ID), "方案已定").submit(page, "").says("请说明理由")
	if got := w.state(two.ID); got != publication.Drafting {
		t.Errorf("what was sound was not done: %s", got)
	}
	signer.fill("result_"+number(one.ID), "keep", "why_"+number(one.ID), "仍在研究", "next_"+number(one.ID)+"-year", "2021", "next_"+number(one.ID)+"-month", "1", "next_"+number(one.ID)+"-day", "1").
		submit(page, "").says("重新评估日期超过了本市规定的最长间隔")
	signer.fill("result_"+number(one.ID), "keep", "why_"+number(one.ID), "仍在研究", "next_"+number(one.ID)+"-year", "2018", "next_"+number(one.ID)+"-month", "1", "next_"+number(one.ID)+"-day", "2",
		"result_"+number(three.ID), "convert", "why_"+number(three.ID), "可以依申请提供", "next_"+number(three.ID)+"-year", "2018", "next_"+number(three.ID)+"-month", "1", "next_"+number(three.ID)+"-day", "2").
		submit(page, "").says("已记录 2 件的评估结果", "已过评估日 0 件", "今天评估 0 件")
	signer.get("/desk/conversions").says("不予公开转为主动公开", "方案已定", "可以依申请提供", "不予公开 → 依申请公开")
	signer.get("/desk/draft/"+number(three.ID)).fill("convert_to", "proactive").do("convert").says("请说明理由")
	signer.fill("convert_to", "proactive", "convert_why", "社会关注").do("convert").says("公开属性已转换", "起草")

	city := w.as("city")
	city.get("/desk/withheld").says("各机关不主动公开的信息", "市教育局", "市环保局")
	if strings.Contains(city.text(), "关于JYJ的通知") {
		t.Error("the city's office reads what is withheld")
	}
	if got := strings.Join(strings.Fields(city.doc.Find("tbody tr").Last().Text()), ""); got != "合计00134" {
		t.Errorf("the sum of all agencies: %s", got)
	}
	city.get("/desk/conversions").says("市教育局")
	if strings.Contains(city.text(), "方案已定") {
		t.Error("the city's office reads the list behind the count")
	}
}

func (w *town) state(id int64) publication.State {
	w.t.Helper()
	d, err := w.office.Store.Draft(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d.State
}

// A meeting is not entered without a decision on disclosure; what is under way
// without one is marked and can be found.
func TestDecisionsInTheLedger(t *testing.T) {
	w := registry(t)
	clerk := w.as("clerk.jyj")
	v := sample("meeting")
	delete(v.Row, "decision")
	clerk.get("/desk/ledger/meeting/new").typeEntry(v, 0).submit(entryForm, "save").says("公开决定：办结前须作出公开决定")
	v.Row["decision"] = "on_request"
	clerk.get("/desk/ledger/meeting/new").typeEntry(v, 0).submit(entryForm, "save").says("不主动公开的，请说明理由")
	v.Row["decision_why"] = "含内部讨论"
	clerk.get("/desk/ledger/meeting/new").typeEntry(v, 0).submit(entryForm, "save").says("一季度例会", "依申请公开", "含内部讨论")
	head := w.as("head.jyj").get("/desk/ledger/meeting-2017-000001")
	if head.offered()["release"] {
		t.Error("what is on request may be put before the public")
	}
	w.entry("clerk.jyj", "JYJ", "supervision")
	clerk.get("/desk/ledger/supervision").says("供热督查", "没有公开决定")
	clerk.get("/desk/ledger/supervision?only=undecided").says("共 1 条", "供热督查")
	clerk.get("/desk/ledger/meeting?only=undecided").says("共 0 条")
}

package desk

import (
	"net/http"
	"strings"
	"testing"

	"gongkai/affairs/ledger"
	paper "gongkai/paper/block"
	"gongkai/paper/docx"
)

// What was found is shown where it stands: in the words of the draft, in a text
// and in a cell, itself masked.
func TestFoundWordsAreQuoted(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")
	text, err := docx.Bytes(paper.Document{Title: "通知", Blocks: []paper.Block{paper.Paragraph{Text: "经审核，李某（身份证号码220102198001010012）符合条件，特此公示。"}}})
	if err != nil {
		t.Fatal(err)
	}
	clerk.get("/desk/draft/new").fillDraft("关于招生的通知").submit(`form[enctype]`, "draft").fill("body", "报名请与王老师联系，手机13812345678，截止六月底。").
		attach("公示.docx", string(text)).submit(`form[enctype]`, "draft")
	clerk.get(strings.TrimSuffix(clerk.at(), "/edit")).says("报名请与王老师联系，手机138****5678，截止六月底。", "看原处的文字")
	if mark := clerk.doc.Find("#gate ~ ol mark").First().Text(); mark != "138****5678" {
		t.Errorf("marked is %q", mark)
	}
	quoted, _ := clerk.doc.Find(`a:contains("看原处的文字")`).Attr("href")
	clerk.get(quoted).says("公示.docx", "经审核，李某（身份证号码220***********0012）符合条件，特此公示。")
	if clerk.doc.Find("blockquote mark").Length() != 1 || strings.Contains(clerk.text(), "220102198001010012") {
		t.Errorf("quoted: %s", clerk.text())
	}
	if clerk.get(strings.TrimSuffix(quoted, "1") + "2"); clerk.status != http.StatusNotFound {
		t.Errorf("a file that is not there: %d", clerk.status)
	}
}

// A number in a report is masked or stands by the reason of one and the
// signature of another.
func TestReportAtTheGate(t *testing.T) {
	w := newLevel(t)
	w.begun("JYJ")
	clerk, head := w.as("clerk.jyj"), w.as("head.jyj")
	clerk.get(reportAt+"/text").fill("part-3", "本机关值班手机13812345678。").submit("form[data-report-text]", "save")
	clerk.get(reportAt).says("手机号码“138****5678”", "签发以前要办的", "建议改为", "去改文字", "可以公开的理由")
	if strings.Contains(clerk.text(), "13812345678") {
		t.Error("the page tells the number")
	}
	field, _ := clerk.doc.Find(`form[action$="/explain"] textarea`).First().Attr("name")
	if head.get(reportAt); head.offered()["sign"] {
		t.Error("it is offered to be signed")
	}
	head.fill(field, "公开的值班手机").submit(`form[action$="/explain"]:has(textarea[name="`+field+`"])`, "").says("已说明")
	head.reportDo("sign").says("请另一人签发")
	clerk.get(reportAt).fill(field, "公开的值班手机，已核实").submit(`form[action$="/explain"]:has(textarea[name="`+field+`"])`, "")
	head.get(reportAt).reportDo("sign").says("已签发")
}

// An entry with a person's number is not released until the head says that it
// is public.
func TestLedgerAtTheGate(t *testing.T) {
	w := registry(t)
	clerk, head := w.as("clerk.jyj"), w.as("head.jyj")
	values := sample("conference")
	values.Row["title"] = "新闻发布会（联系人手机13812345678）"
	clerk.get("/desk/ledger/conference/new").typeEntry(values, 0).submit(entryForm, "save").says("已登记")
	at := clerk.url.Path
	head.get(at).fill("secrecy", "李保密").submit(`form[action$="/release"]`, "").says("发布前检查没有通过", "“主题”", "138****5678", "列入允许清单")
	if _, err := w.office.Store.PublicEntry(t.Context(), "conference", ledger.ID(2017, 1)); err == nil {
		t.Error("the public reads it")
	}
	teach := `form[action="/desk/allowed"][method=post]`
	head.get("/desk/allowed").fill("words", "供热新闻发布会", "reason", "公开").submit(teach, "").says("没有查出个人信息")
	head.get("/desk/allowed").fill("words", "联系人手机13812345678").submit(teach, "").says("请说明理由")
	head.fill("reason", "发布会公开的联系手机").submit(teach, "").says("已列入允许清单", "138****5678")
	if clerk.get("/desk/allowed"); clerk.doc.Find(teach).Length() != 0 {
		t.Error("the clerk may teach")
	}
	head.get(at).fill("secrecy", "李保密").submit(`form[action$="/release"]`, "").says("已公开")
}

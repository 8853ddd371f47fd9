package desk

import (
	"net/http"
	"strings"
	"testing"

	"gongkai/affairs/request"
)

// refused says that the form came back with the sentence beside the field.
func (v *visitor) refused(field, sentence string) *visitor {
	v.t.Helper()
	if got := v.doc.Find("#" + field + "-error").Text(); v.status != http.StatusUnprocessableEntity || !strings.Contains(got, sentence) {
		v.t.Errorf("%d, beside %s stands %q, not %q; the page: %s", v.status, field, got, sentence, v.errors())
	}
	return v
}

// What an answer takes for done the record shows, or it is not sent to be
// reviewed; nor is a letter with a place left to fill in.
func TestAnswersRestOnTheRecord(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王五", request.Handling)
	clerk := w.as("clerk.jyj")
	clerk.open(r, "draft").says("本机关已根据《中华人民共和国政府信息公开条例》第三十条的规定告知补正，补正后的申请内容仍不明确")
	clerk.fill("outcome-1", "2019-B3.4.3").act("next").fill("reason-1", "仍不明确").act("compose").act("propose").refused("outcome-1", "没有告知过补正")
	clerk.fill("outcome-1", "2019-B3.5.4").act("next").act("compose").act("propose").refused("outcome-1", "没有要求申请人说明过理由")
	clerk.fill("outcome-1", "2019-B3.5.2").act("next").act("compose").act("propose").refused("reason-1", "原申请的受理编号")
	clerk.fill("reason-1", "原申请 2026-000999 已经答复").act("compose").act("propose").refused("reason-1", "没有找到同一申请人已经答复的")
	clerk.fill("outcome-1", "2019-B3.1-public").act("next").fill("published-1", "NOPE-123", "place-1", "网站").act("compose").act("propose").refused("published-1", "没有这个索引号")
	clerk.fill("outcome-1", "2019-B3.1-given").act("next").fill("place-1", "").act("compose").act("propose").refused("place-1", "请勾选或者上传要提供的文件")
	clerk.fill("outcome-1", "2019-B3.2").act("next").fill("ground-1", "2019-15-1", "reason-1", "商业秘密").act("compose").act("propose").refused("place-1", "请勾选或者上传要提供的文件")

	// The outcome chosen anew is saved at once; the letter that lags behind is not
	// sent, from neither page.
	clerk.fill("outcome-1", "2019-B3.4.1-none").act("next").act("save").says("答复已保存", "告知书还是原来的")
	clerk.open(r, "propose").act("")
	if !strings.Contains(clerk.errors(), "告知书还是原来的") {
		t.Errorf("a letter that lags behind is sent: %d %s", clerk.status, clerk.errors())
	}
	clerk.open(r, "draft").act("compose")
	whole := clerk.doc.Find("#letter").Text()
	clerk.fill("letter", whole+"\n\n【待填：检索的经过】").act("propose").refused("letter", "还有待填写的内容")
	clerk.open(r, "propose").act("")
	if !strings.Contains(clerk.errors(), "还有待填写的内容") {
		t.Errorf("a place left to fill in is sent: %d %s", clerk.status, clerk.errors())
	}
	clerk.open(r, "draft").fill("letter", whole).act("propose").says("待审核")
}

// Nothing is delivered to nobody, and nobody withdraws without a word.
func TestDeliveredToNobody(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	clerk := w.as("clerk.jyj")
	r := w.requestIn("王五", request.Delivering)
	clerk.open(r, "deliver").fill("route", "email").act("").refused("proof", "没有留下电子邮箱")
	clerk.fill("route", "fax").act("").refused("proof", "没有留下传真号码")
	clerk.fill("proof", "0431-88779005").act("").says("已办结")
	clerk.open(w.requestIn("赵六", request.Handling), "withdraw").act("").refused("why", "请写明申请人是什么时候、怎样撤回的")
	clerk.get("/desk/requests/new").fill("name", "钱七", "paper", "护照", "paper_number", "E123", "phone", "0431-88779005", "subject", "规划", "text", "规划", "route", "fax")
	clerk.act("").refused("fax", "请填写传真号码").fill("fax", "0431-88779006").act("").says("登记回执")
}

package desk

import (
	"net/http"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
)

// A policy is not sent to the review before somebody plans to explain it, or
// the head agrees that it is not explained; what waits stands on a list.
func TestPlanAtTheDesk(t *testing.T) {
	w := registry(t)
	at := w.policy("校车管理办法")
	clerk := w.as("clerk.jyj")
	clerk.get(at).says("解读方案").submit(`form[action="`+at+`/submit"]`, "").says("规章和规范性文件须先有解读方案")
	plan := `form[action="` + at + `/plan"]`
	clerk.get(at).submit(plan, "").says("请选择解读形式")
	clerk.get(at).fill("piece", "video", "plan_days", "1").submit(plan, "").says("请写明由谁起草解读稿")
	clerk.get(at).fill("piece", "video", "plan_drafter", "法规处", "plan_days", "1").submit(plan, "").says("解读方案已记录", "视频，法规处，1 个工作日内", "制定解读方案")
	if clerk.get(at); clerk.doc.Find(`form[action="`+at+`/exempt"]`).Length() != 0 {
		t.Error("a clerk may exempt")
	}
	clerk.submit(`form[action="`+at+`/submit"]`, "").says("已送保密审查")

	other := w.policy("校服管理办法")
	head := w.as("head.jyj")
	exempt := `form[action="` + other + `/exempt"]`
	head.get(other).submit(exempt, "").says("请说明不作解读的理由")
	head.get(other).fill("exempt", "仅更正文字").submit(exempt, "").says("已记录不作解读的理由", "不作解读：仅更正文字")

	old := w.enacted("学籍管理办法")
	if other := w.as("clerk.hbj").get("/desk/interpretations").says("没有等待解读的政策"); other.status != http.StatusOK {
		t.Errorf("another agency: %d", other.status)
	}
	clerk.get("/desk/interpretations").says("学籍管理办法", "法规处", "共 1 件，其中超过期限的 0 件")
	w.pass(10 * 24 * time.Hour)
	w.as("clerk.jyj").get("/desk/interpretations").says("其中超过期限的 1 件", "超期")
	c := content("学籍管理办法解读")
	c.Interprets, c.Piece = old.Index, publication.PieceAnswer
	if _, err := w.office.Start(t.Context(), w.actor(account.Login("clerk.jyj")), "JYJ", c); err != nil {
		t.Fatal(err)
	}
	w.as("city").get("/desk/interpretations").says("学籍管理办法")
}

// policy is the page of a normative document in hand that nobody plans to
// explain yet.
func (w *town) policy(title string) string {
	w.t.Helper()
	return "/desk/draft/" + number(w.policyDraft(title).ID)
}

func (w *town) policyDraft(title string) publication.Draft {
	w.t.Helper()
	c := content(title)
	c.Normative = true
	clerk := w.actor("clerk.jyj")
	d, err := w.office.Start(w.t.Context(), clerk, "JYJ", c)
	if err == nil {
		d, err = w.office.Determine(w.t.Context(), clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// enacted is a normative document published with a plan of its explanation.
func (w *town) enacted(title string) publication.Publication {
	w.t.Helper()
	ctx, d := w.t.Context(), w.policyDraft(title)
	_, err := w.office.PlanPiece(ctx, w.actor("clerk.jyj"), d.ID, 0, publication.Plan{Kind: publication.PieceText, Drafter: "法规处"})
	if err == nil {
		_, err = w.office.Submit(ctx, w.actor("clerk.jyj"), d.ID, 0)
	}
	if err == nil {
		_, err = w.office.Clear(ctx, w.actor("secrecy.jyj"), d.ID, 0, "")
	}
	var p publication.Publication
	if err == nil {
		p, err = w.office.Publish(ctx, w.actor("signer.jyj"), d.ID, 0)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

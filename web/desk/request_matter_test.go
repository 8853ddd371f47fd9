package desk

import (
	"strings"
	"testing"

	"gongkai/affairs/request"
)

// At the desk a consultation has no limit of the law, only acts that fit it, and
// is answered as what it is.
func TestAConsultationAtTheDesk(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	f := filing("张三")
	f.Kind = request.Consultation
	r := w.file(f)
	clerk := w.as("clerk.jyj")
	clerk.get(requestHref(r.ID)).says("不适用答复期限", "内部办理目标", "不是政府信息公开申请")
	for _, not := range []string{"法定期限", "告知补正", "申请延长答复期限", "通知缴费", "征求对方意见", "先看申请内容是否明确"} {
		if strings.Contains(strings.ReplaceAll(clerk.text(), "不是法定期限", ""), not) {
			t.Errorf("the page of a consultation says %s", not)
		}
	}
	clerk.get(requestHref(r.ID)+"/draft").says("直接答复", "告知向有关机关提出", "告知通过相应渠道提出")
	if strings.Contains(clerk.text(), "予以公开 ·") || strings.Contains(clerk.text(), "再加一部分") {
		t.Errorf("outcomes of disclosure are offered: %s", clerk.text())
	}
}

package desk

import (
	"strings"
	"testing"

	"gongkai/affairs/request"
)

// An old day is asked about once; what was mistyped all the same is corrected,
// with its reason, and the case says so.
func TestMistypedRegistration(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/requests/new").fill("name", "钱七", "paper", "护照", "paper_number", "E123", "phone", "0431-88779005", "subject", "规划", "text", "规划", "form", "paper", "route", "counter",
		"submitted_on-year", "2025", "submitted_on-month", "3", "submitted_on-day", "2")
	clerk.act("").refused("sure", "提交日期 2025-03-02 在 365 天以前")
	clerk.fill("submitted_on-year", "2018", "sure", "yes").act("").refused("sure", "将适用2008年的旧条例")
	clerk.fill("submitted_on-year", "2025").act("").refused("sure", "在 365 天以前").fill("sure", "yes").act("").says("登记回执")
	id := request.NewID(2026, 1)
	clerk.get(requestHref(id)).says("2025年3月2日")
	clerk.get(requestHref(id) + "/amend").act("")
	if !strings.Contains(clerk.errors(), "请写明理由") {
		t.Errorf("corrected without a reason: %s", clerk.errors())
	}
	clerk.fill("why", "年份写错").act("")
	if !strings.Contains(clerk.errors(), "没有改动") {
		t.Errorf("corrected nothing: %s", clerk.errors())
	}
	clerk.fill("submitted_on-year", "2027").act("").refused("submitted_on", "提交日期不能晚于今天")
	clerk.fill("submitted_on-year", "2026", "phone", "找门卫").act("").refused("phone", "电话号码")
	clerk.fill("phone", "0431-88779006").act("").says("已办理：更正登记", "2026年3月2日", "0431-88779006", "0431-88779005 → 0431-88779006", "年份写错", "提交日期 2025-03-02 → 2026-03-02")
}

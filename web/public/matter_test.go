package public_test

import (
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
)

// Row 21: the page of a matter shows which of the five stages are published
// and which are missing; what is withdrawn leaves its stage.
func TestAMatterShowsItsStages(t *testing.T) {
	h := newHouse(t)
	step := func(title string, stage publication.Stage) publication.Publication {
		c := content(title)
		c.Matter, c.Stage = "棚户区改造 / 二期", stage
		return h.publish("JYJ", c)
	}
	if a := h.page("/matters"); !strings.Contains(a.text("main"), "还没有按事项归集的信息") {
		t.Errorf("%s", a.text("main"))
	}
	p := step("改造计划", "决策")
	step("改造进度", "执行")
	last := step("改造结果", "结果")

	link, _ := h.page("/item/" + p.Index).doc.Find(`a[href^="/matter/"]`).Attr("href")
	a := h.page(link)
	for id, want := range map[string]string{"stage-1": "改造计划", "stage-2": "改造进度", "stage-3": "还没有公开", "stage-4": "还没有公开", "stage-5": "改造结果"} {
		if got := a.text(`section[aria-labelledby="` + id + `"]`); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	if got := a.text(".govuk-inset-text"); !strings.Contains(got, "管理、服务") {
		t.Errorf("missing: %s", got)
	}
	column, _ := h.page("/agency/JYJ").doc.Find(`main a[href^="/matters"]`).Attr("href")
	list := h.page(column)
	if list.doc.Find(`main td a`).Length() != 3 || list.doc.Find("main td .govuk-tag").Length() != 2 {
		t.Errorf("%s", list.text("main"))
	}
	if h.page("/agency/ZFBGT").doc.Find(`main a[href^="/matters"]`).Length() != 0 {
		t.Error("an agency without matters leads to them")
	}
	_, err := h.office.Withdraw(t.Context(), person("signer", account.Signer, "JYJ"), last.ID, "有误", "")
	h.must(err)
	h.run()()
	if got := h.page(link).text(".govuk-inset-text"); !strings.Contains(got, "管理、服务、结果") {
		t.Errorf("after withdrawal missing: %s", got)
	}
	for _, path := range []string{"/matter/JYJ/none", "/matter/XXX/none", "/matters?agency=XXX"} {
		h.expect(path, 404)
	}
}

package public_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai/affairs/publication"
)

// Norms are narrowed by their subject words; a word that all of them have is
// not offered, and each number is that of the list it leads to.
func TestNormsBySubject(t *testing.T) {
	h := newHouse(t)
	for i, words := range []string{"规范性文件 卫生 浴池", "规范性文件 卫生 食品", "规范性文件 供热", "规范性文件 供热_试行 100%"} {
		c := content("关于第" + string(rune('一'+i)) + "件事的办法")
		c.Keywords, c.Normative, c.Validity, c.IssuedOn = words, true, publication.InForce, day("2016-03-01")
		h.old("JYJ", publication.Imported{Content: c, PublishedAt: at("2016-03-04 09:00")})
	}
	facet := func(a answer) (list []string) {
		for _, n := range a.doc.Find(`nav#narrow details:contains("主题词") li`).EachIter() {
			list = append(list, strings.Join(strings.Fields(n.Text()), ""))
		}
		return list
	}
	if got := strings.Join(facet(h.page("/norms")), " "); got != "卫生2 100%1 供热1 供热_试行1 浴池1 食品1" {
		t.Errorf("offered: %s", got)
	}
	for word, want := range map[string]string{"卫生": "共 2 件", "浴池": "共 1 件", "供热": "共 1 件", "100%": "共 1 件", "规范性文件": "共 4 件", "卫": "共 0 件", "%": "共 0 件", "供热?试行": "共 0 件"} {
		a := h.page("/norms?subject=" + url.QueryEscape(word))
		if got := a.text("h2"); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
		if rows := a.doc.Find(`main .govuk-grid-column-two-thirds a[href^="/norms/JYJ/"]`).Length(); !strings.Contains(want, string(rune('0'+rows))) {
			t.Errorf("%s lists %d", word, rows)
		}
	}
	a := h.page("/norms?subject=" + url.QueryEscape("卫生"))
	if !strings.Contains(a.text("main"), "主题词： 卫生") && !strings.Contains(a.text("main"), "主题词：卫生") {
		t.Errorf("the choice is not shown: %s", a.text("main"))
	}
	if value, _ := a.doc.Find(`input[type=hidden][name=subject]`).First().Attr("value"); value != "卫生" {
		t.Errorf("the form forgets the choice: %q", value)
	}
	h.expect("/norms?subject="+url.QueryEscape("卫生 浴池"), http.StatusNotFound)
}

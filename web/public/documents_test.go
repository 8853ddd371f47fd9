package public_test

import (
	"strings"
	"testing"

	"gongkai/affairs/publication"
)

// A document that ceased says since when; a rule is not called a normative
// document.
func TestDocumentsSayWhenTheyCeased(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name     string
		category string
		validity publication.Validity
		ended    string
		want     map[string]string
	}{
		{"in force", "A0103", publication.InForce, "", map[string]string{"有效性": "有效", "废止日期": "", "失效日期": "", "种类": "规范性文件"}},
		{"repealed", "A0103", publication.Repealed, "2017-06-01", map[string]string{"有效性": "废止", "废止日期": "2017-06-01", "失效日期": "", "种类": "规范性文件"}},
		{"expired, nobody knows when", "A0103", publication.Expired, "", map[string]string{"有效性": "失效", "废止日期": "", "失效日期": "不详", "种类": "规范性文件"}},
		{"a rule", publication.Rules, publication.Amended, "", map[string]string{"有效性": "已修改", "失效日期": "", "种类": "规章"}},
	} {
		rec := publication.Imported{Content: content(c.name), PublishedAt: at("2016-08-01 09:00")}
		rec.Content.Category, rec.Content.Normative, rec.Content.Validity, rec.Content.EndedOn = c.category, c.category != publication.Rules, c.validity, day(c.ended)
		rec.Content.IssuedOn = day("2016-07-28")
		a := h.page("/item/" + h.old("ZFBGT", rec)[0].Index)
		for key, want := range c.want {
			if got := a.fact(key); got != want {
				t.Errorf("%s: %s: %q, want %q", c.name, key, got, want)
			}
		}
	}
}

// A piece leads to the policy it explains and says how many days later it came;
// the policy lists its pieces, also one that comes out while its page is kept.
func TestPolicyAndItsInterpretations(t *testing.T) {
	h := newHouse(t)
	c := content("关于测试的实施意见")
	c.Number, c.Normative, c.Validity = "长府办发〔2017〕54号", true, publication.InForce
	policy := h.publish("ZFBGT", c)
	if a := h.page("/item/" + policy.Index); a.text("#explained") != "" {
		t.Errorf("explained by nothing, and says %q", a.text("#explained"))
	}
	explain := func(in, name string) publication.Publication {
		c := content("解读" + name)
		c.Interprets = name
		if in == "JYJ" {
			return h.publish("JYJ", c)
		}
		return h.publish("ZFBGT", c)
	}
	same := explain("ZFBGT", policy.Index)
	h.setClock("2017-08-04 10:00")
	later := explain("JYJ", "长府办发（2017）54号")
	lost := explain("JYJ", "国发〔2017〕9号")

	for _, c := range []struct {
		of   publication.Publication
		want string
		href string
	}{
		{same, c.Title + policy.Index + " 与政策同日公开", "/item/" + policy.Index},
		{later, c.Title + "长府办发〔2017〕54号 政策公开后 3 个工作日", "/item/" + policy.Index},
		{lost, "国发〔2017〕9号 本平台没有公开这份文件", ""},
		{policy, "", ""},
	} {
		a := h.page("/item/" + c.of.Index)
		if got := a.fact("解读的政策"); got != c.want {
			t.Errorf("%s: %q, want %q", c.of.Content.Title, got, c.want)
		}
		if c.href != "" && a.doc.Find(`.app-facts a[href="`+c.href+`"]`).Length() != 1 {
			t.Errorf("%s: no link to its policy", c.of.Content.Title)
		}
	}
	got := h.page("/item/" + policy.Index).text(`[aria-labelledby="explained"]`)
	first, second := strings.Index(got, same.Content.Title), strings.Index(got, later.Content.Title)
	if first < 0 || second < first || !strings.Contains(got, "与政策同日公开") || !strings.Contains(got, "政策公开后 3 个工作日") {
		t.Errorf("the policy is explained by %q", got)
	}
	h.withdraw(same, "重复", later.Index)
	if got := h.page("/item/" + policy.Index).text(`[aria-labelledby="explained"]`); strings.Contains(got, same.Content.Title) {
		t.Errorf("by what was taken down: %q", got)
	}
}

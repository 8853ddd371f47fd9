package public_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
)

// A policy waits for its piece until one is published; then the piece counts,
// with how soon it came. What is exempt says why. Old records wait for nothing.
func TestInterpretations(t *testing.T) {
	h := newHouse(t)
	policyOf := func(number string) publication.Content {
		c := content("关于测试的办法")
		c.Title += number
		c.Number, c.Normative, c.Validity = number, true, publication.InForce
		return c
	}
	h.old("JYJ", publication.Imported{Content: policyOf("长教发〔2016〕1号"), PublishedAt: at("2016-05-01 09:00")})
	if text := h.page("/interpretations").text("main"); !strings.Contains(text, "没有等待解读的政策。") {
		t.Errorf("old records wait: %s", text)
	}
	policy := h.publish("JYJ", policyOf("长教发〔2017〕1号"))
	other := h.publish("ZFBGT", policyOf("长府办发〔2017〕1号"))
	ctx, clerk := t.Context(), person("clerk", account.Clerk, "JYJ")
	d, err := h.office.Start(ctx, clerk, "JYJ", policyOf("长教发〔2017〕2号"))
	h.must(err)
	d, err = h.office.Exempt(ctx, person("head", account.Head, "JYJ"), d.ID, d.Stamp, "仅更正文字")
	h.must(err)
	d = h.review("JYJ", d)
	exempt, err := h.office.Publish(ctx, person("signer", account.Signer, "JYJ"), d.ID, d.Stamp)
	h.must(err)

	a := h.page("/interpretations")
	if a.text("#open .app-count") != "2" || a.text("#exempt .app-count") != "1" || a.doc.Find(`main a[href="/item/`+exempt.Index+`"]`).Length() != 1 {
		t.Errorf("%s", a.text("main"))
	}
	if text := a.text("main"); !strings.Contains(text, "其中超过期限的 0 件") || !strings.Contains(text, "仅更正文字") {
		t.Errorf("%s", text)
	}
	h.setClock("2017-08-18 10:00")
	piece := content("图解")
	piece.Interprets, piece.Piece = policy.Content.Number, publication.PieceFigure
	explained := h.publish("JYJ", piece)
	h.run()()
	a = h.page("/interpretations")
	text := a.text("main")
	if a.text("#open .app-count") != "1" || a.text("#pieces .app-count") != "1" || !strings.Contains(text, "其中超过期限的 1 件") {
		t.Errorf("%s", text)
	}
	days := h.office.Lag(policy.PublishedOn(), explained.PublishedOn())
	if !strings.Contains(text, "政策公开后 "+strconv.Itoa(days)+" 个工作日") || !strings.Contains(text, "图解") || days < 9 {
		t.Errorf("%d days: %s", days, text)
	}
	if a.doc.Find(`main a[href="/item/`+other.Index+`"]`).Length() != 1 {
		t.Error("the other policy does not wait")
	}
	one := h.page("/interpretations?year=2017&agency=JYJ")
	if one.text("#list .app-count") != "1" {
		t.Errorf("%s", one.text("main"))
	}
	if got := h.page("/item/" + policy.Index).text(`[aria-labelledby="explained"]`); !strings.Contains(got, "图解") {
		t.Errorf("the policy says %q", got)
	}
	for _, file := range []string{"/data/2017.jsonl", "/data/2017.csv"} {
		named := 0
		for line := range strings.Lines(h.get(file).body) {
			if !strings.Contains(line, explained.Index) {
				continue
			}
			named++
			if !strings.HasSuffix(strings.TrimSpace(line), map[string]string{"/data/2017.jsonl": `,"piece":"图解"}`, "/data/2017.csv": ",图解"}[file]) {
				t.Errorf("%s does not name its kind: %s", file, line)
			}
		}
		if named != 1 {
			t.Errorf("%s has the piece %d times", file, named)
		}
	}
	h.withdraw(explained, "有误", "")
	if a := h.page("/interpretations"); a.text("#open .app-count") != "2" {
		t.Errorf("after its piece was taken down: %s", a.text("main"))
	}
	for _, path := range []string{"/interpretations?year=1999", "/interpretations?year=2017&agency=JYJ"} {
		h.expect(path, http.StatusNotFound)
	}
}

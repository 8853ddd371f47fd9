package public_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/numbering"
	"gongkai/affairs/publication"
)

// Every number of a series is a link or a named gap; counts open lists of as
// many; a reason given is on the page at once, and gone when taken back.
func TestSeries(t *testing.T) {
	h := newHouse(t)
	add := func(number, issued, published string) {
		c := content("文件" + number)
		c.Number, c.IssuedOn = number, day(issued)
		h.old("JYJ", publication.Imported{Content: c, PublishedAt: at(published + " 09:00")})
	}
	add("长教发〔2017〕2号", "2017-03-01", "2017-03-02")
	add("长教发〔2017〕3号", "2017-03-01", "2017-06-02")
	add("长教发〔2017〕3号", "2017-03-03", "2017-03-02")
	add("长教发〔2017〕7号", "2017-04-05", "2017-04-05")
	at := "/series/" + url.PathEscape("长教发") + "/2017"
	list := h.page("/series")
	if !strings.Contains(list.text("main"), "从未公开的编号 4 个") {
		t.Errorf("%s", list.text("main"))
	}
	for show, want := range map[string]string{"": "8", "missing": "4", "unexplained": "4", "twice": "2", "late": "1", "reversed": "1"} {
		a := h.page(at + "?show=" + show)
		if got := a.doc.Find(`nav strong[aria-current="page"] + .app-count`).Text(); got != want {
			t.Errorf("%q says %s, want %s", show, got, want)
		}
		rows := a.doc.Find("main tbody tr")
		wantRows := map[string]int{"": 6, "missing": 2, "unexplained": 2, "twice": 2, "late": 1, "reversed": 1}[show]
		if rows.Length() != wantRows {
			t.Errorf("%q shows %d rows, want %d", show, rows.Length(), wantRows)
		}
	}
	whole := h.page(at)
	for _, want := range []string{"已公开的最大编号是 7 号；公开过 3 个编号，从未公开的 4 个", "至 长教发〔2017〕6号", "没有说明原因"} {
		if !strings.Contains(whole.text("main"), want) {
			t.Errorf("nothing of %q in %s", want, whole.text("main"))
		}
	}
	head := person("head", account.Head, "JYJ")
	_, err := h.office.ExplainNumbers(t.Context(), head, numbering.Explanation{Series: numbering.Series{Prefix: "长教发", Year: 2017}, First: 5, Last: 6, Why: numbering.Unused, Note: "跳号"})
	h.must(err)
	if text := h.page(at).text("main"); !strings.Contains(text, "编号未使用。跳号") || !strings.Contains(text, "其中已说明原因 2 个") {
		t.Errorf("%s", text)
	}
	if csv := h.get(at + "/numbers.csv"); csv.StatusCode != 200 || strings.Count(csv.body, "\n") != 8 || !strings.Contains(csv.body, "从未公开：编号未使用。跳号") {
		t.Errorf("%d %s", csv.StatusCode, csv.body)
	}
	if csv := h.get("/series.csv"); csv.StatusCode != 200 || !strings.Contains(csv.body, "长教发,2017,7,3,4,2,1,3,1,") {
		t.Errorf("%d %s", csv.StatusCode, csv.body)
	}
	h.must(h.office.RetractNumbers(t.Context(), head, numbering.Series{Prefix: "长教发", Year: 2017}, 5))
	if text := h.page(at).text("main"); strings.Contains(text, "跳号") {
		t.Errorf("%s", text)
	}
	for _, path := range []string{"/series?year=1999", "/series?year=x", "/series/" + url.PathEscape("长教发") + "/2016", at + "?show=x", at + "?from=9", "/series/x/y", "/series/unnumbered/2017"} {
		h.expect(path, http.StatusNotFound)
	}
}

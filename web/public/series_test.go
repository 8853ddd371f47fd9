package public_test

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/numbering"
	"gongkai/affairs/publication"
	"gongkai/web/browser"
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
	for _, path := range []string{"/series?year=1999", "/series?year=0", "/series/other", "/series?year=x", "/series/" + url.PathEscape("长教发") + "/2016", at + "?show=x", at + "?from=9", "/series/x/y", "/series/unnumbered/2017"} {
		h.expect(path, http.StatusNotFound)
	}
}

// orders is orders of two counts, an announcement and a number of no series.
func (h *house) orders() {
	h.t.Helper()
	for _, d := range []struct{ number, issued string }{
		{"长春市人民政府令第9号", "1991-03-01"}, {"长春市人民政府令第11号", "1992-03-01"}, {"长春市人民政府令第1号", "1994-03-01"}, {"长春市人民政府令第4号", "2001-03-01"},
		{"长春市人民政府公告2016年第2号", "2016-03-01"}, {"长府第24号", "1992-03-06"},
	} {
		c := content("文件" + d.number)
		c.Number, c.IssuedOn = d.number, day(d.issued)
		h.old("CC", publication.Imported{Content: c, PublishedAt: at("2016-05-03 09:00")})
	}
}

// Orders are counted on through the years, parted where the count began anew,
// and numbers of no series are listed.
func TestRunningSeries(t *testing.T) {
	h := newHouse(t)
	h.orders()
	list := h.page("/series")
	for _, want := range []string{"长春市人民政府公告2016年", "不按年份编号的令和公告", "1994—2001", "1991—1992", "文号不成系列的文件 1 件"} {
		if !strings.Contains(list.text("main"), want) {
			t.Errorf("nothing of %q in %s", want, list.text("main"))
		}
	}
	odd := h.page("/series/other").text("main")
	if !strings.Contains(odd, "长府第24号") || strings.Contains(odd, "令第") {
		t.Errorf("of no series: %s", odd)
	}
	orders := "/series/" + url.PathEscape("长春市人民政府令第") + "/"
	for year, want := range map[string]string{"1994": "已公开的最大编号是 4 号；公开过 2 个编号，从未公开的 2 个", "1997": "公开过 2 个编号", "1991": "公开过 2 个编号，从未公开的 9 个"} {
		if text := h.page(orders + year).text("main"); !strings.Contains(text, want) || !strings.Contains(text, "年连续编号") {
			t.Errorf("%s: %s", year, text)
		}
	}
	city := person("city", account.CityOffice, "CC")
	e := numbering.Explanation{Series: numbering.Series{Prefix: "长春市人民政府令", Year: 1997, Form: numbering.Running}, First: 2, Last: 3, Why: numbering.Unused, Note: "跳号"}
	if said, err := h.office.ExplainNumbers(t.Context(), city, e); err != nil || said.Series.Year != 1994 {
		t.Fatalf("%+v %v", said, err)
	}
	if _, err := h.office.ExplainNumbers(t.Context(), city, e); !errors.Is(err, numbering.ErrTwice) {
		t.Errorf("explained twice: %v", err)
	}
	if text := h.page(orders + "1994").text("main"); !strings.Contains(text, "长春市人民政府令第2号") || !strings.Contains(text, "编号未使用。跳号") {
		t.Errorf("%s", text)
	}
	if text := h.page(orders + "1991").text("main"); strings.Contains(text, "跳号") {
		t.Errorf("the count before has the reason too: %s", text)
	}
	// An older order moves the beginning of the count, and the reason with it.
	c := content("更早的令")
	c.Number, c.IssuedOn = "长春市人民政府令第5号", day("1993-08-01")
	h.old("CC", publication.Imported{Content: c, PublishedAt: at("2016-05-03 09:00")})
	if text := h.page(orders + "1993").text("main"); !strings.Contains(text, "从 1993 年到 2001 年连续编号") || !strings.Contains(text, "跳号") {
		t.Errorf("%s", text)
	}
	h.must(h.office.RetractNumbers(t.Context(), city, e.Series, 2))
	for _, path := range []string{orders + "1990", orders + "2002", orders + "94", "/series/" + url.PathEscape("别的令第") + "/1994"} {
		h.expect(path, http.StatusNotFound)
	}
	h.page("/series/" + url.PathEscape("长春市人民政府公告年第") + "/2016")
	if csv := h.get("/series.csv"); !strings.Contains(csv.body, "长春市人民政府令第,1993,5,3,2,0,") {
		t.Errorf("%s", csv.body)
	}
}

func TestSeriesInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := newHouse(t)
	h.orders()
	policy := content("关于测试的办法")
	policy.Number, policy.Normative, policy.Validity = "长教发〔2017〕3号", true, publication.InForce
	made := h.publish("JYJ", policy)
	piece := content("图解")
	piece.Interprets, piece.Piece = made.Content.Number, publication.PieceFigure
	h.publish("JYJ", piece)
	for _, path := range []string{"/series", "/series/other", "/series/" + url.PathEscape("长春市人民政府令第") + "/1994", "/series/" + url.PathEscape("长教发") + "/2017?show=missing", "/interpretations"} {
		for name, size := range map[string]browser.Size{"wide": browser.Desktop, "narrow": {Width: 320, Height: 700}} {
			p := b.Open(t, h.server.URL+path, size)
			if over := p.Overflow(t); over > 0 {
				t.Errorf("%s, %s: %d px too wide", path, name, over)
			}
			p.Axe(t)
			if folder := os.Getenv("SCREENSHOTS"); folder != "" {
				p.Screenshot(t, filepath.Join(folder, notName.ReplaceAllString(path, "_")+"-"+name+".png"))
			}
		}
	}
}

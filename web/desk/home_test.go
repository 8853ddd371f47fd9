package desk

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
)

// What came in stands on the home page of whoever has to do with it next, and
// of nobody else.
func TestHomeListsRemedies(t *testing.T) {
	w := court(t)
	all := w.remedies()
	for _, c := range []struct {
		login string
		piles map[remedy.Kind]string // heading of the pile
	}{
		{"city", map[remedy.Kind]string{remedy.Complaint: "投诉举报：待受理", remedy.Order: "责令改正：待整改", remedy.Reconsideration: "行政复议：复议待受理"}},
		{"head.zf", map[remedy.Kind]string{remedy.Complaint: "投诉举报：待受理"}},
		{"head.jyj", map[remedy.Kind]string{remedy.Order: "责令改正：待整改", remedy.Suit: "行政诉讼：待答辩", remedy.Reconsideration: "行政复议：复议待受理"}},
		{"head.hbj", nil},
	} {
		page := w.as(c.login).get("/desk")
		for kind, v := range all {
			link := page.doc.Find(`main a[href="/desk/remedy/` + v.Thing() + `"]`)
			if heading, want := c.piles[kind]; link.Length() == 1 != want {
				t.Errorf("%s: %s on the home page %d times", c.login, v.Thing(), link.Length())
			} else if want {
				page.says(heading)
			}
		}
	}
	w.as("city").get("/desk").says("已经发出，等待机关改正并报告", "有 2 件等您办理")
	w.as("head.zf").get("/desk/remedy/"+all[remedy.Complaint].Thing()).remedyDo(all[remedy.Complaint], "accept")
	w.as("city").get("/desk").says("投诉举报：待交办")
}

// A pile longer than its place on the home page says how many there are and
// leads to all of them.
func TestHomeLinksTheRest(t *testing.T) {
	w := court(t)
	for range homeRemedies + 2 {
		if _, err := w.office.RegisterComplaint(t.Context(), w.actor("head.zf"), w.matter(), "letter", "ZF"); err != nil {
			t.Fatal(err)
		}
	}
	page := w.as("city").get("/desk").says("查看全部 12 件")
	if n := page.doc.Find(`section[aria-labelledby="complaint-received"] tbody tr`).Length(); n != homeRemedies {
		t.Errorf("%d rows", n)
	}
	page.get("/desk/remedies?state=complaint%2Freceived").says("共 12 件")

	w = newTownIn(t, "2026-03-02")
	for i := range waitingMost + 1 {
		w.requestIn("甲"+strconv.Itoa(i), request.Handling)
	}
	w.now = w.now.AddDate(0, 3, 0)
	page = w.as("two.jyj").get("/desk").says(fmt.Sprintf("只列出最急的 %d 件", waitingMost), "有 52 件等您办理") // the report of the year that ended among them
	var links []string
	page.doc.Find(`section a:contains("查看其余的申请")`).Each(func(_ int, s *goquery.Selection) { links = append(links, s.AttrOr("href", "")) })
	if len(links) != 2 {
		t.Fatalf("%d links to the rest", len(links))
	}
	for _, href := range links {
		page.get(href).says("共 51 件")
	}
}

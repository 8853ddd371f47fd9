package desk

import (
	"net/http"
	"testing"

	"gongkai/affairs/publication"
	"gongkai/affairs/request"
)

// A button that a page does not have does nothing, whatever the form has beside
// it: not the first act, nor the last.
func TestAButtonNobodyHasDoesNothing(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("甲", request.Handling)
	d := w.draft("JYJ", publication.Drafting, publication.Proactive)
	report := w.begun("JYJ")
	clerk, head := w.as("clerk.jyj"), w.as("head.jyj")
	answer := []string{"parts", "1", "outcome-1", "2019-B3.1-given", "letter", "# x", "stamp", number(r.Stamp)}
	before := w.entries()
	for _, c := range []struct {
		address, act string
		fields       []string
	}{
		{"/desk/requests/bulk", "saved", append([]string{"case", r.ID.Number() + ":" + number(r.Stamp)}, answer...)},
		{requestHref(r.ID) + "/draft", "saved", answer},
		{requestHref(r.ID) + "/draft", "remove", answer},
		{requestHref(r.ID) + "/note", "compose", append([]string{"words", "记一笔"}, answer...)},
		{requestHref(r.ID) + "/clarify", "price", append([]string{"items", "请写明年份", "days", "15"}, answer...)},
		{requestHref(r.ID) + "/publish", "save", append([]string{"index", "x"}, answer...)},
		{"/desk/draft/new", "publish", []string{"agency", "JYJ", "title", "通知", "attribute", "proactive"}},
		{"/desk/draft/" + number(d.ID) + "/edit", "publish", []string{"stamp", number(d.Stamp), "title", "通知", "attribute", "proactive"}},
		{reportKey{report.Agency, report.Year}.href() + "/text", "publish", []string{"stamp", number(report.Stamp), "part-1", "改过"}},
		{reportKey{report.Agency, report.Year}.href() + "/table", "taken", []string{"name", "x.csv"}},
		{"/desk/ledger/handout/new", "more-nothing", []string{"agency", "JYJ"}},
		{"/desk/ledger/handout/new", "release", []string{"agency", "JYJ"}},
		{"/desk/imports/new", "begin", []string{"agency", "JYJ"}},
	} {
		v := clerk
		if c.address == "/desk/imports/new" {
			v = head // who may import
		}
		v.post(c.address, append(c.fields, "act", c.act)...)
		if v.status != http.StatusBadRequest {
			t.Errorf("%s with %q: %d %.80s", c.address, c.act, v.status, v.text())
			continue
		}
		v.says("页面上没有这样的按钮，什么也没有办理")
	}
	if n := w.entries() - before; n != 0 {
		t.Errorf("%d entries were left", n)
	}
	// What is sent without a word opens or saves, as before.
	clerk.post("/desk/requests/bulk", "case", r.ID.Number()+":"+number(r.Stamp)).says("所选 1 件申请")
}

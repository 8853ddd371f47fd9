package office_test

import (
	"context"
	"strings"
	"testing"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store/storetest"
)

// The slip lists the answer that is served and what goes with it: not the
// letters to others, and not what went out before.
func TestServiceSlip(t *testing.T) {
	o := officetest.New(t, storetest.SQLite(t))
	ctx := context.Background()
	f := filing("王")
	f.Applicant.Address = "长春市朝阳区人民大街1号"
	r, _, err := o.File(ctx, o.As(t, "clerk-fgw"), f)
	if err != nil {
		t.Fatal(err)
	}
	r.Decision = &request.Decision{Files: []string{"一", "二"}}
	r.Letters = []request.Letter{
		{Act: journal.RequestExtend, Title: "延期答复告知书", Number: "〔2017〕1号"},
		{Act: journal.RequestConsult, Title: "第三方意见征求书", Number: "〔2017〕2号", To: "某公司"},
		{Act: journal.RequestSign, Title: "政府信息公开告知书", Number: "〔2017〕3号", Void: true},
		{Act: journal.RequestSign, Title: "政府信息公开告知书", Number: "〔2017〕4号"},
	}
	for _, c := range []struct {
		route   request.Route
		address string
	}{{"post", f.Applicant.Address}, {"pickup", ""}} {
		text, err := o.LetterText(ctx, r, journal.RequestDeliver, office.LetterFacts{Route: c.route})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text, "| 送达文书名称、文号 | 政府信息公开告知书 〔2017〕4号（附件2件） |") || !strings.Contains(text, "| 送达地点 | "+c.address+" |") {
			t.Errorf("%s: %s", c.route, text)
		}
	}
}

package desk

import (
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/request"
)

// The list says what it did not use, keeps the search and the ticks where the
// answer for several is refused, and tells closed cases from their limits.
func TestCaseListKeepsWhatWasAsked(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	w.person("clerk.two", "李经办", account.Grant{Role: account.Clerk, Agency: "JYJ"})
	a, b := w.requestIn("王五", request.Handling), w.requestIn("赵六", request.Confirming)
	w.requestIn("钱七", request.Closed)
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/requests?year=1999&state=bogus").says("没有这样的筛选条件，没有使用：年份 1999", "状态 bogus", "期限内办结")
	clerk.get("/desk/requests?state=handling").says("共 1 件")
	if clerk.submit(`form[action="/desk/requests/bulk"]`, "").says("请先在列表中勾选申请", "共 1 件"); clerk.doc.Find("#case-"+a.ID.Number()).Length() != 1 {
		t.Error("the search is lost")
	}
	clerk.post("/desk/requests/bulk", "back", "kind=statutory", "case", a.ID.Number()+":"+number(a.Stamp), "case", b.ID.Number()+":"+number(b.Stamp)).says("请分开办理")
	if _, ok := clerk.doc.Find("#case-" + a.ID.Number()).Attr("checked"); !ok {
		t.Error("the tick is lost")
	}
	// An answered case of the same words is named too.
	clerk.get(requestHref(a.ID)).says("内容相近的申请 2", "2026-000003")
}

// The proof of identity fits who applies.
func TestPaperFits(t *testing.T) {
	for _, c := range []struct {
		kind  request.ApplicantKind
		paper string
		want  error
	}{
		{request.Natural, request.IdentityCard, nil}, {request.Natural, "护照", nil}, {request.Natural, "统一社会信用代码", errPaperPerson}, {request.Natural, "其他证件", nil},
		{request.Commercial, "统一社会信用代码", nil}, {request.LegalService, request.IdentityCard, errPaperBody}, {request.OtherBody, "护照", errPaperBody}, {request.Research, "其他证件", nil},
	} {
		if err := paperFits(request.Applicant{Kind: c.kind, Paper: c.paper}); err != c.want {
			t.Errorf("%s with %s: %v", c.kind, c.paper, err)
		}
	}
	w := newTownIn(t, "2026-03-02")
	w.as("clerk.jyj").get("/desk/requests/new").fill("kind", "commercial", "name", "某公司", "paper", request.IdentityCard, "paper_number", "11010519491231002X", "phone", "0431-88779005", "subject", "规划", "text", "规划").
		act("").refused("paper", "单位请选择统一社会信用代码")
}

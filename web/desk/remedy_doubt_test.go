package desk

import (
	"net/http"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/request"
)

// A reconsideration or a suit that cannot be, or hardly, about what it names is
// refused or asked about once; what is confirmed is registered.
func TestDoubtfulRemedies(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	w.person("head.jyj2", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	open, answered := w.requestIn("王五", request.Handling), w.requestIn("赵六", request.Closed)
	clerk := w.as("clerk.jyj")
	enter := func(kind string, about request.Request, day string, more ...string) *visitor {
		clerk.get("/desk/remedy/new?kind="+kind).fill("agency", "JYJ", "about", about.ID.Number(), "subject", "不服答复", "party", "王某", "body", "长春市人民政府",
			"on-year", "2026", "on-month", "3", "on-day", day)
		return clerk.fill(more...).submit(`form[action="/desk/remedy/new"]`, "")
	}
	enter("reconsideration", answered, "1").refused("on", "不能早于所不服的行为作出之日")
	enter("reconsideration", open, "2").refused("sure", "还没有答复，也没有超过答复期限")
	clerk.fill("sure", "yes").submit(`form[action="/desk/remedy/new"]`, "").says("已登记")
	enter("reconsideration", answered, "2").says("已登记")
	enter("reconsideration", answered, "2").refused("sure", "已有同一人对同一事项、同一日期的登记：2026-000002")
	// What was confirmed was another doubt.
	clerk.fill("about", open.ID.Number(), "party", "李某", "sure", "yes").submit(`form[action="/desk/remedy/new"]`, "")
	if clerk.status != http.StatusUnprocessableEntity || !strings.Contains(clerk.errors(), "还没有答复") {
		t.Errorf("%d: %s", clerk.status, clerk.errors())
	}
	// Disclosed: the court is open at once. Withheld: not before a reconsideration.
	enter("suit", answered, "2", "route", "direct").says("已登记")
	withheld := w.withheld("钱七")
	enter("suit", withheld, "2", "route", "direct").refused("sure", "应当先申请行政复议")
	clerk.fill("sure", "yes").submit(`form[action="/desk/remedy/new"]`, "").says("已登记")
}

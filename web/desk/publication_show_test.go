package desk

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gongkai/affairs/publication"
)

// Of what is withdrawn the city's office sees what everybody does: that it was
// there, and why it is gone. The agency keeps it.
func TestWithdrawnElsewhere(t *testing.T) {
	w := hall(t)
	done := w.draft("JYJ", publication.Done, publication.Proactive)
	item, err := w.office.Store.Publication(t.Context(), done.Publication)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.Withdraw(t.Context(), w.actor("signer.jyj"), item.ID, "误发的理由", ""); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		login string
		sees  bool
	}{{"city", false}, {"clerk.jyj", true}} {
		v := w.as(c.login)
		for _, address := range []string{"/desk/publication/" + item.Index, "/desk/publications?agency=JYJ&q=" + item.Index} {
			if v.get(address); v.status != http.StatusOK || !strings.Contains(v.text(), item.Index) {
				t.Fatalf("%s: %s answers %d: %s", c.login, address, v.status, v.text())
			}
			whole, err := v.doc.Html()
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(whole, item.Content.Title) != c.sees || strings.Contains(whole, "9号") != c.sees {
				t.Errorf("%s: %s shows title and number: %t, want %t", c.login, address, !c.sees, c.sees)
			}
		}
		v.get("/desk/publication/" + item.Index).says("误发的理由")
	}
}

// A revision of what is withdrawn comes back to its drafter: its page says why,
// nobody signs it, and it is not sent again.
func TestRevisionOfTheWithdrawn(t *testing.T) {
	w := hall(t)
	done := w.draft("JYJ", publication.Done, publication.Proactive)
	item, err := w.office.Store.Publication(t.Context(), done.Publication)
	if err != nil {
		t.Fatal(err)
	}
	clerk, secrecy, signer := w.as("clerk.jyj"), w.as("secrecy.jyj"), w.as("signer.jyj")
	clerk.get("/desk/draft/"+number(done.ID)).says("按期公开", "（2017年6月30日 公开）")
	if strings.Contains(clerk.text(), "更新已公开的信息") {
		t.Error("a first publication is taken for a revision")
	}
	clerk.get("/desk/publication/"+item.Index).submit(`form[action$="/revise"]`, "")
	address := clerk.at()
	clerk.fill("change", "更正").submit(`form[enctype]`, "submit").says("已送保密审查")
	secrecy.get(address).do("clear")
	if signer.get(address); signer.doc.Find(".govuk-notification-banner").Length() != 0 {
		t.Fatalf("withdrawn before its time: %s", signer.text())
	}
	signer.get("/desk/publication/"+item.Index).fill("withdraw_why", "误发的理由").submit(`form[action$="/withdraw"]`, "").says("已撤下")
	for _, v := range []*visitor{clerk, signer} {
		v.get(address).says("更新已公开的信息")
		banner := v.doc.Find(".govuk-notification-banner").First()
		for _, words := range []string{"这条信息已撤下", item.Index, "已于 2017年6月30日", "这份更新不能再公开", "撤下理由：误发的理由"} {
			if !strings.Contains(banner.Text(), words) {
				t.Errorf("no %q in %q", words, banner.Text())
			}
		}
		if banner.Find(`a[href="/desk/publication/`+item.Index+`"]`).Length() != 1 {
			t.Error("the banner does not lead to what was withdrawn")
		}
	}
	var id int64
	if _, err := fmt.Sscanf(address, "/desk/draft/%d", &id); err != nil {
		t.Fatal(err)
	}
	back, err := w.office.Store.Draft(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range []string{"publish", "schedule"} {
		if signer.get(address); signer.offered()[act] {
			t.Errorf("%s is offered", act)
		}
		// A page opened just now, as far as the form says.
		fields := []string{"stamp", number(back.Stamp), "when-year", "2017", "when-month", "7", "when-day", "3", "when_time", "9:00"}
		if signer.post(address+"/"+act, fields...); !strings.Contains(signer.errors(), publication.ErrState.Error()) {
			t.Errorf("%s: %d %s", act, signer.status, signer.text())
		}
	}
	clerk.get(address).says("退回理由", "所更新的信息已撤下：误发的理由")
	if clerk.get(address+"/edit").submit(`form[enctype]`, "submit"); !strings.Contains(clerk.errors(), publication.ErrWithdrawn.Error()) {
		t.Errorf("sent: %d %s", clerk.status, clerk.text())
	}
	if after, err := w.office.Store.Publication(t.Context(), item.ID); err != nil || after.Version != 1 || after.WithdrawnAt.IsZero() {
		t.Errorf("in the record: %+v, %v", after, err)
	}
	clerk.get("/desk/draft/"+number(done.ID)).says("这条信息已撤下", "误发的理由")
	if strings.Contains(clerk.text(), "这份更新不能再公开") {
		t.Error("what was published is taken for a revision at work")
	}
}

package desk

import (
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

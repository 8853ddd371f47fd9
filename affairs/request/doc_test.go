package request

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// The table in docs/life-of-a-request.md is the table of the code: state x act
// from [Moves], who from account.Table.
func TestDocumentPrintsTheTable(t *testing.T) {
	var want strings.Builder
	want.WriteString("| Act | 中 | Article | From | To | Who |\n|---|---|---|---|---|---|\n")
	row := func(act journal.Act, from, to string) {
		who := "the platform"
		for _, r := range account.Table {
			if r.Act != act || r.Roles == nil {
				continue
			}
			var names []string
			for _, role := range r.Roles {
				names = append(names, strings.ReplaceAll(string(role), "_", " "))
			}
			who = strings.Join(names, ", ")
		}
		m := act.Meaning()
		fmt.Fprintf(&want, "| `%s` | %s | %s | %s | %s | %s |\n", act, m.Name, m.Article, from, to, who)
	}
	row(journal.RequestSubmit, "", "confirming, handling")
	for _, m := range Moves {
		from := ""
		for _, s := range m.From {
			from += ", " + string(s)
		}
		from = strings.TrimPrefix(from, ", ")
		if slices.Equal(m.From, anywhere) {
			from = "any"
		} else if slices.Equal(m.From, open) {
			from = "any open"
		}
		row(m.Act, from, string(m.To))
	}
	text, err := os.ReadFile("../../docs/life-of-a-request.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), want.String()) {
		t.Errorf("docs/life-of-a-request.md should have this table:\n%s", want.String())
	}
}

package desk

import (
	"context"
	"testing"

	"gongkai/affairs/agency"
	"gongkai/store"
	"gongkai/web/page"
)

// Agencies and categories have on English pages the English name the record
// has of them; without one they keep their own.
func TestNamesInTheLanguageOfThePage(t *testing.T) {
	bureau := agency.Agency{Code: "JYJ", Name: "长春市教育局", Short: "市教育局", English: "Changchun Education Bureau"}
	nameless := agency.Agency{Code: "HBJ", Name: "长春市环境保护局", Short: "市环保局"}
	tree := []store.Category{{Code: "A11", Name: "民生", English: "Livelihood"}, {Code: "A1102", Parent: "A11", Name: "招生入学", English: "School admission"}, {Code: "A1199", Parent: "A11", Name: "校车"}}
	for _, c := range []struct {
		language           page.Language
		short, full, other string
		category, choices  string
	}{
		{page.Chinese, "市教育局", "长春市教育局", "市环保局", "民生 › 招生入学", "民生/招生入学 民生/校车"},
		{page.English, "Changchun Education Bureau", "Changchun Education Bureau", "市环保局", "Livelihood › School admission", "Livelihood/School admission Livelihood/校车"},
	} {
		ctx := page.Speaking(context.Background(), c.language)
		if got := shortName(ctx, bureau); got != c.short {
			t.Errorf("%s: in short %q", c.language, got)
		}
		if got := fullName(ctx, bureau); got != c.full {
			t.Errorf("%s: in full %q", c.language, got)
		}
		if got := shortName(ctx, nameless); got != c.other {
			t.Errorf("%s: without an English name %q", c.language, got)
		}
		if got := categoryName(ctx, tree, "A1102"); got != c.category {
			t.Errorf("%s: category %q", c.language, got)
		}
		choices := ""
		for _, choice := range categoryChoices(ctx, tree, names{}) {
			choices += " " + choice.Group + "/" + choice.Text
		}
		if choices != " "+c.choices {
			t.Errorf("%s: choices%s", c.language, choices)
		}
	}
}

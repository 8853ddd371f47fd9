package browser

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestFaults(t *testing.T) {
	const error = `<p id="a-error" class="govuk-error-message">请填写</p>`
	for _, c := range []struct{ name, field, want string }{
		{"a line", error + `<input id="a" aria-invalid="true" aria-describedby="a-hint a-error">`, ""},
		{"radios", `<fieldset role="radiogroup" aria-invalid="true" aria-describedby="a-error">` + error + `<input id="a" type="radio"></fieldset>`, ""},
		{"checkboxes", `<fieldset aria-describedby="a-error">` + error + `<input id="a" type="checkbox" aria-invalid="true"></fieldset>`, ""},
		{"rows", `<fieldset id="a" aria-describedby="a-error">` + error + `</fieldset>`, ""},
		{"no field", error, "nothing is called a"},
		{"does not say", error + `<input id="a" aria-describedby="a-error">`, "a does not say that it was refused"},
		{"no sentence", `<input id="a" aria-invalid="true" aria-describedby="a-error">`, "a is not described"},
		{"only a hint", `<p id="a-hint">提示</p>` + error + `<input id="a" aria-invalid="true" aria-describedby="a-hint">`, "a is not described"},
	} {
		page, err := goquery.NewDocumentFromReader(strings.NewReader(`<ul class="govuk-error-summary__list"><li><a href="#a">请填写</a></ul>` + c.field))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(Faults(page), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

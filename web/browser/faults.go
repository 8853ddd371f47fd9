package browser

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Faults says what a page leaves unsaid of what is wrong with its form. Each line of the summary leads to a control
// that says of itself that it was refused, and is described by the sentence beside it.
func Faults(page *goquery.Document) []string {
	var list []string
	page.Find(".govuk-error-summary__list a").Each(func(_ int, a *goquery.Selection) {
		id := strings.TrimPrefix(a.AttrOr("href", ""), "#")
		line := strings.TrimSpace(a.Text())
		field := byID(page, id)
		if field.Length() == 0 {
			list = append(list, line+": nothing is called "+id)
			return
		}
		if field.AttrOr("aria-invalid", "") != "true" && field.Closest(`[role="radiogroup"][aria-invalid="true"]`).Length() == 0 && !field.Is("fieldset") {
			list = append(list, line+": "+id+" does not say that it was refused")
		}
		if !described(page, field) && !described(page, field.Closest("fieldset")) {
			list = append(list, line+": "+id+" is not described by what is wrong with it")
		}
	})
	return list
}

// described says whether a sentence of what is wrong is among those an element is described by.
func described(page *goquery.Document, e *goquery.Selection) bool {
	for id := range strings.FieldsSeq(e.AttrOr("aria-describedby", "")) {
		if byID(page, id).HasClass("govuk-error-message") {
			return true
		}
	}
	return false
}

func byID(page *goquery.Document, id string) *goquery.Selection {
	return page.Find("[id]").FilterFunction(func(_ int, e *goquery.Selection) bool { return e.AttrOr("id", "") == id })
}

package public_test

import (
	"regexp"
	"strings"
	"testing"

	"gongkai/law/calendar"
	"gongkai/law/regulation"
	law "gongkai/law/remedy"
	"gongkai/web/page"
)

// What the law says on an applicant's page has English: grounds, outcomes, how the
// day of receipt is fixed, and the roads against an answer in every edition of
// their laws.
func TestTheLawHasEnglish(t *testing.T) {
	en := page.Speaking(t.Context(), page.English)
	han := regexp.MustCompile(`\p{Han}`)
	say := func(what, zh string) {
		if said := page.T(en, zh); zh != "" && han.MatchString(said) {
			t.Errorf("%s: %q has no English: %q", what, zh, said)
		}
	}
	for _, e := range regulation.Editions() {
		for _, g := range e.Grounds {
			say(g.Code, g.Name)
			say(g.Code, g.Article)
			say(g.Code, g.Unless)
		}
		for _, v := range e.Receipts {
			say(e.Code+" "+string(v.Channel), v.Words)
			if !strings.Contains(v.Article, "〔") { // the number of a paper stays as it is printed
				say(e.Code+" "+string(v.Channel), v.Article)
			}
		}
		for _, o := range append(append([]regulation.Outcome{}, e.Outcomes...), e.Corrections...) {
			if o.English == "" || han.MatchString(o.English) {
				t.Errorf("%s has no English", o.Code)
			}
			for _, day := range []string{"2009-01-05", "2015-06-01", "2020-01-06", "2024-03-04", "2026-03-02"} {
				for _, right := range law.Rights([]regulation.Outcome{o}, calendar.MustDay(day)) {
					say(day, "《"+right.Source+"》"+right.Article)
					say(day, right.Since)
				}
			}
		}
	}
	for _, right := range law.Rights(nil, calendar.MustDay("2014-03-03")) {
		say("silence", "《"+right.Source+"》"+right.Article)
		say("silence", right.Since)
	}
}

package desk

import (
	"context"

	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/web/page"
)

// sure asks once, beside a box to tick, whether something is meant as it is
// written; true where the box was ticked for the same doubt.
func sure(form *page.Form, doubt string) bool {
	if form.Get("doubt") == doubt && form.Get("sure") == "yes" {
		return true
	}
	form.Set("doubt", doubt)
	form.Set("sure")
	form.Fail("sure", doubt)
	return false
}

// oldest is by how many days a request may lie back before the day is asked about.
const oldest = 60

// oldDay is what to ask about the day on which a request is said to have been
// submitted: long ago, or under another edition. "" where there is nothing to ask.
func oldDay(ctx context.Context, on, today calendar.Day) string {
	then, ok := regulation.EditionOn(on)
	now, known := regulation.EditionOn(today)
	switch {
	case ok && known && then != now:
		return page.Tf(ctx, "提交日期 %s 早于现行条例施行之日，将适用%s年的旧条例", on, then.Code)
	case on < today-oldest:
		return page.Tf(ctx, "提交日期 %s 在 %d 天以前", on, int(today-on))
	}
	return ""
}

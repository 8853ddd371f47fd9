package remedy

import (
	"fmt"
	"slices"

	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Route is a road on which a reply can be contested. The values are stored.
type Route string

// The routes.
const (
	Reconsideration Route = "reconsideration" // 行政复议
	Suit            Route = "suit"            // 行政诉讼
)

// Right is one road that is open.
type Right struct {
	Route Route
	// First is set when this road must be gone first: a suit is admitted only
	// after it.
	First  bool
	Within int
	Unit   string // [Days], [Months]
	// Since says what the limit counts from: 收到答复之日, 收到行政复议决定书之日.
	Since   string
	Article string // that opens the road, or closes the other one
	Source  string // the law
}

// What limits of remedies count from.
const (
	SinceReply    = "收到答复之日"
	SinceSilence  = "答复期限届满之日"
	SinceDecision = "收到行政复议决定书之日"
)

// firstFrom is the day from which a refusal goes to reconsideration first.
var firstFrom = since2024.from

// Rights are the roads open against a reply of the given outcomes, made on the
// day; reconsideration comes before the suit. Without outcomes they are those
// against silence after the answer was due, and on is that day. They are nil
// when nothing was decided against the applicant (the request was withdrawn, or
// a supplement was asked for, what was no request was answered), and before the
// Regulation of 2008.
func Rights(outcomes []regulation.Outcome, on calendar.Day) []Right {
	if _, ok := regulation.EditionOn(on); !ok {
		return nil
	}
	if len(outcomes) > 0 && !slices.ContainsFunc(outcomes, decides) {
		return nil
	}
	since := SinceReply
	if len(outcomes) == 0 {
		since = SinceSilence
	}
	apply, _ := RuleOn(Apply, on)
	if on >= firstFrom && slices.ContainsFunc(outcomes, Refusal) {
		after, _ := RuleOn(SueAfter, on)
		return []Right{
			{Reconsideration, true, apply.Within, apply.Unit, since, "第二十三条第一款第（四）项", apply.Law},
			{Suit, false, after.Within, after.Unit, SinceDecision, after.Article, after.Law},
		}
	}
	sue, _ := RuleOn(Sue, on)
	return []Right{
		{Reconsideration, false, apply.Within, apply.Unit, since, apply.Article, apply.Law},
		{Suit, false, sue.Within, sue.Unit, since, sue.Article, sue.Law},
	}
}

// Refusal tells whether the outcome is a refusal in the sense of
// 第二十三条第一款第（四）项 of the Reconsideration Law: one by arts 14, 15 or 16
// of the Regulation, of the whole or of a part. To point to a registry
// (第三十六条第（七）项), though counted with the refusals, is none.
func Refusal(o regulation.Outcome) bool {
	return o.Partial || o.Refuses && o.Article != "第三十六条第（七）项"
}

// decides tells whether the outcome settles anything against the applicant.
func decides(o regulation.Outcome) bool {
	if o.Answers() {
		return false
	}
	for _, e := range regulation.Editions() {
		if o.Code == e.Withdrawn() {
			return false
		}
	}
	// Under the edition of 2008 the notice to supplement was a reply, but none
	// that decides.
	return o.Article != "第二十一条第（四）项"
}

// Bodies are the bodies that a letter names.
type Bodies struct {
	Reconsideration string // the reconsideration body; "" prints as 有管辖权的行政复议机关
	Court           string // "" prints as 有管辖权的人民法院
}

// Advice is the paragraph about remedies in a letter of the given outcomes
// dated on the day; "" when no road is open.
func Advice(outcomes []regulation.Outcome, on calendar.Day, b Bodies) string {
	rights := Rights(outcomes, on)
	if len(rights) == 0 {
		return ""
	}
	if b.Reconsideration == "" {
		b.Reconsideration = "有管辖权的行政复议机关"
	}
	if b.Court == "" {
		b.Court = "有管辖权的人民法院"
	}
	apply, sue := rights[0], rights[1]
	against, since := "对本答复不服的", "收到本答复之日"
	if len(outcomes) == 0 {
		against, since = "逾期未收到答复的", SinceSilence
	}
	if apply.First {
		return fmt.Sprintf("%s，根据《中华人民共和国行政复议法》%s的规定，应当先自%s起%d%s内向%s申请行政复议；对行政复议决定不服的，可以再自%s起%d%s内向%s提起行政诉讼。",
			against, apply.Article, since, apply.Within, apply.Unit, b.Reconsideration, sue.Since, sue.Within, sue.Unit, b.Court)
	}
	return fmt.Sprintf("%s，可以自%s起%d%s内向%s申请行政复议，也可以自%s起%d%s内直接向%s提起行政诉讼。",
		against, since, apply.Within, apply.Unit, b.Reconsideration, since, sue.Within, sue.Unit, b.Court)
}

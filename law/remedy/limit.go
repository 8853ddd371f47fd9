package remedy

import (
	"slices"
	"time"

	"gongkai/law/calendar"
)

// Limit names one step of a remedy that has a limit. The values are stored.
type Limit string

// The limits. Not every law has each.
const (
	Apply             Limit = "apply"             // apply for reconsideration; against silence, from the day the answer was due
	Accept            Limit = "accept"            // look at the application and accept it or not
	AskSupplement     Limit = "ask-supplement"    // ask for what the application lacks
	Supplement        Limit = "supplement"        // the applicant supplies it
	SendCopy          Limit = "send-copy"         // send the application to the agency, from acceptance
	SendCopySummary   Limit = "send-copy-summary" // the same, summary procedure
	Answer            Limit = "answer"            // the agency answers with its evidence, from receiving the copy
	AnswerSummary     Limit = "answer-summary"    // the same, summary procedure
	Decide            Limit = "decide"            // decide, from acceptance
	DecideExtended    Limit = "decide-extended"   // decide, from acceptance, after an extension
	DecideSummary     Limit = "decide-summary"    // decide, summary procedure
	Rectify           Limit = "rectify"           // report on an opinion of the reconsideration body
	Sue               Limit = "sue"               // sue directly; against silence, from the day the answer was due
	SueAfter          Limit = "sue-after"         // sue after reconsideration, from receiving the decision or from the day it was due
	Docket            Limit = "docket"            // the court decides whether to take the suit
	Serve             Limit = "serve"             // the court sends the suit to the agency
	Defend            Limit = "defend"            // the agency's defence, from receiving the suit
	Judge             Limit = "judge"             // first instance
	JudgeSummary      Limit = "judge-summary"     // the same, summary procedure
	Appeal            Limit = "appeal"            // appeal against a judgment
	AppealRuling      Limit = "appeal-ruling"     // appeal against a ruling
	JudgeAppeal       Limit = "judge-appeal"      // second instance
	ComplaintReply    Limit = "complaint-reply"   // tell a complainant whether the complaint is accepted
	Complaint         Limit = "complaint"         // deal with a complaint, from acceptance
	ComplaintExtended Limit = "complaint-extended"
)

// The units of limits.
const (
	Days        = "日"
	WorkingDays = "工作日"
	Months      = "个月"
)

// Rule is one limit by one law.
type Rule struct {
	Limit  Limit
	Name   string
	Within int
	Unit   string // [Days], [WorkingDays], [Months]
	// From is the first day the row applies to limits that start on it; Until
	// the last, [calendar.NoDay] while it is in force.
	From, Until calendar.Day
	// Yields is set on a row of a law that was changed in favour of limits
	// still running: a limit that ends on this day or later runs by the row
	// after. NoDay for all others.
	Yields  calendar.Day
	Law     string
	Article string
	Source  string
	// Shifts is set when a last day that is not a working day moves to the
	// next one.
	Shifts bool
	// Silence says what follows when the limit passes without a word; "" when
	// the law does not say.
	Silence string
}

// The laws.
const (
	reconsideration2023 = "中华人民共和国行政复议法（2023年修订）"
	reconsideration1999 = "中华人民共和国行政复议法"
	litigation2014      = "中华人民共和国行政诉讼法"
	litigation1989      = "中华人民共和国行政诉讼法（1989年）"
	petitions2022       = "信访工作条例"
	petitions2005       = "信访条例"

	read       = "条文已核对"
	remembered = "据已公布文本，未逐条核对"
	byAnalogy  = "《政府信息公开条例》未规定投诉举报的办理期限，参照信访事项办理"
)

// span is a law with the days it was in force.
type span struct {
	law, source string
	from, until calendar.Day
	yields      calendar.Day
	shifts      bool
}

var (
	since2024 = span{reconsideration2023, read, calendar.MustDay("2024-01-01"), calendar.NoDay, calendar.NoDay, true}
	since1999 = span{reconsideration1999, read, calendar.MustDay("1999-10-01"), calendar.MustDay("2023-12-31"), calendar.NoDay, true}
	since2015 = span{litigation2014, read, calendar.MustDay("2015-05-01"), calendar.NoDay, calendar.NoDay, true}
	since1990 = span{litigation1989, remembered, calendar.MustDay("1990-10-01"), calendar.MustDay("2015-04-30"), calendar.NoDay, true}
	since2022 = span{petitions2022, byAnalogy, calendar.MustDay("2022-05-01"), calendar.NoDay, calendar.NoDay, false}
	since2005 = span{petitions2005, byAnalogy + "；" + remembered, calendar.MustDay("2005-05-01"), calendar.MustDay("2022-04-30"), calendar.NoDay, false}

	// 法释〔2015〕9号: a period to sue that still ran on 2015-05-01 is that of
	// the new law.
	suit1990 = span{litigation1989, remembered, since1990.from, since1990.until, calendar.MustDay("2015-05-01"), true}
)

// row is a rule of a law.
func (s span) row(l Limit, name string, within int, unit, article, silence string) Rule {
	return Rule{
		Limit: l, Name: name, Within: within, Unit: unit, From: s.from, Until: s.until, Yields: s.yields,
		Law: s.law, Article: article, Source: s.source, Shifts: s.shifts, Silence: silence,
	}
}

const (
	taken    = "审查期限届满，行政复议机关未作出不予受理决定的，视为受理"
	dropped  = "无正当理由逾期不补正的，视为放弃行政复议申请"
	noProof  = "被申请人不按照规定提出书面答复、提交证据、依据的，视为该行政行为没有证据、依据"
	goToSuit = "逾期不作决定的，申请人可以在复议期满之日起十五日内提起行政诉讼"
	noExcuse = "被告不提供或者无正当理由逾期提供证据，视为没有相应证据"
)

var rules = []Rule{
	since1999.row(Apply, "申请行政复议", 60, Days, "第九条第一款", ""),
	since2024.row(Apply, "申请行政复议", 60, Days, "第二十条第一款", ""),
	since1999.row(Accept, "审查行政复议申请", 5, WorkingDays, "第十七条第一款", "自行政复议机关负责法制工作的机构收到之日起即为受理"),
	since2024.row(Accept, "审查行政复议申请", 5, WorkingDays, "第三十条第一款", taken),
	since2024.row(AskSupplement, "通知补正行政复议申请", 5, WorkingDays, "第三十一条第一款", ""),
	since2024.row(Supplement, "补正行政复议申请", 10, WorkingDays, "第三十一条第二款", dropped),
	since1999.row(SendCopy, "发送申请书副本", 7, WorkingDays, "第二十三条第一款", ""),
	since2024.row(SendCopy, "发送申请书副本", 7, WorkingDays, "第四十八条", ""),
	since2024.row(SendCopySummary, "发送申请书副本（简易程序）", 3, WorkingDays, "第五十四条第一款", ""),
	since1999.row(Answer, "被申请人书面答复", 10, Days, "第二十三条第一款", noProof),
	since2024.row(Answer, "被申请人书面答复", 10, WorkingDays, "第四十八条", noProof),
	since2024.row(AnswerSummary, "被申请人书面答复（简易程序）", 5, WorkingDays, "第五十四条第一款", noProof),
	since1999.row(Decide, "作出行政复议决定", 60, Days, "第三十一条第一款", goToSuit),
	since2024.row(Decide, "作出行政复议决定", 60, Days, "第六十二条第一款", goToSuit),
	since1999.row(DecideExtended, "作出行政复议决定（延长后）", 90, Days, "第三十一条第一款", goToSuit),
	since2024.row(DecideExtended, "作出行政复议决定（延长后）", 90, Days, "第六十二条第一款", goToSuit),
	since2024.row(DecideSummary, "作出行政复议决定（简易程序）", 30, Days, "第六十二条第二款", goToSuit),
	since2024.row(Rectify, "报送行政复议意见书落实情况", 60, Days, "第七十六条", ""),

	suit1990.row(Sue, "直接提起行政诉讼", 3, Months, "第三十九条", ""),
	since2015.row(Sue, "直接提起行政诉讼", 6, Months, "第四十六条第一款", ""),
	since1990.row(SueAfter, "复议后提起行政诉讼", 15, Days, "第三十八条第二款", ""),
	since2015.row(SueAfter, "复议后提起行政诉讼", 15, Days, "第四十五条", ""),
	since1990.row(Docket, "决定是否立案", 7, Days, "第四十二条", ""),
	since2015.row(Docket, "决定是否立案", 7, Days, "第五十一条第二款", ""),
	since1990.row(Serve, "发送起诉状副本", 5, Days, "第四十三条第一款", ""),
	since2015.row(Serve, "发送起诉状副本", 5, Days, "第六十七条第一款", ""),
	since1990.row(Defend, "提出答辩状和证据", 10, Days, "第四十三条第一款", ""),
	since2015.row(Defend, "提出答辩状和证据", 15, Days, "第六十七条第一款", noExcuse),
	since1990.row(Judge, "作出第一审判决", 3, Months, "第五十七条", ""),
	since2015.row(Judge, "作出第一审判决", 6, Months, "第八十一条", ""),
	since2015.row(JudgeSummary, "审结第一审案件（简易程序）", 45, Days, "第八十三条", ""),
	since1990.row(Appeal, "不服判决提起上诉", 15, Days, "第五十八条", "逾期不提起上诉的，第一审判决发生法律效力"),
	since2015.row(Appeal, "不服判决提起上诉", 15, Days, "第八十五条", "逾期不提起上诉的，第一审判决发生法律效力"),
	since1990.row(AppealRuling, "不服裁定提起上诉", 10, Days, "第五十八条", "逾期不提起上诉的，第一审裁定发生法律效力"),
	since2015.row(AppealRuling, "不服裁定提起上诉", 10, Days, "第八十五条", "逾期不提起上诉的，第一审裁定发生法律效力"),
	since1990.row(JudgeAppeal, "作出终审判决", 2, Months, "第六十条", ""),
	since2015.row(JudgeAppeal, "作出终审判决", 3, Months, "第八十八条", ""),

	since2005.row(ComplaintReply, "告知投诉举报受理情况", 15, Days, "第二十二条第二款", ""),
	since2022.row(ComplaintReply, "告知投诉举报受理情况", 15, Days, "第二十三条第一款", ""),
	since2005.row(Complaint, "办结投诉举报", 60, Days, "第三十三条", ""),
	since2022.row(Complaint, "办结投诉举报", 60, Days, "第三十四条", ""),
	since2005.row(ComplaintExtended, "办结投诉举报（延长后）", 90, Days, "第三十三条", ""),
	since2022.row(ComplaintExtended, "办结投诉举报（延长后）", 90, Days, "第三十四条", ""),
}

// Rules are all limits, by limit and then by law, oldest first.
func Rules() []Rule { return slices.Clone(rules) }

// RuleOn is the rule for a limit in force on the day; false when the law of that
// day has none, as for the summary procedure before 2024.
func RuleOn(l Limit, on calendar.Day) (Rule, bool) {
	i := ruleOn(l, on)
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

func ruleOn(l Limit, on calendar.Day) int {
	return slices.IndexFunc(rules, func(r Rule) bool {
		return r.Limit == l && on >= r.From && (r.Until == calendar.NoDay || on <= r.Until)
	})
}

// Due is the last day of a limit that starts from the day, the article that
// sets it, and whether the date is provisional because it rests on a day of a
// year without a holiday notice. [calendar.NoDay] and "" when the law of that
// day has no such limit, or from is NoDay.
func Due(l Limit, from calendar.Day, cal *calendar.Calendar) (due calendar.Day, article string, provisional bool) {
	i := ruleOn(l, from)
	if i < 0 {
		return calendar.NoDay, "", false
	}
	r := rules[i]
	if r.Yields != calendar.NoDay && r.last(from, cal) >= r.Yields {
		r = rules[i+1] // a test sees that it is of the same limit
	}
	due = r.last(from, cal)
	switch {
	case r.Unit == WorkingDays:
		provisional = cal.Provisional(from, due)
	case r.Shifts:
		provisional = cal.Provisional(r.plain(from)-1, due)
	}
	return due, "《" + r.Law + "》" + r.Article, provisional
}

// last is the last day of the limit.
func (r Rule) last(from calendar.Day, cal *calendar.Calendar) calendar.Day {
	if r.Unit == WorkingDays {
		return cal.Add(from, r.Within)
	}
	d := r.plain(from)
	if r.Shifts && !cal.Working(d) {
		return cal.Add(d, 1)
	}
	return d
}

// plain is the last day by the calendar alone.
func (r Rule) plain(from calendar.Day) calendar.Day {
	if r.Unit == Months {
		return addMonths(from, r.Within)
	}
	return from + calendar.Day(r.Within)
}

// addMonths is the day of the same number n months on, or the last of that
// month.
func addMonths(from calendar.Day, n int) calendar.Day {
	y, m, d := from.Time().Date()
	first := calendar.Date(y, m+time.Month(n), 1)
	last := calendar.Date(y, m+time.Month(n)+1, 1) - 1
	return min(first+calendar.Day(d-1), last)
}

package ledger

import (
	"cmp"
	"slices"

	"gongkai/law/calendar"
	"gongkai/law/form"
)

// responseChannels are where a matter was answered. The form of 2014 knows
// microblog, WeChat and other means; the others are told apart beside it.
var responseChannels = []Option{
	{"weibo", "微博"}, {"wechat", "微信"}, {"website", "政府网站"}, {"hotline", "政务热线"}, {"media", "新闻媒体"}, {"other", "其他方式"},
}

// matter: what the public is concerned about and what was answered. The matter
// counts once, its answers in person-times.
var matter = &Book{
	Code: "matter", Name: "舆情回应", Measure: "件", Public: true, Article: "第六条第二款",
	Help: "登记公众关注热点、重大舆情和网民留言，以及每一次回应。一件事项只登记一次，多次、多渠道的回应逐行填写。",
	Fields: []Field{
		{Name: "title", Label: "事项", Type: Text, Required: true, Public: true},
		{Name: "kind", Label: "类别", Type: Choice, Required: true, Public: true, Choices: []Option{
			{"hot", "公众关注热点"}, {"major", "重大舆情"}, {"inquiry", "网民留言咨询"}}},
		{Name: "found_on", Label: "发现日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "found_at", Label: "发现时间", Type: Time, Public: true, Help: "填写后，首次回应用时计算到分钟。"},
		{Name: "source", Label: "来源", Type: Text},
		{Name: "judged_on", Label: "研判日期", Type: Day, Past: true},
		{Name: "judgement", Label: "研判意见", Type: Long, Help: "供内部查考，不公开。"},
		{Name: "assisting", Label: "会同机关", Type: Text, Public: true},
		{Name: "handled_on", Label: "处置日期", Type: Day, Past: true},
		{Name: "handling", Label: "处置情况", Type: Long, Public: true},
		{Name: "responses", Label: "回应", Type: Rows, Public: true, Fields: []Field{
			{Name: "day", Label: "日期", Type: Day, Required: true, Public: true, Past: true},
			{Name: "time", Label: "时间", Type: Time, Public: true},
			{Name: "channel", Label: "渠道", Type: Choice, Required: true, Public: true, Choices: responseChannels},
			{Name: "person_times", Label: "人次", Type: Number, Required: true, Public: true, Unit: "人次", Min: 1, Max: 10_000_000},
			{Name: "words", Label: "回应内容", Type: Long, Public: true},
			{Name: "publication", Label: "公开信息", Type: Link, Public: true},
		}},
	},
	Counts: []form.Fact{form.Matters, form.Responses},
	check: func(r *reading) {
		r.notBefore("judged_on", "found_on")
		r.notBefore("handled_on", "found_on")
		r.rowsNotBefore("responses", "day", "found_on")
	},
	title:    titleOf("title"),
	day:      dayOf("found_on"),
	identity: held("found_on", "title"),
	facts: func(e Entry) []Fact {
		responses := slices.Clone(e.Values.List("responses"))
		slices.SortStableFunc(responses, func(a, b Row) int { return cmp.Compare(a.Day("day"), b.Day("day")) })
		var list []Fact
		once := map[int]int{} // year -> place in list of the matter's own fact
		for _, row := range responses {
			on := row.Day("day")
			i, ok := once[on.Year()]
			if !ok {
				i = len(list)
				once[on.Year()] = i
				list = append(list, flow(form.Matters, on, 1))
			}
			marks := []string{row.Text("channel")}
			if c := marks[0]; c != "weibo" && c != "wechat" && c != "other" {
				marks = append(marks, "other")
			}
			list[i].Marks = marked(append(list[i].Marks, marks...))
			list = append(list, flow(form.Responses, on, row.Whole("person_times"), marks...))
		}
		return list
	},
}

// FirstResponse is how long a matter waited for its first answer.
type FirstResponse struct {
	On      calendar.Day
	Channel string // its printed name
	Days    int    // 0 on the day it was found
	Minutes int    // -1 where one of the two times is not known
}

// First is the first answer to a matter; false while there is none.
func First(v Values) (FirstResponse, bool) {
	f := FirstResponse{On: calendar.NoDay, Minutes: -1}
	at := -1
	for _, row := range v.List("responses") {
		on, minute := row.Day("day"), row.Minute("time")
		if f.On != calendar.NoDay && (on > f.On || on == f.On && (minute < 0 || at >= 0 && minute >= at)) {
			continue
		}
		f.On, at = on, minute
		for _, o := range responseChannels {
			if o.Code == row.Text("channel") {
				f.Channel = o.Name
			}
		}
	}
	if f.On == calendar.NoDay {
		return f, false
	}
	f.Days = int(f.On - v.Day("found_on"))
	if found := v.Minute("found_at"); found >= 0 && at >= 0 {
		f.Minutes = max(0, f.Days*24*60+at-found)
	}
	return f, true
}

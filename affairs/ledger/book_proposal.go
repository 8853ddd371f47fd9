package ledger

import (
	"errors"
	"time"

	"gongkai/law/calendar"
	"gongkai/law/form"
)

var (
	// ErrClass wants the class of a reply, and a reply where there is a class.
	ErrClass = errors.New("已经答复的，请填写答复类别；没有答复的不要填写")
	// ErrUnanswered refuses what only an answered proposal can have.
	ErrUnanswered = errors.New("还没有填写答复日期")
)

// proposal: of deputies to the people's congress and of members of the
// consultative conference. The agency of the entry leads; deputies' suggestions
// are answered within three months, at most six (代表法 art. 53).
var proposal = &Book{
	Code: "proposal", Name: "建议提案议案", Measure: "件", Public: true, Article: "第十九条",
	Help: "登记本机关主办的人大代表建议、政协提案和议案。办理进展逐行填写，答复后填写答复日期和类别。",
	Fields: append([]Field{
		{Name: "kind", Label: "种类", Type: Choice, Required: true, Public: true, Choices: []Option{
			{"suggestion", "人大代表建议"}, {"proposal", "政协提案"}, {"motion", "议案"}}},
		{Name: "level", Label: "级别", Type: Choice, Required: true, Public: true, Choices: []Option{
			{"national", "全国"}, {"provincial", "省"}, {"municipal", "市"}, {"county", "县（市、区）"}}},
		{Name: "session", Label: "届次", Type: Text, Required: true, Public: true, Max: 50, Help: "如：十五届人大一次会议。"},
		{Name: "number", Label: "编号", Type: Text, Required: true, Public: true, Max: 50},
		{Name: "title", Label: "题目", Type: Text, Required: true, Public: true},
		{Name: "proposer", Label: "提出人", Type: Text, Public: true},
		{Name: "body", Label: "内容", Type: Long, Public: true},
		{Name: "assisting", Label: "会办机关", Type: Text, Public: true},
		{Name: "received_on", Label: "交办日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "due_on", Label: "办理期限", Type: Day, Public: true, Help: "不填写的，为交办之日起三个月。"},
		{Name: "leader", Label: "领办领导", Type: Text, Public: true, Max: 50, Help: "由领导领办的填写，如：市长。"},
		{Name: "progress", Label: "办理进展", Type: Rows, Public: true, Fields: []Field{
			{Name: "day", Label: "日期", Type: Day, Required: true, Public: true, Past: true},
			{Name: "words", Label: "进展", Type: Long, Required: true, Public: true},
		}},
		{Name: "replied_on", Label: "答复日期", Type: Day, Public: true, Past: true},
		{Name: "class", Label: "答复类别", Type: Choice, Public: true, Choices: []Option{
			{"A", "A 类（已经解决或者采纳）"}, {"B", "B 类（列入计划解决）"}, {"C", "C 类（留作参考）"}}},
		{Name: "reply", Label: "答复内容", Type: Long, Public: true},
		{Name: "satisfaction", Label: "满意度", Type: Choice, Public: true, Choices: []Option{
			{"satisfied", "满意"}, {"basically", "基本满意"}, {"unsatisfied", "不满意"}, {"none", "未反馈"}}},
		{Name: "published_on", Label: "结果公开日期", Type: Day, Public: true, Past: true,
			Help: "办理结果已在别处公开的填写；在本平台公开这条登记的，不必填写。"},
		{Name: "result", Label: "结果公开", Type: Link, Public: true},
	}, decisionFields()...),
	Counts: []form.Fact{form.Proposals, form.ProposalsDone},
	Sole:   "这件建议提案已经登记，请更正原来的登记",
	check: func(r *reading) {
		if !r.Has("due_on") {
			r.Row["due_on"] = monthsAfter(r.Row.Day("received_on"), 3).String()
		}
		for _, field := range []string{"due_on", "replied_on"} {
			r.notBefore(field, "received_on")
		}
		r.rowsNotBefore("progress", "day", "received_on")
		r.notBefore("published_on", "replied_on")
		if r.Has("class") != r.Has("replied_on") {
			r.refuse("class", ErrClass)
		}
		for _, field := range []string{"reply", "satisfaction", "published_on", "result"} {
			if r.Has(field) && !r.Has("replied_on") {
				r.refuse(field, ErrUnanswered)
			}
		}
		r.checkDecision()
	},
	closed: func(v Values) bool { return v.Has("replied_on") },
	title:  titleOf("title"),
	day:    dayOf("received_on"),
	due: func(v Values) calendar.Day {
		if v.Has("replied_on") {
			return calendar.NoDay
		}
		return v.Day("due_on")
	},
	identity: func(v Values) string { return v.Text("kind") + "|" + v.Text("session") + "|" + v.Text("number") },
	facts: func(e Entry) []Fact {
		v := e.Values
		if !v.Has("replied_on") {
			return nil
		}
		kind, class := v.Text("kind"), v.Text("class")
		marks := []string{kind, class, kind + "." + class}
		if v.Has("leader") {
			marks = append(marks, "leader")
		}
		list := []Fact{flow(form.ProposalsDone, v.Day("replied_on"), 1, marks...)}
		public := v.Day("published_on")
		if public == calendar.NoDay {
			public = e.PublicOn
		}
		if public != calendar.NoDay {
			list = append(list, flow(form.Proposals, public, 1, marks...))
		}
		return list
	},
}

// monthsAfter is the same day some months later, or the last of that month.
func monthsAfter(d calendar.Day, months int) calendar.Day {
	t := d.Time()
	last := time.Date(t.Year(), t.Month()+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
	return calendar.Date(last.Year(), last.Month(), min(t.Day(), last.Day()))
}

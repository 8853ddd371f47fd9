package ledger

import (
	"gongkai/law/calendar"
	"gongkai/law/form"
)

// what several books have alike.
var (
	speakers = []Field{
		{Name: "name", Label: "姓名", Type: Text, Required: true, Public: true, Max: 50},
		{Name: "post", Label: "职务", Type: Text, Public: true, Max: 100},
	}
	questions = []Field{
		{Name: "asker", Label: "提问人", Type: Text, Public: true, Max: 100},
		{Name: "question", Label: "问题", Type: Long, Required: true, Public: true, Max: 2000},
		{Name: "answer", Label: "答复", Type: Long, Public: true},
	}
)

func titleOf(name string) func(Values) string {
	return func(v Values) string { return v.Text(name) }
}

func dayOf(name string) func(Values) calendar.Day {
	return func(v Values) calendar.Day { return v.Day(name) }
}

// held tells entries apart by their day and their title.
func held(day, title string) func(Values) string {
	return func(v Values) string { return v.Text(day) + "|" + v.Text(title) }
}

// attended counts one on the day it was held, marked when the principal came.
func attended(f form.Fact) func(Entry) []Fact {
	return func(e Entry) []Fact {
		var marks []string
		if e.Values.Is("principal") {
			marks = []string{"principal"}
		}
		return []Fact{flow(f, e.Values.Day("held_on"), 1, marks...)}
	}
}

// conference: press conferences are a form of disclosure (art. 23).
var conference = &Book{
	Code: "conference", Name: "新闻发布会", Measure: "场", Public: true, Article: "第二十三条",
	Help: "登记本机关举办或者参加的新闻发布会。预告应另行公开，举行之后在这里登记。",
	Fields: []Field{
		{Name: "title", Label: "主题", Type: Text, Required: true, Public: true},
		{Name: "held_on", Label: "举行日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "held_at", Label: "举行时间", Type: Time, Public: true},
		{Name: "place", Label: "地点", Type: Text, Public: true},
		{Name: "part", Label: "举办或者参加", Type: Choice, Required: true, Public: true, Choices: []Option{{"hosted", "举办"}, {"joined", "参加"}}},
		{Name: "principal", Label: "主要负责同志出席", Type: YesNo, Required: true, Public: true},
		{Name: "speakers", Label: "发言人", Type: Rows, Public: true, Fields: speakers},
		{Name: "questions", Label: "提问与答复", Type: Rows, Public: true, Fields: questions},
		{Name: "notice", Label: "预告", Type: Link, Public: true},
		{Name: "transcript", Label: "文字实录", Type: Link, Public: true},
		{Name: "video", Label: "视频网址", Type: Text, Public: true, Max: 500},
		{Name: "follow_up", Label: "后续落实", Type: Long, Help: "供内部查考，不公开。"},
	},
	Counts:   []form.Fact{form.Conferences},
	check:    func(r *reading) { r.address("video") },
	title:    titleOf("title"),
	day:      dayOf("held_on"),
	identity: held("held_on", "title"),
	facts:    attended(form.Conferences),
}

// interview: what the form of 2014 asks for in row 2.2.2.
var interview = &Book{
	Code: "interview", Name: "在线访谈", Measure: "次", Public: true, Article: "第二十三条",
	Help: "登记本机关负责人参加的政府网站在线访谈。",
	Fields: []Field{
		{Name: "title", Label: "主题", Type: Text, Required: true, Public: true},
		{Name: "held_on", Label: "访谈日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "held_at", Label: "开始时间", Type: Time, Public: true},
		{Name: "site", Label: "访谈网站", Type: Text, Public: true},
		{Name: "principal", Label: "主要负责同志参加", Type: YesNo, Required: true, Public: true},
		{Name: "guests", Label: "嘉宾", Type: Rows, Public: true, Fields: speakers},
		{Name: "collected", Label: "征集到的问题", Type: Number, Public: true, Unit: "个"},
		{Name: "questions", Label: "提问与答复", Type: Rows, Public: true, Fields: questions},
		{Name: "transcript", Label: "文字实录", Type: Link, Public: true},
		{Name: "video", Label: "视频网址", Type: Text, Public: true, Max: 500},
	},
	Counts:   []form.Fact{form.Interviews},
	check:    func(r *reading) { r.address("video") },
	title:    titleOf("title"),
	day:      dayOf("held_on"),
	identity: held("held_on", "title"),
	facts:    attended(form.Interviews),
}

// explanation: occasions at which a policy is explained; the written pieces are
// publications.
var explanation = &Book{
	Code: "explanation", Name: "政策解读活动", Measure: "场", Public: true, Article: "第二十三条",
	Help: "登记以发布会、座谈、现场咨询等形式解读政策的活动。解读稿件作为公开信息发布，不在这里登记。",
	Fields: []Field{
		{Name: "title", Label: "活动名称", Type: Text, Required: true, Public: true},
		{Name: "held_on", Label: "举行日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "kind", Label: "形式", Type: Choice, Required: true, Public: true, Choices: []Option{
			{"briefing", "发布会、吹风会"}, {"forum", "座谈会"}, {"media", "媒体专访"}, {"online", "网络直播"}, {"visit", "现场咨询、上门宣讲"}, {"other", "其他"}}},
		{Name: "policy_title", Label: "所解读的政策", Type: Text, Required: true, Public: true, Help: "文件的名称。"},
		{Name: "policy", Label: "政策文件", Type: Link, Public: true, Help: "政策已在本平台公开的，填写索引号，双方页面互相链接。"},
		{Name: "article", Label: "解读稿件", Type: Link, Public: true},
		{Name: "place", Label: "地点", Type: Text, Public: true},
		{Name: "audience", Label: "参加人数", Type: Number, Public: true, Unit: "人"},
		{Name: "speakers", Label: "解读人", Type: Rows, Public: true, Fields: speakers},
		{Name: "points", Label: "解读要点", Type: Long, Public: true},
	},
	Counts:   []form.Fact{form.Events},
	title:    titleOf("title"),
	day:      dayOf("held_on"),
	identity: held("held_on", "title"),
	facts:    func(e Entry) []Fact { return []Fact{flow(form.Events, e.Values.Day("held_on"), 1)} },
}

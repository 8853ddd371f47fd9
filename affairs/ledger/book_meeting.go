package ledger

import (
	"errors"

	"gongkai/law/form"
)

// meeting: meetings on disclosure, and meetings that heard experts or legal
// advisers, whatever they were about.
var meeting = &Book{
	Code: "meeting", Name: "会议", Measure: "次", Public: true, Article: "第四条",
	Help: "登记政府信息公开工作会议、专题会议，以及邀请专家、学者、法律顾问参加的常务会议等会议。",
	Fields: append([]Field{
		{Name: "title", Label: "会议名称", Type: Text, Required: true, Public: true},
		{Name: "kind", Label: "种类", Type: Choice, Required: true, Public: true, Choices: []Option{
			{"work", "工作会议"}, {"special", "专题会议"}, {"standing", "常务会议"}, {"economic", "经济运行会议"}, {"other", "其他会议"}}},
		{Name: "held_on", Label: "召开日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "disclosure", Label: "研究政府信息公开工作", Type: YesNo, Required: true, Public: true, Help: "选“是”的，计入政府信息公开工作会议或者专题会议数。"},
		{Name: "place", Label: "地点", Type: Text},
		{Name: "attendees", Label: "参会人数", Type: Number, Unit: "人"},
		{Name: "minutes", Label: "会议纪要", Type: Long, Help: "供内部查考，不公开。"},
		{Name: "tasks", Label: "议定事项", Type: Long},
		{Name: "experts", Label: "参会的专家、学者、法律顾问", Type: Rows, Public: true, Fields: []Field{
			{Name: "name", Label: "姓名", Type: Text, Required: true, Public: true, Max: 50},
			{Name: "field", Label: "专业或者职务", Type: Text, Public: true, Max: 100},
			{Name: "opinion", Label: "意见", Type: Long, Public: true},
			{Name: "adopted", Label: "采纳情况", Type: Choice, Public: true, Choices: []Option{{"yes", "采纳"}, {"partly", "部分采纳"}, {"no", "未采纳"}}},
		}},
	}, decisionFields()...),
	Counts:   []form.Fact{form.Meetings, form.Experts},
	check:    (*reading).checkDecision,
	closed:   func(Values) bool { return true }, // it was held
	title:    titleOf("title"),
	day:      dayOf("held_on"),
	identity: held("held_on", "title"),
	facts: func(e Entry) []Fact {
		var list []Fact
		on := e.Values.Day("held_on")
		if e.Values.Is("disclosure") {
			list = append(list, flow(form.Meetings, on, 1))
		}
		if len(e.Values.List("experts")) > 0 {
			list = append(list, flow(form.Experts, on, 1))
		}
		return list
	},
}

var (
	// ErrTurnout wants at least as many person-times as persons.
	ErrTurnout = errors.New("参训人次不能少于参训人数")
	// ErrDuties wants the parts not to exceed the whole.
	ErrDuties = errors.New("专职与兼职人次之和不能超过参训人次")
	// ErrRoster wants the roster to agree with the number.
	ErrRoster = errors.New("名册的人数与参训人数不一致")
)

// training: classes, with persons and person-times told apart.
var training = &Book{
	Code: "training", Name: "培训班", Measure: "次", Public: true, Article: "第四十八条",
	Help: "登记政府信息公开业务培训。人数按人计，一人参加几次算几人次。",
	Fields: []Field{
		{Name: "title", Label: "培训班名称", Type: Text, Required: true, Public: true},
		{Name: "started_on", Label: "开班日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "days", Label: "天数", Type: Number, Required: true, Public: true, Unit: "天", Min: 1, Max: 366},
		{Name: "place", Label: "地点", Type: Text, Public: true},
		{Name: "persons", Label: "参训人数", Type: Number, Required: true, Public: true, Unit: "人", Min: 1, Max: 1_000_000},
		{Name: "person_times", Label: "参训人次", Type: Number, Required: true, Public: true, Unit: "人次", Min: 1, Max: 10_000_000},
		{Name: "full_time", Label: "其中专职人员", Type: Number, Public: true, Unit: "人次", Max: 10_000_000},
		{Name: "part_time", Label: "其中兼职人员", Type: Number, Public: true, Unit: "人次", Max: 10_000_000},
		{Name: "content", Label: "培训内容", Type: Long, Public: true},
		{Name: "materials", Label: "培训材料", Type: Link, Public: true},
		{Name: "result", Label: "考核结果", Type: Long},
		{Name: "roster", Label: "名册", Type: Rows, Fields: []Field{
			{Name: "name", Label: "姓名", Type: Text, Required: true, Max: 50},
			{Name: "unit", Label: "单位", Type: Text, Max: 100},
			{Name: "duty", Label: "专兼职", Type: Choice, Choices: []Option{{"full_time", "专职"}, {"part_time", "兼职"}}},
		}},
	},
	Counts: []form.Fact{form.Classes, form.Trained, form.TrainedPersons},
	check: func(r *reading) {
		if r.Whole("person_times") < r.Whole("persons") {
			r.refuse("person_times", ErrTurnout)
		}
		if r.Whole("full_time")+r.Whole("part_time") > r.Whole("person_times") {
			r.refuse("part_time", ErrDuties)
		}
		if n := len(r.List("roster")); n > 0 && int64(n) != r.Whole("persons") {
			r.refuse("roster", ErrRoster)
		}
	},
	title:    titleOf("title"),
	day:      dayOf("started_on"),
	identity: held("started_on", "title"),
	facts: func(e Entry) []Fact {
		v, on := e.Values, e.Values.Day("started_on")
		full, part := v.Whole("full_time"), v.Whole("part_time")
		list := []Fact{flow(form.Classes, on, 1), flow(form.TrainedPersons, on, v.Whole("persons"))}
		for _, some := range []struct {
			n     int64
			marks []string
		}{{full, []string{"full_time"}}, {part, []string{"part_time"}}, {v.Whole("person_times") - full - part, nil}} {
			if some.n > 0 {
				list = append(list, flow(form.Trained, on, some.n, some.marks...))
			}
		}
		return list
	},
}

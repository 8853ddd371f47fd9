package ledger

import (
	"errors"
	"fmt"
	"time"

	"gongkai/law/calendar"
	"gongkai/law/form"
)

// readingPoint: places where government information can be read (art. 25).
var readingPoint = &Book{
	Code: "reading_point", Name: "政府信息查阅点", Measure: "个", Public: true, Article: "第二十五条",
	Help: "登记国家档案馆、公共图书馆、政务服务场所等处设置的政府信息查阅点。停用的填写停用日期，不要撤销。",
	Fields: []Field{
		{Name: "name", Label: "名称", Type: Text, Required: true, Public: true},
		{Name: "kind", Label: "场所", Type: Choice, Required: true, Public: true, Choices: []Option{
			{"archive", "国家档案馆"}, {"library", "公共图书馆"}, {"hall", "政务服务场所"}, {"community", "社区、村"}, {"other", "其他"}}},
		{Name: "district", Label: "县（市、区）", Type: Text, Public: true, Max: 50},
		{Name: "address", Label: "地址", Type: Text, Required: true, Public: true},
		{Name: "hours", Label: "开放时间", Type: Text, Required: true, Public: true},
		{Name: "phone", Label: "电话", Type: Text, Public: true, Max: 50},
		{Name: "equipment", Label: "设施、设备", Type: Text, Public: true},
		{Name: "opened_on", Label: "启用日期", Type: Day, Required: true, Public: true, Past: true, Help: "不清楚的，填写有记录以来最早的日期。"},
		{Name: "closed_on", Label: "停用日期", Type: Day, Public: true, Past: true, Help: "自这一天起不再开放。"},
		{Name: "delivered_on", Label: "最近送交日期", Type: Day, Public: true, Past: true, Help: "最近一次送交政府公报等政府信息的日期。"},
		{Name: "visits", Label: "查阅记录", Type: Rows, Fields: []Field{
			{Name: "day", Label: "日期", Type: Day, Required: true, Past: true},
			{Name: "readers", Label: "人次", Type: Number, Required: true, Unit: "人次", Max: 1_000_000},
		}},
	},
	Counts: []form.Fact{form.ReadingPoints},
	check: func(r *reading) {
		r.notBefore("closed_on", "opened_on")
		r.notBefore("delivered_on", "opened_on")
	},
	title:    titleOf("name"),
	day:      dayOf("opened_on"),
	identity: func(v Values) string { return v.Text("name") + "|" + v.Text("address") },
	facts: func(e Entry) []Fact {
		return []Fact{stock(form.ReadingPoints, e.Values.Day("opened_on"), e.Values.Day("closed_on"), unit)}
	},
}

// ErrNextYear refuses the figures of a year or month that has not begun.
var ErrNextYear = errors.New("还没有到这个时间")

// staffing: who works on disclosure, and with what money, year by year.
var staffing = &Book{
	Code: "staffing", Name: "机构人员经费", Measure: "条", Article: "第四条、第五十条",
	Help: "每年登记一次本机关从事政府信息公开工作的机构、人员和专项经费，按年末情况填写。",
	Fields: []Field{
		{Name: "year", Label: "年度", Type: Number, Required: true, Min: 2008, Max: 2200},
		{Name: "bodies", Label: "专门机构", Type: Number, Required: true, Unit: "个", Max: 10_000},
		{Name: "full_time", Label: "专职人员", Type: Number, Required: true, Unit: "人", Max: 1_000_000, Help: "不包括政府公报及政府网站工作人员。"},
		{Name: "part_time", Label: "兼职人员", Type: Number, Required: true, Unit: "人", Max: 1_000_000},
		{Name: "budget", Label: "专项经费", Type: Money, Required: true, Unit: "万元", Help: "不包括政府公报编辑管理及政府网站建设维护的经费。"},
		{Name: "note", Label: "说明", Type: Long},
	},
	Counts:   []form.Fact{form.Bodies, form.Staff, form.Budget},
	Sole:     "本机关这一年度的机构人员经费已经登记，请更正原来的登记",
	check:    func(r *reading) { r.begun("year", calendar.Date(int(r.Whole("year")), time.January, 1)) },
	title:    func(v Values) string { return v.Text("year") + " 年机构人员经费" },
	day:      func(v Values) calendar.Day { return calendar.Date(int(v.Whole("year")), time.December, 31) },
	identity: func(v Values) string { return v.Text("year") },
	facts: func(e Entry) []Fact {
		v, year := e.Values, int(e.Values.Whole("year"))
		from, until := calendar.Date(year, time.January, 1), calendar.Date(year+1, time.January, 1)
		return []Fact{
			stock(form.Bodies, from, until, v.Amount("bodies")),
			stock(form.Staff, from, until, v.Amount("full_time"), "full_time"),
			stock(form.Staff, from, until, v.Amount("part_time"), "part_time"),
			{Fact: form.Budget, Day: until - 1, Until: calendar.NoDay, Amount: v.Amount("budget")},
		}
	},
}

// ErrNothing refuses a month without any number.
var ErrNothing = errors.New("请至少填写一项数量；没有发生的填 0")

// decided is what decisions count.
var decided = []struct {
	name, label string
	fact        form.Fact
}{
	{"licences", "行政许可", form.Licences}, {"services", "其他对外管理服务", form.Services},
	{"penalties", "行政处罚", form.Penalties}, {"compulsions", "行政强制", form.Compulsions},
}

// decisions: the numbers of art. 20(5) and (6), month by month, typed in or
// imported where no other system gives them.
var decisions = &Book{
	Code: "decisions", Name: "行政行为统计", Measure: "条", Public: true, Article: "第二十条第（五）项、第（六）项",
	Help: "每月登记一次本机关作出的行政许可、行政处罚、行政强制等决定的数量和行政事业性收费。",
	Fields: func() []Field {
		list := []Field{
			{Name: "year", Label: "年", Type: Number, Required: true, Public: true, Min: 2008, Max: 2200},
			{Name: "month", Label: "月", Type: Number, Required: true, Public: true, Min: 1, Max: 12},
		}
		for _, d := range decided {
			list = append(list, Field{Name: d.name, Label: d.label, Type: Number, Public: true, Unit: "件", Max: 1_000_000_000})
		}
		return append(list, Field{Name: "levied", Label: "行政事业性收费", Type: Money, Public: true, Unit: "万元"})
	}(),
	Counts: []form.Fact{form.Licences, form.Services, form.Penalties, form.Compulsions, form.Levied},
	Sole:   "本机关这个月的行政行为统计已经登记，请更正原来的登记",
	check: func(r *reading) {
		r.begun("month", calendar.Date(int(r.Whole("year")), time.Month(r.Whole("month")), 1))
		for _, d := range decided {
			if r.Has(d.name) {
				return
			}
		}
		if !r.Has("levied") {
			r.refuse(decided[0].name, ErrNothing)
		}
	},
	title: func(v Values) string {
		return fmt.Sprintf("%s 年 %s 月行政行为统计", v.Text("year"), v.Text("month"))
	},
	day:      endOfMonth,
	identity: func(v Values) string { return v.Text("year") + "-" + v.Text("month") },
	facts: func(e Entry) []Fact {
		v, on := e.Values, endOfMonth(e.Values)
		var list []Fact
		for _, d := range decided {
			if v.Has(d.name) {
				list = append(list, flow(d.fact, on, v.Whole(d.name)))
			}
		}
		if v.Has("levied") {
			list = append(list, Fact{Fact: form.Levied, Day: on, Until: calendar.NoDay, Amount: v.Amount("levied")})
		}
		return list
	},
}

func endOfMonth(v Values) calendar.Day {
	return calendar.Date(int(v.Whole("year")), time.Month(v.Whole("month"))+1, 1) - 1
}

// begun refuses a time that has not begun.
func (r *reading) begun(field string, from calendar.Day) {
	if from > r.today {
		r.refuse(field, ErrNextYear)
	}
}

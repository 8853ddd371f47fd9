package ledger

import (
	"slices"

	"gongkai/law/calendar"
	"gongkai/law/form"
)

// Fact is something an entry counts in the report of a year.
type Fact struct {
	Fact form.Fact
	// Marks are what a [form.Source] may narrow the fact by, each once, in
	// alphabetical order.
	Marks []string
	// Day is when it happened, or since when it stands.
	Day calendar.Day
	// Stock says that it stands: it counts in every year on whose last day it
	// does. Until is the first day on which it no longer does; NoDay while it
	// does, and for what happened.
	Stock bool
	Until calendar.Day
	// Amount is in millionths, as printed.Number: one, persons, money.
	Amount int64
}

// flow happened n times on the day.
func flow(f form.Fact, on calendar.Day, n int64, marks ...string) Fact {
	return Fact{Fact: f, Marks: marked(marks), Day: on, Until: calendar.NoDay, Amount: n * unit}
}

// stock stands from the day on. amount is in millionths.
func stock(f form.Fact, from, until calendar.Day, amount int64, marks ...string) Fact {
	return Fact{Fact: f, Marks: marked(marks), Day: from, Stock: true, Until: until, Amount: amount}
}

func marked(marks []string) []string {
	marks = slices.Clone(marks)
	slices.Sort(marks)
	return slices.Compact(marks)
}

// Facts is what an entry counts; nothing once it is struck out.
func Facts(e Entry) []Fact {
	b, ok := BookOf(e.Book)
	if !ok || e.State == Struck {
		return nil
	}
	return b.facts(e)
}

// IsFact says whether the ledgers count the fact, and whether it is a stock.
func IsFact(f form.Fact) (counted, stock bool) {
	for _, b := range Books {
		if slices.Contains(b.Counts, f) {
			return true, f == form.ReadingPoints || f == form.Staff || f == form.Bodies
		}
	}
	return false, false
}

// Marks name what facts are narrowed by: the kind of mark, and the mark.
var Marks = []struct{ Code, Kind, Name string }{
	{"principal", "出席", "主要负责同志"},
	{"weibo", "渠道", "微博"}, {"wechat", "渠道", "微信"}, {"website", "渠道", "政府网站"}, {"hotline", "渠道", "政务热线"},
	{"media", "渠道", "新闻媒体"}, {"other", "渠道", "其他方式"},
	{"suggestion", "种类", "人大代表建议"}, {"proposal", "种类", "政协提案"}, {"motion", "种类", "议案"},
	{"A", "答复类别", "A 类"}, {"B", "答复类别", "B 类"}, {"C", "答复类别", "C 类"}, {"leader", "领办", "领导领办"},
	{"full_time", "人员", "专职"}, {"part_time", "人员", "兼职"},
}

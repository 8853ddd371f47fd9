package ledger

import (
	"cmp"
	"errors"
	"slices"

	"gongkai/law/calendar"
)

// ErrStock refuses more copies given away than there were.
var ErrStock = errors.New("到这一天为止，赠阅的册数超过了到货的册数")

// handout: printed matter that is given away where people come to read, the
// gazettes first of all (art. 23, 25): what came in, what was taken, and what
// was ordered again. It counts in no report.
var handout = &Book{
	Code: "handout", Name: "赠阅资料", Measure: "种", Public: true, Article: "第二十三条、第二十五条",
	Help: "登记在查阅点免费赠阅的政府公报、办事指南等印刷资料，一个地点的一种资料一条。到货、赠阅和补充都逐行填写，结存由平台计算。",
	Fields: []Field{
		{Name: "title", Label: "资料名称", Type: Text, Required: true, Public: true, Help: "如：吉林省人民政府公报、长春政报 2017 年第 6 期。"},
		{Name: "kind", Label: "种类", Type: Choice, Required: true, Public: true, Choices: []Option{
			{"provincial", "省政府公报"}, {"gazette", "本市政府公报"}, {"guide", "办事指南"}, {"other", "其他"}}},
		{Name: "place", Label: "赠阅地点", Type: Text, Required: true, Public: true},
		{Name: "started_on", Label: "开始赠阅日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "ended_on", Label: "停止赠阅日期", Type: Day, Public: true, Past: true, Help: "自这一天起不再赠阅，也不再补充。"},
		{Name: "print_run", Label: "印数", Type: Number, Public: true, Unit: "册", Max: 10_000_000},
		{Name: "reorder_at", Label: "补充线", Type: Number, Public: true, Unit: "册", Max: 1_000_000, Help: "结存不多于这个数时应当补充；不填写的不提醒。"},
		{Name: "received", Label: "到货", Type: Rows, Public: true, Fields: []Field{
			{Name: "day", Label: "日期", Type: Day, Required: true, Public: true, Past: true},
			{Name: "copies", Label: "册数", Type: Number, Required: true, Public: true, Unit: "册", Min: 1, Max: 1_000_000},
			{Name: "from", Label: "来自", Type: Text},
		}},
		{Name: "handed", Label: "赠阅", Type: Rows, Public: true, Fields: []Field{
			{Name: "day", Label: "日期", Type: Day, Required: true, Public: true, Past: true},
			{Name: "copies", Label: "册数", Type: Number, Required: true, Public: true, Unit: "册", Min: 1, Max: 1_000_000},
			{Name: "to", Label: "去向", Type: Text},
		}},
		{Name: "ordered", Label: "补充要求", Type: Rows, Public: true, Fields: []Field{
			{Name: "day", Label: "提出日期", Type: Day, Required: true, Public: true, Past: true},
			{Name: "copies", Label: "册数", Type: Number, Required: true, Public: true, Unit: "册", Min: 1, Max: 1_000_000},
			{Name: "from", Label: "向谁提出", Type: Text},
		}},
	},
	Sole: "这个地点的这种资料已经登记，请更正原来的登记",
	check: func(r *reading) {
		r.notBefore("ended_on", "started_on")
		for _, field := range []string{"handed", "ordered"} {
			r.rowsNotBefore(field, "day", "started_on")
		}
		for _, m := range movements(r.Values) {
			if m.left < 0 {
				r.refuseRow("handed", m.row, "copies", ErrStock)
				return
			}
		}
	},
	title:    func(v Values) string { return v.Text("title") + "（" + v.Text("place") + "）" },
	day:      dayOf("started_on"),
	due:      func(v Values) calendar.Day { return StockOf(v).ShortOn },
	identity: func(v Values) string { return v.Text("title") + "|" + v.Text("place") },
	facts:    func(Entry) []Fact { return nil },
}

// Stock is what is left of printed matter.
type Stock struct {
	Received, Handed, Left int64 // copies
	// ShortOn is the day on which no more than the reorder line was left, when
	// nothing was ordered since; NoDay otherwise.
	ShortOn calendar.Day
}

// movement is copies that came in or were taken.
type movement struct {
	day    calendar.Day
	copies int64
	row    int   // of handed, from 1; 0 for copies that came in
	left   int64 // after it
}

// movements is all of them in order; what came in on a day comes before what
// was taken on it.
func movements(v Values) []movement {
	var list []movement
	for _, row := range v.List("received") {
		list = append(list, movement{day: row.Day("day"), copies: row.Whole("copies")})
	}
	for n, row := range v.List("handed") {
		list = append(list, movement{day: row.Day("day"), copies: -row.Whole("copies"), row: n + 1})
	}
	slices.SortStableFunc(list, func(a, b movement) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(b.copies, a.copies))
	})
	left := int64(0)
	for i := range list {
		left += list[i].copies
		list[i].left = left
	}
	return list
}

// StockOf is the stock of an entry of printed matter.
func StockOf(v Values) Stock {
	s := Stock{ShortOn: calendar.NoDay}
	for _, m := range movements(v) {
		short := v.Has("reorder_at") && m.left <= v.Whole("reorder_at")
		switch {
		case !short:
			s.ShortOn = calendar.NoDay
		case s.ShortOn == calendar.NoDay:
			s.ShortOn = m.day
		}
		if m.copies > 0 {
			s.Received += m.copies
		} else {
			s.Handed -= m.copies
		}
		s.Left = m.left
	}
	for _, row := range v.List("ordered") {
		if row.Day("day") >= s.ShortOn {
			s.ShortOn = calendar.NoDay
		}
	}
	if v.Has("ended_on") {
		s.ShortOn = calendar.NoDay
	}
	return s
}

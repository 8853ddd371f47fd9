package ledger

// supervision: of how decisions are carried out, and of accounts. It ends with
// what was found and what became of it.
var supervision = &Book{
	Code: "supervision", Name: "督查审计", Measure: "项", Public: true, Article: "第六条",
	Help: "登记本机关组织或者接受的督查、审计。办结时填写办结日期，并作出公开决定。",
	Fields: append([]Field{
		{Name: "title", Label: "事项", Type: Text, Required: true, Public: true},
		{Name: "kind", Label: "种类", Type: Choice, Required: true, Public: true, Choices: []Option{{"supervision", "督查"}, {"audit", "审计"}}},
		{Name: "subject", Label: "被督查、审计的单位", Type: Text, Required: true, Public: true},
		{Name: "started_on", Label: "开始日期", Type: Day, Required: true, Public: true, Past: true},
		{Name: "findings", Label: "发现的问题", Type: Long},
		{Name: "measures", Label: "整改情况", Type: Long, Public: true},
		{Name: "ended_on", Label: "办结日期", Type: Day, Public: true, Past: true},
		{Name: "result", Label: "结果公开", Type: Link, Public: true},
	}, decisionFields()...),
	check: func(r *reading) {
		r.notBefore("ended_on", "started_on")
		r.checkDecision()
	},
	closed:   func(v Values) bool { return v.Has("ended_on") },
	title:    titleOf("title"),
	day:      dayOf("started_on"),
	identity: held("started_on", "title"),
	facts:    func(Entry) []Fact { return nil },
}

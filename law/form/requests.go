package form

import "strings"

// What the forms of 2019 and 2021 share: the table of requests with its columns
// of applicants, the table of remedies, and the identities of both.

const reg2019 = "2019年《条例》"

var parts2019 = []string{
	"一、总体情况",
	"二、主动公开政府信息情况",
	"三、收到和处理政府信息公开申请情况",
	"四、政府信息公开行政复议、行政诉讼情况",
	"五、存在的主要问题及改进情况",
	"六、其他需要报告的事项",
}

var tables2019 = []Table{{"A", parts2019[1]}, {"B", parts2019[2]}, {"C", parts2019[3]}}

// applicants are the columns of the table of requests, with the name that the
// cases give the kind of applicant.
var applicants = []struct{ column, name, english, kind string }{
	{"natural", "自然人", "Natural persons", "natural"},
	{"org_business", "商业企业", "Businesses", "commercial"},
	{"org_research", "科研机构", "Research institutions", "research"},
	{"org_welfare", "社会公益组织", "Public-benefit organisations", "public_benefit"},
	{"org_legal", "法律服务机构", "Legal service providers", "legal_service"},
	{"org_other", "其他", "Other organisations", "other"},
}

// results are the columns of the table of remedies.
var results = []struct{ column, name, english string }{
	{"maintained", "结果维持", "Upheld"},
	{"corrected", "结果纠正", "Corrected"},
	{"other", "其他结果", "Other result"},
	{"pending", "尚未审结", "Pending"},
}

const total = "total"

// statutory keeps to requests for information: since 2019 what else came in as
// one, a consultation or a complaint, stands in no table.
const statutory = "statutory"

var partColumns = []string{"natural", "org_business", "org_research", "org_welfare", "org_legal", "org_other"}

// requestRow is a row with a number for each kind of applicant.
func requestRow(code, parent, name, english, article string, fact Fact, of ...string) Row {
	r := Row{Code: code, Table: "B", Parent: parent, Name: name, English: english, Unit: "件", Article: article}
	for _, a := range applicants {
		from := Source{Fact: fact, Of: append([]string{statutory}, of...), Applicant: a.kind}
		if fact == Sum {
			from = summed
		}
		r.Columns = append(r.Columns, Column{Code: a.column, Name: a.name, English: a.english, From: from})
	}
	r.Columns = append(r.Columns, Column{Code: total, Name: "总计", English: "Total", From: summed})
	return r
}

func leaf(code, parent, name, english, article string) Row {
	if strings.HasPrefix(article, "第") {
		article = reg2019 + article
	}
	return requestRow(code, parent, name, english, article, Answered, code)
}

func heading(table, code, parent, name, english string) Row {
	return Row{Code: code, Table: table, Parent: parent, Name: name, English: english}
}

// remedyRow is a row with a number for each result.
func remedyRow(code, name, english string, fact Fact, of ...string) Row {
	r := Row{Code: code, Table: "C", Parent: "C", Name: name, English: english, Unit: "件", Article: reg2019 + "第五十条第一款第（三）项"}
	for _, c := range results {
		r.Columns = append(r.Columns, Column{Code: c.column, Name: c.name, English: c.english, From: counted(fact, append([]string{c.column}, of...)...)})
	}
	r.Columns = append(r.Columns, Column{Code: total, Name: "总计", English: "Total", From: summed})
	return r
}

// requestsAndRemedies are tables B and C; other is what stands under 其他处理.
func requestsAndRemedies(other ...Row) []Row {
	rows := []Row{
		heading("B", "B", "", parts2019[2], "Requests received and handled"),
		requestRow("B1", "B", "一、本年新收政府信息公开申请数量", "New requests received this year", reg2019+"第五十条第一款第（二）项", Received),
		requestRow("B2", "B", "二、上年结转政府信息公开申请数量", "Requests carried over from last year", "", CarriedIn),
		heading("B", "B3", "B", "三、本年度办理结果", "Outcomes this year"),
		leaf("B3.1", "B3", "（一）予以公开", "Disclosed", "第三十六条第（一）项、第（二）项"),
		leaf("B3.2", "B3", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "Disclosed in part", "第三十七条").also("（二）部分公开"),
		heading("B", "B3.3", "B3", "（三）不予公开", "Refused"),
		leaf("B3.3.1", "B3.3", "1.属于国家秘密", "State secret", "第十四条"),
		leaf("B3.3.2", "B3.3", "2.其他法律行政法规禁止公开", "Barred by another law or administrative regulation", "第十四条"),
		leaf("B3.3.3", "B3.3", "3.危及“三安全一稳定”", "Endangers security or social stability", "第十四条"),
		leaf("B3.3.4", "B3.3", "4.保护第三方合法权益", "Protects lawful rights of a third party", "第十五条、第三十二条"),
		leaf("B3.3.5", "B3.3", "5.属于三类内部事务信息", "Internal affairs information", "第十六条第一款").also("5.属于三类内容事务信息"),
		leaf("B3.3.6", "B3.3", "6.属于四类过程性信息", "Process information", "第十六条第二款"),
		leaf("B3.3.7", "B3.3", "7.属于行政执法案卷", "Administrative enforcement file", "第十六条第二款"),
		leaf("B3.3.8", "B3.3", "8.属于行政查询事项", "Matter for a registry query", "第三十六条第（七）项"),
		heading("B", "B3.4", "B3", "（四）无法提供", "Unable to provide"),
		leaf("B3.4.1", "B3.4", "1.本机关不掌握相关政府信息", "Not held by the agency", "第三十六条第（四）项、第（五）项"),
		leaf("B3.4.2", "B3.4", "2.没有现成信息需要另行制作", "Would have to be created", "第三十八条"),
		leaf("B3.4.3", "B3.4", "3.补正后申请内容仍不明确", "Still unclear after supplement", "第三十条"),
		heading("B", "B3.5", "B3", "（五）不予处理", "Not processed"),
		leaf("B3.5.1", "B3.5", "1.信访举报投诉类申请", "Petition, report or complaint", "第三十九条第一款"),
		leaf("B3.5.2", "B3.5", "2.重复申请", "Repeat request", "第三十六条第（六）项"),
		leaf("B3.5.3", "B3.5", "3.要求提供公开出版物", "Asks for a public publication", "第三十九条第二款"),
		leaf("B3.5.4", "B3.5", "4.无正当理由大量反复申请", "Mass or repeated requests without good reason", "第三十五条"),
		leaf("B3.5.5", "B3.5", "5.要求行政机关确认或重新出具已获取信息", "Asks to confirm or re-issue information already obtained", ""),
	}
	rows = append(rows, other...)
	sum := requestRow("B3.7", "B3", "（七）总计", "Total outcomes", "", Sum)
	sum.Sum = true
	return append(rows, sum,
		requestRow("B4", "B", "四、结转下年度继续办理", "Carried forward to next year", "", CarriedOut),
		heading("C", "C", "", parts2019[3], "Reconsideration and litigation"),
		remedyRow("C1", "行政复议", "Reconsideration", Reconsidered),
		remedyRow("C2", "行政诉讼：未经复议直接起诉", "Suits without reconsideration", Sued, "direct").also("行政诉讼-未经复议直接起诉", "未经复议直接起诉"),
		remedyRow("C3", "行政诉讼：复议后起诉", "Suits after reconsideration", Sued, "after_reconsideration").also("行政诉讼-复议后起诉", "复议后起诉"),
	)
}

// outcomes are the rows that B3.7 sums up.
func outcomes(rows []Row) []string {
	var list []string
	for _, r := range rows {
		if r.Table == "B" && len(r.Columns) > 0 && r.Columns[0].From.Fact == Answered {
			list = append(list, r.Code)
		}
	}
	return list
}

// balance are the identities of the tables of requests and remedies.
func balance(rows []Row) []Identity {
	f1 := Identity{ID: "F1", Level: Hard, Span: Within, Sentence: "本年新收与上年结转之和，等于本年度办理结果总计与结转下年度之和"}
	f2 := Identity{ID: "F2", Level: Hard, Span: Within, Sentence: "本年度办理结果总计等于各种办理结果之和"}
	f3 := Identity{ID: "F3", Level: Hard, Span: Within, Sentence: "总计等于自然人与各类法人或其他组织之和"}
	f4 := Identity{ID: "F4", Level: Hard, Span: Within, Sentence: "总计等于结果维持、结果纠正、其他结果、尚未审结之和"}
	for _, c := range append(append([]string(nil), partColumns...), total) {
		f1.Rules = append(f1.Rules, Rule{Place: c, Relations: equal(terms(c, "B1", "B2"), terms(c, "B3.7", "B4"))})
		f2.Rules = append(f2.Rules, Rule{Place: c, Relations: equal(terms(c, "B3.7"), terms(c, outcomes(rows)...))})
	}
	for _, r := range rows {
		switch {
		case len(r.Columns) == 0:
		case r.Table == "B":
			f3.Rules = append(f3.Rules, Rule{Place: r.Code, Relations: equal(across(r.Code, total), across(r.Code, partColumns...))})
		case r.Table == "C":
			f4.Rules = append(f4.Rules, Rule{Place: r.Code, Relations: equal(across(r.Code, total), across(r.Code, "maintained", "corrected", "other", "pending"))})
		}
	}
	x1 := Identity{ID: "X1", Level: Hard, Span: Years, Sentence: "上年结转等于上年度报告的结转下年度继续办理", Note: "机构撤并、职能划转或者已公布更正的除外，应当说明"}
	for _, c := range append(append([]string(nil), partColumns...), total) {
		x1.Rules = append(x1.Rules, Rule{Place: c, Relations: equal(terms(c, "B2"), []Term{{Cell: Cell{"B4", c}, LastYear: true}})})
	}
	return []Identity{f1, f2, f3, f4, wholeNumbers(rows), x1}
}

// told are the figures of section one that name cells of the total column.
func told(rows []Row) Identity {
	under := func(parent string) []string {
		var list []string
		for _, r := range rows {
			if r.Parent == parent && len(r.Columns) > 0 {
				list = append(list, r.Code)
			}
		}
		if len(list) == 0 {
			list = []string{parent}
		}
		return list
	}
	i := Identity{ID: "S3", Level: Soft, Span: Narrative, Sentence: "正文所述数字与表中所指的格一致"}
	for _, f := range []struct {
		place, name string
		rows        []string
	}{
		{"received", "新收申请", []string{"B1"}},
		{"carried_in", "上年结转", []string{"B2"}},
		{"received_incl_carried_in", "新收与上年结转", []string{"B1", "B2"}},
		{"requests_handled_in_year", "新收与上年结转", []string{"B1", "B2"}},
		{"granted", "予以公开", []string{"B3.1"}},
		{"partial", "部分公开", []string{"B3.2"}},
		{"granted_and_partial", "予以公开和部分公开", []string{"B3.1", "B3.2"}},
		{"refused", "不予公开", under("B3.3")},
		{"unable", "无法提供", under("B3.4")},
		{"not_processed", "不予处理", under("B3.5")},
		{"other", "其他处理", under("B3.6")},
		{"replied", "办理结果总计", []string{"B3.7"}},
		{"closed", "办理结果总计", []string{"B3.7"}},
		{"carried_forward", "结转下年度", []string{"B4"}},
		{"reconsideration", "行政复议", []string{"C1"}},
		{"litigation", "行政诉讼", []string{"C2", "C3"}},
	} {
		r := Rule{Place: f.place, Name: f.name}
		for _, row := range f.rows {
			r.Cells = append(r.Cells, Cell{row, total})
		}
		i.Rules = append(i.Rules, r)
	}
	return i
}

const memberNote = "同一案件有几个被申请人或者被告的只计一次；联合制发的文件由牵头机关计一次"

package form

// form2021 is in use for the reports of 2021 and later.
var form2021 = Form{
	Code: "2021", Name: "政府信息公开工作年度报告格式", Document: "国办公开办函〔2021〕30号",
	From:  2021,
	Parts: parts2019, Tables: tables2019, Rows: rows2021, Identities: identities2021,
}

func decided(code, name, english, article string, fact Fact) Row {
	return Row{
		Code: code, Table: "A", Parent: "A", Name: name, English: english, Unit: "件", Article: reg2019 + article,
		Columns: []Column{{Code: "decisions", Name: "本年处理决定数量", English: "Decisions this year", From: counted(fact)}},
	}
}

func issued(code, name, english, kind string) Row {
	return Row{
		Code: code, Table: "A", Parent: "A", Name: name, English: english, Unit: "件", Article: reg2019 + "第二十条第（一）项",
		Columns: []Column{
			{Code: "issued", Name: "本年制发件数", English: "Issued this year", From: counted(Documents, kind)},
			{Code: "repealed", Name: "本年废止件数", English: "Repealed this year", From: counted(DocumentsOut, kind)},
			{Code: "in_force", Name: "现行有效件数", English: "In force", From: counted(DocumentsHeld, kind)},
		},
	}
}

var rows2021 = append([]Row{
	heading("A", "A", "", parts2019[1], "Proactive disclosure"),
	issued("A01", "规章", "Rules", "rule").note("只有国务院部门、省级人民政府、设区的市和自治州人民政府可以制定规章，其他机关填0"),
	issued("A02", "行政规范性文件", "Normative documents", "normative").also("规范性文件"),
	decided("A05", "行政许可", "Administrative licences", "第二十条第（五）项", Licences),
	decided("A06a", "行政处罚", "Administrative penalties", "第二十条第（六）项", Penalties),
	decided("A06b", "行政强制", "Administrative compulsion", "第二十条第（六）项", Compulsions),
	{
		Code: "A08", Table: "A", Parent: "A", Name: "行政事业性收费", English: "Administrative fees", Unit: "万元", Article: reg2019 + "第二十条第（八）项",
		Columns: []Column{{Code: "amount", Name: "本年收费金额（单位：万元）", English: "Collected this year", Kind: Amount, From: counted(Levied)}},
	},
}, requestsAndRemedies(
	heading("B", "B3.6", "B3", "（六）其他处理", "Other handling"),
	leaf("B3.6.1", "B3.6", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "Not supplemented in time", "第三十条").also("1.逾期不补正"),
	leaf("B3.6.2", "B3.6", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "Fee not paid in time", "国办函〔2020〕109号").also("2.逾期未缴费"),
	leaf("B3.6.3", "B3.6", "3.其他", "Other", ""),
)...)

var identities2021 = append(balance(rows2021),
	Identity{
		ID: "X2", Level: Soft, Span: Years, Sentence: "现行有效件数等于上年现行有效件数加本年制发件数减本年废止件数",
		Note:  "有文件失效而未计入废止，或者统计范围有变化的，应当说明",
		Rules: []Rule{stock("A01"), stock("A02")},
	},
	rolledUp(rows2021, memberNote, "A02", "C1", "C2", "C3"),
	Identity{
		ID: "S1", Level: Soft, Span: Power, Sentence: "没有规章制定权的机关，规章的制发件数、现行有效件数应为零",
		Rules: []Rule{{Cells: []Cell{{"A01", "issued"}, {"A01", "in_force"}}}},
	},
	Identity{
		ID: "S2", Level: Soft, Span: Within, Sentence: "行政规范性文件现行有效件数不小于本年制发而未在当年废止的件数",
		Rules: []Rule{{Relations: atMost(across("A02", "issued"), []Term{{Cell: Cell{"A02", "in_force"}}, {Cell: Cell{"A02", "repealed"}, Part: true}})}},
	},
	told(rows2021),
	Identity{
		ID: "S4", Level: Soft, Span: Narrative, Sentence: "有因逾期未缴费而不再处理的申请的，正文第六部分应写明本年发出的收费通知和收费情况",
		Note:  "没有收费的，正文第六部分也应写明",
		Rules: []Rule{{Cells: []Cell{{"B3.6.2", total}}}},
	},
)

func stock(row string) Rule {
	return Rule{Place: row, Relations: equal(across(row, "in_force"), []Term{
		{Cell: Cell{row, "in_force"}, LastYear: true},
		{Cell: Cell{row, "issued"}},
		{Cell: Cell{row, "repealed"}, Minus: true},
	})}
}

package form

// form2019 was the trial format for the reports of 2019 and 2020. In its table
// of proactive disclosure, columns of items in a catalogue stand beside columns
// of cases decided; no identity links them.
var form2019 = Form{
	Code: "2019", Name: "政府信息公开工作年度报告格式（试行）", Document: "国办公开办函〔2019〕60号",
	From: 2019, Until: 2020,
	Parts: parts2019, Tables: tables2019, Rows: rows2019, Identities: identities2019,
}

// items is a row of catalogue items and cases of the form of 2019.
func items(code, name, english, article string, fact Fact) Row {
	r := Row{
		Code: code, Table: "A", Parent: "A", Name: name, English: english, Article: reg2019 + article,
		Columns: []Column{
			{Code: "prev_items", Name: "上一年项目数量", English: "Items last year", Unit: "项", From: declared},
			{Code: "delta", Name: "本年增/减", English: "Change this year", Kind: Change, Unit: "项", From: declared},
		},
	}
	if fact != "" {
		r.Columns = append(r.Columns, Column{Code: "decisions", Name: "处理决定数量", English: "Decisions", Unit: "件", From: counted(fact)})
	}
	return r
}

func made(code, name, english, kind string) Row {
	return Row{
		Code: code, Table: "A", Parent: "A", Name: name, English: english, Unit: "件", Article: reg2019 + "第二十条第（一）项",
		Columns: []Column{
			{Code: "new_made", Name: "本年新制作数量", English: "Made this year", From: counted(Documents, kind)},
			{Code: "new_public", Name: "本年新公开数量", English: "Published this year", From: counted(Published, kind)},
			{Code: "total_public", Name: "对外公开总数量", English: "Public in total", From: counted(DocumentsOpen, kind)},
		},
	}
}

var rows2019 = append([]Row{
	heading("A", "A", "", parts2019[1], "Proactive disclosure"),
	made("A01", "规章", "Rules", "rule"),
	made("A02", "规范性文件", "Normative documents", "normative").also("行政规范性文件"),
	items("A05", "行政许可", "Administrative licences", "第二十条第（五）项", Licences),
	items("A05b", "其他对外管理服务事项", "Other outward services", "第二十条第（五）项", Services),
	items("A06a", "行政处罚", "Administrative penalties", "第二十条第（六）项", Penalties),
	items("A06b", "行政强制", "Administrative compulsion", "第二十条第（六）项", Compulsions),
	items("A08", "行政事业性收费", "Administrative fees", "第二十条第（八）项", ""),
	{
		Code: "A09", Table: "A", Parent: "A", Name: "政府集中采购", English: "Central procurement", Article: reg2019 + "第二十条第（九）项",
		Note: "金额应写明单位",
		Columns: []Column{
			{Code: "items", Name: "采购项目数量", English: "Procurement projects", Unit: "项", From: declared},
			// The form prints no unit, and reports have yuan and ten thousands.
			{Code: "amount", Name: "采购总金额", English: "Amount", Kind: Amount, From: declared},
		},
	},
}, requestsAndRemedies(leaf("B3.6", "B3", "（六）其他处理", "Other handling", ""))...)

var identities2019 = append(balance(rows2019), rolledUp(rows2019, memberNote, "A02", "C1", "C2", "C3"), told(rows2019))

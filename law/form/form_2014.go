package form

const (
	table2014  = "政府信息公开情况统计表"
	regulation = "《条例》"
	old        = "2007年" + regulation
)

// form2014 was attached to the reports of 2014 to 2018. Its rows have one
// number each.
var form2014 = Form{
	Code: "2014", Name: table2014, Document: "国务院办公厅统一的《政府信息公开情况统计表》",
	From: 2014, Until: 2018,
	// The legal minimum of 第三十二条; the parts of printed reports differ.
	Parts: []string{
		"主动公开政府信息的情况",
		"依申请公开政府信息和不予公开政府信息的情况",
		"政府信息公开的收费及减免情况",
		"因政府信息公开申请行政复议、提起行政诉讼的情况",
		"政府信息公开工作存在的主要问题及改进情况",
		"其他需要报告的事项",
	},
	Tables:     []Table{{"2014", table2014}},
	Rows:       rows2014,
	Identities: identities2014,
}

// line is a row of the form of 2014.
func line(code, parent, name, english, unit string, from Source) Row {
	r := Row{Code: code, Table: "2014", Parent: parent, Name: name, English: english, Unit: unit}
	kind := Count
	if unit == "万元" {
		kind = Amount
	}
	r.Columns = []Column{{Code: Value, Name: "数量", English: "Number", Kind: kind, From: from}}
	r.Sum = from.Fact == Sum
	return r
}

func group(code, parent, name, english string) Row {
	return Row{Code: code, Table: "2014", Parent: parent, Name: name, English: english}
}

func (r Row) article(a string) Row { r.Article = a; return r }
func (r Row) note(n string) Row    { r.Note = n; return r }
func (r Row) also(names ...string) Row {
	r.Also = names
	return r
}

var rows2014 = []Row{
	group("1", "", "一、主动公开情况", "Proactive disclosure").article(old + "第三十二条第（一）项"),
	line("1.1", "1", "（一）主动公开政府信息数", "Items proactively disclosed", "条", counted(Published)).
		note("不同渠道和方式公开相同信息计1条"),
	line("1.1.a", "1.1", "其中：主动公开规范性文件数", "of which normative documents", "条", counted(Published, "normative")).
		article(old + "第十条第（一）项"),
	line("1.1.b", "1", "制发规范性文件总数", "Normative documents issued in total", "件", counted(Documents, "normative")),
	group("1.2", "1", "（二）通过不同渠道和方式公开政府信息的情况", "By channel").article(old + "第十五条"),
	line("1.2.1", "1.2", "1.政府公报公开政府信息数", "Government gazette", "条", counted(OnChannel, "gazette")),
	line("1.2.2", "1.2", "2.政府网站公开政府信息数", "Government website", "条", counted(OnChannel, "website")),
	line("1.2.3", "1.2", "3.政务微博公开政府信息数", "Government microblog", "条", counted(OnChannel, "weibo")),
	line("1.2.4", "1.2", "4.政务微信公开政府信息数", "Government WeChat", "条", counted(OnChannel, "wechat")),
	line("1.2.5", "1.2", "5.其他方式公开政府信息数", "Other means", "条", counted(OnChannel, "other")),

	group("2", "", "二、回应解读情况", "Responses and interpretation"),
	line("2.1", "2", "（一）回应公众关注热点或重大舆情数", "Hot topics or major public-opinion matters answered", "次", counted(Matters)).
		note("不同方式回应同一热点或舆情计1次"),
	group("2.2", "2", "（二）通过不同渠道和方式回应解读的情况", "By channel"),
	line("2.2.1", "2.2", "1.参加或举办新闻发布会总次数", "Press conferences held or attended", "次", counted(Conferences)),
	line("2.2.1.a", "2.2.1", "其中：主要负责同志参加新闻发布会次数", "of which attended by the principal", "次", counted(Conferences, "principal")),
	line("2.2.2", "2.2", "2.政府网站在线访谈次数", "Online interviews", "次", counted(Interviews)),
	line("2.2.2.a", "2.2.2", "其中：主要负责同志参加政府网站在线访谈次数", "of which by the principal", "次", counted(Interviews, "principal")),
	line("2.2.3", "2.2", "3.政策解读稿件发布数", "Policy interpretation pieces", "篇", counted(Interpreted)),
	line("2.2.4", "2.2", "4.微博微信回应事件数", "Matters answered by microblog or WeChat", "次", counted(Matters, "weibo", "wechat")),
	line("2.2.5", "2.2", "5.其他方式回应事件数", "Matters answered by other means", "次", counted(Matters, "other")),

	group("3", "", "三、依申请公开情况", "Disclosure on request").article(old + "第三十二条第（二）项"),
	line("3.1", "3", "（一）收到申请数", "Requests received", "件", summed).article(old + "第二十条"),
	line("3.1.1", "3.1", "1.当面申请数", "In person", "件", counted(Received, "counter")),
	line("3.1.2", "3.1", "2.传真申请数", "By fax", "件", counted(Received, "fax")),
	line("3.1.3", "3.1", "3.网络申请数", "Online", "件", counted(Received, "online", "email")),
	line("3.1.4", "3.1", "4.信函申请数", "By letter", "件", counted(Received, "signed_post", "plain_post")),
	line("3.2", "3", "（二）申请办结数", "Requests closed", "件", summed).article(old + "第二十四条"),
	line("3.2.1", "3.2", "1.按时办结数", "Closed in time", "件", counted(Closed, "in_time")),
	line("3.2.2", "3.2", "2.延期办结数", "Closed after extension", "件", counted(Closed, "extended", "late")).
		note("超过期限办结的没有单独一行，计入本行，并应在正文中写明"),
	line("3.3", "3", "（三）申请答复数", "Replies", "件", summed).also("replied").article(old + "第二十一条"),
	line("3.3.1", "3.3", "1.属于已主动公开范围数", "Already proactively disclosed", "件", counted(Answered, "3.3.1")).article(old + "第二十一条第（一）项"),
	line("3.3.2", "3.3", "2.同意公开答复数", "Agreed to disclose", "件", counted(Answered, "3.3.2")).article(old + "第二十一条第（一）项"),
	line("3.3.3", "3.3", "3.同意部分公开答复数", "Agreed to disclose in part", "件", counted(Answered, "3.3.3")).article(old + "第二十二条"),
	line("3.3.4", "3.3", "4.不同意公开答复数", "Refused", "件", summed).article(old + "第二十一条第（二）项"),
	line("3.3.4.1", "3.3.4", "其中：涉及国家秘密", "State secret", "件", counted(Answered, "3.3.4.1")).article(old + "第十四条"),
	line("3.3.4.2", "3.3.4", "涉及商业秘密", "Business secret", "件", counted(Answered, "3.3.4.2")).article(old + "第十四条"),
	line("3.3.4.3", "3.3.4", "涉及个人隐私", "Personal privacy", "件", counted(Answered, "3.3.4.3")).article(old + "第十四条"),
	line("3.3.4.4", "3.3.4", "危及国家安全、公共安全、经济安全和社会稳定", "Endangers security or stability", "件", counted(Answered, "3.3.4.4")).article(old + "第八条"),
	line("3.3.4.5", "3.3.4", "不是《条例》所指政府信息", "Not government information under the Regulation", "件", counted(Answered, "3.3.4.5")).article(old + "第二条"),
	line("3.3.4.6", "3.3.4", "法律法规规定的其他情形", "Other statutory case", "件", counted(Answered, "3.3.4.6")),
	line("3.3.5", "3.3", "5.不属于本行政机关公开数", "Not for this agency", "件", counted(Answered, "3.3.5")).article(old + "第二十一条第（三）项"),
	line("3.3.6", "3.3", "6.申请信息不存在数", "Information does not exist", "件", counted(Answered, "3.3.6")).article(old + "第二十一条第（三）项"),
	line("3.3.7", "3.3", "7.告知作出更改补充数", "Asked to change or supplement", "件", counted(Answered, "3.3.7")).article(old + "第二十一条第（四）项"),
	line("3.3.8", "3.3", "8.告知通过其他途径办理数", "Told to use another route", "件", counted(Answered, "3.3.8")),

	line("4", "", "四、行政复议数量", "Reconsideration cases", "件", summed).article(old + "第三十二条第（四）项、第三十三条第二款"),
	line("4.1", "4", "（一）维持具体行政行为数", "Upheld", "件", counted(Reconsidered, "maintained")),
	line("4.2", "4", "（二）被依法纠错数", "Corrected", "件", counted(Reconsidered, "corrected")),
	line("4.3", "4", "（三）其他情形数", "Other", "件", counted(Reconsidered, "other")),
	line("5", "", "五、行政诉讼数量", "Litigation cases", "件", summed).article(old + "第三十二条第（四）项、第三十三条第二款"),
	line("5.1", "5", "（一）维持具体行政行为或者驳回原告诉讼请求数", "Upheld or claim dismissed", "件", counted(Sued, "maintained")),
	line("5.2", "5", "（二）被依法纠错数", "Corrected", "件", counted(Sued, "corrected")),
	line("5.3", "5", "（三）其他情形数", "Other", "件", counted(Sued, "other")),
	line("6", "", "六、举报投诉数量", "Reports and complaints", "件", counted(Complaints)).article(old + "第三十三条第一款"),
	line("7", "", "七、依申请公开信息收取的费用", "Fees charged for requests", "万元", counted(Fees)).article(old + "第二十七条、第三十二条第（三）项"),

	group("8", "", "八、机构建设和保障经费情况", "Institutions and budget"),
	line("8.1", "8", "（一）政府信息公开工作专门机构数", "Dedicated bodies", "个", counted(Bodies)).article(old + "第四条"),
	line("8.2", "8", "（二）设置政府信息公开查阅点数", "Public reading points", "个", counted(ReadingPoints)).article(old + "第十六条"),
	line("8.3", "8", "（三）从事政府信息公开工作人员数", "Staff", "人", summed),
	line("8.3.1", "8.3", "1.专职人员数", "Full-time staff", "人", counted(Staff, "full_time")).note("不包括政府公报及政府网站工作人员数"),
	line("8.3.2", "8.3", "2.兼职人员数", "Part-time staff", "人", counted(Staff, "part_time")),
	line("8.4", "8", "（四）政府信息公开专项经费", "Dedicated budget", "万元", counted(Budget)).note("不包括用于政府公报编辑管理及政府网站建设维护等方面的经费"),

	group("9", "", "九、政府信息公开会议和培训情况", "Meetings and training"),
	line("9.1", "9", "（一）召开政府信息公开工作会议或专题会议数", "Meetings", "次", counted(Meetings)),
	line("9.2", "9", "（二）举办各类培训班数", "Training courses", "次", counted(Classes)),
	line("9.3", "9", "（三）接受培训人员数", "People trained", "人次", counted(Trained)),
}

var channels2014 = []string{"1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5"}

// column is an identity of the form of 2014: it applies once.
func column(id string, level Level, sentence string, relations ...Relation) Identity {
	return Identity{ID: id, Level: level, Span: Within, Sentence: sentence, Rules: []Rule{{Relations: relations}}}
}

func (i Identity) noted(n string) Identity { i.Note = n; return i }

func one(row string) []Term { return terms(Value, row) }

var identities2014 = []Identity{
	column("K1", Hard, "收到申请数等于当面、传真、网络、信函申请数之和", equal(one("3.1"), terms(Value, "3.1.1", "3.1.2", "3.1.3", "3.1.4"))...),
	column("K2", Hard, "申请办结数等于按时办结数与延期办结数之和", equal(one("3.2"), terms(Value, "3.2.1", "3.2.2"))...),
	column("K3", Hard, "申请答复数等于八类答复数之和", equal(one("3.3"), terms(Value, "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.5", "3.3.6", "3.3.7", "3.3.8"))...),
	column("K4", Hard, "不同意公开答复数等于各种理由之和", equal(one("3.3.4"), terms(Value, "3.3.4.1", "3.3.4.2", "3.3.4.3", "3.3.4.4", "3.3.4.5", "3.3.4.6"))...),
	column("K5", Soft, "申请办结数等于申请答复数", equal(one("3.2"), one("3.3"))...).
		noted("告知更改、补充后另行答复的申请，可能计为两次答复"),
	column("K6", Soft, "申请办结数不大于收到申请数与上年结转数之和", atMost(one("3.2"), append(one("3.1"), Term{Open: "上年结转数"}))...).
		noted("本表没有结转一行，须与前后年度对照"),
	column("K7", Hard, "行政复议数量等于维持、纠错、其他情形之和", equal(one("4"), terms(Value, "4.1", "4.2", "4.3"))...),
	column("K8", Hard, "行政诉讼数量等于维持或驳回、纠错、其他情形之和", equal(one("5"), terms(Value, "5.1", "5.2", "5.3"))...),
	column("K9", Hard, "主动公开政府信息数不小于任一渠道的公开数，不大于各渠道公开数之和", betweenMostAndSum("1.1", channels2014)...),
	column("K10", Hard, "主动公开规范性文件数不大于主动公开政府信息数", atMost(one("1.1.a"), one("1.1"))...),
	column("K11", Soft, "主动公开规范性文件数不大于制发规范性文件总数", atMost(one("1.1.a"), one("1.1.b"))...).
		noted("补充公开往年文件的，可以大于"),
	column("K12", Hard, "主要负责同志参加的次数不大于总次数",
		append(atMost(one("2.2.1.a"), one("2.2.1")), atMost(one("2.2.2.a"), one("2.2.2"))...)...),
	column("K13", Hard, "工作人员数等于专职与兼职人员数之和", equal(one("8.3"), terms(Value, "8.3.1", "8.3.2"))...),
	wholeNumbers(rows2014),
	rolledUp(rows2014, "联合制发的文件、共同应诉的案件和同一热点由一个机关计一次",
		"1.1.b", "2.1", "2.2.4", "2.2.5", "4", "4.1", "4.2", "4.3", "5", "5.1", "5.2", "5.3"),
}

// betweenMostAndSum says that a deduplicated total is at least the largest part
// and at most their sum.
func betweenMostAndSum(total string, parts []string) []Relation {
	var list []Relation
	for _, p := range parts {
		list = append(list, atMost(one(p), one(total))...)
	}
	sum := atMost(one(total), terms(Value, parts...))
	sum[0].Doubt = "主动公开政府信息数与各渠道之和相等：同一信息在几个渠道公开的只计1条，请确认是否已经去重"
	return append(list, sum...)
}

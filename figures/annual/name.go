package annual

import (
	"slices"

	"gongkai/law/form"
)

// Name is a figure that reports speak of and no form has a cell for.
type Name struct {
	Name    string // as the text calls it
	English string
	Unit    string
	From    form.Source
	// Own counts the agency alone, without the bodies below it: 市政府本级.
	Own bool
	// Of and Over make a figure of two others: Of divided by Over.
	Of, Over string
	// Percent writes the quotient in percent.
	Percent bool
	// Note says how it is counted; "" where the name says it.
	Note string
}

// The facts that only this package knows.
const (
	Ratio   form.Fact = "ratio"          // a quotient of two figures
	Members form.Fact = "report.members" // agencies that are to report
	Median  form.Fact = "request.median" // median of the days until a reply
	Untold  string    = "social_untold"  // went out on microblog or WeChat, not told which
	Pure    string    = "statutory"      // requests only, without consultations and complaints
)

func named(name, english, unit string, fact form.Fact, of ...string) Name {
	return Name{Name: name, English: english, Unit: unit, From: form.Source{Fact: fact, Of: of}}
}

func (n Name) own() Name { n.Own = true; return n }

func (n Name) noted(note string) Name { n.Note = note; return n }

func ratio(name, english, unit, of, over string) Name {
	return Name{Name: name, English: english, Unit: unit, From: form.Source{Fact: Ratio}, Of: of, Over: over, Percent: unit == "%"}
}

// Names are the named figures, in the order in which people look for them.
var Names = []Name{
	named("主动公开政府信息总数", "Items disclosed", "条", form.Published).noted("同一信息在几个渠道公开计1条"),
	named("政务微博微信公开数", "Items on microblog and WeChat", "条", form.OnChannel, "social").noted("微博、微信任一渠道公开的，计1条"),
	named("政府网站公开数", "Items on the website", "条", form.OnChannel, "website"),
	named("政府公报公开数", "Items in the gazette", "条", form.OnChannel, "gazette"),
	named("政务微博公开数", "Items on microblog", "条", form.OnChannel, "weibo"),
	named("政务微信公开数", "Items on WeChat", "条", form.OnChannel, "wechat"),
	named("其他方式公开数", "Items by other means", "条", form.OnChannel, "other"),
	named("主动公开规范性文件总数", "Normative documents disclosed", "件", form.Published, "normative"),
	named("年末现行有效规范性文件数", "Normative documents in force", "件", form.DocumentsHeld, "normative").noted("存量：截至12月31日有效的文件，与当年公开的数量是两回事"),
	named("本年制发规范性文件数", "Normative documents issued", "件", form.Documents, "normative"),
	named("本年废止规范性文件数", "Normative documents repealed", "件", form.DocumentsOut, "normative"),
	named("本年失效规范性文件数", "Normative documents expired", "件", form.DocumentsEnded, "normative"),
	named("政策解读稿件数", "Interpretation pieces", "篇", form.Interpreted),
	named("政策解读活动场次", "Interpretation events", "场", form.Events),
	named("本级政策解读活动场次", "Interpretation events, own", "场", form.Events).own(),
	named("新闻发布会次数", "Press conferences", "次", form.Conferences),
	named("主要负责同志参加新闻发布会数", "Press conferences with the principal", "次", form.Conferences, "principal"),
	named("本级新闻发布会场次", "Press conferences, own", "场", form.Conferences).own(),
	named("在线访谈次数", "Online interviews", "次", form.Interviews),
	named("主要负责同志参加在线访谈数", "Online interviews with the principal", "次", form.Interviews, "principal"),
	named("本级专家参会次数", "Meetings with experts, own", "次", form.Experts).own(),
	named("专家参会次数", "Meetings with experts", "次", form.Experts),
	named("回应关切事项数", "Matters answered", "件", form.Matters).noted("同一事项无论回应几次、用几种方式，计1件"),
	named("回应关切人次", "Responses in person-times", "人次", form.Responses).noted("按人次计，与事项数是两回事"),
	named("微博微信回应人次", "Responses by microblog and WeChat", "人次", form.Responses, "weibo", "wechat").noted("包含在回应关切人次之内"),
	named("建议提案办理结果公开数", "Results of proposals published", "件", form.Proposals),
	named("代表建议办理结果公开数", "Results of suggestions published", "件", form.Proposals, "suggestion"),
	named("政协提案办理结果公开数", "Results of proposals of members published", "件", form.Proposals, "proposal"),
	named("议案办理结果公开数", "Results of motions published", "件", form.Proposals, "motion"),
	named("收到申请总数", "Requests received", "件", form.Received).noted("含以申请形式提出的咨询、投诉、信访"),
	named("其中政府信息公开申请数", "Statutory requests", "件", form.Statutory).noted("不含咨询、投诉、信访"),
	named("其中咨询投诉数", "Consultations and complaints", "件", form.Blended),
	named("按期办结总数", "Closed in time", "件", form.Closed, "in_time"),
	named("延期办结总数", "Closed after extension", "件", form.Closed, "extended"),
	named("逾期办结总数", "Closed late", "件", form.Closed, "late"),
	named("办结总数", "Closed", "件", form.Closed),
	named("年末结转申请数", "Requests carried over", "件", form.CarriedOut),
	named("答复用时中位数", "Median days to reply", "个工作日", Median),
	named("复议审结数", "Reconsiderations concluded", "件", form.Reconsidered, "maintained", "corrected", "other"),
	named("复议纠错数", "Reconsiderations corrected", "件", form.Reconsidered, "corrected"),
	ratio("复议纠错率", "Corrected in reconsideration", "%", "复议纠错数", "复议审结数"),
	named("诉讼审结数", "Suits concluded", "件", form.Sued, "maintained", "corrected", "other"),
	named("诉讼纠错数", "Suits corrected", "件", form.Sued, "corrected"),
	ratio("诉讼纠错率", "Corrected in court", "%", "诉讼纠错数", "诉讼审结数"),
	named("投诉举报总数", "Complaints", "件", form.Complaints),
	named("收取费用", "Fees", "万元", form.Fees),
	named("查阅点总数", "Reading points", "个", form.ReadingPoints),
	named("工作会议次数", "Meetings", "次", form.Meetings),
	named("培训班次数", "Training classes", "次", form.Classes),
	named("培训人次", "Person-times trained", "人次", form.Trained),
	named("培训实际人数", "Persons trained", "人", form.TrainedPersons).noted("同一人多次参加计1人"),
	ratio("平均每班培训人次", "Person-times a class", "人次", "培训人次", "培训班次数"),
	named("应编制年度报告机关数", "Agencies that report", "个", Members),
	named("已公布年度报告机关数", "Reports published", "个", form.Reports),
	ratio("年度报告公布率", "Share of reports published", "%", "已公布年度报告机关数", "应编制年度报告机关数"),
}

// Named is the figure of that name; false if there is none.
func Named(name string) (Name, bool) {
	i := slices.IndexFunc(Names, func(n Name) bool { return n.Name == name })
	if i < 0 {
		return Name{}, false
	}
	return Names[i], true
}

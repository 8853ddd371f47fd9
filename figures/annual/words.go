package annual

import (
	"fmt"
	"strings"

	"gongkai/law/form"
	"gongkai/law/regulation"
)

// what says of each fact which records it selects; "%s" is the year's span for
// a flow, the last day for a stock.
var what = map[form.Fact]struct {
	words string
	stock bool
}{
	form.Published:      {"%s首次公开的政府信息，同一信息在几个渠道公开计1条，撤下的不计", false},
	form.OnChannel:      {"%s首次公开、并在该渠道公开过的政府信息，撤下的不计", false},
	form.Documents:      {"成文日期在%s的文件，联合制发的由主办机关计1件", false},
	form.DocumentsOut:   {"%s废止的文件", false},
	form.DocumentsEnded: {"%s失效的文件", false},
	form.DocumentsHeld:  {"%s有效的文件", true},
	form.DocumentsOpen:  {"%s已公开的文件", true},
	form.Interpreted:    {"%s公开的、注明所解读文件的政策解读稿件", false},
	form.Matters:        {"%s作出过回应的公众关注热点或重大舆情，同一事项无论回应几次计1件", false},
	form.Responses:      {"%s对公众关注热点或重大舆情的各次回应，按人次相加", false},
	form.Conferences:    {"%s举办或参加的新闻发布会", false},
	form.Interviews:     {"%s举办的政府网站在线访谈", false},
	form.Events:         {"%s举办的政策解读活动", false},
	form.Experts:        {"%s有专家、学者、法律顾问参加的会议", false},
	form.Proposals:      {"%s公开了办理结果的建议、提案、议案", false},
	form.ProposalsDone:  {"%s办复的建议、提案、议案", false},
	form.Received:       {"收到日期在%s的申请；尚待双方确认的不计", false},
	form.Statutory:      {"收到日期在%s的政府信息公开申请，不含以申请形式提出的咨询、投诉、信访", false},
	form.Blended:        {"收到日期在%s、以申请形式提出的咨询、投诉、信访", false},
	form.CarriedIn:      {"%s之前收到、到这时还没有办结的申请", false},
	form.Closed:         {"%s办结的申请", false},
	form.Answered:       {"%s办结的申请，按办理结果每件计一次", false},
	form.CarriedOut:     {"收到日期不晚于%s、到这一天还没有办结的申请", true},
	Median:              {"%s办结的申请，从收到之日起到办结之日的工作日数排在正中间的一个", false},
	form.Reconsidered:   {"%s审结的、涉及政府信息公开的行政复议；尚未审结的，按12月31日的状态计", false},
	form.Sued:           {"%s审结的、涉及政府信息公开的行政诉讼；尚未审结的，按12月31日的状态计", false},
	form.Complaints:     {"%s收到的、涉及政府信息公开的投诉举报", false},
	form.Fees:           {"%s依申请公开信息收取的费用台账，按万元相加", false},
	form.Levied:         {"%s各月登记的行政事业性收费，按万元相加", false},
	form.Licences:       {"%s各月登记的行政许可处理决定数", false},
	form.Services:       {"%s各月登记的其他对外管理服务处理决定数", false},
	form.Penalties:      {"%s各月登记的行政处罚处理决定数", false},
	form.Compulsions:    {"%s各月登记的行政强制处理决定数", false},
	form.ReadingPoints:  {"%s开放的政府信息公开查阅点", true},
	form.Staff:          {"登记的%s从事政府信息公开工作的人员", true},
	form.Bodies:         {"登记的%s政府信息公开工作专门机构", true},
	form.Budget:         {"登记的%s所在年度政府信息公开专项经费，按万元相加", true},
	form.Meetings:       {"%s召开的政府信息公开工作会议或专题会议", false},
	form.Classes:        {"%s举办的政府信息公开培训班", false},
	form.Trained:        {"%s各培训班接受培训的人次", false},
	form.TrainedPersons: {"%s各培训班接受培训的实际人数", false},
	form.Reports:        {"%s的年度报告中已经公布的", false},
	Members:             {"应当编制%s年度报告的所辖机关", false},
}

// marks are the names of what narrows a selection.
var marks = map[string]string{
	"normative": "规范性文件", "rule": "规章", "principal": "主要负责同志参加",
	"gazette": "政府公报", "website": "政府网站", "weibo": "政务微博", "wechat": "政务微信", "other": "其他方式",
	Untold: "政务微博、微信（未区分）", "social": "政务微博、微信",
	"in_time": "按期办结", "extended": "延期办结", "late": "逾期办结",
	"maintained": "结果维持", "corrected": "结果纠正", "pending": "尚未审结",
	"direct": "未经复议直接起诉", "after_reconsideration": "复议后起诉",
	"full_time": "专职", "part_time": "兼职", "suggestion": "人大代表建议", "proposal": "政协提案", "motion": "议案",
	"statutory": "政府信息公开申请",
	"natural":   "自然人", "commercial": "商业企业", "research": "科研机构", "public_benefit": "社会公益组织", "legal_service": "法律服务机构",
}

// MarkName is the printed name of what narrows a selection: a channel, a
// result, a kind of applicant, a row of the form.
func MarkName(f *form.Form, fact form.Fact, mark string) string {
	if r, ok := f.Row(mark); ok {
		return r.Name
	}
	if fact == form.Received || fact == form.Statutory || fact == form.Blended {
		for _, c := range regulation.Channels {
			if string(c.Channel) == mark {
				return c.Name
			}
		}
	}
	if (fact == form.Reconsidered || fact == form.Sued) && mark == "other" {
		return "其他结果"
	}
	if name, ok := marks[mark]; ok {
		return name
	}
	return mark
}

// Words says in one sentence what the figure counts.
func (fig Figure) Words(f *form.Form, year int) string {
	span := fmt.Sprintf("%d年1月1日至12月31日", year)
	from := fig.From
	switch from.Fact {
	case form.Sum:
		return "由本表其他各项相加得出。"
	case form.Declared:
		return "平台没有这一项的记录，由机关补报。"
	case Ratio:
		return "由两个数字相除得出：" + fig.Note + "。"
	case form.CarriedIn:
		span = fmt.Sprintf("%d年1月1日", year)
	case form.Reports, Members:
		span = fmt.Sprintf("%d年度", year)
	}
	w, ok := what[from.Fact]
	if !ok {
		return "按平台记录计数。"
	}
	if w.stock {
		span = fmt.Sprintf("截至%d年12月31日", year)
		if from.Fact == form.CarriedOut {
			span = fmt.Sprintf("%d年12月31日", year)
		}
	}
	s := fmt.Sprintf(w.words, span)
	var names []string
	for _, m := range from.Of {
		names = append(names, MarkName(f, from.Fact, m))
	}
	if len(names) > 0 {
		s += "；只计：" + strings.Join(names, "、")
	}
	if from.Applicant != "" {
		s += "；申请人：" + MarkName(f, "", from.Applicant)
		if from.Applicant == "other" {
			s = strings.TrimSuffix(s, "其他方式") + "其他组织"
		}
	}
	if fig.Own {
		s += "；只计本级，不含所辖机关"
	}
	return s + "。"
}

// Parts are the figures that a sum or a quotient is made of; nil for others.
func (fig Figure) Parts(f *form.Form, e *Edition) []Figure {
	var list []Figure
	add := func(name string) {
		if p, ok := e.Figure(name); ok {
			list = append(list, p)
		}
	}
	switch fig.From.Fact {
	case form.Sum:
		cell, _ := f.Cell(fig.Name)
		for _, s := range sums(f) {
			if s.total != cell {
				continue
			}
			for _, p := range s.parts {
				add(p.String())
			}
			break
		}
	case Ratio:
		if n, ok := Named(fig.Name); ok {
			add(n.Of)
			add(n.Over)
		}
	}
	return list
}

package desk

import (
	"context"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/web/page"
)

// kindAt is the kind of the nth button in a row: the first is the main one.
func kindAt(n int) string {
	if n == 0 {
		return ""
	}
	return "secondary"
}

// nonEmpty is the texts that say something.
func nonEmpty(list ...string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

func has(list []string, s string) bool { return slices.Contains(list, s) }

// headRows is what is asked, of whom and by which way it came.
func (p requestShowPage) headRows(ctx context.Context) []page.Row {
	r := p.R
	rows := []page.Row{
		{Key: "状态", Content: page.Tag(r.State.Name(), requestColour(r.State))},
		{Key: "机关", Value: fullName(ctx, p.Agency)},
		{Key: "承办人", Value: orDash(p.Handler)},
		{Key: "事项种类", Value: page.T(ctx, r.Kind.Name())},
		{Key: "收到的渠道", Value: page.T(ctx, r.Channel.Name())},
		{Key: "内容描述", Content: askedText(r)},
	}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, page.Row{Key: key, Value: value})
		}
	}
	add("文号", r.Asked.Number)
	add("希望怎样获取", page.T(ctx, r.Asked.Form.Name())+page.T(ctx, "，")+page.T(ctx, r.Asked.Route.Name()))
	if r.Asked.Oral {
		add("口头申请", page.T(ctx, "由受理人代为填写（第二十九条）"))
	}
	add("申请减免费用", r.Asked.Waiver)
	if r.Outcome != "" {
		add("办理结果", outcomeName(ctx, r.Outcome))
		add("办结日期", day(ctx, r.ClosedOn))
	}
	if r.PublishedAs != "" {
		rows = append(rows, page.Row{Key: "已转为主动公开", Content: publicLink(r.PublishedAs)})
	}
	if r.Previous != 0 {
		rows = append(rows, page.Row{Key: "原来的申请", Content: linked(r.Previous)})
	}
	if r.Next != 0 {
		rows = append(rows, page.Row{Key: "重新办理", Content: linked(r.Next)})
	}
	return rows
}

// clockRows is the days of receipt and the three clocks.
func (p requestShowPage) clockRows(ctx context.Context) []page.Row {
	r := p.R
	rows := []page.Row{{Key: "提交日期", Value: day(ctx, calendar.On(r.SubmittedAt))}}
	if r.ConfirmedOn != calendar.NoDay {
		rows = append(rows, page.Row{Key: "双方确认日期", Value: day(ctx, r.ConfirmedOn)})
	}
	received := page.T(ctx, "尚未确定")
	if r.ReceivedOn != calendar.NoDay {
		received = day(ctx, r.ReceivedOn)
	}
	rows = append(rows, page.Row{Key: "收到申请之日", Content: lines(nonEmpty(received, p.Receipt))})
	if p.Edition != "" {
		rows = append(rows, page.Row{Key: "适用的条例", Value: p.Edition})
	}
	if r.Informal() {
		rows = append(rows, page.Row{Key: "期限", Content: lines([]string{page.T(ctx, notLimited), page.T(ctx, "是"+r.Kind.Name()+"，不是政府信息公开申请")})})
	} else {
		rows = append(rows, page.Row{Key: "法定期限", Content: dueTag(p.Due)})
	}
	if by := r.OrderedOn(); by != calendar.NoDay && r.Open() {
		rows = append(rows, page.Row{Key: "责令期限", Content: hinted(dueTag(p.Ordered), page.T(ctx, "决定、判决要求在这一天以前重新答复"))})
	} else if by != calendar.NoDay {
		kept := page.T(ctx, "在责令期限内答复")
		if r.AnsweredAfterOrder() {
			kept = page.T(ctx, "晚于责令期限答复")
		}
		rows = append(rows, page.Row{Key: "责令期限", Content: lines([]string{day(ctx, by), kept})})
	}
	if r.DraftDueOn != calendar.NoDay && r.Open() && r.Informal() {
		rows = append(rows, page.Row{Key: "内部办理目标", Content: hinted(dueTag(p.Draft), page.Tf(ctx, "收到以后 %d 个工作日，由平台提示，不是法定期限", request.AnswerDays))})
	} else if r.DraftDueOn != calendar.NoDay && r.Open() {
		rows = append(rows, page.Row{Key: "内部拟稿期限", Content: hinted(dueTag(p.Draft), leadWords(ctx, p.Early, p.orderedFirst()))})
	}
	if r.SubDueOn != calendar.NoDay {
		rows = append(rows, page.Row{Key: "环节期限", Content: hinted(dueTag(p.Sub), page.T(ctx, subName(r)))})
	}
	return rows
}

// applicantRows is who asks.
func (p requestShowPage) applicantRows(ctx context.Context) []page.Row {
	a := p.R.Applicant
	paper := strings.TrimSpace(page.T(ctx, a.Paper) + " " + a.PaperNumber)
	if a.Checked {
		paper += page.T(ctx, "（已核验）")
	} else {
		paper += page.T(ctx, "（未核验）")
	}
	rows := []page.Row{
		{Key: "姓名或者名称", Value: a.Name},
		{Key: "申请人类型", Value: page.T(ctx, a.Kind.Name())},
		{Key: "身份证明", Value: paper},
	}
	if !p.Calls {
		a.Mobile = request.MaskMobile(a.Mobile)
	}
	language := ""
	if a.Language == request.English {
		language = page.T(ctx, "英文")
	}
	for _, row := range []page.Row{{Key: "电话", Value: a.Phone}, {Key: "接收短信的手机号码", Value: a.Mobile}, {Key: "电子邮箱", Value: a.Email}, {Key: "通信地址", Value: a.Address}, {Key: "传真号码", Value: a.Fax},
		{Key: "代理人", Value: strings.TrimSpace(a.Representative + " " + a.RepresentativePhone)}, {Key: "需要的帮助", Value: a.Help}, {Key: "消息使用的语言", Value: language}} {
		if row.Value != "" {
			rows = append(rows, row)
		}
	}
	for _, m := range p.R.Amendments {
		said := []string{day(ctx, m.On) + " " + m.By + page.T(ctx, "：") + m.Why}
		for _, c := range m.Changes {
			said = append(said, page.T(ctx, c.Field)+page.T(ctx, "：")+orDash(c.Before)+" → "+orDash(c.After))
		}
		rows = append(rows, page.Row{Key: "更正登记", Content: lines(said)})
	}
	return rows
}

func clarificationRows(ctx context.Context, c request.Clarification) []page.Row {
	rows := []page.Row{
		{Key: "需要补正的事项", Content: lines(linesOf(c.Items))},
		{Key: "告知日期", Value: day(ctx, c.AskedOn)},
		{Key: "补正期限", Value: day(ctx, c.DueOn)},
	}
	if c.Excused != "" {
		rows = append(rows, page.Row{Key: "宽限的理由", Value: c.Excused})
	}
	if c.Answered {
		rows = append(rows, page.Row{Key: "收到补正", Value: day(ctx, c.AnsweredOn)}, page.Row{Key: "补正的内容", Content: lines(linesOf(c.Answer))})
	}
	return rows
}

// extensionRows is more time for the answer, asked, granted or refused.
func extensionRows(ctx context.Context, r request.Request) []page.Row {
	var rows []page.Row
	if x := r.Extension; x != nil {
		state := page.Tf(ctx, "%s 申请延长 %d 个工作日，等待负责人决定", day(ctx, x.AskedOn), x.Days)
		switch {
		case x.Granted():
			state = page.Tf(ctx, "%s 同意延长 %d 个工作日（原期限 %s）", day(ctx, x.GrantedOn), x.Days, day(ctx, x.BeforeOn))
		case x.Refused != "":
			state = page.Tf(ctx, "没有延长：%s", x.Refused)
		}
		rows = append(rows, page.Row{Key: "延长答复期限", Value: state}, page.Row{Key: "理由", Value: x.Reason})
	}
	if v := r.Delay; v != nil {
		rows = append(rows, page.Row{Key: "要求说明理由", Value: day(ctx, v.AskedOn)})
		if v.Days > 0 {
			rows = append(rows, page.Row{Key: "申请人的理由", Value: v.Reasons},
				page.Row{Key: "延迟答复", Value: page.Tf(ctx, "自收到申请之日起 %d 个工作日（%s 确定）", v.Days, day(ctx, v.FixedOn))})
		}
	}
	return rows
}

// isCity says whether somebody's requests are those of the whole city.
func isCity(o *Official) bool {
	return slices.ContainsFunc(o.Person.Grants, func(g account.Grant) bool { return g.Role == account.CityOffice })
}

// listColumns is the columns of a list of cases.
func listColumns(choose bool) []page.Column {
	list := []page.Column{{Text: "申请"}, {Text: "申请人"}, {Text: "状态"}, {Text: "法定期限"}, {Text: "机关"}}
	if choose {
		list = append(list, page.Column{Text: "选择"})
	}
	return list
}

// rows is what the applicant is told on the receipt.
func (p requestReceiptPage) rows(ctx context.Context) []page.Row {
	r := p.R
	received := page.T(ctx, "与您双方确认后确定")
	if r.ReceivedOn != calendar.NoDay {
		received = day(ctx, r.ReceivedOn)
	}
	rows := []page.Row{
		{Key: "受理编号", Value: r.ID.Number()},
		{Key: "申请人", Value: r.Applicant.Name},
		{Key: "需要的信息", Value: r.Asked.Subject},
		{Key: "提交日期", Value: day(ctx, calendar.On(r.SubmittedAt))},
		{Key: "收到申请之日", Content: lines(nonEmpty(received, p.Receipt))},
	}
	if r.DueOn != calendar.NoDay {
		rows = append(rows, page.Row{Key: "应当答复的日期", Value: day(ctx, r.DueOn)})
	}
	return rows
}

// outcomeHint says how to choose.
func outcomeHint(p partForm) string {
	if p.Answers {
		return "不是政府信息公开申请，不作公开或者不予公开的决定：能答复的直接答复，归别的机关的告知向谁提出，信访、投诉举报可以告知相应渠道"
	}
	if p.Corrects {
		return "记录与本机关有关、核实确有错误的，予以更正；本机关无权更正的，转送或者告知申请人向有权更正的机关提出（第四十一条）"
	}
	return "先看能不能公开：能公开的选“予以公开”；一部分不能公开的选“部分公开”；再看下面各种情形"
}

// placeHint says what the way to the information has to say.
func placeHint(p partForm) string {
	if p.Answers {
		return "写明向谁、怎样提出，例如信访工作机构的地址和电话"
	}
	if p.Outcome.Premise == regulation.Provided {
		return "附上文件的可以不填；以纸质、当面查阅等方式提供的必须写明怎样提供"
	}
	return "写清楚从哪里、怎样、什么时候可以取得；网址要能打开"
}

// reasonLabel and placeLabel are what the words are of the chosen outcome.
func reasonLabel(p partForm) string {
	switch {
	case p.Answers && p.asksReason():
		return "答复的内容"
	case p.Answers:
		return "另行告知的内容"
	}
	return "理由"
}

func placeLabel(p partForm) string {
	if p.Answers {
		return "提出的渠道"
	}
	return "获取的方式、途径"
}

// reasonHint says what a reason of this outcome has to say.
func reasonHint(p partForm) string {
	switch {
	case p.Answers:
		return "会写在答复里"
	case p.Weigh && p.Outcome.Gives:
		return "第三方不同意公开且理由合理的，只有不公开会对公共利益造成重大影响时才能公开，请写明（第三十二条）；不涉及第三方的部分不用写"
	case p.Outcome.Refuses || p.Outcome.Partial:
		return "写明事实和理由：哪些内容、为什么属于这一依据；可以不予公开的，还要写明怎样权衡"
	case strings.HasSuffix(p.Outcome.Code, "-corrected"):
		return "写明更正后的内容，会写在告知书里"
	case strings.Contains(p.Outcome.Code, "none"):
		return "写明怎样检索的，例如：经检索本机关档案和公文系统，没有找到"
	case strings.HasSuffix(p.Outcome.Code, "B3.5.2"):
		return "写明以前那件申请的受理编号和答复日期"
	}
	return "会写在告知书里"
}

// orderedFirst says whether the ordered day comes before the lawful one.
func (p requestShowPage) orderedFirst() bool {
	by := p.R.OrderedOn()
	return by != calendar.NoDay && by < p.R.DueOn
}

// runs says from which day the limit runs: the one that is day 0 of its table.
func (p requestShowPage) runs() string {
	switch {
	case p.Report.Paid != "":
		return "%s：自缴费或者减免之日的次日起 %d 个工作日。"
	case p.Report.Restarted != "":
		return "%s：自收到补正之日的次日起 %d 个工作日。"
	case p.R.Ordered:
		return "%s：自收到责令重新答复的决定之日的次日起 %d 个工作日。"
	}
	return "%s：自收到申请之日的次日起 %d 个工作日。"
}

package public

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// within is a time of the law in the visitor's language: 60 日, 6 个月.
func within(ctx context.Context, n int, unit string) string {
	switch unit {
	case "个月":
		return page.Tf(ctx, "%d 个月", n)
	case "工作日":
		return page.Tf(ctx, "%d 个工作日", n)
	}
	return page.Tf(ctx, "%d 日", n)
}

func (p requestGuidePage) limitCells(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, l := range p.limits {
		rows = append(rows, []page.Cell{{Text: page.T(ctx, l.what)}, {Text: strconv.Itoa(l.days)}, {Text: page.T(ctx, l.article)}})
	}
	return rows
}

func (p requestGuidePage) feeCells(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, f := range p.fees {
		rows = append(rows, []page.Cell{{Text: page.T(ctx, f.by)}, {Text: f.span(ctx)}, {Text: f.price(ctx)}})
	}
	return rows
}

func (f feeRow) span(ctx context.Context) string {
	unit := page.T(ctx, f.unit)
	if f.to == 0 {
		return page.Tf(ctx, "第 %d %s起", f.from, unit)
	}
	return page.Tf(ctx, "第 %d 至 %d %s", f.from, f.to, unit)
}

func (f feeRow) price(ctx context.Context) string {
	unit := page.T(ctx, f.unit)
	switch {
	case f.rate == 0:
		return page.T(ctx, "不收费")
	case f.rises:
		return page.Tf(ctx, "%d 元/%s，每增加 %d %[2]s提高 %[4]d 元", f.rate, unit, f.step, f.rise)
	}
	return page.Tf(ctx, "%d 元/%s", f.rate, unit)
}

// matterChoices tells a request from what else people come with.
func matterChoices() []page.Choice {
	return []page.Choice{
		{Value: string(request.Statutory), Text: "申请公开政府信息", Hint: "要一份文件、数据、记录等已经存在的信息"},
		{Value: string(request.Correction), Text: "更正与自己有关的政府信息", Hint: "有证据证明机关保存的与自己有关的信息不准确（第四十一条）"},
		{Value: string(request.Consultation), Text: "咨询", Hint: "问政策怎么理解、事情怎么办",
			Reveal: sentence("可以用这张表提交，由机关直接解答，或者告诉您向谁咨询。咨询不是政府信息公开申请，不适用申请的答复期限。")},
		{Value: string(request.Complaint), Text: "投诉举报", Hint: "认为机关没有依法公开信息，或者举报违法行为",
			Reveal: elsewhere("对一件申请的办理不满的，凭受理编号和查询码打开申请，在页面上投诉；其他投诉举报，请联系有关机关的上一级机关或者政府信息公开工作主管部门。", "/request/find", "打开我的申请")},
		{Value: string(request.Petition), Text: "信访", Hint: "反映情况，提出建议、意见或者请求",
			Reveal: elsewhere("信访事项不作为政府信息公开申请处理（第三十九条第一款）。请向有关机关的信访工作机构提出，机关的地址和电话在公开名片上。", "/agencies", "公开机关")},
	}
}

func bilingual(ctx context.Context, value, zh, en string) page.Choice {
	return page.Choice{Value: value, Text: words{zh, en}.in(ctx)}
}

func formChoices(ctx context.Context) []page.Choice {
	var list []page.Choice
	for _, f := range request.Forms {
		list = append(list, bilingual(ctx, string(f.Form), f.Name, f.English))
	}
	return list
}

func routeChoices(ctx context.Context) []page.Choice {
	var list []page.Choice
	for _, t := range request.Routes {
		list = append(list, bilingual(ctx, string(t.Route), t.Name, t.English))
	}
	return list
}

func bodyChoices(ctx context.Context) []page.Choice {
	var list []page.Choice
	for _, k := range request.ApplicantKinds {
		if k.Kind.Body() {
			list = append(list, bilingual(ctx, string(k.Kind), k.Name, k.English))
		}
	}
	return list
}

func paperChoices() []page.Choice {
	var list []page.Choice
	for _, p := range papers {
		list = append(list, page.Choice{Value: p, Text: p})
	}
	return list
}

func uploadField(f page.Field) page.Field {
	f.Multiple, f.Accept = true, ".pdf,.jpg,.jpeg,.png,.doc,.docx,.ofd,.txt,.xls,.xlsx,.zip"
	return f
}

// largest tells the script what is too large to be sent, so that a whole form
// is not refused for it.
func largest(ctx context.Context) templ.Attributes {
	return templ.Attributes{
		"data-largest":   strconv.FormatInt(requestLimits.Bytes, 10),
		"data-too-large": page.T(ctx, "这个文件超过 20 MB，请压缩或者分开后再上传"),
	}
}

// more says whether a field that is folded away holds or lacks something.
func (p newPage) more() bool {
	for _, name := range []string{"representative", "representative_phone", "help", "waiver"} {
		if p.form.Get(name) != "" || p.form.Error(name) != "" {
			return true
		}
	}
	return false
}

// answers is what was typed, as it will be sent.
func (p newPage) answers(ctx context.Context) []page.Row {
	f := p.filing
	var rows []page.Row
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, page.Row{Key: key, Content: lines(value)})
		}
	}
	name := func(kind string, zh, en string) { add(kind, words{zh, en}.in(ctx)) }
	for _, k := range request.Kinds {
		if k.Kind == f.Kind {
			name("事项", k.Name, k.English)
		}
	}
	add("机关", p.name.in(ctx))
	add("需要的信息", f.Asked.Subject)
	add("文号", f.Asked.Number)
	add("其他特征", f.Asked.Text)
	for _, k := range p.files {
		add("说明材料", k.Name)
	}
	for _, t := range request.Forms {
		if t.Form == f.Asked.Form {
			name("获取形式", t.Name, t.English)
		}
	}
	for _, t := range request.Routes {
		if t.Route == f.Asked.Route {
			name("领取方式", t.Name, t.English)
		}
	}
	for _, k := range request.ApplicantKinds {
		if k.Kind == f.Applicant.Kind {
			name("申请人类型", k.Name, k.English)
		}
	}
	add("姓名或者名称", f.Applicant.Name)
	add("身份证明", page.T(ctx, f.Applicant.Paper)+" "+f.Applicant.PaperNumber)
	for _, k := range p.evidence {
		add("身份证明文件", k.Name)
	}
	add("电话", f.Applicant.Phone)
	add("接收短信的手机号码", f.Applicant.Mobile)
	add("电子邮箱", f.Applicant.Email)
	add("通信地址", f.Applicant.Address)
	add("传真号码", f.Applicant.Fax)
	add("代理人或者经办人", strings.TrimSpace(f.Applicant.Representative+" "+f.Applicant.RepresentativePhone))
	add("需要的帮助", f.Applicant.Help)
	add("减免费用的理由", f.Asked.Waiver)
	return rows
}

func stateName(s request.State) words {
	for _, row := range request.States {
		if row.State == s {
			return words{row.Name, row.English}
		}
	}
	return words{zh: string(s)}
}

func dayOf(q request.Request) string { return calendar.On(q.SubmittedAt).String() }

// statutory says whether the limits of the Regulation are the case's.
func (p casePage) statutory() bool {
	return p.c.Kind == request.Statutory || p.c.Kind == request.Correction
}

// kind is what the matter is, and where such a matter goes; "" for what is
// answered as a request.
func (p casePage) kind() (name words, route string) {
	for _, k := range request.Kinds {
		if k.Kind == p.c.Kind {
			return words{k.Name, k.English}, k.Route
		}
	}
	return words{zh: string(p.c.Kind)}, ""
}

// newsBy is by which ways the applicant is told of news, with the number
// masked: whoever holds number and code sees the page. "" for none.
func newsBy(ctx context.Context, a request.Applicant, texting bool) string {
	var ways []string
	if texting && a.Mobile != "" {
		ways = append(ways, page.Tf(ctx, "短信（%s）", request.MaskMobile(a.Mobile)))
	}
	if a.Email != "" {
		ways = append(ways, page.T(ctx, "电子邮箱"))
	}
	return strings.Join(ways, page.T(ctx, "、"))
}

// now is one sentence on where the case stands.
func (p casePage) now(ctx context.Context) string {
	switch p.c.State {
	case request.Confirming:
		if p.c.Informal() {
			return page.T(ctx, "机关还没有与您确认收到。")
		}
		return page.T(ctx, "机关还没有与您确认收到申请。确认以后开始计算答复期限。")
	case request.Clarifying:
		return page.Tf(ctx, "机关请您补正。请在 %s 前补正，没有正当理由不补正的，视为放弃申请。答复期限从收到补正之日起重新计算。", p.c.Clarification.DueOn)
	case request.Paying:
		return page.Tf(ctx, "机关通知您缴纳信息处理费。请在 %s 前缴纳，不缴纳的视为放弃申请。缴费以后答复期限重新计算。", p.c.Fee.DueOn)
	case request.Closed:
		return page.Tf(ctx, "已于 %s 办结。", p.c.ClosedOn)
	case request.Delivering:
		return page.T(ctx, "答复已经签发，正在送达。")
	case request.Reviewing, request.Signing:
		return page.T(ctx, "答复已经拟好，正在审核。")
	}
	return page.T(ctx, "机关正在办理。")
}

// why is one sentence on how the day came about.
func (p casePage) why(ctx context.Context) string {
	r := p.report
	from := r.Received.String()
	start := page.Tf(ctx, "收到申请之日是 %s，不计入期限", from)
	if r.Paid != "" {
		start = page.Tf(ctx, "缴费或者减免之日是 %s，期限从次日重新起算", r.Paid)
	} else if r.Restarted != "" {
		start = page.Tf(ctx, "收到补正之日是 %s，期限从次日重新起算", r.Restarted)
	}
	limit := page.Tf(ctx, "期限是 %d 个工作日（%s）", r.Limit, page.T(ctx, r.Article))
	if r.Extended > 0 {
		limit = page.Tf(ctx, "期限是 %d 个工作日，另延长 %d 个工作日（%s）", r.Limit, r.Extended, page.T(ctx, r.Article))
	}
	return page.Tf(ctx, "%s；%s。", start, limit)
}

// pauses says which days do not count because others were asked.
func (p casePage) pauses(ctx context.Context) []string {
	var list []string
	for _, x := range p.report.Pauses {
		if x.From == x.To {
			continue // the opinion came the same day: no day is left out
		}
		list = append(list, page.Tf(ctx, "%s 次日至 %s 征求意见，不计入期限。", x.From, x.To))
	}
	return list
}

func (m ledgerMonth) title(ctx context.Context) string {
	return page.Tf(ctx, "%s（%d 个工作日计入）", m.month, m.counted)
}

// feeSteps is how the fee was reckoned, band by band.
func (p casePage) feeSteps(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	unit := page.T(ctx, p.c.Fee.Reckoning.Unit)
	for _, s := range p.c.Fee.Reckoning.Steps {
		rows = append(rows, []page.Cell{
			{Text: page.Tf(ctx, "第 %d 至 %d %s", s.From, s.To, unit)}, {Text: strconv.Itoa(s.Count) + " × " + strconv.Itoa(s.Rate)},
			{Text: strconv.Itoa(s.Amount)},
		})
	}
	return rows
}

func (p casePage) feeLines(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, l := range p.c.Fee.Lines {
		rows = append(rows, []page.Cell{{Text: l.On.String()}, {Content: feeLine(l)}, {Text: strconv.Itoa(l.Yuan)}})
	}
	return rows
}

// feeSum is how the sum came about.
func (p casePage) feeSum(ctx context.Context) string {
	sum := page.Tf(ctx, "合计 %d 元", p.c.Fee.Reckoning.Yuan)
	if p.earlier() > 0 {
		sum += page.Tf(ctx, "，减去此前各件的 %d 元", p.earlier())
	}
	return sum + page.Tf(ctx, "，这件申请 %d 元。", p.c.Fee.Yuan)
}

// earlier is what fell on the applicant's requests before this one, in yuan.
func (p casePage) earlier() int { return p.c.Fee.Reckoning.Yuan - p.c.Fee.Yuan }

func (p casePage) rightFacts() []page.Row {
	var rows []page.Row
	for _, right := range p.rights {
		rows = append(rows, page.Row{Key: right.route, Content: rightText(right)})
	}
	return rows
}

func starChoices() []page.Choice {
	return page.Choices("5", "很满意", "4", "满意", "3", "一般", "2", "不满意", "1", "很不满意")
}

// contestAt is where a reconsideration or suit stands, in words of the catalogue.
func contestAt(m remedy.Remedy) string {
	switch {
	case m.ClosedOn != calendar.NoDay && m.Kind == remedy.Suit:
		return "已裁判"
	case m.ClosedOn != calendar.NoDay:
		return "已决定"
	case m.AcceptedOn != calendar.NoDay:
		return "已受理"
	case m.Kind == remedy.Suit:
		return "正在审理"
	}
	return "已申请，待受理"
}

// contestLines is who decides it, under which number, and its days.
func contestLines(ctx context.Context, m remedy.Remedy) []string {
	var list []string
	add := func(on calendar.Day, format string) {
		if on != calendar.NoDay && on != 0 {
			list = append(list, page.Tf(ctx, format, on))
		}
	}
	who := strings.TrimSpace(m.Body + " " + m.CaseNumber)
	if n := len(m.Instances); n > 0 {
		who = strings.TrimSpace(m.Instances[n-1].Court + " " + m.Instances[n-1].Number)
	}
	if who != "" {
		list = append(list, who)
	}
	add(m.ReceivedOn, "提出日期 %s")
	add(m.AcceptedOn, "受理日期 %s")
	add(m.ClosedOn, "审结日期 %s")
	return list
}

// complaintAt is where a complaint stands, in words of the catalogue.
func complaintAt(m remedy.Remedy) string {
	switch {
	case m.ClosedOn != calendar.NoDay:
		return "已办结"
	case m.AcceptedOn != calendar.NoDay:
		return "已受理"
	}
	return "已收到，待受理"
}

func stateColour(s request.State) string {
	switch s {
	case request.Clarifying, request.Paying:
		return "yellow"
	case request.Closed:
		return "green"
	case request.Confirming:
		return "grey"
	}
	return "blue"
}

func (p casePage) facts(ctx context.Context) []page.Row {
	name, route := p.kind()
	rows := []page.Row{
		{Key: "事项", Content: kindText(name, route)},
		{Key: "需要的信息", Content: lines(p.c.Asked.Subject)},
	}
	if p.c.Informal() {
		rows[1].Key = "所提事项"
	}
	add := func(key string, content templ.Component) { rows = append(rows, page.Row{Key: key, Content: content}) }
	if p.c.Asked.Number != "" {
		add("文号", han(p.c.Asked.Number))
	}
	if p.c.Asked.Text != "" {
		add("其他特征", lines(p.c.Asked.Text))
	}
	for _, f := range request.Forms {
		if f.Form == p.c.Asked.Form && !p.c.Informal() {
			add("获取形式", say(words{f.Name, f.English}))
		}
	}
	if p.c.Asked.Route != "" {
		add("领取方式", han(routeName(ctx, p.c.Asked.Route)))
	}
	if len(p.own) > 0 {
		add("您交来的材料", ownText(p.own))
	}
	add("提交时间", han(p.submit))
	received := "收到申请之日"
	if p.c.Informal() {
		received = "收到之日"
	}
	add(received, receivedText(p))
	if p.news != "" && p.c.Open() {
		add("消息发到", lines(p.news))
	}
	if p.outcome.zh != "" {
		add("结果", outcomeText(p))
	}
	return rows
}

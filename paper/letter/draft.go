package letter

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/law/calendar"
	"gongkai/paper/block"
)

const theLaw = "《中华人民共和国政府信息公开条例》"

// Draft writes the text of the letter. It refuses a kind that does not exist
// ([ErrKind]) or that the edition does not know ([ErrEdition]).
func Draft(f Facts) (string, error) {
	form, ok := FormOf(f.Kind)
	if !ok {
		return "", ErrKind
	}
	article, ok := form.Articles[f.Edition]
	if !ok {
		return "", ErrEdition
	}
	w := &writer{Facts: f, form: form, law: theLaw + article}
	if f.Article != "" {
		w.law = theLaw + line(f.Article)
	}
	w.add("# " + or(f.Title, form.titleOf(f.Matter)))
	writers[f.Kind](w)
	w.note()
	for i, l := range w.lines {
		w.lines[i] = nested(l)
	}
	return strings.Join(w.lines, "\n\n") + "\n", nil
}

// nested is the text with the marks of a quotation within another as they should
// be: “市财政局‘三公’经费” (GB/T 15834). Marks that do not match stay.
func nested(text string) string {
	if strings.Count(text, "“") != strings.Count(text, "”") {
		return text
	}
	deep := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '“':
			if deep++; deep%2 == 0 {
				return '‘'
			}
		case '”':
			if deep--; deep%2 == 1 {
				return '’'
			}
		}
		return r
	}, text)
}

var writers = map[Kind]func(*writer){
	Receipt: (*writer).receipt, Supplement: (*writer).supplement, Extension: (*writer).extension,
	ThirdParty: (*writer).thirdParty, Consult: (*writer).consult, Overriding: (*writer).overriding,
	Fee: (*writer).fee, Reasons: (*writer).reasons, Delay: (*writer).delay, Reply: (*writer).reply,
	Ending: (*writer).ending, Service: (*writer).service, Withdrawal: (*writer).withdrawal, Correction: (*writer).correction,
	Answer: (*writer).answer, Order: (*writer).rectify,
}

// writer is a letter in the making.
type writer struct {
	Facts
	form  Form
	law   string // the Regulation with the article of the letter
	lines []string
	// moves is set once a day was written that may move.
	moves bool
}

func (w *writer) add(lines ...string) { w.lines = append(w.lines, lines...) }

// say adds a paragraph; its first character is no mark.
func (w *writer) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if strings.IndexAny(text, `#@|->=\`) == 0 {
		text = `\` + text
	}
	w.add(text)
}

// rows adds rows of a form or table, one block of lines.
func (w *writer) rows(rows ...[]string) {
	var b strings.Builder
	for i, row := range rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteByte('|')
		for _, cell := range row {
			b.WriteString(" " + strings.ReplaceAll(line(cell), "|", "｜") + " |")
		}
	}
	w.add(b.String())
}

// line makes text one line. The spaces of the width of a character stay: they
// are room for a date.
func line(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r >= '\t' && r <= '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085'
	}), " ")
}

func or(text, otherwise string) string {
	if text = line(text); text != "" {
		return text
	}
	return otherwise
}

func blank(what string) string { return "【待填：" + what + "】" }

var blanks = regexp.MustCompile(`【待填：([^】]*)】`)

// Blanks are the places of the text that are still to be filled in, each by
// its name.
func Blanks(text string) []string {
	var list []string
	for _, m := range blanks.FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	return list
}

// need is the text, or a place for it.
func need(text, what string) string { return or(text, blank(what)) }

// sentence is the text without the stop at its end.
func sentence(text string) string { return strings.TrimRight(line(text), "。；;. ") }

func known(d calendar.Day) bool { return d != calendar.NoDay && d != 0 }

func on(d calendar.Day, what string) string {
	if !known(d) {
		return blank(what)
	}
	return block.Date(d)
}

// last is a last day, or a place for it; beside one that may move it says so.
func (w *writer) last(d calendar.Day, what string) string {
	if w.provisional(d) {
		return block.Date(d) + "（暂定）"
	}
	return on(d, what)
}

// lastAside is last within brackets.
func (w *writer) lastAside(d calendar.Day) string {
	if w.provisional(d) {
		return block.Date(d) + "，暂定"
	}
	return block.Date(d)
}

func (w *writer) provisional(d calendar.Day) bool {
	moves := known(d) && known(w.ProvisionalFrom) && d >= w.ProvisionalFrom
	w.moves = w.moves || moves
	return moves
}

// note explains days that may move, before what comes after the signature.
func (w *writer) note() {
	if !w.moves {
		return
	}
	text := fmt.Sprintf("> 标明“暂定”的日期按%d年除去周末和法定节日的工作日推算，放假安排公布后以其为准。", w.ProvisionalFrom.Year())
	at := slices.Index(w.lines, "===")
	if at < 0 {
		at = len(w.lines)
	}
	w.lines = slices.Insert(w.lines, at, text)
}

func (w *writer) you() string {
	if w.Organisation {
		return "贵单位"
	}
	return "您"
}

func (w *writer) address() { w.add("@ " + need(w.To, "受文者") + "：") }

// asked is how most letters to the applicant begin.
func (w *writer) asked() string {
	if w.Matter != "" {
		return fmt.Sprintf("本机关于%s收到%s提出的%s（受理编号：%s），所提事项为“%s”。",
			on(w.ReceivedOn, "收到之日"), w.you(), line(w.Matter), need(w.Request, "受理编号"), need(w.What, "所提事项"))
	}
	if w.Anew {
		return w.orderedTo(fmt.Sprintf("%s提交的政府信息公开申请（受理编号：%s），申请公开“%s”。", w.you(), need(w.Request, "受理编号"), need(w.What, "申请内容")))
	}
	by := ""
	if w.Channel != "" {
		by = "通过" + line(w.Channel) + "方式"
	}
	return fmt.Sprintf("本机关于%s收到%s%s提交的政府信息公开申请（受理编号：%s），申请公开“%s”。",
		on(w.ReceivedOn, "收到申请之日"), w.you(), by, need(w.Request, "受理编号"), need(w.What, "申请内容"))
}

// orderedTo adds to what was asked that it is to be answered anew.
func (w *writer) orderedTo(asked string) string {
	until := ""
	if known(w.Ordered) {
		until = "于" + block.Date(w.Ordered) + "前"
	}
	return fmt.Sprintf("%s有关机关责令本机关%s重新作出答复，本机关于%s收到该决定。", asked, until, on(w.ReceivedOn, "收到决定之日"))
}

// order says, where the limit of the law is moved, that the ordered one stays.
func (w *writer) order() {
	if known(w.Ordered) {
		w.say("责令重新答复的期限（%s）不因此变动。", block.Date(w.Ordered))
	}
}

// remedy adds the paragraph on remedies.
func (w *writer) remedy() {
	if w.form.Remedies {
		w.say("%s", need(w.Remedy, "救济途径"))
	}
}

func (w *writer) receipt() {
	if w.Matter != "" {
		w.matterReceipt()
		return
	}
	received := "待双方确认"
	if known(w.ReceivedOn) {
		received = block.Date(w.ReceivedOn)
		if why := sentence(w.ReceivedWhy); why != "" {
			received += "（" + why + "）"
		}
	}
	due := "自收到申请之日起计算，确认后告知"
	if known(w.DueOn) {
		due = w.last(w.DueOn, "")
	}
	// One line for both: the receipt is to be one sheet.
	w.add("@ " + need(w.To, "受文者") + "：" + w.you() + "提交的政府信息公开申请已经登记，登记情况如下：")
	rows := [][]string{
		{"受理编号", need(w.Request, "受理编号")},
		{"申请内容", need(w.What, "申请内容")},
		{"提交方式、日期", or(w.Channel, "—") + "，" + on(w.SubmittedOn, "提交日期")},
		{"收到申请之日", received},
		{"答复期限届满日", due},
	}
	if known(w.Ordered) {
		rows = append(rows, []string{"责令答复的期限", block.Date(w.Ordered)})
	}
	rows = append(rows, w.queryRows()...)
	if line(w.Applicant) != line(w.To) {
		rows = slices.Insert(rows, 1, []string{"申请人", need(w.Applicant, "申请人")})
	}
	w.rows(rows...)
	if w.Edition == "2008" {
		// The first edition did not say which day is that of receipt.
		w.add("> 答复期限依照" + w.law + "计算；补正、征求意见和延长期限的，期限随之变动，另行告知。")
	} else {
		w.add("> 收到申请之日和答复期限依照" + w.law + "确定；补正、征求意见和延长期限的，期限随之变动，另行告知。")
	}
	if w.QueryCode != "" {
		w.add("> 凭受理编号和查询码可以查询办理进度、补充材料、撤回申请和领取答复；查询码请妥善保管，勿告知他人。")
	}
}

// matterReceipt is the receipt of what is no request for information: no limit of
// the Regulation runs, and nothing is said of one.
func (w *writer) matterReceipt() {
	w.add("@ " + need(w.To, "受文者") + "：" + w.you() + "提出的" + line(w.Matter) + "已经登记，登记情况如下：")
	rows := [][]string{
		{"受理编号", need(w.Request, "受理编号")},
		{"所提事项", need(w.What, "所提事项")},
		{"提交方式、日期", or(w.Channel, "—") + "，" + on(w.SubmittedOn, "提交日期")},
	}
	if line(w.Applicant) != line(w.To) {
		rows = slices.Insert(rows, 1, []string{"提出人", need(w.Applicant, "提出人")})
	}
	w.rows(append(rows, w.queryRows()...)...)
	w.add("> " + line(w.Matter) + "不是政府信息公开申请，不适用申请的答复期限；由本机关直接答复，或者告知向有关机关、通过相应渠道提出。")
	if w.QueryCode != "" {
		w.add("> 凭受理编号和查询码可以查询办理进度、补充材料和撤回；查询码请妥善保管，勿告知他人。")
	}
}

// queryRows is how the case is looked up; none where that is not known.
func (w *writer) queryRows() [][]string {
	switch {
	case w.QueryCode != "" && w.QueryAt != "":
		return [][]string{{"查询码、网址", w.QueryCode + "（" + w.QueryAt + "）"}}
	case w.QueryCode != "":
		return [][]string{{"查询码", w.QueryCode}}
	case w.QueryAt != "":
		return [][]string{{"查询网址", w.QueryAt}}
	}
	return nil
}

func (w *writer) list(items []string, what string) {
	if len(items) == 0 {
		items = []string{""}
	}
	for i, item := range items {
		number := fmt.Sprintf("%d. ", i+1)
		if len(items) == 1 {
			number = ""
		}
		w.say("%s%s；", number, or(sentence(item), blank(what)))
	}
	last := len(w.lines) - 1
	w.lines[last] = strings.TrimSuffix(w.lines[last], "；") + "。"
}

// within says until when the addressee is to act.
func (w *writer) within(from string) string {
	switch {
	case w.Days > 0 && known(w.By):
		return fmt.Sprintf("自%s起%d个工作日内（不迟于%s）", from, w.Days, w.lastAside(w.By))
	case w.Days > 0:
		return fmt.Sprintf("自%s起%d个工作日内", from, w.Days)
	}
	return "不迟于" + w.last(w.By, "期限")
}

func (w *writer) supplement() {
	w.address()
	w.say("%s经审查，该申请内容不明确。根据%s的规定，请%s就下列事项作出补正：", w.asked(), w.law, w.you())
	w.list(w.Items, "需要补正的事项")
	if w.Edition == "2008" {
		w.say("请%s将更改、补充后的申请送交本机关。答复期限自本机关收到更改、补充后的申请之日起计算。", w.within("收到本告知书之日"))
		return
	}
	w.say("请%s将补正材料送交本机关。答复期限自本机关收到补正的申请之日起计算。无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。", w.within("收到本告知书之日"))
	w.say("需要指导和帮助的，请与本机关政府信息公开工作机构联系。")
}

func (w *writer) extension() {
	w.address()
	days := ""
	if w.Days > 0 {
		days = strconv.Itoa(w.Days) + "个工作日"
	}
	due := ""
	if known(w.DueOn) {
		due = "（" + w.lastAside(w.DueOn) + "）"
	}
	w.say("%s因%s，本机关无法在法定答复期限%s内作出答复。", w.asked(), or(sentence(w.Reason), blank("延期理由")), due)
	w.say("根据%s的规定，经本机关政府信息公开工作机构负责人同意，答复期限延长%s，本机关将不迟于%s作出答复。", w.law, days, w.last(w.Until, "延长后的期限"))
	w.order()
	w.say("特此告知。")
}

func (w *writer) thirdParty() {
	w.address()
	w.say("本机关收到政府信息公开申请（受理编号：%s），申请公开“%s”。经审查，该政府信息公开可能损害%s的合法权益。", need(w.Request, "受理编号"), need(w.What, "涉及第三方的信息"), w.you())
	w.say("根据%s的规定，现书面征求%s的意见，请%s提出是否同意公开的意见；不同意公开的，请说明理由并附相关证明材料。", w.law, w.you(), w.within("收到本意见书之日"))
	if w.Edition == "2008" {
		w.say("%s不同意公开的，本机关不予公开；但是，本机关认为不公开可能对公共利益造成重大影响的，予以公开，并将决定公开的政府信息内容和理由书面通知%s。", w.you(), w.you())
	} else {
		w.say("逾期未提出意见的，由本机关依照条例的规定决定是否公开。%s不同意公开且有合理理由的，本机关不予公开；本机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的政府信息内容和理由书面告知%s。", w.you(), w.you())
	}
	w.online(w.you())
	w.add("===", "# 第三方意见回执")
	w.rows([]string{"受理编号", need(w.Request, "受理编号")}, []string{"涉及的信息", need(w.What, "涉及第三方的信息")}, []string{"第三方", need(w.To, "受文者")},
		[]string{"是否同意公开", "□ 同意公开　　□ 部分同意公开　　□ 不同意公开"}, []string{"同意公开的范围", ""}, []string{"不同意公开的理由", ""}, []string{"签名或者盖章", ""}, []string{"日期", "　　　　年　　月　　日"})
}

func (w *writer) consult() {
	w.address()
	w.say("我机关收到政府信息公开申请（受理编号：%s），申请公开“%s”。%s", need(w.Request, "受理编号"), need(w.What, "申请内容"), w.common())
	silence := "逾期未提出意见的，视为同意公开。"
	if w.Edition == "2008" {
		silence = ""
	}
	w.say("根据%s的规定，现征求贵机关的意见，请%s书面函告是否同意公开；不同意公开的，请说明理由和依据。%s", w.law, w.within("收到本函之日"), silence)
	w.online("贵机关")
	w.say("专此函达，请予支持。")
	w.add("===", "# 征求意见回执")
	w.rows([]string{"受理编号", need(w.Request, "受理编号")}, []string{"涉及的信息", need(w.What, "申请内容")}, []string{"被征求意见机关", need(w.To, "受文者")},
		[]string{"意见", "□ 同意公开　　□ 部分同意公开　　□ 不同意公开"}, []string{"理由和依据", ""}, []string{"盖章", ""}, []string{"日期", "　　　　年　　月　　日"})
}

// online says how a party answers on the page instead of on paper.
func (w *writer) online(you string) {
	if w.Party == "" {
		return
	}
	where := "本市政府信息公开平台的“答复征求意见”页面"
	if w.QueryAt != "" {
		where = w.QueryAt
	}
	w.say("%s也可以在网上提出意见：在%s填写%s%s和查询码%s。查询码请妥善保管。", you, where, PartyNumber, w.Party, need(w.QueryCode, "查询码"))
}

// PartyNumber is what a letter calls the number under which a party answers.
const PartyNumber = "意见编号"

// common says why another agency is asked.
func (w *writer) common() string {
	if why := sentence(w.Reason); why != "" {
		return why + "。"
	}
	if w.Edition == "2008" {
		return "该政府信息涉及贵机关。"
	}
	return "该政府信息由我机关与贵机关共同制作。"
}

func (w *writer) overriding() {
	w.address()
	opinion := sentence(w.Opinion)
	if opinion == "" {
		opinion = blank("第三方的意见")
	}
	w.say("本机关就政府信息公开申请（受理编号：%s）征求%s的意见，%s%s。", need(w.Request, "受理编号"), w.you(), w.you(), opinion)
	w.say("经审查，本机关认为%s，根据%s的规定，决定公开下列政府信息内容：", or(sentence(w.Reason), blank("决定公开的理由")), w.law)
	items := make([]string, 0, len(w.Parts))
	for _, p := range w.Parts {
		items = append(items, p.What)
	}
	if len(items) == 0 && w.What != "" {
		items = []string{w.What}
	}
	w.list(items, "决定公开的内容")
	w.remedy()
	w.say("特此告知。")
}

func (w *writer) fee() {
	w.address()
	what, kind := "信息处理费", "收取信息处理费"
	if w.Edition == "2008" {
		what, kind = "成本费用", "收取检索、复制、邮寄等成本费用"
	}
	if w.Edition == "2008" {
		w.say("%s根据%s的规定，本机关依申请提供政府信息，%s，共计%s。", w.asked(), w.law, kind, need(w.Charge.Total, "金额"))
	} else {
		w.say("%s经审查，%s申请公开政府信息的数量、频次明显超过合理范围。根据%s和《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）的规定，本机关%s，共计%s。", w.asked(), w.you(), w.law, kind, need(w.Charge.Total, "金额"))
	}
	rows := [][]string{{"项目", "数量", "标准", "金额"}, {"---", "---", "---", "---"}}
	for _, l := range w.Charge.Lines {
		rows = append(rows, []string{l.Item, l.Count, l.Price, l.Amount})
	}
	rows = append(rows, []string{"合计", "", "", need(w.Charge.Total, "金额")})
	w.rows(rows...)
	w.say("缴纳方式：%s。", or(sentence(w.Charge.How), blank("缴纳方式")))
	if w.Edition == "2008" {
		w.say("请%s缴纳%s。", w.within("收到本通知书次日"), what)
	} else {
		w.say("请%s缴纳%s。逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。答复期限自缴费完成次日起重新计算。", w.within("收到本通知书次日"), what)
	}
}

func (w *writer) reasons() {
	w.address()
	w.say("%s经审查，%s申请公开政府信息的数量、频次明显超过合理范围%s。", w.asked(), w.you(), aside(w.Reason))
	w.say("根据%s的规定，请%s就下列事项向本机关书面说明理由：", w.law, w.within("收到本通知书之日"))
	w.list(w.Items, "需要说明的事项")
	w.say("本机关认为申请理由不合理的，将告知不予处理；认为申请理由合理，但是无法在法定期限内答复的，将确定延迟答复的合理期限并告知%s。", w.you())
}

// aside is a remark in brackets.
func aside(text string) string {
	if text = sentence(text); text != "" {
		return "（" + text + "）"
	}
	return ""
}

func (w *writer) delay() {
	w.address()
	w.say("%s%s已说明申请理由。经审查，申请理由合理，但是%s，本机关无法在%s第三十三条规定的期限内答复。", w.asked(), w.you(), or(sentence(w.Reason), blank("无法按期答复的理由")), theLaw)
	w.say("根据%s的规定，本机关确定延迟答复的期限至%s。", w.law, w.last(w.Until, "延迟答复的期限"))
	w.order()
	w.say("特此告知。")
}

// reply is the decision. The operative words come in; the parts of a decision
// are listed, those withheld each with its ground (第三十七条).
func (w *writer) reply() {
	w.address()
	words := line(w.Words)
	if words == "" && len(w.Parts) == 1 {
		words = line(w.Parts[0].Words)
	}
	w.say("%s", w.asked())
	if words == "" && len(w.Parts) > 1 {
		words = "经审查，现分别答复如下："
	}
	w.say("%s", need(words, "答复内容"))
	w.parts()
	if w.Manner != "" {
		w.say("提供政府信息的方式：%s。", sentence(w.Manner))
	}
	w.remedy()
	w.say("特此告知。")
}

func (w *writer) parts() {
	if len(w.Parts) < 2 && (len(w.Parts) == 0 || w.Parts[0].Ground == "") {
		return
	}
	var given, partly, withheld, other []Part
	for _, p := range w.Parts {
		switch {
		case p.Gives:
			given = append(given, p)
		case p.Partial:
			partly = append(partly, p)
		case p.Ground != "":
			withheld = append(withheld, p)
		default:
			other = append(other, p)
		}
	}
	numerals := []string{"一", "二", "三", "四"}
	for _, g := range []struct {
		title string
		parts []Part
	}{{"予以公开的内容", given}, {"部分公开的内容", partly}, {"不予公开的内容和理由", withheld}, {"其他内容", other}} {
		if len(g.parts) == 0 {
			continue
		}
		w.add("## " + numerals[0] + "、" + g.title)
		numerals = numerals[1:]
		for i, p := range g.parts {
			number := ordinal(i + 1)
			if len(g.parts) == 1 {
				number = "" // one alone is not counted
			}
			w.say("%s%s", number, p.say(theLaw))
		}
	}
}

// say is what a part's line says.
func (p Part) say(law string) string {
	what := need(p.What, "内容")
	switch {
	case strings.Contains(p.Words, what):
		return sentence(p.Words) + "。"
	case p.Words != "":
		return what + "：" + sentence(p.Words) + "。"
	case p.Gives:
		return what + "。"
	case p.Ground != "":
		article := p.Article
		if article != "" && !strings.HasPrefix(article, "《") {
			article = law + article
		}
		return fmt.Sprintf("%s：属于%s，根据%s的规定，不予公开。理由：%s。", what, line(p.Ground), need(article, "依据"), or(sentence(p.Reason), blank("不予公开的理由")))
	}
	return what + "：" + need("", "答复内容")
}

// ordinal is （一）…（九十九）.
func ordinal(n int) string {
	digits := []rune("零一二三四五六七八九")
	text := ""
	switch {
	case n > 99:
		text = strconv.Itoa(n)
	case n < 10:
		text = string(digits[n])
	default:
		if n >= 20 {
			text = string(digits[n/10])
		}
		if text += "十"; n%10 > 0 {
			text += string(digits[n%10])
		}
	}
	return "（" + text + "）"
}

func (w *writer) ending() {
	w.address()
	w.say("%s", w.asked())
	w.say("%s", need(w.Words, "终止办理的事实和依据"))
	w.remedy()
	w.say("特此告知。")
}

func (w *writer) service() {
	letters := w.Letters
	if len(letters) == 0 {
		letters = []string{blank("送达文书名称、文号")}
	}
	w.rows([]string{"受理编号", need(w.Request, "受理编号")}, []string{"送达文书名称、文号", strings.Join(letters, "；")},
		[]string{"受送达人", need(w.To, "受送达人")}, []string{"送达方式", need(w.Route, "送达方式")}, []string{"送达地点", line(w.Address)},
		[]string{"受送达人签名、盖章", ""}, []string{"收到日期", "　　　　年　　月　　日　　时"}, []string{"代收人签名及与受送达人的关系", ""},
		[]string{"未能送达的情况", ""}, []string{"送达人", ""}, []string{"备注", ""})
	w.add("> 邮寄送达的，以交邮日期和邮件号码为凭；受送达人签收后，请将本回证交还送达机关附卷。")
}

func (w *writer) withdrawal() {
	w.address()
	w.say("%s", w.asked())
	when := ""
	if known(w.By) {
		when = "于" + block.Date(w.By)
	}
	if w.Matter != "" {
		w.say("%s%s撤回所提事项%s。本机关予以确认，自撤回之日起终止办理。", w.you(), when, aside(w.Reason))
		return
	}
	w.say("%s%s提出撤回该申请%s。本机关予以确认，自撤回之日起终止办理。", w.you(), when, aside(w.Reason))
	w.say("撤回申请不影响%s就相同内容再次提出政府信息公开申请。", w.you())
}

// answer is the reply to what is no request for information: no ground of
// disclosure stands in it and, nothing being decided, no remedy.
func (w *writer) answer() {
	w.address()
	w.say("%s", w.asked())
	w.say("%s", need(w.Words, "答复内容"))
	w.say("特此答复。")
}

func (w *writer) correction() {
	w.address()
	if w.Anew {
		w.say("%s", w.orderedTo(fmt.Sprintf("%s提出的更正政府信息申请（受理编号：%s），要求更正“%s”。", w.you(), need(w.Request, "受理编号"), need(w.What, "要求更正的内容"))))
	} else {
		w.say("本机关于%s收到%s提出的更正政府信息申请（受理编号：%s），要求更正“%s”。", on(w.ReceivedOn, "收到申请之日"), w.you(), need(w.Request, "受理编号"), need(w.What, "要求更正的内容"))
	}
	switch w.Outcome {
	case Corrected:
		w.say("经审核属实。根据%s的规定，本机关予以更正：%s。", w.law, or(sentence(w.Reason), blank("更正后的内容")))
	case Uncorrected:
		w.say("经审核，%s。根据%s的规定，本机关不予更正。", or(sentence(w.Reason), blank("不予更正的理由")), w.law)
	case Transferred:
		w.say("该事项不属于本机关职能范围。根据%s的规定，本机关已转送有权更正的行政机关处理：%s。", w.law, or(sentence(w.Agency), blank("有权更正的行政机关")))
	case Directed:
		if w.Edition == "2008" {
			// The first edition knew only the transfer.
			w.say("该事项不属于本机关职能范围，请向有权更正的行政机关提出：%s。", or(sentence(w.Agency), blank("有权更正的行政机关")))
			break
		}
		w.say("该事项不属于本机关职能范围。根据%s的规定，请向有权更正的行政机关提出：%s。", w.law, or(sentence(w.Agency), blank("有权更正的行政机关")))
	default:
		w.say("%s", need(w.Words, "审核结果"))
	}
	w.remedy()
	w.say("特此告知。")
}

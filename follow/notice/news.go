package notice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// telling is how an applicant is told of an act. Each is the end of a sentence:
// of "您的政府信息公开申请" or "Your request for information".
type telling struct {
	act    journal.Act
	zh, en string
	// short and tiny are the same by SMS, Chinese and English; "" for the Chinese
	// words up to what they say of the due day, which stands there itself.
	short, tiny string
}

// told is the acts an applicant who left an address or a number is told of. It
// is news and no delivery: only a delivery by e-mail is the mail itself.
var told = []telling{
	{act: journal.RequestSubmit, zh: "已提交", en: "has been submitted", tiny: "submitted"},
	{act: journal.RequestConfirm, zh: "已确认收到", en: "has been confirmed as received", tiny: "confirmed"},
	{act: journal.RequestAmend, zh: "的登记信息已更正", en: "had its registration corrected", short: "的登记已更正", tiny: "corrected"},
	{act: journal.RequestClarify, zh: "需要补正，请在期限内补正", en: "needs to be supplemented within the time set", tiny: "needs more from you"},
	{act: journal.RequestSupplement, zh: "已收到补正，答复期限重新计算", en: "has been supplemented; the due day is counted anew", tiny: "supplemented"},
	{act: journal.RequestProlong, zh: "的补正期限已延长", en: "may be supplemented until a later day", tiny: "more time for you"},
	{act: journal.RequestConsult, zh: "正在征求意见，答复期限相应顺延", en: "waits for the opinion of others; the due day moves accordingly", tiny: "others asked"},
	{act: journal.RequestHear, zh: "的征求意见有了结果，答复期限重新计算", en: "has the opinion that was asked for; the due day is counted anew", short: "已征得意见", tiny: "goes on"},
	{act: journal.RequestSilence, zh: "的征求意见已经到期，答复期限重新计算", en: "waits for no opinion any longer; the due day is counted anew", short: "征求意见到期", tiny: "goes on"},
	{act: journal.RequestConsultEnd, zh: "的征求意见已经停止，答复期限重新计算", en: "waits for no opinion any longer; the due day is counted anew", short: "停止征求意见", tiny: "goes on"},
	{act: journal.RequestExtend, zh: "的答复期限已延长", en: "will be answered later: the limit was extended", tiny: "extended"},
	{act: journal.RequestExtendUndo, zh: "的答复期限不再延长", en: "will be answered earlier: the extension was taken back", tiny: "not extended"},
	{act: journal.RequestDelay, zh: "的答复期限已延长", en: "will be answered later: the limit was extended", tiny: "extended"},
	{act: journal.RequestReckon, zh: "的答复期限因放假安排有变化", en: "has another due day, by the notice on public holidays", short: "的答复期限有变化", tiny: "new due day"},
	{act: journal.RequestReasons, zh: "需要说明理由", en: "needs reasons from you", tiny: "needs reasons"},
	{act: journal.RequestCharge, zh: "需要缴纳信息处理费，请在期限内缴纳", en: "is subject to a fee, to be paid within the time set", short: "需要缴费，请在期限内缴纳", tiny: "fee to be paid"},
	{act: journal.RequestPay, zh: "已收到缴费，答复期限重新计算", en: "has been paid for; the due day is counted anew", tiny: "fee received"},
	{act: journal.RequestWaive, zh: "已减免信息处理费，答复期限重新计算", en: "costs you nothing: the fee was waived; the due day is counted anew", short: "已减免费用", tiny: "fee waived"},
	{act: journal.RequestLapse, zh: "因未在期限内补正，不再处理", en: "is closed: it was not supplemented in time", tiny: "closed: nothing came"},
	{act: journal.RequestUnpaid, zh: "因未在期限内缴纳信息处理费，不再处理", en: "is closed: the fee was not paid in time", short: "因未缴费，不再处理", tiny: "closed: not paid"},
	{act: journal.RequestDeliver, zh: "已答复", en: "has been answered", tiny: "answered"},
	{act: journal.RequestRedeliver, zh: "已答复", en: "has been answered", tiny: "answered"},
	{act: journal.RequestWithdraw, zh: "已撤回", en: "has been withdrawn", tiny: "withdrawn"},
	{act: journal.RequestReopen, zh: "将重新答复", en: "will be answered anew", tiny: "reopened"},
}

// awaits is the acts whose letter sets a limit that runs from its receipt.
var awaits = []journal.Act{journal.RequestClarify, journal.RequestCharge}

// tellingOf is how an entry is told; false for what is no news. A consultation
// is news where it moves the day of the answer, a holiday notice likewise; an
// answer to it that came too late is none.
func tellingOf(r request.Request, e journal.Entry) (telling, bool) {
	i := slices.IndexFunc(told, func(t telling) bool { return t.act == e.Act })
	if i < 0 {
		return telling{}, false
	}
	if request.HeardLate(e) {
		return telling{}, false // it moves nothing
	}
	switch e.Act {
	case journal.RequestConsult, journal.RequestHear, journal.RequestSilence, journal.RequestConsultEnd:
		law, ok := r.Law()
		if !ok || !slices.ContainsFunc(r.Opinions, func(o request.Opinion) bool { return o.Stops(law) }) {
			return telling{}, false
		}
	case journal.RequestReckon:
		if !request.MovedDue(e) {
			return telling{}, false
		}
	}
	return told[i], true
}

// News tells applicants how their requests fare, in the language in which they
// filled in the form, and brings those who are asked for an opinion their
// letters. site is the address of the portal; "" for no link. sms is
// where messages by SMS go; nil for none.
func News(o *office.Office, site string, sms *Gateway) *Herald {
	return &Herald{Office: o, Name: "news", Compose: func(ctx context.Context, e journal.Entry) ([]store.Mail, error) {
		id, is := request.ParseThing(e.Thing)
		_, party := request.ReadToParty(e)
		if !is || !party && !slices.ContainsFunc(told, func(t telling) bool { return t.act == e.Act }) {
			return nil, nil
		}
		r, err := o.Store.Request(ctx, id)
		if err != nil {
			return nil, err
		}
		var list []store.Mail
		if party {
			in, err := o.Store.Agency(ctx, r.Agency)
			if err != nil {
				return nil, err
			}
			if m, ok := partyMail(r, e, in.Name); ok {
				list = append(list, m)
			}
		}
		t, ok := tellingOf(r, e)
		if !ok {
			return list, nil
		}
		if r, err = asOf(ctx, o, r, e); err != nil {
			return nil, err
		}
		if r.Applicant.Email != "" {
			list = append(list, mailOf(r, e, t, site))
		}
		if r.Applicant.Mobile != "" && sms != nil {
			list = append(list, smsOf(r, e, t, site, sms.Sign))
		}
		return list, nil
	}}
}

// beside is the acts that change nothing an applicant is told of.
var beside = []journal.Act{journal.RequestNote, journal.RequestAssign, journal.RequestMove, journal.RequestRate, journal.RequestDraft}

// asOf is the request without the day that followed from a later act than the one
// told of: a message tells of its own event, and the later one has its own.
func asOf(ctx context.Context, o *office.Office, r request.Request, e journal.Entry) (request.Request, error) {
	all, err := o.Store.JournalOf(ctx, e.Thing)
	if err != nil {
		return r, err
	}
	if slices.ContainsFunc(all, func(x journal.Entry) bool { return x.Number > e.Number && !slices.Contains(beside, x.Act) }) {
		r.DueOn, r.Provisional = calendar.NoDay, false
	}
	return r, nil
}

func factOf(e journal.Entry) string { return fmt.Sprintf("%s %s %d", e.Thing, e.Act, e.Number) }

// FactTold is the fact of a message without the way by which it is told: news by
// mail and by SMS tell the same, and so does what is sent anew.
func FactTold(fact string) string {
	fact, _, _ = strings.Cut(strings.TrimSuffix(fact, viaSMS), viaAnew)
	return fact
}

const viaSMS = " sms"

// FactAct is the act of which the fact of a message tells; "" if it is none of
// [News].
func FactAct(fact string) journal.Act {
	if parts := strings.Fields(fact); len(parts) >= 3 {
		return journal.Act(parts[1])
	}
	return ""
}

func mailOf(r request.Request, e journal.Entry, t telling, site string) store.Mail {
	m := store.Mail{Fact: factOf(e), Thing: e.Thing, Agency: r.Agency, Recipient: r.Applicant.Email, WantsReceipt: slices.Contains(awaits, e.Act)}
	if (e.Act == journal.RequestDeliver || e.Act == journal.RequestRedeliver) && r.Delivery != nil && r.Delivery.Route == "email" {
		m.Attachments = handed(r)
	}
	if r.Applicant.Language == request.English {
		m.Subject, m.Body = englishNews(r, t, site, len(m.Attachments) > 0)
	} else {
		m.Subject, m.Body = chineseNews(r, t, site, len(m.Attachments) > 0)
	}
	return m
}

func chineseNews(r request.Request, t telling, site string, attached bool) (subject, body string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s：\n\n您的%s%s。\n\n受理编号：%s\n事项：%s\n", r.Applicant.Name, chineseKind(r.Kind), t.zh, r.ID.Number(), r.Asked.Subject)
	if due, ok := dueOf(r); ok {
		fmt.Fprintf(&b, "答复期限：%s", chineseDay(due))
		if r.Provisional {
			b.WriteString("（暂定，放假安排尚未公布）")
		}
		b.WriteString("\n")
	}
	if until, ok := supplementUntil(r); ok {
		fmt.Fprintf(&b, "补正的最后一天：%s\n需要补正什么，请看平台上这件申请的页面或者补正告知书。\n", chineseDay(until))
		if abandons(r) {
			b.WriteString("没有正当理由逾期不补正的，视为放弃申请，机关不再处理。\n")
		}
	}
	b.WriteString(chineseFacts(r, t.act))
	if attached {
		b.WriteString("\n答复文书和信息见附件。\n")
	} else {
		b.WriteString("\n详细情况请凭受理编号和查询码在平台上查看。\n")
		b.WriteString(lookAt(site))
	}
	b.WriteString("\n回复本邮件，您的来信会转给经办人。\n")
	return "您的" + chineseKind(r.Kind) + t.zh + "（" + r.ID.Number() + "）", b.String()
}

func englishNews(r request.Request, t telling, site string, attached bool) (subject, body string) {
	kind := englishKind(r.Kind)
	var b strings.Builder
	fmt.Fprintf(&b, "Dear %s,\n\nYour %s %s.\n\nReceipt number: %s\nSubject: %s\n", r.Applicant.Name, kind, t.en, r.ID.Number(), r.Asked.Subject)
	if due, ok := dueOf(r); ok {
		fmt.Fprintf(&b, "To be answered by: %s", due.Time().Format("2 January 2006"))
		if r.Provisional {
			b.WriteString(" (provisional: the notice on public holidays is not out yet)")
		}
		b.WriteString("\n")
	}
	if until, ok := supplementUntil(r); ok {
		fmt.Fprintf(&b, "Last day to supplement: %s\nWhat is to be supplemented stands on the page of the request on the platform and in the notice.\n", until.Time().Format("2 January 2006"))
		if abandons(r) {
			b.WriteString("A request that is not supplemented in time without good reason counts as given up and is not processed further.\n")
		}
	}
	b.WriteString(englishFacts(r, t.act))
	if attached {
		b.WriteString("\nThe answer is attached.\n")
	} else {
		b.WriteString("\nTo see how it stands, enter the receipt number and the query code on the platform.\n")
		b.WriteString(lookAt(site))
	}
	b.WriteString("\nIf you reply to this mail, your words go to the official in charge.\n")
	return "Your " + kind + " " + t.en + " (" + r.ID.Number() + ")", b.String()
}

// chineseKind is what came in, as one speaks of one's own.
func chineseKind(k request.Kind) string {
	if k == request.Correction {
		return "更正信息的申请"
	}
	return k.Name()
}

func englishKind(k request.Kind) string {
	if k == request.Correction {
		return "request to correct a record"
	}
	for _, row := range request.Kinds {
		if row.Kind == k {
			return strings.ToLower(row.English[:1]) + row.English[1:]
		}
	}
	return string(k)
}

// abandons says whether silence ends the case under its edition.
func abandons(r request.Request) bool {
	e, ok := r.Law()
	return ok && e.NoPayment() != ""
}

// eventFacts is what is told of an act beside its due day: of a fee the amount,
// and while it waits the last day, how to pay and what silence means.
type eventFacts struct {
	yuan, days int
	until      calendar.Day // NoDay for none
	how        string       // to pay, in the words of the notice; "" where it says nothing
	route      request.Route
	proof      string // the number of a posting
	next       string // under which number the case goes on
	noLimit    bool   // no limit of the Regulation runs
}

func factsOf(r request.Request, act journal.Act) eventFacts {
	f := eventFacts{until: calendar.NoDay}
	line := func(kind request.LineKind) {
		for _, l := range r.Fee.Lines {
			if l.Kind == kind {
				f.yuan = l.Yuan
			}
		}
	}
	switch {
	case act == journal.RequestSubmit:
		f.noLimit = r.Informal()
	case act == journal.RequestExtend && r.WasExtended():
		f.days = r.Extension.Days
	case act == journal.RequestCharge && r.Fee != nil:
		f.yuan = r.Fee.Yuan
		if r.State == request.Paying {
			f.until, f.how = r.Fee.DueOn, howToPay(r)
		}
	case act == journal.RequestPay && r.Fee != nil:
		line(request.Paid)
	case act == journal.RequestWaive && r.Fee != nil:
		line(request.Waived)
	case (act == journal.RequestDeliver || act == journal.RequestRedeliver) && r.Delivery != nil:
		if f.route = r.Delivery.Route; f.route == "post" {
			f.proof = r.Delivery.Proof
		}
	case act == journal.RequestReopen && r.Next != 0:
		f.next = r.Next.Number()
	}
	return f
}

// howToPay is what the notice that was sent says of it.
func howToPay(r request.Request) string {
	const begins = "缴纳方式："
	how := ""
	for _, l := range r.Letters {
		if l.Act != journal.RequestCharge || l.Void {
			continue
		}
		for line := range strings.Lines(l.Text) {
			if said, ok := strings.CutPrefix(strings.TrimSpace(line), begins); ok {
				how = strings.TrimRight(said, "。")
			}
		}
	}
	return how
}

func chineseFacts(r request.Request, act journal.Act) string {
	var b strings.Builder
	f := factsOf(r, act)
	if f.noLimit {
		fmt.Fprintf(&b, "%s不是政府信息公开申请，不适用申请的答复期限；由机关直接答复，或者告知您向谁提出。\n", r.Kind.Name())
	}
	if f.days > 0 {
		fmt.Fprintf(&b, "延长：%d个工作日\n", f.days)
	}
	if f.yuan > 0 {
		fmt.Fprintf(&b, "%s：%d元\n", map[journal.Act]string{journal.RequestCharge: "应缴金额", journal.RequestPay: "已收金额", journal.RequestWaive: "减免金额"}[act], f.yuan)
	}
	if f.until != calendar.NoDay {
		fmt.Fprintf(&b, "缴费的最后一天：%s\n", chineseDay(f.until))
		if f.how == "" {
			f.how = "见收费通知书"
		}
		fmt.Fprintf(&b, "缴纳方式：%s\n", f.how)
		if abandons(r) {
			b.WriteString("逾期未缴纳的，视为放弃申请，机关不再处理。\n")
		}
	}
	if f.route != "" {
		fmt.Fprintf(&b, "送达方式：%s\n", f.route.Name())
	}
	if f.proof != "" {
		fmt.Fprintf(&b, "邮件号：%s\n", f.proof)
	}
	if f.next != "" {
		fmt.Fprintf(&b, "重新办理的受理编号：%s\n", f.next)
	}
	return b.String()
}

func englishFacts(r request.Request, act journal.Act) string {
	var b strings.Builder
	f := factsOf(r, act)
	if f.noLimit {
		fmt.Fprintf(&b, "It is no request for information, and the limit for answers does not apply: the agency answers it, or tells you whom to turn to.\n")
	}
	if f.days > 0 {
		fmt.Fprintf(&b, "Extended by: %d working days\n", f.days)
	}
	if f.yuan > 0 {
		fmt.Fprintf(&b, "%s: %d yuan\n", map[journal.Act]string{journal.RequestCharge: "To be paid", journal.RequestPay: "Received", journal.RequestWaive: "Waived"}[act], f.yuan)
	}
	if f.until != calendar.NoDay {
		fmt.Fprintf(&b, "Last day to pay: %s\n", f.until.Time().Format("2 January 2006"))
		if f.how == "" {
			f.how = "see the notice"
		}
		fmt.Fprintf(&b, "How to pay: %s\n", f.how)
		if abandons(r) {
			b.WriteString("A request that is not paid for in time counts as given up and is not processed further.\n")
		}
	}
	if f.route != "" {
		for _, row := range request.Routes {
			if row.Route == f.route {
				fmt.Fprintf(&b, "Delivered by: %s\n", row.English)
			}
		}
	}
	if f.proof != "" {
		fmt.Fprintf(&b, "Number of the posting: %s\n", f.proof)
	}
	if f.next != "" {
		fmt.Fprintf(&b, "Goes on under the number: %s\n", f.next)
	}
	return b.String()
}

// dueOf is the day of the answer while the case waits for one.
func dueOf(r request.Request) (calendar.Day, bool) {
	return r.DueOn, r.Open() && r.DueOn != calendar.NoDay
}

// supplementUntil is the last day to supplement while that is waited for. What
// is asked is no matter for a mail: it may say what the request is about.
func supplementUntil(r request.Request) (calendar.Day, bool) {
	if r.State != request.Clarifying || r.Clarification == nil || r.Clarification.DueOn == calendar.NoDay {
		return calendar.NoDay, false
	}
	return r.Clarification.DueOn, true
}

// findPath is where one looks up a case by number and code.
const findPath = "/request/find"

func lookAt(site string) string {
	if site == "" {
		return ""
	}
	return site + findPath + "\n"
}

// oneSMS is how many characters one message holds once it has any Chinese in
// it, the signature and its brackets among them; a longer one is paid and may
// arrive in pieces.
const oneSMS = 70

// dated is the acts of which the new day is the news.
var dated = []journal.Act{
	journal.RequestExtend, journal.RequestExtendUndo, journal.RequestDelay, journal.RequestReckon, journal.RequestSupplement, journal.RequestConsult,
	journal.RequestHear, journal.RequestSilence, journal.RequestConsultEnd, journal.RequestPay, journal.RequestWaive, journal.RequestConfirm,
}

// smsOf is news by SMS: the receipt number, what happened, until when, and where
// to look. Nothing of what is asked or of who asks stands in it, and never the
// query code: a telephone shows it to whoever holds it.
func smsOf(r request.Request, e journal.Entry, t telling, site, sign string) store.Mail {
	m := store.Mail{Fact: factOf(e) + viaSMS, Thing: e.Thing, Agency: r.Agency, Channel: store.BySMS, Recipient: r.Applicant.Mobile}
	m.Subject, _ = chineseNews(r, t, "", false)
	host := strings.TrimPrefix(strings.TrimPrefix(site, "https://"), "http://")
	look := []string{""}
	if host != "" {
		look = []string{host + findPath, host}
	}
	day := calendar.NoDay
	if due, ok := dueOf(r); ok && slices.Contains(dated, e.Act) {
		day = due
	}
	if sign != "" {
		sign = "【" + sign + "】"
	}
	for _, where := range look {
		m.Body = smsText(r, t, day, calendar.On(e.At), where)
		if utf8.RuneCountInString(sign+m.Body) <= oneSMS {
			break
		}
	}
	return m
}

func smsText(r request.Request, t telling, due, today calendar.Day, where string) string {
	year := due != calendar.NoDay && due.Time().Year() != today.Time().Year()
	if r.Applicant.Language == request.English {
		s := r.ID.Number() + " " + t.tiny
		if due != calendar.NoDay {
			s += due.Time().Format(", due 2 Jan")
		}
		if year {
			s += due.Time().Format(" 2006")
		}
		if where == "" {
			return s + ". See the disclosure portal"
		}
		return s + ". " + where
	}
	words := t.short
	if words == "" {
		words, _, _ = strings.Cut(t.zh, "，答复期限")
	}
	kind := "申请"
	if r.Kind != request.Statutory && r.Kind != request.Correction {
		kind = r.Kind.Name()
	}
	s := kind + r.ID.Number() + words
	switch {
	case year:
		s += "，最晚" + chineseDay(due) + "答复"
	case due != calendar.NoDay:
		s += due.Time().Format("，最晚1月2日答复")
	}
	if where == "" {
		return s + "。请到政务公开平台查询"
	}
	return s + "。查询 " + where
}

// handed is what an answer by e-mail carries: the letter as signed, and the
// files that may be handed over.
func handed(r request.Request) []publication.Attachment {
	var list []publication.Attachment
	for _, l := range r.Letters {
		if l.Act == journal.RequestSign && !l.Void && l.PDF != "" {
			list = append(list, publication.Attachment{Name: l.Title + ".pdf", Type: "application/pdf", SHA256: l.PDF})
		}
	}
	for _, f := range r.Handed() {
		list = append(list, publication.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.Hash})
	}
	return list
}

package desk

import (
	"context"
	"net/http"
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/clock"
	"gongkai/store"
	"gongkai/web/page"
)

// requestShowPage is one case on one page: where it stands, its clocks, all
// that was asked, done and sent, and what this official may do now.
type requestShowPage struct {
	R       request.Request
	Agency  agency.Agency
	Handler string
	Edition string // the Regulation's edition by name; "" before one applies
	// Receipt is the rule that fixes the day of receipt.
	Receipt string
	Due     due
	Ordered due // by the order the case answers
	Draft   due
	Early   int // working days by which Draft comes before Due, or Ordered where that is earlier
	Sub     due
	Report  *clock.Report // nil while no limit runs
	// Next says what is to be done, First is the deeds for that.
	Next  string
	First []requestDeed
	// More is the other deeds, by group.
	More   []deedGroup
	Barred []requestDeed
	// Handing and Code are for those who could have filed it.
	Handing bool // may put materials with it
	Filing  bool // may print its receipt
	Redact  bool
	Mail    []caseMail
	Calls   bool          // sees to which number news goes by SMS
	Earlier []requestLine // of the same applicant, newest first
	Similar []requestLine // open ones about the same
	History []deedLine
	// Due days of opinions and the like are seen from Today.
	Today calendar.Day
}

// deedGroup is deeds under a heading.
type deedGroup struct {
	Name  string
	Deeds []requestDeed
}

func (d *Desk) requestShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestOf(r, o)
	if err != nil {
		return err
	}
	p, err := d.requestShowPage(r.Context(), o, q)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.requestView(p))
}

func (d *Desk) requestShowPage(ctx context.Context, o *Official, q request.Request) (requestShowPage, error) {
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return requestShowPage{}, err
	}
	p := requestShowPage{R: q, Agency: agencies[q.Agency].Agency, Due: d.requestDue(q), Today: d.Office.Today(),
		Handing: o.MayIn(journal.RequestDraft, q.Agency), Filing: o.MayIn(journal.RequestSubmit, q.Agency), Redact: d.redacts(),
		Calls: request.MayCall(o.Actor, q)}
	p.Ordered = d.orderedDue(q.State, q.OrderedOn())
	p.Draft = d.dueFrom(q.DraftDueOn, q.Provisional, "—")
	if q.DraftDueOn != calendar.NoDay && !q.Informal() {
		before := q.DueOn
		if p.orderedFirst() {
			before = q.OrderedOn()
		}
		p.Early = d.Office.Calendar().WorkingDaysBetween(q.DraftDueOn, before)
	}
	p.Sub = d.dueFrom(q.SubDueOn, false, "—")
	if p.Handler, err = d.personName(ctx, q.Handler); err != nil {
		return p, err
	}
	p.Receipt = q.ReceiptRule()
	if q.Ordered {
		p.Receipt = page.T(ctx, "责令重新答复的，从收到决定之日起重新计算")
	}
	if e, ok := q.Law(); ok {
		p.Edition = e.Name + "（" + e.Decree + "）"
	}
	if c, ok := q.Clock(d.Office.Calendar()); ok {
		report := c.Report()
		p.Report = &report
	}
	offered, barred := d.offeredDeeds(o, q)
	p.Barred = barred
	p.Next, p.First = nextStep(q, offered, p.Today)
	for _, name := range deedGroups {
		g := deedGroup{Name: name}
		for _, t := range offered {
			if t.Group == name && !slices.ContainsFunc(p.First, func(f requestDeed) bool { return f.Act == t.Act }) {
				g.Deeds = append(g.Deeds, t)
			}
		}
		if len(g.Deeds) > 0 {
			p.More = append(p.More, g)
		}
	}
	if p.Earlier, err = d.requestsBy(ctx, o, q.Applicant, q.ID, agencies); err != nil {
		return p, err
	}
	if p.Similar, err = d.requestsLike(ctx, o, q.Agency, q.Asked.Subject, q.ID, agencies); err != nil {
		return p, err
	}
	p.Similar = slices.DeleteFunc(p.Similar, func(l requestLine) bool {
		return slices.ContainsFunc(p.Earlier, func(e requestLine) bool { return e.R.ID == l.R.ID })
	})
	if p.Mail, err = d.mailOf(ctx, o, q); err != nil {
		return p, err
	}
	p.History, err = d.history(ctx, q.Thing())
	return p, err
}

// orderWords warns of the day an order set for the answer: that it passed, or
// comes before the lawful one. "" where there is nothing to warn of.
func (p requestShowPage) orderWords(ctx context.Context) string {
	by := p.Ordered.On
	switch {
	case by == calendar.NoDay:
		return ""
	case p.Ordered.Late():
		return page.Tf(ctx, "责令期限 %s 已经过了，请立即答复。", day(ctx, by))
	case p.R.DueOn == calendar.NoDay || by < p.R.DueOn:
		return page.Tf(ctx, "责令期限 %s 早于法定期限，请在责令期限内答复。", day(ctx, by))
	}
	return ""
}

// offeredDeeds is what the tables allow this official on the case and what
// makes sense now; barred is what they allow but the rule that nobody reviews
// or signs their own words forbids.
func (d *Desk) offeredDeeds(o *Official, q request.Request) (offered, barred []requestDeed) {
	today := d.Office.Today()
	acts := request.Offers(o.Actor, q)
	for _, t := range requestDeeds {
		switch {
		case !slices.Contains(acts, t.Act) || !t.fits(q, today):
		case t.Hand != nil && t.Hand(q, o.Person.Login):
			barred = append(barred, t)
		default:
			offered = append(offered, t)
		}
	}
	return offered, barred
}

// nextStep says in a sentence what a case waits for, and which of the offered
// deeds that is.
func nextStep(q request.Request, offered []requestDeed, today calendar.Day) (string, []requestDeed) {
	words, acts := "", []journal.Act(nil)
	switch q.State {
	case request.Confirming:
		words, acts = "请尽快与申请人确认收到申请，再登记确认的日期；期限从确认的次日起算。", []journal.Act{journal.RequestConfirm}
		if q.Informal() {
			words = "请尽快与提出人确认收到，再登记确认的日期。"
		}
	case request.Handling:
		switch v := q.Decision; {
		case q.Extension != nil && q.Extension.Waits():
			words, acts = "承办人申请延长答复期限，等待负责人决定。", []journal.Act{journal.RequestExtend, journal.RequestExtendRefuse}
		case request.Weighs(q):
			words, acts = "第三方在网上提出不同意公开，请判断其理由是否合理；判断以后才能送审。", []journal.Act{journal.RequestWeigh}
		case request.Asks(q):
			words, acts = "正在征求意见，等待对方回复；收到后登记意见。", []journal.Act{journal.RequestHear}
		case v != nil && v.Returned != "":
			words, acts = "答复被退回，请按退回理由修改后再送审。", []journal.Act{journal.RequestDraft}
		case v != nil && v.Text != "":
			words, acts = "答复已拟好，核对后送审。", []journal.Act{journal.RequestPropose, journal.RequestDraft}
		case v != nil:
			words, acts = "答复还没有告知书，请生成告知书后送审。", []journal.Act{journal.RequestDraft}
		case q.Delay != nil && q.Delay.Days == 0:
			words, acts = "已要求申请人说明理由，条例没有规定申请人说明的期限，答复期限照常计算；理由不合理的，答复不予处理；理由合理但不能按期答复的，确定延迟答复的期限。", []journal.Act{journal.RequestDelay, journal.RequestDraft}
		case q.Informal():
			words, acts = "这不是政府信息公开申请：直接答复，或者告知向有关机关、通过相应渠道提出。确属申请信息的，先甄别事项种类。", []journal.Act{journal.RequestDraft}
		case q.Clarification == nil:
			words, acts = "先看申请内容是否明确：不明确的，7 个工作日内告知补正；明确的，直接拟办答复。", []journal.Act{journal.RequestDraft, journal.RequestClarify}
		default:
			words, acts = "请拟办答复。", []journal.Act{journal.RequestDraft}
		}
		if q.Handler == "" {
			acts = append(acts, journal.RequestAssign)
		}
	case request.Clarifying:
		words, acts = "等待申请人补正；收到后登记，期限重新计算。", []journal.Act{journal.RequestSupplement}
		if q.Clarification != nil && today > q.Clarification.DueOn {
			words, acts = "申请人逾期没有补正：没有正当理由的，可以不再处理。", []journal.Act{journal.RequestLapse, journal.RequestSupplement}
		}
	case request.Paying:
		words, acts = "等待申请人缴费；收到后登记，期限重新计算。", []journal.Act{journal.RequestPay}
		if q.Fee != nil && today > q.Fee.DueOn {
			words, acts = "申请人逾期没有缴费，可以不再处理。", []journal.Act{journal.RequestUnpaid, journal.RequestPay}
		}
	case request.Reviewing, request.Signing:
		if request.Weighs(q) {
			words, acts = "送审以后第三方在网上提出不同意公开：请撤回或者退回，判断其理由是否合理，再送审。", []journal.Act{journal.RequestRecall, journal.RequestReturn}
			break
		}
		if q.State == request.Signing {
			words, acts = "等待负责人签发。", []journal.Act{journal.RequestSign, journal.RequestReturn}
			break
		}
		words, acts = "等待审核：由没有参与拟办的同事审核。", []journal.Act{journal.RequestReview, journal.RequestReturn}
	case request.Delivering:
		words, acts = "答复已签发，请按申请人要求的方式送达，并登记送达凭证。", []journal.Act{journal.RequestDeliver}
	case request.Closed:
		words = "这件申请已经办结。"
		if q.CameBack() {
			words, acts = "寄出的答复被退回，请核对地址后再次送达。", []journal.Act{journal.RequestRedeliver}
		}
	}
	var first []requestDeed
	for _, act := range acts {
		for _, t := range offered {
			if t.Act == act {
				first = append(first, t)
			}
		}
	}
	return words, first
}

// nearest is how many cases are listed as earlier or similar.
const nearest = 20

// requestsBy is the other cases of an applicant that the official may see,
// newest first.
func (d *Desk) requestsBy(ctx context.Context, o *Official, a request.Applicant, but request.ID, agencies names) ([]requestLine, error) {
	list, err := d.Office.Store.RequestsBy(ctx, a.Key(), 10*nearest)
	return d.requestLines(o, list, but, agencies), err
}

// requestsLike is the other cases of the agency about the same: open ones, and
// answered ones of the same words.
func (d *Desk) requestsLike(ctx context.Context, o *Official, in agency.Code, subject string, but request.ID, agencies names) ([]requestLine, error) {
	if subject == "" {
		return nil, nil
	}
	rows, _, _, err := d.Office.Store.ListRequests(ctx, store.RequestSelection{Agency: in, Words: subject}, d.horizon(), "", 4*nearest)
	if err != nil {
		return nil, err
	}
	var list []request.Request
	for _, row := range rows {
		if row.State != request.Closed || row.Outcome != "" && row.Subject == subject {
			list = append(list, requestOfRow(row))
		}
	}
	return d.requestLines(o, list, but, agencies), nil
}

// requestOfRow is as much of a case as its row says.
func requestOfRow(row store.RequestRow) request.Request {
	return request.Request{ID: row.ID, Agency: row.Agency, Kind: row.Kind, Edition: row.Edition, State: row.State, Channel: row.Channel,
		Applicant: request.Applicant{Kind: row.ApplicantKind, Name: row.ApplicantName}, Asked: request.Asked{Subject: row.Subject},
		SubmittedAt: row.SubmittedAt, ReceivedOn: row.ReceivedOn, DueOn: row.DueOn, DraftDueOn: row.DraftDueOn, SubDueOn: row.SubDueOn,
		Handler: row.Handler, ClosedOn: row.ClosedOn, Outcome: row.Outcome, Late: row.Late, Stamp: row.Stamp}
}

func (d *Desk) requestLines(o *Official, list []request.Request, but request.ID, agencies names) []requestLine {
	var lines []requestLine
	for _, q := range list {
		if q.ID != but && len(lines) < nearest && request.Visible(o.Actor, q, request.Case) {
			lines = append(lines, d.lineOf(q, agencies))
		}
	}
	return lines
}

// redacts says whether this program has a page on which originals are
// redacted.
func (d *Desk) redacts() bool {
	return slices.ContainsFunc(d.site.Routes(), func(r page.Route) bool { return r.Pattern == "GET /desk/request/{number}/redact/{hash}" })
}

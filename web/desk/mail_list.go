package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/affairs/subscription"
	"gongkai/follow/notice"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// mailRoutes is the addresses of the outbox and the tray.
func (d *Desk) mailRoutes(s *page.Site) {
	s.Refusals = append(s.Refusals,
		page.Refusal{Err: office.ErrMailSent, Status: http.StatusUnprocessableEntity},
		page.Refusal{Err: office.ErrMailAnew, Status: http.StatusConflict},
		page.Refusal{Err: errNoWay, Status: http.StatusConflict},
		page.Refusal{Err: office.ErrMailFiled, Status: http.StatusUnprocessableEntity},
		page.Refusal{Err: office.ErrMailRead, Status: http.StatusUnprocessableEntity},
		page.Refusal{Err: office.ErrMailWhy, Status: http.StatusUnprocessableEntity, Field: "dismiss_why"},
		page.Refusal{Err: office.ErrMailCase, Status: http.StatusUnprocessableEntity, Field: "case"},
		page.Refusal{Err: office.ErrMailAgency, Status: http.StatusUnprocessableEntity, Field: "pass"},
	)
	s.Handle("GET /desk/mail", may(account.LookMail), d.seat(d.mailList))
	s.Handle("GET /desk/mail/in/{id}", may(account.LookMail), d.seat(d.mailShow))
	s.Handle("GET /desk/mail/in/{id}/original", may(account.LookMail), d.seat(d.mailOriginal))
	s.Handle("GET /desk/mail/in/{id}/file/{n}/{name}", may(account.LookMail), d.seat(d.mailFile))
	s.Handle("POST /desk/mail/in/{id}/assign", may(journal.MailAssign), d.seat(d.mailDo(journal.MailAssign)))
	s.Handle("POST /desk/mail/in/{id}/pass", may(journal.MailPass), d.seat(d.mailDo(journal.MailPass)))
	s.Handle("POST /desk/mail/in/{id}/dismiss", may(journal.MailDismiss), d.seat(d.mailDo(journal.MailDismiss)))
	s.Handle("POST /desk/mail/in/{id}/read", may(journal.MailAssign), d.seat(d.mailRead))
	s.Handle("GET /desk/mail/out/{id}", may(account.LookMail), d.seat(d.mailSent))
	s.Handle("POST /desk/mail/out/{id}/retry", may(journal.MailRetry), d.seat(d.mailRetry))
}

// errNoWay refuses to send by a way the recipient did not leave.
var errNoWay = errors.New("对方没有留下这种联系方式，或者这条消息已经不必再发")

// mailState is a state of mail as people call it.
type mailState struct {
	State, Name, Colour string
}

var (
	outStates = []mailState{
		{string(store.MailWaiting), "待发送", "orange"}, {string(store.MailFailed), "未能发送", "red"},
		{string(store.MailBounced), "被退回", "red"}, {string(store.MailUnreached), "没有送到手机", "red"},
		{string(store.MailSent), "已送出", "green"}, {string(store.MailAnew), "已另发", "grey"},
	}
	inStates = []mailState{
		{string(store.TrayWaiting), "待处理", "orange"}, {string(store.TrayFiled), "已归入办件", "blue"}, {string(store.TrayRead), "已处理", "green"},
		{string(store.TrayAutomatic), "自动邮件", "grey"}, {string(store.TrayDismissed), "不予归入", "grey"},
	}
)

func stateNamed(list []mailState, state string) mailState {
	for _, s := range list {
		if s.State == state {
			return s
		}
	}
	return mailState{State: state, Name: state}
}

// mailReport is what the other side says became of a message.
type mailReport struct {
	Words, At string
	Who       string // the recipient it names; "" if none
	// Href is of what reports, or in what came in, of what is reported; "" where the
	// gateway for SMS reports.
	Href   string
	Failed bool // it did not arrive
}

// reportWords is what reports say, the recipient's consent to it apart.
var reportWords = map[store.ReportKind]string{
	store.ReportFailed: "邮件被退回", store.ReportDelivered: "已送到收件人的邮箱", store.ReportDisplayed: "收件人已打开邮件", store.ReportDeleted: "收件人没有打开就删除了邮件",
}

// smsReportWords is what providers of SMS report.
var smsReportWords = map[store.ReportKind]string{
	store.ReportFailed: "短信服务商报告：没有送到手机", store.ReportDelivered: "短信服务商报告：已送到手机",
}

func reportLine(ctx context.Context, v store.MailReport) mailReport {
	if v.Tray == 0 {
		return mailReport{Words: page.T(ctx, smsReportWords[v.Kind]), At: moment(ctx, v.At), Failed: v.Kind == store.ReportFailed}
	}
	words := page.T(ctx, reportWords[v.Kind])
	if v.ByHand {
		words = page.Tf(ctx, "%s（本人确认）", words)
	}
	return mailReport{Words: words, At: moment(ctx, v.At), Who: v.Who, Href: "/desk/mail/in/" + number(v.Tray)}
}

// recipientMasked is to whom a message goes, a mobile number masked.
func recipientMasked(m store.Mail) string {
	if m.Channel == store.BySMS {
		return request.MaskMobile(m.Recipient)
	}
	return m.Recipient
}

// mailTab is one state of a list, with how many messages are in it.
type mailTab struct {
	mailState
	N    int64
	Here bool
	Href string
}

// mailListPage is what came in and what goes out, as far as it is the
// official's agencies'.
type mailListPage struct {
	InTabs, OutTabs   []mailTab
	In                []store.Incoming // the latest first
	Out               []store.Mail     // the latest first
	InMore, OutMore   string           // addresses of the older ones; "" at the end
	Names             names
	Sending           bool                // a mail server is configured; else everything waits
	Texting           bool                // a gateway for SMS is configured
	Again             map[int64]sendAgain // by message
	InState, OutState mailState
	// Followed is how many searches are followed by e-mail, Asked how many wait
	// to be confirmed; ByMail is set for those who see the whole city's mail.
	// Neither whose nor which is told.
	ByMail          bool
	Followed, Asked int64
}

const mailSize = 50

func (d *Desk) mailList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	p := mailListPage{Names: agencies, Sending: d.Sending, Texting: d.Texting, Again: map[int64]sendAgain{},
		InState: stateNamed(inStates, q.Get("in")), OutState: stateNamed(outStates, q.Get("out"))}
	if p.InState.Colour == "" {
		p.InState = inStates[0]
	}
	if p.OutState.Colour == "" {
		p.OutState = outStates[0]
	}
	reach := store.MailSelection{Agencies: office.MailReach(o.Actor)}
	in, err := d.Office.Store.TrayCount(ctx, reach)
	if err != nil {
		return err
	}
	out, err := d.Office.Store.OutboxCount(ctx, reach)
	if err != nil {
		return err
	}
	if p.ByMail = office.CityWide(o.Actor, account.LookMail); p.ByMail {
		n, err := d.Office.Store.SubscriptionCount(ctx)
		if err != nil {
			return err
		}
		p.Followed, p.Asked = n[subscription.Active], n[subscription.Waiting]
	}
	address := func(in, out, more string) string {
		return "/desk/mail?in=" + in + "&out=" + out + more
	}
	for _, s := range inStates {
		p.InTabs = append(p.InTabs, mailTab{s, in[store.TrayState(s.State)], s == p.InState, address(s.State, p.OutState.State, "")})
	}
	for _, s := range outStates {
		p.OutTabs = append(p.OutTabs, mailTab{s, out[store.MailState(s.State)], s == p.OutState, address(p.InState.State, s.State, "#out")})
	}
	before := func(name string) int64 {
		n, err := strconv.ParseInt(q.Get(name), 10, 32)
		if err != nil || n < 0 {
			return 0 // from the end
		}
		return n
	}
	reach.State = p.InState.State
	if p.In, err = d.Office.Store.Tray(ctx, reach, before("in_before"), mailSize+1); err != nil {
		return err
	}
	reach.State = p.OutState.State
	if p.Out, err = d.Office.Store.Outbox(ctx, reach, before("out_before"), mailSize+1); err != nil {
		return err
	}
	if len(p.In) > mailSize {
		p.In = p.In[:mailSize]
		p.InMore = address(p.InState.State, p.OutState.State, "&in_before="+number(p.In[mailSize-1].ID))
	}
	if len(p.Out) > mailSize {
		p.Out = p.Out[:mailSize]
		p.OutMore = address(p.InState.State, p.OutState.State, "&out_before="+number(p.Out[mailSize-1].ID)+"#out")
	}
	for _, m := range p.Out {
		reports, err := d.Office.Store.ReportsOfMail(ctx, m.ID)
		if err != nil {
			return err
		}
		if p.Again[m.ID], err = d.againOf(ctx, o, m, reports); err != nil {
			return err
		}
	}
	return page.Render(w, r, http.StatusOK, d.mailListView(p))
}

// caseOf is what a message belongs to, in words, with its address at the desk;
// both are empty for what is no case.
func caseOf(thing string) (words, href string) {
	kind, id, _ := strings.Cut(thing, "/")
	if kind == "request" {
		return id, "/desk/request/" + id
	}
	return "", ""
}

// mailSentPage is one message of the outbox.
type mailSentPage struct {
	Mail    store.Mail
	To      string // the recipient, a mobile number masked for those who need not call it
	Reports []mailReport
	Agency  string
	State   mailState
	Again   sendAgain
	Instead int64 // the message that was sent instead of it; 0 for none
	History []deedLine
}

func (p mailSentPage) title() string {
	if p.Mail.Channel == store.BySMS {
		return "发出的短信"
	}
	return "发出的邮件"
}

// waitsForGateway says whether a message by SMS is among those that wait.
func waitsForGateway(list []store.Mail) bool {
	return slices.ContainsFunc(list, func(m store.Mail) bool { return m.Channel == store.BySMS && m.State == store.MailWaiting })
}

// sentOf is the message of the address, seen by the official. Errors:
// [store.ErrNotFound], also for another agency's.
func (d *Desk) sentOf(r *http.Request, o *Official) (store.Mail, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 32)
	if err != nil {
		return store.Mail{}, page.ErrNotFound
	}
	m, err := d.Office.Store.Mail(r.Context(), id)
	if err == nil && !office.SeesMail(o.Actor, m.Agency) {
		err = store.ErrNotFound
	}
	return m, err
}

func (d *Desk) mailSent(w http.ResponseWriter, r *http.Request, o *Official) error {
	m, err := d.sentOf(r, o)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	p := mailSentPage{Mail: m, Agency: agencies.of(m.Agency), State: stateNamed(outStates, string(m.State))}
	if p.To, err = d.recipientFor(r.Context(), o, m); err != nil {
		return err
	}
	reports, err := d.Office.Store.ReportsOfMail(r.Context(), m.ID)
	if err != nil {
		return err
	}
	for _, v := range reports {
		p.Reports = append(p.Reports, reportLine(r.Context(), v))
	}
	if p.Again, err = d.againOf(r.Context(), o, m, reports); err != nil {
		return err
	}
	if m.State == store.MailAnew {
		list, err := d.Office.Store.MailOf(r.Context(), m.Thing)
		if err != nil {
			return err
		}
		for _, n := range list {
			if notice.Replaces(n.Fact) == m.ID {
				p.Instead = n.ID
			}
		}
	}
	if p.History, err = d.history(r.Context(), m.JournalThing()); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.mailSentView(p))
}

// recipientFor is to whom a message goes, as the official may see it.
func (d *Desk) recipientFor(ctx context.Context, o *Official, m store.Mail) (string, error) {
	id, ok := request.ParseThing(m.Thing)
	if m.Channel != store.BySMS || !ok {
		return recipientMasked(m), nil
	}
	q, err := d.Office.Store.Request(ctx, id)
	switch {
	case notFound(err) || err == nil && !request.MayCall(o.Actor, q):
		return recipientMasked(m), nil
	case err != nil:
		return "", err
	}
	return m.Recipient, nil
}

// mailShowPage is one message that came in, with what can be done with it.
type mailShowPage struct {
	Form    *page.Form
	Mail    store.Incoming
	Agency  string
	State   mailState
	Guesses []office.Guess
	Open    bool // something can still be done with it
	New     bool // a request may be made of it
	// Take is where its words go into its case, Waits says that nobody has
	// dealt with it; both only for what is filed.
	Take     *page.Link
	Waits    bool
	Agencies []page.Choice
	// Reports is what it says became of messages of ours.
	Reports []mailReport
	History []deedLine
}

// cameOf is the message of the address, seen by the official. Errors:
// [store.ErrNotFound], also for another agency's.
func (d *Desk) cameOf(r *http.Request, o *Official) (store.Incoming, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 32)
	if err != nil {
		return store.Incoming{}, page.ErrNotFound
	}
	m, err := d.Office.Store.Incoming(r.Context(), id)
	if err == nil && !office.SeesMail(o.Actor, m.Agency) {
		err = store.ErrNotFound
	}
	return m, err
}

func (d *Desk) mailShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	m, err := d.cameOf(r, o)
	if err != nil {
		return err
	}
	return d.mailAgain(w, r, o, m, &page.Form{})
}

func (d *Desk) mailAgain(w http.ResponseWriter, r *http.Request, o *Official, m store.Incoming, form *page.Form) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := mailShowPage{Form: form, Mail: m, Agency: agencies.of(m.Agency), State: stateNamed(inStates, string(m.State)), Open: m.State != store.TrayFiled && m.State != store.TrayRead}
	p.New = p.Open && o.May(string(journal.RequestSubmit))
	if p.Waits = m.State == store.TrayFiled && o.MayIn(journal.MailAssign, m.Agency); p.Waits {
		if id, ok := request.ParseThing(m.Thing); ok {
			q, err := d.Office.Store.Request(ctx, id)
			if err != nil {
				return err
			}
			p.Take = takeMail(o, q, m)
		}
	}
	reports, err := d.Office.Store.MailReportsIn(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, v := range reports {
		l := reportLine(ctx, v)
		l.Href = "/desk/mail/out/" + number(v.Mail)
		p.Reports = append(p.Reports, l)
	}
	if p.Open {
		if p.Guesses, err = d.Office.GuessMail(ctx, o.Actor, m); err != nil {
			return err
		}
		p.Agencies = []page.Choice{{Value: "", Text: "请选择"}}
		for _, a := range agencies.inOrder() {
			if a.Open(d.Office.Today()) && a.Code != m.Agency {
				p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)})
			}
		}
	}
	if p.History, err = d.history(ctx, m.JournalThing()); err != nil {
		return err
	}
	return page.Show(w, r, form, d.mailShowView(p))
}

// mailDo runs one of the acts on a message that came in.
func (d *Desk) mailDo(act journal.Act) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		ctx := r.Context()
		m, err := d.cameOf(r, o)
		if err != nil {
			return err
		}
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		stamp, err := strconv.ParseInt(form.Get("stamp"), 10, 64)
		if err != nil || stamp <= 0 {
			return store.ErrChanged
		}
		var notice string
		switch act {
		case journal.MailAssign:
			m, err = d.Office.AssignMail(ctx, o.Actor, m.ID, stamp, form.Get("case"))
			notice = "来信已归入办件"
		case journal.MailPass:
			var to agency.Code
			if to, err = agency.ParseCode(form.Get("pass")); err != nil {
				err = office.ErrMailAgency
				break
			}
			m, err = d.Office.PassMail(ctx, o.Actor, m.ID, stamp, to)
			notice = "来信已转交"
		default:
			why := block(form, "dismiss_why", maxWords)
			if !form.OK() {
				return d.mailAgain(w, r, o, m, form)
			}
			m, err = d.Office.DismissMail(ctx, o.Actor, m.ID, stamp, why)
			notice = "来信不予归入"
		}
		if err != nil {
			now, read := d.cameOf(r, o)
			if read != nil || !form.Refuse(ctx, err) {
				return errors.Join(err, read)
			}
			return d.mailAgain(w, r, o, now, form)
		}
		return done(w, r, "/desk/mail", notice)
	}
}

func (d *Desk) mailFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	m, err := d.cameOf(r, o)
	if err != nil {
		return err
	}
	return d.serveFile(w, r, m.Attachments)
}

// mailOriginal hands out the message as it came, to be saved and not opened.
func (d *Desk) mailOriginal(w http.ResponseWriter, r *http.Request, o *Official) error {
	m, err := d.cameOf(r, o)
	if err != nil {
		return err
	}
	blob, err := d.Office.Blobs.Open(r.Context(), m.Raw)
	if err != nil {
		return fmt.Errorf("original %s: %v", m.Raw, err) // a fault, though the blob store says "not found"
	}
	defer blob.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", upload.Disposition("来信"+number(m.ID)+".eml", false))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", d.Office.Now(), blob)
	return nil
}

// senderLine is who a message says it comes from.
func senderLine(m store.Incoming) string {
	if m.SenderName == "" {
		return orDash(m.Sender)
	}
	return m.SenderName + " <" + m.Sender + ">"
}

// subjectLine is a subject, or that there is none.
func subjectLine(ctx context.Context, s string) string {
	if s == "" {
		return page.T(ctx, "（没有主题）")
	}
	return s
}

// mailHref is the address of a file of a message.
func mailHref(base string, i int, a publication.Attachment) string {
	return base + "/file/" + strconv.Itoa(i+1) + "/" + url.PathEscape(a.Name)
}

// tried says when and how often a message was tried.
func tried(ctx context.Context, m store.Mail) string {
	switch m.State {
	case store.MailSent:
		return moment(ctx, m.SentAt)
	case store.MailWaiting:
		if m.Attempts > 0 {
			return page.Tf(ctx, "已试 %d 次，下次 %s", m.Attempts, moment(ctx, m.NextAt.In(calendar.Beijing)))
		}
		return ""
	}
	return page.Tf(ctx, "已试 %d 次", m.Attempts)
}

// mailLines is the lines of a mail; those without words part its paragraphs.
func mailLines(s string) []string { return strings.Split(s, "\n") }

// mailLanguage is in which language most of a mail is written: news to those who
// filled in the English form may quote Chinese.
func mailLanguage(s string) string {
	han, latin := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	if latin > 4*han { // a Chinese character says as much as several letters
		return string(page.English)
	}
	return string(page.Chinese)
}

// whyLine sets the reasons of a guess in a line.
func whyLine(ctx context.Context, why []string) string {
	list := make([]string, len(why))
	for i, s := range why {
		list[i] = page.T(ctx, s)
	}
	return strings.Join(list, page.T(ctx, "；"))
}

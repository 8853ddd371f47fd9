package public

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	limit "gongkai/law/clock"
	"gongkai/law/regulation"
	law "gongkai/law/remedy"
	"gongkai/store"
	"gongkai/web/page"
)

// casePage is a case as its applicant sees it: where it stands, until when and
// why, what came, what can be done. No official's name stands on it, nor who
// else was asked.
type casePage struct {
	form   *page.Form
	c      opened
	today  calendar.Day
	agency words
	card   agency.Card
	news   string // by which ways news is sent; "" for none
	submit string // instant of filing, 2017-06-30 09:30
	rule   string // why the day of receipt is that day, with its article
	// report lays the clock open; nil while none runs. months folds its ledger.
	report  *limit.Report
	months  []ledgerMonth
	overdue bool
	left    int // working days that still count, after today
	events  []event
	letters []letterRow
	files   []request.File
	kept    []keptFile // handed in with a form that was wrong
	parts   []partRow
	rights  []rightRow
	since   string // from when rights are reckoned, 2017-06-30; "" if only the applicant knows
	// complaints are those the applicant made here.
	complaints []remedy.Remedy
	outcome    words
	refused    bool // it says less than that the information is refused
	// contests are the applicant's own reconsiderations and suits about the case.
	contests []remedy.Remedy
	own      []ownFile // handed in by the applicant
	offers   map[journal.Act]bool
	// other is the number of the case that answers this one anew, that this one
	// answers anew (anew), or that it repeats; "" if none.
	other string
	anew  bool
}

// ledgerMonth is the days of one month of a clock.
type ledgerMonth struct {
	month   string // 2017-06
	counted int
	rows    [][]page.Cell
	open    bool
}

// event is something that happened to the case.
type event struct {
	on    calendar.Day
	what  string // finished text
	words string // in the words of whoever wrote it; "" if none
}

// letterRow is a letter the applicant may fetch.
type letterRow struct {
	n                 int // place among the case's letters, from 1
	title, number, on string
	files             []letterFile
}

// letterFile is one form in which a letter may be fetched.
type letterFile struct {
	path, format string // "pdf", "PDF"
	size         int64  // bytes
}

// filesOf is the forms a letter was printed in, with their sizes.
func (a *asking) filesOf(ctx context.Context, l request.Letter) ([]letterFile, error) {
	var list []letterFile
	for _, f := range []struct{ path, format, hash string }{{"pdf", "PDF", l.PDF}, {"docx", "Word", l.DOCX}} {
		if f.hash == "" {
			continue
		}
		b, err := a.office.Blobs.Open(ctx, f.hash)
		if notFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		size, err := b.Seek(0, io.SeekEnd)
		if err := errors.Join(err, b.Close()); err != nil {
			return nil, err
		}
		list = append(list, letterFile{f.path, f.format, size})
	}
	return list, nil
}

// partRow is one part of an answer that was delivered.
type partRow struct {
	what    string // in the agency's words; "" for all that is asked for
	outcome words
	ground  string // of what is withheld, with its article, in the visitor's language; "" if none is needed
}

// decidedParts is the parts of an answer the applicant has: what each ends in, and on
// which ground of the law. Nil where the result says all there is. The reasons
// stand in the letter, as they were signed.
func decidedParts(ctx context.Context, q request.Request) []partRow {
	e, ok := q.Law()
	if !ok || q.State != request.Closed || q.Delivery == nil || q.Decision == nil {
		return nil
	}
	var list []partRow
	grounds := false
	for _, v := range q.Decision.Parts {
		o, ok := e.Outcome(v.Outcome)
		if !ok {
			continue
		}
		row := partRow{what: v.What, outcome: words{o.Name, o.English}}
		if g, ok := e.Ground(v.Ground); ok {
			row.ground, grounds = ruled(ctx, g.Name, g.Article), true
		}
		list = append(list, row)
	}
	if len(list) < 2 && !grounds {
		return nil
	}
	return list
}

// rows is a part of an answer as it stands on the page.
func (v partRow) rows() []page.Row {
	rows := []page.Row{{Key: "结果", Content: say(v.outcome)}}
	if v.ground != "" {
		rows = append(rows, page.Row{Key: "不予公开的依据", Content: han(v.ground)})
	}
	return rows
}

// ruled is a sentence of the law with its article.
func ruled(ctx context.Context, sentence, article string) string {
	said := []rune(page.T(ctx, sentence))
	if len(said) > 0 {
		said[0] = unicode.ToUpper(said[0])
	}
	return page.Tf(ctx, "%s（%s）", string(said), page.T(ctx, article))
}

// ownFile is a file the applicant handed in; n is its place among the case's files,
// from 1, or 0 for a proof of identity, which is not handed out.
type ownFile struct {
	n int
	request.File
}

// ownFiles is what of the case the applicant handed in.
func ownFiles(q request.Request) []ownFile {
	var list []ownFile
	for i, f := range q.Files {
		switch f.Of {
		case "request", "supplement":
			list = append(list, ownFile{i + 1, f})
		case "evidence":
			list = append(list, ownFile{0, f})
		}
	}
	return list
}

// contestsOf is the reconsiderations and suits that the applicant brought: those of
// a third party about the same case are none of theirs.
func contestsOf(q request.Request, all []remedy.Remedy) []remedy.Remedy {
	return slices.DeleteFunc(slices.Clone(all), func(m remedy.Remedy) bool {
		return m.Kind != remedy.Reconsideration && m.Kind != remedy.Suit ||
			!slices.ContainsFunc(m.Parties, func(p remedy.Party) bool { return p.Part == "applicant" && p.Name == q.Applicant.Name })
	})
}

// rightRow is one road open against the answer.
type rightRow struct {
	route, last, since, article string
	body                        string // that decides, as the letter names it
	// received says that the limit counts from a day only the applicant knows:
	// that on which the post brought the answer.
	received           bool
	within             string
	first, provisional bool
}

// told is the acts whose letters are written to the applicant. Letters to those
// who were consulted are none of them.
var told = []journal.Act{
	journal.RequestSubmit, journal.RequestConfirm, journal.RequestClarify, journal.RequestProlong, journal.RequestLapse,
	journal.RequestExtend, journal.RequestReasons, journal.RequestDelay, journal.RequestCharge, journal.RequestWaive,
	journal.RequestUnpaid, journal.RequestWithdraw, journal.RequestSign,
}

// mayFetch says whether a letter is the applicant's to have: written to them,
// not taken back, and, of the answer, delivered.
func mayFetch(q request.Request, l request.Letter) bool {
	if l.Void || !slices.Contains(told, l.Act) {
		return false
	}
	return l.Act != journal.RequestSign || q.State == request.Closed && q.Delivery != nil
}

func (a *asking) showCase(rw http.ResponseWriter, r *http.Request, c opened) error {
	if c.session.Filed != 0 { // the code has been shown
		c.session.Filed, c.session.Again = 0, false
		if err := a.keepCase(r.Context(), a.store.RenewSession, c.token, c.ID, c.session); err != nil {
			return err
		}
	}
	p, err := a.casePage(r.Context(), c, &page.Form{})
	if err != nil {
		return err
	}
	return page.Render(rw, r, http.StatusOK, caseView(p))
}

// showAgain draws the case with what was wrong.
func (a *asking) showAgain(rw http.ResponseWriter, r *http.Request, c opened, form *page.Form, kept []keptFile) error {
	p, err := a.casePage(r.Context(), c, form)
	if err != nil {
		return err
	}
	p.kept = kept
	return page.Show(rw, r, form, caseView(p))
}

func (a *asking) casePage(ctx context.Context, c opened, form *page.Form) (casePage, error) {
	city, err := a.readCity(ctx)
	if err != nil {
		return casePage{}, err
	}
	g := city.byCode[c.Agency]
	p := casePage{
		form: form, c: c, today: a.office.Today(), agency: fullName(g), card: g.Card,
		submit: c.SubmittedAt.In(calendar.Beijing).Format("2006-01-02 15:04"), files: c.Handed(), offers: map[journal.Act]bool{},
	}
	p.news = newsBy(ctx, c.Applicant, a.Texting)
	for _, act := range request.Offers(c.asker(), c.Request) {
		p.offers[act] = true
	}
	e, ok := c.Law()
	if !ok {
		e = editionFor(calendar.On(c.SubmittedAt))
	}
	if rule, ok := e.Receipt(c.Channel); ok && !c.Ordered {
		p.rule = ruled(ctx, rule.Words, rule.Article)
	}
	if k, ok := c.Clock(a.office.Calendar()); ok {
		report := k.Report()
		p.report, p.months = &report, fold(ctx, report.Ledger, p.today)
		if c.Open() {
			p.overdue, p.left = k.Overdue(p.today), a.office.Calendar().WorkingDaysBetween(p.today, c.headline())
		}
	}
	if q, ok, err := a.otherOf(ctx, c); err != nil {
		return p, err
	} else if ok {
		p.other, p.anew = q.ID.Number(), c.Next != 0 || q.Next == c.ID
	}
	p.own = ownFiles(c.Request)
	for i, l := range c.Letters {
		if mayFetch(c.Request, l) {
			files, err := a.filesOf(ctx, l)
			if err != nil {
				return p, err
			}
			p.letters = append(p.letters, letterRow{i + 1, l.Title, l.Number, l.On.String(), files})
		}
	}
	p.parts = decidedParts(ctx, c.Request)
	if c.State == request.Closed { // what one waited for comes first
		slices.SortStableFunc(p.letters, func(x, y letterRow) int {
			return cmp.Compare(answers(c.Letters[y.n-1]), answers(c.Letters[x.n-1]))
		})
	}
	if o, ok := regulation.OutcomeByCode(c.Outcome); ok {
		p.outcome, p.refused = words{o.Name, o.English}, o.Refuses && !strings.Contains(o.Name, o.Class)
	}
	p.rights, p.since = rightsOf(ctx, c.Request, p.overdue, a.office.Calendar())
	if len(p.rights) > 0 {
		for i, key := range []string{"reconsideration", "court"} {
			if p.rights[i].body, err = a.store.City(ctx, key); err != nil {
				return p, err
			}
			if p.rights[i].body == "" { // as the letters say where the city names none
				p.rights[i].body = page.T(ctx, []string{"有管辖权的行政复议机关", "有管辖权的人民法院"}[i])
			}
		}
	}
	all, err := a.store.RemediesAbout(ctx, c.Thing())
	if err != nil {
		return p, err
	}
	p.contests = contestsOf(c.Request, all)
	p.events = append(eventsOf(ctx, c.Request), contested(ctx, p.contests)...)
	slices.SortStableFunc(p.events, func(x, y event) int { return cmp.Compare(x.on, y.on) })
	for _, m := range all {
		if m.Kind == remedy.Complaint && m.RegisteredBy == account.AskerLogin {
			p.complaints = append(p.complaints, m)
		}
	}
	return p, nil
}

// answers is 1 for the letter that answers the case, 0 for others.
func answers(l request.Letter) int {
	if l.Act == journal.RequestSign {
		return 1
	}
	return 0
}

// headline is the day by which the answer is wanted first: that of the law, or the
// earlier one of an order.
func (c opened) headline() calendar.Day {
	if by := c.OrderedOn(); by != calendar.NoDay && by < c.DueOn {
		return by
	}
	return c.DueOn
}

// contested is what happened to the applicant's own reconsiderations and suits.
func contested(ctx context.Context, list []remedy.Remedy) []event {
	var events []event
	add := func(on calendar.Day, text, words string) {
		if on != calendar.NoDay && on != 0 {
			events = append(events, event{on, text, words})
		}
	}
	for _, m := range list {
		who := strings.TrimSpace(m.Body + " " + m.CaseNumber)
		if m.Kind == remedy.Reconsideration {
			add(m.ReceivedOn, page.T(ctx, "您申请行政复议"), who)
			add(m.AcceptedOn, page.T(ctx, "行政复议已受理"), "")
			add(m.ClosedOn, page.Tf(ctx, "行政复议决定：%s", resultOf(ctx, m.Kind, m.Result, m.Outcome)), "")
			continue
		}
		for _, i := range m.Instances {
			filed := page.T(ctx, "您提起行政诉讼")
			switch {
			case i.Level > 1 && i.By == "agency":
				filed = page.T(ctx, "机关提起上诉")
			case i.Level > 1:
				filed = page.T(ctx, "您提起上诉")
			}
			add(i.FiledOn, filed, strings.TrimSpace(i.Court+" "+i.Number))
			if i.DecidedOn != calendar.NoDay {
				add(i.DecidedOn, page.Tf(ctx, "法院裁判：%s", resultOf(ctx, m.Kind, i.Result, m.Outcome)), "")
			}
		}
	}
	return events
}

// resultOf is the operative part of a decision, or where it is not known how the
// matter ended.
func resultOf(ctx context.Context, kind remedy.Kind, code string, o remedy.Outcome) string {
	if r, ok := remedy.ResultOf(kind, code); ok {
		return page.T(ctx, r.Name)
	}
	return page.T(ctx, o.Name())
}

// otherOf is the case that answers this one anew, or that this one answers
// anew, where it is the same applicant's; false if there is none.
func (a *asking) otherOf(ctx context.Context, c opened) (request.Request, bool, error) {
	id := c.Next
	if id == 0 {
		id = c.Previous
	}
	if id == 0 {
		return request.Request{}, false, nil
	}
	q, err := a.store.Request(ctx, id)
	if notFound(err) {
		return q, false, nil
	}
	return q, err == nil && q.Applicant.Key() == c.Applicant.Key(), err
}

// openOther opens the other case instead of this one.
func (a *asking) openOther(rw http.ResponseWriter, r *http.Request, c opened) error {
	q, ok, err := a.otherOf(r.Context(), c)
	if err != nil {
		return err
	}
	if !ok {
		return page.ErrNotFound
	}
	if err := a.beginCase(rw, r, q.ID, caseSession{}); err != nil {
		return err
	}
	http.Redirect(rw, r, "/request/case", http.StatusSeeOther)
	return nil
}

// fold puts the days of a ledger under their months.
func fold(ctx context.Context, ledger []limit.Line, today calendar.Day) []ledgerMonth {
	var months []ledgerMonth
	for _, l := range ledger {
		month := l.Day.String()[:7]
		if n := len(months); n == 0 || months[n-1].month != month {
			months = append(months, ledgerMonth{month: month, open: month == today.String()[:7]})
		}
		m := &months[len(months)-1]
		number := ""
		if l.Counted {
			m.counted++
			number = strconv.Itoa(l.Number)
		}
		m.rows = append(m.rows, []page.Cell{{Content: ledgerDay(l)}, {Text: number}, {Content: ledgerWhy(l)}})
	}
	if len(months) > 0 && !slices.ContainsFunc(months, func(m ledgerMonth) bool { return m.open }) {
		months[len(months)-1].open = true
	}
	return months
}

// eventsOf is what happened to the case, oldest first, as its applicant is told.
func eventsOf(ctx context.Context, q request.Request) []event {
	var list []event
	add := func(on calendar.Day, text, words string) {
		if on != calendar.NoDay {
			list = append(list, event{on, text, words})
		}
	}
	add(calendar.On(q.SubmittedAt), page.T(ctx, "您提交了申请"), "")
	add(q.ConfirmedOn, page.T(ctx, "机关与您确认收到申请"), "")
	if q.ReceivedOn != q.ConfirmedOn {
		add(q.ReceivedOn, page.T(ctx, "机关收到申请"), "")
	}
	if c := q.Clarification; c != nil {
		add(c.AskedOn, page.T(ctx, "机关告知补正"), c.Items)
		add(c.AnsweredOn, page.T(ctx, "机关收到补正，答复期限重新起算"), supplementOf(q))
	}
	for _, o := range q.Opinions {
		whom := page.T(ctx, "其他行政机关")
		if o.Party == request.ThirdParty {
			whom = page.T(ctx, "第三方")
		}
		add(o.AskedOn, page.Tf(ctx, "机关书面征求%s的意见", whom), "")
		if o.Answer != "" {
			add(o.AnsweredOn, page.Tf(ctx, "征求%s的意见结束", whom), "")
		}
	}
	if x := q.Extension; x != nil && x.Granted() {
		add(x.GrantedOn, page.Tf(ctx, "答复期限延长 %d 个工作日", x.Days), x.Reason)
	}
	if d := q.Delay; d != nil {
		add(d.AskedOn, page.T(ctx, "机关请您说明理由"), "")
		if d.Days > 0 {
			add(d.FixedOn, page.Tf(ctx, "机关确定自收到之日起 %d 个工作日内答复", d.Days), "")
		}
	}
	if f := q.Fee; f != nil {
		for _, l := range f.Lines {
			add(l.On, page.Tf(ctx, "%s %d 元", page.T(ctx, l.Kind.Name()), l.Yuan), "")
		}
	}
	for _, x := range q.Additions {
		add(x.On, page.T(ctx, "您补充了说明或者材料"), x.Text)
	}
	if q.Delivery != nil {
		for _, t := range q.Delivery.Tries {
			add(t.On, page.T(ctx, "发出答复"), "")
			add(t.Back, page.T(ctx, "答复被退回"), t.Why)
		}
		if !q.CameBack() {
			add(q.Delivery.On, page.Tf(ctx, "送达答复：%s", routeName(ctx, q.Delivery.Route)), "")
		}
	}
	if q.State == request.Closed {
		end := page.T(ctx, "办结")
		if q.Late {
			end = page.T(ctx, "办结（超过期限）")
		}
		add(q.ClosedOn, end, "")
	}
	slices.SortStableFunc(list, func(x, y event) int { return cmp.Compare(x.on, y.on) })
	return list
}

// supplementOf is what the applicant supplemented: their words, then the names
// of the files that came that day.
func supplementOf(q request.Request) string {
	said := []string{q.Clarification.Answer}
	for _, f := range q.Files {
		if f.Of == "supplement" && f.On == q.Clarification.AnsweredOn {
			said = append(said, f.Name)
		}
	}
	return strings.TrimSpace(strings.Join(said, "\n"))
}

func routeName(ctx context.Context, t request.Route) string {
	for _, row := range request.Routes {
		if row.Route == t {
			return words{row.Name, row.English}.in(ctx)
		}
	}
	return string(t)
}

// rightsOf is the roads open against the answer, or against silence once the
// limit has passed, each with its last day where that follows from what is
// known. Of an answer that was posted only the applicant knows when it came:
// there is no last day, and since is "".
func rightsOf(ctx context.Context, q request.Request, overdue bool, cal *calendar.Calendar) ([]rightRow, string) {
	if q.Kind != request.Statutory && q.Kind != request.Correction {
		return nil, ""
	}
	var outcomes []regulation.Outcome
	from, posted := calendar.NoDay, false
	switch {
	case q.State == request.Closed:
		codes := []string{q.Outcome}
		if q.Decision != nil && len(q.Decision.Parts) > 0 {
			codes = nil
			for _, part := range q.Decision.Parts {
				codes = append(codes, part.Outcome)
			}
		}
		for _, code := range codes {
			if o, ok := regulation.OutcomeByCode(code); ok {
				outcomes = append(outcomes, o)
			}
		}
		if from = q.ClosedOn; len(outcomes) == 0 {
			return nil, ""
		}
		if q.Delivery != nil {
			// What came back was not received; what was sent once more counts
			// from its own day.
			from, posted = q.Delivery.On, q.Delivery.Route == "post" || q.CameBack()
		}
	case overdue:
		from = q.DueOn
	default:
		return nil, ""
	}
	var rows []rightRow
	for _, right := range law.Rights(outcomes, from) {
		row := rightRow{
			route: page.T(ctx, "行政复议"), within: within(ctx, right.Within, right.Unit), since: right.Since, first: right.First,
			article: "《" + strings.Trim(right.Source, "《》") + "》" + right.Article,
		}
		rule := law.Apply
		if right.Route == law.Suit {
			row.route, rule = page.T(ctx, "行政诉讼"), law.Sue
		}
		switch {
		case right.Since == law.SinceDecision:
		case posted:
			row.received = true
		default:
			due, _, provisional := law.Due(rule, from, cal)
			if due != calendar.NoDay {
				row.last, row.provisional = due.String(), provisional
			}
		}
		rows = append(rows, row)
	}
	if posted {
		return rows, ""
	}
	return rows, from.String()
}

// deed is how an act of the applicant ends: back to the case with a sentence,
// or with the case and what was wrong.
func (a *asking) deed(rw http.ResponseWriter, r *http.Request, c opened, form *page.Form, field, notice string, kept []keptFile, err error) error {
	for _, known := range []error{request.ErrText, request.ErrState, request.ErrRating, request.ErrEdition, remedy.ErrState, store.ErrChanged,
		text.ErrInvalid, text.ErrNUL, text.ErrControl, text.ErrBidi, text.ErrInvisible, text.ErrLong} {
		if !errors.Is(err, known) {
			continue
		}
		if known == request.ErrState || known == request.ErrEdition {
			field = ""
		}
		form.Fail(field, known.Error())
		if now, readErr := a.store.Request(r.Context(), c.ID); readErr == nil {
			c.Request = now
		}
		return a.showAgain(rw, r, c, form, kept)
	}
	if err != nil {
		return err
	}
	page.LeaveNotice(rw, r, notice)
	http.Redirect(rw, r, "/request/case", http.StatusSeeOther)
	return nil
}

// stampOf is the stamp of the case the page showed.
func stampOf(form *page.Form) int64 {
	n, err := strconv.ParseInt(form.Get("stamp"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// add is the answer to a notice to supplement, or what the applicant adds of
// their own accord.
func (a *asking) add(rw http.ResponseWriter, r *http.Request, c opened) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	files, err := a.readFiles(r, form, "files", "supplement")
	if err != nil {
		return err
	}
	kept := keptFiles(form, "files", files)
	if !form.OK() {
		return a.showAgain(rw, r, c, form, kept)
	}
	said, err := text.Block(form.Get("words"), request.MaxText)
	if err != nil {
		return a.deed(rw, r, c, form, "words", "", kept, err)
	}
	if !a.sends.pass(from(r), a.office.Now()) {
		form.Fail("", page.ErrTooMany.Error())
		return a.showAgain(rw, r, c, form, kept)
	}
	before := len(c.Additions)
	supplements := c.Allows(journal.RequestSupplement)
	err = a.act(r.Context(), c, stampOf(form),
		func(now request.Request) bool {
			if now.Clarification != nil && now.Clarification.Answered && now.Clarification.Answer == said {
				return true
			}
			n := len(now.Additions)
			return n > 0 && n >= before && now.Additions[n-1].Text == said && now.Additions[n-1].On == a.office.Today()
		},
		func(q request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			if supplements {
				return request.Supplement(q, said, files, calendar.On(h.At), h)
			}
			return request.Add(q, said, files, h)
		})
	notice := "已收到您的补充"
	if supplements {
		notice = "已收到您的补正，答复期限从今天重新起算"
	}
	return a.deed(rw, r, c, form, "words", notice, kept, err)
}

func (a *asking) rate(rw http.ResponseWriter, r *http.Request, c opened) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	stars, err := strconv.Atoi(form.Get("stars"))
	if err != nil {
		stars = 0 // none was chosen, which the act refuses
	}
	if !form.OK() {
		return a.showAgain(rw, r, c, form, nil)
	}
	said, err := text.Block(form.Get("opinion"), maxOpinion)
	if err != nil {
		return a.deed(rw, r, c, form, "opinion", "", nil, err)
	}
	err = a.act(r.Context(), c, stampOf(form),
		func(now request.Request) bool { return now.Rating == stars && now.RatingWords == said },
		func(q request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Rate(q, stars, said, h)
		})
	return a.deed(rw, r, c, form, "stars", "谢谢您的评价", nil, err)
}

const maxOpinion = 1000 // characters

func (a *asking) showWithdraw(rw http.ResponseWriter, r *http.Request, c opened) error {
	if !slices.Contains(request.Offers(c.asker(), c.Request), journal.RequestWithdraw) {
		http.Redirect(rw, r, "/request/case", http.StatusSeeOther)
		return nil
	}
	return page.Render(rw, r, http.StatusOK, withdrawView(c, &page.Form{}))
}

func (a *asking) withdraw(rw http.ResponseWriter, r *http.Request, c opened) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	why, err := text.Line(form.Get("why"), 200)
	if err != nil && form.OK() {
		form.Fail("why", err.Error())
	}
	if !form.OK() {
		return page.Show(rw, r, form, withdrawView(c, form))
	}
	err = a.act(r.Context(), c, stampOf(form),
		func(now request.Request) bool { return now.State == request.Closed },
		func(q request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Withdraw(q, why, h)
		})
	return a.deed(rw, r, c, form, "", "申请已撤回，这件申请已办结", nil, err)
}

func (a *asking) showComplain(rw http.ResponseWriter, r *http.Request, c opened) error {
	return page.Render(rw, r, http.StatusOK, complainView(c, &page.Form{}))
}

// complain enters the applicant's complaint about how the case was handled. The
// same words about the same case are one complaint.
func (a *asking) complain(rw http.ResponseWriter, r *http.Request, c opened) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	said, err := text.Block(form.Get("words"), request.MaxText)
	switch {
	case !form.OK():
	case err != nil:
		form.Fail("words", err.Error())
	case said == "":
		form.Fail("words", "请写明投诉的事实和要求")
	case !a.sends.pass(from(r), a.office.Now()):
		form.Fail("", page.ErrTooMany.Error())
	}
	if !form.OK() {
		return page.Show(rw, r, form, complainView(c, form))
	}
	all, err := a.store.RemediesAbout(ctx, c.Thing())
	if err != nil {
		return err
	}
	again := func(m remedy.Remedy) bool {
		return m.Kind == remedy.Complaint && m.RegisteredBy == account.AskerLogin && m.Claim == said && m.ClosedOn == calendar.NoDay
	}
	if !slices.ContainsFunc(all, again) {
		if _, err := a.office.Complain(ctx, c.ID, said); err != nil {
			return err
		}
	}
	page.LeaveNotice(rw, r, "投诉已提交")
	http.Redirect(rw, r, "/request/case", http.StatusSeeOther)
	return nil
}

// serveLetter hands out a letter to its applicant.
func (a *asking) serveLetter(rw http.ResponseWriter, r *http.Request, c opened) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(c.Letters) || !mayFetch(c.Request, c.Letters[n-1]) {
		return page.ErrNotFound
	}
	return a.servePrinted(rw, r, c.Letters[n-1], r.PathValue("kind"))
}

// servePrinted hands out a letter in one of the forms in which it was printed.
func (a *asking) servePrinted(rw http.ResponseWriter, r *http.Request, l request.Letter, kind string) error {
	switch {
	case kind == "pdf" && l.PDF != "":
		return a.serveBlob(rw, r, l.Title+".pdf", "application/pdf", l.PDF)
	case kind == "docx" && l.DOCX != "":
		return a.serveBlob(rw, r, l.Title+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", l.DOCX)
	}
	return page.ErrNotFound
}

// serveOwn hands an applicant back what they handed in with the case; proofs of
// identity are not handed out.
func (a *asking) serveOwn(rw http.ResponseWriter, r *http.Request, c opened) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || !slices.ContainsFunc(ownFiles(c.Request), func(f ownFile) bool { return f.n == n }) {
		return page.ErrNotFound
	}
	f := c.Files[n-1]
	return a.serveBlob(rw, r, f.Name, f.Type, f.Hash)
}

// serveHanded hands out what was given with the answer.
func (a *asking) serveHanded(rw http.ResponseWriter, r *http.Request, c opened) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	files := c.Handed()
	if err != nil || n < 1 || n > len(files) {
		return page.ErrNotFound
	}
	f := files[n-1]
	return a.serveBlob(rw, r, f.Name, f.Type, f.Hash)
}

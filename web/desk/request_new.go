package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/affairs/wording"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/web/page"
)

// requestNewPage is the form in which an official writes down a request that
// came in: one page, with what is usual filled in.
type requestNewPage struct {
	Form     *page.Form
	Agencies []page.Choice
	Files    []fileRow
	// Earlier and Similar are shown once before the request is kept, when
	// there are any.
	Earlier, Similar []requestLine
	Rules            []regulation.Receipt // how the day of receipt is fixed, by channel
	Texting          bool                 // news may be sent by SMS
}

// helped says whether the fields that are folded away have something to show.
func (p requestNewPage) helped() bool {
	for _, name := range []string{"representative", "representative_phone", "help"} {
		if p.Form.Get(name) != "" || p.Form.Error(name) != "" {
			return true
		}
	}
	return false
}

// papers is the usual proofs of identity.
var papers = []string{request.IdentityCard, "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "统一社会信用代码", "其他证件"}

// The proof of identity is one of a person, or one of an organisation.
var (
	errPaperPerson = errors.New("个人请选择居民身份证等身份证件，统一社会信用代码是单位的")
	errPaperBody   = errors.New("单位请选择统一社会信用代码或者其他证件，不用个人的身份证件")
)

// paperFits checks that the proof fits who applies. Errors: errPaperPerson,
// errPaperBody.
func paperFits(a request.Applicant) error {
	switch i := slices.Index(papers, a.Paper); {
	case a.Kind == request.Natural && i == 4:
		return errPaperPerson
	case a.Kind != request.Natural && i >= 0 && i < 4:
		return errPaperBody
	}
	return nil
}

func paperChoices() []page.Choice {
	var list []page.Choice
	for _, s := range papers {
		list = append(list, page.Choice{Value: s, Text: s})
	}
	return list
}

func formChoices() []page.Choice {
	var list []page.Choice
	for _, row := range request.Forms {
		list = append(list, page.Choice{Value: string(row.Form), Text: row.Name})
	}
	return list
}

func routeChoices() []page.Choice {
	var list []page.Choice
	for _, row := range request.Routes {
		list = append(list, page.Choice{Value: string(row.Route), Text: row.Name})
	}
	return list
}

func applicantKindChoices() []page.Choice {
	var list []page.Choice
	for _, row := range request.ApplicantKinds {
		list = append(list, page.Choice{Value: string(row.Kind), Text: row.Name})
	}
	return list
}

func (d *Desk) requestNew(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := &page.Form{}
	form.Set("channel", string(regulation.Counter))
	form.Set("kind", string(request.Natural))
	form.Set("paper", request.IdentityCard)
	form.Set("form", "paper")
	form.Set("route", "counter")
	form.SetDate("submitted_on", d.Office.Today().String())
	codes := o.Where(journal.RequestSubmit)
	if len(codes) > 0 {
		form.Set("agency", string(codes[0]))
	}
	rows, err := d.startFromMail(r.Context(), o, form, r.URL.Query().Get("mail"))
	if err != nil {
		return err
	}
	p, err := d.requestNewPage(r.Context(), o, form)
	if err != nil {
		return err
	}
	p.Files = rows
	return page.Show(w, r, form, d.requestNewView(p))
}

func (d *Desk) requestNewPage(ctx context.Context, o *Official, form *page.Form) (requestNewPage, error) {
	agencies, err := d.agencyNames(ctx)
	p := requestNewPage{Form: form, Agencies: agencies.choicesOf(o.Where(journal.RequestSubmit)), Texting: d.Texting}
	if e, ok := regulation.EditionOn(d.Office.Today()); ok {
		p.Rules = e.Receipts
	}
	return p, err
}

// filingOf reads the form.
func (d *Desk) filingOf(form *page.Form) request.Filing {
	f := request.Filing{
		Agency: agency.Code(form.Get("agency")), Channel: regulation.Channel(form.Get("channel")), Kind: request.Statutory,
		Applicant: request.Applicant{
			Kind: request.ApplicantKind(form.Get("kind")), Name: form.Get("name"), Paper: form.Get("paper"), PaperNumber: form.Get("paper_number"),
			Phone: form.Get("phone"), Email: form.Get("email"), Address: form.Get("address"), Fax: form.Get("fax"), Representative: form.Get("representative"),
			RepresentativePhone: form.Get("representative_phone"), Help: form.Get("help"), Checked: form.Get("checked") == "yes",
		},
		Asked: request.Asked{
			Subject: form.Get("subject"), Text: form.Get("text"), Number: form.Get("number"), Form: request.Form(form.Get("form")),
			Route: request.Route(form.Get("route")), Oral: form.Get("oral") == "yes", Waiver: form.Get("waiver"),
		},
		SubmittedOn: dateOf(form, "submitted_on"), ConfirmedOn: calendar.NoDay,
	}
	if d.Texting {
		f.Applicant.Mobile = form.Get("mobile")
	}
	if form.Date("confirmed_on") != "" {
		f.ConfirmedOn = dateOf(form, "confirmed_on")
	}
	if !slices.Contains(papers, f.Applicant.Paper) {
		f.Applicant.Paper = ""
	}
	return f
}

// requestFileIn keeps a request. When the applicant asked before, or somebody
// asks the same just now, those cases are shown first; pressing the button
// again keeps it all the same.
func (d *Desk) requestFileIn(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	files, rows, err := d.postedFiles(ctx, r, form, o, "request")
	if err != nil {
		return err
	}
	f := d.filingOf(form)
	f.Files = files
	again := func(status int, earlier, similar []requestLine) error {
		p, err := d.requestNewPage(ctx, o, form)
		if err != nil {
			return err
		}
		p.Files, p.Earlier, p.Similar = rows, earlier, similar
		return page.Render(w, r, status, d.requestNewView(p))
	}
	if !o.MayIn(journal.RequestSubmit, f.Agency) {
		if len(o.Where(journal.RequestSubmit)) == 0 || f.Agency != "" {
			return account.ErrForbidden
		}
		form.Fail("agency", "请选择机关")
	}
	clean, faults := f.Faults(d.Office.Today())
	for _, fault := range faults {
		if form.Error(fault.Field) == "" {
			form.Fail(fault.Field, fault.Err.Error())
		}
	}
	if err := paperFits(clean.Applicant); err != nil && form.Error("paper") == "" {
		form.Fail("paper", err.Error())
	}
	if doubt := oldDay(ctx, clean.SubmittedOn, d.Office.Today()); form.OK() && doubt != "" {
		sure(form, doubt)
	}
	if !form.OK() {
		orderErrors(form, newFields)
		return again(http.StatusUnprocessableEntity, nil, nil)
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	earlier, err := d.requestsBy(ctx, o, clean.Applicant, 0, agencies)
	if err != nil {
		return err
	}
	similar, err := d.requestsLike(ctx, o, clean.Agency, clean.Asked.Subject, 0, agencies)
	if err != nil {
		return err
	}
	similar = slices.DeleteFunc(similar, func(l requestLine) bool {
		return slices.ContainsFunc(earlier, func(e requestLine) bool { return e.R.ID == l.R.ID })
	})
	seen := seenLines(earlier, similar)
	if seen != "" && form.Get("seen") != seen {
		form.Set("seen", seen)
		return again(http.StatusOK, earlier, similar)
	}
	q, known, err := d.Office.File(ctx, o.Actor, f)
	if err != nil {
		if !form.Refuse(ctx, err) {
			return err
		}
		return again(http.StatusUnprocessableEntity, nil, nil)
	}
	if err := d.tookMail(ctx, o, form.Get("mail"), q.ID.Number()); err != nil {
		return err
	}
	notice := page.Tf(ctx, "已登记，受理编号 %s", q.ID.Number())
	if known {
		notice = page.Tf(ctx, "同一申请人的相同申请正在办理，没有重复登记：%s", q.ID.Number())
	}
	page.LeaveNotice(w, r, notice)
	http.Redirect(w, r, requestHref(q.ID)+"/receipt", http.StatusSeeOther)
	return nil
}

// newFields is the fields of the form in the order of the page.
var newFields = []string{"agency", "channel", "submitted_on", "confirmed_on", "kind", "name", "paper", "paper_number", "phone", "mobile", "email", "address", "fax",
	"representative", "representative_phone", "help", "subject", "text", "number", "form", "route", "waiver", "files"}

// orderErrors puts the errors in the order of the fields on the page.
func orderErrors(form *page.Form, fields []string) {
	at := func(e page.FieldError) int {
		if i := slices.Index(fields, e.Field); i >= 0 {
			return i
		}
		return len(fields)
	}
	slices.SortStableFunc(form.Errors, func(a, b page.FieldError) int { return at(a) - at(b) })
}

// seenLines stands for the cases that were shown.
func seenLines(lists ...[]requestLine) string {
	var ids []string
	for _, list := range lists {
		for _, l := range list {
			ids = append(ids, l.R.ID.Number())
		}
	}
	return strings.Join(ids, " ")
}

// requestReceiptPage is the receipt (登记回执) to print and hand over.
type requestReceiptPage struct {
	R       request.Request
	Agency  agency.Agency
	Code    string
	Address string // where the code is asked
	Receipt string
	Due     due
}

func (d *Desk) requestReceipt(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	q, err := d.requestFor(r, o, journal.RequestSubmit)
	if err != nil {
		return err
	}
	p := requestReceiptPage{R: q, Address: findAddress(r), Due: d.requestDue(q)}
	if p.Agency, err = d.Office.Store.Agency(ctx, q.Agency); err != nil {
		return err
	}
	if p.Code, err = d.Office.QueryCode(ctx, q.ID); err != nil {
		return err
	}
	p.Receipt = q.ReceiptRule()
	return page.Render(w, r, http.StatusOK, d.requestReceiptView(p))
}

// codeGroups is a query code as people read it out: ABCDE-FGHJK.
func codeGroups(code string) string {
	if len(code) != 10 {
		return code
	}
	return code[:5] + "-" + code[5:]
}

// requestBulkPage is one answer for several cases of the same words: one
// decision, and for each its own letter.
type requestBulkPage struct {
	Form    *page.Form
	Cases   []request.Request
	Edition *regulation.Edition
	Parts   []partForm
	Sample  string // the letter of the first, to be read
	Failed  []bulkFailure
}

// bulkFailure is a case the answer was not saved for.
type bulkFailure struct {
	R   request.Request
	Why string
}

// maxBulk bounds how many cases are answered alike at once.
const maxBulk = 200

var (
	errBulkNone    = errors.New("请先在列表中勾选申请")
	errBulkMany    = errors.New("一次最多选择 200 件")
	errBulkKind    = errors.New("更正信息的申请、咨询等事项与其他申请答复的种类不同，请分开办理")
	errBulkEdition = errors.New("所选申请适用不同版本的条例，请分开办理")
)

// agency is whose cases they are; "" where they are of several: the texts one
// keeps are not another's.
func (p requestBulkPage) agency() agency.Code {
	in := p.Cases[0].Agency
	for _, q := range p.Cases {
		if q.Agency != in {
			return ""
		}
	}
	return in
}

// listWith is the list of a query with these cases ticked.
func listWith(query string, ticked []request.Request) string {
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	q.Del("tick")
	for _, r := range ticked {
		q.Add("tick", r.ID.Number())
	}
	if len(q) == 0 {
		return "/desk/requests"
	}
	return "/desk/requests?" + q.Encode()
}

// bulkPresses is what may be done with many cases; the list, which has no word
// for it, opens the form.
var bulkPresses = append(page.Presses{"save", "compose"}, partPresses...)

// requestBulk drafts the same answer for the cases chosen in the list. The
// first time it is posted it shows the form; each case keeps its own stamp, and
// one that changed meanwhile is named and left alone.
func (d *Desk) requestBulk(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	p := requestBulkPage{Form: form}
	stamps := map[request.ID]string{}
	for _, s := range form.Values["case"] {
		n, stamp, _ := strings.Cut(s, ":")
		id, ok := request.ParseNumber(n)
		if _, twice := stamps[id]; !ok || twice {
			continue
		}
		q, err := d.Office.Store.Request(ctx, id)
		if notFound(err) || err == nil && !request.Visible(o.Actor, q, request.Case) {
			return page.ErrNotFound
		}
		if err != nil {
			return err
		}
		if !o.MayIn(journal.RequestDraft, q.Agency) {
			return account.ErrForbidden
		}
		stamps[id] = stamp
		p.Cases = append(p.Cases, q)
		if len(p.Cases) > maxBulk {
			break
		}
	}
	refuse := errBulkNone
	switch {
	case len(p.Cases) > maxBulk:
		refuse = errBulkMany
	case len(p.Cases) > 0:
		refuse = nil
		for _, q := range p.Cases {
			e, ok := q.Law()
			switch {
			case !ok || p.Edition != nil && e != p.Edition:
				refuse = errBulkEdition
			case (q.Kind == request.Correction) != (p.Cases[0].Kind == request.Correction), q.Informal() != p.Cases[0].Informal():
				refuse = errBulkKind
			default:
				p.Edition = e
			}
		}
	}
	if refuse != nil {
		page.LeaveRefusal(w, r, page.T(ctx, refuse.Error()))
		http.Redirect(w, r, listWith(form.Get("back"), p.Cases), http.StatusSeeOther)
		return nil
	}
	in := p.agency()
	show := func(status int) error {
		p.Parts = partForms(ctx, form, p.Edition, p.Cases[0].Kind, false)
		phrases, err := d.phraseChoices(ctx, in, wording.Reason)
		if err != nil {
			return err
		}
		if in != "" {
			for i := range p.Parts {
				p.Parts[i].Phrases = phrases
			}
		}
		return page.Render(w, r, status, d.requestBulkView(p))
	}
	act, err := bulkPresses.Pressed(form)
	if err != nil {
		return err
	}
	changed, err := d.changeParts(ctx, r, form, act)
	if part, ok := strings.CutPrefix(act, "phrase-"); ok && err == nil {
		changed, err = true, d.putPhrase(ctx, form, in, wording.Reason, act, "reason-"+part)
	}
	if err != nil {
		return err
	}
	if changed && !form.OK() {
		return show(http.StatusUnprocessableEntity)
	}
	if act == "" || changed {
		return show(http.StatusOK)
	}
	parts := checkParts(form, p.Edition, partsOf(form))
	if !form.OK() {
		return show(http.StatusUnprocessableEntity)
	}
	if act == "compose" {
		p.Sample, err = d.Office.LetterText(ctx, p.Cases[0], journal.RequestDraft, letterFacts{Parts: parts})
		if err != nil {
			return err
		}
		return show(http.StatusOK)
	}
	done, failed := 0, []request.Request(nil)
	for _, q := range p.Cases {
		text, err := d.Office.LetterText(ctx, q, journal.RequestDraft, letterFacts{Parts: parts})
		if err != nil {
			return err
		}
		stamp := (&page.Form{Values: map[string][]string{"stamp": {stamps[q.ID]}}})
		_, err = d.Office.OnRequest(ctx, o.Actor, q.ID, stampOf(stamp), func(q request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Draft(q, parts, text, nil, h)
		})
		switch known, ok := page.Explain(ctx, err); {
		case err == nil:
			done++
		case ok:
			p.Failed = append(p.Failed, bulkFailure{q, known.Err.Error()})
			failed = append(failed, q)
		default:
			return err
		}
	}
	if len(failed) == 0 {
		page.LeaveNotice(w, r, page.Tf(ctx, "已为 %d 件申请拟好答复，请逐件核对后送审", done))
		http.Redirect(w, r, "/desk/requests?state=handling", http.StatusSeeOther)
		return nil
	}
	p.Cases = failed
	return show(http.StatusConflict)
}

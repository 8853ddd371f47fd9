package public

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/web/page"
)

// newPage is the form by which anybody asks for information, and the step
// between it and sending: what was typed, and what is public already.
type newPage struct {
	form     *page.Form
	agencies []page.Choice
	chosen   agency.Code
	name     words // of the chosen agency
	reader   string
	evidence []keptFile
	files    []keptFile
	offer    offer
	filing   request.Filing // as cleaned; of the step before sending
	// repeats is the number of a request of the signed-in reader with the same
	// words that has been answered; "" if there is none. Strangers are not told:
	// whoever types another's name would learn of their requests.
	repeats string
	texting bool // news may be sent by SMS
}

// papers is what proves who a person is. The first is checked by its digits.
var papers = []string{request.IdentityCard, "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证", "其他有效证件"}

// bodyPaper proves what an organisation is.
const bodyPaper = "统一社会信用代码"

// carried is every field in the order of the form, as the step before sending
// hands it on.
var carried = []string{
	"matter", "agency", "offered", "subject", "number", "text", "files-kept", "form", "route",
	"who", "name", "paper", "paper_number", "body_kind", "body_name", "body_number", "evidence-kept",
	"phone", "mobile", "email", "address", "fax", "representative", "representative_phone", "help", "waiver",
}

func (a *asking) showNew(rw http.ResponseWriter, r *http.Request) error {
	form := &page.Form{}
	form.Set("matter", string(request.Statutory))
	form.Set("who", "natural")
	form.Set("paper", request.IdentityCard)
	form.Set("form", "electronic")
	form.Set("route", "online")
	c, err := a.readCity(r.Context())
	if err != nil {
		return err
	}
	if code := r.URL.Query().Get("agency"); code != "" {
		g, ok := c.byCode[agency.Code(code)]
		if !ok || !g.Open(a.office.Today()) {
			return page.ErrNotFound
		}
		form.Set("agency", code)
	}
	p, err := a.newPage(r, form)
	if err != nil {
		return err
	}
	return page.Render(rw, r, http.StatusOK, newView(p))
}

func (a *asking) newPage(r *http.Request, form *page.Form) (newPage, error) {
	c, err := a.readCity(r.Context())
	if err != nil {
		return newPage{}, err
	}
	p := newPage{form: form, agencies: c.choices(r.Context(), a.office.Today()), chosen: agency.Code(form.Get("agency")), texting: a.Texting}
	if g, ok := c.byCode[p.chosen]; ok {
		p.name = fullName(g)
	}
	who, inside, err := a.reader(r)
	if inside {
		p.reader = who.Name
	}
	return p, err
}

// newPresses is what the buttons of a request in the making say; the one of the
// form itself says nothing.
var newPresses = page.Presses{"edit", "send"}

// postNew checks what was typed and shows it once more with what is already
// public; goes back to the form; or sends. Nothing is kept in between but
// uploaded files: the pages carry all that was typed.
func (a *asking) postNew(rw http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	act, err := newPresses.Pressed(form)
	if err != nil {
		return err
	}
	evidence, err := a.readFiles(r, form, "evidence", "evidence")
	if err != nil {
		return err
	}
	files, err := a.readFiles(r, form, "files", "request")
	if err != nil {
		return err
	}
	p, err := a.newPage(r, form)
	if err != nil {
		return err
	}
	p.evidence, p.files = keptFiles(form, "evidence", evidence), keptFiles(form, "files", files)
	if act == "edit" {
		form.Errors = nil
		return page.Render(rw, r, http.StatusOK, newView(p))
	}
	p.filing = a.filing(r.Context(), form, append(evidence, files...))
	c, err := a.readCity(r.Context())
	if err != nil {
		return err
	}
	a.check(form, &p.filing, c)
	if !form.OK() {
		return page.Show(rw, r, form, newView(p))
	}
	if err := a.repeats(r, &p); err != nil {
		return err
	}
	if act != "send" {
		if p.offer, err = a.offerFor(r.Context(), c, p.filing.Agency, p.filing.Asked.Number, p.filing.Asked.Subject); err != nil {
			return err
		}
		if p.offer.some() && form.Get("offered") == "" {
			form.Set("offered", "1")
			if err := a.store.CountOffer(r.Context(), a.office.Today(), p.filing.Agency, 1, 0, 0); err != nil {
				return err
			}
		}
		if _, err := a.filingToken(rw, r); err != nil {
			return err
		}
		return page.Render(rw, r, http.StatusOK, checkView(p))
	}
	return a.send(rw, r, p)
}

// repeats files under the account of a signed-in reader, and finds the answered
// request of theirs that this one repeats.
func (a *asking) repeats(r *http.Request, p *newPage) error {
	who, inside, err := a.reader(r)
	if err != nil || !inside {
		return err
	}
	p.filing.Citizen = int64(who.ID)
	list, err := a.store.RequestsOfCitizen(r.Context(), p.filing.Citizen, mineLines)
	if err != nil {
		return err
	}
	like := request.Fingerprint(p.filing.Agency, p.filing.Applicant, p.filing.Asked)
	for _, q := range list {
		if q.Fingerprint == like && !q.Open() {
			p.repeats, p.filing.Previous = q.ID.Number(), q.ID
			break
		}
	}
	return nil
}

// send files the request. Sent twice it is one request with one number, and
// both times the answer is its receipt.
func (a *asking) send(rw http.ResponseWriter, r *http.Request, p newPage) error {
	ctx := r.Context()
	if !a.sends.pass(from(r), a.office.Now()) {
		return page.Render(rw, r, tooMany(p.form), newView(p))
	}
	filing, err := a.filingToken(rw, r)
	if err != nil {
		return err
	}
	q, again, err := a.office.File(ctx, account.Applicant(""), p.filing)
	switch {
	case errors.Is(err, agency.ErrClosed), errors.Is(err, store.ErrNotFound):
		p.form.Fail("agency", agency.ErrClosed.Error())
		return page.Show(rw, r, p.form, newView(p))
	case err != nil:
		return err
	}
	if again {
		theirs, err := a.filedHere(r, filing, q)
		if err != nil {
			return err
		}
		if !theirs {
			p.form.Fail("", errFiledElsewhere.Error())
			return page.Show(rw, r, p.form, newView(p))
		}
	}
	if err := keepSession(ctx, a.store.SaveSession, filingSum(filing), q.Thing(), a.office.Now().Add(codeShown), session{}); err != nil {
		return err
	}
	if err := a.beginCase(rw, r, q.ID, caseSession{Filed: a.office.Now().Unix(), Again: again}); err != nil {
		return err
	}
	http.Redirect(rw, r, "/request/receipt", http.StatusSeeOther)
	return nil
}

// filingCookie is the browser that filed a request, for as long as its code may be
// shown: given with the form to be checked, so that an answer lost on its way can be
// asked for again.
const filingCookie = "filing"

// filingToken is the browser's, given to it where it has none.
func (a *asking) filingToken(rw http.ResponseWriter, r *http.Request) (string, error) {
	if c, err := r.Cookie(filingCookie); err == nil && len(c.Value) == len(newToken()) {
		return c.Value, nil
	}
	token := newToken()
	page.SetCookie(rw, r, filingCookie, token, 0)
	return token, nil
}

func filingSum(token string) string {
	sum := sha256.Sum256([]byte("filing " + token))
	return hex.EncodeToString(sum[:])
}

// filedHere says whether this browser filed the request, or a reader has it under
// the account signed in here: only they see its code again. The twin of a button
// pressed twice may be a moment ahead.
func (a *asking) filedHere(r *http.Request, filing string, q request.Request) (bool, error) {
	if c, ok, err := a.caseOf(r); err != nil || ok && c.ID == q.ID {
		return err == nil, err
	}
	who, inside, err := a.reader(r)
	if err != nil || inside && q.Citizen != 0 && q.Citizen == int64(who.ID) {
		return err == nil, err
	}
	for wait := range 5 {
		var data session
		_, thing, err := a.sessionOf(r, filingCookie, filingSum, &data)
		if err != nil || thing == q.Thing() {
			return err == nil, err
		}
		if _, err := r.Cookie(filingCookie); err != nil || wait == 4 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false, nil
}

// errFiledElsewhere keeps the code from whoever retypes another's form.
var errFiledElsewhere = errors.New("同样的申请已经提交，正在办理，没有另外立案。回执和查询码只给提交它的设备；遗失的，请凭身份证明向受理的机关查询")

// filing is what was typed, not checked yet.
func (a *asking) filing(ctx context.Context, form *page.Form, files []request.File) request.Filing {
	f := request.Filing{
		Agency: agency.Code(form.Get("agency")), Channel: regulation.Online, Kind: request.Kind(form.Get("matter")),
		Applicant: request.Applicant{
			Kind: request.Natural, Name: form.Get("name"), Paper: form.Get("paper"), PaperNumber: form.Get("paper_number"),
			Phone: form.Get("phone"), Email: form.Get("email"), Address: form.Get("address"), Fax: form.Get("fax"),
			Representative: form.Get("representative"), RepresentativePhone: form.Get("representative_phone"), Help: form.Get("help"),
		},
		Asked: request.Asked{
			Subject: form.Get("subject"), Text: form.Get("text"), Number: form.Get("number"),
			Form: request.Form(form.Get("form")), Route: request.Route(form.Get("route")), Waiver: form.Get("waiver"),
		},
		Files: files, SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay,
	}
	if a.Texting {
		f.Applicant.Mobile = form.Get("mobile")
	}
	if page.LanguageOf(ctx) == page.English {
		f.Applicant.Language = request.English
	}
	if f.Kind == request.Consultation && f.Asked.Form == "" {
		f.Asked.Form = "electronic"
	}
	if form.Get("who") == "body" {
		f.Applicant.Kind, f.Applicant.Name = request.ApplicantKind(form.Get("body_kind")), form.Get("body_name")
		f.Applicant.Paper, f.Applicant.PaperNumber = bodyPaper, form.Get("body_number")
		if f.Applicant.PaperNumber == "" {
			f.Applicant.Paper = ""
		}
	}
	return f
}

// The refusals of the form itself.
var (
	errAgency    = errors.New("请选择向哪个机关申请")
	errMatter    = errors.New("请选择要办的事")
	errPetition  = errors.New("信访事项不能作为政府信息公开申请提交，请按说明向信访部门提出；如果确实是申请信息，请改选第一项")
	errComplaint = errors.New("投诉举报不能作为政府信息公开申请提交，请按说明提出；如果确实是申请信息，请改选第一项")
	errWho       = errors.New("请选择以个人还是单位的名义申请")
	errBodyKind  = errors.New("请选择单位的类型")
	errBodyPaper = errors.New("请填写统一社会信用代码")
	errPaper     = errors.New("请选择证件的种类")
)

// fieldOf is where a fault of a filing stands in the form of a person and of
// an organisation, where their fields have other names.
func fieldOf(fault string, body bool) string {
	switch fault {
	case "kind":
		if body {
			return "body_kind"
		}
		return "who"
	case "kind_of_matter":
		return "matter"
	}
	if body {
		switch fault {
		case "name":
			return "body_name"
		case "paper", "paper_number":
			return "body_number"
		}
	}
	return fault
}

// check cleans the filing and puts what is wrong beside its field, one sentence
// each, in the order of the form.
func (a *asking) check(form *page.Form, f *request.Filing, c *city) {
	before := form.Errors
	wrong := map[string]string{}
	fail := func(field string, err error) {
		if _, ok := wrong[field]; !ok && form.Error(field) == "" {
			wrong[field] = err.Error()
		}
	}
	if g, ok := c.byCode[f.Agency]; !ok {
		fail("agency", errAgency)
	} else if !g.Open(a.office.Today()) {
		fail("agency", agency.ErrClosed)
	}
	switch f.Kind {
	case request.Statutory, request.Consultation, request.Correction:
	case request.Petition:
		fail("matter", errPetition)
	case request.Complaint:
		fail("matter", errComplaint)
	default:
		fail("matter", errMatter)
	}
	body := form.Get("who") == "body"
	switch {
	case !body && form.Get("who") != "natural":
		fail("who", errWho)
	case body && f.Applicant.Kind.Name() == string(f.Applicant.Kind), body && !f.Applicant.Kind.Body():
		fail("body_kind", errBodyKind)
	case !body && !slices.Contains(papers, f.Applicant.Paper):
		fail("paper", errPaper)
	}
	if err := f.Applicant.PaperFault(); err != nil {
		fail(fieldOf("paper_number", body), err)
	}
	if body && f.Applicant.PaperNumber == "" {
		fail("body_number", errBodyPaper)
	}
	clean, faults := f.Faults(a.office.Today())
	for _, fault := range faults {
		fail(fieldOf(fault.Field, body), fault.Err)
	}
	*f = clean
	form.Errors = nil
	for _, field := range append([]string{""}, carried...) {
		field = strings.TrimSuffix(field, "-kept")
		for _, e := range before {
			if e.Field == field {
				form.Errors = append(form.Errors, e)
			}
		}
		if sentence, ok := wrong[field]; ok {
			form.Fail(field, sentence)
			delete(wrong, field)
		}
	}
	for _, e := range before { // fields that are none of the form's
		if !slices.ContainsFunc(form.Errors, func(x page.FieldError) bool { return x == e }) {
			form.Errors = append(form.Errors, page.FieldError{Text: e.Text})
		}
	}
	for _, sentence := range wrong {
		form.Fail("", sentence)
	}
}

// offer is what is public already and may answer a request.
type offer struct {
	agency agency.Code
	items  []entry
	places []figure // categories, topics
}

func (o offer) some() bool { return len(o.items)+len(o.places) > 0 }

const (
	offerLines  = 5
	offerPlaces = 3
	// offerTitles is how many of an agency's newest titles are compared.
	offerTitles = 400
	// offerShare is the part of the subject's pairs of characters that a title
	// must share, in percent.
	offerShare = 40
)

// offerFor is what to offer to who asks an agency for a number or a subject. What
// cannot be looked for, because it cannot be kept, finds nothing.
func (a *asking) offerFor(ctx context.Context, c *city, in agency.Code, number, subject string) (offer, error) {
	o := offer{agency: in}
	if text.Sound(number+subject) != nil || len(number)+len(subject) > 2000 {
		return o, nil
	}
	lines, err := a.FindPublic(ctx, in, number, subject, offerLines)
	if err != nil {
		return o, err
	}
	o.items = a.entries(c, lines, nil)
	for i := range o.items {
		if in == "" {
			continue // of no agency yet: what is opened counts for none
		}
		o.items[i].href = "/request/offer/" + string(in) + strings.TrimPrefix(o.items[i].href, "/item")
	}
	heard := strings.ToLower(subject)
	add := func(label words, href string) {
		if len([]rune(label.zh)) >= 2 && strings.Contains(heard, strings.ToLower(label.zh)) && len(o.places) < offerPlaces {
			o.places = append(o.places, figure{label: label, href: href})
		}
	}
	for _, t := range c.topics {
		add(words{t.Name, t.English}, "/topic/"+t.Code)
	}
	for _, k := range c.categories {
		add(categoryName(k), filter{agency: in, category: k.Code}.href())
	}
	return o, nil
}

// findTitles finds publications by their number, in any spelling, and by the
// titles among an agency's newest that share the most pairs of characters with
// the subject: Chinese has no blanks between its words.
func (w *Window) findTitles(ctx context.Context, in agency.Code, number, subject string, most int) ([]store.Line, error) {
	var found []store.Line
	if key, ok := text.NumberKey(number); number != "" && key != "" && (ok || !strings.HasSuffix(key, "|")) {
		lines, err := w.store.ByNumber(ctx, key, most)
		if err != nil {
			return nil, err
		}
		found = append(found, lines...)
	}
	asked := pairs(subject)
	if len(asked) == 0 || len(found) >= most {
		return found, nil
	}
	list, err := w.store.List(ctx, store.Selection{Agency: in}, store.Cursor{}, offerTitles)
	if err != nil {
		return nil, err
	}
	type scored struct {
		line  store.Line
		score int
	}
	var near []scored
	for _, l := range list.Lines {
		shared := 0
		of := pairs(l.Title)
		for p := range asked {
			if of[p] {
				shared++
			}
		}
		if shared*100 >= offerShare*len(asked) && !slices.ContainsFunc(found, func(f store.Line) bool { return f.ID == l.ID }) {
			near = append(near, scored{l, shared})
		}
	}
	slices.SortStableFunc(near, func(x, y scored) int { return y.score - x.score })
	for _, n := range near {
		if len(found) == most {
			break
		}
		found = append(found, n.line)
	}
	return found, nil
}

// pairs is the pairs of neighbouring letters, digits and Han characters.
func pairs(s string) map[string]bool {
	out := map[string]bool{}
	var last rune
	for _, r := range strings.ToLower(s) {
		if r < 0x80 && !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z') || strings.ContainsRune("　，。、；：？！“”（）《》〈〉【】〔〕·—…", r) {
			last = 0
			continue
		}
		if last != 0 {
			out[string([]rune{last, r})] = true
		}
		last = r
	}
	return out
}

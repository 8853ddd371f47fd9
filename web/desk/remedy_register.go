package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/remedy"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/letter"
	"gongkai/store"
	"gongkai/web/page"
)

// remedyNewPage is the form with which one of the four is entered.
type remedyNewPage struct {
	Form     *page.Form
	Kind     remedy.Kind
	Agencies []page.Choice // that it may be about
	Handlers []page.Choice // under whose name the official may enter it
	Channels []page.Choice
	Findings []page.Choice
	Letter   bool // the paper of an order is shown, to be read and edited
}

// registerRefusals is what the form makes of the refusals of a registration.
var registerRefusals = []page.Refusal{
	{Err: remedy.ErrAgency, Status: http.StatusUnprocessableEntity, Field: "agency"},
	{Err: remedy.ErrHandler, Status: http.StatusUnprocessableEntity, Field: "handler"},
	{Err: remedy.ErrIssuer, Status: http.StatusUnprocessableEntity, Field: "handler"},
	{Err: remedy.ErrChannel, Status: http.StatusUnprocessableEntity, Field: "channel"},
	{Err: remedy.ErrSubject, Status: http.StatusUnprocessableEntity, Field: "subject"},
	{Err: remedy.ErrParty, Status: http.StatusUnprocessableEntity, Field: "party"},
	{Err: remedy.ErrRoute, Status: http.StatusUnprocessableEntity, Field: "route"},
	{Err: remedy.ErrFinding, Status: http.StatusUnprocessableEntity, Field: "finding"},
	{Err: remedy.ErrAbout, Status: http.StatusUnprocessableEntity, Field: "about"},
	{Err: remedy.ErrAfter, Status: http.StatusUnprocessableEntity, Field: "about"},
	{Err: office.ErrRemedyAbout, Status: http.StatusUnprocessableEntity, Field: "about"},
	{Err: office.ErrRemedyAgency, Status: http.StatusUnprocessableEntity, Field: "agency"},
}

// registerFaults is where an act's refusal stands in this form.
var registerFaults = []struct {
	Err   error
	Field string
}{
	{remedy.ErrDay, "on"}, {remedy.ErrBefore, "on"}, {remedy.ErrServed, "served"}, {remedy.ErrWords, "claim"}, {remedy.ErrBody, "body"}, {remedy.ErrRectify, "until"},
	{letter.ErrBlank, "letter"}, {letter.ErrTitle, "letter"},
}

// registerFields is the fields of the form in the order of the page.
var registerFields = []string{"sure", "agency", "handler", "about", "on", "subject", "claim", "party", "contact", "channel", "finding", "until", "third", "route", "body", "number", "served", "letter"}

// registerRefuse puts what a registration refused beside its fields; false where
// it is none of the refusals of this form.
func registerRefuse(form *page.Form, err error) bool {
	known := false
	fail := func(refusal error, field string) {
		if !errors.Is(err, refusal) {
			return
		}
		if known = true; form.Error(field) == "" {
			form.Fail(field, refusal.Error())
		}
	}
	for _, row := range registerFaults {
		fail(row.Err, row.Field)
	}
	for _, row := range registerRefusals {
		fail(row.Err, row.Field)
	}
	return known
}

func (d *Desk) remedyNew(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := page.QueryForm(r)
	if form.Date("on") == "" {
		form.SetDate("on", d.Office.Today().String())
	}
	p, err := d.remedyNewPage(r.Context(), o, form)
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.remedyNewView(p))
}

// remedyNewPage is the form for the kind it names. Errors: page.ErrNotFound
// for a kind there is not, [account.ErrForbidden] for one the official may not
// enter.
func (d *Desk) remedyNewPage(ctx context.Context, o *Official, form *page.Form) (remedyNewPage, error) {
	p := remedyNewPage{Form: form, Kind: remedy.Kind(form.Get("kind"))}
	act, ok := registrations[p.Kind]
	if !ok {
		return p, page.ErrNotFound
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return p, err
	}
	p.Agencies = []page.Choice{{Text: "请选择"}}
	own := o.Where(act)
	for _, a := range agencies.inOrder() {
		mine := o.MayIn(act, a.Code)
		// A reconsideration or a suit is entered by the agency it is about.
		if mine || p.Kind == remedy.Complaint || p.Kind == remedy.Order {
			p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)})
		}
		if mine {
			p.Handlers = append(p.Handlers, page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)})
		}
	}
	if len(p.Handlers) == 0 {
		return p, account.ErrForbidden
	}
	if len(own) > 0 && form.Get("handler") == "" {
		form.Set("handler", string(own[0]))
	}
	if len(p.Agencies) == 2 {
		p.Agencies = p.Agencies[1:]
	}
	for _, c := range remedy.Channels {
		p.Channels = append(p.Channels, page.Choice{Value: string(c.Channel), Text: c.Name})
	}
	for _, f := range remedy.Findings {
		p.Findings = append(p.Findings, page.Choice{Value: f.Code, Text: f.Name})
	}
	return p, nil
}

func (d *Desk) remedyRegister(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	p, err := d.remedyNewPage(ctx, o, form)
	if err != nil {
		return err
	}
	var presses page.Presses
	if p.Kind == remedy.Order {
		presses = page.Presses{"compose"}
	}
	if _, err := presses.Pressed(form); err != nil {
		return err
	}
	v, err := d.remedyEnter(ctx, o, p.Kind, form)
	if p.Letter = form.Get("letter") != ""; err == nil && form.OK() && v.ID == 0 {
		return page.Render(w, r, http.StatusOK, d.remedyNewView(p)) // the paper is read first
	}
	if err == nil && form.OK() {
		page.LeaveNotice(w, r, page.Tf(ctx, "已登记：%s", thingName(ctx, v.Thing())))
		http.Redirect(w, r, "/desk/remedy/"+v.Thing(), http.StatusSeeOther)
		return nil
	}
	switch {
	case err == nil:
	case registerRefuse(form, err):
	case errors.Is(err, store.ErrNotFound):
		form.Fail("agency", remedy.ErrAgency.Error())
	case !form.Refuse(ctx, err):
		return err
	}
	orderErrors(form, registerFields)
	return page.Render(w, r, http.StatusUnprocessableEntity, d.remedyNewView(p))
}

// remedyEnter registers what the form says; what is wrong with a field is put
// into the form.
func (d *Desk) remedyEnter(ctx context.Context, o *Official, kind remedy.Kind, form *page.Form) (remedy.Remedy, error) {
	m := remedy.Matter{Agency: agency.Code(form.Get("agency")), About: aboutOf(form.Get("about")), On: dateOf(form, "on"),
		Subject: line(form, "subject", 200), Claim: block(form, "claim", 10_000)}
	if name := line(form, "party", 200); name != "" {
		m.Parties = append(m.Parties, remedy.Party{Part: "applicant", Name: name, Contact: line(form, "contact", 200), Organisation: form.Get("organisation") != ""})
	}
	if third := line(form, "third", 200); third != "" {
		m.Parties = append(m.Parties, remedy.Party{Part: "third", Name: third})
	}
	served, until := calendar.NoDay, calendar.NoDay
	handler := agency.Code(form.Get("handler"))
	switch kind {
	case remedy.Suit:
		served = dateOf(form, "served")
	case remedy.Order:
		until = dateOf(form, "until")
	}
	if kind != remedy.Complaint && kind != remedy.Order && len(m.Parties) > 0 && m.Parties[0].Part != "applicant" {
		form.Fail("party", remedy.ErrParty.Error())
	}
	channel, finding, body, number := remedy.Channel(form.Get("channel")), form.Get("finding"), line(form, "body", 200), line(form, "number", 200)
	filing := remedy.Filing{Route: remedy.Route(form.Get("route")), Court: body, Number: number, ServedOn: served}
	if form.OK() {
		if err := d.doubtRemedy(ctx, form, kind, m, filing.Route); err != nil || !form.OK() {
			return remedy.Remedy{}, err
		}
		switch kind {
		case remedy.Complaint:
			return d.Office.RegisterComplaint(ctx, o.Actor, m, channel, handler)
		case remedy.Reconsideration:
			return d.Office.RegisterReconsideration(ctx, o.Actor, m, body, number)
		case remedy.Suit:
			return d.Office.RegisterSuit(ctx, o.Actor, m, filing)
		}
		return d.orderEnter(ctx, o, m, finding, until, handler, form)
	}
	// Something could not be read. What the act would refuse besides is said with
	// it, so that the form comes back once.
	if m.Agency == "" && m.About != "" {
		m.Agency = "-" // that of what it is about
	}
	var err error
	cal, by, at := d.Office.Calendar(), o.Actor.Login, d.Office.Now()
	switch kind {
	case remedy.Complaint:
		_, _, err = remedy.RegisterComplaint(0, m, channel, handler, []agency.Code{handler}, cal, by, at)
	case remedy.Reconsideration:
		_, _, err = remedy.RegisterReconsideration(0, m, body, number, cal, by, at)
	case remedy.Suit:
		_, _, err = remedy.RegisterSuit(0, m, filing, cal, by, at)
	case remedy.Order:
		_, _, err = remedy.IssueOrder(0, m, finding, until, handler, []agency.Code{handler}, by, at)
	}
	return remedy.Remedy{}, err
}

// orderEnter issues an order in two steps: first its paper is put into the form,
// to be read and edited, and nothing is done (the remedy is the zero one); then it
// is issued with it. What was changed after the paper was made is asked about.
func (d *Desk) orderEnter(ctx context.Context, o *Official, m remedy.Matter, finding string, until calendar.Day, handler agency.Code, form *page.Form) (remedy.Remedy, error) {
	words, err := text.Block(form.Get("letter"), maxLetter)
	if err != nil {
		form.Fail("letter", err.Error())
		return remedy.Remedy{}, nil
	}
	raw, _ := json.Marshal([]any{m, finding, until, handler}) // texts and days only
	sum := sha256.Sum256(raw)
	composed := hex.EncodeToString(sum[:8])
	if words != "" && form.Get("act") != "compose" {
		if form.Get("composed") != composed {
			form.Set("composed", composed)
			form.Fail("letter", "填写的内容改动后，文书还是原来的；请重新生成，或者核对无误后再次提交")
			return remedy.Remedy{}, nil
		}
		return d.Office.IssueOrder(ctx, o.Actor, m, finding, until, handler, words)
	}
	// What the act would refuse is said before there is a paper to read.
	if words, err = d.Office.OrderText(ctx, o.Actor, m, finding, until, handler); err != nil {
		return remedy.Remedy{}, err
	}
	form.Set("letter", words)
	form.Set("composed", composed)
	return remedy.Remedy{}, nil
}

package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/follow/notice"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// caseMail is what came in by mail about a case, or went out.
type caseMail struct {
	On    string // when, in words
	Href  string
	Title string
	Who   string // the sender or the recipient
	In    bool
	State mailState
	SMS   bool
	fact  string     // what it tells, by whichever way
	Party int        // to whom it went of those asked for an opinion; 0 for the applicant
	Take  *page.Link // where its words go into the case; nil when they are taken
	// Reports is what the other side says became of it. Got is the receipt that
	// may be recorded by it; nil for none.
	Reports []mailReport
	Got     *gotOffer
	Again   sendAgain // of one that did not arrive
}

// gotOffer is a receipt an official may record in one step: of which letter
// (from 1 in request.LettersOut), on which day, shown by which message.
type gotOffer struct {
	Which int
	On    calendar.Day
	Proof string
}

// mailOf is the mail about a case, oldest first: what came in, then what went
// out; nil for who sees no mail of its agency.
func (d *Desk) mailOf(ctx context.Context, o *Official, q request.Request) ([]caseMail, error) {
	if !office.SeesMail(o.Actor, q.Agency) {
		return nil, nil
	}
	in, err := d.Office.Store.IncomingOf(ctx, q.Thing())
	if err != nil {
		return nil, err
	}
	out, err := d.Office.Store.MailOf(ctx, q.Thing())
	if err != nil {
		return nil, err
	}
	reports, err := d.Office.Store.MailReportsAbout(ctx, q.Thing())
	if err != nil {
		return nil, err
	}
	var list []caseMail
	for _, m := range in {
		l := caseMail{On: moment(ctx, m.ReceivedAt), Href: "/desk/mail/in/" + number(m.ID), Title: subjectLine(ctx, m.Subject), Who: senderLine(m),
			In: true, State: stateNamed(inStates, string(m.State))}
		if m.State == store.TrayFiled {
			l.Take = takeMail(o, q, m)
		}
		list = append(list, l)
	}
	for _, m := range out {
		l := caseMail{On: moment(ctx, m.PostedAt), Href: "/desk/mail/out/" + number(m.ID), Title: m.Subject, Who: recipientMasked(m),
			State: stateNamed(outStates, string(m.State)), SMS: m.Channel == store.BySMS, fact: notice.FactTold(m.Fact), Party: notice.FactParty(m.Fact)}
		for _, v := range reports {
			if v.Mail != m.ID {
				continue
			}
			l.Reports = append(l.Reports, reportLine(ctx, v))
			if l.Got == nil {
				l.Got = d.gotBy(o, q, m, v)
			}
		}
		if l.lost() {
			if l.Again, err = d.againOf(ctx, o, m, reports); err != nil {
				return nil, err
			}
			l.Again.From = "case"
		}
		list = append(list, l)
	}
	return list, nil
}

// gotBy is the receipt a report shows, where one is awaited: of the letter of
// which the message tells, on the day the report came. nil where it shows none,
// or the official may not record it.
func (d *Desk) gotBy(o *Official, q request.Request, m store.Mail, v store.MailReport) *gotOffer {
	on := calendar.On(v.At)
	if v.Kind != store.ReportDisplayed || !m.WantsReceipt || on > d.Office.Today() || !slices.Contains(request.Offers(o.Actor, q), journal.RequestGot) {
		return nil
	}
	i := slices.IndexFunc(q.LettersOut(), func(out request.Outstanding) bool {
		return out.Opinion == notice.FactParty(m.Fact) && out.Act == notice.FactAct(m.Fact) && out.SentOn <= calendar.On(m.PostedAt) && out.SentOn <= on
	})
	if i < 0 {
		return nil
	}
	return &gotOffer{Which: i + 1, On: on, Proof: m.JournalThing()}
}

// proofOf is the message of the case a receipt is recorded by, as the entry
// names it; "" for none. Errors: [page.ErrNotFound] for what shows none.
func (d *Desk) proofOf(ctx context.Context, o *Official, q request.Request, proof string) (string, error) {
	if proof == "" {
		return "", nil
	}
	list, err := d.mailOf(ctx, o, q)
	if err != nil {
		return "", err
	}
	if !slices.ContainsFunc(list, func(m caseMail) bool { return m.Got != nil && m.Got.Proof == proof }) {
		return "", page.ErrNotFound
	}
	return proof, nil
}

// undelivered says whether the last news of the case reached the applicant, or
// the party of the number, by none of the ways it was sent.
func undelivered(list []caseMail, party int) bool {
	last, lost := "", false
	for _, m := range list {
		if m.In || m.Party != party {
			continue
		}
		lost = m.lost() && (lost || m.fact != last)
		last = m.fact
	}
	return lost
}

// lost says that the message did not arrive, by itself or as the provider of SMS
// reports.
func (m caseMail) lost() bool {
	return m.SMS && len(m.Reports) > 0 && !slices.ContainsFunc(m.Reports, func(v mailReport) bool { return !v.Failed }) ||
		slices.Contains([]store.MailState{store.MailFailed, store.MailBounced, store.MailAnew}, store.MailState(m.State.State))
}

// unasked says whether the letter to a party whose answer is still awaited did
// not arrive.
func unasked(r request.Request, list []caseMail) bool {
	return slices.ContainsFunc(r.Opinions, func(o request.Opinion) bool {
		return o.Answer == "" && o.GotOn == calendar.NoDay && undelivered(list, o.N)
	})
}

// takeMail is where the words of a message become part of its case: the
// supplement that was asked for, or what the applicant adds; nil when the
// official may do neither now.
func takeMail(o *Official, q request.Request, m store.Incoming) *page.Link {
	for _, act := range []journal.Act{journal.RequestSupplement, journal.RequestAdd} {
		if t, ok := requestDeedOf(act); ok && slices.Contains(request.Offers(o.Actor, q), act) {
			return &page.Link{Text: t.Title, Href: t.href(q) + "?mail=" + number(m.ID)}
		}
	}
	return nil
}

// mailNamed is the message a form is filled from; false for none, and for one
// the official does not see.
func (d *Desk) mailNamed(ctx context.Context, o *Official, id string) (store.Incoming, bool, error) {
	n, err := strconv.ParseInt(id, 10, 32)
	if err != nil {
		return store.Incoming{}, false, nil
	}
	m, err := d.Office.Store.Incoming(ctx, n)
	if errors.Is(err, store.ErrNotFound) || err == nil && !office.SeesMail(o.Actor, m.Agency) {
		return m, false, nil
	}
	return m, err == nil, err
}

// fillFrom puts a message and its files into a form.
func (d *Desk) fillFrom(ctx context.Context, form *page.Form, m store.Incoming, words string) ([]fileRow, error) {
	form.Set("mail", number(m.ID))
	form.Set(words, m.Body)
	form.SetDate("on", calendar.On(m.ReceivedAt).String())
	return d.fileRows(ctx, m.Attachments)
}

// startFromMail fills the form of a new request from a message that belongs to
// no case yet.
func (d *Desk) startFromMail(ctx context.Context, o *Official, form *page.Form, id string) ([]fileRow, error) {
	m, ok, err := d.mailNamed(ctx, o, id)
	if !ok || m.Thing != "" {
		return nil, err
	}
	rows, err := d.fillFrom(ctx, form, m, "text")
	if err != nil {
		return nil, err
	}
	form.Set("channel", string(regulation.Email))
	form.Set("route", "email")
	form.Set("form", "electronic")
	form.Set("name", m.SenderName)
	form.Set("email", m.Sender)
	form.Set("subject", m.Subject)
	form.SetDate("submitted_on", calendar.On(m.ReceivedAt).String())
	if o.MayIn(journal.RequestSubmit, m.Agency) {
		form.Set("agency", string(m.Agency))
	}
	return rows, nil
}

// tookMail says of the message a form was filled from that it is dealt with;
// one that somebody dealt with meanwhile stays as it is.
func (d *Desk) tookMail(ctx context.Context, o *Official, id, number string) error {
	m, ok, err := d.mailNamed(ctx, o, id)
	if !ok {
		return err
	}
	if m.Thing == "" && number != "" {
		_, err = d.Office.AssignMail(ctx, o.Actor, m.ID, 0, number)
	}
	if err == nil {
		err = d.Office.ReadMail(ctx, o.Actor, m.ID)
	}
	for _, known := range []error{office.ErrMailFiled, office.ErrMailRead, office.ErrMailCase, account.ErrForbidden, store.ErrChanged} {
		if errors.Is(err, known) {
			return nil // it stays where it is, and says so
		}
	}
	return err
}

func (d *Desk) mailRead(w http.ResponseWriter, r *http.Request, o *Official) error {
	m, err := d.cameOf(r, o)
	if err != nil {
		return err
	}
	if err := d.Office.ReadMail(r.Context(), o.Actor, m.ID); err != nil {
		return err
	}
	return done(w, r, "/desk/mail/in/"+number(m.ID), "来信已处理")
}

// unreadMost is how many filed messages are looked through for the home page.
const unreadMost = 200

// unreadMail is what came in about cases and nobody has dealt with: of the
// official's own cases, and of those that are in nobody's hand.
func (d *Desk) unreadMail(ctx context.Context, o *Official) ([]store.Incoming, error) {
	list, err := d.Office.Store.Tray(ctx, store.MailSelection{Agencies: office.MailReach(o.Actor), State: string(store.TrayFiled)}, 0, unreadMost)
	if err != nil {
		return nil, err
	}
	var mine []store.Incoming
	for _, m := range list {
		id, ok := request.ParseThing(m.Thing)
		if !ok {
			continue
		}
		q, err := d.Office.Store.Request(ctx, id)
		if err != nil && !notFound(err) {
			return nil, err
		}
		if err == nil && o.MayIn(journal.RequestAdd, q.Agency) && (q.Handler == "" || q.Held(o.Person.Login)) {
			mine = append(mine, m)
		}
	}
	return mine, nil
}

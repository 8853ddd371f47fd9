package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/affairs/wording"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// requestDeed is an act on a request, with a page of its own under the case:
// what it is for, what is asked, and what it does.
type requestDeed struct {
	Act journal.Act
	// Group is the heading under which the case's page offers it.
	Group string
	// Title heads the page; Button is on it, of the kind "" (the main act),
	// "secondary" or "warning".
	Title, Button, Kind string
	// Help says in plain words when to do this and what the law says.
	Help string
	// Fields is what is asked; nil for nothing.
	Fields func(p requestDeedPage) templ.Component
	// Start fills the form when it is opened; nil leaves it empty.
	Start func(c *requestDoing)
	// Fit says of a case in a right state whether the deed makes sense now; nil
	// always. What does not fit is not offered; posted all the same, the act
	// itself refuses it.
	Fit func(r request.Request, today calendar.Day) bool
	// Hand is who may not do it to this case although the table permits it; nil
	// for no such rule.
	Hand func(r request.Request, by account.Login) bool
	// Files is what files posted with the form are (request.File.Of); "" when
	// it takes none.
	Files string
	// Letter is the letter the deed sends; nil when it sends none. Then Do is
	// nil.
	Letter func(c *requestDoing) (letterFacts, letterAct)
	// Do runs it. It puts what is wrong with a field into the form.
	Do func(c *requestDoing) error
	// Own says that the deed has a page unlike the others'.
	Own bool
}

// requestDoing is one try of a deed.
type requestDoing struct {
	d     *Desk
	ctx   context.Context
	o     *Official
	r     request.Request
	stamp int64
	form  *page.Form
	files []request.File
	// Notice is said on the next page, To the address of it when that is not
	// the case.
	Notice, To string
}

// act runs an act on the case through the office. Where a field could not be
// read it does nothing but say what the act would refuse besides, so that the
// form comes back once.
func (c *requestDoing) act(run func(request.Request, request.Hand) (request.Request, journal.Entry, error)) error {
	if !c.form.OK() {
		_, _, err := run(c.r, c.hand())
		return err
	}
	r, err := c.d.Office.OnRequest(c.ctx, c.o.Actor, c.r.ID, c.stamp, run)
	if err == nil {
		c.r = r
	}
	return err
}

// words reads a field of several lines.
func (c *requestDoing) words(name string) string { return block(c.form, name, maxWords) }

// count reads a whole number; what is none fails the field with the sentence.
func (c *requestDoing) count(name, sentence string) int {
	n, err := strconv.Atoi(c.form.Get(name))
	if err != nil {
		c.form.Fail(name, sentence)
	}
	return n
}

func (c *requestDoing) today() calendar.Day { return c.d.Office.Today() }

// hand tries an act that is not done.
func (c *requestDoing) hand() request.Hand {
	return request.Hand{By: c.o.Actor.Login, At: c.d.Office.Now(), Calendar: c.d.Office.Calendar(), Lead: office.DraftLead}
}

// deedFields is the fields of the deeds' forms in an order that each form keeps.
var deedFields = []string{"channel", "submitted_on", "confirmed_on", "n", "which", "handler", "kind", "party", "agency", "name", "contact", "phone", "email", "address", "fax", "about", "route", "receipt", "on", "by", "how", "answer",
	"items", "reasons", "days", "yuan", "words", "reasonable", "why", "proof", "files", "basis", "pages", "pay", "index", "letter"}

// path is the last part of the deed's address.
func (t requestDeed) path() string { return strings.TrimPrefix(string(t.Act), "request.") }

func (t requestDeed) href(r request.Request) string { return requestHref(r.ID) + "/" + t.path() }

func (t requestDeed) fits(r request.Request, today calendar.Day) bool {
	return t.Fit == nil || t.Fit(r, today)
}

// requestHref is the address of a case at the desk.
func requestHref(id request.ID) string { return "/desk/request/" + id.Number() }

// requestDeedOf is the deed of an act; false for the acts that have no page of
// their own.
func requestDeedOf(act journal.Act) (requestDeed, bool) {
	i := slices.IndexFunc(requestDeeds, func(t requestDeed) bool { return t.Act == act })
	if i < 0 {
		return requestDeed{}, false
	}
	return requestDeeds[i], true
}

// requestDeedPage is the page of one deed on one case.
type requestDeedPage struct {
	Form   *page.Form
	Deed   requestDeed
	R      request.Request
	Agency string
	Due    due
	Files  []fileRow
	// Letter says that the letter's text is on the page to be read and edited.
	Letter bool
	// Changed is what somebody else did meanwhile; Gone says that the act is
	// no longer possible after it.
	Changed []deedLine
	Gone    bool
	// Choices of the deed at hand; see requestChoices.
	People, Agencies []page.Choice
	Today            calendar.Day
	// Last is the last lawful day for a notice to supplement; NoDay if none.
	Last calendar.Day
	// Before is how many requests of the applicant the month has seen.
	Before int
	Price  *request.Fee
	// Phrases is the texts the agency keeps for what is to be supplemented.
	Phrases []page.Choice
	// Order is what orders the case to be answered anew, where that is on record.
	Order *remedy.Remedy
	// Contesting is the undecided reconsiderations and suits about the case.
	Contesting []remedy.Remedy
}

// requestOf is the case of the address, if the official sees it. Errors:
// page.ErrNotFound for one that is not there and for one that is not theirs to
// see.
func (d *Desk) requestOf(r *http.Request, o *Official) (request.Request, error) {
	id, ok := request.ParseNumber(r.PathValue("number"))
	if !ok || id.Number() != r.PathValue("number") {
		return request.Request{}, page.ErrNotFound
	}
	q, err := d.Office.Store.Request(r.Context(), id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !request.Visible(o.Actor, q, request.Case) {
		return request.Request{}, page.ErrNotFound
	}
	return q, err
}

// requestFor is the case of the address for one who may do the act to it.
func (d *Desk) requestFor(r *http.Request, o *Official, act journal.Act) (request.Request, error) {
	q, err := d.requestOf(r, o)
	if err == nil && !o.MayIn(act, q.Agency) {
		err = account.ErrForbidden
	}
	return q, err
}

func (d *Desk) requestDeedShow(t requestDeed) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		q, err := d.requestFor(r, o, t.Act)
		if err != nil {
			return err
		}
		if !q.State.Allows(t.Act) || !t.fits(q, d.Office.Today()) {
			page.LeaveRefusal(w, r, page.T(r.Context(), "这件申请现在不需要这样办理"))
			http.Redirect(w, r, requestHref(q.ID), http.StatusSeeOther)
			return nil
		}
		c := &requestDoing{d: d, ctx: r.Context(), o: o, r: q, form: &page.Form{}}
		if t.Start != nil {
			t.Start(c)
		}
		var rows []fileRow
		if t.Files != "" {
			m, ok, err := d.mailNamed(c.ctx, o, r.URL.Query().Get("mail"))
			if err != nil {
				return err
			}
			if ok && m.Thing == q.Thing() {
				if rows, err = d.fillFrom(r.Context(), c.form, m, "words"); err != nil {
					return err
				}
			}
		}
		p, err := d.requestDeedPage(c, t)
		if err != nil {
			return err
		}
		p.Files = rows
		return page.Show(w, r, c.form, d.requestDeedView(p))
	}
}

// presses is what the buttons of the deed's form say; the one that does it says
// nothing.
func (t requestDeed) presses() page.Presses {
	var list page.Presses
	if t.Letter != nil {
		list = append(list, "compose")
	}
	switch t.Act {
	case journal.RequestCharge:
		list = append(list, "price")
	case journal.RequestClarify:
		list = append(list, "phrase")
	case journal.RequestPublish:
		list = append(list, "start")
	}
	return list
}

func (d *Desk) requestDeedDo(t requestDeed) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		ctx := r.Context()
		q, err := d.requestFor(r, o, t.Act)
		if err != nil {
			return err
		}
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		if _, err := t.presses().Pressed(form); err != nil {
			return err
		}
		c := &requestDoing{d: d, ctx: ctx, o: o, r: q, stamp: stampOf(form), form: form}
		var rows []fileRow
		if t.Files != "" {
			if c.files, rows, err = d.postedFiles(ctx, r, form, o, t.Files); err != nil {
				return err
			}
		}
		letter, reckoned := false, false
		switch {
		case t.Act == journal.RequestCharge && form.Get("act") == "price":
			// Only the sum is asked for; the page shows its working.
			reckoned = true
			t.Letter(c)
		case t.Act == journal.RequestClarify && form.Get("act") == "phrase":
			reckoned = true
			err = d.putPhrase(ctx, form, q.Agency, wording.Items, "phrase", "items")
		default:
			if t.Letter != nil {
				letter, err = d.sendLetter(c, t)
			} else {
				err = t.Do(c)
			}
			if err == nil && form.OK() && !letter {
				if err := d.tookMail(ctx, o, form.Get("mail"), ""); err != nil {
					return err
				}
				to := c.To
				if to == "" {
					to = requestHref(q.ID)
				}
				if c.Notice == "" {
					c.Notice = page.Tf(ctx, "已办理：%s", page.T(ctx, t.Title))
				}
				page.LeaveNotice(w, r, c.Notice)
				http.Redirect(w, r, to, http.StatusSeeOther)
				return nil
			}
		}
		status := http.StatusUnprocessableEntity
		var changed []deedLine
		switch {
		case (letter || reckoned) && err == nil && form.OK():
			status = http.StatusOK
		case err == nil:
		case errors.Is(err, store.ErrChanged), errors.Is(err, request.ErrState):
			form.Fail("", err.Error())
			status = http.StatusConflict
			if changed, err = d.since(ctx, q, c.stamp); err != nil {
				return err
			}
		case !form.Refuse(ctx, err):
			return err
		}
		if q, err = d.Office.Store.Request(ctx, q.ID); err != nil {
			return err
		}
		c.r = q
		orderErrors(form, deedFields)
		p, err := d.requestDeedPage(c, t)
		if err != nil {
			return err
		}
		p.Letter = letter || form.Get("letter") != ""
		p.Files, p.Changed = rows, changed
		p.Gone = !q.State.Allows(t.Act)
		return page.Render(w, r, status, d.requestDeedView(p))
	}
}

// since is what was done to the case after it had the stamp, newest last.
func (d *Desk) since(ctx context.Context, q request.Request, stamp int64) ([]deedLine, error) {
	list, err := d.history(ctx, q.Thing())
	if n := q.Stamp - stamp; stamp > 0 && n > 0 && n < int64(len(list)) {
		list = list[int64(len(list))-n:]
	}
	return list, err
}

func (d *Desk) requestDeedPage(c *requestDoing, t requestDeed) (requestDeedPage, error) {
	agencies, err := d.agencyNames(c.ctx)
	if err != nil {
		return requestDeedPage{}, err
	}
	p := requestDeedPage{Form: c.form, Deed: t, R: c.r, Agency: agencies.of(c.r.Agency), Due: d.requestDue(c.r),
		Today: d.Office.Today(), Last: calendar.NoDay}
	switch t.Act {
	case journal.RequestAssign:
		p.People, err = d.handlers(c.ctx, c.r)
	case journal.RequestConsult:
		p.Agencies = []page.Choice{{Text: "不是本市的行政机关"}}
		for _, a := range agencies.inOrder() {
			if a.Code != c.r.Agency && a.Open(p.Today) {
				p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), Text: fullName(c.ctx, a)})
			}
		}
	case journal.RequestReopen:
		if v, ok, err := c.order(); err != nil {
			return p, err
		} else if ok {
			p.Order = &v
		} else if p.Contesting, err = c.contesting(); err != nil {
			return p, err
		}
	case journal.RequestClarify:
		if last, ok := c.r.ClarifyUntil(d.Office.Calendar()); ok {
			p.Last = last
		}
		p.Phrases, err = d.phraseChoices(c.ctx, c.r.Agency, wording.Items)
	case journal.RequestCharge:
		if p.Before, err = d.Office.Store.EarlierInMonth(c.ctx, c.r); err == nil {
			if f, err := priceOf(c.form, p.Before); err == nil {
				p.Price = &f
			}
		}
	}
	return p, err
}

// handlers is the colleagues who may draft the answer.
func (d *Desk) handlers(ctx context.Context, q request.Request) ([]page.Choice, error) {
	people, err := d.Office.Store.Accounts(ctx)
	list := []page.Choice{{Text: "请选择"}}
	for _, a := range people {
		if a.Active() && account.May(a.Grants, journal.RequestDraft, q.Agency) && a.Login != q.Handler {
			list = append(list, page.Choice{Value: string(a.Login), Text: a.Name + page.Tf(ctx, "（%s）", a.Login)})
		}
	}
	return list, err
}

// priceOf is the fee by what was chosen in the form.
func priceOf(form *page.Form, before int) (request.Fee, error) {
	if form.Get("basis") == "page" {
		pages, err := strconv.Atoi(form.Get("pages"))
		if err != nil || pages < 1 {
			return request.Fee{}, errPages
		}
		return request.Price(0, pages)
	}
	return request.Price(before, 0)
}

var (
	errPages = errors.New("请填写页数")
	errBasis = errors.New("请选择按件计收或者按量计收")
)

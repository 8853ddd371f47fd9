package desk

import (
	"context"
	"errors"
	"net/http"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// Disputed is the answers the drafter may take to the agency above both.
func (p draftShowPage) disputed() []asked {
	var list []asked
	for _, a := range p.Asked {
		if p.Draft.Disputed(a.Consultation) {
			list = append(list, a)
		}
	}
	return list
}

// referred is the objections on which that agency has still to decide.
func (p draftShowPage) referred() []asked {
	var list []asked
	for _, a := range p.Asked {
		if a.Referred() {
			list = append(list, a)
		}
	}
	return list
}

// Decided is the coordination of the answer in words; "" if there was none.
func (a asked) Decided() string {
	switch {
	case a.Referred():
		return "已提请协调，等待决定"
	case a.Decision == publication.DecidedOpen:
		return "协调决定：可以公开"
	case a.Decision == publication.DecidedKeep:
		return "协调决定：维持不同意"
	}
	return ""
}

// whoseField reads which agency a form is about, of those it may be.
func whoseField(form *page.Form, list []asked) (agency.Code, bool) {
	for _, a := range list {
		if string(a.Agency) == form.Get("whose") {
			return a.Agency, true
		}
	}
	if len(list) == 1 && form.Get("whose") == "" {
		return list[0].Agency, true
	}
	return "", false
}

// draftDecide is the decision of the agency above both.
func (d *Desk) draftDecide(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	if !o.MayIn(journal.DraftDecide, v.Agency) {
		return account.ErrForbidden
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	answer, words := form.Get("decision"), block(form, "decision_words", maxWords)
	if answer != publication.DecidedOpen && answer != publication.DecidedKeep {
		form.Fail("decision", publication.ErrJudgement.Error())
	}
	status := http.StatusUnprocessableEntity
	if form.OK() {
		_, err := d.Office.Decide(ctx, o.Actor, v.ID, stampOf(form), agency.Code(form.Get("whose")), answer == publication.DecidedOpen, words)
		switch {
		case err == nil:
			page.LeaveNotice(w, r, "协调决定已记录")
			http.Redirect(w, r, "/desk/consultations", http.StatusSeeOther)
			return nil
		case errors.Is(err, store.ErrChanged):
			form.Fail("", store.ErrChanged.Error())
			status = http.StatusConflict
		case errors.Is(err, publication.ErrNote):
			form.Fail("decision_words", publication.ErrNote.Error())
		case !form.Refuse(ctx, err):
			return err
		}
	}
	return d.draftAgain(w, r, o, form, status)
}

// consultClock is the limit of an answer another agency owes.
type consultClock struct {
	Due due
	// Asked is when the question went out, Rest how many days until the last one
	// do not count.
	Asked calendar.Day
	Rest  int
}

// consultClock counts the limit of a consultation.
func (d *Desk) consultClock(c publication.Consultation) consultClock {
	today, cal := d.Office.Today(), d.Office.Calendar()
	k := consultClock{Asked: c.AskedOn, Due: due{On: c.DueOn, Article: "第十一条", Provisional: cal.Provisional(c.AskedOn, c.DueOn)}}
	if k.Due.Left = cal.WorkingDaysBetween(today, c.DueOn); today > c.DueOn {
		k.Due.Left = min(-cal.WorkingDaysBetween(c.DueOn, today), -1)
	}
	for on := c.AskedOn + 1; on <= c.DueOn; on++ {
		if !cal.Working(on) {
			k.Rest++
		}
	}
	return k
}

// Why says how the last day was counted.
func (k consultClock) Why(ctx context.Context) string {
	return page.Tf(ctx, "%s 征求，从次日起算 %d 个工作日，其间休息的 %d 天不计，最后一天是 %s；到期没有回复，次日由平台记为同意。",
		day(ctx, k.Asked), publication.ConsultDays, k.Rest, day(ctx, k.Due.On))
}

// holder is who has a question in hand: the agency's office and its telephone.
func (n names) holder(code agency.Code) string {
	card := n[code].Card
	s := n.of(code)
	if card.Office != "" {
		s += " " + card.Office
	}
	if card.Phone != "" {
		s += " " + card.Phone
	}
	return s
}

package request

import (
	"slices"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/clock"
	"gongkai/law/regulation"
)

// Clock is the case's statutory clock with everything that happened to it;
// false while it does not run: before the day of receipt is known, while the
// applicant is asked to supplement or to pay, and never of what is no request for
// information.
func (r Request) Clock(cal *calendar.Calendar) (clock.Clock, bool) {
	e, ok := r.Law()
	if !ok || r.Informal() || r.ReceivedOn == calendar.NoDay || r.State == Clarifying || r.State == Paying {
		return clock.Clock{}, false
	}
	c, err := clock.New(r.ReceivedOn, e, cal)
	if err != nil {
		return clock.Clock{}, false
	}
	if r.Delay != nil && r.Delay.Days > 0 {
		if longer, err := c.WithLimit(r.Delay.Days); err == nil {
			c = longer
		}
	}
	supplement, paid := r.restarts()
	again := func(start func(clock.Clock, calendar.Day) (clock.Clock, error), day calendar.Day) {
		if day == calendar.NoDay {
			return
		}
		if anew, err := start(c, day); err == nil {
			c = anew
		}
	}
	if paid != calendar.NoDay && paid < supplement {
		again(clock.Clock.Settle, paid)
		again(clock.Clock.Restart, supplement)
	} else {
		again(clock.Clock.Restart, supplement)
		again(clock.Clock.Settle, paid)
	}
	restart := max(supplement, paid)
	if x := r.Extension; x != nil && x.Granted() && (restart == calendar.NoDay || x.GrantedOn >= restart) {
		if longer, err := c.Extend(x.Days); err == nil {
			c = longer
		}
	}
	for _, o := range r.Opinions {
		if !o.Stops(e) {
			continue
		}
		to := o.EndsOn()
		if to == calendar.NoDay {
			return clock.Clock{}, false // no limit for the answer: nobody knows
		}
		if paused, err := c.Pause(o.AskedOn, to); err == nil {
			c = paused
		}
	}
	return c, true
}

// restarts is the days from which the full limit ran again: a supplement was
// received, a fee paid or waived; NoDay where that did not happen.
func (r Request) restarts() (supplement, paid calendar.Day) {
	supplement, paid = calendar.NoDay, calendar.NoDay
	if r.Clarification != nil {
		supplement = r.Clarification.AnsweredOn
	}
	if r.Fee != nil {
		paid = r.Fee.SettledOn
	}
	return supplement, paid
}

// Reckon is the request with its days reckoned by the calendar: the lawful
// one, the agency's own, lead working days before that or before the ordered one
// where it is earlier, and the nearest other one.
func Reckon(r Request, cal *calendar.Calendar, lead int) Request {
	r.DueOn, r.Provisional, r.DraftDueOn, r.SubDueOn = calendar.NoDay, false, calendar.NoDay, calendar.NoDay
	if r.State == Closed {
		// What was due when it closed stays on record.
		if c, ok := r.Clock(cal); ok {
			r.DueOn, r.Provisional = c.Due()
		}
		return r
	}
	if c, ok := r.Clock(cal); ok {
		r.DueOn, r.Provisional = c.Due()
		r.DraftDueOn = r.DueOn
		if by := r.OrderedOn(); by != calendar.NoDay && by < r.DueOn {
			r.DraftDueOn = by
		}
		for n := 0; n < lead && r.DraftDueOn > r.ReceivedOn; {
			if r.DraftDueOn--; cal.Working(r.DraftDueOn) {
				n++
			}
		}
	}
	if r.Informal() && r.ReceivedOn != calendar.NoDay {
		r.DraftDueOn = cal.Add(r.ReceivedOn, AnswerDays)
	}
	sub := func(d calendar.Day) {
		if d != calendar.NoDay && (r.SubDueOn == calendar.NoDay || d < r.SubDueOn) {
			r.SubDueOn = d
		}
	}
	if r.State == Clarifying {
		sub(r.Clarification.DueOn)
	}
	if r.State == Paying {
		sub(r.Fee.DueOn)
	}
	for _, o := range r.Opinions {
		if o.Answer == "" {
			sub(o.DueOn)
		}
	}
	return r
}

// AnswerDays is by how many working days after its receipt a matter that is no
// request for information should be answered: a day of the house, none of the law.
const AnswerDays = 10

// ReckonAgain is the platform's act when a holiday notice was added: the days
// by the new calendar, both dates in the entry's note. The entry is nil when
// nothing moves. Errors: [ErrState].
func ReckonAgain(r Request, h Hand) (Request, *journal.Entry, error) {
	if _, err := r.move(journal.RequestReckon); err != nil {
		return r, nil, err
	}
	again := r
	if c := r.Clarification; r.State == Clarifying && c != nil {
		moved := *c
		moved.DueOn = h.Calendar.Add(c.FromOn(), c.Days)
		again.Clarification = &moved
	}
	if f := r.Fee; r.State == Paying && f != nil {
		moved := *f
		moved.DueOn = moved.payBy(h.Calendar)
		again.Fee = &moved
	}
	again.Opinions = slices.Clone(r.Opinions)
	for i := range again.Opinions {
		if o := &again.Opinions[i]; o.Answer == "" {
			o.DueOn = r.opinionDue(*o, h.Calendar)
		}
	}
	again = Reckon(again, h.Calendar, h.Lead)
	if again.DueOn == r.DueOn && again.Provisional == r.Provisional && again.SubDueOn == r.SubDueOn && again.DraftDueOn == r.DraftDueOn {
		return r, nil, nil
	}
	var notes []string
	for _, d := range []struct {
		name     string
		old, new calendar.Day
	}{{"法定期限", r.DueOn, again.DueOn}, {"内部期限", r.DraftDueOn, again.DraftDueOn}, {"环节期限", r.SubDueOn, again.SubDueOn}} {
		if d.old != d.new {
			notes = append(notes, d.name+" "+d.old.String()+" → "+d.new.String())
		}
	}
	if len(notes) == 0 {
		notes = append(notes, "期限已确定："+again.DueOn.String())
	}
	e := again.entry(journal.RequestReckon, h, strings.Join(notes, "；"))
	return again, &e, nil
}

// MovedDue says of an entry of [ReckonAgain] whether it moved the lawful day of
// the answer, and not only days inside the agency.
func MovedDue(e journal.Entry) bool {
	return e.Act == journal.RequestReckon && strings.HasPrefix(e.Note, "法定期限 ")
}

// ReceiptRule is the rule by which the day of receipt was fixed, with its
// article: of the edition the case is handled under, or before one applies that
// of the day it was submitted. "" where there is no such day yet.
func (r Request) ReceiptRule() string {
	e, ok := r.Law()
	if !ok {
		e, ok = regulation.EditionOn(calendar.On(r.SubmittedAt))
	}
	if !ok {
		return ""
	}
	_, why, _ := e.ReceivedOn(r.Channel, calendar.On(r.SubmittedAt), r.ConfirmedOn)
	return why
}

// receive sets the day of receipt, and with it the edition, from what is known
// (art. 31); it leaves them open while the request must still be confirmed.
func (r Request) receive(cal *calendar.Calendar) (Request, error) {
	submitted := calendar.On(r.SubmittedAt)
	e, ok := regulation.EditionOn(submitted)
	if !ok {
		return r, ErrEdition
	}
	on, _, ok := e.ReceivedOn(r.Channel, submitted, r.ConfirmedOn)
	if !ok {
		r.Edition, r.ReceivedOn, r.State = "", calendar.NoDay, Confirming
		return r, nil
	}
	if e, ok = regulation.EditionOn(on); !ok {
		return r, ErrEdition
	}
	r.Edition, r.ReceivedOn, r.State = e.Code, on, Handling
	return r, nil
}

package remedy

import (
	"errors"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	law "gongkai/law/remedy"
)

// RegisterReconsideration enters an application for reconsideration of an
// agency's conduct to the body, as of the day it was applied for. number is
// the body's own; "" while unknown. Errors: those of [Matter], [ErrBody].
func RegisterReconsideration(id int64, m Matter, body, number string, cal *calendar.Calendar,
	by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	r := begun(Reconsideration, id, by, at)
	to, err := r.after(journal.ReconsiderationRegister)
	if err != nil {
		return Remedy{}, journal.Entry{}, err
	}
	var nobody, long error
	r, err = m.state(r, true, at)
	r.Body, nobody = line(body, ErrBody)
	r.CaseNumber, long = line(number, nil)
	if err := errors.Join(err, nobody, long); err != nil {
		return Remedy{}, journal.Entry{}, err
	}
	r.State = to
	r = r.start(law.Accept, r.ReceivedOn, cal)
	return r, r.entry(journal.ReconsiderationRegister, r.Agency, by, at), nil
}

// AcceptReconsideration records that the body took the case on, by which
// procedure, and when the agency received the copy of the application, from
// which its time for the answer runs. number is the body's, "" to leave it.
// Errors: [ErrState], [ErrDay], [ErrEarly], [ErrNotified], [ErrSummary].
func AcceptReconsideration(r Remedy, on, notified calendar.Day, summary bool, number string, cal *calendar.Calendar,
	by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ReconsiderationAccept)
	if err != nil {
		return r, journal.Entry{}, err
	}
	answer, decide, known := law.Answer, law.Decide, true
	if summary {
		answer, decide = law.AnswerSummary, law.DecideSummary
		_, known = law.RuleOn(decide, on)
	}
	number, long := line(number, nil)
	if err := errors.Join(since(on, at, r.ReceivedOn), when(since(notified, at, on) != nil, ErrNotified), when(!known, ErrSummary), long); err != nil {
		return r, journal.Entry{}, err
	}
	if number != "" {
		r.CaseNumber = number
	}
	r.State, r.AcceptedOn, r.NotifiedOn, r.Summary = to, on, notified, summary
	r = r.stop(law.Accept, on).start(answer, notified, cal).start(decide, on, cal)
	return r, r.entry(journal.ReconsiderationAccept, r.Agency, by, at), nil
}

// RefuseReconsideration records that the body did not take the case on, which
// counts among the other outcomes. Errors: [ErrState], [ErrDay], [ErrEarly].
func RefuseReconsideration(r Remedy, on calendar.Day, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ReconsiderationRefuse)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words, err = block(words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	if err := since(on, at, r.ReceivedOn); err != nil {
		return r, journal.Entry{}, err
	}
	r.Answer = words
	r, e := r.close(Other, on, r.entry(journal.ReconsiderationRefuse, r.Agency, by, at))
	r.State = to
	return r, e, nil
}

// AnswerReconsideration records that the agency handed in its answer with the
// evidence; without it the decision counts as having none (复议法第七十条).
// Errors: [ErrState], [ErrDay], [ErrEarly].
func AnswerReconsideration(r Remedy, on calendar.Day, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ReconsiderationAnswer)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words, err = block(words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	if err := since(on, at, r.NotifiedOn); err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.AnsweredOn = to, on
	r = r.stop(law.Answer, on).stop(law.AnswerSummary, on)
	return r.remark(journal.ReconsiderationAnswer, words, by, at), r.entry(journal.ReconsiderationAnswer, r.Agency, by, at), nil
}

// HearReconsideration records a hearing, or that the body listened to the
// parties otherwise. Errors: [ErrState], [ErrDay], [ErrEarly].
func HearReconsideration(r Remedy, on calendar.Day, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ReconsiderationHear)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words, err = block(words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	if err := since(on, at, r.AcceptedOn); err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.Hearings = to, append(slices.Clone(r.Hearings), Hearing{On: on, Words: words})
	return r, r.entry(journal.ReconsiderationHear, r.Agency, by, at), nil
}

// ExtendReconsideration records that the body extended its time to the day,
// once. Errors: [ErrState], [ErrExtend], also in summary procedure, whose time
// cannot be extended.
func ExtendReconsideration(r Remedy, until calendar.Day, words string, cal *calendar.Calendar,
	by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ReconsiderationExtend)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words, err = block(words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	c, ok := r.running(law.Decide)
	if !ok {
		return r, journal.Entry{}, ErrExtend
	}
	longest, article, provisional := law.Due(law.DecideExtended, c.From, cal)
	if until == calendar.NoDay || until <= c.Due || until > longest {
		return r, journal.Entry{}, ErrExtend
	}
	r.State, r.ExtendedTo = to, until
	r = r.drop(law.Decide)
	r = r.set(Clock{Limit: Extended, From: c.From, Due: until, Article: article, Provisional: provisional, DoneOn: calendar.NoDay})
	return r.remark(journal.ReconsiderationExtend, words, by, at), r.entry(journal.ReconsiderationExtend, r.Agency, by, at), nil
}

// Decision is what a reconsideration body or a court decided.
type Decision struct {
	On     calendar.Day
	Result string // a code of [Results]
	Number string // of the decision; ""
	Words  string // ""
	// Again is set when the agency is ordered to answer the request anew;
	// AgainBy is until when, NoDay where the decision sets no period.
	Again   bool
	AgainBy calendar.Day
	// GivenOn is when a judgment of the first instance was served (送达), on the
	// last of the parties: from it the time for an appeal runs. NoDay for the
	// day of the judgment.
	GivenOn calendar.Day
}

// again is the day [Remedy.AnswerBy] holds. Errors: [ErrAgain].
func (d Decision) again(res Result) (calendar.Day, error) {
	switch {
	case !d.Again:
		return calendar.NoDay, nil
	case res.Outcome != Corrected || d.AgainBy != calendar.NoDay && d.AgainBy < d.On:
		return calendar.NoDay, ErrAgain
	case d.AgainBy == calendar.NoDay:
		return d.On, nil
	}
	return d.AgainBy, nil
}

// DecideReconsideration records the decision. When it orders another answer,
// [Remedy.MustReopen] is true of what comes back. Errors: [ErrState],
// [ErrOutcome], [ErrDay], [ErrEarly], [ErrAgain].
func DecideReconsideration(r Remedy, d Decision, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ReconsiderationDecide)
	if err != nil {
		return r, journal.Entry{}, err
	}
	res, ok := ResultOf(Reconsideration, d.Result)
	again, sooner := d.again(res)
	number, long := line(d.Number, nil)
	d.Words, err = block(d.Words, nil)
	if err := errors.Join(when(!ok, ErrOutcome), since(d.On, at, r.AcceptedOn), long, when(ok, sooner), err); err != nil {
		return r, journal.Entry{}, err
	}
	if number != "" {
		r.CaseNumber = number
	}
	r.Result, r.AnswerBy, r.Answer = res.Code, again, d.Words
	r, e := r.close(res.Outcome, d.On, r.entry(journal.ReconsiderationDecide, r.Agency, by, at))
	r.State = to
	return r, e, nil
}

// Reopen records the thing of the new case in which the agency answers again,
// as a reconsideration or a suit ordered it. Errors: [ErrState],
// [ErrReopened], [ErrAbout].
func Reopen(r Remedy, thing string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	act := journal.ReconsiderationReopen
	if r.Kind == Suit {
		act = journal.SuitReopen
	}
	to, err := r.after(act)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if !r.MustReopen() {
		return r, journal.Entry{}, ErrReopened
	}
	if !aboutForm.MatchString(thing) {
		return r, journal.Entry{}, ErrAbout
	}
	r.State, r.Reopened = to, thing
	return r, r.noted(act, r.Agency, by, at, thing), nil
}

package remedy

import (
	"errors"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	law "gongkai/law/remedy"
)

// RegisterComplaint enters a complaint or report (art. 51) under the id the
// store gave out. handler is the agency that handles it: one of above, which
// are the agencies over the one complained of, the city's among them. The
// agency complained of may enter what it received itself, but then only pass
// it on. Errors: those of [Matter], [ErrChannel], [ErrHandler].
func RegisterComplaint(id int64, m Matter, ch Channel, handler agency.Code, above []agency.Code,
	cal *calendar.Calendar, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	r := begun(Complaint, id, by, at)
	to, err := r.after(journal.ComplaintRegister)
	if err != nil {
		return Remedy{}, journal.Entry{}, err
	}
	r, err = m.state(r, false, at)
	strange := m.Agency != "" && handler != m.Agency && !slices.Contains(above, handler)
	if err := errors.Join(err, when(ch.Name() == "", ErrChannel), when(handler == "" || strange, ErrHandler)); err != nil {
		return Remedy{}, journal.Entry{}, err
	}
	r.State, r.Channel, r.Handler = to, ch, handler
	r = r.start(law.ComplaintReply, r.ReceivedOn, cal)
	return r, r.entry(journal.ComplaintRegister, r.Handler, by, at), nil
}

// AcceptComplaint takes a complaint on. Errors: [ErrState], [ErrOwn],
// [ErrDay], [ErrEarly].
func AcceptComplaint(r Remedy, on calendar.Day, cal *calendar.Calendar, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintAccept)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Own() {
		return r, journal.Entry{}, ErrOwn
	}
	if err := since(on, at, r.ReceivedOn); err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.AcceptedOn = to, on
	r = r.stop(law.ComplaintReply, on)
	r = r.start(law.Complaint, on, cal)
	return r, r.entry(journal.ComplaintAccept, r.Handler, by, at), nil
}

// RedirectComplaint ends a complaint that another body is to handle: passed on
// to it ([Referred]), or not taken on and the complainant told why and where
// to go ([NotAccepted]). body is who is competent; it may be "" only for what
// nobody is. Errors: [ErrState], [ErrOutcome], [ErrBody], [ErrWords],
// [ErrDay], [ErrEarly].
func RedirectComplaint(r Remedy, o Outcome, body, words string, on calendar.Day, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintRedirect)
	if err != nil {
		return r, journal.Entry{}, err
	}
	// What an agency received about itself it can only pass on, not drop.
	if r.Own() && o == NotAccepted {
		return r, journal.Entry{}, ErrOwn
	}
	body, bad := line(body, when(o == Referred, ErrBody))
	words, mute := block(words, ErrWords)
	if err := errors.Join(when(o != Referred && o != NotAccepted, ErrOutcome), bad, mute, since(on, at, r.ReceivedOn)); err != nil {
		return r, journal.Entry{}, err
	}
	r.Body, r.Answer, r.AnsweredOn = body, words, on
	r, e := r.close(o, on, r.entry(journal.ComplaintRedirect, r.Handler, by, at))
	r.State = to
	return r, e, nil
}

// AssignComplaint gives an accepted complaint to a clerk, or to another one.
// Errors: [ErrState], [ErrOwn], [ErrClerk].
func AssignComplaint(r Remedy, clerk account.Login, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintAssign)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Own() {
		return r, journal.Entry{}, ErrOwn
	}
	if clerk == "" {
		return r, journal.Entry{}, ErrClerk
	}
	r.State, r.Clerk = to, clerk
	return r, r.noted(journal.ComplaintAssign, r.Handler, by, at, string(clerk)), nil
}

// ExtendComplaint extends the time for handling a complaint, once, to the
// longest the law gives (信访工作条例第三十四条); the reason is told to the
// complainant. Errors: [ErrState], [ErrOwn], [ErrWords], [ErrExtended].
func ExtendComplaint(r Remedy, words string, cal *calendar.Calendar, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintExtend)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Own() {
		return r, journal.Entry{}, ErrOwn
	}
	if words, err = block(words, ErrWords); err != nil {
		return r, journal.Entry{}, err
	}
	c, ok := r.running(law.Complaint)
	if !ok || r.ExtendedTo != calendar.NoDay {
		return r, journal.Entry{}, ErrExtended
	}
	r = r.drop(law.Complaint).start(law.ComplaintExtended, c.From, cal)
	longer, ok := r.running(law.ComplaintExtended)
	if !ok {
		return r, journal.Entry{}, ErrExtend
	}
	r.State, r.ExtendedTo = to, longer.Due
	return r.remark(journal.ComplaintExtend, words, by, at), r.entry(journal.ComplaintExtend, r.Handler, by, at), nil
}

// AskStatement asks the agency complained of to say, until a day, what
// happened. words is what is asked; they do not name the complainant. Errors:
// [ErrState], [ErrOwn], [ErrAsked], [ErrWords], [ErrUntil].
func AskStatement(r Remedy, until calendar.Day, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintAsk)
	if err != nil {
		return r, journal.Entry{}, err
	}
	today := calendar.On(at)
	switch {
	case r.Own():
		return r, journal.Entry{}, ErrOwn
	case r.Asking():
		return r, journal.Entry{}, ErrAsked
	}
	words, err = block(words, ErrWords)
	if err := errors.Join(err, when(until == calendar.NoDay || until <= today, ErrUntil)); err != nil {
		return r, journal.Entry{}, err
	}
	r.State = to
	r.Statements = append(slices.Clone(r.Statements), Statement{AskedOn: today, Asked: words, Until: until, GivenOn: calendar.NoDay})
	r = r.set(Clock{Limit: Stated, From: today, Due: until, DoneOn: calendar.NoDay})
	return r, r.entry(journal.ComplaintAsk, r.Handler, by, at), nil
}

// Asking says whether a statement of the agency complained of is awaited.
func (r Remedy) Asking() bool {
	n := len(r.Statements)
	return n > 0 && r.Statements[n-1].GivenOn == calendar.NoDay
}

// TakeStatement records what the agency complained of said, and when it came.
// Errors: [ErrState], [ErrNotAsked], [ErrWords], [ErrDay], [ErrEarly].
func TakeStatement(r Remedy, on calendar.Day, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintState)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if !r.Asking() {
		return r, journal.Entry{}, ErrNotAsked
	}
	r.Statements = slices.Clone(r.Statements)
	last := &r.Statements[len(r.Statements)-1]
	words, err = block(words, ErrWords)
	if err := errors.Join(err, since(on, at, last.AskedOn)); err != nil {
		return r, journal.Entry{}, err
	}
	last.GivenOn, last.Words = on, words
	r.State = to
	return r.stop(Stated, on), r.entry(journal.ComplaintState, r.Handler, by, at), nil
}

// AnswerComplaint tells the complainant what was found. A complaint that is
// founded, wholly or in part, should be followed by an order (art. 47). Errors:
// [ErrState], [ErrOwn], [ErrOutcome], [ErrWords], [ErrDay], [ErrEarly].
func AnswerComplaint(r Remedy, o Outcome, words string, on calendar.Day, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintAnswer)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Own() {
		return r, journal.Entry{}, ErrOwn
	}
	words, err = block(words, ErrWords)
	if err := errors.Join(when(o != Founded && o != Partly && o != Unfounded, ErrOutcome), err, since(on, at, r.ReceivedOn, r.AcceptedOn)); err != nil {
		return r, journal.Entry{}, err
	}
	r.Answer, r.AnsweredOn = words, on
	r, e := r.close(o, on, r.entry(journal.ComplaintAnswer, r.Handler, by, at))
	r.State = to
	return r, e, nil
}

// WithdrawComplaint ends a complaint its complainant takes back. Errors:
// [ErrState], [ErrDay], [ErrEarly].
func WithdrawComplaint(r Remedy, on calendar.Day, why string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintWithdraw)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if why, err = block(why, nil); err != nil {
		return r, journal.Entry{}, err
	}
	if err := since(on, at, r.ReceivedOn); err != nil {
		return r, journal.Entry{}, err
	}
	r, e := r.remark(journal.ComplaintWithdraw, why, by, at).close(Withdrawn, on, r.entry(journal.ComplaintWithdraw, r.Handler, by, at))
	r.State = to
	return r, e, nil
}

// RateComplaint records the complainant's grade for the handling, 1 to 5, once.
// Errors: [ErrState], [ErrGrade], also for what was withdrawn.
func RateComplaint(r Remedy, grade int, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.ComplaintRate)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if grade < 1 || grade > 5 || r.Satisfied != 0 || r.Outcome == Withdrawn {
		return r, journal.Entry{}, ErrGrade
	}
	if words, err = block(words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.Satisfied = to, grade
	return r.remark(journal.ComplaintRate, words, by, at), r.entry(journal.ComplaintRate, r.Handler, by, at), nil
}

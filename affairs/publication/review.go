package publication

import (
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Submit sends a complete draft to the secrecy review (art. 17). cur is the
// publication it revises; nil for a new one. Errors: [ErrState], those of
// [Content.Complete] and [Content.EndTold], [ErrAttribute], [ErrConsulting],
// [ErrObjected] for what is to be public, [ErrConsent], [ErrLead], [ErrChange] for a revision that does not say what it changes,
// [ErrWithdrawn] for one that would replace what is public no more,
// [ErrPlan] for a policy nobody plans to explain, [ErrPiece] for a new piece of
// no kind, [ErrGate] and [ErrScreening] by what the gate found, s.
func Submit(d Draft, cur *Publication, s Screening, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	to, err := d.State.after(journal.DraftSubmit)
	if err != nil {
		return d, journal.Entry{}, err
	}
	if err := d.Content.Complete(calendar.On(at)); err != nil {
		return d, journal.Entry{}, err
	}
	var before *Content
	if cur != nil {
		before = &cur.Content
	}
	if err := d.Content.EndTold(before); err != nil {
		return d, journal.Entry{}, err
	}
	if d.Attribute == "" {
		return d, journal.Entry{}, ErrAttribute
	}
	if d.Publication != 0 && strings.TrimSpace(d.Change) == "" {
		return d, journal.Entry{}, ErrChange
	}
	if cur != nil && !cur.WithdrawnAt.IsZero() && d.Attribute == Proactive {
		return d, journal.Entry{}, ErrWithdrawn
	}
	if d.NeedsPlan() && !d.Plan.Made() {
		return d, journal.Entry{}, ErrPlan
	}
	if d.Content.Interprets != "" && d.Content.Piece == "" && (cur == nil || cur.Content.Interprets == "") {
		return d, journal.Entry{}, ErrPiece
	}
	for _, c := range d.Consultations {
		switch {
		case c.Answer == "":
			return d, journal.Entry{}, ErrConsulting
		case c.Stops() && d.Attribute == Proactive:
			return d, journal.Entry{}, ErrObjected
		}
	}
	if err := d.mayGoOn(); err != nil {
		return d, journal.Entry{}, err
	}
	if err := d.Passes(s); err != nil {
		return d, journal.Entry{}, err
	}
	d.State, d.Returned = to, ""
	return d, d.entry(journal.DraftSubmit, by, at, ""), nil
}

// Recall takes a submitted draft back for more work. Errors: [ErrState].
func Recall(d Draft, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	to, err := d.State.after(journal.DraftRecall)
	if err != nil {
		return d, journal.Entry{}, err
	}
	d.State, d.Cleared = to, ""
	return d, d.entry(journal.DraftRecall, by, at, ""), nil
}

// Clear passes the secrecy review (art. 17). The reviewer is another person
// than those who drafted. s is what the gate found. Errors: [ErrState],
// [ErrSamePerson], [ErrInquiring] while the secrecy authority has not answered,
// [ErrGate], [ErrScreening].
func Clear(d Draft, s Screening, words string, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	to, err := d.State.after(journal.DraftClear)
	if err != nil {
		return d, journal.Entry{}, err
	}
	if d.Wrote(by) {
		return d, journal.Entry{}, ErrSamePerson
	}
	if d.Inquiring() {
		return d, journal.Entry{}, ErrInquiring
	}
	if err := d.Passes(s); err != nil {
		return d, journal.Entry{}, err
	}
	d.State, d.Cleared = to, by
	return d, d.entry(journal.DraftClear, by, at, strings.TrimSpace(words)), nil
}

// Return sends a draft back to its drafter with a reason. Errors: [ErrState],
// [ErrNote].
func Return(d Draft, why string, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	to, err := d.State.after(journal.DraftReturn)
	if err != nil {
		return d, journal.Entry{}, err
	}
	if why = strings.TrimSpace(why); why == "" {
		return d, journal.Entry{}, ErrNote
	}
	d.State, d.Cleared, d.Returned = to, "", why
	return d, d.entry(journal.DraftReturn, by, at, why), nil
}

// GoBack returns to its drafter a revision of what was withdrawn while it was on
// its way to the public; the reason is the withdrawal's. The entry is nil for one
// that is still being drafted, or is to be kept. Errors: [ErrState].
func GoBack(d Draft, p Publication, by account.Login, at time.Time) (Draft, *journal.Entry, error) {
	if d.State == Drafting || d.Attribute != Proactive {
		return d, nil, nil
	}
	to, err := d.State.after(journal.DraftGoBack)
	if err != nil {
		return d, nil, err
	}
	d.State, d.Cleared, d.Signer, d.PublishAt = to, "", "", time.Time{}
	d.Returned = "所更新的信息已撤下：" + p.WithdrawnReason
	e := d.entry(journal.DraftGoBack, by, at, p.Index)
	return d, &e, nil
}

// Discard ends a draft that will not be published. What was taken out of
// another is on record there and stays. Errors: [ErrState], [ErrPart].
func Discard(d Draft, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	to, err := d.State.after(journal.DraftDiscard)
	if err != nil {
		return d, journal.Entry{}, err
	}
	if d.Parts.Of != 0 {
		return d, journal.Entry{}, ErrPart
	}
	d.State = to
	return d, d.entry(journal.DraftDiscard, by, at, ""), nil
}

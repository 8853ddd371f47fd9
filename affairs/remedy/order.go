package remedy

import (
	"errors"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// IssueOrder orders an agency to put right what was found (art. 47, 52, 53) by
// the day. issuer is one of above, the agencies over it. Errors: those of
// [Matter], [ErrIssuer], [ErrFinding], [ErrWords], [ErrRectify].
func IssueOrder(id int64, m Matter, finding string, until calendar.Day, issuer agency.Code, above []agency.Code,
	by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	r := begun(Order, id, by, at)
	to, err := r.after(journal.OrderIssue)
	if err != nil {
		return Remedy{}, journal.Entry{}, err
	}
	r, err = m.state(r, false, at)
	if err := errors.Join(err, when(m.Agency != "" && (issuer == m.Agency || !slices.Contains(above, issuer)), ErrIssuer),
		when(FindingName(finding) == "", ErrFinding), when(strings.TrimSpace(m.Claim) == "", ErrWords),
		when(until == calendar.NoDay || until <= m.On, ErrRectify)); err != nil {
		return Remedy{}, journal.Entry{}, err
	}
	r.State, r.Handler, r.Finding, r.RectifyBy = to, issuer, finding, until
	r = r.set(Clock{Limit: Rectify, From: m.On, Due: until, Article: "政府信息公开条例第四十七条、第五十三条", DoneOn: calendar.NoDay})
	return r, r.entry(journal.OrderIssue, r.Handler, by, at), nil
}

// ReportOrder is the agency's account of how it put things right. Errors:
// [ErrState], [ErrWords], [ErrDay], [ErrEarly].
func ReportOrder(r Remedy, on calendar.Day, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.OrderReport)
	if err != nil {
		return r, journal.Entry{}, err
	}
	words, err = block(words, ErrWords)
	if err := errors.Join(err, since(on, at, r.ReceivedOn)); err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.Reports = to, append(slices.Clone(r.Reports), Report{On: on, Words: words})
	r = r.stop(Rectify, on)
	return r, r.entry(journal.OrderReport, r.Agency, by, at), nil
}

// ReturnOrder says that the report does not suffice, why, and until when to
// report again. Errors: [ErrState], [ErrWords], [ErrRectify].
func ReturnOrder(r Remedy, why string, until calendar.Day, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.OrderReturn)
	if err != nil {
		return r, journal.Entry{}, err
	}
	today := calendar.On(at)
	why, err = block(why, ErrWords)
	if err := errors.Join(err, when(until == calendar.NoDay || until <= today, ErrRectify)); err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.RectifyBy, r.Reports = to, until, slices.Clone(r.Reports)
	r.Reports[len(r.Reports)-1].Returned = why
	r = r.set(Clock{Limit: Rectify, From: today, Due: until, Article: "政府信息公开条例第四十七条、第五十三条", DoneOn: calendar.NoDay})
	return r, r.entry(journal.OrderReturn, r.Handler, by, at), nil
}

// ConfirmOrder confirms that things were put right. Errors: [ErrState],
// [ErrDay], [ErrEarly].
func ConfirmOrder(r Remedy, on calendar.Day, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.OrderConfirm)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words, err = block(words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	if err := since(on, at, r.Reports[len(r.Reports)-1].On); err != nil {
		return r, journal.Entry{}, err
	}
	r.Answer = words
	r, e := r.close(Rectified, on, r.entry(journal.OrderConfirm, r.Handler, by, at))
	r.State = to
	return r, e, nil
}

// RevokeOrder takes an order back that should not have been issued. Errors:
// [ErrState], [ErrWords].
func RevokeOrder(r Remedy, why string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.OrderRevoke)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if why, err = block(why, ErrWords); err != nil {
		return r, journal.Entry{}, err
	}
	r.Answer = why
	r, e := r.close(Revoked, calendar.On(at), r.entry(journal.OrderRevoke, r.Handler, by, at))
	r.State = to
	return r, e, nil
}

// SanctionOrder records how somebody was held to account (art. 47, 53), also
// after things were put right. Errors: [ErrState], [ErrMeasure], [ErrWhom], [ErrDay],
// [ErrEarly].
func SanctionOrder(r Remedy, s Sanction, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.OrderSanction)
	if err != nil {
		return r, journal.Entry{}, err
	}
	var nobody, long error
	s.Whom, nobody = line(s.Whom, ErrWhom)
	s.Words, long = block(s.Words, nil)
	if err := errors.Join(when(MeasureName(s.Measure) == "", ErrMeasure), nobody, since(s.On, at, r.ReceivedOn), long); err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.Sanctions = to, append(slices.Clone(r.Sanctions), s)
	return r, r.entry(journal.OrderSanction, r.Handler, by, at), nil
}

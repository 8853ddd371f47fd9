package report

import (
	"maps"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Sign freezes the edition whose hash the signature names. That its checks
// hold is asked by the caller, who compiled it. dated is the day under the
// text. Errors: [ErrState], [ErrHash], [ErrSignDay].
func Sign(r Report, s Signature, by account.Login, at time.Time) (Report, journal.Entry, error) {
	to, err := r.after(journal.ReportSign)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if s.Hash == "" || s.Size == 0 {
		return r, journal.Entry{}, ErrHash
	}
	if s.Dated <= calendar.Date(r.Year, time.December, 31) || s.Dated > calendar.On(at) {
		return r, journal.Entry{}, ErrSignDay
	}
	s.By, s.At = by, at
	s.Members = maps.Clone(s.Members)
	r.State, r.Returned = to, ""
	r.Signed = append(slices.Clone(r.Signed), s)
	return r, r.entry(journal.ReportSign, by, at, s.Hash), nil
}

// Unsign takes back a signature before the report was submitted. Errors:
// [ErrState].
func Unsign(r Report, by account.Login, at time.Time) (Report, journal.Entry, error) {
	to, err := r.after(journal.ReportUnsign)
	if err != nil {
		return r, journal.Entry{}, err
	}
	r.State = to
	return r, r.entry(journal.ReportUnsign, by, at, ""), nil
}

// Submit hands the report to the level above (art. 49). Errors: [ErrState],
// [ErrLevel].
func Submit(r Report, by account.Login, at time.Time) (Report, journal.Entry, error) {
	to, err := r.after(journal.ReportSubmit)
	if err != nil {
		return r, journal.Entry{}, err
	}
	r.State = to
	if r.SubmittedAt.IsZero() { // the first time says whether it was in time
		r.SubmittedAt = at
	}
	return r, r.entry(journal.ReportSubmit, by, at, ""), nil
}

// Return gives it back with reasons. Errors: [ErrState], [ErrReason].
func Return(r Report, why string, by account.Login, at time.Time) (Report, journal.Entry, error) {
	return back(r, journal.ReportReturn, why, by, at)
}

// Reopen lets an accepted or published report be written again. What was
// published stays in sight until the next edition is. Errors: [ErrState],
// [ErrReason].
func Reopen(r Report, why string, by account.Login, at time.Time) (Report, journal.Entry, error) {
	return back(r, journal.ReportReopen, why, by, at)
}

func back(r Report, act journal.Act, why string, by account.Login, at time.Time) (Report, journal.Entry, error) {
	to, err := r.after(act)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if why, err = block(why, maxWords, ErrReason); err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.Returned = to, why
	r.AcceptedAt = time.Time{}
	return r, r.entry(act, by, at, why), nil
}

// Accept takes a submitted report into the level's. Errors: [ErrState].
func Accept(r Report, by account.Login, at time.Time) (Report, journal.Entry, error) {
	to, err := r.after(journal.ReportAccept)
	if err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.AcceptedAt = to, at
	return r, r.entry(journal.ReportAccept, by, at, ""), nil
}

// Publish makes the signed edition public. Errors: [ErrState].
func Publish(r Report, by account.Login, at time.Time) (Report, journal.Entry, error) {
	to, err := r.after(journal.ReportPublish)
	if err != nil {
		return r, journal.Entry{}, err
	}
	r.State, r.Public = to, len(r.Signed)
	if r.PublishedAt.IsZero() {
		r.PublishedAt = at
	}
	return r, r.entry(journal.ReportPublish, by, at, r.Signed[r.Public-1].Hash), nil
}

// Correct adds an erratum beside the published report, which stays as it is.
// Errors: [ErrState], [ErrWhere], [ErrSame], [ErrReason].
func Correct(r Report, x Erratum, by account.Login, at time.Time) (Report, journal.Entry, error) {
	if _, err := r.after(journal.ReportCorrect); err != nil {
		return r, journal.Entry{}, err
	}
	var err error
	if x.Where, err = block(x.Where, maxBasis, ErrWhere); err != nil {
		return r, journal.Entry{}, err
	}
	if x.Why, err = block(x.Why, maxWords, ErrReason); err != nil {
		return r, journal.Entry{}, err
	}
	if x.Was == x.Is {
		return r, journal.Entry{}, ErrSame
	}
	x.Edition, x.On, x.By = r.Public, calendar.On(at), by
	r.Errata = append(slices.Clone(r.Errata), x)
	return r, r.entry(journal.ReportCorrect, by, at, x.Where+"："+x.Was+"→"+x.Is), nil
}

package publication

import (
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Consult asks another agency the information concerns (art. 11); due is the
// last day for its answer. Errors: [ErrState], [ErrConsultSelf],
// [ErrConsulted].
func Consult(d Draft, whom agency.Code, due calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftConsult); err != nil {
		return d, journal.Entry{}, err
	}
	if whom == d.Agency {
		return d, journal.Entry{}, ErrConsultSelf
	}
	if d.asked(whom) {
		return d, journal.Entry{}, ErrConsulted
	}
	d.Consultations = append(slices.Clone(d.Consultations), Consultation{Agency: whom, AskedOn: calendar.On(at), DueOn: due, AnsweredOn: calendar.NoDay})
	return d, d.entry(journal.DraftConsult, by, at, string(whom)), nil
}

// Concur records a consulted agency's answer, for or against; against needs
// words. The entry is the answering agency's. Errors: [ErrState],
// [ErrNotConsulted], [ErrNote].
func Concur(d Draft, whose agency.Code, agree bool, words string, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftConcur); err != nil {
		return d, journal.Entry{}, err
	}
	words = strings.TrimSpace(words)
	i := slices.IndexFunc(d.Consultations, func(c Consultation) bool { return c.Agency == whose && c.Answer == "" })
	if i < 0 {
		return d, journal.Entry{}, ErrNotConsulted
	}
	if !agree && words == "" {
		return d, journal.Entry{}, ErrNote
	}
	d.Consultations = slices.Clone(d.Consultations)
	c := &d.Consultations[i]
	c.Answer, c.AnsweredOn, c.By, c.Words = "concur", calendar.On(at), string(by), words
	if !agree {
		c.Answer = "object"
	}
	e := d.entry(journal.DraftConcur, by, at, words)
	e.Agency = string(whose)
	return d, e, nil
}

// Lapse closes the consultations whose day has passed: silence counts as no
// objection. The entry is nil when none has. Errors: [ErrState].
func Lapse(d Draft, at time.Time) (Draft, *journal.Entry, error) {
	if _, err := d.State.after(journal.DraftLapse); err != nil {
		return d, nil, err
	}
	today := calendar.On(at)
	var lapsed []string
	cs := slices.Clone(d.Consultations)
	for i := range cs {
		if cs[i].Answer == "" && cs[i].DueOn < today {
			cs[i].Answer, cs[i].AnsweredOn = "lapsed", today
			lapsed = append(lapsed, string(cs[i].Agency))
		}
	}
	if lapsed == nil {
		return d, nil, nil
	}
	d.Consultations = cs
	e := d.entry(journal.DraftLapse, account.Clock.Login, at, strings.Join(lapsed, " "))
	return d, &e, nil
}

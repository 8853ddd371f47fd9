package request

import (
	"errors"
	"slices"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// ErrNotGot refuses to end a case, or to take silence for an answer, before it
// is known when the letter was received.
var ErrNotGot = errors.New("请先登记对方收到告知书的日期，期限从收到之日起计算")

// ErrNoLetterOut refuses to record the receipt of a letter nobody waits for.
var ErrNoLetterOut = errors.New("没有等待登记收到日期的文书")

// gotAtOnce is today when the applicant has a letter as soon as it is sent
// (online, by e-mail), NoDay when it travels or is still to be fetched.
func (r Request) gotAtOnce(h Hand) calendar.Day {
	switch r.Asked.Route {
	case "online", "email":
		return h.today()
	}
	return calendar.NoDay
}

// Outstanding is a letter whose receipt is not known yet: Opinion is the number
// of the party asked, 0 for the applicant.
type Outstanding struct {
	Act     journal.Act
	Opinion int
	SentOn  calendar.Day
	// Proof names a message that shows the receipt, "mail/12"; "" where the
	// proof is on paper. It stands in the entry.
	Proof string
}

// LettersOut is the letters whose receipt starts a limit and is not known yet.
func (r Request) LettersOut() []Outstanding {
	var out []Outstanding
	if c := r.Clarification; r.State == Clarifying && c != nil && c.GotOn == calendar.NoDay {
		out = append(out, Outstanding{Act: journal.RequestClarify, SentOn: c.AskedOn})
	}
	if f := r.Fee; r.State == Paying && f != nil && f.GotOn == calendar.NoDay {
		out = append(out, Outstanding{Act: journal.RequestCharge, SentOn: f.DemandedOn})
	}
	for _, o := range r.Opinions {
		if o.Answer == "" && o.GotOn == calendar.NoDay {
			out = append(out, Outstanding{Act: journal.RequestConsult, Opinion: o.N, SentOn: o.AskedOn})
		}
	}
	return out
}

// Got records the day on which the addressee received a letter; the limit it
// sets runs from there (2019: art. 32; 国办函〔2020〕109号 for fees). Errors:
// [ErrState], [ErrNoLetterOut], [ErrDay].
func Got(r Request, which Outstanding, on calendar.Day, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestGot)
	if err != nil {
		return r, journal.Entry{}, err
	}
	i := slices.IndexFunc(r.LettersOut(), func(o Outstanding) bool { return o.Act == which.Act && o.Opinion == which.Opinion })
	if i < 0 {
		return r, journal.Entry{}, ErrNoLetterOut
	}
	if err := h.between(on, r.LettersOut()[i].SentOn); err != nil {
		return r, journal.Entry{}, err
	}
	note := which.Act.Meaning().Name + " " + on.String()
	switch which.Act {
	case journal.RequestClarify:
		c := *r.Clarification
		c.GotOn = on
		c.DueOn = h.Calendar.Add(c.FromOn(), c.Days)
		r.Clarification = &c
	case journal.RequestCharge:
		f := *r.Fee
		f.GotOn = on
		f.DueOn = f.payBy(h.Calendar)
		r.Fee = &f
	default:
		r.Opinions = slices.Clone(r.Opinions)
		for i := range r.Opinions {
			if o := &r.Opinions[i]; o.N == which.Opinion {
				o.GotOn = on
				o.DueOn = r.opinionDue(*o, h.Calendar)
			}
		}
		note += roman(which.Opinion)
	}
	if which.Proof != "" {
		note += "（" + which.Proof + "）"
	}
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestGot, h, note), nil
}

package publication

import (
	"reflect"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Edit replaces the content. Agencies already consulted saw another text, so
// their answers fall away when the title, the body or a file changed, and they
// are asked again; due is then the last day for their answer, counted in
// working days as for [Consult]. Errors: [ErrState] and those of the content.
func Edit(d Draft, c Content, change string, due calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftEdit); err != nil {
		return d, journal.Entry{}, err
	}
	c = c.normal()
	if err := c.checkDraft(calendar.On(at)); err != nil {
		return d, journal.Entry{}, err
	}
	if !sameText(d.Content, c) {
		d.Consultations = without(asked(d.Consultations, calendar.On(at), due), d.Agency)
	}
	d.Content, d.Change, d.Author, d.Writers, d.Cleared = c, change, by, d.writtenBy(by), ""
	return d, d.entry(journal.DraftEdit, by, at, ""), nil
}

// Has says whether the draft's content is this one as it would be kept.
func (d Draft) Has(c Content) bool {
	a, b := d.Content, c.normal()
	if !slices.Equal(a.Attachments, b.Attachments) {
		return false
	}
	a.Attachments, b.Attachments = nil, nil
	return reflect.DeepEqual(a, b)
}

func sameText(a, b Content) bool {
	if a.Title != b.Title || a.Body != b.Body || len(a.Attachments) != len(b.Attachments) {
		return false
	}
	for i := range a.Attachments {
		if a.Attachments[i] != b.Attachments[i] {
			return false
		}
	}
	return true
}

// asked puts answered consultations back to open, with the time a first
// question gives.
func asked(cs []Consultation, today, due calendar.Day) []Consultation {
	out := make([]Consultation, len(cs))
	for i, c := range cs {
		if c.Answer != "" {
			c = Consultation{Agency: c.Agency, AskedOn: today, DueOn: due, AnsweredOn: calendar.NoDay}
		}
		out[i] = c
	}
	return out
}

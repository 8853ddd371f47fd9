package publication

import (
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// HandOver gives a draft to another drafter, or to another agency when
// agencies merge. What was already reviewed stays reviewed; a question to the
// agency that now has the draft falls away. Errors: [ErrState].
func HandOver(d Draft, to account.Login, in agency.Code, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftMove); err != nil {
		return d, journal.Entry{}, err
	}
	note := string(d.Drafter) + " → " + string(to)
	if in != d.Agency {
		note += " " + string(d.Agency) + " → " + string(in)
	}
	if d.Origin.Kind == Joint && d.Origin.Agency == d.Agency {
		d.Origin.Agency = in
	}
	d.Drafter, d.Agency = to, in
	d.Consultations = without(d.Consultations, in)
	return d, d.entry(journal.DraftMove, by, at, note), nil
}

// Readdress passes the questions an agency has not answered on to the one that
// took its work over, with the day they had; unless that is the draft's own
// agency, or was asked itself: then they fall away. The entry is nil when the
// agency owes no answer. Errors: [ErrState].
func Readdress(d Draft, from, to agency.Code, by account.Login, at time.Time) (Draft, *journal.Entry, error) {
	if _, err := d.State.after(journal.DraftReaddress); err != nil {
		return d, nil, err
	}
	i := slices.IndexFunc(d.Consultations, func(c Consultation) bool { return c.Agency == from && c.Answer == "" })
	if i < 0 || from == to {
		return d, nil, nil
	}
	if to == d.Agency || slices.ContainsFunc(d.Consultations, func(c Consultation) bool { return c.Agency == to }) {
		d.Consultations = without(d.Consultations, from)
	} else {
		d.Consultations = slices.Clone(d.Consultations)
		d.Consultations[i].Agency = to
	}
	if d.Origin.Agency == from {
		d.Origin.Agency = to
	}
	e := d.entry(journal.DraftReaddress, by, at, string(from)+" → "+string(to))
	return d, &e, nil
}

// without leaves out the questions to an agency that are still open.
func without(cs []Consultation, whom agency.Code) []Consultation {
	return slices.DeleteFunc(slices.Clone(cs), func(c Consultation) bool { return c.Agency == whom && c.Answer == "" })
}

package publication

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// HandOver gives a draft to another drafter, or to another agency when
// agencies merge. What was already reviewed stays reviewed. Errors:
// [ErrState].
func HandOver(d Draft, to account.Login, in agency.Code, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftMove); err != nil {
		return d, journal.Entry{}, err
	}
	note := string(d.Drafter) + " → " + string(to)
	if in != d.Agency {
		note += " " + string(d.Agency) + " → " + string(in)
	}
	d.Drafter, d.Agency = to, in
	return d, d.entry(journal.DraftMove, by, at, note), nil
}

package publication

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Start opens a draft under the id the store gave out. Its content may still
// be incomplete. Errors: those of the content, e.g. [ErrTitle].
func Start(id int64, in agency.Code, c Content, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	d := Draft{ID: id, Agency: in, State: Drafting, Drafter: by, Author: by, Writers: []account.Login{by}, StartedAt: at, ReexamineOn: calendar.NoDay}
	d.Content = c.normal()
	if err := d.Content.checkDraft(calendar.On(at)); err != nil {
		return Draft{}, journal.Entry{}, err
	}
	return d, d.entry(journal.DraftStart, by, at, ""), nil
}

// StartRevision opens a draft that will replace the content of p. It begins
// as a copy. Errors: [ErrWithdrawn].
func StartRevision(id int64, p Publication, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if !p.WithdrawnAt.IsZero() {
		return Draft{}, journal.Entry{}, ErrWithdrawn
	}
	d := Draft{
		ID: id, Agency: p.Agency, Publication: p.ID, Content: p.Content, State: Drafting,
		Attribute: Proactive, Drafter: by, Author: by, Writers: []account.Login{by}, StartedAt: at, ReexamineOn: calendar.NoDay,
	}
	return d, d.entry(journal.DraftStart, by, at, p.Index), nil
}

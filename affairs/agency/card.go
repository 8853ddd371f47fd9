package agency

import (
	"strings"
	"time"

	"gongkai/affairs/journal"
)

// EditCard replaces the contact card. Errors: [ErrNoOffice], [ErrNoPhone],
// [ErrNoAddress] (art. 12 names all three), [ErrClosed].
func EditCard(a Agency, c Card, by string, at time.Time) (Agency, journal.Entry, error) {
	for _, f := range []*string{&c.Office, &c.Address, &c.Hours, &c.Phone, &c.Fax, &c.Email, &c.Postcode} {
		*f = strings.TrimSpace(*f)
	}
	switch {
	case len(a.Successors) > 0:
		return a, journal.Entry{}, ErrClosed
	case c.Office == "":
		return a, journal.Entry{}, ErrNoOffice
	case c.Address == "":
		return a, journal.Entry{}, ErrNoAddress
	case c.Phone == "":
		return a, journal.Entry{}, ErrNoPhone
	}
	a.Card = c
	return a, a.entry(journal.AgencyCard, by, at, ""), nil
}

// EditGuide replaces the agency's own part of its disclosure guide; html is
// already clean. Errors: [ErrClosed].
func EditGuide(a Agency, html string, by string, at time.Time) (Agency, journal.Entry, error) {
	if len(a.Successors) > 0 {
		return a, journal.Entry{}, ErrClosed
	}
	a.Guide, a.GuideAt = html, at
	return a, a.entry(journal.AgencyGuide, by, at, ""), nil
}

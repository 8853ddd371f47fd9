package account

import (
	"slices"
	"time"

	"gongkai/affairs/journal"
)

// GrantRole gives a role. Errors: [ErrEnded], [ErrRole], [ErrNoAgency],
// [ErrThree], [ErrHeld], [ErrSelfGrant].
func GrantRole(a Account, g Grant, by Login, at time.Time) (Account, journal.Entry, error) {
	span, admin, ok := g.Role.known()
	switch {
	case !a.Active():
		return a, journal.Entry{}, ErrEnded
	case !ok:
		return a, journal.Entry{}, ErrRole
	case a.Login == by:
		return a, journal.Entry{}, ErrSelfGrant
	case span == Own && g.Agency == "":
		return a, journal.Entry{}, ErrNoAgency
	}
	if span == City {
		g.Agency = ""
	}
	if slices.Contains(a.Grants, g) {
		return a, journal.Entry{}, ErrHeld
	}
	for _, held := range a.Grants {
		if _, heldAdmin, _ := held.Role.known(); heldAdmin || admin {
			return a, journal.Entry{}, ErrThree
		}
	}
	a.Grants = append(slices.Clone(a.Grants), g)
	return a, a.entry(journal.AccountGrant, g.Agency, by, at, string(g.Role)), nil
}

// RevokeRole takes a role back. Errors: [ErrNotHeld], [ErrSelfGrant].
func RevokeRole(a Account, g Grant, by Login, at time.Time) (Account, journal.Entry, error) {
	if a.Login == by {
		return a, journal.Entry{}, ErrSelfGrant
	}
	i := slices.Index(a.Grants, g)
	if i < 0 {
		return a, journal.Entry{}, ErrNotHeld
	}
	a.Grants = slices.Delete(slices.Clone(a.Grants), i, i+1)
	return a, a.entry(journal.AccountRevoke, g.Agency, by, at, string(g.Role)), nil
}

package account

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/agency"
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
		return a, journal.Entry{}, fmt.Errorf("%w：%s", ErrRole, roleList())
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

// roleList is every role with its name, for who named one there is not.
func roleList() string {
	var names []string
	for _, row := range Roles {
		names = append(names, string(row.Role)+"（"+row.Name+"）")
	}
	return strings.Join(names, "、")
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

// FollowAgency moves every role a person holds in one agency to the agency
// that took over its function (art. 10), so that the work moved can be gone on
// with. The entry is nil when the person holds none.
func FollowAgency(a Account, from, to agency.Code, by Login, at time.Time) (Account, *journal.Entry) {
	var grants []Grant
	moved := false
	for _, g := range a.Grants {
		if g.Agency == from {
			g.Agency, moved = to, true
		}
		if !slices.Contains(grants, g) {
			grants = append(grants, g)
		}
	}
	if !moved {
		return a, nil
	}
	a.Grants = grants
	e := a.entry(journal.AccountGrant, to, by, at, string(from)+" → "+string(to))
	return a, &e
}

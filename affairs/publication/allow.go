package publication

import (
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Allowed (允许清单) is something an agency publishes again and again that only
// looks like what must not go out, such as the telephone of a service hall that
// is a mobile. Of it, only the mask and the key are kept.
type Allowed struct {
	Agency agency.Code
	Kind   string
	Name   string // of the kind
	Key    string
	Masked string
	Reason string
	By     account.Login
	At     time.Time
	// EndedAt is when it was struck off; zero while it holds.
	EndedAt time.Time
	EndedBy account.Login
	// Ended is why; "" while it holds.
	Ended string
	Stamp int64
}

// Thing is the line in the journal.
func (a Allowed) Thing() string { return "allowed/" + string(a.Agency) + "." + a.Key }

func (a Allowed) entry(act journal.Act, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: a.Thing(), Agency: string(a.Agency), Actor: string(by), Note: note,
		Detail: gateDetail([]Found{{Kind: a.Kind, Key: a.Key}})}
}

// Allow puts a finding on the agency's list. old is the line there was of it;
// the zero line if none. Errors: [ErrAllowClass] for anything but personal
// information, [ErrAllowed] when it stands there, [ErrNote].
func Allow(old Allowed, in agency.Code, f Found, reason string, by account.Login, at time.Time) (Allowed, journal.Entry, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case f.Class != ClassPersonal || f.Masked == "":
		return old, journal.Entry{}, ErrAllowClass
	case old.Key != "" && old.EndedAt.IsZero():
		return old, journal.Entry{}, ErrAllowed
	case reason == "":
		return old, journal.Entry{}, ErrNote
	}
	a := Allowed{Agency: in, Kind: f.Kind, Name: f.Name, Key: f.Key, Masked: f.Masked, Reason: reason, By: by, At: at, Stamp: old.Stamp}
	return a, a.entry(journal.GateAllow, by, at, a.Name+"“"+a.Masked+"”："+reason), nil
}

// AllowEnd strikes a line off the list: from now on it is found again. Errors:
// [ErrAllowed], [ErrNote].
func AllowEnd(a Allowed, why string, by account.Login, at time.Time) (Allowed, journal.Entry, error) {
	why = strings.TrimSpace(why)
	switch {
	case !a.EndedAt.IsZero():
		return a, journal.Entry{}, ErrAllowed
	case why == "":
		return a, journal.Entry{}, ErrNote
	}
	a.EndedAt, a.EndedBy, a.Ended = at, by, why
	return a, a.entry(journal.GateAllowEnd, by, at, a.Name+"“"+a.Masked+"”："+why), nil
}

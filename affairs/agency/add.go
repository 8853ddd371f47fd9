package agency

import (
	"strings"
	"time"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Add sets up a new agency. The caller has checked that the code is free
// ([ErrExists]). Errors: [ErrCode], [ErrName], [ErrKind].
func Add(a Agency, by string, at time.Time) (Agency, journal.Entry, error) {
	code, err := ParseCode(string(a.Code))
	if err != nil {
		return a, journal.Entry{}, err
	}
	a.Code = code
	a.Name = strings.TrimSpace(a.Name)
	if a.Name == "" {
		return a, journal.Entry{}, ErrName
	}
	if !knownKind(a.Kind) {
		return a, journal.Entry{}, ErrKind
	}
	a.ClosedOn, a.Successors, a.Former, a.Stamp = calendar.NoDay, nil, nil, 0
	return a, a.entry(journal.AgencyAdd, by, at, a.Name), nil
}

func knownKind(k Kind) bool {
	for _, known := range Kinds {
		if known.Kind == k {
			return true
		}
	}
	return false
}

package agency

import (
	"strings"
	"time"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Rename gives the agency a new name from the day on. What it published
// before keeps the old one. Errors: [ErrClosed], [ErrName], [ErrSameName].
func Rename(a Agency, name string, on calendar.Day, by string, at time.Time) (Agency, journal.Entry, error) {
	name = strings.TrimSpace(name)
	switch {
	case !a.Open(on):
		return a, journal.Entry{}, ErrClosed
	case name == "":
		return a, journal.Entry{}, ErrName
	case name == a.Name:
		return a, journal.Entry{}, ErrSameName
	}
	e := a.entry(journal.AgencyRename, by, at, a.Name+" → "+name)
	a.Former = append(append([]FormerName(nil), a.Former...), FormerName{Name: a.Name, Until: on})
	a.Name, a.Short = name, ""
	return a, e, nil
}

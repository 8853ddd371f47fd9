package agency

import (
	"time"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Merge closes a on the day, its work going to into (art. 10: who takes over
// the function answers for the information). Errors: [ErrClosed], [ErrSelf].
func Merge(a, into Agency, on calendar.Day, by string, at time.Time) (Agency, journal.Entry, error) {
	if a.Code == into.Code {
		return a, journal.Entry{}, ErrSelf
	}
	if !a.Open(on) || !into.Open(on) {
		return a, journal.Entry{}, ErrClosed
	}
	a.ClosedOn, a.Successors = on, []Code{into.Code}
	return a, a.entry(journal.AgencyMerge, by, at, a.Name+" → "+into.Name), nil
}

// Split closes a on the day, its work going to several agencies; the first
// takes over what is open. Errors: [ErrSplitNone], [ErrClosed], [ErrSelf].
func Split(a Agency, into []Agency, on calendar.Day, by string, at time.Time) (Agency, journal.Entry, error) {
	if len(into) == 0 {
		return a, journal.Entry{}, ErrSplitNone
	}
	names := ""
	var codes []Code
	for _, s := range into {
		if s.Code == a.Code {
			return a, journal.Entry{}, ErrSelf
		}
		if !s.Open(on) {
			return a, journal.Entry{}, ErrClosed
		}
		codes = append(codes, s.Code)
		names += " " + s.Name
	}
	if !a.Open(on) {
		return a, journal.Entry{}, ErrClosed
	}
	a.ClosedOn, a.Successors = on, codes
	return a, a.entry(journal.AgencySplit, by, at, a.Name+" →"+names), nil
}

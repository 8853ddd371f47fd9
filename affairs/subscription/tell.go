package subscription

import (
	"time"

	"gongkai/law/calendar"
)

const (
	// lookEvery is how soon one told at once is looked at again when there was
	// nothing new.
	lookEvery = 5 * time.Minute
	bundle    = time.Hour
	// hour and minute are when the daily and the weekly mails are written, in
	// Beijing; the weekly ones on Monday.
	hour, minute = 7, 30
)

// Tell records that everything first published up to the instant has been
// looked at. news says that there was some, and that a mail was written.
// Errors: [ErrStep].
func Tell(s Subscription, upTo time.Time, news bool, at time.Time) (Subscription, error) {
	if !s.May(StepTell) {
		return s, ErrStep
	}
	if upTo.After(s.Told) {
		s.Told = upTo
	}
	if news {
		s.Letters++
	}
	s.NextAt = next(s.Often, at, news)
	return s, nil
}

// Later is a subscription that could not be read now; it is looked at again in
// an hour, and nothing is skipped.
func Later(s Subscription, at time.Time) Subscription {
	s.NextAt = at.Add(time.Hour)
	return s
}

// next is when to look again. written says that a mail was just written.
func next(often Often, at time.Time, written bool) time.Time {
	if often == AtOnce {
		if written {
			return at.Add(bundle)
		}
		return at.Add(lookEvery)
	}
	local := at.In(calendar.Beijing)
	day := time.Date(local.Year(), local.Month(), local.Day(), hour, minute, 0, 0, calendar.Beijing)
	for !day.After(at) || often == Weekly && day.Weekday() != time.Monday {
		day = day.AddDate(0, 0, 1)
	}
	return day.UTC()
}

package subscription

import "time"

// Change says how often the subscription is told from now on; nothing is
// skipped by it. Errors: [ErrStep], [ErrOften].
func Change(s Subscription, often Often, at time.Time) (Subscription, error) {
	if !s.May(StepChange) {
		return s, ErrStep
	}
	if !often.known() {
		return s, ErrOften
	}
	s.Often = often
	s.NextAt = next(often, at, false)
	return s, nil
}

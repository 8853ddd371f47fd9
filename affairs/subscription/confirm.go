package subscription

import "time"

// Lapsed says that nobody confirmed in time: the subscription is to be deleted
// and its link opens nothing.
func (s Subscription) Lapsed(at time.Time) bool {
	return s.State == Waiting && !at.Before(s.AskedAt.Add(ConfirmWithin))
}

// Confirm begins a subscription: it is told of what is published from now on.
// Errors: [ErrLink].
func Confirm(s Subscription, at time.Time) (Subscription, error) {
	if !s.May(StepConfirm) || s.Lapsed(at) {
		return s, ErrLink
	}
	s.State, s.ConfirmSum, s.ConfirmedAt, s.Told = Active, "", at, at
	s.NextAt = next(s.Often, at, false)
	return s, nil
}

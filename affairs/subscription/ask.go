package subscription

import "time"

// Asked is what somebody asks for.
type Asked struct {
	Email, Search string
	Often         Often
	Citizen       int64 // 0 without an account
}

// Checked is what is asked for with the address as it is kept. Errors:
// [ErrEmail], [ErrOften], [ErrSearch].
func Checked(a Asked) (Asked, error) {
	var err error
	if a.Email, err = ParseEmail(a.Email); err != nil {
		return a, err
	}
	if !a.Often.known() {
		return a, ErrOften
	}
	if a.Search == "" || len(a.Search) > longSearch {
		return a, ErrSearch
	}
	return a, nil
}

// Secrets is what a subscription is opened by, as it is kept.
type Secrets struct {
	Seed               string
	ConfirmSum, KeySum string
}

// Ask makes a subscription that waits for the owner of the address. Errors:
// those of [Checked].
func Ask(id ID, a Asked, by Secrets, at time.Time) (Subscription, error) {
	a, err := Checked(a)
	if err != nil {
		return Subscription{}, err
	}
	return Subscription{
		ID: id, Email: a.Email, Search: a.Search, Often: a.Often, State: Waiting, Citizen: a.Citizen,
		Seed: by.Seed, ConfirmSum: by.ConfirmSum, KeySum: by.KeySum, AskedAt: at, Letters: 1,
	}, nil
}

// Again is the same asked once more before it was confirmed: another mail with
// the same link, which lasts anew. Errors: [ErrStep], [ErrOften].
func Again(s Subscription, often Often, at time.Time) (Subscription, error) {
	if !s.May(StepAgain) {
		return s, ErrStep
	}
	if !often.known() {
		return s, ErrOften
	}
	s.Often, s.AskedAt = often, at
	s.Letters++
	return s, nil
}

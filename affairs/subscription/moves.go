package subscription

import (
	"errors"
	"slices"
)

// Step is what can happen to a subscription.
type Step string

const (
	StepAgain   Step = "again"   // the same was asked once more
	StepConfirm Step = "confirm" // by the owner of the address
	StepLapse   Step = "lapse"   // nobody confirmed
	StepChange  Step = "change"
	StepTell    Step = "tell"
	StepEnd     Step = "end"
)

// Moves is the life of a subscription: from which states a step starts, and
// where it leads; "" where the subscription is no more.
var Moves = []struct {
	Step Step
	From []State
	To   State
}{
	{StepAgain, []State{Waiting}, Waiting},
	{StepConfirm, []State{Waiting}, Active},
	{StepLapse, []State{Waiting}, ""},
	{StepChange, []State{Active}, Active},
	{StepTell, []State{Active}, Active},
	{StepEnd, []State{Waiting, Active}, ""},
}

// ErrStep refuses a step the state does not allow.
var ErrStep = errors.New("这项订阅现在不能这样做")

// May says whether the step can be done now.
func (s Subscription) May(step Step) bool {
	for _, m := range Moves {
		if m.Step == step {
			return slices.Contains(m.From, s.State)
		}
	}
	return false
}

package remedy

import (
	"testing"

	"gongkai/law/calendar"
	law "gongkai/law/remedy"
)

// What was never entered is not said to be done because the case ended.
func TestUnrecorded(t *testing.T) {
	decided := func(r Remedy) Remedy {
		return must(t)(DecideReconsideration(r, Decision{On: today, Result: "upheld", AgainBy: calendar.NoDay}, "zhang", now))
	}
	judged := func(r Remedy) Remedy {
		return must(t)(JudgeSuit(r, Decision{On: today, Result: "claim_dismissed", AgainBy: calendar.NoDay, GivenOn: calendar.NoDay}, china, "zhang", now))
	}
	for _, c := range []struct {
		name  string
		r     Remedy
		limit law.Limit
		want  bool
	}{
		{"decided without the agency's answer", decided(ready(t, Reconsideration, Accepted)), law.Answer, true},
		{"decided after it", decided(ready(t, Reconsideration, Answered)), law.Answer, false},
		{"the decision itself", decided(ready(t, Reconsideration, Accepted)), law.Decide, false},
		{"still running", ready(t, Reconsideration, Accepted), law.Answer, false},
		{"judged without a defence", judged(ready(t, Suit, Filed)), law.Defend, true},
		{"judged after it", judged(ready(t, Suit, Defended)), law.Defend, false},
		{"appealed", ready(t, Suit, Appealed), law.Appeal, false},
		{"not appealed", ready(t, Suit, Closed), law.Appeal, true},
	} {
		found := false
		for _, clock := range c.r.Clocks {
			if clock.Limit != c.limit {
				continue
			}
			found = true
			if got := c.r.Unrecorded(clock); got != c.want {
				t.Errorf("%s: unrecorded %v", c.name, got)
			}
		}
		if !found {
			t.Errorf("%s: no clock %s", c.name, c.limit)
		}
	}
}

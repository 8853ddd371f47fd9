package remedy

import (
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	law "gongkai/law/remedy"
)

// Clock is one limit that runs or ran on a remedy, as it was counted when it
// started.
type Clock struct {
	Limit law.Limit    `json:"limit"`
	From  calendar.Day `json:"from"`
	Due   calendar.Day `json:"due"`
	// Article is the law the limit stands in.
	Article string `json:"article"`
	// Provisional is set while the due day falls in a year without a holiday
	// notice.
	Provisional bool         `json:"provisional,omitempty"`
	DoneOn      calendar.Day `json:"done_on"` // NoDay while it runs
}

// Runs says whether what the clock waits for is still to be done.
func (c Clock) Runs() bool { return c.DoneOn == calendar.NoDay }

// Late says whether it was done after its day, or is not done and the day has
// passed.
func (c Clock) Late(today calendar.Day) bool {
	if c.Runs() {
		return today > c.Due
	}
	return c.DoneOn > c.Due
}

// Unrecorded says whether a clock of the remedy stopped only because the case
// was decided or closed: what it waited for was never entered, so it is not
// known to have been done, in time or late.
func (r Remedy) Unrecorded(c Clock) bool {
	if c.Runs() {
		return false
	}
	switch c.Limit {
	case law.Answer, law.AnswerSummary:
		return r.AnsweredOn == calendar.NoDay
	case law.Defend:
		return !slices.ContainsFunc(r.Instances, func(i Instance) bool { return i.DefendedOn == c.DoneOn })
	case law.Appeal, law.AppealRuling:
		return !slices.ContainsFunc(r.Instances, func(i Instance) bool { return i.Level == 2 && i.FiledOn == c.DoneOn })
	case Stated:
		return !slices.ContainsFunc(r.Statements, func(s Statement) bool { return s.GivenOn == c.DoneOn })
	}
	return false
}

// start adds a clock. A limit the law of the day does not have adds none.
func (r Remedy) start(limit law.Limit, from calendar.Day, cal *calendar.Calendar) Remedy {
	due, article, provisional := law.Due(limit, from, cal)
	if due == calendar.NoDay {
		return r
	}
	return r.set(Clock{Limit: limit, From: from, Due: due, Article: article, Provisional: provisional, DoneOn: calendar.NoDay})
}

// set adds a clock.
func (r Remedy) set(c Clock) Remedy {
	r.Clocks = append(slices.Clone(r.Clocks), c)
	return r.due()
}

// stop marks the running clocks of the limits as done on the day.
func (r Remedy) stop(limit law.Limit, on calendar.Day) Remedy {
	r.Clocks = slices.Clone(r.Clocks)
	for i, c := range r.Clocks {
		if c.Limit == limit && c.Runs() {
			r.Clocks[i].DoneOn = on
		}
	}
	return r.due()
}

// stopAll ends every running clock.
func (r Remedy) stopAll(on calendar.Day) Remedy {
	r.Clocks = slices.Clone(r.Clocks)
	for i, c := range r.Clocks {
		if c.Runs() {
			r.Clocks[i].DoneOn = on
		}
	}
	return r.due()
}

// due brings DueOn in line with the clocks.
func (r Remedy) due() Remedy {
	r.DueOn = calendar.NoDay
	for _, c := range r.Clocks {
		if c.Runs() && (r.DueOn == calendar.NoDay || c.Due < r.DueOn) {
			r.DueOn = c.Due
		}
	}
	return r
}

// running is the last running clock of a limit.
func (r Remedy) running(limit law.Limit) (Clock, bool) {
	for i := len(r.Clocks) - 1; i >= 0; i-- {
		if r.Clocks[i].Limit == limit && r.Clocks[i].Runs() {
			return r.Clocks[i], true
		}
	}
	return Clock{}, false
}

// Clocks whose last day a person sets, not a law.
const (
	// Rectify is the period an order gives.
	Rectify law.Limit = "order"
	// Extended is the extended period for the decision of a reconsideration.
	Extended law.Limit = "extended"
	// Stated is until when an agency complained of is to say what happened.
	Stated law.Limit = "stated"
)

// Name is what the clock's limit is called, as printed.
func (c Clock) Name() string {
	switch c.Limit {
	case Rectify:
		return "完成整改"
	case Extended:
		return "作出行政复议决定（延长后）"
	case Stated:
		return "被投诉机关说明情况"
	}
	rule, _ := law.RuleOn(c.Limit, c.From)
	return rule.Name
}

// Reckon counts the running clocks again, after a further holiday notice; the
// entry, with the old days and the new, is nil when none moved. A day that a
// person set stays.
func Reckon(r Remedy, cal *calendar.Calendar, at time.Time) (Remedy, *journal.Entry) {
	clocks := slices.Clone(r.Clocks)
	var words []string
	changed := false
	for i, c := range clocks {
		if !c.Runs() || c.Limit == Rectify || c.Limit == Extended || c.Limit == Stated {
			continue
		}
		due, _, provisional := law.Due(c.Limit, c.From, cal)
		if due == calendar.NoDay || due == c.Due && provisional == c.Provisional {
			continue
		}
		if due != c.Due {
			words = append(words, c.Name()+" "+c.Due.String()+" → "+due.String())
		}
		clocks[i].Due, clocks[i].Provisional, changed = due, provisional, true
	}
	if !changed {
		return r, nil
	}
	r.Clocks = clocks
	e := r.noted(journal.RemedyReckon, r.Handler, account.Clock.Login, at, strings.Join(words, "；"))
	return r.due(), &e
}

// drop takes the running clocks of a limit away: another took their place.
func (r Remedy) drop(limit law.Limit) Remedy {
	r.Clocks = slices.DeleteFunc(slices.Clone(r.Clocks), func(c Clock) bool { return c.Limit == limit && c.Runs() })
	return r.due()
}

package clock

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Refusals.
var (
	ErrReceived      = errors.New("请填写收到日期，且应在 1949 年至 2200 年之间")
	ErrLimit         = errors.New("期限应在 1 至 1000 个工作日之间")
	ErrNoRule        = errors.New("该版条例没有规定这一期限")
	ErrPauseOrder    = errors.New("暂停的结束日期不能早于开始日期")
	ErrPauseEarly    = errors.New("暂停的开始日期不能早于收到日期")
	ErrPauseLong     = errors.New("一次暂停不能超过十年")
	ErrExtendNothing = errors.New("延长的天数应大于零")
	ErrExtendLong    = errors.New("延长的期限超过了条例规定的上限")
	ErrRestartEarly  = errors.New("收到补正的日期不能早于收到申请的日期")
	ErrRestartTwice  = errors.New("补正只能一次性告知，期限只能重新起算一次")
	ErrPaidEarly     = errors.New("缴费日期不能早于收到申请的日期")
	ErrPaidTwice     = errors.New("一件申请只能通知缴费一次，期限只能因缴费重新起算一次")
)

const (
	longestLimit = 1000     // working days
	longestPause = 10 * 366 // calendar days
)

// Clock is one running limit. Its zero value is not usable; see [New].
type Clock struct {
	calendar  *calendar.Calendar
	edition   *regulation.Edition
	article   string
	received  calendar.Day
	restarted calendar.Day // a supplement was received; NoDay: never
	paid      calendar.Day // the fee was settled; NoDay: never
	limit     int          // working days, without extension
	extended  int          // working days
	longest   int          // the most that extended may be
	pauses    []Pause      // merged, in order, none overlapping or touching
}

// Pause is a time that does not count: the working days after From up to and
// including To.
type Pause struct {
	From calendar.Day `json:"from"`
	To   calendar.Day `json:"to"`
}

// New is the clock for the answer to a request received on the day.
func New(received calendar.Day, e *regulation.Edition, c *calendar.Calendar) (Clock, error) {
	return ForDuty(regulation.Reply, received, e, c)
}

// ForDuty is the clock for any duty of the edition that has a number of days.
// [ErrNoRule] when the edition has none. Only the answer can be extended.
func ForDuty(d regulation.Duty, from calendar.Day, e *regulation.Edition, c *calendar.Calendar) (Clock, error) {
	if from < calendar.MustDay("1949-10-01") || from > calendar.MustDay("2200-12-31") {
		return Clock{}, ErrReceived
	}
	rule, ok := e.Rule(d)
	if !ok || rule.Days == 0 {
		return Clock{}, fmt.Errorf("%s：%w", e.Name, ErrNoRule)
	}
	out := Clock{
		calendar: c, edition: e, article: rule.Article,
		received: from, restarted: calendar.NoDay, paid: calendar.NoDay, limit: rule.Days,
	}
	if d == regulation.Reply {
		out.longest = e.Extension().Days
	}
	return out, nil
}

// WithLimit is the clock with another limit in working days, as when an agency
// has promised an earlier answer or set a longer time, which rests on 第三十五条.
func (c Clock) WithLimit(days int) (Clock, error) {
	if days < 1 || days > longestLimit {
		return c, ErrLimit
	}
	if days > c.limit {
		c.article = "第三十五条"
	}
	c.limit = days
	return c, nil
}

// With is the clock with the same events by another calendar.
func (c Clock) With(other *calendar.Calendar) Clock {
	c.calendar = other
	return c
}

// Pause stops the clock: the working days after from up to and including to do
// not count.
func (c Clock) Pause(from, to calendar.Day) (Clock, error) {
	switch {
	case from < c.received: // NoDay among them
		return c, ErrPauseEarly
	case to < from:
		return c, ErrPauseOrder
	case int64(to)-int64(from) > longestPause:
		return c, ErrPauseLong
	}
	c.pauses = merge(append(slices.Clone(c.pauses), Pause{from, to}))
	return c, nil
}

// merge is the union of the pauses, in order. A pause that begins on the day
// another ends continues it.
func merge(pauses []Pause) []Pause {
	slices.SortFunc(pauses, func(a, b Pause) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	var out []Pause
	for _, p := range pauses {
		if n := len(out); n > 0 && p.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, p.To)
			continue
		}
		out = append(out, p)
	}
	return out
}

// Restart starts the full limit again from the day the supplement was received.
// An extension granted before falls away. The Regulation knows one supplement
// only; a second is [ErrRestartTwice].
func (c Clock) Restart(day calendar.Day) (Clock, error) {
	switch {
	case c.restarted != calendar.NoDay:
		return c, ErrRestartTwice
	case day < c.received:
		return c, ErrRestartEarly
	case int64(day)-int64(c.received) > longestPause:
		return c, ErrReceived
	}
	c.restarted = day
	c.extended = 0
	return c, nil
}

// Settle starts the full limit again from the day the fee was paid or waived:
// it counts anew from the day after (国办函〔2020〕109号). It takes the place of
// an earlier [Clock.Restart], and as with that an extension granted before
// falls away. There is one fee to a request; a second is [ErrPaidTwice].
func (c Clock) Settle(day calendar.Day) (Clock, error) {
	switch {
	case c.paid != calendar.NoDay:
		return c, ErrPaidTwice
	case day < c.start():
		return c, ErrPaidEarly
	case int64(day)-int64(c.received) > longestPause:
		return c, ErrReceived
	}
	c.paid = day
	c.extended = 0
	return c, nil
}

// Extend prolongs the limit by a number of working days. Together the
// extensions may not exceed the edition's most; the refusal names it.
func (c Clock) Extend(days int) (Clock, error) {
	if days < 1 {
		return c, ErrExtendNothing
	}
	if days > c.longest-c.extended {
		article := c.article
		if r, ok := c.edition.Rule(regulation.Extend); ok {
			article = r.Article
		}
		return c, fmt.Errorf("%w：最长不得超过 %d 个工作日（%s）", ErrExtendLong, c.longest, article)
	}
	c.extended += days
	return c, nil
}

// WithoutExtension is the clock as if it had never been extended.
func (c Clock) WithoutExtension() Clock {
	c.extended = 0
	return c
}

// Received is day 0: the day the request was received.
func (c Clock) Received() calendar.Day { return c.received }

// Edition is the edition whose limit runs.
func (c Clock) Edition() *regulation.Edition { return c.edition }

// Pauses are the pauses, merged and in order.
func (c Clock) Pauses() []Pause { return slices.Clone(c.pauses) }

// Due is the last day to comply, and whether that date is provisional because
// a day on the way belongs to a year without a holiday notice.
func (c Clock) Due() (due calendar.Day, provisional bool) {
	due = c.due()
	return due, c.calendar.Provisional(c.start(), due)
}

func (c Clock) start() calendar.Day { return max(c.received, c.restarted, c.paid) }

// due runs the limit up to each pause it reaches, steps over the pause, and
// goes on.
func (c Clock) due() calendar.Day {
	at, left := c.start(), c.limit+c.extended
	for _, p := range c.pauses {
		if p.To <= at {
			continue
		}
		if p.From > at {
			run := c.calendar.WorkingDaysBetween(at, p.From)
			if run >= left {
				break
			}
			left -= run
		}
		at = p.To
	}
	return c.calendar.Add(at, left)
}

// Overdue tells whether the limit has run out before today. On the due day
// itself it has not.
func (c Clock) Overdue(today calendar.Day) bool { return today > c.due() }

// Left is the number of days that still count after today up to and including
// the due day; 0 on the due day. When the limit has run out it is the number of
// working days since, negative; no pause makes that less. A case overdue only
// by a weekend has 0 too: ask [Clock.Overdue] whether it is late.
func (c Clock) Left(today calendar.Day) int {
	due := c.due()
	if today >= due {
		return -c.calendar.WorkingDaysBetween(due, today)
	}
	n := 0
	for d := max(today, c.start()) + 1; d <= due; d++ {
		if c.calendar.Working(d) && !c.paused(d) {
			n++
		}
	}
	return n
}

func (c Clock) paused(d calendar.Day) bool {
	return slices.ContainsFunc(c.pauses, func(p Pause) bool { return d > p.From && d <= p.To })
}

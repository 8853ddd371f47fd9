package clock

import (
	"time"

	"gongkai/law/calendar"
)

// Report is a clock laid open: the date with all it rests on.
type Report struct {
	Received calendar.Day `json:"received"`
	// Restarted is the day the supplement was received; "" when there was
	// none.
	Restarted string `json:"restarted,omitempty"`
	// Paid is the day the fee was settled and the limit ran again; "" when
	// there was none.
	Paid     string       `json:"paid,omitempty"`
	Edition  string       `json:"edition"` // "2008", "2019"
	Article  string       `json:"article"` // 第三十三条第二款
	Limit    int          `json:"limit"`   // working days, without extension
	Extended int          `json:"extended"`
	Pauses   []Pause      `json:"pauses"` // merged, in order; never null
	Due      calendar.Day `json:"due"`
	// Provisional is set when the date reaches a year without a holiday
	// notice.
	Provisional bool   `json:"provisional"`
	Ledger      []Line `json:"ledger"`
}

// Line is one calendar day of a ledger.
type Line struct {
	Day     calendar.Day `json:"day"`
	Weekday string       `json:"weekday"` // 星期一
	Counted bool         `json:"counted"`
	// Number is the running number of a counted day, from 1; 0 when the day
	// does not count.
	Number int `json:"number"`
	// Why is the reason: 工作日, 春节调休上班, 周末, 国庆节放假, 暂停, …
	Why string `json:"why"`
	// Provisional is set when the day's year has no holiday notice.
	Provisional bool `json:"provisional,omitempty"`
}

var weekdays = [...]string{
	time.Sunday: "星期日", time.Monday: "星期一", time.Tuesday: "星期二", time.Wednesday: "星期三",
	time.Thursday: "星期四", time.Friday: "星期五", time.Saturday: "星期六",
}

// The reasons that are the clock's own and not the calendar's.
const (
	whyReceived   = "收到之日，不计入"
	whyRestarted  = "收到补正之日，不计入"
	whySuperseded = "补正后重新起算，不计入"
	whyPaid       = "缴费之日，不计入"
	whyUnpaid     = "缴费后重新起算，不计入"
	whyPaused     = "暂停"
)

// Ledger has one line for each calendar day from day 0 to the due day: which
// number it has, or why it has none.
func (c Clock) Ledger() []Line {
	due, number := c.due(), 0
	lines := make([]Line, 0, int(due-c.received)+1)
	for d := c.received; d <= due; d++ {
		s := c.calendar.Look(d)
		line := Line{Day: d, Weekday: weekdays[d.Weekday()], Why: s.Reason, Provisional: s.Provisional}
		switch {
		case d == c.paid:
			line.Why = whyPaid
		case d == c.restarted:
			line.Why = whyRestarted
		case d == c.received:
			line.Why = whyReceived
		case !s.Working:
		case d < c.restarted:
			line.Why = whySuperseded
		case d < c.paid:
			line.Why = whyUnpaid
		case c.paused(d):
			line.Why = whyPaused
		default:
			number++
			line.Counted, line.Number = true, number
		}
		lines = append(lines, line)
	}
	return lines
}

// Report lays the clock open.
func (c Clock) Report() Report {
	due, provisional := c.Due()
	return Report{
		Received:    c.received,
		Restarted:   c.restarted.String(),
		Paid:        c.paid.String(),
		Edition:     c.edition.Code,
		Article:     c.article,
		Limit:       c.limit,
		Extended:    c.extended,
		Pauses:      append([]Pause{}, c.pauses...),
		Due:         due,
		Provisional: provisional,
		Ledger:      c.Ledger(),
	}
}

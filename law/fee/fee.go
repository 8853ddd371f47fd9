package fee

import (
	"errors"
	"fmt"

	"gongkai/law/calendar"
)

// Refusals of a count.
var (
	ErrNegative = errors.New("数量不能是负数")
	ErrTooMany  = errors.New("数量过大，请核对")
)

// PayWithin is the time to pay, in working days from the day after the notice
// of the fee is received. Who does not pay has abandoned the request.
const PayWithin = 20

// Schedule is one way of charging, as issued at one time.
type Schedule struct {
	By     string // 按件计收, 按量计收
	Unit   string // 件, 页
	From   calendar.Day
	Source string
	// Bands follow on each other. The rate of a band applies to what exceeds
	// the band before (超额累进).
	Bands []Band
	// After the last band come steps of Step units, each dearer by Rise yuan
	// than the one before. Step 0: the last band is open.
	Step, Rise int
	// Most is the largest count reckoned; beyond it a typing error is more
	// likely than a bill.
	Most int
}

// Band is a part of a schedule.
type Band struct {
	To   int // the last unit of the band; 0: open
	Rate int // yuan per unit
}

const source2020 = "国办函〔2020〕109号"

// The schedules of 2021. That the first step above 30 requests is 200 yuan is
// the natural reading of a text that says only how it rises.
var (
	ByRequest = Schedule{
		By: "按件计收", Unit: "件", From: calendar.MustDay("2021-01-01"), Source: source2020,
		Bands: []Band{{10, 0}, {30, 100}, {40, 200}},
		Step:  10, Rise: 100,
		Most: 10_000,
	}
	ByPage = Schedule{
		By: "按量计收", Unit: "页", From: calendar.MustDay("2021-01-01"), Source: source2020,
		Bands: []Band{{30, 0}, {100, 10}, {200, 20}, {0, 40}},
		Most:  1_000_000,
	}
)

// Reckoning is a fee with its working.
type Reckoning struct {
	By     string `json:"by"`
	Unit   string `json:"unit"`
	Count  int    `json:"count"`
	Yuan   int    `json:"yuan"`
	Source string `json:"source"`
	// Steps has one line for each band reached, the free one included; it is
	// empty for a count of 0.
	Steps []Step `json:"steps"`
}

// Step is the part of a fee that falls in one band.
type Step struct {
	From   int `json:"from"` // the first unit charged at this rate
	To     int `json:"to"`   // the last
	Count  int `json:"count"`
	Rate   int `json:"rate"`   // yuan per unit
	Amount int `json:"amount"` // yuan
}

// Requests is the fee for n requests of one applicant in one calendar month.
// The refusals are [ErrNegative] and [ErrTooMany].
func Requests(n int) (Reckoning, error) { return ByRequest.Reckon(n) }

// Pages is the fee for n pages. The refusals are [ErrNegative] and
// [ErrTooMany].
func Pages(n int) (Reckoning, error) { return ByPage.Reckon(n) }

// Reckon is the fee for n units.
func (s Schedule) Reckon(n int) (Reckoning, error) {
	switch {
	case n < 0:
		return Reckoning{}, ErrNegative
	case n > s.Most:
		return Reckoning{}, fmt.Errorf("%w：最多计算 %d %s", ErrTooMany, s.Most, s.Unit)
	}
	out := Reckoning{By: s.By, Unit: s.Unit, Count: n, Source: s.Source, Steps: []Step{}}
	for i, done, rate := 0, 0, 0; done < n; i++ {
		to := n
		if i < len(s.Bands) {
			rate = s.Bands[i].Rate
			if last := s.Bands[i].To; last != 0 {
				to = min(n, last)
			}
		} else {
			rate += s.Rise
			to = min(n, done+s.Step)
		}
		step := Step{From: done + 1, To: to, Count: to - done, Rate: rate, Amount: (to - done) * rate}
		out.Steps = append(out.Steps, step)
		out.Yuan += step.Amount
		done = to
	}
	return out, nil
}

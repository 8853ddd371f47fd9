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
	ErrBoth     = errors.New("按件计收和按量计收只能选择一种")
	ErrNone     = errors.New("请选择按件计收或者按量计收")
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

// Basis is what a fee is reckoned by. The values are stored.
type Basis string

// The two ways to charge; the agency chooses one for each request.
const (
	PerRequest Basis = "request" // 按件计收
	PerPage    Basis = "page"    // 按量计收
)

// Bases are the ways to charge, in the order of a form.
var Bases = []Basis{PerRequest, PerPage}

// Schedule is the schedule of the basis; false for any other value.
func (b Basis) Schedule() (Schedule, bool) {
	switch b {
	case PerRequest:
		return ByRequest, true
	case PerPage:
		return ByPage, true
	}
	return Schedule{}, false
}

// Choose is the basis for a request with the number of the applicant's requests
// in the month, or of its pages: whichever is not 0. The refusals are
// [ErrBoth], [ErrNone], [ErrNegative].
func Choose(requests, pages int) (Basis, error) {
	switch {
	case requests < 0 || pages < 0:
		return "", ErrNegative
	case requests > 0 && pages > 0:
		return "", ErrBoth
	case requests > 0:
		return PerRequest, nil
	case pages > 0:
		return PerPage, nil
	}
	return "", ErrNone
}

// Regime is what may be charged in a time.
type Regime struct {
	// From is the first day; Until the last, [calendar.NoDay] while it holds.
	From, Until calendar.Day
	// Processing is set when a processing fee may be charged.
	Processing bool
	Words      string // what may be charged, for people to read
	Article    string
	Source     string
}

// Regimes are the regimes since the Regulation came into force, oldest first.
//
// Under the edition of 2008 an agency could ask for the cost of retrieval,
// copies and post, by rates of the provinces, and for nothing else. Such costs
// are not reckoned here. The edition of 2019 ended them; the fee it allows had
// no method until 2021.
var Regimes = []Regime{
	{
		From: calendar.MustDay("2008-05-01"), Until: calendar.MustDay("2019-05-14"),
		Words:   "除可以收取检索、复制、邮寄等成本费用外，不得收取其他费用",
		Article: "第二十七条", Source: "国务院令第492号",
	},
	{
		From: calendar.MustDay("2019-05-15"), Until: calendar.MustDay("2020-12-31"),
		Words:   "依申请提供政府信息，不收取费用；信息处理费的收取办法尚未施行",
		Article: "第四十二条", Source: "国务院令第711号",
	},
	{
		From: calendar.MustDay("2021-01-01"), Until: calendar.NoDay, Processing: true,
		Words:   "依申请提供政府信息，不收取费用；申请的数量、频次明显超过合理范围的，可以收取信息处理费",
		Article: "第四十二条", Source: source2020,
	},
}

// RegimeOn is the regime of the day; false before 2008-05-01.
func RegimeOn(day calendar.Day) (Regime, bool) {
	for _, r := range Regimes {
		if day >= r.From && (r.Until == calendar.NoDay || day <= r.Until) {
			return r, true
		}
	}
	return Regime{}, false
}

// On is the processing fee for n units on the basis, under what holds on the
// day: nothing, by the schedule or not, before 2021-01-01. The refusals are
// [ErrNone] for an unknown basis, [ErrNegative] and [ErrTooMany].
func On(day calendar.Day, b Basis, n int) (Reckoning, error) {
	s, ok := b.Schedule()
	if !ok {
		return Reckoning{}, ErrNone
	}
	if day >= s.From {
		return s.Reckon(n)
	}
	if n < 0 {
		return Reckoning{}, ErrNegative
	}
	regime, _ := RegimeOn(day)
	return Reckoning{By: s.By, Unit: s.Unit, Count: n, Source: regime.Source, Steps: []Step{}}, nil
}

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

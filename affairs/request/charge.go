package request

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/fee"
	"gongkai/law/regulation"
)

// Fee is what the agency charges for processing (信息处理费; 2019: art. 42):
// by request or by page, never both.
type Fee struct {
	Reckoning fee.Reckoning `json:"reckoning"`
	// Before is how many requests of the same applicant in the month were
	// reckoned before this one; 0 when charged by page.
	Before int `json:"before"`
	// Yuan is what this case costs: the whole reckoning, less what fell on the
	// requests before it.
	Yuan       int          `json:"yuan"`
	DemandedOn calendar.Day `json:"demanded_on"`
	// GotOn is the day the applicant received the notice, from whose morrow the
	// twenty working days run; NoDay while not known.
	GotOn calendar.Day `json:"got_on"`
	DueOn calendar.Day `json:"due_on"`
	// SettledOn is the day the fee was paid or waived; the full limit runs
	// again from it. NoDay while neither.
	SettledOn calendar.Day `json:"settled_on"`
	Waived    string       `json:"waived,omitempty"` // the reason
	Receipt   string       `json:"receipt,omitempty"`
	// Lines is the ledger of the case, oldest first: what was demanded, paid,
	// waived, given back.
	Lines []Line `json:"lines"`
}

// Line is one line of the fee ledger. Yuan is positive; Kind says which way.
type Line struct {
	Kind LineKind     `json:"kind"`
	Yuan int          `json:"yuan"`
	On   calendar.Day `json:"on"`
	Note string       `json:"note"`
}

// LineKind is the kind of a line of the ledger.
type LineKind string

const (
	Demanded LineKind = "demanded"
	Paid     LineKind = "paid"
	Waived   LineKind = "waived"
	Refunded LineKind = "refunded"
)

// Name is the Chinese name; the value itself if unknown.
func (k LineKind) Name() string {
	switch k {
	case Demanded:
		return "通知缴费"
	case Paid:
		return "已收"
	case Waived:
		return "减免"
	case Refunded:
		return "退还"
	}
	return string(k)
}

var (
	ErrFeeEdition = errors.New("收取信息处理费的规定自2021年1月1日起施行，这件申请不收费")
	ErrFeeZero    = errors.New("按标准计算费用为零，不需要通知缴费")
	ErrFeeTwice   = errors.New("这件申请已经通知过缴费")
	ErrFeeBoth    = errors.New("按件计收和按量计收只能选择一种")
	ErrChargeLate = errors.New("答复期限已经届满，不能再通知缴费；请尽快答复，逾期会如实记录")
	ErrReceipt    = errors.New("请填写缴款票据号")
	ErrRefund     = errors.New("退还的金额不能超过已收的金额")
)

// Price is the fee for a case: by request, being the one after before others
// of the same applicant in the month, or by page. Errors: [ErrFeeBoth],
// [ErrFeeZero] and those of law/fee.
func Price(before, pages int) (Fee, error) {
	f := Fee{Before: before, SettledOn: calendar.NoDay}
	if before > 0 && pages > 0 {
		return f, ErrFeeBoth
	}
	var err error
	if pages > 0 {
		f.Reckoning, err = fee.Pages(pages)
		f.Yuan = f.Reckoning.Yuan
	} else {
		var earlier fee.Reckoning
		if earlier, err = fee.Requests(before); err == nil {
			f.Reckoning, err = fee.Requests(before + 1)
			f.Yuan = f.Reckoning.Yuan - earlier.Yuan
		}
	}
	if err == nil && f.Yuan == 0 {
		err = ErrFeeZero
	}
	return f, err
}

// Charge tells the applicant what to pay, within the limit for the answer; who
// does not pay in twenty working days has abandoned the request. Errors:
// [ErrState], [ErrFeeEdition], [ErrFeeTwice], [ErrFeeZero], [ErrChargeLate]
// after the limit for the answer: paying must not win back lost days.
func Charge(r Request, f Fee, l Letter, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestCharge)
	if err != nil {
		return r, journal.Entry{}, err
	}
	switch {
	case r.Fee != nil:
		return r, journal.Entry{}, ErrFeeTwice
	case h.today() < fee.ByRequest.From || r.Edition == "2008":
		return r, journal.Entry{}, ErrFeeEdition
	case f.Yuan <= 0:
		return r, journal.Entry{}, ErrFeeZero
	case r.overdue(h):
		return r, journal.Entry{}, ErrChargeLate
	}
	f.DemandedOn, f.GotOn, f.SettledOn = h.today(), r.gotAtOnce(h), calendar.NoDay
	f.DueOn = f.payBy(h.Calendar)
	f.Lines = []Line{{Demanded, f.Yuan, h.today(), f.Reckoning.By}}
	r.Fee = &f
	r = r.send(l, journal.RequestCharge, h)
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestCharge, h, fmt.Sprintf("%s %d元", f.Reckoning.By, f.Yuan)), nil
}

// payBy is the last day to pay, from the day the notice was received.
func (f Fee) payBy(cal *calendar.Calendar) calendar.Day {
	return cal.Add(max(f.DemandedOn, f.GotOn), fee.PayWithin)
}

// settle ends the wait for the fee on a day, by a line whose note must not be
// missing.
func (r Request) settle(act journal.Act, on calendar.Day, line Line, missing error, h Hand) (Request, *Fee, error) {
	r, err := r.move(act)
	if err != nil {
		return r, nil, err
	}
	if err := errors.Join(when(line.Note == "", missing), h.between(on, r.Fee.DemandedOn)); err != nil {
		return r, nil, err
	}
	f := *r.Fee
	line.Yuan, line.On = f.Yuan, on
	f.SettledOn = on
	f.Lines = append(slices.Clone(f.Lines), line)
	r.Fee = &f
	return Reckon(r, h.Calendar, h.Lead), &f, nil
}

// Pay records the payment of a day, by the number of its fiscal receipt. The
// limit runs again from it. Errors: [ErrState], [ErrReceipt], [ErrDay].
func Pay(r Request, receipt string, on calendar.Day, h Hand) (Request, journal.Entry, error) {
	receipt = strings.TrimSpace(receipt)
	r, f, err := r.settle(journal.RequestPay, on, Line{Kind: Paid, Note: receipt}, ErrReceipt, h)
	if err != nil {
		return r, journal.Entry{}, err
	}
	f.Receipt = receipt
	return r, r.entry(journal.RequestPay, h, fmt.Sprintf("%d元，票据 %s", f.Yuan, receipt)), nil
}

// Waive forgoes the fee for a reason. Errors: [ErrState], [ErrNote].
func Waive(r Request, why string, h Hand) (Request, journal.Entry, error) {
	why = strings.TrimSpace(why)
	r, f, err := r.settle(journal.RequestWaive, h.today(), Line{Kind: Waived, Note: why}, ErrNote, h)
	if err != nil {
		return r, journal.Entry{}, err
	}
	f.Waived = why
	return r, r.entry(journal.RequestWaive, h, why), nil
}

// Refund gives back what was paid, or a part of it. Errors: [ErrState],
// [ErrRefund], [ErrNote].
func Refund(r Request, yuan int, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestRefund)
	if err != nil {
		return r, journal.Entry{}, err
	}
	why = strings.TrimSpace(why)
	if err := errors.Join(when(r.Fee == nil || yuan < 1 || yuan > r.Fee.Held(), ErrRefund), when(why == "", ErrNote)); err != nil {
		return r, journal.Entry{}, err
	}
	f := *r.Fee
	f.Lines = append(slices.Clone(f.Lines), Line{Refunded, yuan, h.today(), why})
	r.Fee = &f
	return r, r.entry(journal.RequestRefund, h, fmt.Sprintf("%d元：%s", yuan, why)), nil
}

// Held is what the agency has taken and not given back, in yuan.
func (f Fee) Held() int {
	held := 0
	for _, l := range f.Lines {
		switch l.Kind {
		case Paid:
			held += l.Yuan
		case Refunded:
			held -= l.Yuan
		}
	}
	return held
}

// Unpaid closes a case whose fee was not paid in time. Errors: [ErrState],
// [ErrNotLapsed], [ErrNotGot].
func Unpaid(r Request, l Letter, h Hand) (Request, journal.Entry, error) {
	got, due := calendar.NoDay, calendar.NoDay
	if r.Fee != nil {
		got, due = r.Fee.GotOn, r.Fee.DueOn
	}
	return r.lapse(journal.RequestUnpaid, got, due, (*regulation.Edition).NoPayment, l, h)
}

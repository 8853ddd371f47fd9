package request

import (
	"errors"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Delivery is how the answer went out. For post the day that counts is the day
// it was handed to the post office; for every other route the day the applicant
// had it (国办公开办函〔2016〕235号).
type Delivery struct {
	Route Route        `json:"route"`
	On    calendar.Day `json:"on"` // the day that counts
	// Proof is the number of the posting, or how the receipt is proven.
	Proof string `json:"proof"`
	// File is the hash of the scanned proof; "" if none.
	File string `json:"file,omitempty"`
	// Tries is what was tried before and came back, oldest first.
	Tries []Try `json:"tries,omitempty"`
}

// Try is a delivery that came back.
type Try struct {
	Route Route        `json:"route"`
	On    calendar.Day `json:"on"`
	Proof string       `json:"proof"`
	Why   string       `json:"why"`
	Back  calendar.Day `json:"back"`
}

var (
	ErrDelivery = errors.New("请选择送达方式")
	ErrProof    = errors.New("请填写送达凭证：邮寄的填邮件号，当面领取的填签收情况")
	// ErrNoEmail and ErrNoFax refuse what was sent to nobody.
	ErrNoEmail   = errors.New("申请人没有留下电子邮箱：请填写发往的邮箱地址，或者选择其他送达方式")
	ErrNoFax     = errors.New("申请人没有留下传真号码：请填写发往的传真号码，或者选择其他送达方式")
	ErrDelivered = errors.New("送达日期不能早于签发日期，也不能晚于今天")
	ErrNotBack   = errors.New("上一次送达没有退回，不需要再次送达")
)

// Deliver hands the answer over and closes the case: in time, or late and
// recorded as late. Errors: [ErrState], [ErrDelivery], [ErrProof], [ErrNoEmail],
// [ErrNoFax], [ErrDelivered].
func Deliver(r Request, d Delivery, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestDeliver)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if d, err = r.checkDelivery(d, h); err != nil {
		return r, journal.Entry{}, err
	}
	d.Tries = nil
	r.Delivery = &d
	r.ClosedOn, r.Outcome = d.On, r.Decision.Outcome
	r = Reckon(r, h.Calendar, h.Lead)
	r.Late = r.DueOn != calendar.NoDay && r.ClosedOn > r.DueOn
	note := d.Route.Name() + " " + d.On.String()
	if r.Late {
		note += "（逾期）"
	}
	return r, r.entry(journal.RequestDeliver, h, note), nil
}

func (r Request) checkDelivery(d Delivery, h Hand) (Delivery, error) {
	d.Proof = strings.TrimSpace(d.Proof)
	return d, errors.Join(
		when(d.Route.Name() == string(d.Route), ErrDelivery),
		when(r.Decision == nil || d.On < r.Decision.SignedOn || d.On > h.today(), ErrDelivered),
		when(d.Proof == "" && (d.Route == "post" || d.Route == "counter"), ErrProof),
		when(d.Route == "email" && r.Applicant.Email == "" && !strings.Contains(d.Proof, "@"), ErrNoEmail),
		when(d.Route == "fax" && r.Applicant.Fax == "" && !strings.ContainsAny(d.Proof, "0123456789０１２３４５６７８９"), ErrNoFax))
}

// Bounce records that what was sent came back. The case stays closed: what
// counts is that the agency sent it. Errors: [ErrState], [ErrNote].
func Bounce(r Request, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestBounce)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if why = strings.TrimSpace(why); why == "" {
		return r, journal.Entry{}, ErrNote
	}
	if r.Delivery == nil || r.Delivery.back() {
		return r, journal.Entry{}, ErrState
	}
	d := *r.Delivery
	d.Tries = append(slices.Clone(d.Tries), Try{d.Route, d.On, d.Proof, why, h.today()})
	r.Delivery = &d
	return r, r.entry(journal.RequestBounce, h, why), nil
}

// back says whether the present delivery is among those that came back.
func (d Delivery) back() bool {
	n := len(d.Tries)
	return n > 0 && d.Tries[n-1].On == d.On && d.Tries[n-1].Proof == d.Proof
}

// CameBack says whether the last delivery came back and none followed.
func (r Request) CameBack() bool { return r.Delivery != nil && r.Delivery.back() }

// Redeliver sends an answer that came back once more. The day of closing
// stays. Errors: [ErrState], [ErrNotBack], those of [Deliver].
func Redeliver(r Request, d Delivery, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestRedeliver)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if !r.CameBack() {
		return r, journal.Entry{}, ErrNotBack
	}
	if d, err = r.checkDelivery(d, h); err != nil {
		return r, journal.Entry{}, err
	}
	d.Tries = r.Delivery.Tries
	r.Delivery = &d
	return r, r.entry(journal.RequestRedeliver, h, d.Route.Name()+" "+d.On.String()), nil
}

// ErrWithdrawal refuses to end a case for good on nobody's word.
var ErrWithdrawal = errors.New("请写明申请人是什么时候、怎样撤回的")

// Withdraw ends a case at the applicant's wish, before the answer is signed. An
// official says how the applicant withdrew; the applicant need not say why.
// Errors: [ErrState], [ErrWithdrawal], [ErrEdition].
func Withdraw(r Request, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestWithdraw)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if why = strings.TrimSpace(why); why == "" && h.By != account.AskerLogin {
		return r, journal.Entry{}, ErrWithdrawal
	}
	e, ok := r.Law()
	if !ok {
		// Not confirmed yet: the law of the day it was filed.
		if e, ok = editionOn(calendar.On(r.SubmittedAt)); !ok {
			return r, journal.Entry{}, ErrEdition
		}
		r.Edition = e.Code
	}
	r.ClosedOn, r.Outcome = h.today(), e.Withdrawn()
	if why != "" {
		// The applicant's own words stay in the case and out of the journal.
		r.Additions = append(slices.Clone(r.Additions), Addition{On: h.today(), Text: why})
	}
	r = Reckon(r, h.Calendar, h.Lead)
	return r, r.entry(journal.RequestWithdraw, h, ""), nil
}

// Publish notes under which index number the agency published the answer of
// its own motion, as when many ask the same (2019: art. 44). Errors:
// [ErrState], [ErrPublished].
func Publish(r Request, index string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestPublish)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.PublishedAs != "" {
		return r, journal.Entry{}, ErrPublished
	}
	r.PublishedAs = index
	return r, r.entry(journal.RequestPublish, h, index), nil
}

// ErrPublished refuses a second publication of an answer.
var ErrPublished = errors.New("这件申请的答复已经转为主动公开")

// Reopen opens a new case of its own number and clock for a request that must
// be answered anew, by order of by whom the words say (a reconsideration body,
// a court, a higher agency). day is when the order was received, from which
// the new limit runs; by is until when it wants the answer, NoDay where it does
// not say. It gives the old case, which names the new, and the new.
// Errors: [ErrState], [ErrOrder], [ErrReopened], [ErrDay], [ErrAnswerBy].
func Reopen(old Request, id ID, words string, day, by calendar.Day, h Hand) (oldNow, anew Request, entries [2]journal.Entry, err error) {
	oldNow, err = old.move(journal.RequestReopen)
	if err != nil {
		return old, anew, entries, err
	}
	if old.Next != 0 {
		return old, anew, entries, ErrReopened
	}
	words = strings.TrimSpace(words)
	if err := errors.Join(h.between(day, old.ClosedOn), when(by != calendar.NoDay && by < old.ClosedOn, ErrAnswerBy),
		when(words == "", ErrOrder)); err != nil {
		return old, anew, entries, err
	}
	e, ok := editionOn(day)
	if !ok {
		return old, anew, entries, ErrEdition
	}
	oldNow.Next = id
	anew = Request{
		ID: id, Agency: old.Agency, Kind: old.Kind, Edition: e.Code, State: Handling, Channel: old.Channel,
		Applicant: old.Applicant, Asked: old.Asked, Files: slices.DeleteFunc(slices.Clone(old.Files), func(f File) bool {
			return f.Of == "proof" || f.Of == "redacted" || f.Of == "replaced"
		}),
		// Of its own: the applicant may have asked again meanwhile.
		Fingerprint: old.Fingerprint + "/" + id.Number(), SubmittedAt: h.At, ConfirmedOn: calendar.NoDay, ReceivedOn: day,
		ClosedOn: calendar.NoDay, Handler: old.Handler, Previous: old.ID, Ordered: true, AnswerBy: by, Citizen: old.Citizen,
	}
	anew = Reckon(anew, h.Calendar, h.Lead)
	entries[0] = oldNow.entry(journal.RequestReopen, h, words)
	entries[1] = anew.entry(journal.RequestReopen, h, words)
	return oldNow, anew, entries, nil
}

// TakeOrder has a case that was opened before its order was on record take the
// day the order sets, by, in place of what was written then: the decision binds,
// not what was typed of it. It does so in a closed case too, of which the record
// says whether it kept that day; words say what ordered it. The entry is nil
// where nothing changes, and where the order sets no day (NoDay): then what was
// written stays. Errors: [ErrState], [ErrOrder] for a case nobody ordered.
func TakeOrder(r Request, words string, by calendar.Day, h Hand) (Request, *journal.Entry, error) {
	if _, err := r.move(journal.RequestOrder); err != nil {
		return r, nil, err
	}
	if !r.Ordered {
		return r, nil, ErrOrder
	}
	if by == calendar.NoDay || by == r.AnswerBy {
		return r, nil, nil
	}
	before := "未写明"
	if r.AnswerBy != calendar.NoDay {
		before = r.AnswerBy.String()
	}
	r.AnswerBy = by
	r = Reckon(r, h.Calendar, h.Lead)
	e := r.entry(journal.RequestOrder, h, words+"：责令期限 "+before+" → "+by.String())
	return r, &e, nil
}

// ErrAnswerBy refuses a period that ended before there was anything to order.
var ErrAnswerBy = errors.New("责令的期限不能早于原来的申请办结之日")

// ErrOrder refuses to answer anew where nobody is said to have ordered it.
var ErrOrder = errors.New("请写明是谁、依据什么责令重新答复")

// ErrReopened refuses to answer a case anew twice.
var ErrReopened = errors.New("这件申请已经重新办理")

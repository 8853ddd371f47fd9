package request

import (
	"errors"
	"fmt"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Extension is more time for the answer (2019: art. 33(2); 2008: art. 24(2)):
// asked for by who handles the case, granted by the head of the disclosure
// office, told to the applicant.
type Extension struct {
	Days      int           `json:"days"` // working days
	Reason    string        `json:"reason"`
	AskedBy   account.Login `json:"asked_by"`
	AskedOn   calendar.Day  `json:"asked_on"`
	GrantedBy account.Login `json:"granted_by"` // "" while not decided
	GrantedOn calendar.Day  `json:"granted_on"`
	Refused   string        `json:"refused,omitempty"` // why not
	// BeforeOn is the day that was due before.
	BeforeOn calendar.Day `json:"before_on"`
}

// Granted says whether the extension counts.
func (x Extension) Granted() bool { return x.GrantedBy != "" && x.Refused == "" }

// Waits says whether the head has still to decide.
func (x Extension) Waits() bool { return x.GrantedBy == "" && x.Refused == "" }

var (
	ErrExtended     = errors.New("答复期限只能延长一次，这件申请已经延长过（第三十三条第二款）")
	ErrExtendLate   = errors.New("答复期限已经届满，不能再延长；请尽快答复，逾期会如实记录")
	ErrExtendDays   = errors.New("延长的期限超过了条例规定的上限")
	ErrExtendNone   = errors.New("请填写延长几个工作日")
	ErrExtendReason = errors.New("请写明需要延长的理由，会告知申请人")
	ErrNoExtension  = errors.New("没有等待决定的延期申请")
	ErrUndoLate     = errors.New("原来的期限已经届满，不能撤销延期")
)

// extendable checks that an extension of the days may be granted today.
func (r Request) extendable(days int, why string, h Hand) error {
	e, ok := r.Law()
	if !ok {
		return ErrEdition
	}
	switch {
	case r.Extension != nil && r.Extension.Granted():
		return ErrExtended
	case r.DueOn != calendar.NoDay && h.today() > r.DueOn:
		return ErrExtendLate
	}
	tooMany := fmt.Errorf("%w：1 至 %d 个工作日（%s）", ErrExtendDays, e.Extension().Days, e.Extension().Article)
	return errors.Join(when(days < 1, ErrExtendNone), when(days > e.Extension().Days, tooMany), when(strings.TrimSpace(why) == "", ErrExtendReason))
}

// ExtendAsk asks the head for more time. Errors: [ErrState], [ErrExtended],
// [ErrExtendLate], [ErrExtendNone], [ErrExtendDays], [ErrExtendReason].
func ExtendAsk(r Request, days int, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestExtendAsk)
	if err == nil {
		err = r.extendable(days, why, h)
	}
	if err != nil {
		return r, journal.Entry{}, err
	}
	r.Extension = &Extension{Days: days, Reason: strings.TrimSpace(why), AskedBy: h.By, AskedOn: h.today(),
		GrantedOn: calendar.NoDay, BeforeOn: calendar.NoDay}
	return r, r.entry(journal.RequestExtendAsk, h, fmt.Sprintf("%d个工作日：%s", days, r.Extension.Reason)), nil
}

// Extend grants more time, asked for or not, once and before the limit ends;
// the letter tells the applicant. Errors: as [ExtendAsk].
func Extend(r Request, days int, why string, l Letter, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestExtend)
	if err == nil {
		err = r.extendable(days, why, h)
	}
	if err != nil {
		return r, journal.Entry{}, err
	}
	x := Extension{AskedBy: h.By, AskedOn: h.today()}
	if r.Extension != nil && r.Extension.Waits() {
		x = *r.Extension
	}
	x.Days, x.Reason, x.GrantedBy, x.GrantedOn, x.Refused, x.BeforeOn = days, strings.TrimSpace(why), h.By, h.today(), "", r.DueOn
	r.Extension = &x
	r = Reckon(r.send(l, journal.RequestExtend, h), h.Calendar, h.Lead)
	return r, r.entry(journal.RequestExtend, h, fmt.Sprintf("%d个工作日：%s（%s → %s）", days, x.Reason, x.BeforeOn, r.DueOn)), nil
}

// ExtendRefuse declines to give more time. Errors: [ErrState],
// [ErrNoExtension], [ErrNote].
func ExtendRefuse(r Request, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestExtendRefuse)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Extension == nil || !r.Extension.Waits() {
		return r, journal.Entry{}, ErrNoExtension
	}
	if why = strings.TrimSpace(why); why == "" {
		return r, journal.Entry{}, ErrNote
	}
	x := *r.Extension
	x.Refused = why
	r.Extension = &x
	return r, r.entry(journal.RequestExtendRefuse, h, why), nil
}

// ExtendUndo takes an extension back; the earlier day is due again, exactly, and
// the letter that told of the later one is void.
// Not after that day has passed, for the applicant was told of the later one.
// Errors: [ErrState], [ErrNoExtension], [ErrUndoLate], [ErrNote].
func ExtendUndo(r Request, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestExtendUndo)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Extension == nil || !r.Extension.Granted() {
		return r, journal.Entry{}, ErrNoExtension
	}
	if why = strings.TrimSpace(why); why == "" {
		return r, journal.Entry{}, ErrNote
	}
	undone := r
	undone.Extension = nil
	undone = Reckon(undone, h.Calendar, h.Lead)
	if undone.DueOn != calendar.NoDay && h.today() > undone.DueOn {
		return r, journal.Entry{}, ErrUndoLate
	}
	undone = undone.void(journal.RequestExtend)
	return undone, undone.entry(journal.RequestExtendUndo, h, fmt.Sprintf("%s（%s → %s）", why, r.DueOn, undone.DueOn)), nil
}

// Delay is a later answer to a large number of requests, or many of one
// applicant, whose reasons were found good (2019: art. 35): the agency fixes
// the period itself; the Regulation names no most.
type Delay struct {
	AskedOn  calendar.Day  `json:"asked_on"` // when reasons were asked for
	Reasons  string        `json:"reasons"`  // the applicant's
	Days     int           `json:"days"`     // from the day of receipt, in working days; 0 while not fixed
	FixedOn  calendar.Day  `json:"fixed_on"`
	FixedBy  account.Login `json:"fixed_by"`
	BeforeOn calendar.Day  `json:"before_on"`
}

var (
	ErrDelayEdition = errors.New("该版条例没有延迟答复的规定")
	ErrDelayReasons = errors.New("请先要求申请人说明理由，并记录申请人的理由（第三十五条）")
	ErrDelayDays    = errors.New("延迟的期限应当合理，且应长于原来的期限")
	ErrDelayTwice   = errors.New("延迟答复的期限已经确定并告知申请人")
	ErrReasonsAsked = errors.New("已经要求申请人说明理由")
)

// Reasons asks the applicant why so much, or so often, is asked (2019: art.
// 35). Errors: [ErrState], [ErrDelayEdition], [ErrReasonsAsked].
func Reasons(r Request, l Letter, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestReasons)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Edition == "2008" {
		return r, journal.Entry{}, ErrDelayEdition
	}
	if r.Delay != nil {
		return r, journal.Entry{}, ErrReasonsAsked
	}
	r.Delay = &Delay{AskedOn: h.today(), FixedOn: calendar.NoDay, BeforeOn: calendar.NoDay}
	return r.send(l, journal.RequestReasons, h), r.entry(journal.RequestReasons, h, ""), nil
}

// FixDelay sets the delayed period in working days from the day of receipt and
// tells the applicant, once (2019: art. 35). Errors: [ErrState],
// [ErrDelayReasons], [ErrDelayTwice], [ErrDelayDays], [ErrExtendLate].
func FixDelay(r Request, days int, reasons string, l Letter, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestDelay)
	if err != nil {
		return r, journal.Entry{}, err
	}
	e, ok := r.Law()
	if !ok || r.Delay == nil {
		return r, journal.Entry{}, ErrDelayReasons
	}
	if r.Delay.Days > 0 {
		return r, journal.Entry{}, ErrDelayTwice
	}
	reasons = strings.TrimSpace(reasons)
	if err := errors.Join(when(reasons == "", ErrDelayReasons), when(days <= e.Reply().Days || days > 1000, ErrDelayDays)); err != nil {
		return r, journal.Entry{}, err
	}
	if r.DueOn != calendar.NoDay && h.today() > r.DueOn {
		return r, journal.Entry{}, ErrExtendLate
	}
	d := *r.Delay
	d.Reasons, d.Days, d.FixedOn, d.FixedBy, d.BeforeOn = reasons, days, h.today(), h.By, r.DueOn
	r.Delay = &d
	r = Reckon(r.send(l, journal.RequestDelay, h), h.Calendar, h.Lead)
	return r, r.entry(journal.RequestDelay, h, fmt.Sprintf("%d个工作日（%s → %s）", days, d.BeforeOn, r.DueOn)), nil
}

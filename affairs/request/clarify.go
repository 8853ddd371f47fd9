package request

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Clarification is the one notice by which the agency asks the applicant to
// make the request clear (2019: art. 30; 2008: art. 21 item 4).
type Clarification struct {
	Items    string       `json:"items"` // what is to be supplemented
	AskedOn  calendar.Day `json:"asked_on"`
	GotOn    calendar.Day `json:"got_on"` // the applicant has the notice; NoDay while not known
	Days     int          `json:"days"`   // a reasonable period, in working days
	DueOn    calendar.Day `json:"due_on"`
	Excused  string       `json:"excused,omitempty"` // why the period was made longer
	Answer   string       `json:"answer"`
	Answered bool         `json:"answered"`
	// AnsweredOn is the day the supplement was received; the full limit runs
	// again from it. NoDay while it was not.
	AnsweredOn calendar.Day `json:"answered_on"`
}

// FromOn is the day from which the period for the supplement runs.
func (c Clarification) FromOn() calendar.Day { return max(c.AskedOn, c.GotOn) }

var (
	ErrClarified    = errors.New("补正只能一次性告知，这件申请已经告知过补正（第三十条）")
	ErrClarifyLate  = errors.New("告知补正应当在收到申请之日起7个工作日内作出（第三十条），现已超过；请就现有内容作出答复")
	ErrClarifyOver  = errors.New("答复期限已经届满，不能再告知补正；请就现有内容尽快答复，逾期会如实记录")
	ErrClarifyItems = errors.New("请写明需要补正的事项")
	ErrClarifyDays  = errors.New("补正期限应当合理，请填写 3 至 60 个工作日")
	ErrNotLapsed    = errors.New("期限还没有届满")
)

// Clarify asks the applicant, once, to make the request clear, naming the items
// and a reasonable period in working days. Errors: [ErrState], [ErrClarified],
// [ErrClarifyLate] after seven working days (2019 edition), [ErrClarifyOver] after
// the limit for the answer, [ErrClarifyItems],
// [ErrClarifyDays].
func Clarify(r Request, items string, days int, l Letter, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestClarify)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Clarification != nil {
		return r, journal.Entry{}, ErrClarified
	}
	items = strings.TrimSpace(items)
	if err := errors.Join(when(items == "", ErrClarifyItems), when(days < 3 || days > 60, ErrClarifyDays)); err != nil {
		return r, journal.Entry{}, err
	}
	if last, ok := r.ClarifyUntil(h.Calendar); ok && h.today() > last {
		return r, journal.Entry{}, ErrClarifyLate
	}
	if r.overdue(h) {
		return r, journal.Entry{}, ErrClarifyOver // a supplement must not win back lost days
	}
	r.Clarification = &Clarification{
		Items: items, AskedOn: h.today(), GotOn: r.gotAtOnce(h), Days: days,
		DueOn: h.Calendar.Add(h.today(), days), AnsweredOn: calendar.NoDay,
	}
	r = r.send(l, journal.RequestClarify, h)
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestClarify, h, items), nil
}

// ClarifyUntil is the last day on which the agency may ask for a supplement;
// false under an edition that sets none.
func (r Request) ClarifyUntil(cal *calendar.Calendar) (calendar.Day, bool) {
	e, ok := r.Law()
	if !ok {
		return calendar.NoDay, false
	}
	rule, ok := e.Rule(regulation.Clarify)
	if !ok {
		return calendar.NoDay, false
	}
	return cal.Add(r.ReceivedOn, rule.Days), true
}

// Prolong gives more time to supplement for a good reason. Errors: [ErrState],
// [ErrNote], [ErrClarifyDays].
func Prolong(r Request, days int, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestProlong)
	if err != nil {
		return r, journal.Entry{}, err
	}
	why = strings.TrimSpace(why)
	if err := errors.Join(when(days < 1 || days > 60, ErrClarifyDays), when(why == "", ErrNote)); err != nil {
		return r, journal.Entry{}, err
	}
	c := *r.Clarification
	c.Days += days
	c.DueOn, c.Excused = h.Calendar.Add(c.FromOn(), c.Days), why
	r.Clarification = &c
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestProlong, h, fmt.Sprintf("%s（延至 %s）", why, c.DueOn)), nil
}

// Supplement is the applicant's answer, received on a day; the full limit runs
// again from it. Errors: [ErrState], [ErrText], [ErrDay].
func Supplement(r Request, words string, files []File, on calendar.Day, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestSupplement)
	if err != nil {
		return r, journal.Entry{}, err
	}
	words = strings.TrimSpace(words)
	if err := errors.Join(h.between(on, r.Clarification.AskedOn), when(words == "" && len(files) == 0, ErrText)); err != nil {
		return r, journal.Entry{}, err
	}
	c := *r.Clarification
	c.Answer, c.Answered, c.AnsweredOn = words, true, on
	r.Clarification = &c
	r.Files = append(slices.Clone(r.Files), files...)
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestSupplement, h, ""), nil
}

// Lapse closes a case whose applicant let the period pass without a good
// reason: the request counts as abandoned (2019: art. 30). Errors: [ErrState],
// [ErrNotLapsed], [ErrNotGot].
func Lapse(r Request, l Letter, h Hand) (Request, journal.Entry, error) {
	got, due := calendar.NoDay, calendar.NoDay
	if r.Clarification != nil {
		got, due = r.Clarification.GotOn, r.Clarification.DueOn
	}
	return r.lapse(journal.RequestLapse, got, due, (*regulation.Edition).NoSupplement, l, h)
}

// lapse ends a case in an outcome of its own, once the day has passed that a
// letter set. got is when the applicant received it, NoDay while not known.
func (r Request) lapse(act journal.Act, got, due calendar.Day, outcome func(*regulation.Edition) string, l Letter, h Hand) (Request, journal.Entry, error) {
	old := r
	r, err := r.move(act)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if got == calendar.NoDay {
		return old, journal.Entry{}, ErrNotGot
	}
	if h.today() <= due {
		return old, journal.Entry{}, ErrNotLapsed
	}
	e, ok := r.Law()
	if !ok {
		return old, journal.Entry{}, ErrEdition
	}
	r.ClosedOn, r.Outcome = h.today(), outcome(e)
	r = r.send(l, act, h)
	return Reckon(r, h.Calendar, h.Lead), r.entry(act, h, ""), nil
}

// void is the request with its last letter of the act void.
func (r Request) void(act journal.Act) Request {
	r.Letters = slices.Clone(r.Letters)
	for i := len(r.Letters) - 1; i >= 0; i-- {
		if r.Letters[i].Act == act {
			r.Letters[i].Void = true
			break
		}
	}
	return r
}

// send keeps a letter that went out; a letter without a title is none.
func (r Request) send(l Letter, act journal.Act, h Hand) Request {
	if l.Title == "" {
		return r
	}
	l.Act, l.On, l.By = act, h.today(), h.By
	r.Letters = append(slices.Clone(r.Letters), l)
	return r
}

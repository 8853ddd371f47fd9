package request

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Registered is what an official wrote down of how a request came in and may
// have mistyped.
type Registered struct {
	Channel                          regulation.Channel
	SubmittedOn, ConfirmedOn         calendar.Day // ConfirmedOn NoDay where both sides have not confirmed
	Name, Phone, Email, Address, Fax string
}

// Amendment is one correction of the registration (更正登记). What a person is
// called and where they live stands here and not in the journal.
type Amendment struct {
	On      calendar.Day `json:"on"`
	By      string       `json:"by"`
	Why     string       `json:"why"`
	Changes []Change     `json:"changes"`
}

// Change is one field before and after, "" for nothing.
type Change struct {
	Field  string `json:"field"` // as the form calls it
	Before string `json:"before"`
	After  string `json:"after"`
}

var (
	ErrAmendNothing = errors.New("没有改动，不需要更正")
	ErrAmendConfirm = errors.New("这一渠道以双方确认之日为收到申请之日，请填写双方确认的日期")
	ErrAmendLate    = errors.New("更正后的收到申请之日晚于这件申请已经办理的事项，请核对")
	ErrAmendOrdered = errors.New("责令重新答复的申请以收到决定之日为准，渠道和日期不能更正")
	ErrAmendEdition = errors.New("更正后适用的条例没有已经发出的收费或者说明理由通知，请核对日期")
)

// Registered is how the request stands registered.
func (r Request) Registered() Registered {
	a := r.Applicant
	return Registered{Channel: r.Channel, SubmittedOn: calendar.On(r.SubmittedAt), ConfirmedOn: r.ConfirmedOn,
		Name: a.Name, Phone: a.Phone, Email: a.Email, Address: a.Address, Fax: a.Fax}
}

// changes names what differs, the personal ones last.
func (g Registered) changes(now Registered) (list []Change, personal []Change) {
	add := func(to *[]Change, field, before, after string) {
		if before != after {
			*to = append(*to, Change{field, before, after})
		}
	}
	add(&list, "收到的渠道", g.Channel.Name(), now.Channel.Name())
	add(&list, "提交日期", g.SubmittedOn.String(), now.SubmittedOn.String())
	add(&list, "双方确认的日期", g.ConfirmedOn.String(), now.ConfirmedOn.String())
	add(&personal, "姓名或者名称", g.Name, now.Name)
	add(&personal, "电话", g.Phone, now.Phone)
	add(&personal, "电子邮箱", g.Email, now.Email)
	add(&personal, "通信地址", g.Address, now.Address)
	add(&personal, "传真号码", g.Fax, now.Fax)
	return list, personal
}

// Amended is the request registered as it should have been, its clocks reckoned
// anew, and every field that is wrong: channel, submitted_on, confirmed_on, name,
// phone, email, address, fax. Where another edition applies, an answer drafted
// under the first falls away.
func (r Request) Amended(now Registered, h Hand) (Request, []Fault) {
	var faults faultList
	was := r.Registered()
	a := r.Applicant
	a.Name, a.Phone, a.Email, a.Address, a.Fax = now.Name, now.Phone, now.Email, now.Address, now.Fax
	a, wrong := a.Faults()
	asked, more := r.Asked.Faults(a)
	for _, f := range append(wrong, more...) {
		// What else may be wrong in the case is not what is corrected.
		if slices.Contains([]string{"name", "phone", "email", "address", "fax"}, f.Field) {
			faults = append(faults, f)
		}
	}
	dates := now.Channel != was.Channel || now.SubmittedOn != was.SubmittedOn || now.ConfirmedOn != was.ConfirmedOn
	next := r
	next.Applicant = a
	if dates {
		next.Channel, next.ConfirmedOn = now.Channel, now.ConfirmedOn
		faults = append(faults, r.redated(&next, now, h)...)
	}
	if len(faults) > 0 {
		return r, faults
	}
	if first, suffix, _ := strings.Cut(r.Fingerprint, "/"); first != "" {
		next.Fingerprint = Fingerprint(r.Agency, a, asked)
		if suffix != "" {
			next.Fingerprint += "/" + suffix
		}
	}
	if next.Edition != r.Edition && r.Edition != "" {
		next.Decision = nil
	}
	return Reckon(next, h.Calendar, h.Lead), nil
}

// redated sets the days of next by what is registered now.
func (r Request) redated(next *Request, now Registered, h Hand) (faults faultList) {
	_, lawful := regulation.EditionOn(now.SubmittedOn)
	switch {
	case r.Ordered:
		faults.add("submitted_on", ErrAmendOrdered)
	case !now.Channel.Known():
		faults.add("channel", ErrChannel)
	case now.SubmittedOn == calendar.NoDay || !lawful || now.SubmittedOn > h.today():
		faults.add("submitted_on", ErrSubmitted)
	case now.ConfirmedOn != calendar.NoDay && (now.ConfirmedOn < now.SubmittedOn || now.ConfirmedOn > h.today()):
		faults.add("confirmed_on", ErrConfirmed)
	}
	if len(faults) > 0 {
		return faults
	}
	if now.SubmittedOn != calendar.On(r.SubmittedAt) {
		next.SubmittedAt = now.SubmittedOn.Start().Add(12 * time.Hour)
	}
	received, err := next.receive(h.Calendar)
	switch {
	case err != nil:
		faults.add("submitted_on", err)
	case received.State == Confirming && r.State != Confirming:
		faults.add("confirmed_on", ErrAmendConfirm)
	case received.ReceivedOn != calendar.NoDay && received.ReceivedOn > r.begun():
		faults.add("submitted_on", ErrAmendLate)
	case received.Edition == "2008" && (r.Delay != nil || r.Fee != nil):
		faults.add("submitted_on", ErrAmendEdition)
	}
	if r.State == Clarifying || r.State == Paying {
		received.State = r.State
	}
	*next = received
	return faults
}

// begun is the first day on which anything was done that rests on the day of
// receipt; the last day there is where nothing was.
func (r Request) begun() calendar.Day {
	first := calendar.Date(9999, time.December, 31)
	did := func(on calendar.Day) {
		if on != calendar.NoDay && on != 0 {
			first = min(first, on)
		}
	}
	for _, l := range r.Letters {
		did(l.On)
	}
	for _, o := range r.Opinions {
		did(o.AskedOn)
	}
	if r.Clarification != nil {
		did(r.Clarification.AskedOn)
	}
	if r.Fee != nil {
		did(r.Fee.DemandedOn)
	}
	if r.Extension != nil {
		did(r.Extension.AskedOn)
	}
	if r.Delay != nil {
		did(r.Delay.AskedOn)
	}
	return first
}

// Amend corrects what was mistyped when the request was registered (更正登记), while
// nothing is decided; the clocks are reckoned anew. The journal has the days and
// the channel before and after, and which of the applicant's particulars changed;
// those themselves stand in the case. Errors: [ErrState], [ErrNote],
// [ErrAmendNothing], the first fault of [Request.Amended].
func Amend(r Request, now Registered, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestAmend)
	if err != nil {
		return r, journal.Entry{}, err
	}
	was, due := r.Registered(), r.DueOn
	next, faults := r.Amended(now, h)
	for _, f := range faults {
		return r, journal.Entry{}, f.Err
	}
	changes, personal := was.changes(next.Registered())
	if len(changes)+len(personal) == 0 {
		return r, journal.Entry{}, ErrAmendNothing
	}
	if why = strings.TrimSpace(why); why == "" {
		return r, journal.Entry{}, ErrNote
	}
	next.Amendments = append(slices.Clone(r.Amendments), Amendment{On: h.today(), By: string(h.By), Why: why, Changes: slices.Concat(changes, personal)})
	var notes []string
	for _, c := range changes {
		notes = append(notes, fmt.Sprintf("%s %s → %s", c.Field, orNone(c.Before), orNone(c.After)))
	}
	for _, c := range personal {
		notes = append(notes, "更正"+c.Field)
	}
	if next.DueOn != due {
		notes = append(notes, fmt.Sprintf("法定期限 %s → %s", orNone(due.String()), orNone(next.DueOn.String())))
	}
	return next, next.entry(journal.RequestAmend, h, strings.Join(notes, "；")+"（"+why+"）"), nil
}

func orNone(s string) string {
	if s == "" {
		return "无"
	}
	return s
}

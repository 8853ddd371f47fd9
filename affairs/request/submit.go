package request

import (
	"errors"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Filing is a request as it comes in, by whatever channel.
type Filing struct {
	Agency    agency.Code
	Channel   regulation.Channel
	Kind      Kind // Statutory unless an official knows better
	Applicant Applicant
	Asked     Asked
	Files     []File
	// SubmittedOn is the day it was handed in, posted to the agency or sent;
	// NoDay for the day of the act. Only officials who write down what came on
	// paper know another.
	SubmittedOn calendar.Day
	// ConfirmedOn is the day both sides confirmed it, where the channel asks
	// for that and it is known; NoDay if not.
	ConfirmedOn calendar.Day
	Citizen     int64
	Previous    ID
}

var (
	ErrChannel   = errors.New("请选择收到申请的渠道")
	ErrKind      = errors.New("请选择事项种类")
	ErrSubmitted = errors.New("提交日期不能晚于今天，也不能早于《条例》施行之日（2008年5月1日）")
	ErrConfirmed = errors.New("确认日期不能早于提交日期，也不能晚于今天")
)

// Faults cleans the filing and names every field that is wrong, those of the
// applicant and of what is asked among them.
func (f Filing) Faults(today calendar.Day) (Filing, []Fault) {
	var faults, more []Fault
	f.Applicant, faults = f.Applicant.Faults()
	f.Asked, more = f.Asked.Faults(f.Applicant)
	faults = append(faults, more...)
	known := false
	for _, c := range regulation.Channels {
		known = known || c.Channel == f.Channel
	}
	if !known {
		faults = append(faults, Fault{"channel", ErrChannel})
	}
	if f.Kind.Name() == string(f.Kind) {
		faults = append(faults, Fault{"kind_of_matter", ErrKind})
	}
	if f.SubmittedOn == calendar.NoDay {
		f.SubmittedOn = today
	}
	if _, ok := regulation.EditionOn(f.SubmittedOn); !ok || f.SubmittedOn > today {
		faults = append(faults, Fault{"submitted_on", ErrSubmitted})
	} else if f.ConfirmedOn != calendar.NoDay && (f.ConfirmedOn < f.SubmittedOn || f.ConfirmedOn > today) {
		faults = append(faults, Fault{"confirmed_on", ErrConfirmed})
	}
	return f, faults
}

// Submit files a request (2019: arts 27, 29). It waits to be confirmed where
// the channel asks for that (art. 31), and is in hand otherwise. The caller
// has given it the next number of the year of filing and found no open case of
// the same fingerprint. Errors: the first of [Filing.Faults].
func Submit(id ID, f Filing, h Hand) (Request, journal.Entry, error) {
	f, faults := f.Faults(h.today())
	for _, fault := range faults {
		return Request{}, journal.Entry{}, fault.Err
	}
	at := h.At
	if f.SubmittedOn != h.today() {
		at = f.SubmittedOn.Start().Add(12 * time.Hour)
	}
	r := Request{
		ID: id, Agency: f.Agency, Kind: f.Kind, Channel: f.Channel,
		Applicant: f.Applicant, Asked: f.Asked, Files: f.Files,
		Fingerprint: Fingerprint(f.Agency, f.Applicant, f.Asked),
		SubmittedAt: at, ConfirmedOn: f.ConfirmedOn,
		ReceivedOn: calendar.NoDay, ClosedOn: calendar.NoDay,
		Citizen: f.Citizen, Previous: f.Previous,
	}
	r, err := r.receive(h.Calendar)
	if err != nil {
		return Request{}, journal.Entry{}, err
	}
	r = Reckon(r, h.Calendar, h.Lead)
	return r, r.entry(journal.RequestSubmit, h, ""), nil
}

// Numbered is a request just submitted, and the entry that tells of it, under
// the number given out for it since: those who file together are numbered when
// it is known how many they are.
func Numbered(r Request, e journal.Entry, id ID) (Request, journal.Entry) {
	r.ID = id
	e.Thing = r.Thing()
	return r, e
}

// Confirm records that both sides confirmed the request on a day (art. 31); for
// channels without that rule nothing waits for it. Errors: [ErrState],
// [ErrConfirmed], [ErrEdition].
func Confirm(r Request, on calendar.Day, how string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestConfirm)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if on < calendar.On(r.SubmittedAt) || on > h.today() {
		return r, journal.Entry{}, ErrConfirmed
	}
	r.ConfirmedOn = on
	if r, err = r.receive(h.Calendar); err != nil {
		return r, journal.Entry{}, err
	}
	if r.State != Handling {
		return r, journal.Entry{}, ErrState
	}
	r = Reckon(r, h.Calendar, h.Lead)
	return r, r.entry(journal.RequestConfirm, h, how), nil
}

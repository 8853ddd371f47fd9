package remedy

import (
	"errors"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	law "gongkai/law/remedy"
)

// Filing is what is known of a suit, or of an appeal, when it is registered.
type Filing struct {
	Route    Route // of a suit
	Court    string
	Number   string       // the court's; "" while unknown
	ServedOn calendar.Day // the agency received the copy; NoDay while not
	By       string       // of an appeal: "plaintiff" or "agency"
}

// served checks the filing and makes the instance of it.
func (f Filing) instance(level int, on calendar.Day, at time.Time) (Instance, error) {
	i := Instance{Level: level, FiledOn: on, By: f.By, ServedOn: f.ServedOn, DefendedOn: calendar.NoDay, HeardOn: calendar.NoDay,
		DecidedOn: calendar.NoDay, GivenOn: calendar.NoDay}
	var nobody, long error
	i.Court, nobody = line(f.Court, ErrBody)
	i.Number, long = line(f.Number, nil)
	return i, errors.Join(nobody, long, when(f.ServedOn != calendar.NoDay && since(f.ServedOn, at, on) != nil, ErrServed))
}

// open adds an instance with its clocks. Nobody answers their own appeal, so
// the agency's starts no clock for a defence.
func (r Remedy) open(i Instance, judge law.Limit, cal *calendar.Calendar) Remedy {
	r.Instances = append(slices.Clone(r.Instances), i)
	if i.ServedOn != calendar.NoDay && i.By != "agency" {
		r = r.start(law.Defend, i.ServedOn, cal)
	}
	return r.start(judge, i.FiledOn, cal)
}

// change is the present instance, changed.
func (r Remedy) change(f func(*Instance)) Remedy {
	r.Instances = slices.Clone(r.Instances)
	f(&r.Instances[len(r.Instances)-1])
	return r
}

// Instance is the present or last instance of a suit; false for a remedy of
// another kind.
func (r Remedy) Instance() (Instance, bool) {
	if len(r.Instances) == 0 {
		return Instance{}, false
	}
	return r.Instances[len(r.Instances)-1], true
}

// RegisterSuit enters a suit the court docketed on the matter's day. A suit
// after reconsideration is about that reconsideration. Errors: those of
// [Matter], [ErrRoute], [ErrAfter], [ErrBody], [ErrServed].
func RegisterSuit(id int64, m Matter, f Filing, cal *calendar.Calendar, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	r := begun(Suit, id, by, at)
	to, err := r.after(journal.SuitRegister)
	if err != nil {
		return Remedy{}, journal.Entry{}, err
	}
	r, err = m.state(r, true, at)
	k, _, ok := ParseThing(m.About)
	f.By = "plaintiff"
	i, wrong := f.instance(1, m.On, at)
	if err := errors.Join(err, when(f.Route.Name() == "", ErrRoute), when(f.Route == Further && (!ok || k != Reconsideration), ErrAfter), wrong); err != nil {
		return Remedy{}, journal.Entry{}, err
	}
	r.State, r.Route, r.Body, r.CaseNumber = to, f.Route, i.Court, i.Number
	r = r.open(i, law.Judge, cal)
	return r, r.entry(journal.SuitRegister, r.Agency, by, at), nil
}

// DefendSuit records that the agency handed in its defence and evidence, in
// the first instance or in the appeal. Errors: [ErrState], [ErrDay],
// [ErrEarly].
func DefendSuit(r Remedy, on calendar.Day, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	act := journal.SuitDefend
	if r.State == Appealed {
		act = journal.SuitDefendAppeal
	}
	to, err := r.after(act)
	if err != nil {
		return r, journal.Entry{}, err
	}
	i, _ := r.Instance()
	if err := since(on, at, i.FiledOn, i.ServedOn); err != nil {
		return r, journal.Entry{}, err
	}
	r.State = to
	r = r.change(func(i *Instance) { i.DefendedOn = on }).stop(law.Defend, on)
	return r, r.entry(act, r.Agency, by, at), nil
}

// HearSuit records a session of the court. Errors: [ErrState], [ErrDay],
// [ErrEarly].
func HearSuit(r Remedy, on calendar.Day, words string, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.SuitHear)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words, err = block(words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	i, _ := r.Instance()
	if err := since(on, at, i.FiledOn); err != nil {
		return r, journal.Entry{}, err
	}
	r.State = to
	r = r.change(func(i *Instance) { i.HeardOn = on })
	return r.remark(journal.SuitHear, words, by, at), r.entry(journal.SuitHear, r.Agency, by, at), nil
}

// judged is what both instances' judgments share.
func (r Remedy) judged(d Decision, at time.Time) (Remedy, Result, error) {
	res, ok := ResultOf(Suit, d.Result)
	i, _ := r.Instance()
	if ok && res.Outcome == "" { // the first judgment is what takes effect, and counts
		var first Result
		if first, ok = r.first(); i.Level != 2 {
			ok = false
		}
		res = first
	}
	again, sooner := d.again(res)
	number, long := line(d.Number, nil)
	if err := errors.Join(when(!ok, ErrOutcome), since(d.On, at, i.FiledOn), long, when(ok, sooner)); err != nil {
		return r, res, err
	}
	r = r.change(func(i *Instance) {
		i.DecidedOn, i.Result, i.Words = d.On, d.Result, d.Words
		if number != "" {
			i.Number = number
		}
	})
	r.Result, r.AnswerBy = res.Code, again
	return r.stop(law.Defend, d.On).stop(law.Judge, d.On).stop(law.JudgeAppeal, d.On), res, nil
}

// first is the last judgment of the first instance.
func (r Remedy) first() (Result, bool) {
	for _, i := range slices.Backward(r.Instances) {
		if i.Level == 1 {
			return ResultOf(Suit, i.Result)
		}
	}
	return Result{}, false
}

// JudgeSuit records the judgment of the first instance. It does not yet take
// effect: the suit stays pending until the time for an appeal is over
// ([CloseSuit]) or the appeal is decided. The time runs from the service of the
// judgment (行政诉讼法第八十五条). Errors: [ErrState], [ErrOutcome],
// [ErrDay], [ErrEarly], [ErrGiven], [ErrAgain].
func JudgeSuit(r Remedy, d Decision, cal *calendar.Calendar, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.SuitJudge)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if d.Words, err = block(d.Words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	if d.GivenOn == calendar.NoDay {
		d.GivenOn = d.On
	}
	changed, res, err := r.judged(d, at)
	if err := errors.Join(err, when(since(d.GivenOn, at, d.On) != nil, ErrGiven)); err != nil {
		return r, journal.Entry{}, err
	}
	r = changed.change(func(i *Instance) { i.GivenOn = d.GivenOn })
	r.State, r.Answer = to, d.Words
	switch {
	case res.final():
	case res.Ruling:
		r = r.start(law.AppealRuling, d.GivenOn, cal)
	default:
		r = r.start(law.Appeal, d.GivenOn, cal)
	}
	return r, r.entry(journal.SuitJudge, r.Agency, by, at), nil
}

// Appealable says whether an appeal may still become known: one was lodged in
// time, or the court excused the delay, and the agency hears of it after it took
// the judgment for final. What is no judgment of a first instance has none.
func (r Remedy) Appealable() bool {
	i, ok := r.Instance()
	res, known := ResultOf(Suit, r.Result)
	return ok && known && i.Level == 1 && !res.final()
}

// AppealSuit records the appeal as a further instance with its own days; a suit
// closed without one is open again. Errors: [ErrState], [ErrPlaintiff],
// [ErrBody], [ErrDay], [ErrEarly], [ErrServed].
func AppealSuit(r Remedy, on calendar.Day, f Filing, cal *calendar.Calendar, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.SuitAppeal)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.State == Closed && !r.Appealable() {
		return r, journal.Entry{}, ErrState
	}
	first, _ := r.Instance()
	i, wrong := f.instance(2, on, at)
	if err := errors.Join(when(f.By != "plaintiff" && f.By != "agency", ErrPlaintiff), since(on, at, first.DecidedOn), wrong); err != nil {
		return r, journal.Entry{}, err
	}
	if r.State == Closed {
		r = r.revive()
	}
	r.State, r.Result, r.AnswerBy = to, "", calendar.NoDay
	r = r.stop(law.Appeal, on).stop(law.AppealRuling, on).open(i, law.JudgeAppeal, cal)
	return r, r.entry(journal.SuitAppeal, r.Agency, by, at), nil
}

// revive undoes the end of a suit that was none: its time for an appeal did not
// pass unused.
func (r Remedy) revive() Remedy {
	r.Clocks = slices.Clone(r.Clocks)
	for i, c := range r.Clocks {
		if (c.Limit == law.Appeal || c.Limit == law.AppealRuling) && c.DoneOn == r.ClosedOn {
			r.Clocks[i].DoneOn = calendar.NoDay
		}
	}
	r.Outcome, r.ClosedOn = "", calendar.NoDay
	return r
}

// RemandSuit records that the court of appeal sent the case back: the first
// instance begins again. Errors: [ErrState], [ErrDay], [ErrEarly].
func RemandSuit(r Remedy, on calendar.Day, words string, cal *calendar.Calendar, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.SuitRemand)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if words, err = block(words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	appeal, _ := r.Instance()
	if err := since(on, at, appeal.FiledOn); err != nil {
		return r, journal.Entry{}, err
	}
	r = r.change(func(i *Instance) { i.DecidedOn, i.Result, i.Words = on, "remanded", words })
	r = r.stop(law.Defend, on).stop(law.JudgeAppeal, on)
	r.State = to
	r = r.open(Instance{Level: 1, Court: r.Body, FiledOn: on, By: "plaintiff", ServedOn: calendar.NoDay, DefendedOn: calendar.NoDay,
		HeardOn: calendar.NoDay, DecidedOn: calendar.NoDay, GivenOn: calendar.NoDay}, law.Judge, cal)
	return r, r.entry(journal.SuitRemand, r.Agency, by, at), nil
}

// JudgeAppeal records the final judgment, which is the one that counts.
// Errors as of [JudgeSuit].
func JudgeAppeal(r Remedy, d Decision, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.SuitJudgeAppeal)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if d.Words, err = block(d.Words, nil); err != nil {
		return r, journal.Entry{}, err
	}
	changed, res, err := r.judged(d, at)
	if err != nil {
		return r, journal.Entry{}, err
	}
	r = changed
	r.Answer = d.Words
	r, e := r.close(res.Outcome, d.On, r.entry(journal.SuitJudgeAppeal, r.Agency, by, at))
	r.State = to
	return r, e, nil
}

// CloseSuit records that the first judgment took effect without an appeal, on a
// day after the time for one. Errors: [ErrState], [ErrDay], [ErrEarly],
// [ErrAppealTime].
func CloseSuit(r Remedy, on calendar.Day, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(journal.SuitClose)
	if err != nil {
		return r, journal.Entry{}, err
	}
	i, _ := r.Instance()
	if err := since(on, at, i.DecidedOn, i.GivenOn); err != nil {
		return r, journal.Entry{}, err
	}
	for _, limit := range []law.Limit{law.Appeal, law.AppealRuling} {
		if c, ok := r.running(limit); ok && on <= c.Due {
			return r, journal.Entry{}, ErrAppealTime
		}
	}
	res, ok := ResultOf(Suit, r.Result)
	if !ok {
		return r, journal.Entry{}, ErrOutcome
	}
	r, e := r.close(res.Outcome, on, r.entry(journal.SuitClose, r.Agency, by, at))
	r.State = to
	return r, e, nil
}

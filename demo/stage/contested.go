package stage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// contested plays the year's complaints, reconsiderations and suits.
type contested struct {
	ctx      context.Context
	o        *office.Office
	calendar *calendar.Calendar
	progress func(n int)
}

// Contested lets the complaints, reconsiderations and suits of 2017 happen. It
// must follow [Asked], whose answers they contest; interrupted, it goes on
// where it stopped. progress counts remedies.
func Contested(ctx context.Context, o *office.Office, p *demo.Plan, progress func(at, total int64)) error {
	total, done := int64(p.Asked.Remedies()), int64(0)
	c := &contested{ctx: ctx, o: o, calendar: o.Calendar(), progress: func(n int) {
		done += int64(n)
		progress(done, total)
	}}
	c.progress(0)
	var complaints []told
	for g := range p.Grievances() {
		complaints = append(complaints, told{g.On, func(id int64) (remedy.Remedy, []journal.Entry, error) { return c.complaint(id, g) }, nil})
	}
	if err := c.save(remedy.Complaint, complaints); err != nil {
		return err
	}
	reconsiderations, suits, err := c.contests(p)
	if err != nil {
		return err
	}
	if err := c.save(remedy.Reconsideration, reconsiderations); err != nil {
		return err
	}
	return c.save(remedy.Suit, suits)
}

// told is a remedy that will be played under its number once that is known.
type told struct {
	on   calendar.Day
	play func(id int64) (remedy.Remedy, []journal.Entry, error)
	// id is where a reconsideration's number is put; nil for the others.
	id *int64
}

// save plays and saves what is not in the record yet, in the order of days.
func (c *contested) save(kind remedy.Kind, list []told) error {
	saved, err := c.o.Store.CountRemedies(c.ctx, store.RemedySelection{Seat: remedy.Seat{All: true}, Kind: kind, Year: 2017})
	if err != nil {
		return err
	}
	c.progress(int(min(saved, int64(len(list)))))
	for at := int(saved); at < len(list); {
		batch := list[at:min(at+2000, len(list))]
		var remedies []remedy.Remedy
		var entries []journal.Entry
		for i, t := range batch {
			r, es, err := t.play(remedy.ID(2017, int64(at+i+1)))
			if err != nil {
				return fmt.Errorf("%s %d: %w", kind, at+i+1, err)
			}
			remedies, entries = append(remedies, r), append(entries, es...)
		}
		slices.SortStableFunc(entries, func(x, y journal.Entry) int { return x.At.Compare(y.At) })
		err := c.o.Store.Act(c.ctx, account.Console, c.o.Now(), func(tx *store.Tx) error {
			first, err := tx.NextRemedies(c.ctx, kind, 2017, len(batch))
			if err != nil {
				return err
			}
			if first != remedies[0].ID {
				return fmt.Errorf("%s is not free", remedies[0].Thing())
			}
			return tx.SaveRemedies(c.ctx, remedies, entries)
		})
		if err != nil {
			return err
		}
		at += len(batch)
		c.progress(len(batch))
	}
	return nil
}

// walk does acts one after the other, each at ten of its day or soon after the
// last.
type walk struct {
	r       remedy.Remedy
	entries []journal.Entry
	at      time.Time
	err     error
}

func (w *walk) do(by account.Login, on calendar.Day, act func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error)) {
	if w.err != nil {
		return
	}
	at := on.Start().Add(10 * time.Hour)
	if !at.After(w.at) {
		at = w.at.Add(11 * time.Minute)
	}
	r, e, err := act(by, at)
	if err != nil {
		w.err = fmt.Errorf("%s: %w", at, err)
		return
	}
	w.r, w.at, w.entries = r, at, append(w.entries, e)
}

func (c *contested) complaint(id int64, g demo.Grievance) (remedy.Remedy, []journal.Entry, error) {
	const by, handler = account.Login("cityoffice"), agency.Code("CC")
	var w walk
	m := remedy.Matter{Agency: agency.Code(g.Agency), On: g.On, Subject: g.Subject, Claim: g.Claim, Parties: []remedy.Party{{Part: "applicant", Name: g.Name}}}
	w.do(by, g.On, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.RegisterComplaint(id, m, remedy.Channel(g.Channel), handler, []agency.Code{handler}, c.calendar, by, at)
	})
	if o := remedy.Outcome(g.Outcome); o == remedy.Referred {
		w.do(by, g.AcceptedOn, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
			return remedy.RedirectComplaint(w.r, o, "有权处理的机关", g.Answer, g.AcceptedOn, by, at)
		})
		return w.r, w.entries, w.err
	}
	w.do(by, g.AcceptedOn, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.AcceptComplaint(w.r, g.AcceptedOn, c.calendar, by, at)
	})
	w.do(by, g.AcceptedOn, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.AssignComplaint(w.r, login(account.Clerk, handler), by, at)
	})
	w.do(by, g.AnsweredOn, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.AnswerComplaint(w.r, remedy.Outcome(g.Outcome), g.Answer, g.AnsweredOn, by, at)
	})
	return w.r, w.entries, w.err
}

// answers is the statutory requests of the year answered early enough, by
// number.
func (c *contested) answers() ([]store.RequestRow, error) {
	var list []store.RequestRow
	cursor := ""
	for {
		rows, next, _, err := c.o.Store.ListRequests(c.ctx, store.RequestSelection{Year: 2017, Kind: request.Statutory, State: request.Closed},
			store.Horizon{}, cursor, 2000)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if row.ClosedOn <= demo.LastContested {
				list = append(list, row)
			}
		}
		if cursor = next; next == "" {
			slices.Reverse(list)
			return list, nil
		}
	}
}

// working is the day, or the first working one after it.
func (c *contested) working(d calendar.Day) calendar.Day { return c.calendar.Add(d-1, 1) }

func (c *contested) contests(p *demo.Plan) (reconsiderations, suits []told, err error) {
	free, err := c.answers()
	if err != nil {
		return nil, nil, err
	}
	pick := func(n uint64) (store.RequestRow, bool) {
		if len(free) == 0 {
			return store.RequestRow{}, false
		}
		i := int(n % uint64(len(free)))
		a := free[i]
		free = slices.Delete(free, i, i+1)
		return a, true
	}
	// A suit after reconsideration follows one that left the answer as it was.
	type decided struct {
		store.RequestRow
		id *int64 // its number, once all are in order
		on calendar.Day
	}
	var upheld []decided
	end := calendar.Date(2017, time.December, 8)
	for x := range p.Contests() {
		var a store.RequestRow
		var after *decided
		if x.After {
			var early []int
			for i, u := range upheld {
				if u.on <= calendar.Date(2017, time.September, 15) {
					early = append(early, i)
				}
			}
			if len(early) > 0 {
				i := early[x.Pick%uint64(len(early))]
				u := upheld[i]
				upheld = slices.Delete(upheld, i, i+1)
				a, after = u.RequestRow, &u
			}
		}
		if after == nil {
			var ok bool
			if a, ok = pick(x.Pick); !ok {
				return nil, nil, fmt.Errorf("演示数据：没有可供复议、诉讼的答复")
			}
		}
		from := a.ClosedOn
		if after != nil {
			from = after.on
		}
		filed := c.working(from + calendar.Day(x.Filed))
		taken := c.working(filed + calendar.Day(x.Taken))
		replied := c.working(taken + calendar.Day(x.Answered))
		on := min(c.working(replied+calendar.Day(x.Decided)), max(end, replied))
		m := remedy.Matter{Agency: a.Agency, About: a.Thing(), Decision: a.Outcome, On: filed, Subject: x.Subject, Claim: x.Claim,
			Parties: []remedy.Party{{Part: "applicant", Name: a.ApplicantName, Organisation: a.ApplicantKind.Body()}}}
		if !x.Suit {
			id := new(int64)
			if x.Outcome == 0 {
				upheld = append(upheld, decided{a, id, on})
			}
			reconsiderations = append(reconsiderations, told{filed, func(n int64) (remedy.Remedy, []journal.Entry, error) {
				if err := c.made(a.ID, &m); err != nil {
					return remedy.Remedy{}, nil, err
				}
				return c.reconsideration(n, x, m, taken, replied, on)
			}, id})
			continue
		}
		suits = append(suits, told{filed, func(n int64) (remedy.Remedy, []journal.Entry, error) {
			f := remedy.Filing{Route: remedy.Direct, Court: "长春市某基层人民法院", ServedOn: taken}
			if after != nil {
				f.Route, m.About = remedy.Further, remedy.Thing(remedy.Reconsideration, *after.id)
			}
			if err := c.made(a.ID, &m); err != nil {
				return remedy.Remedy{}, nil, err
			}
			return c.suit(n, x, m, f, replied, on)
		}, nil})
	}
	byDay := func(x, y told) int { return cmp.Compare(x.on, y.on) }
	slices.SortStableFunc(reconsiderations, byDay)
	slices.SortStableFunc(suits, byDay)
	for i, r := range reconsiderations {
		*r.id = remedy.ID(2017, int64(i+1))
	}
	return reconsiderations, suits, nil
}

// made says on which ground and by whom the contested answer was made.
func (c *contested) made(id request.ID, m *remedy.Matter) error {
	q, err := c.o.Store.Request(c.ctx, id)
	if err != nil || q.Decision == nil {
		return err
	}
	m.Officers = office.OfficersOf(*q.Decision)
	for _, part := range q.Decision.Parts {
		if m.Ground = part.Ground; m.Ground != "" {
			break
		}
	}
	return nil
}

func (c *contested) reconsideration(id int64, x demo.Contest, m remedy.Matter, taken, replied, on calendar.Day) (remedy.Remedy, []journal.Entry, error) {
	by := login(account.Clerk, m.Agency)
	var w walk
	w.do(by, m.On, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.RegisterReconsideration(id, m, "长春市人民政府行政复议机构", "", c.calendar, by, at)
	})
	w.do(by, taken, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.AcceptReconsideration(w.r, taken, taken, false, fmt.Sprintf("长府复字〔2017〕%d号", id%1_000_000), c.calendar, by, at)
	})
	w.do(by, replied, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.AnswerReconsideration(w.r, replied, "已提交书面答复和证据材料", by, at)
	})
	w.do(by, on, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.DecideReconsideration(w.r, remedy.Decision{On: on, Result: x.Result, AgainBy: calendar.NoDay}, by, at)
	})
	return w.r, w.entries, w.err
}

func (c *contested) suit(id int64, x demo.Contest, m remedy.Matter, f remedy.Filing, defended, on calendar.Day) (remedy.Remedy, []journal.Entry, error) {
	by := login(account.Clerk, m.Agency)
	f.Number = fmt.Sprintf("（2017）吉行初%d号", id%1_000_000)
	var w walk
	w.do(by, max(m.On, f.ServedOn), func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.RegisterSuit(id, m, f, c.calendar, by, at)
	})
	w.do(by, defended, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.DefendSuit(w.r, defended, by, at)
	})
	w.do(by, on, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.JudgeSuit(w.r, remedy.Decision{On: on, Result: x.Result, AgainBy: calendar.NoDay, GivenOn: calendar.NoDay}, c.calendar, by, at)
	})
	// Nobody appealed in time; a withdrawal has no time for an appeal.
	last := c.working(max(on, w.r.DueOn) + 1)
	w.do(by, last, func(by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.CloseSuit(w.r, last, by, at)
	})
	return w.r, w.entries, w.err
}

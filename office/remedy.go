package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/store"
)

var (
	// ErrRemedyAbout refuses to link a remedy to what is not in the record.
	ErrRemedyAbout = errors.New("没有找到所关联的申请、公开信息或者救济事项")
	// ErrRemedyAgency refuses to link one to another agency's decision.
	ErrRemedyAgency = errors.New("所关联的事项不是由所选的机关办理的")
	// ErrNoRequest refuses to reopen where no request was contested.
	ErrNoRequest = errors.New("这件事项没有关联信息公开申请，不能重新办理")
)

// Seat is what the actor sees of remedies.
func Seat(by account.Actor) remedy.Seat { return remedy.SeatOf(by, by.Agencies()) }

// Above is the agencies over one, the nearest first and the city's own last:
// those that handle complaints about it and issue orders to it (art. 51, 53).
func Above(ctx context.Context, r store.Reader, code agency.Code) ([]agency.Code, error) {
	all, err := r.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	parent := make(map[agency.Code]agency.Code, len(all))
	for _, a := range all {
		parent[a.Code] = a.Parent
	}
	var above []agency.Code
	for c := parent[code]; c != "" && !slices.Contains(above, c); c = parent[c] {
		above = append(above, c)
	}
	// The office in charge of disclosure is the city government's (art. 4).
	for _, a := range all {
		if a.Kind == agency.Government && a.Parent == "" && a.Code != code && !slices.Contains(above, a.Code) {
			above = append(above, a.Code)
		}
	}
	return above, nil
}

// contested fills in, from what the matter is about, which agency decided and
// what. For one that closed, the agency that took over answers. Errors:
// [ErrRemedyAbout], [ErrRemedyAgency].
func contested(ctx context.Context, r store.Reader, m remedy.Matter, today calendar.Day) (remedy.Matter, error) {
	if m.Agency != "" {
		var err error
		if m.Agency, err = heirOf(ctx, r, m.Agency, today); err != nil {
			return m, err
		}
	}
	if m.About == "" {
		return m, nil
	}
	var in agency.Code
	missing := func(err error) error {
		if errors.Is(err, store.ErrNotFound) {
			return ErrRemedyAbout
		}
		return err
	}
	if id, ok := request.ParseThing(m.About); ok {
		q, err := r.Request(ctx, id)
		if err != nil {
			return m, missing(err)
		}
		in, m.Decision, m.NotBefore = q.Agency, q.Outcome, contestable(q, m.On)
		if q.Decision != nil {
			for _, part := range q.Decision.Parts {
				if part.Ground != "" {
					m.Ground = part.Ground
					break
				}
			}
			m.Officers = OfficersOf(*q.Decision)
		}
	} else if kind, id, ok := remedy.ParseThing(m.About); ok {
		v, err := r.Remedy(ctx, kind, id)
		if err != nil {
			return m, missing(err)
		}
		in, m.Decision, m.Ground, m.Officers, m.NotBefore = v.Agency, v.Decision, v.Ground, v.Officers, v.ReceivedOn
	} else {
		var id int64
		if _, err := fmt.Sscanf(m.About, "publication/%d", &id); err != nil {
			return m, ErrRemedyAbout
		}
		p, err := r.Publication(ctx, id)
		if err != nil || p.Thing() != m.About {
			return m, missing(errors.Join(err, store.ErrNotFound))
		}
		in = p.Agency
	}
	in, err := heirOf(ctx, r, in, today)
	if err != nil {
		return m, err
	}
	if m.Agency != "" && m.Agency != in {
		return m, ErrRemedyAgency
	}
	m.Agency = in
	return m, nil
}

// OfficersOf is who drafted, reviewed and signed a decision, as a remedy
// against it keeps them. A decision that nobody signed yet has no officers:
// what is contested is then that there is none.
func OfficersOf(d request.Decision) remedy.Officers {
	if d.SignedBy == "" {
		return remedy.Officers{}
	}
	return remedy.Officers{Drafter: d.Drafter, Reviewer: d.ReviewedBy, Signer: d.SignedBy}
}

// register is the shape of every registration.
func (o *Office) register(ctx context.Context, by account.Actor, kind remedy.Kind, m remedy.Matter, act registration) (remedy.Remedy, error) {
	return o.registerWith(ctx, by, kind, m, act, func(_ *store.Tx, v remedy.Remedy) (remedy.Remedy, error) { return v, nil })
}

type registration = func(id int64, m remedy.Matter, above []agency.Code, at time.Time) (remedy.Remedy, journal.Entry, error)

// registerWith is register for a kind that goes out with a paper: papers puts it
// with what was registered, in the same act.
func (o *Office) registerWith(ctx context.Context, by account.Actor, kind remedy.Kind, m remedy.Matter, act registration,
	papers func(tx *store.Tx, v remedy.Remedy) (remedy.Remedy, error)) (remedy.Remedy, error) {
	at := o.Now()
	var r remedy.Remedy
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		// What it is about may be wrong beside other things: all are said at once.
		m, astray := contested(ctx, tx.Reader, m, calendar.On(at))
		if astray != nil && !errors.Is(astray, ErrRemedyAbout) && !errors.Is(astray, ErrRemedyAgency) {
			return astray
		}
		var above []agency.Code
		if m.Agency != "" {
			if _, err := tx.Agency(ctx, m.Agency); err != nil {
				return err
			}
			var err error
			if above, err = Above(ctx, tx.Reader, m.Agency); err != nil {
				return err
			}
		}
		id, err := tx.NextRemedies(ctx, kind, calendar.On(at).Year(), 1)
		if err != nil {
			return err
		}
		var e journal.Entry
		if r, e, err = act(id, m, above, at); err != nil || astray != nil {
			return errors.Join(astray, err)
		}
		if r, err = papers(tx, r); err != nil {
			return err
		}
		return tx.SaveRemedy(ctx, r, e)
	})
	r.Stamp++
	return r, err
}

// RegisterComplaint enters a complaint to be handled by an agency above the one
// complained of. Errors: [ErrRemedyAbout], [ErrRemedyAgency], those of the act.
func (o *Office) RegisterComplaint(ctx context.Context, by account.Actor, m remedy.Matter, ch remedy.Channel, handler agency.Code) (remedy.Remedy, error) {
	return o.register(ctx, by, remedy.Complaint, m, func(id int64, m remedy.Matter, above []agency.Code, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.RegisterComplaint(id, m, ch, handler, above, o.Calendar(), by.Login, at)
	})
}

// Complain is the applicant of a request complaining about how it was handled,
// to the city's office for disclosure (art. 47(2), 51). The caller has made
// sure that it is the applicant; the name and contact are those of the request.
// Complaints about the city itself are entered there too, and passed on.
// Errors: those of the act.
func (o *Office) Complain(ctx context.Context, id request.ID, words string) (remedy.Remedy, error) {
	at := o.Now()
	by := account.Applicant(id.Thing())
	var r remedy.Remedy
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		q, err := tx.Request(ctx, id)
		if err != nil {
			return err
		}
		m, err := contested(ctx, tx.Reader, remedy.Matter{About: id.Thing(), On: calendar.On(at), Claim: words,
			Subject: "对申请 " + id.Number() + " 办理情况的投诉",
			Parties: []remedy.Party{{Name: q.Applicant.Name, Contact: cmp.Or(q.Applicant.Phone, q.Applicant.Mobile), Organisation: q.Applicant.Kind.Body()}}}, calendar.On(at))
		if err != nil {
			return err
		}
		above, err := Above(ctx, tx.Reader, m.Agency)
		if err != nil {
			return err
		}
		handler := m.Agency
		if len(above) > 0 {
			handler = above[len(above)-1]
		}
		n, err := tx.NextRemedies(ctx, remedy.Complaint, calendar.On(at).Year(), 1)
		if err != nil {
			return err
		}
		var e journal.Entry
		if r, e, err = remedy.RegisterComplaint(n, m, "online", handler, above, o.Calendar(), by.Login, at); err != nil {
			return err
		}
		// The complaint is the applicant's own from its first entry on.
		tx.Actor = account.Applicant(r.Thing())
		return tx.SaveRemedy(ctx, r, e)
	})
	r.Stamp++
	return r, err
}

// RegisterReconsideration enters an application for reconsideration. Errors as
// of [Office.RegisterComplaint].
func (o *Office) RegisterReconsideration(ctx context.Context, by account.Actor, m remedy.Matter, body, number string) (remedy.Remedy, error) {
	return o.register(ctx, by, remedy.Reconsideration, m, func(id int64, m remedy.Matter, _ []agency.Code, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.RegisterReconsideration(id, m, body, number, o.Calendar(), by.Login, at)
	})
}

// RegisterSuit enters a suit. Errors as of [Office.RegisterComplaint].
func (o *Office) RegisterSuit(ctx context.Context, by account.Actor, m remedy.Matter, f remedy.Filing) (remedy.Remedy, error) {
	return o.register(ctx, by, remedy.Suit, m, func(id int64, m remedy.Matter, _ []agency.Code, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.RegisterSuit(id, m, f, o.Calendar(), by.Login, at)
	})
}

// OnRemedy is the shape of every act on one remedy: read, act, save. stamp is
// the one the person saw; 0 to take it as it is now. Errors:
// [store.ErrChanged] when somebody saved in between, those of the act.
func (o *Office) OnRemedy(ctx context.Context, by account.Actor, kind remedy.Kind, id, stamp int64,
	act func(r remedy.Remedy, cal *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error)) (remedy.Remedy, error) {
	at := o.Now()
	var r remedy.Remedy
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		old, err := tx.Remedy(ctx, kind, id)
		if err != nil {
			return err
		}
		if stamp != 0 && old.Stamp != stamp {
			return store.ErrChanged
		}
		var e journal.Entry
		if r, e, err = act(old, o.Calendar(), at); err != nil {
			return err
		}
		return tx.SaveRemedy(ctx, r, e)
	})
	r.Stamp++
	return r, err
}

// ReopenByRemedy opens the new case in which an agency answers again, as a
// decision ordered it: the old request, the new one and the remedy are saved in
// one act. day is when the agency received the order. Where the new case was
// opened before the decision was on record, that case is named and no other
// opened; it takes the day the decision sets, and day is not looked at. Errors: [ErrNoRequest], those of
// remedy.Reopen and request.Reopen.
func (o *Office) ReopenByRemedy(ctx context.Context, by account.Actor, kind remedy.Kind, id, stamp int64, day calendar.Day) (remedy.Remedy, request.Request, error) {
	h := o.hand(ctx, by)
	var r remedy.Remedy
	var anew request.Request
	err := o.Store.Act(ctx, by, h.At, func(tx *store.Tx) error {
		v, err := tx.Remedy(ctx, kind, id)
		if err != nil {
			return err
		}
		if stamp != 0 && v.Stamp != stamp {
			return store.ErrChanged
		}
		contested, err := requestOf(ctx, tx.Reader, v)
		if err != nil {
			return err
		}
		var e journal.Entry
		if old, err := tx.Request(ctx, contested); err != nil {
			return err
		} else if old.Next != 0 {
			if r, e, err = remedy.Reopen(v, old.Next.Thing(), by.Login, h.At); err != nil {
				return err
			}
			if err := tx.SaveRemedy(ctx, r, e); err != nil {
				return err
			}
			anew, err = takeOrder(ctx, tx, old, v, h)
			return err
		}
		anew, err = o.reopen(ctx, tx, contested, day, h, func(old request.Request, anew request.ID) (words string, until calendar.Day, err error) {
			r, e, err = remedy.Reopen(v, anew.Thing(), by.Login, h.At)
			words, until = orderOf(v, old)
			return words, until, err
		})
		if err != nil {
			return err
		}
		return tx.SaveRemedy(ctx, r, e)
	})
	r.Stamp++
	anew.Stamp++
	return r, anew, err
}

// orderOf is what a decision orders for a request: in words, and until when;
// NoDay where it sets no day, or one before the request was answered as it was.
func orderOf(v remedy.Remedy, old request.Request) (words string, until calendar.Day) {
	if until = v.AnswerUntil(); until < old.ClosedOn {
		until = calendar.NoDay
	}
	return v.Kind.Name() + " " + v.Number() + "责令重新答复", until
}

// takeOrder has the case opened already for a request take the day of the
// decision, and gives it with the stamp before that.
func takeOrder(ctx context.Context, tx *store.Tx, old request.Request, v remedy.Remedy, h request.Hand) (request.Request, error) {
	before, err := tx.Request(ctx, old.Next)
	if err != nil {
		return before, err
	}
	words, until := orderOf(v, old)
	anew, e, err := request.TakeOrder(before, words, until, h)
	if err == nil && e != nil {
		return anew, tx.SaveRequest(ctx, before, anew, *e)
	}
	anew.Stamp-- // not saved here
	return anew, err
}

// OrderOn is the decision or judgment that orders a request to be answered anew
// and has not been followed, the latest first; false if there is none. The day it
// sets is recorded there.
func (o *Office) OrderOn(ctx context.Context, id request.ID) (remedy.Remedy, bool, error) {
	things := []string{id.Thing()}
	for range 5 { // a suit after a reconsideration is about that
		var next []string
		for _, thing := range things {
			list, err := o.Store.RemediesAbout(ctx, thing)
			if err != nil {
				return remedy.Remedy{}, false, err
			}
			for _, v := range list {
				if v.MustReopen() && v.State == remedy.Closed {
					return v, true, nil
				}
				next = append(next, v.Thing())
			}
		}
		if things = next; len(things) == 0 {
			break
		}
	}
	return remedy.Remedy{}, false, nil
}

// AnsweredAnew is the case already opened to answer anew the request a remedy is
// about; 0 if there is none.
func (o *Office) AnsweredAnew(ctx context.Context, v remedy.Remedy) (request.ID, error) {
	id, err := requestOf(ctx, o.Store.Reader, v)
	if errors.Is(err, ErrNoRequest) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	q, err := o.Store.Request(ctx, id)
	return q.Next, err
}

// Contesting is the reconsiderations and suits about a request that are not
// decided yet, those about another remedy after it.
func (o *Office) Contesting(ctx context.Context, id request.ID) ([]remedy.Remedy, error) {
	var open []remedy.Remedy
	things := []string{id.Thing()}
	for range 5 { // a suit after a reconsideration is about that
		var next []string
		for _, thing := range things {
			list, err := o.Store.RemediesAbout(ctx, thing)
			if err != nil {
				return nil, err
			}
			for _, v := range list {
				if v.State != remedy.Closed && (v.Kind == remedy.Reconsideration || v.Kind == remedy.Suit) {
					open = append(open, v)
				}
				next = append(next, v.Thing())
			}
		}
		things = next
	}
	return open, nil
}

// requestOf is the request a remedy is about, through the remedies it is about.
// Errors: [ErrNoRequest].
func requestOf(ctx context.Context, r store.Reader, v remedy.Remedy) (request.ID, error) {
	for range 5 {
		if id, ok := request.ParseThing(v.About); ok {
			return id, nil
		}
		kind, id, ok := remedy.ParseThing(v.About)
		if !ok {
			break
		}
		next, err := r.Remedy(ctx, kind, id)
		if err != nil {
			return 0, err
		}
		v = next
	}
	return 0, ErrNoRequest
}

// followRemedies moves remedies as a consequence of the act under way.
func followRemedies(ctx context.Context, tx *store.Tx, list []remedy.Remedy, move func(remedy.Remedy) (remedy.Remedy, journal.Entry, error)) error {
	moved, entries := make([]remedy.Remedy, len(list)), make([]journal.Entry, len(list))
	for i, v := range list {
		var err error
		if moved[i], entries[i], err = move(v); err != nil {
			return fmt.Errorf("%s: %w", v.Thing(), err)
		}
	}
	return tx.FollowRemedies(ctx, moved, entries)
}

// moveRemedies gives the remedies, open and settled, to the agency that took
// over, batch by batch: those about the closed one, which its successor answers
// for, and those it handled. A complaint that would come to the agency it is
// about goes to the next above it; where there is none it stays about the agency
// that is closed.
func (o *Office) moveRemedies(ctx context.Context, from, to agency.Code) error {
	var after store.RemedyPlace
	for {
		at := o.Now()
		reached := after
		err := o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
			list, err := tx.RemediesOf(ctx, from, after, moveBatch)
			if reached = after; err != nil || len(list) == 0 {
				return err
			}
			last := list[len(list)-1]
			reached = store.RemedyPlace{ID: last.ID, Kind: last.Kind}
			above, err := Above(ctx, tx.Reader, to)
			if err != nil {
				return err
			}
			var follow []remedy.Remedy
			next := map[string][2]agency.Code{}
			for _, v := range list {
				about, handler := successors(v, from, to, above)
				if about != v.Agency || handler != v.Handler {
					follow = append(follow, v)
					next[v.Thing()] = [2]agency.Code{about, handler}
				}
			}
			return followRemedies(ctx, tx, follow, func(v remedy.Remedy) (remedy.Remedy, journal.Entry, error) {
				n := next[v.Thing()]
				v, e := remedy.Succeed(v, n[0], n[1], account.Clock.Login, at)
				return v, e, nil
			})
		})
		if err != nil || reached == after {
			return err
		}
		after = reached
	}
}

// successors is which agency a remedy is about, and who handles it, once to
// took over from from.
func successors(v remedy.Remedy, from, to agency.Code, above []agency.Code) (about, handler agency.Code) {
	about, handler = v.Agency, v.Handler
	if about == from {
		about = to
	}
	if handler == from {
		handler = to
	}
	if about != handler || v.Own() || v.Kind == remedy.Reconsideration || v.Kind == remedy.Suit {
		return about, handler
	}
	for _, c := range above {
		if c != from && c != about {
			return about, c
		}
	}
	return v.Agency, handler
}

// reckonRemedies counts the running clocks of remedies anew after a holiday
// notice, in the act that adds it, and says how many moved.
func (o *Office) reckonRemedies(ctx context.Context, tx *store.Tx, cal *calendar.Calendar) (int, error) {
	moved := 0
	var after store.RemedyPlace
	for {
		list, err := tx.OpenRemedies(ctx, after, 1000)
		if err != nil || len(list) == 0 {
			return moved, err
		}
		last := list[len(list)-1]
		after = store.RemedyPlace{ID: last.ID, Kind: last.Kind}
		var changed []remedy.Remedy
		var entries []journal.Entry
		for _, v := range list {
			if v, e := remedy.Reckon(v, cal, tx.At); e != nil {
				changed, entries = append(changed, v), append(entries, *e)
			}
		}
		if err := tx.FollowRemedies(ctx, changed, entries); err != nil {
			return moved, err
		}
		moved += len(changed)
	}
}

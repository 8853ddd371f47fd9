package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
)

// KnownGround says whether the edition in force on the day has the refusal
// ground.
func KnownGround(on calendar.Day) func(string) bool {
	return func(code string) bool {
		edition, ok := regulation.EditionOn(on)
		if !ok {
			return false
		}
		_, ok = edition.Ground(code)
		return ok
	}
}

// Start opens a draft for an agency. Errors: [agency.ErrClosed] and those of
// the act.
func (o *Office) Start(ctx context.Context, by account.Actor, in agency.Code, c publication.Content) (publication.Draft, error) {
	return o.StartOnce(ctx, by, in, c, "")
}

// errStarted ends an act whose form has become a draft already.
var errStarted = errors.New("form became a draft already")

// Started is the draft that a form of the person became; 0 while none. key is
// the form's own, see [Office.StartOnce].
func (o *Office) Started(ctx context.Context, by account.Actor, key string) (int64, error) {
	if key == "" {
		return 0, nil
	}
	return o.Store.Became(ctx, onceKey(by, key))
}

// onceKey keeps people from naming each other's forms; a key may be anything
// that was sent.
func onceKey(by account.Actor, key string) string {
	sum := sha256.Sum256([]byte(key))
	return string(by.Login) + "/" + hex.EncodeToString(sum[:16])
}

// StartOnce is [Office.Start] for a form that may be sent twice: all drafts
// started under one key are one draft, the first; "" is no key. Whoever sends
// it again is given the draft as it is now.
func (o *Office) StartOnce(ctx context.Context, by account.Actor, in agency.Code, c publication.Content, key string) (publication.Draft, error) {
	at := o.Now()
	var d publication.Draft
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		if err := open(ctx, tx, in, at); err != nil {
			return err
		}
		id, err := tx.NextDraft(ctx)
		if err != nil {
			return err
		}
		if key != "" {
			first, err := tx.Become(ctx, onceKey(by, key), id)
			if err != nil {
				return err
			}
			if first != id {
				return errStarted
			}
		}
		var e journal.Entry
		d, e, err = publication.Start(id, in, c, by.Login, at)
		if err != nil {
			return err
		}
		return tx.SaveDraft(ctx, d, e)
	})
	if errors.Is(err, errStarted) {
		id, err := o.Started(ctx, by, key)
		if err != nil {
			return d, err
		}
		return o.Store.Draft(ctx, id)
	}
	d.Stamp++
	if err == nil {
		err = o.screen(ctx, d)
	}
	return d, err
}

// StartRevision opens a draft that will replace the content of a publication.
// Errors: [store.ErrRevising] when one is open already.
func (o *Office) StartRevision(ctx context.Context, by account.Actor, id int64) (publication.Draft, error) {
	at := o.Now()
	var d publication.Draft
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		p, err := tx.Publication(ctx, id)
		if err != nil {
			return err
		}
		draft, err := tx.NextDraft(ctx)
		if err != nil {
			return err
		}
		var e journal.Entry
		d, e, err = publication.StartRevision(draft, p, by.Login, at)
		if err != nil {
			return err
		}
		return tx.SaveDraft(ctx, d, e)
	})
	d.Stamp++
	if err == nil {
		err = o.screen(ctx, d)
	}
	return d, err
}

// change is the shape of every act on one draft: read, act, save. stamp is the
// one the person saw; 0 to take the draft as it is now. Errors:
// [store.ErrChanged] when somebody saved in between.
func (o *Office) change(ctx context.Context, by account.Actor, id, stamp int64,
	act func(publication.Draft, time.Time) (publication.Draft, journal.Entry, error)) (publication.Draft, error) {
	at := o.Now()
	var d publication.Draft
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if d, err = seenDraft(ctx, tx, id, stamp); err != nil {
			return err
		}
		changed, e, err := act(d, at)
		if err != nil {
			return err
		}
		d = changed
		return tx.SaveDraft(ctx, d, e)
	})
	d.Stamp++
	return d, err
}

// passing is [Office.change] for acts that lead to the public: they are told
// what the gate finds and what the draft revises.
func (o *Office) passing(ctx context.Context, by account.Actor, id, stamp int64,
	act func(d publication.Draft, cur *publication.Publication, s publication.Screening, at time.Time) (publication.Draft, journal.Entry, error)) (publication.Draft, error) {
	if err := o.screened(ctx, id); err != nil {
		return publication.Draft{}, err
	}
	at := o.Now()
	var d publication.Draft
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		seen, err := seenDraft(ctx, tx, id, stamp)
		if err != nil {
			return err
		}
		s, err := o.screening(ctx, tx.Reader, seen)
		if err != nil {
			return err
		}
		cur, err := revised(ctx, tx, seen)
		if err != nil {
			return err
		}
		var e journal.Entry
		if d, e, err = act(seen, cur, s, at); err != nil {
			return err
		}
		return tx.SaveDraft(ctx, d, e)
	})
	d.Stamp++
	return d, err
}

// seenDraft is a draft as the person who acts saw it; see [Office.change].
func seenDraft(ctx context.Context, tx *store.Tx, id, stamp int64) (publication.Draft, error) {
	d, err := tx.Draft(ctx, id)
	if err == nil {
		err = asSeen(d, stamp)
	}
	return d, err
}

// revised is the publication the draft revises; nil for a new one.
func revised(ctx context.Context, tx *store.Tx, d publication.Draft) (*publication.Publication, error) {
	if d.Publication == 0 {
		return nil, nil
	}
	p, err := tx.Publication(ctx, d.Publication)
	return &p, err
}

func asSeen(d publication.Draft, stamp int64) error {
	if stamp != 0 && d.Stamp != stamp {
		return store.ErrChanged
	}
	return nil
}

// Edit replaces a draft's content; what says what a revision changes, for
// readers. An agency asked again that was closed since is asked in its
// successor.
func (o *Office) Edit(ctx context.Context, by account.Actor, id, stamp int64, c publication.Content, what string) (publication.Draft, error) {
	at := o.Now()
	var d publication.Draft
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if d, err = seenDraft(ctx, tx, id, stamp); err != nil {
			return err
		}
		var e journal.Entry
		if d, e, err = publication.Edit(d, c, what, o.consultDue(at), by.Login, at); err != nil {
			return err
		}
		if err := tx.SaveDraft(ctx, d, e); err != nil {
			return err
		}
		d.Stamp++
		for _, asked := range d.Consultations {
			if asked.Answer != "" {
				continue
			}
			heir, err := heirOf(ctx, tx.Reader, asked.Agency, calendar.On(at))
			if err != nil {
				return err
			}
			if heir == asked.Agency {
				continue
			}
			err = tx.FollowDrafts(ctx, []publication.Draft{d}, func(d publication.Draft) (publication.Draft, journal.Entry, error) {
				d, e, err := publication.Readdress(d, asked.Agency, heir, account.Clock.Login, at)
				if err != nil || e == nil {
					return d, journal.Entry{}, err
				}
				return d, *e, nil
			})
			if err != nil {
				return err
			}
			if d, err = tx.Draft(ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = o.screen(ctx, d)
	}
	return d, err
}

// heirOf is the agency that does the work of this one on the day: itself, or
// the first of its successors at work.
func heirOf(ctx context.Context, r store.Reader, code agency.Code, on calendar.Day) (agency.Code, error) {
	for {
		a, err := r.Agency(ctx, code)
		if err != nil || a.Open(on) || len(a.Successors) == 0 {
			return code, err
		}
		code = a.Successors[0]
	}
}

// Consult asks another agency; it has [publication.ConsultDays] working days.
// Errors: [store.ErrNotFound] and [agency.ErrClosed] for the agency asked.
func (o *Office) Consult(ctx context.Context, by account.Actor, id, stamp int64, whom agency.Code) (publication.Draft, error) {
	a, err := o.Store.Agency(ctx, whom)
	if err != nil {
		return publication.Draft{}, err
	}
	if !a.Open(o.Today()) {
		return publication.Draft{}, agency.ErrClosed
	}
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Consult(d, whom, o.consultDue(at), by.Login, at)
	})
}

// consultDue is the last day for the answer of an agency asked now.
func (o *Office) consultDue(at time.Time) calendar.Day {
	return o.Calendar().Add(calendar.On(at), publication.ConsultDays)
}

// Concur answers for an agency that was asked, to the text of the stamp.
func (o *Office) Concur(ctx context.Context, by account.Actor, id, stamp int64, whose agency.Code, agree bool, words string) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Concur(d, whose, agree, words, by.Login, at)
	})
}

// Submit sends a draft to the secrecy review. Consultations whose day has
// passed lapse first, in the name of the clock.
func (o *Office) Submit(ctx context.Context, by account.Actor, id, stamp int64) (publication.Draft, error) {
	at := o.Now()
	var d publication.Draft
	if err := o.screened(ctx, id); err != nil {
		return d, err
	}
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if d, err = seenDraft(ctx, tx, id, stamp); err != nil {
			return err
		}
		if d, err = lapse(ctx, tx, d, at); err != nil {
			return err
		}
		cur, err := revised(ctx, tx, d)
		if err != nil {
			return err
		}
		// The source may have been opened meanwhile.
		if d.Origin, err = source(ctx, tx.Reader, d, d.Origin); err != nil {
			return err
		}
		s, err := o.screening(ctx, tx.Reader, d)
		if err != nil {
			return err
		}
		var e journal.Entry
		if d, e, err = publication.Submit(d, cur, s, by.Login, at); err != nil {
			return err
		}
		return tx.SaveDraft(ctx, d, e)
	})
	d.Stamp++
	return d, err
}

// lapse closes, in the name of the clock, the draft's consultations whose day
// has passed, within the act under way. The draft is given as it then stands
// in the record.
func lapse(ctx context.Context, tx *store.Tx, d publication.Draft, at time.Time) (publication.Draft, error) {
	if !d.State.Allows(journal.DraftLapse) {
		return d, nil
	}
	lapsed, e, err := publication.Lapse(d, at)
	if err != nil || e == nil {
		return d, err
	}
	err = tx.FollowDrafts(ctx, []publication.Draft{d}, func(publication.Draft) (publication.Draft, journal.Entry, error) {
		return lapsed, *e, nil
	})
	lapsed.Stamp++
	return lapsed, err
}

// Lapse closes a draft's consultations whose day has passed, and says whether
// there were any.
func (o *Office) Lapse(ctx context.Context, id int64) (bool, error) {
	at := o.Now()
	lapsed := false
	err := o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		after, err := lapse(ctx, tx, d, at)
		lapsed = after.Stamp != d.Stamp
		return err
	})
	return lapsed, err
}

// Recall takes a submitted draft back.
func (o *Office) Recall(ctx context.Context, by account.Actor, id, stamp int64) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Recall(d, by.Login, at)
	})
}

// Clear passes the secrecy review.
func (o *Office) Clear(ctx context.Context, by account.Actor, id, stamp int64, words string) (publication.Draft, error) {
	return o.passing(ctx, by, id, stamp, func(d publication.Draft, _ *publication.Publication, s publication.Screening, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Clear(d, s, words, by.Login, at)
	})
}

// Return sends a draft back with a reason.
func (o *Office) Return(ctx context.Context, by account.Actor, id, stamp int64, why string) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Return(d, why, by.Login, at)
	})
}

// Discard ends a draft.
func (o *Office) Discard(ctx context.Context, by account.Actor, id, stamp int64) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Discard(d, by.Login, at)
	})
}

// Schedule signs a draft for publication at a set minute.
func (o *Office) Schedule(ctx context.Context, by account.Actor, id, stamp int64, when time.Time) (publication.Draft, error) {
	return o.passing(ctx, by, id, stamp, func(d publication.Draft, cur *publication.Publication, s publication.Screening, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Schedule(d, cur, s, when, by.Login, at)
	})
}

// Unschedule takes the set minute back.
func (o *Office) Unschedule(ctx context.Context, by account.Actor, id, stamp int64) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Unschedule(d, by.Login, at)
	})
}

// Withhold signs that a draft is not published.
func (o *Office) Withhold(ctx context.Context, by account.Actor, id, stamp int64) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Withhold(d, by.Login, at)
	})
}

// Publish signs a draft and makes it public at once, as a new publication or
// as the next version of the one it revises.
func (o *Office) Publish(ctx context.Context, by account.Actor, id, stamp int64) (publication.Publication, error) {
	at := o.Now()
	var p publication.Publication
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return p, err
	}
	var signs agency.Code // for whom; a guess until the draft is read
	if len(by.Grants) > 0 {
		signs = by.Grants[0].Agency
	}
	act := func(screened bool) error {
		return o.Store.ActAsking(ctx, by, at, func(tx *store.Tx) error {
			d, card, err := tx.BeforePublishing(ctx, id, signs, calendar.On(at).Year())
			if err == nil {
				err = asSeen(d, stamp)
			}
			if err == nil && !screened && d.Attribute == publication.Proactive && len(d.Content.Attachments) > 0 {
				err = errFilesFirst
			}
			if err == nil && d.Agency != card.Agency.Code {
				card, err = tx.Card(ctx, d.Agency)
			}
			if err != nil {
				return err
			}
			p, err = o.publish(ctx, tx, d, card, by.Login, at)
			return err
		})
	}
	err := act(false)
	if errors.Is(err, errFilesFirst) {
		if err = o.screened(ctx, id); err == nil {
			err = act(true)
		}
	}
	return p, err
}

// errFilesFirst leaves an act: the draft has files, which must not be looked into
// while others wait for their turn.
var errFilesFirst = errors.New("draft has files")

// publish makes the draft public; card is that of its agency.
func (o *Office) publish(ctx context.Context, tx *store.Tx, d publication.Draft, card store.Card, by account.Login, at time.Time) (publication.Publication, error) {
	var id int64
	var index string
	old, err := revised(ctx, tx, d)
	if err != nil {
		return publication.Publication{}, err
	}
	if old == nil {
		if id, index, err = tx.NextPublication(ctx, d.Agency, calendar.On(at).Year()); err != nil {
			return publication.Publication{}, err
		}
	}
	s, err := o.screeningBy(ctx, tx.Reader, d, card)
	if err != nil {
		return publication.Publication{}, err
	}
	d, p, e, err := publication.Publish(d, old, s, id, index, by, at)
	if err != nil {
		return publication.Publication{}, err
	}
	if err := tx.Publish(ctx, d, old, p, e); err != nil {
		return p, err
	}
	if err := tx.PassGate(ctx, d.Content.Attachments); err != nil || old != nil {
		return p, err
	}
	if err := o.keepPlan(ctx, tx, d, p); err != nil {
		return p, err
	}
	return p, registerNorm(ctx, tx, p, by, at)
}

func open(ctx context.Context, tx *store.Tx, in agency.Code, at time.Time) error {
	a, err := tx.Agency(ctx, in)
	if err != nil {
		return err
	}
	if !a.Open(calendar.On(at)) {
		return agency.ErrClosed
	}
	return nil
}

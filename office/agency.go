package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/paper/richtext"
	"gongkai/store"
)

// AddAgency sets up an agency. Errors: [agency.ErrExists] and those of the
// act; [store.ErrNotFound] for a parent that does not exist.
func (o *Office) AddAgency(ctx context.Context, by account.Actor, a agency.Agency) (agency.Agency, error) {
	at := o.Now()
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		added, e, err := agency.Add(a, string(by.Login), at)
		if err != nil {
			return err
		}
		if _, err := tx.Agency(ctx, added.Code); err == nil {
			return agency.ErrExists
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if added.Parent != "" {
			if _, err := tx.Agency(ctx, added.Parent); err != nil {
				return err
			}
		}
		a = added
		return tx.SaveAgency(ctx, a, e)
	})
	return a, err
}

func (o *Office) changeAgency(ctx context.Context, by account.Actor, code agency.Code,
	act func(agency.Agency, time.Time) (agency.Agency, journal.Entry, error)) (agency.Agency, error) {
	at := o.Now()
	var a agency.Agency
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if a, err = tx.Agency(ctx, code); err != nil {
			return err
		}
		var e journal.Entry
		if a, e, err = act(a, at); err != nil {
			return err
		}
		return tx.SaveAgency(ctx, a, e)
	})
	return a, err
}

// RenameAgency gives an agency a new name from today.
func (o *Office) RenameAgency(ctx context.Context, by account.Actor, code agency.Code, name string) (agency.Agency, error) {
	return o.changeAgency(ctx, by, code, func(a agency.Agency, at time.Time) (agency.Agency, journal.Entry, error) {
		return agency.Rename(a, name, calendar.On(at), string(by.Login), at)
	})
}

// EditCard replaces an agency's contact card. Errors: [publication.ErrGate],
// those of [agency.EditCard].
func (o *Office) EditCard(ctx context.Context, by account.Actor, code agency.Code, c agency.Card) (agency.Agency, error) {
	if found, err := o.cardFound(ctx, c); err != nil {
		return agency.Agency{}, err
	} else if len(found) > 0 {
		return agency.Agency{}, &publication.GateError{First: found[0], More: len(found) - 1}
	}
	return o.changeAgency(ctx, by, code, func(a agency.Agency, at time.Time) (agency.Agency, journal.Entry, error) {
		return agency.EditCard(a, c, string(by.Login), at)
	})
}

// EditGuide replaces the agency's own part of its guide; html is clean. Errors:
// [publication.ErrGate], those of [agency.EditGuide].
func (o *Office) EditGuide(ctx context.Context, by account.Actor, code agency.Code, html string) (agency.Agency, error) {
	if err := o.lets(ctx, o.Store.Reader, code, spoken{"指南", richtext.Plain(html)}); err != nil {
		return agency.Agency{}, err
	}
	return o.changeAgency(ctx, by, code, func(a agency.Agency, at time.Time) (agency.Agency, journal.Entry, error) {
		return agency.EditGuide(a, html, string(by.Login), at)
	})
}

// moveBatch is how many publications move in one act: a merger of a large
// agency must not hold the record for long.
const moveBatch = 500

// MergeAgency closes an agency today; what it published and what it is working
// on goes to another, and so do its people's roles and the cases it closed. The
// closing is one act; then the rest goes batch by batch, which a second call
// takes up where it stopped.
func (o *Office) MergeAgency(ctx context.Context, by account.Actor, code, into agency.Code) error {
	return o.succeed(ctx, by, code, []agency.Code{into}, func(a agency.Agency, to []agency.Agency, at time.Time) (agency.Agency, journal.Entry, error) {
		return agency.Merge(a, to[0], calendar.On(at), string(by.Login), at)
	})
}

// SplitAgency closes an agency today, its work going to several; the first
// takes over what it published and what it is working on, and hands on from
// there.
func (o *Office) SplitAgency(ctx context.Context, by account.Actor, code agency.Code, into []agency.Code) error {
	if len(into) == 0 {
		return agency.ErrSplitNone
	}
	return o.succeed(ctx, by, code, into, func(a agency.Agency, to []agency.Agency, at time.Time) (agency.Agency, journal.Entry, error) {
		return agency.Split(a, to, calendar.On(at), string(by.Login), at)
	})
}

func (o *Office) succeed(ctx context.Context, by account.Actor, code agency.Code, into []agency.Code,
	act func(agency.Agency, []agency.Agency, time.Time) (agency.Agency, journal.Entry, error)) error {
	at := o.Now()
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		a, err := tx.Agency(ctx, code)
		if err != nil {
			return err
		}
		if len(a.Successors) > 0 && a.Successors[0] == into[0] {
			return nil // closed before, interrupted while moving
		}
		var to []agency.Agency
		for _, c := range into {
			s, err := tx.Agency(ctx, c)
			if err != nil {
				return fmt.Errorf("%s: %w", c, err)
			}
			to = append(to, s)
		}
		a, e, err := act(a, to, at)
		if err != nil {
			return err
		}
		return tx.SaveAgency(ctx, a, e)
	})
	if err != nil {
		return err
	}
	if err := o.moveRoles(ctx, code, into[0], at); err != nil {
		return err
	}
	if err := o.moveDrafts(ctx, code, into[0], at); err != nil {
		return err
	}
	if err := o.moveRequests(ctx, code, into[0]); err != nil {
		return err
	}
	if err := o.moveAnswers(ctx, code, into[0]); err != nil {
		return err
	}
	if err := o.moveRemedies(ctx, code, into[0]); err != nil {
		return err
	}
	if err := o.moveLedgers(ctx, code, into[0], at); err != nil {
		return err
	}
	if err := o.moveQuestions(ctx, code, into[0], at); err != nil {
		return err
	}
	return o.movePublications(ctx, code, into[0])
}

// moveRoles lets the people of the closed agency go on in the one that took
// over, with the roles they had.
func (o *Office) moveRoles(ctx context.Context, from, to agency.Code, at time.Time) error {
	return o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
		people, err := tx.Accounts(ctx)
		if err != nil {
			return err
		}
		for _, a := range people {
			moved, e := account.FollowAgency(a, from, to, account.Clock.Login, at)
			if e == nil {
				continue
			}
			if err := tx.SaveAccount(ctx, moved, *e); err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *Office) moveDrafts(ctx context.Context, from, to agency.Code, at time.Time) error {
	for {
		moved := 0
		err := o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
			drafts, err := tx.OpenDrafts(ctx, from)
			if err != nil {
				return err
			}
			kept, err := tx.DraftsOf(ctx, from, publication.Kept, moveBatch)
			if err != nil {
				return err
			}
			drafts = append(drafts, kept...)
			moved = len(drafts)
			for _, d := range drafts {
				d, e, err := publication.HandOver(d, d.Drafter, to, account.Clock.Login, at)
				if err != nil {
					return err
				}
				if err := tx.SaveDraft(ctx, d, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || moved == 0 {
			return err
		}
	}
}

// moveRequests gives the open requests to the agency that took over: it
// answers them, within the limits that run.
func (o *Office) moveRequests(ctx context.Context, from, to agency.Code) error {
	for {
		moved := 0
		h := o.hand(ctx, account.Clock)
		err := o.Store.Act(ctx, account.Clock, h.At, func(tx *store.Tx) error {
			list, err := tx.OpenRequestsOf(ctx, from, moveBatch)
			if err != nil {
				return err
			}
			moved, err = tx.FollowRequests(ctx, list, func(r request.Request) (request.Request, *journal.Entry, error) {
				r, e, err := request.MoveTo(r, r.Handler, to, h)
				return r, &e, err
			})
			return err
		})
		if err != nil || moved == 0 {
			return err
		}
	}
}

// answersAtOnce is how many closed requests move in one act: each takes its
// words to another part of the index.
const answersAtOnce = 100

// moveAnswers gives the closed requests to the agency that took over, which
// answers for them from now: it delivers again, pays back, is sued, and answers
// anew. See [request.Succeed] for what that means for the figures.
func (o *Office) moveAnswers(ctx context.Context, from, to agency.Code) error {
	for {
		moved := 0
		h := o.hand(ctx, account.Clock)
		err := o.Store.Act(ctx, account.Clock, h.At, func(tx *store.Tx) error {
			list, err := tx.ClosedRequestsOf(ctx, from, answersAtOnce)
			if err != nil {
				return err
			}
			moved, err = tx.FollowRequests(ctx, list, func(r request.Request) (request.Request, *journal.Entry, error) {
				r, e, err := request.Succeed(r, to, h)
				return r, &e, err
			})
			return err
		})
		if err != nil || moved == 0 {
			return err
		}
	}
}

// inherit gives a closed request that is still with an agency that closed to
// the one that took over, before it is answered anew.
func (o *Office) inherit(ctx context.Context, tx *store.Tx, old request.Request) (request.Request, error) {
	heir, err := heirOf(ctx, tx.Reader, old.Agency, calendar.On(tx.At))
	if err != nil || heir == old.Agency || old.Open() {
		return old, err
	}
	h := o.hand(ctx, account.Clock)
	h.At = tx.At
	_, err = tx.FollowRequests(ctx, []request.Request{old}, func(r request.Request) (request.Request, *journal.Entry, error) {
		r, e, err := request.Succeed(r, heir, h)
		r.Stamp++
		old = r
		r.Stamp--
		return r, &e, err
	})
	return old, err
}

// moveQuestions passes on what other agencies asked the closed one: nobody
// could answer there, and its silence would count as consent.
func (o *Office) moveQuestions(ctx context.Context, from, to agency.Code, at time.Time) error {
	for {
		moved := 0
		err := o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
			drafts, err := tx.DraftsAsking(ctx, from)
			if err != nil {
				return err
			}
			moved = 0
			for _, d := range drafts {
				d, e, err := publication.Readdress(d, from, to, account.Clock.Login, at)
				if err != nil {
					return err
				}
				if e == nil {
					continue
				}
				moved++
				if err := tx.SaveDraft(ctx, d, *e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || moved == 0 {
			return err
		}
	}
}

func (o *Office) movePublications(ctx context.Context, from, to agency.Code) error {
	for {
		at := o.Now()
		moved := 0
		err := o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
			list, err := tx.PublicationsOfAgency(ctx, from, 0, moveBatch)
			if err != nil {
				return err
			}
			moved = len(list)
			for _, p := range list {
				changed, e := publication.MoveTo(p, to, account.Clock.Login, at)
				if err := tx.SavePublication(ctx, p, changed, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || moved == 0 {
			return err
		}
	}
}

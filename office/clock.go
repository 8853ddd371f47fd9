package office

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
)

// Release publishes every scheduled draft whose minute has come, and says how
// many. It may run on several nodes: the act looks at the draft again, so each
// is published once. One that cannot be published does not hold up the others;
// its error is given with theirs, and it is tried again the next time.
func (o *Office) Release(ctx context.Context) (int, error) {
	released, after := 0, publication.Draft{}
	var failed []error
	for ctx.Err() == nil {
		due, err := o.Store.DraftsDue(ctx, o.Now(), after, 100)
		if err != nil || len(due) == 0 {
			return released, errors.Join(append(failed, err)...)
		}
		for _, d := range due {
			published, err := o.release(ctx, d.ID)
			if err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", d.Thing(), err))
			}
			if published {
				released++
			}
			after = d
		}
	}
	return released, errors.Join(append(failed, ctx.Err())...)
}

func (o *Office) release(ctx context.Context, id int64) (published bool, err error) {
	at := o.Now()
	if err := o.screened(ctx, id); err != nil {
		return false, err
	}
	stopped := false
	err = o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
		published, stopped = false, false
		d, err := tx.Draft(ctx, id)
		if err != nil || d.State != publication.Scheduled || at.Before(d.PublishAt) {
			return err
		}
		card, err := tx.Card(ctx, d.Agency)
		if err != nil {
			return err
		}
		s, err := o.screeningBy(ctx, tx.Reader, d, card)
		if err != nil {
			return err
		}
		if err = d.Passes(s); err == nil {
			_, err = o.publish(ctx, tx, d, card, account.Clock.Login, at)
		}
		published = err == nil
		if errors.Is(err, publication.ErrWithdrawn) || errors.Is(err, publication.ErrGate) {
			// What it revises was withdrawn before withdrawals brought revisions
			// back, or the gate learned to find more: somebody must see it.
			stopped = true
			if cur, err := revised(ctx, tx, d); err != nil {
				return err
			} else if cur != nil && !cur.WithdrawnAt.IsZero() {
				return BringBack(ctx, tx, *cur)
			}
			d, e, err := publication.Unschedule(d, account.Clock.Login, at)
			if err != nil {
				return err
			}
			return tx.SaveDraft(ctx, d, e)
		}
		return err
	})
	if stopped && err == nil {
		d, err := o.Store.Draft(ctx, id)
		if err != nil {
			return false, err
		}
		return false, o.stand(ctx, d)
	}
	return published && err == nil, err
}

// LapseAll closes the consultations whose last day has passed, and says in how
// many drafts. Errors as for [Office.Release].
func (o *Office) LapseAll(ctx context.Context) (int, error) {
	lapsed, after := 0, int64(0)
	var failed []error
	for ctx.Err() == nil {
		drafts, err := o.Store.DraftsLapsing(ctx, calendar.On(o.Now()), after, 100)
		if err != nil || len(drafts) == 0 {
			return lapsed, errors.Join(append(failed, err)...)
		}
		for _, d := range drafts {
			yes, err := o.Lapse(ctx, d.ID)
			if err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", d.Thing(), err))
			}
			if yes && err == nil {
				lapsed++
			}
			after = d.ID
		}
	}
	return lapsed, errors.Join(append(failed, ctx.Err())...)
}

// Run does at their minute the things that wait for one, until ctx ends: timed
// publication every second; lapsed consultations, norms whose day has come,
// ended sessions and notices added elsewhere every minute. Errors are logged and tried again.
func (o *Office) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for n := 0; ; n++ {
		if _, err := o.Release(ctx); err != nil && ctx.Err() == nil {
			log.Error("timed publication", "err", err)
		}
		if n%60 == 0 {
			if _, err := o.LapseAll(ctx); err != nil && ctx.Err() == nil {
				log.Error("lapsed consultations", "err", err)
			}
			if _, err := o.SilenceAll(ctx); err != nil && ctx.Err() == nil {
				log.Error("lapsed opinions", "err", err)
			}
			if _, err := o.PassNorms(ctx); err != nil && ctx.Err() == nil {
				log.Error("norms whose day has come", "err", err)
			}
			// A notice may have been added on another node.
			if err := o.readCalendar(ctx); err != nil && ctx.Err() == nil {
				log.Error("holiday notices", "err", err)
			}
			if err := o.Store.DropExpiredSessions(ctx, o.Now()); err != nil && ctx.Err() == nil {
				log.Error("ended sessions", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

package office

import (
	"context"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
)

// Withdraw takes a publication out of public view, its reason public.
// successor is the index number of what replaces it, or "". Errors:
// [store.ErrNotFound] for a successor that is not public,
// [publication.ErrGate] for the reason.
func (o *Office) Withdraw(ctx context.Context, by account.Actor, id int64, why, successor string) (publication.Publication, error) {
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return publication.Publication{}, err
	}
	return o.changePublished(ctx, by, id, func(tx *store.Tx, p publication.Publication, at time.Time) (publication.Publication, journal.Entry, error) {
		if successor != "" {
			s, err := tx.PublicationAt(ctx, successor)
			if err == nil && !publication.Visible(account.Actor{}, s, publication.Full, at) {
				err = store.ErrNotFound
			}
			if err != nil {
				return p, journal.Entry{}, err
			}
		}
		if err := o.lets(ctx, tx.Reader, p.Agency, spoken{"撤回理由", why}); err != nil {
			return p, journal.Entry{}, err
		}
		return publication.Withdraw(p, why, successor, by.Login, at)
	})
}

func (o *Office) changePublished(ctx context.Context, by account.Actor, id int64,
	act func(*store.Tx, publication.Publication, time.Time) (publication.Publication, journal.Entry, error)) (publication.Publication, error) {
	at := o.Now()
	var p publication.Publication
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		old, err := tx.Publication(ctx, id)
		if err != nil {
			return err
		}
		var e journal.Entry
		if p, e, err = act(tx, old, at); err != nil {
			return err
		}
		if err := tx.SavePublication(ctx, old, p, e); err != nil || p.WithdrawnAt.IsZero() {
			return err
		}
		return BringBack(ctx, tx, p)
	})
	return p, err
}

// BringBack returns to their drafters the revisions of what the act under way
// withdrew, publications in the order of their ids.
func BringBack(ctx context.Context, tx *store.Tx, gone ...publication.Publication) error {
	if len(gone) == 0 {
		return nil
	}
	open, err := tx.RevisionsAmong(ctx, gone[0].ID, gone[len(gone)-1].ID)
	if err != nil {
		return err
	}
	withdrawn := map[int64]publication.Publication{}
	for _, p := range gone {
		withdrawn[p.ID] = p
	}
	var back []publication.Draft
	entries := map[int64]journal.Entry{}
	for _, d := range open {
		p, ok := withdrawn[d.Publication]
		if !ok {
			continue
		}
		d, e, err := publication.GoBack(d, p, account.Clock.Login, tx.At)
		if err != nil {
			return err
		}
		if e != nil {
			back, entries[d.ID] = append(back, d), *e
		}
	}
	return tx.FollowDrafts(ctx, back, func(d publication.Draft) (publication.Draft, journal.Entry, error) {
		return d, entries[d.ID], nil
	})
}

// RecordChannel records that a publication went out on a channel.
func (o *Office) RecordChannel(ctx context.Context, by account.Actor, id int64, r publication.ChannelRecord) (publication.Publication, error) {
	at := o.Now()
	var p publication.Publication
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		old, err := tx.Publication(ctx, id)
		if err != nil {
			return err
		}
		changed, c, e, err := publication.Record(old, r, by.Login, at)
		if err != nil {
			return err
		}
		p = changed
		return tx.RecordChannel(ctx, old, p, c, e)
	})
	return p, err
}

// Due is the twenty-working-day clock of information formed on a day (art. 26;
// 2008: art. 18).
type Due struct {
	On          calendar.Day // NoDay where no issue date is known
	Provisional bool         // rests on a year whose holidays are not announced
	Edition     string       // of the Regulation
	Article     string
}

// Late says whether publication on the day was after the due day.
func (d Due) Late(published calendar.Day) bool { return d.On != calendar.NoDay && published > d.On }

// DueOn is when information formed on issued was, or is, to be published; for
// what was opened later see [publication.ClockFrom].
// Information from before the Regulation is measured by its first edition.
func (o *Office) DueOn(issued calendar.Day) Due {
	edition := publicationRule(issued)
	limit := edition.Publication()
	on, provisional := publication.DueOn(o.Calendar(), issued, limit.Days)
	return Due{On: on, Provisional: provisional, Edition: edition.Code, Article: limit.Article}
}

package office

import (
	"context"
	"errors"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/wording"
	"gongkai/store"
)

// AddPhrase keeps a text for an agency. Errors: those of [wording.Add].
func (o *Office) AddPhrase(ctx context.Context, by account.Actor, p wording.Phrase) (wording.Phrase, error) {
	at := o.Now()
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		id, err := tx.NextPhrase(ctx)
		if err != nil {
			return err
		}
		p.ID = id
		var e journal.Entry
		if p, e, err = wording.Add(p, by.Login, at); err != nil {
			return err
		}
		return tx.SavePhrase(ctx, p, e)
	})
	return p, err
}

// OnPhrase is the shape of the acts on a text that is kept. stamp is the one the
// person saw. Errors: [wording.ErrNone], [store.ErrChanged], those of the act.
func (o *Office) OnPhrase(ctx context.Context, by account.Actor, id, stamp int64,
	act func(wording.Phrase, time.Time) (wording.Phrase, journal.Entry, error)) error {
	at := o.Now()
	return o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		p, err := tx.Phrase(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			err = wording.ErrNone
		}
		if err == nil && p.Stamp != stamp {
			err = store.ErrChanged
		}
		if err != nil {
			return err
		}
		p, e, err := act(p, at)
		if err != nil {
			return err
		}
		return tx.SavePhrase(ctx, p, e)
	})
}

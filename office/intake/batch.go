package intake

import (
	"context"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// batchRows is how many rows one act saves. Document numbers, source keys and
// categories lie scattered in their indexes, so a larger batch writes each of
// their pages once for more rows: 4,000 took a quarter less time than 1,000, and
// 8,000 a sixth less than 4,000. Acts of people wait for the batch under way,
// some 0.3 s.
const batchRows = 8000

// lateAfter is how many working days after it was formed information is to be
// public (2008 edition, art. 18; 2019 edition, art. 26).
const lateAfter = 20

// Late says whether a publication came later than the law allows after the
// issue date; false where that is unknown.
func Late(cal *calendar.Calendar, issued, published calendar.Day) bool {
	return issued != calendar.NoDay && cal.WorkingDaysBetween(issued, published) > lateAfter
}

// Record is one record with the agency it belongs to.
type Record struct {
	Agency agency.Code
	publication.Imported
}

// batch is what one act saves.
type batch struct {
	rows     int64 // of the source, refused ones included
	records  []Record
	keys     []string // source keys; "" for records that are not compared
	refusals []store.Refusal
}

// outcome is what became of a batch.
type outcome struct{ imported, already, undated, late int64 }

// save saves the records that are not there already, each with its entry, in
// the act of tx.
func (b *batch) save(ctx context.Context, tx *store.Tx, cal *calendar.Calendar, run int64, voucher string) (outcome, error) {
	var done outcome
	compared := make([]string, 0, len(b.keys))
	for _, k := range b.keys {
		if k != "" {
			compared = append(compared, k)
		}
	}
	known, err := tx.Known(ctx, compared)
	if err != nil {
		return done, err
	}
	fresh := make([]int, 0, len(b.records))
	places := make([]store.Place, 0, len(b.records))
	for i, r := range b.records {
		if k := b.keys[i]; k != "" {
			if known[k] {
				done.already++
				continue
			}
			known[k] = true
		}
		if r.PublishedAt.IsZero() {
			return done, publication.ErrPublished
		}
		fresh = append(fresh, i)
		places = append(places, store.Place{Agency: r.Agency, Year: calendar.On(r.PublishedAt).Year()})
	}
	if len(fresh) == 0 {
		return done, nil
	}
	first, indexes, err := tx.NextIn(ctx, places)
	if err != nil {
		return done, err
	}
	list := make([]publication.Publication, len(fresh))
	keys := make([]string, len(fresh))
	entries := make([]journal.Entry, len(fresh))
	for n, i := range fresh {
		r := &b.records[i]
		list[n], entries[n], err = publication.Import(r.Imported, r.Agency, first+int64(n), indexes[n], run, voucher, tx.Actor.Login, tx.At)
		if err != nil {
			return done, err
		}
		keys[n] = b.keys[i]
		if r.Content.IssuedOn == calendar.NoDay {
			done.undated++
		} else if Late(cal, r.Content.IssuedOn, calendar.On(r.PublishedAt)) {
			done.late++
		}
	}
	done.imported = int64(len(list))
	return done, tx.ImportPublications(ctx, list, keys, entries)
}

// act runs one batch to its end: cancelling ctx takes effect between batches,
// so that the driver need not watch it at every statement.
func act(ctx context.Context, o *office.Office, by account.Actor, fn func(context.Context, *store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	whole := context.WithoutCancel(ctx)
	return o.Store.Act(whole, by, o.Now(), func(tx *store.Tx) error { return fn(whole, tx) })
}

package intake

import (
	"context"
	"iter"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/store"
)

// Stream is records from another program, of any agencies in any order.
type Stream struct {
	// Name is the position under which the record keeps how far it has come.
	// The same name must give the same records in the same order every time.
	Name    string
	Voucher string // who answers for the review; required
	Total   int64  // how many there are, for progress; 0 if unknown
	// Records have sound text ([text.Sound]) and a clean body. Those with a
	// Source are compared with what is there, the others are not.
	Records iter.Seq[Record]
}

// ImportStream takes over what of the stream has not come in yet, and says how
// many records of it have been dealt with since its beginning and how many of
// those were imported now. Batches are as in [Import]; the position moves in
// the same act. There is no run: a stream cannot be undone as a whole. Errors:
// [publication.ErrVoucher], [ErrRunning], and those of publication.Import, at
// which the stream stops.
func ImportStream(ctx context.Context, o *office.Office, by account.Actor, s Stream, progress Progress) (position, imported int64, err error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if strings.TrimSpace(s.Voucher) == "" {
		return 0, 0, publication.ErrVoucher
	}
	if position, err = o.Store.Position(ctx, s.Name); err != nil {
		return 0, 0, err
	}
	progress(position, s.Total)
	reading, stop := context.WithCancel(ctx)
	batches := make(chan *batch, 2)
	go func() {
		defer close(batches)
		gather(reading, s.Records, position, batches)
	}()
	for b := range batches {
		var done outcome
		err = act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
			at, err := tx.Position(ctx, s.Name)
			if err != nil {
				return err
			}
			if at != position {
				return ErrRunning
			}
			if done, err = b.save(ctx, tx, o.Calendar(), 0, s.Voucher); err != nil {
				return err
			}
			return tx.Advance(ctx, s.Name, position+b.rows)
		})
		if err != nil {
			break
		}
		position += b.rows
		imported += done.imported
		progress(position, s.Total)
	}
	if err == nil {
		err = ctx.Err() // the stream was left, not ended
	}
	stop()
	for range batches {
	}
	return position, imported, err
}

// gather collects the records after the first skip into batches until ctx
// ends.
func gather(ctx context.Context, records iter.Seq[Record], skip int64, out chan<- *batch) {
	send := func(b *batch) bool {
		select {
		case out <- b:
			return true
		case <-ctx.Done():
			return false
		}
	}
	var b *batch
	for r := range records {
		if skip > 0 {
			skip--
			continue
		}
		if b == nil {
			b = &batch{records: make([]Record, 0, batchRows), keys: make([]string, 0, batchRows)}
		}
		k := ""
		if r.Source != "" {
			k = key(r.Agency, r.Imported)
		}
		b.rows++
		b.records = append(b.records, r)
		b.keys = append(b.keys, k)
		if b.rows == batchRows {
			if !send(b) {
				return
			}
			b = nil
		}
	}
	if b != nil {
		send(b)
	}
}

package stage

import (
	"context"
	"fmt"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// ledgerBatch is how many entries are saved at once.
const ledgerBatch = 400

// Ledgers lets the agencies register the small affairs of 2017 and put before
// the public what is public of them. It must follow [Found]; interrupted, it
// goes on where it stopped. progress counts entries.
func Ledgers(ctx context.Context, o *office.Office, p *demo.Plan, progress func(at, total int64)) error {
	return ledgers(ctx, o, p.Ledgers(), "demo/ledger-2017/", progress)
}

// LivingLedgers lets some entries of the running year be made, once.
func LivingLedgers(ctx context.Context, o *office.Office) error {
	const begun = "demo/ledger-living"
	at, err := o.Store.Position(ctx, begun)
	if err != nil || at > 0 {
		return err
	}
	if err := ledgers(ctx, o, demo.LivingLedgers(o.Today()), begun+"/", func(at, total int64) {}); err != nil {
		return err
	}
	return o.Store.Advance(ctx, begun, 1)
}

func ledgers(ctx context.Context, o *office.Office, books []demo.Ledger, stream string, progress func(at, total int64)) error {
	total, done := int64(0), int64(0)
	for _, b := range books {
		total += int64(b.Entries)
	}
	progress(0, total)
	for _, b := range books {
		known, err := o.Store.Position(ctx, stream+string(b.Book))
		if err != nil {
			return err
		}
		i := int64(0)
		var batch []demo.Register
		save := func() error {
			if len(batch) == 0 {
				return nil
			}
			err := register(ctx, o, b.Book, batch, stream+string(b.Book), i)
			done += int64(len(batch))
			batch = batch[:0]
			progress(done, total)
			return err
		}
		for r := range b.Tell {
			if i++; i <= known {
				done++
				continue
			}
			if batch = append(batch, r); len(batch) == ledgerBatch {
				if err := save(); err != nil {
					return fmt.Errorf("%s: %w", b.Book.Name(), err)
				}
			}
		}
		if err := save(); err != nil {
			return fmt.Errorf("%s: %w", b.Book.Name(), err)
		}
	}
	return nil
}

// register enters a batch and releases it, all or nothing; to is how many of
// the stream there are then.
func register(ctx context.Context, o *office.Office, code ledger.Code, batch []demo.Register, stream string, to int64) error {
	book, ok := ledger.BookOf(code)
	if !ok {
		return fmt.Errorf("no book %q", code)
	}
	return o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
		first, err := tx.NextEntries(ctx, code, batch[0].EnteredOn.Year(), len(batch))
		if err != nil {
			return err
		}
		var entries []ledger.Entry
		var told []journal.Entry
		for i, r := range batch {
			e, j, err := ledger.Enter(book, first+int64(i), agency.Code(r.Agency), r.Values, login(account.Clerk, agency.Code(r.Agency)), morning(r.EnteredOn, i))
			if err != nil {
				return fmt.Errorf("%v: %w", r.Values.Row, err)
			}
			entries, told = append(entries, e), append(told, j)
		}
		if err := tx.SaveEntries(ctx, entries, told); err != nil {
			return err
		}
		var released []ledger.Entry
		told = told[:0]
		for i, r := range batch {
			if r.ReleasedOn == calendar.NoDay {
				continue
			}
			e := entries[i]
			e.Stamp = 1 // as it was just saved
			e, j, err := ledger.Release(e, "保密审查员", login(account.Head, agency.Code(r.Agency)), morning(max(r.ReleasedOn, r.EnteredOn), i).Add(time.Hour))
			if err != nil {
				return err
			}
			released, told = append(released, e), append(told, j)
		}
		if err := tx.SaveEntries(ctx, released, told); err != nil {
			return err
		}
		return tx.Advance(ctx, stream, to)
	})
}

// morning is an instant of a day's working hours.
func morning(day calendar.Day, i int) time.Time {
	return day.Start().Add(9*time.Hour + time.Duration(i%170)*time.Minute)
}

package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/law/calendar"
	"gongkai/store"
)

// LedgerSeat is what the actor sees of the ledgers.
func LedgerSeat(by account.Actor) ledger.Seat { return ledger.SeatOf(by, by.Agencies()) }

// linked refuses links to what was never published. Errors: [ledger.Faults].
func linked(ctx context.Context, tx *store.Tx, b *ledger.Book, v ledger.Values) error {
	var faults ledger.Faults
	for _, l := range b.Links(v) {
		_, err := tx.PublicationAt(ctx, l.Index)
		if errors.Is(err, store.ErrNotFound) {
			faults = append(faults, b.Fault(l, ledger.ErrNoLink))
		} else if err != nil {
			return err
		}
	}
	if faults != nil {
		return faults
	}
	return nil
}

// EnterEntry makes an entry in an agency's book. Errors: [ledger.ErrNoBook],
// [agency.ErrClosed], [ledger.Faults], [ledger.ErrTwice].
func (o *Office) EnterEntry(ctx context.Context, by account.Actor, in agency.Code, book ledger.Code, typed ledger.Values) (ledger.Entry, error) {
	b, ok := ledger.BookOf(book)
	if !ok {
		return ledger.Entry{}, ledger.ErrNoBook
	}
	at := o.Now()
	var e ledger.Entry
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		if err := open(ctx, tx, in, at); err != nil {
			return err
		}
		id, err := tx.NextEntries(ctx, book, calendar.On(at).Year(), 1)
		if err != nil {
			return err
		}
		var j journal.Entry
		if e, j, err = ledger.Enter(b, id, in, typed, by.Login, at); err != nil {
			return err
		}
		if err := linked(ctx, tx, b, e.Values); err != nil {
			return err
		}
		return tx.SaveEntry(ctx, e, j)
	})
	e.Stamp++
	return e, said(b, err)
}

// said is the error in the words of the book.
func said(b *ledger.Book, err error) error {
	if errors.Is(err, ledger.ErrTwice) {
		return b.Twice()
	}
	return err
}

// onEntry is the shape of every act on one entry: read, act, save. stamp is the
// one the person saw; 0 to take it as it is now.
func (o *Office) onEntry(ctx context.Context, by account.Actor, book ledger.Code, id, stamp int64,
	act func(e ledger.Entry, tx *store.Tx) (ledger.Entry, journal.Entry, error)) (ledger.Entry, error) {
	b, ok := ledger.BookOf(book)
	if !ok {
		return ledger.Entry{}, ledger.ErrNoBook
	}
	var e ledger.Entry
	err := o.Store.Act(ctx, by, o.Now(), func(tx *store.Tx) error {
		old, err := tx.Entry(ctx, book, id)
		if errors.Is(err, store.ErrNotFound) {
			return ledger.ErrNoEntry
		}
		if err != nil {
			return err
		}
		if stamp != 0 && old.Stamp != stamp {
			return store.ErrChanged
		}
		var j journal.Entry
		if e, j, err = act(old, tx); err != nil {
			return err
		}
		return tx.SaveEntry(ctx, e, j)
	})
	e.Stamp++
	return e, said(b, err)
}

// AmendEntry changes what an entry says. Errors: [ledger.ErrNoEntry],
// [store.ErrChanged], [ledger.ErrTwice], those of [ledger.Amend].
func (o *Office) AmendEntry(ctx context.Context, by account.Actor, book ledger.Code, id, stamp int64, typed ledger.Values, why string) (ledger.Entry, error) {
	return o.onEntry(ctx, by, book, id, stamp, func(e ledger.Entry, tx *store.Tx) (ledger.Entry, journal.Entry, error) {
		now, j, err := ledger.Amend(e, typed, why, by.Login, tx.At)
		if err != nil {
			return now, j, err
		}
		b, _ := ledger.BookOf(book)
		return now, j, linked(ctx, tx, b, now.Values)
	})
}

// ReleaseEntry puts an entry before the public; secrecy is who reviewed it for
// secrets. Errors: [ledger.ErrNoEntry], [store.ErrChanged],
// [publication.ErrGate], those of [ledger.Release].
func (o *Office) ReleaseEntry(ctx context.Context, by account.Actor, book ledger.Code, id, stamp int64, secrecy string) (ledger.Entry, error) {
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return ledger.Entry{}, err
	}
	return o.onEntry(ctx, by, book, id, stamp, func(e ledger.Entry, tx *store.Tx) (ledger.Entry, journal.Entry, error) {
		return o.releaseEntry(ctx, tx, e, secrecy, by)
	})
}

// releaseEntry is the release of one entry within an act, past the gate.
func (o *Office) releaseEntry(ctx context.Context, tx *store.Tx, e ledger.Entry, secrecy string, by account.Actor) (ledger.Entry, journal.Entry, error) {
	now, j, err := ledger.Release(e, secrecy, by.Login, tx.At)
	if err != nil {
		return now, j, err
	}
	return now, j, o.lets(ctx, tx.Reader, e.Agency, ledgerWords(now)...)
}

// ReleaseEntries puts many entries of a book before the public, all or none;
// those of which the public reads the last version already are left as they
// are. It says how many it released. Errors: as of [Office.ReleaseEntry], with
// the number of the entry.
func (o *Office) ReleaseEntries(ctx context.Context, by account.Actor, book ledger.Code, ids []int64, secrecy string) (int, error) {
	released := 0
	if _, err := o.secret(ctx); err != nil {
		return 0, err
	}
	err := o.Store.Act(ctx, by, o.Now(), func(tx *store.Tx) error {
		var list []ledger.Entry
		var entries []journal.Entry
		for _, id := range ids {
			e, err := tx.Entry(ctx, book, id)
			if errors.Is(err, store.ErrNotFound) {
				err = ledger.ErrNoEntry
			}
			var j journal.Entry
			if err == nil {
				e, j, err = o.releaseEntry(ctx, tx, e, secrecy, by)
			}
			if errors.Is(err, ledger.ErrShown) {
				continue
			}
			if err != nil {
				return fmt.Errorf("%s %s：%w", book.Name(), ledger.NumberOf(id), err)
			}
			list, entries = append(list, e), append(entries, j)
		}
		released = len(list)
		return tx.SaveEntries(ctx, list, entries)
	})
	return released, err
}

// RetractEntry takes an entry back from the public. Errors:
// [ledger.ErrNoEntry], [store.ErrChanged], those of [ledger.Retract].
func (o *Office) RetractEntry(ctx context.Context, by account.Actor, book ledger.Code, id, stamp int64, why string) (ledger.Entry, error) {
	if _, err := o.secret(ctx); err != nil {
		return ledger.Entry{}, err
	}
	return o.onEntry(ctx, by, book, id, stamp, func(e ledger.Entry, tx *store.Tx) (ledger.Entry, journal.Entry, error) {
		// The reason stands in the place of what is taken back.
		if err := o.lets(ctx, tx.Reader, e.Agency, spoken{"撤下理由", why}); err != nil {
			return e, journal.Entry{}, err
		}
		return ledger.Retract(e, why, by.Login, tx.At)
	})
}

// StrikeEntry strikes out an entry that should not have been made. Errors:
// [ledger.ErrNoEntry], [store.ErrChanged], those of [ledger.Strike].
func (o *Office) StrikeEntry(ctx context.Context, by account.Actor, book ledger.Code, id, stamp int64, why string) (ledger.Entry, error) {
	return o.onEntry(ctx, by, book, id, stamp, func(e ledger.Entry, tx *store.Tx) (ledger.Entry, journal.Entry, error) {
		return ledger.Strike(e, why, by.Login, tx.At)
	})
}

// moveLedgers gives what stands without an end, or is to be done, to the agency
// that took over, batch by batch; what is past stays in the books of the closed
// one, and so does what the other has entered itself.
func (o *Office) moveLedgers(ctx context.Context, from, to agency.Code, at time.Time) error {
	var after store.LedgerPlace
	for {
		reached := after
		err := o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
			standing, err := tx.StandingEntries(ctx, from, after, moveBatch)
			if reached = after; err != nil || len(standing) == 0 {
				return err
			}
			last := standing[len(standing)-1]
			reached = store.LedgerPlace{ID: last.ID, Book: last.Book}
			var list []ledger.Entry
			var entries []journal.Entry
			for _, e := range standing {
				if b, _ := ledger.BookOf(e.Book); b.Sole != "" {
					its, err := tx.EntriesLike(ctx, b, to, []string{b.Identity(e.Values)})
					if err != nil {
						return err
					}
					if len(its) > 0 {
						continue
					}
				}
				e, j, err := ledger.Succeed(e, to, account.Clock.Login, at)
				if err != nil {
					return fmt.Errorf("%s: %w", e.Thing(), err)
				}
				list, entries = append(list, e), append(entries, j)
			}
			return tx.SaveEntries(ctx, list, entries)
		})
		if err != nil || reached == after {
			return err
		}
		after = reached
	}
}

package store

import (
	"context"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// Tamper changes the record behind the program's back.
func Tamper(ctx context.Context, s *Store, text string) error {
	_, err := s.write.ExecContext(ctx, text)
	return err
}

// LedgerFacts is what the ledgers count, from the tally and record by record.
type LedgerFacts = ledgerFacts

func ReadLedgerFacts(ctx context.Context, s *Store, year int, in []agency.Code) (tallied, counted LedgerFacts, err error) {
	if tallied, err = s.ledgerFacts(ctx, year, in); err == nil {
		counted, err = s.recountLedgerFacts(ctx, year, in)
	}
	return tallied, counted, err
}

func TallyLedger(ctx context.Context, s *Store, year int, in []agency.Code) (LedgerFacts, error) {
	return s.ledgerFacts(ctx, year, in)
}

func RecountLedger(ctx context.Context, s *Store, year int, in []agency.Code) (LedgerFacts, error) {
	return s.recountLedgerFacts(ctx, year, in)
}

func CountLedger(f LedgerFacts, s form.Source) (printed.Number, bool) { return f.count(s) }

func LedgerRecords(ctx context.Context, s *Store, year int, in []agency.Code, of form.Source, cursor string, size int) ([]annual.Record, string, error) {
	return s.ledgerRecords(ctx, year, in, of, cursor, size)
}

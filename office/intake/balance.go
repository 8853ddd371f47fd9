package intake

import (
	"context"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/store"
)

// Balance is the balance sheet of a run as the command line prints it in JSON.
// Read is always Imported + Already + RefusedCount.
type Balance struct {
	Run    int64       `json:"run"`
	Agency agency.Code `json:"agency"`
	// Ledger is the book of an import of entries; "" for publications.
	Ledger       ledger.Code `json:"ledger,omitempty"`
	File         string      `json:"file"`
	Read         int64       `json:"read"`
	Imported     int64       `json:"imported"`
	Already      int64       `json:"already_there"`
	RefusedCount int64       `json:"refused_count"`
	Refused      []Refused   `json:"refused"`
	// Undated counts what was imported without an issue date, Late what was
	// published later than 20 working days after it.
	Undated int64 `json:"undated"`
	Late    int64 `json:"late"`
}

// Refused is one row that did not come in.
type Refused struct {
	Row    int64  `json:"row"`
	Column string `json:"column"` // its heading; "" for the whole row
	Reason string `json:"reason"`
	Value  string `json:"value"`
}

// BalanceOf is the balance sheet of a run with all its refusals.
func BalanceOf(ctx context.Context, s *store.Store, run store.Run) (Balance, error) {
	b := Balance{
		Run: run.ID, Agency: run.Agency, File: run.File, Read: run.Read, Imported: run.Imported, Already: run.Already,
		RefusedCount: run.Refused, Refused: make([]Refused, 0, run.Refused), Undated: run.Undated, Late: run.Late,
	}
	b.Ledger, _ = LedgerOf(run)
	const page = 10_000
	for after := int64(0); ; {
		list, err := s.Refusals(ctx, run.ID, after, page)
		if err != nil {
			return b, err
		}
		for _, f := range list {
			b.Refused = append(b.Refused, Refused{f.Row, f.Field, f.Reason, f.Value})
			after = f.Row // one refusal a row
		}
		if len(list) < page {
			return b, nil
		}
	}
}

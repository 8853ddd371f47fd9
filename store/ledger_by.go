package store

import (
	"context"
	"database/sql"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
)

// PublicEntriesByBook breaks what the public reads of a selection down by book;
// books without any are left out.
func (r Reader) PublicEntriesByBook(ctx context.Context, s LedgerSelection) (map[ledger.Code]int64, error) {
	return publicBy[ledger.Code](ctx, r, `book`, s)
}

// PublicEntriesByAgency breaks what the public reads of a selection down by
// agency; agencies without any are left out.
func (r Reader) PublicEntriesByAgency(ctx context.Context, s LedgerSelection) (map[agency.Code]int64, error) {
	return publicBy[agency.Code](ctx, r, `agency`, s)
}

func publicBy[K ~string](ctx context.Context, r Reader, column string, s LedgerSelection) (map[K]int64, error) {
	q, counts := s.where(true), map[K]int64{}
	err := r.each(ctx, `select `+column+`, count(*) from ledger_public`+q.where()+` group by `+column, q.args, func(rows *sql.Rows) error {
		var k K
		var n int64
		err := rows.Scan(&k, &n)
		counts[k] = n
		return err
	})
	return counts, err
}

// PublicEntriesReleased is up to size entries of a book that the public reads,
// those released last first: what a feed tells.
func (r Reader) PublicEntriesReleased(ctx context.Context, book ledger.Code, size int) ([]ledger.Public, error) {
	return r.ledgerPublic(ctx, `where book = $1 order by released_at desc, id desc limit $2`, string(book), size)
}

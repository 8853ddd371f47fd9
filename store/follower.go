package store

import (
	"context"
)

// Advance records that a follower has read up to the number. A follower whose
// effect is in the database does this in the same act; see [Tx.Advance].
func (s *Store) Advance(ctx context.Context, follower string, number int64) error {
	return s.trace(ctx, advanceText, follower, number)
}

const advanceText = `insert into follower (name, position) values ($1, $2)
	on conflict (name) do update set position = excluded.position`

// Advance is [Store.Advance] within an act.
func (tx *Tx) Advance(ctx context.Context, follower string, number int64) error {
	_, err := tx.exec(ctx, advanceText, follower, number)
	return tx.fail(err)
}

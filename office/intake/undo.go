package intake

import (
	"context"
	"errors"
	"fmt"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/store"
)

// ErrUndone refuses to undo an import twice.
var ErrUndone = errors.New("这次导入已经撤销")

// undoRows is how many publications one act withdraws.
const undoRows = 1000

// Undo withdraws everything that came in with a run and is still public. A
// tombstone stays at each address; index numbers are not given again; the
// same file can be imported anew. What had been withdrawn before, for a reason
// of its own, stays as it is and does not come back with the file.
//
// It works batch by batch; interrupted, a second call goes on. Errors:
// [store.ErrNotFound], [ErrUndone], [account.ErrForbidden].
func Undo(ctx context.Context, o *office.Office, by account.Actor, id int64, progress Progress) (store.Run, error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	run, err := o.Store.Run(ctx, id)
	if err != nil {
		return run, err
	}
	if !run.UndoneAt.IsZero() {
		return run, ErrUndone
	}
	if !by.May(journal.ImportUndo, run.Agency) {
		return run, account.ErrForbidden
	}
	undone := int64(0)
	for {
		n := 0
		err := act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
			now, err := tx.Run(ctx, id)
			if err != nil {
				return err
			}
			if !now.UndoneAt.IsZero() {
				return ErrUndone
			}
			if err := permitted(ctx, tx, by, journal.ImportUndo, now.Agency); err != nil {
				return err
			}
			old, err := tx.PublicationsOfRun(ctx, id, 0, undoRows)
			if err != nil {
				return err
			}
			if n = len(old); n == 0 {
				now.UndoneAt = tx.At
				run = now
				return tx.SaveRun(ctx, now, nil, entry(tx, journal.ImportUndo, now, fmt.Sprintf("撤销导入 %d 条", now.Imported)))
			}
			list := make([]publication.Publication, n)
			entries := make([]journal.Entry, n)
			for i, p := range old {
				if list[i], entries[i], err = publication.UndoImport(p, by.Login, tx.At); err != nil {
					return err
				}
			}
			return tx.UndoPublications(ctx, old, list, entries)
		})
		if err != nil {
			return run, err
		}
		if n == 0 {
			return run, nil
		}
		undone += int64(n)
		progress(undone, run.Imported)
	}
}

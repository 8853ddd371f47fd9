package intake

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/store"
)

// ErrUndone refuses to undo an import twice.
var ErrUndone = errors.New("这次导入已经撤销")

// ErrUndoing means that the person undoes the import already, here or on another
// node.
var ErrUndoing = errors.New("这次导入正在撤销")

// UndoLease begins the names of the leases of imports that are being undone.
const UndoLease = "undo/"

// undoing names the lease of a run that a person undoes; in their name another
// node goes on. Two people may undo one run at once: each batch looks at the
// record anew.
func undoing(run store.Run, by account.Login) string {
	return UndoLease + strconv.FormatInt(run.ID, 10) + " " + string(by)
}

// Undoing is the run that is being undone under a lease, and who undoes it;
// false for any other lease.
func Undoing(l store.Lease) (run int64, by account.Login, ok bool) {
	rest, ok := strings.CutPrefix(l.Name, UndoLease)
	if !ok {
		return 0, "", false
	}
	id, login, ok := strings.Cut(rest, " ")
	run, err := strconv.ParseInt(id, 10, 64)
	return run, account.Login(login), ok && err == nil
}

// undoRows is how many publications one act withdraws.
const undoRows = 1000

// undoPublications withdraws a batch of the publications of a run, and says how
// many.
func undoPublications(ctx context.Context, tx *store.Tx, run store.Run) (int, error) {
	old, err := tx.PublicationsOfRun(ctx, run.ID, 0, undoRows)
	if err != nil || len(old) == 0 {
		return 0, err
	}
	list := make([]publication.Publication, len(old))
	entries := make([]journal.Entry, len(old))
	for i, p := range old {
		if list[i], entries[i], err = publication.UndoImport(p, tx.Actor.Login, tx.At); err != nil {
			return 0, err
		}
	}
	if err := tx.UndoPublications(ctx, old, list, entries); err != nil {
		return 0, err
	}
	return len(old), office.BringBack(ctx, tx, list...)
}

// Left is how much of what came in with a run is still to be undone, so that
// every node knows how far another is.
func Left(ctx context.Context, o *office.Office, run store.Run) (int64, error) {
	if _, ok := LedgerOf(run); !ok {
		return o.Store.LeftOfRun(ctx, run.ID)
	}
	left := int64(0)
	for _, state := range []ledger.State{ledger.Entered, ledger.Released} {
		n, err := o.Store.CountEntries(ctx, store.LedgerSelection{Seat: ledger.Seat{All: true}, Run: run.ID, State: state})
		if err != nil {
			return 0, err
		}
		left += n
	}
	return left, nil
}

// Undo withdraws everything that came in with a run and is still public. A
// tombstone stays at each address; index numbers are not given again; the
// same file can be imported anew. What had been withdrawn before, for a reason
// of its own, stays as it is and does not come back with the file. Of a ledger
// it strikes out the entries, those before the public too; of old addresses it
// takes all away.
//
// It works batch by batch; interrupted, a second call goes on. While it works it
// holds a lease, so that another node goes on when this one dies or leaves
// ([office.ErrLeft]); see [Undoing]. Errors: [store.ErrNotFound], [ErrUndone],
// [account.ErrForbidden], [ErrUndoing].
func Undo(ctx context.Context, o *office.Office, by account.Actor, id int64, progress Progress) (_ store.Run, err error) {
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
	if RedirectsOf(run) {
		return UndoRedirects(ctx, o, by, id)
	}
	what := journal.ImportUndo
	if _, ok := LedgerOf(run); ok {
		what = journal.LedgerImportUndo
	}
	if !by.May(what, run.Agency) {
		return run, account.ErrForbidden
	}
	left, err := Left(ctx, o, run)
	if err != nil {
		return run, err
	}
	undone := run.Imported - left
	ctx, release, err := o.Hold(ctx, undoing(run, by.Login), undone, false)
	if errors.Is(err, office.ErrHeld) {
		err = ErrUndoing
	}
	if err != nil {
		return run, err
	}
	defer func() { err = errors.Join(err, release()) }()
	progress(undone, run.Imported)
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
			if err := permitted(ctx, tx, by, what, now.Agency); err != nil {
				return err
			}
			if what == journal.LedgerImportUndo {
				n, err = undoLedger(ctx, tx, now)
			} else {
				n, err = undoPublications(ctx, tx, now)
			}
			if err != nil || n > 0 {
				return err
			}
			now.UndoneAt = tx.At
			run = now
			return tx.SaveRun(ctx, now, nil, entry(tx, what, now, fmt.Sprintf("撤销导入 %d 条", now.Imported)))
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

package desk

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/store"
)

// resumeEvery is how often a server looks for imports that nobody works on any
// more.
const resumeEvery = 10 * time.Second

// Run takes up the imports, and undoings of imports, of servers that died or stopped, until ctx ends.
func (d *Desk) Run(ctx context.Context, log *slog.Logger) {
	beat := time.NewTicker(resumeEvery)
	defer beat.Stop()
	for {
		if err := d.ResumeImports(ctx); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "take up imports", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
	}
}

// ResumeImports begins to go on with every import, and every undoing of one,
// whose server is gone. One that came to an end of itself, was stopped by an official or refused
// has no lease any more and waits for somebody to resume it.
func (d *Desk) ResumeImports(ctx context.Context) error {
	list, err := d.leases(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, l := range list {
		if l.Live(d.Office.Now()) {
			continue
		}
		if _, _, undo := intake.Undoing(l); undo {
			errs = append(errs, d.takeUpUndo(ctx, l))
		} else {
			errs = append(errs, d.takeUp(ctx, l))
		}
	}
	return errors.Join(errs...)
}

// takeUp goes on with the import of a lease that ran out; one that nobody can
// go on with loses it.
func (d *Desk) takeUp(ctx context.Context, l store.Lease) error {
	id, _ := thingID(l.Name, "import/")
	run, err := d.Office.Store.Run(ctx, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	by, known, err := d.importer(ctx, run)
	if err != nil {
		return err
	}
	if l.Holder == "" || !known || !run.FinishedAt.IsZero() || !run.UndoneAt.IsZero() {
		return d.Office.Store.Release(ctx, l.Name, l.Holder)
	}
	at := &importJob{}
	err = d.imports.start(ctx, importKey{run.Agency, run.SHA256}, at, func(ctx context.Context) error {
		// Whoever gets the lease reads the file; the import takes it over.
		_, release, err := d.Office.Hold(ctx, l.Name, run.Position, false)
		if errors.Is(err, office.ErrHeld) {
			return nil // another server was quicker
		}
		if err != nil {
			return err
		}
		return errors.Join(d.goOn(ctx, by, run, at), release())
	})
	if errors.Is(err, intake.ErrRunning) || errors.Is(err, errImportsFull) {
		return nil // next time
	}
	return err
}

// takeUpUndo goes on with the undoing of a lease that ran out, in the name of
// who began it.
func (d *Desk) takeUpUndo(ctx context.Context, l store.Lease) error {
	id, login, _ := intake.Undoing(l)
	run, err := d.Office.Store.Run(ctx, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	by, known, err := d.actor(ctx, login)
	if err != nil {
		return err
	}
	if l.Holder == "" || !known || run.ID == 0 || !run.UndoneAt.IsZero() {
		return d.Office.Store.Release(ctx, l.Name, l.Holder)
	}
	err = d.beginUndo(ctx, by, run)
	if errors.Is(err, intake.ErrRunning) || errors.Is(err, errImportsFull) {
		return nil // next time
	}
	return err
}

// importer is in whose name a run goes on: whoever began it, as far as their
// account still may. It is false where the file is not kept, as of the command
// line, and for an account that is no more.
func (d *Desk) importer(ctx context.Context, run store.Run) (account.Actor, bool, error) {
	blob, err := d.Office.Blobs.Open(ctx, tableOfRun(run))
	if errors.Is(err, store.ErrNotFound) {
		return account.Actor{}, false, nil
	}
	if err == nil {
		err = blob.Close()
	}
	if err != nil {
		return account.Actor{}, false, err
	}
	return d.actor(ctx, run.Actor)
}

// actor is who began a work, as far as their account still may; false for one
// that is no more.
func (d *Desk) actor(ctx context.Context, login account.Login) (account.Actor, bool, error) {
	if login == account.Console.Login {
		return account.Console, true, nil
	}
	a, err := d.Office.Store.Account(ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		return account.Actor{}, false, nil
	}
	return account.Of(a), a.Active(), err
}

// tableOfRun is the blob of the file of a run.
func tableOfRun(run store.Run) string {
	if _, blob, ok := strings.Cut(run.SHA256, " "); ok {
		return blob // into a ledger
	}
	return run.SHA256
}

// goOn works on an interrupted run to its end.
func (d *Desk) goOn(ctx context.Context, by account.Actor, run store.Run, at *importJob) error {
	file, dir, err := d.fetch(ctx, tableOfRun(run), run.File)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	tell := func(done, total int64) { at.tell(d.Office.Now(), done, total) }
	if book, ok := intake.LedgerOf(run); ok {
		_, err = intake.ImportLedger(ctx, d.Office, by, intake.LedgerJob{Agency: run.Agency, Book: book, File: file, Name: run.File, Seize: true}, tell)
		return err
	}
	_, err = intake.Import(ctx, d.Office, by, intake.Job{Agency: run.Agency, File: file, Name: run.File, Voucher: run.Voucher, Seize: true}, tell)
	return err
}

package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/sheet"
	"gongkai/store"
)

// Job is a file to import.
type Job struct {
	Agency agency.Code
	// File is where the file lies; Name is what people call it, and tells CSV
	// from XLSX; "" means the last part of File.
	File string
	Name string
	// Mapping of the columns; nil for the one remembered or guessed.
	Mapping Mapping
	// Voucher is who answers for the review of what comes in; required.
	Voucher string
	// DefaultCategory is for rows without one; "" leaves them without.
	DefaultCategory string
	// Channel is for rows without one; 0 means the website.
	Channel publication.Channel
	// Seize takes an interrupted import from whoever was at work on it last,
	// though they may be yet: for a person who knows that they are not.
	Seize bool
}

// options are what decides how rows are read. They are kept with the run, so
// that an interrupted one goes on as it began.
type options struct {
	Columns  Mapping             `json:"columns"`
	Category string              `json:"category,omitempty"`
	Channel  publication.Channel `json:"channel,omitempty"`
}

// Progress is told how many rows of how many are done; total is 0 while it is
// not known.
type Progress func(done, total int64)

// ErrRunning means that another process works on the same import.
var ErrRunning = errors.New("同一文件的导入正在进行")

func (j Job) name() string {
	if j.Name != "" {
		return filepath.Base(j.Name)
	}
	return filepath.Base(j.File)
}

func (j Job) open() (*os.File, int64, error) {
	f, err := os.Open(j.File)
	if err != nil {
		return nil, 0, fmt.Errorf("import %s: %w", j.name(), err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = sheet.ErrKind
	}
	if err != nil {
		f.Close()
		return nil, 0, fmt.Errorf("import %s: %w", j.name(), err)
	}
	return f, info.Size(), nil
}

// Import takes over a file and gives its balance. A file that cannot be read
// to its end is refused as a whole, before anything is saved. If an import of
// the same file for the same agency was interrupted, this one goes on behind
// its last batch, with the mapping and the voucher it began with; a file that
// was finished is read again, and every row found there already.
//
// When ctx ends, the batch under way is still saved. Errors:
// [publication.ErrVoucher], [agency.ErrNotFound]; [agency.ErrClosed] and
// [account.ErrForbidden], also when the agency is closed, or the role revoked,
// while the import is under way; [ErrRunning], those of [Mapping.Check] and of sheet.
func Import(ctx context.Context, o *office.Office, by account.Actor, j Job, progress Progress) (_ store.Run, err error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	file, size, err := j.open()
	if err != nil {
		return store.Run{}, err
	}
	defer file.Close()
	if err := admit(ctx, o, by, j); err != nil {
		return store.Run{}, err
	}
	header, total, sum, err := survey(ctx, j.name(), file, size)
	if err != nil {
		return store.Run{}, err
	}
	run, opt, err := begin(ctx, o, by, j, header, total, sum)
	if err != nil {
		return store.Run{}, err
	}
	read, err := newReader(ctx, o, run.Agency, header, opt)
	if err != nil {
		return run, err
	}
	ctx, release, err := hold(ctx, o, run, j.Seize)
	if err != nil {
		return run, err
	}
	defer func() { err = errors.Join(err, release()) }()
	rows, err := sheet.Open(j.name(), file, size, sheet.Limits{})
	if err != nil {
		return run, err
	}
	progress(run.Position, total)

	reading, stop := context.WithCancel(ctx)
	batches := make(chan *batch, 2)
	ended := make(chan error, 1)
	go func() {
		defer close(batches)
		err := guarded(func() error { return fill(reading, read, rows, run.Position, batches) })
		ended <- errors.Join(err, rows.Close())
	}()
	for b := range batches {
		if run, err = runOn(ctx, o, by, run, b); err != nil {
			break
		}
		progress(run.Position, total)
	}
	stop()
	for range batches { // let the reading end before the file is closed
	}
	if readErr := <-ended; err == nil {
		err = readErr
	}
	if err != nil {
		return run, err
	}
	return finish(ctx, o, by, run)
}

// hold takes the lease of a run, so that every node sees that it is worked on,
// and one of them goes on with it when this one dies or leaves
// ([office.ErrLeft]). Errors: [ErrRunning].
func hold(ctx context.Context, o *office.Office, run store.Run, seize bool) (context.Context, func() error, error) {
	held, release, err := o.Hold(ctx, run.Thing(), run.Position, seize)
	if errors.Is(err, office.ErrHeld) {
		err = ErrRunning
	}
	return held, release, err
}

// admit refuses a job before its file is read.
func admit(ctx context.Context, o *office.Office, by account.Actor, j Job) error {
	if strings.TrimSpace(j.Voucher) == "" {
		return publication.ErrVoucher
	}
	if !by.May(journal.Import, j.Agency) {
		return account.ErrForbidden
	}
	a, err := o.Store.Agency(ctx, j.Agency)
	if errors.Is(err, store.ErrNotFound) {
		return agency.ErrNotFound
	}
	if err == nil && !a.Open(o.Today()) {
		return agency.ErrClosed
	}
	return err
}

// survey reads the file once to its end: its header, how many rows it has, and
// the SHA-256 of its bytes.
func survey(ctx context.Context, name string, file io.ReaderAt, size int64) (header []string, total int64, sum string, err error) {
	hashed := make(chan error, 1)
	h := sha256.New()
	go func() {
		hashed <- guarded(func() error {
			_, err := io.Copy(h, io.NewSectionReader(file, 0, size))
			return err
		})
	}()
	header, total, err = count(ctx, name, file, size)
	if hashErr := <-hashed; err == nil && hashErr != nil {
		err = fmt.Errorf("read %s: %w", name, hashErr)
	}
	return header, total, hex.EncodeToString(h.Sum(nil)), err
}

func count(ctx context.Context, name string, file io.ReaderAt, size int64) ([]string, int64, error) {
	rows, err := sheet.Open(name, file, size, sheet.Limits{})
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for n := int64(0); ; n++ {
		if n%batchRows == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		if _, err := rows.Next(); err == io.EOF {
			return rows.Header(), n, nil
		} else if err != nil {
			return nil, 0, err
		}
	}
}

// begin is the run to go on with: the interrupted one, or a new one.
func begin(ctx context.Context, o *office.Office, by account.Actor, j Job, header []string, total int64, sum string) (store.Run, options, error) {
	var opt options
	run, err := o.Store.InterruptedRun(ctx, j.Agency, sum)
	if err == nil {
		err = json.Unmarshal([]byte(run.Mapping), &opt)
		return run, opt, err
	}
	if !errors.Is(err, store.ErrNotFound) {
		return run, opt, err
	}
	opt = options{Columns: j.Mapping, Category: j.DefaultCategory, Channel: j.Channel}
	if opt.Columns == nil {
		last, err := remembered(ctx, o.Store, j.Agency, header)
		if err != nil {
			return run, opt, err
		}
		opt.Columns = last.Columns
	}
	// Whatever the reader would refuse must not leave a run behind.
	if _, err := newReader(ctx, o, j.Agency, header, opt); err != nil {
		return run, opt, err
	}
	packed, err := json.Marshal(opt)
	if err != nil {
		return run, opt, err
	}
	run = store.Run{Agency: j.Agency, File: shown(j.name()), SHA256: sum, Mapping: string(packed), Voucher: strings.TrimSpace(j.Voucher),
		Actor: by.Login, Total: total}
	err = act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.NextRun(ctx)
		if err != nil {
			return err
		}
		run.ID, run.StartedAt = id, tx.At
		return tx.SaveRun(ctx, run, nil, entry(tx, journal.ImportStart, run, run.File))
	})
	if err == nil {
		err = remember(ctx, o.Store, j.Agency, header, opt)
	}
	return run, opt, err
}

func entry(tx *store.Tx, what journal.Act, run store.Run, note string) *journal.Entry {
	return &journal.Entry{At: tx.At, Act: what, Thing: run.Thing(), Agency: string(run.Agency), Actor: string(tx.Actor.Login), Note: note}
}

// fill reads the rows after the first skip into batches.
func fill(ctx context.Context, read *reader, rows *sheet.Rows, skip int64, out chan<- *batch) error {
	for range skip {
		if _, err := rows.Next(); err != nil {
			return err
		}
	}
	for end := false; !end; {
		b := &batch{records: make([]Record, 0, batchRows), keys: make([]string, 0, batchRows)}
		for b.rows < batchRows {
			row, err := rows.Next()
			if err == io.EOF {
				end = true
				break
			}
			if err != nil {
				return err
			}
			b.rows++
			got, key, refused := read.row(row)
			if refused != nil {
				b.refusals = append(b.refusals, *refused)
				continue
			}
			b.records = append(b.records, Record{read.agency, got})
			b.keys = append(b.keys, key)
		}
		if b.rows == 0 {
			break
		}
		select {
		case out <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// runOn saves one batch of a run, and where the run stands with it.
func runOn(ctx context.Context, o *office.Office, by account.Actor, run store.Run, b *batch) (store.Run, error) {
	next := run
	err := act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		if err := still(ctx, tx, run); err != nil {
			return err
		}
		if err := atWork(ctx, tx, run.Agency); err != nil {
			return err
		}
		if err := permitted(ctx, tx, by, journal.Import, run.Agency); err != nil {
			return err
		}
		done, err := b.save(ctx, tx, o.Calendar(), run.ID, run.Voucher)
		if err != nil {
			return err
		}
		next = run
		next.Position += b.rows
		next.Read += b.rows
		next.Imported += done.imported
		next.Already += done.already
		next.Refused += int64(len(b.refusals))
		next.Undated += done.undated
		next.Late += done.late
		return tx.SaveRun(ctx, next, b.refusals, nil)
	})
	if err != nil {
		return run, err
	}
	return next, nil
}

// still refuses to go on with a run that another process has moved, ended or
// undone. Errors: [ErrRunning].
func still(ctx context.Context, tx *store.Tx, run store.Run) error {
	now, err := tx.Run(ctx, run.ID)
	if err != nil {
		return err
	}
	if now.Position != run.Position || !now.FinishedAt.IsZero() || !now.UndoneAt.IsZero() {
		return ErrRunning
	}
	return nil
}

// atWork refuses more records for an agency that was closed since the import
// began. Errors: [agency.ErrClosed].
func atWork(ctx context.Context, tx *store.Tx, in agency.Code) error {
	a, err := tx.Agency(ctx, in)
	if err == nil && !a.Open(calendar.On(tx.At)) {
		return agency.ErrClosed
	}
	return err
}

// permitted asks the table again, of the account as it is now: an import
// outlasts the request that began it, and the role may be revoked meanwhile.
// Errors: [account.ErrForbidden].
func permitted(ctx context.Context, tx *store.Tx, by account.Actor, what journal.Act, in agency.Code) error {
	if by.Login == account.Console.Login || by.Login == account.Clock.Login {
		return nil // no account
	}
	a, err := tx.Account(ctx, by.Login)
	if errors.Is(err, store.ErrNotFound) || err == nil && !account.Of(a).May(what, in) {
		return account.ErrForbidden
	}
	return err
}

// guarded runs work that has a goroutine to itself, where a panic would end
// the whole program. The error says where, and not over which values: they may
// be somebody's.
func guarded(work func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic of %T while reading\n%s", v, debug.Stack())
		}
	}()
	return work()
}

func finish(ctx context.Context, o *office.Office, by account.Actor, run store.Run) (store.Run, error) {
	next := run
	err := act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		if err := still(ctx, tx, run); err != nil {
			return err
		}
		next = run
		next.FinishedAt = tx.At
		note := fmt.Sprintf("读取 %d 条，导入 %d 条，已有 %d 条，未收 %d 条", run.Read, run.Imported, run.Already, run.Refused)
		return tx.SaveRun(ctx, next, nil, entry(tx, journal.ImportFinish, run, note))
	})
	if err != nil {
		return run, err
	}
	return next, nil
}

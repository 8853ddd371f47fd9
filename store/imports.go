package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
	"unicode/utf8"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Run is one import of a file: its balance sheet and how far it has come.
// Read = Imported + Already + Refused holds after every batch.
type Run struct {
	ID      int64
	Agency  agency.Code
	File    string // its name
	SHA256  string // of its bytes: the same file resumes or repeats
	Mapping string // column mapping, JSON
	Voucher string // who vouches that it was reviewed
	Actor   account.Login

	StartedAt  time.Time
	FinishedAt time.Time // zero while under way or interrupted
	UndoneAt   time.Time // zero unless undone

	Position int64 // rows of the file dealt with
	Total    int64 // rows of the file; 0 while unknown
	Read     int64
	Imported int64
	Already  int64
	Refused  int64
	Undated  int64 // imported without an issue date
	Late     int64 // imported, published after the limit of article 26
}

// Thing is the import in the journal.
func (r Run) Thing() string { return fmt.Sprintf("import/%d", r.ID) }

// Refusal is a row of a file that was not taken, and why.
type Refusal struct {
	Row    int64  // as a spreadsheet shows it, from 1
	Field  string // the column's heading; "" for the whole row
	Reason string
	Value  string // what stood there, cut short
}

const runColumns = `id, agency, file, sha256, mapping, voucher, actor, started_at, finished_at, undone_at, position, total,
	read, imported, already, refused, undated, late`

func (r Reader) runs(ctx context.Context, where string, args ...any) ([]Run, error) {
	var list []Run
	err := r.each(ctx, `select `+runColumns+` from import_run `+where, args, func(rows *sql.Rows) error {
		var v Run
		var started, finished, undone int64
		err := rows.Scan(&v.ID, &v.Agency, &v.File, &v.SHA256, &v.Mapping, &v.Voucher, &v.Actor, &started, &finished,
			&undone, &v.Position, &v.Total, &v.Read, &v.Imported, &v.Already, &v.Refused, &v.Undated, &v.Late)
		v.StartedAt, v.FinishedAt, v.UndoneAt = instant(started), instant(finished), instant(undone)
		list = append(list, v)
		return err
	})
	return list, err
}

// Run is one import. Errors: [ErrNotFound].
func (r Reader) Run(ctx context.Context, id int64) (Run, error) {
	return only(r.runs(ctx, `where id = $1`, id))
}

// Runs is the imports of an agency, newest first; of every agency for "".
func (r Reader) Runs(ctx context.Context, in agency.Code, limit int) ([]Run, error) {
	if in == "" {
		return r.runs(ctx, `order by id desc limit $1`, limit)
	}
	return r.runs(ctx, `where agency = $1 order by id desc limit $2`, string(in), limit)
}

// RunsNamed is up to limit imports of an agency after the given one of files whose
// names begin with the words, and that were not undone, oldest first.
func (r Reader) RunsNamed(ctx context.Context, in agency.Code, after int64, begin string, limit int) ([]Run, error) {
	return r.runs(ctx, `where agency = $1 and id > $2 and undone_at = 0 and substr(file, 1, $3) = $4 order by id limit $5`,
		string(in), after, utf8.RuneCountInString(begin), begin, limit)
}

// InterruptedRun is an import of the same file for the same agency that was
// begun and neither finished nor undone. Errors: [ErrNotFound].
func (r Reader) InterruptedRun(ctx context.Context, in agency.Code, sha256 string) (Run, error) {
	return only(r.runs(ctx, `where agency = $1 and sha256 = $2 and finished_at = 0 and undone_at = 0 order by id desc limit 1`,
		string(in), sha256))
}

// Refusals is the refused rows of an import in the order of the file, from
// the row after the given one.
func (r Reader) Refusals(ctx context.Context, run, after int64, limit int) ([]Refusal, error) {
	var list []Refusal
	err := r.each(ctx, `select row_no, field, reason, value from import_refusal where run = $1 and row_no > $2
		order by row_no, field limit $3`, []any{run, after, limit}, func(rows *sql.Rows) error {
		var v Refusal
		err := rows.Scan(&v.Row, &v.Field, &v.Reason, &v.Value)
		list = append(list, v)
		return err
	})
	return list, err
}

// NextRun gives out the id of a new import.
func (tx *Tx) NextRun(ctx context.Context) (int64, error) {
	id, err := tx.next(ctx, "import", 1)
	return id, tx.fail(err)
}

// SaveRun saves where an import stands. Its start, its end and its undoing are
// acts and carry an entry; the batches between carry those of their records,
// and nil here.
func (tx *Tx) SaveRun(ctx context.Context, v Run, refusals []Refusal, e *journal.Entry) error {
	_, err := tx.exec(ctx, `insert into import_run (`+runColumns+`) values `+holes(1, 18)+`
		on conflict (id) do update set
			finished_at = excluded.finished_at, undone_at = excluded.undone_at, position = excluded.position,
			total = excluded.total, read = excluded.read, imported = excluded.imported, already = excluded.already,
			refused = excluded.refused, undated = excluded.undated, late = excluded.late`,
		v.ID, string(v.Agency), v.File, v.SHA256, v.Mapping, v.Voucher, string(v.Actor), micros(v.StartedAt),
		micros(v.FinishedAt), micros(v.UndoneAt), v.Position, v.Total, v.Read, v.Imported, v.Already, v.Refused, v.Undated, v.Late)
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", v.Thing(), err))
	}
	for _, f := range refusals {
		if _, err := tx.exec(ctx, `insert into import_refusal (run, row_no, field, reason, value) values ($1, $2, $3, $4, $5)
			on conflict (run, row_no, field) do nothing`, v.ID, f.Row, f.Field, f.Reason, f.Value); err != nil {
			return tx.fail(fmt.Errorf("save %s: %w", v.Thing(), err))
		}
	}
	if e == nil {
		return nil
	}
	return tx.enter(ctx, *e)
}

// Mapping is how an agency last mapped a header line to fields, JSON; "" if it
// never met it.
func (r Reader) Mapping(ctx context.Context, in agency.Code, header string) (string, error) {
	var text string
	err := r.one(ctx, `select mapping from import_mapping where agency = $1 and header = $2`, []any{string(in), header}, &text)
	if err == ErrNotFound {
		return "", nil
	}
	return text, err
}

// SaveMapping remembers a mapping. It is a trace, not an act.
func (s *Store) SaveMapping(ctx context.Context, in agency.Code, header, mapping string) error {
	return s.trace(ctx, `insert into import_mapping (agency, header, mapping) values ($1, $2, $3)
		on conflict (agency, header) do update set mapping = excluded.mapping`, string(in), header, mapping)
}

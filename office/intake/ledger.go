package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/sheet"
	"gongkai/store"
)

// The refusals of a ledger's file and of its rows, beside those of packages
// ledger, sheet and printed.
var (
	ErrColumn     = errors.New("台账中没有这个栏目")
	ErrColumnNone = errors.New("文件中缺少必填的栏目")
	ErrParts      = errors.New("竖线分开的项目太多")
	ErrDiffers    = errors.New("同样的事项已经登记，内容不同，请更正原来的登记")
)

// LedgerJob is a file with entries of one book of one agency.
type LedgerJob struct {
	Agency agency.Code
	Book   ledger.Code
	// File and Name are as in [Job].
	File string
	Name string
	// Seize is as in [Job].
	Seize bool
}

// ledgerRows is how many rows one act saves.
const ledgerRows = 1000

// ledgerLimits bound a file: it is held in memory.
var ledgerLimits = sheet.Limits{Bytes: 64 << 20, Rows: 100_000}

// ledgerOptions are kept with the run.
type ledgerOptions struct {
	Ledger ledger.Code `json:"ledger"`
}

// LedgerOf is the book into which a run imported; false for a run that took
// over publications.
func LedgerOf(run store.Run) (ledger.Code, bool) {
	var opt ledgerOptions
	if json.Unmarshal([]byte(run.Mapping), &opt) != nil || opt.Ledger == "" {
		return "", false
	}
	return opt.Ledger, true
}

// ledgerRow is a row of a file: what it says, or why it is refused.
type ledgerRow struct {
	number  int
	cells   []string
	values  ledger.Values
	refused *store.Refusal
}

// LedgerSample is a file as it would come in.
type LedgerSample struct {
	Format string
	Header []string
	// Read is how many rows there are, Refused how many of them would not come
	// in; what is there already is found at the import only.
	Read, Refused int
	Rows          []LedgerSampleRow // the first of them
}

// LedgerSampleRow is one row of a sample.
type LedgerSampleRow struct {
	Number  int
	Cells   []string
	Values  ledger.Values
	Refused *store.Refusal // nil if the row comes in
}

// PreviewLedger reads a file to its end and saves nothing; rows is how many rows
// it shows. Errors are those of the file itself, [ledger.ErrNoBook],
// [ErrColumn], [ErrColumnNone], [ErrFieldOnce].
func PreviewLedger(o *office.Office, j LedgerJob, rows int) (LedgerSample, error) {
	_, read, err := j.read(o.Today())
	if err != nil {
		return LedgerSample{}, err
	}
	s := LedgerSample{Format: read.format, Header: read.header, Read: len(read.rows)}
	for i, r := range read.rows {
		if r.refused != nil {
			s.Refused++
		}
		if i < rows {
			s.Rows = append(s.Rows, LedgerSampleRow{r.number, r.cells, r.values, r.refused})
		}
	}
	return s, nil
}

// ledgerFile is a file as it was read.
type ledgerFile struct {
	format string
	header []string
	sum    string
	rows   []ledgerRow
}

func (j LedgerJob) read(today calendar.Day) (*ledger.Book, ledgerFile, error) {
	var f ledgerFile
	b, ok := ledger.BookOf(j.Book)
	if !ok {
		return nil, f, ledger.ErrNoBook
	}
	job := Job{File: j.File, Name: j.Name}
	file, size, err := job.open()
	if err != nil {
		return b, f, err
	}
	defer file.Close()
	if _, _, f.sum, err = survey(context.Background(), job.name(), file, size); err != nil {
		return b, f, err
	}
	in, err := sheet.Open(job.name(), file, size, ledgerLimits)
	if err != nil {
		return b, f, err
	}
	defer in.Close()
	f.format, f.header = in.Format(), in.Header()
	columns, err := ledgerColumns(b, f.header)
	if err != nil {
		return b, f, err
	}
	for {
		row, err := in.Next()
		if err == io.EOF {
			return b, f, nil
		}
		if err != nil {
			return b, f, err
		}
		if len(f.rows) == 0 && row.Err == nil && len(row.Cells) > 0 && strings.HasPrefix(row.Cells[0], helpMark) {
			continue // the template's own
		}
		f.rows = append(f.rows, ledgerRowOf(b, f.header, columns, row, today))
	}
}

// ledgerColumns finds the field of every column: nothing in a file is passed
// over in silence.
func ledgerColumns(b *ledger.Book, header []string) ([]ledger.Field, error) {
	columns := make([]ledger.Field, len(header))
	seen := map[string]bool{}
	for i, h := range header {
		plain := strings.Trim(strings.Join(strings.Fields(h), ""), "*＊:：\u200b\ufeff")
		for _, f := range b.Fields {
			if plain == strings.Join(strings.Fields(f.Label), "") || strings.EqualFold(plain, f.Name) {
				columns[i] = f
			}
		}
		name := columns[i].Name
		if name == "" {
			return nil, fmt.Errorf("%w：%s", ErrColumn, headingOf(header, i))
		}
		if seen[name] {
			return nil, fmt.Errorf("%w：%s", ErrFieldOnce, h)
		}
		seen[name] = true
	}
	for _, f := range b.Fields {
		if f.Required && !seen[f.Name] {
			return nil, fmt.Errorf("%w：%s", ErrColumnNone, f.Label)
		}
	}
	return columns, nil
}

// headingOf is what stands over a column, from 0; its letters where nothing
// does.
func headingOf(header []string, column int) string {
	return (&reader{header: header}).heading(column)
}

func ledgerRowOf(b *ledger.Book, header []string, columns []ledger.Field, row sheet.Row, today calendar.Day) ledgerRow {
	r := ledgerRow{number: row.Number, cells: row.Cells}
	refuse := func(column int, err error) ledgerRow {
		r.refused = &store.Refusal{Row: int64(row.Number), Reason: err.Error()}
		if column >= 0 {
			r.refused.Field = headingOf(header, column)
			if column < len(row.Cells) {
				r.refused.Value = shown(row.Cells[column])
			}
		}
		return r
	}
	if row.Err != nil {
		var cell *sheet.CellError
		if errors.As(row.Err, &cell) {
			return refuse(cell.Column-1, cell.Err)
		}
		return refuse(-1, row.Err)
	}
	typed := ledger.Values{Row: ledger.Row{}, Rows: map[string][]ledger.Row{}}
	for i, f := range columns {
		if f.Type != ledger.Rows {
			text, err := cellText(f, row.Cells[i])
			if err != nil {
				return refuse(i, err)
			}
			typed.Row[f.Name] = text
			continue
		}
		list, err := cellRows(f, row.Cells[i])
		if err != nil {
			return refuse(i, err)
		}
		typed.Rows[f.Name] = list
	}
	v, faults := b.Read(typed, today)
	if faults != nil {
		first := faults[0]
		at := slices.IndexFunc(columns, func(f ledger.Field) bool { return f.Name == first.Field })
		if at < 0 || first.Row > 0 {
			return refuse(at, first)
		}
		return refuse(at, first.Err)
	}
	r.values = v
	return r
}

// cellRows reads the rows in a cell: a line each, their fields divided by
// strokes in the order of the book.
func cellRows(f ledger.Field, cell string) ([]ledger.Row, error) {
	var list []ledger.Row
	for i, line := range strings.Split(strings.ReplaceAll(cell, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		parts := strings.Split(strings.ReplaceAll(line, "｜", "|"), "|")
		row := ledger.Row{}
		for n, part := range parts {
			if n >= len(f.Fields) {
				if strings.TrimSpace(part) == "" {
					continue
				}
				return nil, fmt.Errorf("第 %d 行%w", i+1, ErrParts)
			}
			text, err := cellText(f.Fields[n], part)
			if err != nil {
				return nil, fmt.Errorf("第 %d 行%s：%w", i+1, f.Fields[n].Label, err)
			}
			row[f.Fields[n].Name] = text
		}
		list = append(list, row)
	}
	return list, nil
}

// cellText is a cell as people write it in tables, in the way of the record. It
// is exact, or refused.
func cellText(f ledger.Field, cell string) (string, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return "", nil
	}
	switch f.Type {
	case ledger.Day:
		d, err := sheet.Date(cell)
		return d.String(), err
	case ledger.Time:
		hour, rest, ok := strings.Cut(strings.ReplaceAll(cell, "：", ":"), ":")
		if !ok {
			return "", ledger.ErrTime
		}
		if len(hour) == 1 {
			hour = "0" + hour
		}
		// Spreadsheets write the seconds.
		if len(rest) == len("05:00") {
			rest = strings.TrimSuffix(rest, ":00")
		}
		return hour + ":" + rest, nil
	case ledger.Number, ledger.Money:
		c, err := printed.Read(cell)
		if err != nil {
			return "", err
		}
		n := c.Value
		if c.Unit != "" && c.Unit != f.Unit {
			in, ok := c.In(f.Unit)
			if !ok {
				return "", ledger.ErrNumber
			}
			n = in
		}
		if !c.Exact() || c.Signed || f.Type == ledger.Number && !n.IsWhole() {
			return "", ledger.ErrNumber
		}
		return n.String(), nil
	}
	return cell, nil
}

// ImportLedger takes over a file of entries and gives its balance. A file that
// cannot be read to its end, or has a column the book does not know, is refused
// as a whole. Every row comes in exactly, is there already with the same words,
// or is refused. If an import of the same file into the same book was
// interrupted, this one goes on behind its last batch. Errors: as of
// [PreviewLedger]; [agency.ErrNotFound], [agency.ErrClosed],
// [account.ErrForbidden], [ErrRunning].
func ImportLedger(ctx context.Context, o *office.Office, by account.Actor, j LedgerJob, progress Progress) (_ store.Run, err error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if !by.May(journal.LedgerImport, j.Agency) {
		return store.Run{}, account.ErrForbidden
	}
	a, err := o.Store.Agency(ctx, j.Agency)
	if errors.Is(err, store.ErrNotFound) {
		return store.Run{}, agency.ErrNotFound
	}
	if err == nil && !a.Open(o.Today()) {
		err = agency.ErrClosed
	}
	if err != nil {
		return store.Run{}, err
	}
	b, file, err := j.read(o.Today())
	if err != nil {
		return store.Run{}, err
	}
	run, err := beginLedger(ctx, o, by, j, file)
	if err != nil {
		return run, err
	}
	ctx, release, err := hold(ctx, o, run, j.Seize)
	if err != nil {
		return run, err
	}
	defer func() { err = errors.Join(err, release()) }()
	total := int64(len(file.rows))
	progress(run.Position, total)
	for run.Position < total {
		rows := file.rows[run.Position:min(total, run.Position+ledgerRows)]
		next := run
		err := act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
			if err := still(ctx, tx, run); err != nil {
				return err
			}
			if err := atWork(ctx, tx, run.Agency); err != nil {
				return err
			}
			if err := permitted(ctx, tx, by, journal.LedgerImport, run.Agency); err != nil {
				return err
			}
			var refusals []store.Refusal
			var err error
			if next, refusals, err = saveLedger(ctx, tx, b, run, rows); err != nil {
				return err
			}
			return tx.SaveRun(ctx, next, refusals, nil)
		})
		if err != nil {
			return run, err
		}
		run = next
		progress(run.Position, total)
	}
	return finish(ctx, o, by, run)
}

func beginLedger(ctx context.Context, o *office.Office, by account.Actor, j LedgerJob, file ledgerFile) (store.Run, error) {
	// The same file may be read into two books.
	sum := string(j.Book) + " " + file.sum
	run, err := o.Store.InterruptedRun(ctx, j.Agency, sum)
	if err == nil || !errors.Is(err, store.ErrNotFound) {
		return run, err
	}
	packed, err := json.Marshal(ledgerOptions{j.Book})
	if err != nil {
		return run, err
	}
	run = store.Run{Agency: j.Agency, File: shown(Job{File: j.File, Name: j.Name}.name()), SHA256: sum, Mapping: string(packed), Actor: by.Login,
		Total: int64(len(file.rows))}
	err = act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.NextRun(ctx)
		if err != nil {
			return err
		}
		run.ID, run.StartedAt = id, tx.At
		return tx.SaveRun(ctx, run, nil, entry(tx, journal.ImportStart, run, j.Book.Name()+"："+run.File))
	})
	return run, err
}

// saveLedger saves the rows that are not there already, and gives the run with
// them counted.
func saveLedger(ctx context.Context, tx *store.Tx, b *ledger.Book, run store.Run, rows []ledgerRow) (store.Run, []store.Refusal, error) {
	var refusals []store.Refusal
	var identities []string
	for _, r := range rows {
		if r.refused == nil {
			identities = append(identities, b.Identity(r.values))
		}
	}
	there, err := tx.EntriesLike(ctx, b, run.Agency, identities)
	if err != nil {
		return run, nil, err
	}
	known := map[string]ledger.Values{}
	for identity, e := range there {
		known[identity] = e.Values
	}
	var fresh []ledgerRow
	for _, r := range rows {
		run.Position++
		run.Read++
		if r.refused == nil {
			identity := b.Identity(r.values)
			old, ok := known[identity]
			switch {
			case ok && old.Equal(r.values):
				run.Already++
				continue
			case ok:
				r.refused = &store.Refusal{Row: int64(r.number), Reason: ErrDiffers.Error(), Value: shown(b.Title(r.values))}
			default:
				if r.refused, err = unlinked(ctx, tx, b, r); err != nil {
					return run, nil, err
				}
			}
			if r.refused == nil {
				known[identity] = r.values
			}
		}
		if r.refused != nil {
			run.Refused++
			refusals = append(refusals, *r.refused)
			continue
		}
		run.Imported++
		fresh = append(fresh, r)
	}
	if len(fresh) == 0 {
		return run, refusals, nil
	}
	first, err := tx.NextEntries(ctx, b.Code, calendar.On(tx.At).Year(), len(fresh))
	if err != nil {
		return run, nil, err
	}
	list, entries := make([]ledger.Entry, len(fresh)), make([]journal.Entry, len(fresh))
	for i, r := range fresh {
		if list[i], entries[i], err = ledger.Import(b, first+int64(i), run.Agency, r.values, run.ID, tx.Actor.Login, tx.At); err != nil {
			return run, nil, err
		}
	}
	return run, refusals, tx.SaveEntries(ctx, list, entries)
}

// unlinked refuses a row that names what was never published.
func unlinked(ctx context.Context, tx *store.Tx, b *ledger.Book, r ledgerRow) (*store.Refusal, error) {
	for _, l := range b.Links(r.values) {
		_, err := tx.PublicationAt(ctx, l.Index)
		if errors.Is(err, store.ErrNotFound) {
			f := b.Fault(l, ledger.ErrNoLink)
			return &store.Refusal{Row: int64(r.number), Field: f.Label, Reason: ledger.ErrNoLink.Error(), Value: l.Index}, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// undoLedger strikes out the entries of a run that are not yet, batch by batch.
// Each act does one batch; n is how many it did.
func undoLedger(ctx context.Context, tx *store.Tx, run store.Run) (n int, err error) {
	var list []ledger.Entry
	for _, state := range []ledger.State{ledger.Entered, ledger.Released} {
		some, err := tx.Entries(ctx, store.LedgerSelection{Seat: ledger.Seat{All: true}, Run: run.ID, State: state}, store.LedgerPlace{}, undoRows-len(list))
		if err != nil {
			return 0, err
		}
		list = append(list, some...)
	}
	entries := make([]journal.Entry, len(list))
	for i, e := range list {
		if list[i], entries[i], err = ledger.UndoImport(e, tx.Actor.Login, tx.At); err != nil {
			return 0, err
		}
	}
	return len(list), tx.SaveEntries(ctx, list, entries)
}

package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/law/calendar"
)

const (
	ledgerColumns = `book, id, agency, state, day, due_on, waits, title, identity, sole, words, content, facts, version, run, stamp`
	ledgerWidth   = 16

	ledgerVersionColumns = `book, id, version, content, made_at, made_by, why`
	ledgerVersionWidth   = 7

	ledgerPublicColumns = `book, id, agency, day, due_on, title, words, content, version, released_at, public_on`
	ledgerPublicWidth   = 11
)

// ledgerRest is what nobody filters entries by.
type ledgerRest struct {
	Why        string        `json:"why,omitempty"`
	Shown      int           `json:"shown,omitempty"`
	ReleasedAt int64         `json:"released_at,omitempty"`
	ReleasedBy account.Login `json:"released_by,omitempty"`
	Secrecy    string        `json:"secrecy,omitempty"`
	PublicOn   calendar.Day  `json:"public_on"`
	EnteredAt  int64         `json:"entered_at"`
	EnteredBy  account.Login `json:"entered_by"`
	Taken      *ledger.Taken `json:"taken,omitempty"`
}

// ledgerWords is the text of an entry as it is searched, its number first.
func ledgerWords(b *ledger.Book, id int64, v ledger.Values) string {
	words := b.Words(v)
	for i, w := range words {
		words[i] = foldWords(w)
	}
	return ledger.NumberOf(id) + "\n" + strings.Join(words, "\n")
}

func ledgerArgs(args []any, e ledger.Entry) ([]any, error) {
	b, ok := ledger.BookOf(e.Book)
	if !ok {
		return args, ledger.ErrNoBook
	}
	content, err := e.Values.Canonical()
	if err != nil {
		return args, err
	}
	facts, err := pack(ledgerRest{e.Why, e.Shown, micros(e.ReleasedAt), e.ReleasedBy, e.Secrecy, e.PublicOn, micros(e.EnteredAt), e.EnteredBy, e.Taken})
	sole := b.Sole != "" && e.State != ledger.Struck
	return append(args, string(e.Book), e.ID, string(e.Agency), string(e.State), int64(e.Day()), int64(e.Due()), e.Waits(),
		e.Title(), b.Identity(e.Values), sole, ledgerWords(b, e.ID, e.Values), string(content), facts, e.Version, e.Run, e.Stamp+1), err
}

func (r Reader) ledgerEntries(ctx context.Context, where string, args ...any) ([]ledger.Entry, error) {
	var list []ledger.Entry
	err := r.each(ctx, `select book, id, agency, state, content, facts, version, run, stamp from ledger_entry `+where, args, func(rows *sql.Rows) error {
		var e ledger.Entry
		var content, facts string
		if err := rows.Scan(&e.Book, &e.ID, &e.Agency, &e.State, &content, &facts, &e.Version, &e.Run, &e.Stamp); err != nil {
			return err
		}
		var f ledgerRest
		if err := unpack(content, &e.Values, facts, &f); err != nil {
			return fmt.Errorf("%s: %w", e.Thing(), err)
		}
		e.Why, e.Shown, e.ReleasedAt, e.ReleasedBy, e.Secrecy, e.PublicOn = f.Why, f.Shown, instant(f.ReleasedAt), f.ReleasedBy, f.Secrecy, f.PublicOn
		e.EnteredAt, e.EnteredBy, e.Taken = instant(f.EnteredAt), f.EnteredBy, f.Taken
		list = append(list, e)
		return nil
	})
	return list, err
}

// Entry is one entry of a book. Errors: [ErrNotFound].
func (r Reader) Entry(ctx context.Context, book ledger.Code, id int64) (ledger.Entry, error) {
	return only(r.ledgerEntries(ctx, `where book = $1 and id = $2`, string(book), id))
}

// EntryVersions is what an entry said, oldest first.
func (r Reader) EntryVersions(ctx context.Context, book ledger.Code, id int64) ([]ledger.Version, error) {
	var list []ledger.Version
	err := r.each(ctx, `select version, content, made_at, made_by, why from ledger_version where book = $1 and id = $2 order by version`,
		[]any{string(book), id}, func(rows *sql.Rows) error {
			var v ledger.Version
			var content string
			var at int64
			if err := rows.Scan(&v.Version, &content, &at, &v.By, &v.Why); err != nil {
				return err
			}
			v.At = instant(at)
			list = append(list, v)
			return unpack(content, &list[len(list)-1].Values)
		})
	return list, err
}

func (r Reader) ledgerPublic(ctx context.Context, where string, args ...any) ([]ledger.Public, error) {
	var list []ledger.Public
	err := r.each(ctx, `select book, id, agency, day, due_on, title, content, version, released_at, public_on from ledger_public `+where, args,
		func(rows *sql.Rows) error {
			var p ledger.Public
			var content string
			var at int64
			if err := rows.Scan(&p.Book, &p.ID, &p.Agency, &p.Day, &p.Due, &p.Title, &content, &p.Version, &at, &p.First); err != nil {
				return err
			}
			p.ReleasedAt = instant(at)
			list = append(list, p)
			return unpack(content, &list[len(list)-1].Values)
		})
	return list, err
}

// PublicEntry is what the public reads of an entry. Errors: [ErrNotFound],
// also for an entry that is not before the public.
func (r Reader) PublicEntry(ctx context.Context, book ledger.Code, id int64) (ledger.Public, error) {
	return only(r.ledgerPublic(ctx, `where book = $1 and id = $2`, string(book), id))
}

// EntriesAbout is what the public reads of entries that name a publication by
// its index number, newest first, 100 at most.
func (r Reader) EntriesAbout(ctx context.Context, index string) ([]ledger.Public, error) {
	return r.ledgerPublic(ctx, `where (book, id) in (select l.book, l.id from ledger_link l where l.target = $1)
		order by day desc, id desc, book limit 100`, index)
}

// LedgerSelection names a set of entries. The same selection lists and counts.
// A zero field selects everything; but of the zero Seat nothing is seen. What
// the public reads is selected without Seat, State, Waiting and Run, which are
// not asked there.
type LedgerSelection struct {
	Seat   ledger.Seat
	Book   ledger.Code
	Agency agency.Code
	// In selects several agencies; nil for all. Agency narrows it further.
	In      []agency.Code
	Year    int // of the day that places an entry
	State   ledger.State
	Waiting bool // released, and amended since
	// Undecided selects those that say nothing of disclosure yet.
	Undecided bool
	// Open selects those with something to be done by a day, Overdue those of
	// them whose day is before Today.
	Open    bool
	Overdue bool
	Today   calendar.Day
	Words   string // all of them, anywhere in the texts or the number
	Run     int64  // that came with an import
}

func (s LedgerSelection) where(public bool) *composer {
	q := &composer{}
	and := func(part string) { q.conditions = append(q.conditions, part) }
	if s.Book != "" {
		q.add(`book = `, string(s.Book))
	}
	if s.Agency != "" {
		q.add(`agency = `, string(s.Agency))
	}
	if s.In != nil {
		q.among(s.In)
	}
	if s.Year != 0 {
		first, last := yearDays(s.Year)
		q.add(`day >= `, int64(first))
		q.add(`day <= `, int64(last))
	}
	if s.Overdue {
		and(someDue)
		q.add(`due_on < `, int64(s.Today))
	} else if s.Open {
		and(someDue)
	}
	for _, w := range strings.Fields(s.Words) {
		and(`words like ` + q.hole("%"+likely.Replace(foldWords(w))+"%") + ` escape '\'`)
	}
	if !public {
		if s.State != "" {
			q.add(`state = `, string(s.State))
		}
		if s.Waiting {
			and(`waits`)
		}
		if s.Undecided {
			and(`state <> 'struck' and content not like '%"decision":%'`) // as ledger.Values writes itself
		}
		if s.Run != 0 {
			and(`run = ` + q.hole(s.Run) + ` and run <> 0`)
		}
		if !s.Seat.All {
			q.among(s.Seat.Agencies)
		}
	}
	return q
}

// among narrows to agencies: none of them selects nothing.
func (q *composer) among(in []agency.Code) {
	if len(in) == 0 {
		q.conditions = append(q.conditions, `1 = 0`)
		return
	}
	q.conditions = append(q.conditions, `agency in `+q.agencies(in))
}

// someDue is that a due day is known, in the words of the index that lists them.
const someDue = `due_on > -2147483648`

// likely writes a text as a pattern of like means it.
var likely = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// LedgerPlace is a place in a list of entries: behind this one. The zero place
// is the beginning.
type LedgerPlace struct {
	Day  calendar.Day // by which the list is ordered: see [LedgerSelection.Place]
	ID   int64
	Book ledger.Code
}

// byDue says whether the selection is listed by what is to be done first.
func (s LedgerSelection) byDue() bool { return s.Open || s.Overdue }

// Place is where an entry stands in the list of the selection.
func (s LedgerSelection) Place(e ledger.Entry) LedgerPlace {
	p := LedgerPlace{e.Day(), e.ID, e.Book}
	if s.byDue() {
		p.Day = e.Due()
	}
	return p
}

// PublicPlace is where what the public reads stands in the list of the
// selection.
func (s LedgerSelection) PublicPlace(e ledger.Public) LedgerPlace {
	p := LedgerPlace{e.Day, e.ID, e.Book}
	if s.byDue() {
		p.Day = e.Due
	}
	return p
}

// page is the selection's list behind a place.
func (s LedgerSelection) page(public bool, after LedgerPlace, size int) (string, []any) {
	q := s.where(public)
	column, order, beyond := `day`, ` desc`, `<`
	if s.byDue() {
		column, order, beyond = `due_on`, ``, `>`
	}
	if after.ID != 0 {
		q.conditions = append(q.conditions, `(`+column+`, id, book) `+beyond+` (`+q.hole(int64(after.Day))+`, `+q.hole(after.ID)+`, `+q.hole(string(after.Book))+`)`)
	}
	return q.where() + ` order by ` + column + order + `, id` + order + `, book` + order + ` limit ` + q.hole(size), q.args
}

// Entries is up to size entries of the selection behind the place: the latest
// first; with Open or Overdue, the most urgent first.
func (r Reader) Entries(ctx context.Context, s LedgerSelection, after LedgerPlace, size int) ([]ledger.Entry, error) {
	where, args := s.page(false, after, size)
	return r.ledgerEntries(ctx, where, args...)
}

// CountEntries is the exact number of the selection.
func (r Reader) CountEntries(ctx context.Context, s LedgerSelection) (int64, error) {
	q := s.where(false)
	var n int64
	err := r.one(ctx, `select count(*) from ledger_entry`+q.where(), q.args, &n)
	return n, err
}

// PublicEntries is the same of what the public reads.
func (r Reader) PublicEntries(ctx context.Context, s LedgerSelection, after LedgerPlace, size int) ([]ledger.Public, error) {
	where, args := s.page(true, after, size)
	return r.ledgerPublic(ctx, where, args...)
}

// CountPublicEntries is the exact number of what the public reads.
func (r Reader) CountPublicEntries(ctx context.Context, s LedgerSelection) (int64, error) {
	q := s.where(true)
	var n int64
	err := r.one(ctx, `select count(*) from ledger_public`+q.where(), q.args, &n)
	return n, err
}

// LedgerCount is the entries of one book.
type LedgerCount struct {
	Entered, Released, Struck int64
	Waiting                   int64 // of those released: amended since
	Open, Overdue             int64 // something is to be done; its day is before Today
}

// LedgerCounts breaks a selection down by book; books without entries are left
// out. Today says what is overdue.
func (r Reader) LedgerCounts(ctx context.Context, s LedgerSelection) (map[ledger.Code]LedgerCount, error) {
	counts := map[ledger.Code]LedgerCount{}
	for _, b := range ledger.Books {
		if s.Book != "" && s.Book != b.Code {
			continue
		}
		of := s
		of.Book = b.Code // so that the days of a year are found in the index
		q := of.where(false)
		err := r.each(ctx, `select state, waits, due_on, count(*) from ledger_entry`+q.where()+` group by state, waits, due_on`, q.args,
			func(rows *sql.Rows) error {
				var state ledger.State
				var waits bool
				var due calendar.Day
				var n int64
				if err := rows.Scan(&state, &waits, &due, &n); err != nil {
					return err
				}
				c := counts[b.Code]
				switch state {
				case ledger.Entered:
					c.Entered += n
				case ledger.Released:
					c.Released += n
				case ledger.Struck:
					c.Struck += n
				}
				if waits {
					c.Waiting += n
				}
				if due != calendar.NoDay {
					c.Open += n
					if due < s.Today {
						c.Overdue += n
					}
				}
				counts[b.Code] = c
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// LedgerYears is the years in which a book has entries, the latest first; those
// the public reads if public is set.
func (r Reader) LedgerYears(ctx context.Context, book ledger.Code, public bool) ([]int, error) {
	table := `ledger_entry`
	if public {
		table = `ledger_public`
	}
	var years []int
	for before := int64(forever); ; {
		var day sql.NullInt64
		if err := r.one(ctx, `select max(day) from `+table+` where book = $1 and day < $2`, []any{string(book), before}, &day); err != nil {
			return nil, err
		}
		if !day.Valid {
			return years, nil
		}
		years = append(years, calendar.Day(day.Int64).Year())
		first, _ := yearDays(years[len(years)-1])
		before = int64(first)
	}
}

// EntriesLike is, by identity, the entries of an agency that are not struck out
// and have one of the identities.
func (r Reader) EntriesLike(ctx context.Context, book *ledger.Book, in agency.Code, identities []string) (map[string]ledger.Entry, error) {
	found := map[string]ledger.Entry{}
	for part := range slices.Chunk(identities, 500) {
		args := []any{string(in), string(book.Code), string(ledger.Struck)}
		for _, s := range part {
			args = append(args, s)
		}
		hs := make([]string, len(part))
		for i := range part {
			hs[i] = "$" + strconv.Itoa(i+4)
		}
		list, err := r.ledgerEntries(ctx, `where agency = $1 and book = $2 and state <> $3 and identity in (`+strings.Join(hs, ", ")+`) order by id desc`, args...)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			found[book.Identity(e.Values)] = e
		}
	}
	return found, nil
}

// StandingEntries is up to limit entries of an agency of which something stands
// without an end or is to be done, by book and id behind the place: what goes to
// a successor.
func (r Reader) StandingEntries(ctx context.Context, in agency.Code, after LedgerPlace, limit int) ([]ledger.Entry, error) {
	return r.ledgerEntries(ctx, `where agency = $1 and (book, id) > ($2, $3) and state <> $4 and (`+someDue+` or exists (select 1 from ledger_fact f
			where f.book = ledger_entry.book and f.id = ledger_entry.id and f.stock and f.until = $5))
		order by book, id limit $6`, string(in), string(after.Book), after.ID, string(ledger.Struck), int64(forever), limit)
}

// NextEntries gives out n consecutive ids of a book in the year in which they
// are entered, and says the first.
func (tx *Tx) NextEntries(ctx context.Context, book ledger.Code, year, n int) (int64, error) {
	serial, err := tx.next(ctx, entryCounter(book, year), n)
	return ledger.ID(year, serial), tx.fail(err)
}

func entryCounter(book ledger.Code, year int) string {
	return "ledger/" + string(book) + "/" + strconv.Itoa(year)
}

// SaveEntry saves an entry as it was read, or new, with what it said, what the
// public reads of it and what it counts. Errors: [ErrChanged],
// [ledger.ErrTwice].
func (tx *Tx) SaveEntry(ctx context.Context, e ledger.Entry, j journal.Entry) error {
	return tx.SaveEntries(ctx, []ledger.Entry{e}, []journal.Entry{j})
}

// SaveEntries saves many entries, each as it was read, or new, with all that was
// done to each in the order of the journal entries, all or none. Every one must
// have a journal entry, and say at most one thing that it did not say before:
// each version is kept. Errors as of [Tx.SaveEntry].
func (tx *Tx) SaveEntries(ctx context.Context, list []ledger.Entry, entries []journal.Entry) error {
	told := make(map[string]bool, len(list))
	for _, j := range entries {
		told[j.Thing] = true
	}
	if len(told) != len(list) {
		return tx.fail(errors.New("save ledger entries: journal entries about other things"))
	}
	change := ledgerTally{}
	var fresh, known []ledger.Entry
	for _, e := range list {
		switch {
		case !told[e.Thing()]:
			return tx.fail(fmt.Errorf("save %s: no journal entry", e.Thing()))
		case e.Stamp != 0:
			known = append(known, e)
		case e.Version != 1:
			return tx.fail(fmt.Errorf("save %s: new, and its versions are not known", e.Thing()))
		default:
			fresh = append(fresh, e)
		}
	}
	if err := tx.insertLedger(ctx, fresh, change); err != nil {
		return tx.fail(fmt.Errorf("save ledger entries: %w", err))
	}
	for _, e := range known {
		if err := tx.updateLedger(ctx, e, change); err != nil {
			return tx.fail(fmt.Errorf("save %s: %w", e.Thing(), err))
		}
	}
	if err := tx.changeLedgerTally(ctx, change); err != nil {
		return tx.fail(err)
	}
	return tx.enter(ctx, entries...)
}

func (tx *Tx) insertLedger(ctx context.Context, list []ledger.Entry, change ledgerTally) error {
	rows, versions, facts := make([][]any, len(list)), make([][]any, len(list)), []factRow(nil)
	for i, e := range list {
		var err error
		if rows[i], err = ledgerArgs(make([]any, 0, ledgerWidth), e); err == nil {
			versions[i], err = ledgerVersionArgs(e, tx.At, tx.Actor.Login)
		}
		if err != nil {
			return err
		}
		facts = append(facts, factRows(e)...)
	}
	if err := tx.insertMany(ctx, "ledger_entry", ledgerColumns, ledgerWidth, rows, ledger.ErrTwice); err != nil {
		return err
	}
	if err := tx.insertMany(ctx, "ledger_version", ledgerVersionColumns, ledgerVersionWidth, versions, nil); err != nil {
		return err
	}
	for _, e := range list {
		if err := tx.saveLedgerPublic(ctx, e); err != nil {
			return err
		}
	}
	change.add(facts, 1)
	return tx.insertFacts(ctx, facts)
}

func ledgerVersionArgs(e ledger.Entry, at time.Time, by account.Login) ([]any, error) {
	content, err := e.Values.Canonical()
	return []any{string(e.Book), e.ID, e.Version, string(content), micros(at), string(by), e.Why}, err
}

func (tx *Tx) updateLedger(ctx context.Context, e ledger.Entry, change ledgerTally) error {
	var version int
	err := tx.one(ctx, `select version from ledger_entry where book = $1 and id = $2 and stamp = $3`, []any{string(e.Book), e.ID, e.Stamp}, &version)
	if err == ErrNotFound {
		return ErrChanged
	}
	if err != nil {
		return err
	}
	args, err := ledgerArgs(make([]any, 0, ledgerWidth+1), e)
	if err != nil {
		return err
	}
	err = saved(tx.exec(ctx, `update ledger_entry set
			agency = $3, state = $4, day = $5, due_on = $6, waits = $7, title = $8, identity = $9, sole = $10, words = $11,
			content = $12, facts = $13, version = $14, run = $15, stamp = $16
		where book = $1 and id = $2 and stamp = $17`, append(args, e.Stamp)...))
	if err != nil {
		if tx.store.engine.duplicate(err) {
			return ledger.ErrTwice
		}
		return err
	}
	if e.Version != version && e.Version != version+1 {
		return fmt.Errorf("version %d after %d", e.Version, version)
	}
	if e.Version != version {
		args, err := ledgerVersionArgs(e, tx.At, tx.Actor.Login)
		if err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `insert into ledger_version (`+ledgerVersionColumns+`) values `+holes(1, ledgerVersionWidth), args...); err != nil {
			return err
		}
	}
	if err := tx.saveLedgerPublic(ctx, e); err != nil {
		return err
	}
	was, err := tx.factsOf(ctx, e.Book, e.ID)
	if err != nil {
		return err
	}
	now := factRows(e)
	if slices.Equal(was, now) {
		return nil
	}
	if _, err := tx.exec(ctx, `delete from ledger_fact where book = $1 and id = $2`, string(e.Book), e.ID); err != nil {
		return err
	}
	change.add(was, -1)
	change.add(now, 1)
	return tx.insertFacts(ctx, now)
}

// savePublic makes what the public reads follow from the entry: nothing of one
// that is not released, the last version when it has just been released, and
// otherwise what it reads already, under the agency whose affair it is now.
func (tx *Tx) saveLedgerPublic(ctx context.Context, e ledger.Entry) error {
	switch {
	case e.State != ledger.Released:
		if e.Stamp == 0 {
			return nil
		}
		return tx.hideLedger(ctx, e)
	case e.Waits():
		_, err := tx.exec(ctx, `update ledger_public set agency = $3 where book = $1 and id = $2`, string(e.Book), e.ID, string(e.Agency))
		return err
	}
	if err := tx.hideLedger(ctx, e); err != nil {
		return err
	}
	args, targets, err := ledgerPublicArgs(e)
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `insert into ledger_public (`+ledgerPublicColumns+`) values `+holes(1, ledgerPublicWidth), args...); err != nil {
		return err
	}
	for _, target := range targets {
		if _, err := tx.exec(ctx, `insert into ledger_link (target, book, id) values ($1, $2, $3)`, target, string(e.Book), e.ID); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) hideLedger(ctx context.Context, e ledger.Entry) error {
	_, err := tx.exec(ctx, `delete from ledger_public where book = $1 and id = $2`, string(e.Book), e.ID)
	if err == nil {
		_, err = tx.exec(ctx, `delete from ledger_link where book = $1 and id = $2`, string(e.Book), e.ID)
	}
	return err
}

// ledgerPublicArgs is the row of what the public reads of an entry that is released
// in its last version, and the publications it names.
func ledgerPublicArgs(e ledger.Entry) (args []any, targets []string, err error) {
	b, ok := ledger.BookOf(e.Book)
	if !ok {
		return nil, nil, ledger.ErrNoBook
	}
	p := ledger.PublicOf(e)
	content, err := p.Values.Canonical()
	for _, l := range b.Links(p.Values) {
		if !slices.Contains(targets, l.Index) {
			targets = append(targets, l.Index)
		}
	}
	return []any{string(p.Book), p.ID, string(p.Agency), int64(p.Day), int64(p.Due), p.Title, ledgerWords(b, p.ID, p.Values),
		string(content), p.Version, micros(p.ReleasedAt), int64(p.First)}, targets, err
}

// ledgerAtOnce is how many entries one part of an audit holds.
const ledgerAtOnce = 1000

// auditLedgers recomputes what stands beside the entries: their series, what
// they are found and ordered by, their versions, what the public reads, what
// they count and the tally of it.
func (r Reader) auditLedgers(ctx context.Context, report func(Difference)) error {
	if err := r.auditLedgerSeries(ctx, report); err != nil {
		return err
	}
	counted := ledgerTally{}
	for _, b := range ledger.Books {
		var after int64
		for {
			list, err := r.ledgerEntries(ctx, `where book = $1 and id > $2 order by id limit $3`, string(b.Code), after, ledgerAtOnce)
			if err != nil {
				return err
			}
			last := int64(math.MaxInt64) // what no entry stands behind, too
			if len(list) == ledgerAtOnce {
				last = list[len(list)-1].ID
			}
			if err := r.auditEntries(ctx, report, b, list, after, last, counted); err != nil {
				return err
			}
			if len(list) < ledgerAtOnce {
				break
			}
			after = last
		}
	}
	kept := ledgerTally{}
	err := r.each(ctx, `select agency, year, fact, marks, stock, amount from ledger_tally`, nil, func(rows *sql.Rows) error {
		var c ledgerCell
		var amount int64
		err := rows.Scan(&c.agency, &c.year, &c.fact, &c.marks, &c.stock, &amount)
		kept[c] = amount
		return err
	})
	if err != nil {
		return err
	}
	cells := map[ledgerCell]bool{}
	for c := range counted {
		cells[c] = true
	}
	for c := range kept {
		cells[c] = true
	}
	var wrong []Difference
	for c := range cells {
		if kept[c] != counted[c] {
			wrong = append(wrong, Difference{fmt.Sprintf("%s %d %s %s", c.agency, c.year, c.fact, c.marks), "台账计数", fmt.Sprint(kept[c]), fmt.Sprint(counted[c])})
		}
	}
	slices.SortFunc(wrong, func(a, b Difference) int { return cmp.Compare(a.Thing, b.Thing) })
	for _, d := range wrong {
		report(d)
	}
	return nil
}

func (r Reader) auditLedgerSeries(ctx context.Context, report func(Difference)) error {
	return r.each(ctx, `select s.book, s.year, s.n, s.last, coalesce(c.value, 0)
		from (select book, id / 1000000 as year, count(*) as n, max(id) as last from ledger_entry group by book, id / 1000000) s
		left join counter c on c.name = 'ledger/' || s.book || '/' || s.year
		order by s.book, s.year`, nil, func(rows *sql.Rows) error {
		var book ledger.Code
		var year int
		var n, last, counter int64
		if err := rows.Scan(&book, &year, &n, &last, &counter); err != nil {
			return err
		}
		if serial := last % 1_000_000; serial != n || counter != n {
			report(Difference{entryCounter(book, year), "编号连续", fmt.Sprintf("%d 条，末号 %d，计数器 %d", n, serial, counter), fmt.Sprintf("1 至 %d", n)})
		}
		return nil
	})
}

// auditEntries recomputes what stands beside the entries of a book behind one
// id up to another.
func (r Reader) auditEntries(ctx context.Context, report func(Difference), b *ledger.Book, list []ledger.Entry, after, last int64, counted ledgerTally) error {
	span := []any{string(b.Code), after, last}
	found := map[int64]string{}
	err := r.each(ctx, `select id, day, due_on, waits, title, identity, sole, words from ledger_entry where book = $1 and id > $2 and id <= $3`, span,
		func(rows *sql.Rows) error {
			var id, day, due int64
			var waits, sole bool
			var title, identity, words string
			err := rows.Scan(&id, &day, &due, &waits, &title, &identity, &sole, &words)
			found[id] = fmt.Sprint(day, due, waits, title, identity, sole, words)
			return err
		})
	if err != nil {
		return err
	}
	type said struct {
		n    int
		last string
		all  map[int]string
	}
	versions := map[int64]*said{}
	err = r.each(ctx, `select id, version, content from ledger_version where book = $1 and id > $2 and id <= $3 order by id, version`, span,
		func(rows *sql.Rows) error {
			var id int64
			var version int
			var content string
			if err := rows.Scan(&id, &version, &content); err != nil {
				return err
			}
			v := versions[id]
			if v == nil {
				v = &said{all: map[int]string{}}
				versions[id] = v
			}
			v.n++
			v.last, v.all[version] = content, content
			return nil
		})
	if err != nil {
		return err
	}
	public := map[int64]string{}
	err = r.each(ctx, `select `+ledgerPublicColumns+` from ledger_public where book = $1 and id > $2 and id <= $3`, span, func(rows *sql.Rows) error {
		var id, day, due, version, released, first int64
		var book, in, title, words, content string
		err := rows.Scan(&book, &id, &in, &day, &due, &title, &words, &content, &version, &released, &first)
		public[id] = fmt.Sprint([]any{book, id, in, day, due, title, words, content, version, released, first})
		return err
	})
	if err != nil {
		return err
	}
	links := map[int64][]string{}
	err = r.each(ctx, `select id, target from ledger_link where book = $1 and id > $2 and id <= $3 order by id, target`, span, func(rows *sql.Rows) error {
		var id int64
		var target string
		err := rows.Scan(&id, &target)
		links[id] = append(links[id], target)
		return err
	})
	if err != nil {
		return err
	}
	facts := map[int64][]factRow{}
	kept, err := r.factRowsOf(ctx, `where book = $1 and id > $2 and id <= $3 order by id, n`, span...)
	if err != nil {
		return err
	}
	for _, f := range kept {
		facts[f.id] = append(facts[f.id], f)
	}
	for _, e := range list {
		args, err := ledgerArgs(nil, e)
		if err != nil {
			return err
		}
		if want := fmt.Sprint(args[4], args[5], args[6], args[7], args[8], args[9], args[10]); found[e.ID] != want {
			report(Difference{e.Thing(), "检索列", found[e.ID], want})
		}
		v := versions[e.ID]
		if v == nil {
			v = &said{}
		}
		if content := args[11].(string); v.n != e.Version || v.last != content {
			report(Difference{e.Thing(), "历次内容", fmt.Sprintf("%d 次，末次 %s", v.n, v.last), fmt.Sprintf("%d 次，末次 %s", e.Version, content)})
		}
		want, targets := "", []string(nil)
		if e.State == ledger.Released {
			shown := e
			shown.Version = e.Shown
			shown.Values = ledger.Values{}
			if err := unpack(v.all[e.Shown], &shown.Values); err != nil {
				return err
			}
			args, t, err := ledgerPublicArgs(shown)
			if err != nil {
				return err
			}
			want, targets = fmt.Sprint(args), t
			slices.Sort(targets)
		}
		if public[e.ID] != want || !slices.Equal(links[e.ID], targets) {
			report(Difference{e.Thing(), "公开内容", public[e.ID] + fmt.Sprint(links[e.ID]), want + fmt.Sprint(targets)})
		}
		rows := factRows(e)
		if !slices.Equal(facts[e.ID], rows) {
			report(Difference{e.Thing(), "计入年度报告", fmt.Sprint(facts[e.ID]), fmt.Sprint(rows)})
		}
		counted.add(rows, 1)
		delete(public, e.ID)
		delete(facts, e.ID)
	}
	for id := range public {
		report(Difference{ledger.Thing(b.Code, id), "公开内容", "有", "无"})
	}
	for id := range facts {
		report(Difference{ledger.Thing(b.Code, id), "计入年度报告", "有", "无"})
	}
	return nil
}

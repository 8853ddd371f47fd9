package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gongkai/follow/search"
)

// fts is the peer: SQLite's FTS5 through the same driver as the store, with
// overlapping pairs of characters as its words, contentless, the columns of the
// facets in a narrow table beside it.
type fts struct {
	db *sql.DB
}

const ftsTables = `
create table doc (id integer primary key, agency integer not null, category integer not null, year integer not null);
create table record (id integer primary key, agency text not null, category text not null, number text not null, title text not null, body text not null);
create table code (id integer primary key, name text not null unique);
create virtual table fts using fts5 (title, body, content = '', detail = full, tokenize = 'unicode61 remove_diacritics 0');
`

// openFTS opens the peer's file as generously as it can use.
func openFTS(path string, connections int) (*fts, error) {
	address := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-65536)", "mmap_size(8589934592)",
			"temp_store(MEMORY)", "wal_autocheckpoint(4000)"},
	}.Encode()}).String()
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return &fts{db}, nil
}

// pairs writes a text as the peer's words: Chinese as overlapping pairs of
// characters, letters and digits as they are.
func pairs(b *strings.Builder, s string) {
	var run []rune
	han := false
	flush := func() {
		switch {
		case len(run) == 0:
			return
		case han && len(run) > 1:
			for i := range len(run) - 1 {
				b.WriteRune(run[i])
				b.WriteRune(run[i+1])
				b.WriteByte(' ')
			}
		default:
			for _, r := range run {
				b.WriteRune(r)
			}
			b.WriteByte(' ')
		}
		run = run[:0]
	}
	for _, r := range strings.ToLower(norm.NFKC.String(s)) {
		switch isHan := unicode.Is(unicode.Han, r); {
		case isHan || unicode.IsLetter(r) || unicode.IsDigit(r):
			if isHan != han {
				flush()
			}
			han = isHan
			run = append(run, r)
		default:
			flush()
		}
	}
	flush()
}

// match is the words as FTS5 is asked: each a phrase, all of them.
func match(words string) string {
	var b strings.Builder
	for i, w := range strings.Fields(words) {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteByte('"')
		pairs(&b, w)
		b.WriteByte('"')
	}
	return b.String()
}

// codes numbers agencies and categories for the columns of the facets.
type codes map[string]int64

func (c codes) of(ctx context.Context, tx *sql.Tx, name string) (int64, error) {
	if n, ok := c[name]; ok {
		return n, nil
	}
	c[name] = int64(len(c) + 1)
	_, err := tx.ExecContext(ctx, `insert into code (id, name) values (?, ?)`, c[name], name)
	return c[name], err
}

type ftsWriter struct {
	codes             codes
	doc, text, record *sql.Stmt
	b                 strings.Builder
}

func (f *fts) writer(ctx context.Context) (*ftsWriter, error) {
	w := &ftsWriter{codes: codes{}}
	rows, err := f.db.QueryContext(ctx, `select id, name from code`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err
		}
		w.codes[name] = id
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if w.doc, err = f.db.PrepareContext(ctx, `insert into doc (id, agency, category, year) values (?, ?, ?, ?)`); err != nil {
		return nil, err
	}
	if w.record, err = f.db.PrepareContext(ctx, `insert into record (id, agency, category, number, title, body) values (?, ?, ?, ?, ?, ?)`); err != nil {
		return nil, err
	}
	w.text, err = f.db.PrepareContext(ctx, `insert into fts (rowid, title, body) values (?, ?, ?)`)
	return w, err
}

// keep writes the document itself, as any record does, indexed or not.
func (w *ftsWriter) keep(ctx context.Context, tx *sql.Tx, d search.Document) error {
	_, err := tx.StmtContext(ctx, w.record).ExecContext(ctx, d.ID, string(d.Agency), d.Category, d.Number, d.Title, d.Text)
	return err
}

// add puts one document into the index.
func (w *ftsWriter) add(ctx context.Context, tx *sql.Tx, d search.Document) error {
	agency, err := w.codes.of(ctx, tx, string(d.Agency))
	if err != nil {
		return err
	}
	category, err := w.codes.of(ctx, tx, d.Category)
	if err != nil {
		return err
	}
	year := time.UnixMicro(d.PublishedAt).In(beijing).Year()
	if _, err := tx.StmtContext(ctx, w.doc).ExecContext(ctx, d.ID, agency, category, year); err != nil {
		return err
	}
	w.b.Reset()
	pairs(&w.b, d.Title+"\n"+d.Number+"\n"+d.Index)
	cut := w.b.Len()
	pairs(&w.b, d.Text)
	both := w.b.String()
	_, err = tx.StmtContext(ctx, w.text).ExecContext(ctx, d.ID, both[:cut], both[cut:])
	return err
}

var beijing = time.FixedZone("", 8*3600)

// buildFTS builds the peer on the corpus, in batches as it likes them best.
func buildFTS(ctx context.Context, c *corpus, path string) (b built, err error) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return b, err
		}
	}
	f, err := openFTS(path, 1)
	if err != nil {
		return b, err
	}
	defer f.db.Close()
	if _, err := f.db.ExecContext(ctx, ftsTables); err != nil {
		return b, err
	}
	w, err := f.writer(ctx)
	if err != nil {
		return b, err
	}
	start := time.Now()
	report := every(10*time.Second, func(done, total int64) {
		rate := float64(done) / time.Since(start).Seconds()
		fmt.Fprintf(os.Stderr, "        FTS5 %d/%d, %.0f/s, about %.0f s left\n", done, total, rate, float64(total-done)/rate)
	})
	const batch = 10_000
	end := c.visible.Load()
	for from := int64(1); from <= end; from += batch {
		tx, err := f.db.BeginTx(ctx, nil)
		if err != nil {
			return b, err
		}
		for id := from; id < from+batch && id <= end; id++ {
			if err := w.add(ctx, tx, c.document(id)); err != nil {
				return b, errors.Join(err, tx.Rollback())
			}
		}
		if err := tx.Commit(); err != nil {
			return b, err
		}
		report(from, end)
	}
	if _, err := f.db.ExecContext(ctx, `insert into fts (fts) values ('optimize')`); err != nil {
		return b, err
	}
	b.Documents, b.Seconds = end, time.Since(start).Seconds()
	if _, err := f.db.ExecContext(ctx, `analyze doc; pragma wal_checkpoint(truncate)`); err != nil {
		return b, err
	}
	b.Bytes, err = f.bytes(ctx)
	return b, err
}

// bytes is what the index alone takes, without the table beside it.
func (f *fts) bytes(ctx context.Context) (n int64, err error) {
	err = f.db.QueryRowContext(ctx, `select sum(pgsize) from dbstat where aggregate = 1 and name like 'fts%'`).Scan(&n)
	return n, err
}

// where is the filters as SQL beside the match, and the table they need.
func (a asked) where() (join, and string) {
	for name, values := range a.filters {
		var list []string
		for _, v := range values {
			if name == "year" {
				list = append(list, v)
				continue
			}
			list = append(list, "(select id from code where name = '"+v+"')")
		}
		and += " and doc." + name + " in (" + strings.Join(list, ", ") + ")"
		join = " join doc on doc.id = fts.rowid"
	}
	return join, and
}

// ask asks one page: twenty hits, the exact number, and what the mode adds.
func (f *fts) ask(ctx context.Context, a asked, m mode) (total int, err error) {
	join, and := a.where()
	order := "rank"
	if m.Order == search.ByDate {
		order = "fts.rowid desc"
	}
	text := match(a.words)
	if err := f.each(ctx, `select fts.rowid from fts`+join+` where fts match ?`+and+` order by `+order+` limit 20`, text); err != nil {
		return 0, err
	}
	if err := f.db.QueryRowContext(ctx, `select count(*) from fts`+join+` where fts match ?`+and, text).Scan(&total); err != nil {
		return 0, err
	}
	if m.Facets {
		for _, column := range []string{"agency", "category", "year"} {
			err := f.each(ctx, `select doc.`+column+`, count(*) from fts join doc on doc.id = fts.rowid where fts match ?`+and+` group by 1`, text)
			if err != nil {
				return 0, err
			}
		}
	}
	return total, nil
}

func (f *fts) each(ctx context.Context, text string, args ...any) error {
	rows, err := f.db.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
	}
	return errors.Join(rows.Err(), rows.Close())
}

// askAll asks the queries again and again, by class and mode. What takes long
// is asked less often.
func askAll(list []asked, rounds int, ask func(asked, mode) (int, error)) (searched, error) {
	s := searched{Took: map[string]timed{}, Totals: map[string]int{}}
	for _, m := range modes {
		s.Took[m.Name] = timed{}
		for _, a := range list {
			var spent time.Duration
			for i := range rounds + 1 {
				start := time.Now()
				total, err := ask(a, m)
				took := time.Since(start)
				if err != nil {
					return s, fmt.Errorf("%s: %w", a.words, err)
				}
				s.Totals[a.key()] = total
				if i == 0 {
					continue // brings it into memory
				}
				s.Took[m.Name].add(a.class, took)
				if spent += took; spent > time.Second && i >= 2 {
					break
				}
			}
		}
	}
	return s, nil
}

// askAtOnce lets eight clients ask with facets for so long, the common queries
// among them as often as the others.
func askAtOnce(list []asked, lasts time.Duration, ask func(asked, mode) (int, error)) ([]time.Duration, time.Duration, error) {
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	start := time.Now()
	var all sync.WaitGroup
	for client := range clientsAtOnce {
		all.Go(func() {
			for i := client * len(list) / clientsAtOnce; time.Since(start) < lasts; i++ {
				begun := time.Now()
				_, err := ask(list[i%len(list)], modes[1])
				mu.Lock()
				took, failed = append(took, time.Since(begun)), errors.Join(failed, err)
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	all.Wait()
	return took, time.Since(start), failed
}

// common are the queries whose words stand in much of the record.
func common(list []asked) (some []asked) {
	for _, a := range list {
		if a.class == "common" {
			some = append(some, a)
		}
	}
	return some
}

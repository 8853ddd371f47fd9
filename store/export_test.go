package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3/database"
)

// WriterLock is the lock an act on PostgreSQL holds.
const WriterLock int64 = writerLock

// Setting is what PostgreSQL says of a setting inside the act.
func Setting(ctx context.Context, tx *Tx, name string) (value string, err error) {
	err = tx.one(ctx, "select current_setting($1)", []any{name}, &value)
	return value, err
}

// Scans is how often the act read a table of PostgreSQL from end to end.
func Scans(ctx context.Context, tx *Tx, table string) (n int64, err error) {
	err = tx.one(ctx, "select seq_scan from pg_stat_xact_user_tables where relname = $1", []any{table}, &n)
	return n, err
}

// PreparedTexts is the SQL the store has run on its reading pool.
func PreparedTexts(s *Store) []string {
	s.cache.mu.RLock()
	defer s.cache.mu.RUnlock()
	var texts []string
	for text := range s.cache.set[s.db] {
		texts = append(texts, text)
	}
	return texts
}

// WithoutPassword is the address as given to the database's own tools.
func WithoutPassword(address string) (string, error) {
	return postgresEngine{address: address}.withoutPassword()
}

// EarlierRecord makes a record as an earlier version of the tables has it, and
// does to it what the texts say.
func EarlierRecord(ctx context.Context, address string, version int64, texts ...string) error {
	driver, dialect := "sqlite", "sqlite3"
	if strings.HasPrefix(address, "postgres://") {
		driver, dialect = "pgx", "postgres"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return err
	}
	defer db.Close()
	p, err := migrator(db, database.Dialect(dialect))
	if err != nil {
		return err
	}
	if made, err := p.UpTo(ctx, version); err != nil || len(made) == 0 {
		return errors.Join(err, errors.New("a record is there already"))
	}
	for _, text := range texts {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// FewAtOnce has searches take the ways of many requests with few, and gives
// how it was back.
func FewAtOnce() (back func()) {
	looked, few, classes := lookedAtOnce, fewFound, fewLooked
	lookedAtOnce, fewFound, fewLooked = 5, 3, 2
	return func() { lookedAtOnce, fewFound, fewLooked = looked, few, classes }
}

// Places is what a row of the index of words holds of requests of its block and
// letters of their words, and what is read from it.
func Places(block int64, requests, letters []int) (row string, parts []string, read []string, err error) {
	for i := range requests {
		parts = append(parts, placeOf(block*blockSize+int64(requests[i]), letters[i]).String())
	}
	row = strings.Join(parts, "")
	list, err := parsePlaces(nil, block, row)
	for _, p := range list {
		read = append(read, fmt.Sprint(p.id()-block*blockSize, " ", p.letter()))
	}
	return row, parts, read, err
}

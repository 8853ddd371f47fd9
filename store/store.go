package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// Store is an open record. It is safe for many goroutines.
type Store struct {
	Reader
	engine engine
	write  *sql.DB // for acts
	cache  *statements

	mu        sync.Mutex
	listeners []func([]journal.Entry)
}

// engine is what differs between the two databases. Everything else is one
// text.
type engine interface {
	name() string
	// begin opens the transaction of an act, which is the only writer. asking
	// leaves the turn to be taken with the first statement, where that spares a
	// message.
	begin(ctx context.Context, asking bool) (transaction, error)
	// committed is told of every act; it does not wait for anything.
	committed()
	// busy says whether the error means "try the whole act again".
	busy(err error) bool
	// duplicate says whether the error is a broken unique index.
	duplicate(err error) bool
	// numbered says whether bulk inserts write their places as $1, $2, …; see
	// [insertText].
	numbered() bool
	// snapshot writes a copy of the whole database, as of one instant, to a
	// new file, and says which entry of the journal is the last in it.
	snapshot(ctx context.Context, to string) (int64, error)
	// snapshotLevel is the isolation in which a reading transaction sees one
	// state throughout.
	snapshotLevel() sql.IsolationLevel
	// textColumns is a query for the columns of text of every table: table,
	// column.
	textColumns() string
	// holdsHash is a condition: the column holds sixty-four hexadecimal digits
	// in a row.
	holdsHash(column string) string
	close() error
}

// Open opens the record at the address: "postgres://…", or the path of a
// SQLite file, and brings its tables up to date. A SQLite older than 3.51.3,
// or an engine that would not write durably, is refused.
func Open(ctx context.Context, address string) (*Store, error) {
	open := openSQLite
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		open = openPostgres
	}
	s, err := open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := s.indexMany(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open record: %w", err), s.Close())
	}
	return s, nil
}

// DatabaseFile is where the SQLite record of a data folder lies.
func DatabaseFile(dir string) string { return filepath.Join(dir, "gongkai.db") }

// Describe names the engine and the place without a password, for logs.
func Describe(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host + u.Path
	}
	if scheme, _, ok := strings.Cut(address, "://"); ok {
		return scheme // what cannot be read may hold the password anywhere
	}
	return address
}

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.name() }

// Close lets go of the database. Acts under way are finished or undone by the
// engine.
func (s *Store) Close() error {
	s.cache.close()
	err := s.engine.close()
	return err
}

// Snapshot writes a consistent copy of the whole record, as of one instant
// between two acts, to a file that does not exist yet: a SQLite database, or
// PostgreSQL's custom dump. Acts go on meanwhile. number is the last entry of
// the journal in it: the point to which it restores.
func (s *Store) Snapshot(ctx context.Context, to string) (number int64, err error) {
	return s.engine.snapshot(ctx, to)
}

// OnCommit asks for the entries of every act committed through this Store,
// after the commit and before Act returns. What other nodes commit is seen by
// reading the journal.
func (s *Store) OnCommit(f func([]journal.Entry)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners = append(s.listeners, f)
}

var (
	// ErrChanged means somebody else saved the thing since it was read; load
	// it again and let the person decide.
	ErrChanged = errors.New("其他人刚刚修改过，请核对后重新提交")
	// ErrNotEmpty refuses to restore over a record.
	ErrNotEmpty = errors.New("这里已经有数据，恢复只能放到空的位置")
	// ErrNotFound is the answer of every read that names one thing.
	ErrNotFound = errors.New("没有找到")
)

// Tx is one act in progress.
type Tx struct {
	Reader
	Actor account.Actor
	// At is the one time of the act.
	At      time.Time
	store   *Store
	entries []journal.Entry
	// reserved are numbers of the journal taken together with others, lowest
	// first, for entries still to be written; see [Tx.NextPublication].
	reserved []int64
	// foreseen are counters as they were read under the act's turn, so that
	// taking numbers of them need not wait for an answer.
	foreseen map[string]int64
	failed   error
}

// Act runs fn in a transaction as the actor at the instant. What fn saved is
// committed when it returns nil, and forgotten otherwise. fn may be run again
// after a collision with another writer, so it must not act outside tx.
// Errors of fn are passed on as they are.
func (s *Store) Act(ctx context.Context, actor account.Actor, at time.Time, fn func(*Tx) error) error {
	return s.patientAct(ctx, actor, at, false, fn)
}

// ActAsking is [Store.Act] for an fn that begins with one of the reads that go
// out in one message, as [Tx.BeforeFiling]: its turn is taken in the same. Until
// then it is not the only writer, so it must know nothing from before.
func (s *Store) ActAsking(ctx context.Context, actor account.Actor, at time.Time, fn func(*Tx) error) error {
	return s.patientAct(ctx, actor, at, true, fn)
}

func (s *Store) patientAct(ctx context.Context, actor account.Actor, at time.Time, asking bool, fn func(*Tx) error) error {
	for try := 0; ; try++ {
		entries, err := s.act(ctx, actor, at, asking, fn)
		if err == nil {
			s.tell(entries)
			return nil
		}
		if !s.engine.busy(err) || try == 20 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try+1) * 5 * time.Millisecond):
		}
	}
}

func (s *Store) act(ctx context.Context, actor account.Actor, at time.Time, asking bool, fn func(*Tx) error) ([]journal.Entry, error) {
	begun, err := s.engine.begin(ctx, asking)
	if err != nil {
		return nil, fmt.Errorf("begin act: %w", err)
	}
	defer begun.Rollback()
	tx := &Tx{Reader: Reader{tx: begun, cache: s.cache, db: s.write, missed: map[string]*sql.Stmt{}}, Actor: actor, At: at, store: s}
	if err := fn(tx); err != nil {
		return nil, err
	}
	if tx.failed != nil {
		return nil, tx.failed
	}
	if len(tx.reserved) > 0 {
		return nil, errors.New("act: a number of the journal was taken for an entry that was not written")
	}
	if err := begun.Commit(); err != nil {
		return nil, fmt.Errorf("commit act: %w", err)
	}
	s.engine.committed()
	for text := range tx.missed {
		if _, err := s.cache.get(ctx, s.write, text); err != nil {
			break // committed all the same; the next act runs the text as it is
		}
	}
	return tx.entries, nil
}

func (s *Store) tell(entries []journal.Entry) {
	if len(entries) == 0 {
		return
	}
	s.mu.Lock()
	listeners := s.listeners
	s.mu.Unlock()
	for _, f := range listeners {
		f(entries)
	}
}

// trace writes what is not an act: sessions, hits, positions.
func (s *Store) trace(ctx context.Context, text string, args ...any) error {
	return s.patiently(func() error {
		_, err := s.cache.on(s.write).exec(ctx, text, args...)
		return err
	})
}

// traces writes several traces together, all or none.
func (s *Store) traces(ctx context.Context, write func(Reader) error) error {
	return s.patiently(func() error {
		tx, err := s.write.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := write(Reader{tx: tx, cache: s.cache, db: s.write, missed: map[string]*sql.Stmt{}}); err != nil {
			return err
		}
		return tx.Commit()
	})
}

func (s *Store) patiently(write func() error) error {
	for try := 0; ; try++ {
		err := write()
		if err == nil || !s.engine.busy(err) || try == 20 {
			return err
		}
		time.Sleep(time.Duration(try+1) * 5 * time.Millisecond)
	}
}

// permit is where the table role x act is asked, for every save.
func (tx *Tx) permit(e journal.Entry) error {
	if err := e.Check(); err != nil {
		return err
	}
	if !tx.Actor.Permits(e) {
		return account.ErrForbidden
	}
	return nil
}

// fail remembers an error, so that an act whose caller dropped it is undone
// all the same.
func (tx *Tx) fail(err error) error {
	if err != nil && tx.failed == nil {
		tx.failed = err
	}
	return err
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// takeTurn waits for the act's turn. It is a statement of its own, so that what
// the act reads is as of after it.
var takeTurn = "select pg_advisory_xact_lock(" + strconv.Itoa(writerLock) + ")"

// postgresTx is an act on PostgreSQL. Each message to the server and back
// costs as much as a small write itself, so writes are kept back and sent
// together.
type postgresTx struct {
	conn   *sql.Conn
	watch  *time.Timer // hangs up on a server that does not answer
	begun  bool        // "begin" was sent
	kept   []write
	failed error // of a write kept back; nothing is committed after it
	ended  bool
}

// limit has the line cut when the act is not over after d. Its statements have
// no time-out of their own: an act that has begun is not left halfway because
// somebody closed a page.
func (t *postgresTx) limit(d time.Duration) error {
	return t.conn.Raw(func(c any) error {
		line := c.(*stdlib.Conn).Conn().PgConn().Conn()
		t.watch = time.AfterFunc(d, func() { line.Close() })
		return nil
	})
}

// begin takes the turn in a message of its own.
func (t *postgresTx) begin(ctx context.Context) error {
	if t.begun {
		return nil
	}
	t.begun = true
	_, err := t.conn.ExecContext(ctx, "begin; "+takeTurn, pgx.QueryExecModeSimpleProtocol)
	return err
}

// opens puts what takes the turn at the beginning of a message, if it was not
// taken; opened reads the answers to it.
func (t *postgresTx) opens(b *pgx.Batch) (opened func(pgx.BatchResults) error) {
	if t.begun {
		return func(pgx.BatchResults) error { return nil }
	}
	t.begun = true
	b.Queue("begin")
	b.Queue(takeTurn)
	return func(results pgx.BatchResults) error {
		if _, err := results.Exec(); err != nil {
			return err
		}
		_, err := results.Exec()
		return err
	}
}

// ask sends the questions in one message, what was kept back before them.
func (t *postgresTx) ask(ctx context.Context, list []question) error {
	if err := t.send(ctx, false); err != nil {
		return err
	}
	return t.conn.Raw(func(c any) (err error) {
		var b pgx.Batch
		opened := t.opens(&b)
		for _, q := range list {
			b.Queue(q.text, q.args...)
		}
		results := c.(*stdlib.Conn).Conn().SendBatch(ctx, &b)
		defer func() {
			if closed := results.Close(); err == nil {
				err = closed
			}
		}()
		if err := opened(results); err != nil {
			return err
		}
		for _, q := range list {
			if err := answered(results, q); err != nil {
				return fmt.Errorf("%s: %w", firstLine(q.text), err)
			}
		}
		return nil
	})
}

func answered(results pgx.BatchResults, q question) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := q.scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t *postgresTx) later(w write) { t.kept = append(t.kept, w) }

// errUndone is the server's answer to the commit of a transaction in which a
// statement failed.
var errUndone = errors.New("transaction was rolled back")

// send writes what was kept back, in order, and ends the transaction if it is
// to. The server does nothing of a message behind the first statement that
// fails, so a commit at the end is never reached then. A write that must hit
// exactly so many rows therefore fails by itself if it does not.
func (t *postgresTx) send(ctx context.Context, commit bool) error {
	if t.failed != nil || len(t.kept) == 0 && !commit {
		return t.failed
	}
	kept := t.kept
	t.kept = nil
	t.failed = t.conn.Raw(func(c any) (err error) {
		var b pgx.Batch
		opened := t.opens(&b)
		for _, w := range kept {
			if w.exact {
				w.text = "with written as (" + w.text + " returning 1) select 1 / (case count(*) when " + strconv.Itoa(max(w.rows, 1)) + " then 1 else 0 end) from written"
			}
			b.Queue(w.text, w.args...)
		}
		if commit {
			b.Queue("commit")
		}
		results := c.(*stdlib.Conn).Conn().SendBatch(ctx, &b)
		defer func() {
			if closed := results.Close(); err == nil {
				err = closed
			}
		}()
		if err := opened(results); err != nil {
			return err
		}
		for _, w := range kept {
			if _, err := results.Exec(); err != nil {
				if e := (*pgconn.PgError)(nil); w.exact && errors.As(err, &e) && e.Code == divisionByZero {
					err = ErrChanged
				}
				if w.taken != nil && (postgresEngine{}).duplicate(err) {
					err = w.taken
				}
				return w.fault(err)
			}
		}
		if !commit {
			return nil
		}
		tag, err := results.Exec()
		if err == nil && tag.String() != "COMMIT" {
			err = errUndone
		}
		return err
	})
	return t.failed
}

const divisionByZero = "22012"

// copyRows sends the rows as one stream ("copy"): the server reads no
// statement and binds no places for them.
func (t *postgresTx) copyRows(ctx context.Context, table string, columns []string, rows int, row func(i int) ([]any, error)) error {
	if err := t.ready(ctx); err != nil {
		return err
	}
	return t.conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(rows, row))
		return err
	})
}

// ready is before a statement that goes out alone.
func (t *postgresTx) ready(ctx context.Context) error {
	if err := t.send(ctx, false); err != nil {
		return err
	}
	return t.begin(ctx)
}

func (t *postgresTx) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if err := t.ready(ctx); err != nil {
		return nil, err
	}
	return t.conn.ExecContext(ctx, text, args...)
}

func (t *postgresTx) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := t.ready(ctx); err != nil {
		return nil, err
	}
	return t.conn.QueryContext(ctx, text, args...)
}

func (t *postgresTx) Commit() error {
	t.watch.Reset(commitLimit)
	if err := t.send(context.Background(), true); err != nil {
		return err
	}
	t.ended = true
	return t.close()
}

// Rollback undoes the act; after Commit it does nothing. A connection that
// cannot even roll back is thrown away, and its transaction with it.
func (t *postgresTx) Rollback() error {
	if t.ended {
		return nil
	}
	t.ended = true
	t.watch.Reset(commitLimit)
	if !t.begun {
		return t.close()
	}
	if _, err := t.conn.ExecContext(context.Background(), "rollback", pgx.QueryExecModeSimpleProtocol); err != nil {
		// Raw hands the error back; that it does is what throws it away.
		_ = t.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	return t.close()
}

// close gives the connection back, unless its line was cut just now.
func (t *postgresTx) close() error {
	if !t.watch.Stop() {
		_ = t.conn.Raw(func(any) error { return driver.ErrBadConn })
		return nil
	}
	return t.conn.Close()
}

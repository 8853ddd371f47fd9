package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

var beginAct = "begin; select pg_advisory_xact_lock(" + strconv.Itoa(writerLock) + ")"

// postgresTx is an act on PostgreSQL. Each message to the server and back
// costs as much as a small write itself, so writes are kept back and sent
// together.
type postgresTx struct {
	conn   *sql.Conn
	watch  *time.Timer // hangs up on a server that does not answer
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
	if err := t.send(ctx, false); err != nil {
		return err
	}
	return t.conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(rows, row))
		return err
	})
}

func (t *postgresTx) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if err := t.send(ctx, false); err != nil {
		return nil, err
	}
	return t.conn.ExecContext(ctx, text, args...)
}

func (t *postgresTx) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := t.send(ctx, false); err != nil {
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

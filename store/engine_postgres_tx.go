package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

var beginAct = "begin; select pg_advisory_xact_lock(" + strconv.Itoa(writerLock) + ")"

// postgresTx is an act on PostgreSQL. Each message to the server and back
// costs as much as a small write itself, so writes are kept back and sent
// together.
type postgresTx struct {
	conn   *sql.Conn
	kept   []keptWrite
	failed error // of a write kept back; nothing is committed after it
	ended  bool
}

type keptWrite struct {
	text  string
	args  []any
	check func(rows int64, err error) error
}

func (t *postgresTx) later(text string, args []any, check func(rows int64, err error) error) {
	t.kept = append(t.kept, keptWrite{text, args, check})
}

// send writes what was kept back, in order.
func (t *postgresTx) send(ctx context.Context) error {
	if t.failed != nil || len(t.kept) == 0 {
		return t.failed
	}
	kept := t.kept
	t.kept = nil
	t.failed = t.conn.Raw(func(c any) (err error) {
		var b pgx.Batch
		for _, w := range kept {
			b.Queue(w.text, w.args...)
		}
		results := c.(*stdlib.Conn).Conn().SendBatch(ctx, &b)
		defer func() { err = errors.Join(err, results.Close()) }()
		for _, w := range kept {
			tag, err := results.Exec()
			if err != nil {
				err = fmt.Errorf("%s: %w", firstLine(w.text), err)
			}
			if err := w.check(tag.RowsAffected(), err); err != nil {
				return err
			}
		}
		return nil
	})
	return t.failed
}

func (t *postgresTx) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if err := t.send(ctx); err != nil {
		return nil, err
	}
	return t.conn.ExecContext(ctx, text, args...)
}

func (t *postgresTx) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := t.send(ctx); err != nil {
		return nil, err
	}
	return t.conn.QueryContext(ctx, text, args...)
}

// errUndone is the server's answer to the commit of a transaction in which a
// statement failed.
var errUndone = errors.New("transaction was rolled back")

func (t *postgresTx) Commit() error {
	ctx := context.Background()
	if err := t.send(ctx); err != nil {
		return err
	}
	err := t.conn.Raw(func(c any) error {
		tag, err := c.(*stdlib.Conn).Conn().Exec(ctx, "commit")
		if err == nil && tag.String() != "COMMIT" {
			err = errUndone
		}
		return err
	})
	if err != nil {
		return err
	}
	t.ended = true
	return t.conn.Close()
}

// Rollback undoes the act; after Commit it does nothing. A connection that
// cannot even roll back is thrown away, and its transaction with it.
func (t *postgresTx) Rollback() error {
	if t.ended {
		return nil
	}
	t.ended = true
	if _, err := t.conn.ExecContext(context.Background(), "rollback", pgx.QueryExecModeSimpleProtocol); err != nil {
		// Raw hands the error back; that it does is what throws it away.
		_ = t.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	return t.conn.Close()
}

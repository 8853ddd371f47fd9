package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gongkai/law/calendar"
)

// Reader reads the record: inside an act through its transaction, else
// through a connection of the pool.
type Reader struct {
	db    *sql.DB
	tx    transaction // nil outside transactions
	cache *statements
	// missed collects the texts an act used that were not prepared before it,
	// each with its statement once it came again; nil outside acts.
	missed map[string]*sql.Stmt
	// classes is nil in transactions: what they see is theirs.
	classes *classMemory
	// requestTallyMemory is nil in transactions, for the same reason.
	requestTallyMemory *requestTallyMemory
	// pairSizes is nil in transactions, which would keep sizes that are undone.
	pairSizes *pairSizes
}

// statements keeps prepared statements by their text, one set a pool. Only
// SQLite needs it: pgx prepares and remembers by itself.
type statements struct {
	prepare bool
	mu      sync.RWMutex
	set     map[*sql.DB]map[string]*sql.Stmt
}

// maxStatements bounds the cache: some texts are composed for one selection.
const maxStatements = 512

func newStatements(prepare bool) *statements {
	return &statements{prepare: prepare, set: map[*sql.DB]map[string]*sql.Stmt{}}
}

type countKey struct{}

// Counting is a context in which every statement adds one to n, for tests that
// bound what a page may cost.
func Counting(ctx context.Context, n *atomic.Int64) context.Context {
	return context.WithValue(ctx, countKey{}, n)
}

func count(ctx context.Context) {
	if n, ok := ctx.Value(countKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
}

func (c *statements) on(db *sql.DB) Reader { return Reader{db: db, cache: c} }

func (c *statements) has(db *sql.DB, text string) *sql.Stmt {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.set[db][text]
}

// get prepares the text on the pool, or gives nil where it is better run as it
// is.
func (c *statements) get(ctx context.Context, db *sql.DB, text string) (*sql.Stmt, error) {
	if !c.prepare {
		return nil, nil
	}
	if st := c.has(db, text); st != nil {
		return st, nil
	}
	c.mu.RLock()
	full := len(c.set[db]) >= maxStatements
	c.mu.RUnlock()
	if full {
		return nil, nil
	}
	// Not under the lock: preparing waits for a connection, and the act that
	// holds the only writing one may be waiting for the lock.
	st, err := db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if kept := c.keep(db, text, st); kept != st {
		st.Close()
		return kept, nil
	}
	return st, nil
}

// keep remembers the statement, and gives the one that was kept first.
func (c *statements) keep(db *sql.DB, text string, st *sql.Stmt) *sql.Stmt {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.set[db] == nil {
		c.set[db] = map[string]*sql.Stmt{}
	}
	if c.set[db][text] == nil {
		c.set[db][text] = st
	}
	return c.set[db][text]
}

func (c *statements) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.set {
		for _, st := range m {
			st.Close()
		}
	}
	c.set = map[*sql.DB]map[string]*sql.Stmt{}
}

// stmt is the prepared statement for the text; nil to run it as it is. In an
// act nothing can be prepared for the pool: the act holds the only writing
// connection, so the text is noted and prepared after it. If the same act
// comes to it again, as an import does at once, it is prepared for the act.
func (r Reader) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if r.tx == nil {
		return r.cache.get(ctx, r.db, text)
	}
	if !r.cache.prepare {
		return nil, nil
	}
	tx, ok := r.tx.(*sql.Tx)
	if !ok {
		return nil, nil
	}
	if st := r.cache.has(r.db, text); st != nil {
		return tx.StmtContext(ctx, st), nil
	}
	st, again := r.missed[text]
	if !again || st != nil {
		r.missed[text] = st
		return st, nil
	}
	st, err := tx.PrepareContext(ctx, text)
	if err == nil {
		r.missed[text] = st
	}
	return st, err
}

// whole is the context for a statement: an act that has begun is not left
// halfway, and the drivers need not watch over each of its statements.
func (r Reader) whole(ctx context.Context) context.Context {
	if r.missed != nil {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

func (r Reader) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	ctx = r.whole(ctx)
	count(ctx)
	st, err := r.stmt(ctx, text)
	var res sql.Result
	switch {
	case err != nil:
	case st != nil:
		res, err = st.ExecContext(ctx, args...)
	case r.tx != nil:
		res, err = r.tx.ExecContext(ctx, text, args...)
	default:
		res, err = r.db.ExecContext(ctx, text, args...)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", firstLine(text), err)
	}
	return res, nil
}

func (r Reader) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	ctx = r.whole(ctx)
	count(ctx)
	st, err := r.stmt(ctx, text)
	var rows *sql.Rows
	switch {
	case err != nil:
	case st != nil:
		rows, err = st.QueryContext(ctx, args...)
	case r.tx != nil:
		rows, err = r.tx.QueryContext(ctx, text, args...)
	default:
		rows, err = r.db.QueryContext(ctx, text, args...)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", firstLine(text), err)
	}
	return rows, nil
}

// one scans the only row. Errors: [ErrNotFound].
func (r Reader) one(ctx context.Context, text string, args []any, dest ...any) error {
	rows, err := r.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", firstLine(text), err)
		}
		return ErrNotFound
	}
	if err := rows.Scan(dest...); err != nil {
		return fmt.Errorf("%s: %w", firstLine(text), err)
	}
	return rows.Close()
}

// each calls scan for every row.
func (r Reader) each(ctx context.Context, text string, args []any, scan func(*sql.Rows) error) error {
	rows, err := r.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("%s: %w", firstLine(text), err)
		}
	}
	return rows.Err()
}

// saved is [ErrChanged] unless exactly one row was written: the compare-and-set
// on a thing's stamp.
func saved(res sql.Result, err error) error { return savedAll(res, err, 1) }

func savedAll(res sql.Result, err error, rows int) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n != int64(rows) {
		return ErrChanged
	}
	return nil
}

// row is a row that was read.
type row interface{ Scan(dest ...any) error }

// question is something to be read, with what is done with each row.
type question struct {
	text string
	args []any
	scan func(row) error
}

// asker is a transaction whose every message costs: it sends questions
// together, and its begin with them.
type asker interface {
	ask(ctx context.Context, list []question) error
}

// asks says whether several questions cost less together than one by one.
func (tx *Tx) asks() bool {
	_, ok := tx.tx.(asker)
	return ok
}

// ask reads several things, in order.
func (tx *Tx) ask(ctx context.Context, list ...question) error {
	if a, ok := tx.tx.(asker); ok {
		for range list {
			count(ctx)
		}
		return a.ask(tx.whole(ctx), list)
	}
	for _, q := range list {
		if err := tx.each(ctx, q.text, q.args, func(rows *sql.Rows) error { return q.scan(rows) }); err != nil {
			return err
		}
	}
	return nil
}

// answer reads the one thing.
func (r Reader) answer(ctx context.Context, q question) error {
	return r.each(ctx, q.text, q.args, func(rows *sql.Rows) error { return q.scan(rows) })
}

// transaction is what an act reads and writes through; *sql.Tx is one.
type transaction interface {
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	Commit() error
	Rollback() error
}

// patient is a transaction that can keep writes back and send them together.
// What is kept back goes out before the next statement that is not, or with
// the commit; an error then is the error of that statement or of the commit.
type patient interface {
	later(write)
}

// write is a statement whose outcome nothing depends on before its act is
// committed.
type write struct {
	text string
	args []any
	// exact wants one row written and undoes the act otherwise: the
	// compare-and-set on a thing's stamp. Its error is [ErrChanged].
	exact bool
	rows  int    // that an exact one writes, if it is more than one
	thing string // names the error
	// taken is the error of a row that a unique index refuses; nil to leave it.
	taken error
}

func (w write) fault(err error) error { return fmt.Errorf("save %s: %w", w.thing, err) }

// later runs a write now or with the next ones, as the engine prefers.
func (tx *Tx) later(ctx context.Context, w write) error {
	if p, ok := tx.tx.(patient); ok {
		p.later(w)
		return nil
	}
	res, err := tx.exec(ctx, w.text, w.args...)
	if w.exact {
		err = savedAll(res, err, max(w.rows, 1))
	}
	if err != nil && w.taken != nil && tx.store.engine.duplicate(err) {
		err = w.taken
	}
	if err != nil {
		return tx.fail(w.fault(err))
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// holes writes "($1, $2), ($3, $4)" for rows of width values each.
func holes(rows, width int) string {
	var b strings.Builder
	b.Grow(rows * width * 6)
	n := 1
	for i := 0; i < rows; i++ {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for j := 0; j < width; j++ {
			if j > 0 {
				b.WriteString(", ")
			}
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			n++
		}
		b.WriteByte(')')
	}
	return b.String()
}

// micros is the instant as kept in the record; 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// yearSpan is the instants of a calendar year in Beijing, first included,
// second not.
func yearSpan(year int) (from, to int64) {
	return micros(calendar.Date(year, time.January, 1).Start()), micros(calendar.Date(year+1, time.January, 1).Start())
}

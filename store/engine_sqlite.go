package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

// oldestSQLite is the first release without the WAL race that could corrupt a
// file when a checkpoint met a crash.
const oldestSQLite = "3.51.3"

// readers is how many connections read beside the one that writes. Pages are
// short, so a few serve many; each keeps its own page cache of cacheKiB.
const (
	readers  = 4
	cacheKiB = 8 << 10
	// writeCacheKiB holds the ends of the indexes that an import of a whole
	// city writes to in turn.
	writeCacheKiB = 96 << 10
)

type sqliteEngine struct {
	path        string
	write, read *sql.DB
	back        *writeBack
}

func openSQLite(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(strings.TrimPrefix(path, "file:"))
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("open record: %w", err)
	}
	dsn := func(more url.Values) string {
		q := url.Values{"_pragma": {
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
			"cache_size(-" + strconv.Itoa(cacheKiB) + ")", "temp_store(MEMORY)",
			"wal_autocheckpoint(16000)", "journal_size_limit(67108864)",
		}}
		for k, v := range more {
			q[k] = append(q[k], v...)
		}
		return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
	}
	write, err := sql.Open("sqlite", dsn(url.Values{"_txlock": {"immediate"}, "_pragma": {"cache_size(-" + strconv.Itoa(writeCacheKiB) + ")"}}))
	if err != nil {
		return nil, fmt.Errorf("open record: %w", err)
	}
	write.SetMaxOpenConns(1)
	// Nobody waits for the file to become a WAL one: while another process makes
	// it that, it is locked whatever the time-out.
	err = checkSQLite(ctx, write)
	for try := 0; err != nil && ctx.Err() == nil && (sqliteEngine{}).busy(err) && try < 500; try++ {
		time.Sleep(10 * time.Millisecond)
		err = checkSQLite(ctx, write)
	}
	if err != nil {
		write.Close()
		return nil, err
	}
	// Two processes may open a new file at once. The slower one finds a table
	// made, its migration is undone, and it looks again.
	err = migrate(ctx, write, "sqlite3")
	for try := 0; err != nil && ctx.Err() == nil && try < 10; try++ {
		time.Sleep(10 * time.Millisecond)
		err = migrate(ctx, write, "sqlite3")
	}
	if err == nil {
		err = guidePlanner(ctx, write)
	}
	if err != nil {
		write.Close()
		return nil, err
	}
	read, err := sql.Open("sqlite", dsn(url.Values{"_pragma": {"query_only(ON)"}}))
	if err != nil {
		write.Close()
		return nil, fmt.Errorf("open record: %w", err)
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	back, err := startWriteBack(dsn(nil))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open record: %w", err), read.Close(), write.Close())
	}
	return newStore(sqliteEngine{path: path, write: write, read: read, back: back}, write, read, true), nil
}

func newStore(e engine, write, read *sql.DB, prepare bool) *Store {
	cache := newStatements(prepare)
	reader := cache.on(read)
	reader.classes, reader.requestTallyMemory, reader.pairSizes = &classMemory{}, &requestTallyMemory{}, &pairSizes{}
	return &Store{Reader: reader, engine: e, write: write, cache: cache}
}

// planner is what a city's year, and ten years of its requests, look like, as
// "analyze" would count them: rows, then rows for each further column of the
// index. Without it the planner takes
// an index of the category alone where agency and category are both given. To
// count a full city takes half a minute, so it is told instead.
var planner = map[string]string{
	"publication_index_number":       "1130000 1",
	"publication_time":               "1130000 1 1",
	"publication_agency":             "1130000 16600 1 1",
	"publication_category":           "1130000 13300 1 1",
	"publication_agency_category":    "1130000 16600 440 1 1",
	"publication_series":             "286000 1 1 1 1 1 1 1",
	"publication_normative":          "1770 1 1",
	"publication_gazette":            "1240 1 1",
	"publication_social":             "39500 1 1",
	"publication_other":              "130000 1 1",
	"publication_agency_normative":   "1770 26 1 1",
	"publication_agency_gazette":     "1240 18 1 1",
	"publication_agency_social":      "39500 580 1 1",
	"publication_agency_other":       "130000 1900 1 1",
	"publication_category_normative": "1770 21 1 1",
	"publication_category_gazette":   "1240 15 1 1",
	"publication_category_social":    "39500 460 1 1",
	"publication_category_other":     "130000 1500 1 1",
	"publication_document":           "1810 2 1 1 1 1 1 1 1",
	"publication_interprets":         "736 1 1 1",
	"publication_interpreted":        "736 1 1 1",
	"publication_beside":             "171000 1 1 1 1",
	"publication_matter":             "2000 40 4 1 1",

	"request_agency":       "692000 9200 1 1",
	"request_agency_class": "692000 9200 120 1",
	"request_class":        "692000 1400 1",
	"request_handler":      "692000 4600 1 1 1",
	"request_open":         "5000 70 5 1 1 1",
	"request_due":          "5000 250 1 1 1",
	"request_open_id":      "5000 1",
	"request_sub_due":      "5000 250 1",
	"request_applicant":    "692000 69000 2 1",
	"request_closed":       "687000 280 1",
	"request_fingerprint":  "5000 1",
	"request_previous":     "700 1",
	"request_citizen":      "70000 4 1",
}

func guidePlanner(ctx context.Context, db *sql.DB) error {
	// "analyze sqlite_schema" makes the table of statistics where there is
	// none, and has the connection read it.
	if _, err := db.ExecContext(ctx, "analyze sqlite_schema"); err != nil {
		return fmt.Errorf("guide planner: %w", err)
	}
	var known int
	if err := db.QueryRowContext(ctx, "select count(distinct tbl) from sqlite_stat1 where tbl in ('publication', 'request')").Scan(&known); err != nil {
		return fmt.Errorf("guide planner: %w", err)
	}
	if known == 2 {
		return nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("guide planner: %w", err)
	}
	defer tx.Rollback()
	for index, stat := range planner {
		table, _, _ := strings.Cut(index, "_")
		if _, err := tx.ExecContext(ctx, `insert into sqlite_stat1 (tbl, idx, stat) select $1, $2, $3
			where not exists (select 1 from sqlite_stat1 where tbl = $1 and idx = $2)`, table, index, stat); err != nil {
			return fmt.Errorf("guide planner: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("guide planner: %w", err)
	}
	_, err = db.ExecContext(ctx, "analyze sqlite_schema")
	return err
}

// ErrEngine refuses to start on a database that could lose or corrupt what it
// acknowledged.
var ErrEngine = errors.New("数据库引擎不满足安全要求")

func checkSQLite(ctx context.Context, db *sql.DB) error {
	var version, mode string
	var synchronous int
	if err := db.QueryRowContext(ctx, "select sqlite_version()").Scan(&version); err != nil {
		return fmt.Errorf("open record: %w", err)
	}
	if older(version, oldestSQLite) {
		return fmt.Errorf("%w: SQLite %s < %s", ErrEngine, version, oldestSQLite)
	}
	if err := db.QueryRowContext(ctx, "pragma journal_mode").Scan(&mode); err != nil {
		return fmt.Errorf("open record: %w", err)
	}
	if err := db.QueryRowContext(ctx, "pragma synchronous").Scan(&synchronous); err != nil {
		return fmt.Errorf("open record: %w", err)
	}
	if mode != "wal" || synchronous != 2 {
		return fmt.Errorf("%w: journal_mode=%s synchronous=%d, want wal and 2 (FULL)", ErrEngine, mode, synchronous)
	}
	return nil
}

// older compares versions such as 3.51.3 number by number.
func older(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		var x, y int
		if i < len(as) {
			x, _ = strconv.Atoi(as[i])
		}
		if i < len(bs) {
			y, _ = strconv.Atoi(bs[i])
		}
		if x != y {
			return x < y
		}
	}
	return false
}

func (sqliteEngine) name() string { return "sqlite" }

// begin: _txlock=immediate takes the write lock with it.
func (e sqliteEngine) begin(ctx context.Context, _ bool) (transaction, error) {
	tx, err := e.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return tx, nil
}

func (sqliteEngine) busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlitelib.SQLITE_BUSY || e.Code()&0xff == sqlitelib.SQLITE_LOCKED)
}

func (sqliteEngine) duplicate(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlitelib.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func (sqliteEngine) numbered() bool { return false }

func (e sqliteEngine) snapshot(ctx context.Context, to string) (int64, error) {
	if _, err := os.Stat(to); err == nil {
		return 0, fmt.Errorf("snapshot: %s: %w", to, os.ErrExist)
	}
	// query_only forbids "vacuum into" although it writes to another file, so
	// the copy is made on a connection of its own.
	conn, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: e.path}).EscapedPath(),
		RawQuery: url.Values{"_pragma": {"busy_timeout(10000)"}}.Encode()}).String())
	if err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "vacuum into $1", to); err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	// The copy itself says up to which act it holds.
	copied, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: to}).EscapedPath()}).String())
	if err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	defer copied.Close()
	var number int64
	if err := copied.QueryRowContext(ctx, "select coalesce(max(number), 0) from journal").Scan(&number); err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	return number, nil
}

// snapshotLevel: a WAL reader sees one state anyway.
func (sqliteEngine) snapshotLevel() sql.IsolationLevel { return sql.LevelDefault }

func (sqliteEngine) textColumns() string {
	return `select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c
		where m.type = 'table' and upper(c.type) like '%TEXT%' order by m.name, c.cid`
}

func (sqliteEngine) holdsHash(column string) string {
	return `(length(` + column + `) >= 64 and ` + column + ` glob '*` + strings.Repeat("[0-9a-f]", 64) + `*')`
}

func (e sqliteEngine) committed() { e.back.committed() }

func (e sqliteEngine) close() error {
	return errors.Join(e.back.close(), e.read.Close(), e.write.Close())
}

package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// writerLock is the advisory lock every act takes, so that journal numbers
// follow the order of commits whichever node acts.
const writerLock = 0x676f6e676b6169 // "gongkai"

// migrateLock is the advisory lock of the node that brings the tables up to
// date.
const migrateLock = writerLock + 1

type postgresEngine struct {
	address string
	db      *sql.DB // reads and traces
	// acts is for acts alone: only one goes on at a time, and those that wait
	// for it must not keep the connections readers need.
	acts *sql.DB
}

// patience is what the server bears from the connection of an act: a node that
// hangs or is gone lets the others act within the minute, and an act that
// waits longer for its turn begins again, some times. What the address says
// goes first.
var patience = map[string]string{
	"idle_in_transaction_session_timeout": "60s",
	"lock_timeout":                        "10s",
	"tcp_user_timeout":                    "60s",
}

// byKey is how the server plans the statements of acts, which look up by key: it
// keeps the plan it made first, and a table that was nearly empty then it reads
// from end to end ever after, until somebody counts its rows; a publish act
// took 4 ms instead of 1. What it cannot look up by key costs much on paper, and
// is not to be compiled for it.
var byKey = map[string]string{"enable_seqscan": "off", "jit": "off"}

const (
	actLimit    = 5 * time.Minute // of a whole act, for a server that is gone
	commitLimit = time.Minute
)

func openPostgres(ctx context.Context, address string) (*Store, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("open record: %s: 数据库地址不正确", Describe(address))
	}
	config.RuntimeParams["application_name"] = "gongkai"
	config.RuntimeParams["synchronous_commit"] = "on"
	config.RuntimeParams["timezone"] = "UTC"
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	db.SetConnMaxIdleTime(5 * time.Minute)
	acting := config.Copy()
	for _, settings := range []map[string]string{patience, byKey} {
		for name, value := range settings {
			if _, given := acting.RuntimeParams[name]; !given {
				acting.RuntimeParams[name] = value
			}
		}
	}
	acts := stdlib.OpenDB(*acting)
	acts.SetMaxOpenConns(4)
	acts.SetMaxIdleConns(4)
	acts.SetConnMaxIdleTime(5 * time.Minute)
	e := postgresEngine{address: address, db: db, acts: acts}
	var fsync, commit string
	if err := db.QueryRowContext(ctx, "select current_setting('fsync'), current_setting('synchronous_commit')").Scan(&fsync, &commit); err != nil {
		e.close()
		return nil, fmt.Errorf("open record: %s: %w", Describe(address), err)
	}
	if fsync != "on" || commit != "on" {
		e.close()
		return nil, fmt.Errorf("%w: PostgreSQL fsync=%s synchronous_commit=%s, want on", ErrEngine, fsync, commit)
	}
	if err := raise(ctx, db); err != nil {
		e.close()
		return nil, err
	}
	return newStore(e, db, db, false), nil
}

// raise brings the tables up to date, one node at a time: several may start at
// once.
func raise(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", int64(migrateLock)); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", int64(migrateLock))
	if err := migrate(ctx, db, "postgres"); err != nil {
		return err
	}
	if err := widen(ctx, db); err != nil {
		return fmt.Errorf("width of integers: %w", err)
	}
	if err := compareBytes(ctx, db); err != nil {
		return fmt.Errorf("collation of number keys: %w", err)
	}
	if err := leaveRoom(ctx, db); err != nil {
		return fmt.Errorf("room for requests: %w", err)
	}
	return nil
}

// leaveRoom has new requests fill half a page only. Until it is closed a case
// grows to twice of what was filed: it then finds room where it is. Otherwise
// the room is found by requests filed later, each on another page, and the
// first change of a page after a checkpoint writes all of it to the log.
func leaveRoom(ctx context.Context, db *sql.DB) error {
	var left bool
	err := db.QueryRowContext(ctx, `select exists (select from pg_class where oid = 'request'::regclass and 'fillfactor=50' = any(reloptions))`).Scan(&left)
	if err == nil && !left {
		_, err = db.ExecContext(ctx, `alter table request set (fillfactor = 50)`)
	}
	return err
}

// compareBytes makes number keys compare as they do in SQLite, byte by byte,
// whatever the database's own collation: ranges of keys depend on it.
func compareBytes(ctx context.Context, db *sql.DB) error {
	var collation sql.NullString
	err := db.QueryRowContext(ctx, `select collation_name from information_schema.columns
		where table_schema = current_schema() and table_name = 'publication' and column_name = 'number_key'`).Scan(&collation)
	if err == nil && collation.String != "C" {
		_, err = db.ExecContext(ctx, `alter table publication alter column number_key type text collate "C"`)
	}
	return err
}

// widen makes integers as wide as they are in SQLite, whose row ids must be
// declared "integer": otherwise a number nobody has, typed into an address,
// would be an error of the machine instead of "not found".
func widen(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `select table_name, string_agg('alter column ' || quote_ident(column_name) || ' type bigint', ', ')
		from information_schema.columns
		where table_schema = current_schema() and data_type = 'integer' and table_name not like 'goose%'
		group by table_name order by table_name`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var texts []string
	for rows.Next() {
		var table, changes string
		if err := rows.Scan(&table, &changes); err != nil {
			return err
		}
		texts = append(texts, `alter table `+table+` `+changes)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, text := range texts {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (postgresEngine) name() string { return "postgres" }

func (e postgresEngine) begin(ctx context.Context, asking bool) (transaction, error) {
	conn, err := e.acts.Conn(ctx)
	if err != nil {
		return nil, err
	}
	t := &postgresTx{conn: conn}
	if err := t.limit(actLimit); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if asking {
		return t, nil
	}
	if err := t.begin(ctx); err != nil {
		return nil, errors.Join(err, t.Rollback())
	}
	return t, nil
}

func (postgresEngine) committed() {}

func (postgresEngine) busy(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01" || e.Code == "55P03")
}

func (postgresEngine) duplicate(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "23505"
}

func (postgresEngine) numbered() bool { return true }

// snapshot runs pg_dump on the state of one transaction, which also says up to
// which act that state holds. The password goes through the environment, not
// the command line.
func (e postgresEngine) snapshot(ctx context.Context, to string) (int64, error) {
	if _, err := os.Stat(to); err == nil {
		return 0, fmt.Errorf("snapshot: %s: %w", to, os.ErrExist)
	}
	config, err := pgx.ParseConfig(e.address)
	if err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	place, err := e.withoutPassword()
	if err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	tx, err := e.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	defer tx.Rollback()
	var number int64
	var id string
	if err := tx.QueryRowContext(ctx, "select coalesce(max(number), 0), pg_export_snapshot() from journal").Scan(&number, &id); err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	cmd := exec.CommandContext(ctx, "pg_dump", "--format=custom", "--no-owner", "--snapshot="+id, "--file="+to, "--dbname="+place)
	if err := runTool(cmd, config.Password); err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	return number, nil
}

func runTool(cmd *exec.Cmd, password string) error {
	cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", cmd.Args[0], err, strings.TrimSpace(errs.String()))
	}
	return nil
}

// RestorePostgres loads a snapshot into a database that holds no record yet.
func RestorePostgres(ctx context.Context, address, from string) error {
	e := postgresEngine{address: address}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return fmt.Errorf("restore: %s: 数据库地址不正确", Describe(address))
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	var tables int
	if err := db.QueryRowContext(ctx, "select count(*) from information_schema.tables where table_schema = current_schema()").Scan(&tables); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if tables > 0 {
		return fmt.Errorf("restore: %s: %w", Describe(address), ErrNotEmpty)
	}
	place, err := e.withoutPassword()
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	cmd := exec.CommandContext(ctx, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname="+place, from)
	if err := runTool(cmd, config.Password); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// withoutPassword is the address for a command line, which every user of the
// machine can read. The settings stay as they are written: libpq does not read
// "+" as a space.
func (e postgresEngine) withoutPassword() (string, error) {
	u, err := url.Parse(e.address)
	if err != nil {
		// Not err itself: it quotes the whole address.
		return "", fmt.Errorf("%s: 数据库地址不正确", Describe(e.address))
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	settings := strings.Split(u.RawQuery, "&")
	u.RawQuery = strings.Join(slices.DeleteFunc(settings, func(setting string) bool {
		name, _, _ := strings.Cut(setting, "=")
		name, err := url.QueryUnescape(name)
		return err != nil || name == "password"
	}), "&")
	return u.String(), nil
}

func (postgresEngine) snapshotLevel() sql.IsolationLevel { return sql.LevelRepeatableRead }

func (e postgresEngine) close() error { return errors.Join(e.acts.Close(), e.db.Close()) }

func (postgresEngine) textColumns() string {
	return `select table_name, column_name from information_schema.columns
		where table_schema = current_schema() and data_type in ('text', 'character varying')
		order by table_name, ordinal_position`
}

func (postgresEngine) holdsHash(column string) string {
	return `(length(` + column + `) >= 64 and ` + column + ` ~ '[0-9a-f]{64}')`
}

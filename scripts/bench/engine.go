package main

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

	_ "github.com/jackc/pgx/v5/stdlib" // the driver package store uses
	_ "modernc.org/sqlite"

	"gongkai/store"
)

// engine is one of the two databases, and what was measured on it.
type engine struct {
	name, title string
	dir         string
	server      *postgres // nil for SQLite
	rows        []row
}

// place is where a city is: as the store opens it, and as the command line
// names it.
type place struct {
	db    string
	data  string
	flags []string
}

func (b *bench) engine(ctx context.Context, name string) (*engine, error) {
	e := &engine{name: name, dir: filepath.Join(b.dir, name)}
	if err := os.MkdirAll(e.dir, 0o755); err != nil {
		return nil, err
	}
	switch name {
	case "sqlite":
		e.title = "SQLite"
		return e, nil
	case "postgres":
		e.title = "PostgreSQL"
		var err error
		e.server, err = b.startPostgres(ctx, e.dir)
		return e, err
	}
	return nil, fmt.Errorf("-engines %s: there are sqlite and postgres", name)
}

// city is where the city of a scale lies, made if it is not there.
func (e *engine) city(ctx context.Context, scale int) (place, error) {
	return e.place(ctx, "city-"+strconv.Itoa(scale))
}

// place is where a city of a name lies, made if it is not there.
func (e *engine) place(ctx context.Context, name string) (place, error) {
	p := place{data: filepath.Join(e.dir, name)}
	if err := os.MkdirAll(p.data, 0o755); err != nil {
		return p, err
	}
	p.db = store.DatabaseFile(p.data)
	p.flags = []string{"--data", p.data}
	if e.server == nil {
		return p, nil
	}
	var err error
	p.db, err = e.server.database(ctx, strings.ReplaceAll(name, "-", "_"), false)
	p.flags = append(p.flags, "--db", p.db)
	return p, err
}

// copied is a copy of the city of a scale, for what leaves it changed.
func (e *engine) copied(ctx context.Context, scale int) (place, error) {
	from, err := e.city(ctx, scale)
	if err != nil {
		return from, err
	}
	name := "copy-" + strconv.Itoa(scale)
	dir := filepath.Join(e.dir, name)
	if err := os.RemoveAll(dir); err != nil {
		return from, err
	}
	if e.server == nil {
		if err := os.CopyFS(dir, os.DirFS(from.data)); err != nil {
			return from, err
		}
		return e.place(ctx, name)
	}
	to := strings.ReplaceAll(name, "-", "_")
	for _, text := range []string{"drop database if exists " + to, "create database " + to + " template city_" + strconv.Itoa(scale)} {
		if err := e.server.run(ctx, text); err != nil {
			return from, err
		}
	}
	return e.place(ctx, name)
}

// fresh is the address of an empty database of the name.
func (e *engine) fresh(ctx context.Context, name string) (string, error) {
	if e.server != nil {
		return e.server.database(ctx, name, true)
	}
	path := filepath.Join(e.dir, name+".db")
	return path, e.drop(ctx, name)
}

// drop lets a fresh database go.
func (e *engine) drop(ctx context.Context, name string) error {
	if e.server != nil {
		return e.server.run(ctx, "drop database if exists "+name)
	}
	path := filepath.Join(e.dir, name+".db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// settled brings what was written into the state in which a city stands for
// months: written out, and on PostgreSQL with the statistics that its own
// autovacuum would have collected in the meantime.
func (e *engine) settled(ctx context.Context, address string) error {
	text := "pragma wal_checkpoint(truncate)"
	if e.server != nil {
		text = "vacuum analyze"
	}
	db, err := openBare(address)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err = db.ExecContext(ctx, text); err != nil || e.server == nil {
		return err
	}
	_, err = db.ExecContext(ctx, "checkpoint")
	return err
}

// openBare opens a database through the same driver and as durably as package
// store does, with one connection and nothing of ours on top.
func openBare(address string) (*sql.DB, error) {
	driver := "pgx"
	if !strings.HasPrefix(address, "postgres://") {
		driver = "sqlite"
		address = (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: address}).EscapedPath(), RawQuery: url.Values{
			"_txlock": {"immediate"},
			"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-8192)",
				"temp_store(MEMORY)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)"},
		}.Encode()}).String()
	} else {
		address += "&synchronous_commit=on"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// bareTable makes table "bare" with the columns of a record's table
// "publication" and its primary key, and nothing else. It gives the columns.
func bareTable(ctx context.Context, record, bare *sql.DB) ([]string, error) {
	question := `select name, type from pragma_table_info('publication') order by cid`
	if isPostgres(record) {
		question = `select column_name, data_type from information_schema.columns
			where table_schema = current_schema() and table_name = 'publication' order by ordinal_position`
	}
	rows, err := record.QueryContext(ctx, question)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names, columns []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return nil, err
		}
		names = append(names, name)
		if name == "id" {
			kind += " primary key"
		} else {
			kind += " not null"
		}
		columns = append(columns, name+" "+kind)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	_, err = bare.ExecContext(ctx, "create table bare ("+strings.Join(columns, ", ")+")")
	return names, err
}

func isPostgres(db *sql.DB) bool {
	return strings.Contains(fmt.Sprintf("%T", db.Driver()), "stdlib")
}

// insertInto is "insert into bare …" for so many rows. SQLite's places stay
// unnamed: its driver looks every name up, which would slow the peer down.
func insertInto(db *sql.DB, columns []string, rows int) string {
	var b strings.Builder
	b.WriteString("insert into bare (" + strings.Join(columns, ", ") + ") values ")
	n := 0
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(")
		for j := range columns {
			if j > 0 {
				b.WriteString(", ")
			}
			n++
			if isPostgres(db) {
				b.WriteString("$" + strconv.Itoa(n))
			} else {
				b.WriteString("?")
			}
		}
		b.WriteString(")")
	}
	return b.String()
}

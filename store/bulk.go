package store

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// copier is a transaction that has a faster way in for many rows than insert.
type copier interface {
	copyRows(ctx context.Context, table string, columns []string, rows int, row func(i int) ([]any, error)) error
}

// copyRows saves many rows by the engine's faster way, where it has one and
// they are worth it; done says whether it did.
func (tx *Tx) copyRows(ctx context.Context, table, columns string, rows int, row func(i int) ([]any, error)) (done bool, err error) {
	c, ok := tx.tx.(copier)
	if !ok || rows < bulkRows {
		return false, nil
	}
	names := strings.Split(columns, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return true, c.copyRows(tx.whole(ctx), table, names, rows, row)
}

// bulkRows is how many rows one insert statement carries in a bulk save:
// enough that the statement's own cost vanishes, few enough that both engines
// keep the plan (SQLite takes 32,766 parameters, PostgreSQL 65,535).
const bulkRows = 50

var insertTexts sync.Map // insertKey -> text

type insertKey struct {
	table    string
	rows     int
	numbered bool
	left     uint64 // columns that stand in the text, a bit each
}

// insertText is "insert into table (columns) values …" for so many rows, made
// once.
//
// numbered writes the places as $1, $2, …, as everywhere else. SQLite's driver
// asks for the name of every place, and SQLite finds it by walking the list of
// all names: with 50 rows of 30 columns that took more than half of an
// import's time. Its engine therefore leaves the places of these texts
// unnamed, in the same order.
func insertText(table, columns string, rows, width int, numbered bool) string {
	key := insertKey{table, rows, numbered, 0}
	if text, ok := insertTexts.Load(key); ok {
		return text.(string)
	}
	values := holes(rows, width)
	if !numbered {
		row := "(" + strings.Repeat("?, ", width-1) + "?)"
		values = strings.Repeat(row+", ", rows-1) + row
	}
	text := "insert into " + table + " (" + columns + ") values " + values
	insertTexts.Store(key, text)
	return text
}

// appending is [insertText] for SQLite, of rows without their first column, the
// key: rows that follow the last one of the table are numbered by it. Where a
// key is given, SQLite copies every page that a statement of many rows changes,
// in case it must take back half of it ("or fail" says it need not: the act is
// taken back as a whole), and looks for each key first; that took a seventh of
// an import's time. Columns that are seldom filled, a bit each, stand in the
// text when they are empty in all rows, since nothing takes as long to hand over
// as something. rest is the values to hand over; it takes the place of args.
func appending(table, columns string, width int, seldom uint64, args []any) (text string, rest []any) {
	for i, a := range args {
		if seldom>>(i%width)&1 == 1 && a != "" && a != int64(0) {
			seldom = 0
			break
		}
	}
	key := insertKey{table, len(args) / width, false, seldom | 1}
	kept, known := insertTexts.Load(key)
	if !known {
		var row strings.Builder
		for i, a := range args[1:width] {
			row.WriteString(", "[:min(2*i, 2)])
			switch {
			case seldom>>(i+1)&1 == 0:
				row.WriteByte('?')
			case a == "":
				row.WriteString("''")
			default:
				row.WriteByte('0')
			}
		}
		_, names, _ := strings.Cut(columns, ",")
		one := "(" + row.String() + ")"
		kept = "insert or fail into " + table + " (" + names + ") values " + strings.Repeat(one+", ", key.rows-1) + one
		insertTexts.Store(key, kept)
	}
	rest = args[:0]
	for i, a := range args {
		if key.left>>(i%width)&1 == 0 {
			rest = append(rest, a)
		}
	}
	return kept.(string), rest
}

// appends says whether rows that are inserted without their keys, the first of
// which is to be key, get just these.
func (tx *Tx) appends(ctx context.Context, table, key string, first int64) (bool, error) {
	if tx.store.engine.numbered() {
		return false, nil
	}
	var last int64
	err := tx.one(ctx, "select coalesce(max("+key+"), 0) from "+table, nil, &last)
	return last+1 == first, err
}

// columnBits is a bit for each of the names at its place among the columns.
func columnBits(columns string, names ...string) uint64 {
	var bits uint64
	for i, c := range strings.Split(columns, ",") {
		if slices.Contains(names, strings.TrimSpace(c)) {
			bits |= 1 << i
		}
	}
	return bits
}

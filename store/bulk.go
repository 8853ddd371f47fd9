package store

import (
	"context"
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
	key := insertKey{table, rows, numbered}
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

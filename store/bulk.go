package store

import "sync"

// bulkRows is how many rows one insert statement carries in a bulk save:
// enough that the statement's own cost vanishes, few enough that both engines
// keep the plan (SQLite takes 32,766 parameters, PostgreSQL 65,535).
const bulkRows = 50

var insertTexts sync.Map // key -> text

type insertKey struct {
	table string
	rows  int
}

// insertText is "insert into table (columns) values …" for so many rows, made
// once.
func insertText(table, columns string, rows, width int) string {
	key := insertKey{table, rows}
	if text, ok := insertTexts.Load(key); ok {
		return text.(string)
	}
	text := "insert into " + table + " (" + columns + ") values " + holes(rows, width)
	insertTexts.Store(key, text)
	return text
}

package store

import "database/sql"

// SQLiteVersion is the version of the SQLite built in; "" if it cannot be
// asked.
func SQLiteVersion() string {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return ""
	}
	defer db.Close()
	var v string
	if err := db.QueryRow("select sqlite_version()").Scan(&v); err != nil {
		return ""
	}
	return v
}

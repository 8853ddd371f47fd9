package storetest

import (
	"database/sql"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// Refuse makes the database itself refuse to write the rows of a table for
// which the condition on "new" holds, as a fault no act foresees, until accept
// is called.
func Refuse(t testing.TB, address, table, when string) (accept func()) {
	t.Helper()
	driver := "sqlite"
	texts := []string{
		`create trigger refuse_insert before insert on ` + table + ` when ` + when + ` begin select raise(abort, 'refused'); end`,
		`create trigger refuse_update before update on ` + table + ` when ` + when + ` begin select raise(abort, 'refused'); end`,
	}
	undo := []string{`drop trigger refuse_insert`, `drop trigger refuse_update`}
	if strings.HasPrefix(address, "postgres") {
		driver = "pgx"
		texts = []string{
			`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`,
			`create trigger refuse before insert or update on ` + table + ` for each row when (` + when + `) execute function refuse()`,
		}
		undo = []string{`drop trigger refuse on ` + table, `drop function refuse()`}
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run := func(db *sql.DB, texts []string) {
		t.Helper()
		for _, text := range texts {
			if _, err := db.Exec(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(db, texts)
	return func() {
		t.Helper()
		db, err := sql.Open(driver, address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		run(db, undo)
	}
}

package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"gongkai/store"
	"gongkai/store/storetest"
)

// raw opens the record past the store.
func raw(t *testing.T, address string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(address, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Whatever column of text in whatever table holds the hash of a blob, the blob
// is named: the tables of today, and one that is yet to be made. What was
// learned of a file names neither it nor its copy; the copy is named with it.
func TestNamedMindsEveryTable(t *testing.T) {
	silent := map[string]bool{
		"screened.sha256": true, "screened.served": true, "reading.sha256": true, "reading_page.sha256": true, "reading_use.sha256": true,
	}
	storetest.EachAddress(t, func(t *testing.T, address string) {
		ctx, s, db := t.Context(), storetest.Open(t, address), raw(t, address)
		exec := func(text string, args ...any) {
			t.Helper()
			if _, err := db.ExecContext(ctx, text, args...); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
		}
		exec(`create table yet_to_come (id integer primary key, paper text not null)`)
		list := `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'goose%'`
		if s.Engine() == "postgres" {
			list = `select table_name from information_schema.tables where table_schema = current_schema() and table_name not like 'goose%'`
		}
		var tables []string
		rows, err := db.QueryContext(ctx, list)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var table string
			if err := rows.Scan(&table); err != nil {
				t.Fatal(err)
			}
			tables = append(tables, table)
		}
		rows.Close()
		filled := map[string]string{} // column by the hash it holds
		for _, table := range tables {
			fillRow(t, db, table, filled)
		}
		if len(tables) < 50 || len(filled) < 250 {
			t.Fatalf("%d tables, %d columns of text", len(tables), len(filled))
		}
		named, err := s.NamedFiles(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		for sum, column := range filled {
			if named[sum] == silent[column] {
				t.Errorf("%s: named %v", column, named[sum])
			}
		}
		if !named[hashOf("yet_to_come.paper")] {
			t.Error("a table made later names nothing")
		}
		exec(`update screened set sha256 = $1`, hashOf("draft.content"))
		if named, err = s.NamedFiles(ctx, nil); err != nil || !named[hashOf("screened.served")] {
			t.Errorf("the copy of a named file is not named, %v", err)
		}
		if err := s.ForgetFiles(ctx, []string{hashOf("screened.served"), hashOf("reading.sha256")}); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.QueryRowContext(ctx, `select (select count(*) from screened) + (select count(*) from reading)`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d rows left of forgotten files, %v", n, err)
		}
	})
}

// fillRow writes one row with a hash of its own in each column of text.
func fillRow(t *testing.T, db *sql.DB, table string, filled map[string]string) {
	t.Helper()
	rows, err := db.Query(`select * from "` + table + `" limit 0`)
	if err != nil {
		t.Fatal(err)
	}
	types, err := rows.ColumnTypes()
	rows.Close()
	if err != nil {
		t.Fatal(err)
	}
	var columns, holes []string
	var args []any
	for i, c := range types {
		columns = append(columns, `"`+c.Name()+`"`)
		holes = append(holes, fmt.Sprintf("$%d", i+1))
		switch strings.ToUpper(c.DatabaseTypeName()) {
		case "TEXT":
			sum := hashOf(table + "." + c.Name())
			filled[sum] = table + "." + c.Name()
			// As it stands in a list or an address.
			args = append(args, sum)
		case "BOOLEAN", "BOOL":
			args = append(args, false)
		case "BYTEA":
			args = append(args, []byte{})
		default:
			args = append(args, 7)
		}
	}
	if _, err := db.Exec(`insert into "`+table+`" (`+strings.Join(columns, ", ")+`) values (`+strings.Join(holes, ", ")+`)`, args...); err != nil {
		t.Fatalf("%s: %v", table, err)
	}
}

// A lease is one holder's; it is anybody's when it was not renewed, and whoever
// holds it learns that they are asked to stop.
func TestLease(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, now := t.Context(), noon(2026, 11, 23)
		hold := func(holder string, now time.Time, seize, want bool) {
			t.Helper()
			got, err := s.Hold(ctx, store.Lease{Name: "import/7", Holder: holder, Since: now, Until: now.Add(time.Minute), Origin: 40}, now, seize)
			if err != nil || got != want {
				t.Fatalf("%s holds it: %v, %v", holder, got, err)
			}
		}
		renew := func(holder string, want error) {
			t.Helper()
			if err := s.Renew(ctx, "import/7", holder, now.Add(time.Minute)); err != want {
				t.Fatalf("%s renews: %v, want %v", holder, err, want)
			}
		}
		hold("a", now, false, true)
		hold("b", now.Add(59*time.Second), false, false)
		renew("a", nil)
		renew("b", store.ErrChanged)
		hold("b", now.Add(61*time.Second), false, true) // a died
		renew("a", store.ErrChanged)
		if err := s.Release(ctx, "import/7", "a"); err != nil {
			t.Fatal(err)
		}
		list, err := s.Leases(ctx, "import/")
		if err != nil || len(list) != 1 || list[0].Holder != "b" || list[0].Origin != 40 || !list[0].Live(now.Add(time.Minute)) {
			t.Fatalf("%+v, %v", list, err)
		}
		hold("c", now, true, true) // a person begins it anew
		if err := s.AskToStop(ctx, "import/7"); err != nil {
			t.Fatal(err)
		}
		renew("c", store.ErrChanged)
		if err := s.Release(ctx, "import/7", "c"); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Leases(ctx, ""); err != nil || len(list) != 0 {
			t.Fatalf("%+v, %v", list, err)
		}
		hold("d", now, false, true)
		if err := s.Abandon(ctx, "import/7", "d"); err != nil {
			t.Fatal(err)
		}
		hold("e", now, false, true) // at once
	})
}

// Tries are counted together, whichever node they come to.
func TestTry(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		ctx, at := context.Background(), noon(2026, 11, 23)
		nodes := []*store.Store{storetest.Open(t, address), storetest.Open(t, address)}
		passed := make(chan bool, 40)
		for i := range 40 {
			go func() {
				ok, err := nodes[i%2].Try(ctx, at, time.Minute, store.Pace{Who: fmt.Sprintf("address %d", i), Most: 30}, store.Pace{Who: "number", Most: 10})
				if err != nil {
					t.Error(err)
				}
				passed <- ok
			}()
		}
		n := 0
		for range 40 {
			if <-passed {
				n++
			}
		}
		if n != 10 {
			t.Errorf("%d of 40 tries about one number passed two nodes, want 10", n)
		}
		// What proved to be no guess leaves its place to another.
		if err := nodes[1].Forgive(ctx, store.Pace{Who: "number"}, store.Pace{Who: "nobody"}); err != nil {
			t.Error(err)
		}
		for _, want := range []bool{true, false} {
			if ok, err := nodes[0].Try(ctx, at, time.Minute, store.Pace{Who: "number", Most: 10}); err != nil || ok != want {
				t.Errorf("after one was forgiven: %v %v", ok, err)
			}
		}
		for _, c := range []struct {
			after time.Duration
			who   string
			want  bool
		}{{59 * time.Second, "number", false}, {59 * time.Second, "other", true}, {time.Minute, "number", true}} {
			ok, err := nodes[0].Try(ctx, at.Add(c.after), time.Minute, store.Pace{Who: c.who, Most: 10})
			if err != nil || ok != c.want {
				t.Errorf("%s after %v: %v, %v", c.who, c.after, ok, err)
			}
		}
	})
}

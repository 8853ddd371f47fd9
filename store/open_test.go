package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gongkai/store"
	"gongkai/store/storetest"
)

func TestOpenTwiceKeepsTheRecord(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		s := storetest.Open(t, address)
		publish(t, s, seed{Agency: "FGW", At: noon(2017, 6, 30)})
		again := storetest.Open(t, address)
		if end, err := again.JournalEnd(t.Context()); err != nil || end != 1 {
			t.Errorf("journal end after opening again = %d, %v; want 1", end, err)
		}
	})
}

// Nodes of one city start at the same moment after a power cut; the first to
// come makes the tables and the others wait.
func TestOpenAtOnceByManyNodes(t *testing.T) {
	for _, engine := range []struct {
		name    string
		address func(testing.TB) string
	}{{"sqlite", storetest.EmptySQLite}, {"postgres", storetest.EmptyPostgres}} {
		t.Run(engine.name, func(t *testing.T) {
			address := engine.address(t)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					s, err := store.Open(context.Background(), address)
					if err != nil {
						t.Error(err)
						return
					}
					s.Close()
				})
			}
			wg.Wait()
		})
	}
}

func TestOpenRefusesAnAddressThatIsNone(t *testing.T) {
	for _, address := range []string{
		"postgres://127.0.0.1:1/none?sslmode=disable&connect_timeout=2",
		"postgres://user:secret@127.0.0.1:port/none",
	} {
		s, err := store.Open(t.Context(), address)
		if err == nil {
			s.Close()
			t.Errorf("Open(%q) succeeded", address)
		}
	}
}

func TestDescribeHidesThePassword(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"postgres://li:geheim@db.example/gongkai?sslmode=verify-full", "postgres://db.example/gongkai"},
		{"postgres://li:geheim@db.example:port/gongkai", "postgres"},
		{"/var/lib/gongkai/gongkai.db", "/var/lib/gongkai/gongkai.db"},
	} {
		if got := store.Describe(c.address); got != c.want {
			t.Errorf("Describe(%q) = %q, want %q", c.address, got, c.want)
		}
	}
}

func TestToolsAreGivenNoPassword(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"postgres://li:geheim@db.example/gongkai?sslmode=verify-full", "postgres://li@db.example/gongkai?sslmode=verify-full"},
		{"postgres://li:ge%40heim@db.example/gongkai", "postgres://li@db.example/gongkai"},
		{"postgres://li:ge@heim@db.example/gongkai", "postgres://li@db.example/gongkai"},
		{"postgres://db.example/gongkai?user=li&password=geheim&sslmode=disable", "postgres://db.example/gongkai?user=li&sslmode=disable"},
		{"postgres://db.example/gongkai?pass%77ord=ge@heim", "postgres://db.example/gongkai"},
		{"postgres://li@/gongkai?host=%2Frun%2Fpostgresql&application_name=a%20b", "postgres://li@/gongkai?host=%2Frun%2Fpostgresql&application_name=a%20b"},
		{"postgres://li:geheim@db.example:port/gongkai", ""},
	} {
		got, err := store.WithoutPassword(c.address)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("WithoutPassword(%q) = %q, %v; want %q", c.address, got, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

// A snapshot is a record of its own, complete as of its instant, and never
// written over a file.
func TestSnapshotOpensAsARecord(t *testing.T) {
	s := storetest.Open(t, storetest.SQLite(t))
	p := publish(t, s, seed{Agency: "FGW", At: noon(2017, 6, 30), Title: "关于𠮷林的通知"})
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := s.Snapshot(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	publish(t, s, seed{Agency: "FGW", At: noon(2017, 7, 1)})
	if _, err := s.Snapshot(t.Context(), to); err == nil {
		t.Error("a snapshot wrote over a file")
	}
	if _, err := os.Stat(to); err != nil {
		t.Fatal(err)
	}
	copied := storetest.Open(t, to)
	got, err := copied.PublicationAt(t.Context(), p.Index)
	if err != nil || got.Content.Title != p.Content.Title {
		t.Errorf("from the copy: %q, %v", got.Content.Title, err)
	}
	if end, err := copied.JournalEnd(t.Context()); err != nil || end != 1 {
		t.Errorf("journal end of the copy = %d, %v; want 1", end, err)
	}
	publish(t, s, seed{Agency: "FGW", At: noon(2017, 7, 2)}) // the reader's connection still works
}

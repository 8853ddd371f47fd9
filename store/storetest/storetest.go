package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"gongkai/store"
)

// EachAddress runs the test once for every engine, each time with the address
// of a fresh record: for tests that open it more than once.
func EachAddress(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// Each runs the test once for every engine on a fresh record, which is closed
// when the test ends.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachAddress(t, func(t *testing.T, address string) { test(t, Open(t, address)) })
}

// SQLite is the address of a fresh SQLite record.
func SQLite(t testing.TB) string {
	t.Helper()
	content, err := theFile()
	if err != nil {
		t.Fatal(err)
	}
	path := EmptySQLite(t)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// EmptySQLite is the address of a file that does not exist yet: for tests that
// make the tables.
func EmptySQLite(t testing.TB) string {
	t.Helper()
	dir, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return filepath.Join(dir, "gongkai.db")
}

// inMemory is where Linux keeps files in memory: the engines write through to
// it as they do to a disk, and no test waits for a disk that others write to.
const inMemory = "/dev/shm"

// folder makes a folder in memory, or on the disk where there is little.
func folder() (string, error) {
	var has syscall.Statfs_t
	at := ""
	if err := syscall.Statfs(inMemory, &has); err == nil && has.Bavail*uint64(has.Bsize) >= 8<<30 {
		at = inMemory
	}
	dir, err := os.MkdirTemp(at, "gongkai-record-")
	if err != nil && at != "" {
		return os.MkdirTemp("", "gongkai-record-")
	}
	return dir, err
}

// theFile is a record with the tables in it; fresh ones are copies, which
// takes a hundredth of the time of making the tables.
var theFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "gongkai.db")
	s, err := store.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	// The one that closes last moves all of the log into the file.
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Open opens the record and closes it when the test ends.
func Open(t testing.TB, address string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close record: %v", err)
		}
	})
	return s
}

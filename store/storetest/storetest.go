package storetest

import (
	"context"
	"path/filepath"
	"testing"

	"gongkai/store"
)

// EachAddress runs the test once for every engine, each time with the address
// of a record that does not exist yet: for tests that open it more than once.
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
func SQLite(t testing.TB) string { return filepath.Join(t.TempDir(), "gongkai.db") }

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

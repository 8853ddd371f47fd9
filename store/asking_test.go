package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/store"
	"gongkai/store/storetest"
)

// fileAsking files n requests as a window does, in an act that takes its turn with
// what it reads; fault ends it after everything was written.
func fileAsking(ctx context.Context, s *store.Store, name string, n int, fault error) ([]request.ID, error) {
	at := noon(2026, 3, 1)
	var ids []request.ID
	err := s.ActAsking(ctx, account.Clock, at, func(tx *store.Tx) error {
		ids = nil
		if _, err := tx.BeforeFiling(ctx, 2026, []string{name}, []agency.Code{"FGW"}, "confirm"); err != nil {
			return err
		}
		first, err := tx.NextRequests(ctx, 2026, n)
		if err != nil {
			return err
		}
		var filed []store.Filed
		for i := range n {
			q := asked(first+request.ID(i), name)
			filed = append(filed, store.Filed{By: account.Console, Request: q, Entry: entry(journal.RequestSubmit, q.Thing(), q.Agency, at)})
			ids = append(ids, q.ID)
		}
		return errors.Join(tx.FileRequests(ctx, filed), fault)
	})
	return ids, err
}

// Numbers that are taken without waiting for an answer follow each other all the
// same, with acts of both kinds at once; those that fail leave nothing.
func TestNumbersOfActsThatAsk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		broken := errors.New("broken")
		var mu sync.Mutex
		var given []request.ID
		var all sync.WaitGroup
		for c := range 6 {
			all.Go(func() {
				for i := range 8 {
					name := fmt.Sprintf("申请%d之%d", c, i)
					var ids []request.ID
					var err error
					switch {
					case i%4 == 3:
						if _, err := fileAsking(ctx, s, name, 2, broken); !errors.Is(err, broken) {
							t.Errorf("%s: %v", name, err)
						}
						continue
					case c == 0:
						var q request.Request
						q, err = file(ctx, s, name)
						ids = append(ids, q.ID)
					default:
						ids, err = fileAsking(ctx, s, name, 1+i%3, nil)
					}
					if err != nil {
						t.Errorf("%s: %v", name, err)
						return
					}
					mu.Lock()
					given = append(given, ids...)
					mu.Unlock()
				}
			})
		}
		all.Wait()
		slices.Sort(given)
		for i, id := range given {
			if want := request.NewID(2026, int64(i+1)); id != want {
				t.Fatalf("number %d is %v, want %v", i, id, want)
			}
		}
		entries := wholeJournal(t, s)
		if len(entries) != len(given) {
			t.Errorf("%d entries of %d requests", len(entries), len(given))
		}
		for i, e := range entries {
			if e.Number != int64(i+1) {
				t.Fatalf("entry %d has number %d", i+1, e.Number)
			}
		}
		if n, err := s.CountRequests(ctx, store.RequestSelection{Words: "之3"}, store.Horizon{}); n != 0 || err != nil {
			t.Errorf("of acts that failed, %d requests are found, %v", n, err)
		}
		if differ := wordsDiffer(t, s); len(differ) > 0 {
			t.Error(differ)
		}
	})
}

// What such an act reads is as of its turn.
func TestAnActThatAsksReadsWhatWasCommittedBefore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		turn, asking := make(chan bool), make(chan error)
		go func() {
			<-turn
			asking <- s.ActAsking(ctx, account.Clock, noon(2026, 3, 1), func(tx *store.Tx) error {
				ground, err := tx.BeforeFiling(ctx, 2026, []string{request.NewID(2026, 1).Thing(), fmt.Sprint(request.NewID(2026, 1))}, []agency.Code{"FGW"}, "confirm")
				if err == nil && len(ground.Open) != 1 {
					err = fmt.Errorf("%d open requests", len(ground.Open))
				}
				return err
			})
		}()
		err := s.Act(ctx, account.Console, noon(2026, 3, 1), func(tx *store.Tx) error {
			id, err := tx.NextRequests(ctx, 2026, 1)
			if err != nil {
				return err
			}
			turn <- true
			time.Sleep(50 * time.Millisecond) // the other waits meanwhile
			q := asked(id, "票价听证")
			return tx.FileRequests(ctx, []store.Filed{{By: account.Console, Request: q, Entry: entry(journal.RequestSubmit, q.Thing(), q.Agency, noon(2026, 3, 1))}})
		})
		if err := errors.Join(err, <-asking); err != nil {
			t.Error(err)
		}
	})
}

// An act that asks is patient as others are: when its turn does not come it is
// given up, and the connection serves the next.
func TestAnActThatAsksWaitsForItsTurnButNotForEver(t *testing.T) {
	address := storetest.Postgres(t)
	s := storetest.Open(t, address+"&lock_timeout=50ms")
	release := hold(t, address)
	if _, err := fileAsking(t.Context(), s, "票价听证", 1, nil); err == nil {
		t.Error("filed while another node had the turn")
	}
	release()
	if ids, err := fileAsking(t.Context(), s, "票价听证", 1, nil); err != nil || len(ids) != 1 || ids[0] != request.NewID(2026, 1) {
		t.Errorf("%v, %v", ids, err)
	}
}

// SQLite's log goes back into the file beside the acts, long before it is so long
// that an act would have to do it.
func TestLogIsWrittenBackBesideActs(t *testing.T) {
	address := storetest.SQLite(t)
	s := storetest.Open(t, address)
	ctx := context.Background()
	db, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	look := func() (pages, back int) {
		var busy int
		if err := db.QueryRowContext(ctx, "pragma wal_checkpoint(noop)").Scan(&busy, &pages, &back); err != nil {
			t.Fatal(err)
		}
		return pages, back
	}
	_, before := look()
	long := strings.Repeat("政府信息", 250_000)
	for i := range 14 {
		if _, err := file(ctx, s, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
		act(t, s, noon(2026, 3, 1), func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveCity(ctx, map[string]string{fmt.Sprint("long/", i): long}, nil, nil, entry(journal.CityFound, "city/1", "", noon(2026, 3, 1)))
		})
	}
	for try := 0; ; try++ {
		pages, back := look()
		if pages >= 16_000 {
			t.Fatalf("the log has %d pages: an act wrote it back itself", pages)
		}
		if back > before && back >= 4000 {
			return
		}
		if try == 200 {
			t.Fatalf("%d of %d pages of the log were written back", back, pages)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

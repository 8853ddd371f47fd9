package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// hold takes the turn of the acts, as a node does that hangs in the middle of
// one, until release is called.
func hold(t *testing.T, address string) (release func()) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	if _, err := conn.Exec(context.Background(), "select pg_advisory_lock($1)", store.WriterLock); err != nil {
		t.Fatal(err)
	}
	return func() { conn.Close(context.Background()) }
}

func nothing(*store.Tx) error { return nil }

// However many acts wait for their turn, readers are served.
func TestWaitingActsLeaveConnectionsToReaders(t *testing.T) {
	address := storetest.Postgres(t)
	s := storetest.Open(t, address)
	release := hold(t, address)
	var acts sync.WaitGroup
	for range 40 {
		acts.Go(func() {
			if err := s.Act(context.Background(), account.Console, noon(2017, 6, 30), nothing); err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := s.JournalEnd(ctx); err != nil {
		t.Errorf("a reader beside waiting acts: %v", err)
	}
	release()
	acts.Wait()
}

// An act that waits for a node that hangs is given up at last; one that hangs
// for a while is only waited for.
func TestActWaitsForItsTurnButNotForEver(t *testing.T) {
	address := storetest.Postgres(t)
	s := storetest.Open(t, address+"&lock_timeout=50ms")
	release := hold(t, address)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.Act(ctx, account.Console, noon(2017, 6, 30), nothing); err == nil || ctx.Err() != nil {
		t.Errorf("an act whose turn never came: %v, %v", err, ctx.Err())
	}
	time.AfterFunc(300*time.Millisecond, release)
	if err := s.Act(ctx, account.Console, noon(2017, 6, 30), nothing); err != nil {
		t.Errorf("an act whose turn came: %v", err)
	}
}

// A node that hangs in its act loses its turn, and the others go on.
func TestAnActThatHangsLosesItsTurn(t *testing.T) {
	address := storetest.Postgres(t)
	slow, other := storetest.Open(t, address+"&idle_in_transaction_session_timeout=200ms"), storetest.Open(t, address)
	begun, late := make(chan bool), make(chan error)
	go func() {
		late <- slow.Act(context.Background(), account.Console, noon(2017, 6, 30), func(tx *store.Tx) error {
			begun <- true
			time.Sleep(time.Second)
			_, err := tx.NextDraft(context.Background())
			return err
		})
	}()
	<-begun
	if err := other.Act(t.Context(), account.Console, noon(2017, 6, 30), nothing); err != nil {
		t.Errorf("the other node: %v", err)
	}
	if err := <-late; err == nil {
		t.Error("the act that hung was committed")
	}
	if err := slow.Act(t.Context(), account.Console, noon(2017, 6, 30), nothing); err != nil {
		t.Errorf("the next act of the node that hung: %v", err)
	}
}

func TestActsOfPostgresHaveTimeOuts(t *testing.T) {
	s := storetest.Open(t, storetest.Postgres(t))
	for setting, want := range map[string]string{"idle_in_transaction_session_timeout": "1min", "lock_timeout": "10s", "tcp_user_timeout": "60000"} {
		err := s.Act(t.Context(), account.Console, noon(2017, 6, 30), func(tx *store.Tx) error {
			got, err := store.Setting(t.Context(), tx, setting)
			if got != want {
				t.Errorf("%s = %s, want %s", setting, got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The server keeps the plan of an act's statement from when the table was all but
// empty; even then it must look up by key, or it reads the whole table for a
// minute after it has grown.
func TestActsOfPostgresLookUpByKey(t *testing.T) {
	address := storetest.Postgres(t)
	s := storetest.Open(t, address)
	at := noon(2017, 6, 30)
	p := publish(t, s, seed{Agency: "FGW", At: at})
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "vacuum analyze publication"); err != nil {
		t.Fatal(err)
	}
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		before, err := store.Scans(ctx, tx, "publication")
		if err != nil {
			return err
		}
		if _, err := tx.Publication(ctx, p.ID); err != nil {
			return err
		}
		after, err := store.Scans(ctx, tx, "publication")
		if after != before {
			t.Errorf("the only row of a table was looked for from end to end")
		}
		return errors.Join(err, tx.SaveAgency(ctx, agency.Agency{Code: "FGW", Name: "市发改委", Kind: agency.Department, ClosedOn: calendar.NoDay},
			entry(journal.AgencyAdd, "agency/FGW", "FGW", at)))
	})
}

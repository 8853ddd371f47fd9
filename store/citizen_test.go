package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/citizen"
	"gongkai/affairs/journal"
	"gongkai/store"
	"gongkai/store/storetest"
)

func register(t *testing.T, s *store.Store, name string, at time.Time) citizen.Citizen {
	t.Helper()
	var c citizen.Citizen
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.NextCitizen(ctx)
		if err != nil {
			return err
		}
		var e journal.Entry
		if c, e, err = citizen.Register(id, name, "$argon2id$hash", at); err != nil {
			return err
		}
		return tx.SaveCitizen(ctx, c, e)
	})
	c.Stamp = 1
	return c
}

// asReader is one act of a reader.
func asReader(s *store.Store, id citizen.ID, at time.Time, fn func(ctx context.Context, tx *store.Tx) error) error {
	ctx := context.Background()
	return s.Act(ctx, id.Actor(), at, func(tx *store.Tx) error { return fn(ctx, tx) })
}

func TestCitizens(t *testing.T) {
	at := time.Date(2017, 6, 30, 1, 2, 3, 456789000, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		li := register(t, s, "读者𠮷", at)
		wang := register(t, s, "wang", at)
		li.Failures, li.LockedUntil, li.VisitAt = 4, at.Add(time.Minute), at.Add(time.Hour)
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SaveCitizenTry(ctx, li, nil) })
		li.Stamp++
		for _, want := range []citizen.Citizen{li, wang} {
			got, err := s.Citizen(ctx, want.ID)
			named, err2 := s.CitizenNamed(ctx, want.Name)
			if diff := cmp.Diff([]citizen.Citizen{want, want}, []citizen.Citizen{got, named}); diff != "" || err != nil || err2 != nil {
				t.Errorf("saved - read + (%v, %v)\n%s", err, err2, diff)
			}
		}
		err := s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
			c, e, err := citizen.Register(99, "wang", "h", at)
			if err != nil {
				return err
			}
			return tx.SaveCitizen(ctx, c, e)
		})
		if !errors.Is(err, citizen.ErrTaken) {
			t.Errorf("a second of a name: %v", err)
		}
		stale := wang
		stale.Stamp = 7
		if err := s.Act(ctx, account.Console, at, func(tx *store.Tx) error { return tx.SaveCitizenTry(ctx, stale, nil) }); !errors.Is(err, store.ErrChanged) {
			t.Errorf("saved over another: %v", err)
		}
	})
}

// What one reader keeps is theirs alone, comes back as kept, and is gone with
// the account, as are name and sessions.
func TestShelfAndClose(t *testing.T) {
	at := time.Date(2017, 6, 30, 1, 2, 3, 456789000, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		li, wang := register(t, s, "li4", at), register(t, s, "wang", at)
		want := citizen.Shelf{
			Saved:    []citizen.Saved{{Publication: 3, At: at.Add(2)}, {Publication: 9, At: at}, {Publication: 4, At: at}},
			Followed: []citizen.Followed{{Place: citizen.Place{Kind: citizen.Category, Code: "FGW"}, At: at.Add(2000)}, {Place: citizen.Place{Kind: citizen.Agency, Code: "FGW"}, At: at}},
		}
		want.Saved[0].At, want.Followed[0].At = at.Add(2*time.Microsecond), at.Add(time.Microsecond)
		keep := func(id citizen.ID, by citizen.ID, before, after citizen.Shelf) error {
			return asReader(s, by, at, func(ctx context.Context, tx *store.Tx) error { return tx.SaveShelf(ctx, id, before, after) })
		}
		for _, id := range []citizen.ID{li.ID, wang.ID} {
			if err := keep(id, id, citizen.Shelf{}, want); err != nil {
				t.Fatal(err)
			}
		}
		fewer := citizen.Shelf{Saved: want.Saved[1:], Followed: want.Followed[:1]}
		if err := keep(li.ID, li.ID, want, fewer); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[citizen.ID]citizen.Shelf{li.ID: fewer, wang.ID: want} {
			got, err := s.Shelf(ctx, id)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("shelf of %d: %v\n%s", id, err, diff)
			}
		}
		if err := keep(li.ID, wang.ID, fewer, citizen.Shelf{}); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("another's shelf: %v", err)
		}
		if err := s.Act(ctx, account.Actor{Login: "li", Grants: []account.Grant{{Role: account.Head, Agency: "FGW"}}}, at, func(tx *store.Tx) error {
			return tx.SaveShelf(ctx, li.ID, fewer, citizen.Shelf{})
		}); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("an official at a reader's shelf: %v", err)
		}
		if err := keep(77, 77, citizen.Shelf{}, want); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the shelf of nobody: %v", err)
		}

		for token, login := range map[string]account.Login{"a": "citizen/1", "b": "citizen/2", "c": "li4"} {
			if err := s.SaveSession(ctx, store.Session{Token: token, Login: login, Data: "{}", Expiry: at.Add(time.Hour)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := asReader(s, wang.ID, at, func(ctx context.Context, tx *store.Tx) error { return tx.DropCitizen(ctx, li, citizen.Close(li, at)) }); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("another's account closed: %v", err)
		}
		if err := asReader(s, li.ID, at, func(ctx context.Context, tx *store.Tx) error { return tx.DropCitizen(ctx, li, citizen.Close(li, at)) }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Citizen(ctx, li.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a closed account: %v", err)
		}
		if shelf, err := s.Shelf(ctx, li.ID); err != nil || len(shelf.Saved)+len(shelf.Followed) != 0 {
			t.Errorf("the shelf of a closed account: %+v, %v", shelf, err)
		}
		for token, there := range map[string]bool{"a": false, "b": true, "c": true} {
			if _, err := s.Session(ctx, token, at); (err == nil) != there {
				t.Errorf("session %s: %v", token, err)
			}
		}
		entries, err := s.JournalAfter(ctx, 0, 100)
		if err != nil || len(entries) != 3 {
			t.Fatalf("%d entries, %v: keeping is in no journal", len(entries), err)
		}
		if again := register(t, s, "li4", at); again.ID == li.ID {
			t.Error("a number was given twice")
		}
	})
}

// Of many who ask for one name at once, one gets it.
func TestOneNameManyAsk(t *testing.T) {
	at := time.Date(2017, 6, 30, 1, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				errs[i] = s.Act(context.Background(), account.Clock, at, func(tx *store.Tx) error {
					id, err := tx.NextCitizen(context.Background())
					if err != nil {
						return err
					}
					c, e, err := citizen.Register(id, "读者", "h", at)
					if err != nil {
						return err
					}
					return tx.SaveCitizen(context.Background(), c, e)
				})
			})
		}
		wg.Wait()
		got := 0
		for _, err := range errs {
			switch {
			case err == nil:
				got++
			case !errors.Is(err, citizen.ErrTaken):
				t.Error(err)
			}
		}
		if got != 1 {
			t.Errorf("%d got the name", got)
		}
	})
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Two nodes on one record publish for the same agency at once. Each entry and
// each index number is given once, without gaps and in one order, and a
// follower reading meanwhile never sees an entry before the one preceding it.
func TestTwoNodesPublishAtOnce(t *testing.T) {
	const writers, each = 4, 15
	storetest.EachAddress(t, func(t *testing.T, address string) {
		nodes := []*store.Store{storetest.Open(t, address), storetest.Open(t, address)}
		ctx, stop := context.WithCancel(context.Background())
		follower := make(chan error, 1)
		go func() { follower <- follow(ctx, nodes[1]) }()

		var wg sync.WaitGroup
		for w := range writers {
			s := nodes[w%len(nodes)]
			wg.Go(func() {
				for n := range each {
					err := s.Act(context.Background(), account.Console, noon(2017, 6, 30), func(tx *store.Tx) error {
						_, err := publishIn(context.Background(), tx, seed{Agency: "FGW", At: noon(2017, 6, 30), Title: fmt.Sprintf("第 %d 组第 %d 件", w, n)})
						return err
					})
					if err != nil {
						t.Errorf("writer %d: %v", w, err)
					}
				}
			})
		}
		wg.Wait()
		stop()
		if err := <-follower; err != nil {
			t.Error(err)
		}
		all := wholeJournal(t, nodes[0])
		if len(all) != writers*each {
			t.Fatalf("%d entries, want %d", len(all), writers*each)
		}
		for i, e := range all {
			p, err := nodes[0].PublicationAt(t.Context(), publication.IndexNumber("FGW", 2017, int64(i+1)))
			if err != nil || p.Thing() != e.Thing {
				t.Errorf("entry %d is of %s; index number %d is of %s, %v", e.Number, e.Thing, i+1, p.Thing(), err)
			}
		}
		if err := recount(t, nodes[1], "FGW"); err != nil {
			t.Error(err)
		}
	})
}

func follow(ctx context.Context, s *store.Store) error {
	var seen int64
	for ctx.Err() == nil {
		page, err := s.JournalAfter(context.Background(), seen, 100)
		if err != nil {
			return err
		}
		for _, e := range page {
			if e.Number != seen+1 {
				return fmt.Errorf("a follower saw entry %d after %d", e.Number, seen)
			}
			seen = e.Number
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

func TestJournalReads(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		if end, err := s.JournalEnd(ctx); err != nil || end != 0 {
			t.Errorf("end of an empty journal = %d, %v", end, err)
		}
		for n := range 5 {
			act(t, s, noon(2017, 6, 30), func(ctx context.Context, tx *store.Tx) error {
				e := entry(journal.CityFound, fmt.Sprintf("city/%d", n%2), "", noon(2017, 6, 30))
				e.Note, e.Detail = rare, `{"n":1}`
				return tx.SaveCity(ctx, nil, nil, nil, e)
			})
		}
		numbers := func(list []journal.Entry, err error) string {
			t.Helper()
			if err != nil {
				t.Error(err)
			}
			text := ""
			for _, e := range list {
				text += fmt.Sprint(e.Number, " ")
				if want := (journal.Entry{Number: e.Number, At: noon(2017, 6, 30), Act: journal.CityFound, Thing: fmt.Sprintf("city/%d", (e.Number-1)%2), Actor: "console", Note: rare, Detail: `{"n":1}`}); e != want {
					t.Errorf("read %+v, saved %+v", e, want)
				}
			}
			return text
		}
		for _, c := range []struct{ name, got, want string }{
			{"after 0", numbers(s.JournalAfter(ctx, 0, 3)), "1 2 3 "},
			{"after 3", numbers(s.JournalAfter(ctx, 3, 3)), "4 5 "},
			{"after the end", numbers(s.JournalAfter(ctx, 5, 3)), ""},
			{"before the end", numbers(s.JournalBefore(ctx, 0, 2)), "5 4 "},
			{"before 4", numbers(s.JournalBefore(ctx, 4, 9)), "3 2 1 "},
			{"of a thing", numbers(s.JournalOf(ctx, "city/0")), "1 3 5 "},
			{"of nothing", numbers(s.JournalOf(ctx, "city/9")), ""},
		} {
			if c.got != c.want {
				t.Errorf("journal %s: %s, want %s", c.name, c.got, c.want)
			}
		}
	})
}

// What an act saved before it failed is forgotten: things, entries, numbers.
func TestAFailedActLeavesNothing(t *testing.T) {
	broken := errors.New("broken")
	at := noon(2017, 6, 30)
	for _, c := range []struct {
		name  string
		actor account.Actor
		fn    func(context.Context, *store.Tx) error
		want  error
	}{
		{"the act refuses at its end", account.Console, func(ctx context.Context, tx *store.Tx) error {
			if _, err := publishIn(ctx, tx, seed{Agency: "FGW", At: at}); err != nil {
				return err
			}
			if _, err := tx.NextRun(ctx); err != nil {
				return err
			}
			return broken
		}, broken},
		{"the table forbids a save", account.Actor{Login: "liu", Grants: []account.Grant{{Role: account.Clerk, Agency: "FGW"}}}, func(ctx context.Context, tx *store.Tx) error {
			_, err := publishIn(ctx, tx, seed{Agency: "FGW", At: at})
			return err
		}, account.ErrForbidden},
		{"the table forbids it for this agency", account.Actor{Login: "liu", Grants: []account.Grant{{Role: account.Signer, Agency: "JYJ"}}}, func(ctx context.Context, tx *store.Tx) error {
			_, err := publishIn(ctx, tx, seed{Agency: "FGW", At: at})
			return err
		}, account.ErrForbidden},
		{"the caller drops the refusal", account.Actor{Login: "liu"}, func(ctx context.Context, tx *store.Tx) error {
			publishIn(ctx, tx, seed{Agency: "FGW", At: at}) // dropped on purpose
			return nil
		}, account.ErrForbidden},
		{"an entry without a thing", account.Console, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveCity(ctx, map[string]string{"name": "长春市"}, nil, nil, entry(journal.CityFound, "", "", at))
		}, journal.ErrEntry},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				told := 0
				s.OnCommit(func([]journal.Entry) { told++ })
				err := s.Act(t.Context(), c.actor, at, func(tx *store.Tx) error { return c.fn(t.Context(), tx) })
				if !errors.Is(err, c.want) {
					t.Fatalf("error %v, want %v", err, c.want)
				}
				if told != 0 {
					t.Error("listeners were told of an act that failed")
				}
				if list := wholeJournal(t, s); len(list) != 0 {
					t.Errorf("the journal holds %v", list)
				}
				if list := allPublications(t, s, "FGW"); len(list) != 0 {
					t.Errorf("the record holds %v", list)
				}
				if _, err := s.Draft(t.Context(), 1); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("draft 1: %v, want none", err)
				}
				if name, err := s.City(t.Context(), "name"); name != "" || err != nil {
					t.Errorf("the city is called %q, %v", name, err)
				}
				if err := recount(t, s, "FGW"); err != nil {
					t.Error(err)
				}
				if p := publish(t, s, seed{Agency: "FGW", At: at}); p.ID != 1 || p.Index != "FGW/2017-000001" {
					t.Errorf("the next publication is %d, %s: a number was lost", p.ID, p.Index)
				}
				act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
					if run, err := tx.NextRun(ctx); run != 1 || err != nil {
						t.Errorf("the next import is %d, %v", run, err)
					}
					return nil
				})
			})
		})
	}
}

func TestOnCommitTellsEachActOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var told []int64
		s.OnCommit(func(list []journal.Entry) {
			for _, e := range list {
				told = append(told, e.Number)
			}
		})
		if _, err := importAll(t.Context(), s, "FGW", []seed{{At: noon(2017, 1, 3)}, {At: noon(2017, 1, 4)}}, nil); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(told); got != "[1 2]" {
			t.Errorf("told of %s before the act returned, want [1 2]", got)
		}
		publish(t, s, seed{Agency: "FGW", At: noon(2017, 1, 5)})
		if got := fmt.Sprint(told); got != "[1 2 3]" {
			t.Errorf("told of %s, want [1 2 3]", got)
		}
	})
}

// Two people read the same thing and both save: the second is told.
func TestTheSecondSaveIsRefused(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := publish(t, s, seed{Agency: "FGW", At: at})
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(
				tx.SaveAgency(ctx, agency.Agency{Code: "FGW", Name: "发展和改革委员会", ClosedOn: calendar.NoDay}, entry(journal.AgencyAdd, "agency/FGW", "FGW", at)),
				tx.SaveAccount(ctx, account.Account{Login: "li", Name: "李"}, entry(journal.AccountAdd, "account/li", "", at)),
				tx.SaveDraft(ctx, seed{Agency: "FGW", At: at}.signed(77), entry(journal.DraftStart, "draft/77", "FGW", at)))
		})
		before := len(wholeJournal(t, s))
		for _, c := range []struct {
			name string
			save func(context.Context, *store.Tx) error
		}{
			{"agency", func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveAgency(ctx, agency.Agency{Code: "FGW", Name: "发改委", Stamp: 1}, entry(journal.AgencyRename, "agency/FGW", "FGW", at))
			}},
			{"account", func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveAccount(ctx, account.Account{Login: "li", Name: "李二", Stamp: 1}, entry(journal.AccountUnlock, "account/li", "", at))
			}},
			{"draft", func(ctx context.Context, tx *store.Tx) error {
				d := seed{Agency: "FGW", At: at}.signed(77)
				d.Stamp = 1
				return tx.SaveDraft(ctx, d, entry(journal.DraftEdit, "draft/77", "FGW", at))
			}},
			{"publication", func(ctx context.Context, tx *store.Tx) error {
				gone, e, err := publication.Withdraw(p, "有误", "", "console", at)
				if err != nil {
					return err
				}
				return tx.SavePublication(ctx, p, gone, e)
			}},
		} {
			act(t, s, at, c.save)
			err := s.Act(t.Context(), account.Console, at, func(tx *store.Tx) error { return c.save(t.Context(), tx) })
			if !errors.Is(err, store.ErrChanged) {
				t.Errorf("%s: the second save: %v, want ErrChanged", c.name, err)
			}
		}
		if after := len(wholeJournal(t, s)); after != before+4 {
			t.Errorf("%d entries, want %d: a refused save left one", after, before+4)
		}
		if err := recount(t, s, "FGW"); err != nil {
			t.Error(err)
		}
	})
}

func TestCodesAreGivenOnce(t *testing.T) {
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, c := range []struct {
			name string
			save func(context.Context, *store.Tx) error
			want error
		}{
			{"agency", func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveAgency(ctx, agency.Agency{Code: "FGW", Name: "发改委"}, entry(journal.AgencyAdd, "agency/FGW", "FGW", at))
			}, agency.ErrExists},
			{"account", func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveAccount(ctx, account.Account{Login: "li"}, entry(journal.AccountAdd, "account/li", "", at))
			}, account.ErrExists},
			{"open revision of a publication", func(ctx context.Context, tx *store.Tx) error {
				id, err := tx.NextDraft(ctx)
				if err != nil {
					return err
				}
				d := seed{Agency: "FGW", At: at}.signed(id)
				d.Publication = 7
				return tx.SaveDraft(ctx, d, entry(journal.DraftStart, d.Thing(), "FGW", at))
			}, store.ErrRevising},
		} {
			act(t, s, at, c.save)
			err := s.Act(t.Context(), account.Console, at, func(tx *store.Tx) error { return c.save(t.Context(), tx) })
			if !errors.Is(err, c.want) {
				t.Errorf("%s a second time: %v, want %v", c.name, err, c.want)
			}
		}
	})
}

// What was done long ago is found: of a thing at once, by its index; by anything
// else in a few steps, each of which says down to where it looked.
func TestJournalFindGoesOn(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		ctx, s, db := t.Context(), storetest.Open(t, address), raw(t, address)
		const all = 2*store.JournalWindow + 10
		for _, text := range []string{
			`insert into journal with recursive n(i) as (select 1 union all select i + 1 from n where i < ` + strconv.Itoa(all) + `)
				select i, 0, 'publish', 'publication/' || i, 'JYJ', 'li', '', '' from n`,
			`update journal set act = 'revise', actor = 'wang' where number = 5`,
		} {
			if _, err := db.ExecContext(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		list, seen, err := s.JournalFind(ctx, store.JournalFilter{Thing: "publication/5"}, 0, 50)
		if err != nil || len(list) != 1 || list[0].Number != 5 || seen != 1 {
			t.Errorf("of a thing: %d entries, seen to %d, %v", len(list), seen, err)
		}
		for _, f := range []store.JournalFilter{{Act: "revise"}, {Actor: "wang"}, {Actor: "wang", Agency: "JYJ", Act: "revise"}} {
			steps, before := 0, int64(0)
			for steps = 1; ; steps++ {
				list, seen, err := s.JournalFind(ctx, f, before, 50)
				if err != nil {
					t.Fatal(err)
				}
				if len(list) > 0 {
					if list[0].Number != 5 || seen != 1 {
						t.Errorf("%+v: entry %d, seen to %d", f, list[0].Number, seen)
					}
					break
				}
				if before = seen; seen <= 1 {
					t.Fatalf("%+v: not found", f)
				}
			}
			if steps != 3 {
				t.Errorf("%+v: found in %d steps, want 3", f, steps)
			}
		}
	})
}

package search_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/office/officetest"
	"gongkai/store"
)

func indexed(t *testing.T, o *officetest.Office) *search.Index {
	t.Helper()
	x, err := search.Open(context.Background(), search.Options{Dir: t.TempDir(), Record: search.OfStore(o.Store, o.Clock.Now)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	if err := x.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return x
}

// total is how many the words find, once the index knows the whole journal.
func total(t *testing.T, x *search.Index, q search.Query) int {
	t.Helper()
	if err := x.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	if r.Nearest {
		return 0
	}
	return r.Total
}

// Every act that changes what is public changes what is found.
func TestActsAreFound(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		o.Public(t, "JYJ", "关于校车的通知")
		x := indexed(t, o)
		p := o.Public(t, "FGW", "关于公租房的通知")
		if n := total(t, x, search.Query{Words: "公租房"}); n != 1 {
			t.Fatalf("published: %d", n)
		}
		if n := total(t, x, search.Query{Words: p.Index}); n != 1 {
			t.Errorf("by its index number: %d", n)
		}
		if n := total(t, x, search.Query{Channels: []publication.Channel{publication.WeChat}}); n != 0 {
			t.Errorf("on WeChat before it was: %d", n)
		}
		if _, err := o.RecordChannel(ctx, o.As(t, "clerk-fgw"), p.ID, publication.ChannelRecord{Channel: publication.WeChat}); err != nil {
			t.Fatal(err)
		}
		if n := total(t, x, search.Query{Words: "公租房", Channels: []publication.Channel{publication.WeChat}}); n != 1 {
			t.Errorf("on WeChat: %d", n)
		}
		// The agency is merged into another: what it published is the other's.
		if err := o.MergeAgency(ctx, account.Console, "FGW", "JYJ"); err != nil {
			t.Fatal(err)
		}
		if n := total(t, x, search.Query{Agencies: []agency.Code{"FGW"}}); n != 0 {
			t.Errorf("of the agency that was merged: %d", n)
		}
		if n := total(t, x, search.Query{Agencies: []agency.Code{"JYJ"}}); n != 2 {
			t.Errorf("of the one that took over: %d", n)
		}
		if _, err := o.Withdraw(ctx, o.As(t, "signer-jyj"), p.ID, "有误", ""); err != nil {
			t.Fatal(err)
		}
		if n := total(t, x, search.Query{Words: "公租房"}); n != 0 {
			t.Errorf("withdrawn: %d", n)
		}
		if n := total(t, x, search.Query{}); n != 1 {
			t.Errorf("in all: %d", n)
		}
		if list, err := x.Verify(ctx, nil); err != nil || len(list) > 0 {
			t.Errorf("verify: %v %v", list, err)
		}
	})
}

func imported(at time.Time, id int64, index, title string) (publication.Publication, journal.Entry, error) {
	return publication.Import(publication.Imported{PublishedAt: at, Content: publication.Content{Title: title, Category: "notice",
		IssuedOn: calendar.NoDay, Channels: publication.Website}}, "FGW", id, index, 1, "某人", account.Console.Login, officetest.Begin)
}

// An import is found once it is committed, not before, with the years its
// records had; undone, none of it is.
func TestImportsAreFound(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		x := indexed(t, o)
		const n = 120
		var list []publication.Publication
		err := o.Store.Act(ctx, account.Console, o.Clock.Now(), func(tx *store.Tx) error {
			list = nil
			years := make([]int, n)
			for i := range years {
				years[i] = 2010 + i%5
			}
			first, indexes, err := tx.NextPublications(ctx, "FGW", years)
			if err != nil {
				return err
			}
			var entries []journal.Entry
			for i := range n {
				at := time.Date(years[i], 3, 1, 0, 0, i, 0, time.UTC)
				p, e, err := imported(at, first+int64(i), indexes[i], fmt.Sprintf("关于棚户区的公告之%d", i))
				if err != nil {
					return err
				}
				list, entries = append(list, p), append(entries, e)
			}
			if err := tx.ImportPublications(ctx, list, make([]string, n), entries); err != nil {
				return err
			}
			if got := total(t, x, search.Query{Words: "棚户区"}); got != 0 {
				t.Errorf("%d are found before they are committed", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := total(t, x, search.Query{Words: "棚户区"}); got != n {
			t.Errorf("imported: %d", got)
		}
		if got := total(t, x, search.Query{Years: []int{2012}}); got != n/5 {
			t.Errorf("in a year: %d", got)
		}
		err = o.Store.Act(ctx, account.Console, o.Clock.Now(), func(tx *store.Tx) error {
			old, err := tx.PublicationsOfRun(ctx, 1, 0, n)
			if err != nil {
				return err
			}
			var after []publication.Publication
			var entries []journal.Entry
			for _, p := range old {
				p, e, err := publication.UndoImport(p, account.Console.Login, o.Clock.Now())
				if err != nil {
					return err
				}
				after, entries = append(after, p), append(entries, e)
			}
			return tx.UndoPublications(ctx, old, after, entries)
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := total(t, x, search.Query{}); got != 0 {
			t.Errorf("undone: %d", got)
		}
	})
}

// What one node publishes is found on another within a second, and what it
// withdraws is gone, even where the other's clock runs behind.
func TestOtherNodesSearch(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx, stop := context.WithCancel(context.Background())
		late := officetest.NewClock(officetest.Begin.Add(-time.Minute))
		other := officetest.Node(t, o.Address, late)
		x := indexed(t, other)
		var beside sync.WaitGroup
		beside.Go(func() { x.Run(ctx) })
		defer beside.Wait()
		defer stop()
		within := func(what string, want int) {
			t.Helper()
			start := time.Now()
			for {
				r, err := x.Search(ctx, search.Query{Words: "公租房"})
				if err != nil && !errors.Is(err, search.ErrBuilding) {
					t.Fatal(err)
				}
				if err == nil && (r.Total == want) {
					break
				}
				if time.Since(start) > 10*time.Second {
					t.Fatalf("%s: not within ten seconds, %+v", what, r)
				}
				time.Sleep(5 * time.Millisecond)
			}
			if took := time.Since(start); took > time.Second && testing.Short() {
				t.Errorf("%s: after %v", what, took)
			} else {
				t.Logf("%s: after %v", what, took)
			}
		}
		p := o.Public(t, "FGW", "关于公租房的通知")
		time.Sleep(700 * time.Millisecond)
		within("before its instant on this clock", 0)
		late.Set(officetest.Begin.Add(time.Second))
		within("published", 1)
		late.Set(officetest.Begin.Add(-time.Hour)) // a withdrawal counts at once all the same
		o.Clock.Add(time.Minute)
		if _, err := o.Withdraw(ctx, o.As(t, "signer-fgw"), p.ID, "有误", ""); err != nil {
			t.Fatal(err)
		}
		within("withdrawn", 0)
		end, err := o.Store.JournalEnd(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Reach(ctx, end); err != nil {
			t.Fatal(err)
		}
	})
}

// On one node a commit wakes the index; nothing waits for a poll.
func TestCommitWakes(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	ctx, stop := context.WithCancel(context.Background())
	x := indexed(t, o)
	o.Store.OnCommit(func([]journal.Entry) { x.Wake() })
	var beside sync.WaitGroup
	beside.Go(func() { x.Run(ctx) })
	defer beside.Wait()
	defer stop()
	for i := range 5 {
		title := fmt.Sprintf("关于第%d件事的通知", i)
		d := o.ToSign(t, "FGW", title)
		if _, err := o.Publish(ctx, o.As(t, "signer-fgw"), d.ID, d.Stamp); err != nil {
			t.Fatal(err)
		}
		end, err := o.Store.JournalEnd(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Reach(ctx, end); err != nil {
			t.Fatal(err)
		}
		r, err := x.Search(ctx, search.Query{Words: title})
		if err != nil || r.Total != 1 || r.Hits[0].Tier != search.ExactTitle || r.Position < end {
			t.Fatalf("%+v %v", r, err)
		}
	}
}

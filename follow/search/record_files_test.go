package search

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/office/officetest"
	"gongkai/store"
)

// The words in the files of what is public belong to its document as soon as
// they have been read, which the second stream tells of, and no longer than it
// is public.
func TestWordsInFilesAreTheDocuments(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		item := o.Public(t, "FGW", "关于公布名册的通知")
		next := item
		next.Content.Attachments = []publication.Attachment{{Name: "一.pdf", SHA256: strings.Repeat("1", 64)}, {Name: "二.xlsx", SHA256: strings.Repeat("2", 64)}}
		if err := o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
			return tx.SavePublication(ctx, item, next, journal.Entry{At: o.Now(), Act: journal.Revise, Thing: item.Thing(), Agency: "FGW", Actor: "console"})
		}); err != nil {
			t.Fatal(err)
		}
		r := OfStore(o.Store, o.Now)
		files := func() []FilePage {
			t.Helper()
			docs, err := r.Documents(ctx, []int64{item.ID})
			if err != nil {
				t.Fatal(err)
			}
			all, err := r.Scan(ctx, 0, 0, 10)
			if err != nil || len(docs)+len(all) > 0 && !cmp.Equal(docs, all) {
				t.Errorf("one by one and all at once differ: %v, %v, %v", docs, all, err)
			}
			if len(docs) == 0 {
				return nil
			}
			return docs[0].Files
		}
		if got := files(); len(got) != 0 {
			t.Errorf("before they were read: %v", got)
		}
		end, err := o.Store.JournalEnd(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Store.QueueReadings(ctx, store.ReadingFollower, 0, end, []int64{item.ID}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			g, err := o.Store.ClaimReading(ctx, o.Now(), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			g.State = store.ReadingDone
			page := store.PageText{Page: 3, Text: g.Name + "的字"}
			if g.Name == "二.xlsx" {
				page.Name = "名册"
			}
			if err := o.Store.SettleReading(ctx, g, []store.PageText{page}); err != nil {
				t.Fatal(err)
			}
		}
		ids, mark, err := r.ReadAfter(ctx, 0, 10)
		if err != nil || !cmp.Equal(ids, []int64{item.ID, item.ID}) || mark == 0 {
			t.Errorf("told of %v, %d, %v", ids, mark, err)
		}
		if ids, next, err := r.ReadAfter(ctx, mark, 10); err != nil || len(ids) != 0 || next != mark {
			t.Errorf("told again of %v, %d, %v", ids, next, err)
		}
		want := []FilePage{{File: 0, Name: "一.pdf", Page: 3, Text: "一.pdf的字"}, {File: 1, Name: "二.xlsx", Page: 3, Text: "名册\n二.xlsx的字"}}
		if diff := cmp.Diff(want, files()); diff != "" {
			t.Errorf("want - got +\n%s", diff)
		}
		if _, err := o.Withdraw(ctx, o.As(t, "signer-fgw"), item.ID, "有误", ""); err != nil {
			t.Fatal(err)
		}
		if got := files(); len(got) != 0 {
			t.Errorf("withdrawn: %v", got)
		}
	})
}

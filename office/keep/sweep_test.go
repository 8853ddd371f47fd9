package keep_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/keep"
	"gongkai/paper/upload"
	"gongkai/store/storetest"
)

const week = 7 * 24 * time.Hour

func (c *city) put(t *testing.T, text string) string {
	t.Helper()
	sum, _, err := c.Blobs.Put(t.Context(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// grow makes a blob as old as one put eight days ago.
func (c *city) grow(t *testing.T, sums ...string) {
	t.Helper()
	at := now.Add(-8 * 24 * time.Hour)
	for _, sum := range sums {
		if err := os.Chtimes(filepath.Join(c.dir, sum[:2], sum), at, at); err != nil {
			t.Fatal(err)
		}
	}
}

// all is every blob there is, each grown old.
func (c *city) all(t *testing.T) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	err := c.Blobs.Walk(t.Context(), func(sum string) error { there[sum] = true; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return there
}

func (c *city) sweep(t *testing.T, dry bool) keep.Swept {
	t.Helper()
	v, err := keep.Sweep(t.Context(), c.Office, week, dry, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A clerk uploads files and closes the page: they go after a week. What a
// draft, a publication, or the cleaned copy of one holds stays however old it
// is, and so does what was uploaded yesterday.
func TestSweepTakesWhatNobodySaved(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		c := found(t, address)
		c.mustPublish(t, 3)
		draft := c.put(t, "草稿的附件")
		if _, err := c.Start(t.Context(), actor("clerk", account.Clerk), "JYJ", publication.Content{
			Title: "草稿", Category: "A01", IssuedOn: calendar.MustDay("2026-11-20"), Body: `<p><img src="/file/` + c.put(t, "正文里的图") + `" alt="图"></p>`,
			Channels: publication.Website, Attachments: []publication.Attachment{{Name: "甲.txt", Type: "text/plain", Size: 15, SHA256: draft}},
		}); err != nil {
			t.Fatal(err)
		}
		lost := []string{c.put(t, "没有保存的一份"), c.put(t, "没有保存的另一份")}
		for sum := range c.all(t) {
			c.grow(t, sum)
		}
		young := c.put(t, "昨天上传的")
		again := c.put(t, "没有保存的另一份") // somebody uploads the same again
		if v := c.sweep(t, true); v.Removed != 1 || v.Young != 2 || v.Named != 5 || v.Bytes != int64(len("没有保存的一份")) {
			t.Fatalf("a dry run: %+v", v)
		}
		if there := c.all(t); !there[lost[0]] || len(there) != 8 {
			t.Fatalf("a dry run left %d files", len(there))
		}
		if f := c.verify(t); f.Unnamed != 4 { // the picture stands in a body, which verify does not look through
			t.Fatalf("verify counts %d files nobody names", f.Unnamed)
		}
		if v := c.sweep(t, false); v.Removed != 1 || v.Young != 2 {
			t.Fatalf("a sweep: %+v", v)
		}
		if there := c.all(t); there[lost[0]] || !there[young] || !there[again] || !there[draft] || len(there) != 7 {
			t.Errorf("a sweep left %d files", len(there))
		}
		if v := c.sweep(t, false); v.Removed != 0 {
			t.Errorf("a second sweep: %+v", v)
		}
		if f := c.verify(t); len(f.Differences) != 0 || f.Files != 4 {
			t.Errorf("afterwards: %+v", f)
		}
	})
}

// Sweeps run while clerks save forms they filled in long ago. No file that was
// saved is missing.
func TestSweepBesideForms(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		c := found(t, address)
		ctx, stop := context.WithCancel(t.Context())
		var swept sync.WaitGroup
		removed := 0
		swept.Go(func() {
			for ctx.Err() == nil {
				v, err := keep.Sweep(context.WithoutCancel(ctx), c.Office, week, false, nil)
				if err != nil {
					t.Error(err)
					return
				}
				removed += v.Removed
			}
		})
		gone := 0
		for i := range 60 {
			text := fmt.Sprintf("附件 %d", i)
			sum := c.put(t, text)
			if i%3 == 0 {
				time.Sleep(3 * time.Millisecond) // longer in somebody's hands
			}
			at := now.Add(-8 * 24 * time.Hour)
			if err := os.Chtimes(filepath.Join(c.dir, sum[:2], sum), at, at); err != nil {
				t.Fatal(err)
			}
			token, err := c.FileToken(ctx, office.DeskForm, publication.Attachment{Name: "甲.txt", SHA256: sum})
			if err != nil {
				t.Fatal(err)
			}
			a, err := c.CarriedFile(ctx, office.DeskForm, token, upload.Limits{})
			if err != nil {
				gone++ // and the clerk is told to upload it again
				continue
			}
			if _, err := c.Start(ctx, actor("clerk", account.Clerk), "JYJ", publication.Content{
				Title: "第 " + fmt.Sprint(i) + " 份", Category: "A01", IssuedOn: calendar.MustDay("2026-11-20"), Body: "<p>正文</p>",
				Channels: publication.Website, Attachments: []publication.Attachment{a},
			}); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		swept.Wait()
		f := c.verify(t)
		if len(f.Differences) != 0 || f.Files != 60-gone {
			t.Errorf("%d files saved, %d removed before: %+v", 60-gone, gone, f)
		}
		t.Logf("%d swept, %d before they were saved", removed, gone)
	})
}

// A sweep gives way to whatever could lose by it.
func TestSweepGivesWay(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		ctx, c := t.Context(), found(t, address)
		lost := c.put(t, "没有保存的一份")
		c.grow(t, lost)
		refused := func(what string, age time.Duration, want error) {
			t.Helper()
			if _, err := keep.Sweep(ctx, c.Office, age, false, nil); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", what, err, want)
			}
		}
		refused("too young", keep.LeastAge-1, keep.ErrAge)

		// A node that died in its backup does not stop sweeps for good.
		_, ended, err := c.Hold(ctx, "backup/1", 0, false)
		if err != nil {
			t.Fatal(err)
		}
		refused("beside a backup", week, keep.ErrBackingUp)
		present := c.Now
		c.Office.Now = func() time.Time { return present().Add(2 * time.Minute) }
		if busy, err := c.Store.Leases(ctx, "backup/"); err != nil || len(busy) != 1 || busy[0].Live(c.Now()) {
			t.Errorf("%+v, %v", busy, err)
		}
		c.Office.Now = present
		if err := ended(); err != nil {
			t.Fatal(err)
		}

		held, ended, err := c.Hold(ctx, "sweep", 0, false)
		if err != nil {
			t.Fatal(err)
		}
		refused("beside a sweep", week, keep.ErrSweeping)
		// A backup waits for it.
		wrote := make(chan error, 1)
		go func() {
			_, err := keep.Backup(ctx, c.Office, filepath.Join(t.TempDir(), "backup.tar"), nil)
			wrote <- err
		}()
		select {
		case err := <-wrote:
			t.Errorf("a backup beside a sweep: %v", err)
		case <-time.After(300 * time.Millisecond):
		}
		if err := errors.Join(held.Err(), ended(), <-wrote); err != nil {
			t.Error(err)
		}

		// Another record keeps its files in the same place.
		if others, err := c.Blobs.Claim(ctx, "another"); err != nil || len(others) != 1 {
			t.Fatal(others, err)
		}
		refused("beside another record", week, keep.ErrShared)
		if !c.all(t)[lost] {
			t.Error("a sweep that was refused removed a file")
		}
		if err := os.Remove(filepath.Join(c.dir, "records", "another")); err != nil {
			t.Fatal(err)
		}
		if v := c.sweep(t, false); v.Removed != 1 || c.all(t)[lost] {
			t.Errorf("then %+v", v)
		}
	})
}

package stage_test

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/richtext"
	"gongkai/paper/upload"
	"gongkai/store"
)

// The archive of 2004 to 2016 is complete: every issue can be read where its
// contents say, but for one that never appeared; each document stands in one
// issue only, that after its day.
func TestTheGazetteIsComplete(t *testing.T) {
	ctx := t.Context()
	now, err := time.Parse(time.RFC3339, "2026-11-23T10:00:00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "g.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o, err := office.New(ctx, s, blobs, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if err := stage.Found(ctx, o); err != nil {
		t.Fatal(err)
	}
	old(t, o)
	for range 2 { // told once
		if err := stage.Gazette(ctx, o, nil, func(int64, int64) {}); err != nil {
			t.Fatal(err)
		}
	}
	shelves, err := o.Shelves(ctx)
	if err != nil || len(shelves) != 13 || shelves[0].Year != 2004 || shelves[12].Year != 2016 {
		t.Fatalf("%d years, %v", len(shelves), err)
	}
	printed, absent, forms := map[string]int{}, 0, map[string]int{}
	for _, y := range shelves {
		absent += y.Absent
		if !y.Complete() || y.Issues != 12 {
			t.Errorf("%d: %+v", y.Year, y)
		}
		for _, slot := range y.Slots {
			if slot.Standing != gazette.Here {
				continue
			}
			i, err := s.Issue(ctx, y.Year, slot.Issue.No)
			if err != nil {
				t.Fatal(err)
			}
			p, err := s.Publication(ctx, i.Publication)
			if err != nil {
				t.Fatal(err)
			}
			if !p.Content.Channels.Has(publication.Gazette) || p.PublishedOn().Year() == 2017 {
				t.Errorf("%s is carried by %+v", i.Name(), p)
			}
			forms[readable(t, o, i, p)]++
			of, err := s.PrintedOf(ctx, i.Articles, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range of {
				printed[l.Index]++
				if l.IssuedOn > i.DatedOn || l.IssuedOn.Year() != i.Year {
					t.Errorf("%s of %s stands in %s", l.Title, l.IssuedOn, i.Name())
				}
			}
		}
	}
	if absent != 1 || forms["pdf"] != 12 || forms["pictures"] != 1 || forms["words"] != 13*12-4-1-12-1 {
		t.Errorf("%d absent, %v", absent, forms)
	}
	if len(printed) != 30 {
		t.Errorf("%d documents are printed: %v", len(printed), printed)
	}
	for index, n := range printed {
		if n != 1 {
			t.Errorf("%s is printed %d times", index, n)
		}
	}
	if err := s.Audit(ctx, func(d store.Difference) { t.Errorf("%+v", d) }, map[string]publication.Attachment{}, func(int64, int64) {}); err != nil {
		t.Error(err)
	}
}

// readable holds an issue against what carries it, and says in what form it is.
func readable(t *testing.T, o *office.Office, i gazette.Issue, p publication.Publication) string {
	t.Helper()
	paper, pictures := office.IssueFiles(p.Content)
	switch last := i.Articles[len(i.Articles)-1].Last + i.Before; {
	case paper >= 0:
		blob, err := o.Blobs.Open(t.Context(), p.Content.Attachments[paper].SHA256)
		if err != nil {
			t.Fatal(err)
		}
		defer blob.Close()
		file, ok := blob.(io.ReaderAt)
		if !ok {
			t.Fatal("the blob cannot be read at any place")
		}
		v, err := upload.Inspect("a.pdf", file, p.Content.Attachments[paper].Size, upload.Limits{})
		if err != nil || v.Pages != last {
			t.Errorf("%s has %d pages and ends on %d: %v", i.Name(), v.Pages, last, err)
		}
		return "pdf"
	case len(pictures) > 0:
		if len(pictures) != last {
			t.Errorf("%s has %d pictures and ends on %d", i.Name(), len(pictures), last)
		}
		return "pictures"
	}
	for _, a := range i.Articles {
		text, ok := richtext.Under(p.Content.Body, a.Title, func(string) bool { return true })
		if !ok || !strings.HasPrefix(text, "<p>") {
			t.Errorf("%s: nothing of %s", i.Name(), a.Title)
		}
	}
	return "words"
}

// old publishes thirty documents of the years before, of the city and its
// departments, and one of a district, which the gazette does not print.
func old(t *testing.T, o *office.Office) {
	t.Helper()
	ctx := t.Context()
	err := o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
		for n := range 31 {
			in := []string{"CC", demo.GazetteEditor, "JYJ"}[n%3]
			c := publication.Content{Title: "关于第" + strings.Repeat("十", n%7+1) + "件事的通知", Category: "A0105", Normative: true, Validity: publication.InForce,
				IssuedOn: calendar.Date(2004+n%13, time.Month(1+n%12), 3), EndedOn: calendar.NoDay, Channels: publication.Website, Body: "<p>第一段。</p><p>第二段。</p>"}
			c.Number = in + "〔" + c.IssuedOn.String()[:4] + "〕" + string(rune('1'+n%9)) + "号"
			if n == 30 {
				in, c.Category = "CYQ", "A0106"
			}
			if err := put(ctx, tx, agency.Code(in), c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func put(ctx context.Context, tx *store.Tx, in agency.Code, c publication.Content) error {
	id, index, err := tx.NextPublication(ctx, in, c.IssuedOn.Year())
	if err != nil {
		return err
	}
	at := c.IssuedOn.Start().Add(10 * time.Hour)
	p, e, err := publication.Import(publication.Imported{Content: c, PublishedAt: at}, in, id, index, 0, "测试", "console", tx.At)
	if err != nil {
		return err
	}
	return tx.ImportPublications(ctx, []publication.Publication{p}, []string{""}, []journal.Entry{e})
}

package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
)

// rare holds characters that text columns, keys and JSON have broken on:
// extension A, a surrogate pair, extension E, the first character after the
// original block, and a variant chosen by a selector.
const rare = "㐀𠮷𬌗\u9fa6葛\U000e0100"

func day(s string) calendar.Day { return calendar.MustDay(s) }

// noon is midday in Beijing.
func noon(year int, month time.Month, dayOfMonth int) time.Time {
	return time.Date(year, month, dayOfMonth, 12, 0, 0, 0, calendar.Beijing).UTC()
}

// seed is what a case says of a publication; the rest is made up.
type seed struct {
	Agency    agency.Code
	Category  string
	At        time.Time
	Title     string
	Number    string
	Channels  publication.Channel
	Normative bool
	Issued    string // "" for the day of At
	Validity  publication.Validity
	Ended     string
	Keywords  string
	// Interprets is the policy it explains.
	Interprets string
	Piece      publication.Piece
}

func (v seed) content() publication.Content {
	c := publication.Content{Title: v.Title, Number: v.Number, Category: v.Category, IssuedOn: calendar.On(v.At),
		Body: "<p>正文</p>", Channels: v.Channels, Normative: v.Normative, Validity: v.Validity, EndedOn: day(v.Ended), Keywords: v.Keywords, Interprets: v.Interprets, Piece: v.Piece}
	if v.Issued != "" {
		c.IssuedOn = day(v.Issued)
	}
	if c.Title == "" {
		c.Title = "关于" + v.At.Format(time.DateOnly) + "的通知"
	}
	if c.Category == "" {
		c.Category = "notice"
	}
	if c.Channels == 0 {
		c.Channels = publication.Website
	}
	return c
}

// signed is a draft that lacks only the signature of wang.
func (v seed) signed(id int64) publication.Draft {
	return publication.Draft{ID: id, Agency: v.Agency, Content: v.content(), State: publication.Signing,
		Attribute: publication.Proactive, ReexamineOn: calendar.NoDay, Drafter: "zhang", Author: "zhang",
		Cleared: "li", StartedAt: v.At.Add(-time.Hour)}
}

// publishIn publishes the seed within an act: one entry.
func publishIn(ctx context.Context, tx *store.Tx, v seed) (publication.Publication, error) {
	id, err := tx.NextDraft(ctx)
	if err != nil {
		return publication.Publication{}, err
	}
	pid, index, err := tx.NextPublication(ctx, v.Agency, calendar.On(v.At).Year())
	if err != nil {
		return publication.Publication{}, err
	}
	signed := v.signed(id)
	d, p, e, err := publication.Publish(signed, nil, publication.Screening{Of: signed.Fingerprint()}, pid, index, "wang", v.At)
	if err != nil {
		return publication.Publication{}, err
	}
	p.Stamp = 1 // as the record has it from now on
	saved := p
	saved.Stamp = 0
	return p, tx.Publish(ctx, d, nil, saved, e)
}

func publish(t testing.TB, s *store.Store, v seed) publication.Publication {
	t.Helper()
	var p publication.Publication
	act(t, s, v.At, func(ctx context.Context, tx *store.Tx) (err error) {
		p, err = publishIn(ctx, tx, v)
		return err
	})
	return p
}

// importAll imports the seeds of one agency in one act; keys as for
// [store.Tx.ImportPublications], nil for none.
func importAll(ctx context.Context, s *store.Store, in agency.Code, seeds []seed, keys []string) ([]publication.Publication, error) {
	at := noon(2030, 1, 1)
	var list []publication.Publication
	err := s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
		years := make([]int, len(seeds))
		for i, v := range seeds {
			years[i] = calendar.On(v.At).Year()
		}
		first, indexes, err := tx.NextPublications(ctx, in, years)
		if err != nil {
			return err
		}
		list = nil
		var entries []journal.Entry
		for i, v := range seeds {
			p, e, err := publication.Import(publication.Imported{Content: v.content(), PublishedAt: v.At}, in, first+int64(i),
				indexes[i], 1, "局办公室", "console", at)
			if err != nil {
				return err
			}
			list, entries = append(list, p), append(entries, e)
		}
		if keys == nil {
			keys = make([]string, len(seeds))
		}
		return tx.ImportPublications(ctx, list, keys, entries)
	})
	for i := range list {
		list[i].Stamp = 1
	}
	return list, err
}

// act runs an act of the console that must succeed.
func act(t testing.TB, s *store.Store, at time.Time, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := s.Act(ctx, account.Console, at, func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

// entry is an entry of the console for acts that only a test does.
func entry(a journal.Act, thing string, in agency.Code, at time.Time) journal.Entry {
	return journal.Entry{At: at, Act: a, Thing: thing, Agency: string(in), Actor: "console"}
}

// wholeJournal reads the journal and fails unless it is numbered 1, 2, 3 …
func wholeJournal(t testing.TB, s *store.Store) []journal.Entry {
	t.Helper()
	var all []journal.Entry
	for {
		page, err := s.JournalAfter(context.Background(), int64(len(all)), 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for i, e := range page {
			if e.Number != int64(len(all)+i+1) {
				t.Fatalf("journal: entry %d stands in place %d", e.Number, len(all)+i+1)
			}
		}
		all = append(all, page...)
	}
	end, err := s.JournalEnd(context.Background())
	if err != nil || end != int64(len(all)) {
		t.Fatalf("journal end = %d, %v; want %d", end, err, len(all))
	}
	return all
}

// allPublications reads every publication of the agencies, withdrawn or not.
func allPublications(t testing.TB, s *store.Store, agencies ...agency.Code) []publication.Publication {
	t.Helper()
	var all []publication.Publication
	for _, code := range agencies {
		var after int64
		for {
			page, err := s.PublicationsOfAgency(context.Background(), code, after, 300)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			all = append(all, page...)
			after = page[len(page)-1].ID
		}
	}
	return all
}

// recount compares every tally with a count of the publications one by one.
func recount(t testing.TB, s *store.Store, agencies ...agency.Code) error {
	t.Helper()
	ctx := context.Background()
	type breakdown struct {
		by  store.Dimension
		key func(publication.Publication) string
	}
	all := allPublications(t, s, agencies...)
	for _, b := range []breakdown{
		{store.ByAgency, func(p publication.Publication) string { return string(p.Agency) }},
		{store.ByCategory, func(p publication.Publication) string { return p.Content.Category }},
		{store.ByYear, func(p publication.Publication) string { return fmt.Sprint(p.PublishedOn().Year()) }},
	} {
		want, total := map[string]store.Counts{}, store.Counts{}
		for _, p := range all {
			if !p.WithdrawnAt.IsZero() {
				continue
			}
			c := want[b.key(p)]
			for _, into := range []*store.Counts{&c, &total} {
				count(into, p)
			}
			want[b.key(p)] = c
		}
		got, err := s.CountBy(ctx, store.Selection{}, b.by)
		if err != nil {
			return err
		}
		if len(got) != len(want) {
			return fmt.Errorf("count by %s: %v, one by one %v", b.by, got, want)
		}
		for key := range want {
			if got[key] != want[key] {
				return fmt.Errorf("count by %s of %s: %v, one by one %v", b.by, key, got[key], want[key])
			}
		}
		if sum, err := s.Count(ctx, store.Selection{}); err != nil || sum != total {
			return fmt.Errorf("count of everything: %v, %v; one by one %v", sum, err, total)
		}
	}
	return nil
}

func count(c *store.Counts, p publication.Publication) {
	c.N++
	for channel, n := range map[publication.Channel]*int64{
		publication.Website: &c.Website, publication.Gazette: &c.Gazette, publication.Social: &c.Social, publication.Other: &c.Other,
		publication.Weibo: &c.Weibo, publication.WeChat: &c.WeChat,
	} {
		if p.Content.Channels.Has(channel) {
			*n++
		}
	}
	if p.Content.Channels.SocialUntold() {
		c.SocialUntold++
	}
	if p.Content.Normative {
		c.Normative++
	}
}

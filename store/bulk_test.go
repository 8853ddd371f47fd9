package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Many at once come back as they were saved under the numbers they were given,
// whether these follow the last one of the table or not, and whether or not one
// of them fills what the others leave empty.
func TestManyAtOnce(t *testing.T) {
	const many = 130 // two statements of SQLite and a rest
	at := noon(2017, 6, 30)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		var saved []publication.Publication
		come := func(name string, edit func(i int, p *publication.Publication)) {
			t.Helper()
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				years := make([]int, many)
				for i := range years {
					years[i] = 2017
				}
				first, indexes, err := tx.NextPublications(ctx, "FGW", years)
				if err != nil {
					return err
				}
				list, entries := make([]publication.Publication, many), make([]journal.Entry, many)
				for i := range list {
					p, e, err := publication.Import(publication.Imported{Content: seed{At: at, Title: name}.content(), PublishedAt: at}, "FGW", first+int64(i), indexes[i], 1, "办公室", "console", at)
					if err != nil {
						return err
					}
					edit(i, &p)
					list[i], entries[i] = p, e
				}
				if err := tx.ImportPublications(ctx, list, make([]string, many), entries); err != nil {
					return err
				}
				for _, p := range list {
					p.Stamp = 1
					saved = append(saved, p)
				}
				return nil
			})
		}
		come("空表", func(int, *publication.Publication) {})
		come("接着", func(int, *publication.Publication) {})
		come("有一件什么都有", func(i int, p *publication.Publication) {
			if i == 60 {
				p.Content = fullContent
				p.WithdrawnAt, p.WithdrawnReason, p.Successor = at, rare, "FGW/2017-000001"
				p.Drafter, p.Cleared, p.Signer, p.Change = "li", "wang", "zhao", rare
			}
		})
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { // numbers nobody uses
			_, _, err := tx.NextPublications(ctx, "FGW", []int{2017, 2017})
			if err != nil {
				return err
			}
			a := agency.Agency{Code: "JYJ", Name: "市教育局", Kind: agency.Department, ClosedOn: calendar.NoDay}
			return tx.SaveAgency(ctx, a, entry(journal.AgencyAdd, a.Code.Thing(), a.Code, at))
		})
		come("隔开", func(int, *publication.Publication) {})
		for _, p := range saved {
			got, err := s.Publication(ctx, p.ID)
			if err != nil {
				t.Fatalf("%s %d: %v", p.Content.Title, p.ID, err)
			}
			if diff := cmp.Diff(p, got); diff != "" {
				t.Fatalf("%s %d: saved - read +\n%s", p.Content.Title, p.ID, diff)
			}
		}
		if last := saved[len(saved)-1].ID; last != 4*many+2 {
			t.Errorf("the last is %d, though two numbers were passed over", last)
		}
		if n := len(wholeJournal(t, s)); n != 4*many+1 {
			t.Errorf("%d entries for %d publications and one act", n, 4*many)
		}
	})
}

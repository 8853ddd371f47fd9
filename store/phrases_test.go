package store_test

import (
	"errors"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/wording"
	"gongkai/store"
	"gongkai/store/storetest"
)

func TestPhrases(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, at := t.Context(), noon(2026, 3, 2)
		add := func(p wording.Phrase) wording.Phrase {
			err := s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
				id, err := tx.NextPhrase(ctx)
				if err != nil {
					return err
				}
				p.ID = id
				p, e, err := wording.Add(p, "console", at)
				if err != nil {
					return err
				}
				return tx.SavePhrase(ctx, p, e)
			})
			if err != nil {
				t.Fatal(err)
			}
			kept, err := s.Phrase(ctx, p.ID)
			if err != nil || kept.Stamp != 1 || kept.Words != p.Words || kept.Title != p.Title || kept.Use != p.Use || kept.Agency != p.Agency {
				t.Fatalf("%+v %v, put in %+v", kept, err, p)
			}
			return kept
		}
		second := add(wording.Phrase{Agency: "FGW", Use: wording.Items, Title: "乙" + rare, Words: "请写明" + rare})
		first := add(wording.Phrase{Agency: "FGW", Use: wording.Items, Title: "A", Words: "请写明年份\n和学校"})
		add(wording.Phrase{Agency: "JYJ", Use: wording.Reason, Title: "别家的", Words: "理由"})
		list, err := s.Phrases(ctx, "FGW")
		if err != nil || len(list) != 2 || list[0] != first || list[1] != second {
			t.Errorf("%+v %v", list, err)
		}
		retire := func() error {
			return s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
				p, e, err := wording.Retire(first, "console", at)
				if err != nil {
					return err
				}
				return tx.SavePhrase(ctx, p, e)
			})
		}
		if err := retire(); err != nil {
			t.Fatal(err)
		}
		if err := retire(); !errors.Is(err, store.ErrChanged) {
			t.Errorf("the same stamp twice: %v", err)
		}
		if list, err := s.Phrases(ctx, "FGW"); err != nil || len(list) != 1 || list[0] != second {
			t.Errorf("%+v %v", list, err)
		}
		if p, err := s.Phrase(ctx, first.ID); err != nil || p.RetiredOn == first.RetiredOn || p.Stamp != 2 {
			t.Errorf("%+v %v", p, err)
		}
		if _, err := s.Phrase(ctx, 99); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v", err)
		}
	})
}

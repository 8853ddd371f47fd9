package store_test

import (
	"context"
	"slices"
	"testing"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// A plan waits until a public piece names its policy, by index or by number;
// pieces find the policy they name.
func TestPlansAndPieces(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 5, 2)
		var policies []publication.Publication
		for i, number := range []string{"某发〔2017〕1号", "某发〔2017〕2号", "", "某发〔2017〕4号", "某发〔2017〕5号"} {
			policies = append(policies, publish(t, s, seed{Agency: "FGW", At: at, Number: number, Normative: true}))
			if i == 4 {
				break // has no plan
			}
			plan, due := publication.Plan{Kind: publication.PieceVideo, Drafter: "法规处" + rare, Days: 3 - i, By: "zhang"}, day("2017-05-10")-calendar.Day(i)
			if i == 3 {
				plan, due = publication.Plan{Exempt: "仅更正文字", By: "wang"}, calendar.NoDay
			}
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				if err := tx.SavePlan(ctx, policies[i], plan, due); err != nil {
					return err
				}
				return tx.SavePublication(ctx, policies[i], policies[i], entry(journal.RecordChannel, policies[i].Thing(), "FGW", at))
			})
			policies[i].Stamp++
		}
		waiting := func(want ...int) {
			t.Helper()
			list, err := s.Unexplained(ctx)
			if err != nil {
				t.Fatal(err)
			}
			var got, wanted []string
			for _, l := range list {
				got = append(got, l.Index)
				if l.Plan.Kind != publication.PieceVideo || l.Plan.Drafter != "法规处"+rare || l.DueOn == calendar.NoDay {
					t.Errorf("%+v", l)
				}
			}
			for _, i := range want {
				wanted = append(wanted, policies[i].Index)
			}
			if !slices.Equal(got, wanted) {
				t.Errorf("waiting %v, want %v", got, wanted)
			}
		}
		waiting(2, 1, 0)
		if list, err := s.Exempted(ctx); err != nil || len(list) != 1 || list[0].Index != policies[3].Index || list[0].Plan.Exempt != "仅更正文字" {
			t.Errorf("exempt: %+v %v", list, err)
		}
		later := noon(2017, 5, 9)
		byNumber := publish(t, s, seed{Agency: "JYJ", At: later, Interprets: "某发[2017]2号", Piece: publication.PieceAnswer})
		publish(t, s, seed{Agency: "JYJ", At: later, Interprets: policies[2].Index, Piece: publication.PieceText})
		publish(t, s, seed{Agency: "JYJ", At: later, Interprets: "国发〔2017〕9号"})
		publish(t, s, seed{Agency: "JYJ", At: noon(2018, 5, 9), Interprets: policies[2].Index})
		waiting(0)
		list, err := s.Interpretations(ctx, 2017)
		if err != nil || len(list) != 3 {
			t.Fatalf("%d pieces %v", len(list), err)
		}
		for i, want := range []struct {
			kind   publication.Piece
			policy int64
			in     agency.Code
		}{{publication.PieceAnswer, policies[1].ID, "FGW"}, {publication.PieceText, policies[2].ID, "FGW"}, {"", 0, ""}} {
			if got := list[i]; got.Piece != want.kind || got.Policy.ID != want.policy || got.Policy.Agency != want.in || got.Agency != "JYJ" {
				t.Errorf("%d: %+v", i, got)
			}
		}
		if years, err := s.InterpretationYears(ctx); err != nil || !slices.Equal(years, []int{2018, 2017}) {
			t.Errorf("years %v %v", years, err)
		}
		if kept, err := s.Publication(ctx, byNumber.ID); err != nil || kept.Content.Piece != publication.PieceAnswer {
			t.Errorf("%+v %v", kept.Content, err)
		}
		gone, e, err := publication.Withdraw(byNumber, "有误", "", "console", later)
		if err != nil {
			t.Fatal(err)
		}
		act(t, s, later, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, byNumber, gone, e) })
		waiting(1, 0)
	})
}

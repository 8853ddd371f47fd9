package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/numbering"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Numbers are found under their series whatever their spelling; what was
// withdrawn counts as published, what an undone import brought does not.
func TestNumbersOfAYear(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 5, 2)
		numbers := []string{"某发〔2017〕1号", "某发[2017]第003号", "某_发〔2017〕2号", "某X发〔2017〕2号", "〔2017〕9号", "某令第5号", "某局2017年第3号公告", "某字24", "某第007号令", "", "某发〔2016〕8号", "2017年公告", "某发〔2017〕4号", "某发〔2017〕5号"}
		var list []publication.Publication
		for i, number := range numbers {
			list = append(list, publish(t, s, seed{Agency: "FGW", At: at, Title: fmt.Sprint("文件", i), Number: number, Normative: number == ""}))
		}
		for i, why := range map[int]string{12: "有误", 13: publication.UndoneReason} {
			p := list[i]
			gone, e, err := publication.Withdraw(p, why, "", "console", at)
			if err != nil {
				t.Fatal(err)
			}
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, p, gone, e) })
		}
		if years, err := s.NumberYears(ctx); err != nil || !slices.Equal(years, []int{2017, 2016}) {
			t.Errorf("years %v %v", years, err)
		}
		of, err := s.NumbersOf(ctx, 2017)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			prefix  string
			serials []int
		}{{"某发", []int{1, 3, 4}}, {"某_发", []int{2}}, {"某x发", []int{2}}, {"", []int{9}}} {
			name := numbering.Series{Prefix: c.prefix, Year: 2017}
			some, err := s.NumbersIn(ctx, name)
			if err != nil {
				t.Fatal(err)
			}
			var all, alone []int
			for _, it := range of[name] {
				all = append(all, it.Serial)
			}
			for _, it := range some {
				alone = append(alone, it.Serial)
				if it.Withdrawn != (it.Serial == 4) || (it.Title == "") != it.Withdrawn || it.Agency != "FGW" || it.Published.String() != "2017-05-02" {
					t.Errorf("%+v", it)
				}
			}
			slices.Sort(all)
			slices.Sort(alone)
			if !slices.Equal(all, c.serials) || !slices.Equal(alone, c.serials) {
				t.Errorf("%q: %v of all, %v alone, want %v", c.prefix, all, alone, c.serials)
			}
		}
		if len(of) != 4 {
			t.Errorf("%d series", len(of))
		}
		other, odd, err := s.OtherNumbers(ctx)
		if err != nil || len(other) != 2 || len(odd) != 1 || odd[0] != list[7].Index {
			t.Errorf("other numbers: %v, of no series %v, %v", other, odd, err)
		}
		for _, c := range []struct {
			of      numbering.Series
			serials []int
		}{{numbering.Series{Prefix: "某令", Form: numbering.Running}, []int{5, 7}}, {numbering.Series{Prefix: "某局公告", Year: 2017, Form: numbering.Announced}, []int{3}}} {
			var all, alone []int
			for _, it := range other[c.of] {
				all = append(all, it.Serial)
			}
			if c.of.Form == numbering.Running {
				c.of.Year = 2017
			}
			some, err := s.NumbersIn(ctx, c.of)
			for _, it := range some {
				alone = append(alone, it.Serial)
			}
			slices.Sort(all)
			slices.Sort(alone)
			if err != nil || !slices.Equal(all, c.serials) || !slices.Equal(alone, c.serials) {
				t.Errorf("%s: %v of all, %v alone, want %v, %v", c.of.Name(), all, alone, c.serials, err)
			}
		}
		lines, err := s.LinesAt(ctx, []string{list[7].Index, list[0].Index, list[12].Index, "FGW/1999-000001"})
		if err != nil || len(lines) != 2 {
			t.Errorf("lines at: %v %v", lines, err)
		}
		none, err := s.Unnumbered(ctx, 2017)
		if err != nil || len(none) != 1 || none[0].Index != list[9].Index {
			t.Errorf("without a number: %v %v", none, err)
		}
	})
}

func TestExplanations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 5, 2)
		of := numbering.Series{Prefix: "某发", Year: 2017}
		e := numbering.Explanation{Series: of, First: 3, Last: 5, Why: numbering.Withheld, Ground: "secret", Note: "说明" + rare, Agency: "FGW", By: "wang", At: at}
		entry := func(a journal.Act, by account.Login) journal.Entry {
			return journal.Entry{At: at, Act: a, Thing: of.Thing(), Agency: "FGW", Actor: string(by)}
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.Explain(ctx, e, entry(journal.SeriesExplain, "console"))
		})
		list, err := s.Explanations(ctx, 2017, &of)
		if err != nil || len(list) != 1 || list[0] != e {
			t.Errorf("%+v %v, want %+v", list, err, e)
		}
		order := e
		order.Series = numbering.Series{Prefix: "某令", Year: 1993, Form: numbering.Running}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.Explain(ctx, order, entry(journal.SeriesExplain, "console"))
		})
		if list, err := s.Explanations(ctx, 0, nil); err != nil || len(list) != 1 || list[0] != order {
			t.Errorf("of running numbers: %+v %v", list, err)
		}
		if list, err := s.Explanations(ctx, 2017, &numbering.Series{Prefix: "别发", Year: 2017}); err != nil || len(list) != 0 {
			t.Errorf("of another series: %v %v", list, err)
		}
		err = s.Act(ctx, account.Console, at, func(tx *store.Tx) error { return tx.Explain(ctx, e, entry(journal.SeriesExplain, "console")) })
		if !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("twice: %v", err)
		}
		clerk := account.Actor{Login: "zhao", Grants: []account.Grant{{Role: account.Clerk, Agency: "FGW"}}}
		head := account.Actor{Login: "qian", Grants: []account.Grant{{Role: account.Head, Agency: "JYJ"}}}
		for _, by := range []account.Actor{clerk, head} {
			err = s.Act(ctx, by, at, func(tx *store.Tx) error { return tx.RetractExplanation(ctx, e, entry(journal.SeriesRetract, by.Login)) })
			if !errors.Is(err, account.ErrForbidden) {
				t.Errorf("%s takes it back: %v", by.Login, err)
			}
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.RetractExplanation(ctx, e, entry(journal.SeriesRetract, "console"))
		})
		err = s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
			return tx.RetractExplanation(ctx, e, entry(journal.SeriesRetract, "console"))
		})
		if !errors.Is(err, store.ErrChanged) {
			t.Errorf("taken back twice: %v", err)
		}
	})
}

package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

// A matter is what one agency publishes under one name; what is withdrawn is of
// no matter.
func TestMatters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		step := func(in agency.Code, name string, stage publication.Stage) publication.Publication {
			p := publish(t, s, seed{Agency: in, At: noon(2017, 5, 2)})
			q := p
			q.Content.Matter, q.Content.Stage = name, stage
			act(t, s, noon(2017, 5, 3), func(ctx context.Context, tx *store.Tx) error {
				return tx.SavePublication(ctx, p, q, entry(journal.RecordChannel, q.Thing(), in, noon(2017, 5, 3)))
			})
			q.Stamp++
			return q
		}
		step("FGW", "棚户区改造", "决策")
		step("FGW", "棚户区改造", "决策")
		step("FGW", "棚户区改造", "结果")
		step("FGW", "供水"+rare, "服务")
		step("JYJ", "棚户区改造", "执行")
		gone := step("JYJ", "学区调整", "决策")
		publish(t, s, seed{Agency: "FGW", At: noon(2017, 5, 2)}) // of no matter

		told := func(in agency.Code, after store.Matter, limit int) []string {
			t.Helper()
			list, err := s.Matters(ctx, in, after, limit)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range list {
				got = append(got, fmt.Sprint(m.Agency, m.Name, m.Steps, m.Missing()))
			}
			return got
		}
		water := fmt.Sprint("FGW", "供水"+rare, map[publication.Stage]int{"服务": 1}, []string{"决策", "执行", "管理", "结果"})
		homes := fmt.Sprint("FGW", "棚户区改造", map[publication.Stage]int{"决策": 2, "结果": 1}, []string{"执行", "管理", "服务"})
		schools := fmt.Sprint("JYJ", "学区调整", map[publication.Stage]int{"决策": 1}, []string{"执行", "管理", "服务", "结果"})
		theirs := fmt.Sprint("JYJ", "棚户区改造", map[publication.Stage]int{"执行": 1}, []string{"决策", "管理", "服务", "结果"})
		check := func(got []string, want ...string) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("%q\nwant %q", got, want)
			}
		}
		check(told("", store.Matter{}, 10), water, homes, schools, theirs)
		check(told("FGW", store.Matter{}, 10), water, homes)
		check(told("", store.Matter{}, 2), water, homes)
		check(told("", store.Matter{Agency: "FGW", Name: "棚户区改造"}, 10), schools, theirs)
		check(told("JYJ", store.Matter{Agency: "JYJ", Name: "学区调整"}, 10), theirs)
		steps, err := s.StepsOf(ctx, "FGW", "棚户区改造")
		if err != nil || len(steps) != 3 || steps[2].Stage != "结果" {
			t.Errorf("%+v, %v", steps, err)
		}
		if none, err := s.StepsOf(ctx, "FGW", ""); err != nil || len(none) != 0 {
			t.Errorf("of no matter: %+v, %v", none, err)
		}

		withdrawn, e, err := publication.Withdraw(gone, "有误", "", "console", noon(2017, 6, 1))
		if err != nil {
			t.Fatal(err)
		}
		act(t, s, noon(2017, 6, 1), func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, gone, withdrawn, e) })
		check(told("JYJ", store.Matter{}, 10), theirs)
	})
}

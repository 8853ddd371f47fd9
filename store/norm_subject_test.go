package store_test

import (
	"testing"

	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// A norm is of each of its subject words, whole ones only; the list and its
// number agree, and the counts tell the words.
func TestNormsOfASubject(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for _, words := range []string{"卫生 浴池", "卫生 食品", "供热", "供热_试行", "100%", ""} {
			publish(t, s, seed{Agency: "FGW", At: noon(2017, 5, 2), Title: "关于" + words + "的办法", Keywords: words, Normative: true})
		}
		for subject, want := range map[string]int{"": 6, "卫生": 2, "浴池": 1, "供热": 1, "供热_试行": 1, "100%": 1, "卫": 0, "%": 0, "供热%": 0, "卫生 浴池": 1} {
			of := store.NormSelection{On: calendar.MustDay("2017-06-01"), Subject: subject}
			list, err := s.Norms(ctx, of, store.NormPlace{}, 100)
			if err != nil || len(list) != want {
				t.Errorf("%q: %d norms, %v, want %d", subject, len(list), err, want)
			}
			cells, err := s.NormCounts(ctx, of)
			counted := int64(0)
			for _, c := range cells {
				counted += c.Count
			}
			if err != nil || counted != int64(want) || subject == "" && len(cells) != 6 {
				t.Errorf("%q: counted %d in %d cells, %v, want %d", subject, counted, len(cells), err, want)
			}
		}
	})
}

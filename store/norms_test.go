package store_test

import (
	"context"
	"testing"

	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Documents are found by how others name them: by a number that one bears, and
// by a title, of several the last issued; what is no document by its number
// only, what was withdrawn not at all.
func TestNamed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 5, 2)
		var list []publication.Publication
		for _, d := range []struct {
			title, number, issued string
			document              bool
		}{
			{"甲办法", "某发〔2003〕1号", "2003-01-01", true}, {"甲办法", "某发〔2011〕1号", "2011-01-01", true}, {"乙通报", "某发〔2012〕2号", "2012-01-01", false},
			{"丙办法", "某发〔2012〕3号", "2012-02-01", true}, {"丁办法", "某发[2012]第3号", "2012-03-01", true}, {"戊办法", "某发〔2013〕5号", "2013-03-01", true},
		} {
			list = append(list, publish(t, s, seed{Agency: "FGW", At: at, Title: d.title, Number: d.number, Normative: d.document, Issued: d.issued}))
		}
		gone, e, err := publication.Withdraw(list[5], "有误", "", "console", at)
		if err != nil {
			t.Fatal(err)
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, list[5], gone, e) })
		v, err := s.Named(ctx, []string{"2003|1|某发", "2012|2|某发", "2012|3|某发", "2013|5|某发", "1999|9|某发"}, []string{"甲办法", "乙通报", "戊办法", "没有的"})
		if err != nil {
			t.Fatal(err)
		}
		if len(v.ByNumber) != 2 || v.ByNumber["2003|1|某发"].ID != list[0].ID || v.ByNumber["2012|2|某发"].ID != list[2].ID {
			t.Errorf("by number: %+v", v.ByNumber)
		}
		if len(v.ByTitle) != 1 || v.ByTitle["甲办法"].ID != list[1].ID {
			t.Errorf("by title: %+v", v.ByTitle)
		}
		if none, err := s.Named(ctx, nil, nil); err != nil || len(none.ByNumber)+len(none.ByTitle) != 0 {
			t.Errorf("of nothing: %+v %v", none, err)
		}
		on := calendar.On(at)
		for _, c := range []struct {
			found []int64
			want  int
		}{{nil, 4}, {[]int64{}, 0}, {[]int64{list[0].ID, list[2].ID, list[3].ID}, 2}} {
			lines, err := s.Norms(ctx, store.NormSelection{On: on, Found: c.found}, store.NormPlace{}, 20)
			cells, err2 := s.NormCounts(ctx, store.NormSelection{On: on, Found: c.found})
			total := 0
			for _, cell := range cells {
				total += int(cell.Count)
			}
			if err != nil || err2 != nil || len(lines) != c.want || total != c.want {
				t.Errorf("of %v: %d listed, %d counted, want %d: %v %v", c.found, len(lines), total, c.want, err, err2)
			}
		}
	})
}

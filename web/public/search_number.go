package public

import (
	"cmp"
	"context"
	"slices"

	"gongkai/affairs/numbering"
	"gongkai/figures/series"
	"gongkai/web/page"
)

// unborne is a document number that no public document bears.
type unborne struct {
	number string // as printed; "" where no number was asked for
	// near is documents of the same series, those with the nearest numbers.
	near []series.Item
	all  string // address of the series; "" where there is none
}

// nearNumbers is how many documents with other numbers are offered.
const nearNumbers = 5

// unborneOf is the number of a search that has found nothing, by its key.
func (w *Window) unborneOf(ctx context.Context, key, typed string) (unborne, error) {
	s, serial, ok := numbering.Split(key)
	if !ok {
		return unborne{number: typed}, nil
	}
	v := unborne{number: s.Number(serial)}
	items, err := w.store.NumbersIn(ctx, s)
	if err != nil {
		return v, err
	}
	items = slices.DeleteFunc(items, func(it series.Item) bool { return it.Withdrawn })
	if len(items) == 0 {
		return v, nil
	}
	v.all = seriesHref(s)
	off := func(it series.Item) int { return max(it.Serial-serial, serial-it.Serial) }
	slices.SortStableFunc(items, func(a, b series.Item) int { return cmp.Compare(off(a), off(b)) })
	v.near = items[:min(len(items), nearNumbers)]
	slices.SortStableFunc(v.near, func(a, b series.Item) int { return cmp.Compare(a.Serial, b.Serial) })
	return v, nil
}

// said is that nobody bears the number.
func (v unborne) said(ctx context.Context) string {
	return page.Tf(ctx, "没有文号是%s的公开文件", v.number)
}

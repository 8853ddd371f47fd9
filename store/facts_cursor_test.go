package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"gongkai/figures/annual"
	"gongkai/law/form"
	"gongkai/store"
	"gongkai/store/storetest"
)

// A place in a list that no list gave out stands in an address that anybody may
// type: it is no such place, on both engines, and never a fault of ours.
func TestPlacesNobodyGaveOut(t *testing.T) {
	var sources []form.Source
	add := func(s form.Source) {
		if s.Fact != form.Sum && s.Fact != form.Declared && s.Fact != annual.Ratio && s.Fact != annual.Median && s.Fact != annual.Members &&
			!slices.ContainsFunc(sources, func(o form.Source) bool { return o.Fact == s.Fact }) {
			sources = append(sources, s)
		}
	}
	for _, f := range form.Forms {
		for _, cell := range f.Cells() {
			col, _ := f.Column(cell)
			add(col.From)
		}
	}
	for _, n := range annual.Names {
		add(n.From)
	}
	const most = "1y2p0ij32e8e7" // the largest int64
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, source := range sources {
			for _, cursor := range []string{"", "x", "-", "~", ".", "0.0", most + "." + most, "-" + most + "." + most, "~" + most + "." + most,
				"1." + most, most + "." + most + "/" + most, "1.1/x", "1/matter/1", "1/matter/x/1", "9223372036854775807/matter/1/1",
				"1/matter/9223372036854775807/9223372036854775807", "-9223372036854775808/matter/1/1", most, "%", "'"} {
				if _, _, err := s.Records(context.Background(), 2017, nil, source, cursor, 10); err != nil && !errors.Is(err, store.ErrNotFound) {
					t.Errorf("%s from %q: %v", source.Fact, cursor, err)
				}
			}
		}
	})
}

package store_test

import (
	"sync"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/request"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Two who draw at once lose nothing.
func TestDrawing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		id := request.NewID(2026, 1)
		none, err := s.Redaction(ctx, id, "a")
		if err != nil || none.Stamp != 0 || none.Boxes != nil {
			t.Fatalf("%+v, %v", none, err)
		}
		var both sync.WaitGroup
		at := time.Date(2026, 9, 18, 1, 0, 0, 0, time.UTC)
		const each = 10
		for hand, by := range []account.Login{"one", "two"} {
			both.Go(func() {
				for n := range each {
					_, err := s.Draw(ctx, id, "a", by, at, func(boxes []request.Box) ([]request.Box, error) {
						return append(boxes, request.Box{Page: hand + 1, Y: float64(n) / 100, W: 0.5, H: 0.01, Ground: "2019-15-2"}), nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		both.Wait()
		d, err := s.Redaction(ctx, id, "a")
		if err != nil || len(d.Boxes) != 2*each || d.Stamp != 2*each || !d.SavedAt.Equal(at) || d.Actor == "" {
			t.Errorf("%d boxes, stamp %d, %s by %q, %v", len(d.Boxes), d.Stamp, d.SavedAt, d.Actor, err)
		}
		if d.Boxes[0].H != 0.01 || d.Boxes[0].Ground != "2019-15-2" {
			t.Errorf("%+v", d.Boxes[0])
		}
		if other, err := s.Redaction(ctx, id, "b"); err != nil || other.Stamp != 0 {
			t.Errorf("on another original: %+v, %v", other, err)
		}
	})
}

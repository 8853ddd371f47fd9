package main

import (
	"context"
	"strconv"
	"strings"
	"time"
)

const itemGrowth, browseGrowth = 1.2, 1.5

// growing asks two portals, a tenth of the city and the whole, for the same
// kinds of page in turn. Every address carries a number it never had before,
// so every page is drawn from the record anew.
func (b *bench) growing(ctx context.Context, e *engine) error {
	scales := b.scales()
	var portals []*portal
	var kinds [][]kind
	for _, scale := range scales {
		p, err := e.city(ctx, scale)
		if err != nil {
			return err
		}
		s, err := b.serve(ctx, p)
		if err != nil {
			return err
		}
		defer s.stop()
		portals = append(portals, s)
		k, err := e.addresses(ctx, scale, 400)
		if err != nil {
			return err
		}
		kinds = append(kinds, k)
	}
	never := 0
	for i, k := range kinds[0] {
		goal, most := "", 0.0
		rounds := 5
		switch k.name {
		case "item page":
			goal, most = "≤ 1.2", itemGrowth
		case "browse page":
			goal, most, rounds = "≤ 1.5", browseGrowth, 20
		}
		took := make([][]time.Duration, len(scales))
		for round := range rounds {
			for n := range k.paths {
				for j, s := range portals {
					never++
					start := time.Now()
					if _, _, err := s.get(ctx, uncached(kinds[j][i].paths[n], never), false); err != nil {
						return err
					}
					if round > 0 { // the first fills the caches of the database
						took[j] = append(took[j], time.Since(start))
					}
				}
			}
		}
		for _, p := range []int{50, 90} {
			small, whole := percentile(took[0], p), percentile(took[1], p)
			r := row{what: "growth: " + k.name + " drawn anew, p" + strconv.Itoa(p) + ", whole city beside a tenth",
				product: micro(whole), peer: micro(small), ratio: ratio(whole, small), ok: true}
			if p == 50 && goal != "" {
				r.goal, r.ok = goal, r.ratio <= most
			}
			e.add(r)
		}
	}
	return nil
}

func uncached(path string, number int) string {
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	return path + sign + "fresh=" + strconv.Itoa(number)
}

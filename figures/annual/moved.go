package annual

import "gongkai/figures/printed"

// Movement is a figure that differs from last year's more than one expects.
type Movement struct {
	Now, Last Figure
}

// Moved are the figures that grew or fell by half of last year's number or
// more, and by at least ten; shares and medians, which are small numbers, by
// half alone. Only figures that both years have are compared. It says nothing
// about right or wrong: whoever signs should know why.
func Moved(now, last []Figure) []Movement {
	before := map[string]Figure{}
	for _, f := range last {
		before[f.Name] = f
	}
	var list []Movement
	for _, f := range now {
		old, ok := before[f.Name]
		if !ok || f.Text == "" || old.Text == "" || f.Unit != old.Unit {
			continue
		}
		least := printed.Whole(10)
		if f.From.Fact == Ratio || f.From.Fact == Median {
			least = 0
		}
		by := max(f.Value-old.Value, old.Value-f.Value)
		if by > 0 && by >= least && 2*by >= max(old.Value, -old.Value) {
			list = append(list, Movement{f, old})
		}
	}
	return list
}

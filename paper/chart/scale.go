package chart

import (
	"gongkai/figures/annual"
	"gongkai/figures/printed"
)

// scale is the axis of values: it holds zero and every value, and its ends are
// ticks.
type scale struct{ low, high, step printed.Number }

func scaleOf(series []annual.Series, n, ticks int) scale {
	var s scale
	whole := true
	for _, one := range series {
		for i := range n {
			v := value(one, i)
			s.low, s.high = min(s.low, v), max(s.high, v)
			whole = whole && v.IsWhole()
		}
	}
	if s.low == s.high {
		s.high = printed.Whole(1)
	}
	least := printed.Number(1)
	if whole {
		least = printed.Whole(1)
	}
	span := s.high - s.low
	for s.step = least; ; s.step *= 10 {
		for _, by := range []printed.Number{1, 2, 5} {
			if s.step*by*printed.Number(ticks) >= span {
				s.step *= by
				s.low, s.high = -up(-s.low, s.step), up(s.high, s.step)
				return s
			}
		}
	}
}

// up is the next multiple of the step that is not smaller.
func up(n, step printed.Number) printed.Number {
	if n <= 0 {
		return 0
	}
	return (n + step - 1) / step * step
}

func (s scale) ticks() []printed.Number {
	var list []printed.Number
	for t := s.low; t <= s.high; t += s.step {
		list = append(list, t)
	}
	return list
}

// at is where a value stands between the ends, from 0 to 1.
func (s scale) at(n printed.Number) float64 { return float64(n-s.low) / float64(s.high-s.low) }

// value is the i-th value of a series, zero where it has none.
func value(s annual.Series, i int) printed.Number {
	if i < len(s.Values) {
		return s.Values[i]
	}
	return 0
}

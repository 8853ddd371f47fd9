package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is one line of the table.
type row struct {
	what          string
	product, peer string // "" for no peer
	ratio         float64
	goal          string // "" for a figure that is told but has no goal
	ok            bool
}

func (e *engine) add(r row) { e.rows = append(e.rows, r) }

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	if len(list) == 0 {
		return 0
	}
	if n := len(list); n%2 == 0 {
		return (list[n/2-1] + list[n/2]) / 2
	}
	return list[len(list)/2]
}

// percentile is the duration that p of a hundred do not exceed.
func percentile(list []time.Duration, p int) time.Duration {
	list = slices.Sorted(slices.Values(list))
	if len(list) == 0 {
		return 0
	}
	return list[min(len(list)*p/100, len(list)-1)]
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func megabytes(bytes int64) string { return strconv.FormatInt((bytes+1<<19)>>20, 10) + " MB" }

func micro(d time.Duration) string {
	if d >= 10*time.Millisecond {
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64) + " ms"
	}
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 3, 64) + " ms"
}

func (r row) ratioText() string {
	if r.ratio == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", r.ratio)
}

func (r row) verdict() string {
	switch {
	case r.goal == "":
		return ""
	case r.ok:
		return "met"
	}
	return "**missed**"
}

func (r row) markdown() string {
	return "| " + strings.Join([]string{r.what, r.product, r.peer, r.ratioText(), r.goal, r.verdict()}, " | ") + " |\n"
}

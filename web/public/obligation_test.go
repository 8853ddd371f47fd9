package public

import (
	"testing"
	"time"

	"gongkai/law/calendar"
)

func TestStanding(t *testing.T) {
	day := calendar.MustDay
	for _, c := range []struct {
		period, last, on string
		want             standing
	}{
		{"month", "", "2017-08-15", missing},
		{"change", "", "2017-08-15", missing},
		{"change", "1999-01-01", "2017-08-15", current},
		{"month", "2017-07-01", "2017-08-31", current},
		{"month", "2017-06-30", "2017-08-01", overdue},
		{"month", "2016-12-01", "2017-01-31", current},
		{"month", "2016-11-30", "2017-01-01", overdue},
		{"quarter", "2017-04-01", "2017-09-30", current},
		{"quarter", "2017-03-31", "2017-07-01", overdue},
		{"quarter", "2016-10-01", "2017-02-01", current},
		{"quarter", "2016-09-30", "2017-01-01", overdue},
		{"year", "2016-01-01", "2017-12-31", current},
		{"year", "2015-12-31", "2017-01-01", overdue},
	} {
		var last time.Time
		if c.last != "" {
			last = day(c.last).Start()
		}
		got := stand(last, c.period, day(c.on))
		if got != c.want {
			t.Errorf("%s, last %s, on %s: %v, expected %v", c.period, c.last, c.on, got, c.want)
		}
	}
}

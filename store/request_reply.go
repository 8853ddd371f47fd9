package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
)

// Histogram is how many replies took how many days.
type Histogram map[int]int64

// N is all of them.
func (h Histogram) N() (n int64) {
	for _, k := range h {
		n += k
	}
	return n
}

// Median is the days within which half of the replies were given, the middle
// of two where they are even; false when there are none.
func (h Histogram) Median() (printed.Number, bool) {
	n := h.N()
	if n == 0 {
		return 0, false
	}
	low, high, seen := 0, 0, int64(0)
	for _, days := range slices.Sorted(maps.Keys(h)) {
		if seen < (n+1)/2 {
			low = days
		}
		if seen < n/2+1 {
			high = days
		}
		seen += h[days]
	}
	return printed.Whole(int64(low+high)) / 2, true
}

// ReplyDays is how long the replies of a year took, from the day of receipt to
// the day they were given: in days of the calendar and in working days, pauses
// included.
type ReplyDays struct{ Days, Working Histogram }

// ReplyDays reads them, of the city (nil) or of agencies. They are of what the
// form of the year counts and was answered: not of what was withdrawn or
// abandoned, and since the form of 2019 of requests for information alone.
func (r Reader) ReplyDays(ctx context.Context, year int, in []agency.Code) (ReplyDays, error) {
	d := ReplyDays{Histogram{}, Histogram{}}
	cal, err := r.Calendar(ctx)
	if err != nil {
		return d, err
	}
	from, to := yearDays(year)
	q := composer{conditions: []string{`cell <> ''`, `cell not like 'B3.6%'`}}
	q.add(`closed_on >= `, int64(from))
	q.add(`closed_on <= `, int64(to))
	if formOf(year).Code != "2014" {
		q.add(`kind = `, string(request.Statutory))
	}
	ofAgencies(&q, in, false)
	err = r.each(ctx, `select received_on, closed_on, count(*) from request_counted`+q.where()+` group by received_on, closed_on`, q.args,
		func(rows *sql.Rows) error {
			var received, closed calendar.Day
			var n int64
			err := rows.Scan(&received, &closed, &n)
			d.Days[int(closed-received)] += n
			d.Working[cal.WorkingDaysBetween(received, closed)] += n
			return err
		})
	return d, err
}

// Calendar is the working calendar: the notices compiled in and those the city
// added.
func (r Reader) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	cal := calendar.China()
	notices, err := r.Notices(ctx)
	if err != nil {
		return nil, err
	}
	for _, kept := range notices {
		n, err := calendar.ParseNotice([]byte(kept.Text), kept.PublishedOn)
		if err == nil {
			cal, err = cal.With(n)
		}
		if err != nil {
			return nil, fmt.Errorf("holiday notice in the record: %w", err)
		}
	}
	return cal, nil
}

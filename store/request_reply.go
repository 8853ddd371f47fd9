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
// included. They are of what the form of the year counts and was answered: not
// of what was withdrawn or abandoned, and since the form of 2019 of requests for
// information alone.
type ReplyDays struct{ Days, Working Histogram }

// ReplyDays reads them from the tally, of the city (nil) or of agencies.
func (r Reader) ReplyDays(ctx context.Context, year int, in []agency.Code) (ReplyDays, error) {
	q := composer{}
	ofAgencies(&q, in, true)
	all, err := r.replyDays(ctx, year, q, `select '', received_on, closed_on, n from request_reply`, ``)
	return all[""], err
}

// ReplyDaysByAgency is the same of every agency that replied to any.
func (r Reader) ReplyDaysByAgency(ctx context.Context, year int) (map[agency.Code]ReplyDays, error) {
	return r.replyDays(ctx, year, composer{conditions: []string{`agency <> ''`}}, `select agency, received_on, closed_on, n from request_reply`, ``)
}

// RecountReplyDays is [Reader.ReplyDays] from what is counted of each request.
func (r Reader) RecountReplyDays(ctx context.Context, year int, in []agency.Code) (ReplyDays, error) {
	q := composer{conditions: []string{`cell <> ''`}}
	if formOf(year).Code != "2014" {
		q.add(`kind = `, string(request.Statutory))
		q.conditions = append(q.conditions, `cell not like 'B3.6%'`)
	}
	ofAgencies(&q, in, false)
	all, err := r.replyDays(ctx, year, q, `select '', received_on, closed_on, count(*) from request_counted`, ` group by received_on, closed_on`)
	return all[""], err
}

func (r Reader) replyDays(ctx context.Context, year int, q composer, from, grouped string) (map[agency.Code]ReplyDays, error) {
	cal, err := r.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	first, last := yearDays(year)
	q.add(`closed_on >= `, int64(first))
	q.add(`closed_on <= `, int64(last))
	all := map[agency.Code]ReplyDays{}
	err = r.each(ctx, from+q.where()+grouped, q.args, func(rows *sql.Rows) error {
		var by agency.Code
		var received, closed calendar.Day
		var n int64
		if err := rows.Scan(&by, &received, &closed, &n); err != nil || n == 0 {
			return err
		}
		d, known := all[by]
		if !known {
			d = ReplyDays{Histogram{}, Histogram{}}
			all[by] = d
		}
		d.Days[int(closed-received)] += n
		d.Working[cal.WorkingDaysBetween(received, closed)] += n
		return nil
	})
	return all, err
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

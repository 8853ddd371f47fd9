package store

import (
	"context"
	"database/sql"

	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
)

// reportCount is how many annual reports of the year are public.
type reportCount int64

func (n reportCount) count(s form.Source) (printed.Number, bool) {
	return printed.Whole(int64(n)), s.Fact == form.Reports
}

// publicReports are the conditions of reports of the year that are public; the
// city's own sums the others up and is not one of them.
func publicReports(year int, in []agency.Code) *composer {
	q := &composer{}
	q.add(`year = `, year)
	q.conditions = append(q.conditions, `public > 0`, `agency not in (select code from agency where parent = '' and kind = 'government')`)
	if in != nil {
		q.conditions = append(q.conditions, `agency in `+q.agencies(in))
	}
	return q
}

func (r Reader) reportFacts(ctx context.Context, year int, in []agency.Code) (reportCount, error) {
	q := publicReports(year, in)
	var n int64
	err := r.one(ctx, `select count(*) from report `+q.where(), q.args, &n)
	return reportCount(n), err
}

func (r Reader) reportRecords(ctx context.Context, year int, in []agency.Code, _ form.Source, cursor string, size int) ([]annual.Record, string, error) {
	q := publicReports(year, in)
	if cursor != "" {
		q.add(`agency > `, cursor)
	}
	var page []annual.Record
	err := r.each(ctx, `select agency, published_at, stamp from report `+q.where()+` order by agency limit `+q.hole(size+1), q.args, func(rows *sql.Rows) error {
		var c annual.Record
		var at int64
		if err := rows.Scan(&c.Agency, &at, &c.Stamp); err != nil {
			return err
		}
		c.Thing, c.Day, c.Adds, c.Open = report.Thing(c.Agency, year), calendar.On(instant(at)), printed.Whole(1), true
		page = append(page, c)
		return nil
	})
	if err != nil || len(page) <= size {
		return page, "", err
	}
	page = page[:size]
	return page, string(page[size-1].Agency), nil
}

package store

import (
	"context"
	"database/sql"
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
)

// RequestTally is how many requests of each sort an agency, or the city, has of
// every year, read at once: figures taken from one tally add up, whatever is
// filed meanwhile.
type RequestTally struct {
	in    agency.Code
	cells []yearClass
}

// TallyRequests reads the tally of an agency, "" for the city.
func (r Reader) TallyRequests(ctx context.Context, in agency.Code) (RequestTally, error) {
	t := RequestTally{in: in}
	all, err := r.tallies(ctx, in)
	for year := range all {
		if year > 0 {
			t.cells = append(t.cells, all.cells(year)...)
		}
	}
	return t, err
}

// Count is how many requests a selection of the tally's agency holds; its list
// is [Reader.ListRequests] of the same. ok is false for a selection of another
// agency, or by what no tally knows: a handler, a window, words.
func (t RequestTally) Count(s RequestSelection) (n int64, ok bool) {
	if s.Agency != t.in || !s.tallied() {
		return 0, false
	}
	for _, c := range t.cells {
		if (s.Year == 0 || s.Year == c.year) && s.has(c.requestSort, "") {
			n += c.n
		}
	}
	return n, true
}

// Years is the years of filing of which there are requests, the last first.
func (t RequestTally) Years() []int {
	var years []int
	for _, c := range t.cells {
		if !slices.Contains(years, c.year) {
			years = append(years, c.year)
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	return years
}

// FeeEntry is one line of the ledger of fees with the request it is of.
type FeeEntry struct {
	Request request.ID
	Agency  agency.Code
	request.Line
}

// FeeSum is the lines of one kind of the ledger.
type FeeSum struct {
	Lines int64
	Yuan  int64
}

// FeeSums is the ledger of an agency, "" for the city, from the first day to
// the last, by kind of line. No line of a kind, no key: that nothing was taken
// is seen from there being nothing to add up.
func (r Reader) FeeSums(ctx context.Context, in agency.Code, from, to calendar.Day) (map[request.LineKind]FeeSum, error) {
	sums := map[request.LineKind]FeeSum{}
	err := r.each(ctx, `select kind, count(*), sum(yuan) from fee_line where on_day >= $1 and on_day <= $2 and ($3 = '' or agency = $3) group by kind`,
		[]any{int64(from), int64(to), string(in)}, func(rows *sql.Rows) error {
			var kind request.LineKind
			var s FeeSum
			err := rows.Scan(&kind, &s.Lines, &s.Yuan)
			sums[kind] = s
			return err
		})
	return sums, err
}

// FeeEntries is up to limit lines of the same ledger, oldest first.
func (r Reader) FeeEntries(ctx context.Context, in agency.Code, from, to calendar.Day, limit int) ([]FeeEntry, error) {
	var list []FeeEntry
	err := r.each(ctx, `select request, agency, kind, yuan, on_day, note from fee_line where on_day >= $1 and on_day <= $2 and ($3 = '' or agency = $3)
		order by on_day, request, n limit $4`, []any{int64(from), int64(to), string(in), limit}, func(rows *sql.Rows) error {
		var e FeeEntry
		err := rows.Scan(&e.Request, &e.Agency, &e.Kind, &e.Yuan, &e.On, &e.Note)
		list = append(list, e)
		return err
	})
	return list, err
}

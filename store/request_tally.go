package store

import (
	"context"
	"database/sql"
	"maps"
	"strconv"
	"sync"

	"gongkai/affairs/agency"
	"gongkai/affairs/request"
)

// yearTallies is how many requests of each sort an agency, or the city, has by year
// of filing; under 0 those of all years. It is not changed once made.
type yearTallies map[int][]sortTally

type sortTally struct {
	*numberedSort
	n int64
}

// numberedSort is a sort with its class.
type numberedSort struct {
	requestSort
	number int64
}

// classes is the classes of the selection, its handler, window and words left
// aside.
func (t yearTallies) classes(s RequestSelection) []class {
	always := make(map[int64]int64, len(t[0]))
	for _, c := range t[0] {
		always[c.number] = c.n
	}
	var list []class
	for _, c := range t[s.Year] {
		if s.has(c.requestSort, "") {
			list = append(list, class{c.requestSort, c.number, c.n, always[c.number]})
		}
	}
	return list
}

// count is how many requests a selection holds by a year's tallies, 0 for all
// years.
func (t yearTallies) count(s RequestSelection, year int) (n int64) {
	for _, c := range t[year] {
		if s.has(c.requestSort, "") {
			n += c.n
		}
	}
	return n
}

// cells is what a year has of each class, 0 for all years.
func (t yearTallies) cells(year int) []yearClass {
	list := make([]yearClass, len(t[year]))
	for i, c := range t[year] {
		list[i] = yearClass{year, class{requestSort: c.requestSort, number: c.number, n: c.n}}
	}
	return list
}

// byYear is the numbers of a selection in each year, its own year left aside.
func (t yearTallies) byYear(s RequestSelection) map[string]int64 {
	facet := map[string]int64{}
	for year := range t {
		if n := t.count(s, year); year > 0 && n != 0 {
			facet[strconv.Itoa(year)] = n
		}
	}
	return facet
}

// requestTallyMemory is the tallies that lists asked for. Around each list stand the
// numbers of every year, of which hardly any changed since the list before; to
// add them up anew takes the longer the more years there are.
//
// Every change of a request stands in the journal under the request's name, in
// which is its year. So before a tally is taken from the memory, what the
// journal has since says which years are read again; see [classMemory].
type requestTallyMemory struct {
	mu      sync.Mutex
	loaded  bool
	upTo    int64         // the entry of the journal up to which changes are known
	changed map[int]int64 // by year, the last entry that tells of a request of it
	sorts   map[requestSort]*numberedSort
	of      map[agency.Code]knownTallies
}

// knownTallies is tallies as they were when the journal ended with an entry.
type knownTallies struct {
	upTo int64
	yearTallies
}

// tallies is the tallies of an agency, "" for the city.
func (r Reader) tallies(ctx context.Context, in agency.Code) (yearTallies, error) {
	if r.requestTallyMemory == nil {
		return r.readTallies(ctx, in, nil, map[requestSort]*numberedSort{})
	}
	m := r.requestTallyMemory
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.catchUp(ctx, r); err != nil {
		return nil, err
	}
	known, ok := m.of[in]
	var stale []int
	if ok {
		for year, at := range m.changed {
			if at > known.upTo {
				stale = append(stale, year)
			}
		}
		if len(stale) == 0 {
			return known.yearTallies, nil
		}
		stale = append(stale, 0)
	}
	fresh, err := r.readTallies(ctx, in, stale, m.sorts)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(known.yearTallies)
	for _, year := range stale {
		delete(all, year) // there may be none left
	}
	if all == nil {
		all = fresh
	}
	maps.Copy(all, fresh)
	m.of[in] = knownTallies{m.upTo, all}
	return all, nil
}

// catchUp reads what was done since. What is done between that and the reading
// of tallies is read again the next time.
func (m *requestTallyMemory) catchUp(ctx context.Context, r Reader) error {
	if m.loaded {
		upTo, n := m.upTo, 0
		changed := map[int]int64{}
		err := r.each(ctx, `select number, thing from journal where number > $1 order by number limit $2`, []any{m.upTo, classesAnew}, func(rows *sql.Rows) error {
			var thing string
			n++
			err := rows.Scan(&upTo, &thing)
			if id, ok := request.ParseThing(thing); ok {
				changed[id.Year()] = upTo
			}
			return err
		})
		if err != nil {
			return err
		}
		if n < classesAnew {
			m.upTo = upTo
			maps.Copy(m.changed, changed)
			return nil
		}
	}
	end, err := r.JournalEnd(ctx)
	if err != nil {
		return err
	}
	m.loaded, m.upTo, m.changed = true, end, map[int]int64{}
	m.sorts, m.of = map[requestSort]*numberedSort{}, map[agency.Code]knownTallies{}
	return nil
}

// readTallies reads the tallies of the years from the table, of all where none
// is given.
func (r Reader) readTallies(ctx context.Context, in agency.Code, years []int, sorts map[requestSort]*numberedSort) (yearTallies, error) {
	var q composer
	q.add(`agency = `, string(in))
	if len(years) > 0 {
		numbers := make([]int64, len(years))
		for i, year := range years {
			numbers[i] = int64(year)
		}
		q.conditions = append(q.conditions, `year in `+q.list(numbers))
	}
	all := yearTallies{}
	err := r.each(ctx, `select year, kind, channel, applicant_kind, state, outcome, late, extended, n from request_tally`+q.where()+` and n <> 0`, q.args, func(rows *sql.Rows) error {
		var year int
		var q requestSort
		var n int64
		err := rows.Scan(&year, &q.kind, &q.channel, &q.applicantKind, &q.state, &q.outcome, &q.late, &q.extended, &n)
		if sorts[q] == nil {
			sorts[q] = &numberedSort{q, q.class()}
		}
		all[year] = append(all[year], sortTally{sorts[q], n})
		return err
	})
	return all, err
}

package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
)

// What follows reads across all agencies at once, for the city's overview and
// the administrators: a fixed number of queries, however many agencies.

// DraftCounts is how many drafts stand in each state, by agency.
func (r Reader) DraftCounts(ctx context.Context) (map[agency.Code]map[publication.State]int, error) {
	counts := map[agency.Code]map[publication.State]int{}
	err := r.each(ctx, `select agency, state, count(*) from draft group by agency, state`, nil, func(rows *sql.Rows) error {
		var in agency.Code
		var state publication.State
		var n int
		if err := rows.Scan(&in, &state, &n); err != nil {
			return err
		}
		if counts[in] == nil {
			counts[in] = map[publication.State]int{}
		}
		counts[in][state] = n
		return nil
	})
	return counts, err
}

// Formed is how many open drafts of an agency have the same days.
type Formed struct {
	Agency   agency.Code
	IssuedOn calendar.Day // NoDay while not filled in
	OpenedAt time.Time    // as of [publication.Draft]
	N        int
}

// DraftsFormed counts the open drafts under the clock of publication, which
// are new information that is proactive or not yet determined, by agency and
// the days from which it runs.
func (r Reader) DraftsFormed(ctx context.Context) ([]Formed, error) {
	var list []Formed
	err := r.each(ctx, `select agency, issued_on, `+draftOpened+` as opened, count(*) from draft
		where state in ('drafting', 'reviewing', 'signing', 'scheduled') and publication = 0 and attribute in ('', $1)
		group by agency, issued_on, opened order by agency, issued_on, opened`, []any{string(publication.Proactive)}, func(rows *sql.Rows) error {
		var f Formed
		var opened int64
		err := rows.Scan(&f.Agency, &f.IssuedOn, &opened, &f.N)
		f.OpenedAt = instant(opened)
		list = append(list, f)
		return err
	})
	return list, err
}

// Passed is one publication as its clock sees it.
type Passed struct {
	ID          int64
	IssuedOn    calendar.Day // NoDay if unknown
	PublishedAt time.Time
}

// recentAgencies is how many agencies one query of [Reader.RecentOf] asks
// about: SQLite joins 500 selections at most.
const recentAgencies = 100

// RecentOf is the last publications of each agency, newest first, up to limit
// each; agencies without any are left out. It costs one look into the index an
// agency, a hundred agencies a query.
func (r Reader) RecentOf(ctx context.Context, codes []agency.Code, limit int) (map[agency.Code][]Passed, error) {
	recent := make(map[agency.Code][]Passed, len(codes))
	for len(codes) > 0 {
		some := codes[:min(len(codes), recentAgencies)]
		codes = codes[len(some):]
		args := []any{limit}
		var branches []string
		for i, code := range some {
			args = append(args, string(code))
			branches = append(branches, `select * from (select agency, issued_on, published_at, id from publication
				where withdrawn_at = 0 and agency = $`+strconv.Itoa(i+2)+`
				order by published_at desc, id desc limit $1) as b`+strconv.Itoa(i))
		}
		err := r.each(ctx, `select agency, id, issued_on, published_at from (`+strings.Join(branches, "\nunion all\n")+`) as branches
			order by agency, published_at desc, id desc`, args, func(rows *sql.Rows) error {
			var in agency.Code
			var p Passed
			var at int64
			err := rows.Scan(&in, &p.ID, &p.IssuedOn, &at)
			p.PublishedAt = instant(at)
			recent[in] = append(recent[in], p)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return recent, nil
}

// Held is how many drafts, requests and remedies of an agency one person holds
// that would have to be handed over.
type Held struct {
	Login  account.Login
	Agency agency.Code
	N      int
}

// WorkHeld counts what people hold, by login and agency: for the number that
// [Reader.DraftsHeldBy], [Reader.RequestsHeldBy] and [Reader.RemediesHeldBy]
// list together.
func (r Reader) WorkHeld(ctx context.Context) ([]Held, error) {
	var list []Held
	err := r.each(ctx, `select login, agency, cast(sum(n) as bigint) from (
			select drafter as login, agency, count(*) as n from draft
			where state in ('drafting', 'reviewing', 'signing', 'scheduled', 'kept') group by drafter, agency
			union all select handler, agency, count(*) from request where state <> 'closed' and handler <> '' group by handler, agency
			union all select clerk, handler, count(*) from remedy where state <> 'closed' and clerk <> '' group by clerk, handler) held
		group by login, agency order by login, agency`, nil, func(rows *sql.Rows) error {
		var h Held
		err := rows.Scan(&h.Login, &h.Agency, &h.N)
		list = append(list, h)
		return err
	})
	return list, err
}

// JournalFilter picks entries; a zero field picks all.
type JournalFilter struct {
	Act    journal.Act
	Actor  string
	Agency string
	Thing  string
}

// JournalWindow is how many entries one call of [Reader.JournalFind] looks
// through at most, unless it is told the thing: the journal has an index by
// number and by thing only, so that an import writes fast.
const JournalWindow = 200_000

// JournalFind is up to limit entries before the number (0: from the end) that
// the filter picks, newest first: all of a thing's, and otherwise those among
// [JournalWindow] entries. It says down to which number it looked: go on with
// seen as before; 1 or less means the beginning was reached, if fewer than
// limit were found.
func (r Reader) JournalFind(ctx context.Context, f JournalFilter, before int64, limit int) (list []journal.Entry, seen int64, err error) {
	if before <= 0 {
		end, err := r.JournalEnd(ctx)
		if err != nil {
			return nil, 0, err
		}
		before = end + 1
	}
	seen = 1
	if f.Thing == "" {
		seen = max(before-JournalWindow, 1)
	}
	args := []any{before, seen, limit}
	where := ``
	pick := func(column, value string) {
		if value != "" {
			args = append(args, value)
			where += ` and ` + column + ` = $` + strconv.Itoa(len(args))
		}
	}
	pick("act", string(f.Act))
	pick("actor", f.Actor)
	pick("agency", f.Agency)
	pick("thing", f.Thing)
	list, err = r.entries(ctx, `select `+entryColumns+` from journal where number < $1 and number >= $2`+where+`
		order by number desc limit $3`, args...)
	if len(list) == limit && limit > 0 {
		seen = list[limit-1].Number
	}
	return list, seen, err
}

// Indexes is the index numbers of publications by id, a page's worth.
func (r Reader) Indexes(ctx context.Context, ids []int64) (map[int64]string, error) {
	indexes := make(map[int64]string, len(ids))
	if len(ids) == 0 {
		return indexes, nil
	}
	var holes []string
	var args []any
	for _, id := range ids {
		args = append(args, id)
		holes = append(holes, "$"+strconv.Itoa(len(args)))
	}
	err := r.each(ctx, `select id, index_number from publication where id in (`+strings.Join(holes, ", ")+`)`, args, func(rows *sql.Rows) error {
		var id int64
		var index string
		err := rows.Scan(&id, &index)
		indexes[id] = index
		return err
	})
	return indexes, err
}

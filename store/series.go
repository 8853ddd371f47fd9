package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/journal"
	"gongkai/affairs/numbering"
	"gongkai/affairs/publication"
	"gongkai/figures/series"
	"gongkai/law/calendar"
)

// Keys of numbers of year and serial begin with the year and afterYear, and end
// before the year and behindYear.
const (
	afterYear  = "|"
	behindYear = "}"
	// behindDigits is where keys begin that do not begin with a year.
	behindDigits = ":"
	lastKey      = "\U0010ffff"
	// numbersBetween reads one index from end to end of a range; of what was
	// withdrawn, which is little, it looks up why.
	numbersBetween = `select number_key, index_number, agency, issued_on, published_at, withdrawn_at from publication
		where number_key <> '' and number_key >= $1 and number_key < $2 and withdrawn_at = 0
		union all
		select number_key, index_number, agency, issued_on, published_at, withdrawn_at from publication
		where id in (select id from publication where number_key <> '' and number_key >= $1 and number_key < $2 and withdrawn_at <> 0)
		and withdrawn_reason <> '` + publication.UndoneReason + `'`
)

// ofYear is the publications with a number of the year, not counting what came
// in by an import that was undone.
const ofYear = `where number_key <> '' and number_key >= $1 and number_key < $2
	and (withdrawn_at = 0 or withdrawn_reason <> '` + publication.UndoneReason + `')`

// NumberYears is the years of which a document number is public, newest first.
func (r Reader) NumberYears(ctx context.Context) ([]int, error) {
	var years []int
	err := r.each(ctx, `with recursive y (n) as (select 2099 union all select n - 1 from y where n > 1900)
		select n from y where exists (select 1 from publication where number_key <> ''
			and number_key >= cast(n as text) || '`+afterYear+`' and number_key < cast(n as text) || '`+behindYear+`' and withdrawn_at = 0)
		order by n desc`, nil, func(rows *sql.Rows) error {
		var year int
		err := rows.Scan(&year)
		years = append(years, year)
		return err
	})
	return years, err
}

// numbers gives what was public under the keys of a range, in no order; ok is
// false for numbers of no series. Titles are not read.
func (r Reader) numbers(ctx context.Context, from, to string, each func(s numbering.Series, it series.Item, ok bool)) error {
	return r.each(ctx, numbersBetween, []any{from, to}, func(rows *sql.Rows) error {
		var key string
		var it series.Item
		var published, withdrawn int64
		if err := rows.Scan(&key, &it.Index, &it.Agency, &it.Issued, &published, &withdrawn); err != nil {
			return err
		}
		s, serial, ok := numbering.Split(key)
		it.Serial, it.Published, it.Withdrawn = serial, calendar.On(instant(published)), withdrawn != 0
		each(s, it, ok)
		return nil
	})
}

// NumbersOf is everything that was public under a number of the year, by
// series; titles are not read.
func (r Reader) NumbersOf(ctx context.Context, year int) (map[numbering.Series][]series.Item, error) {
	of := map[numbering.Series][]series.Item{}
	y := strconv.Itoa(year)
	err := r.numbers(ctx, y+afterYear, y+behindYear, func(s numbering.Series, it series.Item, ok bool) {
		if ok {
			of[s] = append(of[s], it)
		}
	})
	return of, err
}

// NumbersIn is everything that was public under a number of the series, of a
// running one of all its counts. What was withdrawn has no title.
func (r Reader) NumbersIn(ctx context.Context, s numbering.Series) ([]series.Item, error) {
	y := strconv.Itoa(s.Year)
	from, to, like := y+afterYear, y+behindYear, y+afterYear+"%"+afterYear+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s.Prefix)
	if s.Form != numbering.Yearly {
		from, like = s.Stem(), "%"
		if s.Form == numbering.Running {
			s.Year = 0 // no number tells of which count it is
		}
		to = from + lastKey
	}
	var list []series.Item
	err := r.each(ctx, `select number_key, index_number, agency, title, number, issued_on, published_at, withdrawn_at from publication `+ofYear+`
		and number_key like $3 escape '\' order by number_key, id`,
		[]any{from, to, like}, func(rows *sql.Rows) error {
			var key string
			var it series.Item
			var published, withdrawn int64
			if err := rows.Scan(&key, &it.Index, &it.Agency, &it.Title, &it.Number, &it.Issued, &published, &withdrawn); err != nil {
				return err
			}
			of, serial, ok := numbering.Split(key)
			if !ok || of != s {
				return nil
			}
			it.Serial, it.Published, it.Withdrawn = serial, calendar.On(instant(published)), withdrawn != 0
			if it.Withdrawn {
				it.Title = ""
			}
			list = append(list, it)
			return nil
		})
	return list, err
}

// OtherNumbers is everything that was public under a number that is not of a
// year in brackets: by series, that of running ones without a year; and the
// index numbers of what is public under a number of no series. Titles are not
// read.
func (r Reader) OtherNumbers(ctx context.Context) (of map[numbering.Series][]series.Item, odd []string, err error) {
	of = map[numbering.Series][]series.Item{}
	err = r.numbers(ctx, behindDigits, lastKey, func(s numbering.Series, it series.Item, ok bool) {
		if ok {
			of[s] = append(of[s], it)
		} else if !it.Withdrawn {
			odd = append(odd, it.Index)
		}
	})
	return of, odd, err
}

// LinesAt is the public publications at these index numbers, the last issued
// first; no more than a page shows.
func (r Reader) LinesAt(ctx context.Context, indexes []string) (list []Line, err error) {
	err = r.linesIn(ctx, `index_number`, indexes, `withdrawn_at = 0 order by issued_on desc, id desc`, func(l Line) { list = append(list, l) })
	return list, err
}

// Explanations is what was said of the missing numbers of a year, by series and
// number; of one series only if one is given. Of a year 0, those of all years of
// running series.
func (r Reader) Explanations(ctx context.Context, year int, only *numbering.Series) ([]numbering.Explanation, error) {
	where, args := `where year = $1`, []any{year}
	if year == 0 {
		where, args = `where prefix like $1`, []any{"%" + string(numbering.Running)}
	}
	if only != nil {
		where, args = where+` and prefix = $2`, append(args, only.Name())
	}
	var list []numbering.Explanation
	err := r.each(ctx, `select prefix, year, first, last, why, ground, note, agency, login, at from series_note `+where+` order by prefix, first`,
		args, func(rows *sql.Rows) error {
			var e numbering.Explanation
			var at int64
			var name string
			var year int
			err := rows.Scan(&name, &year, &e.First, &e.Last, &e.Why, &e.Ground, &e.Note, &e.Agency, &e.By, &at)
			e.Series, e.At = numbering.Named(name, year), instant(at)
			list = append(list, e)
			return err
		})
	return list, err
}

// Explain saves what was said of missing numbers. Errors: [ErrDuplicate].
func (tx *Tx) Explain(ctx context.Context, n numbering.Explanation, e journal.Entry) error {
	_, err := tx.exec(ctx, `insert into series_note (prefix, year, first, last, why, ground, note, agency, login, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, n.Series.Name(), n.Series.Year, n.First, n.Last, string(n.Why), n.Ground, n.Note,
		string(n.Agency), string(n.By), micros(n.At))
	if err != nil {
		if tx.store.engine.duplicate(err) {
			err = fmt.Errorf("%w: %w", ErrDuplicate, err)
		}
		return tx.fail(fmt.Errorf("explain %s: %w", n.Series.Thing(), err))
	}
	return tx.enter(ctx, e)
}

// RetractExplanation takes back what was said. Errors: [ErrChanged] when it is
// no longer there.
func (tx *Tx) RetractExplanation(ctx context.Context, n numbering.Explanation, e journal.Entry) error {
	err := saved(tx.exec(ctx, `delete from series_note where prefix = $1 and year = $2 and first = $3`, n.Series.Name(), n.Series.Year, n.First))
	if err != nil {
		return tx.fail(fmt.Errorf("retract explanation in %s: %w", n.Series.Thing(), err))
	}
	return tx.enter(ctx, e)
}

// Unnumbered is the rules and normative documents issued in the year (published
// in it, of those without a day of issue) that bear no number, by when they were
// published; public ones only.
func (r Reader) Unnumbered(ctx context.Context, year int) ([]Line, error) {
	first, last := calendar.Date(year, time.January, 1), calendar.Date(year, time.December, 31)
	from, to := yearSpan(year)
	return r.lines(ctx, `where withdrawn_at = 0 and `+isDocument+` and number_key = '' and (
		issued_on >= $1 and issued_on <= $2 or issued_on = `+noDay+` and published_at >= $3 and published_at < $4)
		order by published_at, id`, int64(first), int64(last), from, to)
}

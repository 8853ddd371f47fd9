package store

import (
	"context"
	"database/sql"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
)

// DraftsNumbered is the drafts, kept or in hand, of any agency that bear a
// document number (a key of text.NumberKey), the newest first, 20 at most.
func (r Reader) DraftsNumbered(ctx context.Context, key string) ([]publication.Draft, error) {
	if key == "" {
		return nil, nil
	}
	return r.drafts(ctx, `where number_key = $1 and state not in ('done', 'discarded') order by id desc limit 20`, key)
}

// DraftsTitled is the drafts of an agency, kept or in hand, whose titles are the
// same; same compares one. All its titles are read.
func (r Reader) DraftsTitled(ctx context.Context, in agency.Code, same func(title string) bool) ([]publication.Draft, error) {
	ids, err := r.titled(ctx, `select id, title from draft where agency = $1 and state not in ('done', 'discarded')`, in, same)
	var list []publication.Draft
	for _, id := range ids {
		d, err := r.Draft(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, err
}

// PublicationsTitled is the publications of an agency, as [Reader.DraftsTitled].
func (r Reader) PublicationsTitled(ctx context.Context, in agency.Code, same func(title string) bool) ([]int64, error) {
	return r.titled(ctx, `select id, title from publication where agency = $1 and withdrawn_at = 0`, in, same)
}

func (r Reader) titled(ctx context.Context, text string, in agency.Code, same func(string) bool) ([]int64, error) {
	var ids []int64
	err := r.each(ctx, text, []any{string(in)}, func(rows *sql.Rows) error {
		var id int64
		var title string
		err := rows.Scan(&id, &title)
		if err == nil && same(title) {
			ids = append(ids, id)
		}
		return err
	})
	return ids, err
}

// Openings is when it was decided to publish what had been kept, by the
// publications that came of it: far fewer than publications. What was public
// already is not among them.
func (r Reader) Openings(ctx context.Context) (map[int64]time.Time, error) {
	opened := map[int64]time.Time{}
	// Conversions are few: each leads to its draft and that to its publication.
	err := r.each(ctx, `select d.publication, max(c.at) from conversion c cross join draft d cross join publication p
		where c.later = 'proactive' and d.id = c.draft and d.state = 'done' and p.id = d.publication and c.at <= p.published_at
		group by d.publication`, nil, func(rows *sql.Rows) error {
		var id, at int64
		err := rows.Scan(&id, &at)
		opened[id] = instant(at)
		return err
	})
	return opened, err
}

// DraftsDisputed is the drafts in which the agency above both has to decide,
// the longest waiting first, 500 at most.
func (r Reader) DraftsDisputed(ctx context.Context) ([]publication.Draft, error) {
	return r.drafts(ctx, `where id in (select draft from dispute) and state = 'drafting' order by id limit 500`)
}

// DraftsKept is what an agency keeps and looks at again on one of the days
// from first to last, the earliest first.
func (r Reader) DraftsKept(ctx context.Context, in agency.Code, first, last calendar.Day, limit int) ([]publication.Draft, error) {
	return r.drafts(ctx, `where agency = $1 and state = 'kept' and reexamine_on between $2 and $3 order by reexamine_on, id limit $4`,
		string(in), int64(first), int64(last), limit)
}

// Kept is how many things an agency keeps that are looked at again on one day.
type Kept struct {
	Agency agency.Code
	On     calendar.Day
	N      int
}

// KeptDays counts what each agency keeps by the day it is looked at again.
func (r Reader) KeptDays(ctx context.Context) ([]Kept, error) {
	var list []Kept
	err := r.each(ctx, `select agency, reexamine_on, count(*) from draft where state = 'kept'
		group by agency, reexamine_on order by agency, reexamine_on`, nil, func(rows *sql.Rows) error {
		var k Kept
		err := rows.Scan(&k.Agency, &k.On, &k.N)
		list = append(list, k)
		return err
	})
	return list, err
}

// SaveConverted saves a draft that was opened further, and the fact that it
// was. Errors: those of [Tx.SaveDraft].
func (tx *Tx) SaveConverted(ctx context.Context, d publication.Draft, c publication.Conversion, e journal.Entry) error {
	if err := tx.later(ctx, write{thing: d.Thing(), text: `insert into conversion (draft, at, agency, earlier, later, reason, login)
		values ($1, $2, $3, $4, $5, $6, $7)`,
		args: []any{c.Draft, micros(c.At), string(c.Agency), string(c.From), string(c.To), c.Reason, string(c.By)}}); err != nil {
		return err
	}
	return tx.SaveDraft(ctx, d, e)
}

// Converted is how often agencies opened something further in one way.
type Converted struct {
	Agency   agency.Code
	From, To publication.Attribute
	N        int
}

// ConversionCounts counts what was opened further from one instant to before
// another, by agency and by what it was and became.
func (r Reader) ConversionCounts(ctx context.Context, from, to time.Time) ([]Converted, error) {
	var list []Converted
	err := r.each(ctx, `select agency, earlier, later, count(*) from conversion where at >= $1 and at < $2
		group by agency, earlier, later order by agency, earlier, later`, []any{micros(from), micros(to)}, func(rows *sql.Rows) error {
		var c Converted
		err := rows.Scan(&c.Agency, &c.From, &c.To, &c.N)
		list = append(list, c)
		return err
	})
	return list, err
}

// Conversions is what an agency opened further from one instant to before
// another, the latest first.
func (r Reader) Conversions(ctx context.Context, in agency.Code, from, to time.Time, limit int) ([]publication.Conversion, error) {
	var list []publication.Conversion
	err := r.each(ctx, `select c.draft, c.agency, d.title, c.earlier, c.later, c.reason, c.login, c.at, d.state
		from conversion c join draft d on d.id = c.draft
		where c.agency = $1 and c.at >= $2 and c.at < $3 order by c.at desc, c.draft, c.later limit $4`,
		[]any{string(in), micros(from), micros(to), limit}, func(rows *sql.Rows) error {
			var c publication.Conversion
			var at int64
			err := rows.Scan(&c.Draft, &c.Agency, &c.Title, &c.From, &c.To, &c.Reason, &c.By, &at, &c.State)
			c.At = instant(at)
			list = append(list, c)
			return err
		})
	return list, err
}

// NextInquiry gives out the number of a letter to the secrecy authority, of an
// agency in a year.
func (tx *Tx) NextInquiry(ctx context.Context, in agency.Code, year int) (int64, error) {
	n, err := tx.next(ctx, "inquiry/"+string(in)+"/"+calendar.Date(year, 1, 1).String(), 1)
	return n, tx.fail(err)
}

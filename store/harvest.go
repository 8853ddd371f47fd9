package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
)

// Harvested is a publication as it is told to those who follow the record. Of
// a withdrawn one the content is empty: it is told only that it is gone.
type Harvested struct {
	publication.Publication
	// ChangedAt is when the record of it last changed here; for an imported one
	// that was not changed since, when it came in.
	ChangedAt time.Time
}

// Gone says whether it was withdrawn.
func (h Harvested) Gone() bool { return !h.WithdrawnAt.IsZero() }

// HappenedAt is when the public last heard of it: its publication, its newest
// version or its withdrawal.
func (h Harvested) HappenedAt() time.Time {
	if h.Gone() {
		return h.WithdrawnAt
	}
	return h.VersionAt
}

// Cursor is the place of it in a feed.
func (h Harvested) Cursor() Cursor { return Cursor{At: micros(h.HappenedAt()), ID: h.ID} }

// Changed is the place of it among all changes.
func (h Harvested) Changed() Cursor { return Cursor{At: micros(h.ChangedAt), ID: h.ID} }

// beginning is how many characters of a body are read for a summary.
const beginning = 4000

var harvestColumns = `id, index_number, agency, category, title, number, issued_on, published_at, substr(body, 1, ` + strconv.Itoa(beginning) + `),
	keywords, normative, validity, channels, attachments, version, version_at, change, withdrawn_at, withdrawn_reason, successor,
	ended_on, interprets, changed_at`

func (r Reader) harvested(ctx context.Context, where string, args ...any) ([]Harvested, error) {
	var list []Harvested
	err := r.each(ctx, `select `+harvestColumns+` from publication `+where, args, func(rows *sql.Rows) error {
		var h Harvested
		var attachments string
		var publishedAt, versionAt, withdrawnAt, changedAt int64
		c := &h.Content
		err := rows.Scan(&h.ID, &h.Index, &h.Agency, &c.Category, &c.Title, &c.Number, &c.IssuedOn, &publishedAt, &c.Body,
			&c.Keywords, &c.Normative, &c.Validity, &c.Channels, &attachments, &h.Version, &versionAt, &h.Change, &withdrawnAt,
			&h.WithdrawnReason, &h.Successor, &c.EndedOn, &c.Interprets, &changedAt)
		if err != nil {
			return err
		}
		h.PublishedAt, h.VersionAt, h.WithdrawnAt, h.ChangedAt = instant(publishedAt), instant(versionAt), instant(withdrawnAt), instant(changedAt)
		if h.Gone() {
			h.Content, h.Change = publication.Content{}, ""
		} else if err := unpack(attachments, &c.Attachments); err != nil {
			return err
		}
		list = append(list, h)
		return nil
	})
	return list, err
}

// Feed is up to size publications of the selection in the order in which the
// public heard of them, newest first, after the place: each once, at its
// publication, its newest version or its withdrawal. Only the beginning of a
// body is read. Of the selection count the agency, the categories and, alone,
// the normative kind; each of them reads indexes from their ends.
func (r Reader) Feed(ctx context.Context, s Selection, after Cursor, size int) ([]Harvested, error) {
	var args []any
	hole := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	where := ""
	if s.Agency != "" {
		where += ` and agency = ` + hole(string(s.Agency))
	}
	if s.Normative {
		where += ` and normative`
	}
	if after.ID == 0 {
		// A place even so: with a range to look for, SQLite takes the index that
		// is in order.
		after.At = 1 << 62
	}
	at, id := hole(after.At), hole(after.ID)
	limit := hole(size)
	categories := []string{""}
	for i, code := range s.Categories {
		if i == 0 {
			categories = nil
		}
		categories = append(categories, ` and category = `+hole(code))
	}
	var branches []string
	for _, category := range categories {
		for _, of := range [...]struct{ column, which string }{
			{"published_at", `version = 1 and withdrawn_at = 0`},
			{"version_at", `version > 1 and withdrawn_at = 0`},
			{"withdrawn_at", `withdrawn_at <> 0`},
		} {
			branches = append(branches, `select * from (select `+of.column+` as at, id from publication
				where `+of.which+where+category+` and (`+of.column+`, id) < (`+at+`, `+id+`)
				order by `+of.column+` desc, id desc limit `+limit+`) as b`+strconv.Itoa(len(branches)))
		}
	}
	var ids []int64
	err := r.each(ctx, `select at, id from (`+strings.Join(branches, "\nunion all\n")+`) as branches order by at desc, id desc limit `+limit, args,
		func(rows *sql.Rows) error {
			var at, id int64
			err := rows.Scan(&at, &id)
			ids = append(ids, id)
			return err
		})
	if err != nil {
		return nil, err
	}
	return r.Harvest(ctx, ids)
}

// Harvest is the publications of the ids, in that order; those not there are
// left out.
func (r Reader) Harvest(ctx context.Context, ids []int64) ([]Harvested, error) {
	byID := make(map[int64]Harvested, len(ids))
	for rest := ids; len(rest) > 0; {
		n := min(len(rest), bulkRows)
		args := make([]any, bulkRows)
		for i := range args {
			args[i] = rest[min(i, n-1)]
		}
		some, err := r.harvested(ctx, `where id in `+holes(1, bulkRows), args...)
		if err != nil {
			return nil, err
		}
		for _, h := range some {
			byID[h.ID] = h
		}
		rest = rest[n:]
	}
	list := make([]Harvested, 0, len(ids))
	for _, id := range ids {
		if h, ok := byID[id]; ok {
			list = append(list, h)
		}
	}
	return list, nil
}

// Changes is up to limit publications of the agency ("" for all), withdrawn
// ones included, by when their record last changed, oldest first: those of
// [from, until) after the place. A zero until leaves the end open.
func (r Reader) Changes(ctx context.Context, in agency.Code, from, until time.Time, after Cursor, limit int) ([]Harvested, error) {
	args := []any{micros(from), limit}
	where := `where changed_at <> 0 and changed_at >= $1`
	hole := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	if !until.IsZero() {
		where += ` and changed_at < ` + hole(micros(until))
	}
	if after.ID != 0 {
		where += ` and (changed_at, id) > (` + hole(after.At) + `, ` + hole(after.ID) + `)`
	}
	if in != "" {
		where += ` and agency = ` + hole(string(in))
	}
	return r.harvested(ctx, where+` order by changed_at, id limit $2`, args...)
}

// FirstChange is the oldest change there is; the zero time for an empty record.
func (r Reader) FirstChange(ctx context.Context) (time.Time, error) {
	return r.changed(ctx, `select changed_at from publication where changed_at <> 0 order by changed_at, id limit 1`)
}

// LastChange is the newest change in an agency's record; zero if it has none.
func (r Reader) LastChange(ctx context.Context, in agency.Code) (time.Time, error) {
	return r.changed(ctx, `select changed_at from publication where changed_at <> 0 and agency = $1 order by changed_at desc, id desc limit 1`, string(in))
}

func (r Reader) changed(ctx context.Context, text string, args ...any) (time.Time, error) {
	var at int64
	err := r.one(ctx, text, args, &at)
	if err == ErrNotFound {
		return time.Time{}, nil
	}
	return instant(at), err
}

// LastChanges is up to limit of the public ones whose record changed last,
// newest first.
func (r Reader) LastChanges(ctx context.Context, limit int) ([]Address, error) {
	return r.addresses(ctx, `where changed_at <> 0 and withdrawn_at = 0 order by changed_at desc, id desc limit $1`, limit)
}

// Address is what a sitemap says of a publication.
type Address struct {
	Index     string
	VersionAt time.Time
	place     Cursor
}

func (r Reader) addresses(ctx context.Context, where string, args ...any) ([]Address, error) {
	var list []Address
	err := r.each(ctx, `select index_number, version_at, published_at, id from publication `+where, args, func(rows *sql.Rows) error {
		var a Address
		var at int64
		err := rows.Scan(&a.Index, &at, &a.place.At, &a.place.ID)
		a.VersionAt = instant(at)
		list = append(list, a)
		return err
	})
	return list, err
}

// Addresses gives what an agency published in a year, oldest first, from the
// skip-th on (0 is the first), up to limit of them, to give, a thousand at a
// time. Only the index is read of what is skipped.
func (r Reader) Addresses(ctx context.Context, in agency.Code, year, skip, limit int, give func([]Address) error) error {
	from, to := publishedBetween(year)
	const slice = `where agency = $1 and published_at >= $2 and published_at < $3 and withdrawn_at = 0`
	at := Cursor{At: from - 1}
	if skip > 0 {
		err := r.one(ctx, `select published_at, id from publication `+slice+` order by published_at, id limit 1 offset $4`,
			[]any{string(in), from, to, skip - 1}, &at.At, &at.ID)
		if err == ErrNotFound {
			return nil
		}
		if err != nil {
			return err
		}
	}
	for limit > 0 {
		n := min(limit, 1000)
		list, err := r.addresses(ctx, slice+` and (published_at, id) > ($4, $5) order by published_at, id limit $6`,
			string(in), from, to, at.At, at.ID, n)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := give(list); err != nil {
			return err
		}
		at, limit = list[len(list)-1].place, limit-n
		if len(list) < n {
			return nil
		}
	}
	return nil
}

// Catalogue is up to limit public records of the catalogue (目录) published in
// the year, 0 for every year, oldest first after the place. Bodies are not
// read.
func (r Reader) Catalogue(ctx context.Context, year int, after Cursor, limit int) ([]CatalogueRow, error) {
	from, to := publishedBetween(year)
	if after.ID == 0 {
		after.At = from - 1
	}
	var list []CatalogueRow
	err := r.each(ctx, `select `+lineColumns+`, keywords, attachments, version, version_at, ended_on, interprets, piece from publication
		where withdrawn_at = 0 and published_at >= $1 and published_at < $2 and (published_at, id) > ($3, $4)
		order by published_at, id limit $5`, []any{from, to, after.At, after.ID, limit}, func(rows *sql.Rows) error {
		var v CatalogueRow
		var at, versionAt int64
		var attachments string
		l := &v.Line
		err := rows.Scan(&l.ID, &l.Index, &l.Agency, &l.Category, &l.Title, &l.Number, &l.IssuedOn, &at, &l.Validity, &l.Normative, &l.Channels,
			&v.Keywords, &attachments, &v.Version, &versionAt, &v.EndedOn, &v.Interprets, &v.Piece)
		if err != nil {
			return err
		}
		l.PublishedAt, v.VersionAt = instant(at), instant(versionAt)
		err = unpack(attachments, &v.Attachments)
		list = append(list, v)
		return err
	})
	return list, err
}

// CatalogueRow is a record of the catalogue as it is handed out.
type CatalogueRow struct {
	Line
	Keywords    string
	Attachments []publication.Attachment
	EndedOn     calendar.Day // when a document ceased; NoDay while in force
	Interprets  string       // number of the policy it explains
	Piece       publication.Piece
	Version     int
	VersionAt   time.Time
}

// PlaceOf is the place of a publication in the order of publication, withdrawn
// or not. Errors: [ErrNotFound].
func (r Reader) PlaceOf(ctx context.Context, index string) (Cursor, error) {
	var c Cursor
	err := r.one(ctx, `select published_at, id from publication where index_number = $1`, []any{index}, &c.At, &c.ID)
	if err != nil {
		return Cursor{}, fmt.Errorf("place of %s: %w", index, err)
	}
	return c, nil
}

// Cell is how much an agency published in a year.
type Cell struct {
	Agency agency.Code
	Year   int
	N      int64
}

// Cells is every agency and year with something public, in that order.
func (r Reader) Cells(ctx context.Context) ([]Cell, error) {
	var list []Cell
	err := r.each(ctx, `select agency, year, sum(n) from tally group by agency, year having sum(n) > 0 order by agency, year`, nil,
		func(rows *sql.Rows) error {
			var c Cell
			err := rows.Scan(&c.Agency, &c.Year, &c.N)
			list = append(list, c)
			return err
		})
	return list, err
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

const agencyColumns = `code, name, short, english, kind, parent, prefix, card, guide, guide_at,
	former, position, closed_on, successors, stamp`

func scanAgency(rows row) (agency.Agency, error) {
	var a agency.Agency
	var card, former, successors string
	var guideAt int64
	err := rows.Scan(&a.Code, &a.Name, &a.Short, &a.English, &a.Kind, &a.Parent, &a.Prefix,
		&card, &a.Guide, &guideAt, &former, &a.Position, &a.ClosedOn, &successors, &a.Stamp)
	if err != nil {
		return a, err
	}
	a.GuideAt = instant(guideAt)
	return a, unpack(card, &a.Card, former, &a.Former, successors, &a.Successors)
}

// Agencies is every agency there ever was, by kind's order and position.
func (r Reader) Agencies(ctx context.Context) ([]agency.Agency, error) {
	var list []agency.Agency
	err := r.each(ctx, `select `+agencyColumns+` from agency order by position, code`, nil, func(rows *sql.Rows) error {
		a, err := scanAgency(rows)
		list = append(list, a)
		return err
	})
	return list, err
}

// AgenciesOf is the agencies with one of the codes, by code; there may be
// fewer.
func (r Reader) AgenciesOf(ctx context.Context, codes []agency.Code) (map[agency.Code]agency.Agency, error) {
	found := map[agency.Code]agency.Agency{}
	if len(codes) == 0 {
		return found, nil
	}
	return found, r.answer(ctx, agenciesOf(codes, found))
}

// agenciesOf asks for agencies, one at least.
func agenciesOf(codes []agency.Code, found map[agency.Code]agency.Agency) question {
	var q composer
	var names []string
	for n := 1; len(names) < len(codes); n *= 2 { // few different texts
		for len(names) < n {
			names = append(names, q.hole(string(codes[min(len(names), len(codes)-1)])))
		}
	}
	return question{`select ` + agencyColumns + ` from agency where code in (` + strings.Join(names, ", ") + `)`, q.args, func(r row) error {
		a, err := scanAgency(r)
		found[a.Code] = a
		return err
	}}
}

// Agency is one agency. Errors: [ErrNotFound].
func (r Reader) Agency(ctx context.Context, code agency.Code) (agency.Agency, error) {
	var a agency.Agency
	seen := false
	err := r.each(ctx, `select `+agencyColumns+` from agency where code = $1`, []any{string(code)}, func(rows *sql.Rows) (err error) {
		a, err = scanAgency(rows)
		seen = true
		return err
	})
	if err == nil && !seen {
		err = ErrNotFound
	}
	return a, err
}

// SaveAgency saves the agency as it was read (by its stamp), or new. Errors:
// [ErrChanged], agency.ErrExists.
func (tx *Tx) SaveAgency(ctx context.Context, a agency.Agency, e journal.Entry) error {
	card, former, successors, err := pack3(a.Card, a.Former, a.Successors)
	if err != nil {
		return tx.fail(err)
	}
	args := []any{string(a.Code), a.Name, a.Short, a.English, string(a.Kind), string(a.Parent), a.Prefix,
		card, a.Guide, micros(a.GuideAt), former, a.Position, int64(a.ClosedOn), successors, a.Stamp + 1}
	if a.Stamp == 0 {
		_, err = tx.exec(ctx, `insert into agency (`+agencyColumns+`) values `+holes(1, 15), args...)
		if err != nil && tx.store.engine.duplicate(err) {
			err = agency.ErrExists
		}
	} else {
		err = saved(tx.exec(ctx, `update agency set
				name = $2, short = $3, english = $4, kind = $5, parent = $6, prefix = $7, card = $8, guide = $9,
				guide_at = $10, former = $11, position = $12, closed_on = $13, successors = $14, stamp = $15
			where code = $1 and stamp = $16`, append(args, a.Stamp)...))
	}
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", a.Code.Thing(), err))
	}
	return tx.enter(ctx, e)
}

// Notice is a holiday notice the city added to those compiled in.
type Notice struct {
	PublishedOn calendar.Day
	Text        string // JSON, as calendar.ParseNotice reads it
}

// Notices is the notices the city added, in the order of their publication.
func (r Reader) Notices(ctx context.Context) ([]Notice, error) {
	var list []Notice
	err := r.each(ctx, `select published_on, text from notice order by published_on, year`, nil, func(rows *sql.Rows) error {
		var n Notice
		err := rows.Scan(&n.PublishedOn, &n.Text)
		list = append(list, n)
		return err
	})
	return list, err
}

// SaveNotice adds a holiday notice of the year.
func (tx *Tx) SaveNotice(ctx context.Context, year int, published calendar.Day, text string, e journal.Entry) error {
	_, err := tx.exec(ctx, `insert into notice (year, published_on, text) values ($1, $2, $3)
		on conflict (year, published_on) do update set text = excluded.text`, year, int64(published), text)
	if err != nil {
		return tx.fail(err)
	}
	return tx.enter(ctx, e)
}

// pack and unpack carry the structures nobody filters by.
func pack(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func pack3(a, b, c any) (x, y, z string, err error) {
	if x, err = pack(a); err == nil {
		if y, err = pack(b); err == nil {
			z, err = pack(c)
		}
	}
	return x, y, z, err
}

// unpack reads pairs of text and destination.
func unpack(pairs ...any) error {
	for i := 0; i < len(pairs); i += 2 {
		text := pairs[i].(string)
		if text == "" || text == "null" || text == "{}" {
			continue // most of most records, and a decoder takes its time over nothing too
		}
		if err := json.Unmarshal([]byte(text), pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// maxInterpretations is how many pieces are listed with one policy.
const maxInterpretations = 100

// Policy is the public publication that a content explains, by its index number
// or its document number; of several with one number the document that was
// published first. except is the content's own publication, 0 for none. Errors:
// [ErrNotFound], also for what is no longer public.
func (r Reader) Policy(ctx context.Context, c publication.Content, except int64) (Line, error) {
	key := c.Explains()
	if key == "" || strings.HasSuffix(key, "|") {
		return Line{}, ErrNotFound
	}
	column := `number_key <> '' and number_key`
	if index, err := publication.ParseIndex(key); err == nil && index == key {
		column = `index_number`
	}
	return only(r.lines(ctx, `where `+column+` = $1 and id <> $2 and withdrawn_at = 0
		order by `+isDocument+` desc, published_at, id limit 1`, key, except))
}

// InterpretationsOf is the public pieces that explain a publication, the first
// first, 100 at most; their Policy is left out.
func (r Reader) InterpretationsOf(ctx context.Context, p publication.Publication) ([]Interpretation, error) {
	number := p.Index
	if p.Content.Number != "" {
		if key, _ := text.NumberKey(p.Content.Number); key != "" && !strings.HasSuffix(key, "|") {
			number = key
		}
	}
	var list []Interpretation
	err := r.each(ctx, `select `+lineColumns+`, piece from publication where interprets_key <> '' and interprets_key in ($1, $2) and id <> $3
		and withdrawn_at = 0 order by published_at, id limit $4`, []any{p.Index, number, p.ID, maxInterpretations}, func(rows *sql.Rows) error {
		var v Interpretation
		var at int64
		err := rows.Scan(&v.ID, &v.Index, &v.Agency, &v.Category, &v.Title, &v.Number, &v.IssuedOn, &at, &v.Validity, &v.Normative, &v.Channels, &v.Piece)
		v.PublishedAt = instant(at)
		list = append(list, v)
		return err
	})
	return list, err
}

func (r Reader) lines(ctx context.Context, where string, args ...any) ([]Line, error) {
	var list []Line
	err := r.each(ctx, `select `+lineColumns+` from publication `+where, args, func(rows *sql.Rows) error {
		l, err := scanLine(rows)
		list = append(list, l)
		return err
	})
	return list, err
}

// Interpretation is a public piece that explains a policy.
type Interpretation struct {
	Line
	Piece publication.Piece
	// Policy is what it explains; ID 0 if nothing public bears that number.
	Policy Line
}

// Interpretations is the public pieces published in the year that explain a
// policy, the first first, each with its policy as [Reader.Policy] finds it.
func (r Reader) Interpretations(ctx context.Context, year int) ([]Interpretation, error) {
	from, to := yearSpan(year)
	var list []Interpretation
	var keys []string
	err := r.each(ctx, `select `+lineColumns+`, piece, interprets_key from publication
		where interprets_key <> '' and withdrawn_at = 0 and published_at >= $1 and published_at < $2 order by published_at, id`,
		[]any{from, to}, func(rows *sql.Rows) error {
			var v Interpretation
			var at int64
			var key string
			err := rows.Scan(&v.ID, &v.Index, &v.Agency, &v.Category, &v.Title, &v.Number, &v.IssuedOn, &at, &v.Validity, &v.Normative, &v.Channels, &v.Piece, &key)
			v.PublishedAt = instant(at)
			list, keys = append(list, v), append(keys, key)
			return err
		})
	if err != nil {
		return nil, err
	}
	policies, err := r.policies(ctx, keys)
	for i := range list {
		if p, ok := policies[keys[i]]; ok && p.ID != list[i].ID {
			list[i].Policy = p
		}
	}
	return list, err
}

// policies is the public documents of index numbers and number keys, by key; of
// several with one number the one [Reader.Policy] gives.
func (r Reader) policies(ctx context.Context, keys []string) (map[string]Line, error) {
	found := map[string]Line{}
	for rest := keys; len(rest) > 0; {
		n := min(len(rest), bulkRows)
		args := make([]any, bulkRows)
		for i := range args {
			args[i] = rest[min(i, n-1)]
		}
		for _, column := range [...]string{`number_key`, `index_number`} {
			some, err := r.lines(ctx, `where `+column+` <> '' and `+column+` in `+holes(1, bulkRows)+` and withdrawn_at = 0
				order by `+isDocument+` desc, published_at, id`, args...)
			if err != nil {
				return nil, err
			}
			for _, l := range some {
				key := l.Index
				if column == `number_key` {
					key, _ = text.NumberKey(l.Number)
				}
				if _, ok := found[key]; !ok {
					found[key] = l
				}
			}
		}
		rest = rest[n:]
	}
	return found, nil
}

// InterpretationYears is the years in which pieces that explain a policy were
// published, newest first.
func (r Reader) InterpretationYears(ctx context.Context) ([]int, error) {
	var years []int
	before := int64(1) << 62
	for {
		var at int64
		err := r.one(ctx, `select published_at from publication where interprets_key <> '' and withdrawn_at = 0 and published_at < $1
			order by published_at desc, id desc limit 1`, []any{before}, &at)
		if err == ErrNotFound {
			return years, nil
		}
		if err != nil {
			return nil, err
		}
		year := calendar.On(instant(at)).Year()
		years = append(years, year)
		before, _ = yearSpan(year)
	}
}

// Planned is a public policy with how it is to be explained, or why it is not.
type Planned struct {
	Line
	Plan  publication.Plan
	DueOn calendar.Day // last day for the piece; NoDay for an exempt policy
}

// SavePlan keeps the plan of a policy that was just published, within the act
// that published it.
func (tx *Tx) SavePlan(ctx context.Context, p publication.Publication, plan publication.Plan, due calendar.Day) error {
	_, err := tx.exec(ctx, `insert into interpretation_plan (publication, agency, kind, drafter, due_on, exempt, login) values ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, string(p.Agency), string(plan.Kind), plan.Drafter, int64(due), plan.Exempt, string(plan.By))
	if err != nil {
		return tx.fail(err)
	}
	return nil
}

// Unexplained is the public policies with a plan that no public piece explains
// yet, the most urgent first.
func (r Reader) Unexplained(ctx context.Context) ([]Planned, error) {
	return r.planned(ctx, `exempt = '' and not exists (select 1 from publication as piece
			where piece.interprets_key <> '' and piece.withdrawn_at = 0 and piece.id <> publication.id
				and piece.interprets_key in (publication.index_number, publication.number_key))`, `due_on, publication.id`)
}

// Exempted is the public policies that need no explanation, the newest first.
func (r Reader) Exempted(ctx context.Context) ([]Planned, error) {
	return r.planned(ctx, `exempt <> ''`, `published_at desc, publication.id desc`)
}

// planned goes from the plans, which are few, to the publications: SQLite reads
// a cross join in the order in which it is written.
func (r Reader) planned(ctx context.Context, where, order string) ([]Planned, error) {
	var list []Planned
	err := r.each(ctx, `select publication.id, index_number, publication.agency, category, title, number, issued_on, published_at, validity, normative, channels,
			kind, interpretation_plan.drafter, due_on, exempt, login
		from interpretation_plan cross join publication where publication.id = interpretation_plan.publication and publication.withdrawn_at = 0
			and `+where+` order by `+order, nil,
		func(rows *sql.Rows) error {
			var v Planned
			var at int64
			err := rows.Scan(&v.ID, &v.Index, &v.Agency, &v.Category, &v.Title, &v.Number, &v.IssuedOn, &at, &v.Validity, &v.Normative, &v.Channels,
				&v.Plan.Kind, &v.Plan.Drafter, &v.DueOn, &v.Plan.Exempt, &v.Plan.By)
			v.PublishedAt = instant(at)
			list = append(list, v)
			return err
		})
	return list, err
}

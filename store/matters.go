package store

import (
	"context"
	"database/sql"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
)

// maxSteps is how many publications of one matter are read: a matter of more
// steps is a category.
const maxSteps = 500

// Matter is what an agency publishes of one matter (事项).
type Matter struct {
	Agency agency.Code
	Name   string
	// Steps is how many public publications there are of each stage.
	Steps  map[publication.Stage]int
	Newest int64 // microseconds of the last publication
}

// Missing is the stages of which nothing is public, in their order.
func (m Matter) Missing() []publication.Stage {
	var list []publication.Stage
	for _, s := range publication.Stages {
		if m.Steps[s] == 0 {
			list = append(list, s)
		}
	}
	return list
}

// Matters is the matters of an agency, "" for all agencies, of which something
// is public, by agency and name after the place, up to limit.
func (r Reader) Matters(ctx context.Context, in agency.Code, after Matter, limit int) ([]Matter, error) {
	var list []Matter
	err := r.each(ctx, `select agency, matter, stage, count(*), max(published_at) from publication
		where withdrawn_at = 0 and (agency, matter) in (
			select distinct agency, matter from publication
			where matter <> '' and withdrawn_at = 0 and ($1 = '' or agency = $1) and (agency, matter) > ($2, $3)
			order by agency, matter limit $4)
		and matter <> '' group by agency, matter, stage order by agency, matter`,
		[]any{string(in), string(after.Agency), after.Name, limit}, func(rows *sql.Rows) error {
			m := Matter{Steps: map[publication.Stage]int{}}
			var stage publication.Stage
			var n int
			if err := rows.Scan(&m.Agency, &m.Name, &stage, &n, &m.Newest); err != nil {
				return err
			}
			if last := len(list) - 1; last >= 0 && list[last].Agency == m.Agency && list[last].Name == m.Name {
				m.Newest = max(m.Newest, list[last].Newest)
				m.Steps = list[last].Steps
				list[last] = m
			} else {
				list = append(list, m)
			}
			m.Steps[stage] += n
			return nil
		})
	return list, err
}

// Step is a public publication of a matter.
type Step struct {
	Line
	Stage publication.Stage
}

// StepsOf is what is public of a matter, the oldest first, 500 at most.
func (r Reader) StepsOf(ctx context.Context, in agency.Code, name string) ([]Step, error) {
	var list []Step
	err := r.each(ctx, `select `+lineColumns+`, stage from publication
		where agency = $1 and matter = $2 and matter <> '' and withdrawn_at = 0 order by published_at, id limit $3`,
		[]any{string(in), name, maxSteps}, func(rows *sql.Rows) error {
			var v Step
			var at int64
			err := rows.Scan(&v.ID, &v.Index, &v.Agency, &v.Category, &v.Title, &v.Number, &v.IssuedOn, &at, &v.Validity, &v.Normative, &v.Channels, &v.Stage)
			v.PublishedAt = instant(at)
			list = append(list, v)
			return err
		})
	return list, err
}

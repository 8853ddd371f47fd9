package store

import (
	"context"
	"database/sql"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/affairs/text"
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
// first, 100 at most.
func (r Reader) InterpretationsOf(ctx context.Context, p publication.Publication) ([]Line, error) {
	number := p.Index
	if p.Content.Number != "" {
		if key, _ := text.NumberKey(p.Content.Number); key != "" && !strings.HasSuffix(key, "|") {
			number = key
		}
	}
	return r.lines(ctx, `where interprets_key <> '' and interprets_key in ($1, $2) and id <> $3 and withdrawn_at = 0
		order by published_at, id limit $4`, p.Index, number, p.ID, maxInterpretations)
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

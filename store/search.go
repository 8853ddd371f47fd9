package store

import (
	"context"
	"database/sql"

	"gongkai/affairs/publication"
	"gongkai/law/calendar"
)

// searchColumns are what a search index is made of, what a hit shows, and what
// says whether a stranger may see it. The rest of a publication stays where it is: an index
// built anew reads every row.
const searchColumns = `id, index_number, agency, category, title, number, published_at, withdrawn_at, body, keywords,
		normative, validity, channels, interprets, attachments, issued_on, version`

func (r Reader) searched(ctx context.Context, more string, args ...any) ([]publication.Publication, error) {
	var list []publication.Publication
	err := r.each(ctx, `select `+searchColumns+` from publication `+more, args, func(rows *sql.Rows) error {
		list = append(list, publication.Publication{})
		p := &list[len(list)-1]
		c := &p.Content
		c.EndedOn = calendar.NoDay
		var publishedAt, withdrawnAt int64
		var attachments string
		err := rows.Scan(&p.ID, &p.Index, &p.Agency, &c.Category, &c.Title, &c.Number, &publishedAt, &withdrawnAt,
			&c.Body, &c.Keywords, &c.Normative, &c.Validity, &c.Channels, &c.Interprets, &attachments, &c.IssuedOn, &p.Version)
		if err != nil {
			return err
		}
		p.PublishedAt, p.WithdrawnAt = instant(publishedAt), instant(withdrawnAt)
		return unpack(attachments, &c.Attachments)
	})
	return list, err
}

// SearchedAfter is up to limit publications that are not withdrawn, after
// (publishedAt in microseconds, id), in that order; (-1<<62, 0) begins. Of each
// only what search reads is filled in: id, index number, agency, version, the two
// instants, and of the content all but its stage and the day it ended.
func (r Reader) SearchedAfter(ctx context.Context, publishedAt, id int64, limit int) ([]publication.Publication, error) {
	return r.searched(ctx, `where withdrawn_at = 0 and (published_at, id) > ($1, $2) order by published_at, id limit $3`,
		publishedAt, id, limit)
}

// searchBatches are how many ids one statement asks for: a few lengths, so that
// each text is prepared once.
var searchBatches = []int{1, 20, 200, 1000}

// Searched is those of the publications there are, withdrawn ones included, in
// any order, filled in as by [Reader.SearchedAfter]. Up to a thousand are read
// by one statement, in one state of the record.
func (r Reader) Searched(ctx context.Context, ids []int64) ([]publication.Publication, error) {
	var all []publication.Publication
	for len(ids) > 0 {
		n := searchBatches[len(searchBatches)-1]
		for i := len(searchBatches) - 1; i >= 0 && searchBatches[i] >= len(ids); i-- {
			n = searchBatches[i]
		}
		args := make([]any, n)
		for i := range args {
			args[i] = ids[min(i, len(ids)-1)]
		}
		list, err := r.searched(ctx, `where id in `+holes(1, n), args...)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		ids = ids[min(n, len(ids)):]
	}
	return all, nil
}

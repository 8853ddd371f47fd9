package store

import (
	"context"
	"database/sql"
	"fmt"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/wording"
	"gongkai/law/calendar"
)

const phraseColumns = `id, agency, place, title, words, retired_on, stamp`

func (r Reader) phrases(ctx context.Context, where string, args ...any) ([]wording.Phrase, error) {
	var list []wording.Phrase
	err := r.each(ctx, `select `+phraseColumns+` from phrase `+where, args, func(rows *sql.Rows) error {
		var p wording.Phrase
		err := rows.Scan(&p.ID, &p.Agency, &p.Use, &p.Title, &p.Words, &p.RetiredOn, &p.Stamp)
		list = append(list, p)
		return err
	})
	return list, err
}

// Phrase is one text of an agency. Errors: [ErrNotFound].
func (r Reader) Phrase(ctx context.Context, id int64) (wording.Phrase, error) {
	return only(r.phrases(ctx, `where id = $1`, id))
}

// maxPhrases is how many texts of an agency are listed at most.
const maxPhrases = 500

// Phrases is the texts an agency uses, by place and title; those it retired are
// not among them.
func (r Reader) Phrases(ctx context.Context, in agency.Code) ([]wording.Phrase, error) {
	return r.phrases(ctx, `where agency = $1 and retired_on = $2 order by place, title, id limit $3`, string(in), int64(calendar.NoDay), maxPhrases)
}

// NextPhrase gives out the id of a text.
func (tx *Tx) NextPhrase(ctx context.Context) (int64, error) {
	id, err := tx.next(ctx, "phrase", 1)
	return id, tx.fail(err)
}

// SavePhrase saves a text as read, or new. Errors: [ErrChanged].
func (tx *Tx) SavePhrase(ctx context.Context, p wording.Phrase, e journal.Entry) error {
	err := saved(tx.exec(ctx, `insert into phrase (`+phraseColumns+`) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (id) do update set place = excluded.place, title = excluded.title, words = excluded.words,
			retired_on = excluded.retired_on, stamp = excluded.stamp
		where phrase.stamp = excluded.stamp - 1`,
		p.ID, string(p.Agency), string(p.Use), p.Title, p.Words, int64(p.RetiredOn), p.Stamp+1))
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", p.Thing(), err))
	}
	return tx.enter(ctx, e)
}

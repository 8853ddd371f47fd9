package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/request"
)

// Redaction is the boxes drawn so far on an original of a case.
type Redaction struct {
	Request  request.ID
	Original string // hash
	Boxes    []request.Box
	Actor    account.Login // who drew last; "" before anybody did
	SavedAt  time.Time
	Stamp    int64 // 0 before anybody did
}

// Redaction is what is drawn on an original, which is nothing when nobody has
// drawn.
func (r Reader) Redaction(ctx context.Context, id request.ID, original string) (Redaction, error) {
	d := Redaction{Request: id, Original: original}
	err := r.each(ctx, `select boxes, actor, saved_at, stamp from redaction where request = $1 and original = $2`,
		[]any{int64(id), original}, func(rows *sql.Rows) error {
			var packed string
			var at int64
			if err := rows.Scan(&packed, &d.Actor, &at, &d.Stamp); err != nil {
				return err
			}
			d.SavedAt = instant(at)
			return unpack(packed, &d.Boxes)
		})
	return d, err
}

// Draw changes what is drawn on an original. It is work in progress and no
// act; change is called again when somebody else drew in between, so nobody's
// boxes are lost. Its error is given back.
func (s *Store) Draw(ctx context.Context, id request.ID, original string, by account.Login, at time.Time,
	change func([]request.Box) ([]request.Box, error)) (Redaction, error) {
	for try := 0; ; try++ {
		old, err := s.Redaction(ctx, id, original)
		if err != nil {
			return old, err
		}
		d := Redaction{Request: id, Original: original, Actor: by, SavedAt: at, Stamp: old.Stamp + 1}
		if d.Boxes, err = change(old.Boxes); err != nil {
			return old, err
		}
		err = s.draw(ctx, d)
		if err == nil || !errors.Is(err, ErrChanged) || try == 20 {
			return d, err
		}
	}
}

func (s *Store) draw(ctx context.Context, d Redaction) error {
	packed, err := pack(d.Boxes)
	if err != nil {
		return err
	}
	return s.patiently(func() error {
		err := saved(s.cache.on(s.write).exec(ctx, `insert into redaction (request, original, boxes, actor, saved_at, stamp) values ($1, $2, $3, $4, $5, $6)
			on conflict (request, original) do update set boxes = excluded.boxes, actor = excluded.actor, saved_at = excluded.saved_at,
				stamp = excluded.stamp where redaction.stamp = excluded.stamp - 1`,
			int64(d.Request), d.Original, packed, string(d.Actor), micros(d.SavedAt), d.Stamp))
		if err != nil {
			return fmt.Errorf("save what is drawn on %s: %w", d.Request.Thing(), err)
		}
		return nil
	})
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/citizen"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
)

const citizenColumns = `id, name, password_hash, failures, locked_until, registered_at, visit_at, previous_at, stamp`

func (r Reader) citizens(ctx context.Context, where string, args ...any) ([]citizen.Citizen, error) {
	var list []citizen.Citizen
	err := r.each(ctx, `select `+citizenColumns+` from citizen `+where, args, func(rows *sql.Rows) error {
		var c citizen.Citizen
		var locked, registered, visit, previous int64
		err := rows.Scan(&c.ID, &c.Name, &c.PasswordHash, &c.Failures, &locked, &registered, &visit, &previous, &c.Stamp)
		c.LockedUntil, c.RegisteredAt, c.VisitAt, c.PreviousAt = instant(locked), instant(registered), instant(visit), instant(previous)
		list = append(list, c)
		return err
	})
	return list, err
}

// Citizen is one registered reader. Errors: [ErrNotFound], also for one who
// closed the account.
func (r Reader) Citizen(ctx context.Context, id citizen.ID) (citizen.Citizen, error) {
	return only(r.citizens(ctx, `where id = $1`, int64(id)))
}

// CitizenNamed is the reader of a name as citizen.ParseName folds it. Errors:
// [ErrNotFound].
func (r Reader) CitizenNamed(ctx context.Context, name string) (citizen.Citizen, error) {
	return only(r.citizens(ctx, `where name = $1`, name))
}

// NextCitizen gives out the number of a new reader.
func (tx *Tx) NextCitizen(ctx context.Context) (citizen.ID, error) {
	n, err := tx.next(ctx, "citizen", 1)
	return citizen.ID(n), tx.fail(err)
}

// SaveCitizen saves the reader as read, or new. Errors: [ErrChanged],
// citizen.ErrTaken.
func (tx *Tx) SaveCitizen(ctx context.Context, c citizen.Citizen, e journal.Entry) error {
	if err := tx.saveCitizen(ctx, c); err != nil {
		return err
	}
	return tx.enter(ctx, e)
}

// SaveCitizenTry saves a try of the password, which is counted but is no act.
// e is nil unless the try locked the account or signed in.
func (tx *Tx) SaveCitizenTry(ctx context.Context, c citizen.Citizen, e *journal.Entry) error {
	if err := tx.saveCitizen(ctx, c); err != nil || e == nil {
		return err
	}
	return tx.enter(ctx, *e)
}

func (tx *Tx) saveCitizen(ctx context.Context, c citizen.Citizen) error {
	args := []any{int64(c.ID), c.Name, c.PasswordHash, c.Failures, micros(c.LockedUntil), micros(c.RegisteredAt),
		micros(c.VisitAt), micros(c.PreviousAt), c.Stamp + 1}
	var err error
	if c.Stamp == 0 {
		_, err = tx.exec(ctx, `insert into citizen (`+citizenColumns+`) values `+holes(1, 9), args...)
		if err != nil && tx.store.engine.duplicate(err) {
			err = citizen.ErrTaken
		}
	} else {
		err = saved(tx.exec(ctx, `update citizen set
				name = $2, password_hash = $3, failures = $4, locked_until = $5, registered_at = $6, visit_at = $7,
				previous_at = $8, stamp = $9
			where id = $1 and stamp = $10`, append(args, c.Stamp)...))
	}
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", c.ID.Thing(), err))
	}
	return nil
}

// DropCitizen deletes the reader as read, all they kept, what they follow by
// e-mail and every session of theirs. Errors: [ErrChanged].
func (tx *Tx) DropCitizen(ctx context.Context, c citizen.Citizen, e journal.Entry) error {
	err := saved(tx.exec(ctx, `delete from citizen where id = $1 and stamp = $2`, int64(c.ID), c.Stamp))
	for _, text := range []string{`delete from citizen_saved where citizen = $1`, `delete from citizen_followed where citizen = $1`} {
		if err == nil {
			_, err = tx.exec(ctx, text, int64(c.ID))
		}
	}
	if err == nil {
		err = tx.dropSubscriptionsOf(ctx, int64(c.ID))
	}
	if err == nil {
		_, err = tx.exec(ctx, `delete from session where login = $1`, c.ID.Thing())
	}
	if err != nil {
		return tx.fail(fmt.Errorf("drop %s: %w", c.ID.Thing(), err))
	}
	return tx.enter(ctx, e)
}

// Shelf is what a reader keeps; empty for one who keeps nothing.
func (r Reader) Shelf(ctx context.Context, of citizen.ID) (citizen.Shelf, error) {
	var s citizen.Shelf
	err := r.each(ctx, `select publication, at from citizen_saved where citizen = $1 order by at desc, publication desc limit $2`,
		[]any{int64(of), citizen.MaxSaved}, func(rows *sql.Rows) error {
			var v citizen.Saved
			var at int64
			err := rows.Scan(&v.Publication, &at)
			v.At = instant(at)
			s.Saved = append(s.Saved, v)
			return err
		})
	if err != nil {
		return s, err
	}
	err = r.each(ctx, `select kind, code, at from citizen_followed where citizen = $1 order by at desc, kind, code limit $2`,
		[]any{int64(of), citizen.MaxFollowed}, func(rows *sql.Rows) error {
			var v citizen.Followed
			var at int64
			err := rows.Scan(&v.Place.Kind, &v.Place.Code, &at)
			v.At = instant(at)
			s.Followed = append(s.Followed, v)
			return err
		})
	return s, err
}

// SaveShelf writes what changed on a reader's shelf, read in the same act. It
// is a trace, not an act: nobody but the reader may do it, and the journal
// does not tell. Errors: account.ErrForbidden, [ErrNotFound] for a reader who
// is gone.
func (tx *Tx) SaveShelf(ctx context.Context, of citizen.ID, before, after citizen.Shelf) error {
	e := journal.Entry{Act: account.LookOwn, Thing: of.Thing(), Actor: string(tx.Actor.Login)}
	if !tx.Actor.Permits(e) {
		return tx.fail(account.ErrForbidden)
	}
	if _, err := tx.Citizen(ctx, of); err != nil {
		return tx.fail(err)
	}
	err := tx.saveShelf(ctx, int64(of), before, after)
	if err != nil {
		return tx.fail(fmt.Errorf("shelf of %s: %w", of.Thing(), err))
	}
	return nil
}

func (tx *Tx) saveShelf(ctx context.Context, of int64, before, after citizen.Shelf) error {
	for _, v := range before.Saved {
		if slices.Contains(after.Saved, v) {
			continue
		}
		if _, err := tx.exec(ctx, `delete from citizen_saved where citizen = $1 and publication = $2`, of, v.Publication); err != nil {
			return err
		}
	}
	for _, v := range after.Saved {
		if slices.Contains(before.Saved, v) {
			continue
		}
		if _, err := tx.exec(ctx, `insert into citizen_saved (citizen, publication, at) values ($1, $2, $3)`, of, v.Publication, micros(v.At)); err != nil {
			return err
		}
	}
	for _, v := range before.Followed {
		if slices.Contains(after.Followed, v) {
			continue
		}
		if _, err := tx.exec(ctx, `delete from citizen_followed where citizen = $1 and kind = $2 and code = $3`,
			of, string(v.Place.Kind), v.Place.Code); err != nil {
			return err
		}
	}
	for _, v := range after.Followed {
		if slices.Contains(before.Followed, v) {
			continue
		}
		if _, err := tx.exec(ctx, `insert into citizen_followed (citizen, kind, code, at) values ($1, $2, $3, $4)`,
			of, string(v.Place.Kind), v.Place.Code, micros(v.At)); err != nil {
			return err
		}
	}
	return nil
}

// SavedBy is what a reader saved, the latest first, withdrawn ones included:
// of each no more is read than a list or a tombstone shows. The caller asks
// publication.Visible.
func (r Reader) SavedBy(ctx context.Context, of citizen.ID) ([]publication.Publication, error) {
	var list []publication.Publication
	err := r.each(ctx, `select p.id, p.index_number, p.agency, p.category, p.title, p.number, p.issued_on, p.published_at, p.validity, p.withdrawn_at
		from citizen_saved s join publication p on p.id = s.publication
		where s.citizen = $1 order by s.at desc, s.publication desc limit $2`, []any{int64(of), citizen.MaxSaved},
		func(rows *sql.Rows) error {
			var p publication.Publication
			var published, withdrawn int64
			c := &p.Content
			err := rows.Scan(&p.ID, &p.Index, &p.Agency, &c.Category, &c.Title, &c.Number, &c.IssuedOn, &published, &c.Validity, &withdrawn)
			p.PublishedAt, p.WithdrawnAt = instant(published), instant(withdrawn)
			list = append(list, p)
			return err
		})
	return list, err
}

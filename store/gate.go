package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
)

// Screened is what the gate found in a file, by its hash. It is an effect of
// the file and no act: all of it but PassedAt can be thrown away and found
// again.
type Screened struct {
	SHA256 string
	Name   string // as it was called when it was looked into; its sentences name it so
	Type   string
	Size   int64
	// Version is the gate's that looked; an older one looks again.
	Version int
	// Done says that it was looked into; false while it waits.
	Done  bool
	Found []publication.Found
	// Served is the blob that readers get; "" while there is none, or if there
	// can be none. ServedSize is its bytes.
	Served     string
	ServedSize int64
	// PassedAt is when a draft with the file first passed the gate, with
	// whatever was overridden in it; zero if none has.
	PassedAt   time.Time
	Attempts   int
	WantedAt   time.Time
	ScreenedAt time.Time
	// Lease counts those who took the file in hand; see [Reading.Lease].
	Lease     int64
	HeldUntil time.Time
}

const screenedColumns = `sha256, name, type, size, version, state, found, served, served_size, passed_at, attempts, wanted_at,
	screened_at, lease, held_until`

func (r Reader) screened(ctx context.Context, where string, args ...any) ([]Screened, error) {
	var list []Screened
	err := r.each(ctx, `select `+screenedColumns+` from screened `+where, args, func(rows *sql.Rows) error {
		var s Screened
		var state, found string
		var passed, wanted, screened, held int64
		err := rows.Scan(&s.SHA256, &s.Name, &s.Type, &s.Size, &s.Version, &state, &found, &s.Served, &s.ServedSize, &passed,
			&s.Attempts, &wanted, &screened, &s.Lease, &held)
		if err != nil {
			return err
		}
		s.Done = state == "done"
		s.PassedAt, s.WantedAt, s.ScreenedAt, s.HeldUntil = instant(passed), instant(wanted), instant(screened), instant(held)
		err = unpack(found, &s.Found)
		list = append(list, s)
		return err
	})
	return list, err
}

// Screened is what is known of the files of those hashes, by hash.
func (r Reader) Screened(ctx context.Context, hashes []string) (map[string]Screened, error) {
	known := map[string]Screened{}
	if len(hashes) == 0 {
		return known, nil
	}
	err := chunked(hashes, func(args []any) error {
		list, err := r.screened(ctx, `where sha256 in `+holes(1, len(args)), args...)
		for _, s := range list {
			known[s.SHA256] = s
		}
		return err
	})
	return known, err
}

// WantScreened notes files that are to be looked into. One that was looked into
// by this version of the gate, or waits, stays as it is.
func (s *Store) WantScreened(ctx context.Context, files []publication.Attachment, version int, at time.Time) error {
	for _, a := range files {
		err := s.trace(ctx, `insert into screened (`+screenedColumns+`) values `+holes(1, 15)+`
			on conflict (sha256) do update set state = 'waiting', attempts = 0, wanted_at = excluded.wanted_at, version = excluded.version
				where screened.version < excluded.version`,
			a.SHA256, a.Name, a.Type, a.Size, version, "waiting", "[]", "", 0, 0, 0, micros(at), 0, 0, 0)
		if err != nil {
			return fmt.Errorf("want %s screened: %w", a.SHA256, err)
		}
	}
	return nil
}

// ClaimScreened takes a waiting file in hand for as long as hold, of those
// wanted last the first; sha256 names one, "" any. Errors: [ErrNotFound] when
// there is none that nobody holds.
func (s *Store) ClaimScreened(ctx context.Context, sha256 string, now time.Time, hold time.Duration) (Screened, error) {
	for {
		f, err := only(s.screened(ctx, `where state = 'waiting' and held_until <= $1 and ($2 = '' or sha256 = $2)
			order by wanted_at desc, sha256 limit 1`, micros(now), sha256))
		if err != nil {
			return f, err
		}
		err = s.changed(ctx, `update screened set lease = lease + 1, attempts = attempts + 1, held_until = $3
			where sha256 = $1 and lease = $2 and state = 'waiting'`, f.SHA256, f.Lease, micros(now.Add(hold)))
		if errors.Is(err, ErrChanged) {
			continue
		}
		f.Lease++
		f.Attempts++
		f.HeldUntil = now.Add(hold)
		return f, err
	}
}

// SettleScreened writes what was found in a file taken in hand; one not Done
// waits on, free for others. Errors: [ErrChanged] when somebody else has it by
// now.
func (s *Store) SettleScreened(ctx context.Context, f Screened) error {
	found, err := pack(f.Found)
	if err != nil {
		return err
	}
	state := "waiting"
	if f.Done {
		state = "done"
	}
	return s.changed(ctx, `update screened set state = $3, found = $4, served = $5, served_size = $6, screened_at = $7, version = $8, held_until = 0,
			attempts = $9
		where sha256 = $1 and lease = $2 and state = 'waiting'`,
		f.SHA256, f.Lease, state, found, f.Served, f.ServedSize, micros(f.ScreenedAt), f.Version, f.Attempts)
}

// UnscreenedPublic is up to limit public publications with files, behind the
// one after, whose files are not all looked into by this version of the gate:
// each with those that are not, and the id to go on behind; 0 at the end.
func (r Reader) UnscreenedPublic(ctx context.Context, version int, after int64, limit int) (files []publication.Attachment, next int64, err error) {
	var all []publication.Attachment
	err = r.each(ctx, `select id, attachments from publication where id > $1 and withdrawn_at = 0 and attachments <> ''
		order by id limit $2`, []any{after, limit}, func(rows *sql.Rows) error {
		var packed string
		var list []publication.Attachment
		if err := rows.Scan(&next, &packed); err != nil {
			return err
		}
		err := unpack(packed, &list)
		all = append(all, list...)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	var hashes []string
	for _, a := range all {
		hashes = append(hashes, a.SHA256)
	}
	known, err := r.Screened(ctx, hashes)
	seen := map[string]bool{}
	for _, a := range all {
		if s, ok := known[a.SHA256]; (!ok || s.Version < version) && !seen[a.SHA256] {
			seen[a.SHA256] = true
			files = append(files, a)
		}
	}
	return files, next, err
}

// Allowed is the allowed list of an agency, newest first, what was struck off
// among it.
func (r Reader) Allowed(ctx context.Context, in agency.Code) ([]publication.Allowed, error) {
	var list []publication.Allowed
	err := r.answer(ctx, allowedIn(in, func(a publication.Allowed) { list = append(list, a) }))
	return list, err
}

func allowedIn(in agency.Code, found func(publication.Allowed)) question {
	return question{`select agency, kind, name, key, masked, reason, login, at, ended_at, ended_by, ended, stamp from allowed
		where agency = $1 order by at desc, key limit 2000`, []any{string(in)}, func(r row) error {
		var a publication.Allowed
		var at, ended int64
		err := r.Scan(&a.Agency, &a.Kind, &a.Name, &a.Key, &a.Masked, &a.Reason, &a.By, &at, &ended, &a.EndedBy, &a.Ended, &a.Stamp)
		a.At, a.EndedAt = instant(at), instant(ended)
		found(a)
		return err
	}}
}

// Card is what of an agency may stand in whatever it publishes: its allowed
// list, and its own public card.
type Card struct {
	Allowed []publication.Allowed
	Agency  agency.Agency
}

// Card reads it. Errors: [ErrNotFound].
func (r Reader) Card(ctx context.Context, in agency.Code) (Card, error) {
	list, err := r.Allowed(ctx, in)
	if err != nil {
		return Card{}, err
	}
	a, err := r.Agency(ctx, in)
	return Card{list, a}, err
}

// SaveAllowed saves a line of an allowed list. Errors: [ErrChanged].
func (tx *Tx) SaveAllowed(ctx context.Context, a publication.Allowed, e journal.Entry) error {
	err := saved(tx.exec(ctx, `insert into allowed (agency, kind, name, key, masked, reason, login, at, ended_at, ended_by, ended, stamp)
			values `+holes(1, 12)+`
		on conflict (agency, key) do update set kind = excluded.kind, name = excluded.name, masked = excluded.masked, reason = excluded.reason,
			login = excluded.login, at = excluded.at, ended_at = excluded.ended_at, ended_by = excluded.ended_by, ended = excluded.ended,
			stamp = excluded.stamp where allowed.stamp = excluded.stamp - 1`,
		string(a.Agency), a.Kind, a.Name, a.Key, a.Masked, a.Reason, string(a.By), micros(a.At), micros(a.EndedAt), string(a.EndedBy), a.Ended, a.Stamp+1))
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", a.Thing(), err))
	}
	return tx.enter(ctx, e)
}

// PassGate notes, with the act that makes a draft public, that its files passed
// the gate.
func (tx *Tx) PassGate(ctx context.Context, files []publication.Attachment) error {
	for _, a := range files {
		if _, err := tx.exec(ctx, `update screened set passed_at = $2 where sha256 = $1 and passed_at = 0`, a.SHA256, micros(tx.At)); err != nil {
			return tx.fail(fmt.Errorf("pass %s: %w", a.SHA256, err))
		}
	}
	return nil
}

// Standing is how a draft stood before the gate when it was last looked at.
type Standing struct {
	Draft    int64
	Agency   agency.Code
	Stopping int // findings that stop it and nobody answered
	Waiting  int // files still being looked into
	Asked    int // overrides that wait for the second person
}

// NoteStanding keeps how a draft stands.
func (s *Store) NoteStanding(ctx context.Context, v Standing) error {
	return s.trace(ctx, `insert into screening (draft, agency, stopping, waiting, asked) values ($1, $2, $3, $4, $5)
		on conflict (draft) do update set agency = excluded.agency, stopping = excluded.stopping, waiting = excluded.waiting, asked = excluded.asked`,
		v.Draft, string(v.Agency), v.Stopping, v.Waiting, v.Asked)
}

// Standings is how the open drafts of an agency stand, those that pass left
// out, by draft.
func (r Reader) Standings(ctx context.Context, in agency.Code) (map[int64]Standing, error) {
	list := map[int64]Standing{}
	err := r.each(ctx, `select s.draft, s.agency, s.stopping, s.waiting, s.asked from screening s join draft d on d.id = s.draft
		where s.agency = $1 and d.state in ('drafting', 'reviewing', 'signing', 'scheduled') and s.stopping + s.waiting + s.asked > 0
		order by s.draft limit 500`, []any{string(in)}, func(rows *sql.Rows) error {
		var v Standing
		err := rows.Scan(&v.Draft, &v.Agency, &v.Stopping, &v.Waiting, &v.Asked)
		list[v.Draft] = v
		return err
	})
	return list, err
}

// auditScreened collects the blobs that are served in the place of others.
func (r Reader) auditScreened(ctx context.Context, files map[string]publication.Attachment) error {
	return r.each(ctx, `select name, type, served, served_size from screened where served <> '' and served <> sha256`, nil, func(rows *sql.Rows) error {
		var a publication.Attachment
		if err := rows.Scan(&a.Name, &a.Type, &a.SHA256, &a.Size); err != nil {
			return err
		}
		files[a.SHA256] = a
		return nil
	})
}

// DraftsScreening is up to 500 drafts that waited for a file to be looked into
// when they were last looked at, by id.
func (r Reader) DraftsScreening(ctx context.Context) ([]int64, error) {
	var ids []int64
	err := r.each(ctx, `select draft from screening where waiting > 0 order by draft limit 500`, nil, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

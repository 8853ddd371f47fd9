package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Lease says that somebody is at work on something, so that nobody else begins
// it, and that it is taken up again when they are gone. It is courtesy between
// nodes whose clocks agree within seconds; what must not be done twice is
// guarded by the record itself.
type Lease struct {
	Name   string    // of the work
	Holder string    // "" while the one at work is asked to stop
	Since  time.Time // when the work was begun
	Until  time.Time // when it is anybody's, unless renewed before
	Origin int64     // how far the work had come at Since
}

// Live says whether somebody is at work.
func (l Lease) Live(now time.Time) bool { return now.Before(l.Until) }

const leaseColumns = `name, holder, since, until, origin`

// Hold takes the lease, if nobody holds it; seize takes it from whoever does.
// It says whether the lease is the holder's now.
func (s *Store) Hold(ctx context.Context, l Lease, now time.Time, seize bool) (bool, error) {
	held := false
	err := s.patiently(func() error {
		res, err := s.cache.on(s.write).exec(ctx, `insert into lease (`+leaseColumns+`) values ($1, $2, $3, $4, $5)
			on conflict (name) do update set holder = excluded.holder, since = excluded.since, until = excluded.until, origin = excluded.origin
				where lease.until <= $6 or $7 = 1`,
			l.Name, l.Holder, micros(l.Since), micros(l.Until), l.Origin, micros(now), number(seize))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		held = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("hold %s: %w", l.Name, err)
	}
	return held, nil
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Renew keeps a lease for longer. Errors: [ErrChanged] when it is not the
// holder's any more: somebody took it, or asks the holder to stop.
func (s *Store) Renew(ctx context.Context, name, holder string, until time.Time) error {
	return s.changed(ctx, `update lease set until = $3 where name = $1 and holder = $2`, name, holder, micros(until))
}

// Release gives a lease up, and the request to stop with it. One that somebody
// else took stays theirs.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	return s.trace(ctx, `delete from lease where name = $1 and (holder = $2 or holder = '')`, name, holder)
}

// Abandon leaves a lease to whoever comes: the work is to go on, elsewhere.
func (s *Store) Abandon(ctx context.Context, name, holder string) error {
	return s.trace(ctx, `update lease set until = 0 where name = $1 and holder = $2`, name, holder)
}

// AskToStop has whoever holds the lease end the work when they next renew it.
func (s *Store) AskToStop(ctx context.Context, name string) error {
	return s.trace(ctx, `update lease set holder = '' where name = $1`, name)
}

// Leases are those whose names begin with the words, "import/" say, by name.
func (r Reader) Leases(ctx context.Context, begin string) ([]Lease, error) {
	var list []Lease
	err := r.each(ctx, `select `+leaseColumns+` from lease where substr(name, 1, $1) = $2 order by name`, []any{len(begin), begin},
		func(rows *sql.Rows) error {
			var l Lease
			var since, until int64
			err := rows.Scan(&l.Name, &l.Holder, &since, &until, &l.Origin)
			l.Since, l.Until = instant(since), instant(until)
			list = append(list, l)
			return err
		})
	return list, err
}

// Try counts one try by each of the paces and says whether all may pass: at
// most so many in a span that begins with the first. One that may not is not
// counted. It is the same count on every node. Names are keyed hashes and kept
// no longer than the span.
func (s *Store) Try(ctx context.Context, at time.Time, span time.Duration, paces ...Pace) (bool, error) {
	err := s.traces(ctx, func(r Reader) error {
		since := micros(at.Add(-span))
		if _, err := r.exec(ctx, `delete from attempt where begun <= $1`, since); err != nil {
			return err
		}
		for _, p := range paces {
			var n int
			if err := r.one(ctx, `insert into attempt (who, begun, n) values ($1, $2, 1)
				on conflict (who) do update set n = attempt.n + 1 returning n`, []any{p.Who, micros(at)}, &n); err != nil {
				return err
			}
			if n > p.Most {
				return errTried // nothing of it is kept
			}
		}
		return nil
	})
	if errors.Is(err, errTried) {
		return false, nil
	}
	return err == nil, err
}

// Forgive takes one try of each pace back: it was no guess.
func (s *Store) Forgive(ctx context.Context, paces ...Pace) error {
	return s.traces(ctx, func(r Reader) error {
		for _, p := range paces {
			if _, err := r.exec(ctx, `update attempt set n = n - 1 where who = $1 and n > 0`, p.Who); err != nil {
				return err
			}
		}
		return nil
	})
}

var errTried = errors.New("tried too often")

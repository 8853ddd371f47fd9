package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/subscription"
)

const subscriptionColumns = `id, email, search, often, state, citizen, seed, confirm_sum, key_sum, asked_at, confirmed_at, told,
	next_at, letters, stamp`

func (r Reader) subscriptions(ctx context.Context, where string, args ...any) ([]subscription.Subscription, error) {
	var list []subscription.Subscription
	err := r.each(ctx, `select `+subscriptionColumns+` from subscription `+where, args, func(rows *sql.Rows) error {
		var s subscription.Subscription
		var asked, confirmed, told, next int64
		err := rows.Scan(&s.ID, &s.Email, &s.Search, &s.Often, &s.State, &s.Citizen, &s.Seed, &s.ConfirmSum, &s.KeySum,
			&asked, &confirmed, &told, &next, &s.Letters, &s.Stamp)
		s.AskedAt, s.ConfirmedAt, s.Told, s.NextAt = instant(asked), instant(confirmed), instant(told), instant(next)
		list = append(list, s)
		return err
	})
	return list, err
}

// Subscription is one subscription. Errors: [ErrNotFound], also for one that
// has ended.
func (r Reader) Subscription(ctx context.Context, id subscription.ID) (subscription.Subscription, error) {
	return only(r.subscriptions(ctx, `where id = $1`, int64(id)))
}

// SubscriptionToConfirm is the one that waits for a link whose secret has the
// sum. Errors: [ErrNotFound].
func (r Reader) SubscriptionToConfirm(ctx context.Context, sum string) (subscription.Subscription, error) {
	return only(r.subscriptions(ctx, `where confirm_sum = $1 and confirm_sum <> ''`, sum))
}

// SubscriptionOf is the one that the secret of a sum opens. Errors:
// [ErrNotFound].
func (r Reader) SubscriptionOf(ctx context.Context, sum string) (subscription.Subscription, error) {
	return only(r.subscriptions(ctx, `where key_sum = $1`, sum))
}

// SubscriptionsOf is what an account follows by e-mail, oldest first; what
// waits to be confirmed is not told, so that nobody learns from it what became
// of a mail to somebody else's address.
func (r Reader) SubscriptionsOf(ctx context.Context, citizen int64) ([]subscription.Subscription, error) {
	return r.subscriptions(ctx, `where citizen = $1 and citizen <> 0 and state = 'active' order by id limit 200`, citizen)
}

// SubscriptionsDue is up to limit subscriptions whose turn it is, the longest
// due first.
func (r Reader) SubscriptionsDue(ctx context.Context, now time.Time, limit int) ([]subscription.Subscription, error) {
	return r.subscriptions(ctx, `where state = 'active' and next_at <= $1 order by next_at, id limit $2`, micros(now), limit)
}

// SubscriptionCount is how many there are in each state. It is all that is
// told of them at the desk.
func (r Reader) SubscriptionCount(ctx context.Context) (map[subscription.State]int64, error) {
	counts := map[subscription.State]int64{}
	err := r.each(ctx, `select state, count(*) from subscription group by state`, nil, func(rows *sql.Rows) error {
		var state subscription.State
		var n int64
		err := rows.Scan(&state, &n)
		counts[state] = n
		return err
	})
	return counts, err
}

// saveSubscription saves one as read, or new. Errors: [ErrChanged], also for
// one that ended meanwhile.
func (r Reader) saveSubscription(ctx context.Context, s subscription.Subscription) error {
	args := []any{int64(s.ID), s.Email, s.Search, string(s.Often), string(s.State), s.Citizen, s.Seed, s.ConfirmSum, s.KeySum,
		micros(s.AskedAt), micros(s.ConfirmedAt), micros(s.Told), micros(s.NextAt), s.Letters, s.Stamp + 1}
	if s.Stamp == 0 {
		_, err := r.exec(ctx, `insert into subscription (`+subscriptionColumns+`) values `+holes(1, 15), args...)
		return err
	}
	return saved(r.exec(ctx, `update subscription set email = $2, search = $3, often = $4, state = $5, citizen = $6, seed = $7,
			confirm_sum = $8, key_sum = $9, asked_at = $10, confirmed_at = $11, told = $12, next_at = $13, letters = $14, stamp = $15
		where id = $1 and stamp = $16`, append(args, s.Stamp)...))
}

// SaveSubscription saves what its reader changed. Errors: [ErrChanged].
func (s *Store) SaveSubscription(ctx context.Context, v subscription.Subscription) error {
	return s.traces(ctx, func(r Reader) error { return r.saveSubscription(ctx, v) })
}

// ErrPace refuses a client that asked too often.
var ErrPace = errors.New("操作过于频繁，请明天再试")

// Pace is how often something was done of late, by whom it is counted.
type Pace struct {
	Who  string // a keyed hash
	Most int    // since Since
}

// AskSubscription keeps what was asked for, and posts the mail that asks the
// owner of the address to confirm. Paces are looked at in the same
// transaction: asking counts the client; only if it may, and the address may
// be written to, make is run. make gets the subscription of the same search,
// address and account if there is one, and how many the address has in all, and
// gives the one to save with its message; nil for nothing, of which nobody is
// told. Errors: [ErrPace] for the client alone, those of make.
func (s *Store) AskSubscription(ctx context.Context, at time.Time, client, address Pace, since time.Time, a subscription.Asked,
	make func(same *subscription.Subscription, next subscription.ID, has int) (*subscription.Subscription, *Mail, error)) error {
	err := s.traces(ctx, func(r Reader) error {
		pass := func(p Pace) (bool, error) {
			var n int
			err := r.one(ctx, `select count(*) from subscription_pace where who = $1 and at > $2`, []any{p.Who, micros(since)}, &n)
			return n < p.Most, err
		}
		count := func(p Pace) error {
			_, err := r.exec(ctx, `insert into subscription_pace (who, at) values ($1, $2)`, p.Who, micros(at))
			return err
		}
		if ok, err := pass(client); err != nil || !ok {
			if err == nil {
				err = ErrPace
			}
			return err
		}
		if err := count(client); err != nil {
			return err
		}
		if ok, err := pass(address); err != nil || !ok {
			return err
		}
		var same *subscription.Subscription
		switch v, err := only(r.subscriptions(ctx, `where email = $1 and search = $2 and citizen = $3`, a.Email, a.Search, a.Citizen)); err {
		case nil:
			same = &v
		case ErrNotFound:
		default:
			return err
		}
		var has int
		if err := r.one(ctx, `select count(*) from subscription where email = $1`, []any{a.Email}, &has); err != nil {
			return err
		}
		var id int64
		if same == nil {
			var err error
			if id, err = r.count(ctx, "subscription"); err != nil {
				return err
			}
		}
		v, m, err := make(same, subscription.ID(id), has)
		if err != nil || v == nil {
			return err
		}
		if err := r.saveSubscription(ctx, *v); err != nil {
			return err
		}
		if err := count(address); err != nil {
			return err
		}
		_, err = r.post(ctx, at, []Mail{*m})
		return err
	})
	if err != nil && s.engine.duplicate(err) {
		return nil // the same was asked at another node this very moment
	}
	return err
}

// Told is a subscription after it was looked at, with the mail that calls for.
type Told struct {
	Subscription subscription.Subscription
	Mail         *Mail // nil when there was nothing new
}

// TellSubscriptions saves what was looked at, each with its mail or not at all,
// and says how many mails were posted. One that somebody else saved or ended
// meanwhile is left as it is, and its mail not posted.
func (s *Store) TellSubscriptions(ctx context.Context, at time.Time, list []Told) (int, error) {
	n := 0
	err := s.traces(ctx, func(r Reader) error {
		n = 0
		for _, t := range list {
			err := r.saveSubscription(ctx, t.Subscription)
			if err == ErrChanged {
				continue
			}
			if err == nil && t.Mail != nil {
				var posted int
				posted, err = r.post(ctx, at, []Mail{*t.Mail})
				n += posted
			}
			if err != nil {
				return fmt.Errorf("tell %s: %w", t.Subscription.ID.Thing(), err)
			}
		}
		return nil
	})
	return n, err
}

// EndSubscription deletes a subscription, its address with it, and what still
// waits to be sent. It does not matter whether there is one.
func (s *Store) EndSubscription(ctx context.Context, id subscription.ID) error {
	return s.traces(ctx, func(r Reader) error { return r.dropSubscription(ctx, id) })
}

func (r Reader) dropSubscription(ctx context.Context, id subscription.ID) error {
	for _, text := range []string{`delete from outbox where thing = $1 and unlisted`, `delete from mail_thread where thing = $1`} {
		if _, err := r.exec(ctx, text, id.Thing()); err != nil {
			return err
		}
	}
	_, err := r.exec(ctx, `delete from subscription where id = $1`, int64(id))
	return err
}

// dropSubscriptionsOf ends what an account follows, confirmed or not.
func (r Reader) dropSubscriptionsOf(ctx context.Context, citizen int64) error {
	list, err := r.subscriptions(ctx, `where citizen = $1 and citizen <> 0`, citizen)
	for _, s := range list {
		if err == nil {
			err = r.dropSubscription(ctx, s.ID)
		}
	}
	return err
}

// Swept is what [Store.SweepSubscriptions] deletes: what lies before the
// instants.
type Swept struct {
	Asked  time.Time // subscriptions nobody confirmed
	Paced  time.Time // paces
	Posted time.Time // messages to subscriptions, sent or not
	// Returned is how many messages to a subscription may come back, of those
	// kept, before it is ended: its address is no more.
	Returned int
	Limit    int // of subscriptions in one go
}

// SweepSubscriptions deletes what is over, and says how many subscriptions it
// ended.
func (s *Store) SweepSubscriptions(ctx context.Context, v Swept) (int, error) {
	n := 0
	err := s.traces(ctx, func(r Reader) error {
		n = 0
		list, err := r.subscriptions(ctx, `where state = 'waiting' and asked_at <= $1 order by asked_at, id limit $2`, micros(v.Asked), v.Limit)
		if err != nil {
			return err
		}
		var ids []subscription.ID
		for _, s := range list {
			ids = append(ids, s.ID)
		}
		err = r.each(ctx, `select thing from outbox where unlisted and state in ('failed', 'bounced')
			group by thing having count(*) >= $1 order by thing limit $2`, []any{v.Returned, v.Limit}, func(rows *sql.Rows) error {
			var thing string
			err := rows.Scan(&thing)
			if id, ok := subscription.ParseThing(thing); ok {
				ids = append(ids, id)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := r.dropSubscription(ctx, id); err != nil {
				return err
			}
			n++
		}
		if _, err := r.exec(ctx, `delete from outbox where unlisted and posted_at <= $1`, micros(v.Posted)); err != nil {
			return err
		}
		_, err = r.exec(ctx, `delete from subscription_pace where at <= $1`, micros(v.Paced))
		return err
	})
	return n, err
}

// DropMail deletes an unlisted message taken in hand that has nothing to say
// any more. Errors: [ErrChanged].
func (s *Store) DropMail(ctx context.Context, m Mail) error {
	return s.changed(ctx, `delete from outbox where id = $1 and lease = $2 and unlisted`, m.ID, m.Lease)
}

// Bounced marks messages as bounced and moves the place up to which a mailbox
// was read, as [Store.Receive] does, and keeps nothing of what reported them: a
// report about a subscription names its address.
func (s *Store) Bounced(ctx context.Context, bounces []Bounce, seen Seen) error {
	return s.traces(ctx, func(r Reader) error {
		if err := r.see(ctx, seen); err != nil {
			return err
		}
		return r.bounce(ctx, bounces)
	})
}

package office

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/affairs/citizen"
	"gongkai/affairs/subscription"
	"gongkai/store"
)

// Subscribe asks the owner of an address, by a mail, whether they want to
// follow a search. client is who asks, by network address; no more is kept of
// it than a keyed hash, for a day. The answer is the same whatever is known of
// the address. Errors: subscription.ErrEmail, subscription.ErrOften,
// subscription.ErrSearch, and store.ErrPace for a client that asked too often.
func (o *Office) Subscribe(ctx context.Context, client string, a subscription.Asked) error {
	a, err := subscription.Checked(a)
	if err != nil {
		return err
	}
	secret, err := o.secret(ctx)
	if err != nil {
		return err
	}
	at := o.Now()
	from := store.Pace{Who: keyed(secret, "subscription client", client), Most: subscription.MostAsking}
	to := store.Pace{Who: keyed(secret, "subscription address", strings.ToLower(a.Email)), Most: subscription.MostAsked}
	return o.Store.AskSubscription(ctx, at, from, to, at.Add(-24*time.Hour), a,
		func(same *subscription.Subscription, next subscription.ID, has int) (*subscription.Subscription, *store.Mail, error) {
			var s subscription.Subscription
			switch {
			case same == nil && has >= subscription.MostOf:
				return nil, nil, nil
			case same == nil:
				seed := rand.Text()
				by := subscription.Secrets{Seed: seed, ConfirmSum: sumOf(confirmLink(secret, seed)), KeySum: sumOf(keyLink(secret, seed))}
				if s, err = subscription.Ask(next, a, by, at); err != nil {
					return nil, nil, err
				}
			case same.State == subscription.Waiting:
				if s, err = subscription.Again(*same, a.Often, at); err != nil {
					return nil, nil, err
				}
			default: // it is told so
				s = *same
				s.Letters++
			}
			return &s, &store.Mail{Fact: fmt.Sprintf("%s ask %d", s.ID.Thing(), s.Letters), Thing: s.ID.Thing(), Subject: "订阅检索", Unlisted: true}, nil
		})
}

// The secrets in links are computed, as the query code is (decision 0011), and
// found again by their sum.
func confirmLink(secret []byte, seed string) string {
	return keyed(secret, "subscription confirm", seed)
}
func keyLink(secret []byte, seed string) string { return keyed(secret, "subscription key", seed) }

// keyed is 130 bits that nobody can compute without the city's secret, in small
// letters and digits.
func keyed(secret []byte, what, of string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(what + "\x00" + of))
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil))[:26])
}

func sumOf(link string) string {
	sum := sha256.Sum256([]byte(link))
	return hex.EncodeToString(sum[:])
}

// SubscriptionLinks is the two secrets of a subscription: of the link that
// confirms it, "" once it is confirmed, and of the one that opens it. They
// belong in mails to its address and on pages of whoever holds the second.
func (o *Office) SubscriptionLinks(ctx context.Context, s subscription.Subscription) (confirm, key string, err error) {
	secret, err := o.secret(ctx)
	if err != nil {
		return "", "", err
	}
	if s.State == subscription.Waiting {
		confirm = confirmLink(secret, s.Seed)
	}
	return confirm, keyLink(secret, s.Seed), nil
}

// SubscriptionToConfirm is the subscription a link of a mail would confirm.
// Errors: subscription.ErrLink.
func (o *Office) SubscriptionToConfirm(ctx context.Context, link string) (subscription.Subscription, error) {
	s, err := o.Store.SubscriptionToConfirm(ctx, sumOf(link))
	if errors.Is(err, store.ErrNotFound) || err == nil && s.Lapsed(o.Now()) {
		return subscription.Subscription{}, subscription.ErrLink
	}
	return s, err
}

// ConfirmSubscription begins a subscription, once. Errors:
// subscription.ErrLink.
func (o *Office) ConfirmSubscription(ctx context.Context, link string) (subscription.Subscription, error) {
	s, err := o.SubscriptionToConfirm(ctx, link)
	if err != nil {
		return s, err
	}
	if s, err = subscription.Confirm(s, o.Now()); err != nil {
		return s, err
	}
	err = o.Store.SaveSubscription(ctx, s)
	if errors.Is(err, store.ErrChanged) {
		err = subscription.ErrLink // used or ended this very moment
	}
	s.Stamp++
	return s, err
}

// Subscription is the one a link of a mail opens, confirmed or not. Errors:
// subscription.ErrLink.
func (o *Office) Subscription(ctx context.Context, link string) (subscription.Subscription, error) {
	s, err := o.Store.SubscriptionOf(ctx, sumOf(link))
	if errors.Is(err, store.ErrNotFound) || err == nil && s.Lapsed(o.Now()) {
		return subscription.Subscription{}, subscription.ErrLink
	}
	return s, err
}

// OwnSubscription is one that a reader asked for in their account. Errors:
// subscription.ErrLink, also for somebody else's.
func (o *Office) OwnSubscription(ctx context.Context, of citizen.ID, id subscription.ID) (subscription.Subscription, error) {
	s, err := o.Store.Subscription(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (s.Citizen == 0 || s.Citizen != int64(of) || s.State != subscription.Active) {
		return subscription.Subscription{}, subscription.ErrLink
	}
	return s, err
}

// ChangeSubscription says how often a subscription is told from now on.
// Errors: subscription.ErrOften, subscription.ErrStep; subscription.ErrLink for
// one that ended meanwhile.
func (o *Office) ChangeSubscription(ctx context.Context, s subscription.Subscription, often subscription.Often) error {
	for {
		changed, err := subscription.Change(s, often, o.Now())
		if err != nil {
			return err
		}
		if err = o.Store.SaveSubscription(ctx, changed); !errors.Is(err, store.ErrChanged) {
			return err
		}
		// It was told meanwhile.
		if s, err = o.Store.Subscription(ctx, s.ID); err != nil {
			if errors.Is(err, store.ErrNotFound) {
				err = subscription.ErrLink
			}
			return err
		}
	}
}

// EndSubscription ends a subscription and deletes its address, and what still
// waits to be sent to it.
func (o *Office) EndSubscription(ctx context.Context, s subscription.Subscription) error {
	return o.Store.EndSubscription(ctx, s.ID)
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/citizen"
	"gongkai/affairs/subscription"
	"gongkai/store"
	"gongkai/store/storetest"
)

var asking = time.Date(2026, 11, 22, 1, 2, 3, 456789000, time.UTC)

// subscribe asks as the office does, and says whether a mail was posted.
func subscribe(ctx context.Context, s *store.Store, at time.Time, client, email, search string, of int64) (bool, error) {
	a := subscription.Asked{Email: email, Search: search, Often: subscription.Daily, Citizen: of}
	posted := false
	err := s.AskSubscription(ctx, at, store.Pace{Who: "client " + client, Most: 4}, store.Pace{Who: "address " + email, Most: 2}, at.Add(-24*time.Hour), a,
		func(same *subscription.Subscription, next subscription.ID, has int) (*subscription.Subscription, *store.Mail, error) {
			v := same
			if same == nil {
				if has >= 3 {
					return nil, nil, nil
				}
				n := fmt.Sprint(next)
				made, err := subscription.Ask(next, a, subscription.Secrets{Seed: "seed " + n, ConfirmSum: "confirm " + n, KeySum: "key " + n}, at)
				if err != nil {
					return nil, nil, err
				}
				v = &made
			} else {
				v.Letters++
			}
			posted = true
			return v, &store.Mail{Fact: fmt.Sprintf("%s ask %d", v.ID.Thing(), v.Letters), Thing: v.ID.Thing(), Subject: "订阅检索", Unlisted: true}, nil
		})
	return posted, err
}

func confirmed(t *testing.T, s *store.Store, sum string, at time.Time) subscription.Subscription {
	t.Helper()
	v, err := s.SubscriptionToConfirm(t.Context(), sum)
	if err != nil {
		t.Fatal(err)
	}
	if v, err = subscription.Confirm(v, at); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSubscription(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	v.Stamp++
	return v
}

// What is asked is kept as it was, and nobody is written to more often than
// the paces allow, whoever asks and however many subscriptions end meanwhile.
func TestAskSubscription(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		hour := func(n int) time.Time { return asking.Add(time.Duration(n) * time.Hour) }
		for i, c := range []struct {
			at            time.Time
			client, email string
			search        string
			posted        bool
			err           error
			kept          int // subscriptions in all
		}{
			{hour(0), "a", "wang@example.com", "q=1", true, nil, 1},
			{hour(0), "a", "wang@example.com", "q=1", true, nil, 1},  // the same once more
			{hour(1), "b", "wang@example.com", "q=2", false, nil, 1}, // enough for this address today
			{hour(1), "a", "li@example.com", "q=1", true, nil, 2},
			{hour(2), "a", "li@example.com", "q=2", true, nil, 3},
			{hour(3), "a", "zhao@example.com", "q=1", false, store.ErrPace, 3}, // enough of this client today
			{hour(25), "a", "wang@example.com", "q=2", true, nil, 4},
			{hour(25), "c", "wang@example.com", "q=3", true, nil, 5},
			{hour(50), "c", "wang@example.com", "q=4", false, nil, 5}, // as many as an address may have
		} {
			posted, err := subscribe(ctx, s, c.at, c.client, c.email, c.search, 0)
			counts, err2 := s.SubscriptionCount(ctx)
			if posted != c.posted || !errors.Is(err, c.err) || counts[subscription.Waiting] != int64(c.kept) || err2 != nil {
				t.Errorf("asked %d: posted %v, %v; %v, %v", i, posted, err, counts, err2)
			}
		}
		got, err := s.Subscription(ctx, 1)
		want := subscription.Subscription{ID: 1, Email: "wang@example.com", Search: "q=1", Often: subscription.Daily, State: subscription.Waiting,
			Seed: "seed 1", ConfirmSum: "confirm 1", KeySum: "key 1", AskedAt: asking, Letters: 2, Stamp: 2}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("asked - read +\n%s%v", diff, err)
		}
		// No official sees the messages.
		list, err := s.Outbox(ctx, store.MailSelection{}, 0, 100)
		counts, err2 := s.OutboxCount(ctx, store.MailSelection{})
		if len(list) != 0 || len(counts) != 0 || errors.Join(err, err2) != nil {
			t.Errorf("%d messages listed, %v, %v", len(list), counts, errors.Join(err, err2))
		}
		if _, err := s.Mail(ctx, 1); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a message shown: %v", err)
		}
		of, err := s.MailOf(ctx, "subscription/1")
		if err != nil || len(of) != 2 || !of[0].Unlisted || of[0].Recipient != "" {
			t.Errorf("%+v, %v", of, err)
		}
		things, err := s.MailThings(ctx, "wang@example.com", 10)
		if len(things) != 0 || err != nil {
			t.Errorf("the address leads to %v, %v", things, err)
		}
	})
}

func TestSubscriptionsAreFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for i := range 4 {
			if _, err := subscribe(ctx, s, asking, fmt.Sprint(i), fmt.Sprintf("w%d@example.com", i), "q=x", int64(i%2)*7); err != nil {
				t.Fatal(err)
			}
		}
		if list, err := s.SubscriptionsOf(ctx, 7); len(list) != 0 || err != nil {
			t.Errorf("what nobody confirmed stands in the account: %v, %v", list, err)
		}
		for n, after := range map[int]time.Duration{1: 3 * 24 * time.Hour, 2: time.Minute, 4: 24 * time.Hour} {
			confirmed(t, s, fmt.Sprintf("confirm %d", n), asking.Add(after))
		}
		ids := func(list []subscription.Subscription, err error) []subscription.ID {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			ids := []subscription.ID{}
			for _, v := range list {
				ids = append(ids, v.ID)
			}
			return ids
		}
		for name, c := range map[string]struct{ got, want []subscription.ID }{
			"account's":     {ids(s.SubscriptionsOf(ctx, 7)), []subscription.ID{2, 4}},
			"nobody's":      {ids(s.SubscriptionsOf(ctx, 0)), []subscription.ID{}},
			"none due":      {ids(s.SubscriptionsDue(ctx, asking, 10)), []subscription.ID{}},
			"longest first": {ids(s.SubscriptionsDue(ctx, asking.Add(9*24*time.Hour), 10)), []subscription.ID{2, 4, 1}},
			"bounded":       {ids(s.SubscriptionsDue(ctx, asking.Add(9*24*time.Hour), 2)), []subscription.ID{2, 4}},
		} {
			if !slices.Equal(c.got, c.want) {
				t.Errorf("%s: %v, want %v", name, c.got, c.want)
			}
		}
		for sum, want := range map[string]subscription.ID{"key 1": 1, "key 3": 3, "confirm 1": 0, "": 0} {
			v, err := s.SubscriptionOf(ctx, sum)
			if v.ID != want || (err == nil) != (want > 0) || err != nil && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%q opens %d, %v", sum, v.ID, err)
			}
		}
		for sum, want := range map[string]subscription.ID{"confirm 3": 3, "confirm 1": 0, "key 3": 0, "": 0} {
			if v, err := s.SubscriptionToConfirm(ctx, sum); v.ID != want || (err == nil) != (want > 0) {
				t.Errorf("%q confirms %d, %v", sum, v.ID, err)
			}
		}
	})
}

// The mark and the mail move together; who comes second changes nothing.
func TestTellSubscriptions(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		nodes := []*store.Store{storetest.Open(t, address), storetest.Open(t, address)}
		ctx := t.Context()
		const many = 30
		for i := range many {
			if _, err := subscribe(ctx, nodes[0], asking, fmt.Sprint(i), fmt.Sprintf("w%d@example.com", i), "q=x", 0); err != nil {
				t.Fatal(err)
			}
			confirmed(t, nodes[0], fmt.Sprintf("confirm %d", i+1), asking)
		}
		at := asking.Add(72 * time.Hour)
		var wg sync.WaitGroup
		posted := make([]int, 4)
		for i := range posted {
			wg.Go(func() {
				due, err := nodes[i%2].SubscriptionsDue(context.Background(), at, 100)
				if err != nil {
					t.Error(err)
				}
				var told []store.Told
				for _, v := range due {
					v, err := subscription.Tell(v, at, true, at)
					if err != nil {
						t.Error(err)
					}
					told = append(told, store.Told{Subscription: v, Mail: &store.Mail{Fact: fmt.Sprintf("%s %d %d", v.ID.Thing(), v.Letters, i), Thing: v.ID.Thing(), Unlisted: true}})
				}
				if posted[i], err = nodes[i%2].TellSubscriptions(context.Background(), at, told); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if sum := posted[0] + posted[1] + posted[2] + posted[3]; sum != many {
			t.Errorf("%v mails for %d subscriptions", posted, many)
		}
		s := nodes[0]
		if list, err := s.MailOf(ctx, "subscription/1"); len(list) != 2 || err != nil {
			t.Errorf("%d messages of one subscription, %v", len(list), err)
		}
		// One that ended meanwhile is not told.
		v, err := s.Subscription(ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EndSubscription(ctx, 1); err != nil {
			t.Fatal(err)
		}
		n, err := s.TellSubscriptions(ctx, at, []store.Told{{Subscription: v, Mail: &store.Mail{Fact: "late", Thing: v.ID.Thing(), Unlisted: true}}})
		list, err2 := s.MailOf(ctx, "subscription/1")
		if n != 0 || len(list) != 0 || errors.Join(err, err2) != nil {
			t.Errorf("told after its end: %d, %d messages, %v", n, len(list), errors.Join(err, err2))
		}
		if err := s.SaveSubscription(ctx, v); !errors.Is(err, store.ErrChanged) {
			t.Errorf("saved after its end: %v", err)
		}
		if err := s.EndSubscription(ctx, 1); err != nil {
			t.Errorf("ended twice: %v", err)
		}
	})
}

// What is over leaves nothing: no address, no message, no pace.
func TestSweepSubscriptions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		day := func(n int) time.Time { return asking.Add(time.Duration(n) * 24 * time.Hour) }
		for i := range 4 {
			if _, err := subscribe(ctx, s, day(i), fmt.Sprint(i), fmt.Sprintf("w%d@example.com", i), "q=x", 0); err != nil {
				t.Fatal(err)
			}
		}
		confirmed(t, s, "confirm 1", day(1))
		confirmed(t, s, "confirm 4", day(3))
		// Two mails of the fourth come back.
		for n := range 2 {
			if _, err := s.Post(ctx, day(3), store.Mail{Fact: fmt.Sprint("subscription/4 ", n), Thing: "subscription/4", Unlisted: true}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Post(ctx, day(0), message(1)); err != nil {
			t.Fatal(err)
		}
		for {
			m, err := s.ClaimMail(ctx, day(4), time.Minute)
			if errors.Is(err, store.ErrNotFound) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			m.State, m.LastError = store.MailSent, ""
			if err := s.SettleMail(ctx, m); err != nil {
				t.Fatal(err)
			}
			if m.Thing == "subscription/4" && m.Fact != "subscription/4 ask 1" || !m.Unlisted {
				if err := s.Bounced(ctx, []store.Bounce{{MessageID: m.MessageID, Why: "no such user w3@example.com"}}, store.Seen{Mailbox: "box", Validity: 1, UID: uint32(m.ID)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		of, err := s.MailOf(ctx, "subscription/4")
		if err != nil || len(of) != 3 || of[1].State != store.MailBounced || of[1].LastError != "" {
			t.Fatalf("%+v, %v", of, err)
		}
		if list, err := s.Outbox(ctx, store.MailSelection{}, 0, 9); err != nil || len(list) != 1 || list[0].LastError == "" {
			t.Errorf("what came back of another message is not told: %+v, %v", list, err)
		}
		if tray, err := s.TrayCount(ctx, store.MailSelection{}); len(tray) != 0 || err != nil {
			t.Errorf("a report that names the address is kept: %v, %v", tray, err)
		}
		if seen, err := s.SeenOf(ctx, "box"); seen.UID == 0 || err != nil {
			t.Errorf("%+v, %v", seen, err)
		}
		for i, c := range []struct {
			v     store.Swept
			ended int
			left  map[subscription.State]int64
		}{
			{store.Swept{Returned: 3, Limit: 10}, 0, map[subscription.State]int64{"active": 2, "waiting": 2}},
			{store.Swept{Asked: day(1), Returned: 3, Limit: 10}, 1, map[subscription.State]int64{"active": 2, "waiting": 1}},
			{store.Swept{Asked: day(1), Returned: 2, Limit: 10}, 1, map[subscription.State]int64{"active": 1, "waiting": 1}},
			{store.Swept{Asked: day(1), Returned: 2, Limit: 10, Posted: day(4), Paced: day(4)}, 0, map[subscription.State]int64{"active": 1, "waiting": 1}},
		} {
			n, err := s.SweepSubscriptions(ctx, c.v)
			left, err2 := s.SubscriptionCount(ctx)
			if n != c.ended || !cmp.Equal(left, c.left) || errors.Join(err, err2) != nil {
				t.Errorf("swept %d: %d, %v, %v", i, n, left, errors.Join(err, err2))
			}
		}
		for id, want := range map[string]int{"subscription/1": 0, "subscription/4": 0, message(1).Thing: 1} {
			if of, err := s.MailOf(ctx, id); len(of) != want || err != nil {
				t.Errorf("%d messages of %s, %v", len(of), id, err)
			}
		}
		if posted, err := subscribe(ctx, s, day(3), "3", "w3@example.com", "q=x", 0); !posted || err != nil {
			t.Errorf("one that ended cannot be asked again: %v, %v", posted, err)
		}
	})
}

// Closing an account ends what it follows by e-mail.
func TestClosedAccountFollowsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		var c citizen.Citizen
		err := s.Act(ctx, account.Clock, asking, func(tx *store.Tx) error {
			id, err := tx.NextCitizen(ctx)
			if err != nil {
				return err
			}
			made, e, err := citizen.Register(id, "reader", "hash", asking)
			c = made
			c.Stamp = 1
			return errors.Join(err, tx.SaveCitizen(ctx, made, e))
		})
		if err != nil {
			t.Fatal(err)
		}
		for email, of := range map[string]int64{"a@example.com": int64(c.ID), "b@example.com": int64(c.ID), "c@example.com": 0, "d@example.com": int64(c.ID) + 1} {
			if _, err := subscribe(ctx, s, asking, email, email, "q=x", of); err != nil {
				t.Fatal(err)
			}
		}
		err = s.Act(ctx, c.ID.Actor(), asking, func(tx *store.Tx) error { return tx.DropCitizen(ctx, c, citizen.Close(c, asking)) })
		left, err2 := s.SubscriptionCount(ctx)
		if left[subscription.Waiting] != 2 || errors.Join(err, err2) != nil {
			t.Errorf("%v left, %v", left, errors.Join(err, err2))
		}
	})
}

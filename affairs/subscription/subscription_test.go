package subscription_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/subscription"
)

// A Friday, ten in the morning in Beijing.
var now = time.Date(2017, 6, 30, 2, 0, 0, 0, time.UTC)

func asked(t *testing.T, often subscription.Often) subscription.Subscription {
	t.Helper()
	s, err := subscription.Ask(17, subscription.Asked{Email: "wang@example.com", Search: "q=x", Often: often},
		subscription.Secrets{Seed: "s", ConfirmSum: "c", KeySum: "k"}, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAddresses(t *testing.T) {
	for typed, want := range map[string]string{
		"wang@example.com":    "wang@example.com",
		"  Wang@Example.COM ": "Wang@example.com", // the part before @ is the server's business
		"a+b@mail.example.cn": "a+b@mail.example.cn",
		"":                    "", "wang": "", "@example.com": "", "wang@localhost": "", "王@example.com": "", "a@b.cn, c@d.cn": "",
		"Wang <wang@example.com>": "", "a@b.cn\r\nBcc: x@y.cn": "", strings.Repeat("a", 250) + "@b.cn": "",
	} {
		got, err := subscription.ParseEmail(typed)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, subscription.ErrEmail) {
			t.Errorf("%.40q: %q, %v; want %q", typed, got, err, want)
		}
	}
	for email, want := range map[string]string{"wang@example.com": "w…@example.com", "": "", "@x": ""} {
		if got := subscription.Masked(email); got != want {
			t.Errorf("%q masked is %q", email, got)
		}
	}
}

func TestThings(t *testing.T) {
	if id, ok := subscription.ParseThing(subscription.ID(17).Thing()); !ok || id != 17 {
		t.Errorf("read as %d, %v", id, ok)
	}
	for _, s := range []string{"", "17", "subscription/", "subscription/0", "subscription/-1", "subscription/017", "request/17"} {
		if _, ok := subscription.ParseThing(s); ok {
			t.Errorf("%q is a subscription", s)
		}
	}
}

func TestAsk(t *testing.T) {
	good := subscription.Asked{Email: "wang@EXAMPLE.com", Search: "q=x", Often: subscription.Daily, Citizen: 3}
	for name, c := range map[string]struct {
		spoil func(*subscription.Asked)
		want  error
	}{
		"as it should be": {func(*subscription.Asked) {}, nil},
		"no address":      {func(a *subscription.Asked) { a.Email = "" }, subscription.ErrEmail},
		"no rhythm":       {func(a *subscription.Asked) { a.Often = "" }, subscription.ErrOften},
		"unknown rhythm":  {func(a *subscription.Asked) { a.Often = "hourly" }, subscription.ErrOften},
		"everything":      {func(a *subscription.Asked) { a.Search = "" }, subscription.ErrSearch},
		"endless":         {func(a *subscription.Asked) { a.Search = strings.Repeat("q", 1001) }, subscription.ErrSearch},
	} {
		a := good
		c.spoil(&a)
		s, err := subscription.Ask(17, a, subscription.Secrets{Seed: "s", ConfirmSum: "c", KeySum: "k"}, now)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		want := subscription.Subscription{ID: 17, Email: "wang@example.com", Search: "q=x", Often: subscription.Daily, State: subscription.Waiting,
			Citizen: 3, Seed: "s", ConfirmSum: "c", KeySum: "k", AskedAt: now, Letters: 1}
		if err == nil && s != want {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// The table state x step is what the steps do.
func TestMoves(t *testing.T) {
	do := map[subscription.Step]func(subscription.Subscription) (subscription.Subscription, error){
		subscription.StepAgain: func(s subscription.Subscription) (subscription.Subscription, error) {
			return subscription.Again(s, subscription.Weekly, now.Add(time.Hour))
		},
		subscription.StepConfirm: func(s subscription.Subscription) (subscription.Subscription, error) {
			return subscription.Confirm(s, now.Add(time.Hour))
		},
		subscription.StepChange: func(s subscription.Subscription) (subscription.Subscription, error) {
			return subscription.Change(s, subscription.Weekly, now.Add(time.Hour))
		},
		subscription.StepTell: func(s subscription.Subscription) (subscription.Subscription, error) {
			return subscription.Tell(s, now, true, now.Add(time.Hour))
		},
	}
	for _, m := range subscription.Moves {
		for _, state := range []subscription.State{subscription.Waiting, subscription.Active} {
			s := asked(t, subscription.Daily)
			s.State = state
			may := slices.Contains(m.From, state)
			if s.May(m.Step) != may {
				t.Errorf("%s while %s: %v", m.Step, state, !may)
			}
			step := do[m.Step]
			if step == nil {
				if m.To != "" {
					t.Errorf("nobody does %s", m.Step)
				}
				continue
			}
			after, err := step(s)
			if (err == nil) != may || err == nil && after.State != m.To || err != nil && after != s {
				t.Errorf("%s while %s: %s, %v", m.Step, state, after.State, err)
			}
		}
	}
	if asked(t, subscription.Daily).May("nothing") {
		t.Error("an unknown step may be done")
	}
}

func TestConfirm(t *testing.T) {
	s := asked(t, subscription.Daily)
	for _, c := range []struct {
		after time.Duration
		want  error
	}{
		{time.Minute, nil}, {7*24*time.Hour - 1, nil}, {7 * 24 * time.Hour, subscription.ErrLink}, {30 * 24 * time.Hour, subscription.ErrLink},
	} {
		at := now.Add(c.after)
		got, err := subscription.Confirm(s, at)
		if !errors.Is(err, c.want) || s.Lapsed(at) != (c.want != nil) {
			t.Errorf("after %s: %v", c.after, err)
		}
		if err == nil && (got.ConfirmSum != "" || !got.Told.Equal(at) || got.KeySum != "k" || !got.NextAt.After(at)) {
			t.Errorf("after %s: %+v", c.after, got)
		}
	}
	again, err := subscription.Again(s, subscription.Weekly, now.Add(6*24*time.Hour))
	if err != nil || again.Letters != 2 || again.Often != subscription.Weekly {
		t.Errorf("%+v, %v", again, err)
	}
	if _, err := subscription.Confirm(again, now.Add(8*24*time.Hour)); err != nil {
		t.Errorf("the link does not last anew: %v", err)
	}
	active, err := subscription.Confirm(s, now)
	if err != nil || active.Lapsed(now.Add(1000*time.Hour)) {
		t.Errorf("what is confirmed lapses: %v", err)
	}
}

// Each rhythm has its times; what was told is never told again.
func TestRhythm(t *testing.T) {
	beijing := func(s string) time.Time {
		at, err := time.Parse("2006-01-02 15:04 -0700", s+" +0800")
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		often subscription.Often
		at    string
		news  bool
		next  string
	}{
		{subscription.AtOnce, "2017-06-30 10:00", false, "2017-06-30 10:05"},
		{subscription.AtOnce, "2017-06-30 10:00", true, "2017-06-30 11:00"},
		{subscription.Daily, "2017-06-30 07:29", true, "2017-06-30 07:30"},
		{subscription.Daily, "2017-06-30 07:30", false, "2017-07-01 07:30"},
		{subscription.Daily, "2017-12-31 23:59", true, "2018-01-01 07:30"},
		{subscription.Weekly, "2017-06-30 10:00", true, "2017-07-03 07:30"},
		{subscription.Weekly, "2017-07-03 07:29", true, "2017-07-03 07:30"},
		{subscription.Weekly, "2017-07-03 07:30", false, "2017-07-10 07:30"},
	} {
		at := beijing(c.at)
		s, err := subscription.Confirm(asked(t, c.often), now)
		if err != nil {
			t.Fatal(err)
		}
		before := s.Told
		s, err = subscription.Tell(s, before.Add(-time.Hour), c.news, at)
		letters := 1
		if c.news {
			letters = 2
		}
		if err != nil || !s.NextAt.Equal(beijing(c.next)) || s.Letters != letters {
			t.Errorf("%s at %s: next %s, %d letters, %v", c.often, c.at, s.NextAt, s.Letters, err)
		}
		if !s.Told.Equal(before) {
			t.Errorf("told goes back to %s", s.Told)
		}
		if s, _ = subscription.Tell(s, before.Add(time.Hour), false, at); !s.Told.Equal(before.Add(time.Hour)) {
			t.Errorf("told stays at %s", s.Told)
		}
		if later := subscription.Later(s, at); !later.Told.Equal(s.Told) || !later.NextAt.Equal(at.Add(time.Hour)) {
			t.Errorf("later: %+v", later)
		}
		if changed, err := subscription.Change(s, subscription.AtOnce, at); err != nil || !changed.NextAt.Equal(at.Add(5*time.Minute)) || !changed.Told.Equal(s.Told) {
			t.Errorf("changed: %+v, %v", changed, err)
		}
	}
	for _, r := range subscription.Rhythms {
		if r.Often.Name() != r.Name {
			t.Errorf("%s is called %q", r.Often, r.Often.Name())
		}
	}
	if subscription.Often("never").Name() != "" {
		t.Error("an unknown rhythm has a name")
	}
}

package fee_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"gongkai/law/calendar"
	"gongkai/law/fee"
	"gongkai/law/regulation"
)

func TestFees(t *testing.T) {
	for _, c := range []struct {
		name   string
		reckon func(int) (fee.Reckoning, error)
		n      int
		yuan   int
		steps  int
	}{
		{"requests", fee.Requests, 0, 0, 0},
		{"requests", fee.Requests, 1, 0, 1},
		{"requests", fee.Requests, 10, 0, 1},
		{"requests", fee.Requests, 11, 100, 2},
		{"requests", fee.Requests, 30, 2000, 2},
		{"requests", fee.Requests, 31, 2200, 3},
		{"requests", fee.Requests, 40, 4000, 3},
		{"requests", fee.Requests, 41, 4300, 4},
		{"requests", fee.Requests, 50, 7000, 4},
		{"requests", fee.Requests, 51, 7400, 5},
		{"pages", fee.Pages, 0, 0, 0},
		{"pages", fee.Pages, 30, 0, 1},
		{"pages", fee.Pages, 31, 10, 2},
		{"pages", fee.Pages, 100, 700, 2},
		{"pages", fee.Pages, 101, 720, 3},
		{"pages", fee.Pages, 200, 2700, 3},
		{"pages", fee.Pages, 201, 2740, 4},
		{"pages", fee.Pages, 1_000_000, 2700 + 999_800*40, 4},
	} {
		got, err := c.reckon(c.n)
		if err != nil || got.Yuan != c.yuan || len(got.Steps) != c.steps {
			t.Errorf("%d %s: %d yuan in %d steps (%v), want %d in %d", c.n, c.name, got.Yuan, len(got.Steps), err, c.yuan, c.steps)
		}
	}
}

// By request or by page, never both for one request.
func TestOneWayToCharge(t *testing.T) {
	for _, c := range []struct {
		requests, pages int
		want            fee.Basis
		err             error
	}{
		{31, 0, fee.PerRequest, nil},
		{0, 201, fee.PerPage, nil},
		{31, 201, "", fee.ErrBoth},
		{1, 1, "", fee.ErrBoth},
		{0, 0, "", fee.ErrNone},
		{-1, 5, "", fee.ErrNegative},
		{5, -1, "", fee.ErrNegative},
	} {
		if got, err := fee.Choose(c.requests, c.pages); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%d requests, %d pages: %q (%v)", c.requests, c.pages, got, err)
		}
	}
	for _, b := range fee.Bases {
		if s, ok := b.Schedule(); !ok || s.By == "" {
			t.Errorf("%s has no schedule", b)
		}
	}
}

func TestFeesByDate(t *testing.T) {
	for _, c := range []struct {
		day        string
		basis      fee.Basis
		n, yuan    int
		source     string
		processing bool
	}{
		{"2017-06-30", fee.PerRequest, 41, 0, "国务院令第492号", false},
		{"2019-05-14", fee.PerPage, 201, 0, "国务院令第492号", false},
		{"2019-05-15", fee.PerPage, 201, 0, "国务院令第711号", false},
		{"2020-12-31", fee.PerRequest, 41, 0, "国务院令第711号", false},
		{"2021-01-01", fee.PerRequest, 41, 4300, "国办函〔2020〕109号", true},
		{"2021-01-01", fee.PerPage, 201, 2740, "国办函〔2020〕109号", true},
		{"2026-11-22", fee.PerRequest, 10, 0, "国办函〔2020〕109号", true},
	} {
		day := calendar.MustDay(c.day)
		r, err := fee.On(day, c.basis, c.n)
		regime, ok := fee.RegimeOn(day)
		if err != nil || r.Yuan != c.yuan || r.Count != c.n || r.Source != c.source || !ok || regime.Source != c.source || regime.Processing != c.processing {
			t.Errorf("%+v: %+v (%v), %+v", c, r, err, regime)
		}
	}
	for _, c := range []struct {
		day   string
		basis fee.Basis
		n     int
		want  error
	}{
		{"2017-06-30", fee.PerPage, -1, fee.ErrNegative},
		{"2024-01-22", fee.PerPage, -1, fee.ErrNegative},
		{"2024-01-22", "weight", 1, fee.ErrNone},
		{"2024-01-22", fee.PerRequest, 10_001, fee.ErrTooMany},
	} {
		if _, err := fee.On(calendar.MustDay(c.day), c.basis, c.n); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, ok := fee.RegimeOn(calendar.MustDay("2008-04-30")); ok {
		t.Error("a regime before the Regulation")
	}
}

// The regimes follow on each other and begin with the editions.
func TestRegimesAreWhole(t *testing.T) {
	starts := map[calendar.Day]bool{}
	for i, r := range fee.Regimes {
		starts[r.From] = true
		if r.Words == "" || r.Article == "" || r.Source == "" || i > 0 && fee.Regimes[i-1].Until+1 != r.From {
			t.Errorf("%+v", r)
		}
		if r.Processing != (r.From >= fee.ByRequest.From) || r.Processing != (r.From >= fee.ByPage.From) {
			t.Errorf("%s: processing %v", r.From, r.Processing)
		}
	}
	for _, e := range regulation.Editions() {
		if !starts[e.From] {
			t.Errorf("no regime begins with the edition of %s", e.Code)
		}
	}
}

func TestCountsRefused(t *testing.T) {
	for _, c := range []struct {
		n    int
		want error
	}{
		{-1, fee.ErrNegative},
		{math.MinInt, fee.ErrNegative},
		{1_000_001, fee.ErrTooMany},
		{math.MaxInt, fee.ErrTooMany},
	} {
		if _, err := fee.Requests(c.n); !errors.Is(err, c.want) {
			t.Errorf("%d requests: %v", c.n, err)
		}
		if _, err := fee.Pages(c.n); !errors.Is(err, c.want) {
			t.Errorf("%d pages: %v", c.n, err)
		}
	}
	if _, err := fee.Requests(10_001); !errors.Is(err, fee.ErrTooMany) {
		t.Errorf("10001 requests: %v", err)
	}
}

// The steps tile the count, their sum is the fee, and one more unit never
// costs less than the one before.
func TestStepsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reckon := fee.Requests
		if rapid.Bool().Draw(t, "pages") {
			reckon = fee.Pages
		}
		n := rapid.IntRange(0, 9_998).Draw(t, "n")
		a, _ := reckon(n)
		b, _ := reckon(n + 1)
		c, err := reckon(n + 2)
		if err != nil {
			t.Fatal(err)
		}
		if b.Yuan-a.Yuan < 0 || c.Yuan-b.Yuan < b.Yuan-a.Yuan {
			t.Fatalf("%d: %d, %d, %d", n, a.Yuan, b.Yuan, c.Yuan)
		}
		at, sum := 0, 0
		for _, s := range c.Steps {
			if s.From != at+1 || s.To < s.From || s.Count != s.To-s.From+1 || s.Amount != s.Count*s.Rate {
				t.Fatalf("%+v after %d", s, at)
			}
			at, sum = s.To, sum+s.Amount
		}
		if at != n+2 || sum != c.Yuan {
			t.Fatalf("%d units for %d yuan, want %d for %d", at, sum, n+2, c.Yuan)
		}
	})
}

func TestJSON(t *testing.T) {
	r, _ := fee.Requests(11)
	got, err := json.Marshal(r)
	const want = `{"by":"按件计收","unit":"件","count":11,"yuan":100,"source":"国办函〔2020〕109号","steps":[` +
		`{"from":1,"to":10,"count":10,"rate":0,"amount":0},{"from":11,"to":11,"count":1,"rate":100,"amount":100}]}`
	if err != nil || string(got) != want {
		t.Errorf("%s (%v)", got, err)
	}
}

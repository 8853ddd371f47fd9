package norm

import (
	"errors"
	"testing"
	"time"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

var (
	at  = time.Date(2017, 6, 30, 2, 0, 0, 0, time.UTC)
	day = calendar.MustDay
)

// plain is a norm of 1994 without a term; termed one that runs out.
func plain() Norm {
	return Norm{Publication: 7, Index: "CC/1994-000001", Agency: "CC", IssuedOn: day("1994-05-10"), EffectiveOn: day("1994-07-01"), ExpiresOn: calendar.NoDay}
}

func termed() Norm {
	n := plain()
	n.IssuedOn, n.EffectiveOn, n.ExpiresOn = day("2012-07-01"), day("2012-07-01"), day("2017-06-30")
	return n
}

func must(t *testing.T) func(Norm, journal.Entry, error) Norm {
	return func(n Norm, _ journal.Entry, err error) Norm {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

// How a norm stands on a day, by what happened to it.
func TestOn(t *testing.T) {
	ok := must(t)
	amended := ok(Amend(plain(), Amendment{On: day("2003-01-01"), By: "CC/2002-000009", Text: "<p>新</p>"}, "li", at))
	amended = ok(Amend(amended, Amendment{On: day("1998-03-01"), By: "市政府令第30号"}, "li", at))
	replaced := ok(Repeal(amended, day("2011-10-01"), "CC/2011-000003", true, "", "li", at))
	extended := ok(Extend(termed(), day("2019-06-30"), "市政府令第70号", "li", at))
	undone := ok(Correct(replaced, 3, "录错文件", "li", at))
	told := plain()
	told.Events = Told(Repealed, calendar.NoDay)
	for _, c := range []struct {
		name  string
		n     Norm
		on    string
		want  Status
		since string
	}{
		{"issued", plain(), "1994-06-30", Pending, "1994-05-10"},
		{"first day", plain(), "1994-07-01", InForce, "1994-07-01"},
		{"for ever", plain(), "2050-01-01", InForce, "1994-07-01"},
		{"last day of the term", termed(), "2017-06-30", InForce, "2012-07-01"},
		{"the term ran out by itself", termed(), "2017-07-01", Expired, "2017-07-01"},
		{"prolonged", extended, "2017-07-01", InForce, "2012-07-01"},
		{"prolonged, and over", extended, "2019-07-01", Expired, "2019-07-01"},
		{"before the amendments", amended, "1998-02-28", InForce, "1994-07-01"},
		{"amended first, told last", amended, "1998-03-01", Amended, "1998-03-01"},
		{"amended twice", amended, "2003-01-01", Amended, "2003-01-01"},
		{"the day before it was replaced", replaced, "2011-09-30", Amended, "2003-01-01"},
		{"replaced", replaced, "2011-10-01", Repealed, "2011-10-01"},
		{"not replaced after all", undone, "2011-10-01", Amended, "2003-01-01"},
		{"void", ok(DeclareVoid(plain(), day("2004-06-30"), "清理决定", "", "li", at)), "2004-06-30", Void, "2004-06-30"},
		{"a term does not run out after a repeal", ok(Repeal(termed(), day("2016-01-01"), "决定", false, "", "li", at)), "2018-01-01", Repealed, "2016-01-01"},
		{"ended, nobody knows when", told, "1999-01-01", Repealed, ""},
	} {
		got := c.n.On(day(c.on))
		if got.Status != c.want || got.Since.String() != c.since {
			t.Errorf("%s: on %s it is %s since %s, want %s since %s", c.name, c.on, got.Status, got.Since, c.want, c.since)
		}
	}
	for on, want := range map[string]int{"1990-01-01": 0, "2002-12-31": 0, "2003-01-01": 1, "2017-01-01": 1} {
		if got := amended.WordingOn(day(on)).Serial; got != want {
			t.Errorf("on %s wording %d holds, want %d", on, got, want)
		}
	}
	if by := replaced.On(day("2012-01-01")).By; by == nil || by.By != "CC/2011-000003" || by.Kind != ToReplaced {
		t.Errorf("replaced by %v", by)
	}
	if next := replaced.Changes(day("1994-06-01")); next != day("1994-07-01") {
		t.Errorf("changes next on %s", next)
	}
	if next := replaced.Changes(day("2011-10-01")); next != Never {
		t.Errorf("after its end it changes on %s", next)
	}
}

// What the acts refuse.
func TestRefusals(t *testing.T) {
	ok := must(t)
	gone := ok(Repeal(plain(), day("2004-06-30"), "决定", false, "", "li", at))
	err := func(_ Norm, _ journal.Entry, err error) error { return err }
	for _, c := range []struct {
		name string
		got  error
		want error
	}{
		{"a second number", err(Register(ok(Register(plain(), "2017-0001", "li", at)), "2017-0002", "li", at)), ErrRegistered},
		{"in force before it was issued", err(SetTerm(plain(), day("1994-01-01"), calendar.NoDay, "误", "li", at)), ErrBegins},
		{"over before it begins", err(SetTerm(plain(), day("1994-07-01"), day("1994-07-01"), "误", "li", at)), ErrExpires},
		{"another term without a reason", err(SetTerm(plain(), day("1994-07-01"), calendar.NoDay, " ", "li", at)), ErrNote},
		{"amended by nobody", err(Amend(plain(), Amendment{On: day("2000-01-01")}, "li", at)), ErrBy},
		{"amended by itself", err(Amend(plain(), Amendment{On: day("2000-01-01"), By: "cc/1994-000001"}, "li", at)), ErrSelf},
		{"amended before it was issued", err(Amend(plain(), Amendment{On: day("1994-05-10"), By: "令"}, "li", at)), ErrEarly},
		{"amended after its end", err(Amend(gone, Amendment{On: day("2004-06-30"), By: "令"}, "li", at)), ErrEnded},
		{"put together without a text", err(Amend(plain(), Amendment{On: day("2000-01-01"), By: "令", Consolidated: true}, "li", at)), ErrText},
		{"repealed twice", err(Repeal(gone, day("2003-01-01"), "令", false, "", "li", at)), ErrEnded},
		{"void without a day", err(DeclareVoid(plain(), calendar.NoDay, "令", "", "li", at)), ErrDay},
		{"void after the term", err(DeclareVoid(termed(), day("2017-07-01"), "令", "", "li", at)), ErrEnded},
		{"prolonged without a term", err(Extend(plain(), day("2020-01-01"), "令", "li", at)), ErrNoTerm},
		{"prolonged backwards", err(Extend(termed(), day("2017-06-30"), "令", "li", at)), ErrUntil},
		{"prolonged too late", err(Extend(termed(), day("2020-01-01"), "令", "li", at.AddDate(0, 0, 1))), ErrEnded},
		{"struck twice", err(Correct(ok(Correct(gone, 1, "误", "li", at)), 1, "误", "li", at)), ErrNoEvent},
		{"struck without a reason", err(Correct(gone, 1, "", "li", at)), ErrNote},
		{"completed what is complete", err(Complete(gone, 1, calendar.NoDay, "令", "", "li", at)), ErrKnown},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	told := plain()
	told.Events = Told(Amended, calendar.NoDay)
	if n, _, err := Complete(told, 1, day("2001-01-01"), "令", "", "li", at); err != nil || n.On(day("2000-12-31")).Status != InForce || told.Events[0].By != "" {
		t.Errorf("completed: %v %+v", err, n.Events)
	}
}

// Chains of replacement lead to an end.
func TestCheckChain(t *testing.T) {
	ended := map[string]string{"B": "C", "C": "D", "X": "Y", "Y": "X"}
	next := func(s string) (string, error) { return ended[s], nil }
	for _, c := range []struct {
		index, by string
		want      error
	}{
		{"A", "B", nil}, {"D", "B", ErrCycle}, {"C", "B", ErrCycle}, {"A", "A", ErrSelf}, {"A", "X", nil}, {"A", "吉政发〔2001〕3号", nil},
	} {
		if err := CheckChain(c.index, c.by, next); !errors.Is(err, c.want) {
			t.Errorf("%s ended by %s: %v, want %v", c.index, c.by, err, c.want)
		}
	}
}

// A clean-up is closed when everything is decided, and carried out where it
// ends something.
func TestCampaign(t *testing.T) {
	if _, _, err := OpenCampaign(1, "清理", "", calendar.NoDay, day("2017-06-29"), "zhou", at); !errors.Is(err, ErrCampaignDue) {
		t.Errorf("due yesterday: %v", err)
	}
	c, _, err := OpenCampaign(1, "2017年文件清理", "", calendar.NoDay, day("2017-07-30"), "zhou", at)
	if err != nil {
		t.Fatal(err)
	}
	item := Item{Campaign: 1, Publication: 7, Agency: "CC"}
	if _, _, err := Decide(c, item, ToRepeal, "", "chen", at); !errors.Is(err, ErrNote) {
		t.Errorf("repeal without a reason: %v", err)
	}
	if _, _, err := Decide(c, item, "burn", "旧", "chen", at); !errors.Is(err, ErrChoice) {
		t.Errorf("an unknown choice: %v", err)
	}
	if _, _, err := Close(c, []Item{item}, day("2017-08-01"), "决定", "zhou", at); !errors.Is(err, ErrUndecided) {
		t.Errorf("closed undecided: %v", err)
	}
	for _, want := range []struct {
		choice Choice
		status Status
		done   bool
	}{{Keep, InForce, false}, {ToAmend, InForce, false}, {ToRepeal, Repealed, true}, {ToBeVoided, Void, true}} {
		decided, _, err := Decide(c, item, want.choice, "已不适用", "chen", at)
		if err != nil {
			t.Fatal(err)
		}
		closed, _, err := Close(c, []Item{decided}, day("2017-08-01"), "决定", "zhou", at)
		if err != nil {
			t.Fatal(err)
		}
		after, _, done, err := Carry(closed, decided, plain(), "zhou", at)
		if got := after.On(day("2017-08-01")).Status; err != nil || done != want.done || got != want.status {
			t.Errorf("%s: %s, done %v, %v", want.choice, got, done, err)
		}
		if _, _, err := Decide(closed, item, Keep, "", "chen", at); !errors.Is(err, ErrClosed) {
			t.Errorf("decided after the end: %v", err)
		}
	}
}

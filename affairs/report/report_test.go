package report_test

import (
	"errors"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/law/calendar"
)

var (
	at    = time.Date(2018, 1, 20, 10, 0, 0, 0, calendar.Beijing)
	clerk = account.Login("clerk")
	text  = []report.Part{{Heading: "一、综合概述", Text: "收到申请{{figure 3.1}}件。"}}
)

// run does an act with inputs that would pass, so that only the state decides.
func run(act journal.Act, r report.Report) (report.Report, journal.Entry, error) {
	switch act {
	case journal.ReportStart:
		if r.State != "" {
			return r, journal.Entry{}, report.ErrState // there is a report: nothing to start
		}
		return report.Start("JYJ", 2017, "", r.Level, text, clerk, at)
	case journal.ReportWrite:
		return report.Write(r, []report.Part{{Heading: "一、综合概述", Text: "另一段"}}, clerk, at)
	case journal.ReportDeclare:
		return report.Declare(r, "8.4", "12.5", "财务决算", clerk, at)
	case journal.ReportExplain:
		return report.Explain(r, "K5", "告知补正后另行答复", clerk, at)
	case journal.ReportAttach:
		return report.Attach(r, []report.File{{Name: "a.pdf", SHA256: "x"}}, nil, clerk, at)
	case journal.ReportTable:
		return report.TakeTable(r, "2014", report.File{Name: "表.xlsx"}, map[string]string{"3.1.1": "4"}, clerk, at)
	case journal.ReportSign:
		return report.Sign(r, report.Signature{Hash: "h", Size: 1, Dated: calendar.On(at)}, clerk, at)
	case journal.ReportUnsign:
		return report.Unsign(r, clerk, at)
	case journal.ReportSubmit:
		return report.Submit(r, clerk, at)
	case journal.ReportReturn:
		return report.Return(r, "数字不符", clerk, at)
	case journal.ReportAccept:
		return report.Accept(r, clerk, at)
	case journal.ReportPublish:
		return report.Publish(r, clerk, at)
	case journal.ReportReopen:
		return report.Reopen(r, "漏计一件", clerk, at)
	case journal.ReportCorrect:
		return report.Correct(r, report.Erratum{Where: "当面申请数", Was: "3", Is: "4", Why: "漏计"}, clerk, at)
	}
	return r, journal.Entry{}, errors.New("no such act")
}

// in brings a report to a state by its acts.
func in(t *testing.T, state report.State, level bool) report.Report {
	t.Helper()
	r := report.Report{Level: level}
	paths := map[report.State][]journal.Act{
		"":               nil,
		report.Drafting:  {journal.ReportStart},
		report.Signed:    {journal.ReportStart, journal.ReportSign},
		report.Submitted: {journal.ReportStart, journal.ReportSign, journal.ReportSubmit},
		report.Accepted:  {journal.ReportStart, journal.ReportSign, journal.ReportSubmit, journal.ReportAccept},
		report.Published: {journal.ReportStart, journal.ReportSign, journal.ReportSubmit, journal.ReportAccept, journal.ReportPublish},
	}
	path := paths[state]
	if level && state == report.Published {
		path = []journal.Act{journal.ReportStart, journal.ReportSign, journal.ReportPublish}
	}
	for _, act := range path {
		var err error
		if r, _, err = run(act, r); err != nil {
			t.Fatalf("%s: %v", act, err)
		}
	}
	return r
}

func TestEveryActInEveryState(t *testing.T) {
	for _, level := range []bool{false, true} {
		for _, s := range []report.State{"", report.Drafting, report.Signed, report.Submitted, report.Accepted, report.Published} {
			if level && (s == report.Submitted || s == report.Accepted) {
				continue // nobody stands above
			}
			for _, m := range report.Moves {
				before := in(t, s, level)
				after, e, err := run(m.Act, before)
				if ok := before.May(m.Act); ok != (err == nil) {
					t.Errorf("level %v, %q, %s: possible %v, but %v", level, s, m.Act, ok, err)
				}
				if err != nil {
					continue
				}
				if m.To != "" && after.State != m.To {
					t.Errorf("%q, %s: leads to %q, want %q", s, m.Act, after.State, m.To)
				}
				if e.Act != m.Act || e.Thing != "report/JYJ/2017" || e.Actor != "clerk" {
					t.Errorf("%q, %s: entry %+v", s, m.Act, e)
				}
			}
		}
	}
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		year  int
		level bool
		want  string
	}{
		{2017, false, "2018-03-31"}, {2017, true, "2018-03-31"}, {2018, false, "2019-03-31"},
		{2019, false, "2020-01-31"}, {2025, false, "2026-01-31"}, {2025, true, "2026-03-31"},
	} {
		if got := report.Due(c.year, c.level).String(); got != c.want {
			t.Errorf("%d, level %v: %s, want %s", c.year, c.level, got, c.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	drafting := in(t, report.Drafting, false)
	published := in(t, report.Published, false)
	long := make([]rune, 30_001)
	for i := range long {
		long[i] = '字'
	}
	for _, c := range []struct {
		name string
		act  func() error
		want error
	}{
		{"the year goes on", func() error {
			_, _, err := report.Start("JYJ", 2018, "", false, text, clerk, at)
			return err
		}, report.ErrYear},
		{"no form of that year", func() error {
			_, _, err := report.Start("JYJ", 2009, "", false, text, clerk, at)
			return err
		}, report.ErrForm},
		{"no text", func() error { _, _, err := report.Write(drafting, nil, clerk, at); return err }, report.ErrParts},
		{"no heading", func() error {
			_, _, err := report.Write(drafting, []report.Part{{Text: "x"}}, clerk, at)
			return err
		}, report.ErrHeading},
		{"too long", func() error {
			_, _, err := report.Write(drafting, []report.Part{{Heading: "一", Text: string(long)}}, clerk, at)
			return err
		}, report.ErrText},
		{"nothing changed", func() error { _, _, err := report.Write(drafting, text, clerk, at); return err }, report.ErrUnchanged},
		{"no basis", func() error { _, _, err := report.Declare(drafting, "8.4", "1", " ", clerk, at); return err }, report.ErrBasis},
		{"nothing to take back", func() error { _, _, err := report.Declare(drafting, "8.4", "", "", clerk, at); return err }, report.ErrUnchanged},
		{"dated in its own year", func() error {
			_, _, err := report.Sign(drafting, report.Signature{Hash: "h", Size: 1, Dated: calendar.Date(2017, 12, 31)}, clerk, at)
			return err
		}, report.ErrSignDay},
		{"dated tomorrow", func() error {
			_, _, err := report.Sign(drafting, report.Signature{Hash: "h", Size: 1, Dated: calendar.On(at) + 1}, clerk, at)
			return err
		}, report.ErrSignDay},
		{"an erratum that changes nothing", func() error {
			_, _, err := report.Correct(published, report.Erratum{Where: "3.1", Was: "4", Is: "4", Why: "x"}, clerk, at)
			return err
		}, report.ErrSame},
		{"reopened without a reason", func() error { _, _, err := report.Reopen(published, " ", clerk, at); return err }, report.ErrReason},
	} {
		if err := c.act(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// What was published is read until the next edition is.
func TestReopenedStaysPublic(t *testing.T) {
	r, _, err := report.Correct(in(t, report.Published, false), report.Erratum{Where: "3.1", Was: "4", Is: "5", Why: "漏计一件"}, clerk, at)
	if err != nil {
		t.Fatal(err)
	}
	r, _, err = report.Reopen(r, "漏计一件", clerk, at)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := r.PublicSignature(); !ok || s.Hash != "h" {
		t.Fatalf("public signature %+v, %v", s, ok)
	}
	if _, ok := r.Signature(); ok {
		t.Fatal("a report being written has a signature in force")
	}
	if r, _, err = report.Sign(r, report.Signature{Hash: "second", Size: 1, Dated: calendar.On(at)}, clerk, at); err != nil {
		t.Fatal(err)
	}
	if s, _ := r.PublicSignature(); s.Hash != "h" {
		t.Fatalf("public is %q before it was published again", s.Hash)
	}
	if list := r.ErrataOf(r.Public); len(list) != 1 || list[0].Where != "3.1" {
		t.Fatalf("beside what is read stand %+v", list)
	}
	// The next edition has been put right; what corrected the first is no
	// correction of it.
	for _, act := range []func(report.Report, account.Login, time.Time) (report.Report, journal.Entry, error){report.Submit, report.Accept, report.Publish} {
		if r, _, err = act(r, clerk, at); err != nil {
			t.Fatal(err)
		}
	}
	if list := r.ErrataOf(r.Public); len(list) != 0 || len(r.ErrataOf(1)) != 1 || len(r.Errata) != 1 {
		t.Fatalf("beside the second edition stand %+v", list)
	}
}

// A report handed in on time stays so, whatever comes after.
func TestReopenedStaysPunctual(t *testing.T) {
	r := in(t, report.Published, false)
	r, _, err := report.Reopen(r, "漏计一件", clerk, at)
	if err != nil {
		t.Fatal(err)
	}
	years := at.AddDate(3, 0, 0)
	if r.Late(calendar.On(years)) {
		t.Error("late since it was reopened")
	}
	if r, _, err = report.Sign(r, report.Signature{Hash: "second", Size: 1, Dated: calendar.On(years)}, clerk, years); err != nil {
		t.Fatal(err)
	}
	if r, _, err = report.Submit(r, clerk, years); err != nil || r.Late(calendar.On(years)) || !r.SubmittedAt.Equal(at) {
		t.Errorf("submitted %s, late %v, %v", r.SubmittedAt, r.Late(calendar.On(years)), err)
	}
}

package office_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/officetest"
)

// accepted brings reports of agencies to where the level above has taken them.
func accepted(t *testing.T, o *officetest.Office, year int, codes ...agency.Code) {
	t.Helper()
	ctx := context.Background()
	for _, in := range codes {
		if r, err := o.Store.Report(ctx, in, year); err == nil && r.State == report.Drafting {
			sign(t, o, in, year)
		} else {
			complete(t, o, in, year)
		}
		if _, err := o.SubmitReport(ctx, account.Console, in, year); err != nil {
			t.Fatal(err)
		}
		if _, err := o.AcceptReport(ctx, account.Console, in, year); err != nil {
			t.Fatal(err)
		}
	}
}

// A city is its members and whatever is in no member's report: what closed
// before the year ended, a township right below it. Its table is the sum all
// the same.
func TestReportOfWhatHasNoReport(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		for _, a := range []agency.Agency{
			{Code: "XZ", Name: "某镇", Kind: agency.Township, Parent: "ZF", Position: 5},
			{Code: "QX", Name: "某区", Kind: agency.County, Parent: "ZF", Position: 6},
			{Code: "QXJY", Name: "某区教育局", Kind: agency.Department, Parent: "QX", Position: 7},
			{Code: "QXJD", Name: "某街道", Kind: agency.Township, Parent: "QX", Position: 8},
		} {
			if _, err := o.AddAgency(ctx, account.Console, a); err != nil {
				t.Fatal(err)
			}
		}
		for _, in := range []agency.Code{"XZ", "QX", "QXJY", "QXJD", "RSJ"} {
			conference(t, o, in, "发布会", "2017-03-01")
		}
		if err := o.MergeAgency(ctx, account.Console, "RSJ", "FGW"); err != nil {
			t.Fatal(err)
		}
		o.Clock.Set(time.Date(2018, 1, 20, 2, 0, 0, 0, time.UTC))

		for _, c := range []struct {
			in   agency.Code
			rest []agency.Code
		}{
			{"ZF", []agency.Code{"ZF", "RSJ", "XZ"}}, {"QX", []agency.Code{"QX", "QXJD"}}, {"FGW", []agency.Code{"FGW"}},
		} {
			s, err := o.ReportScope(ctx, c.in, 2017)
			if err != nil {
				t.Fatal(err)
			}
			if slices.Sort(s.Rest); !slices.Equal(s.Rest, slices.Sorted(slices.Values(c.rest))) {
				t.Errorf("in no member's report of %s: %v, want %v", c.in, s.Rest, c.rest)
			}
		}

		// What the county's department declares reaches the city through both.
		if _, err := o.StartReport(ctx, account.Console, "QXJY", 2017, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := o.DeclareFigure(ctx, account.Console, "QXJY", 2017, "8.4", "1.5", "平台外"); err != nil {
			t.Fatal(err)
		}
		accepted(t, o, 2017, "QXJY", "QX", "FGW", "JYJ")
		c, err := o.CompileReport(ctx, "ZF", 2017, office.CompileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"2.2.1": "5", "8.4": "1.5"} {
			if got := figure(t, c.Edition, name); got != want {
				t.Errorf("%s is %s, want %s", name, got, want)
			}
			if !slices.Contains(c.Checked.Holds, "X3:"+name) {
				t.Errorf("%s is not the sum of its members and the rest: fails %v", name, c.Checked.Fails)
			}
		}
	})
}

// filedAt files a request that was submitted at the counter on a day.
func filedAt(t *testing.T, o *officetest.Office, clerk account.Login, on string) {
	t.Helper()
	f := filing("王" + on)
	f.Agency = agency.Code(strings.ToUpper(strings.TrimPrefix(string(clerk), "clerk-")))
	day, err := calendar.ParseDay(on)
	if err != nil {
		t.Fatal(err)
	}
	f.SubmittedOn = day
	if _, _, err := o.File(context.Background(), o.As(t, clerk), f); err != nil {
		t.Fatal(err)
	}
}

// Requests that came with the business of a closed body were in no report of
// their new agency: that is explained, where any other difference is an error.
func TestReportAfterTakingOver(t *testing.T) {
	for _, c := range []struct {
		name    string
		between func(t *testing.T, o *officetest.Office)
		hard    bool
	}{
		{"a body merged into it", func(t *testing.T, o *officetest.Office) {
			if err := o.MergeAgency(context.Background(), account.Console, "JYJ", "FGW"); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"entered afterwards", func(t *testing.T, o *officetest.Office) { filedAt(t, o, "clerk-fgw", "2024-12-29") }, true},
		{"entered afterwards, and corrected", func(t *testing.T, o *officetest.Office) {
			filedAt(t, o, "clerk-fgw", "2024-12-29")
			x := report.Erratum{Where: "结转下年度", Was: "0", Is: "1", Why: "漏登一件"}
			if _, err := o.CorrectReport(context.Background(), account.Console, "FGW", 2024, x); err != nil {
				t.Fatal(err)
			}
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			officetest.Each(t, func(t *testing.T, o *officetest.Office) {
				ctx := context.Background()
				o.Clock.Set(time.Date(2024, 12, 30, 2, 0, 0, 0, time.UTC))
				filedAt(t, o, "clerk-jyj", "2024-12-30")
				o.Clock.Set(time.Date(2025, 1, 20, 2, 0, 0, 0, time.UTC))
				accepted(t, o, 2024, "FGW")
				if _, err := o.PublishReport(ctx, account.Console, "FGW", 2024); err != nil {
					t.Fatal(err)
				}
				c.between(t, o)
				o.Clock.Set(time.Date(2026, 1, 20, 2, 0, 0, 0, time.UTC))
				r, err := o.CompileReport(ctx, "FGW", 2025, office.CompileOptions{})
				if err != nil {
					t.Fatal(err)
				}
				found := false
				for _, a := range r.Asks {
					if strings.HasPrefix(a.ID, "X1") {
						found = true
						if a.Hard != c.hard {
							t.Errorf("%s is hard: %v, want %v", a.ID, a.Hard, c.hard)
						}
					}
				}
				if !found {
					t.Error("the requests carried in are those of last year")
				}
			})
		})
	}
}

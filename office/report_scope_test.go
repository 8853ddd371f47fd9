package office_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/office"
	"gongkai/office/officetest"
)

// accepted brings reports of agencies to where the level above has taken them.
func accepted(t *testing.T, o *officetest.Office, codes ...agency.Code) {
	t.Helper()
	ctx := context.Background()
	for _, in := range codes {
		if r, err := o.Store.Report(ctx, in, 2017); err == nil && r.State == report.Drafting {
			sign(t, o, in)
		} else {
			complete(t, o, in)
		}
		if _, err := o.SubmitReport(ctx, account.Console, in, 2017); err != nil {
			t.Fatal(err)
		}
		if _, err := o.AcceptReport(ctx, account.Console, in, 2017); err != nil {
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
		accepted(t, o, "QXJY", "QX", "FGW", "JYJ")
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

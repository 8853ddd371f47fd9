package stage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// reported is the year of which the demo's reports are.
const reported = 2017

// Reports lets the annual reports of 2017 be written, signed, submitted,
// accepted and published, each on its own day of 2018, and the city's on 19
// March. It must follow what they count; interrupted, it goes on where it
// stopped. progress counts reports.
func Reports(ctx context.Context, o *office.Office, _ *demo.Plan, progress func(at, total int64)) error {
	city, err := o.City(ctx)
	if err != nil {
		return err
	}
	scope, err := o.ReportScope(ctx, city.Government, reported)
	if err != nil {
		return err
	}
	total := int64(len(scope.Members) + 1)
	for i, a := range scope.Members {
		progress(int64(i), total)
		first := time.Date(reported+1, time.January, 8+i%10, 9, i%60, 0, 0, calendar.Beijing)
		if err := reportOf(ctx, o, a.Code, first, first.AddDate(0, 0, 12), i); err != nil {
			return fmt.Errorf("report of %s: %w", a.Code, err)
		}
	}
	progress(total-1, total)
	first := time.Date(reported+1, time.March, 12, 9, 0, 0, 0, calendar.Beijing)
	if err := reportOf(ctx, o, city.Government, first, time.Date(reported+1, time.March, 19, 15, 0, 0, 0, calendar.Beijing), 0); err != nil {
		return fmt.Errorf("report of %s: %w", city.Government, err)
	}
	progress(total, total)
	return nil
}

// Size is how much there is to take in, as [Year], [Norms], [Gazette], [Asked],
// [Contested], [Ledgers] and [Reports] count it together. It must follow [Found].
func Size(ctx context.Context, o *office.Office, p *demo.Plan) (int64, error) {
	total := int64(p.Totals.Items() + p.Asked.Requests() + p.Asked.Remedies())
	for _, b := range p.Ledgers() {
		total += int64(b.Entries)
	}
	city, err := o.City(ctx)
	if err != nil {
		return 0, err
	}
	scope, err := o.ReportScope(ctx, city.Government, reported)
	return total + int64(len(scope.Members)+1), err
}

// reportOf brings an agency's report from where it stands to publication. An
// instant that acts happen at lies behind those before it.
func reportOf(ctx context.Context, o *office.Office, code agency.Code, begun, signed time.Time, i int) error {
	r, err := o.Store.Report(ctx, code, reported)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	scope, err := o.ReportScope(ctx, code, reported)
	if err != nil {
		return err
	}
	by := account.Console
	by.Name = signers[i%len(signers)]
	at := func(t time.Time) (*office.Office, error) {
		return office.New(ctx, o.Store, o.Blobs, func() time.Time { return t })
	}
	// What is done from a state, and when.
	for r.State != report.Published {
		var then *office.Office
		switch r.State {
		case "":
			if then, err = at(begun); err == nil {
				if r, err = then.StartReport(ctx, by, code, reported, ""); err == nil {
					r, err = then.WriteReport(ctx, by, code, reported, r.Stamp, completed(r, scope))
				}
			}
		case report.Drafting:
			if then, err = at(signed); err == nil {
				r, err = signedReport(ctx, then, by, r)
			}
		case report.Signed:
			if r.Level {
				if then, err = at(signed.Add(30 * time.Minute)); err == nil {
					r, err = then.PublishReport(ctx, by, code, reported)
				}
			} else if then, err = at(signed.Add(20 * time.Minute)); err == nil {
				r, err = then.SubmitReport(ctx, by, code, reported)
			}
		case report.Submitted:
			if then, err = at(signed.AddDate(0, 0, 3)); err == nil {
				r, err = then.AcceptReport(ctx, by, code, reported)
			}
		case report.Accepted:
			if then, err = at(signed.AddDate(0, 0, 5+i%20)); err == nil {
				r, err = then.PublishReport(ctx, by, code, reported)
			}
		default:
			return fmt.Errorf("state %q", r.State)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// signers sign the demo's reports; nobody real.
var signers = []string{"赵某", "钱某", "孙某", "周某", "吴某", "郑某", "冯某"}

func completed(r report.Report, scope office.ReportScope) []report.Part {
	var parts []report.Part
	for _, p := range r.Parts {
		parts = append(parts, report.Part{Heading: p.Heading, Text: demo.ReportText(string(r.Agency), scope.Agency.ShortName(), p.Text, scope.Level)})
	}
	return parts
}

// signedReport answers what the check asks and signs.
func signedReport(ctx context.Context, o *office.Office, by account.Actor, r report.Report) (report.Report, error) {
	c, err := o.CompileReport(ctx, r.Agency, r.Year, office.CompileOptions{})
	if err != nil {
		return r, err
	}
	for _, a := range c.Asks {
		if a.Hard || a.Answer.Text != "" {
			continue
		}
		if _, err := o.ExplainReport(ctx, by, r.Agency, r.Year, a.ID, "经核对，记录无误，情况属实。"); err != nil {
			return r, err
		}
	}
	return o.SignReport(ctx, by, r.Agency, r.Year, 0, o.Today())
}

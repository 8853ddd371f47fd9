package desk

import (
	"context"
	"errors"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/web/page"
)

// reportTask is an annual report on the home page: what is to be done with it
// next, by the official or by a colleague.
type reportTask struct {
	Text, Href string
	Help       string
	Due        reportDue
	Why        string // why it came back
	Waiting    bool   // it waits for this official
}

// reportSeason is how many days before its last day a report that nobody began
// is on the home page.
const reportSeason = 60

// reportTasks is what is to be done with the reports of the last year that
// ended, and with those of earlier ones that are under way.
func (d *Desk) reportTasks(ctx context.Context, o *Official, agencies names) ([]reportTask, error) {
	if !o.May(string(account.LookReport)) {
		return nil, nil
	}
	last := d.Office.Today().Year() - 1
	var list []reportTask
	for _, code := range o.Where(account.LookReport) {
		reports, err := d.Office.Store.ReportsOf(ctx, code)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(reports, func(v report.Report) bool { return v.Year == last }) {
			if t, ok, err := d.unbegun(ctx, o, agencies, code, last); err != nil {
				return nil, err
			} else if ok {
				list = append(list, t)
			}
		}
		for _, v := range reports {
			if t, ok := d.reportTask(ctx, o, agencies, v); ok {
				list = append(list, t)
			}
		}
	}
	if o.May(string(journal.ReportAccept)) {
		years, err := d.Office.Store.ReportYears(ctx)
		if err != nil {
			return nil, err
		}
		for _, y := range years {
			reports, err := d.Office.Store.ReportsOfYear(ctx, y.Year)
			if err != nil {
				return nil, err
			}
			for _, v := range reports {
				if v.State == report.Submitted && o.MayIn(journal.ReportAccept, v.Agency) {
					list = append(list, reportTask{Text: reportName(ctx, agencies, v.Agency, v.Year), Href: reportKey{v.Agency, v.Year}.href() + "#decide",
						Help: "审阅，接收或者退回", Due: d.reportDueOf(v, v.Year, v.Level), Waiting: true})
				}
			}
			if y.Year < last-2 {
				break // older ones are history that comes in late; the list has them
			}
		}
	}
	return list, nil
}

func reportName(ctx context.Context, agencies names, in agency.Code, year int) string {
	return page.Tf(ctx, "%[1]s %[2]d 年度报告", agencies.of(in), year)
}

// unbegun is the task to begin the report of an agency, when its last day is
// near or past.
func (d *Desk) unbegun(ctx context.Context, o *Official, agencies names, code agency.Code, year int) (reportTask, bool, error) {
	if !o.MayIn(journal.ReportStart, code) || form.Of(year) == nil || !agencies[code].Open(calendar.Date(year, 12, 31)) || agencies[code].Kind == agency.Township {
		return reportTask{}, false, nil
	}
	scope, err := d.Office.ReportScope(ctx, code, year)
	if errors.Is(err, office.ErrReportNone) {
		return reportTask{}, false, nil
	}
	if err != nil {
		return reportTask{}, false, err
	}
	u := d.reportDueOf(report.Report{}, year, scope.Level)
	t := reportTask{Text: reportName(ctx, agencies, code, year), Href: reportKey{code, year}.href(), Help: "还没有开始编制", Due: u, Waiting: true}
	return t, u.Left <= reportSeason, nil
}

// reportTask is what is to be done with a report that was begun; false when
// nothing is.
func (d *Desk) reportTask(ctx context.Context, o *Official, agencies names, v report.Report) (reportTask, bool) {
	k := reportKey{v.Agency, v.Year}
	t := reportTask{Text: reportName(ctx, agencies, v.Agency, v.Year), Href: k.href(), Due: d.reportDueOf(v, v.Year, v.Level)}
	may := func(acts ...journal.Act) bool {
		return slices.ContainsFunc(acts, func(act journal.Act) bool { return v.May(act) && o.MayIn(act, v.Agency) })
	}
	switch v.State {
	case report.Drafting:
		t.Help, t.Why, t.Waiting = "正在编制", v.Returned, may(journal.ReportWrite, journal.ReportSign)
		if v.Returned != "" {
			t.Help = "按理由修改后重新签发、报送"
		}
	case report.Signed:
		t.Help, t.Waiting = "已签发，请报送上级", may(journal.ReportSubmit)
		if v.Level {
			t.Help, t.Waiting = "已签发，请公布", may(journal.ReportPublish)
		}
	case report.Accepted:
		t.Help, t.Waiting = "上级已接收，请公布", may(journal.ReportPublish)
	default:
		return t, false
	}
	return t, true
}

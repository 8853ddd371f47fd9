package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// reportListPage is the reports of the official's agencies by year, and for
// those who see the level's the roll-up of one year.
type reportListPage struct {
	Form *page.Form
	Own  []reportRow
	// Last is the year that ended last, and Begin the agencies of the official
	// that have not begun its report.
	Last  int
	Begin []page.Choice
	// Earlier is the years before it for which the official may still begin one.
	Earlier []page.Choice
	Where   []page.Choice // agencies for which the official may begin one
	RollUp  *rollUp
}

// reportRow is one report in a list.
type reportRow struct {
	Key    reportKey
	Agency string
	State  reportState
	Due    reportDue
	Why    string // why it came back
}

// rollUp is where the reports stand that a level's sums up. The counts by
// state add up to Total; late and changed ones are counted beside them.
type rollUp struct {
	Key     reportKey
	Name    string
	Years   []page.Choice
	State   reportState // of the level's own report
	Due     reportDue
	Members reportDue // the members' last day, for one that is not handed in
	Tabs    []rollUpTab
	Here    string // which tab
	Rows    []memberRow
	Total   int
	Missing []string // names of those not accepted
	Changed int
}

type rollUpTab struct {
	Code, Text, Href string
	N                int
	Beside           bool // not one of those that add up
}

// memberRow is one of those summed up.
type memberRow struct {
	Agency  agency.Agency
	State   reportState
	Due     reportDue
	Late    bool
	Changed bool
	Why     string
	Href    string // its report at the desk; "" before it is begun
	Remind  string // a mail that reminds it; "" where nothing is owed or no address is known
	Phone   string
}

func (d *Desk) reportList(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.reportListAgain(w, r, o, page.QueryForm(r))
}

func (d *Desk) reportListAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := reportListPage{Form: form, Last: d.Office.Today().Year() - 1}
	if p.Own, err = d.ownReports(ctx, o, agencies); err != nil {
		return err
	}
	var where []agency.Code
	for _, code := range o.Where(journal.ReportStart) {
		if agencies[code].Open(calendar.Date(p.Last, 12, 31)) {
			where = append(where, code)
		}
	}
	p.Where = agencies.choicesOf(where)
	for _, code := range where {
		if !slices.ContainsFunc(p.Own, func(v reportRow) bool { return v.Key == reportKey{code, p.Last} }) {
			p.Begin = append(p.Begin, page.Choice{Value: string(code), Text: agencies.of(code)})
		}
	}
	if len(where) > 0 {
		p.Earlier = earlierYears(p.Last - 1)
	}
	if p.RollUp, err = d.rollUp(ctx, o, form, p.Last); err != nil {
		return err
	}
	return page.Show(w, r, form, d.reportListView(p))
}

// earlierYears are the years until the last for which there is a form, the
// latest first.
func earlierYears(last int) []page.Choice {
	var list []page.Choice
	for year := last; form.Of(year) != nil; year-- {
		list = append(list, page.Choice{Value: strconv.Itoa(year), Text: strconv.Itoa(year)})
	}
	return list
}

// ownReports is the reports of the agencies the official works for, the last
// year first.
func (d *Desk) ownReports(ctx context.Context, o *Official, agencies names) ([]reportRow, error) {
	var list []reportRow
	for _, code := range o.Where(account.LookReport) {
		reports, err := d.Office.Store.ReportsOf(ctx, code)
		if err != nil {
			return nil, err
		}
		for _, v := range reports {
			list = append(list, reportRow{Key: reportKey{code, v.Year}, Agency: agencies.of(code), State: reportStateOf(v),
				Due: d.reportDueOf(v, v.Year, v.Level), Why: v.Returned})
		}
	}
	slices.SortStableFunc(list, func(a, b reportRow) int { return b.Key.Year - a.Key.Year })
	return list, nil
}

// rollUp is the roll-up of the year asked for, else the last that ended; nil
// for one who does not see the level's report.
func (d *Desk) rollUp(ctx context.Context, o *Official, form *page.Form, last int) (*rollUp, error) {
	city, err := d.Office.City(ctx)
	if err != nil {
		return nil, err
	}
	if city.Government == "" || !report.Visible(o.Actor, city.Government) {
		return nil, nil
	}
	year := last
	if asked, err := strconv.Atoi(form.Get("year")); err == nil && asked >= 1000 && asked <= last {
		year = asked
	}
	form.Set("year", strconv.Itoa(year))
	u, err := d.Office.RollUp(ctx, city.Government, year)
	if errors.Is(err, office.ErrReportNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p := &rollUp{Key: reportKey{city.Government, year}, Name: u.Scope.Name, State: reportStateOf(u.Report), Due: d.reportDueOf(u.Report, year, true),
		Members: d.reportDueOf(report.Report{}, year, false), Total: len(u.Members), Here: form.Get("state")}
	years, err := d.Office.Store.ReportYears(ctx)
	if err != nil {
		return nil, err
	}
	p.Years = reportYears(years, last, year)
	counts := map[string]int{}
	var rows []memberRow
	for _, m := range u.Members {
		v := memberRow{Agency: m.Agency, State: reportStateOf(m.Report), Due: d.reportDueOf(m.Report, year, false), Late: m.Late, Changed: m.Changed,
			Why: m.Report.Returned, Phone: m.Agency.Card.Phone}
		if m.Report.State != "" {
			v.Href = reportKey{m.Agency.Code, year}.href()
		}
		if m.Missing() {
			p.Missing = append(p.Missing, shortName(ctx, m.Agency))
			if m.Report.State != report.Submitted {
				v.Remind = remindMail(ctx, m.Agency, year, v.Due)
			}
		}
		counts[v.State.Code]++
		if m.Late {
			counts["late"]++
		}
		if m.Changed {
			counts["changed"]++
			p.Changed++
		}
		rows = append(rows, v)
	}
	tab := func(code, text string, n int, beside bool) {
		href := "/desk/reports?year=" + strconv.Itoa(year)
		if code != "" {
			href += "&state=" + code
		}
		p.Tabs = append(p.Tabs, rollUpTab{code, text, href, n, beside})
	}
	tab("", "全部", p.Total, false)
	for _, s := range reportStates {
		tab(s.Code, s.Name, counts[s.Code], false)
	}
	tab("late", "迟报", counts["late"], true)
	tab("changed", "汇总后有变动", counts["changed"], true)
	if !slices.ContainsFunc(p.Tabs, func(t rollUpTab) bool { return t.Code == p.Here }) {
		p.Here = ""
	}
	for _, v := range rows {
		if p.Here == "" || p.Here == v.State.Code || p.Here == "late" && v.Late || p.Here == "changed" && v.Changed {
			p.Rows = append(p.Rows, v)
		}
	}
	return p, nil
}

// reportYears are the years with reports, the last that ended and the one
// shown, the latest first.
func reportYears(years []store.ReportYear, more ...int) []page.Choice {
	var list []int
	for _, y := range years {
		list = append(list, y.Year)
	}
	list = append(list, more...)
	slices.Sort(list)
	slices.Reverse(list)
	var choices []page.Choice
	for _, y := range slices.Compact(list) {
		choices = append(choices, page.Choice{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	return choices
}

// remindMail is the address of a mail to an agency whose report is owed, ready
// to be sent with the official's own mail program.
func remindMail(ctx context.Context, a agency.Agency, year int, u reportDue) string {
	if a.Card.Email == "" {
		return ""
	}
	subject := page.Tf(ctx, "请报送 %d 年度政府信息公开工作年度报告", year)
	body := page.Tf(ctx, "%[1]s：贵单位 %[2]d 年度的政府信息公开工作年度报告应于 %[3]s 前报送，现在还没有收到。请尽快在政务公开办公平台完成编制、签发和报送。",
		a.Name, year, day(ctx, u.On))
	return "mailto:" + url.PathEscape(a.Card.Email) + "?subject=" + url.PathEscape(subject) + "&body=" + url.PathEscape(body)
}

// reportStart begins a report and goes to it. One that was begun already, by a
// colleague or a second click, is simply opened.
func (d *Desk) reportStart(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	k := reportKey{Agency: agency.Code(form.Get("agency"))}
	if !o.MayIn(journal.ReportStart, k.Agency) {
		return account.ErrForbidden
	}
	if k.Year, err = strconv.Atoi(form.Get("year")); err != nil || k.Year < 1000 || k.Year > 9999 {
		form.Fail("year", report.ErrYear.Error())
		return d.reportListAgain(w, r, o, form)
	}
	_, err = d.Office.StartReport(ctx, o.Actor, k.Agency, k.Year, "")
	switch {
	case err == nil:
		return done(w, r, k.href(), "已开始编制，文字已经按数字起草，请逐项核对")
	case errors.Is(err, store.ErrChanged):
		http.Redirect(w, r, k.href(), http.StatusSeeOther)
		return nil
	case form.Refuse(ctx, err):
		form.Set("year")
		return d.reportListAgain(w, r, o, form)
	}
	return err
}

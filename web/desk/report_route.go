package desk

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/web/page"
)

// reportRoutes is the addresses of the annual reports being made.
func (d *Desk) reportRoutes(s *page.Site) {
	s.Refusals = append(s.Refusals, reportRefusals...)
	look := may(account.LookReport)
	const one = " /desk/reports/{year}/{code}"
	s.Handle("GET /desk/reports", look, d.seat(d.reportList))
	s.Handle("POST /desk/reports", may(journal.ReportStart), d.seat(d.reportStart))
	s.Handle("GET"+one, look, d.seat(d.reportShow))
	s.Handle("GET"+one+"/preview", look, d.seat(d.reportPreview))
	s.Handle("GET"+one+"/figure/{name}", look, d.seat(d.reportFigure))
	s.Handle("GET"+one+"/alike", look, d.seat(d.reportAlike))
	s.Handle("GET"+one+"/changed", look, d.seat(d.reportDrift))
	s.Handle("GET"+one+"/draft/{file}", look, d.seat(d.reportDraftFile))
	s.Handle("GET"+one+"/edition/{n}/{file}", look, d.seat(d.reportEditionFile))
	s.Handle("GET"+one+"/file/{n}/{name}", look, d.seat(d.reportFile))
	s.Handle("GET"+one+"/text", may(journal.ReportWrite), d.seat(d.reportTextShow))
	s.Handle("POST"+one+"/text", may(journal.ReportWrite), d.seat(d.reportText))
	s.Handle("POST"+one+"/replace", may(journal.ReportWrite), d.seat(d.reportReplace))
	s.Handle("GET"+one+"/numbers", may(journal.ReportDeclare), d.seat(d.reportNumbersShow))
	s.Handle("POST"+one+"/numbers", may(journal.ReportDeclare), d.seat(d.reportNumbers))
	s.Handle("GET"+one+"/table", may(journal.ReportTable), d.seat(d.reportTableShow))
	s.Handle("GET"+one+"/table/template.xlsx", may(journal.ReportTable), d.seat(d.reportTemplate))
	s.Handle("POST"+one+"/table", may(journal.ReportTable), d.seat(d.reportTable), page.Body(tableLimit))
	s.Handle("POST"+one+"/files", may(journal.ReportAttach), d.seat(d.reportFiles), page.Body(uploadLimit))
	for _, v := range reportDeeds {
		s.Handle("POST"+one+"/"+v.Path, may(v.Act), d.seat(d.reportDo(v)))
	}
}

// reportRefusals is what the desk makes of the refusals of annual reports.
var reportRefusals = []page.Refusal{
	{Err: office.ErrReportNone, Status: http.StatusNotFound},
	{Err: office.ErrNotCounted, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrNoCell, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrNumberText, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrNoFinding, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrTableForm, Status: http.StatusUnprocessableEntity, Field: "files"},
	{Err: office.ErrTableNumber, Status: http.StatusUnprocessableEntity, Field: "files"},
	{Err: office.ErrMembersOpen, Status: http.StatusUnprocessableEntity},
	{Err: office.ErrOwnReason, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrState, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrYear, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrForm, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrParts, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrHeading, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrText, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrFigure, Status: http.StatusUnprocessableEntity, Field: "files"},
	{Err: report.ErrBasis, Status: http.StatusUnprocessableEntity, Field: "basis"},
	{Err: report.ErrWords, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrReason, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrWhere, Status: http.StatusUnprocessableEntity, Field: "where"},
	{Err: report.ErrSame, Status: http.StatusUnprocessableEntity, Field: "is"},
	{Err: report.ErrFiles, Status: http.StatusUnprocessableEntity, Field: "files"},
	{Err: report.ErrNoFile, Status: http.StatusUnprocessableEntity, Field: "files"},
	{Err: report.ErrLevel, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrHash, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrSignDay, Status: http.StatusUnprocessableEntity, Field: "dated"},
	{Err: report.ErrNoAnswer, Status: http.StatusUnprocessableEntity},
	{Err: report.ErrUnchanged, Status: http.StatusUnprocessableEntity},
}

// reportKey is which report an address names.
type reportKey struct {
	Agency agency.Code
	Year   int
}

func (k reportKey) href() string {
	return "/desk/reports/" + strconv.Itoa(k.Year) + "/" + escape(string(k.Agency))
}

// reportOf is the report of the address, for one who may do the act on it.
// Errors: page.ErrNotFound for an agency that makes none that year and for one
// whose reports are not the official's to see; account.ErrForbidden for one who
// may only look.
func (d *Desk) reportOf(r *http.Request, o *Official, act journal.Act) (reportKey, office.ReportScope, error) {
	k := reportKey{Agency: agency.Code(r.PathValue("code"))}
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 1000 || year > 9999 || !report.Visible(o.Actor, k.Agency) {
		return k, office.ReportScope{}, page.ErrNotFound
	}
	k.Year = year
	scope, err := d.Office.ReportScope(r.Context(), k.Agency, year)
	if errors.Is(err, office.ErrReportNone) {
		return k, scope, page.ErrNotFound
	}
	if err == nil && !o.MayIn(act, k.Agency) {
		err = account.ErrForbidden
	}
	return k, scope, err
}

// reportDue is when a report is to be handed in, and how that stands.
type reportDue struct {
	On   calendar.Day
	Left int // days; negative when late
	// Done is the day it was handed in, or the level's published; NoDay before.
	Done calendar.Day
}

func (d *Desk) reportDueOf(v report.Report, year int, level bool) reportDue {
	u := reportDue{On: v.DueOn, Done: calendar.NoDay}
	if v.State == "" {
		u.On = report.Due(year, level)
	}
	u.Left = int(u.On - d.Office.Today())
	at := v.SubmittedAt
	if v.Level {
		at = v.PublishedAt
	}
	if !at.IsZero() {
		u.Done = calendar.On(at)
		u.Left = int(u.On - u.Done)
	}
	return u
}

// soon is how many days before its last day a report is nearly late.
const soon = 15

func (u reportDue) colour() string {
	switch {
	case u.Left < 0:
		return "red"
	case u.Done != calendar.NoDay:
		return "green"
	case u.Left <= soon:
		return "orange"
	}
	return "grey"
}

// reportState is a state as the desk tells it: what was given back is a state
// of its own there.
type reportState struct{ Code, Name, Colour string }

var reportStates = []reportState{
	{"none", "未编制", "grey"}, {"drafting", "编制中", "blue"}, {"returned", "退回修改", "red"}, {"signed", "已签发", "turquoise"},
	{"submitted", "已报送", "purple"}, {"accepted", "已接收", "green"}, {"published", "已公布", "green"},
}

func reportStateOf(v report.Report) reportState {
	code := string(v.State)
	switch {
	case code == "":
		code = "none"
	case v.State == report.Drafting && v.Returned != "":
		code = "returned"
	}
	for _, s := range reportStates {
		if s.Code == code {
			return s
		}
	}
	return reportState{code, v.State.Name(), "grey"}
}

// recordAt is the page of a counted record at the desk, or for everybody; ""
// where the official may see neither.
func recordAt(o *Official, thing, number string, in agency.Code, open bool) string {
	kind, rest, _ := strings.Cut(thing, "/")
	switch kind {
	case "publication":
		if o.MayIn(account.LookDrafts, in) {
			return "/desk/publication/" + number
		}
		if open {
			return "/item/" + number
		}
	case "request":
		if o.MayIn(account.LookRequests, in) {
			return "/desk/request/" + rest
		}
	case "complaint", "reconsideration", "suit", "order":
		if o.MayIn(account.LookRemedies, in) {
			return "/desk/remedy/" + thing
		}
	case "ledger":
		if o.MayIn(account.LookLedger, in) {
			return "/desk/" + thing
		}
		if open {
			return "/" + thing
		}
	case "report":
		if code, year, ok := strings.Cut(rest, "/"); ok && report.Visible(o.Actor, agency.Code(code)) {
			return "/desk/reports/" + year + "/" + code
		}
	}
	return ""
}

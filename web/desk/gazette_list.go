package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/office"
	"gongkai/web/page"
)

// gazetteRoutes is the addresses of the gazette's ledger and of its issues.
func (d *Desk) gazetteRoutes(s *page.Site) {
	for _, err := range []error{gazette.ErrState, office.ErrNoEditor} {
		s.Refusals = append(s.Refusals, page.Refusal{Err: err, Status: http.StatusConflict})
	}
	for _, list := range []map[error]string{gazetteYearFields, issueAddFields, issueMissFields, issuePublishFields, issueCorrectFields, issueRetractFields, issueStrikeFields} {
		for err := range list {
			if !slices.ContainsFunc(s.Refusals, func(r page.Refusal) bool { return r.Err == err }) {
				s.Refusals = append(s.Refusals, page.Refusal{Err: err, Status: http.StatusUnprocessableEntity})
			}
		}
	}
	look := may(account.LookGazette)
	s.Handle("GET /desk/gazette", look, d.seat(d.gazetteList))
	s.Handle("POST /desk/gazette/year", may(journal.GazetteYear), d.seat(d.gazetteYear))
	s.Handle("POST /desk/gazette/issue", may(journal.IssueAdd), d.seat(d.issueAdd))
	s.Handle("POST /desk/gazette/missing", may(journal.IssueMissing), d.seat(d.issueMiss))
	s.Handle("GET /desk/gazette/{year}/{no}", look, d.seat(d.issueShow))
	s.Handle("POST /desk/gazette/{year}/{no}/draft", may(journal.DraftStart), d.seat(d.issueDraft))
	for _, v := range issueDeeds {
		s.Handle("POST /desk/gazette/{year}/{no}/"+v.path, may(v.act), d.seat(d.issueDo(v)), page.Body(entryLimit))
	}
}

// The fields beside which the refusals of each form stand.
var (
	gazetteYearFields = map[error]string{gazette.ErrYear: "of_year", gazette.ErrIssues: "issues", gazette.ErrSource: "source", gazette.ErrSame: "issues"}
	issueAddFields    = map[error]string{gazette.ErrYear: "year", gazette.ErrNumber: "no", gazette.ErrTaken: "no", gazette.ErrWhole: "whole", gazette.ErrDated: "dated", gazette.ErrPages: "pages"}
	issueMissFields   = map[error]string{gazette.ErrYear: "missing_year", gazette.ErrNumber: "missing_no", gazette.ErrTaken: "missing_no", gazette.ErrState: "missing_no", gazette.ErrReason: "reason"}
)

// refuseBeside puts a refusal beside its field of the form; false for what is
// none.
func refuseBeside(ctx context.Context, form *page.Form, err error, fields map[error]string) bool {
	for refusal, field := range fields {
		if errors.Is(err, refusal) {
			form.Fail(field, err.Error())
			return true
		}
	}
	return form.Refuse(ctx, err)
}

// wholeOf is a number of a form: 0 for a blank field, -1 for what is none, which
// the act refuses.
func wholeOf(form *page.Form, name string) int {
	typed := form.Get(name)
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		return -1
	}
	return n
}

// printOf is what a form says of an issue as printed; its fields begin so.
func printOf(form *page.Form, prefix string, no int) gazette.Print {
	p := gazette.Print{Through: wholeOf(form, prefix+"through"), Whole: wholeOf(form, prefix+"whole"), DatedOn: dateOf(form, prefix+"dated"), Pages: wholeOf(form, prefix+"pages")}
	if p.Through == 0 {
		p.Through = no
	}
	return p
}

// gazetteListPage is the gazette's ledger, and the forms that add to it.
type gazetteListPage struct {
	Form             *page.Form
	Name             string
	Editor           string // "" while none is set
	Shelves          []gazette.Shelf
	Year, Add, Miss  bool
	Settings         bool // the official may say who edits it
	Here, Gone, Want int
}

func gazetteIssueHref(i gazette.Issue) string {
	return "/desk/gazette/" + strconv.Itoa(i.Year) + "/" + strconv.Itoa(i.No)
}

// editor is the agency that edits the gazette; "" while none is set. Errors:
// page.ErrForbidden for an official of another one.
func (d *Desk) editor(ctx context.Context, o *Official) (agency.Code, error) {
	in, err := d.Office.GazetteEditor(ctx)
	switch {
	case errors.Is(err, office.ErrNoEditor):
		if !o.MayIn(journal.CitySet, "") {
			return "", page.ErrForbidden
		}
		return "", nil
	case err == nil && !o.MayIn(account.LookGazette, in):
		return "", page.ErrForbidden
	}
	return in, err
}

func (d *Desk) gazetteList(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := page.QueryForm(r)
	for _, name := range []string{"year", "no"} { // a number that is wanted fills both forms
		form.Set("missing_"+name, form.Get(name))
	}
	return d.gazetteAgain(w, r, o, form)
}

func (d *Desk) gazetteAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	in, err := d.editor(ctx, o)
	if err != nil {
		return err
	}
	p := gazetteListPage{Form: form, Settings: o.MayIn(journal.CitySet, "")}
	if p.Name, err = d.Office.GazetteName(ctx); err != nil {
		return err
	}
	if in != "" {
		agencies, err := d.agencyNames(ctx)
		if err != nil {
			return err
		}
		p.Editor = agencies.of(in)
		p.Year, p.Add, p.Miss = o.MayIn(journal.GazetteYear, in), o.MayIn(journal.IssueAdd, in), o.MayIn(journal.IssueMissing, in)
	}
	if p.Shelves, err = d.Office.Shelves(ctx); err != nil {
		return err
	}
	slices.Reverse(p.Shelves)
	for _, s := range p.Shelves {
		p.Here, p.Gone, p.Want = p.Here+s.Here, p.Gone+s.Absent, p.Want+s.Wanted
	}
	return page.Show(w, r, form, d.gazetteListView(p))
}

func (d *Desk) gazetteYear(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if form.OK() {
		_, err := d.Office.SetGazetteYear(r.Context(), o.Actor, wholeOf(form, "of_year"), wholeOf(form, "issues"), form.Get("source"))
		if err == nil {
			return done(w, r, "/desk/gazette", "全年期数已经登记")
		}
		if !refuseBeside(r.Context(), form, err, gazetteYearFields) {
			return err
		}
	}
	return d.gazetteAgain(w, r, o, form)
}

func (d *Desk) issueAdd(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	no := wholeOf(form, "no")
	printed := printOf(form, "", no)
	if form.OK() {
		i, err := d.Office.AddIssue(r.Context(), o.Actor, wholeOf(form, "year"), no, printed)
		if err == nil {
			return done(w, r, gazetteIssueHref(i), "这一期已经登记")
		}
		if !refuseBeside(r.Context(), form, err, issueAddFields) {
			return err
		}
	}
	return d.gazetteAgain(w, r, o, form)
}

func (d *Desk) issueMiss(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	no, through := wholeOf(form, "missing_no"), wholeOf(form, "missing_through")
	if through == 0 {
		through = no
	}
	if form.OK() {
		_, err := d.Office.MissIssue(r.Context(), o.Actor, wholeOf(form, "missing_year"), no, through, 0, form.Get("reason"))
		if err == nil {
			return done(w, r, "/desk/gazette", "缺期的原因已经登记")
		}
		if !refuseBeside(r.Context(), form, err, issueMissFields) {
			return err
		}
	}
	return d.gazetteAgain(w, r, o, form)
}

package desk

import (
	"errors"
	"net/http"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// issueShowPage is one issue, and what may be done to it now.
type issueShowPage struct {
	Form    *page.Form
	Name    string // of the gazette
	Issue   gazette.Issue
	Deeds   map[string]bool // by path
	Draft   bool
	History []deedLine
}

// title is the issue's: 《长春政报》2016年第3期.
func (p issueShowPage) title() string { return "《" + p.Name + "》" + p.Issue.Name() }

// issueDeed is something done to an issue with a form of its own.
type issueDeed struct {
	path   string
	act    journal.Act
	fields map[error]string
	done   string
	do     func(d *Desk, r *http.Request, o *Official, i gazette.Issue, stamp int64, form *page.Form) error
}

var (
	issuePublishFields = map[error]string{gazette.ErrCarrier: "index", gazette.ErrCarried: "index", gazette.ErrBefore: "before", gazette.ErrContents: "contents",
		gazette.ErrArticles: "contents", publication.ErrGate: "contents"}
	issueCorrectFields = map[error]string{gazette.ErrNumber: "c_through", gazette.ErrTaken: "c_through", gazette.ErrWhole: "c_whole", gazette.ErrDated: "c_dated", gazette.ErrPages: "c_pages",
		gazette.ErrReason: "c_reason", gazette.ErrCarrier: "c_index", gazette.ErrCarried: "c_index", gazette.ErrBefore: "c_before", gazette.ErrContents: "c_contents",
		gazette.ErrArticles: "c_contents", gazette.ErrWhy: "why", gazette.ErrSame: "why", publication.ErrGate: "why"}
	issueRetractFields = map[error]string{gazette.ErrWhy: "retract_why"}
	issueStrikeFields  = map[error]string{gazette.ErrWhy: "strike_why"}
)

var issueDeeds = []issueDeed{
	{"publish", journal.IssuePublish, issuePublishFields, "这一期已经可以阅读", func(d *Desk, r *http.Request, o *Official, i gazette.Issue, stamp int64, form *page.Form) error {
		_, err := d.Office.PublishIssue(r.Context(), o.Actor, i.Year, i.No, stamp, form.Get("index"), wholeOf(form, "before"), form.Get("contents"))
		return err
	}},
	{"missing", journal.IssueMissing, map[error]string{gazette.ErrReason: "reason"}, "缺期的原因已经登记", func(d *Desk, r *http.Request, o *Official, i gazette.Issue, stamp int64, form *page.Form) error {
		_, err := d.Office.MissIssue(r.Context(), o.Actor, i.Year, i.No, i.Through, stamp, form.Get("reason"))
		return err
	}},
	{"correct", journal.IssueCorrect, issueCorrectFields, "已经更正", func(d *Desk, r *http.Request, o *Official, i gazette.Issue, stamp int64, form *page.Form) error {
		c := office.IssueCorrection{Print: printOf(form, "c_", i.No), Reason: form.Get("c_reason"), Index: form.Get("c_index"), Before: wholeOf(form, "c_before"), Contents: form.Get("c_contents")}
		if !form.OK() {
			return nil // the date
		}
		_, err := d.Office.CorrectIssue(r.Context(), o.Actor, i.Year, i.No, stamp, c, form.Get("why"))
		return err
	}},
	{"retract", journal.IssueRetract, issueRetractFields, "已经撤回到登记时的状态", func(d *Desk, r *http.Request, o *Official, i gazette.Issue, stamp int64, form *page.Form) error {
		_, err := d.Office.RetractIssue(r.Context(), o.Actor, i.Year, i.No, stamp, form.Get("retract_why"))
		return err
	}},
	{"strike", journal.IssueStrike, issueStrikeFields, "已经删去误登的这一期", func(d *Desk, r *http.Request, o *Official, i gazette.Issue, stamp int64, form *page.Form) error {
		return d.Office.StrikeIssue(r.Context(), o.Actor, i.Year, i.No, stamp, form.Get("strike_why"))
	}},
}

// issueOf is the issue of the address. Errors: page.ErrNotFound,
// page.ErrForbidden.
func (d *Desk) issueOf(r *http.Request, o *Official) (gazette.Issue, error) {
	if _, err := d.editor(r.Context(), o); err != nil {
		return gazette.Issue{}, err
	}
	year, err1 := strconv.Atoi(r.PathValue("year"))
	no, err2 := strconv.Atoi(r.PathValue("no"))
	if err1 != nil || err2 != nil {
		return gazette.Issue{}, page.ErrNotFound
	}
	i, err := d.Office.Store.Issue(r.Context(), year, no)
	if errors.Is(err, store.ErrNotFound) || err == nil && i.No != no {
		err = page.ErrNotFound
	}
	return i, err
}

func (d *Desk) issueShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.issueAgain(w, r, o, page.QueryForm(r))
}

// issueAgain shows the issue, and a form as it was typed.
func (d *Desk) issueAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	i, err := d.issueOf(r, o)
	if err != nil {
		return err
	}
	p := issueShowPage{Form: form, Issue: i, Deeds: map[string]bool{}}
	if p.Name, err = d.Office.GazetteName(ctx); err != nil {
		return err
	}
	in, err := d.editor(ctx, o)
	if err != nil {
		return err
	}
	for _, v := range issueDeeds {
		p.Deeds[v.path] = in != "" && i.Allows(v.act) && o.MayIn(v.act, in)
	}
	p.Draft = in != "" && i.Allows(journal.IssuePublish) && o.MayIn(journal.DraftStart, in)
	if form.Get("stamp") == "" { // not sent back
		form.Set("c_through", strconv.Itoa(i.Through))
		form.Set("c_whole", filled(i.Whole))
		form.Set("c_pages", filled(i.Pages))
		form.Set("c_before", filled(i.Before))
		form.Set("c_reason", i.Reason)
		form.Set("c_index", i.Index)
		form.Set("c_contents", gazette.Contents(i.Articles))
		if i.DatedOn != calendar.NoDay {
			form.SetDate("c_dated", i.DatedOn.String())
		}
	}
	if p.History, err = d.history(ctx, i.Thing()); err != nil {
		return err
	}
	return page.Show(w, r, form, d.issueShowView(p))
}

// filled is a number in a form; blank for 0.
func filled(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// issueDo carries out a deed and shows the issue again, or its form with what is
// wrong with it.
func (d *Desk) issueDo(v issueDeed) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		i, err := d.issueOf(r, o)
		if err != nil {
			return err
		}
		stamp, err := strconv.ParseInt(form.Get("stamp"), 10, 64)
		if err != nil {
			return page.ErrBadRequest
		}
		if form.OK() {
			err := v.do(d, r, o, i, stamp, form)
			var faults gazette.Faults
			switch {
			case err == nil && form.OK() && v.path == "strike":
				return done(w, r, "/desk/gazette", v.done)
			case err == nil && form.OK():
				return done(w, r, gazetteIssueHref(i), v.done)
			case errors.As(err, &faults) && v.path == "correct":
				form.Fail("c_contents", faults.Error())
			case errors.As(err, &faults):
				form.Fail("contents", faults.Error())
			case err != nil && !refuseBeside(r.Context(), form, err, v.fields):
				return err
			}
		}
		return d.issueAgain(w, r, o, form)
	}
}

// issueDraft begins the draft of the publication that is to carry an issue; it
// goes the way of every other.
func (d *Desk) issueDraft(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	i, err := d.issueOf(r, o)
	if err != nil {
		return err
	}
	in, err := d.editor(ctx, o)
	if err != nil {
		return err
	}
	if !o.MayIn(journal.DraftStart, in) {
		return account.ErrForbidden
	}
	name, err := d.Office.GazetteName(ctx)
	if err != nil {
		return err
	}
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return err
	}
	c := publication.Content{Title: "《" + name + "》" + i.Name(), IssuedOn: i.DatedOn, EndedOn: calendar.NoDay, Channels: publication.Website | publication.Gazette, Keywords: "政府公报"}
	for _, k := range tree {
		if k.Name == "政府公报" {
			c.Category = k.Code
		}
	}
	v, err := d.Office.Start(ctx, o.Actor, in, c)
	if err != nil {
		return err
	}
	return done(w, r, "/desk/draft/"+number(v.ID)+"/edit", "已起草，公开以后回到公报这一期填写索引号和目录")
}

package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/figures/narrative"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// reportDeed is one act on a report, posted from its page.
type reportDeed struct {
	Path string
	Act  journal.Act
	Done string // the notice when it is done
	// Field is where a refusal stands that the table gives no field; nil for
	// the summary.
	Field func(form *page.Form) string
	Do    func(d *Desk, ctx context.Context, o *Official, k reportKey, form *page.Form) error
}

func field(name string) func(*page.Form) string { return func(*page.Form) string { return name } }

var reportDeeds = []reportDeed{
	{"explain", journal.ReportExplain, "说明已保存", func(form *page.Form) string { return askField(form.Get("finding")) },
		func(d *Desk, ctx context.Context, o *Official, k reportKey, form *page.Form) error {
			finding := form.Get("finding")
			words := form.Get(askField(finding))
			_, err := d.Office.ExplainReport(ctx, o.Actor, k.Agency, k.Year, finding, words)
			if words == "" && errors.Is(err, report.ErrUnchanged) {
				return report.ErrWords // nothing was said, and nothing is taken back
			}
			return err
		}},
	{"sign", journal.ReportSign, "已签发", nil,
		func(d *Desk, ctx context.Context, o *Official, k reportKey, form *page.Form) error {
			dated := dateOf(form, "dated")
			if !form.OK() {
				return nil
			}
			_, err := d.Office.SignReport(ctx, o.Actor, k.Agency, k.Year, stampOf(form), dated)
			return err
		}},
	{"unsign", journal.ReportUnsign, "已撤回签发，可以修改了", nil,
		func(d *Desk, ctx context.Context, o *Official, k reportKey, _ *page.Form) error {
			_, err := d.Office.UnsignReport(ctx, o.Actor, k.Agency, k.Year)
			return err
		}},
	{"submit", journal.ReportSubmit, "已报送上级", nil,
		func(d *Desk, ctx context.Context, o *Official, k reportKey, _ *page.Form) error {
			_, err := d.Office.SubmitReport(ctx, o.Actor, k.Agency, k.Year)
			return err
		}},
	{"return", journal.ReportReturn, "已退回", field("return_why"),
		func(d *Desk, ctx context.Context, o *Official, k reportKey, form *page.Form) error {
			_, err := d.Office.ReturnReport(ctx, o.Actor, k.Agency, k.Year, form.Get("return_why"))
			return err
		}},
	{"accept", journal.ReportAccept, "已接收", nil,
		func(d *Desk, ctx context.Context, o *Official, k reportKey, _ *page.Form) error {
			_, err := d.Office.AcceptReport(ctx, o.Actor, k.Agency, k.Year)
			return err
		}},
	{"publish", journal.ReportPublish, "已公布", nil,
		func(d *Desk, ctx context.Context, o *Official, k reportKey, _ *page.Form) error {
			_, err := d.Office.PublishReport(ctx, o.Actor, k.Agency, k.Year)
			return err
		}},
	{"reopen", journal.ReportReopen, "可以重新办理了", field("reopen_why"),
		func(d *Desk, ctx context.Context, o *Official, k reportKey, form *page.Form) error {
			_, err := d.Office.ReopenReport(ctx, o.Actor, k.Agency, k.Year, form.Get("reopen_why"))
			return err
		}},
	{"correct", journal.ReportCorrect, "更正已发布", field("correct_why"),
		func(d *Desk, ctx context.Context, o *Official, k reportKey, form *page.Form) error {
			x := report.Erratum{Where: line(form, "where", maxName), Was: line(form, "was", maxWords), Is: line(form, "is", maxWords), Why: form.Get("correct_why")}
			if !form.OK() {
				return nil
			}
			_, err := d.Office.CorrectReport(ctx, o.Actor, k.Agency, k.Year, x)
			return err
		}},
}

// reportDo does a deed. What is refused comes back with all that was typed.
func (d *Desk) reportDo(v reportDeed) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		k, _, err := d.reportOf(r, o, v.Act)
		if err != nil {
			return err
		}
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		if !form.OK() {
			return d.reportShowAgain(w, r, o, k, form, http.StatusUnprocessableEntity)
		}
		err = v.Do(d, r.Context(), o, k, form)
		var obstacles office.ErrObstacles
		switch {
		case err == nil && form.OK():
			return done(w, r, k.href(), v.Done)
		case err == nil:
		case errors.As(err, &obstacles):
			form.Fail("", "还不能签发，请先办完下面列出的事")
		case errors.Is(err, store.ErrChanged):
			form.Fail("", store.ErrChanged.Error())
			return d.reportShowAgain(w, r, o, k, form, http.StatusConflict)
		default:
			if !form.Refuse(r.Context(), err) {
				return err
			}
			if last := &form.Errors[len(form.Errors)-1]; last.Field == "" && v.Field != nil && !errors.Is(err, report.ErrState) {
				last.Field = v.Field(form)
			}
		}
		return d.reportShowAgain(w, r, o, k, form, http.StatusUnprocessableEntity)
	}
}

// reportReplace puts a figure in place of a number typed by hand.
func (d *Desk) reportReplace(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, _, err := d.reportOf(r, o, journal.ReportWrite)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	c, err := d.Office.CompileReport(ctx, k.Agency, k.Year, office.CompileOptions{})
	if err != nil {
		return err
	}
	i, err := strconv.Atoi(form.Get("question"))
	stale := err != nil || i < 0 || i >= len(c.Numbers) || c.Numbers[i].Number != form.Get("number") || stampOf(form) != c.Report.Stamp
	if !stale {
		parts := slices.Clone(c.Report.Parts)
		q := c.Numbers[i]
		after, ok := narrative.Insert(parts[q.Part].Text, q)
		if ok {
			parts[q.Part].Text = after
			_, err = d.Office.WriteReport(ctx, o.Actor, k.Agency, k.Year, c.Report.Stamp, parts)
			if err == nil {
				page.LeaveNotice(w, r, page.T(ctx, "已替换"))
				http.Redirect(w, r, k.href()+"#typed", http.StatusSeeOther)
				return nil
			}
			if !errors.Is(err, store.ErrChanged) && !form.Refuse(ctx, err) {
				return err
			}
		}
		stale = form.OK()
	}
	if stale {
		form.Fail("", "这处文字已经改过，没有替换，请再看一遍")
		return d.reportShowAgain(w, r, o, k, form, http.StatusConflict)
	}
	return d.reportShowAgain(w, r, o, k, form, http.StatusUnprocessableEntity)
}

// reportFiles adds files to a report and takes others away.
func (d *Desk) reportFiles(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, _, err := d.reportOf(r, o, journal.ReportAttach)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	var add []report.File
	if r.MultipartForm != nil {
		for _, header := range r.MultipartForm.File["files"] {
			if header.Size == 0 && header.Filename == "" {
				continue
			}
			a, err := d.keepFile(ctx, header)
			if upload.Refused(err) {
				form.Fail("files", upload.Name(header.Filename)+page.T(ctx, "：")+page.T(ctx, err.Error()))
				continue
			}
			if err != nil {
				return err
			}
			add = append(add, report.File{Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256})
		}
	}
	remove := form.Values["remove"]
	if form.OK() && len(add)+len(remove) == 0 {
		form.Fail("files", "请选择要添加的文件，或者勾选要移除的附件")
	}
	if form.OK() {
		_, err = d.Office.AttachToReport(ctx, o.Actor, k.Agency, k.Year, add, remove)
		if err == nil {
			return done(w, r, k.href()+"#attachments", "附件已保存")
		}
		if !form.Refuse(ctx, err) {
			return err
		}
	}
	return d.reportShowAgain(w, r, o, k, form, http.StatusUnprocessableEntity)
}

// reportFile hands out a file of the report as it is being made.
func (d *Desk) reportFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	k, _, err := d.reportOf(r, o, account.LookReport)
	if err != nil {
		return err
	}
	v, err := d.Office.Store.Report(r.Context(), k.Agency, k.Year)
	if err != nil {
		return err
	}
	return d.serveFile(w, r, attachments(v.Files))
}

package desk

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// withheldExaminePage is what has to be looked at again now, to be decided one
// by one with a reason each (art. 18). Nothing is decided that nobody marked.
type withheldExaminePage struct {
	Form   *page.Form
	Rows   []examineRow
	More   bool         // there is more than one page
	Latest calendar.Day // the farthest day there may be
}

// examineRow is one of them with the names of its controls.
type examineRow struct {
	withheldRow
	Result, Why, Next string
	Convert           bool // may become 依申请公开
}

// examineSize is how many are decided on one page.
const examineSize = 20

func (d *Desk) withheldExaminePage(ctx context.Context, o *Official, form *page.Form) (withheldExaminePage, error) {
	p := withheldExaminePage{Form: form}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return p, err
	}
	if p.Latest, err = d.Office.LatestReexamine(ctx); err != nil {
		return p, err
	}
	list, err := d.withheld(ctx, o, agencies)
	if err != nil {
		return p, err
	}
	for _, v := range list {
		if !v.Reached || !o.MayIn(journal.DraftReexamine, v.Draft.Agency) {
			continue
		}
		if p.More = len(p.Rows) == examineSize; p.More {
			break
		}
		id := number(v.Draft.ID)
		p.Rows = append(p.Rows, examineRow{withheldRow: v, Result: "result_" + id, Why: "why_" + id, Next: "next_" + id,
			Convert: v.Draft.Attribute == publication.Withheld})
	}
	return p, nil
}

func (d *Desk) withheldExamineShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := &page.Form{}
	p, err := d.withheldExaminePage(r.Context(), o, form)
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.withheldExamineView(p))
}

// withheldExamine decides what was marked, each by an act of its own. What is
// refused stays on the page with what was typed; the rest is done.
func (d *Desk) withheldExamine(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	before, err := d.withheldExaminePage(ctx, o, form)
	if err != nil {
		return err
	}
	done := 0
	for _, v := range before.Rows {
		switch form.Get(v.Result) {
		case "keep", "open", "convert":
		default:
			continue // not decided yet
		}
		ok, err := d.examineOne(ctx, o, form, v)
		if err != nil {
			return err
		}
		if ok {
			done++
		}
	}
	switch {
	case done == 0 && form.OK():
		form.Fail("", "请至少对一件作出评估")
	case form.OK():
		page.LeaveNotice(w, r, page.Tf(ctx, "已记录 %d 件的评估结果", done))
		http.Redirect(w, r, "/desk/withheld", http.StatusSeeOther)
		return nil
	}
	p, err := d.withheldExaminePage(ctx, o, form)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusUnprocessableEntity, d.withheldExamineView(p))
}

// examineOne decides one; a refusal goes to its field.
func (d *Desk) examineOne(ctx context.Context, o *Official, form *page.Form, v examineRow) (bool, error) {
	why, next := block(form, v.Why, maxWords), calendar.NoDay
	result := form.Get(v.Result)
	if result != "open" {
		next = dateOf(form, v.Next)
	}
	if form.Error(v.Why) != "" || form.Error(v.Next) != "" {
		return false, nil
	}
	stamp := stampNamed(form, "stamp_"+number(v.Draft.ID))
	var err error
	if result == "convert" {
		_, err = d.Office.Convert(ctx, o.Actor, v.Draft.ID, stamp, publication.OnRequest, next, why)
	} else {
		_, err = d.Office.Reexamine(ctx, o.Actor, v.Draft.ID, stamp, result == "open", next, why)
	}
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, publication.ErrNote):
		form.Fail(v.Why, publication.ErrNote.Error())
	case errors.Is(err, publication.ErrReexamine), errors.Is(err, publication.ErrReexamineFar):
		form.Fail(v.Next, err.Error())
	case errors.Is(err, store.ErrChanged), errors.Is(err, store.ErrRevising), errors.Is(err, publication.ErrBound),
		errors.Is(err, publication.ErrConvert), errors.Is(err, publication.ErrState):
		form.Fail(v.Result, err.Error())
	default:
		return false, err
	}
	return false, nil
}

// title is how the controls of one are told apart.
func (v examineRow) title() string { return strings.TrimSpace(v.Draft.Content.Title) }

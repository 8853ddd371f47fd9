package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// deed is an act the page of a draft offers: a short form and what it does.
type deed struct {
	// Path is the last part of the address the form is posted to.
	Path string
	// Acts open the route; each is one the deed may come to be in the record.
	Acts []journal.Act
	// Title heads the form; Button is on it, of the kind "" (the main act),
	// "secondary" or "warning".
	Title, Button, Kind string
	// Fields is what is asked; nil for nothing.
	Fields func(p draftShowPage) templ.Component
	// Fit says of a draft in a right state whether the deed makes sense; nil
	// always.
	Fit func(publication.Draft) bool
	// Hand is who may not do it to this draft although the table permits it:
	// the three-persons rule. nil for no such rule.
	Hand func(publication.Draft, account.Login) bool
	// Why is the field the words stand in; "" for none.
	Why string
	// Do runs it and says what to tell afterwards. It puts what is wrong with a
	// field into the form.
	Do func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (notice string, err error)
}

func drafted(v publication.Draft, by account.Login) bool { return v.Wrote(by) }

func draftedOrCleared(v publication.Draft, by account.Login) bool {
	return drafted(v, by) || by == v.Cleared
}

func proactive(v publication.Draft) bool    { return v.Attribute == publication.Proactive }
func notProactive(v publication.Draft) bool { return v.Attribute != publication.Proactive }

// deeds in the order in which the page offers them. Editing and determining
// have a form of their own (draft_form.go), answering a consultation too
// (consultation.go).
var deeds []deed

func init() {
	deeds = []deed{
		{Path: "plan", Acts: []journal.Act{journal.DraftPlan}, Title: "解读方案", Button: "记录解读方案", Kind: "secondary", Fields: planFields, Fit: publication.Draft.NeedsPlan,
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				plan := planOf(form)
				if !form.OK() {
					return "", nil
				}
				_, err := d.Office.PlanPiece(ctx, o.Actor, v.ID, stamp, plan)
				return "解读方案已记录", err
			}},
		{Path: "exempt", Acts: []journal.Act{journal.DraftExempt}, Title: "不作解读", Button: "同意不作解读", Kind: "secondary", Fields: exemptFields, Fit: publication.Draft.NeedsPlan, Why: "exempt",
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				why := block(form, "exempt", publication.MaxExempt)
				if !form.OK() {
					return "", nil
				}
				_, err := d.Office.Exempt(ctx, o.Actor, v.ID, stamp, why)
				return "已记录不作解读的理由", err
			}},
		{Path: "submit", Acts: []journal.Act{journal.DraftSubmit}, Title: "送保密审查", Button: "送保密审查",
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, _ *page.Form) (string, error) {
				_, err := d.Office.Submit(ctx, o.Actor, v.ID, stamp)
				return "已送保密审查", err
			}},
		{Path: "consult", Acts: []journal.Act{journal.DraftConsult}, Title: "征求其他机关意见", Button: "征求意见", Kind: "secondary", Fields: consultFields,
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				code, err := agency.ParseCode(form.Get("consult"))
				if err != nil {
					form.Fail("consult", "请选择要征求意见的机关")
					return "", nil
				}
				_, err = d.Office.Consult(ctx, o.Actor, v.ID, stamp, code)
				if errors.Is(err, store.ErrNotFound) || errors.Is(err, agency.ErrClosed) {
					form.Fail("consult", "请选择要征求意见的机关")
					return "", nil
				}
				return "已征求意见", err
			}},
		{Path: "refer", Acts: []journal.Act{journal.DraftRefer}, Title: "提请协调", Button: "提请协调", Kind: "secondary", Fields: referFields, Why: "refer_why",
			Fit: func(v publication.Draft) bool { return slices.ContainsFunc(v.Consultations, v.Disputed) },
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				var list []asked
				for _, c := range v.Consultations {
					if v.Disputed(c) {
						list = append(list, asked{Consultation: c})
					}
				}
				whose, ok := whoseField(form, list)
				if !ok {
					form.Fail("whose", "请选择机关")
				}
				why := block(form, "refer_why", maxWords)
				if !form.OK() {
					return "", nil
				}
				_, err := d.Office.Refer(ctx, o.Actor, v.ID, stamp, whose, why)
				return "已提请协调", err
			}},
		{Path: "ask_secrecy", Acts: []journal.Act{journal.DraftAskSecrecy}, Title: "请示能否公开", Button: "生成公函并记录请示", Kind: "secondary", Fields: askSecrecyFields,
			Fit: func(v publication.Draft) bool { return !v.Inquiring() },
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				to, question := line(form, "authority", publication.MaxNumber), block(form, "question", maxWords)
				if to == "" {
					fail(form, "authority", publication.ErrAuthority)
				}
				if question == "" {
					fail(form, "question", publication.ErrQuestion)
				}
				if !form.OK() {
					return "", nil
				}
				_, err := d.Office.AskSecrecy(ctx, o.Actor, v.ID, stamp, to, question)
				return "请示已记录，公函可以下载", err
			}},
		{Path: "clear", Acts: []journal.Act{journal.DraftClear}, Title: "保密审查通过", Button: "通过，送签发", Fields: clearFields, Hand: drafted,
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				words := block(form, "words", maxWords)
				if !form.OK() {
					return "", nil
				}
				_, err := d.Office.Clear(ctx, o.Actor, v.ID, stamp, words)
				return "保密审查通过，已送签发", err
			}},
		{Path: "publish", Acts: []journal.Act{journal.Publish, journal.Revise}, Title: "签发公开", Button: "签发，立即公开", Hand: draftedOrCleared,
			Fit: func(v publication.Draft) bool { return proactive(v) && v.State == publication.Signing },
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, _ *page.Form) (string, error) {
				p, err := d.Office.Publish(ctx, o.Actor, v.ID, stamp)
				return page.Tf(ctx, "已公开，索引号 %s", p.Index), err
			}},
		{Path: "schedule", Acts: []journal.Act{journal.DraftSchedule}, Title: "签发，定时公开", Button: "签发，到时公开", Kind: "secondary", Fields: scheduleFields, Hand: draftedOrCleared, Fit: proactive,
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				at, ok := instantOf(form, "when")
				if !ok {
					return "", nil
				}
				_, err := d.Office.Schedule(ctx, o.Actor, v.ID, stamp, at)
				return page.Tf(ctx, "已签发，将于 %s 公开", moment(ctx, at)), err
			}},
		{Path: "withhold", Acts: []journal.Act{journal.DraftWithhold}, Title: "签发，不主动公开", Button: "签发，不主动公开", Hand: draftedOrCleared, Fit: notProactive,
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, _ *page.Form) (string, error) {
				_, err := d.Office.Withhold(ctx, o.Actor, v.ID, stamp)
				return "已决定不主动公开，到期重新评估", err
			}},
		{Path: "unschedule", Acts: []journal.Act{journal.DraftUnschedule}, Title: "取消定时公开", Button: "取消定时", Kind: "warning",
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, _ *page.Form) (string, error) {
				_, err := d.Office.Unschedule(ctx, o.Actor, v.ID, stamp)
				return "已取消定时，重新等待签发", err
			}},
		{Path: "reexamine", Acts: []journal.Act{journal.DraftReexamine}, Title: "重新评估", Button: "记录评估结果", Fields: reexamineFields, Why: "reexamine_why",
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				open, next := form.Get("result") == "open", calendar.NoDay
				if !open && form.Get("result") != "keep" {
					form.Fail("result", "请选择评估结果")
				}
				if !open {
					next = dateOf(form, "reexamine")
				}
				why := block(form, "reexamine_why", maxWords)
				if !form.OK() {
					return "", nil
				}
				_, err := d.Office.Reexamine(ctx, o.Actor, v.ID, stamp, open, next, why)
				return "评估结果已记录", err
			}},
		{Path: "convert", Acts: []journal.Act{journal.DraftConvert}, Title: "转换公开属性", Button: "转换", Kind: "secondary", Fields: convertFields, Why: "convert_why",
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				to, next := publication.Attribute(form.Get("convert_to")), calendar.NoDay
				if to.Name() == "" {
					form.Fail("convert_to", "请选择转换为哪种属性")
				}
				if to == publication.OnRequest {
					next = dateOf(form, "convert_next")
				}
				why := block(form, "convert_why", maxWords)
				if !form.OK() {
					return "", nil
				}
				_, err := d.Office.Convert(ctx, o.Actor, v.ID, stamp, to, next, why)
				switch {
				case errors.Is(err, publication.ErrReexamine), errors.Is(err, publication.ErrReexamineFar):
					form.Fail("convert_next", err.Error())
					return "", nil
				case errors.Is(err, publication.ErrConvert), errors.Is(err, publication.ErrBound):
					form.Fail("convert_to", err.Error())
					return "", nil
				}
				return "公开属性已转换", err
			}},
		{Path: "return", Acts: []journal.Act{journal.DraftReturn}, Title: "退回修改", Button: "退回", Kind: "warning", Fields: returnFields, Why: "return_why",
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, form *page.Form) (string, error) {
				why := block(form, "return_why", maxWords)
				if !form.OK() {
					return "", nil
				}
				_, err := d.Office.Return(ctx, o.Actor, v.ID, stamp, why)
				return "已退回", err
			}},
		{Path: "recall", Acts: []journal.Act{journal.DraftRecall}, Title: "撤回送审", Button: "撤回", Kind: "secondary",
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, _ *page.Form) (string, error) {
				_, err := d.Office.Recall(ctx, o.Actor, v.ID, stamp)
				return "已撤回，可以继续修改", err
			}},
		{Path: "discard", Acts: []journal.Act{journal.DraftDiscard}, Title: "作废草稿", Button: "作废", Kind: "warning",
			Do: func(d *Desk, ctx context.Context, o *Official, v publication.Draft, stamp int64, _ *page.Form) (string, error) {
				_, err := d.Office.Discard(ctx, o.Actor, v.ID, stamp)
				return "草稿已作废", err
			}},
	}
}

// act is the act the deed comes to be on this draft.
func (t deed) act(v publication.Draft) journal.Act {
	if t.Acts[0] == journal.Publish && v.Publication != 0 {
		return journal.Revise
	}
	return t.Acts[0]
}

// permitted says whether tables and rules let the official do the deed to the
// draft, the three-persons rule left aside.
func (t deed) permitted(o *Official, v publication.Draft) bool {
	act := t.act(v)
	return v.State.Allows(act) && o.MayIn(act, v.Agency) && (t.Fit == nil || t.Fit(v))
}

// barred says whether the official has had another of the three hands on it.
func (t deed) barred(o *Official, v publication.Draft) bool {
	return t.Hand != nil && t.Hand(v, o.Person.Login)
}

// offers says whether the page of the draft offers the act to the official.
func offers(o *Official, v publication.Draft, act journal.Act) bool {
	for _, t := range deeds {
		if slices.Contains(t.Acts, act) {
			return t.permitted(o, v) && !t.barred(o, v)
		}
	}
	return v.State.Allows(act) && o.MayIn(act, v.Agency)
}

// draftDo is the handler of a deed.
func (d *Desk) draftDo(t deed) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		ctx := r.Context()
		v, err := d.draftOf(r, o)
		if err != nil {
			return err
		}
		if !o.MayIn(t.act(v), v.Agency) {
			return account.ErrForbidden
		}
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		notice := ""
		if form.OK() {
			notice, err = t.Do(d, ctx, o, v, stampOf(form), form)
			if err == nil && form.OK() {
				page.LeaveNotice(w, r, page.T(ctx, notice))
				http.Redirect(w, r, "/desk/draft/"+number(v.ID), http.StatusSeeOther)
				return nil
			}
		}
		status := http.StatusUnprocessableEntity
		switch {
		case err == nil:
		case errors.Is(err, store.ErrChanged):
			form.Fail("", store.ErrChanged.Error())
			status = http.StatusConflict
		case errors.Is(err, publication.ErrNote) && t.Why != "":
			form.Fail(t.Why, publication.ErrNote.Error())
		case errors.Is(err, publication.ErrGate):
			form.Fail("", err.Error()) // it names what was found
		case !form.Refuse(ctx, err):
			return err
		}
		if v, err = d.Office.Store.Draft(ctx, v.ID); err != nil {
			return err
		}
		p, err := d.draftShowPage(ctx, o, v, form)
		if err != nil {
			return err
		}
		return page.Render(w, r, status, d.draftView(p))
	}
}

// draftOf is the draft of the request's address, if the official sees it.
// Errors: page.ErrNotFound for one that is not there and for one that is not
// theirs to see.
func (d *Desk) draftOf(r *http.Request, o *Official) (publication.Draft, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id <= 0 {
		return publication.Draft{}, page.ErrNotFound
	}
	v, err := d.Office.Store.Draft(r.Context(), id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !publication.VisibleDraft(o.Actor, v) {
		return publication.Draft{}, page.ErrNotFound
	}
	return v, err
}

// stampOf is the stamp of the draft the person saw. A form without one is none
// of ours: it is answered as if the draft had changed.
func stampOf(form *page.Form) int64 { return stampNamed(form, "stamp") }

// stampNamed is [stampOf] for a form about several things.
func stampNamed(form *page.Form, name string) int64 {
	n, err := strconv.ParseInt(form.Get(name), 10, 64)
	if err != nil || n <= 0 {
		return -1
	}
	return n
}

// instantOf reads a date and a time of day in Beijing: name, and name_time as
// 09:30. False when a field failed.
func instantOf(form *page.Form, name string) (time.Time, bool) {
	on := dateOf(form, name)
	if form.Date(name) == "" {
		form.Fail(name, "请填写日期")
	}
	clock := strings.ReplaceAll(form.Get(name+"_time"), "：", ":")
	at, err := time.Parse("15:04", clock)
	if err != nil {
		form.Fail(name+"_time", "请填写时间，例如 9:30")
	}
	if !form.OK() {
		return time.Time{}, false
	}
	return on.Start().Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute), true
}

// fieldset names a deed's form for the page's own links.
func (t deed) id() string { return fmt.Sprintf("do-%s", t.Path) }

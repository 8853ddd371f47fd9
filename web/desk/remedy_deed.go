package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// remedyField is one field of the short form of an act. Its control is called
// after the act and the field, for a page holds many forms.
type remedyField struct {
	Name, Label, Hint string
	// Of is "day" (today at first), "someday" (empty at first), "line",
	// "block", "choice", "check", whose Hint heads the box, or "files".
	Of       string
	Optional bool
	Choices  func(p remedyShowPage) []page.Choice
}

// remedyInput is what was typed into one of those forms.
type remedyInput struct {
	form *page.Form
	path string
}

func (f remedyInput) name(field string) string      { return f.path + "_" + field }
func (f remedyInput) get(field string) string       { return f.form.Get(f.name(field)) }
func (f remedyInput) words(field string) string     { return block(f.form, f.name(field), maxWords) }
func (f remedyInput) day(field string) calendar.Day { return dateOf(f.form, f.name(field)) }
func (f remedyInput) checked(field string) bool     { return f.get(field) != "" }
func (f remedyInput) number(field string) int {
	n, err := strconv.Atoi(f.get(field))
	if err != nil {
		return 0 // no grade: the act says so
	}
	return n
}

// remedyDeed is an act the page of a remedy offers.
type remedyDeed struct {
	Act                  journal.Act
	Title, Button, Style string
	Fields               []remedyField
	// Fit says of a remedy in a right state whether the act makes sense; nil
	// always.
	Fit func(remedy.Remedy) bool
	// Agency is set when the agency it is about does it, not the one that
	// handles it.
	Agency bool
	// Do makes the act of what was typed.
	Do func(f remedyInput, r remedy.Remedy, cal *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error)
}

// path is the last part of the address the form is posted to.
func (t remedyDeed) path() string {
	_, verb, _ := strings.Cut(string(t.Act), ".")
	return verb
}

func (t remedyDeed) id() string { return "do-" + t.path() }

func (t remedyDeed) has(field string) bool {
	return slices.ContainsFunc(t.Fields, func(f remedyField) bool { return f.Name == field })
}

// in is under whose name the official would do it: of an agency's document,
// the one of the two they work for.
func (t remedyDeed) in(o *Official, r remedy.Remedy) agency.Code {
	if t.Agency {
		return r.Agency
	}
	if t.Act == remedy.AttachAct(r.Kind) && r.Kind != remedy.Complaint && !o.MayIn(t.Act, r.Handler) {
		return r.Agency
	}
	return r.Handler
}

// permitted says whether the tables let the official do it to the remedy now.
func (t remedyDeed) permitted(o *Official, r remedy.Remedy) bool {
	return r.Allows(t.Act) && o.MayIn(t.Act, t.in(o, r)) && (t.Fit == nil || t.Fit(r))
}

var (
	onDay        = remedyField{Name: "on", Label: "日期", Of: "day"}
	someWords    = remedyField{Name: "words", Label: "说明", Of: "block", Optional: true}
	mustWords    = remedyField{Name: "words", Label: "理由或者内容", Of: "block"}
	remedyUpload = remedyField{Name: "files", Label: "选择文件", Hint: "PDF、Word、Excel、图片等，可以选择多个", Of: "files"}
	givenDay     = remedyField{Name: "given", Label: "裁判文书送达之日", Hint: "上诉期自送达之日起算。各方不在同一日收到的，填最后一方收到的日期；不填的，为裁判之日", Of: "someday", Optional: true}
	againField   = remedyField{Name: "again", Label: "责令行政机关对申请重新作出答复", Hint: "责令重新答复", Of: "check"}
	againUntil   = remedyField{Name: "again_by", Label: "重新答复的期限", Of: "someday", Optional: true}
	numberLine   = remedyField{Name: "number", Label: "文书号或者案号", Of: "line", Optional: true}
	courtLine    = remedyField{Name: "body", Label: "法院名称", Of: "line"}
	servedDay    = remedyField{Name: "served", Label: "收到起诉状或者上诉状副本的日期", Of: "someday", Optional: true}
)

func resultField(k remedy.Kind, appeal bool) remedyField {
	return remedyField{Name: "result", Label: "结果", Of: "choice", Choices: func(remedyShowPage) []page.Choice {
		var list []page.Choice
		for _, row := range remedy.Results {
			if row.Kind == k && (appeal || row.Outcome != "") {
				list = append(list, page.Choice{Value: row.Code, Text: row.Name})
			}
		}
		return list
	}}
}

func outcomeField(outcomes ...remedy.Outcome) remedyField {
	return remedyField{Name: "result", Label: "结果", Of: "choice", Choices: func(remedyShowPage) []page.Choice {
		var list []page.Choice
		for _, o := range outcomes {
			list = append(list, page.Choice{Value: string(o), Text: o.Name()})
		}
		return list
	}}
}

func (f remedyInput) decision() remedy.Decision {
	return remedy.Decision{On: f.day("on"), Result: f.get("result"), Number: f.get("number"), Words: f.words("words"),
		Again: f.checked("again"), AgainBy: f.day("again_by"), GivenOn: f.day("given")}
}

// remedyDeeds in the order in which the page offers them.
var remedyDeeds []remedyDeed

func init() {
	remedyDeeds = []remedyDeed{
		{Act: journal.ComplaintAccept, Title: "受理", Button: "受理", Fields: []remedyField{onDay}, Fit: func(r remedy.Remedy) bool { return !r.Own() },
			Do: func(f remedyInput, r remedy.Remedy, cal *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AcceptComplaint(r, f.day("on"), cal, by, at)
			}},
		{Act: journal.ComplaintAssign, Title: "交办", Button: "交办", Fields: []remedyField{{Name: "clerk", Label: "承办人", Of: "choice", Choices: func(p remedyShowPage) []page.Choice { return p.Clerks }}},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AssignComplaint(r, account.Login(f.get("clerk")), by, at)
			}},
		{Act: journal.ComplaintAsk, Title: "要求被投诉机关说明情况", Button: "登记要求", Style: "secondary", Fit: func(r remedy.Remedy) bool { return !r.Own() && !r.Asking() },
			Fields: []remedyField{{Name: "words", Label: "要求说明的事项", Hint: "不写明投诉人是谁", Of: "block"}, {Name: "until", Label: "提交说明的期限", Of: "someday"}},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AskStatement(r, f.day("until"), f.words("words"), by, at)
			}},
		{Act: journal.ComplaintState, Title: "收到被投诉机关的说明", Button: "登记说明", Style: "secondary", Fit: remedy.Remedy.Asking,
			Fields: []remedyField{{Name: "words", Label: "说明的内容", Of: "block"}, {Name: "on", Label: "收到日期", Of: "day"}},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.TakeStatement(r, f.day("on"), f.words("words"), by, at)
			}},
		{Act: journal.ComplaintExtend, Title: "延长办理期限", Button: "延长", Style: "secondary", Fit: func(r remedy.Remedy) bool { return !r.Own() && r.ExtendedTo == calendar.NoDay },
			Fields: []remedyField{{Name: "words", Label: "延长的理由", Hint: "自受理之日起最长九十日，理由告知投诉人", Of: "block"}},
			Do: func(f remedyInput, r remedy.Remedy, cal *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.ExtendComplaint(r, f.words("words"), cal, by, at)
			}},
		{Act: journal.ComplaintAnswer, Title: "答复投诉人", Button: "答复", Fields: []remedyField{outcomeField(remedy.Founded, remedy.Partly, remedy.Unfounded), mustWords, onDay},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AnswerComplaint(r, remedy.Outcome(f.get("result")), f.words("words"), f.day("on"), by, at)
			}},
		{Act: journal.ComplaintRedirect, Title: "转办或者不予受理", Button: "转办或者告知", Style: "secondary",
			Fields: []remedyField{outcomeField(remedy.Referred, remedy.NotAccepted), {Name: "body", Label: "有权处理的机关", Of: "line"}, mustWords, onDay},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.RedirectComplaint(r, remedy.Outcome(f.get("result")), f.get("body"), f.words("words"), f.day("on"), by, at)
			}},
		{Act: journal.ComplaintWithdraw, Title: "投诉人撤回", Button: "登记撤回", Style: "warning", Fields: []remedyField{onDay, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.WithdrawComplaint(r, f.day("on"), f.words("words"), by, at)
			}},
		{Act: journal.ComplaintRate, Title: "投诉人的评价", Button: "登记评价", Style: "secondary", Fit: func(r remedy.Remedy) bool { return r.Satisfied == 0 && r.Outcome != remedy.Withdrawn },
			Fields: []remedyField{{Name: "grade", Label: "评价", Of: "choice", Choices: func(remedyShowPage) []page.Choice {
				return page.Choices("5", "非常满意", "4", "满意", "3", "基本满意", "2", "不满意", "1", "非常不满意")
			}}, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.RateComplaint(r, f.number("grade"), f.words("words"), by, at)
			}},

		{Act: journal.ReconsiderationAccept, Title: "复议机关受理", Button: "登记受理",
			Fields: []remedyField{{Name: "on", Label: "受理日期", Of: "day"}, {Name: "notified", Label: "收到申请书副本的日期", Of: "day"}, {Name: "summary", Label: "适用简易程序", Hint: "程序", Of: "check"}, numberLine},
			Do: func(f remedyInput, r remedy.Remedy, cal *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AcceptReconsideration(r, f.day("on"), f.day("notified"), f.checked("summary"), f.get("number"), cal, by, at)
			}},
		{Act: journal.ReconsiderationAnswer, Title: "提交复议答复和证据", Button: "登记答复", Agency: true, Fields: []remedyField{onDay, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AnswerReconsideration(r, f.day("on"), f.words("words"), by, at)
			}},
		{Act: journal.ReconsiderationHear, Title: "听证或者听取意见", Button: "登记", Style: "secondary", Fields: []remedyField{onDay, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.HearReconsideration(r, f.day("on"), f.words("words"), by, at)
			}},
		{Act: journal.ReconsiderationExtend, Title: "复议延期", Button: "登记延期", Style: "secondary", Fit: func(r remedy.Remedy) bool { return !r.Summary && r.ExtendedTo == calendar.NoDay },
			Fields: []remedyField{{Name: "until", Label: "延长至", Of: "someday"}, someWords},
			Do: func(f remedyInput, r remedy.Remedy, cal *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.ExtendReconsideration(r, f.day("until"), f.words("words"), cal, by, at)
			}},
		{Act: journal.ReconsiderationDecide, Title: "复议决定", Button: "登记决定", Fields: []remedyField{resultField(remedy.Reconsideration, false), onDay, numberLine, againField, againUntil, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.DecideReconsideration(r, f.decision(), by, at)
			}},
		{Act: journal.ReconsiderationRefuse, Title: "复议机关不予受理", Button: "登记不予受理", Style: "warning", Fields: []remedyField{onDay, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.RefuseReconsideration(r, f.day("on"), f.words("words"), by, at)
			}},
		{Act: journal.ReconsiderationReopen, Title: "按决定重新答复", Button: "立新案重新办理", Fit: reopens,
			Fields: []remedyField{{Name: "on", Label: "收到决定的日期", Of: "day"}}},

		{Act: journal.SuitDefend, Title: "提交答辩状和证据", Button: "登记答辩", Agency: true, Fields: []remedyField{onDay}, Do: defend},
		{Act: journal.SuitDefendAppeal, Title: "提交二审答辩状", Button: "登记答辩", Agency: true, Fields: []remedyField{onDay}, Do: defend},
		{Act: journal.SuitHear, Title: "开庭", Button: "登记开庭", Style: "secondary", Fields: []remedyField{onDay, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.HearSuit(r, f.day("on"), f.words("words"), by, at)
			}},
		{Act: journal.SuitJudge, Title: "一审裁判", Button: "登记一审裁判", Fields: []remedyField{resultField(remedy.Suit, false), onDay, givenDay, numberLine, againField, againUntil, someWords},
			Do: func(f remedyInput, r remedy.Remedy, cal *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.JudgeSuit(r, f.decision(), cal, by, at)
			}},
		{Act: journal.SuitClose, Title: "一审裁判生效", Button: "登记生效", Fields: []remedyField{onDay},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.CloseSuit(r, f.day("on"), by, at)
			}},
		{Act: journal.SuitAppeal, Title: "上诉", Button: "登记上诉", Style: "secondary",
			Fit: func(r remedy.Remedy) bool { return r.State != remedy.Closed || r.Appealable() },
			Fields: []remedyField{{Name: "by", Label: "由谁上诉", Of: "choice", Choices: func(remedyShowPage) []page.Choice { return page.Choices("plaintiff", "原告", "agency", "本机关") }},
				onDay, courtLine, numberLine, servedDay},
			Do: func(f remedyInput, r remedy.Remedy, cal *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AppealSuit(r, f.day("on"), remedy.Filing{Court: f.get("body"), Number: f.get("number"), ServedOn: f.day("served"), By: f.get("by")}, cal, by, at)
			}},
		{Act: journal.SuitJudgeAppeal, Title: "二审裁判", Button: "登记二审裁判", Fields: []remedyField{resultField(remedy.Suit, true), onDay, numberLine, againField, againUntil, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.JudgeAppeal(r, f.decision(), by, at)
			}},
		{Act: journal.SuitRemand, Title: "发回重审", Button: "登记发回重审", Style: "secondary", Fields: []remedyField{onDay, someWords},
			Do: func(f remedyInput, r remedy.Remedy, cal *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.RemandSuit(r, f.day("on"), f.words("words"), cal, by, at)
			}},
		{Act: journal.SuitReopen, Title: "按判决重新答复", Button: "立新案重新办理", Fit: reopens,
			Fields: []remedyField{{Name: "on", Label: "收到判决的日期", Of: "day"}}},

		{Act: journal.OrderReport, Title: "报告整改情况", Button: "报告", Agency: true, Fields: []remedyField{{Name: "words", Label: "整改情况", Of: "block"}, onDay},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.ReportOrder(r, f.day("on"), f.words("words"), by, at)
			}},
		{Act: journal.OrderConfirm, Title: "确认已经改正", Button: "确认", Fields: []remedyField{onDay, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.ConfirmOrder(r, f.day("on"), f.words("words"), by, at)
			}},
		{Act: journal.OrderReturn, Title: "退回继续整改", Button: "退回", Style: "secondary", Fields: []remedyField{mustWords, {Name: "until", Label: "改正期限", Of: "someday"}},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.ReturnOrder(r, f.words("words"), f.day("until"), by, at)
			}},
		{Act: journal.OrderSanction, Title: "责任追究", Button: "登记责任追究", Style: "secondary",
			Fields: []remedyField{{Name: "measure", Label: "处理方式", Of: "choice", Choices: func(remedyShowPage) []page.Choice {
				var list []page.Choice
				for _, m := range remedy.Measures {
					list = append(list, page.Choice{Value: m.Code, Text: m.Name})
				}
				return list
			}}, {Name: "whom", Label: "处理对象", Of: "line"}, onDay, someWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.SanctionOrder(r, remedy.Sanction{On: f.day("on"), Measure: f.get("measure"), Whom: f.get("whom"), Words: f.words("words")}, by, at)
			}},
		{Act: journal.OrderRevoke, Title: "撤销责令改正", Button: "撤销", Style: "warning", Fields: []remedyField{mustWords},
			Do: func(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.RevokeOrder(r, f.words("words"), by, at)
			}},
	}
	for _, k := range remedy.Kinds {
		remedyDeeds = append(remedyDeeds, remedyDeed{Act: remedy.AttachAct(k.Kind), Title: "补充材料", Button: "上传", Style: "secondary", Fields: []remedyField{remedyUpload}})
	}
}

func defend(f remedyInput, r remedy.Remedy, _ *calendar.Calendar, by account.Login, at time.Time) (remedy.Remedy, journal.Entry, error) {
	return remedy.DefendSuit(r, f.day("on"), by, at)
}

// linking is the deed where the new case is open already: it is only to be named.
func (t remedyDeed) linking() remedyDeed {
	if t.Act == journal.ReconsiderationReopen || t.Act == journal.SuitReopen {
		t.Title, t.Button, t.Fields = "登记已经另立的新案", "登记为重新办理的申请", nil
	}
	return t
}

// reopens says whether another answer is owed to a request.
func reopens(r remedy.Remedy) bool {
	_, request := request.ParseThing(r.About)
	_, _, further := remedy.ParseThing(r.About)
	return r.MustReopen() && (request || further)
}

// remedyFaults is which field of an act's form a refusal is about.
var remedyFaults = []struct {
	Err   error
	Field string
}{
	{remedy.ErrPlaintiff, "by"}, {remedy.ErrDay, "on"}, {remedy.ErrEarly, "on"}, {request.ErrDay, "on"}, {remedy.ErrNotified, "notified"}, {remedy.ErrGiven, "given"}, {remedy.ErrServed, "served"}, {remedy.ErrWords, "words"}, {remedy.ErrOutcome, "result"}, {remedy.ErrBody, "body"},
	{remedy.ErrExtend, "until"}, {remedy.ErrUntil, "until"}, {remedy.ErrExtended, ""}, {remedy.ErrAsked, ""}, {remedy.ErrNotAsked, ""}, {remedy.ErrRectify, "until"}, {remedy.ErrAgain, "again_by"}, {remedy.ErrMeasure, "measure"}, {remedy.ErrWhom, "whom"}, {remedy.ErrGrade, "grade"},
	{remedy.ErrAppealTime, "on"}, {remedy.ErrClerk, "clerk"}, {remedy.ErrSummary, "summary"}, {remedy.ErrDocument, "files"},
	{remedy.ErrState, ""}, {remedy.ErrOwn, ""}, {remedy.ErrReopened, ""}, {office.ErrNoRequest, ""}, {request.ErrState, ""}, {request.ErrReopened, ""}, {request.ErrAnswerBy, ""},
}

// remedyDo is the handler of the deeds of one path, of which each kind has one
// at most.
func (d *Desk) remedyDo(list []remedyDeed) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		ctx := r.Context()
		v, err := d.remedyOf(r, o)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(t remedyDeed) bool { return strings.HasPrefix(string(t.Act), string(v.Kind)+".") })
		if i < 0 {
			return page.ErrNotFound
		}
		t := list[i]
		if !o.MayIn(t.Act, t.in(o, v)) {
			return account.ErrForbidden
		}
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		if err = d.remedyAct(ctx, r, t, o, v, form); err == nil && form.OK() {
			page.LeaveNotice(w, r, page.Tf(ctx, "已办理：%s", page.T(ctx, t.Title)))
			http.Redirect(w, r, "/desk/remedy/"+v.Thing(), http.StatusSeeOther)
			return nil
		}
		status := http.StatusUnprocessableEntity
		switch {
		case err == nil:
		case errors.Is(err, store.ErrChanged), errors.Is(err, remedy.ErrState):
			form.Fail("", err.Error())
			status = http.StatusConflict
		case !t.refuse(form, err) && !form.Refuse(ctx, err):
			return err
		}
		orderErrors(form, t.names())
		if v, err = d.Office.Store.Remedy(ctx, v.Kind, v.ID); err != nil {
			return err
		}
		p, err := d.remedyShowPage(ctx, o, v, form)
		if err != nil {
			return err
		}
		if !t.permitted(o, v) {
			p.Gone = &t
		}
		return page.Render(w, r, status, d.remedyShowView(p))
	}
}

// refuse puts what the act refused beside its fields; false where it is none of
// the refusals of these forms.
func (t remedyDeed) refuse(form *page.Form, err error) bool {
	known := false
	for _, row := range remedyFaults {
		if !errors.Is(err, row.Err) {
			continue
		}
		known = true
		field := ""
		if t.has(row.Field) {
			field = t.path() + "_" + row.Field
		}
		if field == "" || form.Error(field) == "" {
			form.Fail(field, row.Err.Error())
		}
	}
	return known
}

// names is the names of the form's controls, in their order.
func (t remedyDeed) names() []string {
	var list []string
	for _, f := range t.Fields {
		list = append(list, t.path()+"_"+f.Name)
	}
	return list
}

// remedyAct does it with what was typed; what is wrong with a field is put
// into the form.
func (d *Desk) remedyAct(ctx context.Context, r *http.Request, t remedyDeed, o *Official, v remedy.Remedy, form *page.Form) error {
	f, stamp := remedyInput{form, t.path()}, stampOf(form)
	switch {
	case t.Act == journal.ReconsiderationReopen || t.Act == journal.SuitReopen:
		anew, err := d.Office.AnsweredAnew(ctx, v)
		if err != nil {
			return err
		}
		on := calendar.NoDay
		if anew == 0 {
			on = f.day("on")
		}
		if !form.OK() {
			return nil
		}
		_, _, err = d.Office.ReopenByRemedy(ctx, o.Actor, v.Kind, v.ID, stamp, on)
		return err
	case t.Act == remedy.AttachAct(v.Kind):
		return d.remedyAttach(ctx, r, t, o, v, stamp, form)
	}
	// The form is read before the act begins, for an act may be tried twice; what
	// the act refuses is said with what could not be read.
	if _, _, err := t.Do(f, v, d.Office.Calendar(), o.Actor.Login, d.Office.Now()); !form.OK() || err != nil {
		return err
	}
	_, err := d.Office.OnRemedy(ctx, o.Actor, v.Kind, v.ID, stamp, func(v remedy.Remedy, cal *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return t.Do(f, v, cal, o.Actor.Login, at)
	})
	return err
}

// remedyAttach keeps the files of a form, each by an act of its own.
func (d *Desk) remedyAttach(ctx context.Context, r *http.Request, t remedyDeed, o *Official, v remedy.Remedy, stamp int64, form *page.Form) error {
	name := t.path() + "_files"
	if r.MultipartForm == nil || len(r.MultipartForm.File[name]) == 0 {
		form.Fail(name, "请选择文件")
		return nil
	}
	if !form.OK() {
		return nil
	}
	for _, header := range r.MultipartForm.File[name] {
		a, err := d.keepFile(ctx, header)
		if upload.Refused(err) {
			form.Fail(name, upload.Name(header.Filename)+page.T(ctx, "：")+page.T(ctx, err.Error()))
			continue
		}
		if err != nil {
			return err
		}
		v, err = d.Office.OnRemedy(ctx, o.Actor, v.Kind, v.ID, stamp, func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
			return remedy.Attach(v, remedy.Document{Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256}, t.in(o, v), o.Actor.Login, at)
		})
		if err != nil {
			return err
		}
		stamp = v.Stamp
	}
	return nil
}

// remedyOf is the remedy of the request's address, if the official sees it.
// Errors: page.ErrNotFound for one that is not there and for one that is not
// theirs to see.
func (d *Desk) remedyOf(r *http.Request, o *Official) (remedy.Remedy, error) {
	id, ok := remedy.ParseNumber(r.PathValue("number"))
	kind := remedy.Kind(r.PathValue("kind"))
	if !ok {
		return remedy.Remedy{}, page.ErrNotFound
	}
	v, err := d.Office.Store.Remedy(r.Context(), kind, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !remedy.Visible(o.Actor, v) {
		return remedy.Remedy{}, page.ErrNotFound
	}
	return v, err
}

// encodingOf is how a deed's form is sent.
func encodingOf(t remedyDeed) string {
	if t.has("files") {
		return "multipart/form-data"
	}
	return "application/x-www-form-urlencoded"
}

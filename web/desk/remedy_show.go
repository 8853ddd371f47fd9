package desk

import (
	"context"
	"net/http"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/web/page"
)

// remedyShowPage is one complaint, reconsideration, suit or order: its facts,
// its clocks, what this official may do now, and how it came here.
type remedyShowPage struct {
	Form     *page.Form
	Remedy   remedy.Remedy
	Agencies names
	Clerk    string
	Today    calendar.Day
	Deeds    []remedyDeed  // offered
	Clerks   []page.Choice // to whom a complaint may be given
	Related  []remedy.Remedy
	History  []deedLine
	Files    string // address before the number of a document
	Evidence bool   // the pack may be fetched
	// Anew is the case opened already for an order that names none yet; 0 for none.
	Anew request.ID
	// Gone is the act that was tried and has become impossible meanwhile; nil for
	// none. What was typed is shown, to be copied.
	Gone *remedyDeed
}

func (d *Desk) remedyShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.remedyOf(r, o)
	if err != nil {
		return err
	}
	p, err := d.remedyShowPage(r.Context(), o, v, &page.Form{})
	if err != nil {
		return err
	}
	return page.Show(w, r, p.Form, d.remedyShowView(p))
}

func (d *Desk) remedyShowPage(ctx context.Context, o *Official, v remedy.Remedy, form *page.Form) (remedyShowPage, error) {
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return remedyShowPage{}, err
	}
	p := remedyShowPage{Form: form, Remedy: v, Agencies: agencies, Today: d.Office.Today(), Evidence: !v.Own() || v.Kind != remedy.Complaint, Files: "/desk/remedy/" + v.Thing() + "/file/"}
	if p.Clerk, err = d.personName(ctx, v.Clerk); err != nil {
		return p, err
	}
	if v.MustReopen() {
		if p.Anew, err = d.Office.AnsweredAnew(ctx, v); err != nil {
			return p, err
		}
	}
	for _, t := range remedyDeeds {
		if !t.permitted(o, v) {
			continue
		}
		if p.Anew != 0 {
			t = t.linking()
		}
		p.Deeds = append(p.Deeds, t)
		if t.has("clerk") {
			if p.Clerks, err = d.remedyClerks(ctx, v.Handler); err != nil {
				return p, err
			}
		}
		for _, f := range t.Fields {
			// A day that was emptied comes back empty.
			if name := t.path() + "_" + f.Name; f.Of == "day" && !form.Values.Has(name+"-year") {
				form.SetDate(name, p.Today.String())
			}
		}
	}
	for _, thing := range []string{v.Thing(), v.About} {
		if thing == "" {
			continue
		}
		list, err := d.Office.Store.RemediesAbout(ctx, thing)
		if err != nil {
			return p, err
		}
		for _, other := range list {
			if other.Thing() != v.Thing() && remedy.Visible(o.Actor, other) {
				p.Related = append(p.Related, other)
			}
		}
	}
	p.History, err = d.history(ctx, v.Thing())
	return p, err
}

// remedyClerks is who may be given a complaint: those who may answer one in
// the name of the agency, or handle it for them.
func (d *Desk) remedyClerks(ctx context.Context, in agency.Code) ([]page.Choice, error) {
	people, err := d.Office.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	list := []page.Choice{{Text: "请选择"}}
	for _, a := range people {
		if account.Of(a).May(journal.ComplaintAccept, in) {
			list = append(list, page.Choice{Value: string(a.Login), Text: a.Name + page.Tf(ctx, "（%s）", a.Login)})
		}
	}
	return list, nil
}

// rows is the facts of the remedy as a summary list; what is not known is left
// out.
func (p remedyShowPage) rows(ctx context.Context) []page.Row {
	v := p.Remedy
	rows := []page.Row{
		{Key: "状态", Content: page.Tag(remedy.StateName(v.Kind, v.State), remedyColour(v))},
		{Key: "所涉机关", Value: p.Agencies.of(v.Agency)},
	}
	text := func(key, value string) {
		if value != "" {
			rows = append(rows, page.Row{Key: key, Value: value})
		}
	}
	on := func(key string, d calendar.Day) { text(key, day(ctx, d)) }
	name := func(key, value string) { text(key, page.T(ctx, value)) }
	if v.Handler != v.Agency || v.Kind == remedy.Complaint {
		text("办理机关", p.Agencies.of(v.Handler))
	}
	if v.About != "" {
		rows = append(rows, page.Row{Key: "不服的事项", Content: aboutLink(v.About)})
	}
	if v.Decision != "" {
		name("不服的决定", decisionName(v.Decision))
	}
	if v.Ground != "" {
		text("决定的依据", groundName(v.Ground))
	}
	on(receivedKeys[v.Kind], v.ReceivedOn)
	name("来件渠道", v.Channel.Name())
	name("起诉方式", v.Route.Name())
	text(bodyKeys[v.Kind], v.Body)
	text("文书号或者案号", v.CaseNumber)
	on("受理日期", v.AcceptedOn)
	if v.Summary {
		name("程序", "简易程序")
	}
	on("收到申请书副本的日期", v.NotifiedOn)
	on("答复日期", v.AnsweredOn)
	for _, h := range v.Hearings {
		text("听证或者听取意见", strings.TrimSpace(day(ctx, h.On)+" "+h.Words))
	}
	on("延长至", v.ExtendedTo)
	text("承办人", p.Clerk)
	name("责令事由", remedy.FindingName(v.Finding))
	on("改正期限", v.RectifyBy)
	text(claimKeys[v.Kind], v.Claim)
	if v.State == remedy.Closed {
		name("结果", v.Outcome.Name())
	}
	if res, ok := remedy.ResultOf(v.Kind, v.Result); ok {
		text("决定或者裁判", page.T(ctx, res.Name)+page.Tf(ctx, "（%s）", page.T(ctx, res.Article)))
	}
	text(answerKey(v), v.Answer)
	on("办结日期", v.ClosedOn)
	if v.Satisfied != 0 {
		text("投诉人的评价", page.Tf(ctx, "%d 分", v.Satisfied))
	}
	for _, said := range v.Remarks {
		text(page.T(ctx, said.Act.Meaning().Name), day(ctx, calendar.On(said.At))+" "+said.Words)
	}
	on("责令重新答复的期限", v.AnswerUntil())
	if v.Reopened != "" {
		rows = append(rows, page.Row{Key: "重新办理的申请", Content: aboutLink(v.Reopened)})
	}
	return rows
}

// answerKey is what the last word of a remedy is called: an order answers nobody.
func answerKey(v remedy.Remedy) string {
	switch {
	case v.Kind != remedy.Order:
		return "答复内容"
	case v.Outcome == remedy.Revoked:
		return "撤销责令的理由"
	}
	return "复核意见"
}

// What the same fact is called in the four.
var (
	receivedKeys = map[remedy.Kind]string{remedy.Complaint: "收到日期", remedy.Reconsideration: "申请日期", remedy.Suit: "立案日期", remedy.Order: "责令日期"}
	bodyKeys     = map[remedy.Kind]string{remedy.Complaint: "有权处理的机关", remedy.Reconsideration: "复议机关", remedy.Suit: "法院名称", remedy.Order: "法院名称"}
	claimKeys    = map[remedy.Kind]string{remedy.Complaint: "投诉内容", remedy.Reconsideration: "复议请求", remedy.Suit: "诉讼请求", remedy.Order: "查明的情况"}
)

func remedyColour(v remedy.Remedy) string {
	switch {
	case v.State != remedy.Closed:
		return "blue"
	case v.Outcome == remedy.Corrected || v.Outcome == remedy.Founded || v.Outcome == remedy.Partly:
		return "red"
	}
	return "green"
}

// aboutHref is the page of a thing at the desk; "" if it has none.
func aboutHref(thing string) string {
	if _, _, ok := remedy.ParseThing(thing); ok {
		return "/desk/remedy/" + thing
	}
	if _, ok := request.ParseThing(thing); ok {
		return "/desk/" + thing
	}
	return ""
}

// thingName is what a person calls a thing: 申请 2017-000123.
func thingName(ctx context.Context, thing string) string {
	kind, number, _ := strings.Cut(thing, "/")
	if k, _, ok := remedy.ParseThing(thing); ok {
		return page.T(ctx, k.Name()) + " " + number
	}
	switch kind {
	case "request":
		return page.T(ctx, "信息公开申请") + " " + number
	case "publication":
		return page.T(ctx, "公开信息") + " " + number
	}
	return thing
}

// decisionName is an outcome of whichever edition has it.
func decisionName(code string) string {
	for _, e := range regulation.Editions() {
		if o, ok := e.Outcome(code); ok {
			return o.Name
		}
	}
	return code
}

// clockRows is the ledger of the limits that ran.
func (p remedyShowPage) clockRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, c := range p.Remedy.Clocks {
		state, colour, done := "进行中", "blue", c.DoneOn
		switch {
		case c.Limit == remedy.Rectify && p.Remedy.Outcome == remedy.Revoked && c.DoneOn == p.Remedy.ClosedOn:
			// Nothing was put right: there was nothing to.
			state, colour, done = "不再计算", "grey", calendar.NoDay
		case p.Remedy.Unrecorded(c):
			state, colour, done = "没有登记", "grey", calendar.NoDay
		case c.Late(p.Today) && c.Runs():
			state, colour = "已逾期", "red"
		case c.Late(p.Today):
			state, colour = "逾期完成", "red"
		case !c.Runs():
			state, colour = "按期完成", "green"
		}
		due := day(ctx, c.Due)
		if c.Provisional && c.Runs() {
			due += page.T(ctx, "（暂定，放假安排尚未公布）")
		}
		rows = append(rows, []page.Cell{{Text: page.T(ctx, c.Name())}, {Text: day(ctx, c.From)}, {Text: due}, {Text: orDash(day(ctx, done))},
			{Content: page.Tag(state, colour)}, {Text: c.Article}})
	}
	return rows
}

func (p remedyShowPage) partyRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, v := range p.Remedy.Parties {
		kind := "公民"
		if v.Organisation {
			kind = "法人或者其他组织"
		}
		rows = append(rows, page.Cells(v.Name, page.T(ctx, v.Part.Name()), page.T(ctx, kind), orDash(v.Contact)))
	}
	return rows
}

func (p remedyShowPage) instanceRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, i := range p.Remedy.Instances {
		level := "一审"
		if i.Level == 2 {
			level = "二审"
		}
		result := page.T(ctx, "尚未审结")
		if i.Result == "remanded" {
			result = page.T(ctx, "发回重审")
		} else if res, ok := remedy.ResultOf(remedy.Suit, i.Result); ok {
			result = page.T(ctx, res.Name)
		}
		if i.GivenOn != calendar.NoDay {
			result += page.Tf(ctx, "（%s 送达）", day(ctx, i.GivenOn))
		}
		if i.Words != "" && i.Words != p.Remedy.Answer {
			result += " " + i.Words
		}
		rows = append(rows, page.Cells(page.T(ctx, level), i.Court, orDash(i.Number), day(ctx, i.FiledOn), orDash(day(ctx, i.ServedOn)),
			orDash(day(ctx, i.DefendedOn)), orDash(day(ctx, i.HeardOn)), orDash(day(ctx, i.DecidedOn)), result))
	}
	return rows
}

func (p remedyShowPage) reportRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, v := range p.Remedy.Reports {
		rows = append(rows, page.Cells(day(ctx, v.On), v.Words, orDash(v.Returned)))
	}
	return rows
}

func (p remedyShowPage) statementRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, v := range p.Remedy.Statements {
		rows = append(rows, page.Cells(day(ctx, v.AskedOn), v.Asked, day(ctx, v.Until), orDash(day(ctx, v.GivenOn)), orDash(v.Words)))
	}
	return rows
}

func (p remedyShowPage) sanctionRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, v := range p.Remedy.Sanctions {
		rows = append(rows, page.Cells(day(ctx, v.On), page.T(ctx, remedy.MeasureName(v.Measure)), v.Whom, orDash(v.Words)))
	}
	return rows
}

func (p remedyShowPage) relatedRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, v := range p.Related {
		rows = append(rows, []page.Cell{{Text: thingName(ctx, v.Thing()), Href: "/desk/remedy/" + v.Thing()}, {Text: v.Subject},
			{Content: page.Tag(remedy.StateName(v.Kind, v.State), remedyColour(v))}, {Text: page.T(ctx, v.Outcome.Name())}})
	}
	return rows
}

// documents is the remedy's files as the desk serves files.
func documents(v remedy.Remedy) []publication.Attachment {
	list := make([]publication.Attachment, len(v.Documents))
	for i, f := range v.Documents {
		list[i] = publication.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256}
	}
	return list
}

func (d *Desk) remedyFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.remedyOf(r, o)
	if err != nil {
		return err
	}
	return d.serveFile(w, r, documents(v))
}

// remedyEvidence hands out the evidence pack.
func (d *Desk) remedyEvidence(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.remedyOf(r, o)
	if err != nil {
		return err
	}
	if v.Own() && v.Kind == remedy.Complaint {
		return page.ErrNotFound // it is not handled here
	}
	return d.servePack(w, r, v.Thing(), v.Number())
}

// choices of a field on this page.
func (p remedyShowPage) choices(f remedyField) []page.Choice {
	if f.Choices == nil {
		return nil
	}
	list := f.Choices(p)
	if len(list) > 0 && list[0].Value != "" { // nothing is chosen for anybody
		list = append([]page.Choice{{Text: "请选择"}}, list...)
	}
	return list
}

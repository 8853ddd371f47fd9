package desk

import (
	"context"
	"errors"
	"net/http"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/web/page"
)

// draftShowPage is one draft: all of it, what it changes, how it came here,
// and what this official may do now. Reviewing and signing happen here.
type draftShowPage struct {
	Form     *page.Form
	Draft    publication.Draft
	Agency   agency.Agency
	Category string
	Due      due
	Drafter  string
	Edit     bool   // the official may edit it now
	Deeds    []deed // offered
	Barred   []deed // kept from this official by the three-persons rule
	Ours     bool   // the official is of the draft's own agency, not of one consulted
	Revises  *publication.Publication
	Changes  []richtext.Change // of the body; empty unless it revises something
	Fields   []fieldChange
	Read     fileReads     // of the attachments
	Consult  []page.Choice // whom one may still ask
	Asked    []asked
	Mine     []asked // of Asked, what this official may answer
	History  []deedLine
	PlanDays int // within which a policy is explained
	Gate     gatePart
	Answer   string // the agency whose answer was being written
	Origin   string // where its attribute comes from; "" for the agency's own
	Parts    []page.Link
	Split    bool // the official may take something out of it
	Refer    bool // and take an objection to the agency above both
	Inquire  bool // and record the answer of the secrecy authority
	Decide   bool // decides between two agencies
	Grounds  []page.Choice
}

// asked is a consultation with names.
type asked struct {
	publication.Consultation
	Name   string
	Who    string
	Holder string // who has it in hand, with a telephone
	Clock  consultClock
}

// Words is the answer in words.
func (a asked) Words() string {
	switch a.Answer {
	case "concur":
		return "同意"
	case "object":
		return "不同意"
	case "lapsed":
		return "逾期未复，视为同意"
	}
	return "等待回复"
}

// Colour goes with the words.
func (a asked) Colour() string {
	switch a.Answer {
	case "concur", "lapsed":
		return "green"
	case "object":
		return "red"
	}
	return "blue"
}

// fieldChange is a field of the metadata that a revision changes.
type fieldChange struct{ Name, Before, After string }

func (d *Desk) draftShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	p, err := d.draftShowPage(r.Context(), o, v, &page.Form{})
	if err != nil {
		return err
	}
	return page.Show(w, r, p.Form, d.draftView(p))
}

func (d *Desk) draftShowPage(ctx context.Context, o *Official, v publication.Draft, form *page.Form) (draftShowPage, error) {
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return draftShowPage{}, err
	}
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return draftShowPage{}, err
	}
	p := draftShowPage{Form: form, Draft: v, Agency: agencies[v.Agency].Agency, Category: categoryName(ctx, tree, v.Content.Category), Due: d.dueOf(v),
		Ours: o.MayIn(account.LookDrafts, v.Agency)}
	if p.Drafter, err = d.personName(ctx, v.Drafter); err != nil {
		return p, err
	}
	var cur publication.Publication
	if v.Publication != 0 {
		if cur, err = d.Office.Store.Publication(ctx, v.Publication); err != nil {
			return p, err
		}
		p.Due = d.dueThen(v, cur)
	}
	if p.Read, err = d.readsOf(ctx, v.Content.Attachments); err != nil {
		return p, err
	}
	p.Origin = originWords(ctx, agencies, v.Origin)
	p.Decide = v.Awaits() && o.MayIn(journal.DraftDecide, v.Agency)
	for _, c := range v.Consultations {
		a := asked{Consultation: c, Name: agencies.of(c.Agency), Holder: agencies.holder(c.Agency), Clock: d.consultClock(c)}
		if a.Who, err = d.personName(ctx, account.Login(c.By)); err != nil {
			return p, err
		}
		if c.Answer == "" && v.State.Allows(journal.DraftConcur) && o.MayIn(journal.DraftConcur, c.Agency) {
			p.Mine = append(p.Mine, a)
		}
		if p.Ours || p.Decide || o.MayIn(journal.DraftConcur, c.Agency) {
			p.Asked = append(p.Asked, a)
		}
	}
	if !p.Ours {
		return p, nil
	}
	p.Edit = offers(o, v, journal.DraftEdit)
	p.Split = offers(o, v, journal.DraftSplit)
	p.Inquire = v.Inquiring() && offers(o, v, journal.DraftAnswerSecrecy)
	p.Grounds = d.grounds()
	if p.Parts, err = d.partsOf(ctx, v); err != nil {
		return p, err
	}
	if form.Get("authority") == "" && !v.Inquiring() {
		authority, err := d.Office.SecrecyAuthority(ctx)
		if err != nil {
			return p, err
		}
		form.Set("authority", authority)
	}
	if p.Gate, err = d.gateOf(ctx, o, v, form, false); err != nil {
		return p, err
	}
	for _, t := range deeds {
		switch {
		case !t.permitted(o, v):
		case t.barred(o, v):
			p.Barred = append(p.Barred, t)
		default:
			p.Deeds = append(p.Deeds, t)
		}
	}
	p.Consult = d.consultable(agencies, v)
	if p.PlanDays, err = d.Office.PlanDays(ctx); err != nil {
		return p, err
	}
	if v.Publication != 0 {
		p.Revises = &cur
		if v.State != publication.Done {
			p.Changes = richtext.Diff(cur.Content.Body, v.Content.Body)
			p.Fields = fieldChanges(ctx, tree, cur.Content, v.Content)
		}
	}
	p.History, err = d.history(ctx, v.Thing())
	return p, err
}

// partsOf leads to the drafts that were one with this one.
func (d *Desk) partsOf(ctx context.Context, v publication.Draft) ([]page.Link, error) {
	ids := v.Parts.Into
	if v.Parts.Of != 0 {
		ids = append([]int64{v.Parts.Of}, ids...)
	}
	var list []page.Link
	for _, id := range ids {
		part, err := d.Office.Store.Draft(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, page.Link{Text: part.Content.Title, Href: "/desk/draft/" + number(id)})
	}
	return list, nil
}

// consultable is the agencies at work that were not asked yet.
func (d *Desk) consultable(agencies names, v publication.Draft) []page.Choice {
	today := d.Office.Today()
	skip := map[agency.Code]bool{v.Agency: true}
	for _, c := range v.Consultations {
		skip[c.Agency] = true
	}
	var list []page.Choice
	for _, a := range agencies.inOrder() {
		if !skip[a.Code] && a.Open(today) {
			list = append(list, page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)})
		}
	}
	return list
}

// personName is what colleagues call an account; "" for none.
func (d *Desk) personName(ctx context.Context, login account.Login) (string, error) {
	switch login {
	case "":
		return "", nil
	case account.Clock.Login:
		return account.Clock.Name, nil
	case account.Console.Login:
		return account.Console.Name, nil
	}
	a, err := d.Office.Store.Account(ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		return string(login), nil
	}
	return a.Name, err
}

// groundName is a refusal ground with its article, whichever edition has it.
func groundName(code string) string {
	for _, e := range regulation.Editions() {
		for _, g := range e.Grounds {
			if g.Code == code {
				return g.Name + "（" + g.Article + "）"
			}
		}
	}
	return code
}

// fieldChanges compares what stands beside the body.
func fieldChanges(ctx context.Context, tree []store.Category, a, b publication.Content) []fieldChange {
	var list []fieldChange
	for _, row := range contentRows {
		before, after := row.Value(ctx, tree, a), row.Value(ctx, tree, b)
		if before != after {
			list = append(list, fieldChange{row.Name, before, after})
		}
	}
	return list
}

// contentRows is the fields of a content in the order in which they are
// printed, the body left aside.
var contentRows = []struct {
	Name  string
	Value func(context.Context, []store.Category, publication.Content) string
}{
	{"名称", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.Title }},
	{"文号", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.Number }},
	{"类别", func(ctx context.Context, tree []store.Category, c publication.Content) string {
		return categoryName(ctx, tree, c.Category)
	}},
	{"成文日期", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.IssuedOn.String() }},
	{"主题词", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.Keywords }},
	{"五公开阶段", func(_ context.Context, _ []store.Category, c publication.Content) string { return string(c.Stage) }},
	{"所属事项", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.Matter }},
	{"规范性文件", func(_ context.Context, _ []store.Category, c publication.Content) string { return yesNo(c.Normative) }},
	{"有效性", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.Validity.Name() }},
	{"废止或者失效日期", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.Ended().String() }},
	{"解读的政策", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.Interprets }},
	{"解读形式", func(_ context.Context, _ []store.Category, c publication.Content) string { return c.Piece.Name() }},
	{"发布渠道", func(_ context.Context, _ []store.Category, c publication.Content) string {
		return channelNames(c.Channels)
	}},
	{"附件", func(ctx context.Context, _ []store.Category, c publication.Content) string {
		return fileNames(ctx, c.Attachments)
	}},
}

func yesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

func channelNames(c publication.Channel) string {
	s := ""
	for _, row := range c.Told() {
		if s != "" {
			s += "；"
		}
		s += row.Name
	}
	return s
}

func fileNames(ctx context.Context, list []publication.Attachment) string {
	s := ""
	for i, a := range list {
		if i > 0 {
			s += page.T(ctx, "；")
		}
		// The first letters of the hash tell two files of one name apart.
		s += a.Name + page.Tf(ctx, "（%s）", fileSize(a.Size)+page.T(ctx, "，")+a.SHA256[:min(8, len(a.SHA256))])
	}
	return s
}

// rowsOf is the metadata of a draft as a summary list.
func (p draftShowPage) rowsOf(ctx context.Context) []page.Row {
	v := p.Draft
	rows := []page.Row{
		{Key: "状态", Content: page.Tag(v.State.Name(), stateColour(v.State))},
		{Key: "公开期限", Content: dueTag(p.Due)},
		{Key: "机关", Value: fullName(ctx, p.Agency)},
		{Key: "承办人", Value: p.Drafter},
	}
	if v.Plan.Made() || v.NeedsPlan() {
		rows = append(rows, page.Row{Key: "解读方案", Value: orDash(planText(ctx, v.Plan))})
	}
	rows = append(rows, page.Row{Key: "公开属性", Value: page.T(ctx, attributeName(v.Attribute))})
	if note := v.Attribute.Note(); note != "" {
		rows = append(rows, page.Row{Key: "印发标注", Value: note})
	}
	if p.Origin != "" {
		rows = append(rows, page.Row{Key: "来源", Value: p.Origin})
	}
	if v.NeedsConsent() && v.FollowsOwn() {
		rows = append(rows, page.Row{Key: "来源文件", Content: partLinks([]page.Link{{
			Text: page.T(ctx, "来源文件是本机关的，须先转换其公开属性"), Href: "/desk/draft/" + number(v.Origin.Draft)}})})
	} else if v.NeedsConsent() {
		rows = append(rows, page.Row{Key: "来源机关的同意", Content: page.Tag("公开程度高于来源文件，须经来源机关同意", "orange")})
	}
	if len(p.Parts) > 0 {
		key := "拆出的部分"
		if v.Parts.Of != 0 {
			key = "区分处理自"
		}
		rows = append(rows, page.Row{Key: key, Content: partLinks(p.Parts)})
	}
	if v.Ground != "" {
		rows = append(rows, page.Row{Key: "依据", Value: groundName(v.Ground)})
	}
	if v.Reason != "" {
		rows = append(rows, page.Row{Key: "理由", Value: v.Reason})
	}
	if v.ReexamineOn != calendar.NoDay {
		rows = append(rows, page.Row{Key: "重新评估日期", Value: day(ctx, v.ReexamineOn)})
	}
	if v.State == publication.Scheduled {
		rows = append(rows, page.Row{Key: "定时公开", Value: moment(ctx, v.PublishAt)})
	}
	if v.Change != "" {
		rows = append(rows, page.Row{Key: "更新说明", Value: v.Change})
	}
	return rows
}

func attributeName(a publication.Attribute) string {
	if a == "" {
		return "尚未认定"
	}
	return a.Name()
}

func stateColour(s publication.State) string {
	switch s {
	case publication.Drafting:
		return "grey"
	case publication.Reviewing, publication.Signing:
		return "blue"
	case publication.Scheduled:
		return "purple"
	case publication.Done:
		return "green"
	case publication.Kept:
		return "yellow"
	}
	return "red"
}

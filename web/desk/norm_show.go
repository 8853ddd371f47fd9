package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// normShowPage is one norm as its agency keeps it.
type normShowPage struct {
	Form    *page.Form
	Item    publication.Publication
	Norm    norm.Norm
	Agency  string
	Today   calendar.Day
	Deeds   []normDeed
	Events  []page.Choice // that stand, for correcting
	History []deedLine
}

// normField is a field of the form of an act. Its name in the form begins with
// the path of the act, as many forms stand on one page.
type normField struct {
	name, label, hint string
	kind              fieldKind
	optional          bool
}

type fieldKind int

const (
	lineField fieldKind = iota
	wordsField
	dayField
	textField
	checkField
	eventField
)

// normDeed is an act on a norm with its form.
type normDeed struct {
	path, title, hint, button, done string
	act                             journal.Act
	fields                          []normField
	do                              func(context.Context, *office.Office, account.Actor, norm.Norm, int64, normForm) error
	// offered says whether the act makes sense as the norm stands.
	offered func(norm.Norm, calendar.Day) bool
}

// normForm reads the fields of one act.
type normForm struct {
	form *page.Form
	path string
}

func (f normForm) name(field string) string { return f.path + "_" + field }

func (f normForm) get(field string) string { return f.form.Get(f.name(field)) }

// day is NoDay for a day left blank.
func (f normForm) day(field string) calendar.Day {
	if f.form.Date(f.name(field)) == "" {
		return calendar.NoDay
	}
	return dateOf(f.form, f.name(field))
}

func (f normForm) serial() int {
	n, err := strconv.Atoi(f.get("serial"))
	if err != nil {
		return 0
	}
	return n
}

var (
	byField   = normField{name: "by", label: "依据的文件", hint: "本平台公开的文件写索引号或者文号，其他的写名称和文号"}
	noteField = normField{name: "note", label: "说明", kind: wordsField, optional: true}
	whyField  = normField{name: "why", label: "理由", kind: wordsField}
)

// standing norms have not ended, whatever is still to come.
func unended(n norm.Norm, today calendar.Day) bool {
	end := n.Ends()
	return end.By == nil && end.Day > today
}

var normDeeds = []normDeed{
	{path: "amend", title: "登记修改", hint: "文件被另一份文件修改。修改后的全文写在这里，公众可以按日期看到当时的文本。", button: "登记修改", done: "已登记修改", act: journal.NormAmend,
		fields: []normField{{name: "on", label: "修改施行的日期", kind: dayField}, byField,
			{name: "text", label: "修改后的全文", kind: textField, optional: true}, {name: "consolidated", label: "全文由本机关根据修改文件整理", kind: checkField}, noteField},
		offered: unended,
		do: func(ctx context.Context, o *office.Office, by account.Actor, n norm.Norm, stamp int64, f normForm) error {
			_, err := o.AmendNorm(ctx, by, n.Publication, stamp, norm.Amendment{On: f.day("on"), By: f.get("by"), Text: f.form.Get(f.name("text")),
				Consolidated: f.form.Has(f.name("consolidated"), "yes"), Note: f.get("note")})
			return err
		}},
	{path: "repeal", title: "登记废止或者取代", hint: "写新文件的，新旧文件的页面互相链接。", button: "登记废止", done: "已登记废止", act: journal.NormRepeal,
		fields:  []normField{{name: "on", label: "从哪一天起不再执行", kind: dayField}, byField, {name: "replaced", label: "由这份文件取代", kind: checkField}, noteField},
		offered: unended,
		do: func(ctx context.Context, o *office.Office, by account.Actor, n norm.Norm, stamp int64, f normForm) error {
			_, err := o.RepealNorm(ctx, by, n.Publication, stamp, f.day("on"), f.get("by"), f.form.Has(f.name("replaced"), "yes"), f.get("note"))
			return err
		}},
	{path: "void", title: "宣布失效", hint: "调整对象已经消失，或者任务已经完成的。", button: "宣布失效", done: "已登记宣布失效", act: journal.NormVoid,
		fields:  []normField{{name: "on", label: "从哪一天起不再执行", kind: dayField}, byField, noteField},
		offered: unended,
		do: func(ctx context.Context, o *office.Office, by account.Actor, n norm.Norm, stamp int64, f normForm) error {
			_, err := o.VoidNorm(ctx, by, n.Publication, stamp, f.day("on"), f.get("by"), f.get("note"))
			return err
		}},
	{path: "extend", title: "延长有效期", hint: "在有效期届满以前。届满的，重新制定。", button: "延长", done: "已延长有效期", act: journal.NormExtend,
		fields:  []normField{{name: "until", label: "延长到哪一天", hint: "这一天还有效", kind: dayField}, byField},
		offered: func(n norm.Norm, today calendar.Day) bool { return unended(n, today) && n.LastDay() != calendar.NoDay },
		do: func(ctx context.Context, o *office.Office, by account.Actor, n norm.Norm, stamp int64, f normForm) error {
			_, err := o.ExtendNorm(ctx, by, n.Publication, stamp, f.day("until"), f.get("by"))
			return err
		}},
	{path: "term", title: "更正施行日期和有效期", hint: "公开时从文件最后一条读出，读错的在这里更正。", button: "更正", done: "已更正", act: journal.NormTerm,
		fields:  []normField{{name: "effective", label: "施行日期", kind: dayField}, {name: "expires", label: "有效期的最后一天", hint: "没有有效期的不填", kind: dayField, optional: true}, whyField},
		offered: func(norm.Norm, calendar.Day) bool { return true },
		do: func(ctx context.Context, o *office.Office, by account.Actor, n norm.Norm, stamp int64, f normForm) error {
			_, err := o.SetTerm(ctx, by, n.Publication, stamp, f.day("effective"), f.day("expires"), f.get("why"))
			return err
		}},
	{path: "complete", title: "补充效力记录", hint: "接收旧数据时只知道状态的，补上日期和依据的文件。", button: "补充", done: "已补充", act: journal.NormCorrect,
		fields: []normField{{name: "serial", label: "效力记录", kind: eventField}, {name: "on", label: "日期", hint: "已有日期的不填", kind: dayField, optional: true}, byField, noteField},
		offered: func(n norm.Norm, _ calendar.Day) bool {
			return slices.ContainsFunc(n.Events, func(e norm.Event) bool { return e.Struck == "" && e.By == "" })
		},
		do: func(ctx context.Context, o *office.Office, by account.Actor, n norm.Norm, stamp int64, f normForm) error {
			_, err := o.CompleteNorm(ctx, by, n.Publication, stamp, f.serial(), f.day("on"), f.get("by"), f.get("note"))
			return err
		}},
	{path: "correct", title: "撤销效力记录", hint: "登记错了的。记录和理由留在日志中，公众不再看到。", button: "撤销", done: "已撤销这条效力记录", act: journal.NormCorrect,
		fields: []normField{{name: "serial", label: "效力记录", kind: eventField}, whyField},
		offered: func(n norm.Norm, _ calendar.Day) bool {
			return slices.ContainsFunc(n.Events, func(e norm.Event) bool { return e.Struck == "" })
		},
		do: func(ctx context.Context, o *office.Office, by account.Actor, n norm.Norm, stamp int64, f normForm) error {
			_, err := o.CorrectNorm(ctx, by, n.Publication, stamp, f.serial(), f.get("why"))
			return err
		}},
}

// refused says which field of the form a refusal is about.
func (v normDeed) refused(err error) string {
	has := func(name string) bool {
		return slices.ContainsFunc(v.fields, func(f normField) bool { return f.name == name })
	}
	for _, row := range []struct {
		err    error
		fields []string
	}{
		{norm.ErrDay, []string{"on", "effective"}}, {norm.ErrEarly, []string{"on"}}, {norm.ErrEnded, []string{"on", "until"}}, {norm.ErrBegins, []string{"effective"}},
		{norm.ErrExpires, []string{"expires"}}, {norm.ErrUntil, []string{"until"}}, {norm.ErrBy, []string{"by"}}, {norm.ErrSelf, []string{"by"}},
		{norm.ErrCycle, []string{"by"}}, {store.ErrNotFound, []string{"by"}}, {norm.ErrText, []string{"text"}}, {norm.ErrNote, []string{"why", "note"}},
		{norm.ErrNoEvent, []string{"serial"}}, {norm.ErrKnown, []string{"on"}},
	} {
		if errors.Is(err, row.err) {
			for _, name := range row.fields {
				if has(name) {
					return v.path + "_" + name
				}
			}
		}
	}
	return ""
}

// normOf is the norm of the address with its publication, for one who may do
// the act on it. Errors: page.ErrNotFound, account.ErrForbidden.
func (d *Desk) normOf(r *http.Request, o *Official, act journal.Act) (publication.Publication, norm.Norm, error) {
	ctx := r.Context()
	index, err := publication.ParseIndex(r.PathValue("code") + "/" + r.PathValue("serial"))
	if err != nil {
		return publication.Publication{}, norm.Norm{}, page.ErrNotFound
	}
	n, err := d.Office.Store.NormAt(ctx, index)
	if errors.Is(err, store.ErrNotFound) || err == nil && !o.MayIn(account.LookNorms, n.Agency) {
		return publication.Publication{}, n, page.ErrNotFound
	}
	if err != nil {
		return publication.Publication{}, n, err
	}
	p, err := d.Office.Store.Publication(ctx, n.Publication)
	if err == nil && !publication.Visible(o.Actor, p, publication.Full, d.Office.Now()) {
		err = page.ErrNotFound
	}
	if err == nil && !o.MayIn(act, n.Agency) {
		err = account.ErrForbidden
	}
	return p, n, err
}

func (d *Desk) normShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	p, n, err := d.normOf(r, o, account.LookNorms)
	if err != nil {
		return err
	}
	return d.normShowAgain(w, r, o, p, n, &page.Form{})
}

func (d *Desk) normShowAgain(w http.ResponseWriter, r *http.Request, o *Official, item publication.Publication, n norm.Norm, form *page.Form) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := normShowPage{Form: form, Item: item, Norm: n, Agency: agencies.of(n.Agency), Today: d.Office.Today()}
	for _, v := range normDeeds {
		if o.MayIn(v.act, n.Agency) && v.offered(n, p.Today) {
			p.Deeds = append(p.Deeds, v)
		}
	}
	for _, e := range n.Events {
		if e.Struck == "" {
			p.Events = append(p.Events, page.Choice{Value: strconv.Itoa(e.Serial), Text: page.T(ctx, e.Kind.Name()) + " " + orDash(e.On.String()) + " " + e.By})
		}
	}
	p.Events = withBlank("请选择", p.Events)
	if p.History, err = d.history(ctx, n.Thing()); err != nil {
		return err
	}
	return page.Show(w, r, form, d.normShowView(p))
}

func (d *Desk) normDo(v normDeed) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		item, n, err := d.normOf(r, o, v.act)
		if err != nil {
			return err
		}
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		stamp, err := strconv.ParseInt(form.Get("stamp"), 10, 64)
		if err != nil || stamp <= 0 {
			return page.ErrBadRequest
		}
		f := normForm{form, v.path}
		for _, field := range v.fields { // a day that is none is refused before the act
			if field.kind == dayField {
				f.day(field.name)
			}
		}
		if form.OK() {
			err = v.do(r.Context(), d.Office, o.Actor, n, stamp, f)
			switch field := v.refused(err); {
			case err == nil:
				return done(w, r, normHref(item.Index), v.done)
			case errors.Is(err, store.ErrChanged):
				return undone(w, r, normHref(item.Index), store.ErrChanged.Error())
			case field != "" && errors.Is(err, store.ErrNotFound):
				form.Fail(field, "没有找到公开中的这份文件，请核对索引号")
			case field != "":
				form.Fail(field, err.Error())
			default:
				if !form.Refuse(r.Context(), err) {
					return err
				}
			}
		}
		return d.normShowAgain(w, r, o, item, n, form)
	}
}

func normHref(index string) string { return "/desk/norm/" + index }

func normColour(s norm.Status) string {
	switch s {
	case norm.InForce:
		return "green"
	case norm.Amended:
		return "blue"
	case norm.Pending:
		return "yellow"
	}
	return "grey"
}

func (p normShowPage) rows(ctx context.Context) []page.Row {
	n := p.Norm
	stands := n.On(p.Today)
	rows := []page.Row{
		{Key: "效力", Content: page.Tag(stands.Status.Name(), normColour(stands.Status))},
		{Key: "机关", Value: p.Agency},
		{Key: "文号", Value: orDash(p.Item.Content.Number)},
		{Key: "统一登记号", Value: orDash(n.Number)},
		{Key: "成文日期", Value: orDash(n.IssuedOn.String())},
		{Key: "施行日期", Value: orDash(n.Begins().String())},
		{Key: "有效期至", Value: orDash(n.LastDay().String())},
	}
	if next := n.Changes(p.Today); next != norm.Never {
		rows = append(rows, page.Row{Key: "效力下次变化", Value: day(ctx, next) + " " + page.T(ctx, n.On(next).Status.Name())})
	}
	return rows
}

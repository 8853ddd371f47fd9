package public

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	paper "gongkai/paper/norm"
	"gongkai/paper/richtext"
	"gongkai/web/page"
)

// normPage is one norm as it stood and read on a day.
type normPage struct {
	p       publication.Publication
	n       norm.Norm
	on      calendar.Day
	today   bool // the day is today
	past    bool // it is before today
	typedOn string
	unread  string // what was typed as the day and is none; ""
	query   string // that this view was asked for with: ?on=2003-09-01
	chosen  bool   // the wording was asked for, and not the day
	stands  norm.Standing
	by      *normRef // what brought it to stand so; nil
	// Of a day that is not today: how it stands now, and what brought that.
	now   norm.Standing
	nowBy *normRef
	// current is what is in force in its place today, where that is not what
	// ended it itself; nil.
	current  *normRef
	agency   words
	column   string
	refs     map[string]*normRef // the documents behind its events, as these name them
	wordings []wording
	held     int // which of them held on the day
	body     string
	doc      paper.Document
	parsed   bool // the text is shown in its parts, each with its address
	steps    []normStep
	compared *comparison
	cited    []cited
	files    []figure
}

// normRef is a document that did something to a norm: title and address if it
// is public here, else as it was named.
type normRef struct{ title, href, number string }

// wording is a text of the norm.
type wording struct {
	serial       int
	from         string // 2017-06-30; "" if nobody knows
	href         string
	query        string // that leads to it: ?on=2003-09-01, ?wording=2
	before       int    // the serial of the one before it; only of later ones
	by           *normRef
	consolidated bool
	here         bool
}

// normStep is an event in the life of a norm, or what it did to another.
type normStep struct {
	on    string // "" if nobody knows
	title string // a key of the catalogue
	ref   *normRef
	note  string
	day   calendar.Day
}

// cited is a document the text names, with where it is.
type cited struct {
	text, href, role string
}

func (w *Window) showNorm(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	p, err := w.itemAt(ctx, r)
	if err != nil {
		return page.Drawn{}, err
	}
	t.On(p.Thing(), "norms")
	if !w.visible(p, publication.Full) {
		return w.drawTombstone(ctx, p)
	}
	// A day that is none gets status 400 and the page of today.
	q := r.URL.Query()
	_, unread := typedDay(q)
	if unread != "" {
		q.Del("on")
	}
	v, err := w.readNorm(ctx, p, q, t)
	if errors.Is(err, errUnissued) {
		return drawUnissued(ctx, v)
	}
	if err != nil {
		return page.Drawn{}, err
	}
	v.unread = unread
	if err := w.tellNorm(ctx, &v, q, t); err != nil {
		return page.Drawn{}, err
	}
	drawn, err := draw(ctx, normView(v))
	if unread != "" {
		drawn.Status = http.StatusBadRequest
	}
	return drawn, err
}

// drawUnissued says on which day the norm was issued, with status 404.
func drawUnissued(ctx context.Context, v normPage) (page.Drawn, error) {
	drawn, err := draw(ctx, unissuedView(v))
	drawn.Status = http.StatusNotFound
	return drawn, err
}

// readNorm reads how the norm stands and reads on the day the address asks
// for. What is no norm, and a wording there is none of, are [page.ErrNotFound];
// a day before it was issued is [errUnissued].
func (w *Window) readNorm(ctx context.Context, p publication.Publication, q url.Values, t *page.Topics) (normPage, error) {
	v := normPage{p: p, on: w.office.Today(), today: true}
	n, err := w.store.NormAt(ctx, p.Index)
	if notFound(err) {
		return v, page.ErrNotFound
	}
	if err != nil {
		return v, err
	}
	v.n = n
	c, err := w.readCity(ctx)
	if err != nil {
		return v, err
	}
	v.agency, v.column, _ = c.publisher(p)
	if v.typedOn = strings.TrimSpace(q.Get("on")); v.typedOn != "" {
		if v.on, err = calendar.ParseDay(v.typedOn); err != nil {
			return v, page.ErrBadRequest
		}
		if v.on < n.IssuedOn {
			return v, errUnissued
		}
		v.today = v.on == w.office.Today()
		v.query = "?on=" + v.on.String()
	}
	if err := w.readRefs(ctx, &v, t); err != nil {
		return v, err
	}
	v.listWordings()
	if typed := q.Get("wording"); typed != "" {
		if err := v.choose(typed); err != nil {
			return v, err
		}
	}
	v.stands, v.past = n.On(v.on), v.on < w.office.Today()
	if v.by = v.behind(v.stands); !v.today {
		v.now = n.On(w.office.Today())
		v.nowBy = v.behind(v.now)
	}
	if v.current, err = w.inForce(ctx, n, t); err != nil {
		return v, err
	}
	if v.body, err = w.normBody(ctx, p, v.wordings[v.held].serial); err != nil {
		return v, err
	}
	v.doc, v.parsed = partsOf(v.body)
	return v, nil
}

// errUnissued refuses a day on which the norm was not there yet.
var errUnissued = errors.New("这一天文件还没有印发")

// listWordings lists the texts, and which of them held on the day.
func (v *normPage) listWordings() {
	held := v.n.WordingOn(v.on)
	for i, x := range v.n.Wordings() {
		line := wording{serial: x.Serial, from: x.From.String(), consolidated: x.Consolidated, here: x.Serial == held.Serial}
		// A day leads to it only where it holds on that day, and is one.
		line.query = "?wording=" + strconv.Itoa(x.Serial)
		if x.From != calendar.NoDay && x.From >= v.n.IssuedOn && v.n.WordingOn(x.From).Serial == x.Serial {
			line.query = "?on=" + line.from
		}
		line.href = normHref(v.p.Index) + line.query
		if i > 0 {
			line.by, line.before = v.refs[x.By], v.wordings[i-1].serial
		}
		if line.here {
			v.held = i
		}
		v.wordings = append(v.wordings, line)
	}
}

// choose shows the wording of a serial, on its first day unless another was
// asked for.
func (v *normPage) choose(serial string) error {
	x, ok := v.wordingOf(serial)
	if !ok {
		return page.ErrNotFound
	}
	v.chosen, v.query = true, "?wording="+serial
	if v.typedOn != "" {
		v.query += "&on=" + v.on.String()
	} else if from := v.n.Wordings()[slices.IndexFunc(v.wordings, func(y wording) bool { return y.serial == x.serial })].From; from >= v.n.IssuedOn && from != calendar.NoDay {
		v.on, v.today = from, false
	}
	for i := range v.wordings {
		if v.wordings[i].here = v.wordings[i].serial == x.serial; v.wordings[i].here {
			v.held = i
		}
	}
	return nil
}

// behind is the document that brought the norm to stand so; nil for none.
func (v *normPage) behind(s norm.Standing) *normRef {
	if s.By == nil {
		return nil
	}
	return v.refs[s.By.By]
}

// chainMost bounds how far a chain of replacements is followed.
const chainMost = 6

// inForce follows what stands in place of a norm that has ended to what is in
// force today; nil where that is the first in its place, or nothing is.
func (w *Window) inForce(ctx context.Context, n norm.Norm, t *page.Topics) (*normRef, error) {
	today := w.office.Today()
	for step := range chainMost {
		s := n.On(today)
		if !s.Status.Ended() {
			if step < 2 {
				return nil, nil
			}
			return w.normRef(ctx, n.Index, t), nil
		}
		if s.By == nil || s.By.Kind != norm.ToReplaced {
			return nil, nil
		}
		index, err := publication.ParseIndex(s.By.By)
		if err != nil || index != s.By.By {
			return nil, nil
		}
		if n, err = w.store.NormAt(ctx, index); notFound(err) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		t.On(publication.Thing(n.Publication))
	}
	return nil, nil
}

// normBody is the text of a wording as safe rich text.
func (w *Window) normBody(ctx context.Context, p publication.Publication, serial int) (string, error) {
	if serial == 0 {
		return p.Content.Body, nil
	}
	return w.store.NormText(ctx, p.ID, serial)
}

// partsOf is the text in its parts. ok is false for a text that has none, and
// for one with tables and pictures, which are shown as they are.
func partsOf(body string) (doc paper.Document, ok bool) {
	if strings.Contains(body, "<table") || strings.Contains(body, "<img") {
		return doc, false
	}
	doc = paper.Parse(richtext.Plain(body))
	return doc, len(doc.Articles()) > 0
}

// normRef finds the document that is named, by its index number.
func (w *Window) normRef(ctx context.Context, named string, t *page.Topics) *normRef {
	if named == "" {
		return nil
	}
	ref := &normRef{title: named}
	index, err := publication.ParseIndex(named)
	if err != nil || index != named {
		return ref
	}
	p, err := w.store.PublicationAt(ctx, index)
	if err == nil && w.visible(p, publication.Full) {
		t.On(p.Thing())
		ref.title, ref.number, ref.href = p.Content.Title, p.Content.Number, itemHref(index)
		if p.Content.Document() {
			ref.href = normHref(index)
		}
	}
	return ref
}

// tellNorm reads what stands round the text: its history, the difference asked
// for, and what it names.
func (w *Window) tellNorm(ctx context.Context, v *normPage, q url.Values, t *page.Topics) error {
	n := v.n
	deeds, err := w.store.NormDeeds(ctx, v.p.Index)
	if err != nil {
		return err
	}
	for _, d := range deeds {
		title := map[norm.Kind]string{norm.ToAmended: "修改了", norm.ToRepealed: "废止了", norm.ToReplaced: "取代了", norm.ToVoid: "宣布失效", norm.ToExtended: "延长了有效期"}[d.Kind]
		if title == "" || !w.visible(publication.Publication{PublishedAt: d.Line.PublishedAt}, publication.Listed) {
			continue
		}
		t.On(publication.Thing(d.Line.ID))
		v.step(normStep{day: d.On, title: title, ref: &normRef{title: d.Line.Title, number: d.Line.Number, href: normHref(d.Line.Index)}})
	}
	v.step(normStep{day: n.IssuedOn, title: "成文"})
	if n.EffectiveOn != calendar.NoDay {
		v.step(normStep{day: n.EffectiveOn, title: "施行"})
	}
	for _, e := range n.Events {
		if e.Struck != "" {
			continue
		}
		v.step(normStep{day: e.On, title: e.Kind.Name(), ref: v.refs[e.By], note: e.Note})
	}
	if last := n.LastDay(); last != calendar.NoDay && n.Ends().By == nil {
		v.step(normStep{day: last + 1, title: "有效期届满，自行失效"})
	}
	if err := w.compareNorm(ctx, v, q); err != nil {
		return err
	}
	if v.cited, err = w.citations(ctx, v, t); err != nil {
		return err
	}
	for _, f := range normFiles {
		href := normHref(v.p.Index) + "/file/" + f.name + v.query
		v.files = append(v.files, figure{label: words{zh: f.label}, href: href})
	}
	return nil
}

// step puts a step in its place: unknown days last.
func (v *normPage) step(s normStep) {
	s.on = s.day.String()
	at := len(v.steps)
	for at > 0 && s.day != calendar.NoDay && (v.steps[at-1].day > s.day || v.steps[at-1].day == calendar.NoDay) {
		at--
	}
	v.steps = append(v.steps[:at], append([]normStep{s}, v.steps[at:]...)...)
}

// showArticle shows one article as it read on a day.
func (w *Window) showArticle(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	p, err := w.itemAt(ctx, r)
	if err != nil {
		return page.Drawn{}, err
	}
	t.On(p.Thing(), "norms")
	if !w.visible(p, publication.Full) {
		return w.drawTombstone(ctx, p)
	}
	v, err := w.readNorm(ctx, p, r.URL.Query(), t)
	if errors.Is(err, errUnissued) {
		return drawUnissued(ctx, v)
	}
	if err != nil {
		return page.Drawn{}, err
	}
	article := v.doc.Article(r.PathValue("n"))
	if article == nil || article.Number != r.PathValue("n") {
		return page.Drawn{}, page.ErrNotFound
	}
	a := articlePage{normPage: v, article: article}
	for _, x := range v.wordings {
		if x.serial == v.wordings[v.held].serial {
			continue
		}
		body, err := w.normBody(ctx, p, x.serial)
		if err != nil {
			return page.Drawn{}, err
		}
		doc, _ := partsOf(body)
		other := articleWording{wording: x}
		// What it was or became, whatever its number was.
		for _, c := range paper.Diff(doc, v.doc) {
			if c.New == article && c.Old != nil {
				other.text = c.Old.Plain()
				other.same = !c.Reworded()
				if c.Became == paper.Renumbered {
					other.number = bareNumber(c.Old)
				}
			}
		}
		a.others = append(a.others, other)
	}
	list := v.doc.Articles()
	for i, part := range list {
		if part == article {
			if i > 0 {
				a.before = list[i-1]
			}
			if i+1 < len(list) {
				a.after = list[i+1]
			}
		}
	}
	return draw(ctx, articleView(a))
}

// articlePage is one article of a norm.
type articlePage struct {
	normPage
	article       *paper.Part
	before, after *paper.Part // nil at either end
	others        []articleWording
}

// articleWording is the article as it reads in another wording; text is "" if
// it has none.
type articleWording struct {
	wording
	text   string
	number string // its number there, where that is another
	same   bool   // it reads the same
}

func (v normPage) articleHref(p *paper.Part) string {
	return normHref(v.p.Index) + "/article/" + url.PathEscape(p.Number) + v.query
}

// partsHTML is the text in its parts, each with the address of the part.
func (v normPage) partsHTML() string {
	var b strings.Builder
	para := func(s string) {
		if s != "" {
			b.WriteString("<p>" + html.EscapeString(s) + "</p>")
		}
	}
	para(v.doc.Title)
	for _, s := range v.doc.Notes {
		para(s)
	}
	for _, s := range v.doc.Preamble {
		para(s)
	}
	var part func(p *paper.Part)
	part = func(p *paper.Part) {
		id := html.EscapeString(p.ID)
		switch p.Kind {
		case paper.Article, paper.Point:
			words := p.Plain()
			b.WriteString(`<div id="` + id + `">`)
			for _, line := range strings.Split(words, "\n") {
				para(line)
			}
			b.WriteString("</div>")
		case paper.Book, paper.Subbook, paper.Chapter, paper.Section, paper.Annex:
			b.WriteString(`<h3 id="` + id + `">` + html.EscapeString(p.Label()) + "</h3>")
			for _, line := range strings.Split(p.Text, "\n") {
				para(line)
			}
			for _, c := range p.Parts {
				part(c)
			}
		default:
			for _, line := range strings.Split(p.Plain(), "\n") {
				para(line)
			}
		}
	}
	for _, p := range v.doc.Body {
		part(p)
	}
	for _, s := range v.doc.Closing {
		para(s)
	}
	for _, p := range v.doc.Annexes {
		part(p)
	}
	return b.String()
}

// contents is the headings and articles of the text.
func (v normPage) contents() []*paper.Part {
	var list []*paper.Part
	paper.Walk(v.doc.Body, func(p *paper.Part) bool {
		switch p.Kind {
		case paper.Book, paper.Subbook, paper.Chapter, paper.Section, paper.Article, paper.Point:
			list = append(list, p)
		}
		return true
	})
	return list
}

// numbered says whether a part has a page of its own.
func numbered(p *paper.Part) bool {
	return (p.Kind == paper.Article || p.Kind == paper.Point) && p.Number != ""
}

// rows is the facts of a norm.
func (v normPage) rows(ctx context.Context) []page.Row {
	rows := []page.Row{
		{Key: "文号", Content: numberCell(v.p.Content.Number)},
		{Key: "制定机关", Content: normAgency(v)},
		{Key: "成文日期", Content: dateCell(v.n.IssuedOn.String())},
	}
	if v.n.EffectiveOn != calendar.NoDay {
		rows = append(rows, page.Row{Key: "施行日期", Content: dateCell(v.n.EffectiveOn.String())})
	} else {
		rows = append(rows, page.Row{Key: "施行日期", Value: page.T(ctx, "没有登记，按成文日期计算")})
	}
	if last := v.n.LastDay(); last != calendar.NoDay {
		rows = append(rows, page.Row{Key: "有效期至", Content: dateCell(last.String())})
	}
	if v.n.Number != "" {
		rows = append(rows, page.Row{Key: "统一登记号", Value: v.n.Number})
	}
	kind := "规范性文件"
	if v.p.Content.Category == publication.Rules {
		kind = "规章"
	}
	rows = append(rows, page.Row{Key: "种类", Value: page.T(ctx, kind)},
		page.Row{Key: "索引号", Content: link(itemHref(v.p.Index), words{zh: v.p.Index})})
	return rows
}

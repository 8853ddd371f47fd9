package public

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/ledger"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// entryPage is an entry as everybody reads it: the public fields of the version
// that was released, and nothing else.
type entryPage struct {
	e        ledger.Public
	book     *ledger.Book
	agency   figure
	tags     []ledgerTag
	rows     []page.Row
	tables   []page.Table
	progress []progressStep // of a proposal, oldest first
	released string
}

// progressStep is a step in the handling of a proposal.
type progressStep struct{ on, title, words string }

// showEntry shows a released entry. Errors: page.ErrNotFound, also for one that
// is not before the public.
func (w *Window) showEntry(r *http.Request, t *page.Topics, name string) (templ.Component, error) {
	ctx := r.Context()
	code, id, ok := ledger.ParseThing("ledger/" + name)
	if !ok {
		return nil, page.ErrNotFound
	}
	e, err := w.store.PublicEntry(ctx, code, id)
	if notFound(err) {
		return nil, page.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	b, _ := ledger.BookOf(code)
	p := entryPage{e: e, book: b, agency: figure{label: c.nameOn(e.Agency, e.Day), href: agencyHref(e.Agency)}, tags: tags(ctx, e),
		released: calendar.On(e.ReleasedAt).String()}
	for _, f := range b.Fields {
		if f.Type != ledger.Rows {
			// The reply stands in the course of the handling.
			if value := e.Values.Text(f.Name); value != "" && f.Name != "reply" {
				row := page.Row{Key: f.Label}
				if row.Content, err = w.entryValue(ctx, t, f, value); err != nil {
					return nil, err
				}
				p.rows = append(p.rows, row)
			}
			continue
		}
		if b.Code == "proposal" && f.Name == "progress" {
			continue
		}
		table, err := w.entryTable(ctx, t, f, e.Values.List(f.Name))
		if err != nil {
			return nil, err
		}
		if len(table.Rows) > 0 {
			p.tables = append(p.tables, table)
		}
	}
	if first, ok := ledger.First(e.Values); ok && b.Code == "matter" {
		p.rows = append(p.rows, page.Row{Key: "首次回应用时", Value: waited(ctx, first)})
	}
	if b.Code == "handout" {
		p.rows = append(p.rows, page.Row{Key: "结存", Value: page.Tf(ctx, "%d 册", ledger.StockOf(e.Values).Left)})
	}
	if b.Code == "proposal" {
		p.progress = progress(ctx, e.Values)
	}
	return entryView(p), nil
}

// entryTable is a field of rows; columns that no row fills are left out.
func (w *Window) entryTable(ctx context.Context, t *page.Topics, f ledger.Field, list []ledger.Row) (page.Table, error) {
	table := page.Table{Caption: f.Label}
	var shown []ledger.Field
	for _, c := range f.Fields {
		if slices.ContainsFunc(list, func(r ledger.Row) bool { return r.Has(c.Name) }) {
			shown = append(shown, c)
			table.Columns = append(table.Columns, page.Column{Text: c.Label, Numeric: c.Type == ledger.Number})
		}
	}
	for _, row := range list {
		cells := make([]page.Cell, len(shown))
		for i, c := range shown {
			if !row.Has(c.Name) {
				continue
			}
			var err error
			if cells[i].Content, err = w.entryValue(ctx, t, c, row.Text(c.Name)); err != nil {
				return table, err
			}
		}
		table.Rows = append(table.Rows, cells)
	}
	return table, nil
}

// entryValue prints a value: what it names as a link, if a stranger may see it.
func (w *Window) entryValue(ctx context.Context, t *page.Topics, f ledger.Field, value string) (templ.Component, error) {
	switch f.Type {
	case ledger.Link:
		v, err := w.store.PublicationAt(ctx, value)
		if notFound(err) || err == nil && !w.visible(v, publication.Full) {
			if err == nil {
				t.On(v.Thing())
			}
			return han(value), nil
		}
		if err != nil {
			return nil, err
		}
		t.On(v.Thing())
		return link(itemHref(v.Index), words{zh: v.Content.Title}), nil
	case ledger.Day, ledger.Time:
		return whole(value), nil
	case ledger.Choice, ledger.YesNo:
		return han(page.T(ctx, f.Shown(value))), nil
	case ledger.Number, ledger.Money:
		if f.Unit != "" {
			value += " " + page.T(ctx, f.Unit)
		}
		return whole(value), nil
	case ledger.Text:
		if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
			return outside(value), nil
		}
	}
	return linesOf(value), nil
}

// waited says how long a matter waited for its first answer.
func waited(ctx context.Context, f ledger.FirstResponse) string {
	said := page.Tf(ctx, "%d 天", f.Days)
	switch {
	case f.Minutes >= 0 && f.Minutes < 60:
		said = page.Tf(ctx, "%d 分钟", f.Minutes)
	case f.Minutes >= 0 && f.Minutes < 48*60:
		said = page.Tf(ctx, "%[1]d 小时 %[2]d 分钟", f.Minutes/60, f.Minutes%60)
	case f.Days == 0:
		said = page.T(ctx, "当天")
	}
	return page.Tf(ctx, "%[1]s（%[2]s，%[3]s）", said, page.DateISO(ctx, f.On.String()), page.T(ctx, f.Channel))
}

// progress is the handling of a proposal from its receipt to its publication.
func progress(ctx context.Context, v ledger.Values) []progressStep {
	steps := []progressStep{{on: v.Text("received_on"), title: page.T(ctx, "交办")}}
	for _, row := range v.List("progress") {
		steps = append(steps, progressStep{on: row.Text("day"), title: page.T(ctx, "进展"), words: row.Text("words")})
	}
	if v.Has("replied_on") {
		steps = append(steps, progressStep{on: v.Text("replied_on"), title: page.T(ctx, "答复"), words: v.Text("reply")})
	}
	if v.Has("published_on") {
		steps = append(steps, progressStep{on: v.Text("published_on"), title: page.T(ctx, "公开办理结果")})
	}
	slices.SortStableFunc(steps, func(a, b progressStep) int { return strings.Compare(a.on, b.on) })
	return steps
}

// tags is what stands out in an entry.
func tags(ctx context.Context, e ledger.Public) []ledgerTag {
	var list []ledgerTag
	v := e.Values
	switch e.Book {
	case "conference", "interview":
		if v.Is("principal") {
			list = append(list, ledgerTag{page.T(ctx, "主要负责同志"), "blue"})
		}
	case "matter":
		if _, answered := ledger.First(v); answered {
			list = append(list, ledgerTag{page.T(ctx, "已回应"), "green"})
		} else {
			list = append(list, ledgerTag{page.T(ctx, "尚未回应"), "orange"})
		}
	case "proposal":
		if v.Has("leader") {
			list = append(list, ledgerTag{page.Tf(ctx, "%s领办", v.Text("leader")), "purple"})
		}
		if !v.Has("replied_on") {
			return append(list, ledgerTag{page.T(ctx, "办理中"), "blue"})
		}
		list = append(list, ledgerTag{page.Tf(ctx, "%s 类", v.Text("class")), "turquoise"})
		colours := map[string]string{"satisfied": "green", "basically": "green", "unsatisfied": "red", "none": "grey"}
		b, _ := ledger.BookOf(e.Book)
		if f, ok := b.Field("satisfaction"); ok && v.Has(f.Name) {
			list = append(list, ledgerTag{page.T(ctx, f.Shown(v.Text(f.Name))), colours[v.Text(f.Name)]})
		}
	}
	return list
}

// line is an entry in a list.
func line(ctx context.Context, c *city, e ledger.Public) ledgerLine {
	l := ledgerLine{href: "/" + ledger.Thing(e.Book, e.ID), title: e.Title, date: e.Day.String(), agency: c.nameOn(e.Agency, e.Day), tags: tags(ctx, e)}
	switch e.Book {
	case "matter":
		if first, ok := ledger.First(e.Values); ok {
			l.words = page.Tf(ctx, "首次回应 %s", waited(ctx, first))
		}
	case "proposal":
		b, _ := ledger.BookOf(e.Book)
		kind, _ := b.Field("kind")
		l.words = page.T(ctx, kind.Shown(e.Values.Text("kind"))) + " " + e.Values.Text("number")
	case "handout":
		l.words = page.Tf(ctx, "结存 %d 册", ledger.StockOf(e.Values).Left)
	case "explanation":
		l.words = e.Values.Text("policy_title")
	}
	return l
}

// entriesAbout is the entries that name a publication, as lines of its page.
func (w *Window) entriesAbout(ctx context.Context, c *city, index string, t *page.Topics) ([]aboutLine, error) {
	t.On("ledger")
	if index == "" {
		return nil, nil // not public yet
	}
	entries, err := w.store.EntriesAbout(ctx, index)
	if err != nil {
		return nil, err
	}
	var list []aboutLine
	for _, e := range entries {
		list = append(list, aboutLine{e.Book.Name(), line(ctx, c, e)})
	}
	return list, nil
}

// aboutLine is an entry about a publication, with the book it stands in.
type aboutLine struct {
	book string // a key of the catalogue
	ledgerLine
}

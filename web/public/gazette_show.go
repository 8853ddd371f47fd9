package public

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"gongkai/affairs/gazette"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/web/page"
)

// issuePage is one issue with its contents, or why it is not to be had.
type issuePage struct {
	name     string // of the gazette
	issue    gazette.Issue
	standing gazette.Standing
	reading
	older, newer *gazette.Slot // neighbouring issues of the year; nil for none
}

// reading is what an issue is read in. It is empty for one that cannot be read.
type reading struct {
	carrier  publication.Publication
	paper    *file  // its PDF; nil without one
	pictures []file // its pages one by one; of an issue without a PDF
}

// title is the issue's: 《长春政报》2016年第3期.
func (p issuePage) title() string { return "《" + p.name + "》" + p.issue.Name() }

// issueAt is the issue that an address names. Errors: page.ErrNotFound.
func (w *Window) issueAt(r *http.Request, t *page.Topics) (issuePage, error) {
	ctx := r.Context()
	var p issuePage
	year, err := numberOf(r.PathValue("year"))
	if err != nil {
		return p, err
	}
	no, err := numberOf(r.PathValue("no"))
	if err != nil {
		return p, err
	}
	if p.name, err = w.office.GazetteName(ctx); err != nil {
		return p, err
	}
	shelves, err := w.shelves(ctx, t)
	if err != nil {
		return p, err
	}
	s := slices.IndexFunc(shelves, func(s gazette.Shelf) bool { return s.Year == year })
	if s < 0 {
		return p, page.ErrNotFound
	}
	slots := shelves[s].Slots
	n := slices.IndexFunc(slots, func(slot gazette.Slot) bool { return slot.Issue.Covers(no) })
	if n < 0 {
		return p, page.ErrNotFound
	}
	p.issue, p.standing = slots[n].Issue, slots[n].Standing
	if n > 0 {
		p.older = &slots[n-1]
	}
	if n+1 < len(slots) {
		p.newer = &slots[n+1]
	}
	if p.standing != gazette.Here {
		return p, nil
	}
	if p.issue, err = w.store.Issue(ctx, year, no); err != nil {
		return p, err
	}
	p.reading, err = w.readIn(ctx, p.issue, t)
	return p, err
}

// readIn is what the issue is read in, as it is served.
func (w *Window) readIn(ctx context.Context, i gazette.Issue, t *page.Topics) (reading, error) {
	var v reading
	var err error
	if v.carrier, err = w.store.Publication(ctx, i.Publication); err != nil {
		return v, err
	}
	attachments := v.carrier.Content.Attachments
	served, err := w.office.Served(ctx, v.carrier.Agency, attachments)
	if err != nil {
		return v, err
	}
	t.On(screened)
	list, held := asServed(attachments, served)
	files := filesOf(itemHref(v.carrier.Index)+"/file/"+strconv.Itoa(v.carrier.Version)+"/", list)
	for n := range held {
		files[n].held = held[n]
	}
	paper, pictures := office.IssueFiles(v.carrier.Content)
	if paper >= 0 {
		v.paper = &files[paper]
	}
	for _, n := range pictures {
		v.pictures = append(v.pictures, files[n])
	}
	return v, nil
}

// pageHref leads to a page of the issue: into its PDF or to the picture; "" for
// one that is not to be had.
func (p issuePage) pageHref(n int) string {
	leaf := n + p.issue.Before
	switch {
	case n < 1:
	case p.paper != nil && !p.paper.held:
		return p.paper.href + "#page=" + strconv.Itoa(leaf)
	case leaf <= len(p.pictures) && !p.pictures[leaf-1].held:
		return p.pictures[leaf-1].href
	}
	return ""
}

func (w *Window) showIssue(r *http.Request, t *page.Topics) (templ.Component, error) {
	p, err := w.issueAt(r, t)
	if err != nil {
		return nil, err
	}
	return issueView(p), nil
}

// contents is the articles by section, as printed.
func (p issuePage) contents() []section {
	var list []section
	for _, a := range p.issue.Articles {
		if len(list) == 0 || list[len(list)-1].name != a.Section {
			list = append(list, section{name: a.Section})
		}
		s := &list[len(list)-1]
		s.articles = append(s.articles, a)
	}
	return list
}

// paged says whether any article has pages.
func (p issuePage) paged() bool {
	return slices.ContainsFunc(p.issue.Articles, func(a gazette.Article) bool { return a.First > 0 })
}

// section is articles under one heading of the contents.
type section struct {
	name     string // "" without one
	articles []gazette.Article
}

func (p issuePage) rows() []page.Row {
	i := p.issue
	var rows []page.Row
	if i.Whole > 0 {
		rows = append(rows, page.Row{Key: "总期号", Value: strconv.Itoa(i.Whole)})
	}
	if on := datedOn(i); on != "" {
		rows = append(rows, page.Row{Key: "出版日期", Content: dateCell(on)})
	}
	if i.Pages > 0 {
		rows = append(rows, page.Row{Key: "页数", Value: strconv.Itoa(i.Pages)})
	}
	if p.standing == gazette.Here {
		rows = append(rows, page.Row{Key: "篇数", Value: strconv.Itoa(i.Count)},
			page.Row{Key: "索引号", Content: link(itemHref(i.Index), words{zh: i.Index})})
	}
	return rows
}

// issueArticlePage is one article.
type issueArticlePage struct {
	issuePage
	article      gazette.Article
	document     *store.Line // that it prints; nil if it is not public here
	leaves       []leaf      // its pages as pictures
	text         string      // its words, where the publication's body has them
	before, next *gazette.Article
	citation     string
}

// leaf is a page of an issue as a picture.
type leaf struct {
	number int
	file
}

func (w *Window) showIssueArticle(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	serial, err := numberOf(r.PathValue("article"))
	if err != nil {
		return nil, err
	}
	p := issueArticlePage{}
	if p.issuePage, err = w.issueAt(r, t); err != nil {
		return nil, err
	}
	list := p.issue.Articles
	n := slices.IndexFunc(list, func(a gazette.Article) bool { return a.Serial == serial })
	if n < 0 {
		return nil, page.ErrNotFound
	}
	p.article = list[n]
	if n > 0 {
		p.before = &list[n-1]
	}
	if n+1 < len(list) {
		p.next = &list[n+1]
	}
	t.On("numbers")
	printed, err := w.store.PrintedOf(ctx, list[n:n+1], p.issue.Publication)
	if err != nil {
		return nil, err
	}
	if l, ok := printed[serial]; ok && w.visible(publication.Publication{PublishedAt: l.PublishedAt}, publication.Listed) {
		t.On(publication.Thing(l.ID))
		p.document = &l
	}
	for n := max(1, p.article.First); n <= p.article.Last && n+p.issue.Before <= len(p.pictures); n++ {
		p.leaves = append(p.leaves, leaf{n, p.pictures[n+p.issue.Before-1]})
	}
	p.text, _ = richtext.Under(p.carrier.Content.Body, p.article.Title, func(heading string) bool {
		return slices.ContainsFunc(list, func(a gazette.Article) bool { return richtext.SameHeading(heading, a.Title) })
	})
	p.citation = p.quoted()
	return issueArticleView(p), nil
}

// quoted is how to quote the article.
func (p issueArticlePage) quoted() string {
	s := p.title()
	if pages := p.article.Pages(); pages != "" {
		s += "，第" + pages + "页"
	}
	return "《" + p.article.Title + "》，载" + s + "。"
}

func (p issueArticlePage) rows() []page.Row {
	a := p.article
	rows := []page.Row{{Key: "刊期", Content: link(issueHref(p.issue), words{zh: p.title()})}}
	if a.Section != "" {
		rows = append(rows, page.Row{Key: "所在栏目", Content: han(a.Section)})
	}
	if a.Number != "" {
		rows = append(rows, page.Row{Key: "文号", Content: numberCell(a.Number)})
	}
	if pages := a.Pages(); pages != "" {
		rows = append(rows, page.Row{Key: "页码", Value: pages})
	}
	if a.Number != "" || p.document != nil {
		rows = append(rows, page.Row{Key: "所刊文件", Content: printedCell(p.document)})
	}
	return rows
}

// printedFact is an article that prints an item.
type printedFact struct{ href, issue, pages string }

// gazetted is what the gazette has to do with an item: the issue that it
// carries, and the articles that print it.
func (w *Window) gazetted(ctx context.Context, v *itemPage, t *page.Topics) error {
	if v.p.Index == "" { // not public yet
		return nil
	}
	carries := v.content.Channels.Has(publication.Gazette)
	if !carries && v.p.Content.Number == "" && !v.p.Content.Document() {
		return nil
	}
	t.On(gazetteTopic)
	name, err := w.office.GazetteName(ctx)
	if err != nil {
		return err
	}
	if carries {
		i, err := w.store.IssueOf(ctx, v.p.ID)
		if err == nil {
			v.issue = &figure{label: words{zh: "《" + name + "》" + i.Name()}, href: issueHref(i)}
		} else if !notFound(err) {
			return err
		}
	}
	list, err := w.store.PrintedIn(ctx, v.p)
	for _, p := range list {
		i := gazette.Issue{Year: p.Year, No: p.No, Print: gazette.Print{Through: p.Through, DatedOn: calendar.NoDay}}
		v.printed = append(v.printed, printedFact{issueArticleHref(i, p.Serial), "《" + name + "》" + i.Name(), p.Pages()})
	}
	return err
}

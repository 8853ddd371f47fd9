package public

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/web/page"
)

// homePage is the front page.
type homePage struct {
	city words
	// years is the latest with publications, newest first: the running one has
	// little in it at first, so the ones before stand below it.
	years     []yearNumbers
	newest    []entry
	documents []entry // the newest normative ones
	roots     []rootGroup
	kinds     []kindGroup
	topics    []figure
	ledgers   []figure // the registers, those with something in them
	office    officeContact
	report    reportLink // the city's newest annual report; no href while there is none
	guide     string     // address of the city's guide; "" without a city government
	card      string
}

// yearNumbers is what was published in a year: in all, by channel in the order
// of the annual report, and normative documents; each opens its list.
type yearNumbers struct {
	year    int
	numbers []figure
}

// rootGroup is the roots of the category tree that one article orders.
type rootGroup struct {
	article  string // 第二十条
	township bool   // what article 21 orders of townships only
	roots    []figure
}

// kindGroup is the agencies of one kind.
type kindGroup struct {
	name     string // a key of the catalogue
	agencies []figure
}

const (
	homeNewest    = 10
	homeDocuments = 6
	homeYears     = 3
)

func (w *Window) showHome(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	t.On("reports")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	p := homePage{city: c.name, office: c.office}
	years, err := w.store.CountBy(ctx, store.Selection{}, store.ByYear)
	if err != nil {
		return nil, err
	}
	for _, year := range yearFigures(years, store.Selection{}, func(y int) string { return filter{year: y}.href() }) {
		if len(p.years) == homeYears {
			break
		}
		y, err := strconv.Atoi(year.label.zh)
		if err != nil {
			return nil, err
		}
		counts := years[year.label.zh]
		row := yearNumbers{year: y, numbers: []figure{{label: words{zh: "全部渠道"}, count: counts.N, href: year.href}}}
		for _, ch := range publication.Channels {
			row.numbers = append(row.numbers, figure{
				label: words{zh: ch.Name}, count: counts.Of(ch.Channel), href: filter{year: y, channel: ch.Channel}.href(),
			})
		}
		row.numbers = append(row.numbers, figure{label: words{zh: "规范性文件"}, count: counts.Normative, href: filter{year: y, normative: true}.href()})
		p.years = append(p.years, row)
	}
	if p.report, err = w.newestReport(ctx, c); err != nil {
		return nil, err
	}
	newest, err := w.store.List(ctx, store.Selection{}, store.Cursor{}, homeNewest)
	if err != nil {
		return nil, err
	}
	p.newest = w.entries(c, newest.Lines, t)
	documents, err := w.store.List(ctx, store.Selection{Normative: true}, store.Cursor{}, homeDocuments)
	if err != nil {
		return nil, err
	}
	p.documents = w.entries(c, documents.Lines, t)
	byCategory, err := w.store.CountBy(ctx, store.Selection{}, store.ByCategory)
	if err != nil {
		return nil, err
	}
	p.roots = c.rootGroups(byCategory)
	byAgency, err := w.store.CountBy(ctx, store.Selection{}, store.ByAgency)
	if err != nil {
		return nil, err
	}
	p.kinds = c.kindGroups(c.openAgencies(w.office.Today()), byAgency)
	for _, topic := range c.topics {
		p.topics = append(p.topics, c.topicFigure(topic, byCategory))
	}
	t.On("ledger")
	registers, err := w.store.PublicEntriesByBook(ctx, store.LedgerSelection{})
	if err != nil {
		return nil, err
	}
	p.ledgers = bookFigures(registers, "")
	if root, ok := c.root(); ok {
		p.guide = agencyHref(root.Code) + "/guide"
		p.card = agencyHref(root.Code) + "/card"
	}
	return homeView(p), nil
}

// rootGroups is the roots of the tree by the article that orders them, each
// with the number of all below it.
func (c *city) rootGroups(counts map[string]store.Counts) []rootGroup {
	var groups []rootGroup
	for _, k := range c.below[""] {
		article, _, cut := strings.Cut(k.Article, "条")
		if cut {
			article += "条"
		}
		township := false
		for _, e := range regulation.Editions() {
			if law, ok := e.Category(k.Code); ok && law.Levels == regulation.Township {
				township = true
			}
		}
		if n := len(groups); n == 0 || groups[n-1].article != article || groups[n-1].township != township {
			groups = append(groups, rootGroup{article: article, township: township})
		}
		g := &groups[len(groups)-1]
		g.roots = append(g.roots, figure{label: categoryName(k), count: c.sum(k.Code, counts, store.Selection{}), href: filter{category: k.Code}.href()})
	}
	return groups
}

// sum is the number of a category with everything below it, by the channel or
// kind the selection asks for.
func (c *city) sum(code string, counts map[string]store.Counts, s store.Selection) int64 {
	var n int64
	for _, leaf := range c.leaves(code) {
		n += counts[leaf].In(s)
	}
	return n
}

// kindGroups sets agencies under the names of their kinds.
func (c *city) kindGroups(list []agency.Agency, counts map[string]store.Counts) []kindGroup {
	var groups []kindGroup
	for _, k := range agency.Kinds {
		g := kindGroup{name: k.Name}
		for _, a := range list {
			if a.Kind == k.Kind {
				g.agencies = append(g.agencies, figure{label: shortName(a), count: counts[string(a.Code)].N, href: agencyHref(a.Code)})
			}
		}
		if len(g.agencies) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func (c *city) topicFigure(t store.Topic, counts map[string]store.Counts) figure {
	f := figure{label: words{zh: t.Name, en: t.English}, href: "/topic/" + t.Code}
	for _, code := range c.topicLeaves(t) {
		f.count += counts[code].N
	}
	return f
}

// topicLeaves is the categories of a topic with all below them, each once.
func (c *city) topicLeaves(t store.Topic) []string {
	seen := map[string]bool{}
	var list []string
	for _, code := range t.Categories {
		for _, leaf := range c.leaves(code) {
			if !seen[leaf] {
				seen[leaf] = true
				list = append(list, leaf)
			}
		}
	}
	return list
}

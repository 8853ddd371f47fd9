package public

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/store"
	"gongkai/web/page"
)

const (
	sitemapPath = "/sitemap.xml"
	// sitemapLimit is how many addresses one file may hold (sitemaps.org).
	sitemapLimit  = 50_000
	sitemapRecent = 10_000
	sitemapSpace  = "http://www.sitemaps.org/schemas/sitemap/0.9"
	xmlType       = "application/xml; charset=utf-8"
)

// sitemapURL is one address of a sitemap, or of an index of them.
type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// drawSitemap is the index: the pages that are there anyhow, what changed last,
// and of each agency and year as many parts as it needs.
func (w *Window) drawSitemap(r *http.Request, c *city, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	t.On("publications")
	cells, err := w.store.Cells(ctx)
	if err != nil {
		return page.Drawn{}, err
	}
	index := struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Parts   []sitemapURL `xml:"sitemap"`
	}{}
	add := func(path string, changed time.Time) {
		part := sitemapURL{Loc: cityAddress(c, r, path)}
		if !changed.IsZero() {
			part.LastMod = stamp(changed)
		}
		index.Parts = append(index.Parts, part)
	}
	last := map[agency.Code]time.Time{}
	var newest time.Time
	for _, cell := range cells {
		if _, known := last[cell.Agency]; !known {
			if last[cell.Agency], err = w.store.LastChange(ctx, cell.Agency); err != nil {
				return page.Drawn{}, err
			}
			if last[cell.Agency].After(newest) {
				newest = last[cell.Agency]
			}
		}
	}
	add("/sitemap/pages.xml", time.Time{})
	add("/sitemap/recent.xml", newest)
	present := w.office.Today().Year()
	for _, cell := range cells {
		// Of an earlier year it is not known without reading it when something
		// in it changed; that stands among the recent ones.
		var changed time.Time
		if cell.Year == present {
			changed = last[cell.Agency]
		}
		for part := 1; int64(part-1)*sitemapLimit < cell.N; part++ {
			add(sitemapPart(cell.Agency, cell.Year, part), changed)
		}
	}
	return drawXML(index)
}

func sitemapPart(in agency.Code, year, part int) string {
	path := "/sitemap/" + url.PathEscape(string(in)) + "/" + strconv.Itoa(year)
	if part > 1 {
		path += "-" + strconv.Itoa(part)
	}
	return path + ".xml"
}

func drawXML(v any) (page.Drawn, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	err := xml.NewEncoder(&b).Encode(v)
	return page.Drawn{ContentType: xmlType, Body: b.Bytes()}, err
}

type sitemapURLs struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

// drawSitemapPages is the pages that are no publications: columns, topics,
// reports and registers.
func (w *Window) drawSitemapPages(r *http.Request, c *city, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	t.On("publications", "reports", "ledger")
	var set sitemapURLs
	add := func(path string, changed time.Time) {
		u := sitemapURL{Loc: cityAddress(c, r, path)}
		if !changed.IsZero() {
			u.LastMod = stamp(changed)
		}
		set.URLs = append(set.URLs, u)
	}
	for _, path := range []string{"/", "/browse", "/browse?kind=normative", "/agencies", "/topics", "/obligations", "/reports", "/ledger", "/request", "/data"} {
		add(path, time.Time{})
	}
	for _, a := range c.agencies {
		changed, err := w.store.LastChange(ctx, a.Code)
		if err != nil {
			return page.Drawn{}, err
		}
		add(agencyHref(a.Code), changed)
		add(agencyHref(a.Code)+"/guide", a.GuideAt)
		add(agencyHref(a.Code)+"/card", time.Time{})
	}
	for _, k := range c.categories {
		add(filter{category: k.Code}.href(), time.Time{})
	}
	for _, topic := range c.topics {
		add(topicHref(topic.Code), time.Time{})
	}
	years, err := w.store.ReportYears(ctx)
	if err != nil {
		return page.Drawn{}, err
	}
	for _, y := range years {
		out, err := w.store.PublicReports(ctx, y.Year)
		if err != nil {
			return page.Drawn{}, err
		}
		for _, a := range c.agencies {
			if on, ok := out[a.Code]; ok && len(set.URLs) < sitemapLimit {
				add(reportHref(y.Year, a.Code), on)
			}
		}
	}
	for _, b := range ledger.Books {
		if !b.Public {
			continue
		}
		add(bookHref(b), time.Time{})
		list, err := w.store.PublicEntriesReleased(ctx, b.Code, sitemapLedger)
		if err != nil {
			return page.Drawn{}, err
		}
		for _, e := range list {
			if len(set.URLs) < sitemapLimit {
				add("/"+ledger.Thing(e.Book, e.ID), e.ReleasedAt)
			}
		}
	}
	return drawXML(set)
}

// sitemapLedger bounds what is told of one register; older entries are reached
// from its list.
const sitemapLedger = 2000

// drawSitemapRecent is what changed last, for a crawler that looks often.
func (w *Window) drawSitemapRecent(r *http.Request, c *city, t *page.Topics) (page.Drawn, error) {
	t.On("publications")
	list, err := w.store.LastChanges(r.Context(), sitemapRecent)
	if err != nil {
		return page.Drawn{}, err
	}
	var set sitemapURLs
	for _, a := range list {
		set.URLs = append(set.URLs, sitemapURL{cityAddress(c, r, itemHref(a.Index)), stamp(a.VersionAt)})
	}
	return drawXML(set)
}

// errHungUp ends the reading of what nobody waits for any more.
var errHungUp = errors.New("the visitor hung up")

var sitemapName = regexp.MustCompile(`^([12][0-9]{3})(?:-([1-9][0-9]{0,3}))?\.xml$`)

// serveSitemapPart streams a part of what an agency published in a year.
func (w *Window) serveSitemapPart(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, c, err := w.agencyAt(ctx, r.PathValue("code"))
	if err != nil {
		return err
	}
	name := sitemapName.FindStringSubmatch(r.PathValue("part"))
	if name == nil || name[2] == "1" {
		return page.ErrNotFound
	}
	year, part := atoi(name[1]), max(atoi(name[2]), 1)
	counts, err := w.store.Count(ctx, store.Selection{Agency: a.Code, Year: year})
	if err != nil {
		return err
	}
	if skip := int64(part-1) * sitemapLimit; skip >= counts.N {
		return page.ErrNotFound
	}
	rw.Header().Set("Content-Type", xmlType)
	rw.Header().Set("Cache-Control", "no-cache")
	if r.Method == http.MethodHead {
		return nil
	}
	out := bufio.NewWriterSize(rw, 64<<10)
	// Writing fails only for a visitor who hung up: then there is nobody to
	// tell, and the reading ends.
	hungUp := false
	write := func(s string) {
		_, err := out.WriteString(s)
		hungUp = hungUp || err != nil
	}
	write(xml.Header + `<urlset xmlns="` + sitemapSpace + `">`)
	base := xmlText(cityAddress(c, r, "/item/"))
	err = w.store.Addresses(ctx, a.Code, year, (part-1)*sitemapLimit, sitemapLimit, func(list []store.Address) error {
		for _, at := range list {
			write("<url><loc>" + base + xmlText(at.Index) + "</loc><lastmod>" + stamp(at.VersionAt) + "</lastmod></url>\n")
		}
		if hungUp {
			return errHungUp
		}
		return nil
	})
	if hungUp {
		return nil
	}
	if err != nil {
		panic(http.ErrAbortHandler) // half a file is out: cut the line, so nobody takes it for whole
	}
	write("</urlset>\n")
	_ = out.Flush() // as above
	return nil
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0 // "" of a group that did not match; the others are digits
	}
	return n
}

func xmlText(s string) string {
	var b bytes.Buffer
	if xml.EscapeText(&b, []byte(s)) != nil {
		return "" // a buffer takes everything
	}
	return b.String()
}

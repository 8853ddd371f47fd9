package public_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/browser"
)

// atom is a feed as a reader takes it.
type atom struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string     `xml:"http://www.w3.org/2005/Atom id"`
	Title   string     `xml:"http://www.w3.org/2005/Atom title"`
	Updated string     `xml:"http://www.w3.org/2005/Atom updated"`
	Author  string     `xml:"http://www.w3.org/2005/Atom author>name"`
	Links   []atomLink `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID         string     `xml:"http://www.w3.org/2005/Atom id"`
		Title      string     `xml:"http://www.w3.org/2005/Atom title"`
		Published  string     `xml:"http://www.w3.org/2005/Atom published"`
		Updated    string     `xml:"http://www.w3.org/2005/Atom updated"`
		Author     string     `xml:"http://www.w3.org/2005/Atom author>name"`
		Summary    string     `xml:"http://www.w3.org/2005/Atom summary"`
		Links      []atomLink `xml:"http://www.w3.org/2005/Atom link"`
		Categories []struct {
			Term   string `xml:"term,attr"`
			Scheme string `xml:"scheme,attr"`
			Label  string `xml:"label,attr"`
		} `xml:"http://www.w3.org/2005/Atom category"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
	Deleted []struct {
		Ref     string `xml:"ref,attr"`
		When    string `xml:"when,attr"`
		Comment string `xml:"http://purl.org/atompub/tombstones/1.0 comment"`
	} `xml:"http://purl.org/atompub/tombstones/1.0 deleted-entry"`
}

type atomLink struct {
	Rel    string `xml:"rel,attr"`
	Type   string `xml:"type,attr"`
	Href   string `xml:"href,attr"`
	Length int64  `xml:"length,attr"`
}

func (f atom) link(rel string) string {
	for _, l := range f.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// within is the path of an address the city printed.
func (h *house) within(address string) string {
	u, err := url.Parse(address)
	if err != nil || !u.IsAbs() {
		h.t.Fatalf("%q is no whole address", address)
	}
	return u.RequestURI()
}

// feed reads a feed and holds it against the rules of RFC 4287 and 6721.
func (h *house) feed(path string) (atom, answer) {
	h.t.Helper()
	a := h.page(path)
	var f atom
	if err := xml.Unmarshal([]byte(a.body), &f); err != nil {
		h.t.Fatalf("%s: %v\n%s", path, err, a.body)
	}
	if kind := a.Header.Get("Content-Type"); kind != "application/atom+xml; charset=utf-8" {
		h.t.Errorf("%s: %s", path, kind)
	}
	instant := func(what, text string) {
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			h.t.Errorf("%s: %s: %v", path, what, err)
		}
	}
	if f.ID == "" || f.Title == "" || f.Author == "" || f.link("alternate") == "" {
		h.t.Errorf("%s: lacks what a feed must have: %+v", path, f)
	}
	if h.within(f.link("self")) != path {
		h.t.Errorf("%s: says it is %s", path, f.link("self"))
	}
	instant("updated", f.Updated)
	seen := map[string]bool{f.ID: true}
	for _, e := range f.Entries {
		if e.ID == "" || seen[e.ID] || e.Title == "" || e.Author == "" || len(e.Links) == 0 {
			h.t.Errorf("%s: lacks what an entry must have, or comes twice: %+v", path, e)
		}
		seen[e.ID] = true
		instant("published", e.Published)
		instant("updated", e.Updated)
		for _, c := range e.Categories {
			if c.Term == "" {
				h.t.Errorf("%s: %+v", path, c)
			}
		}
	}
	for _, d := range f.Deleted {
		if seen[d.Ref] || d.Comment == "" {
			h.t.Errorf("%s: deleted %+v", path, d)
		}
		instant("deleted", d.When)
	}
	return f, a
}

// listed is every item the catalogue lists under an address.
func (h *house) listed(path string) map[string]bool {
	all := map[string]bool{}
	for {
		a := h.page(path)
		a.doc.Find("main ul.govuk-list--spaced a").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			all[href] = true
		})
		next, ok := a.doc.Find(`a[rel="next"]`).Attr("href")
		if !ok {
			return all
		}
		path = next
	}
}

// Every feed, walked to its end, tells of what the page beside it lists, each
// once, and of what was withdrawn that it is gone.
func TestFeeds(t *testing.T) {
	h := newHouse(t)
	h.fill()
	for path, page := range map[string]string{"/feed.atom": "/browse", "/agency/JYJ/feed.atom": "/browse?agency=JYJ", "/category/A02/feed.atom": "/browse?category=A02",
		"/category/A0206/feed.atom": "/browse?category=A0206", "/topic/SPAQ/feed.atom": "/topic/SPAQ", "/feed/norms.atom": "/browse?kind=normative"} {
		want, got, gone := h.listed(page), map[string]bool{}, map[string]bool{}
		first := path
		for at := path; ; {
			f, _ := h.feed(at)
			if h.within(f.link("first")) != first {
				t.Errorf("%s: the first page is %s", at, f.link("first"))
			}
			for _, e := range f.Entries {
				got[h.within(e.ID)] = true
			}
			for _, d := range f.Deleted {
				gone[h.within(d.Ref)] = true
			}
			if f.link("next") == "" {
				break
			}
			at = h.within(f.link("next"))
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: %d entries, %s lists %d", path, len(got), page, len(want))
		}
		for ref := range gone {
			h.expect(ref, http.StatusGone)
		}
	}
	f, _ := h.feed("/feed.atom")
	if len(f.Deleted) != 1 || f.Deleted[0].Comment != "重复" {
		t.Errorf("deleted: %+v", f.Deleted)
	}
	for page, feed := range map[string]string{"/agency/JYJ": "/agency/JYJ/feed.atom", "/topic/JY": "/topic/JY/feed.atom", "/browse": "/feed.atom",
		"/browse?kind=normative": "/feed/norms.atom", "/browse?category=A02": "/category/A02/feed.atom", "/browse?agency=JYJ": "/agency/JYJ/feed.atom", "/browse?agency=JYJ&year=2017": ""} {
		a := h.page(page)
		href, _ := a.doc.Find(`head link[type="application/atom+xml"]`).Attr("href")
		shown, _ := a.doc.Find(`main a[type="application/atom+xml"]`).Attr("href")
		if href != feed || shown != feed {
			t.Errorf("%s names the feeds %q and %q, want %q", page, href, shown, feed)
		}
	}
	for _, path := range []string{"/agency/XX/feed.atom", "/category/XX/feed.atom", "/topic/XX/feed.atom", "/ledger/meeting/feed.atom"} {
		h.expect(path, http.StatusNotFound)
	}
	for _, before := range []string{"x", "-1", "%E6%96%87", "zzzzzzzzzzzzzzzzzz.1"} {
		h.page("/feed.atom?before=" + before)
	}
}

// What is published, revised and withdrawn is in the feed at once, and a reader
// who has it already gets nothing.
func TestFeedAfterActs(t *testing.T) {
	h := newHouse(t)
	c := content("关于<b>学前教育</b>&学区的通知")
	c.Number = "长教发〔2017〕5号"
	p := h.publish("JYJ", c)
	const path = "/agency/JYJ/feed.atom"
	f, a := h.feed(path)
	if len(f.Entries) != 1 || f.Entries[0].Title != c.Title || !strings.Contains(f.Entries[0].Summary, "长教发〔2017〕5号") || !strings.Contains(f.Entries[0].Summary, "正文第一段。") ||
		f.Entries[0].Author != "长春市教育局" || f.Updated != "2017-08-01T09:00:00+08:00" {
		t.Fatalf("%+v", f)
	}
	if k := f.Entries[0].Categories; len(k) < 2 || k[len(k)-1].Term != "A0206" || k[len(k)-1].Label == "" {
		t.Errorf("categories: %+v", k)
	}
	for _, had := range [][2]string{{"If-None-Match", a.Header.Get("Etag")}, {"If-Modified-Since", a.Header.Get("Last-Modified")}} {
		if again := h.get(path, had[0], had[1]); had[1] == "" || again.StatusCode != http.StatusNotModified || again.body != "" {
			t.Errorf("%s %s: %d", had[0], had[1], again.StatusCode)
		}
	}
	if newer := h.get(path, "If-Modified-Since", "Mon, 31 Jul 2017 00:00:00 GMT"); newer.StatusCode != 200 {
		t.Errorf("since yesterday: %d", newer.StatusCode)
	}
	h.setClock("2017-08-02 09:00")
	p = h.revise(p, "补正一处", func(c *publication.Content) { c.Body += "<p>补充。</p>" })
	if f, _ = h.feed(path); len(f.Entries) != 1 || f.Entries[0].Updated != "2017-08-02T09:00:00+08:00" || f.Entries[0].Published != "2017-08-01T09:00:00+08:00" || !strings.Contains(f.Entries[0].Summary, "补正一处") {
		t.Errorf("revised: %+v", f.Entries)
	}
	if again := h.get(path, "If-None-Match", a.Header.Get("Etag"), "If-Modified-Since", a.Header.Get("Last-Modified")); again.StatusCode != 200 {
		t.Errorf("after the revision: %d", again.StatusCode)
	}
	h.setClock("2017-08-03 09:00")
	h.withdraw(p, "有误", "")
	f, a = h.feed(path)
	if len(f.Entries) != 0 || len(f.Deleted) != 1 || f.Deleted[0].When != "2017-08-03T09:00:00+08:00" || f.Updated != f.Deleted[0].When || strings.Contains(a.body, "学前教育") {
		t.Errorf("withdrawn: %s", a.body)
	}
	// An import of old records does not push the new ones out, and is told.
	h.setClock("2017-08-04 09:00")
	h.old("JYJ", publication.Imported{Content: content("旧的"), PublishedAt: at("2001-08-01 09:00")})
	if f, _ = h.feed(path); len(f.Entries) != 1 || f.Entries[0].Title != "旧的" || f.Updated != "2017-08-04T09:00:00+08:00" {
		t.Errorf("imported: %+v", f)
	}
}

type sitemap struct {
	Parts []struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
	} `xml:"sitemap"`
	URLs []struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
	} `xml:"url"`
}

func (h *house) sitemap(path string) sitemap {
	h.t.Helper()
	a := h.page(path)
	var s sitemap
	if err := xml.Unmarshal([]byte(a.body), &s); err != nil {
		h.t.Fatalf("%s: %v\n%s", path, err, a.body)
	}
	return s
}

// The sitemap holds every public item once in its parts, and each address in it
// answers.
func TestSitemap(t *testing.T) {
	h := newHouse(t)
	h.fill()
	if robots := h.page("/robots.txt").body; !strings.Contains(robots, "\nSitemap: ") || !strings.HasSuffix(robots, "/sitemap.xml\n") {
		t.Errorf("robots.txt: %s", robots)
	}
	index := h.sitemap("/sitemap.xml")
	items, recent := map[string]bool{}, map[string]bool{}
	for _, part := range index.Parts {
		path := h.within(part.Loc)
		for _, u := range h.sitemap(path).URLs {
			at := h.within(u.Loc)
			if u.LastMod != "" {
				if _, err := time.Parse(time.RFC3339, u.LastMod); err != nil {
					t.Error(err)
				}
			}
			switch path {
			case "/sitemap/pages.xml":
				h.page(at)
			case "/sitemap/recent.xml":
				recent[at] = true
			default:
				if items[at] {
					t.Errorf("%s twice", at)
				}
				items[at] = true
			}
		}
	}
	if want := h.listed("/browse"); !maps.Equal(items, want) || !maps.Equal(recent, want) {
		t.Errorf("%d items in the parts, %d recent, %d listed", len(items), len(recent), len(want))
	}
	for _, path := range []string{"/sitemap/JYJ/2016-2.xml", "/sitemap/JYJ/2016-1.xml", "/sitemap/JYJ/1999.xml", "/sitemap/XX/2016.xml", "/sitemap/JYJ/2016", "/sitemap/JYJ/2016-0.xml"} {
		h.expect(path, http.StatusNotFound)
	}
	r, err := http.NewRequest(http.MethodGet, h.server.URL+"/sitemap/JYJ/2017.xml", nil)
	h.must(err)
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(r)
	h.must(err)
	res.Body.Close()
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("not compressed: %v", res.Header)
	}
}

// The catalogue as data holds exactly what the page says, in both formats, and
// goes on behind any record.
func TestOpenData(t *testing.T) {
	h := newHouse(t)
	h.fill()
	h.old("CYQ", publication.Imported{Content: content("=cmd|'/c calc'!A1"), PublishedAt: at("2014-03-01 09:00")})
	for i := range 600 { // more than one batch
		h.old("JYJ", publication.Imported{Content: content("第" + strconv.Itoa(i) + "条旧信息"), PublishedAt: at("2013-03-01 09:00").Add(time.Duration(i) * time.Minute)})
	}
	p := h.page("/data")
	files := 0
	p.doc.Find("#catalogue ~ * tbody tr, #catalogue ~ table tbody tr").Each(func(_ int, row *goquery.Selection) {
		files++
		want, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(row.Find("td").First().Text()), ",", ""))
		h.must(err)
		row.Find("a[href^='/data/']").Each(func(_ int, link *goquery.Selection) {
			path, _ := link.Attr("href")
			a := h.page(path)
			if strings.HasSuffix(path, ".csv") {
				rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
				h.must(err)
				if len(rows)-1 != want {
					t.Errorf("%s: %d rows, the page says %d", path, len(rows)-1, want)
				}
				for _, cell := range slices.Concat(rows...) {
					if strings.HasPrefix(cell, "=") {
						t.Errorf("%s computes %q", path, cell)
					}
				}
				return
			}
			lines := strings.Split(strings.TrimSpace(a.body), "\n")
			if len(lines) != want {
				t.Errorf("%s: %d lines, the page says %d", path, len(lines), want)
			}
			for i, line := range lines {
				var d map[string]any
				if err := json.Unmarshal([]byte(line), &d); err != nil || len(d) != 20 {
					t.Fatalf("%s: %d fields: %v in %s", path, len(d), err, line)
				}
				h.within(d["address"].(string))
				if i == len(lines)/2 {
					rest := h.page(path + "?after=" + d["index"].(string)).body
					if rest != "" && strings.TrimSpace(rest) != strings.Join(lines[i+1:], "\n") {
						t.Errorf("%s does not go on behind %s", path, d["index"])
					}
				}
			}
		})
	})
	if files < 5 {
		t.Errorf("%d files of the catalogue", files)
	}
	for path, status := range map[string]int{"/data/1999.csv": 404, "/data/2017.xml": 404, "/data/2017.csv?after=XX%2F1": 404, "/data/x": 404, "/data/2017.jsonl?after=ZFBGT%2F2017-000005": 200} {
		h.expect(path, status)
	}
	var d struct {
		Sets []struct {
			Files []struct {
				ID     string `json:"@id"`
				Extent int64  `json:"dct:extent"`
			} `json:"dcat:distribution"`
		} `json:"dcat:dataset"`
	}
	a := h.page("/data.jsonld")
	if err := json.Unmarshal([]byte(a.body), &d); err != nil || len(d.Sets) != 1 || len(d.Sets[0].Files) < 8 {
		t.Errorf("%v: %s", err, a.body)
	}
	for _, f := range d.Sets[0].Files {
		if strings.HasSuffix(f.ID, ".jsonl") {
			lines := bufio.NewScanner(strings.NewReader(h.page(h.within(f.ID)).body))
			lines.Buffer(nil, 1<<20)
			n := int64(0)
			for lines.Scan() {
				n++
			}
			if n != f.Extent {
				t.Errorf("%s: %d, said to be %d", f.ID, n, f.Extent)
			}
		}
	}
}

type oai struct {
	Date    string `xml:"responseDate"`
	Request struct {
		Verb string `xml:"verb,attr"`
		Base string `xml:",chardata"`
	} `xml:"request"`
	Error struct {
		Code string `xml:"code,attr"`
	} `xml:"error"`
	Identify struct {
		Base     string `xml:"baseURL"`
		Earliest string `xml:"earliestDatestamp"`
		Deleted  string `xml:"deletedRecord"`
		Email    string `xml:"adminEmail"`
	} `xml:"Identify"`
	Sets    []string    `xml:"ListSets>set>setSpec"`
	Formats []string    `xml:"ListMetadataFormats>metadataFormat>metadataPrefix"`
	Headers []oaiHeader `xml:"ListIdentifiers>header"`
	Records []oaiRecord `xml:"ListRecords>record"`
	Record  *oaiRecord  `xml:"GetRecord>record"`
	Token   string      `xml:"ListRecords>resumptionToken"`
	Token2  string      `xml:"ListIdentifiers>resumptionToken"`
}

type oaiHeader struct {
	Status     string `xml:"status,attr"`
	Identifier string `xml:"identifier"`
	Datestamp  string `xml:"datestamp"`
	Set        string `xml:"setSpec"`
}

type oaiRecord struct {
	Header   oaiHeader `xml:"header"`
	Metadata *struct {
		Title      []string `xml:"dc>title"`
		Identifier []string `xml:"dc>identifier"`
		Date       string   `xml:"dc>date"`
	} `xml:"metadata"`
}

func (h *house) oai(query string) oai {
	h.t.Helper()
	a := h.page("/oai?" + query)
	// A harvester that validates wants the date, the request and one thing more.
	var whole struct {
		Parts []struct{ XMLName xml.Name } `xml:",any"`
	}
	if err := xml.Unmarshal([]byte(a.body), &whole); err != nil || len(whole.Parts) != 3 {
		h.t.Errorf("%s: parts %v %v", query, whole.Parts, err)
	}
	var o oai
	if err := xml.Unmarshal([]byte(a.body), &o); err != nil {
		h.t.Fatalf("%s: %v\n%s", query, err, a.body)
	}
	if _, err := time.Parse(time.RFC3339, o.Date); err != nil || o.Request.Base == "" {
		h.t.Errorf("%s: %s", query, a.body)
	}
	return o
}

// A harvester gets everything, deletions too, in parts and by what changed
// since it last came.
func TestOAI(t *testing.T) {
	h := newHouse(t)
	h.setClock("2017-07-31 09:00")
	for i := range 130 {
		h.old("JYJ", publication.Imported{Content: content("第" + strconv.Itoa(i) + "条旧信息"), PublishedAt: at("2013-03-01 09:00")})
	}
	h.setClock("2017-08-01 09:00")
	h.fill()
	who := h.oai("verb=Identify")
	if who.Identify.Deleted != "persistent" || who.Identify.Earliest != "2017-07-31T01:00:00Z" || who.Identify.Email == "" || h.within(who.Identify.Base) != "/oai" {
		t.Errorf("%+v", who.Identify)
	}
	if sets := h.oai("verb=ListSets").Sets; !slices.Contains(sets, "JYJ") || len(sets) < 60 {
		t.Errorf("sets: %v", sets)
	}
	if formats := h.oai("verb=ListMetadataFormats").Formats; !slices.Equal(formats, []string{"oai_dc"}) {
		t.Errorf("formats: %v", formats)
	}
	walk := func(query string) map[string]oaiRecord {
		all := map[string]oaiRecord{}
		o := h.oai("verb=ListRecords&" + query)
		for {
			for _, r := range o.Records {
				if _, twice := all[r.Header.Identifier]; twice {
					t.Errorf("%s twice", r.Header.Identifier)
				}
				all[r.Header.Identifier] = r
				if (r.Header.Status == "deleted") != (r.Metadata == nil) {
					t.Errorf("%+v", r)
				}
			}
			if o.Token == "" {
				return all
			}
			o = h.oai("verb=ListRecords&resumptionToken=" + url.QueryEscape(o.Token))
		}
	}
	all := walk("metadataPrefix=oai_dc")
	if want := len(h.listed("/browse")) + 1; len(all) != want {
		t.Errorf("%d records, want %d", len(all), want)
	}
	deleted, of := 0, map[string]int{}
	for _, r := range all {
		if r.Header.Status == "deleted" {
			deleted++
		} else if len(r.Metadata.Title) != 1 || r.Metadata.Title[0] == "" || !strings.HasSuffix(r.Header.Identifier, ":"+r.Metadata.Identifier[1]) {
			t.Errorf("%+v", r.Metadata)
		}
		of[r.Header.Set]++
	}
	if deleted != 1 {
		t.Errorf("%d deleted", deleted)
	}
	if n := len(walk("metadataPrefix=oai_dc&set=JYJ")); n != of["JYJ"] || n == len(all) {
		t.Errorf("%d of JYJ, want %d", n, of["JYJ"])
	}
	// What was imported on 31 July is of 31 July, whenever it was published.
	if n := len(walk("metadataPrefix=oai_dc&until=2017-07-31")); n != 130 {
		t.Errorf("%d until July", n)
	}
	if n := len(walk("metadataPrefix=oai_dc&from=2017-08-01T01:00:00Z")); n != len(all)-130 {
		t.Errorf("%d since August, want %d", n, len(all)-130)
	}
	if n := len(walk("metadataPrefix=oai_dc&from=2017-07-31T01:00:00Z&until=2017-07-31T01:00:00Z")); n != 130 {
		t.Errorf("%d in a second", n)
	}
	heads := h.oai("verb=ListIdentifiers&metadataPrefix=oai_dc")
	if len(heads.Headers) != len(all) || heads.Token2 != "" {
		t.Errorf("%d headers of %d", len(heads.Headers), len(all))
	}
	some := heads.Headers[7].Identifier
	if o := h.oai("verb=GetRecord&metadataPrefix=oai_dc&identifier=" + url.QueryEscape(some)); o.Record == nil || o.Record.Header.Identifier != some || o.Request.Verb != "GetRecord" {
		t.Errorf("%s: %+v", some, o)
	}
	for query, code := range map[string]string{
		"":                            "badVerb",
		"verb=Nothing":                "badVerb",
		"verb=Identify&verb=Identify": "badVerb",
		"verb=Identify&x=1":           "badArgument",
		"verb=ListRecords":            "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc":                      "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x":                          "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&from=2017-08-01&until=2017-07-01":           "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&from=2017-08-01&until=2017-08-02T00:00:00Z": "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&from=x":                                     "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&from=":                                      "badArgument",
		"verb=ListRecords&metadataPrefix=marc":                                              "cannotDisseminateFormat",
		"verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01":                            "noRecordsMatch",
		"verb=ListRecords&metadataPrefix=oai_dc&set=XX":                                     "noRecordsMatch",
		"verb=ListRecords&resumptionToken=x":                                                "badResumptionToken",
		"verb=ListRecords&resumptionToken=%2F%2F%2F1.1%2F0":                                 "badResumptionToken",
		"verb=ListSets&resumptionToken=x":                                                   "badResumptionToken",
		"verb=GetRecord&metadataPrefix=oai_dc":                                              "badArgument",
		"verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y":                           "idDoesNotExist",
		"verb=ListMetadataFormats&identifier=oai:x:y":                                       "idDoesNotExist",
	} {
		if got := h.oai(query).Error.Code; got != code {
			t.Errorf("%s: %q, want %q", query, got, code)
		}
	}
	res, err := http.PostForm(h.server.URL+"/oai", url.Values{"verb": {"Identify"}})
	h.must(err)
	defer res.Body.Close()
	var o oai
	if err := xml.NewDecoder(res.Body).Decode(&o); err != nil || o.Identify.Deleted != "persistent" {
		t.Errorf("posted: %v %+v", err, o)
	}
}

// metadata is what a page's head says by name.
func (a answer) metadata(name string) []string {
	var list []string
	a.doc.Find(`head meta[name="` + name + `"], head meta[property="` + name + `"]`).Each(func(_ int, s *goquery.Selection) {
		content, _ := s.Attr("content")
		list = append(list, content)
	})
	return list
}

// An item tells programs what it is, and nothing in it ends the block of data.
func TestItemMetadata(t *testing.T) {
	h := newHouse(t)
	c := content(`</script><script>alert(1)</script>关于"房屋"的办法`)
	c.Number, c.Normative, c.Validity = "长府发〔2017〕9号", true, publication.InForce
	norm := h.publish("ZFBGT", c)
	plain := h.publish("JYJ", content("普通的信息"))
	graph := func(index string) (map[string]any, answer) {
		a := h.page("/item/" + index)
		blocks := a.doc.Find(`script[type="application/ld+json"]`)
		var v struct {
			Graph []map[string]any `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(blocks.Text()), &v); err != nil || blocks.Length() != 1 || len(v.Graph) != 2 || v.Graph[1]["@type"] != "BreadcrumbList" {
			t.Fatalf("%s: %v: %s", index, err, blocks.Text())
		}
		return v.Graph[0], a
	}
	item, a := graph(norm.Index)
	for key, want := range map[string]any{"@type": "Legislation", "name": c.Title, "legislationIdentifier": c.Number, "legislationDate": "2017-07-28", "legislationLegalForce": "https://schema.org/InForce", "datePublished": "2017-08-01T09:00:00+08:00"} {
		if item[key] != want {
			t.Errorf("%s: %v, want %v", key, item[key], want)
		}
	}
	for name, want := range map[string][]string{"DC.title": {c.Title}, "DC.identifier": {norm.Index, c.Number}, "DC.date.issued": {"2017-08-01"}, "DC.date.created": {"2017-07-28"}, "og:title": {c.Title}, "DC.language": {"zh-CN"}} {
		if got := a.metadata(name); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if item, _ := graph(plain.Index); item["@type"] != "DigitalDocument" || item["legislationIdentifier"] != nil {
		t.Errorf("%v", item)
	}
	a = h.page("/agency/JYJ")
	var org map[string]any
	if err := json.Unmarshal([]byte(a.doc.Find(`script[type="application/ld+json"]`).Text()), &org); err != nil || org["@type"] != "GovernmentOrganization" || org["name"] != "长春市教育局" || org["parentOrganization"] == nil {
		t.Errorf("%v: %v", err, org)
	}
}

// A block of data passes the site's policy, and the page's own is read by a
// program in the page.
func TestMetadataInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := newHouse(t)
	p := h.publish("JYJ", content("普通的信息"))
	tab := b.Open(t, h.server.URL+"/item/"+p.Index, browser.Desktop)
	if got := fmt.Sprint(tab.Eval(t, `JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent)['@graph'][0].name`)); got != "普通的信息" {
		t.Errorf("read: %s", got)
	}
	const watched = `(function(){ window.broken = []; document.addEventListener('securitypolicyviolation', e => window.broken.push(e.violatedDirective));
		for (const type of ['application/ld+json', 'text/javascript']) { const s = document.createElement('script'); s.type = type; s.textContent = '{}'; document.head.append(s) } return 'done' })()`
	tab.Eval(t, watched)
	time.Sleep(200 * time.Millisecond)
	// The script must break it, or the watch sees nothing; the data must not.
	if got := fmt.Sprint(tab.Eval(t, `window.broken.length + ' ' + window.broken.join()`)); got != "1 script-src-elem" {
		t.Errorf("violations: %s", got)
	}
}

// An old address of the table leads on for good, to a tombstone where there is
// one.
func TestTableOfOldAddresses(t *testing.T) {
	h := newHouse(t)
	p, gone := h.publish("JYJ", content("新的")), h.publish("JYJ", content("撤下的"))
	h.withdraw(gone, "有误", "")
	list := []store.OldAddress{
		{Address: "www.old.gov.cn/zwgk/1.html", Target: "/item/" + p.Index}, {Address: "/art/2.html", Target: "/item/" + gone.Index},
		{Address: "/col.jsp?id=3", Target: "/agency/JYJ"}, {Address: "/%E4%BF%A1%E6%81%AF/4.html", Target: "/topics"}, {Address: "/art/5.html", Target: "/item/JYJ/1999-000001"},
	}
	h.must(h.office.Store.Act(t.Context(), account.Console, h.clock(), func(tx *store.Tx) error {
		return tx.SaveOldAddresses(context.Background(), list, journal.Entry{At: h.clock(), Act: journal.RedirectImport, Thing: "import/1", Actor: "console"})
	}))
	for _, c := range []struct {
		host, path string
		status     int
		to         string
	}{
		{"www.old.gov.cn", "/zwgk/1.html", 301, "/item/" + p.Index},
		{"www.OLD.gov.cn:80", "/zwgk/1.html?from=wx", 301, "/item/" + p.Index},
		{"other.cn", "/zwgk/1.html", 404, ""},
		{"other.cn", "/art/2.html", 410, ""},
		{"other.cn", "/col.jsp?id=3", 301, "/agency/JYJ"},
		{"other.cn", "/col.jsp?id=4", 404, ""},
		{"other.cn", "/col.jsp", 404, ""},
		{"other.cn", "/%e4%bf%a1%e6%81%af/4.html", 301, "/topics"},
		{"other.cn", "/art/5.html", 404, ""},
	} {
		a := h.get(c.path, "Host", c.host)
		if a.StatusCode != c.status || a.Header.Get("Location") != c.to {
			t.Errorf("%s%s: %d %s, want %d %s", c.host, c.path, a.StatusCode, a.Header.Get("Location"), c.status, c.to)
		}
		if c.status == 410 && !strings.Contains(a.text("main"), "有误") {
			t.Errorf("no tombstone: %s", a.text("main"))
		}
	}
}

var eventLine = regexp.MustCompile(`(?m)^([A-Z-]+)[;:]`)

// The calendar holds what was held and what the law wants, and nothing else.
func TestCalendar(t *testing.T) {
	h := registers(t)
	a := h.page("/calendar.ics")
	if kind := a.Header.Get("Content-Type"); kind != "text/calendar; charset=utf-8" {
		t.Error(kind)
	}
	for _, line := range strings.Split(a.body, "\r\n") {
		if len(line) > 75 || strings.Contains(line, "\n") {
			t.Errorf("line: %q", line)
		}
	}
	if again := h.get("/calendar.ics", "If-None-Match", a.Header.Get("Etag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("again: %d", again.StatusCode)
	}
	unfolded := strings.ReplaceAll(a.body, "\r\n ", "")
	// 2017: until the year 2018 the 2008 edition gives everybody until 31 March.
	for _, want := range []string{"DTSTART;VALUE=DATE:20170331", "DTSTART;VALUE=DATE:20180331", "SUMMARY:各机关2017年政府信息公开工作年度报告的最后期限", "SUMMARY:本级政府2016年", "SUMMARY:新闻发布会："} {
		if !strings.Contains(unfolded, want) {
			t.Errorf("no %s in\n%s", want, unfolded)
		}
	}
	uids := map[string]bool{}
	for _, line := range strings.Split(unfolded, "\r\n") {
		if uid, ok := strings.CutPrefix(line, "UID:"); ok {
			if uids[uid] {
				t.Errorf("%s twice", uid)
			}
			uids[uid] = true
		}
	}
	if n := strings.Count(unfolded, "BEGIN:VEVENT"); n != len(uids) || n != strings.Count(unfolded, "END:VEVENT") || len(eventLine.FindAllString(unfolded, -1)) < 6*n {
		t.Errorf("%d events, %d ids", n, len(uids))
	}
	one := strings.ReplaceAll(h.page("/agency/JYJ/calendar.ics").body, "\r\n ", "")
	if !strings.Contains(one, "SUMMARY:长春市教育局2017年") || strings.Contains(one, "各机关") {
		t.Errorf("of an agency:\n%s", one)
	}
	b, _ := ledger.BookOf("conference")
	v := full(b, 98)
	v.Row["title"], v.Row["held_on"], v.Row["held_at"] = "新来的", "2017-07-30", "09:30"
	h.release(h.enter(agency.Code("JYJ"), "conference", v))
	if after := strings.ReplaceAll(h.page("/calendar.ics").body, "\r\n ", ""); !strings.Contains(after, "SUMMARY:新闻发布会：新来的") || !strings.Contains(after, "DTSTART:20170730T013000Z") {
		t.Errorf("after a release:\n%s", after)
	}
	h.expect("/agency/XX/calendar.ics", http.StatusNotFound)
}

package public_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/follow/search"
)

// shelf fills the city with what searches are told apart by.
func (h *house) shelf() {
	h.t.Helper()
	put := func(in agency.Code, title, when string, change func(*publication.Content)) {
		c := content(title)
		c.IssuedOn = day("2015-01-05")
		if change != nil {
			change(&c)
		}
		h.old(in, publication.Imported{Content: c, PublishedAt: at(when)})
	}
	put("JTQ", "关于公租房分配的通知", "2016-03-01 09:00", func(c *publication.Content) {
		c.Normative, c.Validity, c.Number = true, publication.InForce, "长九府办发〔2016〕3号"
	})
	put("JTQ", "九台区公租房申请指南", "2017-03-01 09:00", nil)
	put("FGJ", "住房保障工作总结", "2017-04-01 09:00", func(c *publication.Content) {
		c.Body, c.Category = "<p>本年新建公租房五百套，<strong>公租</strong>申请便捷。</p>", "A0101"
		c.Channels = publication.Website | publication.Gazette
	})
	put("FGJ", "解读公租房分配的通知", "2016-03-02 09:00", func(c *publication.Content) {
		c.Interprets, c.Category = "长九府办发〔2016〕3号", "A0102"
	})
	put("JYJ", "学校名单", "2017-05-01 09:00", func(c *publication.Content) {
		c.Category, c.Normative, c.Validity, c.Number, c.Channels = "X99", true, publication.Repealed, "长教发〔2017〕9号", publication.WeChat
	})
}

func q(words string) string { return url.QueryEscape(words) }

func (a answer) hits() []string {
	var list []string
	a.doc.Find(".app-hits h3").Each(func(_ int, s *goquery.Selection) { list = append(list, strings.TrimSpace(s.Text())) })
	return list
}

func TestSearchFinds(t *testing.T) {
	h := newHouse(t)
	h.shelf()
	for _, c := range []struct {
		name, address, said string
		first               string // title of the first hit
	}{
		{"a word", "/search?q=" + q("公租房"), "找到 4 条", ""},
		{"two words", "/search?q=" + q("公租房 九台区"), "找到 1 条", "九台区公租房申请指南"},
		{"words in the text only come last", "/search?q=" + q("公租房") + "&agency=FGJ", "找到 2 条", "解读公租房分配的通知"},
		{"newest first", "/search?q=" + q("公租房") + "&sort=date", "找到 4 条", "住房保障工作总结"},
		{"an agency", "/search?q=" + q("公租房") + "&agency=JTQ", "找到 2 条", ""},
		{"two agencies", "/search?agency=FGJ&agency=JTQ", "找到 4 条", ""},
		{"a kind of agencies", "/search?agency=county", "找到 2 条", ""},
		{"a branch of the tree", "/search?category=A01", "找到 2 条", ""},
		{"what stands in no branch", "/search?category=none", "找到 1 条", "学校名单"},
		{"a year", "/search?q=" + q("公租房") + "&year=2016", "找到 2 条", ""},
		{"norms", "/search?kind=norm", "找到 3 条", ""},
		{"explanations", "/search?kind=explanation", "找到 0 条", ""},
		{"no longer in force", "/search?validity=repealed", "找到 1 条", "学校名单"},
		{"where the question does not arise", "/search?validity=none", "找到 3 条", ""},
		{"a channel", "/search?channel=gazette", "找到 1 条", "住房保障工作总结"},
		{"a channel that is part of another", "/search?channel=social", "找到 1 条", "学校名单"},
		{"days", "/search?from=2017-03-01&to=2017-04-01", "找到 2 条", "住房保障工作总结"},
		{"a number that is to be a list", "/search?stay=1&q=" + q("长教发〔2017〕9号"), "找到 1 条", "学校名单"},
		{"full width", "/search?q=" + q("长教发［２０１７］９号") + "&stay=1", "找到 1 条", "学校名单"},
		{"nothing has both", "/search?q=" + q("公租房 学校名单"), "没有同时含有这些字词的信息", ""},
		{"a number nobody bears, in any spelling", "/search?q=" + q("长教发 2017 12"), "没有文号是长教发〔2017〕12号的公开文件", ""},
		{"a number nobody bears, under a filter", "/search?agency=JYJ&q=" + q("长教发〔2017〕12号"), "没有找到符合条件的信息", ""},
		{"a number without its agency", "/search?q=" + q("〔2017〕777号"), "没有文号是〔2017〕777号的公开文件", ""},
		{"a number of nobody's series", "/search?q=" + q("长不发〔2017〕9号"), "没有文号是长不发〔2017〕9号的公开文件", ""},
		{"nothing at all", "/search?q=" + q("鼉鼊"), "没有找到符合条件的信息", ""},
	} {
		a := h.page(c.address)
		said := strings.Replace(c.said, "找到 0 条", "没有找到符合条件的信息", 1)
		if !strings.HasPrefix(a.text("h2[aria-live]"), said) {
			t.Errorf("%s: %q, want %q; hits %q", c.name, a.text("h2[aria-live]"), said, a.hits())
			continue
		}
		if hits := a.hits(); c.first != "" && (len(hits) == 0 || hits[0] != c.first) {
			t.Errorf("%s: hits %q, want first %q", c.name, hits, c.first)
		}
	}
}

// Whoever types a number that no document bears is led to numbers of the same
// series, never to documents that share its digits.
func TestNumberNobodyBears(t *testing.T) {
	h := newHouse(t)
	for _, number := range []string{"长教发〔2017〕1号", "长教发〔2017〕2号", "长教发〔2017〕8号", "长教发〔2017〕9号", "长教发〔2017〕11号", "长教发〔2017〕15号", "长教发〔2017〕20号", "长教函〔2017〕12号", "长教发〔2016〕12号"} {
		c := content(number + "的通知")
		c.Number = number
		h.publish("JYJ", c)
	}
	gone := content("收回的通知")
	gone.Number = "长教发〔2017〕13号"
	h.withdraw(h.publish("JYJ", gone), "内容有误", "")
	a := h.page("/search?q=" + q("长教发[2017]12号"))
	var near []string
	a.doc.Find(".app-find__hits ul a").Each(func(_ int, s *goquery.Selection) { near = append(near, strings.TrimSuffix(s.Text(), "的通知")) })
	want := []string{"长教发〔2017〕8号", "长教发〔2017〕9号", "长教发〔2017〕11号", "长教发〔2017〕15号", "长教发〔2017〕20号"}
	if !slices.Equal(near, want) {
		t.Errorf("offered %q, want %q", near, want)
	}
	if a.doc.Find(`a[href="/series/`+url.PathEscape("长教发")+`/2017"]`).Length() != 1 {
		t.Error("no way to all numbers of the series")
	}
	if hits := a.hits(); len(hits) != 0 {
		t.Errorf("hits %q for a number nobody bears", hits)
	}
	if a := h.page("/search?q=" + q("长不发〔2017〕12号")); a.doc.Find(".app-find__hits ul a").Length() != 0 || len(a.hits()) != 0 {
		t.Errorf("something is offered for a series nobody counts: %s", a.text(".app-find__hits"))
	}
}

// What stands in a hit.
func TestSearchHit(t *testing.T) {
	h := newHouse(t)
	h.shelf()
	a := h.page("/search?q=" + q("公租房分配"))
	hit := a.doc.Find(".app-hits li").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return strings.Contains(s.Text(), "关于公租房分配的通知")
	})
	text := strings.Join(strings.Fields(hit.Text()), " ")
	for _, want := range []string{"2016-03-01", "九台区", "长九府办发〔2016〕3号", "JTQ/2016-000001", "有效"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %q", want, text)
		}
	}
	if got := hit.Find("h3 mark").Text(); got != "公租房分配" {
		t.Errorf("marked %q", got)
	}
	if got := h.page("/search?q=" + q("五百套")).doc.Find(".app-hits__text mark").Text(); got != "五百套" {
		t.Errorf("marked in the text %q", got)
	}
	if got, _ := a.doc.Find("#app-search").Attr("value"); got != "公租房分配" {
		t.Errorf("the box in the masthead keeps %q", got)
	}
	// Names that hold the words stand above.
	if got := h.page("/search?q=" + q("教育")).text(".app-help"); !strings.Contains(got, "长春市教育局") {
		t.Errorf("names: %q", got)
	}
	if got := h.page("/search?q=" + q("市")).text(".app-help"); strings.Contains(got, "长春市教育局") {
		t.Errorf("a word of most names: %s", got)
	}
}

// Every count of a filter is that of the list behind it, which keeps the other
// filters; what is chosen can be taken away.
func TestSearchFacetsCount(t *testing.T) {
	h := newHouse(t)
	h.fill()
	h.shelf()
	walked := 0
	for _, path := range []string{"/search?q=" + q("信息"), "/search?q=" + q("信息") + "&agency=JYJ&year=2017", "/search?kind=norm", "/search?category=A02&channel=website", "/search?agency=county"} {
		a := h.page(path)
		chosen := len(strings.FieldsFunc(path, func(r rune) bool { return r == '&' || r == '?' })) - 1
		if strings.Contains(path, "q=") {
			chosen--
		}
		if got := a.doc.Find(".app-tags li a:not(.app-tags__all)").Length(); got != chosen {
			t.Errorf("%s: %d tags, %d filters", path, got, chosen)
		}
		a.doc.Find(".app-narrow li a, .app-narrow h4 a").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			if _, on := s.Attr("aria-current"); on {
				h.page(href)
				return
			}
			walked++
			count := digits.FindString(s.Parent().Find(".app-count").Text())
			b := h.page(href)
			if got := digits.FindString(b.text("h2[aria-live]")); got != count {
				t.Errorf("%s says %s for %s, which says %q", path, count, href, b.text("h2[aria-live]"))
			}
		})
	}
	if walked < 60 {
		t.Errorf("only %d numbers were walked", walked)
	}
}

func TestSearchPages(t *testing.T) {
	h := newHouse(t)
	var list []publication.Imported
	for n := range 55 {
		list = append(list, publication.Imported{Content: content("供水公告之" + strconv.Itoa(n)), PublishedAt: at("2016-01-01 09:00").Add(time.Duration(n) * time.Hour)})
	}
	h.old("JYJ", list...)
	for _, path := range []string{"/search?q=" + q("供水公告"), "/search?agency=JYJ", "/search?q=" + q("供水") + "&sort=date"} {
		seen := map[string]bool{}
		for pages := 0; path != "" && pages < 10; pages++ {
			a := h.page(path)
			if !strings.HasPrefix(a.text("h2[aria-live]"), "找到 55 条") {
				t.Fatalf("%s: %s", path, a.text("h2[aria-live]"))
			}
			for _, title := range a.hits() {
				if seen[title] {
					t.Errorf("%s: %s twice", path, title)
				}
				seen[title] = true
			}
			path, _ = a.doc.Find(`a[rel="next"]`).Attr("href")
		}
		if len(seen) != 55 {
			t.Errorf("%d of 55 paged through", len(seen))
		}
	}
}

func TestSearchRefuses(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		address string
		status  int
	}{
		{"/search?agency=NOWHERE", 404}, {"/search?category=Q9999", 404}, {"/search?year=17", 404}, {"/search?kind=x", 404}, {"/search?validity=x", 404},
		{"/search?channel=x", 404}, {"/search?sort=up", 404}, {"/search?from=2017-2-30", 422}, {"/search?from=2017-03-01&to=2017-02-01", 422},
		{"/search?q=%E2%80%AE", 422}, {"/search?q=" + q(strings.Repeat("长", 201)), 422}, {"/search?after=x&q=a", 200}, {"/search.json?from=x", 400},
		{"/search.json?agency=NOWHERE", 400},
	} {
		h.expect(c.address, c.status)
	}
}

// found is the answer for programs, as its readers read it.
type found struct {
	Total int
	Hits  []struct {
		Index, Title, Number, Issued, Published, Kind, URL, Excerpt string
		Agency                                                      struct{ Code, Name string }
	}
	Facets map[string][]struct {
		Value, Name string
		Count       int
	}
	Next     string
	Position int64
}

func (h *house) program(path string) found {
	h.t.Helper()
	a := h.page(path)
	if a.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		h.t.Errorf("%s: %v", path, a.Header)
	}
	var f found
	if err := json.Unmarshal([]byte(a.body), &f); err != nil {
		h.t.Fatalf("%s: %v\n%s", path, err, a.body)
	}
	return f
}

func TestSearchForPrograms(t *testing.T) {
	h := newHouse(t)
	h.shelf()
	f := h.program("/search.json?q=" + q("公租房") + "&agency=JTQ&sort=date")
	if f.Total != 2 || len(f.Hits) != 2 || f.Hits[1].Title != "关于公租房分配的通知" || f.Hits[1].Number != "长九府办发〔2016〕3号" || f.Hits[1].Agency.Name != "长春市九台区人民政府" ||
		f.Hits[1].Issued != "2015-01-05" || f.Hits[1].Published != "2016-03-01" || f.Hits[1].Kind != "norm" || !strings.HasSuffix(f.Hits[1].URL, "/item/JTQ/2016-000001") || f.Hits[1].Excerpt == "" {
		t.Errorf("%+v", f)
	}
	end, err := h.office.Store.JournalEnd(t.Context())
	h.must(err)
	if f.Position != end {
		t.Errorf("position %d, the journal ends at %d", f.Position, end)
	}
	counts := map[string]int{}
	for name, list := range f.Facets {
		for _, v := range list {
			counts[name+" "+v.Value] = v.Count
			if v.Name == "" {
				t.Errorf("%s %s has no name", name, v.Value)
			}
		}
	}
	// The agency's own filter does not count for agencies.
	for key, want := range map[string]int{"agency JTQ": 2, "agency FGJ": 2, "agency county": 2, "year 2016": 1, "kind norm": 1, "validity none": 1, "channel website": 2, "category A02": 2} {
		if counts[key] != want {
			t.Errorf("%s: %d, want %d", key, counts[key], want)
		}
	}
	var list []publication.Imported
	for n := range 25 {
		list = append(list, publication.Imported{Content: content("供水公告之" + strconv.Itoa(n)), PublishedAt: at("2016-01-01 09:00")})
	}
	h.old("JYJ", list...)
	f = h.program("/search.json?q=" + q("供水"))
	at := strings.Index(f.Next, "/search.json?")
	if at < 0 || len(f.Hits) != 20 {
		t.Fatalf("%d hits, next %q", len(f.Hits), f.Next)
	}
	if f = h.program(f.Next[at:]); len(f.Hits) != 5 || f.Next != "" {
		t.Errorf("%d hits on the second page, next %q", len(f.Hits), f.Next)
	}
}

func TestProgramsKeepTheirPace(t *testing.T) {
	h := newHouse(t)
	refused := 0
	for range 650 {
		if a := h.get("/search.json?q=a"); a.StatusCode == http.StatusTooManyRequests {
			refused++
			if a.Header.Get("Retry-After") == "" {
				t.Fatal("nobody says when to come again")
			}
		}
	}
	if refused != 50 {
		t.Errorf("%d of 650 refused", refused)
	}
	if h.get("/search.json?q=a", "X-Forwarded-For", "203.0.113.9").StatusCode != 200 {
		t.Error("another address is refused too")
	}
}

func TestSuggestions(t *testing.T) {
	h := newHouse(t)
	h.shelf()
	p := h.publish("JYJ", content("公租房户型图册"))
	titles := func(typed string) string { return h.page("/search/suggest?q=" + q(typed)).body }
	if got := titles("公租"); !strings.Contains(got, "公租房户型图册") || !strings.Contains(got, "九台区公租房申请指南") || strings.Contains(got, "住房保障工作总结") {
		t.Errorf("%s", got)
	}
	if got := titles("鼉鼊"); strings.Contains(got, "title\":\"") {
		t.Errorf("offered for nothing: %s", got)
	}
	h.withdraw(p, "重复", "")
	// At once, before the index knows.
	a := h.get("/item/" + p.Index)
	if a.StatusCode != http.StatusGone {
		t.Fatal(a.StatusCode)
	}
	if got := titles("公租"); strings.Contains(got, "户型图册") {
		t.Errorf("withdrawn and offered: %s", got)
	}
}

// A page in the cache is gone once what it shows is, and knows what is new as
// soon as the index does.
func TestSearchFollows(t *testing.T) {
	h := newHouse(t)
	h.shelf()
	path := "/search?q=" + q("暖气")
	if got := h.page(path).text("h2[aria-live]"); !strings.HasPrefix(got, "没有") {
		t.Fatal(got)
	}
	p := h.publish("JYJ", content("暖气改造公告"))
	if got := h.page(path).text("h2[aria-live]"); got != "找到 1 条" {
		t.Errorf("after publishing: %q", got)
	}
	q := h.revise(p, "改名", func(c *publication.Content) { c.Title = "供热改造公告" })
	if got := h.page(path).text("h2[aria-live]"); strings.HasPrefix(got, "找到") {
		t.Errorf("after renaming: %q", got)
	}
	path = "/search?q=" + url.QueryEscape("供热改造")
	if got := h.page(path).hits(); len(got) != 1 {
		t.Fatalf("under its new name: %q", got)
	}
	h.withdraw(q, "重复", "")
	for _, path := range []string{path, "/search.json?q=" + url.QueryEscape("供热改造"), "/search?agency=JYJ"} {
		if a := h.page(path); strings.Contains(a.body, "供热改造公告") {
			t.Errorf("%s shows what is withdrawn", path)
		}
	}
}

// late is an index that knows too much: what it finds is shown only if the
// record says so.
type late struct {
	*search.Index
	hits []search.Hit
	err  error
}

func (l late) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{Hits: l.hits, Total: len(l.hits)}, l.err
}

func TestOnlyWhatIsPublicIsShown(t *testing.T) {
	h := newHouse(t)
	c := content("定时公开的信息")
	gone, there := h.publish("JYJ", content("撤下的信息")), h.publish("JYJ", content("公开的信息"))
	h.withdraw(gone, "重复", "")
	d := h.draft("JYJ", c)
	h.reach()
	h.window.Search = late{Index: h.index, hits: []search.Hit{{ID: gone.ID}, {ID: there.ID}, {ID: d.ID + 100}}}
	h.window.Indexed()
	for _, path := range []string{"/search?q=a", "/search.json?q=a", "/search/suggest?q=a"} {
		a := h.page(path)
		if strings.Contains(a.body, "撤下的信息") || strings.Contains(a.body, gone.Index) || !strings.Contains(a.body, "公开的信息") {
			t.Errorf("%s: %s", path, a.body)
		}
	}
}

// Without an index numbers and names are looked up, and the page says so.
func TestSearchWhileTheIndexIsBuilt(t *testing.T) {
	h := newHouse(t)
	h.shelf()
	h.reach()
	index := h.window.Search
	for name, finder := range map[string]interface {
		Search(context.Context, search.Query) (search.Result, error)
		Excerpts(search.Query, []search.Document) []search.Excerpt
		Status() search.Status
	}{"none": nil, "building": late{Index: h.index, err: fmt.Errorf("search: %w", search.ErrBuilding)}} {
		h.window.Search = nil
		if finder != nil {
			h.window.Search = finder
		}
		h.window.Indexed()
		a := h.page("/search?q=" + q("教育"))
		if !strings.Contains(a.text("main"), "长春市教育局") || !strings.Contains(a.text(".govuk-inset-text"), "按文号、索引号和名称查找") {
			t.Errorf("%s: %s", name, a.text("main"))
		}
		if a := h.get("/search?q=" + q("长教发[2017]9号")); a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: a number: %d", name, a.StatusCode)
		}
		if a := h.get("/search.json?q=a"); a.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("%s: programs: %d", name, a.StatusCode)
		}
		if a := h.page("/browse?kind=normative&channel=website"); digits.FindString(a.text("h2")) != "1" && digits.FindString(a.text("h2")) != "2" {
			t.Errorf("%s: the catalogue: %s", name, a.text("h2"))
		}
	}
	h.window.Search = index
	if a := h.page("/search?q=" + q("公租房")); !strings.HasPrefix(a.text("h2[aria-live]"), "找到 4 条") {
		t.Errorf("and then: %s", a.text("main"))
	}
	h.window.Search = late{Index: h.index, err: errors.New("disk on fire")}
	h.window.Indexed()
	h.expect("/search?q=x", http.StatusInternalServerError)
}

// A channel and the normative kind together have exact numbers.
func TestNormativeDocumentsByChannel(t *testing.T) {
	h := newHouse(t)
	h.fill()
	h.shelf()
	walked := 0
	for _, path := range []string{"/browse?kind=normative", "/browse?channel=website", "/browse?channel=website&kind=normative", "/browse?agency=JYJ&channel=wechat&kind=normative",
		"/browse?category=A01&kind=normative&channel=gazette"} {
		a := h.page(path)
		a.doc.Find("#narrow a").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			list, count := h.page(href), digits.FindString(s.Parent().Find(".app-count").Text())
			walked++
			if got := digits.FindString(list.text("h2[aria-live]")); got != count {
				t.Errorf("%s says %s for %s, which says %s", path, count, href, got)
			}
			if n := list.doc.Find("main ul.govuk-list--spaced > li").Length(); n < 20 && strconv.Itoa(n) != count {
				t.Errorf("%s lists %d, says %s", href, n, count)
			}
		})
	}
	if walked < 40 {
		t.Errorf("only %d numbers were walked", walked)
	}
}

// Who asks for something is offered what is public already.
func TestOffersComeFromTheIndex(t *testing.T) {
	h := newHouse(t)
	h.shelf()
	h.reach()
	for _, c := range []struct{ name, in, number, subject, want string }{
		{"words of the text", "FGJ", "", "新建公租房五百套", "住房保障工作总结"},
		{"a sentence", "JTQ", "", "我想要九台区公租房申请指南", "九台区公租房申请指南"},
		{"a number", "JYJ", "长九府办发[2016]3号", "", "关于公租房分配的通知"},
		{"another agency's", "JYJ", "", "公租房申请指南", ""},
		{"nothing like it", "JTQ", "", "地铁六号线征地补偿标准", ""},
	} {
		lines, err := h.window.FindPublic(t.Context(), agency.Code(c.in), c.number, c.subject, 5)
		h.must(err)
		got := ""
		if len(lines) > 0 {
			got = lines[0].Title
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Drawing a page beside what the search itself takes.
func BenchmarkSearchPage(b *testing.B) {
	h := newHouse(b)
	agencies, err := h.office.Store.Agencies(b.Context())
	h.must(err)
	categories, err := h.office.Store.Categories(b.Context())
	h.must(err)
	var list []search.Hit
	f := search.Facets{Agency: map[agency.Code]int{}, Category: map[string]int{}, Year: map[int]int{}, Kind: map[search.Kind]int{search.Norm: 1, search.Other: 2},
		Validity: map[publication.Validity]int{"": 3, publication.InForce: 2}, Channel: map[publication.Channel]int{}}
	for n := range 20 {
		c := content("关于供水管网改造工作的通知之" + strconv.Itoa(n))
		c.Body = strings.Repeat("<p>"+strings.Repeat("改造供水管网，保障居民用水。", 6)+"</p>", 5)
		list = append(list, search.Hit{ID: h.publish("JYJ", c).ID})
	}
	for i, a := range agencies {
		f.Agency[a.Code] = 1000 + i
	}
	for i, c := range categories {
		f.Category[c.Code] = 2000 + i
	}
	for year := 2008; year < 2018; year++ {
		f.Year[year] = year
	}
	for _, ch := range publication.Channels {
		f.Channel[ch.Channel] = 17
	}
	h.reach()
	h.window.Search = drawing{Index: h.index, result: search.Result{Hits: list, Total: 1_130_070, Facets: f, Next: "x"}}
	handler := h.server.Config.Handler
	b.ReportAllocs()
	b.ResetTimer()
	for n := 0; b.Loop(); n++ {
		r, _ := http.NewRequest(http.MethodGet, "/search?q="+q("供水 管网")+"&from=2008-01-01&after="+strconv.Itoa(n), nil)
		w := sink{}
		handler.ServeHTTP(&w, r)
		if n == 0 {
			b.ReportMetric(float64(w.n), "bytes/page")
		}
	}
}

type drawing struct {
	*search.Index
	result search.Result
}

func (d drawing) Search(context.Context, search.Query) (search.Result, error) { return d.result, nil }

type sink struct {
	h http.Header
	n int
}

func (s *sink) Header() http.Header {
	if s.h == nil {
		s.h = http.Header{}
	}
	return s.h
}
func (s *sink) Write(p []byte) (int, error) { s.n += len(p); return len(p), nil }
func (s *sink) WriteHeader(int)             {}

package public_test

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/web/browser"
)

// full is an entry of a book with every field filled: of public ones with
// words that may be read, of internal ones with words that must not.
func full(b *ledger.Book, n int) ledger.Values {
	v := ledger.Values{Row: ledger.Row{}, Rows: map[string][]ledger.Row{}}
	value := func(f ledger.Field, public bool) string {
		secret := map[bool]string{true: "可读", false: "机密"}[public]
		switch f.Type {
		case ledger.Text, ledger.Long:
			if f.Name == "video" {
				return "http://www.example.gov.cn/" + strconv.Itoa(n)
			}
			if f.Name == "phone" {
				return "0431-1234567"
			}
			return secret + f.Label + strconv.Itoa(n) + `<b>&"'`
		case ledger.Day:
			return map[string]string{"closed_on": "", "due_on": "2017-07-20", "judged_on": "2017-06-11", "handled_on": "2017-06-12"}[f.Name] + map[bool]string{true: "", false: "2017-06-10"}[f.Name == "closed_on" || f.Name == "due_on" || f.Name == "judged_on" || f.Name == "handled_on"]
		case ledger.Time:
			return "09:30"
		case ledger.Number:
			switch f.Name {
			case "year":
				return "2016"
			case "month":
				return strconv.Itoa(1 + n%12)
			case "persons":
				return "1"
			case "person_times", "full_time":
				return "2"
			case "part_time":
				return "0"
			}
			if !public && (f.Max == 0 || f.Max > 86420) {
				return "86420"
			}
			return "3"
		case ledger.Money:
			return "1.5"
		case ledger.Choice:
			return f.Choices[0].Code
		case ledger.YesNo:
			return "yes"
		}
		return ""
	}
	for _, f := range b.Fields {
		if f.Type == ledger.Rows {
			row := ledger.Row{}
			for _, c := range f.Fields {
				row[c.Name] = value(c, f.Public && c.Public)
			}
			v.Rows[f.Name] = []ledger.Row{row}
			continue
		}
		v.Row[f.Name] = value(f, f.Public)
	}
	if b.Decides() {
		delete(v.Row, "decision_ground") // what may be read has none
	}
	return v
}

func (h *house) enter(in agency.Code, code ledger.Code, v ledger.Values) ledger.Entry {
	h.t.Helper()
	e, err := h.office.EnterEntry(h.t.Context(), person("clerk", account.Clerk, in), in, code, v)
	h.must(err)
	return e
}

func (h *house) release(e ledger.Entry) ledger.Entry {
	h.t.Helper()
	e, err := h.office.ReleaseEntry(h.t.Context(), person("head", account.Head, e.Agency), e.Book, e.ID, 0, "机密审查人")
	h.must(err)
	return e
}

// Everybody reads the public fields of what was released, and nothing else: no
// internal field of any book, no entry that is not released, no amendment that
// waits, nothing of one retracted.
func TestStrangersReadWhatWasReleased(t *testing.T) {
	h := newHouse(t)
	for _, b := range ledger.Books {
		e := h.enter("JYJ", b.Code, full(b, 1))
		at, list := "/"+e.Thing(), "/ledger/"+string(b.Code)
		h.expect(at, 404)
		if !b.Public {
			h.expect(list, 404)
			continue
		}
		if strings.Contains(h.page(list).body, e.Title()) {
			t.Errorf("%s lists what is not released", list)
		}
		e = h.release(e)
		a := h.page(at)
		pages := []string{at, list, list + "?q=" + "1", "/", "/ledger", "/agency/JYJ"}
		if b.Code == "proposal" || b.Code == "conference" {
			pages = append(pages, list+"/feed.atom")
		}
		for _, path := range pages {
			body := h.page(path).body
			if strings.Contains(body, "机密") || strings.Contains(body, "86420") || strings.Contains(body, "<b>&") {
				t.Errorf("%s shows what is internal, or markup", path)
			}
		}
		text := a.text("main")
		for _, f := range b.Fields {
			if f.Public && f.Type != ledger.Rows && e.Values.Has(f.Name) && b.Code != "proposal" && a.fact(f.Label) == "" {
				t.Errorf("%s lacks %s", at, f.Label)
			}
			if !f.Public && strings.Contains(text, f.Label) {
				t.Errorf("%s names the internal %s", at, f.Label)
			}
		}
		if !strings.Contains(h.page(list).body, at) {
			t.Errorf("%s does not list %s", list, at)
		}
		next := full(b, 1)
		changed := "title"
		if _, ok := b.Field("title"); !ok {
			changed = map[ledger.Code]string{"reading_point": "address", "decisions": "licences"}[b.Code]
		}
		next.Row[changed] = "98765"
		e, err := h.office.AmendEntry(t.Context(), person("clerk", account.Clerk, "JYJ"), e.Book, e.ID, 0, next, "机密理由")
		h.must(err)
		if strings.Contains(h.page(at).body, "98765") || strings.Contains(h.page(list).body, "98765") {
			t.Errorf("%s shows an amendment that waits", at)
		}
		e = h.release(e)
		if !strings.Contains(h.page(at).body, "98765") {
			t.Errorf("%s does not show what was released again", at)
		}
		_, err = h.office.RetractEntry(t.Context(), person("head", account.Head, "JYJ"), e.Book, e.ID, 0, "登记有误，另行登记")
		h.must(err)
		gone := h.expect(at, 410)
		if gone.fact("撤下理由") != "登记有误，另行登记" || gone.fact("编号") != e.Number() || strings.Contains(gone.body, "98765") || strings.Contains(gone.body, "机密") {
			t.Errorf("%s: what was taken back: %s", at, gone.text("main"))
		}
		if _, err := h.office.StrikeEntry(t.Context(), person("head", account.Head, "JYJ"), e.Book, e.ID, 0, "机密理由"); err != nil || strings.Contains(h.expect(at, 410).body, "机密") {
			t.Errorf("%s struck out: %v", at, err)
		}
		if strings.Contains(h.page(list).body, at+`"`) {
			t.Errorf("%s lists what was retracted", list)
		}
	}
	for _, path := range []string{"/ledger/x", "/ledger/conference-2017-1", "/ledger/conference-2017-000099", "/ledger/staffing", "/ledger/staffing-2017-000001",
		"/ledger/meeting/feed.atom", "/ledger/conference?agency=XX", "/ledger/conference?year=x", "/ledger/reading_point?district=x"} {
		h.expect(path, 404)
	}
	h.expect("/ledger/conference?q=%E2%80%AE", 400)
}

// registers is a house with something in the public books.
func registers(t *testing.T) *house {
	h := newHouse(t)
	p := h.publish("JYJ", content("关于托管服务的实施意见"))
	for i := range 45 {
		in := []agency.Code{"JYJ", "JYJ", "ZFBGT"}[i%3]
		for _, code := range []ledger.Code{"conference", "proposal"} {
			b, _ := ledger.BookOf(code)
			v := full(b, i)
			v.Row["title"] = "题目" + strconv.Itoa(i) + "&<"
			if code == "conference" {
				v.Row["held_on"] = []string{"2017-05-02", "2016-05-03"}[i%2]
				if i == 0 {
					v.Row["transcript"] = p.Index
				}
			} else if i%2 == 1 {
				for _, f := range []string{"replied_on", "class", "reply", "satisfaction", "published_on"} {
					delete(v.Row, f)
				}
			}
			h.release(h.enter(in, code, v))
		}
	}
	points, _ := ledger.BookOf("reading_point")
	for i := range 9 {
		v := full(points, i)
		v.Row["district"] = []string{"南关区", "朝阳区", ""}[i%3]
		if i == 3 {
			v.Row["closed_on"] = "2017-07-01"
		}
		h.release(h.enter("JYJ", "reading_point", v))
	}
	for _, code := range []ledger.Code{"matter", "meeting", "training", "decisions", "explanation", "interview"} {
		b, _ := ledger.BookOf(code)
		h.release(h.enter("JYJ", code, full(b, 1)))
	}
	return h
}

var registerPages = []string{
	"/ledger", "/ledger/conference", "/ledger/conference?agency=JYJ&year=2017", "/ledger/conference?q=%E6%B2%A1%E6%9C%89", "/ledger/proposal", "/ledger/reading_point",
	"/ledger/reading_point?district=%E5%8D%97%E5%85%B3%E5%8C%BA", "/ledger/conference-2017-000001", "/ledger/proposal-2017-000001", "/ledger/proposal-2017-000002",
	"/ledger/matter-2017-000001", "/ledger/decisions-2017-000001", "/ledger/training-2017-000001", "/ledger/reading_point-2017-000004", "/agency/JYJ", "/item/JYJ/2017-000001",
}

// Every number of the registers opens a list of exactly that many, read page by
// page each once.
func TestNumbersOfTheRegisters(t *testing.T) {
	h := registers(t)
	checked := 0
	for _, path := range append([]string{"/"}, registerPages...) {
		h.page(path).doc.Find("main a[href]").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			count := s.Next()
			if !strings.HasPrefix(href, "/ledger/") || !count.HasClass("app-count") || strings.Contains(path, "q=") {
				return
			}
			list := h.page(href)
			if got := digits.FindString(list.text("h2")); got != count.Text() {
				t.Errorf("%s says %s for %s, which says %s", path, count.Text(), href, got)
			}
			checked++
		})
	}
	if checked < 40 {
		t.Errorf("only %d numbers were checked", checked)
	}
	a, seen := h.page("/ledger/conference?agency=JYJ"), map[string]bool{}
	for pages := 0; pages < 10; pages++ {
		a.doc.Find("main ul.govuk-list--spaced a").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			if seen[href] {
				t.Errorf("%s twice", href)
			}
			seen[href] = true
		})
		next, ok := a.doc.Find(`a[rel="next"]`).Attr("href")
		if !ok {
			break
		}
		a = h.page(next)
	}
	if len(seen) != 30 {
		t.Errorf("%d conferences were listed", len(seen))
	}
}

// A document and the entries about it lead to one another; a document
// withdrawn is named by its index number only.
func TestEntriesAndDocuments(t *testing.T) {
	h := registers(t)
	item, at := "/item/JYJ/2017-000001", "/ledger/conference-2017-000001"
	if !strings.Contains(h.page(item).text("#about ~ ul"), "题目0") {
		t.Errorf("the document does not name the conference: %s", h.page(item).text("main"))
	}
	if a := h.page(at); !strings.Contains(a.fact("文字实录"), "托管服务") {
		t.Errorf("the conference does not name the document: %s", a.fact("文字实录"))
	}
	p, err := h.office.Store.PublicationAt(t.Context(), "JYJ/2017-000001")
	h.must(err)
	h.withdraw(p, "内容有误", "")
	if a := h.page(at); a.fact("文字实录") != "JYJ/2017-000001" {
		t.Errorf("of a document withdrawn: %s", a.fact("文字实录"))
	}
}

func TestProposalsAndMatters(t *testing.T) {
	h := registers(t)
	a := h.page("/ledger/proposal-2017-000001")
	for _, s := range []string{"A 类", "满意", "领办"} {
		if !strings.Contains(a.text("main .govuk-tag"), s) {
			t.Errorf("the proposal lacks %s: %s", s, a.text("main .govuk-tag"))
		}
	}
	if got := a.text(".moj-timeline__title"); got != "交办 进展 答复 公开办理结果" && strings.ReplaceAll(got, " ", "") != "交办进展答复公开办理结果" {
		t.Errorf("timeline: %s", got)
	}
	if b := h.page("/ledger/proposal-2017-000002"); !strings.Contains(b.text("main .govuk-tag"), "办理中") || strings.Contains(b.text("main"), "满意度") {
		t.Errorf("one not answered: %s", b.text("main"))
	}
	if m := h.page("/ledger/matter-2017-000001"); m.fact("首次回应用时") != "0 分钟（2017年6月10日，微博）" {
		t.Errorf("first response: %q", m.fact("首次回应用时"))
	}
	if p := h.page("/ledger/reading_point?district=" + "%E5%8D%97%E5%85%B3%E5%8C%BA"); !strings.Contains(p.text("main"), "2017-07-01 起停用") || !strings.Contains(p.text("main"), "0431-1234567") {
		t.Errorf("points: %s", p.text("main"))
	}
}

// The feed is Atom, escaped, the last released first.
func TestFeedOfARegister(t *testing.T) {
	h := registers(t)
	h.setClock("2017-08-02 10:00")
	b, _ := ledger.BookOf("conference")
	v := full(b, 99)
	v.Row["title"], v.Row["held_on"] = "晚来的", "2010-01-01"
	h.release(h.enter("JYJ", "conference", v))
	a := h.page("/ledger/conference/feed.atom")
	var f struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Author  string `xml:"author>name"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(a.body), &f); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "application/atom+xml") || f.Updated != "2017-08-02T10:00:00+08:00" || len(f.Entries) != 46 {
		t.Errorf("%s, updated %s, %d entries", a.Header.Get("Content-Type"), f.Updated, len(f.Entries))
	}
	if e := f.Entries[0]; e.Title != "晚来的" || e.Updated != f.Updated || e.Author != "市教育局" || !strings.HasSuffix(e.Link.Href, "/ledger/conference-2017-000046") || !strings.HasPrefix(e.Link.Href, "http") {
		t.Errorf("first: %+v", e)
	}
	if f.Entries[45].Title == "" || !strings.Contains(f.Entries[5].Title, "&<") {
		t.Errorf("escaped: %+v", f.Entries[5])
	}
	ids := map[string]bool{f.ID: true}
	for _, e := range f.Entries {
		if ids[e.ID] {
			t.Errorf("%s twice", e.ID)
		}
		ids[e.ID] = true
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil {
			t.Error(err)
		}
	}
	if again := h.get("/ledger/conference/feed.atom", "If-None-Match", a.Header.Get("Etag")); again.StatusCode != 304 {
		t.Errorf("again: %d", again.StatusCode)
	}
	if href, _ := h.page("/ledger/conference").doc.Find(`link[type="application/atom+xml"]`).Attr("href"); href != "/ledger/conference/feed.atom" {
		t.Errorf("the page names the feed %q", href)
	}
}

func TestRegistersInEnglish(t *testing.T) {
	words := browser.ProgramWords(t, "../..")
	h := registers(t)
	for _, path := range registerPages {
		a := h.get(path, "Cookie", "lang=en")
		for _, left := range words.Left(a.doc.Nodes[0], contentWords...) {
			t.Errorf("%s: %s", path, left)
		}
	}
}

func TestRegistersInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := registers(t)
	for _, path := range append([]string{"/"}, registerPages...) {
		for name, size := range map[string]browser.Size{"wide": browser.Desktop, "narrow": {Width: 320, Height: 700}} {
			p := b.Open(t, h.server.URL+path, size)
			if over := p.Overflow(t); over > 0 {
				t.Errorf("%s, %s: %d px too wide", path, name, over)
			}
			p.Axe(t)
			if folder := os.Getenv("SCREENSHOTS"); folder != "" {
				p.Screenshot(t, filepath.Join(folder, notName.ReplaceAllString(path, "_")+"-"+name+".png"))
			}
		}
	}
}

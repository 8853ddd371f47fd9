package public_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/gazette"
	"gongkai/affairs/publication"
	"gongkai/follow/reading"
	"gongkai/office"
	"gongkai/paper/block"
	"gongkai/paper/pdf"
	"gongkai/paper/upload"
	"gongkai/web/browser"
)

// kept keeps a file and has it looked into.
func (h *house) kept(name string, data []byte) publication.Attachment {
	h.t.Helper()
	a, err := h.office.KeepFile(h.t.Context(), name, bytes.NewReader(data), int64(len(data)), upload.Limits{})
	h.must(err)
	h.must(h.office.ScreenFiles(h.t.Context(), []publication.Attachment{a}, time.Minute))
	return a
}

// scanned is a page as a scanner gives it.
func scanned(t testing.TB, shade uint8) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 60, 84))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	m.Set(1, 1, color.Gray{Y: 255 - shade})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// issue registers an issue and makes it readable as a publication of the files
// or the body.
func (h *house) issue(year, no int, contents, body string, before int, files ...publication.Attachment) publication.Publication {
	h.t.Helper()
	ctx := h.t.Context()
	c := content(fmt.Sprintf("《长春政报》%d年第%d期", year, no))
	c.Body, c.Attachments, c.Channels = body, files, publication.Website|publication.Gazette
	p := h.publish("ZFBGT", c)
	if _, err := h.office.Store.Issue(ctx, year, no); err != nil {
		_, err := h.office.AddIssue(ctx, account.Console, year, no, gazette.Print{Through: no, DatedOn: day(fmt.Sprintf("%d-02-20", year)), Pages: 4, Whole: 140 + no})
		h.must(err)
	}
	_, err := h.office.PublishIssue(ctx, account.Console, year, no, 0, p.Index, before, contents)
	h.must(err)
	return p
}

// library is a gazette with an issue of each kind in 2016: 1 a PDF, 2—3 pictures,
// 4 words, 5 missing, 6 wanted; 7 nobody registered. Of 2014 nothing is known
// but that it had one issue.
func (h *house) gazette() (carriers [3]publication.Publication) {
	h.t.Helper()
	ctx := h.t.Context()
	h.must(h.office.Set(ctx, account.Console, "gazette", "长春政报"))
	h.must(h.office.Set(ctx, account.Console, "gazette_agency", "ZFBGT"))
	_, err := h.office.SetGazetteYear(ctx, account.Console, 2016, 7, "馆藏目录")
	h.must(err)
	_, err = h.office.SetGazetteYear(ctx, account.Console, 2014, 1, "馆藏目录")
	h.must(err)
	var pages []block.Block
	for n := range 5 {
		if n > 0 {
			pages = append(pages, block.PageBreak{})
		}
		pages = append(pages, block.Paragraph{Text: fmt.Sprintf("第%d页的雁鸣湖字样", n)})
	}
	printed, err := pdf.Bytes(block.Document{Title: "长春政报", On: day("2016-02-20"), Blocks: pages})
	h.must(err)
	carriers[0] = h.issue(2016, 1, "【市政府文件】\n关于甲的通知 | 长府发〔2016〕1号 | 1-2\n关于乙的通知 | 长府发〔2016〕2号 | 3\n【大事记】\n一月大事记 | 4", "", 1, h.kept("政报1.pdf", printed))
	_, err = h.office.AddIssue(ctx, account.Console, 2016, 2, gazette.Print{Through: 3, DatedOn: day("2016-03-20"), Pages: 2})
	h.must(err)
	carriers[1] = h.issue(2016, 2, "关于丙的通知 | 1-2", "<h2>关于丙的通知</h2><p>认出来的字。</p>", 1, h.kept("p0.png", scanned(h.t, 10)), h.kept("p1.png", scanned(h.t, 20)), h.kept("p2.png", scanned(h.t, 30)))
	carriers[2] = h.issue(2016, 4, "关于丁的通知\n关于戊的通知", "<h2>关于丁的通知</h2><p>丁的正文。</p><h3>一、要求</h3><p>丁的要求。</p><h2>关于戊的通知</h2><p>戊的正文。</p>", 0)
	_, err = h.office.MissIssue(ctx, account.Console, 2016, 5, 5, 0, "当月没有出版")
	h.must(err)
	_, err = h.office.AddIssue(ctx, account.Console, 2016, 6, gazette.Print{Through: 6, DatedOn: day("2016-06-20")})
	h.must(err)
	return carriers
}

// A reader goes from the years to an issue, an article, its page and the
// document it prints, and from the document back.
func TestReadingTheGazette(t *testing.T) {
	h := newHouse(t)
	c := content("关于甲的通知")
	c.Number, c.IssuedOn, c.Normative, c.Validity = "长府发〔2016〕1号", day("2016-01-04"), true, publication.InForce
	document := h.old("CC", publication.Imported{Content: c, PublishedAt: at("2016-01-08 09:00")})[0]
	if !strings.Contains(h.page("/gazette").text("main"), "还没有登记过公报") {
		t.Error("there is a gazette already")
	}
	carriers := h.gazette()
	for path, want := range map[string][]string{
		"/gazette":          {"长春政报", "2014 年至 2016 年，可以阅读 4 期，缺期并说明原因 1 期，尚缺 3 期", "有 1 年还没有登记全年期数", "2015没有登记000", "2016 年第 5 期 （缺）", "2016 年第 6 期 （尚缺）", "2—3"},
		"/gazette/2016":     {"全年 7 期。 期数的依据：馆藏目录", "可以阅读 4 期", "第 2—3 期", "当月没有出版", "2016-02-20"},
		"/gazette/2014":     {"全年 1 期", "尚缺 1 期"},
		"/gazette/2015":     {"全年有多少期，还没有登记", "这一年还没有登记过公报"},
		"/gazette/2016/1":   {"《长春政报》2016年第1期", "141", "市政府文件", "关于甲的通知", "大事记", "长府发〔2016〕2号"},
		"/gazette/2016/3":   {"《长春政报》2016年第2—3期", "扫描的图片，共 3 幅"},
		"/gazette/2016/4":   {"只有文字", "关于丁的通知"},
		"/gazette/2016/5":   {"缺期，已说明原因", "当月没有出版"},
		"/gazette/2016/6":   {"尚缺", "依法申请公开"},
		"/gazette/2016/7":   {"尚缺", "依法申请公开"},
		"/gazette/2014/1":   {"尚缺"},
		"/gazette/2016/1/1": {"《长春政报》2016年第1期", "1-2", "在 PDF 中打开第 1 页", "关于甲的通知 有效", "《关于甲的通知》，载《长春政报》2016年第1期，第1-2页。"},
		"/gazette/2016/1/2": {"本平台没有单独公开这份文件"},
		"/gazette/2016/2/1": {"第 2 页", "文字版", "认出来的字"},
		"/gazette/2016/4/1": {"丁的正文。", "一、要求", "丁的要求。"},
		"/gazette/2016/4/2": {"戊的正文。"},
	} {
		text := h.page(path).text("main")
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: nothing of %q in %s", path, w, text)
			}
		}
	}
	if text := h.page("/gazette/2016/4/1").text("main"); strings.Contains(text, "戊的正文") {
		t.Error("an article runs into the next")
	}
	article := h.page("/gazette/2016/1/1")
	jump, _ := article.doc.Find(`main a[href$="#page=2"]`).Attr("href")
	if jump != "/item/"+carriers[0].Index+"/file/1/1/"+"%E6%94%BF%E6%8A%A51.pdf#page=2" {
		t.Errorf("the jump is %q", jump)
	}
	if file := h.get(strings.TrimSuffix(jump, "#page=2")); file.StatusCode != 200 || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "inline") {
		t.Errorf("the file: %d %s", file.StatusCode, file.Header.Get("Content-Disposition"))
	}
	pictures := h.page("/gazette/2016/2/1").doc.Find("main img")
	if src, _ := pictures.Last().Attr("src"); pictures.Length() != 2 || !strings.HasSuffix(src, "/3/p2.png") {
		t.Errorf("%d pictures, the last %s", pictures.Length(), src)
	}
	item := h.page("/item/" + document.Index)
	if back, _ := item.doc.Find(`main a[href^="/gazette/"]`).Attr("href"); back != "/gazette/2016/1/1" || !strings.Contains(item.text("main"), "第 1-2 页") {
		t.Errorf("the document leads to %q", back)
	}
	if carrier := h.page("/item/" + carriers[1].Index); !strings.Contains(carrier.text("main"), "《长春政报》2016年第2—3期") {
		t.Error("the publication does not lead to its issue")
	}
	for _, path := range []string{"/gazette/2013", "/gazette/x", "/gazette/02016", "/gazette/2016/0", "/gazette/2016/8", "/gazette/2016/x", "/gazette/2016/1/9", "/gazette/2016/1/x", "/gazette/2016/5/1", "/gazette.csv?year=1999", "/gazette.json?year=x"} {
		h.expect(path, http.StatusNotFound)
	}
	// What is withdrawn is neither read nor listed, at once.
	h.withdraw(carriers[0], "有误", "")
	if text := h.page("/gazette/2016/1").text("main"); !strings.Contains(text, "已经撤下") || strings.Contains(text, "关于甲的通知") {
		t.Errorf("withdrawn: %s", text)
	}
	h.expect("/gazette/2016/1/1", http.StatusNotFound)
	if text := h.page("/gazette").text("main"); !strings.Contains(text, "可以阅读 3 期，缺期并说明原因 1 期，尚缺 4 期") {
		t.Errorf("withdrawn: %s", text)
	}
	if text := h.page("/item/" + document.Index).text("main"); strings.Contains(text, "第 1-2 页") {
		t.Error("the document leads to an issue withdrawn")
	}
}

// The words of an issue are found on their page.
func TestWordsOfTheGazetteAreFound(t *testing.T) {
	h := newHouse(t)
	carriers := h.gazette()
	f := reading.New(h.office)
	for more := true; more; {
		n, err := f.Follow(t.Context())
		h.must(err)
		read, err := f.ReadOne(t.Context())
		h.must(err)
		more = n > 0 || read
	}
	h.reach()
	for words, want := range map[string]string{"第3页的雁鸣湖": "政报1.pdf#page=4", "戊的正文": "/item/" + carriers[2].Index} {
		found := h.page("/search?channel=gazette&q=" + words).doc.Find(`.app-hits a`)
		var hrefs []string
		for _, n := range found.EachIter() {
			href, _ := n.Attr("href")
			hrefs = append(hrefs, href)
		}
		all := strings.NewReplacer("%E6%94%BF%E6%8A%A5", "政报").Replace(strings.Join(hrefs, " "))
		if !strings.Contains(all, want) {
			t.Errorf("%s: %s", words, all)
		}
	}
}

func TestTheGazetteAsData(t *testing.T) {
	h := newHouse(t)
	h.gazette()
	var years []office.GazetteYear
	h.must(json.Unmarshal([]byte(h.get("/gazette.json").body), &years))
	if len(years) != 3 || years[2].Here != 4 || years[2].Absent != 1 || years[2].Wanted != 2 || years[2].Complete || len(years[2].List) != 6 {
		t.Fatalf("%+v", years)
	}
	if i := years[2].List[0]; i.Standing != gazette.Here || len(i.Articles) != 3 || i.Articles[0].Last != 2 || i.Date != "2016-02-20" {
		t.Errorf("%+v", i)
	}
	a := h.get("/gazette.csv?year=2016")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 1+3+1+2+3 || rows[1][11] != "关于甲的通知" || rows[7][7] != "当月没有出版" {
		t.Errorf("%v %v", rows, err)
	}
}

// Every kind of page, wide and narrow.
func TestGazettePagesInABrowser(t *testing.T) {
	h := newHouse(t)
	b := browser.Start(t)
	h.gazette()
	for _, path := range gazettePages {
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

var gazettePages = []string{"/gazette", "/gazette/2016", "/gazette/2016/1", "/gazette/2016/2", "/gazette/2016/4", "/gazette/2016/5", "/gazette/2016/6", "/gazette/2016/1/1", "/gazette/2016/2/1", "/gazette/2016/4/1"}

// In English nothing is Chinese but what is content.
func TestGazettePagesInEnglish(t *testing.T) {
	words := browser.ProgramWords(t, "../..")
	h := newHouse(t)
	h.gazette()
	for _, path := range gazettePages {
		a := h.get(path, "Cookie", "lang=en")
		for _, left := range words.Left(a.doc.Nodes[0], contentWords...) {
			t.Errorf("%s: %s", path, left)
		}
	}
}

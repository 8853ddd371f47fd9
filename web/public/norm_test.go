package public_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/account"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/web/browser"
)

// library is three documents of one matter, each in place of the one before
// it, the second amended; a rule; and a clean-up that voided a fourth.
func (h *house) library() (list []publication.Publication) {
	h.t.Helper()
	ctx := h.t.Context()
	texts := []string{
		"<p>第一条　为了管理浴池。</p><p>第二条　每日换水一次。</p>",
		"<h2>第一章　总则</h2><p>第一条　为了管理浴池卫生，根据《旧浴池规定》（长府发〔1993〕5号）和《传染病防治法》，制定本办法。</p><p>第二条　每日换水二次。</p><p>第三条　自公布之日起施行。</p>",
		"<p>没有条文的通知。</p>",
		"<p>第一条　规章。</p>",
	}
	for i, r := range []struct{ title, number, category, issued string }{
		{"旧浴池规定", "长府发〔1993〕5号", "A0103", "1993-05-10"},
		{"浴池卫生办法", "长府发〔2003〕8号", "A0103", "2003-08-01"},
		{"浴池和游泳场所通知", "长府发〔2011〕3号", "A0103", "2011-03-01"},
		{"长春市供热规章", "长春市人民政府令第40号", publication.Rules, "2014-01-10"},
	} {
		c := content(r.title)
		c.Number, c.Category, c.IssuedOn, c.Normative, c.Validity, c.Body, c.EndedOn = r.number, r.category, day(r.issued), r.category != publication.Rules, publication.InForce, texts[i], calendar.NoDay
		list = append(list, h.old("CC", publication.Imported{Content: c, PublishedAt: day(r.issued).Start().Add(9 * 3600e9)})...)
	}
	must := func(_ norm.Norm, err error) { h.t.Helper(); h.must(err) }
	must(h.office.AmendNorm(ctx, account.Console, list[1].ID, 0, norm.Amendment{On: day("2006-01-01"), By: "市政府关于修改部分文件的决定", Consolidated: true,
		Text: strings.Replace(texts[1], "每日换水二次", "每日换水三次", 1)}))
	must(h.office.RepealNorm(ctx, account.Console, list[0].ID, 0, day("2003-09-01"), "长府发[2003]8号", true, "改为办法"))
	must(h.office.RepealNorm(ctx, account.Console, list[1].ID, 0, day("2011-04-01"), list[2].Index, true, ""))
	c, err := h.office.OpenCampaign(ctx, account.Console, "2017年清理", "CC", day("2012-01-01"), day("2017-09-01"))
	h.must(err)
	h.must(h.office.DecideNorm(ctx, account.Console, c.ID, list[2].ID, norm.ToBeVoided, "任务已经完成"))
	_, err = h.office.CloseCampaign(ctx, account.Console, c.ID, day("2017-08-01"), "市政府清理决定")
	h.must(err)
	return list
}

// What was in force on a day is counted and listed alike, by every filter.
func TestLibrary(t *testing.T) {
	h := newHouse(t)
	h.library()
	h.reach()
	for _, c := range []struct {
		path   string
		total  string
		titles []string
	}{
		{"/norms", "1", []string{"长春市供热规章"}},
		{"/norms?on=1993-05-10", "1", []string{"旧浴池规定"}},
		{"/norms?on=2003-08-31", "2", []string{"浴池卫生办法", "旧浴池规定"}},
		{"/norms?on=2003-09-01", "1", []string{"浴池卫生办法"}},
		{"/norms?on=2006-01-01&status=amended", "1", []string{"浴池卫生办法"}},
		{"/norms?on=2005-12-31&status=amended", "0", nil},
		{"/norms?status=repealed", "2", []string{"浴池卫生办法", "旧浴池规定"}},
		{"/norms?status=void", "1", []string{"浴池和游泳场所通知"}},
		{"/norms?status=all", "4", []string{"长春市供热规章", "浴池和游泳场所通知", "浴池卫生办法", "旧浴池规定"}},
		{"/norms?status=all&year=2003", "1", []string{"浴池卫生办法"}},
		{"/norms?status=all&category=A0102", "1", []string{"长春市供热规章"}},
		{"/norms?status=all&q=" + url.QueryEscape("浴池 \"1993\""), "2", []string{"浴池卫生办法", "旧浴池规定"}}, // the later one cites it
		{"/norms?status=all&q=" + url.QueryEscape("浴池 长府发[2003]8号"), "1", []string{"浴池卫生办法"}},
		{"/norms?status=all&q=" + url.QueryEscape("传染病防治法"), "1", []string{"浴池卫生办法"}},
		{"/norms?status=repealed&q=" + url.QueryEscape("浴池"), "2", []string{"浴池卫生办法", "旧浴池规定"}},
		{"/norms?status=all&q=" + url.QueryEscape("浴池 没有这样的字"), "0", nil},
		{"/norms?agency=JYJ", "0", nil},
		{"/norms?on=1980-01-01&status=all", "0", nil},
	} {
		a := h.page(c.path)
		var titles []string
		a.doc.Find("main ul.govuk-list--spaced > li > a").Each(func(_ int, s *goquery.Selection) { titles = append(titles, strings.TrimSpace(s.Text())) })
		if got := digits.FindString(a.text("main h2")); got != c.total || strings.Join(titles, " ") != strings.Join(c.titles, " ") {
			t.Errorf("%s: %s %q, want %s %q", c.path, got, titles, c.total, c.titles)
		}
		// What is read as of a day leads to texts as of that day.
		on := regexp.MustCompile(`on=[0-9-]+`).FindString(c.path)
		a.doc.Find("main ul.govuk-list--spaced > li > a").Each(func(_ int, s *goquery.Selection) {
			if href, _ := s.Attr("href"); !strings.HasSuffix(href, on) {
				t.Errorf("%s leads to %s", c.path, href)
			}
		})
		a.doc.Find("nav#narrow a[href]").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			if got, want := digits.FindString(h.page(href).text("main h2")), digits.FindString(s.Next().Text()); got != want {
				t.Errorf("%s says %s for %s, which says %s", c.path, want, href, got)
			}
		})
	}
	// While there is no index, words are looked for in titles and numbers.
	h.window.Search = nil
	if a := h.page("/norms?status=all&q=" + url.QueryEscape("浴")); digits.FindString(a.text("main h2")) != "3" || !strings.Contains(a.text("main"), "只在标题和文号中查找") {
		t.Errorf("without an index: %.400s", a.text("main"))
	}
	for path, status := range map[string]int{"/norms?status=gone": 404, "/norms?on=1993-13-01": 400, "/norms?agency=XX": 404, "/norms?year=12": 404} {
		h.expect(path, status)
	}
}

// A norm of the 1990s says that it was replaced, by what, and how it read.
func TestNormOnADay(t *testing.T) {
	h := newHouse(t)
	list := h.library()
	first, second, third := "/norms/"+list[0].Index, "/norms/"+list[1].Index, "/norms/"+list[2].Index
	for _, c := range []struct {
		path      string
		says, not []string
	}{
		{first, []string{"废止 自 2003-09-01 起被取代，不再有效。取代它的是： 浴池卫生办法 （长府发〔2003〕8号）", "文本（不再有效）", "每日换水一次", "被取代", "改为办法"},
			[]string{"每日换水二次", "现在有效的是"}},
		{first + "?on=2003-08-31", []string{"2003-08-31 的效力", "有效 自 1993-05-10 起施行。", "今天：废止 自 2003-09-01 起被取代，不再有效。取代它的是： 浴池卫生办法", "看今天的效力和文本"}, nil},
		{second + "?on=2005-12-31", []string{"有效", "每日换水二次", "取代了 旧浴池规定", "传染病防治法", "历次文本"}, []string{"每日换水三次"}},
		{second + "?on=2006-01-01", []string{"已修改", "每日换水三次", "由工作机构根据修改文件整理"}, []string{"每日换水二次"}},
		{second + "?from=0&to=1", []string{"两个文本的差别", "修改 1 条相同 2 条", "第二条 修改"}, nil},
		{second + "?wording=0", []string{"文本（公布时的文本）", "每日换水二次"}, []string{"每日换水三次", "文本（不再有效）"}},
		{second + "?wording=1", []string{"文本（2006-01-01 起的文本）", "每日换水三次", "2006-01-01 的效力"}, []string{"每日换水二次"}},
		{third, []string{"宣布失效", "市政府清理决定", "没有条文的通知"}, []string{"目录"}},
		{second + "/article/2?on=2006-06-01", []string{"第二条", "每日换水三次", "公布时的文本", "每日换水二次"}, nil},
		{"/item/" + list[0].Index, []string{"效力沿革"}, nil},
		{third + "?on=2011-03-01", nil, []string{"今天所知"}},
		{"/norms/" + list[3].Index + "?on=2030-01-01", []string{"2030-01-01 的效力", "有效 自 2014-01-10 起施行。", "这一天还没有到，以上按今天所知推算"}, nil},
		{"/norms?on=2030-01-01", []string{"这一天还没有到，以上按今天所知推算"}, nil},
		{"/norms", nil, []string{"今天所知"}},
		{"/norms/campaigns", []string{"2017年清理", "清理 1 件"}, nil},
		{"/norms/campaigns/1", []string{"宣布失效", "浴池和游泳场所通知", "任务已经完成", "市政府清理决定", "自 2017-08-01 起不再执行"}, nil},
	} {
		text := strings.Join(strings.Fields(h.page(c.path).text("main")), " ")
		for _, s := range c.says {
			if !strings.Contains(text, s) {
				t.Errorf("%s does not say %q: %.900s", c.path, s, text)
			}
		}
		for _, s := range c.not {
			if strings.Contains(text, s) {
				t.Errorf("%s says %q", c.path, s)
			}
		}
	}
	a := h.page(second)
	if href, _ := a.doc.Find("#cited ~ ul a").First().Attr("href"); href != first {
		t.Errorf("the document named by number leads to %q", href)
	}
	if a.doc.Find("#art_2").Length() != 1 || a.doc.Find(`a[href="#art_2"]`).Length() != 1 {
		t.Error("the second article has no address in the page")
	}
	diff := h.page(second + "?from=0&to=1")
	if ins, del := diff.doc.Find("ins").Text(), diff.doc.Find("del").Text(); ins != "三" || del != "二" {
		t.Errorf("the difference is +%s -%s", ins, del)
	}
	if a := h.expect(first+"?on=1993-05-09", 404); !strings.Contains(a.body, "1993-05-09 这一天，这份文件还没有印发。它是 1993-05-10 印发的。") {
		t.Errorf("before it was issued: %.300s", a.body)
	}
	for _, typed := range []string{"1995-06-31", "abc", "1995/06/30"} {
		for _, path := range []string{first, "/norms"} {
			a := h.expect(path+"?on="+url.QueryEscape(typed), 400)
			if field := a.doc.Find("#on"); !strings.Contains(a.text("#on-error"), "没有这一天") || field.AttrOr("aria-describedby", "") != "on-error" || a.doc.Find("h1").Length() != 1 {
				t.Errorf("%s on %s: %.300s", path, typed, a.body)
			}
		}
	}
	for path, status := range map[string]int{
		first + "/article/1?on=1993-05-09": 404, first + "/file/akn.xml?on=1993-05-09": 404, second + "?wording=7": 404, second + "?wording=x": 404, first + "?wording=1": 404, first + "?on=x": 400, first + "/article/9": 404, first + "/article/第二条": 404, second + "?from=0&to=7": 404,
		"/norms/CC/1999-000001": 404, "/norms/campaigns/9": 404, "/norms/campaigns/01": 404, first + "/file/norm.doc": 404,
	} {
		h.expect(path, status)
	}
	var record struct {
		Status, Since, By string
		Wordings          []struct {
			From string
			Held bool `json:"held_on_day"`
			Text string
		}
	}
	h.must(json.Unmarshal([]byte(h.page(second+"/file/norm.json?on=2006-02-01").body), &record))
	if record.Status != "amended" || record.Since != "2006-01-01" || len(record.Wordings) != 2 || record.Wordings[0].Held || !record.Wordings[1].Held || !strings.Contains(record.Wordings[1].Text, "三次") {
		t.Errorf("the data say %+v", record)
	}
	for name, begin := range map[string]string{"akn.xml": "<?xml", "norm.epub": "PK"} {
		a := h.get(second + "/file/" + name + "?on=2006-02-01")
		if a.StatusCode != 200 || !strings.HasPrefix(a.body, begin) {
			t.Errorf("%s: %d %.200s", name, a.StatusCode, a.body)
		}
	}
	// Each wording has its files, found from its page.
	for _, c := range []struct{ query, says, not string }{{"?wording=0", "二次", "三次"}, {"?on=2005-12-31", "二次", "三次"}, {"?wording=1", "三次", "二次"}} {
		a := h.page(second + c.query)
		var found []string
		a.doc.Find("#downloads ~ ul a[download]").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			found = append(found, href)
		})
		if len(found) != 3 || !strings.HasSuffix(found[0], "/file/akn.xml"+c.query) {
			t.Errorf("%s leads to the files %v", c.query, found)
			continue
		}
		if body := h.get(found[0]).body; !strings.Contains(body, c.says) || strings.Contains(body, c.not) {
			t.Errorf("%s reads %.3000s", found[0], body)
		}
		words := ""
		z, err := zip.NewReader(strings.NewReader(h.get(found[2]).body), int64(len(h.get(found[2]).body)))
		h.must(err)
		for _, f := range z.File {
			r, err := f.Open()
			h.must(err)
			b, err := io.ReadAll(r)
			h.must(err)
			words += string(b)
		}
		if !strings.Contains(words, c.says) || strings.Contains(words, c.not) {
			t.Errorf("the book of %s reads otherwise", c.query)
		}
	}
	if a := h.get(second + "/file/akn.xml?on=2006-02-01"); !strings.Contains(a.body, "三次") || !strings.Contains(a.body, first) {
		t.Errorf("the file of the day reads %.2000s", a.body)
	}
	// A page is stale as soon as an act changes the norm.
	if _, err := h.office.CorrectNorm(t.Context(), account.Console, list[0].ID, 0, 1, "录错"); err != nil {
		t.Fatal(err)
	}
	if text := h.page(first).text("main"); strings.Contains(text, "2003-09-01") || !strings.Contains(text, "有效") {
		t.Errorf("after the correction: %.300s", text)
	}
	h.withdraw(list[2], "重复", "")
	h.expect(third, 410)
}

// A clean-up that kept everything ended nothing.
func TestCleanUpThatKeepsAll(t *testing.T) {
	h := newHouse(t)
	h.library()
	c, err := h.office.OpenCampaign(t.Context(), account.Console, "全部保留的清理", "CC", day("2015-01-01"), day("2017-09-01"))
	h.must(err)
	items, err := h.office.Store.CampaignItems(t.Context(), c.ID, "")
	h.must(err)
	for _, i := range items {
		h.must(h.office.DecideNorm(t.Context(), account.Console, c.ID, i.Publication, norm.Keep, ""))
	}
	_, err = h.office.CloseCampaign(t.Context(), account.Console, c.ID, day("2017-08-01"), "市政府清理决定")
	h.must(err)
	if text := h.page("/norms/campaigns/2").text("main"); !strings.Contains(text, "继续有效") || strings.Contains(text, "不再执行") {
		t.Errorf("%s", text)
	}
}

// A reader follows a chain of three to what is in force.
func TestChainOfReplacements(t *testing.T) {
	h := newHouse(t)
	var list []publication.Publication
	for i, year := range []string{"1993", "2003", "2012"} {
		c := content("第" + []string{"一", "二", "三"}[i] + "个浴池办法")
		c.Category, c.IssuedOn, c.Normative, c.Validity, c.Body, c.EndedOn = "A0103", day(year+"-05-10"), true, publication.InForce, "<p>第一条　换水。</p>", calendar.NoDay
		list = append(list, h.old("CC", publication.Imported{Content: c, PublishedAt: day(year + "-05-10").Start().Add(9 * 3600e9)})...)
	}
	for i := range 2 {
		_, err := h.office.RepealNorm(t.Context(), account.Console, list[i].ID, 0, list[i+1].Content.IssuedOn, list[i+1].Index, true, "")
		h.must(err)
	}
	for i, want := range []struct {
		says string
		not  string
	}{{"自 2003-05-10 起被取代，不再有效。取代它的是： 第二个浴池办法 现在有效的是：第三个浴池办法", "起施行"}, {"自 2012-05-10 起被取代，不再有效。取代它的是： 第三个浴池办法", "现在有效的是"}, {"有效 自 2012-05-10 起施行。", "取代它的是"}} {
		text := strings.Join(strings.Fields(h.page("/norms/"+list[i].Index).text("main section[aria-labelledby=standing]")), " ")
		if !strings.Contains(text, want.says) || strings.Contains(text, want.not) {
			t.Errorf("%d: %s", i, text)
		}
	}
	then := strings.Join(strings.Fields(h.page("/norms/"+list[0].Index+"?on=1998-05-01").text("main section[aria-labelledby=standing]")), " ")
	if !strings.Contains(then, "1998-05-01 的效力有效 自 1993-05-10 起施行。") || !strings.Contains(then, "现在有效的是：第三个浴池办法") {
		t.Errorf("in 1998: %s", then)
	}
}

// The days of effect and validity come from the text of what was taken over too,
// where its record does not say otherwise.
func TestDaysOfWhatWasTakenOver(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name, closing string
		validity      publication.Validity
		ended         string
		says, saysNot string
	}{
		{"later", "本办法自公布之日起三十日后施行。", publication.InForce, "", "自 2003-06-09 起施行", "没有登记"},
		{"unsaid", "本办法由市政府解释。", publication.InForce, "", "没有登记，按成文日期计算", "有效期至"},
		{"prolonged by somebody", "本办法自公布之日起施行，有效期五年。", publication.InForce, "", "自 2003-05-10 起施行", "有效期"},
		{"running out", "本办法自2003年6月1日起施行，有效期至2019年5月31日。", publication.InForce, "", "有效期至2019-05-31", "不再有效"},
		{"over", "本办法自2003年6月1日起施行，有效期至2019年5月31日。", publication.Repealed, "2010-01-01", "自 2010-01-01 起不再有效", "有效期至2019"},
	} {
		d := content(c.name)
		d.Category, d.IssuedOn, d.Normative, d.Validity, d.EndedOn = "A0103", day("2003-05-10"), true, c.validity, calendar.NoDay
		if c.ended != "" {
			d.EndedOn = day(c.ended)
		}
		d.Body = "<p>第一条　换水。</p><p>第二条　" + c.closing + "</p>"
		p := h.old("CC", publication.Imported{Content: d, PublishedAt: day("2003-05-11").Start().Add(9 * 3600e9)})[0]
		text := strings.Join(strings.Fields(h.page("/norms/"+p.Index).text("main")), " ")
		if before, _, _ := strings.Cut(text, "沿革"); !strings.Contains(before, c.says) || strings.Contains(before, c.saysNot) {
			t.Errorf("%s: %s", c.name, before)
		}
	}
}

// What became of each article stands under its number, and a text without
// articles is compared by its paragraphs.
func TestComparedArticles(t *testing.T) {
	h := newHouse(t)
	c := content("停车办法")
	c.Category, c.IssuedOn, c.Normative, c.Validity, c.EndedOn = "A0103", day("2003-05-10"), true, publication.InForce, calendar.NoDay
	c.Body = "<h2>第一章　总则</h2><p>第一条　为了停车。</p><p>第二条　停车场由城市管理部门统一规划建设。</p><p>第三条　违反本办法的，处二百元罚款。</p><p>第四条　本办法自公布之日起施行。</p>"
	p := h.old("CC", publication.Imported{Content: c, PublishedAt: day("2003-05-10").Start().Add(9 * 3600e9)})[0]
	amend := func(on, text string) {
		_, err := h.office.AmendNorm(t.Context(), account.Console, p.ID, 0, norm.Amendment{On: day(on), By: "决定", Text: text})
		h.must(err)
	}
	amend("2006-01-01", "<h2>第一章　通则</h2><p>第一条　为了停车。</p><p>第一条之一　鼓励共享车位。</p><p>第二条　违反本办法的，处五百元罚款。</p><p>第三条　本办法自公布之日起施行。</p>")
	amend("2008-01-01", "<p>停车照旧。</p>")
	page := h.page("/norms/" + p.Index + "?from=0&to=1")
	section := page.doc.Find("section[aria-labelledby=compared]")
	text := strings.Join(strings.Fields(section.Text()), " ")
	for _, want := range []string{"修改 1 条增加 1 条删去 1 条只有条号变动 1 条相同 1 条", "章节标题", "第一条之一 增加", "第二条 删去", "第二条 修改 条号变动", "原第三条", "第四条 → 第三条"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing of %q in %s", want, text)
		}
	}
	section.Find("h3 a, li a").Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		if a := h.page(href); a.text("h1") == "" || !strings.Contains(a.text("h1"), strings.TrimSpace(s.Text())) {
			t.Errorf("%s leads to %s", s.Text(), a.text("h1"))
		}
	})
	// An article is found in the other wording whatever its number was there.
	for path, want := range map[string]string{
		"/article/2?on=2006-01-01":   "公布时的文本 在这个文本中是第三条。 第三条 违反本办法的，处二百元罚款。",
		"/article/3?on=2006-01-01":   "公布时的文本 在这个文本中是第四条。 文字相同。",
		"/article/1-1?on=2006-01-01": "公布时的文本 这个文本没有这一条。",
		"/article/2?wording=0":       "2006-01-01 起的文本 这个文本没有这一条。",
	} {
		a := h.page("/norms/" + p.Index + path)
		bare := strings.NewReplacer(" ", "", "\u3000", "", "\n", "", "\t", "").Replace
		if text := bare(a.text("main")); !strings.Contains(text, bare(want)) {
			t.Errorf("%s: %s", path, text)
		}
		whole, _ := a.doc.Find("main a[href*='#art_']").Attr("href")
		if at := strings.Index(path, "?"); !strings.HasPrefix(whole, "/norms/"+p.Index+path[at:]+"#") {
			t.Errorf("%s leads to the whole text at %s", path, whole)
		}
	}
	if section.Find("h3 a").Length() != 2 || section.Find("li a").Length() != 1 {
		t.Errorf("%d articles lead to themselves", section.Find("h3 a").Length())
	}
	if text := h.page("/norms/" + p.Index + "?from=1&to=2").doc.Find("section[aria-labelledby=compared]"); text.Find("ins").Length() == 0 || text.Find("h3").Length() != 0 {
		t.Errorf("%s", text.Text())
	}
	if text := h.page("/norms/" + p.Index + "?from=1&to=1").text("section[aria-labelledby=compared]"); !strings.Contains(text, "文字相同") {
		t.Errorf("%s", text)
	}
}

func TestNormsInABrowser(t *testing.T) {
	b := browser.Start(t)
	h := newHouse(t)
	list := h.library()
	second := "/norms/" + list[1].Index
	for _, path := range []string{"/norms", "/norms?on=2006-01-01&status=all", second, second + "?from=0&to=1", second + "?on=2005-12-31", second + "?on=1990-01-01", second + "/article/2", "/norms/" + list[0].Index, "/norms/campaigns", "/norms/campaigns/1"} {
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

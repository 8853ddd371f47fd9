package public_test

import (
	"net/http"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
)

func TestItemPrintsItsMetadata(t *testing.T) {
	h := newHouse(t)
	c := content("长春市人民政府关于测试的通知")
	c.Number, c.Normative, c.Validity, c.Stage = "长府办发〔2017〕54号", true, publication.InForce, "决策"
	c.Channels = publication.Website | publication.Gazette
	p := h.publish("ZFBGT", c)
	_, err := h.office.RecordChannel(t.Context(), person("clerk", account.Clerk, "ZFBGT"), p.ID,
		publication.ChannelRecord{Channel: publication.Weibo, At: at("2017-08-01 10:30"), Address: "https://weibo.com/1/2"})
	h.must(err)
	a := h.page("/item/" + p.Index)
	if p.Index != "ZFBGT/2017-000001" {
		t.Fatalf("index %s", p.Index)
	}
	for key, want := range map[string]string{
		"索引号": "ZFBGT/2017-000001", "分类": "机构职能 / 工作动态", "成文日期": "2017-07-28", "名称": c.Title,
		"文号": "长府办发〔2017〕54号", "发布日期": "2017-08-01", "有效性": "有效", "主题词": "公开 测试 政府信息公开 依申请公开 主动公开 政务公开 五公开", "五公开阶段": "决策",
		"发布渠道": "政府网站 政府公报 政务微博 2017-08-01 10:30 https://weibo.com/1/2", "点击数": "0", "种类": "规范性文件", "公开属性": "主动公开",
		"公开期限": "按期公开 应不晚于 2017-08-25 公开（成文后 20 个工作日，《条例》（2008年版）第十八条）",
	} {
		if got := a.fact(key); got != want {
			t.Errorf("%s: %q, expected %q", key, got, want)
		}
	}
	if got := a.text("h1"); got != c.Title {
		t.Errorf("h1 %q", got)
	}
	if got := a.text(".app-document"); got != "正文第一段。正文第二段。" {
		t.Errorf("body %q", got)
	}
	if got := strings.Count(a.text("article"), "（此件公开发布）"); got != 1 {
		t.Errorf("此件公开发布 stands there %d times", got)
	}
	if got := a.Header.Get("Last-Modified"); got != "Tue, 01 Aug 2017 01:00:00 GMT" {
		t.Errorf("Last-Modified %q", got)
	}
	if again := h.get("/item/"+p.Index, "If-None-Match", a.Header.Get("Etag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again with its tag: %d", again.StatusCode)
	}
	if moved := h.get("/item/zfbgt/2017-1"); moved.StatusCode != http.StatusNotFound {
		t.Errorf("an index number that is none: %d", moved.StatusCode)
	}
	if moved := h.get("/item/zfbgt/2017-000001"); moved.Header.Get("Location") != "/item/ZFBGT/2017-000001" || moved.StatusCode != 301 {
		t.Errorf("another spelling: %d %s", moved.StatusCode, moved.Header.Get("Location"))
	}
}

func TestItemClock(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct{ name, issued, published, want string }{
		{"on the due day", "2017-07-03", "2017-07-31 23:59", "按期公开 应不晚于 2017-07-31 公开（成文后 20 个工作日，《条例》（2008年版）第十八条）"},
		{"a day late", "2017-07-03", "2017-08-01 00:00", "逾期公开 应不晚于 2017-07-31 公开（成文后 20 个工作日，《条例》（2008年版）第十八条），逾期 1 个工作日"},
		{"undated", "", "2017-08-01 00:00", "成文日期不详，不能计算"},
		{"before the Regulation", "2008-04-30", "2017-08-01 00:00", "成文于《政府信息公开条例》施行之前，不计期限"},
	} {
		rec := publication.Imported{Content: content(c.name), PublishedAt: at(c.published)}
		rec.Content.IssuedOn = day(c.issued)
		p := h.old("JYJ", rec)[0]
		if got := h.page("/item/" + p.Index).fact("公开期限"); got != c.want {
			t.Errorf("%s: %q, expected %q", c.name, got, c.want)
		}
	}
}

// What was kept and opened on a later decision is counted from that one, and its
// page says so; late after that is late.
func TestItemClockOfWhatWasOpened(t *testing.T) {
	for _, c := range []struct{ published, want string }{
		{"2018-01-30 10:00", "按期公开 应不晚于 2018-01-30 公开（2018-01-02 决定转为主动公开后 20 个工作日，《条例》（2008年版）第十八条）"},
		{"2018-01-31 10:00", "逾期公开 应不晚于 2018-01-30 公开（2018-01-02 决定转为主动公开后 20 个工作日，《条例》（2008年版）第十八条），逾期 1 个工作日"},
	} {
		h := newHouse(t)
		ctx := t.Context()
		clerk, secrecy, signer := person("clerk", account.Clerk, "JYJ"), person("secrecy", account.SecrecyReviewer, "JYJ"), person("signer", account.Signer, "JYJ")
		d, err := h.office.Start(ctx, clerk, "JYJ", content("关于内部事务的通知"))
		h.must(err)
		_, err = h.office.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.OnRequest, Reason: "内部事务", ReexamineOn: day("2018-01-02")})
		h.must(err)
		review := func() {
			t.Helper()
			_, err := h.office.Submit(ctx, clerk, d.ID, 0)
			h.must(err)
			_, err = h.office.Clear(ctx, secrecy, d.ID, 0, "")
			h.must(err)
		}
		review()
		_, err = h.office.Withhold(ctx, signer, d.ID, 0)
		h.must(err)
		h.setClock("2018-01-02 10:00")
		_, err = h.office.Convert(ctx, signer, d.ID, 0, publication.Proactive, calendar.NoDay, "可以公开")
		h.must(err)
		review()
		h.setClock(c.published)
		p, err := h.office.Publish(ctx, signer, d.ID, 0)
		h.must(err)
		if got := h.page("/item/" + p.Index).fact("公开期限"); got != c.want {
			t.Errorf("published %s: %q, expected %q", c.published, got, c.want)
		}
	}
}

func TestVersions(t *testing.T) {
	h := newHouse(t)
	p := h.publish("JYJ", content("关于招生的公告"))
	h.setClock("2017-08-10 10:00")
	h.revise(p, "更正日期", func(c *publication.Content) {
		c.Title = "关于招生的公告（更正）"
		c.Body = "<p>正文第一段。</p><p>正文第三段。</p>"
	})
	base := "/item/" + p.Index
	for path, title := range map[string]string{
		base: "关于招生的公告（更正）", base + "?version=2": "关于招生的公告（更正）", base + "?version=1": "关于招生的公告",
		base + "?on=2017-08-09": "关于招生的公告", base + "?on=2017-08-10": "关于招生的公告（更正）",
	} {
		if got := h.page(path).text("h1"); got != title {
			t.Errorf("%s: %q, expected %q", path, got, title)
		}
	}
	h.expect(base+"?on=2017-07-31", 404)
	h.expect(base+"?on=yesterday", 400)
	h.expect(base+"?version=3", 404)
	h.expect(base+"?version=0", 404)
	v := h.page(base + "/versions")
	if del, ins := v.text("del"), v.text("ins"); !strings.Contains(del, "二") || !strings.Contains(ins, "三") || !strings.Contains(ins, "更正") {
		t.Errorf("differences: -%q +%q", del, ins)
	}
	if !strings.Contains(v.text("main"), "更新说明：更正日期") && !strings.Contains(v.text("main"), "更新说明： 更正日期") {
		t.Errorf("no reason for the change: %s", v.text("main"))
	}
}

func TestFiles(t *testing.T) {
	h := newHouse(t)
	text := "第一章 总则\n" + strings.Repeat("内容。\n", 1000)
	sum, size, err := h.office.Blobs.Put(t.Context(), strings.NewReader(text))
	h.must(err)
	c := content("有附件的通知")
	c.Attachments = []publication.Attachment{
		{Name: "办法 (全文).txt", Type: "text/plain", Size: size, SHA256: sum},
		{Name: "表.docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Size: size, SHA256: sum},
		{Name: "国标.txt", Type: "text/plain; charset=gb18030", Size: size, SHA256: sum},
		{Name: "宽字符.txt", Type: "text/plain; charset=utf-16le", Size: size, SHA256: sum},
		{Name: "扫描.pdf", Type: "application/pdf", Size: size, SHA256: sum},
	}
	c.Body = `<p><img src="/file/` + sum + `/x.png" alt="图"></p>`
	p := h.publish("JYJ", c)
	a := h.page("/item/" + p.Index)
	href, _ := a.doc.Find(`section[aria-labelledby="files"] a`).First().Attr("href")
	if src, _ := a.doc.Find(".app-document img").Attr("src"); src != href {
		t.Errorf("image in the body at %q, its file at %q", src, href)
	}
	f := h.get(href)
	if f.StatusCode != 200 || f.body != text {
		t.Fatalf("%s: %d, %d bytes", href, f.StatusCode, len(f.body))
	}
	for name, want := range map[string]string{
		"Content-Type":            "text/plain; charset=utf-8",
		"X-Content-Type-Options":  "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox",
	} {
		if got := f.Header.Get(name); got != want {
			t.Errorf("%s: %q, expected %q", name, got, want)
		}
	}
	if got := f.Header.Get("Content-Disposition"); !strings.Contains(got, "filename*=UTF-8''%E5%8A%9E%E6%B3%95%20%28%E5%85%A8%E6%96%87%29.txt") {
		t.Errorf("Content-Disposition %q", got)
	}
	second, _ := a.doc.Find(`section[aria-labelledby="files"] a`).Eq(1).Attr("href")
	if got := h.get(second).Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment;") {
		t.Errorf("a Word file opens in the window: %q", got)
	}
	part := h.get(href, "Range", "bytes=0-8", "Accept-Encoding", "identity")
	if part.StatusCode != http.StatusPartialContent || part.body != "第一章" {
		t.Errorf("range: %d %q", part.StatusCode, part.body)
	}
	if again := h.get(href, "If-None-Match", `"`+sum+`"`); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d", again.StatusCode)
	}
	links := a.doc.Find(`section[aria-labelledby="files"] a`)
	for i, want := range []struct{ kind, policy, shown string }{
		2: {"text/plain; charset=gb18030", "default-src 'none'; sandbox", "inline;"},
		3: {"text/plain; charset=utf-16le", "default-src 'none'; sandbox", "inline;"},
		4: {"application/pdf", "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'", "inline;"},
	} {
		if want.kind == "" {
			continue
		}
		href, _ := links.Eq(i).Attr("href")
		got := h.get(href).Header
		if got.Get("Content-Type") != want.kind || got.Get("Content-Security-Policy") != want.policy || !strings.HasPrefix(got.Get("Content-Disposition"), want.shown) {
			t.Errorf("%s: %v, expected %+v", href, got, want)
		}
	}
	base := "/item/" + p.Index + "/file/"
	for _, path := range []string{"1/7/x", "2/1/x", "0/0/x", "1/1/wrong.txt", "x/1/y", "99999999999999999999/1/x"} {
		h.expect(base+path, 404)
	}
	// Public, and its bytes are lost: a fault of ours, not an unknown address.
	lost, err := store.OpenFolder(t.TempDir())
	h.must(err)
	h.office.Blobs = lost
	h.expect(href, 500)
}

// Row 14: a record keeps the name it was published under, and says who answers
// for it now.
func TestPublisherKeepsItsName(t *testing.T) {
	h := newHouse(t)
	p := h.publish("JYJ", content("教育局的旧文"))
	before := h.page("/item/" + p.Index).fact("发布机构")
	h.setClock("2017-09-01 09:00")
	_, err := h.office.RenameAgency(t.Context(), account.Console, "JYJ", "长春市教育委员会")
	h.must(err)
	if got := h.page("/item/" + p.Index).fact("发布机构"); got != "长春市教育局现由以下机关负责：长春市教育委员会" || before == got {
		t.Errorf("after renaming: %q (before: %q)", got, before)
	}
	h.must(h.office.MergeAgency(t.Context(), account.Console, "JYJ", "ZFBGT"))
	if got := h.page("/item/" + p.Index).fact("发布机构"); !strings.HasPrefix(got, "长春市教育局现由以下机关负责：长春市人民政府办公厅") {
		t.Errorf("after the merger: %q", got)
	}
	if got := h.page("/agency/JYJ").text(".govuk-inset-text"); !strings.Contains(got, "2017-09-01") || !strings.Contains(got, "长春市人民政府办公厅") {
		t.Errorf("closed agency: %q", got)
	}
	if got := h.page("/agency/ZFBGT").text("main"); !strings.Contains(got, "长春市教育委员会") {
		t.Error("the successor does not name its predecessor")
	}
}

// Hard case 20: after withdrawal every address answers the tombstone, which
// holds nothing of the content.
func TestTombstone(t *testing.T) {
	h := newHouse(t)
	sum, size, err := h.office.Blobs.Put(t.Context(), strings.NewReader("秘密附件"))
	h.must(err)
	c := content("不该公开的秘密标题")
	c.Number, c.Keywords = "长教发〔2017〕9号", "秘密主题"
	c.Attachments = []publication.Attachment{{Name: "名单.txt", Type: "text/plain", Size: size, SHA256: sum}}
	p := h.publish("JYJ", c)
	p = h.revise(p, "秘密改动", func(c *publication.Content) { c.Body = "<p>秘密正文</p>" })
	other := h.publish("JYJ", content("同类的另一条"))
	base := "/item/" + p.Index
	harvest := []string{base, base + "?version=1", base + "?on=2017-08-01", base + "/versions", base + "/qr.svg",
		base + "/file/1/1/%E5%90%8D%E5%8D%95.txt", base + "/file/2/1/%E5%90%8D%E5%8D%95.txt"}
	lists := []string{"/", "/browse", "/browse?agency=JYJ", "/agency/JYJ", "/item/" + other.Index, "/browse?category=A02&year=2017", "/agencies"}
	for _, path := range append(harvest, lists...) {
		h.page(path) // fill the cache
	}
	if !strings.Contains(h.page("/").body, "秘密") || !strings.Contains(h.page("/item/"+other.Index).body, "秘密") {
		t.Fatal("the lists do not show the item, so this test shows nothing")
	}
	h.withdraw(p, "含有不应公开的内容", other.Index)
	for _, path := range harvest {
		a := h.expect(path, http.StatusGone)
		if strings.Contains(a.body, "秘密") || strings.Contains(a.body, "长教发") {
			t.Errorf("%s: the tombstone shows what it buries", path)
		}
		if a.fact("撤下理由") != "含有不应公开的内容" || a.fact("替代信息") != other.Index || a.fact("索引号") != p.Index {
			t.Errorf("%s: %s", path, a.text("main"))
		}
	}
	for _, path := range lists {
		if a := h.get(path); strings.Contains(a.body, "秘密") {
			t.Errorf("%s still shows it", path)
		}
	}
	// Looked up by its index number it is found dead, by its number not at all.
	if a := h.get("/search?q=" + p.Index); a.Header.Get("Location") != base {
		t.Errorf("look-up of the index number: %d", a.StatusCode)
	}
	if a := h.get("/search?q=%E9%95%BF%E6%95%99%E5%8F%91%5B2017%5D9%E5%8F%B7"); a.StatusCode != 200 || strings.Contains(a.text("main"), "不该") {
		t.Errorf("look-up of the number: %d", a.StatusCode)
	}
}

// Hard case 21: before its instant nothing exists at any address.
func TestEmbargo(t *testing.T) {
	h := newHouse(t)
	shown := h.publish("JYJ", content("已经公开"))
	c := content("定时公开的标题")
	c.Number = "长教发〔2017〕77号"
	d := h.draft("JYJ", c)
	_, err := h.office.Schedule(t.Context(), person("signer", account.Signer, "JYJ"), d.ID, d.Stamp, at("2017-08-01 12:00"))
	h.must(err)
	next := "/item/JYJ/2017-000002"
	lists := []string{"/", "/browse", "/agency/JYJ", "/item/" + shown.Index}
	h.setClock("2017-08-01 11:59")
	_, err = h.office.Release(t.Context())
	h.must(err)
	for _, path := range append(lists, "/search?q=%5B2017%5D77%E5%8F%B7") {
		if a := h.page(path); strings.Contains(a.body, "定时公开") {
			t.Errorf("%s shows it too early", path)
		}
	}
	for _, path := range []string{next, next + "/versions", next + "/qr.svg", next + "?version=1"} {
		h.expect(path, 404)
	}
	h.setClock("2017-08-01 12:00")
	n, err := h.office.Release(t.Context())
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	for _, path := range append(lists, next) {
		if a := h.page(path); !strings.Contains(a.body, "定时公开") {
			t.Errorf("%s does not show it at its instant", path)
		}
	}
	if a := h.get("/search?q=%5B2017%5D77%E5%8F%B7"); a.Header.Get("Location") != next {
		t.Errorf("look-up: %d %s", a.StatusCode, a.Header.Get("Location"))
	}
}

// Two versions of one day are told apart by the hour.
func TestVersionsOfOneDay(t *testing.T) {
	h := newHouse(t)
	p := h.publish("JYJ", content("关于招生的公告"))
	h.setClock("2017-08-01 15:05")
	h.revise(p, "更正", func(c *publication.Content) { c.Body = "<p>更正后的正文。</p>" })
	if got := h.page("/item/" + p.Index + "?version=1").doc.Find("main").Text(); !strings.Contains(got, "这是第 1 版，2017-08-01 09:00 至 2017-08-01 15:05 的内容") {
		t.Errorf("the first version: %s", got)
	}
}

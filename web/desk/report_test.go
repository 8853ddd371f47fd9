package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/paper/declared"
	"gongkai/store"
	"gongkai/store/storetest"
	"gongkai/web/page"
)

// newLevel is a city whose government sums up two bureaus, in the January after
// a year that is reported on with the newest form.
func newLevel(t *testing.T) *town {
	t.Helper()
	ctx := context.Background()
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, now: calendar.MustDay("2026-01-12").Start().Add(9 * time.Hour), log: &bytes.Buffer{}}
	if w.office, err = office.New(ctx, storetest.Open(t, storetest.SQLite(t)), blobs, w.time); err != nil {
		t.Fatal(err)
	}
	if err := w.office.FoundEmpty(ctx, account.Console, office.CityFile{Code: "CC", Name: "长春市", Government: "CC"}); err != nil {
		t.Fatal(err)
	}
	for _, a := range []agency.Agency{
		{Code: "CC", Name: "长春市人民政府", Short: "市政府", Kind: agency.Government},
		{Code: "JYJ", Name: "长春市教育局", Short: "市教育局", Kind: agency.Department, Position: 1, Parent: "CC", Card: agency.Card{Email: "jyj@example.gov.cn", Phone: "0431-88770001"}},
		{Code: "HBJ", Name: "长春市环境保护局", Short: "市环保局", Kind: agency.Department, Position: 2, Parent: "CC", Card: agency.Card{Phone: "0431-88770002"}},
	} {
		if _, err := w.office.AddAgency(ctx, account.Console, a); err != nil {
			t.Fatal(err)
		}
		code := strings.ToLower(string(a.Code))
		w.person(account.Login("clerk."+code), "张经办", account.Grant{Role: account.Clerk, Agency: a.Code})
		w.person(account.Login("head."+code), "陈负责", account.Grant{Role: account.Head, Agency: a.Code})
	}
	w.person("city", "周主管", account.Grant{Role: account.CityOffice})
	w.person("leader", "吴领导", account.Grant{Role: account.Leader})
	w.person("admin", "系统员", account.Grant{Role: account.SystemAdmin})
	w.site = page.NewSite(page.Frame{City: "长春市", Name: "政府信息公开"})
	w.site.Log = slog.New(slog.NewTextHandler(w.log, nil))
	w.desk = &Desk{Office: w.office, Report: plainReport}
	w.desk.Routes(w.site)
	w.server = httptest.NewServer(w.site)
	t.Cleanup(w.server.Close)
	return w
}

// plainReport stands for the public window, which the desk does not know.
func plainReport(e annual.Edition, base string) templ.Component {
	var b strings.Builder
	for _, p := range e.Parts {
		b.WriteString("<h3>" + templ.EscapeString(p.Heading) + "</h3>")
		for _, para := range p.Paragraphs {
			b.WriteString("<p>")
			for _, piece := range para {
				if piece.Figure != "" {
					b.WriteString(`<a href="` + base + "/figure/" + templ.EscapeString(piece.Figure) + `">` + templ.EscapeString(piece.Text) + "</a>")
				} else {
					b.WriteString(templ.EscapeString(piece.Text))
				}
			}
			b.WriteString("</p>")
		}
	}
	return page.HTML(b.String())
}

const reportAt = "/desk/reports/2025/JYJ"

// stated is a cell of the newest form for which numbers are stated.
const stated, statedField = "A05.decisions", "cell-A05.decisions"

// begun is the education bureau's report, with every number that the platform
// does not keep stated and a text without gaps.
func (w *town) begun(in agency.Code) report.Report {
	w.t.Helper()
	ctx, clerk := context.Background(), w.actor(account.Login("clerk."+strings.ToLower(string(in))))
	v, err := w.office.StartReport(ctx, clerk, in, 2025, "")
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := w.office.CompileReport(ctx, in, 2025, office.CompileOptions{Figures: true})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range c.Edition.Figures {
		cell, ok := c.Form.Cell(f.Name)
		if !ok || f.Text != "" {
			continue
		}
		if col, _ := c.Form.Column(cell); col.From.Fact != form.Sum {
			if v, err = w.office.DeclareFigure(ctx, clerk, in, 2025, f.Name, "0", "没有这类事项"); err != nil {
				w.t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	parts := make([]report.Part, len(v.Parts))
	for i, p := range v.Parts {
		parts[i] = report.Part{Heading: p.Heading, Text: "本机关按规定开展工作。"}
	}
	if v, err = w.office.WriteReport(ctx, clerk, in, 2025, v.Stamp, parts); err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (v *visitor) reportDo(path string) *visitor {
	v.t.Helper()
	return v.submit(`form[action="`+v.url.Path+"/"+path+`"]`, "")
}

// A report goes from the clerk to the head, to the city's office and back, and
// out to everybody.
func TestReportThroughAllHands(t *testing.T) {
	w := newLevel(t)
	clerk, head, city := w.as("clerk.jyj"), w.as("head.jyj"), w.as("city")

	clerk.get("/desk").says("年度报告", "市教育局 2025 年度报告", "还没有开始编制", "还有 19 天")
	clerk.get("/desk/reports").says("2025 年度的报告还没有开始编制").submit(`#begin + form, section form[action="/desk/reports"]`, "")
	if clerk.url.Path != reportAt {
		t.Fatalf("at %s: %s", clerk.url, clerk.errors())
	}
	clerk.says("已开始编制", "编制中", "签发以前要办的")
	if clerk.offered()["sign"] {
		t.Error("what has obstacles is offered to be signed")
	}
	city.get("/desk/reports").says("全市 2025 年度报告汇总", "还有 2 个机关的报告没有接收", "编制中 1", "未编制 1")

	// Text and numbers until nothing is in the way.
	clerk.get(reportAt+"/text").says("数字清单", "{{figure ")
	for i := range form.Of(2025).Parts {
		clerk.fill(partField(i), "本机关按规定开展工作。")
	}
	clerk.submit("form[data-report-text]", "save").says("文字已保存")
	clerk.get(reportAt+"/numbers").says("平台记录", "相加得出").fill(statedField, "0")
	clerk.doc.Find("table.app-numbers tbody tr").Each(func(_ int, row *goquery.Selection) {
		if name, ok := row.Find("input").Attr("name"); ok && strings.Contains(row.Text(), "没有数字") && name != statedField {
			clerk.fill(name, "0")
		}
	})
	numbers := `form[action$="/numbers"]`
	clerk.submit(numbers, "").says("请写明补报数字的来源")
	if clerk.status != http.StatusUnprocessableEntity || clerk.doc.Find(`input[name^="cell-"][value="0"]`).Length() == 0 {
		t.Fatalf("%d: what was typed is gone", clerk.status)
	}
	clerk.fill("basis", "办公室核实，没有这类事项").submit(numbers, "").says("数字已保存")
	clerk.get(reportAt).says("没有要改的了。请负责人通读、签发。")
	if clerk.offered()["sign"] {
		t.Error("a clerk is offered to sign")
	}
	if clerk.post(reportAt+"/sign", "dated", "2026-01-12"); clerk.status != http.StatusForbidden {
		t.Errorf("a clerk signs: %d", clerk.status)
	}

	head.get("/desk").says("市教育局 2025 年度报告")
	head.get(reportAt).fill("dated-year", "2025", "dated-month", "12", "dated-day", "1").reportDo("sign").says("落款日期应在年度结束之后")
	head.get(reportAt).reportDo("sign").says("已签发", "第 1 版")
	head.reportDo("unsign").says("已撤回签发")
	head.reportDo("sign").says("第 2 版")
	clerk.get(reportAt).reportDo("submit").says("已报送上级", "等上级接收")

	city.get("/desk").says("市教育局 2025 年度报告", "审阅，接收或者退回")
	city.get("/desk/reports").says("已报送 1", "未编制 1")
	city.get(reportAt+"/preview").says("这是签发的第 2 版", "2026-01-12")
	city.get(reportAt).reportDo("return").says("请写明理由")
	city.fill("return_why", "第三部分过于简略").submit(`form[action$="/return"]`, "").says("已退回")
	clerk.get("/desk").says("第三部分过于简略", "按理由修改后重新签发、报送")
	city.get("/desk/reports?state=returned").says("第三部分过于简略", "退回修改 1")
	clerk.get(reportAt+"/text").fill("part-3", "本机关办理申请，件件有答复。").submit("form[data-report-text]", "done").says("文字已保存")
	head.get(reportAt).reportDo("sign")
	clerk.get(reportAt).reportDo("submit")
	city.get(reportAt).says("请审阅").reportDo("accept").says("已接收")
	city.get("/desk/reports").says("已接收 1", "还有 1 个机关的报告没有接收，全市的报告不能签发：市环保局")
	head.get("/desk").says("上级已接收，请公布")
	head.get(reportAt).reportDo("publish").says("已公布", "公众看到的")
	head.submit(`form[action$="/correct"]`, "").says("请写明更正的是哪一处")
	head.fill("where", "第三部分", "was", "件件有答复", "is", "均按期答复", "correct_why", "表述不准确").submit(`form[action$="/correct"]`, "").says("更正已发布", "均按期答复")
	head.get(reportAt).fill("reopen_why", "数字有误").submit(`form[action$="/reopen"]`, "").says("可以重新办理了", "数字有误")
	v, err := w.office.Store.Report(context.Background(), "JYJ", 2025)
	if err != nil || v.State != report.Drafting || v.Public == 0 || len(v.Signed) != 3 || len(v.Errata) != 1 {
		t.Errorf("in the record: %+v, %v", v, err)
	}
}

// What the page says is in the way is what the office says, each with a place
// to go to.
func TestReportObstaclesAreTheOffices(t *testing.T) {
	w := newLevel(t)
	if _, err := w.office.StartReport(context.Background(), w.actor("clerk.cc"), "CC", 2025, ""); err != nil {
		t.Fatal(err)
	}
	c, err := w.office.CompileReport(context.Background(), "CC", 2025, office.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	o := &Official{Actor: w.actor("clerk.cc")}
	p, err := w.desk.reportShowPage(context.Background(), o, reportKey{"CC", 2025}, &page.Form{})
	if err != nil {
		t.Fatal(err)
	}
	want := c.Obstacles()
	if len(want) == 0 || len(p.Obstacles) != len(want) {
		t.Fatalf("%d of %d", len(p.Obstacles), len(want))
	}
	for i, x := range p.Obstacles {
		if x.Text != want[i] {
			t.Errorf("%q, want %q", x.Text, want[i])
		}
		if x.Link.Href == "" {
			t.Errorf("%q leads nowhere", x.Text)
		}
	}
}

// Another agency's people see nothing of a report that is being made; those who
// look at the city see it and change nothing; administrators see nothing.
func TestReportsAreForThoseWhoMay(t *testing.T) {
	w := newLevel(t)
	w.begun("JYJ")
	walked := 0
	for _, login := range []string{"clerk.hbj", "head.hbj", "admin", "leader"} {
		v := w.as(login)
		before := w.entries()
		for _, route := range w.site.Routes() {
			method, pattern, _ := strings.Cut(route.Pattern, " ")
			if !strings.HasPrefix(pattern, "/desk/reports/{year}/{code}") {
				continue
			}
			address := strings.NewReplacer("{year}", "2025", "{code}", "JYJ", "{n}", "1", "{name}", "收到申请总数", "{file}", "report.pdf").Replace(pattern)
			if hole.MatchString(address) {
				t.Fatalf("the walk does not know how to fill %s", address)
			}
			walked++
			if method == "GET" {
				v.get(address)
			} else {
				v.post(address, "stamp", "1", "why", "理由", "return_why", "理由", "reopen_why", "理由", "part-1", "改", "where", "此处", "is", "乙")
			}
			looks := login == "leader" && method == "GET" && !strings.Contains(address, "/text") && !strings.Contains(address, "/numbers") && !strings.Contains(address, "/table")
			if refused := v.status == http.StatusNotFound || v.status == http.StatusForbidden; !looks && !refused {
				t.Errorf("%s: %s %s: %d", login, method, address, v.status)
			}
		}
		if w.entries() != before {
			t.Errorf("%s left an entry", login)
		}
		if login == "leader" {
			v.get(reportAt).says("教育局", "现在该做什么")
			if offered := v.offered(); len(offered) > 1 || !offered["sign-out"] {
				t.Errorf("a leader is offered %v", offered)
			}
		} else if v.get("/desk/reports"); strings.Contains(v.text(), "市教育局") {
			t.Errorf("%s sees the report of another agency", login)
		}
	}
	if walked < 60 {
		t.Errorf("only %d addresses were walked", walked)
	}
	if v := w.as("clerk.hbj"); v.post("/desk/reports", "agency", "JYJ", "year", "2024").status != http.StatusForbidden {
		t.Errorf("begun for another agency: %d", v.status)
	}
	// Of years that make no sense there is nothing.
	v := w.as("clerk.jyj")
	for address, want := range map[string]int{
		"/desk/reports/2024/JYJ": http.StatusOK, "/desk/reports/x/JYJ": http.StatusNotFound, "/desk/reports/2025/NIX": http.StatusNotFound,
		reportAt + "/figure/没有": http.StatusNotFound, reportAt + "/edition/1/report.pdf": http.StatusNotFound, reportAt + "/draft/report.csv": http.StatusNotFound,
		reportAt + "/file/1/x": http.StatusNotFound, reportAt + "/changed": http.StatusNotFound, "/desk/reports?year=zzz&state=zzz": http.StatusOK,
	} {
		if v.get(address); v.status != want {
			t.Errorf("%s: %d, want %d", address, v.status, want)
		}
	}
	for _, year := range []string{"2026", "9", "", "x", "2001"} {
		if v.post("/desk/reports", "agency", "JYJ", "year", year); v.status != http.StatusUnprocessableEntity {
			t.Errorf("begun for the year %q: %d", year, v.status)
		}
	}
}

// Nothing typed is lost: not by a text too long, not when a colleague saved.
func TestReportTextIsNotLost(t *testing.T) {
	w := newLevel(t)
	w.begun("JYJ")
	clerk, head := w.as("clerk.jyj"), w.as("head.jyj")
	const editor = "form[data-report-text]"
	long := strings.Repeat("长", partMost+1)
	clerk.get(reportAt+"/text").fill("part-1", "本段要保留。", "part-2", long).submit(editor, "save").says("一个部分的文字不能超过 30000 个字")
	if clerk.status != http.StatusUnprocessableEntity || clerk.doc.Find("#part-1").Text() != "本段要保留。" || clerk.doc.Find("#part-2").Text() != long {
		t.Fatalf("%d: the text is gone", clerk.status)
	}
	clerk.get(reportAt + "/text")
	head.get(reportAt+"/text").fill("part-1", "负责人写的。").submit(editor, "save").says("文字已保存")
	clerk.fill("part-1", "经办人写的。").submit(editor, "save").says("有人先保存了", "陈负责 在您填写期间保存了这份报告", "负责人写的。")
	if clerk.status != http.StatusConflict || clerk.doc.Find("#part-1").Text() != "经办人写的。" {
		t.Fatalf("%d: %q", clerk.status, clerk.doc.Find("#part-1").Text())
	}
	clerk.submit(editor, "save").says("文字已保存")
	if v, _ := w.office.Store.Report(context.Background(), "JYJ", 2025); v.Parts[0].Text != "经办人写的。" {
		t.Errorf("saved is %q", v.Parts[0].Text)
	}
	clerk.get(reportAt+"/text").submit(editor, "save").says("文字没有变化")
	clerk.get(reportAt+"/text").fill("part-1", "收到{{figure 收到申请总数 unit}}。").submit(editor, "preview").says("这是公布以后公众将要看到的样子", "收到0件。")
	clerk.get(reportAt+"/text").fill("part-1", "收到{{figure 没有的数}}。").submit(editor, "save").get(reportAt + "/text").says("没有叫这个名称的数")

	// Numbers meet the same.
	clerk.get(reportAt + "/numbers")
	name := stated
	head.get(reportAt+"/numbers").fill(numberField(name), "7", "basis", "负责人核实").submit(`form[action$="/numbers"]`, "").says("数字已保存")
	clerk.fill(numberField(name), "8", "basis", "经办人核实").submit(`form[action$="/numbers"]`, "").says("有人先保存了", "7", "8")
	if clerk.status != http.StatusConflict {
		t.Errorf("%d", clerk.status)
	}
	clerk.submit(`form[action$="/numbers"]`, "").says("数字已保存")
	clerk.get(reportAt+"/numbers").fill(numberField(name), "八", "basis", "经办人核实").submit(`form[action$="/numbers"]`, "").says("：请填写数字")
	if got, _ := clerk.doc.Find(`[id="` + numberField(name) + `"]`).Attr("value"); got != "八" || w.report("JYJ").Declared[name].Text != "8" {
		t.Errorf("typed is %q, saved %+v", got, w.report("JYJ").Declared[name])
	}
}

func (w *town) report(in agency.Code) report.Report {
	w.t.Helper()
	v, err := w.office.Store.Report(context.Background(), in, 2025)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// A number typed by hand becomes a figure with one click, and not when the text
// is another by then.
func TestReportNumberBecomesAFigure(t *testing.T) {
	w := newLevel(t)
	v := w.begun("JYJ")
	ctx, clerk := context.Background(), w.actor("clerk.jyj")
	parts := v.Parts
	parts[0].Text = "全年召开新闻发布会0次。"
	if _, err := w.office.WriteReport(ctx, clerk, "JYJ", 2025, 0, parts); err != nil {
		t.Fatal(err)
	}
	p := w.as("clerk.jyj").get(reportAt).says("文字中直接打出的数字", "一致", "替换为 {{figure 新闻发布会次数")
	other := w.as("head.jyj").get(reportAt)
	p.reportDo("replace").says("已替换")
	if got := w.report("JYJ").Parts[0].Text; !strings.Contains(got, "{{figure 新闻发布会次数") || strings.Contains(got, "0次") {
		t.Errorf("the text is %q", got)
	}
	if other.reportDo("replace"); other.status != http.StatusConflict {
		t.Errorf("replaced twice: %d", other.status)
	}
	parts[0].Text = "全年召开新闻发布会5次。"
	if _, err := w.office.WriteReport(ctx, clerk, "JYJ", 2025, 0, parts); err != nil {
		t.Fatal(err)
	}
	p.get(reportAt).says("不一致", "需要说明", "去说明")
	if p.doc.Find(`form[action$="/replace"]`).Length() != 0 {
		t.Error("a number that differs is offered to be replaced")
	}
	p.reportDo("explain").says("请写明说明")
	if p.status != http.StatusUnprocessableEntity {
		t.Errorf("%d", p.status)
	}
	field, _ := p.doc.Find(`textarea[name^="explain-"]`).Attr("name")
	p.fill(field, "含市政府召开的").submit(`form[action$="/explain"]`, "").says("说明已保存", "已说明")
	if p.post(reportAt+"/explain", "finding", "F1:natural", askField("F1:natural"), "没有这个问题"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("explained what was not asked: %d", p.status)
	}
}

// A table from outside is looked at, checked and only then taken; what cannot
// be read is refused with its place.
func TestReportTableComesIn(t *testing.T) {
	w := newLevel(t)
	if _, err := w.office.StartReport(context.Background(), w.actor("clerk.jyj"), "JYJ", 2025, ""); err != nil {
		t.Fatal(err)
	}
	f := form.Of(2025)
	table := &check.Table{Form: f, Year: 2025, Agency: "长春市教育局", Cells: map[form.Cell]printed.Cell{}}
	for _, cell := range f.Cells() {
		table.Cells[cell] = printed.Figured(0)
	}
	file := func() string {
		var b bytes.Buffer
		if err := declared.WriteXLSX(&b, table); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	clerk := w.as("clerk.jyj")
	const at, upload = reportAt + "/table", `form[enctype]`
	if res, err := clerk.client.Get(w.server.URL + at + "/template.xlsx"); err != nil || res.StatusCode != 200 || !strings.Contains(res.Header.Get("Content-Type"), "spreadsheet") {
		t.Fatalf("template: %v %v", err, res)
	}
	clerk.get(at).submit(upload, "").says("请选择填好的统计表")
	clerk.get(at).attach("表.pdf", pdf).submit(upload, "").says("表.pdf：填报表应为 JSON、XLSX 或 CSV 文件")
	clerk.get(at).attach("表.csv", "报告年度,2025\n项目,数值\n").submit(upload, "").says("表.csv")
	if clerk.status != http.StatusUnprocessableEntity {
		t.Errorf("%d", clerk.status)
	}
	before := w.entries()
	wrong := form.Cell{Row: "B1", Column: "total"}
	table.Cells[wrong] = printed.Figured(printed.Whole(9))
	clerk.get(at).attach("表.xlsx", file()).submit(upload, "").says("读到的数字", "必须改正", "9")
	if clerk.status != http.StatusOK || w.entries() != before {
		t.Errorf("%d: looking at a table left an entry", clerk.status)
	}
	mine := table.Agency
	table.Agency = "某县审计局"
	clerk.get(at).attach("表.xlsx", file()).submit(upload, "").says("表上写的是某县审计局，不是本机关")
	table.Agency = mine
	table.Year = 2024
	clerk.get(at).attach("表.xlsx", file()).submit(upload, "").says("这张统计表不是这一年度的")
	table.Year = 2025
	table.Cells[wrong] = printed.Figured(0)
	clerk.get(at).attach("表.xlsx", file()).submit(upload, "").says("没有发现问题")
	clerk.submit(`form[action$="/table"]`, "take").says("统计表已取用")
	if v := w.report("JYJ"); v.Table.Name != "表.xlsx" || len(v.Declared) == 0 {
		t.Errorf("taken: %+v", v)
	}
	if clerk.post(at, "sum", strings.Repeat("0", 64), "name", "表.xlsx", "act", "take"); clerk.status != http.StatusNotFound {
		t.Errorf("a table that was never handed in: %d", clerk.status)
	}
}

// What changes after the signature is told, figure by figure; files are handed
// out as they were signed.
func TestReportDriftAndFiles(t *testing.T) {
	w := newLevel(t)
	w.begun("JYJ")
	ctx, head := context.Background(), w.actor("head.jyj")
	p := w.as("head.jyj").get(reportAt).attach("组织图.pdf", pdf).submit(`form[enctype]`, "").says("附件已保存", "组织图.pdf")
	f := w.report("JYJ").Files[0]
	if err := w.office.ScreenFiles(ctx, []publication.Attachment{{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256}}, time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"pdf", "docx", "xlsx"} {
		res, err := p.client.Get(w.server.URL + reportAt + "/draft/report." + file)
		if err != nil || res.StatusCode != 200 || !strings.Contains(res.Header.Get("Content-Disposition"), "%E8%8D%89%E7%A8%BF") {
			t.Errorf("draft as %s: %v %v", file, err, res)
		}
	}
	p.get(reportAt).submit(`form[enctype]`, "").says("请选择要添加的文件")
	p.get(reportAt).reportDo("sign").says("已签发")
	s := w.report("JYJ").Signed[0]
	res, err := p.client.Get(w.server.URL + reportAt + "/edition/1/report.json")
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("the signed edition: %v %v", err, res)
	}
	b, err := io.ReadAll(res.Body)
	if sum := sha256.Sum256(b); err != nil || hex.EncodeToString(sum[:]) != s.Hash {
		t.Errorf("the signed edition has other bytes: %v", err)
	}
	p.get(reportAt + "/changed").says("每个数字都仍然成立。")
	// A conference of the year, entered after the signature.
	if _, err := w.office.UnsignReport(ctx, head, "JYJ", 2025); err != nil {
		t.Fatal(err)
	}
	name := stated
	if _, err := w.office.DeclareFigure(ctx, head, "JYJ", 2025, name, "3", "重新核实"); err != nil {
		t.Fatal(err)
	}
	p.get(reportAt+"/changed").says("记录已变动", "补报年度报告数字", "陈负责")
	if !strings.Contains(p.doc.Find("table").First().Text(), "3") {
		t.Errorf("the figure is not told: %s", p.text())
	}
	p.get(reportAt + "/alike").says("没有雷同的段落")
	p.get(reportAt + "/figure/" + name).says("重新核实")
}

// Reports that say the same are shown beside each other, to whom may see them.
func TestReportAlike(t *testing.T) {
	w := newLevel(t)
	ctx := context.Background()
	same := strings.Repeat("本机关坚持以公开为常态不公开为例外，持续推进政务公开工作标准化规范化建设，切实保障人民群众的知情权。", 2)
	for _, in := range []agency.Code{"JYJ", "HBJ"} {
		v := w.begun(in)
		parts := v.Parts
		parts[0].Text = same
		if _, err := w.office.WriteReport(ctx, w.actor(account.Login("clerk."+strings.ToLower(string(in)))), in, 2025, 0, parts); err != nil {
			t.Fatal(err)
		}
	}
	clerk := w.as("clerk.jyj")
	clerk.get(reportAt+"/alike").says("共 0 份比较", "没有雷同的段落")
	if _, err := w.office.SignReport(ctx, w.actor("head.hbj"), "HBJ", 2025, 0, calendar.MustDay("2026-01-12")); err != nil {
		t.Fatal(err)
	}
	clerk.get(reportAt+"/alike").says("市环保局 2025 年度", "以公开为常态")
	if clerk.doc.Find(`a[href$="/HBJ"]`).Length() != 0 {
		t.Error("another agency's report is linked")
	}
	if w.as("city").get(reportAt+"/alike").doc.Find(`a[href$="/2025/HBJ"]`).Length() == 0 {
		t.Error("the city's office is not led to the other report")
	}
}

// The roll-up counts every member in exactly one state, and says who is late.
func TestRollUpAddsUp(t *testing.T) {
	w := newLevel(t)
	w.begun("JYJ")
	w.now = calendar.MustDay("2026-02-03").Start().Add(9 * time.Hour)
	city := w.as("city").get("/desk/reports").says("全部 2", "编制中 1", "未编制 1", "迟报 2", "逾期 3 天", "发邮件催报", "0431-88770002")
	if href, _ := city.doc.Find(`a[href^="mailto:"]`).Attr("href"); !strings.HasPrefix(href, "mailto:jyj@example.gov.cn?subject=") {
		t.Errorf("the reminder goes to %q", href)
	}
	sum := 0
	for _, tab := range []string{"none", "drafting", "returned", "signed", "submitted", "accepted", "published"} {
		rows := city.get("/desk/reports?year=2025&state=" + tab).doc.Find("#rollup").Parent().Find("tbody tr").Length()
		sum += rows
		if want := map[string]int{"none": 1, "drafting": 1}[tab]; rows != want {
			t.Errorf("%s: %d rows, want %d", tab, rows, want)
		}
	}
	if sum != 2 {
		t.Errorf("the states add up to %d of 2", sum)
	}
	w.as("leader").get("/desk/reports").says("全市 2025 年度报告汇总")
	if w.as("clerk.jyj").get("/desk/reports"); strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
	for _, c := range []struct {
		name string
		due  reportDue
		want string
	}{
		{"today", reportDue{On: 10, Left: 0, Done: calendar.NoDay}, "今天到期"},
		{"to come", reportDue{On: 10, Left: 4, Done: calendar.NoDay}, "还有 4 天"},
		{"past", reportDue{On: 10, Left: -4, Done: calendar.NoDay}, "逾期 4 天"},
		{"in time", reportDue{On: 10, Left: 0, Done: 10}, "按期"},
		{"late", reportDue{On: 10, Left: -2, Done: 12}, "迟报 2 天"},
	} {
		if got := c.due.words(context.Background()); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Every act on a report is a deed of the desk or a page of its own.
func TestEveryReportActHasADeed(t *testing.T) {
	pages := map[string]bool{"report.start": true, "report.write": true, "report.declare": true, "report.attach": true, "report.table": true}
	for _, m := range report.Moves {
		known := pages[string(m.Act)]
		for _, v := range reportDeeds {
			known = known || v.Act == m.Act
		}
		if !known {
			t.Errorf("%s cannot be done at the desk", m.Act)
		}
	}
	for i, s := range reportStates {
		if s.Name == "" || s.Colour == "" {
			t.Error("state " + strconv.Itoa(i) + " has no name or colour")
		}
	}
}

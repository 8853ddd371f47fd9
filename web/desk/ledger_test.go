package desk

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/store"
	"gongkai/web/browser"
)

// registry is a town with a head in each agency, the city's office and a
// township's assessor.
func registry(t *testing.T) *town {
	w := newTown(t)
	w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	w.person("city", "周公开", account.Grant{Role: account.CityOffice})
	w.person("assessor", "吴评议", account.Grant{Role: account.Assessor})
	w.person("both", "郑兼任", account.Grant{Role: account.Clerk, Agency: "JYJ"}, account.Grant{Role: account.Clerk, Agency: "HBJ"})
	return w
}

// sample is what may be typed into each book, complete.
func sample(code ledger.Code) ledger.Values {
	rows := func(name string, list ...ledger.Row) map[string][]ledger.Row {
		return map[string][]ledger.Row{name: list}
	}
	switch code {
	case "conference":
		return ledger.Values{Row: ledger.Row{"title": "供热发布会", "held_on": "2017-06-20", "part": "hosted", "principal": "yes", "follow_up": "内部甲"}, Rows: rows("speakers", ledger.Row{"name": "王某", "post": "局长"})}
	case "interview":
		return ledger.Values{Row: ledger.Row{"title": "公积金访谈", "held_on": "2017-06-20", "principal": "no"}}
	case "explanation":
		return ledger.Values{Row: ledger.Row{"title": "实施意见座谈", "held_on": "2017-06-20", "kind": "forum", "policy_title": "实施意见"}}
	case "matter":
		return ledger.Values{Row: ledger.Row{"title": "停水", "kind": "hot", "found_on": "2017-06-20", "found_at": "09:00", "source": "内部乙", "judgement": "内部丙"},
			Rows: rows("responses", ledger.Row{"day": "2017-06-20", "time": "11:30", "channel": "weibo", "person_times": "30"})}
	case "proposal":
		return ledger.Values{Row: ledger.Row{"kind": "suggestion", "level": "municipal", "session": "一次会议", "number": "7", "title": "校车建议", "received_on": "2017-02-01"}}
	case "meeting":
		return ledger.Values{Row: ledger.Row{"title": "一季度例会", "kind": "work", "held_on": "2017-06-20", "disclosure": "yes", "minutes": "内部丁", "tasks": "内部戊", "decision": "proactive"}}
	case "supervision":
		return ledger.Values{Row: ledger.Row{"title": "供热督查", "kind": "supervision", "subject": "供热企业", "started_on": "2017-06-01", "findings": "内部癸"}}
	case "training":
		return ledger.Values{Row: ledger.Row{"title": "一期", "started_on": "2017-06-20", "days": "2", "persons": "1", "person_times": "2", "full_time": "2", "result": "内部己"}, Rows: rows("roster", ledger.Row{"name": "内部庚"})}
	case "reading_point":
		return ledger.Values{Row: ledger.Row{"name": "图书馆查阅点", "kind": "library", "district": "南关区", "address": "人民大街1号", "hours": "全天", "opened_on": "2012-05-01"}, Rows: rows("visits", ledger.Row{"day": "2017-06-01", "readers": "97531"})}
	case "handout":
		return ledger.Values{Row: ledger.Row{"title": "政报六月号", "kind": "gazette", "place": "政务公开中心", "started_on": "2017-06-01", "reorder_at": "10"},
			Rows: map[string][]ledger.Row{"received": {{"day": "2017-06-01", "copies": "50", "from": "内部辛"}}, "handed": {{"day": "2017-06-05", "copies": "30", "to": "内部壬"}}}}
	case "staffing":
		return ledger.Values{Row: ledger.Row{"year": "2016", "bodies": "1", "full_time": "2", "part_time": "3", "budget": "52.15"}}
	}
	return ledger.Values{Row: ledger.Row{"year": "2017", "month": "5", "licences": "12", "levied": "3.5"}}
}

func (w *town) entry(login account.Login, in agency.Code, code ledger.Code) ledger.Entry {
	w.t.Helper()
	e, err := w.office.EnterEntry(w.t.Context(), w.actor(login), in, code, sample(code))
	if err != nil {
		w.t.Fatal(code, err)
	}
	return e
}

// type fills a form with values, rows from slot n on.
func (v *visitor) typeEntry(values ledger.Values, n int) *visitor {
	for name, s := range values.Row {
		v.fill(name, s)
	}
	for field, list := range values.Rows {
		for i, row := range list {
			for name, s := range row {
				v.fill(slotName(field, n+i, name), s)
			}
		}
	}
	return v
}

const entryForm = `main form[action*="/ledger/"]`

// Every book is entered through its form, says what it counts, and is amended.
func TestEveryBookIsEnteredAtTheDesk(t *testing.T) {
	w := registry(t)
	clerk := w.as("clerk.jyj")
	counted := map[ledger.Code][]string{
		"conference": {"2.2.1", "新闻发布会"}, "interview": {"2.2.2"}, "explanation": {"政策解读活动场次"}, "matter": {"2.1 ", "2.2.4", "回应关切人次", "30 人次"},
		"proposal": {"现在不计入任何数字"}, "meeting": {"9.1"}, "supervision": {"现在不计入任何数字"}, "training": {"9.2", "9.3", "培训实际人数"}, "reading_point": {"8.2", "2012 年起"}, "handout": {"现在不计入任何数字"},
		"staffing": {"52.15 万元"}, "decisions": {"12"},
	}
	for _, b := range ledger.Books {
		clerk.get("/desk/ledger/"+string(b.Code)+"/new").typeEntry(sample(b.Code), 0).submit(entryForm, "save")
		if clerk.status != http.StatusOK || clerk.url.Path != "/desk/ledger/"+string(b.Code)+"-2017-000001" {
			t.Fatalf("%s: %d %s %s", b.Code, clerk.status, clerk.url, clerk.errors())
		}
		clerk.says("已登记", "计入年度报告", "登记台账")
		at := clerk.text()
		for _, s := range counted[b.Code] {
			if !strings.Contains(at, s) {
				t.Errorf("%s does not count %s: %s", b.Code, s, at[strings.Index(at, "计入年度报告"):])
			}
		}
		e, err := w.office.Store.Entry(t.Context(), b.Code, ledger.ID(2017, 1))
		if err != nil {
			t.Fatal(err)
		}
		want, faults := b.Read(sample(b.Code), w.office.Today())
		if faults != nil || !e.Values.Equal(want) {
			t.Errorf("%s: saved %v, typed %v (%v)", b.Code, e.Values, want, faults)
		}
		// Unchanged, the form gives back what it was given.
		clerk.get(clerk.url.Path+"/amend").submit(entryForm, "save").says(ledger.ErrSame.Error())
		clerk.get("/desk/ledger/"+string(b.Code)).says("共 1 条", e.Title())
		clerk.get("/desk/ledger/" + string(b.Code) + "/template.xlsx")
		if clerk.status != http.StatusOK {
			t.Errorf("%s: template %d", b.Code, clerk.status)
		}
	}
	clerk.get("/desk/ledger").says("建议提案议案：1 条已超过办理期限")
}

// Everything wrong is said at once, beside its field; nothing typed is lost;
// rows grow without script.
func TestFormOfAnEntry(t *testing.T) {
	w := registry(t)
	clerk := w.as("both")
	clerk.get("/desk/ledger/matter/new").fill("title", "  停水  ", "found_on", "2017/6/20", "found_at", "9：05", "kind", "hot",
		slotName("responses", 2, "channel"), "weibo", slotName("responses", 2, "person_times"), "很多", "handled_on", "昨天").submit(entryForm, "save")
	if clerk.status != http.StatusUnprocessableEntity {
		t.Fatal(clerk.status)
	}
	for _, s := range []string{"请选择机关", "处置日期：日期应写成 2017-06-30 的形式", "回应第 1 行日期：请填写", "回应第 1 行人次：请填写整数，如 57"} {
		if !strings.Contains(clerk.errors(), s) {
			t.Errorf("the summary lacks %q: %s", s, clerk.errors())
		}
	}
	if got := clerk.doc.Find(`[id="responses.2.person_times-error"]`).Text(); !strings.Contains(got, "请填写整数") {
		t.Errorf("beside the field: %q", got)
	}
	values := formValues(clerk.doc.Find(entryForm))
	for name, want := range map[string]string{"title": "  停水  ", "found_on": "2017/6/20", "found_at": "9：05", "handled_on": "昨天", "responses.2.person_times": "很多"} {
		if values.Get(name) != want {
			t.Errorf("%s was %q, is %q", name, want, values.Get(name))
		}
	}
	if _, more := values["responses.5.day"]; !more {
		t.Error("no three blank rows stand below the last one filled in")
	}
	clerk.submit(entryForm, "more-responses")
	if clerk.status != http.StatusOK || clerk.errors() != "" {
		t.Errorf("more rows: %d %s", clerk.status, clerk.errors())
	}
	if _, more := formValues(clerk.doc.Find(entryForm))["responses.8.day"]; !more {
		t.Error("there are no more rows")
	}
	clerk.fill("agency", "JYJ", "handled_on", "2017年6月21日", slotName("responses", 2, "day"), "2017.6.20", slotName("responses", 2, "time"), "9:35", slotName("responses", 2, "person_times"), "12",
		slotName("responses", 8, "day"), "20170621", slotName("responses", 8, "channel"), "wechat", slotName("responses", 8, "person_times"), "3",
		slotName("responses", 8, "publication"), "JYJ/2017-000009").submit(entryForm, "save").says("公开信息：没有这个索引号的公开信息")
	clerk.fill(slotName("responses", 8, "publication"), "").submit(entryForm, "save").says("已登记", "首次回应用时", "30 分钟", "2017年6月21日")
	clerk.get("/desk/ledger/matter/new").fill("agency", "HBJ", "kind", "名人", "title", strings.Repeat("长", 300)).submit(entryForm, "save")
	if s := clerk.errors(); !strings.Contains(s, "类别：请从选项中选择：公众关注热点") || !strings.Contains(s, "事项：") {
		t.Errorf("a bad choice and a long title: %s", s)
	}
	// The same year twice, in the words of the book.
	clerk.get("/desk/ledger/staffing/new").fill("agency", "JYJ").typeEntry(sample("staffing"), 0).submit(entryForm, "save").says("已登记")
	clerk.get("/desk/ledger/staffing/new").fill("agency", "JYJ").typeEntry(sample("staffing"), 0).submit(entryForm, "save").says("本机关这一年度的机构人员经费已经登记")
}

// Two people amend one entry: the second is shown what the first wrote beside
// what they typed, and decides.
func TestEntryChangedMeanwhile(t *testing.T) {
	w := registry(t)
	e := w.entry("clerk.jyj", "JYJ", "meeting")
	first, second, third := w.as("clerk.jyj").get(entryHref(e)+"/amend"), w.as("head.jyj").get(entryHref(e)+"/amend"), w.as("head.jyj").get(entryHref(e))
	first.fill("place", "一号楼").submit(entryForm, "save").says("已更正", "一号楼")
	second.fill("place", "二号楼", "title", "会议").submit(entryForm, "save")
	if second.status != http.StatusConflict {
		t.Fatalf("the second: %d", second.status)
	}
	second.says(store.ErrChanged.Error(), "一号楼", "二号楼")
	if got := formValues(second.doc.Find(entryForm)).Get("place"); got != "二号楼" {
		t.Errorf("what the second typed is %q", got)
	}
	second.submit(entryForm, "save").says("已更正", "二号楼", "第 3 版", "第 2 版")
	third.fill("secrecy", "李保密").submit(`form[action$="/release"]`, "").says(store.ErrChanged.Error())
}

// A clerk enters and amends, the head releases; the public goes on reading what
// was released until the next release.
func TestAnEntryFromItsMakingToItsEnd(t *testing.T) {
	w := registry(t)
	clerk, head := w.as("clerk.jyj"), w.as("head.jyj")
	public := func() string {
		t.Helper()
		p, err := w.office.Store.PublicEntry(t.Context(), "conference", ledger.ID(2017, 1))
		if err != nil {
			return ""
		}
		return p.Title
	}
	clerk.get("/desk/ledger/conference/new").typeEntry(sample("conference"), 0).submit(entryForm, "save").says("已登记")
	at := clerk.url.Path
	clerk.get(at+"/amend").fill("title", "供热新闻发布会").submit(entryForm, "save").says("已更正", "供热新闻发布会", "第 2 版", "原来", "改为")
	if offered := clerk.offered(); offered["release"] || !offered["strike"] || offered["retract"] {
		t.Errorf("a clerk is offered %v", offered)
	}
	if clerk.post(at+"/release", "stamp", "2", "secrecy", "李保密"); clerk.status != http.StatusForbidden || public() != "" {
		t.Errorf("a clerk released: %d %q", clerk.status, public())
	}
	head.get(at).submit(`form[action$="/release"]`, "").says(ledger.ErrSecrecy.Error())
	head.fill("secrecy", "李保密").submit(`form[action$="/release"]`, "").says("已公开", "保密审查人", "李保密", "公众看到的页面")
	if public() != "供热新闻发布会" {
		t.Errorf("the public reads %q", public())
	}
	clerk.get(at+"/amend").fill("title", "冬季供热新闻发布会").submit(entryForm, "save").says("更正理由", ledger.ErrWhy.Error())
	clerk.fill("why", "主题写错").submit(entryForm, "save").says("重新公开后才会改变", "待重新公开", "公众看到的是第 2 版，现在是第 3 版", "主题写错")
	if public() != "供热新闻发布会" {
		t.Errorf("the public reads %q before the second release", public())
	}
	clerk.get("/desk/ledger").says("新闻发布会：1 条更正以后还没有重新公开")
	clerk.get("/desk/ledger/conference?only=waiting").says("共 1 条")
	head.get("/desk/ledger/conference").fill("secrecy", "李保密").submit(`form[action$="/release-many"]`, "").says("请选中要公开的登记")
	head.fill("entry", "2017-000001").submit(`form[action$="/release-many"]`, "").says("已公开 1 条")
	if public() != "冬季供热新闻发布会" {
		t.Errorf("the public reads %q after the second release", public())
	}
	head.get(at).fill("why", "主办单位更正").submit(`form[action$="/retract"]`, "").says("已撤下", "主办单位更正")
	if public() != "" {
		t.Errorf("the public reads %q after the retraction", public())
	}
	clerk.get(at).fill("why", "重复登记").submit(`form[action$="/strike"]`, "").says("已撤销", "已撤销，不计数")
	if clerk.get(at + "/amend").says(ledger.ErrState.Error()); len(clerk.offered()) != 1 { // the way out
		t.Errorf("of one struck out there are offered %v", clerk.offered())
	}
}

// What another agency's people, an assessor and a stranger get.
func TestLedgersOfOtherAgencies(t *testing.T) {
	w := registry(t)
	entries := map[ledger.Code]ledger.Entry{}
	for _, b := range ledger.Books {
		entries[b.Code] = w.entry("clerk.jyj", "JYJ", b.Code)
	}
	for _, login := range []string{"clerk.hbj", "signer.hbj", "assessor", ""} {
		v := w.visitor()
		if login != "" {
			v = w.as(login)
		}
		before, walked := w.entries(), 0
		for _, route := range w.site.Routes() {
			method, pattern, _ := strings.Cut(route.Pattern, " ")
			if !strings.HasPrefix(pattern, "/desk/ledger/{") || strings.Contains(pattern, "{run}") || strings.Contains(pattern, "/import") {
				continue
			}
			for _, b := range ledger.Books {
				e := entries[b.Code]
				address := strings.NewReplacer("{name}", string(b.Code)+"-"+e.Number(), "{entry}", string(b.Code)+"-"+e.Number(), "{book}", string(b.Code)).Replace(pattern)
				if hole.MatchString(address) {
					t.Fatalf("the walk does not know how to fill %s", address)
				}
				walked++
				if method == "GET" {
					v.get(address)
				} else {
					v.post(address, "stamp", "1", "why", "理由", "secrecy", "某", "entry", e.Number(), "title", "别家改的", "agency", "JYJ", "act", "save")
				}
				if said := v.doc.Text(); strings.Contains(said, e.Title()) {
					t.Errorf("%s reads %s at %s", login, e.Title(), address)
				}
				if v.status < 400 && !strings.HasPrefix(v.url.Path, "/desk/sign-in") && !(login != "assessor" && strings.Contains(pattern, "{book}")) {
					t.Errorf("%s: %s %s: %d", login, method, address, v.status)
				}
			}
		}
		if walked < 80 {
			t.Errorf("only %d addresses were walked", walked)
		}
		if after := w.entries(); after != before {
			t.Errorf("%s left %d entries behind", login, after-before)
		}
		if login == "clerk.hbj" {
			v.get("/desk/ledger/conference").says("共 0 条")
			v.get("/desk/ledger/conference?agency=JYJ").says("共 0 条")
		}
	}
	w.as("city").get("/desk/ledger/conference").says("共 1 条", "供热发布会")
	if city := w.as("city").get(entryHref(entries["conference"])); city.status != http.StatusOK || city.offered()["release"] {
		t.Errorf("the city's office: %d %v", city.status, city.offered())
	}
}

// upload hands a file in to the form on the page.
func (v *visitor) upload(address, name, content string, fields ...string) *visitor {
	v.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		m.WriteField(fields[i], fields[i+1])
	}
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		v.t.Fatal(err)
	}
	io.WriteString(part, content)
	m.Close()
	return v.take(v.client.Post(v.server.URL+address, m.FormDataContentType(), &b))
}

// A table comes in row by row, each as it is or refused with its place and
// reason; the balance adds up, and the whole can be undone.
func TestLedgerImport(t *testing.T) {
	w := registry(t)
	head := w.as("head.jyj")
	const at = "/desk/ledger/meeting/import"
	head.get(at).says("下载空白表格", "还没有导入过")
	head.upload(at, "会议.csv", "会议名称,种类\n一,工作会议\n", "agency", "JYJ").says("文件中缺少必填的栏目：召开日期")
	head.upload(at, "会议.csv", "会议名称,天气\n一,晴\n", "agency", "JYJ").says("台账中没有这个栏目：天气")
	table := "会议名称,种类,召开日期,研究政府信息公开工作,参会的专家、学者、法律顾问\n" +
		"一季度例会,工作会议,2017-03-01,是,王某|教授|同意|采纳\n二季度例会,工作会议,2017-13-01,是,\n,工作会议,2017-03-02,是,\n专题会,专题会议,2017/4/5,否,\n"
	head.upload(at, "会议.csv", table, "agency", "JYJ").says("读取4 行", "不能导入2 行", "会议名称", "召开日期", "请填写", "一季度例会", "王某|教授|同意|采纳")
	head.submit(`form[action$="/import/preview"]`, "")
	for deadline := time.Now().Add(20 * time.Second); strings.HasSuffix(head.url.Path, "/begun") || strings.Contains(head.text(), "正在导入"); head.get(head.url.RequestURI()) {
		if time.Now().After(deadline) {
			t.Fatal(head.text())
		}
		time.Sleep(50 * time.Millisecond)
	}
	head.says("收支表", "读取4", "＝ 导入2", "＋ 未收2", "2017-13-01", "已完成")
	run := head.url.Path
	// The refused rows, mended, come in as the table they are from.
	mended := strings.NewReplacer("2017-13-01", "2017-06-01", "\n,工作会议", "\n三季度例会,工作会议").Replace(head.raw(run + "/refused.csv"))
	head.upload(at, "改好的.csv", mended, "agency", "JYJ").says("读取2 行", "不能导入0 行", "三季度例会")
	if book := head.raw(run + "/refused.xlsx"); !strings.HasPrefix(book, "PK") {
		t.Errorf("as a workbook: %.20q", book)
	}
	head.get("/desk/ledger/meeting?run=1").says("共 2 条", "只列出第 1 次导入带来的登记")
	head.get("/desk/imports").says("会议.csv")
	if href, _ := head.doc.Find("main th a").First().Attr("href"); href != run {
		t.Errorf("the list of imports leads to %s", href)
	}
	if head.get("/desk/import/1"); head.status != http.StatusNotFound {
		t.Errorf("as an import of publications: %d", head.status)
	}
	if clerk := w.as("clerk.jyj").get(run); clerk.status != http.StatusForbidden {
		t.Errorf("a clerk: %d", clerk.status)
	}
	head.get(run+"/undo").submit(`form[action$="/undo"]`, "").says("请勾选确认")
	head.fill("sure", "yes").submit(`form[action$="/undo"]`, "")
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(head.get(run).text(), "状态已撤销"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(head.text())
		}
	}
	head.get("/desk/ledger/meeting?state=struck").says("共 2 条")
}

// The list as a file is what the filter selects, and computes nothing.
func TestLedgerCSV(t *testing.T) {
	w := registry(t)
	w.entry("clerk.jyj", "JYJ", "meeting")
	v := sample("meeting")
	v.Row["title"] = "=1+2"
	if _, err := w.office.EnterEntry(t.Context(), w.actor("clerk.hbj"), "HBJ", "meeting", v); err != nil {
		t.Fatal(err)
	}
	for login, want := range map[string]int{"clerk.jyj": 2, "city": 3, "clerk.hbj": 2} {
		c := w.as(login)
		res, err := c.client.Get(w.server.URL + "/desk/ledger/meeting/list.csv?q=" + escape("2017-0000"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || strings.Count(string(body), "工作会议")+strings.Count(string(body), "编号") < want {
			t.Errorf("%s: %v %s", login, err, body)
		}
		if n := strings.Count(strings.TrimSpace(string(body)), "\n"); n != want-1 {
			t.Errorf("%s: %d lines after the head: %s", login, n, body)
		}
		if strings.Contains(string(body), `,=1+2`) {
			t.Errorf("%s gets a formula: %s", login, body)
		}
	}
	for _, bad := range []string{"?state=x", "?only=x", "?year=x", "?run=x"} {
		if c := w.as("city").get("/desk/ledger/meeting" + bad); c.status != http.StatusNotFound {
			t.Errorf("%s: %d", bad, c.status)
		}
	}
}

// A long list is read page by page, each entry once.
func TestLedgerPaging(t *testing.T) {
	w := registry(t)
	for i := range 2*ledgerPage + 3 {
		v := sample("meeting")
		v.Row["title"] = fmt.Sprintf("会议%d", i)
		v.Row["held_on"] = fmt.Sprintf("2017-05-%02d", 1+i%28)
		if _, err := w.office.EnterEntry(t.Context(), w.actor("clerk.jyj"), "JYJ", "meeting", v); err != nil {
			t.Fatal(err)
		}
	}
	c, seen, pages := w.as("clerk.jyj").get("/desk/ledger/meeting?year=2017"), map[string]bool{}, 0
	for {
		pages++
		for _, row := range c.doc.Find("main tbody th").EachIter() {
			if seen[row.Text()] {
				t.Errorf("%s twice", row.Text())
			}
			seen[row.Text()] = true
		}
		next, ok := c.doc.Find(`a[rel="next"]`).Attr("href")
		if !ok {
			break
		}
		c.get(next)
	}
	if pages != 3 || len(seen) != 2*ledgerPage+3 {
		t.Errorf("%d pages, %d entries", pages, len(seen))
	}
}

// Every kind of page of the ledgers, wide and narrow.
func TestLedgerPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := registry(t)
	entries := map[ledger.Code]ledger.Entry{}
	for _, book := range ledger.Books {
		entries[book.Code] = w.entry("clerk.jyj", "JYJ", book.Code)
	}
	ctx, head := t.Context(), w.actor("head.jyj")
	if _, err := w.office.ReleaseEntry(ctx, head, "conference", entries["conference"].ID, 0, "李保密"); err != nil {
		t.Fatal(err)
	}
	v := sample("conference")
	v.Row["title"] = "冬季供热发布会"
	if _, err := w.office.AmendEntry(ctx, head, "conference", entries["conference"].ID, 0, v, "主题写错"); err != nil {
		t.Fatal(err)
	}
	h := w.as("head.jyj").upload("/desk/ledger/meeting/import", "会议.csv", "会议名称,种类,召开日期,研究政府信息公开工作\n一,工作会议,2017-03-01,是\n二,工作会议,昨天,是\n", "agency", "JYJ")
	preview := h.url.RequestURI()
	h.submit(`form[action$="/import/preview"]`, "")
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(h.text(), "已完成") && time.Now().Before(deadline); h.get("/desk/ledger/meeting/import/1") {
		time.Sleep(50 * time.Millisecond)
	}
	pages := []string{"/desk/ledger", "/desk/ledger/meeting", "/desk/ledger/proposal?only=overdue", "/desk/ledger/conference/new", "/desk/ledger/matter/new",
		entryHref(entries["conference"]), entryHref(entries["conference"]) + "/amend", entryHref(entries["matter"]), entryHref(entries["staffing"]),
		"/desk/ledger/meeting/import", preview, "/desk/ledger/meeting/import/1", "/desk/ledger/meeting/import/1/undo"}
	pictures := os.Getenv("DESK_PICTURES")
	for name, size := range map[string]browser.Size{"1280": browser.Desktop, "320": {Width: 320, Height: 700}} {
		p := b.Open(t, w.server.URL+"/desk/sign-in", size)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		p.Eval(t, `document.querySelector("#login").value = "head.jyj", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
		look := func(as string) {
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s at %s px is %d px too wide", as, name, wider)
			}
			if pictures != "" {
				p.Screenshot(t, filepath.Join(pictures, strings.NewReplacer("/", "_", "?", "_").Replace(as)[:min(len(as), 60)]+"-"+name+".png"))
			}
		}
		for _, address := range pages {
			p.URL = w.server.URL + address
			p.Run(t, chromedp.Navigate(p.URL))
			look(address)
		}
		// A form with faults in it.
		p.URL = w.server.URL + "/desk/ledger/matter/new"
		p.Run(t, chromedp.Navigate(p.URL))
		p.Eval(t, `document.querySelector("#title").value = "停水", document.getElementById("responses.0.words").value = "已经答复", document.querySelector("main form button[value=save].govuk-button").click(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS(".govuk-error-summary")))
		look("faults")
		p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
	}
}

package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/browser"
)

// press is a town whose gazette the education bureau edits.
func press(t *testing.T) *town {
	w := registry(t)
	for key, value := range map[string]string{"gazette": "某市政报", "gazette_agency": "JYJ"} {
		if err := w.office.Set(t.Context(), account.Console, key, value); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// carrier publishes what an issue is read in.
func (w *town) carrier(title, body string) publication.Publication {
	w.t.Helper()
	ctx := w.t.Context()
	var p publication.Publication
	err := w.office.Store.Act(ctx, account.Console, w.time(), func(tx *store.Tx) error {
		id, index, err := tx.NextPublication(ctx, "JYJ", 2017)
		if err != nil {
			return err
		}
		c := publication.Content{Title: title, Body: body, Channels: publication.Gazette}
		var e journal.Entry
		if p, e, err = publication.Import(publication.Imported{Content: c, PublishedAt: w.time().Add(-time.Hour)}, "JYJ", id, index, 0, "测试", "console", tx.At); err != nil {
			return err
		}
		return tx.ImportPublications(ctx, []publication.Publication{p}, []string{""}, []journal.Entry{e})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// From a year with its numbers to an issue that is read, corrected and taken
// back, by those who edit the gazette.
func TestTheGazetteAtTheDesk(t *testing.T) {
	w := press(t)
	clerk, head := w.as("clerk.jyj"), w.as("head.jyj")
	form := func(path string) string { return `form[action="/desk/gazette/` + path + `"]` }

	clerk.get("/desk/gazette").says("由", "还没有登记过公报")
	if clerk.doc.Find(`nav a[href="/desk/gazette"]`).Length() == 0 {
		t.Error("the menu does not lead to the gazette")
	}
	clerk.submit(form("year"), "").says("年份应在 1949 年到今年之间")
	clerk.get("/desk/gazette").fill("of_year", "2016", "issues", "300", "source", "馆藏目录").submit(form("year"), "").says("全年期数应是 1 到 200")
	clerk.get("/desk/gazette").fill("of_year", "2016", "issues", "三").submit(form("year"), "").says("全年期数应是 1 到 200")
	clerk.get("/desk/gazette").fill("of_year", "2016", "issues", "4").submit(form("year"), "").says("请写明全年期数的依据")
	clerk.get("/desk/gazette").fill("of_year", "2016", "issues", "4", "source", "馆藏目录").submit(form("year"), "").says("全年期数已经登记", "尚缺 4 期")

	clerk.get("/desk/gazette?year=2016&no=1").submit(form("issue"), "").says("《某市政报》2016年第1期", "已登记", "登记公报")
	clerk.get("/desk/gazette").fill("year", "2016", "no", "1").submit(form("issue"), "").says("这一期，或者合刊中的一期，已经登记过")
	clerk.get("/desk/gazette").fill("year", "2016", "no", "2", "through", "3", "dated-year", "2014", "dated-month", "1", "dated-day", "3").submit(form("issue"), "").says("出版日期应在当年或者次年")
	clerk.get("/desk/gazette").fill("year", "2016", "no", "2", "through", "3", "whole", "99", "pages", "4").submit(form("issue"), "").says("2016年第2—3期", "99")
	if clerk.doc.Find(form("2016/2/publish")).Length() != 0 || clerk.doc.Find(form("2016/2/draft")).Length() != 1 {
		t.Error("a clerk is offered what only heads do, or no draft")
	}
	clerk.post("/desk/gazette/2016/2/publish", "stamp", "1", "index", "JYJ/2017-000001")
	if clerk.status != http.StatusForbidden {
		t.Errorf("a clerk puts it online: %d", clerk.status)
	}
	clerk.get("/desk/gazette/2016/2").submit(form("2016/2/draft"), "")
	if title, _ := clerk.doc.Find("#title").Attr("value"); title != "《某市政报》2016年第2—3期" && clerk.doc.Find("#title").Text() != "《某市政报》2016年第2—3期" {
		t.Errorf("the draft is called %q", title)
	}

	head.get("/desk/gazette").fill("missing_year", "2016", "missing_no", "4").submit(form("missing"), "").says("请写明缺期的原因")
	head.get("/desk/gazette").fill("missing_year", "2016", "missing_no", "4", "reason", "当月没有出版").submit(form("missing"), "").says("缺期的原因已经登记", "缺期并说明原因 1 期")

	p := w.carrier("《某市政报》2016年第2—3期", "<h2>关于甲的通知</h2><p>甲。</p><h2>大事记</h2><p>乙。</p>")
	at := "/desk/gazette/2016/2"
	head.get(at).fill("index", "JYJ/2017-000999", "contents", "关于甲的通知").submit(form("2016/2/publish"), "").says("请填写刊载这一期的公开信息的索引号")
	head.get(at).fill("index", p.Index).submit(form("2016/2/publish"), "").says("请填写目录，一行一篇")
	head.get(at).fill("index", p.Index, "contents", "关于甲的通知 | 1\n关于乙的通知 | 2\n大事记 | 9").submit(form("2016/2/publish"), "").says("目录第 2 行：公开信息没有 PDF 和图片", "目录第 3 行：页码超出了这一期的页数")
	if typed := head.doc.Find("#contents").Text(); !strings.Contains(typed, "关于乙的通知") {
		t.Errorf("what was typed is lost: %q", typed)
	}
	head.get(at).fill("index", strings.ToLower(p.Index), "contents", "关于甲的通知 | 张三，身份证号 11010519491231002X | 1").submit(form("2016/2/publish"), "").says("身份证")
	head.get(at).fill("index", p.Index, "contents", "【市政府文件】\n关于甲的通知 | 长府发〔2016〕1号 | 1-2\n大事记 | 3").submit(form("2016/2/publish"), "").says("这一期已经可以阅读", "可以阅读", "关于甲的通知 | 长府发〔2016〕1号 | 1-2")
	head.get("/desk/gazette/2016/1").fill("index", p.Index, "contents", "关于甲的通知").submit(form("2016/1/publish"), "").says("这份公开信息已经是另一期公报")

	head.get(at).submit(form("2016/2/correct"), "").says("请写明理由")
	head.get(at).fill("why", "核对").submit(form("2016/2/correct"), "").says("没有改动")
	head.get(at).fill("c_pages", "5", "why", "核对封面").submit(form("2016/2/correct"), "").says("已经更正", "核对封面")
	if i, err := w.office.Store.Issue(t.Context(), 2016, 2); err != nil || i.Pages != 5 || i.Articles[1].Serial != 2 {
		t.Errorf("%+v %v", i, err)
	}
	stale := w.as("signer.jyj").get(at)
	head.get(at).fill("retract_why", "传错").submit(form("2016/2/retract"), "").says("已经撤回到登记时的状态", "已登记")
	if stale.fill("retract_why", "传错").submit(form("2016/2/retract"), ""); stale.status != http.StatusConflict {
		t.Errorf("an old page: %d", stale.status)
	}
	head.get(at).fill("strike_why", "登记错误").submit(form("2016/2/strike"), "").says("已经删去误登的这一期", "尚缺 3 期")
	for _, path := range []string{at, "/desk/gazette/2016/9", "/desk/gazette/x/1"} {
		if head.get(path); head.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, head.status)
		}
	}
}

// Who is offered what follows the two tables, for every role and state; those of
// other agencies see none of it.
func TestIssueOffersAreTheTables(t *testing.T) {
	w := press(t)
	ctx := t.Context()
	p := w.carrier("政报一", "<h2>甲</h2><p>一。</p>")
	if _, err := w.office.AddIssue(ctx, account.Console, 2016, 1, gazette.Print{Through: 1, DatedOn: calendar.NoDay}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.AddIssue(ctx, account.Console, 2016, 2, gazette.Print{Through: 2, DatedOn: calendar.NoDay}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.PublishIssue(ctx, account.Console, 2016, 2, 0, p.Index, 0, "甲"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.MissIssue(ctx, account.Console, 2016, 3, 3, 0, "没有出版"); err != nil {
		t.Fatal(err)
	}
	for _, role := range account.Roles {
		login := account.Login("press." + strings.ReplaceAll(string(role.Role), "_", "-"))
		in := agency.Code("JYJ")
		if role.Span == account.City {
			in = ""
		}
		w.person(login, "某人", account.Grant{Role: role.Role, Agency: in})
		v, actor := w.as(string(login)), w.actor(login)
		for _, no := range []int{1, 2, 3} {
			i, err := w.office.Store.Issue(ctx, 2016, no)
			if err != nil {
				t.Fatal(err)
			}
			v.get(gazetteIssueHref(i))
			if !actor.May(account.LookGazette, "JYJ") {
				if v.status != http.StatusForbidden {
					t.Errorf("%s sees %s: %d", role.Role, i.Name(), v.status)
				}
				continue
			}
			for _, d := range issueDeeds {
				want := i.Allows(d.act) && actor.May(d.act, "JYJ")
				if got := v.doc.Find(`form[action="`+gazetteIssueHref(i)+`/`+d.path+`"]`).Length() == 1; got != want {
					t.Errorf("%s, %s: %s is offered %v, want %v", role.Role, i.State, d.path, got, want)
				}
				before := w.entries()
				if !want {
					v.post(gazetteIssueHref(i)+"/"+d.path, "stamp", number(i.Stamp), "why", "理由", "retract_why", "理由", "strike_why", "理由", "reason", "理由", "index", p.Index, "contents", "甲")
					if w.entries() != before {
						t.Errorf("%s, %s: %s is done though not offered", role.Role, i.State, d.path)
					}
					v.get(gazetteIssueHref(i))
				}
			}
		}
	}
	other := w.as("clerk.hbj")
	if other.get("/desk/gazette"); other.status != http.StatusForbidden {
		t.Errorf("a clerk of another agency: %d", other.status)
	}
	if other.get("/desk"); other.doc.Find(`nav a[href="/desk/gazette"]`).Length() != 0 {
		t.Error("another agency's menu leads to the gazette")
	}
	before := w.entries()
	for path, fields := range map[string][]string{"/desk/gazette/year": {"of_year", "2015", "issues", "3", "source", "目录"}, "/desk/gazette/issue": {"year", "2015", "no", "1"}} {
		if other.post(path, fields...); w.entries() != before {
			t.Errorf("%s: another agency's clerk does it", path)
		}
	}
	// Until somebody says who edits it, nobody can.
	if err := w.office.Set(ctx, account.Console, "gazette_agency", ""); err != nil {
		t.Fatal(err)
	}
	if city := w.as("city"); city.get("/desk/gazette").status != http.StatusOK || !strings.Contains(city.text(), "请先在“本市设置”里写明") {
		t.Errorf("%d %s", city.status, city.text())
	}
}

// Every kind of page of the gazette, wide and narrow.
func TestGazettePagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := press(t)
	ctx := t.Context()
	p := w.carrier("政报一", "<h2>甲</h2><p>一。</p>")
	for _, no := range []int{1, 2} {
		if _, err := w.office.AddIssue(ctx, account.Console, 2016, no, gazette.Print{Through: no, DatedOn: calendar.NoDay}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.office.SetGazetteYear(ctx, account.Console, 2016, 12, "馆藏目录"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.PublishIssue(ctx, account.Console, 2016, 2, 0, p.Index, 0, "【栏目】\n甲"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.MissIssue(ctx, account.Console, 2016, 3, 3, 0, "没有出版"); err != nil {
		t.Fatal(err)
	}
	for _, size := range []browser.Size{browser.Desktop, browser.Phone} {
		tab := b.Open(t, w.server.URL+"/desk/sign-in", size)
		tab.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		tab.Eval(t, `document.querySelector("#login").value = "head.jyj", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
		tab.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
		for _, path := range []string{"/desk/gazette", "/desk/gazette?year=2016&no=5", "/desk/gazette/2016/1", "/desk/gazette/2016/2", "/desk/gazette/2016/3"} {
			tab.URL = w.server.URL + path
			tab.Run(t, chromedp.Navigate(tab.URL))
			tab.Axe(t)
			if wider := tab.Overflow(t); wider > 0 {
				t.Errorf("%s is %d px too wide", path, wider)
			}
		}
		tab.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
		tab.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
	}
}

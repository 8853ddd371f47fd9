package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/store"
)

// hall is a town with everybody who runs it: the three administrators, the
// city's office, a leader, an assessor and a head of each agency.
func hall(t *testing.T) *town {
	w := newTown(t)
	for login, role := range map[account.Login]account.Role{"system": account.SystemAdmin, "security": account.SecurityAdmin,
		"audit": account.AuditAdmin, "city": account.CityOffice, "leader": account.Leader, "assessor": account.Assessor} {
		w.person(login, "某"+role.Name(), account.Grant{Role: role})
	}
	w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	w.person("head.hbj", "周负责", account.Grant{Role: account.Head, Agency: "HBJ"})
	return w
}

// What each role can open of the administrators' pages, exactly; and the menu
// leads only where one gets in.
func TestAdminPagesByRole(t *testing.T) {
	w := hall(t)
	pages := []string{"/desk/accounts", "/desk/accounts/new", "/desk/account/clerk.jyj", "/desk/handover", "/desk/agencies",
		"/desk/agencies/new", "/desk/agency/JYJ", "/desk/agency/JYJ/card", "/desk/agency/JYJ/guide", "/desk/agency/JYJ/rename",
		"/desk/agency/JYJ/merge", "/desk/agency/JYJ/split", "/desk/agency/HBJ", "/desk/categories", "/desk/city", "/desk/journal",
		"/desk/notices", "/desk/imports"}
	own := "/desk/agencies /desk/agency/JYJ /desk/agency/JYJ/card /desk/agency/JYJ/guide"
	for _, c := range []struct{ login, opens string }{
		{"clerk.jyj", own},
		{"secrecy.jyj", ""},
		{"signer.jyj", ""},
		{"head.jyj", own + " /desk/handover /desk/categories /desk/imports"},
		{"system", "/desk/accounts /desk/accounts/new /desk/account/clerk.jyj /desk/handover"},
		{"security", "/desk/accounts /desk/account/clerk.jyj"},
		{"audit", "/desk/accounts /desk/account/clerk.jyj /desk/journal"},
		{"city", own + " /desk/agencies/new /desk/agency/HBJ /desk/agency/JYJ/rename /desk/agency/JYJ/merge /desk/agency/JYJ/split" +
			" /desk/handover /desk/categories /desk/city /desk/notices /desk/imports"},
		{"leader", "/desk/city"},
		{"assessor", "/desk/city"},
	} {
		v, opens := w.as(c.login), map[string]bool{}
		for _, p := range strings.Fields(c.opens) {
			opens[p] = true
		}
		for _, p := range pages {
			v.get(p)
			if opens[p] != (v.status == http.StatusOK) || !opens[p] && v.status != http.StatusForbidden && v.status != http.StatusNotFound {
				t.Errorf("%s: %s answers %d, opens: %t", c.login, p, v.status, opens[p])
			}
		}
		var menu []string
		v.get("/desk").doc.Find("nav a[href^='/desk']").Each(func(_ int, a *pageSelection) {
			href, _ := a.Attr("href")
			menu = append(menu, href)
		})
		for _, href := range menu {
			if v.get(href); v.status != http.StatusOK {
				t.Errorf("%s: the menu leads to %s, which answers %d", c.login, href, v.status)
			}
		}
	}
}

// The three administrators keep each other in check: what one may do to an
// account everybody else is refused, and nothing is left behind.
func TestThreeAdministrators(t *testing.T) {
	w := hall(t)
	deeds := []struct {
		path, who string
		fields    []string
	}{
		{"/desk/accounts/new", "system", []string{"login", "new.one", "name", "新人"}},
		{"/desk/account/clerk.jyj/password", "system", nil},
		{"/desk/account/clerk.jyj/unlock", "system", nil},
		{"/desk/account/clerk.jyj/code", "system", nil},
		{"/desk/account/clerk.hbj/end", "system", []string{"sure", "yes"}},
		{"/desk/account/secrecy.jyj/grant", "security", []string{"role", "signer", "agency", "HBJ"}},
		{"/desk/account/secrecy.jyj/revoke", "security", []string{"role", "signer", "agency", "HBJ"}},
	}
	visitors := map[string]*visitor{}
	for _, who := range []string{"audit", "security", "system", "city", "head.jyj", "clerk.jyj", "leader", "assessor"} {
		v := w.as(who)
		visitors[who] = v
		for _, d := range deeds {
			if d.who == who {
				continue
			}
			before := w.entries()
			if v.post(d.path, d.fields...); v.status != http.StatusForbidden || w.entries() != before {
				t.Errorf("%s: POST %s answers %d and leaves %d entries", who, d.path, v.status, w.entries()-before)
			}
		}
	}
	for _, d := range deeds {
		before := w.entries()
		if v := visitors[d.who].post(d.path, d.fields...); v.status != http.StatusOK || w.entries() != before+1 {
			t.Errorf("%s: POST %s answers %d and leaves %d entries: %s", d.who, d.path, v.status, w.entries()-before, v.errors())
		}
	}
}

// What package account refuses, the page says, and nothing is left behind.
func TestAccountRefusals(t *testing.T) {
	w := hall(t)
	w.draft("JYJ", publication.Drafting, publication.Proactive)
	system, security := w.as("system"), w.as("security")
	for _, c := range []struct {
		name   string
		v      *visitor
		path   string
		fields []string
		says   string
	}{
		{"administrator with a role", security, "/desk/account/clerk.jyj/grant", []string{"role", "system_admin"}, account.ErrThree.Error()},
		{"two administrators in one", security, "/desk/account/audit/grant", []string{"role", "system_admin"}, account.ErrThree.Error()},
		{"role of no agency", security, "/desk/account/clerk.jyj/grant", []string{"role", "clerk"}, account.ErrNoAgency.Error()},
		{"no such agency", security, "/desk/account/clerk.jyj/grant", []string{"role", "clerk", "agency", "NONE"}, "请选择机关"},
		{"held already", security, "/desk/account/clerk.jyj/grant", []string{"role", "clerk", "agency", "JYJ"}, account.ErrHeld.Error()},
		{"no role", security, "/desk/account/clerk.jyj/grant", nil, "请选择职责"},
		{"unknown role", security, "/desk/account/clerk.jyj/grant", []string{"role", "king", "agency", "JYJ"}, account.ErrRole.Error()},
		{"oneself", security, "/desk/account/security/grant", []string{"role", "leader"}, account.ErrSelfGrant.Error()},
		{"not held", security, "/desk/account/clerk.jyj/revoke", []string{"role", "leader"}, account.ErrNotHeld.Error()},
		{"own password", system, "/desk/account/system/password", nil, "我的账号"},
		{"own code", system, "/desk/account/system/code", nil, "我的账号"},
		{"oneself ended", system, "/desk/account/system/end", []string{"sure", "yes"}, account.ErrSelfGrant.Error()},
		{"end unsure", system, "/desk/account/signer.jyj/end", nil, "请勾选确认"},
		{"open work", system, "/desk/account/clerk.jyj/end", []string{"sure", "yes"}, account.ErrOpenWork.Error()},
		{"login taken", system, "/desk/accounts/new", []string{"login", "clerk.jyj", "name", "甲"}, account.ErrExists.Error()},
		{"login misspelt", system, "/desk/accounts/new", []string{"login", "Clerk 1", "name", "甲"}, account.ErrLogin.Error()},
		{"NUL", system, "/desk/accounts/new", []string{"login", "ok", "name", "甲\x00"}, "控制字符"},
		{"bidi", system, "/desk/accounts/new", []string{"login", "ok", "name", "甲\u202e"}, "控制字符"},
	} {
		before := w.entries()
		c.v.post(c.path, c.fields...)
		if c.v.status != http.StatusUnprocessableEntity || !strings.Contains(c.v.errors(), c.says) || w.entries() != before {
			t.Errorf("%s: %d %s, want %q; %d entries", c.name, c.v.status, c.v.errors(), c.says, w.entries()-before)
		}
	}
}

// A new official gets a password once, roles from somebody else, and is out
// when they change.
func TestAccountLife(t *testing.T) {
	w := hall(t)
	system, security := w.as("system"), w.as("security")
	system.post("/desk/accounts/new", "login", "zhao", "name", "㐀𠮷")
	first := system.doc.Find("#password").Text()
	if len(first) < 12 {
		t.Fatalf("no password is shown: %s", system.text())
	}
	if system.get("/desk/account/zhao").says("㐀𠮷", "没有职责"); strings.Contains(system.text(), first) {
		t.Error("the password is shown again")
	}
	security.post("/desk/account/zhao/grant", "role", "clerk", "agency", "JYJ").says("经办（市教育局）")
	zhao := w.visitor()
	zhao.get("/desk/sign-in").fill("login", "zhao", "password", first).submit(`form[action="/desk/sign-in"]`, "")
	if zhao.get("/desk/draft/new"); zhao.status != http.StatusOK {
		t.Fatalf("the clerk cannot draft: %d", zhao.status)
	}
	security.post("/desk/account/zhao/revoke", "role", "clerk", "agency", "JYJ")
	if zhao.get("/desk/draft/new"); zhao.url.Path != "/desk/sign-in" {
		t.Errorf("a session outlived its roles: %s %d", zhao.url, zhao.status)
	}
	system.post("/desk/account/zhao/end", "sure", "yes").says("已停用")
	for _, c := range []struct{ query, shows, hides string }{
		{"?q=zhao", "㐀𠮷", "clerk"}, {"?agency=HBJ&role=clerk", "clerk.hbj", "clerk.jyj"}, {"?q=𠮷", "zhao", "clerk"}, {"?role=audit_admin", "audit", "clerk"},
	} {
		if text := system.get("/desk/accounts" + c.query).doc.Find("table").Text(); !strings.Contains(text, c.shows) || strings.Contains(text, c.hides) {
			t.Errorf("%s: %s", c.query, text)
		}
	}
}

// A leaver's work moves in one act, as far as whoever hands over reaches.
func TestHandOver(t *testing.T) {
	w := hall(t)
	w.person("both", "两处", account.Grant{Role: account.Clerk, Agency: "JYJ"}, account.Grant{Role: account.Clerk, Agency: "HBJ"})
	w.person("heir", "接手", account.Grant{Role: account.Clerk, Agency: "JYJ"})
	for _, c := range []struct {
		in    agency.Code
		title string
	}{{"JYJ", "教育甲"}, {"JYJ", "教育乙"}, {"HBJ", "环保丙"}} {
		if _, err := w.office.Start(t.Context(), w.actor("both"), c.in, content(c.title)); err != nil {
			t.Fatal(err)
		}
	}
	head := w.as("head.jyj")
	head.get("/desk/handover").says("两处", "2")
	head.get("/desk/handover/both?to=heir").says("确认移交", "教育甲", "教育乙", "2 件")
	if strings.Contains(head.text(), "环保丙") || strings.Contains(head.text(), "市环保局") {
		t.Error("the head of one agency sees another's drafts")
	}
	if head.get("/desk/handover/clerk.hbj"); head.status != http.StatusNotFound {
		t.Errorf("another agency's clerk: %d", head.status)
	}
	for _, to := range []string{"", "nobody", "clerk.hbj", "both"} {
		if head.post("/desk/handover/both", "to", to); head.status != http.StatusUnprocessableEntity {
			t.Errorf("handed over to %q: %d", to, head.status)
		}
	}
	if system := w.as("system").get("/desk/handover/both"); strings.Contains(system.text(), "教育甲") {
		t.Error("the system administrator reads titles of drafts")
	}
	head.post("/desk/handover/both", "to", "heir")
	for login, want := range map[account.Login]int{"heir": 2, "both": 1} {
		if held, err := w.office.Store.DraftsHeldBy(t.Context(), login); err != nil || len(held) != want {
			t.Errorf("%s holds %d, %v; want %d", login, len(held), err, want)
		}
	}
}

// An agency is set up, renamed, described, merged.
func TestAgencyLife(t *testing.T) {
	w := hall(t)
	w.draft("JYJ", publication.Done, publication.Proactive)
	w.draft("JYJ", publication.Drafting, publication.Proactive)
	city := w.as("city")
	for _, c := range []struct{ code, name, kind, says string }{
		{"1A", "甲", "department", agency.ErrCode.Error()}, {"KJJ", "", "department", agency.ErrName.Error()},
		{"KJJ", "甲", "", agency.ErrKind.Error()}, {"JYJ", "甲", "department", agency.ErrExists.Error()},
		{"KJJ", "长春市教育局", "department", "已有同名的机关"}, {"KJJ", "甲\x00", "department", "控制字符"},
	} {
		if city.post("/desk/agencies/new", "code", c.code, "name", c.name, "kind", c.kind); city.status != 422 || !strings.Contains(city.errors(), c.says) {
			t.Errorf("%v: %d %s", c, city.status, city.errors())
		}
	}
	city.post("/desk/agencies/new", "code", "kjj", "name", "长春市科学技术局", "kind", "department", "parent", "JYJ").says("长春市科学技术局", "KJJ")
	city.post("/desk/agency/JYJ/rename", "name", "长春市教育委员会").says("长春市教育委员会", "长春市教育局")

	clerk := w.as("clerk.jyj")
	if clerk.post("/desk/agency/JYJ/card", "office", "办公室", "phone", "0431"); clerk.status != 422 || !strings.Contains(clerk.errors(), agency.ErrNoAddress.Error()) {
		t.Errorf("a card without address: %d %s", clerk.status, clerk.errors())
	}
	clerk.post("/desk/agency/JYJ/card", "office", "办公室", "phone", "0431", "address", "人民大街").says("人民大街")
	clerk.post("/desk/agency/JYJ/guide", "body", `<p onclick="x()">依法公开</p><script>alert(1)</script>`).says("依法公开")
	if html, _ := clerk.doc.Find(".app-document").Html(); strings.Contains(html, "script") || strings.Contains(html, "onclick") {
		t.Errorf("the guide is not clean: %s", html)
	}
	for _, path := range []string{"card", "guide"} {
		if clerk.post("/desk/agency/HBJ/"+path, "office", "x", "phone", "x", "address", "x", "body", "x"); clerk.status != http.StatusNotFound {
			t.Errorf("another agency's %s: %d", path, clerk.status)
		}
	}

	city.get("/desk/agency/JYJ/merge?into=HBJ").says("1 条信息由长春市环境保护局负责", "1 件在办信息", "不能反悔")
	if city.get("/desk/agency/JYJ/split?into=HBJ"); city.status != 422 {
		t.Errorf("split into one: %d", city.status)
	}
	if city.post("/desk/agency/JYJ/merge", "into", "JYJ"); city.status != 422 {
		t.Errorf("merged into itself: %d", city.status)
	}
	city.post("/desk/agency/JYJ/merge", "into", "HBJ").says("市环保局")
	if n, err := w.office.Store.Count(t.Context(), store.Selection{Agency: "HBJ"}); err != nil || n.N != 1 {
		t.Errorf("HBJ answers for %d, %v", n.N, err)
	}
}

// The city adds for all, a head for the own agency and those below it.
func TestCategories(t *testing.T) {
	w := hall(t)
	if _, err := w.office.AddAgency(t.Context(), account.Console, agency.Agency{Code: "XX", Name: "下级", Kind: agency.Township, Parent: "JYJ"}); err != nil {
		t.Fatal(err)
	}
	w.person("head.xx", "乡长", account.Grant{Role: account.Head, Agency: "XX"})
	city, head, stranger := w.as("city"), w.as("head.jyj"), w.as("head.hbj")
	city.post("/desk/categories", "agency", "city", "parent", category, "suffix", "01", "name", "全市类")
	head.post("/desk/categories", "agency", "JYJ", "parent", category, "suffix", "0a", "name", "教育类")
	for _, c := range []struct {
		name   string
		v      *visitor
		fields []string
		status int
	}{
		{"for the city by a head", head, []string{"agency", "city", "parent", category, "suffix", "02", "name", "甲"}, 404},
		{"for another agency", head, []string{"agency", "HBJ", "parent", category, "suffix", "02", "name", "甲"}, 404},
		{"below another's", stranger, []string{"agency", "HBJ", "parent", category + "0A", "suffix", "02", "name", "甲"}, 422},
		{"code taken", head, []string{"agency", "JYJ", "parent", category, "suffix", "01", "name", "甲"}, 422},
		{"bad code", head, []string{"agency", "JYJ", "parent", category, "suffix", "好", "name", "甲"}, 422},
		{"no name", head, []string{"agency", "JYJ", "parent", category, "suffix", "02"}, 422},
		{"no such parent", head, []string{"agency", "JYJ", "parent", "ZZZ", "suffix", "02", "name", "甲"}, 422},
	} {
		before := w.entries()
		if c.v.post("/desk/categories", c.fields...); c.v.status != c.status || w.entries() != before {
			t.Errorf("%s: %d, want %d; %d entries", c.name, c.v.status, c.status, w.entries()-before)
		}
	}
	w.as("head.xx").get("/desk/categories").says("教育类", "市教育局增设", "全市类")
	if stranger.get("/desk/categories"); strings.Contains(stranger.text(), "教育类") {
		t.Error("an agency inherits from a stranger")
	}
}

// The overview says how long an agency has been silent and leads to the lists
// behind its numbers; the assessor sees no drafts.
func TestCityOverview(t *testing.T) {
	w := hall(t)
	w.draft("JYJ", publication.Done, publication.Proactive)
	w.draft("JYJ", publication.Drafting, publication.Proactive)
	w.pass(60 * 24 * time.Hour)
	city := w.as("city").get("/desk/city")
	if channel, _ := city.doc.Find("table").Eq(1).Find("tr:contains('市教育局') td a").First().Attr("href"); channel != "/browse?agency=JYJ&year=2017&channel=website" {
		t.Errorf("the channel leads to %q", channel)
	}
	if href, _ := city.doc.Find(".govuk-summary-list a[href*=silent]").Attr("href"); href != "/desk/city?year=2017&silent=29" {
		t.Errorf("the silent ones are at %q", href)
	}
	row := city.doc.Find("table").First().Find("tr:contains('市教育局')")
	if href, _ := row.Find("td a").First().Attr("href"); href != "/browse?agency=JYJ&year=2017" {
		t.Errorf("the number leads to %q", href)
	}
	cells := row.Find("td")
	if overdue := strings.TrimSpace(cells.Eq(cells.Length() - 2).Text()); overdue != "1" || !strings.Contains(row.Text(), "0/1") || !strings.Contains(row.Text(), "60 天") {
		t.Errorf("%q overdue drafts; %s", overdue, row.Text())
	}
	if text := city.get("/desk/city?silent=59").doc.Find("table").Text(); !strings.Contains(text, "市教育局") {
		t.Error("59 days: an agency silent for 60 is missing")
	}
	if text := city.get("/desk/city?silent=60").doc.Find("table").Text(); strings.Contains(text, "市教育局") || !strings.Contains(text, "市环保局") {
		t.Error("more than 60 days is meant, and who never published is silent")
	}
	if v := w.as("assessor").get("/desk/city"); strings.Contains(v.text(), "在办") {
		t.Error("the assessor sees drafts")
	}
}

// The number of late publications opens exactly those.
func TestLatePublicationsOfTheOverview(t *testing.T) {
	w := hall(t)
	late, intime := w.draft("JYJ", publication.Signing, publication.Proactive), w.draft("JYJ", publication.Signing, publication.Proactive)
	publish := func(d publication.Draft) {
		if _, err := w.office.Publish(t.Context(), w.actor("signer.jyj"), d.ID, d.Stamp); err != nil {
			t.Fatal(err)
		}
	}
	publish(intime)
	w.pass(60 * 24 * time.Hour)
	publish(late)
	for _, login := range []string{"city", "leader", "assessor"} {
		v := w.as(login).get("/desk/city")
		href, _ := v.doc.Find("table").First().Find("tr:contains('市教育局') td a:contains('1/2')").Attr("href")
		if href == "" {
			t.Errorf("%s: %s", login, v.doc.Find("table").First().Text())
			continue
		}
		if v.get(href); v.doc.Find("main table tbody tr").Length() != 1 || !strings.Contains(v.text(), "2 条中，1 条") {
			t.Errorf("%s at %s: %s", login, href, v.text())
		}
	}
	if v := w.as("clerk.jyj").get("/desk/city/late/JYJ"); v.status != http.StatusForbidden {
		t.Errorf("a clerk: %d", v.status)
	}
	if v := w.as("city").get("/desk/city/late/XX"); v.status != http.StatusNotFound {
		t.Errorf("no such agency: %d", v.status)
	}
}

// The page begins with the running year, unless that has hardly anything beside
// the one before, and then says so.
func TestFirstYearOfTheOverview(t *testing.T) {
	for _, c := range []struct {
		name  string
		years map[string]int64
		want  int
		young bool
	}{
		{"nothing at all", nil, 2026, false},
		{"only the running one", map[string]int64{"2026": 5}, 2026, false},
		{"a hundredth", map[string]int64{"2026": 5, "2025": 500}, 2026, false},
		{"less than a hundredth", map[string]int64{"2026": 5, "2025": 501, "2024": 9000}, 2025, true},
		{"a record that ended", map[string]int64{"2017": 30, "2016": 900}, 2017, true},
		{"more in years to come", map[string]int64{"2027": 900, "2026": 3, "2025": 40}, 2026, false},
	} {
		years := map[string]store.Counts{}
		for y, n := range c.years {
			years[y] = store.Counts{N: n}
		}
		year, young := firstYear(years, 2026)
		if year != c.want || (young != nil) != c.young || young != nil && (young.Year != 2026 || young.N != c.years["2026"]) {
			t.Errorf("%s: %d, %+v", c.name, year, young)
		}
	}
}

// The journal: every entry once, newest first, picked exactly.
func TestJournal(t *testing.T) {
	w := hall(t)
	for range 3 {
		w.draft("JYJ", publication.Done, publication.Proactive)
	}
	audit := w.as("audit")
	want, seen := w.entries(), map[string]bool{}
	for address := "/desk/journal"; address != ""; {
		audit.get(address).doc.Find("tbody tr").Each(func(_ int, tr *pageSelection) {
			n := tr.Find("td").First().Text()
			if seen[n] {
				t.Errorf("entry %s twice", n)
			}
			seen[n] = true
		})
		address, _ = audit.doc.Find("a[rel=next]").Attr("href")
	}
	if int64(len(seen)) != want {
		t.Errorf("%d entries shown, want %d", len(seen), want)
	}
	for _, c := range []struct {
		query string
		rows  int
		says  string
	}{
		{"?act=publication.publish", 3, "JYJ/2017-000001"}, {"?act=publication.publish&agency=HBJ", 0, ""},
		{"?actor=clerk.jyj&act=draft.submit", 3, "送保密审查"}, {"?actor=nobody", 0, ""}, {"?act=%27%22", 0, ""},
	} {
		if n := audit.get("/desk/journal" + c.query).doc.Find("tbody tr").Length(); n != c.rows || c.says != "" && !strings.Contains(audit.text(), c.says) {
			t.Errorf("%s: %d rows, want %d: %.300s", c.query, n, c.rows, audit.text())
		}
	}
}

func TestNotices(t *testing.T) {
	w := hall(t)
	w.pass(10 * 365 * 24 * time.Hour) // into 2027
	city, monday := w.as("city"), calendar.MustDay("2028-01-03")
	if !w.office.Calendar().Working(monday) {
		t.Fatal("the case needs a day that is still a working day")
	}
	add := func(text string) *visitor {
		return city.post("/desk/notices", "published-year", "2027", "published-month", "6", "published-day", "1", "text", text)
	}
	for _, c := range []struct{ text, says string }{
		{"", "请粘贴"}, {"{", calendar.ErrNotice.Error()}, {"2028-01-03,元旦", "每行应写成"}, {"2028-01-03,元旦,也许", "每行应写成"},
		{"昨天,元旦,休", "每行应写成"}, {"2028-01-03,元旦,休\n2028-01-03,元旦,班", calendar.ErrNoticeTwice.Error()},
		{`{"year":2028,"days":[]}`, calendar.ErrNoticeEmpty.Error()}, {`"2028-01-03,元旦,休`, "每行应写成"},
	} {
		if add(c.text); city.status != 422 || !strings.Contains(city.errors(), c.says) {
			t.Errorf("%q: %d %s", c.text, city.status, city.errors())
		}
	}
	add("日期,节日,休班\n2028-01-01，元旦，休\n2028-01-03,元旦,休").says("本市登记")
	if w.office.Calendar().Working(monday) {
		t.Error("the calendar does not know the notice")
	}
}

// Whoever holds only requests is on the list as well, with all that
// moves; the successor must be able to see it.
func TestHandOverOfCases(t *testing.T) {
	w := court(t)
	w.person("leaver", "离任人", account.Grant{Role: account.Clerk, Agency: "JYJ"})
	w.person("heir", "接手人", account.Grant{Role: account.Clerk, Agency: "JYJ"})
	w.person("secrecy", "保密员", account.Grant{Role: account.SecrecyReviewer, Agency: "HBJ"})
	f := filing("王")
	q := w.file(f)
	w.run("clerk.jyj", q, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Assign(r, "leaver", h)
	})
	w.person("system", "系统管理员", account.Grant{Role: account.SystemAdmin})
	w.as("system").get("/desk/account/leaver").says("在办工作1 件")
	head := w.as("head.jyj")
	head.get("/desk/handover").says("离任人", "1")
	head.get("/desk/handover/leaver").says("接手人")
	if head.doc.Find(`option[value="secrecy"]`).Length() != 0 {
		t.Error("who sees nothing of it is offered")
	}
	head.get("/desk/handover/leaver?to=heir").says("确认移交", "1 件", f.Asked.Subject).
		submit(`form[method="post"][action="/desk/handover/leaver"]`, "").says("的 1 件在办工作已移交")
	if now, err := w.office.Store.Request(t.Context(), q.ID); err != nil || now.Handler != "heir" {
		t.Errorf("held by %s, %v", now.Handler, err)
	}
}

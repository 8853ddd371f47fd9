package desk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
)

// newTownIn is a town on a morning of another year, with a second clerk, a
// reviewer and a head in the education bureau.
func newTownIn(t *testing.T, day string) *town {
	w := newTown(t)
	w.now = calendar.MustDay(day).Start().Add(9 * time.Hour)
	w.person("two.jyj", "赵经办", account.Grant{Role: account.Clerk, Agency: "JYJ"})
	w.person("reviewer.jyj", "孙审核", account.Grant{Role: account.Reviewer, Agency: "JYJ"})
	w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	w.person("city", "周主管", account.Grant{Role: account.CityOffice})
	return w
}

// filing is a complete one, by a person of the name.
func filing(name string) request.Filing {
	return request.Filing{Agency: "JYJ", Channel: regulation.Counter, Kind: request.Statutory,
		Applicant:   request.Applicant{Kind: request.Natural, Name: name, Paper: "护照", PaperNumber: "E" + name, Phone: "0431-88779005", Address: "长春市人民大街1号"},
		Asked:       request.Asked{Subject: "2026年义务教育招生计划", Text: "各区2026年义务教育招生计划的批复", Form: "paper", Route: "post"},
		SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay}
}

// file keeps a request at the counter of the education bureau.
func (w *town) file(f request.Filing) request.Request {
	w.t.Helper()
	r, _, err := w.office.File(context.Background(), w.actor("clerk.jyj"), f)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// run does an act on a case as somebody.
func (w *town) run(login account.Login, r request.Request, act func(request.Request, request.Hand) (request.Request, journal.Entry, error)) request.Request {
	w.t.Helper()
	r, err := w.office.OnRequest(context.Background(), w.actor(login), r.ID, 0, act)
	if err != nil {
		w.t.Fatalf("%s as %s: %v", r.Thing(), login, err)
	}
	return r
}

// requestIn is a case brought into the state by its acts.
func (w *town) requestIn(name string, state request.State) request.Request {
	w.t.Helper()
	return w.answeredIn(name, state, request.Part{Outcome: "2019-B3.1-given", Place: "随本告知书邮寄"})
}

// withheld is a closed case in which the information was refused.
func (w *town) withheld(name string) request.Request {
	w.t.Helper()
	return w.answeredIn(name, request.Closed, request.Part{Outcome: "2019-B3.3.4", Ground: "2019-15-1", Reason: "商业秘密"})
}

func (w *town) answeredIn(name string, state request.State, parts ...request.Part) request.Request {
	w.t.Helper()
	f := filing(name)
	if state == request.Confirming {
		f.Channel = regulation.Fax
	}
	r := w.file(f)
	letter := request.Letter{Title: "告知书", PDF: "0"}
	switch state {
	case request.Clarifying:
		return w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Clarify(r, "请写明年份", 15, letter, h)
		})
	case request.Paying:
		return w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			f, err := request.Price(0, 100)
			if err != nil {
				return r, journal.Entry{}, err
			}
			return request.Charge(r, f, letter, h)
		})
	case request.Confirming, request.Handling:
		return r
	}
	r = w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Draft(r, parts, "# 政府信息公开告知书\n\n现予公开。", nil, h)
	})
	for _, step := range []struct {
		to  request.State
		by  account.Login
		act func(request.Request, request.Hand) (request.Request, journal.Entry, error)
	}{
		{request.Reviewing, "clerk.jyj", request.Propose},
		{request.Signing, "reviewer.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Review(r, "", h)
		}},
		{request.Delivering, "head.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Sign(r, letter, h)
		}},
		{request.Closed, "clerk.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Deliver(r, request.Delivery{Route: "post", On: calendar.On(h.At), Proof: "EMS1"}, h)
		}},
	} {
		r = w.run(step.by, r, step.act)
		if step.to == state {
			break
		}
	}
	return r
}

// open goes to one of the deeds of a case.
func (v *visitor) open(r request.Request, path string) *visitor {
	v.t.Helper()
	return v.get(requestHref(r.ID) + "/" + path)
}

// act submits the form of the deed that is shown.
func (v *visitor) act(value string) *visitor {
	v.t.Helper()
	return v.submit(`main form[method="post"]:not([action="/desk/sign-out"])`, value)
}

// A case from the counter to the applicant: written down, found unclear,
// supplemented, a third party asked, more time granted, answered in part,
// returned, signed, posted, come back, posted again, made public.
func TestOneRequestsWalk(t *testing.T) {
	w := newTownIn(t, "2026-03-02") // a Monday
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/requests").says("在办 0 件", "没有这样的申请。")
	clerk.get("/desk/requests/new").act("").says("请填写姓名或者名称", "请填写身份证明的种类和号码", "请用一句话写明需要什么信息")
	if clerk.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", clerk.status)
	}
	clerk.fill("name", "张三", "paper_number", "11010519491231002X", "phone", "0431-88779005", "subject", "招生计划", "text", "2026年的",
		"checked", "yes").attach("申请书.pdf", pdf).act("").says("登记回执", "查询码：", "2026-000001", "应当答复的日期", "2026年3月30日")
	r, err := w.office.Store.Request(t.Context(), request.NewID(2026, 1))
	if err != nil || r.Applicant.Name != "张三" || !r.Applicant.Checked || len(r.Files) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	code, _ := w.office.QueryCode(t.Context(), r.ID)
	clerk.says(codeGroups(code))

	clerk.get(requestHref(r.ID)).says("招生计划", "张三", "先看申请内容是否明确", "收到之日，不计入", "申请书.pdf", "提出申请")
	clerk.open(r, "clarify").says("最迟应当在 2026年3月11日 告知补正").act("compose").says("请写明需要补正的事项")
	clerk.fill("items", "请写明学校").act("compose").says("文书内容")
	if clerk.status != http.StatusOK || !strings.Contains(clerk.doc.Find("#letter").Text(), "请写明学校") {
		t.Fatalf("the letter: %d %s", clerk.status, clerk.doc.Find("#letter").Text())
	}
	// What is changed after the letter was made is said before it goes out.
	clerk.fill("days", "20").act("").says("文书还是原来的")
	if clerk.status != http.StatusUnprocessableEntity {
		t.Errorf("an old letter goes out: %d", clerk.status)
	}
	clerk.act("compose").says("20个工作日")
	clerk.act("").says("待补正", "政府信息公开申请补正告知书", "等待申请人补正")
	w.pass(24 * time.Hour)
	clerk = w.as("clerk.jyj")
	clerk.open(r, "supplement").fill("words", "第一中学").act("").says("办理中", "第一中学", "2026年3月31日", "自收到补正之日的次日起")

	clerk.open(r, "consult").fill("party", "third_party", "name", "某教育公司", "about", "与公司的合同").act("compose").says("政府信息公开征求第三方意见书")
	clerk.act("").says("等待回复", "某教育公司", "正在征求意见")
	clerk.open(r, "hear").fill("answer", "object").act("").says("不同意公开的，请写明理由")
	clerk.fill("answer", "object", "words", "涉及报价", "reasonable", "yes").act("").says("本机关认为理由合理")

	clerk.open(r, "extend_ask").fill("why", "信息量大").act("").says("等待负责人决定")
	head := w.as("head.jyj")
	head.get("/desk")
	head.open(r, "extend").act("compose").says("文书内容").act("").says("经同意延长 20 个工作日")

	clerk.open(r, "draft").act("compose").says("请选择这件申请所适用的《条例》中的答复种类")
	clerk.fill("outcome-1", "2019-B3.1-given").act("add").says("第 2 部分")
	clerk.fill("what-1", "招生人数", "what-2", "合同价款", "outcome-2", "2019-B3.3.4").act("next").says("不予公开的依据")
	clerk.act("compose").says("请选择不予公开的依据", "请写明理由")
	clerk.fill("ground-2", "2019-15-1", "reason-2", "公司不同意公开且理由合理").attach("招生计划表.pdf", pdf+"%\n").act("compose").says("保存并送审")
	if got := clerk.doc.Find("#letter").Text(); !strings.Contains(got, "合同价款") || !strings.Contains(got, "行政复议") {
		t.Errorf("the answer: %s", got)
	}
	clerk.act("propose").says("只有不公开会对公共利益造成重大影响时才能公开")
	clerk.fill("reason-1", "与第三方无关").act("compose").act("propose").says("待审核", "招生计划表.pdf", "等待审核")
	if clerk.open(r, "review"); clerk.status != http.StatusForbidden {
		t.Errorf("a clerk reviews: %d", clerk.status)
	}
	reviewer := w.as("reviewer.jyj")
	reviewer.get("/desk").says("待我办理的申请 1")
	reviewer.open(r, "return").fill("why", "理由太短").act("").says("办理中")
	clerk.get(requestHref(r.ID)).says("理由太短", "请按退回理由修改")
	clerk.open(r, "draft").fill("reason-2", "该公司书面不同意公开，合同价款属于其商业秘密，公开会损害其竞争地位").act("save").says("已保存", "告知书还是原来的")
	clerk.open(r, "draft").says("审核退回，请修改", "理由太短").act("propose").says("请重新生成，或者核对无误后再次保存")
	clerk.act("compose").act("propose").says("待审核")
	reviewer.open(r, "review").says("合同价款").act("").says("待签发")
	head.open(r, "sign").act("").says("待送达", "市教育局公开告〔2026〕4号")
	clerk.open(r, "deliver").act("").says("请填写送达凭证")
	clerk.fill("route", "post", "proof", "EMS 1234").act("").says("已办结", "部分公开")
	clerk.open(r, "bounce").fill("why", "查无此人").act("").says("送达被退回")
	clerk.open(r, "redeliver").fill("route", "counter", "proof", "本人签收").act("").says("本人签收")
	clerk.open(r, "publish").fill("index", "JYJ/2026-000009").act("").says("没有这个索引号的已公开信息")
	clerk.act("start").says("修改草稿")
	w.as("city").open(r, "reopen").fill("words", "复议决定责令重新答复").act("").says("2026-000002", "2026-000001", "办理中")
}

// Every role in every state: the page offers what the tables allow and what
// makes sense, and nothing else; an act that is not allowed answers 403 (404
// to those who see nothing) and leaves no entry.
func TestRequestOffersAreTheTables(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	var cases []request.Request
	for i, s := range request.States {
		cases = append(cases, w.requestIn(string([]rune("甲乙丙丁戊己庚辛")[i]), s.State))
	}
	for _, role := range account.Roles {
		login := account.Login("other." + strings.ReplaceAll(string(role.Role), "_", "-"))
		g := account.Grant{Role: role.Role, Agency: "JYJ"}
		if role.Span == account.City {
			g.Agency = ""
		}
		w.person(login, "某人", g)
		v, actor := w.as(string(login)), w.actor(login)
		for _, r := range cases {
			name := string(role.Role) + ", " + string(r.State)
			v.get(requestHref(r.ID))
			if !request.Visible(actor, r, request.Case) {
				if v.status != http.StatusNotFound && v.status != http.StatusForbidden {
					t.Errorf("%s: sees the case: %d", name, v.status)
				}
			} else if v.status != http.StatusOK {
				t.Errorf("%s: %d", name, v.status)
			}
			var got, want []string
			for _, deed := range requestDeeds {
				if v.status == http.StatusOK && v.doc.Find(`main a[href="`+deed.href(r)+`"]`).Length() > 0 {
					got = append(got, deed.path())
				}
			}
			allowed := map[journal.Act]bool{}
			for _, act := range request.Offers(actor, r) {
				allowed[act] = true
			}
			for _, deed := range requestDeeds {
				if allowed[deed.Act] && deed.fits(r, w.office.Today()) {
					want = append(want, deed.path())
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: the page offers %v, the tables %v", name, got, want)
			}
			for _, deed := range requestDeeds {
				if actor.May(deed.Act, r.Agency) && r.State.Allows(deed.Act) {
					continue
				}
				before := w.entries()
				v.post(deed.href(r), "stamp", number(r.Stamp), "why", "x", "words", "x", "on", "2026-03-02", "handler", "two.jyj", "letter", "# x",
					"items", "x", "days", "5", "party", "third_party", "name", "x", "about", "x", "parts", "1", "outcome-1", "2019-B3.1-given",
					"route", "online", "receipt", "1", "yuan", "1", "index", "x", "basis", "page", "pages", "100", "n", "1", "answer", "agree", "kind", "petition", "reasons", "x")
				if n := w.entries() - before; n != 0 {
					t.Errorf("%s: posting %s left %d entries", name, deed.path(), n)
				}
				switch {
				case !actor.May(deed.Act, r.Agency) && v.status != http.StatusForbidden && v.status != http.StatusNotFound:
					t.Errorf("%s: posting the forbidden %s: %d", name, deed.path(), v.status)
				case v.status < 400 || v.status >= 500:
					t.Errorf("%s: posting %s: %d", name, deed.path(), v.status)
				}
			}
		}
	}
	for _, act := range journal.Acts {
		_, page := requestDeedOf(act.Act)
		others := []journal.Act{journal.RequestSubmit, journal.RequestSilence, journal.RequestRate, journal.RequestMove, journal.RequestReckon, journal.RequestOrder, journal.RequestImport, journal.RequestRedact}
		if strings.HasPrefix(string(act.Act), "request.") && page == slices.Contains(others, act.Act) {
			t.Errorf("%s: page %v", act.Act, page)
		}
	}
}

// Everybody of one agency walks every route with the cases of another: there is
// nothing there (hard case 23).
func TestOtherAgenciesRequestsAreNotThere(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	theirs := w.requestIn("甲", request.Handling)
	clerk := w.as("clerk.hbj")
	before, walked := w.entries(), 0
	for _, route := range w.site.Routes() {
		method, pattern, _ := strings.Cut(route.Pattern, " ")
		if !strings.HasPrefix(pattern, "/desk/request/{number}") {
			continue
		}
		address := strings.NewReplacer("{number}", theirs.ID.Number(), "{hash}", strings.Repeat("0", 64), "{n}", "1").Replace(pattern)
		if method == "GET" {
			clerk.get(address)
		} else {
			clerk.post(address, "stamp", number(theirs.Stamp), "why", "x", "words", "x")
		}
		if walked++; clerk.status != http.StatusNotFound && clerk.status != http.StatusForbidden {
			t.Errorf("%s %s: %d", method, address, clerk.status)
		}
		if strings.Contains(clerk.text(), theirs.Applicant.Name) {
			t.Errorf("%s tells who asked", address)
		}
	}
	if walked < 60 {
		t.Errorf("only %d addresses were walked", walked)
	}
	if clerk.get("/desk/requests"); strings.Contains(clerk.text(), theirs.ID.Number()) {
		t.Error("the list shows it")
	}
	if clerk.get("/desk/requests?agency=JYJ"); clerk.status != http.StatusNotFound {
		t.Errorf("the list of another agency: %d", clerk.status)
	}
	if clerk.post("/desk/requests/bulk", "case", theirs.ID.Number()+":1"); clerk.status != http.StatusNotFound {
		t.Errorf("in bulk: %d", clerk.status)
	}
	if after := w.entries(); after != before {
		t.Errorf("%d entries", after-before)
	}
}

// Two people on one case: the second is told what the first did and loses
// nothing that was typed.
func TestRequestChangedMeanwhile(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("甲", request.Handling)
	one, two := w.as("clerk.jyj"), w.as("two.jyj")
	one.open(r, "clarify")
	two.open(r, "note").fill("words", "已电话联系").act("")
	one.fill("items", "请写明学校").act("compose").says("其他人刚刚修改过", "赵经办", "已电话联系", "您填写的内容还在表单里")
	if one.status != http.StatusConflict || one.doc.Find("#items").Text() != "请写明学校" {
		t.Errorf("%d, %q", one.status, one.doc.Find("#items").Text())
	}
	one.act("compose").says("文书内容").act("").says("待补正")

	r = w.requestIn("乙", request.Signing)
	signer, head := w.as("signer.jyj"), w.as("head.jyj")
	signer.open(r, "sign")
	head.open(r, "sign").act("").says("待送达")
	before := w.entries()
	signer.act("").says("现在不能再这样办理")
	if signer.status != http.StatusConflict || w.entries() != before {
		t.Errorf("signed twice: %d, %d entries", signer.status, w.entries()-before)
	}
}

// A request that was asked before or is asked just now is shown before another
// is kept; the same words of the same person are the same case.
func TestRequestsLikeIt(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	w.requestIn("甲", request.Closed)
	other := w.requestIn("乙", request.Handling)
	clerk := w.as("clerk.jyj")
	typed := func(v *visitor, name string) *visitor {
		return v.fill("name", name, "paper", "护照", "paper_number", "E"+name, "phone", "0431-88779005", "address", "长春市人民大街1号",
			"subject", "2026年义务教育招生计划", "text", "各区2026年义务教育招生计划的批复", "form", "paper", "route", "post")
	}
	typed(clerk.get("/desk/requests/new"), "甲").act("").says("同一申请人的其他申请 1", "内容相近的申请 1", "还没有登记")
	clerk.act("").says("登记回执", "2026-000003")
	typed(clerk.get("/desk/requests/new"), "乙").act("").says("同一申请人的其他申请 1").act("").says("没有重复登记", other.ID.Number())
	clerk.get(requestHref(other.ID)).says("内容相近的申请 2", "2026-000003", "2026-000001") // one of them answered
}

// The lists add up to the open cases on every day, and a case is in one.
func TestRequestListsAddUp(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	for i, s := range request.States {
		w.requestIn(string([]rune("甲乙丙丁戊己庚辛")[i]), s.State)
	}
	for _, day := range []string{"2026-03-02", "2026-03-23", "2026-03-29", "2026-03-30", "2026-03-31", "2026-04-20"} {
		w.now = calendar.MustDay(day).Start().Add(9 * time.Hour)
		clerk := w.as("clerk.jyj")
		clerk.get("/desk/requests").says("在办 7 件", "共 8 件")
		sum := 0
		clerk.doc.Find("main .app-grid li").Each(func(_ int, s *pageSelection) {
			n := atoi(t, strings.TrimSuffix(s.Find("strong").Text(), " 件"))
			sum += n
			href, _ := s.Find("a").Attr("href")
			list := w.as("clerk.jyj").get(href)
			if got := list.doc.Find("main tbody tr").Length(); got != n {
				t.Errorf("%s: %s says %d and lists %d", day, href, n, got)
			}
		})
		if sum != 7 {
			t.Errorf("%s: the windows hold %d", day, sum)
		}
	}
	clerk := w.as("clerk.jyj")
	for _, c := range []struct {
		query string
		n     int
	}{
		{"q=2026-000003", 1}, {"q=２０２６－３", 1}, {"q=丙", 1}, {"q=招生计划", 8}, {"q=没有", 0}, {"state=closed", 1}, {"state=closed&late=true", 0},
		{"channel=fax", 1}, {"outcome=2019-B3.1-given", 1}, {"handler=me", 0}, {"year=2025", 0}, {"kind=petition", 0},
	} {
		clerk.get("/desk/requests?" + c.query)
		if got := clerk.doc.Find("main tbody tr").Length(); got != c.n {
			t.Errorf("%s lists %d, want %d", c.query, got, c.n)
		}
	}
}

// One decision for a campaign: each case gets its own letter, and one that
// changed meanwhile is left alone and named.
func TestOneAnswerForMany(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	a, b, c := w.requestIn("甲", request.Handling), w.requestIn("乙", request.Handling), w.requestIn("丙", request.Handling)
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/requests")
	if n := clerk.doc.Find("input[name=case]").Length(); n != 3 {
		t.Fatalf("%d may be chosen", n)
	}
	clerk.post("/desk/requests/bulk").says("请先在列表中勾选申请")
	clerk.post("/desk/requests/bulk", "case", a.ID.Number()+":"+number(a.Stamp), "case", b.ID.Number()+":"+number(b.Stamp), "case", c.ID.Number()+":"+number(c.Stamp)).
		says("所选 3 件申请").fill("outcome-1", "2019-B3.4.1-none").act("next").fill("reason-1", "经检索没有找到").act("compose").says("第一件的告知书", "甲")
	w.as("two.jyj").open(b, "note").fill("words", "等等").act("")
	clerk.act("save").says("有的申请没有保存", b.ID.Number())
	for _, r := range []request.Request{a, b, c} {
		now, err := w.office.Store.Request(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if saved := now.Decision != nil; saved == (r.ID == b.ID) || saved && !strings.Contains(now.Decision.Text, r.Applicant.Name) {
			t.Errorf("%s: %+v", r.ID.Number(), now.Decision)
		}
	}
}

// A record is asked to be corrected: the desk offers what article 41 knows, and
// nothing of disclosure, from the counter to the applicant; alone and in bulk.
func TestCorrectionAtTheDesk(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("甲", request.Handling)
	clerk := w.as("clerk.jyj")
	clerk.open(r, "sort").fill("kind", "correction", "why", "要求更正登记的住址").act("").says("更正")
	clerk.open(r, "draft")
	var offered []string
	clerk.doc.Find("input[name=outcome-1]").Each(func(_ int, s *pageSelection) { offered = append(offered, s.AttrOr("value", "")) })
	if want := []string{"2019-41-corrected", "2019-41-refused", "2019-41-transferred", "2019-41-directed"}; !slices.Equal(offered, want) {
		t.Fatalf("offered %v", offered)
	}
	clerk.fill("outcome-1", "2019-41-corrected").act("compose").says("请写明理由")
	clerk.fill("reason-1", "住址改为普阳街3177号").act("compose").says("保存并送审")
	if got := clerk.doc.Find("#letter").Text(); !strings.Contains(got, "予以更正：住址改为普阳街3177号") || !strings.Contains(got, "第四十一条") {
		t.Errorf("the letter: %s", got)
	}
	clerk.act("propose").says("待审核")
	w.as("reviewer.jyj").open(r, "review").act("").says("待签发")
	w.as("head.jyj").open(r, "sign").act("").says("待送达", "政府信息更正告知书")
	clerk.open(r, "deliver").fill("route", "post", "proof", "EMS 1").act("").says("已办结", "予以更正")

	a, b := w.requestIn("乙", request.Handling), w.requestIn("丙", request.Handling)
	a = w.run("clerk.jyj", a, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Sort(r, request.Correction, "更正", h)
	})
	one, other := a.ID.Number()+":"+number(a.Stamp), b.ID.Number()+":"+number(b.Stamp)
	clerk.post("/desk/requests/bulk", "case", one, "case", other).says("请分开办理")
	clerk.post("/desk/requests/bulk", "case", one)
	if clerk.doc.Find(`input[name=outcome-1][value="2019-41-refused"]`).Length() != 1 || clerk.doc.Find("input[name=outcome-1]").Length() != 4 {
		t.Errorf("the bulk offers %d", clerk.doc.Find("input[name=outcome-1]").Length())
	}
	clerk.fill("outcome-1", "2019-41-refused").act("next").fill("reason-1", "经核对登记无误").act("compose").says("第一件的告知书", "不予更正").act("save").
		says("已为 1 件申请拟好答复")
}

// Files are served to those who see the case, and to nobody else; what is an
// original is never offered for handing over.
func TestRequestFiles(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("甲", request.Handling)
	clerk := w.as("clerk.jyj")
	clerk.open(r, "files").act("").says("请选择文件")
	clerk.fill("of", "original").attach("底稿.pdf", pdf).act("").says("底稿.pdf", "原件（不得提供）")
	now, err := w.office.Store.Request(t.Context(), r.ID)
	if err != nil || len(now.Files) != 1 {
		t.Fatalf("%+v, %v", now.Files, err)
	}
	address := requestHref(r.ID) + "/file/" + now.Files[0].Hash
	for login, want := range map[string]int{"clerk.jyj": 200, "signer.jyj": 200, "city": 200, "clerk.hbj": 404} {
		if v := w.as(login).get(address); v.status != want {
			t.Errorf("%s: %d, want %d", login, v.status, want)
		}
	}
	if clerk.open(r, "draft"); clerk.doc.Find("input[name=hand]").Length() != 0 {
		t.Error("an original is offered")
	}
	clerk.fill("hand", now.Files[0].Hash, "outcome-1", "2019-B3.1-given").act("save").says("原件不能提供给申请人")
}

// A fee is explained before it is asked for, by the number of the applicant's
// requests in the month or by pages; nobody pays for ten.
func TestRequestFee(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("甲", request.Handling)
	clerk := w.as("clerk.jyj")
	clerk.open(r, "charge").says("同一申请人本月此前已有 0 件，这是第 1 件").fill("basis", "request").act("price").says("按标准计算费用为零")
	clerk.fill("basis", "page", "pages", "").act("compose").says("请填写页数")
	clerk.fill("basis", "page", "pages", "201").act("price").says("2740", "费用是怎样算的")
	if clerk.status != http.StatusOK {
		t.Errorf("status %d", clerk.status)
	}
	clerk.act("compose").says("文书内容")
	if got := clerk.doc.Find("#letter").Text(); !strings.Contains(got, "2740元") {
		t.Errorf("the notice: %s", got)
	}
	clerk.fill("letter", strings.ReplaceAll(clerk.doc.Find("#letter").Text(), "【", "（")).act("").says("待缴费", "收费台账", "等待申请人缴费")
	clerk.open(r, "pay").act("").says("请填写缴款票据号")
	clerk.fill("receipt", "吉财0001").act("").says("办理中", "吉财0001")
	w.as("head.jyj").open(r, "refund").fill("yuan", "3000", "why", "误收").act("").says("退还的金额不能超过已收的金额").
		fill("yuan", "40", "why", "误收").act("").says("误收")
	for i := range 10 {
		f := filing("乙")
		f.Asked.Subject += string(rune('一' + i))
		w.file(f)
	}
	last := filing("乙")
	q := w.file(last)
	clerk.open(q, "charge").says("此前已有 10 件，这是第 11 件").fill("basis", "request").act("price").says("100")
	// A letter received earlier is entered while the notice is being read.
	clerk.act("compose").says("文书内容")
	late := filing("乙")
	late.Asked.Subject, late.Channel, late.SubmittedOn = "更早的", regulation.SignedPost, calendar.MustDay("2026-03-01")
	w.file(late)
	letter := strings.ReplaceAll(clerk.doc.Find("#letter").Text(), "【", "（")
	clerk.fill("letter", letter).act("").says("本月此前的申请件数有变化", "此前已有 11 件，这是第 12 件")
	clerk.act("compose").fill("letter", strings.ReplaceAll(clerk.doc.Find("#letter").Text(), "【", "（")).act("").says("待缴费")
}

// Papers a clerk prints or reads before anything is signed.
func TestRequestPapers(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	delivering, handling := w.requestIn("甲", request.Delivering), w.requestIn("乙", request.Handling)
	clerk := w.as("clerk.jyj")
	for address, want := range map[string]int{
		requestHref(delivering.ID) + "/answer.pdf": 200, requestHref(delivering.ID) + "/service.pdf": 200, requestHref(handling.ID) + "/receipt.pdf": 200,
		requestHref(handling.ID) + "/answer.pdf": 404, requestHref(handling.ID) + "/service.pdf": 404,
	} {
		res, err := clerk.client.Get(clerk.server.URL + address)
		if err != nil {
			t.Fatal(err)
		}
		head := make([]byte, 4)
		io.ReadFull(res.Body, head)
		res.Body.Close()
		if res.StatusCode != want || want == 200 && string(head) != "%PDF" {
			t.Errorf("%s: %d %q", address, res.StatusCode, head)
		}
	}
	if v := w.as("city").get(requestHref(handling.ID) + "/receipt"); v.status != http.StatusForbidden {
		t.Errorf("who files nothing sees the query code: %d", v.status)
	}
}

// What cannot be done to a case now is said as an error after the redirect.
func TestWhatCannotBeDoneIsNoSuccess(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王五", request.Closed)
	clerk := w.as("clerk.jyj")
	for _, path := range []string{"clarify", "draft", "confirm"} {
		clerk.open(r, path).says("未能办理", "这件申请现在不需要这样办理")
		if clerk.doc.Find(`.govuk-error-summary [role="alert"]`).Length() != 1 || clerk.doc.Find(".govuk-notification-banner--success").Length() != 0 {
			t.Errorf("%s stands as done", path)
		}
	}
	clerk.get("/desk").says("我的待办")
	if clerk.doc.Find(".govuk-error-summary").Length() != 0 {
		t.Error("the refusal is shown twice")
	}
}

// What an order sets for the other answer stands beside the lawful limit, on
// the case, in the lists and on the home page, and warns.
func TestOrderedLimitIsWatched(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王五", request.Closed)
	head := w.as("head.jyj")
	head.open(r, "reopen").fill("words", "复议决定书〔2026〕1 号", "by-year", "2025", "by-month", "3", "by-day", "1").act("").says("责令的期限不能早于原来的申请办结之日")
	head.fill("by-year", "2026", "by-month", "3", "by-day", "10").act("").says("已另立新案", "责令期限", "2026年3月10日", "责令期限 2026年3月10日 早于法定期限", "2026年3月30日",
		"比责令期限早", "自收到责令重新答复的决定之日的次日起")
	anew, err := w.office.Store.Request(t.Context(), request.NewID(2026, 2))
	if err != nil || anew.OrderedOn() != calendar.MustDay("2026-03-10") {
		t.Fatalf("%v, %v", anew.OrderedOn(), err)
	}
	for _, path := range []string{"/desk", "/desk/requests"} {
		head.get(path).says("责令期限 2026年3月10日 还有 6 个工作日")
	}
	// The letters say what was ordered, and by when.
	clerk := w.as("clerk.jyj")
	clerk.open(anew, "clarify").fill("items", "请写明学校").act("compose")
	if got := clerk.doc.Find("#letter").Text(); !strings.Contains(got, "有关机关责令本机关于2026年3月10日前重新作出答复，本机关于2026年3月2日收到该决定") {
		t.Errorf("the letter: %s", got)
	}
	head.open(anew, "extend").fill("why", "卷宗很多").act("compose")
	if got := head.doc.Find("#letter").Text(); !strings.Contains(got, "责令重新答复的期限（2026年3月10日）不因此变动") {
		t.Errorf("the letter: %s", got)
	}
	w.pass(10 * 24 * time.Hour)
	head = w.as("head.jyj")
	for _, path := range []string{"/desk", "/desk/requests", requestHref(anew.ID)} {
		head.get(path).says("逾期 2 个工作日")
	}
	head.says("责令期限 2026年3月10日 已经过了，请立即答复。")
	if head.doc.Find(".govuk-warning-text").Length() != 1 {
		t.Error("no warning")
	}
	// A case nobody set a day for has one limit.
	other := w.requestIn("赵六", request.Handling)
	if head.get(requestHref(other.ID)); strings.Contains(head.doc.Find("main").Text(), "责令期限") {
		t.Error("a limit nobody ordered")
	}
}

// What a decision orders, and until when, is recorded with the decision: who
// begins the new case at the old one's page is not asked again.
func TestAnOrderIsRecordedOnce(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王五", request.Closed)
	head := w.as("head.jyj")
	head.get("/desk/remedy/new?kind=reconsideration").fill("subject", "不服答复", "party", "王五", "body", "长春市人民政府", "about", r.ID.Number()).
		submit(`form[action="/desk/remedy/new"]`, "").says("已登记")
	v := remedy.Remedy{Kind: remedy.Reconsideration, ID: remedy.ID(2026, 1)}
	head.remedyDo(v, "accept").remedyDo(v, "answer")
	head.fill("decide_result", "annulled", "decide_again", "yes", "decide_again_by-year", "2026", "decide_again_by-month", "3", "decide_again_by-day", "20").
		remedyDo(v, "decide").says("期限 2026年3月20日，尚未立新案")
	head.open(r, "reopen").says("行政复议 2026-000001", "2026年3月20日")
	if head.doc.Find("#by-year, #words").Length() != 0 {
		t.Error("the order is asked once more")
	}
	head.act("").says("已另立新案 2026-000002", "责令期限", "2026年3月20日")
	anew, err := w.office.Store.Request(t.Context(), request.NewID(2026, 2))
	done, err2 := w.office.Store.Remedy(t.Context(), v.Kind, v.ID)
	if err != nil || err2 != nil || anew.OrderedOn() != calendar.MustDay("2026-03-20") || done.Reopened != anew.Thing() || done.MustReopen() {
		t.Errorf("%v %v, %v %v", anew.OrderedOn(), err, done.Reopened, err2)
	}
}

// A case answered anew before the order was on record is found by it: no second
// one is opened. And who opens one hears of what is not decided yet.
func TestAnOrderFindsTheCaseOpenedBefore(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王五", request.Closed)
	head := w.as("head.jyj")
	head.open(r, "reopen").says("责令期限")
	if strings.Contains(head.doc.Find("main").Text(), "没有审结") {
		t.Error("nothing is contested")
	}
	head.get("/desk/remedy/new?kind=reconsideration").fill("subject", "不服答复", "party", "王五", "body", "长春市人民政府", "about", r.ID.Number()).
		submit(`form[action="/desk/remedy/new"]`, "").says("已登记")
	v := remedy.Remedy{Kind: remedy.Reconsideration, ID: remedy.ID(2026, 1)}
	head.remedyDo(v, "accept").remedyDo(v, "answer")
	head.open(r, "reopen").says("还有没有审结的行政复议", "行政复议 2026-000001")
	head.fill("words", "长府复〔2026〕9号").act("").says("已另立新案 2026-000002")
	head.get("/desk/remedy/"+v.Thing()).fill("decide_result", "annulled", "decide_number", "长府复〔2026〕9号", "decide_again", "yes").
		remedyDo(v, "decide").says("已经另立新案", "2026-000002", "登记已经另立的新案")
	if main := head.doc.Find("main").Text(); strings.Contains(main, "尚未立新案") || strings.Contains(main, "立新案重新办理") {
		t.Errorf("a second case is offered: %s", main)
	}
	head.remedyDo(v, "reopen").says("重新办理的申请", "2026-000002")
	done, err := w.office.Store.Remedy(t.Context(), v.Kind, v.ID)
	if err != nil || done.Reopened != request.NewID(2026, 2).Thing() || done.MustReopen() {
		t.Errorf("%s, %v", done.Reopened, err)
	}
	if _, err := w.office.Store.Request(t.Context(), request.NewID(2026, 3)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a second case was opened: %v", err)
	}
}

// Where a third party objects, each given part asks its own reason, but for
// those the objection is not about.
func TestObjectionAsksOnlyWhatItTouches(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王五", request.Handling)
	r = w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Consult(r, request.Opinion{Party: request.ThirdParty, Name: "某公司", About: "报价"}, request.Letter{Title: "征求意见书", PDF: "0"}, h)
	})
	w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Hear(r, 1, false, "涉及商业秘密", true, calendar.On(h.At), h)
	})
	clerk := w.as("clerk.jyj").open(r, "draft")
	clerk.fill("outcome-1", "2019-B3.1-given").act("add").fill("outcome-2", "2019-B3.1-given").act("next")
	clerk.fill("what-1", "报价", "what-2", "批复", "place-1", "当面查阅", "place-2", "当面查阅").act("compose").act("propose")
	if clerk.status != http.StatusUnprocessableEntity || clerk.doc.Find("#reason-1-error").Length() != 1 || clerk.doc.Find("#reason-2-error").Length() != 1 {
		t.Fatalf("%d: %s", clerk.status, clerk.doc.Find(".govuk-error-summary").Text())
	}
	clerk.fill("untouched-2", "yes").act("propose")
	if clerk.doc.Find("#reason-1-error").Length() != 1 || clerk.doc.Find("#reason-2-error").Length() != 0 {
		t.Fatalf("%d: %s", clerk.status, clerk.doc.Find(".govuk-error-summary").Text())
	}
	clerk.fill("reason-1", "不公开会对公共利益造成重大影响").act("propose").says("告知书还是原来的")
	clerk.act("propose").says("待审核")
	q, err := w.office.Store.Request(t.Context(), r.ID)
	if err != nil || q.State != request.Reviewing || q.Decision.Parts[0].Untouched || !q.Decision.Parts[1].Untouched {
		t.Errorf("%s %+v, %v", q.State, q.Decision, err)
	}
}

// The letter to a party tells the number and the code with which it answers
// online; what it answers stands on the case, late and unweighed as it is, and an
// objection is weighed before the answer goes to review.
func TestAPartyAnsweredOnline(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	err := w.office.Store.Act(t.Context(), account.Console, w.time(), func(tx *store.Tx) error {
		return tx.SaveCity(t.Context(), map[string]string{"address": "https://gongkai.example.gov.cn/"}, nil, nil,
			journal.Entry{At: w.time(), Act: journal.CityFound, Thing: "city", Actor: string(account.Console.Login)})
	})
	if err != nil {
		t.Fatal(err)
	}
	r := w.requestIn("王五", request.Handling)
	clerk := w.as("clerk.jyj")
	consult := func(v *visitor, name string) *visitor {
		return v.open(r, "consult").fill("party", "third_party", "name", name, "about", "与公司的合同").act("compose")
	}
	consult(clerk, "某教育公司")
	code, err := w.office.PartyCode(t.Context(), r.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	letter := clerk.doc.Find("#letter").Text()
	for _, want := range []string{"意见编号" + r.ID.Number() + "-1", code[:5] + "-" + code[5:], "https://gongkai.example.gov.cn/opinion"} {
		if !strings.Contains(letter, want) {
			t.Errorf("no %q in\n%s", want, letter)
		}
	}
	if strings.Contains(letter, "王五") {
		t.Error("the letter names the applicant")
	}
	// A colleague asks somebody else meanwhile: the number would be theirs.
	consult(w.as("two.jyj"), "另一公司").act("").says("等待回复")
	if clerk.act(""); clerk.status < 400 {
		t.Fatalf("sent with the number of another: %s", clerk.text())
	}
	if clerk.act(""); clerk.status < 400 || !strings.Contains(clerk.text(), "请重新生成") && !strings.Contains(clerk.text(), "请按上面所填重新生成文书") {
		t.Fatalf("sent with the number of another: %d %s", clerk.status, clerk.text())
	}
	clerk.act("").says("意见编号不对了")
	clerk.act("compose").act("").says("已办理")
	q, err := w.office.Store.Request(t.Context(), r.ID)
	if err != nil || len(q.Opinions) != 2 || !strings.Contains(q.Letters[len(q.Letters)-1].Text, r.ID.Number()+"-2") {
		t.Fatalf("%+v, %v", q.Opinions, err)
	}
	for n, agrees := range map[int]bool{1: true, 2: false} {
		if _, err := w.office.AnswerAsParty(t.Context(), r.ID, n, agrees, "涉及商业秘密", nil); err != nil {
			t.Fatal(err)
		}
	}
	clerk.get(requestHref(r.ID)).says("对方在网上提出", "理由待判断", "被征求意见方", "判断以后才能送审")
	clerk.open(r, "draft").fill("outcome-1", "2019-B3.1-given").act("next").fill("place-1", "当面查阅").act("compose").act("propose")
	if clerk.status != http.StatusUnprocessableEntity || !strings.Contains(clerk.errors(), "请先判断其理由是否合理") {
		t.Fatalf("%d: %s", clerk.status, clerk.errors())
	}
	clerk.open(r, "weigh")
	if got := clerk.doc.Find("input[name=n]").Length(); got != 1 {
		t.Errorf("%d may be weighed", got)
	}
	if clerk.act(""); !strings.Contains(clerk.errors(), "请选择理由是否合理") {
		t.Errorf("without a view: %s", clerk.errors())
	}
	clerk.fill("reasonable", "no").act("").says("已办理", "本机关认为理由不成立")
	clerk.open(r, "draft").fill("outcome-1", "2019-B3.1-given").act("next").fill("place-1", "当面查阅").act("compose").act("propose").says("待审核")
}

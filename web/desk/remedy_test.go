package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/browser"
)

// court is a town with a head in each agency, one of the city government, and
// the city's office.
func court(t *testing.T) *town {
	w := newTown(t)
	if _, err := w.office.AddAgency(t.Context(), account.Console, agency.Agency{Code: "ZF", Name: "长春市人民政府", Short: "市政府", Kind: agency.Government}); err != nil {
		t.Fatal(err)
	}
	w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	w.person("head.hbj", "赵负责", account.Grant{Role: account.Head, Agency: "HBJ"})
	w.person("clerk.zf", "钱经办", account.Grant{Role: account.Clerk, Agency: "ZF"})
	w.person("head.zf", "孙负责", account.Grant{Role: account.Head, Agency: "ZF"})
	w.person("city", "周公开", account.Grant{Role: account.CityOffice})
	return w
}

func (w *town) matter() remedy.Matter {
	return remedy.Matter{Agency: "JYJ", On: w.office.Today() - 20, Subject: "不服不予公开决定", Claim: "请求撤销",
		Parties: []remedy.Party{{Part: "applicant", Name: "王某", Contact: "13800000000"}}}
}

// remedies is one of each kind about the education bureau, just registered.
func (w *town) remedies() map[remedy.Kind]remedy.Remedy {
	w.t.Helper()
	ctx, all := context.Background(), map[remedy.Kind]remedy.Remedy{}
	keep := func(v remedy.Remedy, err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
		all[v.Kind] = v
	}
	keep(w.office.RegisterComplaint(ctx, w.actor("head.zf"), w.matter(), "letter", "ZF"))
	keep(w.office.RegisterReconsideration(ctx, w.actor("clerk.jyj"), w.matter(), "长春市人民政府", "长府复〔2017〕7号"))
	keep(w.office.RegisterSuit(ctx, w.actor("clerk.jyj"), w.matter(), remedy.Filing{Route: remedy.Direct, Court: "铁路运输法院", ServedOn: w.office.Today() - 18}))
	keep(w.office.IssueOrder(ctx, w.actor("head.zf"), w.matter(), "late", w.office.Today()+10, "ZF", ""))
	return all
}

func (v *visitor) remedyDo(r remedy.Remedy, path string) *visitor {
	v.t.Helper()
	return v.submit(`form[action="/desk/remedy/`+r.Thing()+`/`+path+`"]`, "")
}

// The paper of an order is read and edited before it is issued, asked about where
// what it says was changed, and kept with the order as it went out.
func TestAnOrderHasAPaper(t *testing.T) {
	w := court(t)
	head, clerk := w.as("head.zf"), w.as("clerk.jyj")
	const form = `form[action="/desk/remedy/new"]`
	head.get("/desk/remedy/new?kind=order").fill("agency", "JYJ", "subject", "限期答复", "finding", "late", "until-year", "2017", "until-month", "12", "until-day", "29").
		submit(form, "compose").says("请填写答复、理由或者说明")
	if head.status != http.StatusUnprocessableEntity || head.doc.Find(`textarea[name="letter"]`).Length() != 0 {
		t.Errorf("a paper of nothing: %d", head.status)
	}
	head.fill("claim", "逾期未答复").submit(form, "compose").says("文书内容", "签发责令改正通知书")
	paper := head.doc.Find(`textarea[name="letter"]`).Text()
	for _, want := range []string{"# 责令改正通知书", "@ ", "教育局：", "逾期未答复。", "第三十五条", "于2017年12月29日前（含当日）改正"} {
		if !strings.Contains(paper, want) {
			t.Errorf("no %s in\n%s", want, paper)
		}
	}
	if n, err := w.office.Store.CountRemedies(t.Context(), store.RemedySelection{Seat: remedy.Seat{All: true}}); err != nil || n != 0 {
		t.Errorf("%d orders before one was issued: %v", n, err)
	}
	edited := strings.Replace(paper, "特此通知。", "联系人：孙某。\n\n特此通知。", 1)
	head.filled = nil
	head.fill("letter", edited, "until-day", "28").submit(form, "").says("填写的内容改动后，文书还是原来的")
	head.fill("letter", "").submit(form, "compose").says("2017年12月28日前（含当日）")
	head.filled = nil
	head.fill("letter", "# 责令改正通知书\n\n【待填：查明的情况】").submit(form, "").says("文书中还有待填写的内容")
	if head.status != http.StatusUnprocessableEntity {
		t.Errorf("a paper with a hole: %d", head.status)
	}
	head.fill("letter", edited).submit(form, "").says("待整改", "市政府公开责改〔2017〕1号", "2017年12月28日")
	v, err := w.office.Store.Remedy(t.Context(), remedy.Order, remedy.ID(2017, 1))
	if err != nil || len(v.Documents) != 2 {
		t.Fatalf("%+v, %v", v.Documents, err)
	}
	clerk.get("/desk/remedy/" + v.Thing()).says("责令改正通知书（市政府公开责改〔2017〕1号）.pdf")
	for i, kind := range []string{"%PDF-", "PK"} {
		link, _ := clerk.doc.Find(`a[href*="/file/` + strconv.Itoa(i+1) + `/"]`).Attr("href")
		res, err := clerk.client.Get(w.server.URL + link)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		sum := sha256.Sum256(b)
		if err != nil || !strings.HasPrefix(string(b), kind) || hex.EncodeToString(sum[:]) != v.Documents[i].SHA256 {
			t.Errorf("%s: %d bytes, %v", link, len(b), err)
		}
		if kind == "PK" && !strings.Contains(docxText(t, b), "联系人：孙某。") {
			t.Error("the paper is not as it was left")
		}
	}
	// The next one has the next number.
	head.filled = nil
	head.get("/desk/remedy/new?kind=order").fill("agency", "JYJ", "subject", "更新指南", "claim", "指南过时", "finding", "stale", "until-year", "2017", "until-month", "12", "until-day", "29").
		submit(form, "compose").submit(form, "").says("市政府公开责改〔2017〕2号")
}

// docxText is the words of a DOCX.
func docxText(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A big city's figures show the agencies with the most first, and fold away the
// others; the list of remedies begins with the remedies, its filter folded until it
// narrows the list.
func TestRemedyFiguresAndFilterAreFolded(t *testing.T) {
	w := court(t)
	city := w.as("city")
	for i := range 15 {
		code := agency.Code("X" + strconv.Itoa(10+i))
		if _, err := w.office.AddAgency(t.Context(), account.Console, agency.Agency{Code: code, Name: "某局" + string(code), Kind: agency.Department, Parent: "ZF"}); err != nil {
			t.Fatal(err)
		}
		m := w.matter()
		m.Agency = code
		for range 1 + i/14 { // the last has two
			if _, err := w.office.RegisterReconsideration(t.Context(), w.actor("city"), m, "长春市人民政府", ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	city.get("/desk/remedies/figures").says("显示其余 5 行")
	table := city.doc.Find(`[role="region"][aria-label="行政复议：按机关"]`)
	if n := table.Find(`th[scope="row"]`); n.Length() != 10 || !strings.Contains(n.First().Text(), "X24") {
		t.Errorf("%d rows, the first %s", n.Length(), n.First().Text())
	}
	if n := city.doc.Find(`details [aria-label="行政复议：按机关（其余）"] th[scope="row"]`).Length(); n != 5 {
		t.Errorf("%d rows folded away", n)
	}
	filter := func() (open, there bool) {
		d := city.doc.Find(`details:has(form[action="/desk/remedies"])`)
		_, open = d.Attr("open")
		return open, d.Find(`select[name="year"]`).Length() == 1
	}
	city.get("/desk/remedies").says("共 16 件")
	if open, there := filter(); open || !there {
		t.Errorf("nothing chosen: open %v, there %v", open, there)
	}
	city.get("/desk/remedies?kind=reconsideration&year=2017").says("清除筛选")
	if open, there := filter(); !open || !there {
		t.Errorf("narrowed: open %v, there %v", open, there)
	}
}

// Each of the four from its registration to its end, by the hands that may.
func TestRemediesAreHandledAtTheDesk(t *testing.T) {
	w := court(t)
	clerk, higher, head := w.as("clerk.jyj"), w.as("clerk.zf"), w.as("head.zf")

	higher.get("/desk/remedy/new?kind=complaint").fill("agency", "JYJ", "subject", "久不答复", "claim", "三个月没有答复", "party", "李某", "channel", "phone").
		submit(`form[action="/desk/remedy/new"]`, "").says("已登记：投诉举报 2017-000001", "待受理", "李某")
	complaint := remedy.Remedy{Kind: remedy.Complaint, ID: remedy.ID(2017, 1)}
	higher.remedyDo(complaint, "accept").says("已办理：受理", "待交办", "办结投诉举报")
	head.get("/desk/remedy/"+complaint.Thing()).fill("assign_clerk", "clerk.zf").remedyDo(complaint, "assign").says("办理中", "钱经办")
	if higher.get("/desk/remedy/" + complaint.Thing()); higher.offered()["answer"] {
		t.Error("a clerk is offered to answer the complainant")
	}
	head.get("/desk/remedy/"+complaint.Thing()).fill("answer_result", "founded").remedyDo(complaint, "answer").says("请填写答复、理由或者说明")
	if head.status != http.StatusUnprocessableEntity {
		t.Errorf("an answer without words: %d", head.status)
	}
	head.fill("answer_words", "情况属实，已责令改正").remedyDo(complaint, "answer").says("已办结", "属实", "情况属实，已责令改正")
	head.fill("rate_grade", "4", "rate_words", "回复很快").remedyDo(complaint, "rate").says("4 分", "回复很快")
	if clerk.get("/desk/remedy/" + complaint.Thing()); clerk.status != http.StatusNotFound {
		t.Errorf("the agency complained of sees the complaint: %d", clerk.status)
	}

	clerk.get("/desk/remedy/new?kind=reconsideration").submit(`form[action="/desk/remedy/new"]`, "").says("请填写事项名称")
	clerk.get("/desk/remedy/new?kind=reconsideration").fill("subject", "不服不予公开", "party", "王某", "body", "长春市人民政府").
		submit(`form[action="/desk/remedy/new"]`, "").says("已登记", "复议待受理")
	review := remedy.Remedy{Kind: remedy.Reconsideration, ID: remedy.ID(2017, 1)}
	clerk.remedyDo(review, "accept").says("待提交复议答复", "被申请人书面答复")
	clerk.remedyDo(review, "answer").says("待复议决定")
	clerk.attach("答复书.pdf", pdf)
	clerk.files, clerk.filled = nil, nil
	clerk.get("/desk/remedy/"+review.Thing()).fill("decide_result", "annulled", "decide_again", "yes").remedyDo(review, "decide").
		says("复议已审结", "结果纠正", "撤销或者部分撤销（行政复议法第六十四条）", "尚未立新案")

	clerk.get("/desk/remedy/new?kind=suit").fill("subject", "不服决定", "party", "王某", "body", "铁路运输法院", "route", "after", "about", "reconsideration/2017-000009").
		submit(`form[action="/desk/remedy/new"]`, "").says("没有找到所关联的申请、公开信息或者救济事项")
	clerk.fill("about", review.Thing()).submit(`form[action="/desk/remedy/new"]`, "").says("待答辩", "复议后起诉", "行政复议 2017-000001")
	suit := remedy.Remedy{Kind: remedy.Suit, ID: remedy.ID(2017, 1)}
	clerk.remedyDo(suit, "defend").fill("judge_result", "claim_dismissed").remedyDo(suit, "judge").says("一审已判", "送达）")
	clerk.remedyDo(suit, "close").says("上诉期尚未届满")
	// The judgment is taken for final; then an appeal lodged in time comes to be
	// known.
	w.pass(40 * 24 * time.Hour)
	clerk, head = w.as("clerk.jyj"), w.as("head.zf")
	clerk.get("/desk/remedy/"+suit.Thing()).remedyDo(suit, "close").says("诉讼已审结", "结果维持", "没有登记")
	clerk.get("/desk/remedy/" + suit.Thing())
	clerk.fill("appeal_by", "plaintiff", "appeal_body", "中级人民法院").remedyDo(suit, "appeal").says("二审待答辩", "中级人民法院")
	clerk.remedyDo(suit, "defend_appeal").fill("judge_appeal_result", "appeal_dismissed").remedyDo(suit, "judge_appeal").says("诉讼已审结", "结果维持", "驳回上诉，维持原判")

	head.get("/desk/remedy/new?kind=order").fill("agency", "JYJ", "subject", "限期答复", "claim", "逾期未答复", "finding", "late", "until-year", "2017", "until-month", "12", "until-day", "29").
		submit(`form[action="/desk/remedy/new"]`, "compose").submit(`form[action="/desk/remedy/new"]`, "").says("待整改", "逾期答复", "2017年12月29日")
	order := remedy.Remedy{Kind: remedy.Order, ID: remedy.ID(2017, 1)}
	clerk.get("/desk/remedy/"+order.Thing()).fill("report_words", "已经答复").remedyDo(order, "report").says("整改待确认")
	head.get("/desk/remedy/"+order.Thing()).fill("sanction_measure", "criticised", "sanction_whom", "经办人").remedyDo(order, "sanction").says("通报批评", "经办人")
	head.remedyDo(order, "confirm").says("责令已了结", "已改正")
	head.filled = nil
	head.get("/desk/remedy/new?kind=order").fill("agency", "JYJ", "subject", "窗口无人", "claim", "无人值守", "finding", "other", "until-year", "2017", "until-month", "12", "until-day", "29").
		submit(`form[action="/desk/remedy/new"]`, "compose").submit(`form[action="/desk/remedy/new"]`, "")
	order.ID++
	head.get("/desk/remedy/"+order.Thing()).fill("revoke_words", "当日停电").remedyDo(order, "revoke").says("撤销责令的理由", "当日停电", "不再计算")
	if text := head.text(); strings.Contains(text, "按期完成") || strings.Contains(text, "答复内容") {
		t.Errorf("a revoked order reads as one followed: %.600s", text)
	}

	w.as("city").get("/desk/remedies").says("共 5 件").get("/desk/remedies?kind=suit&outcome=upheld").says("共 1 件", "不服决定")
	clerk.get("/desk/remedies").says("共 4 件").get("/desk/remedies?outcome=again").says("共 1 件")
	clerk.get("/desk/remedies?due=overdue").says("没有符合条件的事项")
	w.as("city").get("/desk/remedies/figures").says("纠正率", "100.0%", "市教育局")
}

// A file is kept with the remedy and handed out to who sees it.
func TestRemedyDocuments(t *testing.T) {
	w := court(t)
	r := w.remedies()[remedy.Reconsideration]
	clerk := w.as("clerk.jyj").get("/desk/remedy/" + r.Thing())
	form := `form[action="/desk/remedy/` + r.Thing() + `/attach"]`
	clerk.submit(form, "").says("请选择文件")
	if _, err := w.office.OnRemedy(t.Context(), w.actor("clerk.jyj"), r.Kind, r.ID, 0, func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
		sum, size, err := w.office.Blobs.Put(t.Context(), strings.NewReader(pdf))
		if err != nil {
			return v, journal.Entry{}, err
		}
		return remedy.Attach(v, remedy.Document{Name: "证据.pdf", Type: "application/pdf", Size: size, SHA256: sum}, "JYJ", "clerk.jyj", at)
	}); err != nil {
		t.Fatal(err)
	}
	clerk.get("/desk/remedy/" + r.Thing()).says("证据.pdf")
	href, _ := clerk.doc.Find(`a[href*="/file/1/"]`).Attr("href")
	res, err := clerk.client.Get(w.server.URL + href)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK || string(body) != pdf {
		t.Errorf("the document: %d, %d bytes", res.StatusCode, len(body))
	}
	pack, err := clerk.client.Get(w.server.URL + "/desk/remedy/" + r.Thing() + "/evidence")
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Body.Close()
	raw, err := io.ReadAll(pack.Body)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil || len(z.File) != 3 {
		t.Errorf("the pack: %d, %v", pack.StatusCode, err)
	}
	if other := w.as("head.hbj").get("/desk/remedy/" + r.Thing() + "/evidence"); other.status != http.StatusNotFound {
		t.Errorf("another agency's evidence: %d", other.status)
	}
	if other := w.as("head.hbj").get(href); other.status != http.StatusNotFound {
		t.Errorf("another agency's document: %d", other.status)
	}
}

// For every role, in the agency that handles it, in the one it is about and in
// another, the page offers what the two tables allow, and posting what is not
// offered leaves no entry.
func TestRemediesOfferTheTables(t *testing.T) {
	w := court(t)
	all := w.remedies()
	for _, role := range account.Roles {
		for _, in := range []agency.Code{"ZF", "JYJ", "HBJ"} {
			login := account.Login("other." + strings.ToLower(string(in)) + "." + strings.ReplaceAll(string(role.Role), "_", "-"))
			grant := account.Grant{Role: role.Role, Agency: in}
			if role.Span == account.City {
				grant.Agency = ""
			}
			w.person(login, "某人", grant)
			v, actor := w.as(string(login)), w.actor(login)
			for _, k := range remedy.Kinds {
				r := all[k.Kind]
				v.get("/desk/remedy/" + r.Thing())
				if !remedy.Visible(actor, r) {
					if v.status != http.StatusNotFound && v.status != http.StatusForbidden {
						t.Errorf("%s sees %s: %d", login, r.Thing(), v.status)
					}
					continue
				}
				offered := v.offered()
				for _, d := range remedyDeeds {
					if !strings.HasPrefix(string(d.Act), string(k.Kind)+".") {
						continue
					}
					want := r.Allows(d.Act) && (actor.May(d.Act, r.Handler) && !d.Agency || actor.May(d.Act, r.Agency) && (d.Agency || d.path() == "attach" && k.Kind != remedy.Complaint)) && (d.Fit == nil || d.Fit(r))
					if offered[d.path()] != want {
						t.Errorf("%s, %s: %s offered %v, want %v", login, r.Thing(), d.path(), offered[d.path()], want)
					}
					if !want && slices.Contains([]string{"accept", "withdraw", "refuse", "hear", "judge", "confirm", "revoke"}, d.path()) {
						before := w.entries()
						v.post("/desk/remedy/"+r.Thing()+"/"+d.path(), "stamp", number(r.Stamp), d.path()+"_on", "2017-06-30", d.path()+"_words", "理由", d.path()+"_result", "annulled")
						if after := w.entries(); v.status < 400 || after != before {
							t.Errorf("%s did %s: %d", login, d.Act, v.status)
						}
					}
				}
			}
		}
	}
}

// Two people act on one page: the second is told.
func TestRemedyChangedMeanwhile(t *testing.T) {
	w := court(t)
	r := w.remedies()[remedy.Reconsideration]
	first, second := w.as("clerk.jyj").get("/desk/remedy/"+r.Thing()), w.as("head.jyj").get("/desk/remedy/"+r.Thing())
	first.remedyDo(r, "accept").says("待提交复议答复")
	if second.remedyDo(r, "accept"); second.status != http.StatusConflict && second.status != http.StatusUnprocessableEntity {
		t.Errorf("the second: %d %s", second.status, second.errors())
	}
}

func TestRemedyPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := court(t)
	all := w.remedies()
	pages := []string{"/desk/remedies", "/desk/remedies/figures"}
	for _, k := range remedy.Kinds {
		pages = append(pages, "/desk/remedy/"+all[k.Kind].Thing(), "/desk/remedy/new?kind="+string(k.Kind))
	}
	for _, size := range []browser.Size{browser.Desktop, browser.Phone} {
		p := b.Open(t, w.server.URL+"/desk/sign-in", size)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		p.Eval(t, `document.querySelector("#login").value = "city", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
		for _, address := range pages {
			p.URL = w.server.URL + address
			p.Run(t, chromedp.Navigate(p.URL))
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s is %d px too wide", address, wider)
			}
		}
		p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
	}
}

// A form that lacks several things says all of them at once. A report may have no
// name; a day may be none, or one to come.
func TestRegistrationNamesEveryFault(t *testing.T) {
	w := court(t)
	for kind, want := range map[remedy.Kind]string{
		remedy.Complaint:       "agency on-year subject channel",
		remedy.Reconsideration: "on-year subject party body",
		remedy.Suit:            "on-year subject party route body",
		remedy.Order:           "agency on-year subject claim finding until-year",
	} {
		login := "head.jyj"
		if kind == remedy.Complaint || kind == remedy.Order {
			login = "head.zf"
		}
		for _, year := range []string{"", "今年", "2031"} {
			v := w.as(login).get("/desk/remedy/new?kind=" + string(kind))
			v.fill("on-year", year, "on-month", "", "on-day", "", "contact", "写下的电话", "channel", "?", "finding", "?")
			if year == "2031" {
				v.filled["on-month"], v.filled["on-day"] = []string{"1"}, []string{"1"}
			}
			v.submit(`form[action="/desk/remedy/new"]`, "")
			if v.status != http.StatusUnprocessableEntity || v.failed() != want {
				t.Errorf("%s, %q: %d %q, want %q", kind, year, v.status, v.failed(), want)
			}
			if back := formValues(v.doc.Find(`form[action="/desk/remedy/new"]`)); back.Get("on-year") != year || kind != remedy.Order && back.Get("contact") != "写下的电话" {
				t.Errorf("%s: what was typed is lost: %v", kind, back)
			}
		}
	}
	v := w.as("head.jyj").get("/desk/remedy/new?kind=reconsideration").fill("about", "request/2017-000009").submit(`form[action="/desk/remedy/new"]`, "")
	if v.failed() != "about subject party body" {
		t.Errorf("astray: %s", v.failed())
	}
}

// A complaint an applicant hands in comes to the city's office, on its home page,
// to be taken up; to nobody of the agency complained of.
func TestNewComplaintsComeToTheCity(t *testing.T) {
	w := court(t)
	w.now = calendar.MustDay("2026-03-02").Start().Add(9 * time.Hour)
	r := w.file(filing("王五"))
	v, err := w.office.Complain(t.Context(), r.ID, "电话没有人接")
	if err != nil {
		t.Fatal(err)
	}
	link := `main a[href="/desk/remedy/` + v.Thing() + `"]`
	for login, want := range map[string]int{"city": 1, "head.zf": 1, "clerk.jyj": 0, "head.jyj": 0} {
		home := w.as(login).get("/desk")
		if got := home.doc.Find(link).Length(); got != want {
			t.Errorf("%s: the complaint stands %d times on the home page, want %d: %.300s", login, got, want, home.text())
		}
		if want == 1 {
			home.says("先看是否由本机关受理")
		}
	}
	w.as("city").get("/desk/remedy/"+v.Thing()).remedyDo(v, "accept").says("已办理：受理")
	w.as("city").get("/desk").says("交给一位同事调查")
}

package desk

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/web/browser"
)

// lastYear is 97 requests of 2017 in two agencies, as if by their acts: every
// kind the report of that year counted together, every channel, applicant and
// line of the form, in time, extended and late, and some still open.
func (w *town) lastYear() []request.Request {
	w.t.Helper()
	var all []request.Request
	at := w.time()
	on := calendar.On(at)
	err := w.office.Store.Act(context.Background(), account.Console, at, func(tx *store.Tx) error {
		first, err := tx.NextRequests(context.Background(), 2017, 97)
		if err != nil {
			return err
		}
		all = nil
		var entries []journal.Entry
		for i := range 97 {
			q := request.Request{ID: first + request.ID(i), Agency: []agency.Code{"JYJ", "JYJ", "HBJ"}[i%3], Edition: "2008", State: request.Closed,
				Kind:        []request.Kind{request.Statutory, request.Statutory, request.Consultation, request.Complaint, request.Statutory}[i%5],
				Channel:     regulation.Channels[i%len(regulation.Channels)].Channel,
				Applicant:   request.Applicant{Kind: request.ApplicantKinds[i*i%len(request.ApplicantKinds)].Kind, Name: fmt.Sprintf("王%d", i)},
				Asked:       request.Asked{Subject: fmt.Sprintf("第%d号批复", i), Text: "批复", Form: "paper", Route: "post"},
				SubmittedAt: at.Add(-time.Duration(i) * time.Hour), ConfirmedOn: calendar.NoDay, ReceivedOn: on - 20, DueOn: on + 1, DraftDueOn: on, SubDueOn: calendar.NoDay,
				ClosedOn: on, Outcome: fmt.Sprintf("2008-%d", i*7%8+1), Late: i%13 == 0, Fingerprint: strconv.Itoa(i)}
			if i%11 == 0 {
				q.Extension = &request.Extension{Days: 15, GrantedBy: "head.jyj", GrantedOn: on - 5}
			}
			if i%19 == 0 {
				q.State, q.ClosedOn, q.Outcome, q.Late = request.States[i%7].State, calendar.NoDay, "", false
			}
			all = append(all, q)
			entries = append(entries, journal.Entry{At: at, Act: journal.RequestSubmit, Thing: q.Thing(), Agency: string(q.Agency), Actor: string(account.Console.Login)})
		}
		return tx.SaveRequests(context.Background(), all, entries)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// figuresOf is the numbers of the page's tables: by caption, line and column.
func (v *visitor) figuresOf() map[string]map[string][]string {
	all := map[string]map[string][]string{}
	v.doc.Find("main table").Each(func(_ int, t *goquery.Selection) {
		rows := map[string][]string{}
		t.Find("tbody tr").Each(func(_ int, r *goquery.Selection) {
			var cells []string
			r.Find("td").Each(func(_ int, c *goquery.Selection) { cells = append(cells, strings.TrimSpace(c.Text())) })
			rows[strings.TrimSpace(r.Find("th").Text())] = cells
		})
		all[strings.TrimSpace(t.Find("caption").Text())] = rows
	})
	return all
}

// Every number is that of the cases it says it counts, every line adds up to
// the line it belongs to, and behind every link lies a list of as many.
func TestFiguresOfRequests(t *testing.T) {
	w := court(t)
	all := w.lastYear()
	w.remedies()
	count := func(in agency.Code, part func(request.Request) bool) string {
		n := 0
		for _, q := range all {
			if (in == "" || q.Agency == in) && part(q) {
				n++
			}
		}
		return strconv.Itoa(n)
	}
	everyone := func(request.Request) bool { return true }
	for _, c := range []struct {
		login   string
		address string
		in      agency.Code
	}{
		{"city", "/desk/requests/figures?year=2017", ""},
		{"city", "/desk/requests/figures?year=2017&agency=HBJ", "HBJ"},
		{"clerk.jyj", "/desk/requests/figures", "JYJ"},
	} {
		v := w.as(c.login).get(c.address)
		figures := v.figuresOf()
		first := func(caption, line string) string {
			cells := figures[caption][line]
			if len(cells) == 0 {
				t.Errorf("%s: no line %q in %q; there are %v", c.address, line, caption, figures[caption])
				return ""
			}
			return cells[0]
		}
		form := "办理结果（" + regulation.Editions()[0].Name + "）"
		for _, want := range []struct {
			caption, line string
			part          func(request.Request) bool
		}{
			{"收到的申请", "合计", everyone},
			{"收到的申请", "网上申请", func(q request.Request) bool { return q.Channel == regulation.Online }},
			{"收到的申请", "信函申请", func(q request.Request) bool {
				return q.Channel == regulation.SignedPost || q.Channel == regulation.PlainPost
			}},
			{"收到的申请", "传真等其他形式申请", func(q request.Request) bool { return q.Channel == regulation.Fax || q.Channel == regulation.Email }},
			{"办理时限", "按期办结", func(q request.Request) bool { return q.State == request.Closed && !q.Late && !q.WasExtended() }},
			{"办理时限", "延期办结", func(q request.Request) bool { return q.State == request.Closed && !q.Late && q.WasExtended() }},
			{"办理时限", "逾期办结", func(q request.Request) bool { return q.Late }},
			{"办理时限", "尚未办结", request.Request.Open},
			{form, "3.3.2 同意公开", func(q request.Request) bool { return q.Outcome == "2008-2" }},
			{form, "3.3.6 申请信息不存在", func(q request.Request) bool { return q.Outcome == "2008-6" }},
			{form, "合计", func(q request.Request) bool { return !q.Open() }},
			{"申请人", "科研机构", func(q request.Request) bool { return q.Applicant.Kind == request.Research }},
		} {
			if got := first(want.caption, want.line); got != count(c.in, want.part) {
				t.Errorf("%s: %s, %s: %s, want %s", c.address, want.caption, want.line, got, count(c.in, want.part))
			}
		}
		v.says("口径）："+count(c.in, everyone)+" 件", "没有一笔记录")

		for caption, rows := range figures {
			sum := rows["合计"]
			if caption == "投诉举报" || sum == nil {
				continue
			}
			for i := range sum {
				n := 0
				for line, cells := range rows {
					if line != "合计" && !strings.Contains(line, "其中：") {
						part, err := strconv.Atoi(cells[i])
						if err != nil {
							t.Fatalf("%s, %s: %v", caption, line, err)
						}
						n += part
					}
				}
				if strconv.Itoa(n) != sum[i] {
					t.Errorf("%s: %s, column %d: the lines make %d, the sum says %s", c.address, caption, i, n, sum[i])
				}
			}
			for line, cells := range rows {
				n := 0
				for _, cell := range cells[1:] {
					part, err := strconv.Atoi(cell)
					if err != nil {
						t.Fatalf("%s, %s: %v", caption, line, err)
					}
					n += part
				}
				if strconv.Itoa(n) != cells[0] {
					t.Errorf("%s: %s, %s: the columns make %d, the sum says %s", c.address, caption, line, n, cells[0])
				}
			}
		}

		links := map[string]string{}
		v.doc.Find("main td a").Each(func(_ int, a *goquery.Selection) { links[a.AttrOr("href", "")] = strings.TrimSpace(a.Text()) })
		if len(links) < 30 {
			t.Errorf("%s: only %d numbers lead to a list", c.address, len(links))
		}
		for href, n := range links {
			if v.get(href); !strings.Contains(v.text(), "共 "+n+" 件") {
				t.Errorf("%s: %s is behind %s (%d): %.200s", c.address, href, n, v.status, v.text())
			}
		}
	}
}

// Who sees figures only is led to no case and no remedy; who sees neither
// figures nor cases sees nothing; nobody sees another agency's.
func TestFiguresAreForThoseWhoMay(t *testing.T) {
	w := court(t)
	w.lastYear()
	w.remedies()
	for _, r := range account.Roles {
		grant := account.Grant{Role: r.Role, Agency: "JYJ"}
		if r.Span == account.City {
			grant.Agency = ""
		}
		login := account.Login("some." + strings.ReplaceAll(string(r.Role), "_", "-"))
		w.person(login, "某人", grant)
		actor, v := w.actor(login), w.as(string(login))
		city := actor.May(account.LookCity, "") || actor.May(account.LookEvidence, "")
		cases := actor.May(account.LookRequests, "JYJ")
		for _, from := range []string{"/desk/city", "/desk/requests"} {
			if v.get(from); v.status == 200 && v.doc.Find(`main a[href="/desk/requests/figures"]`).Length() != 1 {
				t.Errorf("%s finds no way from %s to the figures", login, from)
			}
		}
		for address, want := range map[string]bool{
			"/desk/requests/figures": city || cases, "/desk/requests/figures?agency=JYJ": city || cases, "/desk/requests/figures?agency=HBJ": city,
			"/desk/requests/figures.csv?agency=JYJ": city || cases, "/desk/requests/figures.csv?agency=HBJ": city,
			"/desk/requests/figures?agency=NONE": false, "/desk/requests/figures?year=2018": false, "/desk/requests/figures?year=x": false,
		} {
			if v.get(address); (v.status == 200) != want {
				t.Errorf("%s at %s: %d", login, address, v.status)
			}
			if v.status != 200 || strings.Contains(address, "csv") {
				continue
			}
			links := v.doc.Find("main td a").Length()
			if listed := cases && (grant.Agency == "JYJ" || r.Role == account.CityOffice); (links > 0) != listed {
				t.Errorf("%s at %s: %d links", login, address, links)
			}
			if remedies := v.doc.Find("caption:contains(行政复议)").Length() > 0; remedies != (city || actor.May(account.LookRemedies, "JYJ")) {
				t.Errorf("%s at %s: remedies shown %v", login, address, remedies)
			}
			if complaints := v.doc.Find("caption:contains(投诉举报)").Length() > 0; complaints != city {
				t.Errorf("%s at %s: complaints shown %v", login, address, complaints)
			}
		}
	}
}

// The file has every number of the page; a name that a spreadsheet program
// would compute is text in it.
func TestFiguresAsAFile(t *testing.T) {
	w := court(t)
	w.lastYear()
	if _, err := w.office.RenameAgency(t.Context(), account.Console, "JYJ", "=1+1"); err != nil {
		t.Fatal(err)
	}
	v := w.as("clerk.jyj").get("/desk/requests/figures")
	res, err := v.client.Get(w.server.URL + v.doc.Find(`a[href*=".csv"]`).AttrOr("href", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatal(err, res.Header)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range rows[1:] {
		if r[0] != "'=1+1" || r[1] != "2017" {
			t.Errorf("a line of %q in %s", r[0], r[1])
		}
		got[r[2]+"/"+r[3]+"/"+r[5]] = r[6]
	}
	n := 0
	for caption, lines := range v.figuresOf() {
		for line, cells := range lines {
			line = strings.TrimPrefix(line, "其中：")
			if i := strings.LastIndex(line, " "); i > 0 {
				line = line[i+1:]
			}
			if value, ok := got[caption+"/"+line+"/合计"]; ok {
				if n++; value != cells[0] {
					t.Errorf("%s, %s: the file says %s, the page %s", caption, line, value, cells[0])
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d lines of the page are in the file", n)
	}
}

// The ledger is shown line by line, so that what was taken can be followed.
func TestFiguresOfFees(t *testing.T) {
	w := newTownIn(t, "2026-06-01")
	r := w.requestIn("王", request.Paying)
	v := w.as("clerk.jyj").get("/desk/requests/figures")
	fees := v.figuresOf()["收费和减免（台账）"]
	if r.Fee.Yuan == 0 || fees["通知缴费"][1] != strconv.Itoa(r.Fee.Yuan) || fees["收取的费用（已收减去退还）"][1] != "0" {
		t.Errorf("the ledger says %v", fees)
	}
	v.says("收费台账有 1 笔，收取 0 元", r.ID.Number())
	if href := v.doc.Find("th a[href*='"+r.ID.Number()+"']").AttrOr("href", ""); href != requestHref(r.ID) {
		t.Errorf("the line leads to %q", href)
	}
}

// The corrected rate is told by who drafted, reviewed and signed; behind every
// number lies its list.
func TestCorrectedRateByStage(t *testing.T) {
	w := newTownIn(t, "2026-06-01")
	ctx := context.Background()
	for i, result := range []string{"annulled", "upheld", "annulled", ""} {
		r := w.requestIn(fmt.Sprint("王", i), request.Closed)
		m := remedy.Matter{About: r.Thing(), On: w.office.Today(), Subject: "不服答复", Parties: []remedy.Party{{Name: "王"}}}
		v, err := w.office.RegisterReconsideration(ctx, w.actor("clerk.jyj"), m, "市政府", "")
		if err != nil {
			t.Fatal(err)
		}
		if result == "" {
			continue
		}
		for _, act := range []func(remedy.Remedy, *calendar.Calendar, time.Time) (remedy.Remedy, journal.Entry, error){
			func(v remedy.Remedy, cal *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AcceptReconsideration(v, w.office.Today(), w.office.Today(), false, "", cal, "clerk.jyj", at)
			},
			func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.DecideReconsideration(v, remedy.Decision{On: w.office.Today(), Result: result}, "clerk.jyj", at)
			},
		} {
			if v, err = w.office.OnRemedy(ctx, w.actor("clerk.jyj"), v.Kind, v.ID, 0, act); err != nil {
				t.Fatal(err)
			}
		}
	}
	v := w.as("city").get("/desk/remedies/figures?year=2026")
	figures := v.figuresOf()
	for caption, who := range map[string]string{"行政复议：按决定的拟办人": "张经办（市教育局）", "行政复议：按决定的审核人": "孙审核（市教育局）", "行政复议：按决定的签发人": "陈负责（市教育局）"} {
		if got := strings.Join(figures[caption][who], " "); got != "4 1 2 0 1 50.0%" {
			t.Errorf("%s, %s: %q of %v", caption, who, got, figures[caption])
		}
	}
	links := map[string]string{}
	v.doc.Find("main td a").Each(func(_ int, a *goquery.Selection) { links[a.AttrOr("href", "")] = strings.TrimSpace(a.Text()) })
	for href, n := range links {
		if v.get(href); !strings.Contains(v.text(), "共 "+n+" 件") {
			t.Errorf("%s is behind %s: %.300s", href, n, v.text())
		}
	}
	if len(links) < 20 {
		t.Errorf("only %d links", len(links))
	}
	v.get("/desk/remedies?signer=head.jyj&outcome=corrected").says("签发人", "陈负责", "共 2 件")
	v.get("/desk/remedies?state=reconsideration/received").says("共 1 件").get("/desk/remedies?kind=suit&state=reconsideration/received").says("没有符合条件的事项")
	v.get("/desk/requests/figures?year=2026").says("行政复议纠正率", "50.0%（2 ÷ 4）")
}

// Who sees a case may take its evidence along.
func TestEvidenceOfARequest(t *testing.T) {
	w := newTownIn(t, "2026-06-01")
	w.person("head.hbj", "赵负责", account.Grant{Role: account.Head, Agency: "HBJ"})
	r := w.requestIn("王", request.Handling)
	v := w.as("clerk.jyj")
	res, err := v.client.Get(w.server.URL + requestHref(r.ID) + "/evidence")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if raw, err := io.ReadAll(res.Body); err != nil || !strings.HasPrefix(string(raw), "PK") || res.Header.Get("Content-Type") != "application/zip" {
		t.Errorf("the pack: %d, %v", res.StatusCode, err)
	}
	v.get(requestHref(r.ID)).says("下载证据包（ZIP）")
	if v := w.as("head.hbj").get(requestHref(r.ID) + "/evidence"); v.status != 404 {
		t.Errorf("another agency's: %d", v.status)
	}
}

// The pack is spooled to a file, which does not stay; where there is no room
// for one, the visitor is told.
func TestEvidenceIsSpooled(t *testing.T) {
	w := newTownIn(t, "2026-06-01")
	r := w.requestIn("王", request.Handling)
	v := w.as("clerk.jyj")
	room := t.TempDir()
	for _, c := range []struct {
		dir  string
		want int
	}{{room, http.StatusOK}, {filepath.Join(room, "none"), http.StatusInternalServerError}} {
		t.Setenv("TMPDIR", c.dir)
		res, err := v.client.Get(w.server.URL + requestHref(r.ID) + "/evidence")
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != c.want || c.want == http.StatusOK && res.ContentLength != int64(len(raw)) {
			t.Errorf("%s: %d, %d bytes of %d, %v", c.dir, res.StatusCode, len(raw), res.ContentLength, err)
		}
		// The answer may be here before the file is gone.
		var left []os.DirEntry
		for range 200 {
			if left, err = os.ReadDir(room); err != nil || len(left) == 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

func TestFiguresInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := court(t)
	w.lastYear()
	w.remedies()
	pictures := os.Getenv("DESK_PICTURES")
	for name, size := range map[string]browser.Size{"1280": browser.Desktop, "360": browser.Phone} {
		p := b.Open(t, w.server.URL+"/desk/sign-in", size)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		p.Eval(t, `document.querySelector("#login").value = "city", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
		for picture, address := range map[string]string{"figures": "/desk/requests/figures?year=2017", "remedy-figures": "/desk/remedies/figures?year=2017", "remedies": "/desk/remedies?state=complaint/received&signer=-"} {
			p.URL = w.server.URL + address
			p.Run(t, chromedp.Navigate(p.URL))
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s is %d px too wide", address, wider)
			}
			if pictures != "" {
				p.Screenshot(t, filepath.Join(pictures, picture+"-"+name+".png"))
			}
		}
		p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
	}
}

package desk

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/follow/notice"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/browser"
)

const called = "13812345678"

// reachable is a filing by somebody who left an address and a number.
func reachable(name string) request.Filing {
	f := filing(name)
	f.Applicant.Email, f.Applicant.Mobile = "wang@example.com", called
	return f
}

// told posts the news of all that happened, and settles each message: f says
// what became of it.
func (w *town) told(f func(m *store.Mail)) {
	w.t.Helper()
	ctx := context.Background()
	gateway, err := notice.ParseGateway("https://sms.example.gov.cn/", "a key nobody guesses", "")
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := notice.News(w.office, "", &gateway).Follow(ctx); err != nil {
		w.t.Fatal(err)
	}
	for _, claim := range []func(context.Context, time.Time, time.Duration) (store.Mail, error){w.office.Store.ClaimMail, w.office.Store.ClaimSMS} {
		for {
			m, err := claim(ctx, w.time(), time.Minute)
			if notFound(err) {
				break
			}
			if err != nil {
				w.t.Fatal(err)
			}
			m.State, m.SentAt = store.MailSent, w.time()
			f(&m)
			if err := w.office.Store.SettleMail(ctx, m); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// reported is a message that says what became of the mail about an act.
func (w *town) reported(r request.Request, act journal.Act, kind store.ReportKind) store.Mail {
	w.t.Helper()
	ctx := context.Background()
	list, err := w.office.Store.MailOf(ctx, r.Thing())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range list {
		if m.Channel != store.ByMail || notice.FactAct(m.Fact) != act {
			continue
		}
		sum, _, err := w.office.Blobs.Put(ctx, strings.NewReader(m.MessageID+string(kind)))
		if err != nil {
			w.t.Fatal(err)
		}
		in := store.Incoming{Mailbox: "box", Raw: sum, Agency: r.Agency, Thing: r.Thing(), State: store.TrayAutomatic, Sender: m.Recipient, Subject: "已读", ReceivedAt: w.time(),
			Reports: []store.MailReport{{MessageID: m.MessageID, Kind: kind, Who: m.Recipient, ByHand: true}}}
		if kept, err := w.office.Store.Receive(ctx, in, nil, store.Seen{Mailbox: "box", Validity: 1, UID: 1}); !kept || err != nil {
			w.t.Fatal(kept, err)
		}
		return m
	}
	w.t.Fatalf("no mail about %s", act)
	return store.Mail{}
}

// A receipt of the mail about a letter is offered as what it is, and only an
// official's press records that the letter was received.
func TestAReceiptIsRecorded(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.file(reachable("王芳"))
	r = w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Clarify(r, "请写明年份", 15, request.Letter{Title: "补正告知书", PDF: "0"}, h)
	})
	w.told(func(*store.Mail) {})
	w.now = calendar.MustDay("2026-03-04").Start().Add(10 * time.Hour)
	got := `form[action$="/got"]`
	clerk := w.as("clerk.jyj")
	for _, c := range []struct {
		name   string
		act    journal.Act
		kind   store.ReportKind
		says   string
		button bool
	}{
		{"of a mail that sets no limit", journal.RequestSubmit, store.ReportDisplayed, "收件人已打开邮件（本人确认）", false},
		{"that it arrived", journal.RequestClarify, store.ReportDelivered, "已送到收件人的邮箱", false},
		{"that it was deleted", journal.RequestClarify, store.ReportDeleted, "没有打开就删除了", false},
		{"that it was shown", journal.RequestClarify, store.ReportDisplayed, "登记 2026-03-04 收到", true},
	} {
		w.reported(r, c.act, c.kind)
		if clerk.get(requestHref(r.ID)).says(c.says); (clerk.doc.Find(got).Length() == 1) != c.button {
			t.Fatalf("%s: offered %d times", c.name, clerk.doc.Find(got).Length())
		}
	}
	if after, err := w.office.Store.Request(t.Context(), r.ID); err != nil || after.Clarification.GotOn != calendar.NoDay {
		t.Fatalf("recorded by itself: %s, %v", after.Clarification.GotOn, err)
	}
	// What names a message that shows nothing records nothing.
	if v := w.as("clerk.jyj").post(requestHref(r.ID)+"/got", "stamp", number(r.Stamp), "which", "1", "on", "2026-03-04", "proof", "mail/1"); v.status != http.StatusNotFound {
		t.Errorf("a mail that shows nothing: %d", v.status)
	}
	clerk.submit(got, "").says("已办理", "mail/3")
	after, err := w.office.Store.Request(t.Context(), r.ID)
	if err != nil || after.Clarification.GotOn != calendar.MustDay("2026-03-04") {
		t.Fatalf("%s, %v", after.Clarification.GotOn, err)
	}
	if clerk.get(requestHref(r.ID)); clerk.doc.Find(got).Length() != 0 {
		t.Error("offered once more")
	}
	clerk.get("/desk/mail/out/3").says("对方的回执", "收件人已打开邮件（本人确认）", "wang@example.com")
	clerk.get("/desk/mail/in/4").says("这封来信说的邮件", "收件人已打开邮件（本人确认）")
}

// Messages by SMS stand with the mail; the number is shown to those who deal
// with the applicant. What did not arrive is said on the case.
func TestSMSAtTheDesk(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	w.desk.Sending = true
	r := w.file(reachable("王芳"))
	w.told(func(m *store.Mail) {
		if m.Channel == store.BySMS {
			m.State, m.SentAt, m.LastError = store.MailFailed, time.Time{}, "gateway refused: 400 138****5678"
		}
	})
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/mail?out=failed").says("短信", "138****5678", "400 138****5678")
	if strings.Contains(clerk.text(), called) {
		t.Error("the list shows the number")
	}
	// News that came by mail did arrive.
	if v := clerk.get(requestHref(r.ID)).says("未能发送", "接收短信的手机号码"+called); strings.Contains(v.text(), "没有送到") {
		t.Error("says that nothing arrived, though the mail did")
	}
	for login, sees := range map[string]bool{"clerk.jyj": true, "head.jyj": true, "city": false} {
		v := w.as(login).get("/desk/mail/out/2").says("发出的短信", "申请"+r.ID.Number()+"已提交")
		if strings.Contains(v.text(), called) != sees || !sees && !strings.Contains(v.text(), "138****5678") {
			t.Errorf("%s: %s", login, v.text())
		}
	}
	for _, login := range []string{"signer.jyj", "city"} {
		if v := w.as(login).get(requestHref(r.ID)).says("138****5678"); strings.Contains(v.text(), called) {
			t.Errorf("%s sees the number", login)
		}
	}
	clerk.get("/desk/mail/out/2").submit(`form[action$="/retry"]`, "").says("短信将立即重新发送", "待发送")
	clerk.get("/desk/mail").says("没有配置短信网关，短信都在这里等待。")
	w.desk.Texting = true
	if strings.Contains(clerk.get("/desk/mail").text(), "没有配置短信网关") {
		t.Error("says that no gateway is configured")
	}
	w.told(func(*store.Mail) {})
	for _, c := range []struct {
		name  string
		state map[store.MailChannel]store.MailState
		says  bool
	}{
		{"neither arrives", map[store.MailChannel]store.MailState{store.ByMail: store.MailBounced, store.BySMS: store.MailFailed}, true},
		{"one does", map[store.MailChannel]store.MailState{store.ByMail: store.MailBounced, store.BySMS: store.MailSent}, false},
		{"the only one does not", map[store.MailChannel]store.MailState{store.BySMS: store.MailFailed}, true},
	} {
		f := reachable(c.name)
		if _, ok := c.state[store.ByMail]; !ok {
			f.Applicant.Email = ""
		}
		q := w.file(f)
		w.told(func(m *store.Mail) { m.State = c.state[m.Channel] })
		if v := clerk.get(requestHref(q.ID)); strings.Contains(v.text(), "最近发给申请人的消息没有送到") != c.says {
			t.Errorf("%s: %v", c.name, !c.says)
		}
	}
}

// What the provider of SMS reports stands on the case in its name; that the only
// news did not arrive is said, and nothing else changes.
func TestASMSReportedAtTheDesk(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	clerk := w.as("clerk.jyj")
	for _, c := range []struct {
		name, says string
		kind       store.ReportKind
		lost       bool
	}{
		{"甲", "短信服务商报告：没有送到手机", store.ReportFailed, true},
		{"乙", "短信服务商报告：已送到手机", store.ReportDelivered, false},
	} {
		f := reachable(c.name)
		f.Applicant.Email = ""
		r := w.file(f)
		var m store.Mail
		w.told(func(sent *store.Mail) { m = *sent })
		if n, err := w.office.Store.ReportSMS(t.Context(), w.time(), []store.MailReport{{MessageID: m.MessageID, Kind: c.kind}}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		v := clerk.get(requestHref(r.ID)).says(c.says, "已送出")
		if strings.Contains(v.text(), "最近发给申请人的消息没有送到") != c.lost {
			t.Errorf("%s: lost %v", c.name, !c.lost)
		}
		if v.doc.Find(`a[href="/desk/mail/in/0"]`).Length() != 0 {
			t.Error("leads to a message there is not")
		}
		clerk.get("/desk/mail/out/" + number(m.ID)).says(c.says)
	}
}

// What a provider reports as lost is sent anew by the clerk, from the case and
// from the outbox, by the same way or another; the number is in no address.
func TestALostSMSIsSentAnew(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	gateway, err := notice.ParseGateway("https://sms.example.gov.cn/", "a key nobody guesses", "")
	if err != nil {
		t.Fatal(err)
	}
	w.desk.News, w.desk.Texting, w.desk.Sending = notice.News(w.office, "", &gateway), true, true
	clerk := w.as("clerk.jyj")
	const onCase = "main form[action$='/retry']"
	lost := func(name, email string) request.Request {
		f := reachable(name)
		f.Applicant.Email = email
		r := w.file(f)
		var m store.Mail
		w.told(func(sent *store.Mail) {
			if sent.Channel == store.BySMS {
				m = *sent
			}
		})
		if n, err := w.office.Store.ReportSMS(t.Context(), w.time(), []store.MailReport{{MessageID: m.MessageID, Kind: store.ReportFailed}}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		return r
	}
	ways := func(form string) (list []string) {
		clerk.doc.Find(form + " button[name=act]").Each(func(_ int, s *goquery.Selection) { list = append(list, s.AttrOr("value", "")) })
		return list
	}
	last := func(r request.Request) store.Mail {
		list, err := w.office.Store.MailOf(t.Context(), r.Thing())
		if err != nil {
			t.Fatal(err)
		}
		return list[len(list)-1]
	}
	// From the case: the same words by SMS under another id, to whom there is only a number.
	r := lost("甲", "")
	old := last(r)
	clerk.get(requestHref(r.ID)).says("可以重新发送的消息", "最近发给申请人的消息没有送到")
	if got := ways(onCase); !slices.Equal(got, []string{"sms"}) {
		t.Fatalf("offered %q", got)
	}
	clerk.submit(onCase, "sms").says("已另发短信，将立即发送", "已另发", "待发送")
	if strings.Contains(clerk.text(), "最近发给申请人的消息没有送到") || len(ways(onCase)) != 0 {
		t.Error("still said to be lost")
	}
	if clerk.url.Path != requestHref(r.ID) {
		t.Errorf("led to %s", clerk.url)
	}
	if m := last(r); m.ID == old.ID || m.MessageID == old.MessageID || m.Channel != store.BySMS || m.Recipient != called || m.Body != old.Body {
		t.Errorf("%+v", m)
	}
	// Lost once more.
	w.told(func(*store.Mail) {})
	if n, err := w.office.Store.ReportSMS(t.Context(), w.time(), []store.MailReport{{MessageID: last(r).MessageID, Kind: store.ReportFailed}}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	clerk.get(requestHref(r.ID)).says("最近发给申请人的消息没有送到")
	// From the outbox, where they stand under a heading of their own.
	q := lost("乙", "wang@example.com")
	clerk.get("/desk/mail?out=unreached").says("没有送到手机", "138****5678", q.ID.Number(), r.ID.Number())
	if strings.Contains(clerk.text(), called) {
		t.Error("the outbox shows the number")
	}
	clerk.get("/desk/mail/out/" + number(lostOf(w, q).ID))
	if got := ways(`form[action$="/retry"]`); !slices.Equal(got, []string{"mail", "sms"}) {
		t.Fatalf("offered %q", got)
	}
	clerk.submit(`form[action$="/retry"]`, "mail").says("已另发邮件，将立即发送", "待发送", "wang@example.com", "您的政府信息公开申请已提交")
	clerk.get("/desk/mail/out/" + number(lostOf(w, q).ID)).says("已另发")
	if clerk.doc.Find(`form[action$="/retry"]`).Length() != 0 {
		t.Error("offered once more")
	}
	clerk.get(clerk.doc.Find("main a[href^='/desk/mail/out/']").AttrOr("href", "")).says("待发送", "wang@example.com")
	// By a way nobody left, a button nobody has, another agency, another role.
	z := lost("丙", "")
	at := "/desk/mail/out/" + number(last(z).ID) + "/retry"
	for _, c := range []struct {
		login, act string
		status     int
	}{{"clerk.jyj", "mail", http.StatusConflict}, {"clerk.jyj", "13812345678", http.StatusBadRequest}, {"clerk.hbj", "sms", http.StatusNotFound}, {"signer.jyj", "sms", http.StatusForbidden}} {
		if v := w.as(c.login).post(at, "act", c.act); v.status != c.status {
			t.Errorf("%s presses %q: %d, want %d", c.login, c.act, v.status, c.status)
		}
	}
	if v := w.as("clerk.jyj").post(at); v.status != http.StatusUnprocessableEntity {
		t.Errorf("what was taken is sent again under its id: %d", v.status)
	}
}

// lostOf is the first message about a case by SMS.
func lostOf(w *town, r request.Request) store.Mail {
	w.t.Helper()
	list, err := w.office.Store.MailOf(context.Background(), r.Thing())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range list {
		if m.Channel == store.BySMS {
			return m
		}
	}
	w.t.Fatal("no SMS")
	return store.Mail{}
}

// Without a gateway nobody is asked for a number, and none is kept; with one, it
// is checked.
func TestANumberForSMS(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	clerk := w.as("clerk.jyj")
	fields := []string{"name", "张三", "paper_number", "11010519491231002X", "subject", "招生计划", "text", "2026年的"}
	if clerk.get("/desk/requests/new"); clerk.doc.Find("#mobile").Length() != 0 {
		t.Error("asked for although nothing can be sent")
	}
	clerk.fill(append(fields, "phone", "0431-88779005", "mobile", called)...).act("").says("登记回执")
	if r, err := w.office.Store.Request(t.Context(), request.NewID(2026, 1)); err != nil || r.Applicant.Mobile != "" {
		t.Errorf("kept %q, %v", r.Applicant.Mobile, err)
	}
	w.desk.Texting = true
	fields[1], fields[3] = "李四", "E1"
	fields = append(fields, "paper", "护照")
	clerk.get("/desk/requests/new").fill(append(fields, "mobile", "0431-88779005")...).act("")
	if clerk.status != http.StatusUnprocessableEntity || !strings.Contains(clerk.errors(), "手机号码应是中国大陆的 11 位号码") {
		t.Errorf("%d: %s", clerk.status, clerk.errors())
	}
	clerk.fill("mobile", "+86 138-1234-5678").act("")
	if strings.Contains(clerk.text(), "再按一次") {
		clerk.act("")
	}
	clerk.says("登记回执")
	if r, err := w.office.Store.Request(t.Context(), request.NewID(2026, 2)); err != nil || r.Applicant.Mobile != called {
		t.Errorf("kept %q, %v", r.Applicant.Mobile, err)
	}
}

// The pages of mail and SMS, wide and narrow.
func TestMessagePagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := newTownIn(t, "2026-03-02")
	w.desk.Texting, w.desk.Sending = true, true
	f := reachable("王芳")
	f.Applicant.Language = request.English
	r := w.file(f)
	r = w.run("clerk.jyj", r, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Clarify(r, "请写明年份", 15, request.Letter{Title: "补正告知书", PDF: "0"}, h)
	})
	w.told(func(m *store.Mail) {
		if m.Channel == store.BySMS {
			m.State, m.LastError = store.MailFailed, "gateway refused: 400 138****5678 is on no network"
		}
	})
	w.reported(r, journal.RequestClarify, store.ReportDisplayed)
	var lost store.Mail
	q := w.file(reachable("李强"))
	w.told(func(m *store.Mail) {
		if m.Channel == store.BySMS {
			lost = *m
		}
	})
	if n, err := w.office.Store.ReportSMS(t.Context(), w.time(), []store.MailReport{{MessageID: lost.MessageID, Kind: store.ReportFailed}}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	for _, size := range []struct {
		name string
		browser.Size
	}{{"1280", browser.Desktop}, {"360", browser.Phone}, {"320", browser.Size{Width: 320, Height: 700}}} {
		p := b.Open(t, w.server.URL+"/desk/sign-in", size.Size)
		p.Run(t, chromedp.SendKeys(chromedp.CSS("#login"), "clerk.jyj"), chromedp.SendKeys(chromedp.CSS("#password"), password+"\r"), chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
		for name, address := range map[string]string{
			"sent": "/desk/mail?out=sent", "failed": "/desk/mail?out=failed", "automatic": "/desk/mail?in=automatic",
			"mail": "/desk/mail/out/3", "sms": "/desk/mail/out/2", "receipt": "/desk/mail/in/1", "unreached": "/desk/mail?out=unreached", "lost": "/desk/mail/out/" + number(lost.ID), "case-lost": requestHref(q.ID), "case": requestHref(r.ID), "new": "/desk/requests/new",
		} {
			p.Run(t, chromedp.Navigate(w.server.URL+address), chromedp.WaitVisible(chromedp.CSS("main h1")))
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s at %s px is %d px too wide", name, size.name, wider)
			}
			if folder := os.Getenv("DESK_PICTURES"); folder != "" {
				p.Screenshot(t, filepath.Join(folder, "message-"+name+"-"+size.name+".png"))
			}
		}
		p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
		p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
	}
}

// A letter to a party goes to the address the clerk writes down. That it was
// opened is offered as the day of receipt; that it did not arrive is said.
func TestALetterToAParty(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	r := w.requestIn("王芳", request.Handling)
	clerk := w.as("clerk.jyj")
	consult := func(name, address string) *visitor {
		return clerk.open(r, "consult").fill("party", "third_party", "name", name, "email", address, "about", "与公司的合同").act("compose")
	}
	if v := consult("某教育公司", "yi@"); !strings.Contains(v.act("").errors(), "电子邮箱的写法不正确") {
		t.Errorf("%d: %s", v.status, v.errors())
	}
	consult("某教育公司", "yi@example.com").act("").says("等待回复")
	consult("另一公司", "er@example.com").act("").says("等待回复")
	w.told(func(m *store.Mail) {
		if m.Recipient == "er@example.com" {
			m.State = store.MailBounced
		}
	})
	if v := clerk.get(requestHref(r.ID)).says("yi@example.com", "发给被征求意见一方的邮件没有送到"); strings.Contains(v.text(), "最近发给申请人的消息没有送到") {
		t.Error("says that the applicant was not reached")
	}
	w.now = calendar.MustDay("2026-03-04").Start().Add(10 * time.Hour)
	w.reported(r, journal.RequestConsult, store.ReportDisplayed) // the first one's
	clerk = w.as("clerk.jyj")
	clerk.get(requestHref(r.ID)).says("登记 2026-03-04 收到").submit(`form[action$="/got"]`, "").says("已办理")
	after, err := w.office.Store.Request(t.Context(), r.ID)
	if err != nil || after.Opinions[0].GotOn != calendar.MustDay("2026-03-04") || after.Opinions[1].GotOn != calendar.NoDay {
		t.Fatalf("%+v, %v", after.Opinions, err)
	}
	clerk.open(r, "got").fill("which", "1", "on-year", "2026", "on-month", "3", "on-day", "4").act("").says("已办理")
	if strings.Contains(clerk.get(requestHref(r.ID)).text(), "发给被征求意见一方的邮件没有送到") {
		t.Error("still said, though the party has the letter")
	}
}

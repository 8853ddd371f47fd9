package desk

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/affairs/subscription"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
)

// came is a message on the tray.
func (w *town) came(m store.Incoming) store.Incoming {
	w.t.Helper()
	ctx := context.Background()
	sum, size, err := w.office.Blobs.Put(ctx, strings.NewReader("Subject: "+m.Subject+"\r\n\r\n"+m.Body))
	if err != nil {
		w.t.Fatal(err)
	}
	m.Mailbox, m.Raw, m.State, m.ReceivedAt = "box", sum, store.TrayWaiting, w.time()
	m.Attachments = []publication.Attachment{{Name: "附件 1.txt", Type: "text/plain; charset=utf-8", Size: size, SHA256: sum}}
	if kept, err := w.office.Store.Receive(ctx, m, nil, store.Seen{Mailbox: "box", Validity: 1, UID: 1}); !kept || err != nil {
		w.t.Fatal(kept, err)
	}
	list, err := w.office.Store.Tray(ctx, store.MailSelection{}, 0, 1)
	if err != nil {
		w.t.Fatal(err)
	}
	return list[0]
}

// posted is a message of the outbox that came back.
func (w *town) posted(in agency.Code) store.Mail {
	w.t.Helper()
	ctx := context.Background()
	if _, err := w.office.Store.Post(ctx, w.time(), store.Mail{Fact: fmt.Sprint(w.t.Name(), in, w.entries()), Thing: "request/2017-000009", Agency: in,
		Recipient: "wang@example.com", Subject: "已答复" + string(in), Body: "第一段\n\n第二段"}); err != nil {
		w.t.Fatal(err)
	}
	m, err := w.office.Store.ClaimMail(ctx, w.time(), time.Minute)
	if err != nil {
		w.t.Fatal(err)
	}
	m.State, m.SentAt, m.LastError = store.MailBounced, w.time(), "550 no such user"
	if err := w.office.Store.SettleMail(ctx, m); err != nil {
		w.t.Fatal(err)
	}
	return m
}

func TestMailAtTheDesk(t *testing.T) {
	w := newTown(t)
	r, _, err := w.office.File(context.Background(), account.Console, request.Filing{Agency: "JYJ", Kind: request.Statutory,
		Channel: regulation.Counter, SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay,
		Applicant: request.Applicant{Kind: request.Natural, Name: "王芳芳", Paper: "护照", PaperNumber: "E1", Phone: "0431-88779005"},
		Asked:     request.Asked{Subject: "招生计划", Text: "2016年招生计划", Form: "electronic", Route: "online"}})
	if err != nil {
		t.Fatal(err)
	}
	m := w.came(store.Incoming{Agency: "JYJ", Sender: "wang@example.com", SenderName: "王芳芳", Subject: "关于" + r.ID.Number(), Body: "第一行\n<b>第二行</b>", Note: "附件“a.exe”未收"})
	w.posted("JYJ")

	v := w.as("clerk.jyj").get("/desk/mail").says("关于"+r.ID.Number(), "王芳芳 <wang@example.com>", "没有配置发信服务器")
	v.get("/desk/mail/in/"+number(m.ID)).says("第一行", "<b>第二行</b>", "附件“a.exe”未收", "来信中写有这个受理编号；来信中有申请人的姓名或者名称")
	address := "/desk/mail/in/" + number(m.ID)
	for _, file := range []string{"/file/1/%E9%99%84%E4%BB%B6%201.txt", "/original"} {
		if v.get(address + file); v.status != http.StatusOK {
			t.Errorf("%s: %d", file, v.status)
		}
	}
	v.get(address).fill("case", "2017-999999").submit(`form[action$="/assign"][novalidate]`, "")
	if v.status != http.StatusUnprocessableEntity || !strings.Contains(v.errors(), "没有这个受理编号") {
		t.Errorf("a number nobody has: %d, %s", v.status, v.errors())
	}
	v.get(address).submit(`form[action$="/dismiss"]`, "")
	if v.status != http.StatusUnprocessableEntity || !strings.Contains(v.errors(), "请写明不予归入的理由") {
		t.Errorf("without a reason: %d, %s", v.status, v.errors())
	}
	v.get(address).fill("dismiss_why", "广告").submit(`form[action$="/dismiss"]`, "")
	v.get("/desk/mail?in=dismissed").says("关于" + r.ID.Number())
	v.get(address).says("广告").fill("case", r.ID.Number()).submit(`form[action$="/assign"][novalidate]`, "")
	v.get("/desk/mail?in=filed").says(r.ID.Number())
	if v.get(address).says("已归入办件", "来信归入办件"); len(v.offered()) > 2 || !v.offered()["read"] {
		t.Errorf("once filed, the page offers %v", v.offered())
	}

	v.get("/desk/mail?out=bounced").says("550 no such user", "wang@example.com")
	v.submit(`form[action$="/retry"]`, "").says("待发送", "重新发送邮件", "第二段")
	if v.get("/desk/mail?out=bounced"); v.doc.Find(`form[action$="/retry"]`).Length() != 0 {
		t.Error("still among those that came back")
	}
	w.desk.Sending = true
	if strings.Contains(v.get("/desk/mail").text(), "没有配置发信服务器") {
		t.Error("says that no server is configured")
	}
}

// Mail of one agency is not there for another, and what is nobody's only for
// the city's office (hard case 23).
func TestOtherAgenciesMailIsNotThere(t *testing.T) {
	w := newTown(t)
	w.person("city", "政务公开办", account.Grant{Role: account.CityOffice})
	w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	for i, c := range []struct {
		login string
		in    agency.Code
		sees  bool
	}{
		{"clerk.jyj", "HBJ", false}, {"head.jyj", "HBJ", false}, {"signer.jyj", "HBJ", false}, {"clerk.jyj", "", false}, {"head.jyj", "", false},
		{"clerk.jyj", "JYJ", true}, {"city", "HBJ", true}, {"city", "", true},
	} {
		name := fmt.Sprintf("%s, mail of %q", c.login, c.in)
		m := w.came(store.Incoming{Agency: c.in, Subject: fmt.Sprintf("秘密%d", i)})
		out := w.posted(c.in)
		v := w.as(c.login)
		before, walked := w.entries(), 0
		for _, route := range w.site.Routes() {
			method, pattern, _ := strings.Cut(route.Pattern, " ")
			if !strings.HasPrefix(pattern, "/desk/mail/") {
				continue
			}
			walked++
			id := m.ID
			if strings.HasPrefix(pattern, "/desk/mail/out/") {
				id = out.ID
			}
			address := strings.NewReplacer("{id}", number(id), "{n}", "1", "{name}", "%E9%99%84%E4%BB%B6%201.txt").Replace(pattern)
			if method == "GET" {
				if v.get(address); (v.status == http.StatusOK) != c.sees {
					t.Errorf("%s: %s: %d", name, address, v.status)
				}
			} else if !c.sees {
				if v.post(address, "stamp", "1", "case", "2017-000001", "pass", "JYJ", "dismiss_why", "x"); v.status != http.StatusNotFound && v.status != http.StatusForbidden {
					t.Errorf("%s: posting %s: %d", name, address, v.status)
				}
			}
		}
		if walked < 8 {
			t.Errorf("only %d addresses were walked", walked)
		}
		if n := w.entries() - before; n != 0 {
			t.Errorf("%s: %d entries left behind", name, n)
		}
		for _, address := range []string{"/desk/mail", "/desk/mail?in=waiting&out=bounced"} {
			seen := v.get(address).status == http.StatusOK && strings.Contains(v.text(), m.Subject)
			if seen != c.sees {
				t.Errorf("%s: listed %v at %s", name, seen, address)
			}
		}
	}
	for _, address := range []string{"/desk/mail/in/0", "/desk/mail/in/x", "/desk/mail/in/99999999999", "/desk/mail/out/77", "/desk/mail?in=%00&out=x&in_before=-1&out_before=x"} {
		if v := w.as("city").get(address); v.status != http.StatusNotFound && !strings.HasPrefix(address, "/desk/mail?") || v.status >= 500 {
			t.Errorf("%s: %d", address, v.status)
		}
	}
}

func TestOwnEmail(t *testing.T) {
	w := newTown(t)
	v := w.as("clerk.jyj")
	for _, c := range []struct {
		typed, says, kept string
	}{
		{"li at home", "请填写一个电子邮件地址", ""},
		{"a@example.com, b@example.com", "请填写一个电子邮件地址", ""},
		{"李 <li@example.gov.cn>", "请填写一个电子邮件地址", ""},
		{" li@example.gov.cn ", "邮箱已登记", "li@example.gov.cn"},
		{"", "邮箱已删去", ""},
	} {
		v.get("/desk/me").fill("email", c.typed).submit(`form[action="/desk/me/email"]`, "")
		a, err := w.office.Store.Account(context.Background(), "clerk.jyj")
		if !strings.Contains(v.doc.Text(), c.says) || err != nil || a.Email != c.kept {
			t.Errorf("%q: kept %q, %v; the page says %s", c.typed, a.Email, err, v.text())
		}
	}
}

// What an applicant writes comes to the case and to the desk of whoever has it,
// and becomes part of the case by the form that fits; a stray becomes a case.
func TestMailBecomesPartOfTheCase(t *testing.T) {
	w := newTownIn(t, "2026-03-02")
	clarifying, handling := w.requestIn("甲", request.Clarifying), w.requestIn("乙", request.Handling)
	v := w.as("clerk.jyj")
	for _, c := range []struct {
		r    request.Request
		path string
	}{{clarifying, "/supplement"}, {handling, "/add"}} {
		m := w.came(store.Incoming{Agency: "JYJ", Sender: "wang@example.com", Subject: "补充" + c.r.ID.Number(), Body: "请看附件：" + c.r.ID.Number()})
		if _, err := w.office.AssignMail(t.Context(), w.actor("clerk.jyj"), m.ID, 0, c.r.ID.Number()); err != nil {
			t.Fatal(err)
		}
		v.get("/desk").says("申请人的来信 1", m.Subject)
		take := requestHref(c.r.ID) + c.path + "?mail=" + number(m.ID)
		v.get(requestHref(c.r.ID)).says(m.Subject, "wang@example.com")
		for _, link := range []string{take, "/desk/mail/in/" + number(m.ID)} {
			if v.doc.Find(`main a[href="`+link+`"]`).Length() != 1 {
				t.Errorf("%s is not linked", link)
			}
		}
		v.get(take).says("附件 1.txt", m.Body).act("").says(m.Body, "附件 1.txt", "已处理")
		if strings.Contains(v.get("/desk").text(), m.Subject) {
			t.Errorf("%s still waits", m.Subject)
		}
	}
	m := w.came(store.Incoming{Agency: "JYJ", Sender: "li@example.com", SenderName: "李四", Subject: "公交票价", Body: "2026年公交票价的批复"})
	v.get("/desk/mail/in/"+number(m.ID)).says("据此登记新的申请").get("/desk/requests/new?mail="+number(m.ID)).
		fill("paper", "护照", "paper_number", "E9").act("").says("登记回执")
	now, err := w.office.Store.Incoming(t.Context(), m.ID)
	if err != nil || now.State != store.TrayRead {
		t.Fatalf("%+v, %v", now, err)
	}
	id, _ := request.ParseThing(now.Thing)
	q, err := w.office.Store.Request(t.Context(), id)
	if err != nil || q.Applicant.Name != "李四" || q.Applicant.Email != "li@example.com" || q.Channel != regulation.Email || q.Asked.Text != m.Body || len(q.Files) != 1 {
		t.Errorf("%+v, %v", q, err)
	}
	if other := w.as("clerk.hbj").get("/desk"); strings.Contains(other.text(), "申请人的来信") {
		t.Error("another agency is told")
	}
}

// The desk knows how many follow a search, and nobody of them: neither address
// nor message is there for any official.
func TestSubscriptionsAtTheDesk(t *testing.T) {
	w := newTown(t)
	w.person("city", "政务公开办", account.Grant{Role: account.CityOffice})
	for _, email := range []string{"wang@example.com", "li@example.com"} {
		if err := w.office.Subscribe(context.Background(), "192.0.2.1", subscription.Asked{Email: email, Search: "q=a", Often: subscription.Daily}); err != nil {
			t.Fatal(err)
		}
	}
	s, err := w.office.Store.Subscription(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	link, _, err := w.office.SubscriptionLinks(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.ConfirmSubscription(context.Background(), link); err != nil {
		t.Fatal(err)
	}
	v := w.as("city").get("/desk/mail").says("按检索订阅：1 项，另有 1 项等待确认。")
	if text := v.text(); strings.Contains(text, "@example.com") || strings.Contains(text, "订阅检索") {
		t.Errorf("names somebody:\n%s", text)
	}
	for _, id := range []string{"1", "2"} {
		if v.get("/desk/mail/out/" + id); v.status != http.StatusNotFound {
			t.Errorf("message %s: %d", id, v.status)
		}
	}
	if text := w.as("clerk.jyj").get("/desk/mail").text(); strings.Contains(text, "按检索订阅") {
		t.Error("an agency's clerk is told the city's number")
	}
}

package mailbox_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/follow/mailbox"
	"gongkai/follow/notice"
	"gongkai/office/officetest"
	"gongkai/store"
)

var sender = notice.Sender{Name: "政务公开", Address: "disclosure@example.gov.cn"}

// postbox is a real mail server with one mailbox.
type postbox struct {
	t       *testing.T
	user    *imapmemserver.User
	address string
}

func newPostbox(t *testing.T) *postbox {
	t.Helper()
	memory := imapmemserver.New()
	user := imapmemserver.NewUser("box@example.gov.cn", "secret")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	memory.AddUser(user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		InsecureAuth: true, Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIdle: {}},
		Logger: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return &postbox{t, user, l.Addr().String()}
}

func (p *postbox) put(raw string, at time.Time) {
	p.t.Helper()
	raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
	if _, err := p.user.Append("INBOX", literal{strings.NewReader(raw)}, &imap.AppendOptions{Time: at}); err != nil {
		p.t.Fatal(err)
	}
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

func (p *postbox) box(o *officetest.Office, query string) *mailbox.Box {
	p.t.Helper()
	s, err := mailbox.ParseServer("imap://box%40example.gov.cn:secret@" + p.address + "/INBOX?tls=off" + query)
	if err != nil {
		p.t.Fatal(err)
	}
	return &mailbox.Box{Office: o.Office, Server: s, Sender: sender}
}

func fetch(t *testing.T, b *mailbox.Box, want int) {
	t.Helper()
	n, err := b.Fetch(t.Context())
	if n != want || err != nil {
		t.Fatalf("%d kept, %v; want %d", n, err, want)
	}
}

func tray(t *testing.T, o *officetest.Office) []store.Incoming {
	t.Helper()
	list, err := o.Store.Tray(context.Background(), store.MailSelection{}, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// written is a message of the outbox that was sent.
func written(t *testing.T, o *officetest.Office) store.Mail {
	t.Helper()
	ctx := context.Background()
	if _, err := o.Store.Post(ctx, o.Clock.Now(), store.Mail{Fact: "request/2017-000017 delivered", Thing: "request/2017-000017", Agency: "FGW",
		Recipient: "wang@example.com", Subject: "已答复", Body: "已答复"}); err != nil {
		t.Fatal(err)
	}
	m, err := o.Store.ClaimMail(ctx, o.Clock.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	m.State, m.SentAt = store.MailSent, o.Clock.Now()
	if err := o.Store.SettleMail(ctx, m); err != nil {
		t.Fatal(err)
	}
	return m
}

// Where a message goes: to its case, to the tray, or to those that machines
// wrote; and which of ours it reports as come back.
func TestWhereAMessageGoes(t *testing.T) {
	const plain = "Content-Type: text/plain; charset=utf-8\n\n谢谢\n"
	report := func(m store.Mail, action string) string {
		return "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
			"--b\nContent-Type: text/plain\n\nsorry\n" +
			"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.com\n\n" +
			"Final-Recipient: rfc822; elsewhere@example.com\nAction: " + action + "\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n\n" +
			"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + m.MessageID + "@example.gov.cn>\nSubject: x\n\n--b--\n"
	}
	for _, c := range []struct {
		name  string
		raw   func(m store.Mail) string
		state store.TrayState
		thing bool
		mail  store.MailState
	}{
		{"a stranger", func(store.Mail) string {
			return "From: Li <li@example.com>\nTo: disclosure@example.gov.cn\nSubject: hi\n" + plain
		},
			store.TrayWaiting, false, store.MailSent},
		{"an answer, by its address", func(m store.Mail) string {
			return "From: wang@example.com\nTo: Disclosure+R2017-000017." + strings.ToUpper(m.Token) + "@example.gov.cn\n" + plain
		}, store.TrayFiled, true, store.MailSent},
		{"an answer, by where it was delivered", func(m store.Mail) string {
			return "From: wang@example.com\nDelivered-To: disclosure+r2017-000017." + m.Token + "@example.gov.cn\nTo: undisclosed-recipients:;\n" + plain
		}, store.TrayFiled, true, store.MailSent},
		{"an answer, by its subject", func(m store.Mail) string {
			return "From: wang@example.com\nSubject: =?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("回复：已答复 [2017-000017·"+m.Token+"]")) + "?=\n" + plain
		}, store.TrayFiled, true, store.MailSent},
		{"an answer, by what it answers", func(m store.Mail) string {
			return "From: wang@example.com\nIn-Reply-To: <" + m.MessageID + "@example.gov.cn>\n" + plain
		}, store.TrayFiled, true, store.MailSent},
		{"an answer to an answer", func(m store.Mail) string {
			return "From: wang@example.com\nIn-Reply-To: <x@y>\nReferences: <a@b>\n <" + m.MessageID + "@example.gov.cn> <x@y>\n" + plain
		}, store.TrayFiled, true, store.MailSent},
		{"a secret nobody gave out", func(store.Mail) string {
			return "From: wang@example.com\nTo: disclosure+r2017-000017.aaaaaaaaaaaaaaaa@example.gov.cn\nIn-Reply-To: <00@example.gov.cn>\n" + plain
		}, store.TrayWaiting, false, store.MailSent},
		{"a number is no secret", func(store.Mail) string { return "From: wang@example.com\nSubject: 2017-000017\n" + plain },
			store.TrayWaiting, false, store.MailSent},
		{"away, as RFC 3834 says", func(m store.Mail) string {
			return "From: wang@example.com\nAuto-Submitted: auto-replied\nIn-Reply-To: <" + m.MessageID + "@example.gov.cn>\n" + plain
		}, store.TrayAutomatic, true, store.MailSent},
		{"a person, as RFC 3834 says", func(store.Mail) string { return "From: wang@example.com\nAuto-Submitted: no\n" + plain },
			store.TrayWaiting, false, store.MailSent},
		{"away, as old servers say", func(store.Mail) string { return "From: wang@example.com\nX-Autoreply: yes\n" + plain },
			store.TrayAutomatic, false, store.MailSent},
		{"away, in words", func(store.Mail) string {
			return "From: wang@qq.com\nSubject: =?gb18030?B?" + gbk64("自动回复:已答复") + "?=\n" + plain
		}, store.TrayAutomatic, false, store.MailSent},
		{"a list", func(store.Mail) string { return "From: news@example.com\nPrecedence: bulk\n" + plain }, store.TrayAutomatic, false, store.MailSent},
		{"from nobody", func(store.Mail) string { return "Return-Path: <>\nFrom: wang@example.com\n" + plain },
			store.TrayAutomatic, false, store.MailSent},
		{"our own come back", func(m store.Mail) string {
			return "From: disclosure+r2017-000017." + m.Token + "@example.gov.cn\nTo: disclosure@example.gov.cn\n" + plain
		}, store.TrayAutomatic, false, store.MailSent},
		{"a bounce", func(m store.Mail) string { return "From: MAILER-DAEMON@example.com\n" + report(m, "failed") },
			store.TrayAutomatic, false, store.MailBounced},
		{"a bounce to the address of the thread", func(m store.Mail) string {
			return "Return-Path: <>\nFrom: MAILER-DAEMON@example.com\nTo: disclosure+r2017-000017." + m.Token + "@example.gov.cn\n" + report(m, "failed")
		}, store.TrayAutomatic, true, store.MailBounced},
		{"a delay", func(m store.Mail) string { return "From: MAILER-DAEMON@example.com\n" + report(m, "delayed") },
			store.TrayAutomatic, false, store.MailSent},
		{"a bounce of a message nobody sent", func(m store.Mail) string {
			m.MessageID = strings.Repeat("0", 32)
			return "From: MAILER-DAEMON@example.com\n" + report(m, "failed")
		}, store.TrayAutomatic, false, store.MailSent},
		{"a bounce no machine wrote", func(m store.Mail) string {
			return "From: wang@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" +
				"Action: failed\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + m.MessageID + "@x>\n\n--b--\n"
		}, store.TrayWaiting, false, store.MailSent},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostbox(t)
			m := written(t, o)
			before, err := o.Store.JournalEnd(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p.put(c.raw(m), o.Clock.Now())
			fetch(t, p.box(o, "&agency=JYJ"), 1)
			got := tray(t, o)[0]
			thing, in := "", "JYJ"
			if c.thing {
				thing, in = m.Thing, "FGW"
			}
			if got.State != c.state || got.Thing != thing || string(got.Agency) != in {
				t.Errorf("%s of %q, thing %q: want %s of %q, %q", got.State, got.Agency, got.Thing, c.state, in, thing)
			}
			out, err := o.Store.Mail(t.Context(), m.ID)
			if err != nil || out.State != c.mail || (c.mail == store.MailBounced) != strings.Contains(out.LastError, "no such user") {
				t.Errorf("ours is %s, %q, %v; want %s", out.State, out.LastError, err, c.mail)
			}
			// No message acts.
			if after, err := o.Store.JournalEnd(t.Context()); err != nil || after != before {
				t.Errorf("%d entries, %v", after-before, err)
			}
			if !got.ReceivedAt.Equal(o.Clock.Now()) {
				t.Errorf("received at %s", got.ReceivedAt)
			}
		})
	}
}

func gbk64(s string) string {
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString([]byte(b))
}

func gbk(s string) string {
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

// What is read of a message, in every charset Chinese mail comes in.
func TestWhatIsRead(t *testing.T) {
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"))
	for _, c := range []struct {
		name, raw                                        string
		sender, from, subject, text, attachments, remark string
	}{
		{"GB2312 that is more", "From: =?gb2312?B?" + gbk64("王镕") + "?= <WANG@Example.com>\nSubject: =?GB2312?B?" + gbk64("申请公开") + "?=\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\n" + gbk64("镕基，㐀𠮷") + "\n",
			"wang@example.com", "王镕", "申请公开", "镕基，㐀𠮷", "", ""},
		{"GBK in eight bits", "From: wang@example.com\nSubject: x\nContent-Type: text/plain; charset=GBK\nContent-Transfer-Encoding: 8bit\n\n" + gbk("请公开规划") + "\n",
			"wang@example.com", "", "x", "请公开规划", "", ""},
		{"no charset at all", "From: wang@example.com\nSubject: " + gbk("申请") + "\n\n" + gbk("请公开规划") + "\n",
			"wang@example.com", "", "申请", "请公开规划", "", ""},
		{"a charset nobody knows", "From: wang@example.com\nSubject: =?x-klingon?B?" + gbk64("申请") + "?=\nContent-Type: text/plain; charset=x-klingon\n\n" + gbk("请公开") + "\n",
			"wang@example.com", "", "申请", "请公开", "", ""},
		{"UTF-8 that lies", "From: wang@example.com\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n" + gbk("请公开规划") + "\n",
			"wang@example.com", "", "x", "请公开规划", "", ""},
		{"a page", "From: wang@example.com\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n<p>请公开</p><script>alert(1)</script><p>规划</p>\n",
			"wang@example.com", "", "x", "请公开\n规划", "", ""},
		{"words and page", "From: wang@example.com\nSubject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nwords\n--b\nContent-Type: text/html\n\n<p>page</p>\n--b--\n",
			"wang@example.com", "", "x", "words", "", ""},
		{"what cannot be kept", "From: wang@example.com\nSubject: a\u202Eb\u200Bc\nContent-Type: text/plain; charset=utf-8\n\na\x00b\u202Ec\x07\n",
			"wang@example.com", "", "abc", "abc", "", ""},
		{"files", "From: wang@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nwords\n" +
			"--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("身份证.pdf")) + "?=\"\nContent-Transfer-Encoding: base64\n\n" + pdf + "\n" +
			"--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=a.exe\n\nMZ\x00\n" +
			"--b\nContent-Type: text/html; name=page.html\n\n<script>\n" +
			"--b\nContent-Type: image/png\n\nx\n--b--\n",
			"wang@example.com", "", "x", "words", "身份证.pdf", "a.exe"},
		{"another message in it", "From: wang@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsee\n--b\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner\n--b--\n",
			"wang@example.com", "", "x", "see", "", "附有另一封邮件"},
		{"half of it", "From: wang@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhalf\n",
			"wang@example.com", "", "x", "half", "", "没有完整收到"},
		{"nothing", "\n\n", "", "", "", "", "", ""},
		{"a sender in disorder", "From: 王 <<wang@example.com>\nSubject: x\n\nx\n", "wang@example.com", "", "x", "x", "", ""},
		{"too long", "From: wang@example.com\nSubject: " + strings.Repeat("x", 400) + "\n\n" + strings.Repeat(strings.Repeat("x", 99)+"\n", 9000),
			"wang@example.com", "", strings.Repeat("x", 300), "", "", "太长"},
		{"too deep", "From: wang@example.com\nSubject: x\n" + nested(60), "wang@example.com", "", "x", "", "", "层次太深"},
		{"too many parts", "From: wang@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\n\n", 5000) + "--b--\n",
			"wang@example.com", "", "x", "", "", "部分太多"},
		{"a header without end", "From: wang@example.com\nSubject: x\nX-Long: " + strings.Repeat("x", 300<<10) + "\n\nx\n", "", "", "", "", "", "格式有误"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostbox(t)
			p.put(c.raw, o.Clock.Now())
			p.put("From: next@example.com\n\nnext\n", o.Clock.Now())
			fetch(t, p.box(o, ""), 2)
			list := tray(t, o)
			got := list[1]
			var names []string
			for _, a := range got.Attachments {
				names = append(names, a.Name)
				b, err := o.Blobs.Open(t.Context(), a.SHA256)
				if err != nil {
					t.Fatal(err)
				}
				b.Close()
			}
			if got.Sender != c.sender || got.SenderName != c.from || got.Subject != c.subject || strings.Join(names, " ") != c.attachments {
				t.Errorf("%q %q %q %q", got.Sender, got.SenderName, got.Subject, names)
			}
			if c.text != "" && got.Body != c.text || len(got.Body) > 100_000 {
				t.Errorf("says %.200q, want %q", got.Body, c.text)
			}
			if !strings.Contains(got.Note, c.remark) || c.remark == "" && got.Note != "" {
				t.Errorf("note %q, want %q", got.Note, c.remark)
			}
			raw, err := o.Blobs.Open(t.Context(), got.Raw)
			if err != nil {
				t.Fatal(err)
			}
			kept, err := io.ReadAll(raw)
			raw.Close()
			if want := strings.ReplaceAll(c.raw, "\n", "\r\n"); err != nil || !bytes.Equal(kept, []byte(want)) {
				t.Errorf("the original is not kept: %d bytes of %d, %v", len(kept), len(want), err)
			}
			if list[0].Sender != "next@example.com" || list[0].Body != "next" {
				t.Errorf("the next message: %+v", list[0])
			}
		})
	}
}

// Of a message larger than any should be, the beginning is read.
func TestHuge(t *testing.T) {
	o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostbox(t)
	line := strings.Repeat("QUFB", 19) + "\n"
	p.put("From: wang@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nwords\n"+
		"--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"+strings.Repeat(line, (33<<20)/len(line))+"\n--b--\n", o.Clock.Now())
	fetch(t, p.box(o, ""), 1)
	if m := tray(t, o)[0]; m.Body != "words" || m.Sender != "wang@example.com" || !strings.Contains(m.Note, "只收了前 1 MB") || len(m.Attachments) != 0 {
		t.Errorf("%q, %q, %v", m.Body, m.Note, m.Attachments)
	}
}

// nested is a message in a message in a message.
func nested(depth int) string {
	var open, end strings.Builder
	for i := range depth {
		fmt.Fprintf(&open, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
		fmt.Fprintf(&end, "--b%d--\n", depth-1-i)
	}
	return open.String() + "Content-Type: text/plain\n\ndeep\n" + end.String()
}

// A message is kept once: read twice, by two nodes, or under new numbers.
func TestKeptOnce(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		p := newPostbox(t)
		now := o.Clock.Now()
		p.put("From: old@example.com\nSubject: before the platform\n\nold\n", now.AddDate(0, -3, 0))
		for i := range 3 {
			p.put(fmt.Sprintf("From: wang@example.com\nSubject: %d\n\nx\n", i), now)
		}
		box, other := p.box(o, ""), p.box(officetest.Node(t, o.Address, o.Clock), "")
		done := make(chan int, 2)
		for _, b := range []*mailbox.Box{box, other} {
			go func() {
				n, err := b.Fetch(context.Background())
				if err != nil {
					t.Error(err)
				}
				done <- n
			}()
		}
		if n := <-done + <-done; n != 3 {
			t.Errorf("%d kept by two", n)
		}
		fetch(t, box, 0)
		p.put("From: wang@example.com\nSubject: 3\n\nx\n", now)
		fetch(t, other, 1)
		fetch(t, box, 0)
		seen, err := o.Store.SeenOf(t.Context(), box.Server.Name())
		if err != nil || seen.UID != 5 || seen.Validity == 0 {
			t.Errorf("%+v, %v", seen, err)
		}
		// The server was set up anew: its numbers say nothing of the old ones.
		again := newPostbox(t)
		again.put("From: wang@example.com\nSubject: 3\n\nx\n", now)
		again.put("From: wang@example.com\nSubject: 4\n\nx\n", now)
		moved := again.box(o, "")
		if _, err := o.Store.Receive(t.Context(), store.Incoming{Mailbox: box.Server.Name(), Raw: "x", State: store.TrayWaiting}, nil,
			store.Seen{Mailbox: box.Server.Name(), Validity: seen.Validity + 1000, UID: 99}); err != nil {
			t.Fatal(err)
		}
		fetch(t, moved, 1)
		if list := tray(t, o); len(list) != 6 || list[0].Subject != "4" {
			t.Errorf("%d messages, the last %q", len(list), list[0].Subject)
		}
	})
}

// While the box is open, what comes in is there at once.
func TestTold(t *testing.T) {
	o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostbox(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		p.box(o, "").Run(ctx, slog.New(slog.DiscardHandler))
		close(ended)
	}()
	for i := 1; i <= 3; i++ {
		p.put(fmt.Sprintf("From: wang@example.com\nSubject: %d\n\nx\n", i), o.Clock.Now())
		for end := time.Now().Add(20 * time.Second); len(tray(t, o)) < i; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("message %d did not come", i)
			}
		}
	}
	cancel()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("it does not stop")
	}
}

func TestParseServer(t *testing.T) {
	for address, want := range map[string]mailbox.Server{
		"imaps://box%40example.gov.cn:p%40ss@mail.example.gov.cn": {Host: "mail.example.gov.cn", Port: "993", User: "box@example.gov.cn", Password: "p@ss", Folder: "INBOX", Implicit: true},
		"imap://box:x@10.0.0.1:1143/来信?tls=off&agency=FGW":        {Host: "10.0.0.1", Port: "1143", User: "box", Password: "x", Folder: "来信", Agency: "FGW", Plain: true},
		"imaps://mail.example.gov.cn":                             {}, "smtp://u:p@h": {}, "": {}, "imap://u:p@h:x": {}, "imaps://u:p@h?tls=off": {}, "imaps://u:p@h?agency=%20": {},
	} {
		got, err := mailbox.ParseServer(address)
		if got != want || (err == nil) != (want.Host != "") {
			t.Errorf("%q: %+v, %v", address, got, err)
		}
	}
}

// What the other side says of a message of ours stands beside it, and changes
// no case.
func TestReceipts(t *testing.T) {
	read := func(m store.Mail, disposition, more string) string {
		return "From: wang@example.com\nTo: disclosure+r2017-000017." + m.Token + "@example.gov.cn\nSubject: read\n" +
			"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n" +
			"--b\nContent-Type: text/plain\n\nshown\n" +
			"--b\nContent-Type: message/disposition-notification\n\nReporting-UA: example.com; Mailer 1\n" + more +
			"Final-Recipient: rfc822; Wang@Example.com\nDisposition: " + disposition + "\n\n--b--\n"
	}
	original := func(m store.Mail) string { return "Original-Message-ID: <" + m.MessageID + "@example.gov.cn>\n" }
	for _, c := range []struct {
		name   string
		raw    func(m store.Mail) string
		kind   store.ReportKind // "" for none
		byHand bool
		state  store.MailState
	}{
		{"shown, and the recipient says so", func(m store.Mail) string {
			return read(m, "manual-action/MDN-sent-manually; displayed", original(m))
		}, store.ReportDisplayed, true, store.MailSent},
		{"shown, and the program says so", func(m store.Mail) string {
			return read(m, "Manual-Action / MDN-Sent-Automatically; Displayed (today)", original(m))
		}, store.ReportDisplayed, false, store.MailSent},
		{"deleted unread", func(m store.Mail) string { return read(m, "manual-action/MDN-sent-manually; deleted", original(m)) },
			store.ReportDeleted, true, store.MailSent},
		{"a program that did something by itself", func(m store.Mail) string {
			return read(m, "automatic-action/MDN-sent-automatically; processed", original(m))
		}, "", false, store.MailSent},
		{"one that failed at it", func(m store.Mail) string {
			return read(m, "automatic-action/MDN-sent-automatically; failed/error", original(m))
		}, "", false, store.MailSent},
		{"no disposition at all", func(m store.Mail) string { return read(m, "", original(m)) }, "", false, store.MailSent},
		{"named by what it answers", func(m store.Mail) string {
			return "In-Reply-To: <" + m.MessageID + "@example.gov.cn>\n" + read(m, "manual-action/MDN-sent-manually; displayed", "")
		}, store.ReportDisplayed, true, store.MailSent},
		{"of a message nobody sent", func(m store.Mail) string {
			return read(m, "manual-action/MDN-sent-manually; displayed", "Original-Message-ID: <"+strings.Repeat("0", 32)+"@example.gov.cn>\n")
		}, "", false, store.MailSent},
		{"of no message", func(m store.Mail) string { return read(m, "manual-action/MDN-sent-manually; displayed", "") }, "", false, store.MailSent},
		{"in words only", func(m store.Mail) string {
			return "From: wang@example.com\nIn-Reply-To: <" + m.MessageID + "@example.gov.cn>\nSubject: Read: x\n\nDisposition: manual-action/MDN-sent-manually; displayed\n"
		}, "", false, store.MailSent},
		{"delivered", func(m store.Mail) string { return status(m, "delivered") }, store.ReportDelivered, false, store.MailSent},
		{"handed on to who knows where", func(m store.Mail) string { return status(m, "relayed") }, "", false, store.MailSent},
		{"delayed", func(m store.Mail) string { return status(m, "delayed") }, "", false, store.MailSent},
		{"came back", func(m store.Mail) string { return status(m, "failed") }, store.ReportFailed, false, store.MailBounced},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostbox(t)
			m := written(t, o)
			before, err := o.Store.JournalEnd(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p.put(c.raw(m), o.Clock.Now())
			fetch(t, p.box(o, ""), 1)
			got, err := o.Store.ReportsOfMail(t.Context(), m.ID)
			if err != nil || (c.kind == "") != (len(got) == 0) || len(got) > 1 {
				t.Fatalf("%+v, %v; want %q", got, err, c.kind)
			}
			if len(got) == 1 && (got[0].Kind != c.kind || got[0].ByHand != c.byHand || got[0].Who != "wang@example.com" || !got[0].At.Equal(o.Clock.Now()) || got[0].Tray != tray(t, o)[0].ID) {
				t.Errorf("%+v", got[0])
			}
			if out, err := o.Store.Mail(t.Context(), m.ID); err != nil || out.State != c.state {
				t.Errorf("ours is %s, %v; want %s", out.State, err, c.state)
			}
			if after, err := o.Store.JournalEnd(t.Context()); err != nil || after != before {
				t.Errorf("%d entries, %v", after-before, err)
			}
			if in := tray(t, o)[0]; in.State != store.TrayAutomatic && c.name != "in words only" {
				t.Errorf("%s waits for somebody", in.State)
			}
		})
	}
}

// status is a mail server's report.
func status(m store.Mail, action string) string {
	return "From: MAILER-DAEMON@example.com\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\nContent-Type: text/plain\n\nsorry\n" +
		"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.com\n\n" +
		"Original-Recipient: rfc822;wang@example.com\nFinal-Recipient: rfc822; elsewhere@example.com\nAction: " + action + "\nStatus: 5.1.1\n\n" +
		"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + m.MessageID + "@example.gov.cn>\nSubject: x\n\n--b--\n"
}

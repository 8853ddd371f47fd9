package notice_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/publication"
	"gongkai/follow/notice"
	"gongkai/office/officetest"
	"gongkai/store"
)

var sender = notice.Sender{Name: "长春市政务公开", Address: "disclosure@example.gov.cn"}

func delivered(n int) store.Mail {
	return store.Mail{Fact: fmt.Sprintf("request/2026-%06d delivered", n), Thing: fmt.Sprintf("request/2026-%06d", n), Agency: "FGW",
		Recipient: "wang@example.com", Subject: "您的政府信息公开申请已答复：𠮷㐀", Body: "王女士：\n\n答复见附件。𬌗\n"}
}

func put(t *testing.T, o *officetest.Office, list ...store.Mail) {
	t.Helper()
	if _, err := o.Store.Post(context.Background(), o.Clock.Now(), list...); err != nil {
		t.Fatal(err)
	}
}

func outbox(t *testing.T, o *officetest.Office) []store.Mail {
	t.Helper()
	list, err := o.Store.Outbox(context.Background(), store.MailSelection{}, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(list)
	return list
}

func decoded(t *testing.T, s string) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestALetterAsItArrives(t *testing.T) {
	for _, inSubject := range []bool{false, true} {
		o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostOffice(t)
		sum, size, err := o.Blobs.Put(t.Context(), strings.NewReader("%PDF-1.7 letter"))
		if err != nil {
			t.Fatal(err)
		}
		m := delivered(17)
		m.Attachments = []publication.Attachment{{Name: "告知书𠮷.pdf", Type: "application/pdf", Size: size, SHA256: sum}}
		put(t, o, m)
		from := sender
		from.Subject = inSubject
		n, err := (&notice.Post{Office: o.Office, Server: p.server(t), Sender: from}).SendDue(t.Context())
		if n != 1 || err != nil {
			t.Fatalf("%d sent, %v", n, err)
		}
		kept := outbox(t, o)[0]
		if kept.State != store.MailSent || !kept.SentAt.Equal(o.Clock.Now()) || kept.Attempts != 1 {
			t.Errorf("kept as %+v", kept)
		}
		got := p.letters()[0]
		h := got.header(t)
		reply, subject := "disclosure+r2026-000017."+kept.Token+"@example.gov.cn", m.Subject
		if inSubject {
			reply, subject = sender.Address, m.Subject+" [2026-000017·"+kept.Token+"]"
		}
		for name, want := range map[string]string{
			"To": "<wang@example.com>", "Auto-Submitted": "auto-generated", "Message-Id": "<" + kept.MessageID + "@example.gov.cn>",
		} {
			if h.Get(name) != want {
				t.Errorf("%s is %q, want %q", name, h.Get(name), want)
			}
		}
		answer, err := h.AddressList("Reply-To")
		if err != nil || answer[0].Address != reply || answer[0].Name != sender.Name || got.from != reply {
			t.Errorf("answers go to %v (%v), reports to %s", answer, err, got.from)
		}
		if s := decoded(t, h.Get("Subject")); s != subject {
			t.Errorf("subject %q, want %q", s, subject)
		}
		if tokens := notice.Tokens([]string{answer[0].Address}, subject); !slices.Equal(tokens, []string{kept.Token}) {
			t.Errorf("an answer leads to %v, want %s", tokens, kept.Token)
		}
		body, file := parts(t, got)
		if strings.ReplaceAll(body, "\r\n", "\n") != m.Body {
			t.Errorf("body %q, want %q", body, m.Body)
		}
		if file[0] != "告知书𠮷.pdf" || file[1] != "%PDF-1.7 letter" {
			t.Errorf("attachment %q", file)
		}
	}
}

// parts is the text of a letter, and name and content of its attachment.
func parts(t *testing.T, l letter) (text string, file [2]string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(l.header(t).Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(l.raw, "\r\n\r\n")
	r := multipart.NewReader(strings.NewReader(body), params["boundary"])
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return text, file
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err != nil {
			t.Fatal(err)
		}
		if name := part.FileName(); name != "" {
			file = [2]string{decoded(t, name), string(b)}
		} else {
			text = string(b)
		}
	}
}

// What the server says decides whether a message is tried again, and when.
func TestWhatTheServerSays(t *testing.T) {
	always := func(step string, err error) func(*postOffice, string, string) error {
		return func(_ *postOffice, s, _ string) error {
			if s == step {
				return err
			}
			return nil
		}
	}
	once := func(step string, err error) func(*postOffice, string, string) error {
		done := false
		return func(_ *postOffice, s, _ string) error {
			if s == step && !done {
				done = true
				return err
			}
			return nil
		}
	}
	for _, c := range []struct {
		name   string
		answer func(*postOffice, string, string) error
		to     string
		rounds int // of waiting and trying
		state  store.MailState
		tries  int
		letter int // that the server has
		says   string
	}{
		{"greylisting, then taken", once("RCPT", reply(450, "greylisted")), "", 2, store.MailSent, 2, 1, ""},
		{"nobody of that name", always("RCPT", reply(550, "no such user")), "", 3, store.MailFailed, 1, 0, "no such user"},
		{"words refused", always("DATA", reply(554, "looks like spam")), "", 3, store.MailFailed, 1, 0, "looks like spam"},
		{"full for now", always("DATA", reply(452, "mailbox full")), "", 3, store.MailWaiting, 3, 0, "mailbox full"},
		{"full for days", always("DATA", reply(452, "mailbox full")), "", 40, store.MailFailed, 28, 0, "mailbox full"},
		{"the sender refused, which is our fault", always("MAIL", reply(550, "not allowed")), "", 2, store.MailWaiting, 2, 0, "not allowed"},
		{"login wanted, which is our fault", always("RCPT", reply(530, "authenticate")), "", 2, store.MailWaiting, 2, 0, "authenticate"},
		{"no address", nil, "wang at home", 2, store.MailFailed, 1, 0, "wang at home"},
		{"two addresses", nil, "a@example.com, b@example.com", 2, store.MailFailed, 1, 0, "a@example.com"},
		{"cut after the message", once("DATA", errCut), "", 2, store.MailSent, 2, 2, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostOffice(t)
			p.decide(c.answer)
			m := delivered(1)
			if c.to != "" {
				m.Recipient = c.to
			}
			put(t, o, m)
			post := &notice.Post{Office: o.Office, Server: p.server(t), Sender: sender}
			for range c.rounds {
				if _, err := post.SendDue(t.Context()); err != nil {
					t.Fatal(err)
				}
				o.Clock.Add(6*time.Hour + time.Second)
			}
			got := outbox(t, o)[0]
			if got.State != c.state || got.Attempts != c.tries || !strings.Contains(got.LastError, c.says) || c.says == "" && got.LastError != "" {
				t.Errorf("%s after %d tries: %q", got.State, got.Attempts, got.LastError)
			}
			if strings.Contains(got.LastError, "affected") || strings.ContainsAny(got.LastError, "\r\n") {
				t.Errorf("tells %q", got.LastError)
			}
			ids := map[string]bool{}
			for _, l := range p.letters() {
				ids[l.header(t).Get("Message-Id")] = true
			}
			if len(p.letters()) != c.letter || c.letter > 0 && len(ids) != 1 {
				t.Errorf("%d letters of %d Message-IDs", len(p.letters()), len(ids))
			}
		})
	}
}

// Each try waits longer than the one before.
func TestTriesGetRare(t *testing.T) {
	o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostOffice(t)
	p.decide(func(*postOffice, string, string) error { return reply(451, "later") })
	put(t, o, delivered(1))
	post := &notice.Post{Office: o.Office, Server: p.server(t), Sender: sender}
	before := time.Duration(0)
	for try := 1; try <= 12; try++ {
		if _, err := post.SendDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		m := outbox(t, o)[0]
		wait := m.NextAt.Sub(o.Clock.Now())
		if m.Attempts != try || wait < before || wait < time.Minute || wait > 6*time.Hour || try < 9 && wait == before {
			t.Fatalf("try %d: %d attempts, next in %s after %s", try, m.Attempts, wait, before)
		}
		o.Clock.Add(wait - time.Second)
		if _, err := post.SendDue(t.Context()); err != nil || outbox(t, o)[0].Attempts != try {
			t.Fatalf("tried before its time: %v", err)
		}
		o.Clock.Add(time.Second)
		before = wait
	}
}

// Without a server messages wait, and what is wrong stands beside one of them.
func TestNoServer(t *testing.T) {
	o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newPostOffice(t)
	put(t, o, delivered(1), delivered(2))
	server := p.server(t)
	p.listener.Close()
	post := &notice.Post{Office: o.Office, Server: server, Sender: sender}
	for range 40 {
		if n, err := post.SendDue(t.Context()); n != 0 || err == nil && o.Clock.Now().Sub(officetest.Begin) < time.Minute {
			t.Fatalf("%d sent, %v", n, err)
		}
		o.Clock.Add(6*time.Hour + time.Second)
	}
	for _, m := range outbox(t, o) {
		if m.State != store.MailWaiting || m.LastError == "" {
			t.Errorf("%s: %s, %q", m.Fact, m.State, m.LastError)
		}
	}
}

// Several senders on several nodes bring each message once.
func TestSendersAtOnce(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		p := newPostOffice(t)
		const messages = 60
		for i := range messages {
			put(t, o, delivered(i), delivered(i)) // a fact posted twice is one message
		}
		other := officetest.Node(t, o.Address, o.Clock)
		var wg sync.WaitGroup
		sent := make([]int, 4)
		for i, node := range []*officetest.Office{o, other, o, other} {
			wg.Go(func() {
				n, err := (&notice.Post{Office: node.Office, Server: p.server(t), Sender: sender}).SendDue(context.Background())
				if err != nil {
					t.Error(err)
				}
				sent[i] = n
			})
		}
		wg.Wait()
		ids := map[string]int{}
		for _, l := range p.letters() {
			ids[l.header(t).Get("Message-Id")]++
		}
		if total := sent[0] + sent[1] + sent[2] + sent[3]; total != messages || len(ids) != messages || len(p.letters()) != messages {
			t.Errorf("%v sent; the server has %d letters of %d messages", sent, len(p.letters()), len(ids))
		}
	})
}

// A holder that comes back after its time neither sends nor writes.
func TestALateHolder(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		put(t, o, delivered(1))
		slow, err := o.Store.ClaimMail(ctx, o.Clock.Now(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Store.ClaimMail(ctx, o.Clock.Now().Add(59*time.Second), time.Minute); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("taken out of a hand: %v", err)
		}
		o.Clock.Add(time.Minute)
		next, err := o.Store.ClaimMail(ctx, o.Clock.Now(), time.Minute)
		if err != nil || next.Lease != slow.Lease+1 || next.Attempts != 2 {
			t.Fatalf("%+v, %v", next, err)
		}
		slow.State, slow.LastError = store.MailFailed, "too late"
		if err := o.Store.SettleMail(ctx, slow); !errors.Is(err, store.ErrChanged) {
			t.Errorf("the late holder writes: %v", err)
		}
		next.State, next.SentAt = store.MailSent, o.Clock.Now()
		if err := o.Store.SettleMail(ctx, next); err != nil {
			t.Error(err)
		}
		if got := outbox(t, o)[0]; got.State != store.MailSent || got.LastError != "" {
			t.Errorf("%s, %q", got.State, got.LastError)
		}
	})
}

func TestServersAndSenders(t *testing.T) {
	for address, want := range map[string]notice.Server{
		"smtps://u:p%40ss@mail.example.gov.cn": {Host: "mail.example.gov.cn", Port: 465, User: "u", Password: "p@ss", Implicit: true},
		"smtp://mail.example.gov.cn":           {Host: "mail.example.gov.cn", Port: 587},
		"smtp://10.0.0.1:25?tls=off":           {Host: "10.0.0.1", Port: 25, Plain: true},
		"file:///var/lib/mail":                 {Folder: "/var/lib/mail"},
		"file://host/x":                        {}, "file:": {},
		"imaps://mail.example.gov.cn": {}, "mail.example.gov.cn": {}, "smtp://": {}, "": {}, "smtp://h:x": {}, "smtps://h?tls=off": {},
	} {
		got, err := notice.ParseServer(address)
		if got != want || (err == nil) != (want != notice.Server{}) || err != nil && strings.Contains(err.Error(), "p%40ss") {
			t.Errorf("%q: %+v, %v", address, got, err)
		}
	}
	for address, ok := range map[string]bool{"长春市 <a@b.cn>": true, "a@b.cn": true, "长春市": false, "": false} {
		if _, err := notice.ParseSender(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
	for address, mine := range map[string]bool{
		"disclosure@example.gov.cn": true, "Disclosure+r2026-000017.abc@EXAMPLE.gov.cn": true,
		"disclosure@example.com": false, "wang@example.gov.cn": false, "disclosure": false, "": false,
	} {
		if sender.Mine(address) != mine {
			t.Errorf("%q is mine: %v", address, !mine)
		}
	}
	token := "abcdefghij234567"
	for text, n := range map[string]int{
		"disclosure+r2026-000017." + token + "@example.gov.cn": 1, "DISCLOSURE+R2026-000017.ABCDEFGHIJ234567@EXAMPLE.GOV.CN": 1,
		"disclosure+ali.na-2." + token + "@x": 1, "disclosure+" + token + "@x": 0, "disclosure+r1.short@x": 0, "": 0,
	} {
		if got := notice.Tokens([]string{text}, ""); len(got) != n {
			t.Errorf("%q: %v", text, got)
		}
	}
	for text, n := range map[string]int{
		"Re: 答复 [2026-000017·" + token + "]": 1, "回复：[X·" + strings.ToUpper(token) + "] 谢谢": 1, "[" + token + "]": 0, "·" + token: 0,
	} {
		if got := notice.Tokens(nil, text); len(got) != n {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A folder takes messages as files, each once.
func TestFolder(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	put(t, o, delivered(1), delivered(2))
	folder := t.TempDir() + "/mail"
	post := &notice.Post{Office: o.Office, Server: notice.Server{Folder: folder}, Sender: sender}
	if n, err := post.SendDue(t.Context()); n != 2 || err != nil {
		t.Errorf("%d sent, %v", n, err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 2 || !strings.HasSuffix(files[0].Name(), ".eml") {
		t.Fatalf("%v, %v", files, err)
	}
	raw, err := os.ReadFile(folder + "/" + files[0].Name())
	if err != nil || !strings.Contains(string(raw), "To: <wang@example.com>") {
		t.Errorf("%v\n%s", err, raw)
	}
}

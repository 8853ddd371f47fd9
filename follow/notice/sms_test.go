package notice_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/follow/notice"
	"gongkai/office/officetest"
	"gongkai/store"
)

const gatewayKey = "a key of the city's, long enough"

// provider is a real gateway on the loopback: it checks who hands in, and sends
// every id once.
type provider struct {
	t      *testing.T
	server *httptest.Server
	mu     sync.Mutex
	asked  int
	sent   map[string]string // id to text
	to     []string
	// answer decides instead of the gateway; false to let it.
	answer func(rw http.ResponseWriter, r *http.Request, n int) bool
}

func newProvider(t *testing.T) *provider {
	p := &provider{t: t, sent: map[string]string{}}
	p.server = httptest.NewServer(p)
	t.Cleanup(p.server.Close)
	return p
}

func (p *provider) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	body, err := io.ReadAll(r.Body)
	mac := hmac.New(sha256.New, []byte(gatewayKey))
	mac.Write(body)
	if err != nil || r.Method != http.MethodPost || r.Header.Get("X-Gongkai-Signature") != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		http.Error(rw, "who are you", http.StatusUnauthorized)
		return
	}
	var m struct{ ID, To, Text, Sign string }
	if err := json.Unmarshal(body, &m); err != nil || len(m.ID) != 32 || m.Sign != "长春市政府" {
		p.t.Errorf("%s: %v", body, err)
	}
	if p.answer != nil && p.answer(rw, r, p.asked) {
		return
	}
	if _, known := p.sent[m.ID]; !known {
		p.to = append(p.to, m.To)
	}
	p.sent[m.ID] = m.Text
}

func (p *provider) messenger(o *officetest.Office) *notice.Messenger {
	p.t.Helper()
	g, err := notice.ParseGateway(p.server.URL+"/send?app=secret", gatewayKey+"\n", "【长春市政府】")
	if err != nil {
		p.t.Fatal(err)
	}
	return &notice.Messenger{Office: o.Office, Gateway: g.Patient(300 * time.Millisecond)}
}

func texted(n int) store.Mail {
	m := delivered(n)
	m.Fact, m.Channel, m.Recipient, m.Body = m.Fact+" sms", store.BySMS, "13812345678", "申请2026-000017已答复"
	return m
}

// What the gateway says decides whether a message is tried again, and when;
// however often that is, it is sent once.
func TestWhatTheGatewaySays(t *testing.T) {
	says := func(times, status int, words string, header ...string) func(http.ResponseWriter, *http.Request, int) bool {
		return func(rw http.ResponseWriter, _ *http.Request, n int) bool {
			if n > times {
				return false
			}
			for i := 0; i < len(header); i += 2 {
				rw.Header().Set(header[i], header[i+1])
			}
			rw.WriteHeader(status)
			_, _ = io.WriteString(rw, words)
			return true
		}
	}
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request, int) bool
		rounds int // of waiting an hour and trying
		state  store.MailState
		tries  int
		sent   int
		says   string
	}{
		{"taken", nil, 2, store.MailSent, 1, 1, ""},
		{"taken, with words", says(0, 0, ""), 2, store.MailSent, 1, 1, ""},
		{"no such number", says(99, 400, "13812345678 is on no network"), 3, store.MailFailed, 1, 0, "400 138****5678 is on no network"},
		{"words the provider will not send", says(99, 422, "illegal words"), 3, store.MailFailed, 1, 0, "422 illegal words"},
		{"too many, then taken", says(1, 429, ""), 2, store.MailSent, 2, 1, ""},
		{"a fault, then taken", says(2, 500, "<html>oops"), 3, store.MailSent, 3, 1, ""},
		{"a fault that stays", says(99, 503, "down"), 2, store.MailWaiting, 2, 0, "503 down"},
		{"a wrong key is not the message's fault", says(1, 401, "who"), 2, store.MailSent, 2, 1, ""},
		{"a wrong address neither", says(1, 404, ""), 2, store.MailSent, 2, 1, ""},
		{"sent elsewhere: never followed", says(1, 307, "", "Location", "https://example.com/"), 1, store.MailWaiting, 1, 0, "307"},
		{"after how long the gateway says", says(1, 429, "", "Retry-After", "7200"), 2, store.MailWaiting, 1, 0, "429"},
		{"no answer, then taken", func(_ http.ResponseWriter, r *http.Request, n int) bool {
			if n == 1 {
				<-r.Context().Done()
			}
			return n == 1
		}, 2, store.MailSent, 2, 1, ""},
		{"hung up, then taken", func(_ http.ResponseWriter, _ *http.Request, n int) bool {
			if n == 1 {
				panic(http.ErrAbortHandler)
			}
			return false
		}, 2, store.MailSent, 2, 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newProvider(t)
			p.answer = c.answer
			put(t, o, texted(17))
			for range c.rounds {
				if _, err := p.messenger(o).SendDue(t.Context()); err != nil && strings.Contains(err.Error(), "secret") {
					t.Errorf("what is logged names the address: %v", err)
				}
				o.Clock.Add(time.Hour)
			}
			m := outbox(t, o)[0]
			if m.State != c.state || m.Attempts != c.tries || len(p.sent) != c.sent || len(p.to) != c.sent ||
				(c.says == "") != (m.LastError == "") || !strings.Contains(m.LastError, c.says) {
				t.Errorf("%s after %d tries, %d sent, %q; want %s after %d, %d sent, %q", m.State, m.Attempts, len(p.sent), m.LastError, c.state, c.tries, c.sent, c.says)
			}
			if strings.Contains(m.LastError, "13812345678") {
				t.Errorf("%q tells the number", m.LastError)
			}
			if c.state == store.MailSent && p.sent[m.MessageID] != m.Body {
				t.Errorf("sent %q", p.sent)
			}
		})
	}
}

// A node that ends between the gateway's taking a message and its own record
// leaves it to another, and the gateway knows it by its id.
func TestTakenAndNotRecorded(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		p := newProvider(t)
		put(t, o, texted(17), delivered(17))
		m := o.Store
		if _, err := m.ClaimSMS(t.Context(), o.Clock.Now(), 10*time.Minute); err != nil {
			t.Fatal(err)
		}
		first := outbox(t, o)[0]
		p.sent[first.MessageID], p.to = first.Body, []string{first.Recipient} // and the node is gone
		other := officetest.Node(t, o.Address, o.Clock)
		for i, want := range []int{0, 1, 0} {
			if n, err := p.messenger(other).SendDue(t.Context()); n != want || err != nil {
				t.Errorf("round %d: %d sent, %v; want %d", i, n, err, want)
			}
			o.Clock.Add(11 * time.Minute)
		}
		if len(p.sent) != 1 || len(p.to) != 1 || p.asked != 1 {
			t.Errorf("asked %d times, sent to %v", p.asked, p.to)
		}
		if list := outbox(t, o); list[0].State != store.MailSent || list[1].State != store.MailWaiting {
			t.Errorf("%s by SMS, %s by mail", list[0].State, list[1].State)
		}
	})
}

// While the gateway is away nothing is lost, and one message is tried and not
// all of them.
func TestGatewayAway(t *testing.T) {
	o, p := officetest.New(t, t.TempDir()+"/gongkai.db"), newProvider(t)
	p.answer = func(rw http.ResponseWriter, _ *http.Request, n int) bool {
		if n == 1 {
			rw.WriteHeader(http.StatusBadGateway)
		}
		return n == 1
	}
	put(t, o, texted(1), texted(2), texted(3))
	if n, err := p.messenger(o).SendDue(t.Context()); n != 0 || err == nil || p.asked != 1 {
		t.Errorf("%d sent, asked %d times, %v", n, p.asked, err)
	}
	if n, err := p.messenger(o).SendDue(t.Context()); n != 2 || err != nil {
		t.Errorf("%d sent, %v; want the two that were not tried", n, err)
	}
	o.Clock.Add(time.Minute)
	if n, err := p.messenger(o).SendDue(t.Context()); n != 1 || err != nil {
		t.Errorf("%d sent, %v; want the first", n, err)
	}
	var log strings.Builder
	p.server.Close()
	put(t, o, texted(4))
	ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer stop()
	p.messenger(o).Run(ctx, slog.New(slog.NewTextHandler(&log, nil)))
	if s := log.String(); !strings.Contains(s, "sms") || strings.Contains(s, "13812345678") || strings.Contains(s, "secret") || strings.Contains(s, "已答复") {
		t.Errorf("the log says %q", s)
	}
}

func TestGateway(t *testing.T) {
	for _, c := range []struct {
		address, key string
		err          error
	}{
		{"https://sms.example.gov.cn/send", gatewayKey, nil},
		{"https://sms.example.gov.cn:8443/send?app=1", gatewayKey, nil},
		{"http://127.0.0.1:9000/", gatewayKey, nil},
		{"http://[::1]:9000/", gatewayKey, nil},
		{"http://localhost:9000/", gatewayKey, nil},
		{"http://sms.example.gov.cn/send", gatewayKey, notice.ErrGateway},
		{"https://user:secret@sms.example.gov.cn/", gatewayKey, notice.ErrGateway},
		{"smpp://sms.example.gov.cn", gatewayKey, notice.ErrGateway},
		{"sms.example.gov.cn", gatewayKey, notice.ErrGateway},
		{"https://sms.example.gov.cn/", " too short \n", notice.ErrGatewayKey},
	} {
		_, err := notice.ParseGateway(c.address, c.key, "")
		if !errors.Is(err, c.err) || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %v", c.address, err, c.err)
		}
	}
}

package notice_test

import (
	"io"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"gongkai/follow/notice"
)

// postOffice is a real mail server on the loopback. answer decides about each
// message; nil takes it.
type postOffice struct {
	listener net.Listener

	mu     sync.Mutex
	answer func(o *postOffice, step, about string) error
	dials  int
	taken  []letter
}

type letter struct {
	from, to string
	raw      string
}

func (l letter) header(t *testing.T) mail.Header {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(l.raw))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{listener: l}
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.dials++
		return &visit{office: o, conn: c.Conn()}, nil
	}))
	s.Domain, s.MaxMessageBytes = "localhost", 64<<20
	s.ErrorLog = quiet{}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return o
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (o *postOffice) server(t *testing.T) notice.Server {
	t.Helper()
	s, err := notice.ParseServer("smtp://" + o.listener.Addr().String() + "?tls=off")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (o *postOffice) decide(f func(o *postOffice, step, about string) error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = f
}

func (o *postOffice) letters() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]letter(nil), o.taken...)
}

func (o *postOffice) ask(step, about string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.answer == nil {
		return nil
	}
	return o.answer(o, step, about)
}

type visit struct {
	office   *postOffice
	conn     net.Conn
	from, to string
}

func (v *visit) Reset()        { v.from, v.to = "", "" }
func (v *visit) Logout() error { return nil }

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	v.from = from
	return v.office.ask("MAIL", from)
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = to
	return v.office.ask("RCPT", to)
}

// errCut takes the message and breaks the connection before saying so.
var errCut = &smtp.SMTPError{Code: 1}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	err = v.office.ask("DATA", v.to)
	if err == nil || err == errCut {
		v.office.mu.Lock()
		v.office.taken = append(v.office.taken, letter{v.from, v.to, string(raw)})
		v.office.mu.Unlock()
	}
	if err == errCut {
		v.conn.Close()
	}
	return err
}

func reply(code int, words string) error {
	class, _ := strconv.Atoi(strconv.Itoa(code)[:1])
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, 0, 0}, Message: words}
}

package notice

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// ErrServer refuses the address of a mail server.
var ErrServer = errors.New("发信服务器应写成 smtps://用户:口令@主机 或 smtp://用户:口令@主机:端口；单位内部不加密的中转写 smtp://主机?tls=off")

// Server is where mail is handed in.
type Server struct {
	Host           string
	Port           int
	User, Password string // "" for a relay that asks for none
	// Implicit is TLS from the first byte (smtps); otherwise the connection is
	// turned into TLS, and not used if that fails, unless Plain.
	Implicit, Plain bool
}

// ParseServer reads smtp:// (STARTTLS, port 587) or smtps:// (port 465);
// "?tls=off" leaves the encryption out. Errors: [ErrServer], which repeats
// nothing of the address: it may hold a password.
func ParseServer(address string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return Server{}, ErrServer
	}
	s := Server{Host: u.Hostname(), Port: 587, Implicit: u.Scheme == "smtps", Plain: u.Query().Get("tls") == "off", User: u.User.Username()}
	s.Password, _ = u.User.Password()
	if s.Implicit {
		s.Port = 465
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil {
			return Server{}, ErrServer
		}
	}
	if s.Implicit && s.Plain {
		return Server{}, ErrServer
	}
	return s, nil
}

const (
	dialFor = 30 * time.Second
	// sendFor bounds each conversation about one message.
	sendFor = 3 * time.Minute
	// holdFor is how long a message stays in one hand: longer than dialling and
	// sending can take.
	holdFor = 10 * time.Minute
)

func (s Server) dial(ctx context.Context) (*mail.Client, error) {
	opts := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(sendFor), mail.WithTLSPolicy(mail.TLSMandatory)}
	if s.Plain {
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.Implicit {
		opts = append(opts, mail.WithSSL())
	}
	if s.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	c, err := mail.NewClient(s.Host, opts...)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialFor)
	defer cancel()
	if err := c.DialWithContext(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

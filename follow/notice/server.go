package notice

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// ErrServer refuses the address of a mail server.
var ErrServer = errors.New("发信服务器应写成 smtps://用户:口令@主机 或 smtp://用户:口令@主机:端口；单位内部不加密的中转写 smtp://主机?tls=off；试用时写 file:///目录，邮件存成文件而不寄出")

// Server is where mail is handed in.
type Server struct {
	// Folder takes every message as a file, for trying things out; "" for a
	// server.
	Folder         string
	Host           string
	Port           int
	User, Password string // "" for a relay that asks for none
	// Implicit is TLS from the first byte (smtps); otherwise the connection is
	// turned into TLS, and not used if that fails, unless Plain.
	Implicit, Plain bool
}

// ParseServer reads smtp:// (STARTTLS, port 587) or smtps:// (port 465);
// "?tls=off" leaves the encryption out. file:///folder is a folder instead. Errors: [ErrServer], which repeats
// nothing of the address: it may hold a password.
func ParseServer(address string) (Server, error) {
	u, err := url.Parse(address)
	if err == nil && u.Scheme == "file" && u.Host == "" && u.Path != "" {
		return Server{Folder: filepath.FromSlash(u.Path)}, nil
	}
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

// carrier brings messages somewhere.
type carrier interface {
	// bring says whether the other side has taken the message, which it may
	// have although something went wrong afterwards.
	bring(*mail.Msg) (taken bool, err error)
	Close() error
}

type connection struct{ *mail.Client }

func (c connection) bring(m *mail.Msg) (bool, error) {
	err := c.Send(m)
	return m.IsDelivered(), err
}

// folder keeps a message under the beginning of its Message-ID, so that one
// tried again is the same file.
type folder string

func (f folder) bring(m *mail.Msg) (bool, error) {
	name, _, _ := strings.Cut(strings.Trim(m.GetMessageID(), "<>"), "@")
	err := m.WriteToFile(filepath.Join(string(f), name+".eml"))
	return err == nil, err
}

func (folder) Close() error { return nil }

func (s Server) dial(ctx context.Context) (carrier, error) {
	if s.Folder != "" {
		return folder(s.Folder), os.MkdirAll(s.Folder, 0o700)
	}
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
	return connection{c}, nil
}

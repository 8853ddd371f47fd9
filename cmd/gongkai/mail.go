package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"gongkai/follow/mailbox"
	"gongkai/follow/notice"
	"gongkai/office"
)

// mailFlags configures the post. Without a server messages wait in the outbox,
// where officials see them.
type mailFlags struct {
	SMTP         string   `name:"smtp" help:"Server that takes outgoing mail: smtps://user:password@host or smtp://… (STARTTLS); better given in the environment." placeholder:"URL" env:"GONGKAI_SMTP"`
	MailFrom     string   `help:"Who the platform writes as: \"Name <address>\"." placeholder:"ADDRESS" env:"GONGKAI_MAIL_FROM"`
	MailNoPlus   bool     `help:"The mail server knows no name+extension@domain: mark answers in the subject instead." env:"GONGKAI_MAIL_NO_PLUS"`
	SMS          string   `name:"sms" help:"Gateway that takes news by SMS: https://…, see docs/sms.md." placeholder:"URL" env:"GONGKAI_SMS"`
	SMSKey       string   `name:"sms-key" help:"Key shared with the gateway; only in the environment, or a file by --sms-key-file." hidden:"" env:"GONGKAI_SMS_KEY"`
	SMSKeyFile   string   `name:"sms-key-file" help:"File with the key shared with the gateway." placeholder:"FILE" env:"GONGKAI_SMS_KEY_FILE"`
	SMSSign      string   `name:"sms-sign" help:"Signature (短信签名) registered with the provider." placeholder:"NAME" env:"GONGKAI_SMS_SIGN"`
	SMSReports   string   `name:"sms-reports" help:"Where the gateway says what became of messages, see docs/sms.md." placeholder:"URL" env:"GONGKAI_SMS_REPORTS"`
	IMAP         []string `name:"imap" help:"Mailbox to read: imaps://user:password@host/INBOX; an agency's own with ?agency=CODE. Repeatable." placeholder:"URL" env:"GONGKAI_IMAP" sep:" "`
	MailDigestAt string   `help:"When officials with an address get their list on working days (${default})." default:"08:30" placeholder:"HH:MM" env:"GONGKAI_MAIL_DIGEST_AT"`
}

var (
	errMailFrom = errors.New("配置了 --smtp，还须用 --mail-from 指明发件地址")
	errSMSKey   = errors.New("配置了 --sms，还须用 --sms-key-file 或环境变量 GONGKAI_SMS_KEY 给出与短信网关共用的密钥")
	errDigestAt = errors.New("--mail-digest-at 应写成 08:30 的形式")
)

// post is what runs beside the server for the mail.
type post struct {
	out    *notice.Post      // nil without a server
	sms    *notice.Messenger // nil without a gateway
	digest *notice.Digest
	news   *notice.Herald
	// followed tells those who follow a search; nil without a server. The
	// windows and the index are set before it runs.
	followed *notice.Subscriptions
	boxes    []*mailbox.Box
}

// wire reads the flags; what is wrong with them is said before the service
// starts. Links in mails lead to site, or if that is "" to the address the city
// gave.
func (f mailFlags) wire(ctx context.Context, o *office.Office, site string) (*post, error) {
	p := &post{}
	city, err := o.Store.City(ctx, "name")
	if err == nil && site == "" {
		site, err = o.Store.City(ctx, "address")
	}
	if err != nil {
		return nil, err
	}
	site = strings.TrimSuffix(site, "/")
	gateway, err := f.gateway()
	if err != nil {
		return nil, err
	}
	if gateway != nil {
		p.sms = &notice.Messenger{Office: o, Gateway: *gateway}
	}
	p.news = notice.News(o, site, gateway)
	var sender notice.Sender
	if f.MailFrom != "" {
		if sender, err = notice.ParseSender(f.MailFrom); err != nil {
			return nil, err
		}
		sender.Subject = f.MailNoPlus
	}
	if f.SMTP != "" {
		server, err := notice.ParseServer(f.SMTP)
		if err != nil {
			return nil, err
		}
		if sender.Address == "" {
			return nil, errMailFrom
		}
		at, err := time.Parse("15:04", f.MailDigestAt)
		if err != nil {
			return nil, errDigestAt
		}
		p.followed = &notice.Subscriptions{Office: o, Site: site, City: city}
		p.out = &notice.Post{Office: o, Server: server, Sender: sender, Subscriptions: p.followed}
		p.digest = &notice.Digest{Office: o, Of: []notice.Waiting{notice.Drafts{Office: o}, notice.Requests{Office: o}, notice.Kept{Office: o}, notice.Consultations{Office: o}},
			Hour: at.Hour(), Minute: at.Minute(), Site: site}
	}
	seen := map[string]bool{}
	for _, address := range f.IMAP {
		server, err := mailbox.ParseServer(address)
		if err != nil {
			return nil, err
		}
		if seen[server.Name()] {
			return nil, fmt.Errorf("%s 重复", server.Name())
		}
		seen[server.Name()] = true
		p.boxes = append(p.boxes, &mailbox.Box{Office: o, Server: server, Sender: sender})
	}
	return p, nil
}

// gateway is where messages by SMS go; nil for nowhere.
func (f mailFlags) gateway() (*notice.Gateway, error) {
	if f.SMS == "" {
		return nil, nil
	}
	key := f.SMSKey
	if f.SMSKeyFile != "" {
		b, err := os.ReadFile(f.SMSKeyFile)
		if err != nil {
			return nil, fmt.Errorf("--sms-key-file: %w", err)
		}
		key = string(b)
	}
	if key == "" {
		return nil, errSMSKey
	}
	g, err := notice.ParseGateway(f.SMS, key, f.SMSSign)
	if err == nil && f.SMSReports != "" {
		g, err = g.Reporting(f.SMSReports)
	}
	return &g, err
}

// run starts everything beside the server.
func (p *post) run(ctx context.Context, beside *sync.WaitGroup, log *slog.Logger) {
	if p == nil {
		return
	}
	beside.Go(func() { p.news.Run(ctx, log) })
	if p.out != nil {
		beside.Go(func() { p.out.Run(ctx, log) })
		beside.Go(func() { p.digest.Run(ctx, log) })
		beside.Go(func() { p.followed.Run(ctx, log) })
	}
	if p.sms != nil {
		beside.Go(func() { p.sms.Run(ctx, log) })
		if p.sms.Gateway.Reports() {
			reports := &notice.Reports{Office: p.sms.Office, Gateway: p.sms.Gateway}
			beside.Go(func() { reports.Run(ctx, log) })
		}
	}
	for _, b := range p.boxes {
		beside.Go(func() { b.Run(ctx, log) })
	}
}

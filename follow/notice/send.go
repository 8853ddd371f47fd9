package notice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"gongkai/office"
	"gongkai/store"
)

// Post brings messages to the server. It may run on several nodes.
type Post struct {
	Office *office.Office
	Server Server
	Sender Sender
	// Subscriptions composes the letters of unlisted messages.
	Subscriptions *Subscriptions
}

const (
	// maxTries is how often a message is begun before it counts as failed:
	// about five days, as long as mail servers try.
	maxTries = 28
	mostWait = 6 * time.Hour
	// aConnection is how many messages one connection carries.
	aConnection = 100
)

// wait is the time before the next try, after so many.
func wait(tries int) time.Duration {
	if tries > 9 {
		return mostWait
	}
	return min(time.Minute<<max(tries-1, 0), mostWait)
}

// Run sends what is due until ctx ends. While the server cannot be reached it
// is tried less and less often, at most five minutes apart; every message
// waits where officials see it.
func (p *Post) Run(ctx context.Context, log *slog.Logger) { carry(ctx, log, "mail", p.SendDue) }

// SendDue sends every message whose turn it is and says how many a server
// took. An error is one of the server's or the record's, not of a message.
func (p *Post) SendDue(ctx context.Context) (sent int, err error) {
	var c carrier
	carried := 0
	hangUp := func() {
		if c != nil {
			// What was taken is taken, however the parting goes.
			_ = c.Close()
			c = nil
		}
	}
	defer hangUp()
	for ctx.Err() == nil {
		m, err := p.Office.Store.ClaimMail(ctx, p.Office.Now(), holdFor)
		if errors.Is(err, store.ErrNotFound) {
			return sent, nil
		}
		if err != nil {
			return sent, err
		}
		msg, done, err := p.write(ctx, m)
		if errors.Is(err, errNothing) {
			if err := p.Office.Store.DropMail(ctx, m); err != nil && !errors.Is(err, store.ErrChanged) {
				return sent, err
			}
			continue
		}
		if err != nil {
			if err := conclude(ctx, p.Office, p.outcome(m, err)); err != nil {
				return sent, err
			}
			continue
		}
		if carried == aConnection {
			hangUp()
			carried = 0
		}
		if c == nil {
			if c, err = p.Server.dial(ctx); err != nil {
				done()
				c = nil
				return sent, errors.Join(fmt.Errorf("mail server: %w", err), conclude(ctx, p.Office, later(m, p.Office.Now(), err)))
			}
		}
		// A node that slept since it took the message in hand may not be the
		// only one that has it.
		if p.Office.Now().After(m.HeldUntil.Add(-sendFor)) {
			done()
			continue
		}
		taken, err := c.bring(msg)
		carried++
		done()
		if taken {
			sent++
			m.State, m.SentAt, m.LastError = store.MailSent, p.Office.Now(), ""
		} else {
			m = p.outcome(m, err)
		}
		if err != nil {
			hangUp() // nobody knows where the conversation stands
		}
		if err := conclude(ctx, p.Office, m); err != nil {
			return sent, err
		}
	}
	return sent, ctx.Err()
}

// conclude writes the outcome even while the server is being stopped. Whoever
// has the message by now knows better.
func conclude(ctx context.Context, o *office.Office, m store.Mail) error {
	if err := o.Store.SettleMail(context.WithoutCancel(ctx), m); !errors.Is(err, store.ErrChanged) {
		return err
	}
	return nil
}

var (
	// errNever marks what no further try can mend.
	errNever = errors.New("cannot be sent")
	// errNothing marks a message that has nothing to say any more.
	errNothing = errors.New("nothing to send")
)

// outcome is what becomes of a message after a try that did not succeed. Only
// a refusal of this recipient or these words is for good: one of the sender,
// of the password or of the connection would be told of every message, and
// goes away when somebody mends it.
func (p *Post) outcome(m store.Mail, err error) store.Mail {
	var refused *gomail.SendError
	if errors.Is(err, errNever) {
		m.State = store.MailFailed
	} else if errors.As(err, &refused) && refused.ErrorCode() >= 500 && !aboutUs[refused.ErrorCode()] {
		switch refused.Reason {
		case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose, gomail.ErrWriteContent:
			m.State = store.MailFailed
		}
	}
	if m.Attempts >= maxTries {
		m.State = store.MailFailed
	}
	return later(m, p.Office.Now(), err)
}

// aboutUs are replies that ask for a login, or for encryption.
var aboutUs = map[int]bool{530: true, 534: true, 535: true, 538: true}

// later is the message with what went wrong, to be tried again unless its
// state says otherwise.
func later(m store.Mail, now time.Time, err error) store.Mail {
	m.NextAt = now.Add(wait(m.Attempts))
	m.LastError = said(err)
	if m.Unlisted {
		m.LastError = "" // it may name the address
	}
	return m
}

// said is an error as officials read it, without what stands beside it anyway.
func said(err error) string {
	s, _, _ := strings.Cut(err.Error(), ", affected recipient(s): ")
	s, _, _ = strings.Cut(s, ", affected message ID: ")
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 500 {
		s = string(r[:500]) + "…"
	}
	return s
}

// write makes the message; done lets go of its files. Errors: errNever,
// errNothing.
func (p *Post) write(ctx context.Context, m store.Mail) (msg *gomail.Msg, done func(), err error) {
	var l Letter
	if m.Unlisted {
		if p.Subscriptions == nil {
			return nil, nil, fmt.Errorf("%w: %s", errNever, m.Thing)
		}
		var ok bool
		if l, ok, err = p.Subscriptions.Compose(ctx, m); err != nil {
			return nil, nil, err
		}
		if !ok {
			return nil, nil, errNothing
		}
		m.Recipient = l.Recipient
	}
	to, err := mail.ParseAddress(m.Recipient)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %s: %w", errNever, m.Recipient, err)
	}
	_, domain := p.Sender.parts()
	msg = gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&mail.Address{Name: p.Sender.Name, Address: p.Sender.Address})
	msg.ToMailAddress(&mail.Address{Address: to.Address})
	reply := &mail.Address{Name: p.Sender.Name, Address: p.Sender.ReplyTo(m.Thing, m.Token)}
	// What servers report of the message comes back to the same place.
	msg.EnvelopeFromMailAddress(&mail.Address{Address: reply.Address})
	if m.Unlisted {
		// Whoever answers writes to the city and not to a subscription.
		msg.Subject(strings.Join(strings.Fields(l.Subject), " "))
	} else {
		msg.ReplyToMailAddress(reply)
		msg.Subject(p.Sender.SubjectOf(strings.Join(strings.Fields(m.Subject), " "), m.Thing, m.Token))
	}
	if m.WantsReceipt {
		// Where the recipient agrees, their program says that it was read
		// (RFC 8098).
		if err := msg.RequestMDNTo(reply.Address); err != nil {
			return nil, nil, fmt.Errorf("receipt to %s: %w", reply.Address, err)
		}
	}
	msg.SetMessageIDWithValue(m.MessageID + "@" + domain)
	msg.SetDateWithValue(p.Office.Now())
	// No machine should answer a machine (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if m.Unlisted {
		msg.SetBodyString(gomail.TypeTextPlain, l.Text)
		msg.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
		if l.Unsubscribe != "" {
			msg.SetGenHeader("List-Unsubscribe", "<"+l.Unsubscribe+">")
			msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		}
		return msg, func() {}, nil
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Body)
	var open []io.Closer
	done = func() {
		for _, f := range open {
			_ = f.Close() // only read
		}
	}
	for _, a := range m.Attachments {
		b, err := p.Office.Blobs.Open(ctx, a.SHA256)
		if err != nil {
			done()
			return nil, nil, fmt.Errorf("attachment %s: %w", a.Name, err)
		}
		open = append(open, b)
		msg.AttachReadSeeker(a.Name, b, gomail.WithFileContentType(gomail.ContentType(a.Type)))
	}
	return msg, done, nil
}

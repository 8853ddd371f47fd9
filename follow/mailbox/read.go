package mailbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"gongkai/affairs/agency"
)

// ErrServer refuses the address of a mailbox.
var ErrServer = errors.New("收信邮箱应写成 imaps://用户:口令@主机/INBOX（用户名里的 @ 写成 %40）；机关自己的邮箱加 ?agency=机关代码")

// Server is where a mailbox is read.
type Server struct {
	Host, Port     string
	User, Password string
	Folder         string
	// Agency is whose mailbox it is; "" for the city's.
	Agency agency.Code
	// Implicit is TLS from the first byte (imaps); otherwise the connection is
	// turned into TLS, and not used if that fails, unless Plain.
	Implicit, Plain bool
}

// ParseServer reads imaps:// (port 993) or imap:// (STARTTLS, port 143);
// "?tls=off" leaves the encryption out. Errors: [ErrServer], which repeats
// nothing of the address.
func ParseServer(address string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "imap" && u.Scheme != "imaps" || u.User.Username() == "" {
		return Server{}, ErrServer
	}
	s := Server{Host: u.Hostname(), Port: u.Port(), User: u.User.Username(), Folder: strings.Trim(u.Path, "/"),
		Implicit: u.Scheme == "imaps", Plain: u.Query().Get("tls") == "off"}
	s.Password, _ = u.User.Password()
	if s.Port == "" {
		s.Port = "143"
		if s.Implicit {
			s.Port = "993"
		}
	}
	if _, err := strconv.ParseUint(s.Port, 10, 16); err != nil || s.Implicit && s.Plain {
		return Server{}, ErrServer
	}
	if s.Folder == "" {
		s.Folder = "INBOX"
	}
	if code := u.Query().Get("agency"); code != "" {
		if s.Agency, err = agency.ParseCode(code); err != nil {
			return Server{}, ErrServer
		}
	}
	return s, nil
}

// Name is the mailbox in the record.
func (s Server) Name() string { return s.User + "@" + s.Host + "/" + s.Folder }

const (
	// maxRaw is the largest message read whole, maxPeek what is read of a
	// larger one.
	maxRaw  = 32 << 20
	maxPeek = 1 << 20
	// firstDays is how far back a mailbox is read the first time.
	firstDays = 30
	// sessionFor bounds what one connection may take, whatever the server does.
	sessionFor = 10 * time.Minute
)

func (s Server) dial(arrived chan<- struct{}) (*imapclient.Client, error) {
	opts := &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages == nil {
				return
			}
			select {
			case arrived <- struct{}{}:
			default: // it is known already
			}
		},
	}}
	address := net.JoinHostPort(s.Host, s.Port)
	switch {
	case s.Implicit:
		return imapclient.DialTLS(address, opts)
	case s.Plain:
		return imapclient.DialInsecure(address, opts)
	}
	return imapclient.DialStartTLS(address, opts)
}

// Fetch reads what came into the mailbox since the last time and says how many
// messages were new to the record. It may run on several nodes.
func (b *Box) Fetch(ctx context.Context) (kept int, err error) {
	return b.session(ctx, false)
}

// session reads the mailbox over one connection, and if it is to stay, again
// whenever the server tells of something new.
func (b *Box) session(ctx context.Context, stay bool) (kept int, err error) {
	arrived := make(chan struct{}, 1)
	c, err := b.Server.dial(arrived)
	if err != nil {
		return 0, fmt.Errorf("mailbox %s: %w", b.Server.Name(), err)
	}
	ctx, cancel := context.WithTimeout(ctx, sessionFor)
	defer cancel()
	// Nothing waits for a server that says nothing.
	defer context.AfterFunc(ctx, func() { c.Close() })()
	defer c.Close()
	err = c.Login(b.Server.User, b.Server.Password).Wait()
	for again := true; err == nil && again && ctx.Err() == nil; again = stay {
		var n int
		n, err = b.read(ctx, c)
		kept += n
		if err == nil && stay {
			err = idle(ctx, c, arrived)
		}
	}
	if err != nil && ctx.Err() == nil {
		return kept, fmt.Errorf("mailbox %s: %w", b.Server.Name(), err)
	}
	if ctx.Err() == nil {
		// Everything is read; a parting that fails loses nothing.
		_ = c.Logout().Wait()
	}
	return kept, nil
}

func (b *Box) read(ctx context.Context, c *imapclient.Client) (kept int, err error) {
	box, err := c.Select(b.Server.Folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return 0, err
	}
	seen, err := b.Office.Store.SeenOf(ctx, b.Server.Name())
	if err != nil {
		return 0, err
	}
	criteria := &imap.SearchCriteria{}
	if seen.Validity == 0 {
		criteria.Since = b.Office.Now().AddDate(0, 0, -firstDays)
	}
	if seen.Validity != box.UIDValidity {
		// The numbers begin anew; what was kept before is known by its words.
		seen.Validity, seen.UID = box.UIDValidity, 0
	}
	set := imap.UIDSet{}
	set.AddRange(imap.UID(seen.UID)+1, 0)
	criteria.UID = []imap.UIDSet{set}
	found, err := c.UIDSearch(criteria, nil).Wait()
	if err != nil {
		return 0, err
	}
	uids := found.AllUIDs()
	slices.Sort(uids)
	for _, uid := range uids {
		if uint32(uid) <= seen.UID {
			continue // "n:*" always names the last message
		}
		seen.UID = uint32(uid)
		raw, cut, received, err := fetch(c, uid)
		if err != nil {
			return kept, err
		}
		if raw == nil {
			continue // taken away meanwhile
		}
		if received.IsZero() {
			received = b.Office.Now()
		}
		fresh, err := b.take(ctx, raw, cut, received, seen)
		if err != nil {
			return kept, err
		}
		if fresh {
			kept++
		}
	}
	return kept, nil
}

// fetch is a message, or its beginning and its size.
func fetch(c *imapclient.Client, uid imap.UID) (raw []byte, cut int64, received time.Time, err error) {
	list, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}).Collect()
	if err != nil || len(list) == 0 {
		return nil, 0, received, err
	}
	received = list[0].InternalDate
	section := &imap.FetchItemBodySection{Peek: true}
	if list[0].RFC822Size > maxRaw {
		cut = list[0].RFC822Size
		section.Partial = &imap.SectionPartial{Offset: 0, Size: maxPeek}
	}
	list, err = c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil || len(list) == 0 {
		return nil, 0, received, err
	}
	return list[0].FindBodySection(section), cut, received, nil
}

// Run reads the mailbox until ctx ends: at once when the server tells of
// something new, if it can, and every minute otherwise. A server that cannot
// be reached is tried less and less often, at most ten minutes apart.
func (b *Box) Run(ctx context.Context, log *slog.Logger) {
	const often, seldom = time.Minute, 10 * time.Minute
	pause := often
	for ctx.Err() == nil {
		_, err := b.session(ctx, true)
		wait := time.Second
		switch {
		case errors.Is(err, errNoIdle):
			wait, pause = often, often
		case err != nil && ctx.Err() == nil:
			log.Error("mailbox", "err", err, "again in", pause)
			wait, pause = pause, min(2*pause, seldom)
		default:
			pause = often
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// errNoIdle means the server cannot tell of something new.
var errNoIdle = errors.New("server without IDLE")

// idle waits until something came in, five minutes at most.
func idle(ctx context.Context, c *imapclient.Client, arrived <-chan struct{}) error {
	if !c.Caps().Has(imap.CapIdle) {
		return errNoIdle
	}
	cmd, err := c.Idle()
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-arrived:
	case <-c.Closed():
	case <-time.After(5 * time.Minute):
	}
	if err := cmd.Close(); err != nil {
		return err
	}
	return cmd.Wait()
}

package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
)

// MailState is how far a message of the outbox is.
type MailState string

const (
	MailWaiting MailState = "waiting" // to be sent, or to be tried again
	MailSent    MailState = "sent"    // a server has taken it
	MailFailed  MailState = "failed"  // refused for good, or tried too often
	MailBounced MailState = "bounced" // taken, and came back
	MailAnew    MailState = "anew"    // did not arrive, and an official sent another message instead
)

// MailUnreached selects the messages by SMS a gateway took that by its report
// did not arrive. No message is in this state: a report changes none.
const MailUnreached MailState = "unreached"

// MailChannel is by which way a message goes out.
type MailChannel string

const (
	ByMail MailChannel = "mail"
	BySMS  MailChannel = "sms"
)

// Mail is a message of the outbox. Messages are an effect of the record and no
// acts: nobody's case changes by one.
type Mail struct {
	ID int64
	// Fact is what the message tells, "request/2026-000017 delivered": there is
	// one message for one fact, however often it is posted.
	Fact string
	// Thing is what it belongs to, as in the journal; answers come back to it.
	Thing       string
	Agency      agency.Code // "" for the platform itself
	Channel     MailChannel // "" is ByMail when it is posted
	Recipient   string      // one address, or the eleven digits of a mobile
	Subject     string      // of an SMS only the desk reads it
	Body        string      // plain text
	Attachments []publication.Attachment
	// MessageID is the part of the Message-ID before the @. It follows from the
	// fact and a secret of the thread, so that trying again after a crash sends
	// the same message, and no stranger can name it.
	MessageID string
	// Token is the secret of the thread, by which an answer finds the thing.
	Token    string
	State    MailState
	Attempts int // begun since it was posted, or since an official asked to try again
	PostedAt time.Time
	NextAt   time.Time // when to try again, while waiting
	SentAt   time.Time // zero until a server took it
	// LastError is what went wrong last, in the words of the other side; "" if
	// nothing.
	LastError string
	// Lease counts those who took the message in hand: what an earlier holder
	// still wants to write of it comes too late.
	Lease     int64
	HeldUntil time.Time // zero while in nobody's hand
	// WantsReceipt asks the recipient to confirm that a mail was read: what it
	// tells sets a limit that runs from its receipt.
	WantsReceipt bool
	// Unlisted is a message to a subscription: no official sees it, it names no
	// recipient, and its body is what its letter is composed of when it is sent.
	Unlisted bool
}

// JournalThing is the message in the journal.
func (m Mail) JournalThing() string { return "mail/" + strconv.FormatInt(m.ID, 10) }

const mailColumns = `o.id, o.fact, o.thing, o.agency, o.recipient, o.subject, o.body, o.attachments, o.message_id, t.token,
	o.state, o.attempts, o.posted_at, o.next_at, o.sent_at, o.last_error, o.lease, o.held_until, o.unlisted,
	o.channel, o.wants_receipt`

func (r Reader) mails(ctx context.Context, where string, args ...any) ([]Mail, error) {
	var list []Mail
	err := r.each(ctx, `select `+mailColumns+` from outbox o join mail_thread t on t.thing = o.thing `+where, args, func(rows *sql.Rows) error {
		var m Mail
		var attachments string
		var posted, next, sent, held int64
		err := rows.Scan(&m.ID, &m.Fact, &m.Thing, &m.Agency, &m.Recipient, &m.Subject, &m.Body, &attachments, &m.MessageID, &m.Token,
			&m.State, &m.Attempts, &posted, &next, &sent, &m.LastError, &m.Lease, &held, &m.Unlisted,
			&m.Channel, &m.WantsReceipt)
		if err != nil {
			return err
		}
		m.PostedAt, m.NextAt, m.SentAt, m.HeldUntil = instant(posted), instant(next), instant(sent), instant(held)
		list = append(list, m)
		return unpack(attachments, &list[len(list)-1].Attachments)
	})
	return list, err
}

// Post puts messages into the outbox, but for those of whose fact there is one
// already, and says how many were put. A message needs Fact, Thing, Recipient,
// Subject and Body; the rest is filled in. Within an act the messages are
// posted if and only if the act is committed.
func (tx *Tx) Post(ctx context.Context, list ...Mail) (int, error) {
	n, err := tx.post(ctx, tx.At, list)
	return n, tx.fail(err)
}

// Post is [Tx.Post] by itself: all or none.
func (s *Store) Post(ctx context.Context, at time.Time, list ...Mail) (int, error) {
	n := 0
	err := s.traces(ctx, func(r Reader) error {
		var err error
		n, err = r.post(ctx, at, list)
		return err
	})
	return n, err
}

// PostAfter is [Store.Post] for a follower that has read the journal from one
// number to another; its position moves with the messages or not at all.
// Errors: [ErrChanged] when the follower is no longer at from, because another
// node was faster.
func (s *Store) PostAfter(ctx context.Context, follower string, from, to int64, at time.Time, list ...Mail) (int, error) {
	n := 0
	err := s.traces(ctx, func(r Reader) error {
		if _, err := r.exec(ctx, `insert into follower (name, position) values ($1, 0) on conflict (name) do nothing`, follower); err != nil {
			return err
		}
		err := saved(r.exec(ctx, `update follower set position = $2 where name = $1 and position = $3`, follower, to, from))
		if err == nil {
			n, err = r.post(ctx, at, list)
		}
		return err
	})
	return n, err
}

func (r Reader) post(ctx context.Context, at time.Time, list []Mail) (int, error) {
	posted := 0
	for _, m := range list {
		var there int
		if err := r.one(ctx, `select count(*) from outbox where fact = $1`, []any{m.Fact}, &there); err != nil {
			return 0, err
		}
		if there > 0 {
			continue
		}
		token, err := r.thread(ctx, m.Thing, m.Agency)
		if err != nil {
			return 0, err
		}
		attachments, err := pack(m.Attachments)
		if err != nil {
			return 0, err
		}
		id, err := r.count(ctx, "outbox")
		if err != nil {
			return 0, err
		}
		sum := sha256.Sum256([]byte(m.Fact + "\n" + token))
		res, err := r.exec(ctx, `insert into outbox (id, fact, thing, agency, recipient, subject, body, attachments, message_id,
				state, attempts, posted_at, next_at, sent_at, last_error, lease, held_until, unlisted, channel, wants_receipt)
			values `+holes(1, 20)+` on conflict (fact) do nothing`,
			id, m.Fact, m.Thing, string(m.Agency), m.Recipient, m.Subject, m.Body, attachments, hex.EncodeToString(sum[:16]),
			string(MailWaiting), 0, micros(at), micros(at), 0, "", 0, 0, m.Unlisted,
			string(cmp.Or(m.Channel, ByMail)), m.WantsReceipt)
		if err != nil {
			return 0, fmt.Errorf("post %s: %w", m.Fact, err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		posted += int(n)
	}
	return posted, nil
}

// count gives out the next number of a counter.
func (r Reader) count(ctx context.Context, counter string) (int64, error) {
	var n int64
	err := r.one(ctx, `insert into counter (name, value) values ($1, 1)
		on conflict (name) do update set value = counter.value + 1
		returning value`, []any{counter}, &n)
	return n, err
}

// thread is the token of a thing, made with its first message: eighty random
// bits, in letters and figures no mail server changes.
func (r Reader) thread(ctx context.Context, thing string, in agency.Code) (string, error) {
	fresh := strings.ToLower(rand.Text())[:16]
	if _, err := r.exec(ctx, `insert into mail_thread (thing, token, agency) values ($1, $2, $3) on conflict (thing) do nothing`,
		thing, fresh, string(in)); err != nil {
		return "", err
	}
	var token string
	err := r.one(ctx, `select token from mail_thread where thing = $1`, []any{thing}, &token)
	return token, err
}

// mailFollows is how the mail of a case follows it to another agency.
var mailFollows = []string{
	`update mail_thread set agency = $2 where thing = $1`,
	`update outbox set agency = $2 where thing = $1`,
	`update tray set agency = $2, stamp = stamp + 1 where thing = $1 and thing <> ''`,
}

// Thread is the thing to which a token leads, and whose it is. Errors:
// [ErrNotFound].
func (r Reader) Thread(ctx context.Context, token string) (thing string, in agency.Code, err error) {
	err = r.one(ctx, `select thing, agency from mail_thread where token = $1`, []any{token}, &thing, &in)
	return thing, in, err
}

// Mail is one message. Errors: [ErrNotFound], also for an unlisted one.
func (r Reader) Mail(ctx context.Context, id int64) (Mail, error) {
	return only(r.mails(ctx, `where o.id = $1 and not o.unlisted`, id))
}

// MailByMessageID is the message of the part of a Message-ID before the @.
// Errors: [ErrNotFound].
func (r Reader) MailByMessageID(ctx context.Context, id string) (Mail, error) {
	return only(r.mails(ctx, `where o.message_id = $1`, id))
}

// MailOf is what was written about a thing, oldest first, the last thousand at
// most.
func (r Reader) MailOf(ctx context.Context, thing string) ([]Mail, error) {
	return r.mails(ctx, `where o.id in (select id from outbox where thing = $1 order by id desc limit 1000) order by o.id`, thing)
}

// MailThings is the things about which an address was written to, the latest
// first.
func (r Reader) MailThings(ctx context.Context, address string, limit int) ([]string, error) {
	var list []string
	err := r.each(ctx, `select thing, max(id) from outbox where recipient = $1 group by thing order by max(id) desc, thing limit $2`,
		[]any{address, limit}, func(rows *sql.Rows) error {
			var thing string
			var id int64
			err := rows.Scan(&thing, &id)
			list = append(list, thing)
			return err
		})
	return list, err
}

// MailSelection names messages of the outbox or the tray.
type MailSelection struct {
	// Agencies is whose; nil for everybody's, empty for nobody's.
	Agencies []agency.Code
	// State is one state, of [MailState] or [TrayState]; "" for all.
	State string
}

// where writes the selection, its values counted from the first place on.
func (v MailSelection) where(prefix string, args []any) (string, []any) {
	text := "where true"
	if v.Agencies != nil {
		places := make([]string, len(v.Agencies))
		for i, code := range v.Agencies {
			args = append(args, string(code))
			places[i] = "$" + strconv.Itoa(len(args))
		}
		if len(places) == 0 {
			return "where false", args
		}
		text += " and " + prefix + "agency in (" + strings.Join(places, ", ") + ")"
	}
	if v.State == string(MailUnreached) {
		return text + " and " + unreached(prefix), args
	}
	if v.State != "" {
		args = append(args, v.State)
		text += " and " + prefix + "state = $" + strconv.Itoa(len(args))
	}
	return text, args
}

// Outbox is up to limit messages before the number, the latest first; 0 begins
// at the end.
func (r Reader) Outbox(ctx context.Context, v MailSelection, before int64, limit int) ([]Mail, error) {
	if before == 0 {
		before = 1 << 31
	}
	where, args := v.where("o.", []any{before, limit})
	return r.mails(ctx, where+` and not o.unlisted and o.id < $1 order by o.id desc limit $2`, args...)
}

// unreached is the condition of [MailUnreached] on the outbox.
func unreached(prefix string) string {
	said := func(kind ReportKind) string {
		return prefix + `id in (select mail from mail_report where tray = 0 and kind = '` + string(kind) + `')`
	}
	return prefix + "state = 'sent' and " + said(ReportFailed) + " and not " + said(ReportDelivered)
}

// OutboxCount is how many messages are in each state, and how many of those
// sent are [MailUnreached]; the state of the selection is not regarded.
func (r Reader) OutboxCount(ctx context.Context, v MailSelection) (map[MailState]int64, error) {
	counts, err := countStates[MailState](ctx, r, "outbox", v, " and not unlisted")
	if err != nil {
		return nil, err
	}
	v.State = string(MailUnreached)
	where, args := v.where("", nil)
	var n int64
	err = r.one(ctx, `select count(*) from outbox `+where+` and not unlisted`, args, &n)
	if n > 0 {
		counts[MailUnreached] = n
	}
	return counts, err
}

func countStates[S ~string](ctx context.Context, r Reader, table string, v MailSelection, also string) (map[S]int64, error) {
	v.State = ""
	where, args := v.where("", nil)
	counts := map[S]int64{}
	err := r.each(ctx, `select state, count(*) from `+table+` `+where+also+` group by state`, args, func(rows *sql.Rows) error {
		var state S
		var n int64
		err := rows.Scan(&state, &n)
		counts[state] = n
		return err
	})
	return counts, err
}

// ClaimMail takes in hand the mail whose turn it is, for as long as hold:
// until then nobody else gets it. Who has it must have finished by then and
// tells with [Store.SettleMail]; a holder that dies lets go by itself. Errors:
// [ErrNotFound] when none is due.
func (s *Store) ClaimMail(ctx context.Context, now time.Time, hold time.Duration) (Mail, error) {
	return s.claim(ctx, ByMail, now, hold)
}

// ClaimSMS is [Store.ClaimMail] for messages by SMS.
func (s *Store) ClaimSMS(ctx context.Context, now time.Time, hold time.Duration) (Mail, error) {
	return s.claim(ctx, BySMS, now, hold)
}

func (s *Store) claim(ctx context.Context, by MailChannel, now time.Time, hold time.Duration) (Mail, error) {
	for {
		m, err := only(s.mails(ctx, `where o.channel = $2 and o.state = 'waiting' and o.next_at <= $1 and o.held_until <= $1
			order by o.next_at, o.id limit 1`, micros(now), string(by)))
		if err != nil {
			return m, err
		}
		err = s.changed(ctx, `update outbox set lease = lease + 1, attempts = attempts + 1, held_until = $3
			where id = $1 and lease = $2 and state = 'waiting'`, m.ID, m.Lease, micros(now.Add(hold)))
		if err == ErrChanged {
			continue // another node was faster
		}
		m.Lease++
		m.Attempts++
		m.HeldUntil = now.Add(hold)
		return m, err
	}
}

// SettleMail writes what became of a message taken in hand: its State, NextAt,
// SentAt and LastError. Errors: [ErrChanged] when somebody else has it by now,
// and nothing was written.
func (s *Store) SettleMail(ctx context.Context, m Mail) error {
	return s.changed(ctx, `update outbox set state = $3, next_at = $4, sent_at = $5, last_error = $6, held_until = 0
		where id = $1 and lease = $2 and state = 'waiting'`,
		m.ID, m.Lease, string(m.State), micros(m.NextAt), micros(m.SentAt), m.LastError)
}

// changed is trace for a compare-and-set. Errors: [ErrChanged].
func (s *Store) changed(ctx context.Context, text string, args ...any) error {
	return s.patiently(func() error { return saved(s.cache.on(s.write).exec(ctx, text, args...)) })
}

// RetryMail lets a message as read be sent again, at once. A message that is in
// somebody's hand stays there. Errors: [ErrChanged].
func (tx *Tx) RetryMail(ctx context.Context, m Mail, e journal.Entry) error {
	err := saved(tx.exec(ctx, `update outbox set state = 'waiting', attempts = 0, next_at = $4
		where id = $1 and lease = $2 and state = $3`, m.ID, m.Lease, string(m.State), micros(tx.At)))
	if err != nil {
		return tx.fail(fmt.Errorf("retry %s: %w", m.JournalThing(), err))
	}
	return tx.enter(ctx, e)
}

// SendAnew posts a message instead of one that did not arrive, as read; what was
// to be told is told by the new one. Errors: [ErrChanged], also where the new
// one's fact is there already.
func (tx *Tx) SendAnew(ctx context.Context, old, m Mail, e journal.Entry) error {
	err := saved(tx.exec(ctx, `update outbox set state = $4 where id = $1 and lease = $2 and state = $3`, old.ID, old.Lease, string(old.State), string(MailAnew)))
	if err != nil {
		return tx.fail(fmt.Errorf("send anew %s: %w", old.JournalThing(), err))
	}
	if n, err := tx.Post(ctx, m); n != 1 || err != nil {
		return tx.fail(cmp.Or(err, ErrChanged))
	}
	return tx.enter(ctx, e)
}

// MailByFact is the message that tells a fact. Errors: [ErrNotFound].
func (r Reader) MailByFact(ctx context.Context, fact string) (Mail, error) {
	return only(r.mails(ctx, `where o.fact = $1`, fact))
}

// TrayState is what became of a message that came in.
type TrayState string

const (
	TrayWaiting   TrayState = "waiting"   // a stray: an official says where it belongs
	TrayFiled     TrayState = "filed"     // with the thing it belongs to, where it waits to be read
	TrayRead      TrayState = "read"      // with the thing, and an official has dealt with it
	TrayDismissed TrayState = "dismissed" // belongs nowhere, with a reason
	TrayAutomatic TrayState = "automatic" // written by a machine: answered by nobody
)

// Incoming is a message that came in. It changes nothing by itself: what it
// says becomes part of a case by an official's act.
type Incoming struct {
	ID      int64
	Mailbox string // the place it was read from, without a password
	// Raw is the SHA-256 of the message as it came, and the blob that keeps it.
	Raw         string
	Agency      agency.Code // whose it is; "" while nobody's
	Thing       string      // what it belongs to; "" for a stray
	State       TrayState
	Sender      string // the address it claims to come from, in small letters
	SenderName  string
	Subject     string
	Body        string // plain text
	Attachments []publication.Attachment
	// Note says what of the message was not kept, or why it was dismissed; ""
	// if nothing.
	Note       string
	MessageID  string // of the sender, without angle brackets
	ReceivedAt time.Time
	// Reports is what it says of mails of ours, when it is kept; what is read
	// from the record has none, see [Reader.MailReportsIn].
	Reports []MailReport
	Stamp   int64
}

// JournalThing is the message in the journal.
func (m Incoming) JournalThing() string { return "tray/" + strconv.FormatInt(m.ID, 10) }

// Bounce says that a message did not reach its recipient after all. Whoever
// names its MessageID had the message.
type Bounce struct {
	MessageID string // part before the @
	Why       string
}

// Seen is how far a mailbox was read: everything up to UID, as long as the
// server's numbers keep their Validity.
type Seen struct {
	Mailbox  string
	Validity uint32
	UID      uint32
}

// SeenOf is how far a mailbox was read; zero at first.
func (r Reader) SeenOf(ctx context.Context, mailbox string) (Seen, error) {
	v := Seen{Mailbox: mailbox}
	err := r.one(ctx, `select validity, uid from mail_seen where mailbox = $1`, []any{mailbox}, &v.Validity, &v.UID)
	if err == ErrNotFound {
		err = nil
	}
	return v, err
}

// Receive keeps a message that came in and what it reports of ours, marks the
// messages it reports as bounced, and moves the place up to which the mailbox was read, together. A
// message kept before is not kept again, whoever reads it.
func (s *Store) Receive(ctx context.Context, m Incoming, bounces []Bounce, seen Seen) (kept bool, err error) {
	err = s.traces(ctx, func(r Reader) error {
		kept = false
		if err := r.see(ctx, seen); err != nil {
			return err
		}
		var there int
		if err := r.one(ctx, `select count(*) from tray where mailbox = $1 and raw = $2`, []any{m.Mailbox, m.Raw}, &there); err != nil || there > 0 {
			return err
		}
		attachments, err := pack(m.Attachments)
		if err != nil {
			return err
		}
		id, err := r.count(ctx, "tray")
		if err != nil {
			return err
		}
		res, err := r.exec(ctx, `insert into tray (`+trayColumns+`) values `+holes(1, 15)+` on conflict (mailbox, raw) do nothing`,
			id, m.Mailbox, m.Raw, string(m.Agency), m.Thing, string(m.State), m.Sender, m.SenderName, m.Subject, m.Body,
			attachments, m.Note, m.MessageID, micros(m.ReceivedAt), 1)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		kept = true
		if err := r.report(ctx, id, m.ReceivedAt, m.Reports); err != nil {
			return err
		}
		return r.bounce(ctx, bounces)
	})
	return kept, err
}

// see moves the place up to which a mailbox was read.
func (r Reader) see(ctx context.Context, seen Seen) error {
	_, err := r.exec(ctx, `insert into mail_seen (mailbox, validity, uid) values ($1, $2, $3)
		on conflict (mailbox) do update set validity = excluded.validity, uid = excluded.uid
		where mail_seen.validity <> excluded.validity or mail_seen.uid < excluded.uid`,
		seen.Mailbox, int64(seen.Validity), int64(seen.UID))
	return err
}

// bounce marks messages as bounced. What the other side says of an unlisted
// one is not kept: it names the address.
func (r Reader) bounce(ctx context.Context, bounces []Bounce) error {
	for _, b := range bounces {
		if _, err := r.exec(ctx, `update outbox set state = 'bounced', last_error = $2
			where message_id = $1 and state in ('sent', 'waiting') and attempts > 0`, b.MessageID, b.Why); err != nil {
			return err
		}
		if _, err := r.exec(ctx, `update outbox set last_error = '' where message_id = $1 and unlisted`, b.MessageID); err != nil {
			return err
		}
	}
	return nil
}

const trayColumns = `id, mailbox, raw, agency, thing, state, sender, sender_name, subject, body, attachments, note, message_id,
	received_at, stamp`

func (r Reader) tray(ctx context.Context, where string, args ...any) ([]Incoming, error) {
	var list []Incoming
	err := r.each(ctx, `select `+trayColumns+` from tray `+where, args, func(rows *sql.Rows) error {
		var m Incoming
		var attachments string
		var received int64
		err := rows.Scan(&m.ID, &m.Mailbox, &m.Raw, &m.Agency, &m.Thing, &m.State, &m.Sender, &m.SenderName, &m.Subject, &m.Body,
			&attachments, &m.Note, &m.MessageID, &received, &m.Stamp)
		if err != nil {
			return err
		}
		m.ReceivedAt = instant(received)
		list = append(list, m)
		return unpack(attachments, &list[len(list)-1].Attachments)
	})
	return list, err
}

// Incoming is one message that came in. Errors: [ErrNotFound].
func (r Reader) Incoming(ctx context.Context, id int64) (Incoming, error) {
	return only(r.tray(ctx, `where id = $1`, id))
}

// Tray is up to limit messages that came in before the number, the latest
// first; 0 begins at the end.
func (r Reader) Tray(ctx context.Context, v MailSelection, before int64, limit int) ([]Incoming, error) {
	if before == 0 {
		before = 1 << 31
	}
	where, args := v.where("", []any{before, limit})
	return r.tray(ctx, where+` and id < $1 order by id desc limit $2`, args...)
}

// TrayCount is how many messages that came in are in each state; the state of
// the selection is not regarded.
func (r Reader) TrayCount(ctx context.Context, v MailSelection) (map[TrayState]int64, error) {
	return countStates[TrayState](ctx, r, "tray", v, "")
}

// IncomingOf is what came in about a thing, oldest first, the last thousand at
// most.
func (r Reader) IncomingOf(ctx context.Context, thing string) ([]Incoming, error) {
	return r.tray(ctx, `where id in (select id from tray where thing = $1 and thing <> '' order by id desc limit 1000) order by id`, thing)
}

// SaveIncoming saves what an official did with a message as it was read: its
// Agency, Thing, State and Note. Errors: [ErrChanged].
func (tx *Tx) SaveIncoming(ctx context.Context, m Incoming, e journal.Entry) error {
	err := saved(tx.exec(ctx, `update tray set agency = $3, thing = $4, state = $5, note = $6, stamp = stamp + 1
		where id = $1 and stamp = $2`, m.ID, m.Stamp, string(m.Agency), m.Thing, string(m.State), m.Note))
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", m.JournalThing(), err))
	}
	return tx.enter(ctx, e)
}

package store

import (
	"context"
	"database/sql"
	"time"
)

// ReportKind is what the other side says became of a mail (RFC 3464, RFC 8098).
type ReportKind string

const (
	ReportFailed    ReportKind = "failed"    // it came back
	ReportDelivered ReportKind = "delivered" // it lies in the recipient's mailbox
	ReportDisplayed ReportKind = "displayed" // it was shown to the recipient
	ReportDeleted   ReportKind = "deleted"   // it was deleted without being shown
)

// MailReport is what a message that came in says of one of the outbox. It is no
// proof and changes no case: an official judges it.
type MailReport struct {
	// MessageID is the part before the @ of the message it is about; "" when
	// read from the record, which has Mail.
	MessageID string
	Mail      int64 // of the outbox
	Tray      int64 // the message that reports; 0 where the gateway said so, of an SMS
	Kind      ReportKind
	Who       string // the recipient it names; "" if none
	// ByHand says that the recipient agreed to the report; else their program
	// sent it by itself.
	ByHand bool
	At     time.Time // when our server received the report
}

// mostReports bounds how many reports of one thing, or of one message, are
// read: a stranger may send any number.
const mostReports = 1000

// report keeps what a message reports of those of the outbox that were sent. Of
// an unlisted one nothing is kept: it names the address.
func (r Reader) report(ctx context.Context, tray int64, at time.Time, list []MailReport) error {
	for _, v := range list {
		if _, err := r.exec(ctx, `insert into mail_report (mail, tray, kind, who, by_hand, reported_at)
			select id, $2, $3, $4, $5, $6 from outbox where message_id = $1 and attempts > 0 and not unlisted and channel = 'mail'
			on conflict (mail, tray, kind) do nothing`,
			v.MessageID, tray, string(v.Kind), v.Who, v.ByHand, micros(at)); err != nil {
			return err
		}
	}
	return nil
}

// SMSUnreported is up to limit messages by SMS that were taken since and of which
// nothing was reported, by id after the given one.
func (r Reader) SMSUnreported(ctx context.Context, since time.Time, after int64, limit int) ([]Mail, error) {
	return r.mails(ctx, `where o.state = 'sent' and o.id > $1 and o.channel = 'sms' and o.sent_at > $2
			and not exists (select 1 from mail_report p where p.mail = o.id)
		order by o.id limit $3`, after, micros(since), limit)
}

// ReportSMS keeps what the gateway says became of messages by SMS, and says how
// much of it is new. It is a trace, not an act.
func (s *Store) ReportSMS(ctx context.Context, at time.Time, list []MailReport) (int, error) {
	kept := 0
	err := s.traces(ctx, func(r Reader) error {
		kept = 0
		for _, v := range list {
			res, err := r.exec(ctx, `insert into mail_report (mail, tray, kind, who, by_hand, reported_at)
				select id, 0, $2, '', $3, $4 from outbox where message_id = $1 and attempts > 0 and channel = 'sms'
				on conflict (mail, tray, kind) do nothing`, v.MessageID, string(v.Kind), false, micros(at))
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			kept += int(n)
		}
		return nil
	})
	return kept, err
}

func (r Reader) mailReports(ctx context.Context, where string, arg any) ([]MailReport, error) {
	var list []MailReport
	err := r.each(ctx, `select p.mail, p.tray, p.kind, p.who, p.by_hand, p.reported_at from mail_report p `+where+`
		order by p.reported_at, p.tray, p.mail, p.kind limit $2`, []any{arg, mostReports}, func(rows *sql.Rows) error {
		var v MailReport
		var at int64
		err := rows.Scan(&v.Mail, &v.Tray, &v.Kind, &v.Who, &v.ByHand, &at)
		v.At = instant(at)
		list = append(list, v)
		return err
	})
	return list, err
}

// MailReportsAbout is what was reported of the mails about a thing, oldest first.
func (r Reader) MailReportsAbout(ctx context.Context, thing string) ([]MailReport, error) {
	return r.mailReports(ctx, `join outbox o on o.id = p.mail where o.thing = $1`, thing)
}

// ReportsOfMail is what was reported of a mail, oldest first.
func (r Reader) ReportsOfMail(ctx context.Context, mail int64) ([]MailReport, error) {
	return r.mailReports(ctx, `where p.mail = $1`, mail)
}

// MailReportsIn is what a message that came in reports.
func (r Reader) MailReportsIn(ctx context.Context, tray int64) ([]MailReport, error) {
	return r.mailReports(ctx, `where p.tray = $1`, tray)
}

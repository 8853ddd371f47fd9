package notice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gongkai/office"
	"gongkai/store"
)

// Messenger brings messages by SMS to the gateway. It may run on several nodes.
type Messenger struct {
	Office  *office.Office
	Gateway Gateway
}

// Run sends what is due until ctx ends, as [Post.Run] does.
func (s *Messenger) Run(ctx context.Context, log *slog.Logger) { carry(ctx, log, "sms", s.SendDue) }

// SendDue hands in every message whose turn it is and says how many were taken.
// An error is one of the gateway's or the record's; with it the rest waits.
//
// A message whose answer did not come may have been taken: it is handed in
// again under the same id, which a gateway sends once.
func (s *Messenger) SendDue(ctx context.Context) (sent int, err error) {
	for ctx.Err() == nil {
		m, err := s.Office.Store.ClaimSMS(ctx, s.Office.Now(), holdFor)
		if errors.Is(err, store.ErrNotFound) {
			return sent, nil
		}
		if err != nil {
			return sent, err
		}
		err = s.Gateway.hand(ctx, m)
		m = s.outcome(m, err)
		if m.State == store.MailSent {
			sent++
		}
		if err := conclude(ctx, s.Office, m); err != nil {
			return sent, err
		}
		if errors.Is(err, errUntaken) {
			return sent, fmt.Errorf("sms: %w", err)
		}
	}
	return sent, ctx.Err()
}

// outcome is what becomes of a message after a try.
func (s *Messenger) outcome(m store.Mail, err error) store.Mail {
	now := s.Office.Now()
	var u untaken
	switch {
	case err == nil:
		m.State, m.SentAt, m.LastError = store.MailSent, now, ""
		return m
	case errors.Is(err, errRefused), m.Attempts >= maxTries:
		m.State = store.MailFailed
	}
	m = later(m, now, err)
	if errors.As(err, &u) {
		m.NextAt = now.Add(max(wait(m.Attempts), u.after))
	}
	return m
}

// carry sends what is due until ctx ends. While the other side cannot be reached
// it is tried less and less often, at most five minutes apart; every message
// waits where officials see it.
func carry(ctx context.Context, log *slog.Logger, what string, sendDue func(context.Context) (int, error)) {
	const often, seldom = 5 * time.Second, 5 * time.Minute
	pause := often
	for ctx.Err() == nil {
		if _, err := sendDue(ctx); err == nil {
			pause = often
		} else if ctx.Err() == nil {
			log.Error(what, "err", err, "again in", pause)
			pause = min(2*pause, seldom)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

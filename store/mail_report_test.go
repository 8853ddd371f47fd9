package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/store"
	"gongkai/store/storetest"
)

// Each way has its own hands: who brings mail never gets an SMS, and the other
// way round.
func TestEachWayHasItsHands(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 2, 3, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		mail, sms := message(1), message(1)
		mail.WantsReceipt = true
		sms.Fact, sms.Channel, sms.Recipient, sms.Attachments = mail.Fact+" sms", store.BySMS, "13812345678", nil
		if n, err := s.Post(ctx, at, sms, mail); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		if m, err := s.ClaimMail(ctx, at, time.Minute); err != nil || m.Channel != store.ByMail || m.Recipient != "wang@example.com" || !m.WantsReceipt {
			t.Errorf("who brings mail got %+v, %v", m, err)
		}
		if _, err := s.ClaimMail(ctx, at, time.Minute); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("who brings mail got another: %v", err)
		}
		m, err := s.ClaimSMS(ctx, at, time.Minute)
		if err != nil || m.Channel != store.BySMS || m.Recipient != "13812345678" || m.WantsReceipt {
			t.Errorf("who brings SMS got %+v, %v", m, err)
		}
		if _, err := s.ClaimSMS(ctx, at, time.Minute); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("who brings SMS got another: %v", err)
		}
	})
}

// What is reported of a mail is kept with what reported it; of what was never
// sent, of an SMS and of a subscription nothing is.
func TestReportsOfMail(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 2, 3, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		sms, hidden, unsent := message(2), message(3), message(4)
		sms.Channel, hidden.Unlisted = store.BySMS, true
		unsent.Thing = message(1).Thing
		if n, err := s.Post(ctx, at, message(1), sms, hidden); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		for range 2 {
			if _, err := s.ClaimMail(ctx, at, time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.ClaimSMS(ctx, at, time.Minute); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Post(ctx, at.Add(time.Hour), unsent); err != nil {
			t.Fatal(err)
		}
		var reports []store.MailReport
		for _, thing := range []string{message(1).Thing, sms.Thing, hidden.Thing} {
			list, err := s.MailOf(ctx, thing)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list {
				reports = append(reports, store.MailReport{MessageID: m.MessageID, Kind: store.ReportDisplayed, Who: "wang@example.com", ByHand: true})
			}
		}
		reports = append(reports, store.MailReport{MessageID: reports[0].MessageID, Kind: store.ReportDelivered}, reports[0])
		came := store.Incoming{Mailbox: "box", Raw: "a", State: store.TrayAutomatic, ReceivedAt: at.Add(2 * time.Hour), Reports: reports}
		if kept, err := s.Receive(ctx, came, nil, store.Seen{Mailbox: "box", Validity: 1, UID: 1}); !kept || err != nil {
			t.Fatal(kept, err)
		}
		want := []store.MailReport{
			{Mail: 1, Tray: 1, Kind: store.ReportDelivered, At: came.ReceivedAt},
			{Mail: 1, Tray: 1, Kind: store.ReportDisplayed, Who: "wang@example.com", ByHand: true, At: came.ReceivedAt},
		}
		about, err := s.MailReportsAbout(ctx, message(1).Thing)
		of, err2 := s.ReportsOfMail(ctx, 1)
		in, err3 := s.MailReportsIn(ctx, 1)
		if err := errors.Join(err, err2, err3); err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string][]store.MailReport{"about the thing": about, "of the mail": of, "in the message": in} {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: want - got +\n%s", name, diff)
			}
		}
	})
}

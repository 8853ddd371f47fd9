package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

func message(n int) store.Mail {
	return store.Mail{Fact: fmt.Sprintf("request/2026-%06d delivered", n), Thing: fmt.Sprintf("request/2026-%06d", n), Agency: "FGW",
		Recipient: "wang@example.com", Subject: "已答复𠮷", Body: "一\n二",
		Attachments: []publication.Attachment{{Name: "信.pdf", Type: "application/pdf", Size: 3, SHA256: fmt.Sprintf("%064d", n)}}}
}

// One message for one fact, whoever posts it, within an act or beside it, and
// as it was posted first.
func TestOneMessageForAFact(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 2, 3, 456789000, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		again := message(1)
		again.Subject = "另一种说法"
		for i, c := range []struct {
			list []store.Mail
			want int
		}{
			{[]store.Mail{message(1), message(2)}, 2}, {[]store.Mail{again, message(3)}, 1}, {[]store.Mail{message(4), message(4)}, 1}, {nil, 0},
		} {
			if n, err := s.Post(ctx, at, c.list...); n != c.want || err != nil {
				t.Errorf("post %d: %d, %v; want %d", i, n, err, c.want)
			}
		}
		gone := errors.New("undone")
		for _, undone := range []error{gone, nil} {
			err := s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
				if n, err := tx.Post(ctx, message(5), message(1)); n != 1 || err != nil {
					t.Errorf("within an act: %d, %v", n, err)
				}
				return undone
			})
			if !errors.Is(err, undone) {
				t.Fatal(err)
			}
		}
		list, err := s.Outbox(ctx, store.MailSelection{}, 0, 100)
		if err != nil || len(list) != 5 {
			t.Fatalf("%d messages, %v", len(list), err)
		}
		got := list[4]
		want := message(1)
		want.ID, want.Channel, want.State, want.PostedAt, want.NextAt, want.MessageID, want.Token = 1, store.ByMail, store.MailWaiting, at, at, got.MessageID, got.Token
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("posted - read +\n%s", diff)
		}
		tokens := map[string]bool{}
		for _, m := range list {
			tokens[m.Token] = true
			thing, in, err := s.Thread(ctx, m.Token)
			byID, err2 := s.MailByMessageID(ctx, m.MessageID)
			of, err3 := s.MailOf(ctx, m.Thing)
			if thing != m.Thing || in != "FGW" || byID.ID != m.ID || len(of) != 1 || of[0].ID != m.ID || errors.Join(err, err2, err3) != nil {
				t.Errorf("%s is not found again: %s, %s, %d, %v", m.Fact, thing, in, byID.ID, errors.Join(err, err2, err3))
			}
			if len(m.Token) != 16 || len(m.MessageID) != 32 {
				t.Errorf("token %q, message %q", m.Token, m.MessageID)
			}
		}
		if len(tokens) != 5 {
			t.Errorf("%d tokens for five things", len(tokens))
		}
		if _, _, err := s.Thread(ctx, "aaaaaaaaaaaaaaaa"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a token nobody gave out: %v", err)
		}
		things, err := s.MailThings(ctx, "wang@example.com", 2)
		if err != nil || !cmp.Equal(things, []string{"request/2026-000005", "request/2026-000004"}) {
			t.Errorf("%v, %v", things, err)
		}
	})
}

// Posting the same facts at once makes each message once.
func TestPostedAtOnce(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)
	storetest.EachAddress(t, func(t *testing.T, address string) {
		nodes := []*store.Store{storetest.Open(t, address), storetest.Open(t, address)}
		var wg sync.WaitGroup
		sum := make([]int, 6)
		for i := range sum {
			wg.Go(func() {
				for n := range 20 {
					posted, err := nodes[i%2].Post(context.Background(), at, message(n))
					if err != nil {
						t.Error(err)
					}
					sum[i] += posted
				}
			})
		}
		wg.Wait()
		counts, err := nodes[0].OutboxCount(t.Context(), store.MailSelection{})
		if total := sum[0] + sum[1] + sum[2] + sum[3] + sum[4] + sum[5]; total != 20 || counts[store.MailWaiting] != 20 || err != nil {
			t.Errorf("%v posted, %v, %v", sum, counts, err)
		}
	})
}

func TestMailSelection(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for i, in := range []agency.Code{"FGW", "FGW", "JYJ", ""} {
			m := message(i)
			m.Agency = in
			if _, err := s.Post(ctx, at, m); err != nil {
				t.Fatal(err)
			}
			c := store.Incoming{Mailbox: "box", Raw: fmt.Sprint(i), Agency: in, State: store.TrayWaiting, Body: "一\n𠮷", ReceivedAt: at}
			if kept, err := s.Receive(ctx, c, nil, store.Seen{Mailbox: "box", Validity: 4294967295, UID: 4294967290 + uint32(i)}); !kept || err != nil {
				t.Fatal(kept, err)
			}
			if kept, err := s.Receive(ctx, c, nil, store.Seen{Mailbox: "box", Validity: 4294967295, UID: 1}); kept || err != nil {
				t.Errorf("kept twice: %v, %v", kept, err)
			}
		}
		if seen, err := s.SeenOf(ctx, "box"); err != nil || seen.UID != 4294967293 || seen.Validity != 4294967295 {
			t.Errorf("%+v, %v", seen, err)
		}
		for _, c := range []struct {
			name string
			v    store.MailSelection
			want []int64
		}{
			{"everybody's", store.MailSelection{}, []int64{4, 3, 2, 1}},
			{"one agency's", store.MailSelection{Agencies: []agency.Code{"FGW"}}, []int64{2, 1}},
			{"two agencies'", store.MailSelection{Agencies: []agency.Code{"FGW", "JYJ"}, State: "waiting"}, []int64{3, 2, 1}},
			{"nobody's", store.MailSelection{Agencies: []agency.Code{}}, nil},
			{"in no such state", store.MailSelection{State: "sent"}, nil},
		} {
			var out, in []int64
			mails, err := s.Outbox(ctx, c.v, 0, 10)
			for _, m := range mails {
				out = append(out, m.ID)
			}
			came, err2 := s.Tray(ctx, c.v, 0, 10)
			for _, m := range came {
				in = append(in, m.ID)
			}
			if !cmp.Equal(out, c.want) || !cmp.Equal(in, c.want) || errors.Join(err, err2) != nil {
				t.Errorf("%s: out %v, in %v, %v; want %v", c.name, out, in, errors.Join(err, err2), c.want)
			}
			if c.v.State == "" {
				o, err := s.OutboxCount(ctx, c.v)
				i, err2 := s.TrayCount(ctx, c.v)
				if o[store.MailWaiting] != int64(len(c.want)) || i[store.TrayWaiting] != int64(len(c.want)) || errors.Join(err, err2) != nil {
					t.Errorf("%s: counted %v, %v, %v", c.name, o, i, errors.Join(err, err2))
				}
			}
		}
		if list, err := s.Outbox(ctx, store.MailSelection{}, 3, 1); err != nil || len(list) != 1 || list[0].ID != 2 {
			t.Errorf("before the third: %v, %v", list, err)
		}
	})
}

// What messages carry is among the files that are verified.
func TestMailFilesAreAudited(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		if _, err := s.Post(ctx, at, message(7)); err != nil {
			t.Fatal(err)
		}
		in := store.Incoming{Mailbox: "box", Raw: fmt.Sprintf("%064d", 8), State: store.TrayWaiting, ReceivedAt: at,
			Attachments: []publication.Attachment{{Name: "a.pdf", Size: 9, SHA256: fmt.Sprintf("%064d", 9)}}}
		if _, err := s.Receive(ctx, in, nil, store.Seen{Mailbox: "box", Validity: 1, UID: 1}); err != nil {
			t.Fatal(err)
		}
		files := map[string]publication.Attachment{}
		if err := s.Audit(ctx, func(d store.Difference) { t.Errorf("%+v", d) }, files, nil); err != nil {
			t.Fatal(err)
		}
		for n, size := range map[int]int64{7: 3, 8: store.UnknownSize, 9: 9} {
			if a, ok := files[fmt.Sprintf("%064d", n)]; !ok || a.Size != size {
				t.Errorf("file %d: %+v", n, a)
			}
		}
	})
}

package store_test

import (
	"context"
	"testing"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/store/storetest"
)

// The fee by request is reckoned from the letters of the applicant in the month
// of receipt, in the order of receipt; what is answered anew by order is none.
func TestEarlierInMonth(t *testing.T) {
	at := noon(2026, 12, 1)
	type row struct {
		n        int64
		name     string
		in       agency.Code
		kind     request.Kind
		received string // "" while it is not
		previous int64
		ordered  bool
		want     int
	}
	rows := []row{
		{1, "王", "FGW", request.Statutory, "2026-10-31", 0, false, 0},
		{2, "王", "FGW", request.Statutory, "2026-11-05", 0, false, 1},
		{3, "王", "FGW", request.Statutory, "2026-11-02", 0, false, 0}, // entered later
		{4, "李", "FGW", request.Statutory, "2026-11-03", 0, false, 0},
		{5, "王", "JYJ", request.Statutory, "2026-11-03", 0, false, 0},
		{6, "王", "FGW", request.Petition, "2026-11-03", 0, false, 1},
		{7, "王", "FGW", request.Statutory, "", 0, false, 0},
		{8, "王", "FGW", request.Statutory, "2026-11-06", 2, true, 2},   // answers 2 anew
		{9, "王", "FGW", request.Statutory, "2026-11-06", 3, false, 2},  // repeats 3
		{10, "王", "FGW", request.Statutory, "2026-11-06", 0, false, 3}, // 3, 2 and 9
		{11, "王", "FGW", request.Statutory, "2026-12-01", 0, false, 0},
		{1_000_001, "王", "FGW", request.Statutory, "2026-12-03", 0, false, 1}, // entered the year after
		{12, "王", "FGW", request.Statutory, "2026-12-04", 0, false, 2},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		list := make([]request.Request, len(rows))
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			entries := make([]journal.Entry, len(rows))
			for year, n := range map[int]int{2026: len(rows) - 1, 2027: 1} {
				if _, err := tx.NextRequests(ctx, year, n); err != nil {
					return err
				}
			}
			for i, r := range rows {
				q := request.Request{ID: request.NewID(2026, r.n), Agency: r.in, Kind: r.kind, Edition: "2019", State: request.Closed,
					Channel: regulation.PlainPost, Applicant: request.Applicant{Kind: request.Natural, Name: r.name},
					Asked: request.Asked{Subject: "票价"}, Ordered: r.ordered,
					SubmittedAt: at, ConfirmedOn: calendar.NoDay, ReceivedOn: calendar.NoDay, DueOn: calendar.NoDay, DraftDueOn: calendar.NoDay,
					SubDueOn: calendar.NoDay, ClosedOn: calendar.NoDay}
				if r.received != "" {
					q.ReceivedOn = calendar.MustDay(r.received)
				}
				if r.previous != 0 {
					q.Previous = request.NewID(2026, r.previous)
				}
				list[i], entries[i] = q, entry(journal.RequestSubmit, q.Thing(), q.Agency, at)
			}
			return tx.SaveRequests(ctx, list, entries)
		})
		for i, q := range list {
			if n, err := s.EarlierInMonth(t.Context(), q); n != rows[i].want || err != nil {
				t.Errorf("%s: %d before it, %v; want %d", q.ID.Number(), n, err, rows[i].want)
			}
		}
	})
}

// Answers to what was written about a case come to the agency that has it now,
// and so does what came and went before.
func TestMailFollowsTheCase(t *testing.T) {
	at := noon(2026, 11, 1)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		q := seedRequests(t, s, 2)[0]
		q.State, q.ClosedOn = request.Handling, calendar.NoDay
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			old, err := tx.Request(ctx, q.ID)
			if err != nil {
				return err
			}
			q = old
			q.Agency = "FGW"
			return tx.SaveRequest(ctx, old, q, entry(journal.RequestMove, q.Thing(), "FGW", at))
		})
		for _, m := range []store.Mail{{Fact: "1", Thing: q.Thing()}, {Fact: "2", Thing: "request/2026-000077"}} {
			m.Agency, m.Recipient, m.Subject, m.Body = "FGW", "wang@example.com", "已受理", "x"
			if _, err := s.Post(ctx, at, m); err != nil {
				t.Fatal(err)
			}
		}
		for i, thing := range []string{q.Thing(), "request/2026-000077", ""} {
			m := store.Incoming{Mailbox: "box", Raw: string(rune('a' + i)), Agency: "FGW", Thing: thing, State: store.TrayFiled, ReceivedAt: at}
			if _, err := s.Receive(ctx, m, nil, store.Seen{Mailbox: "box", Validity: 1, UID: uint32(i + 1)}); err != nil {
				t.Fatal(err)
			}
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			old, err := tx.Request(ctx, q.ID)
			if err != nil {
				return err
			}
			now := old
			now.Agency = "JYJ"
			return tx.SaveRequest(ctx, old, now, entry(journal.RequestMove, q.Thing(), "JYJ", at))
		})
		out, err := s.Outbox(ctx, store.MailSelection{}, 0, 10)
		if err != nil || len(out) != 2 {
			t.Fatal(out, err)
		}
		for _, m := range out {
			want := agency.Code("FGW")
			if m.Thing == q.Thing() {
				want = "JYJ"
			}
			if _, in, err := s.Thread(ctx, m.Token); m.Agency != want || in != want || err != nil {
				t.Errorf("%s: sent by %s, answers go to %s, %v; want %s", m.Thing, m.Agency, in, err, want)
			}
		}
		in, err := s.Tray(ctx, store.MailSelection{}, 0, 10)
		if err != nil || len(in) != 3 {
			t.Fatal(in, err)
		}
		for _, m := range in {
			if moved := m.Agency == "JYJ"; moved != (m.Thing == q.Thing()) {
				t.Errorf("what came about %q is with %s", m.Thing, m.Agency)
			}
		}
	})
}

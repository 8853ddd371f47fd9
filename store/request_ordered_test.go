package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Cases answered anew by order before the record had a column for it are known
// as such: by their fingerprint, or by the case they answer again.
func TestOrderedOfAnEarlierRecord(t *testing.T) {
	rows := []struct {
		n, previous          int64
		fingerprint, dossier string
		ordered              bool
	}{
		{1, 0, "a", `{"next":2026000002}`, false},
		{2, 1, "a", `{}`, true}, // named by 1
		{3, 0, "b", `{"next":2026000004,"rating":5}`, false},
		{4, 3, "b/2026-000004", `{}`, true},                               // by both
		{5, 1, "c", `{}`, false},                                          // a repeat of 1
		{6, 0, "d/e", `{}`, false},                                        // answers none
		{7, 5, "f", `{"asked":{"subject":"\"next\":2026000005"}}`, false}, // what people write is no sign
	}
	for _, engine := range []struct {
		name    string
		address func(testing.TB) string
	}{{"sqlite", storetest.EmptySQLite}, {"postgres", storetest.EmptyPostgres}} {
		t.Run(engine.name, func(t *testing.T) {
			address := engine.address(t)
			var texts []string
			for _, r := range rows {
				previous := int64(0)
				if r.previous != 0 {
					previous = int64(request.NewID(2026, r.previous))
				}
				texts = append(texts, fmt.Sprintf(`insert into request (id, agency, kind, edition, state, channel, applicant_kind, applicant_key, applicant_name,
						subject, fingerprint, submitted_at, received_on, due_on, draft_due_on, sub_due_on, handler, closed_on, outcome, late,
						extended, published_as, previous, citizen, class, words, stamp, dossier)
					values (%d, 'FGW', 'statutory', '2019', 'closed', 'online', 'natural', 'k', '王', '票价', '%s', 0, 1, 1, 1, 1, '', 1, '', false,
						false, '', %d, 0, 0, '王', 1, '%s')`, int64(request.NewID(2026, r.n)), r.fingerprint, previous, r.dossier))
			}
			if err := store.EarlierRecord(t.Context(), address, 13, texts...); err != nil {
				t.Fatal(err)
			}
			s := storetest.Open(t, address)
			for _, r := range rows {
				q, err := s.Request(t.Context(), request.NewID(2026, r.n))
				if err != nil || q.Ordered != r.ordered {
					t.Errorf("%s: ordered %v, %v; want %v", q.ID.Number(), q.Ordered, err, r.ordered)
				}
			}
		})
	}
}

// An audit finds a case opened by order that no earlier one names, and one that
// is named and was not opened so.
func TestAuditOfOrdered(t *testing.T) {
	at := noon(2026, 12, 1)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := func(n int64) request.ID {
			if n == 0 {
				return 0
			}
			return request.NewID(2026, n)
		}
		var list []request.Request
		var entries []journal.Entry
		for _, r := range []struct {
			n, previous, next int64
			ordered           bool
		}{
			{1, 0, 2, false}, {2, 1, 0, true}, // as it should be
			{3, 0, 4, false}, {4, 3, 0, false}, // named, not ordered
			{5, 1, 0, true},  // ordered, not named
			{6, 0, 9, false}, // names what is not there
			{7, 6, 0, false}, // a repeat
		} {
			q := request.Request{ID: id(r.n), Agency: "FGW", Kind: request.Statutory, Edition: "2019", State: request.Closed,
				Applicant: request.Applicant{Kind: request.Natural, Name: "王"}, SubmittedAt: at, ConfirmedOn: calendar.NoDay,
				ReceivedOn: calendar.NoDay, DueOn: calendar.NoDay, DraftDueOn: calendar.NoDay, SubDueOn: calendar.NoDay, ClosedOn: calendar.NoDay,
				Previous: id(r.previous), Next: id(r.next), Ordered: r.ordered}
			list, entries = append(list, q), append(entries, entry(journal.RequestSubmit, q.Thing(), q.Agency, at))
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.NextRequests(ctx, 2026, len(list)); err != nil {
				return err
			}
			return tx.SaveRequests(ctx, list, entries)
		})
		var got []string
		err := s.Audit(t.Context(), func(d store.Difference) { got = append(got, fmt.Sprint(d)) }, map[string]publication.Attachment{}, nil)
		want := []string{
			"{request/2026-000004 重新办理  2026-000003}",
			"{request/2026-000005 重新办理 2026-000001 }",
			"{request/2026-000009 重新办理  2026-000006}",
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v %q, want %q", err, got, want)
		}
	})
}

package store_test

import (
	"context"
	"errors"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/store"
	"gongkai/store/storetest"
)

// However many follow an act, each is saved as it is alone, with all that
// stands beside it; when one of them was saved in between, none is.
func TestRequestsThatFollowAnAct(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		all := seedRequests(t, s, 90)
		at := noon(2030, 1, 2)
		follow := func(list []request.Request) (n int, err error) {
			err = s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
				n, err = tx.FollowRequests(ctx, list, func(q request.Request) (request.Request, *journal.Entry, error) {
					if q.ID%5 == 0 {
						return q, nil, nil
					}
					q.Handler, q.DueOn, q.Asked.Text = "wang", q.DueOn+1, "改了"
					if q.ID%7 == 0 {
						q.Agency, q.Applicant.Name = agencies[int(q.ID)%2], "赵某某"
					}
					e := entry(journal.RequestMove, q.Thing(), q.Agency, at)
					return q, &e, nil
				})
				return err
			})
			return n, err
		}
		for _, size := range []int{0, 1, 3, 86} { // 86 - 17 is 32 + 32 + 4 + 1
			part := all[:size]
			all = all[size:]
			want := 0
			for _, q := range part {
				if q.ID%5 != 0 {
					want++
				}
			}
			if n, err := follow(part); err != nil || n != want {
				t.Fatalf("%d follow: %d, %v; want %d", size, n, err, want)
			}
			for _, old := range part {
				q, err := s.Request(ctx, old.ID)
				if err != nil {
					t.Fatal(err)
				}
				text, stamp, handler, due := old.Asked.Text, old.Stamp, old.Handler, old.DueOn
				if q.ID%5 != 0 {
					text, stamp, handler, due = "改了", old.Stamp+1, "wang", old.DueOn+1
				}
				if q.Asked.Text != text || q.Stamp != stamp || q.Handler != handler || q.DueOn != due || q.Late != old.Late || q.Channel != old.Channel || q.Citizen != old.Citizen {
					t.Errorf("%s: %+v, was %+v", q.Thing(), q, old)
				}
			}
			if size != 3 {
				continue
			}
			// As they were read before: one of them has changed since.
			if _, err := follow(append(part[:3:3], all[0])); !errors.Is(err, store.ErrChanged) {
				t.Errorf("of an earlier state: %v", err)
			}
			if q, err := s.Request(ctx, all[0].ID); err != nil || q.Stamp != all[0].Stamp {
				t.Errorf("saved beside one that was not: %+v, %v", q, err)
			}
		}
		auditRequests(t, s)
	})
}

// auditRequests fails for whatever an audit finds wrong with requests.
func auditRequests(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Audit(context.Background(), func(d store.Difference) { t.Errorf("%+v", d) }, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
}

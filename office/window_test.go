package office_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"gongkai/affairs/account"
	"gongkai/office/officetest"
	"gongkai/store"
)

// Who files has the words of the requests read into their index now and then,
// and each of them is found all the while.
func TestFiledRequestsAreReadIntoTheIndex(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		const n, clients = 1100, 50
		var wg sync.WaitGroup
		for c := range clients {
			wg.Go(func() {
				for i := c; i < n; i += clients {
					name := fmt.Sprintf("人%04d", i)
					if _, _, err := o.File(ctx, account.Applicant(""), filing(name)); err != nil {
						t.Error(err)
						return
					}
					if got, err := o.Store.CountRequests(ctx, store.RequestSelection{Words: name}, store.Horizon{}); err != nil || got != 1 {
						t.Errorf("%s: found %d, %v", name, got, err)
						return
					}
				}
			})
		}
		wg.Wait()
		if got, err := o.Store.CountRequests(ctx, store.RequestSelection{Words: "票价听证"}, store.Horizon{}); err != nil || got != n {
			t.Errorf("found %d, %v", got, err)
		}
		if left, err := o.Store.IndexRequests(ctx); err != nil || left > 200 {
			t.Errorf("%d were left, %v", left, err)
		}
	})
}

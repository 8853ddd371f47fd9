package office

import (
	"context"
	"slices"
	"sync"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
)

// window files requests. Those who come while a transaction is under way wait
// for the next and are filed in it together: one commit and one round of
// numbers for all of them, so that many at once cost little more than one.
type window struct {
	mu      sync.Mutex
	waiting []*comer
	open    bool // somebody is filing
	want    int  // of how many who wait full is told, if somebody gathers them
	full    chan struct{}

	unread int // filed since the index of words was brought up to date; of who files alone
}

// comer is one who files.
type comer struct {
	by    account.Actor
	f     request.Filing
	print string
	done  chan struct{}

	r     request.Request
	entry journal.Entry
	again bool
	err   error
}

// file waits until the request is filed. When ctx ends first it may be filed
// all the same; who then sends it again gets the same case.
func (w *window) file(ctx context.Context, o *Office, c *comer) (request.Request, bool, error) {
	c.print, c.done = request.Fingerprint(c.f.Agency, c.f.Applicant, c.f.Asked), make(chan struct{})
	w.mu.Lock()
	w.waiting = append(w.waiting, c)
	if w.want > 0 && len(w.waiting) >= w.want {
		w.want = 0
		close(w.full)
	}
	if !w.open {
		w.open = true
		go w.work(context.WithoutCancel(ctx), o)
	}
	w.mu.Unlock()
	select {
	case <-c.done:
		return c.r, c.again, c.err
	case <-ctx.Done():
		return request.Request{}, false, ctx.Err()
	}
}

// gather is how long filing waits at most for those who were just answered to
// come back: they come at once, and in two parties that take turns each would
// wait for the commit of the other.
const gather = 2 * time.Millisecond

// work files whoever waits, until nobody does.
func (w *window) work(ctx context.Context, o *Office) {
	answered, took := 0, time.Duration(0)
	for {
		w.gather(answered, min(gather, took/4))
		w.mu.Lock()
		n := min(len(w.waiting), store.FiledAtOnce)
		if n == 0 && w.unread >= unreadMost {
			w.mu.Unlock()
			w.index(ctx, o)
			continue
		}
		if n == 0 {
			w.open = false
			w.mu.Unlock()
			return
		}
		batch := w.waiting[:n:n]
		w.waiting = w.waiting[n:]
		w.mu.Unlock()
		from := o.Now()
		o.fileTogether(ctx, batch)
		answered, took = len(batch), o.Now().Sub(from)
		for _, c := range batch {
			close(c.done)
		}
		if w.unread += len(batch); w.unread >= store.IndexedAtOnce {
			w.index(ctx, o)
		}
	}
}

// gather waits until those who were answered have joined those who wait, no
// longer than so long. One who was answered alone is not waited for.
func (w *window) gather(answered int, long time.Duration) {
	w.mu.Lock()
	waiting := len(w.waiting)
	want := min(waiting+answered, store.FiledAtOnce)
	if waiting == 0 && answered <= 1 || waiting >= want || long <= 0 {
		w.mu.Unlock()
		return
	}
	full := make(chan struct{})
	w.want, w.full = want, full
	w.mu.Unlock()
	select {
	case <-full:
	case <-time.After(long):
	}
	w.mu.Lock()
	w.want = 0
	w.mu.Unlock()
}

// unreadMost is from how many requests on that wait for the index of words they
// are read into it, once nobody waits to file: until then each search looks at
// them itself, which costs it a few millionths of a second for each. While
// everybody files, that is put off until as many wait as are read at once: the
// more are read together, the less each costs.
const unreadMost = 512

// index reads what was filed into the index of words. Should that fail, a search
// finds them all the same, and it is tried again after as many more.
func (w *window) index(ctx context.Context, o *Office) {
	w.unread = 0
	if n, err := o.Store.IndexRequests(ctx); err == nil && n == store.IndexedAtOnce {
		w.unread = unreadMost // there may be more, of another node
	}
}

// fileTogether files a batch in one act. What is wrong with one is that one's
// error; what is wrong with the record is everybody's.
func (o *Office) fileTogether(ctx context.Context, batch []*comer) {
	at := o.Now()
	day := calendar.On(at)
	var decided map[string]string
	submit := func(c *comer) (request.Request, journal.Entry, error) {
		f := c.f
		if f.SubmittedOn == calendar.NoDay {
			f.SubmittedOn = day
		}
		if f.Channel == regulation.Online && f.ConfirmedOn == calendar.NoDay {
			if decided["confirm"] == "submit" { // filing counts as both sides' confirmation
				f.ConfirmedOn = f.SubmittedOn
			}
		}
		// The number comes when it is known how many are filed.
		return request.Submit(request.NewID(day.Year(), 1), f, request.Hand{By: c.by.Login, At: at, Calendar: o.Calendar(), Lead: leadOf(decided["draft_lead"])})
	}
	keys := []string{"confirm", "draft_lead"}
	var prints []string
	var codes []agency.Code
	for _, c := range batch {
		prints = append(prints, c.print)
		if !slices.Contains(codes, c.f.Agency) {
			codes = append(codes, c.f.Agency)
		}
	}
	err := o.Store.ActAsking(ctx, account.Clock, at, func(tx *store.Tx) error {
		for _, c := range batch {
			c.r, c.again, c.err = request.Request{}, false, nil
		}
		ground, err := tx.BeforeFiling(ctx, day.Year(), prints, codes, keys...)
		if err == nil {
			decided, err = orDefault(ground.City, keys...)
		}
		if err != nil {
			return err
		}
		var fresh, twins []*comer
		first := map[string]*comer{}
		for _, c := range batch {
			if a, known := ground.Agencies[c.f.Agency]; !known {
				c.err = store.ErrNotFound
			} else if !a.Open(day) {
				c.err = agency.ErrClosed
			}
			if c.err != nil {
				continue
			}
			if old, ok := ground.Open[c.print]; ok {
				c.r, c.again = old, true
				continue
			}
			if first[c.print] != nil {
				twins = append(twins, c)
				continue
			}
			if c.r, c.entry, c.err = submit(c); c.err == nil && !c.by.Permits(c.entry) {
				c.r, c.err = request.Request{}, account.ErrForbidden
			}
			if c.err == nil {
				first[c.print] = c
				fresh = append(fresh, c)
			}
		}
		if len(fresh) == 0 {
			return nil
		}
		id, err := tx.NextRequests(ctx, day.Year(), len(fresh))
		if err != nil {
			return err
		}
		filed := make([]store.Filed, len(fresh))
		for i, c := range fresh {
			c.r, c.entry = request.Numbered(c.r, c.entry, id+request.ID(i))
			filed[i] = store.Filed{By: c.by, Request: c.r, Entry: c.entry}
			c.r.Stamp++
		}
		for _, c := range twins {
			c.r, c.again = first[c.print].r, true
		}
		return tx.FileRequests(ctx, filed)
	})
	for _, c := range batch {
		if err != nil {
			c.r, c.again, c.err = request.Request{}, false, err
		}
	}
}

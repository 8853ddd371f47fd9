package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/affairs/subscription"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// Finder finds what is public; *search.Index is one.
type Finder interface {
	Search(ctx context.Context, q search.Query) (search.Result, error)
}

// Search is what somebody follows, as the window reads it.
type Search struct {
	Query search.Query
	Name  string // in words: "“低保”，市民政局，2017年"
	Path  string // of its results on the portal, "/search?q=…"
}

// Subscriptions tells by e-mail of what was newly published and fits a search
// somebody follows. It may run on several nodes.
type Subscriptions struct {
	Office *office.Office
	// Finder is asked once for each subscription; while it is nil or still
	// building, subscriptions wait and lose nothing.
	Finder Finder
	// Read reads what a subscription keeps of its search. What stands in it for
	// something there is no longer, a merged agency for one, finds nothing.
	Read func(ctx context.Context, saved string) (Search, error)
	// Site is the address of the portal without a slash at its end; without
	// one there are no links, and nobody can subscribe.
	Site string
	// City is whose platform writes.
	City string
}

const (
	// settle is how long something must have been public to be told: by then
	// the act that published it is committed, the index has it, and small
	// attachments are read.
	settle = 3 * time.Minute
	// aBatch is how many subscriptions are looked at between two writes.
	aBatch = 50
	// mostItems is how many publications a mail shows, mostCounted how many are
	// counted.
	mostItems, mostCounted = 20, 100
	// mostPages bounds the searches for one subscription; a second one is made
	// only where a hundred came within the last minutes.
	mostPages = 20
	// keepPosted is how long it is remembered that a message was sent, without
	// its recipient: so long may it still come back.
	keepPosted = 35 * 24 * time.Hour
	// mostReturned mails that came back end a subscription.
	mostReturned = 3
)

// news is what the body of an unlisted message holds until it is sent.
type news struct {
	Items []int64 `json:"items"` // publication.Publication.ID, the newest first
	// More is how many fit besides; AtLeast says that there may be others still.
	More    int  `json:"more,omitempty"`
	AtLeast bool `json:"at_least,omitempty"`
}

// TellDue looks at every subscription whose turn it is, the longest due first,
// and says how many mails it posted. What could not be read is looked at later
// and holds up no other. Errors: search.ErrBuilding and the like of the finder,
// those of the record.
func (v *Subscriptions) TellDue(ctx context.Context) (posted int, err error) {
	if v.Finder == nil || v.Site == "" {
		return 0, nil
	}
	// Those that are due now and no others: one whose turn comes again while
	// this runs waits for the next round.
	now := v.Office.Now()
	for ctx.Err() == nil {
		due, err := v.Office.Store.SubscriptionsDue(ctx, now, aBatch)
		if err != nil || len(due) == 0 {
			return posted, err
		}
		n, err := v.tell(ctx, due, now)
		posted += n
		if err != nil {
			return posted, err
		}
	}
	return posted, ctx.Err()
}

// tell looks at a batch and writes it in one transaction.
func (v *Subscriptions) tell(ctx context.Context, due []subscription.Subscription, now time.Time) (int, error) {
	newest, err := v.caughtUp(ctx)
	if err != nil {
		return 0, err
	}
	upTo := now.Add(-settle)
	var list []store.Told
	var unread error
	for _, s := range due {
		var found news
		if upTo.After(s.Told) && len(newest.Hits) > 0 && newest.Hits[0].PublishedAt > s.Told.UnixMicro() {
			found, err = v.since(ctx, s, upTo)
			if ctx.Err() != nil {
				return 0, ctx.Err()
			}
			if err != nil {
				unread = fmt.Errorf("%s: %w", s.ID.Thing(), err)
				list = append(list, store.Told{Subscription: subscription.Later(s, now)})
				continue
			}
		}
		told, err := subscription.Tell(s, upTo, len(found.Items) > 0, now)
		if err != nil {
			return 0, fmt.Errorf("tell %s: %w", s.ID.Thing(), err)
		}
		t := store.Told{Subscription: told}
		if len(found.Items) > 0 {
			body, err := json.Marshal(found)
			if err != nil {
				return 0, err
			}
			t.Mail = &store.Mail{Fact: fmt.Sprintf("%s news %d", s.ID.Thing(), told.Letters), Thing: s.ID.Thing(),
				Subject: "订阅检索", Body: string(body), Unlisted: true}
		}
		list = append(list, t)
	}
	n, err := v.Office.Store.TellSubscriptions(ctx, now, list)
	return n, errors.Join(err, unread)
}

// errBehind says that the index does not know all the record does yet.
var errBehind = errors.New("the index is behind the record")

// caughtUp is the newest publication the index knows, once it knows all that
// was committed when it was asked. Errors: errBehind after some seconds.
func (v *Subscriptions) caughtUp(ctx context.Context) (search.Result, error) {
	// Entries are numbered as they are committed: an index that knows the end
	// knows everything published before now.
	end, err := v.Office.Store.JournalEnd(ctx)
	if err != nil {
		return search.Result{}, err
	}
	for range 20 {
		newest, err := v.Finder.Search(ctx, search.Query{Order: search.ByDate, Size: 1})
		if err != nil || newest.Position >= end {
			return newest, err
		}
		select {
		case <-ctx.Done():
			return newest, ctx.Err()
		case <-time.After(250 * time.Millisecond):
		}
	}
	return search.Result{}, errBehind
}

// since is what fits a subscription, was first published after it was last told
// and not after the instant, and may be seen.
func (v *Subscriptions) since(ctx context.Context, s subscription.Subscription, upTo time.Time) (news, error) {
	what, err := v.Read(ctx, s.Search)
	if err != nil {
		return news{}, err
	}
	q := what.Query
	first := calendar.On(s.Told)
	if q.From == calendar.NoDay || q.From < first {
		q.From = first
	}
	q.Order, q.After, q.Size, q.Facets = search.ByDate, "", mostCounted, false
	var n news
	for range mostPages {
		found, err := v.Finder.Search(ctx, q)
		if err != nil {
			return news{}, err
		}
		if found.Nearest {
			return news{}, nil // nothing has all the words
		}
		for _, h := range found.Hits {
			switch {
			case h.PublishedAt <= s.Told.UnixMicro():
				return n, nil
			case h.PublishedAt > upTo.UnixMicro(): // next time
			case len(n.Items) == mostItems:
				n.More++
			default:
				if _, ok, err := v.public(ctx, h.ID); err != nil {
					return news{}, err
				} else if ok {
					n.Items = append(n.Items, h.ID)
				}
			}
		}
		if found.Next == "" {
			break
		}
		// What is too young to be told may have filled the page.
		if n.AtLeast = len(n.Items) == mostItems; n.AtLeast {
			break
		}
		q.After = found.Next
	}
	return n, nil
}

// public is a publication, if a stranger may see it now.
func (v *Subscriptions) public(ctx context.Context, id int64) (publication.Publication, bool, error) {
	p, err := v.Office.Store.Publication(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return p, false, nil
	}
	return p, err == nil && publication.Visible(account.Actor{}, p, publication.Listed, v.Office.Now()), err
}

// Sweep ends what nobody confirmed and what only comes back, and forgets what
// need not be known any more.
func (v *Subscriptions) Sweep(ctx context.Context) (ended int, err error) {
	now := v.Office.Now()
	return v.Office.Store.SweepSubscriptions(ctx, store.Swept{
		Asked: now.Add(-subscription.ConfirmWithin), Paced: now.Add(-24 * time.Hour), Posted: now.Add(-keepPosted),
		Returned: mostReturned, Limit: 1000,
	})
}

// Run tells and sweeps until ctx ends.
func (v *Subscriptions) Run(ctx context.Context, log *slog.Logger) {
	const often, aSweep = 20 * time.Second, 10 * time.Minute
	var swept time.Time
	for ctx.Err() == nil {
		_, err := v.TellDue(ctx)
		if now := v.Office.Now(); err == nil && now.Sub(swept) >= aSweep {
			if _, err = v.Sweep(ctx); err == nil {
				swept = now
			}
		}
		switch {
		case err == nil || ctx.Err() != nil:
		case errors.Is(err, errBehind):
			log.Debug("subscriptions", "err", err)
		default:
			log.Error("subscriptions", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(often):
		}
	}
}

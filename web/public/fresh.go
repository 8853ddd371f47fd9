package public

import (
	"context"
	"strings"
	"sync"
	"time"

	"gongkai/affairs/journal"
)

// pollEvery is how often the journal is read for what other nodes did: with
// the time to draw, a withdrawal is seen everywhere within two seconds.
const pollEvery = time.Second

const (
	// bulk is from how many entries on all pages are dropped: naming them would
	// cost more than drawing anew.
	bulk = 200
	// pollLimit is how much of the journal one look reads.
	pollLimit = 1000
)

// ownEntries are the numbers of entries this node committed and has dropped
// pages for, so that reading them in the journal does not do it again.
type ownEntries struct {
	mu  sync.Mutex
	set map[int64]bool
}

func (o *ownEntries) add(entries []journal.Entry) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.set == nil || len(o.set) > 100*pollLimit {
		o.set = map[int64]bool{} // nobody polls
	}
	for _, e := range entries {
		o.set[e.Number] = true
	}
}

// take says whether the entry is one's own, and forgets it.
func (o *ownEntries) take(number int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	own := o.set[number]
	delete(o.set, number)
	return own
}

func (o *ownEntries) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.set = nil
}

// listen drops stale pages as soon as an act of this node is committed, before
// the official reads that it was.
func (w *Window) listen() {
	w.store.OnCommit(func(entries []journal.Entry) {
		w.drop(entries)
		if len(entries) <= bulk { // more are dropped as a whole again, which is cheaper
			w.own.add(entries)
		}
	})
}

// follow reads the journal after the position, drops what other nodes made
// stale and gives the new position. A negative position begins at the end.
func (w *Window) follow(ctx context.Context, position int64) (int64, error) {
	if position < 0 {
		end, err := w.store.JournalEnd(ctx)
		if err != nil {
			return position, err
		}
		// What happened before this look may be in a page already drawn.
		w.dropAll()
		return end, nil
	}
	entries, err := w.store.JournalAfter(ctx, position, pollLimit)
	if err != nil || len(entries) == 0 {
		return position, err
	}
	if len(entries) == pollLimit {
		end, err := w.store.JournalEnd(ctx)
		if err != nil {
			return position, err
		}
		w.own.forget()
		w.dropAll()
		return end, nil
	}
	var foreign []journal.Entry
	for _, e := range entries {
		if !w.own.take(e.Number) {
			foreign = append(foreign, e)
		}
	}
	w.drop(foreign)
	return entries[len(entries)-1].Number, nil
}

// drop makes the pages stale that the entries' acts changed.
//
// Topics: "publications" is whatever counts or lists over the whole city;
// "list/CODE" what lists or counts an agency's; "publication/ID" the item with
// its tombstone, and every page that shows its title; "numbers" pages that
// look up documents of the same number; "reports" what shows annual reports, "series" what says why numbers are missing,
// "gazette" what shows issues of the gazette, "ledger" what shows entries of registers, "facts" what counts requests,
// remedies or entries; "city" a page that shows nothing but
// names. A page without a topic would never grow stale. Names stand on all pages, so an act on
// an agency, a category or the city drops everything.
func (w *Window) drop(entries []journal.Entry) {
	if len(entries) == 0 {
		return
	}
	var topics, others []string
	published := false
	for _, e := range entries {
		kind, _, _ := strings.Cut(string(e.Act), ".")
		switch kind {
		case "agency", "category", "city", "notice":
			w.dropAll()
			return
		case "publication":
			published = true
			topics = append(topics, e.Thing, "list/"+e.Agency)
			if e.Act == journal.Move {
				topics = append(topics, "list/"+e.Note) // where it was before
			}
			if e.Act == journal.Publish || e.Act == journal.Revise {
				others = append(others, "norms")
			}
		case "norm":
			published = true
			topics = append(topics, e.Thing, "list/"+e.Agency)
			others = append(others, "norms")
		case "campaign":
			others = append(others, "campaigns")
		case "series":
			others = append(others, "series")
		case "gazette", "issue":
			others = append(others, gazetteTopic)
		case "report":
			others = append(others, "reports")
		case "ledger":
			others = append(others, "ledger", "facts")
		case "request", "complaint", "reconsideration", "suit", "order", "remedy":
			if len(others) == 0 || others[len(others)-1] != "facts" {
				others = append(others, "facts")
			}
		}
	}
	if len(others) > 0 {
		w.cache.Drop(others...)
	}
	switch {
	case !published:
	case len(entries) > bulk:
		w.cache.DropAll()
	default:
		w.cache.Drop(append(topics, "publications", "numbers")...)
	}
}

// Refresh makes every page stale: for what changes without an act, such as the
// day, or a sentence of the frame.
func (w *Window) Refresh() { w.dropAll() }

func (w *Window) dropAll() {
	w.dropCity()
	w.cache.DropAll()
}

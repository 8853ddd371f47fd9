package notice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gongkai/affairs/journal"
	"gongkai/office"
	"gongkai/store"
)

// Herald reads the journal and posts the messages its entries call for. Its
// position moves together with the messages, so each entry is told once,
// however often the service stops and on however many nodes it runs.
type Herald struct {
	Office *office.Office
	// Name is the follower's in the record.
	Name string
	// Compose makes the messages an entry calls for; none for most entries.
	Compose func(ctx context.Context, e journal.Entry) ([]store.Mail, error)
}

// fresh is how old an entry may be to be told: what happened before the
// herald was there, or before a backup came back, is no news.
const fresh = 72 * time.Hour

// Follow reads to the end of the journal and says how many messages it posted.
func (h *Herald) Follow(ctx context.Context) (posted int, err error) {
	for ctx.Err() == nil {
		from, err := h.Office.Store.Position(ctx, h.Name)
		if err != nil {
			return posted, err
		}
		entries, err := h.Office.Store.JournalAfter(ctx, from, 500)
		if err != nil || len(entries) == 0 {
			return posted, err
		}
		now := h.Office.Now()
		var list []store.Mail
		for _, e := range entries {
			if now.Sub(e.At) > fresh {
				continue
			}
			mails, err := h.Compose(ctx, e)
			if err != nil {
				return posted, fmt.Errorf("%s: entry %d: %w", h.Name, e.Number, err)
			}
			list = append(list, mails...)
		}
		n, err := h.Office.Store.PostAfter(ctx, h.Name, from, entries[len(entries)-1].Number, now, list...)
		if err != nil && !errors.Is(err, store.ErrChanged) {
			return posted, err
		}
		posted += n
	}
	return posted, ctx.Err()
}

// Run follows the journal until ctx ends.
func (h *Herald) Run(ctx context.Context, log *slog.Logger) {
	for ctx.Err() == nil {
		if _, err := h.Follow(ctx); err != nil && ctx.Err() == nil {
			log.Error("mail of the journal", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
	}
}

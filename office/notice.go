package office

import (
	"context"
	"fmt"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
)

// AddNotice adds an official holiday notice, published on a day, as data. In
// the same act the dates of every open draft, request and remedy are counted again, and
// those that move carry an entry with the old date and the new; what is closed
// keeps its dates. moved is how many those were.
func (o *Office) AddNotice(ctx context.Context, by account.Actor, text []byte, published calendar.Day) (n calendar.Notice, moved int, err error) {
	if n, err = calendar.ParseNotice(text, published); err != nil {
		return n, 0, err
	}
	at := o.Now()
	err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		// As the record has it, not as this node last read it.
		before, err := tx.Calendar(ctx)
		if err != nil {
			return err
		}
		after, err := before.With(n)
		if err != nil {
			return err
		}
		e := journal.Entry{At: at, Act: journal.NoticeAdd, Thing: fmt.Sprintf("notice/%d", n.Year), Actor: string(by.Login)}
		if err := tx.SaveNotice(ctx, n.Year, n.PublishedOn, string(text), e); err != nil {
			return err
		}
		drafts, err := tx.AllOpenDrafts(ctx)
		if err != nil {
			return err
		}
		var changed []publication.Draft
		var entries []journal.Entry
		for _, d := range drafts {
			d, e, err := publication.Reckon(d, before, after, o.publicationDays(d.ClockFrom()), at)
			if err != nil {
				return err
			}
			if e != nil {
				changed = append(changed, d)
				entries = append(entries, *e)
			}
		}
		moved = len(changed)
		i := -1
		if err := tx.FollowDrafts(ctx, changed, func(d publication.Draft) (publication.Draft, journal.Entry, error) {
			i++
			return d, entries[i], nil
		}); err != nil {
			return err
		}
		requests, err := o.reckonRequests(ctx, tx, after)
		if err != nil {
			return err
		}
		remedies, err := o.reckonRemedies(ctx, tx, after)
		moved += requests + remedies
		return err
	})
	if err != nil {
		return n, 0, err
	}
	return n, moved, o.readCalendar(ctx)
}

func (o *Office) publicationDays(issued calendar.Day) int {
	return publicationRule(issued).Publication().Days
}

// publicationRule is the edition that measures publication of information
// formed on a day; what is older than the Regulation is measured by its first
// edition.
func publicationRule(issued calendar.Day) *regulation.Edition {
	if edition, ok := regulation.EditionOn(issued); ok {
		return edition
	}
	return regulation.Editions()[0]
}

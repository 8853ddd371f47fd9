package search

import (
	"context"
	"strings"
	"sync"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/paper/richtext"
	"gongkai/store"
)

// OfStore is the city's record as the index reads it. now says what is public
// at this instant.
func OfStore(s *store.Store, now func() time.Time) Record { return &ofStore{store: s, now: now} }

type ofStore struct {
	store *store.Store
	now   func() time.Time

	mu sync.Mutex
	// early are publications whose instant this node's clock has not reached,
	// because another's runs before it; they are looked at again.
	early map[int64]time.Time
}

var stranger = account.Actor{}

// visible is the one decision on what is public, for a stranger and the whole
// text. A withdrawal counts as soon as it is in the record, even if it was
// committed by a node whose clock runs before ours.
func (r *ofStore) visible(p publication.Publication, now time.Time) bool {
	if p.WithdrawnAt.After(now) {
		now = p.WithdrawnAt
	}
	if now.Before(p.PublishedAt) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.early == nil {
			r.early = map[int64]time.Time{}
		}
		r.early[p.ID] = p.PublishedAt
		return false
	}
	r.mu.Lock()
	delete(r.early, p.ID)
	r.mu.Unlock()
	return publication.Visible(stranger, p, publication.Full, now)
}

func (r *ofStore) documents(ctx context.Context, list []publication.Publication) ([]Document, error) {
	now := r.now()
	docs := make([]Document, 0, len(list))
	carried := map[int64][]publication.Attachment{}
	for _, p := range list {
		if r.visible(p, now) {
			docs = append(docs, documentOf(p))
			if len(p.Content.Attachments) > 0 {
				carried[p.ID] = p.Content.Attachments
			}
		}
	}
	if len(carried) == 0 {
		return docs, nil
	}
	texts, err := r.store.AttachmentTexts(ctx, carried)
	for i := range docs {
		for _, t := range texts[docs[i].ID] {
			docs[i].Files = append(docs[i].Files, filePage(t))
		}
	}
	return docs, err
}

// filePage is a page of an attachment; the name of a sheet is one of its words.
func filePage(t store.FileText) FilePage {
	f := FilePage{File: t.File, Name: t.FileName, Page: t.Page, Text: t.Text}
	if t.Name != "" {
		f.Text = t.Name + "\n" + f.Text
	}
	return f
}

func documentOf(p publication.Publication) Document {
	c := p.Content
	d := Document{
		ID: p.ID, Index: p.Index, Agency: p.Agency, Category: c.Category, Title: c.Title, Number: c.Number,
		PublishedAt: p.PublishedAt.UnixMicro(), Kind: Other, Validity: c.Validity, Channels: c.Channels,
		Text: richtext.Plain(c.Body),
	}
	switch {
	case c.Document():
		d.Kind = Norm
	case c.Interprets != "":
		d.Kind = Explanation
	}
	if keywords := strings.TrimSpace(c.Keywords); keywords != "" {
		if d.Text != "" {
			d.Text += "\n"
		}
		d.Text += keywords
	}
	return d
}

func (r *ofStore) Documents(ctx context.Context, ids []int64) ([]Document, error) {
	list, err := r.store.Searched(ctx, ids)
	if err != nil {
		return nil, err
	}
	return r.documents(ctx, list)
}

func (r *ofStore) Scan(ctx context.Context, publishedAt, id int64, limit int) ([]Document, error) {
	if id == 0 {
		publishedAt = -1 << 62
	}
	for {
		list, err := r.store.SearchedAfter(ctx, publishedAt, id, limit)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		if docs, err := r.documents(ctx, list); err != nil || len(docs) > 0 {
			return docs, err
		}
		// None of them is public yet; an empty answer would be taken for the end.
		last := list[len(list)-1]
		publishedAt, id = last.PublishedAt.UnixMicro(), last.ID
	}
}

func (r *ofStore) Count(ctx context.Context) (int64, error) {
	c, err := r.store.Count(ctx, store.Selection{})
	return c.N, err
}

func (r *ofStore) JournalAfter(ctx context.Context, number int64, limit int) ([]journal.Entry, error) {
	return r.store.JournalAfter(ctx, number, limit)
}

func (r *ofStore) JournalEnd(ctx context.Context) (int64, error) { return r.store.JournalEnd(ctx) }

func (r *ofStore) ReadAfter(ctx context.Context, mark int64, limit int) (ids []int64, next int64, err error) {
	ids, next, err = r.store.ReadAfter(ctx, mark, limit)
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, at := range r.early {
		if !now.Before(at) {
			ids = append(ids, id) // forgotten once it has been looked at
		}
	}
	return ids, next, err
}

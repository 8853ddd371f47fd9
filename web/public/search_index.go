package public

import (
	"context"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/follow/search"
	"gongkai/paper/richtext"
)

// Finder is the index as the windows ask it; *search.Index is one.
type Finder interface {
	Search(ctx context.Context, q search.Query) (search.Result, error)
	Excerpts(q search.Query, list []search.Document) []search.Excerpt
	Status() search.Status
}

// publications is those of the ids that are in the record, in the order of the
// ids.
func (w *Window) publications(ctx context.Context, ids []int64) ([]publication.Publication, error) {
	read, err := w.store.Searched(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]publication.Publication, len(read))
	for _, p := range read {
		byID[p.ID] = p
	}
	list := make([]publication.Publication, 0, len(read))
	for _, id := range ids {
		if p, ok := byID[id]; ok {
			list = append(list, p)
		}
	}
	return list, nil
}

// documents is what excerpts are cut from. The text of attachments may be long
// and is read only where the words do not all stand in the publication itself.
func (w *Window) documents(ctx context.Context, q search.Query, list []publication.Publication) ([]search.Document, error) {
	words := strings.Fields(strings.ToLower(q.Words))
	docs := make([]search.Document, len(list))
	var lacking []int64
	for i, p := range list {
		d := search.Document{ID: p.ID, Index: p.Index, Agency: p.Agency, Title: p.Content.Title, Number: p.Content.Number,
			PublishedAt: p.PublishedAt.UnixMicro(), Text: richtext.Plain(p.Content.Body)}
		if p.Content.Keywords != "" {
			d.Text += "\n" + p.Content.Keywords
		}
		docs[i] = d
		if len(p.Content.Attachments) == 0 {
			continue
		}
		all := strings.ToLower(d.Title + "\n" + d.Number + "\n" + d.Text)
		for _, word := range words {
			if !strings.Contains(all, word) {
				lacking = append(lacking, p.ID)
				break
			}
		}
	}
	if len(lacking) == 0 {
		return docs, nil
	}
	read, err := w.record.Documents(ctx, lacking)
	if err != nil {
		return nil, err
	}
	for _, d := range read {
		for i := range docs {
			if docs[i].ID == d.ID {
				docs[i].Files = d.Files
			}
		}
	}
	return docs, nil
}

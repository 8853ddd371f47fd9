package public

import (
	"context"
	"errors"
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/store"
)

// offerHits is how many hits are looked through for an offer.
const offerHits = 50

// findPublic finds what may answer a request: documents of the number, then
// what the agency has published with the words of the subject. People describe
// what they want in a sentence, so what has most of the words is offered too,
// if its title has enough of them.
func (w *Window) findPublic(ctx context.Context, in agency.Code, number, subject string, most int) ([]store.Line, error) {
	if w.Search == nil {
		return w.findTitles(ctx, in, number, subject, most)
	}
	var found []store.Line
	if number != "" {
		lines, err := w.numbered(ctx, number, most)
		if err != nil {
			return nil, err
		}
		found = lines
	}
	asked := pairs(subject)
	typed, err := text.Line(short(subject), longestQuery)
	if err != nil || len(asked) == 0 || len(found) >= most {
		return found, nil
	}
	var of []agency.Code // the whole city
	if in != "" {
		of = []agency.Code{in}
	}
	result, err := w.Search.Search(ctx, search.Query{Words: typed, Agencies: of, From: calendar.NoDay, To: calendar.NoDay, Size: offerHits})
	if errors.Is(err, search.ErrBuilding) {
		return w.findTitles(ctx, in, number, subject, most)
	}
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(result.Hits))
	for i, h := range result.Hits {
		ids[i] = h.ID
	}
	list, err := w.publications(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		if len(found) == most {
			break
		}
		if !w.visible(p, publication.Listed) || slices.ContainsFunc(found, func(l store.Line) bool { return l.ID == p.ID }) {
			continue
		}
		if result.Nearest {
			shared, of := 0, pairs(p.Content.Title)
			for pair := range asked {
				if of[pair] {
					shared++
				}
			}
			if shared*100 < offerShare*len(asked) {
				continue
			}
		}
		found = append(found, lineOf(p))
	}
	return found, nil
}

// short is the beginning of what was typed, as much as can be looked for.
func short(s string) string {
	if r := []rune(s); len(r) > longestQuery {
		return string(r[:longestQuery])
	}
	return s
}

// lineOf is a publication as it stands in a list.
func lineOf(p publication.Publication) store.Line {
	c := p.Content
	return store.Line{ID: p.ID, Index: p.Index, Agency: p.Agency, Category: c.Category, Title: c.Title, Number: c.Number,
		IssuedOn: c.IssuedOn, PublishedAt: p.PublishedAt, Validity: c.Validity, Normative: c.Normative, Channels: c.Channels}
}

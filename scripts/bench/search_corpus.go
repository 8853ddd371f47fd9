package main

import (
	"context"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/follow/search"
)

// corpus is a record of publications for the index and its peers that keeps no
// text: each document is written anew whenever somebody asks for it. The id of
// a document is its place in the order of publication, from 1. Entry n of its
// journal publishes document n.
type corpus struct {
	archive *demo.Archive
	visible atomic.Int64 // how many of them have been published
}

// size is one of the three cities measured.
type size struct {
	scale, years int
}

var sizes = []size{{10, 1}, {1, 1}, {1, 10}}

func (s size) newCorpus() (*corpus, error) {
	p, err := demo.New(s.scale)
	if err != nil {
		return nil, err
	}
	c := &corpus{archive: demo.NewArchive(p, s.years)}
	c.visible.Store(int64(c.archive.Len()))
	return c, nil
}

// name is what its files are called.
func (s size) name() string { return strconv.Itoa(s.scale) + "x" + strconv.Itoa(s.years) }

var demoChannels = func() map[demo.Channel]publication.Channel {
	m := map[demo.Channel]publication.Channel{}
	for _, c := range publication.Channels {
		m[demo.Channel(c.Code)] = c.Channel
	}
	return m
}()

// noTags leaves of the demonstration's bodies, which have no attributes and no
// entities, the words.
var noTags = strings.NewReplacer("<p>", "", "</p>", "\n", "<h2>", "", "</h2>", "\n")

func (c *corpus) document(id int64) search.Document {
	it := c.archive.Item(int(id - 1))
	at := it.PublishedAt
	d := search.Document{ID: id, Index: publication.IndexNumber(agency.Code(it.Agency), it.PublishedOn.Year(), id),
		Agency: agency.Code(it.Agency), Category: it.Category, Title: it.Title, Number: it.Number, PublishedAt: at.UnixMicro(),
		Kind: search.Other, Validity: publication.Validity(it.Validity), Channels: demoChannels[it.Channel],
		Text: noTags.Replace(it.Body) + it.Keywords}
	switch {
	case it.Normative:
		d.Kind = search.Norm
	case it.Interprets != "":
		d.Kind = search.Explanation
	}
	return d
}

func (c *corpus) Documents(_ context.Context, ids []int64) ([]search.Document, error) {
	list := make([]search.Document, 0, len(ids))
	end := c.visible.Load()
	for _, id := range ids {
		if id >= 1 && id <= end {
			list = append(list, c.document(id))
		}
	}
	return list, nil
}

func (c *corpus) Scan(_ context.Context, publishedAt, id int64, limit int) ([]search.Document, error) {
	end := int(c.visible.Load())
	from := sort.Search(end, func(i int) bool {
		at := c.archive.At(i).UnixMicro()
		return at > publishedAt || at == publishedAt && int64(i+1) > id
	})
	if publishedAt == 0 && id == 0 {
		from = 0
	}
	list := make([]search.Document, 0, max(0, min(limit, end-from)))
	for i := from; i < end && len(list) < limit; i++ {
		list = append(list, c.document(int64(i+1)))
	}
	return list, nil
}

func (c *corpus) Count(context.Context) (int64, error) { return c.visible.Load(), nil }

func (c *corpus) JournalEnd(context.Context) (int64, error) { return c.visible.Load(), nil }

func (c *corpus) JournalAfter(_ context.Context, number int64, limit int) ([]journal.Entry, error) {
	var list []journal.Entry
	for n := number + 1; n <= c.visible.Load() && len(list) < limit; n++ {
		list = append(list, journal.Entry{Number: n, At: c.archive.At(int(n - 1)), Act: journal.Publish,
			Thing: thing(n), Actor: "bench"})
	}
	return list, nil
}

func thing(id int64) string { return "publication/" + strconv.FormatInt(id, 10) }

func (c *corpus) ReadAfter(_ context.Context, mark int64, _ int) ([]int64, int64, error) {
	return nil, mark, nil
}

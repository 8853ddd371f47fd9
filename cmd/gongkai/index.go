package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"gongkai/follow/search"
	"gongkai/office"
)

// serveIndex is the index a server searches and keeps; nil if it cannot be
// opened, which stops nothing else: it is never the truth.
func (w where) serveIndex(ctx context.Context, o *office.Office, log *slog.Logger) *search.Index {
	opt := w.indexOptions(o)
	opt.Log = log
	x, err := search.Open(ctx, opt)
	if err != nil {
		log.Error("serving without search index", "error", err)
		return nil
	}
	return x
}

type indexCmd struct {
	Rebuild indexRebuildCmd `cmd:"" help:"Build the search index anew from the record; a running server goes on and takes it over."`
	Status  indexStatusCmd  `cmd:"" help:"Say how far the search index has come and how large it is."`
}

type indexRebuildCmd struct {
	where
}

func (c indexRebuildCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	return c.buildIndex(ctx, out, o)
}

func (w where) buildIndex(ctx context.Context, out *console, o *office.Office) error {
	start := time.Now()
	last := int64(0)
	report, done := out.progress("建立检索")
	err := search.Build(ctx, w.indexOptions(o), func(at, total int64) {
		last = at
		report(at, total)
	})
	done()
	if err != nil {
		return err
	}
	out.printf("检索索引已建立，%d 条，用时 %s\n", last, time.Since(start).Round(100*time.Millisecond))
	return nil
}

type indexStatusCmd struct {
	where
	JSON bool `help:"Print JSON: position, behind, documents, segments, bytes, generation."`
}

func (c indexStatusCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	opt := c.indexOptions(o)
	opt.ReadOnly = true
	x, err := search.Open(ctx, opt)
	if errors.Is(err, search.ErrNone) {
		if c.JSON {
			return out.json(search.Status{ReadOnly: true})
		}
		out.printf("还没有检索索引；运行 gongkai index rebuild --data %s 建立\n", c.Data)
		return nil
	}
	if err != nil {
		return err
	}
	defer x.Close()
	end, err := o.Store.JournalEnd(ctx)
	if err != nil {
		return err
	}
	s := x.Status()
	s.Behind = max(0, end-s.Position)
	if c.JSON {
		return out.json(s)
	}
	out.printf("检索索引 %s：%d 条，%d 段，%.1f MB\n", s.Generation, s.Documents, s.Segments, float64(s.Bytes)/1e6)
	out.printf("已写到簿第 %d 条，其后 %d 条在查询时读取\n", s.Position, s.Behind)
	return nil
}

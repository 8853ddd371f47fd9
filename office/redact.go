package office

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/regulation"
	"gongkai/paper/redact"
	"gongkai/store"
)

// redactor is the engine that reads originals, and the last ones it read. The
// zero value is ready.
type redactor struct {
	once   sync.Once
	engine redact.Engine

	mu   sync.Mutex
	open []openOriginal // the one used last in front
}

type openOriginal struct {
	hash string
	doc  *redact.Document
	size int64
}

// What is kept open, so that not every page begins by reading the whole file.
const (
	mostOpen      = 4
	mostOpenBytes = 64 << 20
)

func (c *redactor) ready() *redact.Engine {
	c.once.Do(func() {
		// Half of the machine, so that the public notices nothing of a large
		// file; and one for those who look at pages meanwhile.
		c.engine.Workers = max(1, runtime.NumCPU()/2) + 1
	})
	return &c.engine
}

// Warm starts what reads originals in the background; it takes some seconds.
func (o *Office) Warm() { o.covers.ready().Warm() }

// Close ends what was started beside the record; the record itself is not
// closed.
func (o *Office) Close() error { return o.covers.ready().Close() }

// Original is an original of a case, to be looked at and drawn on. Whoever may
// see the case may see it; nobody else. Errors: [request.ErrNoOriginal], those
// of redact.Engine.Open.
func (o *Office) Original(ctx context.Context, r request.Request, hash string) (*redact.Document, error) {
	if !slices.ContainsFunc(r.Files, func(f request.File) bool { return f.Hash == hash && f.Of == "original" }) {
		return nil, request.ErrNoOriginal
	}
	c := &o.covers
	c.mu.Lock()
	i := slices.IndexFunc(c.open, func(f openOriginal) bool { return f.hash == hash })
	if i >= 0 {
		f := c.open[i]
		c.open = slices.Insert(slices.Delete(c.open, i, i+1), 0, f)
		c.mu.Unlock()
		return f.doc, nil
	}
	c.mu.Unlock()
	b, err := o.blob(ctx, hash, redact.MostBytes)
	if err != nil {
		return nil, fmt.Errorf("original of %s: %w", r.Thing(), err)
	}
	doc, err := c.ready().Open(ctx, b)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = slices.Insert(c.open, 0, openOriginal{hash, doc, int64(len(b))})
	all := int64(0)
	for i, f := range c.open {
		if all += f.size; i > 0 && (i >= mostOpen || all > mostOpenBytes) {
			c.open = slices.Delete(c.open, i, len(c.open))
			break
		}
	}
	return doc, nil
}

// blob is a whole blob of at most so many bytes. Errors: [redact.ErrLarge]. One
// that is missing is a fault of ours, never "not found".
func (o *Office) blob(ctx context.Context, hash string, most int64) ([]byte, error) {
	f, err := o.Blobs.Open(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("blob %s: %v", hash, err)
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("blob %s: %w", hash, err)
	}
	if int64(len(b)) > most {
		return nil, redact.ErrLarge
	}
	return b, nil
}

// Redact makes a copy of an original without what the drawn boxes hide, proves
// it, keeps it and puts it with the case (2019: art. 37). What is drawn must
// not change meanwhile: the copy would lack it. tell, if not nil, is told how
// much is done. It may take minutes; ctx ends it at any time, and nothing is
// left then but a blob that is nobody's. Errors: those of request.Redact, of
// redact.Engine.Apply, [store.ErrChanged].
func (o *Office) Redact(ctx context.Context, by account.Actor, drawn store.Redaction, tell func(done, total int)) (request.Request, error) {
	r, err := o.Store.Request(ctx, drawn.Request)
	if err != nil {
		return r, err
	}
	e, ok := r.Law()
	switch {
	case !by.May(journal.RequestRedact, r.Agency):
		return r, account.ErrForbidden
	case !ok:
		return r, request.ErrEdition
	case !r.Allows(journal.RequestRedact):
		return r, request.ErrState
	}
	if err := request.CheckBoxes(e, drawn.Boxes); err != nil {
		return r, err
	}
	doc, err := o.Original(ctx, r, drawn.Original)
	if err != nil {
		return r, err
	}
	made, err := o.covers.ready().Apply(ctx, doc, coverBoxes(e, drawn.Boxes), tell)
	if err != nil {
		return r, err
	}
	hash, size, err := o.Blobs.Put(ctx, bytes.NewReader(made.PDF))
	if err != nil {
		return r, fmt.Errorf("copy for %s: %w", r.Thing(), err)
	}
	p := made.Proof
	if hash != p.Output || drawn.Original != p.Original {
		return r, fmt.Errorf("copy for %s: proven were %s and %s, not %s and %s", r.Thing(), p.Original, p.Output, drawn.Original, hash)
	}
	kept := request.Redaction{Original: drawn.Original, Copy: hash, Pages: p.Pages, Covered: p.Covered, Unseen: p.Unseen, Kept: p.Kept}
	// In the order of the copy's own index.
	kept.Boxes = slices.Clone(drawn.Boxes)
	slices.SortStableFunc(kept.Boxes, func(a, b request.Box) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X))
	})
	return o.onRequest(ctx, by, drawn.Request, 0, func(tx *store.Tx, r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		now, err := tx.Redaction(ctx, drawn.Request, drawn.Original)
		if err != nil {
			return r, journal.Entry{}, err
		}
		if now.Stamp != drawn.Stamp {
			return r, journal.Entry{}, store.ErrChanged
		}
		return request.Redact(r, kept, size, h)
	})
}

// coverBoxes is the boxes as they are painted, each with the name of its
// ground in it.
func coverBoxes(e *regulation.Edition, boxes []request.Box) []redact.Box {
	list := make([]redact.Box, len(boxes))
	for i, b := range boxes {
		list[i] = redact.Box{Page: b.Page, X: b.X, Y: b.Y, W: b.W, H: b.H, Ground: b.Ground}
		if g, ok := e.Ground(b.Ground); ok && len([]rune(g.Name)) <= 30 {
			list[i].Label = g.Name
		}
	}
	return list
}

// Copy is the copy of an original with what was found when it was made, and its
// bytes; it can be previewed with redact.Preview. Errors: [store.ErrNotFound]
// when the case has no such copy.
func (o *Office) Copy(ctx context.Context, r request.Request, copied string) (request.Redaction, []byte, error) {
	d, ok := r.Redaction(copied)
	if !ok {
		return d, nil, store.ErrNotFound
	}
	b, err := o.blob(ctx, copied, 4*redact.MostBytes)
	return d, b, err
}

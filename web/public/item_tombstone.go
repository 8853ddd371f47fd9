package public

import (
	"context"
	"net/http"

	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// tombstonePage stands at every address of a withdrawn publication. It holds
// nothing of the content: even the title may be what had to go.
type tombstonePage struct {
	index     string
	publisher words
	published string // 2017-06-30
	withdrawn string
	reason    string // public
	successor string // index number; "" if nothing replaces it
}

// drawTombstone is the tombstone with status 410.
func (w *Window) drawTombstone(ctx context.Context, p publication.Publication) (page.Drawn, error) {
	c, err := w.readCity(ctx)
	if err != nil {
		return page.Drawn{}, err
	}
	v := tombstonePage{
		index: p.Index, published: p.PublishedOn().String(), withdrawn: calendar.On(p.WithdrawnAt).String(),
		reason: p.WithdrawnReason, successor: p.Successor,
	}
	v.publisher, _, _ = c.publisher(p)
	drawn, err := draw(ctx, tombstoneView(v))
	drawn.Status = http.StatusGone
	return drawn, err
}

// answerTombstone is the same where no cache stands before the route.
func (w *Window) answerTombstone(rw http.ResponseWriter, r *http.Request, p publication.Publication) error {
	drawn, err := w.drawTombstone(r.Context(), p)
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-cache")
	rw.WriteHeader(drawn.Status)
	// A visitor who hangs up midway is no fault of ours.
	_, _ = rw.Write(drawn.Body)
	return nil
}

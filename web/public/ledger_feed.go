package public

import (
	"net/http"
	"strings"
	"time"

	"gongkai/affairs/ledger"
	"gongkai/web/page"
)

// fed says whether a book has a feed: those in which something new is news.
func fed(b *ledger.Book) bool { return b.Code == "proposal" || b.Code == "conference" }

// drawLedgerFeed tells what a book has released last.
func (w *Window) drawLedgerFeed(r *http.Request, c *city, t *page.Topics) (page.Drawn, error) {
	b, ok := ledger.BookOf(ledger.Code(r.PathValue("book")))
	if !ok || !fed(b) {
		return page.Drawn{}, page.ErrNotFound
	}
	t.On("ledger")
	list, err := w.store.PublicEntriesReleased(r.Context(), b.Code, feedEntries)
	if err != nil {
		return page.Drawn{}, err
	}
	f := newFeed(c, r, c.name.zh+" "+b.Name, bookHref(b)+"/feed.atom", bookHref(b))
	var modified time.Time
	for i, e := range list {
		if i == 0 {
			modified = e.ReleasedAt
		}
		here := cityAddress(c, r, "/"+ledger.Thing(e.Book, e.ID))
		f.Entries = append(f.Entries, atomEntry{ID: here, Title: e.Title, Updated: stamp(e.ReleasedAt), Author: atomPerson{Name: c.nameOn(e.Agency, e.Day).zh},
			Links: []atomLink{{Rel: "alternate", Type: htmlType, Href: here}}, Summary: summary(b, e)})
	}
	return f.draw(modified)
}

// summary is the public fields of an entry as one text, in Chinese as the feed
// is.
func summary(b *ledger.Book, e ledger.Public) string {
	var parts []string
	for _, f := range b.Fields {
		if v := e.Values.Text(f.Name); v != "" && f.Public && f.Type != ledger.Rows && v != e.Title {
			parts = append(parts, f.Label+"："+f.Shown(v))
		}
	}
	return strings.Join(parts, "\n")
}

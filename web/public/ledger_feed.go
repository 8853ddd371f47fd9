package public

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"strings"
	"time"

	"gongkai/affairs/ledger"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// fed says whether a book has a feed: those in which something new is news.
func fed(b *ledger.Book) bool { return b.Code == "proposal" || b.Code == "conference" }

// feedEntries is how many entries a feed tells.
const feedEntries = 50

// atomFeed is a feed of RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// serveLedgerFeed tells what a book has released last. It names the site's
// address, which may be the reader's own name for it, so it is not cached here;
// a reader who has it already is told so.
func (w *Window) serveLedgerFeed(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	b, ok := ledger.BookOf(ledger.Code(r.PathValue("book")))
	if !ok || !fed(b) {
		return page.ErrNotFound
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return err
	}
	list, err := w.store.PublicEntriesReleased(ctx, b.Code, feedEntries)
	if err != nil {
		return err
	}
	at := cityAddress(c, r, bookHref(b))
	f := atomFeed{Lang: "zh-CN", ID: at, Title: c.name.zh + " " + b.Name, Author: c.name.zh, Updated: stamp(time.Unix(0, 0)),
		Links: []atomLink{{"self", "application/atom+xml", at + "/feed.atom"}, {"alternate", "text/html", at}}}
	for i, e := range list {
		if i == 0 {
			f.Updated = stamp(e.ReleasedAt)
		}
		here := cityAddress(c, r, "/"+ledger.Thing(e.Book, e.ID))
		f.Entries = append(f.Entries, atomEntry{ID: here, Title: e.Title, Updated: stamp(e.ReleasedAt), Author: c.nameOn(e.Agency, e.Day).zh,
			Link: atomLink{"alternate", "text/html", here}, Summary: summary(b, e)})
	}
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if err := xml.NewEncoder(&body).Encode(f); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	h := rw.Header()
	h.Set("Content-Type", "application/atom+xml; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Etag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(rw, r, "", time.Time{}, bytes.NewReader(body.Bytes()))
	return nil
}

func stamp(t time.Time) string { return t.In(calendar.Beijing).Format(time.RFC3339) }

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

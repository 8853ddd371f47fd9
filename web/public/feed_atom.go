package public

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/law/calendar"
	"gongkai/web/page"
)

// atomFeed is a feed of RFC 4287, one page of it as RFC 5005 has it, with what
// is no longer there told as RFC 6721 does.
type atomFeed struct {
	XMLName    xml.Name      `xml:"http://www.w3.org/2005/Atom feed"`
	Tombstones string        `xml:"xmlns:at,attr"`
	Lang       string        `xml:"xml:lang,attr"`
	ID         string        `xml:"id"`
	Title      string        `xml:"title"`
	Updated    string        `xml:"updated"`
	Author     atomPerson    `xml:"author"`
	Rights     string        `xml:"rights,omitempty"`
	Links      []atomLink    `xml:"link"`
	Entries    []atomEntry   `xml:"entry"`
	Deleted    []atomDeleted `xml:"at:deleted-entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomLink struct {
	Rel    string `xml:"rel,attr"`
	Type   string `xml:"type,attr,omitempty"`
	Href   string `xml:"href,attr"`
	Title  string `xml:"title,attr,omitempty"`
	Length int64  `xml:"length,attr,omitempty"` // bytes
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
	Label  string `xml:"label,attr,omitempty"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published,omitempty"`
	Updated    string         `xml:"updated"`
	Author     atomPerson     `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
}

// atomDeleted says that an entry is gone, since when and why.
type atomDeleted struct {
	Ref     string     `xml:"ref,attr"`
	When    string     `xml:"when,attr"`
	By      atomPerson `xml:"at:by"`
	Comment string     `xml:"at:comment"`
}

const (
	atomType  = "application/atom+xml"
	htmlType  = "text/html"
	atomSpace = "http://purl.org/atompub/tombstones/1.0"
)

// newFeed is the head of a feed. Its address is its id for good; page is the
// page it is the feed of.
func newFeed(c *city, r *http.Request, title, self, page string) atomFeed {
	at := cityAddress(c, r, self)
	return atomFeed{Tombstones: atomSpace, Lang: "zh-CN", ID: at, Title: title, Updated: stamp(time.Unix(0, 0)),
		Author: atomPerson{Name: c.name.zh, URI: cityAddress(c, r, "/")}, Rights: licenceLine,
		Links: []atomLink{{Rel: "self", Type: atomType, Href: at}, {Rel: "alternate", Type: htmlType, Href: cityAddress(c, r, page)}}}
}

// draw writes the feed. modified is when what it tells last changed; the zero
// time for an empty one.
func (f atomFeed) draw(modified time.Time) (page.Drawn, error) {
	if !modified.IsZero() {
		f.Updated = stamp(modified)
	}
	var body bytes.Buffer
	body.WriteString(xml.Header)
	err := xml.NewEncoder(&body).Encode(f)
	return page.Drawn{ContentType: atomType + "; charset=utf-8", Body: body.Bytes(), Modified: modified}, err
}

// feed is [Window.harvested] for feeds: the older pages, which only a harvester
// walks through, are not cached.
func (w *Window) feed(draw drawing) page.Handler {
	return w.drawn(draw, func(r *http.Request) bool { return r.URL.Query().Get("before") == "" })
}

// drawing makes an answer for programs.
type drawing func(r *http.Request, c *city, t *page.Topics) (page.Drawn, error)

// harvested serves what programs read. What names the city's own address is
// cached; what names the reader's name for it, where the city gave none, is
// not. A reader who has it already is told so either way.
func (w *Window) harvested(draw drawing) page.Handler {
	return w.drawn(draw, func(r *http.Request) bool { return r.URL.RawQuery == "" })
}

func (w *Window) drawn(draw drawing, kept func(*http.Request) bool) page.Handler {
	fresh := func(r *http.Request, t *page.Topics) (page.Drawn, error) {
		c, err := w.readCity(r.Context())
		if err != nil {
			return page.Drawn{}, err
		}
		return draw(r, c, t)
	}
	cached := w.cache.Handler(fresh)
	return func(rw http.ResponseWriter, r *http.Request) error {
		c, err := w.readCity(r.Context())
		if err != nil {
			return err
		}
		if c.address != "" && kept(r) {
			return cached(rw, r)
		}
		d, err := fresh(r, &page.Topics{})
		if err != nil {
			return err
		}
		serveDrawn(rw, r, d)
		return nil
	}
}

// serveDrawn answers with something drawn for this one visitor.
func serveDrawn(rw http.ResponseWriter, r *http.Request, d page.Drawn) {
	sum := sha256.Sum256(d.Body)
	h := rw.Header()
	h.Set("Content-Type", d.ContentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("Etag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(rw, r, "", d.Modified, bytes.NewReader(d.Body))
}

func stamp(t time.Time) string { return t.In(calendar.Beijing).Format(time.RFC3339) }

// cut is the beginning of a text, on one line, of so many characters at most.
func cut(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	runes := []rune(text)
	return string(runes[:most]) + "…"
}

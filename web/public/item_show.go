package public

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/web/page"
)

// itemPage is one publication as a reader gets it.
type itemPage struct {
	p       publication.Publication
	content publication.Content // of the version shown
	version int
	// old is set when a version other than the present one is shown.
	old *oldVersion

	publisher words // as named on the day of publication
	column    string
	// now answers for the information today; nil if it is the publisher under
	// the same name.
	now        *figure
	categories []figure // from the root down
	issued     string   // 成文日期; "" if unknown
	published  string
	clock      clock
	channels   []channelFact
	hits       int64
	files      []file
	versions   int  // how many there are
	preview    bool // not public yet: the desk shows it
	citation   string
	address    string // of this page, without a host where the city names none
	sameNumber []entry
	issue      *figure       // of the gazette, that it carries
	printed    []printedFact // where the gazette prints it
	policy     policy
	explained  []explanation
	head       templ.Component // metadata for programs; nil in a preview
	about      []aboutLine     // entries of registers that name it
	nearby     []entry         // newest of the same category and agency
}

// oldVersion says which version is shown and until when it was the present
// one.
type oldVersion struct {
	number      int
	from, until string // 2017-06-30, or 2017-06-30 09:05 when both are one day
}

// clock is the twenty working days of an item (art. 26; 2008: art. 18).
type clock struct {
	state       clockState
	due         string // 2017-07-28
	from        string // the day it was opened on, 2017-07-03; "" where it runs from the issue date
	late        int    // working days after the due day; 0 unless late
	days        int    // the limit, in working days
	edition     string // 2008
	article     string
	provisional bool // rests on a year whose holidays are not announced
}

type clockState int

const (
	clockUndated clockState = iota // no issue date
	clockBefore                    // formed before the Regulation was in force
	clockOnTime
	clockLate
)

// channelFact is a channel it went out on, with the records of when and where.
type channelFact struct {
	name    string // a key of the catalogue
	records []channelRecord
}

type channelRecord struct{ at, address string }

// file is an attachment.
type file struct {
	name, href, kind, size string
	media                  string // its type for programs
	bytes                  int64
	held                   bool // kept from download
}

// policy is what a piece explains.
type policy struct {
	typed string // as the piece names it; "" if it explains nothing
	title string // "" if nothing public here bears that number
	href  string
	lag   lag // from the policy's publication to the piece's
}

// explanation is a piece that explains the item.
type explanation struct {
	entry
	piece publication.Piece
	lag   lag
}

const nearbyLines = 5

// itemAt finds the publication an address names. Index numbers have one
// spelling here; another one is [page.ErrNotFound].
func (w *Window) itemAt(ctx context.Context, r *http.Request) (publication.Publication, error) {
	index := r.PathValue("code") + "/" + r.PathValue("serial")
	if canonical, err := publication.ParseIndex(index); err != nil || canonical != index {
		return publication.Publication{}, page.ErrNotFound
	}
	p, err := w.store.PublicationAt(ctx, index)
	if notFound(err) {
		return p, page.ErrNotFound
	}
	if err == nil && !w.visible(p, publication.Full) && !w.visible(p, publication.Tombstone) {
		return publication.Publication{}, page.ErrNotFound
	}
	return p, err
}

func (w *Window) showItem(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	p, err := w.itemAt(ctx, r)
	if err != nil {
		return page.Drawn{}, err
	}
	t.On(p.Thing())
	if !w.visible(p, publication.Full) {
		w.known.Remove(p.Index)
		return w.drawTombstone(ctx, p)
	}
	t.On(hitsTopic(p.ID), "list/"+string(p.Agency))
	view, err := w.readItem(ctx, p, r.URL.Query(), t)
	if err != nil {
		return page.Drawn{}, err
	}
	w.known.Add(p.Index, knownItem{id: p.ID, modified: p.VersionAt.UTC().Format(http.TimeFormat)})
	return draw(ctx, itemView(view))
}

// draw renders a component for the cache.
func draw(ctx context.Context, c templ.Component) (page.Drawn, error) {
	var b bytes.Buffer
	err := c.Render(ctx, &b)
	return page.Drawn{Body: b.Bytes()}, err
}

func (w *Window) readItem(ctx context.Context, p publication.Publication, q url.Values, t *page.Topics) (itemPage, error) {
	v := itemPage{p: p, content: p.Content, version: p.Version, versions: p.Version}
	if err := w.chooseVersion(ctx, &v, q); err != nil {
		return v, err
	}
	if err := w.fillItem(ctx, &v, itemHref(p.Index)+"/file/"+strconv.Itoa(v.version)+"/", t); err != nil {
		return v, err
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return v, err
	}
	v.head, err = itemHead(v, c)
	return v, err
}

// Preview draws what is to be public as [Window.showItem] will, without the
// frame and without what acts on the reader's account. A publication that never
// was public has no index number. files is the address under which its
// attachments can be read now, ending in "/".
func (w *Window) Preview(ctx context.Context, p publication.Publication, files string) (templ.Component, error) {
	v := itemPage{p: p, content: p.Content, version: p.Version, versions: p.Version, preview: true}
	if err := w.fillItem(ctx, &v, files, &page.Topics{}); err != nil {
		return nil, err
	}
	return itemBody(v), nil
}

// fillItem reads what stands around the content of v.
func (w *Window) fillItem(ctx context.Context, v *itemPage, files string, t *page.Topics) error {
	p := v.p
	c, err := w.readCity(ctx)
	if err != nil {
		return err
	}
	v.publisher, v.column, v.now = c.publisher(p)
	for _, k := range c.path(v.content.Category) {
		v.categories = append(v.categories, figure{label: categoryName(k), href: filter{category: k.Code}.href()})
	}
	v.issued, v.published = v.content.IssuedOn.String(), p.PublishedOn().String()
	if v.clock, err = w.clockOf(ctx, p, v.content.IssuedOn); err != nil {
		return err
	}
	records, err := w.store.ChannelRecords(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, ch := range publication.Channels {
		if !v.content.Channels.Has(ch.Channel) {
			continue
		}
		fact := channelFact{name: ch.Name}
		for _, r := range records {
			if r.Channel == ch.Channel {
				fact.records = append(fact.records, channelRecord{r.At.In(calendar.Beijing).Format("2006-01-02 15:04"), r.Address})
			}
		}
		if ch.Channel == publication.Social && !v.content.Channels.SocialUntold() && fact.records == nil {
			continue // the ones after it say which
		}
		v.channels = append(v.channels, fact)
	}
	if v.hits, err = w.store.Hits(ctx, p.ID); err != nil {
		return err
	}
	v.files = filesOf(files, v.content.Attachments)
	if p.Index != "" && len(v.files) > 0 {
		served, err := w.office.Served(ctx, p.Agency, v.content.Attachments)
		if err != nil {
			return err
		}
		t.On(screened)
		list, held := asServed(v.content.Attachments, served)
		v.files = filesOf(files, list)
		for i := range held {
			v.files[i].held = held[i]
		}
	}
	v.address = c.address + itemHref(p.Index)
	v.citation = citation(*v, c)

	if key, ok := text.NumberKey(p.Content.Number); p.Content.Number != "" && key != "" {
		t.On("numbers")
		lines, err := w.store.ByNumber(ctx, key, nearbyLines+1)
		if err != nil {
			return err
		}
		if ok || !strings.HasSuffix(key, "|") {
			v.sameNumber = w.entries(c, without(lines, p.ID, nearbyLines), t)
		}
	}
	if err := w.explain(ctx, c, v, t); err != nil {
		return err
	}
	if err := w.gazetted(ctx, v, t); err != nil {
		return err
	}
	if v.about, err = w.entriesAbout(ctx, c, p.Index, t); err != nil {
		return err
	}
	if p.Content.Category != "" {
		s := store.Selection{Agency: p.Agency, Categories: []string{p.Content.Category}}
		list, err := w.store.List(ctx, s, store.Cursor{}, nearbyLines+1)
		if err != nil {
			return err
		}
		v.nearby = w.entries(c, without(list.Lines, p.ID, nearbyLines), t)
	}
	return nil
}

// lagWords says how long after a policy the piece that explains it came out.
func lagWords(ctx context.Context, l lag) string {
	days := l.days
	switch {
	case l.same:
		return page.T(ctx, "与政策同日公开")
	case days == 0:
		return page.T(ctx, "政策公开后不到 1 个工作日")
	case days < 0:
		return page.Tf(ctx, "政策公开前 %d 个工作日", -days)
	}
	return page.Tf(ctx, "政策公开后 %d 个工作日", days)
}

// explain reads what the item explains, and what explains it. What is published
// later and bears the number, or explains it, makes the page stale as "numbers".
func (w *Window) explain(ctx context.Context, c *city, v *itemPage, t *page.Topics) error {
	on := v.p.PublishedOn()
	if v.p.Index == "" { // not public yet
		on = w.office.Today()
	}
	if v.policy.typed = v.content.Interprets; v.policy.typed != "" {
		t.On("numbers")
		line, err := w.store.Policy(ctx, v.content, v.p.ID)
		switch {
		case notFound(err):
		case err != nil:
			return err
		case w.visible(publication.Publication{PublishedAt: line.PublishedAt}, publication.Listed):
			t.On(publication.Thing(line.ID))
			v.policy.title, v.policy.href, v.policy.lag = line.Title, itemHref(line.Index), w.lagOf(line.PublishedOn(), on)
		}
	}
	if v.p.Index == "" {
		return nil
	}
	lines, err := w.store.InterpretationsOf(ctx, v.p)
	if err != nil {
		return err
	}
	if len(lines) > 0 || v.p.Content.Document() {
		t.On("numbers")
	}
	for _, l := range lines {
		for _, e := range w.entries(c, []store.Line{l.Line}, t) {
			v.explained = append(v.explained, explanation{e, l.Piece, w.lagOf(on, l.PublishedOn())})
		}
	}
	return nil
}

// chooseVersion reads ?version=2 or ?on=2017-08-01. A version there never was,
// and a day before publication, are [page.ErrNotFound].
func (w *Window) chooseVersion(ctx context.Context, v *itemPage, q url.Values) error {
	number, on := q.Get("version"), q.Get("on")
	if number == "" && on == "" {
		return nil
	}
	versions, err := w.versions(ctx, v.p)
	if err != nil {
		return err
	}
	i := -1
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil {
			return page.ErrNotFound
		}
		i = slices.IndexFunc(versions, func(x publication.Version) bool { return x.Number == n })
	} else {
		day, err := calendar.ParseDay(on)
		if err != nil {
			return page.ErrBadRequest
		}
		end := (day + 1).Start()
		i = slices.IndexFunc(versions, func(x publication.Version) bool { return x.At.Before(end) })
	}
	if i < 0 {
		return page.ErrNotFound
	}
	if i == 0 {
		return nil
	}
	v.content, v.version = versions[i].Content, versions[i].Number
	v.old = &oldVersion{versions[i].Number, calendar.On(versions[i].At).String(), calendar.On(versions[i-1].At).String()}
	if v.old.from == v.old.until { // within a day, the hour tells
		v.old.from, v.old.until = clockTime(versions[i].At), clockTime(versions[i-1].At)
	}
	return nil
}

// clockTime is a minute in Beijing.
func clockTime(t time.Time) string { return t.In(calendar.Beijing).Format("2006-01-02 15:04") }

// versions is every content p has had, the present one first.
func (w *Window) versions(ctx context.Context, p publication.Publication) ([]publication.Version, error) {
	old, err := w.store.Versions(ctx, p.ID)
	present := publication.Version{Number: p.Version, At: p.VersionAt, Change: p.Change, Content: p.Content}
	return append([]publication.Version{present}, old...), err
}

// publisher is who published, under the name it had that day, its column, and
// who answers now if that is another agency or another name.
func (c *city) publisher(p publication.Publication) (words, string, *figure) {
	code, _, _ := strings.Cut(p.Index, "/")
	if p.Index == "" { // not public yet
		code = string(p.Agency)
	}
	name, column := words{zh: code}, ""
	first, known := c.byCode[agency.Code(code)]
	if known {
		name, column = fullName(first), agencyHref(first.Code)
		if then := first.NameOn(p.PublishedOn()); then != first.Name {
			name = words{zh: then}
		}
	}
	present, ok := c.byCode[p.Agency]
	if !ok || known && present.Code == first.Code && name.zh == present.Name {
		return name, column, nil
	}
	return name, column, &figure{label: fullName(present), href: agencyHref(present.Code)}
}

// clockOf is the clock of a publication of which a content was formed on issued.
// What had been kept and was opened later is not late for the time before.
func (w *Window) clockOf(ctx context.Context, p publication.Publication, issued calendar.Day) (clock, error) {
	k := w.clockFrom(issued, p.PublishedOn())
	if k.state != clockLate || p.Drafter == "" {
		return k, nil
	}
	opened, err := w.store.Openings(ctx)
	if from := publication.ClockFrom(issued, opened[p.ID]); from != issued {
		k = w.clockFrom(from, p.PublishedOn())
		k.from = from.String()
	}
	return k, err
}

func (w *Window) clockFrom(issued, published calendar.Day) clock {
	if issued == calendar.NoDay {
		return clock{state: clockUndated}
	}
	edition, ok := regulation.EditionOn(issued)
	if !ok {
		return clock{state: clockBefore}
	}
	due := w.office.DueOn(issued)
	k := clock{
		state: clockOnTime, due: due.On.String(), days: edition.Publication().Days,
		edition: due.Edition, article: due.Article, provisional: due.Provisional,
	}
	if due.Late(published) {
		k.state, k.late = clockLate, w.office.Calendar().WorkingDaysBetween(due.On, published)
	}
	return k
}

// words says when it was to be published, and under which rule.
func (k clock) words(ctx context.Context) string {
	if k.from != "" {
		return page.Tf(ctx, "应不晚于 %s 公开（%s 决定转为主动公开后 %d 个工作日，《条例》（%s年版）%s）", k.due, k.from, k.days, k.edition, page.T(ctx, k.article))
	}
	return page.Tf(ctx, "应不晚于 %s 公开（成文后 %d 个工作日，《条例》（%s年版）%s）", k.due, k.days, k.edition, page.T(ctx, k.article))
}

// filesOf is the attachments, which lie under an address that ends in "/".
func filesOf(under string, list []publication.Attachment) []file {
	var files []file
	for i, a := range list {
		files = append(files, file{
			name: a.Name, kind: fileKind(a.Name, a.Type), size: fileSize(a.Size),
			href: under + strconv.Itoa(i+1) + "/" + url.PathEscape(a.Name), media: a.Type, bytes: a.Size,
		})
	}
	return files
}

// fileKind is the ending people know a file by, else its media type.
func fileKind(name, mediaType string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 6 {
		return strings.ToUpper(name[i+1:])
	}
	return mediaType
}

// fileSize is 12 B, 345 KB or 6.7 MB, in units of 1024.
func fileSize(n int64) string {
	switch {
	case n < 1024:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1024*1024:
		return strconv.FormatInt((n+512)/1024, 10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1024*1024), 'f', 1, 64) + " MB"
}

// citation is how to quote the item.
func citation(v itemPage, c *city) string {
	var b strings.Builder
	b.WriteString(v.publisher.zh + "：《" + v.content.Title + "》")
	if v.content.Number != "" {
		b.WriteString("（" + v.content.Number + "）")
	}
	if v.p.Index == "" {
		return b.String() + "，公开时写明日期、索引号和网址。"
	}
	b.WriteString("，" + v.published + "，索引号 " + v.p.Index)
	if v.old != nil {
		b.WriteString("，第 " + strconv.Itoa(v.old.number) + " 版")
	}
	if c.address != "" {
		b.WriteString("，" + v.address)
	}
	return b.String() + "。"
}

func without(lines []store.Line, id int64, limit int) []store.Line {
	var list []store.Line
	for _, l := range lines {
		if l.ID != id && len(list) < limit {
			list = append(list, l)
		}
	}
	return list
}

package public

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/follow/search"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// Window is the public window of one node. Make it with [Routes]; run
// [Window.Run] beside the server.
type Window struct {
	office *office.Office
	store  *store.Store
	cache  *page.Cache

	// city is the names as last read; nil when an act may have changed them.
	city       atomic.Pointer[city]
	generation atomic.Uint64

	visits visits
	known  *lru.Cache[string, knownItem]
	own    ownEntries
	record search.Record

	// Search is the index; nil answers by number and name only. It is set before
	// the site serves, and [Window.Indexed] is called whenever it has changed.
	Search Finder

	// Following offers to follow searches by e-mail. It is set before the site
	// serves, where mails can be sent and what they lead to is known.
	Following bool

	// Texting offers applicants news by SMS. It is set before the site serves,
	// where a gateway takes them.
	Texting bool

	// FindPublic finds up to most publications that may answer a request to an
	// agency, by the number of a document or by words of its subject, the best
	// first. Routes sets one that asks the index, or while there is none knows
	// numbers and the agency's newest titles. What it gives is shown only if a
	// stranger may see it.
	FindPublic func(ctx context.Context, in agency.Code, number, subject string, most int) ([]store.Line, error)
}

// knownItem is what must be known of an item page before it is drawn: whose
// visit counts, and when it last changed.
type knownItem struct {
	id       int64
	modified string // as HTTP writes it
}

const (
	cacheBytes = 64 << 20
	knownItems = 1 << 16
)

// Routes opens the public window on the site.
func Routes(site *page.Site, o *office.Office) *Window {
	known, err := lru.New[string, knownItem](knownItems)
	if err != nil {
		panic(err) // the size is a constant
	}
	w := &Window{office: o, store: o.Store, cache: page.NewCache(cacheBytes), known: known, record: search.OfStore(o.Store, o.Now)}
	w.listen()

	all := page.Anyone()
	site.Handle("GET /{$}", all, w.cache.Page(w.showHome))
	site.Handle("GET /browse", all, w.cache.Page(w.browse))
	w.openSearch(site)
	site.Handle("GET /agencies", all, w.cache.Page(w.listAgencies))
	site.Handle("GET /agency/{code}", all, w.cache.Page(w.showAgency))
	site.Handle("GET /agency/{code}/guide", all, w.cache.Page(w.showGuide))
	site.Handle("GET /agency/{code}/card", all, w.cache.Page(w.showCard))
	site.Handle("GET /agency/{code}/card.vcf", all, w.serveCard)
	site.Handle("GET /agency/{code}/qr.svg", all, w.serveAgencyQR)
	site.Handle("GET /item/{code}/{serial}", all, w.visited(w.cache.Handler(w.showItem)))
	site.Handle("GET /item/{code}/{serial}/versions", all, w.cache.Handler(w.listVersions))
	site.Refusals = append(site.Refusals,
		page.Refusal{Err: office.ErrHeldFile, Status: http.StatusForbidden},
		page.Refusal{Err: office.ErrWaitingFile, Status: http.StatusServiceUnavailable})
	w.office.OnScreened(func() { w.cache.Drop(screened) })
	site.Handle("GET /item/{code}/{serial}/file/{version}/{n}/{name}", all, w.serveFile)
	site.Handle("GET /item/{code}/{serial}/qr.svg", all, w.serveItemQR)
	site.Handle("GET /topics", all, w.cache.Page(w.listTopics))
	site.Handle("GET /topic/{code}", all, w.cache.Page(w.showTopic))
	site.Handle("GET /obligations", all, w.cache.Page(w.listObligations))
	site.Handle("GET /ledger", all, w.cache.Page(w.listLedgers))
	site.Handle("GET /ledger/{name}", all, w.cache.Handler(w.drawLedger))
	w.openSeries(site)
	w.openGazette(site)
	site.Handle("GET /interpretations", all, w.cache.Page(w.listInterpretations))
	w.openNorms(site)
	site.Handle("GET /matters", all, w.cache.Page(w.listMatters))
	site.Handle("GET /matter/{code}/{name}", all, w.cache.Page(w.showMatter))
	w.openHarvest(site)
	site.Handle("GET /reports", all, w.cache.Page(w.listReports))
	site.Handle("GET /reports/compare", all, w.cache.Page(w.compareYears))
	site.Handle("GET /reports/{year}/compare", all, w.cache.Page(w.compareAgencies))
	site.Handle("GET /reports/{year}", all, w.cache.Page(w.showReport))
	site.Handle("GET /reports/{year}/{code}", all, w.cache.Page(w.showReport))
	site.Handle("GET /reports/{year}/{code}/{file}", all, w.nameReport(w.cache.Handler(w.drawReport)))
	site.Handle("GET /reports/{year}/{code}/figure/{name}", all, w.cache.Page(w.showFigure))
	site.Handle("GET /reports/{year}/{code}/file/{n}/{name}", all, w.serveReportFile)
	site.Handle("GET /reports/{year}/{code}/printed", all, w.cache.Page(w.showPrinted))
	site.Handle("GET /healthz", all, w.serveHealth)
	site.Handle("GET /robots.txt", all, w.serveRobots)
	site.Handle("GET /{path...}", all, w.findOldAddress)
	w.FindPublic = w.findPublic
	w.openRequests(site, w.openMy(site))
	return w
}

// Run counts visits and keeps the cache fresh until ctx ends; then it saves
// the visits still in memory. Faults are logged and tried again.
func (w *Window) Run(ctx context.Context, log *slog.Logger) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	flush := time.NewTicker(flushEvery)
	defer flush.Stop()
	share := time.NewTicker(max(flushEvery/flushShares, 1))
	defer share.Stop()
	var old []string // topics of pages whose visits are saved and not shown
	each := 0        // of old, what goes at a time
	position := int64(-1)
	today := w.office.Today()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if _, err := w.flushVisits(last); err != nil {
				log.Error("visits not saved", "err", err)
			}
			return
		case <-poll.C:
			next, err := w.follow(ctx, position)
			if err != nil && ctx.Err() == nil {
				log.Error("journal not followed", "err", err)
			}
			position = next
			if day := w.office.Today(); day != today {
				today = day
				w.Refresh() // periods, closed agencies and the edition in force go by the day
			}
		case <-flush.C:
			topics, err := w.flushVisits(ctx)
			if err != nil && ctx.Err() == nil {
				log.Error("visits not saved", "err", err)
			}
			w.cache.Drop(old...)
			old, each = topics, len(topics)/flushShares+1
		case <-share.C:
			n := min(len(old), each)
			w.cache.Drop(old[:n]...)
			old = old[n:]
		}
	}
}

// stranger is whom every page of this window is drawn for.
var stranger = account.Actor{}

func (w *Window) visible(p publication.Publication, r publication.Representation) bool {
	return publication.Visible(stranger, p, r, w.office.Now())
}

// Frame is what stands around the public pages, from the city's own data.
func Frame(ctx context.Context, s *store.Store) (page.Frame, error) {
	f := page.Frame{
		Name:   "政府信息公开",
		Search: "/search",
		Navigation: []page.Link{
			{Text: "首页", Href: "/"},
			{Text: "信息目录", Href: "/browse"},
			{Text: "规范性文件库", Href: "/norms"},
			{Text: "公开机关", Href: "/agencies"},
			{Text: "依申请公开", Href: "/request"},
			{Text: "专题", Href: "/topics"},
			{Text: "应公开事项", Href: "/obligations"},
			{Text: "年度报告", Href: "/reports"},
		},
		Footer: []page.Link{{Text: "政策解读", Href: "/interpretations"}, {Text: "政府公报", Href: "/gazette"}, {Text: "五公开事项", Href: "/matters"}, {Text: "文号连续性", Href: "/series"}, {Text: "开放数据与订阅", Href: "/data"}, {Text: "工作人员登录", Href: "/desk"}},
	}
	var err error
	if f.City, err = s.City(ctx, "name"); err != nil {
		return f, err
	}
	card, err := disclosureOffice(ctx, s.Reader)
	f.Contact = page.Contact{Office: card.Office, Address: card.Address, Phone: card.Phone, Hours: card.Hours, Email: card.Email}
	return f, err
}

// officeContact is the disclosure office as the city's data has it: its name
// stands under "name" there, or under "office" as in cards.
type officeContact struct {
	Name string `json:"name"`
	agency.Card
}

func disclosureOffice(ctx context.Context, r store.Reader) (officeContact, error) {
	var o officeContact
	text, err := r.City(ctx, "office")
	if err != nil || text == "" {
		return o, err
	}
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return o, fmt.Errorf("disclosure office in the record: %w", err)
	}
	if o.Office == "" {
		o.Office = o.Name
	}
	return o, nil
}

// serveHealth answers 200 as long as the record can be read.
func (w *Window) serveHealth(rw http.ResponseWriter, r *http.Request) error {
	if _, err := w.store.JournalEnd(r.Context()); err != nil {
		return fmt.Errorf("%w: %w", page.ErrUnavailable, err)
	}
	return sendText(rw, "text/plain; charset=utf-8", "no-store", "ok\n")
}

func (w *Window) serveRobots(rw http.ResponseWriter, r *http.Request) error {
	c, err := w.readCity(r.Context())
	if err != nil {
		return err
	}
	return sendText(rw, "text/plain; charset=utf-8", "max-age=3600",
		"User-agent: *\nDisallow: /desk\nDisallow: /my\nDisallow: /request/\nDisallow: /opinion\nDisallow: /subscription/\nDisallow: /search\nDisallow: /language\nDisallow: /large\n\nSitemap: "+cityAddress(c, r, sitemapPath)+"\n")
}

func sendText(rw http.ResponseWriter, kind, cache, text string) error {
	rw.Header().Set("Content-Type", kind)
	rw.Header().Set("Cache-Control", cache)
	// A visitor who hangs up midway is no fault of ours.
	_, _ = rw.Write([]byte(text))
	return nil
}

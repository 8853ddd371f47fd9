package public_test

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/cities"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/store/storetest"
	"gongkai/web/browser"
	"gongkai/web/page"
	"gongkai/web/public"
)

// house is the city of Changchun with a few publications, served.
type house struct {
	t      testing.TB
	office *office.Office
	window *public.Window
	server *httptest.Server
	index  *search.Index
	mu     sync.Mutex
	now    time.Time
	// address is where the record lies, for the tests that look into it.
	address string
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) setClock(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = at(text)
}

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Beijing)
	if err != nil {
		panic(err)
	}
	return t
}

func day(text string) calendar.Day { return calendar.MustDay(text) }

func newHouse(t testing.TB) *house { return openHouse(t, storetest.Open(t, storetest.SQLite(t)), true) }

func openHouse(t testing.TB, s *store.Store, found bool) *house {
	t.Helper()
	h := &house{t: t, now: at("2017-08-01 09:00")}
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if h.office, err = office.New(t.Context(), s, blobs, h.clock); err != nil {
		t.Fatal(err)
	}
	if found {
		folder, err := fs.Sub(cities.FS, "changchun")
		if err != nil {
			t.Fatal(err)
		}
		now := h.clock()
		h.setClock("2019-06-01 09:00") // the tree is that of the 2019 edition
		if err := h.office.Found(t.Context(), account.Console, folder); err != nil {
			t.Fatal(err)
		}
		h.now = now
	}
	frame, err := public.Frame(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	site := page.NewSite(frame)
	site.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	h.window = public.Routes(site, h.office)
	h.openIndex()
	h.server = httptest.NewServer(site)
	t.Cleanup(h.server.Close)
	return h
}

// openIndex has an index in memory follow the record, as the server does.
func (h *house) openIndex() {
	h.t.Helper()
	s := h.office.Store
	index, err := search.Open(h.t.Context(), search.Options{Record: search.OfStore(s, h.clock)})
	h.must(err)
	s.OnCommit(func([]journal.Entry) { index.Wake() })
	index.OnChange(h.window.Indexed)
	h.index, h.window.Search = index, index
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		index.Run(ctx)
		close(done)
	}()
	h.t.Cleanup(func() {
		cancel()
		<-done
		index.Close()
	})
}

// reach waits until the index knows all that was done.
func (h *house) reach() {
	h.t.Helper()
	end, err := h.office.Store.JournalEnd(h.t.Context())
	h.must(err)
	h.must(h.index.Reach(h.t.Context(), end))
}

// run starts what runs beside the server, and gives a way to stop it and wait.
func (h *house) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		h.window.Run(ctx, slog.New(slog.NewTextHandler(h.t.Output(), nil)))
		close(done)
	}()
	var once sync.Once
	stop = func() { once.Do(func() { cancel(); <-done }) }
	h.t.Cleanup(stop)
	return stop
}

// three people of an agency.
func person(login string, role account.Role, in agency.Code) account.Actor {
	return account.Actor{Login: account.Login(login), Name: login, Grants: []account.Grant{{Role: role, Agency: in}}}
}

// content is complete; tests change what they are about.
func content(title string) publication.Content {
	return publication.Content{
		Title: title, Category: "A0206", IssuedOn: day("2017-07-28"), Body: "<p>正文第一段。</p><p>正文第二段。</p>",
		Keywords: "公开 测试 政府信息公开 依申请公开 主动公开 政务公开 五公开", Channels: publication.Website,
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// draft brings a content through review to the signer's table.
func (h *house) draft(in agency.Code, c publication.Content) publication.Draft {
	h.t.Helper()
	if c.Interprets != "" && c.Piece == "" {
		c.Piece = publication.PieceText
	}
	d, err := h.office.Start(h.t.Context(), person("clerk", account.Clerk, in), in, c)
	h.must(err)
	return h.review(in, d)
}

func (h *house) review(in agency.Code, d publication.Draft) publication.Draft {
	h.t.Helper()
	ctx := h.t.Context()
	d, err := h.office.Determine(ctx, person("clerk", account.Clerk, in), d.ID, d.Stamp, publication.Determination{Attribute: publication.Proactive})
	h.must(err)
	if d.NeedsPlan() && !d.Plan.Made() {
		d, err = h.office.PlanPiece(ctx, person("clerk", account.Clerk, in), d.ID, d.Stamp, publication.Plan{Kind: publication.PieceText, Drafter: "法规处", Days: 3})
		h.must(err)
	}
	d, err = h.office.Submit(ctx, person("clerk", account.Clerk, in), d.ID, d.Stamp)
	h.must(err)
	d, err = h.office.Clear(ctx, person("reviewer", account.SecrecyReviewer, in), d.ID, d.Stamp, "不涉密")
	h.must(err)
	return d
}

// publish brings a content to the public through three people.
func (h *house) publish(in agency.Code, c publication.Content) publication.Publication {
	h.t.Helper()
	d := h.draft(in, c)
	p, err := h.office.Publish(h.t.Context(), person("signer", account.Signer, in), d.ID, d.Stamp)
	h.must(err)
	return p
}

func (h *house) revise(p publication.Publication, change string, edit func(*publication.Content)) publication.Publication {
	h.t.Helper()
	ctx, clerk := h.t.Context(), person("clerk", account.Clerk, p.Agency)
	d, err := h.office.StartRevision(ctx, clerk, p.ID)
	h.must(err)
	edit(&d.Content)
	d, err = h.office.Edit(ctx, clerk, d.ID, d.Stamp, d.Content, change)
	h.must(err)
	d = h.review(p.Agency, d)
	q, err := h.office.Publish(ctx, person("signer", account.Signer, p.Agency), d.ID, d.Stamp)
	h.must(err)
	return q
}

func (h *house) withdraw(p publication.Publication, why, successor string) {
	h.t.Helper()
	_, err := h.office.Withdraw(h.t.Context(), person("head", account.Head, p.Agency), p.ID, why, successor)
	h.must(err)
}

// old imports records that were public elsewhere.
func (h *house) old(in agency.Code, records ...publication.Imported) []publication.Publication {
	h.t.Helper()
	var list []publication.Publication
	h.must(h.office.Store.Act(h.t.Context(), account.Console, h.clock(), func(tx *store.Tx) error {
		list = nil
		var years []int
		for _, r := range records {
			years = append(years, calendar.On(r.PublishedAt).Year())
		}
		first, indexes, err := tx.NextPublications(h.t.Context(), in, years)
		if err != nil {
			return err
		}
		var keys []string
		var entries []journal.Entry
		for i, r := range records {
			p, e, err := publication.Import(r, in, first+int64(i), indexes[i], 0, "市档案馆", "console", h.clock())
			if err != nil {
				return err
			}
			list, entries, keys = append(list, p), append(entries, e), append(keys, "")
		}
		return tx.ImportPublications(h.t.Context(), list, keys, entries)
	}))
	return list
}

const userAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"

type answer struct {
	*http.Response
	body string
	doc  *goquery.Document
}

// get asks for an address as a reader's browser does, following nothing.
// Headers come in pairs.
func (h *house) get(path string, headers ...string) answer {
	h.t.Helper()
	return h.ask(http.MethodGet, path, headers...)
}

func (h *house) ask(method, path string, headers ...string) answer {
	h.t.Helper()
	if strings.HasPrefix(path, "/search") || strings.HasPrefix(path, "/browse") {
		h.reach()
	}
	r, err := http.NewRequest(method, h.server.URL+path, nil)
	h.must(err)
	r.Header.Set("User-Agent", userAgent)
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	h.must(err)
	return h.answerOf(res)
}

// answerOf reads what came back; what is wrong with a form must be said at its
// fields too.
func (h *house) answerOf(res *http.Response) answer {
	h.t.Helper()
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	h.must(err)
	a := answer{Response: res, body: string(raw)}
	a.doc, err = goquery.NewDocumentFromReader(strings.NewReader(a.body))
	h.must(err)
	for _, fault := range browser.Faults(a.doc) {
		h.t.Errorf("%s: %s", res.Request.URL, fault)
	}
	return a
}

func (a answer) text(selector string) string {
	return strings.Join(strings.Fields(a.doc.Find(selector).Text()), " ")
}

// fact is a row of the page's lists and tables of facts by its key.
func (a answer) fact(key string) string {
	value := ""
	a.doc.Find(".govuk-summary-list__row, .app-facts tr").Each(func(_ int, s *goquery.Selection) {
		if strings.TrimSpace(s.Find("dt, th").Text()) == key {
			value = strings.Join(strings.Fields(s.Find("dd, td").First().Text()), " ")
		}
	})
	return value
}

func (h *house) page(path string) answer {
	h.t.Helper()
	a := h.get(path)
	if a.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: status %d\n%s", path, a.StatusCode, a.text("main"))
	}
	return a
}

func (h *house) expect(path string, status int) answer {
	h.t.Helper()
	a := h.get(path)
	if a.StatusCode != status {
		h.t.Errorf("%s: status %d, expected %d\n%s", path, a.StatusCode, status, a.text("main"))
	}
	return a
}

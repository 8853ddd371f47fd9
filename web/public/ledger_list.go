package public

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// ledgersPage is the registers everybody may read, each with how much is in it.
type ledgersPage struct{ books []bookLine }

type bookLine struct {
	book  *ledger.Book
	count int64
	href  string
}

// about says to a reader what a book holds; its own help is for who fills it in.
var about = map[ledger.Code]string{
	"conference":    "哪个机关什么时候举行了新闻发布会，谁发言，回答了什么问题。",
	"interview":     "政府网站在线访谈的嘉宾、提问和答复。",
	"explanation":   "发布会、座谈会等解读政策的活动，以及所解读的文件。",
	"matter":        "公众关心的事项什么时候发现，多久回应，怎样回应。",
	"proposal":      "人大代表建议、政协提案和议案由谁办理，办理进展和结果。",
	"meeting":       "研究信息公开工作的会议，以及有专家、学者、法律顾问参加的会议。",
	"supervision":   "督查和审计了哪些事项，发现的问题整改得怎样。",
	"training":      "政府信息公开业务培训的时间、内容和人数。",
	"reading_point": "到哪里可以当面查阅政府信息：地址、开放时间和电话。",
	"handout":       "哪里免费赠阅政府公报、办事指南等印刷资料，还有多少。",
	"decisions":     "行政许可、行政处罚、行政强制等决定的数量和行政事业性收费，逐月公布。",
}

func bookHref(b *ledger.Book) string { return "/ledger/" + string(b.Code) }

// books is the public ones with something in them, with their numbers; href
// leads to the list of exactly that many.
func books(counts map[ledger.Code]int64, query string) []bookLine {
	var list []bookLine
	for _, b := range ledger.Books {
		if n := counts[b.Code]; b.Public && n > 0 {
			list = append(list, bookLine{b, n, bookHref(b) + query})
		}
	}
	return list
}

// bookFigures is the same as numbers of a column.
func bookFigures(counts map[ledger.Code]int64, query string) []figure {
	var list []figure
	for _, b := range books(counts, query) {
		list = append(list, figure{label: words{zh: b.book.Name}, count: b.count, href: b.href})
	}
	return list
}

func (w *Window) listLedgers(r *http.Request, t *page.Topics) (templ.Component, error) {
	t.On("ledger")
	counts, err := w.store.PublicEntriesByBook(r.Context(), store.LedgerSelection{})
	if err != nil {
		return nil, err
	}
	return ledgersView(ledgersPage{books(counts, "")}), nil
}

// ledgerFilter is what the address of a book asks for.
type ledgerFilter struct {
	book     *ledger.Book
	agency   agency.Code
	year     int
	district string // of reading points
	words    string
}

func (f ledgerFilter) href() string { return f.hrefAt("") }

func (f ledgerFilter) hrefAt(at string) string {
	var q []string
	add := func(key, value string) {
		if value != "" {
			q = append(q, key+"="+url.QueryEscape(value))
		}
	}
	add("agency", string(f.agency))
	if f.year != 0 {
		add("year", strconv.Itoa(f.year))
	}
	add("district", f.district)
	add("q", f.words)
	add("at", at)
	if len(q) == 0 {
		return bookHref(f.book)
	}
	return bookHref(f.book) + "?" + strings.Join(q, "&")
}

func (f ledgerFilter) selection() store.LedgerSelection {
	return store.LedgerSelection{Book: f.book.Code, Agency: f.agency, Year: f.year, Words: f.words}
}

// readLedgerFilter reads the address of a book. What names nothing there is is
// [page.ErrNotFound].
func readLedgerFilter(b *ledger.Book, q url.Values, c *city) (ledgerFilter, error) {
	f := ledgerFilter{book: b, agency: agency.Code(q.Get("agency")), district: q.Get("district"), words: strings.Join(strings.Fields(q.Get("q")), " ")}
	if _, ok := c.byCode[f.agency]; f.agency != "" && !ok {
		return f, page.ErrNotFound
	}
	if page.CheckText(f.words) != nil || page.CheckText(f.district) != nil || len(f.words) > 300 {
		return f, page.ErrBadRequest
	}
	if s := q.Get("year"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1900 || n > 2999 {
			return f, page.ErrNotFound
		}
		f.year = n
	}
	return f, nil
}

// ledgerPage is the released entries of a book.
type ledgerPage struct {
	filter   ledgerFilter
	total    int64
	chosen   []chosen
	entries  []ledgerLine
	paging   page.Paging
	years    []figure
	agencies []kindGroup
	feed     string // address of the feed; ""
}

// ledgerLine is an entry in a list.
type ledgerLine struct {
	href, title, date string
	agency            words
	tags              []ledgerTag
	words             string // a word on what came of it; ""
}

// ledgerTag is a short mark; text is finished.
type ledgerTag struct{ text, colour string }

const ledgerSize = 20

// drawLedger is a book or one of its entries, whichever the address names; of an
// entry that was taken back, what says so, with status 410.
func (w *Window) drawLedger(r *http.Request, t *page.Topics) (page.Drawn, error) {
	t.On("ledger")
	name := r.PathValue("name")
	if !strings.Contains(name, "-") {
		return drawn(r, http.StatusOK)(w.showLedger(r, name))
	}
	view, err := w.showEntry(r, t, name)
	if !errors.Is(err, page.ErrNotFound) {
		return drawn(r, http.StatusOK)(view, err)
	}
	return drawn(r, http.StatusGone)(w.showTaken(r, name))
}

// drawn draws a page with the status.
func drawn(r *http.Request, status int) func(templ.Component, error) (page.Drawn, error) {
	return func(view templ.Component, err error) (page.Drawn, error) {
		if err != nil {
			return page.Drawn{}, err
		}
		d, err := draw(r.Context(), view)
		d.Status = status
		return d, err
	}
}

// showTaken says of an entry that was before the public that it is no more.
// Errors: page.ErrNotFound for every other.
func (w *Window) showTaken(r *http.Request, name string) (templ.Component, error) {
	ctx := r.Context()
	code, id, ok := ledger.ParseThing("ledger/" + name)
	if !ok {
		return nil, page.ErrNotFound
	}
	e, err := w.store.Entry(ctx, code, id)
	if notFound(err) || err == nil && e.Taken == nil {
		return nil, page.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	b, _ := ledger.BookOf(code)
	return takenView(b, []page.Row{
		{Key: "编号", Value: e.Number()},
		{Key: "机关", Content: say(c.nameOn(e.Agency, e.Taken.On))},
		{Key: "撤下日期", Content: dateCell(e.Taken.On.String())},
		{Key: "撤下理由", Content: han(e.Taken.Why)},
	}), nil
}

// showLedger shows a book.
func (w *Window) showLedger(r *http.Request, name string) (templ.Component, error) {
	b, ok := ledger.BookOf(ledger.Code(name))
	if !ok || !b.Public {
		return nil, page.ErrNotFound
	}
	c, err := w.readCity(r.Context())
	if err != nil {
		return nil, err
	}
	f, err := readLedgerFilter(b, r.URL.Query(), c)
	if err != nil {
		return nil, err
	}
	if b.Code == "reading_point" {
		return w.listPoints(r, c, f)
	}
	f.district = ""
	return w.listLedger(r, c, f)
}

func (w *Window) listLedger(r *http.Request, c *city, f ledgerFilter) (templ.Component, error) {
	ctx := r.Context()
	s := f.selection()
	p := ledgerPage{filter: f}
	var err error
	if p.total, err = w.store.CountPublicEntries(ctx, s); err != nil {
		return nil, err
	}
	after := ledgerPlace(f.book, r.URL.Query().Get("at"))
	list, err := w.store.PublicEntries(ctx, s, after, ledgerSize+1)
	if err != nil {
		return nil, err
	}
	if after.ID != 0 {
		p.paging.Newer = f.href()
	}
	if len(list) > ledgerSize {
		list = list[:ledgerSize]
		place := s.PublicPlace(list[ledgerSize-1])
		p.paging.Older = f.hrefAt(place.Day.String() + "." + ledger.NumberOf(place.ID))
	}
	p.paging.Info = page.Tf(ctx, "共 %s 条", page.Number(p.total))
	for _, e := range list {
		p.entries = append(p.entries, line(ctx, c, e))
	}
	anyYear, anyAgency := s, s
	anyYear.Year, anyAgency.Agency = 0, ""
	years, err := w.store.LedgerYears(ctx, f.book.Code, true)
	if err != nil {
		return nil, err
	}
	for _, y := range years {
		anyYear.Year = y
		n, err := w.store.CountPublicEntries(ctx, anyYear)
		if err != nil {
			return nil, err
		}
		if g := f; n > 0 {
			g.year = y
			p.years = append(p.years, figure{label: words{zh: strconv.Itoa(y)}, count: n, href: g.href(), here: y == f.year})
		}
	}
	byAgency, err := w.store.PublicEntriesByAgency(ctx, anyAgency)
	if err != nil {
		return nil, err
	}
	p.agencies = f.byKind(c, byAgency)
	p.chosen = f.chosen(c)
	if fed(f.book) {
		p.feed = bookHref(f.book) + "/feed.atom"
	}
	return ledgerView(p), nil
}

// byKind is the agencies of a list by their kinds.
func (f ledgerFilter) byKind(c *city, counts map[agency.Code]int64) []kindGroup {
	var groups []kindGroup
	for _, k := range agency.Kinds {
		group := kindGroup{name: k.Name}
		for _, a := range c.agencies {
			if n := counts[a.Code]; a.Kind == k.Kind && n > 0 {
				g := f
				g.agency = a.Code
				group.agencies = append(group.agencies, figure{label: shortName(a), count: n, href: g.href(), here: a.Code == f.agency})
			}
		}
		if len(group.agencies) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// chosen is the filters in force, each with the address without it.
func (f ledgerFilter) chosen(c *city) []chosen {
	var list []chosen
	if f.agency != "" {
		g := f
		g.agency = ""
		list = append(list, chosen{"公开机关", c.agencyName(f.agency), g.href()})
	}
	if f.year != 0 {
		g := f
		g.year = 0
		list = append(list, chosen{"年份", words{zh: strconv.Itoa(f.year)}, g.href()})
	}
	if f.district != "" {
		g := f
		g.district = ""
		list = append(list, chosen{"县（市、区）", words{zh: f.district}, g.href()})
	}
	if f.words != "" {
		g := f
		g.words = ""
		list = append(list, chosen{"文字", words{zh: f.words}, g.href()})
	}
	return list
}

// ledgerPlace reads the place behind which a page begins; anything else is the
// beginning.
func ledgerPlace(b *ledger.Book, s string) store.LedgerPlace {
	on, number, _ := strings.Cut(s, ".")
	day, err := calendar.ParseDay(on)
	id, ok := ledger.ParseNumber(number)
	if err != nil || !ok {
		return store.LedgerPlace{}
	}
	return store.LedgerPlace{Day: day, ID: id, Book: b.Code}
}

// pointsPage is the places where information can be read, by district.
type pointsPage struct {
	filter    ledgerFilter
	total     int
	closed    int // of them
	chosen    []chosen
	districts []figure
	groups    []pointGroup // empty where there are too many to show at once
}

type pointGroup struct {
	district string
	points   []point
}

// point is a place as a visitor wants to know it.
type point struct {
	href, name, kind, address, hours, phone string
	closed                                  string // since when; ""
}

// mostPoints is how many places one page shows.
const mostPoints = 300

// noDistrict stands for places that say no district.
const noDistrict = "其他"

func (w *Window) listPoints(r *http.Request, c *city, f ledgerFilter) (templ.Component, error) {
	ctx := r.Context()
	f.year = 0
	s := f.selection()
	kind, _ := f.book.Field("kind")
	p := pointsPage{filter: f, chosen: f.chosen(c)}
	groups, counts, today := map[string][]point{}, map[string]int64{}, w.office.Today()
	for after := (store.LedgerPlace{}); ; {
		const batch = 500
		list, err := w.store.PublicEntries(ctx, s, after, batch)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			v := e.Values
			district := v.Text("district")
			if district == "" {
				district = noDistrict
			}
			counts[district]++
			if f.district != "" && district != f.district {
				continue
			}
			at := point{href: "/" + ledger.Thing(e.Book, e.ID), name: e.Title, kind: kind.OptionName(v.Text("kind")), address: v.Text("address"), hours: v.Text("hours"), phone: v.Text("phone")}
			if on := v.Day("closed_on"); on != calendar.NoDay && on <= today {
				at.closed = on.String()
				p.closed++
			}
			p.total++
			groups[district] = append(groups[district], at)
		}
		if len(list) < batch {
			break
		}
		after = s.PublicPlace(list[len(list)-1])
	}
	if f.district != "" && counts[f.district] == 0 && f.words == "" {
		return nil, page.ErrNotFound
	}
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if (a == noDistrict) != (b == noDistrict) {
			if a == noDistrict {
				return 1
			}
			return -1
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		g := f
		g.district = name
		p.districts = append(p.districts, figure{label: words{zh: name}, count: counts[name], href: g.href(), here: name == f.district})
		if list := groups[name]; len(list) > 0 && p.total <= mostPoints {
			slices.SortStableFunc(list, func(a, b point) int {
				if (a.closed == "") != (b.closed == "") {
					if a.closed == "" {
						return -1
					}
					return 1
				}
				return strings.Compare(a.name, b.name)
			})
			p.groups = append(p.groups, pointGroup{name, list})
		}
	}
	return pointsView(p), nil
}

package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/web/page"
)

// requestRoutes is the official's side of requests. The words after a case's
// number are the acts of affairs/request.
func (d *Desk) requestRoutes(s *page.Site) {
	look := may(account.LookRequests)
	s.Handle("GET /desk/requests", look, d.seat(d.requestList))
	s.Handle("GET /desk/requests/new", may(journal.RequestSubmit), d.seat(d.requestNew))
	s.Handle("POST /desk/requests/new", may(journal.RequestSubmit), d.seat(d.requestFileIn), page.Body(uploadLimit))
	s.Handle("POST /desk/requests/bulk", may(journal.RequestDraft), d.seat(d.requestBulk))
	s.Handle("GET /desk/request/{number}", look, d.seat(d.requestShow))
	s.Handle("GET /desk/request/{number}/receipt", may(journal.RequestSubmit), d.seat(d.requestReceipt))
	s.Handle("GET /desk/request/{number}/receipt.pdf", may(journal.RequestSubmit), d.seat(d.requestReceiptPDF))
	s.Handle("GET /desk/request/{number}/answer.pdf", look, d.seat(d.answerPreview))
	s.Handle("GET /desk/request/{number}/service.pdf", may(journal.RequestDeliver), d.seat(d.serviceSlip))
	s.Handle("GET /desk/request/{number}/file/{hash}", look, d.seat(d.requestFile))
	s.Handle("GET /desk/request/{number}/files", may(journal.RequestDraft), d.seat(d.requestFilesShow))
	s.Handle("POST /desk/request/{number}/files", may(journal.RequestDraft), d.seat(d.requestFilesKeep), page.Body(uploadLimit))
	s.Handle("GET /desk/request/{number}/draft", may(journal.RequestDraft), d.seat(d.requestDraftShow))
	s.Handle("POST /desk/request/{number}/draft", may(journal.RequestDraft), d.seat(d.requestDraftSave), page.Body(uploadLimit))
	drawing := may(journal.RequestRedact)
	s.Handle("GET /desk/request/{number}/redact/{hash}", drawing, d.seat(d.redactShow))
	s.Handle("POST /desk/request/{number}/redact/{hash}", drawing, d.seat(d.redactDraw))
	s.Handle("GET /desk/request/{number}/redact/{hash}/page/{n}", drawing, d.seat(d.redactPage))
	s.Handle("GET /desk/request/{number}/redact/{hash}/made", look, d.seat(d.redactMade))
	s.Handle("GET /desk/request/{number}/redact/{hash}/made/{n}", look, d.seat(d.redactPreview))
	s.Handle("POST /desk/request/{number}/redact/{hash}/stop", drawing, d.seat(d.redactStop))
	for _, t := range requestDeeds {
		if t.Own {
			continue
		}
		s.Handle("GET /desk/request/{number}/"+t.path(), may(t.Act), d.seat(d.requestDeedShow(t)))
		if t.Files != "" {
			s.Handle("POST /desk/request/{number}/"+t.path(), may(t.Act), d.seat(d.requestDeedDo(t)), page.Body(uploadLimit))
		} else {
			s.Handle("POST /desk/request/{number}/"+t.path(), may(t.Act), d.seat(d.requestDeedDo(t)))
		}
	}
}

// soonWorkingDays is how many working days ahead a limit counts as soon.
const soonWorkingDays = 5

// horizon is the days against which limits are looked at.
func (d *Desk) horizon() store.Horizon {
	today := d.Office.Today()
	return store.Horizon{Today: today, Soon: d.Office.Calendar().Add(today, soonWorkingDays)}
}

// windows is the places an open case can stand at on its clock; every one
// stands at exactly one.
var windows = []struct {
	Window       store.Window
	Name, Colour string
}{
	{store.WindowOverdue, "已逾期", "red"},
	{store.WindowToday, "今天到期", "orange"},
	{store.WindowSoon, "五个工作日内到期", "yellow"},
	{store.WindowLater, "期限内", "green"},
	{store.WindowNone, "期限暂停", "grey"},
}

// requestListPage is the cases of an agency, or of the city for those who see
// it, with exact numbers: those of the windows add up to the open cases, and
// each choice of a filter says how many it gives.
type requestListPage struct {
	Form     *page.Form
	Agencies []page.Choice // where the official sees several
	All      bool          // the whole city
	Windows  []windowCount
	Open     int64
	Filters  []filter
	Rows     []requestLine
	Count    int64
	Chosen   bool // something is filtered
	Paging   page.Paging
	Draft    bool     // may choose several to answer alike
	File     bool     // may write down one that came in
	Back     string   // the query of this list, to come back to it
	Strange  []string // what was asked and is no filter
}

// windowCount is a window with its number and its list.
type windowCount struct {
	Name, Colour, Href string
	N                  int64
	Chosen             bool
}

// filter is a list to choose from, with its numbers.
type filter struct {
	Name, Label string
	Choices     []page.Choice
}

// listSize is how many cases are on a page.
const listSize = 50

func (d *Desk) requestList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	s, err := d.requestSelection(o, form)
	if err != nil {
		return err
	}
	h := d.horizon()
	all := store.RequestSelection{Agency: s.Agency}
	p := requestListPage{Form: form, Chosen: s != all, All: isCity(o), Draft: o.May(string(journal.RequestDraft)), File: o.May(string(journal.RequestSubmit))}
	p.Back, p.Strange = r.URL.RawQuery, strangeFilters(ctx, form, s)
	codes := o.Where(account.LookRequests)
	switch {
	case p.All:
		p.Agencies = []page.Choice{{Text: page.T(ctx, "全市")}}
		for _, a := range agencies.inOrder() {
			p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)})
		}
	case len(codes) > 1:
		p.Agencies = agencies.choicesOf(codes)
	}
	form.Set("agency", string(s.Agency))

	if p.Windows, p.Open, err = d.windowCounts(ctx, s.Agency, s.Handler, s.Due); err != nil {
		return err
	}
	found, err := d.Office.Store.RequestPage(ctx, s, h, form.Get("from"), listSize)
	if err != nil {
		return err
	}
	p.Filters, p.Count = filtersOf(ctx, found.Facets), found.Count
	for _, row := range found.Rows {
		line := d.lineOf(requestOfRow(row), agencies)
		line.Ticked = slices.Contains(form.Values["tick"], row.ID.Number())
		p.Rows = append(p.Rows, line)
	}
	if err := d.withOrders(ctx, p.Rows); err != nil {
		return err
	}
	p.Paging = page.Paging{Info: page.Tf(ctx, "共 %s 件", page.Number(p.Count)), Newer: pageHref(r, found.Prev), Older: pageHref(r, found.Next)}
	return page.Render(w, r, http.StatusOK, d.requestListView(p))
}

// windowCounts is how many open cases of an agency, "" for the city, and of a
// handler, "" for all, stand in each window, and how many there are.
func (d *Desk) windowCounts(ctx context.Context, in agency.Code, handler account.Login, chosen store.Window) ([]windowCount, int64, error) {
	counts, err := d.Office.Store.RequestBuckets(ctx, in, handler, d.horizon())
	if err != nil {
		return nil, 0, err
	}
	var list []windowCount
	for _, row := range windows {
		q := url.Values{"due": {string(row.Window)}}
		if in != "" {
			q.Set("agency", string(in))
		}
		if handler != "" {
			q.Set("handler", "me")
		}
		list = append(list, windowCount{Name: row.Name, Colour: row.Colour, Href: "/desk/requests?" + q.Encode(), N: counts[row.Window], Chosen: row.Window == chosen})
	}
	return list, counts.Open(), nil
}

// homeRequests is what the home page says of requests.
func (d *Desk) homeRequests(ctx context.Context, o *Official, agencies names) (*homeRequests, error) {
	var q homeRequests
	in := agency.Code("")
	codes := o.Where(account.LookRequests)
	if len(codes) > 0 && !isCity(o) {
		in = codes[0]
	}
	var err error
	if q.Windows, q.Open, err = d.windowCounts(ctx, in, "", ""); err != nil {
		return nil, err
	}
	return &q, d.waitingFor(ctx, o, agencies, &q)
}

// pageHref is this list from another cursor; "" where there is none.
func pageHref(r *http.Request, cursor string) string {
	if cursor == "" {
		return ""
	}
	q := r.URL.Query()
	q.Set("from", cursor)
	return r.URL.Path + "?" + q.Encode()
}

// requestSelection reads the filters. What names nothing known is left aside;
// an agency that is not the official's to see is page.ErrNotFound.
func (d *Desk) requestSelection(o *Official, form *page.Form) (store.RequestSelection, error) {
	s := store.RequestSelection{Words: form.Get("q"), Outcome: form.Get("outcome")}
	if code := form.Get("agency"); code != "" {
		s.Agency = agency.Code(code)
		if !o.MayIn(account.LookRequests, s.Agency) {
			return s, page.ErrNotFound
		}
	} else if !isCity(o) {
		codes := o.Where(account.LookRequests)
		if len(codes) == 0 {
			return s, page.ErrNotFound
		}
		s.Agency = codes[0]
	}
	if kind := request.Kind(form.Get("kind")); kind.Name() != string(kind) {
		s.Kind = kind
	}
	if state := request.State(form.Get("state")); state.Name() != string(state) {
		s.State = state
	}
	if ch := regulation.Channel(form.Get("channel")); ch.Known() {
		s.Channel = ch
	}
	if kind := request.ApplicantKind(form.Get("applicant_kind")); kind.Name() != string(kind) {
		s.ApplicantKind = kind
	}
	if year, err := strconv.Atoi(form.Get("year")); err == nil && year > 2000 && year < 2200 {
		s.Year = year
	}
	if form.Get("handler") == "me" {
		s.Handler = o.Person.Login
	}
	flag := func(name string) *bool {
		switch form.Get(name) {
		case "true":
			v := true
			return &v
		case "false":
			v := false
			return &v
		}
		return nil
	}
	s.Late, s.Extended = flag("late"), flag("extended")
	for _, row := range windows {
		if form.Get("due") == string(row.Window) {
			s.Due = row.Window
		}
	}
	return s, nil
}

// strangeFilters says of what was asked and names nothing that it was not used:
// an old address would else show everything without a word.
func strangeFilters(ctx context.Context, form *page.Form, s store.RequestSelection) []string {
	var list []string
	for _, f := range []struct {
		name, label string
		used        bool
	}{
		{"kind", "事项种类", s.Kind != ""}, {"state", "状态", s.State != ""}, {"channel", "渠道", s.Channel != ""}, {"applicant_kind", "申请人类型", s.ApplicantKind != ""},
		{"year", "年份", s.Year != 0}, {"handler", "承办人", s.Handler != ""}, {"late", "是否逾期", s.Late != nil}, {"extended", "是否延期", s.Extended != nil}, {"due", "法定期限", s.Due != ""},
	} {
		if asked := form.Get(f.name); asked != "" && !f.used {
			list = append(list, page.Tf(ctx, "没有这样的筛选条件，没有使用：%s %s", page.T(ctx, f.label), asked))
		}
	}
	return list
}

// filtersOf is the lists to choose from with the numbers each choice gives.
func filtersOf(ctx context.Context, facets map[store.Dimension]map[string]int64) []filter {
	counted := func(by store.Dimension, value, text string) page.Choice {
		return page.Choice{Value: value, Text: page.T(ctx, text) + page.Tf(ctx, "（%s）", page.Number(facets[by][value]))}
	}
	all := page.Choice{Text: page.T(ctx, "全部")}
	state, kind, channel, applicant, outcome, year := filter{Name: "state", Label: "状态"}, filter{Name: "kind", Label: "事项种类"},
		filter{Name: "channel", Label: "收到的渠道"}, filter{Name: "applicant_kind", Label: "申请人类型"}, filter{Name: "outcome", Label: "办理结果"}, filter{Name: "year", Label: "年份"}
	for _, row := range request.States {
		state.Choices = append(state.Choices, counted(store.ByState, string(row.State), row.Name))
	}
	for _, row := range request.Kinds {
		kind.Choices = append(kind.Choices, counted(store.ByKind, string(row.Kind), row.Name))
	}
	for _, row := range regulation.Channels {
		channel.Choices = append(channel.Choices, counted(store.ByChannel, string(row.Channel), row.Name))
	}
	for _, row := range request.ApplicantKinds {
		applicant.Choices = append(applicant.Choices, counted(store.ByApplicant, string(row.Kind), row.Name))
	}
	for _, e := range regulation.Editions() {
		for _, o := range e.Ends() {
			if facets[store.ByOutcome][o.Code] > 0 {
				outcome.Choices = append(outcome.Choices, counted(store.ByOutcome, o.Code, o.Name))
			}
		}
	}
	var years []string
	for y := range facets[store.ByYear] {
		years = append(years, y)
	}
	slices.Sort(years)
	slices.Reverse(years)
	for _, y := range years {
		year.Choices = append(year.Choices, counted(store.ByYear, y, y))
	}
	late := filter{Name: "late", Label: "是否逾期", Choices: []page.Choice{counted(store.ByLate, "true", "逾期办结"), counted(store.ByLate, "false", "没有逾期办结")}}
	extended := filter{Name: "extended", Label: "是否延期", Choices: []page.Choice{counted(store.ByExtended, "true", "延长过期限"), counted(store.ByExtended, "false", "没有延长期限")}}
	list := []filter{state, kind, channel, applicant, outcome, year, late, extended}
	for i := range list {
		list[i].Choices = append([]page.Choice{all}, list[i].Choices...)
	}
	return list
}

// handlerChoices is everybody's cases, or one's own.
func handlerChoices() []page.Choice { return page.Choices("", "全部", "me", "我承办的") }

// dueChoices is the windows as a filter.
func dueChoices() []page.Choice {
	list := []page.Choice{{Text: "全部"}}
	for _, row := range windows {
		list = append(list, page.Choice{Value: string(row.Window), Text: row.Name})
	}
	return list
}

// nextActs is who has a case in hand in each state: those who may do the act.
var nextActs = map[request.State]journal.Act{
	request.Confirming: journal.RequestConfirm, request.Handling: journal.RequestDraft, request.Clarifying: journal.RequestLapse,
	request.Paying: journal.RequestUnpaid, request.Reviewing: journal.RequestReview, request.Signing: journal.RequestSign,
	request.Delivering: journal.RequestDeliver,
}

// waitsFor says whether what comes next on the case is for this official: they
// may do it, and where one person handles a case, it is theirs or nobody's.
func waitsFor(o *Official, q request.Request, today calendar.Day) bool {
	act, ok := nextActs[q.State]
	if !ok || !o.MayIn(act, q.Agency) {
		return false
	}
	own := q.Handler == "" || q.Handler == o.Person.Login
	switch q.State {
	case request.Handling, request.Delivering, request.Confirming:
		return own
	case request.Clarifying, request.Paying:
		// Nothing to do until the applicant's day has passed.
		return own && q.SubDueOn != calendar.NoDay && q.SubDueOn < today
	}
	return true
}

// waitingFor puts the cases that wait for this official and those that are
// late, the most urgent first, waitingMost of each at most, into q.
func (d *Desk) waitingFor(ctx context.Context, o *Official, agencies names, q *homeRequests) error {
	h := d.horizon()
	states := map[request.State]bool{}
	for _, code := range o.Where(account.LookRequests) {
		counts, err := d.Office.Store.RequestBuckets(ctx, code, "", h)
		if err != nil {
			return err
		}
		q.LateN += int(counts[store.WindowOverdue])
		for _, row := range windows {
			rows, _, _, err := d.Office.Store.ListRequests(ctx, store.RequestSelection{Agency: code, Due: row.Window}, h, "", windowMost)
			if err != nil {
				return err
			}
			for _, row := range rows {
				r := requestOfRow(row)
				l := d.lineOf(r, agencies)
				if waitsFor(o, r, h.Today) {
					states[r.State] = true
					q.Waiting = append(q.Waiting, l)
				}
				if row.Due(h) == store.WindowOverdue {
					q.Late = append(q.Late, l)
				}
			}
		}
	}
	if err := d.withOrders(ctx, q.Waiting, q.Late); err != nil {
		return err
	}
	for _, list := range [][]requestLine{q.Waiting, q.Late} {
		slices.SortStableFunc(list, func(a, b requestLine) int { return cmp.Compare(dayOrLast(a.first()), dayOrLast(b.first())) })
	}
	q.WaitingN = len(q.Waiting)
	q.Waiting, q.Late = q.Waiting[:min(q.WaitingN, waitingMost)], q.Late[:min(len(q.Late), waitingMost)]
	q.More, q.MoreLate = "/desk/requests", "/desk/requests?due="+string(store.WindowOverdue)
	if len(states) == 1 { // one hand's work is one state's
		for state := range states {
			q.More += "?state=" + string(state)
		}
	}
	return nil
}

// windowMost is how many cases of one window are looked through for the home
// page, waitingMost how many it shows.
const (
	windowMost  = 1000
	waitingMost = 50
)

func dayOrLast(d calendar.Day) calendar.Day {
	if d == calendar.NoDay {
		return 1<<31 - 1
	}
	return d
}

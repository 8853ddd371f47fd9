package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Horizon is the days against which limits are looked at.
type Horizon struct {
	Today calendar.Day
	Soon  calendar.Day // the last day that counts as soon; not before Today
}

// Of is the window of an open request with this due day.
func (h Horizon) Of(due calendar.Day) Window {
	switch {
	case due == calendar.NoDay:
		return WindowNone
	case due < h.Today:
		return WindowOverdue
	case due == h.Today:
		return WindowToday
	case due <= h.Soon:
		return WindowSoon
	}
	return WindowLater
}

// span is the first and last due day of a window.
func (h Horizon) span(b Window) (from, to int64) {
	const end = 1 << 30
	switch b {
	case WindowOverdue:
		return int64(calendar.NoDay) + 1, int64(h.Today) - 1
	case WindowToday:
		return int64(h.Today), int64(h.Today)
	case WindowSoon:
		return int64(h.Today) + 1, int64(h.Soon)
	case WindowLater:
		return int64(max(h.Soon, h.Today)) + 1, end
	case WindowNone:
		return int64(calendar.NoDay), int64(calendar.NoDay)
	}
	return end, -end
}

// RequestSelection names a set of requests. The same selection lists and
// counts. A zero field selects all.
type RequestSelection struct {
	Agency        agency.Code
	Year          int // of filing
	Kind          request.Kind
	Channel       regulation.Channel
	ApplicantKind request.ApplicantKind
	State         request.State
	Outcome       string
	Late          *bool
	Extended      *bool
	Handler       account.Login
	Due           Window // of open ones; such a list is sorted by due day
	// Words is a request's number, a part of the applicant's name or of the
	// subject, or one letter, with which the applicant's name begins.
	Words string
}

// has says whether requests of the sort are in the selection, one dimension
// left aside.
func (s RequestSelection) has(q requestSort, but Dimension) bool {
	same := func(by Dimension, want, got string) bool { return want == "" || by == but || want == got }
	flag := func(by Dimension, want *bool, got bool) bool { return want == nil || by == but || *want == got }
	return same(ByKind, string(s.Kind), q.kind) && same(ByChannel, string(s.Channel), q.channel) &&
		same(ByApplicant, string(s.ApplicantKind), q.applicantKind) && same(ByState, string(s.State), q.state) &&
		same(ByOutcome, s.Outcome, q.outcome) && flag(ByLate, s.Late, q.late) && flag(ByExtended, s.Extended, q.extended) &&
		(s.Due == "" || q.state != string(request.Closed))
}

// sorted says whether any of what makes up a class is selected.
func (s RequestSelection) sorted() bool {
	return s.Kind != "" || s.Channel != "" || s.ApplicantKind != "" || s.State != "" || s.Outcome != "" || s.Late != nil || s.Extended != nil
}

// tallied says whether the tally alone counts the selection.
func (s RequestSelection) tallied() bool { return s.Handler == "" && s.Due == "" && s.Words == "" }

// Dimensions of requests, beside [ByAgency] and [ByYear].
const (
	ByKind      Dimension = "kind"
	ByChannel   Dimension = "channel"
	ByApplicant Dimension = "applicant_kind"
	ByState     Dimension = "state"
	ByOutcome   Dimension = "outcome"
	ByLate      Dimension = "late"     // keys "true" and "false"
	ByExtended  Dimension = "extended" // keys "true" and "false"
)

// RequestRow is a request as it stands in a list.
type RequestRow struct {
	ID            request.ID
	Agency        agency.Code
	Kind          request.Kind
	Edition       string
	State         request.State
	Channel       regulation.Channel
	ApplicantKind request.ApplicantKind
	ApplicantName string
	Subject       string
	SubmittedAt   time.Time
	ReceivedOn    calendar.Day
	DueOn         calendar.Day
	DraftDueOn    calendar.Day
	SubDueOn      calendar.Day
	Handler       account.Login
	ClosedOn      calendar.Day
	Outcome       string
	Late          bool
	Extended      bool
	PublishedAs   string
	Stamp         int64
}

// Due is where the request stands; "" once it is closed.
func (r RequestRow) Due(h Horizon) Window {
	if r.State == request.Closed {
		return ""
	}
	return h.Of(r.DueOn)
}

// Thing is the request in the journal.
func (r RequestRow) Thing() string { return r.ID.Thing() }

// requestPlace is a place in a list: after this request, or before it.
type requestPlace struct {
	due    int64
	id     int64
	before bool
}

func (p requestPlace) String() string {
	s := strconv.FormatInt(p.due, 36) + "." + strconv.FormatInt(p.id, 36)
	if p.before {
		return "~" + s
	}
	return s
}

// parseRequestPlace reads what String writes; anything else is the beginning.
func parseRequestPlace(s string) requestPlace {
	var p requestPlace
	s, p.before = strings.CutPrefix(s, "~")
	due, id, ok := strings.Cut(s, ".")
	var err1, err2 error
	p.due, err1 = strconv.ParseInt(due, 36, 64)
	p.id, err2 = strconv.ParseInt(id, 36, 64)
	if !ok || err1 != nil || err2 != nil || p.id <= 0 {
		return requestPlace{}
	}
	return p
}

// class is a class of requests with how many there are.
type class struct {
	requestSort
	number int64 // in the index
	n      int64
	always int64 // in all years, where n is of one
}

func (s RequestSelection) tallyConditions(q *composer) {
	for _, d := range []struct {
		by   Dimension
		want string
	}{{ByKind, string(s.Kind)}, {ByChannel, string(s.Channel)}, {ByApplicant, string(s.ApplicantKind)}, {ByState, string(s.State)}, {ByOutcome, s.Outcome}} {
		if d.want != "" {
			q.add(string(d.by)+` = `, d.want)
		}
	}
	for _, d := range []struct {
		by   Dimension
		want *bool
	}{{ByLate, s.Late}, {ByExtended, s.Extended}} {
		if d.want != nil {
			q.add(string(d.by)+` = `, *d.want)
		}
	}
}

// composer puts the conditions of a query together.
type composer struct {
	conditions []string
	args       []any
}

func (q *composer) hole(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *composer) add(condition string, v any) {
	q.conditions = append(q.conditions, condition+q.hole(v))
}

func (q *composer) where() string {
	if len(q.conditions) == 0 {
		return ""
	}
	return " where " + strings.Join(q.conditions, " and ")
}

// in lists the classes.
func (q *composer) in(list []class) string {
	numbers := make([]int64, len(list))
	for i, c := range list {
		numbers[i] = c.number
	}
	return q.list(numbers)
}

// list is numbers in brackets; how many is rounded up, so that there are few
// different texts to prepare.
func (q *composer) list(numbers []int64) string {
	n := 1
	for n < len(numbers) {
		n *= 2
	}
	var b strings.Builder
	for i := range n {
		b.WriteString(", ")
		b.WriteString(q.hole(numbers[min(i, len(numbers)-1)]))
	}
	return "(" + b.String()[2:] + ")"
}

// fewRequests is how many rows are rather read and sorted than looked for among
// all the others, and fewEntries how many entries of the index of classes, those
// of other years among them, are read for that.
const (
	fewRequests = 4000
	fewEntries  = 40_000
)

// worded says whether the index of words finds the selection: it has words that
// are neither a number nor one letter.
func (s RequestSelection) worded() bool {
	if s.Words == "" || s.initial() != "" {
		return false
	}
	_, number := request.ParseNumber(s.Words)
	return !number
}

// way is the index that the engines are left, where they might take a worse.
type way int

const (
	anyWay   way = iota
	byClass      // not that of the number
	byNumber     // that of the number alone
)

// requestConditions are those on the table request, but for the class and for
// words found by their index.
func (s RequestSelection) requestConditions(q *composer, h Horizon, by way) {
	id, number := request.ParseNumber(s.Words)
	initial := s.initial()
	// A column with something done to it has no index.
	text, due := "", ""
	if by == byNumber || initial != "" {
		text = ` || ''`
	}
	if by == byNumber {
		due = "+"
	}
	if s.Agency != "" {
		q.add(`agency`+text+` = `, string(s.Agency))
	}
	if s.Year != 0 {
		q.add(`id >= `, int64(request.NewID(s.Year, 0)))
		q.add(`id < `, int64(request.NewID(s.Year+1, 0)))
	}
	if s.Handler != "" {
		q.add(`handler`+text+` = `, string(s.Handler))
	}
	if s.Due != "" {
		from, to := h.span(s.Due)
		q.conditions = append(q.conditions, `state`+text+` <> 'closed'`)
		q.add(due+`due_on >= `, from)
		q.add(due+`due_on <= `, to)
	}
	switch {
	case number:
		q.add(`id = `, int64(id))
	case initial != "":
		q.add(`substr(words, 1, 1) = `, initial)
	}
}

// ListRequests is a page of the selection, size rows at most, newest first, or
// by due day where a window is selected; next and prev are the cursors of the
// pages around it, "" where there is none.
//
// The tally says beforehand how many requests of which classes there are. Few
// are read from the index of classes and sorted; of many, the index by number
// is walked from its end, which meets one soon. So a page costs about the same
// whatever is selected, and however many years the record holds.
func (r Reader) ListRequests(ctx context.Context, s RequestSelection, h Horizon, cursor string, size int) (page []RequestRow, next, prev string, err error) {
	t, err := r.tallies(ctx, s.Agency)
	if err != nil {
		return nil, "", "", err
	}
	found, err := r.wordsFound(ctx, s)
	if err != nil {
		return nil, "", "", err
	}
	return r.listRequests(ctx, t, s, h, cursor, size, found)
}

// wordsFound is what the index of words has for a selection, in any year;
// nil for one that it does not find.
func (r Reader) wordsFound(ctx context.Context, s RequestSelection) ([]int64, error) {
	if !s.worded() {
		return nil, nil
	}
	return r.requestsWith(ctx, s)
}

func (r Reader) listRequests(ctx context.Context, t yearTallies, s RequestSelection, h Horizon, cursor string, size int, found []int64) (page []RequestRow, next, prev string, err error) {
	classes := t.classes(s)
	if len(classes) == 0 {
		return nil, "", "", nil
	}
	at := parseRequestPlace(cursor)
	n, always := int64(0), int64(0)
	for _, c := range classes {
		n, always = n+c.n, always+c.always
	}
	few := s.tallied() && s.sorted() && (n <= fewRequests && always <= fewEntries || len(classes) == 1)
	off := few && len(classes) > 1
	by, sign := anyWay, ""
	if off {
		by, sign = byClass, "+"
	}
	byDue := s.Due != ""
	up := byDue != at.before
	order := map[bool]string{false: " desc", true: ""}[up]
	compare := map[bool]string{false: "<", true: ">"}[up]
	sorting := `id` + order
	if byDue {
		sorting = `due_on` + order + `, id` + order
	}
	var q composer
	s.requestConditions(&q, h, by)
	if at.id != 0 && byDue {
		q.conditions = append(q.conditions, `(due_on, id) `+compare+` (`+q.hole(at.due)+`, `+q.hole(at.id)+`)`)
	} else if at.id != 0 {
		q.add(sign+`id `+compare+` `, at.id)
	}
	switch {
	case few:
		q.conditions = append(q.conditions, `class in `+q.in(classes))
	case s.sorted():
		q.conditions = append(q.conditions, `+class in `+q.in(classes))
	}
	ids := `select id from request` + q.where()
	if few && len(classes) > 1 {
		// The inner limit holds nothing back; it keeps the engines from walking
		// the index by number after all.
		ids = `select id from (` + ids + ` limit ` + q.hole(2*fewRequests) + `) as few`
	}
	ids += ` order by ` + sorting + ` limit ` + q.hole(size+1)
	still := ""
	if s.worded() {
		found, err := r.foundPage(ctx, s, h, classes, at, size+1, found)
		if err != nil || len(found) == 0 {
			return nil, "", "", err
		}
		q = composer{}
		ids = strings.Trim(q.list(found), "()")
		if s.Agency != "" {
			still = ` and agency = ` + q.hole(string(s.Agency)) // it may have gone elsewhere just now
		}
	}
	err = r.each(ctx, `select id, agency, kind, edition, state, channel, applicant_kind, applicant_name, subject, submitted_at,
			received_on, due_on, draft_due_on, sub_due_on, handler, closed_on, outcome, late, extended, published_as, stamp
		from request where id in (`+ids+`)`+still+` order by `+sorting, q.args, func(rows *sql.Rows) error {
		var l RequestRow
		var submitted int64
		err := rows.Scan(&l.ID, &l.Agency, &l.Kind, &l.Edition, &l.State, &l.Channel, &l.ApplicantKind, &l.ApplicantName, &l.Subject,
			&submitted, &l.ReceivedOn, &l.DueOn, &l.DraftDueOn, &l.SubDueOn, &l.Handler, &l.ClosedOn, &l.Outcome, &l.Late, &l.Extended,
			&l.PublishedAs, &l.Stamp)
		l.SubmittedAt = instant(submitted)
		page = append(page, l)
		return err
	})
	if err != nil {
		return nil, "", "", err
	}
	more := len(page) > size
	if more {
		page = page[:size]
	}
	earlier, later := at.id != 0, more
	if at.before {
		slices.Reverse(page)
		earlier, later = more, true
	}
	if len(page) == 0 {
		return nil, "", "", nil
	}
	place := func(l RequestRow, before bool) string {
		p := requestPlace{id: int64(l.ID), before: before}
		if byDue {
			p.due = int64(l.DueOn)
		}
		return p.String()
	}
	if later {
		next = place(page[len(page)-1], false)
	}
	if earlier {
		prev = place(page[0], true)
	}
	return page, next, prev, nil
}

// RequestPage is a page of a list with all the numbers that stand around it.
type RequestPage struct {
	Rows       []RequestRow
	Next, Prev string // cursors of the pages around it, "" where there is none
	Count      int64
	Facets     map[Dimension]map[string]int64
}

// RequestPage is what [Reader.ListRequests], [Reader.CountRequests] and
// [Reader.RequestFacets] say; the words are looked up once for all of them.
func (r Reader) RequestPage(ctx context.Context, s RequestSelection, h Horizon, cursor string, size int) (p RequestPage, err error) {
	t, err := r.tallies(ctx, s.Agency)
	if err != nil {
		return p, err
	}
	found, err := r.wordsFound(ctx, s)
	if err != nil {
		return p, err
	}
	if p.Facets, err = r.requestFacets(ctx, t, s, h, found); err != nil {
		return p, err
	}
	if p.Count = s.CountIn(p.Facets); p.Count == 0 && cursor == "" {
		return p, nil
	}
	p.Rows, p.Next, p.Prev, err = r.listRequests(ctx, t, s, h, cursor, size, found)
	return p, err
}

// CountIn is how many requests the selection holds, read off its facets
// ([Reader.RequestFacets]): what to print beside them costs no second count.
func (s RequestSelection) CountIn(facets map[Dimension]map[string]int64) int64 {
	if s.State != "" {
		return facets[ByState][string(s.State)]
	}
	n := int64(0)
	for _, of := range facets[ByState] { // every request is in a state
		n += of
	}
	return n
}

// CountRequests is how many requests the selection holds, exactly.
func (r Reader) CountRequests(ctx context.Context, s RequestSelection, h Horizon) (int64, error) {
	t, err := r.tallies(ctx, s.Agency)
	if err != nil {
		return 0, err
	}
	if s.tallied() {
		return t.count(s, s.Year), nil
	}
	found, err := r.wordsFound(ctx, s)
	if err != nil {
		return 0, err
	}
	if s.worded() && !s.sorted() && s.Handler == "" && s.Due == "" {
		return int64(len(inYear(found, s.Year))), nil
	}
	cells, err := r.requestCells(ctx, t, s, h, found)
	n := int64(0)
	for _, c := range cells {
		if (s.Year == 0 || s.Year == c.year) && s.has(c.requestSort, "") {
			n += c.n
		}
	}
	return n, err
}

// yearClass is a class in a year of filing.
type yearClass struct {
	year int
	class
}

// requestCells is the requests of a selection, whatever their sort, by year
// and class; found is those that have its words.
func (r Reader) requestCells(ctx context.Context, t yearTallies, s RequestSelection, h Horizon, found []int64) ([]yearClass, error) {
	if s.tallied() {
		return t.cells(s.Year), nil
	}
	all := t.classes(RequestSelection{Agency: s.Agency})
	sorts := make(map[int64]requestSort, len(all))
	for _, c := range all {
		sorts[c.number] = c.requestSort
	}
	s.Year = 0
	var list []yearClass
	if kept := r.classes != nil && s.Handler != "" && s.Due == "" && s.Words == ""; kept || s.worded() {
		var counts map[yearNumber]int64
		var err error
		if kept {
			counts, err = r.handled(ctx, s.Handler, s.Agency)
		} else {
			counts, err = r.foundClasses(ctx, s, h, found)
		}
		for cell, n := range counts {
			list = append(list, yearClass{cell.year, class{requestSort: sorts[cell.number], number: cell.number, n: n}})
		}
		return list, err
	}
	var q composer
	s.requestConditions(&q, h, anyWay)
	err := r.each(ctx, `select id / 1000000, class, count(*) from request`+q.where()+` group by id / 1000000, class`, q.args, func(rows *sql.Rows) error {
		var c yearClass
		err := rows.Scan(&c.year, &c.number, &c.n)
		c.requestSort = sorts[c.number]
		list = append(list, c)
		return err
	})
	return list, err
}

// RequestFacets breaks the selection's numbers down by each dimension, that
// dimension's own choice left aside, so that each number says what choosing it
// instead would give. Zeros are left out. The agencies are among them when the
// selection is of the whole city and of no handler, window or words.
func (r Reader) RequestFacets(ctx context.Context, s RequestSelection, h Horizon) (map[Dimension]map[string]int64, error) {
	t, err := r.tallies(ctx, s.Agency)
	if err != nil {
		return nil, err
	}
	found, err := r.wordsFound(ctx, s)
	if err != nil {
		return nil, err
	}
	return r.requestFacets(ctx, t, s, h, found)
}

func (r Reader) requestFacets(ctx context.Context, t yearTallies, s RequestSelection, h Horizon, found []int64) (map[Dimension]map[string]int64, error) {
	cells, err := r.requestCells(ctx, t, s, h, found)
	if err != nil {
		return nil, err
	}
	facets := map[Dimension]map[string]int64{}
	if s.tallied() {
		facets[ByYear] = t.byYear(s)
	}
	for _, by := range []Dimension{ByKind, ByChannel, ByApplicant, ByState, ByOutcome, ByLate, ByExtended, ByYear} {
		if facets[by] != nil {
			continue
		}
		facet := map[string]int64{}
		for _, c := range cells {
			if (s.Year == 0 || by == ByYear || s.Year == c.year) && s.has(c.requestSort, by) {
				if key := c.key(by); key != "" {
					facet[key] += c.n
				}
			}
		}
		facets[by] = facet
	}
	if s.Agency == "" && s.tallied() {
		facets[ByAgency], err = r.requestAgencies(ctx, s)
	}
	return facets, err
}

func (c yearClass) key(by Dimension) string {
	switch by {
	case ByKind:
		return c.kind
	case ByChannel:
		return c.channel
	case ByApplicant:
		return c.applicantKind
	case ByState:
		return c.state
	case ByOutcome:
		return c.outcome
	case ByLate:
		return strconv.FormatBool(c.late)
	case ByExtended:
		return strconv.FormatBool(c.extended)
	}
	return strconv.Itoa(c.year)
}

func (r Reader) requestAgencies(ctx context.Context, s RequestSelection) (map[string]int64, error) {
	q := composer{conditions: []string{`agency > ''`}}
	q.add(`year = `, s.Year)
	s.tallyConditions(&q)
	facet := map[string]int64{}
	err := r.each(ctx, `select agency, sum(n) from request_tally`+q.where()+` group by agency having sum(n) <> 0`, q.args, func(rows *sql.Rows) error {
		var code string
		var n int64
		err := rows.Scan(&code, &n)
		facet[code] = n
		return err
	})
	return facet, err
}

// RequestBuckets is how many open requests stand in each window, of an agency
// ("" for the city) and a handler ("" for all). They add up to the open ones.
func (r Reader) RequestBuckets(ctx context.Context, in agency.Code, handler account.Login, h Horizon) (WindowCounts, error) {
	q := composer{conditions: []string{`state <> 'closed'`}}
	if in != "" {
		q.add(`agency = `, string(in))
	}
	if handler != "" {
		// Not by the index of handlers, which has all that they ever closed.
		q.add(`handler || '' = `, string(handler))
	}
	counts := WindowCounts{}
	err := r.each(ctx, `select due_on, count(*) from request`+q.where()+` group by due_on`, q.args, func(rows *sql.Rows) error {
		var due calendar.Day
		var n int64
		err := rows.Scan(&due, &n)
		counts[h.Of(due)] += n
		return err
	})
	return counts, err
}

// WindowCounts is how many open requests stand in each window.
type WindowCounts map[Window]int64

// Open is all of them.
func (c WindowCounts) Open() (n int64) {
	for _, b := range c {
		n += b
	}
	return n
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/law/regulation"
)

// requestFacts is what the annual report counts of the requests of a year, and
// of the fees taken for them. What came in and was carried over is what was
// closed and is carried on, because each is a part of the same rows.
type requestFacts struct {
	year  int
	flows []flowCount
	fees  printed.Number // 万元
}

type flowCount struct {
	flow
	n int64
}

// requestFacts reads them from the tally: of the city (nil), or of agencies.
func (r Reader) requestFacts(ctx context.Context, year int, in []agency.Code) (requestFacts, error) {
	f := requestFacts{year: year}
	last := 0
	if err := r.one(ctx, `select coalesce(max(closed_year), 0) from request_flow where agency = ''`, nil, &last); err != nil {
		return f, err
	}
	q := composer{conditions: []string{`n <> 0`}}
	ofAgencies(&q, in, true)
	closed := []int64{0}
	for y := year; y <= last; y++ {
		closed = append(closed, int64(y))
	}
	// Each year of closing is looked up by itself, so that the years after
	// this one cost little, however many there are.
	q.conditions = append(q.conditions, `closed_year in `+q.list(closed))
	q.add(`received_year <= `, year)
	err := r.each(ctx, `select received_year, closed_year, kind, channel, applicant_kind, cell, timeliness, n from request_flow`+q.where(), q.args,
		func(rows *sql.Rows) error {
			var c flowCount
			err := rows.Scan(&c.received, &c.closed, &c.kind, &c.channel, &c.applicantKind, &c.cell, &c.timeliness, &c.n)
			f.flows = append(f.flows, c)
			return err
		})
	if err == nil {
		f.fees, err = r.feesTaken(ctx, year, in)
	}
	return f, err
}

// recountRequestFacts reads them from the requests themselves, in one pass, and
// from the lines of the ledger; it gives the same counts.
func (r Reader) recountRequestFacts(ctx context.Context, year int, in []agency.Code) (requestFacts, error) {
	f := requestFacts{year: year}
	from, to := yearDays(year)
	q := composer{conditions: []string{`kind <> 'correction'`}}
	q.add(`received_on > `, int64(calendar.NoDay))
	q.add(`received_on <= `, int64(to))
	ofAgencies(&q, in, false)
	// Of the years around this one only that they are before and after.
	received := `case when received_on < ` + q.hole(int64(from)) + fmt.Sprintf(` then %d else %d end`, year-1, year)
	last := q.hole(int64(to))
	closed := `case when closed_on > ` + last + fmt.Sprintf(` then %d else %d end`, year+1, year)
	// A refusal stands in a leaf by its ground, which is in the dossier.
	dossiers := `case when closed_on <= ` + last + ` and outcome in (` + refusals + `) then dossier else '' end`
	columns := `kind, channel, applicant_kind, outcome, late, extended, `
	// Open ones and those closed since have an index each: what was closed in
	// the years before is not read.
	err := r.each(ctx, `select received, closed, `+columns+`dossier, count(*) from (
			select `+received+` as received, 0 as closed, `+columns+`'' as dossier from request`+q.where()+` and state <> 'closed'
			union all
			select `+received+`, `+closed+`, `+columns+dossiers+` from request`+q.where()+` and state = 'closed' and closed_on >= `+q.hole(int64(from))+`
		) as counted group by received, closed, `+columns+`dossier`, q.args, func(rows *sql.Rows) error {
		var c flowCount
		var outcome, packed string
		var isLate, wasExtended bool
		if err := rows.Scan(&c.received, &c.closed, &c.kind, &c.channel, &c.applicantKind, &outcome, &isLate, &wasExtended, &packed, &c.n); err != nil {
			return err
		}
		if c.closed == year {
			var d dossier
			if err := unpack(packed, &d); err != nil {
				return err
			}
			c.cell, c.timeliness = cellOf(year, outcome, d.Decision), timelinessOf(isLate, wasExtended)
		}
		f.flows = append(f.flows, c)
		return nil
	})
	if err == nil {
		f.fees, err = r.feesTaken(ctx, year, in)
	}
	return f, err
}

// refusals are the outcomes of which the ground says where they count.
var refusals = func() string {
	var list []string
	for _, e := range regulation.Editions() {
		for _, o := range e.Outcomes {
			if o.Refuses && len(o.Grounds) > 1 {
				list = append(list, `'`+o.Code+`'`)
			}
		}
	}
	return strings.Join(list, ", ")
}()

func yearDays(year int) (from, to calendar.Day) {
	return calendar.Date(year, time.January, 1), calendar.Date(year, time.December, 31)
}

// ofAgencies narrows to agencies; nil is the city, whose tally stands under ”.
func ofAgencies(q *composer, in []agency.Code, tallied bool) {
	switch {
	case in == nil && tallied:
		q.add(`agency = `, "")
	case in == nil:
	case len(in) == 0:
		q.conditions = append(q.conditions, `1 = 0`)
	default:
		q.conditions = append(q.conditions, `agency in `+q.agencies(in))
	}
}

// count is the number of a source; ok is false if it is not about requests or
// fees.
func (f requestFacts) count(s form.Source) (n printed.Number, ok bool) {
	if feesOf(s) {
		return f.fees, true
	}
	c, ok := requestCountOf(s)
	sum := int64(0)
	for _, row := range f.flows {
		if ok && c.has(row.flow, f.year) {
			sum += row.n
		}
	}
	return printed.Whole(sum), ok
}

// requestCount is what a source counts of requests. From it follow the count
// ([requestCount.has]) and the records ([requestCount.conditions]).
type requestCount struct {
	event form.Fact // Received, CarriedIn, Closed or CarriedOut
	// Any of each, all if there are none.
	kinds, channels, timeliness []string
	// cells are leaves, or what has leaves under it: B3.6 of the form of 2019.
	cells     []string
	applicant string
}

// requestCountOf reads a source. A mark that no request has makes it none of
// requests: better no number than a wrong one.
//
// What was received as a request is counted whatever it is, as in the form of
// 2014, unless kinds are named. A source [form.Answered] without a cell counts
// all that was closed.
func requestCountOf(s form.Source) (requestCount, bool) {
	c := requestCount{event: s.Fact, applicant: s.Applicant}
	switch s.Fact {
	case form.Received, form.CarriedIn, form.CarriedOut, form.Closed:
	case form.Answered:
		c.event = form.Closed
	case form.Statutory:
		c.event, c.kinds = form.Received, []string{string(request.Statutory)}
	case form.Blended:
		c.event = form.Received
		for _, k := range request.Kinds {
			if k.Kind != request.Statutory && k.Kind != request.Correction {
				c.kinds = append(c.kinds, string(k.Kind))
			}
		}
	default:
		return c, false
	}
	for _, mark := range s.Of {
		switch {
		case request.Kind(mark).Name() != mark && s.Fact != form.Statutory && s.Fact != form.Blended:
			c.kinds = append(c.kinds, mark)
		case regulation.Channel(mark).Known():
			c.channels = append(c.channels, mark)
		case c.event == form.Closed && (mark == closedInTime || mark == closedExtended || mark == closedLate):
			c.timeliness = append(c.timeliness, mark)
		case s.Fact == form.Answered && (strings.HasPrefix(mark, "B3") || strings.HasPrefix(mark, "3.3")):
			c.cells = append(c.cells, mark)
		default:
			return c, false
		}
	}
	return c, true
}

// has says whether requests of the flow are counted in the year.
func (c requestCount) has(f flow, year int) bool {
	switch c.event {
	case form.Received:
		if f.received != year {
			return false
		}
	case form.CarriedIn:
		if f.received >= year || f.closed != 0 && f.closed < year {
			return false
		}
	case form.Closed:
		if f.closed != year {
			return false
		}
	case form.CarriedOut:
		if f.received > year || f.closed != 0 && f.closed <= year {
			return false
		}
	}
	anyOf := func(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }
	return (c.applicant == "" || c.applicant == f.applicantKind) && anyOf(c.kinds, f.kind) && anyOf(c.channels, f.channel) &&
		anyOf(c.timeliness, f.timeliness) &&
		(len(c.cells) == 0 || slices.ContainsFunc(c.cells, func(cell string) bool { return f.cell == cell || strings.HasPrefix(f.cell, cell+".") }))
}

// requestTrait is what the tally knows of the requests that a source counts.
type requestTrait struct {
	n     int64
	first int      // the first year of receipt among them
	cells []string // the leaves among them, where the source names any
}

// few requests are read out of the index of what became of them and put in
// order; of more a page is soon found among those of the year.
const few = 3000

func (c requestCount) trait(f requestFacts, year int) requestTrait {
	t := requestTrait{first: year}
	for _, row := range f.flows {
		if !c.has(row.flow, year) {
			continue
		}
		t.n += row.n
		t.first = min(t.first, row.received)
		if len(c.cells) > 0 && !slices.Contains(t.cells, row.cell) {
			t.cells = append(t.cells, row.cell)
		}
	}
	slices.Sort(t.cells)
	return t
}

// conditions narrows request_counted to the same requests, and says by which
// day they are listed.
func (c requestCount) conditions(q *composer, year int, t requestTrait, in []agency.Code) (day string) {
	from, to := yearDays(year)
	rare := t.n <= few && (len(c.cells) > 0 || len(c.timeliness) > 0)
	switch c.event {
	case form.Received:
		day = `received_on`
		q.add(`received_on >= `, int64(from))
		q.add(`received_on <= `, int64(to))
	case form.Closed:
		if day = `closed_on`; rare {
			day = `closed_on + 0` // not the index by day
		}
		q.add(day+` >= `, int64(from))
		q.add(day+` <= `, int64(to))
	case form.CarriedIn, form.CarriedOut:
		day = `received_on`
		earliest, _ := yearDays(t.first)
		q.add(`received_on >= `, int64(earliest))
		if c.event == form.CarriedIn {
			q.add(`received_on < `, int64(from))
			q.add(`closed_on >= `, int64(from))
		} else {
			q.add(`received_on <= `, int64(to))
			q.add(`closed_on > `, int64(to))
		}
	}
	ofAgencies(q, in, false)
	anyOf := func(column string, list []string) {
		if len(list) > 0 {
			holes := make([]string, len(list))
			for i, s := range list {
				holes[i] = q.hole(s)
			}
			q.conditions = append(q.conditions, column+` in (`+strings.Join(holes, ", ")+`)`)
		}
	}
	if c.applicant != "" {
		q.add(`applicant_kind = `, c.applicant)
	}
	anyOf(`kind`, c.kinds)
	anyOf(`channel`, c.channels)
	if !rare { // not the index of what became of them
		anyOf(`timeliness || ''`, c.timeliness)
		anyOf(`cell || ''`, t.cells)
		return day
	}
	timeliness := c.timeliness
	if len(timeliness) == 0 {
		timeliness = []string{closedInTime, closedExtended, closedLate} // leads the index
	}
	q.conditions = append(q.conditions, `timeliness <> ''`)
	anyOf(`timeliness`, timeliness)
	anyOf(`cell`, t.cells)
	return day
}

// requestRecords is the records that [requestFacts.count] counts, the latest
// first: a page of them behind the cursor, "" for the first, and the cursor of
// the next, "" after the last. Nothing in it tells who asked for what.
func (r Reader) requestRecords(ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) (page []annual.Record, next string, err error) {
	if feesOf(s) {
		return r.feeRecords(ctx, year, in, cursor, size)
	}
	c, ok := requestCountOf(s)
	if !ok {
		return nil, "", ErrNotFound
	}
	var t requestTrait
	if c.event != form.Received {
		f, err := r.requestFacts(ctx, year, in)
		if err != nil {
			return nil, "", err
		}
		if t = c.trait(f, year); t.n == 0 {
			return nil, "", nil
		}
	}
	cal, err := r.Calendar(ctx)
	if err != nil {
		return nil, "", err
	}
	var q composer
	placed := c.conditions(&q, year, t, in)
	day := strings.TrimSuffix(placed, ` + 0`)
	if at := parseRequestPlace(cursor); at.id != 0 {
		q.conditions = append(q.conditions, `(`+placed+`, request) < (`+q.hole(at.due)+`, `+q.hole(at.id)+`)`)
	}
	err = r.each(ctx, `select c.request, c.agency, c.kind, c.channel, c.applicant_kind, c.received_on, c.closed_on, c.cell, c.timeliness, q.outcome, q.stamp
		from request_counted c join request q on q.id = c.request
		where c.request in (select request from request_counted`+q.where()+` order by `+placed+` desc, request desc limit `+q.hole(size+1)+`)
		order by c.`+day+` desc, c.request desc`, q.args, func(rows *sql.Rows) error {
		var c counted
		var outcome string
		var stamp int64
		err := rows.Scan(&c.id, &c.agency, &c.kind, &c.channel, &c.applicantKind, &c.receivedOn, &c.closedOn, &c.cell, &c.timeliness, &outcome, &stamp)
		on := c.receivedOn
		if day == `closed_on` {
			on = c.closedOn
		}
		page = append(page, annual.Record{Thing: c.id.Thing(), Number: c.id.Number(), Agency: c.agency, Day: on, Adds: printed.Whole(1),
			Marks: c.marks(outcome, cal), Stamp: stamp})
		return err
	})
	if err == nil && len(page) > size {
		page = page[:size]
		last := page[size-1]
		id, _ := request.ParseThing(last.Thing)
		next = requestPlace{due: int64(last.Day), id: int64(id)}.String()
	}
	return page, next, err
}

// marks is what else is counted of the request. Of what is still open it is
// known how it came.
func (c counted) marks(outcome string, cal *calendar.Calendar) []annual.Mark {
	list := []annual.Mark{{Name: "渠道", Value: regulation.Channel(c.channel).Name()}}
	if c.kind != string(request.Statutory) {
		list = append(list, annual.Mark{Name: "类别", Value: request.Kind(c.kind).Name()})
	}
	if c.closedOn == openStill {
		return list
	}
	result := outcome
	if o, ok := regulation.OutcomeByCode(outcome); ok {
		result = o.Name
	}
	return append(list, annual.Mark{Name: "结果", Value: result},
		annual.Mark{Name: "用时", Value: fmt.Sprintf("%d 个工作日", cal.WorkingDaysBetween(c.receivedOn, c.closedOn))},
		annual.Mark{Name: "办结", Value: map[string]string{closedInTime: "按时", closedExtended: "延期", closedLate: "逾期"}[c.timeliness]})
}

// Money taken for requests is a line of the ledger each: paid, less what was
// given back. What was asked for or waived was not taken.
const moneyTaken = `case kind when 'paid' then yuan else -yuan end`

// yuan is an amount in 万元.
func yuan(n int64) printed.Number { return printed.Whole(n) / 10_000 }

// feesOf says whether the source counts all fees; of a kind of them there is
// nothing to tell.
func feesOf(s form.Source) bool { return s.Fact == form.Fees && len(s.Of) == 0 && s.Applicant == "" }

// linesTaken narrows the ledger to the money taken in a year.
func linesTaken(year int, in []agency.Code) composer {
	from, to := yearDays(year)
	q := composer{conditions: []string{`kind in ('paid', 'refunded')`}}
	q.add(`on_day >= `, int64(from))
	q.add(`on_day <= `, int64(to))
	ofAgencies(&q, in, false)
	return q
}

func (r Reader) feesTaken(ctx context.Context, year int, in []agency.Code) (printed.Number, error) {
	q := linesTaken(year, in)
	var sum int64
	err := r.one(ctx, `select coalesce(sum(`+moneyTaken+`), 0) from fee_line`+q.where(), q.args, &sum)
	return yuan(sum), err
}

// feeRecords is the lines of the ledger, the latest first. That there are none
// is how it is known that nothing was taken.
func (r Reader) feeRecords(ctx context.Context, year int, in []agency.Code, cursor string, size int) (page []annual.Record, next string, err error) {
	q := linesTaken(year, in)
	cursor, n, _ := strings.Cut(cursor, "/")
	if at := parseRequestPlace(cursor); at.id != 0 {
		line := parseRequestPlace("0." + n).id
		q.conditions = append(q.conditions, `(on_day, request, n) < (`+q.hole(at.due)+`, `+q.hole(at.id)+`, `+q.hole(line)+`)`)
	}
	var places []string
	// The conditions name columns that both tables have.
	err = r.each(ctx, `select l.request, l.n, l.agency, l.kind, l.on_day, l.taken, q.stamp
		from (select request, n, agency, kind, on_day, `+moneyTaken+` as taken from fee_line`+q.where()+`
			order by on_day desc, request desc, n desc limit `+q.hole(size+1)+`) as l
		join request q on q.id = l.request order by l.on_day desc, l.request desc, l.n desc`, q.args, func(rows *sql.Rows) error {
		var id request.ID
		var rec annual.Record
		var n, taken int64
		var kind request.LineKind
		err := rows.Scan(&id, &n, &rec.Agency, &kind, &rec.Day, &taken, &rec.Stamp)
		rec.Thing, rec.Number, rec.Adds = id.Thing(), id.Number(), yuan(taken)
		rec.Marks = []annual.Mark{{Name: "收费", Value: kind.Name()}, {Name: "金额", Value: fmt.Sprintf("%d 元", max(taken, -taken))}}
		page = append(page, rec)
		places = append(places, requestPlace{due: int64(rec.Day), id: int64(id)}.String()+"/"+requestPlace{id: n}.String()[2:])
		return err
	})
	if err == nil && len(page) > size {
		page, next = page[:size], places[size-1]
	}
	return page, next, err
}

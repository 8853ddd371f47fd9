package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/law/regulation"
)

// What the annual report counts of a request stands in a row of its own from
// the day it is received (request_counted), and in tallies of those rows: how
// they flowed through the years (request_flow) and how long the replies took
// (request_reply). A request that waits to be confirmed is not received and
// counts nowhere, nor does one withdrawn before it was; a request to correct a
// record has no line in any form.

// counted is a request as the annual report counts it.
type counted struct {
	id            request.ID
	agency        agency.Code
	kind, channel string
	applicantKind string
	receivedOn    calendar.Day
	closedOn      calendar.Day // openStill while it is open
	// cell is the leaf of the form of the year it was closed in, "" where that
	// has none; timeliness is one of those below. Both "" while it is open.
	cell, timeliness string
}

// openStill stands for the day on which an open request will be closed: it is
// after every other.
const openStill calendar.Day = 1 << 30

// How a request was closed. One that is late is not otherwise extended.
const (
	closedInTime   = "in_time"
	closedExtended = "extended"
	closedLate     = "late"
)

const (
	countedColumns = `request, agency, kind, channel, applicant_kind, received_on, closed_on, cell, timeliness`
	countedWidth   = 9
)

// countedOf is the request as it counts; false if it counts nowhere.
func countedOf(q request.Request) (counted, bool) {
	closed := q.State == request.Closed
	if q.ReceivedOn == calendar.NoDay || q.Kind == request.Correction || closed && q.ClosedOn == calendar.NoDay {
		return counted{}, false
	}
	c := counted{id: q.ID, agency: q.Agency, kind: string(q.Kind), channel: string(q.Channel), applicantKind: string(q.Applicant.Kind),
		receivedOn: q.ReceivedOn, closedOn: openStill}
	if closed {
		c.closedOn = q.ClosedOn
		c.cell = cellOf(q.ClosedOn.Year(), q.Outcome, q.Decision)
		c.timeliness = timelinessOf(q.Late, q.WasExtended())
	}
	return c, true
}

// cellOf is the leaf that counts an outcome in the form of the year.
func cellOf(year int, outcome string, d *request.Decision) string {
	o, _ := regulation.OutcomeByCode(outcome)
	ground := ""
	if o.Refuses && d != nil {
		if i := slices.IndexFunc(d.Parts, func(p request.Part) bool { return p.Outcome == outcome }); i >= 0 {
			ground = d.Parts[i].Ground
		}
	}
	return o.CellIn(formOf(year).Code, ground)
}

// formOf is the form of the year; of years before the first, whose tables
// differed from place to place, the first.
func formOf(year int) *form.Form {
	if f := form.Of(year); f != nil {
		return f
	}
	return form.Forms[0]
}

func timelinessOf(isLate, wasExtended bool) string {
	switch {
	case isLate:
		return closedLate
	case wasExtended:
		return closedExtended
	}
	return closedInTime
}

func (c counted) row() []any {
	return []any{int64(c.id), string(c.agency), c.kind, c.channel, c.applicantKind, int64(c.receivedOn), int64(c.closedOn), c.cell, c.timeliness}
}

func scanCounted(rows *sql.Rows) (counted, error) {
	var c counted
	err := rows.Scan(&c.id, &c.agency, &c.kind, &c.channel, &c.applicantKind, &c.receivedOn, &c.closedOn, &c.cell, &c.timeliness)
	return c, err
}

// flow is the years of a counted request with what else is tallied of it.
type flow struct {
	received, closed                               int // closed is 0 while it is open
	kind, channel, applicantKind, cell, timeliness string
}

func (c counted) flow() flow {
	f := flow{c.receivedOn.Year(), 0, c.kind, c.channel, c.applicantKind, c.cell, c.timeliness}
	if c.closedOn != openStill {
		f.closed = c.closedOn.Year()
	}
	return f
}

// flowCell is one count of the tally.
type flowCell struct {
	agency agency.Code // "" for the city
	flow
}

// flowTallies are changes of the tally.
type flowTallies map[flowCell]int64

func (t flowTallies) add(c counted, sign int64) {
	f := c.flow()
	t[flowCell{c.agency, f}] += sign
	t[flowCell{"", f}] += sign
}

// replied says whether the request is one of the replies of which is told how
// long they took: what the form of the year counts and was answered, not what
// was withdrawn or abandoned, and since the form of 2019 requests for
// information alone.
func (c counted) replied() bool {
	if c.closedOn == openStill || c.cell == "" {
		return false
	}
	return formOf(c.closedOn.Year()).Code == "2014" || c.kind == string(request.Statutory) && !strings.HasPrefix(c.cell, "B3.6")
}

// replyCell is one count of replies: those to what was received on one day
// given on another. Days are tallied and not how many they are, because a
// holiday notice changes that.
type replyCell struct {
	agency             agency.Code // "" for the city
	closedOn, received calendar.Day
}

type replyTallies map[replyCell]int64

func (t replyTallies) add(c counted, sign int64) {
	if c.replied() {
		t[replyCell{c.agency, c.closedOn, c.receivedOn}] += sign
		t[replyCell{"", c.closedOn, c.receivedOn}] += sign
	}
}

func compareReplies(a, b replyCell) int {
	return cmp.Or(cmp.Compare(a.agency, b.agency), cmp.Compare(a.closedOn, b.closedOn), cmp.Compare(a.received, b.received))
}

// countedTallies are changes of both tallies.
type countedTallies struct {
	flows   flowTallies
	replies replyTallies
}

func newCountedTallies() countedTallies { return countedTallies{flowTallies{}, replyTallies{}} }

func (t countedTallies) add(c counted, sign int64) {
	t.flows.add(c, sign)
	t.replies.add(c, sign)
}

func compareFlows(a, b flowCell) int {
	return cmp.Or(cmp.Compare(a.agency, b.agency), cmp.Compare(a.closed, b.closed), cmp.Compare(a.received, b.received), cmp.Compare(a.kind, b.kind),
		cmp.Compare(a.channel, b.channel), cmp.Compare(a.applicantKind, b.applicantKind), cmp.Compare(a.cell, b.cell), cmp.Compare(a.timeliness, b.timeliness))
}

// countRequest keeps what is counted of a request beside it. Most acts change
// nothing of it.
func (tx *Tx) countRequest(ctx context.Context, old, q request.Request) error {
	was, counts := counted{}, false
	if old.ID != 0 {
		was, counts = countedOf(old)
	}
	now, still := countedOf(q)
	if counts == still && was == now {
		return nil
	}
	w := write{thing: "counted", args: []any{int64(q.ID)}, text: `delete from request_counted where request = $1`}
	if still {
		w.args, w.text = now.row(), `insert into request_counted (`+countedColumns+`) values `+holes(1, countedWidth)+`
			on conflict (request) do update set agency = excluded.agency, kind = excluded.kind, channel = excluded.channel,
				applicant_kind = excluded.applicant_kind, received_on = excluded.received_on, closed_on = excluded.closed_on,
				cell = excluded.cell, timeliness = excluded.timeliness`
	}
	if err := tx.later(ctx, w); err != nil {
		return err
	}
	t := newCountedTallies()
	if counts {
		t.add(was, -1)
	}
	if still {
		t.add(now, 1)
	}
	return tx.saveCounted(ctx, t)
}

// countNewRequests is [Tx.countRequest] for many new ones.
func (tx *Tx) countNewRequests(ctx context.Context, list []request.Request) error {
	t := newCountedTallies()
	var rows [][]any
	for _, q := range list {
		if c, ok := countedOf(q); ok {
			rows = append(rows, c.row())
			t.add(c, 1)
		}
	}
	if err := tx.insertMany(ctx, "request_counted", countedColumns, countedWidth, rows, nil); err != nil {
		return tx.fail(fmt.Errorf("count requests: %w", err))
	}
	return tx.saveCounted(ctx, t)
}

const (
	flowColumns = `agency, closed_year, received_year, kind, channel, applicant_kind, cell, timeliness, n`
	flowWidth   = 9
	flowAdds    = `
		on conflict (agency, closed_year, received_year, kind, channel, applicant_kind, cell, timeliness)
		do update set n = request_flow.n + excluded.n`
	replyColumns = `agency, closed_on, received_on, n`
	replyWidth   = 4
	replyAdds    = `
		on conflict (agency, closed_on, received_on) do update set n = request_reply.n + excluded.n`
)

func (t flowTallies) rows() [][]any {
	// In one order on every node, so that two acts never wait for each other.
	cells := slices.SortedFunc(maps.Keys(t), compareFlows)
	rows := make([][]any, 0, len(cells))
	for _, c := range cells {
		if t[c] != 0 {
			rows = append(rows, []any{string(c.agency), c.closed, c.received, c.kind, c.channel, c.applicantKind, c.cell, c.timeliness, t[c]})
		}
	}
	return rows
}

func (t replyTallies) rows() [][]any {
	var rows [][]any
	for _, c := range slices.SortedFunc(maps.Keys(t), compareReplies) {
		if t[c] != 0 {
			rows = append(rows, []any{string(c.agency), int64(c.closedOn), int64(c.received), t[c]})
		}
	}
	return rows
}

func (tx *Tx) saveCounted(ctx context.Context, t countedTallies) error {
	for _, part := range []struct {
		thing, table, columns, adds string
		width                       int
		rows                        [][]any
	}{
		{"request flow", "request_flow", flowColumns, flowAdds, flowWidth, t.flows.rows()},
		{"reply days", "request_reply", replyColumns, replyAdds, replyWidth, t.replies.rows()},
	} {
		err := inBatches(part.rows, func(n int, args []any) error {
			return tx.later(ctx, write{thing: part.thing, args: args,
				text: insertText(part.table, part.columns, n, part.width, tx.store.engine.numbered()) + part.adds})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// flowAudit recomputes what is counted of requests beside them.
type flowAudit struct {
	last request.ID
	want countedTallies
}

// auditCounted compares the next requests, by id, with what is counted of them.
func (r Reader) auditCounted(ctx context.Context, report func(Difference), a *flowAudit, list []requestFound) error {
	if len(list) == 0 {
		return nil
	}
	want := map[request.ID]counted{}
	for _, f := range list {
		if c, ok := countedOf(f.Request); ok {
			want[c.id] = c
			a.want.add(c, 1)
		}
	}
	end := list[len(list)-1].ID
	if err := r.auditCountedIn(ctx, report, a.last, end, want); err != nil {
		return err
	}
	a.last = end
	return nil
}

// auditCountedIn compares the rows of the requests behind one up to another.
func (r Reader) auditCountedIn(ctx context.Context, report func(Difference), after, end request.ID, want map[request.ID]counted) error {
	err := r.each(ctx, `select `+countedColumns+` from request_counted where request > $1 and request <= $2 order by request`,
		[]any{int64(after), int64(end)}, func(rows *sql.Rows) error {
			c, err := scanCounted(rows)
			if w := want[c.id]; err == nil && w != c {
				report(Difference{c.id.Thing(), "年报统计列", fmt.Sprint(c), fmt.Sprint(w)})
			}
			delete(want, c.id)
			return err
		})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		report(Difference{id.Thing(), "年报统计列", "", fmt.Sprint(want[id])})
	}
	return nil
}

// auditFlows compares the tally, after the last request.
func (r Reader) auditFlows(ctx context.Context, report func(Difference), a *flowAudit) error {
	const end = 1 << 62
	if err := r.auditCountedIn(ctx, report, a.last, end, nil); err != nil {
		return err
	}
	found := flowTallies{}
	err := r.each(ctx, `select `+flowColumns+` from request_flow`, nil, func(rows *sql.Rows) error {
		var c flowCell
		var n int64
		err := rows.Scan(&c.agency, &c.closed, &c.received, &c.kind, &c.channel, &c.applicantKind, &c.cell, &c.timeliness, &n)
		found[c] = n
		return err
	})
	if err != nil {
		return err
	}
	want := a.want.flows
	all := maps.Clone(found)
	maps.Copy(all, want)
	for _, c := range slices.SortedFunc(maps.Keys(all), compareFlows) {
		if found[c] != want[c] {
			report(Difference{fmt.Sprintf("request flow %s %d-%d %s %s %s %s %s", cmp.Or(c.agency, agency.Code("全市")), c.received, c.closed,
				c.kind, c.channel, c.applicantKind, c.cell, c.timeliness), "年报计数", fmt.Sprint(found[c]), fmt.Sprint(want[c])})
		}
	}
	return r.auditReplies(ctx, report, a.want.replies)
}

func (r Reader) auditReplies(ctx context.Context, report func(Difference), want replyTallies) error {
	found := replyTallies{}
	err := r.each(ctx, `select `+replyColumns+` from request_reply`, nil, func(rows *sql.Rows) error {
		var c replyCell
		var n int64
		err := rows.Scan(&c.agency, &c.closedOn, &c.received, &n)
		found[c] = n
		return err
	})
	if err != nil {
		return err
	}
	all := maps.Clone(found)
	maps.Copy(all, want)
	for _, c := range slices.SortedFunc(maps.Keys(all), compareReplies) {
		if found[c] != want[c] {
			report(Difference{fmt.Sprintf("request reply %s %s-%s", cmp.Or(c.agency, agency.Code("全市")), c.received, c.closedOn),
				"答复用时", fmt.Sprint(found[c]), fmt.Sprint(want[c])})
		}
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/agency"
	"gongkai/affairs/remedy"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
)

// jointKey is the same for the rows of one case before one body: a case with
// several respondents is registered by each and counted once where they are
// counted together. "" while the body's number is not known, and for what no
// body outside decides.
func jointKey(kind remedy.Kind, body, number string) string {
	plain := func(s string) string { return brackets.Replace(strings.Join(strings.Fields(norm.NFKC.String(s)), "")) }
	if number = plain(number); number == "" || kind != remedy.Reconsideration && kind != remedy.Suit {
		return ""
	}
	return plain(body) + " " + number
}

// brackets makes those around the year of a number one kind, whichever people
// typed.
var brackets = strings.NewReplacer("〔", "(", "〕", ")", "[", "(", "]", ")", "【", "(", "】", ")")

// auditJoint recomputes which remedies are of one case.
func (r Reader) auditJoint(ctx context.Context, report func(Difference)) error {
	return r.each(ctx, `select kind, id, joint, facts from remedy where kind in ('reconsideration', 'suit') or joint <> '' order by kind, id`, nil,
		func(rows *sql.Rows) error {
			var kind remedy.Kind
			var id int64
			var joint, packed string
			if err := rows.Scan(&kind, &id, &joint, &packed); err != nil {
				return err
			}
			var f remedyDossier
			if err := unpack(packed, &f); err != nil {
				return err
			}
			if want := jointKey(kind, f.Body, f.CaseNumber); joint != want {
				report(Difference{remedy.Thing(kind, id), "同一案件", joint, want})
			}
			return nil
		})
}

// remedyFacts is what the annual report counts of complaints, reconsiderations
// and suits of a year.
type remedyFacts struct{ cases []remedyCount }

type remedyCount struct {
	course
	n int64
}

// course is what is counted of a remedy in a year.
type course struct {
	kind remedy.Kind
	// received: in the year. ended: the outcome, of what was closed in the
	// year; pending: open on 31 December, whatever became of it since.
	received bool
	ended    remedy.Outcome
	pending  bool
	route    remedy.Route
}

// courseOf is the course of a remedy in a year.
func courseOf(v remedy.Remedy, year int) course {
	from, to := yearDays(year)
	c := course{kind: v.Kind, route: v.Route, received: from <= v.ReceivedOn && v.ReceivedOn <= to}
	switch closed := v.ClosedOn != calendar.NoDay; {
	case closed && from <= v.ClosedOn && v.ClosedOn <= to:
		c.ended = v.Outcome
	case v.ReceivedOn <= to && (!closed || v.ClosedOn > to):
		c.pending = true
	}
	return c
}

// remedyFacts counts them, of the city (nil) or of agencies, with a look at the
// index for each kind and event. Of complaints nothing is told but how many came.
func (r Reader) remedyFacts(ctx context.Context, year int, in []agency.Code) (remedyFacts, error) {
	return r.remedyCounts(ctx, year, in, []remedyQuestion{
		{kind: remedy.Complaint, event: remedyReceived},
		{kind: remedy.Reconsideration, event: remedyEnded}, {kind: remedy.Reconsideration, event: remedyPending},
		{kind: remedy.Suit, event: remedyEnded}, {kind: remedy.Suit, event: remedyPending},
	})
}

func (r Reader) remedyCounts(ctx context.Context, year int, in []agency.Code, questions []remedyQuestion) (remedyFacts, error) {
	var f remedyFacts
	for _, c := range questions {
		var q composer
		c.conditions(&q, year, in)
		text := `select outcome, route, count(*) from remedy r` + q.where() + ` group by outcome, route`
		if c.event == remedyReceived {
			text = `select '', '', count(*) from remedy r` + q.where()
		}
		err := r.each(ctx, text, q.args, func(rows *sql.Rows) error {
			n := remedyCount{course: course{kind: c.kind, received: c.event == remedyReceived, pending: c.event == remedyPending}}
			var outcome remedy.Outcome
			err := rows.Scan(&outcome, &n.route, &n.n)
			if c.event == remedyEnded {
				n.ended = outcome
			}
			f.cases = append(f.cases, n)
			return err
		})
		if err != nil {
			return f, err
		}
	}
	return f, nil
}

// recountRemedyFacts counts reconsiderations and suits one by one, as they stand
// in the record. Complaints need no reading: the day they came is all that
// counts, and of that nothing is tallied.
func (r Reader) recountRemedyFacts(ctx context.Context, year int, in []agency.Code) (remedyFacts, error) {
	f, err := r.remedyCounts(ctx, year, in, []remedyQuestion{{kind: remedy.Complaint, event: remedyReceived}})
	if err != nil {
		return f, err
	}
	from, to := yearDays(year)
	q := composer{conditions: []string{`kind in ('reconsideration', 'suit')`}}
	q.add(`received_on <= `, int64(to))
	q.conditions = append(q.conditions, `(closed_on = `+q.hole(int64(calendar.NoDay))+` or closed_on >= `+q.hole(int64(from))+` or received_on >= `+q.hole(int64(from))+`)`)
	ofAgencies(&q, in, false)
	list, err := r.remedies(ctx, q.where()+` order by id, kind`, q.args...)
	if err != nil {
		return f, err
	}
	// Of a joint case the first of those counted stands for all, though it may
	// have been settled in a year before this one.
	first := map[string]int64{}
	if err := r.jointFirst(ctx, in, first); err != nil {
		return f, err
	}
	counts := map[course]int64{}
	for _, v := range list {
		if key := jointKey(v.Kind, v.Body, v.CaseNumber); key == "" || first[string(v.Kind)+" "+key] == v.ID {
			counts[courseOf(v, year)]++
		}
	}
	for c, n := range counts {
		f.cases = append(f.cases, remedyCount{c, n})
	}
	return f, nil
}

// jointFirst is the first remedy of each case that a body has numbered, of the
// agencies.
func (r Reader) jointFirst(ctx context.Context, in []agency.Code, first map[string]int64) error {
	q := composer{conditions: []string{`joint <> ''`}}
	ofAgencies(&q, in, false)
	return r.each(ctx, `select kind, joint, min(id) from remedy`+q.where()+` group by kind, joint`, q.args, func(rows *sql.Rows) error {
		var kind, joint string
		var id int64
		err := rows.Scan(&kind, &joint, &id)
		first[kind+" "+joint] = id
		return err
	})
}

// count is the number of a source; ok is false if it is not about remedies.
func (f remedyFacts) count(s form.Source) (n printed.Number, ok bool) {
	questions, ok := remedyQuestionsOf(s)
	sum := int64(0)
	for _, row := range f.cases {
		if ok && slices.ContainsFunc(questions, func(c remedyQuestion) bool { return c.has(row.course) }) {
			sum += row.n
		}
	}
	return printed.Whole(sum), ok
}

// remedyEvent is what must have happened to a remedy in the year.
type remedyEvent int

const (
	remedyReceived remedyEvent = iota
	remedyEnded
	remedyPending
)

// remedyQuestion is what a source counts of remedies, or a part of it. From it
// follow the count and the records.
type remedyQuestion struct {
	kind     remedy.Kind
	event    remedyEvent
	outcomes []remedy.Outcome // of those ended; none means any
	routes   []remedy.Route   // none means any
}

// remedyQuestionsOf reads a source; no remedy answers two of its questions. A
// source of no result counts what ended and what is pending.
func remedyQuestionsOf(s form.Source) ([]remedyQuestion, bool) {
	if s.Applicant != "" {
		return nil, false
	}
	var c remedyQuestion
	switch s.Fact {
	case form.Complaints:
		return []remedyQuestion{{kind: remedy.Complaint}}, len(s.Of) == 0
	case form.Reconsidered:
		c.kind = remedy.Reconsideration
	case form.Sued:
		c.kind = remedy.Suit
	default:
		return nil, false
	}
	open := false
	for _, mark := range s.Of {
		switch {
		case mark == "maintained":
			c.outcomes = append(c.outcomes, remedy.Upheld)
		case mark == "corrected":
			c.outcomes = append(c.outcomes, remedy.Corrected)
		case mark == "other":
			c.outcomes = append(c.outcomes, remedy.Other)
		case mark == "pending":
			open = true
		case mark == "direct" && c.kind == remedy.Suit:
			c.routes = append(c.routes, remedy.Direct)
		case mark == "after_reconsideration" && c.kind == remedy.Suit:
			c.routes = append(c.routes, remedy.Further)
		default:
			return nil, false
		}
	}
	var list []remedyQuestion
	all := len(c.outcomes) == 0 && !open
	if all || len(c.outcomes) > 0 {
		c.event = remedyEnded
		list = append(list, c)
	}
	if all || open {
		c.event, c.outcomes = remedyPending, nil
		list = append(list, c)
	}
	return list, true
}

// has says whether remedies of the course answer the question.
func (c remedyQuestion) has(v course) bool {
	if c.kind != v.kind || len(c.routes) > 0 && !slices.Contains(c.routes, v.route) {
		return false
	}
	switch c.event {
	case remedyReceived:
		return v.received
	case remedyPending:
		return v.pending
	}
	return v.ended != "" && (len(c.outcomes) == 0 || slices.Contains(c.outcomes, v.ended))
}

// conditions narrows the table, named r, to the same remedies.
func (c remedyQuestion) conditions(q *composer, year int, in []agency.Code) {
	from, to := yearDays(year)
	// Written out, so that the partial indexes of complaints serve.
	q.conditions = append(q.conditions, `r.kind = '`+string(c.kind)+`'`)
	switch c.event {
	case remedyReceived:
		q.add(`r.received_on >= `, int64(from))
		q.add(`r.received_on <= `, int64(to))
	case remedyEnded:
		q.add(`r.closed_on >= `, int64(from))
		q.add(`r.closed_on <= `, int64(to))
	case remedyPending:
		q.conditions = append(q.conditions, `(r.closed_on = `+q.hole(int64(calendar.NoDay))+` or r.closed_on > `+q.hole(int64(to))+`)`)
		q.add(`r.received_on <= `, int64(to))
	}
	anyOf := func(column string, list []string) {
		if len(list) > 0 {
			q.conditions = append(q.conditions, column+` in ('`+strings.Join(list, `', '`)+`')`)
		}
	}
	anyOf(`r.outcome`, texts(c.outcomes))
	anyOf(`r.route`, texts(c.routes))
	ofAgencies(q, in, false)
	if c.kind == remedy.Complaint {
		return
	}
	among := ``
	if len(in) > 0 {
		among = ` and o.agency in ` + q.agencies(in)
	}
	// Of a joint case the first stands for all.
	q.conditions = append(q.conditions, `(r.joint = '' or not exists (select 1 from remedy o
		where o.joint = r.joint and o.joint <> '' and o.kind = r.kind and o.id < r.id`+among+`))`)
}

// texts is literals of the program as they stand in SQL.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// remedyRecords is the records that [remedyFacts.count] counts, the latest
// number first; see [Reader.requestRecords]. Nothing in it tells who complained
// of what.
func (r Reader) remedyRecords(ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) (page []annual.Record, next string, err error) {
	questions, ok := remedyQuestionsOf(s)
	if !ok {
		return nil, "", ErrNotFound
	}
	after, _ := strconv.ParseInt(cursor, 36, 64)
	for _, c := range questions {
		var q composer
		c.conditions(&q, year, in)
		if after > 0 {
			q.add(`r.id < `, after)
		}
		day := map[remedyEvent]string{remedyReceived: `received_on`, remedyEnded: `closed_on`, remedyPending: `received_on`}[c.event]
		err := r.each(ctx, `select id, agency, `+day+`, route, outcome, closed_on, stamp from remedy where kind = `+q.hole(string(c.kind))+` and id in (
				select r.id from remedy r`+q.where()+` order by r.id desc limit `+q.hole(size+1)+`)
			order by id desc`, q.args, func(rows *sql.Rows) error {
			v := remedy.Remedy{Kind: c.kind}
			rec := annual.Record{Adds: printed.Whole(1)}
			err := rows.Scan(&v.ID, &rec.Agency, &rec.Day, &v.Route, &v.Outcome, &v.ClosedOn, &rec.Stamp)
			rec.Thing, rec.Number = v.Thing(), v.Number()
			if v.Route != "" {
				rec.Marks = append(rec.Marks, annual.Mark{Name: "途径", Value: v.Route.Name()})
			}
			rec.Marks = append(rec.Marks, annual.Mark{Name: "结果", Value: v.Outcome.Name()})
			if c.event == remedyPending && v.ClosedOn != calendar.NoDay {
				rec.Marks = append(rec.Marks, annual.Mark{Name: "审结", Value: v.ClosedOn.String()})
			}
			page = append(page, rec)
			return err
		})
		if err != nil {
			return nil, "", err
		}
	}
	// By number, which is also by thing: a source is about one kind.
	slices.SortFunc(page, func(a, b annual.Record) int { return strings.Compare(b.Thing, a.Thing) })
	if len(page) > size {
		page = page[:size]
		id, _ := remedy.ParseNumber(page[size-1].Number)
		next = strconv.FormatInt(id, 36)
	}
	return page, next, nil
}

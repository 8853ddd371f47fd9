package store

import (
	"context"
	"database/sql"
	"math/bits"
	"strings"

	"github.com/pressly/goose/v3"

	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// flowMigration is step 19: what the annual report counts of requests and
// remedies is kept beside them. It is written in Go because the leaf that
// counts a request follows from tables of the law, not from the record.
var flowMigration = goose.NewGoMigration(19, &goose.GoFunc{RunTx: countAll}, nil)

// The indexes of request_counted hold all that a figure narrows by, so that no
// list behind a figure reads a row it does not print.
var flowTables = []string{
	`create table request_counted (
		request        integer primary key,
		agency         text not null,
		kind           text not null,
		channel        text not null,
		applicant_kind text not null,
		received_on    integer not null,
		closed_on      integer not null,
		cell           text not null,
		timeliness     text not null
	)`,
	// For every agency, and under '' for the city; closed_year 0 while open.
	`create table request_flow (
		agency         text not null,
		closed_year    integer not null,
		received_year  integer not null,
		kind           text not null,
		channel        text not null,
		applicant_kind text not null,
		cell           text not null,
		timeliness     text not null,
		n              bigint not null,
		primary key (agency, closed_year, received_year, kind, channel, applicant_kind, cell, timeliness)
	)`,
	// For every agency, and under '' for the city: replies by the day they were
	// given and the day the request came in.
	`create table request_reply (
		agency      text not null,
		closed_on   integer not null,
		received_on integer not null,
		n           bigint not null,
		primary key (agency, closed_on, received_on)
	)`,
	// The same case before the same body, however many agencies have it.
	`alter table remedy add column joint text not null default ''`,
}

var flowIndexes = []string{
	`create index request_counted_received on request_counted (received_on, request, agency, kind, channel, applicant_kind, closed_on)`,
	`create index request_counted_closed on request_counted (closed_on, request, agency, kind, channel, applicant_kind, cell, timeliness, received_on)`,
	`create index request_counted_cell on request_counted (timeliness, cell, closed_on, request, agency, kind, channel, applicant_kind) where timeliness <> ''`,
	`create index remedy_closed on remedy (kind, closed_on, received_on, agency, outcome, route, joint, id)`,
	// Complaints are counted by their receipt alone; an agency's are few among
	// the city's.
	`create index remedy_complaint on remedy (received_on, agency) where kind = 'complaint'`,
	`create index remedy_agency_complaint on remedy (agency, received_on) where kind = 'complaint'`,
	`create index remedy_joint on remedy (joint, kind, id, agency) where joint <> ''`,
}

func countAll(ctx context.Context, tx *sql.Tx) error {
	for _, text := range flowTables {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	if err := countAllRequests(ctx, tx); err != nil {
		return err
	}
	if err := joinAllRemedies(ctx, tx); err != nil {
		return err
	}
	for _, text := range flowIndexes {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// countAllRequests reads the columns as they were at this step, whatever is
// added later.
func countAllRequests(ctx context.Context, tx *sql.Tx) error {
	var grounded []string // outcomes whose leaf the ground decides
	for _, e := range regulation.Editions() {
		for _, o := range e.Outcomes {
			if o.Refuses {
				grounded = append(grounded, `'`+o.Code+`'`)
			}
		}
	}
	text := `select id, agency, kind, state, channel, applicant_kind, received_on, closed_on, outcome, late, extended,
			case when outcome in (` + strings.Join(grounded, ", ") + `) then dossier else '' end
		from request where id > $1 order by id limit $2`
	tallied := newCountedTallies()
	for last := request.ID(0); ; {
		part, next, err := countPart(ctx, tx, text, last)
		if err != nil {
			return err
		}
		if next == last {
			break
		}
		last = next
		rows := make([][]any, len(part))
		for i, c := range part {
			rows[i] = c.row()
			tallied.add(c, 1)
		}
		err = inBatches(rows, func(n int, args []any) error {
			_, err := tx.ExecContext(ctx, insertText("request_counted", countedColumns, n, countedWidth, true), args...)
			return err
		})
		if err != nil {
			return err
		}
	}
	err := inBatches(tallied.flows.rows(), func(n int, args []any) error {
		_, err := tx.ExecContext(ctx, insertText("request_flow", flowColumns, n, flowWidth, true), args...)
		return err
	})
	if err != nil {
		return err
	}
	return inBatches(tallied.replies.rows(), func(n int, args []any) error {
		_, err := tx.ExecContext(ctx, insertText("request_reply", replyColumns, n, replyWidth, true), args...)
		return err
	})
}

// countPart is what counts of the next requests behind one, and the last it
// read; the same when there is none.
func countPart(ctx context.Context, tx *sql.Tx, text string, after request.ID) ([]counted, request.ID, error) {
	rows, err := tx.QueryContext(ctx, text, int64(after), 10_000)
	if err != nil {
		return nil, after, err
	}
	defer rows.Close()
	var part []counted
	for rows.Next() {
		var c counted
		var state, outcome, packed string
		var isLate, wasExtended bool
		err := rows.Scan(&c.id, &c.agency, &c.kind, &state, &c.channel, &c.applicantKind, &c.receivedOn, &c.closedOn, &outcome, &isLate, &wasExtended, &packed)
		if err != nil {
			return nil, after, err
		}
		after = c.id
		closed := state == string(request.Closed)
		if c.receivedOn == calendar.NoDay || c.kind == string(request.Correction) || closed && c.closedOn == calendar.NoDay {
			continue
		}
		if closed {
			var d struct {
				Decision *request.Decision `json:"decision"`
			}
			if err := unpack(packed, &d); err != nil {
				return nil, after, err
			}
			c.cell, c.timeliness = cellOf(c.closedOn.Year(), outcome, d.Decision), timelinessOf(isLate, wasExtended)
		} else {
			c.closedOn = openStill
		}
		part = append(part, c)
	}
	return part, after, rows.Err()
}

func joinAllRemedies(ctx context.Context, tx *sql.Tx) error {
	type key struct {
		kind remedy.Kind
		id   int64
	}
	joint := map[key]string{}
	rows, err := tx.QueryContext(ctx, `select kind, id, facts from remedy where kind in ('reconsideration', 'suit')`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var text string
		var f struct {
			Body       string `json:"body"`
			CaseNumber string `json:"case_number"`
		}
		if err := rows.Scan(&k.kind, &k.id, &text); err != nil {
			return err
		}
		if err := unpack(text, &f); err != nil {
			return err
		}
		if s := jointKey(k.kind, f.Body, f.CaseNumber); s != "" {
			joint[k] = s
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for k, s := range joint {
		if _, err := tx.ExecContext(ctx, `update remedy set joint = $1 where kind = $2 and id = $3`, s, string(k.kind), k.id); err != nil {
			return err
		}
	}
	return nil
}

// inBatches hands rows on in batches of powers of two, 64 at most, so that a
// handful of texts serve every remainder.
func inBatches(rows [][]any, save func(n int, args []any) error) error {
	for len(rows) > 0 {
		n := min(64, 1<<(bits.Len(uint(len(rows)))-1))
		var args []any
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if err := save(n, args); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

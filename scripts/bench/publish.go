package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/office"
)

const publishGoal, publishGrowth = 2.0, 1.2

// desk is an office whose drafts are ready to be signed.
type desk struct {
	*office.Office
	drafts []publication.Draft
}

// publishing signs drafts in the largest city and commits bare rows, one of each
// in turn; then it signs drafts in every city in turn.
func (b *bench) publishing(ctx context.Context, e *engine) error {
	n := pick(b, 2000, 300)
	var desks []*desk
	for _, scale := range b.scales() {
		p, err := e.city(ctx, scale)
		if err != nil {
			return err
		}
		o, err := openOffice(ctx, p.db, p.data)
		if err != nil {
			return err
		}
		defer o.Store.Close()
		d := &desk{Office: o}
		if err := d.prepare(ctx, 2*n); err != nil {
			return err
		}
		desks = append(desks, d)
	}
	b.say("publish: %d drafts are ready in each city", 2*n)
	largest, err := e.city(ctx, b.whole())
	if err != nil {
		return err
	}
	commit, single, done, err := e.bareCommit(ctx, largest.db, n)
	if err != nil {
		return err
	}
	defer done()

	var act, bare, alone []time.Duration
	for i := range n {
		for _, turn := range []struct {
			do   func() error
			took *[]time.Duration
		}{
			{func() error { return desks[len(desks)-1].sign(ctx, i) }, &act},
			{func() error { return commit(ctx, i) }, &bare},
			{func() error { return single(ctx, i) }, &alone},
		} {
			start := time.Now()
			if err := turn.do(); err != nil {
				return err
			}
			*turn.took = append(*turn.took, time.Since(start))
		}
	}
	acts := make([][]time.Duration, len(desks))
	for i := n; i < 2*n && len(desks) > 1; i++ {
		for j, d := range desks {
			start := time.Now()
			if err := d.sign(ctx, i); err != nil {
				return err
			}
			acts[j] = append(acts[j], time.Since(start))
		}
	}
	compared := func(what string, peer []time.Duration, p int) row {
		a, b := percentile(act, p), percentile(peer, p)
		return row{what: what, product: micro(a), peer: micro(b), ratio: ratio(a, b), ok: true}
	}
	main := compared("one publish act beside a transaction of one row, p50 of "+thousands(int64(n)), bare, 50)
	main.goal, main.ok = "≤ 2", main.ratio <= publishGoal
	e.add(main)
	e.add(compared("the same, p99", bare, 99))
	e.add(compared("one publish act beside a lone insert, p50", alone, 50))
	if len(desks) > 1 {
		grown := ratio(percentile(acts[1], 50), percentile(acts[0], 50))
		e.add(row{what: "growth: publish act, p50, whole city beside a tenth", product: micro(percentile(acts[1], 50)),
			peer: micro(percentile(acts[0], 50)), ratio: grown, goal: "≤ 1.2", ok: grown <= publishGrowth})
	}
	return nil
}

// sign publishes the i-th of its drafts.
func (d *desk) sign(ctx context.Context, i int) error {
	draft := d.drafts[i]
	_, err := d.Publish(ctx, signer(draft.Agency), draft.ID, draft.Stamp)
	return err
}

// The three persons of an agency.
func person(role account.Role, in agency.Code) account.Actor {
	return account.Actor{Login: account.Login("bench-" + string(role)), Grants: []account.Grant{{Role: role, Agency: in}}}
}

func signer(in agency.Code) account.Actor { return person(account.Signer, in) }

// prepare brings n new drafts up to the signature, with texts as the city's,
// spread over its agencies.
func (d *desk) prepare(ctx context.Context, n int) error {
	plan, err := demo.New(1000)
	if err != nil {
		return err
	}
	var texts []publication.Imported
	for r := range records(plan) {
		if c := r.Content; c.Category != "" && !c.Document() && c.Interprets == "" { // which would need a plan, or a kind of piece
			texts = append(texts, r.Imported)
		}
	}
	agencies, err := d.columns(ctx)
	if err != nil {
		return err
	}
	for i := range n {
		in := agencies[i%len(agencies)]
		clerk, secrecy := person(account.Clerk, in), person(account.SecrecyReviewer, in)
		c := texts[i%len(texts)].Content
		c.IssuedOn, c.Channels, c.Number = d.Today(), publication.Website, ""
		draft, err := d.Start(ctx, clerk, in, c)
		if err == nil {
			draft, err = d.Determine(ctx, clerk, draft.ID, draft.Stamp, publication.Determination{
				Attribute: publication.Proactive, ReexamineOn: calendar.NoDay})
		}
		if err == nil {
			draft, err = d.Submit(ctx, clerk, draft.ID, draft.Stamp)
		}
		if err == nil {
			draft, err = d.Clear(ctx, secrecy, draft.ID, draft.Stamp, "")
		}
		if err != nil {
			return fmt.Errorf("prepare a draft of %s: %w", in, err)
		}
		d.drafts = append(d.drafts, draft)
	}
	return nil
}

// columns are the agencies that have one: the 63 that report each year.
func (d *desk) columns(ctx context.Context) ([]agency.Code, error) {
	list, err := d.Store.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	var codes []agency.Code
	for _, a := range list {
		switch a.Kind {
		case agency.County, agency.Zone, agency.Department:
			if a.Open(d.Today()) {
				codes = append(codes, a.Code)
			}
		}
	}
	if len(codes) == 0 {
		return nil, errors.New("the city has no agencies")
	}
	return codes, nil
}

// bareCommit makes a database of its own for one-row commits: the row is one
// of the city's, with all its columns, in a table with only a primary key.
// commit begins, inserts and commits; single lets the engine do that around
// the insert. They are called in turn.
func (e *engine) bareCommit(ctx context.Context, city string, n int) (commit, single func(context.Context, int) error, done func(), err error) {
	record, err := openBare(city)
	if err != nil {
		return nil, nil, nil, err
	}
	defer record.Close()
	address, err := e.fresh(ctx, "commit")
	if err != nil {
		return nil, nil, nil, err
	}
	bare, err := openBare(address)
	if err != nil {
		return nil, nil, nil, err
	}
	done = func() {
		bare.Close()
		// What is left goes with the folder.
		_ = e.drop(context.WithoutCancel(ctx), "commit")
	}
	var columns []string
	var rows [][]any
	var st *sql.Stmt
	if columns, err = bareTable(ctx, record, bare); err == nil {
		if rows, err = readRows(ctx, record, columns, n); err == nil {
			st, err = bare.PrepareContext(ctx, insertInto(bare, columns, 1))
		}
	}
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	args := func(id, i int) []any { return append([]any{int64(id)}, rows[i%len(rows)][1:]...) }
	commit = func(ctx context.Context, i int) error {
		tx, err := bare.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if _, err := tx.StmtContext(ctx, st).ExecContext(ctx, args(2*i+1, i)...); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		return tx.Commit()
	}
	single = func(ctx context.Context, i int) error {
		_, err := st.ExecContext(ctx, args(2*i+2, i)...)
		return err
	}
	return commit, single, done, nil
}

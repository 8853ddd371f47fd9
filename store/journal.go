package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"strconv"

	"gongkai/affairs/journal"
)

// next takes n numbers from a counter and gives the first. Counters only go
// up, and no number is given twice; a rolled back act gives its numbers back.
func (tx *Tx) next(ctx context.Context, counter string, n int) (int64, error) {
	last, err := tx.nextOf(ctx, n, counter)
	if err != nil {
		return 0, fmt.Errorf("counter %s: %w", counter, err)
	}
	return last[counter] - int64(n) + 1, nil
}

// foresee is the question how far counters are, for an act that will take
// numbers of them: it then takes them without waiting for an answer. Nobody else
// takes any while it is the act's turn.
func (tx *Tx) foresee(counters ...string) question {
	seen := make(map[string]int64, len(counters))
	var q composer
	for _, name := range counters {
		seen[name] = 0 // of which no number was given out
		q.hole(name)
	}
	tx.foreseen = seen
	return question{`select name, value from counter where name in ` + holes(1, len(counters)), q.args, func(r row) error {
		var name string
		var value int64
		err := r.Scan(&name, &value)
		seen[name] = value
		return err
	}}
}

// nextOf takes n numbers from each of the counters and gives the last of each.
func (tx *Tx) nextOf(ctx context.Context, n int, counters ...string) (map[string]int64, error) {
	last := make(map[string]int64, len(counters))
	text := `insert into counter (name, value) values ($1, $2)`
	args := []any{counters[0], n}
	for i, name := range counters[1:] {
		text += `, ($` + strconv.Itoa(i+3) + `, $2)`
		args = append(args, name)
	}
	text += `
		on conflict (name) do update set value = counter.value + excluded.value`
	for _, name := range counters {
		value, known := tx.foreseen[name]
		if !known {
			return last, tx.each(ctx, text+` returning name, value`, args, func(rows *sql.Rows) error {
				var name string
				var value int64
				err := rows.Scan(&name, &value)
				last[name] = value
				if _, known := tx.foreseen[name]; known {
					tx.foreseen[name] = value
				}
				return err
			})
		}
		last[name] = value + int64(n)
	}
	for _, name := range counters {
		tx.foreseen[name] = last[name]
	}
	return last, tx.later(ctx, write{thing: "counter", text: text, args: args})
}

// enter writes the entries of one save at the end of the journal.
func (tx *Tx) enter(ctx context.Context, entries ...journal.Entry) error {
	for _, e := range entries {
		if err := tx.permit(e); err != nil {
			return tx.fail(err)
		}
	}
	kept := min(len(tx.reserved), len(entries))
	for i, number := range tx.reserved[:kept] {
		entries[i].Number = number
	}
	tx.reserved = tx.reserved[kept:]
	if more := entries[kept:]; len(more) > 0 {
		first, err := tx.next(ctx, "journal", len(more))
		if err != nil {
			return tx.fail(err)
		}
		for i := range more {
			more[i].Number = first + int64(i)
		}
	}
	if err := tx.insertEntries(ctx, entries); err != nil {
		return tx.fail(err)
	}
	tx.entries = append(tx.entries, entries...)
	return nil
}

// seldomNoted are the columns that an import's entries leave empty as a rule.
var seldomNoted = columnBits(entryColumns, "note", "detail")

const entryColumns = `number, at, act, thing, agency, actor, note, detail`

func (tx *Tx) insertEntries(ctx context.Context, entries []journal.Entry) error {
	const width = 8
	row := func(args []any, e journal.Entry) []any {
		return append(args, e.Number, micros(e.At), string(e.Act), e.Thing, e.Agency, e.Actor, e.Note, e.Detail)
	}
	one := make([]any, 0, width)
	copied, err := tx.copyRows(ctx, "journal", entryColumns, len(entries), func(i int) ([]any, error) {
		return row(one[:0], entries[i]), nil
	})
	if copied || err != nil {
		return err
	}
	follow := false
	if len(entries) >= bulkRows {
		if follow, err = tx.appends(ctx, "journal", "number", entries[0].Number); err != nil {
			return err
		}
	}
	for len(entries) > 0 {
		n := min(len(entries), bulkRows)
		if n < bulkRows {
			// Powers of two: a handful of texts serve every remainder.
			n = 1 << (bits.Len(uint(n)) - 1)
		}
		args := make([]any, 0, n*width)
		for _, e := range entries[:n] {
			args = row(args, e)
		}
		text := insertText("journal", entryColumns, n, width, tx.store.engine.numbered())
		if follow && n == bulkRows {
			text, args = appending("journal", entryColumns, width, seldomNoted, args)
		}
		if err := tx.later(ctx, write{text: text, args: args, thing: "entry"}); err != nil {
			return err
		}
		entries = entries[n:]
	}
	return nil
}

func scanEntry(rows *sql.Rows) (journal.Entry, error) {
	var e journal.Entry
	var at int64
	err := rows.Scan(&e.Number, &at, &e.Act, &e.Thing, &e.Agency, &e.Actor, &e.Note, &e.Detail)
	e.At = instant(at)
	return e, err
}

func (r Reader) entries(ctx context.Context, text string, args ...any) ([]journal.Entry, error) {
	var list []journal.Entry
	err := r.each(ctx, text, args, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		list = append(list, e)
		return err
	})
	return list, err
}

// JournalAfter is up to limit entries after the number, oldest first.
func (r Reader) JournalAfter(ctx context.Context, number int64, limit int) ([]journal.Entry, error) {
	return r.entries(ctx, `select `+entryColumns+` from journal where number > $1 order by number limit $2`, number, limit)
}

// JournalBefore is up to limit entries before the number, newest first; 0
// begins at the end.
func (r Reader) JournalBefore(ctx context.Context, number int64, limit int) ([]journal.Entry, error) {
	if number == 0 {
		number = 1 << 62
	}
	return r.entries(ctx, `select `+entryColumns+` from journal where number < $1 order by number desc limit $2`, number, limit)
}

// JournalOf is everything done to a thing, oldest first, the last thousand at
// most.
func (r Reader) JournalOf(ctx context.Context, thing string) ([]journal.Entry, error) {
	return r.entries(ctx, `select `+entryColumns+` from (
			select `+entryColumns+` from journal where thing = $1 order by number desc limit 1000
		) as recent order by number`, thing)
}

// JournalEnd is the number of the last entry; 0 for an empty journal.
func (r Reader) JournalEnd(ctx context.Context) (int64, error) {
	var n int64
	err := r.one(ctx, `select coalesce(max(number), 0) from journal`, nil, &n)
	return n, err
}

// Position is how far the named follower has read; 0 at first.
func (r Reader) Position(ctx context.Context, follower string) (int64, error) {
	var n int64
	err := r.one(ctx, `select position from follower where name = $1`, []any{follower}, &n)
	if err == ErrNotFound {
		return 0, nil
	}
	return n, err
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
)

// factRow is one fact of an entry as it is kept.
type factRow struct {
	book   ledger.Code
	id     int64
	n      int
	fact   form.Fact
	marks  string // joined by commas
	agency agency.Code
	day    calendar.Day
	stock  bool
	until  int64 // [forever] for none
	amount int64
}

const (
	factColumns = `book, id, n, fact, marks, agency, day, stock, until, amount`
	factWidth   = 10
	// forever is the day until which stands what has no end.
	forever = 1<<31 - 1
)

func factRows(e ledger.Entry) []factRow {
	var rows []factRow
	for i, f := range ledger.Facts(e) {
		until := int64(f.Until)
		if f.Until == calendar.NoDay {
			until = forever
		}
		rows = append(rows, factRow{e.Book, e.ID, i + 1, f.Fact, strings.Join(f.Marks, ","), e.Agency, f.Day, f.Stock, until, f.Amount})
	}
	return rows
}

func (r Reader) factRowsOf(ctx context.Context, where string, args ...any) ([]factRow, error) {
	var list []factRow
	err := r.each(ctx, `select `+factColumns+` from ledger_fact `+where, args, func(rows *sql.Rows) error {
		var f factRow
		err := rows.Scan(&f.book, &f.id, &f.n, &f.fact, &f.marks, &f.agency, &f.day, &f.stock, &f.until, &f.amount)
		list = append(list, f)
		return err
	})
	return list, err
}

func (r Reader) factsOf(ctx context.Context, book ledger.Code, id int64) ([]factRow, error) {
	return r.factRowsOf(ctx, `where book = $1 and id = $2 order by n`, string(book), id)
}

func (tx *Tx) insertFacts(ctx context.Context, rows []factRow) error {
	list := make([][]any, len(rows))
	for i, f := range rows {
		list[i] = []any{string(f.book), f.id, f.n, string(f.fact), f.marks, string(f.agency), int64(f.day), f.stock, f.until, f.amount}
	}
	return tx.insertMany(ctx, "ledger_fact", factColumns, factWidth, list, nil)
}

// ledgerCell is a cell of the tally: what an agency, "" for the city, counted of
// a fact with the same marks in a year. Of a stock it is by how much the stock
// changed in the year, so that it stood on 31 December at the sum of all years
// up to it.
type ledgerCell struct {
	agency agency.Code
	year   int
	fact   form.Fact
	marks  string
	stock  bool
}

type ledgerTally map[ledgerCell]int64

func (t ledgerTally) add(rows []factRow, sign int64) {
	for _, f := range rows {
		for _, in := range []agency.Code{f.agency, ""} {
			t[ledgerCell{in, f.day.Year(), f.fact, f.marks, f.stock}] += sign * f.amount
			if f.stock && f.until != forever {
				t[ledgerCell{in, calendar.Day(f.until).Year(), f.fact, f.marks, true}] -= sign * f.amount
			}
		}
	}
}

func (tx *Tx) changeLedgerTally(ctx context.Context, change ledgerTally) error {
	for c, amount := range change {
		if amount == 0 {
			continue
		}
		_, err := tx.exec(ctx, `insert into ledger_tally (agency, year, fact, marks, stock, amount) values ($1, $2, $3, $4, $5, $6)
			on conflict (agency, year, fact, marks) do update set amount = ledger_tally.amount + excluded.amount`,
			string(c.agency), c.year, string(c.fact), c.marks, c.stock, amount)
		if err != nil {
			return fmt.Errorf("ledger tally: %w", err)
		}
	}
	return nil
}

// ledgerKind is a fact with the marks it came with.
type ledgerKind struct {
	fact  form.Fact
	marks string
}

// ledgerFacts is what the ledgers of some agencies count in a year.
type ledgerFacts struct {
	of map[ledgerKind]printed.Number
}

// ledgerFacts is what the ledgers count in a year, from the tally: of the whole
// city for nil, else of these agencies together.
func (r Reader) ledgerFacts(ctx context.Context, year int, in []agency.Code) (ledgerFacts, error) {
	if in == nil {
		in = []agency.Code{""}
	}
	q := &composer{}
	q.among(in)
	y := q.hole(year)
	return r.ledgerSums(ctx, `select fact, marks, sum(amount) from ledger_tally`+q.where()+` and year <= `+y+` and (stock or year = `+y+`)
		group by fact, marks`, q.args)
}

// recountLedgerFacts is the same from what the entries count, one by one.
func (r Reader) recountLedgerFacts(ctx context.Context, year int, in []agency.Code) (ledgerFacts, error) {
	of := func(q *composer, stock bool) string {
		q.conditions = []string{q.ofYear(year, stock)}
		if in != nil {
			q.among(in)
		}
		return `select fact, marks, sum(amount) from ledger_fact` + q.where() + ` group by fact, marks`
	}
	q := &composer{}
	text := of(q, false) + ` union all ` + of(q, true)
	return r.ledgerSums(ctx, text, q.args)
}

// ofYear is the condition that a fact counts in the year: that it happened in
// it or, of a stock, that it stood on its last day.
func (q *composer) ofYear(year int, stock bool) string {
	first, last := yearDays(year)
	if stock {
		return `stock = true and day <= ` + q.hole(int64(last)) + ` and until > ` + q.hole(int64(last))
	}
	return `stock = false and day >= ` + q.hole(int64(first)) + ` and day <= ` + q.hole(int64(last))
}

func (r Reader) ledgerSums(ctx context.Context, text string, args []any) (ledgerFacts, error) {
	f := ledgerFacts{of: map[ledgerKind]printed.Number{}}
	err := r.each(ctx, text, args, func(rows *sql.Rows) error {
		var k ledgerKind
		var amount int64
		err := rows.Scan(&k.fact, &k.marks, &amount)
		f.of[k] = printed.Number(amount)
		return err
	})
	return f, err
}

// chosen says whether a source counts facts with these marks.
func chosen(s form.Source, marks string) bool {
	return len(s.Of) == 0 || slices.ContainsFunc(strings.Split(marks, ","), func(m string) bool { return slices.Contains(s.Of, m) })
}

// count is what a source counts; ok is false if the ledgers do not count it.
func (f ledgerFacts) count(s form.Source) (n printed.Number, ok bool) {
	if counted, _ := ledger.IsFact(s.Fact); !counted {
		return 0, false
	}
	for k, amount := range f.of {
		if k.fact == s.Fact && chosen(s, k.marks) {
			n += amount
		}
	}
	return n, true
}

// errCursor refuses a place in a list that no list gave out.
var errCursor = fmt.Errorf("ledger records: no such place: %w", ErrNotFound)

// ledgerRecords is the records that a source counts in a year, latest first,
// behind the cursor ("" for the beginning); next is "" at the end. The title is
// told only of what is before the public.
func (r Reader) ledgerRecords(ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) (page []annual.Record, next string, err error) {
	counted, stock := ledger.IsFact(s.Fact)
	if !counted {
		return nil, "", nil
	}
	q := &composer{}
	q.add(`fact = `, string(s.Fact))
	q.conditions = append(q.conditions, q.ofYear(year, stock))
	if in != nil {
		q.among(in)
	}
	if len(s.Of) > 0 {
		// Which marks there are is read, and chosen by the rule of the count.
		f, err := r.ledgerFacts(ctx, year, in)
		if err != nil {
			return nil, "", err
		}
		var hs []string
		for k := range f.of {
			if k.fact == s.Fact && chosen(s, k.marks) {
				hs = append(hs, k.marks)
			}
		}
		if len(hs) == 0 {
			return nil, "", nil
		}
		slices.Sort(hs)
		for i, m := range hs {
			hs[i] = q.hole(m)
		}
		q.conditions = append(q.conditions, `marks in (`+strings.Join(hs, ", ")+`)`)
	}
	if cursor != "" {
		var day, id, n int64
		var book string
		parts := strings.Split(cursor, "/")
		if len(parts) != 4 {
			return nil, "", errCursor
		}
		book = parts[1]
		for _, p := range []struct {
			text string
			to   *int64
		}{{parts[0], &day}, {parts[2], &id}, {parts[3], &n}} {
			if *p.to, err = strconv.ParseInt(p.text, 10, 64); err != nil {
				return nil, "", errCursor
			}
		}
		q.conditions = append(q.conditions, `(day, book, id, n) < (`+q.hole(day)+`, `+q.hole(book)+`, `+q.hole(id)+`, `+q.hole(n)+`)`)
	}
	last := ""
	err = r.each(ctx, `select f.book, f.id, f.n, f.agency, f.day, f.marks, f.amount, e.stamp, coalesce(p.title, ''), p.id is not null
		from (select * from ledger_fact`+q.where()+` order by day desc, book desc, id desc, n desc limit `+q.hole(size+1)+`) f
		join ledger_entry e on e.book = f.book and e.id = f.id
		left join ledger_public p on p.book = f.book and p.id = f.id
		order by f.day desc, f.book desc, f.id desc, f.n desc`, q.args, func(rows *sql.Rows) error {
		var book ledger.Code
		var id, n, amount int64
		var marks string
		var a annual.Record
		if err := rows.Scan(&book, &id, &n, &a.Agency, &a.Day, &marks, &amount, &a.Stamp, &a.Title, &a.Open); err != nil {
			return err
		}
		if len(page) == size {
			next = last
			return nil
		}
		a.Thing, a.Number, a.Adds = ledger.Thing(book, id), book.Name()+" "+ledger.NumberOf(id), printed.Number(amount)
		for _, m := range ledger.Marks {
			if slices.Contains(strings.Split(marks, ","), m.Code) {
				a.Marks = append(a.Marks, annual.Mark{Name: m.Kind, Value: m.Name})
			}
		}
		page = append(page, a)
		last = fmt.Sprintf("%d/%s/%d/%d", int64(a.Day), book, id, n)
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return page, next, nil
}

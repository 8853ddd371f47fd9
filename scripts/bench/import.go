package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/cities"
	"gongkai/demo"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/store"
)

const (
	importRate   = 20_000  // records a second
	importPeak   = 1 << 30 // bytes
	importRounds = 3
	stream       = "bench/city" // the position of the load
	voucher      = "测量"
	// bareBatch rows make a transaction of the peer, as in office/intake, and
	// bareRows of them one statement, as in store: of one and fifty the faster.
	bareBatch = 8000
)

func bareRows(db *sql.DB) int {
	if isPostgres(db) {
		return 50 // one by one, each would wait for the server
	}
	return 50
}

// openOffice opens the record of an address with files in the folder.
func openOffice(ctx context.Context, address, data string) (*office.Office, error) {
	s, err := store.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	blobs, err := store.OpenFolder(filepath.Join(data, "files"))
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	o, err := office.New(ctx, s, blobs, time.Now)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return o, nil
}

// found makes the city without its records, once.
func found(ctx context.Context, o *office.Office) error {
	if there, err := o.Founded(ctx); err != nil || there {
		return err
	}
	folder, err := fs.Sub(cities.FS, "changchun")
	if err != nil {
		return err
	}
	return o.Found(ctx, account.Console, folder)
}

// records are the year's items as the import takes them.
func records(p *demo.Plan) iter.Seq[intake.Record] {
	channels := map[demo.Channel]publication.Channel{}
	for _, c := range publication.Channels {
		channels[demo.Channel(c.Code)] = c.Channel
	}
	return func(yield func(intake.Record) bool) {
		for it := range p.Items() {
			r := intake.Record{Agency: agency.Code(it.Agency), Imported: publication.Imported{PublishedAt: it.PublishedAt,
				Content: publication.Content{Title: it.Title, Number: it.Number, Category: it.Category, IssuedOn: it.IssuedOn,
					Body: it.Body, Keywords: it.Keywords, Stage: publication.Stage(it.Stage), Normative: it.Normative,
					Validity: publication.Validity(it.Validity), EndedOn: it.EndedOn, Interprets: it.Interprets, Channels: channels[it.Channel]}}}
			if !yield(r) {
				return
			}
		}
	}
}

// loading brings the cities in, or finds them there from the run before.
func (b *bench) loading(ctx context.Context, e *engine) error {
	for _, scale := range b.scales() {
		p, err := e.city(ctx, scale)
		if err != nil {
			return err
		}
		note := filepath.Join(p.data, "load.json")
		var m imported
		if text, err := os.ReadFile(note); err == nil {
			if err := json.Unmarshal(text, &m); err != nil {
				return err
			}
			b.say("the city of %d records is there", m.Records)
		} else {
			if err := b.inChild(ctx, task{Do: "load", Scale: scale, Address: p.db, Data: p.data}, &m); err != nil {
				return err
			}
			b.say("%d records in %.0f s", m.Records, m.Seconds)
			if err := e.settled(ctx, p.db); err != nil {
				return err
			}
			text, err := json.Marshal(m)
			if err != nil {
				return err
			}
			if err := os.WriteFile(note, text, 0o644); err != nil {
				return err
			}
		}
		if scale == b.whole() {
			rate := float64(m.Records) / m.Seconds
			e.add(row{what: "import of " + thousands(m.Records) + " records, written as they are made up", product: thousands(int64(rate)) + " records/s",
				goal: "≥ " + thousands(importRate) + " records/s", ok: rate >= importRate})
			e.add(row{what: "memory of that import at its peak", product: megabytes(m.Peak), goal: "< 1 GB", ok: m.Peak < importPeak})
		}
	}
	return nil
}

// load imports a city in this process.
func load(ctx context.Context, t task) (imported, error) {
	var m imported
	o, err := openOffice(ctx, t.Address, t.Data)
	if err != nil {
		return m, err
	}
	defer o.Store.Close()
	if err := found(ctx, o); err != nil {
		return m, err
	}
	plan, err := demo.New(t.Scale)
	if err != nil {
		return m, err
	}
	start := time.Now()
	report := every(5*time.Second, func(done, total int64) {
		rate := float64(done) / time.Since(start).Seconds()
		fmt.Fprintf(os.Stderr, "        load %d/%d, %.0f/s, about %.0f s left\n", done, total, rate, float64(total-done)/rate)
	})
	_, m.Records, err = intake.ImportStream(ctx, o, account.Console, intake.Stream{Name: stream, Voucher: voucher,
		Total: int64(plan.Totals.Items()), Records: records(plan)}, report)
	m.Seconds = time.Since(start).Seconds()
	return m, err
}

// importing measures the import beside bare inserts, each into an empty
// database, taking turns.
func (b *bench) importing(ctx context.Context, e *engine) error {
	t := task{Do: "import", Scale: 10, Records: pick(b, 100_000, 30_000)}
	var names []string
	defer func() {
		for _, name := range names {
			// A run that failed has its own error; what is left goes with the folder.
			_ = e.drop(context.WithoutCancel(ctx), name)
		}
	}()
	for round := range importRounds {
		for kind, list := range map[string]*[]string{"import_": &t.Products, "bare_": &t.Bare} {
			name := kind + strconv.Itoa(round)
			address, err := e.fresh(ctx, name)
			if err != nil {
				return err
			}
			names = append(names, name)
			*list = append(*list, address)
		}
	}
	var m imported
	if err := b.inChild(ctx, t, &m); err != nil {
		return err
	}
	product, bare := median(m.Products), median(m.Bare)
	e.add(row{what: "import of " + thousands(m.Records) + " records, beside bare inserts", product: thousands(int64(product)) + " records/s",
		peer: thousands(int64(bare)) + " records/s", ratio: product / bare, goal: "≥ 1/3 and ≥ " + thousands(importRate) + " records/s",
		ok: product >= bare/3 && product >= importRate})
	return nil
}

func importBesideBare(ctx context.Context, t task) (imported, error) {
	m := imported{Records: int64(t.Records)}
	plan, err := demo.New(t.Scale)
	if err != nil {
		return m, err
	}
	list := make([]intake.Record, 0, t.Records)
	for r := range records(plan) {
		if list = append(list, r); len(list) == t.Records {
			break
		}
	}
	m.Records = int64(len(list))
	var rows [][]any
	for round := range t.Products {
		rate, err := importRate1(ctx, t.Products[round], list)
		if err != nil {
			return m, err
		}
		m.Products = append(m.Products, rate)
		record, err := openBare(t.Products[round])
		if err != nil {
			return m, err
		}
		if rate, err = bareRate(ctx, record, t.Bare[round], &rows); err != nil {
			return m, errors.Join(err, record.Close())
		}
		m.Bare = append(m.Bare, rate)
		if err := record.Close(); err != nil {
			return m, err
		}
		fmt.Fprintf(os.Stderr, "        round %d: import %.0f/s, bare %.0f/s\n", round+1, m.Products[round], rate)
	}
	return m, nil
}

// importRate1 is how many records a second came into the empty record.
func importRate1(ctx context.Context, address string, list []intake.Record) (float64, error) {
	folder, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	o, err := openOffice(ctx, address, folder)
	if err != nil {
		return 0, err
	}
	defer o.Store.Close()
	if err := found(ctx, o); err != nil {
		return 0, err
	}
	start := time.Now()
	_, n, err := intake.ImportStream(ctx, o, account.Console, intake.Stream{Name: stream, Voucher: voucher,
		Total: int64(len(list)), Records: slices.Values(list)}, nil)
	return float64(n) / time.Since(start).Seconds(), err
}

// bareRate is how many rows a second go into a table with the same columns
// and only its primary key. The rows are those the import wrote, read once.
func bareRate(ctx context.Context, record *sql.DB, address string, rows *[][]any) (float64, error) {
	bare, err := openBare(address)
	if err != nil {
		return 0, err
	}
	defer bare.Close()
	columns, err := bareTable(ctx, record, bare)
	if err != nil {
		return 0, err
	}
	if *rows == nil {
		if *rows, err = readRows(ctx, record, columns, 0); err != nil {
			return 0, err
		}
	}
	each := bareRows(bare)
	st, err := bare.PrepareContext(ctx, insertInto(bare, columns, each))
	if err != nil {
		return 0, err
	}
	defer st.Close()
	list := (*rows)[:len(*rows)/each*each]
	args := make([]any, 0, each*len(columns))
	start := time.Now()
	for batch := range slices.Chunk(list, bareBatch) {
		tx, err := bare.BeginTx(ctx, nil)
		if err != nil {
			return 0, err
		}
		in := tx.StmtContext(ctx, st)
		for some := range slices.Chunk(batch, each) {
			args = args[:0]
			for _, r := range some {
				args = append(args, r...)
			}
			if _, err := in.ExecContext(ctx, args...); err != nil {
				return 0, errors.Join(err, tx.Rollback())
			}
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	return float64(len(list)) / time.Since(start).Seconds(), nil
}

// readRows reads publications as the driver gives them; all for limit 0.
func readRows(ctx context.Context, record *sql.DB, columns []string, limit int) ([][]any, error) {
	text := "select * from publication order by id"
	if limit > 0 {
		text += " limit " + strconv.Itoa(limit)
	}
	rows, err := record.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list [][]any
	for rows.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			return nil, err
		}
		list = append(list, values)
	}
	return list, rows.Err()
}

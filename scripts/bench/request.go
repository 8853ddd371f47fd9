package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/store"
)

const (
	listGoal      = 30 * time.Millisecond
	listGrowth    = 1.5
	intakeGoal    = 0.5
	intakeSlowest = 100 * time.Millisecond
	reckonGoal    = 2 * time.Second
	clients       = 16
	openCases     = 10_000
)

// asking measures requests in a city of requests alone: lists with one year
// and with ten, intake beside bare commits, and a holiday notice.
func (b *bench) asking(ctx context.Context, e *engine) error {
	address, err := e.fresh(ctx, "requests")
	if err != nil {
		return err
	}
	defer e.drop(context.WithoutCancel(ctx), "requests")
	record, err := openOffice(ctx, address, filepath.Join(e.dir, "requests-files"))
	if err != nil {
		return err
	}
	defer func() { record.Store.Close() }()
	// A day before a year that has no notice yet. The clock goes on: who files
	// waits for others by how long the last took.
	begun := time.Now()
	now := func() time.Time { return calendar.Date(2026, 12, 21).Start().Add(10*time.Hour + time.Since(begun)) }
	o, err := office.New(ctx, record.Store, record.Blobs, now)
	if err != nil {
		return err
	}
	if err := stage.Found(ctx, o); err != nil {
		return err
	}
	plan, err := demo.New(pick(b, 1, 10))
	if err != nil {
		return err
	}
	start := time.Now()
	if err := stage.Asked(ctx, o, plan, func(int64, int64) {}); err != nil {
		return err
	}
	n := int64(plan.Asked.Requests())
	e.add(row{what: thousands(n) + " requests of a year, all their acts", product: time.Since(start).Round(100 * time.Millisecond).String(), ok: true})
	b.say("requests: open cases")
	if err := openMany(ctx, o, pick(b, openCases, openCases/10)); err != nil {
		return err
	}
	if err := e.settled(ctx, address); err != nil {
		return err
	}
	year, err := b.listing(ctx, e, o, n)
	if err != nil {
		return err
	}
	b.say("requests: ten years")
	if err := multiply(ctx, address); err != nil {
		return err
	}
	// Opened anew: of that, the journal does not tell, and opening reads the words.
	record.Store.Close()
	opening := time.Now()
	if record, err = openOffice(ctx, address, filepath.Join(e.dir, "requests-files")); err != nil {
		return err
	}
	if o, err = office.New(ctx, record.Store, record.Blobs, now); err != nil {
		return err
	}
	if err := b.indexing(ctx, e, o, opening, 9*n); err != nil {
		return err
	}
	if err := e.settled(ctx, address); err != nil {
		return err
	}
	decade, err := b.listing(ctx, e, o, 10*n)
	if err != nil {
		return err
	}
	grown := ratio(decade, year)
	e.add(row{what: "growth: case list, p95, ten years beside one", product: micro(decade), peer: micro(year), ratio: grown, goal: "≤ 1.5", ok: grown <= listGrowth})
	b.say("requests: a holiday notice")
	if err := b.noticing(ctx, e, o); err != nil {
		return err
	}
	b.say("requests: intake")
	return b.intake(ctx, e, o)
}

// openMany opens cases around today, most of them due in the new year.
func openMany(ctx context.Context, o *office.Office, n int) error {
	agencies, err := o.Store.Agencies(ctx)
	if err != nil {
		return err
	}
	plan, err := demo.New(1000)
	if err != nil {
		return err
	}
	cal, today := o.Calendar(), o.Today()
	const lot = 1000
	for from := 0; from < n; from += lot {
		var list []request.Request
		var entries []journal.Entry
		err := o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
			list, entries = nil, nil
			first, err := tx.NextRequests(ctx, today.Year(), min(lot, n-from))
			if err != nil {
				return err
			}
			for i := range min(lot, n-from) {
				in := agencies[(from+i)%len(agencies)]
				ago := i%9 + 1
				if i%5 == 0 {
					ago = i % 25
				}
				at := cal.Add(today, -ago).Start().Add(9 * time.Hour)
				h := request.Hand{By: "bench", At: at, Calendar: cal, Lead: office.DraftLead}
				r, e, err := request.Submit(first+request.ID(i), filing(plan, from+i, in.Code, at, regulation.Counter), h)
				if err != nil {
					return err
				}
				r.Handler = account.Login("clerk." + strings.ToLower(string(in.Code)))
				list, entries = append(list, r), append(entries, e)
			}
			return tx.SaveRequests(ctx, list, entries)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func filing(plan *demo.Plan, n int, in agency.Code, at time.Time, channel regulation.Channel) request.Filing {
	a := plan.Living(n, string(in), "statutory", string(channel), at)
	return request.Filing{Agency: in, Channel: channel, Kind: request.Statutory,
		Applicant: request.Applicant{Kind: request.ApplicantKind(a.Person.Kind), Name: a.Name, Paper: a.Paper, PaperNumber: a.PaperNumber,
			Phone: a.Phone, Email: a.Email, Address: a.Address},
		Asked:       request.Asked{Subject: a.Subject, Text: a.Text, Form: request.Form(a.Form), Route: request.Route(a.Route)},
		SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay}
}

// multiply copies the year of 2017 to the nine before, as a record that is ten
// times as old would hold it.
func multiply(ctx context.Context, address string) error {
	db, err := openBare(address)
	if err != nil {
		return err
	}
	defer db.Close()
	if isPostgres(db) {
		// A copied case will not grow any more, and fills its page as one that grew.
		if _, err := db.ExecContext(ctx, "alter table request set (fillfactor = 100)"); err != nil {
			return err
		}
	}
	var names []string
	question := `select name from pragma_table_info('request') order by cid`
	if isPostgres(db) {
		question = `select column_name from information_schema.columns where table_schema = current_schema() and table_name = 'request' order by ordinal_position`
	}
	rows, err := db.QueryContext(ctx, question)
	if err != nil {
		return err
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			rows.Close()
			return err
		}
		names = append(names, name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for back := 1; back <= 9; back++ {
		exprs := slices.Clone(names)
		for i, name := range names {
			switch name {
			case "id":
				exprs[i] = fmt.Sprintf("id - %d", back*1_000_000)
			case "submitted_at":
				exprs[i] = fmt.Sprintf("submitted_at - %d", back*365*86_400_000_000)
			case "received_on", "closed_on", "due_on":
				exprs[i] = fmt.Sprintf("%s - %d", name, back*365)
			}
		}
		for _, text := range []string{
			"insert into request (" + strings.Join(names, ", ") + ") select " + strings.Join(exprs, ", ") + " from request where id >= 2017000000 and id < 2018000000",
			fmt.Sprintf("insert into request_tally select agency, year - %d, kind, channel, applicant_kind, state, outcome, late, extended, n from request_tally where year = 2017", back),
			fmt.Sprintf("insert into request_unread select id - %d from request where id >= 2017000000 and id < 2018000000", back*1_000_000),
		} {
			if _, err := db.ExecContext(ctx, text); err != nil {
				return err
			}
		}
	}
	for _, text := range []string{"delete from request_tally where year = 0",
		`insert into request_tally select agency, 0, kind, channel, applicant_kind, state, outcome, late, extended, sum(n) from request_tally
			group by agency, kind, channel, applicant_kind, state, outcome, late, extended`} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// indexing reads what opening left of the words of n requests into their index.
func (b *bench) indexing(ctx context.Context, e *engine, o *office.Office, opening time.Time, n int64) error {
	for {
		read, err := o.Store.IndexRequests(ctx)
		if err != nil {
			return err
		}
		if read == 0 {
			e.add(row{what: "words of " + thousands(n) + " requests read into their index", product: time.Since(opening).Round(100 * time.Millisecond).String(), ok: true})
			return nil
		}
	}
}

// listing draws selections as officials make them, of an agency or of the city,
// and times what the list page of the desk asks: fifty rows, the numbers beside
// every filter, the windows.
func (b *bench) listing(ctx context.Context, e *engine, o *office.Office, n int64) (time.Duration, error) {
	agencies, err := o.Store.Agencies(ctx)
	if err != nil {
		return 0, err
	}
	h := store.Horizon{Today: o.Today(), Soon: o.Calendar().Add(o.Today(), 5)}
	draw := rand.New(rand.NewPCG(2017, 12))
	yes, no := true, false
	var pages, words []time.Duration
	for i := range pick(b, 1200, 300) {
		var s store.RequestSelection
		if draw.IntN(4) > 0 { // most officials see their own agency alone
			s.Agency = agencies[draw.IntN(len(agencies))].Code
		}
		for range draw.IntN(4) {
			switch draw.IntN(10) {
			case 0:
				s.Kind = []request.Kind{request.Statutory, request.Consultation, request.Complaint}[draw.IntN(3)]
			case 1:
				s.Channel = regulation.Channels[draw.IntN(len(regulation.Channels))].Channel
			case 2:
				s.ApplicantKind = request.ApplicantKinds[draw.IntN(len(request.ApplicantKinds))].Kind
			case 3:
				s.State = request.States[draw.IntN(len(request.States))].State
			case 4:
				s.Outcome = fmt.Sprintf("2008-%d", 1+draw.IntN(8))
			case 5:
				s.Year = 2008 + draw.IntN(11)
			case 6:
				s.Extended = []*bool{&yes, &no}[draw.IntN(2)]
			case 7:
				s.Late = []*bool{&yes, &no}[draw.IntN(2)]
			case 8:
				s.Due = store.Windows[draw.IntN(len(store.Windows))]
			case 9:
				s.Handler = account.Login("clerk." + strings.ToLower(string(agencies[draw.IntN(len(agencies))].Code)))
			}
		}
		searched := i%10 == 0
		if searched {
			s = store.RequestSelection{Agency: s.Agency, Words: []string{"征地批复", "学区", "房屋征收决定", "公交", "王某某", "2017-012345"}[draw.IntN(6)]}
		}
		start := time.Now()
		page, err := o.Store.RequestPage(ctx, s, h, "", 50)
		if err != nil {
			return 0, err
		}
		if _, err := o.Store.RequestBuckets(ctx, s.Agency, s.Handler, h); err != nil {
			return 0, err
		}
		took := time.Since(start)
		if (page.Next != "") != (page.Count > int64(len(page.Rows))) {
			return 0, fmt.Errorf("%+v: %d of %d, next %q", s, len(page.Rows), page.Count, page.Next)
		}
		if took > 2*listGoal {
			b.say("requests: %s for %+v (%d)", took, s, page.Count)
		}
		if searched {
			words = append(words, took)
			continue
		}
		pages = append(pages, took)
	}
	of := " of " + thousands(n)
	p95 := percentile(pages, 95)
	e.add(row{what: "case list" + of + ", any filter, exact numbers beside every filter, windows, p95", product: micro(p95), goal: "≤ 30 ms", ok: p95 <= listGoal})
	e.add(row{what: "the same, p99", product: micro(percentile(pages, 99)), ok: true})
	p95w := percentile(words, 95)
	e.add(row{what: "the same of a list by words" + of + ", p95", product: micro(p95w), goal: "≤ 30 ms", ok: p95w <= listGoal})
	return p95, nil
}

// intake files requests by sixteen clients at once, and commits as many bare
// rows of the size of a request, in turns.
func (b *bench) intake(ctx context.Context, e *engine, o *office.Office) error {
	plan, err := demo.New(1000)
	if err != nil {
		return err
	}
	agencies, err := o.Store.Agencies(ctx)
	if err != nil {
		return err
	}
	address, err := e.fresh(ctx, "intake")
	if err != nil {
		return err
	}
	defer e.drop(context.WithoutCancel(ctx), "intake")
	bare, err := openBare(address)
	if err != nil {
		return err
	}
	defer bare.Close()
	if _, err := bare.ExecContext(ctx, "create table bare (id bigint primary key, body text not null)"); err != nil {
		return err
	}
	if e.server != nil {
		bare.SetMaxOpenConns(clients)
		bare.SetMaxIdleConns(clients)
	}
	body := strings.Repeat("政府信息公开申请", 60)
	rounds, each := pick(b, 5, 2), pick(b, 1200, 400)
	filings := make([]request.Filing, rounds*each)
	for i := range filings {
		filings[i] = filing(plan, 1_000_000+i, agencies[i%len(agencies)].Code, o.Now(), regulation.Online)
	}
	var acts []time.Duration
	var ratios, rates, bareRates []float64
	numbers := map[request.ID]bool{}
	var mu sync.Mutex
	for r := range rounds {
		took, list, err := atOnce(each, func(i int) error {
			q, again, err := o.File(ctx, account.Applicant(""), filings[r*each+i])
			if err == nil && again {
				err = errors.New("was filed before")
			}
			mu.Lock()
			numbers[q.ID] = true
			mu.Unlock()
			return err
		})
		if err != nil {
			return err
		}
		// What was put off while everybody filed.
		began := time.Now()
		for n := 1; n > 0; {
			if n, err = o.Store.IndexRequests(ctx); err != nil {
				return err
			}
		}
		took += time.Since(began)
		acts = append(acts, list...)
		alone, _, err := atOnce(each, func(i int) error {
			tx, err := bare.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "insert into bare (id, body) values ($1, $2)", r*each+i, body); err != nil {
				return errors.Join(err, tx.Rollback())
			}
			return tx.Commit()
		})
		if err != nil {
			return err
		}
		rates, bareRates = append(rates, float64(each)/took.Seconds()), append(bareRates, float64(each)/alone.Seconds())
		ratios = append(ratios, alone.Seconds()/took.Seconds())
	}
	ids := make([]request.ID, 0, len(numbers))
	for id := range numbers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	consecutive := len(ids) == rounds*each && ids[len(ids)-1]-ids[0] == request.ID(len(ids)-1)
	r := median(ratios)
	e.add(row{what: "intake by 16 clients beside bare commits, a second", product: fmt.Sprintf("%.0f", median(rates)), peer: fmt.Sprintf("%.0f", median(bareRates)),
		ratio: r, goal: "≥ 0.5", ok: r >= intakeGoal})
	p99 := percentile(acts, 99)
	e.add(row{what: "the same, p99", product: micro(p99), goal: "≤ 100 ms", ok: p99 <= intakeSlowest})
	e.add(row{what: thousands(int64(len(ids))) + " numbers given out to 16 clients follow each other", product: map[bool]string{true: "yes", false: "no"}[consecutive], goal: "yes", ok: consecutive})
	return nil
}

// atOnce does n things by the clients at once; how long all and each took.
func atOnce(n int, do func(int) error) (time.Duration, []time.Duration, error) {
	took := make([]time.Duration, n)
	failed := make([]error, clients)
	start := time.Now()
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for i := c; i < n && failed[c] == nil; i += clients {
				begun := time.Now()
				failed[c] = do(i)
				took[i] = time.Since(begun)
			}
		})
	}
	all.Wait()
	return time.Since(start), took, errors.Join(failed...)
}

// noticing adds the notice of the next year, which most open cases run into.
func (b *bench) noticing(ctx context.Context, e *engine, o *office.Office) error {
	const text = `{"year": 2027, "title": "测量用", "days": [
		{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, {"name": "元旦", "date": "2027-01-04", "isOffDay": true},
		{"name": "元旦", "date": "2027-01-05", "isOffDay": true}]}`
	open, err := o.Store.RequestBuckets(ctx, "", "", store.Horizon{Today: o.Today(), Soon: o.Today()})
	if err != nil {
		return err
	}
	start := time.Now()
	_, moved, err := o.AddNotice(ctx, account.Console, []byte(text), o.Today())
	took := time.Since(start)
	if err != nil {
		return err
	}
	e.add(row{what: fmt.Sprintf("a holiday notice over %s open cases, %s of which move", thousands(open.Open()), thousands(int64(moved))),
		product: micro(took), goal: "≤ 2 s", ok: took <= reckonGoal && moved*2 > int(open.Open())})
	return nil
}

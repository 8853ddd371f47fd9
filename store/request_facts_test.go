package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/store/storetest"
)

// yearsEdges are days on which a year begins and ends, and the second edition.
var yearsEdges = []string{"2017-12-29", "2017-12-31", "2018-01-01", "2018-06-30", "2018-12-31", "2019-01-01", "2019-05-14", "2019-05-15",
	"2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01", "2022-03-01"}

// someCase is a request with every countable thing drawn; received and closed
// on the edges of years.
func someCase(t *rapid.T) request.Request {
	at := rapid.IntRange(0, len(yearsEdges)-1).Draw(t, "received")
	q := request.Request{
		Agency: rapid.SampledFrom(agencies).Draw(t, "agency"),
		Kind: rapid.SampledFrom([]request.Kind{request.Statutory, request.Statutory, request.Statutory, request.Consultation,
			request.Complaint, request.Petition, request.Correction}).Draw(t, "kind"),
		State:       rapid.SampledFrom([]request.State{request.Closed, request.Closed, request.Closed, request.Handling, request.Confirming}).Draw(t, "state"),
		Channel:     rapid.SampledFrom(regulation.Channels).Draw(t, "channel").Channel,
		Applicant:   request.Applicant{Kind: rapid.SampledFrom(request.ApplicantKinds).Draw(t, "applicant").Kind, Name: "王"},
		ConfirmedOn: calendar.NoDay, ReceivedOn: day(yearsEdges[at]), DueOn: calendar.NoDay, DraftDueOn: calendar.NoDay, SubDueOn: calendar.NoDay,
		ClosedOn: calendar.NoDay,
	}
	e, _ := regulation.EditionOn(q.ReceivedOn)
	q.Edition = e.Code
	q.SubmittedAt = q.ReceivedOn.Start()
	switch {
	case q.State == request.Confirming:
		q.ReceivedOn = calendar.NoDay
	case q.State == request.Closed:
		closeCase(t, &q, day(yearsEdges[rapid.IntRange(at, len(yearsEdges)-1).Draw(t, "closed")]))
	}
	if rapid.IntRange(0, 3).Draw(t, "extended") == 0 {
		q.Extension = &request.Extension{Days: 20, GrantedBy: "head", GrantedOn: q.ReceivedOn, BeforeOn: calendar.NoDay}
	}
	return q
}

func closeCase(t *rapid.T, q *request.Request, on calendar.Day) {
	e, _ := q.Law()
	o := rapid.SampledFrom(e.Outcomes).Draw(t, "outcome")
	q.State, q.ClosedOn, q.Outcome, q.Late = request.Closed, on, o.Code, rapid.Bool().Draw(t, "late")
	p := request.Part{Outcome: o.Code}
	if len(o.Grounds) > 0 {
		p.Ground = rapid.SampledFrom(o.Grounds).Draw(t, "ground")
	}
	if !o.Platform {
		q.Decision = &request.Decision{Parts: []request.Part{p}, Outcome: o.Code}
	}
}

// seedCases saves n drawn cases in bulk.
func seedCases(t testing.TB, s *store.Store, n int) []request.Request {
	t.Helper()
	at := noon(2030, 1, 1)
	var list []request.Request
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		first, err := tx.NextRequests(ctx, 2017, n)
		if err != nil {
			return err
		}
		list = nil
		entries := make([]journal.Entry, n)
		for i := range n {
			q := rapid.Custom(someCase).Example(i)
			q.ID = first + request.ID(i)
			q.Fingerprint = q.ID.Number()
			list = append(list, q)
			entries[i] = entry(journal.RequestSubmit, q.Thing(), q.Agency, at)
		}
		return tx.SaveRequests(ctx, list, entries)
	})
	for i := range list {
		list[i].Stamp = 1
	}
	return list
}

// countsCase says of one case whether a source counts it: the law in words,
// written down a second time.
func countsCase(s form.Source, year int, q request.Request) bool {
	if q.ReceivedOn == calendar.NoDay || q.Kind == request.Correction || s.Applicant != "" && s.Applicant != string(q.Applicant.Kind) {
		return false
	}
	begins, ends := day(fmt.Sprintf("%d-01-01", year)), day(fmt.Sprintf("%d-12-31", year))
	open := func(on calendar.Day) bool {
		return q.ReceivedOn <= on && (q.ClosedOn == calendar.NoDay || q.ClosedOn > on)
	}
	closed := q.ClosedOn >= begins && q.ClosedOn <= ends
	var kinds, channels, rest []string
	for _, mark := range s.Of {
		switch {
		case mark == "statutory" || mark == "petition":
			kinds = append(kinds, mark)
		case regulation.Channel(mark).Known():
			channels = append(channels, mark)
		default:
			rest = append(rest, mark)
		}
	}
	if len(kinds) > 0 && !slices.Contains(kinds, string(q.Kind)) || len(channels) > 0 && !slices.Contains(channels, string(q.Channel)) {
		return false
	}
	switch s.Fact {
	case form.Received:
		return q.ReceivedOn >= begins && q.ReceivedOn <= ends
	case form.Statutory:
		return q.ReceivedOn >= begins && q.ReceivedOn <= ends && q.Kind == request.Statutory
	case form.Blended:
		return q.ReceivedOn >= begins && q.ReceivedOn <= ends && q.Kind != request.Statutory
	case form.CarriedIn:
		return open(begins - 1)
	case form.CarriedOut:
		return open(ends)
	case form.Closed:
		was := "in_time"
		if q.Late {
			was = "late"
		} else if q.Extension != nil {
			was = "extended"
		}
		return closed && (len(rest) == 0 || slices.Contains(rest, was))
	case form.Answered:
		f := form.Of(year)
		ground := ""
		if q.Decision != nil {
			ground = q.Decision.Parts[0].Ground
		}
		o, _ := regulation.OutcomeByCode(q.Outcome)
		if !o.Refuses {
			ground = ""
		}
		cell := o.CellIn(f.Code, ground)
		return closed && (len(rest) == 0 || slices.ContainsFunc(rest, func(c string) bool { return c == cell || strings.HasPrefix(cell, c+".") }))
	}
	return false
}

// requestSources are all of the forms, and others that reports speak of.
func requestSources(facts ...form.Fact) []form.Source {
	list := []form.Source{
		{Fact: form.Statutory}, {Fact: form.Blended}, {Fact: form.Received}, {Fact: form.CarriedIn}, {Fact: form.CarriedOut}, {Fact: form.Closed},
		{Fact: form.Answered}, {Fact: form.Statutory, Of: []string{"fax"}}, {Fact: form.Received, Of: []string{"petition", "online", "email"}},
		{Fact: form.Closed, Of: []string{"late"}, Applicant: "natural"}, {Fact: form.Answered, Of: []string{"3.3.4", "3.3.1"}},
		{Fact: form.Answered, Of: []string{"statutory", "B3.3"}},
	}
	for _, f := range form.Forms {
		for _, cell := range f.Cells() {
			if c, _ := f.Column(cell); !slices.ContainsFunc(list, func(s form.Source) bool { return annual.Same(s, c.From) }) {
				list = append(list, c.From)
			}
		}
	}
	return slices.DeleteFunc(list, func(s form.Source) bool { return !slices.Contains(facts, s.Fact) })
}

var factsOfRequests = []form.Fact{form.Received, form.Statutory, form.Blended, form.CarriedIn, form.CarriedOut, form.Closed, form.Answered}

// However it is counted, by the tally, from the records or one by one, a source
// of any form comes to the same.
func TestRequestFacts(t *testing.T) {
	sources := requestSources(factsOfRequests...)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := seedCases(t, s, 400)
		for year, ins := range map[int][][]agency.Code{2018: {nil, {"JYJ"}}, 2019: {nil, {"FGW", "ZFBGT", "NONE"}}, 2021: {nil, {}}, 2022: {{"FGW"}}} {
			for _, in := range ins {
				sameReplies(t, s, year, in)
				sameFacts(t, s.Reader.RequestFacts, s.Reader.RequestRecords, year, in, sources, func(src form.Source) []string {
					var want []string
					for _, q := range all {
						if (in == nil || slices.Contains(in, q.Agency)) && countsCase(src, year, q) {
							want = append(want, q.Thing())
						}
					}
					return want
				})
			}
		}
		countsHold(t, s)
	})
}

// sameFacts compares what is tallied, recounted, listed and wanted.
func sameFacts(t *testing.T, facts func(context.Context, int, []agency.Code, bool) (func(form.Source) (printed.Number, bool), error),
	records func(context.Context, int, []agency.Code, form.Source, string, int) ([]annual.Record, string, error),
	year int, in []agency.Code, sources []form.Source, wanted func(form.Source) []string) {
	t.Helper()
	tallied, err := facts(t.Context(), year, in, false)
	if err != nil {
		t.Fatal(err)
	}
	recounted, err := facts(t.Context(), year, in, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range sources {
		want := wanted(src)
		n, ok := tallied(src)
		again, ok2 := recounted(src)
		if number := printed.Whole(int64(len(want))); !ok || !ok2 || n != number || again != number {
			t.Errorf("%d %v %v: tallied %s, recounted %s, %v %v; want %s", year, in, src, n, again, ok, ok2, number)
		}
		var got []string
		var before *annual.Record
		for cursor := ""; ; {
			page, next, err := records(t.Context(), year, in, src, cursor, 9)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page {
				if r.Adds != printed.Whole(1) || r.Title != "" || r.Open || r.Stamp == 0 || r.Number == "" || in != nil && !slices.Contains(in, r.Agency) {
					t.Errorf("%d %v: %+v", year, src, r)
				}
				if before != nil && before.Thing == r.Thing {
					t.Errorf("%s twice", r.Thing)
				}
				before = &r
				got = append(got, r.Thing)
			}
			if cursor = next; cursor == "" {
				break
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%d %v %v: %d records, want %d", year, in, src, len(got), len(want))
		}
	}
}

// sameReplies compares the days of replies as tallied and as recounted.
func sameReplies(t *testing.T, s *store.Store, year int, in []agency.Code) {
	t.Helper()
	tallied, err := s.ReplyDays(t.Context(), year, in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.RecountReplyDays(t.Context(), year, in)
	if err != nil || !maps.Equal(again.Days, tallied.Days) || !maps.Equal(again.Working, tallied.Working) {
		t.Errorf("replies of %d, %v: tallied %v, recounted %v, %v", year, in, tallied, again, err)
	}
}

func countsHold(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Audit(t.Context(), func(d store.Difference) {
		if d.What != "编号连续" && d.What != "计数器" {
			t.Errorf("%+v", d)
		}
	}, map[string]publication.Attachment{}, nil)
	if err != nil {
		t.Fatal(err)
	}
}

// counter counts the sources of some affairs, and nothing of the others.
type counter []func(form.Source) (printed.Number, bool)

func (c counter) Count(s form.Source) (printed.Number, bool) {
	for _, f := range c {
		if n, ok := f(s); ok {
			return n, true
		}
	}
	return 0, true
}

func compiled(f *form.Form, year int, c annual.Counter) *check.Table {
	t := &check.Table{Form: f, Year: year, Cells: map[form.Cell]printed.Cell{}, State: check.Complete}
	for _, fig := range annual.Compile(f, annual.Counts{All: c}, nil) {
		if cell, ok := f.Cell(fig.Name); ok && fig.Text != "" {
			t.Cells[cell] = printed.Figured(fig.Value)
		}
	}
	return t
}

// Tables compiled from the record of several years fulfil every hard identity
// within themselves and with the year before, over the change of forms too.
func TestCompiledRequestsAddUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := seedCases(t, s, 400)
		for _, in := range [][]agency.Code{nil, {"JYJ"}} {
			var last *check.Table
			for year := 2018; year <= 2022; year++ {
				facts, err := s.RequestFacts(t.Context(), year, in, false)
				if err != nil {
					t.Fatal(err)
				}
				table := compiled(form.Of(year), year, counter{facts})
				beside := check.Beside{}
				if last != nil && last.Form.Code != "2014" && table.Form.Code != "2014" {
					beside.LastYear = last
				}
				result := check.Check(table, beside)
				last = table
				for _, f := range result.Findings {
					if f.Level == form.Hard {
						t.Errorf("%d %v: %+v", year, in, f)
					}
				}
				for _, id := range []string{"F1:natural", "F2:org_legal", "F3:B3.6.3", "F3:B3.6", "K1", "K2", "K3", "K4", "X1:total"} {
					i, ok := table.Form.Identity(strings.Split(id, ":")[0])
					if !ok || len(i.Rules) > 1 && !slices.ContainsFunc(i.Rules, func(r form.Rule) bool { return i.Key(r) == id }) ||
						i.Span == form.Years && beside.LastYear == nil {
						continue
					}
					if !slices.Contains(result.Holds, id) {
						t.Errorf("%d %v: %s is not judged", year, in, id)
					}
				}
				if table.Form.Code != "2014" {
					continue
				}
				// K5: only what was withdrawn is closed without a reply.
				var withdrawn int64
				for _, q := range all {
					if q.Outcome == "2008-withdrawn" && q.Kind != request.Correction && q.ClosedOn.Year() == year && (in == nil || q.Agency == in[0]) {
						withdrawn++
					}
				}
				closed, replied := table.Cells[form.Cell{Row: "3.2", Column: form.Value}].Value, table.Cells[form.Cell{Row: "3.3", Column: form.Value}].Value
				if closed-replied != printed.Whole(withdrawn) {
					t.Errorf("%d %v: closed %s, replied %s, withdrawn %d", year, in, closed, replied, withdrawn)
				}
			}
		}
	})
}

// A case counts in the year of the legal day on which it came, and in that of
// the day on which it was closed, each in the form of its year.
func TestStraddlers(t *testing.T) {
	of := func(fact form.Fact, marks ...string) form.Source { return form.Source{Fact: fact, Of: marks} }
	for _, c := range []struct {
		name             string
		received, closed string
		outcome, ground  string
		year             int
		source           form.Source
		want             int64
	}{
		{"closed on the last day of the year", "2017-12-01", "2017-12-31", "2008-2", "", 2017, of(form.Answered, "3.3.2"), 1},
		{"closed on the last day of the year", "2017-12-01", "2017-12-31", "2008-2", "", 2018, of(form.Closed), 0},
		{"closed on the last day of the year", "2017-12-01", "2017-12-31", "2008-2", "", 2017, of(form.CarriedOut), 0},
		{"closed on the last day of the year", "2017-12-01", "2017-12-31", "2008-2", "", 2018, of(form.CarriedIn), 0},
		{"closed on the first day", "2017-12-01", "2018-01-01", "2008-2", "", 2017, of(form.Closed), 0},
		{"closed on the first day", "2017-12-01", "2018-01-01", "2008-2", "", 2017, of(form.CarriedOut), 1},
		{"closed on the first day", "2017-12-01", "2018-01-01", "2008-2", "", 2018, of(form.CarriedIn), 1},
		{"closed on the first day", "2017-12-01", "2018-01-01", "2008-2", "", 2018, of(form.Received), 0},
		{"open for years", "2015-03-01", "2020-02-01", "2008-2", "", 2017, of(form.CarriedIn), 1},
		{"open for years", "2015-03-01", "2020-02-01", "2008-2", "", 2017, of(form.CarriedOut), 1},
		{"open for years", "2015-03-01", "2020-02-01", "2008-2", "", 2020, of(form.Answered, "statutory", "B3.1"), 1},
		{"not closed", "2015-03-01", "", "", "", 2030, of(form.CarriedOut, "statutory"), 1},
		{"not received", "", "", "", "", 2017, of(form.Received), 0},
		{"not received", "", "", "", "", 2017, of(form.CarriedOut), 0},
		{"withdrawn before it was received", "", "2017-05-01", "2008-withdrawn", "", 2017, of(form.Closed), 0},
		{"withdrawn", "2017-05-01", "2017-05-03", "2008-withdrawn", "", 2017, of(form.Closed), 1},
		{"withdrawn", "2017-05-01", "2017-05-03", "2008-withdrawn", "", 2017, of(form.Answered, "3.3"), 0},
		{"of the first edition, in the form of 2019", "2019-05-14", "2019-05-20", "2008-4", "2008-14-2", 2019, of(form.Answered, "B3.3.4"), 1},
		{"of the first edition, in the form of 2019", "2019-05-14", "2019-05-20", "2008-4", "2008-02-2", 2019, of(form.Answered, "B3.3.6"), 1},
		{"of the first edition, withdrawn", "2019-05-14", "2019-05-20", "2008-withdrawn", "", 2019, of(form.Answered, "B3.6"), 1},
		{"of the first edition, in its own form", "2018-05-14", "2018-05-20", "2008-4", "2008-14-2", 2018, of(form.Answered, "3.3.4.2"), 1},
		{"of the second edition", "2019-05-15", "2019-05-20", "2019-B3.6.3-withdrawn", "", 2019, of(form.Answered, "B3.6"), 1},
		{"of the second edition", "2019-05-15", "2021-05-20", "2019-B3.6.3-withdrawn", "", 2021, of(form.Answered, "B3.6.3"), 1},
	} {
		t.Run(c.name+" "+string(c.source.Fact), func(t *testing.T) {
			s := storetest.Open(t, storetest.SQLite(t))
			at := noon(2030, 1, 1)
			q := request.Request{Agency: "JYJ", Kind: request.Statutory, State: request.Handling, Channel: regulation.Online,
				Applicant: request.Applicant{Kind: request.Natural, Name: "王"}, SubmittedAt: at, ConfirmedOn: calendar.NoDay, ReceivedOn: calendar.NoDay,
				DueOn: calendar.NoDay, DraftDueOn: calendar.NoDay, SubDueOn: calendar.NoDay, ClosedOn: calendar.NoDay}
			if c.received != "" {
				q.ReceivedOn = day(c.received)
			}
			// By acts, one after the other.
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				var err error
				if q.ID, err = tx.NextRequest(ctx, 2017); err != nil {
					return err
				}
				return tx.SaveRequest(ctx, request.Request{}, q, entry(journal.RequestSubmit, q.Thing(), "JYJ", at))
			})
			if c.closed != "" {
				q.Stamp = 1
				now := q
				now.State, now.ClosedOn, now.Outcome = request.Closed, day(c.closed), c.outcome
				now.Decision = &request.Decision{Parts: []request.Part{{Outcome: c.outcome, Ground: c.ground}}}
				act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
					return tx.SaveRequest(ctx, q, now, entry(journal.RequestDeliver, q.Thing(), "JYJ", at))
				})
			}
			for _, in := range [][]agency.Code{nil, {"JYJ"}} {
				for _, recount := range []bool{false, true} {
					count, err := s.RequestFacts(t.Context(), c.year, in, recount)
					if err != nil {
						t.Fatal(err)
					}
					if n, ok := count(c.source); !ok || n != printed.Whole(c.want) {
						t.Errorf("%v, recounted %v: %s, %v; want %d", in, recount, n, ok, c.want)
					}
				}
			}
			countsHold(t, s)
		})
	}
}

// The last second of the year is of the year and midnight is of the next, in
// Beijing: a case closed then counts once.
func TestClosedAtMidnight(t *testing.T) {
	for _, c := range []struct {
		at   string
		year int
	}{{"2017-12-31T23:59:59+08:00", 2017}, {"2018-01-01T00:00:00+08:00", 2018}} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		storetest.Each(t, func(t *testing.T, s *store.Store) {
			q := request.Request{Agency: "JYJ", Kind: request.Statutory, Edition: "2008", State: request.Handling, Channel: regulation.Counter,
				Applicant: request.Applicant{Kind: request.Natural, Name: "王"}, SubmittedAt: at, ConfirmedOn: calendar.NoDay, ReceivedOn: day("2017-12-29"),
				DueOn: calendar.NoDay, DraftDueOn: calendar.NoDay, SubDueOn: calendar.NoDay, ClosedOn: calendar.NoDay}
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				var err error
				if q.ID, err = tx.NextRequest(ctx, 2017); err != nil {
					return err
				}
				return tx.SaveRequest(ctx, request.Request{}, q, entry(journal.RequestSubmit, q.Thing(), "JYJ", at))
			})
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				old, err := tx.Request(ctx, q.ID)
				if err != nil {
					return err
				}
				now, e, err := request.Withdraw(old, "来电撤回", request.Hand{By: account.Console.Login, At: at, Calendar: calendar.China()})
				if err != nil {
					return err
				}
				return tx.SaveRequest(ctx, old, now, e)
			})
			for _, year := range []int{2016, 2017, 2018, 2019} {
				count, err := s.RequestFacts(t.Context(), year, nil, false)
				if err != nil {
					t.Fatal(err)
				}
				want := printed.Number(0)
				if year == c.year {
					want = printed.Whole(1)
				}
				if n, _ := count(form.Source{Fact: form.Closed}); n != want {
					t.Errorf("closed at %s, counted in %d: %s", c.at, year, n)
				}
			}
		})
	}
}

// What is counted follows a case through every change, and back.
func TestCountsFollowTheCase(t *testing.T) {
	at := noon(2030, 1, 1)
	sources := requestSources(factsOfRequests...)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := seedCases(t, s, 60)
		for round := range 5 {
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				for i, old := range all {
					q := rapid.Custom(func(r *rapid.T) request.Request {
						q := someCase(r)
						if rapid.Bool().Draw(r, "other") {
							q = old // whatever else changes, what counts stays
						}
						return q
					}).Example(round*1000 + i)
					q.ID, q.Fingerprint, q.Stamp = old.ID, old.Fingerprint, old.Stamp
					if err := tx.SaveRequest(ctx, old, q, entry(journal.RequestDraft, q.Thing(), q.Agency, at)); err != nil {
						return err
					}
					q.Stamp++
					all[i] = q
				}
				return nil
			})
		}
		for year, in := range map[int][]agency.Code{2018: nil, 2019: {"FGW"}, 2021: nil} {
			sameFacts(t, s.Reader.RequestFacts, s.Reader.RequestRecords, year, in, sources, func(src form.Source) []string {
				var want []string
				for _, q := range all {
					if (in == nil || slices.Contains(in, q.Agency)) && countsCase(src, year, q) {
						want = append(want, q.Thing())
					}
				}
				return want
			})
		}
		countsHold(t, s)
	})
}

// A mark that no request has is no source of theirs.
func TestNoSourceOfRequests(t *testing.T) {
	s := storetest.Open(t, storetest.SQLite(t))
	count, err := s.RequestFacts(t.Context(), 2017, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []form.Source{
		{Fact: form.Sum}, {Fact: form.Declared}, {Fact: form.Published}, {Fact: form.Complaints}, {Fact: form.Received, Of: []string{"principal"}},
		{Fact: form.Received, Of: []string{"late"}}, {Fact: form.Closed, Of: []string{"B3.1"}}, {Fact: form.Statutory, Of: []string{"petition"}},
		{Fact: form.Fees, Of: []string{"paid"}},
	} {
		if n, ok := count(src); ok {
			t.Errorf("%v: %s", src, n)
		}
		if _, _, err := s.RequestRecords(t.Context(), 2017, nil, src, "", 10); err != store.ErrNotFound {
			t.Errorf("%v: %v", src, err)
		}
	}
}

// Fees are the lines of the ledger: what was paid, less what was given back.
func TestFeesTaken(t *testing.T) {
	at := noon(2030, 1, 1)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i, c := range []struct {
			in    agency.Code
			lines []request.Line
		}{
			{"JYJ", []request.Line{{Kind: request.Demanded, Yuan: 100, On: day("2021-12-30")}, {Kind: request.Paid, Yuan: 100, On: day("2021-12-31")},
				{Kind: request.Refunded, Yuan: 40, On: day("2021-12-31")}, {Kind: request.Refunded, Yuan: 60, On: day("2022-01-01")}}},
			{"FGW", []request.Line{{Kind: request.Demanded, Yuan: 2500, On: day("2021-02-01")}, {Kind: request.Paid, Yuan: 2500, On: day("2021-02-02")}}},
			{"FGW", []request.Line{{Kind: request.Demanded, Yuan: 300, On: day("2021-02-01")}, {Kind: request.Waived, Yuan: 300, On: day("2021-02-02")}}},
		} {
			q := request.Request{Agency: c.in, Kind: request.Statutory, Edition: "2019", State: request.Handling, Channel: regulation.Online,
				Applicant: request.Applicant{Kind: request.Natural, Name: "王"}, Fingerprint: fmt.Sprint(i), SubmittedAt: at, ConfirmedOn: calendar.NoDay,
				ReceivedOn: day("2021-01-04"), DueOn: calendar.NoDay, DraftDueOn: calendar.NoDay, SubDueOn: calendar.NoDay, ClosedOn: calendar.NoDay,
				Fee: &request.Fee{Lines: c.lines}}
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				var err error
				if q.ID, err = tx.NextRequest(ctx, 2021); err != nil {
					return err
				}
				return tx.SaveRequest(ctx, request.Request{}, q, entry(journal.RequestSubmit, q.Thing(), c.in, at))
			})
		}
		for _, c := range []struct {
			year  int
			in    []agency.Code
			want  string
			lines int
		}{
			{2021, nil, "0.256", 3}, {2021, []agency.Code{"FGW"}, "0.25", 1}, {2021, []agency.Code{"JYJ", "NONE"}, "0.006", 2},
			{2022, nil, "-0.006", 1}, {2020, nil, "0", 0}, {2022, []agency.Code{"FGW"}, "0", 0},
		} {
			src := form.Source{Fact: form.Fees}
			for _, recount := range []bool{false, true} {
				count, err := s.RequestFacts(t.Context(), c.year, c.in, recount)
				if err != nil {
					t.Fatal(err)
				}
				if n, ok := count(src); !ok || n.String() != c.want {
					t.Errorf("%d %v: %s 万元, want %s", c.year, c.in, n, c.want)
				}
			}
			var sum printed.Number
			lines := 0
			for cursor := ""; ; {
				page, next, err := s.RequestRecords(t.Context(), c.year, c.in, src, cursor, 1)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range page {
					sum, lines = sum+r.Adds, lines+1
				}
				if cursor = next; cursor == "" {
					break
				}
			}
			if sum.String() != c.want || lines != c.lines {
				t.Errorf("%d %v: %d lines of %s, want %d of %s", c.year, c.in, lines, sum, c.lines, c.want)
			}
		}
	})
}

// How long replies took: of what was answered, in days and working days.
func TestReplyDays(t *testing.T) {
	at := noon(2030, 1, 1)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			var list []request.Request
			var entries []journal.Entry
			for i, c := range []struct {
				kind             request.Kind
				received, closed string
				outcome          string
			}{
				{request.Statutory, "2017-09-29", "2017-10-09", "2008-2"}, // over the holidays: 1 October to 8 October, and 30 September works
				{request.Consultation, "2017-06-30", "2017-06-30", "2008-2"},
				{request.Statutory, "2017-06-01", "2017-06-21", "2008-6"},
				{request.Statutory, "2017-06-01", "2017-06-02", "2008-withdrawn"},
				{request.Statutory, "2017-12-29", "2018-01-02", "2008-2"},
				{request.Statutory, "2021-06-01", "2021-06-03", "2019-B3.2"},
				{request.Consultation, "2021-06-01", "2021-06-30", "2019-B3.2"},
				{request.Statutory, "2021-06-01", "2021-06-30", "2019-B3.6.1"},
			} {
				q := request.Request{ID: request.NewID(2017, int64(i+1)), Agency: "JYJ", Kind: c.kind, State: request.Closed, Fingerprint: fmt.Sprint(i),
					Channel: regulation.Online, Applicant: request.Applicant{Kind: request.Natural, Name: "王"}, SubmittedAt: at, ConfirmedOn: calendar.NoDay,
					ReceivedOn: day(c.received), DueOn: calendar.NoDay, DraftDueOn: calendar.NoDay, SubDueOn: calendar.NoDay, ClosedOn: day(c.closed), Outcome: c.outcome}
				list, entries = append(list, q), append(entries, entry(journal.RequestSubmit, q.Thing(), "JYJ", at))
			}
			return tx.SaveRequests(ctx, list, entries)
		})
		for _, c := range []struct {
			year          int
			in            []agency.Code
			n             int64
			days, working string // medians, "" for none
		}{
			{2017, nil, 3, "10", "2"}, {2017, []agency.Code{"JYJ"}, 3, "10", "2"}, {2017, []agency.Code{"FGW"}, 0, "", ""},
			{2018, nil, 1, "4", "1"}, {2021, nil, 1, "2", "2"}, {2016, nil, 0, "", ""},
		} {
			d, err := s.ReplyDays(t.Context(), c.year, c.in)
			if err != nil {
				t.Fatal(err)
			}
			sameReplies(t, s, c.year, c.in)
			each, err := s.ReplyDaysByAgency(t.Context(), c.year)
			if err != nil || len(c.in) == 1 && each[c.in[0]].Days.N() != c.n {
				t.Errorf("%d: %v, %v", c.year, each, err)
			}
			for _, h := range []struct {
				store.Histogram
				want string
			}{{d.Days, c.days}, {d.Working, c.working}} {
				n, ok := h.Median()
				if h.N() != c.n || ok != (h.want != "") || ok && n.String() != h.want {
					t.Errorf("%d %v: %v, median %s; want %d, %s", c.year, c.in, h.Histogram, n, c.n, h.want)
				}
			}
		}
	})
	for _, c := range []struct {
		h    store.Histogram
		want string
	}{{store.Histogram{3: 1}, "3"}, {store.Histogram{3: 1, 4: 1}, "3.5"}, {store.Histogram{1: 5, 9: 4}, "1"}, {store.Histogram{1: 5, 9: 5}, "5"}, {store.Histogram{0: 1, 2: 1, 7: 1}, "2"}} {
		if n, ok := c.h.Median(); !ok || n.String() != c.want {
			t.Errorf("%v: %s", c.h, n)
		}
	}
}

// A record from before the counts is counted when it is brought up to date,
// and an audit finds what does not follow from the record.
func TestCountsOfAnEarlierRecord(t *testing.T) {
	insert := func(n int, kind, state, received, closed, outcome, dossier string) string {
		days := [2]calendar.Day{calendar.NoDay, calendar.NoDay}
		for i, s := range []string{received, closed} {
			if s != "" {
				days[i] = day(s)
			}
		}
		return fmt.Sprintf(`insert into request (id, agency, kind, edition, state, channel, applicant_kind, applicant_key, applicant_name,
				subject, fingerprint, submitted_at, received_on, due_on, draft_due_on, sub_due_on, handler, closed_on, outcome, late,
				extended, published_as, previous, citizen, class, words, stamp, dossier)
			values (2017%06d, 'JYJ', '%s', '2008', '%s', 'fax', 'natural', 'k', '王', '票价', '%d', 0, %d, 1, 1, 1, '', %d, '%s', false,
				false, '', 0, 0, 0, '王', 1, '%s')`, n, kind, state, n, days[0], days[1], outcome, dossier)
	}
	remedy := func(n int, in, facts string) string {
		return fmt.Sprintf(`insert into remedy (kind, id, state, agency, handler, about, decision, ground, clerk, year, received_on, due_on, route, result,
				outcome, closed_on, satisfied, again, subject, facts, registered_at, registered_by, stamp)
			values ('suit', 2017%06d, 'closed', '%s', '%s', '', '', '', '', 2017, %d, 0, 'direct', '', 'corrected', %d, 0, false, '', '%s', 0, 'li', 1)`,
			n, in, in, day("2017-02-01"), day("2017-12-31"), facts)
	}
	texts := []string{
		insert(1, "statutory", "closed", "2017-06-01", "2017-12-31", "2008-4", `{"applicant":{"kind":"natural"},"decision":{"parts":[{"outcome":"2008-4","ground":"2008-14-3"}]}}`),
		insert(2, "consultation", "closed", "2016-12-31", "2017-01-01", "2008-2", `{"applicant":{"kind":"natural"}}`),
		insert(3, "statutory", "handling", "2017-12-31", "", "", `{"applicant":{"kind":"natural"}}`),
		insert(4, "statutory", "confirming", "", "", "", `{"applicant":{"kind":"natural"}}`),
		insert(5, "correction", "closed", "2017-06-01", "2017-06-02", "2008-25-corrected", `{"applicant":{"kind":"natural"}}`),
		remedy(1, "JYJ", `{"body":"中级人民法院","case_number":"（2017）吉01行初12号"}`),
		remedy(2, "FGW", `{"body":"中级人民法院","case_number":"(2017)吉01行初12号"}`),
	}
	for _, engine := range []struct {
		name, driver string
		address      func(testing.TB) string
	}{{"sqlite", "sqlite", storetest.EmptySQLite}, {"postgres", "pgx", storetest.EmptyPostgres}} {
		t.Run(engine.name, func(t *testing.T) {
			address := engine.address(t)
			if err := store.EarlierRecord(t.Context(), address, 18, texts...); err != nil {
				t.Fatal(err)
			}
			s := storetest.Open(t, address)
			for _, recount := range []bool{false, true} {
				requests, err := s.RequestFacts(t.Context(), 2017, nil, recount)
				if err != nil {
					t.Fatal(err)
				}
				remedies, err := s.RemedyFacts(t.Context(), 2017, nil, recount)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range []struct {
					s    form.Source
					want int64
				}{
					{form.Source{Fact: form.Received, Of: []string{"fax"}}, 2}, {form.Source{Fact: form.CarriedIn}, 1}, {form.Source{Fact: form.CarriedOut}, 1},
					{form.Source{Fact: form.Closed, Of: []string{"in_time"}}, 2}, {form.Source{Fact: form.Answered, Of: []string{"3.3.4.3"}}, 1},
					{form.Source{Fact: form.Sued, Of: []string{"corrected", "direct"}}, 1},
				} {
					if n, _ := (counter{requests, remedies}).Count(c.s); n != printed.Whole(c.want) {
						t.Errorf("%v, recounted %v: %s, want %d", c.s, recount, n, c.want)
					}
				}
			}
			db, err := sql.Open(engine.driver, address)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			found := func() map[string]int {
				n := map[string]int{}
				err := s.Audit(t.Context(), func(d store.Difference) { n[d.What]++ }, map[string]publication.Attachment{}, nil)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			if n := found(); n["年报统计列"]+n["年报计数"]+n["答复用时"]+n["同一案件"] > 0 {
				t.Errorf("brought up to date: %v", n)
			}
			for _, c := range []struct {
				text, what string
				n          int
			}{
				{`update request_counted set cell = '3.3.4.1' where request = 2017000001`, "年报统计列", 1},
				{`delete from request_counted where request = 2017000002`, "年报统计列", 1},
				{`update request_counted set request = 2017000009 where request = 2017000003`, "年报统计列", 2},
				{`update request_flow set n = n + 1 where agency = '' and closed_year = 0`, "年报计数", 1},
				{`update request_flow set closed_year = 2018 where agency = 'JYJ' and closed_year = 0`, "年报计数", 2},
				{`update request_reply set n = n + 1 where agency = ''`, "答复用时", 2},
				{`delete from request_reply where agency <> ''`, "答复用时", 2},
				{`update remedy set joint = '' where id = 2017000002`, "同一案件", 1},
			} {
				before := found()[c.what]
				if _, err := db.Exec(c.text); err != nil {
					t.Fatal(err)
				}
				if n := found()[c.what] - before; n != c.n {
					t.Errorf("%s: %d more, want %d", c.text, n, c.n)
				}
			}
		})
	}
}

package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/store"
	"gongkai/store/storetest"
)

// ledgerSources are those of every form that the ledgers count, and those that
// reports ask beside them.
func ledgerSources() []form.Source {
	var list []form.Source
	add := func(s form.Source) {
		if counted, _ := ledger.IsFact(s.Fact); counted && !slices.ContainsFunc(list, func(o form.Source) bool { return annual.Same(o, s) }) {
			list = append(list, s)
		}
	}
	for _, f := range form.Forms {
		for _, r := range f.Rows {
			for _, c := range r.Columns {
				add(c.From)
			}
		}
	}
	for _, b := range ledger.Books {
		for _, fact := range b.Counts {
			add(form.Source{Fact: fact})
			for _, m := range ledger.Marks {
				add(form.Source{Fact: fact, Of: []string{m.Code}})
			}
		}
	}
	for _, of := range [][]string{{"weibo", "wechat"}, {"suggestion.A", "proposal.B"}, {"nothing"}} {
		add(form.Source{Fact: form.Matters, Of: of})
		add(form.Source{Fact: form.Responses, Of: of})
		add(form.Source{Fact: form.ProposalsDone, Of: of})
		add(form.Source{Fact: form.Proposals, Of: of})
	}
	return list
}

// ledgerYear enters affairs at the edges of the year 2017.
func ledgerYear(t testing.TB, s *store.Store) {
	t.Helper()
	last := time.Date(2017, 12, 31, 23, 59, 59, 0, calendar.Beijing)
	next := time.Date(2018, 1, 1, 0, 0, 0, 0, calendar.Beijing)
	late := noon(2018, 3, 1)
	enter := func(book ledger.Code, in agency.Code, r ledger.Row, rows map[string][]ledger.Row) ledger.Entry {
		t.Helper()
		return newEntry(t, s, book, in, late, ledger.Values{Row: r, Rows: rows})
	}
	for i, c := range []struct {
		in        agency.Code
		on        string
		principal string
	}{{"CC", "2017-01-01", "yes"}, {"FGW", "2017-12-31", "no"}, {"FGW", "2018-01-01", "yes"}, {"JYJ", "2016-12-31", "yes"}, {"JYJ", "2017-05-05", "yes"}} {
		enter("conference", c.in, ledger.Row{"title": fmt.Sprint("发布会", i), "held_on": c.on, "part": "hosted", "principal": c.principal}, nil)
		enter("interview", c.in, ledger.Row{"title": fmt.Sprint("访谈", i), "held_on": c.on, "principal": c.principal}, nil)
		enter("explanation", c.in, ledger.Row{"title": fmt.Sprint("解读", i), "held_on": c.on, "kind": "forum", "policy_title": "意见"}, nil)
		enter("meeting", c.in, ledger.Row{"title": fmt.Sprint("会议", i), "kind": "work", "held_on": c.on, "disclosure": c.principal},
			map[string][]ledger.Row{"experts": []ledger.Row{{"name": "专家"}, {"name": "顾问"}}[:i%3]})
		enter("training", c.in, ledger.Row{"title": fmt.Sprint("培训", i), "started_on": c.on, "days": "2", "persons": "50", "person_times": "57", "full_time": "10", "part_time": "40"}, nil)
		enter("reading_point", c.in, ledger.Row{"name": fmt.Sprint("查阅点", i), "kind": "library", "address": "街", "hours": "全天", "opened_on": c.on}, nil)
	}
	// A matter answered on two channels, in two years.
	enter("matter", "FGW", ledger.Row{"title": "供热", "kind": "hot", "found_on": "2016-12-30"}, map[string][]ledger.Row{"responses": {
		{"day": "2016-12-31", "channel": "weibo", "person_times": "1000"}, {"day": "2017-01-01", "channel": "weibo", "person_times": "3"},
		{"day": "2017-12-31", "channel": "wechat", "person_times": "4"}, {"day": "2018-01-01", "channel": "website", "person_times": "2000"}}})
	enter("matter", "JYJ", ledger.Row{"title": "入学", "kind": "inquiry", "found_on": "2017-06-01"}, map[string][]ledger.Row{"responses": {
		{"day": "2017-06-02", "channel": "hotline", "person_times": "5"}, {"day": "2017-06-03", "channel": "weibo", "person_times": "6"}}})
	enter("matter", "JYJ", ledger.Row{"title": "还没有回应", "kind": "hot", "found_on": "2017-06-01"}, nil)
	for i, c := range []struct{ kind, replied, class, published string }{
		{"suggestion", "2017-12-31", "A", ""}, {"proposal", "2017-05-01", "B", "2018-01-01"}, {"proposal", "2018-01-01", "C", ""}, {"motion", "", "", ""}, {"motion", "2017-05-01", "A", "2017-12-31"},
	} {
		r := ledger.Row{"kind": c.kind, "level": "municipal", "session": "一次会议", "number": fmt.Sprint(i), "title": fmt.Sprint("建议", i), "received_on": "2017-03-01"}
		if c.replied != "" {
			r["replied_on"], r["class"], r["published_on"] = c.replied, c.class, c.published
		}
		e := enter("proposal", "JYJ", r, nil)
		if at := []time.Time{last, last, next, last, {}}[i]; !at.IsZero() {
			onEntry(t, s, e, at, releaseOf(at))
		}
	}
	// A point that was closed on the last day of the year, and one on the first of the next.
	for i, closed := range []string{"2017-12-31", "2018-01-01", "2017-01-01"} {
		enter("reading_point", "CC", ledger.Row{"name": fmt.Sprint("停用", i), "kind": "hall", "address": "街", "hours": "全天", "opened_on": "2009-01-01", "closed_on": closed}, nil)
	}
	for _, year := range []string{"2016", "2017", "2018"} {
		enter("staffing", "FGW", ledger.Row{"year": year, "bodies": "1", "full_time": year[3:], "part_time": "20", "budget": "52.15"}, nil)
	}
	for _, m := range []struct{ year, month string }{{"2016", "12"}, {"2017", "1"}, {"2017", "12"}, {"2018", "1"}} {
		enter("decisions", "JYJ", ledger.Row{"year": m.year, "month": m.month, "licences": "10", "penalties": "0", "levied": "0.000001"}, nil)
	}
	// What was struck out counts nothing.
	e := enter("conference", "FGW", ledger.Row{"title": "误登", "held_on": "2017-05-05", "part": "joined", "principal": "yes"}, nil)
	onEntry(t, s, e, late, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
		return ledger.Strike(e, "误登", "console", late)
	})
	// What was amended counts as it is now.
	e = enter("training", "FGW", ledger.Row{"title": "改过", "started_on": "2017-05-05", "days": "1", "persons": "500", "person_times": "500"}, nil)
	onEntry(t, s, e, late, func(e ledger.Entry) (ledger.Entry, journal.Entry, error) {
		v := e.Values.Clone()
		v.Row["persons"], v.Row["person_times"] = "5", "6"
		return ledger.Amend(e, v, "", "console", late)
	})
}

func TestLedgerFiguresOfTheYear(t *testing.T) {
	of := func(f form.Fact, of ...string) form.Source { return form.Source{Fact: f, Of: of} }
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ledgerYear(t, s)
		tallied, _, err := store.ReadLedgerFacts(t.Context(), s, 2017, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			s    form.Source
			want string
		}{
			{of(form.Conferences), "3"}, {of(form.Conferences, "principal"), "2"}, {of(form.Interviews, "principal"), "2"}, {of(form.Events), "3"},
			{of(form.Meetings), "2"}, {of(form.Experts), "2"}, {of(form.Classes), "4"}, {of(form.Trained), "177"}, {of(form.Trained, "full_time"), "30"},
			{of(form.Trained, "part_time"), "120"}, {of(form.TrainedPersons), "155"},
			{of(form.Matters), "2"}, {of(form.Matters, "weibo", "wechat"), "2"}, {of(form.Matters, "wechat"), "1"}, {of(form.Matters, "other"), "1"}, {of(form.Matters, "website"), "0"},
			{of(form.Responses), "18"}, {of(form.Responses, "weibo", "wechat"), "13"}, {of(form.Responses, "other"), "5"}, {of(form.Responses, "hotline"), "5"},
			{of(form.ProposalsDone), "3"}, {of(form.ProposalsDone, "A"), "2"}, {of(form.ProposalsDone, "motion.A"), "1"}, {of(form.Proposals), "2"}, {of(form.Proposals, "motion"), "1"},
			{of(form.ReadingPoints), "5"}, {of(form.Staff, "full_time"), "7"}, {of(form.Staff), "27"}, {of(form.Bodies), "1"}, {of(form.Budget), "52.15"},
			{of(form.Licences), "20"}, {of(form.Penalties), "0"}, {of(form.Levied), "0.000002"},
		} {
			if n, ok := store.CountLedger(tallied, c.s); !ok || n.String() != c.want {
				t.Errorf("%s %v: %s, want %s", c.s.Fact, c.s.Of, n, c.want)
			}
		}
		if _, ok := store.CountLedger(tallied, of(form.Published)); ok {
			t.Error("the ledgers claim to count publications")
		}
	})
}

// The tally, the count record by record and the list of records are one number,
// for every source, every year and every set of agencies.
func TestLedgerCountsAgree(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ledgerYear(t, s)
		ctx := t.Context()
		sum := map[string]printed.Number{}
		for _, year := range []int{2015, 2016, 2017, 2018, 2019} {
			for _, in := range [][]agency.Code{nil, {"CC"}, {"FGW"}, {"JYJ"}, {"CC", "FGW", "JYJ"}, {"NONE"}, {}} {
				tallied, counted, err := store.ReadLedgerFacts(ctx, s, year, in)
				if err != nil {
					t.Fatal(err)
				}
				for _, of := range ledgerSources() {
					n, _ := store.CountLedger(tallied, of)
					again, _ := store.CountLedger(counted, of)
					var listed printed.Number
					seen := map[string]bool{}
					for cursor := ""; ; {
						page, next, err := store.LedgerRecords(ctx, s, year, in, of, cursor, 2)
						if err != nil {
							t.Fatal(err)
						}
						for _, r := range page {
							listed += r.Adds
							if in != nil && !slices.Contains(in, r.Agency) || r.Title != "" && !r.Open || r.Stamp == 0 {
								t.Errorf("%d %v %s %v: %+v", year, in, of.Fact, of.Of, r)
							}
							seen[fmt.Sprint(r.Thing, r.Day, r.Marks, r.Adds)] = true
						}
						if next == "" {
							break
						}
						if cursor = next; len(page) != 2 {
							t.Fatalf("a page of %d before the end", len(page))
						}
					}
					if n != again || n != listed {
						t.Errorf("%d %v %s %v: tallied %s, counted %s, listed %s", year, in, of.Fact, of.Of, n, again, listed)
					}
					key := fmt.Sprint(year, of)
					switch {
					case in == nil:
						sum[key] = n
					case len(in) == 1:
						sum[key] -= n
					}
				}
			}
		}
		for key, rest := range sum {
			if rest != 0 {
				t.Errorf("%s: the city has %s more than its agencies", key, rest)
			}
		}
		noLedgerDifferences(t, s)
	})
}

// Nobody learns from a figure what an entry says that is not before the public.
func TestLedgerRecordsTellNothing(t *testing.T) {
	at := noon(2017, 7, 1)
	s := storetest.Open(t, storetest.SQLite(t))
	e := newEntry(t, s, "conference", "FGW", at, ledger.Values{Row: ledger.Row{"title": "机密", "held_on": "2017-06-01", "part": "hosted", "principal": "yes"}})
	records := func() annual.Record {
		t.Helper()
		page, _, err := store.LedgerRecords(t.Context(), s, 2017, nil, form.Source{Fact: form.Conferences}, "", 10)
		if err != nil || len(page) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		return page[0]
	}
	if r := records(); r.Title != "" || r.Open || r.Number != "新闻发布会 2017-000001" || !slices.Equal(r.Marks, []annual.Mark{{Name: "出席", Value: "主要负责同志"}}) {
		t.Errorf("before the release: %+v", r)
	}
	onEntry(t, s, e, at, releaseOf(at))
	if r := records(); r.Title != "机密" || !r.Open {
		t.Errorf("after the release: %+v", r)
	}
	if _, _, err := store.LedgerRecords(context.Background(), s, 2017, nil, form.Source{Fact: form.Conferences}, "1/2/x/3", 10); err == nil {
		t.Error("a cursor that no list gave out is taken")
	}
}

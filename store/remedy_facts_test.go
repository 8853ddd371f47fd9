package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/store"
	"gongkai/store/storetest"
)

// someContest is a remedy on the edges of years; few bodies and numbers, so
// that several agencies have the same case.
func someContest(t *rapid.T, kind remedy.Kind, id int64) remedy.Remedy {
	v := bareRemedy(kind, id, noon(2017, 1, 1))
	v.Agency = rapid.SampledFrom(agencies).Draw(t, "agency")
	at := rapid.IntRange(0, len(yearsEdges)-1).Draw(t, "received")
	v.ReceivedOn = day(yearsEdges[at])
	v.Body = rapid.SampledFrom([]string{"市人民政府", "省高级人民法院"}).Draw(t, "body")
	v.CaseNumber = rapid.SampledFrom([]string{"", "", "（2017）1号", "(2017) 1号", "〔2018〕2号", fmt.Sprint(id)}).Draw(t, "number")
	outcomes := []remedy.Outcome{remedy.Upheld, remedy.Corrected, remedy.Other}
	switch kind {
	case remedy.Suit:
		v.Route = rapid.SampledFrom([]remedy.Route{remedy.Direct, remedy.Further}).Draw(t, "route")
	case remedy.Complaint:
		outcomes = []remedy.Outcome{remedy.Founded, remedy.Unfounded}
	}
	if rapid.IntRange(0, 3).Draw(t, "closed") > 0 {
		v.State, v.Outcome = remedy.Closed, rapid.SampledFrom(outcomes).Draw(t, "outcome")
		v.ClosedOn = day(yearsEdges[rapid.IntRange(at, len(yearsEdges)-1).Draw(t, "ended")])
	}
	return v
}

func seedContests(t testing.TB, s *store.Store, n int) []remedy.Remedy {
	t.Helper()
	at := noon(2030, 1, 1)
	var all []remedy.Remedy
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		var entries []journal.Entry
		all = nil
		for k, kind := range []remedy.Kind{remedy.Complaint, remedy.Reconsideration, remedy.Suit, remedy.Order} {
			first, err := tx.NextRemedies(ctx, kind, 2017, n)
			if err != nil {
				return err
			}
			for i := range n {
				v := rapid.Custom(func(t *rapid.T) remedy.Remedy { return someContest(t, kind, first+int64(i)) }).Example(k*n + i)
				all = append(all, v)
				entries = append(entries, entry(journal.ComplaintRegister, v.Thing(), v.Handler, at))
			}
		}
		return tx.SaveRemedies(ctx, all, entries)
	})
	return all
}

// countsContest says of one remedy whether a source counts it: the law in
// words, written down a second time.
func countsContest(s form.Source, year int, v remedy.Remedy) bool {
	begins, ends := day(fmt.Sprintf("%d-01-01", year)), day(fmt.Sprintf("%d-12-31", year))
	if s.Fact == form.Complaints {
		return v.Kind == remedy.Complaint && v.ReceivedOn >= begins && v.ReceivedOn <= ends
	}
	if s.Fact == form.Reconsidered && v.Kind != remedy.Reconsideration || s.Fact == form.Sued && v.Kind != remedy.Suit {
		return false
	}
	if slices.Contains(s.Of, "direct") && v.Route != remedy.Direct || slices.Contains(s.Of, "after_reconsideration") && v.Route != remedy.Further {
		return false
	}
	result := ""
	switch {
	case v.ClosedOn >= begins && v.ClosedOn <= ends:
		result = map[remedy.Outcome]string{remedy.Upheld: "maintained", remedy.Corrected: "corrected", remedy.Other: "other"}[v.Outcome]
	case v.ReceivedOn <= ends && (v.ClosedOn == calendar.NoDay || v.ClosedOn > ends):
		result = "pending"
	}
	results := slices.DeleteFunc(slices.Clone(s.Of), func(m string) bool { return m == "direct" || m == "after_reconsideration" })
	return result != "" && (len(results) == 0 || slices.Contains(results, result))
}

// However they are counted, by the index, one by one or as a list, the remedies
// of a source come to the same; and a case that several of the agencies have
// counts once.
func TestRemedyFacts(t *testing.T) {
	sources := append(requestSources(form.Reconsidered, form.Sued, form.Complaints), form.Source{Fact: form.Sued}, form.Source{Fact: form.Reconsidered},
		form.Source{Fact: form.Complaints}, form.Source{Fact: form.Sued, Of: []string{"maintained", "pending", "direct"}},
		form.Source{Fact: form.Sued, Of: []string{"after_reconsideration"}})
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := seedContests(t, s, 120)
		for _, year := range []int{2017, 2018, 2019, 2021, 2022} {
			for _, in := range [][]agency.Code{nil, {}, {"JYJ"}, {"FGW", "JYJ", "NONE"}} {
				sameFacts(t, s.Reader.RemedyFacts, s.Reader.RemedyRecords, year, in, sources, func(src form.Source) []string {
					type joint struct {
						kind         remedy.Kind
						body, number string
					}
					known := map[joint]bool{}
					var want []string
					for _, v := range all {
						if in != nil && !slices.Contains(in, v.Agency) {
							continue
						}
						number := v.CaseNumber
						if number == "(2017) 1号" {
							number = "（2017）1号"
						}
						one := joint{v.Kind, v.Body, number}
						if number != "" && v.Kind != remedy.Complaint {
							if known[one] {
								continue
							}
							known[one] = true
						}
						if countsContest(src, year, v) {
							want = append(want, v.Thing())
						}
					}
					return want
				})
			}
		}
		countsHold(t, s)
	})
}

// The table of remedies adds up, and the corrected rate of the report of 2017
// follows from counts: 572 of 1,347 is 42.5 in a hundred.
func TestCompiledRemediesAddUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seedContests(t, s, 80)
		for year := 2018; year <= 2022; year++ {
			facts, err := s.RemedyFacts(t.Context(), year, nil, false)
			if err != nil {
				t.Fatal(err)
			}
			result := check.Check(compiled(form.Of(year), year, counter{facts}), check.Beside{})
			for _, f := range result.Findings {
				if f.Level == form.Hard {
					t.Errorf("%d: %+v", year, f)
				}
			}
		}
	})
}

// A case stays where it was counted when its number becomes known, moves with
// what is changed of it, and is counted once from then on.
func TestJointCaseIsFoundLater(t *testing.T) {
	at := noon(2030, 1, 1)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var list []remedy.Remedy
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			first, err := tx.NextRemedies(ctx, remedy.Suit, 2017, 2)
			if err != nil {
				return err
			}
			var entries []journal.Entry
			list = nil
			for i, in := range []agency.Code{"FGW", "JYJ"} {
				v := bareRemedy(remedy.Suit, first+int64(i), noon(2017, 3, 1))
				v.Agency, v.Route, v.Body = in, remedy.Direct, "中级人民法院"
				list, entries = append(list, v), append(entries, entry(journal.ComplaintRegister, v.Thing(), v.Handler, at))
			}
			return tx.SaveRemedies(ctx, list, entries)
		})
		pending := form.Source{Fact: form.Sued, Of: []string{"pending", "direct"}}
		counts := func(in []agency.Code) string {
			count, err := s.RemedyFacts(t.Context(), 2017, in, false)
			if err != nil {
				t.Fatal(err)
			}
			n, _ := count(pending)
			return n.String()
		}
		if n := counts(nil); n != printed.Whole(2).String() {
			t.Errorf("not numbered: %s", n)
		}
		for i, number := range []string{"（2017）吉01行初12号", "(2017)吉01行初12号 "} {
			v := list[i]
			v.Stamp, v.CaseNumber = 1, number
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveRemedy(ctx, v, entry(journal.SuitDefend, v.Thing(), v.Agency, at))
			})
		}
		if city, one, other := counts(nil), counts([]agency.Code{"FGW"}), counts([]agency.Code{"JYJ"}); city != "1" || one != "1" || other != "1" {
			t.Errorf("city %s, agencies %s and %s", city, one, other)
		}
		countsHold(t, s)
	})
}

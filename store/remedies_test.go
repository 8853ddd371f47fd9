package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/remedy"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// wholeRemedy has every field set, and characters that break records.
func wholeRemedy(kind remedy.Kind, id int64, at time.Time) remedy.Remedy {
	on := calendar.On(at)
	return remedy.Remedy{
		Kind: kind, ID: id, State: remedy.Closed, Agency: "FGW", Handler: "CC", About: "request/2017-000123",
		Decision: "2008-3", Ground: "internal", ReceivedOn: on, DueOn: calendar.NoDay,
		Clocks:  []remedy.Clock{{Limit: "answer", From: on, Due: on + 10, Article: "第" + rare, Provisional: true, DoneOn: calendar.NoDay}},
		Channel: "letter", Subject: rare, Claim: rare + "\n'\"\\%_", Parties: []remedy.Party{{Part: "applicant", Name: rare, Contact: "1", Organisation: true}},
		Clerk: "sun", Body: rare, CaseNumber: "〔2017〕1号", AcceptedOn: on, Summary: true, NotifiedOn: on + 1, AnsweredOn: on + 2,
		Hearings: []remedy.Hearing{{On: on, Words: rare}}, ExtendedTo: on + 90, Route: remedy.Further,
		Instances: []remedy.Instance{{Level: 1, Court: rare, Number: "1", FiledOn: on, By: "plaintiff", ServedOn: on, DefendedOn: calendar.NoDay, HeardOn: 0, DecidedOn: calendar.NoDay, Result: "void"}},
		Finding:   "late", RectifyBy: on + 5, Reports: []remedy.Report{{On: on, Words: rare, Returned: rare}},
		Sanctions: []remedy.Sanction{{On: on, Measure: "criticised", Whom: rare, Words: rare}},
		Result:    "annulled", Outcome: remedy.Corrected, Answer: rare, ClosedOn: on, Satisfied: 4, AnswerBy: on, Reopened: "request/2017-000999",
		Documents:    []remedy.Document{{Name: rare + ".pdf", Type: "application/pdf", Size: 1 << 40, SHA256: "ab", At: at, By: "li"}},
		RegisteredAt: at, RegisteredBy: "li",
		Officers:   remedy.Officers{Drafter: "zhang", Reviewer: "sun", Signer: "wang"},
		Statements: []remedy.Statement{{AskedOn: on, Asked: rare, Until: on + 7, GivenOn: calendar.NoDay, Words: rare}},
	}
}

func bareRemedy(kind remedy.Kind, id int64, at time.Time) remedy.Remedy {
	no := calendar.NoDay
	return remedy.Remedy{Kind: kind, ID: id, State: remedy.Received, Agency: "FGW", Handler: "FGW", ReceivedOn: calendar.On(at), DueOn: no,
		AcceptedOn: no, NotifiedOn: no, AnsweredOn: no, ExtendedTo: no, RectifyBy: no, ClosedOn: no, AnswerBy: no, RegisteredAt: at, RegisteredBy: "li"}
}

func TestRemediesComeBack(t *testing.T) {
	at := time.Date(2017, 6, 30, 1, 2, 3, 456789000, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for _, row := range remedy.Kinds {
			for i, v := range []remedy.Remedy{wholeRemedy(row.Kind, remedy.ID(2017, 1), at), bareRemedy(row.Kind, remedy.ID(2017, 2), at)} {
				act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
					id, err := tx.NextRemedies(ctx, row.Kind, 2017, 1)
					if err != nil || id != v.ID {
						t.Errorf("%s %d gets number %d, %v", row.Kind, i, id, err)
					}
					return tx.SaveRemedy(ctx, v, entry(journal.ComplaintRegister, v.Thing(), v.Handler, at))
				})
				v.Stamp = 1
				got, err := s.Remedy(ctx, v.Kind, v.ID)
				if diff := cmp.Diff(v, got); err != nil || diff != "" {
					t.Errorf("%s: %v\n%s", v.Thing(), err, diff)
				}
				v.State, v.Subject, v.Clocks, v.DueOn = remedy.Handling, "另一件", nil, day("2017-07-30")
				act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
					return tx.SaveRemedy(ctx, v, entry(journal.ComplaintAccept, v.Thing(), v.Handler, at))
				})
				old := v
				v.Stamp = 2
				if got, err = s.Remedy(ctx, v.Kind, v.ID); err != nil || !cmp.Equal(v, got) {
					t.Errorf("%s changed: %v\n%s", v.Thing(), err, cmp.Diff(v, got))
				}
				err = s.Act(ctx, account.Console, at, func(tx *store.Tx) error {
					return tx.SaveRemedy(ctx, old, entry(journal.ComplaintAccept, v.Thing(), v.Handler, at))
				})
				if !errors.Is(err, store.ErrChanged) {
					t.Errorf("%s saved over another's change: %v", v.Thing(), err)
				}
			}
		}
		if _, err := s.Remedy(ctx, remedy.Suit, 5); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a suit there is not: %v", err)
		}
		files := map[string]publication.Attachment{}
		err := s.Audit(ctx, func(d store.Difference) { t.Errorf("audit: %+v", d) }, files, nil)
		if err != nil || files["ab"].Size != 1<<40 {
			t.Errorf("audit: %v, files %v", err, files)
		}
	})
}

// city2017 is the remedies of the report of 2017, by kind and outcome.
var city2017 = []struct {
	kind    remedy.Kind
	outcome remedy.Outcome
	n       int
}{
	{remedy.Complaint, remedy.Founded, 60}, {remedy.Complaint, remedy.Unfounded, 40},
	{remedy.Reconsideration, remedy.Upheld, 496}, {remedy.Reconsideration, remedy.Corrected, 572}, {remedy.Reconsideration, remedy.Other, 279},
	{remedy.Suit, remedy.Upheld, 132}, {remedy.Suit, remedy.Corrected, 8}, {remedy.Suit, remedy.Other, 15},
	{remedy.Suit, "", 3}, {remedy.Order, "", 7},
}

// seedRemedies saves the city's year in bulk and gives what was saved.
func seedRemedies(t testing.TB, s *store.Store) []remedy.Remedy {
	t.Helper()
	at := noon(2017, 12, 31)
	var all []remedy.Remedy
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		all = nil
		var entries []journal.Entry
		for _, row := range city2017 {
			first, err := tx.NextRemedies(ctx, row.kind, 2017, row.n)
			if err != nil {
				return err
			}
			for i := range row.n {
				v := bareRemedy(row.kind, first+int64(i), noon(2017, time.Month(i%12+1), i%28+1))
				if i%3 != 0 { // of every third nobody knows who decided
					v.Officers = remedy.Officers{Drafter: "zhang", Reviewer: account.Login(fmt.Sprintf("sun%d", i%2)), Signer: "wang"}
				}
				v.Agency = []agency.Code{"FGW", "JYJ", "GAJ"}[i%3]
				v.Handler, v.Outcome = v.Agency, row.outcome
				if row.kind == remedy.Complaint || row.kind == remedy.Order {
					v.Handler = "CC"
				}
				v.About, v.Ground, v.Decision = fmt.Sprintf("request/2017-%06d", i%9+1), []string{"", "internal", "privacy"}[i%3], "2008-"+fmt.Sprint(i%4)
				if v.Outcome != "" {
					v.State, v.ClosedOn = remedy.Closed, day("2017-12-31")
				} else {
					v.DueOn = day("2017-12-30") + calendar.Day(i)
					if i == 6 {
						v.DueOn = calendar.NoDay
					}
				}
				all = append(all, v)
				entries = append(entries, entry(journal.ComplaintRegister, v.Thing(), v.Handler, at))
				if v.Outcome != "" {
					entries = append(entries, entry(journal.ComplaintAnswer, v.Thing(), v.Handler, at))
				}
			}
		}
		return tx.SaveRemedies(ctx, all, entries)
	})
	return all
}

// Every selection lists what a walk over everything finds, in order, over
// pages, and counts it.
func TestRemedySelections(t *testing.T) {
	today := day("2017-12-31")
	everybody := remedy.Seat{All: true}
	in := func(v remedy.Remedy, s remedy.Seat) bool {
		return s.All || slices.Contains(s.Agencies, v.Handler) || v.Kind != remedy.Complaint && slices.Contains(s.Agencies, v.Agency)
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		all := seedRemedies(t, s)
		for i := range all {
			all[i].Stamp = 1
		}
		for _, c := range []struct {
			name string
			sel  store.RemedySelection
			want func(remedy.Remedy) bool
		}{
			{"everything", store.RemedySelection{Seat: everybody}, func(remedy.Remedy) bool { return true }},
			{"nobody sees anything", store.RemedySelection{}, func(remedy.Remedy) bool { return false }},
			{"a kind", store.RemedySelection{Seat: everybody, Kind: remedy.Suit}, func(v remedy.Remedy) bool { return v.Kind == remedy.Suit }},
			{"an outcome", store.RemedySelection{Seat: everybody, Kind: remedy.Reconsideration, Outcome: remedy.Corrected}, func(v remedy.Remedy) bool {
				return v.Kind == remedy.Reconsideration && v.Outcome == remedy.Corrected
			}},
			{"pending", store.RemedySelection{Seat: everybody, Open: true}, func(v remedy.Remedy) bool { return v.State != remedy.Closed }},
			{"an agency and a state", store.RemedySelection{Seat: everybody, Agency: "JYJ", State: remedy.Closed}, func(v remedy.Remedy) bool {
				return v.Agency == "JYJ" && v.State == remedy.Closed
			}},
			{"about a request", store.RemedySelection{Seat: everybody, About: "request/2017-000004"}, func(v remedy.Remedy) bool { return v.About == "request/2017-000004" }},
			{"handled by", store.RemedySelection{Seat: everybody, Handler: "CC"}, func(v remedy.Remedy) bool { return v.Handler == "CC" }},
			{"a year without any", store.RemedySelection{Seat: everybody, Year: 2016}, func(remedy.Remedy) bool { return false }},
			{"the year", store.RemedySelection{Seat: everybody, Year: 2017, Kind: remedy.Complaint}, func(v remedy.Remedy) bool { return v.Kind == remedy.Complaint }},
			{"an agency's own", store.RemedySelection{Seat: remedy.Seat{Agencies: []agency.Code{"FGW"}}}, func(v remedy.Remedy) bool {
				return in(v, remedy.Seat{Agencies: []agency.Code{"FGW"}})
			}},
			{"the handler's", store.RemedySelection{Seat: remedy.Seat{Agencies: []agency.Code{"CC", "JYJ"}}}, func(v remedy.Remedy) bool {
				return in(v, remedy.Seat{Agencies: []agency.Code{"CC", "JYJ"}})
			}},
			{"a decision somebody reviewed", store.RemedySelection{Seat: everybody, Reviewer: "sun1"}, func(v remedy.Remedy) bool { return v.Officers.Reviewer == "sun1" }},
			{"a decision nobody is known to have signed", store.RemedySelection{Seat: everybody, Signer: store.NoneSelected, Drafter: store.NoneSelected}, func(v remedy.Remedy) bool {
				return v.Officers.Signer == ""
			}},
			{"by ground and decision", store.RemedySelection{Seat: everybody, Ground: store.NoneSelected, Decision: store.NoneSelected, Route: store.NoneSelected}, func(v remedy.Remedy) bool {
				return v.Ground == "" && v.Decision == "" && v.Route == ""
			}},
			{"none to reopen", store.RemedySelection{Seat: everybody, Again: true}, func(v remedy.Remedy) bool { return v.MustReopen() }},
		} {
			var want []remedy.Remedy
			for _, v := range all {
				if c.want(v) {
					want = append(want, v)
				}
			}
			slices.SortFunc(want, func(a, b remedy.Remedy) int {
				if a.ID != b.ID {
					return int(b.ID - a.ID)
				}
				return -1 * cmpString(string(a.Kind), string(b.Kind))
			})
			var got []remedy.Remedy
			var place store.RemedyPlace
			for {
				page, err := s.Remedies(ctx, c.sel, place, 300)
				if err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
				got = append(got, page...)
				if len(page) < 300 {
					break
				}
				place = store.RemedyPlace{ID: page[299].ID, Kind: page[299].Kind}
			}
			if len(got) != len(want) || len(want) > 0 && !cmp.Equal(got, want) {
				t.Errorf("%s: %d listed, %d wanted", c.name, len(got), len(want))
			}
			if n, err := s.CountRemedies(ctx, c.sel); err != nil || n != int64(len(want)) {
				t.Errorf("%s: counted %d, listed %d: %v", c.name, n, len(want), err)
			}
			figures, err := s.RemedyFigures(ctx, c.sel, store.RemedyByAgency)
			var sum int64
			for _, f := range figures {
				sum += f.N()
			}
			if err != nil || sum != int64(len(want)) {
				t.Errorf("%s: by agency %d, listed %d: %v", c.name, sum, len(want), err)
			}
		}

		// The windows add up to what is open, and each lists what it counts.
		sel := store.RemedySelection{Seat: everybody, Today: today, Soon: today + 2}
		dues, err := s.RemedyDues(ctx, sel)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, w := range store.Windows {
			sel.Due = w
			list, err := s.Remedies(ctx, sel, store.RemedyPlace{}, 1000)
			n, err2 := s.CountRemedies(ctx, sel)
			if err != nil || err2 != nil || int64(len(list)) != dues[w] || n != dues[w] {
				t.Errorf("%s: %d listed, %d counted, %d wanted: %v, %v", w, len(list), n, dues[w], err, err2)
			}
			if !slices.IsSortedFunc(list, func(a, b remedy.Remedy) int { return int(a.DueOn - b.DueOn) }) {
				t.Errorf("%s: not by urgency", w)
			}
			sum += n
		}
		open, err := s.CountRemedies(ctx, store.RemedySelection{Seat: everybody, Open: true})
		want := map[store.Window]int64{store.WindowOverdue: 2, store.WindowToday: 2, store.WindowSoon: 3, store.WindowLater: 2, store.WindowNone: 1}
		if err != nil || sum != open || !cmp.Equal(dues, want) {
			t.Errorf("windows %v hold %d of %d open: %v", dues, sum, open, err)
		}

		about, err := s.RemediesAbout(ctx, "request/2017-000004")
		if err != nil || len(about) != 100 || about[0].ID > about[99].ID {
			t.Errorf("about a request: %d, %v", len(about), err)
		}
		var walked int
		place := store.RemedyPlace{}
		for {
			list, err := s.OpenRemedies(ctx, place, 3)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 0 {
				break
			}
			walked += len(list)
			place = store.RemedyPlace{ID: list[len(list)-1].ID, Kind: list[len(list)-1].Kind}
		}
		if walked != int(open) {
			t.Errorf("walked over %d of %d open", walked, open)
		}
	})
}

func cmpString(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// The figures of 2017 come out as the report has them: 42.5 per cent of the
// reconsiderations were corrected.
func TestRemedyFigures(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		seedRemedies(t, s)
		sel := store.RemedySelection{Seat: remedy.Seat{All: true}, Year: 2017}
		figures, err := s.RemedyFigures(ctx, sel, store.RemedyByKind)
		if err != nil || len(figures) != 4 {
			t.Fatalf("%d kinds, %v", len(figures), err)
		}
		for _, f := range figures {
			for _, row := range city2017 {
				if string(row.kind) == f.Key && f.Of[row.outcome] != int64(row.n) {
					t.Errorf("%s %q: %d, want %d", f.Key, row.outcome, f.Of[row.outcome], row.n)
				}
			}
			if f.Key == "reconsideration" && (f.N() != 1347 || f.Corrected() != 425 || f.Pending() != 0) {
				t.Errorf("reconsiderations: %d, corrected %d per mille", f.N(), f.Corrected())
			}
		}
		sel.Kind = remedy.Reconsideration
		for _, by := range []store.RemedyDimension{store.RemedyByAgency, store.RemedyByGround, store.RemedyByDecision, store.RemedyByYear,
			store.RemedyByState, store.RemedyByRoute, store.RemedyBySatisfied, store.RemedyByDrafter, store.RemedyByReviewer, store.RemedyBySigner} {
			list, err := s.RemedyFigures(ctx, sel, by)
			var n, corrected int64
			for _, f := range list {
				n += f.N()
				corrected += f.Of[remedy.Corrected]
			}
			if err != nil || n != 1347 || corrected != 572 {
				t.Errorf("by %s: %d of %d corrected: %v", by, corrected, n, err)
			}
		}
		if (store.RemedyFigure{}).Corrected() != 0 {
			t.Error("nothing of nothing was corrected")
		}
	})
}

// The record refuses what the tables refuse, and half told histories.
func TestRemediesAreSavedByRight(t *testing.T) {
	at := noon(2017, 6, 30)
	no := errors.New("undone")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for _, m := range remedy.Moves {
			for _, role := range account.Roles {
				for _, in := range []agency.Code{"FGW", "CC"} {
					grant := account.Grant{Role: role.Role, Agency: in}
					if role.Span == account.City {
						grant.Agency = ""
					}
					by := account.Actor{Login: "x", Grants: []account.Grant{grant}}
					v := bareRemedy(m.Kind, remedy.ID(2017, 1), at)
					v.Handler = "CC"
					e := journal.Entry{At: at, Act: m.Act, Thing: v.Thing(), Agency: "CC", Actor: "x"}
					err := s.Act(ctx, by, at, func(tx *store.Tx) error {
						if err := tx.SaveRemedy(ctx, v, e); err != nil {
							return err
						}
						return no
					})
					want := account.ErrForbidden
					if by.May(m.Act, "CC") {
						want = no
					}
					if !errors.Is(err, want) {
						t.Errorf("%s by %s of %s: %v, want %v", m.Act, role.Role, in, err, want)
					}
				}
			}
		}
		v := bareRemedy(remedy.Suit, remedy.ID(2017, 1), at)
		other := entry(journal.SuitRegister, "suit/2017-000002", "FGW", at)
		for name, save := range map[string]func(*store.Tx) error{
			"told of another thing": func(tx *store.Tx) error { return tx.SaveRemedy(ctx, v, other) },
			"in bulk untold":        func(tx *store.Tx) error { return tx.SaveRemedies(ctx, []remedy.Remedy{v}, nil) },
			"in bulk told of another": func(tx *store.Tx) error {
				return tx.SaveRemedies(ctx, []remedy.Remedy{v}, []journal.Entry{entry(journal.SuitRegister, v.Thing(), "FGW", at), other})
			},
		} {
			if err := s.Act(ctx, account.Console, at, save); err == nil {
				t.Errorf("saved %s", name)
			}
		}
		// A gap in the numbers is found.
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.NextRemedies(ctx, remedy.Suit, 2017, 2); err != nil {
				return err
			}
			return tx.SaveRemedy(ctx, v, entry(journal.SuitRegister, v.Thing(), "FGW", at))
		})
		var found []store.Difference
		if err := s.Audit(ctx, func(d store.Difference) { found = append(found, d) }, map[string]publication.Attachment{}, nil); err != nil || len(found) != 1 || found[0].Thing != "suit/2017" {
			t.Errorf("a gap: %v, %v", found, err)
		}
	})
}

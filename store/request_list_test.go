package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/store/storetest"
)

var horizon = store.Horizon{Today: day("2026-11-23"), Soon: day("2026-11-30")}

const longSubject = "关于城市轨道交通票价调整方案听证会全部材料"

var askers = []string{"王小明", "欧阳" + rare, "Ｃｉｔｙ 研究所", "100%_公司"}

// someRequest is a request with every countable field drawn; id is its place.
func someRequest(t *rapid.T, id request.ID) request.Request {
	at := noon(id.Year(), 3, 1)
	q := request.Request{
		ID: id, Agency: rapid.SampledFrom(agencies).Draw(t, "agency"),
		Kind:    rapid.SampledFrom([]request.Kind{request.Statutory, request.Statutory, request.Petition}).Draw(t, "kind"),
		Edition: "2019", State: rapid.SampledFrom([]request.State{request.Closed, request.Closed, request.Handling, request.Paying}).Draw(t, "state"),
		Channel: rapid.SampledFrom([]regulation.Channel{regulation.Online, regulation.Counter, regulation.Fax}).Draw(t, "channel"),
		Applicant: request.Applicant{Kind: rapid.SampledFrom([]request.ApplicantKind{request.Natural, request.Research}).Draw(t, "applicant"),
			Name: rapid.SampledFrom(askers).Draw(t, "name")},
		Asked:       request.Asked{Subject: rapid.SampledFrom([]string{"公交票价 听证", "征地批复", "ABC", longSubject}).Draw(t, "subject")},
		Fingerprint: fmt.Sprint(id), SubmittedAt: at, ConfirmedOn: calendar.NoDay, ReceivedOn: calendar.On(at),
		DueOn: calendar.NoDay, DraftDueOn: calendar.NoDay, SubDueOn: calendar.NoDay, ClosedOn: calendar.NoDay,
		Handler: rapid.SampledFrom([]account.Login{"", "zhang", "li"}).Draw(t, "handler"),
	}
	switch q.State {
	case request.Closed:
		q.DueOn, q.ClosedOn = horizon.Today-3, horizon.Today-5
		q.Outcome = rapid.SampledFrom([]string{"2019-B3.1-given", "2019-B3.2"}).Draw(t, "outcome")
		q.Late = rapid.Bool().Draw(t, "late")
	case request.Handling:
		q.DueOn = horizon.Today + calendar.Day(rapid.IntRange(-3, 12).Draw(t, "due"))
	}
	if rapid.IntRange(0, 4).Draw(t, "extended") == 0 {
		q.Extension = &request.Extension{Days: 20, Reason: "复杂", AskedBy: "li", GrantedBy: "head", GrantedOn: q.ReceivedOn, BeforeOn: q.DueOn}
	}
	return q
}

// seedRequests saves n drawn requests of two years in bulk.
func seedRequests(t testing.TB, s *store.Store, n int) []request.Request {
	t.Helper()
	at := noon(2030, 1, 1)
	var all []request.Request
	act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
		all = nil
		for _, code := range agencies {
			if err := tx.SaveAgency(ctx, agency.Agency{Code: code, Name: string(code), ClosedOn: calendar.NoDay},
				entry(journal.AgencyAdd, "agency/"+string(code), code, at)); err != nil {
				return err
			}
		}
		for _, year := range []int{2025, 2026} {
			first, err := tx.NextRequests(ctx, year, n/2)
			if err != nil {
				return err
			}
			var entries []journal.Entry
			for i := range n / 2 {
				q := rapid.Custom(func(r *rapid.T) request.Request { return someRequest(r, first+request.ID(i)) }).Example(year + i)
				all = append(all, q)
				entries = append(entries, entry(journal.RequestSubmit, q.Thing(), q.Agency, at))
			}
			// The last few wait for the index of words.
			fresh, few := all[len(all)-n/2:], min(20, n/4)
			for _, part := range [][2]int{{0, n/2 - few}, {n/2 - few, n / 2}} {
				if err := tx.SaveRequests(ctx, fresh[part[0]:part[1]], entries[part[0]:part[1]]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for i := range all {
		all[i].Stamp = 1
	}
	return all
}

func someRequestSelection(t *rapid.T) store.RequestSelection {
	flag := func(name string) *bool {
		yes, no := true, false
		return rapid.SampledFrom([]*bool{nil, nil, &yes, &no}).Draw(t, name)
	}
	return store.RequestSelection{
		Agency:        rapid.SampledFrom([]agency.Code{"", "", "FGW", "JYJ", "NONE"}).Draw(t, "agency"),
		Year:          rapid.SampledFrom([]int{0, 0, 2025, 2026, 2027}).Draw(t, "year"),
		Kind:          rapid.SampledFrom([]request.Kind{"", "", request.Statutory, request.Petition, request.Complaint}).Draw(t, "kind"),
		Channel:       rapid.SampledFrom([]regulation.Channel{"", "", regulation.Online, regulation.Fax}).Draw(t, "channel"),
		ApplicantKind: rapid.SampledFrom([]request.ApplicantKind{"", "", request.Natural, request.Research}).Draw(t, "applicant"),
		State:         rapid.SampledFrom([]request.State{"", "", request.Closed, request.Handling}).Draw(t, "state"),
		Outcome:       rapid.SampledFrom([]string{"", "", "", "2019-B3.2"}).Draw(t, "outcome"),
		Late:          flag("late"), Extended: flag("extended"),
		Handler: rapid.SampledFrom([]account.Login{"", "", "", "li"}).Draw(t, "handler"),
		Due:     rapid.SampledFrom(append(slices.Clone(store.Windows), "", "", "", "", "")).Draw(t, "due"),
		Words: rapid.SampledFrom([]string{"", "", "", "小明", "王", " Ｗ", "票价听", "ｃｉｔｙ研", "0%_公", "批复%", "2026-000003", "\U000e0100", "abc", "王征",
			longSubject, longSubject[3:], "交通票价调整方案听证会", "票价", "交通公交票价调整方案听证会"}).Draw(t, "words"),
	}
}

func requestSelected(s store.RequestSelection, q request.Request) bool {
	fold := strings.NewReplacer(" ", "", "Ｃｉｔｙ", "city", "ｃｉｔｙ", "city", "ABC", "abc").Replace
	id, number := request.ParseNumber(s.Words)
	return (s.Agency == "" || q.Agency == s.Agency) && (s.Year == 0 || q.ID.Year() == s.Year) && (s.Kind == "" || q.Kind == s.Kind) &&
		(s.Channel == "" || q.Channel == s.Channel) && (s.ApplicantKind == "" || q.Applicant.Kind == s.ApplicantKind) &&
		(s.State == "" || q.State == s.State) && (s.Outcome == "" || q.Outcome == s.Outcome) && (s.Late == nil || q.Late == *s.Late) &&
		(s.Extended == nil || q.WasExtended() == *s.Extended) && (s.Handler == "" || q.Handler == s.Handler) &&
		(s.Due == "" || q.Open() && horizon.Of(q.DueOn) == s.Due) &&
		(s.Words == "" || number && q.ID == id || len([]rune(fold(s.Words))) == 1 && strings.HasPrefix(fold(q.Applicant.Name), fold(s.Words)) || !number && len([]rune(fold(s.Words))) > 1 &&
			(strings.Contains(fold(q.Applicant.Name), fold(s.Words)) || strings.Contains(fold(q.Asked.Subject), fold(s.Words))))
}

// Walking a list page by page, there and back, gives what one finds by looking
// at every request, for every selection and size of page; counts and facets
// say the same.
func TestRequestListIsWhatOneFindsByLooking(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		all := seedRequests(t, s, 300)
		defer store.FewAtOnce()()
		rapid.Check(t, func(r *rapid.T) {
			sel := someRequestSelection(r)
			var want []request.Request
			for _, q := range all {
				if requestSelected(sel, q) {
					want = append(want, q)
				}
			}
			slices.SortFunc(want, func(a, b request.Request) int {
				if sel.Due != "" && a.DueOn != b.DueOn {
					return int(a.DueOn - b.DueOn)
				}
				if sel.Due != "" {
					return int(a.ID - b.ID)
				}
				return int(b.ID - a.ID)
			})
			if n, err := s.CountRequests(ctx, sel, horizon); err != nil || n != int64(len(want)) {
				r.Fatalf("count of %+v: %d, %v; want %d", sel, n, err, len(want))
			}
			walkRequests(r, s, sel, rapid.SampledFrom([]int{3, 20, 1000}).Draw(r, "size"), want)

			facets, err := s.RequestFacets(ctx, sel, horizon)
			if err != nil {
				r.Fatal(err)
			}
			page, err := s.RequestPage(ctx, sel, horizon, "", 3)
			if err != nil || page.Count != int64(len(want)) || len(page.Rows) != min(3, len(want)) || fmt.Sprint(page.Facets) != fmt.Sprint(facets) {
				r.Fatalf("page of %+v: %+v, %v; want %d and %v", sel, page, err, len(want), facets)
			}
			if n := sel.CountIn(facets); n != int64(len(want)) {
				r.Fatalf("count in the facets of %+v: %d, want %d", sel, n, len(want))
			}
			for by, choose := range map[store.Dimension]func(*store.RequestSelection) func(request.Request) string{
				store.ByKind: func(s *store.RequestSelection) func(request.Request) string {
					s.Kind = ""
					return func(q request.Request) string { return string(q.Kind) }
				},
				store.ByOutcome: func(s *store.RequestSelection) func(request.Request) string {
					s.Outcome = ""
					return func(q request.Request) string { return q.Outcome }
				},
				store.ByYear: func(s *store.RequestSelection) func(request.Request) string {
					s.Year = 0
					return func(q request.Request) string { return fmt.Sprint(q.ID.Year()) }
				},
				store.ByLate: func(s *store.RequestSelection) func(request.Request) string {
					s.Late = nil
					return func(q request.Request) string { return fmt.Sprint(q.Late) }
				},
			} {
				open := sel
				key := choose(&open)
				want := map[string]int64{}
				for _, q := range all {
					if requestSelected(open, q) && key(q) != "" {
						want[key(q)]++
					}
				}
				if fmt.Sprint(want) != fmt.Sprint(facets[by]) {
					r.Fatalf("facet %s of %+v: %v, want %v", by, sel, facets[by], want)
				}
			}
		})
	})
}

func walkRequests(t *rapid.T, s *store.Store, sel store.RequestSelection, size int, want []request.Request) {
	numbers := func(rows []store.RequestRow) (list []string) {
		for _, l := range rows {
			list = append(list, l.ID.Number())
		}
		return list
	}
	var ids, got []string
	for _, q := range want {
		ids = append(ids, q.ID.Number())
	}
	cursor, back := "", ""
	var last []store.RequestRow
	for {
		page, next, prev, err := s.ListRequests(context.Background(), sel, horizon, cursor, size)
		if err != nil {
			t.Fatal(err)
		}
		if (prev != "") != (len(got) > 0) {
			t.Fatalf("after %d rows of %+v: prev %q", len(got), sel, prev)
		}
		got = append(got, numbers(page)...)
		last, back = page, prev
		if cursor = next; next == "" {
			break
		}
	}
	if !slices.Equal(got, ids) {
		t.Fatalf("list of %+v by %d:\n%v, want\n%v", sel, size, got, ids)
	}
	got = numbers(last)
	for back != "" {
		page, next, prev, err := s.ListRequests(context.Background(), sel, horizon, back, size)
		if err != nil {
			t.Fatal(err)
		}
		if next == "" {
			t.Fatalf("before the end of %+v: no next", sel)
		}
		got, back = append(numbers(page), got...), prev
	}
	if !slices.Equal(got, ids) {
		t.Fatalf("list of %+v by %d backwards:\n%v, want\n%v", sel, size, got, ids)
	}
}

// A request that goes to another agency, or whose words change, is found there
// and no longer where it was.
func TestRequestsAreFoundWhereTheyAre(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		q := seedRequests(t, s, 40)[0]
		moved := q
		moved.Agency, moved.Asked.Subject = agencies[0], "城市排水规划"
		if q.Agency == agencies[0] {
			moved.Agency = agencies[1]
		}
		act(t, s, noon(2030, 1, 2), func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveRequest(ctx, q, moved, entry(journal.RequestMove, q.Thing(), moved.Agency, noon(2030, 1, 2)))
		})
		for _, c := range []struct {
			in    agency.Code
			words string
			want  int64
		}{{moved.Agency, "排水规", 1}, {"", "排水", 1}, {q.Agency, "排水", 0}} {
			if n, err := s.CountRequests(t.Context(), store.RequestSelection{Agency: c.in, Words: c.words}, horizon); err != nil || n != c.want {
				t.Errorf("%q in %q: %d, %v; want %d", c.words, c.in, n, err, c.want)
			}
		}
		if err := s.Audit(t.Context(), func(d store.Difference) {
			if d.What == "检索索引" || strings.HasPrefix(d.Thing, "request ") || d.What == "检索列" {
				t.Errorf("%+v", d)
			}
		}, map[string]publication.Attachment{}, nil); err != nil {
			t.Fatal(err)
		}
	})
}

// The windows add up to the open requests, for the city, an agency and a
// handler; each is what its list holds.
func TestRequestBucketsAddUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := seedRequests(t, s, 300)
		for _, in := range []agency.Code{"", "FGW"} {
			for _, handler := range []account.Login{"", "li"} {
				counts, err := s.RequestBuckets(t.Context(), in, handler, horizon)
				if err != nil {
					t.Fatal(err)
				}
				open := int64(0)
				for _, q := range all {
					if q.Open() && (in == "" || q.Agency == in) && (handler == "" || q.Handler == handler) {
						open++
					}
				}
				if counts.Open() != open || open == 0 {
					t.Errorf("%s %s: %v, want %d open", in, handler, counts, open)
				}
				for _, w := range store.Windows {
					n, err := s.CountRequests(t.Context(), store.RequestSelection{Agency: in, Handler: handler, Due: w}, horizon)
					if err != nil || n != counts[w] {
						t.Errorf("%s %s %s: %d, %v; list has %d", in, handler, w, counts[w], err, n)
					}
				}
			}
		}
	})
}

func TestRequestCursorReadsOnlyWhatItWrote(t *testing.T) {
	s := storetest.Open(t, storetest.SQLite(t))
	all := seedRequests(t, s, 40)
	first, _, _, err := s.ListRequests(t.Context(), store.RequestSelection{}, horizon, "", 5)
	if err != nil {
		t.Fatal(err)
	}
	for _, cursor := range []string{"x", "~", "1", "1.", "1.0", "1.-2", "~1.!", "9999999999999999.1;", "1.1'--"} {
		page, _, prev, err := s.ListRequests(t.Context(), store.RequestSelection{}, horizon, cursor, 5)
		if err != nil || prev != "" || len(page) != 5 || page[0].ID != first[0].ID {
			t.Errorf("cursor %q of %d: %v, %v, %q", cursor, len(all), page, err, prev)
		}
	}
}

// requestTexts is the SQL of the lists for every kind of selection, in both
// directions.
func requestTexts(t *testing.T, s *store.Store) []string {
	yes := true
	one := store.RequestSelection{Agency: "FGW", Year: 2026, Kind: request.Statutory, Outcome: "2019-B3.2", Late: &yes, State: request.Closed}
	for bits := range 1 << 8 {
		var sel store.RequestSelection
		for i, set := range []func(){
			func() { sel.Agency = one.Agency }, func() { sel.Year = one.Year }, func() { sel.Kind = one.Kind }, func() { sel.Outcome = one.Outcome },
			func() { sel.Handler = "li" }, func() { sel.Due = store.WindowSoon }, func() { sel.Late = one.Late }, func() { sel.State = one.State },
		} {
			if bits>>i&1 == 1 {
				set()
			}
		}
		for _, cursor := range []string{"", "1.tbh9hz", "~1.tbh9hz"} {
			if _, _, _, err := s.ListRequests(t.Context(), sel, horizon, cursor, 20); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.CountRequests(t.Context(), sel, horizon); err != nil {
			t.Fatal(err)
		}
		if _, err := s.RequestBuckets(t.Context(), sel.Agency, sel.Handler, horizon); err != nil {
			t.Fatal(err)
		}
	}
	var texts []string
	for _, text := range store.PreparedTexts(s) {
		if strings.Contains(text, "from request") {
			texts = append(texts, text)
		}
	}
	if len(texts) < 100 {
		t.Fatalf("only %d texts of lists: the store remembers them elsewhere now", len(texts))
	}
	return texts
}

// No list or count of requests reads the whole table, nor sorts more than few.
func TestRequestListsReadAnIndexOnSQLite(t *testing.T) {
	address := storetest.SQLite(t)
	s := storetest.Open(t, address)
	seedRequests(t, s, 300)
	db, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range requestTexts(t, s) {
		var args []any
		for n := 1; strings.Contains(text, fmt.Sprintf("$%d", n)); n++ {
			args = append(args, n)
		}
		rows, err := db.Query("explain query plan "+text, args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, detail)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		for i, detail := range plan {
			if strings.Contains(detail, "SCAN request") && !strings.Contains(detail, "USING") && strings.Contains(text, "where") &&
				!strings.Contains(text, "+class in") && !strings.Contains(text, "from request order by id") {
				t.Errorf("%s\nreads the table: %s", text, strings.Join(plan, "; "))
			}
			if strings.Contains(text, ") as few") && strings.Contains(detail, "request") && i > 0 && strings.Contains(detail, "INDEX") &&
				!strings.Contains(detail, "_class") && !strings.Contains(detail, "PRIMARY") && !strings.Contains(detail, "tally") {
				t.Errorf("%s\nreads more than the few: %s", text, strings.Join(plan, "; "))
			}
			if strings.Contains(text, "due_on >=") && strings.Contains(detail, "USING") && strings.Contains(detail, "request") &&
				!strings.Contains(detail, "request_open") && !strings.Contains(detail, "request_due") && !strings.Contains(detail, "request_handler") &&
				!strings.Contains(detail, "INTEGER PRIMARY KEY") {
				t.Errorf("%s\nreads closed ones: %s", text, strings.Join(plan, "; "))
			}
		}
	}
}

func TestRequestListsReadAnIndexOnPostgres(t *testing.T) {
	address := storetest.Postgres(t)
	s := storetest.Open(t, storetest.SQLite(t))
	seedRequests(t, s, 300)
	pg := storetest.Open(t, address)
	seedRequests(t, pg, 300)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, text := range []string{`analyze request`, `set plan_cache_mode = force_generic_plan`, `set enable_seqscan = off`} {
		if _, err := conn.Exec(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	for i, text := range requestTexts(t, s) {
		name := fmt.Sprintf("list%d", i)
		described, err := conn.Prepare(ctx, name, text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		nulls := strings.TrimSuffix(strings.Repeat("null, ", len(described.ParamOIDs)), ", ")
		if nulls != "" {
			nulls = "(" + nulls + ")"
		}
		rows, err := conn.Query(ctx, "explain execute "+name+nulls, pgx.QueryExecModeSimpleProtocol)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		if whole := strings.Join(plan, "\n"); strings.Contains(whole, "Seq Scan on request ") {
			t.Errorf("%s\nreads the table:\n%s", text, whole)
		}
	}
}

// One letter reads the index of initials, not every request.
func TestOneLetterReadsAnIndex(t *testing.T) {
	address := storetest.SQLite(t)
	s := storetest.Open(t, address)
	seedRequests(t, s, 40)
	for _, sel := range []store.RequestSelection{{Words: "王"}, {Words: "王", Agency: "FGW", Year: 2026}, {Words: "Ｗ", State: request.Closed, Handler: "li"}} {
		for _, cursor := range []string{"", "0.17k4qm1", "~0.17k4qm1"} {
			if _, _, _, err := s.ListRequests(t.Context(), sel, horizon, cursor, 20); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.RequestFacets(t.Context(), sel, horizon); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	looked := 0
	for _, text := range store.PreparedTexts(s) {
		if !strings.Contains(text, "substr(words") {
			continue
		}
		looked++
		var args []any
		for n := 1; strings.Contains(text, fmt.Sprintf("$%d", n)); n++ {
			args = append(args, n)
		}
		rows, err := db.Query("explain query plan "+text, args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, detail)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(plan, "\n"), "request_initial") {
			t.Errorf("%s\nis read by %q", text, plan)
		}
	}
	if looked < 6 {
		t.Errorf("only %d texts", looked)
	}
}
